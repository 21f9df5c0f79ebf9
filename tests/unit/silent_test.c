// Who stays silent, and the figure if they were heard: against what can be reckoned by hand, where
// each group of customers has a propensity of its own.
#include "campaign/silent.h"

#include "base/lang.h"
#include "support/campaigns.h"
#include "support/near.h"

#include "support/test.h"

// Customers who are alike: so many were asked, the first of them answered with these scores.
struct alike {
    const char *unit;
    i64 asked, visits, worth; // visits: encounters, worth the same together
    i64 low, middle, high;    // that answered 2, 8 and 10
};

static i64 answered_of(const struct alike *alike)
{
    return alike->low + alike->middle + alike->high;
}

// Returns how many encounters those are.
static i64 tell_one(ctx *c, const struct alike *alike, i64 customer, i64 score,
                    struct encounter *told)
{
    const char *key = fmt(c->arena, "C%lld", (long long)customer);
    i64 count = 0;
    for (i64 i = 0; i < alike->visits; i++) {
        struct reading *paid = NEW(c->arena, struct reading);
        *paid = (struct reading){S("purchase"), E4((f64)alike->worth / (f64)alike->visits)};
        told[count++] =
            TOLD(.id = str_of(fmt(c->arena, "%s-%lld", key, (long long)i)), .key = str_of(key),
                 .unit = str_of(alike->unit), .happened_ms = TOLD_MS - (2 + i) * CAMPAIGN_DAY_MS,
                 .readings = paid, .reading_count = 1);
    }
    if (score >= 0) {
        struct reading *said = NEW(c->arena, struct reading);
        *said = (struct reading){S("nps"), 10000 * score};
        told[count++] = TOLD(.id = str_of(fmt(c->arena, "answer-%lld", (long long)customer)),
                             .key = str_of(key), .unit = str_of(alike->unit),
                             .happened_ms = TOLD_MS, .readings = said, .reading_count = 1);
    }
    return count;
}

static void invite_one(ctx *c, const char *key, i64 id, const char *state, bool is_sent)
{
    teller_run(c, fmt(c->arena,
                      "INSERT INTO invite (id, campaign, survey, plan, customer, key, touchpoint, "
                      "channel, unit, segment, happened_ms, address, lang, state, planned_ms, "
                      "due_ms, sent_ms, opened_ms, ended_ms, closes_ms, reminders, reminders_left, "
                      "tries, answer, counted, lease_ms, code, why) SELECT %lld, 1, 1, 1, k.id, "
                      "k.id, 0, 0, coalesce((SELECT max(f.unit) FROM fact f WHERE f.key = k.id), "
                      "0), 0, 0, '', 'en', '%s', 1, 1, %d, 0, 0, 1, 0, 0, 0, "
                      "CASE WHEN '%s' = 'answered' THEN %lld ELSE 0 END, 0, 0, '', '' FROM key k "
                      "WHERE k.value = '%s'",
                      (long long)id, state, is_sent, state, (long long)id, key));
}

static struct silent told(struct teller *t, const struct alike *all, i64 count)
{
    enum { EACH_MAX = 4 };
    ctx *c = t->c;
    i64 customer = 0, encounters = 0, asked = 0;
    struct metrics metrics;
    struct silent out;
    for (i64 g = 0; g < count; g++)
        asked += all[g].asked;
    struct encounter *told = NEW_ARRAY(c->arena, struct encounter, EACH_MAX * asked);
    const char **states = NEW_ARRAY(c->arena, const char *, asked);
    for (i64 g = 0; g < count; g++)
        for (i64 i = 0; i < all[g].asked; i++) {
            const struct alike *a = &all[g];
            bool answers = i < answered_of(a);
            i64 score = i < a->low ? 2 : i < a->low + a->middle ? 8 : answers ? 10 : -1;
            states[customer++] = answers ? "answered" : "silent";
            encounters += tell_one(c, a, customer, score, &told[encounters]);
        }
    (void)teller_take(t, told, encounters);
    for (i64 i = 0; i < asked; i++)
        invite_one(c, fmt(c->arena, "C%lld", (long long)i + 1), i + 1, states[i], true);
    teller_fold(t);
    MUST(c, metric_load(c, &metrics));
    struct campaign campaign = {
        .id = 1, .survey = 1, .metric = metric_find(&metrics, S("nps"))->id};
    MUST(c, silent_read(c, &campaign, &out));
    return out;
}

static f64 logit(f64 rate)
{
    return log(rate / (1 - rate));
}

// R: 1 − 2 S(propensity), corrected by at most a few hundredths in samples of this size.
static void assert_r(const struct silent *silent, f64 raw)
{
    assert_true(silent->r >= raw && silent->r <= raw + 0.06);
    assert_true(silent->r_low < silent->r && silent->r < silent->r_high);
}

