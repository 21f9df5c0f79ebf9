// Files brought to be imported, in the background of a serving process, on both engines.
#include "upload/importer.h"

#include "bounds.h"
#include "facts/check.h"
#include "facts/company.h"
#include "support/both.h"
#include "support/files.h"
#include "support/work.h"
#include "upload/kept_file.h"

#include "support/test.h"

#define SHOP                                                                                       \
    "id,who,when,sum,shop\n1,a,2026-01-01,10,Turku\n2,b,2026-01-02,20,Turku\n"                     \
    "3,c,2026-13-03,30,Oulu\n4,d,2026-01-04,40,Pori\n"

#define SHOP_MAP                                                                                   \
    "{\"source\": \"shop\", \"row_id\": {\"column\": \"id\"}, \"customer\": {\"column\": "         \
    "\"who\"}, \"happened\": {\"column\": \"when\"}, \"unit\": {\"column\": \"shop\"},"            \
    " \"facts\": [{\"metric\": \"purchase\", \"value\": {\"column\": \"sum\"}}]}"

struct house {
    struct store *store;
    struct writer *writer;
    struct importer *importer;
    const char *folder;
};

static i64 now_ms(void)
{
    return WORK_NOW_MS;
}

static struct importer_options options_of(ctx *c, const struct house *house)
{
    return (struct importer_options){.store = house->store,
                                     .writer = house->writer,
                                     .folder = house->folder,
                                     .now_ms = now_ms,
                                     .random = c->random,
                                     .random_state = NEW(c->arena, u64)};
}

static struct house house_begin(ctx *c, struct store *store)
{
    struct house house = {.store = store};
    char *folder = NEW_ARRAY(c->arena, char, 64);
    snprintf(folder, 64, "/tmp/tuntuma-uploads-XXXXXX");
    assert_non_null(mkdtemp(folder));
    house.folder = folder;
    MUST(c, store_begin_write(c));
    MUST(c, company_prepare(c));
    MUST(c, store_commit(c));
    MUST(c, writer_start(c, store, now_ms, &house.writer));
    MUST(c, importer_start(c, options_of(c, &house), &house.importer));
    return house;
}

static void house_end(ctx *c, struct house *house)
{
    importer_stop(house->importer);
    importer_free(house->importer);
    writer_stop(house->writer);
    DIR *folder = opendir(house->folder);
    for (struct dirent *entry; (entry = readdir(folder));)
        if (entry->d_name[0] != '.') unlinkat(dirfd(folder), entry->d_name, 0);
    closedir(folder);
    assert_int_equal(rmdir(house->folder), 0);
    (void)c;
}

// A file as a page brings it.
static i64 bring(ctx *c, struct house *house, str text, const char *mapping)
{
    i64 file = 0, id = 0;
    FILE *temporary = tmpfile();
    assert_non_null(temporary);
    fwrite(text.s, 1, (size_t)text.size, temporary);
    fflush(temporary);
    MUST(c, kept_file_add(c, house->folder, fileno(temporary), &file));
    fclose(temporary);
    MUST(c, store_begin_write(c));
    MUST(c, uploaded_add(c,
                         (struct uploaded_new){.file = file,
                                               .name = S("shop.csv"),
                                               .size = text.size,
                                               .checksum = S("c"),
                                               .who = S("account 1"),
                                               .mapping = str_of(mapping)},
                         &id));
    MUST(c, store_commit(c));
    return id;
}

static bool ask(ctx *c, struct house *house, struct uploaded_ask what)
{
    what.who = S("account 1");
    what.lang = S("en");
    MUST(c, store_begin_write(c));
    bool asked = uploaded_ask(c, what);
    if (asked)
        MUST(c, store_commit(c));
    else
        store_rollback(c);
    importer_wake(house->importer);
    return asked;
}

static struct uploaded wait_for(ctx *c, i64 id)
{
    struct uploaded upload;
    for (int i = 0; i < 6000; i++) {
        MUST(c, uploaded_get(c, id, &upload));
        if (!uploaded_is_busy(upload.state)) return upload;
        usleep(10000);
    }
    assert_true(false);
    return upload;
}

static i64 facts_of(ctx *c)
{
    struct check_report report;
    MUST(c, check_run(c, &report));
    assert_int_equal(report.finding_count, 0);
    return report.facts;
}

static i64 number(const json_t *found, const char *field)
{
    return json_integer_value(json_object_get(found, field));
}

static void try_it(ctx *c, struct house *house, i64 id)
{
    assert_true(ask(c, house, (struct uploaded_ask){.id = id}));
    struct uploaded upload = wait_for(c, id);
    if (upload.error.size) print_error("%.*s\n", STR(upload.error));
    assert_int_equal(upload.state, UPLOADED_TRIED);
}

