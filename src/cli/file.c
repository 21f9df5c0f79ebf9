#include "cli/file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "bounds.h"

bool file_text(ctx *c, const char *name, str *out)
{
    return file_bytes(c, name, BOUND_MAPPING_BYTES, out);
}

bool file_bytes(ctx *c, const char *name, i64 size_max, str *out)
{
    int fd = openat(c->cwd_fd, name, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail_with(c, errno == ENOENT ? ERR_NOT_FOUND : ERR_SYSTEM,
                         fmt(c->arena, tr(c, "could not open %s"), name),
                         tr(c, "Look at its name and at who may read it."));
    buf text = buf_new(c->arena, size_max + 4097);
    char block[4096];
    ssize_t n = 0;
    while ((n = read(fd, block, sizeof block)) > 0 && text.size <= size_max)
        buf_add(&text, (str){block, n});
    (void)close(fd);
    if (n < 0)
        return fail_with(c, ERR_SYSTEM, fmt(c->arena, tr(c, "could not read %s"), name), NULL);
    if (text.size > size_max)
        return fail_with(c, ERR_TOO_LARGE,
                         fmt(c->arena, tr(c, "%s is too large to be such a file"), name), NULL);
    *out = buf_str(&text);
    return true;
}
