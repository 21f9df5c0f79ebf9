// The sum's values make a Markov chain whose states are the values below the threshold; the run
// length from each is the solution of (I − P) L = 1 (Brook & Evans 1972, §2). Counts are whole
// numbers, so with k and h on a lattice of steps 1/q the chain is exact: q is chosen as the
// smallest with which k hardly moves. Where that would need too many states, the sum is put on a
// grid of intervals (ibid. §4), each as if at its middle.
#include "insight/series/cusum.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_randist.h>
#include <math.h>

// More states than STATES_MAX are put on the grid: the chain costs states³.
enum { STATES_MAX = 400, GRID_STATES = 200, FINEST = 100 };

// k = p / q and h = states / q; the sum is a whole number of 1/q.
struct lattice {
    enum cusum_side side;
    i64 p, q, states;
};

// P(X ≥ x).
static f64 chance_at_least(i64 x, f64 mean)
{
    return x <= 0 ? 1 : gsl_cdf_poisson_Q((u32)(x - 1), mean);
}

static f64 chance_up_to(i64 x, f64 mean)
{
    return x < 0 ? 0 : gsl_cdf_poisson_P((u32)x, mean);
}

// How likely each count is among those that leave the sum between two states.
struct chances {
    i64 first, count;
    const f64 *of; // [count], from `first` on
};

static struct chances chances_new(ctx *c, struct lattice lattice, f64 mean)
{
    i64 reach = lattice.states / lattice.q + 1, middle = lattice.p / lattice.q;
    i64 first = MAX(0, middle - reach), count = middle + reach + 2 - first;
    f64 *of = NEW_ARRAY(c->arena, f64, count);
    for (i64 i = 0; i < count; i++)
        of[i] = gsl_ran_poisson_pdf((u32)(first + i), mean);
    return (struct chances){first, count, of};
}

// Takes the chances to go from `from` to each state off row[].
static void lattice_row(struct lattice lattice, struct chances chances, f64 mean, i64 from,
                        f64 row[])
{
    bool rises = lattice.side == CUSUM_RISE;
    i64 at_zero = rises ? (lattice.p - from) / lattice.q : (lattice.p + from) / lattice.q;
    if (rises) { // so many or fewer lead to 0
        if (lattice.p >= from) row[0] -= chance_up_to(at_zero, mean);
    } else { // more lead to 0
        row[0] -= chance_at_least(at_zero + 1, mean);
    }
    for (i64 i = 0; i < chances.count; i++) {
        i64 x = chances.first + i;
        i64 to = rises ? from + x * lattice.q - lattice.p : from + lattice.p - x * lattice.q;
        bool summed = rises ? lattice.p >= from && x <= at_zero : x > at_zero;
        if (to >= 0 && to < lattice.states && !summed) row[to] -= chances.of[i];
    }
}

// The chance that a period moves the sum by at most `by`.
static f64 chance_moved(struct cusum_chart chart, f64 mean, f64 by)
{
    if (chart.side == CUSUM_RISE) return chance_up_to((i64)floor(by + chart.reference), mean);
    return chance_at_least((i64)ceil(chart.reference - by), mean);
}

// Turns the matrix, minus the chances, into the mean run length from the first state.
static f64 solve(ctx *c, f64 *matrix, i64 n)
{
    size_t size = (size_t)n;
    f64 *ones = NEW_ARRAY(c->arena, f64, n), *lengths = NEW_ARRAY(c->arena, f64, n);
    size_t *order = NEW_ARRAY(c->arena, size_t, n);
    for (i64 i = 0; i < n; i++) {
        matrix[i * n + i] += 1;
        ones[i] = 1;
    }
    gsl_matrix_view system = gsl_matrix_view_array(matrix, size, size);
    gsl_vector_view right = gsl_vector_view_array(ones, size);
    gsl_vector_view left = gsl_vector_view_array(lengths, size);
    gsl_permutation permutation = {size, order};
    int sign = 0;
    gsl_linalg_LU_decomp(&system.matrix, &permutation, &sign);
    for (i64 i = 0; i < n; i++)
        if (matrix[i * n + i] == 0) return INFINITY; // a state that is never left
    gsl_linalg_LU_solve(&system.matrix, &permutation, &right.vector, &left.vector);
    bool told = isfinite(lengths[0]) && lengths[0] >= 1 && lengths[0] < 1e14; // digits are left
    return told ? lengths[0] : (f64)INFINITY;
}

