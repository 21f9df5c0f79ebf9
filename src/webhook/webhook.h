// webhook: tells other systems what happened (event.h), signed as Standard Webhooks asks
// (https://www.standardwebhooks.com), again and again until they took it or it is hopeless, and
// keeps a list of how it went. Owns tables webhook and webhook_delivery. Uses event, fetch. Never
// decides what is worth an event.
//
// A message may arrive twice (after a crash between sending and noting it): its webhook-id is the
// same then. Its body has ids and numbers alone unless the webhook says that names go along:
//     {"type":"case.opened","timestamp":"2026-11-20T10:00:00Z","data":{"kind":"case","id":"17"}}
// "kind" and "id" come first: erasing a person (facts/privacy.h) finds their messages by these, sent
// or waiting, and leaves nothing else in them.
#pragma once

#include "base/json.h"
#include "store/store.h"

struct webhook {
    i64 id;
    str name, address;
    str events; // names parted by blanks; empty: all
    bool is_full;
    i64 made_ms, failing_since_ms, delivered_ms, stopped_ms;
    str why;     // it was stopped
    i64 waiting; // deliveries that are still to be made
};

// Events that a webhook can ask for, NULL-terminated, and what each is for people (N_()).
struct webhook_event {
    const char *name, *label;
};
extern const struct webhook_event webhook_events[];

struct webhook_asked {
    str name, address, events;
    bool is_full;
};

// Those that were not removed, by name.
MUST_USE bool webhook_list(ctx *c, i64 *count, struct webhook **out);
// ERR_NOT_FOUND.
MUST_USE bool webhook_read(ctx *c, i64 id, struct webhook *out);
// Makes one that is told what happens from now on; its secret ("whsec_…") is told this once. `who`
// as audit_entry.who. ERR_BAD_INPUT for an address that cannot be sent to, or an event that is
// none. Inside a write transaction, with its entry; so are the following.
MUST_USE bool webhook_add(ctx *c, str who, struct webhook_asked asked, i64 *id, str *secret);
MUST_USE bool webhook_change(ctx *c, str who, i64 id, struct webhook_asked asked);
// The old secret signs beside the new one for a day.
MUST_USE bool webhook_renew(ctx *c, str who, i64 id, str *secret);
// Goes on with one that was stopped; what happened in between is not told.
MUST_USE bool webhook_resume(ctx *c, str who, i64 id);
MUST_USE bool webhook_end(ctx *c, str who, i64 id);
// Queues a message of type webhook.test.
MUST_USE bool webhook_try(ctx *c, str who, i64 id);

enum webhook_state { WEBHOOK_WAITING, WEBHOOK_DELIVERED, WEBHOOK_GIVEN_UP, WEBHOOK_STATE__COUNT };
const char *webhook_state_label(enum webhook_state state); // N_()

struct webhook_delivery {
    i64 id, webhook, made_ms, due_ms, tried_ms, tries, status;
    str message, what, body, why;
    enum webhook_state state;
};
// Newest first.
MUST_USE bool webhook_deliveries(ctx *c, i64 webhook, i64 limit, i64 *count,
                                 struct webhook_delivery **out);
// Sends it once more, whatever became of it. ERR_NOT_FOUND.
MUST_USE bool webhook_again(ctx *c, str who, i64 webhook, i64 delivery);
// Forgets deliveries that ended before. Inside a write transaction.
MUST_USE bool webhook_clean(ctx *c, i64 before_ms, i64 *count);

// ---- The work, for a job ----

enum { WEBHOOK_EVENTS_AT_ONCE = 500 };

// Makes deliveries of what happened since the last time. Inside a write transaction.
MUST_USE bool webhook_spread(ctx *c);
// Whether there is something to spread or to send.
MUST_USE bool webhook_waits(ctx *c, bool *out);

// One delivery with all that sending it takes.
struct webhook_due {
    struct webhook_delivery delivery;
    str address, secret, old_secret; // base64; the old one empty when it is over
    i64 failing_since_ms;
};
// What is due, the earliest first, of one webhook at most as many as it can wait for.
MUST_USE bool webhook_due(ctx *c, i64 limit, i64 *count, struct webhook_due **out);
// What became of a try: status, or why there was none.
struct webhook_tried {
    i64 status;
    const char *why; // NULL: it was answered
};
// Notes it, and what follows: done, again later, given up, or the webhook stops for good after five
// days of failures or when it answers that it is gone (410). Inside a write transaction.
MUST_USE bool webhook_settle(ctx *c, const struct webhook_due *due, struct webhook_tried tried);
// Sends one; outside of any transaction, for at most 15 seconds. False only when the work is to
// stop.
MUST_USE bool webhook_send(ctx *c, const struct webhook_due *due, bool may_private,
                           struct webhook_tried *out);
// Whether addresses within the house are allowed (setting webhook.private).
MUST_USE bool webhook_may_private(ctx *c, bool *out);

// "v1,BASE64": HMAC-SHA256 over "ID.TIMESTAMP.BODY" with a secret in base64; empty when that is
// none.
struct webhook_signed {
    str id, body;
    i64 timestamp; // seconds
};
str webhook_sign(ctx *c, str secret, struct webhook_signed message);
