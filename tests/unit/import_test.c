// The whole path: a file of a company's own, by a mapping, into the store, on both engines.
#include "facts/check.h"
#include "facts/company.h"
#include "import/import.h"
#include "import/suggest.h"
#include "support/both.h"
#include "support/files.h"
#include "support/shared.h"

#define AIRLINE_MAP                                                                                \
    "{\"source\": \"southeast-2014\", \"row_id\": {\"column\": \"\"}, \"customer\": {\"column\": " \
    "\"\"},\n"                                                                                     \
    " \"happened\": {\"column\": \"Flight.date\", \"format\": \"%m/%d/%y\", \"zone\": "            \
    "\"America/New_York\"},\n"                                                                     \
    " \"touchpoint\": \"flight\", \"channel\": \"air\", \"unit\": {\"column\": "                   \
    "\"Partner.Name\"}, \"segment\": {\"column\": \"Airline.Status\"},\n"                          \
    " \"attributes\": {\"travel\": {\"column\": \"Type.of.Travel\"}},\n"                           \
    " \"metrics\": {\"delay_min\": {\"kind\": \"mean\", \"unit\": \"min\", \"better\": "           \
    "\"lower\", \"asked\": false}},\n"                                                             \
    " \"facts\": [{\"metric\": \"nps\", \"value\": {\"column\": \"Likelihood.to.recommend\"}, "    \
    "\"scale\": [1, 10]},\n"                                                                       \
    "           {\"metric\": \"delay_min\", \"value\": {\"column\": "                              \
    "\"Departure.Delay.in.Minutes\"}}],\n"                                                         \
    " \"remark\": {\"column\": \"freeText\"}, \"missing\": [\"NA\"]}"

#define SHOP_MAP                                                                                   \
    "{\"source\": \"shop\", \"row_id\": {\"column\": \"id\"}, \"customer\": {\"column\": "         \
    "\"who\"}, \"happened\": {\"column\": \"when\"},"                                              \
    " \"facts\": [{\"metric\": \"purchase\", \"value\": {\"column\": \"sum\"}}]}"

static void prepare(ctx *c)
{
    MUST(c, store_begin_write(c));
    MUST(c, company_prepare(c));
    MUST(c, store_commit(c));
}

static struct import_order order_of(const char *file, const char *map)
{
    return (struct import_order){.file = file, .mapping = str_of(map), .who = S("tester")};
}

static void assert_clean(ctx *c)
{
    struct check_report report;
    MUST(c, check_run(c, &report));
    for (i64 i = 0; i < report.finding_count; i++)
        print_error("%s: %s\n", report.findings[i].what, report.findings[i].where);
    assert_int_equal(report.finding_count, 0);
}

static i64 facts_of(ctx *c)
{
    struct check_report report;
    MUST(c, check_run(c, &report));
    return report.facts;
}

static void show(const struct import_result *result)
{
    for (i64 i = 0; i < MIN(result->refusal_count, 3); i++) {
        const struct refusal *r = &result->refusals[i];
        print_error("line %lld, %s '%s': %s. %s\n", (long long)r->line, r->column ? r->column : "",
                    r->value ? r->value : "", r->why, r->hint ? r->hint : "");
    }
}

static void import_airline(ctx *c, struct store *store)
{
    (void)store;
    char room[4096];
    const char *file = shared_path_or_skip("data/southeast_airlines_nps/data_1.csv", room);
    struct import_result first, second;
    prepare(c);
    bool done = import_run(c, order_of(file, AIRLINE_MAP), &first);
    show(&first);
    MUST(c, done);
    assert_int_equal(first.rows, 10282);
    assert_int_equal(first.refused, 0);
    assert_int_equal(first.taken, 10282);
    i64 facts = facts_of(c);
    assert_true(facts > 20000);
    assert_clean(c);

    struct import_order again = order_of(file, "");
    again.mapping_name = S("southeast-2014");
    MUST(c, import_run(c, again, &second));
    assert_int_equal(second.taken, 0);
    assert_int_equal(second.repeated, 10282);
    assert_string_equal(second.checksum, first.checksum);
    assert_int_equal(facts_of(c), facts);
    MUST(c, import_run(c, order_of(file, ""), &second)); // the one mapping that fits
    assert_int_equal(second.repeated, 10282);
    assert_clean(c);
}

