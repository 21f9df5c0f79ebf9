// One-time codes of one's own account: switching them on with a QR code and the first code,
// recovery codes that are shown once, switching off.
#include "base/lang.h"
#include "people/account.h"
#include "people/second.h"
#include "people/totp.h"
#include "web/confirm.h"
#include "web/door.h"
#include "web/own_account.h"
#include "web/qr.h"
#include "web/render.h"

enum { SECRET_LETTERS = 32 }; // TOTP_SECRET_BYTES in base32

// clang-format off
#define PASSWORD {.name = "password", .max = DOOR_PASSWORD_MAX, .required = true, .is_secret = true, .what = "your password"}
const struct field own_codes_form[] = {
    {.name = "secret", .required = true, .min = SECRET_LETTERS, .max = SECRET_LETTERS,
     .what = "what the device was told, as the page shows it"},
    {.name = "code", .required = true, .max = DOOR_CODE_MAX, .is_secret = true, .what = "the first code that the device shows"},
    PASSWORD, {0}};
const struct field own_confirm_form[] = {PASSWORD, {0}};
// clang-format on

// ---- Switching on ----

// "ABCD EFGH …": as it is typed by hand.
static str in_fours(ctx *c, str secret)
{
    buf out = buf_new(c->arena, 2 * secret.size + 10);
    for (i64 i = 0; i < secret.size; i++) {
        if (i && i % 4 == 0) buf_char(&out, ' ');
        buf_char(&out, secret.s[i]);
    }
    return buf_str(&out);
}

static json_t *codes_form(ctx *c, struct request *request, struct response *response, str secret)
{
    json_t *form = form_new(c, request, response,
                            (struct form_about){.action = "/account/codes",
                                                .submit = tr(c, "Switch on"),
                                                .cancel_href = "/account"});
    form_hide(c, form, "secret", secret);
    form_add(c, request, form,
             (struct form_field){.name = "code",
                                 .kind = FORM_TEXT,
                                 .label = tr(c, "Code that your device shows now"),
                                 .help = tr(c, "Six digits."),
                                 .required = true,
                                 .autocomplete = "one-time-code"});
    form_add(c, request, form, door_password(c, "password", tr(c, "Your password")));
    return form;
}

static bool show_codes(ctx *c, struct request *request, struct response *response)
{
    json_t *model = json_new_object(c);
    str typed = request_typed(request, "secret");
    str secret = typed.size == SECRET_LETTERS ? typed : totp_secret_new(c);
    own_put_crumbs(c, model);
    json_put_c(model, "title", tr(c, "Sign in with a code from your telephone too"));
    json_put_c(model, "question",
               tr(c, "Then nobody comes in with your password alone. You need an application that "
                     "shows one-time codes; there are many, and all will do."));
    json_put_str(model, "secret", in_fours(c, secret));
    json_put(model, "form", codes_form(c, request, response, secret));
    return qr_put(c, model, "qr",
                  totp_address(c, secret, S("Tuntuma"), visitor_of(request)->email)) &&
           render_page(c, request, response, "codes", model);
}

static bool show_on(ctx *c, struct request *request, struct response *response)
{
    i64 left = 0;
    if (!second_left(c, visitor_of(request)->person.account, &left)) return false;
    json_t *model = json_new_object(c);
    own_put_crumbs(c, model);
    json_put_c(model, "title", tr(c, "One-time codes are switched on"));
    json_put_c(model, "question",
               fmt(c->arena, tr(c, "Recovery codes that you have not used: %lld of %d."),
                   (long long)left, RECOVERY_CODES));
    return render_page(c, request, response, "codes_on", model);
}

bool own_codes_get(ctx *c, struct request *request, struct response *response)
{
    struct account account;
    render_keep_lang(c, request, response);
    if (!account_get(c, visitor_of(request)->person.account, &account)) return false;
    return account.has_code ? show_on(c, request, response) : show_codes(c, request, response);
}

bool own_codes_again(ctx *c, struct request *request, struct response *response)
{
    return show_codes(c, request, response);
}

// What all three changes of this page share.
struct coding {
    struct signin signin;
    struct session_new session;
    struct second_on on;
    bool (*change)(ctx *c, struct coding *coding);
    str codes[RECOVERY_CODES], secret, who;
    bool fits;
};

static struct coding *coding_of(ctx *c, const struct request *request)
{
    const struct visitor *visitor = visitor_of(request);
    struct coding *coding = NEW(c->arena, struct coding);
    coding->who = visitor_who(c, request);
    coding->session = (struct session_new){
        .account = visitor->person.account, .strong = true, .address = request->client};
    coding->signin = (struct signin){.email = visitor->email,
                                     .password = request_text(request, "password", (str){0}),
                                     .address = request->client};
    return coding;
}

static bool coding_apply(ctx *c, void *data)
{
    struct coding *coding = data;
    if (!signin_confirm(c, &coding->signin, coding->session.account, &coding->fits)) return false;
    return !coding->fits || coding->change(c, coding);
}

// Whoever was signed in with the password alone is so no longer.
static bool switch_on(ctx *c, struct coding *coding)
{
    return second_start(c, coding->on, coding->codes) &&
           session_end_all(c, coding->session.account) &&
           session_add(c, coding->session, &coding->secret);
}

