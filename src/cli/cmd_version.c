#include "cli/commands.h"
#include "version.h"

bool cmd_version(ctx *c, struct call *call)
{
    (void)call;
    (void)fprintf(c->out,
                  "tuntuma %s (%s)\nFree software under AGPL-3.0-or-later: you may use, change and "
                  "share it; its source "
                  "is served at /source.\n",
                  TUNTUMA_VERSION, TUNTUMA_COMMIT);
    return true;
}
