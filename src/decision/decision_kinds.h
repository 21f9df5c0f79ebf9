// decision_kinds: the kinds pattern and decision, as records: what repeats, and what we change or do
// not change.
#pragma once

#include "record/kind.h"

extern const struct kind pattern_kind, decision_kind;
