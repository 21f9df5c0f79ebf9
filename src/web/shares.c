#include "web/shares.h"

#include <math.h>

#include "base/locale.h"
#include "insight/sure/enough.h"
#include "insight/sure/verdict.h"

enum { FACT_MIN = 30 }; // as verdict.h has it for a fact
#define TOLERANCE 0.05  // half the interval that a fact may have
#define LEVEL     0.95

static const char *verdict_of(ctx *c, const struct share *share, const struct interval *interval,
                              const char **word)
{
    bool is_fact = share->counts.n >= FACT_MIN && interval_half_width(*interval) <= TOLERANCE;
    *word = !share->counts.n ? tr(c, "Hidden") : is_fact ? tr(c, "Fact") : tr(c, "Hunch");
    return !share->counts.n ? "hidden" : is_fact ? "fact" : "hunch";
}

static void put_number(ctx *c, json_t *row, const char *name, f64 value)
{
    json_put_f64(row, name, value);
    json_put_c(row, fmt(c->arena, "%s_text", name),
               isfinite(value) ? locale_percent(c, value, 1).s : NULL);
}

json_t *share_row(ctx *c, const struct share *share)
{
    json_t *row = json_new_object(c), *labels = json_new_array(c);
    struct interval interval = interval_rate(share->counts, LEVEL);
    const char *word = NULL, *verdict = verdict_of(c, share, &interval, &word);
    json_put_c(row, "key", share->key);
    json_put_c(row, "label", share->label);
    json_array_append_new(labels, json_string(share->label));
    json_put(row, "labels", labels);
    json_put_c(row, "href", share->href);
    if (share->day)
        json_put_str(row, "day", day_write(c->arena, share->day));
    else
        json_put_null(row, "day");
    bool is_hidden = !share->counts.n;
    json_put_i64(row, "count", is_hidden ? 0 : share->counts.successes);
    json_put_str(row, "count_text",
                 is_hidden ? S("–") : locale_number(c, (f64)share->counts.successes, 0));
    json_put_str(row, "n_text", is_hidden ? S("–") : locale_number(c, (f64)share->counts.n, 0));
    put_number(c, row, "value", is_hidden ? (f64)NAN : interval.value);
    put_number(c, row, "low", is_hidden ? (f64)NAN : interval.low);
    put_number(c, row, "high", is_hidden ? (f64)NAN : interval.high);
    json_put_bool(row, "exact", false);
    json_put_c(row, "verdict", verdict);
    json_put_c(row, "verdict_word", word);
    json_put_c(row, "why", share->why);
    json_put_null(row, "difference");
    return row;
}

void shares_put(ctx *c, json_t *model, json_t *rows, const char *shape, const char *sentence)
{
    json_t *metric = json_new_object(c);
    json_put_c(metric, "kind", "rate");
    json_put_c(metric, "better", "none");
    json_put_bool(metric, "is_share", true);
    struct share nothing = {.key = "", .label = "", .why = ""};
    json_t *overall = share_row(c, &nothing);
    json_put_bool(overall, "is_reference", false);
    json_put(model, "metric", metric);
    json_put(model, "overall", overall);
    json_put(model, "rows", rows);
    json_put_bool(model, "has_rows", json_array_size(rows) > 0);
    json_put(model, "events", json_new_array(c));
    json_put_c(model, "shape", shape);
    json_put_c(model, "picture_sentence", sentence);
    json_put_bool(model, "has_picture", json_array_size(rows) > 0);
}
