// What a person may ask for: a copy, a correction, to be forgotten, to be one with another, and
// words that are not kept for ever.
#include "facts/privacy.h"

#include "support/teller.h"

#include "support/test.h"

#define BOUGHT(euros) READINGS({S("purchase"), E4(euros)})
#define DAY_MS        86400000LL

#define ON_BOTH(test)                                                                              \
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
        on_both(test##_in);                                                                        \
    }

static const char *noted; // what the house was told, newest last

static bool note(ctx *c, void *data, const char *what, i64 customer, json_t *detail)
{
    (void)data;
    (void)customer;
    noted = fmt(c->arena, "%s %s", what, json_write(c, detail).s);
    return true;
}

static const struct privacy_by by = {
    .who = {"command anna", 12},
      .why = {"they asked",   10},
      .note = note
};

static struct privacy_customer find(ctx *c, str key, i64 *id)
{
    struct privacy_customer customer;
    MUST(c, privacy_find(c, key, id, &customer));
    return customer;
}

static struct privacy_erasure erase(ctx *c, str key)
{
    i64 id = 0;
    struct privacy_erasure erasure;
    MUST(c, store_begin_write(c));
    MUST(c, privacy_erase(c, find(c, key, &id), by, &erasure));
    MUST(c, store_commit(c));
    return erasure;
}

static void must_fail(ctx *c, bool done, err_code code, const char *msg)
{
    assert_false(done);
    assert_string_equal(c->err.msg, msg);
    assert_int_equal(c->err.code, code);
    err_clear(c);
}

static const char *cells(ctx *c)
{
    return teller_ask(c, "SELECT q.metric::BIGINT AS m, q.day, q.unit::BIGINT AS u, q.n, q.total, "
                         "q.people FROM (SELECT * FROM cube_day UNION ALL SELECT * FROM cube_new) "
                         "q ORDER BY m, q.day, u, q.n, q.total");
}

#define FACTS                                                                                      \
    "SELECT external, key, value, change::BIGINT AS c FROM fact ORDER BY external, metric, c, "    \
    "value"
#define HAS_KEYS "SELECT value FROM key ORDER BY value"

static struct batch *tell(struct teller *t)
{
    return TAKE(t,
                TOLD(.id = S("1"), .unit = S("Turku"), BOUGHT(5), .remark = S("I am Eve Ek"),
                     ATTRIBUTES({S("mail"), S("eve@example.com")}, {S("tier"), S("gold")})),
                TOLD(.id = S("2"), .key = S("C2"), BOUGHT(6), ATTRIBUTES({S("tier"), S("gold")})),
                TOLD(.id = S("3"), .key = S("C3"), BOUGHT(7), ATTRIBUTES({S("tier"), S("gold")})),
                TOLD(.id = S("4"), .key = S("C4"), BOUGHT(8), ATTRIBUTES({S("tier"), S("gold")})),
                TOLD(.id = S("5"), .key = S("C5"), BOUGHT(9), .remark = S("Fine."),
                     ATTRIBUTES({S("tier"), S("gold")})),
                TOLD(.id = S("6"), .unit = S("Oulu"), .happened_ms = TOLD_MS + DAY_MS,
                     READINGS({S("nps"), E4(3)})));
}

static void who_is_erased_leaves_facts_and_figures_by(struct teller *t)
{
    ctx *c = t->c;
    tell(t);
    teller_fold(t);
    const char *cube = cells(c), *facts = teller_ask(c, FACTS);
    struct privacy_erasure before, done;
    i64 id = 0;
    MUST(c, privacy_preview(c, find(c, S("C1"), &id), &before));
    assert_int_equal(before.keys, 1);
    assert_int_equal(before.remarks, 1);
    assert_int_equal(before.facts, 3); // the words are one
    assert_int_equal(before.attribute_count, 2);
    for (i64 i = 0; i < 2; i++)
        assert_int_equal(before.attributes[i].stays,
                         str_equal(before.attributes[i].name, S("tier")));
    assert_string_equal(teller_ask(c, HAS_KEYS), "C1 | C2 | C3 | C4 | C5"); // nothing went yet

    done = erase(c, S("C1"));
    assert_int_equal(done.remarks, 1);
    assert_string_equal(noted,
                        "erase {\"why\":\"they asked\",\"keys\":1,\"remarks\":1,\"facts\":3}");
    assert_string_equal(cells(c), cube);
    assert_string_equal(teller_ask(c, FACTS), facts);
    assert_string_equal(teller_ask(c, HAS_KEYS), " | C2 | C3 | C4 | C5");
    assert_string_equal(teller_ask(c, "SELECT text FROM remark"), "Fine.");
    assert_string_equal(teller_ask(c, "SELECT value, count(*) FROM attribute GROUP BY value"),
                        "gold 5");
    teller_check(t);
    struct privacy_customer gone;
    must_fail(c, privacy_find(c, S("C1"), &id, &gone), ERR_NOT_FOUND,
              "no customer has the key \"C1\"");
}
ON_BOTH(who_is_erased_leaves_facts_and_figures)

