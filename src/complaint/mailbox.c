// The idea: a mail is fetched without being marked, taken in one transaction that notes its hash,
// and only then marked as seen. Killed before the transaction: it is fetched again. Killed after
// it: it is fetched again, its hash is known, and it is marked.
#include "complaint/mailbox.h"

#include "base/lang.h"
#include "base/log.h"
#include "bounds.h"
#include "facts/change.h"
#include "mail/imap.h"
#include "people/secret.h"
#include "settings/settings.h"

enum { AT_ONCE_MAX = 200, TRIES_MAX = 5 };

bool mailbox_is_set_up(ctx *c, bool *out)
{
    return setting_is_set(c, "inbox.host", out);
}

// ---- One mail ----

struct taking {
    struct incoming incoming;
    struct incoming_taken taken;
    i64 tries;
};

static bool take_change(ctx *c, void *data)
{
    struct taking *taking = data;
    return incoming_take(c, &taking->incoming, &taking->taken);
}

static bool failed_change(ctx *c, void *data)
{
    struct taking *taking = data;
    return incoming_failed(c, &taking->incoming, &taking->tries);
}

static bool write_it(ctx *c, const struct mailbox_hand *hand, bool (*run)(ctx *c, void *data),
                     struct taking *taking)
{
    struct function_change change = {.run = run, .data = taking, .locks = STORE_RECORDS};
    function_change_init(&change);
    return writer_apply(c, hand->writer, &change.change);
}

static bool read_mail(ctx *c, str message, struct taking *taking)
{
    *taking = (struct taking){.incoming = {.message = message}};
    inbound_read(c, message, &taking->incoming.mail);
    return setting_text(c, "mail.from", &taking->incoming.from_us);
}

bool mailbox_take(ctx *c, const struct mailbox_hand *hand, str message, struct incoming_taken *out)
{
    struct taking *taking = NEW(c->arena, struct taking);
    if (message.size > BOUND_MAIL_BYTES)
        return fail_with(c, ERR_TOO_LARGE, tr(c, "this mail is too large"),
                         tr(c, "Mails of up to 40 MiB are taken."));
    if (!read_mail(c, message, taking) || !write_it(c, hand, take_change, taking)) return false;
    *out = taking->taken;
    return true;
}

// ---- Polling ----

struct poll {
    const struct mailbox_hand *hand;
    struct mailbox_counts *counts;
    struct imap_server server;
    str folder, key; // key: what its place is kept under
    struct imap *imap;
    i64 validity, after; // up to which number it was read
    bool has_place;
};

static bool poll_settings(ctx *c, struct poll *poll)
{
    struct imap_server *server = &poll->server;
    server->ca_file = poll->hand->ca_file;
    if (!setting_text(c, "inbox.host", &server->host) ||
        !setting_i64(c, "inbox.port", &server->port) ||
        !setting_text(c, "inbox.tls", &server->tls) ||
        !setting_text(c, "inbox.user", &server->user) ||
        !setting_text(c, "inbox.password", &server->password) ||
        !setting_text(c, "inbox.folder", &poll->folder))
        return false;
    poll->key =
        secret_hash(c, str_of(fmt(c->arena, "mailbox %.*s %lld %.*s %.*s", STR(server->host),
                                  (long long)server->port, STR(server->user), STR(poll->folder))));
    return true;
}

static bool poll_place(ctx *c, struct poll *poll)
{
    struct rows rows;
    if (!store_rows(c, SQL_mailbox_place_of, VALS(V_STR(poll->key)), &rows)) return false;
    poll->has_place = rows.count > 0;
    bool is_same = rows.count && rows.column[0].i[0] == poll->validity;
    poll->after = is_same ? rows.column[1].i[0] : 0;
    return true;
}

static bool place_change(ctx *c, void *data)
{
    const struct poll *poll = data;
    return store_run(c, poll->has_place ? SQL_mailbox_place_set : SQL_mailbox_place_add,
                     VALS(V_STR(poll->key), V_I64(poll->validity), V_I64(poll->after)));
}

