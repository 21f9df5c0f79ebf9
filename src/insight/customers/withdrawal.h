// withdrawal: whose habits fade? For each customer the chance that no encounter follows within a
// horizon, judged from the customer's own habits: how long it has been, how long it usually takes,
// how often they came, and whether their latest gaps were longer than the earlier ones. Trained on
// the past only, and always shown beside the plain hiatus, which is hard to beat. Pure; results
// live in c->arena. Uses regress and ranking. Never looks behind the moment of which it speaks,
// except to judge itself.
//
// A logistic regression (D. J. Hosmer & S. Lemeshow, Applied Logistic Regression, 2nd ed. 2000) on
// log hiatus, log mean gap, log n and log of the latest gaps against the earlier ones, and two
// terms for the shape: (log hiatus − log mean gap)², and (log hiatus − log mean gap) · log n,
// because a hiatus of so many own gaps says more of who came often (as in the chance of being alive
// of P. S. Fader, B. G. S. Hardie & K. L. Lee, Marketing Science 24 (2005) 275-284, eq. 7-8). That
// the plain hiatus is hard to beat: M. Wübben & F. v. Wangenheim, J. of Marketing 72 (2008) 82-93.
#pragma once

#include "base/ctx.h"
#include "insight/customers/ranking.h"

// Days on which customers were met, since 1970.
struct withdrawal_days {
    i64 customers;
    const i64 *first; // [customers + 1]: where each one's days begin in `days`
    const i32 *days;  // ascending for each customer, each day once
};

struct withdrawal_ask {
    i32 at;           // the day of which scores speak
    i32 horizon_days; // 0: three times the median of customers' mean gaps, at most a quarter of the
                      // span of the days
    i64 least;        // encounter days that a habit needs, at least 3
};

struct withdrawal_habit {
    i64 encounters;    // days up to `at`
    i32 last_day;      // the latest of them; 0 when there are none
    f64 hiatus_days;   // since then
    f64 mean_gap_days; // NaN with fewer than two encounters
    f64 recent_ratio;  // mean of the last third of the gaps (at least one) over the mean of those
                       // before; NaN with fewer than two gaps
};

enum {
    WITHDRAWAL_CONSTANT,
    WITHDRAWAL_HIATUS,
    WITHDRAWAL_GAP,
    WITHDRAWAL_COUNT,
    WITHDRAWAL_RECENT,
    WITHDRAWAL_RELATIVE_SQUARED,
    WITHDRAWAL_RELATIVE_COUNT,
    WITHDRAWAL_TERMS
};

struct withdrawal_model {
    i32 cutoff;       // what was known by that day …
    i64 n, withdrawn; // … of so many customers, of whom so many did not come in the horizon after
    i64 terms;        // WITHDRAWAL_TERMS, or 5 where there were too few to learn the shape from
    f64 coefficients[WITHDRAWAL_TERMS], errors[WITHDRAWAL_TERMS];
    f64 covariance[WITHDRAWAL_TERMS * WITHDRAWAL_TERMS]; // [terms][terms]
};

// Trained by one cutoff, judged by what came after a later one.
struct withdrawal_trial {
    bool done; // else there was too little past to learn from
    i32 trained_at, cutoff;
    bool ahead;             // judged by what came after `at`, with the very scores that are given
    i64 n, withdrawn;       // customers with a habit at the cutoff
    f64 expected, error;    // withdrawals expected by the model, with their standard error
    struct ranking ranking; // a: the model; b: the plain hiatus
};

struct withdrawal {
    i32 at, horizon_days;
    f64 median_gap_days;
    struct withdrawal_model model;
    struct withdrawal_trial trial;
    const struct withdrawal_habit *habits; // [customers]
    const f64 *chances;                    // [customers]; NaN: too few encounters to know
    i64 scored;
    f64 expected, error; // withdrawals among them in the horizon after `at`, and standard error
    i64 away; // of the scored, away for a horizon or longer already: withdrawn by the same measure
    f64 expected_here, error_here; // withdrawals among the others
};

// ERR_REFUSED, saying what is lacking: a past of four horizons' length, customers with a habit,
// both kinds among them. ERR_STOPPED.
MUST_USE bool withdrawal_score(ctx *c, struct withdrawal_days days, struct withdrawal_ask ask,
                               struct withdrawal *out);

// Whether a customer has been away for a horizon or longer.
bool withdrawal_is_away(const struct withdrawal *found, const struct withdrawal_habit *habit);

// "usually every 12 days, now 61 days", translated.
const char *withdrawal_reason(ctx *c, const struct withdrawal_habit *habit);
