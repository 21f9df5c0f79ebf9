#include "support/smtp_server.h"

#include "support/certificate.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MESSAGES_MAX = 64, LINE_BYTES = 4096, MESSAGE_BYTES = 200000 };

struct smtp_test_server {
    struct smtp_habits habits;
    int listen_fd;
    i64 port;
    char ca_file[500];
    SSL_CTX *tls;
    pthread_t thread;
    atomic_bool is_stopping;
    pthread_mutex_t mutex; // guards what follows
    char *messages[MESSAGES_MAX];
    i64 count, calls;
};

// One connection.
struct talk {
    struct smtp_test_server *server;
    int fd;
    SSL *tls; // NULL: not encrypted
    char envelope[LINE_BYTES];
};

static i64 talk_read(struct talk *talk, char *byte)
{
    struct pollfd poll_fd = {.fd = talk->fd, .events = POLLIN};
    if (talk->tls && SSL_pending(talk->tls)) return SSL_read(talk->tls, byte, 1);
    for (i64 tries = 0; tries < 100 && !atomic_load(&talk->server->is_stopping); tries++)
        if (poll(&poll_fd, 1, 50) > 0)
            return talk->tls ? SSL_read(talk->tls, byte, 1) : read(talk->fd, byte, 1);
    return -1;
}

static bool talk_line(struct talk *talk, char line[LINE_BYTES])
{
    i64 size = 0;
    while (size < LINE_BYTES - 1) {
        if (talk_read(talk, &line[size]) != 1) return false;
        if (line[size++] == '\n') break;
    }
    line[size] = '\0';
    return true;
}

static void say(struct talk *talk, const char *line)
{
    char text[LINE_BYTES];
    int size = snprintf(text, sizeof text, "%s\r\n", line);
    if (talk->tls)
        (void)SSL_write(talk->tls, text, size);
    else
        (void)!write(talk->fd, text, (size_t)size);
}

static bool encrypt(struct talk *talk)
{
    talk->tls = SSL_new(talk->server->tls);
    SSL_set_fd(talk->tls, talk->fd);
    return SSL_accept(talk->tls) == 1;
}

static void greet(struct talk *talk)
{
    const struct smtp_habits *habits = &talk->server->habits;
    say(talk, "250-localhost");
    if (habits->has_tls && !talk->tls) say(talk, "250-STARTTLS");
    if (habits->wants_sign_in) say(talk, "250-AUTH PLAIN");
    say(talk, "250 8BITMIME");
}

static void keep(struct talk *talk, const char *text)
{
    struct smtp_test_server *server = talk->server;
    (void)pthread_mutex_lock(&server->mutex);
    if (server->count < MESSAGES_MAX) {
        size_t size = strlen(talk->envelope) + strlen(text) + 1;
        server->messages[server->count] = calloc(size, 1);
        (void)snprintf(server->messages[server->count++], size, "%s%s", talk->envelope, text);
    }
    (void)pthread_mutex_unlock(&server->mutex);
}

static bool take_message(struct talk *talk)
{
    char line[LINE_BYTES], *text = calloc(MESSAGE_BYTES, 1);
    size_t size = 0;
    say(talk, "354 go on");
    bool is_whole = false;
    while (!is_whole && talk_line(talk, line)) {
        is_whole = !strcmp(line, ".\r\n");
        const char *plain = line[0] == '.' && !is_whole ? line + 1 : line;
        size_t add = strlen(plain);
        if (is_whole || size + add >= MESSAGE_BYTES) continue;
        memcpy(text + size, plain, add + 1);
        size += add;
    }
    const char *answer = talk->server->habits.to_message;
    if (is_whole && (!answer || answer[0] == '2' || !*answer)) keep(talk, text);
    free(text);
    if (answer && !*answer) return false;
    say(talk, answer ? answer : "250 taken");
    return is_whole;
}

static bool sign_in(struct talk *talk, const char *line)
{
    char answer[LINE_BYTES];
    if (!strcmp(line, "AUTH PLAIN\r\n")) {
        say(talk, "334 ");
        if (!talk_line(talk, answer)) return false;
        line = answer;
    }
    bool fits = strstr(line, "AGFubmEAc2VjcmV0") != NULL; // \0anna\0secret
    say(talk, fits ? "235 welcome" : "535 who are you");
    return true;
}

