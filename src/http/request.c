#include "http/request.h"

#include "bounds.h"
#include "http/router.h"

str request_header(const struct request *request, const char *name)
{
    str wanted = str_of(name);
    for (i64 i = 0; i < request->header_count; i++) {
        if (str_equal_fold(request->headers[i].name, wanted)) return request->headers[i].value;
    }
    return (str){0};
}

str request_param(const struct request *request, const char *name)
{
    assert(request->route);
    str path = str_of(request->route->path), wanted = str_of(name), part;
    i64 index = 0;
    while (str_cut(&path, '/', &part)) {
        if (part.size == 0 || part.s[0] != ':') continue;
        if (str_equal(str_slice(part, 1, part.size), wanted)) return request->params[index];
        index++;
    }
    assert(false); // the route's path has no such :name
    return (str){0};
}

static const struct input *input_from(const struct request *request, i64 from, str name)
{
    for (i64 i = from; i < request->input_count; i++) {
        if (str_equal(str_of(request->inputs[i].field->name), name)) return &request->inputs[i];
    }
    return NULL;
}

const struct input *request_input(const struct request *request, const char *name)
{
    return input_from(request, 0, str_of(name));
}

const struct input *request_input_next(const struct request *request, const struct input *input)
{
    return input_from(request, input - request->inputs + 1, str_of(input->field->name));
}

str request_text(const struct request *request, const char *name, str otherwise)
{
    const struct input *input = request_input(request, name);
    return input ? input->text : otherwise;
}

i64 request_i64(const struct request *request, const char *name, i64 otherwise)
{
    const struct input *input = request_input(request, name);
    return input ? input->i : otherwise;
}

f64 request_f64(const struct request *request, const char *name, f64 otherwise)
{
    const struct input *input = request_input(request, name);
    return input ? input->f : otherwise;
}

str request_typed(const struct request *request, const char *name)
{
    for (const struct field *field = request->route->in; field && field->name; field++) {
        if (field->is_secret && !strcmp(field->name, name)) return (str){0};
    }
    for (i64 i = 0; i < request->typed_count; i++) {
        if (str_equal(request->typed[i].name, str_of(name))) return request->typed[i].value;
    }
    return (str){0};
}

const struct problem *request_problem(const struct request *request, const char *name)
{
    for (i64 i = 0; i < request->problem_count; i++) {
        if (!strcmp(request->problems[i].field->name, name)) return &request->problems[i];
    }
    return NULL;
}

void request_problem_add(ctx *c, struct request *request, const char *name, const char *msg,
                         const char *hint)
{
    const struct field *field = request->route->in;
    while (field && field->name && strcmp(field->name, name) != 0)
        field++;
    assert(field && field->name); // the route declares no such field
    if (request_problem(request, name)) return;
    i64 count = request->problem_count;
    request->problems =
        arena_grow(c->arena, request->problems, count, count + 1, (i64)sizeof(struct problem));
    request->problems[request->problem_count++] = (struct problem){field, msg, hint};
}

bool request_wants_html(const struct request *request)
{
    // htmx asks for parts of pages, and accepts anything.
    if (str_equal(request_header(request, "HX-Request"), S("true"))) return true;
    static const char *const types[] = {"application/json", "text/html"};
    return accept_choose(request_header(request, "Accept"), types, COUNT_OF(types)) == 1;
}

// ---- The head ----

static bool refuse(ctx *c, struct request_head *head, int status, const char *msg, const char *hint)
{
    head->status = status;
    return fail_with(c, ERR_BAD_INPUT, msg, hint);
}

static bool check_line(ctx *c, struct request *request, struct request_head *head)
{
    bool is_known_version =
        !strcmp(head->version, "HTTP/1.1") || !strcmp(head->version, "HTTP/1.0");
    if (!is_known_version) return refuse(c, head, 505, tr(c, "this is not HTTP/1.1"), NULL);
    if (request->target.size > BOUND_TARGET_BYTES)
        return refuse(c, head, 414, tr(c, "the address is too long"),
                      tr(c, "Send less in the address, or send it as a body."));
    if (!str_starts(request->target, S("/")))
        return refuse(c, head, 400, tr(c, "the address is not a path that begins with /"), NULL);
    for (i64 i = 0; i < request->target.size; i++) {
        u8 character = (u8)request->target.s[i];
        if (character <= ' ' || character == 127 || character == '#')
            return refuse(c, head, 400, tr(c, "the address has a character that must be encoded"),
                          tr(c, "Write it as % and two hexadecimal digits."));
    }
    request->query = request->target;
    str_cut(&request->query, '?', &request->path);
    head->is_get = !strcmp(head->method, "GET") || !strcmp(head->method, "HEAD");
    head->is_post = !strcmp(head->method, "POST");
    request->method = head->is_post ? POST : GET;
    request->is_head = !strcmp(head->method, "HEAD");
    return true;
}

struct framing {
    i64 lengths, codings, hosts;
    str length, coding, host;
};

// A lone carriage return ends a line for some readers and not for others.
static bool has_control(str value)
{
    for (i64 i = 0; i < value.size; i++) {
        u8 character = (u8)value.s[i];
        if ((character < ' ' && character != '\t') || character == 127) return true;
    }
    return false;
}

