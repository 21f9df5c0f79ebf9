// bytes: a file's text as UTF-8, whatever it was stored as: plain or gzip; UTF-8, UTF-16, Latin-1
// or Windows-1252. Owns the open file. Reads once from front to back in bounded memory, and makes
// the file's checksum on the way.
#pragma once

#include "base/ctx.h"

struct bytes;

enum { CHECKSUM_HEX_SIZE = 64 };

// Opens a file for reading from c->cwd_fd. `encoding` is a name of bytes_encodings; empty: what a
// byte order mark says, else UTF-8. A byte order mark outdoes the name. ERR_NOT_FOUND, ERR_SYSTEM,
// ERR_USAGE for an unknown name. It is closed with c->arena.
MUST_USE bool bytes_open(ctx *c, const char *file, str encoding, struct bytes **out);
// What messages call the file from now on.
void bytes_call(struct bytes *bytes, const char *name);
// Reads up to `size` bytes of text; *got is 0 at the end only. Text that is none in its encoding
// comes out as the byte 0xFF, which is no UTF-8, so that whoever reads rows can say which row it is
// in. ERR_BAD_INPUT when a compressed file is cut or damaged, ERR_SYSTEM when the disk fails.
MUST_USE bool bytes_read(ctx *c, struct bytes *bytes, char *to, i64 size, i64 *got);
// The file's first bytes as stored, and after decompression; at most 64 of each.
str bytes_head_stored(const struct bytes *bytes);
str bytes_head(const struct bytes *bytes);
// A path to the open file itself, wherever its name leads by now.
const char *bytes_path(ctx *c, const struct bytes *bytes);
// How much of the file was read, of how much; both in stored bytes, so compressed ones.
i64 bytes_done(const struct bytes *bytes);
i64 bytes_total(const struct bytes *bytes);
// BLAKE2b-256 of the stored file in hex; reads what was not read yet. CHECKSUM_HEX_SIZE characters
// and a NUL.
MUST_USE bool bytes_checksum(ctx *c, struct bytes *bytes, char *hex);
// True, with the name that iconv knows it by, when we read this encoding.
bool bytes_encoding(str name, const char **iconv_name);
const char *bytes_encodings(void); // "utf-8, utf-16, …", for messages
