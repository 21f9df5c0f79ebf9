// One thread listens, watches the connections of the commands that run, and joins those that have
// ended; each command has a thread of its own. A connection that ends, or says more than its
// command, means that nobody waits any longer.
#include "local/socket.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "bounds.h"
#include "local/wire.h"

// A command that takes longer to arrive than this does not come.
#define ARRIVAL_S 5

enum session_state { SESSION_FREE, SESSION_ARRIVES, SESSION_RUNS, SESSION_ENDED };

struct session {
    struct socket_server *server;
    pthread_t thread;
    int fd;
    _Atomic(enum session_state) state;
    atomic_bool stop;
};

struct socket_server {
    struct socket_options options;
    struct sockaddr_un address;
    int fd;      // listens
    int wake_fd; // something changed that the listening thread must see
    atomic_bool ends;
    pthread_t thread;
    struct session sessions[BOUND_COMMANDS_AT_ONCE];
};

static void wake(struct socket_server *server)
{
    u64 one = 1;
    ssize_t written = write(server->wake_fd, &one, sizeof one);
    (void)written; // a full counter wakes as well
}

// ---- One command ----

struct running {
    struct session *session;
    struct wire_command command;
    int exit_status;
};

static void close_file(void *file)
{
    fclose(file);
}

// A stream of its own on a file that came with the command; takes the file over.
static FILE *open_stream(ctx *c, int *fd)
{
    FILE *stream = fdopen(*fd, "w");
    if (!stream) return NULL;
    *fd = -1;
    arena_defer(c->arena, close_file, stream);
    return stream;
}

static bool run_command(ctx *c, void *data)
{
    struct running *running = data;
    struct session *session = running->session;
    struct wire_command *command = &running->command;
    if (!wire_receive(c, session->fd, command))
        return fail(c, ERR_BAD_INPUT, tr(c, "what came over the socket is no command"));
    atomic_store(&session->state, SESSION_RUNS);
    wake(session->server);

    c->lang = command->lang;
    c->cwd_fd = command->files[WIRE_FOLDER];
    c->say_is_terminal = isatty(command->files[WIRE_SAY]);
    c->out = open_stream(c, &command->files[WIRE_OUT]);
    c->say = open_stream(c, &command->files[WIRE_SAY]);
    if (!c->out || !c->say) return fail(c, ERR_SYSTEM, tr(c, "could not open a command's output"));
    const struct socket_options *options = &session->server->options;
    running->exit_status =
        options->run(c, command->argc, command->argv, command->files[WIRE_IN], options->data);
    fflush(c->out);
    fflush(c->say);
    return true;
}

static void *run_session(void *data)
{
    struct session *session = data;
    const struct socket_options *options = &session->server->options;
    struct arena arena;
    arena_init(&arena, BOUND_JOB_ARENA_BYTES);
    ctx c = {
        .arena = &arena,
        .now_ms = options->now_ms(),
        .random = options->random,
        .random_state = options->random_state,
        .lang = "en",
        .cwd_fd = AT_FDCWD,
        .stop = &session->stop,
    };
    struct running running = {.session = session, .command = {.files = {-1, -1, -1, -1}}};
    bool ran = ctx_try(&c, run_command, &running);
    if (!ran) {
        log_err(&c, "running a command for another process");
        running.exit_status = err_exit_status(c.err.code);
        if (c.say) fprintf(c.say, "%s\n", c.err.msg);
    }
    // Output is complete before the answer says so: closing the streams is the arena's.
    arena_release(&arena);
    for (int i = 0; i < WIRE_FILES; i++) {
        if (running.command.files[i] >= 0) close(running.command.files[i]);
    }
    struct wire_answer answer = {WIRE_DONE, running.exit_status};
    if (atomic_load(&session->state) == SESSION_RUNS)
        send(session->fd, &answer, sizeof answer, MSG_NOSIGNAL);
    atomic_store(&session->state, SESSION_ENDED);
    wake(session->server);
    return NULL;
}

// ---- The listening thread ----

static struct session *free_session(struct socket_server *server)
{
    for (i64 i = 0; i < COUNT_OF(server->sessions); i++) {
        if (atomic_load(&server->sessions[i].state) == SESSION_FREE) return &server->sessions[i];
    }
    return NULL;
}

static void refuse_busy(int fd)
{
    struct wire_answer answer = {WIRE_BUSY, 0};
    send(fd, &answer, sizeof answer, MSG_NOSIGNAL | MSG_DONTWAIT);
    // Closing with unread bytes would throw the answer away, so what has come is read first.
    shutdown(fd, SHUT_WR);
    char bytes[4096];
    while (recv(fd, bytes, sizeof bytes, MSG_DONTWAIT) > 0) {
    }
    close(fd);
}

static void accept_one(struct socket_server *server)
{
    int fd = accept4(server->fd, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0) return;
    if (!wire_is_own_user(fd)) {
        log_line(LOG_WARNING, "another user's command was refused", NULL);
        close(fd);
        return;
    }
    struct timeval patience = {.tv_sec = ARRIVAL_S};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    struct session *session = free_session(server);
    if (!session) {
        refuse_busy(fd);
        return;
    }
    session->fd = fd;
    session->server = server;
    atomic_store(&session->stop, false);
    atomic_store(&session->state, SESSION_ARRIVES);
    if (pthread_create(&session->thread, NULL, run_session, session) == 0) return;
    atomic_store(&session->state, SESSION_FREE);
    refuse_busy(fd);
}

