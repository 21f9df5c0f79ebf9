// Three ways to write an answer. Tables may have a million rows: they are written as they go, never
// held as text.
#include <math.h>

#include "base/csv.h"
#include "base/json.h"
#include "base/locale.h"
#include "base/text.h"
#include "base/time.h"
#include "stat/answer_parts.h"

enum { FLUSH_BYTES = 64 * 1024, LABEL_COLUMNS = 28, CELL_COLUMNS_MAX = 60 };

#define TEXT_BYTES_MAX (64 * 1024 * 1024)

static void flush(ctx *c, buf *out, i64 keep)
{
    if (out->size <= keep) return;
    (void)fwrite(out->s, 1, (size_t)out->size, c->out);
    out->size = 0;
}

static struct answer_value cell(const struct answer_column *column, i64 row, struct arena *arena)
{
    struct answer_value value = {.kind = column->kind};
    switch (column->kind) {
    case KIND_F64:
        value.number = ((const f64 *)column->values)[row];
        break;
    case KIND_I64:
        value.whole = ((const i64 *)column->values)[row];
        break;
    case KIND_STR:
        value.text = ((const str *)column->values)[row];
        break;
    case KIND_BOOL:
        value.whole = ((const bool *)column->values)[row];
        break;
    case KIND_CODE: {
        i32 code = ((const i32 *)column->values)[row];
        value.kind = KIND_STR;
        if (code >= 0) value.text = column->names[code];
        break;
    }
    case KIND_MS:
        value.kind = KIND_STR;
        if (((const i64 *)column->values)[row] != INT64_MIN)
            value.text = ms_write(arena, ((const i64 *)column->values)[row]);
        break;
    case KIND_DAY:
        value.kind = KIND_STR;
        value.text = day_write(arena, ((const i32 *)column->values)[row]);
        break;
    }
    return value;
}

// --- JSON ---

static void json_value(buf *out, const struct answer_value *value)
{
    char text[32];
    switch (value->kind) {
    case KIND_F64:
        buf_add(out, json_number_text(value->number, text));
        return;
    case KIND_I64:
        buf_fmt(out, "%lld", (long long)value->whole);
        return;
    case KIND_BOOL:
        buf_c(out, value->whole ? "true" : "false");
        return;
    case KIND_STR:
    case KIND_CODE:
    case KIND_MS:
    case KIND_DAY:
        if (value->text.s)
            json_add_str(out, value->text);
        else
            buf_c(out, "null");
        return;
    }
    assert(false);
}

static void json_key(buf *out, const char *name)
{
    json_add_str(out, str_of(name));
    buf_c(out, ": ");
}

static void json_table(ctx *c, buf *out, const struct answer_table *table)
{
    struct arena *scratch = ctx_arena(c, TEXT_BYTES_MAX);
    json_key(out, table->name);
    buf_c(out, "[");
    for (i64 i = 0; i < table->rows; i++) {
        buf_c(out, i ? ",\n      {" : "\n      {");
        for (const struct answer_column *k = table->columns; k; k = k->next) {
            struct answer_value value = cell(k, i, scratch);
            if (k != table->columns) buf_c(out, ", ");
            json_key(out, k->name);
            json_value(out, &value);
        }
        buf_char(out, '}');
        flush(c, out, FLUSH_BYTES);
        arena_clear(scratch);
    }
    buf_c(out, table->rows ? "\n    ]" : "]");
}

static void json_note(buf *out, const char *key, const char *text)
{
    buf_c(out, ", ");
    json_key(out, key);
    if (text)
        json_add_str(out, str_of(text));
    else
        buf_c(out, "null");
}

static void json_notes(buf *out, const char *name, const struct answer_note *notes, bool assumed)
{
    static const char *const holds[] = {"false", "true", "null"};
    buf_c(out, ",\n  ");
    json_key(out, name);
    buf_c(out, "[");
    for (const struct answer_note *n = notes; n; n = n->next) {
        buf_c(out, n == notes ? "\n    {\"name\": " : ",\n    {\"name\": ");
        json_add_str(out, str_of(n->name));
        if (assumed) buf_fmt(out, ", \"holds\": %s", holds[n->holds]);
        json_note(out, "text", n->text);
        if (!assumed) json_note(out, "hint", n->hint);
        buf_char(out, '}');
    }
    buf_c(out, notes ? "\n  ]" : "]");
}

static void json_head(buf *out, const struct answer *answer, const struct answer_head *head)
{
    buf_c(out, "{\n  \"analysis\": ");
    json_add_str(out, str_of(head->analysis));
    if (head->rows >= 0) {
        buf_c(out, ",\n  \"file\": ");
        json_add_str(out, head->file);
        buf_fmt(out, ",\n  \"rows\": %lld,\n  \"left_out\": %lld", (long long)head->rows,
                (long long)head->left_out);
    }
    if (answer->n >= 0) buf_fmt(out, ",\n  \"n\": %lld", (long long)answer->n);
    buf_fmt(out, ",\n  \"level\": %.12g,\n  \"answer\": ", head->level);
    json_add_str(out, str_of(answer->said ? answer->said : ""));
}

