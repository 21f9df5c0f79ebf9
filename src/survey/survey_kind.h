// survey_kind: the kind "survey": what is asked, as a record; its questions lie beside it
// (definition.h, version.h).
#pragma once

#include "record/kind.h"

extern const struct kind survey_kind;
