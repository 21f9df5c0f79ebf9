// words train: connects words/train with texts and labels of a file.
#include "stat/analyses.h"

#include "bounds.h"
#include "insight/sure/interval.h"
#include "stat/words/words_parts.h"
#include "words/train.h"

enum { LEAST = 10, LABELS_NAMED = 10, TEXTS_SOLID = 200 };

// clang-format off
static const struct stat_role roles[] = {
    {"text", STAT_TEXT, STAT_ONE, false, "the remarks"},
    {"label", STAT_NAME, STAT_ONE, true, "what each remark is: its topic, who should answer, its sentiment; several with --separator"},
    {0},
};

static const struct stat_option options[] = {
    {"to", "FILE", NULL, false, "where the model is written; without it, it is only measured"},
    {"separator", "SIGN", NULL, false, "a remark may have several labels, with this between them, or none"},
    {"folds", "N", "5", false, "parts of the cross-validation: each is judged by a model that has not seen it"},
    {"shortest", "N", "2", false, "characters of the shortest n-grams"},
    {"longest", "N", "5", false, "characters of the longest n-grams"},
    {"across", NULL, NULL, false, "n-grams reach across words too; otherwise they stay within each"},
    {"bits", "N", "18", false, "the model has 2 to this power rows of weights"},
    {"strength", "C", "1", false, "how much a mistake weighs against simplicity: lower for noisy labels"},
    {"least", "N", "10", false, "labels of fewer remarks are left out, and named"},
    {"about", "TEXT", NULL, false, "kept in the model: where its texts came from, whose they are"},
    {0},
};

static const struct answer_field fields[] = {
    {"model", "the file that was written"},
    {"model_bytes", "its size"},
    {"texts", "remarks it was trained on"},
    {"different_texts", "of them different from each other"},
    {"several", "whether a remark may have several labels"},
    {"accuracy", "share of remarks not seen in training that were labelled right (of several labels: all of them)"},
    {"accuracy_low", "its lower limit (Wilson)"},
    {"accuracy_high", "its upper limit"},
    {"macro_f1", "mean over the labels of F1, the harmonic mean of precision and recall"},
    {"baseline", "accuracy of always saying the most frequent label"},
    {"baseline_label", "that label"},
    {"calibration_error", "mean distance between a stated chance and the share that was right"},
    {"labels", "each label"},
    {"labels.label", "its name"},
    {"labels.texts", "remarks that have it"},
    {"labels.precision", "share of remarks said to have it that do"},
    {"labels.recall", "share of remarks that have it of which it was said"},
    {"labels.f1", "harmonic mean of both"},
    {"labels.threshold", "with several labels: chance from which it is said"},
    {"confusion", "what was said of remarks of each label"},
    {"confusion.label", "the label that they have"},
    {"confusion.said", "the label that was said"},
    {"confusion.texts", "remarks"},
    {"confusion.share", "of the remarks that have the label"},
    {0},
};
// clang-format on

struct training {
    struct train_plan plan;
    struct grams *scratch;
    i64 count, room;
    i64 *start;
    i32 *code; // of the label cell; -1: none
    gram *grams;
    i64 gram_room;
    const str *cells; // by code, as they stood in the file
    i64 cell_count;
};

static bool plan_read(ctx *c, const struct stat_job *stat, struct train_plan *out)
{
    i64 low = 2, high = 5, bits = 18;
    *out = (struct train_plan){.folds = 5, .seed = stat->seed, .strength = 1};
    if (!stat_i64(c, stat, "shortest", (struct stat_bounds){1, GRAM_LENGTH_MAX}, &low) ||
        !stat_i64(c, stat, "longest", (struct stat_bounds){(f64)low, GRAM_LENGTH_MAX}, &high) ||
        !stat_i64(c, stat, "bits", (struct stat_bounds){GRAM_BITS_MIN, GRAM_BITS_MAX}, &bits) ||
        !stat_i64(c, stat, "folds", (struct stat_bounds){TRAIN_FOLDS_MIN, TRAIN_FOLDS_MAX},
                  &out->folds) ||
        !stat_f64(c, stat, "strength", (struct stat_bounds){0.001, 1000}, &out->strength))
        return false;
    out->form = (struct gram_form){(i32)low, (i32)high, (i32)bits, !stat_has(stat, "across")};
    out->many = stat_text(stat, "separator").size > 0;
    return true;
}

static void room_make(ctx *c, struct training *t)
{
    i64 more = t->room ? t->room * 2 : 4096;
    t->start = arena_grow(c->arena, t->start, t->room ? t->room + 1 : 0, more + 1, sizeof(i64));
    t->code = arena_grow(c->arena, t->code, t->room, more, sizeof(i32));
    t->room = more;
}

