// Any text as base32: what is read is written as the same letters; and as a secret with a code.
#include "people/totp.h"
#include "support/work.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
    struct work work;
    ctx *c = work_init(&work);
    str text = str_copy(c->arena, (str){(const char *)data, (i64)size}), rest = text, code = {0};
    u8 bytes[64];
    i64 count = 0, again = 0, step = 0;
    if (base32_read(text, bytes, COUNT_OF(bytes), &count)) {
        u8 second[64];
        bool is_read = base32_read(base32_write(c, bytes, count), second, COUNT_OF(second), &again);
        assert(is_read && again == count);
        assert(!memcmp(bytes, second, (size_t)count));
    }
    (void)str_cut(&rest, '\n', &code);
    (void)totp_check(rest, code, c->now_ms, 0, &step);
    work_release(&work);
    return 0;
}
