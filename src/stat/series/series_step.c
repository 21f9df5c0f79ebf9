#include "stat/series/series_step.h"

#include "base/time.h"

#define HOUR_MS 3600000LL
#define DAY_MS  86400000LL

static i64 floor_divide(i64 a, i64 b)
{
    i64 whole = a / b;
    return whole * b > a ? whole - 1 : whole;
}

static i64 month_number(i64 ms)
{
    struct civil civil = civil_from_ms(ms);
    return (i64)civil.year * 12 + civil.month - 1;
}

i64 step_of_ms(enum series_step step, i64 ms)
{
    switch (step) {
    case SERIES_HOUR:
        return floor_divide(ms, HOUR_MS);
    case SERIES_DAY:
        return floor_divide(ms, DAY_MS);
    case SERIES_WEEK:
        return floor_divide(floor_divide(ms, DAY_MS) - 4, 7); // 1970-01-05: a Monday
    case SERIES_MONTH:
        return month_number(ms);
    case SERIES_QUARTER:
        return floor_divide(month_number(ms), 3);
    case SERIES_YEAR:
        return floor_divide(month_number(ms), 12);
    case SERIES_ROW:
    case SERIES_NUMBER:
    case SERIES_MOMENT:
        break;
    }
    assert(false);
    return 0;
}

static i64 month_start_ms(i64 month)
{
    i64 year = floor_divide(month, 12);
    return DAY_MS * day_from_civil((i32)year, (i32)(month - year * 12) + 1, 1);
}

i64 step_start_ms(enum series_step step, i64 number)
{
    switch (step) {
    case SERIES_HOUR:
        return number * HOUR_MS;
    case SERIES_DAY:
        return number * DAY_MS;
    case SERIES_WEEK:
        return (number * 7 + 4) * DAY_MS;
    case SERIES_MONTH:
        return month_start_ms(number);
    case SERIES_QUARTER:
        return month_start_ms(number * 3);
    case SERIES_YEAR:
        return month_start_ms(number * 12);
    case SERIES_ROW:
    case SERIES_NUMBER:
    case SERIES_MOMENT:
        break;
    }
    assert(false);
    return 0;
}

i64 step_place_inside(enum series_step step, i64 ms)
{
    if (step <= SERIES_DAY) return 0;
    if (step == SERIES_WEEK) return (ms - step_start_ms(step, step_of_ms(step, ms))) / DAY_MS;
    struct civil civil = civil_from_ms(ms);
    i64 months = step == SERIES_MONTH ? 1 : step == SERIES_QUARTER ? 3 : 12;
    return (civil.month - 1) % months * 32 + civil.day;
}

bool step_is_month_end(i64 ms)
{
    return month_number(ms + DAY_MS) != month_number(ms);
}

i64 step_period(enum series_step step)
{
    switch (step) {
    case SERIES_HOUR:
        return 24;
    case SERIES_DAY:
        return 7;
    case SERIES_WEEK:
        return 52;
    case SERIES_MONTH:
        return 12;
    case SERIES_QUARTER:
        return 4;
    case SERIES_YEAR:
    case SERIES_ROW:
    case SERIES_NUMBER:
    case SERIES_MOMENT:
        return 1;
    }
    assert(false);
    return 1;
}

str step_text(ctx *c, enum series_step step, i64 number)
{
    i64 ms = step_start_ms(step, number);
    struct civil civil = civil_from_ms(ms);
    str text = day_write(c->arena, (i32)floor_divide(ms, DAY_MS));
    switch (step) {
    case SERIES_HOUR:
        return str_of(fmt(c->arena, "%.*sT%02d:00", STR(text), civil.hour));
    case SERIES_DAY:
    case SERIES_WEEK:
        return text;
    case SERIES_MONTH:
        return str_slice(text, 0, text.size - 3);
    case SERIES_QUARTER:
        return str_of(fmt(c->arena, "%d-Q%d", civil.year, (civil.month - 1) / 3 + 1));
    case SERIES_YEAR:
        return str_of(fmt(c->arena, "%d", civil.year));
    case SERIES_ROW:
    case SERIES_NUMBER:
    case SERIES_MOMENT:
        break;
    }
    assert(false);
    return text;
}
