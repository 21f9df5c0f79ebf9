// Any bytes as a template that also stands for each of its own parts, over a view with every kind
// of value.
#include "base/mustache.h"
#include "support/work.h"

#define OUTPUT_BYTES (1024 * 1024) // parts that hold themselves twice grow without end

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

struct job {
    str text;
    const struct mustache *template;
};

static const struct mustache *part_find(void *data, str name)
{
    const struct mustache *template = data;
    return name.size <= 1 ? template : NULL;
}

static bool render(ctx *c, void *data)
{
    struct job *job = data;
    job->template = mustache_parse(c, job->text);
    if (!job->template) return false;
    json_t *view =
        json_parse(c, S("{\"a\":[1,{\"b\":\"<x>\"}],\"b\":{\"a\":{\"b\":0.5}},\"c\":true,"
                        "\"d\":null,\"e\":\"text\",\"f\":[]}"));
    assert(view);
    buf out = buf_new(c->arena, OUTPUT_BYTES);
    struct mustache_partials none = {0};
    struct mustache_partials self = {part_find, (void *)(uintptr_t)job->template};
    return mustache_render(c, job->template, view, none, &out) &&
           mustache_render(c, job->template, view, self, &out);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
    struct work work;
    ctx *c = work_init(&work);
    struct job job = {
        .text = {(const char *)data, (i64)size}
    };
    bool done = ctx_try(c, render, &job);
    assert(done == (c->err.code == ERR_NONE));
    assert(done || c->err.msg);
    work_release(&work);
    return 0;
}
