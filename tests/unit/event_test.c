// What happened is read once by each who acts upon it, in its order, and stays until all have.
#include "event/event.h"

#include "support/both.h"
#include "support/test.h"

static void add(ctx *c, const char *what, i64 about)
{
    json_t *data = json_new_object(c);
    json_put_i64(data, "about", about);
    MUST(c, store_begin_write(c));
    MUST(c, event_add(c, (struct event){.what = str_of(what), .about = about, .data = data}));
    MUST(c, store_commit(c));
}

static const char *const cases_only[] = {"case.opened", "case.closed", NULL};
static const struct event_reader all = {.name = "all", .limit = 10};
static const struct event_reader some = {.name = "some", .what = cases_only, .limit = 10};

// The abouts of what a reader reads next, "1 2".
static const char *next(ctx *c, const struct event_reader *reader, i64 *last)
{
    i64 count = 0;
    struct event *events = NULL;
    const char *out = "";
    MUST(c, event_read(c, reader, &count, &events));
    for (i64 i = 0; i < count; i++) {
        i64 about = 0;
        assert_true(json_i64(json_object_get(events[i].data, "about"), &about));
        assert_int_equal(about, events[i].about);
        out = fmt(c->arena, "%s%s%lld", out, i ? " " : "", (long long)about);
        *last = events[i].id;
    }
    return out;
}

static void done_with(ctx *c, const char *reader, i64 id)
{
    MUST(c, store_begin_write(c));
    MUST(c, event_read_to(c, reader, id));
    MUST(c, store_commit(c));
}

static void each_reader_reads_on_from_its_own_place_in(ctx *c, struct store *store)
{
    (void)store;
    i64 last = 0;
    add(c, "case.opened", 1);
    add(c, "answer.ended", 2);
    add(c, "case.closed", 3);
    assert_string_equal(next(c, &all, &last), "1 2 3");
    assert_string_equal(next(c, &some, &last), "1 3");
    done_with(c, "some", last);
    assert_string_equal(next(c, &some, &last), "");
    assert_string_equal(next(c, &all, &last), "1 2 3");
    done_with(c, "some", 1); // never back
    assert_string_equal(next(c, &some, &last), "");
    add(c, "case.opened", 4);
    assert_string_equal(next(c, &some, &last), "4");
    assert_string_equal(next(c, &all, &last), "1 2 3 4");
    bool waits = false;
    MUST(c, event_waits(c, &some, &waits));
    assert_true(waits);
}

static void each_reader_reads_on_from_its_own_place(void **state)
{
    (void)state;
    on_both(each_reader_reads_on_from_its_own_place_in);
}

static void an_event_stays_until_all_have_read_it_in(ctx *c, struct store *store)
{
    (void)store;
    i64 last = 0, gone = 0, newest = 0;
    add(c, "case.opened", 1);
    add(c, "case.opened", 2);
    (void)next(c, &all, &last);
    done_with(c, "all", last);
    done_with(c, "some", last - 1);
    MUST(c, store_begin_write(c));
    MUST(c, event_clean(c, c->now_ms + 1, &gone));
    MUST(c, store_commit(c));
    assert_int_equal(gone, 1);
    assert_string_equal(next(c, &some, &last), "2");
    MUST(c, store_begin_write(c));
    MUST(c, event_read_no_more(c, "some"));
    MUST(c, event_clean(c, c->now_ms + 1, &gone));
    MUST(c, store_commit(c));
    assert_int_equal(gone, 1);
    MUST(c, event_newest(c, &newest));
    assert_int_equal(newest, 2); // numbers never come again
    add(c, "case.opened", 3);
    assert_string_equal(next(c, &all, &last), "3");
}

static void an_event_stays_until_all_have_read_it(void **state)
{
    (void)state;
    on_both(an_event_stays_until_all_have_read_it_in);
}

static void what_is_rolled_back_did_not_happen_in(ctx *c, struct store *store)
{
    (void)store;
    i64 last = 0;
    MUST(c, store_begin_write(c));
    MUST(c, event_add(c, (struct event){.what = S("case.opened"), .about = 1}));
    store_rollback(c);
    assert_string_equal(next(c, &all, &last), "");
}

static void what_is_rolled_back_did_not_happen(void **state)
{
    (void)state;
    on_both(what_is_rolled_back_did_not_happen_in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_reader_reads_on_from_its_own_place),
        cmocka_unit_test(an_event_stays_until_all_have_read_it),
        cmocka_unit_test(what_is_rolled_back_did_not_happen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
