// words_parts: what the analyses of words share: loading a model, telling its quality.
#pragma once

#include "stat/stat.h"
#include "words/model.h"

// Columns label, texts, precision, recall and f1 of a table with a row for each label.
void words_label_columns(ctx *c, struct answer_table *table, const struct quality *quality,
                         const str *names);
// Fields accuracy, accuracy_low, accuracy_high, macro_f1, baseline, calibration_error.
void words_tell_accuracy(struct answer *answer, const struct quality *quality, f64 level);
// Where a text has one label: tables labels and confusion.
void words_tell_quality(ctx *c, struct answer *answer, const struct quality *quality,
                        const str *names);
// "81.2%", NUL-terminated.
const char *words_percent(ctx *c, f64 share);

// The n-th label of a cell: cut off its head; false at the end.
bool words_label_next(str *cell, str separator, str *out);
// A model's file, or one of those built in. ERR_NOT_FOUND, ERR_TOO_LARGE, ERR_BAD_INPUT.
MUST_USE bool words_model_load(ctx *c, str name, struct model *out);