static void the_airlines_file_imports_once(void **state)
{
    (void)state;
    shared_or_skip("data/southeast_airlines_nps/data_1.csv");
    on_both(import_airline);
}

static void import_cdnow(ctx *c, struct store *store)
{
    (void)store;
    char room[4096];
    const char *file = shared_path_or_skip("data/cdnow/CDNOW_sample.txt", room);
    const char *map = "{\"source\": \"cdnow\", \"header\": false, \"customer\": {\"column\": 1},"
                      " \"happened\": {\"column\": 3, \"format\": \"%Y%m%d\"},"
                      " \"facts\": [{\"metric\": \"purchase\", \"value\": {\"column\": 5}}]}";
    struct import_result result;
    prepare(c);
    bool done = import_run(c, order_of(file, map), &result);
    show(&result);
    MUST(c, done);
    assert_int_equal(result.rows, 6919);
    assert_int_equal(result.taken, 6919); // the rows that are alike are all real
    assert_int_equal(result.facts_taken, 6919);
    MUST(c, import_run(c, order_of(file, map), &result));
    assert_int_equal(result.taken, 0);
    assert_int_equal(result.repeated, 6919);
    assert_clean(c);
}

static void cdnow_imports_whole_with_its_equal_rows(void **state)
{
    (void)state;
    shared_or_skip("data/cdnow/CDNOW_sample.txt");
    on_both(import_cdnow);
}

#define BANK_MAP(format)                                                                           \
    "{\"source\": \"bank\", \"row_id\": {\"column\": \"id\"}, \"customer\": {\"column\": "         \
    "\"id\"}, \"unit\": {\"column\": \"market\"},"                                                 \
    " \"happened\": {\"column\": \"survey_date\", \"format\": " format "},"                        \
    " \"facts\": [{\"metric\": \"nps\", \"value\": {\"column\": \"rating\"}}]}"

static void import_bank(ctx *c, struct store *store)
{
    (void)store;
    char room[4096];
    const char *file = shared_path_or_skip("data/bank_nps_synthetic/npstimeseries.csv", room);
    struct import_result result;
    prepare(c);
    assert_false(import_run(c, order_of(file, BANK_MAP("\"%d/%m/%y\"")), &result));
    assert_int_equal(c->err.code, ERR_REFUSED);
    assert_string_equal(c->err.msg, "2986 rows cannot be taken, so nothing was");
    err_clear(c);
    assert_int_equal(result.refused, 2986);
    assert_int_equal(result.refusal_count, 100);
    assert_int_equal(result.refusals[0].line, 4);
    assert_string_equal(result.refusals[0].column, "survey_date");
    assert_string_equal(result.refusals[0].value, "25/12/2021");
    assert_string_equal(result.refusals[0].why, "is not a date of the form %d/%m/%y");
    assert_string_equal(result.refusals[0].hint,
                        "It fits \"%d/%m/%Y\": \"format\" in the mapping may be a list of forms.");
    assert_int_equal(facts_of(c), 0);

    MUST(c, import_run(c, order_of(file, BANK_MAP("[\"%d/%m/%y\", \"%d/%m/%Y\"]")), &result));
    assert_int_equal(result.taken, 5000);
    assert_clean(c);
}

static void two_forms_of_date_need_a_list_of_formats(void **state)
{
    (void)state;
    shared_or_skip("data/bank_nps_synthetic/npstimeseries.csv");
    on_both(import_bank);
}

