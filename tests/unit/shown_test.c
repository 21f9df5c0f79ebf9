// What the product must show with files that others published, by the commands that people type, on
// both engines. Skipped where the files are not at hand (support/shared.h).
#include "base/log.h"
#include "support/shared.h"
#include "support/shell.h"

#include "support/test.h"

#define AIRLINE "data/southeast_airlines_nps/data_1.csv"
#define CDNOW   "data/cdnow/CDNOW_sample.txt"
#define BANK    "data/bank_nps_synthetic/npstimeseries.csv"

static const char airline_map[] =
    "{'source': 'southeast-2014', 'row_id': {'column': ''}, 'customer': {'column': ''},"
    " 'happened': {'column': 'Flight.date', 'format': '%m/%d/%y', 'zone': 'America/New_York'},"
    " 'touchpoint': 'flight', 'channel': 'air', 'unit': {'column': 'Partner.Name'},"
    " 'segment': {'column': 'Airline.Status'}, 'attributes': {'travel': {'column': "
    "'Type.of.Travel'}},"
    " 'metrics': {'delay_min': {'kind': 'mean', 'unit': 'min', 'better': 'lower', 'asked': false}},"
    " 'facts': [{'metric': 'nps', 'value': {'column': 'Likelihood.to.recommend'}, 'scale': [1, "
    "10]},"
    " {'metric': 'delay_min', 'value': {'column': 'Departure.Delay.in.Minutes'}}],"
    " 'remark': {'column': 'freeText'}, 'missing': ['NA']}";
static const char cdnow_map[] =
    "{'source': 'cdnow', 'header': false, 'customer': {'column': 2}, 'happened': {'column': 3, "
    "'format': '%Y%m%d'}, 'facts': [{'metric': 'purchase', 'value': {'column': 5}}]}";
static const char bank_map[] =
    "{'source': 'bank', 'row_id': {'column': 'id'}, 'customer': {'column': 'id'}, 'unit': "
    "{'column': 'market'}, 'happened': {'column': 'survey_date', 'format': ['%d/%m/%y', "
    "'%d/%m/%Y']}, 'facts': [{'metric': 'nps', 'value': {'column': 'rating'}}]}";

struct desk {
    struct arena arena;
    struct shell shell;
    char airline[4096], cdnow[4096], bank[4096];
};

// Writes a mapping, with " for the ' that it has here.
static void put_map(struct desk *desk, const char *name, const char *text)
{
    str copy = str_copy(&desk->arena, str_of(text));
    char *s = (char *)(uintptr_t)copy.s;
    for (i64 i = 0; i < copy.size; i++)
        if (s[i] == '\'') s[i] = '"';
    files_write(&desk->shell.files, name, copy);
}

static struct said type(struct desk *desk, const char *line)
{
    struct said said = shell_type(&desk->shell, &desk->arena, line);
    if (said.status != 0) print_error("%s\n%.*s\n", line, STR(said.say));
    return said;
}

static void says(struct desk *desk, const char *line, const char *part)
{
    struct said said = type(desk, line);
    assert_int_equal(said.status, 0);
    if (str_find(said.out, str_of(part)) < 0)
        print_error("%s\nsays\n%.*s\nnot\n%s\n", line, STR(said.out), part);
    assert_true(str_find(said.out, str_of(part)) >= 0);
}

static void take_all(struct desk *desk, const char *airline, const char *cdnow, const char *bank)
{
    struct arena *arena = &desk->arena;
    says(desk, fmt(arena, "import %s --map airline.json", desk->airline), airline);
    says(desk, fmt(arena, "import %s --map cdnow.json", desk->cdnow), cdnow);
    says(desk, fmt(arena, "import %s --map bank.json", desk->bank), bank);
}

static i64 lines_of(str text)
{
    i64 count = 0;
    for (str line = {0}; str_cut(&text, '\n', &line);)
        count += line.size > 0;
    return count;
}

static str all_figures(struct desk *desk)
{
    static const char *const lines[] = {"figures nps --by unit --format csv --customers",
                                        "figures nps --by segment,source --format csv",
                                        "figures nps --by travel --format csv",
                                        "figures delay_min --by unit,month --format csv",
                                        "figures purchase --by month --format csv --customers"};
    buf all = buf_new(&desk->arena, 10000000);
    for (i64 i = 0; i < COUNT_OF(lines); i++)
        buf_add(&all, type(desk, lines[i]).out);
    return buf_str(&all);
}

