// What a customer said: corrections, consents, objections.
#include "base/time.h"
#include "cli/customer.h"

#define DAY_MS 86400000LL

bool customer_words(ctx *c, const struct call *call, i64 count, const char *usage)
{
    if (call->arg_count == count) return true;
    return fail_with(c, ERR_USAGE, fmt(c->arena, tr(c, "write: tuntuma customer %s"), usage),
                     tr(c, "See `tuntuma customer --help`."));
}

static bool end(ctx *c, bool done)
{
    done = done && store_commit(c);
    store_rollback(c);
    return done;
}

bool customer_correct(ctx *c, struct call *call)
{
    struct privacy_customer customer;
    struct privacy_by by;
    i64 key = 0;
    if (!customer_words(c, call, 4, "correct KEY ATTRIBUTE VALUE --why TEXT") ||
        !customer_by(c, call, &by) || !store_begin_write(c))
        return false;
    struct encounter_attribute attribute = {call->args[2], call->args[3]};
    if (!end(c, privacy_find(c, call->args[1], &key, &customer) &&
                    privacy_correct(c, key, attribute, by)))
        return false;
    (void)fprintf(c->out, "%.*s: %.*s = %.*s\n", STR(call->args[1]), STR(attribute.name),
                  STR(attribute.value));
    return true;
}

static bool since_read(ctx *c, const struct call *call, i64 *since_ms)
{
    str text = call_text(call, "since", (str){0});
    i32 day = 0;
    if (text.size && !day_parse(text, &day))
        return fail_with(c, ERR_USAGE, tr(c, "--since is no day"),
                         tr(c, "Write it as 2026-11-21."));
    *since_ms = text.size ? day * DAY_MS : 0;
    return true;
}

// The names that a table has, from `first`: "given, refused, withdrawn".
static const char *names_of(ctx *c, const char *(*name)(int at), int first, int end_at)
{
    buf names = buf_new(c->arena, 2000);
    for (int i = first; i < end_at; i++)
        buf_fmt(&names, "%s%s", i > first ? ", " : "", name(i));
    return names.s;
}

static const char *purpose_at(int at)
{
    return consent_purpose_name((enum consent_purpose)at);
}

static const char *channel_at(int at)
{
    return consent_channel_name((enum consent_channel)at);
}

static bool purpose_read(ctx *c, str text, struct consent *said)
{
    if (consent_purpose_find(text, &said->purpose)) return true;
    return fail_with(
        c, ERR_USAGE, fmt(c->arena, tr(c, "there is no purpose \"%.*s\""), STR(text)),
        fmt(c->arena, tr(c, "There are: %s."), names_of(c, purpose_at, 1, CONSENT_PURPOSE__COUNT)));
}

static bool channel_read(ctx *c, const struct call *call, struct consent *said)
{
    str text = call_text(call, "channel", S("any"));
    if (consent_channel_find(text, &said->channel)) return true;
    return fail_with(
        c, ERR_USAGE, fmt(c->arena, tr(c, "there is no way of contact \"%.*s\""), STR(text)),
        fmt(c->arena, tr(c, "There are: %s."), names_of(c, channel_at, 0, CONSENT_CHANNEL__COUNT)));
}

static bool note(ctx *c, struct call *call, struct consent said)
{
    struct privacy_customer customer;
    struct privacy_by by;
    i64 key = 0;
    if (!since_read(c, call, &said.since_ms) || !customer_by(c, call, &by) || !store_begin_write(c))
        return false;
    said.source = call_text(call, "source", (str){0});
    if (!end(c, privacy_find(c, call->args[1], &key, &customer) && consent_note(c, key, said, by)))
        return false;
    (void)fprintf(c->out, "%.*s: %s, %s: %s\n", STR(call->args[1]),
                  consent_purpose_name(said.purpose), consent_channel_name(said.channel),
                  consent_said_name(said.said));
    return true;
}

bool customer_consent(ctx *c, struct call *call)
{
    struct consent said = {0};
    if (!customer_words(c, call, 4,
                        "consent KEY PURPOSE given|refused|withdrawn --source TEXT --why TEXT") ||
        !purpose_read(c, call->args[2], &said) || !channel_read(c, call, &said))
        return false;
    bool known = consent_said_find(call->args[3], &said.said);
    if (!known || said.said == CONSENT_OBJECTED || said.said == CONSENT_OBJECTION_ENDED)
        return fail_with(c, ERR_USAGE,
                         fmt(c->arena, tr(c, "a consent is not \"%.*s\""), STR(call->args[3])),
                         tr(c, "It is given, refused or withdrawn."));
    return note(c, call, said);
}

bool customer_object(ctx *c, struct call *call)
{
    struct consent said = {.said = call_has(call, "ended") ? CONSENT_OBJECTION_ENDED
                                                           : CONSENT_OBJECTED};
    if (!customer_words(c, call, 3, "object KEY REASON [--purpose NAME] [--ended] --why TEXT") ||
        !purpose_read(c, call_text(call, "purpose", S("all")), &said))
        return false;
    said.note = call->args[2];
    return note(c, call, said);
}
