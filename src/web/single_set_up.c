#include "web/single_set_up.h"

#include "base/lang.h"
#include "bounds.h"
#include "people/account.h"
#include "web/app.h"
#include "web/change.h"
#include "web/form.h"
#include "web/labels.h"
#include "web/render.h"
#include "web/turn.h"
#include "web/visitor.h"

#define SINGLE_SET_UP "/set-up/single-sign-on"

enum { LIST_MAX = 4000, SECRET_MAX = 1000, EMAIL_MAX = 254 };

static const char *const roles[] = {"employee",     "function_lead", "cx_owner",
                                    "board_member", "outsider",      NULL};

// clang-format off
const struct field single_set_up_form[] = {
    {.name = "name", .what = "what people call the sign-in service"},
    {.name = "issuer", .max = BOUND_ADDRESS_BYTES, .what = "its address, to the letter"},
    {.name = "client_id", .what = "how it knows us"},
    {.name = "client_secret", .max = SECRET_MAX, .is_secret = true, .what = "the secret that it gave us; empty: the one that is kept"},
    {.name = "drops_secret", .type = FIELD_BOOL, .what = "take the kept secret away"},
    {.name = "is_on", .type = FIELD_BOOL, .what = "whether people may sign in with it"},
    {0}};
const struct field single_people_form[] = {
    {.name = "email_claim", .what = "the claim that holds the address of e-mail"},
    {.name = "trusts_email", .type = FIELD_BOOL, .what = "its addresses count as checked"},
    {.name = "adds_people", .type = FIELD_BOOL, .what = "who has no account gets one"},
    {.name = "domains", .max = LIST_MAX, .what = "domains of e-mail whose people get an account"},
    {.name = "groups", .max = LIST_MAX, .what = "groups whose people get an account, one a line"},
    {.name = "default_role", .type = FIELD_CHOICE, .choices = roles, .what = "the role of a new account"},
    {.name = "group_claim", .what = "the claim that holds groups or roles"},
    {.name = "roles", .max = LIST_MAX, .what = "\"group = role\", one a line"},
    {.name = "name_claim", .what = "the claim that holds the name"},
    {.name = "scopes", .what = "what is asked for"},
    {0}};
const struct field single_try_form[] = {{0}};
const struct field single_unlink_form[] = {
    {.name = "email", .max = EMAIL_MAX, .required = true, .what = "the account's address of e-mail"}, {0}};
// clang-format on

// What the page shows beside the form.
struct page {
    struct oidc_service service;
    const struct oidc_trial *trial; // NULL: nothing was tried
};

// ---- The form ----

static const struct form_option *role_options(ctx *c)
{
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, COUNT_OF(roles) + 1);
    for (i64 i = 0; roles[i]; i++) {
        enum role role = ROLE_NONE;
        bool found = role_find(str_of(roles[i]), &role);
        assert(found);
        options[i] = (struct form_option){roles[i], label_capital(c, tr(c, role_label(role)))};
    }
    return options;
}

static str yes_no(bool is)
{
    return is ? S("1") : S("0");
}

static void add_service(ctx *c, const struct request *request, json_t *form,
                        const struct oidc_service *service)
{
    bool has_secret = service->client_secret.size > 0;
    // clang-format off
    const struct form_field fields[] = {
        {"name", FORM_TEXT, tr(c, "Name"),
         tr(c, "As people know it. It stands on the button: \"Sign in with …\"."),
         .value = service->name, .required = true},
        {"issuer", FORM_TEXT, tr(c, "Address of the sign-in service"),
         tr(c, "For Keycloak https://HOST/realms/NAME, for Entra ID "
               "https://login.microsoftonline.com/TENANT/v2.0."),
         .value = service->issuer, .required = true},
        {"client_id", FORM_TEXT, tr(c, "Client id"),
         tr(c, "How the service knows us. In Entra ID it is called application id."),
         .value = service->client_id, .required = true},
        {"client_secret", FORM_PASSWORD, tr(c, "Client secret"),
         has_secret ? tr(c, "One is kept. Leave this empty to keep it.")
                    : tr(c, "Leave it empty when the service gave you none."),
         .autocomplete = "off"},
    };
    // clang-format on
    for (i64 i = 0; i < COUNT_OF(fields); i++)
        form_add(c, request, form, fields[i]);
    if (has_secret)
        form_add(c, request, form,
                 (struct form_field){"drops_secret", FORM_YES_NO,
                                     tr(c, "Take the kept secret away"), NULL, .value = S("0"),
                                     .required = true});
    form_add(c, request, form,
             (struct form_field){"is_on", FORM_YES_NO, tr(c, "People may sign in with it"),
                                 tr(c, "Save it switched off first, and try it."),
                                 .value = yes_no(service->is_on), .required = true});
}

