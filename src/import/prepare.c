#include "import/prepare.h"

#include "base/lang.h"
#include "bounds.h"
#include "import/occurrence.h"

static const struct hash_seed content_seed = {"tuntuma-rows.001"};

// How a fact's values become the metric's.
struct scaling {
    enum scale_rule rule;
    i64 low_e4, high_e4; // of the metric
};

struct prepare {
    const struct mapping *mapping;
    const struct reader *reader;
    struct moment_rule happened;
    struct moment_memory memory;
    struct scaling *scalings;
    struct reading *readings;
    struct encounter_attribute *attributes;
    struct occurrences *occurrences; // NULL: rows have ids
};

static bool scalings_find(ctx *c, struct prepare *prepare, struct batch_rules rules);
static bool readings_read(ctx *c, struct prepare *prepare, const struct row *row,
                          struct batch *batch, i64 *count);
static bool happened_read(ctx *c, struct prepare *prepare, const struct row *row,
                          struct batch *batch, i64 *ms);
static bool id_read(ctx *c, struct prepare *prepare, const struct row *row, struct batch *batch,
                    struct encounter *out);
static str place_text(const struct mapping *mapping, const struct place *place,
                      const struct row *row);
static u64 content_hash(const struct prepare *prepare, const struct row *row);
static void refuse(struct batch *batch, struct refusal refusal);

bool prepare_new(ctx *c, const struct mapping *mapping, const struct reader *reader,
                 struct batch_rules rules, struct prepare **out)
{
    assert(rules.metrics);
    struct prepare *prepare = NEW(c->arena, struct prepare);
    prepare->mapping = mapping;
    prepare->reader = reader;
    prepare->happened = (struct moment_rule){mapping->formats, mapping->format_count,
                                             mapping->zone ? mapping->zone : rules.zone};
    prepare->readings = NEW_ARRAY(c->arena, struct reading, mapping->fact_count);
    prepare->attributes = NEW_ARRAY(c->arena, struct encounter_attribute, mapping->attribute_count);
    // Facts of a list have no identity: the same customer again is the same customer.
    if (!mapping->row_id.is_given && !mapping->is_list) prepare->occurrences = occurrences_new(c);
    *out = prepare;
    return scalings_find(c, prepare, rules);
}

bool prepare_row(ctx *c, struct prepare *prepare, const struct row *row, struct batch *batch,
                 enum prepared *out)
{
    const struct mapping *mapping = prepare->mapping;
    struct encounter encounter = {
        .line = row->line, .source = mapping->source, .subject = mapping->subject};
    *out = PREPARED_REFUSED;
    if (row->flaw != ROW_GOOD) {
        struct refusal refusal = {.line = row->line};
        if (batch->refusal_count < BOUND_REFUSALS)
            row_explain(c, prepare->reader, row, &refusal.why, &refusal.hint);
        batch_refuse(batch, refusal);
        return true;
    }
    if (!readings_read(c, prepare, row, batch, &encounter.reading_count)) return true;
    encounter.remark = place_text(mapping, &mapping->remark, row);
    if (!mapping->is_list && encounter.reading_count == 0 && encounter.remark.size == 0) {
        *out = PREPARED_EMPTY;
        return true;
    }
    if (!happened_read(c, prepare, row, batch, &encounter.happened_ms)) return true;
    if (!id_read(c, prepare, row, batch, &encounter)) return c->err.code == ERR_NONE;
    encounter.key = place_text(mapping, &mapping->customer, row);
    encounter.name_space = mapping->name_space;
    encounter.touchpoint = place_text(mapping, &mapping->touchpoint, row);
    encounter.channel = place_text(mapping, &mapping->channel, row);
    encounter.unit = place_text(mapping, &mapping->unit, row);
    encounter.segment = place_text(mapping, &mapping->segment, row);
    encounter.replaces = mapping->replaces;
    encounter.readings = prepare->readings;
    encounter.attributes = prepare->attributes;
    for (i64 i = 0; i < mapping->attribute_count; i++) {
        str value = place_text(mapping, &mapping->attributes[i].value, row);
        if (value.size == 0) continue;
        prepare->attributes[encounter.attribute_count++] =
            (struct encounter_attribute){mapping->attributes[i].name, value};
    }
    if (batch_add(batch, &encounter)) *out = PREPARED_ADDED;
    return true;
}

