// search: words to the records that they are most likely about, of all kinds that a role may see:
// what has the words as its title first, then what has them in it, then in any of its texts. Reads
// only.
#pragma once

#include "record/list.h"

struct record_hit {
    const struct kind *kind;
    i64 id;
    str title, state;
    bool by_title; // the words begin words of its title
};

struct record_search {
    str words;       // as typed; each must begin a word
    u32 roles;       // whose masks the kinds are seen with
    i64 hits_max;    // of all kinds; 0: 20
    i64 of_kind_max; // of one kind; 0: as hits_max
    // Narrows to what is theirs, where a role sees some of a kind only: sets filter (room for one)
    // and filter_count, or *none when it is nothing. NULL: everything.
    bool (*narrow)(ctx *c, void *data, struct record_query *query, struct record_filter *filter,
                   bool *none);
    void *data;
};

// *out is in the order of what is most likely meant; none for no words.
MUST_USE bool record_search(ctx *c, const struct record_search *search, struct record_hit **out,
                            i64 *count);
