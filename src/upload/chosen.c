#include "upload/chosen.h"

#include <math.h>

#include "bounds.h"
#include "import/mapping.h"

static bool is_constant(const json_t *place);
static i64 column_of(const json_t *place, struct look_columns columns);
static struct chosen_place place_of(ctx *c, const json_t *place, struct look_columns columns);
static void measures_of(ctx *c, const json_t *mapping, struct look_columns columns,
                        struct chosen *out);
static json_t *place_json(ctx *c, const json_t *before, struct look_columns columns, i64 column);
static bool facts_write(ctx *c, json_t *map, struct look_columns columns,
                        const struct chosen *chosen);

// The roles that are no more than a place.
static const struct {
    const char *name;
    size_t offset;
} roles[] = {
    {"row_id",     offsetof(struct chosen, row_id)    },
    {"touchpoint", offsetof(struct chosen, touchpoint)},
    {"channel",    offsetof(struct chosen, channel)   },
    {"unit",       offsetof(struct chosen, unit)      },
    {"segment",    offsetof(struct chosen, segment)   },
    {"remark",     offsetof(struct chosen, remark)    },
};

static str text_of(const json_t *object, const char *field)
{
    return json_text(json_object_get(object, field));
}

// {"crm": {"column": …}} says the same as a namespace beside the column.
static const json_t *customer_of(const json_t *mapping, str *name_space)
{
    const json_t *place = json_object_get(mapping, "customer");
    *name_space = text_of(place, "namespace");
    bool is_nested = json_is_object(place) && !json_object_get(place, "column");
    void *first = is_nested ? json_object_iter((json_t *)(uintptr_t)place) : NULL;
    if (!first) return place;
    *name_space = str_of(json_object_iter_key(first));
    return json_object_iter_value(first);
}

void chosen_of(ctx *c, const json_t *mapping, struct look_columns columns, struct chosen *out)
{
    *out = (struct chosen){.source = text_of(mapping, "source"),
                           .name = text_of(mapping, "name"),
                           .subject = text_of(mapping, "subject"),
                           .decimal = text_of(mapping, "decimal"),
                           .zone = text_of(mapping, "zone"),
                           .replaces = json_is_true(json_object_get(mapping, "replaces"))};
    for (i64 i = 0; i < COUNT_OF(roles); i++) {
        struct chosen_place *place = (void *)((char *)out + roles[i].offset);
        *place = place_of(c, json_object_get(mapping, roles[i].name), columns);
    }
    out->customer = place_of(c, customer_of(mapping, &out->name_space), columns);
    const json_t *happened = json_object_get(mapping, "happened");
    out->happened = place_of(c, happened, columns);
    out->format = text_of(happened, "format");
    if (text_of(happened, "zone").size) out->zone = text_of(happened, "zone");
    measures_of(c, mapping, columns, out);
    const char *name;
    json_t *attribute;
    json_object_foreach(json_object_get(mapping, "attributes"), name, attribute)
    {
        if (out->attribute_count == CHOSEN_ATTRIBUTES) break;
        if (is_constant(attribute)) continue;
        struct chosen_attribute *one = &out->attributes[out->attribute_count++];
        *one = (struct chosen_attribute){column_of(attribute, columns), str_of(name)};
    }
    const json_t *missing = json_object_get(mapping, "missing");
    buf words = buf_new(c->arena, BOUND_MAPPING_BYTES);
    for (size_t i = 0; i < json_array_size(missing); i++) {
        if (i) buf_char(&words, ' ');
        buf_add(&words, json_text(json_array_get(missing, i)));
    }
    out->missing = buf_str(&words);
}

void chosen_reading_of(const json_t *mapping, struct chosen_reading *out)
{
    const json_t *quote = json_object_get(mapping, "quote");
    *out = (struct chosen_reading){
        .encoding = text_of(mapping, "encoding"),
        .delimiter = text_of(mapping, "delimiter"),
        .quote = json_text(quote),
        .no_quotes = json_is_string(quote) && json_string_length(quote) == 0,
        .no_header = json_is_false(json_object_get(mapping, "header")),
    };
}