static bool answer_line(struct talk *talk, const char *line)
{
    const struct smtp_habits *habits = &talk->server->habits;
    if (!strncmp(line, "EHLO", 4)) {
        greet(talk);
    } else if (!strncmp(line, "STARTTLS", 8) && habits->has_tls) {
        say(talk, "220 go on");
        return encrypt(talk);
    } else if (!strncmp(line, "AUTH PLAIN", 10)) {
        return sign_in(talk, line);
    } else if (!strncmp(line, "MAIL FROM", 9)) {
        (void)snprintf(talk->envelope, sizeof talk->envelope, "%.500s", line);
        say(talk, "250 yes");
    } else if (!strncmp(line, "RCPT TO", 7)) {
        size_t size = strlen(talk->envelope);
        (void)snprintf(talk->envelope + size, sizeof talk->envelope - size, "%.500s", line);
        say(talk, habits->to_recipient ? habits->to_recipient : "250 yes");
    } else if (!strncmp(line, "DATA", 4)) {
        return take_message(talk);
    } else if (!strncmp(line, "QUIT", 4)) {
        say(talk, "221 bye");
        return false;
    } else {
        say(talk, "250 yes");
    }
    return true;
}

static void serve(struct smtp_test_server *server, int fd)
{
    struct talk talk = {.server = server, .fd = fd};
    char line[LINE_BYTES];
    (void)pthread_mutex_lock(&server->mutex);
    server->calls++;
    (void)pthread_mutex_unlock(&server->mutex);
    bool goes_on = !server->habits.tls_at_once || encrypt(&talk);
    if (goes_on && !server->habits.is_silent) say(&talk, "220 localhost");
    while (goes_on && talk_line(&talk, line))
        goes_on = server->habits.is_silent || answer_line(&talk, line);
    if (talk.tls) SSL_free(talk.tls);
    (void)close(fd);
}

static void *server_thread(void *data)
{
    struct smtp_test_server *server = data;
    while (!atomic_load(&server->is_stopping)) {
        struct pollfd poll_fd = {.fd = server->listen_fd, .events = POLLIN};
        if (poll(&poll_fd, 1, 50) <= 0) continue;
        int fd = accept(server->listen_fd, NULL, NULL);
        if (fd >= 0) serve(server, fd);
    }
    return NULL;
}

static void make_certificate(struct smtp_test_server *server, const char *folder)
{
    EVP_PKEY *key = NULL;
    X509 *certificate = certificate_make(&key);
    server->tls = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate(server->tls, certificate);
    SSL_CTX_use_PrivateKey(server->tls, key);
    (void)snprintf(server->ca_file, sizeof server->ca_file, "%s/ca.pem", folder);
    certificate_write(certificate, server->ca_file);
    X509_free(certificate);
    EVP_PKEY_free(key);
}

struct smtp_test_server *smtp_server_start(struct arena *arena, struct smtp_habits habits,
                                           const char *folder)
{
    struct smtp_test_server *server = NEW(arena, struct smtp_test_server);
    server->habits = habits;
    if (habits.has_tls || habits.tls_at_once) make_certificate(server, folder);
    (void)pthread_mutex_init(&server->mutex, NULL);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    server->listen_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int failed = bind(server->listen_fd, (struct sockaddr *)&address, sizeof address) ||
                 listen(server->listen_fd, 16) ||
                 getsockname(server->listen_fd, (struct sockaddr *)&address, &size) ||
                 pthread_create(&server->thread, NULL, server_thread, server);
    assert(!failed);
    server->port = ntohs(address.sin_port);
    return server;
}

void smtp_server_stop(struct smtp_test_server *server)
{
    atomic_store(&server->is_stopping, true);
    (void)pthread_join(server->thread, NULL);
    (void)close(server->listen_fd);
    for (i64 i = 0; i < server->count; i++)
        free(server->messages[i]);
    if (server->tls) SSL_CTX_free(server->tls);
}

i64 smtp_server_port(const struct smtp_test_server *server)
{
    return server->port;
}

const char *smtp_server_ca_file(const struct smtp_test_server *server)
{
    return server->ca_file;
}

i64 smtp_server_count(struct smtp_test_server *server)
{
    (void)pthread_mutex_lock(&server->mutex);
    i64 count = server->count;
    (void)pthread_mutex_unlock(&server->mutex);
    return count;
}

const char *smtp_server_message(struct smtp_test_server *server, i64 n)
{
    assert(n < smtp_server_count(server));
    return server->messages[n];
}

i64 smtp_server_calls(struct smtp_test_server *server)
{
    (void)pthread_mutex_lock(&server->mutex);
    i64 calls = server->calls;
    (void)pthread_mutex_unlock(&server->mutex);
    return calls;
}
