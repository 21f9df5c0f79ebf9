#include "web/decisions.h"

#include <math.h>

#include "audit/audit.h"
#include "base/locale.h"
#include "decision/decision.h"
#include "web/address.h"
#include "web/change.h"
#include "web/form.h"
#include "web/labels.h"
#include "web/record_asker.h"
#include "web/record_show.h"
#include "web/render.h"
#include "web/visitor.h"

const struct field decision_form[] = {{0}};

// ---- Whether it moved ----

static const char *days_words(ctx *c, const struct decision_effect *effect)
{
    const struct day_range *after = &effect->stretches.after;
    i64 days = after->to - after->from + 1;
    return fmt(c->arena, tr(c, "%lld days from %s on, against as many days before"),
               (long long)days, locale_day(c, after->from).s);
}

static const char *effect_words(ctx *c, const struct decision_effect *effect)
{
    switch (effect->state) {
    case EFFECT_NOT_SAID:
        return tr(c, "Nobody said by which figure and from which day it shall be seen.");
    case EFFECT_TO_COME:
        return fmt(c->arena, tr(c, "It shall be done by %s. Then its figure is watched."),
                   locale_day(c, effect->day).s);
    case EFFECT_EARLY:
        return fmt(c->arena, tr(c, "Too early to tell: from %s on one can look."),
                   locale_day(c, effect->day + EFFECT_DAYS_MIN).s);
    case EFFECT_NOTHING:
        return tr(c, "Too little was measured, before or after it, to tell.");
    case EFFECT_SAME:
        return tr(c, "Its figure has not moved by more than chance.");
    case EFFECT_BETTER:
        return tr(c, "Its figure has become better, by more than chance.");
    case EFFECT_WORSE:
        return tr(c, "Its figure has become worse, by more than chance.");
    case EFFECT_DIFFERS:
        return tr(c, "Its figure has moved, by more than chance.");
    }
    return "";
}

static void put_effect(ctx *c, const struct decision_effect *effect, json_t *out)
{
    static const char *const names[] = {"not_said", "to_come", "early", "nothing",
                                        "same",     "better",  "worse", "differs"};
    const struct figure_moved *moved = &effect->moved;
    json_t *one = json_new_object(c);
    bool is_measured = effect->state >= EFFECT_NOTHING;
    json_put_c(one, "state", names[effect->state]);
    json_put_c(one, "text", effect_words(c, effect));
    json_put_bool(one, "is_better", effect->state == EFFECT_BETTER);
    json_put_bool(one, "is_worse", effect->state == EFFECT_WORSE);
    json_put_bool(one, "is_measured", is_measured);
    json_put_c(one, "label", is_measured ? tr(c, str_c(c->arena, moved->metric->label)) : NULL);
    json_put_c(one, "days_text", is_measured ? days_words(c, effect) : NULL);
    json_put_c(one, "before_text", moved->before_text);
    json_put_c(one, "after_text", moved->after_text);
    json_put_f64(one, "difference", moved->is_known ? moved->difference : (f64)NAN);
    json_put_c(one, "difference_text", moved->difference_text);
    json_put_c(one, "low_text", moved->low_text);
    json_put_c(one, "high_text", moved->high_text);
    json_put_c(one, "range_text",
               moved->low_text && moved->high_text
                   ? fmt(c->arena, tr(c, "between %s and %s"), moved->low_text, moved->high_text)
                   : NULL);
    json_put_c(one, "expected_text",
               isfinite(effect->expected) ? json_number_text(effect->expected, (char[32]){0}).s
                                          : NULL);
    struct figure_query query = effect->query;
    query.by_count = 1;
    query.by[0] = (struct figure_by){.dim = DIM_MONTH};
    json_put_c(one, "href", query.metric.size ? address_of(c, "/figures", &query) : NULL);
    json_put(out, "effect", one);
}

static i32 today_of(const ctx *c)
{
    return label_day_of(c, c->now_ms);
}

// ---- Beside the record ----

static struct record_asker asker_of(const struct request *request)
{
    const struct visitor *visitor = visitor_of(request);
    struct record_asker asker =
        record_asker_make(kind_find(S("decision")), &visitor->person, visitor->record);
    asker.only_looks = visitor->is_open_house;
    return asker;
}

static const char *told_words(ctx *c, const struct decision_telling *telling)
{
    if (!telling->is_told && !telling->asked)
        return tr(c, "No case and no words ask for it so far.");
    if (!telling->is_told)
        return fmt(c->arena, tr(c, "%lld cases and remarks ask for it; nobody has been told yet."),
                   (long long)telling->asked);
    return fmt(c->arena, tr(c, "%lld were told, %lld wait, %lld could not be told."),
               (long long)telling->sent, (long long)telling->waiting,
               (long long)telling->unreached);
}

