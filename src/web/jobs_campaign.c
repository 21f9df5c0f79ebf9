#include "web/jobs_campaign.h"

#include "campaign/courier.h"
#include "campaign/plan.h"
#include "settings/settings.h"

#define DAY_MS 86400000LL

enum { AT_ONCE_MAX = 5000, FOLLOW_MOST = 10000 };

// ---- Planning ----

struct keeping {
    struct plan *plan;
    bool kept;
};

static bool keep_change(ctx *c, void *data)
{
    struct keeping *keeping = data;
    return plan_keep(c, keeping->plan, &keeping->kept);
}

// One campaign; its memory goes before the next one's.
static bool plan_one(ctx *c, const struct job_hand *hand, const struct campaign *campaign,
                     i64 *count)
{
    struct plan *plan = NEW(c->arena, struct plan);
    struct keeping keeping = {.plan = plan};
    if (!plan_make(c, campaign, plan)) return false;
    if (!plan->invite_count) return true;
    if (!job_write(c, hand, keep_change, &keeping)) return false;
    if (keeping.kept) *count += plan->invite_count;
    return true;
}

bool job_plan_wants(ctx *c, bool *out)
{
    struct campaign *campaigns = NULL;
    i64 count = 0;
    *out = false;
    if (!campaign_running(c, &count, &campaigns)) return false;
    for (i64 i = 0; i < count; i++)
        *out = *out || campaigns[i].is_by_email;
    return true;
}

bool job_plan(ctx *c, const struct job_hand *hand, struct job_did *did)
{
    struct campaign *campaigns = NULL;
    i64 count = 0;
    if (!campaign_running(c, &count, &campaigns)) return false;
    for (i64 i = 0; i < count; i++)
        if (campaigns[i].is_by_email && !plan_one(c, hand, &campaigns[i], &did->count))
            return false;
    return true;
}

// ---- Sending ----

bool job_courier(ctx *c, const struct job_hand *hand, struct job_did *did)
{
    struct courier_counts counts;
    i64 per_minute = 0, most = AT_ONCE_MAX;
    if (!setting_i64(c, "ask.per_minute", &per_minute)) return false;
    if (per_minute) most = MIN(most, MAX(per_minute * JOB_COURIER_EVERY_MS / 60000, 1));
    if (!courier_run(c, hand->writer, NULL, most, &counts)) return false;
    did->count = counts.sent;
    return true;
}

// ---- Following ----

struct following {
    struct job_did *did;
};

static bool end_finished(ctx *c)
{
    struct campaign *campaigns = NULL;
    i64 count = 0;
    if (!campaign_list(c, &count, &campaigns)) return false;
    for (i64 i = 0; i < count; i++)
        if (str_equal(campaigns[i].state, S("ended")) && !invite_end_campaign(c, campaigns[i].id))
            return false;
    return true;
}

static bool invites_change(ctx *c, void *data)
{
    const struct following *following = data;
    i64 followed = 0, silent = 0, cleaned = 0, keep_days = 0;
    if (!invite_follow(c, FOLLOW_MOST, &followed) || !invite_end_due(c, &silent) ||
        !end_finished(c) || !setting_i64(c, "ask.keep_days", &keep_days) ||
        !invite_clean(c, c->now_ms - keep_days * DAY_MS, &cleaned))
        return false;
    following->did->count = followed + silent;
    return true;
}

bool job_invites_wants(ctx *c, bool *out)
{
    i64 due = 0;
    *out = false;
    if (!store_i64(c, SQL_invite_job_due, VALS(V_I64(c->now_ms)), &due)) return false;
    if (due) *out = true;
    return due || invite_follow_waits(c, out);
}

bool job_invites(ctx *c, const struct job_hand *hand, struct job_did *did)
{
    struct following following = {did};
    return job_write(c, hand, invites_change, &following);
}
