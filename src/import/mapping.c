#include "import/mapping.h"

#include "import/bytes.h"

enum { FORMATS_MAX = 20, CLOSE_MAX = 3 };

// A part of the mapping: its object and what to call it in messages.
struct part {
    json_t *object;
    const char *name; // "", or "customer", "facts[2].value" …
};

static const char *const top_fields[] = {
    "source",      "name",    "subject",       "row_id",     "customer", "happened", "touchpoint",
    "channel",     "unit",    "segment",       "attributes", "facts",    "remark",   "metrics",
    "touchpoints", "units",   "organisations", "missing",    "replaces", "zone",     "encoding",
    "delimiter",   "decimal", "quote",         "header",     NULL,
};
static const char *const place_fields[] = {"column", "values", NULL};
static const char *const happened_fields[] = {"column", "values", "format", "zone", NULL};
static const char *const customer_fields[] = {"column", "values", "namespace", NULL};
static const char *const value_fields[] = {"column", "values", "decimal", "unit", NULL};
static const char *const fact_fields[] = {"metric", "value", "scale", NULL};

static bool bad(ctx *c, struct part part, const char *field, const char *expected);
static bool fields_check(ctx *c, struct part part, const char *const *known);
static bool text_read(ctx *c, struct part part, const char *field, str *out);
static bool place_read(ctx *c, struct part part, const char *field, const char *const *known,
                       struct place *out);
static bool customer_read(ctx *c, struct part top, struct mapping *out);
static bool happened_read(ctx *c, struct part top, struct mapping *out);
static bool attributes_read(ctx *c, struct part top, struct mapping *out);
static bool facts_read(ctx *c, struct part top, struct mapping *out);
static bool declarations_read(ctx *c, struct part top, struct mapping *out);
static bool file_read(ctx *c, struct part top, struct mapping *out);
static bool whole_check(ctx *c, const struct mapping *mapping);

bool mapping_parse(ctx *c, str text, struct mapping *out)
{
    json_t *object = json_parse(c, text);
    if (!object) return false;
    if (!json_is_object(object))
        return fail_with(c, ERR_BAD_INPUT, tr(c, "the mapping is not a JSON object"),
                         tr(c, "`tuntuma import FILE --suggest` prints one to begin with."));
    struct part top = {object, ""};
    *out = (struct mapping){.text = str_copy(c->arena, text)};
    str subject = {0};
    bool read = fields_check(c, top, top_fields) && text_read(c, top, "source", &out->source) &&
                text_read(c, top, "name", &out->name) && text_read(c, top, "subject", &subject) &&
                place_read(c, top, "row_id", place_fields, &out->row_id) &&
                customer_read(c, top, out) && happened_read(c, top, out) &&
                place_read(c, top, "touchpoint", place_fields, &out->touchpoint) &&
                place_read(c, top, "channel", place_fields, &out->channel) &&
                place_read(c, top, "unit", place_fields, &out->unit) &&
                place_read(c, top, "segment", place_fields, &out->segment) &&
                place_read(c, top, "remark", place_fields, &out->remark) &&
                attributes_read(c, top, out) && file_read(c, top, out) && facts_read(c, top, out) &&
                declarations_read(c, top, out);
    if (!read) return false;
    out->subject = SUBJECT_CUSTOMER;
    if (subject.size > 0 && !subject_from_name(subject, &out->subject))
        return bad(c, top, "subject", tr(c, "\"customer\", \"employee\" or \"shopper\""));
    if (out->name.size == 0) out->name = out->source;
    out->is_list = out->fact_count == 0 && !out->remark.is_given;
    return whole_check(c, out);
}

bool mapping_reading(ctx *c, str text, struct reader_options *out)
{
    json_t *object = json_parse(c, text);
    struct mapping mapping = {0};
    if (!object || !file_read(c, (struct part){object, ""}, &mapping)) return false;
    *out = mapping.options;
    return true;
}

