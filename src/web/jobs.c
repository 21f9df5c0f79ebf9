#include "web/jobs.h"

#include <fcntl.h>
#include <pthread.h>
#include <time.h>

#include "audit/audit.h"
#include "base/lang.h"
#include "base/log.h"
#include "decision/decision.h"
#include "decision/pattern.h"
#include "bounds.h"
#include "campaign/courier.h"
#include "complaint/mailbox.h"
#include "facts/change.h"
#include "facts/company.h"
#include "facts/tie.h"
#include "mail/mail.h"
#include "people/oidc.h"
#include "people/one_time.h"
#include "people/session.h"
#include "people/throttle.h"
#include "settings/settings.h"
#include "case/case_ask.h"
#include "case/case_figures.h"
#include "case/case_late.h"
#include "case/case_route.h"
#include "case/case_rule.h"
#include "voice/voice.h"
#include "survey/answer_count.h"
#include "web/jobs_answers.h"
#include "web/jobs_backup.h"
#include "web/jobs_cases.h"
#include "web/jobs_campaign.h"
#include "web/jobs_webhook.h"
#include "webhook/webhook.h"

#define MINUTE_MS 60000LL
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)

// ---- What each does ----

static bool run_mail(ctx *c, const struct job_hand *hand, struct job_did *did)
{
    struct mail_counts counts;
    if (!mail_send_due(c, hand->writer, NULL, &counts)) return false;
    did->count = counts.sent;
    return true;
}

static bool note_retention(ctx *c, void *data, const char *what, i64 customer, json_t *detail)
{
    (void)data;
    const char *name = fmt(c->arena, "privacy.%s", what);
    return audit_add(c, (struct audit_entry){.who = S("job retention"),
                                             .what = str_of(name),
                                             .customer = customer,
                                             .detail = detail});
}

static bool retention_change(ctx *c, void *data)
{
    struct job_did *did = data;
    struct privacy_by by = {
        .who = S("job retention"), .why = S("rules of retention"), .note = note_retention};
    return privacy_rules_run(c, by, &did->count) && (!did->count || voice_clean(c));
}

static bool run_retention(ctx *c, const struct job_hand *hand, struct job_did *did)
{
    return job_write_facts(c, hand, retention_change, did);
}

static bool ties_change(ctx *c, void *data)
{
    struct job_did *did = data;
    struct privacy_by by = {.who = S("job ties"), .why = S("the program said who the visitor is")};
    return tie_run(c, by, &did->count);
}

static bool run_ties(ctx *c, const struct job_hand *hand, struct job_did *did)
{
    return job_write_facts(c, hand, ties_change, did);
}

static bool run_mailbox(ctx *c, const struct job_hand *hand, struct job_did *did)
{
    struct mailbox_hand with = {.writer = hand->writer};
    struct mailbox_counts counts;
    if (!mailbox_poll(c, &with, &counts)) return false;
    did->count = counts.taken;
    return !counts.why || fail_with(c, ERR_BUSY, tr(c, "the mailbox could not be read"),
                                    fmt(c->arena, "%s.", counts.why));
}

struct releasing {
    struct known *known;
    i64 count;
};

static bool released_change(ctx *c, void *data)
{
    struct releasing *releasing = data;
    struct known own;
    if (releasing->known) return complaint_facts_take(c, releasing->known, &releasing->count);
    known_init(&own);
    bool done = complaint_facts_take(c, &own, &releasing->count);
    known_release(&own);
    return done;
}

static bool run_released(ctx *c, const struct job_hand *hand, struct job_did *did)
{
    struct releasing releasing = {.known = hand->known};
    struct function_change change = {
        .run = released_change, .data = &releasing, .known = hand->known};
    function_change_init(&change);
    if (!writer_apply(c, hand->writer, &change.change)) return false;
    did->count = releasing.count;
    return true;
}

static bool doors_change(ctx *c, void *data)
{
    struct job_did *did = data;
    i64 before = 0, after = 0;
    if (!store_i64(c, SQL_jobs_door_rows, NO_VALS, &before) || !session_clean(c) ||
        !throttle_clean(c) || !complaint_clean(c) || !one_time_clean(c) || !oidc_start_clean(c) ||
        !store_i64(c, SQL_jobs_door_rows, NO_VALS, &after))
        return false;
    did->count = before - after;
    return true;
}

