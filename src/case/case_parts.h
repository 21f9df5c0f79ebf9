// case_parts: what the files of cases share.
#pragma once

#include "case/case.h"
#include "case/case_kinds.h"

// The words of the table's states, and of what was done.
#define CASE_DAY_MS 86400000LL

// The same edit with all that a case takes: who may is decided already. NULL: the system's.
struct record_edit case_edit_of(const struct record_edit *edit);
MUST_USE bool case_record(ctx *c, i64 id, struct record *out);
// The case that it goes on in, where it was put into another.
MUST_USE bool case_record_now(ctx *c, i64 id, struct record *out);

i64 case_ref(const struct record *record, const char *field);    // 0: none
str case_word(const struct record *record, const char *field);   // "" : none
i64 case_moment(const struct record *record, const char *field); // 0: none
bool case_is(const struct record *record, const char *state);
// Neither closed, merged, suspected nor discarded.
bool case_is_open(const struct record *record);

void case_set_ref(struct record *record, const char *field, i64 id);
void case_set_moment(struct record *record, const char *field, i64 ms); // 0: none
void case_set_yes(struct record *record, const char *field, bool yes);
// A choice or text as typed; ERR_BAD_INPUT in words.
MUST_USE bool case_put(ctx *c, struct record *record, const char *field, str text);

MUST_USE bool case_store(ctx *c, struct record *record, const struct record_edit *edit);
// A step of the kind's table, with event case.moved.
MUST_USE bool case_move(ctx *c, struct record *record, const char *step,
                        const struct record_edit *edit);
// An event about a case: its number, function, touchpoint, unit and way go along; more may be NULL.
MUST_USE bool case_tell(ctx *c, const char *what, const struct record *record, json_t *more);

// Whether the customer hears of it: who cannot be written to, and sees nothing on a page of theirs,
// does not.
MUST_USE bool case_hears(ctx *c, const struct record *record, bool *out);

// Whether it was done, and that it is.
MUST_USE bool case_marked(ctx *c, i64 id, const char *what, bool *out);
MUST_USE bool case_mark(ctx *c, i64 id, const char *what);

// A letter into the thread, as it is: nothing else happens. occasion: of ours.
MUST_USE bool case_letter_keep(ctx *c, i64 id, const struct case_words *words, const char *occasion,
                               i64 *letter);
// Its files become files of the case's record.
MUST_USE bool case_files_keep(ctx *c, i64 id, i64 letter, const struct case_words *words);
// What stands in the record once it is known to be real: owner, clock and what it repeats. Stores
// nothing.
MUST_USE bool case_prepare(ctx *c, struct record *record, str text, str email);
// What happens once it is stored: event case.opened, and unless it is quiet, the letter that it was
// received.
MUST_USE bool case_began(ctx *c, struct record *record, bool is_quiet,
                         const struct record_edit *edit);
// By when, for its severity, from that moment.
MUST_USE bool case_set_deadlines(ctx *c, struct record *record, i64 from_ms);
