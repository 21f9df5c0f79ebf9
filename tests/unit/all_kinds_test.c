// All kinds together are sound, and what is written of them is what lies in the tree.
// TUNTUMA_ACCEPT=1 writes it there.
#include "kinds/all_kinds.h"
#include "record/schema.h"

#include "support/made_file.h"
#include "support/test.h"

static void all_kinds_are_sound(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1024 * 1024);
    const char *flaws = kinds_flaws(&arena, all_kinds, all_kinds_count);
    if (flaws) print_error("%s", flaws);
    assert_null(flaws);
    assert_int_equal(kinds_of_asking, first_kinds_count);
    for (i64 i = 0; i < first_kinds_count; i++) assert_ptr_equal(all_kinds[i], first_kinds[i]);
    arena_release(&arena);
}

static void the_files_are_what_the_tables_give(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 64 * 1024 * 1024);
    const struct kind *const *more = all_kinds + kinds_of_asking;
    i64 count = all_kinds_count - kinds_of_asking;
    assert_made_file(&arena, "store/migrations/0016_ask_and_hear.duck.sql",
                     schema_more(&arena, more, count, STORE_DUCKDB));
    assert_made_file(&arena, "store/migrations/0016_ask_and_hear.pg.sql",
                     schema_more(&arena, more, count, STORE_POSTGRES));
    assert_made_file(&arena, "record/kinds.sql",
                     schema_statements(&arena, all_kinds, all_kinds_count));
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_kinds_are_sound),
        cmocka_unit_test(the_files_are_what_the_tables_give),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
