// tally: what each customer adds up to (encounters, purchases, answers, units, newest attributes),
// by key and year, so that lists and cards of customers never read facts. Owns tables tally,
// tally_unit, tally_metric, tally_attribute, tally_fold, tally_part. Uses store. Made from facts in
// turns, which the server takes behind its other work, so it lags behind them: new batches are
// added; a key whose past was corrected, or of whose earlier encounter more was told, is counted
// anew. Never writes a fact.
//
// A customer's row is its only key's; one with several keys has a row of their sum beside them, and
// `shown` is true for exactly one row of each customer and period.
#pragma once

#include "store/store.h"

// Takes in about `most` facts of what came after the last time; is_last when nothing is left for
// another turn. Whoever holds the one writer takes many small turns. Inside a write transaction.
MUST_USE bool tally_turn(ctx *c, i64 most, bool *is_last);
// Takes in all there is, however long that takes. Inside a write transaction.
MUST_USE bool tally_fold(ctx *c);
// These keys now belong to another customer, or to themselves again (table alias says whose).
MUST_USE bool tally_moved(ctx *c, const i64 *keys, i64 count);
// These keys, all of a customer, were erased.
MUST_USE bool tally_erased(ctx *c, const i64 *keys, i64 count);
// An attribute of this key was set by hand.
MUST_USE bool tally_corrected(ctx *c, i64 key);
