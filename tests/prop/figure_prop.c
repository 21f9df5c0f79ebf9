// Laws of figures over random small companies: the cube says what the facts say, groups add up to
// the whole, and nobody hidden can be found by subtraction.
#include "base/time.h"
#include "figure/query.h"
#include "figure/rows.h"

#include "support/teller.h"

#include "prop/prop.h"

enum { COMPANIES = 12, FACTS_MAX = 120, DAY_FIRST = 20454 };

static const char *const units[] = {"", "Oulu", "Turku", "Espoo"};
static const char *const segments[] = {"", "gold", "silver"};

struct told {
    i64 count;
    struct encounter encounter[FACTS_MAX];
};

static struct told invent(ctx *c, struct prop *p)
{
    struct told told = {.count = prop_i64(p, 1, FACTS_MAX)};
    i64 people = prop_i64(p, 1, 40);
    for (i64 i = 0; i < told.count; i++) {
        struct reading *reading = NEW(c->arena, struct reading);
        *reading = (struct reading){S("nps"), 10000 * prop_i64(p, 0, 10)};
        told.encounter[i] =
            TOLD(.id = str_of(fmt(c->arena, "f%lld", (long long)i)),
                 .key = str_of(fmt(c->arena, "C%lld", (long long)prop_i64(p, 0, people))),
                 .happened_ms = (DAY_FIRST + prop_i64(p, 0, 70)) * 86400000LL + 36000000,
                 .unit = str_of(units[prop_i64(p, 0, COUNT_OF(units) - 1)]),
                 .segment = str_of(segments[prop_i64(p, 0, COUNT_OF(segments) - 1)]),
                 .readings = reading, .reading_count = 1);
    }
    return told;
}

static const struct {
    enum figure_dim by[2];
    i64 by_count;
    i32 from, to; // 0: all days
} questions[] = {
    {{0},                     0, 0,             0             },
    {{DIM_UNIT},              1, 0,             0             },
    {{DIM_MONTH},             1, 0,             0             },
    {{DIM_WEEK},              1, 0,             0             },
    {{DIM_UNIT, DIM_SEGMENT}, 2, 0,             0             },
    {{DIM_UNIT},              1, DAY_FIRST + 7, DAY_FIRST + 40},
};

static struct figure_query query_of(i64 i)
{
    bool dated = questions[i].to > 0;
    struct figure_query query = {.metric = S("nps"),
                                 .by_count = questions[i].by_count,
                                 .from_given = dated,
                                 .to_given = dated,
                                 .from = questions[i].from,
                                 .to = questions[i].to};
    for (i64 d = 0; d < query.by_count; d++)
        query.by[d].dim = questions[i].by[d];
    return query;
}

// Of what a score is made of.
static bool same_sums(const struct sums *a, const struct sums *b)
{
    return a->n == b->n && a->low == b->low && a->high == b->high;
}

static void cube_says_what_facts_say(ctx *c, const struct figure_query *query)
{
    struct question question;
    MUST(c, question_resolve(c, query, &question));
    const struct metric *nps = metric_find(&question.metrics, S("nps"));
    struct group_rows cube, facts;
    MUST(c, rows_read(c, &question, nps, false, &cube));
    MUST(c, rows_read(c, &question, nps, true, &facts));
    assert_int_equal(cube.count, facts.count);
    assert_true(same_sums(&cube.all.material.over, &facts.all.material.over));
    struct sums total = {0};
    for (i64 i = 0; i < cube.count; i++) {
        const struct sums *sums = &cube.row[i].material.over;
        assert_true(same_sums(sums, &facts.row[i].material.over));
        // What the bits promise is never more than there are.
        assert_true(cube_people_min(sums->people) <= facts.row[i].material.over.customers);
        sums_add(&total, sums);
    }
    assert_true(same_sums(&total, &cube.all.material.over));
}

// The people behind the hidden rows of a line, asked of the facts by the row's own names.
static i64 people_of_hidden(ctx *c, const struct figures *f, i64 dim, str value)
{
    buf where = buf_new(c->arena, 20000);
    for (i64 i = 0; i < f->count; i++) {
        const struct figure_row *row = &f->rows[i];
        if (row->verdict.verdict != VERDICT_HIDDEN) continue;
        if (dim >= 0 && !str_equal(row->name[dim], value)) continue;
        buf_fmt(&where, "%s(coalesce(u.name, '') = '%.*s'", where.size ? " OR " : "",
                STR(row->name[0]));
        if (f->query.by_count == 2)
            buf_fmt(&where, " AND coalesce(s.name, '') = '%.*s'", STR(row->name[1]));
        buf_c(&where, ")");
    }
    if (!where.size) return 0;
    const char *count = teller_ask(
        c, fmt(c->arena,
               "SELECT count(DISTINCT key) FROM fact f LEFT JOIN unit u ON u.id = f.unit LEFT JOIN "
               "segment s ON s.id = f.segment WHERE f.day BETWEEN DATE '1970-01-01' + "
               "CAST(%d AS INTEGER) AND DATE '1970-01-01' + CAST(%d AS INTEGER) AND (%s)",
               f->query.from_given ? f->query.from : 0, f->query.to_given ? f->query.to : 40000,
               where.s));
    return strtoll(count, NULL, 10);
}

