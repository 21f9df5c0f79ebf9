#include "audit/audit.h"
#include "cli/commands.h"
#include "facts/check.h"

// Tells where the audit log ends, to be noted elsewhere, or where it breaks.
static i64 say_audit(const ctx *c, const struct audit_report *audit)
{
    if (audit->bad) {
        (void)fprintf(c->out, "the audit log does not hold: entry %lld: %s\n",
                      (long long)audit->bad, audit->why);
        return 1;
    }
    if (audit->entries)
        (void)fprintf(c->out, "audit log: %lld entries, the last %lld:%.*s\n",
                      (long long)audit->entries, (long long)audit->entries, STR(audit->last_hash));
    return 0;
}

bool cmd_check(ctx *c, struct call *call)
{
    (void)call;
    struct check_report report;
    struct audit_report audit;
    if (!store_begin_read(c)) return false;
    bool done = check_run(c, &report) && audit_verify(c, &audit);
    store_rollback(c);
    if (!done) return false;
    for (i64 i = 0; i < MIN(report.finding_count, 100); i++)
        (void)fprintf(c->out, "%s: %s\n", report.findings[i].what, report.findings[i].where);
    i64 findings = report.finding_count + say_audit(c, &audit);
    (void)fprintf(c->out,
                  "%lld facts, %lld cells, %lld keys, %lld batches: ", (long long)report.facts,
                  (long long)report.cells, (long long)report.keys, (long long)report.batches);
    if (!findings) {
        (void)fprintf(c->out, "all as it should be\n");
        return true;
    }
    (void)fprintf(c->out, "%lld findings\n", (long long)findings);
    return fail_with(c, ERR_STORE, tr(c, "the store is not as it should be"),
                     tr(c, "Restore it from its backup, and tell us what happened before."));
}
