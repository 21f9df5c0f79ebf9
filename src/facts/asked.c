#include "facts/asked.h"

#include "base/hash.h"
#include "facts/metric.h"

struct cell {
    struct asked_one at;
    i64 asked, answered;
    u64 people;
};

static u64 cell_hash(const struct asked_one *one)
{
    u64 where = (u64)(u32)one->touchpoint << 32 | (u32)one->unit;
    u64 who = (u64)(u32)one->channel << 32 | (u32)one->segment;
    return hash_mix(hash_mix((u64)(u32)one->day, where), who);
}

static bool is_same(const struct asked_one *a, const struct asked_one *b)
{
    return a->day == b->day && a->touchpoint == b->touchpoint && a->channel == b->channel &&
           a->unit == b->unit && a->segment == b->segment;
}

static void add_to(struct cell *cells, i64 *count, struct hash_map *map,
                   const struct asked_one *one)
{
    u64 hash = cell_hash(one);
    struct hash_at at;
    i64 i = hash_map_first(map, hash, &at);
    while (i >= 0 && !is_same(&cells[i].at, one))
        i = hash_map_next(map, hash, &at);
    if (i < 0) {
        i = (*count)++;
        hash_map_add(map, hash, i);
        cells[i] = (struct cell){.at = *one};
    }
    cells[i].asked += one->asked;
    cells[i].answered += one->answered;
    if (one->asked > 0) cells[i].people |= (u64)1 << ((u64)one->key % 63);
}

enum { COLUMNS = 10 };

bool asked_add(ctx *c, const i32 *metrics, i64 metric_count, const struct asked_one *ones,
               i64 count)
{
    assert(store_in_transaction(c));
    if (!count || !metric_count) return true;
    struct cell *cells = NEW_ARRAY(c->arena, struct cell, count);
    struct hash_map map;
    i64 cell_count = 0;
    hash_map_init(&map, c->arena, count);
    for (i64 i = 0; i < count; i++)
        add_to(cells, &cell_count, &map, &ones[i]);
    i64 n = cell_count * metric_count;
    i64 *values[COLUMNS];
    struct column columns[COLUMNS];
    for (i64 k = 0; k < COLUMNS; k++) {
        values[k] = NEW_ARRAY(c->arena, i64, n);
        columns[k] = (struct column){.type = k == 1 ? COL_DAY : COL_I64, .i = values[k]};
    }
    for (i64 i = 0; i < n; i++) {
        const struct cell *cell = &cells[i / metric_count];
        const i64 row[COLUMNS] = {metrics[i % metric_count], cell->at.day,     SUBJECT_CUSTOMER,
                                  cell->at.touchpoint,       cell->at.channel, cell->at.unit,
                                  cell->at.segment,          cell->asked,      cell->answered,
                                  (i64)cell->people};
        for (i64 k = 0; k < COLUMNS; k++)
            values[k][i] = row[k];
    }
    return store_append(c, "asked", columns, COLUMNS, n);
}
