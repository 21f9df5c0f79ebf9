// experiment on whole files: the authors' thousand people (../shared/data/confseq_ate), splits that
// are off, several arms, and an A/A test that is looked at after every outcome.
#include "stat/stat.h"
#include "base/json.h"

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

static void every_look_at_the_authors_experiment_is_reproduced(void **state)
{
    (void)state;
    char room[4096], line[512];
    const char *file = shared_path_or_skip("data/confseq_ate/ate_data.csv", room);
    json_t *answer =
        stat_case(&work, "experiment", file,
                  "arm=treatment outcome=y order=t method=bernstein noise=0.16 planned=50 "
                  "looks=1000 intended=0=50,1=50");
    const json_t *looks = stat_value(answer, "result.looks");
    assert_int_equal(json_array_size(looks), 1000);
    FILE *rows = fopen(file, "r");
    assert_non_null(rows);
    assert_non_null(fgets(line, sizeof line, rows));
    for (size_t i = 0; i < 1000 && fgets(line, sizeof line, rows); i++) {
        f64 effect, high, low;
        assert_int_equal(sscanf(line, "\"%*d\",%*d,%*f,%*d,%lf,%lf,%lf", &effect, &high, &low), 3);
        const json_t *look = json_array_get(looks, i);
        assert_near(json_number_value(json_object_get(look, "effect")), effect, 1e-6);
        assert_near(json_number_value(json_object_get(look, "low")), low, 1e-6);
        assert_near(json_number_value(json_object_get(look, "high")), high, 1e-6);
    }
    (void)fclose(rows);
    // R 4.2: prop.test(c(189, 103), c(498, 502), correct = FALSE)$p.value.
    assert_near(stat_number(answer, "result.effects[0].p"), 1.34013084452e-09, 1e-19);
    assert_near(stat_number(answer, "result.effects[0].effect"), 189.0 / 498 - 103.0 / 502, 1e-12);
    assert_near(stat_number(answer, "result.effects[0].any_time_low"), 0.0557940255263216, 1e-6);
    assert_near(stat_number(answer, "result.effects[0].any_time_high"), 0.29338820314705, 1e-6);
}

// A file of people in arms A, B, …: n[k] of them, of whom k in ten (per arm) say yes.
static void people_write(const char *name, const int n[], const int yes[], int arms)
{
    buf text = buf_new(&work.arena, 1 << 22);
    buf_c(&text, "arm,yes,spent,score\n");
    int most = 0;
    for (int k = 0; k < arms; k++)
        most = MAX(most, n[k]);
    for (int i = 0; i < most; i++)
        for (int k = 0; k < arms; k++)
            if (i < n[k])
                buf_fmt(&text, "%c,%d,%d,%d\n", 'A' + k, i * 7 % 10 < yes[k], i % 13 + yes[k],
                        i * 7 % 10 < yes[k] ? 10 : 5);
    files_write(&files, name, buf_str(&text));
}

static void no_effect_is_shown_where_the_split_is_off(void **state)
{
    (void)state;
    people_write("off.csv", (const int[]){1200, 1000}, (const int[]){2, 8}, 2);
    json_t *answer = stat_case(&work, "experiment", "off.csv", "arm=arm outcome=yes");
    assert_true(json_is_false(stat_value(answer, "result.split_as_intended")));
    assert_true(stat_has_warning(answer, "split"));
    assert_null(stat_value(answer, "result.effects"));
    assert_null(stat_value(answer, "result.looks"));
    assert_null(stat_value(answer, "result.arms[0].value"));
    assert_near(stat_number(answer, "result.split_chi_squared"), 40000.0 / 2200, 1e-9);
    // As intended, all is well.
    answer = stat_case(&work, "experiment", "off.csv", "arm=arm outcome=yes intended=A=6,B=5");
    assert_true(json_is_true(stat_value(answer, "result.split_as_intended")));
    assert_near(stat_number(answer, "result.effects[0].effect"), 0.6, 1e-9);
}

