#include "case/case_figures.h"

#include "base/lang.h"
#include "case/case_clock.h"
#include "case/case_parts.h"
#include "event/event.h"
#include "facts/take.h"

#define HOUR_MS 3600000LL

enum { EVENTS_AT_ONCE = 500, BATCH_BYTES = 64 * 1024 * 1024, READINGS_MAX = 2 };

static const char *const told[] = {"case.opened", "case.said", "case.closed", NULL};
static const struct event_reader reader = {
    .name = "case.figures", .what = told, .limit = EVENTS_AT_ONCE};

// clang-format off
static const struct {
    const char *name, *definition;
} metrics[] = {
    {"case.opened", "{\"kind\":\"count\",\"label\":\"Cases\",\"better\":\"neither\",\"definition\":\"Number of cases that were opened.\"}"},
    {"case.found", "{\"kind\":\"rate\",\"label\":\"Cases found by ourselves\",\"scale\":[0,1],\"box\":[0,1],\"better\":\"higher\","
                   "\"definition\":\"Share of cases that we noticed before the customer complained.\"}"},
    {"case.answer_hours", "{\"kind\":\"mean\",\"label\":\"First answer to a case\",\"unit\":\"h\",\"better\":\"lower\","
                          "\"definition\":\"Mean time until the first answer, in working hours.\"}"},
    {"case.solve_hours", "{\"kind\":\"mean\",\"label\":\"Solution of a case\",\"unit\":\"h\",\"better\":\"lower\","
                         "\"definition\":\"Mean time until a case was closed, in working hours.\"}"},
    {"case.late", "{\"kind\":\"rate\",\"label\":\"Late cases\",\"scale\":[0,1],\"box\":[0,1],\"better\":\"lower\","
                  "\"definition\":\"Share of closed cases that were late.\"}"},
    {"case.handled", "{\"kind\":\"rate\",\"label\":\"How cases were handled\",\"scale\":[1,5],\"box\":[2,4],\"better\":\"higher\",\"asked\":true,"
                     "\"definition\":\"Share of customers of closed cases who are satisfied with how it was handled: 4 or 5 of 5.\"}"},
};
// clang-format on

bool case_figures_wait(ctx *c, bool *out)
{
    return event_waits(c, &reader, out);
}

bool case_figures_define(ctx *c)
{
    struct metrics all;
    if (!metric_load(c, &all)) return false;
    for (i64 i = 0; i < COUNT_OF(metrics); i++) {
        struct metric metric;
        if (metric_find(&all, str_of(metrics[i].name))) continue;
        json_t *definition = json_parse(c, str_of(metrics[i].definition));
        if (!definition || !metric_from_json(c, str_of(metrics[i].name), definition, &metric) ||
            !metric_define(c, &metric))
            return false;
    }
    return true;
}

struct telling {
    struct case_clock clock;
    struct names names[DICT__COUNT];
    struct batch *batch;
    i64 line;
};

static str name_of(const struct names *names, i64 id)
{
    return id > 0 && id < names->count ? names->name[id] : (str){0};
}

static i64 readings_of(const struct telling *t, const struct event *event,
                       const struct record *record, struct reading *out)
{
    i64 hours_e4 = hours_between(&t->clock.hours, record->made_ms, event->at_ms) * 10000 / HOUR_MS;
    bool is_first = json_is_true(json_object_get(event->data, "is_first"));
    if (str_equal(event->what, S("case.opened"))) {
        bool by_us = str_equal(case_word(record, "found_by"), S("us"));
        out[0] = (struct reading){S("case.opened"), 10000};
        out[1] = (struct reading){S("case.found"), by_us ? 10000 : 0};
        return 2;
    }
    if (str_equal(event->what, S("case.said"))) {
        out[0] = (struct reading){S("case.answer_hours"), hours_e4};
        return is_first ? 1 : 0;
    }
    out[0] = (struct reading){S("case.solve_hours"), hours_e4};
    out[1] = (struct reading){S("case.late"), case_ref(record, "escalated") ? 10000 : 0};
    return 2;
}

static bool tell_one(ctx *c, struct telling *t, const struct event *event)
{
    struct record record;
    struct rows key;
    struct reading readings[READINGS_MAX];
    if (!case_record(c, event->about, &record) ||
        !store_rows(c, SQL_case_figures_key, VALS(V_I64(case_ref(&record, "customer"))), &key))
        return false;
    i64 count = readings_of(t, event, &record, readings);
    if (!count) return true;
    struct encounter encounter = {
        .line = ++t->line,
        .subject = SUBJECT_CUSTOMER,
        .source = S("cases"),
        .id =
            str_of(fmt(c->arena, "case-%lld.%lld", (long long)event->about, (long long)event->id)),
        .happened_ms = event->at_ms,
        .touchpoint = name_of(&t->names[DICT_TOUCHPOINT], case_ref(&record, "touchpoint")),
        .unit = name_of(&t->names[DICT_UNIT], case_ref(&record, "unit")),
        .readings = readings,
        .reading_count = count};
    if (key.count) {
        encounter.name_space = key.column[0].text[0];
        encounter.key = key.column[1].text[0];
    }
    (void)batch_add(t->batch, &encounter); // what cannot be taken is no reason to stop
    return true;
}

static bool take_them(ctx *c, struct known *known, struct batch *batch)
{
    struct take *take = NULL;
    i64 id = 0;
    return take_begin(c, known, (struct take_order){.kind = S("cases")}, &take) &&
           take_batches(c, take, &batch, 1) && take_end(c, take, &id);
}

static bool tell_all(ctx *c, struct known *known, const struct event *events, i64 count, i64 *facts)
{
    struct telling telling = {.batch = NEW(c->arena, struct batch)};
    struct batch_rules rules;
    if (!company_rules(c, &rules) || !company_names(c, telling.names) ||
        !case_clock_read(c, &telling.clock))
        return false;
    batch_init(c, telling.batch, rules, BATCH_BYTES);
    bool done = true;
    for (i64 i = 0; done && i < count; i++)
        done = tell_one(c, &telling, &events[i]);
    done = done && (!telling.batch->fact_count || take_them(c, known, telling.batch));
    *facts = telling.batch->facts_taken;
    batch_release(telling.batch);
    return done;
}

bool case_figures_run(ctx *c, struct known *known, i64 *count)
{
    assert(store_in_transaction(c));
    struct event *events = NULL;
    i64 event_count = 0;
    *count = 0;
    if (!event_read(c, &reader, &event_count, &events)) return false;
    if (!event_count) return true;
    return tell_all(c, known, events, event_count, count) &&
           event_read_to(c, reader.name, events[event_count - 1].id);
}
