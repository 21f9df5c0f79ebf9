// What folding keeps, and what check finds when something was spoilt behind our back.
#include "sql.h"
#include "support/teller.h"

#include "support/test.h"

#define BOUGHT(euros) READINGS({S("purchase"), E4(euros)})
#define DAY_MS        86400000LL

#define ON_BOTH(test)                                                                              \
    static void test##_in(ctx *c, struct store *store)                                             \
    {                                                                                              \
        (void)store;                                                                               \
        struct teller teller;                                                                      \
        teller_init(c, &teller);                                                                   \
        test##_by(&teller);                                                                        \
        teller_release(&teller);                                                                   \
    }                                                                                              \
    static void test(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        on_both(test##_in);                                                                        \
    }

#define CUBES                                                                                      \
    "SELECT (SELECT count(*) FROM cube_new), (SELECT count(*) FROM cube_day), "                    \
    "(SELECT count(*) FROM cube_month)"

static void folding_changes_no_sum_by(struct teller *t)
{
    ctx *c = t->c;
    TAKE(t, TOLD(.id = S("1"), BOUGHT(1)),
         TOLD(.id = S("2"), .happened_ms = TOLD_MS + DAY_MS, BOUGHT(2)),
         TOLD(.id = S("3"), .happened_ms = TOLD_MS + 20 * DAY_MS, BOUGHT(4)));
    teller_fold(t);
    assert_string_equal(teller_ask(c, CUBES), "0 3 2");
    teller_check(t);
    TAKE(t, TOLD(.id = S("4"), BOUGHT(8)), TOLD(.id = S("1"), .replaces = true, BOUGHT(16)));
    teller_check(t);
    assert_string_equal(teller_sum(t, "purchase"), "n 4, total 30");
    teller_fold(t);
    assert_string_equal(teller_ask(c, CUBES), "0 3 2");
    teller_check(t);
    assert_string_equal(teller_sum(t, "purchase"), "n 4, total 30");
    assert_string_equal(teller_ask(c, "SELECT day, n, total, squares FROM cube_month ORDER BY day"),
                        "2026-11-01 3 26 324 | 2026-12-01 1 4 16");
    teller_fold(t); // nothing to do
    assert_string_equal(teller_ask(c, CUBES), "0 3 2");
    TAKE(t, TOLD(.id = S("5"), .happened_ms = TOLD_MS - 60 * DAY_MS, BOUGHT(1)));
    teller_fold(t);
    assert_string_equal(teller_ask(c, CUBES), "0 4 3");
    teller_check(t);
}
ON_BOTH(folding_changes_no_sum)

static void few_cells_wait_by(struct teller *t)
{
    ctx *c = t->c;
    TAKE(t, TOLD(.id = S("1"), BOUGHT(1)));
    MUST(c, store_begin_write(c));
    MUST(c, cube_fold(c, (struct fold_when){.cells_min = 1, .presence_ms = 1000}));
    MUST(c, store_commit(c));
    assert_string_equal(teller_ask(c, CUBES), "1 0 0");
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM presence"), "1");
    TAKE(t, TOLD(.id = S("2"), .key = S("C2"), BOUGHT(1)));
    MUST(c, store_begin_write(c));
    MUST(c, cube_fold(c, (struct fold_when){.cells_min = 100, .presence_ms = 1000}));
    MUST(c, store_commit(c));
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM presence"), "1");
}
ON_BOTH(few_cells_wait)

static void people_are_counted_from_below_by(struct teller *t)
{
    ctx *c = t->c;
    TAKE(t, TOLD(.id = S("1"), BOUGHT(1)), TOLD(.id = S("2"), BOUGHT(1)));
    i64 people = 0;
    struct rows rows;
    MUST(c, store_rows_text(c, S("SELECT people FROM cube_new"), NO_VALS, &rows));
    people = rows.column[0].i[0];
    assert_int_equal(cube_people_min(people), 1);
    const struct encounter told[] = {TOLD(.id = S("3"), .key = S("A"), BOUGHT(1)),
                                     TOLD(.id = S("4"), .key = S("B"), BOUGHT(1)),
                                     TOLD(.id = S("5"), .key = S(""), BOUGHT(1))};
    teller_take(t, told, 3);
    teller_fold(t);
    MUST(c, store_rows_text(c, S("SELECT people FROM cube_day"), NO_VALS, &rows));
    i64 all = cube_people_min(rows.column[0].i[0]);
    assert_true(all >= 2 && all <= 4);
    TAKE(t, TOLD(.id = S("1"), .key = S("Z"), .replaces = true, BOUGHT(1)));
    teller_fold(t);
    MUST(c, store_rows_text(c, S("SELECT people FROM cube_day"), NO_VALS, &rows));
    assert_int_equal(cube_people_min(rows.column[0].i[0]), 0);
}
ON_BOTH(people_are_counted_from_below)

#define SCOPE                                                                                      \
    "SELECT q.day, q.unit::BIGINT AS u, q.segment::BIGINT AS s, q.arrived, q.departed FROM scope " \
    "q ORDER BY q.day, u, s"
#define SCOPE_ALL                                                                                  \
    "SELECT day, arrived, departed FROM scope WHERE unit = -1 AND segment = -1 ORDER BY day"

static void scope_tells_who_came_and_went_by(struct teller *t)
{
    ctx *c = t->c;
    TAKE(t, TOLD(.id = S("1"), .unit = S("Turku"), BOUGHT(1)),
         TOLD(.id = S("2"), .unit = S("Turku"), .happened_ms = TOLD_MS + 3 * DAY_MS, BOUGHT(1)),
         TOLD(.id = S("3"), .unit = S("Oulu"), .happened_ms = TOLD_MS + 5 * DAY_MS, BOUGHT(1)),
         // Asked, of an employee, of nobody: no sign of a customer's life.
         TOLD(.id = S("4"), .key = S("C9"), READINGS({S("nps"), E4(1)})),
         TOLD(.id = S("5"), .subject = SUBJECT_EMPLOYEE, BOUGHT(1)),
         TOLD(.id = S("6"), .key = S(""), BOUGHT(1)));
    teller_fold(t);
    assert_string_equal(teller_ask(c, SCOPE),
                        "2026-11-20 -1 -1 1 0 | 2026-11-20 -1 0 1 0 | 2026-11-20 1 -1 1 0 | "
                        "2026-11-20 1 0 1 0 | 2026-11-23 1 -1 0 1 | 2026-11-23 1 0 0 1 | "
                        "2026-11-25 -1 -1 0 1 | 2026-11-25 -1 0 0 1 | 2026-11-25 2 -1 1 1 | "
                        "2026-11-25 2 0 1 1");
    TAKE(t, TOLD(.id = S("7"), .key = S("C2"), .happened_ms = TOLD_MS + DAY_MS, BOUGHT(1)),
         TOLD(.id = S("8"), .happened_ms = TOLD_MS + 6 * DAY_MS, BOUGHT(1)));
    teller_fold(t);
    assert_string_equal(teller_ask(c, SCOPE_ALL),
                        "2026-11-20 1 0 | 2026-11-21 1 1 | 2026-11-26 0 1");
}
ON_BOTH(scope_tells_who_came_and_went)

static void a_list_counts_where_no_fact_knows_the_customer_by(struct teller *t)
{
    ctx *c = t->c;
    TAKE(t, TOLD(.key = S("C1"), .happened_ms = LISTED_ALWAYS_MS), TOLD(.key = S("C2")));
    teller_fold(t);
    assert_string_equal(teller_ask(c, SCOPE_ALL),
                        "1900-01-01 1 0 | 2026-11-20 1 0 | 2199-12-31 0 2");
    TAKE(t, TOLD(.id = S("1"), .key = S("C1"), BOUGHT(1)));
    teller_fold(t);
    assert_string_equal(teller_ask(c, SCOPE_ALL), "2026-11-20 2 1 | 2199-12-31 0 1");
}
ON_BOTH(a_list_counts_where_no_fact_knows_the_customer)

#define MERGE(from, into)                                                                          \
    "INSERT INTO alias SELECT (SELECT id FROM key WHERE value = '" from                            \
    "'), (SELECT id FROM key WHERE value = '" into "')"

static void merged_keys_are_one_customer_by(struct teller *t)
{
    ctx *c = t->c;
    TAKE(t, TOLD(.id = S("1"), .key = S("C1"), BOUGHT(1)),
         TOLD(.id = S("2"), .key = S("C2"), .happened_ms = TOLD_MS + DAY_MS, BOUGHT(1)),
         TOLD(.key = S("C3")));
    teller_run(c, MERGE("C2", "C1"));
    teller_run(c, MERGE("C3", "C1"));
    teller_fold(t);
    // C3 is on the list alone, but facts know the customer that it is.
    assert_string_equal(teller_ask(c, SCOPE_ALL), "2026-11-20 1 0 | 2026-11-21 0 1");
    teller_check(t);
}
ON_BOTH(merged_keys_are_one_customer)

static void who_was_corrected_away_is_gone_by(struct teller *t)
{
    ctx *c = t->c;
    TAKE(t, TOLD(.id = S("1"), .key = S("C1"), BOUGHT(1)),
         TOLD(.id = S("2"), .key = S("C2"), .happened_ms = TOLD_MS + DAY_MS, BOUGHT(1)),
         TOLD(.id = S("3"), .key = S("C2"), .happened_ms = TOLD_MS + 9 * DAY_MS, BOUGHT(1)));
    teller_fold(t);
    assert_string_equal(teller_ask(c, SCOPE_ALL),
                        "2026-11-20 1 1 | 2026-11-21 1 0 | 2026-11-29 0 1");
    TAKE(t, TOLD(.id = S("3"), .key = S("C1"), .happened_ms = TOLD_MS + 9 * DAY_MS,
                 .replaces = true, BOUGHT(1)));
    teller_fold(t);
    assert_string_equal(teller_ask(c, SCOPE_ALL),
                        "2026-11-20 1 0 | 2026-11-21 1 1 | 2026-11-29 0 1");
    teller_check(t);
}
ON_BOTH(who_was_corrected_away_is_gone)

static void check_finds_each_kind_of_damage_by(struct teller *t)
{
    // clang-format off
    static const struct {
        const char *spoil, *finding;
    } damage[] = {
        {"UPDATE cube_day SET total = total + 1",
         "the cube differs from the facts: metric purchase, 2026-11-20: facts 1 (5.0000), cube 1 (6.0000)"},
        {"UPDATE cube_day SET high = 3",
         "the cube differs from the facts: metric purchase, 2026-11-20: facts 1 (5.0000), cube 1 (5.0000)"},
        {"DELETE FROM cube_day",
         "the cube differs from the facts: metric purchase, 2026-11-20: facts 1 (5.0000), cube 0 (0.0000)"},
        {"DELETE FROM fact",
         "the cube differs from the facts: metric purchase, 2026-11-20: facts 0 (0.0000), cube 1 (5.0000)"},
        {"UPDATE cube_month SET n = 2", "the cube's month differs from its days: metric purchase, 2026-11-01"},
        {"INSERT INTO fact SELECT * FROM fact", "the cube differs from the facts: "},
        {"UPDATE fact SET batch = 99", "facts belong to a batch that is not in the log: batch 99"},
        {"DELETE FROM unit", "facts name something that does not exist: unit 1"},
        {"DELETE FROM source", "facts name something that does not exist: source 1"},
        {"UPDATE unit SET organisation = 7", "facts name something that does not exist: organisation 7"},
        {"DELETE FROM key", "facts name a key that does not exist: key "},
        {"UPDATE remark SET external = 'x'", "words have no fact that places them: source 1, id x"},
        {"INSERT INTO alias VALUES (1, 2)", "a merge names a key that does not exist: key 1"},
    };
    // clang-format on
    ctx *c = t->c;
    TAKE(t, TOLD(.id = S("o-1"), .unit = S("Turku"), BOUGHT(5), .remark = S("x")));
    teller_fold(t);
    teller_check(t);
    for (i64 i = 0; i < COUNT_OF(damage); i++) {
        MUST(c, store_begin_write(c));
        teller_run(c, damage[i].spoil);
        str found = str_of(teller_finding(c)), wanted = str_of(damage[i].finding);
        assert_str(str_head(found, wanted.size), wanted.s);
        store_rollback(c);
    }
    // An identity that counts twice, though the cube agrees.
    MUST(c, store_begin_write(c));
    teller_run(c, "INSERT INTO fact SELECT * FROM fact");
    teller_run(c, "INSERT INTO cube_new SELECT * FROM cube_day");
    assert_string_equal(
        teller_finding(c),
        "one fact counts more than once: source 1, id o-1, metric purchase, 2 times");
    store_rollback(c);
    teller_check(t);
}
ON_BOTH(check_finds_each_kind_of_damage)

static void check_finds_a_key_that_is_there_twice_in(ctx *c, struct store *store)
{
    (void)store;
    struct teller t;
    teller_init(c, &t);
    TAKE(&t, TOLD(.id = S("o-1"), BOUGHT(5)));
    teller_run(c, "INSERT INTO key SELECT * FROM key"); // PostgreSQL's index would refuse it
    str found = str_of(teller_finding(c));
    assert_true(str_starts(found, S("a key is there more than once: key ")));
    teller_release(&t);
}

static void check_finds_a_key_that_is_there_twice(void **state)
{
    (void)state;
    on_duckdb(check_finds_a_key_that_is_there_twice_in);
}

static i64 found_in(ctx *c, enum sql sql, i64 parts)
{
    i64 found = 0;
    for (i64 part = 0; part < parts; part++) {
        struct rows rows;
        MUST(c, store_rows(c, sql, VALS(V_I64(parts), V_I64(part)), &rows));
        found += rows.count;
    }
    return found;
}

// As many facts as a part holds would take minutes to tell: so the statements are asked.
static void customers_by_parts_are_all_customers_by(struct teller *t)
{
    ctx *c = t->c;
    TAKE(t, TOLD(.key = S("A"), .id = S("1"), .unit = S("Turku"), BOUGHT(1)),
         TOLD(.key = S("B"), .id = S("2"), .unit = S("Turku"), BOUGHT(2)),
         TOLD(.key = S("C"), .id = S("3"), .unit = S("Oulu"), BOUGHT(3)),
         TOLD(.key = S("D"), .id = S("4"), .unit = S("Oulu"), BOUGHT(4)));
    teller_fold(t);
    const enum sql counted[] = {SQL_check_tally, SQL_check_tally_unit, SQL_check_tally_metric};
    for (i64 i = 0; i < COUNT_OF(counted); i++) assert_int_equal(found_in(c, counted[i], 3), 0);
    teller_run(c, "UPDATE tally SET encounters = encounters + 1 WHERE key <> 0");
    teller_run(c, "UPDATE tally_unit SET unit = unit + 100");
    teller_run(c, "UPDATE tally_metric SET n = n + 1");
    for (i64 i = 0; i < COUNT_OF(counted); i++) {
        i64 whole = found_in(c, counted[i], 1);
        assert_true(whole >= 4);
        assert_int_equal(found_in(c, counted[i], 3), whole);
    }
}
ON_BOTH(customers_by_parts_are_all_customers)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folding_changes_no_sum),
        cmocka_unit_test(few_cells_wait),
        cmocka_unit_test(people_are_counted_from_below),
        cmocka_unit_test(scope_tells_who_came_and_went),
        cmocka_unit_test(a_list_counts_where_no_fact_knows_the_customer),
        cmocka_unit_test(merged_keys_are_one_customer),
        cmocka_unit_test(who_was_corrected_away_is_gone),
        cmocka_unit_test(check_finds_each_kind_of_damage),
        cmocka_unit_test(check_finds_a_key_that_is_there_twice),
        cmocka_unit_test(customers_by_parts_are_all_customers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
