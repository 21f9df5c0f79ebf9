// A case is closed, its customer is asked how it was handled, and what they say becomes a fact, an
// event and words beside the case: over HTTP, as a customer's browser does it. On both engines.
#include "base/lang.h"
#include "case/case_ask.h"
#include "case/case_figures.h"
#include "case/case_keep.h"
#include "case/case_kinds.h"
#include "case/case_parts.h"
#include "case/case_rule.h"
#include "case/case_step.h"
#include "decision/decision.h"
#include "event/event.h"
#include "facts/consent.h"
#include "kinds/all_kinds.h"
#include "mail/refused.h"
#include "settings/seal.h"
#include "settings/settings.h"
#include "support/asked.h"
#include "support/house.h"
#include "survey/version.h"
#include "webhook/webhook.h"

#include "support/test.h"

#define DAY_MS 86400000LL

static str get(struct house *house, const char *path)
{
    return house_ask(house, (struct house_ask){.path = str_of(path), .accept = "text/html"});
}

static str post(struct house *house, const char *path, const char *body)
{
    return house_ask(house, (struct house_ask){.method = POST,
                                               .path = str_of(path),
                                               .accept = "text/html",
                                               .body = str_of(body)});
}

static int status_of(str answer)
{
    i64 status = 0;
    return str_i64(str_slice(answer, 9, 12), &status) ? (int)status : 0;
}

static bool sees(str page, const char *text)
{
    return str_find(page, str_of(text)) >= 0;
}

static const char *one(ctx *c, const char *text)
{
    struct rows rows;
    MUST(c, store_rows_text(c, str_of(text), NO_VALS, &rows));
    return rows.count ? str_c(c->arena, rows.column[0].text[0]) : "";
}

static i64 count_of(ctx *c, const char *text)
{
    struct rows rows;
    MUST(c, store_rows_text(c, str_of(text), NO_VALS, &rows));
    return rows.column[0].i[0];
}

static void set(ctx *c, const char *name, const char *value)
{
    MUST(c, store_begin_write(c) &&
                setting_set(c, S("command anna"), setting_find(str_of(name)), str_of(value)) &&
                store_commit(c));
}

static void set_up(ctx *c)
{
    set(c, "company.name", "Lounas");
    set(c, "company.address", "https://cx.example.com");
    set(c, "mail.host", "localhost");
    set(c, "mail.from", "cx@example.com");
    MUST(c,
         store_begin_write(c) && case_figures_define(c) && case_ask_define(c) && store_commit(c));
}

static i64 opened(ctx *c, i64 customer)
{
    i64 id = 0;
    str number = {0};
    const struct case_new what = {
        .customer = customer,
        .contact = {.name = S("Maija"), .email = S("maija@example.fi"), .lang = "fi"},
        .words = {.who = CASE_CUSTOMER,                  .text = S("It came three days late.")                            }
    };
    MUST(c, store_begin_write(c) && case_open(c, &what, NULL, &id, &number) && store_commit(c));
    return id;
}

static const struct record_edit anna = {.who = 1, .roles = 2};

static void closed(ctx *c, i64 id, bool is_quiet)
{
    struct record record;
    const struct case_closing closing = {.new_cause = S("Carrier too slow"),
                                         .new_decision = S("Another carrier"),
                                         .changes = true,
                                         .is_quiet = is_quiet};
    MUST(c, case_record(c, id, &record));
    MUST(c, store_begin_write(c) && case_close(c, &record, &closing, &anna) && store_commit(c));
}

static void reopened(ctx *c, i64 id)
{
    struct record record;
    struct record_edit edit = anna;
    edit.why = S("It came late again");
    MUST(c, case_record(c, id, &record));
    MUST(c, store_begin_write(c) && case_reopen(c, &record, &edit) && store_commit(c));
}

static const char *path_of(ctx *c, i64 id)
{
    str path = {0};
    MUST(c, case_ask_path(c, id, &path));
    return path.size ? str_c(c->arena, path) : NULL;
}

// A customer that facts know, with its key.
static void key_add(ctx *c, i64 key)
{
    struct rows rows;
    const char *text =
        fmt(c->arena,
            "INSERT INTO key (id, subject, namespace, value, batch, erased) VALUES (%lld, 1, 1, "
            "'C%lld', 1, false)",
            (long long)key, (long long)key);
    MUST(c, store_begin_write(c) && store_rows_text(c, str_of(text), NO_VALS, &rows) &&
                store_commit(c));
}

