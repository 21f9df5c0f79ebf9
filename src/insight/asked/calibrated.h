// calibrated: means, totals and scores of weighted answers, with errors that know how customers
// were asked (strata, clusters, share of all) and to what known counts the answers were weighted.
// Pure; uses weigh and interval; results live in c->arena.
//
// Linearised (residual) errors: J.-C. Deville & C.-E. Särndal, JASA 87 (1992) 376-382, eq. 3.4:
// the figure's influence values, less what the margins explain of them (regression on the margins'
// categories by base weights), times the final weights. Between primary units of a stratum as in W.
// G. Cochran, Sampling Techniques (3rd ed. 1977), §5.6 and §11.2; as R survey's svymean, svytotal
// after postStratify and calibrate.
#pragma once

#include "insight/sure/interval.h"
#include "insight/asked/weigh.h"

// How answers came to be: drawn apart in each stratum, one by one or by cluster.
struct calibrated_design {
    const i32 *stratum; // [n]; NULL: one stratum
    i64 stratum_count;
    const i32 *cluster; // [n]; NULL: each answer by itself. A cluster lies in one stratum
    i64 cluster_count;
    const f64 *sizes; // [stratum_count]: how many (clusters, or customers) there were to draw from;
                      // NULL: endless
};

struct calibrated_figure {
    f64 value, error;  // error NaN: a stratum holds one unit only, or all values are the same: how
                       // much others differ is not known then
    f64 degrees;       // units − strata
    f64 design_effect; // variance over that of as many answers drawn one by one from all customers;
                       // NaN when weights do not add up to more customers than answers
    i64 lonely;        // the stratum of one unit only, or −1
};

// order.base and order.margins as they were weighed; weights from weigh_rake.
struct calibrated_answers {
    struct weigh_order order;
    const f64 *weights;
    struct calibrated_design design;
};

// Fails with ERR_STOPPED only. values[n] are finite.
MUST_USE bool calibrated_mean(ctx *c, const struct calibrated_answers *answers, const f64 values[],
                              struct calibrated_figure *out);
MUST_USE bool calibrated_total(ctx *c, const struct calibrated_answers *answers, const f64 values[],
                               struct calibrated_figure *out);
// value ± t · error at a level; unknown where the error is.
struct interval calibrated_interval(struct calibrated_figure figure, f64 level);
