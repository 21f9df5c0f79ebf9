// Invites and reminders on their way to a mail server, on both engines.
#include "campaign/courier.h"

#include "campaign/letter.h"
#include "facts/consent.h"
#include "facts/privacy.h"
#include "settings/seal.h"
#include "settings/settings.h"
#include "support/campaigns.h"
#include "support/smtp_server.h"

#include "support/test.h"

static const struct privacy_by by = {
    .who = {"account 3",  9 },
      .why = {"they asked", 10}
};

static void set(ctx *c, const char *name, const char *value)
{
    MUST(c, store_begin_write(c) &&
                setting_set(c, S("command anna"), setting_find(str_of(name)), str_of(value)) &&
                store_commit(c));
}

static const char definition[] =
    "{\"format\": 1, \"languages\": [\"fi\", \"sv\"], \"title\": {\"fi\": \"Miten onnistuimme?\", "
    "\"sv\": \"Hur lyckades vi?\"}, \"intro\": {\"fi\": \"Kävitte meillä {{date}} ({{unit}}).\", "
    "\"sv\": \"Ni besökte oss {{date}}.\"}, \"questions\": [{\"name\": \"nps\", \"type\": \"nps\", "
    "\"text\": {\"fi\": \"Suosittelisitteko meitä?\", \"sv\": \"Skulle ni rekommendera oss?\"}, "
    "\"low\": {\"fi\": \"en\", \"sv\": \"nej\"}, \"high\": {\"fi\": \"kyllä\", \"sv\": \"ja\"}}]}";

// Two customers of a running campaign, C0 in Swedish and C1 in Finnish, and a mail server.
static struct smtp_test_server *begin(struct teller *t, struct smtp_habits habits, i64 customers)
{
    ctx *c = t->c;
    struct smtp_test_server *server = smtp_server_start(c->arena, habits, NULL);
    struct plan plan;
    u8 key[SEAL_KEY_BYTES];
    set(c, "company.name", "Lounas & pojat");
    set(c, "company.address", "https://cx.example.com");
    set(c, "company.language", "fi");
    set(c, "mail.host", "localhost");
    set(c, "mail.port", fmt(c->arena, "%lld", (long long)smtp_server_port(server)));
    set(c, "mail.tls", "none");
    set(c, "mail.from", "cx@example.com");
    set(c, "ask.reply_to", "care@example.com");
    set(c, "ask.connections", "1");
    teller_run(c, fmt(c->arena,
                      "INSERT INTO survey_version (survey, version, definition, made_ms, made_by, "
                      "why) VALUES (1, 1, '%s', 0, 0, '')",
                      definition));
    teller_run(c, "INSERT INTO survey_code (survey, code) VALUES (1, 'visit')");
    MUST(c, store_begin_write(c) && seal_key(c, key) && store_commit(c));
    customers_tell(t, customers);
    campaign_tell(c, (struct campaign_told){0});
    assert_int_equal(campaign_plan(c, 1, &plan), customers);
    return server;
}

static struct courier_counts run(ctx *c)
{
    struct courier_counts counts;
    MUST(c, courier_run(c, NULL, NULL, 1000, &counts));
    return counts;
}

static bool has(const char *text, const char *part)
{
    if (strstr(text, part)) return true;
    print_error("no '%s' in:\n%s\n", part, text);
    return false;
}

static i64 invite_of(ctx *c, const char *customer)
{
    i64 id = 0;
    const char *text = teller_ask(
        c, fmt(c->arena, "SELECT id FROM invite WHERE address = '%s@example.com'", customer));
    assert_true(str_i64(str_of(text), &id));
    return id;
}

static void answer(ctx *c, i64 invite, const char *what)
{
    json_t *data = json_new_object(c);
    json_put_i64(data, "invite", invite);
    MUST(c, store_begin_write(c));
    MUST(c, event_add(c, (struct event){.what = str_of(what), .about = invite, .data = data}));
    MUST(c, store_commit(c));
}

static void follow(ctx *c)
{
    i64 count = 0;
    MUST(c, store_begin_write(c) && invite_follow(c, 1000, &count) && store_commit(c));
}

