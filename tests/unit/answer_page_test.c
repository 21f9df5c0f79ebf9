// Customers answer over HTTP as browsers and programs do: what is acknowledged is stored, becomes
// facts and words, and is asked once. On both engines.
#include "campaign/invite.h"
#include "kinds/all_kinds.h"
#include "settings/seal.h"
#include "support/asked.h"
#include "support/house.h"
#include "survey/answering.h"
#include "web/jobs.h"
#include "web/jobs_answers.h"

#include "support/test.h"

static str post(struct house *house, const char *path, const char *body)
{
    return house_ask(house, (struct house_ask){.method = POST,
                                               .path = str_of(path),
                                               .accept = "text/html",
                                               .body = str_of(body)});
}

static str get(struct house *house, const char *path)
{
    return house_ask(house, (struct house_ask){.path = str_of(path), .accept = "text/html"});
}

static int status_of(str answer)
{
    i64 status = 0;
    return str_i64(str_slice(answer, 9, 12), &status) ? (int)status : 0;
}

// What stands between two texts of an answer.
static const char *between(ctx *c, str text, const char *from, const char *to)
{
    i64 at = str_find(text, str_of(from));
    if (at < 0) return "";
    str rest = str_slice(text, at + (i64)strlen(from), text.size);
    i64 end = str_find(rest, str_of(to));
    return str_c(c->arena, str_slice(rest, 0, end < 0 ? rest.size : end));
}

static void sees_in(str page, const char *text, const char *file, int line)
{
    if (str_find(page, str_of(text)) >= 0) return;
    print_error("not in the page: %s\n", text);
    (void)fprintf(stderr, "%.*s\n", STR(page));
    _fail(file, line);
}
#define SEES(page, text)   sees_in((page), (text), __FILE__, __LINE__)
#define MISSES(page, text) assert_true(str_find((page), S(text)) < 0)

// A link of a campaign that runs, and the address to which its first page posts.
struct open {
    i64 survey, campaign;
    const char *code, *path, *hidden;
};

static struct open open_link(struct house *house, const char *query)
{
    ctx *c = &house->work.c;
    struct open open = {0};
    open.survey = asked_survey(c, "After delivery", asked_delivery);
    open.campaign = asked_campaign(c, "Deliveries", open.survey, "link");
    open.code = seal_make(c, house->app.secret, "ask", open.campaign).s;
    str page = get(house, fmt(c->arena, "/ask/%s%s", open.code, query));
    assert_int_equal(status_of(page), 200);
    open.path = between(c, page, "action=\"", "\"");
    open.hidden = fmt(c->arena, "ask=%s&way=link", open.code);
    return open;
}

static i64 count_of(ctx *c, const char *text)
{
    struct rows rows;
    MUST(c, store_rows_text(c, str_of(text), NO_VALS, &rows));
    return rows.column[0].i[0];
}

