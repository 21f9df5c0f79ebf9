#include "web/today_waits.h"

#include "base/lang.h"
#include "base/locale.h"
#include "decision/decision.h"
#include "record/list.h"
#include "record/person.h"
#include "record/waiting.h"
#include "settings/settings.h"
#include "case/case_list.h"
#include "web/app.h"
#include "web/case_seen.h"
#include "web/labels.h"
#include "web/record_asker.h"
#include "web/visitor.h"
#include "webhook/webhook.h"

#define DAY_MS (24LL * 3600 * 1000)

enum { ITEMS_MAX = 50, REFUSED_DAYS = 14, BATCHES_MAX = 20, WORDS_MAX = 160, COUNT_MAX = 1000 };

struct wait {
    const char *what, *note, *step, *href;
    str about;
    i64 at_ms; // 0: no moment
};

static void add(ctx *c, json_t *waits, struct wait wait)
{
    json_t *one = json_new_object(c);
    json_put_c(one, "what", wait.what);
    json_put_str(one, "about", wait.about);
    json_put_c(one, "note", wait.note);
    if (wait.at_ms) {
        json_put_str(one, "when", ms_write(c->arena, wait.at_ms / 1000 * 1000));
        json_put_str(one, "when_text", locale_moment(c, wait.at_ms));
    } else {
        json_put_null(one, "when");
        json_put_null(one, "when_text");
    }
    json_put_c(one, "step", wait.step);
    json_put_c(one, "href", wait.href);
    json_array_append(waits, one);
}

static bool may_set_up(const struct request *request)
{
    return visitor_may(request, MAY_SET_UP, (struct place){0});
}

static bool has_route(const struct request *request, const char *path)
{
    const struct app *app = request->app;
    for (i64 i = 0; i < app->route_count; i++)
        if (app->routes[i].method == GET && !strcmp(app->routes[i].path, path)) return true;
    return false;
}

// ---- Records, and being named ----

static const char *first_words(ctx *c, str text)
{
    str head = str_trim(str_head(text, WORDS_MAX));
    return head.size < str_trim(text).size ? fmt(c->arena, "%.*s…", STR(head))
                                           : str_c(c->arena, head);
}

static bool add_mention(ctx *c, const struct waiting_item *item, json_t *waits)
{
    str *names = NULL;
    if (!person_names(c, &item->comment_by, 1, &names)) return false;
    const char *who =
        names[0].size ? str_c(c->arena, names[0]) : tr(c, "somebody who is not here any more");
    const char *href = item->kind ? fmt(c->arena, "/%s/%lld#comment-%lld", item->kind->path,
                                        (long long)item->record, (long long)item->comment)
                                  : fmt(c->arena, "/figures/talk?%.*s#comment-%lld",
                                        STR(item->figure), (long long)item->comment);
    add(c, waits,
        (struct wait){.what = fmt(c->arena, tr(c, "%s asks you"), label_capital(c, who)),
                      .about = item->kind ? item->title : str_of(tr(c, "a figure")),
                      .note = first_words(c, item->comment_text),
                      .step = tr(c, "Answer"),
                      .href = href,
                      .at_ms = item->since_ms});
    return true;
}

static void add_record(ctx *c, const struct waiting_item *item, json_t *waits)
{
    const struct kind_state *state = kind_state_find(item->kind, item->state);
    const char *path = fmt(c->arena, "/%s/%lld", item->kind->path, (long long)item->record);
    const char *about = tr(c, item->kind->label);
    if (state) about = fmt(c->arena, "%s: %s", about, tr(c, state->label));
    add(c, waits,
        (struct wait){.what = str_c(c->arena, item->title),
                      .about = str_of(label_capital(c, about)),
                      .step = item->step_count ? tr(c, item->steps[0]->label) : tr(c, "Open"),
                      .href = path,
                      .at_ms = item->since_ms});
}

// A comment on a record is for who may see the record.
static bool may_read(ctx *c, const struct request *request, const struct waiting_item *item)
{
    const struct visitor *visitor = visitor_of(request);
    struct record record;
    if (!item->kind) return visitor_may(request, MAY_SEE_FIGURES, (struct place){0});
    struct record_asker asker = record_asker_make(item->kind, &visitor->person, visitor->record);
    str number = str_of(fmt(c->arena, "%lld", (long long)item->record));
    if (record_asker_get(c, &asker, number, &record)) return true;
    err_clear(c);
    return false;
}

static bool add_waiting(ctx *c, const struct request *request, json_t *waits)
{
    const struct visitor *visitor = visitor_of(request);
    const struct person *person = &visitor->person;
    struct waiting_for whom = {.person = visitor->record,
                               .roles = ROLE_BIT(person->role),
                               .function_count = person->function_count,
                               .unit_count = person->unit_count,
                               .functions = person->functions,
                               .units = person->units,
                               .items_max = ITEMS_MAX};
    struct waiting_item *items = NULL;
    i64 count = 0;
    if (!waiting_list(c, &whom, &items, &count)) return false;
    for (i64 i = 0; i < count; i++) {
        bool is_named = items[i].why == WAITING_NAMED;
        if (is_named && !may_read(c, request, &items[i])) continue;
        if (is_named && !add_mention(c, &items[i], waits)) return false;
        bool is_case = items[i].kind == &case_kind; // told apart, late ones first
        if (!is_named && !is_case) add_record(c, &items[i], waits);
    }
    return true;
}

