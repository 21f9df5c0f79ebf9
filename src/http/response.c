#include "http/response.h"

#include <zlib.h>

#include "base/log.h"
#include "base/time.h"
#include "bounds.h"
#include "http/router.h"

// Below this a compressed body saves no packet.
#define GZIP_MIN_BYTES 1024
// A third of the best level's work for nearly its size, on JSON and HTML; the level below makes a
// large table a tenth larger and saves little.
#define GZIP_LEVEL 5

static const char content_security_policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' "
    "data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

// What no page of ours uses, no script that slipped in can.
static const char permissions_policy[] =
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

void response_header(ctx *c, struct response *response, const char *name, const char *value)
{
    assert(token_is_valid(str_of(name)));
    if (response->header_count == RESPONSE_HEADERS_MAX) return;
    for (const char *at = value; *at; at++) {
        if (((u8)*at < ' ' && *at != '\t') || *at == 127) return;
    }
    response->headers[response->header_count++] =
        (struct pair){str_of(name), str_copy(c->arena, str_of(value))};
}

void response_json(ctx *c, struct response *response, json_t *value)
{
    response_body(response, "application/json", json_write(c, value));
}

void response_body(struct response *response, const char *type, str body)
{
    response->type = type;
    response->body = body;
}

void response_see(ctx *c, struct response *response, const char *path)
{
    response->status = 303;
    response_header(c, response, "Location", path_is_own(str_of(path)) ? path : "/");
}

void response_away(ctx *c, struct response *response, const char *address)
{
    str text = str_of(address);
    bool is_outside = str_starts(text, S("https://")) || str_starts(text, S("http://"));
    for (i64 i = 0; i < text.size; i++)
        is_outside = is_outside && (u8)text.s[i] > ' ' && (u8)text.s[i] < 127;
    response->status = 303;
    response_header(c, response, "Location", is_outside ? address : "/");
}

void response_download(ctx *c, struct response *response, const char *name)
{
    // RFC 6266: the name twice, once for readers of ASCII alone.
    buf plain = buf_new(c->arena, 1000), encoded = buf_new(c->arena, 3000);
    for (const char *at = name; *at && plain.size < 250; at++) {
        u8 character = (u8)*at;
        bool is_letter = (character | 32) >= 'a' && (character | 32) <= 'z';
        bool is_digit = character >= '0' && character <= '9';
        bool is_plain = is_letter || is_digit || strchr("-._", character);
        buf_char(&plain, is_plain ? *at : '_');
        if (is_plain)
            buf_char(&encoded, *at);
        else
            buf_fmt(&encoded, "%%%02X", character);
    }
    response_header(c, response, "Content-Disposition",
                    fmt(c->arena, "attachment; filename=\"%s\"; filename*=UTF-8''%s",
                        plain.size ? plain.s : "file", encoded.size ? encoded.s : "file"));
}

// ---- Errors ----

static json_t *fields_of(ctx *c, const struct request *request)
{
    json_t *fields = json_new_object(c);
    for (i64 i = 0; i < request->problem_count; i++) {
        json_t *field = json_new_object(c);
        json_put_c(field, "msg", request->problems[i].msg);
        if (request->problems[i].hint) json_put_c(field, "hint", request->problems[i].hint);
        json_put(fields, request->problems[i].field->name, field);
    }
    return fields;
}

void response_error(ctx *c, const struct request *request, struct response *response)
{
    err error = c->err;
    assert(error.code != ERR_NONE);
    if (response->status < 400) response->status = err_http_status(error.code);
    if (err_http_status(error.code) >= 500) log_err(c, "answering a request");
    err_clear(c);
    if (response->status == 429) response_header(c, response, "Retry-After", "1");
    if (response->status == 401) response_header(c, response, "WWW-Authenticate", "Bearer");

    json_t *about = json_new_object(c);
    json_put_c(about, "code", err_code_name(error.code));
    json_put_c(about, "msg", error.msg);
    if (error.hint) json_put_c(about, "hint", error.hint);
    if (request->problem_count > 0) json_put(about, "fields", fields_of(c, request));
    json_t *body = json_new_object(c);
    json_put(body, "error", about);
    response_json(c, response, body);
    response->gzip = (str){0};
    response->etag = NULL;
    response->cache = CACHE_NO;
}

// ---- What every answer has ----

static const char *http_date(ctx *c)
{
    static const char days[][4] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct civil now = civil_from_ms(c->now_ms);
    i64 day = day_from_civil(now.year, now.month, now.day);
    return fmt(c->arena, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[((day % 7) + 7) % 7], now.day,
               months[now.month - 1], now.year, now.hour, now.minute, now.second);
}

// Nobody but the asker may keep what was made for who is signed in, or what brings a cookie.
static bool is_personal(const struct request *request, const struct response *response)
{
    bool is = request->session_key.size > 0;
    for (i64 i = 0; i < response->header_count; i++)
        is |= str_equal_fold(response->headers[i].name, S("Set-Cookie"));
    return is;
}

// What does not depend on the asker says so, or no cache between us would keep it.
static const char *vary(const struct response *response)
{
    return response->cache == CACHE_HASHED ? "Accept, Accept-Encoding, Accept-Language"
                                           : "Accept, Accept-Encoding, Accept-Language, Cookie";
}

