// asked: how many customers were asked, and how many of them answered, by metric, day, touchpoint,
// channel, unit and segment: so that figures of answers can say whom they leave out. Owns table
// asked, to which rows are only added. Whoever asks adds; both are told of the day of asking. Never
// knows who was asked.
#pragma once

#include "store/store.h"

struct asked_one {
    i64 key; // of the customer: for `people` alone
    i32 day; // on which they were asked first, the company's
    i32 touchpoint, channel, unit, segment;
    i32 asked, answered; // 1, 0, or −1: it turned out otherwise
};

// Adds each of them for each of the metrics, joined by cells. Inside a write transaction.
MUST_USE bool asked_add(ctx *c, const i32 *metrics, i64 metric_count, const struct asked_one *ones,
                        i64 count);
