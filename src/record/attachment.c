// Bytes lie as base64 in texts: both engines, the backup and its checksums know texts already, and
// a third more room is a small price for that. Pieces are small, because both engines hand rows
// over two thousand at a time.
#include "record/attachment.h"

#include <sodium.h>

#include "base/time.h"
#include "bounds.h"

enum { PIECE_BYTES = 32 * 1024, PIECES_AT_ONCE = 32, PIECE_TEXT_BYTES = 44 * 1024 };
enum { CHECKSUM_BYTES = 32, FILES_MAX = 200, TYPE_BYTES_MAX = 100 };

struct attachment_writer {
    struct attachment what;
    crypto_generichash_state *hash;
    i64 piece;     // number of the next one
    i64 room_max;  // what all files there may still take
    i64 waiting;   // bytes that no piece was made of yet
    char *room;    // for these
    i64 row_count; // pieces that are not in the store yet
    i64 attachments[PIECES_AT_ONCE], pieces[PIECES_AT_ONCE];
    str texts[PIECES_AT_ONCE];
    char *text_room;
};

static bool place_stands(ctx *c, const struct attachment *what);
static bool words_fit(ctx *c, const struct attachment *what);
static bool room_left(ctx *c, const struct attachment *what, i64 *out);
static bool piece_add(ctx *c, struct attachment_writer *writer);
static bool pieces_store(ctx *c, struct attachment_writer *writer);

static crypto_generichash_state *hash_new(ctx *c)
{
    // 64 is what its type asks for; an arena's memory is aligned for ordinary types only.
    u8 *room = NEW_ARRAY(c->arena, u8, (i64)sizeof(crypto_generichash_state) + 64);
    crypto_generichash_state *hash =
        (crypto_generichash_state *)(void *)(room + (64 - (uintptr_t)room % 64));
    (void)crypto_generichash_init(hash, NULL, 0, CHECKSUM_BYTES);
    return hash;
}

static str hash_text(ctx *c, crypto_generichash_state *hash)
{
    u8 sum[CHECKSUM_BYTES];
    char *text = NEW_ARRAY(c->arena, char, 2 * CHECKSUM_BYTES + 1);
    (void)crypto_generichash_final(hash, sum, sizeof sum);
    (void)sodium_bin2hex(text, 2 * CHECKSUM_BYTES + 1, sum, sizeof sum);
    return str_of(text);
}

static str kind_name(const struct kind *kind)
{
    return kind ? str_of(kind->name) : S("");
}

// Writing

bool attachment_begin(ctx *c, const struct attachment *attachment, struct attachment_writer **out)
{
    assert(store_in_transaction(c));
    assert(!attachment->kind != !attachment->comment);
    struct attachment_writer *writer = NEW(c->arena, struct attachment_writer);
    *out = writer;
    writer->what = *attachment;
    writer->what.size = 0;
    writer->what.made_ms = c->now_ms;
    writer->what.removed_ms = writer->what.removed_by = 0;
    if (!words_fit(c, attachment) || !place_stands(c, attachment) ||
        !room_left(c, attachment, &writer->room_max))
        return false;
    writer->hash = hash_new(c);
    writer->room = NEW_ARRAY(c->arena, char, PIECE_BYTES);
    writer->text_room = NEW_ARRAY(c->arena, char, (i64)PIECES_AT_ONCE *PIECE_TEXT_BYTES);
    struct attachment *what = &writer->what;
    return store_i64(c, SQL_attachment_next, NO_VALS, &what->id) &&
           store_run(c, SQL_attachment_add,
                     VALS(V_I64(what->id), V_STR(kind_name(what->kind)), V_I64(what->record),
                          V_I64(what->comment), V_STR(what->name), V_STR(what->type), V_I64(0),
                          V_STR(S("")), V_I64(what->made_ms), V_I64(what->made_by)));
}

