// First line a format, the rest a text. What is read is a date that exists; the format's check and
// its use agree.
#include "base/time.h"
#include "support/work.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
    struct work work;
    work_init(&work);
    str text = {(const char *)data, (i64)size}, first = {0};
    if (str_cut(&text, '\n', &first)) {
        const char *format = str_c(&work.arena, first);
        struct civil civil = {0};
        bool has_offset = false;
        char bad = 0;
        bool valid = civil_format_is_valid(format, &bad);
        bool read = civil_parse(text, format, &civil, &has_offset);
        assert(valid || !read);
        assert(!read || civil_is_valid(civil));
        i64 ms = 0;
        i32 day = 0;
        if (ms_parse_rfc3339(text, &ms)) assert(civil_is_valid(civil_from_ms(ms)));
        if (day_parse(text, &day)) assert(str_equal(day_write(&work.arena, day), text));
    }
    work_release(&work);
    return 0;
}
