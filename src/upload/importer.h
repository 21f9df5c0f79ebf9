// importer: runs dry runs and imports of uploads in the background of a serving process, one at a
// time, in the order that they were asked for. Owns its thread, its connection and the file
// folder's tidiness. Progress is in memory alone, because an import holds the writers' lock until
// it is through: what is in the store says that it began, and in the end, in the same transaction
// as the facts, that it is done. So an import that is broken off, by whatever, has stored nothing,
// and says so.
#pragma once

#include "store/writer.h"
#include "upload/uploaded.h"

struct importer;

struct importer_options {
    struct store *store;
    struct writer *writer; // must run until importer_stop
    const char *folder;    // of uploads, see kept_file.h; made when it is needed
    i64 (*now_ms)(void);   // called from any thread
    u64 (*random)(struct ctx *c);
    void *random_state;
};

// Tells uploads that were being imported that they were interrupted, and starts the thread. Lives
// until importer_free.
MUST_USE bool importer_start(ctx *c, struct importer_options options, struct importer **out);
// Breaks off what runs, and stops the thread; again, or with NULL, does nothing. What is asked for
// afterwards waits for the next start.
void importer_stop(struct importer *importer);
void importer_free(struct importer *importer);
// Something was asked for (uploaded_ask, after its commit).
void importer_wake(struct importer *importer);
// Breaks off the upload's import or dry run as soon as it can, also one that still waits; without
// the store, which may be busy with it. What is through already stays.
void importer_break_off(struct importer *importer, i64 upload, str who);

struct importer_progress {
    i64 upload; // that runs; 0: none
    i64 began_ms, rows, bytes_done, bytes_total;
    bool is_breaking_off; // the upload that was asked about is being broken off
};
void importer_progress(struct importer *importer, i64 upload, struct importer_progress *out);
const char *importer_folder(const struct importer *importer);
