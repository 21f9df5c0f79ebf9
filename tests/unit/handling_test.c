// A case from its coming to its end: opened, heard of, answered, closed with a cause and a
// decision, taken up again, put together and parted.
#include "base/lang.h"
#include "case/case.h"
#include "case/case_clock.h"
#include "case/case_figures.h"
#include "case/case_keep.h"
#include "case/case_kinds.h"
#include "case/case_late.h"
#include "case/case_parts.h"
#include "case/case_post.h"
#include "case/case_route.h"
#include "case/case_rule.h"
#include "case/case_step.h"
#include "event/event.h"
#include "facts/privacy.h"
#include "kinds/all_kinds.h"
#include "settings/settings.h"
#include "support/teller.h"

#include "support/test.h"

#define HOUR_MS 3600000LL
static void set(ctx *c, const char *name, const char *value)
{
    MUST(c, store_begin_write(c) &&
                setting_set(c, S("command anna"), setting_find(str_of(name)), str_of(value)) &&
                store_commit(c));
}

static void mail_set_up(ctx *c)
{
    set(c, "company.name", "Lounas");
    set(c, "company.address", "https://cx.example.com");
    set(c, "mail.host", "localhost");
    set(c, "mail.from", "cx@example.com");
}

// A record of a kind with its title, and perhaps one more field.
static i64 record_made(ctx *c, const char *kind, const char *title, const char *field,
                       const char *value)
{
    struct record *record = record_new(c, kind_find(str_of(kind)));
    struct record_problems problems = {0};
    struct record_edit edit = {.roles = ~0u};
    MUST(c, store_begin_write(c));
    MUST(c, record_put(c, record, str_of(record->kind->fields[0].name), str_of(title), ~0u,
                       &problems));
    if (field) MUST(c, record_put(c, record, str_of(field), str_of(value), ~0u, &problems));
    MUST(c, record_add(c, record, &edit, &problems));
    MUST(c, store_commit(c));
    return record->id;
}

static const struct case_new complaint = {
    .contact = {.name = {"Maija Meikäläinen", 19}, .email = {"Maija@Example.fi", 16}, .lang = "fi"},
    .words = {.who = CASE_CUSTOMER,                                   .text = {"The delivery came three days late and broken.", 45}                                                },
};

static i64 opened(ctx *c, struct case_new what)
{
    i64 id = 0;
    str number = {0};
    MUST(c, store_begin_write(c));
    MUST(c, case_open(c, &what, NULL, &id, &number));
    MUST(c, store_commit(c));
    assert_int_equal(number.size, CASE_NUMBER_CHARACTERS);
    return id;
}

static struct record record_of(ctx *c, i64 id)
{
    struct record record;
    MUST(c, case_record(c, id, &record));
    return record;
}

static const char *state_of(ctx *c, i64 id)
{
    return str_c(c->arena, record_of(c, id).state);
}

// "customer: The delivery… | us/received: Kiitos"
static const char *thread(ctx *c, i64 id, bool for_customer)
{
    struct case_letter *letters = NULL;
    i64 count = 0;
    const char *out = "";
    MUST(c, case_letters(c, id, for_customer, &letters, &count));
    for (i64 i = 0; i < count; i++)
        out = fmt(c->arena, "%s%s%s%s%.*s: %.*s", out, i ? " | " : "",
                  case_who_name(letters[i].who), letters[i].occasion.size ? "/" : "",
                  STR(letters[i].occasion), STR(str_head(letters[i].text, 24)));
    return out;
}

static const char *events(ctx *c)
{
    static const struct event_reader all = {.name = "test", .limit = 100};
    i64 count = 0;
    struct event *found = NULL;
    const char *out = "";
    MUST(c, event_read(c, &all, &count, &found));
    for (i64 i = 0; i < count; i++)
        out = fmt(c->arena, "%s%s%.*s", out, i ? " " : "", STR(found[i].what));
    return out;
}

static const struct record_edit anna = {.who = 1, .roles = 2};

static void say(ctx *c, i64 id, const char *text, const char *occasion)
{
    struct record record = record_of(c, id);
    struct case_words words = {.who = CASE_US, .person = 1, .text = str_of(text)};
    i64 letter = 0;
    MUST(c, store_begin_write(c));
    MUST(c, case_say(c, &record, &words, occasion, &anna, &letter));
    MUST(c, store_commit(c));
}

