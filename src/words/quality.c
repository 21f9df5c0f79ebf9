#include "words/quality.h"

#include <math.h>

enum { BINS = 10 };

struct quality_count {
    struct quality quality;
    i64 bin_count[BINS], bin_right[BINS];
    f64 bin_chance[BINS];
};

struct quality_count *quality_begin(ctx *c, i32 labels, bool many)
{
    struct quality_count *count = NEW(c->arena, struct quality_count);
    count->quality = (struct quality){
        .labels = labels,
        .many = many,
        .confusion = many ? NULL : NEW_ARRAY(c->arena, i64, (i64)labels * labels),
        .hits = NEW_ARRAY(c->arena, i64, labels),
        .false_alarms = NEW_ARRAY(c->arena, i64, labels),
        .misses = NEW_ARRAY(c->arena, i64, labels),
    };
    return count;
}

static void bin_add(struct quality_count *count, f64 chance, bool right)
{
    i64 bin = MIN((i64)(chance * BINS), BINS - 1);
    count->bin_count[bin]++;
    count->bin_right[bin] += right;
    count->bin_chance[bin] += chance;
}

void quality_add(struct quality_count *count, struct quality_case one)
{
    struct quality *quality = &count->quality;
    i32 truth = -1, said = -1;
    bool exact = true;
    for (i32 j = 0; j < quality->labels; j++) {
        quality->hits[j] += one.has[j] && one.said[j];
        quality->misses[j] += one.has[j] && !one.said[j];
        quality->false_alarms[j] += !one.has[j] && one.said[j];
        exact = exact && one.has[j] == one.said[j];
        if (one.has[j]) truth = j;
        if (one.said[j]) said = j;
        if (quality->many) bin_add(count, one.chances[j], one.has[j]);
    }
    quality->n++;
    quality->exact += exact;
    if (quality->many) return;
    assert(truth >= 0 && said >= 0);
    quality->confusion[(i64)truth * quality->labels + said]++;
    bin_add(count, one.chances[said], exact);
}

struct quality quality_end(const struct quality_count *count)
{
    struct quality quality = count->quality;
    f64 distance = 0;
    i64 all = 0;
    for (i64 bin = 0; bin < BINS; bin++) {
        distance += fabs(count->bin_chance[bin] - (f64)count->bin_right[bin]);
        all += count->bin_count[bin];
    }
    quality.calibration_error = all ? distance / (f64)all : (f64)NAN;
    return quality;
}

f64 quality_accuracy(const struct quality *quality)
{
    return quality->n ? (f64)quality->exact / (f64)quality->n : (f64)NAN;
}

i64 quality_label_count(const struct quality *quality, i32 label)
{
    return quality->hits[label] + quality->misses[label];
}

f64 quality_baseline(const struct quality *quality)
{
    i64 most = 0;
    if (!quality->n || quality->many) return (f64)NAN;
    for (i32 j = 0; j < quality->labels; j++)
        most = MAX(most, quality_label_count(quality, j));
    return (f64)most / (f64)quality->n;
}

f64 quality_precision(const struct quality *quality, i32 label)
{
    i64 said = quality->hits[label] + quality->false_alarms[label];
    return said ? (f64)quality->hits[label] / (f64)said : (f64)NAN;
}

f64 quality_recall(const struct quality *quality, i32 label)
{
    i64 has = quality_label_count(quality, label);
    return has ? (f64)quality->hits[label] / (f64)has : (f64)NAN;
}

f64 quality_f1(const struct quality *quality, i32 label)
{
    i64 twice = 2 * quality->hits[label];
    i64 all = twice + quality->false_alarms[label] + quality->misses[label];
    return all ? (f64)twice / (f64)all : 0;
}

f64 quality_macro_f1(const struct quality *quality)
{
    f64 sum = 0;
    i64 count = 0;
    for (i32 j = 0; j < quality->labels; j++) {
        if (!quality_label_count(quality, j)) continue;
        sum += quality_f1(quality, j);
        count++;
    }
    return count ? sum / (f64)count : (f64)NAN;
}
