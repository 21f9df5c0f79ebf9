// What customers bring, by page, telephone and mail: it is a case, a fact and a remark at once;
// what looks like spam is held; nothing is lost and nothing is taken twice.
#include "base/lang.h"
#include "case/case_kinds.h"
#include "case/case_step.h"
#include "complaint/incoming.h"
#include "facts/privacy.h"
#include "facts/tally.h"
#include "kinds/all_kinds.h"
#include "people/role.h"
#include "settings/seal.h"
#include "support/teller.h"

#include "support/test.h"

#define HOUR_MS 3600000LL
static struct complaint_taken taken(struct teller *teller, struct complaint complaint)
{
    ctx *c = teller->c;
    struct complaint_taken out;
    MUST(c, store_begin_write_in(c, STORE_RECORDS));
    MUST(c, complaint_take(c, &complaint, NULL, &out));
    MUST(c, store_commit(c));
    return out;
}

// How many became facts.
static i64 counted(struct teller *teller)
{
    ctx *c = teller->c;
    i64 count = 0;
    MUST(c, store_begin_write(c));
    MUST(c, complaint_facts_take(c, &teller->known, &count));
    MUST(c, store_commit(c));
    return count;
}

static const char *state_of(ctx *c, i64 id)
{
    struct record record;
    MUST(c, record_get(c, &case_kind, id, &record));
    return str_c(c->arena, record.state);
}

#define FACTS                                                                                      \
    "SELECT m.name, coalesce(t.name, '-'), coalesce(u.name, '-'), count(*) FROM fact f JOIN "      \
    "metric m ON m.id = f.metric AND "                                                             \
    "m.version = (SELECT max(version) FROM metric x WHERE x.id = m.id) LEFT JOIN touchpoint t ON " \
    "t.id = f.touchpoint LEFT JOIN unit u ON u.id = f.unit JOIN source s ON s.id = f.source "      \
    "WHERE "                                                                                       \
    "s.name = 'complaint' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"

static void a_complaint_is_a_case_a_fact_and_a_remark_by(struct teller *teller)
{
    ctx *c = teller->c;
    TAKE(teller,
         TOLD(.touchpoint = S("delivery"), .unit = S("Turku"), READINGS({S("nps"), E4(3)})));
    struct complaint_place *places = NULL;
    i64 count = 0, found = 0;
    MUST(c, complaint_touchpoints(c, &places, &count));
    i64 delivery = complaint_place_find(places, count, S(" Delivery "));
    MUST(c, complaint_units(c, &places, &count));
    i64 turku = complaint_place_find(places, count, S("turku"));
    assert_true(delivery && turku);
    assert_int_equal(complaint_place_find(places, count, S("Rome")), 0);
    struct complaint_taken one = taken(teller, (struct complaint){.text = S("It came late."),
                                                                  .touchpoint = delivery,
                                                                  .unit = turku,
                                                                  .contact.email = S("A@B.fi")});
    assert_false(one.is_held);
    assert_true(str_starts(one.path, S(CASE_PUBLIC_PATH)));
    assert_string_equal(teller_ask(c, FACTS), "");
    assert_int_equal(counted(teller), 1);
    assert_string_equal(teller_ask(c, FACTS),
                        "complaint delivery Turku 1 | remark delivery Turku 1");
    assert_string_equal(teller_ask(c, "SELECT text FROM remark"), "It came late.");
    MUST(c, case_find(c, one.number, &found));
    assert_int_equal(found, one.id);
    struct record record;
    MUST(c, record_get(c, &case_kind, one.id, &record));
    struct privacy_customer customer;
    i64 key = 0;
    MUST(c, privacy_find(c, S("email:a@b.fi"), &key, &customer));
    assert_int_equal(record_value(&record, "customer")->i, key);
    teller_check(teller);
}
TELLER_ON_BOTH(a_complaint_is_a_case_a_fact_and_a_remark)

static void thanks_are_words_and_no_complaint_by(struct teller *teller)
{
    ctx *c = teller->c;
    (void)taken(teller, (struct complaint){.text = S("You were kind."), .matter = S("thanks")});
    assert_int_equal(counted(teller), 1);
    assert_string_equal(teller_ask(c, FACTS), "remark - - 1");
    struct complaint empty = {.text = S("  ")};
    struct complaint_taken out;
    MUST(c, store_begin_write(c));
    assert_false(complaint_take(c, &empty, NULL, &out));
    assert_int_equal(c->err.code, ERR_BAD_INPUT);
    err_clear(c);
    store_rollback(c);
    known_forget(&teller->known);
}
TELLER_ON_BOTH(thanks_are_words_and_no_complaint)

