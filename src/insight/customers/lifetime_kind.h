// lifetime_kind: what a model of lifetime.h consists of: its share of the likelihood of customers
// who bought equally often, and of each history; chances and expectations of one history. One file
// for each model fills one of these; only lifetime.c and tests use them.
#pragma once

#include "insight/customers/lifetime.h"

#define LIFETIME_SUM (LIFETIME_PARAMETERS_MAX + 1) // a value, then its derivatives

struct lifetime_kind {
    const char *name;
    i64 parameter_count;
    const char *parameter_names[LIFETIME_PARAMETERS_MAX];
    bool is_time[LIFETIME_PARAMETERS_MAX]; // in the unit of time
    // What depends on the number of repeats alone, of one customer: adds weight × it to sum, and
    // sets *term to what `add` needs.
    void (*level)(const f64 p[], f64 repeats, f64 weight, f64 sum[], f64 *term);
    // One history's log-likelihood apart from that; derivatives are set too.
    f64 (*one)(const f64 p[], struct history history, f64 term, f64 slope[]);
    f64 (*alive)(const f64 p[], struct history history);
    // Given that the customer has not left.
    f64 (*expected)(const f64 p[], struct history history, f64 horizon);
};

extern const struct lifetime_kind lifetime_pareto_nbd, lifetime_bg_nbd, lifetime_mbg_nbd,
    lifetime_nbd;

// log Γ(r + x) − log Γ(r), the share of all these models; slope[0] becomes its derivative by r.
f64 lifetime_gamma_ratio(f64 r, f64 x, f64 *slope);
