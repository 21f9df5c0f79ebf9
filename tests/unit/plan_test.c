// Who is asked and who is not, with the reason, on both engines.
#include "campaign/plan.h"

#include "facts/consent.h"
#include "facts/privacy.h"
#include "mail/refused.h"
#include "settings/settings.h"
#include "support/campaigns.h"
#include "support/near.h"

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

static i64 key_of(ctx *c, const char *value)
{
    struct privacy_customer customer;
    i64 id = 0;
    MUST(c, privacy_find(c, str_of(value), &id, &customer));
    return id;
}

static void say(ctx *c, const char *who, enum consent_said said)
{
    struct consent consent = {
        .purpose = CONSENT_FEEDBACK, .said = said, .source = S("by phone"), .note = S("no")};
    MUST(c, store_begin_write(c));
    MUST(c, consent_note(c, key_of(c, who), consent, by));
    MUST(c, store_commit(c));
}

static void everybody_is_asked_once_by(struct teller *t)
{
    ctx *c = t->c;
    struct plan plan;
    customers_tell(t, 24);
    campaign_tell(c, (struct campaign_told){0});
    assert_int_equal(campaign_plan(c, 1, &plan), 24);
    assert_int_equal(plan.considered, 24);
    assert_int_equal(plan.cell_count, 4 - 1); // C0, C4 … are old and in Oulu; none is old in Turku
    assert_string_equal(teller_ask(c, "SELECT count(*), count(DISTINCT customer), min(state), "
                                      "count(DISTINCT code), min(reminders_left) FROM invite"),
                        "24 24 planned 24 1");
    assert_string_equal(teller_ask(c, "SELECT lang, count(*) FROM invite GROUP BY 1 ORDER BY 1"),
                        "fi 16 | sv 8");
    assert_string_equal(teller_ask(c, "SELECT considered, planned, reasons FROM campaign_plan"),
                        "24 24 {\"asked\":24}");
    // Never again about the same encounter, though nothing says that they rest.
    set(c, "ask.rest_days", "0");
    assert_int_equal(campaign_plan(c, 1, &plan), 0);
    assert_int_equal(plan.reasons[PLAN_ALREADY], 24);
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM campaign_plan"), "1");
}
TELLER_ON_BOTH(everybody_is_asked_once)

static void every_reason_not_to_ask_is_counted_by(struct teller *t)
{
    ctx *c = t->c;
    struct plan plan;
    struct privacy_erasure erasure;
    struct privacy_customer erased;
    i64 id = 0;
    customers_tell(t, 20);
    (void)TAKE(t, TOLD(.id = S("x"), .source = S("shop"), .key = S("N1"),
                       .happened_ms = TOLD_MS - CAMPAIGN_DAY_MS, .touchpoint = S("checkout"),
                       READINGS({S("purchase"), 10000})));
    (void)TAKE(t, TOLD(.id = S("y"), .source = S("shop"), .key = S("N2"),
                       .happened_ms = TOLD_MS - CAMPAIGN_DAY_MS, .touchpoint = S("checkout"),
                       READINGS({S("purchase"), 10000}),
                       ATTRIBUTES({S("email"), S("nonsense at nowhere")})));
    (void)TAKE(t, TOLD(.id = S("z"), .source = S("shop"), .key = S("N3"),
                       .happened_ms = TOLD_MS - 3600000, .touchpoint = S("checkout"),
                       READINGS({S("purchase"), 10000}), // less than four hours ago
                       ATTRIBUTES({S("email"), S("n3@example.com")})));
    (void)TAKE(t, TOLD(.id = S("q"), .source = S("poll"), .key = S("N4"),
                       .happened_ms = TOLD_MS - CAMPAIGN_DAY_MS, .touchpoint = S("checkout"),
                       READINGS({S("nps"), 90000}), // an answer is no encounter
                       ATTRIBUTES({S("email"), S("n4@example.com")})));
    say(c, "C1", CONSENT_REFUSED);
    say(c, "C2", CONSENT_OBJECTED);
    say(c, "C3", CONSENT_WITHDRAWN);
    say(c, "C4", CONSENT_GIVEN);
    MUST(c, privacy_find(c, S("C5"), &id, &erased));
    MUST(c, store_begin_write(c));
    MUST(c, privacy_erase(c, erased, by, &erasure));
    MUST(c, store_commit(c));
    known_forget(&t->known);
    campaign_tell(c, (struct campaign_told){.id = 2, .survey = 7, .segment = "old", .share = 100});
    assert_int_equal(campaign_plan(c, 2, &plan),
                     5); // C0, C4, C8 …: who is told of by another survey
    campaign_tell(c, (struct campaign_told){.per_day = 6});
    assert_int_equal(campaign_plan(c, 1, &plan), 6);
    assert_int_equal(plan.considered, 20 - 1 + 2);
    assert_int_equal(plan.reasons[PLAN_REFUSED], 3);
    assert_int_equal(plan.reasons[PLAN_RESTS], 5);
    assert_int_equal(plan.reasons[PLAN_NO_ADDRESS], 2);
    assert_int_equal(plan.reasons[PLAN_LATER], 21 - 3 - 5 - 2 - 6);
    assert_int_equal(campaign_plan(c, 1, &plan), 0); // enough for today
    c->now_ms += CAMPAIGN_DAY_MS;
    assert_int_equal(campaign_plan(c, 1, &plan), 6); // the five who waited, and N3
}
TELLER_ON_BOTH(every_reason_not_to_ask_is_counted)