static void step(ctx *c, i64 id, bool (*deed)(ctx *, struct record *, const struct record_edit *))
{
    struct record record;
    struct record_edit edit = {.roles = ROLE_ALL};
    MUST(c, store_begin_write(c));
    MUST(c, record_get(c, &case_kind, id, &record));
    MUST(c, deed(c, &record, &edit));
    MUST(c, store_commit(c));
}

static void what_is_held_counts_once_a_person_says_it_is_real_by(struct teller *teller)
{
    ctx *c = teller->c;
    bool waits = true;
    struct complaint doubtful = {.text = S("Really broken."), .is_doubtful = true};
    struct complaint_taken real = taken(teller, doubtful), spam = taken(teller, doubtful);
    assert_true(real.is_held && spam.is_held);
    assert_string_equal(state_of(c, real.id), "suspected");
    assert_string_equal(teller_ask(c, FACTS), "");
    MUST(c, complaint_facts_wait(c, &waits));
    assert_false(waits);
    step(c, real.id, case_release);
    step(c, spam.id, case_discard);
    MUST(c, complaint_facts_wait(c, &waits));
    assert_true(waits);
    assert_int_equal(counted(teller), 1);
    assert_int_equal(counted(teller), 0);
    assert_string_equal(teller_ask(c, FACTS), "complaint - - 1 | remark - - 1");
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM complaint_held"), "0");
    teller_check(teller);
}
TELLER_ON_BOTH(what_is_held_counts_once_a_person_says_it_is_real)

static void a_flood_is_held_then_slowed_and_nothing_of_it_is_dropped_by(struct teller *teller)
{
    ctx *c = teller->c;
    i64 held = 0;
    for (i64 i = 0; i < COMPLAINT_MAX; i++) {
        struct arena_mark mark = arena_mark(c->arena);
        str text = str_of(fmt(c->arena, "Complaint number %lld of very many", (long long)i));
        struct complaint_taken one =
            taken(teller, (struct complaint){.text = text, .address = S("192.0.2.1")});
        assert_int_equal(one.is_held, i >= COMPLAINT_FREE);
        held += one.is_held;
        arena_rewind(c->arena, mark);
    }
    assert_int_equal(held, COMPLAINT_MAX - COMPLAINT_FREE);
    struct complaint more = {.text = S("One more."), .address = S("192.0.2.1")};
    struct complaint_taken out;
    MUST(c, store_begin_write(c));
    assert_false(complaint_take(c, &more, NULL, &out));
    assert_int_equal(c->err.code, ERR_BUSY);
    assert_non_null(strstr(c->err.hint, "61 minutes"));
    err_clear(c);
    store_rollback(c);
    known_forget(&teller->known);
    more.address = S("192.0.2.2"); // somebody else
    assert_false(taken(teller, more).is_held);
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM rec_case"),
                        fmt(c->arena, "%d", COMPLAINT_MAX + 1));
    c->now_ms += HOUR_MS;
    more.address = S("192.0.2.1");
    assert_false(taken(teller, more).is_held);
}
TELLER_ON_BOTH(a_flood_is_held_then_slowed_and_nothing_of_it_is_dropped)

static void the_same_words_and_many_links_are_held_by(struct teller *teller)
{
    ctx *c = teller->c;
    for (i64 i = 0; i < COMPLAINT_SAME_WORDS + 1; i++) {
        struct complaint_taken one = taken(
            teller,
            (struct complaint){.text = S("Cheap pills for everybody, at the best price!"),
                               .address = str_of(fmt(c->arena, "192.0.2.%lld", (long long)i))});
        assert_int_equal(one.is_held, i >= COMPLAINT_SAME_WORDS);
    }
    struct complaint links = {.text = S("http://a http://b http://c http://d"),
                              .address = S("::1")};
    assert_true(taken(teller, links).is_held);
    links.address = S(""); // an employee took it down
    assert_false(taken(teller, links).is_held);
}
TELLER_ON_BOTH(the_same_words_and_many_links_are_held)

static void a_known_address_finds_its_customer_by(struct teller *teller)
{
    ctx *c = teller->c;
    i64 customer = 0, key = 0;
    struct privacy_customer found;
    TAKE(teller, TOLD(.key = S("C7"), READINGS({S("nps"), E4(3)}),
                      ATTRIBUTES({S("email"), S("Maija@Example.fi")})));
    MUST(c, store_begin_write(c) && tally_fold(c) && store_commit(c));
    MUST(c, complaint_customer(c, S("maija@example.fi"), &customer));
    MUST(c, privacy_find(c, S("C7"), &key, &found));
    assert_int_equal(customer, key);
    MUST(c, complaint_customer(c, S("nobody@example.fi"), &customer));
    assert_int_equal(customer, 0);
    MUST(c, complaint_customer(c, S("no address"), &customer));
    assert_int_equal(customer, 0);
    (void)taken(teller, (struct complaint){.text = S("Mine."), .customer = key});
    assert_int_equal(counted(teller), 1);
    assert_string_equal(teller_ask(c, "SELECT k.value FROM remark r JOIN key k ON k.id = r.key"),
                        "C7");
}
TELLER_ON_BOTH(a_known_address_finds_its_customer)