// Joins what has ended, tells those to stop whose asker is gone, and returns how many still run.
static i64 look_after(struct socket_server *server, const struct pollfd *polls)
{
    i64 busy = 0;
    for (i64 i = 0; i < COUNT_OF(server->sessions); i++) {
        struct session *session = &server->sessions[i];
        if (polls[i].revents || atomic_load(&server->ends)) atomic_store(&session->stop, true);
        enum session_state state = atomic_load(&session->state);
        if (state == SESSION_ENDED) {
            pthread_join(session->thread, NULL);
            close(session->fd);
            atomic_store(&session->state, SESSION_FREE);
        } else if (state != SESSION_FREE) {
            busy++;
        }
    }
    return busy;
}

static void *listen_on(void *data)
{
    struct socket_server *server = data;
    enum { OWN = 2 };
    struct pollfd polls[OWN + BOUND_COMMANDS_AT_ONCE];
    i64 busy = 0;
    while (busy > 0 || !atomic_load(&server->ends)) {
        polls[0] = (struct pollfd){.fd = server->wake_fd, .events = POLLIN};
        // A negative file is not looked at.
        polls[1] =
            (struct pollfd){.fd = atomic_load(&server->ends) ? -1 : server->fd, .events = POLLIN};
        for (i64 i = 0; i < BOUND_COMMANDS_AT_ONCE; i++) {
            struct session *session = &server->sessions[i];
            bool is_watched =
                atomic_load(&session->state) == SESSION_RUNS && !atomic_load(&session->stop);
            polls[OWN + i] =
                (struct pollfd){.fd = is_watched ? session->fd : -1, .events = POLLIN | POLLRDHUP};
        }
        if (poll(polls, COUNT_OF(polls), -1) < 0) continue;
        u64 count;
        if (polls[0].revents && read(server->wake_fd, &count, sizeof count) < 0) continue;
        if (polls[1].revents && !atomic_load(&server->ends)) accept_one(server);
        busy = look_after(server, polls + OWN); // counts the one that was just accepted
    }
    return NULL;
}

// ---- Start and stop ----

static bool fail_to_serve(ctx *c, int error)
{
    return fail_detail(c, ERR_SYSTEM,
                       tr(c, "could not open the socket for commands beside the store's file"),
                       tr(c, "The server must be allowed to make files in the store's folder."),
                       strerrordesc_np(error));
}

// A socket file of a server that was killed stays behind; a file of any other kind is not ours to
// remove.
static bool remove_stale(ctx *c, const struct socket_server *server)
{
    struct stat found;
    if (lstat(server->address.sun_path, &found) != 0)
        return errno == ENOENT || fail_to_serve(c, errno);
    if (!S_ISSOCK(found.st_mode)) return fail_to_serve(c, EEXIST);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return fail_to_serve(c, errno);
    int connected = connect(fd, (const struct sockaddr *)&server->address, sizeof server->address);
    int error = errno;
    close(fd);
    if (connected == 0)
        return fail_with(c, ERR_BUSY, tr(c, "another server serves this store already"),
                         tr(c, "Stop it first, or use it."));
    if (error != ECONNREFUSED) return fail_to_serve(c, error);
    return unlink(server->address.sun_path) == 0 || fail_to_serve(c, errno);
}

static bool open_socket(ctx *c, struct socket_server *server)
{
    if (!wire_address(c, server->options.path, &server->address)) return false;
    if (!remove_stale(c, server)) return false;
    server->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (server->fd < 0) return fail_to_serve(c, errno);
    // On Linux the file is made with the socket's own mode, so at no time may others open it.
    fchmod(server->fd, S_IRUSR | S_IWUSR);
    const struct sockaddr *address = (const struct sockaddr *)&server->address;
    if (bind(server->fd, address, sizeof server->address) == 0 &&
        listen(server->fd, SOMAXCONN) == 0)
        return true;
    int error = errno;
    close(server->fd);
    return fail_to_serve(c, error);
}

// A reader who goes away must end the command that writes to it, not the server: the threads
// started here, and theirs, have SIGPIPE blocked.
static int start_thread(struct socket_server *server)
{
    sigset_t broken_pipe, before;
    sigemptyset(&broken_pipe);
    sigaddset(&broken_pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &broken_pipe, &before);
    int error = pthread_create(&server->thread, NULL, listen_on, server);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error;
}

bool socket_serve(ctx *c, struct socket_options options, struct socket_server **out)
{
    assert(options.path && options.run && options.now_ms);
    struct socket_server *server = NEW(c->arena, struct socket_server);
    server->options = options;
    if (!open_socket(c, server)) return false;
    server->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    int error = server->wake_fd < 0 ? errno : start_thread(server);
    if (error) {
        if (server->wake_fd >= 0) close(server->wake_fd);
        close(server->fd);
        unlink(server->address.sun_path);
        return fail_to_serve(c, error);
    }
    *out = server;
    return true;
}

void socket_stop(struct socket_server *server)
{
    // First the name goes, so that commands open the store themselves as soon as it is free.
    unlink(server->address.sun_path);
    atomic_store(&server->ends, true);
    wake(server);
    pthread_join(server->thread, NULL);
    close(server->fd);
    close(server->wake_fd);
}
