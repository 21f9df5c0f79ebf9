#include "words/quality.h"

#include "support/near.h"
#include "support/work.h"

static void counts_by_hand_agree(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    // The confusion of reference/text.json, svc_char2_5: accuracy .814007, macro F1 .745755.
    static const i64 confusion[3][3] = {
        {1789, 92,  27 },
        {228,  367, 43 },
        {112,  61,  308}
    };
    struct quality_count *count = quality_begin(c, 3, false);
    const f64 chances[3] = {0.7, 0.7, 0.7};
    for (i64 truth = 0; truth < 3; truth++)
        for (i64 told = 0; told < 3; told++)
            for (i64 i = 0; i < confusion[truth][told]; i++) {
                bool has[3] = {0}, said[3] = {0};
                has[truth] = said[told] = true;
                quality_add(count, (struct quality_case){has, said, chances});
            }
    struct quality q = quality_end(count);
    assert_int_equal(q.n, 3027);
    assert_near(quality_accuracy(&q), 0.814007267922035, 1e-12);
    assert_near(quality_macro_f1(&q), 0.74575536641356, 1e-12);
    assert_near(quality_baseline(&q), 1908.0 / 3027, 1e-12);
    assert_near(quality_recall(&q, 0), 1789.0 / 1908, 1e-12);
    assert_near(quality_precision(&q, 2), 308.0 / (308 + 27 + 43), 1e-12);
    assert_near(q.calibration_error, 0.814007267922035 - 0.7, 1e-9);
    work_release(&work);
}

static void several_labels_count_each_for_itself(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct quality_count *count = quality_begin(c, 3, true);
    const f64 chances[3] = {0.5, 0.5, 0.5};
    const bool has[2][3] = {
        {true,  true,  false},
        {false, false, false}
    };
    const bool said[2][3] = {
        {true,  false, false},
        {false, false, true }
    };
    for (i64 i = 0; i < 2; i++)
        quality_add(count, (struct quality_case){has[i], said[i], chances});
    struct quality q = quality_end(count);
    assert_near(quality_accuracy(&q), 0, 0);
    assert_near(quality_f1(&q, 0), 1, 0);
    assert_near(quality_f1(&q, 1), 0, 0);
    assert_near(quality_macro_f1(&q), 0.5, 1e-12); // nobody has the third
    assert_true(isnan(quality_precision(&q, 1)));
    assert_true(isnan(quality_recall(&q, 2)));
    assert_true(isnan(quality_baseline(&q)));
    work_release(&work);
}

static void nothing_measured_is_not_a_number(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct quality q = quality_end(quality_begin(c, 2, false));
    assert_true(isnan(quality_accuracy(&q)) && isnan(quality_macro_f1(&q)));
    assert_true(isnan(q.calibration_error) && isnan(quality_baseline(&q)));
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_by_hand_agree),
        cmocka_unit_test(several_labels_count_each_for_itself),
        cmocka_unit_test(nothing_measured_is_not_a_number),
    };
    return cmocka_run_group_tests_name("quality", tests, NULL, NULL);
}