static void import_bad_rows(ctx *c, struct store *store)
{
    (void)store;
    struct files files;
    struct import_result result;
    int before = c->cwd_fd;
    files_init(c, &files);
    prepare(c);
    files_write(&files, "shop.csv",
                S("id,who,when,sum\n1,a,2026-01-01,10\n2,b,2026-13-01,20\n3,c,2026-01-03\n4,d,2026-"
                  "01-04,\"1,5\"\n5,e,2026-01-05T10:00:00Z,50\n"
                  "1,a,2026-01-01,11\n6,f,2026-01-05,\n"));
    struct import_order order = order_of("shop.csv", SHOP_MAP);
    assert_false(import_run(c, order, &result));
    assert_int_equal(c->err.code, ERR_REFUSED);
    err_clear(c);
    assert_int_equal(result.refused, 3);
    assert_int_equal(facts_of(c), 0);
    assert_int_equal(result.refusals[1].line, 4);
    assert_string_equal(result.refusals[1].why, "the row has 3 cells, the file 4 columns");
    assert_string_equal(result.refusals[2].why, "could be read as more than one number");

    order.good_rows = true;
    order.dry_run = true;
    MUST(c, import_run(c, order, &result));
    assert_int_equal(result.refused, 4); // the conflict too: one id, two sums
    assert_null(result.bad_file);
    assert_int_equal(facts_of(c), 0);

    order.dry_run = false;
    MUST(c, import_run(c, order, &result));
    assert_string_equal(result.bad_file, "shop.bad.csv");
    assert_int_equal(result.empty, 1);
    str bad = files_read(c->arena, &files, "shop.bad.csv");
    assert_true(str_starts(bad, S("id,who,when,sum\n")));
    assert_true(str_find(bad, S("2,b,2026-13-01,20\n3,c,2026-01-03\n4,d,2026-01-04,\"1,5\"\n")) >=
                0);
    MUST(c, import_run(c, order, &result));
    assert_string_equal(result.bad_file, "shop.bad.2.csv");
    assert_int_equal(result.taken, 0);
    assert_clean(c);
    files_release(&files);
    c->cwd_fd = before;
}

static void bad_rows_stop_all_or_go_to_a_file(void **state)
{
    (void)state;
    on_both(import_bad_rows);
}

// Runs body in a folder of its own, with a store that has its built-in metrics.
static struct files folder_begin(ctx *c, int *before)
{
    struct files files;
    *before = c->cwd_fd;
    files_init(c, &files);
    prepare(c);
    return files;
}

static void folder_end(ctx *c, const struct files *files, int before)
{
    files_release(files);
    c->cwd_fd = before;
}

static void import_formats(ctx *c, struct store *store)
{
    (void)store;
    int before;
    struct files files = folder_begin(c, &before);
    struct import_result result;
    files_write(&files, "shop.csv",
                S("id,who,when,sum\n1,a,2026-01-01T10:00:00Z,10.5\n2,b,2026-01-02T10:00:00Z,20\n"));
    MUST(c, import_run(c, order_of("shop.csv", SHOP_MAP), &result));
    assert_int_equal(result.taken, 2);
    files_write(&files, "shop.jsonl",
                S("{\"id\":\"1\",\"who\":\"a\",\"when\":\"2026-01-01T10:00:00Z\",\"sum\":10.5}\n"
                  "{\"id\":3,\"who\":\"c\",\"when\":\"2026-01-03T12:00:00+02:00\",\"sum\":0.1}\n"));
    MUST(c, import_run(c, order_of("shop.jsonl", SHOP_MAP), &result));
    assert_int_equal(result.repeated, 1); // the same purchase, told in another form
    assert_int_equal(result.taken, 1);
    assert_clean(c);
    folder_end(c, &files, before);
}

static void the_same_in_another_form_is_a_repeat(void **state)
{
    (void)state;
    on_both(import_formats);
}

