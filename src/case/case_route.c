// The idea: characters' n-grams within words, hashed, and one linear classifier a function, as
// `tuntuma stat` trains them (words/train.h): no dictionary, so Finnish endings, compounds and
// typing errors do no harm. How sure it is comes from cases that it was not trained on.
#include "case/case_route.h"

#include <sodium.h>

#include "base/lang.h"
#include "bounds.h"
#include "settings/settings.h"
#include "words/model.h"

// Fewer lessons of fewer functions teach nothing; more than the newest ones take too long. What a
// matter is about stands in its first words.
enum {
    LESSONS_MIN = 20,
    FUNCTION_LESSONS_MIN = 4,
    LESSONS_MAX = 10000,
    WORDS_BYTES = 2000,
    FOLDS = 4,
    BITS_MOST = 17,
    BITS_LEAST = 14
};
#define MODEL_BYTES (4 * MIB) // read for each case whose touchpoint does not tell

struct train_plan case_route_plan(i32 functions)
{
    i32 bits = BITS_MOST;
    while (bits > BITS_LEAST && model_weight_bytes(bits, functions) > MODEL_BYTES)
        bits--;
    return (struct train_plan){
        .form = {.low = 2, .high = 5, .bits = bits, .within_words = true},
        .folds = FOLDS,
        .seed = 1,
        .strength = 1
    };
}

// Asking

