// case_list: cases as they wait for somebody: late ones first, then by when they are due. Only
// reads. Who may see which is the caller's: it says so in the question.
#pragma once

#include "store/store.h"

enum case_view {
    CASE_VIEW_WAITING, // for whoever asks: theirs, and those that nobody in their functions has
                       // taken up; for whoever acts across functions: escalated, late, or
                       // nobody's
    CASE_VIEW_OPEN,
    CASE_VIEW_LATE,
    CASE_VIEW_CLOSED,
    CASE_VIEW_HELD, // as suspected spam
    CASE_VIEW__COUNT
};
const char *case_view_name(enum case_view view); // "waiting"
bool case_view_find(str name, enum case_view *out);

struct case_query {
    enum case_view view;
    // Who asks.
    i64 person;       // record of kind person; 0: none
    bool sees_all;    // else only what is theirs by name, function or unit
    bool acts_across; // CX owner, administrator
    const i64 *functions, *units;
    i64 function_count, unit_count;
    // Narrowed; 0 or empty: any.
    i64 function, touchpoint, unit, cause, decision, pattern, customer;
    str severity, found_by, search; // search: number, words of the subject, or an address of e-mail
    i64 page, rows_max;             // from 0; 0: 30
};

struct case_row {
    i64 id, function, owner, touchpoint, made_ms, due_ms; // due 0: nothing is due
    str number, subject, state, severity, matter, words;  // words: the first of the customer
    bool is_late, is_escalated, is_answered;              // is_answered: solving is what is due
};
struct case_rows {
    i64 count;
    struct case_row *rows;
    bool has_more;
};
MUST_USE bool case_list(ctx *c, const struct case_query *query, struct case_rows *out);
// How many wait, and how many of these are late.
struct case_counts {
    i64 waiting, late;
};
MUST_USE bool case_count(ctx *c, const struct case_query *query, struct case_counts *out);

// Cases that one should know when working on this one: of the same customer or address, at the
// same touchpoint, of the same cause; the newest first, at most ten.
MUST_USE bool case_similar(ctx *c, i64 id, struct case_rows *out);
// What the case needs of others.
struct case_task {
    i64 id, function, owner;
    str title, state;
    bool has_due;
    i32 due;
};
MUST_USE bool case_tasks(ctx *c, i64 id, struct case_task **out, i64 *count);
