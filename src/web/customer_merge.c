// Two customers are one: search for the other, see both side by side, put them together; and part
// them again.
#include "web/customer_deed.h"

#include "base/lang.h"
#include "web/address.h"
#include "web/render.h"

enum { FOUND_MAX = 20 };

// clang-format off
const struct field customer_merge_fields[] = {
    {.name = "q", .type = FIELD_TEXT, .what = "the other's key, name, address or phone number, from its beginning"},
    {.name = "with", .type = FIELD_TEXT, .what = "the other customer's id"},
    PAGE_FIELDS, {0}};
const struct field customer_merge_form[] = {
    {.name = "with", .type = FIELD_TEXT, .required = true, .what = "the other customer's id"},
    {.name = "why", .type = FIELD_TEXT, .required = true, .what = "the reason; it stays in the log of the house"},
    {0}};
const struct field customer_unmerge_form[] = {
    {.name = "key", .type = FIELD_TEXT, .required = true, .what = "the id of a key that the merge moved"},
    {0}};
// clang-format on

static void put_search(ctx *c, const struct customer_seen *seen, str search, json_t *list)
{
    json_t *box = json_new_object(c);
    json_put_c(box, "action", fmt(c->arena, "/customers/%s/merge", seen->id));
    json_put_c(box, "name", "q");
    json_put_str(box, "value", search);
    json_put_c(box, "label", tr(c, "The other's key, name, e-mail or phone"));
    json_put(box, "hidden", json_new_array(c));
    json_put(list, "search", box);
}

static json_t *cell(ctx *c, const char *label, str text)
{
    json_t *one = json_new_object(c);
    json_put_c(one, "label", label);
    json_put_str(one, "text", text);
    json_put_bool(one, "is_title", false);
    json_put_bool(one, "is_number", false);
    json_put_null(one, "badge");
    json_put_null(one, "note");
    json_put_null(one, "href");
    json_put_null(one, "bar");
    return one;
}

static json_t *found_row(ctx *c, const struct customer_seen *seen, const struct customer_line *line,
                         bool is_shown)
{
    json_t *row = json_new_object(c), *cells = json_new_array(c);
    struct customer_rhythm rhythm = customer_rhythm(&line->sums, c->now_ms);
    str called = customer_called(c, is_shown, line->attributes, line->attribute_count, line->key);
    str key = is_shown ? line->key : personal_mask(c, PERSONAL_KEY, line->key);
    json_t *title = cell(c, tr(c, "Customer"), called);
    json_put_bool(title, "is_title", true);
    json_put_c(title, "href",
               fmt(c->arena, "/customers/%s/merge?with=%lld", seen->id, (long long)line->customer));
    json_put_c(title, "note", customer_rhythm_words(c, rhythm));
    json_array_append(cells, title);
    json_array_append(cells, cell(c, tr(c, "Key"), key));
    json_put(row, "cells", cells);
    return row;
}

static json_t *columns_of(ctx *c)
{
    static const char *const labels[] = {N_("Customer"), N_("Key")};
    json_t *all = json_new_array(c);
    for (i64 i = 0; i < COUNT_OF(labels); i++) {
        json_t *one = json_new_object(c);
        json_put_c(one, "label", tr(c, labels[i]));
        json_put_bool(one, "is_number", false);
        json_put_bool(one, "is_sorted", false);
        json_put_null(one, "sort_href");
        json_array_append(all, one);
    }
    return all;
}

static void put_empty_list(ctx *c, json_t *list, bool has_searched)
{
    json_put_bool(list, "has_views", false);
    json_put_bool(list, "has_actions", false);
    json_put_bool(list, "has_chips", false);
    json_put_bool(list, "has_pages", false);
    json_put_null(list, "filters");
    json_put_null(list, "count_text");
    json_put_null(list, "empty");
    json_put_c(list, "label", tr(c, "Customers"));
    json_put(list, "columns", columns_of(c));
    if (!has_searched) return;
    json_t *empty = json_new_object(c);
    json_put_c(empty, "text", tr(c, "No other customer fits."));
    json_put_null(empty, "action_href");
    json_put(list, "empty", empty);
}

// Whoever may put together in scope alone finds there alone.
static bool put_found(ctx *c, const struct request *request, const struct customer_seen *seen,
                      json_t *model)
{
    const struct person *person = &visitor_of(request)->person;
    struct customer_query query = {.search = str_trim(request_text(request, "q", (str){0})),
                                   .rows_max = FOUND_MAX};
    struct customer_page page = {0};
    json_t *list = json_new_object(c), *rows = json_new_array(c);
    query.is_scoped = role_may(person->role, MAY_MERGE_CUSTOMERS) != MAY_EVERYWHERE;
    query.units = person->units;
    query.unit_count = person->unit_count;
    if (query.search.size && !customer_list(c, &query, &page)) return false;
    bool *shown = NEW_ARRAY(c->arena, bool, page.count + 1);
    i64 *ids = NEW_ARRAY(c->arena, i64, page.count + 1), looked = 0;
    for (i64 i = 0; i < page.count; i++)
        ids[i] = page.lines[i].customer;
    if (!customer_seen_several(c, request, ids, page.count, shown)) return false;
    for (i64 i = 0; i < page.count; i++) {
        if (page.lines[i].customer == seen->customer.customer) continue;
        json_array_append(rows, found_row(c, seen, &page.lines[i], shown[i]));
        if (shown[i]) ids[looked++] = page.lines[i].customer;
    }
    put_empty_list(c, list, query.search.size && !json_array_size(rows));
    put_search(c, seen, query.search, list);
    json_put(list, "rows", rows);
    json_put_bool(list, "has_rows", json_array_size(rows) > 0);
    json_put(model, "list", list);
    return customer_look_note(c, request, (struct customer_looked){"customer.list", ids, looked});
}

