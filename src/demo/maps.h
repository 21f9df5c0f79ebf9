// maps: tells the import how each file is to be read, and in which order.
// Owns <file>.map.json and manifest.json; rows.c writes the files that they describe.
#pragma once

#include "demo/rows.h"

// ERR_SYSTEM.
MUST_USE bool maps_write(ctx *c, const struct rows *rows, int folder_fd);
