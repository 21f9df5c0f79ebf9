// answering: what a serving process remembers of answers under way, so that a page of a survey
// costs the store nothing: the newest answers, and the surveys that they answer. Owns that memory,
// bounded. What it does not remember it reads. Where other processes write too, it remembers
// surveys alone. Safe from any thread.
#pragma once

#include "survey/answer.h"

struct answering;

// Lives in c->arena; `is_exclusive` as store_is_exclusive.
struct answering *answering_new(ctx *c, bool is_exclusive);
void answering_free(struct answering *answering);

// An answer as it stands, from memory or the store; the result is the caller's own, in c->arena.
MUST_USE bool answering_get(ctx *c, struct answering *answering, i64 id, struct answer *out,
                            bool *found);
// From memory alone: false when it is not there.
bool answering_recall(ctx *c, struct answering *answering, i64 id, struct answer *out);
// What was just committed of an answer: its new parts, on top of what is remembered, or of `after`.
// For the writer's thread.
void answering_took(struct answering *answering, const struct answer *after,
                    const struct survey_answer *parts, i64 part_count);
// What is remembered of an answer may not be all of it.
void answering_drop(struct answering *answering, i64 id);
// A customer was erased, or the store restored: nothing is remembered.
void answering_forget(struct answering *answering);

// A published version, read once: it never changes. Lives as long as answering, or, when that
// remembers enough already, in c->arena.
struct answering_survey {
    struct survey survey;
    str code; // of its facts and metrics
};
MUST_USE bool answering_survey(ctx *c, struct answering *answering, i64 survey, i64 version,
                               const struct answering_survey **out);

// The number of the next row of parts and ends; the writer's alone, in its transaction.
MUST_USE bool answering_rows(ctx *c, struct answering *answering, i64 count, i64 *first);
