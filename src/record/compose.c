#include "record/compose.h"

enum { SQL_BYTES = 64000 };

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

enum sort_type compose_type(enum kind_type type)
{
    assert(type < KIND_TYPE__COUNT);
    return types[type];
}

struct composed compose_new(ctx *c)
{
    return (struct composed){.c = c, .text = buf_new(c->arena, SQL_BYTES)};
}

static str piece(const ctx *c, enum sql sql)
{
    const struct sql_text *text = &sql_texts[sql];
    str whole = str_trim(str_of(conn_engine(c) == STORE_DUCKDB ? text->text_duck : text->text_pg));
    if (str_ends(whole, S(";"))) whole.size--;
    return str_trim(whole);
}

void compose_add(struct composed *q, enum sql sql, const char *column, enum sort_type type)
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

void compose_bind(struct composed *q, struct val val)
{
    assert(q->count < COMPOSED_VALS_MAX);
    q->vals[q->count++] = val;
}

void compose_value(struct composed *q, enum sql sql, const char *column, enum sort_type type,
                   struct val val)
{
    compose_add(q, sql, column, type);
    compose_bind(q, val);
}

bool compose_rows(struct composed *q, struct rows *out)
{
    return store_rows_text(q->c, buf_str(&q->text), (struct vals){q->count, q->vals}, out);
}

const char *compose_source(ctx *c, const struct kind *kind)
{
    return fmt(c->arena, "%s_%s", kind->over ? "all" : "rec", kind->name);
}
