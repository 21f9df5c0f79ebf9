// From facts to figures: small companies with known facts, each on both engines, and what figures
// say of them.
#include "figure/figure.h"
#include "base/time.h"
#include "support/teller.h"

#include <jansson.h>
#include "support/near.h"
#include "support/shared.h"

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

// Facts of one value by `count` customers, numbered from `first`; ids are new each time.
struct crowd {
    const char *metric;
    f64 value;
    i64 count, first;
    bool one_person; // all by the customer `first`
    i32 day;         // since 2026-01-01
    const char *unit, *segment, *touchpoint, *channel, *source, *home;
    enum subject subject;
};

static str text_or_none(const char *text)
{
    return text ? str_of(text) : S("");
}

static void come(struct teller *t, struct crowd crowd)
{
    ctx *c = t->c;
    struct encounter *told = NEW_ARRAY(c->arena, struct encounter, crowd.count);
    for (i64 i = 0; i < crowd.count; i++) {
        struct reading *reading = NEW(c->arena, struct reading);
        *reading = (struct reading){str_of(crowd.metric), E4(crowd.value)};
        i64 person = crowd.first + (crowd.one_person ? 0 : i);
        told[i] = TOLD(.id = str_of(fmt(c->arena, "f%llx", (unsigned long long)c->random(c))),
                       .key = str_of(fmt(c->arena, "C%lld", (long long)person)),
                       .happened_ms = 1767261600000 + crowd.day * 86400000LL, // 10:00 UTC
                       .unit = text_or_none(crowd.unit), .segment = text_or_none(crowd.segment),
                       .touchpoint = text_or_none(crowd.touchpoint),
                       .channel = text_or_none(crowd.channel), .subject = crowd.subject,
                       .readings = reading, .reading_count = 1);
        if (crowd.source) told[i].source = str_of(crowd.source);
        if (crowd.home) {
            struct encounter_attribute *home = NEW(c->arena, struct encounter_attribute);
            *home = (struct encounter_attribute){S("home"), str_of(crowd.home)};
            told[i].attributes = home;
            told[i].attribute_count = 1;
        }
    }
    struct batch *batch = teller_take(t, told, crowd.count);
    assert_int_equal(batch->facts_taken, crowd.count);
}
#define COME(teller, ...) come((teller), (struct crowd){__VA_ARGS__})

// "nps by unit,month where unit=Turku from 2026-01-01 to 2026-01-31"
static struct figure_query ask_of(ctx *c, const char *text)
{
    struct figure_query query = {0};
    char *copy = (char *)arena_alloc(c->arena, (i64)strlen(text) + 1, 1), *save = NULL, *word;
    memcpy(copy, text, strlen(text) + 1);
    word = strtok_r(copy, " ", &save);
    query.metric = str_of(word);
    while ((word = strtok_r(NULL, " ", &save))) {
        char *value = strtok_r(NULL, " ", &save), *part = NULL;
        if (!strcmp(word, "from")) {
            query.from_given = true;
            assert_true(day_parse(str_of(value), &query.from));
        } else if (!strcmp(word, "to")) {
            query.to_given = true;
            assert_true(day_parse(str_of(value), &query.to));
        } else if (!strcmp(word, "by")) {
            for (char *dim = strtok_r(value, ",", &part); dim; dim = strtok_r(NULL, ",", &part))
                MUST(c, figure_dim_parse(c, str_of(dim), &query.by[query.by_count++]));
        } else {
            struct figure_where *where = &query.where[query.where_count++];
            char *dim = strtok_r(value, "=", &part), *name = strtok_r(NULL, "=", &part);
            MUST(c, figure_dim_parse(c, str_of(dim), &where->on));
            where->value = text_or_none(name);
        }
    }
    return query;
}

static void show_row(ctx *c, buf *out, const struct figure_row *row)
{
    buf_c(out, row->label[0]);
    if (row->label[1]) buf_fmt(out, "/%s", row->label[1]);
    buf_fmt(out, " %s", verdict_name(row->verdict.verdict));
    (void)c;
    if (row->verdict.verdict == VERDICT_HIDDEN) {
        assert_true(row->n <= 0); // none at all is no secret
        assert_true(row->customers == row->n);
        assert_true(isnan(row->value) && isnan(row->difference));
        return;
    }
    buf_fmt(out, " %.4g of %lld by %lld", row->value, (long long)row->n, (long long)row->customers);
    if (row->beyond_chance)
        buf_c(out, row->direction > 0 ? " better" : row->direction < 0 ? " worse" : " differs");
}

