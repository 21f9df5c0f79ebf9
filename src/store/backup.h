// backup: a whole store into one archive, and back into an empty one, on either engine. Uses
// archive, store. Never opens a transaction, never names a file.
#pragma once

#include "store/archive.h"

struct backup_told {
    struct archive_head head;
    i64 tables, rows;
};

// Writes every table as the caller's read transaction sees it (store_begin_read: one snapshot,
// while others write). program is the version that writes.
MUST_USE bool backup_write(ctx *c, FILE *file, str program, struct backup_told *out);
// Reads an archive into the store that c is connected to, inside the caller's write transaction,
// from which it is read back and compared: rows and checksum of every table. The schema becomes
// first that of the archive, then this program's. ERR_REFUSED when the store is not empty,
// ERR_BAD_INPUT when the archive is not good; then the caller rolls back.
MUST_USE bool backup_read(ctx *c, FILE *file, struct backup_told *out);
