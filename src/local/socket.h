// socket: lets commands run beside a server that holds the store. A command sends its arguments,
// its folder and its open files (input, output, words) over a socket beside the store's file; the
// server runs the same command in a thread of its own, on those very files, and answers with the
// exit status. Both sides talk to their own system user only. Owns its threads and the socket file.
// Never knows what a command does.
#pragma once

#include "base/ctx.h"

struct socket_server;

struct socket_options {
    const char *path;             // of the socket's file; its folder may be as deep as it likes
    i64 (*now_ms)(void);          // called from any thread
    u64 (*random)(struct ctx *c); // called from any thread
    void *random_state;
    // Runs a command to its exit status, on a thread of its own. c is its whole world: memory,
    // output, folder, and stop, which is set when the asker goes away. in_fd is its standard input.
    // c->db is for the function to take and give back.
    int (*run)(ctx *c, int argc, char **argv, int in_fd, void *data);
    void *data;
};

// Starts to answer, at most BOUND_COMMANDS_AT_ONCE at a time; the rest are told to come again. A
// socket file that nobody answers is replaced. ERR_BUSY when somebody does; ERR_SYSTEM when the
// file cannot be made. Lives in c->arena, which must outlive socket_stop.
MUST_USE bool socket_serve(ctx *c, struct socket_options options, struct socket_server **out);
// Takes no more commands, tells those that run to stop, waits for their end, removes the file.
void socket_stop(struct socket_server *server);

// Has a command run by the server that answers at path. True with *answered false when nobody does:
// the caller opens the store itself. *exit_status is the command's; what it wrote is on c->out and
// c->say already, which must be real files. ERR_BUSY when too many commands run; ERR_STOPPED when
// the server went away half-way; ERR_FORBIDDEN when the socket is another user's.
MUST_USE bool socket_call(ctx *c, const char *path, int argc, char *const *argv, int *exit_status,
                          bool *answered);
