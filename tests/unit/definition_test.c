// tests/golden/survey/definition.test: a definition on a line, what is wrong with it on the next
// ones, an empty line. A new case is a definition alone; `definition_test --accept` writes what is
// said now.
#include "survey/definition.h"
#include "survey/feelings.h"
#include "survey/templates.h"
#include "support/test.h"
#include "support/work.h"

#define CASES TUNTUMA_SOURCE_DIR "/tests/golden/survey/definition.test"

static str file_text(struct arena *arena, const char *path)
{
    buf text = buf_new(arena, 1024 * 1024);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    for (int byte; (byte = fgetc(file)) != EOF;)
        buf_char(&text, (char)byte);
    fclose(file);
    return buf_str(&text);
}

static void case_run(ctx *c, str line, buf *out)
{
    struct survey survey;
    struct survey_problems problems;
    buf_fmt(out, "%.*s\n", STR(line));
    if (!definition_look(c, line, &survey, &problems)) {
        buf_fmt(out, "%s\n%s\n\n", c->err.msg, c->err.hint ? c->err.hint : "");
        err_clear(c);
        return;
    }
    if (!problems.count) buf_fmt(out, "ok: %lld questions\n", (long long)survey.question_count);
    for (i64 i = 0; i < problems.count; i++)
        buf_fmt(out, "%s (%lld): %s. %s\n", problems.list[i].place,
                (long long)problems.list[i].question, problems.list[i].msg, problems.list[i].hint);
    buf_c(out, "\n");
}

static str cases_run(ctx *c)
{
    str text = file_text(c->arena, CASES), line;
    buf out = buf_new(c->arena, 1024 * 1024);
    while (str_cut(&text, '\n', &line))
        if (str_starts(line, S("{\"")) || str_starts(line, S("["))) case_run(c, line, &out);
    return buf_str(&out);
}

static void mistakes_in_a_definition_are_told_by_place(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    str expected = file_text(c->arena, CASES);
    assert_str(cases_run(c), str_c(c->arena, expected));
    work_release(&work);
}

static struct survey read_good(ctx *c, const char *text)
{
    struct survey survey;
    if (!definition_read(c, str_of(text), &survey)) {
        print_error("%s: %s\n", c->err.msg, c->err.hint);
        assert_true(false);
    }
    return survey;
}

static struct survey all_types(ctx *c)
{
    str text =
        file_text(c->arena, TUNTUMA_SOURCE_DIR "/tests/fuzz/corpus/definition/all_types.json");
    return read_good(c, text.s);
}

static void a_definition_written_and_read_is_the_same(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct survey survey = all_types(c), again = read_good(c, survey.text.s);
    assert_str(again.text, survey.text.s);
    assert_int_equal(survey.question_count, QUESTION__COUNT);
    assert_int_equal(again.questions[1].characters_max, 500);
    assert_int_equal(again.questions[7].condition_count, 2);
    assert_str(again.questions[9].conditions[0].part, "perceived");
    assert_true(again.questions[6].required);
    work_release(&work);
}

static void the_first_mistake_refuses_a_definition(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct survey survey;
    assert_false(
        definition_read(c,
                        S("{\"languages\":[\"en\"],\"title\":\"T\",\"questions\":[{\"name\":\"q\","
                          "\"type\":\"slider\",\"text\":\"Q\"}]}"),
                        &survey));
    assert_int_equal(c->err.code, ERR_BAD_INPUT);
    assert_string_equal(c->err.msg, "questions[0].type: this type is not known");
    work_release(&work);
}

static void what_a_language_lacks_is_read_in_the_first(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct survey survey = all_types(c);
    assert_str(survey_say(&survey, survey.title, "fi"), "Toimituksen jälkeen");
    assert_str(survey_say(&survey, survey.title, "sv"), "After delivery");
    assert_str(survey_say(&survey, survey.questions[3].text, "fi"), "It was easy.");
    assert_str(survey_say(&survey, survey.title, "fi-FI"), "Toimituksen jälkeen");
    work_release(&work);
}