static bool take(ctx *c, struct stat_job *stat, const struct frame *block)
{
    struct training *t = stat->state;
    if (!t) {
        stat->state = t = NEW(c->arena, struct training);
        if (!plan_read(c, stat, &t->plan)) return false;
        t->scratch = grams_new(c, t->plan.form);
    }
    const struct frame_column *text = frame_column(block, "text");
    const struct frame_column *label = frame_column(block, "label");
    for (i64 i = 0; i < block->count; i++) {
        if (label->code[i] < 0 && !t->plan.many) continue;
        if (t->count == t->room) room_make(c, t);
        const gram *found = NULL;
        i64 count = grams_of(t->scratch, text->text[i], &found, NULL);
        i64 used = t->start[t->count];
        if (used + count > t->gram_room) {
            i64 more = MAX(t->gram_room * 2, used + count + 1024 * 1024);
            t->grams = arena_grow(c->arena, t->grams, t->gram_room, more, sizeof(gram));
            t->gram_room = more;
        }
        if (found && count) memcpy(t->grams + used, found, (size_t)count * sizeof(gram));
        t->code[t->count++] = label->code[i];
        t->start[t->count] = used + count;
    }
    t->cells = label->names;
    t->cell_count = label->name_count;
    return true;
}

// --- Labels ---

struct labels {
    i64 count;
    str *names;
    i64 *texts; // that have each
    bool *of;   // cells × count: which labels a cell names
    i64 few;    // left out
    buf few_named;
    i64 rows_dropped;
};

static int name_compare(const void *a, const void *b)
{
    return str_compare(*(const str *)a, *(const str *)b);
}

static i64 label_find(const struct labels *labels, str name)
{
    if (!labels->names) return -1;
    const str *found =
        bsearch(&name, labels->names, (size_t)labels->count, sizeof name, name_compare);
    return found ? found - labels->names : -1;
}

static bool labels_collect(ctx *c, const struct training *t, str separator, struct labels *out)
{
    i64 room = 0;
    *out = (struct labels){.few_named = buf_new(c->arena, BOUND_MAPPING_BYTES)};
    for (i64 i = 0; i < t->cell_count; i++) {
        str cell = t->cells[i], name = {0};
        while (words_label_next(&cell, separator, &name)) {
            if (name.size > MODEL_NAME_BYTES_MAX)
                return fail_with(c, ERR_BAD_INPUT, tr(c, "a label is longer than 200 bytes"),
                                 tr(c, "Look whether --label names the right column."));
            if (out->count == room) {
                i64 more = room ? room * 2 : 64;
                out->names = arena_grow(c->arena, out->names, room, more, sizeof(str));
                room = more;
            }
            out->names[out->count++] = str_copy(c->arena, name);
        }
    }
    if (out->count) qsort(out->names, (size_t)out->count, sizeof(str), name_compare);
    i64 kept = 0;
    for (i64 i = 0; i < out->count; i++)
        if (kept == 0 || !str_equal(out->names[kept - 1], out->names[i]))
            out->names[kept++] = out->names[i];
    out->count = kept;
    return true;
}

// How many texts each label has; those with fewer than `least` leave the list.
static void labels_thin(ctx *c, const struct training *t, str separator, i64 least,
                        struct labels *labels)
{
    i64 *in_cell = NEW_ARRAY(c->arena, i64, t->cell_count + 1);
    for (i64 i = 0; i < t->count; i++)
        if (t->code[i] >= 0) in_cell[t->code[i]]++;
    i64 *texts = NEW_ARRAY(c->arena, i64, labels->count + 1);
    for (i64 i = 0; i < t->cell_count; i++) {
        str cell = t->cells[i], name = {0};
        while (words_label_next(&cell, separator, &name))
            texts[label_find(labels, name)] += in_cell[i];
    }
    i64 kept = 0;
    for (i64 i = 0; i < labels->count; i++) {
        if (texts[i] >= least) {
            texts[kept] = texts[i];
            labels->names[kept++] = labels->names[i];
            continue;
        }
        labels->few++;
        if (labels->few <= LABELS_NAMED)
            buf_fmt(&labels->few_named, "%s%.*s (%lld)", labels->few > 1 ? ", " : "",
                    STR(labels->names[i]), (long long)texts[i]);
    }
    labels->count = kept;
    labels->texts = texts;
    labels->of = NEW_ARRAY(c->arena, bool, t->cell_count *kept + 1);
    for (i64 i = 0; i < t->cell_count; i++) {
        str cell = t->cells[i], name = {0};
        while (words_label_next(&cell, separator, &name)) {
            i64 label = label_find(labels, name);
            if (label >= 0) labels->of[i * kept + label] = true;
        }
    }
}

