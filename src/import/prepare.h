// prepare: makes a row an encounter: finds its texts by the mapping, reads time and numbers, and
// adds it to a batch. Knows scales and what is missing. Owns the count of equal rows. Never touches
// the store.
#pragma once

#include "facts/batch.h"
#include "import/mapping.h"

struct prepare;

enum prepared {
    PREPARED_ADDED,
    PREPARED_EMPTY,  // nothing in it but missing values
    PREPARED_REFUSED // the batch has the refusal
};

// The mapping must be bound to the reader. ERR_BAD_INPUT when a metric is not known, or the
// mapping's scale cannot become the metric's. Everything lives in c->arena.
MUST_USE bool prepare_new(ctx *c, const struct mapping *mapping, const struct reader *reader,
                          struct batch_rules rules, struct prepare **out);
// Adds a row to a batch. ERR_TOO_LARGE when there are more rows without an id than can be counted.
MUST_USE bool prepare_row(ctx *c, struct prepare *prepare, const struct row *row,
                          struct batch *batch, enum prepared *out);

// What a mapping's scale makes of a metric's values.
enum scale_rule { SCALE_OWN, SCALE_KEPT, SCALE_LINEAR };
// ERR_BAD_INPUT when no rule leads from that scale to the metric's.
MUST_USE bool scale_find(ctx *c, const struct mapping_fact *fact, const struct metric *metric,
                         enum scale_rule *out);