static bool run_doors(ctx *c, const struct job_hand *hand, struct job_did *did)
{
    return job_write(c, hand, doors_change, did);
}

static bool lists_change(ctx *c, void *data)
{
    struct job_did *did = data;
    i64 mail_days = 0, run_days = 0, sent_days = 0, mails = 0, runs = 0, sent = 0;
    if (!setting_i64(c, "keep.mail_days", &mail_days) ||
        !setting_i64(c, "keep.runs_days", &run_days) ||
        !setting_i64(c, "webhook.keep_days", &sent_days) ||
        !webhook_clean(c, c->now_ms - sent_days * DAY_MS, &sent) ||
        !mail_clean(c, c->now_ms - mail_days * DAY_MS, &mails) ||
        !job_runs_clean(c, c->now_ms - run_days * DAY_MS, &runs))
        return false;
    did->count = mails + runs + sent;
    return true;
}

static bool run_lists(ctx *c, const struct job_hand *hand, struct job_did *did)
{
    return job_write(c, hand, lists_change, did);
}

// Pieces of remarks are read outside of the writer, and kept by it.
enum { VOICES_AT_ONCE = 2000, VOICES_PIECES = 50 };

struct voices_kept {
    const struct voice_reader *reader;
    struct voice_piece *piece;
};

static bool voices_change(ctx *c, void *data)
{
    const struct voices_kept *kept = data;
    return voice_keep(c, kept->reader, kept->piece);
}

static bool run_voices(ctx *c, const struct job_hand *hand, struct job_did *did)
{
    struct voice_reader *reader = NULL;
    if (!voice_reader_new(c, &reader)) return false;
    for (i64 i = 0; i < VOICES_PIECES; i++) {
        struct arena_mark mark = arena_mark(c->arena);
        struct voice_piece piece;
        struct voices_kept kept = {reader, &piece};
        if (!voice_next(c, reader, VOICES_AT_ONCE, &piece)) return false;
        bool is_done = !piece.count && !piece.is_anew;
        if (!is_done && !job_write(c, hand, voices_change, &kept)) return false;
        did->count += piece.count;
        arena_rewind(c->arena, mark);
        if (is_done) break;
    }
    return true;
}

struct hints_kept {
    struct theme_hint *hints;
    i64 count;
};

static bool hints_change(ctx *c, void *data)
{
    const struct hints_kept *kept = data;
    return voice_clean(c) && voice_hints_keep(c, kept->hints, kept->count);
}

static bool run_hints(ctx *c, const struct job_hand *hand, struct job_did *did)
{
    struct hints_kept kept = {0};
    if (!voice_hints_find(c, &kept.hints, &kept.count) || !job_write(c, hand, hints_change, &kept))
        return false;
    did->count = kept.count;
    return true;
}

static bool patterns_change(ctx *c, void *data)
{
    struct job_did *did = data;
    return pattern_suggest(c, &did->count);
}

static bool run_patterns(ctx *c, const struct job_hand *hand, struct job_did *did)
{
    return job_write(c, hand, patterns_change, did);
}

enum { TOLD_AT_ONCE = 100 };

static bool tell_change(ctx *c, void *data)
{
    struct job_did *did = data;
    return decision_tell_next(c, TOLD_AT_ONCE, &did->count);
}

static bool run_tell(ctx *c, const struct job_hand *hand, struct job_did *did)
{
    return job_write(c, hand, tell_change, did);
}

