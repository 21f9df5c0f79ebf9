// tracking: does a model of buying follow what really happens? Expected purchases of all customers
// by period, beside which the actual ones are drawn; and how far forecasts for customers missed.
// The tracking plot of P. Fader, B. Hardie & K. L. Lee, Marketing Science 24 (2005), fig. 2. Pure.
#pragma once

#include "insight/customers/lifetime.h"

// Customers by the day of their first purchase, from day 0 on.
struct tracking_births {
    i64 days;
    const f64 *customers;
    f64 day; // in the unit of the model's parameters: 1 / 7 for weeks
};

// cumulative[k] becomes the repeat purchases to expect up to the end of day ends[k], of customers
// known by nothing but the day of their first purchase. Not finite where the model cannot tell.
void tracking_expected(ctx *c, const struct lifetime_fit *fit, const struct tracking_births *births,
                       const i32 ends[], i64 count, f64 cumulative[]);

// How far expectations missed, customer by customer and in all.
struct tracking_score {
    f64 total;               // of the expectations
    f64 mean_absolute_error; // purchases a customer
    f64 root_mean_square_error;
};
struct tracking_score tracking_score(const f64 expected[], const f64 actual[], i64 customers);
