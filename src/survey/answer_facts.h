// answer_facts: what an answer becomes: one encounter with the readings of all its questions and
// the first of its words, and one for each further question's words. Pure: uses reading.h and
// batch.
#pragma once

#include "facts/batch.h"
#include "survey/answering.h"

// Adds the encounters of an answer to a batch: questions that are shown, as they were offered.
// Source is the survey's name, the id "answer-ID" (of further words "answer-ID.QUESTION"), the
// moment when it began, and the key the invite's. They replace what was made of it before. False
// when a value is none of its question's.
MUST_USE bool answer_facts(ctx *c, const struct answering_survey *survey,
                           const struct answer *answer, struct batch *batch);