// The figures as text: rows parted by "; ", and the overall at the end.
static const char *say(struct teller *t, const char *question)
{
    ctx *c = t->c;
    struct figures f;
    MUST(c, figure_compute(c, ask_of(c, question), &f));
    buf out = buf_new(c->arena, 100000);
    for (i64 i = 0; i < f.count; i++) {
        show_row(c, &out, &f.rows[i]);
        buf_c(&out, "; ");
    }
    show_row(c, &out, &f.overall);
    return out.s;
}
#define SAYS(teller, question, text) assert_string_equal(say((teller), (question)), (text))

static struct figures figures_of(struct teller *t, const char *question)
{
    struct figures f;
    MUST(t->c, figure_compute(t->c, ask_of(t->c, question), &f));
    return f;
}

static void each_kind_has_its_value_by(struct teller *t)
{
    COME(t, "nps", 9, .count = 30);
    COME(t, "nps", 7, .count = 10, .first = 30);
    COME(t, "nps", 0, .count = 10, .first = 40);
    COME(t, "ces", 2, .count = 20);
    COME(t, "ces", 5, .count = 20, .first = 20);
    COME(t, "csat", 4, .count = 15);
    COME(t, "csat", 3, .count = 5, .first = 15);
    COME(t, "purchase", 10, .count = 40);
    COME(t, "purchase", 30.5, .count = 40, .one_person = true);
    COME(t, "complaint", 1, .count = 8);
    COME(t, "cost", 4, .count = 20);
    SAYS(t, "nps", "All hunch 40 of 50 by 50");
    SAYS(t, "ces", "All hunch 3.5 of 40 by 40");
    SAYS(t, "csat", "All hunch 0.75 of 20 by 20");
    SAYS(t, "purchase", "All fact 1620 of 80 by 40");
    SAYS(t, "complaint", "All fact 8 of 8 by 8");
    SAYS(t, "purchase_mean", "All hunch 20.25 of 80 by 40");
    SAYS(t, "cost_per_customer", "All hunch 2 of 20 by 20");
    SAYS(t, "complaints_per_thousand", "All hunch 100 of 8 by 8");
    struct figures f = figures_of(t, "purchase");
    assert_true(f.overall.low >= 1620 && f.overall.high <= 1620); // exact
    assert_true(f.from_cube);
    assert_false(f.customers_pending);
}
ON_BOTH(each_kind_has_its_value)

static void customers_are_new_kept_and_lost_by_month_by(struct teller *t)
{
    COME(t, "purchase", 1, .count = 20, .day = 3);
    COME(t, "purchase", 1, .count = 15, .day = 34);
    COME(t, "purchase", 1, .count = 10, .first = 20, .day = 57);
    // January has nothing before it, and customers of two months are not added.
    SAYS(t, "customers_new by month from 2026-01-01 to 2026-02-28",
         "2026-02 fact 10 of 10 by 25; Newest (2026-02) fact 10 of 10 by 25");
    SAYS(t, "customers_lost from 2026-02-01 to 2026-02-28", "All fact 5 of 5 by 25");
    SAYS(t, "retention from 2026-02-01 to 2026-02-28", "All hunch 0.75 of 20 by 25");
    SAYS(t, "churn from 2026-02-01 to 2026-02-28", "All hunch 0.25 of 20 by 25");
    assert_string_equal(figures_of(t, "churn from 2026-02-01 to 2026-02-28").overall.why,
                        "fewer than 30 values are behind it; half its interval is 17.8%, the "
                        "tolerance 3.0%");
}
ON_BOTH(customers_are_new_kept_and_lost_by_month)

static void customers_of_a_period_that_has_not_ended_are_not_counted_by(struct teller *t)
{
    for (i32 month = 0; month < 3; month++)
        COME(t, "purchase", 1, .count = 20, .day = month * 30 + 2);
    // Facts end on 4 March: most of March's customers may still come.
    SAYS(t, "customers_lost by month",
         "2026-02 fact 0 of 0 by 20; Newest (2026-02) fact 0 of 0 by 20");
    SAYS(t, "retention by month",
         "2026-02 hunch 1 of 20 by 20; Newest (2026-02) hunch 1 of 20 by 20");
    // A quarter has none of its length before it.
    SAYS(t, "retention by quarter", "All hunch nan of 0 by 0");
    assert_string_equal(figures_of(t, "retention by quarter").answer,
                        "Retention: no two whole periods to compare");
    SAYS(t, "churn from 2026-03-01 to 2026-03-31", "All hunch nan of 0 by 0");
}
ON_BOTH(customers_of_a_period_that_has_not_ended_are_not_counted)

static void two_units_and_two_months(struct teller *t)
{
    COME(t, "nps", 10, .count = 40, .unit = "Oulu", .segment = "gold", .channel = "web");
    COME(t, "nps", 0, .count = 40, .first = 40, .unit = "Turku", .segment = "gold",
         .channel = "phone");
    COME(t, "nps", 10, .count = 20, .first = 80, .day = 40, .unit = "Oulu", .segment = "silver");
    COME(t, "nps", 8, .count = 20, .first = 100, .day = 40, .unit = "Turku", .segment = "silver");
}

