// record: makes, changes, moves and archives records of any kind, and keeps every version of them.
// Owns tables rec_<kind>, rec_version; of the tables that a kind lies over it adds rows and keeps
// the columns named `over`. Who may: the roles in struct record_edit against the masks of the
// kind's table; whether somebody may see the record at all (scope) is the caller's. Writes inside
// the caller's write transaction. Results live in c->arena.
#pragma once

#include "record/value.h"
#include "store/store.h"

struct record {
    const struct kind *kind;
    i64 id, version; // version 0: a name that facts brought, without a record yet
    str state;       // "" where the kind has none
    bool archived;
    i64 made_ms, made_by, changed_ms, changed_by; // by: a person's id; 0: nobody in particular
    str sort;                                     // what lists sort its title by
    struct record_value *values;                  // in the order of kind->fields
};

// Who does it, and what a transition may demand.
struct record_edit {
    i64 who;   // person
    u32 roles; // bits, as in the masks of kind.h
    str why;
    bool has_day;
    i64 day;
    str evidence; // words, an address, a file's name
};

// True where a mask lets these roles do it.
static inline bool record_may(u32 mask, u32 roles)
{
    return !mask || (mask & roles);
}

// A new one with the defaults of its kind, not stored yet.
struct record *record_new(ctx *c, const struct kind *kind);
// ERR_NOT_FOUND names kind and number.
MUST_USE bool record_get(ctx *c, const struct kind *kind, i64 id, struct record *out);
struct record_value *record_value(const struct record *record, const char *field);
// Titles of records by their ids, for showing references: *out is as long as ids, "" where there is
// none.
MUST_USE bool record_titles(ctx *c, const struct kind *kind, const i64 *ids, i64 count, str **out);

// One field from text, as typed. What is wrong is added to the problems: a name that no field has,
// a field that the roles may not change.
MUST_USE bool record_put(ctx *c, struct record *record, str field, str text, u32 roles,
                         struct record_problems *problems);
// Adds what is missing, what refers to nothing, and a title that another record has.
MUST_USE bool record_check(ctx *c, const struct record *record, struct record_problems *problems);

// What a change of such records must hold: those that figures read from lie over tables of facts.
enum store_locks record_locks(const struct kind *kind);
// Stores a new record as version 1; sets its id. ERR_BAD_INPUT when something is wrong with it,
// with all of it in *problems; ERR_FORBIDDEN; ERR_REFUSED where records of the kind are not made by
// hand.
MUST_USE bool record_add(ctx *c, struct record *record, const struct record_edit *edit,
                         struct record_problems *problems);
// Stores the next version of a record, on record->version as it was read. When somebody else was
// faster, ERR_REFUSED, and *other (may be NULL) is what stands there now, so that a page can show
// both; its values are NULL otherwise. Nothing changed: nothing is stored, true.
MUST_USE bool record_change(ctx *c, struct record *record, const struct record_edit *edit,
                            struct record_problems *problems, struct record *other);
// Makes a named transition. ERR_REFUSED where it does not start in the record's state;
// ERR_BAD_INPUT names the reason, date or evidence that it demands and that is missing.
MUST_USE bool record_move(ctx *c, struct record *record, str transition,
                          const struct record_edit *edit, struct record_problems *problems);
// Puts it away (lists leave it out unless asked) or takes it back. Nothing is ever deleted.
// ERR_REFUSED where the kind stays.
MUST_USE bool record_archive(ctx *c, struct record *record, bool archived,
                             const struct record_edit *edit);

// Every version, newest first.
struct record_version {
    struct record record; // as it stood after it
    const char *did;      // add, change, archive, restore, or a transition's name
    i64 at_ms, who;
    str why, evidence;
    bool has_day;
    i64 day;
};
MUST_USE bool record_history(ctx *c, const struct kind *kind, i64 id, struct record_version **out,
                             i64 *count);
// Fields in which two versions differ, as indexes; returns how many.
i64 record_differences(ctx *c, const struct record *a, const struct record *b, i64 **fields);

// For list.c: a row of rec_<kind>_row or rec_<kind>_rows.
void record_from_row(ctx *c, const struct kind *kind, const struct rows *rows, i64 row,
                     struct record *out);
