// What people give is checked by the question's type, said in their words, and made a value; values
// become readings.
#include "survey/definition.h"
#include "survey/reading.h"

#include "support/test.h"
#include "support/work.h"

static struct work work;

static int begin(void **state)
{
    *state = work_init(&work);
    return 0;
}

static int end(void **state)
{
    (void)state;
    work_release(&work);
    return 0;
}

// A question of that type with options early and late, rows price and time.
static struct question question_of(ctx *c, enum question_type type)
{
    struct question_option *options = NEW_ARRAY(c->arena, struct question_option, 2);
    struct question_option *rows = NEW_ARRAY(c->arena, struct question_option, 2);
    options[0].name = S("early");
    options[1].name = S("late");
    rows[0].name = S("price");
    rows[1].name = S("time");
    return (struct question){.name = S("q"),
                             .type = type,
                             .option_count = type == QUESTION_FELT ? 0 : 2,
                             .options = options,
                             .row_count = 2,
                             .rows = rows,
                             .min = NUMBER_LOW,
                             .max = 100,
                             .characters_max = 10};
}

// The value, or what is said; several given are parted by "|".
static const char *taken(ctx *c, const struct question *question, const char *given)
{
    str left = str_of(given), one, all[10], value = {0};
    i64 count = 0;
    while (str_cut(&left, '|', &one))
        all[count++] = one;
    if (question_take(c, question, all, count, &value)) return str_c(c->arena, value);
    const char *msg = c->err.msg;
    assert_int_equal(c->err.code, ERR_BAD_INPUT);
    err_clear(c);
    return msg;
}

static void a_scale_takes_its_own_numbers_only(void **state)
{
    ctx *c = *state;
    struct question nps = question_of(c, QUESTION_NPS), csat = question_of(c, QUESTION_CSAT);
    struct question ces = question_of(c, QUESTION_CES);
    assert_string_equal(taken(c, &nps, "0"), "0");
    assert_string_equal(taken(c, &nps, " 10 "), "10");
    assert_string_equal(taken(c, &nps, "11"), "this is no number from 0 to 10");
    assert_string_equal(taken(c, &nps, "9.5"), "this is no number from 0 to 10");
    assert_string_equal(taken(c, &csat, "0"), "this is no number from 1 to 5");
    assert_string_equal(taken(c, &ces, "7"), "7");
    assert_string_equal(taken(c, &ces, ""), "");
    ces.required = true;
    assert_string_equal(taken(c, &ces, ""), "this question needs an answer");
}

static void a_number_is_read_as_people_write_it(void **state)
{
    ctx *c = *state;
    struct question number = question_of(c, QUESTION_NUMBER);
    assert_string_equal(taken(c, &number, "12,5"), "12.5");
    assert_string_equal(taken(c, &number, "- 3"), "-3");
    assert_string_equal(taken(c, &number, "101"), "this is more than 100");
    number.min = 0;
    assert_string_equal(taken(c, &number, "-1"), "this is less than 0");
    assert_string_equal(taken(c, &number, "many"), "this is not a number");
    assert_string_equal(taken(c, &number, "nan"), "this is not a number");
}

static void words_are_kept_as_they_are_up_to_their_length(void **state)
{
    ctx *c = *state;
    struct question text = question_of(c, QUESTION_TEXT);
    assert_string_equal(taken(c, &text, "  Ihan \"ok\"\r\n"), "\"Ihan \\\"ok\\\"\"");
    assert_string_equal(taken(c, &text, "äöäöäöäöäö"), "\"äöäöäöäöäö\"");
    assert_string_equal(taken(c, &text, "12345678901"),
                        "your words are 11 characters long, 10 fit");
    assert_string_equal(taken(c, &text, "\xff"), "these words cannot be read");
    assert_string_equal(taken(c, &text, " \n"), "");
}

static void choices_are_those_on_offer(void **state)
{
    ctx *c = *state;
    struct question single = question_of(c, QUESTION_SINGLE);
    struct question several = question_of(c, QUESTION_SEVERAL);
    struct question felt = question_of(c, QUESTION_FELT);
    assert_string_equal(taken(c, &single, "late"), "\"late\"");
    assert_string_equal(taken(c, &single, "la\"te"), "this choice is not on offer");
    assert_string_equal(taken(c, &several, "late|early|late"), "[\"early\",\"late\"]");
    assert_string_equal(taken(c, &several, "none"), "this choice is not on offer");
    assert_string_equal(taken(c, &felt, "none"), "[]");
    assert_string_equal(taken(c, &felt, "unhappy|happy"), "[\"happy\",\"unhappy\"]");
    assert_string_equal(taken(c, &felt, "dizzy"), "this choice is not on offer");
}

