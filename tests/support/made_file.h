// made_file: files of the tree that are made by code of ours: they are what it makes.
// TUNTUMA_ACCEPT=1 writes them.
#pragma once

#include "support/test.h"

static inline str made_file_read(struct arena *arena, const char *path)
{
    enum { ROOM = 1024 * 1024 };
    char *bytes = NEW_ARRAY(arena, char, ROOM);
    FILE *in = fopen(path, "rbe");
    if (!in) return (str){0};
    str text = {bytes, (i64)fread(bytes, 1, ROOM, in)};
    (void)fclose(in);
    return text;
}

static inline void assert_made_file(struct arena *arena, const char *name, str expected)
{
    const char *path = fmt(arena, TUNTUMA_SOURCE_DIR "/src/%s", name);
    if (getenv("TUNTUMA_ACCEPT")) {
        FILE *out = fopen(path, "wbe");
        assert_non_null(out);
        assert_int_equal(fwrite(expected.s, 1, (size_t)expected.size, out), expected.size);
        assert_int_equal(fclose(out), 0);
    }
    str found = made_file_read(arena, path);
    i64 at = 0, line = 1;
    while (at < MIN(found.size, expected.size) && found.s[at] == expected.s[at])
        line += expected.s[at++] == '\n';
    if (at == found.size && at == expected.size) return;
    print_error("src/%s:%lld is not what the kinds' tables give: a new migration is needed, or "
                "TUNTUMA_ACCEPT=1 for one that was never released\n",
                name, (long long)line);
    _fail(__FILE__, __LINE__);
}