static void an_open_link_is_answered_question_by_question_on(struct house *house)
{
    ctx *c = &house->work.c;
    struct open open = open_link(house, "");
    str page = get(house, fmt(c->arena, "/ask/%s", open.code));
    SEES(page, "Would you recommend us?");
    SEES(page, "Your delivery");
    SEES(page, "We do not know who you are");
    SEES(page, "Question 1 of about");
    MISSES(page, "Set-Cookie");
    assert_int_equal(count_of(c, "SELECT count(*)::BIGINT FROM answer"),
                     0); // looking stores nothing

    str answer = post(house, open.path, fmt(c->arena, "%s&q=nps&v=4", open.hidden));
    assert_int_equal(status_of(answer), 303);
    assert_string_equal(between(c, answer, "Location: ", "\r"), open.path);
    assert_int_equal(count_of(c, "SELECT count(*)::BIGINT FROM answer_part"), 1);
    SEES(get(house, open.path), "What went wrong?");
    assert_int_equal(status_of(post(house, open.path, "q=why&v=The+box+was+wet")), 303);
    SEES(get(house, open.path), "How did it come?");
    SEES(get(house, open.path), "?q=why");
    assert_int_equal(status_of(post(house, open.path, "q=how&v=home")), 303);
    assert_int_equal(count_of(c, "SELECT count(*)::BIGINT FROM fact"), 0);
    assert_int_equal(status_of(post(house, open.path, "q=felt&v=valued")), 303);

    page = get(house, open.path);
    SEES(page, "Thank you, your answer has arrived");
    MISSES(page, "<form");
    assert_int_equal(count_of(c, "SELECT count(*)::BIGINT FROM fact"), 0);
    assert_int_equal(house_answers_counted(house), 1);
    assert_int_equal(house_answers_counted(house), 0);
    i64 nps = count_of(c, "SELECT count(*)::BIGINT FROM fact f JOIN metric m ON m.id = f.metric "
                          "WHERE m.name = 'nps' AND f.value = 4 AND f.external LIKE 'answer-%'");
    assert_int_equal(nps, 1);
    assert_int_equal(
        count_of(c, "SELECT count(*)::BIGINT FROM remark WHERE text = 'The box was wet'"), 1);
    assert_int_equal(
        count_of(c, "SELECT count(*)::BIGINT FROM fact f JOIN metric m ON m.id = f.metric "
                    "WHERE m.name = 'felt.valued' AND f.value = 1"),
        1);
    assert_int_equal(count_of(c, "SELECT count(*)::BIGINT FROM event WHERE what = 'answer.began'"),
                     1);
    assert_int_equal(count_of(c, "SELECT count(*)::BIGINT FROM event WHERE what = 'answer.ended'"),
                     1);

    // It stays as it is: pressing again changes nothing.
    assert_int_equal(status_of(post(house, open.path, "q=nps&v=10")), 303);
    assert_int_equal(count_of(c, "SELECT count(*)::BIGINT FROM answer_part"), 4);
    assert_int_equal(count_of(c, "SELECT count(*)::BIGINT FROM event WHERE what = 'answer.ended'"),
                     1);
}

static void what_is_wrong_is_said_and_what_was_chosen_stays_on(struct house *house)
{
    ctx *c = &house->work.c;
    struct open open = open_link(house, "?nps=9&lang=fi");
    str page = get(house, fmt(c->arena, "/ask/%s?nps=9&lang=fi", open.code));
    SEES(page, "<html lang=\"fi\">");
    SEES(page, "Suosittelisitteko meitä?");
    SEES(page, "value=\"9\" checked");
    str answer = post(house, open.path, fmt(c->arena, "%s&q=nps", open.hidden));
    assert_int_equal(status_of(answer), 400);
    SEES(answer, "role=\"alert\"");
    answer = post(house, open.path, fmt(c->arena, "%s&q=nps&v=11", open.hidden));
    assert_int_equal(status_of(answer), 400);
    assert_int_equal(count_of(c, "SELECT count(*)::BIGINT FROM answer"), 0);
    assert_int_equal(status_of(post(house, open.path, fmt(c->arena, "%s&q=nps&v=10", open.hidden))),
                     303);
    SEES(get(house, open.path), "Miten se tuli?"); // no question for detractors
    assert_int_equal(status_of(post(house, open.path, "q=how&deed=skip")), 303);
    page = get(house, fmt(c->arena, "%s&q=nps", open.path));
    SEES(page, "value=\"10\" checked");
    assert_int_equal(status_of(post(house, open.path, "q=nps&v=3")), 303); // another mind
    SEES(get(house, open.path), "Mikä meni vikaan?");
    assert_int_equal(status_of(post(house, open.path, "q=why&deed=skip")), 303);
    assert_int_equal(status_of(post(house, open.path, "q=felt&v=none")), 303);
    assert_int_equal(house_answers_counted(house), 1);
    assert_int_equal(
        count_of(c, "SELECT count(*)::BIGINT FROM fact f JOIN metric m ON m.id = f.metric "
                    "WHERE m.name = 'nps' AND f.value = 3"),
        1);
    assert_int_equal(count_of(c, "SELECT count(*)::BIGINT FROM remark"), 0);
}

