// The demo company: the same plan gives the same bytes, every file keeps what its mapping promises,
// and the story told in truth.json can be found in the data.
#include "base/hash.h"
#include "base/json.h"
#include "demo/company.h"
#include "demo/demo.h"
#include "import/mapping.h"
#include "import/reader.h"

#include "support/files.h"
#include "support/test.h"
#include "support/work.h"

enum { CUSTOMERS = 4000 };

#define stop_test(...) (print_error(__VA_ARGS__), print_error("\n"), _fail(__FILE__, __LINE__))

// A demo in a folder of its own.
struct place_of_demo {
    struct work work;
    struct files files;
    ctx *c;
};
static struct place_of_demo demo; // made once, for the tests that only read

static void demo_make(struct place_of_demo *made, u64 seed, i64 customers)
{
    made->c = work_init(&made->work);
    files_init(made->c, &made->files);
    i32 last_day = day_from_civil(2026, 11, 20);
    struct demo_plan plan = {
        .folder = ".", .seed = seed, .scale = 1, .last_day = last_day, .customers = customers};
    if (!demo_write(made->c, plan)) stop_test("%s", made->c->err.msg);
}

static void demo_drop(struct place_of_demo *made)
{
    work_release(&made->work);
    files_release(&made->files);
}

static str read_all(const struct place_of_demo *made, const char *name)
{
    str text = files_read(made->c->arena, &made->files, name);
    if (!text.size) stop_test("there is nothing in %s", name);
    return text;
}

static int demo_setup(void **state)
{
    (void)state;
    demo_make(&demo, 7, CUSTOMERS);
    return 0;
}

static int demo_teardown(void **state)
{
    (void)state;
    demo_drop(&demo);
    return 0;
}

// --- Rows of a delimited file, by column name ---

enum { COLUMNS_MAX = 16 };
struct table {
    ctx *c;
    str rest;
    char delimiter;
    i64 columns;
    str names[COLUMNS_MAX], cells[COLUMNS_MAX];
};

static i64 cut_line(struct table *table, str cells[COLUMNS_MAX])
{
    str line;
    assert_true(str_cut(&table->rest, '\n', &line));
    i64 count = 0;
    for (i64 at = 0; at <= line.size; count++) {
        assert_in_range(count, 0, COLUMNS_MAX - 1);
        buf cell = buf_new(table->c->arena, 8192);
        bool quoted = at < line.size && line.s[at] == '"';
        for (at += quoted; at < line.size; at++) {
            if (quoted && line.s[at] == '"') {
                if (at + 1 >= line.size || line.s[at + 1] != '"') break;
                at++;
            } else if (!quoted && line.s[at] == table->delimiter) {
                break;
            }
            buf_char(&cell, line.s[at]);
        }
        at += quoted;
        if (at < line.size) assert_int_equal(line.s[at], table->delimiter);
        at++;
        cells[count] = buf_str(&cell);
    }
    return count;
}

static struct table table_open(ctx *c, const char *name, char delimiter)
{
    struct table table = {.c = c, .rest = read_all(&demo, name), .delimiter = delimiter};
    table.columns = cut_line(&table, table.names);
    return table;
}

static bool table_next(struct table *table)
{
    if (!table->rest.size) return false;
    assert_int_equal(cut_line(table, table->cells), table->columns);
    return true;
}

static str cell(const struct table *table, const char *name)
{
    for (i64 i = 0; i < table->columns; i++) {
        if (str_equal(table->names[i], str_of(name))) return table->cells[i];
    }
    stop_test("there is no column %s", name);
    return S("");
}

static i64 cell_i64(const struct table *table, const char *name)
{
    i64 number = 0;
    assert_true(str_i64(cell(table, name), &number));
    return number;
}

static i64 customer_number(str name)
{
    i64 number = 0;
    assert_true(name.size > 1 && name.s[0] == 'K');
    assert_true(str_i64(str_slice(name, 1, name.size), &number));
    assert_in_range(number, 1, CUSTOMERS);
    return number;
}

static i32 iso_day(str text)
{
    i32 day = 0;
    assert_true(day_parse(str_head(text, 10), &day));
    return day;
}

