// The life of a fact: taken once, repeated, corrected, refused; and the cube that always agrees.
#include "support/teller.h"

#include "support/test.h"

#define BOUGHT(euros) READINGS({S("purchase"), E4(euros)})

// Each test is told on both engines, in a company of its own.
#define ON_BOTH(test)                                                                              \
    static void test##_in(ctx *c, struct store *store)                                             \
    {                                                                                              \
        (void)store;                                                                               \
        struct teller teller;                                                                      \
        teller_init(c, &teller);                                                                   \
        test##_by(&teller);                                                                        \
        teller_check(&teller);                                                                     \
        teller_release(&teller);                                                                   \
    }                                                                                              \
    static void test(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        on_both(test##_in);                                                                        \
    }

static void a_fact_told_again_is_a_repeat_by(struct teller *t)
{
    struct batch *batch = TAKE(t, TOLD(.id = S("o-1"), BOUGHT(49.9)));
    assert_counts(t, batch, "taken 1, repeated 0, refused 0");
    batch = TAKE(t, TOLD(.id = S("o-1"), BOUGHT(49.9)), TOLD(.id = S("o-2"), BOUGHT(10)));
    assert_counts(t, batch, "taken 1, repeated 1, refused 0");
    assert_int_equal(batch->lines_taken, 1);
    assert_int_equal(batch->lines_repeated, 1);
    assert_string_equal(teller_sum(t, "purchase"), "n 2, total 59.9");
    known_forget(&t->known); // as after a restart
    batch = TAKE(t, TOLD(.id = S("o-1"), BOUGHT(49.9)), TOLD(.id = S("o-2"), BOUGHT(10)));
    assert_counts(t, batch, "taken 0, repeated 2, refused 0");
    assert_string_equal(teller_sum(t, "purchase"), "n 2, total 59.9");
    assert_string_equal(teller_ask(t->c, "SELECT count(*) FROM key"), "1");
}
ON_BOTH(a_fact_told_again_is_a_repeat)

static void another_value_is_refused_with_its_whole_line_by(struct teller *t)
{
    TAKE(t, TOLD(.id = S("o-1"), BOUGHT(49.9)));
    struct batch *batch =
        TAKE(t,
             TOLD(.id = S("o-1"), READINGS({S("contact"), E4(1)}, {S("purchase"), E4(50)}),
                  .remark = S("no")),
             TOLD(.id = S("o-2"), BOUGHT(1)));
    assert_counts(t, batch, "taken 1, repeated 0, refused 1");
    assert_int_equal(batch->refusals[0].line, 1);
    assert_string_equal(batch->refusals[0].column, "purchase");
    assert_string_equal(batch->refusals[0].value, "50");
    assert_string_equal(batch->refusals[0].why,
                        "the same fact was taken before with another value, 49.9");
    assert_string_equal(batch->refusals[0].hint,
                        "If this is a correction, say \"replaces\": true; otherwise give it an id "
                        "of its own.");
    assert_string_equal(teller_sum(t, "purchase"), "n 2, total 50.9");
    assert_string_equal(teller_sum(t, "contact"), "n 0, total 0");
    assert_string_equal(teller_ask(t->c, "SELECT count(*) FROM remark"), "0");
}
ON_BOTH(another_value_is_refused_with_its_whole_line)

static void another_customer_is_refused_by(struct teller *t)
{
    TAKE(t, TOLD(.id = S("o-1"), BOUGHT(5)));
    struct batch *batch = TAKE(t, TOLD(.id = S("o-1"), .key = S("C2"), BOUGHT(5)));
    assert_counts(t, batch, "taken 0, repeated 0, refused 1");
    assert_string_equal(batch->refusals[0].why,
                        "the same fact was taken before for another customer");
}
ON_BOTH(another_customer_is_refused)

static void the_identity_has_four_parts_by(struct teller *t)
{
    struct batch *batch = TAKE(t, TOLD(.id = S("1"), BOUGHT(1)), TOLD(.id = S("2"), BOUGHT(2)),
                               TOLD(.id = S("1"), .source = S("web"), BOUGHT(3)),
                               TOLD(.id = S("1"), .happened_ms = TOLD_MS + 1, BOUGHT(4)),
                               TOLD(.id = S("1"), READINGS({S("cost"), E4(5)})));
    assert_counts(t, batch, "taken 5, repeated 0, refused 0");
}
ON_BOTH(the_identity_has_four_parts)

static void without_an_id_content_and_occurrence_stand_for_it_by(struct teller *t)
{
    struct encounter first = TOLD(.content_hash = 77, BOUGHT(1)), second = first;
    second.occurrence = 1;
    assert_counts(t, TAKE(t, first, second), "taken 2, repeated 0, refused 0");
    assert_counts(t, TAKE(t, first, second), "taken 0, repeated 2, refused 0");
}
ON_BOTH(without_an_id_content_and_occurrence_stand_for_it)

static void a_correction_takes_the_old_ones_place_by(struct teller *t)
{
    TAKE(t, TOLD(.id = S("o-1"), BOUGHT(49.9)), TOLD(.id = S("o-2"), BOUGHT(1)));
    struct encounter corrected = TOLD(.id = S("o-1"), .replaces = true, BOUGHT(44.9));
    assert_counts(t, TAKE(t, corrected), "taken 1, repeated 0, refused 0");
    assert_string_equal(teller_sum(t, "purchase"), "n 2, total 45.9");
    assert_counts(t, TAKE(t, corrected), "taken 0, repeated 1, refused 0");
    assert_counts(t, TAKE(t, TOLD(.id = S("o-1"), BOUGHT(44.9))), "taken 0, repeated 1, refused 0");
    assert_counts(t, TAKE(t, TOLD(.id = S("o-1"), BOUGHT(49.9))), "taken 0, repeated 0, refused 1");
    assert_counts(t, TAKE(t, TOLD(.id = S("o-1"), .replaces = true, BOUGHT(49.9))),
                  "taken 1, repeated 0, refused 0");
    assert_string_equal(teller_sum(t, "purchase"), "n 2, total 50.9");
    teller_fold(t);
    assert_counts(t, TAKE(t, TOLD(.id = S("o-1"), .replaces = true, BOUGHT(-5))),
                  "taken 1, repeated 0, refused 0");
    assert_string_equal(teller_sum(t, "purchase"), "n 2, total -4");
    // A correction of nothing is a fact.
    assert_counts(t, TAKE(t, TOLD(.id = S("o-9"), .replaces = true, BOUGHT(9))),
                  "taken 1, repeated 0, refused 0");
}
ON_BOTH(a_correction_takes_the_old_ones_place)

static void a_correction_may_move_customer_and_place_by(struct teller *t)
{
    TAKE(t, TOLD(.id = S("o-1"), .unit = S("Turku"), BOUGHT(5)));
    struct encounter moved =
        TOLD(.id = S("o-1"), .key = S("C2"), .unit = S("Espoo"), .replaces = true, BOUGHT(5));
    assert_counts(t, TAKE(t, moved), "taken 1, repeated 0, refused 0");
    assert_counts(t, TAKE(t, moved), "taken 0, repeated 1, refused 0");
    moved.unit = S("Vaasa"); // nothing but the unit
    assert_counts(t, TAKE(t, moved), "taken 1, repeated 0, refused 0");
    assert_counts(t, TAKE(t, moved), "taken 0, repeated 1, refused 0");
    moved.unit = S("Turku"); // back to where it was first
    assert_counts(t, TAKE(t, moved), "taken 1, repeated 0, refused 0");
    assert_string_equal(teller_ask(t->c, "SELECT u.name, sum(q.n)::BIGINT, "
                                         "sum(q.total)::DECIMAL(18, 4) FROM cube_new q "
                                         "JOIN unit u ON u.id = q.unit GROUP BY u.name "
                                         "ORDER BY u.name"),
                        "Espoo 0 0 | Turku 1 5 | Vaasa 0 0");
    assert_string_equal(teller_ask(t->c,
                                   "SELECT k.value, sum(f.change)::BIGINT FROM fact f "
                                   "JOIN key k ON k.id = f.key GROUP BY k.value ORDER BY k.value"),
                        "C1 0 | C2 1");
}
ON_BOTH(a_correction_may_move_customer_and_place)

static void one_batch_may_contradict_and_correct_itself_by(struct teller *t)
{
    struct batch *batch =
        TAKE(t, TOLD(.id = S("o-1"), BOUGHT(1)), TOLD(.id = S("o-1"), BOUGHT(2)),
             TOLD(.id = S("o-1"), BOUGHT(1)), TOLD(.id = S("o-1"), .replaces = true, BOUGHT(3)),
             TOLD(.id = S("o-1"), .replaces = true, BOUGHT(3)),
             // Its second half conflicts, so its first is undone.
             TOLD(.id = S("o-1"), READINGS({S("cost"), E4(7)}, {S("purchase"), E4(1)})),
             TOLD(.id = S("o-1"), BOUGHT(3)));
    assert_counts(t, batch, "taken 2, repeated 3, refused 2");
    assert_string_equal(teller_sum(t, "purchase"), "n 1, total 3");
    assert_string_equal(teller_sum(t, "cost"), "n 0, total 0");
}
ON_BOTH(one_batch_may_contradict_and_correct_itself)

static void batches_of_one_take_see_each_other_by(struct teller *t)
{
    struct batch *batches[3];
    const struct encounter one = TOLD(.id = S("o-1"), BOUGHT(1)),
                           other = TOLD(.id = S("o-1"), BOUGHT(2)),
                           corrected = TOLD(.id = S("o-1"), .replaces = true, BOUGHT(4));
    batches[0] = teller_batch(t, &one, 1);
    batches[1] = teller_batch(t, &other, 1);
    batches[2] = teller_batch(t, &corrected, 1);
    teller_take_batches(t, batches, 3);
    assert_counts(t, batches[0], "taken 1, repeated 0, refused 0");
    assert_counts(t, batches[1], "taken 0, repeated 0, refused 1");
    assert_counts(t, batches[2], "taken 1, repeated 0, refused 0");
    assert_string_equal(teller_sum(t, "purchase"), "n 1, total 4");
    assert_string_equal(teller_ask(t->c, "SELECT rows_taken, rows_repeated, rows_refused, "
                                         "facts_taken, kind, who FROM batch"),
                        "2 0 1 2 http test");
}
ON_BOTH(batches_of_one_take_see_each_other)

static void a_take_of_several_calls_sees_the_earlier_ones_by(struct teller *t)
{
    ctx *c = t->c;
    const struct encounter one = TOLD(.id = S("o-1"), BOUGHT(1)),
                           other = TOLD(.id = S("o-1"), BOUGHT(2));
    struct batch *first = teller_batch(t, &one, 1), *again = teller_batch(t, &one, 1),
                 *second = teller_batch(t, &other, 1);
    struct take *take = NULL;
    i64 id = 0;
    MUST(c, store_begin_write(c));
    MUST(c, take_begin(c, &t->known, (struct take_order){.kind = S("import")}, &take));
    MUST(c, take_batches(c, take, &first, 1));
    MUST(c, take_batches(c, take, &second, 1));
    MUST(c, take_batches(c, take, &again, 1));
    MUST(c, take_end(c, take, &id));
    MUST(c, store_commit(c));
    assert_counts(t, second, "taken 0, repeated 0, refused 1");
    assert_counts(t, again, "taken 0, repeated 1, refused 0");
    assert_string_equal(teller_sum(t, "purchase"), "n 1, total 1");
}
ON_BOTH(a_take_of_several_calls_sees_the_earlier_ones)

static void a_take_rolled_back_leaves_nothing_by(struct teller *t)
{
    ctx *c = t->c;
    const struct encounter told = TOLD(.id = S("o-1"), .unit = S("Oulu"), .segment = S("gold"),
                                       READINGS({S("felt.valued"), E4(1)}), .remark = S("hi"));
    struct batch *batch = teller_batch(t, &told, 1);
    struct take *take = NULL;
    MUST(c, store_begin_write(c));
    MUST(c, take_begin(c, &t->known, (struct take_order){.kind = S("import")}, &take));
    MUST(c, take_batches(c, take, &batch, 1));
    store_rollback(c);
    known_forget(&t->known);
    assert_string_equal(teller_ask(c, "SELECT (SELECT count(*) FROM fact), (SELECT count(*) FROM "
                                      "key), (SELECT count(*) FROM unit)"),
                        "0 0 0");
    teller_take_batches(t, &batch, 1);
    assert_counts(t, batch, "taken 1, repeated 0, refused 0");
    assert_string_equal(teller_sum(t, "felt.valued"), "n 1, total 1");
}
ON_BOTH(a_take_rolled_back_leaves_nothing)

static void words_stand_beside_their_fact_by(struct teller *t)
{
    struct encounter told =
        TOLD(.id = S("a-1"), READINGS({S("nps"), E4(9)}), .remark = S("Hyvää palvelua"));
    assert_counts(t, TAKE(t, told), "taken 1, repeated 0, refused 0");
    assert_counts(t, TAKE(t, told), "taken 0, repeated 1, refused 0");
    struct encounter words = TOLD(.id = S("a-2"), .key = S(""), .remark = S("only words"));
    assert_counts(t, TAKE(t, words), "taken 1, repeated 0, refused 0");
    assert_string_equal(teller_sum(t, "remark"), "n 2, total 2");
    told.remark = S("Huonoa palvelua");
    told.replaces = true;
    assert_counts(t, TAKE(t, told), "taken 0, repeated 1, refused 0");
    assert_counts(t, TAKE(t, told), "taken 0, repeated 1, refused 0");
    assert_string_equal(teller_sum(t, "remark"), "n 2, total 2");
    assert_string_equal(teller_ask(t->c, "SELECT text FROM remark ORDER BY batch"),
                        "Hyvää palvelua | only words | Huonoa palvelua");
}
ON_BOTH(words_stand_beside_their_fact)

static void other_words_are_refused_by(struct teller *t)
{
    struct encounter told = TOLD(.id = S("a-1"), READINGS({S("nps"), E4(9)}), .remark = S("one"));
    TAKE(t, told, TOLD(.id = S("a-2"), .remark = S("one")));
    known_forget(&t->known);
    struct encounter other = told;
    other.remark = S("two");
    struct batch *batch = TAKE(t, told, other, TOLD(.id = S("a-3"), .remark = S("x")),
                               TOLD(.id = S("a-3"), .remark = S("y")));
    assert_counts(t, batch, "taken 1, repeated 1, refused 2");
    assert_int_equal(batch->refusals[0].line, 2);
    assert_string_equal(batch->refusals[0].column, "remark");
    assert_string_equal(batch->refusals[0].value, "two");
    assert_string_equal(batch->refusals[0].why, "other words were taken before");
    assert_int_equal(batch->refusals[1].line, 4);
    other.replaces = true;
    TAKE(t, other);
    assert_counts(t, TAKE(t, told), "taken 0, repeated 0, refused 1"); // the newest words count
    other.replaces = false;
    assert_counts(t, TAKE(t, other), "taken 0, repeated 1, refused 0");
}
ON_BOTH(other_words_are_refused)

static void words_corrected_twice_in_one_batch_stay_once_by(struct teller *t)
{
    TAKE(t, TOLD(.id = S("a-1"), .remark = S("one")));
    struct encounter two = TOLD(.id = S("a-1"), .remark = S("two"), .replaces = true),
                     three = TOLD(.id = S("a-1"), .remark = S("three"), .replaces = true),
                     bought = TOLD(.id = S("a-1"), BOUGHT(1)),
                     four = TOLD(.id = S("a-1"), .remark = S("four"), .replaces = true, BOUGHT(1));
    assert_counts(t, TAKE(t, two, two, three, three, bought, four),
                  "taken 3, repeated 3, refused 0");
    assert_string_equal(teller_sum(t, "remark"), "n 1, total 1");
}
ON_BOTH(words_corrected_twice_in_one_batch_stay_once)

static void nobody_known_is_a_key_of_its_own_by(struct teller *t)
{
    TAKE(t, TOLD(.id = S("x"), .key = S(""), READINGS({S("nps"), E4(9)}, {S("csat"), E4(5)})),
         TOLD(.id = S("y"), .key = S(""), READINGS({S("nps"), E4(8)})));
    assert_string_equal(teller_ask(t->c, "SELECT count(DISTINCT key), max(CASE WHEN key < 0 THEN 1 "
                                         "ELSE 2 END) FROM fact"),
                        "2 1");
    assert_string_equal(teller_ask(t->c, "SELECT count(*) FROM key"), "0");
}
ON_BOTH(nobody_known_is_a_key_of_its_own)

static void equal_values_are_other_keys_in_other_namespaces_by(struct teller *t)
{
    TAKE(t, TOLD(.id = S("1"), .key = S("1"), BOUGHT(1)),
         TOLD(.id = S("1"), .source = S("crm"), .key = S("1"), BOUGHT(1)),
         TOLD(.id = S("2"), .source = S("crm"), .name_space = S("shop"), .key = S("1"), BOUGHT(1)),
         TOLD(.id = S("3"), .subject = SUBJECT_EMPLOYEE, .key = S("1"),
              READINGS({S("pulse"), E4(4)})));
    assert_string_equal(teller_ask(t->c,
                                   "SELECT n.name, k.value, k.subject::BIGINT AS s FROM key k "
                                   "JOIN namespace n ON n.id = k.namespace ORDER BY 1, 3"),
                        "crm 1 1 | shop 1 1 | shop 1 2");
    assert_string_equal(teller_ask(t->c,
                                   "SELECT subject::BIGINT AS s, n FROM cube_new WHERE metric = "
                                   "(SELECT min(id) FROM metric WHERE name = 'pulse')"),
                        "2 1");
}
ON_BOTH(equal_values_are_other_keys_in_other_namespaces)

#define BY_SEGMENT                                                                                 \
    "SELECT coalesce(s.name, 'none'), sum(q.n)::BIGINT FROM (SELECT * FROM cube_day UNION ALL "    \
    "SELECT * FROM cube_new) q LEFT JOIN segment s ON s.id = q.segment GROUP BY 1 ORDER BY 1"

static void a_fact_has_the_segment_that_its_key_had_by(struct teller *t)
{
    TAKE(t, TOLD(.id = S("1"), .segment = S("gold"), BOUGHT(1)));
    TAKE(t, TOLD(.id = S("2"), BOUGHT(1)), TOLD(.id = S("3"), .key = S("C2"), BOUGHT(1)));
    known_forget(&t->known);
    TAKE(t, TOLD(.id = S("4"), BOUGHT(1)));
    assert_string_equal(teller_ask(t->c, BY_SEGMENT), "gold 3 | none 1");
    TAKE(t, TOLD(.id = S("5"), .segment = S("blue"), .happened_ms = TOLD_MS + 5, BOUGHT(1)));
    TAKE(t, TOLD(.id = S("6"), BOUGHT(1)));
    // What happened before does not say what holds now.
    TAKE(t, TOLD(.id = S("7"), .segment = S("gold"), .happened_ms = TOLD_MS + 4, BOUGHT(1)));
    TAKE(t, TOLD(.id = S("8"), BOUGHT(1)));
    assert_string_equal(teller_ask(t->c, BY_SEGMENT), "blue 3 | gold 4 | none 1");
    // A correction that names none keeps the old one's.
    TAKE(t, TOLD(.id = S("1"), .replaces = true, BOUGHT(2)));
    assert_string_equal(teller_ask(t->c, BY_SEGMENT), "blue 3 | gold 4 | none 1");
    // In one batch too: what is taken back has the segment that it was entered with.
    TAKE(t, TOLD(.id = S("9"), BOUGHT(1)), TOLD(.id = S("9"), .replaces = true, BOUGHT(2)));
    assert_string_equal(teller_ask(t->c, BY_SEGMENT), "blue 4 | gold 4 | none 1");
}
ON_BOTH(a_fact_has_the_segment_that_its_key_had)

#define ATTRIBUTE_NOW                                                                              \
    "SELECT value FROM attribute a JOIN attribute_name n ON n.id = a.name WHERE n.name = "         \
    "'town' ORDER BY at_ms DESC, batch DESC LIMIT 1"

static void the_newest_attribute_wins_by(struct teller *t)
{
    TAKE(t, TOLD(.id = S("1"), ATTRIBUTES({S("town"), S("Turku")}), BOUGHT(1)),
         TOLD(.id = S("2"), .happened_ms = TOLD_MS + 2, ATTRIBUTES({S("town"), S("Oulu")}),
              BOUGHT(1)),
         TOLD(.id = S("3"), .happened_ms = TOLD_MS + 1, ATTRIBUTES({S("town"), S("Kemi")}),
              BOUGHT(1)));
    assert_string_equal(teller_ask(t->c, ATTRIBUTE_NOW), "Oulu");
    TAKE(t, TOLD(.id = S("4"), .happened_ms = TOLD_MS + 1, ATTRIBUTES({S("town"), S("Kemi")}),
                 BOUGHT(1)));
    assert_string_equal(teller_ask(t->c, ATTRIBUTE_NOW), "Oulu");
    TAKE(t, TOLD(.id = S("5"), .happened_ms = TOLD_MS + 3, ATTRIBUTES({S("town"), S("Kemi")}),
                 BOUGHT(1)));
    assert_string_equal(teller_ask(t->c, ATTRIBUTE_NOW), "Kemi");
    assert_string_equal(teller_ask(t->c, "SELECT count(*) FROM attribute"), "2");
}
ON_BOTH(the_newest_attribute_wins)

static void a_value_from_before_a_later_equal_one_is_old_by(struct teller *t)
{
    const i64 day_ms = 86400000;
    struct encounter told = TOLD(.id = S("1"), ATTRIBUTES({S("town"), S("Turku")}), BOUGHT(1));
    TAKE(t, told);
    told.id = S("2");
    told.happened_ms = TOLD_MS + 1; // said again at once: no row
    TAKE(t, told);
    assert_string_equal(teller_ask(t->c, "SELECT count(*) FROM attribute"), "1");
    told.id = S("3");
    told.happened_ms = TOLD_MS + 100 * day_ms;
    TAKE(t, told);
    TAKE(t, TOLD(.id = S("4"), .happened_ms = TOLD_MS + 50 * day_ms,
                 ATTRIBUTES({S("town"), S("Kemi")}), BOUGHT(1)));
    assert_string_equal(teller_ask(t->c, ATTRIBUTE_NOW), "Turku");
    TAKE(t, TOLD(.id = S("5"), .happened_ms = TOLD_MS + 101 * day_ms,
                 ATTRIBUTES({S("town"), S("Kemi")}), BOUGHT(1)));
    assert_string_equal(teller_ask(t->c, ATTRIBUTE_NOW), "Kemi");
}
ON_BOTH(a_value_from_before_a_later_equal_one_is_old)

// No two texts with one id can be found on purpose, so the store is made to hold another text.
static void two_customers_with_one_number_are_not_merged_by(struct teller *t)
{
    ctx *c = t->c;
    TAKE(t, TOLD(.id = S("1"), BOUGHT(1)));
    teller_run(c, "UPDATE key SET value = 'C9' WHERE value = 'C1'");
    known_forget(&t->known);
    struct batch *batch =
        TAKE(t, TOLD(.id = S("2"), ATTRIBUTES({S("town"), S("Oulu")}), BOUGHT(1), .remark = S("x")),
             TOLD(.id = S("3"), .key = S("C2"), BOUGHT(1)), TOLD(.id = S("1"), BOUGHT(1)),
             TOLD(.key = S("C1")));
    assert_counts(t, batch, "taken 1, repeated 0, refused 3");
    assert_int_equal(batch->refusals[0].line, 1);
    assert_string_equal(batch->refusals[0].value, "C1");
    assert_string_equal(batch->refusals[0].why, "two customers share one number in this store");
    assert_int_equal(batch->lines_taken, 1);
    assert_int_equal(batch->customers_new, 1);
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM attribute"), "0");
    // Who was erased has no text to compare.
    teller_run(c, "UPDATE key SET value = '', erased = true WHERE value = 'C9'");
    known_forget(&t->known);
    assert_counts(t, TAKE(t, TOLD(.id = S("2"), BOUGHT(1))), "taken 1, repeated 0, refused 0");
    teller_run(c, "UPDATE key SET value = 'C1', erased = false WHERE erased");
    known_forget(&t->known);
}
ON_BOTH(two_customers_with_one_number_are_not_merged)

static void one_number_is_noticed_within_a_process_and_a_batch_by(struct teller *t)
{
    TAKE(t, TOLD(.id = S("1"), BOUGHT(1)));
    struct hash_map *remembered = &t->known.segments; // DuckDB: no key is asked for again
    for (i64 i = 0; i < remembered->capacity; i++)
        if (remembered->slots[i].number) remembered->slots[i].number ^= 1LL << 40;
    assert_counts(t, TAKE(t, TOLD(.id = S("2"), BOUGHT(1))), "taken 0, repeated 0, refused 1");

    struct encounter told = TOLD(.line = 1, .source = S("shop"), .id = S("3"), .key = S("C3"),
                                 .happened_ms = TOLD_MS, BOUGHT(1));
    struct batch *batch = teller_batch(t, &told, 1);
    assert_true(batch_add(batch, &told));
    batch->keys[0].value = S("C4");
    assert_false(batch_add(batch, &told));
    assert_string_equal(batch->refusals[0].why, "two customers share one number in this store");
}

static void one_number_is_noticed_within_a_process_and_a_batch_in(ctx *c, struct store *store)
{
    (void)store;
    struct teller teller;
    teller_init(c, &teller);
    one_number_is_noticed_within_a_process_and_a_batch_by(&teller);
    teller_release(&teller);
}

static void one_number_is_noticed_within_a_process_and_a_batch(void **state)
{
    (void)state;
    on_duckdb(one_number_is_noticed_within_a_process_and_a_batch_in);
}

static void a_customer_list_tells_who_is_one_by(struct teller *t)
{
    struct encounter listed = TOLD(.key = S("C1"), .happened_ms = LISTED_ALWAYS_MS,
                                   .segment = S("gold"), ATTRIBUTES({S("town"), S("Turku")}));
    struct batch *batch = TAKE(t, listed, TOLD(.key = S("C2")));
    assert_counts(t, batch, "taken 0, repeated 0, refused 0");
    assert_int_equal(batch->lines_taken, 2);
    assert_string_equal(teller_ask(t->c, "SELECT k.value, p.listed, p.day_first, p.day_last FROM "
                                         "presence p JOIN key k ON k.id = p.key ORDER BY 1"),
                        "C1 1 1900-01-01 2199-12-31 | C2 1 2026-11-20 2199-12-31");
    // A list of today tells of today, though it does not say since when.
    listed.segment = S("blue");
    t->c->now_ms += 1000;
    TAKE(t, listed);
    TAKE(t, TOLD(.id = S("o"), BOUGHT(1)));
    assert_string_equal(teller_ask(t->c, BY_SEGMENT), "blue 1");
}
ON_BOTH(a_customer_list_tells_who_is_one)

static void keys_that_were_forgotten_are_asked_for_by(struct teller *t)
{
    TAKE(t, TOLD(.id = S("1"), .segment = S("gold"), BOUGHT(1)));
    known_make_room(&t->known, 1LL << 40); // as before more keys than can be remembered
    assert_int_equal(t->known.segments.count, 0);
    TAKE(t, TOLD(.id = S("2"), BOUGHT(2)));
    assert_string_equal(teller_ask(t->c, "SELECT count(*) FROM key"), "1");
    assert_string_equal(teller_ask(t->c, BY_SEGMENT), "gold 2");
}
ON_BOTH(keys_that_were_forgotten_are_asked_for)

static void a_family_defines_its_metric_on_first_use_by(struct teller *t)
{
    struct batch *batch = TAKE(t, TOLD(.id = S("1"), READINGS({S("felt.valued"), E4(1)})),
                               TOLD(.id = S("2"), READINGS({S("felt.valued"), E4(2)})),
                               TOLD(.id = S("3"), READINGS({S("feels"), E4(1)})),
                               TOLD(.id = S("4"), READINGS({S("felt.valued"), E4(0)})));
    assert_counts(t, batch, "taken 2, repeated 0, refused 2");
    assert_string_equal(teller_sum(t, "felt.valued"), "n 2, total 1");
    assert_string_equal(teller_ask(t->c, "SELECT low, high FROM (SELECT sum(low)::BIGINT AS low, "
                                         "sum(high)::BIGINT AS high FROM cube_new) q"),
                        "1 1");
    TAKE(t, TOLD(.id = S("5"), READINGS({S("felt.seen"), E4(1)}, {S("felt.valued"), E4(1)})));
    assert_string_equal(teller_sum(t, "felt.valued"), "n 3, total 2");
}
ON_BOTH(a_family_defines_its_metric_on_first_use)

static void bad_values_are_refused_with_reasons_by(struct teller *t)
{
    static const struct {
        const char *metric;
        f64 value;
        const char *why;
    } bad[] = {
        {"nps",           11,  "the value is not between 0 and 10, this metric's scale" },
        {"nps",           7.5, "an answer to NPS is a whole number"                     },
        {"resolved",      -1,  "the value is not between 0 and 1, this metric's scale"  },
        {"contact",       1.5, "a count is a whole number from 0"                       },
        {"purchase_mean", 1,   "this metric is computed from others and takes no values"},
        {"felt.",         1,   "there is no metric of this name"                        },
        {"",              1,   "a metric's name is empty or too long"                   },
    };
    for (i64 i = 0; i < COUNT_OF(bad); i++) {
        struct reading reading = {str_of(bad[i].metric), E4(bad[i].value)};
        const struct encounter told = {.id = S("1"), .readings = &reading, .reading_count = 1};
        struct batch *batch = teller_batch(t, &told, 1);
        assert_int_equal(batch->fact_count, 0);
        assert_string_equal(batch->refusals[0].why, bad[i].why);
    }
    const struct encounter odd[] = {
        TOLD(.key = S("")),
        TOLD(.source = S(""), BOUGHT(1)),
        TOLD(.happened_ms = 7258118400000, BOUGHT(1)),
        TOLD(.unit = S("\xFF"), BOUGHT(1)),
    };
    struct batch *batch = teller_batch(t, odd, 4);
    assert_int_equal(batch->lines_refused, 4);
    assert_string_equal(batch->refusals[0].why, "there is nothing in it to take");
    assert_string_equal(batch->refusals[1].why, "it does not say where it comes from");
    assert_string_equal(batch->refusals[2].why, "it happened outside the years 1900 to 2199");
    assert_string_equal(batch->refusals[3].why, "this is not valid UTF-8 text");
}
ON_BOTH(bad_values_are_refused_with_reasons)

static void a_day_is_the_companys_by(struct teller *t)
{
    TAKE(t, TOLD(.id = S("1"), .happened_ms = TOLD_MS + 13 * 3600000 + 1800000, BOUGHT(1)),
         TOLD(.id = S("2"), .happened_ms = TOLD_MS + 12 * 3600000 - 1, BOUGHT(2)));
    assert_string_equal(teller_ask(t->c, "SELECT day, total FROM cube_new ORDER BY day"),
                        "2026-11-20 2 | 2026-11-21 1");
    MUST(t->c, company_set(t->c, "company.zone", S("America/New_York")));
    teller_renew(t);
    TAKE(t, TOLD(.id = S("3"), .happened_ms = TOLD_MS + 13 * 3600000 + 1800000, BOUGHT(4)));
    assert_string_equal(teller_ask(t->c, "SELECT day, total FROM cube_new WHERE total = 4"),
                        "2026-11-20 4");
}
ON_BOTH(a_day_is_the_companys)

static void many_facts_keep_their_sums_exact_by(struct teller *t)
{
    enum { LINES = 3000 };
    struct encounter *told = NEW_ARRAY(t->c->arena, struct encounter, LINES);
    for (i64 i = 0; i < LINES; i++) {
        struct reading *reading = NEW(t->c->arena, struct reading);
        *reading = (struct reading){S("purchase"), 1};
        told[i] = (struct encounter){.id = str_of(fmt(t->c->arena, "o-%lld", (long long)i)),
                                     .key = str_of(fmt(t->c->arena, "C%lld", (long long)i % 700)),
                                     .happened_ms = TOLD_MS + i * 3600000,
                                     .readings = reading,
                                     .reading_count = 1};
    }
    assert_counts(t, teller_take(t, told, LINES), "taken 3000, repeated 0, refused 0");
    assert_counts(t, teller_take(t, told + 1000, LINES - 1000),
                  "taken 0, repeated 2000, refused 0");
    assert_string_equal(teller_sum(t, "purchase"), "n 3000, total 0.3");
    assert_string_equal(teller_ask(t->c, "SELECT count(*) FROM key"), "700");
}
ON_BOTH(many_facts_keep_their_sums_exact)

// The words are written after scratch memory of the take; they must outlive it.
static void a_store_that_fails_leaves_its_words_by(struct teller *t)
{
    ctx *c = t->c;
    const struct encounter told = TOLD(.id = S("o-1"), BOUGHT(1));
    struct batch *batch = teller_batch(t, &told, 1);
    MUST(c, store_begin_write(c));
    teller_run(c, "DROP TABLE cube_new");
    struct take *take = NULL;
    i64 id = 0;
    MUST(c, take_begin(c, &t->known, (struct take_order){.kind = S("http")}, &take));
    assert_false(take_batches(c, take, &batch, 1) && take_end(c, take, &id) && store_commit(c));
    assert_int_equal(c->err.code, ERR_STORE);
    assert_true(strlen(c->err.msg) > 0 && strlen(c->err.detail) > 0);
    err_clear(c);
    store_rollback(c);
    known_forget(&t->known);
}
ON_BOTH(a_store_that_fails_leaves_its_words)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fact_told_again_is_a_repeat),
        cmocka_unit_test(another_value_is_refused_with_its_whole_line),
        cmocka_unit_test(another_customer_is_refused),
        cmocka_unit_test(the_identity_has_four_parts),
        cmocka_unit_test(without_an_id_content_and_occurrence_stand_for_it),
        cmocka_unit_test(a_correction_takes_the_old_ones_place),
        cmocka_unit_test(a_correction_may_move_customer_and_place),
        cmocka_unit_test(one_batch_may_contradict_and_correct_itself),
        cmocka_unit_test(batches_of_one_take_see_each_other),
        cmocka_unit_test(a_take_of_several_calls_sees_the_earlier_ones),
        cmocka_unit_test(a_take_rolled_back_leaves_nothing),
        cmocka_unit_test(words_stand_beside_their_fact),
        cmocka_unit_test(other_words_are_refused),
        cmocka_unit_test(words_corrected_twice_in_one_batch_stay_once),
        cmocka_unit_test(nobody_known_is_a_key_of_its_own),
        cmocka_unit_test(equal_values_are_other_keys_in_other_namespaces),
        cmocka_unit_test(a_fact_has_the_segment_that_its_key_had),
        cmocka_unit_test(the_newest_attribute_wins),
        cmocka_unit_test(a_value_from_before_a_later_equal_one_is_old),
        cmocka_unit_test(two_customers_with_one_number_are_not_merged),
        cmocka_unit_test(one_number_is_noticed_within_a_process_and_a_batch),
        cmocka_unit_test(a_customer_list_tells_who_is_one),
        cmocka_unit_test(keys_that_were_forgotten_are_asked_for),
        cmocka_unit_test(a_family_defines_its_metric_on_first_use),
        cmocka_unit_test(bad_values_are_refused_with_reasons),
        cmocka_unit_test(a_day_is_the_companys),
        cmocka_unit_test(many_facts_keep_their_sums_exact),
        cmocka_unit_test(a_store_that_fails_leaves_its_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
