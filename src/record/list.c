#include "record/list.h"

#include "bounds.h"
#include "record/record_json.h"
#include "record/statement.h"

enum { SQL_BYTES = 32000, VALS_MAX = 60, ROWS_USUAL = 50, ROWS_MAX = 1000, FILTERS_MAX = 30 };

// How a column is bound and compared.
enum sort_type { BY_I64, BY_F64, BY_DEC4, BY_DAY, BY_BOOL, BY_TEXT };

static const enum sql params[] = {
    [BY_I64] = SQL_record_param_i64,   [BY_F64] = SQL_record_param_f64,
    [BY_DEC4] = SQL_record_param_dec4, [BY_DAY] = SQL_record_param_day,
    [BY_BOOL] = SQL_record_param_bool, [BY_TEXT] = SQL_record_param_text,
};

static const enum sort_type types[KIND_TYPE__COUNT] = {
    [KIND_TEXT] = BY_TEXT,   [KIND_LONG_TEXT] = BY_TEXT, [KIND_NUMBER] = BY_F64,
    [KIND_MONEY] = BY_DEC4,  [KIND_DATE] = BY_DAY,       [KIND_TIME] = BY_I64,
    [KIND_YES_NO] = BY_BOOL, [KIND_CHOICE] = BY_TEXT,    [KIND_CHOICES] = BY_TEXT,
    [KIND_REF] = BY_I64,     [KIND_CUSTOMER] = BY_I64,   [KIND_PERSON] = BY_I64,
    [KIND_FILE] = BY_I64,
};

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

struct composed {
    ctx *c;
    buf text;
    struct val vals[VALS_MAX];
    i64 count;
};

static bool sorting_find(ctx *c, const struct record_query *query, struct sorting *out);
static bool place_read(ctx *c, str text, const struct sorting *sorting, struct place *out);
static str place_write(ctx *c, const struct record *record, const struct sorting *sorting);
static bool add_conditions(struct composed *q, const struct record_query *query);
static bool read_rows(ctx *c, const struct record_query *query, const struct sorting *sorting,
                      struct place place, i64 most, struct record_page *out);

// Composing

static str piece(const ctx *c, enum sql sql)
{
    const struct sql_text *text = &sql_texts[sql];
    str whole = str_trim(str_of(conn_engine(c) == STORE_DUCKDB ? text->text_duck : text->text_pg));
    if (str_ends(whole, S(";"))) whole.size--;
    return str_trim(whole);
}

