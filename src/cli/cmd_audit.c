#include "audit/audit.h"
#include "cli/commands.h"

const struct option audit_options[] = {
    {"after", "N",      false, "only what follows entry N"                                     },
    {"holds", "N:HASH", false, "instead say whether entry N, noted earlier, is still as it was"},
    {NULL,    NULL,     false, NULL                                                            },
};

static bool say_holds(ctx *c, str noted)
{
    str number = {0};
    i64 entry = 0;
    bool holds = false;
    if (!str_cut(&noted, ':', &number) || !str_i64(number, &entry) || noted.size != 64)
        return fail_with(c, ERR_USAGE, tr(c, "--holds needs a number and a hash, as in 12:3f9a…"),
                         tr(c, "`tuntuma check` tells them; note them outside of the store."));
    if (!audit_holds(c, entry, noted, &holds)) return false;
    if (!holds)
        return fail_with(
            c, ERR_STORE,
            fmt(c->arena, tr(c, "entry %lld of the audit log is not what was noted"),
                (long long)entry),
            tr(c, "The log was cut or written anew. Compare it with an older backup."));
    (void)fprintf(c->out, "entry %lld is as it was noted\n", (long long)entry);
    return true;
}

bool cmd_audit(ctx *c, struct call *call)
{
    i64 after = 0, count = 0;
    if (!call_i64(c, call, "after", 0, &after)) return false;
    if (call_has(call, "holds")) return say_holds(c, call_text(call, "holds", S("")));
    if (!store_begin_read(c)) return false;
    bool done = audit_export(c, after, &count);
    store_rollback(c);
    if (done && !count) (void)fprintf(c->say, "There is no entry.\n");
    return done;
}
