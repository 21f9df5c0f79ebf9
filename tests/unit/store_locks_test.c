// Two locks: whoever writes facts keeps nobody waiting who writes anything else, and neither writes
// what is the other's. On both engines.
#include "store/store.h"
#include "store/writer.h"
#include "support/both.h"
#include "support/test.h"
#include "support/work.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

static i64 clock_fixed(void)
{
    return WORK_NOW_MS;
}

static i64 number_of(ctx *c, const char *text)
{
    struct rows rows;
    MUST(c, store_rows_text(c, str_of(text), NO_VALS, &rows));
    return rows.column[0].i[0];
}

static bool write_mapping(ctx *c, const char *name)
{
    return store_run(c, SQL_mapping_add,
                     VALS(V_STR(str_of(name)), V_STR(S("{}")), V_I64(c->now_ms)));
}

static bool write_setting(ctx *c, const char *name)
{
    return store_run(c, SQL_company_set, VALS(V_STR(str_of(name)), V_STR(S("x")), V_I64(1)));
}

// ---- What stands under which lock ----

static void statements_know_what_they_need(void **state)
{
    (void)state;
    assert_int_equal(sql_texts[SQL_store_begin].locks, 0);
    assert_int_equal(sql_texts[SQL_answer_parts].locks, 0); // reads
    assert_int_equal(sql_texts[SQL_batch_add].locks, STORE_FACTS);
    assert_int_equal(sql_texts[SQL_complaint_hold].locks, STORE_RECORDS);
    assert_int_equal(sql_texts[SQL_audit_insert].locks, STORE_RECORDS);
    assert_int_equal(sql_texts[SQL_answer_erase].locks, STORE_RECORDS); // DELETE
    assert_int_equal(sql_texts[SQL_upload_break].locks, STORE_FACTS);   // UPDATE
    i64 writing = 0;
    for (i64 i = 0; i < SQL__COUNT; i++)
        writing += sql_texts[i].locks != 0;
    assert_true(writing > 300);
}

// Every name of facts/TABLES is a table: a name that was misspelt would guard nothing.
static void facts_tables_are_tables_on(ctx *c, struct store *store)
{
    (void)store;
    for (i64 i = 0; fact_tables[i]; i++) {
        struct rows rows;
        if (!strncmp(fact_tables[i], "tally_next", 10) || fact_tables[i][0] == '\0') continue;
        MUST(c, store_table_shape(c, str_of(fact_tables[i]), &rows));
    }
}

static void facts_tables_are_tables(void **state)
{
    (void)state;
    on_both(facts_tables_are_tables_on);
}

static void nobody_writes_what_is_the_others_on(ctx *c, struct store *store)
{
    (void)store;
    MUST(c, store_begin_write_in(c, STORE_FACTS));
    MUST(c, write_mapping(c, "one"));
    assert_false(write_setting(c, "a"));
    assert_int_equal(c->err.code, ERR_STORE);
    assert_string_equal(c->err.detail, "company_set");
    err_clear(c);
    MUST(c, store_commit(c)); // it was not even asked for

    MUST(c, store_begin_write_in(c, STORE_RECORDS));
    MUST(c, write_setting(c, "a"));
    assert_false(write_mapping(c, "two"));
    err_clear(c);
    static const i64 numbers[] = {1};
    const struct column column = {.type = COL_I64, .i = numbers};
    assert_false(store_append(c, "fact", &column, 1, 1));
    assert_string_equal(c->err.detail, "fact");
    err_clear(c);
    MUST(c, store_commit(c));

    MUST(c, store_begin_write(c));
    MUST(c, write_setting(c, "b") && write_mapping(c, "two"));
    MUST(c, store_commit(c));
    assert_int_equal(number_of(c, "SELECT count(*)::BIGINT FROM mapping"), 2);
    assert_int_equal(number_of(c, "SELECT count(*)::BIGINT FROM setting WHERE name IN ('a', 'b')"),
                     2);
}

static void nobody_writes_what_is_the_others(void **state)
{
    (void)state;
    on_both(nobody_writes_what_is_the_others_on);
}

// ---- Who waits for whom ----

struct second {
    struct store *store;
    enum store_locks locks;
    pthread_t thread;
    atomic_bool is_in, is_done;
};

static void *second_run(void *data)
{
    struct second *second = data;
    struct work work;
    ctx *c = work_init(&work);
    MUST(c, store_take(c, second->store));
    MUST(c, store_begin_write_in(c, second->locks));
    atomic_store(&second->is_in, true);
    if (second->locks == STORE_RECORDS) MUST(c, write_setting(c, "second"));
    MUST(c, store_commit(c));
    store_give(c);
    work_release(&work);
    atomic_store(&second->is_done, true);
    return NULL;
}

