#include "http/unzip.h"

#define ZLIB_CONST // what is read is not written
#include <zlib.h>

#include "bounds.h"

enum { GZIP_WINDOW = MAX_WBITS + 16, FIRST_BYTES = 65536 };

static void *take(void *arena, unsigned count, unsigned size)
{
    return arena_alloc(arena, (i64)count * size, 16);
}

static void give(void *arena, void *p)
{
    (void)arena;
    (void)p;
}

static bool fail_broken(ctx *c)
{
    return fail_with(c, ERR_BAD_INPUT, tr(c, "the body is no whole gzip"),
                     tr(c, "Send it again, or without Content-Encoding."));
}

static bool refuse_size(ctx *c)
{
    return fail_with(c, ERR_TOO_LARGE,
                     fmt(c->arena, tr(c, "the body is larger than %lld MiB"),
                         (long long)(BOUND_BODY_BYTES / MIB)),
                     tr(c, "Send it in smaller parts, or import it as a file."));
}

static bool inflate_all(ctx *c, z_stream *stream, str body, str *out)
{
    i64 capacity = FIRST_BYTES;
    char *bytes = arena_alloc(c->arena, capacity + 1, 1);
    stream->next_in = (const Bytef *)body.s;
    stream->avail_in = (unsigned)body.size;
    for (int status = Z_OK; status != Z_STREAM_END;) {
        i64 size = (i64)stream->total_out;
        if (size > BOUND_BODY_BYTES) return refuse_size(c);
        if (size == capacity) {
            bytes = arena_grow(c->arena, bytes, capacity + 1, 2 * capacity + 1, 1);
            capacity *= 2;
        }
        stream->next_out = (Bytef *)bytes + size;
        stream->avail_out = (unsigned)(capacity - size);
        status = inflate(stream, Z_NO_FLUSH);
        bool is_stuck = status == Z_OK && stream->avail_out && !stream->avail_in;
        if ((status != Z_OK && status != Z_STREAM_END) || is_stuck) return fail_broken(c);
    }
    if (stream->avail_in) return fail_broken(c);
    if ((i64)stream->total_out > BOUND_BODY_BYTES) return refuse_size(c);
    bytes[stream->total_out] = 0;
    *out = (str){bytes, (i64)stream->total_out};
    return true;
}

bool unzip_body(ctx *c, struct request *request)
{
    str coding = request_header(request, "Content-Encoding");
    if (!coding.size || str_equal_fold(coding, S("identity"))) return true;
    if (!str_equal_fold(coding, S("gzip")))
        return fail_with(c, ERR_BAD_INPUT, tr(c, "the body is compressed in a way we do not know"),
                         tr(c, "Send it with gzip, or without Content-Encoding."));
    z_stream stream = {.zalloc = take, .zfree = give, .opaque = c->arena};
    if (inflateInit2(&stream, GZIP_WINDOW) != Z_OK) arena_full(c->arena, true);
    bool done = inflate_all(c, &stream, request->body, &request->body);
    (void)inflateEnd(&stream);
    return done;
}
