// Causes that repeat are told from chance, become patterns once, and are counted with their cases.
#include "decision/pattern.h"

#include <math.h>

#include "case/case_kinds.h"
#include "decision/decision_kinds.h"
#include "people/role.h"
#include "support/both.h"
#include "support/near.h"
#include "support/teller.h"
#include "support/work.h"

#include "support/test.h"

#define DAY_MS 86400000LL

static void register_kinds(void)
{
    static const struct kind *kinds[16];
    i64 count = 0;
    for (; count < first_kinds_count; count++)
        kinds[count] = first_kinds[count];
    kinds[count++] = &cause_kind;
    kinds[count++] = &pattern_kind;
    kinds[count++] = &decision_kind;
    kinds[count++] = &case_kind;
    kinds_register(kinds, count);
}

// R: poisson.test(c(12, 20), T = c(80, 704)) and the others, conf.int, p.value; p.adjust(p,
// "BH") over all that were asked.
static void what_is_beyond_chance_is_what_r_says(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    const struct pattern_pair pairs[] = {
        {1, 1, 12, 30}, // 12 of 80 at 1, 20 of 704 elsewhere
        {1, 2, 20, 70},
        {2, 1, 68, 270},
        {2, 2, 680, 2700},
        {3, 2, 4, 0}, // below five: not asked
    };
    struct pattern_found *found = NULL;
    i64 count = 0;
    pattern_choose(c, pairs, COUNT_OF(pairs), 365, &found, &count);
    assert_int_equal(count, 1);
    assert_int_equal(found[0].pair.cause, 1);
    assert_int_equal(found[0].pair.touchpoint, 1);
    assert_int_equal(found[0].why, PATTERN_HERE);
    assert_near(found[0].ratio, 5.28, 1e-9);
    assert_near(found[0].low, 2.3533631548691, 1e-6);
    assert_near(found[0].high, 11.340873734786, 1e-6);
    assert_near(found[0].p, 0.00032251653015342, 1e-8);
    work_release(&work);
}

static void what_is_new_is_told_from_what_was_before(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    const struct pattern_pair pairs[] = {
        {1, 1, 15, 10},
        {2, 1, 40, 160}
    };
    struct pattern_found *found = NULL;
    i64 count = 0;
    pattern_choose(c, pairs, COUNT_OF(pairs), 365, &found, &count);
    assert_int_equal(count, 1);
    assert_int_equal(found[0].pair.cause, 1);
    assert_int_equal(found[0].why, PATTERN_NOW);
    assert_near(found[0].ratio, 6.0833333333333, 1e-9);
    assert_near(found[0].p, 4.7137966505753e-05, 1e-8);
    // Without a past there is nothing to compare with.
    pattern_choose(c, pairs, COUNT_OF(pairs), 30, &found, &count);
    assert_int_equal(count, 0);
    work_release(&work);
}

static i64 add(ctx *c, const char *kind, const char *const *pairs)
{
    const struct record_edit edit = {.roles = UINT32_MAX};
    struct record *record = record_new(c, kind_find(str_of(kind)));
    struct record_problems problems = {0};
    for (; *pairs; pairs += 2)
        MUST(c, record_put(c, record, str_of(pairs[0]), str_of(pairs[1]), edit.roles, &problems));
    MUST(c, record_add(c, record, &edit, &problems));
    return record->id;
}
#define ADD(kind, ...) add(c, kind, (const char *const[]){__VA_ARGS__, NULL})

// Cases of a cause at a touchpoint, `count` of them, the first so many days ago, one a day.
static void add_cases(ctx *c, i64 cause, i64 touchpoint, i64 count, i64 first_days)
{
    i64 now = c->now_ms;
    const char *of_cause = fmt(c->arena, "%lld", (long long)cause),
               *at = fmt(c->arena, "%lld", (long long)touchpoint);
    for (i64 i = 0; i < count; i++) {
        c->now_ms = now - (first_days - i) * DAY_MS;
        (void)ADD("case", "subject", "It came late", "cause", of_cause, "touchpoint", at);
    }
    c->now_ms = now;
}

struct house_of_cases {
    i64 function, home, shop, late, rude;
};

