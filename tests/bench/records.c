// Lists, searches and what waits, over many records: `bench_records URL RECORDS [NAME]` fills an
// empty store with so many people and touchpoints (half of these with a record) and tells how long
// each question takes.
#include <stdio.h>
#include <time.h>

#include "people/role.h"
#include "record/search.h"
#include "record/waiting.h"
#include "support/work.h"

enum { RUNS = 21 };

static const char *only = ""; // questions whose name has this

static const char *const fills[] = {
    "INSERT INTO rec_function (id, version, state, archived, made_ms, made_by, changed_ms, "
    "changed_by, sort, search, name, lead, part_of, task) SELECT i, 1, '', false, i, 1, i, 1, "
    "'function ' || i, 'function ' || i, 'Function ' || i, 0, 0, '' FROM generate_series(1, 50) "
    "t(i)",
    "INSERT INTO rec_stage (id, version, state, archived, made_ms, made_by, changed_ms, "
    "changed_by, sort, search, name, journey, place, moment, need) SELECT i, 1, '', false, i, 1, "
    "i, 1, 'stage ' || i, 'stage ' || i, 'Stage ' || i, 0, i, 'at', '' FROM generate_series(1, "
    "20) t(i)",
    "INSERT INTO rec_person (id, version, state, archived, made_ms, made_by, changed_ms, "
    "changed_by, sort, search, name, email, telephone, function, unit, task, since) SELECT i, 1, "
    "CASE WHEN i % 9 = 0 THEN 'left' ELSE 'here' END, i % 50 = 0, i, 1, (i * 7919) % 100000007, 1, "
    "'name ' || (i * 7919) % 100003, 'name ' || (i * 7919) % 100003 || ' sells shoes ' || i % 97, "
    "'Name ' || (i * 7919) % 100003, 'p' || i || '@example.fi', '+358 ' || i, i % 50, 0, "
    "'sells shoes ' || i % 97, CASE WHEN i % 4 = 0 THEN NULL ELSE DATE '2020-01-01' + "
    "(i % 2000)::INTEGER END FROM generate_series(1, %lld) t(i)",
    "INSERT INTO touchpoint (id, name, label, stage, owner) SELECT i::INTEGER, 'touchpoint ' || "
    "(i * 7919) % 100003 || '-' || i, 'T ' || i, 'Stage ' || i % 20, 'Function ' || i % 50 FROM "
    "generate_series(1, %lld) t(i)",
    "INSERT INTO rec_touchpoint (id, version, state, archived, made_ms, made_by, changed_ms, "
    "changed_by, sort, search, name, label, stage, function, importance, feelings, practices, "
    "room) SELECT id, 1, 'in_use', false, id, 1, id, 1, name, replace(name, '-', ' ') || ' greet "
    "and smile', name, label, id % 20, id % 50, CASE WHEN id % 3 = 0 THEN 'high' ELSE '' END, "
    "'happy,safe', 'greet', 'smile' FROM touchpoint WHERE id % 2 = 0",
    "INSERT INTO rec_journey (id, version, state, archived, made_ms, made_by, changed_ms, "
    "changed_by, sort, search, name, function, who, need) SELECT i, 1, CASE WHEN i % 100 = 0 THEN "
    "'draft' ELSE 'agreed' END, false, i, 1, i, 1, 'journey ' || i, 'journey ' || i, 'Journey ' || "
    "i, i % 50, '', '' FROM generate_series(1, %lld) t(i)",
};

static void must(ctx *c, bool ok)
{
    if (ok) return;
    (void)fprintf(stderr, "%s: %s\n", c->err.msg, c->err.detail ? c->err.detail : "");
    exit(1);
}

static void fill(ctx *c, long long count)
{
    struct rows rows;
    must(c, store_begin_write(c));
    for (i64 i = 0; i < COUNT_OF(fills); i++) {
        str text = str_of(fills[i]);
        i64 at = str_find(text, S("%lld"));
        if (at >= 0)
            text = str_of(fmt(c->arena, "%.*s%lld%.*s", STR(str_slice(text, 0, at)), count,
                              STR(str_slice(text, at + 4, text.size))));
        must(c, store_rows_text(c, text, NO_VALS, &rows));
    }
    must(c, store_commit(c));
    if (conn_engine(c) == STORE_POSTGRES) must(c, store_rows_text(c, S("ANALYZE"), NO_VALS, &rows));
}

static f64 now_ms(clockid_t clock)
{
    struct timespec now;
    (void)clock_gettime(clock, &now);
    return (f64)now.tv_sec * 1000 + (f64)now.tv_nsec / 1e6;
}

static int by_size(const void *a, const void *b)
{
    f64 one = *(const f64 *)a, other = *(const f64 *)b;
    return (one > other) - (one < other);
}

typedef void question(ctx *c, const void *data);

