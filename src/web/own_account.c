#include "web/own_account.h"

#include "audit/audit.h"
#include "base/locale.h"
#include "people/account.h"
#include "people/api_token.h"
#include "people/secret.h"
#include "people/session.h"
#include "web/accounts.h"
#include "web/confirm.h"
#include "web/door.h"
#include "web/render.h"

static const char *const langs[] = {"fi", "sv", "en", NULL};

// clang-format off
#define PASSWORD(called, said) {.name = called, .max = DOOR_PASSWORD_MAX, .required = true,       \
                                .is_secret = true, .what = said}
const struct field own_name_form[] = {
    {.name = "name", .required = true, .what = "the name by which others know you"},
    {.name = "lang", .type = FIELD_CHOICE, .choices = langs, .what = "language of the pages; none: as the browser says"},
    {0}};
const struct field own_password_form[] = {
    PASSWORD("old", "the password until now"),
    PASSWORD("password", "the new password, of 12 characters at least"), {0}};
const struct field own_session_form[] = {
    {.name = "session", .required = true, .what = "the session's number, as /account tells it"}, {0}};
const struct field own_nothing_form[] = {{0}};
// clang-format on

// ---- The page ----

static const char *lang_name(ctx *c, str lang)
{
    if (str_equal(lang, S("fi"))) return "suomi";
    if (str_equal(lang, S("sv"))) return "svenska";
    if (str_equal(lang, S("en"))) return "English";
    return tr(c, "as the browser says");
}

static bool put_facts(ctx *c, const struct account *account, json_t *model)
{
    json_t *facts = json_new_array(c);
    str *scopes = NULL;
    if (!accounts_scopes(c, account, 1, &scopes)) return false;
    accounts_fact(c, facts, tr(c, "Name"), account->name, NULL);
    accounts_fact(c, facts, tr(c, "Address of e-mail"), account->email, NULL);
    accounts_fact(c, facts, tr(c, "Role"), str_of(tr(c, role_label(account->role))), NULL);
    accounts_fact(c, facts, tr(c, "For"), scopes[0], NULL);
    accounts_fact(c, facts, tr(c, "Language"), str_of(lang_name(c, account->lang)), NULL);
    accounts_fact(c, facts, tr(c, "One-time codes"),
                  str_of(account->has_code ? tr(c, "switched on") : tr(c, "switched off")), NULL);
    json_put(model, "facts", facts);
    return true;
}

static bool put_sessions(ctx *c, const struct request *request, json_t *model)
{
    const struct visitor *visitor = visitor_of(request);
    i64 count = 0;
    struct session *sessions = NULL;
    if (!session_list(c, visitor->person.account, &count, &sessions)) return false;
    str own = secret_hash(c, visitor->secret);
    json_t *list = json_new_array(c);
    for (i64 i = 0; i < count; i++) {
        json_t *one = json_new_object(c);
        bool is_this = str_equal(sessions[i].hash, own);
        json_put_str(one, "session", sessions[i].hash);
        json_put_str(one, "address",
                     sessions[i].address.size ? sessions[i].address
                                              : str_of(tr(c, "address not known")));
        json_put_c(one, "since",
                   fmt(c->arena, tr(c, "signed in %.*s, last used %.*s"),
                       STR(locale_moment(c, sessions[i].made_ms)),
                       STR(locale_moment(c, sessions[i].seen_ms))));
        json_put_bool(one, "is_this", is_this);
        json_put_bool(one, "is_strong", sessions[i].strong);
        json_array_append(list, one);
    }
    json_put(model, "sessions", list);
    return true;
}

// Tokens that this account made, while they are good: only who may manage tokens has any.
static bool put_tokens(ctx *c, const struct request *request, json_t *model)
{
    i64 count = 0;
    struct api_token *tokens = NULL;
    json_t *list = json_new_array(c);
    bool may = visitor_may(request, MAY_MANAGE_TOKENS, (struct place){0});
    if (may && !api_token_list(c, &count, &tokens)) return false;
    for (i64 i = 0; i < count; i++) {
        bool is_good = !tokens[i].revoked_ms && tokens[i].ends_ms > c->now_ms;
        if (!is_good || tokens[i].account != visitor_of(request)->person.account) continue;
        json_t *one = json_new_object(c);
        json_put_str(one, "name", tokens[i].name);
        json_put_str(one, "scopes", api_scopes_write(c, tokens[i].scopes));
        json_put_c(one, "until",
                   fmt(c->arena, tr(c, "until %.*s"), STR(locale_moment(c, tokens[i].ends_ms))));
        json_array_append(list, one);
    }
    json_put_bool(model, "has_tokens", json_array_size(list) > 0);
    json_put(model, "tokens", list);
    json_put_c(model, "tokens_href", may ? "/set-up/tokens" : NULL);
    return true;
}

