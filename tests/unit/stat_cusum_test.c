// cusum on whole files: weeks by hand, the invented company's incident and leavers.
#include "base/json.h"
#include "demo/company.h"
#include "stat/stat.h"

#include "support/demo_files.h"
#include "support/near.h"
#include "support/stat_case.h"
#include "support/test.h"

static struct work work;
static struct files files;

static int setup(void **state)
{
    (void)state;
    files_init(work_init(&work), &files);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    files_release(&files);
    work_release(&work);
    return 0;
}

static const char weeks[] = "week,n\n2026-03-09,5\n2026-01-05,9\n2026-01-12,11\n2026-01-19,10\n"
                            "2026-01-26,8\n2026-02-02,12\n2026-02-09,10\n2026-02-16,5\n"
                            "2026-02-23,4\n2026-03-02,6\n";

// k = 5 / ln 2 = 7.21, on quarters 7.25: 0 … 0, 2.25, 5.5, 6.75 ≥ h.
static void weeks_give_alarm_when_worked_out_by_hand(void **state)
{
    (void)state;
    files_write(&files, "weeks.csv", str_of(weeks));
    json_t *answer = stat_case(&work, "cusum", "weeks.csv", "time=week count=n expected=10");
    assert_near(stat_number(answer, "result.reference_value"), 7.25, 1e-12);
    assert_near(stat_number(answer, "result.series[7].sum"), 5.5, 1e-9);
    assert_near(stat_number(answer, "result.series[8].sum"), 6.75, 1e-9);
    assert_near(stat_number(answer, "result.alarm_count"), 1, 0);
    assert_string_equal(stat_string(answer, "result.alarms[0].alarm"), "2026-03-02");
    assert_string_equal(stat_string(answer, "result.alarms[0].since"), "2026-02-16");
    assert_near(stat_number(answer, "result.alarms[0].mean_since"), 5, 1e-12);
    assert_true(stat_number(answer, "result.run_length") >= 200);
    answer = stat_case(&work, "cusum", "weeks.csv", "time=week count=n");
    assert_near(stat_number(answer, "result.expected"), 10, 1e-12);
    assert_near(stat_number(answer, "result.learned_periods"), 5, 0);
    answer = stat_case(&work, "cusum", "weeks.csv", "time=week count=n period=14 expected=20");
    assert_near(stat_number(answer, "result.periods"), 4, 0); // the last one is not whole
    assert_near(stat_number(answer, "result.series[1].count"), 18, 0);
}

static void bad_counts_and_questions_are_refused_in_words(void **state)
{
    (void)state;
    files_write(&files, "weeks.csv", str_of(weeks));
    files_write(&files, "half.csv", S("week,n\n2026-01-05,9.5\n"));
    files_write(&files, "none.csv", S("week,n\n"));
    files_write(&files, "zero.csv", S("week,n\n2026-01-05,0\n2026-01-12,0\n2026-01-19,0\n"));
    files_write(&files, "who.csv", S("week,who\n2026-01-05,A\n2026-01-12,A\n2026-01-19,B\n"));
    static const struct {
        const char *file, *options, *why;
    } cases[] = {
        {"half.csv",  "time=week count=n",                "9.5 is no number of events"                 },
        {"none.csv",  "time=week count=n",                "too few rows: 0"                            },
        {"zero.csv",  "time=week count=n",                "there are no events to learn from"          },
        {"weeks.csv", "time=week count=n detect=1",       "--detect 1 is no change"                    },
        {"weeks.csv", "time=week count=n learn=10",
         "there are too few periods to learn from and to watch"                                        },
        {"weeks.csv", "time=week count=n period=365",     "there is no whole period"                   },
        {"weeks.csv", "time=week count=n until=x",        "--until cannot be \"x\""                    },
        {"weeks.csv", "time=week count=n expected=0.001",
         "so few events are expected in a period that a change could not be seen"                      },
        {"who.csv",   "time=week customer=who",           "no customer has enough events to learn from"},
        {"who.csv",   "time=week customer=who count=who", NULL                                         },
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        const char *why = stat_case_fails(&work, "cusum", cases[i].file, cases[i].options);
        if (cases[i].why) assert_string_equal(why, cases[i].why);
    }
}

// The outage of the story shows in the complaints of its week.
static void the_demo_s_incident_gives_alarm_in_its_week(void **state)
{
    (void)state;
    struct demo_files demo;
    demo_files_make(&demo, 2026, 3000);
    json_t *answer = stat_case(&demo.work, "cusum", "complaints.tsv",
                               "time=Received date-format=%d.%m.%Y~%H:%M detect=2 "
                               "encoding=windows-1252");
    json_t *truth = json_parse(demo.c, files_read(demo.c->arena, &demo.files, "truth.json"));
    const json_t *incident = json_object_get(truth, "incident");
    i32 from = demo_day(json_text(json_object_get(incident, "first_day")));
    i32 alarm = demo_day(json_text(stat_value(answer, "result.alarms[0].alarm")));
    print_message("incident on day %d, alarm for the week from day %d\n", from, alarm);
    assert_in_range(alarm + 6, from, from + 13);
    assert_in_range((i64)stat_number(answer, "result.alarm_count"), 1, 4);

    // Of each customer: who has gone by the time of the alarm gives it more often than who has not.
    answer = stat_case(&demo.work, "cusum", "sales.csv",
                       "customer=Customer time=Time date-format=%d.%m.%Y~%H:%M period=28 "
                       "until=2026-11-20");
    const json_t *rows = stat_value(answer, "result.customers");
    f64 count[2] = {0}, alarmed[2] = {0};
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        if (!str_equal(json_text(json_object_get(row, "status")), S("watched"))) continue;
        i64 number = demo_number(json_text(json_object_get(row, "customer")));
        i32 fades = demo.customers[number].fades;
        if (fades && fades > demo.last_day - 100) continue; // too late to be seen
        count[fades > 0]++;
        alarmed[fades > 0] += json_integer_value(json_object_get(row, "alarms")) > 0;
    }
    print_message("alarm for %.0f %% of those who go, %.1f %% of those who stay\n",
                  100 * alarmed[1] / count[1], 100 * alarmed[0] / count[0]);
    assert_true(count[1] > 50);
    assert_true(alarmed[1] / count[1] > 5 * alarmed[0] / count[0]);
    assert_true(alarmed[0] / count[0] < 0.1);
    demo_files_drop(&demo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(weeks_give_alarm_when_worked_out_by_hand, setup, teardown),
        cmocka_unit_test_setup_teardown(bad_counts_and_questions_are_refused_in_words, setup,
                                        teardown),
        cmocka_unit_test(the_demo_s_incident_gives_alarm_in_its_week),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
