// handling_model: what ISO 10002 asks of cases, small enough to be read: who owns which, by when,
// where its letters are. The law of handling_prop.c compares it with what the product does.
#pragma once

#include "support/teller.h"

#include <string.h>

enum { CASES_MAX = 7, LETTERS_MAX = 120, PEOPLE = 2, FUNCTIONS = 2 };
enum due { ANSWER, SOLVE, DUES };

#define MINUTE_MS 60000LL
#define DAY_MS    (24 * 60 * MINUTE_MS)
#define LAST_MS   (TOLD_MS + 70 * DAY_MS) // before clocks change

struct matter {
    const char *state;
    i64 function, owner, cause, into, answered_ms, made_ms;
    i64 due_ms[DUES];
    bool is_told[DUES]; // that this deadline passed
    bool is_escalated, has_decision, by_us, sees_number;
    int severity, address; // address 0: none
};

struct told {
    i64 of; // case
    bool is_note, is_customers;
};

struct model {
    i64 count, letter_count, now_ms;
    struct matter all[CASES_MAX + 1]; // by id, from 1
    struct told letters[LETTERS_MAX + 1];
};

static const i32 days_off[] = {20811, 20812, 20813, 20819}; // 24–26 December 2026, New Year
static const char *const severities[] = {"low", "ordinary", "high", "critical"};
static const i64 hours_of[DUES][4] = {
    {24,  16, 8,  2 },
    {120, 80, 40, 16}
};

// Minute by minute: Monday to Friday 8 to 16 in Finland's winter, but for days off.
static inline bool is_worked(i64 ms)
{
    i64 minute = ms / MINUTE_MS + 120, day = minute / 1440;
    for (i64 i = 0; i < COUNT_OF(days_off); i++)
        if (days_off[i] == day) return false;
    i64 weekday = (day + 3) % 7; // 1970-01-01 was a Thursday
    return weekday < 5 && minute % 1440 >= 8 * 60 && minute % 1440 < 16 * 60;
}

static inline i64 after_hours(i64 from_ms, i64 hours)
{
    i64 minutes = hours * 60;
    while (minutes > 0) {
        minutes -= is_worked(from_ms);
        from_ms += MINUTE_MS;
    }
    return from_ms;
}

// A deadline that lies ahead is a new one; one that is put back behind us was told already.
static inline void set_due(struct model *m, struct matter *matter, enum due due, i64 from_ms)
{
    matter->due_ms[due] = after_hours(from_ms, hours_of[due][matter->severity]);
    if (matter->due_ms[due] > m->now_ms) matter->is_told[due] = false;
}

static inline void set_dues(struct model *m, struct matter *matter, i64 from_ms)
{
    set_due(m, matter, ANSWER, from_ms);
    set_due(m, matter, SOLVE, from_ms);
}

static inline bool is_in(const struct matter *matter, const char *state)
{
    return !strcmp(matter->state, state);
}

static inline bool is_open(const struct matter *matter)
{
    return !is_in(matter, "closed") && !is_in(matter, "merged") && !is_in(matter, "suspected") &&
           !is_in(matter, "discarded");
}

static inline i64 root_of(const struct model *m, i64 id)
{
    while (is_in(&m->all[id], "merged"))
        id = m->all[id].into;
    return id;
}

static inline bool is_part_of(const struct model *m, i64 id, i64 whole)
{
    for (;; id = m->all[id].into) {
        if (id == whole) return true;
        if (!is_in(&m->all[id], "merged")) return false;
    }
}

static inline void began(struct matter *matter, bool is_quiet)
{
    bool hears = !matter->by_us && !is_quiet && (matter->address || matter->sees_number);
    matter->state = hears ? "acknowledged" : "received";
}

static inline void opened_again(struct model *m, struct matter *matter)
{
    matter->state = "investigated";
    matter->is_escalated = false;
    set_due(m, matter, SOLVE, m->now_ms);
}
