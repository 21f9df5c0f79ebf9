// theme_kind: the kind theme, as records: what customers speak of, by the words that tell it.
#pragma once

#include "record/kind.h"

extern const struct kind theme_kind;
