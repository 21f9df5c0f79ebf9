#include "web/patterns.h"

#include <math.h>

#include "base/locale.h"
#include "decision/pattern.h"
#include "figure/moved.h"
#include "web/address.h"
#include "web/labels.h"
#include "web/money.h"
#include "web/record_asker.h"
#include "web/record_show.h"
#include "web/render.h"
#include "web/shares.h"
#include "web/visitor.h"

enum { CASES_MOST = 50, ROWS_MAX = 500 };

// ---- Words ----

static const char *trend_words(ctx *c, const struct pattern_numbers *one)
{
    const struct trend *t = &one->trend;
    if (t->status == TREND_TOO_FEW) return tr(c, "too short a time to tell");
    if (t->status == TREND_CONSTANT) return tr(c, "as many each month");
    bool is_sure = t->p_value < 0.05 && fabs(t->slope) > 0;
    if (!is_sure) return tr(c, "neither more nor fewer beyond chance");
    return t->slope > 0 ? tr(c, "more and more") : tr(c, "fewer and fewer");
}

static void put_cost(ctx *c, const struct pattern_numbers *one, const char *sign, json_t *row)
{
    f64 cost = (f64)one->cost_e4 / 1e4 * (f64)one->recent;
    bool is_said = one->cost_e4 >= 0;
    json_put_f64(row, "cost", is_said ? cost : (f64)NAN);
    json_put_c(row, "cost_text", is_said ? money_with(c, cost, 0, sign) : NULL);
}

static bool is_ref(const struct record *record, const char *field)
{
    return record_value(record, field)->given;
}

static json_t *row_of(ctx *c, const struct pattern_numbers *one, const struct record *record,
                      const char *sign)
{
    const char *key = fmt(c->arena, "%lld", (long long)record->id);
    str title = record_title(record);
    f64 n = one->share.value > 0 ? round((f64)one->recent / one->share.value) : 0;
    struct share share = {.key = key,
                          .label = str_c(c->arena, title),
                          .href = record_href(c, record->kind, record->id, ""),
                          .counts = {one->recent, MAX((i64)n, one->recent)},
                          .why = trend_words(c, one)};
    json_t *row = share_row(c, &share);
    json_put_i64(row, "cases", one->cases);
    json_put_i64(row, "open", one->open);
    json_put_str(row, "open_text", locale_number(c, (f64)one->open, 0));
    json_put_c(row, "trend_text", trend_words(c, one));
    put_cost(c, one, sign, row);
    json_put_c(row, "state_text", record_state_label(c, record->kind, record->state));
    json_put_bool(row, "is_ended", str_equal(record->state, S("ended")));
    json_put_bool(row, "has_owner", is_ref(record, "owner"));
    return row;
}

static bool put_owners(ctx *c, const struct record *records, i64 count, json_t *rows)
{
    i64 *ids = NEW_ARRAY(c->arena, i64, count + 1);
    str *names = NULL;
    for (i64 i = 0; i < count; i++)
        ids[i] = record_value(&records[i], "owner")->given ? record_value(&records[i], "owner")->i
                                                           : 0;
    if (!record_show_people(c, ids, count, &names)) return false;
    for (i64 i = 0; i < count; i++)
        json_put_str(json_array_get(rows, (size_t)i), "owner", names[i]);
    return true;
}

// ---- The list ----

static const struct record *record_of(const struct record_page *page, i64 id)
{
    for (i64 i = 0; i < page->count; i++)
        if (page->records[i].id == id) return &page->records[i];
    return NULL;
}

static bool read_records(ctx *c, const struct request *request, struct record_page *out)
{
    const struct visitor *visitor = visitor_of(request);
    struct record_filter filters[1];
    struct record_asker asker =
        record_asker_make(kind_find(S("pattern")), &visitor->person, visitor->record);
    struct record_query query = {.kind = asker.kind, .filters = filters, .rows_max = ROWS_MAX};
    return record_asker_narrow(c, &asker, &query, filters) && record_list(c, &query, out);
}

