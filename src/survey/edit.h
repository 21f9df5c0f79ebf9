// edit: changes to a draft of a survey, question by question: what is renamed keeps its conditions,
// new questions begin with words that are known to work. Pure: JSON in, JSON out; version.c keeps
// it.
#pragma once

#include "survey/definition.h"

// The draft as definition_write writes it, with all that can be read of it; NULL on failure.
json_t *draft_open(ctx *c, str text);
// As text again, what was said in languages that it no longer has left out.
MUST_USE bool draft_close(ctx *c, json_t *draft, str *text);
i64 draft_count(const json_t *draft);
json_t *draft_question(const json_t *draft, i64 at); // borrowed; NULL: none

// Puts a new question before the one at `at` (or last), with a name of its own and words in the
// draft's languages; returns where it stands.
i64 draft_add(ctx *c, json_t *draft, enum question_type type, i64 at);
// A copy after the one at `at`, without its metric.
void draft_copy(ctx *c, json_t *draft, i64 at);
void draft_remove(json_t *draft, i64 at);
void draft_move(json_t *draft, i64 from, i64 to);
// Replaces a question. Its name is made a good one that no other question has; conditions and
// {{answer.NAME}} that spoke of it by its old name speak of the new one.
void draft_set(ctx *c, json_t *draft, i64 at, json_t *question);
// A good name made of any words ("Too late!" → "too_late") that is not among the taken ones.
str draft_name(ctx *c, str words, const json_t *taken);
// Options or rows as lines: lines[i] are those of langs[i], the same line in each language being
// the same option. One that keeps its words, or its place, keeps its name and its words in other
// languages.
struct draft_lines {
    i64 lang_count;
    const str *langs, *lines;
};
json_t *draft_options(ctx *c, const json_t *old, struct draft_lines lines);
// The other way: the lines of one language.
str draft_options_lines(ctx *c, const json_t *options, str lang);
