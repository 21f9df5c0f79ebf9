// Bytes as the body of a form with files: the first byte says in pieces of what size it comes, then
// whole, which must be the same form.
#include "bounds.h"
#include "http/posted.h"

#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct field fields[] = {
    {.name = "t", .type = FIELD_TEXT, .max = 20, .many = true},
    {.name = "f",  .type = FIELD_FILE, .max = 300, .many = true},
    {0          },
};

static const struct route route = {POST, "/", NULL, .in = fields, .body = BODY_FILES};

struct reading {
    str bytes;
    i64 piece;
    bool is_form;
    struct form form;
};

static bool read_body(ctx *c, void *data)
{
    struct reading *reading = data;
    struct multipart *multipart;
    if (!multipart_begin(c, S("multipart/form-data; boundary=xx"), &route, "/tmp", &multipart))
        abort();
    str rest = reading->bytes;
    bool is_fine = true;
    while (is_fine && rest.size > 0) {
        i64 size = MIN(reading->piece, rest.size);
        is_fine = multipart_add(c, multipart, str_slice(rest, 0, size));
        rest = str_slice(rest, size, rest.size);
    }
    reading->is_form = is_fine && multipart_end(c, multipart, &reading->form);
    if (!reading->is_form) assert(c->err.code == ERR_BAD_INPUT || c->err.code == ERR_TOO_LARGE);
    err_clear(c);
    return true;
}

static void compare(const struct form *a, const struct form *b)
{
    assert(a->pair_count == b->pair_count && a->upload_count == b->upload_count);
    for (i64 i = 0; i < a->pair_count; i++) {
        assert(str_equal(a->pairs[i].name, b->pairs[i].name));
        assert(str_equal(a->pairs[i].value, b->pairs[i].value));
    }
    for (i64 i = 0; i < a->upload_count; i++) {
        char of_a[300], of_b[300];
        assert(str_equal(a->uploads[i].name, b->uploads[i].name));
        assert(a->uploads[i].name.size > 0 && !strchr(a->uploads[i].name.s, '/'));
        assert(a->uploads[i].size == b->uploads[i].size && a->uploads[i].size <= 300);
        assert(read(a->uploads[i].fd, of_a, sizeof of_a) == a->uploads[i].size);
        assert(read(b->uploads[i].fd, of_b, sizeof of_b) == b->uploads[i].size);
        assert(!memcmp(of_a, of_b, (size_t)a->uploads[i].size));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    struct arena arena;
    arena_init(&arena, BOUND_REQUEST_ARENA_BYTES);
    ctx c = {.arena = &arena, .lang = "en"};
    str text = {(const char *)data + 1, (i64)size - 1};
    struct reading pieces = {.bytes = text, .piece = data[0] % 50 + 1};
    struct reading whole = {.bytes = text, .piece = MAX(text.size, 1)};
    if (!ctx_try(&c, read_body, &pieces) || !ctx_try(&c, read_body, &whole)) abort();
    assert(pieces.is_form == whole.is_form);
    if (whole.is_form) compare(&pieces.form, &whole.form);
    arena_release(&arena);
    return 0;
}
