#include "survey/answer_count.h"

#include "base/log.h"
#include "bounds.h"
#include "facts/company.h"
#include "facts/take.h"
#include "survey/answer_facts.h"

struct ended {
    i64 after, last; // rows of answer_end; after is -1 when none was counted before
    i64 rows;
    i64 invite_count, other_count;
    i64 *invites, *others; // ids of invites are small, the others large: each list lies together
};

static bool ended_read(ctx *c, i64 most, struct ended *out)
{
    i64 after = -1;
    struct rows rows;
    if (!store_i64(c, SQL_answer_counted, NO_VALS, &after) ||
        !store_rows(c, SQL_answer_ends, VALS(V_I64(after), V_I64(most)), &rows))
        return false;
    *out = (struct ended){.after = after,
                          .last = after,
                          .rows = rows.count,
                          .invites = NEW_ARRAY(c->arena, i64, rows.count + 1),
                          .others = NEW_ARRAY(c->arena, i64, rows.count + 1)};
    for (i64 i = 0; i < rows.count; i++) {
        i64 id = rows.column[1].i[i];
        out->last = rows.column[0].i[i];
        if (id >> ANSWER_ID_LOW_BITS)
            out->others[out->other_count++] = id;
        else
            out->invites[out->invite_count++] = id;
    }
    return true;
}

bool answers_count_waits(ctx *c, bool *out)
{
    struct ended ended;
    if (!ended_read(c, 1, &ended)) return false;
    *out = ended.rows > 0;
    return true;
}

// What cannot be read is left out: others must not wait for it for ever.
static bool add_answer(ctx *c, struct answering *answering, const struct answer *answer,
                       struct batch *batch)
{
    const struct answering_survey *survey = NULL;
    if (answering_survey(c, answering, answer->survey, answer->version, &survey) &&
        answer_facts(c, survey, answer, batch))
        return true;
    if (c->err.code == ERR_STORE || c->err.code == ERR_STOPPED) return false;
    log_err(c, "facts of an answer");
    err_clear(c);
    return true;
}

static bool add_facts(ctx *c, struct answering *answering, const i64 *ids, i64 id_count,
                      struct batch *batch)
{
    struct answer *answers = NULL;
    i64 count = 0;
    if (!answer_list(c, ids, id_count, &answers, &count)) return false;
    for (i64 i = 0; i < count; i++) {
        struct arena_mark mark = arena_mark(c->arena);
        if (!add_answer(c, answering, &answers[i], batch)) return false;
        arena_rewind(c->arena, mark);
    }
    return true;
}

static bool take_batch(ctx *c, struct known *known, struct batch *batch)
{
    struct take *take = NULL;
    i64 batch_id = 0;
    if (batch->lines_refused)
        log_line(LOG_WARNING, "an answer's facts were refused", "why", batch->refusals[0].why,
                 NULL);
    return !batch->fact_count ||
           (take_begin(c, known, (struct take_order){.kind = S("answers")}, &take) &&
            take_batches(c, take, &batch, 1) && take_end(c, take, &batch_id));
}

bool answers_count(ctx *c, struct known *known, struct answering *answering, i64 *count)
{
    assert(store_in_transaction(c));
    struct ended ended;
    struct batch_rules rules;
    struct batch *batch = NEW(c->arena, struct batch);
    *count = 0;
    if (!ended_read(c, ANSWERS_COUNTED_AT_ONCE, &ended)) return false;
    if (!ended.rows) return true;
    if (!company_rules(c, &rules)) return false;
    batch_init(c, batch, rules, BOUND_JOB_ARENA_BYTES);
    bool done = add_facts(c, answering, ended.invites, ended.invite_count, batch) &&
                add_facts(c, answering, ended.others, ended.other_count, batch) &&
                take_batch(c, known, batch);
    batch_release(batch);
    *count = ended.rows;
    enum sql note = ended.after < 0 ? SQL_answer_counted_add : SQL_answer_counted_move;
    return done && store_run(c, note, VALS(V_I64(ended.last)));
}
