// experiment: what did the change do? The split first, then the effect at the end, then the effect
// at any time.
#include <math.h>

#include "base/locale.h"
#include "stat/analyses.h"
#include "stat/sure/experiment_parts.h"

#define LOOKS_MAX 100000

// One arm against the control.
struct pair {
    i64 arm;
    struct experiment_run run; // bernstein
    f64 p, p_least;            // at any time: now, and the least so far
    i64 since, since_row;      // rows of the pair after which it was beyond chance; 0: never
    struct interval any_time;
    struct difference at_end;
};

struct trial {
    struct reading reading;
    struct experiment_arms arms;
    struct sequence sequence;
    bool bernstein;
    struct watch_order order; // level of each pair
    f64 low, high;            // of outcomes
    i64 looks, pair_count;
    struct pair *pairs;
};

static bool bounds_read(ctx *c, const struct stat_job *stat, struct trial *trial)
{
    const struct stat_bounds any = {-1e15, 1e15};
    trial->low = trial->reading.kind == READING_SCORE ? -1 : 0;
    trial->high = 1;
    if (!trial->bernstein || trial->reading.kind != READING_VALUE) return true;
    if (!stat_has(stat, "low") || !stat_has(stat, "high"))
        return fail_with(c, ERR_USAGE, tr(c, "this method needs the bounds of values"),
                         tr(c, "Give --low and --high: no value may lie beyond."));
    if (!stat_f64(c, stat, "low", any, &trial->low) ||
        !stat_f64(c, stat, "high", any, &trial->high))
        return false;
    if (trial->low < trial->high) return true;
    return fail_with(c, ERR_USAGE, tr(c, "--low is not below --high"),
                     tr(c, "They are the smallest and the largest value that can be."));
}

static bool trial_read(ctx *c, struct stat_job *stat, struct trial *trial)
{
    static const char *const methods[] = {"asymptotic", "bernstein"};
    i64 method = 0, planned = 0;
    *trial = (struct trial){0};
    if (!reading_open(c, stat, &trial->reading) ||
        !stat_choice(c, stat, "method", methods, COUNT_OF(methods), &method) ||
        !stat_i64(c, stat, "planned", (struct stat_bounds){1, 1e12}, &planned) ||
        !stat_i64(c, stat, "looks", (struct stat_bounds){1, LOOKS_MAX}, &trial->looks))
        return false;
    trial->bernstein = method == 1;
    trial->order = (struct watch_order){WATCH_ASYMPTOTIC,    stat->level, (f64)planned,
                                        2 * WATCH_START_MIN, 0,           0};
    if (!bounds_read(c, stat, trial)) return false;
    bool bounded = trial->bernstein || trial->reading.kind != READING_VALUE;
    trial->order.low = bounded ? trial->low : 0;
    trial->order.high = bounded ? trial->high : 0;
    return true;
}

// Each pair has its share of what may go wrong, so that all hold together.
static bool pairs_make(ctx *c, struct stat_job *stat, struct trial *trial)
{
    struct experiment_arms *arms = &trial->arms;
    f64 range = trial->high - trial->low, noise = range * range / 8;
    trial->pair_count = arms->count - 1;
    trial->order.level = 1 - (1 - stat->level) / (f64)trial->pair_count;
    trial->pairs = NEW_ARRAY(c->arena, struct pair, trial->pair_count);
    if (!stat_f64(c, stat, "noise", (struct stat_bounds){1e-12, 1e30}, &noise)) return false;
    for (i64 i = 0; i < trial->pair_count; i++) {
        struct pair *pair = &trial->pairs[i];
        pair->arm = i + (i >= arms->control);
        pair->p = pair->p_least = 1;
        f64 a = arms->arms[pair->arm].share, b = arms->arms[arms->control].share;
        pair->run = experiment_begin((struct experiment_order){
            trial->order.level, trial->low, trial->high, a / (a + b), noise, trial->order.n_best});
    }
    return true;
}

static struct watch_side side_of(const struct experiment_arm *arm)
{
    f64 n = (f64)arm->answered;
    return (struct watch_side){n, arm->mean, arm->answered ? arm->around / n : 0};
}

static void pair_look(const struct trial *trial, struct pair *pair, i64 row)
{
    const struct experiment_arm *arm = &trial->arms.arms[pair->arm];
    const struct experiment_arm *control = &trial->arms.arms[trial->arms.control];
    pair->p = trial->bernstein ? experiment_p(&pair->run, false)
                               : watch_difference_p(trial->order, side_of(control), side_of(arm));
    pair->p_least = fmin(pair->p_least, pair->p);
    if (pair->since || pair->p >= 1 - trial->order.level) return;
    pair->since = arm->answered + control->answered;
    pair->since_row = row;
}

