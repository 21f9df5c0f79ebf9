// purchases: the days on which each customer bought, gathered from rows in any order, each day
// once, and what was spent. Memory grows with customers and with the time that is covered (16 bytes
// for 64 days in which a customer bought at all), not with rows. Owns its memory in c->arena.
#pragma once

#include "base/ctx.h"

struct purchases;

#define PURCHASES_NEVER INT32_MIN

// What a customer did up to a day, and in some days after it.
struct purchase_record {
    i32 first, last;  // days; PURCHASES_NEVER: nothing up to that day
    i64 repeats;      // days after the first
    i64 later;        // days in the days after
    f64 repeat_value; // spent on days after the first; NaN where a value was missing
};

// Values count up to the day `values_until`; later ones are left out.
struct purchases *purchases_new(ctx *c, i32 values_until);
// A purchase; value may be NaN.
void purchases_add(struct purchases *all, i32 customer, i32 day, f64 value);
i64 purchases_customers(const struct purchases *all); // the greatest that was added + 1
i32 purchases_first_day(const struct purchases *all); // of all customers
i32 purchases_last_day(const struct purchases *all);
struct purchase_record purchases_record(const struct purchases *all, i32 customer, i32 until,
                                        i32 later_until);
// Adds to by_day[day − begin] the repeats of customers who first bought up to the day `until`, for
// days up to `end`.
void purchases_count(const struct purchases *all, i32 until, i32 begin, i32 end, f64 by_day[]);