static void conditions_choose_what_is_asked_next(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct survey survey = all_types(c);
    struct survey_answer answers[12] = {
        {S("nps"), S("9")}
    };
    struct survey_fact facts[] = {
        {S("channel"), S("web")}
    };
    struct survey_known known = {
        .lang = "en", .count = 1, .facts = facts, .answered = 1, .answers = answers};
    assert_int_equal(survey_next(&survey, &(struct survey_known){0}), 0);
    assert_int_equal(survey_next(&survey, &known), 2); // no "why" after a 9
    assert_int_equal(survey_length(&survey, &known), 7);
    answers[0].value = S("6");
    assert_int_equal(survey_next(&survey, &known), 1);
    assert_int_equal(survey_length(&survey, &known), 8);
    answers[1] = (struct survey_answer){S("late"), S("\"yes\"")};
    known.answered = 2;
    assert_true(survey_shows(&survey, &survey.questions[7], &known));
    facts[0].value = S("shop");
    assert_false(survey_shows(&survey, &survey.questions[7], &known));
    answers[1] = (struct survey_answer){S("gap"), S("{\"expected\":5,\"perceived\":3}")};
    assert_true(survey_shows(&survey, &survey.questions[9], &known));
    answers[1].value = S("{\"expected\":5,\"perceived\":2}");
    assert_false(survey_shows(&survey, &survey.questions[9], &known));
    work_release(&work);
}

static void a_skipped_question_is_not_asked_again(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct survey survey = all_types(c);
    struct survey_answer answers[] = {
        {S("nps"),  S("") },
        {S("csat"), S("4")}
    };
    struct survey_known known = {.lang = "en", .answered = 2, .answers = answers};
    assert_int_equal(survey_next(&survey, &known), 3);
    work_release(&work);
}

static void an_answer_to_what_is_not_shown_any_more_counts_as_none(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct survey survey = read_good(
        c, "{\"languages\":[\"en\"],\"title\":\"T\",\"questions\":["
           "{\"name\":\"a\",\"type\":\"nps\",\"text\":\"A\"},"
           "{\"name\":\"b\",\"type\":\"felt\",\"text\":\"B\",\"when\":[{\"question\":\"a\","
           "\"test\":\"at_most\",\"value\":6}]},"
           "{\"name\":\"d\",\"type\":\"text\",\"text\":\"{{answer.b}}?\",\"when\":[{\"question\":"
           "\"b\",\"test\":\"is\",\"value\":\"hurried\"}]}]}");
    struct survey_answer answers[] = {
        {S("a"), S("3")                       },
        {S("b"), S("[\"valued\",\"hurried\"]")}
    };
    struct survey_known known = {.lang = "en", .answered = 2, .answers = answers};
    assert_true(survey_shows(&survey, &survey.questions[2], &known));
    assert_str(survey_piped(c, &survey, survey.questions[2].text, &known), "valued, hurried?");
    answers[0].value = S("10");
    assert_false(survey_shows(&survey, &survey.questions[2], &known));
    assert_int_equal(survey_next(&survey, &known), -1);
    work_release(&work);
}

static void the_thanks_follow_the_answer(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct survey survey = all_types(c);
    struct survey_answer answers[] = {
        {S("nps"), S("2")}
    };
    struct survey_known known = {.lang = "en", .answered = 1, .answers = answers};
    assert_int_equal(survey_thank(&survey, &known), 0);
    answers[0].value = S("10");
    assert_int_equal(survey_thank(&survey, &known), 1);
    survey.thanks_count = 1;
    assert_int_equal(survey_thank(&survey, &known), -1);
    work_release(&work);
}

static void what_is_not_known_goes_with_the_blank_before_it(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct survey survey = all_types(c);
    struct survey_words words[] = {
        {S("en"), S("How was {{unit}} on {{date}}?")}
    };
    struct survey_fact facts[] = {
        {S("date"), S("3 May")},
        {S("unit"), S("Turku")}
    };
    struct survey_known known = {.lang = "en", .count = 2, .facts = facts};
    struct survey_text text = {1, words};
    assert_str(survey_piped(c, &survey, text, &known), "How was Turku on 3 May?");
    known.count = 1;
    assert_str(survey_piped(c, &survey, text, &known), "How was on 3 May?");
    words[0].text = S("How was {{unit|our shop}}?");
    assert_str(survey_piped(c, &survey, text, &known), "How was our shop?");
    words[0].text = S("Dear {{first name}}, hello");
    assert_str(survey_piped(c, &survey, text, &known), "Dear, hello");
    work_release(&work);
}