static i64 judged(ctx *c)
{
    i64 count = 0;
    MUST(c, store_begin_write(c) && case_ask_run(c, &count) && store_commit(c));
    return count;
}

static void who_is_asked_answers_once_and_it_becomes_a_fact_on(struct house *house)
{
    ctx *c = &house->work.c;
    set_up(c);
    i64 id = opened(c, 0);
    assert_null(path_of(c, id)); // not before it is closed
    closed(c, id, false);
    const char *path = path_of(c, id);
    assert_non_null(path);
    // In the mail, and on the customer's page; not in the thread that the house reads.
    assert_int_equal(count_of(c, fmt(c->arena,
                                     "SELECT count(*)::BIGINT FROM outbox WHERE text LIKE "
                                     "'%%https://cx.example.com%s%%'",
                                     path)),
                     1);
    assert_int_equal(count_of(c, "SELECT count(*)::BIGINT FROM case_letter WHERE text LIKE "
                                 "'%/answer/%'"),
                     0);
    str matter = {0};
    MUST(c, case_public_path(c, id, &matter));
    assert_true(sees(get(house, str_c(c->arena, matter)), path));

    str page = get(house, path);
    assert_int_equal(status_of(page), 200);
    assert_true(sees(page, "<html lang=\"fi\">"));
    assert_true(sees(page, "Kuinka tyytyväinen olette siihen, miten hoidimme asianne?"));
    assert_int_equal(status_of(post(house, path, "q=handled&v=1")), 303);
    assert_int_equal(status_of(post(house, path, "q=words&v=Kukaan+ei+soittanut")), 303);
    assert_true(sees(get(house, path), "Kiitos, että sanoitte suoraan"));
    assert_int_equal(house_answers_counted(house), 1);
    assert_int_equal(
        count_of(c, "SELECT count(*)::BIGINT FROM fact f JOIN metric m ON m.id = f.metric JOIN "
                    "source s ON s.id = f.source WHERE m.name = 'case.handled' AND f.value = 1 "
                    "AND s.name = 'case.handled'"),
        1);
    assert_int_equal(
        count_of(c, "SELECT count(*)::BIGINT FROM remark WHERE text = 'Kukaan ei soittanut'"), 1);
    assert_null(path_of(c, id)); // nothing more to be asked
    assert_false(sees(get(house, str_c(c->arena, matter)), "/answer/"));

    // It opens nothing by itself, and tells of it once.
    bool waits = false;
    MUST(c, case_ask_waits(c, &waits));
    assert_true(waits);
    assert_int_equal(judged(c), 1);
    assert_int_equal(judged(c), 0);
    assert_string_equal(one(c, "SELECT state FROM rec_case"), "closed");
    const char *data = one(c, "SELECT data FROM event WHERE what = 'case.judged'");
    assert_non_null(strstr(data, "\"is_unhappy\":true"));
    assert_non_null(strstr(data, "\"value\":1"));
}

static void the_house_reads_what_was_said_beside_the_case_on(struct house *house)
{
    ctx *c = &house->work.c;
    set_up(c);
    i64 id = opened(c, 0), count = 0;
    closed(c, id, false);
    struct house_ask ask = {.path = str_of(fmt(c->arena, "/cases/%lld", (long long)id)),
                            .session = house->secrets[ROLE_CX_OWNER].s,
                            .accept = "text/html"};
    assert_true(sees(house_ask(house, ask), "no answer so far"));
    const char *path = path_of(c, id);
    assert_int_equal(status_of(post(house, path, "q=handled&v=2")), 303);
    assert_int_equal(status_of(post(house, path, "q=words&v=Nobody+called")), 303);
    (void)judged(c);
    str page = house_ask(house, ask);
    assert_true(sees(page, "What the customer said of how it was handled"));
    assert_true(sees(page, "2 of 5"));
    assert_true(sees(page, "Nobody called"));
    assert_true(sees(page, "The customer is not satisfied with how it was handled."));
    // Words of a case that ended long ago go, these too.
    c->now_ms += 2000 * DAY_MS;
    MUST(c, store_begin_write(c) && case_keep_run(c, &count) && store_commit(c));
    assert_int_equal(count, 1);
    assert_int_equal(count_of(c, "SELECT count(*)::BIGINT FROM answer_part WHERE is_words"), 0);
}

