#include <math.h>

#include "base/locale.h"
#include "insight/sure/interval.h"
#include "insight/journeys/journey_fit.h"
#include "stat/analyses.h"

enum { VARIANTS_SHOWN_MAX = 1000, WAY_BYTES_MAX = 4000 };

// clang-format off
static const struct stat_role roles[] = {
    {"case", STAT_KEY, STAT_ONE, false, "the case: an order, a claim, a customer's visit"},
    {"activity", STAT_NAME, STAT_ONE, false, "what was done"},
    {"time", STAT_MOMENT, STAT_ONE, false, "when it was done"},
    {"resource", STAT_KEY, STAT_OPTIONAL, true, "who did it, for handovers"},
    {"lifecycle", STAT_NAME, STAT_OPTIONAL, true, "whether the row is the start or the end of what was done: it warns where the file has both"},
    {0},
};
static const struct stat_usual usual[] = {
    {"case", "case:concept:name"}, {"activity", "concept:name"}, {"time", "time:timestamp"},
    {"resource", "org:resource"}, {"lifecycle", "lifecycle:transition"}, {0},
};
static const struct stat_option options[] = {
    {"design", "\"A > B? > C*\"", NULL, false,
     "the designed journey, to lay the cases beside: steps in their order, ? for one that may be left out, "
     "* for one that may be done several times"},
    {"design-file", "FILE", NULL, false,
     "the same from a file with the columns step, optional and repeats (yes or no)"},
    {0},
};
static const struct answer_field fields[] = {
    {"cases", "cases"},
    {"events", "events"},
    {"activities_count", "different activities"},
    {"directly_follows_pairs", "different steps from one activity to the next"},
    {"variants_count", "different ways, as sequences of activities"},
    {"variants_for_80pct", "how many of the most usual ways hold 80 % of the cases"},
    {"repeat_events", "events that do an activity again within their case: rework"},
    {"cases_with_repeat", "cases with such an event"},
    {"repeat_share", "share of cases with rework, with its interval in the next two"},
    {"repeat_low", "lower limit of that share (Wilson)"},
    {"repeat_high", "upper limit of that share"},
    {"handovers_count", "steps from one resource to another"},
    {"distinct_handover_pairs", "different pairs of resources that hand over"},
    {"duration_mean_seconds", "from a case's first event to its last: mean"},
    {"duration_median_seconds", "the same: median"},
    {"duration_p90_seconds", "the same: nine of ten cases take less"},
    {"duration_max_seconds", "the same: longest"},
    {"fitting_cases", "cases that keep to the design entirely"},
    {"fitting_share", "their share, with its interval in the next two"},
    {"fitting_low", "lower limit of that share (Wilson)"},
    {"fitting_high", "upper limit of that share"},
    {"fitness", "mean of the cases, 1 − cost / worst cost: 1 keeps to the design, 0 has nothing of it"},
    {"activities.activity", "the activity"},
    {"activities.events", "how often it was done"},
    {"activities.cases", "in how many cases"},
    {"activities.starts", "cases that begin with it"},
    {"activities.ends", "cases that end with it"},
    {"activities.repeats", "events that do it again within their case"},
    {"edges.from", "an activity"},
    {"edges.to", "the one that directly follows it"},
    {"edges.count", "how often"},
    {"edges.median_seconds", "median time between the two"},
    {"edges.mean_seconds", "mean time between the two"},
    {"edges.dependency", "(there − back) / (there + back + 1): near 1 the second nearly never comes before the first"},
    {"variants.cases", "cases that go this way"},
    {"variants.share", "their share"},
    {"variants.median_seconds", "median time from first to last event"},
    {"variants.way", "the activities in order"},
    {"handovers.from", "a resource"},
    {"handovers.to", "the one that goes on"},
    {"handovers.count", "how often"},
    {"steps.step", "a step of the design"},
    {"steps.done", "cases that did it in its place"},
    {"steps.skipped", "cases without it, though it is required"},
    {"steps.repeated", "cases that did it again"},
    {"steps.out_of_order", "cases that did it, but not in its place"},
    {"added.activity", "an activity that the design does not know"},
    {"added.cases", "cases with it"},
    {0},
};
// clang-format on

static f64 *seconds_new(ctx *c, i64 count)
{
    return NEW_ARRAY(c->arena, f64, MAX(count, 1));
}

