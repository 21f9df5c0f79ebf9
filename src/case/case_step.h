// case_step: how a case goes on: taken up, handed to another function, answered, closed with a
// cause and a decision, opened again, put into another and parted. Each step is one change of the
// record, its events, and the letter that the customer hears of it by; a rule that says no is
// ERR_REFUSED with the reason. Writes inside the caller's write transaction; who may is the
// caller's to ask.
#pragma once

#include "case/case.h"

// Whoever works on it from now on; of a case that nobody looked at: it is assessed. severity "":
// as it is; another one sets the clock anew from when it came.
struct case_assessment {
    i64 owner; // 0: as it is
    str severity, subject;
    i64 touchpoint, unit; // -1: as they are
    i64 customer;         // -1
};
MUST_USE bool case_assess(ctx *c, struct record *record, const struct case_assessment *what,
                          const struct record_edit *edit);
// Another function owns it, and nobody in it yet; routing learns from it, and the customer hears.
MUST_USE bool case_hand(ctx *c, struct record *record, i64 function,
                        const struct record_edit *edit);
MUST_USE bool case_investigate(ctx *c, struct record *record, const struct record_edit *edit);
// A letter of ours. occasion "answer": it is answered from now on; "progress": it goes on as it is.
// The first one of either is the first answer.
MUST_USE bool case_say(ctx *c, struct record *record, const struct case_words *words,
                       const char *occasion, const struct record_edit *edit, i64 *letter);

// Closing. A cause from the company's list or a new one; a decision that is there, or a new one.
struct case_closing {
    i64 cause;
    str new_cause;
    i64 decision;
    bool changes;     // of a new decision: we change this; else we do not
    str new_decision; // what is decided, in a few words
    str why;          // the reason, said straight: needed where nothing changes
    str text;         // the letter; empty: ours
    bool is_quiet;    // nobody is written to
};
MUST_USE bool case_close(ctx *c, struct record *record, const struct case_closing *closing,
                         const struct record_edit *edit);
// edit->why is needed.
MUST_USE bool case_reopen(ctx *c, struct record *record, const struct record_edit *edit);
// This case becomes part of another open one; what comes goes there.
MUST_USE bool case_merge(ctx *c, struct record *record, i64 into, const struct record_edit *edit);
MUST_USE bool case_part(ctx *c, struct record *record, const struct record_edit *edit);
// Of a case that is held as suspected spam.
MUST_USE bool case_release(ctx *c, struct record *record, const struct record_edit *edit);
MUST_USE bool case_discard(ctx *c, struct record *record, const struct record_edit *edit);