static bool model_of_store(ctx *c, struct model *out, bool *found)
{
    struct rows rows;
    *found = false;
    if (!store_rows(c, SQL_case_router_row, NO_VALS, &rows)) return false;
    if (!rows.count) return true;
    str text = rows.column[3].text[0];
    u8 *bytes = NEW_ARRAY(c->arena, u8, text.size + 1);
    size_t size = 0;
    if (sodium_base642bin(bytes, (size_t)text.size + 1, text.s, (size_t)text.size, NULL, &size,
                          NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
        return fail(c, ERR_STORE, tr(c, "what was learnt of cases cannot be read"));
    *found = true;
    return model_read(c, (str){(const char *)bytes, (i64)size}, out);
}

// A function that was put away since is nobody.
static bool function_stands(ctx *c, i64 function, bool *out)
{
    str name = {0};
    if (!store_str(c, SQL_case_function_name, VALS(V_I64(function)), &name)) return false;
    *out = name.size > 0;
    return true;
}

static bool by_words(ctx *c, str text, struct case_routed *out)
{
    struct model model;
    bool found = false, stands = false;
    i64 best = 0, sure_pct = 0;
    const gram *grams = NULL;
    if (!model_of_store(c, &model, &found)) return false;
    if (!found) return true;
    i64 count = grams_of(grams_new(c, model.form), str_head(text, WORDS_BYTES), &grams, NULL);
    if (!count) return true;
    i64 labels = model.quality.labels;
    f64 *chances = NEW_ARRAY(c->arena, f64, labels + 1);
    model_ask_grams(&model, grams, count, chances);
    for (i64 i = 1; i < labels; i++)
        if (chances[i] > chances[best]) best = i;
    if (!str_i64(model.names[best], &out->likeliest) ||
        !function_stands(c, out->likeliest, &stands) || !setting_i64(c, "case.sure_pct", &sure_pct))
        return c->err.code == ERR_NONE;
    if (!stands) {
        out->likeliest = 0;
        return true;
    }
    out->sure = chances[best];
    if (out->sure * 100 < (f64)sure_pct) return true;
    out->function = out->likeliest;
    out->by = CASE_BY_WORDS;
    return true;
}

bool case_route(ctx *c, struct case_asked asked, struct case_routed *out)
{
    struct rows rows;
    *out = (struct case_routed){0};
    if (asked.touchpoint) {
        if (!store_rows(c, SQL_case_touchpoint_of, VALS(V_I64(asked.touchpoint)), &rows))
            return false;
        out->function = rows.count ? rows.column[1].i[0] : 0;
        if (out->function) {
            out->by = CASE_BY_TOUCHPOINT;
            return true;
        }
    }
    return !asked.text.size || by_words(c, asked.text, out);
}

// Learning

bool case_route_lesson(ctx *c, i64 id, i64 function)
{
    assert(store_in_transaction(c));
    if (!function) return true;
    return store_run(c, SQL_case_lesson_drop, VALS(V_I64(id))) &&
           store_run(c, SQL_case_lesson_add, VALS(V_I64(id), V_I64(function), V_I64(c->now_ms)));
}

bool case_route_waits(ctx *c, bool *out)
{
    struct rows rows;
    i64 trained_ms = 0;
    *out = false;
    if (!store_rows(c, SQL_case_router_row, NO_VALS, &rows)) return false;
    if (rows.count) trained_ms = rows.column[0].i[0];
    if (!store_rows(c, SQL_case_lessons_since, VALS(V_I64(trained_ms)), &rows)) return false;
    *out = rows.column[0].i[0] >= LESSONS_MIN && rows.column[1].i[0] > 0;
    return true;
}

// Lessons of functions that have enough of them; rows come in the order of functions.
struct lessons {
    i64 count;
    i32 labels;
    const str *texts;
    i32 *label;
    i64 *functions; // by label
};

static bool lessons_read(ctx *c, struct lessons *out)
{
    struct rows rows;
    *out = (struct lessons){0};
    if (!store_rows(c, SQL_case_lessons, VALS(V_I64(LESSONS_MAX)), &rows)) return false;
    const i64 *function = rows.column[0].i;
    str *texts = NEW_ARRAY(c->arena, str, rows.count + 1);
    out->label = NEW_ARRAY(c->arena, i32, rows.count + 1);
    out->functions = NEW_ARRAY(c->arena, i64, LINEAR_LABELS_MAX);
    for (i64 from = 0, to = 0; from < rows.count; from = to) {
        while (to < rows.count && function[to] == function[from])
            to++;
        if (to - from < FUNCTION_LESSONS_MIN || out->labels == LINEAR_LABELS_MAX) continue;
        for (i64 i = from; i < to; i++) {
            texts[out->count] = str_head(rows.column[1].text[i], WORDS_BYTES);
            out->label[out->count++] = out->labels;
        }
        out->functions[out->labels++] = function[from];
    }
    out->texts = texts;
    return true;
}

static struct linear_rows rows_of(ctx *c, const struct lessons *lessons, struct gram_form form)
{
    struct grams *scratch = grams_new(c, form);
    i64 *start = NEW_ARRAY(c->arena, i64, lessons->count + 1);
    bool *has = NEW_ARRAY(c->arena, bool, lessons->count * lessons->labels + 1);
    buf all = buf_new(c->arena, BOUND_JOB_ARENA_BYTES / 8);
    for (i64 i = 0; i < lessons->count; i++) {
        const gram *grams = NULL;
        i64 count = grams_of(scratch, lessons->texts[i], &grams, NULL);
        buf_add(&all, (str){(const char *)grams, count * (i64)sizeof(gram)});
        start[i + 1] = start[i] + count;
        has[i * lessons->labels + lessons->label[i]] = true;
    }
    gram *grams = NEW_ARRAY(c->arena, gram, start[lessons->count] + 1);
    if (all.size) memcpy(grams, all.s, (size_t)all.size);
    return (struct linear_rows){lessons->count, start, grams, form.bits, lessons->labels, has};
}

bool case_route_learn(ctx *c, struct case_route_learnt *out)
{
    struct lessons lessons;
    struct trained trained;
    *out = (struct case_route_learnt){0};
    if (!lessons_read(c, &lessons)) return false;
    if (lessons.count < LESSONS_MIN || lessons.labels < 2) return true;
    struct train_plan plan = case_route_plan(lessons.labels);
    struct linear_rows rows = rows_of(c, &lessons, plan.form);
    if (!train(c, &rows, plan, &trained)) {
        // Too few different texts: there is nothing to learn yet.
        if (c->err.code != ERR_REFUSED) return false;
        err_clear(c);
        return true;
    }
    str *names = NEW_ARRAY(c->arena, str, lessons.labels);
    for (i32 i = 0; i < lessons.labels; i++)
        names[i] = str_of(fmt(c->arena, "%lld", (long long)lessons.functions[i]));
    struct model model =
        model_of(c, &trained, (struct model_origin){.names = names, .about = {0}, .plan = plan});
    str bytes = model_write(c, &model);
    size_t room = sodium_base64_encoded_len((size_t)bytes.size, sodium_base64_VARIANT_ORIGINAL);
    char *text = NEW_ARRAY(c->arena, char, (i64)room);
    (void)sodium_bin2base64(text, room, (const u8 *)bytes.s, (size_t)bytes.size,
                            sodium_base64_VARIANT_ORIGINAL);
    *out = (struct case_route_learnt){
        .lessons = lessons.count, .hits = trained.quality.exact, .model = str_of(text)};
    return true;
}

bool case_route_keep(ctx *c, const struct case_route_learnt *learnt)
{
    assert(store_in_transaction(c));
    return store_run(c, SQL_case_router_drop, NO_VALS) &&
           store_run(c, SQL_case_router_add,
                     VALS(V_I64(c->now_ms), V_I64(learnt->lessons), V_I64(learnt->hits),
                          V_STR(learnt->model)));
}
