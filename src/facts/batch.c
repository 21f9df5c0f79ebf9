#include "facts/batch.h"

#include "base/zone.h"
#include "bounds.h"

#define HAPPENED_MIN_MS LISTED_ALWAYS_MS
#define HAPPENED_MAX_MS 7258118400000LL // 2200-01-01
#define DAY_MS          86400000LL

static const struct hash_seed plain_seed = {"tuntuma-names.01"};

static void dict_init(struct batch *batch, struct dict_names *dict)
{
    *dict = (struct dict_names){.count = 1, .capacity = 16};
    dict->names = NEW_ARRAY(&batch->arena, str, dict->capacity);
    dict->hashes = NEW_ARRAY(&batch->arena, u64, dict->capacity);
    dict->names[0] = S("");
    hash_map_init(&dict->map, &batch->arena, 16);
}

// What the batch held before it was cleared is what it will need again: growing leaves garbage
// behind.
static void start(struct batch *batch, struct batch before)
{
    for (i64 i = 0; i < DICT__COUNT; i++)
        dict_init(batch, &batch->dict[i]);
    hash_map_init(&batch->key_map, &batch->arena, MAX(before.key_count, 64));
    if (!before.fact_count) return;
    batch->fact_capacity = before.fact_count;
    batch->facts = NEW_ARRAY(&batch->arena, struct batch_fact, batch->fact_capacity);
    batch->key_capacity = MAX(before.key_count, 1);
    batch->keys = NEW_ARRAY(&batch->arena, struct batch_key, batch->key_capacity);
    batch->attribute_capacity = MAX(before.attribute_count, 1);
    batch->attributes = NEW_ARRAY(&batch->arena, struct batch_attribute, batch->attribute_capacity);
}

static bool start_work(ctx *c, void *data)
{
    struct batch *batch = data;
    batch_adopt(c, batch);
    start(batch, (struct batch){0});
    return true;
}

void batch_init(ctx *c, struct batch *batch, struct batch_rules rules, i64 size_max_bytes)
{
    assert(rules.zone);
    assert(rules.metrics);
    *batch = (struct batch){.rules = rules};
    arena_init(&batch->arena, size_max_bytes);
    bool is_started = ctx_try(c, start_work, batch);
    batch_adopt(c, batch);
    if (is_started) return;
    arena_release(&batch->arena); // the caller, who would, does not come to it
    bool system_refused = c->err.code == ERR_NO_MEMORY;
    err_clear(c);
    arena_full(c->arena, system_refused);
}

void batch_adopt(ctx *c, struct batch *batch)
{
    batch->c = c;
    batch->arena.full = c->arena->full;
    batch->arena.full_data = c->arena->full_data;
}

void batch_clear(struct batch *batch)
{
    struct batch before = *batch;
    arena_clear(&batch->arena);
    struct arena arena = batch->arena;
    *batch = (struct batch){.arena = arena, .rules = before.rules, .c = before.c};
    start(batch, before);
}

void batch_release(struct batch *batch)
{
    arena_release(&batch->arena);
}

i64 key_id(const struct hash_seed *salt, enum subject subject, str name_space, str value)
{
    u64 hash = hash_mix(hash_mix(hash_str(salt, value), hash_str(salt, name_space)), (u64)subject);
    i64 id = (i64)(hash >> 1);
    return id ? id : 1;
}

// The number of a name in a dictionary of the batch; a new name gets the next one.
static i32 dict_number(struct batch *batch, enum dict which, str name)
{
    struct dict_names *dict = &batch->dict[which];
    if (!name.size) return 0;
    if (str_equal(dict->names[dict->last], name)) return dict->last;
    u64 hash = hash_str(&plain_seed, name);
    struct hash_at at;
    for (i64 i = hash_map_first(&dict->map, hash, &at); i >= 0;
         i = hash_map_next(&dict->map, hash, &at))
        if (str_equal(dict->names[i], name)) return dict->last = (i32)i;
    if (dict->count == dict->capacity) {
        i64 capacity = dict->capacity * 2;
        dict->names =
            arena_grow(&batch->arena, dict->names, dict->capacity, capacity, (i64)sizeof(str));
        dict->hashes =
            arena_grow(&batch->arena, dict->hashes, dict->capacity, capacity, (i64)sizeof(u64));
        dict->capacity = capacity;
    }
    i64 number = dict->count++;
    dict->names[number] = str_copy(&batch->arena, name);
    dict->hashes[number] = hash;
    hash_map_add(&dict->map, hash, number);
    return dict->last = (i32)number;
}

