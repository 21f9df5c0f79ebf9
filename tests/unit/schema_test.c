// What is written of the kinds' tables is what lies in the tree. TUNTUMA_ACCEPT=1 writes it there.
#include "record/schema.h"

#include "support/test.h"

#include <fcntl.h>
#include <unistd.h>

static str read_file(struct arena *arena, const char *path)
{
    enum { ROOM = 1024 * 1024 };
    char *bytes = NEW_ARRAY(arena, char, ROOM);
    FILE *in = fopen(path, "rbe");
    if (!in) return (str){0};
    str text = {bytes, (i64)fread(bytes, 1, ROOM, in)};
    (void)fclose(in);
    return text;
}

static void assert_file(struct arena *arena, const char *name, str expected)
{
    const char *path = fmt(arena, TUNTUMA_SOURCE_DIR "/src/%s", name);
    if (getenv("TUNTUMA_ACCEPT")) {
        FILE *out = fopen(path, "wbe");
        assert_non_null(out);
        assert_int_equal(fwrite(expected.s, 1, (size_t)expected.size, out), expected.size);
        assert_int_equal(fclose(out), 0);
    }
    str found = read_file(arena, path);
    i64 at = 0, line = 1;
    while (at < MIN(found.size, expected.size) && found.s[at] == expected.s[at])
        line += expected.s[at++] == '\n';
    if (at == found.size && at == expected.size) return;
    print_error("src/%s:%lld is not what the kinds' tables give: a new migration is needed, or "
                "TUNTUMA_ACCEPT=1 for one that was never released\n",
                name, (long long)line);
    _fail(__FILE__, __LINE__);
}

static void the_files_are_what_the_tables_give(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 64 * 1024 * 1024);
    assert_file(&arena, "store/migrations/0006_record.duck.sql",
                schema_migration(&arena, first_kinds, first_kinds_count, STORE_DUCKDB));
    assert_file(&arena, "store/migrations/0006_record.pg.sql",
                schema_migration(&arena, first_kinds, first_kinds_count, STORE_POSTGRES));
    assert_file(&arena, "store/migrations/0014_order.duck.sql",
                schema_order(&arena, first_kinds, first_kinds_count, STORE_DUCKDB));
    assert_file(&arena, "store/migrations/0014_order.pg.sql",
                schema_order(&arena, first_kinds, first_kinds_count, STORE_POSTGRES));
    assert_file(&arena, "record/kinds.sql",
                schema_statements(&arena, first_kinds, first_kinds_count));
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_files_are_what_the_tables_give),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
