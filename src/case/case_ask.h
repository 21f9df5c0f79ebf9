// case_ask: when a case is closed its customer is asked one question: how it was handled. Decides
// whether, makes the link (sealed, one for each closing, sent with the last letter and shown on the
// customer's page), and tells of the answer: event case.judged. Owns tables case_ask and
// case_judged. The survey is the program's own (survey/templates_words.c: handled), made once and
// then the company's to change, or another that the company names (setting case.ask_survey).
// Answers are taken by survey, like all others. An unhappy one opens nothing; a rule may (kind
// case_rule, opened by "handling").
#pragma once

#include "case/case.h"

#define CASE_ASK_SEAL "handled"      // purpose of the seal; its number: the answer's id
#define CASE_ASK_CODE "case.handled" // of the program's own survey, and its metric
enum { CASE_ASK_DAYS = 60 };         // the link takes an answer so long

// The survey that is asked; 0: nobody is asked, or the program's own is not made yet (*is_asked
// tells).
MUST_USE bool case_ask_survey(ctx *c, i64 *survey, bool *is_asked);
// Makes the program's own and takes it into use, where it is asked and not there; the metric must
// be (case_figures_define). Inside a write transaction.
MUST_USE bool case_ask_define(ctx *c);

// For closing: from now on the customer is asked, unless nobody is, or they want no questions; the
// link of an earlier closing takes no answer any more. Inside the closing's transaction.
MUST_USE bool case_ask_add(ctx *c, const struct record *record);
// The path of the link that waits for an answer of that case; empty: none does.
MUST_USE bool case_ask_path(ctx *c, i64 case_id, str *out);

// What a page needs that takes the answer.
struct case_ask_opened {
    i64 answer, case_id, survey, customer;
    str name_space, key;            // as facts came with them; empty: nobody known, or erased
    str touchpoint, unit, function; // names; empty: none
    str lang;                       // of the customer
    bool is_over;                   // asked again since, too long ago, or the survey is put away
};
// ERR_NOT_FOUND when there is none. Only reads.
MUST_USE bool case_ask_open(ctx *c, i64 answer, struct case_ask_opened *out);

// What became of asking, newest closing first.
struct case_judged {
    i64 answer, asked_ms;
    i64 judged_ms; // 0: no answer yet
    f64 value;     // of the first number; NaN: none was given
    bool is_unhappy;
};
MUST_USE bool case_ask_list(ctx *c, i64 case_id, struct case_judged **out, i64 *count);
// The case that an answer judges; 0: none.
MUST_USE bool case_ask_of(ctx *c, i64 answer, i64 *case_id);

// For the job: notes what answers say, and tells of it: event case.judged, with "value" and
// "is_unhappy", about the case. Inside a write transaction; *count of them.
MUST_USE bool case_ask_run(ctx *c, i64 *count);
MUST_USE bool case_ask_waits(ctx *c, bool *out);
