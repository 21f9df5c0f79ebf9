// files: a folder of its own for a test, with files in it; gone when it is released.
#pragma once

#include "base/ctx.h"

#include <fcntl.h>
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

struct files {
    char folder[64];
    int fd;
};

// Makes the folder and lets file names of c start there.
static inline void files_init(ctx *c, struct files *files)
{
    snprintf(files->folder, sizeof files->folder, "/tmp/tuntuma-test-XXXXXX");
    if (!mkdtemp(files->folder)) abort();
    files->fd = open(files->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (files->fd < 0) abort();
    c->cwd_fd = files->fd;
}

static inline void files_write(const struct files *files, const char *name, str bytes)
{
    int fd = openat(files->fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, bytes.s, (size_t)bytes.size) != bytes.size) abort();
    close(fd);
}

// A file's bytes; {NULL, 0} when there is none.
static inline str files_read(struct arena *arena, const struct files *files, const char *name)
{
    struct stat status;
    int fd = openat(files->fd, name, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return (str){0};
    if (fstat(fd, &status) != 0) abort();
    char *bytes = arena_alloc(arena, status.st_size + 1, 1);
    if (read(fd, bytes, (size_t)status.st_size) != status.st_size) abort();
    close(fd);
    return (str){bytes, status.st_size};
}

static inline void files_release(const struct files *files)
{
    DIR *folder = fdopendir(dup(files->fd));
    if (!folder) abort();
    rewinddir(folder);
    for (struct dirent *entry; (entry = readdir(folder));)
        if (entry->d_name[0] != '.') unlinkat(files->fd, entry->d_name, 0);
    closedir(folder);
    close(files->fd);
    rmdir(files->folder);
}
