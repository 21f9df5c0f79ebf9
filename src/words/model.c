#include "words/model.h"

#include "base/hash.h"
#include "base/json.h"

#include <math.h>

static const char first_line[] = "tuntuma words 1\n";
static const struct hash_seed seal_seed = {"tuntuma words 1"};

enum { SEAL_BYTES = 8 };

i64 model_weight_bytes(i32 bits, i32 labels)
{
    return ((i64)1 << bits) * (1 + labels);
}

static const float *weights_of(const struct linear *linear, i64 bucket)
{
    return (const float *)&linear->rows[bucket * linear->fours];
}

struct model model_of(ctx *c, const struct trained *trained, struct model_origin origin)
{
    const struct linear *linear = &trained->linear;
    i32 labels = linear->labels;
    i64 buckets = (i64)1 << linear->bits;
    f64 *scale = NEW_ARRAY(c->arena, f64, labels), *constant = NEW_ARRAY(c->arena, f64, labels);
    f64 rarest = 1;
    for (i64 i = 0; i < buckets; i++) {
        const float *weights = weights_of(linear, i);
        rarest = fmax(rarest, (f64)weights[labels]);
        for (i32 j = 0; j < labels; j++)
            scale[j] = fmax(scale[j], fabs((f64)weights[j]) / 127);
    }
    f64 step = rarest > 1 ? (rarest - 1) / 255 : 1;
    u8 *rows = NEW_ARRAY(c->arena, u8, model_weight_bytes(linear->bits, labels)), *at = rows;
    for (i64 i = 0; i < buckets; i++) {
        const float *weights = weights_of(linear, i);
        *at++ = (u8)lround(((f64)weights[labels] - 1) / step);
        for (i32 j = 0; j < labels; j++)
            *at++ = (u8)(scale[j] > 0 ? lround((f64)weights[j] / scale[j]) : 0);
    }
    for (i32 j = 0; j < labels; j++)
        constant[j] = (f64)weights_of(linear, buckets)[j];
    return (struct model){
        .form = origin.plan.form,
        .calibration = trained->calibration,
        .quality = trained->quality,
        .names = origin.names,
        .about = origin.about,
        .folds = origin.plan.folds,
        .seed = (i64)origin.plan.seed,
        .strength = origin.plan.strength,
        .rareness_step = step,
        .scale = scale,
        .constant = constant,
        .rows = rows,
        .damped = linear->damped,
    };
}

// --- Writing ---

static void put_f64s(json_t *object, const char *key, const f64 *values, i32 count, ctx *c)
{
    json_t *array = json_new_array(c);
    for (i32 j = 0; j < count; j++)
        json_array_append_new(array, json_real(values[j]));
    json_object_set(object, key, array);
}

static void put_i64s(json_t *object, const char *key, const i64 *values, i64 count, ctx *c)
{
    json_t *array = json_new_array(c);
    for (i64 j = 0; j < count; j++)
        json_array_append_new(array, json_integer(values[j]));
    json_object_set(object, key, array);
}

static void quality_write(ctx *c, json_t *header, const struct quality *quality)
{
    i32 labels = quality->labels;
    json_t *object = json_new_object(c);
    json_put_i64(object, "texts", quality->n);
    json_put_i64(object, "exact", quality->exact);
    json_put_f64(object, "calibration_error", quality->calibration_error);
    put_i64s(object, "hits", quality->hits, labels, c);
    put_i64s(object, "false_alarms", quality->false_alarms, labels, c);
    put_i64s(object, "misses", quality->misses, labels, c);
    if (!quality->many) put_i64s(object, "confusion", quality->confusion, (i64)labels * labels, c);
    json_object_set(header, "measured", object);
}

static str header_write(ctx *c, const struct model *model)
{
    i32 labels = model->quality.labels;
    json_t *header = json_new_object(c), *names = json_new_array(c);
    for (i32 j = 0; j < labels; j++)
        json_array_append_new(names, json_stringn(model->names[j].s, (size_t)model->names[j].size));
    json_object_set(header, "labels", names);
    json_put_bool(header, "several", model->quality.many);
    json_put_i64(header, "shortest", model->form.low);
    json_put_i64(header, "longest", model->form.high);
    json_put_bool(header, "within_words", model->form.within_words);
    json_put_i64(header, "bits", model->form.bits);
    json_put_i64(header, "folds", model->folds);
    json_put_i64(header, "seed", model->seed);
    json_put_f64(header, "strength", model->strength);
    json_put_str(header, "about", model->about);
    quality_write(c, header, &model->quality);
    put_f64s(header, "slope", model->calibration.slope, labels, c);
    put_f64s(header, "shift", model->calibration.shift, labels, c);
    put_f64s(header, "threshold", model->calibration.threshold, labels, c);
    json_put_f64(header, "rareness_step", model->rareness_step);
    put_f64s(header, "scale", model->scale, labels, c);
    put_f64s(header, "constant", model->constant, labels, c);
    return json_write(c, header);
}

