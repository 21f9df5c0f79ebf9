#include "http/cookie.h"

// RFC 6265 §4.1.1: cookie-octet.
static bool value_is_valid(str value)
{
    for (i64 i = 0; i < value.size; i++) {
        u8 octet = (u8)value.s[i];
        bool is_octet = octet > ' ' && octet < 127 && octet != '"' && octet != ',' &&
                        octet != ';' && octet != '\\';
        if (!is_octet) return false;
    }
    return true;
}

// Adds to `times` how often the name stands in the header; gives the first value.
static str find_in(str header, str name, i64 *times)
{
    str one, found = {0};
    while (str_cut(&header, ';', &one)) {
        str value = str_trim(one), key;
        if (str_find(value, S("=")) < 0) continue;
        str_cut(&value, '=', &key);
        if (!str_equal(str_trim(key), name)) continue;
        value = str_trim(value);
        bool is_quoted = value.size >= 2 && value.s[0] == '"' && value.s[value.size - 1] == '"';
        if (is_quoted) value = str_slice(value, 1, value.size - 1);
        if (++*times == 1 && value_is_valid(value)) found = value;
    }
    return found;
}

str cookie_find(str header, str name)
{
    i64 times = 0;
    str value = find_in(header, name, &times);
    return times == 1 ? value : (str){0};
}

static const char *full_name(ctx *c, const struct request *request, const char *name)
{
    return request->is_tls ? fmt(c->arena, "__Host-%s", name) : name;
}

str cookie_read(ctx *c, const struct request *request, const char *name)
{
    str wanted = str_of(full_name(c, request, name)), found = {0};
    i64 times = 0;
    for (i64 i = 0; i < request->header_count; i++) {
        if (!str_equal_fold(request->headers[i].name, S("Cookie"))) continue;
        str value = find_in(request->headers[i].value, wanted, &times);
        if (value.size > 0) found = value;
    }
    return times == 1 ? found : (str){0};
}

void cookie_set(ctx *c, const struct request *request, struct response *response,
                struct cookie cookie)
{
    assert(token_is_valid(str_of(cookie.name)));
    assert(value_is_valid(cookie.value));
    buf text = buf_new(c->arena, 5000);
    buf_fmt(&text, "%s=%.*s; Path=/", full_name(c, request, cookie.name), STR(cookie.value));
    if (cookie.max_age_s != 0)
        buf_fmt(&text, "; Max-Age=%lld", (long long)MAX(cookie.max_age_s, 0));
    buf_fmt(&text, "; SameSite=Lax; HttpOnly%s", request->is_tls ? "; Secure" : "");
    response_header(c, response, "Set-Cookie", text.s);
}
