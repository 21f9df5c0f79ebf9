#include "insight/sure/verdict.h"

#include "support/near.h"

#include <string.h>

// An asked figure that is a fact; each test spoils one thing.
static struct verdict_input good(void)
{
    return (struct verdict_input){
        .source = VERDICT_FROM_ANSWERS,
        .n = 400,
        .people = 380,
        .others = 5000,
        .half_width = 0.04,
        .tolerance = 0.05,
        .coverage = 0.9,
        .more_answers = 0,
    };
}

static void decides(struct verdict_input input, enum verdict verdict, enum verdict_reason reason)
{
    struct verdict_result found = verdict_decide(&input);
    assert_string_equal(verdict_name(found.verdict), verdict_name(verdict));
    assert_string_equal(found.rule->condition, verdict_rules[reason].condition);
    bool thin = verdict == VERDICT_SIGNAL || verdict == VERDICT_HUNCH;
    assert_int_equal(found.lacking != NULL, thin);
    if (verdict == VERDICT_HUNCH) assert_ptr_equal(found.lacking, found.rule);
}

static void a_precise_and_covering_figure_is_a_fact(void **state)
{
    (void)state;
    decides(good(), VERDICT_FACT, VERDICT_PRECISE_ANSWERS);
    struct verdict_input edge = good();
    edge.n = 30;
    edge.people = 5;
    edge.others = 5;
    edge.half_width = edge.tolerance;
    edge.coverage = 0.8;
    decides(edge, VERDICT_FACT, VERDICT_PRECISE_ANSWERS);
    assert_true(verdict_decide(&edge).may_be_baseline);
}

static void few_people_are_hidden_whatever_the_figure(void **state)
{
    (void)state;
    for (int source = VERDICT_FROM_TOTAL; source <= VERDICT_FROM_ANSWERS; source++) {
        struct verdict_input input = good();
        input.source = (enum verdict_source)source;
        input.differs = VERDICT_DIFFERS_FROM_REST;
        input.people = 4;
        decides(input, VERDICT_HIDDEN, VERDICT_FEW_PEOPLE);
        input.people = 0;
        decides(input, VERDICT_HIDDEN, VERDICT_FEW_PEOPLE);
        input.people = 5;
        input.guards = true;
        decides(input, VERDICT_HIDDEN, VERDICT_GUARDS);
        input.guards = false;
        for (i64 others = 1; others < 5; others++) {
            input.others = others;
            decides(input, VERDICT_HIDDEN, VERDICT_FEW_OTHERS);
        }
    }
}

static void where_nothing_is_nothing_is_hidden_or_missing(void **state)
{
    (void)state;
    for (int source = VERDICT_FROM_TOTAL; source <= VERDICT_FROM_ANSWERS; source++) {
        struct verdict_input none = {.source = (enum verdict_source)source, .others = -1};
        decides(none, VERDICT_HUNCH, VERDICT_NOTHING);
        assert_int_equal(verdict_decide(&none).answers_missing, 0);
        assert_false(verdict_decide(&none).of_those_who_answered);
    }
}

static void nobody_left_out_is_nobody_to_find(void **state)
{
    (void)state;
    struct verdict_input input = good();
    input.others = 0;
    decides(input, VERDICT_FACT, VERDICT_PRECISE_ANSWERS);
    input.others = -1;
    decides(input, VERDICT_FACT, VERDICT_PRECISE_ANSWERS);
}

static void a_recorded_total_is_exact(void **state)
{
    (void)state;
    struct verdict_input input = good();
    input.source = VERDICT_FROM_TOTAL;
    input.n = 6;
    input.half_width = 0;
    input.coverage = -1;
    decides(input, VERDICT_FACT, VERDICT_RECORDED);
    assert_true(verdict_decide(&input).may_be_baseline);
    assert_false(verdict_decide(&input).of_those_who_answered);
}

static void a_recorded_process_needs_precision_but_no_coverage(void **state)
{
    (void)state;
    struct verdict_input input = good();
    input.source = VERDICT_FROM_PROCESS;
    input.coverage = -1;
    decides(input, VERDICT_FACT, VERDICT_PRECISE_PROCESS);
    assert_true(verdict_decide(&input).may_be_baseline);
    input.n = 29;
    decides(input, VERDICT_HUNCH, VERDICT_FEW_VALUES);
    assert_int_equal(verdict_decide(&input).answers_missing, 1);
}

static void an_unknown_base_speaks_of_those_who_answered_and_is_no_baseline(void **state)
{
    (void)state;
    struct verdict_input input = good();
    input.coverage = -1;
    decides(input, VERDICT_FACT, VERDICT_PRECISE_OF_ANSWERED);
    struct verdict_result found = verdict_decide(&input);
    assert_true(found.of_those_who_answered);
    assert_false(found.may_be_baseline);
    input.half_width = 0.2;
    found = verdict_decide(&input);
    assert_true(found.of_those_who_answered);
}

