// Questions of lists that are kept: on both engines.
#include "people/role.h"
#include "record/view.h"

#include "support/both.h"

#include "support/test.h"

static bool save(ctx *c, struct view *view)
{
    MUST(c, store_begin_write(c));
    if (view_save(c, view)) {
        MUST(c, store_commit(c));
        return true;
    }
    store_rollback(c);
    return false;
}

static void assert_refused(ctx *c, struct view view, err_code code)
{
    assert_false(save(c, &view));
    assert_int_equal(c->err.code, code);
    err_clear(c);
}

static const char *names(ctx *c, i64 person)
{
    struct view *views = NULL;
    i64 count = 0;
    buf out = buf_new(c->arena, 10000);
    MUST(c, view_list(c, kind_find(S("stage")), person, &views, &count));
    for (i64 i = 0; i < count; i++)
        buf_fmt(&out, "%s%.*s", i ? " " : "", STR(views[i].name));
    return out.size ? out.s : "";
}

static void views_are_ones_own_or_everybodys_by(ctx *c, struct store *store)
{
    (void)store;
    const struct kind *stage = kind_find(S("stage"));
    struct view first = {
        .kind = stage, .name = S(" late "), .query = S("sort=-place"), .person = 1};
    struct view all = {.kind = stage, .name = S("All"), .person = 1, .shared = true};
    struct view other = {.kind = stage, .name = S("late"), .person = 2}, read;
    assert_true(save(c, &first) && save(c, &all) && save(c, &other));
    assert_string_equal(names(c, 1), "All late");
    assert_string_equal(names(c, 2), "All late");
    assert_string_equal(names(c, 3), "All");
    MUST(c, view_get(c, all.id, 3, &read));
    assert_str(read.name, "All");
    assert_false(view_get(c, first.id, 2, &read));
    assert_int_equal(c->err.code, ERR_NOT_FOUND);
    err_clear(c);
    first.name = S("Late ones");
    assert_true(save(c, &first));
    assert_string_equal(names(c, 1), "All Late ones");
    struct view taken = {.kind = stage, .name = S("Late ones"), .person = 1};
    assert_refused(c, taken, ERR_REFUSED);
    struct view mine = all;
    mine.person = 2;
    assert_refused(c, mine, ERR_FORBIDDEN);
    MUST(c, store_begin_write(c));
    assert_false(view_remove(c, all.id, 2));
    err_clear(c);
    MUST(c, view_remove(c, all.id, 1) && store_commit(c));
    assert_string_equal(names(c, 3), "");
    assert_str(json_write(c, view_json(c, &first)),
               "{\"id\":\"1\",\"kind\":\"stage\",\"name\":\"Late ones\",\"query\":\"sort=-place\","
               "\"person\":\"1\",\"shared\":false,\"changed\":\"2026-11-21T10:00:00Z\"}");
}

static void what_is_no_view_is_refused_by(ctx *c, struct store *store)
{
    (void)store;
    static const char *const bad_names[] = {"", "  ", "a\nb", "\xff"};
    static const char *const queries[] = {"a b", "a=\xC3\xA4", "a#b", "a=<", "?a=1"};
    struct view view = {.kind = kind_find(S("stage")), .name = S("x"), .person = 1};
    for (i64 i = 0; i < COUNT_OF(bad_names); i++) {
        view.name = str_of(bad_names[i]);
        assert_refused(c, view, ERR_BAD_INPUT);
    }
    view.name = S("x");
    for (i64 i = 0; i < COUNT_OF(queries); i++) {
        view.query = str_of(queries[i]);
        assert_refused(c, view, ERR_BAD_INPUT);
    }
    view.query = (str){0};
    for (i64 i = 0; i < 100; i++) {
        view.id = 0;
        view.name = str_of(fmt(c->arena, "view %d", (int)i));
        assert_true(save(c, &view));
    }
    view.id = 0;
    view.name = S("one more");
    assert_refused(c, view, ERR_REFUSED);
}

static void assert_query(ctx *c, const char *kind, const char *query, u32 roles, const char *kept,
                         const char *lost)
{
    struct view view = {.kind = kind_find(str_of(kind)), .query = str_of(query)};
    str gone = {0};
    assert_str(view_query(c, &view, roles, &gone), kept);
    assert_str(gone, lost);
}

static void what_a_kind_has_no_more_is_left_out_by(ctx *c, struct store *store)
{
    (void)store;
    assert_query(c, "stage", "sort=-place&moment=at&search=a%20b&columns=name&columns=changed", 1,
                 "sort=-place&moment=at&search=a%20b&columns=name&columns=changed", "");
    assert_query(c, "stage", "colour=red&place.from=2&size.to=9&sort=-colour&columns=size&&x", 1,
                 "place.from=2", "colour, size, colour, size, x");
    assert_query(c, "stage", "state=open&columns=state&shelf=archive&after=v1", 1, "shelf=archive",
                 "state, state, after");
    assert_query(c, "unit", "state=in_use&sort=state", 1, "state=in_use&sort=state", "");
    u32 outsider = ROLE_BIT(ROLE_OUTSIDER), employee = ROLE_BIT(ROLE_EMPLOYEE);
    assert_query(c, "person", "telephone=1&task=x", outsider, "task=x", "telephone");
    assert_query(c, "person", "telephone=1&task=x", employee, "telephone=1&task=x", "");
}

#define ON_BOTH(name)                                                                              \
    static void name(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        on_both(name##_by);                                                                        \
    }

ON_BOTH(views_are_ones_own_or_everybodys)
ON_BOTH(what_is_no_view_is_refused)

static void what_a_kind_has_no_more_is_left_out(void **state)
{
    (void)state;
    on_duckdb(what_a_kind_has_no_more_is_left_out_by);
}

int main(void)
{
    kinds_register(first_kinds, first_kinds_count);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(views_are_ones_own_or_everybodys),
        cmocka_unit_test(what_is_no_view_is_refused),
        cmocka_unit_test(what_a_kind_has_no_more_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
