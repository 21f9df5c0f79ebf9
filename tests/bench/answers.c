// answers: customers who answer a survey of two questions, as phones do: a press that begins it,
// the next page, a press that ends it, the thanks. Two ways to call it:
//   bench_answers secrets URL CAMPAIGN COUNT            the code of the campaign's open links, then
//                                                       so many answers' ids and secrets, a line
//                                                       each
//   bench_answers run PORT FILE CONNECTIONS RATE SECONDS [ACKNOWLEDGED]
// RATE is answers a second in all, 0 as fast as it goes; a press is timed from when it was due, so
// a server that stalls hides nothing. Each acknowledged press is noted as "ID QUESTION" in
// ACKNOWLEDGED. Exit status 3: the server went away.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "settings/seal.h"
#include "support/work.h"

enum { EXIT_LOST = 3, ANSWER_BYTES = 65536, TIMES_MAX = 4000000, LOW_BITS = 21 };

static bool print_secrets(ctx *c, struct store *store, i64 campaign, i64 count)
{
    u8 key[SEAL_KEY_BYTES];
    if (!store_connect(c, store) || !seal_key(c, key)) return false;
    printf("%.*s\n", STR(seal_make(c, key, "ask", campaign)));
    for (i64 i = 0; i < count; i++) {
        struct arena_mark mark = arena_mark(c->arena);
        i64 id = (((i64)time(NULL) * 1000 + i / 1000) << LOW_BITS) + i;
        printf("%lld %.*s\n", (long long)id, STR(seal_make(c, key, "answer", id)));
        arena_rewind(c->arena, mark);
    }
    return true;
}

static int secrets(const char *url, i64 campaign, i64 count)
{
    struct work work;
    struct store *store = NULL;
    ctx *c = work_init(&work);
    bool done = store_open(c, url, (struct store_options){0}, &store) &&
                print_secrets(c, store, campaign, count);
    if (!done) fprintf(stderr, "%s\n", c->err.msg);
    work_release(&work);
    if (store) store_close(store);
    return done ? 0 : 1;
}

// ---- Answering ----

struct run {
    struct sockaddr_in to;
    char code[64];
    i64 count;
    struct one {
        char id[24], secret[40];
    } * answers;
    f64 rate;
    i64 connections, ends_ns;
    FILE *acknowledged;
};

static struct run run;
static _Atomic i64 next, finished, failed, presses, page_count, press_count;
static atomic_bool is_lost;
static float *page_ms, *press_ms;

static i64 now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (i64)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int connect_to(void)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&run.to, sizeof run.to) == 0) return fd;
    return -1;
}

// Sends, and reads one whole answer; its status, 0 when the server went away.
static int exchange(int fd, const char *request, char *answer)
{
    i64 size = (i64)strlen(request), got = 0, whole = -1;
    if (write(fd, request, (size_t)size) != size) return 0;
    while (whole < 0 || got < whole) {
        ssize_t n = read(fd, answer + got, (size_t)(ANSWER_BYTES - 1 - got));
        if (n <= 0) return 0;
        got += n;
        answer[got] = '\0';
        const char *end = whole < 0 ? strstr(answer, "\r\n\r\n") : NULL;
        if (!end) continue;
        const char *length = strstr(answer, "Content-Length: ");
        i64 body = length && length < end ? strtoll(length + 16, NULL, 10) : 0;
        whole = end + 4 - answer + body;
    }
    return (int)strtol(answer + 9, NULL, 10);
}

static void note_time(float *times, _Atomic i64 *count, i64 since_ns)
{
    i64 at = atomic_fetch_add(count, 1);
    if (at < TIMES_MAX) times[at] = (float)(now_ns() - since_ns) / 1e6F;
}

struct asking {
    int fd;
    const struct one *one;
    i64 number;
    char *answer, request[2000];
};

static bool press(struct asking *asking, const char *question, const char *body, i64 due_ns)
{
    u32 n = (u32)asking->number;
    snprintf(asking->request, sizeof asking->request,
             "POST /answer/%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nX-Forwarded-For: 10.%u.%u.%u\r\n"
             "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s",
             asking->one->secret, ntohs(run.to.sin_port), n >> 16 & 255, n >> 8 & 255, n & 255,
             strlen(body), body);
    int status = exchange(asking->fd, asking->request, asking->answer);
    if (!status) return false;
    if (status != 303 && atomic_fetch_add(&failed, 1) == 0)
        fprintf(stderr, "%.600s\n", asking->answer);
    note_time(press_ms, &press_count, due_ns);
    atomic_fetch_add(&presses, 1);
    if (run.acknowledged && status == 303)
        fprintf(run.acknowledged, "%s,%s\n", asking->one->id, question);
    return true;
}