static void groups_split_the_whole_by(struct teller *t)
{
    two_units_and_two_months(t);
    SAYS(t, "nps by unit",
         "Oulu signal 100 of 60 by 60 better; Turku signal -66.67 of 60 by 60 worse; "
         "All hunch 16.67 of 120 by 120");
    SAYS(t, "nps by month",
         "2026-01 hunch 0 of 80 by 80; 2026-02 signal 50 of 40 by 40 better; "
         "All hunch 16.67 of 120 by 120");
    SAYS(t, "nps by unit where segment=gold",
         "Oulu signal 100 of 40 by 40 better; Turku signal -100 of 40 by 40 worse; "
         "All hunch 0 of 80 by 80");
    SAYS(t, "nps by unit from 2026-02-01 to 2026-02-28",
         "Oulu signal 100 of 20 by 20 better; Turku signal 0 of 20 by 20 worse; "
         "All hunch 50 of 40 by 40");
    SAYS(t, "nps where unit=Oulu where unit=Turku where channel=web", "All hunch 100 of 40 by 40");
}
ON_BOTH(groups_split_the_whole)

static void periods_have_names_by(struct teller *t)
{
    COME(t, "contact", 1, .count = 10, .day = 0); // Thursday 2026-01-01, ISO week 2026-W01
    COME(t, "contact", 1, .count = 10, .day = -3, .first = 10);
    COME(t, "contact", 1, .count = 10, .day = 100, .first = 20);
    SAYS(t, "contact by day",
         "2025-12-29 fact 10 of 10 by 10; 2026-01-01 fact 10 of 10 by 10; "
         "2026-04-11 fact 10 of 10 by 10; All fact 30 of 30 by 30");
    SAYS(t, "contact by week",
         "2026-W01 fact 20 of 20 by 20; 2026-W15 fact 10 of 10 by 10; All fact 30 of 30 by 30");
    SAYS(t, "contact by quarter",
         "2025-Q4 fact 10 of 10 by 10; 2026-Q1 fact 10 of 10 by 10; 2026-Q2 fact 10 of 10 by 10; "
         "All fact 30 of 30 by 30");
    SAYS(t, "contact by year",
         "2025 fact 10 of 10 by 10; 2026 fact 20 of 20 by 20; All fact 30 of 30 by 30");
}
ON_BOTH(periods_have_names)

static void a_month_that_has_just_begun_is_no_fall_by(struct teller *t)
{
    // It is 21 November 2026: ten a day in both months.
    COME(t, "contact", 1, .count = 310, .day = 273);
    COME(t, "contact", 1, .count = 210, .day = 313);
    SAYS(t, "contact by month",
         "2026-10 fact 310 of 310 by 310; 2026-11 fact 210 of 210 by 210; "
         "All fact 520 of 520 by 310");
    struct figures f = figures_of(t, "contact by month");
    assert_near(f.rows[1].difference, 1, 1e-9);
}
ON_BOTH(a_month_that_has_just_begun_is_no_fall)

static void totals_are_not_compared_with_a_month_in_which_facts_began_by(struct teller *t)
{
    COME(t, "contact", 1, .count = 50, .day = 25);
    COME(t, "contact", 1, .count = 280, .day = 31);
    COME(t, "contact", 1, .count = 620, .day = 60);
    SAYS(t, "contact by month",
         "2026-01 fact 50 of 50 by 50; 2026-02 fact 280 of 280 by 280; "
         "2026-03 fact 620 of 620 by 620 differs; All fact 950 of 950 by 620");
}
ON_BOTH(totals_are_not_compared_with_a_month_in_which_facts_began)

static void folding_changes_nothing_by(struct teller *t)
{
    static const char *const questions[] = {
        "nps by unit",
        "nps by month",
        "nps by unit from 2026-01-01 to 2026-01-31",
        "nps by unit from 2025-12-31 to 2026-02-01",
        "nps by month,unit from 2026-01-01 to 2026-02-10",
    };
    two_units_and_two_months(t);
    const char *before[COUNT_OF(questions)];
    for (i64 i = 0; i < COUNT_OF(questions); i++)
        before[i] = say(t, questions[i]);
    teller_fold(t);
    for (i64 i = 0; i < COUNT_OF(questions); i++)
        SAYS(t, questions[i], before[i]);
}
ON_BOTH(folding_changes_nothing)