static void write_json(ctx *c, buf *out, const struct answer *answer,
                       const struct answer_head *head)
{
    const char *between = "";
    json_head(out, answer, head);
    buf_c(out, ",\n  \"result\": {");
    for (const struct answer_value *v = answer->values; v; v = v->next, between = ",") {
        buf_fmt(out, "%s\n    ", between);
        json_key(out, v->name);
        json_value(out, v);
    }
    for (const struct answer_table *t = answer->tables; t; t = t->next, between = ",") {
        buf_fmt(out, "%s\n    ", between);
        json_table(c, out, t);
    }
    buf_c(out, *between ? "\n  }" : "}");
    json_notes(out, "assumptions", answer->assumptions, true);
    json_notes(out, "warnings", answer->warnings, false);
    buf_c(out, "\n}\n");
}

// --- CSV ---

static void csv_value(buf *out, const struct answer_value *value, bool first)
{
    char text[32];
    if (value->kind == KIND_F64)
        csv_cell(out, isfinite(value->number) ? json_number_text(value->number, text) : S(""),
                 first);
    else if (value->kind == KIND_I64 || value->kind == KIND_BOOL)
        csv_cell(out, json_number_text((f64)value->whole, text), first);
    else
        csv_cell(out, value->text, first);
}

// The table that is asked for; else the last one; else the single values as one row.
static bool write_csv(ctx *c, buf *out, const struct answer *answer, str name)
{
    const struct answer_table *table = answer->last_table;
    if (name.size)
        for (table = answer->tables; table && !str_equal(str_of(table->name), name);)
            table = table->next;
    if (name.size && !table)
        return fail_with(
            c, ERR_USAGE,
            fmt(c->arena, tr(c, "there is no table \"%.*s\" in this answer"), STR(name)),
            tr(c, "--help lists the fields; a table's name stands before the full stop."));
    if (!table) {
        for (const struct answer_value *v = answer->values; v; v = v->next)
            csv_cell(out, str_of(v->name), v == answer->values);
        csv_end(out);
        for (const struct answer_value *v = answer->values; v; v = v->next)
            csv_value(out, v, v == answer->values);
        csv_end(out);
        return true;
    }
    struct arena *scratch = ctx_arena(c, TEXT_BYTES_MAX);
    for (const struct answer_column *k = table->columns; k; k = k->next)
        csv_cell(out, str_of(k->name), k == table->columns);
    csv_end(out);
    for (i64 i = 0; i < table->rows; i++) {
        for (const struct answer_column *k = table->columns; k; k = k->next) {
            struct answer_value value = cell(k, i, scratch);
            csv_value(out, &value, k == table->columns);
        }
        csv_end(out);
        flush(c, out, FLUSH_BYTES);
        arena_clear(scratch);
    }
    return true;
}

// --- For people ---

static const char *count_text(ctx *c, i64 count)
{
    return str_c(c->arena, locale_number(c, (f64)count, 0));
}

// Five digits are what a person reads, and of a chance that is near nothing two; whole numbers stay
// whole.
static const char *number_text(ctx *c, f64 value)
{
    if (!isfinite(value)) return "–";
    if (trunc(value) == value && fabs(value) < 1e15) return fmt(c->arena, "%.0f", value + 0.0);
    if (fabs(value) >= 1e5 && fabs(value) < 1e15) return fmt(c->arena, "%.0f", value);
    if (fabs(value) < 1e-4) return fmt(c->arena, "%.2g", value);
    return fmt(c->arena, "%.5g", value);
}

static const char *value_text(ctx *c, const struct answer_value *value)
{
    switch (value->kind) {
    case KIND_F64:
        return number_text(c, value->number);
    case KIND_I64:
        return fmt(c->arena, "%lld", (long long)value->whole);
    case KIND_BOOL:
        return value->whole ? tr(c, "yes") : tr(c, "no");
    case KIND_STR:
    case KIND_CODE:
    case KIND_MS:
    case KIND_DAY:
        return value->text.size ? str_copy(c->arena, value->text).s : "–";
    }
    assert(false);
}

static const char *label_text(ctx *c, const char *name)
{
    str text = str_copy(c->arena, str_of(name));
    for (char *at = (char *)(uintptr_t)text.s; *at; at++)
        if (*at == '_') *at = ' ';
    return text.s;
}

static const char *cut_text(ctx *c, const char *text)
{
    if (text_width(text) <= CELL_COLUMNS_MAX) return text;
    return fmt(c->arena, "%.*s…", STR(str_head(str_of(text), CELL_COLUMNS_MAX - 1)));
}

static bool is_words(const struct answer_column *column)
{
    return column->kind != KIND_F64 && column->kind != KIND_I64;
}

