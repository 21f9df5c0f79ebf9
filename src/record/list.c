#include "record/list.h"

#include "bounds.h"
#include "record/compose.h"
#include "record/record_json.h"
#include "record/statement.h"

enum { ROWS_USUAL = 50, ROWS_MAX = 1000, FILTERS_MAX = 30 };

struct sorting {
    const char *column;
    enum sort_type type;
    i64 field; // index; -1: none of the fields
    bool can_be_null;
};

// The last row of a page: "v12:Sales" among rows that say something, "n12" among the others.
struct place {
    bool is_some, in_null;
    i64 id;
    struct val value;
};

static bool sorting_find(ctx *c, const struct record_query *query, struct sorting *out);
static bool place_read(ctx *c, str text, const struct sorting *sorting, struct place *out);
static str place_write(ctx *c, const struct record *record, const struct sorting *sorting);
static bool read_rows(ctx *c, const struct record_query *query, const struct sorting *sorting,
                      struct place place, i64 most, struct record_page *out);

static struct val val_of(enum sort_type type, const struct record_value *value)
{
    switch (type) {
    case BY_F64:
        return V_F64(value->f);
    case BY_DEC4:
        return V_DEC4(value->i);
    case BY_DAY:
        return V_DAY(value->i);
    case BY_TEXT:
        return V_STR(value->text);
    case BY_I64:
    case BY_BOOL:
        break;
    }
    return V_I64(value->i);
}

bool record_list(ctx *c, const struct record_query *query, struct record_page *out)
{
    struct sorting sorting;
    struct place place;
    i64 most = query->rows_max > 0 ? MIN(query->rows_max, ROWS_MAX) : ROWS_USUAL;
    *out = (struct record_page){.records = NEW_ARRAY(c->arena, struct record, most + 1)};
    if (!sorting_find(c, query, &sorting) || !place_read(c, query->after, &sorting, &place))
        return false;
    // One row more than the page has tells whether there is another page.
    if (!place.in_null && !read_rows(c, query, &sorting, place, most + 1, out)) return false;
    if (sorting.can_be_null && out->count <= most) {
        if (!place.in_null) place = (struct place){0};
        place.in_null = true;
        if (!read_rows(c, query, &sorting, place, most + 1 - out->count, out)) return false;
    }
    if (out->count <= most) return true;
    out->count = most;
    out->next = place_write(c, &out->records[most - 1], &sorting);
    return true;
}

static bool read_rows(ctx *c, const struct record_query *query, const struct sorting *sorting,
                      struct place place, i64 most, struct record_page *out)
{
    struct composed q = compose_new(c);
    const char *column = sorting->column;
    enum sort_type type = sorting->type;
    compose_add(&q, statement_of(query->kind, "rows"), NULL, BY_I64);
    if (!list_conditions(&q, query)) return false;
    if (place.in_null) {
        compose_add(&q, SQL_record_none, column, type);
        if (place.is_some)
            compose_value(&q, query->down ? SQL_record_before_id : SQL_record_after_id, column,
                          type, V_I64(place.id));
        column = "id"; // the same twice in the order does no harm
    } else {
        if (sorting->can_be_null) compose_add(&q, SQL_record_some, column, type);
        if (place.is_some) {
            compose_value(&q, query->down ? SQL_record_before : SQL_record_after, column, type,
                          place.value);
            compose_bind(&q, V_I64(place.id));
        }
    }
    compose_value(&q, query->down ? SQL_record_down : SQL_record_up, column, type, V_I64(most));
    struct rows rows;
    if (!compose_rows(&q, &rows)) return false;
    for (i64 i = 0; i < rows.count; i++)
        record_from_row(c, query->kind, &rows, i, &out->records[out->count++]);
    return true;
}

bool record_count(ctx *c, const struct record_query *query, i64 most, i64 *out)
{
    struct composed q = compose_new(c);
    compose_add(&q, SQL_record_count_head, NULL, BY_I64);
    buf_fmt(&q.text, " %s", compose_source(c, query->kind));
    if (!list_conditions(&q, query)) return false;
    compose_value(&q, SQL_record_count_tail, NULL, BY_I64, V_I64(most));
    struct rows rows;
    if (!compose_rows(&q, &rows)) return false;
    *out = rows.column[0].i[0];
    return true;
}