// Who pressed "no more" in a letter may be known to us by the address alone.
static void who_refused_by_address_is_not_asked_by(struct teller *t)
{
    ctx *c = t->c;
    struct plan plan;
    customers_tell(t, 8);
    campaign_tell(c, (struct campaign_told){0});
    MUST(c, store_begin_write_in(c, STORE_RECORDS));
    MUST(c, refused_add(c, S("C3@example.com")));
    MUST(c, refused_add(c, S("somebody@else.example")));
    MUST(c, store_commit(c));
    assert_int_equal(campaign_plan(c, 1, &plan), 7);
    assert_int_equal(plan.reasons[PLAN_REFUSED], 1);
}
TELLER_ON_BOTH(who_refused_by_address_is_not_asked)

static void those_kept_apart_are_always_the_same_by(struct teller *t)
{
    ctx *c = t->c;
    struct plan a, b;
    customers_tell(t, 400);
    set(c, "ask.rest_days", "0");
    campaign_tell(c, (struct campaign_told){.control = 25});
    (void)campaign_plan(c, 1, &a);
    assert_in_range(a.reasons[PLAN_CONTROL], 66, 134); // 100 ± 4 standard deviations of 8.7
    campaign_tell(c, (struct campaign_told){.id = 2, .about = "relationship", .control = 25});
    teller_fold(t);
    (void)campaign_plan(c, 2, &b);
    assert_int_equal(b.reasons[PLAN_CONTROL], a.reasons[PLAN_CONTROL]);
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM (SELECT customer FROM invite GROUP BY "
                                      "customer HAVING count(*) <> 2) odd"),
                        "0");
}
TELLER_ON_BOTH(those_kept_apart_are_always_the_same)

static void a_quota_asks_as_many_as_it_takes_by(struct teller *t)
{
    ctx *c = t->c;
    struct plan plan;
    customers_tell(t, 400); // old Oulu 100, new Oulu 100, new Turku 200
    campaign_tell(c, (struct campaign_told){.quota = 10});
    // 20 % are expected to answer: 50 invites for 10 answers in each of three cells.
    assert_int_equal(campaign_plan(c, 1, &plan), 150);
    assert_int_equal(plan.reasons[PLAN_ENOUGH], 250);
    assert_near(plan.answers, 30, 1e-9);
    assert_int_equal(campaign_plan(c, 1, &plan), 0);
    // All of them answered in one cell, nobody in another: the first wants nothing more.
    teller_run(c, "UPDATE invite SET state = 'answered', sent_ms = planned_ms WHERE unit = 1");
    teller_run(c, "UPDATE invite SET state = 'silent', sent_ms = planned_ms WHERE unit = 2");
    (void)campaign_plan(c, 1, &plan);
    for (i64 i = 0; i < plan.cell_count; i++)
        assert_true(plan.cells[i].answered ? plan.cells[i].planned == 0
                                           : plan.cells[i].planned > 0);
}
TELLER_ON_BOTH(a_quota_asks_as_many_as_it_takes)

