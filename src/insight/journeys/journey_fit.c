#include "insight/journeys/journey_fit.h"

enum move { MOVE_MATCH, MOVE_AGAIN, MOVE_SKIP, MOVE_ADD };

struct way {
    const i32 *events;
    i64 event_count;
    const struct journey_step *steps;
    i64 step_count;
    u8 *moves; // [event_count + 1][step_count + 1]: the last move of the cheapest way there
    i32 *cost;
    // what became of each step in this way
    bool *done, *skipped;
};

static bool is_again(const struct way *way, i64 event, i64 step)
{
    return step > 0 && way->steps[step - 1].may_repeat &&
           way->steps[step - 1].activity == way->events[event];
}

// Least cost of the first `e` events with the first `s` steps, from those with one fewer of either.
static void cell_fill(struct way *way, i64 e, i64 s)
{
    i64 wide = way->step_count + 1, at = e * wide + s;
    i32 best = INT32_MAX;
    enum move move = MOVE_ADD;
    if (e > 0) best = way->cost[at - wide] + 1;
    if (s > 0) {
        i32 skip = way->cost[at - 1] + !way->steps[s - 1].is_optional;
        if (skip < best) move = MOVE_SKIP;
        best = MIN(best, skip);
    }
    if (e > 0 && is_again(way, e - 1, s) && way->cost[at - wide] <= best) {
        best = way->cost[at - wide];
        move = MOVE_AGAIN;
    }
    if (e > 0 && s > 0 && way->steps[s - 1].activity == way->events[e - 1] &&
        way->cost[at - wide - 1] <= best) {
        best = way->cost[at - wide - 1];
        move = MOVE_MATCH;
    }
    way->cost[at] = e + s ? best : 0;
    way->moves[at] = (u8)move;
}

static i64 step_of(const struct way *way, i32 activity)
{
    for (i64 s = 0; s < way->step_count; s++)
        if (way->steps[s].activity == activity) return s;
    return -1;
}

// An added event belongs to its step where the design has one: again, or in another place.
static void added_count(const struct way *way, i64 cases, const bool *added,
                        struct journey_fit *out)
{
    bool repeated[JOURNEY_STEPS_MAX] = {0}, moved[JOURNEY_STEPS_MAX] = {0};
    for (i64 e = 0; e < way->event_count; e++) {
        if (!added[e]) continue;
        i64 s = step_of(way, way->events[e]);
        if (s < 0) continue;
        if (way->done[s])
            repeated[s] = true;
        else
            moved[s] = true;
    }
    for (i64 s = 0; s < way->step_count; s++) {
        struct journey_step_fit *step = &out->steps[s];
        step->done += way->done[s] ? cases : 0;
        step->repeated += repeated[s] ? cases : 0;
        step->out_of_order += moved[s] ? cases : 0;
        step->skipped += way->skipped[s] && !moved[s] && !way->steps[s].is_optional ? cases : 0;
    }
}

static void outside_count(ctx *c, const struct way *way, i64 cases, const bool *added,
                          i64 activity_count, struct journey_fit *out)
{
    bool *seen = NEW_ARRAY(c->arena, bool, activity_count);
    for (i64 e = 0; e < way->event_count; e++) {
        i32 activity = way->events[e];
        if (!added[e] || seen[activity] || step_of(way, activity) >= 0) continue;
        seen[activity] = true;
        out->added[activity] += cases;
    }
}

static i32 way_align(struct way *way, bool *added)
{
    i64 wide = way->step_count + 1;
    for (i64 e = 0; e <= way->event_count; e++)
        for (i64 s = 0; s <= way->step_count; s++)
            cell_fill(way, e, s);

    for (i64 e = way->event_count, s = way->step_count; e + s > 0;) {
        switch ((enum move)way->moves[e * wide + s]) {
        case MOVE_MATCH:
            way->done[s - 1] = true;
            e--;
            s--;
            break;
        case MOVE_AGAIN:
            e--;
            break;
        case MOVE_SKIP:
            way->skipped[--s] = true;
            break;
        case MOVE_ADD:
            added[--e] = true;
            break;
        }
    }
    return way->cost[way->event_count * wide + way->step_count];
}

static bool fail_long(ctx *c)
{
    return fail_with(c, ERR_REFUSED,
                     tr(c, "a case has too many events to be laid beside the design"),
                     tr(c, "Leave such cases out, or cut them into shorter ones."));
}

static i32 variant_fit(ctx *c, const struct journey_log *log, i64 cases, struct way *way,
                       struct journey_fit *out)
{
    i64 cells = (way->event_count + 1) * (way->step_count + 1);
    bool *added = NEW_ARRAY(c->arena, bool, MAX(way->event_count, 1));
    way->moves = NEW_ARRAY(c->arena, u8, cells);
    way->cost = NEW_ARRAY(c->arena, i32, cells);
    way->done = NEW_ARRAY(c->arena, bool, way->step_count);
    way->skipped = NEW_ARRAY(c->arena, bool, way->step_count);
    i32 cost = way_align(way, added);
    added_count(way, cases, added, out);
    outside_count(c, way, cases, added, log->activity_count, out);
    return cost;
}

bool journey_fit_find(ctx *c, const struct journey_log *log, const struct journey *journey,
                      const struct journey_step steps[], i64 step_count, struct journey_fit *out)
{
    assert(step_count > 0 && step_count <= JOURNEY_STEPS_MAX);
    i64 required = 0;
    f64 sum = 0;
    for (i64 s = 0; s < step_count; s++)
        required += !steps[s].is_optional;
    *out = (struct journey_fit){0};
    out->steps = NEW_ARRAY(c->arena, struct journey_step_fit, step_count);
    out->added = NEW_ARRAY(c->arena, i64, log->activity_count);
    for (i64 v = 0; v < journey->variant_count; v++) {
        struct arena_mark mark = arena_mark(c->arena);
        const struct journey_variant *variant = &journey->variants[v];
        i64 from = log->first[variant->example], size = log->first[variant->example + 1] - from;
        struct way way = {.events = log->activities + from,
                          .event_count = size,
                          .steps = steps,
                          .step_count = step_count};
        if (ctx_stopped(c)) return false;
        if ((size + 1) * (step_count + 1) > JOURNEY_CELLS_MAX) return fail_long(c);
        i32 cost = variant_fit(c, log, variant->cases, &way, out);
        out->fitting_cases += cost == 0 ? variant->cases : 0;
        f64 worst = (f64)(size + required);
        sum += (f64)variant->cases * (worst > 0 ? 1 - (f64)cost / worst : 1);
        arena_rewind(c->arena, mark);
    }
    out->fitness = sum / (f64)log->case_count;
    return true;
}
