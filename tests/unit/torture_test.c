// Without memory: whichever allocation fails, the work ends in words, leaks nothing and leaves the
// store as it was.
#include "support/torture.h"

#include "base/mustache.h"
#include "bounds.h"
#include "facts/intake.h"
#include "figure/figure.h"
#include "import/import.h"
#include "import/mapping.h"
#include "import/suggest.h"
#include "support/files.h"
#include "support/teller.h"

#include "support/test.h"
#include "support/work.h"

#define SHOP_MAP                                                                                   \
    "{\"source\": \"shop\", \"row_id\": {\"column\": \"id\"}, \"customer\": {\"column\": "         \
    "\"who\"}, \"happened\": {\"column\": \"when\", \"format\": [\"%Y-%m-%d\", \"%d.%m.%Y\"], "    \
    "\"zone\": \"Europe/Helsinki\"}, \"unit\": {\"column\": \"place\"}, \"attributes\": "          \
    "{\"home\": {\"column\": \"place\"}}, \"metrics\": {\"delay_min\": {\"kind\": \"mean\"}}, "    \
    "\"facts\": [{\"metric\": \"purchase\", \"value\": {\"column\": \"sum\"}}, {\"metric\": "      \
    "\"nps\", \"value\": {\"column\": \"nps\"}, \"scale\": [1, 10]}], \"remark\": {\"column\": "   \
    "\"words\"}, \"missing\": [\"NA\"]}"

static bool read_json(ctx *c, void *data)
{
    const json_t *value = json_parse(c, str_of(data));
    return value && json_write(c, value).size > 0;
}

static void json_without_memory(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    char text[] = "{\"a\":[1,2.5,{\"k\":null}],\"word\":\"åäö\",\"n\":1e300}";
    i64 failures = torture(
        c, (struct torture){.name = "json", .work = read_json, .data = text, .count_max = 300});
    assert_true(failures >= 2);
    work_release(&work);
}

static bool fill_template(ctx *c, void *data)
{
    (void)data;
    const struct mustache *page =
        mustache_parse(c, S("{{#rows}}<p>{{name}} {{^none}}-{{/none}}{{/rows}}\n{{total}}"));
    json_t *view = page ? json_parse(c, S("{\"rows\":[{\"name\":\"<a>\"},{\"name\":\"b\"}],"
                                          "\"total\":3.5}"))
                        : NULL;
    buf out = buf_new(c->arena, MIB);
    return view && mustache_render(c, page, view, (struct mustache_partials){0}, &out);
}

static void a_template_without_memory(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    i64 failures =
        torture(c, (struct torture){.name = "mustache", .work = fill_template, .count_max = 300});
    assert_true(failures >= 5);
    work_release(&work);
}

static bool read_mapping(ctx *c, void *data)
{
    (void)data;
    struct mapping mapping;
    return mapping_parse(c, S(SHOP_MAP), &mapping);
}

static void a_mapping_without_memory(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    i64 failures =
        torture(c, (struct torture){.name = "mapping", .work = read_mapping, .count_max = 300});
    assert_true(failures >= 15);
    work_release(&work);
}

// With a store: on DuckDB, which lives in the same process.

static i64 facts_before;

static void store_is_unchanged(ctx *c, void *data)
{
    (void)data;
    struct arena_mark mark = arena_mark(c->arena);
    struct check_report report;
    MUST(c, check_run(c, &report));
    assert_int_equal(report.finding_count, 0);
    assert_int_equal(report.facts, facts_before);
    arena_rewind(c->arena, mark);
}

static void company_of_two(ctx *c, struct teller *teller)
{
    teller_init(c, teller);
    TAKE(teller,
         TOLD(.id = S("o-1"), .unit = S("Turku"),
              READINGS({S("purchase"), E4(49.9)}, {S("nps"), E4(9)}), .remark = S("good")),
         TOLD(.id = S("o-2"), .unit = S("Oulu"), READINGS({S("nps"), E4(3)})));
    teller_fold(teller);
    facts_before = 4;
    store_is_unchanged(c, NULL);
}

static void release_batch(void *batch)
{
    batch_release(batch);
}

