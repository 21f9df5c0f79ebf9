// survey: who is asked, who answers, and what they say: customers, shoppers and employees.
// Owns the scores and what remarks are about. Uses words to say it.
#pragma once

#include "demo/day.h"

// Asks the event's customer about it with that probability; whether they will answer is decided
// here and now.
void survey_ask_maybe(struct life *life, const struct event *event, f64 probability);
void survey_answer(struct life *life, const struct event *event);
void survey_complain(struct life *life, const struct event *event);
void survey_visit(struct life *life, const struct event *event);
void survey_pulse(struct life *life, const struct event *event);
