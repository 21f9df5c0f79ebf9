// The mailbox, on Dovecot: mails become cases once, whatever happens in between.
#include "base/lang.h"
#include "complaint/mailbox.h"
#include "kinds/all_kinds.h"
#include "settings/settings.h"
#include "support/imap_server.h"
#include "support/teller.h"

#include "support/test.h"

static struct imap_test_server *server;

static void set(ctx *c, const char *name, const char *value)
{
    MUST(c, store_begin_write(c) &&
                setting_set(c, S("command anna"), setting_find(str_of(name)), str_of(value)) &&
                store_commit(c));
}

static void set_up(ctx *c)
{
    set(c, "inbox.host", "localhost");
    set(c, "inbox.port", fmt(c->arena, "%lld", (long long)imap_server_port_tls(server)));
    set(c, "inbox.user", "anna");
    set(c, "inbox.password", "secret");
}

static struct mailbox_counts polled(ctx *c)
{
    struct mailbox_hand hand = {.ca_file = imap_server_ca_file(server)};
    struct mailbox_counts counts;
    MUST(c, mailbox_poll(c, &hand, &counts));
    if (counts.why) print_message("why: %s\n", counts.why);
    return counts;
}

static const char *mail(ctx *c, i64 n)
{
    return fmt(c->arena,
               "From: c%lld@example.fi\r\nMessage-ID: <%lld@example.fi>\r\nSubject: n %lld\r\n\r\n"
               "This is complaint %lld.\r\n",
               (long long)n, (long long)n, (long long)n, (long long)n);
}

static void a_mailbox_is_read_once(ctx *c, struct store *store)
{
    bool is_set_up = true;
    struct teller teller;
    struct incoming_taken taken;
    struct mailbox_hand none = {0};
    (void)store;
    teller_init(c, &teller);
    MUST(c, mailbox_is_set_up(c, &is_set_up));
    assert_false(is_set_up);
    set_up(c);
    MUST(c, mailbox_is_set_up(c, &is_set_up));
    assert_true(is_set_up);
    for (i64 i = 1; i <= 3; i++)
        imap_server_deliver(server, str_of(mail(c, i)));
    assert_int_equal(polled(c).taken, 3);
    assert_int_equal(imap_server_unseen(server), 0);
    assert_int_equal(polled(c).taken, 0);
    // Taken, and killed before it was marked.
    MUST(c, mailbox_take(c, &none, str_of(mail(c, 4)), &taken));
    assert_int_equal(taken.outcome, INCOMING_OPENED);
    imap_server_deliver(server, str_of(mail(c, 4)));
    assert_int_equal(polled(c).taken, 0);
    assert_int_equal(imap_server_unseen(server), 0);
    // The server numbers its mails anew, and forgets what was seen.
    imap_server_renumber(server);
    assert_int_equal(imap_server_unseen(server), 4);
    assert_int_equal(polled(c).taken, 0);
    assert_int_equal(imap_server_unseen(server), 0);
    imap_server_deliver(server, str_of(mail(c, 5)));
    assert_int_equal(polled(c).taken, 1);
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM rec_case"), "5");
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM mailbox_mail WHERE outcome = 'opened'"),
                        "5");
    struct mailbox_line *lines = NULL;
    i64 count = 0;
    MUST(c, mailbox_lines(c, 0, &lines, &count));
    assert_int_equal(count, 1);
    assert_int_equal(lines[0].count, 5);
    set(c, "inbox.password", "wrong");
    struct mailbox_counts counts = polled(c);
    assert_int_equal(counts.taken, 0);
    assert_non_null(strstr(counts.why, "user name and password"));
    teller_check(&teller);
    teller_release(&teller);
}

static void mails_of_a_mailbox_become_cases_once(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1000000);
    server = imap_server_start(&arena);
    on_duckdb(a_mailbox_is_read_once);
    imap_server_stop(server);
    arena_release(&arena);
}

int main(void)
{
    lang_register_built_in();
    kinds_register(all_kinds, all_kinds_count);
    const struct CMUnitTest tests[] = {cmocka_unit_test(mails_of_a_mailbox_become_cases_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