static void few_people_are_hidden_however_many_their_facts_by(struct teller *t)
{
    COME(t, "nps", 9, .count = 40, .one_person = true, .first = 900, .unit = "Turku");
    COME(t, "nps", 9, .count = 40, .unit = "Oulu");
    COME(t, "nps", 9, .count = 30, .first = 100, .unit = "Espoo");
    // Turku is one person; alone it could be found by subtraction, so the smallest goes with it.
    SAYS(t, "nps by unit",
         "Oulu hunch 100 of 40 by 40; Espoo hidden; Turku hidden; "
         "All fact 100 of 110 by 71");
    assert_string_equal(figures_of(t, "nps by unit").rows[1].why,
                        "a group of fewer than 5 people is hidden beside it, who could be found by "
                        "subtracting it from the whole");
    SAYS(t, "nps where unit=Turku", "All hidden");
    assert_string_equal(figures_of(t, "nps where unit=Turku").overall.why,
                        "fewer than 5 people are behind it");
    assert_string_equal(figures_of(t, "nps where unit=Oulu where unit=Espoo").overall.why,
                        "it leaves out fewer than 5 people, who could be found by subtracting it "
                        "from the whole");
    SAYS(t, "nps where unit=Oulu where unit=Espoo", "All hidden"); // leaves out one person
    SAYS(t, "nps where unit=Oulu", "All hunch 100 of 40 by 40");
}
ON_BOTH(few_people_are_hidden_however_many_their_facts)

static void people_of_several_hidden_rows_are_not_counted_twice_by(struct teller *t)
{
    COME(t, "contact", 1, .count = 4, .unit = "Turku");
    COME(t, "contact", 1, .count = 4, .unit = "Espoo"); // the same four
    COME(t, "contact", 1, .count = 40, .first = 10, .unit = "Oulu");
    COME(t, "contact", 1, .count = 50, .first = 60, .unit = "Vaasa");
    SAYS(t, "contact by unit",
         "Vaasa fact 50 of 50 by 50; Espoo hidden; Oulu hidden; Turku hidden; "
         "All fact 98 of 98 by 94");
}
ON_BOTH(people_of_several_hidden_rows_are_not_counted_twice)

static void a_hidden_cell_is_not_told_by_the_margins_by(struct teller *t)
{
    COME(t, "contact", 1, .count = 20, .unit = "A", .segment = "x");
    COME(t, "contact", 1, .count = 2, .first = 20, .unit = "A", .segment = "y");
    COME(t, "contact", 1, .count = 30, .first = 30, .unit = "B", .segment = "x");
    COME(t, "contact", 1, .count = 40, .first = 60, .unit = "B", .segment = "y");
    SAYS(t, "contact by unit,segment",
         "A/x hidden; A/y hidden; B/x fact 30 of 30 by 30; B/y hidden; All fact 92 of 92 by 92");
}
ON_BOTH(a_hidden_cell_is_not_told_by_the_margins)

static void merged_keys_are_one_customer_by(struct teller *t)
{
    COME(t, "contact", 1, .count = 6);
    SAYS(t, "contact", "All fact 6 of 6 by 6");
    teller_run(t->c, "INSERT INTO alias SELECT id, (SELECT min(id) FROM key) FROM key "
                     "WHERE id > (SELECT min(id) FROM key)");
    SAYS(t, "contact", "All hidden");
    teller_fold(t);
    SAYS(t, "contact", "All hidden");
}
ON_BOTH(merged_keys_are_one_customer)

static void a_correction_counts_once_by(struct teller *t)
{
    COME(t, "purchase", 10, .count = 5);
    TAKE(t, TOLD(.id = S("o-1"), READINGS({S("purchase"), E4(50)})));
    TAKE(t, TOLD(.id = S("o-1"), .replaces = true, READINGS({S("purchase"), E4(40)})));
    SAYS(t, "purchase", "All fact 90 of 6 by 5"); // C1 is one of the five
    teller_fold(t);
    SAYS(t, "purchase", "All fact 90 of 6 by 5");
}
ON_BOTH(a_correction_counts_once)

static void employees_do_not_mix_with_customers_by(struct teller *t)
{
    COME(t, "nps", 9, .count = 10);
    COME(t, "nps", 0, .count = 10, .subject = SUBJECT_EMPLOYEE);
    SAYS(t, "nps", "All hunch 100 of 10 by 10");
    SAYS(t, "nps where subject=employee", "All hunch -100 of 10 by 10");
}
ON_BOTH(employees_do_not_mix_with_customers)

static void attributes_and_sources_are_read_from_the_facts_by(struct teller *t)
{
    COME(t, "nps", 9, .count = 10, .home = "north");
    COME(t, "nps", 0, .count = 10, .first = 10, .home = "south", .source = "mail");
    COME(t, "nps", 7, .count = 10, .first = 20);
    // Key C10 … of source mail are other keys than those of the shop.
    SAYS(t, "nps by home",
         "north signal 100 of 10 by 10 better; not known hunch 0 of 10 by 10; "
         "south signal -100 of 10 by 10 worse; All hunch 0 of 30 by 30");
    SAYS(t, "nps where home=north", "All hunch 100 of 10 by 10");
    SAYS(t, "nps by source",
         "shop signal 50 of 20 by 20 better; mail signal -100 of 10 by 10 worse; "
         "All hunch 0 of 30 by 30");
    assert_false(figures_of(t, "nps by home").from_cube);
}
ON_BOTH(attributes_and_sources_are_read_from_the_facts)

