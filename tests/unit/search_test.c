// Words to records of all kinds, and what waits for somebody: on both engines.
#include "record/search.h"

#include "people/role.h"
#include "record/waiting.h"
#include "support/both.h"

#include "support/test.h"

static const struct record_edit BOSS = {.who = 9, .roles = UINT32_MAX};
enum { ALL = ROLE_BIT(ROLE_CX_OWNER) };

static i64 add(ctx *c, const char *kind, const char *const fields[][2])
{
    struct record *record = record_new(c, kind_find(str_of(kind)));
    struct record_problems problems = {0};
    for (i64 i = 0; fields[i][0]; i++)
        MUST(c, record_put(c, record, str_of(fields[i][0]), str_of(fields[i][1]), UINT32_MAX,
                           &problems));
    MUST(c, problems_none(c, &problems));
    MUST(c, store_begin_write(c) && record_add(c, record, &BOSS, &problems) && store_commit(c));
    c->now_ms += 1000;
    return record->id;
}

// Version 14 loses a brace.
// clang-format off
#define ADD(c, kind, ...) add((c), (kind), (const char *const[][2]){__VA_ARGS__, {NULL, NULL}})
// clang-format on

static const char *found(ctx *c, struct record_search search)
{
    struct record_hit *hits = NULL;
    i64 count = 0;
    buf out = buf_new(c->arena, 10000);
    MUST(c, record_search(c, &search, &hits, &count));
    for (i64 i = 0; i < count; i++)
        buf_fmt(&out, "%s%s:%.*s%s", i ? " | " : "", hits[i].kind->name, STR(hits[i].title),
                hits[i].by_title ? "" : "*");
    return out.size ? out.s : "";
}

static bool of_sales(ctx *c, void *data, struct record_query *query, struct record_filter *filter,
                     bool *none)
{
    (void)c;
    *none = kind_field_index(query->kind, S("function")) < 0;
    *filter = (struct record_filter){
        .field = S("function"), .how = FILTER_AMONG, .ids = data, .id_count = 1};
    query->filter_count = 1;
    return true;
}

static void titles_come_before_texts_by(ctx *c, struct store *store)
{
    (void)store;
    i64 sales = ADD(c, "function", {"name", "Sales"}, {"task", "Sells, delivers never."});
    (void)ADD(c, "function", {"name", "Delivery"}, {"task", "Brings it."});
    (void)ADD(c, "unit", {"name", "Home delivery Turku"}, {"about", "North of the river"});
    (void)ADD(c, "stage", {"name", "Delivery time"});
    (void)ADD(c, "touchpoint", {"name", "delivery call"}, {"function", "Sales"});
    (void)ADD(c, "person", {"name", "Dee Livery"}, {"telephone", "+358 50 1234567"},
              {"task", "delivery"});
    struct record_search search = {.words = S("deliver"), .roles = ALL};
    assert_string_equal(found(c, search),
                        "function:Delivery | stage:Delivery time | touchpoint:delivery call | "
                        "unit:Home delivery Turku | function:Sales* | person:Dee Livery*");
    search.words = S(" DELIVERY ");
    assert_string_equal(found(c, search),
                        "function:Delivery | stage:Delivery time | touchpoint:delivery call | "
                        "unit:Home delivery Turku | person:Dee Livery*");
    search.hits_max = 2;
    assert_string_equal(found(c, search), "function:Delivery | stage:Delivery time");
    search.hits_max = 0;
    search.words = S("river home");
    assert_string_equal(found(c, search), "unit:Home delivery Turku*");
    search.words = S("1234567");
    assert_string_equal(found(c, search), "person:Dee Livery*");
    search.roles = ROLE_BIT(ROLE_OUTSIDER);
    assert_string_equal(found(c, search), "");
    search.words = S("deliver");
    search.narrow = of_sales;
    search.data = &sales;
    assert_string_equal(found(c, search), "touchpoint:delivery call");
    search.words = S("?!");
    assert_string_equal(found(c, search), "");
    search.words = S("' OR 1=1 --");
    assert_string_equal(found(c, search), "");
}

static const char *waits(ctx *c, struct waiting_for whom)
{
    struct waiting_item *items = NULL;
    i64 count = 0;
    static const char *const whys[] = {"own", "scope", "named"};
    buf out = buf_new(c->arena, 10000);
    MUST(c, waiting_list(c, &whom, &items, &count));
    for (i64 i = 0; i < count; i++) {
        buf_fmt(&out, "%s%s %s %.*s", i ? " | " : "", whys[items[i].why],
                items[i].kind ? items[i].kind->name : "figure", STR(items[i].title));
        for (i64 j = 0; j < items[i].step_count; j++)
            buf_fmt(&out, " >%s", items[i].steps[j]->name);
    }
    return out.size ? out.s : "";
}

static void what_is_not_done_waits_by(ctx *c, struct store *store)
{
    (void)store;
    i64 sales = ADD(c, "function", {"name", "Sales"});
    (void)ADD(c, "journey", {"name", "Buying"}, {"function", "Sales"});
    (void)ADD(c, "journey", {"name", "Using"});
    (void)ADD(c, "touchpoint", {"name", "checkout"}, {"function", "Sales"});
    i64 anna = ADD(c, "person", {"name", "Anna"});
    struct waiting_for whom = {
        .person = anna, .roles = ALL, .function_count = 1, .functions = &sales};
    assert_string_equal(waits(c, whom), "scope journey Buying >agree >retire");
    whom.roles = ROLE_BIT(ROLE_EMPLOYEE); // who may do nothing about it
    assert_string_equal(waits(c, whom), "");
    whom.roles = ALL;
    whom.function_count = 0;
    assert_string_equal(waits(c, whom), "");
    whom.function_count = 1;
    struct record journey;
    struct record_problems problems = {0};
    struct record_edit edit = BOSS;
    edit.has_day = true;
    edit.evidence = S("minutes");
    MUST(c, record_get(c, kind_find(S("journey")), 1, &journey));
    MUST(c, store_begin_write(c) && record_move(c, &journey, S("agree"), &edit, &problems) &&
                store_commit(c));
    assert_string_equal(waits(c, whom), "");
}