// Oulu: 10 of 50 answered, all of them unhappy. Turku: 30 of 50, half of them promoters.
static void who_answers_less_counts_for_more_by(struct teller *t)
{
    static const struct alike all[] = {
        {"Oulu",  50, 1, 60, 10, 0,  0 },
        {"Turku", 50, 1, 60, 0,  15, 15}
    };
    struct silent silent = told(t, all, 2);
    assert_int_equal(silent.asked, 100);
    assert_int_equal(silent.answered, 40);
    assert_int_equal(silent.n, 40);
    assert_near(silent.rate.value, 0.4, 1e-12);
    assert_true(silent.is_told);
    assert_near(silent.plain.value, 100.0 * (15 - 10) / 40, 1e-9);
    // Each answer from Oulu speaks for 50/10, each from Turku for 50/30.
    assert_near(silent.adjusted.value, 100.0 * (15 * (50.0 / 30) - 10 * 5.0) / 100, 1e-6);
    assert_true(silent.adjusted.low < silent.adjusted.value);
    assert_true(silent.adjusted.high > silent.adjusted.value);
    assert_true(silent.adjusted.high - silent.adjusted.low > silent.plain.high - silent.plain.low);
    assert_r(&silent, 1 - 2 * sqrt(100 * 0.04 / 99));
    // Likelihood ratio of two rates against one, one degree of freedom.
    f64 g2 = 2 * (10 * log(0.2) + 40 * log(0.8) + 30 * log(0.6) + 20 * log(0.4) - 40 * log(0.4) -
                  60 * log(0.6));
    assert_near(silent.p, erfc(sqrt(g2 / 2)), 1e-8);
    assert_true(isnan(silent.active) && isnan(silent.value)); // all alike in these
    assert_int_equal(silent.group_count, 2);
    assert_string_equal(silent.groups[0].label, "Oulu");
    assert_near(silent.groups[0].rate.value, 0.2, 1e-12);
    assert_near(silent.groups[0].others, 0.6, 1e-12);
    assert_true(silent.groups[0].differs && silent.groups[1].differs);
}
TELLER_ON_BOTH(who_answers_less_counts_for_more)

// As many answers from each: nothing to adjust, nobody differs.
static void who_answers_alike_counts_alike_by(struct teller *t)
{
    static const struct alike all[] = {
        {"Oulu",  40, 1, 60, 10, 5, 5 },
        {"Turku", 40, 1, 60, 5,  5, 10}
    };
    struct silent silent = told(t, all, 2);
    assert_near(silent.plain.value, 0, 1e-9);
    assert_near(silent.adjusted.value, 0, 1e-9);
    assert_near(silent.p, 1, 1e-6);
    assert_near(silent.r, 1, 1e-6);
    assert_false(silent.groups[0].differs || silent.groups[1].differs);
}
TELLER_ON_BOTH(who_answers_alike_counts_alike)

// Who came three times answers in 30 of 50, who came once in 10 of 50: log2(1 + visits) is one
// more, so the odds are e^(logit 0.6 − logit 0.2) = 6 times those. The answer itself is no visit.
static void activity_is_what_was_before_the_answer_by(struct teller *t)
{
    static const struct alike all[] = {
        {"Oulu", 50, 1, 60, 10, 0,  0 },
        {"Oulu", 50, 3, 60, 0,  15, 15}
    };
    struct silent silent = told(t, all, 2);
    assert_true(silent.is_told);
    assert_near(silent.active, exp(logit(0.6) - logit(0.2)), 1e-6);
    assert_true(isnan(silent.value));
    assert_near(silent.adjusted.value, 100.0 * (15 * (50.0 / 30) - 10 * 5.0) / 100, 1e-6);
    assert_int_equal(silent.group_count, 0); // one unit is nothing to tell apart
}
TELLER_ON_BOTH(activity_is_what_was_before_the_answer)

// log2(1 + 63) is two more than log2(1 + 15): the odds of double the worth are the root of theirs.
static void worth_is_told_by_doubling_by(struct teller *t)
{
    static const struct alike all[] = {
        {"Oulu", 50, 1, 15, 10, 0,  0 },
        {"Oulu", 50, 1, 63, 0,  15, 15}
    };
    struct silent silent = told(t, all, 2);
    assert_near(silent.value, exp((logit(0.6) - logit(0.2)) / 2), 1e-6);
    assert_true(isnan(silent.active));
}
TELLER_ON_BOTH(worth_is_told_by_doubling)

static void who_was_not_reached_was_not_asked_by(struct teller *t)
{
    ctx *c = t->c;
    static const struct alike all[] = {
        {"Oulu", 30, 1, 60, 2, 1, 1}
    };
    struct campaign campaign = {.id = 1, .survey = 1};
    struct silent silent = told(t, all, 1);
    assert_int_equal(silent.asked, 30);
    assert_int_equal(silent.answered, 4); // of so few nothing is told
    assert_false(silent.is_told);
    assert_null(silent.metric);
    invite_one(c, "C1", 101, "bounced", true);
    invite_one(c, "C2", 102, "planned", false);
    invite_one(c, "C3", 103, "dropped", false);
    invite_one(c, "C4", 104, "silent", true);
    teller_run(c, "UPDATE invite SET counted = 1 WHERE id = 104"); // answered, and then erased
    MUST(c, silent_read(c, &campaign, &silent));
    assert_int_equal(silent.asked, 31);
    assert_int_equal(silent.answered, 5);
    campaign.id = 2;
    MUST(c, silent_read(c, &campaign, &silent));
    assert_int_equal(silent.asked, 0);
    assert_false(silent.is_told);
}
TELLER_ON_BOTH(who_was_not_reached_was_not_asked)

int main(void)
{
    lang_register_built_in();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_answers_less_counts_for_more),
        cmocka_unit_test(who_answers_alike_counts_alike),
        cmocka_unit_test(activity_is_what_was_before_the_answer),
        cmocka_unit_test(worth_is_told_by_doubling),
        cmocka_unit_test(who_was_not_reached_was_not_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
