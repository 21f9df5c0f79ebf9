// time: moments as milliseconds since 1970 in UTC, days as days since 1970-01-01 (proleptic
// Gregorian). Knows calendars and formats; zone.h knows places. Never asks a clock.
#pragma once

#include "base/ctx.h"

struct civil {
    i32 year, month, day, hour, minute, second, ms; // month and day from 1
};

i32 day_from_civil(i32 year, i32 month, i32 day);
struct civil civil_from_day(i32 day);
bool civil_is_valid(struct civil civil);
i64 ms_from_civil(struct civil civil); // as if civil were UTC
struct civil civil_from_ms(i64 ms);
i32 day_start_of_week(i32 day);       // ISO: Monday
i32 day_iso_week(i32 day, i32 *year); // 1 to 53; *year is the one that the week belongs to
i32 day_start_of_month(i32 day);
i32 day_start_of_quarter(i32 day);
i32 day_start_of_year(i32 day);
i32 day_add_months(i32 day, i32 months); // day of month is clipped to the month's length

// "2026-11-21"; *out is the day.
MUST_USE bool day_parse(str text, i32 *out);
// RFC 3339 with offset or Z; seconds and their fraction may be absent. False when text is anything
// else.
MUST_USE bool ms_parse_rfc3339(str text, i64 *out);
str day_write(struct arena *arena, i32 day); // 2026-11-21
str ms_write(struct arena *arena, i64 ms);   // 2026-11-21T10:00:00Z, .123 only when not zero
// A format of a mapping: %Y (four digits) %y (two: 69-99 are 1969-1999, as in POSIX) %m %d %e %H %M
// %S %f (fraction) %b %B (English month) %j (day of year) %I %p (AM, PM) %z (offset) %Z (letters,
// ignored) %s (epoch s) %Q (epoch ms) %F %T %D %%. Blanks match any blanks; leading zeros may be
// absent. *has_offset tells that the text named its own offset (then *civil is already UTC). What
// the format does not name is 1970-01-01 00:00. The whole text must match.
MUST_USE bool civil_parse(str text, const char *format, struct civil *civil, bool *has_offset);
// False when the format has an unknown conversion; *bad is its letter.
MUST_USE bool civil_format_is_valid(const char *format, char *bad);