#define APPEND(batch, array, count, capacity)                                                      \
    (*((batch)->count == (batch)->capacity                                                         \
           ? ((batch)->array =                                                                     \
                  arena_grow(&(batch)->arena, (batch)->array, (batch)->capacity,                   \
                             MAX((batch)->capacity * 2, 16), (i64)sizeof(*(batch)->array)),        \
              (batch)->capacity = MAX((batch)->capacity * 2, 16),                                  \
              &(batch)->array[(batch)->count++])                                                   \
           : &(batch)->array[(batch)->count++]))

void batch_refuse(struct batch *batch, struct refusal refusal)
{
    APPEND(batch, refused_lines, lines_refused, refused_capacity) = refusal.line;
    if (batch->refusal_count == BOUND_REFUSALS) return;
    if (!batch->refusals)
        batch->refusals = NEW_ARRAY(&batch->arena, struct refusal, BOUND_REFUSALS);
    batch->refusals[batch->refusal_count++] = refusal;
}

void batch_refuse_twin(struct batch *batch, i64 line, str key)
{
    const ctx *c = batch->c;
    batch_refuse(batch, (struct refusal){
                            .line = line,
                            .column = "customer",
                            .value = str_copy(&batch->arena, key).s,
                            .why = tr(c, "two customers share one number in this store"),
                            .hint = tr(c, "That is chance, and very rare. Give this customer's key "
                                          "a namespace of its own."),
                        });
}

static bool refuse(struct batch *batch, const struct encounter *encounter, str column, str value,
                   const char *why, const char *hint)
{
    batch_refuse(batch,
                 (struct refusal){
                     .line = encounter->line,
                     .column = column.size ? str_copy(&batch->arena, column).s : NULL,
                     .value = value.size ? str_copy(&batch->arena, str_head(value, 100)).s : NULL,
                     .why = why,
                     .hint = hint});
    return false;
}

// The definition of a metric by its number in the batch; NULL when there is none of that name.
static const struct metric *metric_at(struct batch *batch, i32 number)
{
    if (number >= batch->metric_capacity) {
        i64 capacity = MAX(batch->dict[DICT_METRIC].capacity, 16);
        batch->metric_of = arena_grow(&batch->arena, batch->metric_of, batch->metric_capacity,
                                      capacity, (i64)sizeof(*batch->metric_of));
        batch->metric_capacity = capacity;
    }
    if (batch->metric_of[number]) return batch->metric_of[number];
    str name = batch->dict[DICT_METRIC].names[number];
    const struct metric *metric = metric_find(batch->rules.metrics, name);
    if (!metric) {
        struct metric of_family;
        if (!metric_from_family(batch->c, name, &of_family)) return NULL;
        struct metric *made = NEW(&batch->arena, struct metric);
        *made = of_family;
        made->name = str_copy(&batch->arena, of_family.name);
        made->label = str_copy(&batch->arena, of_family.label);
        made->unit = str_copy(&batch->arena, of_family.unit);
        made->definition = str_copy(&batch->arena, of_family.definition);
        metric = made;
    }
    return batch->metric_of[number] = metric;
}

static const char *number_text(struct batch *batch, i64 e4)
{
    return fmt(&batch->arena, "%.15g", (f64)e4 / 1e4);
}

