// A part of a survey as its customers see it: the very page of the answer, whose form sends
// nothing.
#include "base/lang.h"
#include "survey/answering.h"
#include "web/address.h"
#include "web/answer_model.h"
#include "web/public.h"
#include "web/render.h"
#include "web/survey_form.h"
#include "web/survey_pages.h"

// Framed by our own pages alone; nothing on it can be sent.
#define POLICY                                                                                     \
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; form-action "    \
    "'none'; base-uri 'none'; frame-ancestors 'self'; sandbox allow-same-origin"

// clang-format off
const struct field survey_preview_inputs[] = {
    {.name = "at", .type = FIELD_TEXT, .what = "what is shown: about, a question's number, thanks_1"},
    {.name = "lang", .type = FIELD_TEXT, .what = "one of the survey's languages"},
    {.name = "format", .type = FIELD_CHOICE, .choices = address_formats, .what = "for who cannot say Accept"},
    {0}};
// clang-format on

// What somebody may have answered before, so that texts which repeat it can be read.
static str example(ctx *c, const struct question *question)
{
    bool has_options = question->option_count > 0;
    switch (question->type) {
    case QUESTION_NPS:
        return S("7");
    case QUESTION_CSAT:
    case QUESTION_CES:
    case QUESTION_NUMBER:
        return S("4");
    case QUESTION_SINGLE:
        if (!has_options) break;
        return str_of(fmt(c->arena, "\"%.*s\"", STR(question->options[0].name)));
    case QUESTION_SEVERAL:
    case QUESTION_FELT:
        if (!has_options) break;
        return str_of(fmt(c->arena, "[\"%.*s\"]", STR(question->options[0].name)));
    case QUESTION_EXPECTATION:
    case QUESTION_TEXT:
    case QUESTION_MATRIX:
    case QUESTION__COUNT:
        break;
    }
    return (str){0};
}

static struct survey_known known_before(ctx *c, const struct survey *survey, i64 before,
                                        const char *lang)
{
    struct survey_known known = {.lang = lang};
    struct survey_answer *answers = NEW_ARRAY(c->arena, struct survey_answer, before + 1);
    for (i64 i = 0; i < before; i++) {
        const struct question *at = question_offered(c, &survey->questions[i], &known);
        answers[i] = (struct survey_answer){at->name, example(c, at)};
    }
    known.answered = before;
    known.answers = answers;
    return known;
}

static const char *lang_of(ctx *c, const struct request *request, const struct survey *survey)
{
    str asked = request->method == GET ? request_text(request, "lang", (str){0}) : (str){0};
    for (i64 i = 0; i < survey->lang_count; i++) {
        bool is_it = asked.size ? str_equal(survey->langs[i], asked)
                                : str_equal(survey->langs[i], str_of(c->lang));
        if (is_it) return str_c(c->arena, survey->langs[i]);
    }
    return str_c(c->arena, survey->langs[0]);
}

struct showing {
    const struct survey_asked *asked;
    struct survey_open open;
    struct answering_survey of;
    struct answer_view view;
};

// The query of this part, for its other languages.
static str same_part(ctx *c, const struct request *request, const struct showing *showing)
{
    if (request->method == GET) return request->query;
    return str_of(fmt(c->arena, "at=%s", survey_open_text(c, showing->open)));
}

static void put_beginning(ctx *c, const struct showing *showing, json_t *model)
{
    const struct survey *survey = &showing->of.survey;
    json_put_null(model, "beginning");
    if (showing->open.part == PART_QUESTION && showing->open.index > 0) return;
    json_t *beginning = json_new_object(c);
    json_put_str(beginning, "title", survey_say(survey, survey->title, showing->view.lang));
    json_put_str(beginning, "intro", survey_say(survey, survey->intro, showing->view.lang));
    json_put_null(beginning, "who");
    json_put_null(beginning, "known");
    json_put(model, "beginning", beginning);
}

