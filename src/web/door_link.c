// The links that open once: set-up of the first administrator, an invitation, a new password.
#include "audit/audit.h"
#include "people/email.h"
#include "people/one_time.h"
#include "people/session.h"
#include "record/person.h"
#include "web/change.h"
#include "web/door.h"
#include "web/labels.h"
#include "web/render.h"
#include "web/turn.h"

// clang-format off
#define PASSWORD_FIELD {.name = "password", .max = DOOR_PASSWORD_MAX, .required = true, .is_secret = true,  \
                        .what = "the new password, of 12 characters at least"}
const struct field link_form[] = {PASSWORD_FIELD, {0}};
const struct field join_form[] = {
    {.name = "name", .required = true, .what = "the name by which others know the person"},
    {.name = "email", .max = DOOR_EMAIL_MAX, .what = "the address of e-mail, of the first administrator alone"},
    PASSWORD_FIELD, {0}};
// clang-format on

// A link as a page needs it, with whose it is.
struct opened {
    struct one_time link;
    struct account account; // id 0 for the first administrator, who has none yet
};

static bool find_link(ctx *c, const struct request *request, struct opened *out)
{
    *out = (struct opened){0};
    bool is_reset = str_starts(request->path, S("/reset/"));
    if (!one_time_find(c, request_param(request, "secret"), &out->link)) return false;
    if (is_reset != (out->link.purpose == ONE_TIME_RESET))
        return fail_with(c, ERR_UNKNOWN_USER, tr(c, "this link was used, is over, or never was"),
                         tr(c, "Ask for a new one from who sent it."));
    return !out->link.account || account_get(c, out->link.account, &out->account);
}

// The link does not open, which people meet days later: a page of its own says what to do.
static bool show_over(ctx *c, struct request *request, struct response *response)
{
    if (c->err.code != ERR_UNKNOWN_USER) return false;
    if (!request_wants_html(request)) {
        response->status = 410;
        return false;
    }
    err_clear(c);
    json_t *model = json_new_object(c);
    json_put_c(model, "title", tr(c, "This link does not open anything any more"));
    json_put_c(model, "question",
               tr(c, "Each link opens once, and only for some days. Have you used it already? Then "
                     "sign in with the password you chose. Otherwise ask an administrator for a "
                     "new link."));
    json_put_c(model, "sign_in_href", "/sign-in");
    json_put_c(model, "forgot_href", "/sign-in/forgot");
    response->status = 410;
    return render_page(c, request, response, "link_over", model);
}

static void put_who(ctx *c, const struct request *request, json_t *form,
                    const struct opened *opened)
{
    form_add(c, request, form,
             (struct form_field){.name = "name",
                                 .kind = FORM_TEXT,
                                 .label = tr(c, "Your name"),
                                 .help = tr(c, "As others know it."),
                                 .value = opened->account.name,
                                 .required = true,
                                 .autocomplete = "name"});
    if (opened->account.id) return;
    form_add(c, request, form,
             (struct form_field){.name = "email",
                                 .kind = FORM_EMAIL,
                                 .label = tr(c, "Address of e-mail"),
                                 .help = tr(c, "You sign in with it."),
                                 .required = true,
                                 .autocomplete = "username"});
}

// A password manager keeps the new password beside the address, so the page names it.
static const char *said_of(ctx *c, const struct opened *opened)
{
    switch (opened->link.purpose) {
    case ONE_TIME_SETUP:
        return tr(c, "You set up this house: you will invite the others, and can make somebody "
                     "else administrator later.");
    case ONE_TIME_INVITE:
        return fmt(c->arena,
                   tr(c, "Your address is %.*s. You sign in with it and with the password "
                         "that you choose now."),
                   STR(opened->account.email));
    case ONE_TIME_RESET:
        return fmt(c->arena, tr(c, "For %.*s. You will be signed out everywhere."),
                   STR(opened->account.email));
    case ONE_TIME__COUNT:
        break;
    }
    return NULL;
}

static bool show_link(ctx *c, struct request *request, struct response *response,
                      const struct opened *opened)
{
    static const struct {
        const char *title, *submit;
    } words[] = {
        [ONE_TIME_SETUP] = {N_("Welcome. You are the first administrator"), N_("Begin")        },
        [ONE_TIME_INVITE] = {N_("Welcome. Choose your password"),            N_("Come in")      },
        [ONE_TIME_RESET] = {N_("Choose a new password"),                    N_("Keep password")},
    };
    json_t *model = json_new_object(c);
    struct form_about about = {.action = str_c(c->arena, request->path),
                               .submit = tr(c, words[opened->link.purpose].submit)};
    json_t *form = form_new(c, request, response, about);
    if (opened->link.purpose != ONE_TIME_RESET) put_who(c, request, form, opened);
    form_add(c, request, form, door_new_password(c, "password"));
    json_put_c(model, "title", tr(c, words[opened->link.purpose].title));
    json_put_c(model, "question", said_of(c, opened));
    json_put_str(model, "username", opened->account.email);
    json_put(model, "form", form);
    return render_page(c, request, response, "join", model);
}

