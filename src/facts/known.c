#include "facts/known.h"

#include "bounds.h"

#define CACHE_BYTES (1024 * MIB)

// Where not every key can be remembered, those that came lately are worth a smaller table.
enum { KEYS_SEEN_LATELY = 1000000 };

void known_init(struct known *known)
{
    *known = (struct known){0};
    arena_init(&known->arena, CACHE_BYTES);
    arena_init(&known->key_arena, CACHE_BYTES);
}

void known_release(struct known *known)
{
    arena_release(&known->arena);
    arena_release(&known->key_arena);
}

void known_forget(struct known *known)
{
    known->loaded = false;
}

static void remember(struct known *known, enum dict dict, str name)
{
    struct known_names *names = &known->names[dict];
    if (names->count == names->capacity) {
        i64 capacity = MAX(names->capacity * 2, 16);
        names->names =
            arena_grow(&known->arena, names->names, names->capacity, capacity, (i64)sizeof(str));
        names->hashes =
            arena_grow(&known->arena, names->hashes, names->capacity, capacity, (i64)sizeof(u64));
        names->capacity = capacity;
    }
    u64 hash = name_hash(name);
    names->names[names->count] = str_copy(&known->arena, name);
    names->hashes[names->count] = hash;
    hash_map_add(&names->map, hash, names->count++);
}

static bool load_names(ctx *c, struct known *known)
{
    struct names names[DICT__COUNT];
    if (!company_names(c, names) || !metric_load(c, &known->metrics)) return false;
    for (i64 d = 0; d < DICT__COUNT; d++) {
        known->names[d] = (struct known_names){0};
        hash_map_init(&known->names[d].map, &known->arena, 64);
        for (i64 i = 0; i < names[d].count; i++)
            remember(known, (enum dict)d, names[d].name[i]);
    }
    for (i64 i = 0; i < known->metrics.count; i++)
        remember(known, DICT_METRIC, known->metrics.m[i].name);
    return true;
}

static i32 name_at(const struct known_names *names, str name, u64 hash)
{
    struct hash_at at;
    for (i64 i = hash_map_first(&names->map, hash, &at); i >= 0;
         i = hash_map_next(&names->map, hash, &at))
        if (str_equal(names->names[i], name)) return (i32)i;
    return -1;
}

u32 known_stored_check(const struct rows *rows, i64 i)
{
    const struct column *col = rows->column;
    return col[4].i[i] ? 0 : key_check((enum subject)col[1].i[i], col[2].i[i], col[3].text[i]);
}

static bool keep_keys(ctx *c, void *data, const struct rows *rows)
{
    struct known *known = data;
    for (i64 i = 0; i < rows->count; i++)
        known_key_add(known, rows->column[0].i[i], known_stored_check(rows, i));
    return !ctx_stopped(c);
}

static bool keep_segments(ctx *c, void *data, const struct rows *rows)
{
    struct known *known = data;
    const struct known_names *segments = &known->names[DICT_SEGMENT];
    for (i64 i = 0; i < rows->count; i++) {
        str name = rows->column[1].text[i];
        i32 segment = name_at(segments, name, name_hash(name));
        if (segment > 0) known_key_segment(known, rows->column[0].i[i], segment);
    }
    return !ctx_stopped(c);
}

static bool load_keys(ctx *c, struct known *known)
{
    i64 count = 0;
    known->keys_loaded = false;
    if (!store_i64(c, SQL_key_count, NO_VALS, &count)) return false;
    bool are_few = count <= BOUND_CACHED_KEYS;
    hash_map_init(&known->segments, &known->key_arena, are_few ? count + 1024 : 1024);
    if (!are_few) return true;
    if (!store_stream(c, SQL_key_all, NO_VALS, keep_keys, known)) return false;
    known->keys_loaded = true;
    const struct known_names *names = &known->names[DICT_ATTRIBUTE];
    i32 name = name_at(names, S("segment"), name_hash(S("segment")));
    return name < 0 ||
           store_stream(c, SQL_attribute_newest, VALS(V_I64(name)), keep_segments, known);
}

static bool load(ctx *c, struct known *known)
{
    i64 newest = 0;
    if (!load_names(c, known)) return false;
    // Where others write too, nothing is remembered for long: keys are asked for as they come.
    known->keys_loaded = false;
    if (conn_engine(c) != STORE_DUCKDB)
        hash_map_init(&known->segments, &known->key_arena, 1024);
    else if (!load_keys(c, known))
        return false;
    if (!store_i64(c, SQL_batch_newest, NO_VALS, &newest)) return false;
    known->batch_next = newest + 1;
    return true;
}

// An import beside the server writes in this process too: then what is known is read again.
static bool is_current(const ctx *c, const struct known *known)
{
    return known->loaded && store_write_number(c) <= known->write_number + 1;
}

void known_keep(const ctx *c, struct known *known)
{
    if (conn_engine(c) == STORE_DUCKDB && is_current(c, known))
        known->write_number = store_write_number(c);
}

