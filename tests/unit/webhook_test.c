// What happened becomes messages, signed, tried again, given up; on both engines. That real
// receivers verify them is tests/wire/receiver_test.mjs's.
#include "webhook/webhook.h"

#include "event/event.h"
#include "facts/privacy.h"
#include "people/fetch.h"
#include "settings/settings.h"
#include "support/teller.h"

#include "support/test.h"

#define DAY_MS 86400000LL
#define WHO    S("command anna")

#define ON_BOTH(test)                                                                              \
    static void test(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        on_both(test##_on);                                                                        \
    }

// Runs what takes a write transaction.
#define WRITE(c, call) MUST(c, store_begin_write(c) && (call) && store_commit(c))

static i64 add(ctx *c, const char *events, bool is_full)
{
    i64 id = 0;
    str secret = {0};
    const struct webhook_asked asked = {.name = S("slack"),
                                        .address = S("https://example.com/hook"),
                                        .events = str_of(events),
                                        .is_full = is_full};
    WRITE(c, webhook_add(c, WHO, asked, &id, &secret));
    assert_true(str_starts(secret, S("whsec_")));
    assert_int_equal(secret.size, 6 + 44);
    return id;
}

static void happens(ctx *c, const char *what, i64 about)
{
    json_t *data = json_new_object(c);
    json_put_i64(data, "severity", 2);
    json_put_c(data, "function", "17");
    json_put_c(data, "name", "Aino");
    WRITE(c, event_add(c, (struct event){.what = str_of(what), .about = about, .data = data}));
}

static i64 spread(ctx *c, i64 webhook, struct webhook_delivery **out)
{
    i64 count = 0;
    WRITE(c, webhook_spread(c));
    MUST(c, webhook_deliveries(c, webhook, 100, &count, out));
    return count;
}

static void a_webhook_hears_of_what_it_asked_for_on(ctx *c, struct store *store)
{
    (void)store;
    struct webhook_delivery *all = NULL;
    bool waits = true;
    happens(c, "case.opened", 1); // before anybody listened
    MUST(c, webhook_waits(c, &waits));
    assert_false(waits);
    i64 some = add(c, "case.opened case.closed", false), full = add(c, "", true);
    happens(c, "case.opened", 7);
    happens(c, "answer.ended", 8);
    MUST(c, webhook_waits(c, &waits));
    assert_true(waits);
    assert_int_equal(spread(c, some, &all), 1);
    assert_str(all[0].what, "case.opened");
    assert_str(all[0].body, "{\"type\":\"case.opened\",\"timestamp\":\"2026-11-21T10:00:00Z\","
                            "\"data\":{\"kind\":\"case\",\"id\":\"7\",\"severity\":2,"
                            "\"function\":\"17\"}}");
    assert_int_equal(spread(c, some, &all), 1); // once
    assert_int_equal(spread(c, full, &all), 2);
    assert_non_null(strstr(all[1].body.s, "\"name\":\"Aino\""));
    assert_false(str_equal(all[0].message, all[1].message));
    assert_true(str_starts(all[0].message, S("msg_")));
}
ON_BOTH(a_webhook_hears_of_what_it_asked_for)

static struct webhook_due due_one(ctx *c)
{
    struct webhook_due *due = NULL;
    i64 count = 0;
    MUST(c, webhook_due(c, 10, &count, &due));
    assert_int_equal(count, 1);
    return due[0];
}

static struct webhook_delivery settle(ctx *c, struct webhook_tried tried)
{
    struct webhook_due due = due_one(c);
    struct webhook_delivery *all = NULL;
    i64 count = 0;
    WRITE(c, webhook_settle(c, &due, tried));
    MUST(c, webhook_deliveries(c, due.delivery.webhook, 10, &count, &all));
    return all[0];
}

static void what_fails_is_tried_again_on_the_schedule_on(ctx *c, struct store *store)
{
    (void)store;
    static const i64 pauses_s[] = {5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400};
    i64 id = add(c, "", false);
    struct webhook webhook;
    WRITE(c, webhook_try(c, WHO, id));
    for (i64 i = 0; i < COUNT_OF(pauses_s); i++) {
        struct webhook_delivery tried = settle(c, (struct webhook_tried){.status = 500});
        i64 pause_s = (tried.due_ms - c->now_ms) / 1000;
        assert_int_equal(tried.state, WEBHOOK_WAITING);
        assert_int_equal(tried.tries, i + 1);
        assert_in_range(pause_s, pauses_s[i] * 9 / 10 - 1, pauses_s[i] * 11 / 10 + 1);
        c->now_ms = tried.due_ms;
    }
    struct webhook_delivery last = settle(c, (struct webhook_tried){.why = "it does not answer"});
    assert_int_equal(last.state, WEBHOOK_GIVEN_UP);
    assert_str(last.why, "it does not answer");
    MUST(c, webhook_read(c, id, &webhook));
    assert_true(webhook.failing_since_ms > 0);
    assert_int_equal(webhook.stopped_ms, 0);
    // By hand it begins anew, as the same message.
    WRITE(c, webhook_again(c, WHO, id, last.id));
    struct webhook_delivery again = settle(c, (struct webhook_tried){.status = 204});
    assert_int_equal(again.state, WEBHOOK_DELIVERED);
    assert_true(str_equal(again.message, last.message));
    MUST(c, webhook_read(c, id, &webhook));
    assert_int_equal(webhook.failing_since_ms, 0);
    assert_true(webhook.delivered_ms > 0);
    i64 gone = 0;
    WRITE(c, webhook_clean(c, c->now_ms + 1, &gone));
    assert_int_equal(gone, 1);
}
ON_BOTH(what_fails_is_tried_again_on_the_schedule)

static void days_of_failure_stop_it_on(ctx *c, struct store *store)
{
    (void)store;
    i64 id = add(c, "", false);
    struct webhook webhook;
    struct webhook_delivery *all = NULL;
    happens(c, "case.opened", 1);
    assert_int_equal(spread(c, id, &all), 1);
    (void)settle(c, (struct webhook_tried){.status = 500});
    c->now_ms += 5 * DAY_MS;
    WRITE(c, webhook_try(c, WHO, id));
    struct webhook_due *due = NULL;
    i64 count = 0;
    MUST(c, webhook_due(c, 10, &count, &due));
    assert_int_equal(count, 2);
    WRITE(c, webhook_settle(c, &due[0], (struct webhook_tried){.why = "it does not answer"}));
    MUST(c, webhook_read(c, id, &webhook));
    assert_true(webhook.stopped_ms > 0);
    assert_str(webhook.why, "it took nothing for five days");
    assert_int_equal(webhook.waiting, 0);
    happens(c, "case.opened", 2); // is not told
    assert_int_equal(spread(c, id, &all), 2);
    bool waits = true;
    MUST(c, webhook_waits(c, &waits));
    assert_false(waits);
    WRITE(c, webhook_resume(c, WHO, id));
    happens(c, "case.opened", 3);
    assert_int_equal(spread(c, id, &all), 3);
    assert_non_null(strstr(all[0].body.s, "\"id\":\"3\""));
    (void)settle(c, (struct webhook_tried){.status = 410});
    MUST(c, webhook_read(c, id, &webhook));
    assert_str(webhook.why, "it answered that it is gone");
    WRITE(c, webhook_end(c, WHO, id));
    assert_false(webhook_read(c, id, &webhook));
    assert_int_equal(c->err.code, ERR_NOT_FOUND);
    err_clear(c);
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM event_place"), "0");
}
ON_BOTH(days_of_failure_stop_it)

static void two_secrets_sign_while_one_is_renewed_on(ctx *c, struct store *store)
{
    (void)store;
    i64 id = add(c, "", false);
    str secret = {0};
    WRITE(c, webhook_try(c, WHO, id));
    assert_int_equal(due_one(c).old_secret.size, 0);
    WRITE(c, webhook_renew(c, WHO, id, &secret));
    struct webhook_due due = due_one(c);
    assert_int_equal(due.old_secret.size, 44);
    assert_true(str_equal(due.secret, str_slice(secret, 6, secret.size)));
    c->now_ms += DAY_MS + 1;
    assert_int_equal(due_one(c).old_secret.size, 0);
}
ON_BOTH(two_secrets_sign_while_one_is_renewed)

static void run_sql(ctx *c, const char *text)
{
    struct rows rows;
    MUST(c, store_rows_text(c, str_of(text), NO_VALS, &rows));
}

static void who_is_erased_leaves_no_names_in_messages_on(ctx *c, struct store *store)
{
    (void)store;
    static const i64 erased[] = {77};
    struct webhook_delivery *all = NULL;
    struct privacy_erasure erasure;
    json_t *copy = NULL;
    struct privacy_customer customer = {77, 1, erased};
    MUST(c, store_begin_write(c));
    run_sql(c, "INSERT INTO namespace (id, name) VALUES (9, 'shop')");
    run_sql(c, "INSERT INTO key (id, subject, namespace, value, batch, erased) VALUES "
               "(77, 1, 9, 'C1', 0, false), (78, 1, 9, 'C2', 0, false)");
    for (i64 i = 0; i < 3; i++) // 7 and 70 are one's, 8 another's
        run_sql(c, fmt(c->arena,
                       "INSERT INTO answer (id, survey, version, campaign, invite, key, source, way, "
                       "lang, touchpoint, channel, unit, segment, attributes, began_ms) VALUES "
                       "(%d, 1, 1, 0, 0, %d, 's', 'link', 'en', '', '', '', '', '', 1)",
                       (const int[]){7, 70, 8}[i], (const int[]){77, 77, 78}[i]));
    MUST(c, store_commit(c));
    i64 id = add(c, "", true), count = 0;
    happens(c, "answer.began", 7);
    happens(c, "answer.ended", 70);
    happens(c, "answer.ended", 8);
    happens(c, "case.closed", 7); // another thing of that number
    assert_int_equal(spread(c, id, &all), 4);
    struct webhook_due *due = NULL;
    MUST(c, webhook_due(c, 1, &count, &due)); // one was delivered already
    WRITE(c, webhook_settle(c, &due[0], (struct webhook_tried){.status = 204}));

    MUST(c, privacy_export(c, customer, &copy));
    assert_int_equal(json_array_size(json_object_get(copy, "webhook_messages")), 2);
    WRITE(c, privacy_erase(c, customer, (struct privacy_by){.who = WHO, .why = S("asked")},
                           &erasure));
    assert_int_equal(spread(c, id, &all), 4);
    assert_str(all[3].body, "{\"type\":\"answer.began\",\"timestamp\":\"2026-11-21T10:00:00Z\","
                            "\"data\":{\"kind\":\"answer\",\"id\":\"7\"}}");
    assert_str(all[2].body, "{\"type\":\"answer.ended\",\"timestamp\":\"2026-11-21T10:00:00Z\","
                            "\"data\":{\"kind\":\"answer\",\"id\":\"70\"}}");
    assert_int_equal(all[3].state, WEBHOOK_DELIVERED);
    assert_int_equal(all[2].state, WEBHOOK_WAITING);
    assert_non_null(strstr(all[1].body.s, "Aino"));
    assert_non_null(strstr(all[0].body.s, "Aino"));
}
ON_BOTH(who_is_erased_leaves_no_names_in_messages)

// The example of the specification's own libraries.
static void a_signature_is_as_the_specification_says_on(ctx *c, struct store *store)
{
    (void)store;
    str mark = webhook_sign(c, S("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
                            (struct webhook_signed){.id = S("msg_p5jXN8AQM9LWM0D4loKWxJek"),
                                                    .timestamp = 1614265330,
                                                    .body = S("{\"test\": 2432232314}")});
    assert_str(mark, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    assert_int_equal(webhook_sign(c, S("no base64!"), (struct webhook_signed){.id = S("m")}).size, 0);
    assert_int_equal(webhook_sign(c, (str){0}, (struct webhook_signed){.id = S("m")}).size, 0);
}

static void a_signature_is_as_the_specification_says(void **state)
{
    (void)state;
    on_duckdb(a_signature_is_as_the_specification_says_on);
}

static void what_is_asked_is_checked_on(ctx *c, struct store *store)
{
    (void)store;
    const struct webhook_asked bad[] = {
        {.name = S(" "), .address = S("https://example.com")},
        {.name = S("a"), .address = S("http://example.com")},
        {.name = S("a"), .address = S("https://user@example.com")},
        {.name = S("a"), .address = S("ftp://example.com")},
        {.name = S("a"), .address = S("https://example.com"), .events = S("case.opened nothing")},
    };
    MUST(c, store_begin_write(c));
    for (i64 i = 0; i < COUNT_OF(bad); i++) {
        i64 id = 0;
        str secret = {0};
        assert_false(webhook_add(c, WHO, bad[i], &id, &secret));
        assert_int_equal(c->err.code, ERR_BAD_INPUT);
        err_clear(c);
    }
    store_rollback(c);
}
ON_BOTH(what_is_asked_is_checked)

// Names, numbers and mapped numbers of this machine: none is connected to, wherever it leads.
static void addresses_within_the_house_are_not_connected_to_on(ctx *c, struct store *store)
{
    (void)store;
    static const char *const house[] = {"https://127.0.0.1:1/", "https://localhost:1/",
                                        "https://[::1]:1/", "https://[::ffff:127.0.0.1]:1/",
                                        "https://2130706433:1/", "https://0x7f.1:1/"};
    for (i64 i = 0; i < COUNT_OF(house); i++) {
        struct webhook_due due = {.address = str_of(house[i]),
                                  .secret = S("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
                                  .delivery = {.message = S("msg_1"), .body = S("{}")}};
        struct webhook_tried tried;
        MUST(c, webhook_send(c, &due, false, &tried));
        assert_int_equal(tried.status, 0);
        bool is_refused = strstr(tried.why, "within the house");
        if (!is_refused) print_error("%s: %s\n", house[i], tried.why);
        assert_true(is_refused);
        MUST(c, webhook_send(c, &due, true, &tried)); // allowed, but nobody is there
        assert_null(strstr(tried.why, "within the house"));
    }
}

static void addresses_within_the_house_are_not_connected_to(void **state)
{
    (void)state;
    on_duckdb(addresses_within_the_house_are_not_connected_to_on);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_webhook_hears_of_what_it_asked_for),
        cmocka_unit_test(what_fails_is_tried_again_on_the_schedule),
        cmocka_unit_test(days_of_failure_stop_it),
        cmocka_unit_test(two_secrets_sign_while_one_is_renewed),
        cmocka_unit_test(who_is_erased_leaves_no_names_in_messages),
        cmocka_unit_test(a_signature_is_as_the_specification_says),
        cmocka_unit_test(what_is_asked_is_checked),
        cmocka_unit_test(addresses_within_the_house_are_not_connected_to),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