static bool take_body(ctx *c, void *data)
{
    struct teller *t = data;
    struct batch *batch = NEW(c->arena, struct batch);
    struct take *take = NULL;
    i64 id = 0;
    batch_init(c, batch, t->rules, 64 * MIB);
    arena_defer(c->arena, release_batch, batch);
    return intake_parse(
               c,
               S("[{\"source\":\"till\",\"id\":\"a\",\"happened\":\"2026-11-20T10:00:00Z\","
                 "\"customer\":\"C7\",\"unit\":\"Salo\",\"facts\":{\"purchase\":5,"
                 "\"felt.valued\":1},\"remark\":\"ok\",\"attributes\":{\"home\":\"Salo\"}},"
                 "{\"source\":\"shop\",\"id\":\"o-1\",\"happened\":"
                 "\"2026-11-20T10:00:00Z\",\"customer\":\"C1\",\"unit\":\"Turku\","
                 "\"replaces\":true,\"facts\":{\"nps\":8}}]"),
               batch) &&
           intake_answer(c, batch) && store_begin_write(c) &&
           take_begin(c, &t->known, (struct take_order){.kind = S("http"), .who = S("till")},
                      &take) &&
           take_batches(c, take, &batch, 1) && take_end(c, take, &id);
}

static void forget_and_look(ctx *c, void *data)
{
    struct teller *t = data;
    known_forget(&t->known); // as the writer does when a transaction failed
    store_is_unchanged(c, NULL);
}

static void taking_in(ctx *c, struct store *store)
{
    (void)store;
    struct teller teller;
    company_of_two(c, &teller);
    i64 failures = torture(c, (struct torture){.name = "take",
                                               .work = take_body,
                                               .data = &teller,
                                               .after = forget_and_look,
                                               .count_max = 100});
    assert_true(failures >= 40);
    known_forget(&teller.known); // the attempt that succeeded was rolled back too
    store_is_unchanged(c, NULL);
    TAKE(&teller, TOLD(.id = S("o-3"), READINGS({S("purchase"), E4(1)})));
    teller_check(&teller);
    teller_release(&teller);
}

static void taking_without_memory(void **state)
{
    (void)state;
    on_duckdb(taking_in);
}

static bool compute(ctx *c, void *data)
{
    (void)data;
    struct figures figures;
    struct figure_query query = {.metric = S("nps"), .by_count = 1, .by = {{.dim = DIM_UNIT}}};
    return figure_compute(c, query, &figures);
}

static void computing_in(ctx *c, struct store *store)
{
    (void)store;
    struct teller teller;
    company_of_two(c, &teller);
    i64 failures =
        torture(c, (struct torture){.name = "figure", .work = compute, .count_max = 100});
    assert_true(failures >= 30);
    store_is_unchanged(c, NULL);
    teller_release(&teller);
}

static void figures_without_memory(void **state)
{
    (void)state;
    on_duckdb(computing_in);
}

static bool import(ctx *c, void *data)
{
    (void)data;
    struct import_result result;
    return import_run(
        c, (struct import_order){.file = "shop.csv", .mapping = S(SHOP_MAP), .who = S("tester")},
        &result);
}

static bool suggest(ctx *c, void *data)
{
    (void)data;
    str mapping = {0};
    return suggest_run(c, "shop.csv", &mapping);
}

static void importing_in(ctx *c, struct store *store)
{
    (void)store;
    struct teller teller;
    struct files files;
    i64 failures = 0;
    company_of_two(c, &teller);
    files_init(c, &files);
    c->say = fopen("/dev/null", "w"); // a suggestion tells what it saw
    assert_non_null(c->say);
    files_write(&files, "shop.csv",
                S("id,who,when,place,sum,nps,words\n"
                  "1,C1,2026-01-05,Turku,10.50,9,fine\n"
                  "2,C2,6.1.2026,Oulu,NA,1,\n"
                  "3,C3,2026-01-07,Salo,7,,\"so, so\"\n"));
    failures = torture(c, (struct torture){.name = "suggest", .work = suggest, .count_max = 100});
    assert_true(failures >= 10);
    failures = torture(
        c, (struct torture){
               .name = "import", .work = import, .after = store_is_unchanged, .count_max = 100});
    assert_true(failures >= 25);
    facts_before += 6; // the two remarks are facts too
    store_is_unchanged(c, NULL);
    (void)fclose(c->say);
    c->say = stderr;
    files_release(&files);
    teller_release(&teller);
}

static void importing_without_memory(void **state)
{
    (void)state;
    on_duckdb(importing_in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_without_memory),      cmocka_unit_test(a_template_without_memory),
        cmocka_unit_test(a_mapping_without_memory), cmocka_unit_test(taking_without_memory),
        cmocka_unit_test(figures_without_memory),   cmocka_unit_test(importing_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
