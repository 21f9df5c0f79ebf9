#include "case/case_keep.h"

#include "case/case_parts.h"
#include "settings/settings.h"

enum { AT_ONCE = 5000 };

bool case_keep_run(ctx *c, i64 *count)
{
    assert(store_in_transaction(c));
    struct rows rows;
    i64 days = 0;
    *count = 0;
    if (!setting_i64(c, "case.keep_days", &days) ||
        !store_rows(c, SQL_case_keep_old,
                    VALS(V_I64(c->now_ms - days * CASE_DAY_MS), V_I64(AT_ONCE)), &rows))
        return false;
    if (!rows.count) return true;
    struct vals cases = VALS(V_I64_LIST(rows.column[0].i, rows.count));
    *count = rows.count;
    return store_run(c, SQL_case_keep_letters, cases) && store_run(c, SQL_case_keep_said, cases) &&
           store_run(c, SQL_case_keep_contacts, cases) &&
           store_run(c, SQL_case_keep_pieces, cases) && store_run(c, SQL_case_keep_files, cases);
}
