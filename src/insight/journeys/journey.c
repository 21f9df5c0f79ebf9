#include "insight/journeys/journey.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>

#include "base/hash.h"
#include "insight/maths/sample.h"

static bool check(ctx *c, const struct journey_events *events);
static void cases_count(ctx *c, const struct journey_events *events, struct journey_log *log);
static void events_place(ctx *c, const struct journey_events *events, struct journey_log *log);
static void case_sort(struct journey_log *log, i64 from, i64 to, struct arena *scratch);
static bool edges_find(ctx *c, const struct journey_log *log, struct journey *out);
static void activities_find(ctx *c, const struct journey_log *log, struct journey *out);
static void durations_find(ctx *c, const struct journey_log *log, struct journey *out);
static void variants_find(ctx *c, const struct journey_log *log, struct journey *out);
static void handovers_find(ctx *c, const struct journey_log *log, struct journey *out);

bool journey_sort(ctx *c, struct journey_events events, struct journey_log *out)
{
    if (!check(c, &events)) return false;
    *out = (struct journey_log){.case_count = events.case_count,
                                .activity_count = events.activity_count,
                                .resource_count = events.resource_count,
                                .was_in_order = true};
    cases_count(c, &events, out);
    events_place(c, &events, out);
    struct arena *scratch = ctx_arena(c, c->arena->size_max_bytes);
    for (i64 i = 0; i < out->case_count; i++) {
        if (i % 65536 == 0 && ctx_stopped(c)) return false;
        case_sort(out, out->first[i], out->first[i + 1], scratch);
    }
    return true;
}

bool journey_find(ctx *c, const struct journey_log *log, struct journey *out)
{
    *out = (struct journey){0};
    if (!edges_find(c, log, out)) return false;
    activities_find(c, log, out);
    durations_find(c, log, out);
    variants_find(c, log, out);
    if (log->resources) handovers_find(c, log, out);
    return true;
}

static bool check(ctx *c, const struct journey_events *events)
{
    if (events->count == 0)
        return fail_with(c, ERR_REFUSED, tr(c, "there are no events"),
                         tr(c, "Each row must have a case, an activity and a time."));
    if (events->activity_count <= JOURNEY_ACTIVITIES_MAX) return true;
    return fail_with(c, ERR_REFUSED,
                     fmt(c->arena, tr(c, "%lld different activities are no steps of a journey"),
                         (long long)events->activity_count),
                     fmt(c->arena,
                         tr(c, "Name the column of what was done, with at most %d different "
                               "values."),
                         JOURNEY_ACTIVITIES_MAX));
}

static void cases_count(ctx *c, const struct journey_events *events, struct journey_log *log)
{
    log->first = NEW_ARRAY(c->arena, i64, log->case_count + 1);
    for (i64 i = 0; i < events->count; i++) {
        assert(events->cases[i] >= 0 && events->cases[i] < log->case_count);
        assert(events->activities[i] >= 0 && events->activities[i] < log->activity_count);
        log->first[events->cases[i] + 1]++;
    }
    for (i64 i = 0; i < log->case_count; i++)
        log->first[i + 1] += log->first[i];
}

static void events_place(ctx *c, const struct journey_events *events, struct journey_log *log)
{
    i64 *at = NEW_ARRAY(c->arena, i64, log->case_count);
    log->activities = NEW_ARRAY(c->arena, i32, events->count);
    log->ms = NEW_ARRAY(c->arena, i64, events->count);
    if (events->resources) log->resources = NEW_ARRAY(c->arena, i32, events->count);
    memcpy(at, log->first, (size_t)log->case_count * sizeof at[0]);
    for (i64 i = 0; i < events->count; i++) {
        i64 to = at[events->cases[i]]++;
        log->activities[to] = events->activities[i];
        log->ms[to] = events->ms[i];
        if (log->resources) log->resources[to] = events->resources[i];
    }
}

struct timed {
    i64 ms, index;
    i32 activity, resource;
};

