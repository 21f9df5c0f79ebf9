// While somebody writes many facts, customers and the house are heard all the same: what needs no
// table of facts is taken, stored and answered before that is over. On both engines.
#include "kinds/all_kinds.h"
#include "settings/seal.h"
#include "support/asked.h"
#include "support/house.h"
#include "survey/answer_count.h"
#include "web/jobs.h"

#include "support/test.h"

// What a program sends for a customer, who needs no account; its own page.
static const char *told(struct house *house, const char *path, const char *body)
{
    ctx *c = &house->work.c;
    str answer = house_ask(house, (struct house_ask){.method = POST,
                                                     .path = str_of(path),
                                                     .type = "application/json",
                                                     .body = str_of(body)});
    i64 at = str_find(answer, S("\"href\":\""));
    if (!str_starts(answer, S("HTTP/1.1 20"))) print_error("%s: %.*s\n", path, STR(answer));
    assert_true(str_starts(answer, S("HTTP/1.1 20")));
    if (at < 0) return "";
    str rest = str_slice(answer, at + 8, answer.size);
    return str_c(c->arena, str_slice(rest, 0, str_find(rest, S("\""))));
}

static i64 number(ctx *c, const char *text)
{
    struct rows rows;
    MUST(c, store_rows_text(c, str_of(text), NO_VALS, &rows));
    return rows.column[0].i[0];
}

// A connection of its own, which goes on writing facts.
struct importing {
    struct work work;
};

static void import_begin(struct house *house, struct importing *importing)
{
    ctx *c = work_init(&importing->work);
    MUST(c, store_take(c, house->app.store));
    MUST(c, store_begin_write_in(c, STORE_FACTS));
    MUST(c, store_run(c, SQL_mapping_add, VALS(V_STR(S("long")), V_STR(S("{}")), V_I64(1))));
}

static void import_end(struct importing *importing)
{
    ctx *c = &importing->work.c;
    MUST(c, store_commit(c));
    store_give(c);
    work_release(&importing->work);
}

static const char *answer_path(struct house *house, const char **hidden)
{
    ctx *c = &house->work.c;
    i64 survey = asked_survey(c, "After delivery", asked_delivery);
    i64 campaign = asked_campaign(c, "Deliveries", survey, "link");
    const char *code = seal_make(c, house->app.secret, "ask", campaign).s;
    str page = house_ask(house, (struct house_ask){.path = str_of(fmt(c->arena, "/ask/%s", code))});
    i64 at = str_find(page, S("\r\n\r\n"));
    json_t *model = json_parse(c, str_slice(page, at + 4, page.size));
    assert_non_null(model);
    *hidden = code;
    return str_c(c->arena, json_text(json_object_get(model, "action")));
}

static void customers_are_heard_while_facts_are_written_on(struct house *house)
{
    ctx *c = &house->work.c;
    const char *code = NULL, *path = answer_path(house, &code);
    struct importing importing;
    import_begin(house, &importing);

    const char *own = told(house, "/complain", "{\"text\":\"It came late.\",\"email\":\"a@b.fi\"}");
    (void)told(house, own, "{\"text\":\"And wet.\"}");
    (void)house_send(house, ROLE_NONE, path, fmt(c->arena, "ask=%s&way=link&q=nps&v=9", code));
    (void)house_send(house, ROLE_NONE, path, "q=how&v=home");
    (void)house_send(house, ROLE_NONE, path, "q=felt&deed=skip");
    (void)house_send(house, ROLE_CX_OWNER, "/causes/new", "name=Late"); // and we go on working
    house_sign_in(house, ROLE_EMPLOYEE);

    assert_int_equal(number(c, "SELECT count(*)::BIGINT FROM rec_case"), 1);
    assert_int_equal(number(c, "SELECT count(*)::BIGINT FROM case_letter WHERE who = 'customer'"),
                     2);
    assert_int_equal(number(c, "SELECT count(*)::BIGINT FROM answer_end"), 1);
    assert_int_equal(number(c, "SELECT count(*)::BIGINT FROM rec_cause"), 1);
    assert_int_equal(number(c, "SELECT count(*)::BIGINT FROM mapping"), 0); // it still goes on
    assert_int_equal(number(c, "SELECT count(*)::BIGINT FROM fact"), 0);
    import_end(&importing);
}

static void customers_are_heard_while_facts_are_written(void **state)
{
    (void)state;
    house_on_both(customers_are_heard_while_facts_are_written_on, NULL);
}

int main(void)
{
    kinds_register(all_kinds, all_kinds_count);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(customers_are_heard_while_facts_are_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
