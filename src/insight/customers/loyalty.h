// loyalty: who is truly loyal, who only lazy? Places each customer by attitude and by behaviour,
// with the uncertainty of both, and says how large each group is. Pure; results live in c->arena.
// Never places a customer whose attitude nobody asked for.
//
//                     comes often     comes seldom
//   thinks well       loyal           latent
//   thinks less well  lazy            none            (A. S. Dick & K. Basu, J. of the Academy of
//                                                      Marketing Science 22 (1994) 99-113)
//
// Attitude: an ordinal probit with a random effect for each customer (loyalty_attitude.h): a few
// answers move a customer less than many, and a 10 may stand for anything above. Behaviour:
// purchases with us out of all such purchases are binomial, and the customers' shares beta
// distributed (the two-brand case of the Dirichlet model, G. J. Goodhardt, A. S. C. Ehrenberg & C.
// Chatfield, J. Royal Statistical Society A 147 (1984) 621-655); or purchases in time are Poisson,
// and the rates gamma distributed (NBD, A. S. C. Ehrenberg, Applied Statistics 8 (1959) 26-41).
// Behaviour is fitted by moments (J. C. Kleinman, J. American Statistical Association 68 (1973)
// 46-54, weights n). How the two axes go together is one correlation of a normal copula (R. B.
// Nelsen, An Introduction to Copulas, 2nd ed. 2006, §2.3), by maximum likelihood on a grid of 8 × 8
// bins whose middle edges are the cuts.
#pragma once

#include "base/ctx.h"

enum loyalty_place {
    LOYALTY_LOYAL,
    LOYALTY_LAZY, // spurious loyalty
    LOYALTY_LATENT,
    LOYALTY_NONE,
    LOYALTY_PLACES
};

enum loyalty_behaviour {
    LOYALTY_SHARE, // `ours` of `base` purchases were with us
    LOYALTY_RATE,  // `ours` purchases in `base` years
};

struct loyalty_rows {
    i64 n;
    const i64 *answer_first; // [n + 1]: where each one's answers begin; none: attitude unknown
    const i32 *answers;      // numbers of steps of the scale, from 0
    i64 levels;              // steps that were answered at all
    const f64 *level_values; // [levels] ascending
    enum loyalty_behaviour behaviour;
    const f64 *ours;  // [n] ≥ 0, need not be whole
    const f64 *base;  // [n] ≥ 0; of a share ≥ ours. 0: behaviour unknown
    const f64 *value; // [n] worth of each customer; NULL: not known
};

struct loyalty_ask {
    f64 warm; // score above which a customer thinks well of us, on the answers' scale; NaN: that of
              // the middle customer
    f64 often; // share, or purchases a year, that counts as often: above it. NaN: ½, or the mean of
               // all
    f64 icc; // how much of the difference between two single answers is real, 0 … 1; NaN: found
             // from who answered twice
    f64 level;
};

struct loyalty_interval {
    f64 value, low, high;
};

struct loyalty_group {
    struct loyalty_interval share;     // of the placed customers
    struct loyalty_interval customers; // how many
    struct loyalty_interval worth;     // their value; NaN without values
};

enum loyalty_flaw {
    LOYALTY_ATTITUDES_ALIKE = 1, // customers' attitudes differ no more than one customer's answers
    LOYALTY_HABITS_ALIKE = 2,    // customers' behaviour differs no more than chance makes it
};

struct loyalty {
    f64 warm, often;
    f64 icc;           // how much of the difference between two single answers is real
    f64 reliability;   // and of that between customers, each with all own answers: 1 is exact
    f64 first, second; // of the beta (a, b) or the gamma distribution (shape, rate per year)
    i64 placed;
    i32 flaws; // enum loyalty_flaw, added
    struct loyalty_group groups[LOYALTY_PLACES];
    // Correlation of the axes on the normal scale; 0: they have nothing to do with each other.
    struct loyalty_interval association;
    const f64 *warm_chance;              // [n] that attitude > warm; NaN: unknown
    const f64 *often_chance;             // [n]
    const f64 (*places)[LOYALTY_PLACES]; // [n] chances, together 1; NaN: not placed
};

// ERR_REFUSED, saying what is lacking: fewer than 20 customers with both axes; nobody who answered
// twice and no icc given; everybody bought once. ERR_STOPPED.
MUST_USE bool loyalty_place(ctx *c, struct loyalty_rows rows, struct loyalty_ask ask,
                            struct loyalty *out);

// What a competitor takes: yearly rates of leaving by place, with and without a competitor nearby.
// A mixture of exponential times to leaving whose weights are each customer's chances, by the EM
// algorithm (A. P. Dempster, N. M. Laird & D. B. Rubin, J. Royal Statistical Society B 39 (1977)
// 1-38); errors by folds.
struct loyalty_stay {
    const f64 *years_without; // [n] that the customer stayed while there was no competitor nearby
    const f64 *years_with;    // [n] and while there was
    const bool *left_without; // [n] left while there was none
    const bool *left_with;    // [n]
};

struct loyalty_pull {
    struct loyalty_interval pull[LOYALTY_PLACES]; // share that a competitor takes in a year beyond
                                                  // those who go anyway
    f64 left_without, left_with;                  // leavings of placed customers
    f64 years_without, years_with;
};

// ERR_REFUSED when there are fewer than 10 leavings with a competitor, or no years without one.
MUST_USE bool loyalty_pull(ctx *c, const struct loyalty *found, i64 n, struct loyalty_stay stay,
                           f64 level, struct loyalty_pull *out);
