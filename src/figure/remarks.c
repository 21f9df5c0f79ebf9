// The words behind a figure.
#include <math.h>

#include "bounds.h"
#include "figure/left_out.h"
#include "figure/query.h"

static const char *name_of(const struct names *names, i64 id)
{
    return id > 0 && id < names->count ? names->name[id].s : "";
}

// Words are shown where the people they came from are enough not to be known by them, and so are
// those who could be found by subtraction.
static bool too_few(ctx *c, const struct question *question, const struct metric *remark, bool *few)
{
    struct group_rows rows;
    struct left_out left_out;
    if (!rows_read(c, question, remark, true, &rows) ||
        !left_out_read(c, question, remark, &rows, &left_out))
        return false;
    const struct sums *all = &rows.all.material.over;
    *few = (all->n && all->customers < VERDICT_PEOPLE_MIN) ||
           (left_out.people > 0 && left_out.people < VERDICT_PEOPLE_MIN);
    return true;
}

// The question with its names, and the facts that words came with.
struct asked {
    struct question question;
    struct metric remark;
    const struct metric *metric; // whose value stands beside them
};

static bool ask(ctx *c, const struct figure_query *query, struct asked *out)
{
    if (!question_resolve(c, query, &out->question)) return false;
    const struct metric *remark = metric_find(&out->question.metrics, S("remark"));
    assert(remark);
    out->metric =
        query->metric.size ? metric_find(&out->question.metrics, query->metric) : remark;
    if (!out->metric)
        return fail_with(c, ERR_NOT_FOUND,
                         fmt(c->arena, tr(c, "there is no metric \"%.*s\""), STR(query->metric)),
                         NULL);
    out->remark = *remark;
    out->remark.subject = out->metric->subject;
    return true;
}

// A place in the list, as "1795255200000.3.17.C41-1".
static bool key_read(ctx *c, str text, struct remark_key *out)
{
    i64 *numbers[] = {&out->happened_ms, &out->source, &out->batch};
    str rest = text, one = {0};
    bool is_one = true;
    if (!text.size) return true;
    for (i64 i = 0; i < COUNT_OF(numbers) && is_one; i++)
        is_one = str_cut(&rest, '.', &one) && str_i64(one, numbers[i]);
    // 292 million years and the store's own numbers: what is beyond is none of ours.
    is_one = is_one && out->source >= 0 && out->source <= INT32_MAX &&
             rest.size <= BOUND_EXTERNAL_BYTES;
    if (!is_one)
        return fail_with(c, ERR_BAD_INPUT, tr(c, "this is no place in the list"),
                         tr(c, "Start from the newest."));
    out->external = rest;
    out->given = true;
    return true;
}

static struct remark_line line_of(const struct asked *asked, const struct column *col, i64 i)
{
    const struct question *q = &asked->question;
    i64 touchpoint = col[3].i[i];
    bool has_value = !(col[7].null && col[7].null[i]), is_read = !(col[12].null && col[12].null[i]);
    bool labelled = touchpoint > 0 && touchpoint < q->touchpoint_count &&
                    q->touchpoint_label[touchpoint].size;
    bool is_remark = str_equal(asked->metric->name, S("remark"));
    return (struct remark_line){
        .text = col[0].text[i],
        .happened_ms = col[1].i[i],
        .day = (i32)col[2].i[i],
        .touchpoint_id = touchpoint,
        .touchpoint = labelled ? q->touchpoint_label[touchpoint]
                               : str_of(name_of(&q->names[DICT_TOUCHPOINT], touchpoint)),
        .channel = str_of(name_of(&q->names[DICT_CHANNEL], col[4].i[i])),
        .unit_id = col[5].i[i],
        .unit = str_of(name_of(&q->names[DICT_UNIT], col[5].i[i])),
        .segment = str_of(name_of(&q->names[DICT_SEGMENT], col[6].i[i])),
        .value = has_value && !is_remark ? (f64)col[7].i[i] / 1e4 : (f64)NAN,
        .source_id = col[8].i[i],
        .source = str_of(name_of(&q->names[DICT_SOURCE], col[8].i[i])),
        .external = col[9].text[i],
        .key = col[11].i[i],
        .id = is_read ? col[12].i[i] : 0,
        .language = is_read ? col[13].i[i] : -1,
        .tone = is_read ? (enum remark_tone)col[14].i[i] : REMARK_TONE_UNKNOWN,
        .feelings = is_read ? col[15].i[i] : 0,
    };
}

bool figure_remarks(ctx *c, struct figure_query query, struct remark_wish wish, i64 most,
                    struct remark_page *out)
{
    assert(most > 0);
    *out = (struct remark_page){0};
    struct asked asked;
    struct remark_order order = {.most = most + 1};
    query.by_count = 0;
    if (!ask(c, &query, &asked) || !key_read(c, wish.after, &order.after) ||
        (!wish.sees_persons && !too_few(c, &asked.question, &asked.remark, &out->is_hidden)))
        return false;
    if (out->is_hidden) return true;
    struct rows rows;
    order.remark = &asked.remark;
    order.metric = asked.metric->id;
    order.wish = &wish;
    if (!query_remarks(c, &asked.question, order, &rows)) return false;
    out->count = MIN(rows.count, most);
    out->remarks = NEW_ARRAY(c->arena, struct remark_line, out->count + 1);
    const struct column *col = rows.column;
    for (i64 i = 0; i < out->count; i++)
        out->remarks[i] = line_of(&asked, col, i);
    if (rows.count > most) {
        i64 last = most - 1;
        out->next = str_of(fmt(c->arena, "%lld.%lld.%lld.%.*s", (long long)col[1].i[last],
                               (long long)col[8].i[last], (long long)col[10].i[last],
                               STR(col[9].text[last])));
    }
    return true;
}

bool figure_themes(ctx *c, struct figure_query query, struct theme_wish wish,
                   struct theme_months *out)
{
    *out = (struct theme_months){0};
    struct asked asked;
    struct rows rows;
    query.by_count = 0;
    if (!ask(c, &query, &asked) ||
        (!wish.sees_persons && !too_few(c, &asked.question, &asked.remark, &out->is_hidden)))
        return false;
    if (out->is_hidden) return true;
    if (!query_themes(c, &asked.question, &asked.remark, wish.by_month, &rows)) return false;
    const struct column *col = rows.column;
    out->count = rows.count;
    out->rows = NEW_ARRAY(c->arena, struct theme_month, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        out->rows[i] = (struct theme_month){
            col[0].i[i], (i32)col[1].i[i],
            wish.sees_persons || col[3].i[i] >= VERDICT_PEOPLE_MIN ? col[2].i[i] : -1};
    return true;
}
