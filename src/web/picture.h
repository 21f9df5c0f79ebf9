// picture: the part of a figures model that the picture is drawn from, as text for the page.
#pragma once

#include "base/json.h"

// Only what the chart reads (ui/ts/model.ts), numbers with at most four decimals: it is most of a
// page's bytes.
str picture_json(ctx *c, const json_t *model);