// What every answer has, where its handler said nothing else.
static void add_default(ctx *c, struct response *response, const char *name, const char *value)
{
    for (i64 i = 0; i < response->header_count; i++)
        if (str_equal_fold(response->headers[i].name, str_of(name))) return;
    response_header(c, response, name, value);
}

static void add_headers(ctx *c, const struct request *request, struct response *response)
{
    if (is_personal(request, response)) {
        response->cache = CACHE_NO;
        response->etag = NULL;
    }
    static const char *const keep[] = {
        [CACHE_NO] = "no-store",
        [CACHE_HASHED] = "public, max-age=31536000, immutable",
        [CACHE_CHECK] = "no-cache",
    };
    response_header(c, response, "Date", http_date(c));
    add_default(c, response, "Content-Security-Policy", content_security_policy);
    response_header(c, response, "X-Content-Type-Options", "nosniff");
    add_default(c, response, "Referrer-Policy", "same-origin");
    add_default(c, response, "Permissions-Policy", permissions_policy);
    add_default(c, response, "Cross-Origin-Opener-Policy", "same-origin");
    add_default(c, response, "Cross-Origin-Resource-Policy", "same-origin");
    if (request->is_tls)
        response_header(c, response, "Strict-Transport-Security", "max-age=63072000");
    response_header(c, response, "Vary", vary(response));
    response_header(c, response, "Cache-Control", keep[response->cache]);
    // Weak, since the same content goes out compressed or not.
    if (response->etag)
        response_header(c, response, "ETag", fmt(c->arena, "W/\"%s\"", response->etag));
}

static bool is_known_already(const struct request *request, const struct response *response)
{
    if (!response->etag || request->method != GET) return false;
    str known = request_header(request, "If-None-Match"), tag;
    while (str_cut(&known, ',', &tag)) {
        tag = str_trim(tag);
        if (str_equal(tag, S("*"))) return true;
        if (str_starts(tag, S("W/"))) tag = str_slice(tag, 2, tag.size);
        bool is_quoted = tag.size >= 2 && tag.s[0] == '"' && tag.s[tag.size - 1] == '"';
        if (is_quoted && str_equal(str_slice(tag, 1, tag.size - 1), str_of(response->etag)))
            return true;
    }
    return false;
}

// ---- Compression ----

static void *zlib_alloc(void *arena, unsigned count, unsigned size)
{
    return arena_alloc(arena, count, size);
}

// What zlib took goes with the arena's mark.
static void zlib_free(void *arena, void *p)
{
    (void)arena;
    (void)p;
}

static str gzip(ctx *c, str text)
{
    z_stream stream = {.zalloc = zlib_alloc, .zfree = zlib_free, .opaque = c->arena};
    i64 capacity = text.size - text.size / 8; // not worth it when it does not fit
    Bytef *out = arena_alloc(c->arena, capacity, 1);
    struct arena_mark mark = arena_mark(c->arena);
    int gzip_window = 15 + 16;
    int started = deflateInit2(&stream, GZIP_LEVEL, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY);
    assert(started == Z_OK);
    stream.next_in = (z_const Bytef *)(uintptr_t)text.s;
    stream.avail_in = (uInt)text.size;
    stream.next_out = out;
    stream.avail_out = (uInt)capacity;
    bool fits = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    i64 size = (i64)stream.total_out;
    deflateEnd(&stream);
    arena_rewind(c->arena, mark);
    return fits ? (str){(const char *)out, size} : (str){0};
}

static bool is_compressible(const char *type)
{
    static const char *const endings[] = {"json", "javascript", "xml", "csv"};
    str media = str_of(type);
    if (str_starts(media, S("text/"))) return true;
    for (i64 i = 0; i < COUNT_OF(endings); i++) {
        if (str_ends(media, str_of(endings[i]))) return true;
    }
    return false;
}

void response_file(struct response *response, const char *type, int fd, i64 size)
{
    assert(fd >= 0 && !response->body.size);
    response->type = type;
    response->file_fd = fd;
    response->file_size = size;
    response->has_file = true;
}

static void compress_body(ctx *c, const struct request *request, struct response *response)
{
    bool is_worth_it =
        response->gzip.size > 0 ||
        (response->body.size > GZIP_MIN_BYTES && response->type && is_compressible(response->type));
    if (!is_worth_it) return;
    if (!accept_allows(request_header(request, "Accept-Encoding"), "gzip")) return;
    if (response->gzip.size == 0) response->gzip = gzip(c, response->body);
    if (response->gzip.size == 0) return;
    response->body = response->gzip;
    response_header(c, response, "Content-Encoding", "gzip");
}

void response_finish(ctx *c, const struct request *request, struct response *response)
{
    if (response->status == 0) response->status = 200;
    add_headers(c, request, response);
    if (response->status == 200 && is_known_already(request, response)) {
        response->status = 304;
        response->body = (str){0};
        return;
    }
    compress_body(c, request, response);
    if (!response->type) return;
    bool is_text = str_starts(str_of(response->type), S("text/"));
    bool has_charset = str_find(str_of(response->type), S("charset")) >= 0;
    const char *type = response->type;
    if (is_text && !has_charset) type = fmt(c->arena, "%s; charset=utf-8", type);
    response_header(c, response, "Content-Type", type);
}
