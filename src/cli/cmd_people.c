#include "base/text.h"
#include "base/time.h"
#include "cli/commands.h"
#include "people/one_time.h"
#include "people/second.h"

const struct option people_options[] = {
    {"without-codes", NULL, false, "with reset: one-time codes go too, for a lost device"},
    {NULL,            NULL, false, NULL                                                  },
};

// One change, committed; or none of it.
struct people_call {
    struct call *call;
    str who, path;
};

static bool invite(ctx *c, struct people_call *p)
{
    struct account_new account = {.name = p->call->args[1], .email = p->call->args[2]};
    i64 id = 0;
    if (!role_find(p->call->args[3], &account.role)) {
        buf names = buf_new(c->arena, 1000);
        for (enum role role = ROLE_NONE + 1; role < ROLE__COUNT; role++)
            buf_fmt(&names, "%s%s", names.size ? ", " : "", role_name(role));
        return fail_with(c, ERR_USAGE,
                         fmt(c->arena, tr(c, "there is no role \"%.*s\""), STR(p->call->args[3])),
                         fmt(c->arena, tr(c, "There are: %.*s."), STR(buf_str(&names))));
    }
    return account_add(c, p->who, account, &id) &&
           one_time_add(c, p->who, ONE_TIME_INVITE, id, &p->path);
}

static bool setup(ctx *c, struct people_call *p)
{
    return one_time_add(c, p->who, ONE_TIME_SETUP, 0, &p->path);
}

static bool reset(ctx *c, struct people_call *p)
{
    struct account account;
    return account_find(c, p->call->args[1], &account) &&
           (!call_has(p->call, "without-codes") || second_stop(c, p->who, account.id)) &&
           one_time_add(c, p->who, account.is_invited ? ONE_TIME_INVITE : ONE_TIME_RESET,
                        account.id, &p->path);
}

static bool end_account(ctx *c, struct people_call *p)
{
    struct account account;
    return account_find(c, p->call->args[1], &account) && account_end(c, p->who, account.id);
}

static bool change(ctx *c, struct people_call *p, bool (*make)(ctx *c, struct people_call *p))
{
    p->who = str_of(fmt(c->arena, "command %s", p->call->world->user));
    if (!store_begin_write(c)) return false;
    if (!make(c, p) || !store_commit(c)) {
        if (store_in_transaction(c)) store_rollback(c);
        return false;
    }
    return true;
}

static bool make_link(ctx *c, struct people_call *p, bool (*make)(ctx *c, struct people_call *p))
{
    if (!change(c, p, make)) return false;
    (void)fprintf(c->out, "%.*s\n", STR(p->path));
    (void)fprintf(c->say, "%s\n",
                  tr(c, "This link opens once, and is shown once. Put the address of your server "
                        "before it."));
    return true;
}

static bool list(ctx *c)
{
    i64 count = 0;
    struct account *accounts = NULL;
    if (!account_list(c, &count, &accounts)) return false;
    for (i64 i = 0; i < count; i++) {
        const struct account *a = &accounts[i];
        text_pad(c->out, str_c(c->arena, a->email), 32, false);
        text_pad(c->out, str_c(c->arena, a->name), 24, false);
        if (a->ended_ms)
            (void)fprintf(c->out, tr(c, "ended %s\n"), ms_write(c->arena, a->ended_ms).s);
        else
            (void)fprintf(c->out, "%s%s%s%s%s\n", role_name(a->role), // as it is typed
                          a->is_invited ? ", " : "", a->is_invited ? tr(c, "invited") : "",
                          a->has_code ? ", " : "", a->has_code ? tr(c, "one-time codes") : "");
    }
    if (!count)
        (void)fprintf(c->out, "%s\n",
                      tr(c, "Nobody has an account yet. Begin with `tuntuma people setup`."));
    return true;
}

bool cmd_people(ctx *c, struct call *call)
{
    struct people_call people = {.call = call};
    str what = call->args[0];
    i64 count = call->arg_count;
    if (str_equal(what, S("list")) && count == 1) return list(c);
    if (str_equal(what, S("setup")) && count == 1) return make_link(c, &people, setup);
    if (str_equal(what, S("invite")) && count == 4) return make_link(c, &people, invite);
    if (str_equal(what, S("reset")) && count == 2) return make_link(c, &people, reset);
    if (str_equal(what, S("revoke")) && count == 2) {
        if (!change(c, &people, end_account)) return false;
        (void)fprintf(c->out, tr(c, "%.*s may not come in any longer\n"), STR(call->args[1]));
        return true;
    }
    return fail_with(
        c, ERR_USAGE,
        tr(c, "people takes: list, setup, invite NAME EMAIL ROLE, reset EMAIL, or revoke EMAIL"),
        tr(c, "See `tuntuma people --help`."));
}
