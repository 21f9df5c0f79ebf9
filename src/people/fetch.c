#include "people/fetch.h"

#include <curl/curl.h>

#include <sys/socket.h>

#include "bounds.h"
#include "people/public_address.h"

enum { CONNECT_MS = 5000 };

// ---- Addresses ----

// The name in "https://name:port/path", in brackets when it is a number of IPv6.
static str host_of(str rest)
{
    i64 end = 0;
    while (end < rest.size && !strchr("/?", rest.s[end]))
        end++;
    str host = str_slice(rest, 0, end);
    i64 colon = host.size - 1;
    while (colon >= 0 && host.s[colon] >= '0' && host.s[colon] <= '9')
        colon--;
    return colon >= 0 && host.s[colon] == ':' ? str_slice(host, 0, colon) : host;
}

static bool is_loopback(str host)
{
    return str_equal(host, S("127.0.0.1")) || str_equal(host, S("[::1]")) ||
           str_equal(host, S("localhost"));
}

static bool is_host(str host)
{
    bool is_number = host.size > 2 && host.s[0] == '[' && host.s[host.size - 1] == ']';
    for (i64 i = 0; i < host.size; i++) {
        char one = host.s[i];
        bool is_letter = (one | 32) >= 'a' && (one | 32) <= 'z',
             is_digit = one >= '0' && one <= '9';
        bool is_mark = one == '-' || one == '.' || (is_number && strchr("[:]", one));
        if (!is_letter && !is_digit && !is_mark) return false;
    }
    return host.size > 0;
}

static bool is_written_well(str address)
{
    if (address.size > BOUND_ADDRESS_BYTES) return false;
    for (i64 i = 0; i < address.size; i++) {
        u8 one = (u8)address.s[i];
        if (one <= ' ' || one >= 127 || strchr("\"<>\\^`{|}#@", one)) return false;
    }
    return true;
}

bool fetch_may_plain(str address)
{
    str http = S("http://");
    if (!is_written_well(address)) return false;
    return fetch_may(address, false) ||
           (str_starts(address, http) &&
            is_host(host_of(str_slice(address, http.size, address.size))));
}

bool fetch_may(str address, bool is_loopback_taken)
{
    str https = S("https://"), http = S("http://");
    if (!is_written_well(address)) return false;
    if (str_starts(address, https))
        return is_host(host_of(str_slice(address, https.size, address.size)));
    return is_loopback_taken && str_starts(address, http) &&
           is_loopback(host_of(str_slice(address, http.size, address.size)));
}

void percent_encode(buf *out, str text)
{
    for (i64 i = 0; i < text.size; i++) {
        u8 one = (u8)text.s[i];
        bool is_letter = (one | 32) >= 'a' && (one | 32) <= 'z',
             is_digit = one >= '0' && one <= '9';
        if (is_letter || is_digit || (one && strchr("-._~", one)))
            buf_char(out, (char)one);
        else
            buf_fmt(out, "%%%02X", one);
    }
}

// ---- Asking ----

struct taking {
    char *bytes; // of size_max: made before, since nothing may jump out of libcurl
    i64 size, size_max;
    bool is_too_large, is_left, is_private;
    const atomic_bool *stop;
};

static size_t take(char *bytes, size_t one, size_t count, void *data)
{
    struct taking *taking = data;
    size_t size = one * count;
    if (taking->is_left) return size;
    if ((i64)size > taking->size_max - taking->size) {
        taking->is_too_large = true;
        return 0;
    }
    memcpy(taking->bytes + taking->size, bytes, size);
    taking->size += (i64)size;
    return size;
}

static int progress(void *data, curl_off_t a, curl_off_t b, curl_off_t d, curl_off_t e)
{
    const struct taking *taking = data;
    (void)a, (void)b, (void)d, (void)e;
    return taking->stop && atomic_load(taking->stop);
}

static void list_free(void *p)
{
    curl_slist_free_all(p);
}

// Asked with the very address that would be connected to, so a name that stands for another one the
// next time gains nothing.
static curl_socket_t open_public(void *data, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct taking *taking = data;
    (void)purpose;
    if (!address_is_public(&address->addr)) {
        taking->is_private = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static bool set_headers(ctx *c, CURL *curl, struct fetch fetch)
{
    struct curl_slist *headers = curl_slist_append(NULL, "Accept: application/json");
    if (!headers) return false;
    for (i64 i = 0; i < fetch.header_count; i++) {
        const struct fetch_header *header = &fetch.headers[i];
        curl_slist_append(headers, fmt(c->arena, "%s: %.*s", header->name, STR(header->value)));
    }
    if (fetch.type) curl_slist_append(headers, fmt(c->arena, "Content-Type: %s", fetch.type));
    arena_defer(c->arena, list_free, headers);
    return !curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
}

static bool set_body(CURL *curl, str body)
{
    return !curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)body.size) &&
           !curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, body.s);
}

