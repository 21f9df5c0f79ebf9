// A decision needs what its answer needs, is told once to each who asked, in their language, and
// shows later whether its figure moved.
#include "decision/decision.h"

#include <math.h>

#include "base/lang.h"
#include "case/case.h"
#include "case/case_kinds.h"
#include "decision/decision_kinds.h"
#include "facts/consent.h"
#include "people/role.h"
#include "settings/settings.h"
#include "support/near.h"
#include "support/teller.h"
#include "support/work.h"

#include "support/test.h"

#define DAY_MS 86400000LL

#define ON_BOTH(test)                                                                              \
    static void test##_in(ctx *c, struct store *store)                                             \
    {                                                                                              \
        (void)store;                                                                               \
        struct teller teller;                                                                      \
        register_kinds();                                                                          \
        teller_init(c, &teller);                                                                   \
        test##_by(&teller);                                                                        \
        teller_release(&teller);                                                                   \
    }                                                                                              \
    static void test(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        on_both(test##_in);                                                                        \
    }

static void register_kinds(void)
{
    static const struct kind *kinds[24];
    const struct kind *const more[] = {&cause_kind, &pattern_kind, &decision_kind,  &case_kind,
                                       &task_kind,  &reply_kind,   &case_rule_kind, &closed_day_kind};
    i64 count = 0;
    for (; count < first_kinds_count; count++)
        kinds[count] = first_kinds[count];
    for (i64 i = 0; i < COUNT_OF(more); i++)
        kinds[count++] = more[i];
    kinds_register(kinds, count);
}

static const struct record_edit edit = {.roles = UINT32_MAX};

static struct record *make(ctx *c, const char *kind, const char *const *pairs)
{
    struct record *record = record_new(c, kind_find(str_of(kind)));
    struct record_problems problems = {0};
    for (; *pairs; pairs += 2)
        MUST(c, record_put(c, record, str_of(pairs[0]), str_of(pairs[1]), edit.roles, &problems));
    MUST(c, record_add(c, record, &edit, &problems));
    return record;
}
#define MAKE(c, kind, ...) make((c), (kind), (const char *const[]){__VA_ARGS__, NULL})

static const char *number(ctx *c, i64 id)
{
    return fmt(c->arena, "%lld", (long long)id);
}

static bool move(ctx *c, struct record *record, const char *step, i32 day)
{
    struct record_problems problems = {0};
    struct record_edit by = edit;
    by.has_day = day != 0;
    by.day = day;
    return record_move(c, record, str_of(step), &by, &problems);
}

// ---- Deciding ----

static void each_answer_needs_what_makes_it_one_by(struct teller *t)
{
    ctx *c = t->c;
    MUST(c, store_begin_write(c));
    i64 anna = MAKE(c, "person", "name", "Anna Aalto")->id;
    struct record *no = MAKE(c, "decision", "name", "Opening hours stay", "answer", "no_change");
    assert_false(move(c, no, "decide", 0));
    assert_string_equal(c->err.msg, "why: \"Why\" is not said yet");
    err_clear(c);
    struct record *yes = MAKE(c, "decision", "name", "Call before delivery", "answer", "change",
                              "what", "The driver calls an hour before.", "owner", number(c, anna),
                              "metric", "nps");
    assert_false(move(c, yes, "decide", 0));
    assert_string_equal(c->err.msg, "due: \"By\" is not said yet");
    err_clear(c);
    struct record_problems problems = {0};
    MUST(c, record_put(c, yes, S("due"), S("2026-12-01"), edit.roles, &problems));
    MUST(c, record_change(c, yes, &edit, &problems, NULL));
    MUST(c, move(c, yes, "decide", 0));
    assert_str(yes->state, "decided");
    MUST(c, store_commit(c));
    assert_string_equal(teller_ask(c, "SELECT what, about FROM event"),
                        fmt(c->arena, "decision.made %s", number(c, yes->id)));
}
ON_BOTH(each_answer_needs_what_makes_it_one)

// ---- Telling ----

static void set(ctx *c, const char *name, const char *value)
{
    MUST(c, setting_set(c, S("command anna"), setting_find(str_of(name)), str_of(value)));
}

static i64 open_case(ctx *c, const char *email, const char *lang, i64 customer)
{
    i64 id = 0;
    str code = {0};
    struct case_new what = {
        .subject = S("Nobody came"), .customer = customer, .is_quiet = true,
        .contact = {.email = str_of(email), .lang = lang},
        .words = {.who = CASE_CUSTOMER, .text = S("I waited all day.")}};
    MUST(c, case_open(c, &what, NULL, &id, &code));
    return id;
}

static void set_decision(ctx *c, i64 id, i64 decision)
{
    struct record record;
    struct record_problems problems = {0};
    MUST(c, record_get(c, &case_kind, id, &record));
    MUST(c, record_put(c, &record, S("decision"), str_of(number(c, decision)), edit.roles,
                       &problems));
    MUST(c, record_change(c, &record, &edit, &problems, NULL));
}

#define MAILS "SELECT address, lang, subject FROM outbox WHERE what = 'decision' ORDER BY address"

static void who_asked_is_told_once_in_their_language_by(struct teller *t)
{
    ctx *c = t->c;
    static const struct lang_text none[1];
    i64 sent = 0, refuses = 0;
    lang_reset();
    lang_register("fi", none, 0);
    lang_register("sv", none, 0);
    struct privacy_customer customer;
    TAKE(t, TOLD(.key = S("R1"), READINGS({S("nps"), E4(1)})));
    MUST(c, store_begin_write(c));
    MUST(c, privacy_find(c, S("R1"), &refuses, &customer));
    MUST(c, consent_note(c, refuses,
                         (struct consent){.purpose = CONSENT_FEEDBACK, .channel = CONSENT_ANY_WAY,
                                          .said = CONSENT_REFUSED, .source = S("by phone")},
                         (struct privacy_by){.who = S("command anna")}));
    struct record *d = MAKE(c, "decision", "name", "Call before delivery", "answer", "no_change",
                            "why", "It would cost more than it gives.", "told_en", "We do not call.",
                            "told_fi", "Emme soita.", "is_public", "yes");
    i64 mari = open_case(c, "mari@example.fi", "fi", 0), again = open_case(c, "Mari@Example.fi", "fi", 0),
        sven = open_case(c, "sven@example.se", "sv", 0), nobody = open_case(c, "", NULL, 0),
        ron = open_case(c, "ron@example.com", "en", refuses);
    const i64 cases[] = {mari, again, sven, nobody, ron};
    for (i64 i = 0; i < COUNT_OF(cases); i++)
        set_decision(c, cases[i], d->id);
    assert_false(decision_tell(c, d, 0));
    assert_string_equal(c->err.msg, "it is not decided yet");
    err_clear(c);
    MUST(c, move(c, d, "decide", 0));
    MUST(c, decision_tell(c, d, 0));
    assert_false(decision_tell(c, d, 0));
    assert_string_equal(c->err.msg, "it is being told already");
    err_clear(c);
    MUST(c, decision_tell_next(c, 100, &sent));
    assert_int_equal(sent, 0); // mail is not set up: they wait
    set(c, "mail.host", "localhost");
    set(c, "mail.from", "cx@example.com");
    set(c, "company.address", "https://cx.example.com");
    set(c, "company.name", "Halla");
    MUST(c, decision_tell_next(c, 2, &sent)); // a piece at a time
    assert_int_equal(sent, 1);                // Mari, whose second case is told with the first
    MUST(c, decision_tell_next(c, 100, &sent));
    assert_int_equal(sent, 1);
    MUST(c, decision_tell_next(c, 100, &sent));
    assert_int_equal(sent, 0);
    assert_string_equal(teller_ask(c, MAILS),
                        "mari@example.fi fi Halla: what we decided | sven@example.se sv Halla: "
                        "what we decided");
    assert_string_equal(
        teller_ask(c, "SELECT split_part(text, 'messages', 1), link FROM outbox WHERE address = "
                      "'mari@example.fi' AND what = 'decision'"),
        fmt(c->arena,
            "You told us of this (matter %s). This is what we decided.\n\nEmme soita.\n\nIf you "
            "want no such  https://cx.example.com/heard",
            teller_ask(c, fmt(c->arena, "SELECT number FROM rec_case WHERE id = %s",
                              number(c, mari)))));
    assert_string_equal(
        teller_ask(c, "SELECT count(*) FROM outbox WHERE what = 'decision' AND text LIKE "
                      "'%https://cx.example.com/unsubscribe/%'"),
        "2");
    assert_string_equal(teller_ask(c, "SELECT why, count(*) FROM decision_told GROUP BY why ORDER BY why"),
                        "no_address 1 | refused 1 | sent 2 | twice 1");
    assert_string_equal(
        teller_ask(c, "SELECT count(*) FROM decision_told WHERE position('@' IN address) > 0"), "0");
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM event WHERE what = 'decision.told'"), "2");
    struct decision_telling telling;
    MUST(c, decision_telling(c, d->id, &telling));
    assert_true(telling.is_told);
    assert_int_equal(telling.asked, 5);
    assert_int_equal(telling.sent, 2);
    assert_int_equal(telling.unreached, 2);
    assert_int_equal(telling.waiting, 0);
    // Who asks of the same later is told too.
    set_decision(c, open_case(c, "late@example.com", "en", 0), d->id);
    MUST(c, decision_tell_next(c, 100, &sent));
    assert_int_equal(sent, 1);
    MUST(c, store_commit(c));
}
ON_BOTH(who_asked_is_told_once_in_their_language)

// A remark as the job that reads voices would note it, beside a record as evidence.
static void evidence(struct teller *t, i64 id, const char *external, const char *kind, i64 record)
{
    ctx *c = t->c;
    teller_run(c, fmt(c->arena,
                      "INSERT INTO remark_tone (id, batch, source, external, happened_ms, language, "
                      "tone, feelings, made_by) SELECT %lld, batch, source, external, happened_ms, 1, 0, "
                      "0, 1 FROM remark WHERE external = '%s'",
                      (long long)id, external));
    teller_run(c, fmt(c->arena,
                      "INSERT INTO remark_evidence (id, remark, kind, record, why, made_ms, made_by, "
                      "removed_ms, removed_by) VALUES (%lld, %lld, '%s', %lld, '', 1, 1, 0, 0)",
                      (long long)id, (long long)id, kind, (long long)record));
}

static void authors_of_its_evidence_are_told_too_and_each_person_once_by(struct teller *t)
{
    ctx *c = t->c;
    i64 sent = 0, refuses = 0;
    struct privacy_customer customer;
    lang_reset();
    lang_register_built_in();
    const struct encounter_attribute mari[] = {{S("email"), S("Mari@Example.fi")},
                                               {S("kieli"), S("suomi")}},
                                     sven[] = {{S("email"), S("sven@example.se")}},
                                     ron[] = {{S("email"), S("ron@example.com")}};
    TAKE(t,
         TOLD(.id = S("m1"), .key = S("M"), READINGS({S("nps"), E4(1)}), .remark = S("Late again"),
              .attributes = mari, .attribute_count = 2),
         TOLD(.id = S("m2"), .key = S("M"), READINGS({S("nps"), E4(2)}), .remark = S("And late")),
         TOLD(.id = S("s1"), .key = S("V"), READINGS({S("nps"), E4(2)}), .remark = S("Nobody called"),
              .attributes = sven, .attribute_count = 1),
         TOLD(.id = S("r1"), .key = S("R"), READINGS({S("nps"), E4(2)}), .remark = S("Never mind"),
              .attributes = ron, .attribute_count = 1),
         TOLD(.id = S("k1"), .key = S("K"), READINGS({S("nps"), E4(2)}), .remark = S("No address")),
         TOLD(.id = S("k2"), .key = S("K"), READINGS({S("nps"), E4(2)}), .remark = S("Still none")),
         TOLD(.id = S("n1"), .key = S(""), READINGS({S("nps"), E4(2)}), .remark = S("Nobody known")));
    MUST(c, store_begin_write(c));
    set(c, "mail.host", "localhost");
    set(c, "mail.from", "cx@example.com");
    set(c, "company.address", "https://cx.example.com");
    MUST(c, privacy_find(c, S("R"), &refuses, &customer));
    MUST(c, consent_note(c, refuses,
                         (struct consent){.purpose = CONSENT_FEEDBACK, .channel = CONSENT_ANY_WAY,
                                          .said = CONSENT_REFUSED, .source = S("by phone")},
                         (struct privacy_by){.who = S("command anna")}));
    struct record *pattern = MAKE(c, "pattern", "name", "Late deliveries");
    struct record *d = MAKE(c, "decision", "name", "Call before delivery", "answer", "no_change",
                            "pattern", number(c, pattern->id), "why", "It would cost too much.",
                            "told_en", "We do not call.", "told_fi", "Emme soita.");
    MUST(c, store_commit(c));
    static const char *const words[] = {"m1", "m2", "s1", "r1", "k1", "k2", "n1"};
    for (i64 i = 0; i < COUNT_OF(words); i++) {
        bool is_patterns = i == 2;
        evidence(t, i + 1, words[i], is_patterns ? "pattern" : "decision",
                 is_patterns ? pattern->id : d->id);
    }
    MUST(c, store_begin_write(c));
    // Mari complained too, at the same address: one message.
    set_decision(c, open_case(c, "mari@example.fi", "fi", 0), d->id);
    MUST(c, move(c, d, "decide", 0) && decision_tell(c, d, 0));
    MUST(c, decision_tell_next(c, 100, &sent));
    assert_int_equal(sent, 2);
    assert_string_equal(
        teller_ask(c, "SELECT address, lang FROM outbox WHERE what = 'decision' ORDER BY address"),
        "mari@example.fi fi | sven@example.se en");
    struct decision_telling telling;
    MUST(c, decision_telling(c, d->id, &telling));
    assert_int_equal(telling.asked, 8);
    assert_int_equal(telling.sent_cases, 1);
    assert_int_equal(telling.sent_words, 1);
    assert_int_equal(telling.no_address, 2); // the one of two remarks, and nobody
    assert_int_equal(telling.refused, 1);
    assert_int_equal(telling.waiting, 0);
    MUST(c, decision_tell_next(c, 100, &sent));
    assert_int_equal(sent, 0);
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM event WHERE what = 'decision.told' AND "
                                      "data LIKE '%\"remark\":3%'"),
                        "1");
    MUST(c, store_commit(c));
}
ON_BOTH(authors_of_its_evidence_are_told_too_and_each_person_once)

