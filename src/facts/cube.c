#include "facts/cube.h"

#include "base/hash.h"
#include "bounds.h"

struct cell {
    struct cube_cell at;
    i64 n, total_e4, low, high;
    i128 squares_e8;
    u64 people;
};

struct cube_delta {
    struct arena *arena;
    i64 count, capacity;
    struct cell *cells;
    struct hash_map map;
};

i64 cube_people_min(i64 people)
{
    return (u64)people & CUBE_TAKEN_BACK ? 0 : __builtin_popcountll((u64)people);
}

struct cube_delta *cube_delta_new(ctx *c)
{
    struct cube_delta *delta = NEW(c->arena, struct cube_delta);
    delta->arena = c->arena;
    hash_map_init(&delta->map, c->arena, 1024);
    return delta;
}

void cube_delta_clear(struct cube_delta *delta)
{
    delta->count = 0;
    hash_map_clear(&delta->map);
}

i64 cube_delta_count(const struct cube_delta *delta)
{
    return delta->count;
}

static u64 cell_hash(struct cube_cell at)
{
    u64 when = (u64)(u32)at.metric << 32 | (u32)at.day;
    u64 where = (u64)(u32)at.touchpoint << 32 | (u32)at.unit;
    u64 who = (u64)(u32)at.channel << 32 | (u64)(u32)at.segment << 8 | at.subject;
    return hash_mix(hash_mix(when, where), who);
}

static bool cell_is(const struct cube_cell *a, const struct cube_cell *b)
{
    return a->metric == b->metric && a->day == b->day && a->touchpoint == b->touchpoint &&
           a->channel == b->channel && a->unit == b->unit && a->segment == b->segment &&
           a->subject == b->subject;
}

static struct cell *cell_at(struct cube_delta *delta, struct cube_cell at)
{
    u64 hash = cell_hash(at);
    struct hash_at place;
    for (i64 i = hash_map_first(&delta->map, hash, &place); i >= 0;
         i = hash_map_next(&delta->map, hash, &place))
        if (cell_is(&delta->cells[i].at, &at)) return &delta->cells[i];
    if (delta->count == delta->capacity) {
        i64 capacity = MAX(delta->capacity * 2, 256);
        delta->cells = arena_grow(delta->arena, delta->cells, delta->capacity, capacity,
                                  (i64)sizeof(struct cell));
        delta->capacity = capacity;
    }
    hash_map_add(&delta->map, hash, delta->count);
    struct cell *cell = &delta->cells[delta->count++];
    *cell = (struct cell){.at = at};
    return cell;
}

void cube_delta_add(struct cube_delta *delta, const struct metric *metric, struct cube_cell at,
                    i64 key, i64 value_e4, i32 change)
{
    assert(change == 1 || change == -1);
    struct cell *cell = cell_at(delta, at);
    cell->n += change;
    cell->total_e4 += change * value_e4;
    cell->squares_e8 += (i128)change * value_e4 * value_e4;
    if (metric->boxed && value_e4 <= metric->box_low_e4) cell->low += change;
    if (metric->boxed && value_e4 >= metric->box_high_e4) cell->high += change;
    cell->people |= change > 0 ? 1ULL << ((u64)key % 63) : CUBE_TAKEN_BACK;
}

static int cell_order(const void *a, const void *b)
{
    const struct cube_cell *x = &((const struct cell *)a)->at, *y = &((const struct cell *)b)->at;
    if (x->metric != y->metric) return x->metric < y->metric ? -1 : 1;
    if (x->day != y->day) return x->day < y->day ? -1 : 1;
    return 0;
}

enum { CUBE_COLUMNS = 13 };

