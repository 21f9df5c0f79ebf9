#include "web/themes.h"

#include <math.h>

#include "base/locale.h"
#include "insight/sure/difference.h"
#include "web/address.h"
#include "web/labels.h"
#include "web/record_asker.h"
#include "web/record_show.h"
#include "web/render.h"
#include "web/scope.h"
#include "web/shares.h"
#include "web/visitor.h"
#include "web/voices.h"

enum { MONTHS = 12, NOW = 3, EXAMPLES = 5, HINTS_SHOWN = 12 };

// ---- Counting ----

// Counts of a theme by month, the newest last; -1: hidden.
struct counts {
    i64 n[MONTHS];
};

struct themes {
    struct theme *themes;
    i64 count;
    i32 first; // first day of the first month
    struct counts *by; // of each theme
    struct counts all;
    struct theme_months now, before; // of the list
    bool is_hidden;
};

static i64 month_of(const struct themes *t, i32 month)
{
    struct civil a = civil_from_day(t->first), b = civil_from_day(month);
    return (b.year - a.year) * 12 + b.month - a.month;
}

static bool read_counts(ctx *c, const struct request *request, struct day_range days, bool by_month,
                        struct theme_months *out)
{
    struct figure_query query = {
        .from_given = true, .to_given = true, .from = days.from, .to = days.to};
    struct theme_wish wish = {.sees_persons = visitor_sees_personal(request, (struct place){0}),
                              .by_month = by_month};
    return scope_of(c, request, MAY_READ_REMARKS, &query.scope) &&
           figure_themes(c, query, wish, out);
}

static bool count_months(ctx *c, const struct request *request, struct themes *t)
{
    struct theme_months months;
    i32 today = label_day_of(c, c->now_ms);
    t->first = day_add_months(day_start_of_month(today), 1 - MONTHS);
    if (!theme_list(c, &t->themes, &t->count) ||
        !read_counts(c, request, (struct day_range){t->first, today}, true, &months))
        return false;
    t->by = NEW_ARRAY(c->arena, struct counts, t->count + 1);
    for (i64 i = 0; i < months.count; i++) {
        const struct theme_month *row = &months.rows[i];
        i64 at = month_of(t, row->month);
        if (at < 0 || at >= MONTHS) continue;
        if (!row->theme) t->all.n[at] = row->n;
        for (i64 k = 0; k < t->count; k++)
            if (t->themes[k].id == row->theme) t->by[k].n[at] = row->n;
    }
    return true;
}

// n 0: hidden, or nothing was said.
static struct rate_counts of_month(const struct themes *t, i64 theme, i64 month)
{
    i64 n = t->by[theme].n[month], all = t->all.n[month];
    if (n < 0 || all <= 0) return (struct rate_counts){0};
    return (struct rate_counts){n, all};
}

static struct rate_counts of_whole(const struct theme_months *whole, i64 theme)
{
    i64 n = 0, all = 0;
    for (i64 i = 0; i < whole->count; i++) {
        if (!whole->rows[i].theme) all = whole->rows[i].n;
        if (whole->rows[i].theme == theme) n = whole->rows[i].n;
    }
    if (n < 0 || all <= 0) return (struct rate_counts){0};
    return (struct rate_counts){n, all};
}

static bool count_now(ctx *c, const struct request *request, struct themes *t)
{
    i32 today = label_day_of(c, c->now_ms), month = day_start_of_month(today),
        now = day_add_months(month, 1 - NOW), before = day_add_months(now, -NOW);
    if (!theme_list(c, &t->themes, &t->count) ||
        !read_counts(c, request, (struct day_range){now, today}, false, &t->now) ||
        !read_counts(c, request, (struct day_range){before, now - 1}, false, &t->before))
        return false;
    t->is_hidden = t->now.is_hidden;
    return true;
}

// ---- The list ----