bool scale_find(ctx *c, const struct mapping_fact *fact, const struct metric *metric,
                enum scale_rule *out)
{
    *out = SCALE_OWN;
    if (!fact->has_scale) return true;
    if (!metric->scaled)
        return fail_with(
            c, ERR_BAD_INPUT,
            fmt(c->arena, tr(c, "mapping: \"%.*s\" has no scale that values could be brought to"),
                STR(fact->metric)),
            tr(c, "Leave \"scale\" out, or give the metric a scale under \"metrics\"."));
    i64 low = fact->scale_low_e4, high = fact->scale_high_e4;
    bool is_own = low == metric->scale_low_e4 && high == metric->scale_high_e4;
    bool is_nps_from_1 = metric->kind == METRIC_NPS && low == 10000 && high == 100000;
    if (is_own) return true;
    if (is_nps_from_1) *out = SCALE_KEPT; // the cuts, 9 and 10 and up to 6, mean the same there
    if (metric->kind == METRIC_MEAN) *out = SCALE_LINEAR;
    if (*out != SCALE_OWN) return true;
    return fail_with(c, ERR_BAD_INPUT,
                     fmt(c->arena,
                         tr(c, "mapping: values of \"%.*s\" cannot be brought from the scale %s to "
                               "%s to its own, %s to %s"),
                         STR(fact->metric), number_write(c->arena, low).s,
                         number_write(c->arena, high).s,
                         number_write(c->arena, metric->scale_low_e4).s,
                         number_write(c->arena, metric->scale_high_e4).s),
                     tr(c, "NPS takes 0 to 10 or 1 to 10; means are converted from any scale; "
                           "define a metric of its own for others."));
}

static bool scalings_find(ctx *c, struct prepare *prepare, struct batch_rules rules)
{
    const struct mapping *mapping = prepare->mapping;
    prepare->scalings = NEW_ARRAY(c->arena, struct scaling, mapping->fact_count);
    for (i64 i = 0; i < mapping->fact_count; i++) {
        const struct mapping_fact *fact = &mapping->facts[i];
        const struct metric *metric = metric_find(rules.metrics, fact->metric);
        struct metric family;
        if (!metric && metric_from_family(c, fact->metric, &family)) metric = &family;
        if (!metric)
            return fail_with(
                c, ERR_BAD_INPUT,
                fmt(c->arena, tr(c, "mapping: there is no metric \"%.*s\""), STR(fact->metric)),
                fmt(c->arena,
                    tr(c, "Define it: \"metrics\": {\"%.*s\": {\"kind\": \"mean\", \"better\": "
                          "\"higher\"}}."),
                    STR(fact->metric)));
        if (metric->kind == METRIC_RATIO || metric->kind == METRIC_CUSTOMERS)
            return fail_with(
                c, ERR_BAD_INPUT,
                fmt(c->arena,
                    tr(c, "mapping: \"%.*s\" is computed from other metrics and takes no values"),
                    STR(fact->metric)),
                tr(c, "Import the metrics that it is computed from."));
        struct scaling *scaling = &prepare->scalings[i];
        *scaling =
            (struct scaling){.low_e4 = metric->scale_low_e4, .high_e4 = metric->scale_high_e4};
        if (!scale_find(c, fact, metric, &scaling->rule)) return false;
        prepare->readings[i].metric = fact->metric;
    }
    return true;
}

static str trimmed(str text)
{
    bool is_bare = text.size == 0 || ((u8)text.s[0] > ' ' && (u8)text.s[text.size - 1] > ' ');
    return is_bare ? text : str_trim(text);
}

// The text that a place has in a row; empty where it is missing.
static str place_text(const struct mapping *mapping, const struct place *place,
                      const struct row *row)
{
    if (!place->is_column) return place->constant;
    assert(place->index < row->cell_count);
    str text = trimmed(row->cells[place->index]);
    for (i64 i = 0; i < place->value_count; i++)
        if (str_equal(text, place->values[i].cell)) return place->values[i].meaning;
    for (i64 i = 0; i < mapping->missing_count; i++)
        if (str_equal(text, mapping->missing[i])) return (str){0};
    return text;
}

static void refuse(struct batch *batch, struct refusal refusal)
{
    batch->lines++;
    batch_refuse(batch, refusal);
}

// Refuses a row for what one of its cells says; the words are made only while anybody will read
// them.
static void refuse_cell(ctx *c, const struct prepare *prepare, const struct place *place,
                        const struct row *row, struct batch *batch, struct number_flaw flaw)
{
    struct refusal refusal = {.line = row->line};
    if (batch->refusal_count < BOUND_REFUSALS) {
        str name = place->is_column ? reader_column_name(prepare->reader, place->index) : S("");
        str cell = place->is_column ? row->cells[place->index] : place->constant;
        bool is_nameless = place->is_column && name.size == 0;
        refusal.column = is_nameless
                             ? fmt(c->arena, tr(c, "column %lld"), (long long)place->index + 1)
                             : str_c(c->arena, name);
        refusal.value = str_c(c->arena, str_head(cell, 100));
        refusal.why = tr(c, flaw.why);
        refusal.hint = flaw.hint ? tr(c, flaw.hint) : NULL;
    }
    refuse(batch, refusal);
}

