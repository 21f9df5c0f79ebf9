// Bytes as the body of a form without files.
#include "http/posted.h"

#include "bounds.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const colours[] = {"red", "green", NULL};

static const struct field fields[] = {
    {.name = "t",        .type = FIELD_TEXT, .max = 20, .many = true, .required = true},
    {.name = "p",         .type = FIELD_TEXT, .is_secret = true},
    {.name = "i",  .type = FIELD_I64, .min = -5, .max = 5},
    {.name = "b",        .type = FIELD_BOOL},
    {.name = "d", .type = FIELD_DAY},
    {.name = "c",        .type = FIELD_CHOICE, .choices = colours},
    {0        },
};

static const struct route route = {POST, "/", NULL, .in = fields, .body = BODY_FORM};

static void check(const struct request *request, struct form form)
{
    assert(request->typed_count <= form.pair_count);
    assert(request->problem_count < COUNT_OF(fields));
    assert(request_typed(request, "p").size == 0);
    for (i64 i = 0; i < request->input_count; i++) {
        const struct input *input = &request->inputs[i];
        assert(str_is_utf8(input->text, NULL));
        if (input->field->type == FIELD_I64) assert(input->i >= -5 && input->i <= 5);
        if (input->field->type == FIELD_CHOICE) assert(input->i >= 0 && input->i < 2);
    }
    // What is required is there, or missed.
    assert(request_input(request, "t") || request_problem(request, "t"));
}

static bool read_body(ctx *c, void *data)
{
    struct request request = {.method = POST, .route = &route};
    struct response response = {0};
    struct form form;
    bool is_fine = posted_parse(c, *(str *)data, &form) && inputs_read_form(c, &request, form);
    if (is_fine) check(&request, form);
    if (!is_fine) assert(c->err.code == ERR_BAD_INPUT || c->err.code == ERR_TOO_LARGE);
    if (is_fine && request.problem_count > 0) assert(!inputs_refuse(c, &request));
    if (c->err.code != ERR_NONE) response_error(c, &request, &response);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    arena_init(&arena, BOUND_REQUEST_ARENA_BYTES);
    ctx c = {.arena = &arena, .lang = "en"};
    str text = {(const char *)data, (i64)size};
    if (!ctx_try(&c, read_body, &text)) abort();
    arena_release(&arena);
    return 0;
}
