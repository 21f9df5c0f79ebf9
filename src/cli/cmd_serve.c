#include <time.h>

#include "base/log.h"
#include "bounds.h"
#include "cli/commands.h"
#include "facts/cube.h"
#include "local/socket.h"
#include "web/render.h"
#include "web/routes.h"
#include "web/serve.h"

// clang-format off
const struct option serve_options[] = {
    {"listen", "ADDRESS", false,
     "where; default 127.0.0.1:8080. Only this machine can reach it until there are accounts"},
    {"host", "NAME", true, "a further name that is ours, behind a reverse proxy on this machine"},
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

bool cmd_serve(ctx *c, struct call *call)
{
    const char **hosts = NEW_ARRAY(c->arena, const char *, HOSTS_MAX + 1);
    for (i64 i = 0; i < HOSTS_MAX && call_nth(call, "host", i); i++)
        hosts[i] = str_c(c->arena, *call_nth(call, "host", i));
    struct serve_options options = {
        .listen = str_c(c->arena, call_text(call, "listen", S("127.0.0.1:8080"))),
        .hosts = hosts,
        .now_ms = call->world->now_ms,
    };
    struct world *world = NEW(c->arena, struct world);
    *world = *call->world;
    world->app = call->app;
    struct serving *serving = NULL;
    struct socket_server *socket = NULL;
    if (!serve_start(c, call->app, options, &serving)) return false;
    if (!serve_socket(c, world, &socket)) {
        serve_stop(serving);
        return false;
    }
    (void)fprintf(c->out,
                  "Tuntuma is at http://%s/ (this machine only, until there are accounts). Stop it "
                  "with Ctrl-C.\n",
                  serve_address(serving));
    (void)fflush(c->out);
    wait_for_the_end(call->world->ending);
    log_line(LOG_NOTICE, "stopping", NULL);
    if (socket) socket_stop(socket);
    serve_stop(serving);
    return true;
}
