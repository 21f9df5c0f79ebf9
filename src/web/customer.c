// One customer's card.
#include "web/customers.h"

#include "base/lang.h"
#include "base/locale.h"
#include "http/guard.h"
#include "web/address.h"
#include "web/customer_page.h"
#include "web/labels.h"
#include "web/render.h"

#define DAY_MS 86400000LL

enum { LOOKS_SHOWN = 20 };

// clang-format off
const struct field customer_fields[] = {
    {.name = "before", .type = FIELD_TEXT, .what = "the end of the page of encounters before"},
    PAGE_FIELDS, {0}};

static const struct {
    const char *what, *words;
} looks[] = {
    {"customer.look",    N_("looked at this page")},
    {"customer.list",    N_("saw the name on a list")},
    {"customer.export",  N_("took out the data")},
    {"customer.merge",   N_("put two customers together")},
    {"customer.unmerge", N_("parted them again")},
    {"customer.correct", N_("corrected something")},
    {"customer.consent", N_("noted a consent")},
    {"customer.object",  N_("noted an objection")},
};
// clang-format on

static json_t *deed(ctx *c, const struct customer_seen *seen, const char *label, const char *what)
{
    json_t *one = json_new_object(c);
    json_put_c(one, "label", label);
    json_put_c(one, "href", fmt(c->arena, "/customers/%s/%s", seen->id, what));
    json_put_bool(one, "is_danger", strcmp(what, "erase") == 0);
    return one;
}

static void put_deeds(ctx *c, const struct request *request, const struct customer_seen *seen,
                      json_t *model)
{
    static const struct {
        const char *label, *what;
        enum permission may;
    } all[] = {
        {N_("Correct"),           "correct", MAY_SEE_PERSONAL_DATA},
        {N_("Put together"),      "merge",   MAY_MERGE_CUSTOMERS  },
        {N_("Take out the data"), "export",  MAY_EXPORT_CUSTOMER  },
        {N_("Erase"),             "erase",   MAY_ERASE_CUSTOMER   },
    };
    json_t *deeds = json_new_array(c);
    bool is_open_house = visitor_of(request)->is_open_house;
    for (i64 i = 0; i < COUNT_OF(all) && !is_open_house; i++)
        if (customer_seen_may(request, seen, all[i].may))
            json_array_append(deeds, deed(c, seen, tr(c, all[i].label), all[i].what));
    json_put(model, "deeds", deeds);
    json_put_bool(model, "has_deeds", json_array_size(deeds) > 0);
    bool may_note = !is_open_house && customer_seen_may(request, seen, MAY_SEE_PERSONAL_DATA);
    json_put_c(model, "consent_href",
               may_note ? fmt(c->arena, "/customers/%s/consent", seen->id) : NULL);
}

static bool put_timeline(ctx *c, const struct request *request, const struct customer_seen *seen,
                         const struct customer_card *card, json_t *model)
{
    struct customer_timeline_query query = {.customer = card->customer,
                                            .sums = card->sums,
                                            .before = request_text(request, "before", (str){0})};
    struct customer_timeline timeline;
    json_t *encounters = NULL;
    if (!customer_timeline(c, &query, &timeline) ||
        !customer_encounters(c, request, &timeline, &encounters))
        return false;
    json_put(model, "encounters", encounters);
    json_put_bool(model, "has_encounters", timeline.count > 0);
    json_put_bool(model, "has_pages", query.before.size || timeline.next.size);
    json_put_c(model, "first_href",
               query.before.size ? fmt(c->arena, "/customers/%s", seen->id) : NULL);
    json_put_c(model, "older_href",
               timeline.next.size
                   ? fmt(c->arena, "/customers/%s?before=%.*s", seen->id, STR(timeline.next))
                   : NULL);
    return true;
}

static bool put_records(ctx *c, const struct request *request, const struct customer_seen *seen,
                        json_t *model)
{
    struct customer_record *records = NULL;
    json_t *list = json_new_array(c);
    i64 count = 0;
    u32 roles = ROLE_BIT(visitor_of(request)->person.role);
    bool may = role_may(visitor_of(request)->person.role, MAY_SEE_RECORDS) == MAY_EVERYWHERE;
    if (may && !customer_records(c, seen->customer, roles, &records, &count)) return false;
    for (i64 i = 0; i < count; i++) {
        json_t *one = json_new_object(c);
        json_put_str(one, "label", records[i].record.values[0].text);
        json_put_c(one, "kind_label", tr(c, records[i].kind->label));
        json_put_c(
            one, "href",
            fmt(c->arena, "/%ss/%lld", records[i].kind->name, (long long)records[i].record.id));
        json_array_append(list, one);
    }
    json_put(model, "records", list);
    json_put_bool(model, "has_records", count > 0);
    return true;
}

static bool put_consents(ctx *c, const struct customer_seen *seen, json_t *model)
{
    struct consent *history = NULL;
    struct consent_now now;
    i64 count = 0;
    if (!consent_history(c, seen->customer, &history, &count)) return false;
    consent_now_of(history, count, &now);
    json_put(model, "consents", customer_consents(c, &now));
    json_put_null(model, "objection");
    for (i64 i = 0; i < CONSENT_PURPOSE__COUNT; i++) {
        const struct consent *said = &now.objection[i];
        if (!said->said) continue;
        json_t *objection = json_new_object(c);
        const char *purpose = tr(c, consent_purpose_label((enum consent_purpose)i));
        json_put_c(objection, "label",
                   i == CONSENT_ALL ? tr(c, "Objects to the use of their data.")
                                    : fmt(c->arena, tr(c, "Objects: %s."), purpose));
        json_put_c(objection, "text",
                   seen->is_shown
                       ? fmt(c->arena, "%s: %.*s", consent_since(c, said), STR(said->note))
                       : consent_since(c, said));
        json_put(model, "objection", objection);
        break;
    }
    return true;
}

