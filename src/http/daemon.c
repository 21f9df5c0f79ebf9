// The only file that sees libmicrohttpd. Its threads read requests and write answers, nothing else:
// when a request is complete its connection is suspended and the exchange goes to a worker;
// daemon_wake resumes it when the answer is made.
//
// libmicrohttpd 0.9.75 calls on_request once with the headers (where a refusal may be answered at
// once), then with each piece of the body, then once more when the body is whole, and again after a
// resume.
#include "http/http.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <pthread.h>
#include <unistd.h>

#include "base/log.h"
#include "bounds.h"
#include "http/body.h"
#include "http/exchange.h"
#include "http/inputs.h"
#include "http/listen.h"
#include "http/peer.h"
#include "http/workers.h"

// An arena that a large request blew up is not kept for small ones.
#define KEPT_ARENA_BYTES (256LL * 1024)
// An answer that nobody reads does not keep the server from stopping.
#define LAST_ANSWERS_S 5

struct server {
    struct server_options options;
    struct listening listening;
    struct MHD_Daemon *daemon;
    struct workers *workers;
    struct MHD_Response *full; // when there is no exchange left
    atomic_bool stops;
    pthread_mutex_t lock; // guards the rest
    pthread_cond_t fewer;
    struct exchange *pool;
    i64 open;      // exchanges out of the pool
    i64 suspended; // of these: those that wait for their answer
    i64 uploading; // of these: those that send files
};

const struct server_options *server_options(const struct server *server)
{
    return &server->options;
}

const char *server_address(const struct server *server)
{
    return server->listening.address;
}

// ---- Exchanges ----

static struct exchange *pool_take(struct server *server)
{
    pthread_mutex_lock(&server->lock);
    struct exchange *x = server->pool;
    if (x) {
        server->pool = x->next;
        server->open++;
    }
    pthread_mutex_unlock(&server->lock);
    return x;
}

static void pool_give(struct server *server, struct exchange *x)
{
    pthread_mutex_lock(&server->lock);
    x->next = server->pool;
    server->pool = x;
    server->open--;
    server->uploading -= x->is_uploading;
    if (server->open == 0) pthread_cond_broadcast(&server->fewer);
    pthread_mutex_unlock(&server->lock);
}

// False when the server stops: from then on the number of suspended requests only falls.
static bool count_suspended(struct server *server)
{
    pthread_mutex_lock(&server->lock);
    bool goes_on = !atomic_load(&server->stops);
    server->suspended += goes_on;
    pthread_mutex_unlock(&server->lock);
    return goes_on;
}

static void count_woken(struct server *server)
{
    pthread_mutex_lock(&server->lock);
    server->suspended--;
    if (server->suspended == 0) pthread_cond_broadcast(&server->fewer);
    pthread_mutex_unlock(&server->lock);
}

static void exchange_reset(struct exchange *x)
{
    struct arena arena = x->arena, later_arena = x->later_arena;
    struct server *server = x->server;
    *x = (struct exchange){.arena = arena, .later_arena = later_arena, .server = server};
    const struct server_options *options = &server->options;
    x->c = (ctx){
        .arena = &x->arena,
        .now_ms = options->now_ms(),
        .random = options->random,
        .random_state = options->random_state,
        .lang = options->langs ? options->langs[0] : "en",
        .cwd_fd = AT_FDCWD,
        .stop = &server->stops,
    };
    x->response.exchange = x;
    x->request.app = options->app;
    x->request.secret = options->secret;
    x->began_ms = x->c.now_ms;
}

static bool keep_target(ctx *c, void *data)
{
    struct request *request = data;
    request->target = str_copy(c->arena, request->target);
    return true;
}

// Called with the request line as it came, before libmicrohttpd decodes it in place. What it
// returns is *req_cls later.
static void *on_target(void *data, const char *target, struct MHD_Connection *connection)
{
    struct server *server = data;
    struct exchange *x = pool_take(server);
    if (!x) return NULL;
    exchange_reset(x);
    x->connection = connection;
    x->request.target = str_of(target);
    // A failure stays in c->err and is answered with the head.
    if (!ctx_try(&x->c, keep_target, &x->request)) x->request.target = S("/");
    return x;
}

static void empty_arena(struct arena *arena)
{
    if (arena->size_bytes <= KEPT_ARENA_BYTES) {
        arena_clear(arena);
        return;
    }
    arena_release(arena);
    arena_init(arena, BOUND_REQUEST_ARENA_BYTES);
}

static void on_completed(void *data, struct MHD_Connection *connection, void **req_cls,
                         enum MHD_RequestTerminationCode how)
{
    (void)connection;
    (void)how;
    struct exchange *x = *req_cls;
    if (!x) return;
    *req_cls = NULL;
    if (x->message) MHD_destroy_response(x->message);
    empty_arena(&x->later_arena);
    empty_arena(&x->arena);
    pool_give(data, x);
}