static bool show_question(ctx *c, const struct request *request, struct response *response,
                          const struct showing *showing)
{
    const struct survey *survey = &showing->of.survey;
    const struct answer_view *view = &showing->view;
    json_t *model = json_new_object(c);
    i64 index = showing->open.part == PART_QUESTION ? showing->open.index : 0;
    struct answer_asked asked = {.question =
                                     question_offered(c, &survey->questions[index], &view->known)};
    json_t *question = answer_question_model(c, view, asked);
    json_put(model, "title", json_object_get(question, "text"));
    json_put(model, "question", question);
    json_put_c(model, "text_lang", strcmp(view->lang, c->lang) != 0 ? view->lang : NULL);
    json_put_c(model, "action", survey_href(c, showing->asked, "/preview"));
    json_put_c(model, "progress_text",
               fmt(c->arena, tr(c, "Question %lld of %lld"), (long long)index + 1,
                   (long long)survey->question_count));
    json_put(model, "hidden", json_new_array(c));
    json_put_null(model, "back_href");
    json_put_null(model, "again_href");
    json_put(model, "languages",
             answer_languages(c, survey, view->lang, same_part(c, request, showing)));
    put_beginning(c, showing, model);
    return render_public(c, request, response, "answer", model);
}

static bool show_thanks(ctx *c, const struct request *request, struct response *response,
                        struct showing *showing)
{
    struct survey_thanks only = showing->of.survey.thanks[showing->open.index];
    only.condition_count = 0; // whoever came here fulfils them
    showing->of.survey.thanks = &only;
    showing->of.survey.thanks_count = 1;
    showing->view.answer.state = ANSWER_COMPLETE;
    json_t *model = answer_thanks_model(c, &showing->view);
    json_put_null(model, "again_href");
    json_put(model, "languages",
             answer_languages(c, &showing->of.survey, showing->view.lang,
                              same_part(c, request, showing)));
    return render_public(c, request, response, "answer_thanks", model);
}

static bool show(ctx *c, const struct request *request, struct response *response,
                 const struct survey_asked *asked, struct survey_open open)
{
    struct showing showing = {.asked = asked, .open = open, .of = {.survey = asked->survey}};
    const struct survey *survey = &asked->survey;
    bool is_thanks = open.part == PART_THANKS && open.index < survey->thanks_count;
    if (open.part == PART_QUESTION && open.index >= survey->question_count)
        showing.open = (struct survey_open){0};
    i64 before = is_thanks                            ? survey->question_count
                 : showing.open.part == PART_QUESTION ? showing.open.index
                                                      : 0;
    showing.view.lang = lang_of(c, request, survey);
    showing.view.known = known_before(c, survey, before, showing.view.lang);
    showing.view.of = &showing.of;
    ctx customer = *c; // the page around the words is in their language too, where we have it
    const char *known = render_lang_known(str_of(showing.view.lang));
    customer.lang = known ? known : c->lang;
    response_header(c, response, "Content-Security-Policy", POLICY);
    if (!is_thanks && !survey->question_count)
        return fail_with(c, ERR_NOT_FOUND, tr(c, "there is no question yet"),
                         tr(c, "Add at least one."));
    bool shown = is_thanks ? show_thanks(&customer, request, response, &showing)
                           : show_question(&customer, request, response, &showing);
    c->err = customer.err;
    return shown;
}

bool survey_preview_get(ctx *c, struct request *request, struct response *response)
{
    struct survey_asked asked;
    return survey_asked_get(c, request, &asked) &&
           show(c, request, response, &asked,
                survey_open_read(request_text(request, "at", (str){0})));
}

// What is typed, before it is saved.
bool survey_preview_post(ctx *c, struct request *request, struct response *response)
{
    struct survey_asked asked;
    if (!survey_asked_change(c, request, &asked)) return false;
    struct survey_open open = survey_open_read(request_text(request, "at", (str){0}));
    i64 count = open.part == PART_THANKS ? asked.survey.thanks_count : asked.survey.question_count;
    json_t *draft = draft_open(c, asked.draft.text);
    str text = {0};
    if (!draft) return false;
    bool is_there = open.part == PART_ABOUT || (open.part && open.index < count);
    if (is_there && survey_form_read(c, request, &asked.survey, open, draft) &&
        (!draft_close(c, draft, &text) ||
         !definition_look(c, text, &asked.survey, &asked.problems)))
        return false;
    return show(c, request, response, &asked, open);
}
