#include "figure/measure.h"

#include <math.h>

static long double of_e4(i64 e4)
{
    return (long double)e4 / 1e4L;
}

static long double of_e8(i128 e8)
{
    return (long double)e8 / 1e8L;
}

static struct nps_counts nps_of(const struct sums *s)
{
    return (struct nps_counts){s->low, s->n - s->low - s->high, s->high};
}

static struct rate_counts rate_of(const struct sums *s)
{
    return (struct rate_counts){s->high, s->n};
}

static struct moments mean_of(const struct sums *s)
{
    return moments_of_sums(s->n, of_e4(s->total_e4), of_e8(s->squares_e8));
}

static struct rate_counts retention_of(const struct metric *metric, const struct material *m)
{
    i64 kept = MIN(m->kept, m->before);
    return (struct rate_counts){metric->customers == CUSTOMERS_CHURN ? m->before - kept : kept,
                                m->before};
}

static bool is_retention(const struct metric *metric)
{
    return metric->kind == METRIC_CUSTOMERS &&
           (metric->customers == CUSTOMERS_RETENTION || metric->customers == CUSTOMERS_CHURN);
}

static i64 customers_of(const struct metric *metric, const struct material *m)
{
    switch (metric->customers) {
    case CUSTOMERS_NEW:
        return m->fresh;
    case CUSTOMERS_KEPT:
        return m->kept;
    case CUSTOMERS_LOST:
        return m->before - MIN(m->kept, m->before);
    case CUSTOMERS_RETENTION:
    case CUSTOMERS_CHURN:
    case CUSTOMERS__COUNT:
        break;
    }
    assert(!"a share is no count");
    return 0;
}

// One side of a ratio: a total, a number or customers, and its variance as of a process
// (statistics.md).
static void ratio_side(const struct sums *s, enum metric_part part, f64 *total, f64 *variance)
{
    switch (part) {
    case PART_TOTAL:
        *total = (f64)of_e4(s->total_e4);
        *variance = (f64)of_e8(s->squares_e8);
        return;
    case PART_NUMBER:
        *total = (f64)s->n;
        *variance = (f64)s->n;
        return;
    case PART_CUSTOMERS:
        *total = (f64)MAX(s->customers, 0);
        *variance = *total;
        return;
    case PART__COUNT:
        break;
    }
    assert(!"a part of a ratio");
}

// An average over the same facts: purchases' amount by their number.
static bool is_average(const struct metric *metric)
{
    return metric->kind == METRIC_RATIO && str_equal(metric->over, metric->under) &&
           metric->over_part == PART_TOTAL && metric->under_part == PART_NUMBER;
}

static struct ratio_parts ratio_of(const struct metric *metric, const struct material *m)
{
    struct ratio_parts parts = {0};
    ratio_side(&m->over, metric->over_part, &parts.over, &parts.over_variance);
    ratio_side(&m->under, metric->under_part, &parts.under, &parts.under_variance);
    return parts;
}

static struct interval scaled(struct interval interval, f64 times)
{
    interval.value *= times;
    interval.low *= times;
    interval.high *= times;
    return interval;
}

static struct measured measure_ratio(const struct metric *metric, const struct material *m,
                                     f64 level)
{
    struct measured out = {.source = VERDICT_FROM_PROCESS, .n = m->over.n};
    f64 share = metric->tolerance > 0 ? 0 : VERDICT_TOLERANCE_RATIO;
    if (is_average(metric)) {
        struct moments moments = mean_of(&m->over);
        out.interval = scaled(interval_mean(moments, level), metric->times);
        out.tolerance = share > 0 ? share * fabs(out.interval.value) : metric->tolerance;
        struct precision wanted = {.half_width = MAX(out.tolerance / metric->times, 1e-12),
                                   .level = level};
        out.more = enough_more_mean(moments, wanted);
        return out;
    }
    struct ratio_parts parts = ratio_of(metric, m);
    out.interval = scaled(interval_ratio(parts, level), metric->times);
    out.tolerance = share > 0 ? share * fabs(out.interval.value) : metric->tolerance;
    f64 relative =
        out.interval.value > 0 ? out.tolerance / out.interval.value : VERDICT_TOLERANCE_RATIO;
    out.more = enough_more_ratio(parts, m->over.n,
                                 (struct precision){.half_width = relative, .level = level});
    return out;
}