// ---- Cases ----

enum { CASES_SHOWN = 5 };

static void add_case(ctx *c, const struct case_row *row, json_t *waits)
{
    const char *when = row->due_ms ? str_c(c->arena, locale_moment(c, row->due_ms)) : "";
    const char *due = fmt(c->arena, tr(c, "first answer by %s"), when);
    if (row->is_answered) due = fmt(c->arena, tr(c, "to be solved by %s"), when);
    if (row->is_late) due = tr(c, "late");
    add(c, waits,
        (struct wait){.what = str_c(c->arena, row->subject),
                      .about = str_of(fmt(c->arena, "%s: %s", tr(c, "Case"), due)),
                      .note = row->words.size ? first_words(c, row->words) : NULL,
                      .step = row->owner ? tr(c, "Go on with it") : tr(c, "Take it up"),
                      .href = fmt(c->arena, "/cases/%lld", (long long)row->id),
                      .at_ms = row->made_ms});
}

static bool add_cases(ctx *c, const struct request *request, json_t *waits)
{
    struct case_query query = case_query_of(request);
    struct case_rows rows;
    struct case_counts counts;
    if (role_may(visitor_of(request)->person.role, MAY_HANDLE_CASES) == MAY_NOT) return true;
    query.rows_max = CASES_SHOWN;
    if (!case_list(c, &query, &rows)) return false;
    for (i64 i = 0; i < rows.count; i++)
        add_case(c, &rows.rows[i], waits);
    if (!rows.has_more) return true;
    if (!case_count(c, &query, &counts)) return false;
    add(c, waits,
        (struct wait){.what = fmt(c->arena, tr(c, "More cases wait for you: %s"),
                                  locale_number(c, (f64)(counts.waiting - rows.count), 0).s),
                      .about = str_of(tr(c, "Late ones come first")),
                      .step = tr(c, "See them all"),
                      .href = "/cases"});
    return true;
}

// ---- Rows that were refused ----

static bool add_refused(ctx *c, const struct request *request, json_t *waits)
{
    struct rows rows;
    if (!visitor_may(request, MAY_IMPORT, (struct place){0})) return true;
    if (!store_rows(c, SQL_batch_list, VALS(V_I64(BATCHES_MAX), V_I64(0)), &rows)) return false;
    const struct column *col = rows.column;
    for (i64 i = 0; i < rows.count; i++) {
        i64 refused = col[10].i[i], ended_ms = col[7].i[i];
        if (!refused || ended_ms < c->now_ms - REFUSED_DAYS * DAY_MS) continue;
        str file = col[3].text[i];
        add(c, waits,
            (struct wait){.what = fmt(c->arena, tr(c, "Rows were refused: %s"),
                                      locale_number(c, (f64)refused, 0).s),
                          .about = file.size ? file : str_of(tr(c, "sent over HTTP")),
                          .step = tr(c, "See why"),
                          .href = "/imports",
                          .at_ms = ended_ms});
    }
    return true;
}

// ---- What nobody answers for ----

static bool add_unowned(ctx *c, const struct request *request, json_t *waits)
{
    struct record_filter none = {.field = S("function"), .how = FILTER_NONE};
    struct record_query query = {.kind = kind_find(S("touchpoint")),
                                 .roles = ROLE_BIT(visitor_of(request)->person.role),
                                 .filters = &none,
                                 .filter_count = 1};
    i64 count = 0;
    if (!may_set_up(request) || !query.kind) return true;
    if (!record_count(c, &query, COUNT_MAX, &count)) return false;
    if (!count) return true;
    add(c, waits,
        (struct wait){.what = fmt(c->arena, tr(c, "Touchpoints without an owner: %s"),
                                  locale_number(c, (f64)count, 0).s),
                      .about = str_of(tr(c, "Nobody answers for them")),
                      .step = tr(c, "Give them owners"),
                      .href = "/journey"});
    return true;
}

// ---- What repeats, and what was decided ----

// Nobody answers for them yet: the CX owner gives them an owner.
static bool add_patterns(ctx *c, const struct request *request, json_t *waits)
{
    struct record_filter none = {.field = S("owner"), .how = FILTER_NONE};
    struct record_query query = {.kind = kind_find(S("pattern")),
                                 .state = S("seen"),
                                 .roles = ROLE_BIT(visitor_of(request)->person.role),
                                 .filters = &none,
                                 .filter_count = 1};
    i64 count = 0;
    if (visitor_of(request)->person.role != ROLE_CX_OWNER || !query.kind) return true;
    if (!record_count(c, &query, COUNT_MAX, &count)) return false;
    if (!count) return true;
    add(c, waits,
        (struct wait){.what = fmt(c->arena, tr(c, "Patterns without an owner: %s"),
                                  locale_number(c, (f64)count, 0).s),
                      .about = str_of(tr(c, "What repeats among cases")),
                      .step = tr(c, "Give them owners"),
                      .href = "/patterns"});
    return true;
}

