#include "stat/words/words_told.h"

#include <math.h>

#include "base/csv.h"
#include "base/hash.h"
#include "bounds.h"
#include "insight/sure/interval.h"

enum { COMBINATION_BYTES = 4096 };

struct words_asker {
    struct grams *scratch;
    struct gram_form form;
    const gram *grams;
    i64 count, letters, bytes;
    f64 chances[LINEAR_LABELS_MAX];
};

struct words_told {
    const struct model *model;     // the first one
    const struct quality *quality; // of all
    bool keeps;
    i64 count, room; // remarks
    i32 *code;       // of its label or combination of labels; -1: none
    float *confidence;
    u8 *note;
    str *names; // by code: labels, then combinations of them as they are first seen
    i64 name_count, name_room;
    struct hash_map combinations;
    bool *said; // scratch
    i32 last;   // code of the remark that was added last
    struct words_counts counts;
    i64 *said_count;
    f64 *chance_sum;
};

struct words_asker *words_asker_new(ctx *c, struct gram_form form)
{
    struct words_asker *asker = NEW(c->arena, struct words_asker);
    asker->scratch = grams_new(c, form);
    asker->form = form;
    return asker;
}

struct words_said words_ask_again(struct words_asker *asker, const struct model *model, f64 sure)
{
    struct words_said out = {model, WORDS_EMPTY, (f64)NAN, -1, NULL};
    assert(asker->form.bits == model->form.bits && asker->form.high == model->form.high);
    if (asker->letters < WORDS_LETTERS_MIN) {
        if (asker->bytes) out.note = WORDS_SHORT;
        return out;
    }
    model_ask_grams(model, asker->grams, asker->count, asker->chances);
    out.best = 0;
    for (i32 j = 1; j < model->quality.labels; j++)
        if (asker->chances[j] > asker->chances[out.best]) out.best = j;
    out.confidence = asker->chances[out.best];
    out.chances = asker->chances;
    out.note = model->quality.many || out.confidence >= sure ? WORDS_TOLD : WORDS_NOT_SURE;
    return out;
}

struct words_said words_ask(struct words_asker *asker, const struct model *model, str text,
                            f64 sure)
{
    asker->bytes = str_trim(text).size;
    asker->count = grams_of(asker->scratch, text, &asker->grams, &asker->letters);
    return words_ask_again(asker, model, sure);
}

// --- What was told ---

struct words_told *words_told_new(ctx *c, const struct model *model, bool keeps_remarks)
{
    i32 labels = model->quality.labels;
    struct words_told *told = NEW(c->arena, struct words_told);
    *told = (struct words_told){
        .model = model,
        .quality = &model->quality,
        .keeps = keeps_remarks,
        .name_count = labels,
        .name_room = labels,
        .names = NEW_ARRAY(c->arena, str, labels),
        .said = NEW_ARRAY(c->arena, bool, labels),
        .said_count = NEW_ARRAY(c->arena, i64, labels),
        .chance_sum = NEW_ARRAY(c->arena, f64, labels),
    };
    memcpy(told->names, model->names, (size_t)labels * sizeof(str));
    told->counts.said = told->said_count;
    told->counts.chance_sum = told->chance_sum;
    hash_map_init(&told->combinations, c->arena, 64);
    return told;
}

// The code of the labels in told->said; -1: none.
static i32 code_of_said(ctx *c, struct words_told *told)
{
    i32 labels = told->model->quality.labels, first = -1;
    u64 hash = 1;
    i64 count = 0;
    for (i32 j = 0; j < labels; j++) {
        if (!told->said[j]) continue;
        if (first < 0) first = j;
        hash = hash_mix(hash, (u64)j);
        count++;
    }
    if (count < 2) return first;
    struct hash_at at;
    i64 code = hash_map_first(&told->combinations, hash, &at);
    if (code >= 0) return (i32)code; // 64 bits: two combinations with one hash do not happen
    if (told->name_count == told->name_room) {
        told->names = arena_grow(c->arena, told->names, told->name_room, told->name_room * 2 + 64,
                                 sizeof(str));
        told->name_room = told->name_room * 2 + 64;
    }
    buf name = buf_new(c->arena, (i64)LINEAR_LABELS_MAX * (MODEL_NAME_BYTES_MAX + 2));
    for (i32 j = 0; j < labels; j++)
        if (told->said[j])
            buf_fmt(&name, "%s%.*s", name.size ? ", " : "", STR(told->model->names[j]));
    told->names[told->name_count] = buf_str(&name);
    hash_map_add(&told->combinations, hash, told->name_count);
    return (i32)told->name_count++;
}

static void room_make(ctx *c, struct words_told *told)
{
    i64 more = told->room ? told->room * 2 : 4096;
    told->code = arena_grow(c->arena, told->code, told->room, more, sizeof(i32));
    told->confidence = arena_grow(c->arena, told->confidence, told->room, more, sizeof(float));
    told->note = arena_grow(c->arena, told->note, told->room, more, 1);
    told->room = more;
}

