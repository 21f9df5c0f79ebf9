// What administrators do with accounts: invite, role and scope, a new link, an end.
#include "bounds.h"
#include "mail/mail.h"
#include "people/one_time.h"
#include "people/second.h"
#include "record/person.h"
#include "settings/settings.h"
#include "web/accounts.h"
#include "web/change.h"
#include "web/door.h"
#include "web/form.h"
#include "web/qr.h"
#include "web/render.h"
#include "web/visitor.h"

static const char *const role_names[] = {
    "administrator", "cx_owner", "function_lead", "employee", "board_member", "outsider", NULL};

// clang-format off
#define ROLE_FIELD {.name = "role", .type = FIELD_CHOICE, .choices = role_names, .required = true, .what = "what the person may"}
#define SCOPE_FIELDS {.name = "function", .type = FIELD_I64, .many = true, .what = "functions that the person is for"}, \
                     {.name = "unit", .type = FIELD_I64, .many = true, .what = "units that the person is for"}
const struct field accounts_invite_form[] = {
    {.name = "name", .required = true, .what = "the name by which others know the person"},
    {.name = "email", .max = DOOR_EMAIL_MAX, .required = true, .what = "the address of e-mail"},
    ROLE_FIELD, SCOPE_FIELDS, {0}};
const struct field accounts_change_form[] = {ROLE_FIELD, SCOPE_FIELDS, {0}};
const struct field accounts_link_form[] = {
    {.name = "without_codes", .type = FIELD_BOOL, .what = "one-time codes go too, for a lost device"}, {0}};
const struct field accounts_end_form[] = {{0}};
// clang-format on

// ---- Role and scope, in both forms ----

