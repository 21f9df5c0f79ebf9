// record_asker: who asks for records of a kind, and what of them is theirs: the one place where the
// permission table, the kind's masks and its scope meet. Lists, pages, exports, searches and the
// command line all ask here. Owns nothing, never writes.
#pragma once

#include "people/role.h"
#include "record/list.h"

struct record_asker {
    const struct kind *kind;
    const struct person *person;
    i64 who;         // their record of kind person; 0: none
    u32 roles;       // as in the masks of the kind's table
    bool only_looks; // nobody has an account yet: nothing can be changed
};

struct record_asker record_asker_make(const struct kind *kind, const struct person *person,
                                      i64 who);
// The same person, of another kind.
struct record_asker record_asker_of(const struct record_asker *asker, const struct kind *kind);

// Where a record belongs, by its kind's scope.
struct place record_place(const struct record_asker *asker, const struct record *record);
// Whether they may see any record of the kind; this record; add one; change this one.
bool record_asker_sees_kind(const struct record_asker *asker);
bool record_asker_sees(const struct record_asker *asker, const struct record *record);
bool record_asker_adds(const struct record_asker *asker);
bool record_asker_imports(const struct record_asker *asker); // adds and changes by a table
bool record_asker_changes(const struct record_asker *asker, const struct record *record);

// Narrows a list to what they may see, and sets its roles. `filters` has room for one more, which
// is added. ERR_FORBIDDEN or ERR_UNKNOWN_USER where they may see none.
MUST_USE bool record_asker_narrow(ctx *c, const struct record_asker *asker,
                                  struct record_query *query, struct record_filter *filters);
// One record that they may see. ERR_NOT_FOUND also for one that is not theirs to see, so that
// nobody learns what there is; `text` is a number as it stands in an address.
MUST_USE bool record_asker_get(ctx *c, const struct record_asker *asker, str text,
                               struct record *out);
// ERR_FORBIDDEN, in words, unless they may change this record, or add this one.
MUST_USE bool record_asker_must_change(ctx *c, const struct record_asker *asker,
                                       const struct record *record);
MUST_USE bool record_asker_must_add(ctx *c, const struct record_asker *asker,
                                    const struct record *record);