static bool words_fit(ctx *c, const struct attachment *what)
{
    str name = what->name;
    bool plain = name.size > 0 && name.size <= BOUND_FILE_NAME_BYTES && str_is_utf8(name, NULL) &&
                 !str_equal(name, S(".")) && !str_equal(name, S(".."));
    for (i64 i = 0; i < name.size; i++)
        plain = plain && (u8)name.s[i] >= ' ' && name.s[i] != 127 && name.s[i] != '/' &&
                name.s[i] != '\\';
    if (!plain)
        return fail_with(c, ERR_BAD_INPUT, tr(c, "the file's name will not do"),
                         tr(c, "Give it a short name without slashes."));
    bool is_type = what->type.size > 0 && what->type.size <= TYPE_BYTES_MAX;
    for (i64 i = 0; i < what->type.size; i++) {
        char one = what->type.s[i];
        is_type = is_type && ((one >= 'a' && one <= 'z') || (one >= '0' && one <= '9') ||
                              (one && strchr("/.+-", one)));
    }
    if (is_type) return true;
    return fail_with(c, ERR_BAD_INPUT, tr(c, "the file's type is none"),
                     tr(c, "Send it again, as application/octet-stream."));
}

static bool place_stands(ctx *c, const struct attachment *what)
{
    struct record record;
    i64 by = -1;
    if (what->kind) return !what->record || record_get(c, what->kind, what->record, &record);
    if (!store_i64(c, SQL_comment_by, VALS(V_I64(what->comment)), &by)) return false;
    return by >= 0 || fail_with(c, ERR_NOT_FOUND, tr(c, "there is no such comment"),
                                tr(c, "Look at the page again."));
}

static bool room_left(ctx *c, const struct attachment *what, i64 *out)
{
    struct rows there;
    *out = BOUND_ATTACHMENTS_BYTES;
    if (what->kind && !what->record) return true; // of a record that is being made
    if (!store_rows(c, SQL_attachment_there,
                    VALS(V_STR(kind_name(what->kind)), V_I64(what->record), V_I64(what->comment)),
                    &there))
        return false;
    *out -= there.column[1].i[0];
    if (there.column[0].i[0] < FILES_MAX) return true;
    return fail_with(c, ERR_TOO_LARGE, tr(c, "there are 200 files already"),
                     tr(c, "Remove one, or put several into an archive."));
}

static bool size_fits(ctx *c, const struct attachment_writer *writer)
{
    if (writer->what.size > BOUND_ATTACHMENT_BYTES)
        return fail_with(c, ERR_TOO_LARGE, tr(c, "the file is larger than 25 MB"),
                         tr(c, "Put it where large files lie, and link to it."));
    if (writer->what.size > writer->room_max)
        return fail_with(c, ERR_TOO_LARGE, tr(c, "all files here would be larger than 200 MB"),
                         tr(c, "Remove one that is not needed any more."));
    return true;
}

bool attachment_write(ctx *c, struct attachment_writer *writer, str bytes)
{
    writer->what.size += bytes.size;
    if (!size_fits(c, writer)) return false;
    (void)crypto_generichash_update(writer->hash, (const u8 *)bytes.s, (u64)bytes.size);
    while (bytes.size) {
        i64 taken = MIN(bytes.size, PIECE_BYTES - writer->waiting);
        memcpy(writer->room + writer->waiting, bytes.s, (size_t)taken);
        writer->waiting += taken;
        bytes = str_slice(bytes, taken, bytes.size);
        if (writer->waiting == PIECE_BYTES && !piece_add(c, writer)) return false;
    }
    return true;
}

static bool piece_add(ctx *c, struct attachment_writer *writer)
{
    if (!writer->waiting) return true;
    i64 row = writer->row_count++;
    char *text = writer->text_room + row * PIECE_TEXT_BYTES;
    (void)sodium_bin2base64(text, PIECE_TEXT_BYTES, (const u8 *)writer->room,
                            (size_t)writer->waiting, sodium_base64_VARIANT_ORIGINAL);
    writer->attachments[row] = writer->what.id;
    writer->pieces[row] = writer->piece++;
    writer->texts[row] = str_of(text);
    writer->waiting = 0;
    return writer->row_count < PIECES_AT_ONCE || pieces_store(c, writer);
}

