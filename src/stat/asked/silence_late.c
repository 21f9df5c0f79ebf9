#include "stat/asked/silence_late.h"

#include <math.h>

#include "insight/maths/sample.h"

enum { WAVES_MAX = 6, THIRD_LEAST = 10 };
#define DAY_MS (24.0 * 3600 * 1000)

// What each answer took; NaN: not known. False with c->err zero: no column says so.
static bool efforts_of(ctx *c, const struct stat_job *stat, f64 **out)
{
    const struct frame *frame = &stat->frame;
    const struct frame_column *effort = frame_column(frame, "effort");
    const struct frame_column *sent = frame_column(frame, "sent");
    const struct frame_column *came = frame_column(frame, "came");
    *out = NULL;
    if (!sent != !came)
        return fail_with(c, ERR_USAGE, tr(c, "--sent and --came belong together"),
                         tr(c, "Name both, or what an answer took with --effort."));
    if (!effort && !sent) return true;
    *out = NEW_ARRAY(c->arena, f64, MAX(frame->count, 1));
    for (i64 i = 0; i < frame->count; i++) {
        (*out)[i] = NAN;
        if (effort) (*out)[i] = effort->number[i];
        if (effort || sent->ms[i] == FRAME_NO_MOMENT || came->ms[i] == FRAME_NO_MOMENT) continue;
        (*out)[i] = (f64)(came->ms[i] - sent->ms[i]) / DAY_MS;
        if (came->ms[i] < sent->ms[i])
            return fail_with(c, ERR_BAD_INPUT, tr(c, "an answer came before it was asked for"),
                             tr(c, "Look at the columns of --sent and --came."));
    }
    return true;
}

// Answers whose effort is known, by effort.
struct sorted {
    i64 n;
    f64 *effort, *value, *rest; // rest: less the mean of the answer's class
};

static struct sorted sort_answers(ctx *c, struct late_order order, const f64 effort[])
{
    i64 n = order.rows->asked.n, kept = 0;
    struct sorted s = {0};
    i64 *row = NEW_ARRAY(c->arena, i64, n), *place = NEW_ARRAY(c->arena, i64, n);
    f64 *taken = NEW_ARRAY(c->arena, f64, n);
    f64 *sum = NEW_ARRAY(c->arena, f64, order.classes),
        *count = NEW_ARRAY(c->arena, f64, order.classes);
    for (i64 i = 0; i < n; i++) {
        if (!isfinite(order.rows->values[i]) || !isfinite(effort[i])) continue;
        sum[order.code[i]] += order.rows->values[i];
        count[order.code[i]]++;
        taken[kept] = effort[i];
        row[kept++] = i;
    }
    s.effort = NEW_ARRAY(c->arena, f64, MAX(kept, 1));
    s.value = NEW_ARRAY(c->arena, f64, MAX(kept, 1));
    s.rest = NEW_ARRAY(c->arena, f64, MAX(kept, 1));
    sample_order(c, taken, kept, place);
    for (; s.n < kept; s.n++) {
        i64 i = row[place[s.n]], class = order.code[i];
        s.effort[s.n] = effort[i];
        s.value[s.n] = order.rows->values[i];
        s.rest[s.n] = s.value[s.n] - sum[class] / count[class];
    }
    return s;
}

static struct moments moments_between(const f64 values[], i64 from, i64 to)
{
    struct moments m = {.n = to - from};
    sample_moments(values + from, m.n, &m.mean, &m.variance);
    return m;
}

// Waves end where a sixth of the answers is full, and answers of the same effort stay together.
static void tell_waves(ctx *c, struct stat_job *stat, const struct sorted *s, f64 scale)
{
    f64 *effort = NEW_ARRAY(c->arena, f64, WAVES_MAX),
        *figure = NEW_ARRAY(c->arena, f64, WAVES_MAX);
    f64 *all_figure = NEW_ARRAY(c->arena, f64, WAVES_MAX);
    i64 *answers = NEW_ARRAY(c->arena, i64, WAVES_MAX), *all = NEW_ARRAY(c->arena, i64, WAVES_MAX);
    i64 waves = 0;
    for (i64 from = 0, to = 0; from < s->n; from = to, waves++) {
        to = MAX(from + 1, (waves + 1) * s->n / WAVES_MAX);
        while (to < s->n && (s->effort[to] == s->effort[to - 1] || waves == WAVES_MAX - 1))
            to++;
        effort[waves] = s->effort[to - 1];
        answers[waves] = to - from;
        all[waves] = to;
        figure[waves] = scale * moments_between(s->value, from, to).mean;
        all_figure[waves] = scale * moments_between(s->value, 0, to).mean;
    }
    struct answer_table *table = answer_table(stat->answer, "waves", waves);
    answer_column_f64(table, "effort", effort);
    answer_column_i64(table, "answers", answers);
    answer_column_f64(table, "figure", figure);
    answer_column_i64(table, "all_answers", all);
    answer_column_f64(table, "all_figure", all_figure);
}

bool late_compare(ctx *c, struct stat_job *stat, struct late_order order, struct late *out)
{
    f64 *effort = NULL;
    *out = (struct late){.status = LATE_UNKNOWN};
    if (!efforts_of(c, stat, &effort)) return false;
    if (!effort) return true;
    struct sorted s = sort_answers(c, order, effort);
    tell_waves(c, stat, &s, reading_scale(order.rows->reading.kind));
    // Thirds, or what is nearest to them with answers of the same effort together.
    i64 early = s.n / 3, late = s.n - s.n / 3;
    while (early < s.n && early > 0 && s.effort[early] == s.effort[early - 1])
        early++;
    while (late > early && late < s.n && s.effort[late] == s.effort[late - 1])
        late--;
    late = MAX(late, early);
    if (early < THIRD_LEAST || s.n - late < THIRD_LEAST) {
        answer_warn(stat->answer, "late_unknown",
                    tr(c, "too few answers took different efforts to compare early with late ones"),
                    tr(c, "Keep how often each answer was asked for, or when it came."));
        return true;
    }
    out->difference = difference_mean(moments_between(s.value, late, s.n),
                                      moments_between(s.value, 0, early), stat->level);
    out->alike = difference_mean(moments_between(s.rest, late, s.n),
                                 moments_between(s.rest, 0, early), stat->level);
    out->status = out->alike.p < 1 - stat->level ? LATE_DIFFERS : LATE_LIKE;
    return true;
}
