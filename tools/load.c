// load: asks a server on this machine as fast as it answers, or at a given rate, and prints how
// fast that was. Each connection has one request under way at a time and is kept open. With --rate
// a request's time counts from the moment it was due, so that a server that stalls cannot hide the
// requests that would have come meanwhile.
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CONNECTIONS_MAX 4096
#define HEAD_MAX        16384
#define FACT_BYTES_MAX  320
#define BATCH_MAX       30000
#define NS_PER_S        1000000000LL
#define EXIT_LOST       3 // the server went away: what was acknowledged is in the log

static const char usage[] =
    "load http://127.0.0.1:PORT/PATH [options]: asks a server on this machine again and again\n"
    "  --connections N      at once (32)\n"
    "  --seconds S          how long (10)\n"
    "  --count N            or how many requests\n"
    "  --rate N             requests a second; without it as fast as answers come\n"
    "  --facts N            POST N made-up facts a request; without it GET\n"
    "  --key KEY            intake key\n"
    "  --prefix TEXT        of the facts' ids (load)\n"
    "  --customers N        that the facts are about (100000)\n"
    "  --accept TYPE        media type asked for (application/json)\n"
    "  --cookies FILE       a cookie a line; connections take them in turn, as people signed in\n"
    "  --paths FILE         a path a line; each connection asks for one after the other\n"
    "  --acknowledged FILE  ids of acknowledged facts are added to it, one a line\n";

struct options {
    struct sockaddr_in to;
    char host[64];
    const char *path, *key, *prefix, *accept;
    int connections;
    double seconds;
    int64_t count, rate, facts, customers;
    FILE *acknowledged;
    struct lines {
        char **line;
        int64_t count;
    } cookies, paths;
};

struct connection {
    int fd;
    char *request;
    size_t request_size, sent;
    char head[HEAD_MAX];
    size_t head_size;
    int64_t body_left; // -1 while the head comes in
    int status;
    int64_t due_ns;     // when the request was due, or sent
    int64_t first_fact; // of the request under way
    int64_t asked;      // requests so far
};

static struct options options;
static struct connection *connections;
static int epoll_fd;
static int idle[CONNECTIONS_MAX], idle_count;

// Times in buckets of 1/64 of a power of two: within 1.6 % of the truth.
#define BUCKETS (64 * 64)
static int64_t buckets[BUCKETS];
static int64_t answered, failed, bytes_in, started, facts_made, slowest_ns;
static int last_bad_status;

static _Noreturn void end(int status, const char *why)
{
    fprintf(stderr, "load: %s\n", why);
    exit(status);
}

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * NS_PER_S + now.tv_nsec;
}

// ---- Times ----

static int bucket_of(int64_t ns)
{
    if (ns < 64) return ns < 0 ? 0 : (int)ns;
    int power = 63 - __builtin_clzll((unsigned long long)ns);
    return (power - 5) * 64 + (int)((ns >> (power - 6)) & 63);
}

static double bucket_ms(int bucket)
{
    if (bucket < 64) return bucket / 1e6;
    int power = bucket / 64 + 5;
    return (double)((int64_t)(64 + bucket % 64) << (power - 6)) / 1e6;
}

static double percentile_ms(double share)
{
    int64_t wanted = (int64_t)(share * (double)answered), seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
        seen += buckets[i];
        if (seen > wanted) return bucket_ms(i);
    }
    return (double)slowest_ns / 1e6;
}

// ---- Requests ----

// Facts of the year 2026, spread over customers and units so that neither order nor place helps the
// server.
static size_t write_fact(char *out, int64_t number)
{
    static const char *const units[] = {"Helsinki", "Tampere", "Turku", "Oulu"};
    static const char *const channels[] = {"web", "shop", "phone"};
    uint64_t mixed = (uint64_t)number * 0x9E3779B97F4A7C15u;
    mixed ^= mixed >> 29;
    int size = snprintf(
        out, FACT_BYTES_MAX,
        "{\"source\":\"load\",\"id\":\"%s-%lld\",\"happened\":\"2026-%02d-%02dT%02d:%02d:%02dZ\","
        "\"customer\":\"C%lld\",\"touchpoint\":\"checkout\",\"channel\":\"%s\","
        "\"unit\":\"%s\",\"facts\":{\"purchase\":%d.%02d}}",
        options.prefix, (long long)number, (int)(mixed % 10) + 1, (int)((mixed >> 8) % 28) + 1,
        (int)((mixed >> 16) % 24), (int)((mixed >> 24) % 60), (int)((mixed >> 32) % 60),
        (long long)(mixed % (uint64_t)options.customers), channels[(mixed >> 40) % 3],
        units[(mixed >> 44) % 4], (int)((mixed >> 48) % 200), (int)((mixed >> 56) % 100));
    return (size_t)size;
}