static void assert_crowd(i64 people, bool something_is_shown)
{
    assert_true(!something_is_shown || people == 0 || people >= VERDICT_PEOPLE_MIN);
}

static void nobody_hidden_is_told(ctx *c, const struct figures *f)
{
    bool all_shown = f->overall.verdict.verdict != VERDICT_HIDDEN;
    assert_crowd(people_of_hidden(c, f, -1, S("")), all_shown);
    for (i64 i = 0; f->query.by_count == 2 && i < f->count; i++) {
        for (i64 d = 0; d < 2; d++) {
            bool shown = false;
            for (i64 k = 0; k < f->count; k++)
                shown = shown || (str_equal(f->rows[k].name[d], f->rows[i].name[d]) &&
                                  f->rows[k].verdict.verdict != VERDICT_HIDDEN);
            assert_crowd(people_of_hidden(c, f, d, f->rows[i].name[d]), shown);
        }
    }
}

// Everything that a figure says, as text.
static const char *all_of(ctx *c, const struct figures *f)
{
    buf out = buf_new(c->arena, 200000);
    for (i64 i = 0; i <= f->count; i++) {
        const struct figure_row *row = i < f->count ? &f->rows[i] : &f->overall;
        buf_fmt(&out, "%s %s %lld %lld %.9g %.9g %.9g %.9g\n", row->label[0], row->why,
                (long long)row->n, (long long)row->customers, row->value, row->low, row->high,
                row->p);
    }
    return out.s;
}

static const char *say_all(ctx *c)
{
    buf out = buf_new(c->arena, 2000000);
    for (i64 i = 0; i < COUNT_OF(questions); i++) {
        struct figure_query query = query_of(i);
        struct figures f;
        MUST(c, figure_compute(c, query, &f));
        buf_c(&out, all_of(c, &f));
        bool by_place = f.query.by_count == 0 || !figure_dim_is_time(f.query.by[0].dim);
        if (by_place && f.count) nobody_hidden_is_told(c, &f);
        cube_says_what_facts_say(c, &query);
    }
    return out.s;
}

// Says its seed, for TUNTUMA_PROP_SEED.
static void a_company(ctx *c, u64 seed)
{
    print_message("company %llu\n", (unsigned long long)seed);
    struct prop p = {.state = seed, .scale = PROP_SCALE};
    struct teller t;
    teller_init(c, &t);
    struct told told = invent(c, &p);
    // The same facts in two takes, the second part first for odd seeds.
    i64 half = told.count / 2, first = seed % 2 ? half : 0;
    if (told.count - half && half) {
        teller_take(&t, told.encounter + first, first ? told.count - half : half);
        teller_take(&t, told.encounter + (first ? 0 : half), first ? half : told.count - half);
    } else {
        teller_take(&t, told.encounter, told.count);
    }
    const char *before = say_all(c);
    teller_fold(&t);
    assert_string_equal(say_all(c), before);
    teller_release(&t);
}

// One store serves several companies: what the last one told is taken out of it first.
static void companies_in(ctx *c, struct store *store)
{
    static const char *const tables[] = {"fact",       "key",   "attribute", "cube_new", "cube_day",
                                         "cube_month", "batch", "fold",      "presence", "scope"};
    (void)store;
    u64 seed = prop_setting("TUNTUMA_PROP_SEED", 1);
    for (u64 i = 0; i < prop_setting("TUNTUMA_PROP_RUNS", COMPANIES); i++) {
        for (i64 k = 0; k < COUNT_OF(tables); k++)
            teller_run(c, fmt(c->arena, "DELETE FROM %s", tables[k]));
        struct arena_mark mark = arena_mark(c->arena);
        a_company(c, seed + i);
        arena_rewind(c->arena, mark);
    }
}

static void figures_keep_their_laws(void **state)
{
    (void)state;
    on_both(companies_in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(figures_keep_their_laws)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