static void a_difference_beyond_chance_makes_a_thin_figure_a_signal(void **state)
{
    (void)state;
    struct verdict_input input = good();
    input.half_width = 0.12;
    input.more_answers = 900;
    input.differs = VERDICT_DIFFERS_FROM_REST;
    decides(input, VERDICT_SIGNAL, VERDICT_UNLIKE_REST);
    assert_ptr_equal(verdict_decide(&input).lacking, &verdict_rules[VERDICT_WIDE]);
    assert_int_equal(verdict_decide(&input).answers_missing, 900);
    input.differs = VERDICT_DIFFERS_FROM_EARLIER;
    decides(input, VERDICT_SIGNAL, VERDICT_UNLIKE_EARLIER);
    input.differs = VERDICT_DIFFERS_FROM_TARGET;
    decides(input, VERDICT_SIGNAL, VERDICT_UNLIKE_TARGET);
    input.half_width = 0.01;
    decides(input, VERDICT_FACT, VERDICT_PRECISE_ANSWERS);
}

static void a_hunch_says_what_is_missing(void **state)
{
    (void)state;
    struct verdict_input wide = good();
    wide.half_width = 0.12;
    wide.more_answers = 900;
    decides(wide, VERDICT_HUNCH, VERDICT_WIDE);
    assert_int_equal(verdict_decide(&wide).answers_missing, 900);

    struct verdict_input few = wide;
    few.n = 6;
    decides(few, VERDICT_HUNCH, VERDICT_FEW_ANSWERS);
    assert_int_equal(verdict_decide(&few).answers_missing, 900);

    struct verdict_input lopsided = good();
    lopsided.coverage = 0.79;
    decides(lopsided, VERDICT_HUNCH, VERDICT_LOPSIDED);
    assert_int_equal(verdict_decide(&lopsided).answers_missing, 0);

    struct verdict_input unknown = good();
    unknown.half_width = (f64)NAN;
    unknown.more_answers = ENOUGH_UNKNOWN;
    decides(unknown, VERDICT_HUNCH, VERDICT_WIDE);
    assert_int_equal(verdict_decide(&unknown).answers_missing, ENOUGH_UNKNOWN);
}

static void the_sentences_state_the_numbers_of_the_rules(void **state)
{
    (void)state;
    char number[32];
    snprintf(number, sizeof(number), "fewer than %d people", VERDICT_PEOPLE_MIN);
    assert_non_null(strstr(verdict_rules[VERDICT_FEW_PEOPLE].condition, number));
    assert_non_null(strstr(verdict_rules[VERDICT_FEW_OTHERS].condition, number));
    snprintf(number, sizeof(number), "at least %d answers", ENOUGH_ANSWERS_MIN);
    assert_non_null(strstr(verdict_rules[VERDICT_PRECISE_ANSWERS].condition, number));
    assert_non_null(strstr(verdict_rules[VERDICT_PRECISE_OF_ANSWERED].condition, number));
    snprintf(number, sizeof(number), "fewer than %d values", ENOUGH_ANSWERS_MIN);
    assert_non_null(strstr(verdict_rules[VERDICT_FEW_VALUES].condition, number));
    snprintf(number, sizeof(number), "fewer than %d answers", ENOUGH_ANSWERS_MIN);
    assert_non_null(strstr(verdict_rules[VERDICT_FEW_ANSWERS].condition, number));
    snprintf(number, sizeof(number), "%.0f%% of the customers", 100 * VERDICT_COVERAGE_MIN);
    assert_non_null(strstr(verdict_rules[VERDICT_PRECISE_ANSWERS].condition, number));
    assert_non_null(strstr(verdict_rules[VERDICT_LOPSIDED].condition, number));
}

static void the_documentation_prints_the_rules_in_their_order(void **state)
{
    (void)state;
    FILE *file = fopen(TUNTUMA_SOURCE_DIR "/docs/statistics.md", "r");
    assert_non_null(file);
    static char text[65536], row[1024];
    text[fread(text, 1, sizeof(text) - 1, file)] = 0;
    fclose(file);
    const char *at = text;
    for (i64 i = 0; i < COUNT_OF(verdict_rules); i++) {
        const struct verdict_rule *rule = &verdict_rules[i];
        snprintf(row, sizeof(row), "| %s | %s |\n", verdict_name(rule->verdict), rule->condition);
        at = strstr(at, row);
        if (!at) print_error("docs/statistics.md lacks, or has elsewhere: %s", row);
        assert_non_null(at);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_precise_and_covering_figure_is_a_fact),
        cmocka_unit_test(few_people_are_hidden_whatever_the_figure),
        cmocka_unit_test(where_nothing_is_nothing_is_hidden_or_missing),
        cmocka_unit_test(nobody_left_out_is_nobody_to_find),
        cmocka_unit_test(a_recorded_total_is_exact),
        cmocka_unit_test(a_recorded_process_needs_precision_but_no_coverage),
        cmocka_unit_test(an_unknown_base_speaks_of_those_who_answered_and_is_no_baseline),
        cmocka_unit_test(a_difference_beyond_chance_makes_a_thin_figure_a_signal),
        cmocka_unit_test(a_hunch_says_what_is_missing),
        cmocka_unit_test(the_documentation_prints_the_rules_in_their_order),
        cmocka_unit_test(the_sentences_state_the_numbers_of_the_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
