#include "record/sheet.h"

#include "base/csv.h"
#include "base/xlsx.h"
#include "bounds.h"
#include "record/record_json.h"
#include "record/sheet_parts.h"
#include "record/statement.h"

enum { PAGE_ROWS = 1000, COLUMNS_MAX = 80 };
enum { COLUMN_ID = -1, COLUMN_VERSION = -2, COLUMN_STATE = -3 };

static bool write_page(ctx *c, const struct record_query *query, const struct record_page *page,
                       buf *out);

bool sheet_write(ctx *c, const struct record_query *query, buf *out)
{
    struct record_query next = *query;
    next.rows_max = PAGE_ROWS;
    csv_cell(out, S("id"), true);
    csv_cell(out, S("version"), false);
    csv_cell(out, S("state"), false);
    for (const struct kind_field *field = query->kind->fields; field->name; field++)
        if (record_may(field->may_see, query->roles)) csv_cell(out, str_of(field->name), false);
    csv_end(out);
    struct record_page page;
    do {
        if (!record_list(c, &next, &page) || !write_page(c, query, &page, out)) return false;
        next.after = page.next;
    } while (page.next.size);
    return true;
}

// How a reference is written: its title, unless that could be taken for a number, or for several.
bool sheet_refs(ctx *c, const struct kind *target, const struct record_page *page, i64 field,
                str *cells)
{
    i64 *ids = NEW_ARRAY(c->arena, i64, page->count + 1), number = 0;
    str *titles = NULL;
    for (i64 i = 0; i < page->count; i++)
        ids[i] = page->records[i].values[field].i;
    if (!record_titles(c, target, ids, page->count, &titles)) return false;
    for (i64 i = 0; i < page->count; i++) {
        bool plain = target->unique && titles[i].size && !str_starts(titles[i], S("#")) &&
                     !str_i64(titles[i], &number);
        cells[i] = plain ? titles[i] : str_of(fmt(c->arena, "#%lld", (long long)ids[i]));
        if (!page->records[i].values[field].given) cells[i] = (str){0};
    }
    return true;
}

static bool write_page(ctx *c, const struct record_query *query, const struct record_page *page,
                       buf *out)
{
    const struct kind *kind = query->kind;
    i64 fields = kind_fields(kind);
    str **cells = NEW_ARRAY(c->arena, str *, fields);
    for (i64 f = 0; f < fields; f++) {
        const struct kind *target = value_target(&kind->fields[f]);
        cells[f] = NEW_ARRAY(c->arena, str, page->count + 1);
        if (target && !sheet_refs(c, target, page, f, cells[f])) return false;
        for (i64 i = 0; !target && i < page->count; i++)
            cells[f][i] = value_write(c, &kind->fields[f], &page->records[i].values[f]);
    }
    for (i64 i = 0; i < page->count; i++) {
        const struct record *record = &page->records[i];
        csv_cell(out, str_of(fmt(c->arena, "%lld", (long long)record->id)), true);
        csv_cell(out, str_of(fmt(c->arena, "%lld", (long long)record->version)), false);
        csv_cell(out, record->state, false);
        for (i64 f = 0; f < fields; f++)
            if (record_may(kind->fields[f].may_see, query->roles))
                csv_cell(out, cells[f][i], false);
        csv_end(out);
    }
    return true;
}

// Reading

struct sheet {
    ctx *c;
    struct xlsx *book; // rows come from it; NULL: from a text
    str rest;
    i64 line, next_line; // where this row and the next one begin
    str cells[COLUMNS_MAX];
    i64 count;
    bool is_bad; // a quote that is not closed, or too many cells
};

// One cell, unquoted; *ends tells that the row ends with it.
static str cell_read(struct sheet *sheet, bool *ends)
{
    str *rest = &sheet->rest;
    bool quoted = str_starts(*rest, S("\""));
    buf cell = buf_new(sheet->c->arena, BOUND_BODY_BYTES);
    i64 i = quoted;
    bool open = quoted;
    for (; i < rest->size; i++) {
        char character = rest->s[i];
        if (open && character == '"') {
            bool twice = i + 1 < rest->size && rest->s[i + 1] == '"';
            if (!twice) {
                open = false;
                continue;
            }
            i++;
        } else if (!open && (character == ',' || character == '\n')) {
            break;
        }
        if (character == '\n') sheet->next_line++;
        bool ends_line = character == '\r' && !open && i + 1 < rest->size && rest->s[i + 1] == '\n';
        if (!ends_line) buf_char(&cell, character);
    }
    sheet->is_bad = sheet->is_bad || open;
    *ends = i >= rest->size || rest->s[i] == '\n';
    sheet->next_line += *ends;
    *rest = str_slice(*rest, MIN(i + 1, rest->size), rest->size);
    str out = buf_str(&cell);
    bool shielded = out.size > 1 && out.s[0] == '\'' && memchr("=+-@\t\r", out.s[1], 6);
    return shielded ? str_slice(out, 1, out.size) : out;
}