static void add_rules(ctx *c, const struct request *request, json_t *form,
                      const struct oidc_service *service)
{
    // clang-format off
    const struct form_field fields[] = {
        {"trusts_email", FORM_YES_NO, tr(c, "Its addresses of e-mail are ours, and right"),
         tr(c, "Needed where the service does not say that it has checked an address, as Entra ID. "
               "Say yes only where your own people alone give out addresses."),
         .value = yes_no(service->trusts_email), .required = true},
        {"adds_people", FORM_YES_NO, tr(c, "Who has no account gets one"),
         tr(c, "Otherwise only people whom you have invited come in."),
         .value = yes_no(service->adds_people), .required = true},
        {"domains", FORM_TEXT, tr(c, "People of these domains of e-mail"),
         tr(c, "As \"example.fi, example.se\". Where there are groups too, both must fit."),
         .value = service->domains},
        {"groups", FORM_LONG_TEXT, tr(c, "People of these groups"), tr(c, "One a line."),
         .value = service->groups},
        {"default_role", FORM_CHOICE, tr(c, "Their role"),
         tr(c, "Where no line below gives another."),
         .value = str_of(role_name(service->default_role)), .options = role_options(c)},
        {"roles", FORM_LONG_TEXT, tr(c, "Roles by group"),
         tr(c, "One \"group = role\" a line; the first that fits counts, at each sign-in. Roles: "
               "administrator, cx_owner, function_lead, employee, board_member, outsider."),
         .value = service->roles},
        {"email_claim", FORM_TEXT, tr(c, "Where the address of e-mail stands"),
         tr(c, "\"email\"; for Entra ID \"preferred_username\" or \"upn\"."),
         .value = service->email_claim, .required = true},
        {"name_claim", FORM_TEXT, tr(c, "Where the name stands"), tr(c, "\"name\"."),
         .value = service->name_claim},
        {"group_claim", FORM_TEXT, tr(c, "Where groups stand"),
         tr(c, "\"groups\", \"roles\", or a path as \"realm_access.roles\"."),
         .value = service->group_claim},
        {"scopes", FORM_TEXT, tr(c, "What is asked for (scopes)"),
         tr(c, "\"openid email profile\" is enough for most."), .value = service->scopes,
         .required = true},
    };
    // clang-format on
    for (i64 i = 0; i < COUNT_OF(fields); i++)
        form_add(c, request, form, fields[i]);
}

// ---- The page of the service ----

static json_t *findings_of(ctx *c, const struct oidc_trial *trial)
{
    json_t *list = json_new_array(c);
    for (i64 i = 0; trial && i < trial->count; i++) {
        const struct oidc_finding *finding = &trial->findings[i];
        const char *word = tr(c, finding->hint ? N_("Note") : N_("Well"));
        json_t *one = json_new_object(c);
        json_put_c(one, "word", finding->is_wrong ? tr(c, "Wrong") : word);
        json_put_c(one, "text", label_capital(c, finding->msg));
        json_put_c(one, "hint", finding->hint);
        json_array_append(list, one);
    }
    return list;
}

static const char *question_of(ctx *c, const struct oidc_service *service, i64 linked)
{
    if (!service->is_on)
        return tr(c, "With single sign-on they use the account that the company gives them anyway. "
                     "Passwords work beside it.");
    return fmt(c->arena, tr(c, "People who have come in that way: %lld. Passwords work beside it."),
               (long long)linked);
}

static void put_back(ctx *c, const struct request *request, json_t *model)
{
    json_t *back = json_new_object(c);
    json_put_c(back, "label", tr(c, "Address to register there (redirect URI)"));
    json_put_c(back, "note", tr(c, "The sign-in service sends people back to it."));
    json_put_str(back, "value", single_back(c, request));
    json_put(model, "back", back);
}

static void put_crumb(ctx *c, json_t *crumbs, const char *label, const char *href)
{
    json_t *crumb = json_new_object(c);
    json_put_c(crumb, "label", label);
    json_put_c(crumb, "href", href);
    json_array_append(crumbs, crumb);
}

static json_t *unlink_form(ctx *c, const struct request *request, struct response *response)
{
    json_t *form = form_new(c, request, response,
                            (struct form_about){.action = "/set-up/single-sign-on/unlink",
                                                .submit = tr(c, "Forget who it is there")});
    form_add(c, request, form,
             (struct form_field){.name = "email",
                                 .kind = FORM_EMAIL,
                                 .label = tr(c, "Address of e-mail"),
                                 .help = tr(c, "The next sign-in finds the account by its address "
                                               "again."),
                                 .required = true,
                                 .autocomplete = "off"});
    return form;
}

static json_t *service_form(ctx *c, const struct request *request, struct response *response,
                            const struct oidc_service *service)
{
    json_t *form =
        form_new(c, request, response,
                 (struct form_about){
                     .action = SINGLE_SET_UP, .submit = tr(c, "Save"), .cancel_href = "/set-up"});
    add_service(c, request, form, service);
    return form;
}