static void thanks_are_the_surveys_own_and_saying_no_is_the_end_on(struct house *house)
{
    ctx *c = &house->work.c;
    struct open open = open_link(house, "");
    const char *first = open.path;
    assert_int_equal(status_of(post(house, first, fmt(c->arena, "%s&q=nps&v=10", open.hidden))),
                     303);
    assert_int_equal(status_of(post(house, first, "q=how&v=shop")), 303);
    assert_int_equal(status_of(post(house, first, "q=felt&deed=skip")), 303);
    SEES(get(house, first), "We are glad.");

    str page = get(house, fmt(c->arena, "/ask/%s", open.code));
    const char *second = between(c, page, "action=\"", "\"");
    assert_string_not_equal(first, second);
    assert_int_equal(status_of(post(house, second, fmt(c->arena, "%s&deed=decline", open.hidden))),
                     303);
    SEES(get(house, second), "All right, we leave it there");
    assert_int_equal(
        count_of(c, "SELECT count(*)::BIGINT FROM event WHERE what = 'answer.declined'"), 1);
    struct answer_counts counts;
    MUST(c, answer_count(c, open.campaign, &counts));
    assert_int_equal(counts.began, 2);
    assert_int_equal(counts.of[ANSWER_COMPLETE], 1);
    assert_int_equal(counts.of[ANSWER_DECLINED], 1);
    struct answer_counts *versions = NULL;
    i64 survey = count_of(c, "SELECT max(survey) FROM answer");
    MUST(c, answer_count_versions(c, survey, 2, &versions));
    assert_int_equal(versions[0].began, 2);
    assert_int_equal(versions[1].of[ANSWER_COMPLETE], 1);
    assert_int_equal(versions[2].began, 0);
}

static void a_link_tells_places_that_there_are_and_nothing_else_on(struct house *house)
{
    ctx *c = &house->work.c;
    (void)asked_record(c, "unit", "Turku");
    struct open open = open_link(house, "");
    str page = get(house, fmt(c->arena, "/ask/%s?unit=Turku&channel=nowhere&plan=gold", open.code));
    SEES(page, "name=\"unit\" value=\"Turku\"");
    const char *path = between(c, page, "action=\"", "\"");
    const char *body = "q=nps&v=9&unit=Turku&channel=nowhere&with=plan%3Dgold";
    assert_int_equal(status_of(post(house, path, fmt(c->arena, "%s&%s", open.hidden, body))), 303);
    struct rows rows;
    MUST(c, store_rows_text(c, S("SELECT unit, channel, attributes FROM answer"), NO_VALS, &rows));
    assert_str(rows.column[0].text[0], "Turku");
    assert_str(rows.column[1].text[0], "");
    assert_str(rows.column[2].text[0], "");
    assert_int_equal(count_of(c, "SELECT count(*)::BIGINT FROM channel WHERE name = 'nowhere'"), 0);
}

static void secrets_are_good_for_one_answer_alone_on(struct house *house)
{
    ctx *c = &house->work.c;
    struct open open = open_link(house, "");
    const u8 *key = house->app.secret;
    // Sealed for something else, for nobody, or torn.
    assert_int_equal(status_of(get(house, fmt(c->arena, "/answer/%s", open.code))), 404);
    str never = seal_make(c, key, "answer", 12345);
    assert_int_equal(status_of(get(house, fmt(c->arena, "/answer/%.*s", STR(never)))), 404);
    assert_int_equal(status_of(post(house, fmt(c->arena, "/answer/%.*s", STR(never)), "q=nps&v=9")),
                     404);
    assert_int_equal(status_of(get(house, "/answer/AAAA")), 404);
    assert_int_equal(status_of(get(house, fmt(c->arena, "/ask/%.*s", STR(never)))), 404);
    assert_int_equal(
        status_of(get(house, fmt(c->arena, "/answer/%.*s", STR(seal_make(c, key, "invite", 999))))),
        404);
    assert_int_equal(count_of(c, "SELECT count(*)::BIGINT FROM answer"), 0);
    str page = get(house, "/answer/AAAA");
    SEES(page, "no-store");
    MISSES(page, "class=\"places\""); // no way into the house
}