static const char *change_words(ctx *c, struct rate_counts now, struct rate_counts before,
                                bool *is_more, bool *is_less)
{
    *is_more = *is_less = false;
    if (!now.n || !before.n) return tr(c, "not known");
    struct difference d = difference_rate(now, before, 0.95);
    bool is_sure = isfinite(d.p) && difference_beyond_chance(d.p, 0.95);
    *is_more = is_sure && d.value > 0;
    *is_less = is_sure && d.value < 0;
    return *is_more   ? tr(c, "more than before")
           : *is_less ? tr(c, "less than before")
                      : tr(c, "no more and no less, beyond chance");
}

static json_t *row_of(ctx *c, const struct themes *t, i64 k)
{
    struct rate_counts now = of_whole(&t->now, t->themes[k].id),
                       before = of_whole(&t->before, t->themes[k].id);
    bool is_more = false, is_less = false;
    const char *change = change_words(c, now, before, &is_more, &is_less);
    struct share share = {.key = fmt(c->arena, "%lld", (long long)t->themes[k].id),
                          .label = str_c(c->arena, t->themes[k].name),
                          .href = fmt(c->arena, "/themes/%lld", (long long)t->themes[k].id),
                          .counts = now,
                          .why = change};
    json_t *row = share_row(c, &share);
    struct interval earlier = interval_rate(before, 0.95);
    json_put_c(row, "before_text", before.n ? locale_percent(c, earlier.value, 1).s : NULL);
    json_put_c(row, "change_text", change);
    json_put_bool(row, "is_more", is_more);
    json_put_bool(row, "is_less", is_less);
    json_put_c(row, "remarks_href",
               fmt(c->arena, "/remarks?theme=%lld", (long long)t->themes[k].id));
    return row;
}

static int by_share(const void *a, const void *b)
{
    f64 x = json_number_value(json_object_get(*(json_t *const *)a, "value")),
        y = json_number_value(json_object_get(*(json_t *const *)b, "value"));
    return x < y ? 1 : x > y ? -1 : 0;
}

static json_t *rows_of(ctx *c, const struct themes *t)
{
    json_t *rows = json_new_array(c);
    json_t **all = NEW_ARRAY(c->arena, json_t *, t->count + 1);
    for (i64 k = 0; k < t->count; k++)
        all[k] = row_of(c, t, k);
    qsort(all, (size_t)t->count, sizeof *all, by_share);
    for (i64 k = 0; k < t->count; k++)
        json_array_append(rows, all[k]);
    return rows;
}

static bool put_hints(ctx *c, bool may_add, json_t *model)
{
    static const char *const field[] = {"words_fi", "words_en", "words_sv"};
    struct theme_hint *hints = NULL;
    i64 count = 0;
    json_t *list = json_new_array(c);
    if (!voice_hints(c, &hints, &count)) return false;
    for (i64 i = 0; i < MIN(count, HINTS_SHOWN); i++) {
        json_t *one = json_new_object(c);
        buf href = buf_new(c->arena, 2000);
        json_put_str(one, "word", hints[i].word);
        json_put_c(one, "lang", language_code(hints[i].language));
        json_put_i64(one, "unhappy", hints[i].inside);
        json_put_i64(one, "others", hints[i].outside);
        json_put_c(one, "text",
                   fmt(c->arena, tr(c, "in %lld unhappy remarks and %lld others"),
                       (long long)hints[i].inside, (long long)hints[i].outside));
        buf_c(&href, "/remarks?q=");
        url_add(&href, hints[i].word);
        json_put_c(one, "href", href.s);
        href = buf_new(c->arena, 2000);
        buf_c(&href, "/themes/new?name=");
        url_add(&href, str_of(label_capital(c, str_c(c->arena, hints[i].word))));
        buf_fmt(&href, "&%s=", field[hints[i].language]);
        url_add(&href, hints[i].word);
        url_add(&href, S("*"));
        json_put_c(one, "add_href", may_add ? href.s : NULL);
        json_array_append(list, one);
    }
    json_put_bool(model, "has_hints", json_array_size(list) > 0);
    json_put(model, "hints", list);
    return true;
}

