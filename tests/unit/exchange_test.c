// Requests that wait without a thread and go on with a worker, several times over.
#include "http/exchange.h"

#include <pthread.h>
#include <unistd.h>

#include "support/http_client.h"
#include "support/work.h"

#include "support/test.h"

enum { STEPS = 5, ASKERS = 8, ASKED_EACH = 40 };

static atomic_int lent;
static struct work work;

struct journey {
    struct response *response;
    i64 step, fails_at;
    bool at_once;
};

static bool go_on(ctx *c, struct request *request, struct response *response, void *data);

static void *resume_soon(void *data)
{
    struct journey *journey = data;
    usleep(500);
    response_resume(journey->response, go_on, journey);
    return NULL;
}

static bool leave(ctx *c, struct journey *journey)
{
    (void)c;
    response_later(journey->response);
    pthread_t thread;
    if (journey->at_once) { // the worker goes on before this thread is out of the handler
        response_resume(journey->response, go_on, journey);
        usleep(300);
        return true;
    }
    assert(pthread_create(&thread, NULL, resume_soon, journey) == 0);
    pthread_detach(thread);
    return true;
}

static bool go_on(ctx *c, struct request *request, struct response *response, void *data)
{
    struct journey *journey = data;
    assert(c->err.code == ERR_NONE);
    assert(request->route && response == journey->response);
    assert(atomic_load(&lent) > 0); // a handler again, with what it is lent
    if (++journey->step == journey->fails_at) return fail(c, ERR_STORE, "the disk is full");
    if (journey->step < STEPS) return leave(c, journey);
    response_body(response, "text/plain",
                  str_of(fmt(c->arena, "%lld steps", (long long)journey->step)));
    return true;
}

static bool begin_journey(ctx *c, struct request *request, struct response *response)
{
    struct journey *journey = NEW(c->arena, struct journey);
    journey->response = response;
    journey->fails_at = request_i64(request, "fails", 0);
    journey->at_once = request_i64(request, "at_once", 0) != 0;
    return leave(c, journey);
}

static const struct field journey_in[] = {
    {.name = "fails", .type = FIELD_I64, .min = 0, .max = STEPS},
    {.name = "at_once",       .type = FIELD_I64, .min = 0, .max = 1},
    {0              },
};
static const struct route routes[] = {
    {GET, "/journey", begin_journey, .what = "Goes on and on.", .in = journey_in},
};

static bool lend(ctx *c, void *app)
{
    (void)c;
    (void)app;
    atomic_fetch_add(&lent, 1);
    return true;
}

static void take_back(ctx *c, void *app)
{
    (void)c;
    (void)app;
    atomic_fetch_sub(&lent, 1);
}

static i64 now(void)
{
    return WORK_NOW_MS;
}

static struct server *serve(ctx *c)
{
    struct server *server = NULL;
    const struct server_options options = {.listen = "127.0.0.1:0",
                                           .routes = routes,
                                           .route_count = COUNT_OF(routes),
                                           .workers = 2,
                                           .now_ms = now,
                                           .begin = lend,
                                           .end = take_back};
    assert_true(server_start(c, &options, &server));
    return server;
}

static str ask(struct arena *into, const struct server *server, const char *path)
{
    const char *at = server_address(server);
    const char *text =
        fmt(into, "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", path, at);
    return client_ask(into, at, str_of(text));
}

static void a_request_goes_on_with_a_worker_as_often_as_it_likes(void **state)
{
    (void)state;
    ctx *c = work_init(&work);
    struct server *server = serve(c);
    static const char *const paths[] = {"/journey", "/journey?at_once=1"};
    for (i64 i = 0; i < COUNT_OF(paths); i++) {
        str answer = ask(c->arena, server, paths[i]);
        assert_true(str_starts(answer, S("HTTP/1.1 200")));
        assert_true(str_ends(answer, S("5 steps")));
    }
    server_stop(server);
    assert_int_equal(atomic_load(&lent), 0);
    work_release(&work);
}

static void a_failure_on_the_way_is_the_answer(void **state)
{
    (void)state;
    ctx *c = work_init(&work);
    struct server *server = serve(c);
    for (int step = 1; step <= STEPS; step++) {
        for (int at_once = 0; at_once < 2; at_once++) {
            const char *path = fmt(c->arena, "/journey?fails=%d&at_once=%d", step, at_once);
            str answer = ask(c->arena, server, path);
            assert_true(str_starts(answer, S("HTTP/1.1 503")));
            assert_true(str_find(answer, S("the disk is full")) > 0);
        }
    }
    server_stop(server);
    assert_int_equal(atomic_load(&lent), 0);
    work_release(&work);
}

static void *ask_many(void *data)
{
    struct server *server = data;
    struct arena arena;
    i64 right = 0;
    for (int i = 0; i < ASKED_EACH; i++) {
        arena_init(&arena, 10 * 1024 * 1024);
        const char *path = i % 2 ? "/journey" : "/journey?at_once=1";
        right += str_ends(ask(&arena, server, path), S("5 steps"));
        arena_release(&arena);
    }
    return right == ASKED_EACH ? data : NULL;
}

static void many_go_on_at_once_with_two_workers(void **state)
{
    (void)state;
    struct server *server = serve(work_init(&work));
    pthread_t threads[ASKERS];
    for (int i = 0; i < ASKERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, ask_many, server), 0);
    for (int i = 0; i < ASKERS; i++) {
        void *right = NULL;
        pthread_join(threads[i], &right);
        assert_non_null(right);
    }
    server_stop(server);
    assert_int_equal(atomic_load(&lent), 0);
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_goes_on_with_a_worker_as_often_as_it_likes),
        cmocka_unit_test(a_failure_on_the_way_is_the_answer),
        cmocka_unit_test(many_go_on_at_once_with_two_workers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