void words_told_add(ctx *c, struct words_told *told, const struct words_said *said)
{
    told->counts.notes[said->note]++;
    told->last = -1;
    if (said->best >= 0) {
        calibration_say(&said->model->calibration, said->chances, told->said);
        told->last = told->model->quality.many ? code_of_said(c, told) : said->best;
        for (i32 j = 0; j < told->model->quality.labels; j++) {
            told->said_count[j] += told->said[j];
            told->chance_sum[j] += said->chances[j];
        }
    }
    if (!told->keeps) return;
    if (told->count == told->room) room_make(c, told);
    told->code[told->count] = told->last;
    told->confidence[told->count] = (float)said->confidence;
    told->note[told->count++] = (u8)said->note;
}

const struct words_counts *words_told_counts(const struct words_told *told)
{
    return &told->counts;
}

static const str note_names[WORDS_NOTES] = {
    [WORDS_TOLD] = {"",          0},
    [WORDS_NOT_SURE] = {"not sure",  8},
    [WORDS_SHORT] = {"too short", 9},
    [WORDS_EMPTY] = {"empty",     5},
    [WORDS_NO_MODEL] = {"no model",  8},
};

void words_csv_line(buf *out, const struct words_told *told, i64 row, const struct words_said *said)
{
    buf_fmt(out, "%lld", (long long)row);
    str label = {0};
    if (told->last >= 0) label = told->names[told->last];
    csv_cell(out, label, false);
    if (said->best < 0)
        csv_cell(out, (str){0}, false);
    else
        buf_fmt(out, ",%.4f", said->confidence);
    csv_cell(out, note_names[said->note], false);
    csv_end(out);
}

// --- Answer ---

void words_tell_shares(ctx *c, struct answer *answer, const char *name,
                       const struct words_told *told, f64 level)
{
    const struct quality *quality = told->quality;
    i32 labels = quality->labels;
    i64 all = told->counts.notes[WORDS_TOLD] + told->counts.notes[WORDS_NOT_SURE];
    f64 *columns[5];
    for (i64 i = 0; i < COUNT_OF(columns); i++)
        columns[i] = NEW_ARRAY(c->arena, f64, labels);
    for (i32 j = 0; j < labels; j++) {
        struct interval share =
            interval_rate((struct rate_counts){told->said_count[j], all}, level);
        columns[0][j] = share.value;
        columns[1][j] = share.low;
        columns[2][j] = share.high;
        columns[3][j] = all ? told->chance_sum[j] / (f64)all : (f64)NAN;
        columns[4][j] = quality_f1(quality, j);
    }
    struct answer_table *table = answer_table(answer, name, labels);
    answer_column_str(table, "label", told->model->names);
    answer_column_i64(table, "texts", told->said_count);
    answer_column_f64(table, "share", columns[0]);
    answer_column_f64(table, "low", columns[1]);
    answer_column_f64(table, "high", columns[2]);
    answer_column_f64(table, "expected", columns[3]);
    answer_column_f64(table, "measured_f1", columns[4]);
}

void words_told_measured(struct words_told *told, const struct quality *quality)
{
    assert(quality->labels == told->model->quality.labels);
    told->quality = quality;
}

void words_remark_columns(ctx *c, struct answer_table *table, const struct words_told *told,
                          struct words_names names)
{
    f64 *confidence = NEW_ARRAY(c->arena, f64, told->count + 1);
    i32 *note = NEW_ARRAY(c->arena, i32, told->count + 1);
    for (i64 i = 0; i < told->count; i++) {
        confidence[i] = (f64)told->confidence[i];
        note[i] = told->note[i] == WORDS_TOLD ? -1 : told->note[i];
    }
    if (names.label) answer_column_code(table, names.label, told->code, told->names);
    if (names.confidence) answer_column_f64(table, names.confidence, confidence);
    if (names.note) answer_column_code(table, names.note, note, note_names);
}

void words_tell_remarks(ctx *c, struct answer *answer, const char *name,
                        const struct words_told *told)
{
    i64 *row = NEW_ARRAY(c->arena, i64, told->count + 1);
    for (i64 i = 0; i < told->count; i++)
        row[i] = i + 1;
    struct answer_table *table = answer_table(answer, name, told->count);
    answer_column_i64(table, "row", row);
    words_remark_columns(c, table, told, (struct words_names){"label", "confidence", "note"});
}

void words_warn_model(ctx *c, struct answer *answer, const struct model *model)
{
    const struct quality *q = &model->quality;
    const char *how =
        q->many ? fmt(c->arena, tr(c, "its macro F1 was %.2f"), quality_macro_f1(q))
                : fmt(c->arena, tr(c, "it was right in %s"), words_percent(c, quality_accuracy(q)));
    answer_warn(answer, "model_errs",
                fmt(c->arena,
                    tr(c, "limits of the shares know of chance only, not of the model's mistakes: "
                          "on texts like those it was trained on %s"),
                    how),
                tr(c,
                   "Compare shares of one model over time rather than take one for the truth, and "
                   "read some remarks of each label."));
}
