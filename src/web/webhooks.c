#include "web/webhooks.h"

#include "base/lang.h"
#include "base/locale.h"
#include "bounds.h"
#include "web/change.h"
#include "web/form.h"
#include "web/render.h"
#include "web/set_up_parts.h"
#include "web/visitor.h"
#include "webhook/webhook.h"

enum { DELIVERIES_SHOWN = 50, ADDRESS_SHOWN = 80 };

static const char *const full_choices[] = {"no", "yes", NULL};

// clang-format off
const struct field webhook_form[] = {
    {.name = "name", .type = FIELD_TEXT, .min = 1, .required = true, .what = "the system that is told"},
    {.name = "address", .type = FIELD_TEXT, .min = 1, .max = BOUND_ADDRESS_BYTES, .required = true, .what = "where messages are sent: https://…"},
    {.name = "event", .type = FIELD_TEXT, .many = true, .what = "what it is told, as case.opened; none: everything"},
    {.name = "full", .type = FIELD_CHOICE, .choices = full_choices, .what = "whether names and texts go along, not only ids and numbers"}, {0}};
const struct field webhooks_settings_form[] = {
    {.name = "private", .type = FIELD_TEXT, .what = "whether addresses within the house are allowed: yes or no"},
    {.name = "keep_days", .type = FIELD_TEXT, .what = "days that the list of messages stays"}, {0}};
const struct field webhook_again_form[] = {
    {.name = "delivery", .type = FIELD_I64, .min = 1, .max = INT64_MAX, .required = true, .what = "the message that is sent once more"}, {0}};
// clang-format on

// ---- The form ----

static str events_joined(ctx *c, const struct request *request)
{
    buf out = buf_new(c->arena, 4000);
    const struct input *in = request_input(request, "event");
    for (; in; in = request_input_next(request, in))
        buf_fmt(&out, "%s%.*s", out.size ? " " : "", STR(str_head(in->text, 100)));
    return buf_str(&out);
}

static struct webhook_asked asked_of(ctx *c, const struct request *request)
{
    return (struct webhook_asked){.name = request_text(request, "name", (str){0}),
                                  .address = request_text(request, "address", (str){0}),
                                  .events = events_joined(c, request),
                                  .is_full =
                                      str_equal(request_text(request, "full", S("no")), S("yes"))};
}

static const struct form_option *event_options(ctx *c)
{
    i64 count = 0;
    while (webhook_events[count].name)
        count++;
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, count + 1);
    for (i64 i = 0; i < count; i++)
        options[i] = (struct form_option){webhook_events[i].name, tr(c, webhook_events[i].label)};
    return options;
}

static void put_events(ctx *c, struct request *request, json_t *form, str events)
{
    i64 count = 0, capacity = 1;
    for (i64 i = 0; i < events.size; i++)
        capacity += events.s[i] == ' ';
    str *values = NEW_ARRAY(c->arena, str, capacity), name = {0};
    while (events.size && count < capacity && str_cut(&events, ' ', &name))
        values[count++] = name;
    form_add(c, request, form,
             (struct form_field){.name = "event",
                                 .kind = FORM_CHECKS,
                                 .label = tr(c, "What it is told"),
                                 .help = tr(c, "Nothing chosen: everything, and what comes later."),
                                 .options = event_options(c),
                                 .values = values,
                                 .value_count = count});
}

