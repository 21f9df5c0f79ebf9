// loyalty on whole files: the invented company's answers and sales, joined here, against the truth;
// columns and questions that are refused.
#include "base/json.h"
#include "demo/company.h"
#include "insight/maths/sample.h"
#include "stat/stat.h"

#include "support/demo_files.h"
#include "support/near.h"
#include "support/stat_case.h"
#include "support/test.h"

enum { CUSTOMERS = 9000 };

static struct demo_files demo;

struct bought {
    i32 first, last;
    i64 days;
    f64 euros;
};

static struct bought *sales_read(ctx *c)
{
    struct bought *all = NEW_ARRAY(c->arena, struct bought, CUSTOMERS + 1);
    str rest = files_read(c->arena, &demo.files, "sales.csv"), line, cells[16];
    str_cut(&rest, '\n', &line);
    while (str_cut(&rest, '\n', &line) && line.size) {
        struct civil civil;
        bool has_offset = false;
        demo_cells(line, ';', cells);
        assert_true(civil_parse(cells[1], "%d.%m.%Y %H:%M", &civil, &has_offset));
        i32 day = day_from_civil(civil.year, civil.month, civil.day);
        struct bought *one = &all[demo_number(cells[2])];
        if (!one->days) one->first = day;
        one->days += day != one->last;
        one->last = day;
        f64 euros = 0;
        assert_true(str_f64(str_slice(cells[8], 0, str_find(cells[8], S(","))), &euros));
        one->euros += euros;
    }
    return all;
}

// Where the truth draws the line between the groups, on the scales of what was observed: the
// answers of those whose attitude is next to 0, the purchases of those whose rhythm is next to 136
// days.
struct line {
    f64 warm, often;
};

static bool is_asked_of(const struct demo_customer *customer)
{
    return str_equal(customer->segment, S("regular")) || str_equal(customer->segment, S("new"));
}

struct answered {
    i32 *first; // by customer: the day of the first answer
    f64 *nps;
    i64 *who;
    i64 count;
};

// In the story those who think well of us answer more often, and the analysis warns that it cannot
// know of that. So every type's answers are thinned to those of the type that answers least: what
// is left is a fair sample of customers.
static bool is_kept(enum demo_type type, i64 answer)
{
    static const f64 answers[DEMO_TYPES] = {0.31, 0.14, 0.24, 0.12}; // truth.json: usually_answers
    u64 z = (u64)answer * 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return (f64)(z >> 11) * 0x1p-53 < answers[DEMO_CASUAL] / answers[type];
}

static struct answered answers_join(ctx *c, buf *out)
{
    i64 read = 0;
    enum { ANSWERS_MAX = 100000 };
    struct answered all = {NEW_ARRAY(c->arena, i32, CUSTOMERS + 1),
                           NEW_ARRAY(c->arena, f64, ANSWERS_MAX),
                           NEW_ARRAY(c->arena, i64, ANSWERS_MAX), 0};
    str rest = files_read(c->arena, &demo.files, "answers.jsonl"), line;
    while (rest.size && str_cut(&rest, '\n', &line)) {
        json_t *answer = json_parse(c, line);
        str who = json_text(json_object_get(answer, "respondent"));
        i32 day = demo_day(str_head(json_text(json_object_get(answer, "answered")), 10));
        i64 nps = json_integer_value(json_object_get(answer, "nps")), number = demo_number(who);
        const struct demo_customer *customer = &demo.customers[number];
        if (!is_kept(customer->type, read++)) continue;
        buf_fmt(out, "%.*s,%.*s,%lld,,,,,,\n", STR(who), STR(customer->segment), (long long)nps);
        if (!all.first[number] || day < all.first[number]) all.first[number] = day;
        if (is_asked_of(customer)) {
            all.nps[all.count] = (f64)nps;
            all.who[all.count++] = number;
        }
    }
    return all;
}

