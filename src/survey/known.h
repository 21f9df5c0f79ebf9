// known: what is known while somebody answers: facts and answers, and which conditions hold by
// them. Pure, and makes no memory. For the survey's own files; others use definition.h.
#pragma once

#include "survey/definition.h"

// NULL: there is none of that name.
const struct question *survey_question(const struct survey *survey, str name);
// Text of a fact, JSON of an answer; empty: not known.
str known_fact(const struct survey_known *known, str name);
str known_answer(const struct survey_known *known, str question);
// The value of one field of an object as JSON; empty: none.
str value_part(str value, str part);
