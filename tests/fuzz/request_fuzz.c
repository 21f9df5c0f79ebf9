// Bytes as a request: its line, headers and query, the way they reach us once libmicrohttpd has cut
// them apart.
#include "bounds.h"
#include "http/inputs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool handle(ctx *c, struct request *request, struct response *response)
{
    (void)c;
    (void)request;
    (void)response;
    return true;
}

static const char *const colours[] = {"red", "green", NULL};

static const struct field fields[] = {
    {.name = "t",        .type = FIELD_TEXT, .max = 20, .many = true},
    {.name = "i",         .type = FIELD_I64, .min = -5, .max = 5},
    {.name = "f",                  .type = FIELD_F64},
    {.name = "b",.type = FIELD_BOOL},
    {.name = "d",          .type = FIELD_DAY},
    {.name = "c",        .type = FIELD_CHOICE, .choices = colours},
    {0                 },
};

static const struct route routes[] = {
    {GET,         "/",    handle,           .what = "Front."},
    { GET, "/a/:x/:y", handle, .what = "Names.",     .in = fields},
    { POST,     "/a/b", handle, .what = "Takes.",     .in = fields},
};

// "GET /path HTTP/1.1\nName: value\n…"
static void read_message(ctx *c, str text, struct request *request, struct request_head *head)
{
    str line, method, version;
    str_cut(&text, '\n', &line);
    method = version = (str){0};
    str_cut(&line, ' ', &method);
    str_cut(&line, ' ', &request->target);
    str_cut(&line, ' ', &version);
    head->method = str_c(c->arena, method);
    head->version = str_c(c->arena, version);
    head->host = "127.0.0.1:8080";
    request->headers = NEW_ARRAY(c->arena, struct pair, BOUND_HEADERS + 1);
    while (request->header_count <= BOUND_HEADERS && str_cut(&text, '\n', &line)) {
        struct pair *header = &request->headers[request->header_count++];
        str_cut(&line, ':', &header->name);
        header->value = str_trim(line);
    }
}

static void check_inputs(const struct request *request)
{
    for (i64 i = 0; i < request->input_count; i++) {
        const struct input *input = &request->inputs[i];
        assert(str_is_utf8(input->text, NULL));
        if (input->field->type == FIELD_I64) assert(input->i >= -5 && input->i <= 5);
        if (input->field->type == FIELD_CHOICE) assert(input->i >= 0 && input->i < 2);
        if (input->field->type == FIELD_TEXT) assert(input->text.size <= 20);
        assert(request_input(request, input->field->name));
    }
}

static bool serve(ctx *c, void *data)
{
    struct request request = {0};
    struct response response = {0};
    struct request_head head = {0};
    read_message(c, *(str *)data, &request, &head);
    bool is_fine = request_check(c, &request, &head) &&
                   router_find(c, routes, COUNT_OF(routes), head.is_get || head.is_post, &request,
                               &response) &&
                   inputs_read_query(c, &request);
    if (is_fine) check_inputs(&request);
    if (!is_fine) {
        assert(c->err.code != ERR_NONE);
        response_error(c, &request, &response);
        assert(response.status >= 400);
    }
    response_finish(c, &request, &response);
    static const char *const langs[] = {"en", "fi", "sv"};
    i64 lang = accept_choose(request_header(&request, "Accept-Language"), langs, COUNT_OF(langs));
    assert(lang >= -1 && lang < COUNT_OF(langs));
    request_wants_html(&request);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    arena_init(&arena, BOUND_REQUEST_ARENA_BYTES);
    ctx c = {.arena = &arena, .lang = "en"};
    str text = {(const char *)data, (i64)size};
    if (!ctx_try(&c, serve, &text)) abort();
    arena_release(&arena);
    return 0;
}
