// Forgetting a customer changes no figure: every metric, split in every way, before and after.
#include "cli/cli.h"

#include "base/log.h"
#include "support/shell.h"

#include "support/test.h"

enum { ROWS = 300, PEOPLE = 40 };

static void write_files(struct shell *shell, struct arena *arena)
{
    static const char *const tiers[] = {"gold", "silver", "tin"};
    static const char *const units[] = {"Turku", "Oulu", "Vaasa"};
    files_write(
        &shell->files, "a.json",
        S("{\"source\": \"a\", \"row_id\": {\"column\": \"id\"}, \"customer\": {\"column\": "
          "\"who\"}, \"happened\": {\"column\": \"day\", \"format\": \"%Y-%m-%d\"}, \"unit\": "
          "{\"column\": \"unit\"}, \"segment\": {\"column\": \"tier\"}, \"attributes\": {\"size\": "
          "{\"column\": \"tier\"}, \"mail\": {\"column\": \"mail\"}}, \"facts\": [{\"metric\": "
          "\"nps\", \"value\": {\"column\": \"score\"}}, {\"metric\": \"purchase\", \"value\": "
          "{\"column\": \"sum\"}}], \"remark\": {\"column\": \"said\"}}"));
    buf text = buf_new(arena, 1000000);
    buf_c(&text, "id,who,day,unit,tier,mail,score,sum,said\n");
    for (int r = 0; r < ROWS; r++) {
        int who = r % PEOPLE;
        buf_fmt(&text, "%d,C%d,2026-%02d-%02d,%s,%s,c%d@example.com,%d,%d.5,words of C%d\n", r, who,
                r % 10 + 1, r % 27 + 1, units[r % 3], tiers[who % 3], who, r * 7 % 11, r % 90, who);
    }
    files_write(&shell->files, "a.csv", buf_str(&text));
}

static void must_say(struct shell *shell, struct arena *arena, const char *line, struct said *out)
{
    *out = shell_type(shell, arena, line);
    if (out->status) print_error("%s: %.*s\n", line, STR(out->say));
    assert_int_equal(out->status, 0);
}

static const char *const asked[] = {
    "figures nps",
    "figures nps --by unit",
    "figures nps --by segment",
    "figures nps --by month",
    "figures nps --by size",
    "figures nps --where size=tin",
    "figures purchase --by unit",
    "figures purchase --by size",
    "figures purchase --by month --where unit=Turku",
    "figures remark --by segment",
};

static void no_figure_changes_on(bool on_postgres)
{
    struct arena arena;
    struct shell shell;
    struct said said, before[COUNT_OF(asked)];
    arena_init(&arena, 512LL * 1024 * 1024);
    if (!shell_init(&shell, &arena, on_postgres)) {
        print_message("skipped: PostgreSQL is not installed\n");
        skip();
    }
    write_files(&shell, &arena);
    must_say(&shell, &arena, "import a.csv --map a.json", &said);
    for (i64 i = 0; i < COUNT_OF(asked); i++)
        must_say(&shell, &arena, fmt(&arena, "%s --format csv", asked[i]), &before[i]);
    for (int who = 0; who < PEOPLE; who += 7)
        must_say(&shell, &arena, fmt(&arena, "customer erase C%d --confirm --why asked", who),
                 &said);
    for (int again = 0; again < 2; again++) {
        for (i64 i = 0; i < COUNT_OF(asked); i++) {
            must_say(&shell, &arena, fmt(&arena, "%s --format csv", asked[i]), &said);
            assert_true(said.out.size > 20);
            assert_str(said.out, str_c(&arena, before[i].out));
        }
        must_say(&shell, &arena, "import a.csv --map a.json", &said); // nobody comes back by it
        assert_str(said.out, "taken 0 rows (0 facts), repeated 300, refused 0\n");
    }
    must_say(&shell, &arena, "check", &said);
    assert_int_equal(shell_type(&shell, &arena, "customer export C7 --why asked").status, 5);
    must_say(&shell, &arena, "customer export C8 --why asked", &said);
    assert_true(str_find(said.out, S("words of C8")) >= 0);
    must_say(&shell, &arena, "audit", &said);
    assert_true(str_find(said.out, S("customer.erase")) >= 0);
    assert_true(str_find(said.out, S("example.com")) < 0);
    shell_release(&shell);
    arena_release(&arena);
}

static void forgetting_changes_no_figure_on_duckdb(void **state)
{
    (void)state;
    no_figure_changes_on(false);
}

static void forgetting_changes_no_figure_on_postgresql(void **state)
{
    (void)state;
    no_figure_changes_on(true);
}

int main(void)
{
    log_set_level(LOG_ERROR);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forgetting_changes_no_figure_on_duckdb),
        cmocka_unit_test(forgetting_changes_no_figure_on_postgresql),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
