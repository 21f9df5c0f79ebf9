#include "customer/list.h"

#include "bounds.h"
#include "customer/personal.h"

enum { SQL_BYTES = 8000, VALS_MAX = 20, ROWS_USUAL = 30, ROWS_MAX = 200 };

static const struct {
    const char *name, *column;
} sorts[] = {
    {"value",      "t.value"     },
    {"encounters", "t.encounters"},
    {"last",       "t.last_ms"   },
    {"first",      "t.first_ms"  },
};
static_assert(COUNT_OF(sorts) == CUSTOMER_SORT__COUNT, "a row for each way to sort");

// A statement that is put together, with its values.
struct composed {
    ctx *c;
    buf text;
    struct val vals[VALS_MAX];
    i64 count;
};

// The last row of a page: "1250000.77": what it is sorted by, and the customer.
struct page_end {
    bool is_some;
    i64 value, customer;
};

static bool place_read(ctx *c, str text, struct page_end *out);
static bool add_conditions(struct composed *q, const struct customer_query *query);
static bool add_details(ctx *c, struct customer_page *page);

const char *customer_sort_name(enum customer_sort sort)
{
    assert(sort < CUSTOMER_SORT__COUNT);
    return sorts[sort].name;
}

bool customer_sort_find(str name, enum customer_sort *out)
{
    for (i64 i = 0; i < COUNT_OF(sorts); i++) {
        if (!str_equal(name, str_of(sorts[i].name))) continue;
        *out = (enum customer_sort)i;
        return true;
    }
    return false;
}

// Adds a piece; $c becomes the column, $n the next parameter, $m the one after.
static void add(struct composed *q, enum sql sql, const char *column)
{
    const struct sql_text *piece = &sql_texts[sql];
    str text =
        str_trim(str_of(conn_engine(q->c) == STORE_DUCKDB ? piece->text_duck : piece->text_pg));
    if (str_ends(text, S(";"))) text.size--;
    buf_char(&q->text, ' ');
    for (i64 i = 0; i < text.size; i++) {
        char what = text.s[i] == '$' && i + 1 < text.size ? text.s[i + 1] : 0;
        if (what == 'c') {
            assert(column);
            buf_c(&q->text, column);
        } else if (what == 'n' || what == 'm') {
            buf_fmt(&q->text, "$%lld", (long long)(q->count + 1 + (what == 'm')));
        } else {
            buf_char(&q->text, text.s[i]);
            continue;
        }
        i++;
    }
}

static void bind(struct composed *q, struct val val)
{
    assert(q->count < VALS_MAX);
    q->vals[q->count++] = val;
}

static void add_value(struct composed *q, enum sql sql, struct val val)
{
    add(q, sql, NULL);
    bind(q, val);
}

static void add_place(struct composed *q, const struct customer_query *query, struct page_end place)
{
    bool is_money = query->sort == CUSTOMER_BY_VALUE;
    enum sql sql = query->up ? (is_money ? SQL_customer_after_money : SQL_customer_after_number)
                             : (is_money ? SQL_customer_before_money : SQL_customer_before_number);
    if (!place.is_some) return;
    add(q, sql, sorts[query->sort].column);
    bind(q, is_money ? V_DEC4(place.value) : V_I64(place.value));
    bind(q, V_I64(place.customer));
}

static i64 sorted_by(const struct customer_query *query, const struct customer_sums *sums)
{
    switch (query->sort) {
    case CUSTOMER_BY_VALUE:
        return sums->value_e4;
    case CUSTOMER_BY_ENCOUNTERS:
        return sums->encounters;
    case CUSTOMER_BY_LAST:
        return sums->last_ms;
    case CUSTOMER_BY_FIRST:
        return sums->first_ms;
    case CUSTOMER_SORT__COUNT:
        break;
    }
    return 0;
}

