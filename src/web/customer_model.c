// What the pages of one customer show.
#include "web/customer_page.h"

#include "base/lang.h"
#include "base/locale.h"
#include "customer/personal.h"
#include "figure/figure.h"
#include "web/money.h"

#define DAY_MS 86400000LL

void fact_add(ctx *c, json_t *facts, const char *label, const char *text, const char *note)
{
    if (!text || !*text) return;
    json_t *one = json_new_object(c);
    json_put_c(one, "label", label);
    json_put_c(one, "text", text);
    json_put_c(one, "note", note);
    json_put_null(one, "text_html");
    json_put_null(one, "href");
    json_put_bool(one, "has_items", false);
    json_put_bool(one, "is_none", false);
    json_array_append(facts, one);
}

static const char *day_of(ctx *c, i64 ms)
{
    return locale_day(c, (i32)(ms / DAY_MS)).s;
}

str customer_card_name(ctx *c, const struct customer_seen *seen, const struct customer_card *card)
{
    struct customer_attribute *all =
        NEW_ARRAY(c->arena, struct customer_attribute, card->said_count + 1);
    str key = {0};
    for (i64 i = 0; i < card->said_count; i++)
        all[i] = (struct customer_attribute){card->said[i].name, card->said[i].value};
    for (i64 i = 0; i < card->key_count; i++)
        if (!key.size || card->keys[i].id == card->customer.customer) key = card->keys[i].value;
    return customer_called(c, seen->is_shown, all, card->said_count, key);
}

// Who they are

static void add_identity(ctx *c, const struct customer_seen *seen, const struct customer_card *card,
                         json_t *facts)
{
    for (i64 i = 0; i < card->said_count; i++) {
        const struct customer_said *said = &card->said[i];
        bool is_segment = str_equal(said->name, S("segment"));
        fact_add(c, facts, is_segment ? tr(c, "Segment") : str_c(c->arena, said->name),
                 str_c(c->arena, customer_value_shown(c, seen->is_shown, said)), NULL);
    }
    for (i64 i = 0; i < card->key_count; i++) {
        const struct customer_key *key = &card->keys[i];
        str value = seen->is_shown ? key->value : personal_mask(c, PERSONAL_KEY, key->value);
        fact_add(c, facts, fmt(c->arena, tr(c, "Key in %.*s"), STR(key->space)),
                 str_c(c->arena, value), NULL);
    }
}

static bool add_units(ctx *c, const struct customer_card *card, json_t *facts)
{
    struct names names[DICT__COUNT];
    buf out = buf_new(c->arena, 20000);
    if (!company_names(c, names)) return false;
    for (i64 i = 0; i < card->unit_count; i++)
        if (card->units[i] < names[DICT_UNIT].count)
            buf_fmt(&out, "%s%.*s", out.size ? ", " : "",
                    STR(names[DICT_UNIT].name[card->units[i]]));
    fact_add(c, facts, tr(c, "Units"), out.s, NULL);
    return true;
}

static bool add_sums(ctx *c, const struct customer_card *card, json_t *facts)
{
    const struct customer_sums *sums = &card->sums;
    const char *bought = NULL;
    if (!sums->encounters) return true;
    if (!money_text(c, (f64)sums->value_e4 / 1e4, 0, &bought)) return false;
    fact_add(
        c, facts, tr(c, "Encounters"), locale_number(c, (f64)sums->encounters, 0).s,
        fmt(c->arena, tr(c, "from %s to %s"), day_of(c, sums->first_ms), day_of(c, sums->last_ms)));
    long long purchases = sums->purchases;
    if (purchases)
        fact_add(c, facts, tr(c, "Bought"), bought,
                 purchases == 1 ? tr(c, "one purchase")
                                : fmt(c->arena, tr(c, "%lld purchases"), purchases));
    return true;
}

static bool add_years(ctx *c, const struct customer_card *card, json_t *facts)
{
    const char *sign = NULL;
    if (!money_sign(c, &sign)) return false;
    for (i64 i = card->year_count - 1; i >= 0; i--) {
        const struct customer_year *year = &card->years[i];
        if (!year->sums.purchases) continue;
        fact_add(c, facts, fmt(c->arena, tr(c, "Bought in %lld"), (long long)year->year),
                 money_with(c, (f64)year->sums.value_e4 / 1e4, 0, sign), NULL);
    }
    return true;
}

static const char *unit_of(ctx *c, const struct metric *metric)
{
    bool is_score = metric->kind == METRIC_NPS || metric->kind == METRIC_RATE;
    if (is_score || !metric->unit.size) return "";
    return fmt(c->arena, "\u00a0%s", figure_unit(c, metric->unit));
}

// Ones among zeros and ones are a share; answers on a longer scale are told as they were given.
static bool is_yes_no(const struct metric *metric)
{
    return metric->kind == METRIC_RATE && metric->scale_high_e4 <= 10000;
}

