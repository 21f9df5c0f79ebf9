// scale: do several questions measure one thing, and do the members of a group agree? Pure; results
// live in c->arena. Cronbach's alpha L. J. Cronbach, Psychometrika 16 (1951) 297-334; its interval
// L. S. Feldt, D. J. Woodruff & F. A. Salih, Applied Psychological Measurement 11 (1987) 93-103;
// within-group agreement L. R. James, R. G. Demaree & G. Wolf, J. Applied Psychology 69 (1984)
// 85-98.
#pragma once

#include "base/ctx.h"

#define SCALE_ITEMS_MAX 500

struct scale_item {
    f64 mean, deviation; // standard deviation
    f64 rest;            // correlation with the sum of the other items; NaN: either is constant
    f64 alpha_without;   // raw alpha of the others; NaN with fewer than two of them
    f64 standardised_without;
    bool turned; // it runs against the others: its loading on what they share is below 0
};

struct scale_alpha {
    i64 n, items;
    f64 raw, raw_low, raw_high; // on the items' own variances; limits Feldt's
    f64 standardised;           // on their correlations: as if all had one variance
    f64 mean_correlation;       // between items
    const struct scale_item *list;
};

struct scale_answers {
    i64 n, items;
    const f64 *values; // n × items, row by row, finite
};

// ERR_REFUSED with fewer than two items or three rows, when no item varies, or values are too
// large. Standardised alpha and the mean correlation leave out items without spread. ERR_STOPPED.
MUST_USE bool scale_alpha_of(ctx *c, struct scale_answers answers, f64 level,
                             struct scale_alpha *out);
// Spearman and Brown: the alpha that `times` as many such items would have.
f64 scale_lengthened(f64 alpha, f64 times);

// Agreement of one group's members against answers spread evenly over all points of the scale,
// whose variance is (points² - 1) / 12.
struct scale_agreement {
    i64 n;
    f64 variance; // mean of the items'
    f64 rwg_mean; // mean over items of 1 - variance / even variance
    f64 rwg_j;    // of the items together; one item: rwg
    bool beyond;  // answers spread more than evenly: agreement is set to 0
};

// NaN with fewer than two members.
struct scale_agreement scale_agreement_of(struct scale_answers group, i64 points);