static bool side_of(ctx *c, const struct request *request, const struct customer_seen *seen,
                    json_t *sides)
{
    struct customer_card card;
    json_t *side = json_new_object(c), *facts = NULL;
    if (!customer_card(c, seen->customer, &card) || !customer_facts(c, seen, &card, &facts))
        return false;
    json_put_c(side, "id", seen->id);
    json_put_c(side, "href", fmt(c->arena, "/customers/%s", seen->id));
    json_put_str(side, "title", customer_card_name(c, seen, &card));
    json_put(side, "facts", facts);
    json_array_append(sides, side);
    return customer_look_note(
        c, request,
        (struct customer_looked){"customer.look", &seen->customer.customer, seen->is_shown});
}

static bool put_pair(ctx *c, const struct request *request, struct response *response,
                     const struct customer_seen *seen, str with, json_t *model)
{
    struct customer_seen other;
    json_t *sides = json_new_array(c);
    if (!customer_seen_id(c, request, with, MAY_MERGE_CUSTOMERS, &other) ||
        !side_of(c, request, seen, sides) || !side_of(c, request, &other, sides))
        return false;
    struct form_about about = {.action = fmt(c->arena, "/customers/%s/merge", seen->id),
                               .submit = tr(c, "They are one"),
                               .cancel_href = fmt(c->arena, "/customers/%s/merge", seen->id),
                               .note = tr(c, "Figures count them as one from now on. It can be "
                                             "undone from the card.")};
    json_t *form = form_new(c, request, response, about);
    form_hide(c, form, "with", str_of(other.id));
    customer_deed_add_why(c, request, form, tr(c, "How do you know?"));
    json_put(model, "sides", sides);
    json_put_bool(model, "has_sides", true);
    json_put(model, "form", form);
    json_put_null(model, "list");
    return true;
}

static bool show_merge(ctx *c, struct request *request, struct response *response)
{
    struct customer_seen seen;
    json_t *model = json_new_object(c);
    str with = request->method == POST ? request_typed(request, "with")
                                       : request_text(request, "with", (str){0});
    if (!customer_seen_of(c, request, MAY_MERGE_CUSTOMERS, &seen) ||
        !customer_deed_head(c, &seen,
                            with.size ? tr(c, "Are these two one customer?")
                                      : tr(c, "Who is the same customer?"),
                            model))
        return false;
    json_put_null(model, "form");
    json_put_bool(model, "has_sides", false);
    bool is_made = with.size ? put_pair(c, request, response, &seen, with, model)
                             : put_found(c, request, &seen, model);
    return is_made && render_page(c, request, response, "customer_pair", model);
}

bool customer_merge_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    return show_merge(c, request, response);
}

bool customer_merge_again(ctx *c, struct request *request, struct response *response)
{
    return show_merge(c, request, response);
}

struct merging {
    struct customer_deed deed; // first
    struct privacy_pair pair;
    i64 key; // to be parted again
};

static bool merge_apply(ctx *c, void *data)
{
    struct merging *merging = data;
    return privacy_merge(c, merging->pair, merging->deed.by);
}

// The other becomes part of the customer of the address.
bool customer_merge_post(ctx *c, struct request *request, struct response *response)
{
    struct merging *merging = NEW(c->arena, struct merging);
    struct customer_seen other;
    if (!customer_deed_init(c, request, MAY_MERGE_CUSTOMERS, NULL, &merging->deed) ||
        !customer_seen_id(c, request, request_text(request, "with", (str){0}), MAY_MERGE_CUSTOMERS,
                          &other))
        return false;
    merging->deed.show = show_merge;
    merging->deed.field = "why";
    merging->pair = (struct privacy_pair){other.customer, merging->deed.seen.customer};
    return page_change(
        c, request, response,
        (struct page_change){.apply = merge_apply, .then = customer_deed_then, .data = merging});
}

static bool unmerge_apply(ctx *c, void *data)
{
    struct merging *merging = data;
    return privacy_unmerge(c, merging->key, merging->deed.by);
}

bool customer_unmerge_post(ctx *c, struct request *request, struct response *response)
{
    struct merging *merging = NEW(c->arena, struct merging);
    bool is_theirs = false;
    if (!customer_deed_init(c, request, MAY_MERGE_CUSTOMERS, "taken back on the card",
                            &merging->deed))
        return false;
    const struct privacy_customer *customer = &merging->deed.seen.customer;
    bool is_number = str_i64(request_text(request, "key", (str){0}), &merging->key);
    for (i64 i = 0; i < customer->key_count && is_number; i++)
        is_theirs = is_theirs || customer->keys[i] == merging->key;
    if (!is_theirs)
        return fail_with(c, ERR_NOT_FOUND, tr(c, "that is no key of this customer"), NULL);
    merging->deed.done_href = fmt(c->arena, "/customers/%s?said=undone", merging->deed.seen.id);
    return page_change(
        c, request, response,
        (struct page_change){.apply = unmerge_apply, .then = customer_deed_then, .data = merging});
}