str model_write(ctx *c, const struct model *model)
{
    str header = header_write(c, model);
    i64 weights = model_weight_bytes(model->form.bits, model->quality.labels);
    buf out = buf_new(c->arena, header.size + weights + 64);
    buf_c(&out, first_line);
    buf_add(&out, header);
    buf_char(&out, '\n');
    buf_add(&out, (str){(const char *)model->rows, weights});
    u64 seal = hash_bytes(&seal_seed, out.s, out.size);
    buf_add(&out, (str){(const char *)&seal, SEAL_BYTES});
    return buf_str(&out);
}

// --- Reading ---

static bool fail_model(ctx *c, const char *why)
{
    return fail_with(c, ERR_BAD_INPUT, why,
                     tr(c, "Make the model again with `tuntuma stat words train`."));
}

static bool i64_between(const json_t *object, const char *key, i64 low, i64 high, i64 *out)
{
    return json_i64(json_object_get(object, key), out) && *out >= low && *out <= high;
}

static bool f64s_read(ctx *c, const json_t *object, const char *key, i64 count, f64 **out)
{
    const json_t *array = json_object_get(object, key);
    if (!json_is_array(array) || (i64)json_array_size(array) != count) return false;
    *out = NEW_ARRAY(c->arena, f64, count);
    for (i64 j = 0; j < count; j++) {
        if (!json_f64(json_array_get(array, (size_t)j), &(*out)[j])) return false;
        if (!isfinite((*out)[j]) || fabs((*out)[j]) > 1e9) return false;
    }
    return true;
}

static bool i64s_read(ctx *c, const json_t *object, const char *key, i64 count, i64 **out)
{
    const json_t *array = json_object_get(object, key);
    if (!json_is_array(array) || (i64)json_array_size(array) != count) return false;
    *out = NEW_ARRAY(c->arena, i64, count);
    for (i64 j = 0; j < count; j++) {
        if (!json_i64(json_array_get(array, (size_t)j), &(*out)[j])) return false;
        if ((*out)[j] < 0 || (*out)[j] > INT32_MAX) return false;
    }
    return true;
}

static bool names_read(ctx *c, const json_t *header, struct model *out)
{
    const json_t *array = json_object_get(header, "labels");
    i64 count = (i64)json_array_size(array); // 0 for what is no array
    if (count < 1 || count > LINEAR_LABELS_MAX) return false;
    str *names = NEW_ARRAY(c->arena, str, count);
    for (i64 j = 0; j < count; j++) {
        names[j] = str_copy(c->arena, json_text(json_array_get(array, (size_t)j)));
        if (names[j].size < 1 || names[j].size > MODEL_NAME_BYTES_MAX) return false;
    }
    out->names = names;
    out->quality.labels = out->calibration.labels = (i32)count;
    return true;
}

static bool form_read(const json_t *header, struct model *out)
{
    i64 low = 0, high = 0, bits = 0;
    const json_t *within = json_object_get(header, "within_words");
    const json_t *several = json_object_get(header, "several");
    if (!json_is_boolean(within) || !json_is_boolean(several)) return false;
    if (!i64_between(header, "shortest", 1, GRAM_LENGTH_MAX, &low) ||
        !i64_between(header, "longest", low, GRAM_LENGTH_MAX, &high) ||
        !i64_between(header, "bits", GRAM_BITS_MIN, GRAM_BITS_MAX, &bits))
        return false;
    out->form = (struct gram_form){(i32)low, (i32)high, (i32)bits, json_is_true(within)};
    out->quality.many = out->calibration.many = json_is_true(several);
    return true;
}