static void who_is_erased_does_not_come_back_by(struct teller *t)
{
    ctx *c = t->c;
    tell(t);
    (void)erase(c, S("C1"));
    // The same file once more: repeats, and nothing of the person.
    struct batch *again = tell(t);
    assert_counts(t, again, "taken 0, repeated 6, refused 0");
    // A new one: its facts are nobody's.
    struct batch *more =
        TAKE(t, TOLD(.id = S("7"), BOUGHT(1), .remark = S("Eve again"),
                     ATTRIBUTES({S("mail"), S("eve@new.example")}, {S("tier"), S("silver")})));
    assert_counts(t, more, "taken 1, repeated 0, refused 0");
    assert_string_equal(teller_ask(c, HAS_KEYS), " | C2 | C3 | C4 | C5");
    assert_string_equal(teller_ask(c, "SELECT text FROM remark"), "Fine.");
    assert_string_equal(teller_ask(c, "SELECT value, count(*) FROM attribute GROUP BY value"),
                        "gold 5");
    assert_string_equal(teller_sum(t, "purchase"), "n 6, total 36");
    teller_fold(t);
    teller_check(t);
}
ON_BOTH(who_is_erased_does_not_come_back)

static void a_copy_has_everything_and_nobody_else_by(struct teller *t)
{
    ctx *c = t->c;
    json_t *all = NULL;
    i64 id = 0;
    tell(t);
    MUST(c, privacy_export(c, find(c, S("shop:C1"), &id), &all));
    str text = json_write(c, all);
    static const char *const parts[] = {"\"value\":\"C1\"",
                                        "\"eve@example.com\"",
                                        "\"text\":\"I am Eve Ek\"",
                                        "\"metric\":\"purchase\"",
                                        "\"metric\":\"nps\"",
                                        "\"unit\":\"Oulu\"",
                                        "\"happened\":\"2026-11-21T10:00:00Z\"",
                                        "\"who\":\"test\"",
                                        "\"subject\":\"customer\""};
    for (i64 i = 0; i < COUNT_OF(parts); i++) {
        if (str_find(text, str_of(parts[i])) < 0) print_error("%s: %s\n", parts[i], text.s);
        assert_true(str_find(text, str_of(parts[i])) >= 0);
    }
    assert_true(str_find(text, S("Fine.")) < 0 && str_find(text, S("C2")) < 0);
    assert_int_equal(json_array_size(json_object_get(all, "facts")), 3);
    assert_int_equal(json_array_size(json_object_get(all, "batches")), 1);
}
ON_BOTH(a_copy_has_everything_and_nobody_else)

#define SCOPE                                                                                      \
    "SELECT count(DISTINCT coalesce(a.customer, f.key)) FROM fact f LEFT JOIN alias a ON a.key = " \
    "f.key WHERE f.key > 0"

static void merge(ctx *c, str from, str into)
{
    i64 id = 0;
    MUST(c, store_begin_write(c));
    MUST(c, privacy_merge(c, (struct privacy_pair){find(c, from, &id), find(c, into, &id)}, by));
    MUST(c, store_commit(c));
}

static void unmerge(ctx *c, str key)
{
    i64 id = 0;
    (void)find(c, key, &id);
    MUST(c, store_begin_write(c));
    MUST(c, privacy_unmerge(c, id, by));
    MUST(c, store_commit(c));
}

static i64 customer_of(ctx *c, str key)
{
    i64 id = 0;
    return find(c, key, &id).customer;
}

