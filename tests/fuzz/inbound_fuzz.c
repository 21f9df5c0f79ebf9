// Any bytes as a mail: words in UTF-8, names that are safe, and the same twice.
#include "bounds.h"
#include "mail/inbound.h"
#include "support/work.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static void check_line(str line)
{
    assert(str_is_utf8(line, NULL));
    assert(!line.size || !memchr(line.s, '\n', (size_t)line.size));
}

static void check(const struct inbound *in)
{
    assert(str_is_utf8(in->text, NULL));
    assert(str_is_utf8(in->whole, NULL));
    assert(in->whole.size <= BOUND_MAIL_TEXT_BYTES + 2LL * BOUND_MAIL_PARTS);
    assert(in->text.size <= in->whole.size);
    check_line(in->subject);
    check_line(in->from_name);
    check_line(in->report.why);
    for (i64 i = 0; i < in->file_count; i++) {
        str name = in->files[i].name;
        check_line(name);
        assert(name.size > 0 && name.size <= BOUND_FILE_NAME_BYTES + 20);
        assert(name.s[0] != '.' && !memchr(name.s, '/', (size_t)name.size));
    }
}

static bool read(ctx *c, void *data)
{
    struct inbound once, again;
    const str *bytes = data;
    inbound_read(c, *bytes, &once);
    check(&once);
    inbound_read(c, *bytes, &again);
    assert(str_equal(once.text, again.text));
    assert(once.class == again.class && once.file_count == again.file_count);
    return true;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
    struct work work;
    ctx *c = work_init(&work);
    str bytes = {(const char *)data, (i64)size};
    bool is_read = ctx_try(c, read, &bytes);
    assert(is_read);
    work_release(&work);
    return 0;
}
