// The public page says of each promise how it stands: by when, late, done on which day; in three
// languages. And money stands in the company's currency. On both engines.
#include "base/lang.h"
#include "decision/decision_kinds.h"
#include "facts/metric.h"
#include "figure/figure.h"
#include "kinds/all_kinds.h"
#include "record/record.h"
#include "settings/settings.h"
#include "support/asked.h"
#include "support/house.h"
#include "web/money.h"

#include "support/test.h"

// The house's clock stands on 21 November 2026.
enum { DONE_DAY = 20777 }; // 20 November 2026

static const struct record_edit edit = {.roles = UINT32_MAX};

static void set(ctx *c, const char *name, const char *value)
{
    MUST(c, store_begin_write(c) &&
                setting_set(c, S("command anna"), setting_find(str_of(name)), str_of(value)) &&
                store_commit(c));
}

static struct record *promised(ctx *c, const char *name, const char *due)
{
    struct record *record = record_new(c, &decision_kind);
    struct record_problems problems = {0};
    const char *owner = fmt(c->arena, "%lld",
                            (long long)asked_record(c, "person", fmt(c->arena, "%s Aalto", name)));
    const char *const pairs[] = {"name",      name,      "answer",  "change",
                                 "what",      "A call.", "owner",   owner,
                                 "metric",    "nps",     "due",     due,
                                 "is_public", "yes",     "told_en", "The driver calls."};
    MUST(c, store_begin_write(c));
    for (i64 i = 0; i < COUNT_OF(pairs); i += 2)
        MUST(c,
             record_put(c, record, str_of(pairs[i]), str_of(pairs[i + 1]), edit.roles, &problems));
    MUST(c, record_add(c, record, &edit, &problems));
    MUST(c, record_move(c, record, S("decide"), &edit, &problems));
    MUST(c, store_commit(c));
    return record;
}

static str heard(struct house *house, const char *lang)
{
    const char *path = fmt(house->work.c.arena, "/heard?lang=%s", lang);
    return house_ask(house, (struct house_ask){.path = str_of(path), .accept = "text/html"});
}

static bool sees(str page, const char *text)
{
    return str_find(page, str_of(text)) >= 0;
}

static void a_promise_is_told_as_it_stands_on(struct house *house)
{
    ctx *c = &house->work.c;
    struct record_problems problems = {0};
    struct record_edit finish = edit;
    (void)promised(c, "Ahead", "2026-12-01");
    (void)promised(c, "Today", "2026-11-21");
    (void)promised(c, "Late", "2026-11-19");
    struct record *done = promised(c, "Done", "2026-10-01");
    finish.has_day = true;
    finish.day = DONE_DAY;
    MUST(c, store_begin_write(c) && record_move(c, done, S("finish"), &finish, &problems) &&
                store_commit(c));
    str page = heard(house, "en");
    assert_true(sees(page, "We will, by 1 December 2026"));
    assert_true(sees(page, "We will, by 21 November 2026")); // its day is not over
    assert_true(sees(page, "Was promised by 19 November 2026, not done yet"));
    assert_true(sees(page, "Done on 20 November 2026"));
    assert_false(sees(page, "1 October 2026"));
    page = heard(house, "fi");
    assert_true(sees(page, "Luvattiin viimeistään 19.11.2026, ei vielä tehty"));
    assert_true(sees(page, "Tehty 20.11.2026"));
    page = heard(house, "sv");
    assert_true(sees(page, "Utlovades senast 19 november 2026, inte gjort än"));
    assert_true(sees(page, "Gjort 20 november 2026"));
}

static void money_is_told_in_the_companys_currency_on(struct house *house)
{
    ctx *c = &house->work.c;
    struct metrics metrics;
    const char *text = NULL;
    MUST(c, money_text(c, 1204, 0, &text));
    assert_string_equal(text, "1,204\u00a0€");
    set(c, "company.currency", "sek");
    MUST(c, money_text(c, 1204, 0, &text));
    assert_string_equal(text, "1,204\u00a0SEK");
    MUST(c, metric_load(c, &metrics));
    const struct metric *bought = metric_find(&metrics, S("purchase"));
    assert_string_equal(figure_text(c, bought, 1204), "1,204\u00a0SEK");
    assert_str(metric_find(&metrics, S("wait_s"))->unit, "s");
    MUST(c, store_begin_write(c));
    assert_false(setting_set(c, S("command anna"), setting_find(S("company.currency")), S("XYZ")));
    assert_int_equal(c->err.code, ERR_BAD_INPUT);
    err_clear(c);
    store_rollback(c);
}

#define ON_BOTH(body)                                                                              \
    static void body(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        house_on_both(body##_on, NULL);                                                            \
    }

ON_BOTH(a_promise_is_told_as_it_stands)
ON_BOTH(money_is_told_in_the_companys_currency)

int main(void)
{
    lang_register_built_in();
    kinds_register(all_kinds, all_kinds_count);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_promise_is_told_as_it_stands),
        cmocka_unit_test(money_is_told_in_the_companys_currency),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
