#include "upload/look.h"

#include "import/column.h"

enum {
    ROWS_LOOKED_AT = 2000,
    ROWS_SHOWN = 8,
    EXAMPLES = 3,
    CELL_BYTES_SHOWN = 80,
    NAME_BYTES = 500 // a longer name is shown cut, and its column told by its position
};

struct examples {
    i64 count;
    str text[EXAMPLES];
};

struct looking {
    struct reader *reader;
    i64 rows, bad_rows, column_count;
    struct column_look *looks;
    struct examples *examples;
    i64 *emails;
    struct missing_words missing;
    json_t *sample;
    bool is_part;
};

static bool rows_look(ctx *c, struct looking *looking);
static json_t *column_json(ctx *c, const struct looking *looking, i64 index);

static const char *const format_names[] = {
    [FORMAT_DELIMITED] = "delimited",
    [FORMAT_ALIGNED] = "aligned",
    [FORMAT_JSON_LINES] = "json_lines",
    [FORMAT_PARQUET] = "parquet",
    [FORMAT_XES] = "xes",
};

// Names of columns have no control characters: with them it is a picture, a program, anything else.
static bool names_check(ctx *c, struct reader *reader, str called)
{
    for (i64 i = 0; i < reader_column_count(reader); i++) {
        str name = reader_column_name(reader, i);
        for (i64 k = 0; k < name.size; k++) {
            bool is_text = (u8)name.s[k] >= ' ' || strchr("\t\r\n", name.s[k]);
            if (is_text && name.s[k]) continue;
            return fail_with(c, ERR_BAD_INPUT,
                             fmt(c->arena, tr(c, "%.*s is no table"), STR(called)),
                             tr(c, "Bring a table of text: CSV, JSON lines, Parquet or XES."));
        }
    }
    return true;
}

bool look_read(ctx *c, struct look_order order, json_t **out)
{
    struct looking looking = {.sample = json_new_array(c)};
    order.options.called = order.called;
    if (!reader_open(c, order.file, order.options, &looking.reader) ||
        !names_check(c, looking.reader, order.called) || !rows_look(c, &looking))
        return false;
    enum reader_format format = reader_format(looking.reader);
    const char delimiter[2] = {reader_delimiter(looking.reader), 0};
    json_t *look = json_new_object(c), *columns = json_new_array(c);
    json_put_c(look, "format", format_names[format]);
    json_put_c(look, "delimiter", format == FORMAT_DELIMITED ? delimiter : NULL);
    json_put_str(look, "encoding", order.options.encoding);
    json_put_bool(look, "has_header", order.options.has_header);
    json_put_bool(look, "names_fields", reader_names_fields(looking.reader));
    json_put_i64(look, "rows", looking.rows);
    json_put_bool(look, "is_part", looking.is_part);
    json_put_i64(look, "bad_rows", looking.bad_rows);
    for (i64 i = 0; i < looking.column_count; i++)
        json_array_append(columns, column_json(c, &looking, i));
    json_put(look, "columns", columns);
    json_put(look, "sample", looking.sample);
    *out = look;
    return true;
}

bool look_columns(ctx *c, str look, struct look_columns *out)
{
    json_t *json = json_parse(c, look);
    if (!json) return false;
    const json_t *list = json_object_get(json, "columns");
    i64 count = (i64)json_array_size(list);
    struct look_column *columns = NEW_ARRAY(c->arena, struct look_column, count + 1);
    for (i64 i = 0; i < count; i++) {
        const json_t *one = json_array_get(list, (size_t)i);
        columns[i].name = json_text(json_object_get(one, "name"));
        columns[i].is_named = json_is_true(json_object_get(one, "is_named"));
    }
    *out = (struct look_columns){count, columns};
    return true;
}

static bool is_email(str cell)
{
    i64 at = str_find(cell, S("@"));
    return at > 0 && str_find(cell, S(" ")) < 0 &&
           str_find(str_slice(cell, at, cell.size), S(".")) > 1;
}

static void example_keep(ctx *c, struct examples *examples, str cell)
{
    cell = str_head(str_trim(cell), CELL_BYTES_SHOWN);
    if (cell.size == 0 || examples->count == EXAMPLES) return;
    for (i64 i = 0; i < examples->count; i++)
        if (str_equal(examples->text[i], cell)) return;
    examples->text[examples->count++] = str_copy(c->arena, cell);
}

