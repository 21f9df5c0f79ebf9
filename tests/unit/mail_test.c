// Mails: queued with what causes them, sent once, given up with a reason. Against a small mail
// server on this machine, on both engines.
#include "mail/mail.h"

#include "mail/message.h"
#include "settings/settings.h"
#include "support/files.h"
#include "support/smtp_server.h"
#include "support/teller.h"

#include "support/test.h"

static void set(ctx *c, const char *name, const char *value)
{
    MUST(c, store_begin_write(c) &&
                setting_set(c, S("command anna"), setting_find(str_of(name)), str_of(value)) &&
                store_commit(c));
}

static void set_up(ctx *c, const struct smtp_test_server *server, const char *tls)
{
    set(c, "company.name", "Lounas & pojat");
    set(c, "company.address", "https://cx.example.com");
    set(c, "mail.host", "localhost");
    set(c, "mail.port", fmt(c->arena, "%lld", (long long)smtp_server_port(server)));
    set(c, "mail.tls", tls);
    set(c, "mail.from", "cx@example.com");
}

static bool queue(ctx *c, enum letter letter, struct mail_to to)
{
    bool is_queued = false;
    MUST(c, store_begin_write(c) && mail_letter(c, letter, to, S("/join/abc"), &is_queued) &&
                store_commit(c));
    return is_queued;
}

static struct mail_counts send_due(ctx *c, const struct smtp_test_server *server)
{
    struct mail_counts counts;
    const char *ca_file = server ? smtp_server_ca_file(server) : NULL;
    MUST(c, mail_send_due(c, NULL, ca_file && *ca_file ? ca_file : NULL, &counts));
    return counts;
}

static struct mail_row newest(ctx *c)
{
    struct mail_row *rows = NULL;
    i64 count = 0;
    MUST(c, mail_list(c, 10, &count, &rows));
    assert_true(count > 0);
    return rows[0];
}

static bool has(const char *text, const char *part)
{
    if (strstr(text, part)) return true;
    print_error("no '%s' in:\n%s\n", part, text);
    return false;
}

static const struct mail_to anna = {
    .email = {"Anna.Korhonen@Example.com", 25},
      .name = {"Anna Korhonen",             13},
      .lang = "fi"
};

static void nothing_is_queued_before_mail_is_set_up_on(ctx *c, struct store *store)
{
    (void)store;
    assert_false(queue(c, LETTER_INVITE, anna));
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM outbox"), "0");
    assert_int_equal(send_due(c, NULL).sent, 0);
}

static void a_mail_arrives_once_and_its_words_go_on(ctx *c, struct store *store)
{
    (void)store;
    struct smtp_test_server *server = smtp_server_start(c->arena, (struct smtp_habits){0}, NULL);
    set_up(c, server, "none");
    assert_true(queue(c, LETTER_INVITE, anna));
    assert_int_equal(newest(c).state, MAIL_WAITING);
    struct mail_counts counts = send_due(c, server);
    assert_int_equal(counts.sent, 1);
    assert_int_equal(send_due(c, server).sent, 0);
    assert_int_equal(smtp_server_count(server), 1);
    const char *text = smtp_server_message(server, 0);
    assert_true(has(text, "MAIL FROM:<cx@example.com>"));
    assert_true(has(text, "RCPT TO:<anna.korhonen@example.com>"));
    assert_true(has(text, "Date: Sat, 21 Nov 2026 10:00:00 +0000\r\n"));
    assert_true(has(text, "From: \"Lounas & pojat\" <cx@example.com>\r\n"));
    assert_true(has(text, "To: \"Anna Korhonen\" <anna.korhonen@example.com>\r\n"));
    assert_true(has(text, "Auto-Submitted: auto-generated\r\n"));
    assert_true(has(text, "Content-Language: fi\r\n"));
    assert_true(has(text, "Content-Type: multipart/alternative;"));
    assert_true(has(text, "https://cx.example.com/join/abc"));
    assert_true(has(text, "href=3D\"https://cx.example.com/join/abc\""));
    assert_true(has(text, "Lounas &amp; pojat"));
    assert_int_equal(newest(c).state, MAIL_SENT);
    assert_string_equal(teller_ask(c, "SELECT text, link, why FROM outbox"), "  ");
    smtp_server_stop(server);
}

static void several_mails_go_in_their_order_on(ctx *c, struct store *store)
{
    (void)store;
    struct smtp_test_server *server = smtp_server_start(c->arena, (struct smtp_habits){0}, NULL);
    set_up(c, server, "none");
    for (i64 i = 0; i < 3; i++) {
        const char *email = fmt(c->arena, "p%lld@example.com", (long long)i);
        assert_true(queue(c, LETTER_RESET, (struct mail_to){.email = str_of(email)}));
    }
    assert_int_equal(send_due(c, server).sent, 3);
    assert_true(has(smtp_server_message(server, 0), "RCPT TO:<p0@example.com>"));
    assert_true(has(smtp_server_message(server, 2), "To: <p2@example.com>\r\n"));
    smtp_server_stop(server);
}