static bool labels_check(ctx *c, const struct training *t, const struct labels *labels, i64 least)
{
    i64 needed = t->plan.many ? 1 : 2;
    if (labels->count < needed)
        return fail_with(
            c, ERR_REFUSED,
            fmt(c->arena,
                needed == 1 ? tr(c, "no label has at least %lld texts")
                            : tr(c, "there are no two labels that have at least %lld texts"),
                (long long)least),
            tr(c, "Label more texts, or put labels together: some hundred texts of each make a "
                  "start."));
    if (labels->count > LINEAR_LABELS_MAX)
        return fail_with(c, ERR_TOO_LARGE,
                         fmt(c->arena, tr(c, "there are %lld labels, more than %d"),
                             (long long)labels->count, LINEAR_LABELS_MAX),
                         tr(c, "Look whether --label names the right column."));
    if (model_weight_bytes(t->plan.form.bits, (i32)labels->count) > BOUND_MODEL_BYTES)
        return fail_with(c, ERR_TOO_LARGE, tr(c, "the model would be too large"),
                         tr(c, "Give fewer --bits."));
    return true;
}

// Rows that keep a label, as the trainer wants them.
static struct linear_rows rows_make(ctx *c, struct training *t, struct labels *labels)
{
    bool *has = NEW_ARRAY(c->arena, bool, t->count * labels->count + 1);
    i64 count = 0, used = 0;
    for (i64 i = 0; i < t->count; i++) {
        i64 from = t->start[i], size = t->start[i + 1] - from;
        bool any = t->plan.many;
        for (i64 j = 0; j < labels->count; j++) {
            bool it_has = t->code[i] >= 0 && labels->of[t->code[i] * labels->count + j];
            has[count * labels->count + j] = it_has;
            any |= it_has;
        }
        if (!any) {
            labels->rows_dropped++;
            continue;
        }
        memmove(t->grams + used, t->grams + from, (size_t)size * sizeof(gram));
        t->start[count++] = used;
        used += size;
    }
    t->start[count] = used;
    return (struct linear_rows){count, t->start, t->grams, t->plan.form.bits, (i32)labels->count,
                                has};
}

// --- Answer ---

static void labels_tell(ctx *c, struct answer *answer, const struct trained *trained,
                        const str *names)
{
    const struct quality *q = &trained->quality;
    words_tell_quality(c, answer, q, names);
    if (!q->many) return;
    struct answer_table *table = answer_table(answer, "labels", q->labels);
    words_label_columns(c, table, q, names);
    answer_column_f64(table, "threshold", trained->calibration.threshold);
}

static void warn(ctx *c, const struct stat_job *stat, const struct trained *trained,
                 const struct labels *labels, i64 least)
{
    struct answer *answer = stat->answer;
    const struct quality *q = &trained->quality;
    if (labels->few)
        answer_warn(answer, "few_texts",
                    fmt(c->arena,
                        tr(c, "labels of fewer than %lld texts were left out (%lld): %.*s%s"),
                        (long long)least, (long long)labels->few, STR(buf_str(&labels->few_named)),
                        labels->few > LABELS_NAMED ? ", …" : ""),
                    tr(c, "Label more of their texts, or put labels together."));
    struct interval interval = interval_rate((struct rate_counts){q->exact, q->n}, stat->level);
    bool better = q->many || interval.low > quality_baseline(q);
    if (!q->many)
        answer_assume(answer, "better_than_baseline", better ? HOLDS : HOLDS_NOT,
                      better ? tr(c, "It does better than always saying the most frequent label.")
                             : tr(c, "It does no better than always saying the most frequent "
                                     "label."));
    if (!better)
        answer_warn(answer, "nothing_learnt", tr(c, "nothing was learnt that could be of use"),
                    tr(c, "Label more texts, and look whether people agree on the labels "
                          "(`tuntuma stat agree`)."));
    if (q->n < TEXTS_SOLID)
        answer_warn(answer, "few_texts_in_all",
                    fmt(c->arena, tr(c, "%lld texts are few: the accuracy is itself uncertain"),
                        (long long)q->n),
                    tr(c, "Label some hundred texts of each label."));
    answer_assume(answer, "came_to_rest", trained->came_to_rest ? HOLDS : HOLDS_NOT,
                  trained->came_to_rest ? tr(c, "Training came to rest.")
                                        : tr(c, "Training was ended before it came to rest."));
    answer_assume(answer, "same_kind_of_texts", HOLDS_UNKNOWN,
                  tr(c, "The accuracy holds for texts of the same kind as these."));
}

