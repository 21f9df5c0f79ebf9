// What a customer said about being asked and contacted, and objections.
#include "web/customer_deed.h"

#include "base/lang.h"
#include "base/locale.h"
#include "web/address.h"
#include "web/render.h"

#define DAY_MS 86400000LL

// clang-format off
static const char *const purpose_choices[] = {"feedback", "marketing", "research", "profiling", NULL};
static const char *const objected_choices[] = {"all", "feedback", "marketing", "research", "profiling", NULL};
static const char *const channel_choices[] = {"any", "email", "text", "phone", "letter", NULL};
static const char *const said_choices[] = {"given", "refused", "withdrawn", NULL};
static const char *const objects_choices[] = {"objected", "objection_ended", NULL};

const struct field customer_consent_form[] = {
    {.name = "purpose", .type = FIELD_CHOICE, .choices = purpose_choices, .required = true, .what = "what for"},
    {.name = "channel", .type = FIELD_CHOICE, .choices = channel_choices, .required = true, .what = "by which way"},
    {.name = "answer", .type = FIELD_CHOICE, .choices = said_choices, .required = true, .what = "what the customer said"},
    {.name = "since", .type = FIELD_DAY, .what = "the day when they said so; today otherwise"},
    {.name = "source", .type = FIELD_TEXT, .required = true, .what = "how they said it: by phone, paper form"},
    {0}};
const struct field customer_object_form[] = {
    {.name = "purpose", .type = FIELD_CHOICE, .choices = objected_choices, .required = true, .what = "what the customer objects to"},
    {.name = "answer", .type = FIELD_CHOICE, .choices = objects_choices, .required = true, .what = "an objection, or its end"},
    {.name = "since", .type = FIELD_DAY, .what = "the day when they said so; today otherwise"},
    {.name = "source", .type = FIELD_TEXT, .what = "how they said it"},
    {.name = "reason", .type = FIELD_TEXT, .max = 500, .required = true, .what = "the reason, in the customer's words"},
    {0}};
// clang-format on

// The page

static const struct form_option *purposes(ctx *c, bool with_all)
{
    struct form_option *options =
        NEW_ARRAY(c->arena, struct form_option, CONSENT_PURPOSE__COUNT + 1);
    i64 count = 0;
    for (int i = with_all ? CONSENT_ALL : CONSENT_ALL + 1; i < CONSENT_PURPOSE__COUNT; i++)
        options[count++] =
            (struct form_option){consent_purpose_name((enum consent_purpose)i),
                                 tr(c, consent_purpose_label((enum consent_purpose)i))};
    return options;
}

static const struct form_option *channels(ctx *c)
{
    struct form_option *options =
        NEW_ARRAY(c->arena, struct form_option, CONSENT_CHANNEL__COUNT + 1);
    for (int i = 0; i < CONSENT_CHANNEL__COUNT; i++)
        options[i] = (struct form_option){consent_channel_name((enum consent_channel)i),
                                          tr(c, consent_channel_label((enum consent_channel)i))};
    return options;
}

static const struct form_option *answers(ctx *c, enum consent_said from, enum consent_said to)
{
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, CONSENT_SAID__COUNT + 1);
    for (int i = (int)from; i <= (int)to; i++)
        options[i - (int)from] =
            (struct form_option){consent_said_name((enum consent_said)i),
                                 tr(c, consent_said_label((enum consent_said)i))};
    return options;
}

static void add_since(ctx *c, const struct request *request, json_t *form, bool source_required)
{
    form_add(
        c, request, form,
        (struct form_field){.name = "since",
                            .kind = FORM_DATE,
                            .label = tr(c, "Since when"),
                            .help = tr(c, "The day when the customer said so. Empty: today.")});
    form_add(c, request, form,
             (struct form_field){.name = "source",
                                 .kind = FORM_TEXT,
                                 .label = tr(c, "How they said it"),
                                 .help = tr(c, "For example: by phone, paper form, web form."),
                                 .required = source_required});
}