static struct interval pair_interval(const struct trial *trial, const struct pair *pair)
{
    if (trial->bernstein) return experiment_effect(&pair->run);
    return watch_difference(trial->order, side_of(&trial->arms.arms[trial->arms.control]),
                            side_of(&trial->arms.arms[pair->arm]));
}

static bool is_missing(const struct frame *frame, enum reading_kind kind, i64 row)
{
    static const char *const roles[] = {"score", "outcome", "value"};
    const struct frame_column *column = frame_column(frame, roles[kind]);
    return kind == READING_OUTCOME ? column->code[row] < 0 : isnan(column->number[row]);
}

static bool fail_beyond(ctx *c, const struct trial *trial, f64 value)
{
    return fail_with(
        c, ERR_BAD_INPUT,
        fmt(c->arena, tr(c, "%.12g lies beyond %.12g to %.12g"), value, trial->low, trial->high),
        tr(c, "Give the bounds that every value keeps, seen or not yet seen."));
}

// One person's outcome, and a look at every pair that it belongs to.
static bool person_add(ctx *c, struct stat_job *stat, struct trial *trial, i64 row, i64 *seen)
{
    i64 code = frame_column(&stat->frame, "arm")->code[row];
    struct experiment_arm *arm = &trial->arms.arms[code];
    f64 value = 0;
    if (is_missing(&stat->frame, trial->reading.kind, row)) return true;
    if (!reading_value(c, &trial->reading, &stat->frame, row, &value)) return false;
    if (trial->bernstein && (value < trial->low || value > trial->high))
        return fail_beyond(c, trial, value);
    f64 step = value - arm->mean;
    (*seen)++;
    arm->answered++;
    arm->mean += step / (f64)arm->answered;
    arm->around += step * (value - arm->mean);
    arm->promoters += value > 0;
    arm->detractors += value < 0;
    for (i64 i = 0; i < trial->pair_count; i++) {
        struct pair *pair = &trial->pairs[i];
        if (code != pair->arm && code != trial->arms.control) continue;
        if (trial->bernstein) experiment_add(&pair->run, code == pair->arm, value);
        pair_look(trial, pair, row);
    }
    return true;
}

struct looks {
    i64 count;
    i64 *n;
    str *when;
    f64 *effect, *low, *high;
};

static void look(ctx *c, struct looks *looks, const struct trial *trial, i64 seen, i64 row)
{
    struct interval found = pair_interval(trial, &trial->pairs[0]);
    f64 scale = reading_scale(trial->reading.kind);
    i64 i = looks->count++;
    looks->n[i] = seen;
    looks->when[i] = sequence_when(c, &trial->sequence, row);
    looks->effect[i] = found.value * scale;
    looks->low[i] = found.low * scale;
    looks->high[i] = found.high * scale;
}

static void looks_write(struct stat_job *stat, const struct looks *looks, const struct trial *trial)
{
    struct answer_table *table = answer_table(stat->answer, "looks", looks->count);
    answer_column_i64(table, "n", looks->n);
    if (trial->sequence.ms || trial->sequence.order) answer_column_str(table, "when", looks->when);
    answer_column_f64(table, "effect", looks->effect);
    answer_column_f64(table, "low", looks->low);
    answer_column_f64(table, "high", looks->high);
}

static bool follow(ctx *c, struct stat_job *stat, struct trial *trial, struct looks *looks)
{
    const struct sequence *sequence = &trial->sequence;
    i64 most = MIN(trial->looks, sequence->count) + 1, seen = 0;
    *looks = (struct looks){0,
                            NEW_ARRAY(c->arena, i64, most),
                            NEW_ARRAY(c->arena, str, most),
                            NEW_ARRAY(c->arena, f64, most),
                            NEW_ARRAY(c->arena, f64, most),
                            NEW_ARRAY(c->arena, f64, most)};
    for (i64 i = 0; i < sequence->count; i++) {
        if (i % 65536 == 0 && ctx_stopped(c)) return false;
        if (!person_add(c, stat, trial, sequence->rows[i], &seen)) return false;
        if (trial->pair_count == 1 && sequence_look(i + 1, sequence->count, trial->looks))
            look(c, looks, trial, seen, sequence->rows[i]);
    }
    return true;
}

// --- The end ---