static bool place_bind(ctx *c, struct place *place, struct reader *reader)
{
    if (!place->is_column) return true;
    if (place->position == 0) return reader_column(c, reader, place->column, &place->index);
    place->index = place->position - 1;
    if (reader_names_fields(reader))
        return fail_with(c, ERR_BAD_INPUT, tr(c, "fields of JSON lines have no position"),
                         tr(c, "Name them."));
    if (place->index < reader_column_count(reader)) return true;
    const char *msg = fmt(c->arena, tr(c, "the mapping names column %lld, the file has %lld"),
                          (long long)place->position, (long long)reader_column_count(reader));
    return fail_with(c, ERR_BAD_INPUT, msg,
                     tr(c, "If the columns were not told apart, state the \"delimiter\"."));
}

bool mapping_bind(ctx *c, struct mapping *mapping, struct reader *reader)
{
    struct place *const places[] = {&mapping->row_id,     &mapping->customer, &mapping->happened,
                                    &mapping->touchpoint, &mapping->channel,  &mapping->unit,
                                    &mapping->segment,    &mapping->remark};
    for (i64 i = 0; i < COUNT_OF(places); i++)
        if (!place_bind(c, places[i], reader)) return false;
    for (i64 i = 0; i < mapping->attribute_count; i++)
        if (!place_bind(c, &mapping->attributes[i].value, reader)) return false;
    for (i64 i = 0; i < mapping->fact_count; i++)
        if (!place_bind(c, &mapping->facts[i].value, reader)) return false;
    return true;
}

static const char *path_of(ctx *c, struct part part, const char *field)
{
    return *part.name ? fmt(c->arena, "%s.%s", part.name, field) : field;
}

static bool bad(ctx *c, struct part part, const char *field, const char *expected)
{
    return fail_with(c, ERR_BAD_INPUT,
                     fmt(c->arena, tr(c, "mapping: \"%s\" is not right"), path_of(c, part, field)),
                     fmt(c->arena, tr(c, "It must be %s."), expected));
}

// A question that --suggest left for whoever knows the answer.
static bool unanswered(ctx *c, struct part part, const char *field, const char *question)
{
    return fail_with(c, ERR_BAD_INPUT,
                     fmt(c->arena, tr(c, "mapping: \"%s\" still asks \"%s\""),
                         path_of(c, part, field), question),
                     tr(c, "Write the answer there. What the file does not say, leave out: a list "
                           "of customers has neither \"happened\" nor \"facts\"."));
}

// Levenshtein's distance, no further than CLOSE_MAX + 1.
static i64 distance(str a, str b)
{
    i64 row[64] = {0};
    if (a.size >= COUNT_OF(row) || b.size >= COUNT_OF(row)) return CLOSE_MAX + 1;
    for (i64 k = 0; k <= b.size; k++)
        row[k] = k;
    for (i64 i = 1; i <= a.size; i++) {
        i64 diagonal = row[0];
        row[0] = i;
        for (i64 k = 1; k <= b.size; k++) {
            i64 above = row[k];
            i64 change = diagonal + (a.s[i - 1] != b.s[k - 1]);
            row[k] = MIN(change, MIN(above, row[k - 1]) + 1);
            diagonal = above;
        }
    }
    return row[b.size];
}

static bool is_one_of(const char *name, const char *const *known)
{
    for (; *known; known++)
        if (strcmp(name, *known) == 0) return true;
    return false;
}

// ERR_BAD_INPUT when the part has a field that is not known; the hint names the closest one.
static bool fields_check(ctx *c, struct part part, const char *const *known)
{
    const char *name;
    json_t *value;
    json_object_foreach(part.object, name, value)
    {
        if (is_one_of(name, known)) continue;
        const char *closest = NULL;
        i64 least = CLOSE_MAX + 1;
        buf list = buf_new(c->arena, 4096);
        for (const char *const *field = known; *field; field++) {
            i64 steps = distance(str_of(name), str_of(*field));
            buf_fmt(&list, "%s%s", list.size ? ", " : "", *field);
            if (steps >= least || steps >= str_of(name).size) continue;
            least = steps;
            closest = *field;
        }
        const char *hint = closest ? fmt(c->arena, tr(c, "Did you mean \"%s\"?"), closest)
                                   : fmt(c->arena, tr(c, "Known are: %s."), list.s);
        const char *path = path_of(c, part, name);
        return fail_with(c, ERR_BAD_INPUT,
                         fmt(c->arena, tr(c, "mapping: the field \"%s\" is not known"), path),
                         hint);
    }
    return true;
}

