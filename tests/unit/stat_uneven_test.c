// The analysis uneven on files: ../shared/reference/sites_raters.json, R's lme4, and the demo
// company, whose truth names the uneven site.
#include "base/time.h"
#include "demo/demo.h"
#include "stat/units/uneven_rows.h"

#include "support/files.h"
#include "support/near.h"
#include "support/shared.h"
#include "support/stat_case.h"

static struct work work;

static int begin(void **state)
{
    (void)state;
    work_init(&work);
    return 0;
}

static int end(void **state)
{
    (void)state;
    work_release(&work);
    return 0;
}

static json_t *reference(const char *part)
{
    char room[4096];
    const char *path = shared_path_or_skip("reference/sites_raters.json", room);
    json_t *all = json_load_file(path, 0, NULL);
    assert_non_null(all);
    arena_defer(&work.arena, (void (*)(void *))json_decref, all);
    json_t *found = json_object_get(all, part);
    assert_non_null(found);
    return found;
}

static f64 number(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    assert_true(json_is_number(value));
    return json_number_value(value);
}

static void every_value_of_dyestuff_is_reproduced(void **state)
{
    (void)state;
    char room[4096];
    const char *path = shared_path_or_skip("data/lme4/Dyestuff.csv", room);
    const json_t *values = reference("dyestuff"), *expected;
    json_t *found = stat_case(&work, "uneven", path, "value=Yield unit=Batch");
    expected = json_object_get(values, "reml");
    f64 between = number(expected, "Batch:(Intercept)"), within = number(expected, "Residual:NA");
    assert_near(stat_number(found, "result.between_variance"), between, 1e-3 * between);
    assert_near(stat_number(found, "result.within_variance"), within, 1e-3 * within);
    assert_near(stat_number(found, "result.mean"), number(values, "mu"), 1e-6 * 1527);
    assert_near(stat_number(found, "result.criterion"), number(values, "REMLcrit"), 0.05);
    expected = json_object_get(values, "anova");
    assert_near(stat_number(found, "result.mean_square_between"), number(expected, "MSB"), 1e-2);
    assert_near(stat_number(found, "result.mean_square_within"), number(expected, "MSW"), 1e-3);
    expected = json_object_get(values, "blup");
    assert_int_equal(json_array_size(expected), 6);
    for (size_t i = 0; i < 6; i++) {
        f64 blup = json_number_value(json_array_get(expected, i));
        assert_near(stat_number(found, fmt(&work.arena, "result.units[%zu].blup", i)), blup,
                    fmax(1e-3, 1e-3 * fabs(blup)));
    }
    found = stat_case(&work, "uneven", path, "value=Yield unit=Batch method=ml");
    expected = json_object_get(values, "ml");
    between = number(expected, "Batch:(Intercept)");
    assert_near(stat_number(found, "result.between_variance"), between, 1e-3 * between);
    assert_near(stat_number(found, "result.within_variance"), number(expected, "Residual:NA"), 2.5);
}

static void no_variance_between_units_is_said(void **state)
{
    (void)state; // Dyestuff2 of Box & Tiao 1973
    struct files files;
    static const char rows[] = "batch,yield\nA,7.298\nA,3.846\nA,2.434\nA,9.566\nA,7.990\nB,5.220\n"
                               "B,6.556\nB,0.608\nB,11.788\nB,-0.892\nC,0.110\nC,10.386\nC,13.434\n"
                               "C,5.510\nC,8.166\nX,2.212\nX,4.852\nX,7.092\nX,9.288\nX,4.980\n"
                               "E,0.282\nE,9.014\nE,4.458\nE,9.446\nE,7.198\nF,1.722\nF,4.782\n"
                               "F,8.106\nF,0.758\nF,3.758\n";
    files_init(&work.c, &files);
    files_write(&files, "rows.csv", str_of(rows));
    const json_t *found = stat_case(&work, "uneven", "rows.csv", "value=yield unit=batch");
    assert_near(stat_number(found, "result.between_variance"), 0, 0);
    assert_near(stat_number(found, "result.within_variance"), 13.8063096276, 1e-6);
    assert_non_null(strstr(stat_string(found, "answer"), "No difference between the 6 units"));
    assert_true(stat_number(found, "result.between_deviation_high") > 1);
    files_release(&files);
    const json_t *expected = reference("dyestuff2_zero_variance");
    assert_near(stat_number(found, "result.between_variance"),
                number(expected, "Batch:(Intercept)"), 1e-9);
    assert_near(stat_number(found, "result.within_variance"), number(expected, "Residual:NA"),
                0.0138);
}

// --- The demo company ---

enum { CUSTOMERS = 3000 };

