// answer_step: how answers get to the store: one change for the writer that takes the steps of many
// people as one group: rows are appended to each table once, and each of the people is thanked when
// all of it is on disk. Facts are made of it a moment later (answer_count.h), so that nobody waits
// for whoever writes many. Writes tables answer, answer_part and answer_end; adds events. Never
// decides what is asked.
#pragma once

#include "store/writer.h"
#include "survey/answering.h"

struct answer_step {
    struct change change; // first: submit this one
    struct answering *answering;
    // The answer with this step done, as the asker saw it: of one that begins, all of it is stored.
    const struct answer *after;
    bool begins;    // somebody else may have begun it meanwhile
    i64 part_count; // of both
    const struct survey_answer *given;
    const bool *is_words; // the customer's own
    bool ends;            // it is now in after->state: partly, complete or declined
    // Called on the writer's thread, exactly once, after the commit or the failure.
    void (*done)(struct answer_step *step, const err *failure);
    // Set by the writer:
    bool stood;    // it was said to begin, and had begun: `after` is not all of it
    bool was_over; // it had ended before: nothing was written of this step
};

// In place; all but the last two is set by the caller before.
void answer_step_init(struct answer_step *step);
