// pipe: a thread reads rows and prepares batches of them, while whoever asks takes the ones that
// are ready. Owns the thread, its memory and two batches that go round. Never touches the store.
#pragma once

#include "import/prepare.h"

struct pipe;

struct pipe_counts {
    i64 rows, empty;
    i64 bytes_done, bytes_total;
};

// Opens the file by the mapping's options and binds the mapping to it. Lives in c->arena, whose
// release ends the thread too.
MUST_USE bool pipe_open(ctx *c, const char *file, struct mapping *mapping, struct pipe **out);
// The same for rows that are to be prepared: starts the thread.
struct pipe_want {
    // Batches with refusals are given on as well; else, after the first refusal, rows are only
    // looked at, and no batch with or after it is given as `whole`.
    bool good_rows;
    i64 rows_max; // 0: all
};
MUST_USE bool pipe_start(ctx *c, struct pipe *pipe, struct batch_rules rules,
                         struct pipe_want want);
// The next batch, or NULL at the end. Its rows are to be taken only where *whole; it must be given
// back before the next is asked for. Fails with what ended the reading.
MUST_USE bool pipe_next(ctx *c, struct pipe *pipe, struct batch **batch, bool *whole);
void pipe_give_back(struct pipe *pipe, struct batch *batch);
struct pipe_counts pipe_counts(struct pipe *pipe);
// There were more rows than were wanted; once the pipe has come to its end.
bool pipe_is_cut(const struct pipe *pipe);
// The reader; once the pipe has come to its end, or before it starts.
struct reader *pipe_reader(struct pipe *pipe);