static void several_arms_are_held_against_the_control(void **state)
{
    (void)state;
    people_write("three.csv", (const int[]){500, 510, 490}, (const int[]){5, 5, 7}, 3);
    json_t *answer = stat_case(&work, "experiment", "three.csv", "arm=arm outcome=yes control=B");
    assert_near(stat_number(answer, "result.pair_level"), 0.975, 1e-12);
    assert_string_equal(stat_string(answer, "result.effects[0].arm"), "A");
    assert_string_equal(stat_string(answer, "result.effects[1].arm"), "C");
    assert_near(stat_number(answer, "result.effects[1].p_adjusted"),
                2 * stat_number(answer, "result.effects[1].p"), 1e-15);
    assert_true(stat_number(answer, "result.effects[1].since_n") < 1000);
    assert_true(isnan(stat_number(answer, "result.effects[0].since_n")));
    json_t *mean = stat_case(&work, "experiment", "three.csv", "arm=arm value=spent");
    assert_near(stat_number(mean, "result.effects[1].effect"), 2, 0.2);
    json_t *score = stat_case(&work, "experiment", "three.csv", "arm=arm score=score");
    assert_near(stat_number(score, "result.arms[2].value"), 40, 1e-9);
    assert_near(stat_number(score, "result.effects[1].effect"), 40, 1e-9);
}

static void turning_the_arms_turns_the_effect(void **state)
{
    (void)state;
    people_write("two.csv", (const int[]){400, 420}, (const int[]){5, 6}, 2);
    for (int how = 0; how < 2; how++) {
        const char *options = how ? "arm=arm outcome=yes method=bernstein" : "arm=arm outcome=yes";
        json_t *there = stat_case(&work, "experiment", "two.csv", options);
        json_t *back =
            stat_case(&work, "experiment", "two.csv", fmt(&work.arena, "%s control=B", options));
        const char *const paths[][2] = {
            {"low",          "high"         },
            {"any_time_low", "any_time_high"}
        };
        for (int i = 0; i < 2; i++) {
            const char *low = fmt(&work.arena, "result.effects[0].%s", paths[i][0]);
            const char *high = fmt(&work.arena, "result.effects[0].%s", paths[i][1]);
            assert_near(stat_number(there, low), -stat_number(back, high), 1e-9);
        }
        assert_near(stat_number(there, "result.effects[0].any_time_p"),
                    stat_number(back, "result.effects[0].any_time_p"), 1e-9);
    }
}

// However it is tuned, an exact interval does not shrink to a point.
static void tuning_moves_no_promise(void **state)
{
    (void)state;
    people_write("two.csv", (const int[]){400, 420}, (const int[]){5, 5}, 2);
    const char *const tunings[] = {"noise=1e30", "noise=1e-12", "planned=1000000000000",
                                   "planned=1"};
    for (i64 i = 0; i < COUNT_OF(tunings); i++) {
        json_t *answer =
            stat_case(&work, "experiment", "two.csv",
                      fmt(&work.arena, "arm=arm outcome=yes method=bernstein %s", tunings[i]));
        assert_true(stat_number(answer, "result.effects[0].any_time_p") > 0.05);
        assert_true(stat_number(answer, "result.effects[0].any_time_high") > 0.1);
        assert_true(stat_number(answer, "result.effects[0].any_time_high") <= 1);
    }
}

static void fails(const char *rows, const char *options, err_code code, const char *msg)
{
    files_write(&files, "bad.csv", str_of(rows));
    const char *found = stat_case_fails(&work, "experiment", "bad.csv", options);
    assert_string_equal(found, msg);
    assert_int_equal(work.c.err.code, code);
    assert_non_null(work.c.err.hint);
}

