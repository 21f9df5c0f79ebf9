// The idea: a mail is claimed in one transaction, sent outside of any, and settled in another. What
// was claimed and never settled, because the program died, may have gone or not: it goes again
// under the same Message-ID, so that nobody waits for a letter that was lost, and whoever got it
// already sees one message (RFC 5322, 3.6.4). So does one whose server did not say whether it took
// it (RFC 5321, 4.5.4.1).
#include "base/lang.h"
#include "base/log.h"
#include "facts/change.h"
#include "mail/mail.h"
#include "mail/smtp.h"
#include "people/email.h"
#include "settings/settings.h"

#define MINUTE_MS 60000LL

enum { AT_ONCE_MAX = 100 }; // mails in one go; the rest goes with the next

static const struct {
    const char *name, *label;
} states[] = {
    [MAIL_WAITING] = {"waiting",  N_("waits")   },
    [MAIL_SENDING] = {"sending",  N_("goes out")},
    [MAIL_SENT] = {"sent",     N_("sent")    },
    [MAIL_GIVEN_UP] = {"given_up", N_("given up")},
};
static_assert(COUNT_OF(states) == MAIL__COUNT, "a row for each state");

// After the first try, the second … ; as many tries as there are lines and one. About a day.
static const i64 pauses_min[] = {1, 5, 15, 60, 180, 360, 720};

const char *mail_state_label(enum mail_state state)
{
    assert(state < MAIL__COUNT);
    return states[state].label;
}

bool mail_is_set_up(ctx *c, bool *out)
{
    bool has_host = false, has_from = false, has_address = false;
    if (!setting_is_set(c, "mail.host", &has_host) || !setting_is_set(c, "mail.from", &has_from) ||
        !setting_is_set(c, "company.address", &has_address))
        return false;
    *out = has_host && has_from && has_address;
    return true;
}

bool mail_address(ctx *c, str path, str *out)
{
    str base = {0};
    if (!setting_text(c, "company.address", &base)) return false;
    *out = str_of(fmt(c->arena, "%.*s%.*s", STR(base), STR(path)));
    return true;
}

bool mail_add(ctx *c, struct mail mail)
{
    str message_id = {0};
    return mail_add_named(c, mail, &message_id);
}

bool mail_add_named(ctx *c, struct mail mail, str *message_id)
{
    assert(store_in_transaction(c));
    str address = {0}, from = {0}, lang = str_of(mail.to.lang);
    i64 id = 0;
    if (!email_normalise(c, mail.to.email, &address) || !setting_text(c, "mail.from", &from) ||
        (!lang.size && !setting_text(c, "company.language", &lang)) ||
        !store_i64(c, SQL_outbox_next, NO_VALS, &id))
        return false;
    const char *code = fmt(c->arena, "%016llx%016llx", (unsigned long long)c->random(c),
                           (unsigned long long)c->random(c));
    *message_id = str_of(fmt(c->arena, "%s@%.*s", code, STR(address_host(from))));
    return store_run(c, SQL_outbox_insert,
                     VALS(V_I64(id), V_STR(str_of(mail.what)), V_STR(address), V_STR(mail.to.name),
                          V_STR(lang), V_STR(mail.subject), V_STR(mail.text), V_STR(mail.link),
                          V_STR(mail.link_words), V_STR(str_of(code)), V_I64(c->now_ms)));
}

// Sending

struct sender {
    struct writer *writer;
    struct smtp_server server;
    struct message message; // what every mail has; then the one that is sent
    ctx *c;                 // of whoever waits: what a change finds is kept in its arena
    str lease, inbox;       // inbox: where replies about cases go; may be empty
    i64 id, tries;          // of the claimed one; id 0: none was due
    const char *state;
    const char *why;
    i64 due_ms;
};

static bool write_now(ctx *c, struct sender *sender, bool (*run)(ctx *c, void *data))
{
    struct function_change change = {.run = run, .data = sender, .locks = STORE_RECORDS};
    function_change_init(&change);
    return writer_apply(c, sender->writer, &change.change);
}

static bool claim(ctx *c, void *data)
{
    struct sender *sender = data;
    struct arena *keep = sender->c->arena;
    struct message *message = &sender->message;
    struct rows rows;
    i64 lost = 0;
    sender->id = 0;
    if (!store_i64(c, SQL_outbox_lost, VALS(V_I64(c->now_ms)), &lost)) return false;
    str why =
        str_of(tr(sender->c, "the program stopped while it went out, so it may have arrived"));
    if (lost && (!store_run(c, SQL_outbox_lose,
                            VALS(V_I64(c->now_ms), V_STR(why), V_I64(COUNT_OF(pauses_min)))) ||
                 !store_run(c, SQL_outbox_again, VALS(V_I64(c->now_ms), V_STR(why)))))
        return false;
    if (!store_rows(c, SQL_outbox_first, VALS(V_I64(c->now_ms)), &rows)) return false;
    if (!rows.count) return true;
    sender->id = rows.column[0].i[0];
    message->to = str_copy(keep, rows.column[1].text[0]);
    message->to_name = str_copy(keep, rows.column[2].text[0]);
    message->lang = str_copy(keep, rows.column[3].text[0]).s;
    message->subject = str_copy(keep, rows.column[4].text[0]);
    message->text = str_copy(keep, rows.column[5].text[0]);
    message->link = str_copy(keep, rows.column[6].text[0]);
    message->link_words = str_copy(keep, rows.column[7].text[0]);
    message->code = str_copy(keep, rows.column[8].text[0]);
    sender->tries = rows.column[9].i[0] + 1;
    message->at_ms = c->now_ms;
    // Replies about a case go where they are read (inbox.*), if that is not where they come from.
    bool is_case = str_equal(rows.column[10].text[0], S("case"));
    message->reply_to = is_case ? sender->inbox : S("");
    return store_run(
        c, SQL_outbox_claim,
        VALS(V_I64(sender->id), V_STR(sender->lease), V_I64(c->now_ms + MAIL_LEASE_MS)));
}

