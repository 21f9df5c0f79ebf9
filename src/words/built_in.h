// built_in: the models that the program carries: numbers made by tools/train_words.sh from texts of
// others (models/SOURCE.md tells whose). No I/O.
#pragma once

#include "base/str.h"

// The bytes of a model by its name: "sentiment-fi", "emotions-en", "language"; false: there is
// none.
bool built_in_model(str name, str *out);