static json_t *form_of(ctx *c, struct request *request, struct response *response,
                       const char *action, const struct webhook *webhook)
{
    json_t *form =
        form_new(c, request, response,
                 (struct form_about){.action = action,
                                     .submit = webhook->id ? tr(c, "Save") : tr(c, "Add it")});
    form_add(c, request, form,
             (struct form_field){.name = "name",
                                 .label = tr(c, "Which system"),
                                 .help = tr(c, "What you call it, such as Slack or the data team."),
                                 .value = webhook->name,
                                 .required = true});
    form_add(c, request, form,
             (struct form_field){.name = "address",
                                 .label = tr(c, "Its address"),
                                 .help = tr(c, "Where messages are sent, such as "
                                               "https://example.com/hooks/tuntuma."),
                                 .value = webhook->address,
                                 .required = true});
    put_events(c, request, form, webhook->events);
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, 3);
    options[0] = (struct form_option){"no", tr(c, "ids and numbers alone")};
    options[1] = (struct form_option){"yes", tr(c, "names and texts too")};
    form_add(c, request, form,
             (struct form_field){.name = "full",
                                 .kind = FORM_RADIO,
                                 .label = tr(c, "What goes along"),
                                 .help = tr(c, "With ids a system asks for the rest itself, as far "
                                               "as its token lets it."),
                                 .value = webhook->is_full ? S("yes") : S("no"),
                                 .required = true,
                                 .options = options});
    return form;
}

static void put_secret(ctx *c, json_t *page, str secret)
{
    if (!secret.size) return;
    json_t *shown = json_new_object(c);
    json_put_c(shown, "label", tr(c, "The secret"));
    json_put_c(shown, "note",
               tr(c, "It is shown only now. Every message is signed with it, as Standard Webhooks "
                     "says; the system checks the signature."));
    json_put_str(shown, "value", secret);
    json_put(page, "secret", shown);
}

// ---- All of them ----

static const char *standing_of(ctx *c, const struct webhook *webhook)
{
    if (webhook->stopped_ms)
        return fmt(c->arena, tr(c, "stopped %.*s: %.*s"),
                   STR(locale_moment(c, webhook->stopped_ms)), STR(webhook->why));
    if (webhook->failing_since_ms)
        return fmt(c->arena, tr(c, "has taken nothing since %.*s"),
                   STR(locale_moment(c, webhook->failing_since_ms)));
    if (webhook->delivered_ms)
        return fmt(c->arena, tr(c, "took the last message %.*s"),
                   STR(locale_moment(c, webhook->delivered_ms)));
    return tr(c, "nothing was sent yet");
}

static void put_webhooks(ctx *c, json_t *page, const struct webhook *webhooks, i64 count)
{
    if (!count) return;
    json_t *part =
        set_up_part(c, page, (struct set_up_part){"systems", tr(c, "Systems that are told"), NULL});
    for (i64 i = 0; i < count; i++) {
        const struct webhook *webhook = &webhooks[i];
        const char *badge = webhook->stopped_ms         ? tr(c, "stopped")
                            : webhook->failing_since_ms ? tr(c, "fails")
                                                        : NULL;
        set_up_item(
            c, part,
            (struct set_up_item){
                .label = str_c(c->arena, webhook->name),
                .href = fmt(c->arena, "/set-up/webhooks/%lld", (long long)webhook->id),
                .badge = badge,
                .note = fmt(c->arena, "%.*s · %s", STR(str_head(webhook->address, ADDRESS_SHOWN)),
                            standing_of(c, webhook))});
    }
}

static bool put_settings(ctx *c, struct request *request, struct response *response, json_t *page)
{
    json_t *form = NULL;
    json_t *part =
        set_up_part(c, page, (struct set_up_part){"settings", tr(c, "For all of them"), NULL});
    if (!settings_form(c, request, response, "webhook", "/set-up/webhooks/settings", &form))
        return false;
    json_put(part, "form", form);
    return true;
}

static bool webhooks_page(ctx *c, struct request *request, struct response *response)
{
    struct webhook *webhooks = NULL;
    const struct webhook none = {0};
    i64 count = 0, told = 0;
    if (!webhook_list(c, &count, &webhooks)) return false;
    for (i64 i = 0; i < count; i++)
        told += !webhooks[i].stopped_ms;
    const char *title =
        !told       ? tr(c, "No other system is told what happens")
        : told == 1 ? tr(c, "One system is told what happens")
                    : fmt(c->arena, tr(c, "%lld systems are told what happens"), (long long)told);
    json_t *page = set_up_page(c, title,
                               tr(c, "When something happens here, a webhook tells another "
                                     "system at once: a case was opened, an answer came in."));
    put_webhooks(c, page, webhooks, count);
    json_t *part =
        set_up_part(c, page, (struct set_up_part){"new", tr(c, "Tell another system"), NULL});
    json_put(part, "form", form_of(c, request, response, "/set-up/webhooks", &none));
    return put_settings(c, request, response, page) && set_up_render(c, request, response, page);
}