static void who_does_not_answer_is_asked_again_for_a_day_on(ctx *c, struct store *store)
{
    (void)store;
    struct smtp_test_server *server = smtp_server_start(c->arena, (struct smtp_habits){0}, NULL);
    set_up(c, server, "none");
    smtp_server_stop(server); // nobody listens there now
    assert_true(queue(c, LETTER_INVITE, anna));
    assert_true(queue(c, LETTER_INVITE, anna));
    i64 began_ms = c->now_ms;
    assert_int_equal(send_due(c, NULL).failed, 1); // the second is not even tried
    struct mail_row *rows = NULL;
    i64 count = 0;
    MUST(c, mail_list(c, 10, &count, &rows));
    assert_int_equal(rows[0].tries, 0);
    assert_int_equal(rows[1].tries, 1);
    assert_int_equal(rows[1].state, MAIL_WAITING);
    assert_int_equal(rows[1].due_ms, began_ms + 60000);
    assert_true(str_starts(rows[1].why, S("the mail server does not answer")));
    for (i64 i = 0; i < 40 && rows[1].state == MAIL_WAITING; i++) {
        c->now_ms = MAX(rows[0].due_ms, rows[1].due_ms) + 1;
        (void)send_due(c, NULL);
        MUST(c, mail_list(c, 10, &count, &rows));
    }
    assert_int_equal(rows[1].state, MAIL_GIVEN_UP);
    assert_int_equal(rows[1].tries, 8);
    assert_true(c->now_ms - began_ms > 20LL * 3600 * 1000);
    assert_true(c->now_ms - began_ms < 48LL * 3600 * 1000);
}

// What a mail server may say, and what becomes of the mail.
static void what_the_server_says_decides_on(ctx *c, struct store *store)
{
    (void)store;
    static const struct {
        struct smtp_habits habits;
        enum mail_state state;
        const char *why;
        i64 arrived;
    } cases[] = {
        {{.to_recipient = "550 nobody of that name"},
         MAIL_GIVEN_UP,                                              "the mail server did not take it",
         0                                                                                               },
        {{.to_recipient = "451 come again"},          MAIL_WAITING,  "the mail server did not take it", 0},
        {{.to_message = "554 spam"},                  MAIL_GIVEN_UP, "the mail server did not take it", 0},
        {{.to_message = "452 full"},                  MAIL_WAITING,  "the mail server did not take it", 0},
        {{.to_message = ""},
         MAIL_WAITING,                                               "",
         1                                                                                               }, // it may have taken it: the same message goes again
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        struct smtp_test_server *server = smtp_server_start(c->arena, cases[i].habits, NULL);
        set_up(c, server, "none");
        assert_true(queue(c, LETTER_INVITE, anna));
        (void)send_due(c, server);
        struct mail_row row = newest(c);
        assert_int_equal(row.state, cases[i].state);
        assert_true(str_starts(row.why, str_of(cases[i].why)) && row.why.size > 0);
        assert_int_equal(smtp_server_count(server), cases[i].arrived);
        if (cases[i].state == MAIL_GIVEN_UP) {
            c->now_ms += 48LL * 3600 * 1000;
            (void)send_due(c, server);
            assert_int_equal(smtp_server_count(server), cases[i].arrived);
        }
        smtp_server_stop(server);
        teller_run(c, "DELETE FROM outbox");
    }
}

static void nobody_sends_what_somebody_else_has_claimed_on(ctx *c, struct store *store)
{
    (void)store;
    struct smtp_test_server *server = smtp_server_start(c->arena, (struct smtp_habits){0}, NULL);
    set_up(c, server, "none");
    assert_true(queue(c, LETTER_INVITE, anna));
    teller_run(c, fmt(c->arena,
                      "UPDATE outbox SET state = 'sending', lease = 'other', lease_ends_ms = %lld",
                      (long long)(c->now_ms + 1000)));
    assert_int_equal(send_due(c, server).sent, 0);
    assert_int_equal(newest(c).state, MAIL_SENDING);
    assert_int_equal(smtp_server_calls(server), 0);
    const char *code = teller_ask(c, "SELECT code FROM outbox");
    c->now_ms += 1000; // the other is gone, and nobody knows how far it came: as the same message
    assert_int_equal(send_due(c, server).sent, 1);
    assert_int_equal(newest(c).state, MAIL_SENT);
    assert_non_null(strstr(smtp_server_message(server, 0), code));
    // Whoever dies of it again and again does not do so for ever.
    assert_true(queue(c, LETTER_INVITE, anna));
    teller_run(c, "UPDATE outbox SET state = 'sending', lease = 'other', tries = 8 WHERE state = "
                  "'waiting'");
    MUST(c, store_begin_write(c) && mail_start(c) && store_commit(c)); // alone with its store
    assert_int_equal(send_due(c, server).sent, 0);
    assert_int_equal(newest(c).state, MAIL_GIVEN_UP);
    assert_str(newest(c).why, "the program stopped while it went out, so it may have arrived");
    assert_string_equal(teller_ask(c, "SELECT text, link FROM outbox WHERE state = 'given_up'"),
                        " ");
    assert_int_equal(smtp_server_count(server), 1);
    smtp_server_stop(server);
}