static void figures_speak_of_ours_by(struct teller *t)
{
    COME(t, "nps", 9, .count = 10, .unit = "Turku");
    COME(t, "nps", 0, .count = 10, .first = 10, .unit = "Turku 2");
    MUST(t->c, store_begin_write(t->c));
    MUST(t->c, company_declare(t->c, json_parse(t->c, S("{\"Halpa\": {\"ours\": false}}")),
                               json_parse(t->c, S("{\"Turku 2\": {\"organisation\": \"Halpa\"}}")),
                               NULL));
    MUST(t->c, store_commit(t->c));
    SAYS(t, "nps", "All hunch 100 of 10 by 10");
    SAYS(t, "nps where organisation=Halpa", "All hunch -100 of 10 by 10");
    SAYS(t, "nps by organisation",
         "our own signal 100 of 10 by 10 better; "
         "Halpa signal -100 of 10 by 10 worse; All hunch 0 of 20 by 20");
}
ON_BOTH(figures_speak_of_ours)

static void coverage_is_of_customers_in_scope_by(struct teller *t)
{
    COME(t, "purchase", 5, .count = 80, .unit = "Oulu");
    COME(t, "purchase", 5, .count = 120, .first = 80, .unit = "Turku");
    COME(t, "nps", 9, .count = 60, .unit = "Oulu");
    COME(t, "nps", 9, .count = 4, .first = 80, .unit = "Turku");
    teller_fold(t);
    struct figures f = figures_of(t, "nps");
    assert_int_equal(f.customers_in_base, 200);
    assert_near(f.overall.coverage, 0.4, 1e-12);
    assert_string_equal(f.overall.lacking, "Turku");
    assert_int_equal(f.overall.verdict.verdict, VERDICT_HUNCH);
    assert_false(f.overall.verdict.of_those_who_answered);
}
ON_BOTH(coverage_is_of_customers_in_scope)

// 40 gold and 60 silver customers in Oulu, 100 gold ones in Turku, since January.
static void a_base_of_three_groups(struct teller *t)
{
    COME(t, "purchase", 5, .count = 40, .unit = "Oulu", .segment = "gold");
    COME(t, "purchase", 5, .count = 60, .first = 40, .unit = "Oulu", .segment = "silver");
    COME(t, "purchase", 5, .count = 100, .first = 100, .unit = "Turku", .segment = "gold");
    COME(t, "purchase", 5, .count = 200, .day = 58, .unit = "Oulu", .segment = "gold");
}

static void coverage_is_counted_by_unit_and_segment_by(struct teller *t)
{
    a_base_of_three_groups(t);
    COME(t, "nps", 9, .count = 5, .unit = "Oulu", .segment = "gold");
    COME(t, "nps", 9, .count = 4, .first = 40, .unit = "Oulu", .segment = "silver");
    COME(t, "nps", 9, .count = 30, .first = 100, .unit = "Turku", .segment = "gold");
    teller_fold(t);
    struct figures f = figures_of(t, "nps by unit to 2026-01-31");
    assert_string_equal(f.rows[0].label[0], "Oulu");
    assert_near(f.rows[0].coverage, 0.4, 1e-12); // 40 of 100
    assert_string_equal(f.rows[0].lacking, "silver, Oulu");
    assert_near(f.rows[1].coverage, 1, 1e-12);
    assert_near(f.overall.coverage, 0.7, 1e-12); // 140 of 200
    assert_int_equal(f.customers_in_base, 200);
    f = figures_of(t, "nps to 2026-01-31 where unit=Oulu where unit=Turku");
    assert_near(f.overall.coverage, 0.7, 1e-12);
    assert_int_equal(f.customers_in_base, 200);
    f = figures_of(t, "nps to 2026-01-31 where unit=Turku");
    assert_near(f.overall.coverage, 1, 1e-12);
    assert_int_equal(f.customers_in_base, 100);
}
ON_BOTH(coverage_is_counted_by_unit_and_segment)

