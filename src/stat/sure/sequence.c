#include "stat/sure/sequence.h"

#include "base/time.h"

struct place {
    i64 row, ms;
    f64 order;
};

static int by_place(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->ms != y->ms) return x->ms < y->ms ? -1 : 1;
    if (x->order != y->order) return x->order < y->order ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

bool sequence_of(ctx *c, const struct stat_job *stat, struct sequence *out)
{
    const struct frame_column *time = frame_column(&stat->frame, "time");
    const struct frame_column *order = frame_column(&stat->frame, "order");
    if (time && order)
        return fail_with(c, ERR_USAGE, tr(c, "--time and --order are both given"),
                         tr(c, "Give one of them: the one that tells who came first."));
    i64 count = stat->frame.count;
    i64 *rows = NEW_ARRAY(c->arena, i64, MAX(count, 1));
    *out = (struct sequence){count, rows, time ? time->ms : NULL, order ? order->number : NULL};
    bool sorted = true;
    for (i64 i = 0; i < count; i++) {
        rows[i] = i;
        if (i > 0 && time) sorted &= time->ms[i - 1] <= time->ms[i];
        if (i > 0 && order) sorted &= order->number[i - 1] <= order->number[i];
    }
    if (sorted) return true;

    struct place *places = NEW_ARRAY(c->arena, struct place, count);
    for (i64 i = 0; i < count; i++)
        places[i] = (struct place){i, time ? time->ms[i] : 0, order ? order->number[i] : 0};
    qsort(places, (size_t)count, sizeof places[0], by_place);
    for (i64 i = 0; i < count; i++)
        rows[i] = places[i].row;
    return !ctx_stopped(c);
}

str sequence_when(ctx *c, const struct sequence *sequence, i64 row)
{
    if (sequence->ms) return ms_write(c->arena, sequence->ms[row]);
    if (sequence->order) return str_of(fmt(c->arena, "%.12g", sequence->order[row]));
    return (str){0};
}

void sequence_assume(ctx *c, const struct sequence *sequence, struct answer *answer)
{
    bool known = sequence->ms || sequence->order;
    answer_assume(
        answer, "order", known ? HOLDS : HOLDS_UNKNOWN,
        known ? tr(c, "rows were taken in the order in which they came")
              : tr(c, "rows stand in the order in which they came; --time or --order says so"));
}

bool sequence_look(i64 n, i64 count, i64 looks)
{
    if (n == count) return true;
    i64 look = (i64)((f64)n * (f64)looks / (f64)count); // looks done after n rows
    return look > (i64)((f64)(n - 1) * (f64)looks / (f64)count);
}