static struct difference at_end(enum reading_kind kind, const struct experiment_arm *arm,
                                const struct experiment_arm *control, f64 level)
{
    i64 a = arm->answered, b = control->answered;
    if (kind == READING_OUTCOME)
        return difference_rate((struct rate_counts){arm->promoters, a},
                               (struct rate_counts){control->promoters, b}, level);
    if (kind == READING_SCORE)
        return difference_nps(
            (struct nps_counts){arm->detractors, a - arm->detractors - arm->promoters,
                                arm->promoters},
            (struct nps_counts){control->detractors, b - control->detractors - control->promoters,
                                control->promoters},
            level);
    return difference_mean(
        (struct moments){a, arm->mean, a > 1 ? arm->around / (f64)(a - 1) : 0},
        (struct moments){b, control->mean, b > 1 ? control->around / (f64)(b - 1) : 0}, level);
}

static void pair_say(ctx *c, struct stat_job *stat, const struct trial *trial,
                     const struct pair *pair, f64 p)
{
    str arm = trial->arms.arms[pair->arm].name;
    str control = trial->arms.arms[trial->arms.control].name;
    enum reading_kind kind = trial->reading.kind;
    struct groups_told told = {kind, reading_scale(kind), false, false};
    if (pair->at_end.status != INTERVAL_KNOWN) {
        answer_say(stat->answer, tr(c, "The effect cannot be told from these outcomes."));
        return;
    }
    const char *by = groups_difference_text(c, pair->at_end, told);
    bool beyond = difference_beyond_chance(p, stat->level);
    answer_say(stat->answer, beyond
                                 ? fmt(c->arena,
                                       tr(c, "%.*s less %.*s is %s: beyond chance, if this is the "
                                             "one look that was planned."),
                                       STR(arm), STR(control), by)
                                 : fmt(c->arena, tr(c, "%.*s less %.*s is %s: not beyond chance."),
                                       STR(arm), STR(control), by));
    if (pair->any_time.status != INTERVAL_KNOWN) return;
    struct interval i = pair->any_time;
    struct difference any = {i.value, i.low, i.high, i.level, 0, NAN, i.status};
    by = groups_difference_text(c, any, told);
    answer_say(
        stat->answer,
        pair->since
            ? fmt(c->arena,
                  tr(c, "Looked at after every outcome it is %s: beyond chance since outcome %s."),
                  by, reading_count(c, pair->since))
            : fmt(c->arena,
                  tr(c, "Looked at after every outcome it is %s: not beyond chance at any look so "
                        "far."),
                  by));
}

static void many_say(ctx *c, struct stat_job *stat, const struct trial *trial, const f64 p[])
{
    buf names = buf_new(c->arena, 1 << 20);
    i64 different = 0;
    for (i64 i = 0; i < trial->pair_count; i++) {
        if (!difference_beyond_chance(p[i], stat->level)) continue;
        const struct pair *pair = &trial->pairs[i];
        str name = trial->arms.arms[pair->arm].name;
        buf_fmt(&names, "%s%.*s (%s)", different++ ? ", " : "", STR(name),
                pair->at_end.value > 0 ? tr(c, "higher") : tr(c, "lower"));
    }
    str control = trial->arms.arms[trial->arms.control].name;
    answer_say(stat->answer,
               different
                   ? fmt(c->arena,
                         tr(c, "Beyond chance different from %.*s, if this is the one look that "
                               "was planned: %.*s."),
                         STR(control), STR(buf_str(&names)))
                   : fmt(c->arena, tr(c, "No arm differs from %.*s beyond chance."), STR(control)));
}

struct columns {
    str *arm, *when;
    f64 *effect, *low, *high, *p, *p_adjusted, *any_low, *any_high, *any_p, *since;
};

