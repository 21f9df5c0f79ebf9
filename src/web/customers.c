// The list of customers.
#include "web/customers.h"

#include "base/lang.h"
#include "base/locale.h"
#include "web/address.h"
#include "web/customer_seen.h"
#include "web/form.h"
#include "web/money.h"
#include "web/render.h"

#define DAY_MS 86400000LL

enum { COUNT_MAX = 10000, PER_PAGE = 30, VALUES_MAX = 50, YEARS_MAX = 10, OPTIONS_MAX = 200 };

static const char *const sort_choices[] = {"value", "encounters", "last", "first", NULL};
static const char *const order_choices[] = {"down", "up", NULL};

// clang-format off
const struct field customers_fields[] = {
    {.name = "q", .type = FIELD_TEXT, .what = "the beginning of a key, a name, an address or a phone number"},
    {.name = "sort", .type = FIELD_CHOICE, .choices = sort_choices, .what = "what comes first: value, encounters, last or first encounter"},
    {.name = "order", .type = FIELD_CHOICE, .choices = order_choices, .what = "the largest and newest first (down), or last (up)"},
    {.name = "year", .type = FIELD_I64, .min = 0, .max = 9999, .what = "value and encounters of a year; 0: ever"},
    {.name = "unit", .type = FIELD_TEXT, .what = "customers of this unit"},
    {.name = "segment", .type = FIELD_TEXT, .what = "customers of this segment"},
    {.name = "attribute", .type = FIELD_TEXT, .what = "an attribute, with value"},
    {.name = "value", .type = FIELD_TEXT, .max = 500, .what = "what that attribute says"},
    {.name = "after", .type = FIELD_TEXT, .what = "the end of the page before"},
    PAGE_FIELDS, {0}};
// clang-format on

// What the page asks: the visitor's wishes within their bounds.
struct asked {
    struct customer_query query;
    struct names names[DICT__COUNT];
    str unit; // name
    bool may_search;
};

static const char *sort_label(ctx *c, enum customer_sort sort, bool up)
{
    switch (sort) {
    case CUSTOMER_BY_VALUE:
        return up ? tr(c, "those who bought least first") : tr(c, "those who bought most first");
    case CUSTOMER_BY_ENCOUNTERS:
        return up ? tr(c, "those who met us least first") : tr(c, "those who met us most first");
    case CUSTOMER_BY_LAST:
        return up ? tr(c, "those who have been away longest first")
                  : tr(c, "those who were here last first");
    case CUSTOMER_BY_FIRST:
        return up ? tr(c, "those who came first, first") : tr(c, "the newest first");
    case CUSTOMER_SORT__COUNT:
        break;
    }
    return "";
}

// Searching by a name, or narrowing by what few share, would tell who it is: whoever may see
// personal data only in scope finds there alone, and who may not see any does not search.
static bool keep_secrets(ctx *c, const struct request *request, struct asked *asked)
{
    const struct visitor *visitor = visitor_of(request);
    struct customer_query *query = &asked->query;
    enum may may = role_may(visitor->person.role, MAY_SEE_PERSONAL_DATA);
    if (visitor->is_program || visitor->is_open_house) may = MAY_NOT;
    asked->may_search = may != MAY_NOT;
    bool tells = query->search.size || query->attribute.size;
    if (may == MAY_EVERYWHERE || !tells) return true;
    if (may == MAY_IN_SCOPE) {
        query->is_scoped = true;
        query->units = visitor->person.units;
        query->unit_count = visitor->person.unit_count;
        return true;
    }
    str *values = NULL;
    i64 count = 0;
    if (!customer_values(c, query->attribute, VALUES_MAX, &values, &count)) return false;
    for (i64 i = 0; i < count && !query->search.size; i++)
        if (str_equal(values[i], query->value)) return true;
    return fail_with(c, ERR_FORBIDDEN, tr(c, "searching for a customer shows personal data"),
                     tr(c, "Sign in as somebody who may see it."));
}