static void who_is_erased_takes_the_words_along_by(struct teller *teller)
{
    ctx *c = teller->c;
    i64 key = 0;
    struct privacy_customer customer;
    struct privacy_erasure erased;
    (void)taken(teller,
                (struct complaint){.text = S("My own words."), .contact.email = S("a@b.fi")});
    assert_int_equal(counted(teller), 1);
    MUST(c, privacy_find(c, S("email:a@b.fi"), &key, &customer));
    MUST(c, store_begin_write(c));
    MUST(c, privacy_erase(c, customer, (struct privacy_by){.who = S("test"), .why = S("asked")},
                          &erased));
    MUST(c, store_commit(c));
    known_forget(&teller->known);
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM remark"), "0");
    teller_check(teller);
}
TELLER_ON_BOTH(who_is_erased_takes_the_words_along)

// ---- Mails ----

static struct incoming_taken mailed(struct teller *teller, const char *message)
{
    ctx *c = teller->c;
    struct incoming incoming = {.message = str_of(message), .from_us = S("cx@example.com")};
    struct incoming_taken out;
    inbound_read(c, incoming.message, &incoming.mail);
    MUST(c, store_begin_write_in(c, STORE_RECORDS));
    MUST(c, incoming_take(c, &incoming, &out));
    MUST(c, store_commit(c));
    return out;
}

static i64 letter_count(ctx *c, i64 id, bool for_customer)
{
    struct case_letter *letters = NULL;
    i64 count = 0;
    MUST(c, case_letters(c, id, for_customer, &letters, &count));
    return count;
}

static void a_mail_opens_a_case_once_by(struct teller *teller)
{
    ctx *c = teller->c;
    static const char mail[] =
        "From: Maija <maija@example.fi>\nMessage-ID: <one@example.fi>\n"
        "Subject: Missä tilaukseni on?\nContent-Type: text/plain; charset=utf-8\n\n"
        "Tilasin kaksi viikkoa sitten enkä ole kuullut teistä mitään.\n";
    struct incoming_taken one = mailed(teller, mail), again = mailed(teller, mail);
    struct case_person contact;
    assert_int_equal(one.outcome, INCOMING_OPENED);
    assert_int_equal(again.outcome, INCOMING_REPEATED);
    assert_int_equal(again.matter, one.matter);
    MUST(c, case_contact(c, one.matter, &contact));
    assert_str(contact.email, "maija@example.fi");
    assert_str(contact.name, "Maija");
    assert_string_equal(contact.lang, "fi");
    assert_string_equal(teller_ask(c, "SELECT way FROM rec_case"), "email");
    assert_int_equal(counted(teller), 1);
    assert_string_equal(teller_ask(c, FACTS), "complaint - - 1 | remark - - 1");
}
TELLER_ON_BOTH(a_mail_opens_a_case_once)

static void a_reply_goes_on_with_its_case_by(struct teller *teller)
{
    ctx *c = teller->c;
    struct complaint_taken one = taken(teller, (struct complaint){.text = S("First."),
                                                                  .message_id = S("first@b.fi"),
                                                                  .contact.email = S("a@b.fi")});
    u8 key[SEAL_KEY_BYTES];
    MUST(c, seal_key(c, key));
    const char *replies[] = {
        "From: a@b.fi\nMessage-ID: <2@b>\nIn-Reply-To: <first@b.fi>\nSubject: Re: x\n\nSecond.\n",
        fmt(c->arena,
            "From: x@y.fi\nMessage-ID: <3@b>\nSubject: Your matter [%.*s-%.*s]\n\nThird.\n", 4,
            one.number.s, 4, one.number.s + 4),
        fmt(c->arena, "From: x@y.fi\nTo: help+%.*s@example.com\nMessage-ID: <4@b>\n\nFourth.\n",
            STR(seal_make(c, key, CASE_SEAL, one.id))),
        "From: A@B.fi\nMessage-ID: <5@b>\nIn-Reply-To: <lost@example.com>\n\nFifth.\n"};
    i64 before = letter_count(c, one.id, true);
    for (i64 i = 0; i < COUNT_OF(replies); i++) {
        struct incoming_taken next = mailed(teller, replies[i]);
        assert_int_equal(next.outcome, INCOMING_JOINED);
        assert_int_equal(next.matter, one.id);
    }
    assert_int_equal(letter_count(c, one.id, true), before + COUNT_OF(replies));
    // Another purpose's seal, a number that is none, a stranger's answer to a mail of nobody.
    const char *stranger = fmt(c->arena,
                               "From: s@t.fi\nTo: help+%.*s@example.com\nMessage-ID: <6@b>\n"
                               "In-Reply-To: <no@where>\nSubject: AAAA2222\n\nHello there.\n",
                               STR(seal_make(c, key, "answer", one.id)));
    struct incoming_taken other = mailed(teller, stranger);
    assert_int_equal(other.outcome, INCOMING_OPENED);
    assert_true(other.matter != one.id);
}
TELLER_ON_BOTH(a_reply_goes_on_with_its_case)