static void coverage_is_counted_by_month_but_not_by_week_by(struct teller *t)
{
    a_base_of_three_groups(t);
    COME(t, "nps", 9, .count = 40, .unit = "Oulu", .segment = "gold");
    COME(t, "nps", 9, .count = 40, .day = 58, .unit = "Oulu", .segment = "gold");
    COME(t, "nps", 9, .count = 40, .first = 100, .day = 59, .unit = "Turku", .segment = "gold");
    teller_fold(t);
    // Who was there in January only is out of scope in February; Oulu's 40 gold ones stay.
    struct figures f = figures_of(t, "nps by month to 2026-02-28");
    assert_near(f.rows[0].coverage, 0.2, 1e-12); // 40 of 200
    assert_near(f.rows[1].coverage, 1, 1e-12);
    f = figures_of(t, "nps by month from 2026-02-01 to 2026-02-28");
    assert_near(f.overall.coverage, 1, 1e-12);
    f = figures_of(t, "nps by week");
    assert_true(f.rows[0].coverage < 0);
    assert_near(f.overall.coverage, 300.0 / 360, 1e-12); // all but the silver ones
}
ON_BOTH(coverage_is_counted_by_month_but_not_by_week)

static void where_coverage_is_not_counted_the_row_says_so_by(struct teller *t)
{
    a_base_of_three_groups(t);
    COME(t, "nps", 9, .count = 40, .unit = "Oulu", .segment = "gold", .home = "north");
    teller_fold(t);
    static const char says_so[] = "; coverage is not counted for this split";
    assert_non_null(strstr(figures_of(t, "nps by home").rows[0].why, says_so));
    assert_non_null(strstr(figures_of(t, "nps by week").rows[0].why, says_so));
    assert_null(strstr(figures_of(t, "nps by week").overall.why, says_so));
    assert_null(strstr(figures_of(t, "nps by month").rows[0].why, says_so));
}
ON_BOTH(where_coverage_is_not_counted_the_row_says_so)

static void several_groups_are_compared_with_holms_correction_by(struct teller *t)
{
    // Of 40 each 20, 30 and 30 are content: z = (0.5 - 0.75) / sqrt(2/9 (1/40 + 1/80)) and so on.
    COME(t, "csat", 5, .count = 20, .unit = "A");
    COME(t, "csat", 1, .count = 20, .first = 20, .unit = "A");
    COME(t, "csat", 5, .count = 30, .first = 40, .unit = "B");
    COME(t, "csat", 1, .count = 10, .first = 70, .unit = "B");
    COME(t, "csat", 5, .count = 30, .first = 80, .unit = "C");
    COME(t, "csat", 1, .count = 10, .first = 110, .unit = "C");
    struct figures f = figures_of(t, "csat by unit");
    assert_string_equal(f.rows[2].label[0], "A");
    assert_near(f.rows[2].p, 3 * 0.006169899311646632, 1e-9);
    assert_near(f.rows[0].p, 2 * 0.1709035201567189, 1e-9);
    assert_near(f.rows[1].p, 2 * 0.1709035201567189, 1e-9);
    assert_true(f.rows[2].beyond_chance && !f.rows[0].beyond_chance);
}
ON_BOTH(several_groups_are_compared_with_holms_correction)

static void touchpoints_and_stages_are_filters_by(struct teller *t)
{
    COME(t, "csat", 5, .count = 10, .touchpoint = "checkout");
    COME(t, "csat", 1, .count = 20, .first = 10, .touchpoint = "returns");
    COME(t, "csat", 5, .count = 30, .first = 30, .touchpoint = "repair");
    MUST(t->c, store_begin_write(t->c));
    MUST(t->c, company_declare(t->c, NULL, NULL,
                               json_parse(t->c, S("{\"returns\": {\"stage\": \"after\"}, "
                                                  "\"repair\": {\"stage\": \"after\"}}"))));
    MUST(t->c, store_commit(t->c));
    SAYS(t, "csat where touchpoint=returns", "All hunch 0 of 20 by 20");
    SAYS(t, "csat where stage=after", "All hunch 0.6 of 50 by 50");
    SAYS(t, "csat by touchpoint where stage=after",
         "repair signal 1 of 30 by 30 better; returns signal 0 of 20 by 20 worse; "
         "All hunch 0.6 of 50 by 50");
    SAYS(t, "csat by stage",
         "not named signal 1 of 10 by 10 better; after signal 0.6 of 50 by -1 worse; "
         "All hunch 0.6667 of 60 by 60");
}
ON_BOTH(touchpoints_and_stages_are_filters)

static void where_there_is_nothing_it_says_so_by(struct teller *t)
{
    COME(t, "contact", 1, .count = 10, .unit = "Oulu");
    COME(t, "nps", 9, .count = 10, .unit = "Turku");
    SAYS(t, "contact where unit=Turku", "All hunch nan of 0 by 0");
    SAYS(t, "nps where unit=Oulu", "All hunch nan of 0 by 0");
    struct figures f = figures_of(t, "nps where unit=Oulu");
    assert_string_equal(f.overall.why, "there are no facts here");
    assert_string_equal(f.answer, "Net Promoter Score: no facts here yet");
}
ON_BOTH(where_there_is_nothing_it_says_so)

