// Tokens for programs: made, listed, ended.
#include "base/lang.h"
#include "base/locale.h"
#include "people/account.h"
#include "people/api_token.h"
#include "web/change.h"
#include "web/form.h"
#include "web/render.h"
#include "web/set_up.h"
#include "web/set_up_parts.h"
#include "web/visitor.h"

#define DAY_MS 86400000LL

static const char *const scope_choices[] = {"intake", "read_figures", "read_records",
                                            "change_records", NULL};
static const char *const life_choices[] = {"30", "90", "365", "revoked", NULL};

// clang-format off
const struct field set_up_token_form[] = {
    {.name = "name", .type = FIELD_TEXT, .min = 1, .required = true, .what = "the program that will use it"},
    {.name = "scope", .type = FIELD_CHOICE, .choices = scope_choices, .many = true, .required = true,
     .what = "what it may do"},
    {.name = "life", .type = FIELD_CHOICE, .choices = life_choices, .required = true,
     .what = "days that it is good, or revoked: until it is revoked, for intake alone"}, {0}};
// clang-format on

static const char *scope_label(ctx *c, i64 i)
{
    const char *const labels[] = {tr(c, "send facts"), tr(c, "read figures and remarks"),
                                  tr(c, "read records"), tr(c, "add and change records")};
    static_assert(COUNT_OF(labels) == COUNT_OF(scope_choices) - 1, "one for each");
    return labels[i];
}

static const char *scopes_text(ctx *c, i64 scopes)
{
    buf out = buf_new(c->arena, 1000);
    for (i64 i = 0; scope_choices[i]; i++)
        if (scopes >> i & 1) buf_fmt(&out, "%s%s", out.size ? ", " : "", scope_label(c, i));
    return out.s ? out.s : "";
}

static const char *until_text(ctx *c, const struct api_token *token)
{
    if (token->revoked_ms)
        return fmt(c->arena, tr(c, "revoked %.*s"), STR(locale_moment(c, token->revoked_ms)));
    if (token->ends_ms <= c->now_ms)
        return fmt(c->arena, tr(c, "ended %.*s"), STR(locale_moment(c, token->ends_ms)));
    if (token->ends_ms == API_TOKEN_NO_END_MS) return tr(c, "good until it is revoked");
    return fmt(c->arena, tr(c, "good until %.*s"), STR(locale_moment(c, token->ends_ms)));
}

static bool put_tokens(ctx *c, json_t *page, i64 *in_use)
{
    struct api_token *tokens = NULL;
    i64 count = 0;
    *in_use = 0;
    if (!api_token_list(c, &count, &tokens)) return false;
    if (!count) return true;
    json_t *part = set_up_part(c, page, (struct set_up_part){"tokens", tr(c, "The tokens"), NULL});
    for (i64 i = 0; i < count; i++) {
        const struct api_token *token = &tokens[i];
        bool is_good = !token->revoked_ms && token->ends_ms > c->now_ms;
        *in_use += is_good;
        const char *end = fmt(c->arena, "/set-up/tokens/%lld/end", (long long)token->id);
        set_up_item(
            c, part,
            (struct set_up_item){.label = str_c(c->arena, token->name),
                                 .badge = is_good ? NULL : tr(c, "ended"),
                                 .note = fmt(c->arena, "%s · %s", scopes_text(c, token->scopes),
                                             until_text(c, token)),
                                 .action = is_good ? end : NULL,
                                 .action_label = tr(c, "Revoke")});
    }
    return true;
}

static void put_form(ctx *c, struct request *request, struct response *response, json_t *page)
{
    struct form_option *scopes = NEW_ARRAY(c->arena, struct form_option, COUNT_OF(scope_choices));
    for (i64 i = 0; scope_choices[i]; i++)
        scopes[i] = (struct form_option){scope_choices[i], scope_label(c, i)};
    struct form_option *lives = NEW_ARRAY(c->arena, struct form_option, COUNT_OF(life_choices));
    const char *const labels[] = {tr(c, "a month"), tr(c, "three months"), tr(c, "a year"),
                                  tr(c, "until it is revoked (only to send facts)")};
    for (i64 i = 0; life_choices[i]; i++)
        lives[i] = (struct form_option){life_choices[i], labels[i]};
    json_t *part = set_up_part(c, page, (struct set_up_part){"new", tr(c, "A new token"), NULL});
    json_t *form = form_new(
        c, request, response,
        (struct form_about){.action = "/set-up/tokens", .submit = tr(c, "Make the token")});
    form_add(c, request, form,
             (struct form_field){.name = "name",
                                 .label = tr(c, "What it is for"),
                                 .help = tr(c, "The program that will use it, such as shop."),
                                 .required = true});
    form_add(c, request, form,
             (struct form_field){.name = "scope",
                                 .kind = FORM_CHECKS,
                                 .label = tr(c, "What it may do"),
                                 .help = tr(c, "Never more than you may yourself."),
                                 .options = scopes});
    form_add(c, request, form,
             (struct form_field){.name = "life",
                                 .kind = FORM_RADIO,
                                 .label = tr(c, "How long it is good"),
                                 .value = S("365"),
                                 .options = lives});
    json_put(part, "form", form);
}