static bool try_close(ctx *c, i64 id, struct case_closing closing)
{
    struct record record = record_of(c, id);
    MUST(c, store_begin_write(c));
    bool done = case_close(c, &record, &closing, &anna) && store_commit(c);
    store_rollback(c);
    return done;
}

static const struct case_closing closing = {
    .new_cause = {"Carrier too slow",         16},
    .new_decision = {"Another carrier from May", 24},
    .changes = true
};

static void told(ctx *c, i64 id, const char *text)
{
    struct case_words words = {.who = CASE_CUSTOMER, .text = str_of(text)};
    i64 letter = 0;
    MUST(c, store_begin_write(c));
    MUST(c, case_letter_add(c, id, &words, NULL, &letter));
    MUST(c, store_commit(c));
}

static void a_customer_hears_that_it_came_and_by_when_by(struct teller *t)
{
    ctx *c = t->c;
    mail_set_up(c);
    i64 id = opened(c, complaint);
    struct record record = record_of(c, id);
    assert_string_equal(state_of(c, id), "acknowledged");
    assert_str(case_word(&record, "subject"), "Complaint");
    assert_str(case_word(&record, "found_by"), "customer");
    // Friday noon in Helsinki and 16 working hours: Tuesday noon.
    assert_int_equal(case_moment(&record, "answer_by"), TOLD_MS + 4 * 24 * HOUR_MS);
    assert_string_equal(
        thread(c, id, true),
        "customer: The delivery came three  | us/received: Kiitos, että kerroitte.");
    assert_string_equal(teller_ask(c, "SELECT what, address, lang FROM outbox"),
                        "case maija@example.fi fi");
    assert_string_equal(events(c), "case.opened case.moved");
}
TELLER_ON_BOTH(a_customer_hears_that_it_came_and_by_when)

static void a_number_is_found_however_it_is_written_by(struct teller *t)
{
    ctx *c = t->c;
    i64 id = opened(c, complaint), found = 0;
    struct record record = record_of(c, id);
    str number = case_word(&record, "number");
    const char *typed = fmt(c->arena, " %.4s-%.4s ", number.s, number.s + 4);
    char *small = NEW_ARRAY(c->arena, char, 12);
    for (i64 i = 0; typed[i]; i++)
        small[i] = (char)(typed[i] >= 'A' && typed[i] <= 'Z' ? typed[i] + 32 : typed[i]);
    MUST(c, case_find(c, str_of(small), &found));
    assert_int_equal(found, id);
    MUST(c, case_find(c, S("ABC"), &found));
    assert_int_equal(found, 0);
    MUST(c, case_find(c, S("OOOOOOOO"), &found)); // no sign of ours
    assert_int_equal(found, 0);
    MUST(c, case_find_email(c, S("MAIJA@example.fi"), 30, &found));
    assert_int_equal(found, id);
    MUST(c, case_find_email(c, S("nobody at all"), 30, &found));
    assert_int_equal(found, 0);
}
TELLER_ON_BOTH(a_number_is_found_however_it_is_written)

static void a_mail_is_one_letter_however_often_it_comes_by(struct teller *t)
{
    ctx *c = t->c;
    i64 id = opened(c, complaint), first = 0, second = 0, found = 0;
    struct case_words words = {.who = CASE_CUSTOMER,
                               .way = S("email"),
                               .text = S("And the box was wet."),
                               .message_id = S("a1@example.fi")};
    MUST(c, store_begin_write(c));
    MUST(c, case_letter_add(c, id, &words, NULL, &first));
    MUST(c, case_letter_add(c, id, &words, NULL, &second));
    MUST(c, store_commit(c));
    assert_int_equal(first, second);
    MUST(c, case_find_message(c, S("a1@example.fi"), &found));
    assert_int_equal(found, id);
    MUST(c, case_find_message(c, S("a2@example.fi"), &found));
    assert_int_equal(found, 0);
}
TELLER_ON_BOTH(a_mail_is_one_letter_however_often_it_comes)

