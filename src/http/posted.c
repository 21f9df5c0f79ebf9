#include "http/posted.h"

#include "base/json.h"
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

// ---- JSON ----

bool posted_is_json(str content_type)
{
    str media = content_type, rest = content_type;
    str_cut(&rest, ';', &media);
    return str_equal_fold(str_trim(media), S("application/json"));
}

static bool refuse_value(ctx *c, const char *name)
{
    return fail_with(c, ERR_BAD_INPUT,
                     fmt(c->arena,
                         tr(c, "the field \"%.*s\" is neither text, number nor list of them"),
                         STR(str_head(str_of(name), 40))),
                     tr(c, "Send one flat object: {\"name\": \"value\", …}."));
}

static bool add_value(ctx *c, struct form *out, const char *name, json_t *value)
{
    if (json_is_null(value)) return true;
    bool is_plain = json_is_string(value) || json_is_number(value) || json_is_boolean(value);
    if (!is_plain) return refuse_value(c, name);
    if (out->pair_count == BOUND_FORM_FIELDS)
        return fail(c, ERR_TOO_LARGE, tr(c, "the form has too many fields"));
    str text = json_is_string(value) ? json_text(value) : json_write(c, value);
    out->pairs[out->pair_count++] = (struct pair){str_copy(c->arena, str_of(name)), text};
    return true;
}

bool posted_parse_json(ctx *c, str body, struct form *out)
{
    *out = (struct form){.pairs = NEW_ARRAY(c->arena, struct pair, BOUND_FORM_FIELDS)};
    json_t *object = json_parse(c, body), *value;
    if (!object) return false;
    if (!json_is_object(object)) return refuse_value(c, "");
    const char *name;
    json_object_foreach(object, name, value)
    {
        size_t index;
        json_t *item;
        if (!json_is_array(value)) {
            if (!add_value(c, out, name, value)) return false;
            continue;
        }
        json_array_foreach(value, index, item) if (!add_value(c, out, name, item)) return false;
    }
    return true;
}