static void import_scaled(ctx *c, struct store *store)
{
    (void)store;
    int before;
    struct files files = folder_begin(c, &before);
    struct import_result result;
    files_write(&files, "ask.csv",
                S("who,when,x\na,2026-01-01,5\nb,2026-01-02,1\nc,2026-01-03,2\n"));
    static const char map[] =
        "{\"source\":\"ask\",\"customer\":{\"column\":1},\"happened\":{\"column\":2},"
        "\"facts\":[{\"metric\":\"%s\",\"value\":{\"column\":3},\"scale\":[%s]}]}";
    MUST(c, import_run(c, order_of("ask.csv", fmt(c->arena, map, "ces", "1,5")),
                       &result)); // its own is 1 to 7
    assert_int_equal(result.taken, 3);
    struct rows rows;
    MUST(c, store_rows_text(c, S("SELECT value FROM fact ORDER BY happened_ms"), NO_VALS, &rows));
    assert_int_equal(rows.column[0].i[0], 70000);
    assert_int_equal(rows.column[0].i[1], 10000);
    assert_int_equal(rows.column[0].i[2], 25000);
    MUST(c, store_rows_text(c, S("SELECT low, high, rule FROM source_scale"), NO_VALS, &rows));
    assert_int_equal(rows.count, 1);
    assert_int_equal(rows.column[1].i[0], 50000);
    assert_str(rows.column[2].text[0], "linear");

    assert_false(import_run(c, order_of("ask.csv", fmt(c->arena, map, "nps", "1,5")), &result));
    assert_string_equal(
        c->err.msg,
        "mapping: values of \"nps\" cannot be brought from the scale 1 to 5 to its own, 0 to 10");
    err_clear(c);
    assert_false(
        import_run(c, order_of("ask.csv", fmt(c->arena, map, "purchase", "1,5")), &result));
    assert_string_equal(c->err.msg,
                        "mapping: \"purchase\" has no scale that values could be brought to");
    err_clear(c);
    assert_false(import_run(c, order_of("ask.csv", fmt(c->arena, map, "nps", "2,10")), &result));
    err_clear(c);
    assert_false(import_run(c, order_of("ask.csv", fmt(c->arena, map, "ces", "2,5")), &result));
    assert_string_equal(result.refusals[0].why, "lies outside the scale that the mapping states");
    err_clear(c);
    assert_clean(c);
    folder_end(c, &files, before);
}

static void another_scale_is_converted_by_its_rule_or_refused(void **state)
{
    (void)state;
    on_both(import_scaled);
}

static void import_customers(ctx *c, struct store *store)
{
    (void)store;
    int before;
    struct files files = folder_begin(c, &before);
    struct import_result result;
    files_write(&files, "list.csv", S("no;tier;city\n1;gold;Turku\n2;;Oulu\n3;blue;\n"));
    const char *map =
        "{\"source\":\"crm\",\"customer\":{\"column\":\"no\"},\"segment\":{\"column\":\"tier\"},"
        "\"attributes\":{\"city\":{\"column\":\"city\"}}}";
    MUST(c, import_run(c, order_of("list.csv", map), &result));
    assert_int_equal(result.taken, 3);
    assert_int_equal(result.facts_taken, 0);
    i64 keys = 0;
    struct rows rows;
    MUST(c, store_rows_text(c, S("SELECT value FROM key"), NO_VALS, &rows));
    keys = rows.count;
    assert_int_equal(keys, 3);
    assert_clean(c);
    folder_end(c, &files, before);
}

static void a_list_of_customers_brings_keys_and_attributes(void **state)
{
    (void)state;
    on_both(import_customers);
}

