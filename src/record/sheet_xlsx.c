#include "record/sheet.h"

#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/xlsx_cell.h"
#include "record/sheet_parts.h"

enum { PAGE_ROWS = 1000, OWN_COLUMNS = 3, ROWS_MAX = 1048576, COPY_BYTES = 65536 };
// Days of a workbook are counted so that 1970 begins with this one; before the 1st of March 1900 it
// counts otherwise, and those days go as texts.
enum { DAY_OF_1970 = 25569, FIRST_DAY = 61, DAY_MS = 86400000 };

struct book {
    ctx *c;
    const struct record_query *query;
    lxw_workbook *workbook;
    lxw_worksheet *sheet;
    lxw_format *head, *day, *moment, *money;
    lxw_row_t row;
};

static void book_begin(struct book *book, const char *path);
static bool page_write(struct book *book, const struct record_page *page);
static bool copy_out(ctx *c, int fd, buf *out);

static bool is_shown(const struct book *book, i64 field)
{
    return record_may(book->query->kind->fields[field].may_see, book->query->roles);
}

static void free_book(void *data)
{
    struct book *book = data;
    if (book->workbook) lxw_workbook_free(book->workbook);
}

static void close_fd(void *fd)
{
    (void)close((int)(intptr_t)fd);
}

static bool fail_write(ctx *c, const char *detail)
{
    return fail_detail(c, ERR_SYSTEM, tr(c, "the workbook could not be written"),
                       tr(c, "Try again, or take it as CSV."), detail);
}

bool sheet_write_xlsx(ctx *c, const struct record_query *query, buf *out)
{
    struct book *book = NEW(c->arena, struct book);
    int fd = memfd_create("sheet", MFD_CLOEXEC);
    if (fd < 0) return fail_write(c, "memfd_create");
    arena_defer(c->arena, close_fd, (void *)(intptr_t)fd);
    *book = (struct book){.c = c, .query = query};
    arena_defer(c->arena, free_book, book);
    book_begin(book, fmt(c->arena, "/proc/self/fd/%d", fd));
    if (!book->sheet) return fail_write(c, "workbook_new");
    struct record_query next = *query;
    struct record_page page;
    next.rows_max = PAGE_ROWS;
    do {
        if (!record_list(c, &next, &page) || !page_write(book, &page)) return false;
        next.after = page.next;
    } while (next.after.size);
    lxw_workbook *workbook = book->workbook;
    book->workbook = NULL; // closing frees it, also when it fails
    lxw_error error = workbook_close(workbook);
    return error == LXW_NO_ERROR ? copy_out(c, fd, out) : fail_write(c, lxw_strerror(error));
}

static lxw_format *format_new(struct book *book, const char *number)
{
    lxw_format *format = workbook_add_format(book->workbook);
    if (number) format_set_num_format(format, number);
    return format;
}

static f64 width_of(const struct kind_field *field)
{
    switch (field->type) {
    case KIND_LONG_TEXT:
        return 60;
    case KIND_TEXT:
    case KIND_CHOICES:
        return 30;
    case KIND_CHOICE:
    case KIND_REF:
    case KIND_PERSON:
    case KIND_TIME:
        return 20;
    case KIND_NUMBER:
    case KIND_MONEY:
    case KIND_DATE:
    case KIND_YES_NO:
    case KIND_CUSTOMER:
    case KIND_FILE:
    case KIND_TYPE__COUNT:
        break;
    }
    return 14;
}

static void book_begin(struct book *book, const char *path)
{
    const struct kind *kind = book->query->kind;
    // A row is written as soon as the next one begins, so memory does not grow with the rows.
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    book->workbook = workbook_new_opt(path, &options);
    if (!book->workbook) return;
    lxw_doc_properties properties = {.created = (time_t)(book->c->now_ms / 1000)};
    (void)workbook_set_properties(book->workbook, &properties);
    book->sheet = workbook_add_worksheet(book->workbook, kind->path);
    if (!book->sheet) return;
    book->head = format_new(book, NULL);
    format_set_bold(book->head);
    book->day = format_new(book, "yyyy-mm-dd");
    book->moment = format_new(book, "yyyy-mm-dd hh:mm:ss");
    book->money = format_new(book, "#,##0.00##");
    static const char *const own[OWN_COLUMNS] = {"id", "version", "state"};
    lxw_col_t column = 0;
    for (; column < OWN_COLUMNS; column++) {
        (void)worksheet_set_column(book->sheet, column, column, 10, NULL);
        (void)worksheet_write_string(book->sheet, 0, column, own[column], book->head);
    }
    for (i64 i = 0; kind->fields[i].name; i++) {
        if (!is_shown(book, i)) continue;
        (void)worksheet_set_column(book->sheet, column, column, width_of(&kind->fields[i]), NULL);
        (void)worksheet_write_string(book->sheet, 0, column++, kind->fields[i].name, book->head);
    }
    worksheet_freeze_panes(book->sheet, 1, 0);
    book->row = 1;
}

