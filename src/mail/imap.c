#include "mail/imap.h"

#include <curl/curl.h>
#include <poll.h>

#include "bounds.h"
#include "mail/imap_wire.h"
#include "mail/message.h"

enum { PATIENCE_MS = 60000, CONNECT_MS = 15000, READ_BYTES = 65536, LOOK_MS = 200 };

struct imap {
    CURL *curl;
    curl_socket_t socket;
    i64 patience_ms, waited_ms;
    i64 commands;        // sent, for their tags
    struct arena *arena; // of what follows
    char *got;           // what came and was not read yet
    i64 got_size, got_room;
    char why[CURL_ERROR_SIZE];
};

static void session_end(void *data)
{
    struct imap *imap = data;
    if (imap->curl) curl_easy_cleanup(imap->curl);
    imap->curl = NULL;
}

static int progress(void *data, curl_off_t down_total, curl_off_t down, curl_off_t up_total,
                    curl_off_t up)
{
    const ctx *c = data;
    (void)down_total;
    (void)down;
    (void)up_total;
    (void)up;
    return c->stop && atomic_load(c->stop);
}

// ---- Connecting ----

static const char *server_url(ctx *c, const struct imap_server *server)
{
    bool is_number = server->host.size && memchr(server->host.s, ':', (size_t)server->host.size);
    bool is_bare = is_number && server->host.s[0] != '[';
    return fmt(c->arena, "%s://%s%.*s%s:%lld/", str_equal(server->tls, S("tls")) ? "imaps" : "imap",
               is_bare ? "[" : "", STR(server->host), is_bare ? "]" : "", (long long)server->port);
}

static bool set_way(ctx *c, struct imap *imap, const struct imap_server *server)
{
    CURL *curl = imap->curl;
    long tls = str_equal(server->tls, S("none")) ? CURLUSESSL_NONE : CURLUSESSL_ALL;
    bool done =
        curl_easy_setopt(curl, CURLOPT_URL, server_url(c, server)) == CURLE_OK &&
        curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "imap,imaps") == CURLE_OK &&
        curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L) == CURLE_OK &&
        curl_easy_setopt(curl, CURLOPT_PROXY, "") == CURLE_OK &&
        curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
        curl_easy_setopt(curl, CURLOPT_USE_SSL, tls) == CURLE_OK &&
        curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
        curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS) == CURLE_OK &&
        curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)imap->patience_ms) == CURLE_OK &&
        curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, imap->why) == CURLE_OK &&
        curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, progress) == CURLE_OK &&
        curl_easy_setopt(curl, CURLOPT_XFERINFODATA, c) == CURLE_OK &&
        curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L) == CURLE_OK;
    if (done && server->ca_file)
        done = curl_easy_setopt(curl, CURLOPT_CAINFO, server->ca_file) == CURLE_OK;
    return done &&
           curl_easy_setopt(curl, CURLOPT_USERNAME, str_c(c->arena, server->user)) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_PASSWORD, str_c(c->arena, server->password)) == CURLE_OK;
}

static const char *words_of(ctx *c, CURLcode code, const char *said)
{
    const char *what = tr(c, "the mailbox could not be opened");
    if (code == CURLE_COULDNT_RESOLVE_HOST)
        what = tr(c, "there is no host of that name");
    else if (code == CURLE_COULDNT_CONNECT)
        what = tr(c, "the mail server does not answer");
    else if (code == CURLE_OPERATION_TIMEDOUT)
        what = tr(c, "the mail server took too long");
    else if (code == CURLE_USE_SSL_FAILED)
        what = tr(c, "the mail server does not offer encryption");
    else if (code == CURLE_PEER_FAILED_VERIFICATION)
        what = tr(c, "the mail server's certificate cannot be trusted");
    else if (code == CURLE_SSL_CONNECT_ERROR)
        what = tr(c, "the mail server does not speak TLS on that port");
    else if (code == CURLE_LOGIN_DENIED)
        what = tr(c, "the mail server does not take user name and password");
    return said[0] ? fmt(c->arena, "%s (%s)", what, said) : what;
}

