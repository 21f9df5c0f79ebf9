#include "mail/smtp.h"

#include <curl/curl.h>

enum { PATIENCE_MS = 60000, CONNECT_MS = 15000 };

struct smtp_way {
    struct smtp_server server;
    CURL *curl; // keeps the connection
};

static void way_end(void *data)
{
    struct smtp_way *way = data;
    if (way->curl) curl_easy_cleanup(way->curl);
    way->curl = NULL;
}

// All that one sending holds; freed with the arena.
struct sending {
    CURL *curl; // the way's
    curl_mime *mime;
    struct curl_slist *head, *to;
    i64 sent_bytes; // of the message
    char why[CURL_ERROR_SIZE];
    ctx *c;
};

static void sending_end(void *data)
{
    struct sending *sending = data;
    curl_mime_free(sending->mime);
    curl_slist_free_all(sending->head);
    curl_slist_free_all(sending->to);
    *sending = (struct sending){0};
}

// Says how far the message has gone, and stops when nobody waits any longer.
static int progress(void *data, curl_off_t down_total, curl_off_t down, curl_off_t up_total,
                    curl_off_t up)
{
    struct sending *sending = data;
    (void)down_total;
    (void)down;
    (void)up_total;
    sending->sent_bytes = MAX(sending->sent_bytes, (i64)up);
    return sending->c->stop && atomic_load(sending->c->stop);
}

static bool list_add(struct curl_slist **list, const char *text)
{
    struct curl_slist *longer = curl_slist_append(*list, text);
    if (longer) *list = longer;
    return longer != NULL;
}

static bool part_add(curl_mime *mime, str body, const char *type)
{
    curl_mimepart *part = curl_mime_addpart(mime);
    return part && curl_mime_data(part, body.s, (size_t)body.size) == CURLE_OK &&
           curl_mime_type(part, type) == CURLE_OK &&
           curl_mime_encoder(part, "quoted-printable") == CURLE_OK;
}

// Both faces of the words in one part, of which a reader takes the better (RFC 2046, 5.1.4).
static bool message_put(ctx *c, struct sending *sending, const struct message *message)
{
    const char *lines[MESSAGE_HEAD_LINES];
    message_head(c, message, lines);
    for (i64 i = 0; i < COUNT_OF(lines); i++)
        if (lines[i] && !list_add(&sending->head, lines[i])) return false;
    sending->mime = curl_mime_init(sending->curl);
    curl_mime *faces = curl_mime_init(sending->curl);
    if (!sending->mime || !faces) return false;
    curl_mimepart *whole = curl_mime_addpart(sending->mime);
    if (!whole || curl_mime_subparts(whole, faces) != CURLE_OK) {
        curl_mime_free(faces);
        return false;
    }
    struct curl_slist *kind = curl_slist_append(NULL, "Content-Disposition: inline");
    return kind && curl_mime_headers(whole, kind, 1) == CURLE_OK &&
           curl_mime_type(whole, "multipart/alternative") == CURLE_OK &&
           part_add(faces, message_plain(c, message), "text/plain; charset=utf-8") &&
           part_add(faces, message_html(c, message), "text/html; charset=utf-8");
}

// We present ourselves to the server by the sender's host.
static const char *server_url(ctx *c, const struct smtp_server *server, str from)
{
    bool is_number = memchr(server->host.s, ':', (size_t)server->host.size) != NULL;
    bool is_bare = is_number && server->host.s[0] != '[';
    return fmt(c->arena, "%s://%s%.*s%s:%lld/%.*s",
               str_equal(server->tls, S("tls")) ? "smtps" : "smtp", is_bare ? "[" : "",
               STR(server->host), is_bare ? "]" : "", (long long)server->port,
               STR(address_host(from)));
}

static bool set_way(ctx *c, CURL *curl, const struct smtp_server *server)
{
    i64 patience_ms = server->patience_ms ? server->patience_ms : PATIENCE_MS;
    long tls = str_equal(server->tls, S("none")) ? CURLUSESSL_NONE : CURLUSESSL_ALL;
    bool done =
        curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps") == CURLE_OK &&
        curl_easy_setopt(curl, CURLOPT_PROXY, "") == CURLE_OK &&
        curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
        curl_easy_setopt(curl, CURLOPT_USE_SSL, tls) == CURLE_OK &&
        curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
        curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS) == CURLE_OK &&
        curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)patience_ms) == CURLE_OK;
    if (done && server->ca_file)
        done = curl_easy_setopt(curl, CURLOPT_CAINFO, server->ca_file) == CURLE_OK;
    if (done && server->user.size)
        done =
            curl_easy_setopt(curl, CURLOPT_USERNAME, str_c(c->arena, server->user)) == CURLE_OK &&
            curl_easy_setopt(curl, CURLOPT_PASSWORD, str_c(c->arena, server->password)) == CURLE_OK;
    return done;
}

