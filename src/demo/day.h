// day: the three years, day by day: who is due, what follows from yesterday, in the order of the
// clock. Owns the customers, the calendar of their next days and the queue of what is to follow
// within a month. Uses encounter for what happens when customer and company meet.
#pragma once

#include "demo/customer.h"
#include "demo/rows.h"

enum event_kind {
    CUSTOMER_DUE,
    DELIVERED,
    CONTACTED,
    ASKED_AGAIN,
    ANSWERED,
    COMPLAINED,
    VISITED,
    PULSED
};
enum { QUEUE_DAYS = 32 };

struct event {
    u32 who;        // customer's, shopper's or employee's number
    float quality;  // of the encounter that this follows from
    int16_t minute; // of the day, given when the day comes
    u8 kind, touchpoint, channel, unit;
    u8 number; // days late of a delivery, minutes waited of an answer or complaint
    u8 matter; // enum matter: what it is about besides the touchpoint
};

struct event_list {
    struct event *items;
    i64 count, capacity;
};

struct life {
    ctx *c;
    const struct story *story;
    struct chance chance;
    struct rows *rows;
    struct customer *customers; // [1] to [count]
    i64 count;
    u32 *due;                            // first customer due on a day, 0 = none; STORY_DAYS items
    struct event_list queue[QUEUE_DAYS]; // by day modulo QUEUE_DAYS
    struct story_day today;
};

// Makes the customers and puts each into the calendar.
void life_init(ctx *c, struct life *life, const struct story *story, i64 customers);
// Lives through the three years, writing rows. ERR_STOPPED.
MUST_USE bool life_run(struct life *life, struct rows *rows);

// For encounter: the event comes `days` from today (at least 1, within a month); beyond the story
// it never does.
void life_follow(struct life *life, i32 days, struct event event);
// For encounter: puts the customer into the calendar for that day.
void life_expect(struct life *life, u32 number, i32 t);