static bool check_reading(struct batch *batch, const struct encounter *encounter,
                          const struct reading *reading)
{
    ctx *c = batch->c;
    if (!reading->metric.size || reading->metric.size > BOUND_NAME_BYTES)
        return refuse(batch, encounter, S("metric"), reading->metric,
                      tr(c, "a metric's name is empty or too long"), NULL);
    const struct metric *metric =
        metric_at(batch, dict_number(batch, DICT_METRIC, reading->metric));
    if (!metric)
        return refuse(batch, encounter, S("metric"), reading->metric,
                      tr(c, "there is no metric of this name"),
                      tr(c, "Define it under \"metrics\" in a mapping, or use a built-in one."));
    if (metric->kind == METRIC_RATIO || metric->kind == METRIC_CUSTOMERS)
        return refuse(batch, encounter, S("metric"), reading->metric,
                      tr(c, "this metric is computed from others and takes no values"), NULL);
    i64 value = reading->value_e4;
    if (value > BOUND_VALUE_E4 || value < -BOUND_VALUE_E4)
        return refuse(batch, encounter, reading->metric, str_of(number_text(batch, value)),
                      tr(c, "the value is larger than 100,000,000,000"),
                      tr(c, "Look at the unit, and at the sign of the decimals."));
    if (metric->scaled && (value < metric->scale_low_e4 || value > metric->scale_high_e4))
        return refuse(batch, encounter, reading->metric, str_of(number_text(batch, value)),
                      fmt(&batch->arena,
                          tr(c, "the value is not between %s and %s, this metric's scale"),
                          number_text(batch, metric->scale_low_e4),
                          number_text(batch, metric->scale_high_e4)),
                      tr(c, "Correct the value. Answers on another scale come in by an import "
                            "whose mapping states it."));
    if (metric->kind == METRIC_NPS && value % 10000)
        return refuse(batch, encounter, reading->metric, str_of(number_text(batch, value)),
                      tr(c, "an answer to NPS is a whole number"), NULL);
    if (metric->kind == METRIC_COUNT && (value < 0 || value % 10000))
        return refuse(batch, encounter, reading->metric, str_of(number_text(batch, value)),
                      tr(c, "a count is a whole number from 0"), NULL);
    return true;
}

static bool check_text(struct batch *batch, const struct encounter *encounter, const char *what,
                       str text, i64 size_max)
{
    ctx *c = batch->c;
    if (text.size > size_max)
        return refuse(
            batch, encounter, str_of(what), text,
            fmt(&batch->arena, tr(c, "this is longer than %lld bytes"), (long long)size_max), NULL);
    i64 bad_at = 0;
    if (!str_is_utf8(text, &bad_at))
        return refuse(batch, encounter, str_of(what), (str){0},
                      tr(c, "this is not valid UTF-8 text"),
                      tr(c, "State the file's encoding in the mapping."));
    return true;
}

static bool check(struct batch *batch, const struct encounter *encounter)
{
    ctx *c = batch->c;
    const struct {
        const char *what;
        str text;
        i64 size_max;
    } texts[] = {
        {"source",     encounter->source,     BOUND_NAME_BYTES    },
        {"id",         encounter->id,         BOUND_EXTERNAL_BYTES},
        {"namespace",  encounter->name_space, BOUND_NAME_BYTES    },
        {"customer",   encounter->key,        BOUND_KEY_BYTES     },
        {"touchpoint", encounter->touchpoint, BOUND_NAME_BYTES    },
        {"channel",    encounter->channel,    BOUND_NAME_BYTES    },
        {"unit",       encounter->unit,       BOUND_NAME_BYTES    },
        {"segment",    encounter->segment,    BOUND_NAME_BYTES    },
        {"remark",     encounter->remark,     BOUND_REMARK_BYTES  },
    };
    for (i64 i = 0; i < COUNT_OF(texts); i++)
        if (!check_text(batch, encounter, texts[i].what, texts[i].text, texts[i].size_max))
            return false;
    for (i64 i = 0; i < encounter->attribute_count; i++)
        if (!check_text(batch, encounter, "attribute", encounter->attributes[i].name,
                        BOUND_NAME_BYTES) ||
            !check_text(batch, encounter, "attribute", encounter->attributes[i].value,
                        BOUND_ATTRIBUTE_BYTES))
            return false;
    if (!encounter->source.size)
        return refuse(batch, encounter, S("source"), (str){0},
                      tr(c, "it does not say where it comes from"),
                      tr(c, "Name the source, the system or survey that it came from."));
    if (encounter->happened_ms < HAPPENED_MIN_MS || encounter->happened_ms >= HAPPENED_MAX_MS)
        return refuse(batch, encounter, S("happened"),
                      ms_write(&batch->arena, encounter->happened_ms),
                      tr(c, "it happened outside the years 1900 to 2199"),
                      tr(c, "Look at the date's format."));
    if (!encounter->reading_count && !encounter->remark.size && !encounter->key.size)
        return refuse(batch, encounter, (str){0}, (str){0}, tr(c, "there is nothing in it to take"),
                      tr(c, "Give at least one value, a remark or a customer."));
    for (i64 i = 0; i < encounter->reading_count; i++)
        if (!check_reading(batch, encounter, &encounter->readings[i])) return false;
    return true;
}