// What it is narrowed by

static bool filter_refused(ctx *c, const struct kind *kind, str field)
{
    struct record_problems problems = {0};
    field_unknown(c, kind, field, &problems);
    return problems_none(c, &problems);
}

static bool add_filter(struct composed *q, const struct record_query *query,
                       const struct record_filter *filter)
{
    ctx *c = q->c;
    bool is_own = str_equal(filter->field, S("made_by"));
    i64 index = kind_field_index(query->kind, filter->field);
    if (is_own && filter->how == FILTER_AMONG) {
        compose_value(q, SQL_record_among, "made_by", BY_I64,
                      V_I64_LIST(filter->ids, filter->id_count));
        return true;
    }
    if (index < 0 || !record_may(query->kind->fields[index].may_see, query->roles))
        return filter_refused(c, query->kind, filter->field);
    const struct kind_field *field = &query->kind->fields[index];
    enum sort_type type = compose_type(field->type);
    bool refers = kind_type_refers(field->type);
    if (filter->how == FILTER_AMONG && refers) {
        compose_value(q, SQL_record_among, field->name, type,
                      V_I64_LIST(filter->ids, filter->id_count));
        return true;
    }
    if (filter->how == FILTER_NONE) {
        if (refers || type == BY_TEXT)
            compose_value(q, SQL_record_is, field->name, type, refers ? V_I64(0) : V_STR(S("")));
        else
            compose_add(q, SQL_record_none, field->name, type);
        return true;
    }
    bool ordered = !refers && type != BY_TEXT && type != BY_BOOL;
    if (filter->how == FILTER_AMONG || (filter->how != FILTER_IS && !ordered))
        return fail_with(c, ERR_BAD_INPUT,
                         fmt(c->arena, tr(c, "%s: it cannot be narrowed that way"), field->name),
                         tr(c, "Narrow it by one value."));
    struct record_problems problems = {0};
    struct record_value value = {0};
    if (!value_read(c, field, filter->text, &value, &problems) || !problems_none(c, &problems))
        return false;
    if (field->type == KIND_CHOICES && value.given)
        compose_value(q, SQL_record_has, field->name, type,
                      V_STR(str_of(fmt(c->arena, ",%.*s,", STR(value.text)))));
    else
        compose_value(q,
                      filter->how == FILTER_FROM ? SQL_record_from
                      : filter->how == FILTER_TO ? SQL_record_to
                                                 : SQL_record_is,
                      field->name, type, val_of(type, &value));
    return true;
}

bool list_conditions(struct composed *q, const struct record_query *query)
{
    ctx *c = q->c;
    compose_add(q, SQL_record_where, NULL, BY_I64);
    if (query->shelf != SHELF_BOTH)
        compose_value(q, SQL_record_is, "archived", BY_BOOL, V_I64(query->shelf == SHELF_ARCHIVE));
    if (query->state.size) {
        if (!kind_state_find(query->kind, query->state))
            return fail_with(
                c, ERR_BAD_INPUT,
                fmt(c->arena, tr(c, "%s have no such state"), tr(c, query->kind->labels)),
                tr(c, "Choose one of the list."));
        compose_value(q, SQL_record_is, "state", BY_TEXT, V_STR(query->state));
    }
    if (query->filter_count > FILTERS_MAX)
        return fail_with(c, ERR_TOO_LARGE, tr(c, "that narrows by too much at once"),
                         tr(c, "Leave some of it out."));
    for (i64 i = 0; i < query->filter_count; i++)
        if (!add_filter(q, query, &query->filters[i])) return false;
    str rest = list_words(c, query->search), word = {0};
    i64 taken = 0;
    while (list_next_word(&rest, &taken, &word))
        compose_value(q, SQL_record_search, NULL, BY_TEXT, V_STR(word));
    return true;
}

