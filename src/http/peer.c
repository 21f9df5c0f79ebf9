#include "http/peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>

// Any address as one of IPv6; an IPv4 address is ::ffff:a.b.c.d.
static bool read_address(str text, struct in6_addr *out)
{
    char number[INET6_ADDRSTRLEN];
    if (text.size == 0 || text.size >= (i64)sizeof number || memchr(text.s, 0, (size_t)text.size))
        return false;
    memcpy(number, text.s, (size_t)text.size);
    number[text.size] = 0;
    struct in_addr v4;
    if (inet_pton(AF_INET, number, &v4) == 1) {
        *out = (struct in6_addr){
            .s6_addr = {[10] = 0xff, [11] = 0xff}
        };
        memcpy(out->s6_addr + 12, &v4, sizeof v4);
        return true;
    }
    return inet_pton(AF_INET6, number, out) == 1;
}

static bool is_loopback(const struct in6_addr *address)
{
    return IN6_IS_ADDR_LOOPBACK(address) ||
           (IN6_IS_ADDR_V4MAPPED(address) && address->s6_addr[12] == 127);
}

bool peer_is_proxy(str address, const char *const *proxies)
{
    struct in6_addr asked, known;
    if (!proxies || !read_address(address, &asked)) return false;
    for (i64 i = 0; proxies[i]; i++) {
        if (!strcmp(proxies[i], "loopback") && is_loopback(&asked)) return true;
        if (read_address(str_of(proxies[i]), &known) && !memcmp(&asked, &known, sizeof asked))
            return true;
    }
    return false;
}

// Cuts the last item of a list off: "a, b" leaves "a" and gives "b".
static bool cut_last(str *list, str *item)
{
    if (list->size == 0) return false;
    i64 comma = list->size - 1;
    while (comma >= 0 && list->s[comma] != ',')
        comma--;
    *item = str_trim(str_slice(*list, comma + 1, list->size));
    *list = str_slice(*list, 0, MAX(comma, 0));
    return true;
}

static str forwarded_for(const struct request *request, str peer, const char *const *proxies)
{
    struct in6_addr address;
    str client = peer, list, item;
    for (i64 i = request->header_count - 1; i >= 0; i--) {
        if (!str_equal_fold(request->headers[i].name, S("X-Forwarded-For"))) continue;
        list = request->headers[i].value;
        while (cut_last(&list, &item)) {
            if (!read_address(item, &address)) return client;
            client = item;
            if (!peer_is_proxy(item, proxies)) return client;
        }
    }
    return client;
}

static bool forwarded_tls(const struct request *request)
{
    i64 times = 0;
    for (i64 i = 0; i < request->header_count; i++)
        times += str_equal_fold(request->headers[i].name, S("X-Forwarded-Proto"));
    return times == 1 &&
           str_equal_fold(str_trim(request_header(request, "X-Forwarded-Proto")), S("https"));
}

void peer_read(ctx *c, struct request *request, str peer, const char *const *proxies)
{
    bool is_told = peer_is_proxy(peer, proxies);
    request->client = str_copy(c->arena, is_told ? forwarded_for(request, peer, proxies) : peer);
    request->is_tls = is_told && forwarded_tls(request);
}
