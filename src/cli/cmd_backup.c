#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "cli/commands.h"
#include "store/backup.h"
#include "version.h"

struct part {
    int folder_fd;
    const char *name; // NULL when it has become the backup
    FILE *file;
};

// Whatever goes wrong, nothing half done stays behind.
static void part_drop(void *data)
{
    struct part *part = data;
    if (part->file) (void)fclose(part->file);
    if (part->name) (void)unlinkat(part->folder_fd, part->name, 0);
    *part = (struct part){0};
}

static bool fail_file(ctx *c, const char *name)
{
    if (errno == EEXIST)
        return fail_with(c, ERR_REFUSED, fmt(c->arena, tr(c, "%s is there already"), name),
                         tr(c, "Give a name that is free; the date of the day makes a good one."));
    return fail_detail(c, ERR_SYSTEM, fmt(c->arena, tr(c, "could not write %s"), name),
                       tr(c, "Look at its folder, at who may write there, and at its room."),
                       strerror(errno));
}

static bool part_open(ctx *c, const char *name, struct part *part)
{
    part->folder_fd = c->cwd_fd;
    if (faccessat(c->cwd_fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
        errno = EEXIST; // said now rather than after the work; the renaming sees to it as well
        return fail_file(c, name);
    }
    arena_defer(c->arena, part_drop, part);
    const char *path = fmt(c->arena, "%s.%08x.part", name, (unsigned)c->random(c));
    int fd = openat(c->cwd_fd, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return fail_file(c, name);
    part->name = path;
    part->file = fdopen(fd, "w");
    if (part->file) return true;
    (void)close(fd);
    return fail_file(c, name);
}

// On disk, then under its name: a backup is there as a whole or not at all.
static bool part_keep(ctx *c, const char *name, struct part *part)
{
    if (fflush(part->file) != 0 || fsync(fileno(part->file)) != 0) return fail_file(c, name);
    if (renameat2(c->cwd_fd, part->name, c->cwd_fd, name, RENAME_NOREPLACE) != 0)
        return fail_file(c, name);
    part->name = NULL;
    return true;
}

bool cmd_backup(ctx *c, struct call *call)
{
    const char *name = str_c(c->arena, call->args[0]);
    struct part *part = NEW(c->arena, struct part);
    struct backup_told told;
    if (!part_open(c, name, part)) return false;
    bool done = store_begin_read(c) && backup_write(c, part->file, S(TUNTUMA_VERSION), &told);
    store_rollback(c);
    done = done && part_keep(c, name, part);
    part_drop(part);
    if (!done) return false;
    (void)fprintf(c->out, "%s: %lld rows of %lld tables\n", name, (long long)told.rows,
                  (long long)told.tables);
    return true;
}
