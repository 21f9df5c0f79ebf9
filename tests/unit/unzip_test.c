#include "http/unzip.h"

#include <zlib.h>

#include "bounds.h"
#include "support/work.h"

#include "support/test.h"

static str zipped(ctx *c, str text)
{
    i64 capacity = text.size + 1000;
    char *bytes = arena_alloc(c->arena, capacity, 1);
    z_stream stream = {.next_in = (Bytef *)(uintptr_t)text.s,
                       .avail_in = (unsigned)text.size,
                       .next_out = (Bytef *)bytes,
                       .avail_out = (unsigned)capacity};
    assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY),
                     Z_OK);
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    str out = {bytes, (i64)stream.total_out};
    deflateEnd(&stream);
    return out;
}

static struct request request_of(ctx *c, const char *coding, str body)
{
    struct request request = {.body = body};
    if (!coding) return request;
    request.headers = NEW(c->arena, struct pair);
    *request.headers = (struct pair){S("Content-Encoding"), str_of(coding)};
    request.header_count = 1;
    return request;
}

static void a_body_is_what_it_was(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    buf large = buf_new(c->arena, 1 * MIB);
    for (i64 i = 0; i < 100000; i++)
        buf_fmt(&large, "%lld,", (long long)(i * 7919 % 10007));
    const str texts[] = {S("{}"), S(""), buf_str(&large)};
    for (i64 i = 0; i < COUNT_OF(texts); i++) {
        struct request request = request_of(c, "GZip", zipped(c, texts[i]));
        assert_true(unzip_body(c, &request));
        assert_true(str_equal(request.body, texts[i]));
    }
    struct request plain = request_of(c, NULL, S("x")), same = request_of(c, "identity", S("x"));
    assert_true(unzip_body(c, &plain) && unzip_body(c, &same));
    assert_str(plain.body, "x");
    assert_str(same.body, "x");
    work_release(&work);
}

static void what_is_no_gzip_or_too_large_is_refused(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    str whole = zipped(c, S("hello, hello, hello"));
    i64 size = BOUND_BODY_BYTES + 1;
    const struct {
        const char *coding;
        str body;
        err_code code;
    } bad[] = {
        {"gzip",               S("hello"),                                    ERR_BAD_INPUT},
        {              "gzip",               S(""),                                 ERR_BAD_INPUT             },
        {         "gzip",                   str_slice(whole,                                                 0, whole.size - 3), ERR_BAD_INPUT},
        {              "gzip", str_of(fmt(c->arena,                                       "%.*sx",  STR(whole))), ERR_BAD_INPUT},
        { "br",                 S("x"),                                        ERR_BAD_INPUT},
        {             "gzip",            zipped(c, (str){NEW_ARRAY(c->arena, char, size), size}), ERR_TOO_LARGE},
    };
    for (i64 i = 0; i < COUNT_OF(bad); i++) {
        struct request request = request_of(c, bad[i].coding, bad[i].body);
        assert_false(unzip_body(c, &request));
        assert_int_equal(c->err.code, bad[i].code);
        err_clear(c);
    }
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_body_is_what_it_was),
        cmocka_unit_test(what_is_no_gzip_or_too_large_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
