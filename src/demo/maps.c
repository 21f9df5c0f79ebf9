#include "demo/maps.h"

#include "base/json.h"

#define DOTTED_TIME "%d.%m.%Y %H:%M"
#define ISO_TIME    "%Y-%m-%d %H:%M"
#define HELSINKI    "Europe/Helsinki"

// What is particular to each file, in columns of it; NULL where there is nothing to say.
// Touchpoints and the competitor's units are added from the company's own tables, so that each file
// can be imported alone.
static const struct file_map {
    const char *source, *subject, *name_space;
    const char *encoding, *delimiter, *decimal;
    const char *row_id, *customer, *happened, *format, *zone;
    const char *touchpoint, *channel, *unit, *segment, *remark;
    const char *all_at; // the one touchpoint that the whole file is about
    struct {
        const char *name, *column;
    } attributes[5];
    struct {
        const char *name, *kind, *unit, *better, *subject, *label;
    } metrics[3];
    struct {
        const char *metric, *column; // no column: 1 for each row
        i32 scale_low, scale_high;   // equal: nothing to say
        bool yes_no;                 // the column's words
    } facts[8];
} file_maps[FILE_TRUTH] = {
  // clang-format off
    [FILE_CUSTOMERS] = {
        .source = "crm", .delimiter = ";", .customer = "Customer", .happened = "Customer since",
        .format = "%d.%m.%Y", .zone = HELSINKI, .segment = "Segment",
        .attributes = {
            {"home town", "Town"},
            {"first year", "First year"},
            {"language", "Language"},
            {"age band", "Age band"},
        },
    },
    [FILE_SALES] = {
        .source = "till", .name_space = "crm", .delimiter = ";", .decimal = ",",
        .row_id = "Receipt", .customer = "Customer", .happened = "Time", .format = DOTTED_TIME,
        .zone = HELSINKI, .touchpoint = "Step", .channel = "Channel", .unit = "Site",
        .facts = {{"purchase", "Sum EUR"}},
    },
    [FILE_INVOICES] = {
        .source = "ledger", .name_space = "crm", .delimiter = ";", .decimal = ",",
        .row_id = "Invoice", .customer = "Customer", .happened = "Date", .format = "%d.%m.%Y",
        .zone = HELSINKI, .all_at = "invoice", .unit = "Site",
        .metrics = {
            {"invoice", "sum", "EUR", "higher", NULL, "Invoiced"},
            {"invoice_corrected", "rate", NULL, "lower", NULL, "Invoices that had to be corrected"},
        },
        .facts = {{"invoice", "Amount EUR"}, {"invoice_corrected", "Corrected", .yes_no = true}},
    },
    [FILE_DELIVERIES] = {
        .source = "carrier", .name_space = "crm", .delimiter = "|", .decimal = ".",
        .row_id = "Delivery", .customer = "Customer", .happened = "Done", .format = ISO_TIME,
        .zone = HELSINKI, .touchpoint = "Work", .unit = "Depot",
        .metrics = {{"days_late", "mean", "d", "lower", NULL, "Days late"}},
        .facts = {{"days_late", "Days late"}, {"cost", "Cost"}},
    },
    [FILE_CONTACTS] = {
        .source = "contact-centre", .name_space = "crm", .decimal = ".", .row_id = "contact_id",
        .customer = "customer", .happened = "started_at", .format = "%Y-%m-%dT%H:%M:%SZ",
        .zone = "UTC", .touchpoint = "reason", .channel = "channel", .unit = "site",
        .facts = {
            {"contact", NULL},
            {"wait_s", "wait_s"},
            {"resolved", "resolved", .yes_no = true},
            {"cost", "cost_eur"},
        },
    },
    [FILE_INVITES] = {
        .source = "survey-invites", .name_space = "crm", .row_id = "invite",
        .customer = "customer", .happened = "sent", .format = ISO_TIME, .zone = HELSINKI,
        .touchpoint = "touchpoint", .channel = "channel", .unit = "site",
        .metrics = {{"answered", "rate", NULL, "higher", NULL, "Answered, of those asked"}},
        .facts = {{"answered", "answered"}},
    },
    [FILE_ANSWERS] = {
        .source = "survey", .name_space = "crm", .row_id = "id", .customer = "respondent",
        .happened = "answered", .format = "%Y-%m-%dT%H:%M:%S%z", .touchpoint = "touchpoint",
        .channel = "channel", .unit = "site", .remark = "comment",
        .facts = {
            {"nps", "nps", 0, 10},
            {"csat", "csat", 1, 5},
            {"ces", "ces", 1, 7},
            {"felt.valued", "felt_valued"},
            {"felt.inspired", "felt_inspired"},
            {"felt.at_ease", "felt_at_ease"},
            {"felt.cared_for", "felt_cared_for"},
        },
    },
    [FILE_COMPLAINTS] = {
        .source = "complaints", .name_space = "crm", .encoding = "windows-1252", .delimiter = "\t",
        .decimal = ",", .row_id = "Number", .customer = "Customer", .happened = "Received",
        .format = DOTTED_TIME, .zone = HELSINKI, .touchpoint = "Concerns", .channel = "Channel",
        .unit = "Site", .remark = "Text",
        .facts = {{"complaint", NULL}, {"cost", "Compensation"}},
    },
    [FILE_VISITS] = {
        .source = "mystery-shopping", .subject = "shopper", .row_id = "visit",
        .customer = "shopper", .happened = "visited", .format = ISO_TIME, .zone = HELSINKI,
        .touchpoint = "touchpoint", .channel = "channel", .unit = "unit", .remark = "words",
        .metrics = {
            {"mystery_visit", "count", NULL, "neither", "shopper", "Mystery visits"},
            {"visit.wait_min", "mean", "min", "lower", "shopper", "Wait on a mystery visit"},
        },
        .facts = {
            {"mystery_visit", NULL},
            {"visit.greeted", "greeted"},
            {"visit.helped", "helped"},
            {"visit.knew_prices", "prices"},
            {"visit.tidy", "tidy"},
            {"visit.offered_more", "offered"},
            {"visit.wait_min", "wait"},
        },
    },
    [FILE_PULSE] = {
        .source = "hr-pulse", .subject = "employee", .row_id = "answer", .customer = "employee",
        .happened = "date", .format = "%Y-%m-%d", .zone = HELSINKI, .unit = "site",
        .remark = "words",
        .attributes = {{"function", "function"}},
        .facts = {{"pulse", "pulse"}},
    },
  // clang-format on
};

