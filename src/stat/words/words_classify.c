// words classify: connects words/model with remarks of a file, block by block.
#include "stat/analyses.h"

#include <math.h>

#include "base/hash.h"
#include "bounds.h"
#include "insight/sure/interval.h"
#include "stat/words/words_told.h"

// clang-format off
static const struct stat_role roles[] = {
    {"text", STAT_TEXT, STAT_ONE, true, "the remarks"},
    {"label", STAT_NAME, STAT_OPTIONAL, true, "what each remark is, where people have told: the model is then judged by it"},
    {0},
};

static const struct stat_option options[] = {
    {"model", "FILE", NULL, false, "a model that `words train` wrote; or sentiment-fi, sentiment-en, emotions-fi, emotions-en"},
    {"sure", "CHANCE", "0.5", false, "what is less likely than this is \"not sure\""},
    {"separator", "SIGN", NULL, false, "between several labels of --label"},
    {"to", "FILE", NULL, false, "writes the remarks' labels here as CSV while it reads, and keeps no table of them"},
    {0},
};

static const struct answer_field fields[] = {
    {"model", "the model's file or name"},
    {"about", "where its texts came from"},
    {"trained_texts", "texts that it was trained on"},
    {"measured_accuracy", "share that it labelled right of texts like those, not seen in training (of several labels: all of them)"},
    {"measured_macro_f1", "mean over its labels of F1 on those"},
    {"told", "remarks that were labelled"},
    {"not_sure", "remarks whose likeliest label was not likely enough"},
    {"too_short", "remarks with fewer than 3 letters"},
    {"empty", "rows without a remark"},
    {"written", "the file that --to wrote"},
    {"judged", "remarks whose label was given, and is known to the model"},
    {"unknown_labels", "remarks whose given label the model does not know"},
    {"accuracy", "share of the judged that were labelled right; counts only where the model was not trained on them"},
    {"accuracy_low", "its lower limit (Wilson)"},
    {"accuracy_high", "its upper limit"},
    {"macro_f1", "mean over the labels of F1, the harmonic mean of precision and recall"},
    {"baseline", "accuracy of always saying the label that most of the judged have"},
    {"calibration_error", "mean distance between a stated chance and the share that was right"},
    {"labels.label", "its name"},
    {"labels.texts", "judged remarks that have it"},
    {"labels.precision", "share of remarks said to have it that do"},
    {"labels.recall", "share of remarks that have it of which it was said"},
    {"labels.f1", "harmonic mean of both"},
    {"confusion.label", "the label that was given"},
    {"confusion.said", "the label that was said"},
    {"confusion.texts", "remarks"},
    {"confusion.share", "of the remarks that have the label"},
    {"shares.label", "a label"},
    {"shares.texts", "remarks of which it was said"},
    {"shares.share", "of the remarks that were labelled"},
    {"shares.low", "lower limit of that, by chance alone (Wilson)"},
    {"shares.high", "upper limit"},
    {"shares.expected", "share that the chances add up to: counts likely mistakes in"},
    {"shares.measured_f1", "how well the model told this label when it was measured"},
    {"remarks.row", "row of the file, from 1, rows that --where left out not counted"},
    {"remarks.label", "what was said"},
    {"remarks.confidence", "chance of it; of several labels that of the likeliest"},
    {"remarks.note", "not sure, too short or empty"},
    {0},
};
// clang-format on

struct classifying {
    struct model model;
    struct words_asker *asker;
    struct words_told *told;
    f64 sure;
    FILE *out;
    buf line;
    i64 rows;
    str separator;
    struct quality_count *judge; // NULL: labels are not given
    i64 judged, unknown;
    bool *has, *said;
};

