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

// A change that notes a number; a negative one fails, a huge one eats all memory.
struct note {
    struct change change; // first
    i64 number;
    atomic_int answers;
    err_code code;
    char msg[80];
};

enum { MEMORY_EATER = -2 };

static bool note_apply(ctx *c, struct change **changes, i64 count)
{
    for (i64 i = 0; i < count; i++) {
        i64 number = ((struct note *)changes[i])->number;
        struct vals vals = VALS(V_I64(number + 1000), V_STR(S("note")), V_I64(c->now_ms));
        if (!store_run(c, SQL_migration_add, vals)) return false;
        while (number == MEMORY_EATER)
            arena_alloc(c->arena, 64, 1024 * 1024);
        if (number < 0) return fail_with(c, ERR_REFUSED, "a bad note", "Write a good one.");
    }
    return true;
}

static void note_done(struct change *change, const err *failure)
{
    struct note *note = (struct note *)change;
    note->code = failure->code;
    (void)snprintf(note->msg, sizeof note->msg, "%s", failure->msg ? failure->msg : "");
    atomic_fetch_add(&note->answers, 1);
}

static struct note note_of(i64 number)
{
    return (struct note){
        .change = {.apply = note_apply, .done = note_done, .weight = 1},
          .number = number
    };
}

static i64 notes_kept(ctx *c)
{
    struct rows rows;
    MUST(c, store_rows_text(c, S("SELECT count(*)::BIGINT AS n FROM migration WHERE name = 'note'"),
                            NO_VALS, &rows));
    return rows.column[0].i[0];
}

enum { SENDERS = 8, NOTES = 100 };

struct sender {
    pthread_t thread;
    struct writer *writer;
    struct note notes[NOTES];
};

static void *send(void *p)
{
    struct sender *sender = p;
    for (i64 i = 0; i < NOTES; i++) {
        while (!writer_submit(sender->writer, &sender->notes[i].change))
            (void)usleep(1000);
    }
    return NULL;
}

static void everybody_is_answered_once_on(ctx *c, struct store *store)
{
    struct writer *writer = NULL;
    MUST(c, writer_start(c, store, clock_fixed, &writer));
    struct sender *senders = NEW_ARRAY(c->arena, struct sender, SENDERS);
    for (i64 i = 0; i < SENDERS; i++) {
        senders[i].writer = writer;
        for (i64 k = 0; k < NOTES; k++)
            senders[i].notes[k] = note_of(i * NOTES + k);
        assert_int_equal(pthread_create(&senders[i].thread, NULL, send, &senders[i]), 0);
    }
    for (i64 i = 0; i < SENDERS; i++)
        (void)pthread_join(senders[i].thread, NULL);
    writer_stop(writer); // takes what is queued to its end
    for (i64 i = 0; i < SENDERS * NOTES; i++) {
        struct note *note = &senders[i / NOTES].notes[i % NOTES];
        assert_int_equal(atomic_load(&note->answers), 1);
        assert_int_equal(note->code, ERR_NONE);
    }
    assert_int_equal(notes_kept(c), SENDERS * NOTES);
}

static void everybody_is_answered_once(void **state)
{
    (void)state;
    on_both(everybody_is_answered_once_on);
}

// Holds the writers' lock, so that changes gather in the queue.
static void fill_queue_behind(ctx *c, struct writer *writer, struct note *notes, i64 count)
{
    MUST(c, store_begin_write(c));
    for (i64 i = 0; i < count; i++)
        assert_true(writer_submit(writer, &notes[i].change));
    (void)usleep(20000); // the writer has taken the first ones and waits for the lock
    store_rollback(c);
}

static void those_who_wait_share_a_commit_on(ctx *c, struct store *store)
{
    struct writer *writer = NULL;
    MUST(c, writer_start(c, store, clock_fixed, &writer));
    struct note notes[50];
    for (i64 i = 0; i < 50; i++)
        notes[i] = note_of(i);
    fill_queue_behind(c, writer, notes, 50);
    struct note last = note_of(50);
    MUST(c, writer_apply(c, writer, &last.change));
    struct writer_counts counts = writer_counts(writer);
    assert_int_equal(counts.changes, 51);
    assert_int_equal(counts.failed, 0);
    assert_true(counts.groups < 51);
    writer_stop(writer);
    assert_int_equal(notes_kept(c), 51);
}

static void those_who_wait_share_a_commit(void **state)
{
    (void)state;
    on_both(those_who_wait_share_a_commit_on);
}

static void a_bad_change_fails_alone_on(ctx *c, struct store *store)
{
    struct writer *writer = NULL;
    MUST(c, writer_start(c, store, clock_fixed, &writer));
    struct note notes[20];
    for (i64 i = 0; i < 20; i++)
        notes[i] = note_of(i == 13 ? -1 : i);
    fill_queue_behind(c, writer, notes, 20);
    writer_stop(writer);
    for (i64 i = 0; i < 20; i++) {
        assert_int_equal(atomic_load(&notes[i].answers), 1);
        assert_int_equal(notes[i].code, i == 13 ? ERR_REFUSED : ERR_NONE);
    }
    assert_string_equal(notes[13].msg, "a bad note");
    assert_int_equal(notes_kept(c), 19);
}

static void a_bad_change_fails_alone(void **state)
{
    (void)state;
    on_both(a_bad_change_fails_alone_on);
}

static void a_change_that_outgrows_memory_is_a_failure_on(ctx *c, struct store *store)
{
    struct writer *writer = NULL;
    MUST(c, writer_start(c, store, clock_fixed, &writer));
    struct note eater = note_of(MEMORY_EATER), good = note_of(1);
    assert_false(writer_apply(c, writer, &eater.change));
    assert_int_equal(c->err.code, ERR_TOO_LARGE);
    err_clear(c);
    MUST(c, writer_apply(c, writer, &good.change));
    struct writer_counts counts = writer_counts(writer);
    assert_int_equal(counts.failed, 1);
    assert_int_equal(counts.groups, 1);
    writer_stop(writer);
    assert_int_equal(notes_kept(c), 1);
}

static void a_change_that_outgrows_memory_is_a_failure(void **state)
{
    (void)state;
    on_duckdb(a_change_that_outgrows_memory_is_a_failure_on);
}

static void without_a_writer_a_change_is_applied_here_on(ctx *c, struct store *store)
{
    (void)store;
    struct note bad = note_of(-1), good = note_of(1);
    assert_false(writer_apply(c, NULL, &bad.change));
    assert_int_equal(c->err.code, ERR_REFUSED);
    err_clear(c);
    assert_false(store_in_transaction(c));
    MUST(c, writer_apply(c, NULL, &good.change));
    assert_int_equal(atomic_load(&good.answers), 1);
    assert_int_equal(atomic_load(&bad.answers), 1);
    assert_int_equal(notes_kept(c), 1);
}

static void without_a_writer_a_change_is_applied_here(void **state)
{
    (void)state;
    on_both(without_a_writer_a_change_is_applied_here_on);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everybody_is_answered_once),
        cmocka_unit_test(those_who_wait_share_a_commit),
        cmocka_unit_test(a_bad_change_fails_alone),
        cmocka_unit_test(a_change_that_outgrows_memory_is_a_failure),
        cmocka_unit_test(without_a_writer_a_change_is_applied_here),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