static void an_invite_has_its_first_question_and_its_way_out_by(struct teller *t)
{
    ctx *c = t->c;
    struct smtp_test_server *server = begin(t, (struct smtp_habits){0}, 2);
    u8 key[SEAL_KEY_BYTES];
    assert_int_equal(run(c).sent, 2);
    assert_int_equal(run(c).sent, 0);
    assert_int_equal(smtp_server_count(server), 2);
    assert_int_equal(smtp_server_calls(server), 1); // one connection for both
    MUST(c, seal_key(c, key));
    i64 first = 0;
    const char *text = smtp_server_message(server, 0);
    if (!strstr(text, "RCPT TO:<c1@example.com>")) text = smtp_server_message(server, 1);
    first = invite_of(c, "c1");
    assert_true(has(text, "Reply-To: <care@example.com>\r\n"));
    assert_true(has(text, "Auto-Submitted: auto-generated\r\n"));
    assert_true(has(text, "Content-Language: fi\r\n"));
    assert_true(has(text, "From: \"Lounas & pojat\" <cx@example.com>\r\n"));
    assert_true(has(text, "Subject: Miten onnistuimme?\r\n"));
    assert_true(has(text, "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
    str seal = seal_make(c, key, "unsubscribe", first), own = seal_make(c, key, "invite", first);
    assert_true(
        has(text, fmt(c->arena, "List-Unsubscribe: <https://cx.example.com/unsubscribe/%.*s>\r\n",
                      STR(seal))));
    assert_true(has(text, fmt(c->arena, "https://cx.example.com/answer/%.*s", STR(own))));
    assert_true(has(text, "?nps=3D9"));
    assert_true(has(text, "19.11.2026 (Turku)"));
    const char *code = teller_ask(c, "SELECT code FROM invite WHERE address = 'c1@example.com'");
    assert_true(has(text, fmt(c->arena, "Message-ID: <%s@example.com>\r\n", code)));
    assert_string_equal(teller_ask(c, "SELECT state, count(*), max(tries), max(lease_ms) FROM "
                                      "invite GROUP BY 1"),
                        "sent 2 0 0");
    assert_string_equal(teller_ask(c, "SELECT what, count(*) FROM event GROUP BY 1"),
                        "invite.sent 2");
    assert_string_equal(teller_ask(c,
                                   "SELECT m.name, a.day, sum(a.asked)::BIGINT AS asked, "
                                   "sum(a.answered)::BIGINT AS answered FROM asked a JOIN metric "
                                   "m ON m.id = a.metric GROUP BY 1, 2"),
                        "nps 2026-11-20 2 0");
    smtp_server_stop(server);
}
TELLER_ON_BOTH(an_invite_has_its_first_question_and_its_way_out)

static void who_began_to_answer_is_never_reminded_by(struct teller *t)
{
    ctx *c = t->c;
    struct smtp_test_server *server = begin(t, (struct smtp_habits){0}, 3);
    assert_int_equal(run(c).sent, 3);
    c->now_ms += 3 * CAMPAIGN_DAY_MS - 1;
    assert_int_equal(run(c).sent, 0);
    c->now_ms += 1;
    // Nobody has told the invites yet: the courier finds out in the transaction of its claim.
    answer(c, invite_of(c, "c0"), "answer.began");
    assert_int_equal(run(c).sent, 2);
    assert_int_equal(smtp_server_count(server), 5);
    const char *text = smtp_server_message(server, 4);
    assert_true(has(text, ".1@example.com>\r\n"));
    c->now_ms += 20 * CAMPAIGN_DAY_MS;
    assert_int_equal(run(c).sent, 0); // one reminder, and then never again
    answer(c, invite_of(c, "c0"), "answer.ended");
    answer(c, invite_of(c, "c1"), "answer.began");
    answer(c, invite_of(c, "c1"), "answer.declined");
    follow(c);
    i64 ended = 0;
    c->now_ms += 20 * CAMPAIGN_DAY_MS;
    MUST(c, store_begin_write(c) && invite_end_due(c, &ended) && store_commit(c));
    assert_int_equal(ended, 1);
    struct invite_counts counts;
    MUST(c, invite_count(c, 1, &counts));
    assert_int_equal(counts.asked, 3);
    assert_int_equal(counts.of[INVITE_ANSWERED], 1);
    assert_int_equal(counts.of[INVITE_DECLINED], 1);
    assert_int_equal(counts.of[INVITE_SILENT], 1);
    assert_int_equal(counts.reminded, 2);
    assert_string_equal(teller_ask(c, "SELECT sum(asked)::BIGINT, sum(answered)::BIGINT, min(day), "
                                      "max(day) FROM asked"),
                        "3 1 2026-11-20 2026-11-20");
    smtp_server_stop(server);
}
TELLER_ON_BOTH(who_began_to_answer_is_never_reminded)

static void whom_the_server_refuses_has_bounced_by(struct teller *t)
{
    ctx *c = t->c;
    struct smtp_habits habits = {.to_recipient = "550 no such mailbox"};
    struct smtp_test_server *server = begin(t, habits, 2);
    struct plan plan;
    assert_int_equal(run(c).bounced, 2);
    assert_true(has(teller_ask(c, "SELECT state, why FROM invite ORDER BY id"), "550"));
    assert_string_equal(teller_ask(c, "SELECT what, count(*) FROM event GROUP BY 1"),
                        "invite.bounced 2");
    // Nor is that address asked by another campaign, until there is another one.
    set(c, "ask.rest_days", "0");
    campaign_tell(c, (struct campaign_told){.id = 2, .survey = 2, .about = "relationship"});
    teller_fold(t);
    assert_int_equal(campaign_plan(c, 2, &plan), 0);
    assert_int_equal(plan.reasons[PLAN_NO_ADDRESS], 2);
    smtp_server_stop(server);
}
TELLER_ON_BOTH(whom_the_server_refuses_has_bounced)

static void what_cannot_be_sent_is_tried_again_by(struct teller *t)
{
    ctx *c = t->c;
    struct smtp_habits habits = {.to_message = "451 come back later"};
    struct smtp_test_server *server = begin(t, habits, 1);
    struct invite_counts counts;
    assert_int_equal(run(c).failed, 1);
    assert_int_equal(run(c).failed, 0); // not within the minute
    MUST(c, invite_count(c, 1, &counts));
    assert_int_equal(counts.waits_to_be_tried, 1);
    assert_true(has(teller_ask(c, "SELECT why FROM invite"), "did not take it"));
    i64 tries = 1;
    for (; tries < 20; tries++) {
        c->now_ms += CAMPAIGN_DAY_MS / 2;
        struct courier_counts did = run(c);
        if (did.given_up) break;
        assert_int_equal(did.failed, 1);
    }
    assert_int_equal(tries, 7);
    assert_string_equal(teller_ask(c, "SELECT state FROM invite"), "given_up");
    smtp_server_stop(server);
}
TELLER_ON_BOTH(what_cannot_be_sent_is_tried_again)

static void whose_mind_has_changed_is_not_asked_by(struct teller *t)
{
    ctx *c = t->c;
    struct smtp_test_server *server = begin(t, (struct smtp_habits){0}, 3);
    struct privacy_customer who;
    struct privacy_erasure erasure;
    i64 key = 0;
    MUST(c, privacy_find(c, S("C0"), &key, &who));
    MUST(c, store_begin_write(c));
    MUST(c,
         consent_note(c, key,
                      (struct consent){.said = CONSENT_OBJECTED, .note = S("leave me alone")}, by));
    MUST(c, store_commit(c));
    MUST(c, privacy_find(c, S("C1"), &key, &who));
    MUST(c, store_begin_write(c));
    MUST(c, privacy_erase(c, who, by, &erasure));
    MUST(c, store_commit(c));
    struct courier_counts did = run(c);
    assert_int_equal(did.sent, 1);
    assert_int_equal(did.dropped, 1);
    assert_true(has(smtp_server_message(server, 0), "RCPT TO:<c2@example.com>"));
    assert_string_equal(teller_ask(c, "SELECT state, count(*) FROM invite GROUP BY 1 ORDER BY 1"),
                        "dropped 2 | sent 1");
    smtp_server_stop(server);
}
TELLER_ON_BOTH(whose_mind_has_changed_is_not_asked)

static void a_paused_campaign_sends_nothing_by(struct teller *t)
{
    ctx *c = t->c;
    struct smtp_test_server *server = begin(t, (struct smtp_habits){0}, 2);
    teller_run(c, "UPDATE rec_campaign SET state = 'paused'");
    assert_int_equal(run(c).sent, 0);
    teller_run(c, "UPDATE rec_campaign SET state = 'running'");
    assert_int_equal(run(c).sent, 2);
    smtp_server_stop(server);
}
TELLER_ON_BOTH(a_paused_campaign_sends_nothing)

static void unsubscribing_is_for_good_by(struct teller *t)
{
    ctx *c = t->c;
    struct smtp_test_server *server = begin(t, (struct smtp_habits){0}, 2);
    struct plan plan;
    bool allows = true;
    struct invite invite;
    assert_int_equal(run(c).sent, 2);
    i64 id = invite_of(c, "c1");
    for (i64 twice = 0; twice < 2; twice++)
        MUST(c,
             store_begin_write(c) && invite_unsubscribe(c, id, S("one click")) && store_commit(c));
    MUST(c, invite_get(c, id, &invite));
    assert_int_equal(invite.state, INVITE_DECLINED);
    MUST(c, consent_allows(c, invite.customer, CONSENT_FEEDBACK, CONSENT_EMAIL, &allows));
    assert_false(allows);
    assert_string_equal(teller_ask(c, "SELECT said, count(*) FROM consent GROUP BY 1"),
                        "withdrawn 1");
    assert_string_equal(
        teller_ask(c, "SELECT count(*) FROM event WHERE what = 'invite.unsubscribed'"), "1");
    c->now_ms += 100 * CAMPAIGN_DAY_MS;
    campaign_tell(c, (struct campaign_told){.id = 2, .survey = 2, .about = "relationship"});
    teller_fold(t);
    assert_int_equal(campaign_plan(c, 2, &plan), 1);
    assert_int_equal(plan.reasons[PLAN_REFUSED], 1);
    smtp_server_stop(server);
}
TELLER_ON_BOTH(unsubscribing_is_for_good)

static void a_bounce_is_found_by_what_it_names_by(struct teller *t)
{
    ctx *c = t->c;
    struct smtp_test_server *server = begin(t, (struct smtp_habits){0}, 2);
    bool found = false;
    assert_int_equal(run(c).sent, 2);
    const char *code = teller_ask(c, "SELECT code FROM invite WHERE address = 'c0@example.com'");
    str id = str_of(fmt(c->arena, "<%s.1@example.com>", code));
    MUST(c, store_begin_write(c));
    MUST(c, invite_bounced(c, S("<nobody@nowhere>"), true, S("x"), &found));
    assert_false(found);
    MUST(c, invite_bounced(c, S("gibberish"), true, S("x"), &found));
    assert_false(found);
    MUST(c, invite_bounced(c, id, false, S("4.2.2 full"), &found));
    assert_true(found);
    MUST(c, store_commit(c));
    assert_string_equal(teller_ask(c, "SELECT state, why FROM invite WHERE why <> ''"),
                        "sent 4.2.2 full");
    MUST(c, store_begin_write(c));
    MUST(c, invite_bounced(c, id, true, S("5.1.1 gone"), &found));
    MUST(c, invite_bounced(c, S("C1@example.com"), true, S("5.1.1 gone"), &found));
    assert_true(found);
    MUST(c, store_commit(c));
    assert_string_equal(teller_ask(c, "SELECT state, count(*) FROM invite GROUP BY 1"),
                        "bounced 2");
    assert_string_equal(teller_ask(c, "SELECT sum(asked)::BIGINT FROM asked"), "0");
    smtp_server_stop(server);
}
TELLER_ON_BOTH(a_bounce_is_found_by_what_it_names)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_invite_has_its_first_question_and_its_way_out),
        cmocka_unit_test(who_began_to_answer_is_never_reminded),
        cmocka_unit_test(whom_the_server_refuses_has_bounced),
        cmocka_unit_test(what_cannot_be_sent_is_tried_again),
        cmocka_unit_test(whose_mind_has_changed_is_not_asked),
        cmocka_unit_test(a_paused_campaign_sends_nothing),
        cmocka_unit_test(unsubscribing_is_for_good),
        cmocka_unit_test(a_bounce_is_found_by_what_it_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