static bool show(ctx *c, struct request *request, struct response *response,
                 const struct page *page)
{
    i64 linked = 0;
    const struct oidc_service *service = &page->service;
    if (!oidc_linked(c, service, &linked)) return false;
    json_t *model = json_new_object(c), *crumbs = json_new_array(c);
    // What was typed belongs to one of the two forms, or to none.
    struct request untyped = *request;
    untyped.typed = NULL;
    untyped.problem_count = 0;
    bool is_service = request->route->in == single_set_up_form;
    bool is_unlink = request->route->in == single_unlink_form;
    put_crumb(c, crumbs, tr(c, "Set-up"), "/set-up");
    json_put(model, "crumbs", crumbs);
    json_put_c(model, "title",
               service->is_on ? fmt(c->arena, tr(c, "People sign in with %.*s"), STR(service->name))
                              : tr(c, "People sign in with a password"));
    json_put_c(model, "question", question_of(c, service, linked));
    put_back(c, request, model);
    json_put(model, "form", service_form(c, is_service ? request : &untyped, response, service));
    json_put_bool(model, "is_set", service->changed_ms != 0);
    json_put_bool(model, "has_links", linked > 0);
    json_put_c(model, "people_href", SINGLE_SET_UP "/people");
    json_put_c(model, "try_action", SINGLE_SET_UP "/try");
    json_put_bool(model, "has_findings", page->trial != NULL);
    json_put(model, "findings", findings_of(c, page->trial));
    json_put(model, "unlink_form", unlink_form(c, is_unlink ? request : &untyped, response));
    return render_page(c, request, response, "single_set_up", model);
}

bool single_set_up_get(ctx *c, struct request *request, struct response *response)
{
    struct page page = {0};
    render_keep_lang(c, request, response);
    return oidc_service_get(c, &page.service) && show(c, request, response, &page);
}

bool single_set_up_again(ctx *c, struct request *request, struct response *response)
{
    return single_set_up_get(c, request, response);
}

// ---- The page of its people ----

static bool is_set_up(ctx *c, const struct oidc_service *service)
{
    return service->changed_ms ||
           fail_with(c, ERR_REFUSED, tr(c, "there is no sign-in service yet"),
                     tr(c, "Save its address first."));
}

bool single_people_get(ctx *c, struct request *request, struct response *response)
{
    struct oidc_service service;
    render_keep_lang(c, request, response);
    if (!oidc_service_get(c, &service) || !is_set_up(c, &service)) return false;
    json_t *model = json_new_object(c), *crumbs = json_new_array(c);
    put_crumb(c, crumbs, tr(c, "Set-up"), "/set-up");
    put_crumb(c, crumbs, tr(c, "Single sign-on"), SINGLE_SET_UP);
    json_t *form = form_new(c, request, response,
                            (struct form_about){.action = SINGLE_SET_UP "/people",
                                                .submit = tr(c, "Save"),
                                                .cancel_href = SINGLE_SET_UP});
    add_rules(c, request, form, &service);
    json_put(model, "crumbs", crumbs);
    json_put_c(model, "title",
               service.adds_people
                   ? fmt(c->arena, tr(c, "Whoever %.*s lets in gets an account, within bounds"),
                         STR(service.name))
                   : tr(c, "Only people who have an account come in"));
    json_put_c(model, "question", NULL);
    json_put(model, "form", form);
    return render_page(c, request, response, "form_page", model);
}

bool single_people_again(ctx *c, struct request *request, struct response *response)
{
    return single_people_get(c, request, response);
}

// ---- Saving ----

struct saving {
    struct oidc_service service;
    bool drops_secret;
    str who;
    const char *path; // afterwards
};

static void take_service(const struct request *request, struct oidc_service *service)
{
    service->is_on = request_i64(request, "is_on", 0);
    service->name = request_text(request, "name", (str){0});
    service->issuer = request_text(request, "issuer", (str){0});
    service->client_id = request_text(request, "client_id", (str){0});
    service->client_secret = request_text(request, "client_secret", (str){0});
}

static void take_rules(const struct request *request, struct oidc_service *service)
{
    const struct oidc_service usual = oidc_service_usual();
    service->client_secret = (str){0}; // it stays
    service->scopes = request_text(request, "scopes", usual.scopes);
    service->email_claim = request_text(request, "email_claim", usual.email_claim);
    service->name_claim = request_text(request, "name_claim", usual.name_claim);
    service->group_claim = request_text(request, "group_claim", (str){0});
    service->trusts_email = request_i64(request, "trusts_email", 0);
    service->adds_people = request_i64(request, "adds_people", 0);
    service->domains = request_text(request, "domains", (str){0});
    service->groups = request_text(request, "groups", (str){0});
    service->roles = request_text(request, "roles", (str){0});
    if (!role_find(request_text(request, "default_role", S("employee")), &service->default_role))
        service->default_role = usual.default_role;
}

