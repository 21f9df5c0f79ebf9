#include "upload/trial.h"

#include "bounds.h"
#include "facts/company.h"
#include "import/mapping.h"
#include "import/prepare.h"

enum { ENCOUNTERS_SHOWN = 5, NAMES_SHOWN = 20, REFUSALS_SHOWN = 50, TEXT_BYTES_SHOWN = 200 };

#define SAMPLE_ARENA_BYTES (64 * MIB)

struct trial {
    struct import_order order;
    struct names before[DICT__COUNT];
    i64 metrics_before;
    json_t *found;
};

static bool look_around(ctx *c, void *data, const struct import_result *result);
static bool names_found(ctx *c, struct trial *trial);
static bool encounters_found(ctx *c, struct trial *trial);
static void result_put(ctx *c, json_t *found, const struct import_result *result);

bool trial_run(ctx *c, struct import_order order, json_t **out)
{
    assert(order.bad_file);
    struct trial *trial = NEW(c->arena, struct trial);
    struct metrics metrics;
    struct import_result result;
    if (!company_names(c, trial->before) || !metric_load(c, &metrics)) return false;
    trial->metrics_before = metrics.count;
    trial->order = order;
    trial->found = json_new_object(c);
    order.dry_run = order.good_rows = true;
    order.rows_max = BOUND_TRIAL_ROWS;
    order.inside = look_around;
    order.inside_data = trial;
    *out = trial->found;
    return import_run(c, order, &result);
}

static bool look_around(ctx *c, void *data, const struct import_result *result)
{
    struct trial *trial = data;
    result_put(c, trial->found, result);
    return names_found(c, trial) && encounters_found(c, trial);
}

static void text_put(ctx *c, json_t *object, const char *field, const char *text)
{
    if (text)
        json_put_str(object, field, str_head(str_of(text), TEXT_BYTES_SHOWN));
    else
        json_put_null(object, field);
    (void)c;
}

static void result_put(ctx *c, json_t *found, const struct import_result *result)
{
    json_t *refusals = json_new_array(c);
    json_put_i64(found, "rows", result->rows);
    json_put_bool(found, "is_part", result->is_part);
    json_put_i64(found, "taken", result->taken);
    json_put_i64(found, "repeated", result->repeated);
    json_put_i64(found, "refused", result->refused);
    json_put_i64(found, "empty", result->empty);
    json_put_i64(found, "facts", result->facts_taken);
    json_put_bool(found, "has_bad_file", result->bad_file);
    for (i64 i = 0; i < MIN(result->refusal_count, REFUSALS_SHOWN); i++) {
        const struct refusal *refusal = &result->refusals[i];
        json_t *one = json_new_object(c);
        json_put_i64(one, "line", refusal->line);
        text_put(c, one, "column", refusal->column);
        text_put(c, one, "value", refusal->value);
        text_put(c, one, "why", refusal->why);
        // What to do is the same for most: it is said once.
        const char *before = i > 0 ? refusal[-1].hint : NULL;
        bool is_said = before && refusal->hint && strcmp(before, refusal->hint) == 0;
        text_put(c, one, "hint", is_said ? NULL : refusal->hint);
        json_array_append(refusals, one);
    }
    json_put(found, "refusals", refusals);
}

// ---- Names that would be new ----

// The segment is kept as an attribute, and told as what it is.
static bool is_segment(str attribute)
{
    return str_equal(attribute, S("segment"));
}

static void name_add(json_t *kind, str name, i64 *count)
{
    json_t *names = json_object_get(kind, "names");
    (*count)++;
    if (json_array_size(names) == NAMES_SHOWN) return;
    str shown = str_head(name, TEXT_BYTES_SHOWN);
    json_array_append_new(names, json_stringn(shown.s, (size_t)shown.size));
}

static json_t *kind_new(ctx *c, const char *what)
{
    json_t *kind = json_new_object(c);
    json_put_c(kind, "what", what);
    json_put(kind, "names", json_new_array(c));
    return kind;
}

