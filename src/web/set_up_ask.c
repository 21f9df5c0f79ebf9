#include "web/set_up_ask.h"

#include "base/lang.h"
#include "mail/mail.h"
#include "web/render.h"
#include "web/set_up_parts.h"

// clang-format off
#define SETTING_FIELD(NAME, WHAT) {.name = (NAME), .type = FIELD_TEXT, .max = 2000, .what = (WHAT)}
const struct field set_up_ask_form[] = {
    SETTING_FIELD("sites", "web sites on which surveys may stand"),
    SETTING_FIELD("rest_days", "days for which a customer who was asked anything is left alone"),
    SETTING_FIELD("expected_rate", "the share that is expected to answer, in per cent"),
    SETTING_FIELD("reply_to", "where replies to invites arrive"),
    SETTING_FIELD("per_minute", "invites that are sent in a minute at most"),
    SETTING_FIELD("connections", "connections to the mail server at once"),
    SETTING_FIELD("keep_days", "how long the address of an invite is kept after its end"), {0}};
// clang-format on

static const char *title(ctx *c, i64 rest_days)
{
    if (!rest_days) return tr(c, "Each survey may ask a customer whenever it likes");
    if (rest_days == 1) return tr(c, "A customer who was asked is left alone for a day");
    return fmt(c->arena, tr(c, "A customer who was asked is left alone for %lld days"),
               (long long)rest_days);
}

static bool put_beside(ctx *c, json_t *page)
{
    bool can_mail = false;
    if (!mail_is_set_up(c, &can_mail)) return false;
    json_t *part = set_up_part(c, page, (struct set_up_part){"more", tr(c, "Beside it"), NULL});
    set_up_item(
        c, part,
        (struct set_up_item){
            .label = tr(c, "Mail"),
            .href = "/set-up/mail",
            .note = can_mail ? NULL
                             : tr(c, "No mail server is named yet: nobody is asked by e-mail.")});
    set_up_item(c, part, (struct set_up_item){.label = tr(c, "Surveys"), .href = "/surveys"});
    set_up_item(c, part, (struct set_up_item){.label = tr(c, "Campaigns"), .href = "/campaigns"});
    return true;
}

bool set_up_ask_again(ctx *c, struct request *request, struct response *response)
{
    json_t *form = NULL;
    i64 rest_days = 0;
    if (request->problem_count && !response->status) response->status = 400;
    if (!setting_i64(c, "ask.rest_days", &rest_days) ||
        !settings_form(c, request, response, "ask", "/set-up/asking", &form))
        return false;
    json_t *page = set_up_page(c, title(c, rest_days),
                               tr(c, "What holds for all campaigns: where surveys may stand, how "
                                     "often customers are asked, and how invites go out."));
    json_put(page, "form", form);
    return put_beside(c, page) && set_up_render(c, request, response, page);
}

bool set_up_ask_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    return store_begin_read(c) && set_up_ask_again(c, request, response);
}

bool set_up_ask_post(ctx *c, struct request *request, struct response *response)
{
    bool sound = false;
    if (!settings_check(c, request, "ask", &sound)) return false;
    if (!sound) return set_up_ask_again(c, request, response);
    return settings_save(c, request, response, "ask", "/set-up/asking?said=saved");
}
