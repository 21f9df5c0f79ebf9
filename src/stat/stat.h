// stat: the analyses that anyone can run on a file: one table (analyses.c) of what each asks, which
// columns it needs, which options it takes, and which fields its answer has. Help, checks of input,
// reading and writing come from that table; one file here for each analysis connects it with
// insight or words. Owns nothing that lasts; uses import's reader; never touches the store.
#pragma once

#include "stat/answer.h"
#include "stat/frame.h"

struct stat_option {
    const char *name;      // without --
    const char *value;     // what stands for its value in help; NULL: a flag
    const char *otherwise; // text that is read where it is not given; NULL: none
    bool many;             // may be given more than once
    const char *what;
};

struct stat_value {
    str name, text; // name without --
};

// What was asked: a file (empty: none), and what stood behind --: roles, options, and those of all
// analyses.
struct stat_ask {
    str file;
    i64 value_count;
    const struct stat_value *values;
};

// A column that is taken for a role that was not given, where the file has it.
struct stat_usual {
    const char *role, *column;
};

struct stat_job;

enum stat_file { STAT_FILE_NEEDED, STAT_FILE_OPTIONAL, STAT_FILE_NONE };

struct analysis {
    const char *name;        // "lifetime", "words train"
    const char *what;        // one sentence, for the list
    const char *question;    // that it answers
    const char *method;      // how, in plain words
    const char *source;      // paper, section
    const char *assumptions; // what must hold
    const char *not_for;     // when not to use it
    enum stat_file file;
    const struct stat_role *roles; // ends with a NULL name; NULL: none
    // Roles that may name the same column as each other; ends with NULL. NULL: each its own.
    const char *const *may_share;
    const struct stat_usual *usual;    // ends with a NULL role; NULL: none
    const struct stat_option *options; // ends with a NULL name; NULL: none
    const struct answer_field *fields; // every field that an answer may have; ends with a NULL name
    // Gives blocks of rows as they are read, so that files need not fit in memory: the frame holds
    // one block, and what it holds goes with it (codes of names stay the same). NULL: run gets all
    // rows.
    bool (*take)(ctx *c, struct stat_job *stat, const struct frame *block);
    // Works out the answer from stat->frame and the options.
    bool (*run)(ctx *c, struct stat_job *stat);
};

struct stat_job {
    const struct analysis *analysis;
    struct stat_ask ask;
    struct frame frame; // of the file; without `take` all its rows
    struct answer *answer;
    f64 level;          // --level
    u64 seed;           // --seed
    void *state;        // of the analysis, between take and run; NULL at first
    const char *writes; // the file that stat_create began; NULL: none
};

extern const struct analysis *const analyses[];
extern const i64 analysis_count;
// Options that all analyses share: --format, --level, --seed, --where, --missing, --decimal …
extern const struct stat_option stat_options[];

// Finds an analysis by its one or two words; *words is how many were its name. NULL: none.
const struct analysis *stat_find(const str words[], i64 count, i64 *name_words);
// The list of analyses; the help of one.
void stat_list(FILE *out);
void stat_help(FILE *out, const struct analysis *analysis);
// Runs an analysis and writes its answer to c->out. ERR_USAGE for options, ERR_BAD_INPUT for what
// the file holds, ERR_REFUSED where the rows cannot carry the analysis (too few, all equal, no
// convergence).
MUST_USE bool stat_run(ctx *c, const struct analysis *analysis, struct stat_ask ask);

// Options, inside `run`. A text that is not given is the table's `otherwise`; *out is untouched
// where that is NULL too, so set it before. Numbers outside [low, high] are ERR_USAGE.
bool stat_has(const struct stat_job *stat, const char *option);
str stat_text(const struct stat_job *stat, const char *option);
const str *stat_nth(const struct stat_job *stat, const char *option,
                    i64 n); // given ones only; NULL
struct stat_bounds {
    f64 low, high;
};
MUST_USE bool stat_i64(ctx *c, const struct stat_job *stat, const char *option,
                       struct stat_bounds bounds, i64 *out);
MUST_USE bool stat_f64(ctx *c, const struct stat_job *stat, const char *option,
                       struct stat_bounds bounds, f64 *out);
// One of the words of a list; *out is its index.
MUST_USE bool stat_choice(ctx *c, const struct stat_job *stat, const char *option,
                          const char *const words[], i64 count, i64 *out);
// Reads a second file that an option names, with roles of its own ("margins", "weights").
MUST_USE bool stat_second(ctx *c, const struct stat_job *stat, str file,
                          const struct stat_role *roles, struct frame *out);
// ERR_REFUSED when there are fewer than `least` rows: "too few rows: 12".
MUST_USE bool stat_rows_enough(ctx *c, const struct stat_job *stat, i64 least);
// A file for writing that an option names, from c->cwd_fd; closed with c->arena. It is NAME.part
// until the whole answer is written: an error leaves nothing behind, and what stood there before as
// it was. The caller flushes it; one a job. ERR_SYSTEM; ERR_USAGE when it is the file that is read.
MUST_USE bool stat_create(ctx *c, struct stat_job *stat, str file, FILE **out);
