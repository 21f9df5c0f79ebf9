// Whoever may ask anything asks twice and subtracts: small companies, every pair of slices.
#include "figure/left_out.h"

#include "figure/figure.h"
#include "support/teller.h"

#include "support/test.h"

enum { PLACES = 3, PEOPLE = 14, SLICES_MAX = 400, COMPANIES = 2 };

// A slice is a set of cells (unit × channel), a bit each.
struct asked {
    u32 cells[SLICES_MAX];
    const char *what[SLICES_MAX];
    i64 count;
};

struct company {
    struct teller teller;
    u32 people[PLACES * PLACES]; // by cell, a bit for each who was there
    struct asked shown;
    i64 hidden;
};

static const char *const units[] = {"U0", "U1", "U2"}, *const channels[] = {"c0", "c1", "c2"};

static void invent(struct company *company, u64 seed)
{
    ctx *c = company->teller.c;
    struct encounter *told = NEW_ARRAY(c->arena, struct encounter, PLACES * PLACES * PEOPLE);
    struct reading *one = NEW(c->arena, struct reading);
    *one = (struct reading){S("contact"), E4(1)};
    i64 count = 0;
    u64 random = seed * 0x9E3779B97F4A7C15u + 1;
    for (i64 cell = 0; cell < PLACES * PLACES; cell++) {
        for (i64 person = 0; person < PEOPLE; person++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            // Some cells are full, some nearly empty.
            if ((random >> 33) % 16 >= (u64)(1 + (cell * 5 + (i64)seed) % 14)) continue;
            company->people[cell] |= 1u << person;
            told[count++] =
                TOLD(.id = str_of(fmt(c->arena, "%lld.%lld", (long long)cell, (long long)person)),
                     .key = str_of(fmt(c->arena, "C%lld", (long long)person)),
                     .happened_ms = TOLD_MS, .unit = str_of(units[cell / PLACES]),
                     .channel = str_of(channels[cell % PLACES]), .readings = one,
                     .reading_count = 1);
        }
    }
    teller_take(&company->teller, told, count);
}

static u32 cells_of(u32 unit_set, u32 channel_set)
{
    u32 cells = 0;
    for (u32 cell = 0; cell < PLACES * PLACES; cell++)
        if ((unit_set >> cell / PLACES & 1) && (channel_set >> cell % PLACES & 1))
            cells |= 1u << cell;
    return cells;
}

static void filter_by(struct figure_query *query, enum figure_dim dim, const char *const *names,
                      u32 set)
{
    for (u32 i = 0; i < PLACES && set != (1u << PLACES) - 1; i++)
        if (set >> i & 1)
            query->where[query->where_count++] =
                (struct figure_where){{.dim = dim}, str_of(names[i])};
}

static void note(struct company *company, const struct figure_row *row, u32 cells, const char *what)
{
    if (row->verdict.verdict == VERDICT_HIDDEN) {
        company->hidden++;
        return;
    }
    struct asked *shown = &company->shown;
    assert_true(shown->count < SLICES_MAX);
    shown->cells[shown->count] = cells;
    shown->what[shown->count++] = what;
}

// One question, alone or split, with what it shows.
static void ask(struct company *company, u32 unit_set, u32 channel_set, i64 split)
{
    ctx *c = company->teller.c;
    struct figure_query query = {.metric = S("contact")};
    struct figures f;
    filter_by(&query, DIM_UNIT, units, unit_set);
    filter_by(&query, DIM_CHANNEL, channels, channel_set);
    if (split) query.by[query.by_count++].dim = split == 1 ? DIM_UNIT : DIM_CHANNEL;
    MUST(c, figure_compute(c, query, &f));
    const char *what =
        fmt(c->arena, "units %x channels %x by %lld", unit_set, channel_set, (long long)split);
    u32 cells = cells_of(unit_set, channel_set);
    if (f.overall.n) note(company, &f.overall, cells, what);
    for (i64 i = 0; i < f.count; i++) {
        u32 of_row = 0;
        for (u32 k = 0; k < PLACES; k++) {
            const char *name = split == 1 ? units[k] : channels[k];
            if (!str_equal(f.rows[i].name[0], str_of(name))) continue;
            of_row = split == 1 ? cells_of(1u << k, channel_set) : cells_of(unit_set, 1u << k);
        }
        assert_true(of_row);
        note(company, &f.rows[i], of_row & cells, what);
    }
}

static i64 people_of(const struct company *company, u32 cells)
{
    u32 people = 0;
    for (u32 cell = 0; cell < PLACES * PLACES; cell++)
        if (cells >> cell & 1) people |= company->people[cell];
    return __builtin_popcount(people);
}

static i64 told_by_subtraction(const struct company *company)
{
    i64 told = 0;
    const struct asked *shown = &company->shown;
    for (i64 a = 0; a < shown->count; a++) {
        for (i64 b = 0; b < shown->count; b++) {
            bool is_within = !(shown->cells[a] & ~shown->cells[b]);
            i64 people = people_of(company, shown->cells[b] & ~shown->cells[a]);
            if (!is_within || people == 0 || people >= VERDICT_PEOPLE_MIN) continue;
            print_error("%s less %s tells of %lld\n", shown->what[b], shown->what[a],
                        (long long)people);
            told++;
        }
    }
    return told;
}

static void ask_everything(ctx *c, struct store *store, u64 seed)
{
    (void)store;
    struct company company = {0};
    teller_init(c, &company.teller);
    invent(&company, seed);
    u32 every = (1u << PLACES) - 1;
    for (u32 u = 1; u <= every; u++)
        for (u32 k = 1; k <= every; k++)
            ask(&company, u, k, 0);
    for (u32 k = 1; k <= every; k++) {
        ask(&company, every, k, 1);
        ask(&company, k, every, 2);
    }
    print_message("company %llu: %lld slices are shown, %lld hidden\n", (unsigned long long)seed,
                  (long long)company.shown.count, (long long)company.hidden);
    assert_int_equal(told_by_subtraction(&company), 0);
    assert_true(company.shown.count > 0);
    assert_true(company.hidden > 0);
    teller_release(&company.teller);
}

static void ask_one_company(ctx *c, struct store *store)
{
    ask_everything(c, store, 2);
}

static void two_slices_never_tell_of_fewer_than_five(void **state)
{
    (void)state;
    on_both(ask_one_company);
}

static u64 next_seed;

static void ask_next(ctx *c, struct store *store)
{
    ask_everything(c, store, next_seed);
}

static void nor_in_other_companies(void **state)
{
    (void)state;
    for (next_seed = 3; next_seed < 3 + COMPANIES; next_seed++)
        on_duckdb(ask_next);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_slices_never_tell_of_fewer_than_five),
        cmocka_unit_test(nor_in_other_companies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