static void people_table(ctx *c, const struct answer_table *table, i64 rows_max)
{
    i64 shown = rows_max > 0 ? MIN(rows_max, table->rows) : table->rows, at = 0, count = 0;
    for (const struct answer_column *k = table->columns; k; k = k->next)
        count++;
    i64 *width = NEW_ARRAY(c->arena, i64, MAX(count, 1));
    for (const struct answer_column *k = table->columns; k; k = k->next, at++) {
        width[at] = text_width(label_text(c, k->name));
        for (i64 i = 0; i < shown; i++) {
            struct answer_value value = cell(k, i, c->arena);
            width[at] = MAX(width[at], text_width(cut_text(c, value_text(c, &value))));
        }
    }
    (void)fprintf(c->out, "\n%s%s\n", label_text(c, table->name),
                  table->rows ? "" : tr(c, ": none"));
    if (!table->rows) return;
    for (i64 i = -1; i < shown; i++) {
        buf line = buf_new(c->arena, TEXT_BYTES_MAX);
        at = 0;
        for (const struct answer_column *k = table->columns; k; k = k->next, at++) {
            struct answer_value value = {0};
            if (i >= 0) value = cell(k, i, c->arena);
            const char *text = i < 0 ? label_text(c, k->name) : cut_text(c, value_text(c, &value));
            i64 blanks = width[at] - text_width(text);
            buf_c(&line, "  ");
            if (!is_words(k)) buf_fmt(&line, "%*s", (int)blanks, "");
            buf_c(&line, text);
            if (is_words(k) && k->next) buf_fmt(&line, "%*s", (int)blanks, "");
        }
        (void)fprintf(c->out, "%.*s\n", STR(buf_str(&line)));
    }
    if (shown < table->rows)
        (void)fprintf(c->out,
                      tr(c, "  … and %s more rows: --rows 0 shows all, --format csv writes them\n"),
                      count_text(c, table->rows - shown));
}

// Assumptions stand in a list: each begins with a capital letter and has no stop.
static str assumption_text(ctx *c, const char *text)
{
    str whole = str_copy(c->arena, str_of(text));
    if (str_ends(whole, S("."))) whole = str_slice(whole, 0, whole.size - 1);
    char *at = (char *)(uintptr_t)whole.s;
    if (at[0] >= 'a' && at[0] <= 'z') at[0] = (char)(at[0] - 'a' + 'A');
    bool is_latin = (u8)at[0] == 0xC3 && (u8)at[1] >= 0xA0; // à to ÿ, ä and ö among them
    if (is_latin && (u8)at[1] != 0xB7 && (u8)at[1] != 0xBF) at[1] = (char)((u8)at[1] - 0x20);
    return whole;
}

static void people_notes(ctx *c, const char *title, const struct answer_note *notes, bool assumed)
{
    const char *const holds[] = {tr(c, "no"), tr(c, "yes"), tr(c, "not known")};
    if (notes) (void)fprintf(c->out, "\n%s\n", title);
    for (const struct answer_note *n = notes; n; n = n->next) {
        if (assumed)
            (void)fprintf(c->out, tr(c, "  %.*s (holds: %s)\n"), STR(assumption_text(c, n->text)),
                          holds[n->holds]);
        else
            (void)fprintf(c->out, "  %s%s%s\n", n->text, n->hint ? ". " : "",
                          n->hint ? n->hint : "");
    }
}

static void write_people(ctx *c, const struct answer *answer, const struct answer_head *head,
                         i64 rows_max)
{
    if (answer->said) (void)fprintf(c->out, "%s\n", answer->said);
    if (answer->values || answer->n >= 0) (void)fputc('\n', c->out);
    if (answer->n >= 0) {
        text_pad(c->out, "  n", LABEL_COLUMNS, false);
        (void)fprintf(c->out, "  %lld", (long long)answer->n);
        if (head->left_out > 0)
            (void)fprintf(c->out, tr(c, " (%s of %s rows left out: a value is missing)"),
                          count_text(c, head->left_out), count_text(c, head->rows));
        (void)fputc('\n', c->out);
    }
    for (const struct answer_value *v = answer->values; v; v = v->next) {
        text_pad(c->out, fmt(c->arena, "  %s", label_text(c, v->name)), LABEL_COLUMNS, false);
        (void)fprintf(c->out, "  %s\n", value_text(c, v));
    }
    for (const struct answer_table *t = answer->tables; t; t = t->next)
        people_table(c, t, rows_max);
    people_notes(c, tr(c, "assumptions"), answer->assumptions, true);
    people_notes(c, tr(c, "warnings"), answer->warnings, false);
}

bool answer_write(ctx *c, const struct answer *answer, struct answer_head head,
                  struct answer_style style)
{
    buf out = buf_new(c->arena, TEXT_BYTES_MAX);
    if (style.format == ANSWER_TABLE)
        write_people(c, answer, &head, style.rows_max);
    else if (style.format == ANSWER_JSON)
        write_json(c, &out, answer, &head);
    else if (!write_csv(c, &out, answer, style.table))
        return false;
    flush(c, &out, 0);
    return true;
}
