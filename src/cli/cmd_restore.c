#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "audit/audit.h"
#include "base/time.h"
#include "cli/commands.h"
#include "facts/check.h"
#include "store/backup.h"

// clang-format off
const struct option restore_options[] = {
    {"to", "URL", false, "the new store: duckdb:FILE or postgres://…"},
    {0},
};
// clang-format on

struct restore {
    FILE *file;
    struct backup_told told;
    struct check_report report;
};

static bool fail_there(ctx *c, const char *file)
{
    return fail_with(c, ERR_REFUSED, fmt(c->arena, tr(c, "%s is there already"), file),
                     tr(c, "A backup is restored into a new store only; give another place."));
}

// All of it in one transaction, the check included: it is good, or it was never there.
static bool restore_here(ctx *c, void *data)
{
    struct restore *restore = data;
    struct audit_report audit;
    if (!store_begin_write(c) || !backup_read(c, restore->file, &restore->told) ||
        !check_run(c, &restore->report) || !audit_verify(c, &audit))
        return false;
    if (audit.bad)
        return fail_with(c, ERR_STORE, tr(c, "the audit log in the backup does not hold"),
                         tr(c, "Restore an older backup, and tell us what happened before."));
    if (restore->report.finding_count) {
        const struct check_finding *first = &restore->report.findings[0];
        return fail_with(c, ERR_STORE,
                         fmt(c->arena,
                             tr(c, "the store in the backup is not as it should be: %s: %s"),
                             first->what, first->where),
                         tr(c, "Restore an older backup, and tell us what happened before."));
    }
    return store_commit(c);
}

static bool restore_into(ctx *c, const char *url, struct restore *restore)
{
    struct store *store = NULL;
    if (!store_open(c, url, (struct store_options){0}, &store)) return false;
    bool done = store_take(c, store) && ctx_try(c, restore_here, restore);
    store_give(c); // takes back what was not committed
    store_close(store);
    return done;
}

// A file of its own until it is whole, which then gets the name.
static bool restore_file(ctx *c, const char *file, struct restore *restore)
{
    const char *part = fmt(c->arena, "%s.%08x.part", file, (unsigned)c->random(c));
    if (faccessat(c->cwd_fd, file, F_OK, AT_SYMLINK_NOFOLLOW) == 0) return fail_there(c, file);
    bool done = restore_into(c, fmt(c->arena, "duckdb:%s", part), restore);
    if (done && renameat2(c->cwd_fd, part, c->cwd_fd, file, RENAME_NOREPLACE) != 0)
        done = errno == EEXIST
                   ? fail_there(c, file)
                   : fail_detail(c, ERR_SYSTEM, fmt(c->arena, tr(c, "could not write %s"), file),
                                 NULL, strerror(errno));
    if (done) return true;
    (void)unlinkat(c->cwd_fd, part, 0);
    (void)unlinkat(c->cwd_fd, fmt(c->arena, "%s.wal", part), 0);
    return false;
}

static void file_close(void *file)
{
    (void)fclose(file);
}

static bool file_open(ctx *c, const char *name, FILE **out)
{
    int fd = openat(c->cwd_fd, name, O_RDONLY | O_CLOEXEC);
    *out = fd < 0 ? NULL : fdopen(fd, "r");
    if (!*out)
        return fail_with(c, errno == ENOENT ? ERR_NOT_FOUND : ERR_SYSTEM,
                         fmt(c->arena, tr(c, "could not open %s"), name),
                         tr(c, "Look at its name and at who may read it."));
    arena_defer(c->arena, file_close, *out);
    return true;
}

bool cmd_restore(ctx *c, struct call *call)
{
    struct restore restore = {0};
    str to = call_text(call, "to", (str){0});
    const char *name = str_c(c->arena, call->args[0]), *url = str_c(c->arena, to);
    if (!to.size)
        return fail_with(c, ERR_USAGE, tr(c, "--to is missing: which store shall it become?"),
                         tr(c, "Write --to duckdb:FILE or --to postgres://USER@HOST/DATABASE."));
    if (!file_open(c, name, &restore.file)) return false;
    bool is_file = str_starts(to, S("duckdb:")) && to.size > 7;
    if (!(is_file ? restore_file(c, url + 7, &restore) : restore_into(c, url, &restore)))
        return false;
    (void)fprintf(c->out, "%s of %s: %lld rows of %lld tables\n", name,
                  ms_write(c->arena, restore.told.head.made_ms).s, (long long)restore.told.rows,
                  (long long)restore.told.tables);
    (void)fprintf(c->out, "%lld facts, %lld cells, %lld keys, %lld batches: all as it should be\n",
                  (long long)restore.report.facts, (long long)restore.report.cells,
                  (long long)restore.report.keys, (long long)restore.report.batches);
    return true;
}