static void closing_takes_a_cause_and_a_decision_by(struct teller *t)
{
    ctx *c = t->c;
    i64 id = opened(c, complaint);
    struct case_closing without = closing;
    without.new_cause = (str){0};
    assert_false(try_close(c, id, without));
    assert_int_equal(c->err.code, ERR_BAD_INPUT);
    err_clear(c);
    without = closing;
    without.new_decision = (str){0};
    assert_false(try_close(c, id, without));
    err_clear(c);
    without = closing;
    without.changes = false; // and no reason
    assert_false(try_close(c, id, without));
    err_clear(c);
    assert_string_equal(state_of(c, id), "acknowledged");
    assert_true(try_close(c, id, closing));
    assert_string_equal(state_of(c, id), "closed");
    struct record record = record_of(c, id);
    assert_int_equal(case_moment(&record, "solved_at"), TOLD_MS);
    assert_true(case_ref(&record, "cause") && case_ref(&record, "decision"));
    // The same words again are the same cause.
    i64 other = opened(c, complaint);
    assert_true(try_close(c, other, closing));
    struct record second = record_of(c, other);
    assert_int_equal(case_ref(&second, "cause"), case_ref(&record, "cause"));
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM rec_cause"), "1");
}
TELLER_ON_BOTH(closing_takes_a_cause_and_a_decision)

static void a_case_goes_its_way_and_the_customer_sees_it_by(struct teller *t)
{
    ctx *c = t->c;
    struct case_public seen;
    i64 id = opened(c, complaint), letter = 0;
    record_made(c, "person", "Anna Aalto", NULL, NULL);
    MUST(c, case_public(c, id, &seen));
    assert_int_equal(seen.stage, CASE_RECEIVED);
    assert_true(seen.answer_by_ms > 0 && !seen.answered_ms);
    struct case_words note = {.who = CASE_NOTE, .person = 1, .text = S("Maija was loud.")};
    MUST(c, store_begin_write(c));
    MUST(c, case_letter_add(c, id, &note, &anna, &letter));
    MUST(c, store_commit(c));
    c->now_ms += HOUR_MS;
    say(c, id, "We look into it.", "progress");
    MUST(c, case_public(c, id, &seen));
    assert_int_equal(seen.answered_ms, TOLD_MS + HOUR_MS);
    assert_int_equal(seen.answer_by_ms, 0);
    say(c, id, "It was the carrier.", "answer");
    assert_string_equal(state_of(c, id), "answered");
    told(c, id, "That is no excuse.");
    assert_string_equal(state_of(c, id), "investigated");
    assert_true(try_close(c, id, closing));
    MUST(c, case_public(c, id, &seen));
    assert_int_equal(seen.stage, CASE_CLOSED);
    assert_str(seen.decision, "We change this: Another carrier from May");
    assert_null(strstr(thread(c, id, true), "loud"));
    assert_non_null(strstr(thread(c, id, false), "note: Maija was loud."));
    c->now_ms += 24 * HOUR_MS;
    told(c, id, "It is broken again.");
    assert_string_equal(state_of(c, id), "investigated");
    struct record record = record_of(c, id);
    assert_int_equal(case_moment(&record, "solved_at"), 0);
    assert_true(case_moment(&record, "solve_by") > c->now_ms);
    assert_non_null(strstr(events(c), "case.closed case.moved case.reopened"));
}
TELLER_ON_BOTH(a_case_goes_its_way_and_the_customer_sees_it)

static void what_is_held_as_spam_is_seen_by_nobody_and_can_be_released_by(struct teller *t)
{
    ctx *c = t->c;
    mail_set_up(c);
    struct case_new what = complaint;
    struct case_public seen;
    what.is_suspected = true;
    i64 id = opened(c, what);
    assert_string_equal(state_of(c, id), "suspected");
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM outbox"), "0");
    assert_string_equal(events(c), "case.moved");
    assert_false(case_public(c, id, &seen));
    assert_int_equal(c->err.code, ERR_NOT_FOUND);
    err_clear(c);
    c->now_ms += 48 * HOUR_MS;
    struct record record = record_of(c, id);
    MUST(c, store_begin_write(c));
    MUST(c, case_release(c, &record, &anna));
    MUST(c, store_commit(c));
    assert_string_equal(state_of(c, id), "acknowledged");
    record = record_of(c, id);
    assert_true(case_moment(&record, "answer_by") > c->now_ms);
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM outbox"), "1");
}
TELLER_ON_BOTH(what_is_held_as_spam_is_seen_by_nobody_and_can_be_released)

