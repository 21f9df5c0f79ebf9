#include "web/jobs_answers.h"

#include "facts/change.h"
#include "survey/answer_count.h"
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

static bool leave_one(ctx *c, const struct job_hand *hand, i64 id)
{
    struct answer *answer = NEW(c->arena, struct answer);
    if (!answer_get(c, id, answer)) return false;
    answer->state = ANSWER_PARTLY;
    struct answer_step step = {
        .answering = hand->answering, .after = answer, .ends = true, .done = told};
    answer_step_init(&step);
    return writer_apply(c, hand->writer, &step.change);
}

bool job_answers_left(ctx *c, const struct job_hand *hand, struct job_did *did)
{
    i64 count = 0, *ids = NULL;
    if (!hand->answering) return true; // only where answers are taken
    if (!answer_silent(c, c->now_ms - ANSWER_LEFT_MS, AT_ONCE, &count, &ids)) return false;
    for (i64 i = 0; i < count; i++) {
        struct arena_mark mark = arena_mark(c->arena);
        if (ctx_stopped(c) || !leave_one(c, hand, ids[i])) return false;
        arena_rewind(c->arena, mark);
        did->count++;
    }
    return true;
}

// ---- Facts of them ----

struct counting {
    struct answering *answering;
    struct known *known;
    i64 count;
};

static bool count_change(ctx *c, void *data)
{
    struct counting *counting = data;
    return answers_count(c, counting->known, counting->answering, &counting->count);
}

bool answers_count_now(ctx *c, const struct job_hand *hand, i64 *count)
{
    struct known own;
    struct counting counting = {.answering = hand->answering, .known = hand->known};
    if (!hand->answering) counting.answering = answering_new(c, false);
    if (!hand->known) known_init(&own);
    if (!hand->known) counting.known = &own;
    bool done = true;
    *count = 0;
    do {
        struct function_change change = {
            .run = count_change, .data = &counting, .known = counting.known, .locks = STORE_FACTS};
        function_change_init(&change);
        done = writer_apply(c, hand->writer, &change.change);
        if (done) *count += counting.count;
    } while (done && counting.count == ANSWERS_COUNTED_AT_ONCE && !ctx_stopped(c));
    if (!hand->known) known_release(&own);
    if (!hand->answering) answering_free(counting.answering);
    return done;
}

bool job_answers_count(ctx *c, const struct job_hand *hand, struct job_did *did)
{
    return answers_count_now(c, hand, &did->count);
}
