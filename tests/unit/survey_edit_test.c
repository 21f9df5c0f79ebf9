// A draft is changed question by question, and what speaks of a question goes with its name.
#include "survey/edit.h"

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

static json_t *draft_of(ctx *c)
{
    json_t *draft = draft_open(
        c, S("{\"languages\":[\"en\",\"fi\"],\"title\":\"T\",\"questions\":["
             "{\"name\":\"a\",\"type\":\"nps\",\"text\":\"A\"},"
             "{\"name\":\"ab\",\"type\":\"text\",\"text\":\"B\"},"
             "{\"name\":\"d\",\"type\":\"text\",\"text\":\"{{answer.a}} {{answer.ab}}\",\"when\":[{"
             "\"question\":\"a\",\"test\":\"at_most\",\"value\":6}]}]}"));
    assert_non_null(draft);
    return draft;
}

static const char *names(ctx *c, const json_t *draft)
{
    const char *out = "";
    for (i64 i = 0; i < draft_count(draft); i++)
        out = fmt(c->arena, "%s%s%s", out, i ? " " : "",
                  json_string_value(json_object_get(draft_question(draft, i), "name")));
    return out;
}

static void questions_are_added_moved_copied_and_removed(void **state)
{
    ctx *c = *state;
    json_t *draft = draft_of(c);
    struct survey survey;
    str text = {0};
    assert_int_equal(draft_add(c, draft, QUESTION_CSAT, 1), 1);
    assert_string_equal(names(c, draft), "a csat ab d");
    assert_int_equal(draft_add(c, draft, QUESTION_NPS, -1), 4);
    assert_string_equal(names(c, draft), "a csat ab d nps");
    draft_move(draft, 4, 0);
    assert_string_equal(names(c, draft), "nps a csat ab d");
    draft_move(draft, 0, 9);
    draft_move(draft, 1, -1);
    assert_string_equal(names(c, draft), "nps a csat ab d");
    draft_copy(c, draft, 3);
    assert_string_equal(names(c, draft), "nps a csat ab ab_2 d");
    draft_remove(draft, 0);
    assert_string_equal(names(c, draft), "a csat ab ab_2 d");
    assert_true(draft_close(c, draft, &text));
    assert_true(definition_read(c, text, &survey));
    assert_int_equal(survey.question_count, 5);
}

static void every_type_can_be_added_without_a_flaw(void **state)
{
    ctx *c = *state;
    json_t *draft = draft_open(c, S("{\"languages\":[\"fi\"],\"title\":\"T\",\"questions\":[]}"));
    struct survey survey;
    struct survey_problems problems;
    for (i64 type = 0; type < QUESTION__COUNT; type++)
        (void)draft_add(c, draft, (enum question_type)type, -1);
    assert_true(definition_look(c, json_write(c, draft), &survey, &problems));
    for (i64 i = 0; i < problems.count; i++) // no template has a number
        assert_int_equal(survey.questions[problems.list[i].question].type, QUESTION_NUMBER);
    assert_int_equal(survey.question_count, QUESTION__COUNT);
}

static void a_new_name_is_followed_by_conditions_and_texts(void **state)
{
    ctx *c = *state;
    json_t *draft = draft_of(c);
    json_t *question = json_parse(
        c, S("{\"name\":\"Suosittelu, 0–10\",\"type\":\"nps\",\"text\":{\"en\":\"A\"}}"));
    draft_set(c, draft, 0, question);
    assert_string_equal(names(c, draft), "suosittelu_0_10 ab d");
    struct survey survey;
    assert_true(definition_read(c, json_write(c, draft), &survey));
    assert_str(survey.questions[2].conditions[0].question, "suosittelu_0_10");
    assert_str(survey_say(&survey, survey.questions[2].text, "en"),
               "{{answer.suosittelu_0_10}} {{answer.ab}}");
}

static void a_name_is_made_of_the_words_when_none_is_given(void **state)
{
    ctx *c = *state;
    json_t *draft = draft_of(c);
    draft_set(c, draft, 1, json_parse(c, S("{\"type\":\"text\",\"text\":{\"en\":\"A?\"}}")));
    assert_string_equal(names(c, draft), "a a_2 d");
    assert_str(draft_name(c, S("Äiti & Öljy"), NULL), "aiti_oljy");
    assert_str(draft_name(c, S("???"), NULL), "q");
}

static const char *options(ctx *c, const json_t *old, const char *en, const char *fi)
{
    str langs[] = {S("en"), S("fi")}, lines[] = {str_of(en), str_of(fi)};
    json_t *list = draft_options(c, old, (struct draft_lines){2, langs, lines});
    return json_write(c, list).s;
}

static void options_keep_their_names_by_words_or_place(void **state)
{
    ctx *c = *state;
    json_t *old = json_parse(c, S("[{\"name\":\"x\",\"text\":{\"en\":\"Yes\",\"sv\":\"Ja\"}},"
                                  "{\"name\":\"y\",\"text\":{\"en\":\"No\"}}]"));
    assert_string_equal(
        options(c, old, "No\r\nYes", "Ei\nKyllä"),
        "[{\"name\":\"y\",\"text\":{\"en\":\"No\",\"fi\":\"Ei\"}},"
        "{\"name\":\"x\",\"text\":{\"en\":\"Yes\",\"sv\":\"Ja\",\"fi\":\"Kyllä\"}}]");
    assert_string_equal(options(c, old, "Yes\nNever", ""),
                        "[{\"name\":\"x\",\"text\":{\"en\":\"Yes\",\"sv\":\"Ja\",\"fi\":\"\"}},"
                        "{\"name\":\"y\",\"text\":{\"en\":\"Never\",\"fi\":\"\"}}]");
    assert_string_equal(options(c, old, "Perhaps\n\n", ""),
                        "[{\"text\":{\"en\":\"Perhaps\",\"fi\":\"\"},\"name\":\"perhaps\"}]");
    assert_str(draft_options_lines(c, old, S("en")), "Yes\nNo");
    assert_str(draft_options_lines(c, old, S("sv")), "Ja\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(questions_are_added_moved_copied_and_removed, begin, end),
        cmocka_unit_test_setup_teardown(every_type_can_be_added_without_a_flaw, begin, end),
        cmocka_unit_test_setup_teardown(a_new_name_is_followed_by_conditions_and_texts, begin, end),
        cmocka_unit_test_setup_teardown(a_name_is_made_of_the_words_when_none_is_given, begin, end),
        cmocka_unit_test_setup_teardown(options_keep_their_names_by_words_or_place, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