static void put_activities(ctx *c, struct answer *answer, const struct journey *j,
                           const struct frame_column *activity)
{
    i64 n = activity->name_count;
    i64 *part[5];
    for (i64 k = 0; k < COUNT_OF(part); k++)
        part[k] = NEW_ARRAY(c->arena, i64, MAX(n, 1));
    for (i64 i = 0; i < n; i++) {
        const struct journey_activity *a = &j->activities[i];
        const i64 values[] = {a->events, a->cases, a->starts, a->ends, a->repeats};
        for (i64 k = 0; k < COUNT_OF(values); k++)
            part[k][i] = values[k];
    }
    struct answer_table *table = answer_table(answer, "activities", n);
    answer_column_str(table, "activity", activity->names);
    answer_column_i64(table, "events", part[0]);
    answer_column_i64(table, "cases", part[1]);
    answer_column_i64(table, "starts", part[2]);
    answer_column_i64(table, "ends", part[3]);
    answer_column_i64(table, "repeats", part[4]);
}

static void put_edges(ctx *c, struct answer *answer, const struct journey *j,
                      const struct frame_column *activity)
{
    i64 n = j->edge_count, *count = NEW_ARRAY(c->arena, i64, MAX(n, 1));
    i32 *from = NEW_ARRAY(c->arena, i32, MAX(n, 1)), *to = NEW_ARRAY(c->arena, i32, MAX(n, 1));
    f64 *median = seconds_new(c, n), *mean = seconds_new(c, n), *dependency = seconds_new(c, n);
    for (i64 i = 0; i < n; i++) {
        const struct journey_edge *edge = &j->edges[i];
        from[i] = edge->from;
        to[i] = edge->to;
        count[i] = edge->count;
        median[i] = edge->median_ms / 1000;
        mean[i] = edge->mean_ms / 1000;
        dependency[i] = edge->dependency;
    }
    struct answer_table *table = answer_table(answer, "edges", n);
    answer_column_code(table, "from", from, activity->names);
    answer_column_code(table, "to", to, activity->names);
    answer_column_i64(table, "count", count);
    answer_column_f64(table, "median_seconds", median);
    answer_column_f64(table, "mean_seconds", mean);
    answer_column_f64(table, "dependency", dependency);
}

static str way_text(ctx *c, const struct journey_log *log, i64 example, const str *names)
{
    buf way = buf_new(c->arena, WAY_BYTES_MAX * 4);
    for (i64 k = log->first[example]; k < log->first[example + 1]; k++) {
        if (way.size > WAY_BYTES_MAX) {
            buf_c(&way, " → …");
            break;
        }
        if (k > log->first[example]) buf_c(&way, " → ");
        buf_add(&way, str_head(names[log->activities[k]], 200));
    }
    return buf_str(&way);
}

static void put_variants(ctx *c, struct answer *answer, const struct journey_log *log,
                         const struct journey *j, const struct frame_column *activity)
{
    i64 n = MIN(j->variant_count, VARIANTS_SHOWN_MAX), *cases = NEW_ARRAY(c->arena, i64, MAX(n, 1));
    f64 *share = seconds_new(c, n), *median = seconds_new(c, n);
    str *way = NEW_ARRAY(c->arena, str, MAX(n, 1));
    for (i64 i = 0; i < n; i++) {
        const struct journey_variant *variant = &j->variants[i];
        cases[i] = variant->cases;
        share[i] = (f64)variant->cases / (f64)log->case_count;
        median[i] = variant->median_ms / 1000;
        way[i] = way_text(c, log, variant->example, activity->names);
    }
    struct answer_table *table = answer_table(answer, "variants", n);
    answer_column_i64(table, "cases", cases);
    answer_column_f64(table, "share", share);
    answer_column_f64(table, "median_seconds", median);
    answer_column_str(table, "way", way);
    if (n < j->variant_count)
        answer_warn(answer, "variants_cut",
                    fmt(c->arena, tr(c, "Of %lld ways the %d most usual ones are listed"),
                        (long long)j->variant_count, VARIANTS_SHOWN_MAX),
                    NULL);
}

static void put_handovers(ctx *c, struct answer *answer, const struct journey *j,
                          const struct frame_column *resource)
{
    i64 n = j->handover_count, *count = NEW_ARRAY(c->arena, i64, MAX(n, 1));
    i32 *from = NEW_ARRAY(c->arena, i32, MAX(n, 1)), *to = NEW_ARRAY(c->arena, i32, MAX(n, 1));
    for (i64 i = 0; i < n; i++) {
        from[i] = j->handovers[i].from;
        to[i] = j->handovers[i].to;
        count[i] = j->handovers[i].count;
    }
    struct answer_table *table = answer_table(answer, "handovers", n);
    answer_column_code(table, "from", from, resource->names);
    answer_column_code(table, "to", to, resource->names);
    answer_column_i64(table, "count", count);
}

