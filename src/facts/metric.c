#include "facts/metric.h"

#include <math.h>

#include "base/json.h"
#include "base/lang.h"
#include "bounds.h"
#include "facts/company.h"

static const char *const kind_names[METRIC_KIND__COUNT] = {
    [METRIC_NPS] = "nps",
    [METRIC_MEAN] = "mean",
    [METRIC_RATE] = "rate",
    [METRIC_SUM] = "sum",
    [METRIC_COUNT] = "count",
    [METRIC_RATIO] = "ratio",
    [METRIC_CUSTOMERS] = "customers",
};
static const char *const better_names[] = {"neither", "higher", "lower"};
static const char *const part_names[PART__COUNT] = {N_("total"), N_("number"), N_("customers")};
static const char *const customers_names[CUSTOMERS__COUNT] = {"new", "kept", "lost", "retention",
                                                              "churn"};
static const char *const subject_names[SUBJECT__COUNT] = {N_("none"), N_("customer"),
                                                          N_("employee"), N_("shopper")};

// The built-in metrics, as anyone may define their own. A name ending in * is a family.
static const struct {
    const char *name, *definition;
} builtins[] = {
    {"nps",                     "{\"kind\":\"nps\",\"label\":\"Net Promoter "
            "Score\",\"unit\":\"points\",\"scale\":[0,10],\"box\":[6,9],"
            "\"better\":\"higher\",\"asked\":true,\"definition\":\"Share of promoters (9 and 10) "
            "minus share of detractors "
            "(up to 6), in points from −100 to 100.\"}"                                         },
    {"csat",                    "{\"kind\":\"rate\",\"label\":\"Customer "
             "satisfaction\",\"scale\":[1,5],\"box\":[2,4],\"better\":\"higher\","
             "\"asked\":true,\"definition\":\"Share of answers 4 or 5 on a scale from 1 to 5.\"}"},
    {"ces",
     "{\"kind\":\"mean\",\"label\":\"Customer effort "
     "score\",\"scale\":[1,7],\"box\":[3,5],\"better\":\"higher\","
     "\"asked\":true,\"definition\":\"Mean agreement, from 1 to 7, that we made it easy.\"}"                 },
    {"purchase",                "{\"kind\":\"sum\",\"label\":\"Purchases\",\"unit\":\"EUR\",\"better\":\"higher\","
                 "\"definition\":\"Total amount of purchases.\"}"                            },
    {"contact",                 "{\"kind\":\"count\",\"label\":\"Contacts\",\"better\":\"neither\","
                "\"definition\":\"Number of times that customers contacted us.\"}"            },
    {"visit",                   "{\"kind\":\"count\",\"label\":\"Visits\",\"better\":\"neither\","
              "\"definition\":\"Number of customers' visits to a unit.\"}"                      },
    {"complaint",               "{\"kind\":\"count\",\"label\":\"Complaints\",\"better\":\"lower\","
                  "\"definition\":\"Number of complaints.\"}"                               },
    {"cost",
     "{\"kind\":\"sum\",\"label\":\"Cost of service\",\"unit\":\"EUR\",\"better\":\"lower\","
     "\"definition\":\"Total cost of serving customers.\"}"                                                  },
    {"wait_s",                  "{\"kind\":\"mean\",\"label\":\"Wait\",\"unit\":\"s\",\"better\":\"lower\","
               "\"definition\":\"Mean time that customers waited, in seconds.\"}"              },
    {"resolved",
     "{\"kind\":\"rate\",\"label\":\"Resolved at first contact\",\"scale\":[0,1],\"box\":[0,1],"
     "\"better\":\"higher\",\"definition\":\"Share of contacts that were resolved at once.\"}"               },
    {"remark",                  "{\"kind\":\"count\",\"label\":\"Remarks\",\"better\":\"neither\","
               "\"definition\":\"Number of remarks in customers' own words.\"}"                },
    {"pulse",
     "{\"kind\":\"mean\",\"label\":\"Pulse\",\"scale\":[1,5],\"box\":[2,4],\"better\":\"higher\","
     "\"asked\":true,"
     "\"subject\":\"employee\",\"definition\":\"Mean of employees' answers, from 1 to 5.\"}"                 },
    {"purchase_mean",
     "{\"kind\":\"ratio\",\"label\":\"Average purchase\",\"unit\":\"EUR\",\"better\":\"higher\","
     "\"over\":{\"metric\":\"purchase\",\"part\":\"total\"},"
     "\"under\":{\"metric\":\"purchase\",\"part\":\"number\"},"
     "\"definition\":\"Amount of purchases by their number.\"}"                                              },
    {"cost_per_customer",
     "{\"kind\":\"ratio\",\"label\":\"Cost per customer\",\"unit\":\"EUR\",\"better\":\"lower\","
     "\"over\":{\"metric\":\"cost\",\"part\":\"total\"},"
     "\"under\":{\"metric\":\"purchase\",\"part\":\"customers\"},"
     "\"definition\":\"Cost of service by the number of customers who bought.\"}"                            },
    {"complaints_per_thousand",
     "{\"kind\":\"ratio\",\"label\":\"Complaints per thousand "
     "purchases\",\"better\":\"lower\",\"times\":1000,"
     "\"over\":{\"metric\":\"complaint\",\"part\":\"number\"},"
     "\"under\":{\"metric\":\"purchase\",\"part\":\"number\"},"
     "\"definition\":\"Number of complaints for each thousand purchases.\"}"                                 },
    {"customers_new",
     "{\"kind\":\"customers\",\"label\":\"New customers\",\"better\":\"higher\",\"counts\":\"new\","
     "\"over\":{\"metric\":\"purchase\"},\"definition\":\"Customers whose first purchase ever was "
     "in the "
     "period.\"}"                                                                                            },
    {"customers_kept",          "{\"kind\":\"customers\",\"label\":\"Kept "
                       "customers\",\"better\":\"higher\",\"counts\":\"kept\","
                       "\"over\":{\"metric\":\"purchase\"},\"definition\":\"Customers who bought "
                       "both in the period and in "
                       "the one before it, of the same length.\"}"                     },
    {"customers_lost",          "{\"kind\":\"customers\",\"label\":\"Lost "
                       "customers\",\"better\":\"lower\",\"counts\":\"lost\","
                       "\"over\":{\"metric\":\"purchase\"},\"definition\":\"Customers who bought "
                       "in the period before, of "
                       "the same length, and not in this one.\"}"                      },
    {"retention",               "{\"kind\":\"customers\",\"label\":\"Retention\",\"better\":\"higher\","
                  "\"counts\":\"retention\","
                  "\"over\":{\"metric\":\"purchase\"},\"definition\":\"Share of the customers who "
                  "bought in the period "
                  "before, of the same length, that bought in this one too.\"}"             },
    {"churn",
     "{\"kind\":\"customers\",\"label\":\"Churn\",\"better\":\"lower\",\"counts\":\"churn\","
     "\"over\":{\"metric\":\"purchase\"},\"definition\":\"Share of the customers who bought in the "
     "period before, "
     "of the same length, that did not buy in this one.\"}"                                                  },
};

