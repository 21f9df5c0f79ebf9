// Every analysis as people type it: the cases are tests/golden/stat/*.test.
#include "stat/stat.h"

#include "support/shell_cases.h"
#include "support/test.h"

#define CASES TUNTUMA_SOURCE_DIR "/tests/golden/stat"

enum { ANALYSES_MAX = 64, RUN = 1, HELPED = 2, HELP_BYTES_MAX = 440 }; // help cuts longer ones

struct seen {
    int of[ANALYSES_MAX]; // RUN, HELPED
};

static void tick(void *data, str line)
{
    struct seen *seen = data;
    str command = {0}, words[2] = {{0}}, rest = line;
    i64 used = 0;
    str_cut(&rest, ' ', &command);
    str_cut(&rest, ' ', &words[0]);
    str_cut(&rest, ' ', &words[1]);
    const struct analysis *found = stat_find(words, words[1].size ? 2 : 1, &used);
    for (i64 i = 0; i < analysis_count; i++)
        if (analyses[i] == found) seen->of[i] |= str_find(line, S("--help")) >= 0 ? HELPED : RUN;
}

static void every_analysis_says_what_is_written(void **state)
{
    (void)state;
    struct seen seen = {{0}};
    struct shell_cases cases = {.seen = tick, .seen_data = &seen};
    assert_true(shell_cases_run(CASES, false, &cases));
    assert_true(analysis_count <= ANALYSES_MAX);
    for (i64 i = 0; i < analysis_count; i++) {
        if (seen.of[i] & RUN) continue;
        print_error("no case runs %s\n", analyses[i]->name);
        cases.failed++;
    }
    assert_int_equal(cases.failed, 0);
}

static void every_analysis_explains_itself(void **state)
{
    (void)state;
    for (i64 i = 0; i < analysis_count; i++) {
        const struct analysis *a = analyses[i];
        bool whole = a->what && a->question && a->method && a->source && a->assumptions &&
                     a->not_for && a->fields && a->run;
        if (!whole) print_error("%s does not explain itself whole\n", a->name);
        assert_true(whole);
        for (const struct stat_role *r = a->roles; r && r->name; r++)
            assert_true(r->what && strlen(r->what) < HELP_BYTES_MAX);
        for (const struct stat_option *o = a->options; o && o->name; o++)
            assert_true(o->what && strlen(o->what) < HELP_BYTES_MAX);
        for (const struct answer_field *f = a->fields; f->name; f++)
            assert_non_null(f->what);
    }
}

static void every_analysis_has_its_page(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 16 * 1024 * 1024);
    struct files docs = {.fd =
                             open(TUNTUMA_SOURCE_DIR "/docs", O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    str index = files_read(&arena, &docs, "statistics.md");
    for (i64 i = 0; i < analysis_count; i++) {
        bool found = false;
        str rest = index, link = {0};
        while (!found && str_cut(&rest, ']', &link)) {
            i64 at = str_find(link, S("["));
            str names = str_slice(link, MAX(at + 1, 0), link.size), name = {0};
            while (at >= 0 && !found && str_cut(&names, ',', &name))
                found = str_equal(str_trim(name), str_of(analyses[i]->name));
        }
        if (!found) print_error("docs/statistics.md has no link [%s]\n", analyses[i]->name);
        assert_true(found);
    }
    close(docs.fd);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_analysis_explains_itself),
        cmocka_unit_test(every_analysis_has_its_page),
        cmocka_unit_test(every_analysis_says_what_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
