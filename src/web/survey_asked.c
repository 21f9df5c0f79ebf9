#include "web/survey_asked.h"

#include "base/lang.h"
#include "survey/feelings.h"
#include "web/record_request.h"
#include "web/record_show.h"

static bool newest_differs(ctx *c, struct survey_asked *asked)
{
    struct survey newest;
    asked->is_changed = true;
    if (!survey_version_newest(c, asked->record.id, &asked->version)) return false;
    if (!asked->version) return true;
    if (!survey_version_get(c, asked->record.id, 0, &newest)) return false;
    asked->is_changed = !str_equal(newest.text, asked->survey.text);
    return true;
}

bool survey_asked_get(ctx *c, const struct request *request, struct survey_asked *out)
{
    *out = (struct survey_asked){.asker = record_request_asker(request)};
    if (!record_request_get(c, request, &out->asker, &out->record) ||
        !survey_draft_get(c, out->record.id, &out->draft) ||
        !definition_look(c, out->draft.text, &out->survey, &out->problems))
        return false;
    out->may_change = record_asker_changes(&out->asker, &out->record) && !out->record.archived;
    return newest_differs(c, out);
}

bool survey_asked_change(ctx *c, const struct request *request, struct survey_asked *out)
{
    return survey_asked_get(c, request, out) &&
           record_asker_must_change(c, &out->asker, &out->record);
}

const char *survey_href(ctx *c, const struct survey_asked *asked, const char *more)
{
    return record_href(c, asked->asker.kind, asked->record.id, more);
}

const char *survey_words(ctx *c, const struct survey *survey, struct survey_text text)
{
    const char *words = survey_say_c(c, survey, text, c->lang);
    return *words ? words : "…";
}

const char *survey_test_label(ctx *c, enum condition_test test)
{
    static const char *const labels[CONDITION__COUNT] = {
        [CONDITION_IS] = N_("is"),
        [CONDITION_IS_NOT] = N_("is not"),
        [CONDITION_AT_MOST] = N_("is at most"),
        [CONDITION_AT_LEAST] = N_("is at least"),
        [CONDITION_ANSWERED] = N_("was answered"),
        [CONDITION_NOT_ANSWERED] = N_("was not answered"),
    };
    return tr(c, labels[test]);
}

static const struct question *question_of(const struct survey *survey, str name)
{
    for (i64 i = 0; i < survey->question_count; i++)
        if (str_equal(survey->questions[i].name, name)) return &survey->questions[i];
    return NULL;
}

str survey_value_words(ctx *c, const struct survey *survey,
                       const struct survey_condition *condition)
{
    const struct question *question = question_of(survey, condition->question);
    for (i64 i = 0; question && i < question->option_count; i++)
        if (str_equal(question->options[i].name, condition->value))
            return survey_say(survey, question->options[i].text, c->lang);
    bool is_felt = question && question->type == QUESTION_FELT;
    const struct feeling *feeling = is_felt ? feeling_find(condition->value) : NULL;
    return feeling ? str_of(tr(c, feeling->label)) : condition->value;
}

const char *survey_when_words(ctx *c, const struct survey *survey,
                              const struct survey_condition *conditions, i64 count)
{
    buf out = buf_new(c->arena, 64000);
    for (i64 i = 0; i < count; i++) {
        const struct survey_condition *at = &conditions[i];
        const struct question *question = question_of(survey, at->question);
        const char *about = question ? survey_words(c, survey, question->text)
                                     : str_c(c->arena, at->fact.size ? at->fact : at->question);
        bool compares = at->test != CONDITION_ANSWERED && at->test != CONDITION_NOT_ANSWERED;
        if (i) buf_fmt(&out, " %s ", tr(c, "and"));
        buf_fmt(&out, "“%s”", about);
        if (at->part.size) buf_fmt(&out, " (%.*s)", STR(at->part));
        buf_fmt(&out, " %s", survey_test_label(c, at->test));
        if (compares) buf_fmt(&out, " %.*s", STR(survey_value_words(c, survey, at)));
    }
    return out.size ? out.s : NULL;
}

const char *survey_status_words(ctx *c, const struct survey_asked *asked)
{
    i64 wrong = asked->problems.count;
    if (wrong == 1) return tr(c, "One thing is to be put right before it can be taken into use.");
    if (wrong)
        return fmt(c->arena,
                   tr(c, "%lld things are to be put right before it can be taken into use."),
                   (long long)wrong);
    if (!asked->version) return tr(c, "Ready to be taken into use.");
    if (asked->is_changed)
        return fmt(c->arena, tr(c, "Changed since version %lld; customers still answer that one."),
                   (long long)asked->version);
    return fmt(c->arena, tr(c, "Version %lld is in use."), (long long)asked->version);
}

void survey_let_preview(ctx *c, struct response *response)
{
    response_header(c, response, "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
                    "img-src 'self' data:; connect-src 'self'; frame-src 'self'; form-action "
                    "'self'; base-uri 'none'; frame-ancestors 'none'");
}