// Adds a piece; $c becomes the column, $p and $n the next parameter, $m the one after.
static void add(struct composed *q, enum sql sql, const char *column, enum sort_type type)
{
    str text = piece(q->c, sql);
    buf_char(&q->text, ' ');
    for (i64 i = 0; i < text.size; i++) {
        char what = text.s[i] == '$' && i + 1 < text.size ? text.s[i + 1] : 0;
        i64 number = q->count + 1 + (what == 'm');
        if (what == 'c') {
            buf_c(&q->text, column);
        } else if (what == 'p') {
            str param = piece(q->c, params[type]); // "$n::…"
            buf_fmt(&q->text, "$%lld%.*s", (long long)number, STR(str_slice(param, 2, param.size)));
        } else if (what == 'n' || what == 'm') {
            buf_fmt(&q->text, "$%lld", (long long)number);
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

static void add_value(struct composed *q, enum sql sql, const char *column, enum sort_type type,
                      struct val val)
{
    add(q, sql, column, type);
    bind(q, val);
}

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
    struct composed q = {.c = c, .text = buf_new(c->arena, SQL_BYTES)};
    const char *column = sorting->column;
    enum sort_type type = sorting->type;
    add(&q, statement_of(query->kind, "rows"), NULL, BY_I64);
    if (!add_conditions(&q, query)) return false;
    if (place.in_null) {
        add(&q, SQL_record_none, column, type);
        if (place.is_some)
            add_value(&q, query->down ? SQL_record_before_id : SQL_record_after_id, column, type,
                      V_I64(place.id));
        column = "id"; // the same twice in the order does no harm
    } else {
        if (sorting->can_be_null) add(&q, SQL_record_some, column, type);
        if (place.is_some) {
            add_value(&q, query->down ? SQL_record_before : SQL_record_after, column, type,
                      place.value);
            bind(&q, V_I64(place.id));
        }
    }
    add_value(&q, query->down ? SQL_record_down : SQL_record_up, column, type, V_I64(most));
    struct rows rows;
    if (!store_rows_text(c, buf_str(&q.text), (struct vals){q.count, q.vals}, &rows)) return false;
    for (i64 i = 0; i < rows.count; i++)
        record_from_row(c, query->kind, &rows, i, &out->records[out->count++]);
    return true;
}

bool record_count(ctx *c, const struct record_query *query, i64 most, i64 *out)
{
    struct composed q = {.c = c, .text = buf_new(c->arena, SQL_BYTES)};
    add(&q, SQL_record_count_head, NULL, BY_I64);
    buf_fmt(&q.text, " %s_%s", query->kind->over ? "all" : "rec", query->kind->name);
    if (!add_conditions(&q, query)) return false;
    add_value(&q, SQL_record_count_tail, NULL, BY_I64, V_I64(most));
    struct rows rows;
    if (!store_rows_text(c, buf_str(&q.text), (struct vals){q.count, q.vals}, &rows)) return false;
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
        add_value(q, SQL_record_among, "made_by", BY_I64,
                  V_I64_LIST(filter->ids, filter->id_count));
        return true;
    }
    if (index < 0 || !record_may(query->kind->fields[index].may_see, query->roles))
        return filter_refused(c, query->kind, filter->field);
    const struct kind_field *field = &query->kind->fields[index];
    enum sort_type type = types[field->type];
    bool refers = kind_type_refers(field->type);
    if (filter->how == FILTER_AMONG && refers) {
        add_value(q, SQL_record_among, field->name, type,
                  V_I64_LIST(filter->ids, filter->id_count));
        return true;
    }
    if (filter->how == FILTER_NONE) {
        if (refers || type == BY_TEXT)
            add_value(q, SQL_record_is, field->name, type, refers ? V_I64(0) : V_STR(S("")));
        else
            add(q, SQL_record_none, field->name, type);
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
        add_value(q, SQL_record_has, field->name, type,
                  V_STR(str_of(fmt(c->arena, ",%.*s,", STR(value.text)))));
    else
        add_value(q,
                  filter->how == FILTER_FROM ? SQL_record_from
                  : filter->how == FILTER_TO ? SQL_record_to
                                             : SQL_record_is,
                  field->name, type, val_of(type, &value));
    return true;
}

static bool add_conditions(struct composed *q, const struct record_query *query)
{
    ctx *c = q->c;
    add(q, SQL_record_where, NULL, BY_I64);
    if (query->shelf != SHELF_BOTH)
        add_value(q, SQL_record_is, "archived", BY_BOOL, V_I64(query->shelf == SHELF_ARCHIVE));
    if (query->state.size) {
        if (!kind_state_find(query->kind, query->state))
            return fail_with(
                c, ERR_BAD_INPUT,
                fmt(c->arena, tr(c, "%s have no such state"), tr(c, query->kind->labels)),
                tr(c, "Choose one of the list."));
        add_value(q, SQL_record_is, "state", BY_TEXT, V_STR(query->state));
    }
    if (query->filter_count > FILTERS_MAX)
        return fail_with(c, ERR_TOO_LARGE, tr(c, "that narrows by too much at once"),
                         tr(c, "Leave some of it out."));
    for (i64 i = 0; i < query->filter_count; i++)
        if (!add_filter(q, query, &query->filters[i])) return false;
    enum { WORDS_MAX = 8 }; // more say no more
    str rest = query->search.size && str_is_utf8(query->search, NULL)
                   ? text_words(c, str_head(query->search, BOUND_NAME_BYTES))
                   : (str){0};
    str word;
    for (i64 i = 0; i < WORDS_MAX && str_cut(&rest, ' ', &word); i++)
        if (word.size) add_value(q, SQL_record_search, NULL, BY_TEXT, V_STR(word));
    return true;
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
    *out =
        (struct sorting){index ? field->name : "sort", types[type], index, types[type] != BY_TEXT};
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
    str text = sorting->field == 0 ? text_fold(c, value->text) : value->text;
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