static bool pieces_store(ctx *c, struct attachment_writer *writer)
{
    i64 count = writer->row_count;
    const struct column columns[] = {
        {.type = COL_I64, .i = writer->attachments},
        {.type = COL_I64, .i = writer->pieces     },
        {.type = COL_STR, .text = writer->texts   },
    };
    writer->row_count = 0;
    return !count || store_append(c, "rec_piece", columns, COUNT_OF(columns), count);
}

bool attachment_end(ctx *c, struct attachment_writer *writer, struct attachment *out)
{
    if (!piece_add(c, writer) || !pieces_store(c, writer)) return false;
    writer->what.checksum = hash_text(c, writer->hash);
    *out = writer->what;
    return store_run(c, SQL_attachment_whole,
                     VALS(V_I64(out->id), V_I64(out->size), V_STR(out->checksum)));
}

// Reading

static void from_rows(ctx *c, const struct rows *rows, struct attachment **out, i64 *count)
{
    const struct column *column = rows->column;
    *count = rows->count;
    *out = NEW_ARRAY(c->arena, struct attachment, rows->count + 1);
    for (i64 i = 0; i < rows->count; i++)
        (*out)[i] = (struct attachment){
            .id = column[0].i[i],
            .kind = kind_find(column[1].text[i]),
            .record = column[2].i[i],
            .comment = column[3].i[i],
            .name = column[4].text[i],
            .type = column[5].text[i],
            .size = column[6].i[i],
            .checksum = column[7].text[i],
            .made_ms = column[8].i[i],
            .made_by = column[9].i[i],
            .removed_ms = column[10].i[i],
            .removed_by = column[11].i[i],
        };
}

static bool fail_absent(ctx *c)
{
    return fail_with(c, ERR_NOT_FOUND, tr(c, "there is no such file"),
                     tr(c, "Look at the page again: somebody may have removed it."));
}

bool attachment_get(ctx *c, i64 id, struct attachment *out)
{
    struct rows rows;
    struct attachment *found = NULL;
    i64 count = 0;
    if (!store_rows(c, SQL_attachment_get, VALS(V_I64(id)), &rows)) return false;
    from_rows(c, &rows, &found, &count);
    if (!count) return fail_absent(c);
    *out = found[0];
    return true;
}

bool attachment_list(ctx *c, const struct kind *kind, i64 record, struct attachment **out,
                     i64 *count)
{
    struct rows rows;
    assert(record);
    if (!store_rows(c, SQL_attachment_of_record, VALS(V_STR(kind_name(kind)), V_I64(record)),
                    &rows))
        return false;
    from_rows(c, &rows, out, count);
    return true;
}

bool attachment_list_comments(ctx *c, const i64 *comments, i64 comment_count,
                              struct attachment **out, i64 *count)
{
    struct rows rows;
    if (!store_rows(c, SQL_attachment_of_comments, VALS(V_I64_LIST(comments, comment_count)),
                    &rows))
        return false;
    from_rows(c, &rows, out, count);
    return true;
}