static struct house_of_cases fill(ctx *c)
{
    struct house_of_cases h;
    MUST(c, store_begin_write(c));
    h.function = ADD("function", "name", "Logistics");
    h.home = ADD("touchpoint", "name", "home", "label", "Home delivery");
    h.shop = ADD("touchpoint", "name", "shop", "label", "Shop");
    h.late = ADD("cause", "name", "Came late", "function",
                 fmt(c->arena, "%lld", (long long)h.function));
    h.rude = ADD("cause", "name", "Was rude");
    add_cases(c, h.late, h.home, 24, 60);
    add_cases(c, h.rude, h.home, 4, 60);
    add_cases(c, h.late, h.shop, 2, 60);
    add_cases(c, h.rude, h.shop, 28, 60);
    MUST(c, store_commit(c));
    return h;
}

static void patterns_are_made_once_in(ctx *c, struct store *store)
{
    (void)store;
    register_kinds();
    struct house_of_cases h = fill(c);
    i64 made = 0;
    MUST(c, store_begin_write(c));
    MUST(c, pattern_suggest(c, &made));
    assert_int_equal(made, 2);
    MUST(c, pattern_suggest(c, &made));
    assert_int_equal(made, 0);
    MUST(c, store_commit(c));
    assert_string_equal(
        teller_ask(c, "SELECT name, cause, touchpoint, function, owner, state FROM rec_pattern "
                      "ORDER BY name"),
        fmt(c->arena, "Came late: Home delivery %lld %lld %lld 0 seen | Was rude: Shop %lld %lld 0 0 seen",
            (long long)h.late, (long long)h.home, (long long)h.function, (long long)h.rude,
            (long long)h.shop));
    assert_string_equal(teller_ask(c, "SELECT why FROM rec_version WHERE kind = 'pattern' AND "
                                      "record = 2"),
                        "24 cases in 90 days: 12.9 times as often here as elsewhere");
}

static void patterns_are_made_once(void **state)
{
    (void)state;
    on_both(patterns_are_made_once_in);
}

static void a_pattern_counts_its_cases_in(ctx *c, struct store *store)
{
    (void)store;
    register_kinds();
    struct house_of_cases h = fill(c);
    struct pattern_numbers *numbers = NULL;
    i64 count = 0, *cases = NULL;
    MUST(c, store_begin_write(c));
    i64 pattern = ADD("pattern", "name", "Late", "cause",
                      fmt(c->arena, "%lld", (long long)h.late), "cost", "12.5");
    const char *of = fmt(c->arena, "%lld", (long long)pattern);
    (void)ADD("case", "subject", "Another cause, named by hand", "pattern", of);
    (void)ADD("case", "subject", "No cause yet");
    MUST(c, store_commit(c));
    MUST(c, pattern_numbers(c, &numbers, &count));
    assert_int_equal(count, 1);
    assert_int_equal(numbers[0].cases, 27);
    assert_int_equal(numbers[0].recent, 27);
    assert_int_equal(numbers[0].open, 27);
    assert_int_equal(numbers[0].cost_e4, 125000);
    assert_near(numbers[0].share.value, 27 / 60.0, 1e-12);
    // R: prop.test(27, 60, correct = FALSE)$conf.int
    assert_near(numbers[0].share.low, 0.33093654406755, 1e-6);
    assert_near(numbers[0].share.high, 0.57508064114666, 1e-6);
    assert_near(numbers[0].months[PATTERN_MONTHS - 1], 1, 1e-12);
    assert_near(numbers[0].months[PATTERN_MONTHS - 2], 24, 1e-12);
    assert_int_equal(numbers[0].trend.status, TREND_TOO_FEW); // three months are none
    MUST(c, pattern_cases(c, pattern, 5, &cases, &count));
    assert_int_equal(count, 5);
    assert_int_equal(cases[0], 59);
}

static void a_pattern_counts_its_cases(void **state)
{
    (void)state;
    on_both(a_pattern_counts_its_cases_in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_beyond_chance_is_what_r_says),
        cmocka_unit_test(what_is_new_is_told_from_what_was_before),
        cmocka_unit_test(patterns_are_made_once),
        cmocka_unit_test(a_pattern_counts_its_cases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