static bool add_decisions_of(ctx *c, const i64 *ids, i64 count, struct wait wait, json_t *waits)
{
    str *titles = NULL;
    if (!record_titles(c, kind_find(S("decision")), ids, count, &titles)) return false;
    for (i64 i = 0; i < count; i++) {
        wait.what = str_c(c->arena, titles[i]);
        wait.href = fmt(c->arena, "/decisions/%lld", (long long)ids[i]);
        add(c, waits, wait);
    }
    return true;
}

static bool add_decisions(ctx *c, const struct request *request, json_t *waits)
{
    const struct visitor *visitor = visitor_of(request);
    i64 *ids = NULL, count = 0;
    bool may = visitor->record && role_may(visitor->person.role, MAY_DECIDE) != MAY_NOT;
    if (!may || !kind_find(S("decision"))) return true;
    if (!decision_to_look(c, visitor->record, label_day_of(c, c->now_ms), &ids, &count))
        return false;
    struct wait look = {.about = str_of(tr(c, "Time to see whether its figure moved")),
                        .step = tr(c, "Look")};
    if (!add_decisions_of(c, ids, count, look, waits) ||
        !decision_to_tell(c, visitor->record, &ids, &count))
        return false;
    struct wait tell = {.about = str_of(tr(c, "Decided, and nobody who asked has been told")),
                        .step = tr(c, "Tell them")};
    return add_decisions_of(c, ids, count, tell, waits);
}

// ---- Other systems that hear nothing any more ----

static bool add_webhooks(ctx *c, const struct request *request, json_t *waits)
{
    struct webhook *webhooks = NULL;
    i64 count = 0;
    if (!visitor_may(request, MAY_CONNECT, (struct place){0})) return true;
    if (!webhook_list(c, &count, &webhooks)) return false;
    for (i64 i = 0; i < count; i++) {
        const struct webhook *one = &webhooks[i];
        if (!one->stopped_ms) continue;
        add(c, waits,
            (struct wait){
                .what = fmt(c->arena, tr(c, "%.*s is told nothing any more"), STR(one->name)),
                .about = one->why,
                .note = tr(c, "Put it right there, then let it go on; what happened meanwhile is "
                              "not told."),
                .step = tr(c, "Look at the webhook"),
                .href = fmt(c->arena, "/set-up/webhooks/%lld", (long long)one->id),
                .at_ms = one->stopped_ms});
    }
    return true;
}

bool today_waits(ctx *c, const struct request *request, json_t *waits)
{
    return add_cases(c, request, waits) && add_waiting(c, request, waits) &&
           add_refused(c, request, waits) && add_unowned(c, request, waits) &&
           add_patterns(c, request, waits) && add_decisions(c, request, waits) &&
           add_webhooks(c, request, waits);
}

// ---- Setting the house up ----

static void add_step(ctx *c, const struct request *request, json_t *steps, const char *label,
                     const char *href, bool is_done)
{
    if (!has_route(request, href)) return;
    json_t *one = json_new_object(c);
    json_put_c(one, "label", label);
    json_put_c(one, "href", href);
    json_put_bool(one, "is_done", is_done);
    json_array_append(steps, one);
}

static bool has_records(ctx *c, const struct request *request, const char *kind, bool *out)
{
    struct record_query query = {.kind = kind_find(str_of(kind)),
                                 .roles = ROLE_BIT(visitor_of(request)->person.role)};
    i64 count = 0;
    if (!record_count(c, &query, 1, &count)) return false;
    *out = count > 0;
    return true;
}

bool today_steps(ctx *c, const struct request *request, json_t *steps, i64 *open)
{
    bool has_name = false, has_function = false, has_stage = false;
    i64 batches = 0, accounts = 0;
    *open = 0;
    if (!may_set_up(request)) return true;
    if (!setting_is_set(c, "company.name", &has_name) ||
        !has_records(c, request, "function", &has_function) ||
        !has_records(c, request, "stage", &has_stage) ||
        !store_i64(c, SQL_today_batches, NO_VALS, &batches) ||
        !store_i64(c, SQL_today_accounts, NO_VALS, &accounts))
        return false;
    add_step(c, request, steps, tr(c, "Say what the company is called"), "/set-up/company",
             has_name);
    add_step(c, request, steps, tr(c, "Say which functions answer for customers"), "/functions/new",
             has_function);
    add_step(c, request, steps, tr(c, "Draw the customer’s journey"), "/journey", has_stage);
    add_step(c, request, steps, tr(c, "Bring in the first facts"), "/set-up/import", batches > 0);
    if (visitor_may(request, MAY_MANAGE_PEOPLE, (struct place){0}))
        add_step(c, request, steps, tr(c, "Let a second person in"), "/set-up/accounts",
                 accounts > 1);
    size_t i = 0;
    json_t *step = NULL;
    json_array_foreach(steps, i, step) *open += json_is_false(json_object_get(step, "is_done"));
    return true;
}
