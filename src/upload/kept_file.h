// kept_file: the folder of uploads: files named by number alone, and beside each, by the same
// number with ".bad", the rows of it that were refused. Only who runs the server may read them.
// Owns the folder. Never looks into a file.
#pragma once

#include "base/ctx.h"

// Makes the folder where it is not there. ERR_SYSTEM.
MUST_USE bool kept_folder_make(ctx *c, const char *folder);
// Keeps an open file, which may be nameless, under a number of its own, given by c->random.
// ERR_SYSTEM, as when the disk is full: then nothing is left of it.
MUST_USE bool kept_file_add(ctx *c, const char *folder, int fd, i64 *number);
const char *kept_file_path(ctx *c, const char *folder, i64 number);
const char *kept_file_bad_path(ctx *c, const char *folder, i64 number);
// Removes both; quietly, as they may be gone.
void kept_file_remove(ctx *c, const char *folder, i64 number);
// Removes files under numbers that were last written before a moment: what a server that was ended
// left behind. Leaves what else is in the folder.
void kept_file_sweep(const char *folder, i64 before_ms);
