// What must not change an answer: the order of the rows, where no order is asked for; a weight of
// 1; and what other units must do to it. Whole answers are compared, number by number.
#include "stat/stat.h"

#include "support/files.h"
#include "support/near.h"
#include "support/stat_case.h"

#include <gsl/gsl_errno.h>
#include <string.h>

#define NEAR 1e-6 // relative: what searches and other orders of adding up leave

enum { ROWS = 120, STRIDE = 71 };

static struct work work;
static struct files files;

struct unit_change {
    f64 shift, scale;
};

// `times` each row.
static void write_rows(const char *name, i64 times, struct unit_change change, bool shuffled)
{
    buf text = buf_new(&work.arena, 1 << 20);
    buf_c(&text, "id,person,score,yes,v,one,g,h,x,z,n,seq,days,from,to,day\n");
    for (i64 k = 0; k < ROWS * times; k++) {
        i64 i =
            shuffled ? k * STRIDE % ROWS : k % ROWS; // STRIDE and ROWS have no divisor in common
        i64 r = (i * i * 37 + i * 11) % 101, s = (i * i * i * 5 + i * 29) % 97;
        f64 v = change.shift + change.scale * ((f64)r / 10 + (f64)(i % 3) + (f64)s / 50);
        buf_fmt(&text, "k%lld,p%lld,%lld,%d,%.9g,1,g%lld,h%lld,%lld,%lld,%lld,%lld,%lld,",
                (long long)i, (long long)(i / 4), (long long)(r % 11), r % 3 == 0, v,
                (long long)(i % 3), (long long)(s % 4), (long long)(s % 7), (long long)(r % 5),
                (long long)(s % 6), (long long)i, (long long)(1 + r));
        buf_fmt(&text, "2026-01-%02lld,2026-%02lld-%02lld,2026-%02lld-%02lld\n",
                (long long)(1 + s % 28), (long long)(2 + r % 6), (long long)(1 + s % 28),
                (long long)(1 + i % 9), (long long)(1 + r % 28));
    }
    files_write(&files, name, buf_str(&text));
}

static int set_up(void **state)
{
    (void)state;
    files_init(work_init(&work), &files);
    write_rows("rows.csv", 1, (struct unit_change){0, 1}, false);
    write_rows("shuffled.csv", 1, (struct unit_change){0, 1}, true);
    write_rows("units.csv", 1, (struct unit_change){50, 4}, false);
    write_rows("twice.csv", 2, (struct unit_change){0, 1}, false);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    files_release(&files);
    work_release(&work);
    return 0;
}

// --- Comparing ---

static bool same(const json_t *a, const json_t *b, const char *where);

static bool same_objects(const json_t *a, const json_t *b, const char *where)
{
    const char *key;
    json_t *value;
    bool good = true;
    json_object_foreach((json_t *)(uintptr_t)a, key, value)
    {
        if (strcmp(key, "file") != 0) good &= same(value, json_object_get(b, key), key);
    }
    if (json_object_size(a) != json_object_size(b)) print_error("%s: other fields\n", where);
    return good && json_object_size(a) == json_object_size(b);
}

static bool same_arrays(const json_t *a, const json_t *b, const char *where)
{
    const json_t *value;
    size_t i;
    bool good = json_array_size(a) == json_array_size(b);
    if (!good) print_error("%s: %zu and %zu\n", where, json_array_size(a), json_array_size(b));
    json_array_foreach(a, i, value)
    {
        good = good && same(value, json_array_get(b, i), where);
    }
    return good;
}

static bool same(const json_t *a, const json_t *b, const char *where)
{
    if (json_is_object(a) && json_is_object(b)) return same_objects(a, b, where);
    if (json_is_array(a) && json_is_array(b)) return same_arrays(a, b, where);
    if (json_is_number(a) && json_is_number(b)) {
        f64 x = json_number_value(a), y = json_number_value(b);
        if (fabs(x - y) <= NEAR * fmax(1, fabs(x))) return true;
        print_error("%s: %.12g and %.12g\n", where, x, y);
        return false;
    }
    if (json_equal(a, b)) return true;
    print_error("%s: %s and %s\n", where, json_is_string(a) ? json_string_value(a) : "something",
                json_is_string(b) ? json_string_value(b) : "something");
    return false;
}

// --- Laws ---

static void the_order_of_rows_changes_nothing(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"nps",        "score=score group=g customer=id target=10"                                    },
        {"rate",       "outcome=yes group=g"                                                          },
        {"mean",       "value=v weight=days group=g"                                                  },
        {"count",      "count=n exposure=days group=g"                                                },
        {"enough",     "value=v group=g precision=1"                                                  },
        {"watch",      "value=v order=seq start=30 looks=3"                                           },
        {"weigh",      "value=v by=g weight=days cluster=person known=g=g0:9,g1:8,g2:7"               },
        {"silence",    "answered=yes value=v by=g number=x"                                           },
        {"trend",      "value=v time=day every=month as=mean"                                         },
        {"change",     "value=v time=day every=month as=mean"                                         },
        {"lifetime",   "customer=person time=day model=bg_nbd"                                        },
        {"retention",  "time=days event=yes group=g covariate=x factor=h at=20,50"                    },
        {"retention",  "from=from to=to covariate=x seen-until=2026-12-31"                            },
        {"drivers",    "outcome=v driver=x driver=z driver=n factor=g resamples=0"                    },
        {"uneven",     "value=v unit=h within=g"                                                      },
        {"uneven",     "score=score unit=g"                                                           },
        {"scale",      "item=x item=z item=n group=g"                                                 },
        {"impact",     "value=v time=day every=month as=mean of=means at=2026-06 date-format=%Y-%m-%d"},
        {"forecast",   "value=v time=day every=week as=mean paths=200"                                },
        {"experiment", "outcome=yes arm=g customer=id order=seq"                                      },
        {"experiment", "value=v arm=g order=seq"                                                      },
        {"loyalty",    "customer=id attitude=score purchases=x years=one icc=0.5"                     },
    };
    i64 wrong = 0;
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        json_t *there = stat_case(&work, cases[i][0], "rows.csv", cases[i][1]);
        json_t *other = stat_case(&work, cases[i][0], "shuffled.csv", cases[i][1]);
        if (same(there, other, cases[i][0])) continue;
        print_error("  by %s %s\n", cases[i][0], cases[i][1]);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