static struct measured measure_rate(const struct metric *metric, struct rate_counts counts,
                                    f64 level)
{
    f64 tolerance = metric->tolerance > 0 ? metric->tolerance : VERDICT_TOLERANCE_RATE;
    return (struct measured){
        .interval = interval_rate(counts, level),
        .source = metric->asked ? VERDICT_FROM_ANSWERS : VERDICT_FROM_PROCESS,
        .tolerance = tolerance,
        .n = counts.n,
        .more =
            enough_more_rate(counts, (struct precision){.half_width = tolerance, .level = level}),
    };
}

static struct measured measure_mean(const struct metric *metric, const struct sums *sums, f64 level)
{
    struct moments moments = mean_of(sums);
    f64 tolerance =
        metric->tolerance > 0 ? metric->tolerance : VERDICT_TOLERANCE_MEAN * sqrt(moments.variance);
    return (struct measured){
        .interval = interval_mean(moments, level),
        .source = metric->asked ? VERDICT_FROM_ANSWERS : VERDICT_FROM_PROCESS,
        .tolerance = tolerance,
        .n = sums->n,
        .more = tolerance > 0
                    ? enough_more_mean(moments,
                                       (struct precision){.half_width = tolerance, .level = level})
                    : MAX(ENOUGH_ANSWERS_MIN - sums->n, 0),
    };
}

static struct measured measure_nps(const struct metric *metric, const struct sums *sums, f64 level)
{
    f64 tolerance = metric->tolerance > 0 ? metric->tolerance / 100 : VERDICT_TOLERANCE_NPS;
    struct nps_counts counts = nps_of(sums);
    return (struct measured){
        .interval = scaled(interval_nps(counts, level), 100),
        .source = metric->asked ? VERDICT_FROM_ANSWERS : VERDICT_FROM_PROCESS,
        .tolerance = tolerance * 100,
        .n = sums->n,
        .more =
            enough_more_nps(counts, (struct precision){.half_width = tolerance, .level = level}),
    };
}

// Totals are exact where they are recorded; a total of answers carries the interval of what comes
// at random.
static struct measured measure_total(const struct metric *metric, const struct sums *sums,
                                     f64 level)
{
    f64 total = (f64)of_e4(sums->total_e4);
    struct measured out = {.interval = interval_exact(total, level),
                           .source = VERDICT_FROM_TOTAL,
                           .n = sums->n,
                           .more = 0};
    if (!metric->asked) return out;
    out.source = VERDICT_FROM_ANSWERS;
    out.interval = metric->kind == METRIC_COUNT
                       ? interval_count((i64)total, level)
                       : interval_total_signed(
                             (struct total){sums->n, total, (f64)of_e8(sums->squares_e8)}, level);
    out.tolerance =
        metric->tolerance > 0 ? metric->tolerance : VERDICT_TOLERANCE_RATIO * fabs(total);
    out.more = ENOUGH_UNKNOWN;
    return out;
}

struct measured measure(const struct metric *metric, const struct material *m, f64 level)
{
    switch (metric->kind) {
    case METRIC_NPS:
        return measure_nps(metric, &m->over, level);
    case METRIC_MEAN:
        return measure_mean(metric, &m->over, level);
    case METRIC_RATE:
        return measure_rate(metric, rate_of(&m->over), level);
    case METRIC_SUM:
    case METRIC_COUNT:
        return measure_total(metric, &m->over, level);
    case METRIC_RATIO:
        return measure_ratio(metric, m, level);
    case METRIC_CUSTOMERS:
        if (is_retention(metric)) return measure_rate(metric, retention_of(metric, m), level);
        return (struct measured){.interval = interval_exact((f64)customers_of(metric, m), level),
                                 .source = VERDICT_FROM_TOTAL,
                                 .n = customers_of(metric, m)};
    case METRIC_KIND__COUNT:
        break;
    }
    assert(!"a kind of metric");
    return (struct measured){0};
}

