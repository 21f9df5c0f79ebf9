// reading: what a row says about a figure, as a number: an answer to the NPS question as -1, 0 or
// 1, yes and no as 1 and 0, a value as it stands; and its weight. Part of the analyses of figures
// (nps, rate, mean, enough, watch, experiment). Refuses what it cannot read, with what to do.
#pragma once

#include "insight/sure/interval.h"
#include "stat/stat.h"

enum reading_kind { READING_SCORE, READING_OUTCOME, READING_VALUE };

struct reading {
    const struct stat_job *stat;
    enum reading_kind kind;
    f64 low, high;             // of the scale of scores
    f64 promoters, detractors; // scores from which, and down to which
    i64 fractions;             // scores that were no whole number
    bool outcome_words;        // --yes was given
    i64 outcome_count;         // words read so far
    i64 outcome_capacity;
    bool *outcomes;              // by code of the word
    f64 weight_low, weight_high; // seen so far; not alike: weights count
    i64 weight_zero;             // rows that count for nothing
};

// clang-format off
#define READING_SCORE_ROLE(need)                                                                   \
    {"score", STAT_NUMBER, need, false, "the answer to \"how likely are you to recommend us\", 0 to 10"}
#define READING_OUTCOME_ROLE(need)                                                                 \
    {"outcome", STAT_NAME, need, false, "yes or no: yes/no, true/false, 1/0; other words with --yes"}
#define READING_VALUE_ROLE(need)                                                                   \
    {"value", STAT_NUMBER, need, false, "the value, a number"}
#define READING_WEIGHT_ROLE                                                                        \
    {"weight", STAT_NUMBER, STAT_OPTIONAL, false, "how much the row counts for, 0 or more"}
#define READING_CUSTOMER_ROLE                                                                      \
    {"customer", STAT_KEY, STAT_OPTIONAL, false, "who it is of; then it is checked that nobody counts twice"}

#define READING_SCORE_OPTIONS                                                                      \
    {"scale", "LOW-HIGH", "0-10", false, "the scale of the scores: 1-10 where there is no 0"},    \
    {"promoters", "FROM", NULL, false, "scores from here on are promoters; 9 on scales to 10"},   \
    {"detractors", "TO", NULL, false, "scores up to here are detractors; 6 on scales to 10"}
#define READING_OUTCOME_OPTIONS                                                                    \
    {"yes", "WORD", NULL, true, "a word of --outcome that counts as yes; all others count as no"}
// clang-format on

// Of the roles score, outcome and value exactly one must have been given, of those that the
// analysis has; the kind follows. Reads the options of that kind.
MUST_USE bool reading_open(ctx *c, const struct stat_job *stat, struct reading *out);
// The same where the kind is known.
MUST_USE bool reading_open_kind(ctx *c, const struct stat_job *stat, enum reading_kind kind,
                                struct reading *out);
// A row's number. ERR_BAD_INPUT for scores off the scale, words that are neither yes
// nor no, and values beyond all measure.
MUST_USE bool reading_value(ctx *c, struct reading *reading, const struct frame *block, i64 row,
                            f64 *out);
// A row's weight, 1 without a column; ERR_BAD_INPUT below 0.
MUST_USE bool reading_weight(ctx *c, struct reading *reading, const struct frame *block, i64 row,
                             f64 *out);
// Whether weights differ: alike ones, whatever they are, change nothing.
bool reading_is_weighted(const struct reading *reading);
// Whether `n` rows are of as many customers: unknown without --customer; warns where they are of
// fewer.
void reading_independent(ctx *c, const struct stat_job *stat, i64 n);
// Warns of scores that were no whole number, and of rows with weight 0.
void reading_tell(ctx *c, const struct reading *reading, struct answer *answer);
// How a value of this kind is written for people, with so many digits as an interval of this width
// bears: points for scores, per cent for outcomes.
str reading_write(const ctx *c, enum reading_kind kind, f64 value, f64 width);
// A number with as many digits as an interval of this width bears; very large and very small ones
// with a power of ten.
str reading_number(const ctx *c, f64 value, f64 width);
// A whole number as it stands in a sentence.
const char *reading_count(const ctx *c, i64 count);
// What values of this kind are multiplied by in fields: 100 for scores, else 1.
f64 reading_scale(enum reading_kind kind);

// The sentence that compares a figure's limits with a target, as written.
void reading_target_say(ctx *c, struct answer *answer, struct interval figure, f64 target,
                        const char *written);
