// The form of columns as declared inputs, and what it says.
#include "web/import_fields.h"

#include "bounds.h"
#include "web/address.h"

static const char *const subjects[] = {"customer", "employee", "shopper", NULL};
static const char *const decimals[] = {"point", "comma", NULL};
static const char *const kinds[] = {"mean", "sum", "rate", "count", NULL};
static const char *const betters[] = {"higher", "lower", "neither", NULL};
static const char *const steps[] = {"columns", NULL};
static const char *const deeds[] = {"try", "keep", NULL};

#define NAMED(n, w)                                                                                \
    {                                                                                              \
        .name = (n), .type = FIELD_TEXT, .what = (w)                                               \
    }
#define COLUMN(n, w)                                                                               \
    {                                                                                              \
        .name = (n), .type = FIELD_I64, .max = BOUND_COLUMNS, .what = (w)                          \
    }
#define CHOICE(n, c, w)                                                                            \
    {                                                                                              \
        .name = (n), .type = FIELD_CHOICE, .choices = (c), .what = (w)                             \
    }
#define PLACE(n) COLUMN(n "_column", "a column, from 1"), NAMED(n "_fixed", "the same for all rows")
#define MEASURE(n)                                                                                 \
    COLUMN(n "_column", "the column of its values, from 1"),                                       \
        NAMED(n "_metric", "what they measure"), NAMED(n "_named", "the name of a new metric"),    \
        NAMED(n "_low", "lowest value of their scale"),                                            \
        NAMED(n "_high", "highest value of their scale"),                                          \
        NAMED(n "_unit", "a sign beside the digits"),                                              \
        CHOICE(n "_kind", kinds, "of a new metric: how its figure is made"),                       \
        CHOICE(n "_better", betters, "of a new metric: what is good"),                             \
    {                                                                                              \
        .name = n "_asked", .type = FIELD_BOOL, .what = "of a new metric: customers were asked"    \
    }
#define ATTRIBUTE(n) COLUMN(n "_column", "a column, from 1"), NAMED(n "_named", "what it is called")

// clang-format off
const struct field import_columns_fields[] = {
    {.name = "source", .type = FIELD_TEXT, .required = true, .what = "Name the system or survey that the file comes from."},
    NAMED("name", "what the mapping is kept by"),
    CHOICE("subject", subjects, "whose encounters they are"),
    PLACE("happened"),
    NAMED("format", "how its dates are written"),
    NAMED("zone", "where the clock stood"),
    COLUMN("customer_column", "a column, from 1"),
    NAMED("namespace", "the system whose customer numbers they are"),
    PLACE("touchpoint"), PLACE("channel"), PLACE("unit"), PLACE("segment"),
    COLUMN("remark_column", "a column, from 1"),
    COLUMN("row_id_column", "a column, from 1"),
    MEASURE("m1"),
    MEASURE("m2"),
    MEASURE("m3"),
    MEASURE("m4"),
    MEASURE("m5"),
    MEASURE("m6"),
    ATTRIBUTE("a1"), ATTRIBUTE("a2"), ATTRIBUTE("a3"), ATTRIBUTE("a4"), ATTRIBUTE("a5"), ATTRIBUTE("a6"), ATTRIBUTE("a7"), ATTRIBUTE("a8"),
    CHOICE("decimal", decimals, "the sign before decimals"),
    {.name = "missing", .type = FIELD_TEXT, .max = 2000, .what = "words for missing, with blanks between them"},
    {.name = "replaces", .type = FIELD_BOOL, .what = "values that differ are corrections"},
    CHOICE("do", deeds, "what to do: a dry run, or keep the mapping"),
    {0}};
const struct field import_one_fields[] = {
    CHOICE("step", steps, "the columns, though a dry run has been made"), PAGE_FIELDS, {0}};
const struct field import_reading_fields[] = {
    NAMED("encoding", "of its text, as utf-8"), NAMED("delimiter", "between cells"), NAMED("quote", "around cells"),
    {.name = "no_header", .type = FIELD_BOOL, .what = "the first line is a row already"},
    {.name = "no_quotes", .type = FIELD_BOOL, .what = "quotes mean nothing"}, {0}};
const struct field import_mapping_fields[] = {
    {.name = "mapping", .type = FIELD_TEXT, .max = BOUND_MAPPING_BYTES, .what = "a mapping as JSON"},
    NAMED("kept", "the name of one that is kept"), {0}};
const struct field import_run_fields[] = {
    {.name = "good_rows", .type = FIELD_BOOL, .what = "take the good rows, leave bad ones out"}, {0}};
