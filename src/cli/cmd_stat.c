// Options differ from analysis to analysis: they are made of its roles and options, before the
// command line is parsed.
#include "cli/commands.h"
#include "stat/stat.h"

static const struct analysis *analysis_of(const str words[], i64 count, i64 *name_words)
{
    *name_words = 0;
    return stat_find(words, count, name_words);
}

static i64 options_count(const struct stat_option *options)
{
    i64 count = 0;
    while (options && options[count].name)
        count++;
    return count;
}

static struct option *options_add(struct option *at, const struct stat_option *options)
{
    for (const struct stat_option *o = options; o && o->name; o++)
        *at++ = (struct option){o->name, o->value, true, o->what};
    return at;
}

const struct option *stat_options_of(ctx *c, i64 word_count, const str words[])
{
    i64 name_words = 0, count = options_count(stat_options);
    const struct analysis *analysis = analysis_of(words, word_count, &name_words);
    const struct stat_role *roles = analysis ? analysis->roles : NULL;
    for (const struct stat_role *r = roles; r && r->name; r++)
        count++;
    count += analysis ? options_count(analysis->options) : 0;
    struct option *options = NEW_ARRAY(c->arena, struct option, count + 1), *at = options;
    for (const struct stat_role *r = roles; r && r->name; r++)
        *at++ = (struct option){r->name, "COLUMN", true, r->what};
    if (analysis) at = options_add(at, analysis->options);
    (void)options_add(at, stat_options);
    return options;
}

static bool fail_unknown(ctx *c, str name)
{
    return fail_with(c, ERR_USAGE, fmt(c->arena, tr(c, "there is no analysis \"%.*s\""), STR(name)),
                     tr(c, "`tuntuma stat` lists them."));
}

bool cmd_stat_help(ctx *c, struct call *call)
{
    i64 name_words = 0;
    const struct analysis *analysis = analysis_of(call->args, call->arg_count, &name_words);
    if (!analysis && call->arg_count) return fail_unknown(c, call->args[0]);
    if (analysis)
        stat_help(c->out, analysis);
    else
        stat_list(c->out);
    return true;
}

bool cmd_stat(ctx *c, struct call *call)
{
    i64 name_words = 0;
    const struct analysis *analysis = analysis_of(call->args, call->arg_count, &name_words);
    if (!analysis) return cmd_stat_help(c, call);
    if (call->arg_count > name_words + 1)
        return fail_with(
            c, ERR_USAGE,
            fmt(c->arena, tr(c, "\"%.*s\" is one word too many"), STR(call->args[name_words + 1])),
            fmt(c->arena, tr(c, "See `tuntuma stat %s --help`."), analysis->name));
    struct stat_value *values = NEW_ARRAY(c->arena, struct stat_value, MAX(call->value_count, 1));
    for (i64 i = 0; i < call->value_count; i++)
        values[i] = (struct stat_value){str_of(call->values[i].option->name), call->values[i].text};
    struct stat_ask ask = {.value_count = call->value_count, .values = values};
    if (call->arg_count > name_words) ask.file = call->args[name_words];
    return stat_run(c, analysis, ask);
}