str list_words(ctx *c, str search)
{
    if (!search.size || !str_is_utf8(search, NULL)) return (str){0};
    return text_words(c, str_head(search, BOUND_NAME_BYTES));
}

bool list_next_word(str *rest, i64 *taken, str *word)
{
    enum { WORDS_MAX = 8 }; // more say no more
    while (*taken < WORDS_MAX && str_cut(rest, ' ', word)) {
        if (!word->size) continue;
        (*taken)++;
        return true;
    }
    return false;
}

// What it is sorted by

static bool sorting_find(ctx *c, const struct record_query *query, struct sorting *out)
{
    const struct kind *kind = query->kind;
    i64 index = query->sort.size ? kind_field_index(kind, query->sort) : 0;
    if (str_equal(query->sort, S("changed"))) {
        *out = (struct sorting){"changed_ms", BY_I64, -1, false};
        return true;
    }
    if (str_equal(query->sort, S("state"))) {
        *out = (struct sorting){"state", BY_TEXT, -1, false};
        return true;
    }
    if (index < 0 || !record_may(kind->fields[index].may_see, query->roles))
        return filter_refused(c, kind, query->sort);
    const struct kind_field *field = &kind->fields[index];
    enum kind_type type = field->type;
    if (type == KIND_LONG_TEXT || type == KIND_CHOICES || kind_type_refers(type))
        return fail_with(c, ERR_BAD_INPUT,
                         fmt(c->arena, tr(c, "%s: it has no order to sort by"), field->name),
                         tr(c, "Sort by a name, a number, a date or a choice."));
    *out = (struct sorting){index ? field->name : "sort", compose_type(type), index,
                            compose_type(type) != BY_TEXT};
    return true;
}

static str place_write(ctx *c, const struct record *record, const struct sorting *sorting)
{
    struct record_value changed = {.given = true, .i = record->changed_ms};
    struct record_value state = {.given = true, .text = record->state};
    const struct record_value *value = sorting->field >= 0       ? &record->values[sorting->field]
                                       : sorting->type == BY_I64 ? &changed
                                                                 : &state;
    long long id = record->id;
    if (!value->given && sorting->can_be_null) return str_of(fmt(c->arena, "n%lld", id));
    str text = sorting->field == 0 ? record->sort : value->text;
    if (sorting->type == BY_F64) text = str_of(fmt(c->arena, "%.17g", value->f));
    if (sorting->type != BY_F64 && sorting->type != BY_TEXT)
        text = str_of(fmt(c->arena, "%lld", (long long)value->i));
    return str_of(fmt(c->arena, "v%lld:%.*s", id, STR(text)));
}

static bool place_read(ctx *c, str text, const struct sorting *sorting, struct place *out)
{
    *out = (struct place){0};
    if (!text.size) return true;
    bool in_null = text.s[0] == 'n' && sorting->can_be_null;
    str id = {0}, rest = str_slice(text, 1, text.size);
    struct record_value value = {.given = true};
    bool ok = (in_null || text.s[0] == 'v') && text.size <= BOUND_REMARK_BYTES &&
              str_is_utf8(text, NULL) && str_cut(&rest, ':', &id) && str_i64(id, &out->id);
    if (ok && !in_null && sorting->type == BY_TEXT)
        value.text = rest;
    else if (ok && !in_null && sorting->type == BY_F64)
        ok = str_f64(rest, &value.f);
    else if (ok && !in_null)
        ok =
            str_i64(rest, &value.i) &&
            (sorting->type != BY_DAY || (value.i > -1000000 && value.i < 3000000)) &&
            (sorting->type != BY_DEC4 || (value.i <= BOUND_VALUE_E4 && value.i >= -BOUND_VALUE_E4));
    if (!ok)
        return fail_with(c, ERR_BAD_INPUT, tr(c, "there is no such page"),
                         tr(c, "Begin again with the first page."));
    out->is_some = true;
    out->in_null = in_null;
    out->value = val_of(sorting->type, &value);
    return true;
}
