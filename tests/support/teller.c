#include "support/teller.h"

#include "base/time.h"
#include "facts/tally.h"
#include "support/test.h"

void teller_init(ctx *c, struct teller *teller)
{
    *teller = (struct teller){.c = c};
    known_init(&teller->known);
    MUST(c, store_begin_write(c));
    MUST(c, company_prepare(c));
    MUST(c, store_commit(c));
    teller_renew(teller);
}

void teller_release(struct teller *teller)
{
    known_release(&teller->known);
}

void teller_renew(struct teller *teller)
{
    MUST(teller->c, company_rules(teller->c, &teller->rules));
    known_forget(&teller->known);
}

static void release_batch(void *batch)
{
    batch_release(batch);
}

struct batch *teller_batch(struct teller *teller, const struct encounter *told, i64 count)
{
    struct batch *batch = NEW(teller->c->arena, struct batch);
    batch_init(teller->c, batch, teller->rules, 64 * 1024 * 1024);
    arena_defer(teller->c->arena, release_batch, batch);
    for (i64 i = 0; i < count; i++) {
        struct encounter encounter = told[i];
        encounter.line = i + 1;
        if (!encounter.source.s) encounter.source = S("shop");
        if (!encounter.key.s) encounter.key = S("C1");
        if (!encounter.happened_ms) encounter.happened_ms = TOLD_MS;
        (void)batch_add(batch, &encounter);
    }
    return batch;
}

void teller_take_batches(struct teller *teller, struct batch **batches, i64 count)
{
    ctx *c = teller->c;
    struct take *take = NULL;
    i64 id = 0;
    MUST(c, store_begin_write(c));
    MUST(c, take_begin(c, &teller->known, (struct take_order){.kind = S("http"), .who = S("test")},
                       &take));
    MUST(c, take_batches(c, take, batches, count));
    MUST(c, take_end(c, take, &id));
    MUST(c, store_commit(c));
}

struct batch *teller_take(struct teller *teller, const struct encounter *told, i64 count)
{
    struct batch *batch = teller_batch(teller, told, count);
    teller_take_batches(teller, &batch, 1);
    return batch;
}

void teller_fold(struct teller *teller)
{
    MUST(teller->c, store_begin_write(teller->c));
    MUST(teller->c, cube_fold(teller->c, (struct fold_when){0}));
    MUST(teller->c, tally_fold(teller->c));
    MUST(teller->c, store_commit(teller->c));
}

const char *teller_counts(ctx *c, const struct batch *batch)
{
    return fmt(c->arena, "taken %lld, repeated %lld, refused %lld", (long long)batch->facts_taken,
               (long long)batch->facts_repeated, (long long)batch->lines_refused);
}

static void show_cell(buf *out, const struct column *column, i64 row)
{
    if (column->null && column->null[row])
        buf_c(out, "-");
    else if (column->type == COL_STR)
        buf_add(out, column->text[row]);
    else if (column->type == COL_DEC4)
        buf_fmt(out, "%.15g", (f64)column->i[row] / 1e4);
    else if (column->type == COL_DEC8)
        buf_fmt(out, "%.15g", (f64)column->dec8[row] / 1e8);
    else if (column->type == COL_DAY)
        buf_add(out, day_write(out->arena, (i32)column->i[row]));
    else
        buf_fmt(out, "%lld", (long long)column->i[row]);
}

const char *teller_ask(ctx *c, const char *sql)
{
    struct rows rows;
    MUST(c, store_rows_text(c, str_of(sql), NO_VALS, &rows));
    buf out = buf_new(c->arena, 1000000);
    for (i64 r = 0; r < rows.count; r++) {
        for (i64 k = 0; k < rows.columns; k++) {
            buf_c(&out, k ? " " : r ? " | " : "");
            show_cell(&out, &rows.column[k], r);
        }
    }
    return out.s ? out.s : "";
}

void teller_run(ctx *c, const char *sql)
{
    struct rows rows;
    MUST(c, store_rows_text(c, str_of(sql), NO_VALS, &rows));
}

const char *teller_sum(struct teller *teller, const char *metric)
{
    ctx *c = teller->c;
    const char *of = fmt(c->arena, "(SELECT min(id) FROM metric WHERE name = '%s')", metric);
    const char *cube = teller_ask(
        c, fmt(c->arena,
               "SELECT 'n ' || CAST(coalesce(sum(n), 0) AS VARCHAR) || ', total' AS a, "
               "coalesce(sum(total), 0)::DECIMAL(18, 4) AS b "
               "FROM (SELECT * FROM cube_day UNION ALL SELECT * FROM cube_new) q WHERE metric = %s",
               of));
    const char *facts = teller_ask(
        c, fmt(c->arena,
               "SELECT 'n ' || CAST(coalesce(sum(change), 0) AS VARCHAR) || ', total' AS a, "
               "coalesce(sum(change * value), 0)::DECIMAL(18, 4) AS b "
               "FROM fact WHERE metric = %s",
               of));
    assert_string_equal(cube, facts);
    return cube;
}

const char *teller_finding(ctx *c)
{
    struct check_report report;
    MUST(c, check_run(c, &report));
    return report.finding_count
               ? fmt(c->arena, "%s: %s", report.findings[0].what, report.findings[0].where)
               : "";
}

void teller_check(struct teller *teller)
{
    struct check_report report;
    MUST(teller->c, check_run(teller->c, &report));
    for (i64 i = 0; i < report.finding_count; i++)
        print_error("%s: %s\n", report.findings[i].what, report.findings[i].where);
    assert_int_equal(report.finding_count, 0);
}