static void merges_go_back_step_by_step_by(struct teller *t)
{
    ctx *c = t->c;
    i64 id = 0;
    tell(t);
    assert_string_equal(teller_ask(c, SCOPE), "5");
    merge(c, S("C1"), S("C2"));
    merge(c, S("C3"), S("C4"));
    assert_int_equal(customer_of(c, S("C1")), customer_of(c, S("C2")));
    merge(c, S("C1"), S("C3")); // all of C2's keys become C4's
    assert_string_equal(teller_ask(c, SCOPE), "2");
    assert_int_equal(find(c, S("C1"), &id).key_count, 4);
    teller_check(t);
    struct privacy_pair same = {find(c, S("C1"), &id), find(c, S("C4"), &id)};
    MUST(c, store_begin_write(c));
    must_fail(c, privacy_merge(c, same, by), ERR_REFUSED, "these two are one customer already");
    store_rollback(c);

    unmerge(c, S("C1")); // C1 and C2 are one again, apart from C3 and C4
    assert_string_equal(teller_ask(c, SCOPE), "3");
    assert_int_equal(customer_of(c, S("C1")), customer_of(c, S("C2")));
    assert_true(customer_of(c, S("C1")) != customer_of(c, S("C3")));
    unmerge(c, S("C1"));
    assert_true(customer_of(c, S("C1")) != customer_of(c, S("C2")));
    (void)find(c, S("C1"), &id);
    MUST(c, store_begin_write(c));
    must_fail(c, privacy_unmerge(c, id, by), ERR_REFUSED,
              "that key was not merged into another customer");
    store_rollback(c);
    merge(c, S("C1"), S("C2")); // and again
    unmerge(c, S("C1"));
    unmerge(c, S("C3"));
    assert_string_equal(teller_ask(c, SCOPE), "5");
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM alias"), "0");
    assert_string_equal(teller_ask(c, "SELECT count(*), min(who), max(why) FROM merge"),
                        "10 command anna they asked");
    teller_check(t);
}
ON_BOTH(merges_go_back_step_by_step)

static void who_was_merged_is_erased_as_one_by(struct teller *t)
{
    ctx *c = t->c;
    tell(t);
    merge(c, S("C1"), S("C5"));
    struct privacy_erasure done = erase(c, S("C1"));
    assert_int_equal(done.keys, 2);
    assert_int_equal(done.remarks, 2);
    assert_string_equal(teller_ask(c, "SELECT value FROM key ORDER BY value"),
                        " |  | C2 | C3 | C4");
    assert_string_equal(teller_ask(c, "SELECT why, who FROM merge"), " command anna");
    teller_check(t);
}
ON_BOTH(who_was_merged_is_erased_as_one)

static void a_customer_and_an_employee_stay_two_by(struct teller *t)
{
    ctx *c = t->c;
    i64 id = 0;
    TAKE(t, TOLD(.id = S("1"), BOUGHT(5)),
         TOLD(.id = S("2"), .key = S("E1"), .subject = SUBJECT_EMPLOYEE, BOUGHT(5)),
         TOLD(.id = S("3"), .name_space = S("loyalty"), BOUGHT(5)));
    struct privacy_customer customer;
    must_fail(c, privacy_find(c, S("C1"), &id, &customer), ERR_REFUSED,
              "several customers have the key \"C1\"");
    struct privacy_pair pair = {find(c, S("loyalty:C1"), &id), find(c, S("E1"), &id)};
    MUST(c, store_begin_write(c));
    must_fail(c, privacy_merge(c, pair, by), ERR_REFUSED, "these two cannot be one customer");
    store_rollback(c);
}
ON_BOTH(a_customer_and_an_employee_stay_two)