// A column of the file by what a mapping calls it; 0 when there is none, or it still asks.
static i64 column_of(const json_t *place, struct look_columns columns)
{
    const json_t *column = json_object_get(place, "column");
    if (json_is_integer(column)) {
        i64 position = json_integer_value(column);
        return position >= 1 && position <= columns.count ? position : 0;
    }
    for (i64 i = 0; i < columns.count && json_is_string(column); i++)
        if (columns.columns[i].is_named && str_equal(columns.columns[i].name, json_text(column)))
            return i + 1;
    return 0;
}

static struct chosen_place place_of(ctx *c, const json_t *place, struct look_columns columns)
{
    struct chosen_place out = {.column = column_of(place, columns)};
    if (json_is_string(place)) out.fixed = json_text(place);
    if (json_is_number(place)) out.fixed = json_write(c, place);
    return out;
}

// The same for all rows: a form does not show it, and it stays in the mapping.
static bool is_constant(const json_t *place)
{
    return json_is_string(place) || json_is_number(place);
}

static str number_text(ctx *c, const json_t *value)
{
    return json_is_number(value) ? json_write(c, value) : S("");
}

static void measures_of(ctx *c, const json_t *mapping, struct look_columns columns,
                        struct chosen *out)
{
    const json_t *facts = json_object_get(mapping, "facts");
    const json_t *metrics = json_object_get(mapping, "metrics");
    for (size_t i = 0; i < json_array_size(facts) && out->measure_count < CHOSEN_MEASURES; i++) {
        const json_t *fact = json_array_get(facts, i), *value = json_object_get(fact, "value");
        if (is_constant(value)) continue;
        str metric = text_of(fact, "metric");
        const json_t *scale = json_object_get(fact, "scale");
        const json_t *definition = json_object_get(metrics, str_c(c->arena, metric));
        bool is_asked = str_equal(metric, S(ASKED_METRIC));
        out->measures[out->measure_count++] = (struct chosen_measure){
            .column = column_of(value, columns),
            .metric = is_asked ? S("") : metric,
            .low = number_text(c, json_array_get(scale, 0)),
            .high = number_text(c, json_array_get(scale, 1)),
            .unit = text_of(value, "unit"),
            .kind = text_of(definition, "kind"),
            .better = text_of(definition, "better"),
            .asked = definition && !json_is_false(json_object_get(definition, "asked")),
        };
    }
}

// ---- The other way ----

// Sets a text, or takes the field out where there is none.
static void text_put(json_t *object, const char *field, str text)
{
    if (text.size)
        json_put_str(object, field, text);
    else
        json_object_del(object, field);
}

// What was in the mapping, as one of our own that lives until the arena goes.
static json_t *object_copy(ctx *c, const json_t *object)
{
    json_t *copy = json_new_object(c);
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)object, name, value)
    {
        json_object_set_new(copy, name, json_deep_copy(value));
    }
    return copy;
}

// {"column": …}; what else was said of the same column stays.
static json_t *place_json(ctx *c, const json_t *before, struct look_columns columns, i64 column)
{
    assert(column >= 1 && column <= columns.count);
    const struct look_column *look = &columns.columns[column - 1];
    bool is_same = json_is_object(before) && column_of(before, columns) == column;
    json_t *place = is_same ? object_copy(c, before) : json_new_object(c);
    if (look->is_named)
        json_put_str(place, "column", look->name);
    else
        json_put_i64(place, "column", column);
    return place;
}

static void place_put(ctx *c, json_t *map, const char *role, struct look_columns columns,
                      struct chosen_place place)
{
    if (place.column > 0)
        json_put(map, role, place_json(c, json_object_get(map, role), columns, place.column));
    else
        text_put(map, role, place.fixed);
}

static void happened_put(ctx *c, json_t *map, struct look_columns columns,
                         const struct chosen *chosen)
{
    json_object_del(map, "zone");
    place_put(c, map, "happened", columns, chosen->happened);
    json_t *place = json_object_get(map, "happened");
    if (!json_is_object(place)) {
        text_put(map, "zone", chosen->zone);
        return;
    }
    // A list of forms is no one text, so the form is shown empty: it stays.
    bool keeps_list = json_is_array(json_object_get(place, "format")) && !chosen->format.size;
    if (!keeps_list) text_put(place, "format", chosen->format);
    text_put(place, "zone", chosen->zone);
}