static void measure(ctx *c, const char *name, question *ask, const void *data)
{
    if (!strstr(name, only)) return;
    f64 ms[RUNS], work_ms[RUNS];
    for (i64 i = -2; i < RUNS; i++) {
        struct arena_mark mark = arena_mark(c->arena);
        f64 from = now_ms(CLOCK_MONOTONIC), work_from = now_ms(CLOCK_PROCESS_CPUTIME_ID);
        ask(c, data);
        if (i >= 0) ms[i] = now_ms(CLOCK_MONOTONIC) - from;
        if (i >= 0) work_ms[i] = now_ms(CLOCK_PROCESS_CPUTIME_ID) - work_from;
        arena_rewind(c->arena, mark);
    }
    qsort(ms, RUNS, sizeof *ms, by_size);
    qsort(work_ms, RUNS, sizeof *work_ms, by_size);
    // Work is that of this process alone: all of DuckDB's, nothing of PostgreSQL's.
    printf("%-44s least %6.1f  half %6.1f  most %6.1f ms  work %6.1f ms\n", name, ms[0],
           ms[RUNS / 2], ms[RUNS - 1], work_ms[RUNS / 2]);
}

static void ask_list(ctx *c, const void *data)
{
    struct record_page page;
    must(c, record_list(c, data, &page));
}

static void ask_count(ctx *c, const void *data)
{
    i64 count = 0;
    must(c, record_count(c, data, 10000, &count));
}

static void ask_search(ctx *c, const void *data)
{
    struct record_hit *hits = NULL;
    i64 count = 0;
    must(c, record_search(c, data, &hits, &count));
}

static void ask_waiting(ctx *c, const void *data)
{
    struct waiting_item *items = NULL;
    i64 count = 0;
    must(c, waiting_list(c, data, &items, &count));
}

static void measure_sorts(ctx *c, const struct kind *kind, const char *const sorts[])
{
    for (i64 i = 0; sorts[i]; i++)
        for (i64 down = 0; down < 2; down++) {
            struct record_query query = {
                .kind = kind, .sort = str_of(sorts[i]), .down = down, .roles = UINT32_MAX};
            measure(c, fmt(c->arena, "%s by %s%s", kind->name, sorts[i], down ? ", down" : ""),
                    ask_list, &query);
            struct record_page page;
            query.rows_max = 1000;
            for (i64 k = 0; k < 5; k++) {
                must(c, record_list(c, &query, &page));
                query.after = page.next;
            }
            query.rows_max = 0;
            measure(c, "  after 5000", ask_list, &query);
        }
}

static void measure_filter(ctx *c, const char *kind, struct record_filter filter)
{
    struct record_query query = {.kind = kind_find(str_of(kind)),
                                 .roles = UINT32_MAX,
                                 .filters = &filter,
                                 .filter_count = 1};
    const char *name =
        fmt(c->arena, "%s where %.*s %.*s", kind, STR(filter.field), STR(filter.text));
    measure(c, name, ask_list, &query);
    measure(c, "  count", ask_count, &query);
    query.sort = S("changed");
    query.down = true;
    measure(c, "  by changed, down", ask_list, &query);
}

static void measure_searches(ctx *c)
{
    static const char *const words[] = {"touchpoint", "name 50", "shoes 42", "nothing has it", "a"};
    for (i64 i = 0; i < COUNT_OF(words); i++) {
        struct record_search search = {.words = str_of(words[i]), .roles = ROLE_BIT(ROLE_CX_OWNER)};
        struct record_query people = {
            .kind = kind_find(S("person")), .search = str_of(words[i]), .roles = UINT32_MAX};
        struct record_query points = people;
        points.kind = kind_find(S("touchpoint"));
        measure(c, fmt(c->arena, "search of all: %s", words[i]), ask_search, &search);
        measure(c, "  of people", ask_list, &people);
        measure(c, "  of touchpoints", ask_list, &points);
    }
    static const i64 functions[] = {3, 4};
    struct waiting_for whom = {
        .person = 7, .roles = ROLE_BIT(ROLE_CX_OWNER), .function_count = 2, .functions = functions};
    measure(c, "what waits", ask_waiting, &whom);
}

int main(int argc, char **argv)
{
    struct work work;
    struct store *store = NULL;
    ctx *c = work_init(&work);
    if (argc < 3 || argc > 4) return 2;
    if (argc == 4) only = argv[3];
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    kinds_register(first_kinds, first_kinds_count);
    must(c, store_open(c, argv[1], (struct store_options){0}, &store) && store_migrate(c, store) &&
                store_take(c, store));
    fill(c, atoll(argv[2]));
    static const char *const people[] = {"name", "changed", "state", "email", "since", NULL};
    static const char *const points[] = {"name", "changed", "label", "importance", NULL};
    measure_sorts(c, kind_find(S("person")), people);
    measure_sorts(c, kind_find(S("touchpoint")), points);
    measure_filter(c, "person", (struct record_filter){.field = S("function"), .text = S("7")});
    measure_filter(
        c, "person",
        (struct record_filter){.field = S("since"), .how = FILTER_FROM, .text = S("2025-01-01")});
    measure_filter(c, "person", (struct record_filter){.field = S("since"), .how = FILTER_NONE});
    measure_filter(c, "touchpoint",
                   (struct record_filter){.field = S("importance"), .text = S("high")});
    measure_filter(c, "touchpoint", (struct record_filter){.field = S("stage"), .text = S("7")});
    measure_filter(c, "touchpoint",
                   (struct record_filter){.field = S("feelings"), .text = S("happy")});
    measure_searches(c);
    store_give(c);
    store_close(store);
    work_release(&work);
    return 0;
}