static void demo_make(ctx *c)
{
    struct demo_plan plan = {.folder = ".",
                             .seed = 2026,
                             .scale = 1,
                             .customers = CUSTOMERS,
                             .last_day = day_from_civil(2026, 11, 21)};
    if (!demo_write(c, plan)) print_error("%s\n", c->err.msg);
    assert_false(c->err.code);
}

static bool says(const json_t *found, const char *text)
{
    if (strstr(stat_string(found, "answer"), text)) return true;
    print_error("not in the answer: %s\n%s\n", text, stat_string(found, "answer"));
    return false;
}

// The last but one column of deliveries, dealt out anew.
static void deal_anew(ctx *c, const struct files *files)
{
    str rest = files_read(c->arena, files, "deliveries.csv"), line, *lines, head;
    i64 count = 0;
    lines = NEW_ARRAY(c->arena, str, 100000);
    assert_true(str_cut(&rest, '\n', &head));
    while (str_cut(&rest, '\n', &line) && count < 100000)
        if (line.size) lines[count++] = line;
    buf out = buf_new(c->arena, 64 * 1024 * 1024);
    buf_c(&out, "site|done|late\n");
    for (i64 i = 0; i < count; i++) {
        str cells[8], other[8], from = lines[i], to = lines[(i64)(c->random(c) % (u64)count)];
        for (i64 k = 0; k < 8; k++)
            assert_true(str_cut(&from, '|', &cells[k]) && str_cut(&to, '|', &other[k]));
        buf_fmt(&out, "%.*s|%.*s|%.*s\n", STR(cells[3]), STR(cells[1]), STR(other[6]));
    }
    files_write(files, "dealt.csv", buf_str(&out));
}

static void turku_is_found_in_the_demo_and_nobody_in_dealt_rows(void **state)
{
    (void)state;
    struct files files;
    files_init(&work.c, &files);
    demo_make(&work.c);

    json_t *found =
        stat_case(&work, "uneven", "deliveries.csv", "value=Days~late unit=Depot time=Done");
    assert_true(says(found, "Turku (0.797)."));
    assert_true(says(found, "Uneven inside, from one period to the next: Turku."));
    found = stat_case(&work, "uneven", "answers.jsonl", "value=nps unit=site figure=nps");
    assert_true(says(found, "Below the others: Turku"));
    assert_true(says(found, "Values spread wider than elsewhere in: Turku."));

    found = stat_case(&work, "uneven", "contacts.csv", "outcome=resolved unit=site");
    assert_true(says(found, "Below the others: Turku (62.3%)."));

    deal_anew(&work.c, &files);
    found = stat_case(&work, "uneven", "dealt.csv", "value=late unit=site time=done");
    assert_true(says(found, "No difference between the 8 units can be shown"));
    assert_true(says(found, "No unit is shown to be more uneven inside"));
    assert_true(stat_number(found, "result.between_deviation_high") < 0.1);
    files_release(&files);
}

// --- Bad input ---

static void refuses(const char *rows, const char *options, const char *message)
{
    struct files files;
    files_init(&work.c, &files);
    files_write(&files, "rows.csv", str_of(rows));
    const char *said = stat_case_fails(&work, "uneven", "rows.csv", options);
    files_release(&files);
    assert_str(str_of(said), message);
    err_clear(&work.c);
}

static void what_cannot_be_told_is_refused(void **state)
{
    (void)state;
    refuses("v,u\n", "value=v unit=u", "there are no rows");
    refuses("v,u\n1,a\n2,a\n", "value=v unit=u", "all rows are of one unit");
    refuses("v,u\n1,a\n2,b\n", "value=v unit=u", "no unit has two rows");
    refuses("v,u\n1,a\n1,a\n1,b\n", "value=v unit=u", "all values are the same");
    refuses("v,u\n1,a\n1,a\n2,b\n2,b\n", "value=v unit=u",
            "the values of each unit are all the same");
    refuses("v,u\n,a\n,b\n", "value=v unit=u", "there are no rows");
    refuses("v,u\n1e300,a\n2,b\n", "value=v unit=u", "1e+300 is too large");
    refuses("v,u\n11,a\n2,b\n", "value=v unit=u figure=nps", "11 is no answer from 0 to 10");
    refuses("v,u\n0.5,a\n2,b\n", "value=v unit=u figure=rate", "0.5 is neither 0 nor 1");
    refuses("v,u,w\n1,a,x\n2,a,y\n3,b,x\n4,b,y\n", "value=v unit=u within=w",
            "no group inside a unit has two rows");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_value_of_dyestuff_is_reproduced, begin, end),
        cmocka_unit_test_setup_teardown(no_variance_between_units_is_said, begin, end),
        cmocka_unit_test_setup_teardown(turku_is_found_in_the_demo_and_nobody_in_dealt_rows, begin,
                                        end),
        cmocka_unit_test_setup_teardown(what_cannot_be_told_is_refused, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