static bool read_asked(ctx *c, const struct request *request, struct asked *asked)
{
    const struct visitor *visitor = visitor_of(request);
    struct customer_query *query = &asked->query;
    *asked = (struct asked){0};
    *query = (struct customer_query){
        .period = request_i64(request, "year", 0),
        .search = str_trim(request_text(request, "q", (str){0})),
        .segment = request_text(request, "segment", (str){0}),
        .attribute = request_text(request, "attribute", (str){0}),
        .value = request_text(request, "value", (str){0}),
        .after = request_text(request, "after", (str){0}),
        .up = str_equal(request_text(request, "order", (str){0}), S("up")),
        .rows_max = PER_PAGE,
    };
    asked->unit = request_text(request, "unit", (str){0});
    str sort = request_text(request, "sort", S("value"));
    if (!customer_sort_find(sort, &query->sort) || !company_names(c, asked->names)) return false;
    if (asked->unit.size) query->unit = names_find(&asked->names[DICT_UNIT], asked->unit);
    if (role_may(visitor->person.role, MAY_SEE_CUSTOMERS) == MAY_IN_SCOPE) {
        query->is_scoped = true;
        query->units = visitor->person.units;
        query->unit_count = visitor->person.unit_count;
    }
    return keep_secrets(c, request, asked);
}

// Addresses

static str year_text(ctx *c, i64 year)
{
    return year ? str_of(fmt(c->arena, "%lld", (long long)year)) : (str){0};
}

static void add_parameter(buf *out, const char *name, str value)
{
    if (!value.size) return;
    buf_fmt(out, "%s%s=", str_find(buf_str(out), S("?")) < 0 ? "?" : "&", name);
    url_add(out, value);
}

enum part { PART_SEARCH = 1, PART_UNIT = 2, PART_SEGMENT = 4, PART_ATTRIBUTE = 8, PART_YEAR = 16 };

// The address of the list, but for some parts.
static const char *address_of_list(ctx *c, const struct asked *asked, u32 without, str after)
{
    const struct customer_query *query = &asked->query;
    buf out = buf_new(c->arena, 8000);
    buf_c(&out, "/customers");
    if (!(without & PART_SEARCH)) add_parameter(&out, "q", query->search);
    if (!(without & PART_UNIT)) add_parameter(&out, "unit", asked->unit);
    if (!(without & PART_SEGMENT)) add_parameter(&out, "segment", query->segment);
    if (!(without & PART_ATTRIBUTE)) {
        add_parameter(&out, "attribute", query->attribute);
        add_parameter(&out, "value", query->value);
    }
    if (!(without & PART_YEAR)) add_parameter(&out, "year", year_text(c, query->period));
    if (query->sort != CUSTOMER_BY_VALUE)
        add_parameter(&out, "sort", str_of(customer_sort_name(query->sort)));
    if (query->up) add_parameter(&out, "order", S("up"));
    add_parameter(&out, "after", after);
    return out.s;
}

static const char *sort_address(ctx *c, const struct asked *asked, enum customer_sort sort)
{
    struct asked other = *asked;
    other.query.up = sort == asked->query.sort && !asked->query.up;
    other.query.sort = sort;
    return address_of_list(c, &other, 0, (str){0});
}

// The table

static json_t *cell(ctx *c, const char *label, const char *text)
{
    json_t *one = json_new_object(c);
    json_put_c(one, "label", label);
    json_put_c(one, "text", text && *text ? text : NULL);
    json_put_bool(one, "is_title", false);
    json_put_bool(one, "is_number", false);
    json_put_null(one, "badge");
    json_put_null(one, "note");
    json_put_null(one, "href");
    json_put_null(one, "bar");
    return one;
}

static json_t *number_cell(ctx *c, const char *label, f64 value, f64 largest)
{
    json_t *one = cell(c, label, locale_number(c, value, 0).s);
    json_put_bool(one, "is_number", true);
    json_put_f64(one, "value", value);
    // A bar of nothing is no bar.
    if (largest > 0 && value > 0)
        json_put_f64(one, "bar", MAX((f64)(i64)(value / largest * 100), 1.0));
    return one;
}

static const char *segment_of(ctx *c, const struct customer_line *line)
{
    for (i64 i = 0; i < line->attribute_count; i++)
        if (str_equal(line->attributes[i].name, S("segment")))
            return str_c(c->arena, line->attributes[i].value);
    return NULL;
}

// What a page's rows are told by.
struct largest {
    f64 value, encounters;
    const char *sign; // of money
};

