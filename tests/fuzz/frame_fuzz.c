// Any bytes as a file to analyse: columns of equal length with finite numbers, or an error.
#include "stat/frame.h"

#include <math.h>
#include <sys/mman.h>
#include <unistd.h>

#include "support/work.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

// clang-format off
static const struct stat_role roles[] = {
    {"value", STAT_NUMBER, STAT_ONE, false, "a number"},
    {"group", STAT_NAME, STAT_ONE, true, "a name"},
    {"time", STAT_MOMENT, STAT_OPTIONAL, true, "a moment"},
    {0},
};
// clang-format on

static bool read_all(ctx *c, void *data)
{
    const struct frame_choice choices[] = {
        {&roles[0], S("1"), false},
        {&roles[1], S("2"), false},
        {&roles[2], S("2"), false}
    };
    const u8 *flags = data;
    struct frame_order order = {.file = str_of((const char *)flags + 1),
                                .roles = roles,
                                .choice_count = flags[0] & 1 ? 3 : 2,
                                .choices = choices,
                                .decimal = flags[0] & 2 ? ',' : '.',
                                .no_header = true};
    struct frame frame;
    if (!frame_read(c, order, &frame)) return false;
    assert(frame.count + frame.gaps == frame.rows);
    for (i64 i = 0; i < frame.count; i++) {
        assert(isfinite(frame.columns[0].number[i]));
        assert(frame.columns[1].code[i] < frame.columns[1].name_count);
    }
    return true;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
    struct work work;
    char flags_and_path[64] = {0};
    if (size == 0) return 0;
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    if (fd < 0 || write(fd, data + 1, size - 1) != (ssize_t)(size - 1)) abort();
    flags_and_path[0] = (char)data[0];
    (void)snprintf(flags_and_path + 1, sizeof flags_and_path - 1, "/proc/self/fd/%d", fd);
    ctx *c = work_init(&work);
    bool done = ctx_try(c, read_all, flags_and_path);
    assert(done || c->err.msg);
    work_release(&work);
    close(fd);
    return 0;
}
