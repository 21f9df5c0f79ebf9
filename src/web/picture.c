#include "web/picture.h"

#include <math.h>

static json_t *rounded(json_t *value)
{
    if (!json_is_real(value)) return json_incref(value);
    return json_real(round(json_real_value(value) * 1e4) / 1e4);
}

static json_t *pick(ctx *c, const json_t *from, const char *const *keys)
{
    json_t *out = json_new_object(c);
    for (; *keys; keys++)
        (void)json_object_set_new(out, *keys, rounded(json_object_get(from, *keys)));
    return out;
}

static json_t *row_picture(ctx *c, const json_t *row)
{
    static const char *const keys[] = {
        "key",      "label", "labels",    "day",   "n_text",  "value",        "value_text", "low",
        "low_text", "high",  "high_text", "exact", "verdict", "verdict_word", "why",        NULL};
    static const char *const of_difference[] = {"is_better", "is_worse", NULL};
    json_t *out = pick(c, row, keys), *difference = json_object_get(row, "difference");
    if (json_is_object(difference))
        json_put(out, "difference", pick(c, difference, of_difference));
    else
        json_put_null(out, "difference");
    return out;
}

str picture_json(ctx *c, const json_t *model)
{
    static const char *const keys[] = {"lang",  "title",  "question", "picture_sentence",
                                       "shape", "events", NULL};
    static const char *const of_metric[] = {"kind", "better", "is_share", NULL};
    json_t *out = pick(c, model, keys), *rows = json_new_array(c), *row = NULL;
    json_t *overall = row_picture(c, json_object_get(model, "overall"));
    json_put(overall, "is_reference",
             json_object_get(json_object_get(model, "overall"), "is_reference"));
    size_t i = 0;
    json_array_foreach(json_object_get(model, "rows"), i, row)
        json_array_append(rows, row_picture(c, row));
    json_put(out, "metric", pick(c, json_object_get(model, "metric"), of_metric));
    json_put(out, "overall", overall);
    json_put(out, "rows", rows);
    return json_write(c, out);
}
