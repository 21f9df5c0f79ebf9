#include "web/unsubscribe.h"

#include "base/lang.h"
#include "campaign/invite.h"
#include "settings/seal.h"
#include "settings/settings.h"
#include "web/address.h"
#include "web/change.h"
#include "web/form.h"
#include "web/public.h"
#include "web/render.h"

// clang-format off
const struct field unsubscribe_fields[] = {PAGE_FIELDS, {0}};
const struct field unsubscribe_form[] = {
    {.name = "List-Unsubscribe", .type = FIELD_TEXT, .what = "what a mail program sends by itself: One-Click"},
    {0}};
// clang-format on

static bool fail_unknown(ctx *c)
{
    return fail_with(c, ERR_NOT_FOUND, tr(c, "this link is none of ours"),
                     tr(c, "Open it from the message as it is."));
}

static bool invite_of(ctx *c, const struct request *request, struct invite *out)
{
    u8 key[SEAL_KEY_BYTES];
    i64 id = 0;
    if (!seal_key(c, key)) return false;
    if (!seal_open(key, "unsubscribe", request_param(request, "secret"), &id))
        return fail_unknown(c);
    if (invite_get(c, id, out)) return true;
    if (c->err.code != ERR_NOT_FOUND) return false;
    err_clear(c);
    return fail_unknown(c);
}

static bool show(ctx *c, struct request *request, struct response *response,
                 const struct invite *invite, bool is_done)
{
    json_t *model = json_new_object(c);
    str company = {0};
    if (!render_lang_asked(request)) c->lang = str_c(c->arena, invite->lang);
    if (!setting_text(c, "company.name", &company)) return false;
    const char *title = is_done ? tr(c, "We will not ask you by e-mail any more")
                                : tr(c, "Do you want no more questions by e-mail?");
    json_put_c(model, "title", title);
    json_put_bool(model, "is_done", is_done);
    json_put_str(model, "company", company);
    json_put_null(model, "form");
    if (!is_done) {
        str secret = request_param(request, "secret");
        struct form_about about = {.action = fmt(c->arena, "/unsubscribe/%.*s", STR(secret)),
                                   .submit = tr(c, "Do not ask me any more")};
        json_put(model, "form", form_new(c, request, response, about));
    }
    return render_public(c, request, response, "unsubscribe", model);
}

bool unsubscribe_get(ctx *c, struct request *request, struct response *response)
{
    struct invite invite;
    return store_begin_read(c) && invite_of(c, request, &invite) &&
           show(c, request, response, &invite, false);
}

// ---- Doing it ----

static bool unsubscribe_apply(ctx *c, void *data)
{
    const struct invite *invite = data;
    return invite_unsubscribe(c, invite->id, S("unsubscribed by the link of an invite"));
}

// The answer is the page itself: programs that send the one click follow no other.
static bool unsubscribe_then(ctx *c, struct request *request, struct response *response,
                             const err *failure, void *data)
{
    if (failure->code != ERR_NONE) return page_change_failed(c, failure);
    return show(c, request, response, data, true);
}

bool unsubscribe_post(ctx *c, struct request *request, struct response *response)
{
    struct invite *invite = NEW(c->arena, struct invite);
    return invite_of(c, request, invite) &&
           page_change(c, request, response,
                       (struct page_change){.apply = unsubscribe_apply,
                                            .then = unsubscribe_then,
                                            .data = invite,
                                            .keeps_known = true});
}
