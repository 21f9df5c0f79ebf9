// A journey to begin with: stages and touchpoints that most companies have, in the words of the
// house, made in one go and then the company's own to change.
#include "base/lang.h"
#include "base/locale.h"
#include "people/role.h"
#include "record/record.h"
#include "web/change.h"
#include "web/render.h"
#include "web/set_up.h"
#include "web/set_up_parts.h"
#include "web/visitor.h"

// After the stages of the customer's way in the literature of service marketing: from the wish to
// parting, with the touchpoints in the order in which they are met. A table, so that whoever knows
// better changes it here.
// clang-format off
static const struct {
    const char *name, *moment, *need;
} stages[] = {
    {N_("Dreaming"),           "before", N_("To notice that something could be better, and what is possible.")},
    {N_("Choosing"),           "before", N_("To compare without being pushed, and to understand what one would get.")},
    {N_("Buying"),             "at",     N_("To decide in peace and to pay easily and safely.")},
    {N_("Receiving"),          "after",  N_("To get what was promised, when it was promised, and to know how it goes.")},
    {N_("Using"),              "after",  N_("To get along well with it every day.")},
    {N_("Getting help"),       "after",  N_("To be heard at once and helped for good.")},
    {N_("Renewing or leaving"), "after", N_("To be met fairly, whether one stays or goes.")},
};
static const struct {
    i64 stage; // from 0
    const char *name, *label, *importance, *feelings;
} touchpoints[] = {
    {0, "advertisement",    N_("Advertisement"),           "ordinary", "interested,stimulated"},
    {0, "recommendation",   N_("Somebody's recommendation"), "high",   "interested,trusting"},
    {1, "web_site",         N_("Web site"),                "high",     "exploratory,at_ease"},
    {1, "conversation",     N_("Conversation before buying"), "critical", "valued,trusting"},
    {1, "offer",            N_("Offer"),                   "high",     "trusting,valued"},
    {2, "purchase",         N_("Purchase"),                "critical", "safe,pleased"},
    {2, "payment",          N_("Payment"),                 "ordinary", "safe,at_ease"},
    {3, "waiting",          N_("Waiting for it"),          "high",     "trusting,at_ease"},
    {3, "delivery",         N_("Delivery"),                "critical", "pleased,valued"},
    {4, "first_use",        N_("First use"),               "critical", "happy,at_ease"},
    {4, "everyday_use",     N_("Everyday use"),            "high",     "pleased,at_ease"},
    {4, "invoice",          N_("Invoice"),                 "ordinary", "trusting,safe"},
    {5, "customer_service", N_("Customer service"),        "critical", "cared_for,valued"},
    {5, "repair",           N_("Repair or correction"),    "high",     "cared_for,trusting"},
    {5, "complaint",        N_("Complaint"),               "critical", "valued,cared_for"},
    {6, "renewal",          N_("Renewal"),                 "high",     "valued,trusting"},
    {6, "farewell",         N_("Farewell"),                "high",     "valued,at_ease"},
};
// clang-format on

#define JOURNEY_NAME N_("From a wish to a lasting relation")
#define JOURNEY_WHO  N_("all our customers")
#define JOURNEY_NEED N_("To get what was hoped for without trouble, and to be met as a person.")

// ---- Making it ----

struct making {
    struct record_edit edit;
    const char *lang;     // of the house
    i64 journey, skipped; // touchpoints that are there already
};

static bool put(ctx *c, const struct making *making, struct record *record, const char *field,
                const char *text, struct record_problems *problems)
{
    return record_put(c, record, str_of(field), str_of(text), making->edit.roles, problems);
}

static bool add(ctx *c, const struct making *making, struct record *record,
                struct record_problems *problems)
{
    return problems_none(c, problems) && record_add(c, record, &making->edit, problems);
}

static bool make_journey(ctx *c, struct making *making)
{
    struct record_problems problems = {0};
    struct record *journey = record_new(c, kind_find(S("journey")));
    if (!put(c, making, journey, "name", tr(c, JOURNEY_NAME), &problems) ||
        !put(c, making, journey, "who", tr(c, JOURNEY_WHO), &problems) ||
        !put(c, making, journey, "need", tr(c, JOURNEY_NEED), &problems) ||
        !add(c, making, journey, &problems))
        return false;
    making->journey = journey->id;
    return true;
}

static bool make_stage(ctx *c, const struct making *making, i64 i, i64 *id)
{
    struct record_problems problems = {0};
    struct record *stage = record_new(c, kind_find(S("stage")));
    const char *of = fmt(c->arena, "%lld", (long long)making->journey);
    const char *place = fmt(c->arena, "%lld", (long long)(i + 1));
    if (!put(c, making, stage, "name", tr(c, stages[i].name), &problems) ||
        !put(c, making, stage, "journey", of, &problems) ||
        !put(c, making, stage, "place", place, &problems) ||
        !put(c, making, stage, "moment", stages[i].moment, &problems) ||
        !put(c, making, stage, "need", tr(c, stages[i].need), &problems) ||
        !add(c, making, stage, &problems))
        return false;
    *id = stage->id;
    return true;
}