static json_t *row_of(ctx *c, const struct customer_line *line, bool is_shown,
                      struct largest largest)
{
    const struct customer_sums *sums = &line->sums;
    struct customer_rhythm rhythm = customer_rhythm(sums, c->now_ms);
    json_t *row = json_new_object(c), *cells = json_new_array(c);
    const char *id = fmt(c->arena, "%lld", (long long)line->customer);
    str called = customer_called(c, is_shown, line->attributes, line->attribute_count, line->key);
    json_t *title = cell(c, tr(c, "Customer"), str_c(c->arena, called));
    json_put_bool(title, "is_title", true);
    json_put_c(title, "href", fmt(c->arena, "/customers/%s", id));
    json_put_c(title, "note", customer_rhythm_words(c, rhythm));
    json_array_append(cells, title);
    json_array_append(cells, cell(c, tr(c, "Segment"), segment_of(c, line)));
    json_t *value = number_cell(c, tr(c, "Bought"), (f64)sums->value_e4 / 1e4, largest.value);
    long long purchases = sums->purchases;
    json_put_c(value, "text", money_with(c, (f64)sums->value_e4 / 1e4, 0, largest.sign));
    if (purchases)
        json_put_c(value, "note",
                   purchases == 1 ? tr(c, "one purchase")
                                  : fmt(c->arena, tr(c, "%lld purchases"), purchases));
    json_array_append(cells, value);
    json_array_append(
        cells, number_cell(c, tr(c, "Encounters"), (f64)sums->encounters, largest.encounters));
    json_array_append(
        cells, cell(c, tr(c, "Last seen"),
                    sums->encounters ? locale_day(c, (i32)(sums->last_ms / DAY_MS)).s : NULL));
    json_put_c(row, "id", id);
    json_put_bool(row, "is_masked", !is_shown);
    json_put(row, "cells", cells);
    return row;
}

static json_t *columns_of(ctx *c, const struct asked *asked)
{
    static const struct {
        const char *label;
        bool is_number, sorts;
        enum customer_sort sort;
    } columns[] = {
        {N_("Customer"),   false, false, 0                     },
        {N_("Segment"),    false, false, 0                     },
        {N_("Bought"),     true,  true,  CUSTOMER_BY_VALUE     },
        {N_("Encounters"), true,  true,  CUSTOMER_BY_ENCOUNTERS},
        {N_("Last seen"),  false, true,  CUSTOMER_BY_LAST      },
    };
    json_t *all = json_new_array(c);
    for (i64 i = 0; i < COUNT_OF(columns); i++) {
        json_t *one = json_new_object(c);
        bool is_sorted = columns[i].sorts && columns[i].sort == asked->query.sort;
        json_put_c(one, "label", tr(c, columns[i].label));
        json_put_bool(one, "is_number", columns[i].is_number);
        json_put_bool(one, "is_sorted", is_sorted);
        json_put_bool(one, "is_down", !asked->query.up);
        json_put_c(one, "sort_href",
                   columns[i].sorts ? sort_address(c, asked, columns[i].sort) : NULL);
        json_array_append(all, one);
    }
    return all;
}

// Narrowing

struct choice {
    const char *name, *label, *any;
    str value;
    const str *values;
    i64 count;
};

static void add_choice(ctx *c, const struct request *request, json_t *form, struct choice choice)
{
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, choice.count + 2);
    options[0] = (struct form_option){"", choice.any};
    for (i64 i = 0; i < choice.count; i++) {
        const char *text = str_c(c->arena, choice.values[i]);
        options[i + 1] = (struct form_option){text, text};
    }
    form_add(c, request, form,
             (struct form_field){.name = choice.name,
                                 .kind = FORM_CHOICE,
                                 .label = choice.label,
                                 .value = choice.value,
                                 .options = options});
}

