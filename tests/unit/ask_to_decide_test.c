// The whole round over HTTP, on both engines: a customer is unhappy with a delivery and says so, a
// case opens where the delivery is owned, becomes late, is closed with a cause and a decision; the
// customer reads the decision, and the cause is counted where it happened.
#include "case/case.h"
#include "kinds/all_kinds.h"
#include "record/person.h"
#include "settings/seal.h"
#include "support/asked.h"
#include "support/house.h"
#include "web/jobs.h"

#include "support/test.h"

#define DAY_MS (24 * 3600000LL)

// ---- Asking ----

// A page as JSON, for somebody of that role, or with ROLE_NONE for a customer.
static json_t *page(struct house *house, enum role role, const char *path)
{
    ctx *c = &house->work.c;
    str answer =
        house_ask(house, (struct house_ask){.path = str_of(path),
                                            .session = role ? house->secrets[role].s : NULL});
    i64 blank = str_find(answer, S("\r\n\r\n"));
    if (!str_starts(answer, S("HTTP/1.1 200"))) print_error("%s: %.*s\n", path, STR(answer));
    assert_true(str_starts(answer, S("HTTP/1.1 200")));
    json_t *json = json_parse(c, str_slice(answer, blank + 4, answer.size));
    assert_non_null(json);
    return json;
}

static str text_at(json_t *json, const char *name)
{
    return json_text(json_object_get(json, name));
}

// What the job did, as the server's own thread runs it.
static i64 job_done(struct house *house, const char *name)
{
    ctx *c = &house->work.c;
    struct job_hand hand;
    struct job_did did = {0};
    bool is_wanted = true, is_there = false;
    c->now_ms = house_clock_ms;
    MUST(c, jobs_hand(c, &house->app, NULL, &hand));
    for (i64 i = 0; i < job_count; i++) {
        if (strcmp(jobs[i].name, name) != 0) continue;
        is_there = true;
        if (jobs[i].wants) MUST(c, jobs[i].wants(c, &is_wanted));
        if (is_wanted) MUST(c, jobs[i].run(c, &hand, &did));
    }
    assert_true(is_there);
    return did.count;
}

static i64 number(ctx *c, const char *text)
{
    struct rows rows;
    MUST(c, store_rows_text(c, str_of(text), NO_VALS, &rows));
    return rows.count ? rows.column[0].i[0] : -1;
}

// ---- Steps ----

// Deliveries are owned by function 1, where the function lead works; the campaign asks about them.
static i64 set_up(struct house *house)
{
    ctx *c = &house->work.c;
    i64 person = 0;
    MUST(c, store_begin_write(c));
    MUST(c, person_make(c, house->accounts[ROLE_FUNCTION_LEAD], 0, &person));
    MUST(c, store_commit(c));
    i64 survey = asked_survey(c, "After delivery", asked_delivery);
    house_send(house, ROLE_CX_OWNER, "/touchpoints/new", "name=delivery&label=Delivery&function=1");
    house_send(house, ROLE_CX_OWNER, "/case-rules/new",
               "name=Unhappy+with+us&opens_by=detractor&severity=high");
    house_send(house, ROLE_CX_OWNER, "/campaigns/new",
               fmt(c->arena,
                   "name=Deliveries&survey=%lld&about=encounter&touchpoint=1&way=link&aim=all",
                   (long long)survey));
    i64 campaign = number(c, "SELECT max(id) FROM rec_campaign");
    house_send(house, ROLE_CX_OWNER,
               fmt(c->arena, "/campaigns/%lld/steps/start", (long long)campaign), "version=1");
    (void)job_done(house, "cases.rules"); // looks at what comes from now on
    return campaign;
}

static void answer_unhappily(struct house *house, i64 campaign)
{
    ctx *c = &house->work.c;
    const char *code = seal_make(c, house->app.secret, "ask", campaign).s;
    json_t *first = page(house, ROLE_NONE, fmt(c->arena, "/ask/%s", code));
    const char *path = str_c(c->arena, text_at(first, "action"));
    house_send(house, ROLE_NONE, path, fmt(c->arena, "ask=%s&way=link&q=nps&v=2", code));
    house_send(house, ROLE_NONE, path, "q=why&v=The+sofa+came+a+week+late");
    house_send(house, ROLE_NONE, path, "q=how&v=home");
    assert_int_equal(number(c, "SELECT count(*)::BIGINT FROM event WHERE what = 'answer.ended'"),
                     0);
    house_send(house, ROLE_NONE, path, "q=felt&deed=skip");
    assert_int_equal(number(c, "SELECT count(*)::BIGINT FROM event WHERE what = 'answer.ended'"),
                     1);
    assert_str(text_at(page(house, ROLE_NONE, path), "title"),
               "Thank you, your answer has arrived");
}

