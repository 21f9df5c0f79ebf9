// Lists of customers and one customer's card, from what folding keeps.
#include "customer/card.h"

#include "support/teller.h"

#include "support/test.h"

#define DAY_MS        86400000LL
#define BOUGHT(euros) READINGS({S("purchase"), (euros)*10000})
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

static const struct privacy_by by = {
    .who = {"account 3",  9 },
      .why = {"they asked", 10}
};

static struct privacy_customer find(ctx *c, const char *value, i64 *id)
{
    struct privacy_customer customer;
    MUST(c, privacy_find(c, str_of(value), id, &customer));
    return customer;
}

// Five customers: C1 … C5 bought for 10 … 50, C1 twice more; one is only on a list.
static void tell(struct teller *t)
{
    (void)TAKE(
        t,
        TOLD(.id = S("1"), .unit = S("Turku"), BOUGHT(10), .remark = S("Kiitos!"),
             .happened_ms = TOLD_MS - 400 * DAY_MS, .segment = S("gold"),
             ATTRIBUTES({S("name"), S("Maija Meri")}, {S("email"), S("Maija@example.fi")})),
        TOLD(.id = S("2"), .unit = S("Oulu"), BOUGHT(20), .happened_ms = TOLD_MS - 10 * DAY_MS),
        TOLD(.id = S("2"), .unit = S("Oulu"), READINGS({S("nps"), 90000}),
             .happened_ms = TOLD_MS - 10 * DAY_MS),
        TOLD(.id = S("3"), .key = S("C2"), .unit = S("Oulu"), BOUGHT(20), .segment = S("tin"),
             ATTRIBUTES({S("name"), S("Mauno Aalto")})),
        TOLD(.id = S("4"), .key = S("C3"), BOUGHT(30), .segment = S("gold")),
        TOLD(.id = S("5"), .key = S("C4"), .unit = S("Turku"), BOUGHT(40)),
        TOLD(.id = S("6"), .key = S("C5"), .unit = S("Turku"), BOUGHT(50)));
    teller_fold(t);
}

static const char *listed(ctx *c, struct customer_query query)
{
    buf out = buf_new(c->arena, 10000);
    struct customer_page page;
    i64 count = 0, pages = 0;
    do {
        MUST(c, customer_list(c, &query, &page));
        for (i64 i = 0; i < page.count; i++)
            buf_fmt(&out, "%s%.*s", out.size ? " " : "", STR(page.lines[i].key));
        count += page.count;
        query.after = page.next;
    } while (page.next.size && ++pages < 100);
    i64 all = 0;
    query.after = (str){0};
    MUST(c, customer_count(c, &query, 1000, &all));
    assert_int_equal(all, count);
    return out.s ? out.s : "";
}

static void a_list_is_sorted_narrowed_and_paged_by(struct teller *t)
{
    ctx *c = t->c;
    tell(t);
    i64 turku = 1, years_count = 0, *years = NULL;
    assert_string_equal(teller_ask(c, "SELECT id::BIGINT AS i FROM unit WHERE name = 'Turku'"),
                        "1");
    for (i64 rows = 1; rows < 7; rows++) { // whatever the size of a page
        struct customer_query query = {.rows_max = rows};
        assert_true(str_starts(str_of(listed(c, query)), S("C5 C4 ")));
        query.up = true;
        assert_true(str_ends(str_of(listed(c, query)), S("C4 C5")));
        query = (struct customer_query){.sort = CUSTOMER_BY_ENCOUNTERS, .rows_max = rows};
        assert_true(str_starts(str_of(listed(c, query)), S("C1 ")));
        query = (struct customer_query){.sort = CUSTOMER_BY_FIRST, .up = true, .rows_max = rows};
        assert_true(str_starts(str_of(listed(c, query)), S("C1 ")));
        query = (struct customer_query){.sort = CUSTOMER_BY_LAST, .up = true, .rows_max = rows};
        assert_true(str_starts(str_of(listed(c, query)), S("C1 ")));
    }
    assert_string_equal(listed(c, (struct customer_query){.unit = turku}), "C5 C4 C1");
    assert_string_equal(listed(c, (struct customer_query){.segment = S("tin")}), "C2");
    assert_true(
        str_starts(str_of(listed(c, (struct customer_query){.segment = S("gold")})), S("C")));
    assert_string_equal(listed(c, (struct customer_query){.is_scoped = true}), "");
    assert_string_equal(
        listed(c, (struct customer_query){.is_scoped = true, .units = &turku, .unit_count = 1}),
        "C5 C4 C1");
    assert_string_equal(listed(c, (struct customer_query){.search = S("C3")}), "C3");
    assert_string_equal(listed(c, (struct customer_query){.search = S("meri")}), "C1");
    assert_string_equal(listed(c, (struct customer_query){.search = S("MAIJA@")}), "C1");
    assert_string_equal(listed(c, (struct customer_query){.search = S("Ma")}), "C1 C2");
    assert_string_equal(listed(c, (struct customer_query){.search = S("nobody")}), "");
    assert_string_equal(
        listed(c, (struct customer_query){.attribute = S("name"), .value = S("Mauno Aalto")}),
        "C2");
    assert_string_equal(listed(c, (struct customer_query){.period = 2025}), "C1");
    MUST(c, customer_years(c, &years, &years_count));
    assert_int_equal(years_count, 2);
    assert_int_equal(years[0], 2026);
    struct customer_page page;
    assert_false(customer_list(c, &(struct customer_query){.after = S("1; DROP")}, &page));
    assert_int_equal(c->err.code, ERR_BAD_INPUT);
    err_clear(c);
    assert_false(
        customer_list(c, &(struct customer_query){.attribute = S("x'--"), .value = S("1")}, &page));
    assert_int_equal(c->err.code, ERR_NOT_FOUND);
    err_clear(c);
}
ON_BOTH(a_list_is_sorted_narrowed_and_paged)

