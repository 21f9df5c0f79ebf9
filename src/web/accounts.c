#include "web/accounts.h"

#include "base/locale.h"
#include "bounds.h"
#include "web/address.h"
#include "web/render.h"
#include "web/visitor.h"

enum { PAGE_MAX = 100000 };

// clang-format off
const struct field accounts_fields[] = {
    {.name = "q", .what = "only those with this in their name or address"},
    {.name = "page", .type = FIELD_I64, .min = 1, .max = PAGE_MAX, .what = "which page of the list"},
    PAGE_FIELDS, {0}};
// clang-format on

// ---- What the pages share ----

const char *accounts_path(ctx *c, i64 id, const char *rest)
{
    return fmt(c->arena, "/set-up/accounts/%lld%s", (long long)id, rest);
}

bool accounts_one(ctx *c, const struct request *request, struct account *out)
{
    i64 id = 0;
    if (!str_i64(request_param(request, "id"), &id) || id <= 0)
        return fail(c, ERR_NOT_FOUND, tr(c, "there is no such account"));
    return account_get(c, id, out);
}

void accounts_fact(ctx *c, json_t *facts, const char *label, str text, const char *href)
{
    json_t *fact = json_new_object(c);
    json_put_c(fact, "label", label);
    json_put_null(fact, "text_html");
    json_put_bool(fact, "has_items", false);
    json_put_str(fact, "text", text);
    json_put_c(fact, "href", href);
    json_put_null(fact, "note");
    json_put_bool(fact, "is_none", !text.size);
    json_array_append(facts, fact);
}

static void crumb(ctx *c, json_t *crumbs, str label, const char *href)
{
    json_t *one = json_new_object(c);
    json_put_str(one, "label", label);
    json_put_c(one, "href", href);
    json_array_append(crumbs, one);
}

void accounts_crumbs(ctx *c, json_t *model, const struct account *account)
{
    json_t *crumbs = json_new_array(c);
    crumb(c, crumbs, str_of(tr(c, "Set-up")), "/set-up");
    crumb(c, crumbs, str_of(tr(c, "People who may come in")), "/set-up/accounts");
    if (account) crumb(c, crumbs, account->name, accounts_path(c, account->id, ""));
    json_put(model, "crumbs", crumbs);
}

// For what somebody without function and unit is depends on the role.
static str scope_without(ctx *c, enum role role)
{
    if (role == ROLE_NONE) return (str){0};
    bool is_scoped = role_may(role, MAY_CHANGE_RECORDS) == MAY_IN_SCOPE;
    return str_of(is_scoped ? tr(c, "no function or unit yet") : tr(c, "the whole company"));
}

bool accounts_scopes(ctx *c, const struct account *accounts, i64 count, str **out)
{
    struct rows rows;
    i64 *ids = NEW_ARRAY(c->arena, i64, count + 1), row = 0;
    for (i64 i = 0; i < count; i++)
        ids[i] = accounts[i].id;
    if (!store_rows(c, SQL_accounts_scope_names, VALS(V_I64_LIST(ids, count)), &rows)) return false;
    *out = NEW_ARRAY(c->arena, str, count + 1);
    for (i64 i = 0; i < count; i++) {
        buf text = buf_new(c->arena, (rows.count + 1) * (BOUND_NAME_BYTES + 10));
        for (row = 0; row < rows.count; row++) {
            if (rows.column[0].i[row] != ids[i]) continue;
            if (text.size) buf_c(&text, ", ");
            buf_add(&text, rows.column[1].text[row]);
        }
        (*out)[i] = text.size ? buf_str(&text) : scope_without(c, accounts[i].role);
    }
    return true;
}

// ---- The list ----

static const char *state_of(ctx *c, const struct account *account)
{
    if (account->ended_ms) return tr(c, "ended");
    return account->is_invited ? tr(c, "invited") : NULL;
}

static void cell(ctx *c, json_t *cells, const char *label, const char *text)
{
    json_t *one = json_new_object(c);
    json_put_c(one, "label", label);
    json_put_c(one, "text", text);
    json_put_null(one, "note");
    json_put_null(one, "badge");
    json_put_bool(one, "is_number", false);
    json_put_bool(one, "is_title", false);
    json_array_append(cells, one);
}

static json_t *row_of(ctx *c, const struct account *account, str scope)
{
    json_t *row = json_new_object(c), *cells = json_new_array(c);
    cell(c, cells, tr(c, "Name"), str_c(c->arena, account->name));
    json_t *title = json_array_get(cells, 0);
    json_put_bool(title, "is_title", true);
    json_put_str(title, "note", account->email);
    json_put_c(title, "badge", state_of(c, account));
    json_put_c(title, "href", accounts_path(c, account->id, ""));
    cell(c, cells, tr(c, "Role"), account->ended_ms ? "" : tr(c, role_label(account->role)));
    cell(c, cells, tr(c, "For"), str_c(c->arena, scope));
    json_put_c(row, "href", accounts_path(c, account->id, ""));
    json_put(row, "cells", cells);
    json_put_str(row, "id", str_of(fmt(c->arena, "%lld", (long long)account->id)));
    return row;
}

static void put_columns(ctx *c, json_t *list)
{
    const char *const labels[] = {tr(c, "Name"), tr(c, "Role"), tr(c, "For")};
    json_t *columns = json_new_array(c);
    for (i64 i = 0; i < COUNT_OF(labels); i++) {
        json_t *one = json_new_object(c);
        json_put_c(one, "label", labels[i]);
        json_put_bool(one, "is_number", false);
        json_put_null(one, "sort_href");
        json_put_bool(one, "is_sorted", false);
        json_put_bool(one, "is_down", false);
        json_array_append(columns, one);
    }
    json_put(list, "columns", columns);
}