static void effects_write(ctx *c, struct stat_job *stat, const struct trial *trial,
                          const f64 adjusted[])
{
    i64 count = trial->pair_count;
    f64 scale = reading_scale(trial->reading.kind);
    struct columns k = {.arm = NEW_ARRAY(c->arena, str, count),
                        .when = NEW_ARRAY(c->arena, str, count)};
    f64 **numbers[] = {&k.effect,  &k.low,      &k.high,  &k.p,    &k.p_adjusted,
                       &k.any_low, &k.any_high, &k.any_p, &k.since};
    for (i64 i = 0; i < COUNT_OF(numbers); i++)
        *numbers[i] = NEW_ARRAY(c->arena, f64, count);
    for (i64 i = 0; i < count; i++) {
        const struct pair *pair = &trial->pairs[i];
        k.arm[i] = trial->arms.arms[pair->arm].name;
        k.effect[i] = pair->at_end.value * scale;
        k.low[i] = pair->at_end.low * scale;
        k.high[i] = pair->at_end.high * scale;
        k.p[i] = pair->at_end.p;
        k.p_adjusted[i] = adjusted[i];
        k.any_low[i] = pair->any_time.low * scale;
        k.any_high[i] = pair->any_time.high * scale;
        k.any_p[i] = pair->p_least;
        k.since[i] = pair->since ? (f64)pair->since : (f64)NAN;
        if (pair->since) k.when[i] = sequence_when(c, &trial->sequence, pair->since_row);
    }
    struct answer_table *table = answer_table(stat->answer, "effects", count);
    answer_column_str(table, "arm", k.arm);
    answer_column_f64(table, "effect", k.effect);
    answer_column_f64(table, "low", k.low);
    answer_column_f64(table, "high", k.high);
    answer_column_f64(table, "p", k.p);
    answer_column_f64(table, "p_adjusted", k.p_adjusted);
    answer_column_f64(table, "any_time_low", k.any_low);
    answer_column_f64(table, "any_time_high", k.any_high);
    answer_column_f64(table, "any_time_p", k.any_p);
    answer_column_f64(table, "since_n", k.since);
    if (trial->sequence.ms || trial->sequence.order) answer_column_str(table, "since", k.when);
}

static void effects_tell(ctx *c, struct stat_job *stat, struct trial *trial)
{
    i64 count = trial->pair_count, untold = 0;
    f64 *p = NEW_ARRAY(c->arena, f64, count), *adjusted = NEW_ARRAY(c->arena, f64, count);
    size_t *order = NEW_ARRAY(c->arena, size_t, count);
    const struct experiment_arm *arms = trial->arms.arms;
    for (i64 i = 0; i < count; i++) {
        struct pair *pair = &trial->pairs[i];
        pair->at_end =
            at_end(trial->reading.kind, &arms[pair->arm], &arms[trial->arms.control], stat->level);
        pair->any_time = pair_interval(trial, pair);
        untold += pair->any_time.status != INTERVAL_KNOWN;
        p[i] = pair->at_end.p;
    }
    difference_adjust_holm(p, count, adjusted, order);
    answer_str(stat->answer, "control", arms[trial->arms.control].name);
    answer_f64(stat->answer, "pair_level", trial->order.level);
    effects_write(c, stat, trial, adjusted);
    if (count == 1)
        pair_say(c, stat, trial, &trial->pairs[0], adjusted[0]);
    else
        many_say(c, stat, trial, adjusted);
    if (untold)
        answer_warn(stat->answer, "no_interval_yet",
                    tr(c, "there is no interval yet that may be looked at at any time"),
                    fmt(c->arena,
                        tr(c, "It begins when either arm has %d outcomes that are not all equal."),
                        WATCH_START_MIN));
}

static bool run(ctx *c, struct stat_job *stat)
{
    struct trial trial;
    struct looks looks;
    if (!trial_read(c, stat, &trial) || !experiment_arms_of(c, stat, &trial.arms)) return false;
    answer_n(stat->answer, stat->frame.count);
    if (!experiment_arms_tell(c, stat, &trial.arms)) {
        experiment_arms_table(c, stat, &trial.arms, trial.reading.kind, false);
        return true;
    }
    if (!pairs_make(c, stat, &trial) || !sequence_of(c, stat, &trial.sequence) ||
        !follow(c, stat, &trial, &looks))
        return false;
    i64 answered = 0;
    for (i64 i = 0; i < trial.arms.count; i++)
        answered += trial.arms.arms[i].answered;
    if (answered == 0)
        return fail_with(c, ERR_REFUSED, tr(c, "no row has an outcome"),
                         tr(c, "Check the column and --where."));
    effects_tell(c, stat, &trial);
    experiment_arms_table(c, stat, &trial.arms, trial.reading.kind, true);
    if (trial.pair_count == 1) looks_write(stat, &looks, &trial);
    reading_tell(c, &trial.reading, stat->answer);
    sequence_assume(c, &trial.sequence, stat->answer);
    reading_independent(c, stat, stat->frame.count);
    answer_assume(stat->answer, "by_lot", HOLDS_UNKNOWN,
                  tr(c, "people were shared out by lot, and do not affect each other"));
    return true;
}