static const struct {
    const char *start, *label, *definition; // the label goes before the words of the name
} families[] = {
    {"felt.",  "Felt ",
     "{\"kind\":\"rate\",\"scale\":[0,1],\"box\":[0,1],\"better\":\"neither\",\"asked\":true,"
     "\"definition\":\"Share of those asked who felt so.\"}"                 },
    {"visit.", "Visit: ",
     "{\"kind\":\"rate\",\"scale\":[0,1],\"box\":[0,1],\"better\":\"higher\",\"subject\":"
     "\"shopper\","
     "\"definition\":\"Share of mystery visits where it was seen.\"}"        },
    {"event.", "Event: ",
     "{\"kind\":\"count\",\"better\":\"neither\","
     "\"definition\":\"Number of times that a program told of this event.\"}"},
};

const char *metric_kind_name(enum metric_kind kind)
{
    assert(kind < METRIC_KIND__COUNT);
    return kind_names[kind];
}

const char *subject_name(enum subject subject)
{
    assert(subject < SUBJECT__COUNT);
    return subject_names[subject];
}

static bool name_index(str name, const char *const *names, i64 count, i64 *out)
{
    for (i64 i = 0; i < count; i++) {
        if (str_equal(name, str_of(names[i]))) {
            *out = i;
            return true;
        }
    }
    return false;
}

