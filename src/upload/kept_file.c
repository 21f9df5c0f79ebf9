#include "upload/kept_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COPIED_AT_ONCE = 1 << 24 };

#define BAD_END ".bad"

static bool fail_to_keep(ctx *c, const char *doing)
{
    const char *hint = errno == ENOSPC ? tr(c, "The server's disk is full.") : NULL;
    return fail_detail(c, ERR_SYSTEM, tr(c, "could not keep the file"), hint,
                       fmt(c->arena, "%s: %s", doing, strerrordesc_np(errno)));
}

bool kept_folder_make(ctx *c, const char *folder)
{
    if (mkdir(folder, 0700) == 0 || errno == EEXIST) return true;
    return fail_to_keep(c, folder);
}

// For folders on another file system than the one where the file came in.
static bool file_copy(ctx *c, int fd, const char *path)
{
    struct stat status;
    int to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (to < 0) return fail_to_keep(c, "open");
    bool is_whole = fstat(fd, &status) == 0;
    off_t at = 0;
    while (is_whole && at < status.st_size) {
        ssize_t sent = sendfile(to, fd, &at, COPIED_AT_ONCE);
        is_whole = sent > 0 || (sent < 0 && errno == EINTR);
    }
    is_whole = is_whole && fsync(to) == 0;
    if (!is_whole) (void)fail_to_keep(c, "copy");
    close(to);
    if (!is_whole) unlink(path);
    return is_whole;
}

bool kept_file_add(ctx *c, const char *folder, int fd, i64 *number)
{
    if (!kept_folder_make(c, folder)) return false;
    *number = (i64)(c->random(c) >> 1) | 1;
    const char *path = kept_file_path(c, folder, *number);
    const char *from = fmt(c->arena, "/proc/self/fd/%d", fd);
    bool is_linked = linkat(AT_FDCWD, from, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0;
    if (!is_linked) return file_copy(c, fd, path);
    if (fsync(fd) == 0) return true;
    (void)fail_to_keep(c, "fsync");
    unlink(path);
    return false;
}

const char *kept_file_path(ctx *c, const char *folder, i64 number)
{
    return fmt(c->arena, "%s/%lld", folder, (long long)number);
}

const char *kept_file_bad_path(ctx *c, const char *folder, i64 number)
{
    return fmt(c->arena, "%s/%lld" BAD_END, folder, (long long)number);
}

void kept_file_remove(ctx *c, const char *folder, i64 number)
{
    assert(number > 0);
    (void)unlink(kept_file_path(c, folder, number));
    (void)unlink(kept_file_bad_path(c, folder, number));
}

void kept_file_sweep(const char *folder, i64 before_ms)
{
    DIR *open_folder = opendir(folder);
    if (!open_folder) return;
    for (struct dirent *entry; (entry = readdir(open_folder));) {
        struct stat status;
        i64 number = 0;
        str name = str_of(entry->d_name);
        if (str_ends(name, S(BAD_END))) name.size -= (i64)sizeof BAD_END - 1;
        bool is_old =
            str_i64(name, &number) && number > 0 &&
            fstatat(dirfd(open_folder), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(status.st_mode) && (i64)status.st_mtime * 1000 < before_ms;
        if (is_old) (void)unlinkat(dirfd(open_folder), entry->d_name, 0);
    }
    closedir(open_folder);
}