static bool begin(ctx *c, struct stat_job *stat, const struct frame *block)
{
    struct classifying *k = stat->state = NEW(c->arena, struct classifying);
    str name = stat_text(stat, "model"), to = stat_text(stat, "to");
    if (!name.size)
        return fail_with(c, ERR_USAGE, tr(c, "--model is missing"),
                         tr(c, "Give a file that `tuntuma stat words train` wrote, or "
                               "sentiment-fi, sentiment-en, emotions-fi or emotions-en."));
    k->sure = 0.5;
    if (!stat_f64(c, stat, "sure", (struct stat_bounds){0, 1}, &k->sure)) return false;
    if (!words_model_load(c, name, &k->model)) return false;
    k->asker = words_asker_new(c, k->model.form);
    k->told = words_told_new(c, &k->model, !to.size);
    k->separator = stat_text(stat, "separator");
    i32 labels = k->model.quality.labels;
    k->has = NEW_ARRAY(c->arena, bool, labels);
    k->said = NEW_ARRAY(c->arena, bool, labels);
    if (frame_column(block, "label")) k->judge = quality_begin(c, labels, k->model.quality.many);
    if (!to.size) return true;
    k->line = buf_new(ctx_arena(c, BOUND_JOB_ARENA_BYTES), BOUND_ROW_BYTES);
    if (!stat_create(c, stat, to, &k->out)) return false;
    return fputs("row,label,confidence,note\r\n", k->out) >= 0;
}

// Whether the model knows all labels of the cell; k->has then tells them.
static bool truth_read(struct classifying *k, str cell)
{
    i32 labels = k->model.quality.labels;
    memset(k->has, 0, (size_t)labels * sizeof k->has[0]);
    str name = {0};
    while (words_label_next(&cell, k->separator, &name)) {
        i32 found = 0;
        while (found < labels && !str_equal(k->model.names[found], name))
            found++;
        if (found == labels) return false;
        k->has[found] = true;
    }
    return true;
}

static void judge(struct classifying *k, const struct frame_column *label, i64 row,
                  const struct words_said *said)
{
    bool many = k->model.quality.many;
    if (label->code[row] < 0 && !many) return;
    str cell = {0};
    if (label->code[row] >= 0) cell = label->names[label->code[row]];
    if (!truth_read(k, cell)) {
        k->unknown++;
        return;
    }
    calibration_say(&k->model.calibration, said->chances, k->said);
    quality_add(k->judge, (struct quality_case){k->has, k->said, said->chances});
    k->judged++;
}

static bool take(ctx *c, struct stat_job *stat, const struct frame *block)
{
    if (!stat->state && !begin(c, stat, block)) return false;
    struct classifying *k = stat->state;
    const struct frame_column *text = frame_column(block, "text");
    const struct frame_column *label = frame_column(block, "label");
    for (i64 i = 0; i < block->count; i++) {
        struct words_said said = words_ask(k->asker, &k->model, text->text[i], k->sure);
        words_told_add(c, k->told, &said);
        bool is_told = said.note == WORDS_TOLD || said.note == WORDS_NOT_SURE;
        if (label && is_told) judge(k, label, i, &said);
        k->rows++;
        if (!k->out) continue;
        k->line.size = 0;
        words_csv_line(&k->line, k->told, k->rows, &said);
        if (fwrite(k->line.s, 1, (size_t)k->line.size, k->out) != (size_t)k->line.size)
            return fail_with(c, ERR_SYSTEM, tr(c, "could not write the labels"),
                             tr(c, "Look whether the disk is full."));
    }
    return true;
}

static void say(ctx *c, const struct stat_job *stat, const struct classifying *k)
{
    const struct words_counts *n = words_told_counts(k->told);
    const struct model *model = &k->model;
    i64 told = n->notes[WORDS_TOLD] + n->notes[WORDS_NOT_SURE];
    if (!told) {
        answer_say(stat->answer, tr(c, "No remark has words enough to be labelled."));
        return;
    }
    i32 most = 0;
    for (i32 j = 0; j < model->quality.labels; j++)
        if (n->said[j] > n->said[most]) most = j;
    str name = model->names[most];
    const char *share = words_percent(c, (f64)n->said[most] / (f64)told);
    if (model->quality.many)
        answer_say(stat->answer,
                   fmt(c->arena,
                       tr(c, "Of %lld remarks \"%.*s\" was said most often, of %s; on the texts it "
                             "was measured on the model reached a macro F1 of %.2f."),
                       (long long)told, STR(name), share, quality_macro_f1(&model->quality)));
    else
        answer_say(stat->answer,
                   fmt(c->arena,
                       tr(c, "Of %lld remarks \"%.*s\" was said most often, of %s; the model was "
                             "right in %s of the texts it was measured on, and is not sure of %lld "
                             "of these."),
                       (long long)told, STR(name), share,
                       words_percent(c, quality_accuracy(&model->quality)),
                       (long long)n->notes[WORDS_NOT_SURE]));
}