// Some pieces as one text of bytes; false, without an error, when one is no base64.
static bool bytes_of(ctx *c, const struct rows *rows, str *out)
{
    char *room = NEW_ARRAY(c->arena, char, rows->count *PIECE_BYTES + 1);
    i64 size = 0;
    for (i64 i = 0; i < rows->count; i++) {
        str text = rows->column[0].text[i];
        size_t got = 0;
        if (sodium_base642bin((u8 *)room + size, PIECE_BYTES, text.s, (size_t)text.size, NULL, &got,
                              NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
            return false;
        size += (i64)got;
    }
    *out = (str){room, size};
    return true;
}

bool attachment_read(ctx *c, i64 id, bool (*each)(ctx *c, void *data, str bytes), void *data)
{
    struct attachment what;
    if (!attachment_get(c, id, &what)) return false;
    if (what.removed_ms) return fail_absent(c);
    crypto_generichash_state *hash = hash_new(c);
    i64 size = 0;
    bool good = true;
    for (i64 piece = 0; good && size < what.size; piece += PIECES_AT_ONCE) {
        struct arena_mark mark = arena_mark(c->arena);
        struct rows rows;
        str bytes = {0};
        if (!store_rows(c, SQL_attachment_bytes,
                        VALS(V_I64(id), V_I64(piece), V_I64(piece + PIECES_AT_ONCE)), &rows))
            return false;
        good = rows.count > 0 && bytes_of(c, &rows, &bytes);
        (void)crypto_generichash_update(hash, (const u8 *)bytes.s, (u64)bytes.size);
        size += bytes.size;
        if (good && !each(c, data, bytes)) return !c->err.code;
        arena_rewind(c->arena, mark);
    }
    if (good && size == what.size && str_equal(hash_text(c, hash), what.checksum)) return true;
    return fail_detail(c, ERR_STORE, tr(c, "the file's bytes are not those that came"),
                       tr(c, "Restore the store from a backup."),
                       fmt(c->arena, "attachment %lld", (long long)id));
}

// Removing

bool attachment_remove(ctx *c, i64 id, i64 who)
{
    assert(store_in_transaction(c));
    struct attachment what;
    if (!attachment_get(c, id, &what)) return false;
    if (what.removed_ms) return fail_absent(c);
    return store_run(c, SQL_attachment_empty, VALS(V_I64(id))) &&
           store_run(c, SQL_attachment_removed, VALS(V_I64(id), V_I64(c->now_ms), V_I64(who)));
}

bool attachment_remove_of_comment(ctx *c, i64 comment, i64 who)
{
    struct attachment *files = NULL;
    i64 count = 0;
    if (!attachment_list_comments(c, &comment, 1, &files, &count)) return false;
    for (i64 i = 0; i < count; i++)
        if (!files[i].removed_ms && !attachment_remove(c, files[i].id, who)) return false;
    return true;
}

// Fields

bool attachment_fits(ctx *c, i64 id, const struct record *record, i64 *fits)
{
    *fits = 0;
    return store_i64(c, SQL_attachment_fits,
                     VALS(V_I64(id), V_STR(kind_name(record->kind)), V_I64(record->id)), fits);
}

bool attachment_place(ctx *c, i64 id, const struct record *record, i64 who)
{
    struct attachment what;
    if (!store_run(
            c, SQL_attachment_place,
            VALS(V_I64(id), V_STR(kind_name(record->kind)), V_I64(record->id), V_I64(who))) ||
        !attachment_get(c, id, &what))
        return false;
    if (what.kind == record->kind && what.record == record->id) return true;
    return fail_with(c, ERR_BAD_INPUT, tr(c, "the file was brought for something else"),
                     tr(c, "Send the file once more."));
}

json_t *attachment_json(ctx *c, const struct attachment *attachment)
{
    json_t *out = json_new_object(c);
    json_put_str(out, "id", str_of(fmt(c->arena, "%lld", (long long)attachment->id)));
    json_put_str(out, "name", attachment->name);
    json_put_str(out, "type", attachment->type);
    json_put_i64(out, "size", attachment->size);
    json_put_str(out, "checksum", attachment->checksum);
    json_put_str(out, "made", ms_write(c->arena, attachment->made_ms));
    json_put_str(out, "made_by", str_of(fmt(c->arena, "%lld", (long long)attachment->made_by)));
    json_put_bool(out, "removed", attachment->removed_ms != 0);
    if (!attachment->removed_ms) return out;
    json_put_str(out, "removed_at", ms_write(c->arena, attachment->removed_ms));
    json_put_str(out, "removed_by",
                 str_of(fmt(c->arena, "%lld", (long long)attachment->removed_by)));
    return out;
}