bool subject_from_name(str name, enum subject *out)
{
    i64 index = 0;
    if (!name_index(name, subject_names, COUNT_OF(subject_names), &index) || !index) return false;
    *out = (enum subject)index;
    return true;
}

const struct metric *metric_find(const struct metrics *all, str name)
{
    for (i64 i = 0; i < all->count; i++)
        if (str_equal(all->m[i].name, name)) return &all->m[i];
    return NULL;
}

// Reading a definition.

static bool bad_field(ctx *c, str metric, const char *field, const char *expected)
{
    return fail_with(
        c, ERR_BAD_INPUT,
        fmt(c->arena, tr(c, "metric \"%.*s\": \"%s\" is not right"), STR(metric), field),
        fmt(c->arena, tr(c, "It must be %s."), expected));
}

static bool read_choice(ctx *c, str metric, json_t *value, const char *field,
                        const char *const *names, i64 count, i64 *out)
{
    if (!value) return true;
    if (json_is_string(value) && name_index(json_text(value), names, count, out)) return true;
    buf list = buf_new(c->arena, 1000);
    for (i64 i = 0; i < count; i++)
        buf_fmt(&list, "%s%s", i ? ", " : tr(c, "one of "), names[i]);
    return bad_field(c, metric, field, list.s);
}

static bool read_e4(json_t *value, i64 *out)
{
    if (!json_is_number(value)) return false;
    f64 scaled = json_number_value(value) * 1e4;
    if (!(fabs(scaled) < 1e17)) return false;
    *out = llround(scaled);
    return true;
}

static bool read_pair(json_t *value, i64 *low, i64 *high)
{
    *low = *high = 0;
    return json_is_array(value) && json_array_size(value) == 2 &&
           read_e4(json_array_get(value, 0), low) && read_e4(json_array_get(value, 1), high) &&
           *low < *high;
}

static bool read_part(ctx *c, str name, json_t *value, const char *field, str *metric,
                      enum metric_part *part)
{
    if (!json_is_object(value) || !json_is_string(json_object_get(value, "metric")))
        return bad_field(
            c, name, field,
            tr(c, "an object such as {\"metric\": \"purchase\", \"part\": \"total\"}"));
    i64 index = 0;
    if (!read_choice(c, name, json_object_get(value, "part"), "part", part_names,
                     COUNT_OF(part_names), &index))
        return false;
    *metric = str_copy(c->arena, json_text(json_object_get(value, "metric")));
    *part = (enum metric_part)index;
    return true;
}

static const char *const fields[] = {"kind",   "label", "unit",    "scale",     "box",
                                     "better", "asked", "subject", "tolerance", "definition",
                                     "over",   "under", "times",   "counts",    "version"};

static bool refuse_unknown_fields(ctx *c, str name, json_t *definition)
{
    const char *field = NULL;
    json_t *value = NULL;
    json_object_foreach(definition, field, value)
    {
        i64 index = 0;
        if (!name_index(str_of(field), fields, COUNT_OF(fields), &index))
            return fail_with(
                c, ERR_BAD_INPUT,
                fmt(c->arena, tr(c, "metric \"%.*s\" has a field \"%s\" that is not known"),
                    STR(name), field),
                tr(c, "Known are kind, label, unit, scale, box, better, asked, subject, tolerance, "
                      "definition, over, under, times and counts."));
    }
    return true;
}

static bool read_values(ctx *c, str name, json_t *definition, struct metric *m)
{
    json_t *scale = json_object_get(definition, "scale");
    m->scaled = scale != NULL;
    if (scale && !read_pair(scale, &m->scale_low_e4, &m->scale_high_e4))
        return bad_field(c, name, "scale", tr(c, "two numbers, the lower first, such as [0, 10]"));
    json_t *box = json_object_get(definition, "box");
    m->boxed = box != NULL;
    if (box && !read_pair(box, &m->box_low_e4, &m->box_high_e4))
        return bad_field(
            c, name, "box",
            tr(c,
               "two numbers: the highest value of the bottom box and the lowest of the top box"));
    json_t *tolerance = json_object_get(definition, "tolerance");
    if (tolerance && !(json_is_number(tolerance) && json_number_value(tolerance) > 0))
        return bad_field(c, name, "tolerance", tr(c, "a number above 0"));
    m->tolerance = tolerance ? json_number_value(tolerance) : 0;
    json_t *times = json_object_get(definition, "times");
    if (times && !(json_is_number(times) && json_number_value(times) > 0))
        return bad_field(c, name, "times", tr(c, "a number above 0"));
    m->times = times ? json_number_value(times) : 1;
    return true;
}