static void kind_put(json_t *found, json_t *kind, i64 count)
{
    json_put_i64(kind, "count", count);
    if (count > 0) json_array_append(found, kind);
}

static bool names_found(ctx *c, struct trial *trial)
{
    static const enum dict shown[] = {DICT_TOUCHPOINT, DICT_CHANNEL, DICT_UNIT, DICT_SEGMENT,
                                      DICT_ATTRIBUTE};
    struct names after[DICT__COUNT];
    struct metrics metrics;
    json_t *found = json_new_array(c);
    if (!company_names(c, after) || !metric_load(c, &metrics)) return false;
    for (i64 k = 0; k < COUNT_OF(shown); k++) {
        const struct names *now = &after[shown[k]], *before = &trial->before[shown[k]];
        json_t *kind = kind_new(c, dict_label(shown[k]));
        i64 count = 0;
        // Ids are given in order: what was there comes first.
        for (i64 i = 1; i < now->count; i++) {
            bool is_told = shown[k] != DICT_ATTRIBUTE || !is_segment(now->name[i]);
            bool was_there = i < before->count && names_find(before, now->name[i]) >= 0;
            bool is_new = now->name[i].size > 0 && !was_there && is_told;
            if (is_new) name_add(kind, now->name[i], &count);
        }
        kind_put(found, kind, count);
    }
    json_t *kind = kind_new(c, dict_label(DICT_METRIC));
    i64 count = 0;
    for (i64 i = trial->metrics_before; i < metrics.count; i++)
        name_add(kind, metrics.m[i].name, &count);
    kind_put(found, kind, count);
    json_put(trial->found, "names", found);
    return true;
}

// ---- The first encounters, as they would be read ----

struct sample {
    struct mapping mapping;
    struct reader *reader;
    struct prepare *prepare;
    struct batch batch;
};

static void sample_release(void *data)
{
    struct sample *sample = data;
    batch_release(&sample->batch);
}

static str name_of(const struct batch *batch, enum dict dict, i32 number)
{
    return batch->dict[dict].names[number];
}

static void name_put(json_t *encounter, const struct batch *batch, enum dict dict, i32 number)
{
    str name = number ? name_of(batch, dict, number) : S("");
    json_put_str(encounter, dict_label(dict), str_head(name, TEXT_BYTES_SHOWN));
}

static void key_put(ctx *c, json_t *encounter, const struct batch *batch, i64 id)
{
    json_t *attributes = json_new_array(c);
    json_put_c(encounter, "who", "");
    for (i64 i = 0; i < batch->key_count; i++) {
        const struct batch_key *key = &batch->keys[i];
        if (key->id != id) continue;
        json_put_str(encounter, "who", str_head(key->value, TEXT_BYTES_SHOWN));
        for (i32 at = key->attributes; at; at = batch->attributes[at - 1].next) {
            const struct batch_attribute *attribute = &batch->attributes[at - 1];
            if (is_segment(name_of(batch, DICT_ATTRIBUTE, attribute->name))) continue;
            json_t *one = json_new_object(c);
            json_put_str(one, "name", name_of(batch, DICT_ATTRIBUTE, attribute->name));
            json_put_str(one, "value", str_head(attribute->value, TEXT_BYTES_SHOWN));
            json_array_append(attributes, one);
        }
    }
    json_put(encounter, "attributes", attributes);
}

static json_t *encounter_new(ctx *c, json_t *all, i64 line)
{
    json_t *encounter = json_new_object(c);
    json_put_i64(encounter, "line", line);
    json_put_str(encounter, "when", S(""));
    json_put(encounter, "values", json_new_array(c));
    json_put_str(encounter, "remark", S(""));
    json_array_append(all, encounter);
    return encounter;
}