static str text_of(ctx *c, const json_t *value)
{
    return str_copy(c->arena, json_text(value));
}

// An optional text; what is not given stays as it is.
static bool text_read(ctx *c, struct part part, const char *field, str *out)
{
    json_t *value = json_object_get(part.object, field);
    if (!value) return true;
    if (!json_is_string(value)) return bad(c, part, field, tr(c, "a text"));
    *out = text_of(c, value);
    return true;
}

static bool bool_read(ctx *c, struct part part, const char *field, bool *out)
{
    json_t *value = json_object_get(part.object, field);
    if (!value) return true;
    if (!json_is_boolean(value)) return bad(c, part, field, tr(c, "true or false"));
    *out = json_is_true(value);
    return true;
}

// A text, or a number written out.
static bool scalar_of(ctx *c, const json_t *value, str *out)
{
    if (!json_is_string(value) && !json_is_number(value)) return false;
    *out = json_is_string(value) ? text_of(c, value) : json_write(c, value);
    return true;
}

static bool column_read(ctx *c, struct part part, struct place *out)
{
    json_t *column = json_object_get(part.object, "column");
    const char *expected = tr(c, "a column's name, or its position from 1");
    out->is_column = true;
    if (json_is_string(column)) {
        out->column = text_of(c, column);
        return !str_equal(out->column, S(ASKED_COLUMN)) ||
               unanswered(c, part, "column", ASKED_COLUMN);
    }
    if (!json_is_integer(column)) return bad(c, part, "column", expected);
    out->position = json_integer_value(column);
    return out->position >= 1 || bad(c, part, "column", expected);
}

static bool values_read(ctx *c, struct part part, struct place *out)
{
    json_t *values = json_object_get(part.object, "values");
    if (!values) return true;
    const char *expected = tr(
        c,
        "an object from what a cell says to what it means: {\"Yes\": 1, \"No\": 0, \"?\": null}");
    if (!json_is_object(values)) return bad(c, part, "values", expected);
    out->values = NEW_ARRAY(c->arena, struct place_value, (i64)json_object_size(values));
    const char *cell;
    json_t *meaning;
    json_object_foreach(values, cell, meaning)
    {
        struct place_value *value = &out->values[out->value_count++];
        value->cell = str_copy(c->arena, str_of(cell));
        if (!json_is_null(meaning) && !scalar_of(c, meaning, &value->meaning))
            return bad(c, part, "values", expected);
    }
    return true;
}

// A place's object, once it is known to be one.
static bool place_object_read(ctx *c, struct part part, const char *const *known, struct place *out)
{
    return fields_check(c, part, known) && column_read(c, part, out) && values_read(c, part, out);
}

static bool place_read(ctx *c, struct part part, const char *field, const char *const *known,
                       struct place *out)
{
    json_t *value = json_object_get(part.object, field);
    if (!value) return true;
    out->is_given = true;
    if (scalar_of(c, value, &out->constant)) return true;
    if (!json_is_object(value))
        return bad(c, part, field, tr(c, "a text, the same for all rows, or {\"column\": \"…\"}"));
    return place_object_read(c, (struct part){value, path_of(c, part, field)}, known, out);
}

// {"column": …}, perhaps with a namespace, or {"crm": {"column": …}}, which says the same.
static bool customer_read(ctx *c, struct part top, struct mapping *out)
{
    json_t *value = json_object_get(top.object, "customer");
    bool is_nested = json_is_object(value) && !json_object_get(value, "column");
    if (!is_nested) {
        struct part part = {value, "customer"};
        bool has_space = json_is_object(value);
        return place_read(c, top, "customer", customer_fields, &out->customer) &&
               (!has_space || text_read(c, part, "namespace", &out->name_space));
    }
    const char *name = json_object_iter_key(json_object_iter(value));
    if (json_object_size(value) != 1 || !json_is_object(json_object_get(value, name)))
        return bad(
            c, top, "customer",
            tr(c, "{\"column\": \"…\"}, or {\"crm\": {\"column\": \"…\"}} with its namespace"));
    struct part part = {value, "customer"};
    out->name_space = str_copy(c->arena, str_of(name));
    return place_read(c, part, str_c(c->arena, out->name_space), place_fields, &out->customer);
}

