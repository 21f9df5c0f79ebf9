#include "base/log.h"
#include "support/test.h"

#include <unistd.h>

static char said[8192];

static void log_something(enum log_level level, const char *value)
{
    log_line(level, "listening", "address", value, "count", "3", NULL);
}

// What is written to stderr meanwhile.
static str stderr_while(void (*log)(enum log_level level, const char *value), enum log_level level,
                        const char *value)
{
    int ends[2], kept = dup(STDERR_FILENO);
    assert_int_equal(pipe(ends), 0);
    dup2(ends[1], STDERR_FILENO);
    close(ends[1]);
    log(level, value);
    dup2(kept, STDERR_FILENO);
    close(kept);
    ssize_t size = read(ends[0], said, sizeof said);
    close(ends[0]);
    return (str){said, MAX(size, 0)};
}

static void a_line_names_its_level_and_quotes_where_needed(void **state)
{
    (void)state;
    static const struct {
        const char *value, *line;
    } cases[] = {
        {"127.0.0.1:8080",           "<5>listening address=127.0.0.1:8080 count=3\n"},
        {"a b",                      "<5>listening address=\"a b\" count=3\n"       },
        {"",                         "<5>listening address=\"\" count=3\n"          },
        {NULL,                       "<5>listening address=\"\" count=3\n"          },
        {"\"x\"\n<0>forged\x1b[m\\",
         "<5>listening address=\"\\\"x\\\"\\x0a<0>forged\\x1b[m\\\\\" count=3\n"    },
        {"käynti",                  "<5>listening address=käynti count=3\n"       },
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++)
        assert_str(stderr_while(log_something, LOG_NOTICE, cases[i].value), cases[i].line);
}

static void lines_above_the_level_are_dropped(void **state)
{
    (void)state;
    assert_str(stderr_while(log_something, LOG_DEBUG, "x"), "");
    log_set_level(LOG_DEBUG);
    assert_str(stderr_while(log_something, LOG_DEBUG, "x"), "<7>listening address=x count=3\n");
    log_set_level(LOG_INFO);
}

static void a_line_that_is_too_long_is_cut_and_still_ends(void **state)
{
    (void)state;
    static char value[10000];
    memset(value, 'x', sizeof value - 1);
    str line = stderr_while(log_something, LOG_ERROR, value);
    assert_int_equal(line.size, 4096);
    assert_true(str_ends(line, S("xx\n")));
}

static void log_an_error(enum log_level level, const char *value)
{
    (void)level;
    ctx c = {0};
    assert_false(fail_detail(&c, ERR_STORE, "the store is away", "Try again.", value));
    log_err(&c, "importing");
}

static void an_error_is_logged_with_its_detail(void **state)
{
    (void)state;
    assert_str(stderr_while(log_an_error, LOG_ERROR, "08006"),
               "<3>importing code=STORE why=\"the store is away\" detail=08006\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_names_its_level_and_quotes_where_needed),
        cmocka_unit_test(lines_above_the_level_are_dropped),
        cmocka_unit_test(a_line_that_is_too_long_is_cut_and_still_ends),
        cmocka_unit_test(an_error_is_logged_with_its_detail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
