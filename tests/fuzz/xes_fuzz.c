// Any bytes behind the opening of a log: events or an error, never a crash.
#include "import/reader.h"
#include "support/work.h"

#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static bool read_all(ctx *c, void *data)
{
    struct reader *reader;
    struct row_block block;
    if (!reader_open(c, data, READER_DEFAULTS, &reader)) return false;
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

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
    struct work work;
    char path[64];
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    static const char opening[] = "<log>";
    if (fd < 0 || write(fd, opening, sizeof opening - 1) < 0) abort();
    if (write(fd, data, size) != (ssize_t)size) abort();
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    ctx *c = work_init(&work);
    bool done = ctx_try(c, read_all, path);
    assert(done || c->err.msg);
    work_release(&work);
    close(fd);
    return 0;
}