bool imap_open(ctx *c, const struct imap_server *server, struct imap **out, const char **why)
{
    *out = NULL;
    *why = NULL;
    if (str_equal(server->tls, S("none")) && !host_is_this_machine(server->host)) {
        *why = tr(c, "without encryption mails are read on this machine alone");
        return true;
    }
    struct imap *imap = NEW(c->arena, struct imap);
    imap->arena = ctx_arena(c, 4 * BOUND_MAIL_BYTES);
    imap->patience_ms = server->patience_ms ? server->patience_ms : PATIENCE_MS;
    arena_defer(c->arena, session_end, imap);
    imap->curl = curl_easy_init();
    if (!imap->curl || !set_way(c, imap, server))
        return fail(c, ERR_NO_MEMORY, tr(c, "the computer has no memory left"));
    CURLcode code = curl_easy_perform(imap->curl);
    if (ctx_stopped(c)) return false;
    if (code == CURLE_OK)
        code = curl_easy_getinfo(imap->curl, CURLINFO_ACTIVESOCKET, &imap->socket);
    if (code == CURLE_OK && imap->socket == CURL_SOCKET_BAD) code = CURLE_COULDNT_CONNECT;
    if (code != CURLE_OK) {
        *why = words_of(c, code, imap->why);
        session_end(imap);
        return true;
    }
    *out = imap;
    return true;
}

// ---- Talking ----

// Waits a little for the server. False: it took too long, or nobody waits any longer.
static bool wait_for(ctx *c, struct imap *imap, short events)
{
    struct pollfd at = {.fd = imap->socket, .events = events};
    if (ctx_stopped(c)) return false;
    if (poll(&at, 1, LOOK_MS) == 0) imap->waited_ms += LOOK_MS;
    return imap->waited_ms < imap->patience_ms;
}

static bool send_all(ctx *c, struct imap *imap, str line)
{
    imap->waited_ms = 0;
    while (line.size) {
        size_t sent = 0;
        CURLcode code = curl_easy_send(imap->curl, line.s, (size_t)line.size, &sent);
        if (code != CURLE_OK && code != CURLE_AGAIN) return false;
        if (code == CURLE_AGAIN && !wait_for(c, imap, POLLOUT)) return false;
        line = str_slice(line, (i64)sent, line.size);
    }
    return true;
}

static bool read_more(ctx *c, struct imap *imap)
{
    if (imap->got_room - imap->got_size < READ_BYTES) {
        i64 room = imap->got_room * 2 + 2LL * READ_BYTES;
        imap->got = arena_grow(imap->arena, imap->got, imap->got_room, room, 1);
        imap->got_room = room;
    }
    for (;;) {
        size_t size = 0;
        CURLcode code = curl_easy_recv(imap->curl, imap->got + imap->got_size,
                                       (size_t)(imap->got_room - imap->got_size), &size);
        if (code == CURLE_OK && size) {
            imap->got_size += (i64)size;
            imap->waited_ms = 0;
            return true;
        }
        if (code != CURLE_AGAIN || !wait_for(c, imap, POLLIN)) return false;
    }
}

// The next response, whole; it lives until the next is read. False: there will be none.
static bool next_response(ctx *c, struct imap *imap, i64 literal_max, str *out, i64 *used)
{
    if (*used) memmove(imap->got, imap->got + *used, (size_t)(imap->got_size - *used));
    imap->got_size -= *used;
    *used = 0;
    for (;;) {
        str got = {imap->got, imap->got_size};
        i64 size = got.size ? imap_response_size(got, literal_max) : 0;
        if (size < 0) return false;
        if (size > 0) {
            *used = size;
            *out = str_slice(got, 0, size);
            return true;
        }
        if (!read_more(c, imap)) return false;
    }
}

// One command, and what each response to it is for.
struct command {
    const char *text;
    i64 literal_max;
    void (*each)(ctx *c, str response, void *data); // may be NULL
    void *data;
};

static bool fail_talk(ctx *c, struct imap *imap, const char **why, str said)
{
    if (c->err.code != ERR_NONE) return false;
    *why = said.size ? fmt(c->arena, "%s (%.*s)", tr(c, "the mail server said no"), STR(said))
                     : tr(c, "the mail server stopped half-way");
    session_end(imap);
    return true;
}

