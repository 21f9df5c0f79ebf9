// The idea: as mail/outbox.c, many at a time. A claim and its settling are a transaction each, so a
// server's answer is on disk a moment after it came; between them nothing of the store is held.
#include "campaign/courier.h"

#include "base/lang.h"
#include "base/log.h"
#include "campaign/count.h"
#include "campaign/letter.h"
#include "facts/change.h"
#include "facts/consent.h"
#include "mail/bulk.h"
#include "mail/mail.h"
#include "settings/settings.h"

#define MINUTE_MS 60000LL

enum { CHUNK = 200, FOLLOW_MOST = 100000 };

// After the first try, the second … ; as many tries as there are lines and one. About a day.
static const i64 pauses_min[] = {1, 5, 15, 60, 180, 360, 720};

struct courier {
    struct writer *writer;
    struct bulk *bulk;
    struct courier_counts *counts;
    ctx *c; // of whoever waits: what a change finds is kept in its arena
    i64 most;
    i64 count;
    struct invite *invites; // claimed, in order
    struct bulk_mail *mails;
};

static bool write_now(ctx *c, struct courier *courier, bool (*run)(ctx *c, void *data))
{
    struct function_change change = {.run = run, .data = courier, .locks = STORE_RECORDS};
    function_change_init(&change);
    return writer_apply(c, courier->writer, &change.change);
}

bool courier_is_due(ctx *c, bool *out)
{
    i64 due = 0;
    *out = false;
    if (!store_i64(c, SQL_courier_due, VALS(V_I64(c->now_ms)), &due)) return false;
    return !due || mail_is_set_up(c, out);
}

bool courier_start(ctx *c)
{
    assert(store_in_transaction(c));
    return store_run(c, SQL_courier_start, NO_VALS);
}

// ---- Claiming ----

static struct invite kept(struct arena *arena, struct invite invite)
{
    invite.address = str_copy(arena, invite.address);
    invite.lang = str_copy(arena, invite.lang);
    invite.code = str_copy(arena, invite.code);
    invite.why = (str){0};
    return invite;
}

static bool may_be_asked(const struct consent_decided *consent, const struct invite *invite)
{
    if (!invite->address.size) return false;
    for (i64 i = 0; i < consent->count; i++)
        if (consent->customers[i] == invite->customer) return consent->may[i] != 0;
    return true;
}

// Answers are looked at in the same transaction: whoever began one is not reminded. So are
// consents, since a plan may be some days old.
static bool claim(ctx *c, void *data)
{
    struct courier *courier = data;
    struct consent_decided consent;
    struct rows rows;
    i64 followed = 0, dropped = 0;
    courier->count = 0;
    if (!invite_follow(c, FOLLOW_MOST, &followed) ||
        !consent_decide(c, CONSENT_FEEDBACK, CONSENT_EMAIL, &consent) ||
        !store_rows(c, SQL_courier_first, VALS(V_I64(c->now_ms), V_I64(MIN(courier->most, CHUNK))),
                    &rows))
        return false;
    i64 *ids = NEW_ARRAY(c->arena, i64, rows.count + 1),
        *no = NEW_ARRAY(c->arena, i64, rows.count + 1);
    courier->invites = NEW_ARRAY(courier->c->arena, struct invite, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++) {
        struct invite invite;
        invite_from_row(c, &rows, i, &invite);
        if (may_be_asked(&consent, &invite)) {
            ids[courier->count] = invite.id;
            courier->invites[courier->count++] = kept(courier->c->arena, invite);
        } else {
            no[dropped++] = invite.id;
        }
    }
    courier->counts->dropped += dropped;
    str why = str_of(tr(courier->c, "the customer does not want to be asked"));
    return (!dropped || store_run(c, SQL_courier_drop,
                                  VALS(V_I64_LIST(no, dropped), V_I64(c->now_ms), V_STR(why)))) &&
           (!courier->count ||
            store_run(c, SQL_courier_claim,
                      VALS(V_I64_LIST(ids, courier->count), V_I64(c->now_ms + MAIL_LEASE_MS))));
}

// ---- Settling ----

enum fate { FATE_SENT, FATE_REMINDED, FATE_LATER, FATE_BOUNCED, FATE_GIVEN_UP, FATE_UNTRIED };

static enum fate fate_of(const struct invite *invite, const struct bulk_mail *mail)
{
    if (!mail->is_tried) return FATE_UNTRIED;
    if (mail->outcome == SMTP_TAKEN) return invite->sent_ms ? FATE_REMINDED : FATE_SENT;
    if (mail->outcome == SMTP_NEVER) return FATE_BOUNCED;
    return invite->tries + 1 > COUNT_OF(pauses_min) ? FATE_GIVEN_UP : FATE_LATER;
}

static bool tell_sent(ctx *c, struct invite *invites, i64 count)
{
    struct event *events = NEW_ARRAY(c->arena, struct event, count + 1);
    for (i64 i = 0; i < count; i++) {
        json_t *data = json_new_object(c);
        json_put_i64(data, "invite", invites[i].id);
        json_put_i64(data, "campaign", invites[i].campaign);
        json_put_i64(data, "survey", invites[i].survey);
        events[i] = (struct event){.what = S("invite.sent"), .about = invites[i].id, .data = data};
        invites[i].sent_ms = c->now_ms;
    }
    return event_add_all(c, events, count) &&
           count_invites(c, invites, count, (struct count_as){.asked = 1});
}

