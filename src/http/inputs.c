#include "http/inputs.h"

#include "base/time.h"
#include "bounds.h"
#include "http/guard.h"

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

static bool is_off(struct problem *problem, const char *msg, const char *hint)
{
    problem->msg = msg;
    problem->hint = hint;
    return false;
}

// ---- One value ----

static bool read_text(ctx *c, struct input *input, struct problem *problem)
{
    const struct field *field = input->field;
    i64 max = field->max ? field->max : BOUND_NAME_BYTES;
    if (input->text.size > max)
        return is_off(problem, tr(c, "the text is too long"),
                      fmt(c->arena, tr(c, "At most %lld bytes are taken."), (long long)max));
    if (input->text.size < field->min) return is_off(problem, tr(c, "the text is too short"), NULL);
    return true;
}

static bool read_number(ctx *c, struct input *input, struct problem *problem)
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
    return is_off(problem, why, hint);
}

static bool read_choice(ctx *c, struct input *input, struct problem *problem)
{
    const struct field *field = input->field;
    for (i64 i = 0; field->choices[i]; i++) {
        if (!str_equal(input->text, str_of(field->choices[i]))) continue;
        input->i = i;
        return true;
    }
    return is_off(problem, tr(c, "this is none of the choices"),
                  fmt(c->arena, tr(c, "Choose from: %s."), choices_of(c, field)));
}

static bool read_bool(ctx *c, struct input *input, struct problem *problem)
{
    input->i = str_equal(input->text, S("1")) || str_equal(input->text, S("true"));
    if (input->i || str_equal(input->text, S("0")) || str_equal(input->text, S("false")))
        return true;
    return is_off(problem, tr(c, "this is neither true nor false"), NULL);
}

static bool read_day(ctx *c, struct input *input, struct problem *problem)
{
    i32 day = 0;
    if (!day_parse(input->text, &day))
        return is_off(problem, tr(c, "this is not a date"), tr(c, "Write it as 2026-11-21."));
    input->i = day;
    return true;
}

static bool read_value(ctx *c, struct input *input, struct problem *problem)
{
    switch (input->field->type) {
    case FIELD_TEXT:
        return read_text(c, input, problem);
    case FIELD_I64:
    case FIELD_F64:
        return read_number(c, input, problem);
    case FIELD_BOOL:
        return read_bool(c, input, problem);
    case FIELD_DAY:
        return read_day(c, input, problem);
    case FIELD_CHOICE:
        return read_choice(c, input, problem);
    case FIELD_FILE:
        return is_off(problem, tr(c, "this is not a file"), NULL);
    }
    return false;
}

static const struct field *field_named(const struct field *fields, str name)
{
    for (const struct field *field = fields; field && field->name; field++) {
        str declared = str_of(field->name);
        bool is_start = str_ends(declared, S(".")) && name.size > declared.size;
        if (is_start ? str_starts(name, declared) : str_equal(declared, name)) return field;
    }
    return NULL;
}

// Takes one value in; an empty one means that the field was left out.
static bool take(ctx *c, struct request *request, struct input input, struct problem *problem)
{
    if (input.text.size == 0) return true;
    problem->field = input.field;
    if (!input.field->many && request_input(request, input.field->name))
        return is_off(problem, tr(c, "this may be given only once"), NULL);
    bool is_file = input.field->type == FIELD_FILE && input.upload;
    if (!is_file && !read_value(c, &input, problem)) return false;
    request->inputs[request->input_count++] = input;
    return true;
}

static bool is_missing(ctx *c, const struct request *request, const struct field *field,
                       struct problem *problem)
{
    if (!field->required || request_input(request, field->name)) return false;
    problem->field = field;
    (void)is_off(problem, tr(c, "this must be given"), field->what);
    return true;
}

// ---- Addresses ----

static bool refuse_input(ctx *c, struct problem problem)
{
    return fail_with(c, ERR_BAD_INPUT, fmt(c->arena, "%s: %s", problem.field->name, problem.msg),
                     problem.hint);
}

