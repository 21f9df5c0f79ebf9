#include "import/xes.h"

#include "support/files.h"
#include "support/test.h"
#include "support/work.h"

#define LOG(inside) "<?xml version=\"1.0\"?>\n<log xes.version=\"1.0\">" inside "</log>\n"

struct bench {
    struct work work;
    struct files files;
    struct reader *reader;
    struct row_block block;
};

static bool bench_open(struct bench *b, str content)
{
    ctx *c = work_init(&b->work);
    files_init(c, &b->files);
    files_write(&b->files, "a.xes", content);
    return reader_open(c, "a.xes", READER_DEFAULTS, &b->reader);
}

static void bench_release(struct bench *b)
{
    files_release(&b->files);
    work_release(&b->work);
}

static str cell(struct bench *b, i64 row, const char *column)
{
    for (i64 i = 0; i < reader_column_count(b->reader); i++)
        if (str_equal(reader_column_name(b->reader, i), str_of(column)))
            return b->block.rows[row].cells[i];
    return S("no such column");
}

static void events_are_rows_with_what_their_trace_says(void **state)
{
    (void)state;
    struct bench b = {0};
    assert_true(bench_open(
        &b, S(LOG("<string key=\"creator\" value=\"x\"/><global scope=\"event\">"
                  "<string key=\"concept:name\" value=\"GLOBAL\"/></global>"
                  "<trace><string key=\"concept:name\" value=\"7\"/>"
                  "<event><string key=\"concept:name\" value=\"a &amp; &lt;b&gt;\"/>"
                  "<list key=\"l\" value=\"v\"><string key=\"inner\" value=\"i\"/></list></event>"
                  "<event><date key=\"time:timestamp\" value=\"2026-01-01\"/></event></trace>"
                  "<trace><event><string key=\"concept:name\" value=\"c\"/></event></trace>"))));
    assert_int_equal(reader_format(b.reader), FORMAT_XES);
    assert_true(reader_next(&b.work.c, b.reader, &b.block));
    assert_int_equal(b.block.count, 3);
    assert_str(cell(&b, 0, "case:concept:name"), "7");
    assert_str(cell(&b, 0, "concept:name"), "a & <b>");
    assert_str(cell(&b, 1, "case:concept:name"), "7");
    assert_str(cell(&b, 1, "concept:name"), "");
    assert_str(cell(&b, 1, "time:timestamp"), "2026-01-01");
    assert_str(cell(&b, 2, "case:concept:name"), ""); // the trace before is over
    assert_str(cell(&b, 0, "inner"), "no such column");
    assert_true(reader_next(&b.work.c, b.reader, &b.block));
    assert_int_equal(b.block.count, 0);
    bench_release(&b);
}

static void a_log_of_many_blocks_loses_no_event(void **state)
{
    (void)state;
    struct bench b = {0};
    struct arena arena;
    arena_init(&arena, 256 * MIB);
    buf log = buf_new(&arena, 64 * MIB);
    buf_c(&log, "<log>");
    enum { CASES = 3000, EVENTS = 5 };
    for (i64 i = 0; i < CASES; i++) {
        buf_fmt(&log, "<trace><string key=\"concept:name\" value=\"case %lld\"/>", (long long)i);
        for (i64 k = 0; k < EVENTS; k++)
            buf_fmt(&log, "<event><int key=\"n\" value=\"%lld\"/></event>",
                    (long long)(i * EVENTS + k));
        buf_c(&log, "</trace>");
    }
    buf_c(&log, "</log>");
    assert_true(bench_open(&b, buf_str(&log)));
    i64 seen = 0, blocks = 0;
    do {
        assert_true(reader_next(&b.work.c, b.reader, &b.block));
        blocks++;
        for (i64 i = 0; i < b.block.count; i++, seen++) {
            assert_str(cell(&b, i, "n"), fmt(&arena, "%lld", (long long)seen));
            assert_str(cell(&b, i, "case:concept:name"),
                       fmt(&arena, "case %lld", (long long)(seen / EVENTS)));
        }
    } while (b.block.count);
    assert_int_equal(seen, CASES * EVENTS);
    assert_true(blocks > 3);
    bench_release(&b);
    arena_release(&arena);
}

static void fails(str content, const char *part)
{
    struct bench b = {0};
    ctx *c = &b.work.c;
    bool done = bench_open(&b, content);
    while (done && (done = reader_next(c, b.reader, &b.block)) && b.block.count)
        ;
    if (done || !strstr(c->err.msg, part))
        print_error("'%.*s': %s, not %s\n", STR(content), done ? "was read" : c->err.msg, part);
    assert_false(done);
    assert_int_equal(c->err.code, ERR_BAD_INPUT);
    assert_non_null(strstr(c->err.msg, part));
    bench_release(&b);
}

static void what_is_no_log_is_refused(void **state)
{
    (void)state;
    fails(S("<?xml version=\"1.0\"?><html></html>"), "no XES log");
    fails(S("<?xml version=\"1.0\"?><log><trace></log>"), "not well-formed");
    fails(S("<log><trace><event>"), "not well-formed");
    fails(S("<?xml version=\"1.0\"?><!DOCTYPE log [<!ENTITY a \"b\">]><log/>"), "document type");
}

static void deep_nesting_is_refused(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, MIB);
    buf log = buf_new(&arena, 100000);
    buf_c(&log, "<log>");
    for (i64 i = 0; i < 40; i++)
        buf_c(&log, "<a>");
    fails(buf_str(&log), "nested deeper");
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_are_rows_with_what_their_trace_says),
        cmocka_unit_test(a_log_of_many_blocks_loses_no_event),
        cmocka_unit_test(what_is_no_log_is_refused),
        cmocka_unit_test(deep_nesting_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