static void make_get(struct connection *connection)
{
    // Each begins at another path, so that not all ask for the same at once.
    int64_t number = connection - connections;
    const struct lines *paths = &options.paths, *cookies = &options.cookies;
    const char *path =
        paths->count ? paths->line[(number + connection->asked++) % paths->count] : options.path;
    const char *cookie = cookies->count ? cookies->line[number % cookies->count] : "";
    int size =
        snprintf(connection->request, HEAD_MAX,
                 "GET %s HTTP/1.1\r\nHost: %s\r\nAccept: %s\r\n%s%s%s\r\n", path, options.host,
                 options.accept, *cookie ? "Cookie: " : "", cookie, *cookie ? "\r\n" : "");
    if (size >= HEAD_MAX) end(2, "the address is too long");
    connection->request_size = (size_t)size;
}

static void make_post(struct connection *connection)
{
    static char body[FACT_BYTES_MAX * BATCH_MAX + 2];
    size_t size = 0;
    connection->first_fact = facts_made;
    for (int64_t i = 0; i < options.facts; i++) {
        body[size++] = i == 0 ? '[' : ',';
        size += write_fact(body + size, facts_made++);
    }
    body[size++] = ']';
    int head = snprintf(connection->request, HEAD_MAX,
                        "POST %s HTTP/1.1\r\nHost: %s\r\n%s%s%sContent-Type: application/json\r\n"
                        "Content-Length: %zu\r\n\r\n",
                        options.path, options.host, options.key ? "Authorization: Bearer " : "",
                        options.key ? options.key : "", options.key ? "\r\n" : "", size);
    if (head >= HEAD_MAX) end(2, "the address is too long");
    memcpy(connection->request + head, body, size);
    connection->request_size = (size_t)head + size;
}

static void lose(const char *why)
{
    if (options.acknowledged) fflush(options.acknowledged);
    fprintf(stderr, "load: the server went away (%s) after %lld answers\n", why,
            (long long)answered);
    exit(EXIT_LOST);
}

static void watch(const struct connection *connection, uint32_t events, int how)
{
    struct epoll_event event = {.events = events, .data.u32 = (uint32_t)(connection - connections)};
    if (epoll_ctl(epoll_fd, how, connection->fd, &event) != 0) end(1, "epoll_ctl failed");
}