static bool try_merge(ctx *c, i64 from, i64 into)
{
    struct record record = record_of(c, from);
    MUST(c, store_begin_write(c));
    bool done = case_merge(c, &record, into, &anna) && store_commit(c);
    store_rollback(c);
    return done;
}

static void cases_of_one_customer_become_one_and_part_again_by(struct teller *t)
{
    ctx *c = t->c;
    struct case_new stranger = complaint;
    struct case_public seen;
    stranger.contact.email = S("kalle@example.fi");
    i64 a = opened(c, complaint), b = opened(c, complaint), other = opened(c, stranger);
    assert_false(try_merge(c, a, a));
    err_clear(c);
    assert_false(try_merge(c, other, a)); // it would show the one to the other
    assert_int_equal(c->err.code, ERR_REFUSED);
    err_clear(c);
    assert_true(try_merge(c, b, a));
    told(c, b, "One word more.");
    assert_non_null(strstr(thread(c, a, true), "One word more."));
    assert_false(try_merge(c, a, b)); // round
    err_clear(c);
    MUST(c, case_public(c, b, &seen));
    assert_int_equal(seen.id, a);
    struct record record = record_of(c, b);
    struct record_edit why = anna;
    why.why = S("they are two things");
    MUST(c, store_begin_write(c));
    MUST(c, case_part(c, &record, &why));
    MUST(c, store_commit(c));
    assert_string_equal(state_of(c, b), "investigated");
    MUST(c, case_public(c, b, &seen));
    assert_int_equal(seen.id, b);
}
TELLER_ON_BOTH(cases_of_one_customer_become_one_and_part_again)

static void a_repeat_is_recognised_by_place_or_words_by(struct teller *t)
{
    ctx *c = t->c;
    struct case_new other = complaint;
    i64 first = opened(c, complaint);
    other.words.text = S("Again the DELIVERY came days late, and broken!");
    c->now_ms += 24 * HOUR_MS;
    i64 second = opened(c, other);
    other.words.text = S("Why is the invoice twice as large as in the offer?");
    i64 third = opened(c, other);
    other = complaint;
    c->now_ms += 200 * 24 * HOUR_MS;
    i64 late = opened(c, other);
    struct record record = record_of(c, second);
    assert_int_equal(case_ref(&record, "repeats"), first);
    record = record_of(c, third);
    assert_int_equal(case_ref(&record, "repeats"), 0);
    record = record_of(c, late);
    assert_int_equal(case_ref(&record, "repeats"), 0);
}
TELLER_ON_BOTH(a_repeat_is_recognised_by_place_or_words)

// Twelve letters to each of two functions, put right by somebody.
static void teach(ctx *c, i64 sales, i64 deliveries)
{
    static const char *const texts[2][4] = {
        {"lasku oli kaksi kertaa liian suuri", "hinta nousi ja lasku tuli väärään osoitteeseen",
         "laskutus veloitti väärän summan", "laskulla on tuntematon maksu"    },
        {"toimitus myöhästyi viikon",        "paketti tuli rikki ja toimitus kesti",
         "kuljetus jätti paketin ulos",       "toimituksen seuranta ei toiminut"},
    };
    for (i64 i = 0; i < 24; i++) {
        struct case_new what = complaint;
        what.contact.email = (str){0};
        what.words.text = str_of(fmt(c->arena, "%s %lld", texts[i % 2][i / 2 % 4], (long long)i));
        i64 id = opened(c, what);
        struct record record = record_of(c, id);
        MUST(c, store_begin_write(c));
        MUST(c, case_hand(c, &record, i % 2 ? deliveries : sales, &anna));
        MUST(c, store_commit(c));
    }
}