static bool format_add(ctx *c, struct part part, const json_t *value, struct mapping *out)
{
    char letter = 0;
    str text = text_of(c, value);
    if (!json_is_string(value) || text.size == 0)
        return bad(c, part, "format", tr(c, "a form such as \"%d.%m.%Y\", or a list of forms"));
    if (!civil_format_is_valid(text.s, &letter)) {
        const char *msg =
            letter ? fmt(c->arena, tr(c, "mapping: the format \"%s\" has %%%c, which is not known"),
                         text.s, letter)
                   : fmt(c->arena, tr(c, "mapping: the format \"%s\" ends with a lone %%"), text.s);
        return fail_with(
            c, ERR_BAD_INPUT, msg,
            tr(c,
               "Known are %Y %y %m %d %H %M %S %f %b %B %p %I %j %z %Z %s %Q %T %D %F %e and %%."));
    }
    if (out->format_count == FORMATS_MAX)
        return bad(c, part, "format",
                   fmt(c->arena, tr(c, "a list of at most %d forms"), FORMATS_MAX));
    out->formats[out->format_count++] = text.s;
    return true;
}

static bool zone_read(ctx *c, struct part part, const struct zone **out)
{
    str name = {0};
    if (!text_read(c, part, "zone", &name)) return false;
    if (name.size > 0) *out = zone_find(c, name);
    return name.size == 0 || *out;
}

static bool happened_read(ctx *c, struct part top, struct mapping *out)
{
    if (!zone_read(c, top, &out->zone)) return false;
    json_t *value = json_object_get(top.object, "happened");
    if (!place_read(c, top, "happened", happened_fields, &out->happened)) return false;
    if (!json_is_object(value)) return true;
    struct part part = {value, "happened"};
    json_t *format = json_object_get(value, "format");
    out->formats = NEW_ARRAY(c->arena, const char *, FORMATS_MAX);
    if (!zone_read(c, part, &out->zone)) return false;
    if (format && !json_is_array(format)) return format_add(c, part, format, out);
    for (size_t i = 0; i < json_array_size(format); i++)
        if (!format_add(c, part, json_array_get(format, i), out)) return false;
    return true;
}

static bool attributes_read(ctx *c, struct part top, struct mapping *out)
{
    json_t *attributes = json_object_get(top.object, "attributes");
    if (!attributes) return true;
    if (!json_is_object(attributes))
        return bad(c, top, "attributes", tr(c, "an object: {\"travel\": {\"column\": \"…\"}}"));
    out->attributes =
        NEW_ARRAY(c->arena, struct mapping_attribute, (i64)json_object_size(attributes));
    const char *name;
    json_t *value;
    json_object_foreach(attributes, name, value)
    {
        struct mapping_attribute *attribute = &out->attributes[out->attribute_count++];
        attribute->name = str_copy(c->arena, str_of(name));
        if (strcmp(name, "segment") == 0)
            return fail_with(c, ERR_BAD_INPUT,
                             tr(c, "mapping: an attribute cannot be called \"segment\""),
                             tr(c, "Give the segment as \"segment\", beside \"attributes\"."));
        if (!place_read(c, (struct part){attributes, "attributes"}, name, place_fields,
                        &attribute->value))
            return false;
    }
    return true;
}

static bool e4_of(ctx *c, const json_t *value, i64 *out)
{
    str text;
    struct number_flaw flaw;
    return json_is_number(value) && scalar_of(c, value, &text) &&
           number_parse(text, (struct number_rule){0}, out, &flaw);
}