// One whose word facts came with is there already, and stays as it is.
static bool make_touchpoint(ctx *c, struct making *making, i64 i, i64 stage)
{
    struct record_problems problems = {0};
    i64 there = 0;
    str name = str_of(touchpoints[i].name);
    if (!store_i64(c, SQL_set_up_touchpoint, VALS(V_STR(name)), &there)) return false;
    making->skipped += there > 0;
    if (there) return true;
    struct record *one = record_new(c, kind_find(S("touchpoint")));
    const char *of = fmt(c->arena, "%lld", (long long)stage);
    return put(c, making, one, "name", touchpoints[i].name, &problems) &&
           put(c, making, one, "label", tr(c, touchpoints[i].label), &problems) &&
           put(c, making, one, "stage", of, &problems) &&
           put(c, making, one, "importance", touchpoints[i].importance, &problems) &&
           put(c, making, one, "feelings", touchpoints[i].feelings, &problems) &&
           add(c, making, one, &problems);
}

static bool make_all(ctx *c, struct making *making)
{
    i64 ids[COUNT_OF(stages)] = {0};
    if (!make_journey(c, making)) return false;
    for (i64 i = 0; i < COUNT_OF(stages); i++)
        if (!make_stage(c, making, i, &ids[i])) return false;
    for (i64 i = 0; i < COUNT_OF(touchpoints); i++)
        if (!make_touchpoint(c, making, i, ids[touchpoints[i].stage])) return false;
    return true;
}

static bool make(ctx *c, void *data)
{
    struct making *making = data;
    struct rows rows;
    const char *asker = c->lang;
    making->journey = making->skipped = 0;
    if (!store_rows(c, SQL_set_up_journeys, NO_VALS, &rows)) return false;
    if (rows.count)
        return fail_with(c, ERR_REFUSED, tr(c, "there is a journey already"),
                         tr(c, "Change it, or add another one beside it."));
    c->lang = making->lang;
    bool done = make_all(c, making);
    c->lang = asker;
    return done;
}

static bool made(ctx *c, struct request *request, struct response *response, const err *failure,
                 void *data)
{
    (void)request;
    (void)data;
    if (failure->code != ERR_NONE) return page_change_failed(c, failure);
    response_see(c, response, "/set-up/journey?said=added");
    return true;
}

bool set_up_journey_post(ctx *c, struct request *request, struct response *response)
{
    const struct visitor *visitor = visitor_of(request);
    struct making *making = NEW(c->arena, struct making);
    str lang = {0};
    if (!setting_text(c, "company.language", &lang)) return false;
    making->lang = str_c(c->arena, lang);
    making->edit =
        (struct record_edit){.who = visitor->record, .roles = ROLE_BIT(visitor->person.role)};
    // Touchpoints are names that facts point at: what is known of them is read anew.
    return page_change(c, request, response,
                       (struct page_change){.apply = make, .then = made, .data = making});
}

// ---- The page ----

static void put_offer(ctx *c, json_t *page, const char *lang)
{
    const char *asker = c->lang;
    for (i64 i = 0; i < COUNT_OF(stages); i++) {
        c->lang = lang;
        const char *title = fmt(c->arena, "%lld. %s", (long long)(i + 1), tr(c, stages[i].name));
        const char *need = tr(c, stages[i].need);
        const char *id = fmt(c->arena, "stage-%lld", (long long)(i + 1));
        json_t *part = set_up_part(c, page, (struct set_up_part){id, title, need});
        for (i64 k = 0; k < COUNT_OF(touchpoints); k++)
            if (touchpoints[k].stage == i)
                set_up_item(c, part, (struct set_up_item){.label = tr(c, touchpoints[k].label)});
        c->lang = asker;
    }
    json_t *part = set_up_part(
        c, page,
        (struct set_up_part){"begin", tr(c, "Begin with this"),
                             tr(c, "Each touchpoint gets target feelings and an importance to "
                                   "start from. All of it can be changed, added to and retired.")});
    set_up_deed(c, part, "/set-up/journey", tr(c, "Begin with this journey"), true);
}

static void put_journeys(ctx *c, json_t *page, const struct rows *rows)
{
    json_t *part = set_up_part(c, page, (struct set_up_part){"journeys", tr(c, "Journeys"), NULL});
    for (i64 i = 0; i < rows->count; i++)
        set_up_item(
            c, part,
            (struct set_up_item){
                .label = str_c(c->arena, rows->column[1].text[i]),
                .href = fmt(c->arena, "/journeys/%lld", (long long)rows->column[0].i[i]),
                .note = fmt(c->arena, tr(c, "stages: %lld"), (long long)rows->column[2].i[i])});
    set_up_link(c, part, "/journey", tr(c, "See the journey"));
}

bool set_up_journey_get(ctx *c, struct request *request, struct response *response)
{
    struct rows rows;
    str lang = {0};
    render_keep_lang(c, request, response);
    if (!store_begin_read(c) || !store_rows(c, SQL_set_up_journeys, NO_VALS, &rows) ||
        !setting_text(c, "company.language", &lang))
        return false;
    json_t *page = set_up_page(
        c, rows.count ? tr(c, "The customer's journey is drawn") : tr(c, "A journey to begin with"),
        rows.count ? tr(c, "Its stages and touchpoints are changed where they stand.")
                   : tr(c, "The way of your customers, from a wish to renewing or leaving. Begin "
                           "with this one and make it your own."));
    if (rows.count)
        put_journeys(c, page, &rows);
    else
        put_offer(c, page, str_c(c->arena, lang));
    return set_up_render(c, request, response, page);
}
