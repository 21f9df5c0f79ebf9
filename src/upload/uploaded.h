// uploaded: the files that people brought through a page to be imported, and what becomes of each:
// its mapping, its dry run, its import. Owns table upload. Every change is inside the caller's
// write transaction and writes its entry in the audit log where a person made it. Uses the store.
// Never reads a file, never imports.
#pragma once

#include "audit/audit.h"
#include "import/import.h"

enum uploaded_state {
    UPLOADED_NEW,       // its columns are being chosen
    UPLOADED_ASKED_TRY, // waits for its dry run
    UPLOADED_TRYING,
    UPLOADED_TRIED, // the dry run's result is there
    UPLOADED_ASKED_IMPORT,
    UPLOADED_IMPORTING,
    UPLOADED_DONE,
    UPLOADED_FAILED,      // nothing was stored; error says why
    UPLOADED_STOPPED,     // somebody stopped it; nothing was stored
    UPLOADED_INTERRUPTED, // the server ended meanwhile; nothing was stored
    UPLOADED_STATE__COUNT
};

struct uploaded {
    i64 id, file; // file: its number in the folder, see kept_file.h
    str name;
    i64 size; // bytes
    str checksum, who;
    i64 made_ms;
    enum uploaded_state state;
    str look, mapping, trial; // JSON: look.h, import/mapping.h, trial.h
    bool good_rows;
    str asked_by, lang;
    i64 asked_ms, began_ms, ended_ms;
    i64 taken, repeated, refused, empty, facts, batch; // once done
    str error, hint;
};

struct uploaded_new {
    i64 file;
    str name;
    i64 size;
    str checksum;
    str who; // as audit_entry.who
    str look, mapping;
};

MUST_USE bool uploaded_add(ctx *c, struct uploaded_new upload, i64 *id);
// The newest BOUND_UPLOADS_LISTED, without look, mapping and trial.
MUST_USE bool uploaded_list(ctx *c, i64 *count, struct uploaded **out);
MUST_USE bool uploaded_get(ctx *c, i64 id, struct uploaded *out); // ERR_NOT_FOUND
// Another mapping, and what is in the file when it is read so; forgets the dry run. ERR_REFUSED
// while it runs, or once it is imported.
struct uploaded_map {
    i64 id;
    str look, mapping;
};
MUST_USE bool uploaded_map(ctx *c, struct uploaded_map map);
// Asks for the dry run or the import, which importer.h runs. ERR_REFUSED while one of them is asked
// for or runs; for the import, before a dry run or once it is imported.
struct uploaded_ask {
    i64 id;
    bool is_import, good_rows;
    str who, lang;
};
MUST_USE bool uploaded_ask(ctx *c, struct uploaded_ask ask);
// Forgets an upload; *file is what is left to be removed. ERR_REFUSED while it runs.
MUST_USE bool uploaded_remove(ctx *c, str who, i64 id, i64 *file);

// ---- For importer.h ----

// The one that waits longest; out->id is 0 when none does.
MUST_USE bool uploaded_asked(ctx *c, struct uploaded *out);
MUST_USE bool uploaded_begin(ctx *c, const struct uploaded *upload);
MUST_USE bool uploaded_tried(ctx *c, i64 id, str trial);
// In the import's own transaction, which writes facts' tables alone: the log follows in one of its
// own, at the latest after the next start.
MUST_USE bool uploaded_done(ctx *c, const struct uploaded *upload,
                            const struct import_result *result);
MUST_USE bool uploaded_log_done(ctx *c);
struct uploaded_end {
    enum uploaded_state state;
    str error, hint;
    str who; // who stopped it; empty: nobody did
};
MUST_USE bool uploaded_end(ctx *c, const struct uploaded *upload, struct uploaded_end end);
// After a start: imports that ran are interrupted, dry runs are asked for again.
MUST_USE bool uploaded_after_start(ctx *c);
// Forgets what was brought before a moment; *files are left to be removed.
MUST_USE bool uploaded_forget_old(ctx *c, i64 before_ms, i64 *count, i64 **files);

const char *uploaded_state_name(enum uploaded_state state);
// It waits or runs: whoever looks at it wants to look again.
bool uploaded_is_busy(enum uploaded_state state);
