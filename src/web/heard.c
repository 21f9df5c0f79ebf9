// The public page of what was heard and decided.
#include "base/locale.h"
#include "decision/decision.h"
#include "web/address.h"
#include "web/decisions.h"
#include "web/labels.h"
#include "web/public.h"
#include "web/render.h"

// clang-format off
const struct field heard_fields[] = {
    {.name = "touchpoint", .type = FIELD_I64, .min = 1, .max = 9007199254740991, .what = "only of this touchpoint, by its number"},
    PAGE_FIELDS, {0}};
// clang-format on

// What was promised and is not done is said so, however long ago.
static bool is_late(const ctx *c, const struct decision_heard *one)
{
    return one->changes && !one->is_done && one->due && one->due < label_day_of(c, c->now_ms);
}

static const char *answer_words(ctx *c, const struct decision_heard *one)
{
    if (!one->changes) return tr(c, "We do not change this");
    if (one->is_done)
        return one->done ? fmt(c->arena, tr(c, "Done on %s"), locale_day(c, one->done).s)
                         : tr(c, "We did");
    if (is_late(c, one))
        return fmt(c->arena, tr(c, "Was promised by %s, not done yet"), locale_day(c, one->due).s);
    return one->due ? fmt(c->arena, tr(c, "We will, by %s"), locale_day(c, one->due).s)
                    : tr(c, "We will");
}

static json_t *paragraphs(ctx *c, str text)
{
    json_t *list = json_new_array(c);
    str rest = text, line = {0};
    while (str_cut(&rest, '\n', &line)) {
        line = str_trim(line);
        if (!line.size) continue;
        json_t *one = json_new_object(c);
        json_put_str(one, "text", line);
        json_array_append(list, one);
    }
    return list;
}

static json_t *heard_model(ctx *c, const struct decision_heard *one)
{
    json_t *model = json_new_object(c);
    i32 day = label_day_of(c, one->at_ms);
    json_put_c(model, "answer_text", answer_words(c, one));
    json_put_bool(model, "changes", one->changes);
    json_put_bool(model, "is_done", one->is_done);
    json_put_bool(model, "is_late", is_late(c, one));
    json_put_c(model, "due", one->due ? day_write(c->arena, one->due).s : NULL);
    json_put_c(model, "done", one->done ? day_write(c->arena, one->done).s : NULL);
    json_put_str(model, "day", day_write(c->arena, day));
    json_put_str(model, "day_text", locale_day(c, day));
    json_put_str(model, "touchpoint", one->touchpoint);
    json_put(model, "paragraphs", paragraphs(c, one->words));
    return model;
}

// The touchpoints that something is said of, each with its own page.
static json_t *places_of(ctx *c, const struct decision_heard *all, i64 count, i64 chosen)
{
    json_t *list = json_new_array(c);
    for (i64 i = 0; i < count; i++) {
        bool is_new = all[i].touchpoint_id != 0 && all[i].touchpoint.size > 0;
        for (i64 k = 0; k < i; k++)
            is_new = is_new && all[k].touchpoint_id != all[i].touchpoint_id;
        if (!is_new) continue;
        json_t *one = json_new_object(c);
        json_put_str(one, "label", all[i].touchpoint);
        json_put_c(one, "href",
                   fmt(c->arena, "/heard?touchpoint=%lld&lang=%s", (long long)all[i].touchpoint_id,
                       c->lang));
        json_put_bool(one, "is_current", all[i].touchpoint_id == chosen);
        json_array_append(list, one);
    }
    return list;
}

bool heard_get(ctx *c, struct request *request, struct response *response)
{
    struct decision_heard *all = NULL;
    i64 count = 0, chosen = request_i64(request, "touchpoint", 0);
    if (!store_begin_read(c) || !decision_heard_list(c, 0, &all, &count)) return false;
    json_t *model = json_new_object(c), *list = json_new_array(c);
    for (i64 i = 0; i < count; i++)
        if (!chosen || all[i].touchpoint_id == chosen)
            json_array_append(list, heard_model(c, &all[i]));
    json_t *places = places_of(c, all, count, chosen);
    json_put_c(model, "title", tr(c, "You said, we did, we did not"));
    json_put_c(model, "question",
               tr(c,
                  "What customers told us, what we changed because of it, what we did not change, "
                  "and why."));
    json_put(model, "heard", list);
    json_put_bool(model, "has_heard", json_array_size(list) > 0);
    json_put(model, "places", places);
    json_put_bool(model, "has_places", json_array_size(places) > 1 || chosen);
    json_put_c(model, "all_href", chosen ? fmt(c->arena, "/heard?lang=%s", c->lang) : NULL);
    json_put(model, "languages", render_languages(c, request, NULL));
    return render_public(c, request, response, "heard", model);
}
