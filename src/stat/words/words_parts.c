#include "stat/words/words_parts.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/locale.h"
#include "bounds.h"
#include "insight/sure/interval.h"
#include "words/built_in.h"

void words_label_columns(ctx *c, struct answer_table *table, const struct quality *quality,
                         const str *names)
{
    i32 labels = quality->labels;
    i64 *texts = NEW_ARRAY(c->arena, i64, labels);
    f64 *precision = NEW_ARRAY(c->arena, f64, labels), *recall = NEW_ARRAY(c->arena, f64, labels);
    f64 *f1 = NEW_ARRAY(c->arena, f64, labels);
    for (i32 j = 0; j < labels; j++) {
        texts[j] = quality_label_count(quality, j);
        precision[j] = quality_precision(quality, j);
        recall[j] = quality_recall(quality, j);
        f1[j] = quality_f1(quality, j);
    }
    answer_column_str(table, "label", names);
    answer_column_i64(table, "texts", texts);
    answer_column_f64(table, "precision", precision);
    answer_column_f64(table, "recall", recall);
    answer_column_f64(table, "f1", f1);
}

void words_tell_accuracy(struct answer *answer, const struct quality *quality, f64 level)
{
    struct interval interval =
        interval_rate((struct rate_counts){quality->exact, quality->n}, level);
    answer_f64(answer, "accuracy", interval.value);
    answer_f64(answer, "accuracy_low", interval.low);
    answer_f64(answer, "accuracy_high", interval.high);
    answer_f64(answer, "macro_f1", quality_macro_f1(quality));
    if (!quality->many) answer_f64(answer, "baseline", quality_baseline(quality));
    answer_f64(answer, "calibration_error", quality->calibration_error);
}

static void confusion_tell(ctx *c, struct answer *answer, const struct quality *quality,
                           const str *names)
{
    i64 all = (i64)quality->labels * quality->labels, rows = 0;
    str *label = NEW_ARRAY(c->arena, str, all), *said = NEW_ARRAY(c->arena, str, all);
    i64 *texts = NEW_ARRAY(c->arena, i64, all);
    f64 *share = NEW_ARRAY(c->arena, f64, all);
    for (i64 i = 0; i < all; i++) {
        if (!quality->confusion[i]) continue;
        i32 truth = (i32)(i / quality->labels);
        label[rows] = names[truth];
        said[rows] = names[i % quality->labels];
        texts[rows] = quality->confusion[i];
        share[rows] = (f64)texts[rows] / (f64)quality_label_count(quality, truth);
        rows++;
    }
    struct answer_table *table = answer_table(answer, "confusion", rows);
    answer_column_str(table, "label", label);
    answer_column_str(table, "said", said);
    answer_column_i64(table, "texts", texts);
    answer_column_f64(table, "share", share);
}

void words_tell_quality(ctx *c, struct answer *answer, const struct quality *quality,
                        const str *names)
{
    if (quality->many) return;
    words_label_columns(c, answer_table(answer, "labels", quality->labels), quality, names);
    confusion_tell(c, answer, quality, names);
}

const char *words_percent(ctx *c, f64 share)
{
    return str_c(c->arena, locale_percent(c, share, 1));
}

bool words_label_next(str *cell, str separator, str *out)
{
    while (cell->s) {
        i64 at = separator.size ? str_find(*cell, separator) : -1;
        *out = str_trim(str_slice(*cell, 0, at < 0 ? cell->size : at));
        *cell = str_slice(*cell, at < 0 ? cell->size : at + separator.size, cell->size);
        if (at < 0) cell->s = NULL;
        if (out->size) return true;
    }
    return false;
}

bool words_model_load(ctx *c, str name, struct model *out)
{
    str bytes = {0};
    if (built_in_model(name, &bytes)) return model_read(c, bytes, out);
    int fd = openat(c->cwd_fd, str_c(c->arena, name), O_RDONLY | O_CLOEXEC);
    struct stat status = {0};
    if (fd < 0 || fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        if (fd >= 0) close(fd);
        return fail_with(c, ERR_NOT_FOUND,
                         fmt(c->arena, tr(c, "there is no model %.*s"), STR(name)),
                         tr(c, "Give a file that `tuntuma stat words train` wrote, or "
                               "sentiment-fi, sentiment-en, emotions-fi or emotions-en."));
    }
    if (status.st_size > BOUND_MODEL_BYTES + MODEL_HEADER_BYTES_MAX) {
        close(fd);
        return fail_with(c, ERR_TOO_LARGE, tr(c, "the model is too large"), NULL);
    }
    char *text = NEW_ARRAY(c->arena, char, status.st_size + 1);
    i64 size = 0;
    for (ssize_t got = 1; got > 0 && size < status.st_size; size += MAX(got, 0))
        got = read(fd, text + size, (size_t)(status.st_size - size));
    close(fd);
    return model_read(c, (str){text, size}, out);
}
