// shared: data sets that are not part of the source: published collections beside the repository,
// in ../shared or where TUNTUMA_SHARED says. A test that needs one is skipped where it is absent.
#pragma once

#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

// The path of a file there, in room; the test is skipped, and says so, when it is not there. Ask
// shared_or_skip first, before anything is made.
static inline const char *shared_path_or_skip(const char *name, char room[4096])
{
    const char *folder = getenv("TUNTUMA_SHARED");
    snprintf(room, 4096, "%s/%s", folder ? folder : TUNTUMA_SOURCE_DIR "/../shared", name);
    if (access(room, R_OK) == 0) return room;
    print_message("skipped: there is no %s (TUNTUMA_SHARED names the folder)\n", room);
    skip();
    return room;
}

// The same for who has nothing in hand yet: skipping jumps out of the test, and what it had made
// stays behind.
static inline void shared_or_skip(const char *name)
{
    char room[4096];
    (void)shared_path_or_skip(name, room);
}
