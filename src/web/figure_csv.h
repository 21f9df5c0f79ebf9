// figure_csv: figures as a table for other programs: one line a row, raw numbers.
#pragma once

#include "figure/figure.h"

str figure_csv(ctx *c, const struct figures *figures);
