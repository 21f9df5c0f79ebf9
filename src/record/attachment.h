// attachment: files that lie with a record or a comment: their bytes in the store, in small pieces
// that a backup carries as any row, with name, type, size and checksum. Owns tables rec_attachment
// and rec_piece. Never decides who may see or remove one, nor what its type is: http tells that by
// its first bytes. Writes inside the caller's write transaction.
#pragma once

#include "record/record.h"

struct attachment {
    i64 id;
    const struct kind *kind; // of the record; NULL: of a comment
    i64 record;              // 0: of a comment, or the record is not made yet
    i64 comment;             // 0: of a record
    str name;                // a plain file name
    str type;                // "image/png"
    i64 size;                // bytes
    str checksum;            // BLAKE2b-256 of the bytes, hexadecimal
    i64 made_ms, made_by;
    i64 removed_ms, removed_by; // removed_ms 0: it is there
};

struct attachment_writer;

// Begins a file with kind and record, or comment, name, type and made_by; its bytes follow in
// pieces of any size, then the end, which sets id, size, checksum and made_ms. A record that is not
// made yet is 0: a field of type KIND_FILE places it when the record is stored. ERR_NOT_FOUND when
// the record or comment is not there, ERR_BAD_INPUT for a name or type that is none, ERR_TOO_LARGE
// beyond BOUND_ATTACHMENT_BYTES, or when all files there go beyond BOUND_ATTACHMENTS_BYTES.
MUST_USE bool attachment_begin(ctx *c, const struct attachment *attachment,
                               struct attachment_writer **out);
MUST_USE bool attachment_write(ctx *c, struct attachment_writer *writer, str bytes);
MUST_USE bool attachment_end(ctx *c, struct attachment_writer *writer, struct attachment *out);

// ERR_NOT_FOUND; one that was removed is found.
MUST_USE bool attachment_get(ctx *c, i64 id, struct attachment *out);
// In the order that they came, removed ones too, at most 1000: of a record (not of its comments),
// or of any comments.
MUST_USE bool attachment_list(ctx *c, const struct kind *kind, i64 record, struct attachment **out,
                              i64 *count);
MUST_USE bool attachment_list_comments(ctx *c, const i64 *comments, i64 comment_count,
                                       struct attachment **out, i64 *count);
// Gives all bytes in their order to each(c, data, bytes), about 1 MiB at a time, until it returns
// false. ERR_NOT_FOUND when it was removed, ERR_STORE when the bytes are not those that came.
MUST_USE bool attachment_read(ctx *c, i64 id, bool (*each)(ctx *c, void *data, str bytes),
                              void *data);
// Its bytes go, its trace stays. ERR_NOT_FOUND when it is not there any more.
MUST_USE bool attachment_remove(ctx *c, i64 id, i64 who);
MUST_USE bool attachment_remove_of_comment(ctx *c, i64 comment, i64 who);
json_t *attachment_json(ctx *c, const struct attachment *attachment);

// For record.c: whether a field of this record may point at it, and that it belongs to the record
// from now on. ERR_BAD_INPUT when somebody else brought it, or it lies elsewhere.
MUST_USE bool attachment_fits(ctx *c, i64 id, const struct record *record, i64 *fits);
MUST_USE bool attachment_place(ctx *c, i64 id, const struct record *record, i64 who);
