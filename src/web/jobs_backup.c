#include "web/jobs_backup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/audit.h"
#include "settings/settings.h"
#include "store/backup_file.h"
#include "version.h"
#include "web/jobs.h"

// "tuntuma-2026-11-22-030000.tuntuma", in UTC, so that names sort by time.
#define NAME_START "tuntuma-"
#define NAME_END   ".tuntuma"

enum { BACKUPS_MAX = 10000 };

static const char *name_at(ctx *c, i64 ms)
{
    struct civil at = civil_from_ms(ms);
    return fmt(c->arena, NAME_START "%04d-%02d-%02d-%02d%02d%02d" NAME_END, at.year, at.month,
               at.day, at.hour, at.minute, at.second);
}

static bool name_is_ours(ctx *c, str name, i64 *made_ms)
{
    struct civil at = {0};
    bool has_offset = false;
    if (!civil_parse(name, NAME_START "%Y-%m-%d-%H%M%S" NAME_END, &at, &has_offset)) return false;
    *made_ms = ms_from_civil(at);
    return str_equal(name, str_of(name_at(c, *made_ms)));
}

static void folder_close(void *data)
{
    (void)closedir(data);
}

static bool folder_open(ctx *c, str path, DIR **out)
{
    int fd = open(str_c(c->arena, path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    *out = fd < 0 ? NULL : fdopendir(fd);
    if (*out) {
        arena_defer(c->arena, folder_close, *out);
        return true;
    }
    const char *why = strerror(errno);
    if (fd >= 0) (void)close(fd);
    return fail_detail(c, ERR_SYSTEM,
                       fmt(c->arena, tr(c, "the folder %.*s cannot be opened"), STR(path)),
                       tr(c, "Make it, and let the user that runs Tuntuma write there."), why);
}

static int by_newest(const void *a, const void *b)
{
    const struct kept_backup *left = a, *right = b;
    return (left->made_ms < right->made_ms) - (left->made_ms > right->made_ms);
}

static bool folder_list(ctx *c, DIR *folder, i64 *count, struct kept_backup **out)
{
    i64 capacity = 0;
    *count = 0;
    *out = NULL;
    const struct dirent *entry = NULL;
    while (*count < BACKUPS_MAX && (entry = readdir(folder))) { // NOLINT(concurrency-mt-unsafe)
        struct kept_backup one = {.name = str_copy(c->arena, str_of(entry->d_name))};
        struct stat stat;
        bool is_ours = name_is_ours(c, one.name, &one.made_ms) &&
                       fstatat(dirfd(folder), one.name.s, &stat, AT_SYMLINK_NOFOLLOW) == 0 &&
                       S_ISREG(stat.st_mode);
        if (!is_ours) continue;
        one.size = stat.st_size;
        if (*count == capacity) {
            i64 larger = capacity ? 2 * capacity : 32;
            *out = arena_grow(c->arena, *out, capacity, larger, sizeof one);
            capacity = larger;
        }
        (*out)[(*count)++] = one;
    }
    if (*count) qsort(*out, (size_t)*count, sizeof **out, by_newest);
    return true;
}

bool jobs_backups(ctx *c, i64 *count, struct kept_backup **out, const char **why)
{
    str path = {0};
    DIR *folder = NULL;
    *count = 0;
    *out = NULL;
    *why = NULL;
    if (!setting_text(c, "backup.folder", &path)) return false;
    if (!path.size) return true;
    if (folder_open(c, path, &folder)) return folder_list(c, folder, count, out);
    *why = c->err.msg;
    err_clear(c);
    return true;
}

static bool remove_oldest(ctx *c, DIR *folder, i64 keep)
{
    struct kept_backup *kept = NULL;
    i64 count = 0;
    rewinddir(folder);
    if (!folder_list(c, folder, &count, &kept)) return false;
    for (i64 i = keep; i < count; i++) {
        if (unlinkat(dirfd(folder), kept[i].name.s, 0) == 0 || errno == ENOENT) continue;
        return fail_detail(
            c, ERR_SYSTEM,
            fmt(c->arena, tr(c, "the old backup %.*s could not be removed"), STR(kept[i].name)),
            NULL, strerror(errno));
    }
    return true;
}

struct noted {
    const char *name;
    struct backup_told told;
};

static bool note(ctx *c, void *data)
{
    const struct noted *noted = data;
    json_t *detail = json_new_object(c);
    json_put_i64(detail, "tables", noted->told.tables);
    json_put_i64(detail, "rows", noted->told.rows);
    return audit_add(c, (struct audit_entry){.who = S("job backup"),
                                             .what = S("backup.made"),
                                             .about = str_of(noted->name),
                                             .detail = detail});
}

// Old ones go only when the new one was read back.
bool job_backup(ctx *c, const struct job_hand *hand, struct job_did *did)
{
    str path = {0};
    i64 keep = 0;
    DIR *folder = NULL;
    struct backup_told read;
    if (!setting_text(c, "backup.folder", &path) || !setting_i64(c, "backup.keep", &keep))
        return false;
    if (!path.size) return true; // nobody wants any
    if (!folder_open(c, path, &folder)) return false;
    struct noted noted = {.name = name_at(c, c->now_ms)};
    struct backup_place place = {dirfd(folder), noted.name};
    if (!backup_file_write(c, place, S(TUNTUMA_VERSION), &noted.told) ||
        !backup_file_verify(c, place, &read))
        return false;
    if (read.rows != noted.told.rows || read.tables != noted.told.tables)
        return fail(c, ERR_SYSTEM, tr(c, "the backup does not hold what was written"));
    did->count = 1;
    did->about = str_of(noted.name);
    return job_write(c, hand, note, &noted) && remove_oldest(c, folder, keep);
}