static void put_text(json_t *object, const char *key, const char *text)
{
    if (text) json_put_c(object, key, text);
}

// Returns the reference {"column": …} that it put, so that more can be said of it; NULL without a
// column.
static json_t *put_column(ctx *c, json_t *object, const char *key, const char *column)
{
    if (!column) return NULL;
    json_t *reference = json_new_object(c);
    json_put_c(reference, "column", column);
    json_put(object, key, reference);
    return reference;
}

static void put_who_and_when(ctx *c, json_t *map, const struct file_map *is)
{
    (void)put_column(c, map, "row_id", is->row_id);
    json_t *customer = put_column(c, map, "customer", is->customer);
    put_text(customer, "namespace", is->name_space);
    json_t *happened = put_column(c, map, "happened", is->happened);
    put_text(happened, "format", is->format);
    put_text(happened, "zone", is->zone);
}

static void put_facts(ctx *c, json_t *map, const struct file_map *is)
{
    json_t *facts = json_new_array(c);
    for (i64 i = 0; i < COUNT_OF(is->facts) && is->facts[i].metric; i++) {
        json_t *fact = json_new_object(c);
        json_put_c(fact, "metric", is->facts[i].metric);
        if (!is->facts[i].column) json_put_i64(fact, "value", 1);
        json_t *value = put_column(c, fact, "value", is->facts[i].column);
        if (is->facts[i].yes_no) {
            json_t *values = json_new_object(c);
            json_put_i64(values, "yes", 1);
            json_put_i64(values, "no", 0);
            json_put(value, "values", values);
        }
        if (is->facts[i].scale_low < is->facts[i].scale_high) {
            json_t *scale = json_new_array(c);
            (void)json_array_append_new(scale, json_integer(is->facts[i].scale_low));
            (void)json_array_append_new(scale, json_integer(is->facts[i].scale_high));
            json_put(fact, "scale", scale);
        }
        (void)json_array_append(facts, fact);
    }
    if (json_array_size(facts)) json_put(map, "facts", facts);
}