// Two lines a job. The order of the first says who shares a thread: see below.
// clang-format off
const struct job jobs[] = {
    {.name = "mail", .run = run_mail, .wants = mail_is_due, .every_ms = 3000, .lease_ms = HOUR_MS, .is_quiet = true,
     .label = N_("Mails"), .counts = N_("mails sent"),
     .what = N_("Sends mails that wait; tries again for about a day when the mail server does not take them.")},
    {.name = "invites.send", .run = job_courier, .wants = courier_is_due, .every_ms = JOB_COURIER_EVERY_MS, .lease_ms = HOUR_MS,
     .is_quiet = true, .label = N_("Invites, sent"), .counts = N_("invites and reminders sent"),
     .what = N_("Sends invites of running campaigns, and reminds once who has not answered.")},
    {.name = "webhooks", .run = job_webhooks, .wants = webhook_waits, .every_ms = 1000, .lease_ms = 2 * HOUR_MS, .is_quiet = true,
     .label = N_("Webhooks"), .counts = N_("messages delivered"),
     .what = N_("Tells other systems what happened; tries again for three days when one does not take it.")},
    {.name = "answers.count", .run = job_answers_count, .wants = answers_count_waits, .every_ms = 1000, .lease_ms = 10 * MINUTE_MS,
     .is_quiet = true, .label = N_("Answers, counted"), .counts = N_("answers counted"),
     .what = N_("Makes facts of answers that ended, so that figures tell of them.")},
    {.name = "matters", .run = run_released, .wants = complaint_facts_wait, .every_ms = 1000, .lease_ms = 10 * MINUTE_MS,
     .is_quiet = true, .label = N_("Matters, counted"), .counts = N_("matters counted"),
     .what = N_("Makes facts of what customers brought; of what was held as suspected spam once somebody said that it is real.")},
    {.name = "cases.figures", .run = job_case_figures, .wants = case_figures_wait, .every_ms = 3000, .lease_ms = 10 * MINUTE_MS, .is_quiet = true,
     .label = N_("Figures of cases"), .counts = N_("facts of cases"),
     .what = N_("Makes facts of what happens to cases, so that figures tell of them.")},
    {.name = "ties", .wants = tie_waits, .run = run_ties, .every_ms = 5000, .lease_ms = 10 * MINUTE_MS, .is_quiet = true,
     .label = N_("Visitors"), .counts = N_("visitors put with their customers"),
     .what = N_("Puts visitors nobody knew with the customers that they turned out to be.")},
    {.name = "retention", .run = run_retention, .lease_ms = HOUR_MS,
     .label = N_("Retention"), .counts = N_("remarks erased"),
     .what = N_("Every night erases words that are older than the rules allow. Figures stay what they were.")},
    {.name = "mailbox", .run = run_mailbox, .wants = mailbox_is_set_up, .every_ms = MINUTE_MS, .lease_ms = HOUR_MS,
     .is_quiet = true, .label = N_("Mailbox"), .counts = N_("mails taken"),
     .what = N_("Reads the mailbox: new mails become cases, replies go on with theirs. They stay there, marked as read.")},
    {.name = "backup", .run = job_backup, .lease_ms = 12 * HOUR_MS, .is_quiet = true,
     .label = N_("Backup"), .counts = N_("backups made and read back"),
     .what = N_("Every night writes a backup into the folder, reads it back whole, and removes the oldest.")},
    {.name = "invites.plan", .wants = job_plan_wants, .run = job_plan, .every_ms = 3 * MINUTE_MS, .lease_ms = HOUR_MS, .is_quiet = true,
     .label = N_("Campaigns"), .counts = N_("invites planned"),
     .what = N_("Decides whom running campaigns ask, by the encounters that came in.")},
    {.name = "invites.follow", .wants = job_invites_wants, .run = job_invites, .every_ms = 2000, .lease_ms = 10 * MINUTE_MS,
     .is_quiet = true, .label = N_("Invites, answered"), .counts = N_("invites that were answered or are over"),
     .what = N_("Notes which invites were answered, and ends those whose link is over.")},
    {.name = "answers.left", .run = job_answers_left, .wants = job_answers_left_wants, .every_ms = 5 * MINUTE_MS,
     .lease_ms = HOUR_MS, .is_quiet = true, .label = N_("Answers, left"), .counts = N_("answers counted as far as they went"),
     .what = N_("Counts what was answered by those who stopped an hour ago; whoever comes back goes on where they were.")},
    {.name = "cases.rules", .run = job_case_rules, .wants = case_rules_wait, .every_ms = 3000, .lease_ms = HOUR_MS, .is_quiet = true,
     .label = N_("Rules of cases"), .counts = N_("cases opened"),
     .what = N_("Opens a case where something that came in fits a rule: a detractor, a low value, a feeling, a word, a signal.")},
    {.name = "cases.late", .run = job_case_late, .wants = case_late_waits, .every_ms = MINUTE_MS, .lease_ms = 10 * MINUTE_MS, .is_quiet = true,
     .label = N_("Late cases"), .counts = N_("cases escalated"),
     .what = N_("Tells owners and the CX owner of cases whose time is over.")},
    {.name = "cases.ask", .run = job_case_ask, .wants = case_ask_waits, .every_ms = 3000, .lease_ms = 10 * MINUTE_MS, .is_quiet = true,
     .label = N_("How cases were handled"), .counts = N_("answers noted"),
     .what = N_("Notes what customers of closed cases say of how it was handled.")},
    {.name = "cases.route", .run = job_case_route, .wants = case_route_waits, .every_ms = 10 * MINUTE_MS, .lease_ms = HOUR_MS, .is_quiet = true,
     .label = N_("Routing of cases"), .counts = N_("cases learnt from"),
     .what = N_("Learns whose cases are by their words, from those that people put right or closed.")},
    {.name = "cases.keep", .run = job_case_keep, .lease_ms = HOUR_MS, .is_quiet = true,
     .label = N_("Words of old cases"), .counts = N_("cases whose words went"),
     .what = N_("Every night erases words and names of cases that ended longer ago than the setting says.")},
    {.name = "doors", .run = run_doors, .every_ms = HOUR_MS, .lease_ms = 10 * MINUTE_MS, .is_quiet = true,
     .label = N_("Sessions"), .counts = N_("sessions, links and failed sign-ins forgotten"),
     .what = N_("Forgets sessions and links that are over, and failed sign-ins that no longer matter.")},
    {.name = "voices", .run = run_voices, .wants = voice_waits, .every_ms = 3000, .lease_ms = HOUR_MS, .is_quiet = true,
     .label = N_("Voices"), .counts = N_("remarks read"),
     .what = N_("Reads new remarks: their language, how they sound, which themes they speak of.")},
    {.name = "hints", .run = run_hints, .lease_ms = HOUR_MS, .is_quiet = true,
     .label = N_("Words that tell"), .counts = N_("words found"),
     .what = N_("Every night looks for words of unhappy remarks that no theme has yet.")},
    {.name = "patterns", .run = run_patterns, .every_ms = HOUR_MS, .lease_ms = HOUR_MS, .is_quiet = true,
     .label = N_("Patterns"), .counts = N_("patterns found"),
     .what = N_("Every hour looks for causes that repeat among cases beyond chance, and makes patterns of them.")},
    {.name = "tell", .run = run_tell, .wants = decision_tell_waits, .every_ms = 3000, .lease_ms = HOUR_MS, .is_quiet = true,
     .label = N_("Decisions told"), .counts = N_("customers told"),
     .what = N_("Tells decisions to those who asked: one message each, in their language.")},
    {.name = "lists", .run = run_lists, .every_ms = DAY_MS, .lease_ms = 10 * MINUTE_MS, .is_quiet = true,
     .label = N_("Old lists"), .counts = N_("entries removed"),
     .what = N_("Removes from the lists of mails and of runs what is older than the settings say.")},
};
// clang-format on
const i64 job_count = COUNT_OF(jobs);

