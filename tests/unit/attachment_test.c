// Files with records and comments, on both engines, through a backup and back.
#include "record/attachment.h"

#include "bounds.h"
#include "record/comment.h"
#include "store/backup.h"
#include "support/both.h"
#include "support/files.h"
#include "support/pg.h"
#include "support/work.h"

#include "support/test.h"

enum { BACKUP_BYTES = 8 * 1024 * 1024 };

static i64 a_stage(ctx *c, const char *name)
{
    struct record *record = record_new(c, kind_find(S("stage")));
    struct record_problems problems = {0};
    MUST(c, record_put(c, record, S("name"), str_of(name), UINT32_MAX, &problems));
    MUST(c, record_add(c, record, &(struct record_edit){.who = 1, .roles = UINT32_MAX}, &problems));
    return record->id;
}

// Bytes of every value, so many.
static str bytes_of(ctx *c, i64 size)
{
    char *bytes = NEW_ARRAY(c->arena, char, size + 1);
    for (i64 i = 0; i < size; i++)
        bytes[i] = (char)(u8)((i * 2654435761) >> 13);
    return (str){bytes, size};
}

// Stores it in parts of that size.
static bool keep_file(ctx *c, struct attachment what, str bytes, i64 part, struct attachment *out)
{
    struct attachment_writer *writer = NULL;
    if (!attachment_begin(c, &what, &writer)) return false;
    for (i64 at = 0; at < bytes.size; at += part)
        if (!attachment_write(c, writer, str_slice(bytes, at, MIN(at + part, bytes.size))))
            return false;
    return attachment_end(c, writer, out);
}

static struct attachment of_stage(i64 record, const char *name)
{
    return (struct attachment){.kind = kind_find(S("stage")),
                               .record = record,
                               .name = str_of(name),
                               .type = S("image/png"),
                               .made_by = 1};
}

static bool collect(ctx *c, void *data, str bytes)
{
    (void)c;
    buf_add(data, bytes);
    return true;
}

static void assert_bytes(ctx *c, i64 id, str expected)
{
    // Of its own: what is read is given back piece by piece.
    struct arena *arena = ctx_arena(c, 256 * MIB);
    buf all = buf_new(arena, expected.size + 1);
    MUST(c, attachment_read(c, id, collect, &all));
    assert_int_equal(all.size, expected.size);
    assert_memory_equal(all.s ? all.s : "", expected.s, (size_t)expected.size);
}

