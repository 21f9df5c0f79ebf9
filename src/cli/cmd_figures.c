#include <math.h>

#include "base/json.h"
#include "base/locale.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/question.h"
#include "web/figure_csv.h"
#include "web/figure_model.h"

// clang-format off
const struct option figures_options[] = {
    QUESTION_OPTIONS,
    {"customers", NULL, false, "count customers too, though that takes reading many facts"},
    {"format", "table|json|csv", false, "how it is written; default table"},
    {0},
};
// clang-format on

enum { LABEL_MAX = 44 };

static const char *label_of(ctx *c, const struct figure_row *r)
{
    return r->label[1] ? fmt(c->arena, "%s · %s", r->label[0], r->label[1]) : r->label[0];
}

static const char *count_text(ctx *c, i64 n)
{
    return n < 0 ? "–" : locale_number(c, (f64)n, 0).s;
}

static void print_row(ctx *c, const struct figures *f, const struct figure_row *r, i64 label_width)
{
    text_pad(c->out, label_of(c, r), label_width, false);
    text_pad(c->out, count_text(c, r->n), 11, true);
    text_pad(c->out, count_text(c, r->customers), 11, true);
    text_pad(c->out, figure_text(c, f->metric, r->value), 13, true);
    text_pad(c->out, figure_text(c, f->metric, r->low), 13, true);
    text_pad(c->out, figure_text(c, f->metric, r->high), 13, true);
    text_pad(c->out, r->coverage >= 0 ? fmt(c->arena, "%.0f%%", floor(r->coverage * 100)) : "–", 7,
             true);
    (void)fputs("  ", c->out);
    text_pad(c->out, verdict_name(r->verdict.verdict), 7, false);
    const char *mark = r->direction > 0 ? "▲ " : r->direction < 0 ? "▼ " : "  ";
    const char *difference =
        isfinite(r->difference) ? figure_difference_text(c, f, r->difference) : "";
    text_pad(c->out,
             isfinite(r->difference)
                 ? fmt(c->arena, "%s%s", r->beyond_chance ? mark : "", difference)
                 : "",
             12, true);
    if (r->verdict.answers_missing > 0)
        (void)fprintf(c->out, "  %s more", count_text(c, r->verdict.answers_missing));
    if (r->verdict.verdict == VERDICT_HIDDEN) (void)fprintf(c->out, "  %s", r->why);
    (void)fputc('\n', c->out);
}

static void print_table(ctx *c, const struct figures *f)
{
    i64 label_width = text_width(f->overall.label[0]);
    for (i64 i = 0; i < f->count; i++)
        label_width = MAX(label_width, text_width(label_of(c, &f->rows[i])));
    label_width = MIN(label_width, LABEL_MAX) + 2;
    (void)fprintf(c->out, "%s\n%s\n", f->answer, f->question);
    if (f->scale_note) (void)fprintf(c->out, "%s\n", f->scale_note);
    (void)fputc('\n', c->out);
    text_pad(c->out, "", label_width, false);
    static const char *const heads[] = {"n", "customers", "value", "low", "high"};
    for (i64 i = 0; i < COUNT_OF(heads); i++)
        text_pad(c->out, heads[i], i < 2 ? 11 : 13, true);
    text_pad(c->out, "covers", 7, true);
    (void)fputs("  verdict", c->out);
    text_pad(c->out, f->compares_time ? "from before" : "from rest", 12, true);
    (void)fputc('\n', c->out);
    for (i64 i = 0; i < f->count && f->query.by_count; i++)
        print_row(c, f, &f->rows[i], label_width);
    print_row(c, f, &f->overall, label_width);
    (void)fprintf(c->out, "\n%s: %s.\n", f->overall.label[0], f->overall.why);
    if (f->response_note) (void)fprintf(c->out, "%s\n", f->response_note);
    if (f->customers_pending)
        (void)fprintf(
            c->out,
            "Customers were not counted, since that reads many facts: --customers counts them.\n");
}

bool cmd_figures(ctx *c, struct call *call)
{
    struct figure_query query;
    struct figures figures;
    str format = call_text(call, "format", S("table"));
    bool table = str_equal(format, S("table")), json = str_equal(format, S("json"));
    if (!table && !json && !str_equal(format, S("csv")))
        return fail_with(c, ERR_USAGE,
                         fmt(c->arena, tr(c, "--format: there is no \"%.*s\""), STR(format)),
                         tr(c, "There are table, json and csv."));
    if (!question_read(c, call, &query)) return false;
    query.customers = call_has(call, "customers");
    if (!fold_now(c, call) || !store_begin_read(c)) return false;
    json_t *model = NULL;
    bool done = figure_compute(c, query, &figures) && (!json || figure_model(c, &figures, &model));
    store_rollback(c);
    if (!done) return false;
    if (table) {
        print_table(c, &figures);
        return true;
    }
    str text = json ? json_write_indented(c, model) : figure_csv(c, &figures);
    (void)fwrite(text.s, 1, (size_t)text.size, c->out);
    if (json) (void)fputc('\n', c->out);
    return true;
}