static void a_matrix_may_miss_rows_unless_it_is_required(void **state)
{
    ctx *c = *state;
    struct question matrix = question_of(c, QUESTION_MATRIX);
    assert_string_equal(taken(c, &matrix, "time=late|price="), "{\"time\":\"late\"}");
    assert_string_equal(taken(c, &matrix, "time=late|price=early"),
                        "{\"price\":\"early\",\"time\":\"late\"}");
    assert_string_equal(taken(c, &matrix, "where=late"), "this choice is not on offer");
    matrix.required = true;
    assert_string_equal(taken(c, &matrix, "time=late"), "1 of 2 rows have no answer yet");
}

static void an_expectation_has_up_to_three_numbers(void **state)
{
    ctx *c = *state;
    struct question gap = question_of(c, QUESTION_EXPECTATION);
    assert_string_equal(taken(c, &gap, "perceived=4|expected=3|best="),
                        "{\"expected\":3,\"perceived\":4}");
    assert_string_equal(taken(c, &gap, "best=6"), "this is no number from 1 to 5");
    assert_string_equal(taken(c, &gap, "worst=1"), "this choice is not on offer");
    gap.required = true;
    assert_string_equal(taken(c, &gap, "expected=3|best=5"),
                        "what you expected and what you got are both needed");
}

// "metric value; …" of a value's readings.
static const char *readings(ctx *c, const struct question *question, const char *value)
{
    struct survey_reading reading;
    buf out = buf_new(c->arena, 4000);
    if (!survey_readings(c, S("code"), question, str_of(value), &reading)) {
        assert_int_equal(c->err.code, ERR_BAD_INPUT);
        err_clear(c);
        return "refused";
    }
    for (i64 i = 0; i < reading.count; i++)
        buf_fmt(&out, "%s%.*s %lld", i ? "; " : "", STR(reading.readings[i].metric),
                (long long)reading.readings[i].value_e4);
    buf_add(&out, reading.remark);
    return out.size ? out.s : "";
}

static void values_become_readings_of_metrics(void **state)
{
    ctx *c = *state;
    struct question q = question_of(c, QUESTION_NPS);
    assert_string_equal(readings(c, &q, "9"), "nps 90000");
    assert_string_equal(readings(c, &q, ""), "");
    assert_string_equal(readings(c, &q, "\"9\""), "refused");
    q.metric = S("nps_of_service");
    assert_string_equal(readings(c, &q, "9"), "nps_of_service 90000");
    q = question_of(c, QUESTION_SEVERAL);
    assert_string_equal(readings(c, &q, "[\"late\"]"), "code.q.early 0; code.q.late 10000");
    q = question_of(c, QUESTION_SINGLE);
    assert_string_equal(readings(c, &q, "\"early\""), "code.q.early 10000; code.q.late 0");
    q.metric = S("punctual");
    assert_string_equal(readings(c, &q, "\"early\""), "punctual.early 10000; punctual.late 0");
    q = question_of(c, QUESTION_NUMBER);
    assert_string_equal(readings(c, &q, "-2.5"), "code.q -25000");
    q = question_of(c, QUESTION_MATRIX);
    assert_string_equal(readings(c, &q, "{\"time\":\"late\"}"), "code.q.time 20000");
    q = question_of(c, QUESTION_EXPECTATION);
    assert_string_equal(readings(c, &q, "{\"expected\":5,\"best\":4}"),
                        "expected 50000; best_anywhere 40000");
    q = question_of(c, QUESTION_TEXT);
    assert_string_equal(readings(c, &q, "\"Too \\\"late\\\"\""), "Too \"late\"");
    assert_string_equal(readings(c, &q, "7"), "refused");
}

static void what_was_offered_and_not_felt_is_a_reading_of_zero(void **state)
{
    ctx *c = *state;
    struct question felt = question_of(c, QUESTION_FELT);
    struct survey_fact facts[] = {
        {S("feelings"), S("valued")}
    };
    const struct question *offered =
        question_offered(c, &felt, &(struct survey_known){.count = 1, .facts = facts});
    assert_string_equal(readings(c, offered, "[\"neglected\"]"),
                        "felt.valued 0; felt.neglected 10000");
    assert_string_equal(readings(c, offered, "[]"), "felt.valued 0; felt.neglected 0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_scale_takes_its_own_numbers_only, begin, end),
        cmocka_unit_test_setup_teardown(a_number_is_read_as_people_write_it, begin, end),
        cmocka_unit_test_setup_teardown(words_are_kept_as_they_are_up_to_their_length, begin, end),
        cmocka_unit_test_setup_teardown(choices_are_those_on_offer, begin, end),
        cmocka_unit_test_setup_teardown(a_matrix_may_miss_rows_unless_it_is_required, begin, end),
        cmocka_unit_test_setup_teardown(an_expectation_has_up_to_three_numbers, begin, end),
        cmocka_unit_test_setup_teardown(values_become_readings_of_metrics, begin, end),
        cmocka_unit_test_setup_teardown(what_was_offered_and_not_felt_is_a_reading_of_zero, begin,
                                        end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
