#include "job/job.h"

#include "base/log.h"
#include "facts/change.h"

#define DAY_MS 86400000LL

static bool write_in(ctx *c, const struct job_hand *hand, struct function_change change)
{
    function_change_init(&change);
    return writer_apply(c, hand->writer, &change.change);
}

bool job_write(ctx *c, const struct job_hand *hand, bool (*run)(ctx *c, void *data), void *data)
{
    return write_in(c, hand,
                    (struct function_change){.run = run, .data = data, .locks = STORE_RECORDS});
}

// A change of facts' tables that leaves what is known of them as it is.
struct writing {
    struct known *known;
    bool (*run)(ctx *c, void *data);
    void *data;
};

static bool write_run(ctx *c, void *data)
{
    const struct writing *writing = data;
    if (writing->known) known_keep(c, writing->known);
    return writing->run(c, writing->data);
}

bool job_write_facts(ctx *c, const struct job_hand *hand, bool (*run)(ctx *c, void *data),
                     void *data)
{
    struct writing writing = {hand->known, run, data};
    return write_in(c, hand, (struct function_change){.run = write_run, .data = &writing});
}

// When each is due.

// The first moment after `ms` at which the company's clock shows the hour.
static i64 next_hour(const struct job_hand *hand, i64 ms)
{
    i32 day = zone_day(hand->zone, ms);
    for (i32 ahead = 0; ahead < 2; ahead++) {
        struct civil at = civil_from_day(day + ahead);
        at.hour = (i32)hand->hour;
        i64 at_ms = zone_to_utc(hand->zone, at);
        if (at_ms > ms) return at_ms;
    }
    return ms + DAY_MS;
}

i64 job_due_ms(const struct job *job, const struct job_hand *hand, struct job_ran ran)
{
    if (job->every_ms) return ran.ended_ms + job->every_ms;
    return ran.began_ms ? next_hour(hand, ran.began_ms) : 0;
}

static bool state_from(const struct job *job, const struct job_hand *hand, const struct rows *rows,
                       struct job_state *out)
{
    for (i64 i = 0; i < rows->count; i++) {
        if (!str_equal(rows->column[0].text[i], str_of(job->name))) continue;
        struct job_ran ran = {rows->column[2].i[i], rows->column[3].i[i]};
        *out = (struct job_state){.began_ms = ran.began_ms,
                                  .ended_ms = ran.ended_ms,
                                  .due_ms = job_due_ms(job, hand, ran),
                                  .is_running = rows->column[1].i[i] > hand->now_ms()};
        return true;
    }
    return false;
}

bool job_states(ctx *c, const struct job_hand *hand, const struct job *jobs, i64 count,
                struct job_state **out)
{
    struct rows rows;
    if (!store_rows(c, SQL_job_all, NO_VALS, &rows)) return false;
    *out = NEW_ARRAY(c->arena, struct job_state, count + 1);
    for (i64 i = 0; i < count; i++)
        if (!state_from(&jobs[i], hand, &rows, &(*out)[i])) (*out)[i] = (struct job_state){0};
    return true;
}

// Running

struct running {
    const struct job *job;
    const struct job_hand *hand;
    struct job_did did;
    str lease;
    i64 began_ms, ended_ms;
    bool is_mine, failed;
    str about, hint;
};

// Looks again, now that nobody else can change it.
static bool claim(ctx *c, void *data)
{
    struct running *running = data;
    const struct job *job = running->job;
    str name = str_of(job->name);
    struct rows rows;
    running->is_mine = false;
    if (!store_rows(c, SQL_job_of, VALS(V_STR(name)), &rows)) return false;
    struct job_ran ran = {0};
    if (rows.count) {
        if (rows.column[0].i[0] > running->began_ms) return true; // somebody runs it
        ran = (struct job_ran){rows.column[1].i[0], rows.column[2].i[0]};
    } else {
        // A nightly one waits for its hour; the others begin.
        ran.began_ms = job->every_ms ? 0 : running->began_ms;
        if (!store_run(c, SQL_job_insert, VALS(V_STR(name), V_I64(ran.began_ms)))) return false;
    }
    if (job_due_ms(job, running->hand, ran) > running->began_ms) return true;
    running->is_mine = true;
    return store_run(c, SQL_job_claim,
                     VALS(V_STR(name), V_STR(running->lease),
                          V_I64(running->began_ms + job->lease_ms), V_I64(running->began_ms)));
}