static void an_answer_that_was_left_is_gone_on_with_after_the_memory_is_lost_on(struct house *house)
{
    ctx *c = &house->work.c;
    struct open open = open_link(house, "");
    assert_int_equal(status_of(post(house, open.path, fmt(c->arena, "%s&q=nps&v=2", open.hidden))),
                     303);
    answering_forget(house->app.answering);
    SEES(get(house, open.path), "What went wrong?");
    answering_forget(house->app.answering);
    // The same first press again, as a browser sends it when its answer got lost.
    assert_int_equal(status_of(post(house, open.path, fmt(c->arena, "%s&q=nps&v=2", open.hidden))),
                     303);
    assert_int_equal(count_of(c, "SELECT count(*)::BIGINT FROM answer"), 1);
    SEES(get(house, open.path), "What went wrong?");
}

static void who_presses_like_a_machine_waits_on(struct house *house)
{
    ctx *c = &house->work.c;
    struct open open = open_link(house, "");
    int busy = 0;
    for (int i = 0; i < 70; i++) {
        str page = get(house, fmt(c->arena, "/ask/%s", open.code));
        const char *path = between(c, page, "action=\"", "\"");
        busy += status_of(post(house, path, fmt(c->arena, "%s&q=nps&v=9", open.hidden))) == 429;
    }
    assert_int_equal(busy, 10);
    // Who has begun goes on.
    assert_int_equal(count_of(c, "SELECT count(*)::BIGINT FROM answer"), 60);
}

static void a_survey_that_does_not_run_takes_no_answer_on(struct house *house)
{
    ctx *c = &house->work.c;
    struct open open = open_link(house, "");
    i64 paused = asked_campaign(c, "Later", open.survey, "link");
    MUST(c, store_begin_write(c));
    MUST(c, store_rows_text(c, S("UPDATE rec_campaign SET state = 'paused' WHERE name = 'Later'"),
                            NO_VALS, &(struct rows){0}));
    MUST(c, store_commit(c));
    const char *code = seal_make(c, house->app.secret, "ask", paused).s;
    str page = get(house, fmt(c->arena, "/ask/%s", code));
    assert_int_equal(status_of(page), 410);
    SEES(page, "This survey is over");
}

static void pages_are_small_and_tell_nobody_where_one_was_on(struct house *house)
{
    ctx *c = &house->work.c;
    struct open open = open_link(house, "");
    str page = get(house, fmt(c->arena, "/ask/%s", open.code));
    SEES(page, "X-Robots-Tag: noindex");
    SEES(page, "Cache-Control: no-store");
    SEES(page, "frame-ancestors 'none'");
    MISSES(page, "<script");
    assert_true(page.size < 10 * 1024); // the build keeps what it loads below 40
}

// Whoever stops is counted as far as they went, and goes on where they were; what they then say
// takes the place of it.
static void an_answer_that_was_left_counts_after_an_hour_on(struct house *house)
{
    ctx *c = &house->work.c;
    struct open open = open_link(house, "");
    struct job_hand hand;
    struct job_did did = {0};
    bool wants = true;
    assert_int_equal(status_of(post(house, open.path, fmt(c->arena, "%s&q=nps&v=2", open.hidden))),
                     303);
    c->now_ms = house_clock_ms + 60000;
    MUST(c, job_answers_left_wants(c, &wants));
    assert_false(wants);
    house_clock_ms += 2 * ANSWER_LEFT_MS;
    c->now_ms = house_clock_ms;
    MUST(c, jobs_hand(c, &house->app, NULL, &hand));
    MUST(c, job_answers_left_wants(c, &wants));
    assert_true(wants);
    MUST(c, job_answers_left(c, &hand, &did));
    assert_int_equal(did.count, 1);
    MUST(c, job_answers_left_wants(c, &wants));
    assert_false(wants);
    assert_int_equal(house_answers_counted(house), 1);
    static const char nps[] = "SELECT coalesce(sum(f.value * f.change), -1)::BIGINT FROM fact f "
                              "JOIN metric m ON m.id = f.metric WHERE m.name = 'nps'";
    assert_int_equal(count_of(c, nps), 2);
    assert_int_equal(count_of(c, "SELECT count(*)::BIGINT FROM event WHERE what = 'answer.partly'"),
                     1);

    SEES(get(house, open.path), "What went wrong?");
    assert_int_equal(status_of(post(house, open.path, "q=nps&v=10")), 303);
    assert_int_equal(status_of(post(house, open.path, "q=how&v=home")), 303);
    assert_int_equal(status_of(post(house, open.path, "q=felt&deed=skip")), 303);
    SEES(get(house, open.path), "We are glad.");
    assert_int_equal(house_answers_counted(house), 1);
    assert_int_equal(count_of(c, nps), 10);
    assert_int_equal(count_of(c, "SELECT sum(f.change)::BIGINT FROM fact f JOIN metric m ON "
                                 "m.id = f.metric WHERE m.name = 'nps'"),
                     1);
}

