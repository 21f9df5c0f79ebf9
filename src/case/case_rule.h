// case_rule: what comes in opens a case by itself where a rule of the company says so: a detractor,
// a low value, a feeling that was felt, a word, a signal. Looks at facts as they came, batch by
// batch, whatever brought them: answers, files, programs. What happened longer than a month ago
// opens nothing; one encounter opens one case, whichever rules fit it. Owns table case_rule_place.
// Writes inside the caller's write transaction.
#pragma once

#include "store/store.h"

MUST_USE bool case_rules_wait(ctx *c, bool *out);
// *count: cases that were opened. A batch that fits a rule hundreds of times opens its newest five
// hundred.
MUST_USE bool case_rules_run(ctx *c, i64 *count);

// Whether a text has one of the words, parted by commas: "refund, myöh*". Pure.
bool case_words_fit(ctx *c, str words, str text);
