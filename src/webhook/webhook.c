#include "webhook/webhook.h"

#include <sodium.h>

#include "audit/audit.h"
#include "base/lang.h"
#include "bounds.h"
#include "event/event.h"
#include "people/fetch.h"
#include "webhook/webhook_parts.h"

#define DAY_MS 86400000LL
#define PREFIX "whsec_"

enum { SECRET_BYTES = 32 };

// clang-format off
const struct webhook_event webhook_events[] = {
    {"answer.began",        N_("somebody began to answer a survey")},
    {"answer.partly",       N_("an answer was left unfinished")},
    {"answer.ended",        N_("an answer is whole")},
    {"answer.declined",     N_("somebody does not want to answer")},
    {"invite.sent",         N_("an invitation went out")},
    {"invite.bounced",      N_("an invitation came back")},
    {"invite.unsubscribed", N_("somebody does not want invitations")},
    {"remark.came",         N_("a customer said something")},
    {"case.opened",         N_("a case was opened")},
    {"case.told",           N_("the customer added to a case")},
    {"case.said",           N_("we wrote to the customer of a case")},
    {"case.moved",          N_("a case went a step on")},
    {"case.late",           N_("a case is late")},
    {"case.closed",         N_("a case was closed")},
    {"case.reopened",       N_("a case was opened again")},
    {"case.judged",         N_("the customer said how it was handled")},
    {"decision.made",       N_("a decision was made")},
    {"decision.told",       N_("a decision was told")},
    {NULL, NULL},
};
// clang-format on