static const char *page_href(ctx *c, str search, i64 page)
{
    buf out = buf_new(c->arena, 3 * search.size + 200);
    buf_fmt(&out, "/set-up/accounts?page=%lld", (long long)page);
    if (search.size) {
        buf_c(&out, "&q=");
        url_add(&out, search);
    }
    return out.s;
}

static void put_around(ctx *c, const struct request *request, json_t *list)
{
    json_t *search = json_new_object(c), *actions = json_new_array(c);
    json_put_c(search, "action", "/set-up/accounts");
    json_put_c(search, "name", "q");
    json_put_str(search, "value", request_text(request, "q", (str){0}));
    json_put_c(search, "label", tr(c, "Name or address"));
    json_put(search, "hidden", json_new_array(c));
    json_put(list, "search", search);
    bool may = visitor_may(request, MAY_MANAGE_PEOPLE, (struct place){0});
    if (may) {
        json_t *one = json_new_object(c);
        json_put_c(one, "label", tr(c, "Invite somebody"));
        json_put_c(one, "href", "/set-up/accounts/new");
        json_put_bool(one, "is_main", true);
        json_array_append(actions, one);
    }
    json_put_bool(list, "has_actions", may);
    json_put(list, "actions", actions);
    json_put_c(list, "label", tr(c, "People who may come in"));
    json_put_bool(list, "has_views", false);
    json_put_bool(list, "has_chips", false);
    json_put_null(list, "filters");
    json_put_null(list, "count_text");
}

static void put_pages(ctx *c, json_t *list, struct account_search search, bool more)
{
    i64 page = search.page + 1; // as people count
    json_put_bool(list, "has_pages", page > 1 || more);
    json_put_c(list, "first_href", page > 1 ? page_href(c, search.text, 1) : NULL);
    json_put_c(list, "next_href", more ? page_href(c, search.text, page + 1) : NULL);
    json_put_null(list, "newer_href");
    json_put_null(list, "older_href");
}

bool accounts_get(ctx *c, struct request *request, struct response *response)
{
    struct account_search search = {.text = request_text(request, "q", (str){0}),
                                    .page = request_i64(request, "page", 1) - 1};
    struct account *accounts = NULL;
    i64 count = 0;
    bool more = false;
    str *scopes = NULL;
    render_keep_lang(c, request, response);
    if (!account_page(c, search, &count, &accounts, &more) ||
        !accounts_scopes(c, accounts, count, &scopes))
        return false;
    json_t *model = json_new_object(c), *list = json_new_object(c), *rows = json_new_array(c);
    for (i64 i = 0; i < count; i++)
        json_array_append(rows, row_of(c, &accounts[i], scopes[i]));
    put_columns(c, list);
    put_around(c, request, list);
    put_pages(c, list, search, more);
    json_put(list, "rows", rows);
    json_put_bool(list, "has_rows", count > 0);
    json_put_null(list, "empty");
    if (!count) {
        json_t *empty = json_new_object(c);
        json_put_c(empty, "text",
                   search.text.size ? tr(c, "Nobody has that in their name or address.")
                                    : tr(c, "Nobody has an account yet."));
        json_put_null(empty, "action_href");
        json_put(list, "empty", empty);
    }
    accounts_crumbs(c, model, NULL);
    json_array_remove(json_object_get(model, "crumbs"), 1); // it is this page
    json_put_c(model, "title", tr(c, "People who may come in"));
    json_put_c(model, "question", NULL);
    json_put(model, "list", list);
    return render_page(c, request, response, "list_page", model);
}

// ---- One of them ----

static const char *entry_of(ctx *c, const struct account *account)
{
    if (account->ended_ms)
        return fmt(c->arena, tr(c, "ended %.*s"), STR(locale_moment(c, account->ended_ms)));
    if (account->is_invited) return tr(c, "invited, has not come in yet");
    return account->has_code ? tr(c, "with password and one-time code") : tr(c, "with a password");
}

bool account_page_get(ctx *c, struct request *request, struct response *response)
{
    struct account account;
    str *scopes = NULL;
    render_keep_lang(c, request, response);
    if (!accounts_one(c, request, &account) || !accounts_scopes(c, &account, 1, &scopes))
        return false;
    json_t *model = json_new_object(c), *facts = json_new_array(c);
    const char *person_href =
        account.person ? fmt(c->arena, "/people/%lld", (long long)account.person) : NULL;
    accounts_fact(c, facts, tr(c, "Name"), account.name, person_href);
    accounts_fact(c, facts, tr(c, "Address of e-mail"), account.email, NULL);
    if (!account.ended_ms) {
        accounts_fact(c, facts, tr(c, "Role"), str_of(tr(c, role_label(account.role))), NULL);
        accounts_fact(c, facts, tr(c, "For"), scopes[0], NULL);
    }
    accounts_fact(c, facts, tr(c, "Comes in"), str_of(entry_of(c, &account)), NULL);
    accounts_fact(c, facts, tr(c, "Account made"), locale_moment(c, account.made_ms), NULL);
    bool may = !account.ended_ms && visitor_may(request, MAY_MANAGE_PEOPLE, (struct place){0});
    accounts_crumbs(c, model, NULL);
    json_put_str(model, "title", account.name);
    json_put_c(model, "question", NULL);
    json_put(model, "facts", facts);
    json_put_c(model, "edit_href", may ? accounts_path(c, account.id, "/edit") : NULL);
    json_put_c(model, "link_href", may ? accounts_path(c, account.id, "/link") : NULL);
    json_put_c(model, "end_href", may ? accounts_path(c, account.id, "/end") : NULL);
    return render_page(c, request, response, "account_one", model);
}
