// Any bytes behind a backup's signature: rows or an error, never a crash. Checksums would stop the
// fuzzer at once, so each block of the input gets its own right one first.
#include "base/hash.h"
#include "store/archive.h"
#include "support/work.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static bool read_all(ctx *c, void *data)
{
    struct archive_reader *reader = NULL;
    struct archive_head head;
    struct archive_item item = {.kind = ARCHIVE_HEAD};
    if (!archive_open(c, data, &reader, &head)) return false;
    while (item.kind != ARCHIVE_END) {
        if (!archive_next(c, reader, &item)) return false;
        if (item.kind == ARCHIVE_ROWS) assert(item.rows.columns == item.table->columns);
    }
    return true;
}

// The input: for each block its kind, its size in one byte, its payload. What comes out is a file.
static i64 file_of(const u8 *data, i64 size, char *to)
{
    static const struct hash_seed seed = {"tuntuma archive"};
    static const char signature[] = "tuntuma backup 1\n";
    i64 made = sizeof signature - 1;
    memcpy(to, signature, sizeof signature - 1);
    for (i64 at = 0, number = 0; at + 2 <= size; number++) {
        u8 kind = data[at];
        i64 payload = MIN((i64)data[at + 1], size - at - 2);
        u64 hash = hash_mix(hash_mix(hash_bytes(&seed, data + at + 2, payload), (u64)number), kind);
        char header[13] = {(char)kind, (char)payload};
        memcpy(header + 5, &hash, sizeof hash);
        memcpy(to + made, header, sizeof header);
        memcpy(to + made + 13, data + at + 2, (size_t)payload);
        made += 13 + payload;
        at += 2 + payload;
    }
    return made;
}

static void try(char *bytes, i64 size)
{
    struct work work;
    ctx *c = work_init(&work);
    FILE *file = fmemopen(bytes, (size_t)MAX(size, 1), "r");
    if (!file) abort();
    bool done = ctx_try(c, read_all, file);
    assert(done || c->err.msg);
    work_release(&work);
    (void)fclose(file);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
    char *bytes = malloc(size * 15 + 64);
    if (!bytes) abort();
    try(bytes, file_of(data, (i64)size, bytes));
    memcpy(bytes, data, size); // and as it is
    try(bytes, (i64)size);
    free(bytes);
    return 0;
}
