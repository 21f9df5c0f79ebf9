#include "facts/take.h"

#include "base/time.h"
#include "bounds.h"
#include "facts/cube.h"
#include "facts/keys.h"
#include "facts/repeats.h"
#include "facts/tie.h"

enum { CELLS_MAX = 200000, APPEND_ROWS = 65536, AHEAD = 12 };

struct take {
    struct arena arena; // lives as long as the take: the cube's delta
    struct known *known;
    struct take_order order;
    struct cube_delta *delta;
    i64 batch, began_ms;
    i64 rows_taken, rows_repeated, rows_refused, facts_taken;
};

static void take_free(void *p)
{
    struct take *take = p;
    arena_release(&take->arena);
}

bool take_begin(ctx *c, struct known *known, struct take_order order, struct take **out)
{
    assert(store_in_transaction(c));
    if (!known_load(c, known)) return false;
    struct take *take = NEW(c->arena, struct take);
    *take = (struct take){
        .known = known, .order = order, .batch = known->batch_next++, .began_ms = c->now_ms};
    arena_init(&take->arena, BOUND_JOB_ARENA_BYTES);
    arena_defer(c->arena, take_free, take);
    take->arena.full = c->arena->full;
    take->arena.full_data = c->arena->full_data;
    struct arena *arena = c->arena;
    c->arena = &take->arena;
    take->delta = cube_delta_new(c);
    c->arena = arena;
    *out = take;
    return true;
}

// Names.

static bool place_names(ctx *c, struct known *known, const struct batch *batch, struct ids *ids)
{
    for (i64 d = 0; d < DICT__COUNT; d++) {
        const struct dict_names *dict = &batch->dict[d];
        ids->of[d] = NEW_ARRAY(c->arena, i32, dict->count);
        for (i64 n = 1; n < dict->count; n++) {
            i32 *id = &ids->of[d][n];
            if (d == DICT_METRIC) {
                // A name that only a refused line used has no definition and no fact.
                const struct metric *metric =
                    n < batch->metric_capacity ? batch->metric_of[n] : NULL;
                if (!metric && !str_equal(dict->names[n], S("remark"))) continue;
                if (!known_metric(c, known, metric, dict->names[n], dict->hashes[n], id))
                    return false;
            } else if (!known_name(c, known, (enum dict)d, dict->names[n], dict->hashes[n], id)) {
                return false;
            }
        }
    }
    return true;
}

// A fact that does not name its segment has the newest one known of its key.
static void place_facts(const struct known *known, const struct batch *batch, const struct ids *ids,
                        struct placed *out)
{
    for (i64 i = 0; i < batch->fact_count; i++) {
        const struct batch_fact *f = &batch->facts[i];
        if (i + AHEAD < batch->fact_count) // the look-up will wait for memory otherwise
            hash_map_prefetch(&known->segments, (u64)f[AHEAD].key);
        out[i] = (struct placed){
            .external = f->external,
            .happened_ms = f->happened_ms,
            .key = f->key,
            .value_e4 = f->value_e4,
            .identity = f->identity,
            .day = f->day,
            .source = ids->of[DICT_SOURCE][f->source],
            .metric = ids->of[DICT_METRIC][f->metric],
            .touchpoint = ids->of[DICT_TOUCHPOINT][f->touchpoint],
            .channel = ids->of[DICT_CHANNEL][f->channel],
            .unit = ids->of[DICT_UNIT][f->unit],
            .segment = ids->of[DICT_SEGMENT][f->segment],
            .subject = f->subject,
        };
        if (!f->segment && f->key > 0) (void)known_key(known, f->key, &out[i].segment);
    }
}

// Facts.

enum { FACT_NUMBERS = 13 };

static bool append_facts(ctx *c, struct take *take, const struct placed **facts, i64 count,
                         i64 change)
{
    for (i64 from = 0; from < count; from += APPEND_ROWS) {
        i64 n = MIN(count - from, APPEND_ROWS);
        struct arena_mark mark = arena_mark(c->arena);
        i64 *v = NEW_ARRAY(c->arena, i64, n * FACT_NUMBERS);
        str *external = NEW_ARRAY(c->arena, str, n);
        for (i64 i = 0; i < n; i++) {
            const struct placed *f = facts[from + i];
            const i64 row[FACT_NUMBERS] = {take->batch, f->source, f->happened_ms, f->day,
                                           f->metric,   f->key,    f->subject,     f->touchpoint,
                                           f->channel,  f->unit,   f->segment,     f->value_e4,
                                           change};
            for (i64 k = 0; k < FACT_NUMBERS; k++)
                v[k * n + i] = row[k];
            external[i] = f->external;
        }
        const struct column columns[] = {
            {.type = COL_I64,  .i = v          },
            {.type = COL_I64,  .i = v + n      },
            {.type = COL_STR,  .text = external},
            {.type = COL_I64,  .i = v + 2 * n  },
            {.type = COL_DAY,  .i = v + 3 * n  },
            {.type = COL_I64,  .i = v + 4 * n  },
            {.type = COL_I64,  .i = v + 5 * n  },
            {.type = COL_I64,  .i = v + 6 * n  },
            {.type = COL_I64,  .i = v + 7 * n  },
            {.type = COL_I64,  .i = v + 8 * n  },
            {.type = COL_I64,  .i = v + 9 * n  },
            {.type = COL_I64,  .i = v + 10 * n },
            {.type = COL_DEC4, .i = v + 11 * n },
            {.type = COL_I64,  .i = v + 12 * n },
        };
        if (!store_append(c, "fact", columns, COUNT_OF(columns), n)) return false;
        arena_rewind(c->arena, mark); // only now: an error's words would go with it
    }
    return true;
}

