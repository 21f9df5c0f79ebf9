// tests/golden/import/mapping.test: a mapping on a line, what is said of it on the next ones, an
// empty line. A new case is a mapping alone; `mapping_test --accept` writes what is said now.
#include "import/mapping.h"
#include "support/files.h"
#include "support/test.h"
#include "support/work.h"

#define CASES TUNTUMA_SOURCE_DIR "/tests/golden/import/mapping.test"

static str file_text(struct arena *arena, const char *path)
{
    buf text = buf_new(arena, 1024 * 1024);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    for (int byte; (byte = fgetc(file)) != EOF;)
        buf_char(&text, (char)byte);
    fclose(file);
    return buf_str(&text);
}

// What is said of one mapping.
static void case_run(ctx *c, str line, buf *out)
{
    struct mapping mapping;
    buf_fmt(out, "%.*s\n", STR(line));
    if (mapping_parse(c, line, &mapping)) {
        buf_fmt(out, "ok: %.*s, %lld facts%s\n\n", STR(mapping.name), (long long)mapping.fact_count,
                mapping.is_list ? ", a list" : "");
        return;
    }
    buf_fmt(out, "%s\n%s\n\n", c->err.msg, c->err.hint ? c->err.hint : "");
    err_clear(c);
}

static str cases_run(ctx *c)
{
    str text = file_text(c->arena, CASES), line;
    buf out = buf_new(c->arena, 1024 * 1024);
    while (str_cut(&text, '\n', &line))
        if (str_starts(line, S("{")) || str_starts(line, S("["))) case_run(c, line, &out);
    return buf_str(&out);
}

static void mistakes_in_a_mapping_are_told_by_field(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    str expected = file_text(c->arena, CASES);
    assert_str(cases_run(c), str_c(c->arena, expected));
    work_release(&work);
}

static void columns_that_the_file_lacks_are_told(void **state)
{
    (void)state;
    struct work work;
    struct files files;
    struct mapping mapping;
    struct reader *reader;
    ctx *c = work_init(&work);
    files_init(c, &files);
    files_write(&files, "file.csv", S("who,when\na,2026-01-01\n"));
    assert_true(
        mapping_parse(c, S("{\"source\":\"s\",\"customer\":{\"column\":\"Who\"}}"), &mapping));
    assert_true(reader_open(c, "file.csv", mapping.options, &reader));
    assert_false(mapping_bind(c, &mapping, reader));
    assert_string_equal(c->err.msg, "the file has no column \"Who\"");
    err_clear(c);
    assert_true(mapping_parse(c, S("{\"source\":\"s\",\"customer\":{\"column\":3}}"), &mapping));
    assert_false(mapping_bind(c, &mapping, reader));
    assert_string_equal(c->err.msg, "the mapping names column 3, the file has 2");
    err_clear(c);
    assert_true(mapping_parse(c, S("{\"source\":\"s\",\"customer\":{\"column\":2}}"), &mapping));
    assert_true(mapping_bind(c, &mapping, reader));
    assert_int_equal(mapping.customer.index, 1);
    work_release(&work);
    files_release(&files);
}

static int accept(void)
{
    struct work work;
    str out = cases_run(work_init(&work));
    FILE *file = fopen(CASES, "w");
    if (!file) return 1;
    fwrite(out.s, 1, (size_t)out.size, file);
    work_release(&work);
    return fclose(file);
}

int main(int count, char **words)
{
    if (count > 1 && strcmp(words[1], "--accept") == 0) return accept();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mistakes_in_a_mapping_are_told_by_field),
        cmocka_unit_test(columns_that_the_file_lacks_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