static bool set_message(ctx *c, struct sending *sending, const struct message *message)
{
    CURL *curl = sending->curl;
    const char *from = fmt(c->arena, "<%.*s>", STR(message->from));
    const char *to = fmt(c->arena, "<%.*s>", STR(message->to));
    return message_put(c, sending, message) && list_add(&sending->to, to) &&
           curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, sending->to) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_HTTPHEADER, sending->head) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_MIMEPOST, sending->mime) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, sending->why) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, progress) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_XFERINFODATA, sending) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L) == CURLE_OK;
}

// Words for the errors that whoever sets mail up meets; what the server or libcurl said goes with
// them.
static const char *words_of(ctx *c, CURLcode code, const char *said)
{
    const char *what = tr(c, "the mail server did not take it");
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

static enum smtp_outcome outcome_of(const struct sending *sending, CURLcode code, long answer)
{
    if (code == CURLE_OK) return SMTP_TAKEN;
    if (sending->sent_bytes) {
        if (answer >= 500 && answer < 600) return SMTP_NEVER;
        return answer >= 400 ? SMTP_LATER : SMTP_UNKNOWN;
    }
    // Of the sender or the recipient; whatever was refused before is about all mails.
    bool is_about_it = code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR;
    if (is_about_it && answer >= 500 && answer < 600) return SMTP_NEVER;
    if (is_about_it && answer >= 400 && answer < 500) return SMTP_LATER;
    return SMTP_UNREACHABLE;
}

struct smtp_way *smtp_way_new(ctx *c, const struct smtp_server *server)
{
    struct smtp_way *way = NEW(c->arena, struct smtp_way);
    way->server = *server;
    arena_defer(c->arena, way_end, way);
    return way;
}

void smtp_way_close(struct smtp_way *way)
{
    way_end(way);
}

// The way as it is for every message.
static bool way_begin(ctx *c, struct smtp_way *way, str from)
{
    if (way->curl) return true;
    way->curl = curl_easy_init();
    return way->curl &&
           curl_easy_setopt(way->curl, CURLOPT_URL, server_url(c, &way->server, from)) ==
               CURLE_OK &&
           set_way(c, way->curl, &way->server);
}

bool smtp_way_send(ctx *c, struct smtp_way *way, const struct message *message,
                   enum smtp_outcome *out, const char **why)
{
    *out = SMTP_UNREACHABLE;
    *why = NULL;
    if (str_equal(way->server.tls, S("none")) && !host_is_this_machine(way->server.host)) {
        *why = tr(c, "without encryption mails go to this machine alone");
        return true;
    }
    struct sending *sending = NEW(c->arena, struct sending);
    sending->c = c;
    arena_defer(c->arena, sending_end, sending);
    bool is_ready = way_begin(c, way, message->from);
    sending->curl = way->curl;
    if (!is_ready || !set_message(c, sending, message))
        return fail(c, ERR_NO_MEMORY, tr(c, "the computer has no memory left"));
    CURLcode code = curl_easy_perform(way->curl);
    long answer = 0;
    (void)curl_easy_getinfo(way->curl, CURLINFO_RESPONSE_CODE, &answer);
    *out = outcome_of(sending, code, answer);
    if (code != CURLE_OK) *why = words_of(c, code, sending->why);
    // What belongs to this message goes before its memory does.
    (void)curl_easy_setopt(way->curl, CURLOPT_MIMEPOST, NULL);
    (void)curl_easy_setopt(way->curl, CURLOPT_MAIL_RCPT, NULL);
    (void)curl_easy_setopt(way->curl, CURLOPT_HTTPHEADER, NULL);
    (void)curl_easy_setopt(way->curl, CURLOPT_ERRORBUFFER, NULL);
    (void)curl_easy_setopt(way->curl, CURLOPT_XFERINFODATA, NULL);
    (void)curl_easy_setopt(way->curl, CURLOPT_NOPROGRESS, 1L);
    sending_end(sending);
    return true;
}

bool smtp_send(ctx *c, const struct smtp_server *server, const struct message *message,
               enum smtp_outcome *out, const char **why)
{
    struct smtp_way *way = smtp_way_new(c, server);
    bool done = smtp_way_send(c, way, message, out, why);
    way_end(way);
    return done;
}