// The score that half of their answers exceed, a step v reaching from v − ½ to v + ½.
static f64 warm_line(const struct answered *all)
{
    f64 count[11] = {0}, n = 0;
    for (i64 i = 0; i < all->count; i++) {
        if (fabs(demo.customers[all->who[i]].attitude) > 0.25) continue;
        count[(i32)all->nps[i]]++;
        n++;
    }
    f64 below = 0;
    i32 nps = 0;
    for (; below + count[nps] < n / 2; nps++)
        below += count[nps];
    return nps - 0.5 + (n / 2 - below) / count[nps];
}

static str day_text(ctx *c, i32 day)
{
    return day ? day_write(c->arena, day) : S("");
}

// Leavings and years by true type, of those who answered: what the file holds of the pull.
static struct told {
    f64 left[2], years[2]; // without a competitor nearby, with one
} told[DEMO_TYPES];

static void tell(const struct demo_customer *customer, i32 since, i32 to, i32 rival)
{
    struct told *one = &told[customer->type];
    i32 opens = rival ? rival : INT32_MAX;
    if (to < since) return;
    one->years[0] += fmax(0, (f64)MIN(to, opens) - since) / 365.25;
    one->years[1] += fmax(0, (f64)to - MAX(since, opens)) / 365.25;
    one->left[to >= opens] += customer->fades != 0;
}

static struct line files_join(ctx *c)
{
    buf out = buf_new(c->arena, 64 * 1024 * 1024);
    buf_c(&out, "customer,segment,nps,purchases,years,value,since,left,rival\n");
    json_t *truth = json_parse(c, files_read(c->arena, &demo.files, "truth.json"));
    const json_t *opens = json_object_get(json_object_get(truth, "competitor"), "opens");
    struct bought *bought = sales_read(c);
    struct answered answered = answers_join(c, &out);
    f64 purchases = 0, time = 0;
    for (i64 i = 1; i <= demo.count; i++) {
        const struct demo_customer *customer = &demo.customers[i];
        if (!bought[i].days) continue;
        i32 to = customer->fades ? customer->fades : demo.last_day;
        f64 years = fmax(0.001, (to - bought[i].first) / 365.25);
        str rival = json_text(json_object_get(opens, str_c(c->arena, customer->town)));
        buf_fmt(&out, "K%07lld,%.*s,,%lld,%.4f,%.0f,%.*s,%.*s,%.*s\n", (long long)i,
                STR(customer->segment), (long long)(bought[i].days - 1), years, bought[i].euros / 3,
                STR(day_text(c, MAX(bought[i].first, answered.first[i]))),
                STR(day_text(c, customer->fades)), STR(rival));
        if (is_asked_of(customer) && answered.first[i])
            tell(customer, MAX(bought[i].first, answered.first[i]), to, demo_day(rival));
        if (!is_asked_of(customer) || fabs(customer->rhythm_days - 136) > 8) continue;
        purchases += (f64)(bought[i].days - 1);
        time += years;
    }
    files_write(&demo.files, "joined.csv", buf_str(&out));
    return (struct line){warm_line(&answered), purchases / time};
}

#define JOINED                                                                                     \
    "customer=customer attitude=nps purchases=purchases years=years value=value left=left "        \
    "rival=rival since=since until=2026-11-20 where=segment=regular where=segment=new "

static const char *const types[DEMO_TYPES] = {"loyal", "lazy", "latent", "none"};

