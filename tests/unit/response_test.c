// How many were asked and answered stands with the figures that it is about, and nowhere where it
// would tell of few.
#include "figure/response.h"

#include <math.h>

#include "figure/figure.h"

#include "facts/asked.h"
#include "support/near.h"
#include "support/teller.h"

#include "support/test.h"


static const i32 day = 20777; // 2026-11-20

// 40 answers in Turku, 10 in Oulu, 3 in Salo; asked were 100, 50 and 4.
static void tell(struct teller *t)
{
    ctx *c = t->c;
    static const struct {
        const char *unit;
        i64 answered, asked;
    } places[] = {
        {"Turku", 40, 100},
        {"Oulu",  10, 50 },
        {"Salo",  3,  4  }
    };
    struct encounter *told = NEW_ARRAY(c->arena, struct encounter, 60);
    struct asked_one *ones = NEW_ARRAY(c->arena, struct asked_one, 200);
    i64 count = 0, n = 0;
    for (i64 p = 0; p < COUNT_OF(places); p++) {
        for (i64 i = 0; i < places[p].answered; i++) {
            struct reading *reading = NEW(c->arena, struct reading);
            *reading = (struct reading){S("nps"), 10000 * (i % 11)};
            told[count++] = (struct encounter){
                .id = str_of(fmt(c->arena, "%s%lld", places[p].unit, (long long)i)),
                .source = S("visit"),
                .happened_ms = TOLD_MS,
                .key = str_of(fmt(c->arena, "K%s%lld", places[p].unit, (long long)i)),
                .unit = str_of(places[p].unit),
                .readings = reading,
                .reading_count = 1};
        }
        for (i64 i = 0; i < places[p].asked; i++)
            ones[n++] = (struct asked_one){.key = 100 * p + i + 1,
                                           .day = day,
                                           .unit = (i32)p + 1,
                                           .asked = 1,
                                           .answered = i < places[p].answered};
    }
    (void)teller_take(t, told, count);
    struct metrics metrics;
    MUST(c, metric_load(c, &metrics));
    const i32 nps = metric_find(&metrics, S("nps"))->id;
    MUST(c, store_begin_write(c));
    MUST(c, asked_add(c, &nps, 1, ones, n));
    MUST(c, store_commit(c));
    teller_fold(t);
}

static struct figures compute(ctx *c, struct figure_query query)
{
    struct figures figures;
    query.metric = query.metric.size ? query.metric : S("nps");
    MUST(c, figure_compute(c, query, &figures));
    return figures;
}

static const struct figure_row *row_of(const struct figures *figures, const char *label)
{
    for (i64 i = 0; i < figures->count; i++)
        if (!strcmp(figures->rows[i].label[0], label)) return &figures->rows[i];
    print_error("no row %s\n", label);
    _fail(__FILE__, __LINE__);
    return NULL;
}

static void figures_tell_whom_they_leave_out_in(ctx *c, struct store *store)
{
    (void)store;
    struct teller t;
    teller_init(c, &t);
    tell(&t);
    struct figures by_unit =
        compute(c, (struct figure_query){.by = {{.dim = DIM_UNIT}}, .by_count = 1});
    const struct figure_row *turku = row_of(&by_unit, "Turku");
    assert_int_equal(turku->asked, 100);
    assert_int_equal(turku->answered, 40);
    // Salo is hidden, and with it the smallest of the shown ones; nothing of both is told.
    assert_int_equal(row_of(&by_unit, "Salo")->verdict.verdict, VERDICT_HIDDEN);
    assert_int_equal(row_of(&by_unit, "Salo")->asked, -1);
    assert_int_equal(row_of(&by_unit, "Oulu")->asked, -1);
    assert_int_equal(by_unit.overall.asked, 154);
    assert_int_equal(by_unit.overall.answered, 53);
    assert_string_equal(
        by_unit.response_note,
        "Of 154 customers who were asked, 34% answered (27% to 42%); the others are "
        "silent, and the figure does not speak of them.");
    // The same filters and times.
    struct figure_query turku_only = {.where = {{{.dim = DIM_UNIT}, S("Turku")}}, .where_count = 1};
    assert_int_equal(compute(c, turku_only).overall.asked, 100);
    struct figure_query before = {.to_given = true, .to = day - 1};
    assert_null(compute(c, before).response_note); // no answers either
    struct figure_query by_month = {.by = {{.dim = DIM_MONTH}}, .by_count = 1};
    assert_int_equal(compute(c, by_month).rows[0].asked, 154);
    struct figure_query by_source = {.by = {{.dim = DIM_SOURCE}}, .by_count = 1};
    assert_int_equal(compute(c, by_source).overall.asked, -1); // not told by source
    teller_release(&t);
}

static void figures_tell_whom_they_leave_out(void **state)
{
    (void)state;
    on_both(figures_tell_whom_they_leave_out_in);
}

static void imports_do_not_know_how_many_were_asked_in(ctx *c, struct store *store)
{
    (void)store;
    struct teller t;
    teller_init(c, &t);
    tell(&t);
    teller_run(c, "DELETE FROM asked");
    struct figures figures = compute(c, (struct figure_query){0});
    assert_int_equal(figures.overall.asked, -1);
    assert_string_equal(figures.response_note, "It is not known how many customers were asked.");
    // What is recorded is not asked.
    (void)TAKE(&t, TOLD(.id = S("b"), READINGS({S("purchase"), E4(10)})));
    assert_null(compute(c, (struct figure_query){.metric = S("purchase")}).response_note);
    teller_release(&t);
}

static void imports_do_not_know_how_many_were_asked(void **state)
{
    (void)state;
    on_both(imports_do_not_know_how_many_were_asked_in);
}

static void a_rate_has_wilsons_limits(void **state)
{
    (void)state;
    // Newcombe (1998), table I: 81 of 263, Wilson: 0.2553 to 0.3662.
    struct interval rate = response_rate(263, 81, 0.95);
    assert_near(rate.value, 81.0 / 263, 1e-12);
    assert_near(rate.low, 0.2553, 5e-5);
    assert_near(rate.high, 0.3662, 5e-5);
    assert_true(isnan(response_rate(0, 0, 0.95).value));
    assert_near(response_rate(5, 6, 0.95).value, 1, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_tell_whom_they_leave_out),
        cmocka_unit_test(imports_do_not_know_how_many_were_asked),
        cmocka_unit_test(a_rate_has_wilsons_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