static void customer_put(ctx *c, json_t *map, struct look_columns columns,
                         const struct chosen *chosen)
{
    str space;
    const json_t *before = customer_of(map, &space);
    if (chosen->customer.column == 0) {
        text_put(map, "customer", chosen->customer.fixed);
        return;
    }
    json_t *place = place_json(c, before, columns, chosen->customer.column);
    text_put(place, "namespace", chosen->name_space);
    json_put(map, "customer", place);
}

static void attributes_put(ctx *c, json_t *map, struct look_columns columns,
                           const struct chosen *chosen)
{
    json_t *attributes = json_new_object(c), *before = json_object_get(map, "attributes");
    for (i64 i = 0; i < chosen->attribute_count; i++) {
        const struct chosen_attribute *one = &chosen->attributes[i];
        if (one->column == 0) continue;
        str name = one->name.size ? one->name : columns.columns[one->column - 1].name;
        const char *key = str_c(c->arena, name);
        json_put(attributes, key,
                 place_json(c, json_object_get(before, key), columns, one->column));
    }
    const char *name;
    json_t *attribute;
    json_object_foreach(before, name, attribute)
    {
        if (is_constant(attribute)) json_put(attributes, name, attribute);
    }
    if (json_object_size(attributes) > 0)
        json_put(map, "attributes", attributes);
    else
        json_object_del(map, "attributes");
}

static void missing_put(ctx *c, json_t *map, str words)
{
    json_t *missing = json_new_array(c);
    str word;
    while (str_cut(&words, ' ', &word))
        if (word.size) json_array_append_new(missing, json_stringn(word.s, (size_t)word.size));
    if (json_array_size(missing) > 0)
        json_put(map, "missing", missing);
    else
        json_object_del(map, "missing");
}

bool chosen_fits(ctx *c, const struct chosen *chosen, struct look_columns columns)
{
    i64 most = MAX(chosen->happened.column, chosen->customer.column);
    for (i64 i = 0; i < COUNT_OF(roles); i++) {
        const struct chosen_place *place = (const void *)((const char *)chosen + roles[i].offset);
        most = MAX(most, place->column);
    }
    for (i64 i = 0; i < chosen->measure_count; i++)
        most = MAX(most, chosen->measures[i].column);
    for (i64 i = 0; i < chosen->attribute_count; i++)
        most = MAX(most, chosen->attributes[i].column);
    return most <= columns.count ||
           fail_with(c, ERR_BAD_INPUT, tr(c, "the file has not so many columns"),
                     tr(c, "Choose the columns again: the file may have been read anew."));
}

bool chosen_write(ctx *c, const json_t *before, struct look_columns columns,
                  const struct chosen *chosen, json_t **out)
{
    json_t *map = object_copy(c, before);
    json_put_str(map, "source", chosen->source);
    text_put(map, "name", chosen->name);
    text_put(map, "subject", chosen->subject);
    for (i64 i = 0; i < COUNT_OF(roles); i++) {
        const struct chosen_place *place = (const void *)((const char *)chosen + roles[i].offset);
        place_put(c, map, roles[i].name, columns, *place);
    }
    customer_put(c, map, columns, chosen);
    happened_put(c, map, columns, chosen);
    attributes_put(c, map, columns, chosen);
    text_put(map, "decimal", chosen->decimal);
    missing_put(c, map, chosen->missing);
    if (chosen->replaces)
        json_put_bool(map, "replaces", true);
    else
        json_object_del(map, "replaces");
    *out = map;
    return facts_write(c, map, columns, chosen);
}