static lxw_error text_write(struct book *book, lxw_col_t column, str text)
{
    if (!text.size) return LXW_NO_ERROR;
    text = xlsx_escape(book->c->arena, text);
    return worksheet_write_string(book->sheet, book->row, column, str_c(book->c->arena, text),
                                  NULL);
}

// A date as the number that it is, where a workbook counts right.
static lxw_error serial_write(struct book *book, lxw_col_t column, f64 serial, str text)
{
    if (serial < FIRST_DAY) return text_write(book, column, text);
    bool is_day = text.size == 10;
    return worksheet_write_number(book->sheet, book->row, column, serial,
                                  is_day ? book->day : book->moment);
}

static lxw_error value_out(struct book *book, lxw_col_t column, const struct kind_field *field,
                           const struct record_value *value)
{
    str text = value_write(book->c, field, value);
    if (!value->given) return LXW_NO_ERROR;
    switch (field->type) {
    case KIND_NUMBER:
        return worksheet_write_number(book->sheet, book->row, column, value->f, NULL);
    case KIND_MONEY:
        // Beyond 15 digits a workbook's numbers are not exact any more.
        if (value->i > 999999999999999 || value->i < -999999999999999) break;
        return worksheet_write_number(book->sheet, book->row, column, (f64)value->i / 10000,
                                      book->money);
    case KIND_DATE:
        return serial_write(book, column, (f64)value->i + DAY_OF_1970, text);
    case KIND_TIME:
        return serial_write(book, column, (f64)value->i / DAY_MS + DAY_OF_1970, text);
    case KIND_YES_NO:
        return worksheet_write_boolean(book->sheet, book->row, column, value->i != 0, NULL);
    case KIND_TEXT:
    case KIND_LONG_TEXT:
    case KIND_CHOICE:
    case KIND_CHOICES:
    case KIND_REF:
    case KIND_CUSTOMER:
    case KIND_PERSON:
    case KIND_FILE:
    case KIND_TYPE__COUNT:
        break;
    }
    return text_write(book, column, text);
}

static bool record_write(struct book *book, const struct record_page *page, i64 at, str **refs)
{
    const struct record *record = &page->records[at];
    lxw_error error = LXW_NO_ERROR;
    lxw_col_t column = 0;
    (void)worksheet_write_number(book->sheet, book->row, column++, (f64)record->id, NULL);
    (void)worksheet_write_number(book->sheet, book->row, column++, (f64)record->version, NULL);
    (void)text_write(book, column++, record->state);
    for (i64 i = 0; record->kind->fields[i].name && error == LXW_NO_ERROR; i++) {
        if (!is_shown(book, i)) continue;
        error = refs[i] ? text_write(book, column, refs[i][at])
                        : value_out(book, column, &record->kind->fields[i], &record->values[i]);
        column++;
    }
    book->row++;
    return error == LXW_NO_ERROR || fail_write(book->c, lxw_strerror(error));
}

static bool page_write(struct book *book, const struct record_page *page)
{
    ctx *c = book->c;
    const struct kind *kind = book->query->kind;
    str **refs = NEW_ARRAY(c->arena, str *, kind_fields(kind) + 1);
    for (i64 i = 0; kind->fields[i].name; i++) {
        const struct kind *target = value_target(&kind->fields[i]);
        if (!target) continue;
        refs[i] = NEW_ARRAY(c->arena, str, page->count + 1);
        if (!sheet_refs(c, target, page, i, refs[i])) return false;
    }
    if ((i64)book->row + page->count > ROWS_MAX)
        return fail_with(c, ERR_TOO_LARGE, tr(c, "a sheet has no more than a million rows"),
                         tr(c, "Narrow the list, or take it as CSV."));
    for (i64 i = 0; i < page->count; i++)
        if (!record_write(book, page, i, refs)) return false;
    return true;
}

static bool copy_out(ctx *c, int fd, buf *out)
{
    char bytes[COPY_BYTES];
    i64 at = 0;
    for (;;) {
        ssize_t got = pread(fd, bytes, sizeof bytes, at);
        if (got < 0) return fail_write(c, "read");
        if (got == 0) return true;
        buf_add(out, (str){bytes, got});
        at += got;
    }
}