static void put_whole(struct answer *answer, const struct journey_log *log, const struct journey *j,
                      f64 level)
{
    struct interval repeat =
        interval_rate((struct rate_counts){j->repeat_cases, log->case_count}, level);
    answer_i64(answer, "cases", log->case_count);
    answer_i64(answer, "events", log->first[log->case_count]);
    answer_i64(answer, "activities_count", log->activity_count);
    answer_i64(answer, "directly_follows_pairs", j->edge_count);
    answer_i64(answer, "variants_count", j->variant_count);
    answer_i64(answer, "variants_for_80pct", j->variants_for_80pct);
    answer_i64(answer, "repeat_events", j->repeat_events);
    answer_i64(answer, "cases_with_repeat", j->repeat_cases);
    answer_f64(answer, "repeat_share", repeat.value);
    answer_f64(answer, "repeat_low", repeat.low);
    answer_f64(answer, "repeat_high", repeat.high);
    if (log->resources) answer_i64(answer, "handovers_count", j->handovers_total);
    if (log->resources) answer_i64(answer, "distinct_handover_pairs", j->handover_count);
    answer_f64(answer, "duration_mean_seconds", j->durations.mean_ms / 1000);
    answer_f64(answer, "duration_median_seconds", j->durations.median_ms / 1000);
    answer_f64(answer, "duration_p90_seconds", j->durations.p90_ms / 1000);
    answer_f64(answer, "duration_max_seconds", j->durations.max_ms / 1000);
}

// A time as people say it.
static const char *time_text(ctx *c, f64 ms)
{
    f64 s = ms / 1000;
    if (s < 120) return fmt(c->arena, tr(c, "%.0f seconds"), s);
    if (s < 7200) return fmt(c->arena, tr(c, "%.0f minutes"), s / 60);
    if (s < 172800) return fmt(c->arena, tr(c, "%.0f hours"), s / 3600);
    return fmt(c->arena, tr(c, "%.0f days"), s / 86400);
}

static void say_whole(ctx *c, struct answer *answer, const struct journey_log *log,
                      const struct journey *j)
{
    f64 n = (f64)log->case_count;
    if (log->case_count == 1) {
        answer_say(answer, fmt(c->arena, tr(c, "The only case took %s."),
                               time_text(c, j->durations.median_ms)));
        return;
    }
    if (j->variant_count == 1)
        answer_say(answer,
                   fmt(c->arena, tr(c, "All %s cases go the same way."), locale_number(c, n, 0).s));
    else
        answer_say(
            answer,
            fmt(c->arena,
                tr(c, "%s cases go %s different ways; the most usual way is that of %.0f%%."),
                locale_number(c, n, 0).s, locale_number(c, (f64)j->variant_count, 0).s,
                100 * (f64)j->variants[0].cases / n));
    answer_say(answer,
               fmt(c->arena, tr(c, "Half of the cases take up to %s, nine of ten up to %s."),
                   time_text(c, j->durations.median_ms), time_text(c, j->durations.p90_ms)));
    answer_say(answer, fmt(c->arena, tr(c, "Something is done again in %.0f%% of the cases."),
                           100 * (f64)j->repeat_cases / n));
}

// --- The design ---

static i32 activity_code(const struct frame_column *activity, str name)
{
    for (i64 i = 0; i < activity->name_count; i++)
        if (str_equal(activity->names[i], name)) return (i32)i;
    return -1;
}

struct design {
    i64 count;
    str names[JOURNEY_STEPS_MAX];
    struct journey_step steps[JOURNEY_STEPS_MAX];
};

static bool step_add(ctx *c, struct design *design, const struct frame_column *activity, str name,
                     bool is_optional, bool may_repeat)
{
    if (design->count == JOURNEY_STEPS_MAX)
        return fail(c, ERR_TOO_LARGE,
                    fmt(c->arena, tr(c, "the design has more than %d steps"), JOURNEY_STEPS_MAX));
    if (!name.size)
        return fail_with(c, ERR_USAGE, tr(c, "a step of the design has no name"),
                         tr(c, "Write it as \"A > B? > C*\"."));
    design->names[design->count] = name;
    design->steps[design->count++] =
        (struct journey_step){activity_code(activity, name), is_optional, may_repeat};
    return true;
}

static bool design_of_text(ctx *c, str text, const struct frame_column *activity,
                           struct design *design)
{
    str step = {0};
    while (str_cut(&text, '>', &step)) {
        bool is_optional = false, may_repeat = false;
        for (step = str_trim(step); str_ends(step, S("?")) || str_ends(step, S("*")); step.size--) {
            is_optional |= str_ends(step, S("?"));
            may_repeat |= str_ends(step, S("*"));
        }
        if (!step_add(c, design, activity, str_trim(step), is_optional, may_repeat)) return false;
    }
    return true;
}