static void count_in_cube(struct take *take, const struct placed *f, i32 change)
{
    struct cube_cell cell = {f->metric, f->day,     f->touchpoint, f->channel,
                             f->unit,   f->segment, f->subject};
    cube_delta_add(take->delta, &take->known->metrics.m[f->metric - 1], cell, f->key, f->value_e4,
                   change);
}

static bool put_facts(ctx *c, struct take *take, struct group *group)
{
    const struct placed **facts =
        NEW_ARRAY(c->arena, const struct placed *, MAX(group->count, group->back_count) + 1);
    i64 count = 0;
    for (i64 i = 0; i < group->count; i++) {
        const struct placed *f = &group->placed[i];
        if (group->fates[i] != FATE_NEW && group->fates[i] != FATE_CORRECTION) continue;
        count_in_cube(take, f, 1);
        facts[count++] = f;
    }
    if (!append_facts(c, take, facts, count, 1)) return false;
    for (i64 i = 0; i < group->back_count; i++) {
        count_in_cube(take, &group->back[i], -1);
        facts[i] = &group->back[i];
    }
    if (!append_facts(c, take, facts, group->back_count, -1)) return false;
    return cube_delta_count(take->delta) <= CELLS_MAX || cube_delta_append(c, take->delta);
}

static bool put_remarks(ctx *c, struct take *take, const struct group *group)
{
    i64 n = 0;
    for (i64 b = 0; b < group->batch_count; b++)
        n += group->batches[b]->remark_count;
    if (!n) return true;
    i64 *batch = NEW_ARRAY(c->arena, i64, n), *source = NEW_ARRAY(c->arena, i64, n),
        *happened = NEW_ARRAY(c->arena, i64, n), *key = NEW_ARRAY(c->arena, i64, n), count = 0;
    str *external = NEW_ARRAY(c->arena, str, n), *text = NEW_ARRAY(c->arena, str, n);
    for (i64 b = 0; b < group->batch_count; b++) {
        for (i64 r = 0; r < group->batches[b]->remark_count; r++) {
            const struct batch_remark *remark = &group->batches[b]->remarks[r];
            i64 at = group->first[b] + remark->fact;
            if (group->fates[at] != FATE_NEW && group->fates[at] != FATE_CORRECTION) continue;
            const struct placed *f = &group->placed[at];
            if (known_key_erased(take->known, f->key)) continue; // nobody's: nor are the words
            batch[count] = take->batch;
            source[count] = f->source;
            external[count] = f->external;
            happened[count] = f->happened_ms;
            key[count] = f->key;
            text[count++] = remark->text;
        }
    }
    const struct column columns[] = {
        {.type = COL_I64, .i = batch      },
        {.type = COL_I64, .i = source     },
        {.type = COL_STR, .text = external},
        {.type = COL_I64, .i = happened   },
        {.type = COL_I64, .i = key        },
        {.type = COL_STR, .text = text    }
    };
    return !count || store_append(c, "remark", columns, COUNT_OF(columns), count);
}

static struct group group_new(ctx *c, struct batch **batches, i64 count)
{
    struct group group = {.batches = batches,
                          .batch_count = count,
                          .ids = NEW_ARRAY(c->arena, struct ids, count),
                          .first = NEW_ARRAY(c->arena, i64, count + 1)};
    for (i64 b = 0; b < count; b++) {
        struct batch *batch = batches[b];
        batch_adopt(c, batch);
        batch->facts_taken = batch->facts_repeated = batch->lines_repeated = 0;
        batch->lines_taken = batch->listed_count;
        batch->customers_new = 0;
        group.first[b] = group.count;
        group.count += batch->fact_count;
    }
    group.placed = NEW_ARRAY(c->arena, struct placed, group.count + 1);
    group.fates = NEW_ARRAY(c->arena, u8, group.count + 1);
    return group;
}

static bool take_group(ctx *c, struct take *take, struct batch **batches, i64 count)
{
    struct group group = group_new(c, batches, count);
    for (i64 b = 0; b < count; b++)
        if (!place_names(c, take->known, batches[b], &group.ids[b])) return false;
    if (!keys_put(c, take->known, &group, take->batch, take->began_ms)) return false;
    for (i64 b = 0; b < count; b++)
        place_facts(take->known, batches[b], &group.ids[b], &group.placed[group.first[b]]);
    return repeats_decide(c, take->known, &group) && put_facts(c, take, &group) &&
           put_remarks(c, take, &group) && tie_put(c, batches, count, take->batch);
}

bool take_batches(ctx *c, struct take *take, struct batch **batches, i64 count)
{
    struct arena_mark mark = arena_mark(c->arena);
    if (!take_group(c, take, batches, count)) return false; // its words still lie in the arena
    arena_rewind(c->arena, mark);
    for (i64 b = 0; b < count; b++) {
        take->rows_taken += batches[b]->lines_taken;
        take->rows_repeated += batches[b]->lines_repeated;
        take->rows_refused += batches[b]->lines_refused;
        take->facts_taken += batches[b]->facts_taken;
    }
    return true;
}

bool take_end(ctx *c, struct take *take, i64 *batch_id)
{
    if (!cube_delta_append(c, take->delta)) return false;
    *batch_id = take->batch;
    const struct take_order *o = &take->order;
    return store_run(c, SQL_batch_add,
                     VALS(V_I64(take->batch), V_STR(o->kind), V_STR(o->who), V_STR(o->file),
                          V_STR(o->checksum), V_STR(o->mapping), V_I64(take->began_ms),
                          V_I64(c->now_ms), V_I64(take->rows_taken), V_I64(take->rows_repeated),
                          V_I64(take->rows_refused), V_I64(take->facts_taken)));
}
