#include "http/posted.h"

#include "bounds.h"

static bool pair_decode(ctx *c, str part, struct pair *out)
{
    str value = part, name;
    str_cut(&value, '=', &name);
    bool decoded = percent_decode(c->arena, name, true, &out->name) &&
                   percent_decode(c->arena, value, true, &out->value);
    if (decoded) return true;
    return fail_with(
        c, ERR_BAD_INPUT, tr(c, "the form is badly encoded"),
        tr(c, "A % must be followed by two hexadecimal digits, and the text must be UTF-8."));
}

bool posted_parse(ctx *c, str body, struct form *out)
{
    i64 parts = 1;
    for (i64 i = 0; i < body.size; i++)
        parts += body.s[i] == '&';
    if (parts > BOUND_FORM_FIELDS)
        return fail(c, ERR_TOO_LARGE, tr(c, "the form has too many fields"));
    *out = (struct form){.pairs = NEW_ARRAY(c->arena, struct pair, parts)};
    str part;
    while (str_cut(&body, '&', &part)) {
        if (part.size == 0) continue;
        if (!pair_decode(c, part, &out->pairs[out->pair_count])) return false;
        out->pair_count++;
    }
    return true;
}
