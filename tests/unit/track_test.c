#include "facts/track.h"

#include "base/time.h"
#include "facts/privacy.h"
#include "facts/tie.h"
#include "support/teller.h"

#include "support/test.h"

// Both engines where the store matters, one where a body is only read.
#define ON(engines, test)                                                                          \
    static void test##_in(ctx *c, struct store *store)                                             \
    {                                                                                              \
        (void)store;                                                                               \
        struct teller teller;                                                                      \
        teller_init(c, &teller);                                                                   \
        test##_by(&teller);                                                                        \
        teller_release(&teller);                                                                   \
    }                                                                                              \
    static void test(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        engines(test##_in);                                                                        \
    }

#define TIME "\"timestamp\":\"2026-11-20T10:00:00.000Z\""

static struct batch *read_batch(struct teller *t, enum track_kind one, const char *body)
{
    ctx *c = t->c;
    struct batch *batch = teller_batch(t, NULL, 0);
    struct track_plan *plan = NEW(c->arena, struct track_plan);
    MUST(c, track_plan_load(c, t->rules.metrics, plan));
    if (track_parse(c, str_of(body),
                    (struct track_order){.plan = plan, .source = S("shop"), .one = one}, batch))
        return batch;
    return NULL;
}

// What a body would take and refuse: "line id metric=value namespace:key place channel".
static const char *read_of(struct teller *t, enum track_kind one, const char *body)
{
    ctx *c = t->c;
    struct batch *batch = read_batch(t, one, body);
    buf out = buf_new(c->arena, 100000);
    buf_c(&out, "");
    if (!batch) {
        buf_fmt(&out, "%s: %s", err_code_name(c->err.code), c->err.msg);
        err_clear(c);
        return out.s;
    }
    for (i64 i = 0; i < batch->fact_count; i++) {
        const struct batch_fact *f = &batch->facts[i];
        buf_fmt(&out, "%s%lld %.*s %s=%lld", out.size ? "; " : "", (long long)f->line,
                STR(str_head(f->external, 8)), batch->dict[DICT_METRIC].names[f->metric].s,
                (long long)f->value_e4);
        for (i64 k = 0; k < batch->key_count; k++)
            if (batch->keys[k].id == f->key)
                buf_fmt(&out, " %s:%s",
                        batch->dict[DICT_NAMESPACE].names[batch->keys[k].name_space].s,
                        batch->keys[k].value.s);
        const enum dict places[] = {DICT_TOUCHPOINT, DICT_CHANNEL, DICT_UNIT};
        const i32 numbers[] = {f->touchpoint, f->channel, f->unit};
        for (i64 p = 0; p < COUNT_OF(places); p++)
            if (numbers[p]) buf_fmt(&out, " %s", batch->dict[places[p]].names[numbers[p]].s);
    }
    for (i64 i = 0; i < batch->refusal_count; i++)
        buf_fmt(&out, "%s%lld %s '%s': %s", out.size ? "; " : "",
                (long long)batch->refusals[i].line,
                batch->refusals[i].column ? batch->refusals[i].column : "-",
                batch->refusals[i].value ? batch->refusals[i].value : "", batch->refusals[i].why);
    return out.s;
}

static void an_order_is_a_purchase_and_other_events_are_counted_by_name_by(struct teller *t)
{
    assert_string_equal(
        read_of(t, TRACK_EVENT,
                "{\"userId\":\"u1\",\"event\":\"Order Completed\",\"messageId\":\"m-1\"," TIME
                ",\"properties\":{\"total\":60,\"revenue\":49.9,\"currency\":\"eur\"}}"),
        "1 m-1 purchase=499000 user:u1");
    assert_string_equal(
        read_of(t, TRACK_EVENT,
                "{\"userId\":7,\"event\":\"Order Completed\",\"messageId\":\"m-1\"," TIME
                ",\"properties\":{\"total\":\"60.5\"}}"),
        "1 m-1 purchase=605000 user:7");
    assert_string_equal(
        read_of(t, TRACK_EVENT,
                "{\"anonymousId\":\"a1\",\"event\":\"Video  Started!\",\"channel\":\"web\","
                "\"messageId\":\"m-2\"," TIME "}"),
        "1 m-2 event.video_started=10000 anonymous:a1 web");
    assert_string_equal(read_of(t, TRACK_EVENT, "{\"event\":\"signUpDone\"," TIME "}") + 11,
                        "event.sign_up_done=10000");
    assert_string_equal(read_of(t, TRACK_EVENT, "{\"event\":\"!!\",\"messageId\":\"m\"," TIME "}"),
                        "1 m event.other=10000");
}
ON(on_duckdb, an_order_is_a_purchase_and_other_events_are_counted_by_name)

static void numbers_of_programs_are_rounded_by(struct teller *t)
{
    // clang-format off
    static const struct {
        const char *typed;
        i64 value_e4;
    } numbers[] = {{"0.30000000000000004", 3000}, {"\"49.90\"", 499000}, {"1e2", 1000000},
                   {"-5", -50000},                {"true", 10000},       {"false", 0}};
    // clang-format on
    for (i64 i = 0; i < COUNT_OF(numbers); i++) {
        const char *body = fmt(t->c->arena,
                               "{\"event\":\"Order Completed\",\"messageId\":\"m\"," TIME
                               ",\"properties\":{\"revenue\":%s}}",
                               numbers[i].typed);
        assert_string_equal(read_of(t, TRACK_EVENT, body),
                            fmt(t->c->arena, "1 m purchase=%lld", (long long)numbers[i].value_e4));
    }
    static const char *const none[] = {"null", "\"\"", "\"4 €\"", "\"4\\u0000\"",
                                       "{}",   "[1]",  "\"--1\"", "\"1e99\""};
    for (i64 i = 0; i < COUNT_OF(none); i++) {
        const char *read = read_of(t, TRACK_EVENT,
                                   fmt(t->c->arena,
                                       "{\"event\":\"Order Completed\",\"messageId\":\"m\"," TIME
                                       ",\"properties\":{\"revenue\":%s}}",
                                       none[i]));
        assert_true(strstr(read, "there is no number") || strstr(read, "BAD_INPUT"));
    }
}
ON(on_duckdb, numbers_of_programs_are_rounded)

static void a_batch_takes_what_it_can_by(struct teller *t)
{
    assert_string_equal(
        read_of(t, TRACK_KIND__COUNT,
                "{\"batch\":[{\"type\":\"track\",\"event\":\"A\",\"userId\":\"u\",\"messageId\":"
                "\"1\"," TIME "},17,{\"type\":\"dance\",\"messageId\":\"2\"},"
                "{\"type\":\"track\",\"userId\":\"u\",\"messageId\":\"3\"},"
                "{\"type\":\"track\",\"event\":\"A\",\"timestamp\":\"yesterday\"},"
                "{\"type\":\"track\",\"event\":\"A\",\"timestamp\":\"2036-01-01T00:00:00Z\"},"
                "{\"type\":\"identify\",\"traits\":{}},"
                "{\"type\":\"track\",\"event\":\"Order Completed\",\"properties\":{\"revenue\":1,"
                "\"currency\":\"SEK\"}},"
                "{\"type\":\"page\",\"properties\":{\"path\":\"/x\"},\"messageId\":\"9\"," TIME
                "}],\"writeKey\":\"K\",\"sentAt\":\"2026-11-20T10:00:00Z\"}"),
        "1 1 event.a=10000 user:u; 9 9 event.page=10000 web; 2 - '': a message must be an object; "
        "3 type 'dance': there is no message of this type; 4 event '': the event has no name; 5 "
        "timestamp 'yesterday': this is no moment with its offset; 6 timestamp "
        "'2036-01-01T00:00:00Z': it has not happened yet; 7 userId '': it does not say of whom it "
        "speaks; 8 currency 'SEK': the amount is in another currency than the metric's");
    // clang-format off
    static const struct {
        const char *body, *error;
    } bad[] = {
        {"",                "BAD_INPUT: line 1, column 1 of the JSON: an object is expected here" },
        {"{}",              "BAD_INPUT: the body has no list of messages"                         },
        {"{\"batch\":{}}",  "BAD_INPUT: the body has no list of messages"                         },
        {"{\"batch\":[]} 1", "BAD_INPUT: line 1, column 14 of the JSON: text follows after the end"},
        {"{\"batch\":[{]}", "BAD_INPUT: line 1, column 12 of the JSON: a comma, quote, bracket or "
         "value is missing or wrong here"                                                         },
    };
    // clang-format on
    for (i64 i = 0; i < COUNT_OF(bad); i++)
        assert_string_equal(read_of(t, TRACK_KIND__COUNT, bad[i].body), bad[i].error);
}
ON(on_duckdb, a_batch_takes_what_it_can)

static void the_moment_is_the_sender_s_by(struct teller *t)
{
    struct batch *batch = read_batch(
        t, TRACK_KIND__COUNT,
        "{\"batch\":[{\"type\":\"track\",\"event\":\"A\",\"sentAt\":\"2026-11-20T10:00:09Z\","
        "\"originalTimestamp\":\"2026-11-20T10:00:00Z\"},{\"type\":\"track\",\"event\":\"A\"}],"
        "\"sentAt\":\"2026-11-20T11:00:00Z\"}");
    assert_int_equal(batch->facts[0].happened_ms, TOLD_MS);
    assert_int_equal(batch->facts[1].happened_ms, TOLD_MS + 3600000);
    batch = read_batch(t, TRACK_EVENT, "{\"event\":\"A\"}");
    assert_int_equal(batch->facts[0].happened_ms, t->c->now_ms);
}
ON(on_duckdb, the_moment_is_the_sender_s)

static void rule(struct teller *t, struct track_rule rule)
{
    MUST(t->c, store_begin_write(t->c));
    MUST(t->c, track_rule_set(t->c, &rule));
    MUST(t->c, store_commit(t->c));
}

static void a_rule_says_what_an_event_becomes_by(struct teller *t)
{
    rule(t, (struct track_rule){.name = S("Survey Answered"),
                                .becomes = TRACK_METRIC,
                                .metric = S("nps"),
                                .value = S("answer.score"),
                                .touchpoint = S("checkout"),
                                .channel = S("mail"),
                                .unit = S("store"),
                                .remark = S("comment")});
    rule(t, (struct track_rule){.kind = TRACK_PAGE, .name = S("/help*"), .touchpoint = S("help")});
    rule(t,
         (struct track_rule){.kind = TRACK_PAGE, .name = S("/help/x"), .becomes = TRACK_NOTHING});
    assert_string_equal(
        read_of(t, TRACK_EVENT,
                "{\"event\":\"Survey Answered\",\"messageId\":\"m\"," TIME
                ",\"properties\":{\"answer\":{\"score\":9},\"store\":\"Turku\",\"comment\":"
                "\"Nice\"}}"),
        "1 m nps=90000 checkout mail Turku; 1 m remark=10000 checkout mail Turku");
    assert_string_equal(
        read_of(t, TRACK_PAGE, "{\"name\":\"/help/a\",\"messageId\":\"m\"," TIME "}"),
        "1 m event.help_a=10000 help");
    assert_string_equal(read_of(t, TRACK_PAGE, "{\"name\":\"/help/x\"," TIME "}"), "");
    rule(t, (struct track_rule){.kind = TRACK_PAGE, .name = S("/help/x")}); // another in its place
    assert_string_equal(
        read_of(t, TRACK_PAGE, "{\"name\":\"/help/x\",\"messageId\":\"m\"," TIME "}"),
        "1 m event.help_x=10000");
    MUST(t->c, store_begin_write(t->c));
    MUST(t->c, track_rule_drop(t->c, TRACK_PAGE, S("/help/x")));
    assert_false(track_rule_drop(t->c, TRACK_PAGE, S("/help/x")));
    assert_int_equal(t->c->err.code, ERR_NOT_FOUND);
    err_clear(t->c);
    struct track_rule bad[] = {
        {.name = S("")                                                                                                                                                                                                                                                                                                                                                                                   },
        { .name = S("x"),                                                                                                                                                                                                                                                                                                                                                                                             .becomes = TRACK_METRIC, .metric = S("no such")},
        {                                                                                                                                                                                                                                                                                                                                                                                   .name = S("x"), .becomes = TRACK_METRIC,                                                                                                                                                                                                                                                                                                                                                                                      .metric = S("churn")},
        {                                                                                                                                                                                                                                                                                                                                                     .name = S("x"),                                                                                                                                                                                                                                                                                                                                                                                                  .unit = str_of(fmt(t->c->arena,                     "%0201d", 1))},
    };
    for (i64 i = 0; i < COUNT_OF(bad); i++) {
        assert_false(track_rule_set(t->c, &bad[i]));
        assert_true(t->c->err.code == ERR_BAD_INPUT || t->c->err.code == ERR_NOT_FOUND);
        err_clear(t->c);
    }
    MUST(t->c, store_commit(t->c));
}
ON(on_both, a_rule_says_what_an_event_becomes)

static void traits_are_attributes_within_bounds_by(struct teller *t)
{
    ctx *c = t->c;
    buf body = buf_new(c->arena, 100000);
    buf_c(&body, "{\"userId\":\"u1\"," TIME ",\"traits\":{\"firstName\":\"Aino\",\"age\":3,"
                 "\"vip\":true,\"avatar\":\"x\",\"password\":\"y\",\"none\":null,\"list\":[1],"
                 "\"segment\":\"gold\",\"address\":{\"city\":\"Turku\",\"postalCode\":\"20100\"},"
                 "\"company\":{\"name\":\"Oy\",\"deep\":{\"x\":1}},\"long\":\"");
    for (i64 i = 0; i < 501; i++)
        buf_char(&body, 'x');
    buf_c(&body, "\"");
    struct batch *batch = read_batch(t, TRACK_IDENTIFY, fmt(c->arena, "%s}}", body.s));
    buf names = buf_new(c->arena, 10000);
    for (i64 i = 0; i < batch->attribute_count; i++)
        buf_fmt(&names, "%s=%s ", batch->dict[DICT_ATTRIBUTE].names[batch->attributes[i].name].s,
                batch->attributes[i].value.s);
    assert_string_equal(names.s,
                        "segment=gold first_name=Aino age=3 vip=true city=Turku postal_code=20100 "
                        "company_name=Oy ");
    assert_int_equal(batch->fact_count, 0);
    assert_int_equal(batch->listed_count, 0); // that a program knows somebody makes no customer
    for (i64 i = 0; i < 100; i++)
        buf_fmt(&body, ",\"trait%lld\":1", (long long)i);
    batch = read_batch(t, TRACK_IDENTIFY, fmt(c->arena, "%s}}", body.s));
    assert_int_equal(batch->attribute_count, 51); // BOUND_TRAITS, and the segment
}
ON(on_duckdb, traits_are_attributes_within_bounds)

static void take(struct teller *t, const char *body)
{
    struct batch *batch = read_batch(t, TRACK_KIND__COUNT, body);
    teller_take_batches(t, &batch, 1);
}

static i64 keys_of(struct teller *t, const char *key)
{
    i64 id = 0;
    struct privacy_customer customer;
    MUST(t->c, privacy_find(t->c, str_of(key), &id, &customer));
    return customer.key_count;
}

static i64 tie(struct teller *t)
{
    i64 count = 0;
    bool waits = true;
    MUST(t->c, store_begin_write(t->c));
    MUST(t->c, tie_run(t->c, (struct privacy_by){.who = S("test"), .why = S("told")}, &count));
    MUST(t->c, tie_waits(t->c, &waits));
    MUST(t->c, store_commit(t->c));
    assert_false(waits);
    return count;
}

#define IDENTIFY(user, visitor)                                                                    \
    "{\"type\":\"identify\",\"userId\":\"" user "\",\"anonymousId\":\"" visitor "\"," TIME "}"

static void a_visitor_becomes_the_first_customer_who_says_so_by(struct teller *t)
{
    take(t, "{\"batch\":[{\"type\":\"page\",\"anonymousId\":\"a1\",\"messageId\":\"1\"," TIME
            "}," IDENTIFY("u1", "a1") "," IDENTIFY("u1", "a1") "," IDENTIFY("u3", "a3") "]}");
    bool waits = false;
    MUST(t->c, tie_waits(t->c, &waits));
    assert_true(waits);
    assert_int_equal(tie(t), 2);
    assert_int_equal(keys_of(t, "user:u1"), 2);
    assert_int_equal(keys_of(t, "anonymous:a1"), 2);
    // The next on a shared machine is nobody else's.
    take(t, "{\"batch\":[" IDENTIFY("u2", "a1") ",{\"type\":\"alias\",\"userId\":\"u2\","
                                                "\"previousId\":\"a2\"," TIME "}]}");
    assert_int_equal(tie(t), 1);
    assert_int_equal(keys_of(t, "user:u2"), 2);
    assert_int_equal(keys_of(t, "user:u1"), 2);
    teller_fold(t);
    teller_check(t);
    MUST(t->c, store_begin_write(t->c));
    i64 id = 0;
    struct privacy_customer customer;
    MUST(t->c, privacy_find(t->c, S("anonymous:a2"), &id, &customer));
    MUST(t->c, privacy_unmerge(t->c, id, (struct privacy_by){.who = S("test"), .why = S("no")}));
    MUST(t->c, store_commit(t->c));
    assert_int_equal(keys_of(t, "user:u2"), 1);
    teller_check(t);
    // Who was erased is nobody's visitor.
    MUST(t->c, store_begin_write(t->c));
    MUST(t->c, privacy_find(t->c, S("user:u3"), &id, &customer));
    struct privacy_erasure gone;
    MUST(t->c, privacy_erase(t->c, customer,
                             (struct privacy_by){.who = S("test"), .why = S("asked")}, &gone));
    MUST(t->c, store_commit(t->c));
    known_forget(&t->known);
    take(t, "{\"batch\":[" IDENTIFY("u3", "a4") "]}");
    assert_int_equal(tie(t), 0);
    teller_check(t);
}
ON(on_both, a_visitor_becomes_the_first_customer_who_says_so)

static void the_same_again_changes_nothing_by(struct teller *t)
{
    const char *body =
        "{\"batch\":[{\"type\":\"track\",\"event\":\"Order Completed\",\"userId\":\"u1\","
        "\"messageId\":\"m1\"," TIME ",\"properties\":{\"revenue\":49.9}},{\"type\":\"track\","
        "\"event\":\"A\"," TIME "},{\"type\":\"track\",\"event\":\"A\"," TIME "}]}";
    take(t, body);
    struct batch *batch = read_batch(t, TRACK_KIND__COUNT, body);
    teller_take_batches(t, &batch, 1);
    assert_counts(t, batch, "taken 0, repeated 3, refused 0");
    assert_string_equal(teller_sum(t, "purchase"), "n 1, total 49.9");
    assert_string_equal(teller_sum(t, "event.a"), "n 2, total 2");
    teller_fold(t);
    teller_check(t);
}
ON(on_both, the_same_again_changes_nothing)

static void names_beyond_the_bound_are_others_by(struct teller *t)
{
    buf body = buf_new(t->c->arena, 1000000);
    buf_c(&body, "{\"batch\":[");
    for (i64 i = 0; i < 1100; i++)
        buf_fmt(&body, "%s{\"type\":\"track\",\"event\":\"e%lld\"," TIME "}", i ? "," : "",
                (long long)i);
    buf_c(&body, "]}");
    struct batch *batch = read_batch(t, TRACK_KIND__COUNT, body.s);
    assert_int_equal(batch->fact_count, 1100);
    assert_int_equal(batch->dict[DICT_METRIC].count, 1 + 1000 + 1);
}
ON(on_duckdb, names_beyond_the_bound_are_others)

static void the_key_is_found_in_the_body_by(struct teller *t)
{
    ctx *c = t->c;
    assert_str(track_write_key(c, S("{\"batch\":[{\"writeKey\":\"x\"}],\"writeKey\":\"K\"}")), "K");
    assert_str(track_write_key(c, S("{\"batch\":[{\"writeKey\":\"x\"}]}")), "");
    static const char *const none[] = {"", "[", "{\"writeKey\":", "{\"a\" 1}", "\xFF", "17"};
    for (i64 i = 0; i < COUNT_OF(none); i++)
        assert_str(track_write_key(c, str_of(none[i])), "");
    assert_int_equal(c->err.code, ERR_NONE);
}
ON(on_duckdb, the_key_is_found_in_the_body)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_order_is_a_purchase_and_other_events_are_counted_by_name),
        cmocka_unit_test(numbers_of_programs_are_rounded),
        cmocka_unit_test(a_batch_takes_what_it_can),
        cmocka_unit_test(the_moment_is_the_sender_s),
        cmocka_unit_test(a_rule_says_what_an_event_becomes),
        cmocka_unit_test(traits_are_attributes_within_bounds),
        cmocka_unit_test(a_visitor_becomes_the_first_customer_who_says_so),
        cmocka_unit_test(the_same_again_changes_nothing),
        cmocka_unit_test(names_beyond_the_bound_are_others),
        cmocka_unit_test(the_key_is_found_in_the_body),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
