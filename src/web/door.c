#include "web/door.h"

#include "audit/audit.h"
#include "http/cookie.h"
#include "people/one_time.h"
#include "web/confirm.h"
#include "web/labels.h"
#include "web/render.h"
#include "web/single.h"

enum { NEXT_MAX = 2000 };

#define CODE_COOKIE "code" // stands for the password until the one-time code is given

// clang-format off
#define NEXT_FIELD {.name = "next", .max = NEXT_MAX, .what = "where to go afterwards: a path here"}
const struct field sign_in_fields[] = {NEXT_FIELD, PAGE_FIELDS, {0}};
const struct field sign_in_form[] = {
    {.name = "email", .max = DOOR_EMAIL_MAX, .required = true, .what = "the account's address of e-mail"},
    {.name = "password", .max = DOOR_PASSWORD_MAX, .required = true, .is_secret = true, .what = "the password"},
    NEXT_FIELD, {0}};
const struct field sign_in_code_form[] = {
    {.name = "code", .max = DOOR_CODE_MAX, .required = true, .is_secret = true,
     .what = "the one-time code, or a recovery code"},
    NEXT_FIELD, {0}};
const struct field sign_out_form[] = {{0}};
// clang-format on

// ---- What the pages of the door share ----

struct form_field door_password(ctx *c, const char *name, const char *label)
{
    (void)c;
    return (struct form_field){.name = name,
                               .kind = FORM_PASSWORD,
                               .label = label,
                               .required = true,
                               .autocomplete = "current-password"};
}

struct form_field door_new_password(ctx *c, const char *name)
{
    return (struct form_field){
        .name = name,
        .kind = FORM_PASSWORD,
        .label = tr(c, "New password"),
        .help = tr(c, "At least 12 characters. Four or five words that do not belong together are "
                      "easy to remember and hard to guess."),
        .required = true,
        .autocomplete = "new-password"};
}

str door_next(const struct request *request)
{
    str next = request_text(request, "next", (str){0});
    return next.size && path_is_own(next) ? next : S("/");
}

bool door_password_fits(ctx *c, struct request *request, const char *name,
                        struct password_owner owner)
{
    if (password_rule(c, request_text(request, name, (str){0}), owner)) return true;
    request_problem_add(c, request, name, c->err.msg, c->err.hint);
    err_clear(c);
    return false;
}

bool door_tell(ctx *c, struct request *request, struct response *response, const err *failure,
               const char *field)
{
    err told = *failure;
    bool is_theirs = told.code == ERR_BUSY || told.code == ERR_UNKNOWN_USER ||
                     told.code == ERR_REFUSED || told.code == ERR_BAD_INPUT;
    if (!is_theirs || !request_wants_html(request)) {
        c->err = told;
        return false;
    }
    err_clear(c);
    response->status = err_http_status(told.code);
    request_problem_add(c, request, field, told.msg, told.hint);
    return true;
}

// Where a form leads, and what it goes on to.
static const char *with_next(ctx *c, const char *path, str next)
{
    if (str_equal(next, S("/"))) return path;
    buf out = buf_new(c->arena, 3 * next.size + 200);
    buf_fmt(&out, "%s?next=", path);
    url_add(&out, next);
    return out.s;
}

// ---- Signing in ----

struct entering {
    struct signin signin;
    enum signin_outcome outcome;
    str secret, before, next; // before: of the session that was there
};

static bool show_sign_in(ctx *c, struct request *request, struct response *response)
{
    const struct app *app = request->app;
    json_t *model = json_new_object(c);
    struct form_about about = {.action = "/sign-in", .submit = tr(c, "Sign in")};
    json_t *form = form_new(c, request, response, about);
    form_add(c, request, form,
             (struct form_field){.name = "email",
                                 .kind = FORM_EMAIL,
                                 .label = tr(c, "Address of e-mail"),
                                 .required = true,
                                 .autocomplete = "username"});
    form_add(c, request, form, door_password(c, "password", tr(c, "Password")));
    form_hide(c, form, "next", door_next(request));
    json_put_c(model, "title", tr(c, "Sign in"));
    json_put_c(model, "question",
               atomic_load(&app->has_people)
                   ? NULL
                   : tr(c, "Nobody has an account yet. Open the link that `tuntuma serve` printed "
                           "when it started; `tuntuma people setup` prints a new one."));
    json_put(model, "form", form);
    json_put_c(model, "forgot_href", "/sign-in/forgot");
    return single_put_button(c, door_next(request), model) &&
           render_page(c, request, response, "sign_in", model);
}

bool sign_in_get(ctx *c, struct request *request, struct response *response)
{
    const struct visitor *visitor = visitor_of(request);
    render_keep_lang(c, request, response);
    if (!visitor->person.account || visitor->is_program) return show_sign_in(c, request, response);
    response_see(c, response, str_c(c->arena, door_next(request)));
    return true;
}

bool sign_in_again(ctx *c, struct request *request, struct response *response)
{
    return show_sign_in(c, request, response);
}

static bool sign_in_apply(ctx *c, void *data)
{
    struct entering *entering = data;
    if (!signin_end(c, &entering->signin, &entering->outcome, &entering->secret)) return false;
    bool has_before = entering->outcome == SIGNIN_OK && entering->before.size;
    return !has_before || session_end(c, entering->before);
}

static void go_in(ctx *c, const struct request *request, struct response *response,
                  const struct entering *entering)
{
    visitor_keep(c, request, response, entering->secret);
    cookie_set(c, request, response, (struct cookie){CODE_COOKIE, S("none"), -1});
    response_see(c, response, str_c(c->arena, entering->next));
}