static void put_attributes(ctx *c, json_t *map, const struct file_map *is)
{
    json_t *attributes = json_new_object(c);
    for (i64 i = 0; i < COUNT_OF(is->attributes); i++) {
        if (!is->attributes[i].name) break;
        (void)put_column(c, attributes, is->attributes[i].name, is->attributes[i].column);
    }
    if (json_object_size(attributes)) json_put(map, "attributes", attributes);
}

static void put_metrics(ctx *c, json_t *map, const struct file_map *is)
{
    json_t *metrics = json_new_object(c);
    for (i64 i = 0; i < COUNT_OF(is->metrics) && is->metrics[i].name; i++) {
        json_t *metric = json_new_object(c);
        json_put_c(metric, "kind", is->metrics[i].kind);
        put_text(metric, "unit", is->metrics[i].unit);
        json_put_c(metric, "better", is->metrics[i].better);
        json_put_bool(metric, "asked", false);
        put_text(metric, "subject", is->metrics[i].subject);
        json_put_c(metric, "label", is->metrics[i].label);
        json_put(metrics, is->metrics[i].name, metric);
    }
    if (json_object_size(metrics)) json_put(map, "metrics", metrics);
}

static void put_touchpoints(ctx *c, json_t *map)
{
    json_t *touchpoints = json_new_object(c);
    for (i32 i = 0; i < TOUCHPOINT_COUNT; i++) {
        json_t *touchpoint = json_new_object(c);
        json_put_c(touchpoint, "stage", company_touchpoints[i].stage);
        json_put_c(touchpoint, "owner", company_functions[company_touchpoints[i].owner]);
        json_put(touchpoints, company_touchpoints[i].name, touchpoint);
    }
    json_put(map, "touchpoints", touchpoints);
}

static void put_rivals(ctx *c, json_t *map)
{
    json_t *units = json_new_object(c);
    for (i32 i = 0; i < UNIT_COUNT; i++) {
        if (!company_units[i].rival) continue;
        json_t *unit = json_new_object(c);
        json_put_c(unit, "organisation", "Halpamaa");
        json_put(units, company_units[i].rival, unit);
    }
    json_t *organisation = json_new_object(c), *organisations = json_new_object(c);
    json_put_bool(organisation, "ours", false);
    json_put(organisations, "Halpamaa", organisation);
    json_put(map, "organisations", organisations);
    json_put(map, "units", units);
}

static json_t *map_of(ctx *c, enum file file)
{
    const struct file_map *is = &file_maps[file];
    json_t *map = json_new_object(c);
    json_put_c(map, "source", is->source);
    put_text(map, "subject", is->subject);
    put_text(map, "encoding", is->encoding);
    put_text(map, "delimiter", is->delimiter);
    put_text(map, "decimal", is->decimal);
    put_who_and_when(c, map, is);
    put_text(map, "touchpoint", is->all_at);
    (void)put_column(c, map, "touchpoint", is->touchpoint);
    (void)put_column(c, map, "channel", is->channel);
    (void)put_column(c, map, "unit", is->unit);
    (void)put_column(c, map, "segment", is->segment);
    put_attributes(c, map, is);
    put_metrics(c, map, is);
    put_facts(c, map, is);
    (void)put_column(c, map, "remark", is->remark);
    if (is->touchpoint || is->all_at) put_touchpoints(c, map);
    if (file == FILE_VISITS) put_rivals(c, map);
    return map;
}

bool maps_write(ctx *c, const struct rows *rows, int folder_fd)
{
    json_t *manifest = json_new_array(c);
    for (i32 i = 0; i < FILE_TRUTH; i++) {
        const char *name = fmt(c->arena, "%s.map.json", rows_file_names[i]);
        if (!out_json_file(c, folder_fd, name, map_of(c, (enum file)i))) return false;

        json_t *line = json_new_object(c);
        json_put_c(line, "file", rows_file_names[i]);
        json_put_c(line, "map", name);
        json_put_i64(line, "rows", rows->out[i].rows);
        json_put_i64(line, "facts", rows->out[i].facts);
        (void)json_array_append(manifest, line);
    }
    return out_json_file(c, folder_fd, "manifest.json", manifest);
}