static bool decimal_read(ctx *c, struct part part, char *out)
{
    str text = {0};
    if (!text_read(c, part, "decimal", &text)) return false;
    if (text.size == 0) return true;
    *out = *text.s;
    return (text.size == 1 && (*out == '.' || *out == ',')) ||
           bad(c, part, "decimal", tr(c, "\".\" or \",\""));
}

static bool fact_read(ctx *c, struct part part, char decimal, struct mapping_fact *out)
{
    if (!fields_check(c, part, fact_fields) || !text_read(c, part, "metric", &out->metric))
        return false;
    if (out->metric.size == 0)
        return bad(c, part, "metric", tr(c, "a metric's name, such as \"nps\""));
    if (str_equal(out->metric, S(ASKED_METRIC))) return unanswered(c, part, "metric", ASKED_METRIC);
    if (!place_read(c, part, "value", value_fields, &out->value)) return false;
    if (!out->value.is_given)
        return bad(c, part, "value", tr(c, "a number, or {\"column\": \"…\"}"));
    json_t *value = json_object_get(part.object, "value"),
           *scale = json_object_get(part.object, "scale");
    struct part inside = {value, path_of(c, part, "value")};
    out->rule.decimal = decimal;
    if (json_is_object(value) && !(decimal_read(c, inside, &out->rule.decimal) &&
                                   text_read(c, inside, "unit", &out->rule.unit)))
        return false;
    if (!scale) return true;
    out->has_scale = json_array_size(scale) == 2 &&
                     e4_of(c, json_array_get(scale, 0), &out->scale_low_e4) &&
                     e4_of(c, json_array_get(scale, 1), &out->scale_high_e4) &&
                     out->scale_low_e4 < out->scale_high_e4;
    return out->has_scale || bad(c, part, "scale", tr(c, "two numbers, the lower first: [1, 10]"));
}

static bool facts_read(ctx *c, struct part top, struct mapping *out)
{
    json_t *facts = json_object_get(top.object, "facts");
    char decimal = 0;
    if (!decimal_read(c, top, &decimal)) return false;
    if (!facts) return true;
    if (!json_is_array(facts))
        return bad(c, top, "facts",
                   tr(c, "a list: [{\"metric\": \"nps\", \"value\": {\"column\": \"…\"}}]"));
    out->facts = NEW_ARRAY(c->arena, struct mapping_fact, (i64)json_array_size(facts));
    for (size_t i = 0; i < json_array_size(facts); i++) {
        struct part part = {json_array_get(facts, i), fmt(c->arena, "facts[%zu]", i)};
        if (!json_is_object(part.object))
            return bad(c, top, part.name,
                       tr(c, "an object: {\"metric\": \"nps\", \"value\": {\"column\": \"…\"}}"));
        struct mapping_fact *fact = &out->facts[out->fact_count++];
        if (!fact_read(c, part, decimal, fact)) return false;
        for (i64 k = 0; k < out->fact_count - 1; k++)
            if (str_equal(out->facts[k].metric, fact->metric))
                return fail_with(c, ERR_BAD_INPUT,
                                 fmt(c->arena, tr(c, "mapping: two facts of a row are \"%.*s\""),
                                     STR(fact->metric)),
                                 tr(c, "A row has one value for a metric; give the second one a "
                                       "metric of its own."));
    }
    return true;
}

static bool declaration_read(ctx *c, struct part top, const char *field, json_t **out)
{
    *out = json_object_get(top.object, field);
    return !*out || json_is_object(*out) ||
           bad(c, top, field, tr(c, "an object with a field for each name"));
}

static bool declarations_read(ctx *c, struct part top, struct mapping *out)
{
    if (!declaration_read(c, top, "metrics", &out->metrics) ||
        !declaration_read(c, top, "units", &out->units) ||
        !declaration_read(c, top, "touchpoints", &out->touchpoints) ||
        !declaration_read(c, top, "organisations", &out->organisations))
        return false;
    const char *name;
    json_t *definition;
    json_object_foreach(out->metrics, name, definition)
    {
        struct metric metric;
        if (!metric_from_json(c, str_of(name), definition, &metric)) return false;
    }
    return true;
}

