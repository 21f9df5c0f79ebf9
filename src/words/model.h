// model: a trained classifier as numbers in bytes: written once, read anywhere, asked many thousand
// times a second. Knows its file's form and checks every part of it; keeps no text it was trained
// on. No I/O: bytes in, bytes out. What model_read gives points into those bytes.
//
// The form, version 1: the line "tuntuma words 1", a line of JSON that tells all but the weights,
// then for each of 2^bits buckets one byte of rareness and one signed byte of weight for each
// label, then 8 bytes of hash (SipHash-2-4 of all before it), which finds damage, not malice.
#pragma once

#include "words/train.h"

#define MODEL_NAME_BYTES_MAX   200  // a label
#define MODEL_ABOUT_BYTES_MAX  4000 // what is told of its origin
#define MODEL_HEADER_BYTES_MAX (1024 * 1024)

struct model {
    struct gram_form form;
    struct calibration calibration;
    struct quality quality; // by cross-validation; labels, many
    const str *names;       // of the labels
    str about;              // origin and licence of what it was trained on; may be empty
    i64 folds, seed;
    f64 strength;
    f64 rareness_step;   // of the byte of rareness, from 1
    const f64 *scale;    // of each label's weights
    const f64 *constant; // of each label
    const u8 *rows;      // 2^bits × (1 + labels)
    const float *damped; // 1 + ln count, by count
};

struct model_origin {
    const str *names;
    str about;
    struct train_plan plan;
};

// Rounds a trained classifier to bytes.
struct model model_of(ctx *c, const struct trained *trained, struct model_origin origin);
// Bytes of the weights; whether that is too much is for the caller to decide.
i64 model_weight_bytes(i32 bits, i32 labels);
str model_write(ctx *c, const struct model *model);
// ERR_BAD_INPUT when the bytes are no model, one of another version, or damaged. `bytes` must stay.
MUST_USE bool model_read(ctx *c, str bytes, struct model *out);

// Asks with n-grams of the model's own form; chances is room for one number a label.
void model_ask_grams(const struct model *model, const gram *grams, i64 count, f64 chances[]);
