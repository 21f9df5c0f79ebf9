// kind: one table of fields for each kind of record gives storage, history, checks, lists, forms,
// JSON, search, import, export, permissions and documents. Knows the register of kinds and what a
// sound table is; the tables themselves are domains' (the first ones: kinds.c), main registers
// them. Owns nothing in the store.
#pragma once

#include "base/ctx.h"
#include "base/lang.h" // N_(): marks texts of the tables for translation

enum kind_type {
    KIND_TEXT,      // one line
    KIND_LONG_TEXT, // Markdown
    KIND_NUMBER,
    KIND_MONEY, // ten-thousandths of the company's currency
    KIND_DATE,  // days since 1970
    KIND_TIME,  // a moment, ms since 1970
    KIND_YES_NO,
    KIND_CHOICE,
    KIND_CHOICES,  // any number of them
    KIND_REF,      // a record of another kind
    KIND_CUSTOMER, // a key that facts came with
    KIND_PERSON,   // who works here: a record of kind "person"
    KIND_FILE,     // an attachment of the record; stored, but no kind has one until forms take it
    KIND_TYPE__COUNT
};

struct kind_choice {
    const char *name, *label; // as it is kept; on screen, N_()
};

// Who may: bits of roles, whose meaning is the caller's (people); 0: whoever may see the record.
struct kind_field {
    const char *name; // column, JSON, address: a-z and _
    enum kind_type type;
    const char *label, *help; // N_(): on screen; one sentence
    bool required;
    bool fixed;            // said once, when the record is made; facts point at it by this word
    const char *otherwise; // default, as text; NULL: none
    f64 low, high;         // of numbers and money, where low < high; `high` of a text: characters
    const char *unit;      // of a number: "%", "min"
    const struct kind_choice *choices; // ends with a NULL name
    const char *refers;                // KIND_REF: name of the kind
    const char *over; // column of the kind's `over` that is kept the same: a text, or a reference's
                      // title
    u32 may_see, may_change;
};

enum kind_demand { DEMANDS_NOTHING, DEMANDS_REASON = 1, DEMANDS_DATE = 2, DEMANDS_EVIDENCE = 4 };

struct kind_state {
    const char *name, *label;
    bool is_end; // nothing more comes, unless it is taken back
    bool rests;  // as it shall be: nobody has to do anything
};

struct kind_transition {
    const char *name, *label; // what is done: "close", N_("Close")
    const char *from, *to;    // states; from NULL: any that is no end
    u32 may;
    u32 demands; // of kind_demand
};

// What must be said before a step: a field, always or where a choice of the record is that one.
struct kind_need {
    const char *step, *field;
    const char *when, *is; // NULL: always
};

struct record; // record.h

enum kind_scope { SCOPE_COMPANY, SCOPE_FUNCTION, SCOPE_UNIT, SCOPE_OWN };

struct kind {
    const char *name;                // "touchpoint": table rec_touchpoint
    const char *path;                // of its addresses: "touchpoints" for /touchpoints
    const char *label, *labels;      // N_(): one, several
    const char *what;                // N_(): one sentence
    const struct kind_field *fields; // ends with a NULL name; the first is the record's title
    const struct kind_state
        *states; // ends with a NULL name; the first is a new record's; NULL: none
    const struct kind_transition *transitions; // ends with a NULL name
    const struct kind_need *needs;             // ends with a NULL step; NULL: nothing
    enum kind_scope scope;                     // by the fields "function", "unit", or who made it
    bool unique;                               // no two records have the same title
    const char
        *over;  // a table of names that facts point at (unit, channel …): same ids; NULL: none
    bool stays; // is never put away: its steps alone end it
    bool made_elsewhere; // with `over`: rows appear there only, so a record is never added by hand
    u32 may_see, may_add, may_change;
    // What follows a step, in its transaction, whoever makes it; NULL: nothing.
    bool (*moved)(ctx *c, const struct record *record, str step);
};

// Registers the kinds of this process, before any thread starts; the tables must stay. Asserts that
// they are sound. Again replaces what was.
void kinds_register(const struct kind *const kinds[], i64 count);
i64 kinds_count(void);
const struct kind *kind_at(i64 index);
// NULL: there is none.
const struct kind *kind_find(str name);
const struct kind *kind_find_path(str path);
// True where a value is the id of something.
static inline bool kind_type_refers(enum kind_type type)
{
    return type == KIND_REF || type == KIND_CUSTOMER || type == KIND_PERSON || type == KIND_FILE;
}
// Number of fields; index of the one of that name, -1: none.
i64 kind_fields(const struct kind *kind);
i64 kind_field_index(const struct kind *kind, str name);
const struct kind_state *kind_state_find(const struct kind *kind, str name); // NULL: none
const struct kind_transition *kind_transition_find(const struct kind *kind, str name);
// True where a transition can be made from that state.
bool kind_transition_fits(const struct kind *kind, const struct kind_transition *transition,
                          str state);
const char *kind_type_name(enum kind_type type); // "long_text"
// What is wrong with the tables, a line each in English (it is for who writes them); NULL when they
// are sound: names are unique and no word of SQL, references known, every state reachable, the
// first field a required text, scopes have their field.
const char *kinds_flaws(struct arena *arena, const struct kind *const kinds[], i64 count);

// The first kinds: function, unit, channel, journey, stage, touchpoint, metric, person (kinds.c).
extern const struct kind kind_function, kind_unit, kind_channel, kind_journey, kind_stage,
    kind_touchpoint, kind_metric, kind_person;
extern const struct kind *const first_kinds[];
extern const i64 first_kinds_count;