// ---- Answers ----

static void make_message(struct exchange *x)
{
    const struct response *response = &x->response;
    // libmicrohttpd only reads from it.
    void *body = (void *)(uintptr_t)response->body.s;
    if (response->has_file) // closed by libmicrohttpd with the message
        x->message =
            MHD_create_response_from_fd64((uint64_t)response->file_size, response->file_fd);
    else
        x->message = MHD_create_response_from_buffer((size_t)response->body.size, body,
                                                     MHD_RESPMEM_PERSISTENT);
    if (!x->message) return;
    for (i64 i = 0; i < response->header_count; i++)
        MHD_add_response_header(x->message, response->headers[i].name.s,
                                response->headers[i].value.s);
    if (x->closes || atomic_load(&x->server->stops))
        MHD_add_response_header(x->message, "Connection", "close");
}

static enum MHD_Result queue_message(struct exchange *x)
{
    x->stage = EXCHANGE_ANSWERED;
    if (!x->message) return MHD_NO; // no memory: all that is left is closing
    return MHD_queue_response(x->connection, (unsigned)x->response.status, x->message);
}

// Answers on the I/O thread: refusals only, which take no work.
static enum MHD_Result answer_here(struct exchange *x)
{
    exchange_finish(x);
    make_message(x);
    return queue_message(x);
}

void daemon_wake(struct exchange *x)
{
    struct server *server = x->server;
    struct MHD_Connection *connection = x->connection;
    make_message(x);
    x->stage = EXCHANGE_ANSWERED;
    // From the resume on x belongs to the I/O thread.
    MHD_resume_connection(connection);
    count_woken(server);
}

void daemon_resume(struct exchange *x)
{
    workers_push_again(x->server->workers, x);
}

bool daemon_count_upload(struct exchange *x)
{
    struct server *server = x->server;
    pthread_mutex_lock(&server->lock);
    x->is_uploading = server->uploading < BOUND_UPLOADS_AT_ONCE;
    server->uploading += x->is_uploading;
    pthread_mutex_unlock(&server->lock);
    return x->is_uploading;
}

void daemon_go_on(struct exchange *x)
{
    struct server *server = x->server;
    x->stage = EXCHANGE_ADMITTED;
    MHD_resume_connection(x->connection);
    count_woken(server);
}

// ---- Requests ----

struct head_reading {
    struct exchange *x;
    struct request_head head;
};

static enum MHD_Result keep_header(void *data, enum MHD_ValueKind kind, const char *name,
                                   size_t name_size, const char *value, size_t value_size)
{
    (void)kind;
    struct request *request = data;
    // The text stays where libmicrohttpd has it until the answer is sent. One too many is enough to
    // refuse them all.
    request->headers[request->header_count++] = (struct pair){
        {name ? name : "",   (i64)name_size },
        {value ? value : "", (i64)value_size},
    };
    return request->header_count > BOUND_HEADERS ? MHD_NO : MHD_YES;
}

static void choose_lang(struct exchange *x)
{
    const char *const *langs = x->server->options.langs;
    i64 count = 0;
    while (langs && langs[count])
        count++;
    if (count == 0) return;
    i64 chosen = accept_choose(request_header(&x->request, "Accept-Language"), langs, count);
    x->c.lang = langs[MAX(chosen, 0)];
}

static bool fail_stopping(ctx *c)
{
    return fail_with(c, ERR_STOPPED, tr(c, "the server is stopping"),
                     tr(c, "Try again when it runs again."));
}

static void find_peer(struct exchange *x)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(x->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    char number[INET6_ADDRSTRLEN] = "";
    const struct sockaddr *peer = info ? info->client_addr : NULL;
    if (peer && peer->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)peer)->sin_addr, number,
                  sizeof number);
    if (peer && peer->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)peer)->sin6_addr, number,
                  sizeof number);
    peer_read(&x->c, &x->request, str_of(number), x->server->options.proxies);
}

static bool read_head(ctx *c, void *data)
{
    struct head_reading *reading = data;
    struct exchange *x = reading->x;
    struct request *request = &x->request;
    const struct server_options *options = &x->server->options;
    request->headers = NEW_ARRAY(c->arena, struct pair, BOUND_HEADERS + 1);
    MHD_get_connection_values_n(x->connection, MHD_HEADER_KIND, keep_header, request);
    choose_lang(x);
    find_peer(x);
    if (atomic_load(&x->server->stops)) return fail_stopping(c);
    if (!request_check(c, request, &reading->head)) {
        x->response.status = reading->head.status;
        return false;
    }
    const char *lang = options->lang ? options->lang(request) : NULL;
    if (lang) c->lang = lang;
    bool known_method = reading->head.is_get || reading->head.is_post;
    if (!router_find(c, options->routes, options->route_count, known_method, request,
                     &x->response) ||
        !inputs_read_query(c, request))
        return false;
    return body_prepare(c, x, reading->head.body_size);
}

