// The analysis on companies with known truth: who answers depends on what is known, or on
// satisfaction itself.
#include "base/time.h"
#include "stat/stat.h"

#include "support/near.h"
#include "support/demo_files.h"
#include "support/stat_case.h"

#define ASKED 6000

struct told {
    struct work work;
    struct files files;
    f64 truth;
};

static f64 chance(ctx *c)
{
    return (f64)(work_random(c) >> 11) * 0x1p-53;
}

static f64 bell(ctx *c) // near enough: twelve chances
{
    f64 sum = -6;
    for (i64 i = 0; i < 12; i++)
        sum += chance(c);
    return sum;
}

// Satisfaction is 6, and 8 in the loyal segment (40 %), ± 1: 6.8 on average. The loyal answer more
// often; `own` is how far satisfaction itself moves each of up to three requests.
// Returns the mean of all that were asked.
static f64 company_write(ctx *c, const struct files *files, f64 own)
{
    f64 sum = 0;
    buf text = buf_new(c->arena, 1 << 24);
    buf_c(&text, "customer,segment,age,requests,score\n");
    for (i64 i = 0; i < ASKED; i++) {
        bool loyal = chance(c) < 0.4;
        f64 luck = bell(c);
        sum += 6 + 2 * (f64)loyal + luck;
        i64 request = 1;
        while (request <= 3 && chance(c) > 1 / (1 + exp(2.2 - 1.4 * (f64)loyal - own * luck)))
            request++;
        buf_fmt(&text, "%lld,%s,%lld,", (long long)i, loyal ? "loyal" : "new",
                (long long)(20 + work_random(c) % 50));
        if (request <= 3)
            buf_fmt(&text, "%lld,%.3f\n", (long long)request, 6 + 2 * (f64)loyal + luck);
        else
            buf_c(&text, ",\n");
    }
    files_write(files, "asked.csv", buf_str(&text));
    return sum / ASKED;
}

static json_t *told_company(struct told *t, f64 own, const char *options)
{
    ctx *c = work_init(&t->work);
    t->work.seed = 20261122; // with the first ones age tells who answers, by chance
    files_init(c, &t->files);
    t->truth = company_write(c, &t->files, own);
    return stat_case(&t->work, "silence", "asked.csv", options);
}

static void released(struct told *t)
{
    files_release(&t->files);
    work_release(&t->work);
}

static const json_t *assumption(const json_t *answer, const char *name)
{
    size_t i = 0;
    json_t *one = NULL;
    json_array_foreach(json_object_get(answer, "assumptions"), i, one)
    {
        if (strcmp(json_string_value(json_object_get(one, "name")), name) == 0)
            return json_object_get(one, "holds");
    }
    print_error("%s was not looked at\n", name);
    assert_true(false);
    return NULL;
}

static void what_is_known_recovers_the_truth(void **state)
{
    (void)state;
    struct told t;
    json_t *found = told_company(&t, 0, "value=score by=segment number=age effort=requests");
    assert_true(stat_number(found, "result.unadjusted_low") > t.truth);
    assert_near(stat_number(found, "result.adjusted"), t.truth, 0.06);
    assert_true(stat_number(found, "result.adjusted_low") < t.truth);
    assert_true(stat_number(found, "result.adjusted_high") > t.truth);
    // What is known can move a figure by so much at most; here it did.
    f64 moved = stat_number(found, "result.unadjusted") - stat_number(found, "result.adjusted");
    assert_true(moved < stat_number(found, "result.largest_bias"));
    // That the silent are like those who answer is never said to hold.
    assert_true(json_is_null(assumption(found, "silent_like_answering")));
    assert_true(stat_number(found, "result.late_minus_early_alike_p") > 0.01);
    // The loyal: true odds of an answer in three requests against others'.
    const json_t *loyal = stat_row(found, "effects", "column", "segment = loyal");
    f64 silent_loyal = pow(1 - 1 / (1 + exp(0.8)), 3), silent_new = pow(1 - 1 / (1 + exp(2.2)), 3);
    f64 odds = (1 - silent_loyal) / silent_loyal / ((1 - silent_new) / silent_new);
    assert_true(stat_number(loyal, "low") < odds && stat_number(loyal, "high") > odds);
    released(&t);
}

static void silence_that_speaks_for_itself_is_said_not_to_be_mended(void **state)
{
    (void)state;
    struct told t;
    json_t *found = told_company(&t, 0.9, "value=score by=segment number=age effort=requests");
    assert_true(stat_number(found, "result.adjusted_low") > t.truth + 0.05); // not recovered
    assert_true(json_is_false(assumption(found, "silent_like_answering")));
    assert_true(stat_number(found, "result.late_minus_early_alike") < 0);
    assert_non_null(strstr(stat_string(found, "answer"), "no adjustment mends that"));
    released(&t);
    // Without a trace of what answers took it cannot be seen, and is not denied.
    found = told_company(&t, 0.9, "value=score by=segment number=age");
    assert_true(json_is_null(assumption(found, "silent_like_answering")));
    assert_non_null(strstr(stat_string(found, "answer"), "cannot be told"));
    released(&t);
}

static void what_tells_nothing_is_named(void **state)
{
    (void)state;
    struct told t;
    json_t *found = told_company(&t, 0, "value=score number=customer");
    assert_true(stat_has_warning(found, "nothing_known_matters"));
    assert_near(stat_number(found, "result.adjusted"), stat_number(found, "result.unadjusted"),
                0.05);
    assert_true(stat_number(found, "result.r_indicator") > 0.97);
    released(&t);
}