static void a_share_is_drawn_once_by(struct teller *t)
{
    ctx *c = t->c;
    struct plan plan;
    customers_tell(t, 400);
    campaign_tell(c, (struct campaign_told){.share = 20});
    i64 asked = campaign_plan(c, 1, &plan);
    assert_in_range(asked, 48, 112); // 80 ± 4 standard deviations of 8
    // However often it is planned, those left out by chance stay left out.
    for (i64 i = 0; i < 5; i++)
        assert_int_equal(campaign_plan(c, 1, &plan), 0);
    assert_int_equal(plan.reasons[PLAN_NOT_DRAWN], 400 - asked);
    // The same chance again asks the same ones: the plan can be told again.
    const char *first =
        teller_ask(c, "SELECT sum(customer % 1000003)::BIGINT, min(plan) FROM invite");
    teller_run(c, "DELETE FROM invite");
    teller_run(c, "UPDATE campaign_plan SET campaign = 9");
    i64 seed = plan.seed;
    teller_run(c, fmt(c->arena,
                      "INSERT INTO campaign_plan (id, campaign, at_ms, seed, considered, planned, "
                      "reasons) VALUES (0, 1, 0, %lld, 0, 0, '')",
                      (long long)seed));
    teller_run(c, "DELETE FROM campaign_plan WHERE campaign = 9");
    assert_int_equal(campaign_plan(c, 1, &plan), asked);
    assert_string_equal(
        teller_ask(c, "SELECT sum(customer % 1000003)::BIGINT, min(plan) FROM invite"), first);
}
TELLER_ON_BOTH(a_share_is_drawn_once)

static void hunches_are_asked_for_what_they_are_missing_by(struct teller *t)
{
    ctx *c = t->c;
    struct plan plan;
    customers_tell(t, 400);
    // Turku's new customers are known well, nobody else at all.
    struct encounter *told = NEW_ARRAY(c->arena, struct encounter, 3000);
    for (i64 i = 0; i < 3000; i++) {
        struct reading *reading = NEW(c->arena, struct reading);
        struct encounter_attribute *said = NEW(c->arena, struct encounter_attribute);
        *reading = (struct reading){S("nps"), i % 10 ? 90000 : 50000};
        *said = (struct encounter_attribute){S("segment"), S("new")};
        told[i] = (struct encounter){.id = str_of(fmt(c->arena, "n%lld", (long long)i)),
                                     .source = S("poll"),
                                     .happened_ms = TOLD_MS - CAMPAIGN_DAY_MS * (1 + i % 30),
                                     .key = str_of(fmt(c->arena, "P%lld", (long long)i)),
                                     .touchpoint = S("checkout"),
                                     .unit = S("Turku"),
                                     .readings = reading,
                                     .reading_count = 1,
                                     .attributes = said,
                                     .attribute_count = 1};
    }
    (void)teller_take(t, told, 3000);
    teller_fold(t);
    campaign_tell(c, (struct campaign_told){.aim = "hunches", .touchpoint = 1});
    i64 asked = campaign_plan(c, 1, &plan);
    for (i64 i = 0; i < plan.cell_count; i++) {
        const struct plan_cell *cell = &plan.cells[i];
        if (cell->aim >= 0 && plan.aims.aim[cell->aim].verdict == VERDICT_FACT)
            assert_int_equal(cell->planned, 0);
        else // 30 answers at least, of 20 %: 150 invites, but there are only 100 customers
            assert_int_equal(cell->planned, 100);
    }
    assert_int_equal(asked, 200);
    assert_int_equal(plan.reasons[PLAN_ENOUGH], 200);
}
TELLER_ON_BOTH(hunches_are_asked_for_what_they_are_missing)

static void an_old_plan_is_not_kept_by(struct teller *t)
{
    ctx *c = t->c;
    struct campaign campaign;
    struct plan first, second;
    bool kept = true;
    customers_tell(t, 10);
    campaign_tell(c, (struct campaign_told){0});
    MUST(c, campaign_get(c, 1, &campaign));
    MUST(c, plan_make(c, &campaign, &first));
    (void)campaign_plan(c, 1, &second);
    MUST(c, store_begin_write(c));
    MUST(c, plan_keep(c, &first, &kept));
    MUST(c, store_commit(c));
    assert_false(kept);
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM invite"), "10");
    // Nor is one of a campaign that was paused meanwhile, or whose days are over.
    campaign_tell(c, (struct campaign_told){.id = 2, .survey = 2, .ends = "2026-11-19"});
    MUST(c, campaign_get(c, 2, &campaign));
    MUST(c, plan_make(c, &campaign, &first));
    assert_true(first.is_off);
    assert_int_equal(first.invite_count, 0);
}
TELLER_ON_BOTH(an_old_plan_is_not_kept)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everybody_is_asked_once),
        cmocka_unit_test(every_reason_not_to_ask_is_counted),
        cmocka_unit_test(who_refused_by_address_is_not_asked),
        cmocka_unit_test(those_kept_apart_are_always_the_same),
        cmocka_unit_test(a_quota_asks_as_many_as_it_takes),
        cmocka_unit_test(a_share_is_drawn_once),
        cmocka_unit_test(hunches_are_asked_for_what_they_are_missing),
        cmocka_unit_test(an_old_plan_is_not_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
