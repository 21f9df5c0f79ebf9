// A sealed link opens what it was made for, and nothing else.
#include "settings/seal.h"

#include "support/both.h"
#include "support/test.h"

static void a_seal_opens_what_it_was_made_for_and_nothing_else_in(ctx *c, struct store *store)
{
    (void)store;
    u8 key[SEAL_KEY_BYTES], again[SEAL_KEY_BYTES], other[SEAL_KEY_BYTES] = {1};
    MUST(c, store_begin_write(c));
    MUST(c, seal_key(c, key));
    MUST(c, store_commit(c));
    MUST(c, seal_key(c, again));
    assert_memory_equal(key, again, SEAL_KEY_BYTES);
    const i64 numbers[] = {0, 1, 2, 255, 256, 1LL << 40, INT64_MAX};
    for (i64 i = 0; i < COUNT_OF(numbers); i++) {
        str seal = seal_make(c, key, "case", numbers[i]);
        i64 number = -1;
        assert_int_equal(seal.size, SEAL_CHARACTERS);
        assert_true(seal_open(key, "case", seal, &number));
        assert_int_equal(number, numbers[i]);
        assert_false(seal_open(key, "answer", seal, &number));
        assert_false(seal_open(other, "case", seal, &number));
        for (i64 at = 0; at < seal.size; at++) {
            char *bent = NEW_ARRAY(c->arena, char, seal.size);
            memcpy(bent, seal.s, (size_t)seal.size);
            bent[at] = bent[at] == 'A' ? 'B' : 'A';
            assert_false(seal_open(key, "case", (str){bent, seal.size}, &number));
        }
        assert_false(seal_open(key, "case", str_slice(seal, 0, 31), &number));
    }
}

static void a_seal_opens_what_it_was_made_for_and_nothing_else(void **state)
{
    (void)state;
    on_both(a_seal_opens_what_it_was_made_for_and_nothing_else_in);
}

// Numbers that follow each other look like nothing.
static void seals_of_neighbours_have_nothing_in_common_in(ctx *c, struct store *store)
{
    (void)store;
    u8 key[SEAL_KEY_BYTES] = {7};
    str a = seal_make(c, key, "case", 1), b = seal_make(c, key, "case", 2);
    i64 same = 0;
    for (i64 i = 0; i < SEAL_CHARACTERS; i++) same += a.s[i] == b.s[i];
    assert_true(same < 8);
}

static void seals_of_neighbours_have_nothing_in_common(void **state)
{
    (void)state;
    on_duckdb(seals_of_neighbours_have_nothing_in_common_in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_seal_opens_what_it_was_made_for_and_nothing_else),
        cmocka_unit_test(seals_of_neighbours_have_nothing_in_common),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