// True with *why NULL: it was done.
static bool run(ctx *c, struct imap *imap, struct command command, const char **why)
{
    *why = NULL;
    assert(imap->curl);
    str tag = str_of(fmt(c->arena, "T%lld", (long long)++imap->commands));
    str line = str_of(fmt(c->arena, "%.*s %s\r\n", STR(tag), command.text)), response = {0};
    if (!send_all(c, imap, line)) return fail_talk(c, imap, why, S(""));
    bool is_ok = false;
    str said = {0};
    i64 used = 0;
    while (next_response(c, imap, command.literal_max, &response, &used)) {
        if (imap_is_end(response, tag, &is_ok, &said)) {
            said = str_copy(c->arena, str_head(said, 200));
            imap->got_size = 0;
            return is_ok || fail_talk(c, imap, why, said.size ? said : S("NO"));
        }
        if (command.each) command.each(c, response, command.data);
    }
    return fail_talk(c, imap, why, S(""));
}

// ---- Commands ----

static void note_validity(ctx *c, str response, void *data)
{
    (void)c;
    (void)imap_number(response, "[UIDVALIDITY", data);
}

bool imap_select(ctx *c, struct imap *imap, str folder, i64 *validity, const char **why)
{
    *validity = 0;
    const char *text = fmt(c->arena, "SELECT %.*s", STR(imap_folder_name(c, folder)));
    return run(c, imap, (struct command){text, READ_BYTES, note_validity, validity}, why);
}

struct found {
    i64 *uids, *count, max, after;
};

static void note_found(ctx *c, str response, void *data)
{
    struct found *found = data;
    (void)c;
    i64 count = 0;
    if (imap_search_numbers(response, found->max - *found->count, found->uids + *found->count,
                            &count))
        *found->count += count;
}

static int by_number(const void *a, const void *b)
{
    const i64 *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

bool imap_find(ctx *c, struct imap *imap, i64 after, i64 max, i64 *uids, i64 *count,
               const char **why)
{
    *count = 0;
    const char *text = "UID SEARCH UNDELETED UNSEEN";
    if (after)
        text = fmt(c->arena, "UID SEARCH UNDELETED OR UNSEEN UID %lld:*", (long long)(after + 1));
    struct found found = {uids, count, max, after};
    if (!run(c, imap, (struct command){text, READ_BYTES, note_found, &found}, why)) return false;
    qsort(uids, (size_t)*count, sizeof *uids, by_number);
    return true;
}

struct fetched {
    str message;
    i64 uid;
};

static void note_fetched(ctx *c, str response, void *data)
{
    struct fetched *fetched = data;
    str literal = {0};
    i64 uid = 0;
    bool is_it =
        str_find(str_head(response, 200), S(" FETCH ")) > 0 && imap_literal(response, &literal);
    if (!is_it || (imap_number(response, "UID", &uid) && uid != fetched->uid)) return;
    fetched->message = str_copy(c->arena, literal);
}

bool imap_fetch(ctx *c, struct imap *imap, i64 uid, i64 size_max, str *message, const char **why)
{
    struct fetched fetched = {.uid = uid};
    const char *text = fmt(c->arena, "UID FETCH %lld (UID BODY.PEEK[]<0.%lld>)", (long long)uid,
                           (long long)size_max);
    *message = (str){0};
    if (!run(c, imap, (struct command){text, size_max + READ_BYTES, note_fetched, &fetched}, why))
        return false;
    *message = fetched.message;
    return true;
}

bool imap_mark_seen(ctx *c, struct imap *imap, i64 uid, const char **why)
{
    const char *text = fmt(c->arena, "UID STORE %lld +FLAGS.SILENT (\\Seen)", (long long)uid);
    return run(c, imap, (struct command){.text = text, .literal_max = READ_BYTES}, why);
}

void imap_close(struct imap *imap)
{
    if (!imap->curl) return;
    static const char bye[] = "T0 LOGOUT\r\n";
    size_t sent = 0;
    (void)curl_easy_send(imap->curl, bye, sizeof bye - 1, &sent);
    session_end(imap);
}
