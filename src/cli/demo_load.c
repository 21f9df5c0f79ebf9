#include "cli/demo_load.h"

#include "case/case_step.h"
#include "demo/hearing.h"
#include "demo/house.h"
#include "facts/company.h"
#include "people/role.h"
#include "record/list.h"
#include "record/sheet.h"
#include "settings/settings.h"
#include "survey/templates.h"
#include "survey/version.h"

#define HOUR_MS 3600000LL
#define DAY_MS  (24 * HOUR_MS)
#define HEARD   "demo.hearing"

static const struct record_edit everybody = {.roles = ROLE_ALL};

static bool tell_refusals(ctx *c, const struct demo_sheet *sheet, const struct sheet_counts *counts)
{
    if (!counts->refused) return true;
    const struct sheet_refusal *first = &counts->refusals[0];
    return fail_with(c, ERR_REFUSED,
                     fmt(c->arena, tr(c, "line %lld of %s cannot be taken: %s"),
                         (long long)first->line, sheet->file, first->problems.problem[0].msg),
                     tr(c, "Give the demo a store of its own, such as --store "
                           "duckdb:another.duckdb."));
}

static bool load_sheets(ctx *c, const struct demo_sheet *sheets, i64 count)
{
    for (i64 i = 0; i < count; i++) {
        const struct demo_sheet *sheet = &sheets[i];
        const struct kind *kind = kind_find(str_of(sheet->kind));
        struct sheet_counts counts;
        assert(kind);
        if (!sheet_read(c, kind, str_of(sheet->csv), &everybody, &counts) ||
            !tell_refusals(c, sheet, &counts))
            return false;
        (void)fprintf(c->out, tr(c, "%s: %lld added, %lld changed, %lld as they were\n"),
                      tr(c, kind->labels), (long long)counts.added, (long long)counts.changed,
                      (long long)counts.same);
    }
    return true;
}

// Runs a part of the loading in a transaction of its own.
static bool load_in(ctx *c, bool (*load)(ctx *c, void *data), void *data)
{
    if (!store_begin_write(c)) return false;
    if (load(c, data)) return store_commit(c);
    store_rollback(c);
    return false;
}

static bool house(ctx *c, void *data)
{
    (void)data;
    return load_sheets(c, demo_sheets, demo_sheet_count);
}

bool demo_load_house(ctx *c)
{
    return load_in(c, house, NULL);
}

// ---- Asking ----

struct fields {
    const char *name, *value;
};

static bool add(ctx *c, const char *kind, const struct fields *fields, struct record *record)
{
    struct record_problems problems = {0};
    struct record *made = record_new(c, kind_find(str_of(kind)));
    for (; fields->name; fields++)
        if (!record_put(c, made, str_of(fields->name), str_of(fields->value), ROLE_ALL, &problems))
            return false;
    if (!record_add(c, made, &everybody, &problems)) return false;
    *record = *made;
    return true;
}

static bool add_survey(ctx *c, const char *name, const char *function, const char *template)
{
    const struct fields fields[] = {{"name", name}, {"function", function}, {0}};
    struct survey_draft draft = {.text = survey_template_text(c, str_of(template))};
    struct record record;
    i64 version = 0;
    assert(draft.text.size);
    return add(c, "survey", fields, &record) && survey_draft_put(c, record.id, &draft, 0) &&
           survey_publish(c, record.id, &everybody, &version);
}

static bool load_asking(ctx *c)
{
    struct record_problems problems = {0};
    struct record shown, mailed;
    // Named as sheets name them: by title.
    const struct fields at_counter[] = {{"name", "At the counter of returns"},
                                        {"survey", "After a service call"},
                                        {"about", "encounter"},
                                        {"touchpoint", "returns"},
                                        {"way", "qr"},
                                        {"function", "Customer service"},
                                        {0}};
    const struct fields by_mail[] = {{"name", "Deliveries that are only hunches"},
                                     {"survey", "After a delivery"},
                                     {"about", "encounter"},
                                     {"touchpoint", "delivery"},
                                     {"way", "email"},
                                     {"function", "Logistics"},
                                     {"aim", "hunches"},
                                     {"metric", "nps"},
                                     {"delay_hours", "24"},
                                     {"per_day", "500"},
                                     {"control", "5"},
                                     {0}};
    return add_survey(c, "After a delivery", "Logistics", "after_delivery") &&
           add_survey(c, "After a service call", "Customer service", "after_call") &&
           add_survey(c, "How we are doing", "Customer service", "relationship") &&
           add(c, "campaign", at_counter, &shown) &&
           record_move(c, &shown, S("start"), &everybody, &problems) &&
           add(c, "campaign", by_mail, &mailed);
}

// ---- Hearing ----

// The id of a record by its title; 0 for no title.
static bool named(ctx *c, const char *kind, const char *title, i64 *id)
{
    struct record_value value = {0};
    struct record_problems problems = {0};
    struct kind_field field = {
        .name = "named", .type = KIND_REF, .refers = kind, .label = "", .help = ""};
    *id = 0;
    if (!title || !*title) return true;
    if (!value_read(c, &field, str_of(title), &value, &problems)) return false;
    *id = value.i;
    return true;
}

