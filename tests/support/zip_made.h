// zip_made: an archive of stored files, for tests.
#pragma once

#include <zlib.h>

#include "base/str.h"

struct zip_part {
    str name, bytes;
};

static inline void zip_number(buf *out, u32 number, int bytes)
{
    for (int i = 0; i < bytes; i++)
        buf_char(out, (char)(u8)(i < 4 ? number >> 8 * i : 0));
}

static inline void zip_head(buf *out, const struct zip_part *part, bool in_directory, i64 local)
{
    u32 size = (u32)part->bytes.size;
    zip_number(out, in_directory ? 0x02014b50 : 0x04034b50, 4);
    zip_number(out, 20, in_directory ? 2 : 0);
    zip_number(out, 20, 2);
    zip_number(out, 0, 4); // no flags, stored
    zip_number(out, 0, 4);
    zip_number(out, (u32)crc32(0, (const Bytef *)part->bytes.s, (uInt)size), 4);
    zip_number(out, size, 4);
    zip_number(out, size, 4);
    zip_number(out, (u32)part->name.size, 2);
    zip_number(out, 0, in_directory ? 12 : 2);
    if (in_directory) zip_number(out, (u32)local, 4);
    buf_add(out, part->name);
}

static inline str zip_made(struct arena *arena, const struct zip_part *parts, i64 count)
{
    enum { ZIP_BYTES = 16 * 1024 * 1024 };
    buf out = buf_new(arena, ZIP_BYTES), directory = buf_new(arena, ZIP_BYTES);
    for (i64 i = 0; i < count; i++) {
        zip_head(&directory, &parts[i], true, out.size);
        zip_head(&out, &parts[i], false, 0);
        buf_add(&out, parts[i].bytes);
    }
    i64 at = out.size;
    buf_add(&out, buf_str(&directory));
    zip_number(&out, 0x06054b50, 4);
    zip_number(&out, 0, 4);
    zip_number(&out, (u32)count, 2);
    zip_number(&out, (u32)count, 2);
    zip_number(&out, (u32)directory.size, 4);
    zip_number(&out, (u32)at, 4);
    zip_number(&out, 0, 2);
    return buf_str(&out);
}