static void say(ctx *c, const struct stat_job *stat, const struct quality *q, const str *names)
{
    assert(names);
    i32 most = 0;
    for (i32 j = 0; j < q->labels; j++)
        if (quality_label_count(q, j) > quality_label_count(q, most)) most = j;
    if (q->many) {
        answer_say(stat->answer,
                   fmt(c->arena,
                       tr(c, "Told %d labels of texts it had not seen with a macro F1 of %.3f; all "
                             "labels of a text were right in %s of them."),
                       q->labels, quality_macro_f1(q), words_percent(c, quality_accuracy(q))));
        return;
    }
    struct interval interval = interval_rate((struct rate_counts){q->exact, q->n}, stat->level);
    answer_str(stat->answer, "baseline_label", names[most]);
    answer_say(stat->answer,
               fmt(c->arena,
                   tr(c, "Told the right one of %d labels in %s of texts it had not seen (%s to "
                         "%s); always saying \"%.*s\" would be right in %s."),
                   q->labels, words_percent(c, interval.value), words_percent(c, interval.low),
                   words_percent(c, interval.high), STR(names[most]),
                   words_percent(c, quality_baseline(q))));
}

static bool model_save(ctx *c, struct stat_job *stat, const struct model *model)
{
    str name = stat_text(stat, "to");
    FILE *out = NULL;
    if (!name.size) return true;
    str bytes = model_write(c, model);
    if (!stat_create(c, stat, name, &out)) return false;
    bool done = fwrite(bytes.s, 1, (size_t)bytes.size, out) == (size_t)bytes.size;
    if (!done || fflush(out) != 0)
        return fail_with(c, ERR_SYSTEM, fmt(c->arena, tr(c, "could not write %.*s"), STR(name)),
                         tr(c, "Look whether the disk is full."));
    answer_str(stat->answer, "model", name);
    answer_i64(stat->answer, "model_bytes", bytes.size);
    return true;
}

static bool run(ctx *c, struct stat_job *stat)
{
    struct training *t = stat->state;
    struct labels labels;
    struct trained trained;
    i64 least = LEAST;
    str separator = stat_text(stat, "separator"), about = stat_text(stat, "about");
    if (!stat_i64(c, stat, "least", (struct stat_bounds){2, 1e6}, &least)) return false;
    if (about.size > MODEL_ABOUT_BYTES_MAX)
        return fail_with(c, ERR_USAGE, tr(c, "--about is longer than 4,000 bytes"), NULL);
    if (!t || !t->count)
        return fail_with(c, ERR_REFUSED, tr(c, "no row has both a text and a label"), NULL);
    if (!labels_collect(c, t, separator, &labels)) return false;
    labels_thin(c, t, separator, least, &labels);
    if (!labels_check(c, t, &labels, least)) return false;
    struct linear_rows rows = rows_make(c, t, &labels);
    if (!train(c, &rows, t->plan, &trained)) return false;
    struct model_origin origin = {labels.names, about, t->plan};
    struct model model = model_of(c, &trained, origin);
    if (!model_save(c, stat, &model)) return false;

    answer_n(stat->answer, rows.count);
    say(c, stat, &trained.quality, labels.names);
    answer_i64(stat->answer, "texts", rows.count);
    answer_i64(stat->answer, "different_texts", trained.different);
    answer_bool(stat->answer, "several", t->plan.many);
    words_tell_accuracy(stat->answer, &trained.quality, stat->level);
    labels_tell(c, stat->answer, &trained, labels.names);
    warn(c, stat, &trained, &labels, least);
    return true;
}

// clang-format off
const struct analysis analysis_words_train = {
    .name = "words train",
    .what = "A model that labels remarks as people did, and how often it is right.",
    .question = "Can a machine learn to label remarks as we did, and how often would it be right?",
    .method = "Each text becomes its runs of 2 to 5 characters within words, hashed, weighed by rareness and scaled to one length; a linear support vector machine learns each label against the rest. Accuracy is that of cross-validation: each part of the texts is judged by a model trained without it; texts that are the same stay together. Chances are fitted on the same scores.",
    .source = "Hsieh et al. 2008 (dual coordinate descent); Weinberger et al. 2009 (hashing); Guo et al. 2017 and Platt 1999 (chances)",
    .assumptions = "Later texts are of the same kind as those that were labelled, and the labels are right.",
    .not_for = "Labels of which there are only some dozens of texts; texts of another channel or language than those it will meet.",
    .file = STAT_FILE_NEEDED,
    .roles = roles,
    .options = options,
    .fields = fields,
    .take = take,
    .run = run,
};
// clang-format on
