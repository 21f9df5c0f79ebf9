// Bytes as the headers that say who asks: Cookie, and what a proxy adds.
#include "bounds.h"
#include "http/cookie.h"
#include "http/peer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const proxies[] = {"loopback", "10.0.0.1", NULL};

static bool read_headers(ctx *c, void *data)
{
    str text = *(str *)data, line;
    struct request request = {.headers = NEW_ARRAY(c->arena, struct pair, BOUND_HEADERS)};
    while (request.header_count < BOUND_HEADERS && str_cut(&text, '\n', &line)) {
        struct pair *header = &request.headers[request.header_count++];
        str_cut(&line, ':', &header->name);
        header->value = str_trim(line);
        str value = cookie_find(header->value, S("session"));
        assert(!memchr(value.size ? value.s : "-", ';', (size_t)MAX(value.size, 1)));
    }
    peer_read(c, &request, S("127.0.0.1"), proxies);
    assert(request.client.size > 0 && request.client.size < 46);
    str value = cookie_read(c, &request, "session");
    for (i64 i = 0; i < value.size; i++)
        assert((u8)value.s[i] > ' ' && (u8)value.s[i] < 127);
    peer_read(c, &request, S("192.0.2.1"), proxies);
    assert(str_equal(request.client, S("192.0.2.1")));
    assert(!request.is_tls);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    arena_init(&arena, BOUND_REQUEST_ARENA_BYTES);
    ctx c = {.arena = &arena, .lang = "en"};
    str text = {(const char *)data, (i64)size};
    if (!ctx_try(&c, read_headers, &text)) abort();
    arena_release(&arena);
    return 0;
}
