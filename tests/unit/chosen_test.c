// What is chosen on screen against what is written for the command line: the same mapping, and the
// very same facts.
#include "upload/chosen.h"

#include "facts/company.h"
#include "import/import.h"
#include "support/both.h"
#include "support/files.h"
#include "support/work.h"

#include "support/test.h"

#define ANSWERS TUNTUMA_SOURCE_DIR "/docs/guide/answers.csv"

static str look_of(ctx *c, const char *file)
{
    json_t *look;
    struct look_order order = {
        .file = file, .called = S("answers.csv"), .options = READER_DEFAULTS};
    MUST(c, look_read(c, order, &look));
    return json_write(c, look);
}

static struct look_columns columns_of(ctx *c, const char *file)
{
    struct look_columns columns;
    MUST(c, look_columns(c, look_of(c, file), &columns));
    return columns;
}

static str written(ctx *c, const char *before, struct look_columns columns,
                   const struct chosen *chosen)
{
    json_t *out, *map = json_parse(c, str_of(before));
    assert_non_null(map);
    MUST(c, chosen_fits(c, chosen, columns));
    MUST(c, chosen_write(c, map, columns, chosen, &out));
    return json_write(c, out);
}

// Everything that can be chosen, of the guide's own answers.
static struct chosen all_of_it(void)
{
    return (struct chosen){
        .source = S("answers"),
        .happened = {.column = 3                                                      },
        .zone = S("Europe/Stockholm"),
        .customer = {.column = 2                                                      },
        .name_space = S("crm"),
        .row_id = {.column = 1                                                      },
        .touchpoint = {.fixed = S("checkout")                                           },
        .unit = {.column = 4                                                      },
        .segment = {.column = 5                                                      },
        .remark = {.column = 8                                                      },
        .measure_count = 2,
        .measures =
            {{.column = 6, .metric = S("nps"), .low = S("0"), .high = S("10")},
                     {.column = 7, .metric = S("basket"), .kind = S("mean"), .better = S("higher")}},
        .attribute_count = 1,
        .attributes = {{5, S("tier")}                                                                },
        .decimal = S("."),
        .missing = S("NA -"),
        .replaces = true,
    };
}

#define BY_HAND                                                                                    \
    "{\"source\": \"answers\", \"row_id\": {\"column\": \"Id\"}, \"touchpoint\": \"checkout\","    \
    " \"unit\": {\"column\": \"Shop\"}, \"segment\": {\"column\": \"Tier\"}, \"remark\": "         \
    "{\"column\": \"Words\"}, \"customer\": {\"crm\": {\"column\": \"Customer\"}},"                \
    " \"happened\": {\"column\": \"Answered\"}, \"zone\": \"Europe/Stockholm\","                   \
    " \"attributes\": {\"tier\": {\"column\": \"Tier\"}}, \"decimal\": \".\","                     \
    " \"missing\": [\"NA\", \"-\"], \"replaces\": true,"                                           \
    " \"metrics\": {\"basket\": {\"kind\": \"mean\", \"better\": \"higher\", \"asked\": false}},"  \
    " \"facts\": [{\"metric\": \"nps\", \"value\": {\"column\": \"Recommend\"}, \"scale\": [0, "   \
    "10]}, {\"metric\": \"basket\", \"value\": {\"column\": \"Total\"}}]}"

struct tables {
    u64 hash;
    i64 rows;
};

static bool rows_hash(ctx *c, void *data, const struct rows *rows)
{
    static const struct hash_seed seed = {"tuntuma-test-001"};
    struct tables *tables = data;
    for (i64 i = 0; i < rows->count; i++) {
        buf row = buf_new(c->arena, 100000);
        for (i64 k = 0; k < rows->columns; k++) {
            const struct column *column = &rows->column[k];
            if (column->type == COL_STR)
                buf_fmt(&row, "%.*s|", STR(column->text[i]));
            else if (column->type == COL_DEC8)
                buf_fmt(&row, "%lld|", (long long)column->dec8[i]);
            else if (column->type == COL_F64)
                buf_fmt(&row, "%.17g|", column->f[i]);
            else
                buf_fmt(&row, "%lld|", (long long)column->i[i]);
        }
        tables->hash += hash_str(&seed, buf_str(&row)); // whatever their order
        tables->rows++;
    }
    return true;
}

