#include "case/case_clock.h"

#include "base/lang.h"
#include "settings/settings.h"

#define HOUR_MS 3600000LL

bool case_clock_read(ctx *c, struct case_clock *out)
{
    struct rows rows;
    str zone = {0}, hours = {0};
    *out = (struct case_clock){0};
    if (!setting_text(c, "company.zone", &zone) || !setting_text(c, "case.hours", &hours) ||
        !store_rows(c, SQL_case_days_off, NO_VALS, &rows))
        return false;
    i32 *off = NEW_ARRAY(c->arena, i32, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        off[i] = (i32)rows.column[0].i[i];
    out->hours.zone = zone_find(c, zone);
    out->hours.off = off;
    out->hours.off_count = rows.count;
    if (!out->hours.zone) return false;
    // A setting that was kept by an older program may be none; then every hour counts.
    return hours_parse(hours, &out->hours) || hours_parse(S("mon-sun 0-24"), &out->hours) ||
           fail(c, ERR_STORE, tr(c, "the working hours of cases cannot be read"));
}

bool case_deadlines(ctx *c, const struct case_clock *clock, str severity, i64 from_ms,
                    struct case_deadlines *out)
{
    i64 answer_hours = 0, solve_hours = 0;
    const char *answer = fmt(c->arena, "case.answer_hours_%.*s", STR(severity));
    const char *solve = fmt(c->arena, "case.solve_hours_%.*s", STR(severity));
    if (!setting_i64(c, answer, &answer_hours) || !setting_i64(c, solve, &solve_hours))
        return false;
    out->answer_by_ms = hours_add(&clock->hours, from_ms, answer_hours * HOUR_MS);
    out->solve_by_ms = hours_add(&clock->hours, from_ms, solve_hours * HOUR_MS);
    return true;
}
