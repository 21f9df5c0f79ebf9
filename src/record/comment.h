// comment: what people say of a record or of a figure, who is named in it, and links between
// records. Owns tables rec_comment, rec_mention, rec_link. Never decides who may read what it is
// about: that is the caller's. Writes inside the caller's write transaction; nothing is deleted.
#pragma once

#include "record/record.h"

// What is spoken of: a record, or a figure by its question as its address has it.
struct comment_about {
    const struct kind *kind; // NULL: a figure
    i64 record;
    str figure;
};

struct comment {
    i64 id, answers;          // the comment that it answers; 0: none
    bool challenges, removed; // says that what it is about is not right; taken back
    str text;                 // Markdown; "" when removed
    i64 made_ms, made_by;
    const i64 *mentioned; // people
    i64 mentioned_count;
};

// People are named as @[Anna Aalto] or @[#12], as long as exactly one has the name. ERR_BAD_INPUT
// for an empty text, for a name that nobody or several have, for an answer to what is not there.
// Sets id, made_ms and mentioned.
MUST_USE bool comment_add(ctx *c, const struct comment_about *about, struct comment *comment);
// Takes one's own comment back: its words and files go, its place stays. ERR_FORBIDDEN for
// another's.
MUST_USE bool comment_remove(ctx *c, i64 id, i64 who);
// In the order that they were made, at most 1000.
MUST_USE bool comment_list(ctx *c, const struct comment_about *about, struct comment **out,
                           i64 *count);
json_t *comment_json(ctx *c, const struct comment *comment);

struct record_link {
    i64 id;
    const struct kind *from_kind, *to_kind; // NULL: of a kind that this program does not know
    i64 from, to;
    str why; // what the two have to do with each other
    i64 made_ms, made_by;
};

// Sets id and made_ms. ERR_NOT_FOUND when an end is not there, ERR_BAD_INPUT for a record and
// itself, ERR_REFUSED when they are linked already.
MUST_USE bool link_add(ctx *c, struct record_link *link);
MUST_USE bool link_remove(ctx *c, i64 id, i64 who);
// From both of its ends, oldest first.
MUST_USE bool link_list(ctx *c, const struct kind *kind, i64 record, struct record_link **out,
                        i64 *count);
