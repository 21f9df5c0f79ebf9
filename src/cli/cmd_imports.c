#include "base/time.h"
#include "cli/commands.h"

enum { BATCHES_MAX = 1000 };

bool cmd_imports(ctx *c, struct call *call)
{
    (void)call;
    struct rows rows;
    if (!store_rows(c, SQL_batch_list, VALS(V_I64(BATCHES_MAX), V_I64(0)), &rows)) return false;
    const struct column *col = rows.column;
    if (!rows.count) {
        (void)fprintf(c->out, "Nothing has come in yet.\n");
        return true;
    }
    (void)fprintf(c->out, "%-20s  %-8s %-12s %10s %10s %10s  %-12s  %s\n", "when", "kind", "who",
                  "taken", "repeated", "refused", "checksum", "file");
    for (i64 i = 0; i < rows.count; i++)
        (void)fprintf(c->out, "%-20s  %-8.*s %-12.*s %10lld %10lld %10lld  %-12.*s  %.*s\n",
                      ms_write(c->arena, col[7].i[i] / 1000 * 1000).s, STR(col[1].text[i]),
                      STR(col[2].text[i]), (long long)col[8].i[i], (long long)col[9].i[i],
                      (long long)col[10].i[i], (int)MIN(col[4].text[i].size, 12), col[4].text[i].s,
                      STR(col[3].text[i]));
    return true;
}