static bool quality_read(ctx *c, const json_t *header, struct quality *out)
{
    const json_t *object = json_object_get(header, "measured");
    if (!i64_between(object, "texts", 0, INT32_MAX, &out->n) ||
        !i64_between(object, "exact", 0, out->n, &out->exact))
        return false;
    out->calibration_error = (f64)NAN;
    (void)!json_f64(json_object_get(object, "calibration_error"), &out->calibration_error);
    if (!out->many &&
        !i64s_read(c, object, "confusion", (i64)out->labels * out->labels, &out->confusion))
        return false;
    return i64s_read(c, object, "hits", out->labels, &out->hits) &&
           i64s_read(c, object, "false_alarms", out->labels, &out->false_alarms) &&
           i64s_read(c, object, "misses", out->labels, &out->misses);
}

static bool header_read(ctx *c, const json_t *header, struct model *out)
{
    f64 *scale = NULL, *constant = NULL;
    if (!names_read(c, header, out) || !form_read(header, out)) return false;
    i64 labels = out->quality.labels;
    str about = json_text(json_object_get(header, "about"));
    if (about.size > MODEL_ABOUT_BYTES_MAX) return false;
    out->about = str_copy(c->arena, about);
    if (!i64_between(header, "folds", TRAIN_FOLDS_MIN, TRAIN_FOLDS_MAX, &out->folds) ||
        !i64_between(header, "seed", 0, UINT32_MAX, &out->seed) ||
        !json_f64(json_object_get(header, "strength"), &out->strength) ||
        !json_f64(json_object_get(header, "rareness_step"), &out->rareness_step) ||
        !(out->rareness_step >= 0 && out->rareness_step <= 1e3))
        return false;
    if (!f64s_read(c, header, "slope", labels, &out->calibration.slope) ||
        !f64s_read(c, header, "shift", labels, &out->calibration.shift) ||
        !f64s_read(c, header, "threshold", labels, &out->calibration.threshold) ||
        !f64s_read(c, header, "scale", labels, &scale) ||
        !f64s_read(c, header, "constant", labels, &constant))
        return false;
    out->scale = scale;
    out->constant = constant;
    return quality_read(c, header, &out->quality);
}

bool model_read(ctx *c, str bytes, struct model *out)
{
    *out = (struct model){0};
    str first = str_of(first_line), name = str_slice(first, 0, first.size - 2);
    if (!str_starts(bytes, name)) return fail_model(c, tr(c, "this file is no model of words"));
    if (!str_starts(bytes, first))
        return fail_model(c, tr(c, "this model is of another version of Tuntuma"));
    str rest = str_slice(bytes, first.size, bytes.size), header = {0};
    const char *damaged = tr(c, "this model is damaged");
    const char *end = memchr(rest.s, '\n', (size_t)MIN(rest.size, MODEL_HEADER_BYTES_MAX));
    if (!end) return fail_model(c, damaged);
    header = (str){rest.s, end - rest.s};
    u64 seal = 0;
    if (bytes.size < first.size + header.size + 1 + SEAL_BYTES) return fail_model(c, damaged);
    memcpy(&seal, bytes.s + bytes.size - SEAL_BYTES, SEAL_BYTES);
    if (seal != hash_bytes(&seal_seed, bytes.s, bytes.size - SEAL_BYTES))
        return fail_model(c, damaged);
    json_t *json = json_parse(c, header);
    if (!json) {
        err_clear(c);
        return fail_model(c, damaged);
    }
    if (!header_read(c, json, out)) return fail_model(c, damaged);
    i64 weights = model_weight_bytes(out->form.bits, out->quality.labels);
    if (bytes.size != first.size + header.size + 1 + weights + SEAL_BYTES)
        return fail_model(c, damaged);
    out->rows = (const u8 *)end + 1;
    out->damped = linear_damped(c);
    return true;
}

// --- Asking ---

void model_ask_grams(const struct model *model, const gram *grams, i64 count, f64 chances[])
{
    i32 labels = model->quality.labels;
    float sums[LINEAR_LABELS_MAX] = {0}, square = 0, step = (float)model->rareness_step;
    for (i64 i = 0; i < count; i++) {
        const u8 *row = model->rows + (i64)GRAM_BUCKET(grams[i]) * (1 + labels);
        float value = (1 + step * (float)row[0]) * model->damped[GRAM_COUNT(grams[i])];
        square += value * value;
        for (i32 j = 0; j < labels; j++)
            sums[j] += value * (float)(int8_t)row[1 + j];
    }
    f64 length = square > 0 ? 1 / sqrt((f64)square) : 0;
    for (i32 j = 0; j < labels; j++)
        chances[j] = (f64)sums[j] * length * model->scale[j] + model->constant[j];
    calibration_apply(&model->calibration, chances);
}