static void a_case_opens_where_the_delivery_is_owned(struct house *house)
{
    ctx *c = &house->work.c;
    assert_int_equal(job_done(house, "answers.count"), 1);
    assert_int_equal(job_done(house, "cases.rules"), 1);
    assert_int_equal(job_done(house, "cases.rules"), 0); // once
    assert_int_equal(number(c, "SELECT count(*)::BIGINT FROM rec_case WHERE function = 1 AND "
                               "touchpoint = 1 AND found_by = 'us' AND way = 'survey' AND "
                               "severity = 'high' AND NOT coalesce(escalated, false)"),
                     1);
    json_t *it = page(house, ROLE_FUNCTION_LEAD, "/cases/1");
    assert_str(text_at(it, "title"), "Unhappy with us");
    assert_str(text_at(json_object_get(it, "said"), "text"), "The sofa came a week late");
    assert_str(text_at(page(house, ROLE_FUNCTION_LEAD, "/cases"), "title"),
               "One case waits for you");
    assert_str(text_at(page(house, ROLE_CX_OWNER, "/cases"), "title"), "No case waits for you");
}

// Whoever answers for all functions sees it at once, and it is escalated once.
static void it_becomes_late(struct house *house)
{
    ctx *c = &house->work.c;
    house_clock_ms += 4 * DAY_MS; // of 8 working hours to answer, and 40 to solve
    for (enum role role = ROLE_ADMINISTRATOR; role <= ROLE_FUNCTION_LEAD; role++) {
        house_sign_in(house, role);
        json_t *today = page(house, role, "/");
        assert_str(text_at(page(house, role, "/cases"), "title"),
                   "One case waits for you, and is late");
        assert_true(str_find(json_write(c, today), S("/cases/1\"")) > 0);
    }
    assert_int_equal(job_done(house, "cases.late"), 1);
    assert_int_equal(job_done(house, "cases.late"), 0);
    assert_int_equal(
        number(c, "SELECT count(*)::BIGINT FROM rec_case WHERE coalesce(escalated, false)"), 1);
    assert_int_equal(number(c, "SELECT count(*)::BIGINT FROM event WHERE what = 'case.late'"), 1);
}

static void it_is_closed(struct house *house, const char *matter)
{
    ctx *c = &house->work.c;
    house_send(house, ROLE_FUNCTION_LEAD, "/cases/1/take", "");
    house_send(house, ROLE_FUNCTION_LEAD, "/cases/1/letters", "as=answer&text=We+are+sorry.");
    assert_true(str_find(json_write(c, page(house, ROLE_NONE, matter)), S("We are sorry.")) > 0);
    house_send(house, ROLE_FUNCTION_LEAD, "/cases/1/close",
               "cause=0&new_cause=Carrier+too+slow&decision=change&"
               "new_decision=Another+carrier+from+May&why=&text=&is_quiet=0");
    assert_int_equal(number(c, "SELECT count(*)::BIGINT FROM rec_case WHERE state = 'closed' AND "
                               "cause = 1 AND decision = 1 AND solved_at IS NOT NULL"),
                     1);
    assert_str(text_at(page(house, ROLE_CX_OWNER, "/cases"), "title"), "No case waits for you");
}

static void the_customer_reads_the_decision(struct house *house, const char *matter)
{
    json_t *it = page(house, ROLE_NONE, matter);
    assert_str(text_at(it, "title"), "Your matter is closed");
    assert_str(text_at(it, "decision"), "We change this: Another carrier from May");
}

static void the_cause_is_counted(struct house *house)
{
    ctx *c = &house->work.c;
    assert_int_equal(job_done(house, "patterns"), 0); // one case is no pattern yet
    house_send(house, ROLE_CX_OWNER, "/patterns/new", "name=Slow+carrier&cause=1&touchpoint=1");
    json_t *patterns = page(house, ROLE_CX_OWNER, "/patterns");
    json_t *rows = json_object_get(patterns, "rows"), *row = json_array_get(rows, 0);
    if (!row) print_error("%.*s\n", STR(json_write(c, patterns)));
    assert_int_equal(json_array_size(rows), 1);
    assert_str(text_at(row, "label"), "Slow carrier");
    assert_int_equal(json_integer_value(json_object_get(row, "cases")), 1);
    assert_int_equal(json_integer_value(json_object_get(row, "open")), 0);
    assert_true(job_done(house, "cases.figures") > 0);
    assert_int_equal(
        number(c, "SELECT count(*)::BIGINT FROM fact f JOIN metric m ON m.id = f.metric WHERE "
                  "m.name = 'case.found' AND f.value = 1 AND f.touchpoint = 1"),
        1);
}

static void an_unhappy_answer_ends_as_a_decision_on(struct house *house)
{
    ctx *c = &house->work.c;
    str matter = {0};
    answer_unhappily(house, set_up(house));
    a_case_opens_where_the_delivery_is_owned(house);
    it_becomes_late(house);
    MUST(c, case_public_path(c, 1, &matter));
    it_is_closed(house, matter.s);
    the_customer_reads_the_decision(house, matter.s);
    the_cause_is_counted(house);
}

static void an_unhappy_answer_ends_as_a_decision(void **state)
{
    (void)state;
    house_on_both(an_unhappy_answer_ends_as_a_decision_on, NULL);
}

int main(void)
{
    kinds_register(all_kinds, all_kinds_count);
    const struct CMUnitTest tests[] = {cmocka_unit_test(an_unhappy_answer_ends_as_a_decision)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
