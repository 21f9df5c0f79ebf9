// What titles say, in three languages. A title is made from rows alone, so no store is needed.
#include "figure/words.h"

#include <math.h>

#include "base/lang.h"
#include "support/test.h"

#define HARD "\u00a0" // a blank that does not break

static struct arena arena;

static ctx speaking(const char *lang)
{
    return (ctx){.arena = &arena, .lang = lang};
}

static const struct metric nps = {
    .label = {"Net Promoter Score", 18},
      .kind = METRIC_NPS, .better = BETTER_HIGHER
};
static const struct metric wait = {
    .label = {"Wait", 4},
      .unit = {"s",    1},
      .kind = METRIC_MEAN, .better = BETTER_LOWER
};
static const struct metric contacts = {
    .label = {"Contacts", 8},
      .kind = METRIC_COUNT, .better = BETTER_NEITHER
};

static void expect_answer(const struct figures *figures, const char *en, const char *fi,
                          const char *sv)
{
    ctx c = speaking("en");
    assert_string_equal(words_answer(&c, figures), en);
    c.lang = "fi";
    assert_string_equal(words_answer(&c, figures), fi);
    c.lang = "sv";
    assert_string_equal(words_answer(&c, figures), sv);
}

static struct figure_row row_of(const char *label, f64 value, f64 difference, i32 direction)
{
    return (struct figure_row){.label = {label},
                               .n = 100,
                               .value = value,
                               .low = value - 1,
                               .high = value + 1,
                               .verdict = {.verdict = VERDICT_FACT},
                               .difference = difference,
                               .p = 0.01,
                               .beyond_chance = direction != 0,
                               .direction = direction};
}

static void the_whole_is_told_with_its_interval(void **state)
{
    (void)state;
    struct figures f = {.metric = &nps, .overall = row_of("All", 26.66, (f64)NAN, 0)};
    expect_answer(&f, "Net Promoter Score: 26.7 (between 25.7 and 27.7)",
                  "Suositteluindeksi: 26,7 (välillä 25,7 … 27,7)",
                  "NPS: 26,7 (mellan 25,7 och 27,7)");
    f.overall.low = f.overall.high = f.overall.value;
    expect_answer(&f, "Net Promoter Score: 26.7", "Suositteluindeksi: 26,7", "NPS: 26,7");
    f.overall.verdict.verdict = VERDICT_HIDDEN;
    expect_answer(&f, "Too few people to show", "Liian vähän ihmisiä näytettäväksi",
                  "För få personer för att visas");
    f.overall.n = 0;
    expect_answer(&f, "Net Promoter Score: no facts here yet",
                  "Suositteluindeksi: täällä ei ole vielä faktoja",
                  "NPS: här finns inga fakta ännu");
}

static struct figures by_month(const struct metric *metric, struct figure_row *rows, i64 count)
{
    for (i64 i = 0; i < count; i++)
        rows[i].period.from = day_add_months(day_from_civil(2025, 6, 1), (i32)i);
    return (struct figures){
        .query = {.by = {{.dim = DIM_MONTH}}, .by_count = 1},
        .metric = metric,
        .overall = rows[0],
        .rows = rows,
        .count = count,
        .compares_time = true
    };
}

static void a_change_is_told_with_its_month(void **state)
{
    (void)state;
    struct figure_row rows[] = {row_of("2025-06", 5.4, (f64)NAN, 0),
                                row_of("2025-07", 17.5, 12.1, 1), row_of("2025-08", 16, -1.5, 0)};
    struct figures f = by_month(&nps, rows, 2);
    expect_answer(&f, "Net Promoter Score rose in July 2025: from 5.4 to 17.5",
                  "Suositteluindeksi nousi heinäkuussa 2025: 5,4 → 17,5",
                  "NPS steg i juli 2025: från 5,4 till 17,5");
    f = by_month(&nps, rows, 3);
    expect_answer(&f, "Net Promoter Score last changed in July 2025: up from 5.4 to 17.5",
                  "Suositteluindeksi muuttui viimeksi heinäkuussa 2025: nousua 5,4 → 17,5",
                  "NPS ändrades senast i juli 2025: upp från 5,4 till 17,5");
    rows[1].beyond_chance = false;
    expect_answer(&f, "Net Promoter Score has not changed by more than chance",
                  "Suositteluindeksi ei ole muuttunut sattumaa enempää",
                  "NPS har inte ändrats mer än slumpen förklarar");
}

static void where_lower_is_better_the_change_is_judged_in_words(void **state)
{
    (void)state;
    struct figure_row rows[] = {row_of("2025-06", 289.94, (f64)NAN, 0),
                                row_of("2025-07", 118, -171.9, 1)};
    struct figures f = by_month(&wait, rows, 2);
    expect_answer(
        &f, "Wait fell in July 2025: from 289.9" HARD "s to 118.0" HARD "s, for the better",
        "Odotusaika laski heinäkuussa 2025: 289,9" HARD "s → 118,0" HARD "s, parempaan suuntaan",
        "Väntetiden sjönk i juli 2025: från 289,9" HARD "s till 118,0" HARD "s, till det bättre");
}

static struct figures by_unit(const struct metric *metric, struct figure_row *rows, i64 count)
{
    return (struct figures){
        .query = {.by = {{.dim = DIM_UNIT}}, .by_count = 1},
        .metric = metric,
        .overall = row_of("All", 26.7, (f64)NAN, 0),
        .rows = rows,
        .count = count
    };
}