static bool lattice_length(ctx *c, struct lattice lattice, f64 mean, f64 *out)
{
    struct arena_mark mark = arena_mark(c->arena);
    f64 *matrix = NEW_ARRAY(c->arena, f64, lattice.states * lattice.states);
    struct chances chances = chances_new(c, lattice, mean);
    for (i64 from = 0; from < lattice.states; from++)
        lattice_row(lattice, chances, mean, from, matrix + from * lattice.states);
    *out = solve(c, matrix, lattice.states);
    arena_rewind(c->arena, mark);
    return !ctx_stopped(c);
}

static bool grid_length(ctx *c, struct cusum_chart chart, f64 mean, f64 *out)
{
    struct arena_mark mark = arena_mark(c->arena);
    f64 *matrix = NEW_ARRAY(c->arena, f64, GRID_STATES * GRID_STATES);
    f64 *up_to = NEW_ARRAY(c->arena, f64, 2 * GRID_STATES); // by the steps from state to state
    f64 width = 2 * chart.threshold / (2 * GRID_STATES - 1);
    for (i64 i = 0; i < 2 * GRID_STATES; i++)
        up_to[i] = chance_moved(chart, mean, ((f64)(i - GRID_STATES) + 0.5) * width);
    for (i64 from = 0; from < GRID_STATES; from++) {
        f64 *row = matrix + from * GRID_STATES;
        const f64 *moved = up_to + GRID_STATES - from;
        row[0] = -moved[0]; // state 0 stands for all below
        for (i64 to = 1; to < GRID_STATES; to++)
            row[to] = moved[to - 1] - moved[to];
    }
    *out = solve(c, matrix, GRID_STATES);
    arena_rewind(c->arena, mark);
    return !ctx_stopped(c);
}

static bool is_whole(f64 value)
{
    return fabs(value - round(value)) <= 1e-9 * MAX(1, fabs(value));
}

// The coarsest lattice that holds both values; false when there is none within the bounds.
static bool lattice_of(struct cusum_chart chart, struct lattice *out)
{
    for (i64 q = 1; q <= FINEST; q++) {
        f64 p = chart.reference * (f64)q, states = chart.threshold * (f64)q;
        if (states > STATES_MAX) return false;
        if (!is_whole(p) || !is_whole(states) || states < 0.5) continue;
        *out = (struct lattice){chart.side, llround(p), q, llround(states)};
        return true;
    }
    return false;
}

bool cusum_run_length(ctx *c, struct cusum_chart chart, f64 mean, f64 *out)
{
    assert(isfinite(chart.reference) && chart.reference > 0);
    assert(isfinite(chart.threshold) && chart.threshold > 0);
    assert(isfinite(mean) && mean > 0);
    struct lattice lattice;
    if (lattice_of(chart, &lattice)) return lattice_length(c, lattice, mean, out);
    return grid_length(c, chart, mean, out);
}

// --- Choosing a threshold ---

// k of Lucas (1985) as p / q, with the smallest q that moves it by no more than a fiftieth of the
// distance between the two cadences: the run length is worked out for the k that is used.
static void choose_reference(struct cusum_aim aim, struct lattice *lattice)
{
    f64 changed = aim.expected * aim.factor, away = fabs(changed - aim.expected);
    f64 reference = (changed - aim.expected) / log(aim.factor);
    for (lattice->q = 1;; lattice->q++) {
        f64 p = round(reference * (f64)lattice->q);
        lattice->p = (i64)p;
        if (p > 0 && fabs(p / (f64)lattice->q - reference) <= 0.02 * away) return;
    }
}

static struct cusum_chart chart_of(struct lattice lattice)
{
    f64 q = (f64)lattice.q;
    return (struct cusum_chart){lattice.side, (f64)lattice.p / q, (f64)lattice.states / q};
}

