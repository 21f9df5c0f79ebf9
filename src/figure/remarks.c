// The words behind a figure.
#include "figure/left_out.h"

#include <math.h>

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

bool figure_remarks(ctx *c, struct figure_query query, i64 page, i64 per_page,
                    struct remark_page *out)
{
    assert(page >= 0 && per_page > 0);
    *out = (struct remark_page){0};
    struct question question;
    query.by_count = 0;
    if (!question_resolve(c, &query, &question)) return false;
    const struct metric *remark = metric_find(&question.metrics, S("remark"));
    const struct metric *metric =
        query.metric.size ? metric_find(&question.metrics, query.metric) : remark;
    if (!metric)
        return fail_with(c, ERR_NOT_FOUND,
                         fmt(c->arena, tr(c, "there is no metric \"%.*s\""), STR(query.metric)),
                         NULL);
    assert(remark);
    struct metric of_subject = *remark;
    of_subject.subject = metric->subject;
    if (!too_few(c, &question, &of_subject, &out->is_hidden)) return false;
    if (out->is_hidden) return true;
    struct rows rows;
    struct remark_order order = {&of_subject, metric->id, page * per_page, per_page + 1};
    if (!query_remarks(c, &question, order, &rows)) return false;
    out->more = rows.count > per_page;
    out->count = MIN(rows.count, per_page);
    out->remarks = NEW_ARRAY(c->arena, struct remark_line, out->count + 1);
    const struct column *col = rows.column;
    for (i64 i = 0; i < out->count; i++) {
        bool has_value = !(col[7].null && col[7].null[i]);
        i64 touchpoint = col[3].i[i];
        bool labelled = touchpoint > 0 && touchpoint < question.touchpoint_count &&
                        question.touchpoint_label[touchpoint].size;
        out->remarks[i] = (struct remark_line){
            .text = col[0].text[i],
            .happened_ms = col[1].i[i],
            .day = (i32)col[2].i[i],
            .touchpoint = labelled ? question.touchpoint_label[touchpoint]
                                   : str_of(name_of(&question.names[DICT_TOUCHPOINT], touchpoint)),
            .channel = str_of(name_of(&question.names[DICT_CHANNEL], col[4].i[i])),
            .unit = str_of(name_of(&question.names[DICT_UNIT], col[5].i[i])),
            .segment = str_of(name_of(&question.names[DICT_SEGMENT], col[6].i[i])),
            .value = has_value && metric != remark ? (f64)col[7].i[i] / 1e4 : (f64)NAN,
        };
    }
    return true;
}