static bool refuse_parameter(ctx *c, const struct field *fields, str name)
{
    return fail_with(
        c, ERR_BAD_INPUT,
        fmt(c->arena, tr(c, "there is no parameter \"%.*s\" here"), STR(str_head(name, 40))),
        fmt(c->arena, tr(c, "Parameters of this address: %s."), names_of(c, fields)));
}

bool inputs_read_query(ctx *c, struct request *request)
{
    const struct field *fields = route_has_form(request->route) ? NULL : request->route->in;
    struct pair *pairs;
    struct problem problem = {0};
    i64 count;
    if (!query_parse(c, request->query, &pairs, &count)) return false;
    request->inputs = NEW_ARRAY(c->arena, struct input, MAX(count, 1));
    for (i64 i = 0; i < count; i++) {
        const struct field *field = field_named(fields, pairs[i].name);
        if (!field && request->route->takes_others) continue;
        if (!field) return refuse_parameter(c, fields, pairs[i].name);
        struct input input = {.field = field, .text = pairs[i].value};
        if (!take(c, request, input, &problem)) return refuse_input(c, problem);
    }
    for (const struct field *field = fields; field && field->name; field++) {
        if (is_missing(c, request, field, &problem)) return refuse_input(c, problem);
    }
    return true;
}

// ---- Forms ----

static bool refuse_field(ctx *c, const struct field *fields, str name)
{
    return fail_with(
        c, ERR_BAD_INPUT,
        fmt(c->arena, tr(c, "there is no field \"%.*s\" here"), STR(str_head(name, 40))),
        fmt(c->arena, tr(c, "Fields of this form: %s."), names_of(c, fields)));
}

// One problem a field: the first says enough.
static void keep_problem(struct request *request, struct problem problem)
{
    if (request_problem(request, problem.field->name)) return;
    request->problems[request->problem_count++] = problem;
}

static bool take_pair(ctx *c, struct request *request, struct pair pair)
{
    if (str_equal(pair.name, S(GUARD_FIELD))) {
        bool is_second = request->csrf.s && !str_equal(request->csrf, pair.value);
        request->csrf = is_second ? S("") : pair.value; // two are none
        return true;
    }
    const struct field *field = field_named(request->route->in, pair.name);
    if (!field) return refuse_field(c, request->route->in, pair.name);
    request->typed[request->typed_count++] = pair;
    struct problem problem = {0};
    if (!take(c, request, (struct input){.field = field, .text = pair.value}, &problem))
        keep_problem(request, problem);
    return true;
}

bool inputs_read_form(ctx *c, struct request *request, struct form form)
{
    const struct field *fields = request->route->in;
    i64 count = form.pair_count + form.upload_count, field_count = 0;
    while (fields && fields[field_count].name)
        field_count++;
    request->inputs = NEW_ARRAY(c->arena, struct input, MAX(count, 1));
    request->typed = NEW_ARRAY(c->arena, struct pair, MAX(count, 1));
    request->problems = NEW_ARRAY(c->arena, struct problem, MAX(field_count, 1));
    for (i64 i = 0; i < form.pair_count; i++) {
        if (!take_pair(c, request, form.pairs[i])) return false;
    }
    for (i64 i = 0; i < form.upload_count; i++) {
        const struct upload *upload = &form.uploads[i];
        const struct field *field = field_named(fields, upload->field);
        if (!field || field->type != FIELD_FILE) return refuse_field(c, fields, upload->field);
        struct input input = {.field = field, .text = upload->name, .upload = upload};
        struct problem problem = {0};
        if (!take(c, request, input, &problem)) keep_problem(request, problem);
    }
    for (i64 i = 0; i < field_count; i++) {
        struct problem problem = {0};
        if (is_missing(c, request, &fields[i], &problem)) keep_problem(request, problem);
    }
    return true;
}

bool inputs_refuse(ctx *c, const struct request *request)
{
    assert(request->problem_count > 0);
    return refuse_input(c, request->problems[0]);
}