const struct field import_no_fields[] = {{0}};

#define MEASURE_NAMES(n) {n "_column", n "_metric", n "_named", n "_low", n "_high", n "_unit", n "_kind", n "_better", n "_asked"}
const struct measure_names measure_names[CHOSEN_MEASURES] = {
    MEASURE_NAMES("m1"), MEASURE_NAMES("m2"), MEASURE_NAMES("m3"), MEASURE_NAMES("m4"), MEASURE_NAMES("m5"), MEASURE_NAMES("m6"),
};
#define ATTRIBUTE_NAMES(n) {n "_column", n "_named"}
const struct attribute_names attribute_names[CHOSEN_ATTRIBUTES] = {
    ATTRIBUTE_NAMES("a1"), ATTRIBUTE_NAMES("a2"), ATTRIBUTE_NAMES("a3"), ATTRIBUTE_NAMES("a4"), ATTRIBUTE_NAMES("a5"), ATTRIBUTE_NAMES("a6"), ATTRIBUTE_NAMES("a7"), ATTRIBUTE_NAMES("a8"),
};
// clang-format on

static struct chosen_place place_of(const struct request *request, const char *column,
                                    const char *fixed)
{
    return (struct chosen_place){.column = request_i64(request, column, 0),
                                 .fixed = fixed ? request_text(request, fixed, S("")) : S("")};
}

static void measures_of(const struct request *request, struct chosen *out)
{
    for (i64 i = 0; i < CHOSEN_MEASURES; i++) {
        const struct measure_names *names = &measure_names[i];
        str named = request_text(request, names->named, S(""));
        bool is_new = named.size > 0;
        out->measures[out->measure_count++] = (struct chosen_measure){
            .column = request_i64(request, names->column, 0),
            .metric = is_new ? named : request_text(request, names->metric, S("")),
            .low = request_text(request, names->low, S("")),
            .high = request_text(request, names->high, S("")),
            .unit = request_text(request, names->unit, S("")),
            .kind = is_new ? request_text(request, names->kind, S("mean")) : S(""),
            .better = request_text(request, names->better, S("higher")),
            .asked = request_i64(request, names->asked, 0) != 0,
        };
    }
}

void import_chosen(const struct request *request, struct chosen *out)
{
    str decimal = request_text(request, "decimal", S(""));
    str format = request_text(request, "format", S(""));
    str subject = request_text(request, "subject", S(""));
    *out = (struct chosen){
        .source = request_text(request, "source", S("")),
        .name = request_text(request, "name", S("")),
        .subject = str_equal(subject, S("customer")) ? S("") : subject,
        .happened = place_of(request, "happened_column", "happened_fixed"),
        .format = str_equal(format, S("usual")) ? S("") : format,
        .zone = request_text(request, "zone", S("")),
        .customer = place_of(request, "customer_column", NULL),
        .name_space = request_text(request, "namespace", S("")),
        .touchpoint = place_of(request, "touchpoint_column", "touchpoint_fixed"),
        .channel = place_of(request, "channel_column", "channel_fixed"),
        .unit = place_of(request, "unit_column", "unit_fixed"),
        .segment = place_of(request, "segment_column", "segment_fixed"),
        .remark = place_of(request, "remark_column", NULL),
        .row_id = place_of(request, "row_id_column", NULL),
        .decimal = str_equal(decimal, S("comma"))   ? S(",")
                   : str_equal(decimal, S("point")) ? S(".")
                                                    : S(""),
        .missing = request_text(request, "missing", S("")),
        .replaces = request_i64(request, "replaces", 0) != 0,
    };
    measures_of(request, out);
    for (i64 i = 0; i < CHOSEN_ATTRIBUTES; i++)
        out->attributes[out->attribute_count++] =
            (struct chosen_attribute){request_i64(request, attribute_names[i].column, 0),
                                      request_text(request, attribute_names[i].named, S(""))};
}

const char *import_field_of(const char *mistake)
{
    static const struct {
        const char *word, *field;
    } known[] = {
        {"happened",  "happened_column"},
        {"format",    "format"         },
        {"zone",      "zone"           },
        {"facts",     "m1_column"      },
        {"scale",     "m1_low"         },
        {"metric",    "m1_metric"      },
        {"customer",  "customer_column"},
        {"attribute", "a1_column"      },
        {"row_id",    "row_id_column"  },
    };
    for (i64 i = 0; i < COUNT_OF(known); i++)
        if (strstr(mistake, known[i].word)) return known[i].field;
    return "source";
}