static void dry_runs(ctx *c, struct store *store)
{
    struct house house = house_begin(c, store);
    i64 id = bring(c, &house, S(SHOP), SHOP_MAP);
    try_it(c, &house, id);
    struct uploaded upload = wait_for(c, id);
    json_t *found = json_parse(c, upload.trial);
    assert_int_equal(number(found, "rows"), 4);
    assert_int_equal(number(found, "taken"), 3);
    assert_int_equal(number(found, "refused"), 1);
    assert_true(json_is_false(json_object_get(found, "is_part")));
    json_t *refusal = json_array_get(json_object_get(found, "refusals"), 0);
    assert_int_equal(number(refusal, "line"), 4);
    assert_str(json_text(json_object_get(refusal, "column")), "when");
    assert_str(json_text(json_object_get(refusal, "value")), "2026-13-03");
    json_t *units = json_array_get(json_object_get(found, "names"), 0);
    assert_str(json_text(json_object_get(units, "what")), "unit");
    assert_int_equal(number(units, "count"), 2); // Oulu stands in a bad row alone
    json_t *first = json_array_get(json_object_get(found, "encounters"), 0);
    assert_str(json_text(json_object_get(first, "who")), "a");
    assert_str(json_text(json_object_get(first, "unit")), "Turku");
    assert_str(json_text(json_object_get(first, "when")), "2026-01-01T10:00:00Z");
    assert_int_equal(facts_of(c), 0);
    str bad = {0};
    FILE *file = fopen(kept_file_bad_path(c, house.folder, upload.file), "r");
    char text[200];
    assert_non_null(file);
    bad = (str){text, (i64)fread(text, 1, sizeof text, file)};
    fclose(file);
    assert_str(bad, "id,who,when,sum,shop\n3,c,2026-13-03,30,Oulu\n");
    house_end(c, &house);
}

static void a_dry_run_says_what_would_be_and_stores_nothing(void **state)
{
    (void)state;
    on_both(dry_runs);
}

static void imports(ctx *c, struct store *store)
{
    struct house house = house_begin(c, store);
    i64 id = bring(c, &house, S(SHOP), SHOP_MAP);
    assert_false(ask(c, &house, (struct uploaded_ask){.id = id, .is_import = true}));
    assert_string_equal(c->err.hint, "Make a dry run first.");
    err_clear(c);
    try_it(c, &house, id);
    assert_true(ask(c, &house, (struct uploaded_ask){.id = id, .is_import = true}));
    struct uploaded upload = wait_for(c, id);
    assert_int_equal(upload.state, UPLOADED_FAILED);
    assert_str(upload.error, "one row cannot be taken, so nothing was");
    assert_int_equal(facts_of(c), 0);
    assert_true(
        ask(c, &house, (struct uploaded_ask){.id = id, .is_import = true, .good_rows = true}));
    upload = wait_for(c, id);
    assert_int_equal(upload.state, UPLOADED_DONE);
    assert_int_equal(upload.taken, 3);
    assert_int_equal(upload.refused, 1);
    assert_true(upload.batch > 0);
    assert_int_equal(facts_of(c), 3);
    assert_false(ask(c, &house, (struct uploaded_ask){.id = id}));
    assert_int_equal(c->err.code, ERR_REFUSED);
    err_clear(c);

    i64 again = bring(c, &house, S(SHOP), SHOP_MAP);
    try_it(c, &house, again);
    upload = wait_for(c, again);
    json_t *found = json_parse(c, upload.trial);
    assert_int_equal(number(found, "repeated"), 3);
    assert_int_equal(json_array_size(json_object_get(found, "names")), 0);
    house_end(c, &house);
}

static void an_import_takes_all_or_the_good_rows(void **state)
{
    (void)state;
    on_both(imports);
}

static str many_rows(ctx *c, i64 count)
{
    buf rows = buf_new(c->arena, 64 * 1024 * 1024);
    buf_c(&rows, "id,who,when,sum,shop\n");
    for (i64 i = 0; i < count; i++)
        buf_fmt(&rows, "%lld,k%lld,2026-01-01,10,Turku\n", (long long)i, (long long)i % 100);
    return buf_str(&rows);
}