// The same from a workbook; c->err is set when it cannot be read.
static bool book_row_read(struct sheet *sheet)
{
    struct xlsx_row row;
    do {
        if (!xlsx_next(sheet->c, sheet->book, &row)) return false;
        bool says = false;
        sheet->line = row.line;
        sheet->count = 0;
        for (i64 i = 0; i < row.count; i++) {
            bool said = str_trim(row.cells[i]).size > 0;
            says = says || said;
            if (i < COLUMNS_MAX) sheet->cells[i] = row.cells[i];
            if (said) sheet->count = i + 1;
        }
        sheet->is_bad = sheet->count > COLUMNS_MAX;
        if (says) return !sheet->is_bad;
    } while (row.line);
    return false;
}

// The next row that says anything; false at the end.
static bool row_read(struct sheet *sheet)
{
    if (sheet->book) return book_row_read(sheet);
    while (sheet->rest.size && !sheet->is_bad) {
        bool ends = false, says = false;
        sheet->line = sheet->next_line;
        sheet->count = 0;
        while (!ends) {
            str cell = cell_read(sheet, &ends);
            says = says || str_trim(cell).size > 0;
            if (sheet->count < COLUMNS_MAX)
                sheet->cells[sheet->count++] = cell;
            else
                sheet->is_bad = true;
        }
        if (says) return !sheet->is_bad;
    }
    return false;
}

static bool header_read(ctx *c, const struct kind *kind, struct sheet *sheet, i64 *columns)
{
    if (str_starts(sheet->rest, S("\xEF\xBB\xBF"))) // a spreadsheet's mark of UTF-8
        sheet->rest = str_slice(sheet->rest, 3, sheet->rest.size);
    if (!row_read(sheet))
        return !c->err.code && fail_with(c, ERR_BAD_INPUT, tr(c, "the file has no header"),
                                         tr(c, "Its first line names the columns."));
    struct record_problems problems = {0};
    for (i64 i = 0; i < sheet->count; i++) {
        str name = str_trim(sheet->cells[i]);
        columns[i] = kind_field_index(kind, name);
        if (str_equal(name, S("id")))
            columns[i] = COLUMN_ID;
        else if (str_equal(name, S("version")))
            columns[i] = COLUMN_VERSION;
        else if (str_equal(name, S("state")))
            columns[i] = COLUMN_STATE;
        else if (columns[i] < 0)
            field_unknown(c, kind, name, &problems);
        for (i64 j = 0; j < i; j++)
            if (columns[j] == columns[i])
                problem_add(c, &problems, str_c(c->arena, str_head(name, BOUND_NAME_BYTES)),
                            tr(c, "the column is there twice"), tr(c, "Take one of them out."));
    }
    return problems_none(c, &problems);
}

// The record that a row is about: by its number, or by its title; a new one otherwise.
static bool row_record(ctx *c, const struct kind *kind, const struct sheet *sheet,
                       const i64 *columns, struct record *out)
{
    i64 id = 0;
    str title = {0};
    for (i64 i = 0; i < sheet->count; i++) {
        str cell = str_trim(sheet->cells[i]);
        if (columns[i] == COLUMN_ID && cell.size && (!str_i64(cell, &id) || id <= 0))
            return fail_with(c, ERR_BAD_INPUT, tr(c, "the id is no number of a record"),
                             tr(c, "Leave it empty for a new record."));
        if (columns[i] == 0) title = cell;
    }
    struct rows rows = {0};
    if (!id && kind->unique && title.size && str_is_utf8(title, NULL)) {
        if (!store_rows(c, statement_of(kind, "named"), VALS(V_STR(title)), &rows)) return false;
        if (rows.count) id = rows.column[0].i[0];
    }
    *out = *record_new(c, kind);
    return !id || record_get(c, kind, id, out);
}

// Workbooks know no time zones, and show a day as a moment or the other way round: moments are UTC,
// as they are written.
static str cell_of_book(ctx *c, const struct kind_field *field, str cell)
{
    if (field->type == KIND_DATE && str_ends(cell, S("T00:00:00")))
        return str_slice(cell, 0, cell.size - 9);
    bool is_moment = str_find(cell, S("T")) == 10 && !str_ends(cell, S("Z"));
    if (field->type == KIND_TIME && (is_moment || cell.size == 10))
        return str_of(fmt(c->arena, "%.*s%s", STR(cell), is_moment ? "Z" : "T00:00:00Z"));
    return cell;
}