// What somebody can be for: value and label of each, the last one without.
static bool options_of(ctx *c, enum sql sql, struct form_option **out)
{
    struct rows rows;
    if (!store_rows(c, sql, VALS(V_I64(BOUND_SCOPE_CHOICES)), &rows)) return false;
    *out = NEW_ARRAY(c->arena, struct form_option, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        (*out)[i] = (struct form_option){fmt(c->arena, "%lld", (long long)rows.column[0].i[i]),
                                         str_c(c->arena, rows.column[1].text[i])};
    return true;
}

static const str *texts_of(ctx *c, const i64 *ids, i64 count)
{
    str *texts = NEW_ARRAY(c->arena, str, count + 1);
    for (i64 i = 0; i < count; i++)
        texts[i] = str_of(fmt(c->arena, "%lld", (long long)ids[i]));
    return texts;
}

static void add_role(ctx *c, const struct request *request, json_t *form,
                     const struct person *person)
{
    struct form_option *roles = NEW_ARRAY(c->arena, struct form_option, ROLE__COUNT);
    for (enum role role = ROLE_NONE + 1; role < ROLE__COUNT; role++)
        roles[role - 1] = (struct form_option){role_name(role), tr(c, role_label(role))};
    form_add(c, request, form,
             (struct form_field){.name = "role",
                                 .kind = FORM_RADIO,
                                 .label = tr(c, "Role"),
                                 .help = tr(c, "Function leads, employees and outsiders see and "
                                               "change what belongs to their functions and units."),
                                 .value = str_of(role_name(person->role)),
                                 .required = true,
                                 .options = roles});
}

static bool add_scope(ctx *c, const struct request *request, json_t *form,
                      const struct person *person)
{
    struct form_option *functions = NULL, *units = NULL;
    if (!options_of(c, SQL_accounts_functions, &functions) ||
        !options_of(c, SQL_accounts_units, &units))
        return false;
    add_role(c, request, form, person);
    if (functions[0].value)
        form_add(
            c, request, form,
            (struct form_field){.name = "function",
                                .kind = FORM_CHECKS,
                                .label = tr(c, "Functions"),
                                .values = texts_of(c, person->functions, person->function_count),
                                .value_count = person->function_count,
                                .options = functions});
    if (units[0].value)
        form_add(c, request, form,
                 (struct form_field){.name = "unit",
                                     .kind = FORM_CHECKS,
                                     .label = tr(c, "Units"),
                                     .values = texts_of(c, person->units, person->unit_count),
                                     .value_count = person->unit_count,
                                     .options = units});
    return true;
}

struct chosen {
    enum role role;
    struct account_scope scope;
};

static const i64 *ids_of(ctx *c, const struct request *request, const char *name, i64 *count)
{
    i64 *ids = NEW_ARRAY(c->arena, i64, request->input_count + 1);
    const struct input *input = request_input(request, name);
    for (*count = 0; input; input = request_input_next(request, input))
        ids[(*count)++] = input->i;
    return ids;
}

// Whether each is one that can be chosen; else the problem stands beside the field.
static bool are_there(ctx *c, struct request *request, const char *name, enum sql sql)
{
    struct rows rows;
    i64 count = 0;
    const i64 *ids = ids_of(c, request, name, &count);
    if (!store_rows(c, sql, VALS(V_I64(BOUND_SCOPE_CHOICES)), &rows)) return false;
    for (i64 i = 0; i < count; i++) {
        bool is_there = false;
        for (i64 row = 0; row < rows.count && !is_there; row++)
            is_there = rows.column[0].i[row] == ids[i];
        if (!is_there)
            request_problem_add(c, request, name, tr(c, "one of these is not there any more"),
                                NULL);
    }
    return true;
}

// False with c->err when it could not be read; problems stand in the request.
static bool read_chosen(ctx *c, struct request *request, struct chosen *out)
{
    *out = (struct chosen){0};
    bool is_role = role_find(request_text(request, "role", (str){0}), &out->role);
    assert(is_role); // it is a declared choice
    out->scope.functions = ids_of(c, request, "function", &out->scope.function_count);
    out->scope.units = ids_of(c, request, "unit", &out->scope.unit_count);
    return are_there(c, request, "function", SQL_accounts_functions) &&
           are_there(c, request, "unit", SQL_accounts_units);
}

// ---- A link, shown once ----

struct linking {
    struct account_new account;
    struct chosen chosen;
    struct account made;
    enum one_time_purpose purpose;
    str who, path;
    i64 record, id; // record: of who does it
    bool without_codes, is_mailed;
};

static bool address_of_link(ctx *c, const struct request *request, str path, str *out)
{
    str base = {0};
    if (!setting_text(c, "company.address", &base)) return false;
    if (base.size) return mail_address(c, path, out);
    // The Host header is one of our names: the request would not have come this far otherwise.
    *out = str_of(fmt(c->arena, "%s://%.*s%.*s", request->is_tls ? "https" : "http",
                      STR(request_header(request, "Host")), STR(path)));
    return true;
}

static const char *words_of(ctx *c, const struct linking *linking)
{
    long long days = one_time_life_ms(linking->purpose) / (24LL * 3600 * 1000);
    if (linking->purpose == ONE_TIME_INVITE)
        return fmt(c->arena,
                   tr(c, "Hello %.*s. Open this address to choose a password and come "
                         "in. It opens once, within %lld days."),
                   STR(linking->made.name), days);
    return fmt(c->arena,
               tr(c, "Hello %.*s. Open this address to choose a new password. It opens "
                     "once, within %lld hours."),
               STR(linking->made.name), days * 24);
}

static bool show_link(ctx *c, struct request *request, struct response *response,
                      const struct linking *linking)
{
    str address = {0};
    json_t *model = json_new_object(c), *secret = json_new_object(c);
    bool is_invite = linking->purpose == ONE_TIME_INVITE;
    if (!address_of_link(c, request, linking->path, &address) || !qr_put(c, model, "qr", address))
        return false;
    json_put_c(secret, "label", tr(c, "The link"));
    json_put_c(secret, "note",
               tr(c, "It is shown only now. Hand it over yourself: whoever has it comes in."));
    json_put_str(secret, "value", address);
    accounts_crumbs(c, model, &linking->made);
    json_put_c(model, "title",
               fmt(c->arena,
                   is_invite ? tr(c, "Invitation for %.*s") : tr(c, "A new password for %.*s"),
                   STR(linking->made.name)));
    json_put_c(model, "question", NULL);
    json_put_c(model, "words", words_of(c, linking));
    json_put(model, "secret", secret);
    json_put_c(
        model, "sent",
        linking->is_mailed
            ? fmt(c->arena, tr(c, "It is also on its way to %.*s."), STR(linking->made.email))
            : tr(c, "No mail goes out from here: print this page, or copy the link."));
    json_put_c(model, "back_href", accounts_path(c, linking->made.id, ""));
    return render_page(c, request, response, "invitation", model);
}

// Makes the link and its letter for an account that is there.
static bool make_link(ctx *c, struct linking *linking)
{
    if (!account_get(c, linking->id, &linking->made)) return false;
    bool is_invited = linking->made.is_invited;
    linking->purpose = is_invited ? ONE_TIME_INVITE : ONE_TIME_RESET;
    struct mail_to to = {.email = linking->made.email,
                         .name = linking->made.name,
                         .lang =
                             linking->made.lang.size ? str_c(c->arena, linking->made.lang) : NULL};
    return one_time_add(c, linking->who, linking->purpose, linking->id, &linking->path) &&
           mail_letter(c, is_invited ? LETTER_INVITE : LETTER_RESET, to, linking->path,
                       &linking->is_mailed);
}

// ---- Inviting ----

static bool show_new(ctx *c, struct request *request, struct response *response)
{
    const struct person nobody = {.role = ROLE_EMPLOYEE};
    json_t *model = json_new_object(c);
    json_t *form = form_new(c, request, response,
                            (struct form_about){.action = "/set-up/accounts",
                                                .submit = tr(c, "Invite"),
                                                .cancel_href = "/set-up/accounts"});
    form_add(c, request, form,
             (struct form_field){.name = "name",
                                 .kind = FORM_TEXT,
                                 .label = tr(c, "Name"),
                                 .required = true,
                                 .autocomplete = "off"});
    form_add(c, request, form,
             (struct form_field){.name = "email",
                                 .kind = FORM_EMAIL,
                                 .label = tr(c, "Address of e-mail"),
                                 .required = true,
                                 .autocomplete = "off"});
    if (!add_scope(c, request, form, &nobody)) return false;
    accounts_crumbs(c, model, NULL);
    json_put_c(model, "title", tr(c, "Invite somebody"));
    json_put_c(model, "question", tr(c, "You get a link to hand over; it opens once."));
    json_put(model, "form", form);
    return render_page(c, request, response, "form_page", model);
}

bool accounts_new_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    return show_new(c, request, response);
}

