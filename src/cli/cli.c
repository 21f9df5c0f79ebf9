#include "cli/cli.h"

#include <errno.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "local/socket.h"

#define DEFAULT_STORE "duckdb:tuntuma.duckdb"

static const struct option store_option = {
    "store", "URL", false,
    "duckdb:FILE or postgres://…; default: TUNTUMA_STORE, else " DEFAULT_STORE};
static const struct option help_option = {"help", NULL, false, "what this command does"};

static const struct command *command_find(str name)
{
    for (i64 i = 0; i < command_count; i++)
        if (str_equal(name, str_of(commands[i].name))) return &commands[i];
    return NULL;
}

static void help_option_line(FILE *out, const struct option *option)
{
    char left[64];
    (void)snprintf(left, sizeof left, "  --%s%s%s ", option->name, option->value ? " " : "",
                   option->value ? option->value : "");
    text_pad(out, left, 27, false);
    (void)fprintf(out, "%s%s\n", option->what, option->many ? " (more than once)" : "");
}

static void help_command(FILE *out, const struct command *command)
{
    (void)fprintf(out, "tuntuma %s%s%s%s\n%s\n\n", command->name, command->args ? " " : "",
                  command->args ? command->args : "",
                  command->options || command->needs_store ? " [options]" : "", command->what);
    for (const struct option *o = command->options; o && o->name; o++)
        help_option_line(out, o);
    if (command->needs_store) help_option_line(out, &store_option);
    help_option_line(out, &help_option);
}

static void help_all(FILE *out)
{
    (void)fprintf(out, "tuntuma COMMAND [options]\n\n");
    for (i64 i = 0; i < command_count; i++)
        (void)fprintf(out, "  %-10s %s\n", commands[i].name, commands[i].what);
    (void)fprintf(out, "\ntuntuma COMMAND --help tells more of each.\n");
}

static const struct option *option_find(const struct call *call, str name)
{
    for (const struct option *o = call->options; o && o->name; o++)
        if (str_equal(name, str_of(o->name))) return o;
    if (call->command->needs_store && str_equal(name, S("store"))) return &store_option;
    return str_equal(name, S("help")) ? &help_option : NULL;
}

static bool usage(ctx *c, const struct command *command, const char *msg)
{
    return fail_with(c, ERR_USAGE, msg,
                     fmt(c->arena, tr(c, "See `tuntuma %s --help`."), command->name));
}

static bool take_option(ctx *c, struct call *call, int argc, char **argv, int *at)
{
    str text = str_of(argv[*at] + 2), name = text, value = {0};
    i64 equals = str_find(text, S("="));
    if (equals >= 0) {
        name = str_slice(text, 0, equals);
        value = str_slice(text, equals + 1, text.size);
    }
    const struct option *option = option_find(call, name);
    if (!option)
        return usage(c, call->command,
                     fmt(c->arena, tr(c, "there is no option --%.*s"), STR(name)));
    if (option->value && equals < 0) {
        if (*at + 1 >= argc)
            return usage(
                c, call->command,
                fmt(c->arena, tr(c, "--%s needs a value, %s"), option->name, option->value));
        value = str_of(argv[++*at]);
    }
    if (!option->value && equals >= 0)
        return usage(c, call->command, fmt(c->arena, tr(c, "--%s takes no value"), option->name));
    if (!option->many && call_has(call, option->name))
        return usage(c, call->command,
                     fmt(c->arena, tr(c, "--%s stands more than once"), option->name));
    if (call->value_count == OPTION_VALUES_MAX)
        return usage(c, call->command, tr(c, "there are too many options"));
    call->values[call->value_count++] = (struct option_value){option, value};
    return true;
}

static void options_find(ctx *c, struct call *call, int argc, char **argv)
{
    str words[2] = {{0}};
    i64 count = 0;
    for (int i = 2; i < argc && count < COUNT_OF(words) && argv[i][0] != '-'; i++)
        words[count++] = str_of(argv[i]);
    call->options = call->command->options_of ? call->command->options_of(c, count, words)
                                              : call->command->options;
}

static bool parse(ctx *c, struct call *call, int argc, char **argv)
{
    bool options_end = false;
    options_find(c, call, argc, argv);
    for (int i = 2; i < argc; i++) {
        if (!options_end && !strcmp(argv[i], "--")) {
            options_end = true;
        } else if (!options_end && !strncmp(argv[i], "--", 2)) {
            if (!take_option(c, call, argc, argv, &i)) return false;
        } else if (call->arg_count == COUNT_OF(call->args)) {
            return usage(c, call->command, tr(c, "there are too many words"));
        } else {
            call->args[call->arg_count++] = str_of(argv[i]);
        }
    }
    if (call_has(call, "help")) return true;
    if (call->arg_count < call->command->args_min)
        return usage(c, call->command, fmt(c->arena, tr(c, "%s is missing"), call->command->args));
    if (call->arg_count > call->command->args_max)
        return usage(c, call->command,
                     fmt(c->arena, tr(c, "\"%.*s\" is one word too many"),
                         STR(call->args[call->command->args_max])));
    return true;
}

