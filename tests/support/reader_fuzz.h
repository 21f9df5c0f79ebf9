// reader_fuzz: what the fuzz targets of the readers share: any bytes, behind an opening that leads
// to the format, are read to their end; rows or an error, never a crash, and a good row has a cell
// for each column.
#pragma once

#include "import/reader.h"
#include "support/work.h"

#include <sys/mman.h>
#include <unistd.h>

struct reader_fuzzed {
    const char *path;
    i64 header_rows;
};

static inline bool reader_fuzz_all(ctx *c, void *data)
{
    const struct reader_fuzzed *fuzzed = data;
    struct reader_options options = READER_DEFAULTS;
    struct reader *reader;
    struct row_block block;
    options.header_rows = fuzzed->header_rows;
    if (!reader_open(c, fuzzed->path, options, &reader)) return false;
    for (i64 i = 0; options.header_rows && i < reader_column_count(reader); i++)
        assert(str_is_utf8(reader_header_cell(reader, 1, i), NULL));
    do {
        if (!reader_next(c, reader, &block)) return false;
        for (i64 i = 0; i < block.count; i++) {
            const struct row *row = &block.rows[i];
            const char *why, *hint;
            if (row->flaw != ROW_GOOD) row_explain(c, reader, row, &why, &hint);
            if (row->flaw == ROW_GOOD) assert(row->cell_count == reader_column_count(reader));
            for (i64 k = 0; row->flaw == ROW_GOOD && k < row->cell_count; k++)
                assert(str_is_utf8(row->cells[k], NULL));
        }
    } while (block.count > 0);
    return true;
}

static inline void reader_fuzz(str opening, const u8 *data, size_t size)
{
    struct work work;
    char path[64];
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    bool is_written = fd >= 0 && write(fd, opening.s, (size_t)opening.size) == opening.size &&
                      write(fd, data, size) == (ssize_t)size;
    if (!is_written) abort();
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    for (i64 rows = 0; rows <= 3; rows += 3) {
        ctx *c = work_init(&work);
        struct reader_fuzzed fuzzed = {path, rows};
        bool done = ctx_try(c, reader_fuzz_all, &fuzzed);
        assert(done || c->err.msg);
        work_release(&work);
    }
    close(fd);
}