static const char *title_of(ctx *c, json_t *rows)
{
    json_t *first = json_array_get(rows, 0);
    i64 count = 0;
    if (!first) return tr(c, "Nothing repeats beyond chance");
    if (!json_i64(json_object_get(first, "count"), &count) || !count)
        return tr(c, "What repeated has not come again in 90 days");
    return fmt(c->arena, tr(c, "Most often it is this: %s"),
               json_text(json_object_get(first, "label")).s);
}

bool patterns_get(ctx *c, struct request *request, struct response *response)
{
    struct pattern_numbers *numbers = NULL;
    struct record_page page;
    i64 count = 0, shown = 0;
    const char *sign = NULL;
    render_keep_lang(c, request, response);
    if (!store_begin_read(c) || !read_records(c, request, &page) || !money_sign(c, &sign) ||
        !pattern_numbers(c, &numbers, &count))
        return false;
    json_t *model = json_new_object(c), *rows = json_new_array(c);
    struct record *records = NEW_ARRAY(c->arena, struct record, page.count + 1);
    for (i64 i = 0; i < count; i++) {
        const struct record *record = record_of(&page, numbers[i].id);
        if (!record) continue;
        records[shown++] = *record;
        json_array_append(rows, row_of(c, &numbers[i], record, sign));
    }
    if (!put_owners(c, records, shown, rows)) return false;
    const char *title = title_of(c, rows);
    json_put_c(model, "title", title);
    json_put_c(model, "question",
               tr(c, "Causes that many cases share: their share of all cases of the last 90 days."));
    shares_put(c, model, rows, "groups", title);
    const struct visitor *visitor = visitor_of(request);
    struct record_asker asker =
        record_asker_make(kind_find(S("pattern")), &visitor->person, visitor->record);
    json_put_bool(model, "may_add", record_asker_adds(&asker));
    return render_page(c, request, response, "patterns", model);
}

// ---- One ----

static bool put_cases(ctx *c, const struct request *request, i64 pattern, json_t *out)
{
    const struct visitor *visitor = visitor_of(request);
    struct record_asker asker =
        record_asker_make(kind_find(S("case")), &visitor->person, visitor->record);
    json_t *list = json_new_array(c);
    i64 *ids = NULL, count = 0;
    bool may = visitor_may(request, MAY_SEE_CASES, (struct place){0}) ||
               role_may(visitor->person.role, MAY_SEE_CASES) == MAY_IN_SCOPE;
    if (may && !pattern_cases(c, pattern, CASES_MOST, &ids, &count)) return false;
    for (i64 i = 0; i < count; i++) {
        struct record record;
        str number = str_of(fmt(c->arena, "%lld", (long long)ids[i]));
        if (!record_asker_get(c, &asker, number, &record)) {
            if (c->err.code != ERR_NOT_FOUND) return false;
            err_clear(c); // not theirs to see
            continue;
        }
        json_t *one = json_new_object(c);
        json_put_str(one, "label", record_title(&record));
        json_put_c(one, "href", record_href(c, record.kind, record.id, ""));
        json_put_c(one, "state_text", record_state_label(c, record.kind, record.state));
        json_put_str(one, "when", ms_write(c->arena, record.made_ms));
        json_put_str(one, "when_text", locale_moment(c, record.made_ms));
        json_array_append(list, one);
    }
    json_put_bool(out, "has_cases", json_array_size(list) > 0);
    json_put(out, "cases", list);
    return true;
}

static i64 ref(const struct record *record, const char *field)
{
    const struct record_value *value = record_value(record, field);
    return value->given ? value->i : 0;
}

