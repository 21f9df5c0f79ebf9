// Comments of records and figures, who is named in them, and links: on both engines.
#include "record/comment.h"

#include "support/both.h"

#include "support/test.h"

static i64 made(ctx *c, const char *kind, const char *name)
{
    struct record *record = record_new(c, kind_find(str_of(kind)));
    struct record_problems problems = {0};
    MUST(c, record_put(c, record, S("name"), str_of(name), UINT32_MAX, &problems));
    MUST(c, store_begin_write(c) &&
                record_add(c, record, &(struct record_edit){.who = 1, .roles = UINT32_MAX},
                           &problems) &&
                store_commit(c));
    return record->id;
}

static bool say(ctx *c, struct comment_about about, struct comment *comment)
{
    err_clear(c);
    MUST(c, store_begin_write(c));
    if (comment_add(c, &about, comment)) {
        MUST(c, store_commit(c));
        return true;
    }
    store_rollback(c);
    return false;
}

static void assert_refused(ctx *c, struct comment_about about, struct comment comment,
                           const char *msg)
{
    assert_false(say(c, about, &comment));
    assert_string_equal(c->err.msg, msg);
    err_clear(c);
}

static void people_speak_of_records_and_figures_by(ctx *c, struct store *store)
{
    (void)store;
    made(c, "person", "Anna Aalto");
    made(c, "person", "Bert");
    made(c, "person", "Bert");
    struct comment_about unit = {.kind = kind_find(S("unit")), .record = made(c, "unit", "Turku")};
    struct comment_about figure = {.figure = S("metric=nps&by=unit")};
    struct comment first = {.text = S(" Ask @[Anna Aalto] and @[#3], @[Anna Aalto]! @[ "),
                            .made_by = 1};
    assert_true(say(c, unit, &first));
    assert_int_equal(first.mentioned_count, 2);
    struct comment answer = {.text = S("Done."), .made_by = 2, .answers = first.id};
    assert_true(say(c, unit, &answer));
    struct comment doubt = {.text = S("Turku is missing."), .made_by = 2, .challenges = true};
    assert_true(say(c, figure, &doubt));
    assert_refused(c, figure, (struct comment){.text = S("x"), .answers = first.id},
                   "the comment that it answers is not there");
    assert_refused(c, unit, (struct comment){.text = S("@[Bert] knows")},
                   "text: there are several of the name \"Bert\"");
    assert_refused(c, unit, (struct comment){.text = S("@[Carl] knows")},
                   "text: there is no person \"Carl\"");
    assert_refused(c, unit, (struct comment){.text = S("@[#9] knows")},
                   "there is no person \"#9\"");
    assert_refused(c, unit, (struct comment){.text = S(" \n ")}, "the comment is empty");
    assert_refused(c, (struct comment_about){.kind = unit.kind, .record = 7},
                   (struct comment){.text = S("x")}, "there is no unit 7");
    assert_refused(c, (struct comment_about){0}, (struct comment){.text = S("x")},
                   "the figure's address is missing or too long");
    struct comment *list = NULL;
    i64 count = 0;
    MUST(c, comment_list(c, &unit, &list, &count));
    assert_int_equal(count, 2);
    assert_str(list[0].text, "Ask @[Anna Aalto] and @[#3], @[Anna Aalto]! @[");
    assert_int_equal(list[0].mentioned_count, 2);
    assert_int_equal(list[0].mentioned[1], 3);
    assert_int_equal(list[1].mentioned_count, 0);
    assert_int_equal(list[1].answers, first.id);
    MUST(c, comment_list(c, &figure, &list, &count));
    assert_int_equal(count, 1);
    assert_true(list[0].challenges);
    assert_str(json_write(c, comment_json(c, &list[0])),
               "{\"id\":\"3\",\"challenges\":true,\"removed\":false,\"text\":\"Turku is missing.\","
               "\"made\":\"2026-11-21T10:00:00Z\",\"made_by\":\"2\",\"mentioned\":[]}");
    MUST(c, store_begin_write(c));
    assert_false(comment_remove(c, first.id, 2));
    assert_int_equal(c->err.code, ERR_FORBIDDEN);
    err_clear(c);
    assert_false(comment_remove(c, 99, 2));
    assert_int_equal(c->err.code, ERR_NOT_FOUND);
    err_clear(c);
    MUST(c, comment_remove(c, first.id, 1) && store_commit(c));
    MUST(c, comment_list(c, &unit, &list, &count));
    assert_true(list[0].removed);
    assert_str(list[0].text, "");
    assert_int_equal(count, 2);
}

static void links_are_read_from_both_ends_by(ctx *c, struct store *store)
{
    (void)store;
    const struct kind *journey = kind_find(S("journey")), *unit = kind_find(S("unit"));
    i64 moving = made(c, "journey", "Moving"), turku = made(c, "unit", "Turku");
    struct record_link link = {.from_kind = journey,
                               .from = moving,
                               .to_kind = unit,
                               .to = turku,
                               .why = S("begins there"),
                               .made_by = 1};
    struct record_link back = {.from_kind = unit, .from = turku, .to_kind = journey, .to = moving};
    struct record_link self = {.from_kind = unit, .from = turku, .to_kind = unit, .to = turku};
    struct record_link lost = {.from_kind = unit, .from = turku, .to_kind = unit, .to = 44};
    MUST(c, store_begin_write(c) && link_add(c, &link));
    assert_false(link_add(c, &back));
    assert_string_equal(c->err.msg, "the two are linked already");
    err_clear(c);
    assert_false(link_add(c, &self));
    assert_string_equal(c->err.msg, "both ends are the same record");
    err_clear(c);
    assert_false(link_add(c, &lost));
    assert_string_equal(c->err.msg, "there is no unit 44");
    err_clear(c);
    MUST(c, store_commit(c));
    struct record_link *links = NULL;
    i64 count = 0;
    MUST(c, link_list(c, unit, turku, &links, &count));
    assert_int_equal(count, 1);
    assert_ptr_equal(links[0].from_kind, journey);
    assert_str(links[0].why, "begins there");
    MUST(c, link_list(c, journey, moving, &links, &count));
    assert_int_equal(count, 1);
    MUST(c, store_begin_write(c) && link_remove(c, link.id, 2));
    assert_false(link_remove(c, link.id, 2));
    assert_int_equal(c->err.code, ERR_NOT_FOUND);
    err_clear(c);
    MUST(c, link_list(c, journey, moving, &links, &count));
    assert_int_equal(count, 0);
    MUST(c, link_add(c, &back) && store_commit(c));
}

static void people_speak_of_records_and_figures(void **state)
{
    (void)state;
    on_both(people_speak_of_records_and_figures_by);
}

static void links_are_read_from_both_ends(void **state)
{
    (void)state;
    on_both(links_are_read_from_both_ends_by);
}

int main(void)
{
    kinds_register(first_kinds, first_kinds_count);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(people_speak_of_records_and_figures),
        cmocka_unit_test(links_are_read_from_both_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
