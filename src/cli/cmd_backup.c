#include "cli/commands.h"
#include "store/backup_file.h"
#include "version.h"

bool cmd_backup(ctx *c, struct call *call)
{
    struct backup_place place = {c->cwd_fd, str_c(c->arena, call->args[0])};
    struct backup_told told;
    if (!backup_file_write(c, place, S(TUNTUMA_VERSION), &told)) return false;
    (void)fprintf(c->out, "%s: %lld rows of %lld tables\n", place.name, (long long)told.rows,
                  (long long)told.tables);
    return true;
}