static void loyal_and_lazy_are_told_apart(const json_t *answer)
{
    ctx *c = demo.c;
    const json_t *rows = stat_value(answer, "result.customers");
    f64 *warm[2] = {NEW_ARRAY(c->arena, f64, CUSTOMERS), NEW_ARRAY(c->arena, f64, CUSTOMERS)};
    f64 *lazy[2] = {NEW_ARRAY(c->arena, f64, CUSTOMERS), NEW_ARRAY(c->arena, f64, CUSTOMERS)};
    i64 n[2] = {0}, m[2] = {0}, truth[DEMO_TYPES] = {0}, placed = 0;
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        if (json_is_null(json_object_get(row, "loyal"))) continue;
        i64 number = demo_number(json_text(json_object_get(row, "customer")));
        enum demo_type type = demo.customers[number].type;
        f64 loyal = json_number_value(json_object_get(row, "loyal"));
        f64 latent = json_number_value(json_object_get(row, "latent"));
        if (type == DEMO_LOYAL || type == DEMO_LAZY)
            warm[type == DEMO_LOYAL][n[type == DEMO_LOYAL]++] = loyal + latent;
        lazy[type == DEMO_LAZY][m[type == DEMO_LAZY]++] =
            json_number_value(json_object_get(row, "lazy"));
        truth[type]++;
        placed++;
    }
    f64 auc = sample_auc(c, warm[1], n[1], warm[0], n[0]);
    f64 auc_lazy = sample_auc(c, lazy[1], m[1], lazy[0], m[0]);
    print_message("%lld placed; attitude tells loyal from lazy with AUC %.3f; lazy from all %.3f\n",
                  (long long)placed, auc, auc_lazy);
    assert_int_equal(placed, (i64)stat_number(answer, "result.placed"));
    assert_true(auc > 0.78);
    assert_true(auc_lazy > 0.80);
    for (i32 type = 0; type < DEMO_TYPES; type++) {
        const json_t *row = stat_row(answer, "groups", "place", types[type]);
        f64 low = json_number_value(json_object_get(row, "customers_low"));
        f64 high = json_number_value(json_object_get(row, "customers_high"));
        f64 value = json_number_value(json_object_get(row, "customers"));
        print_message("%-7s %.0f (%.0f to %.0f), in truth %lld\n", types[type], value, low, high,
                      (long long)truth[type]);
        f64 near = 0.01 * (f64)placed; // the story's answers are not the model's
        assert_true(low - near <= (f64)truth[type] && (f64)truth[type] <= high + near);
    }
}

static void the_pull_is_that_of_the_file(const json_t *answer)
{
    for (i32 type = 0; type < DEMO_TYPES; type++) {
        const struct told *one = &told[type];
        const json_t *row = stat_row(answer, "groups", "place", types[type]);
        f64 truth = -expm1(one->left[0] / one->years[0] - one->left[1] / one->years[1]);
        f64 pull = json_number_value(json_object_get(row, "pull"));
        print_message("pull of %-7s %.3f (%.3f to %.3f), in truth %.3f\n", types[type], pull,
                      json_number_value(json_object_get(row, "pull_low")),
                      json_number_value(json_object_get(row, "pull_high")), truth);
        assert_near(pull, fmax(0, truth), 0.1);
    }
}

static void the_demo_s_loyal_and_lazy_are_found(void **state)
{
    (void)state;
    demo_files_make(&demo, 2026, CUSTOMERS);
    struct line line = files_join(demo.c);
    const char *options = fmt(demo.c->arena, JOINED "warm=%.3f often=%.3f", line.warm, line.often);
    print_message("warm above %.3f, often above %.3f a year\n", line.warm, line.often);
    json_t *answer = stat_case(&demo.work, "loyalty", "joined.csv", options);
    loyal_and_lazy_are_told_apart(answer);
    the_pull_is_that_of_the_file(answer);
    assert_true(stat_has_warning(answer, "silent"));
    f64 risk = stat_number(answer, "result.at_risk_customers");
    assert_true(stat_number(answer, "result.lost_customers") < risk);
    assert_near(stat_number(answer, "result.lost_customers"),
                risk * stat_number(answer, "result.pull"), 1e-6);
    demo_files_drop(&demo);
}

// --- Small files ---

static struct work work;
static struct files files;

static int setup(void **state)
{
    (void)state;
    files_init(work_init(&work), &files);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    files_release(&files);
    work_release(&work);
    return 0;
}