// ---- The threads ----

// The first jobs have a thread each: what waits for another machine holds nothing else up. Those
// that write facts come next and share one: they may have to wait for an import.
enum { ALONE = 3, FACTS = 5, THREADS = ALONE + 2, LOOK_EVERY_S = 2 };

struct jobs_running;

struct lane {
    struct jobs_running *running;
    pthread_t thread;
    i64 first, count; // of the jobs
};

struct jobs_running {
    struct app *app;
    i64 (*now_ms)(void);
    u64 (*random)(ctx *c);
    void *random_state;
    struct lane lanes[THREADS];
    pthread_mutex_t mutex; // guards what follows
    pthread_cond_t wake;
    bool is_stopping;
    atomic_bool stop; // the same, for work that is being done
};

bool jobs_hand(ctx *c, struct app *app, i64 (*now_ms)(void), struct job_hand *out)
{
    str zone = {0}, language = {0};
    *out = (struct job_hand){.store = app->store,
                             .writer = app->writer,
                             .known = app->writer ? &app->known : NULL,
                             .answering = app->writer ? app->answering : NULL,
                             .now_ms = now_ms};
    if (!setting_text(c, "company.zone", &zone) || !setting_i64(c, "backup.hour", &out->hour) ||
        !setting_text(c, "company.language", &language))
        return false;
    out->zone = zone_find(c, zone);
    return out->zone != NULL;
}