static bool row_take(ctx *c, const struct kind *kind, const struct sheet *sheet, const i64 *columns,
                     const struct record_edit *edit, struct record_problems *problems,
                     struct sheet_counts *counts)
{
    struct record record;
    if (!row_record(c, kind, sheet, columns, &record)) return false;
    i64 version = record.version;
    for (i64 i = 0; i < sheet->count; i++) {
        str cell = str_trim(sheet->cells[i]);
        if (columns[i] == COLUMN_VERSION && cell.size && !str_i64(cell, &record.version))
            problem_add(c, problems, "version", tr(c, "that is no version"),
                        tr(c, "Send the number that the record was read with."));
        if (columns[i] < 0) continue;
        const struct kind_field *field = &kind->fields[columns[i]];
        if (sheet->book) cell = cell_of_book(c, field, cell);
        if (!record_put(c, &record, str_of(field->name), cell, edit->roles, problems)) return false;
    }
    if (!record.id) {
        record.version = 0;
        if (!record_add(c, &record, edit, problems)) return false;
        counts->added++;
        return true;
    }
    if (!problems_none(c, problems)) return false;
    if (!record_change(c, &record, edit, problems, NULL)) return false;
    if (record.version == version)
        counts->same++;
    else
        counts->changed++;
    return true;
}

// What a rule said no to is the row's; anything else is the whole file's.
static bool refusal_add(ctx *c, i64 line, struct record_problems problems,
                        struct sheet_counts *counts)
{
    err_code code = c->err.code;
    if (code != ERR_BAD_INPUT && code != ERR_REFUSED && code != ERR_NOT_FOUND &&
        code != ERR_FORBIDDEN)
        return false;
    if (!problems.count) problem_add(c, &problems, "", c->err.msg, c->err.hint);
    err_clear(c);
    if (counts->refusal_count < BOUND_REFUSALS)
        counts->refusals[counts->refusal_count++] = (struct sheet_refusal){line, problems};
    counts->refused++;
    return true;
}

static bool read_all(ctx *c, const struct kind *kind, struct sheet *sheet,
                     const struct record_edit *edit, struct sheet_counts *out)
{
    i64 columns[COLUMNS_MAX] = {0}, header = 0;
    *out = (struct sheet_counts){.refusals =
                                     NEW_ARRAY(c->arena, struct sheet_refusal, BOUND_REFUSALS)};
    if (!header_read(c, kind, sheet, columns)) return false;
    header = sheet->count;
    while (row_read(sheet)) {
        struct record_problems problems = {0};
        if (ctx_stopped(c)) return false;
        if (sheet->count > header)
            problem_add(c, &problems, "", tr(c, "the row has more cells than the header"),
                        tr(c, "Put texts with commas into quotes."));
        bool ok =
            problems_none(c, &problems) && row_take(c, kind, sheet, columns, edit, &problems, out);
        if (!ok && !refusal_add(c, sheet->line, problems, out)) return false;
    }
    return !c->err.code;
}

bool sheet_read(ctx *c, const struct kind *kind, str text, const struct record_edit *edit,
                struct sheet_counts *out)
{
    assert(store_in_transaction(c));
    struct sheet *sheet = NEW(c->arena, struct sheet);
    *sheet = (struct sheet){.c = c, .rest = text, .next_line = 1};
    if (!read_all(c, kind, sheet, edit, out)) return false;
    if (!sheet->is_bad) return true;
    return fail_with(
        c, ERR_BAD_INPUT,
        fmt(c->arena, tr(c, "line %lld cannot be read as CSV"), (long long)sheet->line),
        tr(c, "A quote is not closed there, or it has more than 80 cells."));
}

bool sheet_read_xlsx(ctx *c, const struct kind *kind, str bytes, const struct record_edit *edit,
                     struct sheet_counts *out)
{
    assert(store_in_transaction(c));
    struct sheet *sheet = NEW(c->arena, struct sheet);
    *sheet = (struct sheet){.c = c};
    if (!xlsx_open(c, bytes, &sheet->book) || !read_all(c, kind, sheet, edit, out)) return false;
    if (!sheet->is_bad) return true;
    return fail_with(
        c, ERR_BAD_INPUT,
        fmt(c->arena, tr(c, "row %lld has more than 80 cells"), (long long)sheet->line),
        tr(c, "Take out columns that no field is for."));
}
