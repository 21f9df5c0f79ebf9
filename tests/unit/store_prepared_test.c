// A prepared statement is kept and used again after the data have changed: its plan must not hold
// on to what the values were like when it was made.
#include "support/both.h"
#include "support/test.h"

static void write_rows(ctx *c, const char *name, i64 value)
{
    MUST(c, store_begin_write(c));
    for (i64 i = 0; i < 3; i++)
        MUST(c, store_run(c, SQL_company_set,
                          VALS(V_STR(str_of(name)), V_STR(S("x")), V_I64(value + i))));
    MUST(c, store_commit(c));
}

static void check_kept(ctx *c, i64 rows, const char *last, i64 value)
{
    static const char *const texts[] = {
        "SELECT name, set_ms FROM setting ORDER BY set_ms",
        "SELECT name, set_ms FROM setting GROUP BY name, set_ms ORDER BY set_ms",
        "SELECT s.name, s.set_ms FROM setting s WHERE s.set_ms >= (SELECT min(o.set_ms) FROM "
        "setting o"
        " WHERE o.name = s.name) ORDER BY s.set_ms",
    };
    for (i64 i = 0; i < COUNT_OF(texts); i++) {
        struct rows out;
        MUST(c, store_rows_text(c, str_of(texts[i]), NO_VALS, &out));
        assert_int_equal(out.count, rows);
        if (rows == 0) continue;
        assert_str(out.column[0].text[rows - 1], last);
        assert_int_equal(out.column[1].i[rows - 1], value);
    }
}

static void change_under_statements(ctx *c, struct store *store)
{
    (void)store;
    check_kept(c, 0, "", 0);
    write_rows(c, "a", 1);
    check_kept(c, 3, "a", 3);
    write_rows(c, "a name that is longer than any before", 10000000000);
    check_kept(c, 6, "a name that is longer than any before", 10000000002);
}

static void a_kept_statement_sees_values_unlike_any_before(void **state)
{
    (void)state;
    on_both(change_under_statements);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_kept_statement_sees_values_unlike_any_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