static void routing_learns_from_what_people_put_right_by(struct teller *t)
{
    ctx *c = t->c;
    struct case_routed routed;
    struct case_route_learnt learnt;
    bool waits = true;
    i64 sales = record_made(c, "function", "Billing", NULL, NULL);
    i64 deliveries = record_made(c, "function", "Deliveries", NULL, NULL);
    struct case_asked asked = {.text = S("Paketin toimitus myöhästyi taas")};
    MUST(c, case_route(c, asked, &routed));
    assert_int_equal(routed.function, 0);
    MUST(c, case_route_waits(c, &waits));
    assert_false(waits);
    teach(c, sales, deliveries);
    MUST(c, case_route_waits(c, &waits));
    assert_true(waits);
    MUST(c, case_route_learn(c, &learnt));
    assert_int_equal(learnt.lessons, 24);
    MUST(c, store_begin_write(c) && case_route_keep(c, &learnt) && store_commit(c));
    MUST(c, case_route_waits(c, &waits));
    assert_false(waits);
    MUST(c, case_route(c, asked, &routed));
    assert_int_equal(routed.likeliest, deliveries);
    assert_int_equal(routed.function, deliveries);
    assert_int_equal(routed.by, CASE_BY_WORDS);
    assert_true(routed.sure >= 0.6 && routed.sure <= 1);
    set(c, "case.sure_pct", "100");
    MUST(c, case_route(c, asked, &routed));
    assert_int_equal(routed.function, 0); // the CX owner's
    assert_int_equal(routed.likeliest, deliveries);
}
TELLER_ON_BOTH(routing_learns_from_what_people_put_right)

static void a_touchpoint_says_who_owns_it_by(struct teller *t)
{
    ctx *c = t->c;
    i64 function = record_made(c, "function", "Deliveries", NULL, NULL);
    i64 place = record_made(c, "touchpoint", "delivery", "function", "Deliveries");
    struct case_new what = complaint;
    what.touchpoint = place;
    i64 id = opened(c, what);
    struct record record = record_of(c, id);
    assert_int_equal(case_ref(&record, "function"), function);
    assert_str(case_word(&record, "subject"), "Complaint: delivery");
    struct case_public seen;
    MUST(c, case_public(c, id, &seen));
    assert_str(seen.accountable, "Deliveries");
}
TELLER_ON_BOTH(a_touchpoint_says_who_owns_it)

static void who_is_late_is_told_once_and_the_cx_owner_too_by(struct teller *t)
{
    ctx *c = t->c;
    bool waits = true;
    i64 count = 0;
    mail_set_up(c);
    teller_run(c,
               "INSERT INTO account (id, email, name, role, password, made_ms, ended_ms, totp, "
               "totp_step, person, lang) VALUES (1, 'cx@example.fi', 'Carl', 'cx_owner', 'x', 1, "
               "0, '', 0, 0, 'en')");
    i64 id = opened(c, complaint);
    MUST(c, case_late_waits(c, &waits));
    assert_false(waits);
    c->now_ms += 5 * 24 * HOUR_MS;
    MUST(c, case_late_waits(c, &waits));
    assert_true(waits);
    MUST(c, store_begin_write(c) && case_late_run(c, &count) && store_commit(c));
    assert_int_equal(count, 1);
    struct record record = record_of(c, id);
    assert_int_equal(case_ref(&record, "escalated"), 1);
    assert_non_null(strstr(events(c), "case.late"));
    assert_string_equal(teller_ask(c, "SELECT address FROM outbox WHERE what = 'late'"),
                        "cx@example.fi");
    MUST(c, store_begin_write(c) && case_late_run(c, &count) && store_commit(c));
    assert_int_equal(count, 0);
    c->now_ms += 30 * 24 * HOUR_MS; // and once more, for the solution
    MUST(c, store_begin_write(c) && case_late_run(c, &count) && store_commit(c));
    assert_int_equal(count, 1);
    assert_true(try_close(c, id, closing));
    MUST(c, case_late_waits(c, &waits));
    assert_false(waits);
}
TELLER_ON_BOTH(who_is_late_is_told_once_and_the_cx_owner_too)

static void rule(ctx *c, const char *name, const char *opens_by, const char *words)
{
    struct record *record = record_new(c, &case_rule_kind);
    struct record_problems problems = {0};
    struct record_edit edit = {.roles = ~0u};
    MUST(c, record_put(c, record, S("name"), str_of(name), ~0u, &problems));
    MUST(c, record_put(c, record, S("opens_by"), str_of(opens_by), ~0u, &problems));
    MUST(c, record_put(c, record, S("words"), str_of(words), ~0u, &problems));
    MUST(c, store_begin_write(c) && record_add(c, record, &edit, &problems) && store_commit(c));
}