// Sends what the socket takes; the rest when it takes more.
static void send_more(struct connection *connection)
{
    while (connection->sent < connection->request_size) {
        ssize_t size = send(connection->fd, connection->request + connection->sent,
                            connection->request_size - connection->sent, MSG_NOSIGNAL);
        if (size < 0 && errno == EAGAIN) {
            watch(connection, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
            return;
        }
        if (size <= 0) lose(strerror(errno));
        connection->sent += (size_t)size;
    }
}

static void send_request(struct connection *connection, int64_t due_ns)
{
    if (options.facts)
        make_post(connection);
    else
        make_get(connection);
    connection->sent = 0;
    connection->head_size = 0;
    connection->body_left = -1;
    connection->due_ns = due_ns;
    started++;
    send_more(connection);
}

// ---- Answers ----

static void log_acknowledged(const struct connection *connection)
{
    long long first = connection->first_fact;
    for (int64_t i = 0; options.acknowledged && i < options.facts; i++)
        fprintf(options.acknowledged, "%s-%lld\n", options.prefix, first + i);
}

static void take_answer(struct connection *connection)
{
    int64_t took_ns = now_ns() - connection->due_ns;
    buckets[bucket_of(took_ns)]++;
    if (took_ns > slowest_ns) slowest_ns = took_ns;
    answered++;
    if (connection->status == 200) {
        log_acknowledged(connection);
    } else {
        failed++;
        last_bad_status = connection->status;
    }
    idle[idle_count++] = (int)(connection - connections);
}

// What follows the head in the same bytes belongs to the body.
static void read_head(struct connection *connection)
{
    connection->head[connection->head_size] = 0;
    char *head_end = strstr(connection->head, "\r\n\r\n");
    if (!head_end) {
        if (connection->head_size == HEAD_MAX - 1) end(1, "an answer's head is too long");
        return;
    }
    char *length = strcasestr(connection->head, "\r\nContent-Length:");
    if (!length || length > head_end) end(1, "an answer has no Content-Length");
    connection->status = (int)strtol(connection->head + 9, NULL, 10);
    int64_t body = strtoll(length + 17, NULL, 10);
    int64_t have = (int64_t)(connection->head + connection->head_size - (head_end + 4));
    connection->body_left = body - have;
}

static void read_answer(struct connection *connection)
{
    static char body[262144];
    while (true) {
        bool in_head = connection->body_left < 0;
        char *to = in_head ? connection->head + connection->head_size : body;
        size_t most = in_head ? HEAD_MAX - 1 - connection->head_size : sizeof body;
        ssize_t size = recv(connection->fd, to, most, 0);
        if (size < 0 && errno == EAGAIN) return;
        if (size <= 0) lose(size == 0 ? "closed" : strerror(errno));
        bytes_in += size;
        if (in_head) {
            connection->head_size += (size_t)size;
            read_head(connection);
        } else {
            connection->body_left -= size;
        }
        if (connection->body_left == 0) break;
    }
    take_answer(connection);
}

// ---- The run ----

static void open_connections(void)
{
    size_t request_max = HEAD_MAX + (size_t)options.facts * FACT_BYTES_MAX + 2;
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    connections = calloc((size_t)options.connections, sizeof *connections);
    if (!connections || epoll_fd < 0) end(1, "no memory");
    for (int i = 0; i < options.connections; i++) {
        struct connection *connection = &connections[i];
        connection->request = malloc(request_max);
        if (!connection->request) end(1, "no memory");
        connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        int on = 1;
        setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (connect(connection->fd, (struct sockaddr *)&options.to, sizeof options.to) != 0)
            end(1, "could not connect");
        fcntl(connection->fd, F_SETFL, O_NONBLOCK);
        watch(connection, EPOLLIN, EPOLL_CTL_ADD);
        idle[idle_count++] = i;
    }
}

static void start_due(int64_t start_ns)
{
    while (idle_count > 0 && (!options.count || started < options.count)) {
        int64_t now = now_ns(), due = now;
        if (options.rate) due = start_ns + started * NS_PER_S / options.rate;
        if (due > now) return;
        send_request(&connections[idle[--idle_count]], due);
    }
}

static void wait_for_answers(int64_t start_ns)
{
    struct timespec pause = {.tv_nsec = 100 * 1000000};
    if (options.rate && idle_count > 0) {
        int64_t due = start_ns + started * NS_PER_S / options.rate - now_ns();
        pause.tv_nsec = due < 0 ? 0 : due < pause.tv_nsec ? due : pause.tv_nsec;
    }
    struct epoll_event events[256];
    int count = epoll_pwait2(epoll_fd, events, 256, &pause, NULL);
    for (int i = 0; i < count; i++) {
        struct connection *connection = &connections[events[i].data.u32];
        if (events[i].events & EPOLLOUT) {
            watch(connection, EPOLLIN, EPOLL_CTL_MOD);
            send_more(connection);
        }
        if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) read_answer(connection);
    }
}

static double run(void)
{
    int64_t start_ns = now_ns();
    int64_t end_ns = options.count ? INT64_MAX : start_ns + (int64_t)(options.seconds * 1e9);
    while (now_ns() < end_ns && (!options.count || answered < options.count)) {
        start_due(start_ns);
        wait_for_answers(start_ns);
    }
    double took_s = (double)(now_ns() - start_ns) / 1e9;
    // What is under way is still acknowledged, outside the measured time.
    int64_t counted = answered;
    while (answered < started)
        wait_for_answers(start_ns);
    answered = counted;
    return took_s;
}

static void print_result(double took_s)
{
    int64_t good = answered - failed > 0 ? answered - failed : 0;
    printf("requests %lld\nfailed %lld\nseconds %.3f\nrequests_per_s %.0f\n", (long long)answered,
           (long long)failed, took_s, (double)answered / took_s);
    if (options.facts) printf("facts_per_s %.0f\n", (double)(good * options.facts) / took_s);
    printf("mib_per_s %.1f\n", (double)bytes_in / 1048576.0 / took_s);
    printf("p50_ms %.3f\np95_ms %.3f\np99_ms %.3f\nmax_ms %.3f\n", percentile_ms(0.50),
           percentile_ms(0.95), percentile_ms(0.99), (double)slowest_ns / 1e6);
    if (failed) printf("last_bad_status %d\n", last_bad_status);
}

// ---- Options ----