// 60 customers, two answers each; the odd ones think well, the first 30 buy from us mostly; those
// also buy in long rows.
static void panel_write(const char *name, bool turned)
{
    buf out = buf_new(work.c.arena, 1024 * 1024);
    buf_c(&out, "who,score,ours,all,again,worth\n");
    for (i64 at = 0; at < 60; at++) {
        i64 i = turned ? 59 - at : at;
        bool warm = i % 2, often = i < 30;
        i64 ours = often ? 15 + i % 4 : 2 + i % 3;
        i64 again = often ? ours - 2 : 0; // two rows of purchases, or each by itself
        i64 first = warm ? 9 : 4, second = first + (i % 5 == 0) - (i % 7 == 0);
        buf_fmt(&out, "C%02lld,%lld,%lld,20,%lld,100\n", (long long)i, (long long)first,
                (long long)ours, (long long)again);
        buf_fmt(&out, "C%02lld,%lld,,,,\n", (long long)i, (long long)second);
    }
    files_write(&files, name, buf_str(&out));
}

#define PANEL "customer=who attitude=score purchases=ours occasions=all "

static void a_clear_panel_is_placed_as_it_is(void **state)
{
    (void)state;
    panel_write("panel.csv", false);
    json_t *answer =
        stat_case(&work, "loyalty", "panel.csv", PANEL "again=again value=worth pull=0.2");
    for (i32 type = 0; type < DEMO_TYPES; type++) {
        const json_t *row = stat_row(answer, "groups", "place", types[type]);
        assert_near(json_number_value(json_object_get(row, "customers")), 15, 0.5);
        assert_near(json_number_value(json_object_get(row, "value")), 1500, 50);
    }
    const json_t *row = stat_row(answer, "customers", "customer", "C01");
    assert_str(json_text(json_object_get(row, "place")), "loyal");
    row = stat_row(answer, "customers", "customer", "C02");
    assert_str(json_text(json_object_get(row, "place")), "lazy");
    assert_near(stat_number(answer, "result.lost_customers"),
                0.2 * stat_number(answer, "result.at_risk_customers"), 1e-9);
    assert_near(stat_number(answer, "result.at_risk_value"), 1500, 50);
    // Repeats: Σ again against Σ x (x − 1) / 20.
    f64 again = 0, expected = 0;
    for (i64 i = 0; i < 60; i++) {
        f64 x = (f64)(i < 30 ? 15 + i % 4 : 2 + i % 3);
        again += i < 30 ? x - 2 : 0;
        expected += x * (x - 1) / 20;
    }
    assert_near(stat_number(answer, "result.repeats"), again, 1e-9);
    assert_near(stat_number(answer, "result.repeats_expected"), expected, 1e-9);
    assert_near(stat_number(answer, "result.repeats_excess"), again / expected - 1, 1e-9);
    assert_true(stat_number(answer, "result.repeats_p") < 0.01);
    assert_null(stat_value(answer, "result.pull_low")); // it was given, not found
}

static void the_order_of_rows_does_not_matter(void **state)
{
    (void)state;
    panel_write("panel.csv", false);
    panel_write("turned.csv", true);
    json_t *one = stat_case(&work, "loyalty", "panel.csv", PANEL);
    json_t *other = stat_case(&work, "loyalty", "turned.csv", PANEL);
    assert_near(stat_number(one, "result.groups[1].customers"),
                stat_number(other, "result.groups[1].customers"), 1e-9);
    assert_near(stat_number(one, "result.groups[1].customers_high"),
                stat_number(other, "result.groups[1].customers_high"), 1e-9);
    assert_near(stat_number(one, "result.association"), stat_number(other, "result.association"),
                1e-9);
}

