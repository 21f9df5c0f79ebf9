// decision: what follows a decision: it is told to those who asked, once each and in their
// language; it stands on the public page; and later it shows whether its figure moved. Owns tables
// decision_telling, decision_told and decision_looked; decisions themselves are records
// (decision_kinds.h). Uses case (whom to tell), mail, figure, event. Never decides who may decide.
#pragma once

#include "figure/moved.h"
#include "record/record.h"

// ---- Telling ----

// Purposes of the seals of links by which whoever is told wants no more of it: the number is a key
// of the customer's, or the id of the case of somebody whom nobody knows.
#define DECISION_LEAVE_SEAL      "leave"
#define DECISION_LEAVE_CASE_SEAL "leave.case"

// From now on it is told to those who asked: the contacts of its cases and of its pattern's, and
// the authors of remarks that stand as evidence beside it or its pattern; all so far, and each who
// asks of the same later. Inside a write transaction. ERR_REFUSED while it is not decided, where
// nothing is written that customers could read, and when it is being told already.
MUST_USE bool decision_tell(ctx *c, const struct record *decision, i64 who);

struct decision_telling {
    bool is_told;                     // it is being told
    i64 since_ms;                     // from when on
    i64 asked;                        // cases and remarks of those who asked
    i64 sent, sent_cases, sent_words; // messages; of these to contacts of cases, and to authors
    i64 unreached;                    // persons whom nobody told:
    i64 no_address, refused;          // no address of them is known; they want no mails
    i64 waiting;                      // the next ones
};
MUST_USE bool decision_telling(ctx *c, i64 decision, struct decision_telling *out);

// For the job: whether somebody waits to be told; tells the next ones, inside a write transaction:
// each person once, however many cases and remarks are theirs.
MUST_USE bool decision_tell_waits(ctx *c, bool *out);
MUST_USE bool decision_tell_next(ctx *c, i64 most, i64 *sent);

// What customers read of it in a language: where it is not said in that one, in the house's, then
// in any. Empty where it is said in none.
MUST_USE bool decision_words(ctx *c, const struct record *decision, const char *lang, str *out);

// ---- The public page ----

struct decision_heard {
    i64 id, at_ms;  // when it was decided
    bool changes;   // we change this; else we do not
    bool is_done;   // and have
    i32 due, done;  // days; 0: not said, not yet
    str words;      // in the reader's language
    str touchpoint; // as customers read it; may be empty
    i64 touchpoint_id;
};
// Public ones, newest first; touchpoint 0: all of them. Nothing of customers, nothing of the house.
MUST_USE bool decision_heard_list(ctx *c, i64 touchpoint, struct decision_heard **out, i64 *count);

// ---- Whether it moved its figure ----

enum decision_effect_state {
    EFFECT_NOT_SAID, // no metric, or no day from which it should show
    EFFECT_TO_COME,  // the day is ahead
    EFFECT_EARLY,    // fewer than EFFECT_DAYS_MIN days have passed
    EFFECT_NOTHING,  // too little was measured, before or after
    EFFECT_SAME,     // no difference beyond chance
    EFFECT_BETTER,
    EFFECT_WORSE,
    EFFECT_DIFFERS, // of a metric that is neither better nor worse
};
enum { EFFECT_DAYS_MIN = 28, EFFECT_DAYS = 90 };

struct decision_effect {
    enum decision_effect_state state;
    i32 day;                           // done, or else due; 0: not said
    struct figure_stretches stretches; // as many days after that day as before it
    struct figure_query query;
    struct figure_moved moved; // from EFFECT_NOTHING on
    f64 expected;              // NaN: not said
};
// Before and after the day that it was done (else due): the same number of days, at most
// EFFECT_DAYS. today: of the company.
MUST_USE bool decision_effect(ctx *c, const struct record *decision, i32 today,
                              struct decision_effect *out);

// Decisions of a person that it is time to look at: done or due EFFECT_DAYS_MIN days ago, and
// nobody looked since; 0: of anybody. Decided ones that nobody has told yet.
MUST_USE bool decision_to_look(ctx *c, i64 person, i32 today, i64 **out, i64 *count);
MUST_USE bool decision_to_tell(ctx *c, i64 person, i64 **out, i64 *count);
// Somebody looked. Inside a write transaction.
MUST_USE bool decision_looked(ctx *c, i64 decision, i64 who);