static void bytes_come_back_as_they_came_by(ctx *c, struct store *store)
{
    (void)store;
    static const i64 sizes[] = {0, 1, 32767, 32768, 32769, 1048576, 2500000};
    static const i64 parts[] = {1, 1000, 32768, 9999999};
    struct attachment made, read, *list = NULL;
    i64 count = 0;
    MUST(c, store_begin_write(c));
    i64 stage = a_stage(c, "Choosing");
    for (i64 i = 0; i < COUNT_OF(sizes); i++) {
        str bytes = bytes_of(c, sizes[i]);
        MUST(c, keep_file(c, of_stage(stage, "a b.png"), bytes,
                          sizes[i] < 40000 ? parts[i % 4] : parts[1 + i % 3], &made));
        assert_int_equal(made.id, i + 1);
        assert_bytes(c, made.id, bytes);
    }
    MUST(c, store_commit(c));
    MUST(c, attachment_get(c, made.id, &read));
    assert_str(read.name, "a b.png");
    assert_str(read.type, "image/png");
    assert_int_equal(read.size, 2500000);
    assert_int_equal(read.made_by, 1);
    assert_str(read.checksum, str_c(c->arena, made.checksum));
    MUST(c, attachment_list(c, kind_find(S("stage")), stage, &list, &count));
    assert_int_equal(count, COUNT_OF(sizes));
    assert_int_equal(list[1].size, 1);
    // BLAKE2b-256 of nothing, as b2sum -l 256 tells it.
    assert_str(list[0].checksum,
               "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    MUST(c, attachment_list(c, kind_find(S("unit")), stage, &list, &count));
    assert_int_equal(count, 0);
}

static void what_is_removed_leaves_its_trace_by(ctx *c, struct store *store)
{
    (void)store;
    struct attachment made, said, *list = NULL;
    struct rows rows;
    i64 count = 0;
    MUST(c, store_begin_write(c));
    i64 stage = a_stage(c, "Choosing");
    struct comment_about about = {.kind = kind_find(S("stage")), .record = stage};
    struct comment comment = {.text = S("See the picture."), .made_by = 2};
    MUST(c, keep_file(c, of_stage(stage, "a.png"), bytes_of(c, 100000), 5000, &made));
    MUST(c, comment_add(c, &about, &comment));
    MUST(c, keep_file(c,
                      (struct attachment){.comment = comment.id,
                                          .name = S("b.txt"),
                                          .type = S("text/plain"),
                                          .made_by = 2},
                      S("words"), 5, &said));
    MUST(c, attachment_list_comments(c, (const i64[]){comment.id, 7}, 2, &list, &count));
    assert_int_equal(count, 1);
    assert_int_equal(list[0].comment, comment.id);
    assert_null(list[0].kind);
    MUST(c, attachment_remove(c, made.id, 3));
    MUST(c, comment_remove(c, comment.id, 2));
    MUST(c, store_commit(c));
    MUST(c, attachment_list(c, kind_find(S("stage")), stage, &list, &count));
    assert_int_equal(count, 1);
    assert_int_equal(list[0].removed_ms, c->now_ms);
    assert_int_equal(list[0].removed_by, 3);
    assert_str(json_write(c, attachment_json(c, &list[0])),
               fmt(c->arena,
                   "{\"id\":\"1\",\"name\":\"a.png\",\"type\":\"image/png\",\"size\":100000,"
                   "\"checksum\":\"%.*s\",\"made\":\"2026-11-21T10:00:00Z\",\"made_by\":\"1\","
                   "\"removed\":true,\"removed_at\":\"2026-11-21T10:00:00Z\",\"removed_by\":\"3\"}",
                   STR(made.checksum)));
    MUST(c, store_rows_text(c, S("SELECT count(*)::BIGINT FROM rec_piece"), NO_VALS, &rows));
    assert_int_equal(rows.column[0].i[0], 0);
    buf all = buf_new(c->arena, 1000);
    assert_false(attachment_read(c, made.id, collect, &all));
    assert_int_equal(c->err.code, ERR_NOT_FOUND);
    err_clear(c);
    MUST(c, store_begin_write(c));
    assert_false(attachment_remove(c, made.id, 3));
    assert_int_equal(c->err.code, ERR_NOT_FOUND);
    err_clear(c);
    store_rollback(c);
}

static void assert_refused(ctx *c, struct attachment what, i64 size, err_code code)
{
    struct attachment made;
    assert_false(keep_file(c, what, bytes_of(c, size), 1000000, &made));
    if (c->err.code != code) print_error("%s\n", c->err.msg);
    assert_int_equal(c->err.code, code);
    err_clear(c);
}

static void what_does_not_fit_is_refused_by(ctx *c, struct store *store)
{
    (void)store;
    static const char *const names[] = {"", "..", "a/b", "a\\b", "a\nb", "\xff"};
    static const char *const types[] = {"", "Image/png", "text/html; charset=x"};
    struct attachment made;
    MUST(c, store_begin_write(c));
    i64 stage = a_stage(c, "Choosing");
    for (i64 i = 0; i < COUNT_OF(names); i++)
        assert_refused(c, of_stage(stage, names[i]), 1, ERR_BAD_INPUT);
    for (i64 i = 0; i < COUNT_OF(types); i++) {
        struct attachment what = of_stage(stage, "a");
        what.type = str_of(types[i]);
        assert_refused(c, what, 1, ERR_BAD_INPUT);
    }
    assert_refused(c, of_stage(stage + 1, "a"), 1, ERR_NOT_FOUND);
    struct attachment said = {.comment = 5, .name = S("a"), .type = S("a/b")};
    assert_refused(c, said, 1, ERR_NOT_FOUND);
    assert_refused(c, of_stage(stage, "a"), BOUND_ATTACHMENT_BYTES + 1, ERR_TOO_LARGE);
    // What is there already counts, as far as its row tells.
    MUST(c, keep_file(c, of_stage(stage, "a"), S("x"), 1, &made));
    struct rows rows;
    MUST(c, store_rows_text(c, S("UPDATE rec_attachment SET size = 209715199 WHERE size = 1"),
                            NO_VALS, &rows));
    assert_refused(c, of_stage(stage, "a"), 2, ERR_TOO_LARGE);
    MUST(c, keep_file(c, of_stage(stage, "a"), S("x"), 1, &made));
    store_rollback(c);
}

static void damage_is_noticed_by(ctx *c, struct store *store)
{
    (void)store;
    static const char *const damages[] = {
        "UPDATE rec_piece SET bytes = 'AAAA' WHERE piece = 1",
        "UPDATE rec_piece SET bytes = 'no base64' WHERE piece = 1",
        "DELETE FROM rec_piece WHERE piece = 2",
    };
    for (i64 i = 0; i < COUNT_OF(damages); i++) {
        struct attachment made;
        struct rows rows;
        buf all = buf_new(c->arena, 1000000);
        MUST(c, store_begin_write(c));
        i64 stage = a_stage(c, "Choosing");
        MUST(c, keep_file(c, of_stage(stage, "a"), bytes_of(c, 100000), 7777, &made));
        MUST(c, store_rows_text(c, str_of(damages[i]), NO_VALS, &rows));
        assert_false(attachment_read(c, made.id, collect, &all));
        assert_int_equal(c->err.code, ERR_STORE);
        err_clear(c);
        store_rollback(c);
    }
}

static void a_field_takes_only_what_was_brought_for_it_by(ctx *c, struct store *store)
{
    (void)store;
    struct attachment made, other;
    i64 fits = 0;
    MUST(c, store_begin_write(c));
    i64 id = a_stage(c, "Choosing"), second = a_stage(c, "Using");
    struct record stage = {.kind = kind_find(S("stage")), .id = id};
    struct record unit = {.kind = kind_find(S("unit")), .id = id};
    struct record using = {.kind = kind_find(S("stage")), .id = second};
    MUST(c, keep_file(c, of_stage(0, "a"), S("x"), 1, &made));
    MUST(c, keep_file(c, of_stage(second, "b"), S("x"), 1, &other));
    MUST(c, attachment_fits(c, made.id, &stage, &fits));
    assert_int_equal(fits, 1);
    MUST(c, attachment_fits(c, made.id, &unit, &fits));
    assert_int_equal(fits, 0);
    MUST(c, attachment_fits(c, other.id, &stage, &fits));
    assert_int_equal(fits, 0);
    assert_false(attachment_place(c, made.id, &stage, 2)); // somebody else brought it
    assert_int_equal(c->err.code, ERR_BAD_INPUT);
    err_clear(c);
    MUST(c, attachment_place(c, made.id, &stage, 1));
    MUST(c, attachment_place(c, made.id, &stage, 2)); // it lies there
    MUST(c, attachment_fits(c, made.id, &using, &fits));
    assert_int_equal(fits, 0);
    store_rollback(c);
}

// A backup of one engine's store, restored into the other's.

static void a_backup_carries_files(void **state)
{
    (void)state;
    struct work work;
    struct files files;
    ctx *c = work_init(&work);
    files_init(c, &files);
    const char *const urls[] = {"duckdb:a.duckdb", pg_database(c->arena), "duckdb:b.duckdb"};
    char *room = arena_alloc(c->arena, BACKUP_BYTES, 1);
    str bytes = bytes_of(c, 1500000), backup = {0};
    for (i64 i = 0; i < COUNT_OF(urls); i++) {
        struct store *store = NULL;
        struct backup_told told;
        struct attachment made;
        if (!urls[i]) continue;
        MUST(c, store_open(c, urls[i], (struct store_options){.threads = 2}, &store));
        MUST(c, store_take(c, store));
        if (i == 0) {
            MUST(c, store_migrate(c, store) && store_begin_write(c));
            i64 stage = a_stage(c, "Choosing");
            MUST(c, keep_file(c, of_stage(stage, "a"), bytes, 100000, &made));
            MUST(c, store_commit(c));
        } else {
            FILE *in = fmemopen(room, (size_t)backup.size, "r");
            assert_non_null(in);
            MUST(c, store_begin_write(c) && backup_read(c, in, &told) && store_commit(c));
            (void)fclose(in);
        }
        assert_bytes(c, 1, bytes);
        FILE *out = fmemopen(room, BACKUP_BYTES, "w");
        assert_non_null(out);
        MUST(c, store_begin_read(c) && backup_write(c, out, S("test"), &told));
        store_rollback(c);
        assert_int_equal(fflush(out), 0);
        backup = (str){room, ftell(out)};
        (void)fclose(out);
        store_give(c);
        store_close(store);
    }
    work_release(&work);
    files_release(&files);
}

#define ON_BOTH(name)                                                                              \
    static void name(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        on_both(name##_by);                                                                        \
    }

ON_BOTH(bytes_come_back_as_they_came)
ON_BOTH(what_is_removed_leaves_its_trace)
ON_BOTH(what_does_not_fit_is_refused)
ON_BOTH(damage_is_noticed)
ON_BOTH(a_field_takes_only_what_was_brought_for_it)

int main(void)
{
    kinds_register(first_kinds, first_kinds_count);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_come_back_as_they_came),
        cmocka_unit_test(what_is_removed_leaves_its_trace),
        cmocka_unit_test(what_does_not_fit_is_refused),
        cmocka_unit_test(damage_is_noticed),
        cmocka_unit_test(a_field_takes_only_what_was_brought_for_it),
        cmocka_unit_test(a_backup_carries_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
