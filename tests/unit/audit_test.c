// The log of who did what: it grows, it is written out, and whatever is done to it is noticed.
#include "audit/audit.h"
#include "support/both.h"

#include <sodium.h>

#include "support/test.h"

#define ON_BOTH(test)                                                                              \
    static void test(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        on_both(test##_on);                                                                        \
    }

static void run_text(ctx *c, const char *text)
{
    struct rows rows;
    MUST(c, store_rows_text(c, str_of(text), NO_VALS, &rows));
}

static void add_entry(ctx *c, struct audit_entry entry)
{
    MUST(c, store_begin_write(c));
    MUST(c, audit_add(c, entry));
    MUST(c, store_commit(c));
}

static void add_some(ctx *c, i64 count)
{
    for (i64 i = 0; i < count; i++) {
        json_t *detail = json_new_object(c);
        json_put_i64(detail, "i", i);
        json_put_c(detail, "words", "Älä \"tätä\"\n");
        c->now_ms += 1000;
        add_entry(c, (struct audit_entry){.who = audit_account(c, i % 3),
                                          .what = S("test.add"),
                                          .about = S("thing"),
                                          .customer = i,
                                          .detail = detail});
    }
}

static struct audit_report verified(ctx *c)
{
    struct audit_report report;
    MUST(c, audit_verify(c, &report));
    return report;
}

static void an_empty_log_is_whole_on(ctx *c, struct store *store)
{
    (void)store;
    struct audit_report report = verified(c);
    assert_int_equal(report.entries, 0);
    assert_int_equal(report.bad, 0);
    assert_int_equal(report.last_hash.size, 0);
}
ON_BOTH(an_empty_log_is_whole)

static void entries_make_a_chain_on(ctx *c, struct store *store)
{
    (void)store;
    add_some(c, 20);
    struct audit_report report = verified(c);
    assert_int_equal(report.entries, 20);
    assert_int_equal(report.bad, 0);
    bool holds = false;
    MUST(c, audit_holds(c, 20, report.last_hash, &holds));
    assert_true(holds);
    MUST(c, audit_holds(c, 19, report.last_hash, &holds));
    assert_false(holds);
    MUST(c, audit_holds(c, 21, report.last_hash, &holds));
    assert_false(holds);
}
ON_BOTH(entries_make_a_chain)

static void the_hash_is_the_one_that_the_header_tells_on(ctx *c, struct store *store)
{
    (void)store;
    c->now_ms = 1795255200000;
    add_entry(c, (struct audit_entry){.who = S("nobody"), .what = S("a.b"), .customer = 7});
    const char *text = "tuntuma audit 10:,1:1,13:1795255200000,6:nobody,3:a.b,0:,1:7,2:{},";
    u8 hash[32];
    char hex[65];
    crypto_generichash(hash, sizeof hash, (const u8 *)text, strlen(text), NULL, 0);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    assert_str(verified(c).last_hash, hex);
}
ON_BOTH(the_hash_is_the_one_that_the_header_tells)

static void what_was_rolled_back_leaves_no_entry_on(ctx *c, struct store *store)
{
    (void)store;
    add_some(c, 1);
    MUST(c, store_begin_write(c));
    MUST(c, audit_add(c, (struct audit_entry){.who = S("nobody"), .what = S("test.undone")}));
    store_rollback(c);
    assert_int_equal(verified(c).entries, 1);
    add_some(c, 1);
    assert_int_equal(verified(c).entries, 2);
    assert_int_equal(verified(c).bad, 0);
}
ON_BOTH(what_was_rolled_back_leaves_no_entry)

// Each is done to a log of ten entries; the first that does not fit is named.
static const struct {
    const char *sql;
    i64 bad;
} tamperings[] = {
    {"UPDATE audit SET who = 'account 9' WHERE number = 4",                  4 },
    {"UPDATE audit SET what = 'test.ad' WHERE number = 5",                   5 },
    {"UPDATE audit SET what = 'test.addt', about = 'hing' WHERE number = 5", 5 },
    {"UPDATE audit SET customer = 99 WHERE number = 1",                      1 },
    {"UPDATE audit SET at_ms = at_ms + 1 WHERE number = 10",                 10},
    {"UPDATE audit SET detail = '{}' WHERE number = 2",                      2 },
    {"UPDATE audit SET hash = '' WHERE number = 3",                          3 },
    {"DELETE FROM audit WHERE number = 6",                                   6 },
    {"DELETE FROM audit WHERE number = 1",                                   1 },
    {"UPDATE audit SET number = 0 WHERE number = 1",                         1 },
    {"UPDATE audit SET number = 11 WHERE number = 7",                        7 },
    {"INSERT INTO audit SELECT 11, at_ms, who, what, about, customer, detail, hash FROM audit "
     "WHERE number = 10",                                               11},
};

static void whatever_is_changed_is_noticed_on(ctx *c, struct store *store)
{
    (void)store;
    add_some(c, 10);
    for (i64 i = 0; i < COUNT_OF(tamperings); i++) {
        MUST(c, store_begin(c));
        run_text(c, tamperings[i].sql);
        struct audit_report report = verified(c);
        store_rollback(c);
        if (report.bad != tamperings[i].bad) print_error("%s\n", tamperings[i].sql);
        assert_int_equal(report.bad, tamperings[i].bad);
        assert_int_equal(report.entries, tamperings[i].bad - 1);
        assert_non_null(report.why);
    }
    assert_int_equal(verified(c).bad, 0);
}
ON_BOTH(whatever_is_changed_is_noticed)

static void a_cut_end_is_noticed_by_who_noted_it_on(ctx *c, struct store *store)
{
    (void)store;
    add_some(c, 5);
    str noted = verified(c).last_hash;
    run_text(c, "DELETE FROM audit WHERE number > 3");
    assert_int_equal(verified(c).bad, 0); // what is left fits
    bool holds = true;
    MUST(c, audit_holds(c, 5, noted, &holds));
    assert_false(holds);
    add_some(c, 2); // and however it goes on
    MUST(c, audit_holds(c, 5, noted, &holds));
    assert_false(holds);
}
ON_BOTH(a_cut_end_is_noticed_by_who_noted_it)

static str exported(ctx *c, i64 after, i64 *count)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = c->out;
    c->out = open_memstream(&text, &size);
    MUST(c, audit_export(c, after, count));
    (void)fclose(c->out);
    c->out = out;
    str copy = str_copy(c->arena, (str){text, (i64)size});
    free(text);
    return copy;
}

