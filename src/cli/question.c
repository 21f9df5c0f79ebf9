#include "cli/question.h"

#include "base/time.h"

static bool day_read(ctx *c, const struct call *call, const char *option, bool *given, i32 *day)
{
    str text = call_text(call, option, (str){0});
    *given = text.size > 0;
    if (!*given || day_parse(text, day)) return true;
    return fail_with(c, ERR_USAGE,
                     fmt(c->arena, tr(c, "--%s: \"%.*s\" is no date"), option, STR(text)),
                     tr(c, "Write it as 2026-11-21."));
}

static bool where_read(ctx *c, const struct call *call, struct figure_query *out)
{
    const str *text = NULL;
    for (i64 n = 0; (text = call_nth(call, "where", n)) != NULL; n++) {
        i64 equals = str_find(*text, S("="));
        if (equals <= 0)
            return fail_with(c, ERR_USAGE,
                             fmt(c->arena, tr(c, "--where: \"%.*s\" is no filter"), STR(*text)),
                             tr(c, "Write it as unit=Helsinki."));
        if (out->where_count == COUNT_OF(out->where))
            return fail_with(c, ERR_USAGE, tr(c, "there are too many filters"),
                             tr(c, "At most 8 are possible."));
        struct figure_where *where = &out->where[out->where_count++];
        if (!figure_dim_parse(c, str_slice(*text, 0, equals), &where->on)) return false;
        where->value = str_slice(*text, equals + 1, text->size);
    }
    return true;
}

bool question_read(ctx *c, const struct call *call, struct figure_query *out)
{
    *out = (struct figure_query){.metric = call->args[0]};
    str by = call_text(call, "by", (str){0}), dim = {0};
    while (str_cut(&by, ',', &dim)) {
        if (out->by_count == COUNT_OF(out->by))
            return fail_with(c, ERR_USAGE, tr(c, "figures split by at most two dimensions"), NULL);
        if (!figure_dim_parse(c, dim, &out->by[out->by_count++])) return false;
    }
    str level = call_text(call, "level", (str){0});
    if (level.size && !str_f64(level, &out->level))
        return fail_with(c, ERR_USAGE,
                         fmt(c->arena, tr(c, "--level: \"%.*s\" is no number"), STR(level)),
                         tr(c, "Usual is 0.95."));
    return where_read(c, call, out) && day_read(c, call, "from", &out->from_given, &out->from) &&
           day_read(c, call, "to", &out->to_given, &out->to);
}