static void a_share_of_wallet_will_do(void **state)
{
    (void)state;
    buf out = buf_new(work.c.arena, 1024 * 1024);
    buf_c(&out, "who,score,share\n");
    for (i64 i = 0; i < 60; i++) {
        buf_fmt(&out, "C%02lld,%d,%.2f\n", (long long)i, i % 2 ? 9 : 4, i < 30 ? 0.9 : 0.1);
        buf_fmt(&out, "C%02lld,%d,\n", (long long)i, (i % 2 ? 9 : 4) + (i % 3 == 0));
    }
    files_write(&files, "share.csv", buf_str(&out));
    json_t *answer =
        stat_case(&work, "loyalty", "share.csv", "customer=who attitude=score share=share");
    assert_near(stat_number(answer, "result.groups[0].customers"), 15, 0.5);
    assert_near(stat_number(answer, "result.often"), 0.5, 0);
}

static void bad_columns_and_questions_are_refused_in_words(void **state)
{
    (void)state;
    panel_write("panel.csv", false);
    files_write(&files, "none.csv", S("who,score,ours,all\n"));
    files_write(&files, "two.csv", S("who,score,ours,all\nA,9,3,5\nA,9,4,5\n"));
    files_write(&files, "more.csv", S("who,score,ours,all\nA,9,6,5\n"));
    files_write(&files, "below.csv", S("who,score,ours,all\nA,9,-1,5\n"));
    files_write(&files, "few.csv", S("who,score,ours,all\nA,9,1,5\nB,9,1,5\n"));
    files_write(&files, "huge.csv", S("who,score,ours,all\nA,9,1,1e300\nB,9e300,1,5\n"));
    static const struct {
        const char *file, *options, *why;
    } cases[] = {
        {"none.csv",  PANEL,                         "too few rows: 0"                                              },
        {"two.csv",   PANEL,                         "customer \"A\", --purchases: rows say different things"       },
        {"more.csv",  PANEL,                         "customer \"A\", --purchases: they are more than the occasions"},
        {"below.csv", PANEL,                         "customer \"A\", --purchases: it is below 0"                   },
        {"few.csv",   PANEL,
         "of 2 customers 2 answered, and of 2 of them the behaviour is known: too few"                              },
        {"huge.csv",  PANEL,
         "of 2 customers 2 answered, and of 2 of them the behaviour is known: too few"                              },
        {"panel.csv", "customer=who attitude=score",
         "it is not clear what shows the customers' behaviour"                                                      },
        {"panel.csv", PANEL "years=again",           "it is not clear what shows the customers' behaviour"          },
        {"panel.csv", PANEL "often=3",               "--often must be below 1 where behaviour is a share"           },
        {"panel.csv", PANEL "again=ours",
         "--purchases and --again name the same column \"ours\""                                },
        {"panel.csv", PANEL "pull=2",                "--pull cannot be \"2\""                                       },
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++)
        assert_string_equal(stat_case_fails(&work, "loyalty", cases[i].file, cases[i].options),
                            cases[i].why);
}

static void customers_who_are_all_alike_have_no_places(void **state)
{
    (void)state;
    buf out = buf_new(work.c.arena, 65536);
    buf_c(&out, "who,score,ours,all\n");
    for (i64 i = 0; i < 40; i++)
        buf_fmt(&out, "C%lld,9,5,10\nC%lld,9,,\n", (long long)i, (long long)i);
    files_write(&files, "equal.csv", buf_str(&out));
    assert_string_equal(stat_case_fails(&work, "loyalty", "equal.csv", PANEL),
                        "customers' attitudes differ no more than one customer's answers do");
    assert_int_equal(work.c.err.code, ERR_REFUSED);
    assert_non_null(work.c.err.hint);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_demo_s_loyal_and_lazy_are_found),
        cmocka_unit_test_setup_teardown(a_clear_panel_is_placed_as_it_is, setup, teardown),
        cmocka_unit_test_setup_teardown(the_order_of_rows_does_not_matter, setup, teardown),
        cmocka_unit_test_setup_teardown(customers_who_are_all_alike_have_no_places, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_share_of_wallet_will_do, setup, teardown),
        cmocka_unit_test_setup_teardown(bad_columns_and_questions_are_refused_in_words, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