static void it_is_written_out_as_json_lines_on(ctx *c, struct store *store)
{
    (void)store;
    add_some(c, 4);
    i64 count = 0;
    str text = exported(c, 1, &count), line = {0};
    assert_int_equal(count, 3);
    for (i64 number = 2; str_cut(&text, '\n', &line) && line.size; number++) {
        json_t *entry = json_parse(c, line);
        if (!entry) print_error("%.*s\n", STR(line));
        assert_non_null(entry);
        assert_int_equal(json_integer_value(json_object_get(entry, "number")), number);
        assert_str(json_text(json_object_get(json_object_get(entry, "detail"), "words")),
                   "Älä \"tätä\"\n");
        assert_int_equal(json_text(json_object_get(entry, "hash")).size, 64);
        count--;
    }
    assert_int_equal(count, 0);
    run_text(c, "UPDATE audit SET detail = 'no JSON', hash = '\"' WHERE number = 4");
    text = exported(c, 3, &count);
    assert_non_null(json_parse(c, text));
}
ON_BOTH(it_is_written_out_as_json_lines)

static void pages_are_read_through_on(ctx *c, struct store *store)
{
    (void)store;
    enum { ENTRIES = 1003 }; // more than a page
    MUST(c, store_begin_write(c));
    for (i64 i = 0; i < ENTRIES; i++) {
        MUST(c, audit_add(c, (struct audit_entry){.who = S("nobody"), .what = S("test.add")}));
        if (i % 200) continue;
        MUST(c, store_commit(c));
        MUST(c, store_begin_write(c));
    }
    MUST(c, store_commit(c));
    assert_int_equal(verified(c).entries, ENTRIES);
    i64 count = 0;
    (void)exported(c, 0, &count);
    assert_int_equal(count, ENTRIES);
}
ON_BOTH(pages_are_read_through)

static void what_is_no_entry_is_refused_on(ctx *c, struct store *store)
{
    (void)store;
    MUST(c, store_begin_write(c));
    assert_false(audit_add(c, (struct audit_entry){.who = S("a\xFF"), .what = S("b")}));
    assert_int_equal(c->err.code, ERR_BAD_INPUT);
    err_clear(c);
    str large = {memset(NEW_ARRAY(c->arena, char, 30000), 'a', 30000), 30000};
    assert_false(audit_add(c, (struct audit_entry){.who = S("a"), .what = S("b"), .about = large}));
    assert_int_equal(c->err.code, ERR_TOO_LARGE);
    err_clear(c);
    store_rollback(c);
}
ON_BOTH(what_is_no_entry_is_refused)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_log_is_whole),
        cmocka_unit_test(entries_make_a_chain),
        cmocka_unit_test(the_hash_is_the_one_that_the_header_tells),
        cmocka_unit_test(what_was_rolled_back_leaves_no_entry),
        cmocka_unit_test(whatever_is_changed_is_noticed),
        cmocka_unit_test(a_cut_end_is_noticed_by_who_noted_it),
        cmocka_unit_test(it_is_written_out_as_json_lines),
        cmocka_unit_test(pages_are_read_through),
        cmocka_unit_test(what_is_no_entry_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