static i64 invite_made(ctx *c, const struct open *open)
{
    struct rows rows;
    struct invite invite = {.campaign = open->campaign,
                            .survey = open->survey,
                            .customer = 77,
                            .key = 77,
                            .lang = S("fi"),
                            .state = INVITE_SENT,
                            .sent_ms = house_clock_ms,
                            .closes_ms = house_clock_ms + 1000000};
    MUST(c, store_begin_write(c));
    MUST(c, store_rows_text(c, S("INSERT INTO namespace (id, name) VALUES (9, 'shop')"), NO_VALS,
                            &rows));
    MUST(c, store_rows_text(c,
                            S("INSERT INTO key (id, subject, namespace, value, batch, "
                              "erased) VALUES (77, 1, 9, 'C41', 0, false)"),
                            NO_VALS, &rows));
    MUST(c, invite_add_all(c, &invite, 1));
    MUST(c, store_commit(c));
    return invite.id;
}

static i64 opened_count(ctx *c)
{
    return count_of(c,
                    "SELECT count(*)::BIGINT FROM invite WHERE state = 'opened' AND opened_ms > 0");
}

// What is noted beside a page is behind what was given to the writer before: a press waits for all.
static void an_invite_is_opened_by_who_looks_and_not_by_a_scanner_on(struct house *house)
{
    ctx *c = &house->work.c;
    struct open open = open_link(house, "");
    i64 id = invite_made(c, &open);
    const char *path =
        fmt(c->arena, "/answer/%.*s", STR(seal_make(c, house->app.secret, "invite", id)));
    struct house_ask scan = {.path = str_of(path), .accept = "text/html", .is_head = true};
    struct house_ask ahead = {
        .path = str_of(path), .accept = "text/html", .more = "Sec-Purpose: prefetch\r\n"};
    assert_int_equal(status_of(house_ask(house, scan)), 200);
    assert_int_equal(status_of(house_ask(house, ahead)), 200);
    const char *begin = fmt(c->arena, "%s&q=nps&v=9", open.hidden);
    assert_int_equal(status_of(post(house, open.path, begin)), 303);
    assert_int_equal(opened_count(c), 0);
    assert_int_equal(status_of(get(house, path)), 200);
    assert_int_equal(status_of(post(house, open.path, "q=how&v=home")), 303);
    assert_int_equal(opened_count(c), 1);
    house_clock_ms += 60000;
    assert_int_equal(status_of(get(house, path)), 200); // again is nothing
    assert_int_equal(status_of(post(house, open.path, "q=felt&deed=skip")), 303);
    assert_int_equal(count_of(c, "SELECT max(opened_ms)::BIGINT FROM invite"),
                     house_clock_ms - 60000);
}