static bool look(ctx *c, void *data)
{
    const struct lane *lane = data;
    const struct jobs_running *running = lane->running;
    struct job_hand hand;
    str language = {0};
    if (!store_take(c, running->app->store) ||
        !jobs_hand(c, running->app, running->now_ms, &hand) ||
        !setting_text(c, "company.language", &language))
        return false;
    c->lang = str_c(c->arena, language);
    return job_run_due(c, &hand, jobs + lane->first, lane->count);
}

// One look at what is due, in memory that goes with it.
static void look_once(const struct lane *lane)
{
    struct jobs_running *running = lane->running;
    struct arena arena;
    arena_init(&arena, BOUND_JOB_ARENA_BYTES);
    ctx c = {.arena = &arena,
             .lang = "en",
             .now_ms = running->now_ms(),
             .random = running->random,
             .random_state = running->random_state,
             .cwd_fd = AT_FDCWD,
             .stop = &running->stop};
    struct lane *mutable_lane = &running->lanes[lane - running->lanes];
    if (!ctx_try(&c, look, mutable_lane) && c.err.code != ERR_STOPPED) log_err(&c, "look for jobs");
    if (c.db) {
        if (store_in_transaction(&c)) store_rollback(&c);
        store_give(&c);
    }
    arena_release(&arena);
}

static void *lane_thread(void *data)
{
    struct lane *lane = data;
    struct jobs_running *running = lane->running;
    (void)pthread_mutex_lock(&running->mutex);
    while (!running->is_stopping) {
        (void)pthread_mutex_unlock(&running->mutex);
        look_once(lane);
        (void)pthread_mutex_lock(&running->mutex);
        struct timespec until;
        (void)clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += LOOK_EVERY_S;
        if (!running->is_stopping)
            (void)pthread_cond_timedwait(&running->wake, &running->mutex, &until);
    }
    (void)pthread_mutex_unlock(&running->mutex);
    return NULL;
}

static bool start_couriers(ctx *c, void *data)
{
    (void)data;
    return courier_start(c) && mail_start(c);
}

bool jobs_start(ctx *c, struct app *app, i64 (*now_ms)(void), struct jobs_running **out)
{
    struct jobs_running *running = NEW(c->arena, struct jobs_running);
    struct job_hand hand;
    if (!jobs_hand(c, app, now_ms, &hand) || !job_start(c, &hand)) return false;
    if (store_is_exclusive(app->store) && !job_write(c, &hand, start_couriers, NULL)) return false;
    running->app = app;
    running->now_ms = now_ms;
    running->random = c->random;
    running->random_state = c->random_state;
    (void)pthread_mutex_init(&running->mutex, NULL);
    (void)pthread_cond_init(&running->wake, NULL);
    for (i64 i = 0; i < ALONE; i++)
        running->lanes[i] = (struct lane){.running = running, .first = i, .count = 1};
    running->lanes[ALONE] = (struct lane){.running = running, .first = ALONE, .count = FACTS};
    running->lanes[ALONE + 1] = (struct lane){
        .running = running, .first = ALONE + FACTS, .count = job_count - ALONE - FACTS};
    for (i64 i = 0; i < THREADS; i++) {
        int failed =
            pthread_create(&running->lanes[i].thread, NULL, lane_thread, &running->lanes[i]);
        assert(!failed);
    }
    *out = running;
    return true;
}

void jobs_stop(struct jobs_running *running)
{
    (void)pthread_mutex_lock(&running->mutex);
    running->is_stopping = true;
    atomic_store(&running->stop, true);
    (void)pthread_cond_broadcast(&running->wake);
    (void)pthread_mutex_unlock(&running->mutex);
    for (i64 i = 0; i < THREADS; i++)
        (void)pthread_join(running->lanes[i].thread, NULL);
    (void)pthread_cond_destroy(&running->wake);
    (void)pthread_mutex_destroy(&running->mutex);
}
