// case_route: which function owns a case: by its touchpoint, else by the customer's words with a
// classifier that learns from cases that people put right or closed, else nobody's: the CX owner's.
// Owns tables case_lesson and case_router. Uses words (grams, linear). Never moves a case.
#pragma once

#include "base/json.h"
#include "store/store.h"

struct case_asked {
    i64 touchpoint; // 0: not known
    str text;       // the customer's words
};
enum case_route_by { CASE_BY_NOTHING, CASE_BY_TOUCHPOINT, CASE_BY_WORDS };
struct case_routed {
    i64 function; // 0: nobody is sure enough
    enum case_route_by by;
    i64 likeliest; // by the words, however sure; 0: nothing was learnt yet
    f64 sure;      // chance of it, 0 … 1
};
MUST_USE bool case_route(ctx *c, struct case_asked asked, struct case_routed *out);

// The right function of a case, said by somebody. Inside a write transaction.
MUST_USE bool case_route_lesson(ctx *c, i64 id, i64 function);

// Whether there are lessons that the classifier has not learnt from, and enough of them.
MUST_USE bool case_route_waits(ctx *c, bool *out);
struct case_route_learnt {
    i64 lessons, hits;
    str model; // base64
};
// Learns anew from the newest lessons, outside of any transaction; *out is kept by
// case_route_keep. lessons 0: there are not enough yet.
MUST_USE bool case_route_learn(ctx *c, struct case_route_learnt *out);
MUST_USE bool case_route_keep(ctx *c, const struct case_route_learnt *learnt);

// The plan that it learns with, for so many functions: for tests that measure it.
struct train_plan;
struct train_plan case_route_plan(i32 functions);