bool own_account_get(ctx *c, struct request *request, struct response *response)
{
    struct account account;
    json_t *model = json_new_object(c);
    render_keep_lang(c, request, response);
    if (!account_get(c, visitor_of(request)->person.account, &account) ||
        !put_facts(c, &account, model) || !put_sessions(c, request, model) ||
        !put_tokens(c, request, model))
        return false;
    json_put_c(model, "title", tr(c, "Your account"));
    json_put_c(model, "question", NULL);
    json_put_bool(model, "has_code", account.has_code);
    return render_page(c, request, response, "account", model);
}

void own_put_crumbs(ctx *c, json_t *model)
{
    json_t *crumbs = json_new_array(c), *one = json_new_object(c);
    json_put_c(one, "label", tr(c, "Your account"));
    json_put_c(one, "href", "/account");
    json_array_append(crumbs, one);
    json_put(model, "crumbs", crumbs);
}

static bool show_form(ctx *c, struct request *request, struct response *response, const char *title,
                      json_t *form)
{
    json_t *model = json_new_object(c);
    own_put_crumbs(c, model);
    json_put_c(model, "title", title);
    json_put_c(model, "question", NULL);
    json_put(model, "form", form);
    return render_page(c, request, response, request->route->page, model);
}

// ---- Name and language ----

static bool show_name(ctx *c, struct request *request, struct response *response)
{
    struct account account;
    if (!account_get(c, visitor_of(request)->person.account, &account)) return false;
    const struct form_option options[] = {
        {"",                      tr(c, "As the browser says")},
        {"fi", "suomi"},
        {"sv",                    "svenska"},
        {"en",                       "English"},
        {0}
    };
    json_t *form = form_new(c, request, response,
                            (struct form_about){.action = "/account/name",
                                                .submit = tr(c, "Save"),
                                                .cancel_href = "/account"});
    form_add(c, request, form,
             (struct form_field){.name = "name",
                                 .kind = FORM_TEXT,
                                 .label = tr(c, "Name"),
                                 .help = tr(c, "As others know it."),
                                 .value = account.name,
                                 .required = true,
                                 .autocomplete = "name"});
    form_add(c, request, form,
             (struct form_field){.name = "lang",
                                 .kind = FORM_RADIO,
                                 .label = tr(c, "Language"),
                                 .help = tr(c, "Of the pages, wherever you sign in."),
                                 .value = account.lang,
                                 .required = true,
                                 .options = options});
    return show_form(c, request, response, tr(c, "Your name and language"), form);
}

bool own_name_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    return show_name(c, request, response);
}

bool own_name_again(ctx *c, struct request *request, struct response *response)
{
    return show_name(c, request, response);
}

struct naming {
    i64 account;
    str who, name, lang;
};

static bool name_apply(ctx *c, void *data)
{
    const struct naming *naming = data;
    return account_set_name(c, naming->who, naming->account, naming->name) &&
           account_set_lang(c, naming->account, naming->lang);
}

static bool name_then(ctx *c, struct request *request, struct response *response,
                      const err *failure, void *data)
{
    const struct naming *naming = data;
    if (failure->code != ERR_NONE)
        return door_tell(c, request, response, failure, "name") && show_name(c, request, response);
    // An earlier choice in this browser would go before the account's.
    const char *lang = render_lang_known(naming->lang);
    render_set_lang(c, request, response, lang);
    response_see(c, response, "/account?said=saved");
    return true;
}

bool own_name_post(ctx *c, struct request *request, struct response *response)
{
    struct naming *naming = NEW(c->arena, struct naming);
    *naming = (struct naming){.account = visitor_of(request)->person.account,
                              .who = visitor_who(c, request),
                              .name = request_text(request, "name", (str){0}),
                              .lang = request_text(request, "lang", (str){0})};
    return page_change(
        c, request, response,
        (struct page_change){
            .apply = name_apply, .then = name_then, .data = naming, .locks = STORE_RECORDS});
}

// ---- Password ----

static bool show_password(ctx *c, struct request *request, struct response *response)
{
    json_t *form = form_new(c, request, response,
                            (struct form_about){.action = "/account/password",
                                                .submit = tr(c, "Keep password"),
                                                .cancel_href = "/account",
                                                .note = tr(c, "You will be signed out everywhere "
                                                              "else.")});
    form_add(c, request, form, door_password(c, "old", tr(c, "Password until now")));
    form_add(c, request, form, door_new_password(c, "password"));
    return show_form(c, request, response, tr(c, "Choose a new password"), form);
}

bool own_password_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    return show_password(c, request, response);
}

bool own_password_again(ctx *c, struct request *request, struct response *response)
{
    return show_password(c, request, response);
}

