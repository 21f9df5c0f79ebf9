// series_step: the calendar behind series: which step a moment falls in, and where a step begins.
// Steps are numbered, so that neighbours differ by 1. Pure; UTC.
#pragma once

#include "stat/series/series.h"

i64 step_of_ms(enum series_step step, i64 ms);
i64 step_start_ms(enum series_step step, i64 number);
// Where in its step a moment lies, so that even rows have the same: the day of the month, the
// weekday. 0 for days and hours, which may lie anywhere.
i64 step_place_inside(enum series_step step, i64 ms);
bool step_is_month_end(i64 ms);
// Steps in a round of the seasons; 1: none.
i64 step_period(enum series_step step);
str step_text(ctx *c, enum series_step step, i64 number);