static bool set_up(ctx *c, CURL *curl, struct fetch fetch)
{
    bool is_tls = str_starts(fetch.address, S("https:"));
    i64 patience_ms = fetch.patience_ms ? fetch.patience_ms : BOUND_FETCH_MS;
    bool done =
        !curl_easy_setopt(curl, CURLOPT_URL, str_c(c->arena, fetch.address)) &&
        !curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, is_tls ? "https" : "http") &&
        !curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L) &&
        !curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) &&
        !curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) &&
        !curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)MIN(CONNECT_MS, patience_ms)) &&
        !curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)patience_ms) &&
        set_headers(c, curl, fetch) && !curl_easy_setopt(curl, CURLOPT_USERAGENT, "Tuntuma");
    bool goes_straight = !is_tls || fetch.is_public_only;
    if (done && goes_straight) done = !curl_easy_setopt(curl, CURLOPT_PROXY, "");
    str body = fetch.body.s ? fetch.body : fetch.form;
    return done && (!body.s || set_body(curl, body));
}

static bool set_user(ctx *c, CURL *curl, struct fetch fetch)
{
    if (!fetch.user.size) return true;
    buf user = buf_new(c->arena, 3 * fetch.user.size + 1);
    buf password = buf_new(c->arena, 3 * fetch.password.size + 1);
    percent_encode(&user, fetch.user);
    percent_encode(&password, fetch.password);
    return !curl_easy_setopt(curl, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC) &&
           !curl_easy_setopt(curl, CURLOPT_USERNAME, user.s) &&
           !curl_easy_setopt(curl, CURLOPT_PASSWORD, password.size ? password.s : "");
}

static bool set_taking(CURL *curl, struct taking *taking, bool is_public_only)
{
    bool is_set =
        !is_public_only || (!curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_public) &&
                            !curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, taking));
    return is_set && !curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take) &&
           !curl_easy_setopt(curl, CURLOPT_WRITEDATA, taking) &&
           !curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L) &&
           !curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, progress) &&
           !curl_easy_setopt(curl, CURLOPT_XFERINFODATA, taking);
}

static const char *why(ctx *c, CURLcode code, str host)
{
    switch ((int)code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return fmt(c->arena, tr(c, "no machine named %.*s is known"), STR(host));
    case CURLE_COULDNT_CONNECT:
        return fmt(c->arena, tr(c, "%.*s does not answer"), STR(host));
    case CURLE_OPERATION_TIMEDOUT:
        return fmt(c->arena, tr(c, "%.*s takes too long to answer"), STR(host));
    case CURLE_PEER_FAILED_VERIFICATION:
        return fmt(c->arena, tr(c, "the certificate of %.*s is not to be trusted"), STR(host));
    default:
        return fmt(c->arena, tr(c, "%.*s gave no answer that can be read"), STR(host));
    }
}

static bool say_why(ctx *c, struct fetch fetch, const struct taking *taking, CURLcode code)
{
    str address = fetch.address;
    str host = host_of(str_slice(address, str_find(address, S("://")) + 3, address.size));
    if (code == CURLE_ABORTED_BY_CALLBACK)
        return fail(c, ERR_STOPPED, tr(c, "the server is shutting down"));
    if (taking->is_private)
        return fail_with(
            c, ERR_REFUSED,
            fmt(c->arena, tr(c, "%.*s stands for an address within the house"), STR(host)),
            tr(c, "An administrator may allow such addresses."));
    if (taking->is_too_large)
        return fail(c, ERR_TOO_LARGE,
                    fmt(c->arena, tr(c, "%.*s answers with far too much"), STR(host)));
    return fail_detail(c, ERR_BUSY, why(c, code, host), tr(c, "Try again in a moment."),
                       curl_easy_strerror(code));
}

bool fetch_run(ctx *c, struct fetch fetch, struct fetched *out)
{
    assert(fetch.size_max > 0 || fetch.is_answer_left);
    *out = (struct fetched){0};
    bool may = fetch_may(fetch.address, fetch.is_loopback_taken) ||
               (fetch.is_plain_taken && fetch_may_plain(fetch.address));
    if (!may)
        return fail_with(c, ERR_REFUSED, tr(c, "this is no address that may be asked"),
                         tr(c, "Addresses begin with https://."));
    struct taking taking = {.bytes = NEW_ARRAY(c->arena, char, fetch.size_max + 1),
                            .size_max = fetch.size_max,
                            .is_left = fetch.is_answer_left,
                            .stop = c->stop};
    CURL *curl = curl_easy_init();
    if (!curl) return fail(c, ERR_NO_MEMORY, tr(c, "there is no memory left"));
    arena_defer(c->arena, curl_easy_cleanup, curl);
    if (!set_up(c, curl, fetch) || !set_user(c, curl, fetch) ||
        !set_taking(curl, &taking, fetch.is_public_only))
        return fail(c, ERR_NO_MEMORY, tr(c, "there is no memory left"));
    CURLcode code = curl_easy_perform(curl);
    long status = 0;
    if (code || curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status))
        return say_why(c, fetch, &taking, code);
    *out = (struct fetched){
        .status = (int)status, .body = {taking.bytes, taking.size}
    };
    return true;
}
