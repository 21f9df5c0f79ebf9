#include "base/hash.h"
#include "base/ctx.h"
#include "support/test.h"
#include "support/work.h"

// Aumasson and Bernstein, SipHash reference implementation, vectors.h: key 00 01 … 0f, message 00
// 01 … (n−1).
static void hashes_are_those_of_the_reference(void **state)
{
    (void)state;
    static const u64 expected[] = {
        0x726fdb47dd0e0e31, 0x74f839c593dc67fd, 0x0d6c8009d9a94f5a, 0x85676696d7fb7e2d,
        0xcf2794e0277187b7, 0x18765564cd99a68d, 0xcbc9466e58fee3ce, 0xab0200f58b01d137,
        0x93f5f5799a932462, 0x9e0082df0ba9e4b0, 0x7a5dbbc594ddb9f3, 0xf4b32f46226bada7,
        0x751e8fbc860ee5fb, 0x14ea5627c0843d90, 0xf723ca908e7af2ee, 0xa129ca6149be45e5};
    struct hash_seed seed;
    u8 message[COUNT_OF(expected)];
    for (u8 i = 0; i < 16; i++)
        seed.bytes[i] = message[i] = i;
    for (i64 size = 0; size < COUNT_OF(expected); size++)
        assert_true(hash_bytes(&seed, message, size) == expected[size]);
}

static void another_seed_or_order_gives_another_hash(void **state)
{
    (void)state;
    struct hash_seed a = {{0}}, b = {{1}};
    assert_true(hash_str(&a, S("customer")) != hash_str(&b, S("customer")));
    assert_true(hash_mix(hash_mix(0, 1), 2) != hash_mix(hash_mix(0, 2), 1));
    assert_true(hash_mix(0, 0) != 0);
}

static void every_value_is_found_after_the_map_grew(void **state)
{
    (void)state;
    struct work work;
    work_init(&work);
    struct hash_map map;
    struct hash_at at;
    hash_map_init(&map, &work.arena, 0);
    // Small numbers as they are, the worst case of a table that trusts its hashes.
    for (i64 i = 0; i < 100000; i++)
        hash_map_add(&map, (u64)i * 4096, i);
    for (i64 i = 0; i < 100000; i++) {
        assert_int_equal(hash_map_first(&map, (u64)i * 4096, &at), i);
        assert_int_equal(hash_map_next(&map, (u64)i * 4096, &at), -1);
        assert_int_equal(hash_map_first(&map, (u64)i * 4096 + 1, &at), -1);
    }
    assert_true(map.count * 2 <= map.capacity);
    hash_map_clear(&map);
    assert_int_equal(hash_map_first(&map, 4096, &at), -1);
    work_release(&work);
}

static void values_under_one_hash_come_in_the_order_they_were_added(void **state)
{
    (void)state;
    struct work work;
    work_init(&work);
    for (u64 hash = 0; hash < 200; hash++) {
        struct hash_map map;
        struct hash_at at;
        hash_map_init(&map, &work.arena, 0);
        for (i64 i = 0; i < 50; i++) {
            hash_map_add(&map, hash, i);
            hash_map_add(&map, hash + 1, 1000 + i);
        }
        i64 expected = 0;
        for (i64 got = hash_map_first(&map, hash, &at); got >= 0;
             got = hash_map_next(&map, hash, &at))
            assert_int_equal(got, expected++);
        assert_int_equal(expected, 50);
    }
    work_release(&work);
}

// Whoever changes what a slot holds finds it by hash_at: it must be one of the table's.
static void a_run_of_slots_goes_on_from_the_end_at_the_start(void **state)
{
    (void)state;
    struct arena arena;
    struct hash_map map;
    struct hash_at at;
    u64 hashes[4];
    i64 count = 0;
    arena_init(&arena, 1024 * 1024);
    hash_map_init(&map, &arena, 1024);
    for (u64 hash = 1; count < COUNT_OF(hashes); hash++)
        if ((i64)(hash * 0x9E3779B97F4A7C15u >> map.shift) == map.capacity - 1)
            hashes[count++] = hash;
    for (i64 i = 0; i < count; i++)
        hash_map_add(&map, hashes[i], i);
    for (i64 i = 0; i < count; i++) {
        assert_int_equal(hash_map_first(&map, hashes[i], &at), i);
        assert_true(at.slot >= 0 && at.slot < map.capacity);
        assert_int_equal(map.slots[at.slot].hash, hashes[i]);
        assert_int_equal(hash_map_next(&map, hashes[i], &at), -1);
    }
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_of_slots_goes_on_from_the_end_at_the_start),
        cmocka_unit_test(hashes_are_those_of_the_reference),
        cmocka_unit_test(another_seed_or_order_gives_another_hash),
        cmocka_unit_test(every_value_is_found_after_the_map_grew),
        cmocka_unit_test(values_under_one_hash_come_in_the_order_they_were_added),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
