// teller: tells a store of facts, for tests, and asks what became of them.
#pragma once

#include "facts/check.h"
#include "facts/cube.h"
#include "facts/take.h"
#include "support/both.h"

struct teller {
    ctx *c;
    struct batch_rules rules;
    struct known known;
};

// Prepares the company in a migrated store that c is connected to.
void teller_init(ctx *c, struct teller *teller);
void teller_release(struct teller *teller);
// Loads rules and what is known anew, after somebody changed a setting or a metric.
void teller_renew(struct teller *teller);

// 2026-11-20T10:00:00Z, a Friday; the company is in Europe/Helsinki.
#define TOLD_MS   1795168800000
#define E4(value) ((i64)((value)*10000 + ((value) < 0 ? -0.5 : 0.5)))

#define READINGS(...)                                                                              \
    .readings = (const struct reading[]){__VA_ARGS__},                                             \
    .reading_count = (i64)(sizeof((const struct reading[]){__VA_ARGS__}) / sizeof(struct reading))
#define ATTRIBUTES(...)                                                                            \
    .attributes = (const struct encounter_attribute[]){__VA_ARGS__},                               \
    .attribute_count = (i64)(sizeof((const struct encounter_attribute[]){__VA_ARGS__}) /           \
                             sizeof(struct encounter_attribute))
// An encounter; what it does not name is of the shop's customer C1 at TOLD_MS. S("") names nothing
// on purpose.
#define TOLD(...) ((struct encounter){__VA_ARGS__})

// A batch of the encounters, lines numbered from 1; it goes with c->arena.
struct batch *teller_batch(struct teller *teller, const struct encounter *told, i64 count);
// Takes batches in one take and commits.
void teller_take_batches(struct teller *teller, struct batch **batches, i64 count);
struct batch *teller_take(struct teller *teller, const struct encounter *told, i64 count);
#define TAKE(teller, ...)                                                                          \
    teller_take((teller), (const struct encounter[]){__VA_ARGS__},                                 \
                (i64)(sizeof((const struct encounter[]){__VA_ARGS__}) / sizeof(struct encounter)))
void teller_fold(struct teller *teller);

// "taken 1, repeated 0, refused 0" of facts, facts and lines.
const char *teller_counts(ctx *c, const struct batch *batch);
#define assert_counts(teller, batch, text)                                                         \
    assert_string_equal(teller_counts((teller)->c, (batch)), (text))
// "n 2, total 59.9" of the cube's cells for a metric, once the facts have said the same.
const char *teller_sum(struct teller *teller, const char *metric);
// What a statement of the test's own gives: cells parted by blanks, rows by " | ".
const char *teller_ask(ctx *c, const char *sql);
void teller_run(ctx *c, const char *sql);
// Fails the test, with the findings, unless check_run finds nothing.
void teller_check(struct teller *teller);
// The first finding, "what: where"; "" when there is none.
const char *teller_finding(ctx *c);

// A test of both engines whose body, NAME_by(teller), finds a teller there and the clock at
// TOLD_MS.
#define TELLER_ON_BOTH(test)                                                                       \
    static void test##_in(ctx *c, struct store *store)                                             \
    {                                                                                              \
        (void)store;                                                                               \
        struct teller teller;                                                                      \
        teller_init(c, &teller);                                                                   \
        c->now_ms = TOLD_MS;                                                                       \
        test##_by(&teller);                                                                        \
        teller_release(&teller);                                                                   \
    }                                                                                              \
    static void test(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        on_both(test##_in);                                                                        \
    }