static i32 truth_day(const json_t *truth, const char *part, const char *key)
{
    return iso_day(json_text(json_object_get(json_object_get(truth, part), key)));
}

static json_t *truth_read(ctx *c)
{
    json_t *truth = json_parse(c, read_all(&demo, "truth.json"));
    assert_non_null(truth);
    return truth;
}

// --- The same bytes ---

static u64 hash_of_demo(u64 seed, i64 customers)
{
    static const char *const names[] = {
        "customers.csv",      "sales.csv",          "invoices.csv",  "deliveries.csv",
        "contacts.csv",       "invites.csv",        "answers.jsonl", "visits.csv",
        "complaints.tsv",     "pulse.csv",          "truth.json",    "manifest.json",
        "sales.csv.map.json", "customers_truth.csv"};
    static const struct hash_seed hash_seed = {{0}};
    struct place_of_demo made;
    demo_make(&made, seed, customers);
    u64 hash = 0;
    for (i64 i = 0; i < COUNT_OF(names); i++) {
        hash = hash_mix(hash, hash_str(&hash_seed, read_all(&made, names[i])));
    }
    demo_drop(&made);
    return hash;
}

static void the_same_seed_gives_the_same_bytes_and_another_seed_others(void **state)
{
    (void)state;
    u64 once = hash_of_demo(1, 300);
    assert_true(once == hash_of_demo(1, 300));
    assert_true(once != hash_of_demo(2, 300));
    assert_true(once != hash_of_demo(1, 301));
}

static void a_scale_out_of_bounds_is_refused(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct demo_plan plan = {.folder = "/tmp/demo_test_never", .scale = 0, .last_day = 20000};
    assert_false(demo_write(c, plan));
    assert_int_equal(c->err.code, ERR_USAGE);
    assert_non_null(c->err.hint);
    work_release(&work);
}

static void a_folder_that_cannot_be_made_is_named(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct demo_plan plan = {.folder = "/dev/null/demo", .scale = 1, .last_day = 20000};
    assert_false(demo_write(c, plan));
    assert_int_equal(c->err.code, ERR_SYSTEM);
    assert_non_null(strstr(c->err.msg, "/dev/null/demo"));
    work_release(&work);
}

// --- What the mappings promise ---

static const char *column_of(const json_t *reference)
{
    const json_t *column = json_is_object(reference) ? json_object_get(reference, "column") : NULL;
    return column ? json_string_value(column) : NULL;
}

static void assert_is_time(str text, const json_t *happened, bool listed)
{
    const char *format = json_string_value(json_object_get(happened, "format"));
    struct civil civil;
    bool has_offset;
    assert_non_null(format);
    if (!civil_parse(text, format, &civil, &has_offset)) {
        stop_test("'%.*s' is not like %s", STR(text), format);
    }
    i32 last_day = day_from_civil(2026, 11, 20);
    i32 day = day_from_civil(civil.year, civil.month, civil.day);
    i32 years_before = listed ? 5000 : 0; // a customer list goes back beyond the story
    assert_in_range(day, last_day - STORY_DAYS + 1 - years_before, last_day);
}

static bool is_number(ctx *c, str text, char decimal)
{
    f64 number;
    char *copy = (char *)(uintptr_t)str_copy(c->arena, text).s;
    for (i64 i = 0; i < text.size; i++) {
        if (decimal == ',' && copy[i] == '.') return false;
        if (copy[i] == decimal) copy[i] = '.';
    }
    return str_f64((str){copy, text.size}, &number);
}

