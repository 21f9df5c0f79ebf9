// figure: a metric's value for groups and times, with n, interval, coverage and verdict; never a
// number alone. Decides what a verdict is (by insight/verdict), composes the query from fragments
// (query.c, the one place), explains itself. Uses facts (tables and names), insight. Never writes.
#pragma once

#include "base/locale.h"
#include "facts/company.h"
#include "insight/sure/verdict.h"

enum figure_dim {
    DIM_TOUCHPOINT,
    DIM_CHANNEL,
    DIM_UNIT,
    DIM_SEGMENT,
    DIM_ORGANISATION,
    DIM_STAGE,
    DIM_SUBJECT,
    DIM_SOURCE, // from the facts
    DIM_DAY,
    DIM_WEEK,
    DIM_MONTH,
    DIM_QUARTER,
    DIM_YEAR,
    DIM_ATTRIBUTE, // a customer attribute, from the facts
    DIM__COUNT
};

struct figure_by {
    enum figure_dim dim;
    str attribute; // DIM_ATTRIBUTE: its name
};

struct figure_where {
    struct figure_by on;
    str value;
};

struct day_range {
    i32 from, to;
};

// What somebody may see: nothing outside of it, whatever the question says.
struct figure_scope {
    bool given;          // false: everything
    enum figure_dim dim; // DIM_UNIT or DIM_TOUCHPOINT
    const i64 *ids;
    i64 count;
};

struct figure_query {
    str metric;
    struct figure_scope scope;
    struct figure_by by[2];
    i64 by_count; // 0 to 2
    struct figure_where where[8];
    i64 where_count;
    bool from_given, to_given;
    i32 from, to;   // days, both included
    f64 level;      // 0: 0.95
    bool customers; // count distinct customers too, though that takes reading many facts
};

struct figure_row {
    const char
        *label[2]; // names on screen, or the period: 2026-11-21, 2026-W47, 2026-11, 2026-Q4, 2026
    str name[2];   // as a filter takes them; empty: none named
    struct day_range period; // of the row, within the query's; 0 when it has none
    i64 n;                   // facts; -1 hidden
    i64 customers;           // distinct; -1 not counted, or hidden
    f64 value, low, high;    // NPS in points; NaN: hidden or not known
    f64 coverage;            // -1: base not known or not needed
    struct verdict_result verdict;
    const char *why;     // one sentence: why this verdict
    const char *lacking; // the largest group in scope that is not heard, or NULL
    // From the rest (groups) or the period before (one time dimension); NaN when not compared.
    f64 difference, difference_low, difference_high, p; // p after Holm's correction
    bool beyond_chance;
    i32 direction;       // beyond chance: 1 better, -1 worse, 0 neither
    i64 remarks;         // words in this group
    i64 asked, answered; // by us, of the customers of this group; -1: not known, or hidden
};

struct figures {
    struct figure_query query;
    const struct metric *metric;
    struct metrics metrics;
    struct figure_row overall;
    i64 count;
    struct figure_row *rows;
    bool from_cube;
    bool compares_time;        // differences are from the period before, else from the rest
    bool difference_divides;   // a difference is a quotient: 1.08 is 8 % more
    i64 customers_in_base;     // customers in scope; -1: not known
    bool customers_pending;    // customers were not counted: ask again with query.customers
    const char *scale_note;    // "answers from southeast-2014 were given on a scale from 1 to 10,
                               // without 0"; NULL
    const char *response_note; // of asked metrics: how many were asked and answered, or that it is
                               // not known; NULL otherwise
    const char *answer;        // the page's title: what the figures say, in one sentence
    const char *question;      // "Net Promoter Score by unit, 1 January 2014 to 31 March 2014"
};

// Reads "unit", "month", "attribute names". ERR_USAGE lists the dimensions there are.
MUST_USE bool figure_dim_parse(ctx *c, str text, struct figure_by *out);
const char *figure_dim_name(enum figure_dim dim);
bool figure_dim_is_time(enum figure_dim dim);
enum period figure_dim_period(enum figure_dim dim); // of one that is a time
// ERR_NOT_FOUND for a metric, dimension or value that does not exist (the hint names what is
// close).
MUST_USE bool figure_compute(ctx *c, struct figure_query query, struct figures *out);
// A value of the metric as the reader's language writes it, unit included where it is short:
// "24.3", "83.1%", "1,204 €".
const char *figure_text(ctx *c, const struct metric *metric, f64 value);
// A unit as it stands behind a number: "€" for EUR, "$", "£"; others as they are: "SEK", "min".
const char *figure_unit(ctx *c, str unit);
// The decimals of all values of these figures: one number, so that a column is aligned.
i32 figure_decimals(const struct figures *figures);
// A difference: "−7.4", "+8 %".
const char *figure_difference_text(ctx *c, const struct figures *figures, f64 difference);

// How a remark sounds, as a program reads it (src/voice).
enum remark_tone { REMARK_UNHAPPY = -1, REMARK_NEITHER, REMARK_HAPPY, REMARK_TONE_UNKNOWN };

// What of the words themselves is wanted; all zero: everything. It narrows what is shown, never
// whom the question speaks of: whoever sees the list could narrow it by eye.
struct remark_wish {
    str search;   // words that all stand in it, whole or in part
    i64 language; // number of words/language.h, from 1; 0: any
    bool has_tone;
    enum remark_tone tone;
    i64 feelings; // bits of voice/voice.h: any of them
    i64 theme;    // record of kind theme
    bool has_least, has_most;
    f64 least, most;   // of the metric's value given with it
    i64 id;            // that remark alone
    str after;         // `next` of the page before; empty: the newest
    bool sees_persons; // who asks may see persons: nothing is hidden
};

struct remark_page {
    i64 count;
    struct remark_line {
        i64 id; // of the remark; 0: not read by the program yet, as the next three
        i64 language, feelings;
        enum remark_tone tone;
        str text, touchpoint, channel, unit, segment, source;
        i64 touchpoint_id, unit_id, source_id;
        str external;
        i64 key; // whose it is
        i64 happened_ms;
        i32 day;
        f64 value; // the metric's value given with it; NaN
    } * remarks;
    str next;       // what the following page is asked by; empty: there is none
    bool is_hidden; // fewer than 5 people said anything
};
// The words behind a figure, newest first, `most` at a time; none where fewer than 5 people spoke.
// ERR_BAD_INPUT for an `after` that is none.
MUST_USE bool figure_remarks(ctx *c, struct figure_query query, struct remark_wish wish, i64 most,
                             struct remark_page *out);

// Remarks of a question by theme, and by month or as a whole: how many, of how many; a theme that
// fewer than 5 people speak of (in a month) has no count (there).
struct theme_months {
    i64 count;
    struct theme_month {
        i64 theme; // record; 0: all remarks of the month
        i32 month; // its first day; 0: as a whole
        i64 n;     // -1: hidden
    } * rows;
    bool is_hidden; // fewer than 5 people said anything at all
};
struct theme_wish {
    bool sees_persons, by_month;
};
MUST_USE bool figure_themes(ctx *c, struct figure_query query, struct theme_wish wish,
                            struct theme_months *out);