static void breaks_off(ctx *c, struct store *store)
{
    struct house house = house_begin(c, store);
    struct importer_progress progress;
    i64 id = bring(c, &house, many_rows(c, 130000), SHOP_MAP);
    try_it(c, &house, id);
    struct uploaded upload = wait_for(c, id);
    json_t *found = json_parse(c, upload.trial);
    assert_int_equal(number(found, "rows"), BOUND_TRIAL_ROWS);
    assert_true(json_is_true(json_object_get(found, "is_part")));
    assert_true(ask(c, &house, (struct uploaded_ask){.id = id, .is_import = true}));
    do {
        importer_progress(house.importer, id, &progress);
        usleep(1000);
    } while (progress.rows == 0);
    assert_int_equal(progress.upload, id);
    importer_break_off(house.importer, id, S("account 2"));
    upload = wait_for(c, id);
    assert_int_equal(upload.state, UPLOADED_STOPPED);
    assert_int_equal(facts_of(c), 0);

    // As long as it waits, it is broken off just the same; and afterwards it can be imported.
    i64 other = bring(c, &house, S(SHOP), SHOP_MAP);
    try_it(c, &house, other);
    importer_break_off(house.importer, other, S("account 2"));
    assert_true(
        ask(c, &house, (struct uploaded_ask){.id = other, .is_import = true, .good_rows = true}));
    assert_int_equal(wait_for(c, other).state, UPLOADED_STOPPED);
    assert_true(
        ask(c, &house, (struct uploaded_ask){.id = other, .is_import = true, .good_rows = true}));
    assert_int_equal(wait_for(c, other).state, UPLOADED_DONE);
    house_end(c, &house);
}

static void what_is_broken_off_has_stored_nothing(void **state)
{
    (void)state;
    on_both(breaks_off);
}

static void is_interrupted(ctx *c, struct store *store)
{
    struct house house = house_begin(c, store);
    struct importer_progress progress;
    i64 id = bring(c, &house, many_rows(c, 130000), SHOP_MAP);
    i64 waiting = bring(c, &house, S(SHOP), SHOP_MAP);
    try_it(c, &house, id);
    try_it(c, &house, waiting);
    assert_true(ask(c, &house, (struct uploaded_ask){.id = id, .is_import = true}));
    assert_true(
        ask(c, &house, (struct uploaded_ask){.id = waiting, .is_import = true, .good_rows = true}));
    do {
        importer_progress(house.importer, id, &progress);
        usleep(1000);
    } while (progress.rows == 0);
    importer_stop(house.importer);
    importer_free(house.importer);
    struct uploaded upload;
    MUST(c, uploaded_get(c, id, &upload));
    assert_int_equal(upload.state, UPLOADED_INTERRUPTED);
    MUST(c, uploaded_get(c, waiting, &upload));
    assert_int_equal(upload.state, UPLOADED_ASKED_IMPORT);
    assert_int_equal(facts_of(c), 0);
    MUST(c, importer_start(c, options_of(c, &house), &house.importer));
    assert_int_equal(wait_for(c, waiting).state, UPLOADED_DONE);
    assert_int_equal(facts_of(c), 3);
    house_end(c, &house);
}

static void an_end_of_the_server_interrupts_and_what_waited_goes_on(void **state)
{
    (void)state;
    on_both(is_interrupted);
}

static void forgets(ctx *c, struct store *store)
{
    struct house house = house_begin(c, store);
    i64 id = bring(c, &house, S(SHOP), SHOP_MAP), count = 0, *files, file = 0;
    struct uploaded upload;
    MUST(c, uploaded_get(c, id, &upload));
    MUST(c, store_begin_write(c));
    MUST(c, uploaded_forget_old(c, WORK_NOW_MS, &count, &files));
    assert_int_equal(count, 0); // not before that moment
    MUST(c, uploaded_forget_old(c, WORK_NOW_MS + 1, &count, &files));
    assert_int_equal(count, 1);
    assert_int_equal(files[0], upload.file);
    store_rollback(c);
    MUST(c, store_begin_write(c));
    MUST(c, uploaded_remove(c, S("account 1"), id, &file));
    MUST(c, store_commit(c));
    assert_int_equal(file, upload.file);
    assert_false(uploaded_get(c, id, &upload));
    assert_int_equal(c->err.code, ERR_NOT_FOUND);
    err_clear(c);
    const char *path = kept_file_path(c, house.folder, file);
    assert_int_equal(access(path, R_OK), 0);
    kept_file_sweep(house.folder, 0);
    assert_int_equal(access(path, R_OK), 0);
    kept_file_sweep(house.folder, INT64_MAX);
    assert_int_not_equal(access(path, R_OK), 0);
    house_end(c, &house);
}

static void old_files_are_forgotten(void **state)
{
    (void)state;
    on_both(forgets);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_dry_run_says_what_would_be_and_stores_nothing),
        cmocka_unit_test(an_import_takes_all_or_the_good_rows),
        cmocka_unit_test(what_is_broken_off_has_stored_nothing),
        cmocka_unit_test(an_end_of_the_server_interrupts_and_what_waited_goes_on),
        cmocka_unit_test(old_files_are_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
