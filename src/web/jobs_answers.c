#include "web/jobs_answers.h"

#include "bounds.h"
#include "facts/company.h"
#include "survey/answer_facts.h"
#include "survey/answer_step.h"

enum { AT_ONCE = 1000 };

bool job_answers_left_wants(ctx *c, bool *out)
{
    i64 count = 0, *ids = NULL;
    if (!answer_silent(c, c->now_ms - ANSWER_LEFT_MS, 1, &count, &ids)) return false;
    *out = count > 0;
    return true;
}

static void told(struct answer_step *step, const err *failure)
{
    (void)step;
    (void)failure; // writer_apply tells
}

static void release(void *batch)
{
    batch_release(batch);
}

static bool count_one(ctx *c, const struct job_hand *hand, const struct batch_rules *rules, i64 id)
{
    struct answer *answer = NEW(c->arena, struct answer);
    const struct answering_survey *survey = NULL;
    struct batch *batch = NEW(c->arena, struct batch);
    if (!answer_get(c, id, answer) ||
        !answering_survey(c, hand->answering, answer->survey, answer->version, &survey))
        return false;
    batch_init(c, batch, *rules, BOUND_REQUEST_ARENA_BYTES);
    arena_defer(c->arena, release, batch);
    bool replaces = answer->state == ANSWER_PARTLY;
    if (!answer_facts(c, survey, answer, replaces, batch)) return false;
    answer->state = ANSWER_PARTLY;
    struct answer_step step = {.answering = hand->answering,
                               .known = hand->known,
                               .after = answer,
                               .ends = true,
                               .batch = batch,
                               .done = told};
    answer_step_init(&step);
    return writer_apply(c, hand->writer, &step.change);
}

bool job_answers_left(ctx *c, const struct job_hand *hand, struct job_did *did)
{
    i64 count = 0, *ids = NULL;
    struct batch_rules rules;
    if (!hand->answering) return true; // only where answers are taken
    if (!answer_silent(c, c->now_ms - ANSWER_LEFT_MS, AT_ONCE, &count, &ids) ||
        !company_rules(c, &rules))
        return false;
    for (i64 i = 0; i < count; i++) {
        struct arena_mark mark = arena_mark(c->arena);
        if (ctx_stopped(c) || !count_one(c, hand, &rules, ids[i])) return false;
        arena_rewind(c->arena, mark);
        did->count++;
    }
    return true;
}