// Facts of the row, by the mapping; every cell that it names is there and is what it says.
static i64 row_facts(const struct table *table, const json_t *map)
{
    static const char *const needed[] = {"row_id", "customer", "touchpoint", "channel", "unit"};
    str decimal = json_text(json_object_get(map, "decimal"));
    for (i64 i = 0; i < COUNT_OF(needed); i++) {
        const char *column = column_of(json_object_get(map, needed[i]));
        if (column && i < 2) assert_true(cell(table, column).size > 0);
        if (column) (void)cell(table, column);
    }
    const json_t *happened = json_object_get(map, "happened");
    if (happened)
        assert_is_time(cell(table, column_of(happened)), happened, !json_object_get(map, "facts"));

    i64 facts = 0;
    size_t i;
    json_t *fact;
    json_array_foreach(json_object_get(map, "facts"), i, fact)
    {
        const char *column = column_of(json_object_get(fact, "value"));
        const json_t *words = json_object_get(json_object_get(fact, "value"), "values");
        str value = column ? cell(table, column) : S("1");
        if (words) {
            assert_non_null(json_object_get(words, str_c(table->c->arena, value)));
            value = S("1");
        }
        if (value.size) {
            assert_true(is_number(table->c, value, decimal.size ? decimal.s[0] : '.'));
            facts++;
        }
    }
    return facts;
}

static void check_json_lines(ctx *c, const json_t *map, const json_t *listed)
{
    str rest = read_all(&demo, json_string_value(json_object_get(listed, "file"))), line;
    i64 rows = 0, facts = 0;
    while (rest.size && str_cut(&rest, '\n', &line)) {
        struct arena_mark mark = arena_mark(c->arena);
        json_t *answer = json_parse(c, line);
        assert_non_null(answer);
        const json_t *happened = json_object_get(map, "happened");
        assert_is_time(json_text(json_object_get(answer, column_of(happened))), happened, false);
        size_t i;
        json_t *fact;
        json_array_foreach(json_object_get(map, "facts"), i, fact)
        {
            const json_t *value =
                json_object_get(answer, column_of(json_object_get(fact, "value")));
            const json_t *scale = json_object_get(fact, "scale");
            if (!value) continue;
            facts++;
            i64 low = scale ? json_integer_value(json_array_get(scale, 0)) : 0;
            i64 high = scale ? json_integer_value(json_array_get(scale, 1)) : 1;
            assert_true(json_is_integer(value) && json_integer_value(value) >= low);
            assert_true(json_integer_value(value) <= high);
        }
        rows++;
        arena_rewind(c->arena, mark);
    }
    assert_int_equal(rows, json_integer_value(json_object_get(listed, "rows")));
    assert_int_equal(facts, json_integer_value(json_object_get(listed, "facts")));
}

static void check_table(ctx *c, const json_t *map, const json_t *listed)
{
    str delimiter = json_text(json_object_get(map, "delimiter"));
    const char *name = json_string_value(json_object_get(listed, "file"));
    struct table table = table_open(c, name, delimiter.size ? delimiter.s[0] : ',');
    i64 rows = 0, facts = 0;
    for (;; rows++) {
        struct arena_mark mark = arena_mark(c->arena);
        if (!table_next(&table)) break;
        facts += row_facts(&table, map);
        arena_rewind(c->arena, mark);
    }
    assert_true(rows > 100);
    assert_int_equal(rows, json_integer_value(json_object_get(listed, "rows")));
    assert_int_equal(facts, json_integer_value(json_object_get(listed, "facts")));
}

static void every_row_of_every_file_keeps_what_its_mapping_promises(void **state)
{
    (void)state;
    ctx *c = demo.c;
    json_t *manifest = json_parse(c, read_all(&demo, "manifest.json"));
    assert_int_equal(json_array_size(manifest), 10);
    size_t i;
    json_t *listed;
    json_array_foreach(manifest, i, listed)
    {
        str text = read_all(&demo, json_string_value(json_object_get(listed, "map")));
        json_t *map = json_parse(c, text);
        assert_non_null(map);
        if (str_ends(json_text(json_object_get(listed, "file")), S(".jsonl"))) {
            check_json_lines(c, map, listed);
        } else {
            check_table(c, map, listed);
        }
    }
}