static void groups_are_named_with_what_differs_most_first(void **state)
{
    (void)state;
    struct figure_row rows[] = {row_of("Kuopio", 38, 12, 1),    row_of("Oulu", 31, 5, 1),
                                row_of("Espoo", 33, 7, 1),      row_of("Vaasa", 32, 6, 1),
                                row_of("Helsinki", 27, 0.1, 0), row_of("Lahti", 20, -7, -1),
                                row_of("Turku", -1, -30, -1),   row_of("Pori", 30.8, 4, 1)};
    struct figures f = by_unit(&nps, rows, 7);
    expect_answer(
        &f,
        "Net Promoter Score – worse than the rest: Turku, Lahti; better: Kuopio, Espoo, Vaasa, "
        "Oulu",
        "Suositteluindeksi – muita huonompi: Turku, Lahti; parempi: Kuopio, Espoo, Vaasa, Oulu",
        "NPS – sämre än övriga: Turku, Lahti; bättre: Kuopio, Espoo, Vaasa, Oulu");
    f = by_unit(&nps, rows, 8);
    expect_answer(
        &f,
        "Net Promoter Score – worse than the rest: Turku, Lahti; better: Kuopio, Espoo, Vaasa and "
        "2 more",
        "Suositteluindeksi – muita huonompi: Turku, Lahti; parempi: Kuopio, Espoo, Vaasa ja 2 "
        "muuta",
        "NPS – sämre än övriga: Turku, Lahti; bättre: Kuopio, Espoo, Vaasa och 2 till");
    f = by_unit(&nps, rows, 1);
    expect_answer(&f, "Net Promoter Score – better than the rest: Kuopio",
                  "Suositteluindeksi – muita parempi: Kuopio", "NPS – bättre än övriga: Kuopio");
    f = by_unit(&nps, &rows[4], 1);
    expect_answer(&f, "Net Promoter Score: the differences are within chance",
                  "Suositteluindeksi: erot ovat sattuman rajoissa",
                  "NPS: skillnaderna ryms inom slumpen");
}

static void where_nothing_is_better_groups_are_higher_or_lower(void **state)
{
    (void)state;
    struct figure_row rows[] = {row_of("phone", 900, 2.1, 0), row_of("web", 300, 0.5, 0)};
    rows[0].beyond_chance = rows[1].beyond_chance = true;
    struct figures f = by_unit(&contacts, rows, 2);
    f.difference_divides = true;
    expect_answer(&f, "Contacts – lower than the rest: web; higher: phone",
                  "Yhteydenottojen määrä – muita pienempi: web; suurempi: phone",
                  "Antalet kontakter – lägre än övriga: web; högre: phone");
}

static void two_dimensions_name_one_place_each(void **state)
{
    (void)state;
    struct figure_row rows[] = {row_of("Turku", -9, -30, -1), row_of("Turku", -1, -20, -1),
                                row_of("Kuopio", 3, -10, -1)};
    for (i64 i = 0; i < COUNT_OF(rows); i++) {
        rows[i].label[1] = "2025-Q3";
        rows[i].period.from = day_from_civil(2025, 7, 1);
    }
    struct figures f = by_unit(&nps, rows, COUNT_OF(rows));
    f.query.by[1].dim = DIM_QUARTER;
    f.query.by_count = 2;
    expect_answer(&f, "Net Promoter Score – worse than the rest: Turku" HARD "· Q3 2025 and 2 more",
                  "Suositteluindeksi – muita huonompi: Turku" HARD "· Q3/2025 ja 2 muuta",
                  "NPS – sämre än övriga: Turku" HARD "· kv. 3 2025 och 2 till");
}

static void the_question_reads_as_a_phrase(void **state)
{
    (void)state;
    struct figures f = by_unit(&nps, NULL, 0);
    f.query.by[1].dim = DIM_MONTH;
    f.query.by_count = 2;
    f.query.where[0] = (struct figure_where){{.dim = DIM_CHANNEL}, S("web")};
    f.query.where_count = 1;
    f.query.from_given = f.query.to_given = true;
    f.query.from = day_from_civil(2025, 1, 1);
    f.query.to = day_from_civil(2025, 3, 31);
    ctx en = speaking("en"), fi = speaking("fi"), sv = speaking("sv");
    assert_string_equal(
        words_question(&en, &f),
        "Net Promoter Score by unit and by month, channel: web, 1 January 2025 to 31 March 2025");
    assert_string_equal(
        words_question(&fi, &f),
        "Suositteluindeksi toimipisteittäin ja kuukausittain, kanava: web, 1.1.2025–31.3.2025");
    assert_string_equal(
        words_question(&sv, &f),
        "NPS per enhet och per månad, kanal: web, 1 januari 2025 till 31 mars 2025");
    f.query.by_count = 1;
    f.query.by[0] = (struct figure_by){DIM_ATTRIBUTE, S("town")};
    f.query.where_count = 0;
    f.query.from_given = false;
    assert_string_equal(words_question(&en, &f), "Net Promoter Score by town, up to 31 March 2025");
    assert_string_equal(words_question(&fi, &f),
                        "Suositteluindeksi tiedon ”town” mukaan, 31.3.2025 asti");
}

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, 16 << 20);
    lang_reset();
    lang_register_built_in();
    return 0;
}

static int end(void **state)
{
    (void)state;
    lang_reset();
    arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_is_told_with_its_interval),
        cmocka_unit_test(a_change_is_told_with_its_month),
        cmocka_unit_test(where_lower_is_better_the_change_is_judged_in_words),
        cmocka_unit_test(groups_are_named_with_what_differs_most_first),
        cmocka_unit_test(where_nothing_is_better_groups_are_higher_or_lower),
        cmocka_unit_test(two_dimensions_name_one_place_each),
        cmocka_unit_test(the_question_reads_as_a_phrase),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