static void machines_open_nothing_but_what_is_held_by(struct teller *teller)
{
    ctx *c = teller->c;
    struct complaint_taken one =
        taken(teller, (struct complaint){.text = S("First."), .message_id = S("first@b.fi")});
    i64 before = letter_count(c, one.id, false);
    assert_int_equal(mailed(teller, "From: a@b.fi\nAuto-Submitted: auto-replied\n"
                                    "In-Reply-To: <first@b.fi>\n\nI am away.\n")
                         .outcome,
                     INCOMING_NOTED);
    assert_int_equal(mailed(teller, "From: cx@example.com\nMessage-ID: <own@x>\n\nOurs.\n").outcome,
                     INCOMING_NOTED);
    struct incoming_taken news =
        mailed(teller, "From: n@shop.fi\nList-Unsubscribe: <https://x>\n\nSale!\n");
    assert_int_equal(news.outcome, INCOMING_HELD);
    assert_string_equal(state_of(c, news.matter), "suspected");
    assert_int_equal(letter_count(c, one.id, false), before);
    struct incoming_taken bounce = mailed(
        teller, "From: MAILER-DAEMON@x.fi\nSubject: Undelivered Mail\nContent-Type: "
                "multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
                "Action: failed\nFinal-Recipient: rfc822; a@b.fi\nStatus: 5.1.1\n"
                "Diagnostic-Code: smtp; 550 gone\n\n--b\nContent-Type: text/rfc822-headers\n\n"
                "Message-ID: <first@b.fi>\n\n--b--\n");
    assert_int_equal(bounce.outcome, INCOMING_BOUNCED);
    assert_int_equal(bounce.matter, one.id);
    assert_int_equal(letter_count(c, one.id, false), before + 1);
    assert_int_equal(mailed(teller, "From: mailer-daemon@x.fi\nSubject: Returned mail: failed\n\n"
                                    "550 no\nMessage-ID: <invite@example.com>\n")
                         .outcome,
                     INCOMING_BOUNCED);
}
TELLER_ON_BOTH(machines_open_nothing_but_what_is_held)

static void files_of_a_mail_lie_with_its_letter_by(struct teller *teller)
{
    ctx *c = teller->c;
    struct incoming_taken one = mailed(
        teller, "From: a@b.fi\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nSee.\n--b\n"
                "Content-Type: text/html; name=\"../x.html\"\nContent-Transfer-Encoding: base64\n\n"
                "PGh0bWw+PHNjcmlwdD4=\n--b--\n");
    struct case_letter *letters = NULL;
    i64 count = 0;
    MUST(c, case_letters(c, one.matter, true, &letters, &count));
    assert_int_equal(letters[0].file_count, 1);
    assert_str(letters[0].files[0].name, "x.html");
    assert_str(letters[0].text, "See.");
    assert_true(str_find(letters[0].files[0].type, S("html")) < 0); // never one that a browser runs
    assert_int_equal(letters[0].files[0].size, 14);
}
TELLER_ON_BOTH(files_of_a_mail_lie_with_its_letter)

int main(void)
{
    lang_register_built_in();
    kinds_register(all_kinds, all_kinds_count);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_complaint_is_a_case_a_fact_and_a_remark),
        cmocka_unit_test(thanks_are_words_and_no_complaint),
        cmocka_unit_test(what_is_held_counts_once_a_person_says_it_is_real),
        cmocka_unit_test(a_flood_is_held_then_slowed_and_nothing_of_it_is_dropped),
        cmocka_unit_test(the_same_words_and_many_links_are_held),
        cmocka_unit_test(a_known_address_finds_its_customer),
        cmocka_unit_test(who_is_erased_takes_the_words_along),
        cmocka_unit_test(a_mail_opens_a_case_once),
        cmocka_unit_test(a_reply_goes_on_with_its_case),
        cmocka_unit_test(machines_open_nothing_but_what_is_held),
        cmocka_unit_test(files_of_a_mail_lie_with_its_letter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
