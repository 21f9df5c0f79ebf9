#include "facts/keys.h"

#include "base/time.h"

// An equal value is written again once it was so for a quarter, so that a value that comes late,
// from before, does not count as the newest; more often would be a row for every fact.
#define CONFIRM_MS (90 * 86400000LL)

struct work {
    struct known *known;
    const struct group *group;
    i64 batch, now_ms;
};

static bool put_keys(ctx *c, const struct work *work);
static bool put_attributes(ctx *c, const struct work *work);
static bool put_listed(ctx *c, const struct work *work);

bool keys_put(ctx *c, struct known *known, const struct group *group, i64 batch, i64 now_ms)
{
    struct work work = {known, group, batch, now_ms};
    return put_keys(c, &work) && put_attributes(c, &work) && put_listed(c, &work);
}

static i64 count_of(const struct group *group, i64 (*of)(const struct batch *batch))
{
    i64 count = 0;
    for (i64 b = 0; b < group->batch_count; b++)
        count += of(group->batches[b]);
    return count;
}

// Keys

static i64 keys_of(const struct batch *batch)
{
    return batch->key_count;
}

// Asks the store for those keys of the group that are not remembered.
static bool ask_known_keys(ctx *c, const struct work *work, i64 *ids)
{
    struct known *known = work->known;
    i64 count = 0;
    i32 segment = 0;
    for (i64 b = 0; b < work->group->batch_count; b++) {
        const struct batch *batch = work->group->batches[b];
        for (i64 i = 0; i < batch->key_count; i++)
            if (!known_key(known, batch->keys[i].id, &segment)) ids[count++] = batch->keys[i].id;
    }
    if (!count) return true;
    struct rows rows, attributes;
    if (!store_rows(c, SQL_key_known, VALS(V_I64_LIST(ids, count)), &rows)) return false;
    for (i64 i = 0; i < rows.count; i++)
        if (!known_key(known, rows.column[0].i[i], &segment))
            known_key_add(known, rows.column[0].i[i], known_stored_check(&rows, i));
    if (!rows.count) return true;
    if (!store_rows(c, SQL_attribute_known, VALS(V_I64_LIST(ids, count)), &attributes))
        return false;
    const struct known_names *names = &known->names[DICT_ATTRIBUTE],
                             *segments = &known->names[DICT_SEGMENT];
    for (i64 i = 0; i < attributes.count; i++) {
        if (!str_equal(names->names[attributes.column[1].i[i]], S("segment"))) continue;
        i64 id = names_find(&(struct names){segments->count, segments->names},
                            attributes.column[2].text[i]);
        if (id > 0) known_key_segment(known, attributes.column[0].i[i], (i32)id);
    }
    return true;
}

// Another key has this one's id: nothing of its lines is taken.
static void refuse_twin(const struct group *group, i64 b, const struct batch_key *key)
{
    struct batch *batch = group->batches[b];
    i64 line = -1, kept = 0;
    for (i64 i = 0; i < batch->fact_count; i++) {
        if (batch->facts[i].key != key->id) continue;
        group->fates[group->first[b] + i] = FATE_REFUSED;
        if (batch->facts[i].line != line)
            batch_refuse_twin(batch, batch->facts[i].line, key->value);
        line = batch->facts[i].line;
    }
    for (i64 i = 0; i < batch->listed_count; i++) {
        if (batch->listed[i].key == key->id)
            batch_refuse_twin(batch, batch->listed[i].line, key->value);
        else
            batch->listed[kept++] = batch->listed[i];
    }
    batch->lines_taken -= batch->listed_count - kept;
    batch->listed_count = kept;
    for (i64 i = key->attributes; i; i = batch->attributes[i - 1].next)
        batch->attributes[i - 1].name = 0;
}