// The figure that it hurts: the last 90 days against the 90 before, where it happens.
static bool put_figure(ctx *c, const struct request *request, const struct record *record,
                       json_t *out)
{
    struct rows names;
    struct figure_moved moved;
    json_put_null(out, "figure");
    i64 metric = ref(record, "metric");
    if (!metric || role_may(visitor_of(request)->person.role, MAY_SEE_FIGURES) == MAY_NOT)
        return true;
    if (!store_rows(c, SQL_decision_names,
                    VALS(V_I64(ref(record, "touchpoint")), V_I64(0), V_I64(metric)), &names))
        return false;
    str touchpoint = names.column[0].text[0];
    struct figure_query query = {.metric = names.column[2].text[0]};
    if (touchpoint.size)
        query.where[query.where_count++] =
            (struct figure_where){{.dim = DIM_TOUCHPOINT}, touchpoint};
    i32 today = label_day_of(c, c->now_ms);
    struct figure_stretches stretches = {{today - 2 * PATTERN_DAYS, today - PATTERN_DAYS - 1},
                                         {today - PATTERN_DAYS, today - 1}};
    if (!figure_moved(c, query, stretches, &moved)) return false;
    json_t *figure = json_new_object(c);
    query.by_count = 1;
    query.by[0] = (struct figure_by){.dim = DIM_MONTH};
    json_put_c(figure, "label", tr(c, str_c(c->arena, moved.metric->label)));
    json_put_c(figure, "href", address_of(c, "/figures", &query));
    json_put_c(figure, "before_text", moved.before_text);
    json_put_c(figure, "after_text", moved.after_text);
    json_put_c(figure, "why", label_capital(c, moved.after.why));
    json_put(out, "figure", figure);
    return true;
}

static void put_months(ctx *c, const struct pattern_numbers *one, json_t *out)
{
    json_t *months = json_new_array(c);
    f64 most = 1;
    for (i64 m = 0; m < PATTERN_MONTHS; m++)
        most = MAX(most, one->months[m]);
    for (i64 m = 0; m < PATTERN_MONTHS; m++) {
        json_t *month = json_new_object(c);
        i64 from = c->now_ms - (PATTERN_MONTHS - m) * 30 * 86400000LL;
        json_put_str(month, "label", locale_day(c, (i32)(from / 86400000)));
        json_put_f64(month, "cases", one->months[m]);
        json_put_f64(month, "bar", 100 * one->months[m] / most);
        json_array_append(months, month);
    }
    json_put(out, "months", months);
}

static const char *share_words(ctx *c, const struct pattern_numbers *one)
{
    if (!one->recent) return tr(c, "no case in the last 90 days");
    return fmt(c->arena, tr(c, "%s of all cases of the last 90 days (%s to %s)"),
               locale_percent(c, one->share.value, 1).s, locale_percent(c, one->share.low, 1).s,
               locale_percent(c, one->share.high, 1).s);
}

bool pattern_put(ctx *c, const struct request *request, const struct record *record, json_t *model)
{
    struct pattern_numbers *numbers = NULL;
    i64 count = 0;
    const char *sign = NULL;
    if (strcmp(record->kind->name, "pattern") != 0) return true;
    if (!money_sign(c, &sign) || !pattern_numbers(c, &numbers, &count)) return false;
    json_t *out = json_new_object(c);
    struct pattern_numbers nothing = {.cost_e4 = -1}, *one = &nothing;
    for (i64 i = 0; i < count; i++)
        if (numbers[i].id == record->id) one = &numbers[i];
    json_put_i64(out, "all_cases", one->cases);
    json_put_str(out, "all_cases_text", locale_number(c, (f64)one->cases, 0));
    json_put_i64(out, "recent", one->recent);
    json_put_str(out, "recent_text", locale_number(c, (f64)one->recent, 0));
    json_put_str(out, "open_text", locale_number(c, (f64)one->open, 0));
    json_put_c(out, "share_text", share_words(c, one));
    json_put_c(out, "trend_text", trend_words(c, one));
    put_cost(c, one, sign, out);
    put_months(c, one, out);
    json_put(model, "pattern", out);
    json_put_c(out, "decide_href",
               fmt(c->arena, "/decisions/new?pattern=%lld", (long long)record->id));
    return put_cases(c, request, record->id, out) && put_figure(c, request, record, out);
}
