// upload: one file that came in a form, in a nameless temporary file that the system removes with
// the request. What the sender says of it is not believed: the name is cleaned, the type is told
// from the first bytes. Never keeps a file, and never makes one that could be run.
#pragma once

#include "base/ctx.h"

struct upload {
    str field;
    str name;         // cleaned: a plain file name, never empty
    const char *type; // by its first bytes; "application/octet-stream" when they tell nothing
    int fd;           // at its beginning; closed with the request's arena
    i64 size;         // bytes
};

#define UPLOAD_SNIFF_BYTES 512

// What is left of a name that somebody sent: no folders, no characters that a file system, a
// terminal or a reader could stumble over, at most BOUND_FILE_NAME_BYTES; "file" when nothing is.
str upload_name(struct arena *arena, str sent);
// The media type of content that begins so, out of a few that are told apart safely: pictures,
// PDF, archives, text. Never one that a browser would run.
const char *upload_type(str beginning);
// Opens the temporary file in folder.
MUST_USE bool upload_open(ctx *c, const char *folder, struct upload *upload);
// Appends; ERR_SYSTEM when the disk is full.
MUST_USE bool upload_add(ctx *c, struct upload *upload, str bytes);
// Tells the type and goes back to the beginning.
MUST_USE bool upload_end(ctx *c, struct upload *upload);
