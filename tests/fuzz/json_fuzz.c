// Any bytes: parsed or refused with words; what was parsed is written, parsed and written again to
// the same text.
#include "base/json.h"
#include "support/work.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
    struct work work;
    ctx *c = work_init(&work);
    const json_t *value = json_parse(c, (str){(const char *)data, (i64)size});
    if (value) {
        str once = json_write(c, value);
        const json_t *again = json_parse(c, once);
        assert(again);
        assert(str_equal(json_write(c, again), once));
        assert(str_is_utf8(once, NULL));
    } else {
        assert(c->err.code == ERR_BAD_INPUT);
        assert(c->err.msg && c->err.msg[0]);
    }
    work_release(&work);
    return 0;
}