// `made`: one that was just made, shown this once; empty otherwise.
static bool tokens_page(ctx *c, struct request *request, struct response *response, str made)
{
    i64 in_use = 0;
    json_t *page = set_up_page(c, NULL,
                               tr(c, "A program shows a token where a person signs in. Each is "
                                     "shown once, and can be revoked at any time."));
    if (!put_tokens(c, page, &in_use)) return false;
    put_form(c, request, response, page);
    json_put_c(page, "title",
               in_use ? fmt(c->arena, tr(c, "Tokens in use: %lld"), (long long)in_use)
                      : tr(c, "No program comes in yet"));
    if (made.size) {
        json_t *secret = json_new_object(c);
        json_put_c(secret, "label", tr(c, "The new token"));
        json_put_c(secret, "note",
                   tr(c, "It is shown only now. The program sends it in the header "
                         "Authorization: Bearer."));
        json_put_str(secret, "value", made);
        json_put(page, "secret", secret);
    }
    return set_up_render(c, request, response, page);
}

bool set_up_tokens_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    return store_begin_read(c) && tokens_page(c, request, response, (str){0});
}

bool set_up_tokens_again(ctx *c, struct request *request, struct response *response)
{
    if (request->problem_count && !response->status) response->status = 400;
    return tokens_page(c, request, response, (str){0});
}

struct making {
    str who, secret;
    struct api_token_new token;
};

static bool make(ctx *c, void *data)
{
    struct making *making = data;
    return api_token_add(c, making->who, making->token, &making->secret);
}

static bool made(ctx *c, struct request *request, struct response *response, const err *failure,
                 void *data)
{
    const struct making *making = data;
    bool is_theirs = failure->code == ERR_REFUSED || failure->code == ERR_BAD_INPUT;
    if (is_theirs && request_wants_html(request)) {
        bool is_name = failure->code == ERR_REFUSED;
        response->status = err_http_status(failure->code);
        request_problem_add(c, request, is_name ? "name" : "life", failure->msg, failure->hint);
        return set_up_tokens_again(c, request, response);
    }
    if (failure->code != ERR_NONE) return page_change_failed(c, failure);
    request->typed = NULL; // the form is empty again
    request->typed_count = 0;
    return tokens_page(c, request, response, making->secret);
}

bool set_up_tokens_post(ctx *c, struct request *request, struct response *response)
{
    struct making *making = NEW(c->arena, struct making);
    str life = request_text(request, "life", S("365"));
    i64 days = 0;
    making->who = visitor_who(c, request);
    making->token.name = str_trim(request_text(request, "name", (str){0}));
    making->token.account = visitor_of(request)->person.account;
    making->token.life_ms = str_i64(life, &days) ? days * DAY_MS : API_TOKEN_UNTIL_REVOKED;
    const struct input *in = request_input(request, "scope");
    for (; in; in = request_input_next(request, in))
        making->token.scopes |= 1LL << in->i;
    return page_change(
        c, request, response,
        (struct page_change){.apply = make, .then = made, .data = making, .locks = STORE_RECORDS});
}

static bool end(ctx *c, void *data)
{
    const struct making *making = data;
    return api_token_revoke(c, making->who, making->token.name);
}

static bool ended(ctx *c, struct request *request, struct response *response, const err *failure,
                  void *data)
{
    (void)request;
    (void)data;
    if (failure->code != ERR_NONE) return page_change_failed(c, failure);
    response_see(c, response, "/set-up/tokens?said=ended");
    return true;
}

bool set_up_token_end_post(ctx *c, struct request *request, struct response *response)
{
    struct making *ending = NEW(c->arena, struct making);
    struct api_token *tokens = NULL;
    i64 id = 0, count = 0;
    if (!str_i64(request_param(request, "id"), &id)) id = 0;
    if (!api_token_list(c, &count, &tokens)) return false;
    for (i64 i = 0; i < count; i++)
        if (tokens[i].id == id) ending->token.name = tokens[i].name;
    if (!ending->token.name.size) return fail(c, ERR_NOT_FOUND, tr(c, "there is no such token"));
    ending->who = visitor_who(c, request);
    return page_change(
        c, request, response,
        (struct page_change){.apply = end, .then = ended, .data = ending, .locks = STORE_RECORDS});
}