static void import_unknown(ctx *c, struct store *store)
{
    (void)store;
    int before;
    struct files files = folder_begin(c, &before);
    struct import_result result;
    str map = {0};
    c->say = NULL;
    files_write(&files, "ask.csv", S("Id;Moment;Nps\n1;the third;9\n2;the fourth;10\n"));
    MUST(c, suggest_run(c, "ask.csv", &map));
    assert_false(import_run(c, order_of("ask.csv", map.s), &result));
    assert_string_equal(c->err.msg, "mapping: \"happened.column\" still asks \"WHICH COLUMN?\"");
    err_clear(c);

    files_write(&files, "ask.csv", S("Id;When\n1;2026-01-01\n2;2026-01-02\n"));
    MUST(c, suggest_run(c, "ask.csv", &map));
    struct import_order order = order_of("ask.csv", map.s);
    order.good_rows = true;
    assert_false(import_run(c, order, &result));
    assert_string_equal(c->err.msg, "mapping: \"facts[0].metric\" still asks \"WHICH METRIC?\"");
    err_clear(c);

    // One bad date among good ones: still the dates, and a bad row.
    files_write(&files, "ask.csv", S("Id;When;Nps\n1;2026-01-01;9\n2;soon;10\n3;2026-01-02;0\n"));
    MUST(c, suggest_run(c, "ask.csv", &map));
    order.mapping = map;
    MUST(c, import_run(c, order, &result));
    assert_int_equal(result.taken, 2);
    assert_int_equal(result.refused, 1);
    assert_string_equal(result.refusals[0].column, "When");

    // Words alone are worth taking.
    files_write(&files, "said.csv",
                S("When;Comment\n2026-01-01;I waited for half an hour\n"
                  "2026-01-02;all went well and quickly, thank you\n"));
    MUST(c, suggest_run(c, "said.csv", &map));
    MUST(c, import_run(c, order_of("said.csv", map.s), &result));
    assert_int_equal(result.taken, 2);
    assert_clean(c);
    folder_end(c, &files, before);
}

static void what_a_suggestion_does_not_know_it_asks(void **state)
{
    (void)state;
    on_duckdb(import_unknown);
}

static void import_suggested(ctx *c, const char *shared, i64 rows, const char *part)
{
    char room[4096];
    str map = {0};
    struct import_result result;
    const char *file = shared_path_or_skip(shared, room);
    prepare(c);
    c->say = NULL;
    MUST(c, suggest_run(c, file, &map));
    if (str_find(map, str_of(part)) < 0) print_error("%s\n", map.s);
    assert_true(str_find(map, str_of(part)) >= 0);
    bool done = import_run(c, order_of(file, map.s), &result);
    show(&result);
    MUST(c, done);
    assert_int_equal(result.taken, rows);
    assert_clean(c);
}

static void suggested_airline(ctx *c, struct store *store)
{
    (void)store;
    import_suggested(c, "data/southeast_airlines_nps/data_1.csv", 10282, "\"scale\": [");
}

static void suggested_cdnow(ctx *c, struct store *store)
{
    (void)store;
    import_suggested(c, "data/cdnow/CDNOW_sample.txt", 6919, "\"purchase\"");
}

static void suggested_bank(ctx *c, struct store *store)
{
    (void)store;
    import_suggested(c, "data/bank_nps_synthetic/npstimeseries.csv", 5000, "\"%d/%m/%Y\"");
}

static void the_airlines_file_imports_as_suggested(void **state)
{
    (void)state;
    shared_or_skip("data/southeast_airlines_nps/data_1.csv");
    on_duckdb(suggested_airline);
}

static void cdnow_imports_as_suggested(void **state)
{
    (void)state;
    shared_or_skip("data/cdnow/CDNOW_sample.txt");
    on_duckdb(suggested_cdnow);
}

static void the_bank_file_imports_as_suggested(void **state)
{
    (void)state;
    shared_or_skip("data/bank_nps_synthetic/npstimeseries.csv");
    on_duckdb(suggested_bank);
}

#define JSON_MAP(source, sum)                                                                      \
    "{\"source\": \"" source "\", \"row_id\": {\"column\": \"id\"}, \"happened\": "                \
    "{\"column\": \"when\"}, \"facts\": [{\"metric\": \"purchase\", \"value\": {\"column\": "      \
    "\"" sum "\"}}]}"