static bool read_framing(ctx *c, const struct request *request, struct request_head *head,
                         struct framing *out)
{
    i64 bytes = 0;
    for (i64 i = 0; i < request->header_count; i++) {
        struct pair header = request->headers[i];
        bytes += header.name.size + header.value.size;
        if (!token_is_valid(header.name))
            return refuse(c, head, 400,
                          tr(c, "a header's name has a character that it must not have"), NULL);
        if (has_control(header.value))
            return refuse(c, head, 400, tr(c, "a header has a control character"), NULL);
        if (str_equal_fold(header.name, S("Content-Length"))) {
            out->lengths++;
            out->length = header.value;
        } else if (str_equal_fold(header.name, S("Transfer-Encoding"))) {
            out->codings++;
            out->coding = header.value;
        } else if (str_equal_fold(header.name, S("Host"))) {
            out->hosts++;
            out->host = header.value;
        }
    }
    if (request->header_count > BOUND_HEADERS || bytes > BOUND_HEADERS_BYTES)
        return refuse(c, head, 431, tr(c, "the request has too many headers"), NULL);
    return true;
}

// Two readers that disagree where a body ends can be made to see different requests; so there is
// one way to say it.
static bool check_body_size(ctx *c, const struct framing *framing, struct request_head *head)
{
    if (framing->lengths > 1)
        return refuse(c, head, 400, tr(c, "the request has two Content-Length headers"), NULL);
    if (framing->lengths && framing->codings)
        return refuse(c, head, 400,
                      tr(c, "the request has both Content-Length and Transfer-Encoding"), NULL);
    if (framing->codings > 1)
        return refuse(c, head, 400, tr(c, "the request has two Transfer-Encoding headers"), NULL);
    if (framing->codings && !str_equal_fold(framing->coding, S("chunked")))
        return refuse(c, head, 501, tr(c, "the body's transfer encoding is not known"),
                      tr(c, "Send the body with a Content-Length."));
    if (framing->codings && !strcmp(head->version, "HTTP/1.0"))
        return refuse(c, head, 400, tr(c, "HTTP/1.0 has no Transfer-Encoding"), NULL);

    head->body_size = framing->codings ? -1 : 0;
    for (i64 i = 0; i < framing->length.size; i++) {
        if (framing->length.s[i] < '0' || framing->length.s[i] > '9')
            return refuse(c, head, 400, tr(c, "the Content-Length is not a number"), NULL);
    }
    if (framing->lengths && !str_i64(framing->length, &head->body_size))
        return refuse(c, head, 400, tr(c, "the Content-Length is not a number"), NULL);
    return true;
}

static bool host_is_ours(const struct request_head *head, str host)
{
    str name, port, our_name, our_port;
    if (!host_split(host, &name, &port)) return false;
    if (!host_split(str_of(head->host), &our_name, &our_port)) return false;
    bool same_port = str_equal(port.size ? port : S("80"), our_port.size ? our_port : S("80"));
    bool is_local = str_equal_fold(name, our_name) || str_equal_fold(name, S("localhost"));
    if (is_local && same_port) return true;
    for (i64 i = 0; head->hosts && head->hosts[i]; i++) {
        str known = str_of(head->hosts[i]);
        if (str_equal_fold(host, known) || str_equal_fold(name, known)) return true;
    }
    return false;
}

// A page elsewhere can make a browser send requests here under a name that leads to us; the name
// gives it away.
static bool check_host(ctx *c, const struct framing *framing, struct request_head *head)
{
    if (framing->hosts > 1)
        return refuse(c, head, 400, tr(c, "the request has two Host headers"), NULL);
    if (framing->hosts == 0) {
        if (!strcmp(head->version, "HTTP/1.0")) return true;
        return refuse(c, head, 400, tr(c, "the request has no Host header"), NULL);
    }
    if (host_is_ours(head, framing->host)) return true;
    return refuse(c, head, 421, tr(c, "the Host header names a server that this is not"),
                  fmt(c->arena, tr(c, "Use http://%s/ or add the name to the server's own names."),
                      head->host));
}

static bool check_origin(ctx *c, const struct request *request, struct request_head *head)
{
    str origin = request_header(request, "Origin");
    if (!head->is_post || origin.size == 0) return true;
    i64 scheme_end = str_find(origin, S("://"));
    bool is_ours =
        scheme_end > 0 && host_is_ours(head, str_slice(origin, scheme_end + 3, origin.size));
    // Whoever sits in between can write an unencrypted page of the same name.
    if (request->is_tls && !str_starts(origin, S("https://"))) is_ours = false;
    return is_ours ||
           refuse(c, head, 403, tr(c, "a page of another site may not write here"), NULL);
}

bool request_check(ctx *c, struct request *request, struct request_head *head)
{
    assert(head->method && head->version && head->host);
    struct framing framing = {0};
    return check_line(c, request, head) && read_framing(c, request, head, &framing) &&
           check_body_size(c, &framing, head) && check_host(c, &framing, head) &&
           check_origin(c, request, head);
}
