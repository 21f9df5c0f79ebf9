#include <unistd.h>

#include "base/text.h"
#include "cli/commands.h"
#include "settings/settings.h"

enum { VALUE_MAX = 4000 };

static bool list(ctx *c)
{
    for (i64 i = 0; i < settings_count; i++) {
        const struct setting *setting = &settings[i];
        bool is_set = false;
        str value = {0};
        if (!setting_is_set(c, setting->name, &is_set) || !setting_text(c, setting->name, &value))
            return false;
        if (setting->type == SETTING_SECRET) value = is_set ? S("(set, not shown)") : (str){0};
        text_pad(c->out, setting->name, 20, false);
        text_pad(c->out, value.size ? str_c(c->arena, value) : "-", 32, false);
        (void)fprintf(c->out, "%s\n", tr(c, setting->what));
    }
    return true;
}

static bool find(ctx *c, str name, const struct setting **out)
{
    *out = setting_find(name);
    return *out || fail_with(c, ERR_NOT_FOUND,
                             fmt(c->arena, tr(c, "there is no setting \"%.*s\""), STR(name)),
                             tr(c, "See them with `tuntuma settings list`."));
}

// From standard input, so that a password stands in no list of processes and in no history.
static bool read_value(ctx *c, int fd, str *out)
{
    char *bytes = NEW_ARRAY(c->arena, char, VALUE_MAX + 1);
    i64 size = 0;
    for (;;) {
        ssize_t got = read(fd, bytes + size, (size_t)(VALUE_MAX - size));
        if (got <= 0) break;
        size += got;
        if (size == VALUE_MAX) break;
    }
    while (size && (bytes[size - 1] == '\n' || bytes[size - 1] == '\r'))
        size--;
    *out = (str){bytes, size};
    return size || fail_with(c, ERR_USAGE, tr(c, "no value came in"),
                             tr(c, "Give it after the name, or on standard input."));
}

static bool set(ctx *c, const struct call *call, str typed)
{
    const struct setting *setting = NULL;
    if (!find(c, call->args[1], &setting)) return false;
    str who = str_of(fmt(c->arena, "command %s", call->world->user)), now = {0};
    if (!store_begin_write(c)) return false;
    if (!setting_set(c, who, setting, typed) || !store_commit(c)) {
        if (store_in_transaction(c)) store_rollback(c);
        return false;
    }
    if (setting->type == SETTING_SECRET) {
        (void)fprintf(c->out, typed.size ? "%s is set\n" : "%s is not set\n", setting->name);
        return true;
    }
    if (!setting_text(c, setting->name, &now)) return false;
    (void)fprintf(c->out, "%s is %.*s\n", setting->name, STR(now.size ? now : S("empty")));
    return true;
}

bool cmd_settings(ctx *c, struct call *call)
{
    str what = call->args[0], typed = {0};
    i64 count = call->arg_count;
    if (str_equal(what, S("list")) && count == 1) return list(c);
    if (str_equal(what, S("unset")) && count == 2) return set(c, call, (str){0});
    if (str_equal(what, S("set")) && count == 3) return set(c, call, call->args[2]);
    if (str_equal(what, S("set")) && count == 2)
        return read_value(c, call->world->in_fd, &typed) && set(c, call, typed);
    return fail_with(c, ERR_USAGE,
                     tr(c, "settings takes: list, set NAME VALUE, set NAME, or unset NAME"),
                     tr(c, "See `tuntuma settings --help`."));
}
