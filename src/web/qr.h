// qr: a text as a QR code, as numbers that a template draws: one path in a square. Uses
// libqrencode. Never makes HTML.
#pragma once

#include "base/json.h"

// Puts {"size": modules with the quiet border, "path": an SVG path of the dark ones} at model[key].
// ERR_TOO_LARGE when the text does not fit into one code.
MUST_USE bool qr_put(ctx *c, json_t *model, const char *key, str text);