// By which way, and why not; NULL: nobody yet.
static const char *ways_words(ctx *c, const struct decision_telling *telling)
{
    if (!telling->sent && !telling->unreached) return NULL;
    return fmt(c->arena,
               tr(c, "Told by e-mail: %lld about their case, %lld about their words. Not told: "
                     "%lld without a known address, %lld who want no messages."),
               (long long)telling->sent_cases, (long long)telling->sent_words,
               (long long)telling->no_address, (long long)telling->refused);
}

bool decision_put(ctx *c, const struct request *request, const struct record *record, json_t *model)
{
    struct decision_telling telling;
    struct decision_effect effect;
    str words = {0};
    if (strcmp(record->kind->name, "decision") != 0) return true;
    if (!decision_telling(c, record->id, &telling) ||
        !decision_effect(c, record, today_of(c), &effect) ||
        !decision_words(c, record, c->lang, &words))
        return false;
    json_t *out = json_new_object(c);
    struct record_asker asker = asker_of(request);
    bool is_decided = str_equal(record->state, S("decided")) || str_equal(record->state, S("done"));
    bool may = record_asker_changes(&asker, record) && !asker.only_looks &&
               visitor_may(request, MAY_DECIDE, record_place(&asker, record));
    put_effect(c, &effect, out);
    json_put_bool(out, "is_decided", is_decided);
    json_put_c(out, "told_text", told_words(c, &telling));
    json_put_c(out, "ways_text", ways_words(c, &telling));
    json_put_i64(out, "asked", telling.asked);
    json_put_i64(out, "sent", telling.sent);
    json_put_i64(out, "sent_cases", telling.sent_cases);
    json_put_i64(out, "sent_words", telling.sent_words);
    json_put_i64(out, "no_address", telling.no_address);
    json_put_i64(out, "refused", telling.refused);
    json_put_i64(out, "waiting", telling.waiting);
    json_put_str(out, "words", words);
    bool can_tell = may && is_decided && !telling.is_told && words.size > 0;
    const char *page = record_href(c, record->kind, record->id, "");
    json_put_c(out, "tell_action", can_tell ? fmt(c->arena, "%s/tell", page) : NULL);
    bool can_look = may && effect.state >= EFFECT_NOTHING;
    json_put_c(out, "looked_action", can_look ? fmt(c->arena, "%s/looked", page) : NULL);
    json_put_bool(out, "lacks_words", is_decided && !words.size);
    json_put_c(out, "edit_href", may ? fmt(c->arena, "%s/edit", page) : NULL);
    const struct record_value *is_public = record_value(record, "is_public");
    json_put_bool(out, "is_public", is_decided && is_public->given && is_public->i && words.size);
    json_put(model, "decided", out);
    return true;
}

// ---- Telling, having looked ----

struct deed {
    const struct request *request;
    bool is_telling;
    i64 id;
};

static bool deed_apply(ctx *c, void *data)
{
    struct deed *deed = data;
    struct record_asker asker = asker_of(deed->request);
    struct record record;
    if (!record_asker_get(c, &asker, request_param(deed->request, "id"), &record) ||
        !visitor_must(c, deed->request, MAY_DECIDE, record_place(&asker, &record)) ||
        !record_asker_must_change(c, &asker, &record))
        return false;
    deed->id = record.id;
    bool ok = deed->is_telling ? decision_tell(c, &record, asker.who)
                               : decision_looked(c, record.id, asker.who);
    return ok &&
           audit_add(c, (struct audit_entry){
                            .who = visitor_who(c, deed->request),
                            .what = deed->is_telling ? S("decision.tell") : S("decision.looked"),
                            .about = str_of(fmt(c->arena, "decision %lld", (long long)record.id))});
}

static bool deed_then(ctx *c, struct request *request, struct response *response,
                      const err *failure, void *data)
{
    const struct deed *deed = data;
    if (failure->code != ERR_NONE) return page_change_failed(c, failure);
    if (!request_wants_html(request)) {
        json_t *model = json_new_object(c);
        json_put_bool(model, "ok", true);
        response_json(c, response, model);
        return true;
    }
    response_see(c, response, fmt(c->arena, "/decisions/%lld?said=saved", (long long)deed->id));
    return true;
}

static bool deed_begin(ctx *c, struct request *request, struct response *response, bool is_telling)
{
    struct deed *deed = NEW(c->arena, struct deed);
    *deed = (struct deed){.request = request, .is_telling = is_telling};
    return page_change(
        c, request, response,
        (struct page_change){
            .apply = deed_apply, .then = deed_then, .data = deed, .locks = STORE_RECORDS});
}

bool decision_tell_post(ctx *c, struct request *request, struct response *response)
{
    return deed_begin(c, request, response, true);
}

bool decision_looked_post(ctx *c, struct request *request, struct response *response)
{
    return deed_begin(c, request, response, false);
}