// All that an import stores, but for the log of batches, which names the mapping, and the mapping.
static struct tables stored(ctx *c)
{
    static const char *const names[] = {"fact",       "key",  "attribute", "remark", "cube_new",
                                        "touchpoint", "unit", "segment",   "metric"};
    struct tables tables = {0};
    for (i64 i = 0; i < COUNT_OF(names); i++)
        MUST(c, store_table_stream(c, str_of(names[i]), rows_hash, &tables));
    return tables;
}

static struct tables imported(ctx *c, str mapping)
{
    struct import_result result;
    MUST(c, import_run(c, (struct import_order){.file = ANSWERS, .mapping = mapping, .who = S("t")},
                       &result));
    assert_int_equal(result.taken, 240);
    return stored(c);
}

static struct tables first_tables;
static str first_mapping;

static void import_as_told(ctx *c, struct store *store)
{
    (void)store;
    MUST(c, store_begin_write(c));
    MUST(c, company_prepare(c)); // the same salt each time: chance is the same at every run
    MUST(c, store_commit(c));
    first_tables = imported(c, first_mapping);
    assert_true(first_tables.rows > 600);
}

// A law: what is chosen is what would be written by hand.
static void a_mapping_made_on_screen_gives_the_same_facts(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct chosen chosen = all_of_it();
    str on_screen = written(c, "{}", columns_of(c, ANSWERS), &chosen);
    first_mapping = S(BY_HAND);
    on_duckdb(import_as_told);
    struct tables by_hand = first_tables;
    first_mapping = on_screen;
    on_duckdb(import_as_told);
    assert_int_equal(first_tables.rows, by_hand.rows);
    assert_int_equal(first_tables.hash, by_hand.hash);
    work_release(&work);
}

static void what_is_read_from_a_mapping_is_written_again(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct look_columns columns = columns_of(c, ANSWERS);
    struct chosen chosen = all_of_it(), read;
    str first = written(c, "{}", columns, &chosen);
    json_t *map = json_parse(c, first);
    chosen_of(c, map, columns, &read);
    assert_int_equal(read.happened.column, 3);
    assert_str(read.zone, "Europe/Stockholm");
    assert_str(read.name_space, "crm");
    assert_str(read.measures[0].high, "10");
    assert_str(read.missing, "NA -");
    str second = written(c, first.s, columns, &read);
    assert_true(str_equal(first, second));
    // By hand, with the customer's other form: the same is read.
    chosen_of(c, json_parse(c, S(BY_HAND)), columns, &read);
    assert_str(read.name_space, "crm");
    assert_int_equal(read.customer.column, 2);
    assert_str(read.measures[1].kind, "mean");
    work_release(&work);
}

static void what_a_form_cannot_say_stays(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct look_columns columns = columns_of(c, ANSWERS);
    struct chosen read;
    const char *map = "{\"source\":\"answers\",\"units\":{\"Turku\":{\"organisation\":\"Us\"}},"
                      "\"happened\":{\"column\":\"Answered\",\"format\":[\"%Y\",\"%d\"]},"
                      "\"unit\":{\"column\":\"Shop\",\"values\":{\"Turku\":\"Åbo\"}},"
                      "\"metrics\":{\"gone\":{\"kind\":\"mean\"},\"per\":{\"kind\":\"ratio\"}},"
                      "\"facts\":[{\"metric\":\"nps\",\"value\":{\"column\":\"Recommend\","
                      "\"values\":{\"?\":null}}},"
                      "{\"metric\":\"visits\",\"value\":1}]}";
    chosen_of(c, json_parse(c, str_of(map)), columns, &read);
    assert_int_equal(read.measure_count, 1);
    str after = written(c, map, columns, &read);
    assert_str(after, "{\"source\":\"answers\",\"units\":{\"Turku\":{\"organisation\":\"Us\"}},"
                      "\"happened\":{\"column\":\"Answered\",\"format\":[\"%Y\",\"%d\"]},"
                      "\"unit\":{\"column\":\"Shop\",\"values\":{\"Turku\":\"Åbo\"}},"
                      "\"facts\":[{\"metric\":\"nps\",\"value\":{\"column\":\"Recommend\","
                      "\"values\":{\"?\":null}}},{\"metric\":\"visits\",\"value\":1}],"
                      "\"metrics\":{\"per\":{\"kind\":\"ratio\"}}}");
    // Another column for the unit: what cells of the old one mean does not count any longer.
    read.unit.column = 5;
    assert_true(str_find(written(c, map, columns, &read), S("\"unit\":{\"column\":\"Tier\"}")) > 0);
    work_release(&work);
}

