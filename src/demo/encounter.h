// encounter: what happens when a customer and the company meet, and what follows from it.
// Owns the sizes of the story's effects. Uses day's queue; never looks at the calendar.
#pragma once

#include "demo/day.h"

// The effects that truth.json states.
enum {
    WAIT_BEFORE_S = 230, // median wait, before the change in customer service
    WAIT_AFTER_S = 80,
    WAIT_INCIDENT_FACTOR = 4,
    RESOLVED_BEFORE_PCT = 66,
    RESOLVED_AFTER_PCT = 82,
    PAYMENT_FAILS_WEB_PCT = 65,
    PAYMENT_FAILS_SHOP_PCT = 30,
};

// Lets the event happen: writes its rows, moves the customer's mind, queues what follows.
void encounter(struct life *life, const struct event *event);
