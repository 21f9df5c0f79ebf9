#include "web/answer_send.h"

#include "base/lang.h"
#include "bounds.h"
#include "survey/answer_step.h"
#include "web/app.h"

// One step on its way.
struct sent {
    struct answer_step step; // first
    struct app *app;
    struct answer after;
    struct survey_answer given;
    bool is_words;
    struct response *response;
    const char *path;
    const err *failure;
};

static bool answer_built(ctx *c, struct response *response, void *data)
{
    const struct sent *sent = data;
    if (sent->failure->code != ERR_NONE) {
        c->err = *sent->failure;
        return false;
    }
    response_see(c, response, sent->path);
    return true;
}

static void sent_done(struct answer_step *step, const err *failure)
{
    struct sent *sent = (struct sent *)(void *)step;
    sent->failure = failure;
    response_complete(sent->response, answer_built, sent);
}

static bool is_words(const struct answer_view *view, i64 question)
{
    return view->of->survey.questions[question].type == QUESTION_TEXT;
}

static void put_part(ctx *c, struct sent *sent, const struct answer_sending *sending)
{
    const struct answer_view *view = sending->view;
    sent->given =
        (struct survey_answer){view->of->survey.questions[sending->question].name, sending->value};
    sent->is_words = is_words(view, sending->question);
    sent->step.part_count = 1;
    sent->step.given = &sent->given;
    sent->step.is_words = &sent->is_words;
    answer_put_part(c, &sent->after, sent->given);
}

bool answer_send(ctx *c, const struct request *request, struct response *response,
                 const struct answer_sending *sending)
{
    const struct answer_view *view = sending->view;
    struct sent *sent = NEW(c->arena, struct sent);
    sent->app = request->app;
    sent->response = response;
    sent->path = sending->path;
    sent->after = view->answer;
    sent->after.parts = NEW_ARRAY(c->arena, struct survey_answer, view->answer.part_count + 1);
    for (i64 i = 0; i < view->answer.part_count; i++)
        sent->after.parts[i] = view->answer.parts[i];
    if (!view->is_begun) sent->after.began_ms = c->now_ms;
    sent->after.changed_ms = c->now_ms;
    if (!sending->declines) put_part(c, sent, sending);
    struct survey_known known = answer_known(c, &sent->after, view->lang);
    bool is_last = !sending->declines && survey_next(&view->of->survey, &known) < 0;
    sent->step.ends = is_last || sending->declines;
    if (sent->step.ends) sent->after.state = is_last ? ANSWER_COMPLETE : ANSWER_DECLINED;
    sent->step.answering = sent->app->answering;
    sent->step.after = &sent->after;
    sent->step.begins = !view->is_begun;
    sent->step.done = sent_done;
    answer_step_init(&sent->step);
    response_later(response);
    if (writer_submit(sent->app->writer, &sent->step.change)) return true;
    return fail_with(c, ERR_BUSY, tr(c, "too much is waiting to be written"),
                     tr(c, "Send it again in a moment."));
}