static bool settle(ctx *c, void *data)
{
    const struct running *running = data;
    str name = str_of(running->job->name);
    i64 id = 0;
    if (!store_run(c, SQL_job_end,
                   VALS(V_STR(name), V_STR(running->lease), V_I64(running->ended_ms))))
        return false;
    bool did_nothing = !running->failed && !running->did.count;
    if (running->job->is_quiet && did_nothing) return true;
    return store_i64(c, SQL_job_run_next, NO_VALS, &id) &&
           store_run(c, SQL_job_run_insert,
                     VALS(V_I64(id), V_STR(name), V_I64(running->began_ms),
                          V_I64(running->ended_ms), V_I64(running->failed),
                          V_I64(running->did.count), V_STR(running->about), V_STR(running->hint)));
}

static bool run_job(ctx *c, void *data)
{
    struct running *running = data;
    return running->job->run(c, running->hand, &running->did);
}

static bool run_one(ctx *c, const struct job_hand *hand, const struct job *job)
{
    struct running running = {.job = job, .hand = hand, .began_ms = hand->now_ms()};
    running.lease = str_of(fmt(c->arena, "%016llx", (unsigned long long)c->random(c)));
    c->now_ms = running.began_ms;
    if (!job_write(c, hand, claim, &running)) return false;
    if (!running.is_mine) return true;
    running.failed = !ctx_try(c, run_job, &running);
    if (store_in_transaction(c)) store_rollback(c);
    running.about = running.did.about;
    if (running.failed) {
        log_err(c, job->name);
        running.about = str_of(c->err.msg);
        running.hint = str_of(c->err.hint);
        running.did.count = 0;
        err_clear(c);
    }
    running.ended_ms = hand->now_ms();
    c->now_ms = running.ended_ms;
    return job_write(c, hand, settle, &running);
}

bool job_run_due(ctx *c, const struct job_hand *hand, const struct job *jobs, i64 count)
{
    struct job_state *states = NULL;
    if (!job_states(c, hand, jobs, count, &states)) return false;
    for (i64 i = 0; i < count; i++) {
        bool is_due = !states[i].is_running && states[i].due_ms <= hand->now_ms();
        if (!is_due) continue;
        if (c->stop && atomic_load(c->stop)) return true;
        bool is_wanted = true;
        if (jobs[i].wants && !jobs[i].wants(c, &is_wanted)) return false;
        if (is_wanted && !run_one(c, hand, &jobs[i])) return false;
    }
    return true;
}

static bool free_all(ctx *c, void *data)
{
    (void)data;
    return store_run(c, SQL_job_free_all, NO_VALS);
}

bool job_start(ctx *c, const struct job_hand *hand)
{
    return !store_is_exclusive(hand->store) || job_write(c, hand, free_all, NULL);
}

bool job_ask(ctx *c, const char *name)
{
    assert(store_in_transaction(c));
    struct rows rows;
    return store_rows(c, SQL_job_of, VALS(V_STR(str_of(name))), &rows) &&
           (rows.count || store_run(c, SQL_job_insert, VALS(V_STR(str_of(name)), V_I64(0)))) &&
           store_run(c, SQL_job_ask, VALS(V_STR(str_of(name))));
}

bool job_runs(ctx *c, str name, i64 limit, i64 *count, struct job_run **out)
{
    struct rows rows;
    if (!store_rows(c, SQL_job_run_list, VALS(V_STR(name), V_I64(limit)), &rows)) return false;
    const struct column *col = rows.column;
    *count = rows.count;
    *out = NEW_ARRAY(c->arena, struct job_run, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        (*out)[i] = (struct job_run){.name = col[0].text[i],
                                     .began_ms = col[1].i[i],
                                     .ended_ms = col[2].i[i],
                                     .failed = col[3].i[i] != 0,
                                     .count = col[4].i[i],
                                     .about = col[5].text[i],
                                     .hint = col[6].text[i]};
    return true;
}

bool job_runs_clean(ctx *c, i64 before_ms, i64 *count)
{
    assert(store_in_transaction(c));
    return store_i64(c, SQL_job_run_old, VALS(V_I64(before_ms)), count) &&
           (!*count || store_run(c, SQL_job_run_forget, VALS(V_I64(before_ms))));
}