// clang-format off
static const struct stat_role roles[] = {
    {"arm", STAT_NAME, STAT_ONE, false, "the version that the person had"},
    {"outcome", STAT_NAME, STAT_OPTIONAL, true, "yes or no: yes/no, true/false, 1/0; other words with --yes"},
    {"value", STAT_NUMBER, STAT_OPTIONAL, true, "the outcome as a number"},
    {"score", STAT_NUMBER, STAT_OPTIONAL, true, "the outcome as an answer to the NPS question"},
    SEQUENCE_ROLES,
    READING_CUSTOMER_ROLE,
    {0},
};
static const struct stat_option options[] = {
    {"intended", "ARM=SHARE,…", NULL, false, "how people should have been shared out: \"A=50,B=50\"; default alike"},
    {"control", "ARM", NULL, false, "the arm that the others are compared with; default the first by name"},
    {"method", "asymptotic|bernstein", "asymptotic", false, "the interval that may be looked at at any time: asymptotic, from the 30th outcome of either arm on; bernstein: exact for outcomes with bounds, and wider"},
    {"low", "VALUE", NULL, false, "the smallest --value that can be (bernstein)"},
    {"high", "VALUE", NULL, false, "the largest --value that can be (bernstein)"},
    {"noise", "VARIANCE", NULL, false, "bernstein: variance of outcomes in an arm that is expected; default an eighth of the range squared. It sets only where the interval is narrowest"},
    SEQUENCE_OPTIONS,
    READING_SCORE_OPTIONS,
    READING_OUTCOME_OPTIONS,
    {0},
};
static const struct answer_field fields[] = {
    {"split_chi_squared", "distance of the arms' sizes from the intended ones, Pearson's chi-squared"},
    {"split_p", "chance of such a distance where people were shared out as intended"},
    {"split_p_any_time", "the same, valid at any number of looks"},
    {"split_as_intended", "whether that is credible (p not below 0.001); if not, no effect is given"},
    {"control", "the arm that the others are compared with"},
    {"pair_level", "how sure each any-time interval is, so that all hold together with --level"},
    {"effects.arm", "the arm that is compared with the control"},
    {"effects.effect", "its figure less the control's; points for scores"},
    {"effects.low", "lower limit, for one look at the end"},
    {"effects.high", "upper limit, for one look at the end"},
    {"effects.p", "chance of such an effect where there is none, for one look at the end"},
    {"effects.p_adjusted", "the same after Holm's correction for several arms"},
    {"effects.any_time_low", "lower limit that holds at any look; with bernstein of its own estimate"},
    {"effects.any_time_high", "upper limit that holds at any look"},
    {"effects.any_time_p", "the least chance at any look so far; valid at any look"},
    {"effects.since_n", "outcomes of both arms after which it was beyond chance; empty: not yet"},
    {"effects.since", "when that outcome came"},
    {"arms.arm", "name of the arm"},
    {"arms.n", "people in it"},
    {"arms.share", "share of people"},
    {"arms.intended", "the share that was intended"},
    {"arms.missing", "people without an outcome"},
    {"arms.value", "the arm's figure; points for scores"},
    {"looks.n", "outcomes so far (two arms only)"},
    {"looks.when", "when the last of them came"},
    {"looks.effect", "the effect then"},
    {"looks.low", "lower limit then, valid at any look"},
    {"looks.high", "upper limit then, valid at any look"},
    {0},
};
const struct analysis analysis_experiment = {
    .name = "experiment",
    .what = "What versions tried on customers by lot did, and whether the lot was fair.",
    .question = "Did the new version do better than the old one, and may we stop now?",
    .method = "First the sizes of the arms are compared with what was intended; if they do not fit, no effect is shown. Then each arm against the control: Newcombe's interval for rates, Welch's for means, once at the end; "
              "and a confidence sequence that may be looked at after every outcome and stopped at any time. Several arms: Holm's correction at the end, Bonferroni's for the sequences.",
    .source = "A. Fabijan et al., KDD 2019 (split); M. Lindon & A. Malek, NeurIPS 2022 (split at any time); R. G. Newcombe, Statistics in Medicine 17 (1998) 873-890; B. L. Welch, Biometrika 34 (1947) 28-35; "
              "I. Waudby-Smith et al., Annals of Statistics 52 (2024) 2613-2640; S. R. Howard et al., Annals of Statistics 49 (2021) 1055-1080, Corollary 2.",
    .assumptions = "People were shared out by lot, have one row each, and do not affect each other; rows are in the order in which they came.",
    .not_for = "Groups that people chose or belong to: use rate or mean with --group, and do not call it an effect. A change that came to all at once: use impact.",
    .file = STAT_FILE_NEEDED,
    .roles = roles,
    .options = options,
    .fields = fields,
    .run = run,
};
// clang-format on
