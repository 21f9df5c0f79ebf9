// encounters: the days on which each customer was met, gathered from rows in any order, each day
// once. Owns its memory in c->arena: eight bytes for an encounter day while rows come, where a
// customer's rows come in time order; four in the end. Uses frame.
#pragma once

#include "stat/frame.h"

struct encounters;

struct encounters *encounters_new(ctx *c);
void encounters_add(struct encounters *all, i32 customer, i32 day);
// Days by customer: those of customer i are days[first[i]] … days[first[i + 1] − 1], ascending.
struct encounter_days {
    i64 customers;
    const i64 *first;
    const i32 *days;
    i32 first_day, last_day; // of all
} encounters_sort(struct encounters *all, i64 customers);

// The day of a moment, in UTC.
i32 encounters_day(i64 ms);