// Which local day a moment falls on. Neighbours are mostly of one day, so its span is kept.
static i32 day_of(struct batch *batch, i64 ms)
{
    struct day_span *span = &batch->day_span;
    if (ms >= span->from_ms && ms < span->to_ms) return span->day;
    const struct zone *zone = batch->rules.zone;
    i32 day = zone_day(zone, ms);
    *span = (struct day_span){.from_ms = zone_to_utc(zone, civil_from_day(day)),
                              .to_ms = zone_to_utc(zone, civil_from_day(day + 1)),
                              .day = day};
    if (ms < span->from_ms || ms >= span->to_ms)
        span->to_ms = span->from_ms; // a zone that skipped midnight
    return day;
}

// The place of an encounter's key among the batch's keys; -1 when its id is another key's.
static i64 note_key(struct batch *batch, const struct encounter *encounter, i64 id,
                    enum subject subject, str space)
{
    struct hash_at at;
    i64 place = hash_map_first(&batch->key_map, (u64)id, &at);
    i32 number = dict_number(batch, DICT_NAMESPACE, space);
    if (place >= 0) {
        const struct batch_key *key = &batch->keys[place];
        bool is_same = key->subject == subject && key->name_space == number &&
                       str_equal(key->value, encounter->key);
        return is_same ? place : -1;
    }
    hash_map_add(&batch->key_map, (u64)id, batch->key_count);
    APPEND(batch, keys, key_count, key_capacity) =
        (struct batch_key){.id = id,
                           .subject = (u8)subject,
                           .name_space = number,
                           .value = str_copy(&batch->arena, encounter->key)};
    return batch->key_count - 1;
}

// Keeps the newest value of each of a key's attributes: few, so a chain holds them.
static void note_attribute(struct batch *batch, i64 key_place, str name, str value, i64 at_ms)
{
    if (!name.size || !value.size) return;
    i32 number = dict_number(batch, DICT_ATTRIBUTE, name);
    struct batch_key *key = &batch->keys[key_place];
    for (i64 i = key->attributes; i; i = batch->attributes[i - 1].next) {
        struct batch_attribute *known = &batch->attributes[i - 1];
        if (known->name != number) continue;
        if (at_ms < known->at_ms) return;
        known->at_ms = at_ms;
        if (!str_equal(known->value, value)) known->value = str_copy(&batch->arena, value);
        return;
    }
    APPEND(batch, attributes, attribute_count, attribute_capacity) =
        (struct batch_attribute){.key = key->id,
                                 .name = number,
                                 .next = key->attributes,
                                 .value = str_copy(&batch->arena, value),
                                 .at_ms = at_ms};
    key->attributes = (i32)batch->attribute_count;
}

static str external_of(struct batch *batch, const struct encounter *encounter)
{
    if (encounter->id.size) return str_copy(&batch->arena, encounter->id);
    return str_of(fmt(&batch->arena, "#%016llx.%lld", (unsigned long long)encounter->content_hash,
                      (long long)encounter->occurrence));
}