// Units that the visitor sees customers of.
static str *own_units(ctx *c, const struct request *request, const struct asked *asked, i64 *count)
{
    const struct person *person = &visitor_of(request)->person;
    const struct names *units = &asked->names[DICT_UNIT];
    bool is_everywhere = role_may(person->role, MAY_SEE_CUSTOMERS) == MAY_EVERYWHERE;
    str *names = NEW_ARRAY(c->arena, str, units->count + 1);
    *count = 0;
    for (i64 i = 1; i < units->count && *count < OPTIONS_MAX; i++) {
        bool is_theirs = is_everywhere;
        for (i64 k = 0; k < person->unit_count && !is_theirs; k++)
            is_theirs = person->units[k] == i;
        if (is_theirs && units->name[i].size) names[(*count)++] = units->name[i];
    }
    return names;
}

static bool put_filters(ctx *c, const struct request *request, struct response *response,
                        const struct asked *asked, json_t *list)
{
    const struct customer_query *query = &asked->query;
    struct form_about about = {.action = "/customers", .submit = tr(c, "Show"), .is_get = true};
    json_t *form = form_new(c, request, response, about);
    const struct names *segments = &asked->names[DICT_SEGMENT];
    i64 *years = NULL, year_count = 0;
    if (!customer_years(c, &years, &year_count)) return false;
    str *year_texts = NEW_ARRAY(c->arena, str, year_count + 1);
    for (i64 i = 0; i < year_count; i++)
        year_texts[i] = str_of(fmt(c->arena, "%lld", (long long)years[i]));
    i64 unit_count = 0;
    str *units = own_units(c, request, asked, &unit_count);
    add_choice(c, request, form,
               (struct choice){"segment", tr(c, "Segment"), tr(c, "Any segment"), query->segment,
                               segments->name + 1, MIN(MAX(segments->count - 1, 0), OPTIONS_MAX)});
    add_choice(
        c, request, form,
        (struct choice){"unit", tr(c, "Unit"), tr(c, "Any unit"), asked->unit, units, unit_count});
    add_choice(c, request, form,
               (struct choice){"year", tr(c, "Time"), tr(c, "Ever"), year_text(c, query->period),
                               year_texts, MIN(year_count, YEARS_MAX)});
    json_put_bool(form, "is_open", false);
    json_put(list, "filters", form);
    return true;
}

static void put_chip(ctx *c, json_t *chips, const char *label, str value, const char *without)
{
    if (!value.size) return;
    json_t *one = json_new_object(c);
    json_put_c(one, "label", label);
    json_put_str(one, "value_label", value);
    json_put_c(one, "without_href", without);
    json_array_append(chips, one);
}

static void put_chips(ctx *c, const struct asked *asked, json_t *list)
{
    const struct customer_query *query = &asked->query;
    json_t *chips = json_new_array(c);
    str year = year_text(c, query->period);
    put_chip(c, chips, tr(c, "Search"), query->search,
             address_of_list(c, asked, PART_SEARCH, (str){0}));
    put_chip(c, chips, tr(c, "Segment"), query->segment,
             address_of_list(c, asked, PART_SEGMENT, (str){0}));
    put_chip(c, chips, tr(c, "Unit"), asked->unit, address_of_list(c, asked, PART_UNIT, (str){0}));
    put_chip(c, chips, str_c(c->arena, query->attribute), query->value,
             address_of_list(c, asked, PART_ATTRIBUTE, (str){0}));
    put_chip(c, chips, tr(c, "Time"), year, address_of_list(c, asked, PART_YEAR, (str){0}));
    json_put(list, "chips", chips);
    json_put_bool(list, "has_chips", json_array_size(chips) > 0);
}

static void put_search(ctx *c, const struct asked *asked, json_t *list)
{
    json_put_null(list, "search");
    if (!asked->may_search) return;
    json_t *search = json_new_object(c);
    json_put_c(search, "action", "/customers");
    json_put_c(search, "name", "q");
    json_put_str(search, "value", asked->query.search);
    json_put_c(search, "label", tr(c, "Key, name, e-mail or phone"));
    json_put(search, "hidden", json_new_array(c));
    json_put(list, "search", search);
}

static void put_empty(ctx *c, const struct asked *asked, json_t *list)
{
    const struct customer_query *query = &asked->query;
    bool is_narrowed = query->search.size || query->segment.size || asked->unit.size ||
                       query->attribute.size || query->period;
    json_t *empty = json_new_object(c);
    json_put_c(empty, "text",
               is_narrowed ? tr(c, "No customer fits.")
                           : tr(c, "Customers appear here once something has come in that names "
                                   "them."));
    json_put_c(empty, "action_href", is_narrowed ? "/customers" : "/imports");
    json_put_c(empty, "action_label", is_narrowed ? tr(c, "All customers") : tr(c, "What came in"));
    json_put(list, "empty", empty);
}

