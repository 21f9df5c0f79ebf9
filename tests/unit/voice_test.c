// What the words of remarks tell is read once, kept, found again, and goes with the words.
#include "voice/voice.h"

#include "facts/privacy.h"
#include "people/role.h"
#include "record/record.h"
#include "support/teller.h"
#include "voice/theme_kind.h"

#include "support/test.h"

// The first kinds, and the theme.
static void register_kinds(void)
{
    static const struct kind *kinds[16];
    i64 count = 0;
    for (; count < first_kinds_count; count++)
        kinds[count] = first_kinds[count];
    kinds[count++] = &theme_kind;
    kinds_register(kinds, count);
}

#define ON_BOTH(test)                                                                              \
    static void test##_in(ctx *c, struct store *store)                                             \
    {                                                                                              \
        (void)store;                                                                               \
        struct teller teller;                                                                      \
        register_kinds();                                                \
        teller_init(c, &teller);                                                                   \
        test##_by(&teller);                                                                        \
        teller_release(&teller);                                                                   \
    }                                                                                              \
    static void test(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        on_both(test##_in);                                                                        \
    }

static const char *const said[] = {
    "Jouduin odottamaan laskua kolme viikkoa, tämä on aivan kauheaa ja olen todella vihainen.",
    "The invoice was wrong again and nobody answered. I am very angry and disappointed.",
    "Kiitos ihanasta palvelusta, olen todella onnellinen ja iloinen!",
    "I love this shop, thank you so much, what a wonderful day!",
    "Fakturan kom för sent och ingen svarade när jag ringde till er i går.",
    "Lasku",
};

static void tell(struct teller *t)
{
    for (i64 i = 0; i < COUNT_OF(said); i++)
        TAKE(t, TOLD(.id = str_of(fmt(t->c->arena, "v%lld", (long long)i)),
                     .key = str_of(fmt(t->c->arena, "V%lld", (long long)i)),
                     .happened_ms = TOLD_MS + i, .unit = S("Turku"), .remark = str_of(said[i]),
                     READINGS({S("nps"), 10000 * i})));
}

// Everything that waits, as the job does it; returns how many remarks.
static i64 read_all(ctx *c)
{
    struct voice_reader *reader = NULL;
    i64 count = 0;
    MUST(c, voice_reader_new(c, &reader));
    for (i64 guard = 0; guard < 20; guard++) {
        struct voice_piece piece;
        MUST(c, voice_next(c, reader, 4, &piece));
        if (!piece.count && !piece.is_anew) return count;
        MUST(c, store_begin_write(c));
        MUST(c, voice_keep(c, reader, &piece));
        MUST(c, store_commit(c));
        count += piece.count;
    }
    assert_true(false); // it never ends
    return count;
}

static i64 add_theme(ctx *c, const char *name, const char *fi, const char *en, const char *sv)
{
    const struct record_edit edit = {.roles = ROLE_BIT(ROLE_CX_OWNER)};
    struct record *theme = record_new(c, kind_find(S("theme")));
    struct record_problems problems = {0};
    const char *const fields[] = {"name", "words_fi", "words_en", "words_sv"};
    const char *const values[] = {name, fi, en, sv};
    for (i64 i = 0; i < COUNT_OF(fields); i++)
        MUST(c, record_put(c, theme, str_of(fields[i]), str_of(values[i]), edit.roles, &problems));
    MUST(c, store_begin_write(c));
    MUST(c, record_add(c, theme, &edit, &problems));
    MUST(c, store_commit(c));
    return theme->id;
}

static struct remark_page ask(ctx *c, struct remark_wish wish)
{
    struct remark_page page;
    struct figure_query query = {.metric = S("nps")};
    MUST(c, figure_remarks(c, query, wish, 10, &page));
    return page;
}

static bool waits(ctx *c)
{
    bool out = false;
    MUST(c, voice_waits(c, &out));
    return out;
}

static void each_remark_is_read_once_by(struct teller *t)
{
    ctx *c = t->c;
    assert_false(waits(c));
    tell(t);
    assert_true(waits(c));
    assert_int_equal(ask(c, (struct remark_wish){0}).remarks[0].id, 0); // shown before it is read
    assert_int_equal(read_all(c), COUNT_OF(said));
    assert_false(waits(c));
    assert_int_equal(read_all(c), 0);
    struct remark_page page = ask(c, (struct remark_wish){0});
    assert_int_equal(page.count, COUNT_OF(said));
    for (i64 i = 0; i < page.count; i++)
        assert_int_equal(page.remarks[i].id, COUNT_OF(said) - i);
}
ON_BOTH(each_remark_is_read_once)

static void it_is_found_by_how_it_sounds_by(struct teller *t)
{
    ctx *c = t->c;
    tell(t);
    (void)read_all(c);
    struct remark_page page =
        ask(c, (struct remark_wish){.has_tone = true, .tone = REMARK_UNHAPPY});
    assert_int_equal(page.count, 2);
    assert_str(page.remarks[0].text, said[1]);
    assert_str(page.remarks[1].text, said[0]);
    assert_int_equal(page.remarks[0].feelings & 1, 1); // anger
    page = ask(c, (struct remark_wish){.has_tone = true, .tone = REMARK_HAPPY});
    assert_int_equal(page.count, 2);
    page = ask(c, (struct remark_wish){.feelings = 1 << 4}); // joy
    assert_int_equal(page.count, 2);
    page = ask(c, (struct remark_wish){.language = WORDS_SV + 1});
    assert_int_equal(page.count, 1);
    assert_int_equal(page.remarks[0].tone, REMARK_TONE_UNKNOWN); // no model knows Swedish
    assert_str(page.remarks[0].text, said[4]);
}
ON_BOTH(it_is_found_by_how_it_sounds)

static void it_is_found_by_words_and_values_by(struct teller *t)
{
    ctx *c = t->c;
    tell(t);
    assert_int_equal(ask(c, (struct remark_wish){.search = S("invoice angry")}).count, 1);
    assert_int_equal(ask(c, (struct remark_wish){.search = S("tämä on")}).count, 1);
    assert_int_equal(ask(c, (struct remark_wish){.search = S("invoice onnellinen")}).count, 0);
    assert_int_equal(ask(c, (struct remark_wish){.search = S("'; DROP")}).count, 0);
    struct remark_wish value = {.has_least = true, .least = 1, .has_most = true, .most = 2};
    assert_int_equal(ask(c, value).count, 2);
    struct remark_wish one = {.id = 3};
    assert_int_equal(ask(c, one).count, 0); // not read yet
    (void)read_all(c);
    assert_str(ask(c, one).remarks[0].text, said[2]);
}
ON_BOTH(it_is_found_by_words_and_values)

static const char *themes_of(ctx *c, i64 remark)
{
    const i64 **lists = NULL;
    const char *out = "";
    MUST(c, voice_themes_of(c, &remark, 1, &lists));
    for (const i64 *theme = lists[0]; *theme; theme++)
        out = fmt(c->arena, "%s%s%lld", out, *out ? " " : "", (long long)*theme);
    return out;
}

static void a_new_theme_reads_everything_anew_by(struct teller *t)
{
    ctx *c = t->c;
    tell(t);
    (void)read_all(c);
    i64 billing = add_theme(c, "Billing", "lasku*", "invoice, wrong bill", "faktur*");
    i64 waiting = add_theme(c, "Waiting", "odot*, kolme viikkoa", "nobody answered", "för sent");
    assert_true(waits(c));
    assert_int_equal(read_all(c), COUNT_OF(said));
    assert_false(waits(c));
    const char *both = fmt(c->arena, "%lld %lld", (long long)billing, (long long)waiting);
    assert_string_equal(themes_of(c, 1), both); // Finnish: laskua, odottamaan
    assert_string_equal(themes_of(c, 2), both);
    assert_string_equal(themes_of(c, 3), "");
    assert_string_equal(themes_of(c, 5), both); // Swedish
    assert_int_equal(ask(c, (struct remark_wish){.theme = billing}).count, 4);
    struct theme_months months;
    struct figure_query query = {.metric = S("nps")};
    MUST(c, figure_themes(c, query, (struct theme_wish){.sees_persons = true}, &months));
    assert_int_equal(months.count, 3);
    assert_int_equal(months.rows[0].theme, 0);
    assert_int_equal(months.rows[0].n, COUNT_OF(said));
    assert_int_equal(months.rows[1].n, 4);
    assert_int_equal(months.rows[2].n, 3);
    MUST(c, figure_themes(c, query, (struct theme_wish){.by_month = true}, &months));
    assert_int_equal(months.rows[1].n, -1); // four people
}
ON_BOTH(a_new_theme_reads_everything_anew)

static void fewer_than_five_are_hidden_from_who_may_not_see_persons_by(struct teller *t)
{
    ctx *c = t->c;
    TAKE(t, TOLD(.id = S("1"), .key = S("A"), .remark = S("Only I say it."),
                 READINGS({S("nps"), E4(1)})));
    struct remark_page page = ask(c, (struct remark_wish){0});
    assert_true(page.is_hidden);
    assert_int_equal(page.count, 0);
    page = ask(c, (struct remark_wish){.sees_persons = true});
    assert_false(page.is_hidden);
    assert_int_equal(page.count, 1);
}
ON_BOTH(fewer_than_five_are_hidden_from_who_may_not_see_persons)

static bool note(ctx *c, void *data, const char *what, i64 customer, json_t *detail)
{
    (void)c, (void)data, (void)what, (void)customer, (void)detail;
    return true;
}

static void who_is_erased_takes_it_along_by(struct teller *t)
{
    ctx *c = t->c;
    const struct privacy_by by = {.who = S("anna"), .why = S("they asked"), .note = note};
    struct privacy_customer customer;
    struct privacy_erasure erasure;
    i64 id = 0;
    tell(t);
    (void)add_theme(c, "Billing", "lasku*", "", "");
    (void)read_all(c);
    struct voice_evidence evidence = {
        .remark = 1, .kind = S("theme"), .record = 1, .why = S("V0 says it")};
    MUST(c, store_begin_write(c));
    MUST(c, voice_evidence_add(c, &evidence));
    assert_false(voice_evidence_add(c, &evidence));
    assert_string_equal(c->err.msg, "it stands there already");
    err_clear(c);
    MUST(c, privacy_find(c, S("V0"), &id, &customer));
    MUST(c, privacy_erase(c, customer, by, &erasure));
    MUST(c, voice_clean(c));
    MUST(c, store_commit(c));
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM remark_tone WHERE id = 1"), "0");
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM remark_theme WHERE remark = 1"), "0");
    assert_string_equal(teller_ask(c, "SELECT why FROM remark_evidence"), "");
    assert_false(waits(c));
    assert_int_equal(read_all(c), 0);
    teller_check(t);
}
ON_BOTH(who_is_erased_takes_it_along)

static void words_that_tell_unhappy_remarks_apart_are_offered_by(struct teller *t)
{
    ctx *c = t->c;
    for (i64 i = 0; i < 60; i++) {
        const char *text = i % 2 ? "I am very angry, the parcel is broken, this is terrible."
                                 : "I love it, thank you so much, the colour is wonderful.";
        TAKE(t, TOLD(.id = str_of(fmt(c->arena, "h%lld", (long long)i)),
                     .key = str_of(fmt(c->arena, "H%lld", (long long)i)), .remark = str_of(text),
                     READINGS({S("nps"), E4(5)})));
    }
    (void)read_all(c);
    struct theme_hint *hints = NULL;
    i64 count = 0, parcel = -1;
    MUST(c, voice_hints_find(c, &hints, &count));
    for (i64 i = 0; i < count; i++) {
        assert_true(hints[i].p < 0.05 && hints[i].z > 0);
        assert_false(str_equal(hints[i].word, S("colour")));
        if (str_equal(hints[i].word, S("parcel"))) parcel = i;
    }
    assert_true(parcel >= 0);
    assert_int_equal(hints[parcel].inside, 30);
    assert_int_equal(hints[parcel].outside, 0);
    MUST(c, store_begin_write(c));
    MUST(c, voice_hints_keep(c, hints, count));
    MUST(c, store_commit(c));
    i64 kept = 0;
    MUST(c, voice_hints(c, &hints, &kept));
    assert_int_equal(kept, count);
    // A theme that has the word takes it off the list.
    (void)add_theme(c, "Parcels", "", "parcel*", "");
    (void)read_all(c);
    MUST(c, voice_hints_find(c, &hints, &count));
    for (i64 i = 0; i < count; i++)
        assert_false(str_equal(hints[i].word, S("parcel")));
}
ON_BOTH(words_that_tell_unhappy_remarks_apart_are_offered)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_remark_is_read_once),
        cmocka_unit_test(it_is_found_by_how_it_sounds),
        cmocka_unit_test(it_is_found_by_words_and_values),
        cmocka_unit_test(a_new_theme_reads_everything_anew),
        cmocka_unit_test(fewer_than_five_are_hidden_from_who_may_not_see_persons),
        cmocka_unit_test(who_is_erased_takes_it_along),
        cmocka_unit_test(words_that_tell_unhappy_remarks_apart_are_offered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