static void a_card_adds_up_by(struct teller *t)
{
    ctx *c = t->c;
    struct customer_card card;
    struct privacy_customer customer;
    i64 key = 0;
    tell(t);
    (void)find(c, "C1", &key);
    MUST(c, customer_of(c, key, &customer));
    MUST(c, customer_card(c, customer, &card));
    assert_int_equal(card.sums.encounters, 2);
    assert_int_equal(card.sums.purchases, 2);
    assert_int_equal(card.sums.value_e4, 300000);
    assert_int_equal(card.sums.answers, 1);
    assert_int_equal(card.sums.last_ms, TOLD_MS - 10 * DAY_MS);
    assert_int_equal(card.unit_count, 2);
    assert_int_equal(card.year_count, 2);
    assert_int_equal(card.years[0].sums.value_e4, 100000);
    assert_int_equal(card.said_count, 3);
    assert_int_equal(card.metric_count, 3); // purchase, nps, remark
    assert_int_equal(card.key_count, 1);
    assert_false(customer_of(c, 4711, &customer));
    assert_int_equal(c->err.code, ERR_NOT_FOUND);
    err_clear(c);
}
ON_BOTH(a_card_adds_up)

static void a_timeline_goes_back_page_by_page_by(struct teller *t)
{
    enum { MEETINGS = 60 };
    static const struct reading bought = {
        {"purchase", 8},
        10000
    };
    ctx *c = t->c;
    i64 key = 0;
    struct encounter told[MEETINGS];
    for (i64 i = 0; i < MEETINGS; i++)
        told[i] = (struct encounter){.id = str_of(fmt(c->arena, "m%02lld", (long long)i)),
                                     .happened_ms = TOLD_MS - i / 7 * 90 * DAY_MS, // seven at once
                                     .readings = &bought,
                                     .reading_count = 1,
                                     .channel = i % 2 ? S("web") : S("shop"),
                                     .remark = i % 3 ? S("") : S("words")};
    (void)teller_take(t, told, MEETINGS);
    teller_fold(t);
    struct privacy_customer customer = find(c, "C1", &key);
    struct customer_card card;
    MUST(c, customer_card(c, customer, &card));
    for (i64 rows = 1; rows < 70; rows += 4) {
        struct customer_timeline_query query = {customer, card.sums, rows, {0}};
        struct customer_timeline timeline;
        i64 seen = 0, words = 0, last_ms = INT64_MAX;
        bool was[MEETINGS] = {0};
        do {
            MUST(c, customer_timeline(c, &query, &timeline));
            for (i64 i = 0; i < timeline.count; i++) {
                const struct customer_encounter *one = &timeline.encounters[i];
                i64 number = 0;
                assert_true(str_i64(str_slice(one->external, 1, 3), &number));
                assert_false(was[number]);
                was[number] = true;
                assert_true(one->happened_ms <= last_ms);
                last_ms = one->happened_ms;
                assert_int_equal(one->reading_count, one->remark_count ? 2 : 1);
                assert_int_not_equal(one->channel, 0);
                words += one->remark_count;
            }
            seen += timeline.count;
            query.before = timeline.next;
        } while (timeline.next.size);
        assert_int_equal(seen, MEETINGS);
        assert_int_equal(words, MEETINGS / 3);
    }
    struct customer_timeline_query bad = {customer, card.sums, 0, S("now")};
    struct customer_timeline timeline;
    assert_false(customer_timeline(c, &bad, &timeline));
    assert_int_equal(c->err.code, ERR_BAD_INPUT);
    err_clear(c);
}
ON_BOTH(a_timeline_goes_back_page_by_page)