static void the_import_binds_every_mapping_and_finds_every_row_good(void **state)
{
    (void)state;
    ctx *c = demo.c;
    json_t *manifest = json_parse(c, read_all(&demo, "manifest.json"));
    size_t i;
    json_t *listed;
    json_array_foreach(manifest, i, listed)
    {
        struct mapping mapping;
        struct reader *reader = NULL;
        struct row_block block = {0};
        i64 rows = 0;
        const char *file = json_string_value(json_object_get(listed, "file"));
        str text = read_all(&demo, json_string_value(json_object_get(listed, "map")));
        bool is_bound = mapping_parse(c, text, &mapping) &&
                        reader_open(c, file, mapping.options, &reader) &&
                        mapping_bind(c, &mapping, reader);
        if (!is_bound) stop_test("%s: %s %s", file, c->err.msg, c->err.hint);
        do {
            assert_true(reader_next(c, reader, &block));
            for (i64 row = 0; row < block.count; row++) {
                assert_int_equal(block.rows[row].flaw, ROW_GOOD);
            }
            rows += block.count;
        } while (block.count);
        assert_int_equal(rows, json_integer_value(json_object_get(listed, "rows")));
    }
}

static void complaints_are_windows_1252_and_all_else_is_utf_8(void **state)
{
    (void)state;
    str complaints = read_all(&demo, "complaints.tsv");
    assert_false(str_is_utf8(complaints, NULL));
    assert_true(str_find(complaints, S("k\xe4nteinen")) >= 0 ||
                str_find(complaints, S("my\xf6h\xe4st")) >= 0);
    assert_true(str_is_utf8(read_all(&demo, "answers.jsonl"), NULL));
    assert_true(str_is_utf8(read_all(&demo, "visits.csv"), NULL));
    assert_true(str_is_utf8(read_all(&demo, "sales.csv"), NULL));
}

// --- The truth ---

static void nobody_buys_before_joining_or_after_leaving(void **state)
{
    (void)state;
    static i32 joined[CUSTOMERS + 1], left[CUSTOMERS + 1];
    struct table truth = table_open(demo.c, "customers_truth.csv", ',');
    i64 leavers = 0;
    while (table_next(&truth)) {
        i64 number = customer_number(cell(&truth, "customer"));
        str from = cell(&truth, "joined"), to = cell(&truth, "left_day");
        joined[number] = from.size ? iso_day(from) : 0;
        left[number] = to.size ? iso_day(to) : INT32_MAX;
        leavers += to.size > 0;
        if (to.size) assert_true(cell(&truth, "reason").size > 0);
        if (to.size) assert_true(iso_day(cell(&truth, "fading_from")) <= left[number]);
    }
    assert_in_range(leavers, CUSTOMERS / 8, CUSTOMERS / 2);

    struct table sales = table_open(demo.c, "sales.csv", ';');
    while (table_next(&sales)) {
        struct civil civil;
        bool has_offset;
        i64 number = customer_number(cell(&sales, "Customer"));
        assert_true(civil_parse(cell(&sales, "Time"), "%d.%m.%Y %H:%M", &civil, &has_offset));
        i32 day = day_from_civil(civil.year, civil.month, civil.day);
        assert_true(joined[number] <= day && day < left[number]);
    }
}

static void the_lazy_leave_where_the_competitor_opens(void **state)
{
    (void)state;
    i64 all[2] = {0}, gone[2] = {0}; // town without, with a competitor
    struct table truth = table_open(demo.c, "customers_truth.csv", ',');
    while (table_next(&truth)) {
        str town = cell(&truth, "town");
        if (!str_equal(cell(&truth, "behaviour"), S("lazy"))) continue;
        i32 with = str_equal(town, S("Helsinki")) || str_equal(town, S("Espoo")) ||
                   str_equal(town, S("Tampere")) || str_equal(town, S("Turku"));
        all[with]++;
        gone[with] += cell(&truth, "left_day").size > 0;
    }
    assert_true(gone[1] * all[0] > 2 * gone[0] * all[1]);
}

static void contacts_show_the_incident_and_the_change(void **state)
{
    (void)state;
    json_t *truth = truth_read(demo.c);
    i32 change = truth_day(truth, "change", "first_day");
    i32 incident = truth_day(truth, "incident", "first_day");
    i64 waits[2] = {0}, sums[2] = {0}, incident_week = 0, week_before = 0;
    struct table contacts = table_open(demo.c, "contacts.csv", ',');
    while (table_next(&contacts)) {
        i32 day = iso_day(cell(&contacts, "started_at"));
        incident_week += day >= incident && day < incident + 7;
        week_before += day >= incident - 7 && day < incident;
        if (!cell(&contacts, "wait_s").size) continue;
        waits[day >= change]++;
        sums[day >= change] += cell_i64(&contacts, "wait_s");
    }
    assert_true(incident_week > 2 * week_before);
    assert_true(2 * sums[1] * waits[0] < sums[0] * waits[1]);
}

