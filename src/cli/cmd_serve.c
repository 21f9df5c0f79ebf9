#include <time.h>

#include "base/log.h"
#include "bounds.h"
#include "cli/commands.h"
#include "facts/cube.h"
#include "local/socket.h"
#include "people/one_time.h"
#include "web/render.h"
#include "web/routes.h"
#include "web/serve.h"

// clang-format off
const struct option serve_options[] = {
    {"listen", "ADDRESS", false,
     "where; default 127.0.0.1:8080. Beyond this machine only once there are accounts"},
    {"host", "NAME", true, "a further name that is ours, as people write it in the address"},
    {"proxy", "ADDRESS", true,
     "a reverse proxy that is believed: its address, or loopback for one on this machine"},
    {"uploads", "FOLDER", false, "where files that people bring are kept; default: beside the store"},
    {0},
};
// clang-format on

enum { HOSTS_MAX = 16 };

// Commands that come over the socket are run as if typed here.
static int run_beside(ctx *c, int argc, char **argv, int in_fd, void *data)
{
    const struct world *world = data;
    struct world beside = *world;
    beside.in_fd = in_fd;
    return cli_run(c, &beside, argc, argv);
}

static bool serve_socket(ctx *c, struct world *world, struct socket_server **out)
{
    *out = NULL;
    const char *file = store_file(world->app->store);
    if (!file) return true; // other processes open a PostgreSQL store by themselves
    struct socket_options options = {.path = fmt(c->arena, "%s.sock", file),
                                     .now_ms = world->now_ms,
                                     .random = c->random,
                                     .random_state = c->random_state,
                                     .run = run_beside,
                                     .data = world};
    return socket_serve(c, options, out);
}

static void wait_for_the_end(const volatile sig_atomic_t *ending)
{
    while (!*ending)
        (void)nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
}

static const char **all_of(ctx *c, struct call *call, const char *option)
{
    const char **all = NEW_ARRAY(c->arena, const char *, HOSTS_MAX + 1);
    for (i64 i = 0; i < HOSTS_MAX && call_nth(call, option, i); i++)
        all[i] = str_c(c->arena, *call_nth(call, option, i));
    return all[0] ? all : NULL;
}

// Until there is an administrator, the way in is told to whoever started the server.
static bool make_setup_link(ctx *c, struct app *app, const char **link)
{
    *link = NULL;
    if (app_has_people(c, app)) return true;
    str path = {0};
    if (c->err.code || !store_begin_write(c)) return false;
    bool made = one_time_add(c, S("command serve"), ONE_TIME_SETUP, 0, &path) && store_commit(c);
    if (!made && store_in_transaction(c)) store_rollback(c);
    *link = path.s;
    return made;
}

static void say_where(ctx *c, const struct serving *serving, const char *link)
{
    const char *address = serve_address(serving);
    (void)fprintf(c->out, tr(c, "Tuntuma is at http://%s/. Stop it with Ctrl-C.\n"), address);
    if (link)
        (void)fprintf(c->out,
                      tr(c, "Nobody has an account yet: this machine alone may look. Make the "
                            "first administrator, once, at\n  http://%s%s\n"),
                      address, link);
    (void)fflush(c->out);
}

bool cmd_serve(ctx *c, struct call *call)
{
    const str *uploads = call_nth(call, "uploads", 0);
    struct serve_options options = {
        .listen = str_c(c->arena, call_text(call, "listen", S("127.0.0.1:8080"))),
        .hosts = all_of(c, call, "host"),
        .proxies = all_of(c, call, "proxy"),
        .uploads = uploads ? str_c(c->arena, *uploads) : NULL,
        .has_jobs = true,
        .now_ms = call->world->now_ms,
    };
    struct world *world = NEW(c->arena, struct world);
    *world = *call->world;
    world->app = call->app;
    struct serving *serving = NULL;
    struct socket_server *socket = NULL;
    const char *link = NULL;
    if (!make_setup_link(c, call->app, &link)) return false;
    if (!serve_start(c, call->app, options, &serving)) return false;
    if (!serve_socket(c, world, &socket)) {
        serve_stop(serving);
        return false;
    }
    say_where(c, serving, link);
    wait_for_the_end(call->world->ending);
    log_line(LOG_NOTICE, "stopping", NULL);
    if (socket) socket_stop(socket);
    serve_stop(serving);
    return true;
}
