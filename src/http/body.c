#include "http/body.h"

#include "bounds.h"
#include "http/posted.h"

// As much as the route's files may have together, and a form's texts.
static i64 bytes_max(const struct exchange *x)
{
    i64 files = 0;
    const struct field *field = x->multipart ? x->request.route->in : NULL;
    for (; field && field->name; field++) {
        if (field->type != FIELD_FILE) continue;
        i64 count = field->many ? BOUND_FILES_OF_FIELD : 1;
        files += field->max ? field->max * count : BOUND_UPLOAD_BYTES;
    }
    return BOUND_BODY_BYTES + MIN(files, BOUND_UPLOAD_BYTES);
}

static bool refuse_size(ctx *c, const struct exchange *x)
{
    return fail_with(
        c, ERR_TOO_LARGE,
        fmt(c->arena, tr(c, "the body is larger than %lld MiB"), (long long)(bytes_max(x) / MIB)),
        tr(c, "Send it in smaller parts, or import it as a file."));
}

// Two readers could take a body of two types for different things.
static bool check_type(ctx *c, struct exchange *x, str *type)
{
    const struct request *request = &x->request;
    i64 count = 0;
    for (i64 i = 0; i < request->header_count; i++)
        count += str_equal_fold(request->headers[i].name, S("Content-Type"));
    *type = request_header(request, "Content-Type");
    str media = *type, rest = *type;
    str_cut(&rest, ';', &media);
    if (count == 1 && str_equal_fold(str_trim(media), str_of(request->route->body))) return true;
    if (count == 1 && posted_is_json(*type)) return true;
    x->response.status = 415;
    return fail_with(c, ERR_BAD_INPUT, tr(c, "the body has not the type that this form takes"),
                     fmt(c->arena, tr(c, "Send it as %s."), request->route->body));
}

static bool prepare_files(ctx *c, struct exchange *x, str type)
{
    if (!daemon_count_upload(x))
        return fail_with(c, ERR_BUSY, tr(c, "many files are coming in already"),
                         tr(c, "Try again in a moment."));
    return multipart_begin(c, type, x->request.route, server_options(x->server)->uploads,
                           &x->multipart);
}

bool body_prepare(ctx *c, struct exchange *x, i64 size)
{
    const struct route *route = x->request.route;
    str type = {0};
    if (route_has_form(route) && !check_type(c, x, &type)) return false;
    bool takes_files = route_takes_files(route) && !posted_is_json(type);
    if (takes_files && !prepare_files(c, x, type)) return false;
    if (size > bytes_max(x)) return refuse_size(c, x);
    x->body_capacity = takes_files ? 0 : MAX(size, 0);
    x->request.body = (str){arena_alloc(c->arena, x->body_capacity + 1, 1), 0};
    return true;
}

bool body_is_too_slow(const struct exchange *x)
{
    i64 took_ms = server_options(x->server)->now_ms() - x->began_ms;
    return took_ms > BOUND_BODY_PATIENCE_MS + x->body_bytes * 1000 / BOUND_BODY_BYTES_PER_S;
}

static bool refuse_slowness(ctx *c, struct exchange *x)
{
    x->response.status = 408;
    return fail_with(c, ERR_BUSY, tr(c, "the body came too slowly"),
                     tr(c, "Try again over a better connection."));
}

bool body_take(ctx *c, void *data)
{
    struct body_part *part = data;
    struct exchange *x = part->x;
    str *body = &x->request.body;
    x->body_bytes += part->bytes.size;
    if (x->body_bytes > bytes_max(x)) return refuse_size(c, x);
    if (body_is_too_slow(x)) return refuse_slowness(c, x);
    if (x->multipart) return multipart_add(c, x->multipart, part->bytes);
    i64 size = x->body_bytes;
    char *bytes = (char *)(uintptr_t)body->s;
    if (size > x->body_capacity) {
        i64 capacity = MIN(MAX(size, 2 * x->body_capacity), BOUND_BODY_BYTES);
        bytes = arena_grow(c->arena, bytes, x->body_capacity + 1, capacity + 1, 1);
        x->body_capacity = capacity;
    }
    memcpy(bytes + body->size, part->bytes.s, (size_t)part->bytes.size);
    *body = (str){bytes, size};
    return true;
}