static void each_closing_asks_once_and_the_earlier_link_is_over_on(struct house *house)
{
    ctx *c = &house->work.c;
    set_up(c);
    i64 id = opened(c, 0);
    closed(c, id, false);
    const char *first = path_of(c, id);
    reopened(c, id);
    assert_null(path_of(c, id)); // nobody asks about what goes on
    c->now_ms += DAY_MS;
    closed(c, id, false);
    const char *second = path_of(c, id);
    assert_string_not_equal(first, second);
    assert_int_equal(status_of(get(house, first)), 410);
    assert_int_equal(status_of(get(house, second)), 200);
    assert_int_equal(count_of(c, "SELECT count(*)::BIGINT FROM case_ask"), 2);
    house_clock_ms += (CASE_ASK_DAYS + 2) * DAY_MS;
    assert_int_equal(status_of(get(house, second)), 410);
    // Sealed for something else, it opens nothing.
    i64 answer = count_of(c, "SELECT max(answer) FROM case_ask");
    str seal = seal_make(c, house->app.secret, "answer", answer);
    assert_int_equal(status_of(get(house, fmt(c->arena, "/answer/%.*s", STR(seal)))), 404);
}

static void who_wants_no_questions_is_not_asked_on(struct house *house)
{
    ctx *c = &house->work.c;
    set_up(c);
    key_add(c, 41);
    struct consent no = {.purpose = CONSENT_FEEDBACK,
                         .channel = CONSENT_EMAIL,
                         .said = CONSENT_WITHDRAWN,
                         .source = S("unsubscribe link")};
    MUST(c,
         store_begin_write(c) &&
             consent_note(c, 41, no, (struct privacy_by){.who = S("customer"), .why = S("no")}) &&
             store_commit(c));
    i64 known = opened(c, 41);
    closed(c, known, false);
    assert_null(path_of(c, known));
    i64 quiet = opened(c, 0);
    closed(c, quiet, true);
    assert_null(path_of(c, quiet));
    MUST(c, store_begin_write(c) && refused_add(c, S("Maija@Example.fi")) && store_commit(c));
    i64 stranger = opened(c, 0);
    closed(c, stranger, false);
    assert_null(path_of(c, stranger));
    assert_int_equal(count_of(c, "SELECT count(*)::BIGINT FROM case_ask"), 0);
}

static void the_company_may_ask_otherwise_or_not_at_all_on(struct house *house)
{
    ctx *c = &house->work.c;
    set_up(c);
    assert_string_equal(one(c, "SELECT name FROM rec_survey"), "How was it handled?");
    set(c, "case.asks", "no");
    i64 none = opened(c, 0);
    closed(c, none, false);
    assert_null(path_of(c, none));
    set(c, "case.asks", "yes");
    (void)asked_survey(c, "After delivery", asked_delivery);
    set(c, "case.ask_survey", "After delivery");
    i64 id = opened(c, 0);
    closed(c, id, false);
    assert_true(sees(get(house, path_of(c, id)), "Suosittelisitteko meitä?"));
    set(c, "case.ask_survey", "A survey that is not there");
    i64 other = opened(c, 0);
    closed(c, other, false);
    assert_null(path_of(c, other));
}

static void a_rule_may_act_upon_an_unhappy_answer_on(struct house *house)
{
    ctx *c = &house->work.c;
    set_up(c);
    struct record *rule = record_new(c, &case_rule_kind);
    struct record_problems problems = {0};
    struct record_edit all = {.roles = ~0u};
    i64 count = 0;
    MUST(c, store_begin_write(c));
    MUST(c, record_put(c, rule, S("name"), S("Handled badly"), ~0u, &problems) &&
                record_put(c, rule, S("opens_by"), S("handling"), ~0u, &problems) &&
                record_add(c, rule, &all, &problems) && case_rules_run(c, &count) &&
                store_commit(c));
    i64 happy = opened(c, 0), id = opened(c, 0);
    closed(c, happy, false);
    closed(c, id, false);
    assert_int_equal(status_of(post(house, path_of(c, happy), "q=handled&v=5")), 303);
    assert_int_equal(status_of(post(house, path_of(c, id), "q=handled&v=2")), 303);
    assert_int_equal(status_of(post(house, path_of(c, happy), "q=words&deed=skip")), 303);
    assert_int_equal(status_of(post(house, path_of(c, id), "q=words&deed=skip")), 303);
    assert_int_equal(house_answers_counted(house), 2);
    MUST(c, store_begin_write(c) && case_rules_run(c, &count) && store_commit(c));
    assert_int_equal(count, 1);
    assert_int_equal(count_of(c, "SELECT repeats FROM rec_case WHERE subject = 'Handled badly'"),
                     id);
}