static bool save(ctx *c, void *data)
{
    const struct saving *saving = data;
    return oidc_service_set(c, saving->who, saving->service, saving->drops_secret);
}

static bool saved(ctx *c, struct request *request, struct response *response, const err *failure,
                  void *data)
{
    const struct saving *saving = data;
    (void)request;
    if (failure->code != ERR_NONE) return page_change_failed(c, failure);
    response_see(c, response, saving->path);
    return true;
}

static bool check_and_save(ctx *c, struct request *request, struct response *response,
                           struct saving *saving)
{
    saving->who = visitor_who(c, request);
    struct oidc_wrong wrong =
        oidc_service_check(c, &saving->service, visitor_is_this_machine(request));
    if (!wrong.field)
        return page_change(
            c, request, response,
            (struct page_change){
                .apply = save, .then = saved, .data = saving, .locks = STORE_RECORDS});
    response->status = 400;
    if (!request_wants_html(request))
        return fail_with(c, ERR_BAD_INPUT, fmt(c->arena, "%s: %s", wrong.field, wrong.msg),
                         wrong.hint);
    request_problem_add(c, request, wrong.field, wrong.msg, wrong.hint);
    return request->route->again(c, request, response);
}

bool single_set_up_post(ctx *c, struct request *request, struct response *response)
{
    struct saving *saving = NEW(c->arena, struct saving);
    if (!oidc_service_get(c, &saving->service)) return false;
    take_service(request, &saving->service);
    saving->drops_secret = request_i64(request, "drops_secret", 0);
    saving->path = SINGLE_SET_UP "?said=saved";
    return check_and_save(c, request, response, saving);
}

bool single_people_post(ctx *c, struct request *request, struct response *response)
{
    struct saving *saving = NEW(c->arena, struct saving);
    if (!oidc_service_get(c, &saving->service) || !is_set_up(c, &saving->service)) return false;
    take_rules(request, &saving->service);
    saving->path = SINGLE_SET_UP "/people?said=saved";
    return check_and_save(c, request, response, saving);
}

// ---- Trying ----

struct trying {
    struct page page;
    struct oidc_client client;
    struct oidc_trial trial;
};

static bool try_out(ctx *c, void *data)
{
    struct trying *trying = data;
    return oidc_provider_try(c, trying->client, &trying->trial);
}

static bool tried(ctx *c, struct request *request, struct response *response, const err *failure,
                  void *data)
{
    struct trying *trying = data;
    if (failure->code != ERR_NONE) return page_change_failed(c, failure);
    trying->page.trial = &trying->trial;
    return show(c, request, response, &trying->page);
}

bool single_try_post(ctx *c, struct request *request, struct response *response)
{
    const struct app *app = request->app;
    struct trying *trying = NEW(c->arena, struct trying);
    struct oidc_service *service = &trying->page.service;
    if (!oidc_service_get(c, service) || !is_set_up(c, service)) return false;
    trying->client = single_client(request, service);
    trying->trial.back = single_back(c, request);
    trying->trial.email_claim = service->email_claim;
    return page_turn(
        c, request, response,
        (struct page_turn){.work = try_out, .then = tried, .data = trying, .turns = app->errands});
}

// ---- Forgetting a link ----

struct unlinking {
    str email, who;
};

static bool unlink_account(ctx *c, void *data)
{
    const struct unlinking *unlinking = data;
    struct account account;
    return account_find(c, unlinking->email, &account) &&
           oidc_unlink(c, unlinking->who, account.id);
}

static bool unlinked(ctx *c, struct request *request, struct response *response, const err *failure,
                     void *data)
{
    (void)data;
    bool is_typed_wrong = failure->code == ERR_NOT_FOUND || failure->code == ERR_BAD_INPUT;
    if (failure->code != ERR_NONE && (!is_typed_wrong || !request_wants_html(request)))
        return page_change_failed(c, failure);
    if (failure->code == ERR_NONE) {
        response_see(c, response, SINGLE_SET_UP "?said=removed");
        return true;
    }
    response->status = 400;
    request_problem_add(c, request, "email", failure->msg, NULL);
    return single_set_up_again(c, request, response);
}

bool single_unlink_post(ctx *c, struct request *request, struct response *response)
{
    struct unlinking *unlinking = NEW(c->arena, struct unlinking);
    *unlinking =
        (struct unlinking){request_text(request, "email", (str){0}), visitor_who(c, request)};
    return page_change(
        c, request, response,
        (struct page_change){
            .apply = unlink_account, .then = unlinked, .data = unlinking, .locks = STORE_RECORDS});
}