static enum MHD_Result suspend(struct exchange *x, enum exchange_stage stage);

static enum MHD_Result begin(struct exchange *x, const char *method, const char *version)
{
    x->stage = EXCHANGE_BODY;
    struct head_reading reading = {
        .x = x,
        .head = {.method = method,
                 .version = version,
                 .host = x->server->listening.host,
                 .hosts = x->server->options.hosts},
    };
    if (x->c.err.code == ERR_NONE && ctx_try(&x->c, read_head, &reading))
        return x->multipart ? suspend(x, EXCHANGE_ADMIT) : MHD_YES;
    // A body may follow, and after a refused head nobody can say where it ends.
    x->closes = true;
    return answer_here(x);
}

// A body without a stated size may turn out too large half-way, where libmicrohttpd takes no
// answer: its end is waited for, but not for ever.
static enum MHD_Result add_body(struct exchange *x, str bytes)
{
    if (x->c.err.code == ERR_NONE) {
        struct body_part part = {x, bytes};
        if (ctx_try(&x->c, body_take, &part)) return MHD_YES;
        x->closes = true;
    }
    x->body_refused_bytes += bytes.size;
    if (body_is_too_slow(x)) return MHD_NO;
    return x->body_refused_bytes > BOUND_BODY_BYTES ? MHD_NO : MHD_YES;
}

// Hands the exchange to a worker; its answer, or daemon_go_on, resumes the connection.
static enum MHD_Result suspend(struct exchange *x, enum exchange_stage stage)
{
    struct server *server = x->server;
    if (stage == EXCHANGE_ADMIT) x->closes = true; // a refusal from here on leaves the body unread
    if (!workers_reserve(server->workers)) {
        (void)!fail_with(&x->c, ERR_BUSY, tr(&x->c, "too many requests wait already"),
                         tr(&x->c, "Try again in a moment."));
        return answer_here(x);
    }
    if (!count_suspended(server)) {
        workers_unreserve(server->workers);
        (void)!fail_stopping(&x->c);
        return answer_here(x);
    }
    x->closes = false;
    x->stage = stage;
    MHD_suspend_connection(x->connection);
    workers_push(server->workers, x);
    return MHD_YES;
}

static enum MHD_Result dispatch(struct exchange *x)
{
    return x->c.err.code == ERR_NONE ? suspend(x, EXCHANGE_WORK) : answer_here(x);
}

static enum MHD_Result on_request(void *data, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **req_cls)
{
    (void)url;
    struct server *server = data;
    struct exchange *x = *req_cls;
    if (!x) return MHD_queue_response(connection, 503, server->full);
    switch (x->stage) {
    case EXCHANGE_HEAD:
        return begin(x, method, version);
    case EXCHANGE_ADMITTED:
        x->stage = EXCHANGE_BODY;
        return MHD_YES;
    case EXCHANGE_BODY:
        if (*upload_size == 0) return dispatch(x);
        enum MHD_Result taken = add_body(x, (str){upload, (i64)*upload_size});
        *upload_size = 0;
        return taken;
    case EXCHANGE_ANSWERED:
        return queue_message(x);
    case EXCHANGE_ADMIT:
    case EXCHANGE_WORK:
        break;
    }
    assert(false); // a suspended request is not given to us
    return MHD_NO;
}

// ---- Start and stop ----

PRINTF(2, 0)
static void on_log(void *data, const char *format, va_list args)
{
    (void)data;
    char text[300];
    vsnprintf(text, sizeof text, format, args);
    log_line(LOG_DEBUG, "libmicrohttpd", "says", text, NULL);
}

static struct MHD_Daemon *start_daemon(struct server *server)
{
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO |
                     MHD_USE_ERROR_LOG | MHD_USE_SUPPRESS_DATE_NO_CLOCK; // Date is ours: from ctx
    unsigned threads = (unsigned)server->options.io_threads;
    bool is_open = server->listening.is_outside && !server->options.proxies;
    i64 per_address = is_open ? BOUND_CONNECTIONS_STRANGER : BOUND_CONNECTIONS_PER_IP;
    return MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, server, MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL,
        MHD_OPTION_LISTEN_SOCKET, server->listening.fd, MHD_OPTION_THREAD_POOL_SIZE,
        threads > 1 ? threads : 0U, MHD_OPTION_CONNECTION_LIMIT, (unsigned)BOUND_CONNECTIONS,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)per_address,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)BOUND_CONNECTION_BYTES,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)BOUND_CONNECTION_IDLE_S,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK, on_target, server,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, server, MHD_OPTION_END);
}

