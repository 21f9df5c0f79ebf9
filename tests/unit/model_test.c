#include "words/model.h"

#include "support/labelled.h"
#include "support/near.h"
#include "words/built_in.h"

static const struct gram_form form = {2, 4, 12, true};
static const str names[] = {
    {"delay",  5},
    {"praise", 6},
    {"price",  5}
};

struct made {
    struct work work;
    struct labelled labelled;
    struct trained trained;
    struct model model;
};

static struct made *make(bool many)
{
    struct made *m = calloc(1, sizeof *m);
    ctx *c = work_init(&m->work);
    struct train_plan plan = {form, many, 5, 1, 1};
    m->labelled = labelled_make(c, form, 300, 3, 9, many);
    assert_true(train(c, &m->labelled.rows, plan, &m->trained));
    m->model = model_of(c, &m->trained, (struct model_origin){names, S("invented"), plan});
    return m;
}

static void done(struct made *m)
{
    work_release(&m->work);
    free(m);
}

static void rounding_to_bytes_changes_little(void **state)
{
    (void)state;
    for (int many = 0; many < 2; many++) {
        struct made *m = make(many);
        const struct linear_rows *rows = &m->labelled.rows;
        for (i64 i = 0; i < rows->count; i++) {
            f64 whole[3], rounded[3];
            const gram *grams = rows->grams + rows->start[i];
            i64 count = rows->start[i + 1] - rows->start[i];
            linear_score(&m->trained.linear, grams, count, whole);
            calibration_apply(&m->trained.calibration, whole);
            model_ask_grams(&m->model, grams, count, rounded);
            for (i32 j = 0; j < 3; j++)
                assert_near(rounded[j], whole[j], 0.03);
        }
        done(m);
    }
}

static void what_is_written_is_read_again(void **state)
{
    (void)state;
    struct made *m = make(false);
    ctx *c = &m->work.c;
    str bytes = model_write(c, &m->model);
    struct model again;
    assert_true(model_read(c, bytes, &again));
    assert_true(str_equal(again.names[1], S("praise")));
    assert_true(str_equal(again.about, S("invented")));
    assert_int_equal(again.quality.n, 300);
    assert_near(quality_accuracy(&again.quality), quality_accuracy(&m->model.quality), 0);
    assert_int_equal(again.form.bits, form.bits);
    assert_true(str_equal(model_write(c, &again), bytes));
    f64 a[3], b[3];
    const gram *grams = m->labelled.rows.grams;
    model_ask_grams(&m->model, grams, m->labelled.rows.start[1], a);
    model_ask_grams(&again, grams, m->labelled.rows.start[1], b);
    for (i32 j = 0; j < 3; j++)
        assert_near(a[j], b[j], 1e-9);
    done(m);
}

static const char *refusal(ctx *c, str bytes)
{
    struct model model;
    err_clear(c);
    assert_false(model_read(c, bytes, &model));
    assert_int_equal(c->err.code, ERR_BAD_INPUT);
    assert_non_null(c->err.hint);
    return c->err.msg;
}

static void what_is_no_model_is_refused(void **state)
{
    (void)state;
    struct made *m = make(false);
    ctx *c = &m->work.c;
    str bytes = model_write(c, &m->model);
    assert_string_equal(refusal(c, S("")), "this file is no model of words");
    assert_string_equal(refusal(c, S("id,text\n1,hello\n")), "this file is no model of words");
    assert_string_equal(refusal(c, S("tuntuma words 2\n{}\n")),
                        "this model is of another version of Tuntuma");
    for (i64 size = 17; size < bytes.size; size += bytes.size / 37)
        assert_string_equal(refusal(c, str_slice(bytes, 0, size)), "this model is damaged");
    char *copy = NEW_ARRAY(c->arena, char, bytes.size);
    for (i64 at = 20; at < bytes.size; at += bytes.size / 41) {
        memcpy(copy, bytes.s, (size_t)bytes.size);
        copy[at] ^= 4;
        assert_string_equal(refusal(c, (str){copy, bytes.size}), "this model is damaged");
    }
    done(m);
}

static void a_text_without_grams_has_the_chances_of_the_constant(void **state)
{
    (void)state;
    struct made *m = make(false);
    f64 chances[3];
    model_ask_grams(&m->model, NULL, 0, chances);
    assert_near(chances[0] + chances[1] + chances[2], 1, 1e-12);
    done(m);
}

static void the_built_in_models_can_be_read(void **state)
{
    (void)state;
    static const char *const built_in[] = {"sentiment-fi", "sentiment-en", "emotions-fi",
                                           "emotions-en"};
    static const f64 accuracy[] = {0.641, 0.664}, macro_f1[] = {0.607, 0.652, 0.341, 0.370};
    struct work work;
    ctx *c = work_init(&work);
    for (i64 i = 0; i < 4; i++) {
        str bytes = {0};
        struct model model;
        assert_true(built_in_model(str_of(built_in[i]), &bytes));
        assert_true(model_read(c, bytes, &model));
        assert_int_equal(model.quality.labels, i < 2 ? 3 : 8);
        assert_true(str_find(model.about, S("CC BY 4.0")) > 0);
        // As docs/statistics/words.md tells.
        if (i < 2) assert_near(quality_accuracy(&model.quality), accuracy[i], 0.0006);
        assert_near(quality_macro_f1(&model.quality), macro_f1[i], 0.0006);
    }
    str none = {0};
    assert_false(built_in_model(S("sentiment-sv"), &none));
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rounding_to_bytes_changes_little),
        cmocka_unit_test(what_is_written_is_read_again),
        cmocka_unit_test(what_is_no_model_is_refused),
        cmocka_unit_test(a_text_without_grams_has_the_chances_of_the_constant),
        cmocka_unit_test(the_built_in_models_can_be_read),
    };
    return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
