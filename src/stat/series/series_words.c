// series_words: names of places, steps and phases, and what must be said of a series.
#include "stat/series/series.h"

#include <math.h>

#include "base/locale.h"
#include "base/time.h"
#include "stat/series/series_step.h"

// Numbers that stand for years keep a few digits only: 1949.0833.
static str number_text(ctx *c, f64 number)
{
    return str_of(fmt(c->arena, "%.9g", nearbyint(number * 1e6) / 1e6));
}

str series_name(ctx *c, const struct series *series, i64 place)
{
    assert(series->even || (place >= 0 && place < series->count));
    switch (series->step) {
    case SERIES_ROW:
        return str_of(fmt(c->arena, "%lld", (long long)place + 1));
    case SERIES_NUMBER:
        if (!series->even) return number_text(c, series->origin + series->at[place]);
        return number_text(c, series->origin + series->distance * (f64)place);
    case SERIES_MOMENT:
        return ms_write(c->arena, series->ms[place]);
    case SERIES_HOUR:
    case SERIES_DAY:
    case SERIES_WEEK:
    case SERIES_MONTH:
    case SERIES_QUARTER:
    case SERIES_YEAR:
        break;
    }
    return step_text(c, series->step, series->first + place);
}

static bool moment_read(str text, i64 *ms)
{
    i32 day = 0;
    bool month = text.size == 7 && text.s[4] == '-'; // 2024-05
    char room[16];
    if (month) {
        snprintf(room, sizeof room, "%.7s-01", text.s);
        text = str_of(room);
    }
    if (!day_parse(text, &day)) return ms_parse_rfc3339(text, ms);
    *ms = 86400000LL * day + 43200000;
    return true;
}

// Of uneven ones: the first place that is not before it.
static i64 place_among(const struct series *series, f64 at)
{
    i64 place = 0;
    while (place < series->count && series->at[place] < at)
        place++;
    return place;
}

bool series_place(ctx *c, const struct series *series, const char *option, str text, i64 *place)
{
    i64 ms = 0;
    f64 number = 0;
    bool moments = series->step >= SERIES_MOMENT;
    const char *why =
        fmt(c->arena, tr(c, "--%s %.*s is none of the series' times"), option, STR(text));
    if (moments && series->step != SERIES_HOUR && text.size == 4 && str_f64(text, &number))
        text = str_of(fmt(c->arena, "%.*s-01-01", STR(text)));
    if (moments ? !moment_read(text, &ms) : !str_f64(text, &number))
        return fail_with(c, ERR_USAGE, why,
                         moments ? tr(c, "Give a day, as in 2026-11-21.")
                                 : tr(c, "Give a number, as in the column of --position."));
    if (series->step == SERIES_MOMENT)
        *place = place_among(series, (f64)(ms - series->ms[0]) / 86400000.0);
    else if (moments)
        *place = step_of_ms(series->step, ms) - series->first;
    else if (fabs(number) > 1e15)
        return fail(c, ERR_USAGE, why);
    else if (series->step == SERIES_ROW)
        *place = (i64)nearbyint(number) - 1;
    else if (series->even)
        *place = (i64)nearbyint((number - series->origin) / series->distance);
    else
        *place = place_among(series, number - series->origin);
    return true;
}

const char *series_step_name(ctx *c, const struct series *series)
{
    switch (series->step) {
    case SERIES_HOUR:
        return tr(c, "hour");
    case SERIES_DAY:
        return tr(c, "day");
    case SERIES_WEEK:
        return tr(c, "week");
    case SERIES_MONTH:
        return tr(c, "month");
    case SERIES_QUARTER:
        return tr(c, "quarter");
    case SERIES_YEAR:
        return tr(c, "year");
    case SERIES_ROW:
    case SERIES_NUMBER:
    case SERIES_MOMENT:
        break;
    }
    return tr(c, "row");
}

const char *series_unit(ctx *c, const struct series *series, f64 *factor)
{
    const f64 days = 365.2425 / 12;
    *factor = 1;
    switch (series->step) {
    case SERIES_HOUR:
        *factor = days * 24;
        return tr(c, "month");
    case SERIES_DAY:
    case SERIES_MOMENT:
        *factor = days;
        return tr(c, "month");
    case SERIES_WEEK:
        *factor = days / 7;
        return tr(c, "month");
    case SERIES_MONTH:
        return tr(c, "month");
    case SERIES_QUARTER:
        *factor = 4;
        return tr(c, "year");
    case SERIES_YEAR:
        return tr(c, "year");
    case SERIES_NUMBER:
        if (series->even) *factor = 1 / series->distance;
        return tr(c, "unit of --position");
    case SERIES_ROW:
        break;
    }
    return tr(c, "row");
}