static void the_way_is_encrypted_or_not_taken_on(ctx *c, struct store *store)
{
    (void)store;
    struct files files;
    files_init(c, &files);
    static const struct {
        struct smtp_habits habits;
        const char *tls;
        bool is_trusted;
        const char *why; // NULL: it arrives
    } cases[] = {
        {{.has_tls = true},     "starttls", true,  NULL                                             },
        {{.tls_at_once = true}, "tls",      true,  NULL                                             },
        {{.has_tls = false},    "starttls", true,  "the mail server does not offer encryption"      },
        {{.has_tls = true},     "starttls", false, "the mail server's certificate cannot be trusted"},
        {{.tls_at_once = true}, "tls",      false, "the mail server's certificate cannot be trusted"},
        {{.has_tls = false},    "tls",      true,  "the mail server does not speak TLS on that port"},
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        struct smtp_test_server *server =
            smtp_server_start(c->arena, cases[i].habits, files.folder);
        set_up(c, server, cases[i].tls);
        assert_true(queue(c, LETTER_INVITE, anna));
        struct mail_counts counts = send_due(c, cases[i].is_trusted ? server : NULL);
        struct mail_row row = newest(c);
        assert_int_equal(counts.sent, !cases[i].why);
        assert_int_equal(smtp_server_count(server), !cases[i].why);
        if (cases[i].why && !str_starts(row.why, str_of(cases[i].why)))
            print_error("%lld: %.*s\n", (long long)i, STR(row.why));
        if (cases[i].why) assert_true(str_starts(row.why, str_of(cases[i].why)));
        smtp_server_stop(server);
        teller_run(c, "DELETE FROM outbox");
    }
    // Without encryption to another machine: not even tried.
    set(c, "mail.tls", "none");
    set(c, "mail.host", "smtp.example.com");
    assert_true(queue(c, LETTER_INVITE, anna));
    (void)send_due(c, NULL);
    assert_str(newest(c).why, "without encryption mails go to this machine alone");
    files_release(&files);
}

static void signing_in_is_with_the_password_of_the_settings_on(ctx *c, struct store *store)
{
    (void)store;
    struct smtp_test_server *server =
        smtp_server_start(c->arena, (struct smtp_habits){.wants_sign_in = true}, NULL);
    set_up(c, server, "none");
    set(c, "mail.user", "anna");
    set(c, "mail.password", "wrong");
    assert_true(queue(c, LETTER_INVITE, anna));
    (void)send_due(c, server);
    assert_true(
        str_starts(newest(c).why, S("the mail server does not take user name and password")));
    set(c, "mail.password", "secret");
    c->now_ms += 60000;
    assert_int_equal(send_due(c, server).sent, 1);
    smtp_server_stop(server);
}

// Names and subjects come from people: none may end a line of the head.
static void no_text_can_add_a_line_to_the_head_on(ctx *c, struct store *store)
{
    (void)store;
    struct smtp_test_server *server = smtp_server_start(c->arena, (struct smtp_habits){0}, NULL);
    set_up(c, server, "none");
    const char *evil = "x\r\nBcc: all@example.com\r\n\r\nHello";
    struct mail mail = {
        .what = "test",
        .to = {.email = S("a@example.com"), .name = str_of(evil), .lang = "en"},
        .subject = str_of(evil),
        .text = S("a\r\n.\r\nMAIL FROM:<b@example.com>"),
        .link = S("https://cx.example.com/\"><script>"),
        .link_words = str_of(evil),
    };
    MUST(c, store_begin_write(c) && mail_add(c, mail) && store_commit(c));
    mail.to.name = S("Ä\r\nBcc: all@example.com");
    mail.subject = S("=?UTF-8?Q?=0D=0ABcc:_all@example.com?=");
    MUST(c, store_begin_write(c) && mail_add(c, mail) && store_commit(c));
    assert_int_equal(send_due(c, server).sent, 2);
    assert_int_equal(smtp_server_count(server), 2);
    for (i64 i = 0; i < 2; i++) {
        const char *text = smtp_server_message(server, i);
        assert_null(strstr(text, "\nBcc:"));
        assert_null(strstr(text, "\nMAIL FROM:<b"));
    }
    assert_true(has(smtp_server_message(server, 0), "Subject: x  Bcc: all@example.com"));
    // In words it is text; in HTML nothing of it is a tag.
    assert_null(strstr(strstr(smtp_server_message(server, 0), "text/html"), "<script>"));
    assert_true(has(smtp_server_message(server, 0), "&lt;script&gt;"));
    // What looks encoded is encoded again, so it stays text.
    assert_true(has(smtp_server_message(server, 1), "Subject: =?UTF-8?B?PT9VVEYt"));
    mail.to.email = S("a@example.com>\r\nRCPT TO:<b@example.com");
    MUST(c, store_begin_write(c));
    assert_false(mail_add(c, mail));
    assert_string_equal(c->err.msg, "this is no address of e-mail");
    err_clear(c);
    store_rollback(c);
    smtp_server_stop(server);
}