static bool refuse_texts_that_are_none(ctx *c, str name, json_t *definition)
{
    static const char *const texts[] = {"label", "unit", "definition"};
    for (i64 i = 0; i < COUNT_OF(texts); i++) {
        const json_t *value = json_object_get(definition, texts[i]);
        if (value && !json_is_string(value)) return bad_field(c, name, texts[i], tr(c, "a text"));
    }
    return true;
}

// What each kind cannot do without, and what follows from the kind where nothing is said.
static bool complete_kind(ctx *c, str name, json_t *definition, struct metric *m)
{
    switch (m->kind) {
    case METRIC_NPS:
        if (!m->scaled) {
            m->scaled = true;
            m->scale_high_e4 = 100000;
        }
        if (!m->boxed) {
            m->boxed = true;
            m->box_low_e4 = 60000;
            m->box_high_e4 = 90000;
        }
        return true;
    case METRIC_RATE:
        if (!m->scaled) {
            m->scaled = true;
            m->scale_high_e4 = 10000;
        }
        if (!m->boxed) {
            m->boxed = true;
            m->box_low_e4 = m->scale_low_e4;
            m->box_high_e4 = m->scale_high_e4;
        }
        return true;
    case METRIC_RATIO:
        return read_part(c, name, json_object_get(definition, "over"), "over", &m->over,
                         &m->over_part) &&
               read_part(c, name, json_object_get(definition, "under"), "under", &m->under,
                         &m->under_part);
    case METRIC_CUSTOMERS: {
        i64 counts = -1;
        if (!read_choice(c, name, json_object_get(definition, "counts"), "counts", customers_names,
                         COUNT_OF(customers_names), &counts))
            return false;
        if (counts < 0)
            return bad_field(c, name, "counts", tr(c, "new, kept, lost, retention or churn"));
        m->customers = (enum metric_customers)counts;
        return read_part(c, name, json_object_get(definition, "over"), "over", &m->over,
                         &m->over_part);
    }
    case METRIC_MEAN:
    case METRIC_SUM:
    case METRIC_COUNT:
    case METRIC_KIND__COUNT:
        break;
    }
    return true;
}

bool metric_from_json(ctx *c, str name, json_t *definition, struct metric *out)
{
    if (!json_is_object(definition))
        return fail_with(c, ERR_BAD_INPUT,
                         fmt(c->arena, tr(c, "metric \"%.*s\" is not an object"), STR(name)),
                         tr(c, "Write it as {\"kind\": \"mean\", \"unit\": \"min\"}."));
    if (!name.size || name.size > BOUND_NAME_BYTES)
        return fail_with(c, ERR_BAD_INPUT, tr(c, "a metric's name is empty or too long"),
                         tr(c, "Give it a name of at most 200 bytes."));
    i64 kind = -1, better = 0, subject = SUBJECT_CUSTOMER;
    if (!refuse_unknown_fields(c, name, definition) ||
        !refuse_texts_that_are_none(c, name, definition) ||
        !read_choice(c, name, json_object_get(definition, "kind"), "kind", kind_names,
                     COUNT_OF(kind_names), &kind) ||
        !read_choice(c, name, json_object_get(definition, "better"), "better", better_names,
                     COUNT_OF(better_names), &better) ||
        !read_choice(c, name, json_object_get(definition, "subject"), "subject", subject_names,
                     COUNT_OF(subject_names), &subject))
        return false;
    if (kind < 0)
        return bad_field(c, name, "kind", tr(c, "nps, mean, rate, sum, count, ratio or customers"));
    json_t *asked = json_object_get(definition, "asked");
    if (asked && !json_is_boolean(asked))
        return bad_field(c, name, "asked", tr(c, "true or false"));
    struct metric m = {
        .name = str_copy(c->arena, name),
        .label = str_copy(c->arena, json_text(json_object_get(definition, "label"))),
        .unit = str_copy(c->arena, json_text(json_object_get(definition, "unit"))),
        .definition = str_copy(c->arena, json_text(json_object_get(definition, "definition"))),
        .kind = (enum metric_kind)kind,
        .better = (enum metric_better)better,
        .subject = (enum subject)subject,
        // What is not said of NPS is that it was asked; everything else counts as recorded.
        .asked = asked ? json_is_true(asked) : kind == METRIC_NPS,
    };
    if (!m.label.size) m.label = m.name;
    if (!read_values(c, name, definition, &m) || !complete_kind(c, name, definition, &m))
        return false;
    if (m.scaled && m.boxed && (m.box_low_e4 < m.scale_low_e4 || m.box_high_e4 > m.scale_high_e4))
        return bad_field(c, name, "box", tr(c, "within the scale"));
    *out = m;
    return true;
}

