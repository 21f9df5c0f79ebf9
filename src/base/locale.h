// locale: numbers, days and moments as a reader's language writes them.
#pragma once

#include "base/time.h"

// 1234.5 with one decimal: "1,234.5" (en), "1 234,5" (fi, sv; the blank does not break). The minus
// is "−". NaN becomes "–".
str locale_number(const ctx *c, f64 value, i32 decimals);
// 0.831 with one decimal: "83.1%" (en), "83,1 %" (fi, sv; the blank does not break).
str locale_percent(const ctx *c, f64 share, i32 decimals);
// 21.11.2026 (fi), 21 November 2026 (en), 21 november 2026 (sv).
str locale_day(const ctx *c, i32 day);
// "2026-11" → "November 2026", "marraskuu 2026".
str locale_month(const ctx *c, i32 day);

enum period { PERIOD_DAY, PERIOD_WEEK, PERIOD_MONTH, PERIOD_QUARTER, PERIOD_YEAR };

// The period that begins on `day`: "Q3 2025", "Q3/2025", "kv. 3 2025".
str locale_period(const ctx *c, enum period period, i32 day);
// The same inside a sentence: "in July 2025", "heinäkuussa 2025", "i juli 2025".
str locale_in_period(const ctx *c, enum period period, i32 day);

// The day, the hour and the minute in c->zone; without one in UTC, and saying so.
str locale_moment(const ctx *c, i64 ms);