// ---- The public page ----

static void the_public_page_has_public_decisions_alone_by(struct teller *t)
{
    ctx *c = t->c;
    struct decision_heard *heard = NULL;
    i64 count = 0;
    MUST(c, store_begin_write(c));
    struct record *shown = MAKE(c, "decision", "name", "A", "answer", "no_change", "why", "Because.",
                                "told_en", "We do not.", "is_public", "yes");
    struct record *hidden = MAKE(c, "decision", "name", "B", "answer", "no_change", "why",
                                 "Because.", "told_en", "Not for all.");
    struct record *draft = MAKE(c, "decision", "name", "C", "answer", "no_change", "why",
                                "Because.", "told_en", "Not yet.", "is_public", "yes");
    (void)draft;
    MUST(c, move(c, shown, "decide", 0));
    MUST(c, move(c, hidden, "decide", 0));
    MUST(c, decision_heard_list(c, 0, &heard, &count));
    assert_int_equal(count, 1);
    assert_str(heard[0].words, "We do not.");
    assert_false(heard[0].changes);
    MUST(c, move(c, shown, "finish", 20700));
    MUST(c, decision_heard_list(c, 0, &heard, &count));
    assert_true(heard[0].is_done);
    assert_int_equal(heard[0].done, 20700);
    MUST(c, decision_heard_list(c, 99, &heard, &count));
    assert_int_equal(count, 0);
    MUST(c, store_commit(c));
}
ON_BOTH(the_public_page_has_public_decisions_alone)

