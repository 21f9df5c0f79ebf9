// What is written of the kinds' tables is what lies in the tree. TUNTUMA_ACCEPT=1 writes it there.
#include "record/schema.h"

#include "support/made_file.h"
#include "support/test.h"

static void the_files_are_what_the_tables_give(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 64 * 1024 * 1024);
    assert_made_file(&arena, "store/migrations/0006_record.duck.sql",
                schema_migration(&arena, first_kinds, first_kinds_count, STORE_DUCKDB));
    assert_made_file(&arena, "store/migrations/0006_record.pg.sql",
                schema_migration(&arena, first_kinds, first_kinds_count, STORE_POSTGRES));
    assert_made_file(&arena, "store/migrations/0014_order.duck.sql",
                schema_order(&arena, first_kinds, first_kinds_count, STORE_DUCKDB));
    assert_made_file(&arena, "store/migrations/0014_order.pg.sql",
                schema_order(&arena, first_kinds, first_kinds_count, STORE_POSTGRES));
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_files_are_what_the_tables_give),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