static void show_airlines(struct desk *desk)
{
    const char *by_unit = "figures nps --where source=southeast-2014 --by unit --format csv";
    str rows = type(desk, by_unit).out;
    assert_int_equal(lines_of(rows), 1 + 14 + 1); // head, airlines, all
    str line = {0};
    while (str_cut(&rows, '\n', &line)) {
        if (!str_starts(line, S("West Airways Inc."))) continue;
        assert_true(str_starts(line, S("West Airways Inc.,6,6,33.3333333333,")));
        assert_true(str_find(line, S(",hunch,")) >= 0);
    }
    says(desk, by_unit, "All,10281,10281,");
    says(desk, "figures nps --where source=southeast-2014 --by unit",
         "on a scale from 1 to 10, without 0");
    str segments =
        type(desk, "figures nps --where source=southeast-2014 --by segment --format csv").out;
    assert_int_equal(lines_of(segments), 1 + 4 + 1);
    says(desk, "remarks nps --where unit=\"Paul Smith Airlines Inc.\"",
         "no compensation whatsoever");
}

static void show_bank(struct desk *desk)
{
    put_map(desk, "one.json", "");
    str list = files_read(&desk->arena, &desk->shell.files, "bank.json");
    i64 from = str_find(list, S("[\"%d/%m/%y\"")), to = str_find(list, S("]}, \"facts\""));
    const char *one = fmt(&desk->arena, "%.*s\"%%d/%%m/%%y\"%.*s", STR(str_slice(list, 0, from)),
                          STR(str_slice(list, to + 1, list.size)));
    files_write(&desk->shell.files, "one.json", str_of(one));
    struct said said =
        shell_type(&desk->shell, &desk->arena,
                   fmt(&desk->arena, "import %s --map one.json --dry-run", desk->bank));
    assert_int_equal(said.status, err_exit_status(ERR_REFUSED));
    assert_true(str_find(said.say, S("column survey_date, \"25/12/2021\": is not a date of the "
                                     "form %d/%m/%y\n  It fits \"%d/%m/%Y\"")) >= 0);
    says(desk, "figures nps --where source=bank --format csv", "All,5000,5000,");
}

static void show(bool on_postgres)
{
    shared_or_skip(AIRLINE);
    shared_or_skip(CDNOW);
    shared_or_skip(BANK);
    struct desk *desk = calloc(1, sizeof *desk);
    assert_non_null(desk);
    shared_path_or_skip(AIRLINE, desk->airline);
    shared_path_or_skip(CDNOW, desk->cdnow);
    shared_path_or_skip(BANK, desk->bank);
    arena_init(&desk->arena, 1024LL * 1024 * 1024);
    if (!shell_init(&desk->shell, &desk->arena, on_postgres)) {
        print_message("skipped: PostgreSQL is not installed\n");
        skip();
    }
    put_map(desk, "airline.json", airline_map);
    put_map(desk, "cdnow.json", cdnow_map);
    put_map(desk, "bank.json", bank_map);
    take_all(desk, "taken 10282 rows (20355 facts), repeated 0, refused 0",
             "taken 6919 rows (6919 facts), repeated 0, refused 0",
             "taken 5000 rows (5000 facts), repeated 0, refused 0");
    show_airlines(desk);
    show_bank(desk);
    // All three have a customer 1 or 0001 of their own: 10,281 who answered an airline and 5,000 a
    // bank are 15,281 people, and CDNOW's 2,357 are none of them.
    says(desk, "figures nps --customers --format csv", "All,15281,15281,");
    says(desk, "figures purchase --customers --format csv", "All,6919,2357,");
    says(desk, "check", "all as it should be");

    str before = all_figures(desk);
    take_all(desk, "taken 0 rows (0 facts), repeated 10282, refused 0",
             "taken 0 rows (0 facts), repeated 6919, refused 0",
             "taken 0 rows (0 facts), repeated 5000, refused 0");
    assert_true(str_equal(all_figures(desk), before));
    says(desk, "check", "all as it should be");
    shell_release(&desk->shell);
    arena_release(&desk->arena);
    free(desk);
}

static void published_files_become_figures_on_duckdb(void **state)
{
    (void)state;
    show(false);
}

static void published_files_become_figures_on_postgresql(void **state)
{
    (void)state;
    show(true);
}

int main(void)
{
    log_set_level(LOG_ERROR);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_files_become_figures_on_duckdb),
        cmocka_unit_test(published_files_become_figures_on_postgresql),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