static void a_correction_counts_from_now_on_by(struct teller *t)
{
    ctx *c = t->c;
    i64 id = 0;
    tell(t);
    (void)find(c, S("C1"), &id);
    MUST(c, store_begin_write(c));
    MUST(c, privacy_correct(c, id, (struct encounter_attribute){S("mail"), S("e@new")}, by));
    MUST(c, store_commit(c));
    struct rows rows;
    MUST(c, store_rows(c, SQL_attribute_known, VALS(V_I64_LIST(&id, 1)), &rows));
    i64 seen = 0;
    for (i64 i = 0; i < rows.count; i++)
        seen += str_equal(rows.column[2].text[i], S("e@new"));
    assert_int_equal(seen, 1);
    MUST(c, store_begin_write(c));
    must_fail(c, privacy_correct(c, id, (struct encounter_attribute){S("shoe"), S("44")}, by),
              ERR_NOT_FOUND, "there is no attribute or segment \"shoe\"");
    store_rollback(c);
    tell(t); // the old file says the old once more: no news
    MUST(c, store_rows(c, SQL_attribute_known, VALS(V_I64_LIST(&id, 1)), &rows));
    for (i64 i = 0; i < rows.count; i++)
        assert_false(str_equal(rows.column[2].text[i], S("eve@example.com")));
}
ON_BOTH(a_correction_counts_from_now_on)

static void old_words_go_by_rule_by(struct teller *t)
{
    ctx *c = t->c;
    i64 erased = 0;
    c->now_ms = TOLD_MS + 100 * DAY_MS;
    TAKE(t, TOLD(.id = S("1"), BOUGHT(5), .remark = S("shop old")),
         TOLD(.id = S("2"), .happened_ms = TOLD_MS + 90 * DAY_MS, BOUGHT(5),
              .remark = S("shop new")),
         TOLD(.id = S("3"), .source = S("poll"), BOUGHT(5), .remark = S("poll old")),
         TOLD(.id = S("4"), .source = S("poll"), .key = S("E1"), .subject = SUBJECT_EMPLOYEE,
              BOUGHT(5), .remark = S("poll staff")));
    static const struct {
        struct privacy_rule rule;
        const char *left;
        i64 erased;
    } steps[] = {
        {{{0}, SUBJECT_NONE, 101},           "poll old | poll staff | shop new | shop old", 0},
        {{{"shop", 4}, SUBJECT_NONE, 30},    "poll old | poll staff | shop new",            1},
        {{{"poll", 4}, SUBJECT_EMPLOYEE, 7}, "poll old | shop new",                         1},
        {{{0}, SUBJECT_CUSTOMER, 50},        "shop new",                                    1},
    };
    for (i64 i = 0; i < COUNT_OF(steps); i++) {
        MUST(c, store_begin_write(c));
        MUST(c, privacy_rule_set(c, steps[i].rule, by));
        MUST(c, privacy_rules_run(c, by, &erased));
        MUST(c, store_commit(c));
        assert_int_equal(erased, steps[i].erased);
        assert_string_equal(teller_ask(c, "SELECT text FROM remark ORDER BY text"), steps[i].left);
    }
    struct privacy_rule *rules = NULL;
    i64 count = 0;
    MUST(c, privacy_rule_list(c, &rules, &count));
    assert_int_equal(count, 4);
    MUST(c, store_begin_write(c));
    MUST(c, privacy_rule_set(c, (struct privacy_rule){S("poll"), SUBJECT_EMPLOYEE, 0}, by));
    must_fail(c, privacy_rule_set(c, (struct privacy_rule){S("pol"), SUBJECT_NONE, 3}, by),
              ERR_NOT_FOUND, "nothing came in from a source \"pol\"");
    MUST(c, privacy_rule_list(c, &rules, &count));
    assert_int_equal(count, 3);
    store_rollback(c);
    // The file that brought them, once more: they stay away, and nothing is refused.
    struct batch *again = TAKE(t, TOLD(.id = S("1"), BOUGHT(5), .remark = S("shop old")));
    assert_counts(t, again, "taken 0, repeated 1, refused 0");
    assert_string_equal(teller_ask(c, "SELECT text FROM remark"), "shop new");
    teller_check(t);
}
ON_BOTH(old_words_go_by_rule)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_is_erased_leaves_facts_and_figures),
        cmocka_unit_test(who_is_erased_does_not_come_back),
        cmocka_unit_test(a_copy_has_everything_and_nobody_else),
        cmocka_unit_test(merges_go_back_step_by_step),
        cmocka_unit_test(who_was_merged_is_erased_as_one),
        cmocka_unit_test(a_customer_and_an_employee_stay_two),
        cmocka_unit_test(a_correction_counts_from_now_on),
        cmocka_unit_test(old_words_go_by_rule),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
