#include "store/backup_file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

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

static bool part_open(ctx *c, struct backup_place place, struct part *part)
{
    part->folder_fd = place.folder_fd;
    if (faccessat(place.folder_fd, place.name, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
        errno = EEXIST; // said now rather than after the work; the renaming sees to it as well
        return fail_file(c, place.name);
    }
    arena_defer(c->arena, part_drop, part);
    const char *path = fmt(c->arena, "%s.%08x.part", place.name, (unsigned)c->random(c));
    int fd = openat(place.folder_fd, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return fail_file(c, place.name);
    part->name = path;
    part->file = fdopen(fd, "w");
    if (part->file) return true;
    (void)close(fd);
    return fail_file(c, place.name);
}

// On disk, then under its name.
static bool part_keep(ctx *c, struct backup_place place, struct part *part)
{
    if (fflush(part->file) != 0 || fsync(fileno(part->file)) != 0) return fail_file(c, place.name);
    if (renameat2(place.folder_fd, part->name, place.folder_fd, place.name, RENAME_NOREPLACE) != 0)
        return fail_file(c, place.name);
    part->name = NULL;
    return true;
}

bool backup_file_send(ctx *c, FILE *file, str program, struct backup_told *out)
{
    bool done = store_begin_read(c) && backup_write(c, file, program, out);
    store_rollback(c);
    return done;
}

bool backup_file_write(ctx *c, struct backup_place place, str program, struct backup_told *out)
{
    struct part *part = NEW(c->arena, struct part);
    if (!part_open(c, place, part)) return false;
    bool done = backup_file_send(c, part->file, program, out) && part_keep(c, place, part);
    part_drop(part);
    return done;
}

static void file_close(void *file)
{
    (void)fclose(file);
}

bool backup_file_verify(ctx *c, struct backup_place place, struct backup_told *out)
{
    struct archive_reader *reader = NULL;
    *out = (struct backup_told){0};
    int fd = openat(place.folder_fd, place.name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "r");
    if (!file) {
        if (fd >= 0) (void)close(fd);
        return fail_detail(c, ERR_SYSTEM, fmt(c->arena, tr(c, "could not read %s"), place.name),
                           NULL, strerror(errno));
    }
    arena_defer(c->arena, file_close, file);
    if (!archive_open(c, file, &reader, &out->head)) return false;
    for (;;) {
        struct archive_item item;
        if (ctx_stopped(c) || !archive_next(c, reader, &item)) return false;
        if (item.kind == ARCHIVE_END) return true;
        if (item.kind == ARCHIVE_TABLE) out->tables++;
        if (item.kind == ARCHIVE_TABLE_END) out->rows += item.sum.rows;
    }
}
