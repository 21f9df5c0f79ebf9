// campaign_kind: the kind "campaign": whom a survey is sent to, when and how, as a record; its
// invites lie beside it.
#pragma once

#include "record/kind.h"

extern const struct kind campaign_kind;