static void import_fitting(ctx *c, struct store *store)
{
    (void)store;
    int before;
    struct files files = folder_begin(c, &before);
    struct import_result result;
    c->say = NULL;
    files_write(&files, "a.jsonl", S("{\"id\":1,\"when\":\"2026-01-01\",\"sum\":1}\n"));
    files_write(&files, "b.jsonl", S("{\"id\":1,\"when\":\"2026-01-01\",\"price\":1}\n"));
    files_write(&files, "c.jsonl", S("{\"no\":1,\"day\":\"2026-01-01\"}\n"));
    MUST(c, import_run(c, order_of("a.jsonl", JSON_MAP("a", "sum")), &result));
    MUST(c, import_run(c, order_of("b.jsonl", JSON_MAP("b", "price")), &result));
    MUST(c, import_run(c, order_of("b.jsonl", ""), &result)); // not the one of a
    assert_str(result.mapping_name, "b");
    assert_int_equal(result.repeated, 1);
    assert_false(import_run(c, order_of("c.jsonl", ""), &result));
    assert_string_equal(c->err.msg, "no mapping that is kept fits c.jsonl");
    err_clear(c);
    MUST(c, import_run(c, order_of("b.jsonl", JSON_MAP("d", "price")), &result));
    assert_false(import_run(c, order_of("b.jsonl", ""), &result));
    assert_string_equal(c->err.msg, "more than one mapping fits b.jsonl: b, d");
    assert_string_equal(c->err.hint, "Say which with --map NAME.");
    err_clear(c);

    struct import_order wrong = order_of("b.jsonl", "");
    wrong.mapping_name = S("a");
    i64 facts = facts_of(c);
    assert_false(import_run(c, wrong, &result));
    assert_int_equal(c->err.code, ERR_BAD_INPUT);
    assert_string_equal(c->err.msg, "nothing in b.jsonl fits the mapping \"a\"");
    err_clear(c);
    assert_int_equal(facts_of(c), facts);
    folder_end(c, &files, before);
}

static void a_kept_mapping_fits_what_has_its_fields(void **state)
{
    (void)state;
    on_both(import_fitting);
}

static void import_failing(ctx *c, struct store *store)
{
    (void)store;
    int before;
    struct files files = folder_begin(c, &before);
    struct import_result result;
    atomic_bool stop = true;
    buf text = buf_new(c->arena, 64 * 1024 * 1024);
    buf_c(&text, "id,who,when,sum\n");
    for (int i = 0; i < 20000; i++)
        buf_fmt(&text, "%d,c%d,2026-01-01T10:00:00Z,%d\n", i, i % 700, i);
    buf_c(&text, "x,\"cut");
    files_write(&files, "cut.csv", buf_str(&text));
    struct import_order order = order_of("cut.csv", SHOP_MAP);
    order.good_rows = true;
    assert_false(import_run(c, order, &result));
    assert_int_equal(c->err.code, ERR_BAD_INPUT);
    err_clear(c);
    c->stop = &stop;
    assert_false(import_run(c, order, &result));
    assert_int_equal(c->err.code, ERR_STOPPED);
    err_clear(c);
    c->stop = NULL;
    assert_false(import_run(c, order_of("none.csv", SHOP_MAP), &result));
    assert_int_equal(c->err.code, ERR_NOT_FOUND);
    err_clear(c);
    assert_false(import_run(c, order_of("cut.csv", ""), &result));
    assert_string_equal(c->err.msg,
                        "no mapping that is kept fits cut.csv"); // a failed one is not kept
    err_clear(c);
    assert_int_equal(facts_of(c), 0);
    assert_clean(c);
    folder_end(c, &files, before);
}

static void what_fails_leaves_nothing(void **state)
{
    (void)state;
    on_both(import_failing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_airlines_file_imports_once),
        cmocka_unit_test(cdnow_imports_whole_with_its_equal_rows),
        cmocka_unit_test(two_forms_of_date_need_a_list_of_formats),
        cmocka_unit_test(bad_rows_stop_all_or_go_to_a_file),
        cmocka_unit_test(the_same_in_another_form_is_a_repeat),
        cmocka_unit_test(another_scale_is_converted_by_its_rule_or_refused),
        cmocka_unit_test(a_list_of_customers_brings_keys_and_attributes),
        cmocka_unit_test(what_a_suggestion_does_not_know_it_asks),
        cmocka_unit_test(the_airlines_file_imports_as_suggested),
        cmocka_unit_test(cdnow_imports_as_suggested),
        cmocka_unit_test(the_bank_file_imports_as_suggested),
        cmocka_unit_test(a_kept_mapping_fits_what_has_its_fields),
        cmocka_unit_test(what_fails_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