static bool put_keys(ctx *c, const struct work *work)
{
    const struct group *group = work->group;
    struct known *known = work->known;
    i64 n = count_of(group, keys_of), count = 0;
    if (!n) return true;
    i64 *id = NEW_ARRAY(c->arena, i64, n), *subject = NEW_ARRAY(c->arena, i64, n),
        *space = NEW_ARRAY(c->arena, i64, n), *erased = NEW_ARRAY(c->arena, i64, n),
        *of = NEW_ARRAY(c->arena, i64, n);
    str *value = NEW_ARRAY(c->arena, str, n);
    known_make_room(known, n);
    if (!known->keys_loaded && !ask_known_keys(c, work, id)) return false;
    for (i64 b = 0; b < group->batch_count; b++) {
        struct batch *batch = group->batches[b];
        for (i64 i = 0; i < batch->key_count; i++) {
            const struct batch_key *key = &batch->keys[i];
            i64 in = group->ids[b].of[DICT_NAMESPACE][key->name_space];
            u32 check = key_check((enum subject)key->subject, in, key->value);
            bool same = true;
            if (known_key_same(known, key->id, check, &same)) {
                if (!same) refuse_twin(group, b, key);
                continue;
            }
            known_key_add(known, key->id, check);
            batch->customers_new += key->subject == SUBJECT_CUSTOMER;
            id[count] = key->id;
            subject[count] = key->subject;
            space[count] = in;
            value[count] = key->value;
            of[count++] = work->batch;
        }
    }
    const struct column columns[] = {
        {.type = COL_I64,  .i = id      },
        {.type = COL_I64,  .i = subject },
        {.type = COL_I64,  .i = space   },
        {.type = COL_STR,  .text = value},
        {.type = COL_BOOL, .i = erased  },
        {.type = COL_I64,  .i = of      }
    };
    return !count || store_append(c, "key", columns, COUNT_OF(columns), count);
}

// Attributes: only what is news

static i64 attributes_of(const struct batch *batch)
{
    return batch->attribute_count;
}

struct news {
    i64 count;
    i64 *key, *name, *at_ms, *batch;
    str *value;
    bool *old;
    struct hash_map map; // key and name → index
};

static u64 news_hash(i64 key, i64 name)
{
    return hash_mix((u64)key, (u64)name);
}

static i64 news_find(const struct news *news, i64 key, i64 name)
{
    struct hash_at at;
    u64 hash = news_hash(key, name);
    for (i64 i = hash_map_first(&news->map, hash, &at); i >= 0;
         i = hash_map_next(&news->map, hash, &at))
        if (news->key[i] == key && news->name[i] == name) return i;
    return -1;
}

// The newest of each key's attributes over all batches.
static struct news gather(ctx *c, const struct work *work, i64 n)
{
    struct news news = {.key = NEW_ARRAY(c->arena, i64, n),
                        .name = NEW_ARRAY(c->arena, i64, n),
                        .at_ms = NEW_ARRAY(c->arena, i64, n),
                        .batch = NEW_ARRAY(c->arena, i64, n),
                        .value = NEW_ARRAY(c->arena, str, n),
                        .old = NEW_ARRAY(c->arena, bool, n)};
    hash_map_init(&news.map, c->arena, n);
    for (i64 b = 0; b < work->group->batch_count; b++) {
        const struct batch *batch = work->group->batches[b];
        for (i64 k = 0; k < batch->attribute_count; k++) {
            const struct batch_attribute *a = &batch->attributes[k];
            if (!a->name) continue; // of a key that was refused
            i64 name = work->group->ids[b].of[DICT_ATTRIBUTE][a->name];
            // A list that does not say since when tells of now.
            i64 at_ms = a->at_ms == LISTED_ALWAYS_MS ? work->now_ms : a->at_ms;
            i64 i = news_find(&news, a->key, name);
            if (i >= 0 && at_ms < news.at_ms[i]) continue;
            if (i < 0) {
                i = news.count++;
                hash_map_add(&news.map, news_hash(a->key, name), i);
            }
            news.key[i] = a->key;
            news.name[i] = name;
            news.at_ms[i] = at_ms;
            news.value[i] = a->value;
        }
    }
    return news;
}

// The number of the attribute "segment"; -1 when there is none yet.
static i64 segment_name(const struct known *known)
{
    const struct known_names *names = &known->names[DICT_ATTRIBUTE];
    return names_find(&(struct names){names->count, names->names}, S("segment"));
}

// Settles segments by what is remembered: one that a key has already is old, a key's first is news.
// What the store must still be asked for is moved to the list of keys.
static i64 settle_segments(const struct work *work, struct news *news, i64 *keys)
{
    const struct known_names *segments = &work->known->names[DICT_SEGMENT];
    i64 segment_id = segment_name(work->known), count = 0;
    for (i64 i = 0; i < news->count; i++) {
        i32 segment = 0;
        bool is_known = known_key(work->known, news->key[i], &segment);
        if (is_known && news->name[i] == segment_id) {
            news->old[i] = segment && str_equal(segments->names[segment], news->value[i]);
            if (news->old[i] || !segment) continue;
        }
        keys[count++] = news->key[i];
    }
    return count;
}