static void a_felt_question_offers_what_the_touchpoint_aims_at_and_the_opposites(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct question felt = {.name = S("felt"), .type = QUESTION_FELT};
    struct survey_fact facts[] = {
        {S("feelings"), S("valued,safe,unheard_of")}
    };
    const struct question *offered =
        question_offered(c, &felt, &(struct survey_known){.count = 1, .facts = facts});
    assert_int_equal(offered->option_count, 4);
    assert_str(offered->options[0].name, "valued");
    assert_str(offered->options[1].name, "neglected");
    assert_str(offered->options[2].name, "safe");
    assert_str(offered->options[3].name, "stressed");
    assert_int_equal(question_offered(c, &felt, &(struct survey_known){.lang = "en"})->option_count,
                     8);
    work_release(&work);
}

static void twenty_feelings_are_those_of_the_source_and_each_has_an_opposite(void **state)
{
    (void)state;
    i64 shaw = 0, cluster[FEELING_CLUSTER__COUNT] = {0};
    for (i64 i = 0; i < feelings_count; i++) {
        const struct feeling *opposite = feeling_find(str_of(feelings[i].opposite));
        assert_non_null(opposite);
        assert_true((opposite->cluster == FEELING_DESTROYING) !=
                    (feelings[i].cluster == FEELING_DESTROYING));
        shaw += feelings[i].is_of_shaw;
        if (feelings[i].is_of_shaw) cluster[feelings[i].cluster]++;
    }
    assert_int_equal(shaw, 20);
    assert_int_equal(cluster[FEELING_DESTROYING], 8);
    assert_int_equal(cluster[FEELING_ATTENTION], 5);
    assert_int_equal(cluster[FEELING_RECOMMENDATION], 5);
    assert_int_equal(cluster[FEELING_ADVOCACY], 2);
}

// Every text of a definition in that language: how many there are.
static i64 texts_in(const json_t *value, const char *lang)
{
    const char *key = NULL;
    json_t *item = NULL;
    i64 count = 0;
    size_t i = 0;
    json_object_foreach((json_t *)(uintptr_t)value, key, item) count +=
        strcmp(key, lang) ? texts_in(item, lang) : 1;
    json_array_foreach(value, i, item) count += texts_in(item, lang);
    return count;
}

static void templates_have_no_flaw_and_speak_three_languages(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    assert_int_equal(survey_templates_count(), 8);
    for (i64 i = 0; i < survey_templates_count(); i++) {
        str text = survey_template_text(c, str_of(survey_template_at(i)->name));
        struct survey survey = read_good(c, str_c(c->arena, text));
        const json_t *json = definition_write(c, &survey);
        assert_int_equal(survey.lang_count, 3);
        assert_true(survey.thanks_count > 0);
        assert_true(texts_in(json, "en") > 5);
        assert_int_equal(texts_in(json, "fi"), texts_in(json, "en"));
        assert_int_equal(texts_in(json, "sv"), texts_in(json, "en"));
    }
    assert_int_equal(survey_template_text(c, S("none")).size, 0);
    work_release(&work);
}

int main(int argc, char **argv)
{
    if (argc > 1 && !strcmp(argv[1], "--accept")) {
        struct work work;
        ctx *c = work_init(&work);
        str text = cases_run(c);
        FILE *file = fopen(CASES, "w");
        assert(file);
        (void)fwrite(text.s, 1, (size_t)text.size, file);
        (void)fclose(file);
        work_release(&work);
        return 0;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mistakes_in_a_definition_are_told_by_place),
        cmocka_unit_test(a_definition_written_and_read_is_the_same),
        cmocka_unit_test(the_first_mistake_refuses_a_definition),
        cmocka_unit_test(what_a_language_lacks_is_read_in_the_first),
        cmocka_unit_test(conditions_choose_what_is_asked_next),
        cmocka_unit_test(a_skipped_question_is_not_asked_again),
        cmocka_unit_test(an_answer_to_what_is_not_shown_any_more_counts_as_none),
        cmocka_unit_test(the_thanks_follow_the_answer),
        cmocka_unit_test(what_is_not_known_goes_with_the_blank_before_it),
        cmocka_unit_test(a_felt_question_offers_what_the_touchpoint_aims_at_and_the_opposites),
        cmocka_unit_test(templates_have_no_flaw_and_speak_three_languages),
        cmocka_unit_test(twenty_feelings_are_those_of_the_source_and_each_has_an_opposite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