bool webhooks_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    return store_begin_read(c) && webhooks_page(c, request, response);
}

bool webhooks_again(ctx *c, struct request *request, struct response *response)
{
    if (request->problem_count && !response->status) response->status = 400;
    return webhooks_page(c, request, response);
}

bool webhooks_settings_post(ctx *c, struct request *request, struct response *response)
{
    bool sound = false;
    if (!settings_check(c, request, "webhook", &sound)) return false;
    if (!sound) return webhooks_again(c, request, response);
    return settings_save(c, request, response, "webhook", "/set-up/webhooks?said=saved");
}

// ---- One of them ----

static i64 id_of(const struct request *request)
{
    i64 id = 0;
    return str_i64(request_param(request, "id"), &id) ? id : 0;
}

static const char *address_of(ctx *c, i64 id, const char *deed)
{
    return fmt(c->arena, "/set-up/webhooks/%lld%s", (long long)id, deed);
}

static const char *delivery_note(ctx *c, const struct webhook_delivery *delivery)
{
    str made = locale_moment(c, delivery->made_ms);
    if (!delivery->tries) return str_c(c->arena, made);
    const char *outcome = delivery->why.size ? str_c(c->arena, delivery->why)
                                             : fmt(c->arena, tr(c, "it answered with %lld"),
                                                   (long long)delivery->status);
    const char *tries = delivery->tries == 1
                            ? tr(c, "tried once")
                            : fmt(c->arena, tr(c, "tried %lld times"), (long long)delivery->tries);
    if (delivery->state != WEBHOOK_WAITING)
        return fmt(c->arena, "%.*s · %s · %s", STR(made), outcome, tries);
    return fmt(c->arena, tr(c, "%.*s · %s · %s · again %.*s"), STR(made), outcome, tries,
               STR(locale_moment(c, delivery->due_ms)));
}

static json_t *delivery_json(ctx *c, const struct webhook_delivery *delivery)
{
    json_t *one = json_new_object(c);
    json_put_str(one, "id", str_of(fmt(c->arena, "%lld", (long long)delivery->id)));
    json_put_str(one, "webhook_id", delivery->message);
    json_put_str(one, "type", delivery->what);
    json_put_c(one, "state",
               delivery->state == WEBHOOK_WAITING     ? "waiting"
               : delivery->state == WEBHOOK_DELIVERED ? "delivered"
                                                      : "given_up");
    json_put_i64(one, "status", delivery->status);
    json_put_i64(one, "tries", delivery->tries);
    json_put_str(one, "why", delivery->why);
    json_put_str(one, "body", delivery->body);
    return one;
}

static bool put_deliveries(ctx *c, json_t *page, const struct webhook *webhook)
{
    struct webhook_delivery *all = NULL;
    json_t *deliveries = json_new_array(c);
    i64 count = 0;
    if (!webhook_deliveries(c, webhook->id, DELIVERIES_SHOWN, &count, &all)) return false;
    json_t *part = set_up_part(c, page,
                               (struct set_up_part){"messages", tr(c, "The newest messages"),
                                                    count ? NULL : tr(c, "Nothing was sent yet.")});
    for (i64 i = 0; i < count; i++) {
        const struct webhook_delivery *delivery = &all[i];
        const char *id = fmt(c->arena, "%lld", (long long)delivery->id);
        bool is_over = delivery->state != WEBHOOK_WAITING && !webhook->stopped_ms;
        json_array_append(deliveries, delivery_json(c, delivery));
        set_up_item(c, part,
                    (struct set_up_item){
                        .label = str_c(c->arena, delivery->what),
                        .badge = tr(c, webhook_state_label(delivery->state)),
                        .note = delivery_note(c, delivery),
                        .action = is_over ? address_of(c, webhook->id, "/again") : NULL,
                        .action_label = tr(c, "Send again"),
                        .hidden = is_over ? set_up_hidden(c, NULL, "delivery", str_of(id)) : NULL});
    }
    json_put(page, "deliveries", deliveries);
    return true;
}