// Marks what the store knows at least as newly, or alike. A segment, which stands on every row of
// many files, is not confirmed: a fact keeps the one that it came with.
static bool mark_old(ctx *c, const struct work *work, struct news *news)
{
    struct rows rows;
    i64 *keys = NEW_ARRAY(c->arena, i64, news->count);
    i64 count = settle_segments(work, news, keys), segment_id = segment_name(work->known);
    if (!count) return true;
    if (!store_rows(c, SQL_attribute_known, VALS(V_I64_LIST(keys, count)), &rows)) return false;
    for (i64 r = 0; r < rows.count; r++) {
        i64 i = news_find(news, rows.column[0].i[r], rows.column[1].i[r]);
        if (i < 0) continue;
        bool is_equal = str_equal(news->value[i], rows.column[2].text[r]);
        i64 newer_ms = news->at_ms[i] - rows.column[3].i[r];
        bool is_segment = news->name[i] == segment_id;
        news->old[i] = is_equal ? is_segment || newer_ms < CONFIRM_MS : newer_ms < 0;
    }
    return true;
}

static bool put_attributes(ctx *c, const struct work *work)
{
    i64 n = count_of(work->group, attributes_of), count = 0;
    if (!n) return true;
    struct news news = gather(c, work, n);
    if (!mark_old(c, work, &news)) return false;
    i64 segment_id = segment_name(work->known);
    for (i64 i = 0; i < news.count; i++) {
        if (news.old[i] || known_key_erased(work->known, news.key[i])) continue;
        if (news.name[i] == segment_id) {
            i32 segment = 0;
            if (!known_name(c, work->known, DICT_SEGMENT, news.value[i], name_hash(news.value[i]),
                            &segment))
                return false;
            known_key_segment(work->known, news.key[i], segment);
        }
        news.key[count] = news.key[i];
        news.name[count] = news.name[i];
        news.at_ms[count] = news.at_ms[i];
        news.value[count] = news.value[i];
        news.batch[count++] = work->batch;
    }
    const struct column columns[] = {
        {.type = COL_I64, .i = news.key     },
        {.type = COL_I64, .i = news.name    },
        {.type = COL_STR, .text = news.value},
        {.type = COL_I64, .i = news.at_ms   },
        {.type = COL_I64, .i = news.batch   }
    };
    return !count || store_append(c, "attribute", columns, COUNT_OF(columns), count);
}

// Customer lists: presence from the day that they say, on and on

static i64 listed_of(const struct batch *batch)
{
    return batch->listed_count;
}

static bool put_listed(ctx *c, const struct work *work)
{
    i64 n = count_of(work->group, listed_of), count = 0;
    if (!n) return true;
    i64 *key = NEW_ARRAY(c->arena, i64, n), *unit = NEW_ARRAY(c->arena, i64, n),
        *segment = NEW_ARRAY(c->arena, i64, n), *listed = NEW_ARRAY(c->arena, i64, n),
        *first = NEW_ARRAY(c->arena, i64, n), *last = NEW_ARRAY(c->arena, i64, n);
    for (i64 b = 0; b < work->group->batch_count; b++) {
        const struct batch *batch = work->group->batches[b];
        for (i64 i = 0; i < batch->listed_count; i++) {
            key[count] = batch->listed[i].key;
            segment[count] = work->group->ids[b].of[DICT_SEGMENT][batch->listed[i].segment];
            listed[count] = 1;
            first[count] = batch->listed[i].day;
            last[count++] = day_from_civil(2199, 12, 31);
        }
    }
    const struct column columns[] = {
        {.type = COL_I64,  .i = key    },
        {.type = COL_I64,  .i = unit   },
        {.type = COL_I64,  .i = segment},
        {.type = COL_BOOL, .i = listed },
        {.type = COL_DAY,  .i = first  },
        {.type = COL_DAY,  .i = last   }
    };
    return store_append(c, "presence", columns, COUNT_OF(columns), count);
}