bool webhook_list(ctx *c, i64 *count, struct webhook **out)
{
    struct rows rows;
    if (!store_rows(c, SQL_webhook_all, NO_VALS, &rows)) return false;
    const struct column *col = rows.column;
    *count = rows.count;
    *out = NEW_ARRAY(c->arena, struct webhook, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        (*out)[i] = (struct webhook){.id = col[0].i[i],
                                     .name = col[1].text[i],
                                     .address = col[2].text[i],
                                     .events = col[3].text[i],
                                     .is_full = col[4].i[i] != 0,
                                     .made_ms = col[5].i[i],
                                     .failing_since_ms = col[6].i[i],
                                     .delivered_ms = col[7].i[i],
                                     .stopped_ms = col[8].i[i],
                                     .why = col[9].text[i],
                                     .waiting = col[10].i[i]};
    return true;
}

bool webhook_read(ctx *c, i64 id, struct webhook *out)
{
    struct webhook *all = NULL;
    i64 count = 0;
    if (!webhook_list(c, &count, &all)) return false;
    for (i64 i = 0; i < count; i++) {
        if (all[i].id != id) continue;
        *out = all[i];
        return true;
    }
    return fail(c, ERR_NOT_FOUND, tr(c, "there is no such webhook"));
}

// ---- What is asked ----

static bool is_event(str name)
{
    for (i64 i = 0; webhook_events[i].name; i++)
        if (str_equal(name, str_of(webhook_events[i].name))) return true;
    return false;
}

static bool check_events(ctx *c, str events)
{
    str name = {0};
    while (str_cut(&events, ' ', &name)) {
        if (!name.size || is_event(name)) continue;
        return fail_with(c, ERR_BAD_INPUT,
                         fmt(c->arena, tr(c, "there is no event named \"%.*s\""), STR(name)),
                         tr(c, "Choose among those there are."));
    }
    return true;
}

static bool check(ctx *c, struct webhook_asked *asked)
{
    bool may_private = false;
    asked->name = str_trim(asked->name);
    asked->address = str_trim(asked->address);
    if (!asked->name.size || asked->name.size > BOUND_NAME_BYTES || !str_is_utf8(asked->name, NULL))
        return fail_with(c, ERR_BAD_INPUT, tr(c, "a webhook needs a name"),
                         tr(c, "Name it after the system that is told."));
    if (!webhook_may_private(c, &may_private)) return false;
    bool fits =
        fetch_may(asked->address, false) || (may_private && fetch_may_plain(asked->address));
    if (!fits)
        return fail_with(c, ERR_BAD_INPUT, tr(c, "this is no address that can be told"),
                         tr(c, "Write it as https://example.com/path."));
    return check_events(c, asked->events);
}

static bool note(ctx *c, str who, const char *what, i64 id, json_t *detail)
{
    const char *about = fmt(c->arena, "webhook %lld", (long long)id);
    return audit_add(
        c, (struct audit_entry){
               .who = who, .what = str_of(what), .about = str_of(about), .detail = detail});
}

static json_t *detail_of(ctx *c, struct webhook_asked asked)
{
    json_t *detail = json_new_object(c);
    json_put_str(detail, "name", asked.name);
    json_put_str(detail, "address", asked.address);
    json_put_str(detail, "events", asked.events);
    json_put_bool(detail, "full", asked.is_full);
    return detail;
}

static str secret_made(ctx *c)
{
    u64 numbers[SECRET_BYTES / sizeof(u64)];
    for (i64 i = 0; i < COUNT_OF(numbers); i++)
        numbers[i] = c->random(c);
    size_t size = sodium_base64_encoded_len(sizeof numbers, sodium_base64_VARIANT_ORIGINAL);
    char *coded = NEW_ARRAY(c->arena, char, (i64)size);
    sodium_bin2base64(coded, size, (const u8 *)numbers, sizeof numbers,
                      sodium_base64_VARIANT_ORIGINAL);
    return str_of(coded);
}

static str told_secret(ctx *c, str secret)
{
    return str_of(fmt(c->arena, PREFIX "%.*s", STR(secret)));
}

// The first webhook begins with what happens from now on.
static bool begin_reading(ctx *c)
{
    i64 active = 0, newest = 0;
    if (!store_i64(c, SQL_webhook_active, NO_VALS, &active)) return false;
    return active || (event_newest(c, &newest) && event_read_to(c, WEBHOOK_READER, newest));
}

bool webhook_add(ctx *c, str who, struct webhook_asked asked, i64 *id, str *secret)
{
    assert(store_in_transaction(c));
    assert(who.size);
    if (!check(c, &asked) || !begin_reading(c) || !store_i64(c, SQL_webhook_next, NO_VALS, id))
        return false;
    str made = secret_made(c);
    *secret = told_secret(c, made);
    return store_run(c, SQL_webhook_insert,
                     VALS(V_I64(*id), V_STR(asked.name), V_STR(asked.address), V_STR(asked.events),
                          V_I64(asked.is_full), V_STR(made), V_I64(c->now_ms))) &&
           note(c, who, "webhook.add", *id, detail_of(c, asked));
}

bool webhook_change(ctx *c, str who, i64 id, struct webhook_asked asked)
{
    assert(store_in_transaction(c));
    struct webhook webhook;
    return webhook_read(c, id, &webhook) && check(c, &asked) &&
           store_run(c, SQL_webhook_update,
                     VALS(V_I64(id), V_STR(asked.name), V_STR(asked.address), V_STR(asked.events),
                          V_I64(asked.is_full))) &&
           note(c, who, "webhook.change", id, detail_of(c, asked));
}

bool webhook_renew(ctx *c, str who, i64 id, str *secret)
{
    assert(store_in_transaction(c));
    struct webhook webhook;
    if (!webhook_read(c, id, &webhook)) return false;
    str made = secret_made(c);
    *secret = told_secret(c, made);
    return store_run(c, SQL_webhook_new_secret,
                     VALS(V_I64(id), V_STR(made), V_I64(c->now_ms + DAY_MS))) &&
           note(c, who, "webhook.renew", id, NULL);
}

bool webhook_resume(ctx *c, str who, i64 id)
{
    assert(store_in_transaction(c));
    struct webhook webhook;
    return webhook_read(c, id, &webhook) && begin_reading(c) &&
           store_run(c, SQL_webhook_go_on, VALS(V_I64(id))) &&
           note(c, who, "webhook.resume", id, NULL);
}

// Without a webhook nobody reads, so that no event is kept for it.
static bool end_reading(ctx *c)
{
    i64 active = 0;
    if (!store_i64(c, SQL_webhook_active, NO_VALS, &active)) return false;
    return active || event_read_no_more(c, WEBHOOK_READER);
}

bool webhook_end(ctx *c, str who, i64 id)
{
    assert(store_in_transaction(c));
    struct webhook webhook;
    return webhook_read(c, id, &webhook) &&
           store_run(c, SQL_webhook_delivery_drop, VALS(V_I64(id))) &&
           store_run(c, SQL_webhook_remove, VALS(V_I64(id), V_I64(c->now_ms))) && end_reading(c) &&
           note(c, who, "webhook.end", id, NULL);
}

bool webhook_stopped(ctx *c, i64 id, const char *why)
{
    json_t *detail = json_new_object(c);
    json_put_c(detail, "why", why);
    return store_run(c, SQL_webhook_stop, VALS(V_I64(id), V_I64(c->now_ms), V_STR(str_of(why)))) &&
           store_run(c, SQL_webhook_delivery_drop, VALS(V_I64(id))) && end_reading(c) &&
           note(c, S("job webhooks"), "webhook.stop", id, detail);
}