static bool yes(const struct frame_column *column, i64 row)
{
    str text = column->text[row];
    return str_equal_fold(text, S("yes")) || str_equal(text, S("1")) ||
           str_equal_fold(text, S("true"));
}

static bool design_of_file(ctx *c, const struct stat_job *stat, str file,
                           const struct frame_column *activity, struct design *design)
{
    // clang-format off
    static const struct stat_role columns[] = {
        {"step", STAT_TEXT, STAT_ONE, false, "a step"},
        {"optional", STAT_TEXT, STAT_ONE, true, "yes when it may be left out"},
        {"repeats", STAT_TEXT, STAT_ONE, true, "yes when it may be done several times"},
        {0},
    };
    // clang-format on
    struct frame frame;
    if (!stat_second(c, stat, file, columns, &frame)) return false;
    for (i64 i = 0; i < frame.count; i++)
        if (!step_add(c, design, activity, str_trim(frame_column(&frame, "step")->text[i]),
                      yes(frame_column(&frame, "optional"), i),
                      yes(frame_column(&frame, "repeats"), i)))
            return false;
    return true;
}

static void put_steps(ctx *c, struct answer *answer, const struct design *design,
                      const struct journey_fit *fit)
{
    i64 *part[4];
    str *names = NEW_ARRAY(c->arena, str, design->count);
    for (i64 k = 0; k < COUNT_OF(part); k++)
        part[k] = NEW_ARRAY(c->arena, i64, design->count);
    for (i64 s = 0; s < design->count; s++) {
        const struct journey_step_fit *step = &fit->steps[s];
        const i64 values[] = {step->done, step->skipped, step->repeated, step->out_of_order};
        names[s] = design->names[s];
        for (i64 k = 0; k < COUNT_OF(values); k++)
            part[k][s] = values[k];
        if (design->steps[s].activity < 0)
            answer_warn(answer, "step_unknown",
                        fmt(c->arena,
                            tr(c, "No event is called \"%.*s\", as a step of the design is"),
                            STR(names[s])),
                        tr(c, "Check how it is spelled, unless it is never done."));
    }
    struct answer_table *table = answer_table(answer, "steps", design->count);
    answer_column_str(table, "step", names);
    answer_column_i64(table, "done", part[0]);
    answer_column_i64(table, "skipped", part[1]);
    answer_column_i64(table, "repeated", part[2]);
    answer_column_i64(table, "out_of_order", part[3]);
}

static void put_added(ctx *c, struct answer *answer, const struct journey_fit *fit,
                      const struct frame_column *activity)
{
    i64 count = 0, *cases = NEW_ARRAY(c->arena, i64, activity->name_count);
    str *names = NEW_ARRAY(c->arena, str, activity->name_count);
    for (i64 i = 0; i < activity->name_count; i++) {
        if (!fit->added[i]) continue;
        names[count] = activity->names[i];
        cases[count++] = fit->added[i];
    }
    struct answer_table *table = answer_table(answer, "added", count);
    answer_column_str(table, "activity", names);
    answer_column_i64(table, "cases", cases);
}

static bool design_lay(ctx *c, struct stat_job *stat, const struct journey_log *log,
                       const struct journey *j, const struct frame_column *activity)
{
    struct design *design = NEW(c->arena, struct design);
    struct journey_fit fit;
    str text = stat_text(stat, "design"), file = stat_text(stat, "design-file");
    if (!text.s && !file.s) return true;
    if (text.s && !design_of_text(c, text, activity, design)) return false;
    if (!text.s && !design_of_file(c, stat, file, activity, design)) return false;
    if (!design->count)
        return fail_with(c, ERR_USAGE, tr(c, "the design has no step"),
                         tr(c, "Write it as \"A > B? > C*\"."));
    if (!journey_fit_find(c, log, j, design->steps, design->count, &fit)) return false;
    struct interval share =
        interval_rate((struct rate_counts){fit.fitting_cases, log->case_count}, stat->level);
    answer_i64(stat->answer, "fitting_cases", fit.fitting_cases);
    answer_f64(stat->answer, "fitting_share", share.value);
    answer_f64(stat->answer, "fitting_low", share.low);
    answer_f64(stat->answer, "fitting_high", share.high);
    answer_f64(stat->answer, "fitness", fit.fitness);
    put_steps(c, stat->answer, design, &fit);
    put_added(c, stat->answer, &fit, activity);
    answer_say(stat->answer,
               fmt(c->arena,
                   tr(c, "%.0f%% of the cases (%.0f to %.0f) keep to the designed journey."),
                   100 * share.value, 100 * share.low, 100 * share.high));
    return true;
}

