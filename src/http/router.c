#include "http/router.h"

#include "base/time.h"
#include "bounds.h"

static bool path_matches(const char *pattern_text, str path, str *params)
{
    str pattern = str_slice(str_of(pattern_text), 1, (i64)strlen(pattern_text));
    path = str_slice(path, 1, path.size);
    i64 found = 0;
    while (true) {
        str wanted = {0}, given = {0};
        bool more_wanted = str_find(pattern, S("/")) >= 0, more_given = str_find(path, S("/")) >= 0;
        str_cut(&pattern, '/', &wanted);
        str_cut(&path, '/', &given);
        if (more_wanted != more_given) return false;
        if (str_starts(wanted, S(":"))) {
            if (given.size == 0) return false;
            assert(found < REQUEST_PARAMS_MAX);
            params[found++] = given;
        } else if (!str_equal(wanted, given)) {
            return false;
        }
        if (!more_wanted) return true;
    }
}

static bool refuse_method(ctx *c, bool get, bool post, struct response *response)
{
    response->status = 405;
    response_header(c, response, "Allow",
                    get && post ? "GET, HEAD, POST"
                    : get       ? "GET, HEAD"
                                : "POST");
    return fail_with(c, ERR_BAD_INPUT, tr(c, "this address does not take that method"),
                     tr(c, "The header Allow lists the methods that it takes."));
}

bool router_find(ctx *c, const struct route *routes, i64 count, bool known_method,
                 struct request *request, struct response *response)
{
    bool may_get = false, may_post = false;
    for (i64 i = 0; i < count && !request->route; i++) {
        const struct route *route = &routes[i];
        str params[REQUEST_PARAMS_MAX] = {0};
        if (!path_matches(route->path, request->path, params)) continue;
        may_get |= route->method == GET;
        may_post |= route->method == POST;
        if (!known_method || route->method != request->method) continue;
        request->route = route;
        memcpy(request->params, params, sizeof params);
    }
    if (!request->route) {
        if (may_get || may_post) return refuse_method(c, may_get, may_post, response);
        return fail_with(c, ERR_NOT_FOUND, tr(c, "there is nothing at this address"),
                         tr(c, "Look for a typing mistake, or start from the front page."));
    }
    for (i64 i = 0; i < REQUEST_PARAMS_MAX; i++) {
        if (!percent_decode(c->arena, request->params[i], false, &request->params[i]))
            return fail_with(c, ERR_BAD_INPUT, tr(c, "the address is badly encoded"),
                             tr(c, "A % must be followed by two hexadecimal digits, and the text "
                                   "must be UTF-8."));
    }
    return true;
}

// ---- Declared inputs ----

static const char *names_of(ctx *c, const struct field *fields)
{
    buf names = buf_new(c->arena, BOUND_TARGET_BYTES);
    for (const struct field *field = fields; field && field->name; field++)
        buf_fmt(&names, "%s%s", names.size ? ", " : "", field->name);
    return names.size ? names.s : tr(c, "none");
}

static const char *choices_of(ctx *c, const struct field *field)
{
    buf names = buf_new(c->arena, BOUND_TARGET_BYTES);
    for (i64 i = 0; field->choices[i]; i++)
        buf_fmt(&names, "%s%s", i ? ", " : "", field->choices[i]);
    return names.s;
}

static bool refuse_input(ctx *c, const struct field *field, const char *why, const char *hint)
{
    return fail_with(c, ERR_BAD_INPUT, fmt(c->arena, "%s: %s", field->name, why), hint);
}

static bool read_text(ctx *c, struct input *input)
{
    const struct field *field = input->field;
    i64 max = field->max ? field->max : BOUND_NAME_BYTES;
    if (input->text.size > max)
        return refuse_input(c, field, tr(c, "the text is too long"),
                            fmt(c->arena, tr(c, "At most %lld bytes are taken."), (long long)max));
    if (input->text.size < field->min)
        return refuse_input(c, field, tr(c, "the text is too short"), NULL);
    return true;
}

