#include "import/parquet.h"

#include "store/parquet.h"

bool parquet_header(ctx *c, struct reader *reader)
{
    if (!parquet_open(c, bytes_path(c, reader->bytes), &reader->parquet)) return false;
    i64 count = parquet_column_count(reader->parquet);
    if (count > BOUND_COLUMNS)
        return fail(
            c, ERR_TOO_LARGE,
            fmt(c->arena, tr(c, "%s has more than %d columns"), reader->file, BOUND_COLUMNS));
    for (i64 i = 0; i < count; i++)
        reader_add_column(c, reader, parquet_column_name(reader->parquet, i));
    return true;
}

bool parquet_rows(ctx *c, struct reader *reader)
{
    struct rows rows;
    if (!parquet_next(c, reader->parquet, &rows)) return false;
    i64 cells = rows.count * reader->column_count;
    if (cells > reader->cell_capacity) {
        reader->cells = NEW_ARRAY(c->arena, str, cells);
        reader->cell_capacity = cells;
    }
    for (i64 i = 0; i < rows.count; i++) {
        struct row *row = reader_add_row(c, reader, S(""), reader->line++);
        row->cells = reader->cells + i * reader->column_count;
        row->cell_count = reader->column_count;
        for (i64 k = 0; k < reader->column_count; k++) {
            const struct column *column = &rows.column[k];
            str cell = column->null[i] ? S("") : column->text[i];
            reader->cells[reader->cell_count++] = cell;
            if (cell.size > BOUND_CELL_BYTES) row->flaw = ROW_LONG_CELL;
            if (memchr(cell.s, 0, (size_t)cell.size)) row->flaw = ROW_NUL;
        }
    }
    return true;
}