static bool scale_apply(const struct mapping_fact *fact, const struct scaling *scaling,
                        i64 *value_e4)
{
    if (!fact->has_scale) return true;
    if (*value_e4 < fact->scale_low_e4 || *value_e4 > fact->scale_high_e4) return false;
    if (scaling->rule != SCALE_LINEAR) return true;
    i128 part = *value_e4 - fact->scale_low_e4;
    *value_e4 = scaling->low_e4 + (i64)number_scale(part, scaling->high_e4 - scaling->low_e4,
                                                    fact->scale_high_e4 - fact->scale_low_e4);
    return true;
}

// Reads the row's values; *count of them are not missing.
static bool readings_read(ctx *c, struct prepare *prepare, const struct row *row,
                          struct batch *batch, i64 *count)
{
    const struct mapping *mapping = prepare->mapping;
    for (i64 i = 0; i < mapping->fact_count; i++) {
        const struct mapping_fact *fact = &mapping->facts[i];
        struct number_flaw flaw = {0};
        i64 value_e4 = 0;
        str text = place_text(mapping, &fact->value, row);
        if (text.size == 0) continue;
        if (!number_parse(text, fact->rule, &value_e4, &flaw)) {
            if (!flaw.hint)
                flaw.hint = N_("If it stands for a number or for nothing, say so in \"values\" or "
                               "\"missing\".");
            refuse_cell(c, prepare, &fact->value, row, batch, flaw);
            return false;
        }
        if (!scale_apply(fact, &prepare->scalings[i], &value_e4)) {
            flaw = (struct number_flaw){N_("lies outside the scale that the mapping states"),
                                        N_("Correct the value, or the \"scale\".")};
            refuse_cell(c, prepare, &fact->value, row, batch, flaw);
            return false;
        }
        prepare->readings[(*count)++] = (struct reading){fact->metric, value_e4};
    }
    return true;
}

static bool happened_read(ctx *c, struct prepare *prepare, const struct row *row,
                          struct batch *batch, i64 *ms)
{
    const struct mapping *mapping = prepare->mapping;
    str text = place_text(mapping, &mapping->happened, row);
    if (text.size == 0 && mapping->is_list) {
        *ms = LISTED_ALWAYS_MS;
        return true;
    }
    if (moment_parse(text, &prepare->happened, &prepare->memory, ms)) return true;
    struct number_flaw flaw = {N_("is missing, so nobody knows when it happened"), NULL};
    if (text.size > 0 && batch->refusal_count < BOUND_REFUSALS)
        moment_explain(c, text, &prepare->happened, &flaw.why, &flaw.hint);
    refuse_cell(c, prepare, &mapping->happened, row, batch, flaw);
    return false;
}

// False with the row refused, or with an error of c.
static bool id_read(ctx *c, struct prepare *prepare, const struct row *row, struct batch *batch,
                    struct encounter *out)
{
    const struct mapping *mapping = prepare->mapping;
    if (prepare->occurrences) {
        out->content_hash = content_hash(prepare, row);
        return occurrence_count(c, prepare->occurrences, out->content_hash, &out->occurrence);
    }
    if (mapping->is_list) return true;
    out->id = place_text(mapping, &mapping->row_id, row);
    if (out->id.size > 0) return true;
    refuse_cell(c, prepare, &mapping->row_id, row, batch,
                (struct number_flaw){N_("is empty, so the row has no id"),
                                     N_("Give it one, or leave \"row_id\" out of the mapping.")});
    return false;
}

// Of all cells, so that the same row counts as the same whatever its quotes, encoding and line end.
// A line of JSON counts as it stands, because which fields are columns depends on its neighbours.
static u64 content_hash(const struct prepare *prepare, const struct row *row)
{
    enum { JOINED_BYTES = 2048 };
    if (reader_format(prepare->reader) == FORMAT_JSON_LINES)
        return hash_str(&content_seed, row->raw);
    char joined[JOINED_BYTES];
    i64 size = 0;
    u64 hash = (u64)row->cell_count;
    for (i64 i = 0; i < row->cell_count; i++) {
        str cell = row->cells[i];
        if (size + cell.size >= JOINED_BYTES) {
            hash = hash_mix(hash, hash_bytes(&content_seed, joined, size));
            size = 0;
        }
        if (cell.size >= JOINED_BYTES) {
            hash = hash_mix(hash, hash_str(&content_seed, cell));
            continue;
        }
        memcpy(joined + size, cell.s, (size_t)cell.size);
        size += cell.size;
        joined[size++] = '\x1F';
    }
    return hash_mix(hash, hash_bytes(&content_seed, joined, size));
}
