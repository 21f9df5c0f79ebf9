#include "import/badrows.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { NAMES_TRIED = 1000 };

struct writing {
    FILE *file;
    const char *name;
    int folder; // that the name starts from
    bool is_done;
};

static bool writing_open(ctx *c, struct badrows bad, struct reader *reader, struct writing *out);
static void rows_write(struct writing *writing, const struct badrows *bad, struct reader *reader,
                       struct row_block block, i64 *at);
static void row_write(struct writing *writing, const struct reader *reader, const struct row *row);

// What is not finished is no use to anybody.
static void writing_release(void *data)
{
    struct writing *writing = data;
    if (writing->file) fclose(writing->file);
    if (writing->name && !writing->is_done) unlinkat(writing->folder, writing->name, 0);
}

static int line_compare(const void *a, const void *b)
{
    i64 left = *(const i64 *)a, right = *(const i64 *)b;
    return (left > right) - (left < right);
}

bool badrows_write(ctx *c, struct badrows bad, const char **out)
{
    struct reader *reader;
    struct row_block block;
    struct writing *writing = NEW(c->arena, struct writing);
    i64 at = 0;
    qsort(bad.lines, (size_t)bad.count, sizeof *bad.lines, line_compare);
    if (!reader_open(c, bad.file, bad.options, &reader)) return false;
    arena_defer(c->arena, writing_release, writing);
    if (!writing_open(c, bad, reader, writing)) return false;
    do {
        if (!reader_next(c, reader, &block)) return false;
        rows_write(writing, &bad, reader, block, &at);
    } while (block.count > 0 && !ctx_stopped(c));
    if (c->err.code != ERR_NONE) return false;
    bool is_whole = fflush(writing->file) == 0 && !ferror(writing->file);
    if (!is_whole)
        return fail(c, ERR_SYSTEM,
                    fmt(c->arena, tr(c, "could not write %s: %s"), writing->name, strerror(errno)));
    writing->is_done = true;
    *out = writing->name;
    return true;
}

// "folder/sales.csv.gz" → "folder/sales", ".csv"; the other ends are kept as they are.
static void name_split(ctx *c, const char *file, bool has_lines, const char **stem,
                       const char **end)
{
    str name = str_of(file);
    if (str_ends(name, S(".gz"))) name.size -= 3;
    i64 dot = name.size;
    for (i64 i = name.size - 1; i > 0 && name.s[i] != '/'; i--) {
        if (name.s[i] != '.' || name.s[i - 1] == '/') continue;
        dot = i;
        break;
    }
    *stem = str_c(c->arena, str_slice(name, 0, dot));
    *end = dot < name.size && has_lines ? str_c(c->arena, str_slice(name, dot, name.size)) : ".csv";
}

// A file that was not there; -1 with errno when there can be none.
static int fresh_open(ctx *c, struct writing *out, const char *stem, const char *end)
{
    int fd = -1;
    for (int i = 1; fd < 0 && i <= NAMES_TRIED; i++) {
        const char *number = i > 1 ? fmt(c->arena, ".%d", i) : "";
        const char *name = fmt(c->arena, "%s.bad%s%s", stem, number, end);
        fd = openat(c->cwd_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        const char *slash = strrchr(stem, '/');
        if (fd >= 0) {
            out->name = name;
        } else if (slash && (errno == EACCES || errno == EROFS || errno == EPERM)) {
            stem = slash + 1; // here, then
            i = 0;
        } else if (errno != EEXIST) {
            break;
        }
    }
    return fd;
}

static int given_open(ctx *c, struct writing *out, const char *name)
{
    int fd = openat(c->cwd_fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd >= 0) out->name = name;
    return fd;
}

static bool writing_open(ctx *c, struct badrows bad, struct reader *reader, struct writing *out)
{
    const char *stem, *end;
    bool has_lines = reader_has_lines(reader);
    name_split(c, bad.file, has_lines, &stem, &end);
    out->folder = c->cwd_fd;
    int fd = bad.to ? given_open(c, out, bad.to) : fresh_open(c, out, stem, end);
    if (fd >= 0) out->file = fdopen(fd, "w");
    if (!out->file)
        return fail_with(c, ERR_SYSTEM,
                         fmt(c->arena, tr(c, "could not write the refused rows to %s.bad%s: %s"),
                             stem, end, strerror(errno)),
                         tr(c, "Run it in a folder that you may write to."));
    // The mark outdoes the mapping's encoding, so that the mended file is read by the same mapping.
    if (bad.options.encoding.size > 0) fputs("\xEF\xBB\xBF", out->file);
    str header = reader_header(reader);
    if (!has_lines) {
        struct row names = {.cell_count = reader_column_count(reader)};
        str *cells = NEW_ARRAY(c->arena, str, names.cell_count);
        for (i64 i = 0; i < names.cell_count; i++)
            cells[i] = reader_column_name(reader, i);
        names.cells = cells;
        row_write(out, reader, &names);
    } else if (header.size > 0) {
        fprintf(out->file, "%.*s\n", STR(header));
    }
    return true;
}

static void rows_write(struct writing *writing, const struct badrows *bad, struct reader *reader,
                       struct row_block block, i64 *at)
{
    for (i64 i = 0; i < block.count; i++) {
        while (*at < bad->count && bad->lines[*at] < block.rows[i].line)
            (*at)++;
        if (*at == bad->count) return;
        if (bad->lines[*at] == block.rows[i].line) row_write(writing, reader, &block.rows[i]);
    }
}

// As it stands in the file; a row that has no line there as CSV.
static void row_write(struct writing *writing, const struct reader *reader, const struct row *row)
{
    FILE *file = writing->file;
    if (reader_has_lines(reader)) {
        fwrite(row->raw.s, 1, (size_t)row->raw.size, file);
    } else {
        for (i64 i = 0; i < row->cell_count; i++) {
            fputs(i ? ",\"" : "\"", file);
            for (i64 k = 0; k < row->cells[i].size; k++) {
                if (row->cells[i].s[k] == '"') fputc('"', file);
                fputc(row->cells[i].s[k], file);
            }
            fputc('"', file);
        }
    }
    fputc('\n', file);
}