static void a_weight_of_one_changes_nothing(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"nps",   "score=score group=g"                               },
        {"rate",  "outcome=yes group=g"                               },
        {"mean",  "value=v group=g"                                   },
        {"weigh", "value=v by=g cluster=person known=g=g0:9,g1:8,g2:7"},
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        const char *with = fmt(&work.arena, "%s weight=one", cases[i][1]);
        assert_true(same(stat_case(&work, cases[i][0], "rows.csv", cases[i][1]),
                         stat_case(&work, cases[i][0], "rows.csv", with), cases[i][0]));
    }
}

// Values in another unit, v → 50 + 4 v: places move along, lengths grow, shares and chances stay.
static void other_units_do_what_they_must(void **state)
{
    (void)state;
    enum { STAYS, LENGTH, PLACE, SQUARE };
    static const struct {
        const char *analysis, *options, *path;
        int kind;
    } cases[] = {
        {"mean",      "value=v",                                 "result.mean",                PLACE },
        {"mean",      "value=v",                                 "result.mean_low",            PLACE },
        {"mean",      "value=v weight=days",                     "result.mean_high",           PLACE },
        {"mean",      "value=v group=g",                         "result.groups[1].p",         STAYS },
        {"weigh",     "value=v by=g known=g=g0:9,g1:8,g2:7",     "result.figures[0].weighted", PLACE },
        {"weigh",     "value=v by=g known=g=g0:9,g1:8,g2:7",     "result.figures[0].error",    LENGTH},
        {"weigh",     "value=v by=g known=g=g0:9,g1:8,g2:7",     "result.kish_design_effect",  STAYS },
        {"uneven",    "value=v unit=h",                          "result.icc1",                STAYS },
        {"uneven",    "value=v unit=h",                          "result.within_variance",     SQUARE},
        {"uneven",    "value=v unit=h",                          "result.mean",                PLACE },
        {"uneven",    "value=v unit=h",                          "result.p",                   STAYS },
        {"drivers",   "outcome=v driver=x driver=z resamples=0", "result.r_squared",           STAYS },
        {"trend",     "value=v time=day every=month as=mean",    "result.slope",               LENGTH},
        {"trend",     "value=v time=day every=month as=mean",    "result.p_value",             STAYS },
        {"retention", "time=days event=yes covariate=v",         "result.concordance",         STAYS },
        {"retention", "time=days event=yes covariate=v",         "result.likelihood_ratio_p",  STAYS },
        {"silence",   "answered=yes number=v",                   "result.r_indicator",         STAYS },
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        f64 before = stat_number(stat_case(&work, cases[i].analysis, "rows.csv", cases[i].options),
                                 cases[i].path);
        f64 after = stat_number(stat_case(&work, cases[i].analysis, "units.csv", cases[i].options),
                                cases[i].path);
        f64 expected = cases[i].kind == LENGTH   ? 4 * before
                       : cases[i].kind == SQUARE ? 16 * before
                       : cases[i].kind == PLACE  ? 50 + 4 * before
                                                 : before;
        assert_near(after, expected, NEAR * fmax(1, fabs(expected)));
    }
}

// Each row twice: shares stay, sums double, and what is sure is so by half.
static void rows_that_stand_twice_count_twice(void **state)
{
    (void)state;
    static const struct {
        const char *analysis, *options, *path;
        f64 factor;
    } cases[] = {
        {"nps",       "score=score",                               "result.nps",                 1        },
        {"rate",      "outcome=yes",                               "result.rate",                1        },
        {"count",     "count=n exposure=days",                     "result.rate",                1        },
        {"count",     "count=n exposure=days",                     "result.count",               2        },
        {"weigh",     "value=v by=g known=g=g0:900,g1:800,g2:700", "result.figures[0].weighted", 1        },
        {"drivers",   "outcome=v driver=x driver=z resamples=0",   "result.r_squared",           1        },
        {"drivers",   "outcome=v driver=x driver=z resamples=0",   "result.measures[0].lmg",     1        },
        {"retention", "time=days event=yes group=g at=20",         "result.shares[0].share",     1        },
        {"retention", "time=days event=yes group=g at=20",         "result.shares[0].error",     M_SQRT1_2},
        {"retention", "time=days event=yes group=g at=20",         "result.left",                2        },
        {"scale",     "item=x item=z item=n",                      "result.alpha_raw",           1        },
        {"silence",   "answered=yes number=x",                     "result.rate",                1        },
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        f64 once = stat_number(stat_case(&work, cases[i].analysis, "rows.csv", cases[i].options),
                               cases[i].path);
        f64 twice = stat_number(stat_case(&work, cases[i].analysis, "twice.csv", cases[i].options),
                                cases[i].path);
        assert_near(twice, cases[i].factor * once, NEAR * fmax(1, fabs(twice)));
    }
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_order_of_rows_changes_nothing),
        cmocka_unit_test(a_weight_of_one_changes_nothing),
        cmocka_unit_test(rows_that_stand_twice_count_twice),
        cmocka_unit_test(other_units_do_what_they_must),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
