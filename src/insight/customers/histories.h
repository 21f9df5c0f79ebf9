// histories: what models of buying know of customers: how often each bought again, when last, and
// since when. Customers with the same history are counted together, so that a million of them are
// some hundred thousand histories. Pure; lives in c->arena.
#pragma once

#include "base/ctx.h"

struct history {
    f64 repeats; // purchases after the first, days with several counted once: 0, 1, 2 …
    f64 recency; // time from the first purchase to the last; 0 where there was no repeat
    f64 age;     // time from the first purchase to the end of what was observed
};

// Customers who bought equally often.
struct history_level {
    f64 repeats, customers;
    i64 begin, end; // of their histories
};

struct histories {
    i64 count;
    const struct history *history; // different ones, ordered by repeats, recency, age
    const f64 *customers;          // that have it
    const i32 *level_of;           // its level
    i64 level_count;
    const struct history_level *levels; // by repeats, ascending
    const i32 *of_customer;             // the history of each customer that was given
    i64 customer_count, repeaters;      // the second: who bought again
    f64 repeats, age_max;               // all customers' together; the longest
};

// Groups customers. ERR_REFUSED, with the number of the customer, when a history cannot be:
// repeats not whole or below 0, recency above age or below 0, a repeat without recency or the other
// way round, numbers that are not finite.
MUST_USE bool histories_group(ctx *c, const struct history customers[], i64 count,
                              struct histories *out);
// A part of them that stands for all: every k-th customer in the order of histories, so that about
// `count` are left.
struct histories histories_sample(ctx *c, const struct histories *all, i64 count);
// The same with times divided by `unit`. Shares its other arrays.
struct histories histories_in_unit(ctx *c, const struct histories *all, f64 unit);