bool measure_divides(const struct metric *metric)
{
    return metric->kind == METRIC_SUM || metric->kind == METRIC_COUNT ||
           metric->kind == METRIC_RATIO ||
           (metric->kind == METRIC_CUSTOMERS && !is_retention(metric));
}

static bool totals_differ(const struct metric *metric, const struct material *a,
                          const struct material *b, f64 level, struct difference *out)
{
    // Totals compare only by the day: a group's total against the rest's says nothing.
    if (!(a->days > 0 && b->days > 0)) return false;
    if (metric->kind == METRIC_SUM) {
        struct ratio_parts x = {.over = (f64)of_e4(a->over.total_e4),
                                .over_variance = (f64)of_e8(a->over.squares_e8),
                                .under = a->days},
                           y = {.over = (f64)of_e4(b->over.total_e4),
                                .over_variance = (f64)of_e8(b->over.squares_e8),
                                .under = b->days};
        if (x.over <= 0 || y.over <= 0) return false;
        *out = difference_ratio(x, y, level);
        return true;
    }
    bool customers = metric->kind == METRIC_CUSTOMERS;
    i64 first = customers ? customers_of(metric, a) : a->over.total_e4 / 10000;
    i64 second = customers ? customers_of(metric, b) : b->over.total_e4 / 10000;
    if (first + second <= 0 || first < 0 || second < 0) return false;
    *out = difference_count((struct exposed_count){first, a->days},
                            (struct exposed_count){second, b->days}, level);
    return true;
}

bool measure_difference(const struct metric *metric, const struct material *a,
                        const struct material *b, f64 level, struct difference *out)
{
    bool is_share = is_retention(metric);
    if (is_share ? !(a->before && b->before)
                 : metric->kind != METRIC_CUSTOMERS && !(a->over.n && b->over.n))
        return false;
    switch (metric->kind) {
    case METRIC_NPS:
        *out = difference_nps(nps_of(&a->over), nps_of(&b->over), level);
        out->value *= 100;
        out->low *= 100;
        out->high *= 100;
        return true;
    case METRIC_MEAN:
        *out = difference_mean(mean_of(&a->over), mean_of(&b->over), level);
        return true;
    case METRIC_RATE:
        *out = difference_rate(rate_of(&a->over), rate_of(&b->over), level);
        return true;
    case METRIC_RATIO: {
        struct ratio_parts x = ratio_of(metric, a), y = ratio_of(metric, b);
        if (is_average(metric)) {
            // The number of facts is no chance of its own: both limits come from the amounts.
            struct moments p = mean_of(&a->over), q = mean_of(&b->over);
            x = (struct ratio_parts){
                .over = p.mean, .over_variance = p.variance / (f64)p.n, .under = 1};
            y = (struct ratio_parts){
                .over = q.mean, .over_variance = q.variance / (f64)q.n, .under = 1};
        }
        if (!(x.over > 0 && x.under > 0 && y.over > 0 && y.under > 0)) return false;
        *out = difference_ratio(x, y, level);
        return true;
    }
    case METRIC_SUM:
    case METRIC_COUNT:
        return totals_differ(metric, a, b, level, out);
    case METRIC_CUSTOMERS:
        if (!is_share) return totals_differ(metric, a, b, level, out);
        *out = difference_rate(retention_of(metric, a), retention_of(metric, b), level);
        return true;
    case METRIC_KIND__COUNT:
        break;
    }
    return false;
}

static struct sums sums_rest(const struct sums *whole, const struct sums *part)
{
    return (struct sums){.n = whole->n - part->n,
                         .total_e4 = whole->total_e4 - part->total_e4,
                         .low = whole->low - part->low,
                         .high = whole->high - part->high,
                         .squares_e8 = whole->squares_e8 - part->squares_e8,
                         .customers = whole->customers >= 0 && part->customers >= 0
                                          ? MAX(whole->customers - part->customers, 0)
                                          : -1};
}

struct material measure_rest(const struct material *whole, const struct material *part)
{
    return (struct material){.over = sums_rest(&whole->over, &part->over),
                             .under = sums_rest(&whole->under, &part->under),
                             .active = whole->active - part->active,
                             .before = whole->before - part->before,
                             .kept = whole->kept - part->kept,
                             .fresh = whole->fresh - part->fresh};
}
