#include "base/time.h"
#include "cli/commands.h"
#include "webhook/webhook.h"

// Runs what changes something, in a transaction of its own.
static bool change(ctx *c, bool (*run)(ctx *c, struct call *call, i64 id), struct call *call,
                   i64 id)
{
    if (!store_begin_write(c)) return false;
    if (run(c, call, id) && store_commit(c)) return true;
    if (store_in_transaction(c)) store_rollback(c);
    return false;
}

static str who_of(ctx *c, const struct call *call)
{
    return str_of(fmt(c->arena, "command %s", call->world->user));
}

static void tell_secret(ctx *c, i64 id, str secret)
{
    (void)fprintf(c->out, "%lld %.*s\n", (long long)id, STR(secret));
    (void)fprintf(c->say, "The secret is shown once. Messages are signed with it, as Standard "
                          "Webhooks says.\n");
}

static bool add(ctx *c, struct call *call, i64 id)
{
    str secret = {0};
    buf events = buf_new(c->arena, 4000);
    for (i64 i = 3; i < call->arg_count; i++)
        buf_fmt(&events, "%s%.*s", events.size ? " " : "", STR(call->args[i]));
    const struct webhook_asked asked = {
        .name = call->args[1], .address = call->args[2], .events = buf_str(&events)};
    if (!webhook_add(c, who_of(c, call), asked, &id, &secret)) return false;
    tell_secret(c, id, secret);
    return true;
}

static bool renew(ctx *c, struct call *call, i64 id)
{
    str secret = {0};
    if (!webhook_renew(c, who_of(c, call), id, &secret)) return false;
    tell_secret(c, id, secret);
    return true;
}

static bool try(ctx *c, struct call *call, i64 id)
{
    if (!webhook_try(c, who_of(c, call), id)) return false;
    (void)fprintf(c->out, "a test message waits; a running server sends it\n");
    return true;
}

static bool resume(ctx *c, struct call *call, i64 id)
{
    return webhook_resume(c, who_of(c, call), id);
}

static bool end(ctx *c, struct call *call, i64 id)
{
    return webhook_end(c, who_of(c, call), id);
}

static bool list(ctx *c)
{
    struct webhook *all = NULL;
    i64 count = 0;
    if (!webhook_list(c, &count, &all)) return false;
    for (i64 i = 0; i < count; i++) {
        const struct webhook *one = &all[i];
        (void)fprintf(c->out, "%-4lld %-20.*s %.*s  %s", (long long)one->id, STR(one->name),
                      STR(one->address),
                      one->stopped_ms         ? "stopped"
                      : one->failing_since_ms ? "fails"
                                              : "told");
        if (one->stopped_ms) (void)fprintf(c->out, ": %.*s", STR(one->why));
        if (one->waiting) (void)fprintf(c->out, ", %lld wait", (long long)one->waiting);
        (void)fprintf(c->out, "\n");
    }
    if (!count)
        (void)fprintf(c->out, "No system is told what happens. Add one with `tuntuma webhook add "
                              "NAME ADDRESS`.\n");
    return true;
}

static bool show_log(ctx *c, i64 id)
{
    enum { SHOWN = 50 };
    struct webhook webhook;
    struct webhook_delivery *all = NULL;
    i64 count = 0;
    if (!webhook_read(c, id, &webhook) || !webhook_deliveries(c, id, SHOWN, &count, &all))
        return false;
    for (i64 i = 0; i < count; i++)
        (void)fprintf(c->out, "%-6lld %s  %-18.*s %-9s status %lld, tries %lld%s%.*s\n",
                      (long long)all[i].id, ms_write(c->arena, all[i].made_ms).s, STR(all[i].what),
                      webhook_state_label(all[i].state), (long long)all[i].status,
                      (long long)all[i].tries, all[i].why.size ? ": " : "", STR(all[i].why));
    return true;
}

bool cmd_webhook(ctx *c, struct call *call)
{
    static const struct {
        const char *word;
        bool (*run)(ctx *c, struct call *call, i64 id);
    } deeds[] = {
        {"secret", renew },
        {"test",   try   },
        {"resume", resume},
        {"end",    end   }
    };
    str what = call->args[0];
    i64 id = 0;
    if (str_equal(what, S("list")) && call->arg_count == 1) return list(c);
    if (str_equal(what, S("add")) && call->arg_count >= 3) return change(c, add, call, 0);
    bool has_id = call->arg_count == 2 && str_i64(call->args[1], &id);
    if (has_id && str_equal(what, S("log"))) return show_log(c, id);
    for (i64 i = 0; has_id && i < COUNT_OF(deeds); i++)
        if (str_equal(what, str_of(deeds[i].word))) return change(c, deeds[i].run, call, id);
    return fail_with(c, ERR_USAGE,
                     tr(c, "webhook takes: list, add NAME ADDRESS, or log, test, secret, resume or "
                           "end with its number"),
                     tr(c, "See `tuntuma webhook --help`."));
}