static bool open_link(ctx *c, struct request *request, struct response *response)
{
    struct opened opened;
    if (!find_link(c, request, &opened)) return show_over(c, request, response);
    return show_link(c, request, response, &opened);
}

bool join_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    return open_link(c, request, response);
}

bool reset_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    return open_link(c, request, response);
}

// ---- Going through ----

struct passing {
    struct one_time_use use;
    struct opened opened;
    str password, name, before, session, address;
    i64 account;
};

static bool hash(ctx *c, void *data)
{
    struct passing *passing = data;
    return password_hash(c, passing->password, password_cost_usual, &passing->use.password_hash);
}

static bool pass(ctx *c, void *data)
{
    struct passing *passing = data;
    bool is_invited = passing->opened.link.purpose == ONE_TIME_INVITE;
    bool comes_in = passing->opened.link.purpose != ONE_TIME_RESET;
    i64 record = 0;
    if (!one_time_use(c, passing->use, &passing->account)) return false;
    if (is_invited &&
        !account_set_name(c, audit_account(c, passing->account), passing->account, passing->name))
        return false;
    if (!comes_in) return true;
    struct session_new session = {.account = passing->account, .address = passing->address};
    return person_make(c, passing->account, 0, &record) &&
           (!passing->before.size || session_end(c, passing->before)) &&
           session_add(c, session, &passing->session);
}

// What a refusal after the checks is about.
static const char *field_of(const struct opened *opened)
{
    switch (opened->link.purpose) {
    case ONE_TIME_SETUP:
        return "email";
    case ONE_TIME_INVITE:
        return "name";
    case ONE_TIME_RESET:
    case ONE_TIME__COUNT:
        break;
    }
    return "password";
}

static bool passed(ctx *c, struct request *request, struct response *response, const err *failure,
                   void *data)
{
    struct passing *passing = data;
    struct app *app = request->app;
    if (failure->code == ERR_UNKNOWN_USER) {
        c->err = *failure;
        return show_over(c, request, response);
    }
    if (failure->code != ERR_NONE)
        return door_tell(c, request, response, failure, field_of(&passing->opened)) &&
               show_link(c, request, response, &passing->opened);
    if (!app_has_people(c, app) && c->err.code != ERR_NONE) return false;
    if (!passing->session.size) {
        response_see(c, response, "/sign-in?said=password");
        return true;
    }
    visitor_keep(c, request, response, passing->session);
    response_see(c, response, "/");
    return true;
}

static bool hashed(ctx *c, struct request *request, struct response *response, const err *failure,
                   void *data)
{
    if (failure->code != ERR_NONE) return page_change_failed(c, failure);
    return page_change(
        c, request, response,
        (struct page_change){.apply = pass, .then = passed, .data = data, .locks = STORE_RECORDS});
}

// Whether what was typed can be taken; what cannot stands beside its field.
static bool is_sound(ctx *c, struct request *request, const struct passing *passing)
{
    const struct opened *opened = &passing->opened;
    str email = opened->account.email;
    bool is_setup = opened->link.purpose == ONE_TIME_SETUP;
    if (is_setup && !email_normalise(c, request_text(request, "email", (str){0}), &email)) {
        request_problem_add(c, request, "email", c->err.msg, c->err.hint);
        err_clear(c);
    }
    struct password_owner owner = {.name = passing->name, .email = email};
    return door_password_fits(c, request, "password", owner) && !request->problem_count;
}

static bool go_through(ctx *c, struct request *request, struct response *response)
{
    struct passing *passing = NEW(c->arena, struct passing);
    struct opened *opened = &passing->opened;
    if (!find_link(c, request, opened)) return show_over(c, request, response);
    passing->password = request_text(request, "password", (str){0});
    passing->name = opened->account.name;
    if (opened->link.purpose != ONE_TIME_RESET)
        passing->name = str_trim(request_text(request, "name", (str){0}));
    if (!is_sound(c, request, passing)) {
        response->status = 400;
        return show_link(c, request, response, opened);
    }
    passing->before = visitor_of(request)->secret;
    passing->address = request->client;
    passing->use.secret = request_param(request, "secret");
    passing->use.account = (struct account_new){.name = passing->name,
                                                .email = request_text(request, "email", (str){0})};
    return page_turn(c, request, response,
                     (struct page_turn){.work = hash, .then = hashed, .data = passing});
}

bool join_post(ctx *c, struct request *request, struct response *response)
{
    return go_through(c, request, response);
}

bool link_again(ctx *c, struct request *request, struct response *response)
{
    return open_link(c, request, response);
}

bool reset_post(ctx *c, struct request *request, struct response *response)
{
    return go_through(c, request, response);
}