static void what_is_no_experiment_is_refused(void **state)
{
    (void)state;
    fails("a,y\n", "arm=a outcome=y", ERR_REFUSED, "too few rows: 0");
    fails("a,y\nA,1\nA,0\n", "arm=a outcome=y", ERR_REFUSED, "there is one arm only");
    fails("a,y\nA,\nB,\n", "arm=a outcome=y", ERR_REFUSED, "no row has an outcome");
    fails("a,y\nA,1\nB,0\n", "arm=a outcome=y control=C", ERR_USAGE, "there is no arm \"C\"");
    fails("a,y\nA,1\nB,0\n", "arm=a outcome=y intended=A=50", ERR_BAD_INPUT,
          "arm \"B\" is not among --intended");
    fails("a,y\nA,1\nB,0\n", "arm=a outcome=y intended=half", ERR_USAGE,
          "--intended cannot be read");
    fails("a,y\nA,1\nB,0\n", "arm=a outcome=y intended=A=1,C=1", ERR_USAGE,
          "there is no arm \"C\"");
    fails("a,y\nA,1\nB,0\n", "arm=a value=y method=bernstein", ERR_USAGE,
          "this method needs the bounds of values");
    fails("a,y\nA,1\nB,5\n", "arm=a value=y method=bernstein low=0 high=1", ERR_BAD_INPUT,
          "5 lies beyond 0 to 1");
    fails("a,y\nA,1\nB,perhaps\n", "arm=a outcome=y", ERR_BAD_INPUT,
          "\"perhaps\" is neither yes nor no");
    files_write(&files, "few.csv", S("a,y\nA,1\nB,0\nA,1\n"));
    json_t *answer = stat_case(&work, "experiment", "few.csv", "arm=a outcome=y");
    assert_true(stat_has_warning(answer, "few_people") &&
                stat_has_warning(answer, "no_interval_yet"));
    assert_true(isnan(stat_number(answer, "result.effects[0].any_time_low")));
    files_write(&files, "twice.csv", S("a,y,who\nA,1,ann\nB,0,bo\nA,1,ann\n"));
    answer = stat_case(&work, "experiment", "twice.csv", "arm=a outcome=y customer=who");
    assert_true(stat_has_warning(answer, "repeats"));
}

static void outcomes_that_are_missing_in_one_arm_are_told(void **state)
{
    (void)state;
    buf text = buf_new(&work.arena, 1 << 20);
    buf_c(&text, "a,y\n");
    for (int i = 0; i < 600; i++)
        buf_fmt(&text, "A,%d\nB,%s\n", i % 2, i % 5 ? i % 2 ? "1" : "0" : "");
    files_write(&files, "lost.csv", buf_str(&text));
    json_t *answer = stat_case(&work, "experiment", "lost.csv", "arm=a outcome=y");
    assert_near(stat_number(answer, "result.arms[1].missing"), 120, 0);
    assert_true(stat_has_warning(answer, "missing"));
    assert_near(stat_number(answer, "n"), 1200, 0);
}

// 60 A/A tests of 600 people: at most 5 in 100 may be called different at any of 570 looks.
static void an_experiment_without_effect_seldom_finds_one(void **state)
{
    (void)state;
    i64 alarms = 0;
    for (int k = 0; k < 60; k++) {
        buf text = buf_new(&work.arena, 1 << 20);
        buf_c(&text, "a,y\n");
        for (int i = 0; i < 600; i++) {
            u64 bits = work.c.random(&work.c);
            buf_fmt(&text, "%c,%d\n", bits & 1 ? 'A' : 'B', (bits >> 8) % 10 < 3);
        }
        files_write(&files, "aa.csv", buf_str(&text));
        json_t *answer = stat_case(&work, "experiment", "aa.csv", "arm=a outcome=y");
        alarms += stat_number(answer, "result.effects[0].any_time_p") < 0.05;
    }
    assert_true(alarms <= 8); // 3 at most expected
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_look_at_the_authors_experiment_is_reproduced),
        cmocka_unit_test(no_effect_is_shown_where_the_split_is_off),
        cmocka_unit_test(several_arms_are_held_against_the_control),
        cmocka_unit_test(turning_the_arms_turns_the_effect),
        cmocka_unit_test(tuning_moves_no_promise),
        cmocka_unit_test(what_is_no_experiment_is_refused),
        cmocka_unit_test(outcomes_that_are_missing_in_one_arm_are_told),
        cmocka_unit_test(an_experiment_without_effect_seldom_finds_one),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