static void put_deeds(ctx *c, json_t *page, const struct webhook *webhook)
{
    const struct {
        const char *id, *title, *text, *deed, *label;
        bool is_shown;
    } deeds[] = {
        {"resume",  tr(c, "Go on"),
         tr(c,                                   "It was stopped. What happened meanwhile is not told; single messages can be sent "
               "again."),
         "/resume",                                                                                                                        tr(c, "Go on telling it"),    webhook->stopped_ms != 0},
        {"test",    tr(c, "Try it"),       tr(c, "A message of type webhook.test, signed like all others."),
         "/test",                                                                                                                          tr(c, "Send a test message"), webhook->stopped_ms == 0},
        {"secret2", tr(c, "A new secret"),
         tr(c,                                   "When the secret may have become known. The old one signs beside it for a day."),
         "/secret",                                                                                                                        tr(c, "Make a new secret"),   true                    },
        {"end",     tr(c, "Remove it"),    tr(c, "It is told nothing any longer."),                                                "/end",
         tr(c,                                                                                                                                   "Remove"),              true                    },
    };
    for (i64 i = 0; i < COUNT_OF(deeds); i++) {
        if (!deeds[i].is_shown) continue;
        json_t *part =
            set_up_part(c, page, (struct set_up_part){deeds[i].id, deeds[i].title, deeds[i].text});
        set_up_deed(c, part, address_of(c, webhook->id, deeds[i].deed), deeds[i].label, false);
    }
}

static bool webhook_page(ctx *c, struct request *request, struct response *response, i64 id,
                         str secret)
{
    struct webhook webhook;
    if (!webhook_read(c, id, &webhook)) return false;
    json_t *page =
        set_up_page(c, fmt(c->arena, "%.*s %s", STR(webhook.name), standing_of(c, &webhook)),
                    str_c(c->arena, webhook.address));
    json_t *crumb = json_new_object(c);
    json_put_c(crumb, "label", tr(c, "Webhooks"));
    json_put_c(crumb, "href", "/set-up/webhooks");
    json_array_append(json_object_get(page, "crumbs"), crumb);
    put_secret(c, page, secret);
    if (!put_deliveries(c, page, &webhook)) return false;
    json_t *part = set_up_part(c, page, (struct set_up_part){"change", tr(c, "Change it"), NULL});
    json_put(part, "form", form_of(c, request, response, address_of(c, webhook.id, ""), &webhook));
    put_deeds(c, page, &webhook);
    return set_up_render(c, request, response, page);
}

bool webhook_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    return store_begin_read(c) && webhook_page(c, request, response, id_of(request), (str){0});
}

bool webhook_form_again(ctx *c, struct request *request, struct response *response)
{
    if (request->problem_count && !response->status) response->status = 400;
    return webhook_page(c, request, response, id_of(request), (str){0});
}

// ---- Changes ----

struct deed {
    bool (*run)(ctx *c, struct deed *deed);
    const char *said; // goes to the webhook's page with this word; NULL: the secret is shown
    i64 id, delivery;
    str who, secret;
    struct webhook_asked asked;
};

static bool run_deed(ctx *c, void *data)
{
    struct deed *deed = data;
    return deed->run(c, deed);
}