json_t *chosen_reading_write(ctx *c, const json_t *before, const struct chosen_reading *reading)
{
    json_t *map = object_copy(c, before);
    text_put(map, "encoding", reading->encoding);
    text_put(map, "delimiter", reading->delimiter);
    text_put(map, "quote", reading->quote);
    if (reading->no_quotes) json_put_c(map, "quote", "");
    bool has_rows = json_is_integer(json_object_get(map, "header")); // of several rows: it stays
    if (!has_rows || reading->no_header) json_object_del(map, "header");
    if (reading->no_header) json_put_bool(map, "header", false);
    return map;
}

// ---- Measures ----

static json_t *fact_before(const json_t *facts, str metric)
{
    for (size_t i = 0; i < json_array_size(facts); i++) {
        json_t *fact = json_array_get(facts, i);
        if (str_equal(text_of(fact, "metric"), metric)) return fact;
    }
    return NULL;
}

// Whole numbers as people write them.
static json_t *number_json(f64 value)
{
    bool is_whole = fabs(value) < 1e9 && value == floor(value);
    return is_whole ? json_integer((i64)value) : json_real(value);
}

static bool scale_put(ctx *c, json_t *fact, const struct chosen_measure *measure)
{
    f64 low = 0, high = 0;
    if (!measure->low.size && !measure->high.size) return true;
    if (!str_f64(measure->low, &low) || !str_f64(measure->high, &high))
        return fail_with(c, ERR_BAD_INPUT, tr(c, "a scale needs two numbers"),
                         tr(c, "Give its lowest and its highest value, as 1 and 10; or neither, "
                               "where values are on the metric's own."));
    json_t *scale = json_new_array(c);
    json_array_append_new(scale, number_json(low));
    json_array_append_new(scale, number_json(high));
    json_put(fact, "scale", scale);
    return true;
}

// Definitions of the mapping stay where a measure uses them, or where they are computed of others.
static void metrics_keep(json_t *metrics, json_t *before, const json_t *facts)
{
    const char *name;
    json_t *definition;
    json_object_foreach(before, name, definition)
    {
        str kind = text_of(definition, "kind");
        bool is_computed = str_equal(kind, S("ratio")) || str_equal(kind, S("customers"));
        bool is_used = is_computed || fact_before(facts, str_of(name));
        if (is_used && !json_object_get(metrics, name)) json_put(metrics, name, definition);
    }
}

// The definition of a metric that is not there yet; what else was said of it stays.
static void metric_put(ctx *c, json_t *metrics, const json_t *before,
                       const struct chosen_measure *measure)
{
    const char *name = str_c(c->arena, measure->metric);
    if (!measure->kind.size) return;
    json_t *definition = object_copy(c, json_object_get(before, name));
    text_put(definition, "kind", measure->kind);
    text_put(definition, "better", measure->better);
    json_put_bool(definition, "asked", measure->asked);
    json_put(metrics, name, definition);
}

static bool facts_write(ctx *c, json_t *map, struct look_columns columns,
                        const struct chosen *chosen)
{
    json_t *facts = json_new_array(c), *before = json_object_get(map, "facts");
    json_t *metrics = json_new_object(c);
    for (i64 i = 0; i < chosen->measure_count; i++) {
        const struct chosen_measure *measure = &chosen->measures[i];
        if (measure->column == 0) continue;
        json_t *fact = json_new_object(c);
        const json_t *old = fact_before(before, measure->metric);
        json_t *value = place_json(c, json_object_get(old, "value"), columns, measure->column);
        text_put(value, "unit", measure->unit);
        json_put_str(fact, "metric", measure->metric);
        json_put(fact, "value", value);
        if (!scale_put(c, fact, measure)) return false;
        json_array_append(facts, fact);
        metric_put(c, metrics, json_object_get(map, "metrics"), measure);
    }
    for (size_t i = 0; i < json_array_size(before); i++) {
        json_t *fact = json_array_get(before, i);
        if (is_constant(json_object_get(fact, "value"))) json_array_append(facts, fact);
    }
    json_object_del(map, "facts");
    if (json_array_size(facts) > 0) json_put(map, "facts", facts);
    metrics_keep(metrics, json_object_get(map, "metrics"), facts);
    json_object_del(map, "metrics");
    if (json_object_size(metrics) > 0) json_put(map, "metrics", metrics);
    return true;
}