static json_t *fact_encounter(ctx *c, json_t *all, const struct batch *batch,
                              const struct batch_fact *fact)
{
    json_t *encounter = encounter_new(c, all, fact->line);
    json_put_str(encounter, "when", ms_write(c->arena, fact->happened_ms));
    name_put(encounter, batch, DICT_TOUCHPOINT, fact->touchpoint);
    name_put(encounter, batch, DICT_CHANNEL, fact->channel);
    name_put(encounter, batch, DICT_UNIT, fact->unit);
    name_put(encounter, batch, DICT_SEGMENT, fact->segment);
    key_put(c, encounter, batch, fact->key);
    return encounter;
}

static void facts_show(ctx *c, const struct batch *batch, json_t *all)
{
    json_t *encounter = NULL;
    i64 line = -1, remark = 0;
    for (i64 i = 0; i < batch->fact_count; i++) {
        const struct batch_fact *fact = &batch->facts[i];
        if (fact->line != line) {
            if (json_array_size(all) == ENCOUNTERS_SHOWN) return;
            encounter = fact_encounter(c, all, batch, fact);
            line = fact->line;
        }
        if (fact->is_remark) {
            while (remark < batch->remark_count && batch->remarks[remark].fact < i)
                remark++;
            assert(remark < batch->remark_count);
            json_put_str(encounter, "remark",
                         str_head(batch->remarks[remark].text, TEXT_BYTES_SHOWN));
            continue;
        }
        json_t *value = json_new_object(c);
        json_put_str(value, "metric", name_of(batch, DICT_METRIC, fact->metric));
        json_put_str(value, "value", number_write(c->arena, fact->value_e4));
        json_array_append(json_object_get(encounter, "values"), value);
    }
}

static void listed_show(ctx *c, const struct batch *batch, json_t *all)
{
    for (i64 i = 0; i < batch->listed_count; i++) {
        const struct batch_listed *listed = &batch->listed[i];
        if (json_array_size(all) == ENCOUNTERS_SHOWN) return;
        json_t *encounter = encounter_new(c, all, listed->line);
        name_put(encounter, batch, DICT_TOUCHPOINT, 0);
        name_put(encounter, batch, DICT_CHANNEL, 0);
        name_put(encounter, batch, DICT_UNIT, 0);
        name_put(encounter, batch, DICT_SEGMENT, listed->segment);
        key_put(c, encounter, batch, listed->key);
    }
}

static bool sample_fill(ctx *c, struct sample *sample)
{
    i64 added = 0, rows = 0;
    struct row_block block;
    do {
        if (!reader_next(c, sample->reader, &block)) return false;
        rows += block.count;
        for (i64 i = 0; i < block.count && added < ENCOUNTERS_SHOWN; i++) {
            enum prepared prepared;
            if (!prepare_row(c, sample->prepare, &block.rows[i], &sample->batch, &prepared))
                return false;
            added += prepared == PREPARED_ADDED;
        }
    } while (block.count > 0 && added < ENCOUNTERS_SHOWN && rows < BOUND_TRIAL_ROWS);
    return true;
}

// Inside the dry run's transaction, where what the mapping declares is there.
static bool encounters_found(ctx *c, struct trial *trial)
{
    const struct import_order *order = &trial->order;
    struct batch_rules rules;
    struct sample *sample = NEW(c->arena, struct sample);
    json_t *all = json_new_array(c);
    if (!company_rules(c, &rules) || !mapping_parse(c, order->mapping, &sample->mapping))
        return false;
    batch_init(c, &sample->batch, rules, SAMPLE_ARENA_BYTES);
    arena_defer(c->arena, sample_release, sample);
    sample->mapping.options.called = str_of(order->called);
    if (!reader_open(c, order->file, sample->mapping.options, &sample->reader) ||
        !mapping_bind(c, &sample->mapping, sample->reader) ||
        !prepare_new(c, &sample->mapping, sample->reader, rules, &sample->prepare) ||
        !sample_fill(c, sample))
        return false;
    facts_show(c, &sample->batch, all);
    listed_show(c, &sample->batch, all);
    json_put(trial->found, "encounters", all);
    return true;
}