bool call_has(const struct call *call, const char *option)
{
    return call_nth(call, option, 0) != NULL;
}

const str *call_nth(const struct call *call, const char *option, i64 n)
{
    for (i64 i = 0; i < call->value_count; i++)
        if (!strcmp(call->values[i].option->name, option) && !n--) return &call->values[i].text;
    return NULL;
}

str call_text(const struct call *call, const char *option, str otherwise)
{
    const str *text = call_nth(call, option, 0);
    return text ? *text : otherwise;
}

bool call_i64(ctx *c, const struct call *call, const char *option, i64 otherwise, i64 *out)
{
    const str *text = call_nth(call, option, 0);
    *out = otherwise;
    if (!text || str_i64(*text, out)) return true;
    return usage(
        c, call->command,
        fmt(c->arena, tr(c, "--%s needs a whole number, not \"%.*s\""), option, STR(*text)));
}

// A mistyped name is no empty store: only what puts something in may make one.
static bool store_must_exist(ctx *c, const struct command *command, str url)
{
    str path = str_starts(url, S("duckdb:")) ? str_slice(url, 7, url.size) : (str){0};
    if (command->makes_store || !path.size || str_starts(path, S(":")) ||
        faccessat(c->cwd_fd, str_c(c->arena, path), F_OK, 0) == 0 || errno != ENOENT)
        return true;
    return fail_with(c, ERR_NOT_FOUND, fmt(c->arena, tr(c, "there is no store %.*s"), STR(path)),
                     tr(c, "Check its name; import, demo, key and serve make a new one."));
}

// Runs the command with the store: in the server that holds it, or alone.
static bool run_with_store(ctx *c, struct call *call, int argc, char **argv, int *status)
{
    const struct world *world = call->world;
    str url = call_text(call, "store", str_of(world->store_url ? world->store_url : DEFAULT_STORE));
    const char *store_url = str_c(c->arena, url);
    if (!call->command->alone && str_starts(url, S("duckdb:"))) {
        const char *path = fmt(c->arena, "%s.sock", store_url + 7);
        bool answered = false;
        if (!socket_call(c, path, argc, argv, status, &answered)) return false;
        if (answered) return true;
    }
    if (!store_must_exist(c, call->command, url)) return false;
    struct app *app = NEW(c->arena, struct app);
    if (!app_open(c, store_url, app)) return false;
    call->app = app;
    return call->command->run(c, call);
}

static bool run_command(ctx *c, void *data)
{
    struct call *call = data;
    return call->command->run(c, call);
}

static bool run(ctx *c, struct call *call, int argc, char **argv, int *status)
{
    if (!parse(c, call, argc, argv)) return false;
    if (call_has(call, "help")) {
        if (call->command->help) return call->command->help(c, call);
        help_command(c->out, call->command);
        return true;
    }
    if (!call->command->needs_store) return call->command->run(c, call);
    if (!call->world->app) return run_with_store(c, call, argc, argv, status);
    if (call->command->alone)
        return fail_with(c, ERR_BUSY, tr(c, "a server runs on this store already"),
                         tr(c, "Stop it first."));
    call->app = call->world->app;
    if (!store_take(c, call->app->store)) return false;
    bool done = ctx_try(c, run_command, call); // the connection goes back whatever happens
    store_give(c);
    return done;
}

static void say_error(ctx *c)
{
    (void)fprintf(c->say, "tuntuma: %s\n", c->err.msg);
    if (c->err.hint) (void)fprintf(c->say, "  %s\n", c->err.hint);
    if (c->err.detail && !c->say_is_terminal) log_err(c, "command"); // a log's line, not a person's
}

struct work {
    struct call *call;
    int argc;
    char **argv;
    int status;
};

static bool do_work(ctx *c, void *data)
{
    struct work *work = data;
    return run(c, work->call, work->argc, work->argv, &work->status);
}

int cli_run(ctx *c, const struct world *world, int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "help";
    if (!strcmp(name, "help") || !strcmp(name, "--help")) {
        const struct command *about = argc > 2 ? command_find(str_of(argv[2])) : NULL;
        if (about)
            help_command(c->out, about);
        else
            help_all(c->out);
        return 0;
    }
    if (!strcmp(name, "--version")) name = "version";
    struct call call = {.command = command_find(str_of(name)), .world = world};
    struct work work = {.call = &call, .argc = argc, .argv = argv};
    bool done = false;
    if (!call.command)
        done = fail_with(c, ERR_USAGE, fmt(c->arena, tr(c, "there is no command \"%s\""), name),
                         tr(c, "See `tuntuma help`."));
    else
        done = ctx_try(c, do_work, &work);
    (void)fflush(c->out);
    if (done) return work.status;
    say_error(c);
    int status = err_exit_status(c->err.code);
    if (call.command && call.command->failed_status) status = call.command->failed_status;
    (void)fflush(c->say);
    return status;
}