static bool show_recovery(ctx *c, struct request *request, struct response *response,
                          const struct coding *coding)
{
    json_t *model = json_new_object(c), *codes = json_new_array(c);
    for (i64 i = 0; i < RECOVERY_CODES; i++)
        json_array_append_new(codes,
                              json_stringn(coding->codes[i].s, (size_t)coding->codes[i].size));
    json_put_c(model, "title", tr(c, "Keep these recovery codes"));
    json_put_c(model, "question",
               tr(c, "Each stands in once for a lost device. They are shown now and never again: "
                     "print them, or write them down, and keep them away from your device."));
    json_put_str(model, "email", visitor_of(request)->email);
    json_put(model, "codes", codes);
    return render_page(c, request, response, "recovery_codes", model);
}

static bool on_then(ctx *c, struct request *request, struct response *response, const err *failure,
                    void *data)
{
    struct coding *coding = data;
    if (failure->code != ERR_NONE) {
        const char *field = failure->code == ERR_REFUSED ? "code" : "password";
        return door_tell(c, request, response, failure, field) && show_codes(c, request, response);
    }
    if (!coding->fits)
        return own_tell_wrong(c, request, response, "password") && show_codes(c, request, response);
    own_keep_session(c, request, response, coding->secret);
    return show_recovery(c, request, response, coding);
}

bool own_codes_post(ctx *c, struct request *request, struct response *response)
{
    struct coding *coding = coding_of(c, request);
    struct account account;
    u8 bytes[TOTP_SECRET_BYTES];
    i64 count = 0;
    str secret = request_text(request, "secret", (str){0});
    if (!account_get(c, coding->session.account, &account)) return false;
    if (account.has_code)
        return fail_with(c, ERR_REFUSED, tr(c, "one-time codes are switched on already"),
                         tr(c, "Switch them off first, to use another device."));
    if (!base32_read(secret, bytes, TOTP_SECRET_BYTES, &count) || count != TOTP_SECRET_BYTES)
        return fail(c, ERR_BAD_INPUT, tr(c, "the secret is not one that this page made"));
    coding->change = switch_on;
    coding->on = (struct second_on){.account = coding->session.account,
                                    .secret = secret,
                                    .code = str_trim(request_text(request, "code", (str){0}))};
    return page_confirm(
        c, request, response,
        (struct page_confirm){
            .signin = &coding->signin, .apply = coding_apply, .then = on_then, .data = coding});
}

// ---- Recovery codes anew, and switching off ----

struct asked {
    const char *action, *title, *question, *submit;
    bool danger;
};

static const struct asked recovery_asked = {
    "/account/codes/recovery", N_("Make new recovery codes"),
    N_("The codes that you have kept until now are worth nothing then."), N_("Make new codes"),
    false};
static const struct asked off_asked = {
    "/account/codes/off", N_("Switch one-time codes off"),
    N_("Then your password alone lets you in, and anybody else who knows it."), N_("Switch off"),
    true};

static bool show_asked(ctx *c, struct request *request, struct response *response,
                       const struct asked *asked)
{
    json_t *model = json_new_object(c);
    json_t *form = form_new(c, request, response,
                            (struct form_about){.action = asked->action,
                                                .submit = tr(c, asked->submit),
                                                .cancel_href = "/account/codes",
                                                .danger = asked->danger});
    form_add(c, request, form, door_password(c, "password", tr(c, "Your password")));
    own_put_crumbs(c, model);
    json_put_c(model, "title", tr(c, asked->title));
    json_put_c(model, "question", tr(c, asked->question));
    json_put(model, "form", form);
    return render_page(c, request, response, "form_page", model);
}

bool own_recovery_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    return show_asked(c, request, response, &recovery_asked);
}

bool own_recovery_again(ctx *c, struct request *request, struct response *response)
{
    return show_asked(c, request, response, &recovery_asked);
}

static bool renew(ctx *c, struct coding *coding)
{
    return second_renew(c, coding->session.account, coding->codes);
}

static bool renew_then(ctx *c, struct request *request, struct response *response,
                       const err *failure, void *data)
{
    const struct coding *coding = data;
    if (failure->code != ERR_NONE)
        return door_tell(c, request, response, failure, "password") &&
               show_asked(c, request, response, &recovery_asked);
    if (!coding->fits)
        return own_tell_wrong(c, request, response, "password") &&
               show_asked(c, request, response, &recovery_asked);
    return show_recovery(c, request, response, coding);
}

bool own_recovery_post(ctx *c, struct request *request, struct response *response)
{
    struct coding *coding = coding_of(c, request);
    coding->change = renew;
    return page_confirm(
        c, request, response,
        (struct page_confirm){
            .signin = &coding->signin, .apply = coding_apply, .then = renew_then, .data = coding});
}

bool own_codes_off_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    return show_asked(c, request, response, &off_asked);
}

bool own_codes_off_again(ctx *c, struct request *request, struct response *response)
{
    return show_asked(c, request, response, &off_asked);
}

static bool switch_off(ctx *c, struct coding *coding)
{
    return second_stop(c, coding->who, coding->session.account);
}

static bool off_then(ctx *c, struct request *request, struct response *response, const err *failure,
                     void *data)
{
    const struct coding *coding = data;
    if (failure->code != ERR_NONE)
        return door_tell(c, request, response, failure, "password") &&
               show_asked(c, request, response, &off_asked);
    if (!coding->fits)
        return own_tell_wrong(c, request, response, "password") &&
               show_asked(c, request, response, &off_asked);
    response_see(c, response, "/account?said=codes_off");
    return true;
}

bool own_codes_off_post(ctx *c, struct request *request, struct response *response)
{
    struct coding *coding = coding_of(c, request);
    coding->change = switch_off;
    return page_confirm(
        c, request, response,
        (struct page_confirm){
            .signin = &coding->signin, .apply = coding_apply, .then = off_then, .data = coding});
}
