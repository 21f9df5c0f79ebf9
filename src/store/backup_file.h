// backup_file: a backup as a file: written under another name, on disk, then under its own, so that
// it is there as a whole or not at all. Uses backup. Never decides where it lies.
#pragma once

#include "store/backup.h"

struct backup_place {
    int folder_fd; // AT_FDCWD allowed
    const char *name;
};

// Writes what the store says now, in a read transaction of its own on c->db. ERR_REFUSED when the
// name is taken; ERR_SYSTEM when it could not be written.
MUST_USE bool backup_file_write(ctx *c, struct backup_place place, str program,
                                struct backup_told *out);
// Into an open file, which stays the caller's.
MUST_USE bool backup_file_send(ctx *c, FILE *file, str program, struct backup_told *out);
// Reads it from its first byte to its last and checks every block and every table's sum.
// ERR_BAD_INPUT when it is not what was written.
MUST_USE bool backup_file_verify(ctx *c, struct backup_place place, struct backup_told *out);
