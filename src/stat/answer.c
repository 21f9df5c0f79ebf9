#include "stat/answer.h"

#include "stat/answer_parts.h"

static bool is_declared(const struct answer *answer, const char *table, const char *name)
{
    char path[160];
    int size = table ? snprintf(path, sizeof path, "%s.%s", table, name)
                     : snprintf(path, sizeof path, "%s", name);
    assert(size > 0 && size < (int)sizeof path);
    for (const struct answer_field *f = answer->fields; f && f->name; f++)
        if (!strcmp(f->name, path)) return true;
    return false;
}

// A field that help does not tell of would be found by nobody.
static void must_be_declared(const struct answer *answer, const char *table, const char *name)
{
    if (is_declared(answer, table, name)) return;
    (void)fprintf(stderr, "field %s%s%s is not declared\n", table ? table : "", table ? "." : "",
                  name);
    assert(false);
}

struct answer *answer_new(ctx *c, const struct answer_field *fields)
{
    struct answer *answer = NEW(c->arena, struct answer);
    *answer = (struct answer){.arena = c->arena, .fields = fields, .n = -1};
    return answer;
}

// A name at the end may have a full stop of its own ("Inc."): one is enough.
static const char *one_stop(struct answer *answer, const char *sentence)
{
    str text = str_of(sentence);
    bool two = str_ends(text, S("..")) && !str_ends(text, S("..."));
    return two ? str_c(answer->arena, str_slice(text, 0, text.size - 1)) : sentence;
}

void answer_say(struct answer *answer, const char *sentence)
{
    sentence = one_stop(answer, sentence);
    answer->said = answer->said ? fmt(answer->arena, "%s %s", answer->said, sentence) : sentence;
}

const char *answer_chance(ctx *c, f64 p)
{
    return p < 1e-4 ? "p < 0.0001" : fmt(c->arena, "p = %.2g", p);
}

void answer_n(struct answer *answer, i64 n)
{
    answer->n = n;
}

static struct answer_value *value_new(struct answer *answer, const char *field,
                                      enum answer_kind kind)
{
    must_be_declared(answer, NULL, field);
    struct answer_value *value = NEW(answer->arena, struct answer_value);
    value->name = field;
    value->kind = kind;
    *(answer->last_value ? &answer->last_value->next : &answer->values) = value;
    answer->last_value = value;
    return value;
}

void answer_f64(struct answer *answer, const char *field, f64 value)
{
    value_new(answer, field, KIND_F64)->number = value;
}

void answer_i64(struct answer *answer, const char *field, i64 value)
{
    value_new(answer, field, KIND_I64)->whole = value;
}

void answer_str(struct answer *answer, const char *field, str value)
{
    value_new(answer, field, KIND_STR)->text = value;
}

void answer_bool(struct answer *answer, const char *field, bool value)
{
    value_new(answer, field, KIND_BOOL)->whole = value;
}

struct answer_table *answer_table(struct answer *answer, const char *name, i64 rows)
{
    struct answer_table *table = NEW(answer->arena, struct answer_table);
    *table = (struct answer_table){.answer = answer, .name = name, .rows = rows};
    *(answer->last_table ? &answer->last_table->next : &answer->tables) = table;
    answer->last_table = table;
    return table;
}

static struct answer_column *column_new(struct answer_table *table, const char *name,
                                        enum answer_kind kind, const void *values)
{
    must_be_declared(table->answer, table->name, name);
    struct answer_column *column = NEW(table->answer->arena, struct answer_column);
    *column = (struct answer_column){.name = name, .kind = kind, .values = values};
    *(table->last_column ? &table->last_column->next : &table->columns) = column;
    table->last_column = column;
    return column;
}

void answer_column_f64(struct answer_table *table, const char *name, const f64 *values)
{
    column_new(table, name, KIND_F64, values);
}

void answer_column_i64(struct answer_table *table, const char *name, const i64 *values)
{
    column_new(table, name, KIND_I64, values);
}

void answer_column_str(struct answer_table *table, const char *name, const str *values)
{
    column_new(table, name, KIND_STR, values);
}

void answer_column_code(struct answer_table *table, const char *name, const i32 *codes,
                        const str *names)
{
    column_new(table, name, KIND_CODE, codes)->names = names;
}

void answer_column_bool(struct answer_table *table, const char *name, const bool *values)
{
    column_new(table, name, KIND_BOOL, values);
}

void answer_column_ms(struct answer_table *table, const char *name, const i64 *values)
{
    column_new(table, name, KIND_MS, values);
}

void answer_column_day(struct answer_table *table, const char *name, const i32 *days)
{
    column_new(table, name, KIND_DAY, days);
}

void answer_assume(struct answer *answer, const char *name, enum answer_holds holds,
                   const char *text)
{
    struct answer_note *note = NEW(answer->arena, struct answer_note);
    *note = (struct answer_note){.name = name, .holds = holds, .text = text};
    *(answer->last_assumption ? &answer->last_assumption->next : &answer->assumptions) = note;
    answer->last_assumption = note;
}

void answer_warn(struct answer *answer, const char *name, const char *text, const char *hint)
{
    struct answer_note *note = NEW(answer->arena, struct answer_note);
    *note = (struct answer_note){.name = name, .text = text, .hint = hint};
    *(answer->last_warning ? &answer->last_warning->next : &answer->warnings) = note;
    answer->last_warning = note;
}
