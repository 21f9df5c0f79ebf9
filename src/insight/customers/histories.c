// Idea: a hash finds customers with the same three numbers; the different ones are sorted, so that
// the order in which customers come changes nothing, not even a sum's last bit.
#include "insight/customers/histories.h"

#include <math.h>

#include "base/hash.h"

static u64 bits_of(f64 value)
{
    u64 bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static u64 hash_of(struct history history)
{
    return hash_mix(hash_mix(hash_mix(0, bits_of(history.repeats)), bits_of(history.recency)),
                    bits_of(history.age));
}

static int compare_numbers(f64 a, f64 b)
{
    return (a > b) - (a < b);
}

static int compare_histories(struct history a, struct history b)
{
    int order = compare_numbers(a.repeats, b.repeats);
    if (!order) order = compare_numbers(a.recency, b.recency);
    return order ? order : compare_numbers(a.age, b.age);
}

static bool is_possible(struct history history)
{
    return history.repeats >= 0 && history.recency >= 0 && history.recency <= history.age &&
           isfinite(history.age) && isfinite(history.repeats) &&
           history.repeats == floor(history.repeats) &&
           (history.repeats > 0) == (history.recency > 0);
}

static bool refuse(ctx *c, i64 customer, struct history history)
{
    const char *hint = tr(c, "Repeats are purchases after the first, recency is the time from the "
                             "first to the last of them (0 without repeats), age the time from "
                             "the first to the end of the observation; recency ≤ age.");
    const char *msg =
        fmt(c->arena,
            tr(c, "customer number %lld has %g repeats, recency %g and age %g, which cannot be"),
            (long long)customer + 1, history.repeats, history.recency, history.age);
    return fail_with(c, ERR_REFUSED, msg, hint);
}

struct group {
    struct history history;
    f64 customers;
    i32 number; // in the order of first sight
};

static int compare_groups(const void *a, const void *b)
{
    return compare_histories(((const struct group *)a)->history,
                             ((const struct group *)b)->history);
}

// Groups in the order of first sight; group_of[customer] becomes its number.
static bool find_groups(ctx *c, const struct history customers[], i64 count, struct group groups[],
                        i32 group_of[], i64 *group_count)
{
    struct hash_map map;
    hash_map_init(&map, c->arena, count);
    *group_count = 0;
    for (i64 i = 0; i < count; i++) {
        struct history history = customers[i];
        if (!is_possible(history)) return refuse(c, i, history);
        history.recency += 0.0; // so that -0 is 0
        u64 hash = hash_of(history);
        struct hash_at at;
        i64 found = hash_map_first(&map, hash, &at);
        while (found >= 0 && compare_histories(groups[found].history, history) != 0)
            found = hash_map_next(&map, hash, &at);
        if (found < 0) {
            found = (*group_count)++;
            groups[found] = (struct group){history, 0, (i32)found};
            hash_map_add(&map, hash, found);
        }
        groups[found].customers++;
        group_of[i] = (i32)found;
    }
    return true;
}

// Levels and sums, from the ordered histories.
static void summarise(ctx *c, struct histories *all)
{
    i64 levels = 0;
    for (i64 i = 0; i < all->count; i++)
        levels += i == 0 || all->history[i].repeats != all->history[i - 1].repeats;
    struct history_level *level = NEW_ARRAY(c->arena, struct history_level, levels + 1);
    i32 *level_of = NEW_ARRAY(c->arena, i32, all->count + 1);
    all->levels = level;
    all->level_of = level_of;
    all->level_count = 0;
    all->customer_count = all->repeaters = 0;
    all->repeats = all->age_max = 0;
    for (i64 i = 0; i < all->count; i++) {
        struct history history = all->history[i];
        if (i == 0 || history.repeats != all->history[i - 1].repeats)
            level[all->level_count++] = (struct history_level){history.repeats, 0, i, i};
        i64 at = all->level_count - 1;
        level[at].customers += all->customers[i];
        level[at].end = i + 1;
        level_of[i] = (i32)at;
        all->customer_count += (i64)all->customers[i];
        if (history.repeats > 0) all->repeaters += (i64)all->customers[i];
        all->repeats += history.repeats * all->customers[i];
        all->age_max = fmax(all->age_max, history.age);
    }
}

bool histories_group(ctx *c, const struct history customers[], i64 count, struct histories *out)
{
    assert(count >= 0 && count < INT32_MAX);
    i32 *of_customer = NEW_ARRAY(c->arena, i32, count + 1);
    struct history *history = NEW_ARRAY(c->arena, struct history, count + 1);
    f64 *weights = NEW_ARRAY(c->arena, f64, count + 1);
    struct arena_mark mark = arena_mark(c->arena);
    struct group *groups = NEW_ARRAY(c->arena, struct group, count + 1);
    i32 *place = NEW_ARRAY(c->arena, i32, count + 1);
    i64 group_count;
    if (!find_groups(c, customers, count, groups, of_customer, &group_count)) return false;

    qsort(groups, (size_t)group_count, sizeof *groups, compare_groups);
    for (i64 i = 0; i < group_count; i++) {
        history[i] = groups[i].history;
        weights[i] = groups[i].customers;
        place[groups[i].number] = (i32)i;
    }
    for (i64 i = 0; i < count; i++)
        of_customer[i] = place[of_customer[i]];
    arena_rewind(c->arena, mark);
    *out = (struct histories){
        .count = group_count, .history = history, .customers = weights, .of_customer = of_customer};
    summarise(c, out);
    return true;
}

struct histories histories_sample(ctx *c, const struct histories *all, i64 count)
{
    assert(count > 0);
    f64 stride = fmax(1, (f64)all->customer_count / (f64)count), before = 0;
    struct history *history = NEW_ARRAY(c->arena, struct history, all->count + 1);
    f64 *weights = NEW_ARRAY(c->arena, f64, all->count + 1);
    struct histories sample = {.history = history, .customers = weights};
    for (i64 i = 0; i < all->count; i++) {
        f64 after = before + all->customers[i];
        f64 taken = floor(after / stride) - floor(before / stride);
        before = after;
        if (taken == 0) continue;
        history[sample.count] = all->history[i];
        weights[sample.count++] = taken;
    }
    summarise(c, &sample);
    return sample;
}

struct histories histories_in_unit(ctx *c, const struct histories *all, f64 unit)
{
    assert(unit > 0);
    struct history *history = NEW_ARRAY(c->arena, struct history, all->count + 1);
    for (i64 i = 0; i < all->count; i++) {
        struct history old = all->history[i];
        history[i] = (struct history){old.repeats, old.recency / unit, old.age / unit};
    }
    struct histories scaled = *all;
    scaled.history = history;
    scaled.age_max = all->age_max / unit;
    return scaled;
}
