#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "local/socket.h"
#include "local/wire.h"

static void close_fd(void *fd)
{
    close((int)(intptr_t)fd);
}

static bool fail_unheard(ctx *c, int error)
{
    return fail_detail(c, ERR_SYSTEM, tr(c, "could not talk to the server that holds the store"),
                       NULL, strerrordesc_np(error));
}

static bool connect_to(ctx *c, const char *path, int *out, bool *answered)
{
    *answered = false;
    struct sockaddr_un address;
    if (!wire_address(c, path, &address)) {
        if (c->err.code != ERR_NOT_FOUND) return false;
        err_clear(c);
        return true;
    }
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return fail_unheard(c, errno);
    arena_defer(c->arena, close_fd, (void *)(intptr_t)fd);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        if (errno == ENOENT || errno == ECONNREFUSED) return true;
        if (errno == EACCES || errno == EPERM)
            return fail_with(c, ERR_FORBIDDEN, tr(c, "the store is served by another user"),
                             tr(c, "Run the command as the user that runs the server."));
        return fail_unheard(c, errno);
    }
    // Our files are handed to nobody but ourselves.
    if (!wire_is_own_user(fd))
        return fail_with(c, ERR_FORBIDDEN, tr(c, "the store is served by another user"),
                         tr(c, "Run the command as the user that runs the server."));
    *out = fd;
    *answered = true;
    return true;
}

static bool open_folder(ctx *c, int *out)
{
    int fd = c->cwd_fd;
    if (fd == AT_FDCWD) {
        fd = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (fd < 0)
            return fail_detail(c, ERR_SYSTEM, tr(c, "could not open the current folder"), NULL,
                               strerrordesc_np(errno));
        arena_defer(c->arena, close_fd, (void *)(intptr_t)fd);
    }
    *out = fd;
    return true;
}

bool socket_call(ctx *c, const char *path, int argc, char *const *argv, int *exit_status,
                 bool *answered)
{
    assert(argc > 0);
    assert(c->out && c->say && c->lang);
    int fd = -1;
    if (!connect_to(c, path, &fd, answered)) return false;
    if (!*answered) return true;

    struct wire_command command = {
        .files = {STDIN_FILENO, fileno(c->out), fileno(c->say), -1},
        .lang = c->lang,
        .argc = argc,
        .argv = (char **)(uintptr_t)argv,
    };
    if (!open_folder(c, &command.files[WIRE_FOLDER])) return false;
    // What we wrote comes before what the server writes.
    fflush(c->out);
    fflush(c->say);
    // A server that takes no more commands closes at once; its answer says so, whether or not all
    // was sent.
    bool sent = wire_send(c, fd, &command);
    struct wire_answer answer;
    ssize_t size = recv(fd, &answer, sizeof answer, MSG_WAITALL);
    if (size != (ssize_t)sizeof answer || (!sent && answer.end != WIRE_BUSY))
        return fail_with(c, ERR_STOPPED, tr(c, "the server went away before the command was done"),
                         tr(c, "What was not yet confirmed is not stored. Run the command again."));
    if (answer.end == WIRE_BUSY)
        return fail_with(c, ERR_BUSY, tr(c, "the server runs too many commands already"),
                         tr(c, "Try again in a moment."));
    *exit_status = answer.exit_status;
    return true;
}