bool cube_delta_append(ctx *c, struct cube_delta *delta)
{
    i64 n = delta->count;
    if (!n) return true;
    qsort(delta->cells, (size_t)n, sizeof(struct cell), cell_order);
    struct arena_mark mark = arena_mark(c->arena);
    i64 *numbers[12];
    for (i64 k = 0; k < COUNT_OF(numbers); k++)
        numbers[k] = NEW_ARRAY(c->arena, i64, n);
    i128 *squares = NEW_ARRAY(c->arena, i128, n);
    for (i64 i = 0; i < n; i++) {
        const struct cell *cell = &delta->cells[i];
        const i64 row[12] = {cell->at.metric,  cell->at.day,  cell->at.subject, cell->at.touchpoint,
                             cell->at.channel, cell->at.unit, cell->at.segment, cell->n,
                             cell->total_e4,   cell->low,     cell->high,       (i64)cell->people};
        for (i64 k = 0; k < COUNT_OF(numbers); k++)
            numbers[k][i] = row[k];
        squares[i] = cell->squares_e8;
    }
    const struct column columns[CUBE_COLUMNS] = {
        {.type = COL_I64,  .i = numbers[0] },
        {.type = COL_DAY,  .i = numbers[1] },
        {.type = COL_I64,  .i = numbers[2] },
        {.type = COL_I64,  .i = numbers[3] },
        {.type = COL_I64,  .i = numbers[4] },
        {.type = COL_I64,  .i = numbers[5] },
        {.type = COL_I64,  .i = numbers[6] },
        {.type = COL_I64,  .i = numbers[7] },
        {.type = COL_DEC4, .i = numbers[8] },
        {.type = COL_DEC8, .dec8 = squares },
        {.type = COL_I64,  .i = numbers[9] },
        {.type = COL_I64,  .i = numbers[10]},
        {.type = COL_I64,  .i = numbers[11]},
    };
    bool done = store_append(c, "cube_new", columns, CUBE_COLUMNS, n);
    if (done) arena_rewind(c->arena, mark); // an error's words would go with it
    cube_delta_clear(delta);
    return done;
}

static bool run_all(ctx *c, const enum sql *steps, i64 count)
{
    for (i64 i = 0; i < count; i++)
        if (!store_run(c, steps[i], NO_VALS)) return false;
    return true;
}

static bool fold_cells(ctx *c)
{
    static const enum sql steps[] = {SQL_cube_fold_pull,        SQL_cube_fold_drop_days,
                                     SQL_cube_fold_drop_months, SQL_cube_fold_days,
                                     SQL_cube_fold_months,      SQL_cube_fold_clear};
    return run_all(c, steps, COUNT_OF(steps));
}

// What is in presence already and what new batches add become one row for each key, unit and
// segment.
static bool merge_presence(ctx *c)
{
    static const enum sql steps[] = {SQL_presence_merge, SQL_presence_clear, SQL_presence_put,
                                     SQL_presence_next_clear};
    return run_all(c, steps, COUNT_OF(steps));
}

static bool count_scope(ctx *c)
{
    static const enum sql steps[] = {SQL_presence_listed,    SQL_scope_clear,    SQL_scope_cells,
                                     SQL_scope_units,        SQL_scope_segments, SQL_scope_all,
                                     SQL_presence_next_clear};
    i64 merged = 0;
    return store_i64(c, SQL_alias_count, NO_VALS, &merged) &&
           store_run(c, merged ? SQL_presence_customers : SQL_presence_as_is, NO_VALS) &&
           run_all(c, steps, COUNT_OF(steps));
}

static bool fold_presence(ctx *c, i64 after, i64 up_to)
{
    i64 before = 0, corrected = 0;
    struct vals batches = VALS(V_I64(after), V_I64(up_to));
    if (!store_i64(c, SQL_presence_count, NO_VALS, &before) ||
        !store_run(c, SQL_presence_add, batches) ||
        !store_i64(c, SQL_presence_corrected, batches, &corrected))
        return false;
    if (corrected &&
        (!store_run(c, SQL_presence_forget, batches) || !store_run(c, SQL_presence_again, batches)))
        return false;
    return (!before || merge_presence(c)) && count_scope(c) &&
           store_run(c, SQL_fold_note, VALS(V_I64(up_to), V_I64(c->now_ms)));
}

bool cube_fold(ctx *c, struct fold_when when)
{
    assert(store_in_transaction(c));
    i64 cells = 0, folded = 0, newest = 0, folded_ms = 0;
    if (!store_i64(c, SQL_cube_new_count, NO_VALS, &cells) ||
        !store_i64(c, SQL_fold_batch, NO_VALS, &folded) ||
        !store_i64(c, SQL_fold_ms, NO_VALS, &folded_ms) ||
        !store_i64(c, SQL_batch_newest, NO_VALS, &newest))
        return false;
    if (cells > when.cells_min && !fold_cells(c)) return false;
    if (c->now_ms < folded_ms + when.presence_ms) return true;
    return newest <= folded || fold_presence(c, folded, newest);
}