static void fill_defaults(struct server_options *options)
{
    i32 processors = (i32)sysconf(_SC_NPROCESSORS_ONLN);
    if (options->io_threads == 0) options->io_threads = MAX(2, processors / 2);
    if (options->workers == 0) options->workers = MAX(2, 2 * processors);
    if (options->waiting_max == 0) options->waiting_max = BOUND_REQUESTS_WAITING;
    if (!options->uploads) options->uploads = "/var/tmp";
}

static void fill_pool(ctx *c, struct server *server)
{
    static char no_memory[] =
        "{\"error\":{\"code\":\"BUSY\",\"msg\":\"too many requests at once\"}}";
    server->full =
        MHD_create_response_from_buffer(sizeof no_memory - 1, no_memory, MHD_RESPMEM_PERSISTENT);
    MHD_add_response_header(server->full, "Connection", "close");
    struct exchange *exchanges = NEW_ARRAY(c->arena, struct exchange, BOUND_CONNECTIONS);
    for (i64 i = 0; i < BOUND_CONNECTIONS; i++) {
        exchanges[i].server = server;
        arena_init(&exchanges[i].arena, BOUND_REQUEST_ARENA_BYTES);
        arena_init(&exchanges[i].later_arena, BOUND_REQUEST_ARENA_BYTES);
        exchanges[i].next = server->pool;
        server->pool = &exchanges[i];
    }
}

// Beyond loopback a Host header is all that tells our pages from those of a name that somebody else
// made lead here.
static bool check_outside(ctx *c, const struct server_options *options, struct listening *listening)
{
    bool has_hosts = options->hosts && options->hosts[0];
    if (!listening->is_outside || has_hosts) return true;
    close(listening->fd);
    return fail_with(c, ERR_USAGE, tr(c, "the server has no name to be reached by"),
                     tr(c, "Give the name that people use with --host, as in cx.example.com."));
}

static void check_options(const struct server_options *options)
{
    assert(options->now_ms);
    assert(options->routes && options->route_count > 0);
    assert(!options->has_accounts || (options->who && options->may));
    for (i64 i = 0; i < options->route_count; i++) {
        const struct route *route = &options->routes[i];
        assert(route->method == GET || route->is_keyed || (options->secret && options->random));
        assert(!route->may || options->may);
    }
}

bool server_start(ctx *c, const struct server_options *options, struct server **out)
{
    check_options(options);
    struct server *server = NEW(c->arena, struct server);
    server->options = *options;
    fill_defaults(&server->options);
    pthread_mutex_init(&server->lock, NULL);
    pthread_cond_init(&server->fewer, NULL);
    if (!listen_open(c, options->listen, options->has_accounts, &server->listening) ||
        !check_outside(c, options, &server->listening))
        return false;
    fill_pool(c, server);
    if (!workers_start(c, server->options.workers, server->options.waiting_max, &server->workers)) {
        close(server->listening.fd);
        return false;
    }
    server->daemon = start_daemon(server);
    if (!server->daemon) {
        workers_stop(server->workers);
        close(server->listening.fd);
        return fail_detail(c, ERR_SYSTEM, tr(c, "could not start the server"), NULL,
                           "MHD_start_daemon failed");
    }
    *out = server;
    return true;
}

static void wait_for_answers(struct server *server)
{
    struct timespec until;
    pthread_mutex_lock(&server->lock);
    while (server->suspended > 0)
        pthread_cond_wait(&server->fewer, &server->lock);
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += LAST_ANSWERS_S;
    int waited = 0;
    while (server->open > 0 && waited == 0)
        waited = pthread_cond_timedwait(&server->fewer, &server->lock, &until);
    pthread_mutex_unlock(&server->lock);
}

void server_stop(struct server *server)
{
    // New connections are refused by the system, further requests on old ones by us.
    pthread_mutex_lock(&server->lock);
    atomic_store(&server->stops, true);
    pthread_mutex_unlock(&server->lock);
    int fd = MHD_quiesce_daemon(server->daemon);
    if (fd >= 0) close(fd);
    wait_for_answers(server);
    MHD_stop_daemon(server->daemon);
    workers_stop(server->workers);
    MHD_destroy_response(server->full);
    for (struct exchange *x = server->pool; x; x = x->next) {
        arena_release(&x->later_arena);
        arena_release(&x->arena);
    }
    pthread_mutex_destroy(&server->lock);
    pthread_cond_destroy(&server->fewer);
}
