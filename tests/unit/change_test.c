#include "facts/change.h"
#include "facts/intake.h"
#include "support/teller.h"
#include "support/work.h"

#include "support/test.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

static i64 clock_fixed(void)
{
    return WORK_NOW_MS;
}

struct request {
    struct facts_change facts; // first
    atomic_int answers;
    err_code code;
};

static void request_done(struct facts_change *facts, const err *failure)
{
    struct request *request = (struct request *)facts;
    request->code = failure->code;
    atomic_fetch_add(&request->answers, 1);
}

enum { SENDERS = 8, REQUESTS = 200 };

struct sender {
    pthread_t thread;
    struct writer *writer;
    struct known *known;
    struct request requests[REQUESTS];
};

static void *send(void *p)
{
    struct sender *sender = p;
    for (i64 i = 0; i < REQUESTS; i++) {
        struct request *request = &sender->requests[i];
        while (!writer_submit(sender->writer, &request->facts.change))
            (void)usleep(1000);
        // Every tenth waits for its answer, as a client would.
        while (i % 10 == 0 && !atomic_load(&request->answers))
            (void)usleep(100);
    }
    return NULL;
}

// Request i of each sender: an own fact of a shared customer, and one that all senders send.
static struct batch *batch_of(struct teller *t, i64 sender, i64 i)
{
    ctx *c = t->c;
    const char *own = fmt(c->arena, "o-%lld-%lld", (long long)sender, (long long)i),
               *shared = fmt(c->arena, "s-%lld", (long long)i),
               *key = fmt(c->arena, "C%lld", (long long)i % 50);
    const struct encounter told[] = {
        {.id = str_of(own),
         .key = str_of(key),
         .segment = i % 2 ? S("gold") : S("blue"),
         READINGS({S("purchase"), E4(1.5)})},
        {.id = str_of(shared),                 .key = str_of(key), READINGS({S("contact"), E4(1)})},
    };
    return teller_batch(t, told, COUNT_OF(told));
}

static struct sender *senders_new(struct teller *t, struct writer *writer)
{
    struct sender *senders = NEW_ARRAY(t->c->arena, struct sender, SENDERS);
    for (i64 s = 0; s < SENDERS; s++) {
        senders[s].writer = writer;
        for (i64 i = 0; i < REQUESTS; i++) {
            struct request *request = &senders[s].requests[i];
            request->facts.batch = batch_of(t, s, i);
            request->facts.known = &t->known;
            request->facts.who = S("till");
            request->facts.done = request_done;
            facts_change_init(&request->facts);
        }
    }
    return senders;
}

static void requests_share_takes_and_lose_nothing_on(ctx *c, struct store *store)
{
    struct teller t;
    teller_init(c, &t);
    struct writer *writer = NULL;
    MUST(c, writer_start(c, store, clock_fixed, &writer));
    struct sender *senders = senders_new(&t, writer);
    for (i64 s = 0; s < SENDERS; s++)
        assert_int_equal(pthread_create(&senders[s].thread, NULL, send, &senders[s]), 0);
    for (i64 s = 0; s < SENDERS; s++)
        (void)pthread_join(senders[s].thread, NULL);
    struct fold_change fold;
    fold_change_init(&fold, (struct fold_when){0}, NULL);
    MUST(c, writer_apply(c, writer, &fold.change));
    struct writer_counts counts = writer_counts(writer);
    writer_stop(writer);
    i64 taken = 0, repeated = 0;
    for (i64 i = 0; i < SENDERS * REQUESTS; i++) {
        struct request *request = &senders[i / REQUESTS].requests[i % REQUESTS];
        assert_int_equal(atomic_load(&request->answers), 1);
        assert_int_equal(request->code, ERR_NONE);
        taken += request->facts.batch->facts_taken;
        repeated += request->facts.batch->facts_repeated;
        assert_int_equal(request->facts.batch->lines_refused, 0);
    }
    assert_int_equal(taken, SENDERS * REQUESTS + REQUESTS);
    assert_int_equal(repeated, (SENDERS - 1) * REQUESTS);
    assert_true(counts.groups < SENDERS * REQUESTS);
    assert_string_equal(teller_sum(&t, "purchase"), "n 1600, total 2400");
    assert_string_equal(teller_sum(&t, "contact"), "n 200, total 200");
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM key"), "50");
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM cube_new"), "0");
    teller_check(&t);
    teller_release(&t);
}

static void requests_share_takes_and_lose_nothing(void **state)
{
    (void)state;
    on_both(requests_share_takes_and_lose_nothing_on);
}

static bool always_fails(ctx *c, void *data)
{
    (void)data;
    return fail_with(c, ERR_REFUSED, "no", "Never.");
}

static bool does_nothing(ctx *c, void *data)
{
    (void)c;
    (void)data;
    return true;
}

// Holds the writers' lock while changes gather, so that they become one group.
static void submit_together(ctx *c, struct writer *writer, struct change **changes, i64 count)
{
    struct function_change first = {.run = does_nothing};
    function_change_init(&first);
    MUST(c, store_begin_write(c));
    assert_true(writer_submit(writer, &first.change));
    (void)usleep(50000); // the writer has taken it, and waits for the lock
    for (i64 i = 0; i < count; i++)
        assert_true(writer_submit(writer, changes[i]));
    store_rollback(c);
    while (writer_counts(writer).changes + writer_counts(writer).failed <= count)
        (void)usleep(1000);
}

static void expect_refusal(struct function_change *change, const err *failure)
{
    (void)change;
    assert_int_equal(failure->code, ERR_REFUSED);
}

static void a_group_tried_again_refuses_once_on(ctx *c, struct store *store)
{
    struct teller t;
    teller_init(c, &t);
    TAKE(&t, TOLD(.id = S("o-1"), READINGS({S("purchase"), E4(1)})));
    const struct encounter told[] = {
        TOLD(.id = S("o-1"), READINGS({S("purchase"), E4(2)})),
        TOLD(.id = S("o-2"), .unit = S("Salo"), READINGS({S("felt.new"), E4(1)})),
        TOLD(.key = S("")),
    };
    struct request requests[3] = {0};
    struct function_change bad = {.run = always_fails, .known = &t.known, .done = expect_refusal};
    function_change_init(&bad);
    struct change *changes[4];
    for (i64 i = 0; i < 3; i++) {
        requests[i].facts.batch = teller_batch(&t, told, COUNT_OF(told));
        requests[i].facts.known = &t.known;
        requests[i].facts.done = request_done;
        facts_change_init(&requests[i].facts);
        changes[i] = &requests[i].facts.change;
    }
    changes[3] = &bad.change;
    struct writer *writer = NULL;
    MUST(c, writer_start(c, store, clock_fixed, &writer));
    submit_together(c, writer, changes, 4);
    writer_stop(writer);
    assert_counts(&t, requests[0].facts.batch, "taken 1, repeated 0, refused 2");
    assert_counts(&t, requests[1].facts.batch, "taken 0, repeated 1, refused 2");
    assert_int_equal(requests[2].facts.batch->refusal_count, 2);
    assert_string_equal(teller_sum(&t, "felt.new"), "n 1, total 1");
    teller_check(&t);
    teller_release(&t);
}

static void a_group_tried_again_refuses_once(void **state)
{
    (void)state;
    on_both(a_group_tried_again_refuses_once_on);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_share_takes_and_lose_nothing),
        cmocka_unit_test(a_group_tried_again_refuses_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