static const char *sum_text(ctx *c, const struct metric *metric,
                            const struct customer_metric *measured)
{
    f64 total = (f64)measured->total_e4 / 1e4, mean = total / (f64)measured->n;
    switch (metric->kind) {
    case METRIC_SUM:
        return fmt(c->arena, "%s%s", locale_number(c, total, 0).s, unit_of(c, metric));
    case METRIC_COUNT:
        return locale_number(c, (f64)measured->n, 0).s;
    case METRIC_RATE:
        if (is_yes_no(metric)) return locale_percent(c, mean, 0).s;
        return locale_number(c, mean, 1).s;
    case METRIC_NPS:
        return locale_number(c, mean, 1).s;
    case METRIC_MEAN:
        return fmt(c->arena, "%s%s", locale_number(c, mean, 1).s, unit_of(c, metric));
    case METRIC_RATIO:
    case METRIC_CUSTOMERS:
    case METRIC_KIND__COUNT:
        break;
    }
    return NULL;
}

static bool add_measured(ctx *c, const struct customer_card *card, json_t *facts)
{
    struct metrics metrics;
    if (!metric_load(c, &metrics)) return false;
    for (i64 i = 0; i < card->metric_count; i++) {
        const struct customer_metric *measured = &card->metrics[i];
        if (measured->metric < 1 || measured->metric > metrics.count || measured->n < 1) continue;
        const struct metric *metric = &metrics.m[measured->metric - 1];
        long long n = measured->n;
        const char *note = NULL;
        if (metric->kind == METRIC_SUM)
            note = n == 1 ? tr(c, "once") : fmt(c->arena, tr(c, "%lld times"), n);
        else if (metric->kind != METRIC_COUNT)
            note = n == 1 ? tr(c, "one answer") : fmt(c->arena, tr(c, "mean of %lld"), n);
        fact_add(c, facts, tr(c, str_c(c->arena, metric->label)), sum_text(c, metric, measured),
                 note);
    }
    return true;
}

bool customer_facts(ctx *c, const struct customer_seen *seen, const struct customer_card *card,
                    json_t **out)
{
    json_t *facts = json_new_array(c);
    *out = facts;
    add_identity(c, seen, card, facts);
    return add_sums(c, card, facts) && add_units(c, card, facts);
}

bool customer_measured(ctx *c, const struct customer_card *card, json_t **out)
{
    *out = json_new_array(c);
    return add_years(c, card, *out) && add_measured(c, card, *out);
}

// Encounters

struct telling {
    struct metrics metrics;
    struct names names[DICT__COUNT];
    struct rows touchpoints;
    const struct person *person;
};

static const char *value_text(ctx *c, const struct metric *metric, i64 value_e4)
{
    f64 value = (f64)value_e4 / 1e4;
    if (is_yes_no(metric)) return value_e4 ? tr(c, "yes") : tr(c, "no");
    if (metric->kind == METRIC_COUNT && value_e4 == 10000) return NULL;
    i32 decimals = value_e4 % 10000 == 0 ? 0 : 2;
    return fmt(c->arena, "%s%s", locale_number(c, value, decimals).s, unit_of(c, metric));
}

static json_t *readings_of(ctx *c, const struct telling *telling,
                           const struct customer_encounter *one)
{
    json_t *readings = json_new_array(c);
    for (i64 i = 0; i < one->reading_count; i++) {
        i64 id = one->readings[i].metric;
        if (id < 1 || id > telling->metrics.count) continue;
        const struct metric *metric = &telling->metrics.m[id - 1];
        if (str_equal(metric->name, S("remark"))) continue; // its words stand there
        json_t *reading = json_new_object(c);
        json_put_str(reading, "metric", metric->name);
        json_put_c(reading, "label", tr(c, str_c(c->arena, metric->label)));
        json_put_f64(reading, "value", (f64)one->readings[i].value_e4 / 1e4);
        json_put_c(reading, "value_text", value_text(c, metric, one->readings[i].value_e4));
        json_array_append(readings, reading);
    }
    return readings;
}

static bool may_read(const struct telling *telling, const struct customer_encounter *one)
{
    const struct person *person = telling->person;
    enum may may = role_may(person->role, MAY_READ_REMARKS);
    for (i64 i = 0; may == MAY_IN_SCOPE && i < person->unit_count; i++)
        if (person->units[i] == one->unit) return true;
    return may == MAY_EVERYWHERE;
}

static str name_of(const struct names *names, i64 id)
{
    return id > 0 && id < names->count ? names->name[id] : (str){0};
}

static const char *place_of(ctx *c, const struct telling *telling,
                            const struct customer_encounter *one)
{
    str channel = name_of(&telling->names[DICT_CHANNEL], one->channel);
    str unit = name_of(&telling->names[DICT_UNIT], one->unit);
    if (!channel.size && !unit.size) return NULL;
    return fmt(c->arena, "%.*s%s%.*s", STR(channel), channel.size && unit.size ? ", " : "",
               STR(unit));
}

static const char *touchpoint_of(ctx *c, const struct telling *telling, i64 id)
{
    const struct column *col = telling->touchpoints.column;
    for (i64 i = 0; i < telling->touchpoints.count; i++)
        if (col[0].i[i] == id) return str_c(c->arena, col[1].text[i]);
    return tr(c, "Encounter");
}

