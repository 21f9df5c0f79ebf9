// words: what figures say, in sentences. Internal to figure/.
#pragma once

#include "figure/rows.h"

// Labels of a row, and the names that filters take.
void words_label(ctx *c, const struct question *question, const struct group_row *from,
                 struct figure_row *row);
// Of a metric that customers are asked: how many were asked, and how many of them are silent.
const char *words_response(ctx *c, const struct figures *figures);
// Who is in scope and not heard, or NULL.
const char *words_lacking(ctx *c, const struct question *question, const struct group_row *from);
// Why a row has its verdict.
const char *words_why(ctx *c, const struct question *question, const struct metric *metric,
                      const struct measured *measured, const struct figure_row *row);
const char *words_question(ctx *c, const struct figures *figures);
const char *words_answer(ctx *c, const struct figures *figures);
// About answers that came on another scale; NULL when none did.
const char *words_scale(ctx *c, const struct metric *metric, const struct rows *rows);
