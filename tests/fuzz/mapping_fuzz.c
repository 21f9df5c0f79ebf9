// Any text as a mapping: read or refused with words, never a crash.
#include "import/mapping.h"
#include "support/work.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static bool parse(ctx *c, void *data)
{
    struct mapping mapping;
    return mapping_parse(c, *(str *)data, &mapping);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
    struct work work;
    ctx *c = work_init(&work);
    str text = str_copy(c->arena, (str){(const char *)data, (i64)size});
    bool done = ctx_try(c, parse, &text);
    assert(done || c->err.msg);
    work_release(&work);
    return 0;
}