static bool look(struct asking *asking)
{
    i64 since_ns = now_ns();
    snprintf(asking->request, sizeof asking->request,
             "GET /answer/%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: text/html\r\n"
             "Accept-Encoding: gzip\r\n\r\n",
             asking->one->secret, ntohs(run.to.sin_port));
    int status = exchange(asking->fd, asking->request, asking->answer);
    if (!status) return false;
    if (status != 200 && atomic_fetch_add(&failed, 1) == 0)
        fprintf(stderr, "%.600s\n", asking->answer);
    note_time(page_ms, &page_count, since_ns);
    return true;
}

static void wait_until(i64 due_ns)
{
    i64 left_ns = due_ns - now_ns();
    struct timespec nap = {left_ns / 1000000000, left_ns % 1000000000};
    if (left_ns > 0) nanosleep(&nap, NULL);
}

static bool answer_one(struct asking *asking, i64 due_ns)
{
    char begin[300];
    snprintf(begin, sizeof begin, "ask=%s&way=link&q=nps&v=%lld", run.code,
             (long long)(asking->number % 11));
    return press(asking, "nps", begin, due_ns) && look(asking) &&
           press(asking, "why", "q=why&v=The+parcel+came+on+the+day+it+was+promised", now_ns()) &&
           look(asking);
}

static void *customer(void *data)
{
    i64 began_ns = *(i64 *)data;
    struct asking asking = {.fd = connect_to(), .answer = malloc(ANSWER_BYTES)};
    while (asking.fd >= 0 && asking.answer) {
        asking.number = atomic_fetch_add(&next, 1);
        i64 due_ns = now_ns();
        if (run.rate > 0) {
            due_ns = began_ns + (i64)((f64)asking.number / run.rate * 1e9);
            wait_until(due_ns);
        }
        if (asking.number >= run.count || now_ns() >= run.ends_ns) break;
        asking.one = &run.answers[asking.number];
        if (!answer_one(&asking, due_ns)) {
            atomic_store(&is_lost, true);
            break;
        }
        atomic_fetch_add(&finished, 1);
    }
    if (asking.fd < 0) atomic_store(&is_lost, true);
    free(asking.answer);
    return NULL;
}

static int smaller_first(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static void tell_times(const char *name, float *times, i64 count)
{
    count = MIN(count, TIMES_MAX);
    if (!count) return;
    qsort(times, (size_t)count, sizeof *times, smaller_first);
    printf("%s_p50_ms %.2f\n%s_p95_ms %.2f\n%s_p99_ms %.2f\n", name, (f64)times[count / 2], name,
           (f64)times[count * 95 / 100], name, (f64)times[count * 99 / 100]);
}

static bool read_answers(const char *path)
{
    FILE *file = fopen(path, "r");
    if (!file || fscanf(file, "%63s", run.code) != 1) return false;
    run.answers = calloc(TIMES_MAX, sizeof *run.answers);
    while (run.answers && run.count < TIMES_MAX &&
           fscanf(file, "%23s %39s", run.answers[run.count].id, run.answers[run.count].secret) == 2)
        run.count++;
    fclose(file);
    return run.count > 0;
}

static int answer_all(void)
{
    pthread_t threads[1024];
    i64 began_ns = now_ns();
    page_ms = calloc(TIMES_MAX, sizeof *page_ms);
    press_ms = calloc(TIMES_MAX, sizeof *press_ms);
    run.ends_ns += began_ns;
    for (i64 i = 0; i < run.connections; i++)
        if (pthread_create(&threads[i], NULL, customer, &began_ns)) return 1;
    for (i64 i = 0; i < run.connections; i++)
        pthread_join(threads[i], NULL);
    f64 seconds = (f64)(now_ns() - began_ns) / 1e9;
    printf("answers %lld\nanswers_per_s %.0f\npresses_per_s %.0f\nfailed %lld\n",
           (long long)finished, (f64)finished / seconds, (f64)presses / seconds, (long long)failed);
    tell_times("page", page_ms, page_count);
    tell_times("press", press_ms, press_count);
    return is_lost ? EXIT_LOST : 0;
}

int main(int count, char **words)
{
    if (count == 5 && !strcmp(words[1], "secrets"))
        return secrets(words[2], strtoll(words[3], NULL, 10), strtoll(words[4], NULL, 10));
    if (count < 7 || strcmp(words[1], "run") != 0 || !read_answers(words[3])) {
        fprintf(stderr, "bench_answers secrets URL CAMPAIGN COUNT\n"
                        "bench_answers run PORT FILE CONNECTIONS RATE SECONDS [ACKNOWLEDGED]\n");
        return 2;
    }
    run.to = (struct sockaddr_in){.sin_family = AF_INET,
                                  .sin_port = htons((unsigned short)strtol(words[2], NULL, 10)),
                                  .sin_addr = {htonl(INADDR_LOOPBACK)}};
    run.connections = MIN(strtoll(words[4], NULL, 10), 1024);
    run.rate = strtod(words[5], NULL);
    run.ends_ns = strtoll(words[6], NULL, 10) * 1000000000;
    if (count > 7) run.acknowledged = fopen(words[7], "a");
    if (run.acknowledged) setvbuf(run.acknowledged, NULL, _IOLBF, 0);
    return answer_all();
}
