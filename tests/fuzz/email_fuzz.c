// Any text as an address: what is taken is ASCII that no header of a message can be broken with,
// and is taken again as it is.
#include "people/email.h"
#include "support/work.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
    struct work work;
    ctx *c = work_init(&work);
    str text = str_copy(c->arena, (str){(const char *)data, (i64)size}), once = {0}, twice = {0};
    if (email_normalise(c, text, &once)) {
        bool is_taken = email_normalise(c, once, &twice);
        assert(is_taken && str_equal(once, twice));
        for (i64 i = 0; i < once.size; i++)
            assert(once.s[i] > ' ' && once.s[i] < 127);
    } else {
        assert(c->err.code == ERR_BAD_INPUT);
    }
    work_release(&work);
    return 0;
}