static bool settle(ctx *c, void *data)
{
    const struct sender *sender = data;
    str why = str_of(sender->why);
    if (sender->state)
        return store_run(c, SQL_outbox_end,
                         VALS(V_I64(sender->id), V_STR(sender->lease), V_STR(str_of(sender->state)),
                              V_I64(c->now_ms), V_STR(why)));
    return store_run(
        c, SQL_outbox_later,
        VALS(V_I64(sender->id), V_STR(sender->lease), V_I64(sender->due_ms), V_STR(why)));
}

static bool sender_read(ctx *c, struct sender *sender)
{
    struct smtp_server *server = &sender->server;
    struct message *message = &sender->message;
    if (!setting_text(c, "mail.host", &server->host) ||
        !setting_i64(c, "mail.port", &server->port) || !setting_text(c, "mail.tls", &server->tls) ||
        !setting_text(c, "mail.user", &server->user) ||
        !setting_text(c, "mail.password", &server->password) ||
        !setting_text(c, "mail.from", &message->from) ||
        !setting_text(c, "inbox.address", &sender->inbox) ||
        !setting_text(c, "mail.from_name", &message->from_name))
        return false;
    return message->from_name.size || setting_text(c, "company.name", &message->from_name);
}

static void decide(struct sender *sender, enum smtp_outcome outcome, i64 now_ms,
                   struct mail_counts *counts)
{
    bool is_over = sender->tries > COUNT_OF(pauses_min) || outcome == SMTP_NEVER;
    sender->state = NULL;
    if (outcome == SMTP_TAKEN) {
        sender->state = states[MAIL_SENT].name;
        counts->sent++;
    } else if (is_over) {
        sender->state = states[MAIL_GIVEN_UP].name;
        counts->given_up++;
    } else {
        sender->due_ms = now_ms + pauses_min[sender->tries - 1] * MINUTE_MS;
        counts->failed++;
    }
}

// The next one; *more is false when none is due, or when the server cannot be reached.
static bool send_one(ctx *c, struct sender *sender, struct mail_counts *counts, bool *more)
{
    enum smtp_outcome outcome = SMTP_UNREACHABLE;
    *more = false;
    if (ctx_stopped(c) || !write_now(c, sender, claim)) return false;
    if (!sender->id) return true;
    if (!smtp_send(c, &sender->server, &sender->message, &outcome, &sender->why)) return false;
    decide(sender, outcome, c->now_ms, counts);
    if (sender->why) log_line(LOG_WARNING, "could not send a mail", "why", sender->why, NULL);
    *more = outcome != SMTP_UNREACHABLE;
    return write_now(c, sender, settle);
}

bool mail_start(ctx *c)
{
    assert(store_in_transaction(c));
    return store_run(c, SQL_outbox_free, NO_VALS);
}

bool mail_is_due(ctx *c, bool *out)
{
    i64 due = 0;
    *out = false;
    if (!store_i64(c, SQL_outbox_due, VALS(V_I64(c->now_ms)), &due)) return false;
    return !due || mail_is_set_up(c, out);
}

bool mail_send_due(ctx *c, struct writer *writer, const char *ca_file, struct mail_counts *out)
{
    bool is_due = false, more = true;
    *out = (struct mail_counts){0};
    if (!mail_is_due(c, &is_due)) return false;
    if (!is_due) return true;
    struct sender *sender = NEW(c->arena, struct sender);
    *sender = (struct sender){.writer = writer, .c = c};
    sender->server.ca_file = ca_file;
    sender->lease = str_of(fmt(c->arena, "%016llx", (unsigned long long)c->random(c)));
    if (!sender_read(c, sender)) return false;
    for (i64 i = 0; more && i < AT_ONCE_MAX; i++)
        if (!send_one(c, sender, out, &more)) return false;
    return true;
}

bool mail_clean(ctx *c, i64 before_ms, i64 *count)
{
    assert(store_in_transaction(c));
    return store_i64(c, SQL_outbox_old, VALS(V_I64(before_ms)), count) &&
           (!*count || store_run(c, SQL_outbox_forget, VALS(V_I64(before_ms))));
}

static enum mail_state state_of(str name)
{
    for (enum mail_state i = 0; i < MAIL__COUNT; i++)
        if (str_equal(name, str_of(states[i].name))) return i;
    return MAIL_GIVEN_UP;
}

bool mail_list(ctx *c, i64 limit, i64 *count, struct mail_row **out)
{
    struct rows rows;
    if (!store_rows(c, SQL_outbox_list, VALS(V_I64(limit)), &rows)) return false;
    const struct column *col = rows.column;
    *count = rows.count;
    *out = NEW_ARRAY(c->arena, struct mail_row, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        (*out)[i] = (struct mail_row){.id = col[0].i[i],
                                      .made_ms = col[1].i[i],
                                      .due_ms = col[2].i[i],
                                      .ended_ms = col[3].i[i],
                                      .tries = col[4].i[i],
                                      .what = col[5].text[i],
                                      .address = col[6].text[i],
                                      .name = col[7].text[i],
                                      .subject = col[8].text[i],
                                      .why = col[9].text[i],
                                      .state = state_of(col[10].text[i])};
    return true;
}