static void say_words(struct teller *t, i64 first, i64 count, str unit)
{
    for (i64 i = first; i < first + count; i++)
        TAKE(t, TOLD(.id = str_of(fmt(t->c->arena, "w%lld", (long long)i)),
                     .key = str_of(fmt(t->c->arena, "W%lld", (long long)i)),
                     .happened_ms = 1767261600000 + i, .unit = unit,
                     .remark = str_of(fmt(t->c->arena, "words %lld", (long long)i)),
                     READINGS({S("nps"), 10000 * i})));
}

static struct remark_page remarks_of(struct teller *t, const char *question, str after)
{
    struct remark_page out;
    struct remark_wish wish = {.after = after};
    MUST(t->c, figure_remarks(t->c, ask_of(t->c, question), wish, 4, &out));
    return out;
}

static void words_are_shown_where_people_are_enough_by(struct teller *t)
{
    say_words(t, 0, 6, S("Oulu"));
    struct remark_page page = remarks_of(t, "nps where unit=Oulu", S(""));
    assert_false(page.is_hidden);
    assert_int_equal(page.count, 4);
    assert_true(page.next.size > 0);
    assert_str(page.remarks[0].text, "words 5");
    assert_str(page.remarks[0].unit, "Oulu");
    assert_near(page.remarks[0].value, 5, 1e-12);
    page = remarks_of(t, "nps where unit=Oulu", page.next);
    assert_int_equal(page.count, 2);
    assert_str(page.remarks[0].text, "words 1");
    assert_int_equal(page.next.size, 0);
    struct remark_wish wrong = {.after = S("yesterday")};
    assert_false(figure_remarks(t->c, ask_of(t->c, "nps"), wrong, 4, &page));
    assert_string_equal(t->c->err.msg, "this is no place in the list");
    err_clear(t->c);
    assert_int_equal(figures_of(t, "nps by unit").overall.remarks, 6);
    say_words(t, 6, 2, S("Turku"));
    assert_true(remarks_of(t, "nps where unit=Turku", S("")).is_hidden);
    // The rest of all words would be Turku's.
    assert_true(remarks_of(t, "nps where unit=Oulu", S("")).is_hidden);
    assert_false(remarks_of(t, "nps", S("")).is_hidden);
}
ON_BOTH(words_are_shown_where_people_are_enough)

static void a_scale_of_another_kind_is_told_by(struct teller *t)
{
    COME(t, "nps", 9, .count = 10);
    assert_null(figures_of(t, "nps").scale_note);
    teller_run(t->c, "INSERT INTO source_scale SELECT s.id, m.id, 1, 10, 'kept' FROM source s, "
                     "metric m WHERE s.name = 'shop' AND m.name = 'nps'");
    assert_string_equal(figures_of(t, "nps").scale_note,
                        "Answers from shop were given on a scale from 1 to 10, without 0; 9 and 10 "
                        "count as promoters, up to 6 as detractors.");
    assert_null(figures_of(t, "csat").scale_note);
}
ON_BOTH(a_scale_of_another_kind_is_told)

static void without_a_base_it_is_of_those_who_answered_by(struct teller *t)
{
    COME(t, "nps", 9, .count = 100);
    struct figures f = figures_of(t, "nps");
    assert_int_equal(f.customers_in_base, -1);
    assert_int_equal(f.overall.verdict.verdict, VERDICT_FACT);
    assert_true(f.overall.verdict.of_those_who_answered);
    assert_false(f.overall.verdict.may_be_baseline);
}
ON_BOTH(without_a_base_it_is_of_those_who_answered)

static void refused(struct teller *t, const char *question, const char *msg, const char *hint)
{
    struct figures f;
    assert_false(figure_compute(t->c, ask_of(t->c, question), &f));
    assert_string_equal(t->c->err.msg, msg);
    if (hint) assert_string_equal(t->c->err.hint, hint);
    err_clear(t->c);
}

static void what_does_not_exist_is_named_by(struct teller *t)
{
    COME(t, "nps", 9, .count = 1, .unit = "Turku");
    refused(t, "npx", "there is no metric \"npx\"", NULL);
    refused(t, "nps where unit=Tampere", "there is no unit \"Tampere\"",
            "There are, for example: Turku.");
    refused(t, "nps by shoe", "there is no dimension or customer attribute \"shoe\"", NULL);
    refused(t, "nps where month=2026-01", "month cannot be a filter",
            "Choose a period with from and to.");
    refused(t, "churn by month where touchpoint=",
            "customers new, kept and lost can be filtered by unit only",
            "Split by day, week, month, quarter or year; filter by unit.");
    refused(t, "churn by unit", "customers new, kept and lost are counted over time only", NULL);
    refused(t, "nps from 2026-02-01 to 2026-01-01", "the period ends before it begins",
            "Swap from and to.");
}
ON_BOTH(what_does_not_exist_is_named)