static bool decide(ctx *c, i64 *decided)
{
    struct record_query query = {.kind = kind_find(S("decision"))};
    struct record_page list;
    if (!record_list(c, &query, &list)) return false;
    for (i64 i = 0; i < list.count; i++) {
        struct record_problems problems = {0};
        if (!record_move(c, &list.records[i], S("decide"), &everybody, &problems)) return false;
    }
    *decided = list.count;
    return true;
}

static bool go_on(ctx *c, const struct demo_case *told, struct record *record)
{
    struct case_assessment assessment = {.touchpoint = -1, .unit = -1, .customer = -1};
    struct case_words words = {.who = CASE_US, .text = str_of(told->answer ? told->answer : "")};
    struct case_closing closing = {.is_quiet = true};
    i64 letter = 0;
    if (!named(c, "person", demo_case_owner(told), &words.person)) return false;
    assessment.owner = words.person;
    if (told->end >= DEMO_CASE_ASSESSED && !case_assess(c, record, &assessment, &everybody))
        return false;
    c->now_ms += 5 * HOUR_MS;
    if (told->end >= DEMO_CASE_INVESTIGATED && !case_investigate(c, record, &everybody))
        return false;
    c->now_ms += 20 * HOUR_MS;
    const char *occasion = told->end >= DEMO_CASE_ANSWERED ? "answer" : "progress";
    if (told->answer && !case_say(c, record, &words, occasion, &everybody, &letter)) return false;
    c->now_ms += 30 * HOUR_MS;
    if (told->end < DEMO_CASE_CLOSED) return true;
    return named(c, "cause", told->cause, &closing.cause) &&
           named(c, "decision", told->decision, &closing.decision) &&
           case_close(c, record, &closing, &everybody);
}

static bool load_case(ctx *c, const struct demo_case *told)
{
    struct case_new what = {
        .subject = str_of(told->subject),
        .matter = str_of(told->matter),
        .severity = str_of(told->severity),
        .way = str_of(told->way),
        .found_by = str_of(told->found_by),
        .contact = {.lang = told->lang},
        .words = {.who = strcmp(told->found_by, "us") ? CASE_CUSTOMER : CASE_NOTE,
                  .way = str_of(told->way),
                  .text = str_of(told->words)},
        .is_quiet = true};
    struct record record;
    str number = {0};
    i64 id = 0;
    return named(c, "touchpoint", told->touchpoint, &what.touchpoint) &&
           named(c, "unit", told->unit, &what.unit) &&
           case_open(c, &what, &everybody, &id, &number) &&
           record_get(c, kind_find(S("case")), id, &record) && go_on(c, told, &record);
}

static bool load_cases(ctx *c, i32 last_day)
{
    i64 now_ms = c->now_ms;
    bool done = true;
    for (i64 i = 0; done && i < demo_case_count; i++) {
        // In the morning, an hour apart by the case's place.
        c->now_ms = (last_day - demo_cases[i].days_ago) * DAY_MS + (7 + i % 9) * HOUR_MS;
        done = load_case(c, &demo_cases[i]);
    }
    c->now_ms = now_ms;
    return done;
}

// What was promised by a day that is over was done on it: this company keeps its word.
static bool keep_promises(ctx *c, i32 last_day)
{
    struct record_query query = {.kind = kind_find(S("decision")), .state = S("decided")};
    struct record_page list;
    i64 now_ms = c->now_ms;
    bool done = record_list(c, &query, &list);
    for (i64 i = 0; done && i < list.count; i++) {
        const struct record_value *due = record_value(&list.records[i], "due");
        struct record_problems problems = {0};
        struct record_edit edit = everybody;
        if (!due->given || due->i > last_day) continue;
        edit.has_day = true;
        edit.day = (i32)due->i;
        c->now_ms = due->i * DAY_MS + 10 * HOUR_MS;
        done = record_move(c, &list.records[i], S("finish"), &edit, &problems);
    }
    c->now_ms = now_ms;
    return done;
}

// What pages for customers begin with, unless somebody has said it.
static bool name_company(ctx *c)
{
    bool is_set = false;
    return setting_is_set(c, "company.name", &is_set) &&
           (is_set || setting_set(c, S("command demo"), setting_find(S("company.name")),
                                  S(DEMO_COMPANY)));
}

static bool hearing(ctx *c, void *data)
{
    const i32 *last_day = data;
    i64 now_ms = c->now_ms, decided = 0;
    c->now_ms = (*last_day - 120) * DAY_MS;
    bool made = name_company(c) && load_sheets(c, demo_hearing_sheets, demo_hearing_sheet_count) && load_asking(c) &&
                decide(c, &decided);
    c->now_ms = now_ms;
    if (!made || !load_cases(c, *last_day) || !keep_promises(c, *last_day) ||
        !company_set(c, HEARD, S("1")))
        return false;
    (void)fprintf(c->out, tr(c, "%s: %lld added, %lld changed, %lld as they were\n"),
                  tr(c, kind_find(S("case"))->labels), (long long)demo_case_count, 0LL, 0LL);
    return true;
}

bool demo_load_hearing(ctx *c, i32 last_day)
{
    str heard = {0};
    if (!company_setting(c, HEARD, (str){0}, &heard)) return false;
    return heard.size ? true : load_in(c, hearing, &last_day);
}