static bool read_number(ctx *c, struct input *input)
{
    const struct field *field = input->field;
    bool is_whole = field->type == FIELD_I64;
    f64 number = 0;
    bool is_number = is_whole ? str_i64(input->text, &input->i) : str_f64(input->text, &input->f);
    if (is_number) number = is_whole ? (f64)input->i : input->f;
    bool is_bounded = field->min < field->max;
    bool fits = !is_bounded || (number >= (f64)field->min && number <= (f64)field->max);
    if (is_number && fits) return true;
    const char *why = is_number  ? tr(c, "the number is out of bounds")
                      : is_whole ? tr(c, "this is not a whole number")
                                 : tr(c, "this is not a number");
    const char *hint = NULL;
    if (is_bounded)
        hint = fmt(c->arena, tr(c, "Numbers from %lld to %lld are taken."), (long long)field->min,
                   (long long)field->max);
    return refuse_input(c, field, why, hint);
}

static bool read_choice(ctx *c, struct input *input)
{
    const struct field *field = input->field;
    for (i64 i = 0; field->choices[i]; i++) {
        if (!str_equal(input->text, str_of(field->choices[i]))) continue;
        input->i = i;
        return true;
    }
    return refuse_input(c, field, tr(c, "this is none of the choices"),
                        fmt(c->arena, tr(c, "Choose from: %s."), choices_of(c, field)));
}

static bool read_bool(ctx *c, struct input *input)
{
    input->i = str_equal(input->text, S("1")) || str_equal(input->text, S("true"));
    if (input->i || str_equal(input->text, S("0")) || str_equal(input->text, S("false")))
        return true;
    return refuse_input(c, input->field, tr(c, "this is neither true nor false"), NULL);
}

static bool read_day(ctx *c, struct input *input)
{
    i32 day = 0;
    if (!day_parse(input->text, &day))
        return refuse_input(c, input->field, tr(c, "this is not a date"),
                            tr(c, "Write it as 2026-11-21."));
    input->i = day;
    return true;
}

static bool read_value(ctx *c, struct input *input)
{
    switch (input->field->type) {
    case FIELD_TEXT:
        return read_text(c, input);
    case FIELD_I64:
    case FIELD_F64:
        return read_number(c, input);
    case FIELD_BOOL:
        return read_bool(c, input);
    case FIELD_DAY:
        return read_day(c, input);
    case FIELD_CHOICE:
        return read_choice(c, input);
    }
    return false;
}

static const struct field *field_named(const struct field *fields, str name)
{
    for (const struct field *field = fields; field && field->name; field++) {
        if (str_equal(str_of(field->name), name)) return field;
    }
    return NULL;
}

static bool check_required(ctx *c, const struct request *request)
{
    for (const struct field *field = request->route->in; field && field->name; field++) {
        if (field->required && !request_input(request, field->name))
            return refuse_input(c, field, tr(c, "this must be given"), field->what);
    }
    return true;
}

bool router_read_inputs(ctx *c, struct request *request)
{
    struct pair *pairs;
    i64 count;
    if (!query_parse(c, request->query, &pairs, &count)) return false;
    request->inputs = NEW_ARRAY(c->arena, struct input, MAX(count, 1));
    for (i64 i = 0; i < count; i++) {
        const struct field *field = field_named(request->route->in, pairs[i].name);
        if (!field)
            return fail_with(c, ERR_BAD_INPUT,
                             fmt(c->arena, tr(c, "there is no parameter \"%.*s\" here"),
                                 STR(str_head(pairs[i].name, 40))),
                             fmt(c->arena, tr(c, "Parameters of this address: %s."),
                                 names_of(c, request->route->in)));
        // An empty field of a form means that it was left out.
        if (pairs[i].value.size == 0) continue;
        if (!field->many && request_input(request, field->name))
            return refuse_input(c, field, tr(c, "this may be given only once"), NULL);
        struct input *input = &request->inputs[request->input_count];
        *input = (struct input){.field = field, .text = pairs[i].value};
        if (!read_value(c, input)) return false;
        request->input_count++;
    }
    return check_required(c, request);
}
