// Any text as a survey's definition: read or refused with words; what was read comes back the same,
// and can be answered.
#include "survey/reading.h"
#include "support/work.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static void answer_all(ctx *c, const struct survey *survey)
{
    struct survey_answer *answers = NEW_ARRAY(c->arena, struct survey_answer, 101);
    struct survey_known known = {.lang = "fi", .answers = answers};
    for (i64 next; (next = survey_next(survey, &known)) >= 0;) {
        const struct question *question = question_offered(c, &survey->questions[next], &known);
        str given = question->option_count ? question->options[0].name : S("5"), value = {0};
        struct survey_reading reading;
        (void)survey_piped(c, survey, question->text, &known);
        if (!question_take(c, question, &given, 1, &value)) err_clear(c);
        if (!survey_readings(c, S("code"), question, value, &reading)) assert(c->err.msg);
        assert(!c->err.code);
        assert(known.answered < 100);
        answers[known.answered++] = (struct survey_answer){question->name, value};
    }
    (void)survey_thank(survey, &known);
}

static bool read(ctx *c, void *data)
{
    struct survey survey, again;
    struct survey_problems problems;
    if (!definition_look(c, *(str *)data, &survey, &problems)) return false;
    if (problems.count) return true;
    bool read_again = definition_read(c, survey.text, &again);
    assert(read_again);
    assert(str_equal(survey.text, again.text));
    answer_all(c, &survey);
    struct metric *metrics = NULL;
    (void)survey_metrics(c, S("code"), &survey, &metrics);
    return true;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
    struct work work;
    ctx *c = work_init(&work);
    str text = str_copy(c->arena, (str){(const char *)data, (i64)size});
    bool done = ctx_try(c, read, &text);
    assert(done || c->err.msg);
    work_release(&work);
    return 0;
}
