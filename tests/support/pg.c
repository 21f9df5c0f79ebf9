// The idea: a guardian process owns server and folder. It holds the reading end of a pipe whose
// other end only the test has, so it learns of the test's end even when that is a crash, and then
// stops the server and removes the folder.
#include "support/pg.h"

#include <fcntl.h>
#include <glob.h>
#include <pwd.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TRIES = 600, TRY_US = 50000 }; // half a minute

static struct {
    char folder[64];
    char programs[256]; // /usr/lib/postgresql/15/bin
    bool is_running;
    int databases;
} server;

static bool find_programs(void)
{
    glob_t found;
    bool ok = glob("/usr/lib/postgresql/*/bin/initdb", 0, NULL, &found) == 0;
    if (ok) {
        const char *newest = found.gl_pathv[found.gl_pathc - 1];
        (void)snprintf(server.programs, sizeof server.programs, "%.*s",
                       (int)(strlen(newest) - strlen("/initdb")), newest);
    }
    globfree(&found);
    return ok;
}

static pid_t start(const char *const *words)
{
    pid_t pid = fork();
    if (pid != 0) return pid;
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", server.programs, words[0]);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = 0; fd < 3; fd++)
        (void)dup2(null, fd);
    char *copies[16] = {path}; // whole: PostgreSQL's programs look for each other beside it
    for (int i = 1; words[i] && i < 15; i++)
        copies[i] = strdup(words[i]);
    execv(path, copies);
    _exit(127);
}

static bool run(const char *const *words)
{
    int status = 1;
    pid_t pid = start(words);
    return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

// PostgreSQL refuses to run as root.
static void become_ordinary(void)
{
    if (geteuid() != 0) return;
    const struct passwd *user = getpwnam("postgres");
    if (!user) user = getpwnam("nobody");
    if (!user || chown(server.folder, user->pw_uid, user->pw_gid) != 0) _exit(1);
    if (setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0) _exit(1);
}

static void remove_folder(const char *folder)
{
    const char *path[] = {"/bin/rm", "-rf", folder, NULL};
    pid_t pid = fork();
    if (pid == 0) {
        execl(path[0], "rm", path[1], path[2], (char *)NULL);
        _exit(127);
    }
    (void)waitpid(pid, NULL, 0);
}

NORETURN static void guard(int alive, int ready)
{
    (void)setsid(); // an interrupt from the terminal is for the test; the end of the pipe tells us
    become_ordinary();
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = 0; fd < 3; fd++)
        (void)dup2(null, fd);
    char data[128];
    (void)snprintf(data, sizeof data, "%s/data", server.folder);
    const char *make[] = {"initdb",     "-D",   data,       "-U",      "postgres", "-A", "trust",
                          "--encoding", "UTF8", "--locale", "C.UTF-8", "-N",       NULL};
    bool ok = chdir(server.folder) == 0 && run(make);
    const char *serve[] = {"postgres", "-D",
                           data,       "-F",
                           "-k",       server.folder,
                           "-c",       "listen_addresses=",
                           "-c",       "max_connections=100",
                           NULL};
    pid_t postgres = ok ? start(serve) : -1;
    const char *ask[] = {"pg_isready", "-q", "-h", server.folder, NULL};
    bool is_ready = false;
    for (int i = 0; ok && !is_ready && i < TRIES; i++) {
        is_ready = run(ask);
        if (!is_ready) (void)usleep(TRY_US);
    }
    char byte = is_ready ? 'y' : 'n';
    if (write(ready, &byte, 1) == 1) (void)!read(alive, &byte, 1); // returns at the test's end
    if (postgres > 0) {
        (void)kill(postgres, SIGQUIT); // at once: nothing of it is kept
        (void)waitpid(postgres, NULL, 0);
    }
    remove_folder(server.folder);
    _exit(0);
}

static void start_server(void)
{
    int alive[2], ready[2];
    (void)snprintf(server.folder, sizeof server.folder, "/tmp/tuntuma-pg-XXXXXX");
    if (!mkdtemp(server.folder) || pipe2(alive, O_CLOEXEC) != 0 || pipe2(ready, O_CLOEXEC) != 0)
        abort();
    pid_t guardian = fork();
    if (guardian < 0) abort();
    if (guardian == 0) {
        (void)close(alive[1]);
        (void)close(ready[0]);
        // Twice, so that the test has no child it does not know of, and the folder is removed by
        // whom it belongs to.
        pid_t worker = fork();
        if (worker == 0) guard(alive[0], ready[1]);
        (void)close(ready[1]);
        int null = open("/dev/null", O_RDWR | O_CLOEXEC);
        for (int fd = 0; fd < 3; fd++)
            (void)dup2(null, fd);
        (void)setsid();
        (void)waitpid(worker, NULL, 0);
        (void)rmdir(server.folder); // where the worker failed before it made anything
        _exit(0);
    }
    (void)close(alive[0]);
    (void)close(ready[1]);
    char byte = 'n';
    if (read(ready[0], &byte, 1) != 1 || byte != 'y') abort();
    (void)close(ready[0]);
    server.is_running = true; // alive[1] stays open until we end
}

static const char *database(struct arena *arena, const char *of)
{
    const char *name = fmt(arena, "test%d", ++server.databases);
    const char *make[] = {"createdb", "-h", server.folder, "-U", "postgres", "-T", of, name, NULL};
    if (!run(make)) abort();
    return fmt(arena, "postgres://postgres@/%s?host=%s", name, server.folder);
}

const char *pg_database(struct arena *arena)
{
    if (!server.is_running) {
        if (!find_programs()) return NULL;
        start_server();
    }
    return database(arena, "template1");
}

const char *pg_name(const char *url, struct arena *arena)
{
    str left = str_of(url);
    i64 from = str_find(left, S("@/")) + 2, to = str_find(left, S("?"));
    return str_c(arena, str_slice(left, from, to));
}

const char *pg_copy(struct arena *arena, const char *name)
{
    return database(arena, name);
}