static void an_invite_is_answered_once_by_whoever_was_asked_on(struct house *house)
{
    ctx *c = &house->work.c;
    struct open open = open_link(house, "");
    i64 id = invite_made(c, &open);
    const char *path =
        fmt(c->arena, "/answer/%.*s", STR(seal_make(c, house->app.secret, "invite", id)));
    str page = get(house, path);
    SEES(page, "Suosittelisitteko meitä?");           // the customer's language, not the browser's
    SEES(page, "We know that it is you who answers"); // no translations are loaded here
    assert_int_equal(count_of(c, "SELECT count(*)::BIGINT FROM answer"), 0);
    assert_int_equal(status_of(post(house, path, "q=nps&v=3")), 303);
    assert_int_equal(status_of(post(house, path, "q=why&v=Ovi+oli+kiinni")), 303);
    assert_int_equal(status_of(post(house, path, "q=how&deed=skip")), 303);
    assert_int_equal(status_of(post(house, path, "q=felt&deed=skip")), 303);
    SEES(get(house, path), "Thank you, your answer has arrived");
    struct answer answer;
    MUST(c, answer_get(c, id, &answer));
    assert_int_equal(answer.invite, id);
    assert_int_equal(answer.state, ANSWER_COMPLETE);
    assert_str(answer.key_value, "C41");
    assert_str(answer.lang, "fi");
    assert_int_equal(house_answers_counted(house), 1);
    assert_int_equal(
        count_of(c, "SELECT count(*)::BIGINT FROM remark WHERE text = 'Ovi oli kiinni'"), 1);

    // Forgetting the customer takes the words out of the answer too.
    const i64 keys[] = {77};
    MUST(c, store_begin_write(c));
    MUST(c, store_run(c, SQL_answer_erase, VALS(V_I64_LIST(keys, 1))));
    MUST(c, store_commit(c));
    assert_int_equal(count_of(c, "SELECT count(*)::BIGINT FROM answer_part WHERE is_words"), 0);
    assert_int_equal(count_of(c, "SELECT count(*)::BIGINT FROM answer_part"), 3);
}

#define ON_BOTH(body)                                                                              \
    static void body(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        house_on_both(body##_on, NULL);                                                            \
    }

ON_BOTH(an_open_link_is_answered_question_by_question)
ON_BOTH(what_is_wrong_is_said_and_what_was_chosen_stays)
ON_BOTH(thanks_are_the_surveys_own_and_saying_no_is_the_end)
ON_BOTH(a_link_tells_places_that_there_are_and_nothing_else)
ON_BOTH(secrets_are_good_for_one_answer_alone)
ON_BOTH(an_answer_that_was_left_is_gone_on_with_after_the_memory_is_lost)
ON_BOTH(who_presses_like_a_machine_waits)
ON_BOTH(a_survey_that_does_not_run_takes_no_answer)
ON_BOTH(an_answer_that_was_left_counts_after_an_hour)
ON_BOTH(an_invite_is_opened_by_who_looks_and_not_by_a_scanner)
ON_BOTH(an_invite_is_answered_once_by_whoever_was_asked)
ON_BOTH(pages_are_small_and_tell_nobody_where_one_was)

int main(void)
{
    kinds_register(all_kinds, all_kinds_count);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_open_link_is_answered_question_by_question),
        cmocka_unit_test(what_is_wrong_is_said_and_what_was_chosen_stays),
        cmocka_unit_test(thanks_are_the_surveys_own_and_saying_no_is_the_end),
        cmocka_unit_test(a_link_tells_places_that_there_are_and_nothing_else),
        cmocka_unit_test(secrets_are_good_for_one_answer_alone),
        cmocka_unit_test(an_answer_that_was_left_is_gone_on_with_after_the_memory_is_lost),
        cmocka_unit_test(who_presses_like_a_machine_waits),
        cmocka_unit_test(a_survey_that_does_not_run_takes_no_answer),
        cmocka_unit_test(an_answer_that_was_left_counts_after_an_hour),
        cmocka_unit_test(an_invite_is_opened_by_who_looks_and_not_by_a_scanner),
        cmocka_unit_test(an_invite_is_answered_once_by_whoever_was_asked),
        cmocka_unit_test(pages_are_small_and_tell_nobody_where_one_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