bool accounts_new_again(ctx *c, struct request *request, struct response *response)
{
    return show_new(c, request, response);
}

static bool invite_apply(ctx *c, void *data)
{
    struct linking *linking = data;
    i64 record = 0;
    return account_add(c, linking->who, linking->account, &linking->id) &&
           account_set_scope(c, linking->who, linking->id, linking->chosen.scope) &&
           person_make(c, linking->id, linking->record, &record) && make_link(c, linking);
}

static bool invite_then(ctx *c, struct request *request, struct response *response,
                        const err *failure, void *data)
{
    if (failure->code != ERR_NONE)
        return door_tell(c, request, response, failure, "email") && show_new(c, request, response);
    return show_link(c, request, response, data);
}

static struct linking *linking_of(ctx *c, const struct request *request)
{
    struct linking *linking = NEW(c->arena, struct linking);
    linking->who = visitor_who(c, request);
    linking->record = visitor_of(request)->record;
    return linking;
}

bool accounts_post(ctx *c, struct request *request, struct response *response)
{
    struct linking *linking = linking_of(c, request);
    if (!read_chosen(c, request, &linking->chosen)) return false;
    if (request->problem_count) {
        response->status = 400;
        return show_new(c, request, response);
    }
    linking->account = (struct account_new){.name = request_text(request, "name", (str){0}),
                                            .email = request_text(request, "email", (str){0}),
                                            .role = linking->chosen.role};
    return page_change(
        c, request, response,
        (struct page_change){
            .apply = invite_apply, .then = invite_then, .data = linking, .locks = STORE_RECORDS});
}

// ---- Role and scope ----

static bool show_edit(ctx *c, struct request *request, struct response *response)
{
    struct account account;
    struct person person;
    if (!accounts_one(c, request, &account) || !account_person(c, account.id, &person))
        return false;
    json_t *model = json_new_object(c);
    const char *back = accounts_path(c, account.id, "");
    json_t *form =
        form_new(c, request, response,
                 (struct form_about){.action = accounts_path(c, account.id, "/edit"),
                                     .submit = tr(c, "Save"),
                                     .cancel_href = back,
                                     .note = tr(c, "Another role counts at once; the person is "
                                                   "signed out everywhere.")});
    if (!add_scope(c, request, form, &person)) return false;
    accounts_crumbs(c, model, &account);
    json_put_c(model, "title", fmt(c->arena, tr(c, "What %.*s may"), STR(account.name)));
    json_put_c(model, "question", NULL);
    json_put(model, "form", form);
    return render_page(c, request, response, "form_page", model);
}

bool account_edit_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    return show_edit(c, request, response);
}

bool account_edit_again(ctx *c, struct request *request, struct response *response)
{
    return show_edit(c, request, response);
}

static bool edit_apply(ctx *c, void *data)
{
    struct linking *linking = data;
    if (!account_get(c, linking->id, &linking->made)) return false;
    bool is_same = linking->made.role == linking->chosen.role;
    return (is_same || account_set_role(c, linking->who, linking->id, linking->chosen.role)) &&
           account_set_scope(c, linking->who, linking->id, linking->chosen.scope);
}

static bool edit_then(ctx *c, struct request *request, struct response *response,
                      const err *failure, void *data)
{
    const struct linking *linking = data;
    if (failure->code == ERR_NOT_FOUND) return page_change_failed(c, failure);
    if (failure->code != ERR_NONE)
        return door_tell(c, request, response, failure, "role") && show_edit(c, request, response);
    response_see(c, response, accounts_path(c, linking->id, "?said=saved"));
    return true;
}