// ---- Whether it moved ----

enum { TODAY = 20778 }; // 2026-11-21

static void answers(struct teller *t, const char *prefix, i32 day, i64 count, const i64 *scores)
{
    for (i64 i = 0; i < count; i++)
        TAKE(t, TOLD(.id = str_of(fmt(t->c->arena, "%s%lld", prefix, (long long)i)),
                     .key = str_of(fmt(t->c->arena, "%s%lld", prefix, (long long)i)),
                     .happened_ms = ((i64)day + i % 20) * DAY_MS + 36000000,
                     .touchpoint = S("delivery"), READINGS({S("nps"), 10000 * scores[i % 4]})));
}

static struct decision_effect effect_of(struct teller *t, const char *day)
{
    ctx *c = t->c;
    struct decision_effect effect;
    MUST(c, store_begin_write(c));
    struct record *d = MAKE(c, "decision", "name", fmt(c->arena, "By %s", day), "answer", "change",
                            "metric", "nps", "touchpoint", "delivery", "due", day);
    MUST(c, store_commit(c));
    MUST(c, decision_effect(c, d, TODAY, &effect));
    return effect;
}

static void a_decision_shows_whether_its_figure_moved_by(struct teller *t)
{
    static const i64 bad[] = {0, 3, 9, 7}, good[] = {9, 10, 9, 3};
    i32 day = TODAY - 60;
    answers(t, "b", day - 30, 80, bad);
    answers(t, "a", day + 5, 80, good);
    teller_fold(t);
    struct decision_effect effect = effect_of(t, day_write(t->c->arena, day).s);
    assert_int_equal(effect.state, EFFECT_BETTER);
    assert_int_equal(effect.stretches.before.from, day - 60);
    assert_int_equal(effect.stretches.before.to, day - 1);
    assert_int_equal(effect.stretches.after.from, day);
    assert_int_equal(effect.stretches.after.to, TODAY - 1);
    assert_near(effect.moved.before.value, -25, 1e-9);
    assert_near(effect.moved.after.value, 50, 1e-9);
    // R: v <- function(p, d) p + d - (p - d)^2; 75 ± qnorm(.975) * 100 *
    // sqrt(v(.25, .5) / 80 + v(.75, .25) / 80)
    assert_near(effect.moved.difference, 75, 1e-9);
    assert_near(effect.moved.low, 48.72716, 1e-3);
    assert_near(effect.moved.high, 101.27284, 1e-3);
    assert_int_equal(effect_of(t, day_write(t->c->arena, TODAY - 20).s).state, EFFECT_EARLY);
    assert_int_equal(effect_of(t, day_write(t->c->arena, TODAY + 5).s).state, EFFECT_TO_COME);
    assert_int_equal(effect_of(t, day_write(t->c->arena, TODAY - 400).s).state, EFFECT_NOTHING);
}
ON_BOTH(a_decision_shows_whether_its_figure_moved)