static void names_that_do_not_tell_a_column_are_positions(void **state)
{
    (void)state;
    struct work work;
    struct files files;
    ctx *c = work_init(&work);
    files_init(c, &files);
    char long_name[600];
    memset(long_name, 'x', sizeof long_name);
    str file = str_of(fmt(c->arena, "a,b,a,%.*s\n1,2,3,4\n", 600, long_name));
    files_write(&files, "odd.csv", file);
    struct look_columns columns = columns_of(c, "odd.csv");
    assert_int_equal(columns.count, 4);
    assert_int_equal(columns.columns[3].name.size, 500);
    struct chosen chosen = {.source = S("s"),
                            .customer = {.column = 3},
                            .unit = {.column = 2},
                            .segment = {.column = 4}};
    assert_str(written(c, "{}", columns, &chosen),
               "{\"source\":\"s\",\"unit\":{\"column\":\"b\"},\"segment\":{\"column\":4},"
               "\"customer\":{\"column\":3}}");
    chosen.remark.column = 5;
    assert_false(chosen_fits(c, &chosen, columns));
    err_clear(c);
    files_release(&files);
    work_release(&work);
}

static void a_scale_needs_two_numbers(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct look_columns columns = columns_of(c, ANSWERS);
    json_t *out, *map = json_new_object(c);
    struct chosen chosen = {.source = S("s"),
                            .measure_count = 1,
                            .measures = {{.column = 6, .metric = S("nps"), .low = S("1")}}};
    assert_false(chosen_write(c, map, columns, &chosen, &out));
    assert_int_equal(c->err.code, ERR_BAD_INPUT);
    err_clear(c);
    chosen.measures[0].high = S("10");
    assert_true(chosen_write(c, map, columns, &chosen, &out));
    work_release(&work);
}

static const char *kind_at(ctx *c, str look, size_t index)
{
    json_t *json = json_parse(c, look);
    return str_c(c->arena, json_text(json_object_get(
                               json_array_get(json_object_get(json, "columns"), index), "kind")));
}

static void a_look_says_what_columns_look_like(void **state)
{
    (void)state;
    struct work work;
    struct files files;
    ctx *c = work_init(&work);
    files_init(c, &files);
    buf rows = buf_new(c->arena, 100000);
    buf_c(&rows, "mail,when,sum,no,words,none\n");
    for (i64 i = 0; i < 50; i++)
        buf_fmt(&rows, "u%lld@example.fi,2026-01-%02lld,%lld.5,A%lld,it was fine,\n", (long long)i,
                (long long)i % 28 + 1, (long long)i % 7, (long long)i);
    files_write(&files, "kinds.csv", buf_str(&rows));
    str look = look_of(c, "kinds.csv");
    assert_string_equal(kind_at(c, look, 0), "email");
    assert_string_equal(kind_at(c, look, 1), "moment");
    assert_string_equal(kind_at(c, look, 2), "number");
    assert_string_equal(kind_at(c, look, 3), "key");
    assert_string_equal(kind_at(c, look, 4), "words");
    assert_string_equal(kind_at(c, look, 5), "empty");
    files_write(&files, "bytes.csv", S("\x01\x02,b\n1,2\n"));
    json_t *out;
    struct look_order order = {
        .file = "bytes.csv", .called = S("photo.png"), .options = READER_DEFAULTS};
    assert_false(look_read(c, order, &out));
    assert_string_equal(c->err.msg, "photo.png is no table");
    err_clear(c);
    files_release(&files);
    work_release(&work);
}

static void a_header_of_several_rows_stays(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    const json_t *before = json_parse(c, S("{\"header\": 3}"));
    struct chosen_reading reading = {.delimiter = S(";")}, none = {.no_header = true};
    assert_str(json_write(c, chosen_reading_write(c, before, &reading)),
               "{\"header\":3,\"delimiter\":\";\"}");
    assert_str(json_write(c, chosen_reading_write(c, before, &none)), "{\"header\":false}");
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_header_of_several_rows_stays),
        cmocka_unit_test(a_mapping_made_on_screen_gives_the_same_facts),
        cmocka_unit_test(what_is_read_from_a_mapping_is_written_again),
        cmocka_unit_test(what_a_form_cannot_say_stays),
        cmocka_unit_test(names_that_do_not_tell_a_column_are_positions),
        cmocka_unit_test(a_scale_needs_two_numbers),
        cmocka_unit_test(a_look_says_what_columns_look_like),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