static json_t *consent_form(ctx *c, const struct request *request, struct response *response,
                            const struct customer_seen *seen)
{
    struct form_about about = {.action = fmt(c->arena, "/customers/%s/consent", seen->id),
                               .submit = tr(c, "Note it"),
                               .cancel_href = fmt(c->arena, "/customers/%s", seen->id)};
    json_t *form = form_new(c, request, response, about);
    form_add(c, request, form,
             (struct form_field){.name = "purpose",
                                 .kind = FORM_RADIO,
                                 .label = tr(c, "What for"),
                                 .options = purposes(c, false),
                                 .required = true});
    form_add(c, request, form,
             (struct form_field){.name = "channel",
                                 .kind = FORM_CHOICE,
                                 .label = tr(c, "By which way"),
                                 .value = S("any"),
                                 .options = channels(c),
                                 .required = true});
    form_add(c, request, form,
             (struct form_field){.name = "answer",
                                 .kind = FORM_RADIO,
                                 .label = tr(c, "What the customer said"),
                                 .options = answers(c, CONSENT_GIVEN, CONSENT_WITHDRAWN),
                                 .required = true});
    add_since(c, request, form, true);
    return form;
}

static json_t *object_form(ctx *c, const struct request *request, struct response *response,
                           const struct customer_seen *seen)
{
    struct form_about about = {.action = fmt(c->arena, "/customers/%s/object", seen->id),
                               .submit = tr(c, "Note it"),
                               .cancel_href = fmt(c->arena, "/customers/%s", seen->id)};
    json_t *form = form_new(c, request, response, about);
    form_add(c, request, form,
             (struct form_field){.name = "answer",
                                 .kind = FORM_RADIO,
                                 .label = tr(c, "What the customer said"),
                                 .value = S("objected"),
                                 .options = answers(c, CONSENT_OBJECTED, CONSENT_OBJECTION_ENDED),
                                 .required = true});
    form_add(c, request, form,
             (struct form_field){.name = "purpose",
                                 .kind = FORM_RADIO,
                                 .label = tr(c, "What they object to"),
                                 .value = S("all"),
                                 .options = purposes(c, true),
                                 .required = true});
    form_add(c, request, form,
             (struct form_field){.name = "reason",
                                 .kind = FORM_LONG_TEXT,
                                 .label = tr(c, "The reason, in the customer's words"),
                                 .help = tr(c, "It stands on the card, and in what is taken out."),
                                 .required = true});
    add_since(c, request, form, false);
    return form;
}

static const char *told_about(ctx *c, const struct consent *said)
{
    const char *purpose = tr(c, consent_purpose_label(said->purpose));
    if (said->channel == CONSENT_ANY_WAY) return purpose;
    return fmt(c->arena, "%s, %s", purpose, tr(c, consent_channel_label(said->channel)));
}

static bool put_history(ctx *c, const struct customer_seen *seen, json_t *model)
{
    struct consent *history = NULL;
    struct consent_now now;
    i64 count = 0;
    json_t *list = json_new_array(c), *facts = json_new_array(c);
    if (!consent_history(c, seen->customer, &history, &count)) return false;
    consent_now_of(history, count, &now);
    json_t *consents = customer_consents(c, &now);
    for (size_t i = 0; i < json_array_size(consents); i++) {
        const json_t *one = json_array_get(consents, i);
        fact_add(c, facts, str_c(c->arena, json_text(json_object_get(one, "label"))),
                 str_c(c->arena, json_text(json_object_get(one, "text"))),
                 str_c(c->arena, json_text(json_object_get(one, "why"))));
    }
    for (i64 i = 0; i < count; i++) {
        str who;
        json_t *one = json_new_object(c);
        if (!customer_who(c, history[i].who, &who)) return false;
        json_put_str(one, "when", ms_write(c->arena, history[i].since_ms));
        json_put_c(one, "when_text", locale_day(c, (i32)(history[i].since_ms / DAY_MS)).s);
        json_put_str(one, "who", who);
        json_put_c(one, "label", told_about(c, &history[i]));
        json_put_c(one, "said", consent_said_name(history[i].said));
        json_put_c(one, "said_text", tr(c, consent_said_label(history[i].said)));
        json_put_str(one, "note", history[i].note);
        json_put_str(one, "source", history[i].source);
        json_array_append(list, one);
    }
    json_put(model, "facts", facts);
    json_put(model, "history", list);
    json_put_bool(model, "has_history", count > 0);
    return true;
}