bool customer_list(ctx *c, const struct customer_query *query, struct customer_page *out)
{
    struct composed q = {.c = c, .text = buf_new(c->arena, SQL_BYTES)};
    i64 most = query->rows_max > 0 ? MIN(query->rows_max, ROWS_MAX) : ROWS_USUAL;
    struct page_end place;
    struct rows rows;
    *out = (struct customer_page){0};
    add(&q, SQL_customer_rows, NULL);
    if (!place_read(c, query->after, &place) || !add_conditions(&q, query)) return false;
    add_place(&q, query, place);
    add(&q, query->up ? SQL_customer_up : SQL_customer_down, sorts[query->sort].column);
    bind(&q, V_I64(most + 1)); // one more tells whether there is another page
    if (!store_rows_text(c, buf_str(&q.text), (struct vals){q.count, q.vals}, &rows)) return false;
    const struct column *col = rows.column;
    out->count = MIN(rows.count, most);
    out->lines = NEW_ARRAY(c->arena, struct customer_line, out->count + 1);
    for (i64 i = 0; i < out->count; i++)
        out->lines[i] = (struct customer_line){
            .customer = col[0].i[i],
            .sums = {col[1].i[i], col[2].i[i], col[3].i[i], col[4].i[i], col[5].i[i], col[6].i[i]},
        };
    if (rows.count > most) {
        const struct customer_line *last = &out->lines[most - 1];
        out->next = str_of(fmt(c->arena, "%lld.%lld", (long long)sorted_by(query, &last->sums),
                               (long long)last->customer));
    }
    return add_details(c, out);
}

bool customer_count(ctx *c, const struct customer_query *query, i64 most, i64 *out)
{
    struct composed q = {.c = c, .text = buf_new(c->arena, SQL_BYTES)};
    struct rows rows;
    add(&q, SQL_customer_count_head, NULL);
    if (!add_conditions(&q, query)) return false;
    add_value(&q, SQL_customer_count_tail, V_I64(most));
    if (!store_rows_text(c, buf_str(&q.text), (struct vals){q.count, q.vals}, &rows)) return false;
    *out = rows.column[0].i[0];
    return true;
}

static bool place_read(ctx *c, str text, struct page_end *out)
{
    str value = {0};
    *out = (struct page_end){.is_some = text.size > 0};
    if (!text.size) return true;
    return (str_cut(&text, '.', &value) && str_i64(value, &out->value) &&
            str_i64(text, &out->customer)) ||
           fail_with(c, ERR_BAD_INPUT, tr(c, "that is no page of this list"),
                     tr(c, "Begin with the first page."));
}

// What it is narrowed by

static bool attribute_id(ctx *c, str name, i64 *id)
{
    *id = 0;
    if (!store_i64(c, SQL_privacy_attribute_id, VALS(V_STR(name)), id)) return false;
    return *id > 0 || fail_with(c, ERR_NOT_FOUND,
                                fmt(c->arena, tr(c, "there is no attribute \"%.*s\""), STR(name)),
                                tr(c, "Only what came in with a file or a system is known."));
}

static bool add_attribute(struct composed *q, struct customer_attribute attribute)
{
    i64 id = 0;
    if (!attribute.name.size || !attribute.value.size) return true;
    if (!attribute_id(q->c, attribute.name, &id)) return false;
    add(q, SQL_customer_of_attribute, NULL);
    bind(q, V_I64(id));
    bind(q, V_STR(attribute.value));
    return true;
}

// The least text that is greater than all that begin so: no character is above U+10FFFF.
static str end_of(ctx *c, str begin)
{
    return str_of(fmt(c->arena, "%.*s\xF4\x8F\xBF\xBF", STR(begin)));
}

static bool lower(ctx *c, str text, str *out)
{
    *out = text;
    return store_str(c, SQL_customer_lower, VALS(V_STR(text)), out);
}

