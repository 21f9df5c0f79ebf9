// watch on whole files: the interval is that of insight/sure/watch.c at every look, whatever the
// order of rows in the file, and no method tells what it cannot.
#include "stat/stat.h"
#include "base/json.h"
#include "insight/sure/watch.h"

#include "support/files.h"
#include "support/near.h"
#include "support/shared.h"
#include "support/stat_case.h"

static struct work work;
static struct files files;

static int begin(void **state)
{
    (void)state;
    files_init(work_init(&work), &files);
    return 0;
}

static int end(void **state)
{
    (void)state;
    files_release(&files);
    work_release(&work);
    return 0;
}

// Theorem 2.2 by hand: 1,000 answers, score .1, variance .814, best at 500.
static void the_last_look_is_that_of_the_theorem(void **state)
{
    (void)state;
    char room[4096];
    const char *file = shared_path_or_skip("data/nps_testdata/testdata.csv", room);
    json_t *answer = stat_case(&work, "watch", file, "score=REC time=date target=40 looks=7");
    f64 alpha = 0.05, t = 1000, square = (-2 * log(alpha) + log(1 - 2 * log(alpha))) / 500;
    f64 reach =
        sqrt(0.814 * 2 * (t * square + 1) / (t * t * square) * log(sqrt(t * square + 1) / alpha));
    assert_near(stat_number(answer, "result.value"), 10, 1e-9);
    assert_near(stat_number(answer, "result.low"), 100 * (0.1 - reach), 1e-9);
    assert_near(stat_number(answer, "result.high"), 100 * (0.1 + reach), 1e-9);
    assert_int_equal(json_array_size(stat_value(answer, "result.looks")), 7);
    assert_string_equal(stat_string(answer, "result.looks[6].when"), "2012-12-31T12:00:00Z");
    f64 since = stat_number(answer, "result.excluded_since_n");
    assert_true(since >= 30 && since < 1000);
    assert_true(stat_number(answer, "result.target_p") < 0.05);
}

static void rows_write(const char *name, bool backwards)
{
    buf text = buf_new(&work.arena, 1 << 20);
    buf_c(&text, "at,v,y,g\n");
    for (int i = 0; i < 400; i++) {
        int k = backwards ? 399 - i : i;
        buf_fmt(&text, "%d,%d,%s,%c\n", k, k * 7919 % 101, k % 3 ? "no" : "yes", 'a' + k % 2);
    }
    files_write(&files, name, buf_str(&text));
}

static void every_look_is_that_of_the_sequence_in_any_order_of_rows(void **state)
{
    (void)state;
    rows_write("there.csv", false);
    rows_write("back.csv", true);
    const struct {
        const char *options;
        struct watch_order order;
        bool outcome;
    } cases[] = {
        {"value=v order=at looks=400 planned=200",                       {WATCH_ASYMPTOTIC, 0.95, 200, 30, 0, 0}, false},
        {"value=v order=at looks=400 method=bernstein low=-10 high=110",
         {WATCH_BERNSTEIN, 0.95, 500, 30, -10, 110},
         false                                                                                                         },
        {"outcome=y order=at looks=400 level=0.9",                       {WATCH_BERNOULLI, 0.9, 500, 30, 0, 1},   true },
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        json_t *there = stat_case(&work, "watch", "there.csv", cases[i].options);
        json_t *back = stat_case(&work, "watch", "back.csv", cases[i].options);
        struct watch watch = watch_of(cases[i].order);
        for (int k = 0; k < 400; k++) {
            watch_add(&watch, cases[i].outcome ? k % 3 == 0 : k * 7919 % 101);
            if (k % 19) continue;
            struct interval found = watch_interval(&watch);
            char path[64];
            (void)snprintf(path, sizeof path, "result.looks[%d].low", k);
            if (found.status != INTERVAL_KNOWN) {
                assert_true(isnan(stat_number(there, path)));
                continue;
            }
            assert_near(stat_number(there, path), found.low, 1e-9);
            assert_near(stat_number(back, path), found.low, 1e-9);
            (void)snprintf(path, sizeof path, "result.looks[%d].high", k);
            assert_near(stat_number(there, path), found.high, 1e-9);
        }
    }
}

static void groups_hold_together(void **state)
{
    (void)state;
    rows_write("there.csv", false);
    json_t *answer =
        stat_case(&work, "watch", "there.csv", "outcome=y order=at group=g target=0.9");
    assert_near(stat_number(answer, "result.group_level"), 0.975, 1e-12);
    struct watch watch = watch_of((struct watch_order){WATCH_BERNOULLI, 0.975, 500, 30, 0, 1});
    for (int k = 0; k < 400; k += 2)
        watch_add(&watch, k % 3 == 0);
    assert_near(stat_number(answer, "result.groups[0].low"), watch_interval(&watch).low, 1e-9);
    assert_near(stat_number(answer, "result.groups[0].n"), 200, 0);
    assert_true(stat_number(answer, "result.groups[1].excluded_since_n") < 100);
}

static void fails(const char *rows, const char *options, err_code code, const char *msg)
{
    files_write(&files, "bad.csv", str_of(rows));
    const char *found = stat_case_fails(&work, "watch", "bad.csv", options);
    assert_string_equal(found, msg);
    assert_int_equal(work.c.err.code, code);
    assert_non_null(work.c.err.hint);
}

static void what_cannot_be_told_is_refused(void **state)
{
    (void)state;
    buf equal = buf_new(&work.arena, 4096);
    buf_c(&equal, "v\n");
    for (int i = 0; i < 50; i++)
        buf_c(&equal, "7\n");
    fails("v\n", "value=v", ERR_REFUSED, "too few rows: 0");
    fails("v\n1\n2\n", "value=v", ERR_REFUSED, "too few rows for this interval: 2");
    fails(equal.s, "value=v", ERR_REFUSED, "all values are equal");
    fails("v\n1\n2\n", "value=v method=bernstein", ERR_USAGE,
          "this method needs the bounds of values");
    fails("v\n1\n2\n", "value=v method=bernstein low=2 high=1", ERR_USAGE,
          "--low is not below --high");
    fails("v\n1\n12\n", "value=v method=bernstein low=0 high=10", ERR_BAD_INPUT,
          "12 lies beyond 0 to 10");
    fails("v,t\n1,1\n2,2\n", "value=v time=t", ERR_BAD_INPUT,
          "row at line 2, column \"t\": \"1\" is no date that can be read");
    fails("v,t,d\n1,1,2026-01-01\n2,2,2026-01-02\n", "value=v time=d order=t", ERR_USAGE,
          "--time and --order are both given");
    fails("v\n1\n0\n", "outcome=v target=3", ERR_USAGE, "--target cannot be \"3\"");
    fails("v\n1\n2\n", "", ERR_USAGE, "no column is named as the figure");
    files_write(&files, "two.csv", S("v\n1\n2\n"));
    json_t *answer = stat_case(&work, "watch", "two.csv", "value=v method=bernstein low=0 high=10");
    assert_near(stat_number(answer, "result.low"), 0, 0);
    assert_near(stat_number(answer, "result.high"), 10, 0);
    json_t *all =
        stat_case(&work, "watch", "bad.csv", "value=v method=bernoulli low=0 high=2 target=0");
    assert_near(stat_number(all, "result.target_p"), 0, 0); // a value above 0 was seen
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_look_is_that_of_the_theorem),
        cmocka_unit_test(every_look_is_that_of_the_sequence_in_any_order_of_rows),
        cmocka_unit_test(groups_hold_together),
        cmocka_unit_test(what_cannot_be_told_is_refused),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