static bool show_problem(ctx *c, struct request *request, struct response *response,
                         const err *failure, const struct deed *deed)
{
    bool is_name = str_find(str_of(failure->msg), str_of(tr(c, "a webhook needs a name"))) >= 0;
    response->status = err_http_status(failure->code);
    request_problem_add(c, request, is_name ? "name" : "address", failure->msg, failure->hint);
    return deed->id ? webhook_form_again(c, request, response)
                    : webhooks_again(c, request, response);
}

static bool deed_done(ctx *c, struct request *request, struct response *response,
                      const err *failure, void *data)
{
    const struct deed *deed = data;
    bool is_form = deed->asked.name.size > 0;
    if (failure->code == ERR_BAD_INPUT && is_form && request_wants_html(request))
        return show_problem(c, request, response, failure, deed);
    if (failure->code != ERR_NONE) return page_change_failed(c, failure);
    if (deed->said) {
        bool is_over = !strcmp(deed->said, "removed");
        const char *place = is_over ? "/set-up/webhooks" : address_of(c, deed->id, "");
        response_see(c, response, fmt(c->arena, "%s?said=%s", place, deed->said));
        return true;
    }
    request->typed = NULL;
    request->typed_count = 0;
    return webhook_page(c, request, response, deed->id, deed->secret);
}

static bool change(ctx *c, struct request *request, struct response *response, struct deed deed)
{
    struct deed *kept = NEW(c->arena, struct deed);
    *kept = deed;
    kept->who = visitor_who(c, request);
    return page_change(
        c, request, response,
        (struct page_change){
            .apply = run_deed, .then = deed_done, .data = kept, .locks = STORE_RECORDS});
}

static bool run_add(ctx *c, struct deed *deed)
{
    return webhook_add(c, deed->who, deed->asked, &deed->id, &deed->secret);
}

static bool run_change(ctx *c, struct deed *deed)
{
    return webhook_change(c, deed->who, deed->id, deed->asked);
}

static bool run_renew(ctx *c, struct deed *deed)
{
    return webhook_renew(c, deed->who, deed->id, &deed->secret);
}

static bool run_try(ctx *c, struct deed *deed)
{
    return webhook_try(c, deed->who, deed->id);
}

static bool run_resume(ctx *c, struct deed *deed)
{
    return webhook_resume(c, deed->who, deed->id);
}

static bool run_end(ctx *c, struct deed *deed)
{
    return webhook_end(c, deed->who, deed->id);
}

static bool run_again(ctx *c, struct deed *deed)
{
    return webhook_again(c, deed->who, deed->id, deed->delivery);
}

bool webhooks_post(ctx *c, struct request *request, struct response *response)
{
    return change(c, request, response,
                  (struct deed){.run = run_add, .asked = asked_of(c, request)});
}

bool webhook_post(ctx *c, struct request *request, struct response *response)
{
    return change(c, request, response,
                  (struct deed){.run = run_change,
                                .said = "saved",
                                .id = id_of(request),
                                .asked = asked_of(c, request)});
}

bool webhook_secret_post(ctx *c, struct request *request, struct response *response)
{
    return change(c, request, response, (struct deed){.run = run_renew, .id = id_of(request)});
}

bool webhook_test_post(ctx *c, struct request *request, struct response *response)
{
    return change(c, request, response,
                  (struct deed){.run = run_try, .said = "begun", .id = id_of(request)});
}

bool webhook_resume_post(ctx *c, struct request *request, struct response *response)
{
    return change(c, request, response,
                  (struct deed){.run = run_resume, .said = "saved", .id = id_of(request)});
}

bool webhook_end_post(ctx *c, struct request *request, struct response *response)
{
    return change(c, request, response,
                  (struct deed){.run = run_end, .said = "removed", .id = id_of(request)});
}

bool webhook_again_post(ctx *c, struct request *request, struct response *response)
{
    return change(c, request, response,
                  (struct deed){.run = run_again,
                                .said = "begun",
                                .id = id_of(request),
                                .delivery = request_i64(request, "delivery", 0)});
}