static str lifecycle_taken(const struct frame_column *lifecycle)
{
    for (i64 i = 0; i < lifecycle->name_count; i++)
        if (str_equal_fold(lifecycle->names[i], S("complete"))) return lifecycle->names[i];
    return lifecycle->names[0];
}

// A start and an end look like the same activity done twice.
static void warn_lifecycle(ctx *c, struct stat_job *stat)
{
    const struct frame_column *lifecycle = frame_column(&stat->frame, "lifecycle");
    if (!lifecycle || lifecycle->name_count < 2) return;
    answer_warn(
        stat->answer, "lifecycle",
        fmt(c->arena,
            tr(c, "starts and ends of activities (column \"%.*s\") are counted as events of "
                  "their own, and so as done again"),
            STR(lifecycle->name)),
        fmt(c->arena, tr(c, "Take one of them, as with --where %.*s=%.*s."), STR(lifecycle->name),
            STR(lifecycle_taken(lifecycle))));
}

static bool run(ctx *c, struct stat_job *stat)
{
    const struct frame_column *cases = frame_column(&stat->frame, "case"),
                              *activity = frame_column(&stat->frame, "activity"),
                              *time = frame_column(&stat->frame, "time"),
                              *resource = frame_column(&stat->frame, "resource");
    struct journey_events events = {.count = stat->frame.count,
                                    .cases = cases->code,
                                    .activities = activity->code,
                                    .ms = time->ms,
                                    .resources = resource ? resource->code : NULL,
                                    .case_count = cases->name_count,
                                    .activity_count = activity->name_count,
                                    .resource_count = resource ? resource->name_count : 0};
    struct journey_log *log = NEW(c->arena, struct journey_log);
    struct journey *j = NEW(c->arena, struct journey);
    if (!journey_sort(c, events, log) || !journey_find(c, log, j)) return false;
    answer_n(stat->answer, log->case_count);
    say_whole(c, stat->answer, log, j);
    put_whole(stat->answer, log, j, stat->level);
    if (!design_lay(c, stat, log, j, activity)) return false;
    put_activities(c, stat->answer, j, activity);
    put_edges(c, stat->answer, j, activity);
    put_variants(c, stat->answer, log, j, activity);
    if (resource) put_handovers(c, stat->answer, j, resource);
    answer_assume(stat->answer, "in_order", log->was_in_order ? HOLDS : HOLDS_NOT,
                  log->was_in_order
                      ? tr(c, "The events of each case stand in the order of time")
                      : tr(c,
                           "The events of each case stand in the order of time: they did not, and "
                           "were sorted"));
    warn_lifecycle(c, stat);
    if (log->case_count < 30)
        answer_warn(stat->answer, "few_cases",
                    fmt(c->arena, tr(c, "few cases, whose shares can be chance: %lld"),
                        (long long)log->case_count),
                    NULL);
    return true;
}

const struct analysis analysis_journey = {
    .name = "journey",
    .what = "Which ways cases go: what follows what, how long it takes, what is done again.",
    .question =
        "Which way do customers and their cases really go, where do they wait, what is done "
        "again, who hands over to whom, and do they keep to the journey that was designed?",
    .method =
        "The directly-follows graph: each case's events in the order of time, each step from one "
        "activity to the next counted, with the median of the time between. Cases with the same "
        "sequence are one way. With a design each way is laid beside it at the least cost "
        "(a required step skipped 1, an event without a place 1). Shares have Wilson's limits. "
        "Also reads XES logs, whose columns are known.",
    .source =
        "van der Aalst, Process Mining (2nd ed. 2016), §5.2, §7.2; Weijters & van der Aalst 2003 "
        "(dependency); van der Aalst, Adriansyah & van Dongen 2012 (alignment).",
    .assumptions =
        "A case is one journey; its events are all there and their times right. Of events at "
        "the same moment the file's order is taken.",
    .not_for =
        "Do not read cause into order. Do not use it where cases are cut off at the file's ends: "
        "their first and last steps are then not those of the journey. Where a log writes the "
        "start and "
        "the end of an activity as two events, each would count as done again: take one of them, "
        "with "
        "--where lifecycle:transition=complete.",
    .roles = roles,
    .usual = usual,
    .options = options,
    .fields = fields,
    .run = run,
};