static bool delimiter_read(ctx *c, struct part top, char *out)
{
    str text = {0};
    if (!text_read(c, top, "delimiter", &text)) return false;
    if (text.size == 0) return true;
    *out = str_equal(text, S("tab"))      ? '\t'
           : str_equal(text, S("spaces")) ? DELIMITER_ALIGNED
                                          : *text.s;
    bool is_one = text.size == 1 || *out == '\t' || *out == DELIMITER_ALIGNED;
    bool is_usable = (u8)*out < 0x80 && *out != '\n' && *out != '\r' && *out != '"';
    return (is_one && is_usable) ||
           bad(c, top, "delimiter",
               tr(c, "one character, \"tab\", or \"spaces\" for columns aligned by blanks"));
}

static bool missing_read(ctx *c, struct part top, struct mapping *out)
{
    json_t *missing = json_object_get(top.object, "missing");
    if (!missing) return true;
    const char *expected = tr(c, "a list of the file's words for missing: [\"NA\", \"-\"]");
    if (!json_is_array(missing)) return bad(c, top, "missing", expected);
    out->missing = NEW_ARRAY(c->arena, str, (i64)json_array_size(missing));
    for (size_t i = 0; i < json_array_size(missing); i++)
        if (!scalar_of(c, json_array_get(missing, i), &out->missing[out->missing_count++]))
            return bad(c, top, "missing", expected);
    return true;
}

// True, false, or how many rows it has.
static bool header_read(ctx *c, struct part top, struct reader_options *options)
{
    json_t *header = json_object_get(top.object, "header");
    if (!json_is_integer(header)) return bool_read(c, top, "header", &options->has_header);
    options->header_rows = json_integer_value(header);
    return (options->header_rows >= 1 && options->header_rows <= READER_HEADER_ROWS_MAX) ||
           bad(c, top, "header", tr(c, "true, false, or how many rows the header has, at most 5"));
}

// How the file is to be read.
static bool file_read(ctx *c, struct part top, struct mapping *out)
{
    struct reader_options *options = &out->options;
    *options = READER_DEFAULTS;
    str quote = S("\"");
    const char *iconv_name;
    if (!text_read(c, top, "encoding", &options->encoding) || !text_read(c, top, "quote", &quote) ||
        !header_read(c, top, options) || !bool_read(c, top, "replaces", &out->replaces) ||
        !delimiter_read(c, top, &options->delimiter) || !missing_read(c, top, out))
        return false;
    if (options->encoding.size > 0 && !bytes_encoding(options->encoding, &iconv_name))
        return bad(c, top, "encoding", fmt(c->arena, tr(c, "one of %s"), bytes_encodings()));
    if (quote.size > 1 || (quote.size == 1 && (u8)*quote.s >= 0x80))
        return bad(c, top, "quote", tr(c, "one character, or \"\" where there are no quotes"));
    options->has_quotes = quote.size == 1;
    options->quote = options->has_quotes ? *quote.s : '"';
    return !options->has_quotes || options->quote != options->delimiter ||
           bad(c, top, "quote", tr(c, "another character than the delimiter"));
}

static bool whole_check(ctx *c, const struct mapping *mapping)
{
    const char *lacking = NULL, *hint = NULL;
    if (mapping->source.size == 0) {
        lacking = "source";
        hint = tr(c, "Name the system or survey that the file comes from: \"source\": \"shop\".");
    } else if (mapping->is_list && !mapping->customer.is_given) {
        lacking = "facts";
        hint = tr(c, "Give \"facts\" or a \"remark\"; for a list of customers, give \"customer\".");
    } else if (!mapping->is_list && !mapping->happened.is_given) {
        lacking = "happened";
        hint = tr(c, "Every fact has its time: \"happened\": {\"column\": \"…\", \"format\": "
                     "\"%d.%m.%Y\"}.");
    }
    return !lacking || fail_with(c, ERR_BAD_INPUT,
                                 fmt(c->arena, tr(c, "mapping: \"%s\" is missing"), lacking), hint);
}
