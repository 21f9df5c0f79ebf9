// series: rows of a file as a series in time. Knows how rows become places on a grid of hours,
// days, weeks, months, quarters or years (in UTC), of numbers, or of rows; where nothing is known;
// which season such a grid may have. Uses frame and answer. Never fills a gap unseen: a place
// without a value is NaN, and series_tell says how many there are.
//
// Two ways: with --every, rows are added up as they are read, and memory is linear in places; without
// it, each row is one value, and the grid is found from their moments.
#pragma once

#include "stat/stat.h"

#define SERIES_PLACES_MAX 2000000 // 228 years of hours: beyond it a moment is a mistake

enum series_step {
    SERIES_ROW,    // neither moment nor number: rows as they stand
    SERIES_NUMBER, // --position
    SERIES_MOMENT, // moments on no grid
    SERIES_HOUR,
    SERIES_DAY,
    SERIES_WEEK, // ISO, from Monday
    SERIES_MONTH,
    SERIES_QUARTER,
    SERIES_YEAR,
};

enum series_as { SERIES_MEAN, SERIES_SUM, SERIES_COUNT, SERIES_NPS };

struct series {
    enum series_step step;
    bool even;    // places follow each other step by step; else they are the rows by their moment
    bool every;   // rows were added up, `as` tells how
    enum series_as as;
    i64 rows;     // with a value
    i64 count;    // places
    i64 width;    // columns: the value, then those of the second role
    f64 **columns; // [width][count]; NaN: nothing known
    const f64 *value; // columns[0]
    const i64 *row_counts; // rows in each place
    const f64 *at; // of each place: 0, 1, 2 … when even; else days or numbers since the first
    i64 gaps;      // places without a value
    i64 empty;     // places without a row whose sum or count is taken as 0
    bool first_cut, last_cut; // rows begin inside the first place, end inside the last
    bool edges_dropped;       // such places were left out
    i64 period;    // places in a season that this step may have, or --period; 1: none
    bool period_given;
    i64 first;            // what follows is series.c's own: number of the first step since 1970
    const i64 *ms;        // of uneven moments
    f64 origin, distance; // of numbers
};

// clang-format off
#define SERIES_ROLES                                                                               \
    {"value", STAT_NUMBER, STAT_OPTIONAL, false, "what is followed over time; not needed with --as count"}, \
    {"time", STAT_MOMENT, STAT_OPTIONAL, false, "when; in UTC. Without --time and --position rows follow each other evenly"}, \
    {"position", STAT_NUMBER, STAT_OPTIONAL, false, "a number that stands for the time, such as a year (1949.25) or a week's number"}

#define SERIES_OPTIONS                                                                             \
    {"every", "STEP", "row", false, "adds rows up by hour, day, week, month, quarter or year; row: each row is one value"}, \
    {"as", "WHAT", "mean", false, "what rows of one step become with --every: mean, sum, count, or nps (answers from 0 to 10)"}, \
    {"edges", "auto|keep|drop", "auto", false, "what becomes of a first or last step of --every that the rows do not cover to its end; auto: sums and counts drop it"}, \
    {"period", "STEPS", NULL, false, "steps in one round of the seasons (12 for months); 1: there are none. Otherwise the step tells it"}
// clang-format on

// Collects rows, block by block. `others` is a role with more columns that go along (NULL: none);
// steps hold their means, whatever --as says; missing values take no part. Lives in c->arena.
struct series_rows;
MUST_USE bool series_open(ctx *c, const struct stat_job *stat, const char *others,
                          struct series_rows **out);
MUST_USE bool series_add(ctx *c, struct series_rows *rows, const struct frame *block);
// The series; count 0 when there were no rows. ERR_USAGE for options, ERR_BAD_INPUT for values that
// are no answers from 0 to 10 where nps is asked, ERR_TOO_LARGE beyond SERIES_PLACES_MAX.
MUST_USE bool series_close(ctx *c, struct series_rows *rows, struct series *out);

// The same for an analysis that has one column: series_take is its `take`.
MUST_USE bool series_take(ctx *c, struct stat_job *stat, const struct frame *block);
MUST_USE bool series_of(ctx *c, struct stat_job *stat, struct series *out);

// ERR_REFUSED, with what to do, unless the places are even.
MUST_USE bool series_must_be_even(ctx *c, const struct series *series);
// Warns of gaps, of steps taken as 0, of steps that are not whole, and of rows on no grid.
void series_tell(ctx *c, const struct stat_job *stat, const struct series *series);

// How a place is called: "2024-05", "2024-05-03", "1949.25", "17"; also beyond the last one when
// the places are even. Rows are counted from 1.
str series_name(ctx *c, const struct series *series, i64 place);
// The place that a text (a day, a moment, a number) names; it may lie before 0 or beyond the end.
// ERR_USAGE when it names none; `option` is where it stood.
MUST_USE bool series_place(ctx *c, const struct series *series, const char *option, str text,
                           i64 *place);
// "month": one step, as it stands after "a".
const char *series_step_name(ctx *c, const struct series *series);
// A slope by `at` is told by this unit: *factor × slope is the change in a `unit` ("month", "year";
// for numbers "1").
const char *series_unit(ctx *c, const struct series *series, f64 *factor);
// A value as a reader's language writes it, with as many decimals as a spread of this size bears.
const char *series_number(ctx *c, f64 value, f64 spread);
// The phase of a place in a season of `period` steps, 0 …, and its name ("Monday", "January", "3").
i64 series_phase(const struct series *series, i64 place);
str series_phase_name(ctx *c, const struct series *series, i64 phase);