static bool sign_in_refuse(ctx *c, struct request *request, struct response *response,
                           const struct entering *entering)
{
    (void)signin_refuse(c, entering->outcome);
    err refusal = c->err;
    err_clear(c);
    return door_tell(c, request, response, &refusal, "password") &&
           show_sign_in(c, request, response);
}

static bool sign_in_then(ctx *c, struct request *request, struct response *response,
                         const err *failure, void *data)
{
    struct entering *entering = data;
    if (failure->code != ERR_NONE)
        return door_tell(c, request, response, failure, "password") &&
               show_sign_in(c, request, response);
    switch (entering->outcome) {
    case SIGNIN_OK:
        go_in(c, request, response, entering);
        return true;
    case SIGNIN_NEEDS_CODE:
        cookie_set(c, request, response,
                   (struct cookie){CODE_COOKIE, entering->signin.pending, ONE_TIME_CODE_MS / 1000});
        response_see(c, response, with_next(c, "/sign-in/code", entering->next));
        return true;
    case SIGNIN_WRONG:
        return sign_in_refuse(c, request, response, entering);
    }
    return false;
}

static struct entering *entering_of(ctx *c, const struct request *request)
{
    struct entering *entering = NEW(c->arena, struct entering);
    entering->signin.address = request->client;
    entering->before = visitor_of(request)->secret;
    entering->next = door_next(request);
    return entering;
}

bool sign_in_post(ctx *c, struct request *request, struct response *response)
{
    struct entering *entering = entering_of(c, request);
    entering->signin.email = request_text(request, "email", (str){0});
    entering->signin.password = request_text(request, "password", (str){0});
    return page_confirm(c, request, response,
                        (struct page_confirm){.signin = &entering->signin,
                                              .apply = sign_in_apply,
                                              .then = sign_in_then,
                                              .data = entering});
}

// ---- The one-time code ----

static bool show_code(ctx *c, struct request *request, struct response *response)
{
    json_t *model = json_new_object(c);
    struct form_about about = {.action = "/sign-in/code",
                               .submit = tr(c, "Go on"),
                               .cancel_href = with_next(c, "/sign-in", door_next(request)),
                               .note = tr(c, "Have you lost your device? Type one of your recovery "
                                             "codes instead.")};
    json_t *form = form_new(c, request, response, about);
    form_add(c, request, form,
             (struct form_field){.name = "code",
                                 .kind = FORM_TEXT,
                                 .label = tr(c, "One-time code"),
                                 .help = tr(c, "Six digits that your device shows just now."),
                                 .required = true,
                                 .autocomplete = "one-time-code"});
    form_hide(c, form, "next", door_next(request));
    json_put_c(model, "title", tr(c, "Type the code from your device"));
    json_put_c(model, "question", NULL);
    json_put(model, "form", form);
    return render_page(c, request, response, "form_page", model);
}

bool sign_in_code_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    if (cookie_read(c, request, CODE_COOKIE).size) return show_code(c, request, response);
    response_see(c, response, with_next(c, "/sign-in", door_next(request)));
    return true;
}

bool sign_in_code_again(ctx *c, struct request *request, struct response *response)
{
    return show_code(c, request, response);
}

static bool code_apply(ctx *c, void *data)
{
    struct entering *entering = data;
    if (!signin_code(c, &entering->signin, &entering->outcome, &entering->secret)) return false;
    bool has_before = entering->outcome == SIGNIN_OK && entering->before.size;
    return !has_before || session_end(c, entering->before);
}

static bool code_then(ctx *c, struct request *request, struct response *response,
                      const err *failure, void *data)
{
    struct entering *entering = data;
    err refusal = *failure;
    if (refusal.code == ERR_NONE && entering->outcome == SIGNIN_OK) {
        go_in(c, request, response, entering);
        return true;
    }
    if (refusal.code == ERR_NONE)
        refusal = (err){.code = ERR_UNKNOWN_USER,
                        .msg = tr(c, "the code is wrong, or was used already"),
                        .hint = tr(c, "Type the code that your device shows now.")};
    return door_tell(c, request, response, &refusal, "code") && show_code(c, request, response);
}

bool sign_in_code_post(ctx *c, struct request *request, struct response *response)
{
    struct entering *entering = entering_of(c, request);
    entering->signin.pending = cookie_read(c, request, CODE_COOKIE);
    entering->signin.code = request_text(request, "code", (str){0});
    return page_change(
        c, request, response,
        (struct page_change){
            .apply = code_apply, .then = code_then, .data = entering, .locks = STORE_RECORDS});
}

// ---- Signing out ----

struct leaving {
    str secret, who;
};

static bool sign_out_apply(ctx *c, void *data)
{
    const struct leaving *leaving = data;
    return session_end(c, leaving->secret) &&
           audit_add(c, (struct audit_entry){.who = leaving->who,
                                             .what = S("people.sign_out"),
                                             .about = leaving->who});
}

static bool sign_out_then(ctx *c, struct request *request, struct response *response,
                          const err *failure, void *data)
{
    (void)data;
    if (failure->code != ERR_NONE) return page_change_failed(c, failure);
    visitor_keep(c, request, response, (str){0});
    response_see(c, response, "/sign-in?said=signed_out");
    return true;
}

bool sign_out_post(ctx *c, struct request *request, struct response *response)
{
    struct leaving *leaving = NEW(c->arena, struct leaving);
    leaving->secret = visitor_of(request)->secret;
    leaving->who = visitor_who(c, request);
    if (!leaving->secret.size) { // it is over already
        visitor_keep(c, request, response, (str){0});
        response_see(c, response, "/sign-in?said=signed_out");
        return true;
    }
    return page_change(c, request, response,
                       (struct page_change){.apply = sign_out_apply,
                                            .then = sign_out_then,
                                            .data = leaving,
                                            .locks = STORE_RECORDS});
}
