#include "import/reader.h"
#include "store/store.h"
#include "support/both.h"
#include "support/files.h"
#include "support/test.h"
#include "support/work.h"

// Lets an engine in memory write the file that is to be read.
static void parquet_make(ctx *c, const struct files *files, const char *select)
{
    struct store *store = NULL;
    struct rows rows;
    MUST(c, store_open(c, "duckdb::memory:", (struct store_options){.threads = 1}, &store));
    MUST(c, store_take(c, store));
    const char *copy =
        fmt(c->arena, "COPY (%s) TO '%s/file.parquet' (FORMAT parquet, ROW_GROUP_SIZE 5000)",
            select, files->folder);
    MUST(c, store_rows_text(c, str_of(copy), NO_VALS, &rows));
    store_give(c);
    store_close(store);
    c->db = NULL;
}

static void cells_of_parquet_are_text(void **state)
{
    (void)state;
    struct work work;
    struct files files;
    struct reader *reader;
    struct row_block block;
    ctx *c = work_init(&work);
    files_init(c, &files);
    parquet_make(c, &files,
                 "SELECT 1::BIGINT AS id, 'åä' AS name, DATE '2026-11-21' AS day, TIMESTAMP "
                 "'2026-11-21 10:00:00' AS at_time, "
                 "12.50::DECIMAL(9,2) AS amount, 0.1::DOUBLE AS share, NULL::VARCHAR AS nothing, "
                 "true AS ok");
    assert_true(reader_open(c, "file.parquet", READER_DEFAULTS, &reader));
    assert_int_equal(reader_format(reader), FORMAT_PARQUET);
    static const char *const names[] = {"id",     "name",  "day",     "at_time",
                                        "amount", "share", "nothing", "ok"};
    static const char *const cells[] = {"1",     "åä",  "2026-11-21", "2026-11-21 10:00:00",
                                        "12.50", "0.1", "",           "true"};
    assert_int_equal(reader_column_count(reader), COUNT_OF(names));
    assert_true(reader_next(c, reader, &block));
    assert_int_equal(block.count, 1);
    for (i64 i = 0; i < COUNT_OF(names); i++) {
        assert_str(reader_column_name(reader, i), names[i]);
        assert_str(block.rows[0].cells[i], cells[i]);
    }
    assert_true(reader_next(c, reader, &block));
    assert_int_equal(block.count, 0);
    work_release(&work);
    files_release(&files);
}

static void rows_of_parquet_come_in_order(void **state)
{
    (void)state;
    struct work work;
    struct files files;
    struct reader *reader;
    struct row_block block;
    i64 rows = 0;
    ctx *c = work_init(&work);
    files_init(c, &files);
    parquet_make(c, &files, "SELECT i AS n, 'word ' || i AS w FROM range(30000) t(i)");
    assert_true(reader_open(c, "file.parquet", READER_DEFAULTS, &reader));
    do {
        assert_true(reader_next(c, reader, &block));
        for (i64 i = 0; i < block.count; i++, rows++) {
            assert_int_equal(block.rows[i].line, rows + 1);
            assert_str(block.rows[i].cells[1], fmt(c->arena, "word %lld", (long long)rows));
        }
    } while (block.count > 0);
    assert_int_equal(rows, 30000);
    work_release(&work);
    files_release(&files);
}

static void a_cut_parquet_file_is_an_error(void **state)
{
    (void)state;
    struct work work;
    struct files files;
    struct reader *reader;
    ctx *c = work_init(&work);
    files_init(c, &files);
    parquet_make(c, &files, "SELECT i AS n FROM range(30000) t(i)");
    str whole = files_read(c->arena, &files, "file.parquet");
    files_write(&files, "cut.parquet", str_slice(whole, 0, whole.size / 2));
    assert_false(reader_open(c, "cut.parquet", READER_DEFAULTS, &reader));
    assert_int_equal(c->err.code, ERR_BAD_INPUT);
    assert_string_equal(c->err.msg, "the Parquet file cannot be read");
    work_release(&work);
    files_release(&files);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_of_parquet_are_text),
        cmocka_unit_test(rows_of_parquet_come_in_order),
        cmocka_unit_test(a_cut_parquet_file_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