static void who_is_merged_is_one_on_the_list_by(struct teller *t)
{
    ctx *c = t->c;
    i64 one = 0, two = 0;
    struct customer_card card;
    tell(t);
    struct privacy_pair pair = {find(c, "C1", &one), find(c, "C5", &two)};
    MUST(c, store_begin_write(c));
    MUST(c, privacy_merge(c, pair, by));
    MUST(c, store_commit(c));
    assert_string_equal(listed(c, (struct customer_query){.rows_max = 2}), "C5 C4 C3 C2");
    assert_string_equal(listed(c, (struct customer_query){.search = S("Maija")}), "C5");
    assert_string_equal(listed(c, (struct customer_query){.segment = S("gold")}), "C5 C3");
    struct privacy_customer customer;
    MUST(c, customer_of(c, one, &customer));
    assert_int_equal(customer.customer, two);
    MUST(c, customer_card(c, customer, &card));
    assert_int_equal(card.sums.encounters, 3);
    assert_int_equal(card.sums.value_e4, 800000);
    assert_int_equal(card.merge_count, 1);
    assert_int_equal(card.merges[0].key, one);
    MUST(c, store_begin_write(c));
    MUST(c, privacy_unmerge(c, one, by));
    MUST(c, store_commit(c));
    assert_string_equal(listed(c, (struct customer_query){.search = S("Maija")}), "C1");
    teller_check(t);
}
ON_BOTH(who_is_merged_is_one_on_the_list)

static void who_is_erased_is_on_no_list_by(struct teller *t)
{
    ctx *c = t->c;
    i64 id = 0;
    struct privacy_erasure erasure;
    struct privacy_customer customer;
    tell(t);
    MUST(c, store_begin_write(c));
    MUST(c, privacy_erase(c, find(c, "C1", &id), by, &erasure));
    MUST(c, store_commit(c));
    assert_string_equal(listed(c, (struct customer_query){.sort = CUSTOMER_BY_VALUE}),
                        "C5 C4 C3 C2");
    assert_false(customer_of(c, id, &customer));
    assert_int_equal(c->err.code, ERR_NOT_FOUND);
    err_clear(c);
    known_forget(&t->known);
    tell(t);
    assert_string_equal(listed(c, (struct customer_query){.search = S("Maija")}), "");
    teller_check(t);
}
ON_BOTH(who_is_erased_is_on_no_list)

static const char *words(ctx *c, i64 encounters, i64 first_days, i64 last_days)
{
    struct customer_sums sums = {.encounters = encounters,
                                 .first_ms = TOLD_MS - first_days * DAY_MS,
                                 .last_ms = TOLD_MS - last_days * DAY_MS};
    struct customer_rhythm rhythm = customer_rhythm(&sums, TOLD_MS);
    return fmt(c->arena, "%s, %s", customer_rhythm_words(c, rhythm),
               customer_seen_words(c, rhythm));
}

static void rhythms_are_told_in_words_in(ctx *c, struct store *store)
{
    (void)store;
    assert_string_equal(words(c, 0, 0, 0), "Has not met us yet, ");
    assert_string_equal(words(c, 1, 3, 3), "Came once, last seen 3 days ago");
    assert_string_equal(words(c, 11, 152, 12), "Comes every two weeks, last seen 12 days ago");
    assert_string_equal(words(c, 30, 30, 1), "Comes daily, last seen yesterday");
    assert_string_equal(words(c, 5, 28, 0), "Comes every week, last seen today");
    assert_string_equal(words(c, 12, 360, 20), "Comes every month, last seen 20 days ago");
    assert_string_equal(words(c, 11, 540, 400), "Came every two weeks, last seen 13 months ago");
    assert_string_equal(words(c, 3, 1500, 800), "Comes about once a year, last seen 2 years ago");
}

static void rhythms_are_told_in_words(void **state)
{
    (void)state;
    on_duckdb(rhythms_are_told_in_words_in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_is_sorted_narrowed_and_paged),
        cmocka_unit_test(a_card_adds_up),
        cmocka_unit_test(a_timeline_goes_back_page_by_page),
        cmocka_unit_test(who_is_merged_is_one_on_the_list),
        cmocka_unit_test(who_is_erased_is_on_no_list),
        cmocka_unit_test(rhythms_are_told_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