bool known_load(ctx *c, struct known *known)
{
    struct arena *arena = c->arena;
    known->arena.full = arena->full;
    known->arena.full_data = arena->full_data;
    known->key_arena.full = arena->full;
    known->key_arena.full_data = arena->full_data;
    if (conn_engine(c) == STORE_DUCKDB && is_current(c, known)) {
        known->write_number = store_write_number(c);
        return true;
    }
    arena_clear(&known->arena);
    arena_clear(&known->key_arena);
    known->loaded = false;
    known->write_number = store_write_number(c);
    c->arena = &known->arena; // what is loaded stays with what is known
    known->loaded = load(c, known);
    c->arena = arena;
    return known->loaded;
}

bool known_name(ctx *c, struct known *known, enum dict dict, str name, u64 hash, i32 *id)
{
    *id = name.size ? name_at(&known->names[dict], name, hash) : 0;
    if (*id >= 0) return true;
    *id = (i32)known->names[dict].count;
    if (!company_name_add(c, dict, *id, name)) return false;
    remember(known, dict, name);
    return true;
}

bool known_metric(ctx *c, struct known *known, const struct metric *metric, str name, u64 hash,
                  i32 *id)
{
    *id = name_at(&known->names[DICT_METRIC], name, hash);
    if (*id > 0) return true;
    assert(metric);
    // A family's new member: define it and read all metrics again, into what is known.
    struct arena *arena = c->arena;
    c->arena = &known->arena;
    bool done = metric_define(c, metric) && metric_load(c, &known->metrics);
    c->arena = arena;
    if (!done) return false;
    const struct metric *made = metric_find(&known->metrics, name);
    assert(made && made->id == known->names[DICT_METRIC].count);
    remember(known, DICT_METRIC, name);
    *id = made->id;
    return true;
}

static const struct hash_seed check_seed = {"tuntuma-keys.002"};

u32 key_check(enum subject subject, i64 name_space, str value)
{
    u64 hash = hash_mix(hash_mix(hash_str(&check_seed, value), (u64)name_space), (u64)subject);
    return (u32)(hash >> 33) | 1;
}

bool known_key(const struct known *known, i64 key, i32 *segment)
{
    struct hash_at at;
    i64 found = hash_map_first(&known->segments, (u64)key, &at);
    *segment = found < 0 ? 0 : (i32)(found & INT32_MAX);
    return found >= 0;
}

bool known_key_same(const struct known *known, i64 key, u32 check, bool *same)
{
    struct hash_at at;
    i64 found = hash_map_first(&known->segments, (u64)key, &at);
    u32 known_check = found < 0 ? 0 : (u32)(found >> 32);
    *same = !known_check || known_check == check;
    return found >= 0;
}

bool known_key_erased(const struct known *known, i64 key)
{
    struct hash_at at;
    i64 found = hash_map_first(&known->segments, (u64)key, &at);
    return found >= 0 && !(found >> 32);
}

void known_make_room(struct known *known, i64 count)
{
    i64 most = known->keys_loaded ? BOUND_CACHED_KEYS : KEYS_SEEN_LATELY;
    if (known->segments.count + count <= MAX(most, count)) return;
    known->keys_loaded = false; // from now on the store is asked
    struct arena fresh;
    arena_init(&fresh, known->key_arena.size_max_bytes);
    fresh.full = known->key_arena.full;
    fresh.full_data = known->key_arena.full_data;
    arena_release(&known->key_arena);
    known->key_arena = fresh;
    hash_map_init(&known->segments, &known->key_arena, 1024);
}

// Moves the keys to a table of twice the size, before the map would grow in its arena.
static void keys_grow(struct known *known)
{
    struct hash_map old = known->segments, grown;
    struct arena old_arena = known->key_arena, fresh;
    arena_init(&fresh, old_arena.size_max_bytes);
    fresh.full = old_arena.full;
    fresh.full_data = old_arena.full_data;
    hash_map_init(&grown, &fresh, old.capacity); // jumps before anything has changed
    for (i64 i = 0; i < old.capacity; i++)
        if (old.slots[i].number) hash_map_add(&grown, old.slots[i].hash, old.slots[i].number - 1);
    known->key_arena = fresh;
    known->segments = grown;
    known->segments.arena = &known->key_arena;
    arena_release(&old_arena);
}

void known_key_add(struct known *known, i64 key, u32 check)
{
    if (known->segments.count + 1 >= known->segments.capacity / 2) keys_grow(known);
    hash_map_add(&known->segments, (u64)key, (i64)check << 32);
}

void known_key_segment(struct known *known, i64 key, i32 segment)
{
    struct hash_at at;
    i64 found = hash_map_first(&known->segments, (u64)key, &at);
    assert(found >= 0);
    known->segments.slots[at.slot].number = (found & ~(i64)UINT32_MAX) + segment + 1;
}
