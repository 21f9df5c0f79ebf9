#include "cli/commands.h"
#include "facts/check.h"

bool cmd_check(ctx *c, struct call *call)
{
    (void)call;
    struct check_report report;
    if (!store_begin_read(c)) return false;
    bool done = check_run(c, &report);
    store_rollback(c);
    if (!done) return false;
    for (i64 i = 0; i < MIN(report.finding_count, 100); i++)
        (void)fprintf(c->out, "%s: %s\n", report.findings[i].what, report.findings[i].where);
    (void)fprintf(c->out,
                  "%lld facts, %lld cells, %lld keys, %lld batches: ", (long long)report.facts,
                  (long long)report.cells, (long long)report.keys, (long long)report.batches);
    if (!report.finding_count) {
        (void)fprintf(c->out, "all as it should be\n");
        return true;
    }
    (void)fprintf(c->out, "%lld findings\n", (long long)report.finding_count);
    return fail_with(c, ERR_STORE, tr(c, "the store is not as it should be"),
                     tr(c, "Restore it from its backup, and tell us what happened before."));
}