// Loopback only: this tool is for one's own machine, not for anybody else's server.
static void read_address(const char *address)
{
    static const char scheme[] = "http://";
    if (strncmp(address, scheme, sizeof scheme - 1) != 0)
        end(2, "give an address as http://127.0.0.1:8080/");
    address += sizeof scheme - 1;
    const char *slash = strchr(address, '/');
    size_t size = slash ? (size_t)(slash - address) : strlen(address);
    if (size >= sizeof options.host) end(2, "the address is too long");
    memcpy(options.host, address, size);
    options.path = slash ? slash : "/";
    char name[64];
    memcpy(name, options.host, sizeof name);
    char *colon = strchr(name, ':');
    long port = colon ? strtol(colon + 1, NULL, 10) : 80;
    if (colon) *colon = 0;
    options.to.sin_family = AF_INET;
    options.to.sin_port = htons((uint16_t)port);
    const char *number = strcmp(name, "localhost") == 0 ? "127.0.0.1" : name;
    bool is_loopback = inet_pton(AF_INET, number, &options.to.sin_addr) == 1 &&
                       ntohl(options.to.sin_addr.s_addr) >> 24 == 127;
    if (!is_loopback || port <= 0 || port > 65535) end(2, "only servers on 127.0.0.1 are asked");
}

static struct lines read_lines(const char *name)
{
    struct lines lines = {NULL, 0};
    FILE *file = fopen(name, "re");
    if (!file) end(2, "a file of --cookies or --paths cannot be read");
    char *text = NULL;
    size_t room = 0;
    ssize_t size;
    while ((size = getline(&text, &room, file)) > 0) {
        if (text[size - 1] == '\n') text[size - 1] = 0;
        if (!*text) continue;
        lines.line = realloc(lines.line, (size_t)(lines.count + 1) * sizeof *lines.line);
        char *line = strdup(text);
        if (!lines.line || !line) end(1, "no memory");
        lines.line[lines.count++] = line;
    }
    free(text);
    fclose(file);
    return lines;
}

static void read_options(int argc, char **argv)
{
    enum {
        CONNECTIONS,
        SECONDS,
        COUNT,
        RATE,
        FACTS,
        KEY,
        PREFIX,
        CUSTOMERS,
        ACKNOWLEDGED,
        ACCEPT,
        COOKIES,
        PATHS
    };
    static const struct option known[] = {
        {"connections",  required_argument, NULL, CONNECTIONS },
        {"seconds",      required_argument, NULL, SECONDS     },
        {"count",        required_argument, NULL, COUNT       },
        {"rate",         required_argument, NULL, RATE        },
        {"facts",        required_argument, NULL, FACTS       },
        {"key",          required_argument, NULL, KEY         },
        {"prefix",       required_argument, NULL, PREFIX      },
        {"customers",    required_argument, NULL, CUSTOMERS   },
        {"acknowledged", required_argument, NULL, ACKNOWLEDGED},
        {"accept",       required_argument, NULL, ACCEPT      },
        {"cookies",      required_argument, NULL, COOKIES     },
        {"paths",        required_argument, NULL, PATHS       },
        {NULL,           0,                 NULL, 0           },
    };
    int option;
    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
        switch (option) {
        case CONNECTIONS:
            options.connections = (int)strtol(optarg, NULL, 10);
            break;
        case SECONDS:
            options.seconds = strtod(optarg, NULL);
            break;
        case COUNT:
            options.count = strtoll(optarg, NULL, 10);
            break;
        case RATE:
            options.rate = strtoll(optarg, NULL, 10);
            break;
        case FACTS:
            options.facts = strtoll(optarg, NULL, 10);
            break;
        case KEY:
            options.key = optarg;
            break;
        case PREFIX:
            options.prefix = optarg;
            break;
        case COOKIES:
            options.cookies = read_lines(optarg);
            break;
        case PATHS:
            options.paths = read_lines(optarg);
            break;
        case CUSTOMERS:
            options.customers = strtoll(optarg, NULL, 10);
            break;
        case ACKNOWLEDGED:
            options.acknowledged = fopen(optarg, "a");
            break;
        case ACCEPT:
            options.accept = optarg;
            break;
        default:
            fputs(usage, stderr);
            exit(2);
        }
        if (option == ACKNOWLEDGED && !options.acknowledged) end(1, "could not open the log");
    }
    if (optind != argc - 1) {
        fputs(usage, stderr);
        exit(2);
    }
    read_address(argv[optind]);
}

int main(int argc, char **argv)
{
    options = (struct options){.prefix = "load",
                               .accept = "application/json",
                               .connections = 32,
                               .seconds = 10,
                               .customers = 100000};
    read_options(argc, argv);
    bool fits = options.connections >= 1 && options.connections <= CONNECTIONS_MAX &&
                options.facts >= 0 && options.facts <= BATCH_MAX && options.customers > 0 &&
                options.rate >= 0 && options.count >= 0 && options.seconds > 0;
    if (!fits) end(2, "a number is out of bounds");
    open_connections();
    double took_s = run();
    print_result(took_s);
    if (options.acknowledged && fclose(options.acknowledged) != 0)
        end(1, "could not write the log");
    return failed ? 1 : 0;
}
