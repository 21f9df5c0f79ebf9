#include "web/figure_csv.h"

#include <math.h>

#include "base/csv.h"
#include "base/json.h"
#include "figure/response.h"
#include "web/labels.h"

enum { CSV_BYTES = 64 * 1024 * 1024 };

static void csv_number(buf *out, f64 value)
{
    char text[32];
    csv_cell(out, isfinite(value) ? json_number_text(value, text) : (str){0}, false);
}

static void csv_count(ctx *c, buf *out, i64 value)
{
    csv_cell(out, value >= 0 ? str_of(fmt(c->arena, "%lld", (long long)value)) : (str){0}, false);
}

static void csv_row(ctx *c, const struct figures *f, const struct figure_row *r, buf *out)
{
    bool is_all = r == &f->overall;
    for (i64 d = 0; d < MAX(f->query.by_count, 1); d++)
        csv_cell(out, str_of(is_all && d ? "" : r->label[d]), d == 0);
    csv_count(c, out, r->n);
    csv_count(c, out, r->customers);
    csv_number(out, r->value);
    csv_number(out, r->low);
    csv_number(out, r->high);
    csv_number(out, f->query.level);
    csv_number(out, r->coverage >= 0 ? r->coverage : (f64)NAN);
    csv_count(c, out, r->asked);
    csv_count(c, out, r->answered);
    csv_number(out, response_rate(r->asked, r->answered, f->query.level).value);
    csv_cell(out, str_of(verdict_name(r->verdict.verdict)), false);
    bool is_hidden = r->verdict.verdict == VERDICT_HIDDEN;
    csv_count(c, out, is_hidden ? -1 : r->verdict.answers_missing);
    csv_number(out, r->difference);
    csv_number(out, r->p);
    csv_cell(out, str_of(r->why), false);
    csv_end(out);
}

str figure_csv(ctx *c, const struct figures *f)
{
    static const char *const heads[] = {
        "n",       "customers", "value",      "low",      "high",
        "level",   "coverage",  "asked",      "answered", "response_rate",
        "verdict", "missing",   "difference", "p",        "why"};
    buf out = buf_new(c->arena, CSV_BYTES);
    for (i64 d = 0; d < MAX(f->query.by_count, 1); d++)
        csv_cell(&out, f->query.by_count ? label_dim_name(&f->query.by[d]) : S("group"), d == 0);
    for (i64 i = 0; i < COUNT_OF(heads); i++)
        csv_cell(&out, str_of(heads[i]), false);
    csv_end(&out);
    for (i64 i = 0; i < f->count && f->query.by_count; i++)
        csv_row(c, f, &f->rows[i], &out);
    csv_row(c, f, &f->overall, &out);
    return buf_str(&out);
}
