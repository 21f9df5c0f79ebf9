// words_told: what models said of the remarks of a file: each remark's label and chance, counts and
// shares. 9 bytes a remark. Shared by `words` and `words classify`.
#pragma once

#include "stat/words/words_parts.h"

enum words_note {
    WORDS_TOLD,
    WORDS_NOT_SURE,
    WORDS_SHORT, // fewer letters than WORDS_LETTERS_MIN
    WORDS_EMPTY,
    WORDS_NO_MODEL, // for its language
    WORDS_NOTES,
};

#define WORDS_LETTERS_MIN 3

// N-grams of a remark, kept while it is asked by several models of one form.
struct words_asker;
struct words_asker *words_asker_new(ctx *c, struct gram_form form);

struct words_said {
    const struct model *model;
    enum words_note note;
    f64 confidence;     // NaN unless told or not sure
    i32 best;           // the likeliest label; -1: none
    const f64 *chances; // of the labels; until the next question
};
struct words_said words_ask(struct words_asker *asker, const struct model *model, str text,
                            f64 sure);
// The same remark, another model.
struct words_said words_ask_again(struct words_asker *asker, const struct model *model, f64 sure);

struct words_counts {
    i64 notes[WORDS_NOTES];
    const i64 *said;       // by label, of remarks told or not sure
    const f64 *chance_sum; // by label
};

struct words_told; // of one model, or of several with the same labels
struct words_told *words_told_new(ctx *c, const struct model *model, bool keeps_remarks);
void words_told_add(ctx *c, struct words_told *told, const struct words_said *said);
const struct words_counts *words_told_counts(const struct words_told *told);

// Adds "row,label,confidence,note" and a line's end.
void words_csv_line(buf *out, const struct words_told *told, i64 row,
                    const struct words_said *said);
// How well the labels were told when the models were measured; otherwise that of the first model.
void words_told_measured(struct words_told *told, const struct quality *quality);
// Table of label, texts, share, low, high, expected, measured_f1.
void words_tell_shares(ctx *c, struct answer *answer, const char *name,
                       const struct words_told *told, f64 level);
// Columns of a table with a row for each remark; what is NULL is left out.
struct words_names {
    const char *label, *confidence, *note;
};
void words_remark_columns(ctx *c, struct answer_table *table, const struct words_told *told,
                          struct words_names names);
// Table of row, label, confidence, note.
void words_tell_remarks(ctx *c, struct answer *answer, const char *name,
                        const struct words_told *told);
// What the model's mistakes mean for shares, and where its texts came from.
void words_warn_model(ctx *c, struct answer *answer, const struct model *model);