static bool comes_true(const atomic_bool *what)
{
    for (int i = 0; i < 2000 && !atomic_load(what); i++)
        (void)usleep(5000);
    return atomic_load(what);
}

static void begin_second(struct second *second, struct store *store, enum store_locks locks)
{
    *second = (struct second){.store = store, .locks = locks};
    assert_int_equal(pthread_create(&second->thread, NULL, second_run, second), 0);
}

// What is durable of the one is there while the other is still at it; then that becomes durable
// too.
static void records_do_not_wait_for_facts_on(ctx *c, struct store *store)
{
    struct second second;
    MUST(c, store_begin_write_in(c, STORE_FACTS));
    MUST(c, write_mapping(c, "long"));
    begin_second(&second, store, STORE_RECORDS);
    assert_true(comes_true(&second.is_done));
    (void)pthread_join(second.thread, NULL);
    MUST(c, write_mapping(c, "longer"));
    MUST(c, store_commit(c));
    assert_int_equal(number_of(c, "SELECT count(*)::BIGINT FROM mapping"), 2);
    assert_int_equal(number_of(c, "SELECT count(*)::BIGINT FROM setting WHERE name = 'second'"), 1);
}

static void records_do_not_wait_for_facts(void **state)
{
    (void)state;
    on_both(records_do_not_wait_for_facts_on);
}

static void who_needs_both_waits_for_each_on(ctx *c, struct store *store)
{
    static const enum store_locks held[] = {STORE_FACTS, STORE_RECORDS};
    for (i64 i = 0; i < COUNT_OF(held); i++) {
        struct second second;
        MUST(c, store_begin_write_in(c, held[i]));
        begin_second(&second, store, STORE_ALL);
        (void)usleep(100000);
        assert_false(atomic_load(&second.is_in));
        MUST(c, store_commit(c));
        assert_true(comes_true(&second.is_done));
        (void)pthread_join(second.thread, NULL);
    }
}

static void who_needs_both_waits_for_each(void **state)
{
    (void)state;
    on_both(who_needs_both_waits_for_each_on);
}

// ---- The writer's two threads ----

struct deed {
    struct change change; // first
    atomic_bool *gate;    // it waits for this inside of its transaction; NULL: it does not
    atomic_bool has_begun, is_done;
    err_code code;
};

static bool deed_apply(ctx *c, struct change **changes, i64 count)
{
    (void)c;
    for (i64 i = 0; i < count; i++) {
        struct deed *deed = (struct deed *)changes[i];
        atomic_store(&deed->has_begun, true);
        if (deed->gate) assert_true(comes_true(deed->gate));
    }
    return true;
}

static void deed_done(struct change *change, const err *failure)
{
    struct deed *deed = (struct deed *)change;
    deed->code = failure->code;
    atomic_store(&deed->is_done, true);
}

static struct deed deed_of(enum store_locks locks, atomic_bool *gate)
{
    return (struct deed){
        .change = {.apply = deed_apply, .done = deed_done, .weight = 1, .locks = locks},
        .gate = gate
    };
}

static void a_long_change_of_facts_holds_up_no_record_on(ctx *c, struct store *store)
{
    struct writer *writer = NULL;
    atomic_bool gate = false;
    struct deed facts = deed_of(STORE_FACTS, &gate), record = deed_of(STORE_RECORDS, NULL),
                both = deed_of(STORE_ALL, NULL);
    MUST(c, writer_start(c, store, clock_fixed, &writer));
    assert_true(writer_submit(writer, &facts.change));
    assert_true(comes_true(&facts.has_begun));
    assert_true(writer_submit(writer, &both.change));
    assert_true(writer_submit(writer, &record.change));
    assert_true(comes_true(&record.is_done));
    assert_false(atomic_load(&both.has_begun) || atomic_load(&facts.is_done));
    atomic_store(&gate, true);
    assert_true(comes_true(&both.is_done) && comes_true(&facts.is_done));
    writer_stop(writer);
    assert_int_equal(facts.code, ERR_NONE);
    assert_int_equal(record.code, ERR_NONE);
    assert_int_equal(both.code, ERR_NONE);
}

static void a_long_change_of_facts_holds_up_no_record(void **state)
{
    (void)state;
    on_both(a_long_change_of_facts_holds_up_no_record_on);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statements_know_what_they_need),
        cmocka_unit_test(facts_tables_are_tables),
        cmocka_unit_test(nobody_writes_what_is_the_others),
        cmocka_unit_test(records_do_not_wait_for_facts),
        cmocka_unit_test(who_needs_both_waits_for_each),
        cmocka_unit_test(a_long_change_of_facts_holds_up_no_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