static void its_owner_is_reminded_until_somebody_looked_by(struct teller *t)
{
    ctx *c = t->c;
    i64 *ids = NULL, count = 0;
    MUST(c, store_begin_write(c));
    i64 anna = MAKE(c, "person", "name", "Anna Aalto")->id;
    struct record *d =
        MAKE(c, "decision", "name", "Call", "answer", "change", "what", "We call.", "owner",
             number(c, anna), "metric", "nps", "due", day_write(c->arena, TODAY - 28).s);
    MUST(c, decision_to_look(c, anna, TODAY, &ids, &count));
    assert_int_equal(count, 0); // a draft
    MUST(c, move(c, d, "decide", 0));
    MUST(c, decision_to_look(c, anna, TODAY - 1, &ids, &count));
    assert_int_equal(count, 0);
    MUST(c, decision_to_look(c, anna, TODAY, &ids, &count));
    assert_int_equal(count, 1);
    assert_int_equal(ids[0], d->id);
    MUST(c, decision_to_look(c, anna + 1, TODAY, &ids, &count));
    assert_int_equal(count, 0);
    MUST(c, decision_looked(c, d->id, anna));
    MUST(c, decision_to_look(c, anna, TODAY, &ids, &count));
    assert_int_equal(count, 0);
    MUST(c, store_commit(c));
}
ON_BOTH(its_owner_is_reminded_until_somebody_looked)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_answer_needs_what_makes_it_one),
        cmocka_unit_test(who_asked_is_told_once_in_their_language),
        cmocka_unit_test(authors_of_its_evidence_are_told_too_and_each_person_once),
        cmocka_unit_test(the_public_page_has_public_decisions_alone),
        cmocka_unit_test(a_decision_shows_whether_its_figure_moved),
        cmocka_unit_test(its_owner_is_reminded_until_somebody_looked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
