// import: takes a file of a company's own into the store, by a mapping: all of it, or nothing;
// once, however often it is told. Owns the transaction and the thread that prepares while the
// caller's thread takes. Uses reader, mapping, prepare, take. Never decides what is a repeat, never
// changes the file.
#pragma once

#include "facts/batch.h"
#include "facts/known.h"
#include "import/bytes.h"

struct import_progress {
    i64 bytes_done, bytes_total; // of the file as stored
    i64 rows;
};

struct import_result;

struct import_order {
    const char *file;
    const char *called;  // the file's name where its path is not what people call it; NULL: its path
    str mapping;         // its text; empty: a kept one
    str mapping_name;    // of a kept one; empty too: the kept one whose columns the file has
    str who;             // asks for it: system user or key's name
    bool dry_run;        // everything but the commit
    i64 rows_max;        // of a dry run: looks at no more rows; 0: at all
    bool good_rows;      // take the good rows, and write the bad ones to a file that can be mended
    const char *bad_file; // that file, in a dry run too, over what was there; NULL: beside the file
    struct known *known; // the writer's memory of the store; NULL: none
    void (*progress)(void *data, struct import_progress progress); // may be NULL
    void *progress_data;
    // Called in the transaction when all is taken: the last thing before the commit, or before a
    // dry run's rollback. What it writes is there with the facts, or not at all. May be NULL.
    bool (*inside)(ctx *c, void *data, const struct import_result *result);
    void *inside_data;
};

struct import_result {
    str mapping_name;
    i64 batch_id;
    i64 rows;                            // read, the header and empty lines apart
    i64 taken, repeated, refused, empty; // rows; empty: nothing but missing values
    i64 facts_taken, facts_repeated;
    i64 refusal_count; // with words: the first BOUND_REFUSALS
    const struct refusal *refusals;
    const char *bad_file; // where the refused rows were written, or NULL
    bool is_part;         // a dry run that looked at order.rows_max rows, and there are more
    char checksum[CHECKSUM_HEX_SIZE + 1]; // zeros of a part
};

// Imports a file in one write transaction of c->db. *out is filled as far as it came, also on
// failure. ERR_REFUSED when rows cannot be taken and order.good_rows is not set: then nothing was
// taken, and out has the reasons. ERR_BAD_INPUT when the file or the mapping is wrong as a whole,
// or no row has anything that the mapping takes, ERR_STOPPED. Whatever fails leaves nothing behind.
MUST_USE bool import_run(ctx *c, struct import_order order, struct import_result *out);
// The mappings kept whose columns a file has; `called` as in import_order.
struct mapping_kept {
    str name, text;
};
MUST_USE bool import_kept_fitting(ctx *c, const char *file, str called, i64 *count,
                             struct mapping_kept **out);