bool account_edit_post(ctx *c, struct request *request, struct response *response)
{
    struct linking *linking = linking_of(c, request);
    if (!accounts_one(c, request, &linking->made) || !read_chosen(c, request, &linking->chosen))
        return false;
    linking->id = linking->made.id;
    if (request->problem_count) {
        response->status = 400;
        return show_edit(c, request, response);
    }
    return page_change(
        c, request, response,
        (struct page_change){
            .apply = edit_apply, .then = edit_then, .data = linking, .locks = STORE_RECORDS});
}

// ---- A new link ----

static bool show_asked(ctx *c, struct request *request, struct response *response,
                       const struct account *account)
{
    json_t *model = json_new_object(c);
    json_t *form = form_new(c, request, response,
                            (struct form_about){.action = accounts_path(c, account->id, "/link"),
                                                .submit = tr(c, "Make a new link"),
                                                .cancel_href = accounts_path(c, account->id, "")});
    const struct form_option yes[] = {
        {"1",                                           tr(c, "One-time codes go too: the device is lost")},
        {0}
    };
    if (account->has_code)
        form_add(c, request, form,
                 (struct form_field){.name = "without_codes",
                                     .kind = FORM_CHECKS,
                                     .label = tr(c, "Lost device"),
                                     .options = yes});
    accounts_crumbs(c, model, account);
    json_put_c(model, "title", fmt(c->arena, tr(c, "A new link for %.*s"), STR(account->name)));
    json_put_c(model, "question",
               account->is_invited
                   ? tr(c, "The invitation that went out before opens nothing any more then.")
                   : tr(c, "With it they choose a new password. Make sure that it is really them "
                           "who ask."));
    json_put(model, "form", form);
    return render_page(c, request, response, "form_page", model);
}

bool account_link_get(ctx *c, struct request *request, struct response *response)
{
    struct account account;
    render_keep_lang(c, request, response);
    return accounts_one(c, request, &account) && show_asked(c, request, response, &account);
}

bool account_link_again(ctx *c, struct request *request, struct response *response)
{
    return account_link_get(c, request, response);
}

static bool link_apply(ctx *c, void *data)
{
    struct linking *linking = data;
    return (!linking->without_codes || second_stop(c, linking->who, linking->id)) &&
           make_link(c, linking);
}

static bool link_then(ctx *c, struct request *request, struct response *response,
                      const err *failure, void *data)
{
    if (failure->code != ERR_NONE) return page_change_failed(c, failure);
    return show_link(c, request, response, data);
}

static bool must_be_open(ctx *c, const struct account *account)
{
    return !account->ended_ms || fail_with(c, ERR_REFUSED, tr(c, "this account has ended"),
                                           tr(c, "Invite the person anew; the address is free."));
}

bool account_link_post(ctx *c, struct request *request, struct response *response)
{
    struct linking *linking = linking_of(c, request);
    if (!accounts_one(c, request, &linking->made) || !must_be_open(c, &linking->made)) return false;
    linking->id = linking->made.id;
    linking->without_codes = request_i64(request, "without_codes", 0) && linking->made.has_code;
    return page_change(
        c, request, response,
        (struct page_change){
            .apply = link_apply, .then = link_then, .data = linking, .locks = STORE_RECORDS});
}

// ---- An end ----

bool account_end_get(ctx *c, struct request *request, struct response *response)
{
    struct account account;
    render_keep_lang(c, request, response);
    if (!accounts_one(c, request, &account) || !must_be_open(c, &account)) return false;
    json_t *model = json_new_object(c);
    json_t *form = form_new(c, request, response,
                            (struct form_about){.action = accounts_path(c, account.id, "/end"),
                                                .submit = tr(c, "End the account"),
                                                .cancel_href = accounts_path(c, account.id, ""),
                                                .danger = true});
    accounts_crumbs(c, model, &account);
    json_put_c(model, "title", fmt(c->arena, tr(c, "End the account of %.*s"), STR(account.name)));
    json_put_c(model, "question",
               tr(c, "They are signed out at once and cannot come in any more; their tokens end "
                     "too. What they did stays told under their name."));
    json_put(model, "form", form);
    return render_page(c, request, response, "form_page", model);
}

static bool end_apply(ctx *c, void *data)
{
    const struct linking *linking = data;
    return account_end(c, linking->who, linking->id);
}

static bool end_then(ctx *c, struct request *request, struct response *response, const err *failure,
                     void *data)
{
    const struct linking *linking = data;
    (void)request;
    if (failure->code != ERR_NONE) return page_change_failed(c, failure);
    response_see(c, response, accounts_path(c, linking->id, "?said=ended"));
    return true;
}

bool account_end_post(ctx *c, struct request *request, struct response *response)
{
    struct linking *linking = linking_of(c, request);
    if (!accounts_one(c, request, &linking->made)) return false;
    linking->id = linking->made.id;
    return page_change(
        c, request, response,
        (struct page_change){
            .apply = end_apply, .then = end_then, .data = linking, .locks = STORE_RECORDS});
}
