#include "web/unsubscribe.h"

#include "base/lang.h"
#include "campaign/invite.h"
#include "case/case_kinds.h"
#include "case/case_post.h"
#include "customer/reach.h"
#include "decision/decision.h"
#include "mail/refused.h"
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

// Whoever leaves: whom a link was made for.
struct leaving {
    i64 invite;   // 0: was written to without one
    i64 customer; // a key of theirs; 0: nobody known
    i64 matter;   // a case of theirs
    str lang;
    str address; // of a case
};

static bool of_invite(ctx *c, i64 id, struct leaving *out)
{
    struct invite invite;
    out->invite = id;
    if (!invite_get(c, id, &invite)) return false;
    out->lang = invite.lang;
    return true;
}

static bool of_case(ctx *c, i64 id, struct leaving *out)
{
    struct record record;
    struct case_person person;
    const char *lang = NULL;
    out->matter = id;
    if (!record_get(c, &case_kind, id, &record) || !case_contact(c, id, &person) ||
        !case_lang(c, &person, &lang))
        return false;
    out->customer = record_value(&record, "customer")->i;
    out->address = person.email;
    out->lang = str_of(lang);
    return true;
}

static bool of_customer(ctx *c, i64 key, struct leaving *out)
{
    struct reach reach;
    struct case_person person = {0};
    const char *lang = NULL;
    out->customer = key;
    if (!reach_of(c, &key, 1, &reach)) return false;
    person.lang = reach.lang;
    if (!case_lang(c, &person, &lang)) return false;
    out->lang = str_of(lang);
    return true;
}

static bool leaving_of(ctx *c, const struct request *request, struct leaving *out)
{
    u8 key[SEAL_KEY_BYTES];
    i64 id = 0;
    str secret = request_param(request, "secret");
    bool found = false;
    *out = (struct leaving){0};
    if (!seal_key(c, key)) return false;
    if (seal_open(key, "unsubscribe", secret, &id))
        found = of_invite(c, id, out);
    else if (seal_open(key, DECISION_LEAVE_SEAL, secret, &id))
        found = of_customer(c, id, out);
    else if (seal_open(key, DECISION_LEAVE_CASE_SEAL, secret, &id))
        found = of_case(c, id, out);
    else
        return fail_unknown(c);
    if (found || c->err.code != ERR_NOT_FOUND) return found;
    err_clear(c);
    return fail_unknown(c);
}

static bool show(ctx *c, struct request *request, struct response *response,
                 const struct leaving *leaving, bool is_done)
{
    json_t *model = json_new_object(c);
    str company = {0};
    if (!render_lang_asked(request)) c->lang = str_c(c->arena, leaving->lang);
    if (!setting_text(c, "company.name", &company)) return false;
    const char *title = is_done ? tr(c, "We will not ask you by e-mail any more")
                                : tr(c, "Do you want no more questions by e-mail?");
    json_put_c(model, "title", title);
    json_put_bool(model, "is_done", is_done);
    json_put_bool(model, "is_told", !leaving->invite);
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
    struct leaving leaving;
    return store_begin_read(c) && leaving_of(c, request, &leaving) &&
           show(c, request, response, &leaving, false);
}

// ---- Doing it ----

static bool unsubscribe_apply(ctx *c, void *data)
{
    const struct leaving *leaving = data;
    if (leaving->invite)
        return invite_unsubscribe(c, leaving->invite, S("unsubscribed by the link of an invite"));
    return refused_add(c, leaving->address) &&
           (!leaving->customer ||
            invite_unsubscribe_customer(c, leaving->customer,
                                        S("unsubscribed by the link of a message")));
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
    struct leaving *leaving = NEW(c->arena, struct leaving);
    return leaving_of(c, request, leaving) &&
           page_change(c, request, response,
                       (struct page_change){.apply = unsubscribe_apply,
                                            .then = unsubscribe_then,
                                            .data = leaving,
                                            .locks = STORE_RECORDS});
}
