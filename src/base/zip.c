// Source: PKWARE, .ZIP File Format Specification (APPNOTE.TXT) 6.3.
#include "base/zip.h"

#define ZLIB_CONST // what is read is not written
#include <zlib.h>

#include "base/lang.h"

enum {
    END_BYTES = 22,
    COMMENT_MAX = 65535,
    ENTRY_BYTES = 46,
    LOCAL_BYTES = 30,
    FILES_MAX = 10000,
    END_MARK = 0x06054b50,
    ENTRY_MARK = 0x02014b50,
    LOCAL_MARK = 0x04034b50,
    STORED = 0,
    DEFLATED = 8,
    IS_ENCRYPTED = 1,
};

struct zip_reader {
    const struct zip_file *file;
    z_stream stream;
    i64 size; // so far
    u32 checksum;
    bool ended;
};

static u32 number(const char *at, int bytes)
{
    u32 out = 0;
    for (int i = bytes - 1; i >= 0; i--)
        out = out << 8 | (u8)at[i];
    return out;
}

static bool fail_damaged(ctx *c)
{
    return fail_with(c, ERR_BAD_INPUT, tr(c, "the file is no archive that can be read"),
                     tr(c, "Save it once more and send it again."));
}

// Where the archive's directory begins, and how many files it names.
static bool end_find(ctx *c, str bytes, i64 *at, i64 *count)
{
    i64 lowest = MAX(0, bytes.size - END_BYTES - COMMENT_MAX);
    for (i64 i = bytes.size - END_BYTES; i >= lowest; i--) {
        if (number(bytes.s + i, 4) != END_MARK) continue;
        *count = number(bytes.s + i + 10, 2);
        *at = number(bytes.s + i + 16, 4);
        if (*count > FILES_MAX)
            return fail(c, ERR_TOO_LARGE, tr(c, "the archive has more than 10000 files"));
        return *at <= i || fail_damaged(c);
    }
    return fail_damaged(c);
}

// A file's own head stands before its bytes and says how long it is; all else the directory says.
static bool entry_read(ctx *c, str bytes, i64 at, struct zip_file *out, i64 *next)
{
    if (at > bytes.size - ENTRY_BYTES || number(bytes.s + at, 4) != ENTRY_MARK)
        return fail_damaged(c);
    const char *entry = bytes.s + at;
    u32 flags = number(entry + 8, 2), method = number(entry + 10, 2);
    i64 packed = number(entry + 20, 4), name = number(entry + 28, 2), local = number(entry + 42, 4);
    *next = at + ENTRY_BYTES + name + number(entry + 30, 2) + number(entry + 32, 2);
    if (*next > bytes.size || local > bytes.size - LOCAL_BYTES ||
        number(bytes.s + local, 4) != LOCAL_MARK)
        return fail_damaged(c);
    i64 data =
        local + LOCAL_BYTES + number(bytes.s + local + 26, 2) + number(bytes.s + local + 28, 2);
    if (data > bytes.size || packed > bytes.size - data) return fail_damaged(c);
    if (flags & IS_ENCRYPTED || (method != STORED && method != DEFLATED))
        return fail_with(c, ERR_BAD_INPUT, tr(c, "the archive is protected by a password"),
                         tr(c, "Save it without a password."));
    *out = (struct zip_file){
        .name = str_slice(bytes, at + ENTRY_BYTES, at + ENTRY_BYTES + name),
        .packed = str_slice(bytes, data, data + packed),
        .size = number(entry + 24, 4),
        .checksum = number(entry + 16, 4),
        .is_deflated = method == DEFLATED,
    };
    return true;
}

bool zip_open(ctx *c, str bytes, struct zip *out)
{
    i64 at = 0, count = 0;
    *out = (struct zip){0};
    if (bytes.size < END_BYTES) return fail_damaged(c);
    if (!end_find(c, bytes, &at, &count)) return false;
    out->files = NEW_ARRAY(c->arena, struct zip_file, count + 1);
    for (; out->count < count; out->count++)
        if (!entry_read(c, bytes, at, &out->files[out->count], &at)) return false;
    return true;
}

const struct zip_file *zip_find(const struct zip *zip, str name)
{
    for (i64 i = 0; i < zip->count; i++)
        if (str_equal_fold(zip->files[i].name, name)) return &zip->files[i];
    return NULL;
}

static void end_stream(void *stream)
{
    (void)inflateEnd(stream);
}

bool zip_begin(ctx *c, const struct zip_file *file, struct zip_reader **out)
{
    struct zip_reader *reader = NEW(c->arena, struct zip_reader);
    *out = reader;
    reader->file = file;
    reader->checksum = (u32)crc32(0, NULL, 0);
    if (!file->is_deflated) return true;
    if (inflateInit2(&reader->stream, -MAX_WBITS) != Z_OK) arena_full(c->arena, true);
    arena_defer(c->arena, end_stream, &reader->stream);
    reader->stream.next_in = (const Bytef *)file->packed.s;
    reader->stream.avail_in = (uInt)file->packed.size;
    return true;
}

static bool inflate_next(ctx *c, struct zip_reader *reader, char *room, i64 size, i64 *got)
{
    z_stream *stream = &reader->stream;
    stream->next_out = (Bytef *)room;
    stream->avail_out = (uInt)size;
    int status = inflate(stream, Z_NO_FLUSH);
    *got = size - stream->avail_out;
    if (status == Z_MEM_ERROR) arena_full(c->arena, true);
    reader->ended = status == Z_STREAM_END;
    // Neither bytes nor the end: what is packed ends too early.
    return (status == Z_OK && *got > 0) || status == Z_STREAM_END || fail_damaged(c);
}

bool zip_read(ctx *c, struct zip_reader *reader, char *room, i64 size, i64 *got)
{
    assert(size > 0 && size <= INT32_MAX);
    const struct zip_file *file = reader->file;
    *got = 0;
    if (!reader->ended && file->is_deflated) {
        if (!inflate_next(c, reader, room, size, got)) return false;
    } else if (!reader->ended) {
        *got = MIN(size, file->packed.size - reader->size);
        if (*got) memcpy(room, file->packed.s + reader->size, (size_t)*got);
        reader->ended = reader->size + *got == file->packed.size;
    }
    reader->size += *got;
    reader->checksum = (u32)crc32(reader->checksum, (const Bytef *)room, (uInt)*got);
    bool good = reader->size <= file->size;
    if (reader->ended) good = reader->size == file->size && reader->checksum == file->checksum;
    return good || fail_damaged(c);
}
