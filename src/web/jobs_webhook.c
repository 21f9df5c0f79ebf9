#include "web/jobs_webhook.h"

#include "base/log.h"
#include "webhook/webhook.h"

enum { AT_ONCE = 200, FAILED_MAX = 200 };

static bool spread(ctx *c, void *data)
{
    (void)data;
    return webhook_spread(c);
}

struct settling {
    const struct webhook_due *due;
    struct webhook_tried tried;
};

static bool settle(ctx *c, void *data)
{
    const struct settling *settling = data;
    return webhook_settle(c, settling->due, settling->tried);
}

// Webhooks that failed in this run.
struct failed {
    i64 count;
    i64 ids[FAILED_MAX];
};

static bool has_failed(const struct failed *failed, i64 id)
{
    for (i64 i = 0; i < failed->count; i++)
        if (failed->ids[i] == id) return true;
    return false;
}

static bool send_one(ctx *c, const struct job_hand *hand, const struct webhook_due *due,
                     bool may_private, struct failed *failed, struct job_did *did)
{
    struct settling settling = {.due = due};
    i64 webhook = due->delivery.webhook;
    if (has_failed(failed, webhook)) return true;
    if (ctx_stopped(c)) return false;
    c->now_ms = hand->now_ms();
    if (!webhook_send(c, due, may_private, &settling.tried)) return false;
    i64 status = settling.tried.status;
    bool is_well = !settling.tried.why && status >= 200 && status < 300;
    did->count += is_well;
    if (!is_well) failed->ids[failed->count++] = webhook;
    return job_write(c, hand, settle, &settling);
}

bool job_webhooks(ctx *c, const struct job_hand *hand, struct job_did *did)
{
    struct webhook_due *due = NULL;
    struct failed *failed = NEW(c->arena, struct failed);
    bool may_private = false;
    i64 count = 0;
    if (!job_write(c, hand, spread, NULL) || !webhook_may_private(c, &may_private) ||
        !webhook_due(c, AT_ONCE, &count, &due))
        return false;
    for (i64 i = 0; i < count; i++)
        if (!send_one(c, hand, &due[i], may_private, failed, did)) return false;
    return true;
}