static json_t *e4_number(i64 e4)
{
    return e4 % 10000 ? json_real((f64)e4 / 1e4) : json_integer(e4 / 10000);
}

static void put_pair(json_t *object, const char *key, i64 low_e4, i64 high_e4)
{
    json_t *pair = json_array();
    json_array_append_new(pair, e4_number(low_e4));
    json_array_append_new(pair, e4_number(high_e4));
    json_object_set_new(object, key, pair);
}

static void put_part(json_t *object, const char *key, str metric, enum metric_part part)
{
    json_t *value = json_object();
    json_object_set_new(value, "metric", json_stringn(metric.s, (size_t)metric.size));
    json_object_set_new(value, "part", json_string(part_names[part]));
    json_object_set_new(object, key, value);
}

json_t *metric_to_json(ctx *c, const struct metric *metric)
{
    json_t *object = json_new_object(c);
    json_put_c(object, "kind", kind_names[metric->kind]);
    json_put_str(object, "label", metric->label);
    if (metric->unit.size) json_put_str(object, "unit", metric->unit);
    if (metric->scaled) put_pair(object, "scale", metric->scale_low_e4, metric->scale_high_e4);
    if (metric->boxed) put_pair(object, "box", metric->box_low_e4, metric->box_high_e4);
    json_put_c(object, "better", better_names[metric->better]);
    json_put_bool(object, "asked", metric->asked);
    json_put_c(object, "subject", subject_names[metric->subject]);
    if (metric->tolerance > 0) json_put_f64(object, "tolerance", metric->tolerance);
    if (metric->kind == METRIC_RATIO) {
        put_part(object, "over", metric->over, metric->over_part);
        put_part(object, "under", metric->under, metric->under_part);
        json_put_f64(object, "times", metric->times);
    }
    if (metric->kind == METRIC_CUSTOMERS) {
        put_part(object, "over", metric->over, metric->over_part);
        json_put_c(object, "counts", customers_names[metric->customers]);
    }
    if (metric->definition.size) json_put_str(object, "definition", metric->definition);
    return object;
}

// "felt.at_ease" → "Felt at ease".
static str family_label(ctx *c, const char *before, str words)
{
    buf label = buf_new(c->arena, 1000);
    buf_c(&label, before);
    for (i64 i = 0; i < words.size; i++)
        buf_char(&label, words.s[i] == '_' ? ' ' : words.s[i]);
    return buf_str(&label);
}

bool metric_from_family(ctx *c, str name, struct metric *out)
{
    for (i64 i = 0; i < COUNT_OF(families); i++) {
        str start = str_of(families[i].start);
        if (!str_starts(name, start) || name.size == start.size || name.size > BOUND_NAME_BYTES)
            continue;
        json_t *definition = json_parse(c, str_of(families[i].definition));
        bool is_read = definition && metric_from_json(c, name, definition, out);
        assert(is_read);
        out->label = family_label(c, families[i].label, str_slice(name, start.size, name.size));
        return true;
    }
    return false;
}

