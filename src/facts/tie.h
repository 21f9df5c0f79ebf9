// tie: that a visitor nobody knew (an id of a browser or a telephone) turned out to be a customer.
// It is noted with the facts that say so and carried out soon after, many at a time: then the
// visitor's key is the customer's, as if somebody had put the two together by hand, and can be
// parted again in the same way. The first customer keeps a visitor: whoever signs in next on a
// shared machine does not become the same person. Owns table tie. Uses privacy. Writes in the
// caller's write transaction.
#pragma once

#include "facts/privacy.h"

// Notes the ties of batches, whose keys are written. For take alone.
MUST_USE bool tie_put(ctx *c, struct batch **batches, i64 count, i64 batch);
// Whether any wait.
MUST_USE bool tie_waits(ctx *c, bool *out);
// Carries out those that wait; *count says how many visitors were put with a customer.
MUST_USE bool tie_run(ctx *c, struct privacy_by by, i64 *count);