static int by_time(const void *a, const void *b)
{
    const struct timed *x = a, *y = b;
    if (x->ms != y->ms) return x->ms < y->ms ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

// Most files are in order already.
static void case_sort(struct journey_log *log, i64 from, i64 to, struct arena *scratch)
{
    i64 at = from + 1;
    while (at < to && log->ms[at - 1] <= log->ms[at])
        at++;
    if (at >= to) return;
    log->was_in_order = false;
    arena_clear(scratch);
    struct timed *events = NEW_ARRAY(scratch, struct timed, to - from);
    for (i64 i = from; i < to; i++)
        events[i - from] = (struct timed){log->ms[i], i, log->activities[i],
                                          log->resources ? log->resources[i] : -1};
    qsort(events, (size_t)(to - from), sizeof events[0], by_time);
    for (i64 i = from; i < to; i++) {
        log->ms[i] = events[i - from].ms;
        log->activities[i] = events[i - from].activity;
        if (log->resources) log->resources[i] = events[i - from].resource;
    }
}

// --- What follows what ---

static int by_count(const void *a, const void *b)
{
    const struct journey_edge *x = a, *y = b;
    if (x->count != y->count) return x->count > y->count ? -1 : 1;
    if (x->from != y->from) return x->from < y->from ? -1 : 1;
    return (x->to > y->to) - (x->to < y->to);
}

static f64 dependency(const i64 *counts, i64 n, i64 from, i64 to)
{
    f64 there = (f64)counts[from * n + to], back = (f64)counts[to * n + from];
    return from == to ? there / (there + 1) : (there - back) / (there + back + 1);
}

// All steps' times by edge, so that each edge's median is exact: edge e's stand in times[at[e] …].
static f64 *times_by_edge(ctx *c, const struct journey_log *log, const i64 *counts, i64 *at)
{
    i64 n = log->activity_count, total = 0;
    for (i64 e = 0; e < n * n; e++) {
        at[e] = total;
        total += counts[e];
    }
    f64 *times = NEW_ARRAY(c->arena, f64, MAX(total, 1));
    for (i64 i = 0; i < log->case_count; i++)
        for (i64 k = log->first[i] + 1; k < log->first[i + 1]; k++)
            times[at[log->activities[k - 1] * n + log->activities[k]]++] =
                (f64)(log->ms[k] - log->ms[k - 1]);
    for (i64 e = 0; e < n * n; e++)
        at[e] -= counts[e];
    return times;
}

static bool edges_find(ctx *c, const struct journey_log *log, struct journey *out)
{
    i64 n = log->activity_count, used = 0;
    i64 *counts = NEW_ARRAY(c->arena, i64, n * n), *at = NEW_ARRAY(c->arena, i64, n * n);
    for (i64 i = 0; i < log->case_count; i++)
        for (i64 k = log->first[i] + 1; k < log->first[i + 1]; k++)
            counts[log->activities[k - 1] * n + log->activities[k]]++;
    f64 *times = times_by_edge(c, log, counts, at);
    for (i64 e = 0; e < n * n; e++)
        used += counts[e] > 0;
    out->edges = NEW_ARRAY(c->arena, struct journey_edge, MAX(used, 1));
    for (i64 e = 0; e < n * n; e++) {
        if (!counts[e]) continue;
        if (ctx_stopped(c)) return false;
        f64 sum = 0;
        for (i64 i = 0; i < counts[e]; i++)
            sum += times[at[e] + i];
        out->edges[out->edge_count++] = (struct journey_edge){
            .from = (i32)(e / n),
            .to = (i32)(e % n),
            .count = counts[e],
            .mean_ms = sum / (f64)counts[e],
            .median_ms = gsl_stats_median(times + at[e], 1, (size_t)counts[e]),
            .dependency = dependency(counts, n, e / n, e % n)};
    }
    qsort(out->edges, (size_t)out->edge_count, sizeof out->edges[0], by_count);
    return true;
}

// --- Activities, repeats ---

static void activities_find(ctx *c, const struct journey_log *log, struct journey *out)
{
    struct journey_activity *all =
        NEW_ARRAY(c->arena, struct journey_activity, MAX(log->activity_count, 1));
    i64 *seen = NEW_ARRAY(c->arena, i64, MAX(log->activity_count, 1)); // last case, from 1
    for (i64 i = 0; i < log->case_count; i++) {
        i64 from = log->first[i], to = log->first[i + 1], repeats = 0;
        if (from == to) continue;
        all[log->activities[from]].starts++;
        all[log->activities[to - 1]].ends++;
        for (i64 k = from; k < to; k++) {
            struct journey_activity *activity = &all[log->activities[k]];
            bool again = seen[log->activities[k]] == i + 1;
            seen[log->activities[k]] = i + 1;
            activity->events++;
            activity->cases += !again;
            activity->repeats += again;
            repeats += again;
        }
        out->repeat_events += repeats;
        out->repeat_cases += repeats > 0;
    }
    out->activities = all;
}

// --- How long cases take ---

static f64 case_ms(const struct journey_log *log, i64 i)
{
    i64 from = log->first[i], to = log->first[i + 1];
    return from == to ? 0 : (f64)(log->ms[to - 1] - log->ms[from]);
}

static void durations_find(ctx *c, const struct journey_log *log, struct journey *out)
{
    i64 n = log->case_count;
    f64 *times = NEW_ARRAY(c->arena, f64, MAX(n, 1)), sum = 0;
    for (i64 i = 0; i < n; i++)
        sum += times[i] = case_ms(log, i);
    sample_sort(times, n);
    out->durations = (struct journey_durations){sum / (f64)n, sample_quantile(times, n, 0.5),
                                                sample_quantile(times, n, 0.9), times[n - 1]};
}

// --- Variants: cases with the same sequence of activities ---

static const struct hash_seed way_seed = {"ways of cases"};

static bool same_way(const struct journey_log *log, i64 a, i64 b)
{
    i64 size = log->first[a + 1] - log->first[a];
    return size == log->first[b + 1] - log->first[b] &&
           !memcmp(log->activities + log->first[a], log->activities + log->first[b],
                   (size_t)size * sizeof log->activities[0]);
}

static i64 way_of(struct hash_map *map, const struct journey_log *log, const i64 *examples, i64 i)
{
    struct hash_at at;
    i64 size = (log->first[i + 1] - log->first[i]) * (i64)sizeof log->activities[0];
    u64 hash = hash_bytes(&way_seed, log->activities + log->first[i], size);
    for (i64 v = hash_map_first(map, hash, &at); v >= 0; v = hash_map_next(map, hash, &at))
        if (same_way(log, examples[v], i)) return v;
    hash_map_add(map, hash, map->count);
    return map->count - 1;
}

static int by_cases(const void *a, const void *b)
{
    const struct journey_variant *x = a, *y = b;
    if (x->cases != y->cases) return x->cases > y->cases ? -1 : 1;
    return (x->example > y->example) - (x->example < y->example);
}

// Each way's times together, so that its median is exact.
static void variant_medians(ctx *c, const struct journey_log *log, struct journey_variant *variants,
                            i64 count, const i32 *way)
{
    i64 *at = NEW_ARRAY(c->arena, i64, count + 1);
    f64 *times = NEW_ARRAY(c->arena, f64, log->case_count);
    for (i64 v = 0; v < count; v++)
        at[v + 1] = at[v] + variants[v].cases;
    for (i64 i = 0; i < log->case_count; i++)
        times[at[way[i]]++] = case_ms(log, i);
    for (i64 v = 0; v < count; v++)
        variants[v].median_ms =
            gsl_stats_median(times + at[v] - variants[v].cases, 1, (size_t)variants[v].cases);
}

static void variants_find(ctx *c, const struct journey_log *log, struct journey *out)
{
    struct hash_map map;
    i64 n = log->case_count, held = 0;
    struct journey_variant *variants = NEW_ARRAY(c->arena, struct journey_variant, n);
    i64 *examples = NEW_ARRAY(c->arena, i64, n);
    i32 *way = NEW_ARRAY(c->arena, i32, n);
    hash_map_init(&map, c->arena, 1024);
    for (i64 i = 0; i < n; i++) {
        i64 before = map.count, v = way_of(&map, log, examples, i);
        if (v == before) variants[v].example = examples[v] = i;
        variants[v].cases++;
        way[i] = (i32)v;
    }
    variant_medians(c, log, variants, map.count, way);
    qsort(variants, (size_t)map.count, sizeof variants[0], by_cases);
    out->variants = variants;
    out->variant_count = map.count;
    while (held * 5 < n * 4)
        held += variants[out->variants_for_80pct++].cases;
}

// --- Handovers ---

static int by_handovers(const void *a, const void *b)
{
    const struct journey_handover *x = a, *y = b;
    if (x->count != y->count) return x->count > y->count ? -1 : 1;
    if (x->from != y->from) return x->from < y->from ? -1 : 1;
    return (x->to > y->to) - (x->to < y->to);
}

static struct journey_handover *handover_of(ctx *c, struct hash_map *map, struct journey *out,
                                            i64 *capacity, i32 from, i32 to)
{
    struct hash_at at;
    u64 hash = hash_mix((u64)from + 1, (u64)to);
    for (i64 h = hash_map_first(map, hash, &at); h >= 0; h = hash_map_next(map, hash, &at))
        if (out->handovers[h].from == from && out->handovers[h].to == to) return &out->handovers[h];
    if (out->handover_count == *capacity) {
        i64 more = MAX(*capacity * 2, 64);
        out->handovers =
            arena_grow(c->arena, out->handovers, *capacity, more, (i64)sizeof out->handovers[0]);
        *capacity = more;
    }
    hash_map_add(map, hash, out->handover_count);
    struct journey_handover *fresh = &out->handovers[out->handover_count++];
    *fresh = (struct journey_handover){.from = from, .to = to};
    return fresh;
}

static void handovers_find(ctx *c, const struct journey_log *log, struct journey *out)
{
    struct hash_map map;
    i64 capacity = 0;
    hash_map_init(&map, c->arena, 1024);
    for (i64 i = 0; i < log->case_count; i++)
        for (i64 k = log->first[i] + 1; k < log->first[i + 1]; k++) {
            i32 from = log->resources[k - 1], to = log->resources[k];
            if (from < 0 || to < 0 || from == to) continue;
            handover_of(c, &map, out, &capacity, from, to)->count++;
            out->handovers_total++;
        }
    if (out->handover_count > 1)
        qsort(out->handovers, (size_t)out->handover_count, sizeof out->handovers[0], by_handovers);
}