static i64 rules_run(ctx *c)
{
    i64 count = 0;
    MUST(c, store_begin_write(c) && case_rules_run(c, &count) && store_commit(c));
    return count;
}

static void a_rule_opens_one_case_for_one_encounter_by(struct teller *t)
{
    ctx *c = t->c;
    bool waits = false;
    rule(c, "A detractor", "detractor", "");
    rule(c, "Somebody wants to leave", "word", "cancel*, irtisan*");
    (void)TAKE(t, TOLD(.id = S("old"), .key = S("C0"), READINGS({S("nps"), 0})));
    assert_int_equal(rules_run(c), 0); // what was there before opens nothing
    (void)TAKE(t,
               TOLD(.id = S("1"), READINGS({S("nps"), 20000}), .remark = S("I cancelled it all")),
               TOLD(.id = S("2"), .key = S("C2"), READINGS({S("nps"), 90000})),
               TOLD(.id = S("3"), .key = S("C3"), READINGS({S("nps"), 100000}),
                    .remark = S("Irtisanon sopimuksen.")),
               TOLD(.id = S("4"), .key = S("C4"), .happened_ms = TOLD_MS - 90 * 24 * HOUR_MS,
                    READINGS({S("nps"), 0})));
    MUST(c, case_rules_wait(c, &waits));
    assert_true(waits);
    assert_int_equal(rules_run(c), 2);
    MUST(c, case_rules_wait(c, &waits));
    assert_false(waits);
    assert_int_equal(rules_run(c), 0);
    assert_string_equal(
        teller_ask(c, "SELECT subject, found_by, way, state FROM rec_case ORDER BY id"),
        "A detractor us program received | Somebody wants to leave us program received");
    assert_string_equal(thread(c, 1, true), "customer: I cancelled it all");
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM outbox"), "0"); // they did not complain
}
TELLER_ON_BOTH(a_rule_opens_one_case_for_one_encounter)

static void figures_tell_of_cases_by(struct teller *t)
{
    ctx *c = t->c;
    i64 count = 0;
    struct case_new ours = complaint;
    ours.found_by = S("us");
    i64 id = opened(c, complaint);
    record_made(c, "person", "Anna Aalto", NULL, NULL);
    opened(c, ours);
    c->now_ms += HOUR_MS;
    say(c, id, "It was the carrier.", "answer");
    say(c, id, "And the box.", "progress"); // no first answer any more
    c->now_ms += HOUR_MS;
    assert_true(try_close(c, id, closing));
    MUST(c, store_begin_write(c) && case_figures_define(c) && store_commit(c));
    teller_renew(t);
    MUST(c, store_begin_write(c) && case_figures_run(c, &t->known, &count) && store_commit(c));
    assert_int_equal(count, 7);
    assert_string_equal(teller_sum(t, "case.opened"), "n 2, total 2");
    assert_string_equal(teller_sum(t, "case.found"), "n 2, total 1");
    assert_string_equal(teller_sum(t, "case.answer_hours"), "n 1, total 1");
    assert_string_equal(teller_sum(t, "case.solve_hours"), "n 1, total 2");
    assert_string_equal(teller_sum(t, "case.late"), "n 1, total 0");
    MUST(c, store_begin_write(c) && case_figures_run(c, &t->known, &count) && store_commit(c));
    assert_int_equal(count, 0);
    teller_check(t);
}
TELLER_ON_BOTH(figures_tell_of_cases)