// Those of one fate, together.
static bool settle_taken(ctx *c, const struct courier *courier, enum fate fate, enum sql sql)
{
    i64 *ids = NEW_ARRAY(c->arena, i64, courier->count + 1), n = 0;
    struct invite *invites = NEW_ARRAY(c->arena, struct invite, courier->count + 1);
    for (i64 i = 0; i < courier->count; i++) {
        if (fate_of(&courier->invites[i], &courier->mails[i]) != fate) continue;
        ids[n] = courier->invites[i].id;
        invites[n++] = courier->invites[i];
    }
    struct vals vals = VALS(V_I64_LIST(ids, n), V_I64(c->now_ms));
    if (fate == FATE_UNTRIED) vals.count = 1;
    return !n || (store_run(c, sql, vals) && (fate != FATE_SENT || tell_sent(c, invites, n)));
}

static bool settle_failed(ctx *c, const struct invite *invite, const struct bulk_mail *mail)
{
    struct val id = V_I64_LIST(&invite->id, 1), why = V_STR(str_of(mail->why));
    bool found = false;
    i64 pause = MIN(invite->tries, COUNT_OF(pauses_min) - 1);
    switch (fate_of(invite, mail)) {
    case FATE_BOUNCED:
        return invite_bounced(c, invite->code, true, str_of(mail->why), &found);
    case FATE_LATER:
        return store_run(c, SQL_courier_later,
                         VALS(id, V_I64(c->now_ms + pauses_min[pause] * MINUTE_MS), why));
    case FATE_GIVEN_UP:
        return store_run(c, SQL_courier_give_up, VALS(id, V_I64(c->now_ms), why));
    case FATE_SENT:
    case FATE_REMINDED:
    case FATE_UNTRIED:
        break;
    }
    return true;
}

static bool settle(ctx *c, void *data)
{
    const struct courier *courier = data;
    if (!settle_taken(c, courier, FATE_SENT, SQL_courier_sent) ||
        !settle_taken(c, courier, FATE_REMINDED, SQL_courier_reminded) ||
        !settle_taken(c, courier, FATE_UNTRIED, SQL_courier_untried))
        return false;
    for (i64 i = 0; i < courier->count; i++)
        if (!settle_failed(c, &courier->invites[i], &courier->mails[i])) return false;
    return true;
}

static void count_fates(const struct courier *courier)
{
    struct courier_counts *counts = courier->counts;
    for (i64 i = 0; i < courier->count; i++) {
        enum fate fate = fate_of(&courier->invites[i], &courier->mails[i]);
        counts->sent += fate == FATE_SENT || fate == FATE_REMINDED;
        counts->bounced += fate == FATE_BOUNCED;
        counts->given_up += fate == FATE_GIVEN_UP;
        counts->failed += fate == FATE_LATER;
    }
}

// ---- A run ----

// A letter that cannot be written waits like one that could not be sent, with the reason.
static bool write_letters(ctx *c, struct courier *courier, struct letters *letters)
{
    courier->mails = NEW_ARRAY(c->arena, struct bulk_mail, courier->count + 1);
    for (i64 i = 0; i < courier->count; i++) {
        const struct invite *invite = &courier->invites[i];
        i64 reminder = invite->sent_ms ? invite->reminders + 1 : 0;
        struct bulk_mail *mail = &courier->mails[i];
        if (!letter_write(c, letters, invite, reminder, &mail->message)) {
            if (c->err.code != ERR_REFUSED) return false;
            mail->why = fmt(c->arena, "%s", c->err.msg);
            mail->is_tried = true;
            mail->outcome = SMTP_LATER;
            err_clear(c);
            continue;
        }
        bulk_sign(courier->bulk, &mail->message);
    }
    return true;
}

// Those that have a letter.
static bool send_letters(ctx *c, struct courier *courier)
{
    struct bulk_mail *ready = NEW_ARRAY(c->arena, struct bulk_mail, courier->count + 1);
    i64 *of = NEW_ARRAY(c->arena, i64, courier->count + 1), n = 0;
    for (i64 i = 0; i < courier->count; i++) {
        if (courier->mails[i].is_tried) continue;
        of[n] = i;
        ready[n++] = courier->mails[i];
    }
    if (n && !bulk_send(c, courier->bulk, ready, n)) return false;
    for (i64 i = 0; i < n; i++)
        courier->mails[of[i]] = ready[i];
    return true;
}

static bool is_reached(const struct courier *courier)
{
    for (i64 i = 0; i < courier->count; i++) {
        const struct bulk_mail *mail = &courier->mails[i];
        if (!mail->is_tried || mail->outcome == SMTP_UNREACHABLE) {
            if (mail->why) log_line(LOG_WARNING, "could not send invites", "why", mail->why, NULL);
            return false;
        }
    }
    return true;
}

// What a chunk takes goes before the next one.
static bool run_chunk(ctx *c, struct courier *courier, struct letters *letters, bool *more)
{
    *more = false;
    if (ctx_stopped(c) || !write_now(c, courier, claim)) return false;
    if (!courier->count) return true;
    if (!write_letters(c, courier, letters) || !send_letters(c, courier) ||
        !write_now(c, courier, settle))
        return false;
    count_fates(courier);
    courier->most -= courier->count;
    *more = is_reached(courier) && courier->most > 0;
    return true;
}

bool courier_run(ctx *c, struct writer *writer, const char *ca_file, i64 most,
                 struct courier_counts *out)
{
    struct courier courier = {.writer = writer, .counts = out, .c = c, .most = most};
    struct letters *letters = NULL;
    bool is_due = false, more = true;
    i64 connections = 1;
    *out = (struct courier_counts){0};
    if (!courier_is_due(c, &is_due)) return false;
    if (!is_due || most <= 0) return true;
    if (!setting_i64(c, "ask.connections", &connections) || !letters_new(c, &letters) ||
        !bulk_new(c, ca_file, connections, &courier.bulk))
        return false;
    bool done = true;
    while (done && more)
        done = run_chunk(c, &courier, letters, &more);
    bulk_close(courier.bulk);
    return done;
}
