#include "cli/question.h"

#include "base/time.h"
#include "web/address.h"

static bool day_read(ctx *c, const struct call *call, const char *option, bool *given, i32 *day)
{
    str text = call_text(call, option, (str){0});
    *given = text.size > 0;
    if (!*given || day_parse(text, day)) return true;
    return fail_with(c, ERR_USAGE,
                     fmt(c->arena, tr(c, "--%s: \"%.*s\" is no date"), option, STR(text)),
                     tr(c, "Write it as 2026-11-21."));
}

bool question_read(ctx *c, const struct call *call, struct figure_query *out)
{
    *out = (struct figure_query){.metric = call->args[0]};
    const str *text = call_nth(call, "by", 0);
    if (text && !address_add_by(c, *text, out)) return false;
    for (i64 n = 0; (text = call_nth(call, "where", n)) != NULL; n++)
        if (!address_add_where(c, *text, out)) return false;
    text = call_nth(call, "level", 0);
    if (text && !str_f64(*text, &out->level))
        return fail_with(c, ERR_USAGE,
                         fmt(c->arena, tr(c, "--level: \"%.*s\" is no number"), STR(*text)),
                         tr(c, "Usual is 0.95."));
    return day_read(c, call, "from", &out->from_given, &out->from) &&
           day_read(c, call, "to", &out->to_given, &out->to);
}