static void row_look(ctx *c, struct looking *looking, const struct row *row)
{
    looking->bad_rows += row->flaw != ROW_GOOD;
    if (row->flaw != ROW_GOOD) return;
    for (i64 k = 0; k < looking->column_count; k++) {
        column_look_at(c, &looking->looks[k], row->cells[k], &looking->missing);
        example_keep(c, &looking->examples[k], row->cells[k]);
        looking->emails[k] += is_email(row->cells[k]);
    }
    if ((i64)json_array_size(looking->sample) == ROWS_SHOWN) return;
    json_t *shown = json_new_object(c), *cells = json_new_array(c);
    for (i64 k = 0; k < looking->column_count; k++) {
        str cell = str_head(row->cells[k], CELL_BYTES_SHOWN);
        json_array_append_new(cells, json_stringn(cell.s ? cell.s : "", (size_t)cell.size));
    }
    json_put_i64(shown, "line", row->line);
    json_put(shown, "cells", cells);
    json_array_append(looking->sample, shown);
}

static bool rows_look(ctx *c, struct looking *looking)
{
    struct row_block block;
    i64 count = looking->column_count = reader_column_count(looking->reader);
    looking->looks = NEW_ARRAY(c->arena, struct column_look, count + 1);
    looking->examples = NEW_ARRAY(c->arena, struct examples, count + 1);
    looking->emails = NEW_ARRAY(c->arena, i64, count + 1);
    for (i64 i = 0; i < count; i++)
        column_look_init(c, &looking->looks[i], reader_column_name(looking->reader, i), i);
    do {
        if (!reader_next(c, looking->reader, &block)) return false;
        for (i64 i = 0; i < block.count && !looking->is_part; i++) {
            looking->is_part = looking->rows == ROWS_LOOKED_AT;
            if (looking->is_part) break;
            row_look(c, looking, &block.rows[i]);
            looking->rows++;
        }
    } while (block.count > 0 && !looking->is_part);
    return true;
}

// What a column looks like: one word of those that web pages have texts for.
static const char *kind_of(const struct looking *looking, i64 index)
{
    const struct column_look *look = &looking->looks[index];
    i64 filled = column_filled(look);
    bool is_many = filled > 5 && look->distinct * 10 >= filled * 9;
    bool is_number = column_is_number(look);
    bool is_whole = is_number && look->whole == filled;
    if (filled == 0) return "empty";
    if (looking->emails[index] * 20 >= filled * 19) return "email";
    if (column_is_date(look) && !(is_whole && is_many)) return "moment";
    if (is_number && !(is_whole && is_many)) return "number";
    bool is_short = look->words * 2 < filled && look->size_total < 40 * filled;
    return is_many && is_short ? "key" : "words";
}

static bool is_named(const struct looking *looking, i64 index, bool has_header)
{
    str name = looking->looks[index].name;
    i64 alike = 0;
    for (i64 i = 0; i < looking->column_count; i++)
        alike += str_equal(looking->looks[i].name, name);
    return has_header && alike == 1 && name.size <= NAME_BYTES;
}

static json_t *column_json(ctx *c, const struct looking *looking, i64 index)
{
    const struct column_look *look = &looking->looks[index];
    bool names = reader_names_fields(looking->reader) || reader_header(looking->reader).size > 0 ||
                 !reader_has_lines(looking->reader);
    json_t *column = json_new_object(c), *examples = json_new_array(c);
    json_put_str(column, "name", str_head(look->name, NAME_BYTES));
    json_put_bool(column, "is_named", is_named(looking, index, names));
    json_put_c(column, "kind", kind_of(looking, index));
    f64 empty = look->cells ? (f64)(look->empty + look->missing) / (f64)look->cells : 0;
    json_put_f64(column, "empty", empty);
    for (i64 i = 0; i < looking->examples[index].count; i++) {
        str text = looking->examples[index].text[i];
        json_array_append_new(examples, json_stringn(text.s, (size_t)text.size));
    }
    json_put(column, "examples", examples);
    return column;
}
