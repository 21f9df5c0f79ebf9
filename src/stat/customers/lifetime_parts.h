// lifetime_parts: what the analysis `lifetime` hands from one of its files to the next: lifetime.c
// reads and fits, lifetime_tell.c tells of models and of what was held out, lifetime_list.c of
// customers and their value.
#pragma once

#include "insight/customers/gamma_gamma.h"
#include "insight/customers/tracking.h"
#include "stat/customers/purchases.h"
#include "stat/stat.h"

// Which models were asked for, and what became of them.
struct lifetime_models {
    bool asked[LIFETIME_MODELS];
    struct lifetime_fit fits[LIFETIME_MODELS];
    enum lifetime_model chosen;
};

struct lifetime_base {
    // Options.
    str unit; // day, week, month
    f64 unit_days;
    f64 horizon; // in the unit
    // Customers, by number.
    i64 count;
    struct history *history; // in the unit
    const str *names;        // NULL: rows without a name
    const i32 *name_of;      // of each customer; -1: none
    f64 *spent;              // mean value of a repeat purchase; NaN: not known; NULL: no values
    struct histories histories;
    // With moments of purchases only (NULL without).
    const struct purchases *purchases;
    i32 from, until;   // the days between which models look
    i32 held_until;    // the last day held out; = until: none
    f64 held;          // its length, in the unit
    f64 *actual;       // purchases of each customer in the days held out
    i64 new_customers; // who came after `until`: not in the analysis
    const struct lifetime_models *models;
};

bool lifetime_is_usable(const struct lifetime_fit *fit);

// How far a model's expectations (fit NULL: those of past rates) missed what was held out.
struct tracking_score lifetime_score(ctx *c, const struct lifetime_base *base,
                                     const struct lifetime_fit *fit);

// lifetime_tell.c
MUST_USE bool lifetime_tell_models(ctx *c, struct stat_job *stat, const struct lifetime_base *base);
void lifetime_tell_tracking(ctx *c, struct stat_job *stat, const struct lifetime_base *base);
void lifetime_tell_held_out(ctx *c, struct stat_job *stat, const struct lifetime_base *base);
// What is to be expected, and the sentence; lifetime_list.c adds value to it.
void lifetime_tell_forecast(ctx *c, struct stat_job *stat, const struct lifetime_base *base);
// lifetime_list.c
MUST_USE bool lifetime_list(ctx *c, struct stat_job *stat, const struct lifetime_base *base);