static bool show_consent(ctx *c, struct request *request, struct response *response)
{
    struct customer_seen seen;
    json_t *model = json_new_object(c);
    if (!customer_seen_of(c, request, MAY_SEE_PERSONAL_DATA, &seen) ||
        !customer_deed_head(c, &seen, tr(c, "What may be asked and sent"), model) ||
        !put_history(c, &seen, model))
        return false;
    json_put_c(model, "form_title", tr(c, "Note what they said"));
    json_put(model, "form", consent_form(c, request, response, &seen));
    json_put_c(model, "object_href",
               customer_seen_may(request, &seen, MAY_ERASE_CUSTOMER)
                   ? fmt(c->arena, "/customers/%s/object", seen.id)
                   : NULL);
    return customer_look_note(
               c, request, (struct customer_looked){"customer.look", &seen.customer.customer, 1}) &&
           render_page(c, request, response, "customer_consent", model);
}

static bool show_object(ctx *c, struct request *request, struct response *response)
{
    struct customer_seen seen;
    json_t *model = json_new_object(c);
    if (!customer_seen_of(c, request, MAY_ERASE_CUSTOMER, &seen) ||
        !customer_deed_head(c, &seen, tr(c, "An objection goes before every consent"), model) ||
        !put_history(c, &seen, model))
        return false;
    json_put_c(model, "form_title", tr(c, "Note an objection"));
    json_put(model, "form", object_form(c, request, response, &seen));
    json_put_null(model, "object_href");
    return customer_look_note(
               c, request, (struct customer_looked){"customer.look", &seen.customer.customer, 1}) &&
           render_page(c, request, response, "customer_consent", model);
}

bool customer_consent_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    return show_consent(c, request, response);
}

bool customer_consent_again(ctx *c, struct request *request, struct response *response)
{
    return show_consent(c, request, response);
}

bool customer_object_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    return show_object(c, request, response);
}

bool customer_object_again(ctx *c, struct request *request, struct response *response)
{
    return show_object(c, request, response);
}

// Noting

struct noting {
    struct customer_deed deed; // first
    struct consent said;
};

static bool note_apply(ctx *c, void *data)
{
    struct noting *noting = data;
    return consent_note(c, noting->deed.seen.customer.customer, noting->said, noting->deed.by);
}

static bool note_it(ctx *c, struct request *request, struct response *response,
                    struct noting *noting)
{
    const struct input *since = request_input(request, "since");
    struct consent *said = &noting->said;
    bool known = consent_purpose_find(request_text(request, "purpose", (str){0}), &said->purpose) &&
                 consent_said_find(request_text(request, "answer", (str){0}), &said->said);
    assert(known); // the route's choices are the same names
    said->source = str_trim(request_text(request, "source", (str){0}));
    if (since) said->since_ms = since->i * DAY_MS;
    return page_change(c, request, response,
                       (struct page_change){.apply = note_apply,
                                            .then = customer_deed_then,
                                            .data = noting,
                                            .locks = STORE_RECORDS});
}

bool customer_consent_post(ctx *c, struct request *request, struct response *response)
{
    struct noting *noting = NEW(c->arena, struct noting);
    if (!customer_deed_init(c, request, MAY_SEE_PERSONAL_DATA, "", &noting->deed)) return false;
    noting->deed.show = show_consent;
    noting->deed.field = "source";
    noting->deed.done_href =
        fmt(c->arena, "/customers/%s/consent?said=saved", noting->deed.seen.id);
    bool known =
        consent_channel_find(request_text(request, "channel", S("any")), &noting->said.channel);
    assert(known);
    return note_it(c, request, response, noting);
}

bool customer_object_post(ctx *c, struct request *request, struct response *response)
{
    struct noting *noting = NEW(c->arena, struct noting);
    if (!customer_deed_init(c, request, MAY_ERASE_CUSTOMER, "", &noting->deed)) return false;
    noting->deed.show = show_object;
    noting->deed.field = "reason";
    noting->said.note = str_trim(request_text(request, "reason", (str){0}));
    return note_it(c, request, response, noting);
}
