#include "facts/check.h"

#include "base/lang.h"
#include "bounds.h"

// What counts by key is asked of a part of the keys at a time: so many facts fit into the memory
// that the store may use.
enum { FINDINGS_MAX = 100, FACTS_A_PART = 1000000 };

// Each statement names the places where something is not as it should be.
// clang-format off
static const struct {
    enum sql sql;
    const char *what;
    bool by_parts; // its parameters are how many parts, and which
} checks[] = {
    {SQL_check_identity,        N_("one fact counts more than once"),                         false},
    {SQL_check_fact_batch,      N_("facts belong to a batch that is not in the log"),         false},
    {SQL_check_fact_names,      N_("facts name something that does not exist"),               false},
    {SQL_check_fact_key,        N_("facts name a key that does not exist"),                   false},
    {SQL_check_key_twice,       N_("a key is there more than once"),                          false},
    {SQL_check_remark,          N_("words have no fact that places them"),                    false},
    {SQL_check_alias,           N_("a merge names a key that does not exist"),                false},
    {SQL_check_month,           N_("the cube's month differs from its days"),                 false},
    {SQL_check_tally,           N_("a customer's tally differs from the facts"),              true },
    {SQL_check_tally_shown,     N_("a customer's tally is not the sum of its keys"),          false},
    {SQL_check_tally_unit,      N_("a customer's units differ from the facts"),               true },
    {SQL_check_tally_metric,    N_("what was measured of a customer differs from the facts"), true },
    {SQL_check_tally_attribute, N_("what is said of a customer is not the newest"),           false},
};
// clang-format on

static bool note(ctx *c, struct check_report *report, const char *what, const struct rows *rows)
{
    for (i64 i = 0; i < rows->count; i++) {
        report->finding_count++;
        if (report->finding_count > FINDINGS_MAX) continue;
        report->findings[report->finding_count - 1] =
            (struct check_finding){tr(c, what), str_c(c->arena, rows->column[0].text[i])};
    }
    return true;
}

// The cube is recounted from the facts; boxes come from the metrics' definitions.
static bool check_cube(ctx *c, struct check_report *report)
{
    struct metrics metrics;
    if (!metric_load(c, &metrics)) return false;
    i64 *ids = NEW_ARRAY(c->arena, i64, metrics.count + 1),
        *low = NEW_ARRAY(c->arena, i64, metrics.count + 1),
        *high = NEW_ARRAY(c->arena, i64, metrics.count + 1);
    for (i64 i = 0; i < metrics.count; i++) {
        const struct metric *m = &metrics.m[i];
        ids[i] = m->id;
        low[i] = m->boxed ? m->box_low_e4 : -(1LL << 60);
        high[i] = m->boxed ? m->box_high_e4 : 1LL << 60;
    }
    struct rows rows;
    return store_rows(c, SQL_check_cube,
                      VALS(V_I64_LIST(ids, metrics.count), V_I64_LIST(low, metrics.count),
                           V_I64_LIST(high, metrics.count)),
                      &rows) &&
           note(c, report, N_("the cube differs from the facts"), &rows);
}

static bool check_one(ctx *c, i64 i, i64 parts, i64 part, struct check_report *report)
{
    struct rows rows;
    struct vals of_part = VALS(V_I64(parts), V_I64(part));
    return !ctx_stopped(c) &&
           store_rows(c, checks[i].sql, checks[i].by_parts ? of_part : NO_VALS, &rows) &&
           note(c, report, checks[i].what, &rows);
}

bool check_run(ctx *c, struct check_report *out)
{
    struct check_report report = {.findings =
                                      NEW_ARRAY(c->arena, struct check_finding, FINDINGS_MAX)};
    if (!store_i64(c, SQL_check_facts, NO_VALS, &report.facts) ||
        !store_i64(c, SQL_check_cells, NO_VALS, &report.cells) ||
        !store_i64(c, SQL_key_count, NO_VALS, &report.keys) ||
        !store_i64(c, SQL_check_batches, NO_VALS, &report.batches) || !check_cube(c, &report))
        return false;
    for (i64 i = 0; i < COUNT_OF(checks); i++) {
        i64 parts = checks[i].by_parts ? report.facts / FACTS_A_PART + 1 : 1;
        for (i64 part = 0; part < parts; part++)
            if (!check_one(c, i, parts, part, &report)) return false;
    }
    *out = report;
    return true;
}