// Why it could not be taken is for the log and for the next polls; after a few of them the mail is
// left where it is, unseen, for people to find.
static bool note_failure(ctx *c, struct poll *poll, struct taking *taking)
{
    log_err(c, "take a mail");
    if (c->err.code == ERR_STOPPED || c->err.code == ERR_STORE) return false;
    err_clear(c);
    poll->counts->failed++;
    return write_it(c, poll->hand, failed_change, taking);
}

static bool take_one(ctx *c, struct poll *poll, i64 uid, bool *goes_on)
{
    str message = {0};
    struct taking *taking = NEW(c->arena, struct taking);
    *goes_on = false;
    if (!imap_fetch(c, poll->imap, uid, BOUND_MAIL_BYTES, &message, &poll->counts->why))
        return false;
    if (poll->counts->why) return true;
    *goes_on = true;
    if (!message.s) return true; // somebody took it away
    bool is_known = false;
    if (!read_mail(c, message, taking) || !incoming_is_known(c, &taking->incoming, &is_known))
        return false;
    if (!is_known && !write_it(c, poll->hand, take_change, taking))
        return note_failure(c, poll, taking);
    poll->counts->taken += !is_known;
    if (!imap_mark_seen(c, poll->imap, uid, &poll->counts->why)) return false;
    *goes_on = !poll->counts->why;
    return true;
}

// A mail's memory goes with it: a hundred of them may be large.
static bool take_apart(ctx *c, struct poll *poll, i64 uid, bool *goes_on)
{
    struct arena *arena = c->arena, own;
    arena_init(&own, 12 * BOUND_MAIL_BYTES);
    own.full = arena->full;
    own.full_data = arena->full_data;
    c->arena = &own;
    bool done = take_one(c, poll, uid, goes_on);
    c->arena = arena;
    if (poll->counts->why) poll->counts->why = str_c(arena, str_of(poll->counts->why));
    if (!done && c->err.code != ERR_NONE) {
        c->err.msg = str_c(arena, str_of(c->err.msg));
        c->err.hint = c->err.hint ? str_c(arena, str_of(c->err.hint)) : NULL;
        c->err.detail = c->err.detail ? str_c(arena, str_of(c->err.detail)) : NULL;
    }
    arena_release(&own);
    return done;
}

static bool poll_folder(ctx *c, struct poll *poll)
{
    i64 uids[AT_ONCE_MAX], count = 0, was = poll->after;
    bool goes_on = true;
    if (!imap_find(c, poll->imap, poll->after, AT_ONCE_MAX, uids, &count, &poll->counts->why))
        return false;
    for (i64 i = 0; i < count && goes_on && !poll->counts->why; i++) {
        if (ctx_stopped(c) || !take_apart(c, poll, uids[i], &goes_on)) return false;
        if (goes_on) poll->after = MAX(poll->after, uids[i]);
    }
    if (poll->after == was && poll->has_place) return true;
    struct function_change change = {.run = place_change, .data = poll, .locks = STORE_RECORDS};
    function_change_init(&change);
    return writer_apply(c, poll->hand->writer, &change.change);
}

bool mailbox_poll(ctx *c, const struct mailbox_hand *hand, struct mailbox_counts *out)
{
    struct poll poll = {.hand = hand, .counts = out};
    *out = (struct mailbox_counts){0};
    if (!poll_settings(c, &poll)) return false;
    if (!imap_open(c, &poll.server, &poll.imap, &out->why)) return false;
    if (!poll.imap) return true;
    bool done = imap_select(c, poll.imap, poll.folder, &poll.validity, &out->why);
    if (done && !out->why) done = poll_place(c, &poll) && poll_folder(c, &poll);
    imap_close(poll.imap);
    return done;
}

bool mailbox_lines(ctx *c, i64 since_ms, struct mailbox_line **out, i64 *count)
{
    struct rows rows;
    if (!store_rows(c, SQL_mailbox_counts, VALS(V_I64(since_ms)), &rows)) return false;
    *count = rows.count;
    *out = NEW_ARRAY(c->arena, struct mailbox_line, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        (*out)[i] =
            (struct mailbox_line){rows.column[0].text[i], rows.column[1].i[i], rows.column[2].i[i]};
    return true;
}
