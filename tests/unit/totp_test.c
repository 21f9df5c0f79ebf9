// One-time codes by the vectors of RFC 6238 (appendix B) and base32 by those of RFC 4648.
#include "people/totp.h"
#include "support/work.h"

#include "support/test.h"

static void codes_are_those_of_the_rfc(void **state)
{
    (void)state;
    static const struct {
        i64 at_s;
        u32 code;
    } vectors[] = {
        {59,          94287082},
        {1111111109,  7081804 },
        {1111111111,  14050471},
        {1234567890,  89005924},
        {2000000000,  69279037},
        {20000000000, 65353130},
    };
    struct work work;
    ctx *c = work_init(&work);
    str secret = base32_write(c, (const u8 *)"12345678901234567890", 20);
    assert_str(secret, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    for (i64 i = 0; i < COUNT_OF(vectors); i++) {
        u32 code = 0;
        assert_true(totp_code(secret, vectors[i].at_s * 1000 / TOTP_STEP_MS, 8, &code));
        assert_int_equal(code, vectors[i].code);
        assert_true(totp_code(secret, vectors[i].at_s * 1000 / TOTP_STEP_MS, 6, &code));
        assert_int_equal(code, vectors[i].code % 1000000);
    }
    work_release(&work);
}

static void base32_is_that_of_the_rfc(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *text;
    } vectors[] = {
        {"",       ""          },
        {"f",      "MY"        },
        {"fo",     "MZXQ"      },
        {"foo",    "MZXW6"     },
        {"foob",   "MZXW6YQ"   },
        {"fooba",  "MZXW6YTB"  },
        {"foobar", "MZXW6YTBOI"},
    };
    struct work work;
    ctx *c = work_init(&work);
    for (i64 i = 0; i < COUNT_OF(vectors); i++) {
        u8 bytes[16] = {0};
        i64 count = -1, size = (i64)strlen(vectors[i].bytes);
        assert_str(base32_write(c, (const u8 *)vectors[i].bytes, size), vectors[i].text);
        assert_true(base32_read(str_of(vectors[i].text), bytes, 16, &count));
        assert_int_equal(count, size);
        assert_memory_equal(bytes, vectors[i].bytes, (size_t)size);
    }
    u8 bytes[4];
    i64 count = 0;
    assert_true(base32_read(S("mzxw 6==="), bytes, 4, &count));
    assert_int_equal(count, 3);
    assert_false(base32_read(S("MZXW1"), bytes, 4, &count));      // no such letter
    assert_false(base32_read(S("MZ=XW"), bytes, 4, &count));      // filling inside
    assert_false(base32_read(S("MZXW6YTBOI"), bytes, 4, &count)); // does not fit
    assert_false(base32_read(S("M"), bytes, 4, &count));          // less than a byte
    assert_false(base32_read(S("MZ"), bytes, 4, &count));         // filling that is not zero
    work_release(&work);
}

static str code_at(ctx *c, str secret, i64 now_ms)
{
    u32 code = 0;
    assert_true(totp_code(secret, now_ms / TOTP_STEP_MS, TOTP_DIGITS, &code));
    return str_of(fmt(c->arena, "%06u", code));
}

static void a_code_is_good_for_its_step_and_its_neighbours_once(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    str secret = totp_secret_new(c);
    assert_int_equal(secret.size, 32);
    i64 now = c->now_ms, step = 0;
    str code = code_at(c, secret, now);
    assert_true(totp_check(secret, code, now, 0, &step));
    assert_int_equal(step, now / TOTP_STEP_MS);
    i64 again = 0;
    assert_false(totp_check(secret, code, now, step, &again)); // used
    assert_true(totp_check(secret, code, now, step - 1, &again));
    assert_true(totp_check(secret, code, now + TOTP_STEP_MS, 0, &again));
    assert_true(totp_check(secret, code, now - TOTP_STEP_MS, 0, &again));
    assert_false(totp_check(secret, code, now + 2LL * TOTP_STEP_MS, 0, &again));
    assert_false(totp_check(secret, code, now - 2LL * TOTP_STEP_MS, 0, &again));
    // What was shown before the last used one is worth nothing either.
    assert_false(totp_check(secret, code_at(c, secret, now - TOTP_STEP_MS), now, step, &again));
    work_release(&work);
}

static void what_is_no_code_does_not_fit(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    str secret = totp_secret_new(c), code = code_at(c, secret, c->now_ms);
    i64 step = 0;
    assert_false(totp_check(secret, S(""), c->now_ms, 0, &step));
    assert_false(totp_check(secret, str_slice(code, 0, 5), c->now_ms, 0, &step));
    assert_false(totp_check(secret, S("abcdef"), c->now_ms, 0, &step));
    assert_false(totp_check(totp_secret_new(c), code, c->now_ms, 0, &step));
    assert_false(totp_check(S(""), code, c->now_ms, 0, &step));
    assert_false(totp_check(S("not base32!"), code, c->now_ms, 0, &step));
    work_release(&work);
}

static void the_address_is_escaped(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    assert_str(totp_address(c, S("ABC"), S("Oy Äiti & Co"), S("a+b@x.fi")),
               "otpauth://totp/Oy%20%C3%84iti%20%26%20Co:a%2Bb%40x.fi?secret=ABC&issuer="
               "Oy%20%C3%84iti%20%26%20Co");
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_those_of_the_rfc),
        cmocka_unit_test(base32_is_that_of_the_rfc),
        cmocka_unit_test(a_code_is_good_for_its_step_and_its_neighbours_once),
        cmocka_unit_test(what_is_no_code_does_not_fit),
        cmocka_unit_test(the_address_is_escaped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
