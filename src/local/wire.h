// wire: what goes over the command socket, and the socket's address; private to src/local.
#pragma once

#include <sys/socket.h>
#include <sys/un.h>

#include "base/ctx.h"

enum { WIRE_IN, WIRE_OUT, WIRE_SAY, WIRE_FOLDER, WIRE_FILES };

// Sent in one piece together with the files; then `bytes` of text: `count` texts, each ended by a
// NUL, first the language, then the arguments.
struct wire_head {
    char magic[8];
    u32 count, bytes;
};
#define WIRE_MAGIC "tuntuma1"

enum wire_end { WIRE_DONE = 1, WIRE_BUSY };

struct wire_answer {
    i32 end; // enum wire_end
    i32 exit_status;
};

struct wire_command {
    int files[WIRE_FILES]; // the receiver's to close; -1 = none
    const char *lang;
    int argc;
    char **argv; // ended by NULL
};

// The address of a socket file. Goes through the open folder, since an address holds 107 bytes
// only; the folder is closed with c->arena. ERR_NOT_FOUND when there is no such folder, ERR_USAGE
// when the file's own name is too long.
MUST_USE bool wire_address(ctx *c, const char *path, struct sockaddr_un *out);
// Whether the other end of a connection runs as our own user.
bool wire_is_own_user(int fd);
// False when the other side does not take it.
MUST_USE bool wire_send(ctx *c, int fd, const struct wire_command *command);
// False when what comes is no command, or too large, or does not come. Files that came are in
// out->files in either case.
MUST_USE bool wire_receive(ctx *c, int fd, struct wire_command *out);