static const char *title_of(ctx *c, const struct themes *t, json_t *rows)
{
    json_t *first = json_array_get(rows, 0);
    if (!t->count) return tr(c, "No theme has been named yet");
    if (t->is_hidden || json_is_null(json_object_get(first, "value")))
        return tr(c, "Too few have said anything to tell");
    return fmt(c->arena, tr(c, "Most of all they speak of this: %s"),
               json_text(json_object_get(first, "label")).s);
}

bool themes_get(ctx *c, struct request *request, struct response *response)
{
    struct themes t = {0};
    const struct visitor *visitor = visitor_of(request);
    struct record_asker asker =
        record_asker_make(kind_find(S("theme")), &visitor->person, visitor->record);
    asker.only_looks = visitor->is_open_house;
    render_keep_lang(c, request, response);
    if (!store_begin_read(c) || !visitor_must(c, request, MAY_SEE_RECORDS, (struct place){0}) ||
        !count_now(c, request, &t))
        return false;
    json_t *model = json_new_object(c), *rows = rows_of(c, &t);
    const char *title = title_of(c, &t, rows);
    bool may_add = record_asker_adds(&asker);
    json_put_c(model, "title", title);
    json_put_c(model, "question",
               tr(c, "The share of remarks that speak of each theme, in this month and the two "
                     "before it."));
    shares_put(c, model, rows, "groups", title);
    json_put_bool(model, "may_add", may_add);
    return put_hints(c, may_add, model) && render_page(c, request, response, "themes", model);
}

// ---- One theme ----

static json_t *months_of(ctx *c, const struct themes *t, i64 k)
{
    json_t *rows = json_new_array(c);
    for (i64 m = 0; m < MONTHS; m++) {
        i32 day = day_add_months(t->first, (i32)m);
        struct rate_counts counts = of_month(t, k, m);
        if (!counts.n && t->by[k].n[m] >= 0) continue; // nobody said anything
        const char *label = locale_month(c, day).s;
        struct share share = {.key = label,
                              .label = label,
                              .counts = counts,
                              .day = day,
                              .why = counts.n ? tr(c, "its share of the month’s remarks")
                                              : tr(c, "fewer than 5 people spoke of it")};
        json_array_append(rows, share_row(c, &share));
    }
    return rows;
}

static bool put_examples(ctx *c, const struct request *request, i64 theme, json_t *out)
{
    struct voices_asked asked = {0};
    struct remark_page page;
    asked.wish = (struct remark_wish){
        .theme = theme, .sees_persons = visitor_sees_personal(request, (struct place){0})};
    return scope_of(c, request, MAY_READ_REMARKS, &asked.query.scope) &&
           figure_remarks(c, asked.query, asked.wish, EXAMPLES, &page) &&
           voices_put_remarks(c, &asked, &page, out);
}

bool theme_put(ctx *c, const struct request *request, const struct record *record, json_t *model)
{
    struct themes t = {0};
    if (strcmp(record->kind->name, "theme") != 0) return true;
    if (role_may(visitor_of(request)->person.role, MAY_READ_REMARKS) == MAY_NOT) return true;
    json_t *out = json_new_object(c);
    if (!count_months(c, request, &t) || !put_examples(c, request, record->id, out)) return false;
    for (i64 k = 0; k < t.count; k++) {
        if (t.themes[k].id != record->id) continue;
        const char *sentence =
            fmt(c->arena, tr(c, "%s by month: its share of all remarks."),
                str_c(c->arena, t.themes[k].name));
        shares_put(c, model, months_of(c, &t, k), "series", sentence);
    }
    json_put_c(out, "all_href",
               fmt(c->arena, "/remarks?theme=%lld", (long long)record->id));
    json_put(model, "theme", out);
    return true;
}