static void whoever_was_told_may_leave_by_the_link_on(struct house *house)
{
    ctx *c = &house->work.c;
    bool allows = true, refuses = false;
    set_up(c);
    key_add(c, 41);
    i64 id = opened(c, 0);
    str seal = seal_make(c, house->app.secret, DECISION_LEAVE_CASE_SEAL, id);
    const char *path = fmt(c->arena, "/unsubscribe/%.*s", STR(seal));
    str page = get(house, path);
    assert_int_equal(status_of(page), 200);
    assert_true(sees(page, "<html lang=\"fi\">"));
    MUST(c, refused_has(c, S("maija@example.fi"), &refuses));
    assert_false(refuses); // looking does nothing
    assert_int_equal(status_of(post(house, path, "")), 200);
    MUST(c, refused_has(c, S("maija@example.fi"), &refuses));
    assert_true(refuses);
    // Of a customer it is noted as what they said.
    seal = seal_make(c, house->app.secret, DECISION_LEAVE_SEAL, 41);
    path = fmt(c->arena, "/unsubscribe/%.*s", STR(seal));
    assert_int_equal(status_of(post(house, path, "List-Unsubscribe=One-Click")), 200);
    MUST(c, consent_allows(c, 41, CONSENT_FEEDBACK, CONSENT_EMAIL, &allows));
    assert_false(allows);
    assert_int_equal(status_of(post(house, path, "")), 200); // again is nothing
    seal = seal_make(c, house->app.secret, DECISION_LEAVE_CASE_SEAL, 999);
    assert_int_equal(status_of(get(house, fmt(c->arena, "/unsubscribe/%.*s", STR(seal)))), 404);
}

static void who_connects_systems_reads_today_that_one_was_stopped_on(struct house *house)
{
    ctx *c = &house->work.c;
    i64 id = 0;
    str secret = {0};
    struct rows rows;
    const struct webhook_asked asked = {.name = S("Slack"),
                                        .address = S("https://example.com/hook")};
    struct house_ask today = {
        .path = S("/"), .session = house->secrets[ROLE_ADMINISTRATOR].s, .accept = "text/html"};
    MUST(c, store_begin_write(c) && webhook_add(c, S("command anna"), asked, &id, &secret) &&
                store_commit(c));
    assert_false(sees(house_ask(house, today), "Slack"));
    MUST(c, store_begin_write(c) &&
                store_rows_text(c,
                                S("UPDATE webhook SET stopped_ms = 1790000000000, why = 'it took "
                                  "nothing for five days'"),
                                NO_VALS, &rows) &&
                store_commit(c));
    str page = house_ask(house, today);
    assert_true(sees(page, "Slack is told nothing any more"));
    assert_true(sees(page, "it took nothing for five days"));
    assert_true(sees(page, fmt(c->arena, "/set-up/webhooks/%lld", (long long)id)));
    today.session = house->secrets[ROLE_EMPLOYEE].s;
    assert_false(sees(house_ask(house, today), "Slack"));
}

#define ON_BOTH(body)                                                                              \
    static void body(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        house_on_both(body##_on, NULL);                                                            \
    }

ON_BOTH(who_is_asked_answers_once_and_it_becomes_a_fact)
ON_BOTH(the_house_reads_what_was_said_beside_the_case)
ON_BOTH(each_closing_asks_once_and_the_earlier_link_is_over)
ON_BOTH(who_wants_no_questions_is_not_asked)
ON_BOTH(the_company_may_ask_otherwise_or_not_at_all)
ON_BOTH(a_rule_may_act_upon_an_unhappy_answer)
ON_BOTH(whoever_was_told_may_leave_by_the_link)
ON_BOTH(who_connects_systems_reads_today_that_one_was_stopped)

int main(void)
{
    lang_register_built_in();
    kinds_register(all_kinds, all_kinds_count);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_is_asked_answers_once_and_it_becomes_a_fact),
        cmocka_unit_test(the_house_reads_what_was_said_beside_the_case),
        cmocka_unit_test(each_closing_asks_once_and_the_earlier_link_is_over),
        cmocka_unit_test(who_wants_no_questions_is_not_asked),
        cmocka_unit_test(the_company_may_ask_otherwise_or_not_at_all),
        cmocka_unit_test(a_rule_may_act_upon_an_unhappy_answer),
        cmocka_unit_test(whoever_was_told_may_leave_by_the_link),
        cmocka_unit_test(who_connects_systems_reads_today_that_one_was_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