// What all facts of one encounter share. False when it is refused.
static bool fact_frame(struct batch *batch, const struct encounter *encounter,
                       struct batch_fact *out)
{
    enum subject subject = encounter->subject ? encounter->subject : SUBJECT_CUSTOMER;
    struct batch_fact frame = {
        .happened_ms = encounter->happened_ms,
        .external = external_of(batch, encounter),
        .line = encounter->line,
        .day = day_of(batch, encounter->happened_ms),
        .source = dict_number(batch, DICT_SOURCE, encounter->source),
        .touchpoint = dict_number(batch, DICT_TOUCHPOINT, encounter->touchpoint),
        .channel = dict_number(batch, DICT_CHANNEL, encounter->channel),
        .unit = dict_number(batch, DICT_UNIT, encounter->unit),
        .segment = dict_number(batch, DICT_SEGMENT, encounter->segment),
        .subject = (u8)subject,
        .replaces = encounter->replaces,
    };
    frame.identity = hash_mix(hash_mix(hash_str(&plain_seed, frame.external),
                                       batch->dict[DICT_SOURCE].hashes[frame.source]),
                              (u64)frame.happened_ms);
    if (!encounter->key.size) {
        // Nobody known: a key of its own kind, one for the encounter.
        frame.key = -(i64)((frame.identity >> 1) | 1);
        *out = frame;
        return true;
    }
    str space = encounter->name_space.size ? encounter->name_space : encounter->source;
    frame.key = key_id(&batch->rules.salt, subject, space, encounter->key);
    *out = frame;
    i64 place = note_key(batch, encounter, frame.key, subject, space);
    if (place < 0) {
        batch_refuse_twin(batch, encounter->line, encounter->key);
        return false;
    }
    note_attribute(batch, place, S("segment"), encounter->segment, encounter->happened_ms);
    for (i64 i = 0; i < encounter->attribute_count; i++)
        note_attribute(batch, place, encounter->attributes[i].name, encounter->attributes[i].value,
                       encounter->happened_ms);
    return true;
}

u64 fact_identity(u64 external_hash, u64 source_hash, i64 happened_ms, u64 metric_hash)
{
    return hash_mix(hash_mix(hash_mix(external_hash, source_hash), (u64)happened_ms), metric_hash);
}

u64 name_hash(str name)
{
    return hash_str(&plain_seed, name);
}

bool batch_add(struct batch *batch, const struct encounter *encounter)
{
    batch->lines++;
    if (!check(batch, encounter)) return false;
    struct batch_fact frame;
    if (!fact_frame(batch, encounter, &frame)) return false;
    u64 base = frame.identity;
    if (!encounter->reading_count && !encounter->remark.size && !encounter->is_mention)
        APPEND(batch, listed, listed_count, listed_capacity) = (struct batch_listed){
            .key = frame.key, .line = encounter->line, .segment = frame.segment, .day = frame.day};
    for (i64 i = 0; i < encounter->reading_count; i++) {
        struct batch_fact fact = frame;
        fact.metric = dict_number(batch, DICT_METRIC, encounter->readings[i].metric);
        fact.value_e4 = encounter->readings[i].value_e4;
        fact.identity = hash_mix(base, batch->dict[DICT_METRIC].hashes[fact.metric]);
        APPEND(batch, facts, fact_count, fact_capacity) = fact;
    }
    if (!encounter->remark.size) return true;
    struct batch_fact fact = frame;
    fact.metric = dict_number(batch, DICT_METRIC, S("remark"));
    fact.value_e4 = 10000;
    fact.is_remark = true;
    fact.identity = hash_mix(base, batch->dict[DICT_METRIC].hashes[fact.metric]);
    APPEND(batch, remarks, remark_count, remark_capacity) = (struct batch_remark){
        .fact = batch->fact_count, .text = str_copy(&batch->arena, encounter->remark)};
    APPEND(batch, facts, fact_count, fact_capacity) = fact;
    return true;
}

// The visitor's key is made with it, so that there is something to tie whichever comes first.
void batch_tie(struct batch *batch, const struct batch_tied *tied)
{
    bool fits = tied->visitor.size <= BOUND_KEY_BYTES && str_is_utf8(tied->visitor, NULL);
    if (!fits) return;
    struct encounter visitor = {.line = tied->line, .key = tied->visitor};
    const struct hash_seed *salt = &batch->rules.salt;
    i64 from = key_id(salt, SUBJECT_CUSTOMER, tied->visitor_space, tied->visitor);
    i64 into = key_id(salt, SUBJECT_CUSTOMER, tied->space, tied->customer);
    if (from == into || note_key(batch, &visitor, from, SUBJECT_CUSTOMER, tied->visitor_space) < 0)
        return;
    APPEND(batch, ties, tie_count, tie_capacity) =
        (struct batch_tie){.visitor = from, .customer = into, .at_ms = tied->at_ms};
}