static bool add_search(struct composed *q, str search)
{
    ctx *c = q->c;
    str text = str_trim(search), folded;
    i64 *ids = NULL, id = 0, count = 0;
    struct rows rows;
    if (!text.size) return true;
    if (text.size > BOUND_KEY_BYTES || !str_is_utf8(text, NULL))
        return fail_with(c, ERR_BAD_INPUT, tr(c, "that is too long to be searched for"),
                         tr(c, "Write the beginning of a key, a name or an address."));
    if (!lower(c, text, &folded)) return false;
    while (personal_name(count))
        count++;
    ids = NEW_ARRAY(c->arena, i64, count + 1);
    count = 0;
    for (i64 i = 0; personal_name(i); i++) {
        id = 0;
        if (!store_i64(c, SQL_privacy_attribute_id, VALS(V_STR(str_of(personal_name(i)))), &id))
            return false;
        if (id) ids[count++] = id;
    }
    if (!store_rows(c, SQL_customer_search,
                    VALS(V_STR(text), V_STR(end_of(c, text)), V_STR(folded),
                         V_STR(end_of(c, folded)), V_I64_LIST(ids, count)),
                    &rows))
        return false;
    add_value(q, SQL_customer_among, V_I64_LIST(rows.column[0].i, rows.count));
    return true;
}

static bool add_conditions(struct composed *q, const struct customer_query *query)
{
    add_value(q, SQL_customer_period, V_I64(query->period));
    if (query->is_scoped)
        add_value(q, SQL_customer_of_unit, V_I64_LIST(query->units, query->unit_count));
    if (query->unit) add_value(q, SQL_customer_of_unit, V_I64_LIST(&query->unit, 1));
    if (query->sort == CUSTOMER_BY_FIRST || query->sort == CUSTOMER_BY_LAST)
        add(q, SQL_customer_met, NULL);
    return add_attribute(q, (struct customer_attribute){S("segment"), query->segment}) &&
           add_attribute(q, (struct customer_attribute){query->attribute, query->value}) &&
           add_search(q, query->search);
}

// Who they are

static struct customer_line *line_of(struct customer_page *page, i64 customer)
{
    for (i64 i = 0; i < page->count; i++)
        if (page->lines[i].customer == customer) return &page->lines[i];
    return NULL;
}

static bool add_details(ctx *c, struct customer_page *page)
{
    struct rows said, keys;
    i64 *ids = NEW_ARRAY(c->arena, i64, page->count + 1);
    for (i64 i = 0; i < page->count; i++)
        ids[i] = page->lines[i].customer;
    if (!page->count) return true;
    struct vals vals = VALS(V_I64_LIST(ids, page->count));
    if (!store_rows(c, SQL_customer_attributes, vals, &said) ||
        !store_rows(c, SQL_customer_first_keys, vals, &keys))
        return false;
    struct customer_attribute *all = NEW_ARRAY(c->arena, struct customer_attribute, said.count + 1);
    for (i64 i = 0; i < said.count; i++) { // those of one customer are neighbours
        struct customer_line *line = line_of(page, said.column[0].i[i]);
        if (!line) continue;
        if (!line->attribute_count) line->attributes = &all[i];
        all[i] = (struct customer_attribute){said.column[1].text[i], said.column[2].text[i]};
        line->attribute_count++;
    }
    for (i64 i = 0; i < keys.count; i++) {
        struct customer_line *line = line_of(page, keys.column[0].i[i]);
        if (line) line->key = keys.column[2].text[i];
    }
    return true;
}

bool customer_years(ctx *c, i64 **out, i64 *count)
{
    struct rows rows;
    if (!store_rows(c, SQL_customer_periods, NO_VALS, &rows)) return false;
    *count = 0;
    *out = NULL;
    if (!rows.count || (rows.column[0].null && rows.column[0].null[0])) return true;
    i64 first = rows.column[0].i[0], last = rows.column[1].i[0];
    *out = NEW_ARRAY(c->arena, i64, last - first + 1);
    for (i64 year = last; year >= first; year--)
        (*out)[(*count)++] = year;
    return true;
}

bool customer_values(ctx *c, str attribute, i64 most, str **out, i64 *count)
{
    struct rows rows;
    *count = 0;
    if (!store_rows(c, SQL_customer_values, VALS(V_STR(attribute), V_I64(most)), &rows))
        return false;
    *out = NEW_ARRAY(c->arena, str, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        if (rows.column[1].i[i] >= PRIVACY_SHARED_MIN) (*out)[(*count)++] = rows.column[0].text[i];
    return true;
}
