// A new password for who forgot theirs. What is answered, and how long it takes, is the same
// whether the address has an account: the answer waits for the count of attempts alone, and the
// link and its letter are made afterwards.
#include "facts/change.h"
#include "http/guard.h"
#include "mail/mail.h"
#include "people/email.h"
#include "people/one_time.h"
#include "people/throttle.h"
#include "web/change.h"
#include "web/door.h"
#include "web/render.h"

// clang-format off
const struct field forgot_form[] = {
    {.name = "email", .max = DOOR_EMAIL_MAX, .required = true, .what = "the account's address of e-mail"},
    {0}};
// clang-format on

static bool show_forgot(ctx *c, struct request *request, struct response *response)
{
    bool is_set_up = false;
    if (!mail_is_set_up(c, &is_set_up)) return false;
    json_t *model = json_new_object(c);
    json_put_c(model, "title", tr(c, "Choose a new password"));
    json_put_c(model, "question",
               is_set_up ? tr(c, "We send a link to your address. It opens once, within a day.")
                         : tr(c, "This house sends no mail. Ask an administrator for a link: they "
                                 "make one under Set-up, Accounts."));
    json_put_null(model, "form");
    if (is_set_up) {
        struct form_about about = {.action = "/sign-in/forgot",
                                   .submit = tr(c, "Send the link"),
                                   .cancel_href = "/sign-in"};
        json_t *form = form_new(c, request, response, about);
        form_add(c, request, form,
                 (struct form_field){.name = "email",
                                     .kind = FORM_EMAIL,
                                     .label = tr(c, "Address of e-mail"),
                                     .required = true,
                                     .autocomplete = "username"});
        json_put(model, "form", form);
    }
    return render_page(c, request, response, "form_page", model);
}

bool forgot_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    return show_forgot(c, request, response);
}

bool forgot_again(ctx *c, struct request *request, struct response *response)
{
    return show_forgot(c, request, response);
}

// ---- The link, after the answer ----

struct mailing {
    struct function_change call; // first
    struct arena arena;          // itself
    u64 (*random)(ctx *c);
    void *random_state;
    str email;
};

static bool make_link(ctx *c, str email)
{
    struct account account;
    str path = {0};
    bool is_queued = false, is_set_up = false;
    if (!mail_is_set_up(c, &is_set_up) || !is_set_up) return c->err.code == ERR_NONE;
    if (!account_find(c, email, &account)) {
        if (c->err.code != ERR_NOT_FOUND && c->err.code != ERR_BAD_INPUT) return false;
        err_clear(c); // nobody: nothing is sent
        return true;
    }
    enum one_time_purpose purpose = account.is_invited ? ONE_TIME_INVITE : ONE_TIME_RESET;
    enum letter letter = account.is_invited ? LETTER_INVITE : LETTER_RESET;
    struct mail_to to = {.email = account.email,
                         .name = account.name,
                         .lang = account.lang.size ? str_c(c->arena, account.lang) : NULL};
    return one_time_add(c, S("nobody"), purpose, account.id, &path) &&
           mail_letter(c, letter, to, path, &is_queued);
}

static bool mailing_run(ctx *c, void *data)
{
    struct mailing *mailing = data;
    u64 (*random)(ctx * c) = c->random;
    void *state = c->random_state;
    c->random = mailing->random;
    c->random_state = mailing->random_state;
    bool made = make_link(c, mailing->email);
    c->random = random;
    c->random_state = state;
    return made;
}

static void mailing_done(struct function_change *call, const err *failure)
{
    (void)failure; // who waits for the letter asks again
    struct arena arena = ((struct mailing *)(void *)call)->arena;
    arena_release(&arena);
}

static void mail_link(ctx *c, struct app *app, str email)
{
    struct arena arena;
    arena_init(&arena, 4096);
    struct mailing *mailing = NEW(&arena, struct mailing);
    *mailing = (struct mailing){
        .random = c->random,
        .random_state = c->random_state,
        .email = str_copy(&arena, email),
        .call = {.run = mailing_run, .data = mailing, .locks = STORE_RECORDS}
    };
    mailing->call.done = mailing_done;
    mailing->arena = arena;
    function_change_init(&mailing->call);
    if (!writer_submit(app->writer, &mailing->call.change)) arena_release(&arena);
}

// ---- Asking ----

struct asking {
    str email, address;
};

// Counted apart from signing in: who asks for links in somebody's name must not keep them out.
static bool ask_apply(ctx *c, void *data)
{
    const struct asking *asking = data;
    str normal = S("no address");
    if (!email_normalise(c, asking->email, &normal)) err_clear(c);
    return throttle_begin(
        c, (struct throttle_on){.email = str_of(fmt(c->arena, "forgot %.*s", STR(normal))),
                                .address = asking->address});
}

static bool ask_then(ctx *c, struct request *request, struct response *response, const err *failure,
                     void *data)
{
    const struct asking *asking = data;
    if (failure->code != ERR_NONE)
        return door_tell(c, request, response, failure, "email") &&
               show_forgot(c, request, response);
    mail_link(c, request->app, asking->email);
    response_see(c, response, "/sign-in?said=asked");
    return true;
}

bool forgot_post(ctx *c, struct request *request, struct response *response)
{
    struct asking *asking = NEW(c->arena, struct asking);
    *asking = (struct asking){request_text(request, "email", (str){0}), request->client};
    return page_change(
        c, request, response,
        (struct page_change){
            .apply = ask_apply, .then = ask_then, .data = asking, .locks = STORE_RECORDS});
}