// Smallest number of states with a run length as wanted; 0 in lattice->states: beyond the bound.
static bool search_states(ctx *c, struct cusum_aim aim, struct lattice *lattice, f64 *length)
{
    i64 low = 0, high = 4; // too few; perhaps enough
    for (*length = 0;; high *= 2) {
        lattice->states = MIN(high, STATES_MAX);
        if (!lattice_length(c, *lattice, aim.expected, length)) return false;
        if (*length >= aim.run_length) break;
        low = lattice->states;
        if (low == STATES_MAX) {
            lattice->states = 0;
            return true;
        }
    }
    high = lattice->states;
    while (high - low > 1) {
        f64 tried = 0;
        lattice->states = (low + high) / 2;
        if (!lattice_length(c, *lattice, aim.expected, &tried)) return false;
        if (tried < aim.run_length) {
            low = lattice->states;
        } else {
            high = lattice->states;
            *length = tried;
        }
    }
    lattice->states = high;
    return true;
}

static bool search_grid(ctx *c, struct cusum_aim aim, struct cusum_chart chart,
                        struct cusum_design *out)
{
    f64 low = 0, high = chart.reference, length = 0;
    for (i64 doubled = 0;; doubled++, high *= 2) {
        chart.threshold = high;
        if (!grid_length(c, chart, aim.expected, &length)) return false;
        if (length >= aim.run_length) break;
        low = high;
        if (doubled < 30) continue;
        return fail_with(c, ERR_REFUSED, tr(c, "no threshold makes false alarms that rare"),
                         tr(c, "Look for a larger change, or ask for a shorter run length."));
    }
    while (high - low > 1e-4 * high) {
        f64 tried = 0;
        chart.threshold = (low + high) / 2;
        if (!grid_length(c, chart, aim.expected, &tried)) return false;
        if (tried < aim.run_length) {
            low = chart.threshold;
        } else {
            high = chart.threshold;
            length = tried;
        }
    }
    chart.threshold = high;
    *out = (struct cusum_design){.chart = chart, .run_length = length};
    return grid_length(c, chart, aim.expected * aim.factor, &out->run_length_changed);
}

bool cusum_plan(ctx *c, struct cusum_aim aim, struct cusum_design *out)
{
    assert(isfinite(aim.expected) && aim.expected > 0);
    assert(isfinite(aim.factor) && aim.factor > 0 && aim.factor != 1);
    assert(isfinite(aim.run_length) && aim.run_length > 1);
    struct lattice lattice = {.side = aim.factor > 1 ? CUSUM_RISE : CUSUM_FALL};
    bool slow = aim.expected * fabs(aim.factor - 1)<0.002, fast = aim.expected> 1e6;
    if (slow || fast) {
        const char *why = slow ? tr(c, "so few events are expected in a period that a change could "
                                       "not be seen")
                               : tr(c, "more events are expected in a period than can be watched");
        const char *hint =
            slow ? tr(c, "Count in longer periods.") : tr(c, "Count in shorter periods.");
        return fail_with(c, ERR_REFUSED, why, hint);
    }
    choose_reference(aim, &lattice);
    f64 length = 0;
    if (!search_states(c, aim, &lattice, &length)) return false;
    if (!lattice.states) {
        lattice.states = 1; // the grid chooses the threshold
        return search_grid(c, aim, chart_of(lattice), out);
    }
    *out = (struct cusum_design){.chart = chart_of(lattice), .run_length = length, .exact = true};
    return lattice_length(c, lattice, aim.expected * aim.factor, &out->run_length_changed);
}

i64 cusum_watch(struct cusum_chart chart, const f64 counts[], i64 n, f64 sums[],
                struct cusum_alarm alarms[], i64 alarms_max)
{
    assert(n >= 0 && alarms_max >= 0);
    assert(chart.threshold > 0);
    f64 sum = 0, sign = chart.side == CUSUM_RISE ? 1 : -1;
    f64 close = 1e-9 * MAX(1, chart.threshold); // multiples of 1/q are not always exact
    i64 since = 0, found = 0;
    for (i64 i = 0; i < n; i++) {
        sum += sign * (counts[i] - chart.reference);
        if (sum <= close) {
            sum = 0;
            since = i + 1;
        }
        if (sums) sums[i] = sum;
        if (sum < chart.threshold - close) continue;
        if (found < alarms_max) alarms[found] = (struct cusum_alarm){i, since, sum};
        found++;
        sum = 0;
        since = i + 1;
    }
    return found;
}