static void answers_lean_to_the_good_and_away_from_the_uneven_site(void **state)
{
    (void)state;
    ctx *c = demo.c;
    json_t *truth = truth_read(c);
    str uneven = json_text(json_object_get(truth, "uneven_unit"));
    str rest = read_all(&demo, "answers.jsonl"), line;
    f64 n[2] = {0}, points[2] = {0};
    while (rest.size && str_cut(&rest, '\n', &line)) {
        struct arena_mark mark = arena_mark(c->arena);
        json_t *answer = json_parse(c, line);
        i64 nps = json_integer_value(json_object_get(answer, "nps"));
        bool there = str_equal(json_text(json_object_get(answer, "site")), uneven);
        n[there]++;
        points[there] += nps >= 9 ? 100 : nps <= 6 ? -100 : 0;
        arena_rewind(c->arena, mark);
    }
    f64 all = (points[0] + points[1]) / (n[0] + n[1]);
    assert_true(all > 15 && all < 35);
    assert_true(points[1] / n[1] < points[0] / n[0] - 15);
}

static void those_who_are_leaving_answer_less(void **state)
{
    (void)state;
    static i32 fades[CUSTOMERS + 1];
    struct table truth = table_open(demo.c, "customers_truth.csv", ',');
    while (table_next(&truth)) {
        str from = cell(&truth, "fading_from");
        fades[customer_number(cell(&truth, "customer"))] = from.size ? iso_day(from) : INT32_MAX;
    }
    i64 asked[2] = {0}, answered[2] = {0};
    struct table invites = table_open(demo.c, "invites.csv", ',');
    while (table_next(&invites)) {
        i64 number = customer_number(cell(&invites, "customer"));
        i32 leaving = iso_day(cell(&invites, "sent")) >= fades[number];
        asked[leaving]++;
        answered[leaving] += cell_i64(&invites, "answered");
    }
    assert_true(asked[1] > 100);
    assert_true(2 * answered[1] * asked[0] < answered[0] * asked[1]);
}

static void remarks_are_seldom_the_same(void **state)
{
    (void)state;
    struct hash_map seen;
    static const struct hash_seed seed = {{1}};
    struct hash_at at;
    hash_map_init(&seen, demo.c->arena, 4096);
    i64 remarks = 0, again = 0;
    struct table complaints = table_open(demo.c, "complaints.tsv", '\t');
    while (table_next(&complaints)) {
        str text = cell(&complaints, "Text");
        assert_true(text.size > 10 && str_find(text, S("$")) < 0);
        u64 hash = hash_str(&seed, text);
        remarks++;
        again += hash_map_first(&seen, hash, &at) >= 0;
        hash_map_add(&seen, hash, remarks);
    }
    assert_true(remarks > 100);
    assert_true(again * 10 < remarks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_seed_gives_the_same_bytes_and_another_seed_others),
        cmocka_unit_test(a_scale_out_of_bounds_is_refused),
        cmocka_unit_test(a_folder_that_cannot_be_made_is_named),
        cmocka_unit_test(every_row_of_every_file_keeps_what_its_mapping_promises),
        cmocka_unit_test(the_import_binds_every_mapping_and_finds_every_row_good),
        cmocka_unit_test(complaints_are_windows_1252_and_all_else_is_utf_8),
        cmocka_unit_test(nobody_buys_before_joining_or_after_leaving),
        cmocka_unit_test(the_lazy_leave_where_the_competitor_opens),
        cmocka_unit_test(contacts_show_the_incident_and_the_change),
        cmocka_unit_test(answers_lean_to_the_good_and_away_from_the_uneven_site),
        cmocka_unit_test(those_who_are_leaving_answer_less),
        cmocka_unit_test(remarks_are_seldom_the_same),
    };
    return cmocka_run_group_tests(tests, demo_setup, demo_teardown);
}