static void titles_read_as_sentences_by(struct teller *t)
{
    two_units_and_two_months(t);
    assert_string_equal(figures_of(t, "nps by unit").answer,
                        "Net Promoter Score – worse than the rest: Turku; better: Oulu");
    assert_string_equal(figures_of(t, "nps by unit from 2026-01-01 to 2026-03-31").question,
                        "Net Promoter Score by unit, 1 January 2026 to 31 March 2026");
    assert_string_equal(figures_of(t, "purchase").answer, "Purchases: no facts here yet");
}
ON_BOTH(titles_read_as_sentences)

static void score_agrees(ctx *c, const json_t *cell)
{
    struct teller t;
    teller_init(c, &t);
    teller_run(c, "DELETE FROM fact");
    teller_run(c, "DELETE FROM cube_new");
    static const struct {
        const char *class;
        f64 answer;
    } classes[] = {
        {"det", 3 },
        {"pas", 8 },
        {"pro", 10}
    };
    i64 first = 0;
    for (i64 i = 0; i < COUNT_OF(classes); i++) {
        i64 count = json_integer_value(json_object_get(cell, classes[i].class));
        if (count) COME(&t, "nps", classes[i].answer, .count = count, .first = first);
        first += count;
    }
    struct figures f = figures_of(&t, "nps");
    const json_t *limits = json_object_get(cell, "score95");
    assert_int_equal(f.overall.n, json_integer_value(json_object_get(cell, "n")));
    assert_near(f.overall.value, 100 * json_number_value(json_object_get(cell, "nps")), 1e-9);
    assert_near(f.overall.low, 100 * json_number_value(json_array_get(limits, 0)), 1e-7);
    assert_near(f.overall.high, 100 * json_number_value(json_array_get(limits, 1)), 1e-7);
    teller_release(&t);
}

static void published_scores_are_reproduced_in(ctx *c, struct store *store)
{
    (void)store;
    char room[4096];
    json_t *reference =
               json_load_file(shared_path_or_skip("reference/nps_intervals.json", room), 0, NULL),
           *cell;
    const char *name;
    assert_non_null(reference);
    json_object_foreach(json_object_get(reference, "grid"), name, cell) score_agrees(c, cell);
    score_agrees(c, json_object_get(reference, "nps_testdata_all"));
    json_decref(reference);
}

static void published_scores_are_reproduced(void **state)
{
    (void)state;
    shared_or_skip("reference/nps_intervals.json");
    on_duckdb(published_scores_are_reproduced_in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_has_its_value),
        cmocka_unit_test(customers_are_new_kept_and_lost_by_month),
        cmocka_unit_test(groups_split_the_whole),
        cmocka_unit_test(periods_have_names),
        cmocka_unit_test(a_month_that_has_just_begun_is_no_fall),
        cmocka_unit_test(folding_changes_nothing),
        cmocka_unit_test(few_people_are_hidden_however_many_their_facts),
        cmocka_unit_test(people_of_several_hidden_rows_are_not_counted_twice),
        cmocka_unit_test(a_hidden_cell_is_not_told_by_the_margins),
        cmocka_unit_test(merged_keys_are_one_customer),
        cmocka_unit_test(a_correction_counts_once),
        cmocka_unit_test(employees_do_not_mix_with_customers),
        cmocka_unit_test(attributes_and_sources_are_read_from_the_facts),
        cmocka_unit_test(figures_speak_of_ours),
        cmocka_unit_test(coverage_is_of_customers_in_scope),
        cmocka_unit_test(customers_of_a_period_that_has_not_ended_are_not_counted),
        cmocka_unit_test(totals_are_not_compared_with_a_month_in_which_facts_began),
        cmocka_unit_test(coverage_is_counted_by_unit_and_segment),
        cmocka_unit_test(coverage_is_counted_by_month_but_not_by_week),
        cmocka_unit_test(where_coverage_is_not_counted_the_row_says_so),
        cmocka_unit_test(several_groups_are_compared_with_holms_correction),
        cmocka_unit_test(touchpoints_and_stages_are_filters),
        cmocka_unit_test(where_there_is_nothing_it_says_so),
        cmocka_unit_test(words_are_shown_where_people_are_enough),
        cmocka_unit_test(a_scale_of_another_kind_is_told),
        cmocka_unit_test(without_a_base_it_is_of_those_who_answered),
        cmocka_unit_test(what_does_not_exist_is_named),
        cmocka_unit_test(titles_read_as_sentences),
        cmocka_unit_test(published_scores_are_reproduced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