bool own_tell_wrong(ctx *c, struct request *request, struct response *response, const char *field)
{
    const err wrong = {.code = ERR_BAD_INPUT, .msg = tr(c, "the password is wrong")};
    return door_tell(c, request, response, &wrong, field);
}

void own_keep_session(ctx *c, struct request *request, struct response *response, str secret)
{
    struct visitor *visitor = request->session;
    visitor->secret = secret;
    request->session_key = session_form_key(c, secret);
    visitor_keep(c, request, response, secret);
}

struct renewing {
    struct signin signin;
    struct session_new session;
    str who, password, hash, secret;
    bool fits;
};

static bool renew_work(ctx *c, void *data)
{
    struct renewing *renewing = data;
    return password_hash(c, renewing->password, renewing->signin.cost, &renewing->hash);
}

static bool renew_apply(ctx *c, void *data)
{
    struct renewing *renewing = data;
    i64 account = renewing->session.account;
    if (!signin_confirm(c, &renewing->signin, account, &renewing->fits)) return false;
    return !renewing->fits || (account_set_password(c, renewing->who, account, renewing->hash) &&
                               session_add(c, renewing->session, &renewing->secret));
}

static bool renew_then(ctx *c, struct request *request, struct response *response,
                       const err *failure, void *data)
{
    const struct renewing *renewing = data;
    if (failure->code != ERR_NONE)
        return door_tell(c, request, response, failure, "old") &&
               show_password(c, request, response);
    if (!renewing->fits)
        return own_tell_wrong(c, request, response, "old") && show_password(c, request, response);
    own_keep_session(c, request, response, renewing->secret);
    response_see(c, response, "/account?said=saved");
    return true;
}

bool own_password_post(ctx *c, struct request *request, struct response *response)
{
    const struct visitor *visitor = visitor_of(request);
    struct renewing *renewing = NEW(c->arena, struct renewing);
    renewing->password = request_text(request, "password", (str){0});
    struct password_owner owner = {.name = visitor->name, .email = visitor->email};
    if (!door_password_fits(c, request, "password", owner)) {
        response->status = 400;
        return show_password(c, request, response);
    }
    renewing->who = visitor_who(c, request);
    renewing->session = (struct session_new){.account = visitor->person.account,
                                             .strong = visitor->is_strong,
                                             .address = request->client};
    renewing->signin = (struct signin){.email = visitor->email,
                                       .password = request_text(request, "old", (str){0}),
                                       .address = request->client};
    return page_confirm(c, request, response,
                        (struct page_confirm){.signin = &renewing->signin,
                                              .work = renew_work,
                                              .apply = renew_apply,
                                              .then = renew_then,
                                              .data = renewing});
}

// ---- Sessions ----

struct ending {
    i64 account;
    str who, session;
};

static bool note_ending(ctx *c, const struct ending *ending, str what)
{
    return audit_add(c,
                     (struct audit_entry){.who = ending->who, .what = what, .about = ending->who});
}

static bool end_one_apply(ctx *c, void *data)
{
    const struct ending *ending = data;
    return session_end_one(c, ending->account, ending->session) &&
           note_ending(c, ending, S("people.session_end"));
}

static bool end_one_then(ctx *c, struct request *request, struct response *response,
                         const err *failure, void *data)
{
    (void)request;
    (void)data;
    if (failure->code != ERR_NONE) return page_change_failed(c, failure);
    response_see(c, response, "/account?said=ended");
    return true;
}

static struct ending *ending_of(ctx *c, const struct request *request)
{
    struct ending *ending = NEW(c->arena, struct ending);
    *ending = (struct ending){.account = visitor_of(request)->person.account,
                              .who = visitor_who(c, request),
                              .session = request_text(request, "session", (str){0})};
    return ending;
}

bool own_session_end_post(ctx *c, struct request *request, struct response *response)
{
    return page_change(c, request, response,
                       (struct page_change){.apply = end_one_apply,
                                            .then = end_one_then,
                                            .data = ending_of(c, request),
                                            .locks = STORE_RECORDS});
}

static bool end_all_apply(ctx *c, void *data)
{
    const struct ending *ending = data;
    return session_end_all(c, ending->account) &&
           note_ending(c, ending, S("people.sign_out_everywhere"));
}

static bool end_all_then(ctx *c, struct request *request, struct response *response,
                         const err *failure, void *data)
{
    (void)data;
    if (failure->code != ERR_NONE) return page_change_failed(c, failure);
    visitor_keep(c, request, response, (str){0});
    response_see(c, response, "/sign-in?said=signed_out");
    return true;
}

bool own_sign_out_post(ctx *c, struct request *request, struct response *response)
{
    return page_change(c, request, response,
                       (struct page_change){.apply = end_all_apply,
                                            .then = end_all_then,
                                            .data = ending_of(c, request),
                                            .locks = STORE_RECORDS});
}