static void who_is_erased_leaves_cases_without_words_by(struct teller *t)
{
    ctx *c = t->c;
    struct privacy_customer customer;
    struct privacy_erasure erased;
    struct privacy_by by = {.who = S("account 1"), .why = S("asked")};
    struct case_new what = complaint;
    json_t *copy = NULL;
    i64 key = 0;
    (void)TAKE(t, TOLD(.id = S("1"), READINGS({S("purchase"), 50000})));
    MUST(c, privacy_find(c, S("C1"), &key, &customer));
    what.customer = key;
    what.words.files = &(struct case_file){S("sofa.png"), S("image/png"), S("bytes"), -1, 5};
    what.words.file_count = 1;
    i64 id = opened(c, what);
    MUST(c, privacy_export(c, customer, &copy));
    str text = json_write(c, copy);
    assert_true(str_find(text, S("three days late")) > 0 && str_find(text, S("sofa.png")) > 0);
    MUST(c, store_begin_write(c) && privacy_erase(c, customer, by, &erased) && store_commit(c));
    assert_string_equal(thread(c, id, false), "customer:  | us/received: ");
    struct case_person person;
    MUST(c, case_contact(c, id, &person));
    assert_int_equal(person.name.size + person.email.size, 0);
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM rec_piece"), "0");
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM rec_case"), "1");
}
TELLER_ON_BOTH(who_is_erased_leaves_cases_without_words)

static void words_of_old_cases_go_and_the_cases_stay_by(struct teller *t)
{
    ctx *c = t->c;
    i64 count = 0, id = opened(c, complaint), open = opened(c, complaint);
    assert_true(try_close(c, id, closing));
    c->now_ms += 1094 * 24 * HOUR_MS;
    MUST(c, store_begin_write(c) && case_keep_run(c, &count) && store_commit(c));
    assert_int_equal(count, 0);
    c->now_ms += 2 * 24 * HOUR_MS;
    MUST(c, store_begin_write(c) && case_keep_run(c, &count) && store_commit(c));
    assert_int_equal(count, 1);
    assert_null(strstr(thread(c, id, false), "delivery"));
    assert_non_null(strstr(thread(c, open, false), "delivery"));
    assert_string_equal(state_of(c, id), "closed");
}
TELLER_ON_BOTH(words_of_old_cases_go_and_the_cases_stay)

static void words_of_a_rule_fit_whole_words_and_beginnings(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 10 * 1024 * 1024);
    ctx c = {.arena = &arena};
    assert_true(case_words_fit(&c, S("refund, myöh*"), S("I want a REFUND!")));
    assert_true(case_words_fit(&c, S("refund, myöh*"), S("Tilaus MYÖHÄSTYI.")));
    assert_false(case_words_fit(&c, S("refund, myöh*"), S("It was refunded, not myö.")));
    assert_false(case_words_fit(&c, S("*, ,"), S("anything")));
    assert_false(case_words_fit(&c, S(""), S("anything")));
    arena_release(&arena);
}

static void templates_fill_in_what_they_name_and_nothing_else(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 10 * 1024 * 1024);
    ctx c = {.arena = &arena};
    struct case_filled filled = {S("Maija"), S("7KQ4M2XH"), S("{{name}}"), S("Friday")};
    assert_str(case_fill(&c, S("Hi {{name}}: {{number}} {{owner}} {{by}} {{other}} {{"), &filled),
               "Hi Maija: 7KQ4M2XH {{name}} Friday {{other}} {{");
    arena_release(&arena);
}

int main(void)
{
    lang_register_built_in();
    kinds_register(all_kinds, all_kinds_count);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_customer_hears_that_it_came_and_by_when),
        cmocka_unit_test(a_number_is_found_however_it_is_written),
        cmocka_unit_test(a_mail_is_one_letter_however_often_it_comes),
        cmocka_unit_test(closing_takes_a_cause_and_a_decision),
        cmocka_unit_test(a_case_goes_its_way_and_the_customer_sees_it),
        cmocka_unit_test(what_is_held_as_spam_is_seen_by_nobody_and_can_be_released),
        cmocka_unit_test(cases_of_one_customer_become_one_and_part_again),
        cmocka_unit_test(a_repeat_is_recognised_by_place_or_words),
        cmocka_unit_test(routing_learns_from_what_people_put_right),
        cmocka_unit_test(a_touchpoint_says_who_owns_it),
        cmocka_unit_test(who_is_late_is_told_once_and_the_cx_owner_too),
        cmocka_unit_test(a_rule_opens_one_case_for_one_encounter),
        cmocka_unit_test(figures_tell_of_cases),
        cmocka_unit_test(who_is_erased_leaves_cases_without_words),
        cmocka_unit_test(words_of_old_cases_go_and_the_cases_stay),
        cmocka_unit_test(words_of_a_rule_fit_whole_words_and_beginnings),
        cmocka_unit_test(templates_fill_in_what_they_name_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