// Units as they would be if each one that is in use asked something of its lead.
static void what_is_ones_own_by_name_waits_by(ctx *c, struct store *store)
{
    (void)store;
    static const struct kind_state states[] = {
        {"in_use", "in use", false, false},
        {"retired",   "retired", true, true},
        {0       }
    };
    const struct kind *kinds[16];
    struct kind unit = *kind_find(S("unit"));
    unit.states = states;
    for (i64 i = 0; i < first_kinds_count; i++)
        kinds[i] = strcmp(first_kinds[i]->name, "unit") ? first_kinds[i] : &unit;
    kinds_register(kinds, first_kinds_count);
    i64 anna = ADD(c, "person", {"name", "Anna"});
    i64 turku = ADD(c, "unit", {"name", "Turku"}, {"lead", "Anna"});
    (void)ADD(c, "unit", {"name", "Oulu"});
    struct waiting_for whom = {.person = anna, .roles = ROLE_BIT(ROLE_EMPLOYEE)};
    assert_string_equal(waits(c, whom), "own unit Turku");
    whom.roles = ALL;
    assert_string_equal(waits(c, whom), "own unit Turku >retire");
    struct record record;
    MUST(c, record_get(c, &unit, turku, &record));
    MUST(c, store_begin_write(c) && record_archive(c, &record, true, &BOSS) && store_commit(c));
    assert_string_equal(waits(c, whom), "");
    kinds_register(first_kinds, first_kinds_count);
}

static void whom_a_comment_names_is_waited_for_by(ctx *c, struct store *store)
{
    (void)store;
    i64 anna = ADD(c, "person", {"name", "Anna"}), bert = ADD(c, "person", {"name", "Bert"});
    i64 stage = ADD(c, "stage", {"name", "Using"});
    struct comment_about about = {.kind = kind_find(S("stage")), .record = stage};
    struct comment_about figure = {.figure = S("metric=nps")};
    struct comment first = {.text = S("@[Anna] look"), .made_by = bert};
    struct comment second = {.text = S("@[Anna] why?"), .made_by = bert};
    struct comment own = {.text = S("@[Anna] note to myself"), .made_by = anna};
    MUST(c, store_begin_write(c) && comment_add(c, &about, &first) &&
                comment_add(c, &figure, &second) && comment_add(c, &about, &own) &&
                store_commit(c));
    struct waiting_for whom = {.person = anna, .roles = ALL};
    assert_string_equal(waits(c, whom), "named stage Using | named figure ");
    i64 last = -1;
    MUST(c, waiting_unseen(c, anna, &about, &last));
    assert_int_equal(last, own.id);
    // What was said after they looked still waits.
    MUST(c, store_begin_write(c) && waiting_seen(c, anna, &about, first.id - 1) && store_commit(c));
    assert_string_equal(waits(c, whom), "named stage Using | named figure ");
    MUST(c, store_begin_write(c) && waiting_seen(c, anna, &about, last) &&
                waiting_seen(c, anna, &about, last) && store_commit(c));
    assert_string_equal(waits(c, whom), "named figure ");
    MUST(c, waiting_unseen(c, anna, &about, &last));
    assert_int_equal(last, 0);
    MUST(c, waiting_unseen(c, bert, &figure, &last));
    assert_int_equal(last, 0);
    struct waiting_item *items = NULL;
    i64 count = 0;
    MUST(c, waiting_list(c, &whom, &items, &count));
    assert_str(json_write(c, waiting_json(c, &items[0])),
               fmt(c->arena,
                   "{\"why\":\"named\",\"kind\":null,\"since\":\"%.*s\",\"steps\":[],"
                   "\"comment\":\"2\",\"by\":\"%lld\",\"text\":\"@[Anna] why?\","
                   "\"figure\":\"metric=nps\"}",
                   STR(S("2026-11-21T10:00:03Z")), (long long)bert));
    MUST(c, store_begin_write(c) && comment_remove(c, second.id, bert) && store_commit(c));
    assert_string_equal(waits(c, whom), "");
    whom.person = bert;
    assert_string_equal(waits(c, whom), "");
    whom.person = 0;
    assert_string_equal(waits(c, whom), "");
}

#define ON_BOTH(name)                                                                              \
    static void name(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        on_both(name##_by);                                                                        \
    }

ON_BOTH(titles_come_before_texts)
ON_BOTH(what_is_not_done_waits)
ON_BOTH(what_is_ones_own_by_name_waits)
ON_BOTH(whom_a_comment_names_is_waited_for)

int main(void)
{
    kinds_register(first_kinds, first_kinds_count);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(titles_come_before_texts),
        cmocka_unit_test(what_is_not_done_waits),
        cmocka_unit_test(what_is_ones_own_by_name_waits),
        cmocka_unit_test(whom_a_comment_names_is_waited_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
