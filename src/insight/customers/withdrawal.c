// Time goes: training cutoff → outcome in the horizon after it → next cutoff. The scores at `at`
// are trained at `at` − horizon. To judge them, either what came after `at` is looked at, or the
// same is done one horizon earlier: trained at `at` − 2 horizons, judged by what came after `at` −
// horizon.
#include "insight/customers/withdrawal.h"

#include <math.h>

#include "insight/maths/regress.h"
#include "insight/maths/sample.h"

// Rows of the rarer kind that each term needs to be learned from (P. Peduzzi et al., J. Clinical
// Epidemiology 49 (1996) 1373-1379).
enum { ROWS_PER_TERM = 10, PLAIN_TERMS = WITHDRAWAL_RECENT + 1 };

static i64 days_up_to(const i32 days[], i64 count, i32 day)
{
    i64 low = 0, high = count;
    while (low < high) {
        i64 middle = low + (high - low) / 2;
        if (days[middle] <= day) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static struct withdrawal_habit habit_at(const struct withdrawal_days *days, i64 customer, i32 at)
{
    const i32 *own = days->days + days->first[customer];
    i64 n = days_up_to(own, days->first[customer + 1] - days->first[customer], at);
    struct withdrawal_habit habit = {
        .encounters = n, .hiatus_days = NAN, .mean_gap_days = NAN, .recent_ratio = NAN};
    if (n == 0) return habit;
    habit.last_day = own[n - 1];
    habit.hiatus_days = (f64)at - (f64)own[n - 1];
    if (n < 2) return habit;
    i64 gaps = n - 1, recent = MAX(1, gaps / 3), earlier = gaps - recent;
    habit.mean_gap_days = ((f64)own[n - 1] - (f64)own[0]) / (f64)gaps;
    if (gaps < 2) return habit;
    f64 recent_mean = ((f64)own[n - 1] - (f64)own[earlier]) / (f64)recent;
    habit.recent_ratio = recent_mean / (((f64)own[earlier] - (f64)own[0]) / (f64)earlier);
    return habit;
}

static bool came_within(const struct withdrawal_days *days, i64 customer, i32 after, i32 until)
{
    const i32 *own = days->days + days->first[customer];
    i64 count = days->first[customer + 1] - days->first[customer];
    i64 next = days_up_to(own, count, after);
    return next < count && own[next] <= until;
}

static void terms_of(const struct withdrawal_habit *habit, f64 terms[WITHDRAWAL_TERMS])
{
    f64 hiatus = log(habit->hiatus_days + 1), gap = log(habit->mean_gap_days);
    f64 count = log((f64)habit->encounters), relative = hiatus - gap;
    terms[WITHDRAWAL_CONSTANT] = 1;
    terms[WITHDRAWAL_HIATUS] = hiatus;
    terms[WITHDRAWAL_GAP] = gap;
    terms[WITHDRAWAL_COUNT] = count;
    terms[WITHDRAWAL_RECENT] = log(habit->recent_ratio);
    terms[WITHDRAWAL_RELATIVE_SQUARED] = relative * relative;
    terms[WITHDRAWAL_RELATIVE_COUNT] = relative * count;
}

// Customers with a habit at a cutoff, and whether they withdrew in the horizon after it.
struct lesson {
    i32 cutoff;
    i64 n, withdrawn;
    f64 *terms; // [n][WITHDRAWAL_TERMS]
    f64 *hiatus;
    bool *happened;
};

static bool lesson_take(ctx *c, const struct withdrawal_days *days, const struct withdrawal *plan,
                        i64 least, i32 cutoff, struct lesson *out)
{
    i64 room = 0;
    for (i64 i = 0; i < days->customers; i++)
        room += habit_at(days, i, cutoff).encounters >= least;
    *out = (struct lesson){
        .cutoff = cutoff,
        .terms = NEW_ARRAY(c->arena, f64, MAX(room, 1) * WITHDRAWAL_TERMS),
        .hiatus = NEW_ARRAY(c->arena, f64, MAX(room, 1)),
        .happened = NEW_ARRAY(c->arena, bool, MAX(room, 1)),
    };
    for (i64 i = 0; i < days->customers; i++) {
        if (i % 65536 == 0 && ctx_stopped(c)) return false;
        struct withdrawal_habit habit = habit_at(days, i, cutoff);
        if (habit.encounters < least) continue;
        terms_of(&habit, out->terms + out->n * WITHDRAWAL_TERMS);
        out->hiatus[out->n] = habit.hiatus_days;
        bool withdrew = !came_within(days, i, cutoff, cutoff + plan->horizon_days);
        out->happened[out->n++] = withdrew;
        out->withdrawn += withdrew;
    }
    return true;
}

// Terms that the lesson can teach; 0: none.
static i64 terms_taught(const struct lesson *lesson)
{
    i64 rarer = MIN(lesson->withdrawn, lesson->n - lesson->withdrawn);
    if (rarer >= ROWS_PER_TERM * (WITHDRAWAL_TERMS - 1)) return WITHDRAWAL_TERMS;
    return rarer >= ROWS_PER_TERM * (PLAIN_TERMS - 1) ? PLAIN_TERMS : 0;
}

static bool learn(ctx *c, const struct lesson *lesson, struct withdrawal_model *out)
{
    i64 k = terms_taught(lesson);
    *out =
        (struct withdrawal_model){lesson->cutoff, lesson->n, lesson->withdrawn, k, {0}, {0}, {0}};
    assert(k);
    f64 *x = NEW_ARRAY(c->arena, f64, lesson->n * k), *y = NEW_ARRAY(c->arena, f64, lesson->n);
    for (i64 i = 0; i < lesson->n; i++) {
        memcpy(x + i * k, lesson->terms + i * WITHDRAWAL_TERMS, (size_t)k * sizeof x[0]);
        y[i] = lesson->happened[i];
    }
    struct regress_fit fit;
    struct regress_rows rows = {.n = lesson->n, .k = k, .x = x, .y = y};
    if (!regress_glm(c, REGRESS_LOGISTIC, rows, &fit)) return false;
    static const char *const names[WITHDRAWAL_TERMS] = {"constant",
                                                        "hiatus",
                                                        "mean gap",
                                                        "count",
                                                        "recent gaps",
                                                        "relative hiatus, squared",
                                                        "relative hiatus × count"};
    str told[WITHDRAWAL_TERMS];
    for (i64 i = 0; i < k; i++)
        told[i] = str_of(names[i]);
    if (!regress_check(c, &fit, told)) return false;
    for (i64 i = 0; i < k; i++) {
        out->coefficients[i] = fit.coefficients[i];
        out->errors[i] = fit.errors[i];
    }
    memcpy(out->covariance, fit.covariance, (size_t)(k * k) * sizeof out->covariance[0]);
    return true;
}

static f64 chance_of(const struct withdrawal_model *model, const f64 terms[WITHDRAWAL_TERMS])
{
    f64 predictor = 0;
    for (i64 i = 0; i < model->terms; i++)
        predictor += model->coefficients[i] * terms[i];
    return regress_logistic(predictor);
}

// Adds up chances: how many withdrawals are expected, and how uncertain that is: chance itself, and
// the coefficients, both.
struct toll {
    f64 expected, by_chance;
    f64 slope[WITHDRAWAL_TERMS];
};

static void toll_add(struct toll *toll, const struct withdrawal_model *model, const f64 terms[],
                     f64 chance)
{
    f64 spread = chance * (1 - chance);
    toll->expected += chance;
    toll->by_chance += spread;
    for (i64 i = 0; i < model->terms; i++)
        toll->slope[i] += spread * terms[i];
}

static f64 toll_error(const struct toll *toll, const struct withdrawal_model *model)
{
    f64 variance = toll->by_chance;
    for (i64 i = 0; i < model->terms; i++) {
        for (i64 j = 0; j < model->terms; j++)
            variance += toll->slope[i] * toll->slope[j] * model->covariance[i * model->terms + j];
    }
    return sqrt(variance);
}

static void judge(ctx *c, const struct withdrawal_model *model, const struct lesson *lesson,
                  struct withdrawal_trial *out)
{
    f64 *chances = NEW_ARRAY(c->arena, f64, MAX(lesson->n, 1));
    struct toll toll = {0};
    for (i64 i = 0; i < lesson->n; i++) {
        const f64 *terms = lesson->terms + i * WITHDRAWAL_TERMS;
        chances[i] = chance_of(model, terms);
        toll_add(&toll, model, terms, chances[i]);
    }
    *out = (struct withdrawal_trial){
        .done = lesson->withdrawn > 0 && lesson->withdrawn < lesson->n,
        .trained_at = model->cutoff,
        .cutoff = lesson->cutoff,
        .n = lesson->n,
        .withdrawn = lesson->withdrawn,
        .expected = toll.expected,
        .error = toll_error(&toll, model),
    };
    ranking_compare(c, lesson->n, lesson->happened, chances, lesson->hiatus, 0.1, &out->ranking);
}

static bool try_out(ctx *c, const struct withdrawal_days *days, i64 least, i32 last_day,
                    const struct lesson *lesson, struct withdrawal *out)
{
    struct lesson later, earlier;
    i32 horizon = out->horizon_days;
    if (last_day - out->at >= horizon) {
        if (!lesson_take(c, days, out, least, out->at, &later)) return false;
        judge(c, &out->model, &later, &out->trial);
        out->trial.ahead = true;
        return true;
    }
    if (!lesson_take(c, days, out, least, lesson->cutoff - horizon, &earlier)) return false;
    if (!terms_taught(&earlier)) return true;
    struct withdrawal_model model;
    if (!learn(c, &earlier, &model)) {
        if (c->err.code != ERR_REFUSED) return false;
        err_clear(c); // the trial cannot be made; the scores can
        return true;
    }
    judge(c, &model, lesson, &out->trial);
    return true;
}

static void score(ctx *c, const struct withdrawal_days *days, i64 least, struct withdrawal *out)
{
    struct withdrawal_habit *habits =
        NEW_ARRAY(c->arena, struct withdrawal_habit, MAX(days->customers, 1));
    f64 *chances = NEW_ARRAY(c->arena, f64, MAX(days->customers, 1));
    struct toll toll = {0}, here = {0};
    for (i64 i = 0; i < days->customers; i++) {
        habits[i] = habit_at(days, i, out->at);
        chances[i] = NAN;
        if (habits[i].encounters < least) continue;
        f64 terms[WITHDRAWAL_TERMS];
        terms_of(&habits[i], terms);
        chances[i] = chance_of(&out->model, terms);
        toll_add(&toll, &out->model, terms, chances[i]);
        out->scored++;
        bool away = withdrawal_is_away(out, &habits[i]);
        out->away += away;
        if (!away) toll_add(&here, &out->model, terms, chances[i]);
    }
    out->habits = habits;
    out->chances = chances;
    out->expected = toll.expected;
    out->error = toll_error(&toll, &out->model);
    out->expected_here = here.expected;
    out->error_here = toll_error(&here, &out->model);
}

bool withdrawal_is_away(const struct withdrawal *found, const struct withdrawal_habit *habit)
{
    return habit->hiatus_days >= found->horizon_days;
}

// --- What is asked ---

static bool span_of(ctx *c, const struct withdrawal_days *days, i32 at, i32 *first, i32 *last)
{
    bool found = false, before = false;
    for (i64 i = 0; i < days->customers; i++) {
        i64 from = days->first[i], to = days->first[i + 1];
        if (from == to) continue;
        *first = found ? MIN(*first, days->days[from]) : days->days[from];
        *last = found ? MAX(*last, days->days[to - 1]) : days->days[to - 1];
        found = true;
        before = before || days->days[from] <= at;
    }
    if (found && before) return true;
    return fail_with(c, ERR_REFUSED, tr(c, "there are no encounters by that day"),
                     tr(c, "Give a day after the first encounter."));
}

static bool median_gap(ctx *c, const struct withdrawal_days *days, struct withdrawal_ask ask,
                       f64 *out)
{
    struct arena_mark mark = arena_mark(c->arena);
    f64 *gaps = NEW_ARRAY(c->arena, f64, MAX(days->customers, 1));
    i64 count = 0;
    for (i64 i = 0; i < days->customers; i++) {
        struct withdrawal_habit habit = habit_at(days, i, ask.at);
        if (habit.encounters >= ask.least) gaps[count++] = habit.mean_gap_days;
    }
    *out = sample_median(c, gaps, count);
    arena_rewind(c->arena, mark);
    if (count) return true;
    const char *why =
        fmt(c->arena, tr(c, "no customer was met on %lld days or more"), (long long)ask.least);
    return fail_with(c, ERR_REFUSED, why, tr(c, "Habits need encounters of a longer time."));
}

static bool refuse_lesson(ctx *c, const struct lesson *lesson, i32 horizon)
{
    const char *why =
        fmt(c->arena,
            tr(c, "of %lld customers with a habit %lld withdrew and %lld did not: too few to "
                  "learn from"),
            (long long)lesson->n, (long long)lesson->withdrawn,
            (long long)(lesson->n - lesson->withdrawn));
    const char *hint =
        fmt(c->arena,
            tr(c, "At least %d of both kinds are needed; the horizon was %ld days: try another, or "
                  "a longer history."),
            ROWS_PER_TERM * (PLAIN_TERMS - 1), (long)horizon);
    return fail_with(c, ERR_REFUSED, why, hint);
}

bool withdrawal_score(ctx *c, struct withdrawal_days days, struct withdrawal_ask ask,
                      struct withdrawal *out)
{
    assert(ask.least >= 3);
    assert(ask.horizon_days >= 0);
    *out = (struct withdrawal){.at = ask.at, .horizon_days = ask.horizon_days};
    i32 first = 0, last = 0;
    if (!span_of(c, &days, ask.at, &first, &last)) return false;
    if (!median_gap(c, &days, ask, &out->median_gap_days)) return false;
    i64 span = (i64)ask.at - first;
    if (!out->horizon_days) {
        f64 three = ceil(3 * out->median_gap_days);
        out->horizon_days = (i32)MAX(1, MIN((i64)three, span / 4));
    }
    if (span < 2 * (i64)out->horizon_days) {
        return fail_with(c, ERR_REFUSED,
                         fmt(c->arena,
                             tr(c, "%lld days of history are too few for a horizon of %ld days"),
                             (long long)span, (long)out->horizon_days),
                         tr(c, "Give a shorter --horizon, or a longer history."));
    }
    struct lesson lesson;
    if (!lesson_take(c, &days, out, ask.least, ask.at - out->horizon_days, &lesson)) return false;
    if (!terms_taught(&lesson)) return refuse_lesson(c, &lesson, out->horizon_days);
    if (!learn(c, &lesson, &out->model)) return false;
    if (!try_out(c, &days, ask.least, last, &lesson, out)) return false;
    score(c, &days, ask.least, out);
    return true;
}

const char *withdrawal_reason(ctx *c, const struct withdrawal_habit *habit)
{
    assert(habit->encounters >= 2);
    i64 usual = MAX(1, llround(habit->mean_gap_days)), hiatus = llround(habit->hiatus_days);
    const char *every = usual == 1
                            ? tr(c, "usually every day")
                            : fmt(c->arena, tr(c, "usually every %lld days"), (long long)usual);
    const char *now = hiatus == 0   ? tr(c, "last today")
                      : hiatus == 1 ? tr(c, "last yesterday")
                      : hiatus <= usual
                          ? fmt(c->arena, tr(c, "last %lld days ago"), (long long)hiatus)
                          : fmt(c->arena, tr(c, "now %lld days"), (long long)hiatus);
    if (!(habit->recent_ratio >= 1.5)) return fmt(c->arena, "%s, %s", every, now);
    const char *longer = fmt(c->arena, tr(c, "the latest gaps %lld%% longer than before"),
                             llround(100 * (habit->recent_ratio - 1)));
    return fmt(c->arena, "%s, %s, %s", every, now, longer);
}
