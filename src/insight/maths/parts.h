// parts: adds up over many items in several threads. The items are cut into parts of a fixed size
// and the parts' sums are added in their order, so the result is the same, bit for bit, whatever
// the number of threads. Owns its threads only while parts_sum runs.
#pragma once

#include "base/ctx.h"

#define PARTS_WIDTH_MAX 8

struct parts_work {
    // Adds what items begin … end − 1 give to sum[width]. Runs in several threads at once: it must
    // not touch a ctx, and write only to places that belong to its items.
    void (*add)(const void *data, i64 begin, i64 end, f64 sum[]);
    const void *data;
    i64 count; // items
    i64 width; // of sum; may be 0
};

// sum[width] becomes the sum over all items.
void parts_sum(ctx *c, struct parts_work work, f64 sum[]);
