#include "words/train.h"

#include <gsl/gsl_randist.h>

#include "insight/maths/chance.h"
#include "support/labelled.h"
#include "support/near.h"

static const struct gram_form form = {2, 4, 12, true};

static struct train_plan plan_of(bool many)
{
    return (struct train_plan){form, many, 5, 1, 1};
}

static void kinds_are_told_apart_and_noise_is_not_learnt(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct trained trained;
    struct labelled clean = labelled_make(c, form, 300, 3, 0, false);
    assert_true(train(c, &clean.rows, plan_of(false), &trained));
    assert_near(quality_accuracy(&trained.quality), 1, 0.01);
    assert_true(trained.came_to_rest);
    // Every eighth label is wrong: nobody can be right in more than 7/8, four standard errors of
    // chance apart.
    struct labelled noisy = labelled_make(c, form, 1200, 3, 8, false);
    assert_true(train(c, &noisy.rows, plan_of(false), &trained));
    assert_near(quality_accuracy(&trained.quality), 0.875, 0.04);
    assert_true(trained.quality.calibration_error < 0.08);
    work_release(&work);
}

static void labels_that_mean_nothing_are_told_by_chance(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct labelled made = labelled_make(c, form, 600, 2, 0, false);
    bool *has = NEW_ARRAY(c->arena, bool, 1200);
    for (i64 i = 0; i < 600; i++)
        has[i * 2 + (i64)(c->random(c) % 2)] = true;
    made.rows.has = has;
    struct trained trained;
    assert_true(train(c, &made.rows, plan_of(false), &trained));
    assert_near(quality_accuracy(&trained.quality), 0.5, 0.09);
    work_release(&work);
}

static void several_labels_are_learnt_each(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct labelled made = labelled_make(c, form, 600, 3, 0, true);
    struct trained trained;
    assert_true(train(c, &made.rows, plan_of(true), &trained));
    assert_true(quality_macro_f1(&trained.quality) > 0.95);
    assert_true(quality_accuracy(&trained.quality) > 0.9);
    work_release(&work);
}

// Were copies of one text spread over parts, a classifier could learn single texts by heart.
static void copies_of_a_text_stay_together(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct labelled made = labelled_make(c, form, 200, 2, 0, false);
    enum { COPIES = 5 };
    i64 *start = NEW_ARRAY(c->arena, i64, 200 * COPIES + 1);
    i64 grams = made.rows.start[200];
    gram *all = NEW_ARRAY(c->arena, gram, grams * COPIES);
    bool *has = NEW_ARRAY(c->arena, bool, 200 * COPIES * 2);
    for (i64 copy = 0; copy < COPIES; copy++) {
        memcpy(all + copy * grams, made.rows.grams, (size_t)grams * sizeof(gram));
        for (i64 i = 0; i < 200; i++)
            start[copy * 200 + i + 1] = copy * grams + made.rows.start[i + 1];
    }
    // Each text's label by a coin, the same for its copies.
    for (i64 i = 0; i < 200; i++) {
        i64 label = (i64)(c->random(c) % 2);
        for (i64 copy = 0; copy < COPIES; copy++)
            has[(copy * 200 + i) * 2 + label] = true;
    }
    struct linear_rows rows = {200 * COPIES, start, all, form.bits, 2, has};
    struct trained trained;
    assert_true(train(c, &rows, plan_of(false), &trained));
    assert_int_equal(trained.different, 200);
    assert_near(quality_accuracy(&trained.quality), 0.5, 0.14);
    work_release(&work);
}

static void too_few_different_texts_are_refused(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct labelled made = labelled_make(c, form, 4, 2, 0, false);
    struct trained trained;
    assert_false(train(c, &made.rows, plan_of(false), &trained));
    assert_int_equal(c->err.code, ERR_REFUSED);
    assert_non_null(c->err.hint);
    work_release(&work);
}

static void the_same_seed_gives_the_same_model(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct labelled made = labelled_make(c, form, 200, 3, 6, false);
    struct trained a, b;
    assert_true(train(c, &made.rows, plan_of(false), &a));
    assert_true(train(c, &made.rows, plan_of(false), &b));
    i64 fours = (((i64)1 << form.bits) + 1) * a.linear.fours;
    assert_memory_equal(a.linear.rows, b.linear.rows, (size_t)fours * sizeof(linear_four));
    assert_int_equal(a.quality.exact, b.quality.exact);
    work_release(&work);
}

// What the descent is meant to make small: half the square of the weights, and C times the squares
// of what each example lacks.
static f64 objective(const struct linear_rows *rows, const struct linear *linear, i32 label, f64 c)
{
    f64 sum = 0, scores[3];
    for (i64 bucket = 0; bucket <= (i64)1 << rows->bits; bucket++) {
        f64 weight = (f64)((const float *)&linear->rows[bucket * linear->fours])[label];
        sum += weight * weight / 2;
    }
    for (i64 i = 0; i < rows->count; i++) {
        linear_score(linear, rows->grams + rows->start[i], rows->start[i + 1] - rows->start[i],
                     scores);
        f64 side = rows->has[i * rows->labels + label] ? 1 : -1;
        f64 lacks = fmax(0, 1 - side * scores[label]);
        sum += c * lacks * lacks;
    }
    return sum;
}

// The problem is convex: if no small step in any direction leads lower, it is solved.
static void the_descent_ends_where_nothing_leads_lower(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct labelled made = labelled_make(c, form, 120, 3, 5, false);
    i32 *which = NEW_ARRAY(c->arena, i32, 120);
    for (i32 i = 0; i < 120; i++)
        which[i] = i;
    struct linear linear;
    i64 rounds = 0, weights = ((i64)1 << form.bits) + 1;
    gsl_rng *rng = chance_new(c, 1);
    assert_true(linear_train(c, &made.rows, which, 120, rng,
                             (struct linear_effort){0.7, 2000, 1e-5}, &linear, &rounds));
    assert_in_range(rounds, 1, 2000);
    for (i32 label = 0; label < 3; label++) {
        f64 best = objective(&made.rows, &linear, label, 0.7);
        for (i64 turn = 0; turn < 20; turn++) {
            float *steps = NEW_ARRAY(c->arena, float, weights);
            for (int way = -1; way <= 1; way += 2) {
                for (i64 i = 0; i < weights; i++) {
                    if (way < 0) steps[i] = (float)gsl_ran_gaussian(rng, 0.001);
                    float *weight = (float *)&linear.rows[i * linear.fours] + label;
                    *weight += (float)way * steps[i];
                }
                f64 there = objective(&made.rows, &linear, label, 0.7);
                if (there < best - 1e-5) print_error("%.9g is below %.9g\n", there, best);
                assert_true(there >= best - 1e-5);
                for (i64 i = 0; i < weights; i++)
                    ((float *)&linear.rows[i * linear.fours])[label] -= (float)way * steps[i];
            }
        }
    }
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_are_told_apart_and_noise_is_not_learnt),
        cmocka_unit_test(labels_that_mean_nothing_are_told_by_chance),
        cmocka_unit_test(several_labels_are_learnt_each),
        cmocka_unit_test(copies_of_a_text_stay_together),
        cmocka_unit_test(too_few_different_texts_are_refused),
        cmocka_unit_test(the_same_seed_gives_the_same_model),
        cmocka_unit_test(the_descent_ends_where_nothing_leads_lower),
    };
    return cmocka_run_group_tests_name("train", tests, NULL, NULL);
}