// How the model did on remarks whose labels were given.
static void judged_tell(ctx *c, struct stat_job *stat, const struct classifying *k)
{
    answer_i64(stat->answer, "judged", k->judged);
    answer_i64(stat->answer, "unknown_labels", k->unknown);
    if (k->unknown)
        answer_warn(stat->answer, "unknown_labels",
                    fmt(c->arena,
                        tr(c, "%lld remarks have labels that the model does not know: it was not "
                              "judged by them"),
                        (long long)k->unknown),
                    tr(c, "Train it with these labels, or look whether --label names the right "
                          "column."));
    if (!k->judged) return;
    struct quality quality = quality_end(k->judge);
    words_tell_accuracy(stat->answer, &quality, stat->level);
    words_tell_quality(c, stat->answer, &quality, k->model.names);
}

static bool run(ctx *c, struct stat_job *stat)
{
    struct answer *answer = stat->answer;
    if (!stat->state && !begin(c, stat, &stat->frame)) return false;
    struct classifying *k = stat->state;
    if (!k->rows) return fail_with(c, ERR_REFUSED, tr(c, "the file has no rows"), NULL);
    const struct words_counts *n = words_told_counts(k->told);
    const struct model *model = &k->model;
    if (k->out && fflush(k->out) != 0)
        return fail_with(c, ERR_SYSTEM, tr(c, "could not write the labels"),
                         tr(c, "Look whether the disk is full."));
    answer_n(answer, n->notes[WORDS_TOLD] + n->notes[WORDS_NOT_SURE]);
    say(c, stat, k);
    answer_str(answer, "model", stat_text(stat, "model"));
    if (model->about.size) answer_str(answer, "about", model->about);
    answer_i64(answer, "trained_texts", model->quality.n);
    answer_f64(answer, "measured_accuracy", quality_accuracy(&model->quality));
    answer_f64(answer, "measured_macro_f1", quality_macro_f1(&model->quality));
    answer_i64(answer, "told", n->notes[WORDS_TOLD] + n->notes[WORDS_NOT_SURE]);
    answer_i64(answer, "not_sure", n->notes[WORDS_NOT_SURE]);
    answer_i64(answer, "too_short", n->notes[WORDS_SHORT]);
    answer_i64(answer, "empty", n->notes[WORDS_EMPTY]);
    if (k->out) answer_str(answer, "written", stat_text(stat, "to"));
    if (k->judge) judged_tell(c, stat, k);
    words_tell_shares(c, answer, "shares", k->told, stat->level);
    if (!k->out) words_tell_remarks(c, answer, "remarks", k->told);
    words_warn_model(c, answer, model);
    return true;
}

// clang-format off
const struct analysis analysis_words_classify = {
    .name = "words classify",
    .what = "Remarks labelled by a model that was trained, each with its chance.",
    .question = "What is each remark about, and how sure is the machine?",
    .method = "The model that `words train` made tells each remark's likeliest label (or, of several, all that reach their thresholds) and its chance. Files are read block by block; with --to nothing is kept of them.",
    .source = "as `words train`; expected shares: the mean of the chances (Bella et al. 2010, probability average)",
    .assumptions = "The remarks are of the same kind, channel and language as those that the model was trained on.",
    .not_for = "Decisions about single customers; comparing groups that write differently (the machine's mistakes may differ too).",
    .file = STAT_FILE_NEEDED,
    .roles = roles,
    .options = options,
    .fields = fields,
    .take = take,
    .run = run,
};
// clang-format on
