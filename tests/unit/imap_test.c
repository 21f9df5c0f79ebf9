// Against Dovecot, and the few ways in which a server can say no.
#include "mail/imap.h"
#include "mail/imap_wire.h"
#include "support/imap_server.h"
#include "support/work.h"

#include "support/test.h"

static const char mail_one[] = "From: a@example.org\r\nSubject: one\r\n\r\nFirst.\r\n";
static const char mail_two[] = "From: b@example.org\r\nSubject: two\r\n\r\nSecond {5}\r\n";

static struct imap_test_server *server;
static struct arena server_arena;

static int start(void **state)
{
    (void)state;
    arena_init(&server_arena, 1000000);
    server = imap_server_start(&server_arena);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    imap_server_stop(server);
    arena_release(&server_arena);
    return 0;
}

static struct imap_server way(bool at_once)
{
    return (struct imap_server){.host = S("localhost"),
                                .port = at_once ? imap_server_port_tls(server)
                                                : imap_server_port(server),
                                .tls = at_once ? S("tls") : S("starttls"),
                                .user = S("anna"),
                                .password = S("secret"),
                                .ca_file = imap_server_ca_file(server),
                                .patience_ms = 10000};
}

static struct imap *open_or_fail(ctx *c, bool at_once)
{
    struct imap *imap = NULL;
    const char *why = NULL;
    struct imap_server to = way(at_once);
    bool done = imap_open(c, &to, &imap, &why);
    assert_true(done);
    if (why) print_error("%s\n", why);
    assert_non_null(imap);
    return imap;
}

static void mails_are_read_and_stay_unseen_until_they_are_marked(void **state)
{
    struct work work;
    ctx *c = work_init(&work);
    i64 validity = 0, uids[10], count = 0;
    const char *why = NULL;
    str message = {0};
    (void)state;
    imap_server_deliver(server, str_of(mail_one));
    imap_server_deliver(server, str_of(mail_two));
    for (i64 way = 0; way < 2; way++) {
        struct imap *imap = open_or_fail(c, way);
        assert_true(imap_select(c, imap, S("INBOX"), &validity, &why));
        assert_null(why);
        assert_true(validity > 0);
        assert_true(imap_find(c, imap, 0, 10, uids, &count, &why));
        assert_int_equal(count, 2);
        assert_true(uids[0] < uids[1]);
        assert_true(imap_fetch(c, imap, uids[1], 1000, &message, &why));
        assert_str(message, mail_two);
        assert_true(imap_fetch(c, imap, uids[0], 20, &message, &why)); // only its beginning
        assert_int_equal(message.size, 20);
        assert_true(imap_fetch(c, imap, 4711, 1000, &message, &why));
        assert_null(message.s);
        imap_close(imap);
        assert_int_equal(imap_server_unseen(server), 2);
    }
    struct imap *imap = open_or_fail(c, true);
    assert_true(imap_select(c, imap, S("INBOX"), &validity, &why));
    assert_true(imap_mark_seen(c, imap, uids[0], &why));
    assert_null(why);
    assert_true(imap_find(c, imap, 0, 10, uids, &count, &why));
    assert_int_equal(count, 1);
    assert_true(imap_find(c, imap, uids[0], 10, uids, &count, &why));
    assert_true(count >= 1); // "n:*" has the last one always
    imap_close(imap);
    assert_int_equal(imap_server_unseen(server), 1);
    work_release(&work);
}

static void a_large_mail_comes_whole(void **state)
{
    struct work work;
    ctx *c = work_init(&work);
    enum { SIZE = 3000000 };
    i64 validity = 0, uids[10], count = 0;
    const char *why = NULL;
    str message = {0};
    (void)state;
    char *large = NEW_ARRAY(c->arena, char, SIZE + 1);
    i64 size = (i64)snprintf(large, SIZE, "Subject: large\r\n\r\n");
    while (size + 80 < SIZE)
        size += snprintf(large + size, (size_t)(SIZE - size), "%060lld\r\n", (long long)size);
    imap_server_deliver(server, (str){large, size});
    struct imap *imap = open_or_fail(c, false);
    assert_true(imap_select(c, imap, S("INBOX"), &validity, &why));
    assert_true(imap_find(c, imap, 0, 10, uids, &count, &why));
    assert_true(imap_fetch(c, imap, uids[count - 1], SIZE, &message, &why));
    assert_int_equal(message.size, size);
    assert_memory_equal(message.s, large, (size_t)size);
    imap_close(imap);
    work_release(&work);
}

static void what_cannot_be_is_said_in_words(void **state)
{
    struct work work;
    ctx *c = work_init(&work);
    struct imap *imap = NULL;
    const char *why = NULL;
    i64 validity = 0;
    (void)state;
    struct imap_server to = way(true);
    to.password = S("wrong");
    assert_true(imap_open(c, &to, &imap, &why));
    assert_null(imap);
    assert_non_null(strstr(why, "user name and password"));
    to = way(true);
    to.ca_file = NULL;
    assert_true(imap_open(c, &to, &imap, &why));
    assert_null(imap);
    assert_non_null(strstr(why, "certificate"));
    to = way(true);
    to.port = 1;
    assert_true(imap_open(c, &to, &imap, &why));
    assert_null(imap);
    assert_non_null(strstr(why, "does not answer"));
    to = way(true);
    to.tls = S("none");
    to.host = S("192.0.2.1");
    assert_true(imap_open(c, &to, &imap, &why));
    assert_null(imap);
    assert_non_null(strstr(why, "without encryption"));
    imap = open_or_fail(c, true);
    assert_true(imap_select(c, imap, S("None such \" Ä & {5}"), &validity, &why));
    assert_non_null(strstr(why, "said no"));
    work_release(&work);
}

static void a_name_of_a_folder_is_written_as_servers_read_it(void **state)
{
    struct work work;
    ctx *c = work_init(&work);
    (void)state;
    assert_str(imap_folder_name(c, S("INBOX")), "\"INBOX\"");
    assert_str(imap_folder_name(c, S("Ärenden & \"x\"")), "\"&AMQ-renden &- \\\"x\\\"\"");
    assert_str(imap_folder_name(c, S("台北\r\nT2 LOGOUT")), "\"&U,BTFw-  T2 LOGOUT\"");
    work_release(&work);
}

static void a_response_ends_behind_its_literals(void **state)
{
    str literal = {0};
    (void)state;
    str whole = S("* 1 FETCH (UID 4 BODY[] {4}\r\na\r\nb)\r\nT1 OK\r\n");
    assert_int_equal(imap_response_size(whole, 100), whole.size - 7);
    assert_int_equal(imap_response_size(str_slice(whole, 0, 31), 100), 0);
    assert_int_equal(imap_response_size(whole, 3), -1);
    assert_true(imap_literal(whole, &literal));
    assert_str(literal, "a\r\nb");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mails_are_read_and_stay_unseen_until_they_are_marked),
        cmocka_unit_test(a_large_mail_comes_whole),
        cmocka_unit_test(what_cannot_be_is_said_in_words),
        cmocka_unit_test(a_name_of_a_folder_is_written_as_servers_read_it),
        cmocka_unit_test(a_response_ends_behind_its_literals),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