static json_t *encounter_of(ctx *c, const struct telling *telling,
                            const struct customer_encounter *one)
{
    json_t *encounter = json_new_object(c), *remarks = json_new_array(c);
    json_t *readings = readings_of(c, telling, one);
    for (i64 i = 0; i < one->remark_count && may_read(telling, one); i++) {
        json_t *remark = json_new_object(c);
        json_put_str(remark, "text", one->remarks[i]);
        json_array_append(remarks, remark);
    }
    json_put_str(encounter, "when", ms_write(c->arena, one->happened_ms));
    json_put_c(encounter, "when_text", day_of(c, one->happened_ms));
    json_put_str(encounter, "source", name_of(&telling->names[DICT_SOURCE], one->source));
    json_put_c(encounter, "place", place_of(c, telling, one));
    json_put_c(encounter, "label", touchpoint_of(c, telling, one->touchpoint));
    json_put(encounter, "readings", readings);
    json_put_bool(encounter, "has_readings", json_array_size(readings) > 0);
    json_put(encounter, "remarks", remarks);
    return encounter;
}

bool customer_encounters(ctx *c, const struct request *request,
                         const struct customer_timeline *timeline, json_t **out)
{
    struct telling telling = {.person = &visitor_of(request)->person};
    json_t *encounters = json_new_array(c);
    *out = encounters;
    if (!metric_load(c, &telling.metrics) || !company_names(c, telling.names) ||
        !store_rows(c, SQL_customers_touchpoints, NO_VALS, &telling.touchpoints))
        return false;
    for (i64 i = 0; i < timeline->count; i++)
        json_array_append(encounters, encounter_of(c, &telling, &timeline->encounters[i]));
    return true;
}

// Consents

const char *consent_since(ctx *c, const struct consent *said)
{
    const char *day = day_of(c, said->since_ms);
    return said->source.size ? fmt(c->arena, "%s, %.*s", day, STR(said->source)) : day;
}

// The newest word about a purpose, whatever the way.
static const struct consent *newest_of(const struct consent_now *now, i64 purpose)
{
    const struct consent *newest = &now->by[purpose][0];
    for (i64 i = 1; i < CONSENT_CHANNEL__COUNT; i++)
        if (now->by[purpose][i].since_ms > newest->since_ms) newest = &now->by[purpose][i];
    return newest;
}

static const char *allowed_text(ctx *c, const struct consent_now *now, enum consent_purpose purpose,
                                bool *any)
{
    buf ways = buf_new(c->arena, 2000);
    i64 count = 0;
    *any = consent_now_allows(now, purpose, CONSENT_ANY_WAY);
    if (!consent_purpose_has_channels(purpose)) return *any ? tr(c, "yes") : tr(c, "no");
    for (int i = CONSENT_ANY_WAY + 1; i < CONSENT_CHANNEL__COUNT; i++) {
        if (!consent_now_allows(now, purpose, (enum consent_channel)i)) continue;
        buf_fmt(&ways, "%s%s", ways.size ? ", " : "",
                tr(c, consent_channel_label((enum consent_channel)i)));
        count++;
    }
    *any = count > 0;
    if (!count) return tr(c, "no");
    return count == CONSENT_CHANNEL__COUNT - 1 ? tr(c, "yes") : ways.s;
}

json_t *customer_consents(ctx *c, const struct consent_now *now)
{
    json_t *all = json_new_array(c);
    for (int i = CONSENT_ALL + 1; i < CONSENT_PURPOSE__COUNT; i++) {
        enum consent_purpose purpose = (enum consent_purpose)i;
        const struct consent *newest = newest_of(now, i);
        const struct consent *objection =
            now->objection[CONSENT_ALL].said ? &now->objection[CONSENT_ALL] : &now->objection[i];
        if (objection->said) newest = objection;
        bool any = false;
        json_t *one = json_new_object(c);
        json_put_c(one, "purpose", consent_purpose_name(purpose));
        json_put_c(one, "label", tr(c, consent_purpose_label(purpose)));
        json_put_c(one, "text", allowed_text(c, now, purpose, &any));
        json_put_bool(one, "allowed", any);
        json_put_c(one, "why",
                   newest->said == CONSENT_NOTHING
                       ? tr(c, "nothing said yet")
                       : fmt(c->arena, "%s, %s", tr(c, consent_said_label(newest->said)),
                             consent_since(c, newest)));
        json_array_append(all, one);
    }
    return all;
}

static void crumb(ctx *c, json_t *crumbs, const char *label, const char *href)
{
    json_t *one = json_new_object(c);
    json_put_c(one, "label", label);
    json_put_c(one, "href", href);
    json_array_append(crumbs, one);
}

void customer_crumbs(ctx *c, json_t *model, const struct customer_seen *seen, str name)
{
    json_t *crumbs = json_new_array(c);
    crumb(c, crumbs, tr(c, "Customers"), "/customers");
    if (seen) crumb(c, crumbs, str_c(c->arena, name), fmt(c->arena, "/customers/%s", seen->id));
    json_put(model, "crumbs", crumbs);
}