static json_t *told_text(struct told *t, const char *text, const char *options)
{
    ctx *c = work_init(&t->work);
    files_init(c, &t->files);
    files_write(&t->files, "asked.csv", str_of(text));
    return stat_case(&t->work, "silence", "asked.csv", options);
}

static void assert_refused(const char *text, const char *options, const char *msg)
{
    struct told t;
    ctx *c = work_init(&t.work);
    files_init(c, &t.files);
    files_write(&t.files, "asked.csv", str_of(text));
    assert_string_equal(stat_case_fails(&t.work, "silence", "asked.csv", options), msg);
    released(&t);
}

// Ten of town b never answer; gaps are a group of their own.
static void who_never_answers_and_gaps_are_groups(void **state)
{
    (void)state;
    struct told t;
    char text[4000] = "town,score\n";
    size_t at = strlen(text);
    for (i64 i = 0; i < 60; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "%s,%s\n",
                               i < 10   ? "b"
                               : i < 20 ? ""
                                        : "a",
                               i < 10 || i % 2 ? "" : "9");
    json_t *found = told_text(&t, text, "score=score by=town");
    assert_true(stat_has_warning(found, "never_answers"));
    assert_true(stat_has_warning(found, "separated"));
    const json_t *silent = stat_row(found, "groups", "group", "b");
    const json_t *gap = stat_row(found, "groups", "group", "(missing)");
    assert_near(stat_number(silent, "answered"), 0, 0);
    assert_near(stat_number(silent, "high"), 0.2775, 1e-3); // Wilson, 0 of 10
    assert_near(stat_number(gap, "asked"), 10, 0);
    assert_near(stat_number(gap, "rate"), 0.5, 1e-12);
    assert_near(stat_number(found, "result.answered"), 25, 0);
    assert_near(stat_number(found, "result.unadjusted"), 100, 1e-12);
    assert_true(isnan(stat_number(found, "result.adjusted_error")));
    assert_non_null(strstr(stat_string(found, "answer"), "how much others differ is not known"));
    released(&t);
}

// truth.json, usually_answers: what each type does but for age, anger and fading, which move it by
// a few hundredths.
static const f64 usually_answers[DEMO_TYPES] = {0.31, 0.14, 0.24, 0.12};
static const char *const type_names[DEMO_TYPES] = {"loyal", "lazy", "latent", "casual"};

// Every invitation with the truth of who was asked; returns R of the chances they had.
static f64 invitations_write(struct demo_files *demo)
{
    f64 mean = 0, squares = 0, n = 0;
    str rest = files_read(demo->c->arena, &demo->files, "invites.csv"), line, cells[16];
    buf text = buf_new(demo->c->arena, 1 << 24);
    buf_c(&text, "customer,type,segment,channel,answered\n");
    str_cut(&rest, '\n', &line);
    while (str_cut(&rest, '\n', &line) && line.size) {
        demo_cells(line, ',', cells);
        const struct demo_customer *customer = &demo->customers[demo_number(cells[2])];
        f64 away = usually_answers[customer->type] - mean;
        mean += away / ++n;
        squares += away * (usually_answers[customer->type] - mean);
        buf_fmt(&text, "%.*s,%s,%.*s,%.*s,%.*s\n", STR(cells[2]), type_names[customer->type],
                STR(customer->segment), STR(cells[4]), STR(cells[6]));
    }
    files_write(&demo->files, "asked.csv", buf_str(&text));
    return 1 - 2 * sqrt(squares / (n - 1));
}

static void the_demo_company_answers_as_it_was_made_to(void **state)
{
    (void)state;
    static struct demo_files demo;
    demo_files_make(&demo, 2026, 3000);
    f64 r = invitations_write(&demo);
    json_t *found = stat_case(&demo.work, "silence", "asked.csv", "answered=answered by=type");
    for (i64 type = 0; type < DEMO_TYPES; type++) {
        const json_t *group = stat_row(found, "groups", "group", type_names[type]);
        assert_near(stat_number(group, "rate"), usually_answers[type], 0.03);
    }
    assert_near(stat_number(found, "result.r_indicator"), r, 0.03);
    // What the company itself knows tells little of it: R looks better than it is.
    found =
        stat_case(&demo.work, "silence", "asked.csv", "answered=answered by=segment by=channel");
    assert_true(stat_number(found, "result.r_indicator") > r + 0.05);
    demo_files_drop(&demo);
}

static void what_cannot_be_told_is_said(void **state)
{
    (void)state;
    assert_refused("town,score\n", "score=score by=town", "nobody answered");
    assert_refused("town,score\na,9\nb,8\n", "score=score by=town", "everybody answered");
    assert_refused("town,score\na,\nb,\n", "score=score by=town", "nobody answered");
    assert_refused("town,score\na,9\nb,\n", "score=score by=town", "too few rows: 2");
    assert_refused("town,score\na,9\nb,\n", "score=score",
                   "nothing is known of those who were asked");
    assert_refused("town,score\na,9\nb,\n", "by=town", "no column says who answered");
    assert_refused("town,yes\na,maybe\nb,1\n", "answered=yes by=town",
                   "\"maybe\" does not say whether somebody answered");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_known_recovers_the_truth),
        cmocka_unit_test(silence_that_speaks_for_itself_is_said_not_to_be_mended),
        cmocka_unit_test(what_tells_nothing_is_named),
        cmocka_unit_test(who_never_answers_and_gaps_are_groups),
        cmocka_unit_test(the_demo_company_answers_as_it_was_made_to),
        cmocka_unit_test(what_cannot_be_told_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
