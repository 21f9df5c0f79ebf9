#include "web/answer_send.h"

#include "base/lang.h"
#include "base/log.h"
#include "bounds.h"
#include "survey/answer_facts.h"
#include "survey/answer_step.h"
#include "web/app.h"
#include "web/intake.h"

// One step on its way.
struct sent {
    struct answer_step step; // first
    struct app *app;
    struct answer after;
    struct survey_answer given;
    bool is_words;
    struct intake_rules *rules; // NULL: no facts
    struct batch batch;
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

static void release(void *data)
{
    struct sent *sent = data;
    batch_release(&sent->batch);
    intake_rules_drop(sent->app->intake, sent->rules);
}

static bool make_facts(ctx *c, struct sent *sent, const struct answer_view *view)
{
    if (!intake_rules_take(c, sent->app->intake, &sent->rules)) return false;
    batch_init(c, &sent->batch, *intake_rules_of(sent->rules), BOUND_REQUEST_ARENA_BYTES);
    arena_defer(c->arena, release, sent);
    bool replaces = view->answer.state == ANSWER_PARTLY;
    return answer_facts(c, view->of, &sent->after, replaces, &sent->batch);
}

// A metric that was defined a moment ago may not be among the rules yet.
static bool add_facts(ctx *c, struct sent *sent, const struct answer_view *view)
{
    if (!make_facts(c, sent, view)) return false;
    if (sent->batch.lines_refused) {
        intake_rules_forget(sent->app->intake);
        struct sent *again = NEW(c->arena, struct sent);
        *again = *sent;
        again->rules = NULL;
        if (!make_facts(c, again, view)) return false;
        sent->step.batch = &again->batch;
    } else {
        sent->step.batch = &sent->batch;
    }
    if (sent->step.batch->lines_refused)
        log_line(LOG_WARNING, "an answer's facts were refused", "why",
                 sent->step.batch->refusals[0].why, NULL);
    return true;
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
    if (is_last && !add_facts(c, sent, view)) return false;
    sent->step.answering = sent->app->answering;
    sent->step.known = &sent->app->known;
    sent->step.after = &sent->after;
    sent->step.begins = !view->is_begun;
    sent->step.done = sent_done;
    answer_step_init(&sent->step);
    response_later(response);
    if (writer_submit(sent->app->writer, &sent->step.change)) return true;
    return fail_with(c, ERR_BUSY, tr(c, "too much is waiting to be written"),
                     tr(c, "Send it again in a moment."));
}