static void long_subjects_are_folded_between_characters(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    ctx c = {.arena = &arena, .lang = "en"};
    const char *lines[MESSAGE_HEAD_LINES];
    const struct message message = {
        .from = S("cx@example.com"),
        .to = S("a@example.com"),
        .lang = "fi",
        .code = S("c0de"),
        .subject = S("Päivää, tämä on pitkä otsikko, joka ei mahdu yhdelle riville, äöäöäöäö")};
    message_head(&c, &message, lines);
    assert_string_equal(lines[3],
                        "Subject: =?UTF-8?B?UMOkaXbDpMOkLCB0w6Rtw6Qgb24gcGl0a8OkIG90c2lra28sIGpv?="
                        "\r\n =?UTF-8?B?a2EgZWkgbWFoZHUgeWhkZWxsZSByaXZpbGxlLCDDpMO2w6TDtsOk?="
                        "\r\n =?UTF-8?B?w7bDpMO2?=");
    assert_string_equal(lines[2], "To: <a@example.com>");
    assert_string_equal(lines[4], "Message-ID: <c0de@example.com>");
    arena_release(&arena);
}

static void old_mails_are_forgotten_and_waiting_ones_are_not_on(ctx *c, struct store *store)
{
    (void)store;
    struct smtp_test_server *server = smtp_server_start(c->arena, (struct smtp_habits){0}, NULL);
    set_up(c, server, "none");
    i64 count = 0;
    assert_true(queue(c, LETTER_INVITE, anna));
    assert_int_equal(send_due(c, server).sent, 1);
    assert_true(queue(c, LETTER_INVITE, anna));
    MUST(c, store_begin_write(c) && mail_clean(c, c->now_ms, &count) && store_commit(c));
    assert_int_equal(count, 0);
    MUST(c, store_begin_write(c) && mail_clean(c, c->now_ms + 1, &count) && store_commit(c));
    assert_int_equal(count, 1);
    assert_string_equal(teller_ask(c, "SELECT state FROM outbox"), "waiting");
    smtp_server_stop(server);
}

#define ON_BOTH(test)                                                                              \
    static void test(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        on_both(test##_on);                                                                        \
    }

ON_BOTH(nothing_is_queued_before_mail_is_set_up)
ON_BOTH(a_mail_arrives_once_and_its_words_go)
ON_BOTH(several_mails_go_in_their_order)
ON_BOTH(who_does_not_answer_is_asked_again_for_a_day)
ON_BOTH(what_the_server_says_decides)
ON_BOTH(nobody_sends_what_somebody_else_has_claimed)
ON_BOTH(the_way_is_encrypted_or_not_taken)
ON_BOTH(signing_in_is_with_the_password_of_the_settings)
ON_BOTH(no_text_can_add_a_line_to_the_head)
ON_BOTH(old_mails_are_forgotten_and_waiting_ones_are_not)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_queued_before_mail_is_set_up),
        cmocka_unit_test(a_mail_arrives_once_and_its_words_go),
        cmocka_unit_test(several_mails_go_in_their_order),
        cmocka_unit_test(who_does_not_answer_is_asked_again_for_a_day),
        cmocka_unit_test(what_the_server_says_decides),
        cmocka_unit_test(nobody_sends_what_somebody_else_has_claimed),
        cmocka_unit_test(the_way_is_encrypted_or_not_taken),
        cmocka_unit_test(signing_in_is_with_the_password_of_the_settings),
        cmocka_unit_test(no_text_can_add_a_line_to_the_head),
        cmocka_unit_test(long_subjects_are_folded_between_characters),
        cmocka_unit_test(old_mails_are_forgotten_and_waiting_ones_are_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
