// main: gives the world (clock, chance, user, folder, output) to the command line; nothing else
// reads it.
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <sodium.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <gsl/gsl_errno.h>

#include "base/lang.h"
#include "base/log.h"
#include "bounds.h"
#include "cli/cli.h"
#include "kinds/all_kinds.h"

static volatile sig_atomic_t ending;
static atomic_bool stop;

static void end(int signal)
{
    (void)signal;
    ending = 1;
    atomic_store(&stop, true);
}

static i64 now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (i64)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static u64 secure_random(ctx *c)
{
    (void)c;
    u64 bits = 0;
    randombytes_buf(&bits, sizeof bits);
    return bits;
}

static const char *user_name(void)
{
    const struct passwd *user = getpwuid(getuid());
    return user ? user->pw_name : "nobody";
}

// "fi_FI.UTF-8" speaks Finnish; what we do not speak is English.
static const char *language(const char *locale)
{
    if (locale && !strncmp(locale, "fi", 2)) return "fi";
    if (locale && !strncmp(locale, "sv", 2)) return "sv";
    return "en";
}

int main(int argc, char **argv)
{
    if (sodium_init() < 0) return 1;
    (void)umask(S_IRWXG | S_IRWXO); // what is written tells of customers: it is its owner's
    (void)gsl_set_error_handler_off();
    lang_register_built_in();
    kinds_register(all_kinds, all_kinds_count);
    (void)signal(SIGPIPE, SIG_IGN);
    struct sigaction action = {.sa_handler = end};
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);

    const char *locale = getenv("LC_ALL");
    if (!locale || !*locale) locale = getenv("LC_MESSAGES");
    if (!locale || !*locale) locale = getenv("LANG");
    struct arena arena;
    arena_init(&arena, BOUND_JOB_ARENA_BYTES);
    ctx c = {.arena = &arena,
             .now_ms = now_ms(),
             .random = secure_random,
             .lang = language(locale),
             .cwd_fd = AT_FDCWD,
             .out = stdout,
             .say = stderr,
             .say_is_terminal = isatty(STDERR_FILENO) == 1,
             .stop = &stop};
    struct world world = {.store_url = getenv("TUNTUMA_STORE"),
                          .user = user_name(),
                          .now_ms = now_ms,
                          .ending = &ending,
                          .in_fd = STDIN_FILENO};
    int status = cli_run(&c, &world, argc, argv);
    arena_release(&arena);
    return status;
}