// Money of the metrics that every company has is told in the company's currency; a metric that says
// another one itself keeps it.
static bool put_currency(ctx *c, struct metrics *all)
{
    str currency = {0};
    if (!company_setting(c, "company.currency", S("EUR"), &currency)) return false;
    if (str_equal(currency, S("EUR"))) return true;
    for (i64 i = 0; i < COUNT_OF(builtins); i++) {
        if (!strstr(builtins[i].definition, "\"unit\":\"EUR\"")) continue;
        for (i64 k = 0; k < all->count; k++)
            if (str_equal(all->m[k].name, str_of(builtins[i].name)) &&
                str_equal(all->m[k].unit, S("EUR")))
                all->m[k].unit = currency;
    }
    return true;
}

bool metric_load(ctx *c, struct metrics *out)
{
    struct rows rows;
    if (!store_rows(c, SQL_metric_newest, NO_VALS, &rows)) return false;
    struct metrics all = {.m = NEW_ARRAY(c->arena, struct metric, MAX(rows.count, 1))};
    for (i64 i = 0; i < rows.count; i++) {
        i64 id = rows.column[0].i[i];
        if (id != i + 1)
            return fail_detail(
                c, ERR_STORE, tr(c, "the table of metrics has a gap"),
                tr(c, "Run `tuntuma check`; restore the store from its backup."),
                fmt(c->arena, "metric id %lld at place %lld", (long long)id, (long long)i + 1));
        json_t *definition = json_parse(c, rows.column[3].text[i]);
        if (!definition || !metric_from_json(c, rows.column[2].text[i], definition, &all.m[i]))
            return false;
        all.m[i].id = (i32)id;
        all.m[i].version = (i32)rows.column[1].i[i];
        all.count++;
    }
    *out = all;
    return put_currency(c, out);
}

static bool add_version(ctx *c, const struct metric *metric, i32 id, i32 version)
{
    return store_run(c, SQL_metric_add,
                     VALS(V_I64(id), V_I64(version), V_STR(metric->name), V_I64(metric->asked),
                          V_STR(json_write(c, metric_to_json(c, metric))), V_I64(c->now_ms)));
}

bool metric_define(ctx *c, const struct metric *metric)
{
    assert(store_in_transaction(c));
    struct metrics all;
    if (!metric_load(c, &all)) return false;
    const struct metric *old = metric_find(&all, metric->name);
    if (!old) return add_version(c, metric, (i32)all.count + 1, 1);
    str before = json_write(c, metric_to_json(c, old)),
        after = json_write(c, metric_to_json(c, metric));
    if (str_equal(before, after)) return true;
    bool same_values =
        old->kind == metric->kind && old->scaled == metric->scaled && old->boxed == metric->boxed &&
        old->scale_low_e4 == metric->scale_low_e4 && old->scale_high_e4 == metric->scale_high_e4 &&
        old->box_low_e4 == metric->box_low_e4 && old->box_high_e4 == metric->box_high_e4;
    i64 facts = 0;
    if (!same_values && !store_i64(c, SQL_metric_facts, VALS(V_I64(old->id)), &facts)) return false;
    if (facts > 0)
        return fail_with(
            c, ERR_REFUSED,
            fmt(c->arena,
                tr(c, "metric \"%.*s\" already has facts under another kind, scale or box"),
                STR(metric->name)),
            tr(c, "Give the new definition a name of its own."));
    return add_version(c, metric, old->id, old->version + 1);
}

bool metric_add_builtins(ctx *c)
{
    struct metrics all;
    if (!metric_load(c, &all)) return false;
    i32 id = (i32)all.count;
    for (i64 i = 0; i < COUNT_OF(builtins); i++) {
        str name = str_of(builtins[i].name);
        if (metric_find(&all, name)) continue;
        struct metric metric;
        json_t *definition = json_parse(c, str_of(builtins[i].definition));
        if (!definition || !metric_from_json(c, name, definition, &metric) ||
            !add_version(c, &metric, ++id, 1))
            return false;
    }
    return true;
}

const char *metric_rule(ctx *c, const struct metric *metric)
{
    if (metric->definition.size) return tr(c, metric->definition.s);
    if (metric->kind != METRIC_RATIO) return "";
    return fmt(c->arena, "%.*s (%s) / %.*s (%s) × %g", STR(metric->over),
               tr(c, part_names[metric->over_part]), STR(metric->under),
               tr(c, part_names[metric->under_part]), metric->times);
}