static bool put_merges(ctx *c, const struct request *request, struct response *response,
                       const struct customer_seen *seen, const struct customer_card *card,
                       json_t *model)
{
    json_t *list = json_new_array(c);
    bool may = !visitor_of(request)->is_open_house &&
               customer_seen_may(request, seen, MAY_MERGE_CUSTOMERS);
    const char *token = may && card->merge_count ? guard_token(c, request, response) : NULL;
    for (i64 i = 0; i < card->merge_count; i++) {
        const struct customer_merge *merge = &card->merges[i];
        str who, value = {0};
        json_t *one = json_new_object(c);
        if (!customer_who(c, merge->who, &who)) return false;
        for (i64 k = 0; k < card->key_count; k++)
            if (card->keys[k].id == merge->key) value = card->keys[k].value;
        json_put_str(one, "label", seen->is_shown ? value : personal_mask(c, PERSONAL_KEY, value));
        json_put_c(one, "key", fmt(c->arena, "%lld", (long long)merge->key));
        json_put_str(one, "when", ms_write(c->arena, merge->at_ms));
        json_put_c(one, "when_text", locale_day(c, (i32)(merge->at_ms / DAY_MS)).s);
        json_put_str(one, "who", who);
        json_put_str(one, "why", seen->is_shown ? merge->why : (str){0});
        json_put_c(one, "action", may ? fmt(c->arena, "/customers/%s/unmerge", seen->id) : NULL);
        json_put_c(one, "csrf", token);
        json_array_append(list, one);
    }
    json_put(model, "merges", list);
    json_put_bool(model, "has_merges", card->merge_count > 0);
    return true;
}

static const char *look_words(ctx *c, str what)
{
    for (i64 i = 0; i < COUNT_OF(looks); i++)
        if (str_equal(what, str_of(looks[i].what))) return tr(c, looks[i].words);
    return str_c(c->arena, what);
}

static bool put_looks(ctx *c, const struct customer_seen *seen, json_t *model)
{
    struct customer_look *all = NULL;
    json_t *list = json_new_array(c);
    i64 count = 0;
    if (seen->is_shown && !customer_looks(c, seen->customer, LOOKS_SHOWN, &all, &count))
        return false;
    for (i64 i = 0; i < count; i++) {
        str who;
        json_t *one = json_new_object(c);
        if (!customer_who(c, all[i].who, &who)) return false;
        json_put_str(one, "when", ms_write(c->arena, all[i].at_ms));
        json_put_str(one, "when_text", locale_moment(c, all[i].at_ms));
        json_put_str(one, "who", who);
        json_put_c(one, "what", look_words(c, all[i].what));
        json_array_append(list, one);
    }
    json_put(model, "looks", list);
    json_put_bool(model, "has_looks", count > 0);
    return true;
}

static const char *title_of(ctx *c, const struct customer_card *card)
{
    struct customer_rhythm rhythm = customer_rhythm(&card->sums, c->now_ms);
    const char *comes = customer_rhythm_words(c, rhythm);
    if (rhythm.rhythm == RHYTHM_NEVER) return comes;
    return fmt(c->arena, "%s, %s", comes, customer_seen_words(c, rhythm));
}

bool customer_get(ctx *c, struct request *request, struct response *response)
{
    struct customer_seen seen;
    struct customer_card card;
    json_t *model = json_new_object(c), *facts = NULL, *measured = NULL, *all = json_new_object(c);
    render_keep_lang(c, request, response);
    if (!customer_seen_of(c, request, MAY_SEE_CUSTOMERS, &seen)) return false;
    if (!str_equal(str_of(seen.id), request_param(request, "id"))) { // merged: the customer's own
        response_see(c, response, fmt(c->arena, "/customers/%s", seen.id));
        return true;
    }
    if (!customer_card(c, seen.customer, &card) || !customer_facts(c, &seen, &card, &facts) ||
        !customer_measured(c, &card, &measured))
        return false;
    json_put_c(model, "title", title_of(c, &card));
    json_put_str(model, "question", customer_card_name(c, &seen, &card));
    json_put_c(model, "id", seen.id);
    json_put_bool(model, "is_masked", !seen.is_shown);
    json_put(model, "facts", facts);
    json_put(all, "facts", measured);
    json_put(model, "measured", all);
    json_put_bool(model, "has_measured", json_array_size(measured) > 0);
    customer_crumbs(c, model, NULL, (str){0});
    put_deeds(c, request, &seen, model);
    struct customer_looked looked = {"customer.look", &seen.customer.customer, seen.is_shown};
    return put_timeline(c, request, &seen, &card, model) && put_records(c, request, &seen, model) &&
           put_consents(c, &seen, model) && put_merges(c, request, response, &seen, &card, model) &&
           put_looks(c, &seen, model) && customer_look_note(c, request, looked) &&
           render_page(c, request, response, "customer", model);
}
