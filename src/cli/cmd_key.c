#include "base/time.h"
#include "cli/commands.h"
#include "people/intake_key.h"

static bool key_new(ctx *c, str who, str name)
{
    str secret = {0};
    if (!store_begin_write(c)) return false;
    if (!intake_key_new(c, who, name, &secret) || !store_commit(c)) {
        if (store_in_transaction(c)) store_rollback(c);
        return false;
    }
    (void)fprintf(c->out, "%.*s\n", STR(secret));
    (void)fprintf(c->say,
                  "This is shown once. Send it as the header `Authorization: Bearer KEY`.\n");
    return true;
}

static bool key_revoke(ctx *c, str who, str name)
{
    if (!store_begin_write(c)) return false;
    if (!intake_key_revoke(c, who, name) || !store_commit(c)) {
        if (store_in_transaction(c)) store_rollback(c);
        return false;
    }
    (void)fprintf(c->out, "%.*s is revoked\n", STR(name));
    return true;
}

static bool key_list(ctx *c)
{
    i64 count = 0;
    struct intake_key *keys = NULL;
    if (!intake_key_list(c, &count, &keys)) return false;
    for (i64 i = 0; i < count; i++) {
        (void)fprintf(c->out, "%-24.*s made %s", STR(keys[i].name),
                      ms_write(c->arena, keys[i].made_ms).s);
        if (keys[i].revoked_ms)
            (void)fprintf(c->out, ", revoked %s", ms_write(c->arena, keys[i].revoked_ms).s);
        (void)fprintf(c->out, "\n");
    }
    if (!count)
        (void)fprintf(c->out, "There is no key yet. Make one with `tuntuma key new NAME`.\n");
    return true;
}

bool cmd_key(ctx *c, struct call *call)
{
    str what = call->args[0];
    bool named = call->arg_count == 2;
    str who = str_of(fmt(c->arena, "command %s", call->world->user));
    if (str_equal(what, S("new")) && named) return key_new(c, who, call->args[1]);
    if (str_equal(what, S("revoke")) && named) return key_revoke(c, who, call->args[1]);
    if (str_equal(what, S("list")) && !named) return key_list(c);
    return fail_with(c, ERR_USAGE, tr(c, "key takes: new NAME, list, or revoke NAME"),
                     tr(c, "See `tuntuma key --help`."));
}