static bool put_rows(ctx *c, const struct request *request, const struct asked *asked,
                     const struct customer_page *page, json_t *list)
{
    struct largest largest = {0};
    if (!money_sign(c, &largest.sign)) return false;
    json_t *rows = json_new_array(c);
    bool *shown = NEW_ARRAY(c->arena, bool, page->count + 1);
    i64 *ids = NEW_ARRAY(c->arena, i64, page->count + 1), looked = 0;
    for (i64 i = 0; i < page->count; i++) {
        ids[i] = page->lines[i].customer;
        largest.value = MAX(largest.value, (f64)page->lines[i].sums.value_e4 / 1e4);
        largest.encounters = MAX(largest.encounters, (f64)page->lines[i].sums.encounters);
    }
    if (!customer_seen_several(c, request, ids, page->count, shown)) return false;
    for (i64 i = 0; i < page->count; i++) {
        json_array_append(rows, row_of(c, &page->lines[i], shown[i], largest));
        if (shown[i]) ids[looked++] = page->lines[i].customer;
    }
    json_put(list, "rows", rows);
    json_put_bool(list, "has_rows", page->count > 0);
    json_put_null(list, "empty");
    if (!page->count) put_empty(c, asked, list);
    return customer_look_note(c, request, (struct customer_looked){"customer.list", ids, looked});
}

static bool put_list(ctx *c, const struct request *request, struct response *response,
                     const struct asked *asked, json_t *model)
{
    struct customer_page page;
    json_t *list = json_new_object(c);
    if (!customer_list(c, &asked->query, &page)) return false;
    bool has_pages = asked->query.after.size || page.next.size;
    json_put_c(list, "label", tr(c, "Customers"));
    json_put(list, "columns", columns_of(c, asked));
    json_put_bool(list, "has_views", false);
    json_put_bool(list, "has_actions", false);
    json_put_null(list, "count_text");
    put_search(c, asked, list);
    put_chips(c, asked, list);
    json_put_bool(list, "has_pages", has_pages);
    json_put_c(list, "first_href",
               asked->query.after.size ? address_of_list(c, asked, 0, (str){0}) : NULL);
    json_put_null(list, "newer_href");
    json_put_null(list, "older_href");
    json_put_c(list, "next_href", page.next.size ? address_of_list(c, asked, 0, page.next) : NULL);
    json_put(model, "list", list);
    return put_filters(c, request, response, asked, list) &&
           put_rows(c, request, asked, &page, list);
}

static const char *title_of(ctx *c, i64 count)
{
    if (count > COUNT_MAX)
        return fmt(c->arena, tr(c, "More than %s customers"), locale_number(c, COUNT_MAX, 0).s);
    if (count == 1) return tr(c, "One customer");
    if (!count) return tr(c, "No customers");
    return fmt(c->arena, tr(c, "%s customers"), locale_number(c, (f64)count, 0).s);
}

bool customers_get(ctx *c, struct request *request, struct response *response)
{
    struct asked asked;
    i64 count = 0;
    json_t *model = json_new_object(c);
    render_keep_lang(c, request, response);
    if (role_may(visitor_of(request)->person.role, MAY_SEE_CUSTOMERS) == MAY_IN_SCOPE &&
        !visitor_of(request)->person.unit_count)
        return visitor_must(c, request, MAY_SEE_CUSTOMERS, (struct place){0});
    if (!read_asked(c, request, &asked) || !customer_count(c, &asked.query, COUNT_MAX + 1, &count))
        return false;
    const char *sorted = sort_label(c, asked.query.sort, asked.query.up);
    json_put_c(model, "title", title_of(c, count));
    json_put_c(model, "question",
               asked.query.period
                   ? fmt(c->arena, tr(c, "In %lld, %s"), (long long)asked.query.period, sorted)
                   : fmt(c->arena, tr(c, "Ever, %s"), sorted));
    return put_list(c, request, response, &asked, model) &&
           render_page(c, request, response, "list_page", model);
}
