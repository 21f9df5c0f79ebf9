// quality: how well a classifier tells labels, counted on texts that it was not trained on.
// Pure; lives in c->arena.
#pragma once

#include "base/ctx.h"

struct quality {
    i64 n; // texts it was measured on
    i32 labels;
    bool many;                         // a text may have several labels, or none
    i64 *confusion;                    // one label each: labels × labels, [truth][said]; else NULL
    i64 *hits, *false_alarms, *misses; // of each label
    i64 exact;                         // texts all of whose labels were told right
    f64 calibration_error; // mean distance of stated chance and share that was right, in ten bins
                           // of chance (Guo et al. 2017, §2); NaN: not known
};

// One text: which labels it has and which were said (labels of them each), and the chances that
// were stated.
struct quality_case {
    const bool *has, *said;
    const f64 *chances;
};

struct quality_count; // while counting
struct quality_count *quality_begin(ctx *c, i32 labels, bool many);
void quality_add(struct quality_count *count, struct quality_case one);
struct quality quality_end(const struct quality_count *count);

f64 quality_accuracy(const struct quality *quality); // share told right in full
// The share that is right by always saying the most frequent label; NaN where texts have several.
f64 quality_baseline(const struct quality *quality);
f64 quality_precision(const struct quality *quality, i32 label);   // NaN: never said
f64 quality_recall(const struct quality *quality, i32 label);      // NaN: nobody has it
f64 quality_f1(const struct quality *quality, i32 label);          // 0 where never right
f64 quality_macro_f1(const struct quality *quality);               // of labels that somebody has
i64 quality_label_count(const struct quality *quality, i32 label); // texts that have it
