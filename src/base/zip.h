// zip: the files inside a ZIP archive that lies in memory, unpacked piece by piece. Knows stored
// and deflated files, not encryption, several discs or more than 4 GB. Never trusts what the
// archive says of sizes and places: whatever the bytes are, an answer or ERR_BAD_INPUT.
#pragma once

#include "base/ctx.h"

struct zip_file {
    str name;
    str packed;
    i64 size; // unpacked, as the archive says
    u32 checksum;
    bool is_deflated;
};

struct zip {
    i64 count;
    struct zip_file *files;
};

struct zip_reader;

// Reads the archive's directory; names and bytes are slices of the archive.
MUST_USE bool zip_open(ctx *c, str bytes, struct zip *out);
// By its name, letters of ASCII alike large and small; NULL: there is none.
const struct zip_file *zip_find(const struct zip *zip, str name);
MUST_USE bool zip_begin(ctx *c, const struct zip_file *file, struct zip_reader **out);
// The next bytes, at most size of them; *got is 0 at the end, once they are as many as the archive
// says, with the checksum that it says.
MUST_USE bool zip_read(ctx *c, struct zip_reader *reader, char *room, i64 size, i64 *got);