i64 series_phase(const struct series *series, i64 place)
{
    i64 number = place;
    if (series->step >= SERIES_HOUR) number += series->first;
    if (series->step == SERIES_DAY) number += 3; // 1970-01-01 was a Thursday
    if (series->step == SERIES_NUMBER && series->even)
        number += (i64)nearbyint(series->origin / series->distance);
    i64 phase = number % series->period;
    return phase < 0 ? phase + series->period : phase;
}

str series_phase_name(ctx *c, const struct series *series, i64 phase)
{
    const char *const weekdays[] = {tr(c, "Monday"),   tr(c, "Tuesday"), tr(c, "Wednesday"),
                                    tr(c, "Thursday"), tr(c, "Friday"),  tr(c, "Saturday"),
                                    tr(c, "Sunday")};
    const char *const months[] = {tr(c, "January"), tr(c, "February"), tr(c, "March"),
                                  tr(c, "April"),   tr(c, "May"),      tr(c, "June"),
                                  tr(c, "July"),    tr(c, "August"),   tr(c, "September"),
                                  tr(c, "October"), tr(c, "November"), tr(c, "December")};
    assert(phase >= 0 && phase < series->period);
    if (series->step == SERIES_DAY && series->period == 7) return str_of(weekdays[phase]);
    if (series->step == SERIES_MONTH && series->period == 12) return str_of(months[phase]);
    if (series->step == SERIES_HOUR && series->period == 24)
        return str_of(fmt(c->arena, "%02lld:00", (long long)phase));
    if (series->step == SERIES_QUARTER && series->period == 4)
        return str_of(fmt(c->arena, "Q%lld", (long long)phase + 1));
    return str_of(fmt(c->arena, "%lld", (long long)phase + 1));
}

const char *series_number(ctx *c, f64 value, f64 spread)
{
    f64 digits = spread > 0 && isfinite(spread) ? 1 - floor(log10(spread)) : 2;
    if (fabs(value) >= 1e15 || digits > 6) return fmt(c->arena, "%.3g", value);
    return locale_number(c, value, (i32)fmax(digits, 0)).s;
}

bool series_must_be_even(ctx *c, const struct series *series)
{
    if (series->even) return true;
    if (series->step == SERIES_NUMBER)
        return fail_with(c, ERR_REFUSED, tr(c, "the numbers of --position do not follow evenly"),
                         tr(c, "Give one row for each step, or leave --position out if rows "
                               "stand in order."));
    return fail_with(c, ERR_REFUSED, tr(c, "the moments do not follow evenly"),
                     tr(c, "Add the rows up with --every day, week or month."));
}

static void tell_edges(ctx *c, const struct stat_job *stat, const struct series *series)
{
    if (!series->first_cut && !series->last_cut) return;
    const char *which = series->first_cut && series->last_cut ? tr(c, "first and last")
                        : series->first_cut                   ? tr(c, "first")
                                                              : tr(c, "last");
    answer_warn(stat->answer, "step_not_whole",
                fmt(c->arena, tr(c, "rows do not cover the %s %s to its end"), which,
                    series_step_name(c, series)),
                series->edges_dropped ? tr(c, "Such steps were left out; --edges keep keeps them.")
                                      : tr(c, "Give --edges drop to leave such steps out."));
}

void series_tell(ctx *c, const struct stat_job *stat, const struct series *series)
{
    if (!series->even)
        answer_warn(stat->answer, "uneven_spacing",
                    tr(c, "the rows do not follow evenly, or several have one time"),
                    tr(c, "Add rows up with --every to look at even steps."));
    if (series->gaps > 0)
        answer_warn(stat->answer, "gaps",
                    fmt(c->arena, tr(c, "%lld of %lld steps have no value; none was filled in"),
                        (long long)series->gaps, (long long)series->count),
                    tr(c, "Find out whether something was not recorded then."));
    if (series->empty > 0)
        answer_warn(stat->answer, "steps_without_rows",
                    fmt(c->arena, tr(c, "%lld of %lld steps have no rows and count as 0"),
                        (long long)series->empty, (long long)series->count),
                    tr(c, "Leave them out, as with --as mean, if nothing was recorded then."));
    tell_edges(c, stat, series);
}
