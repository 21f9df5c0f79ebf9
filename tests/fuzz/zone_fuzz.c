// Any bytes as a zone file: refused, or a zone whose offsets are sane and whose local times can be
// turned back.
#include "base/zone.h"
#include "support/work.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
    struct work work;
    work_init(&work);
    const struct zone *zone = zone_parse(&work.arena, (str){(const char *)data, (i64)size});
    for (i64 ms = -70000000000000; zone && ms < 250000000000000; ms += 3333333333333) {
        i32 offset_s = zone_offset_s(zone, ms);
        assert(offset_s > -93600 && offset_s < 93600);
        i64 back = zone_to_utc(zone, zone_local(zone, ms));
        assert(back > ms - 4 * 86400000LL && back < ms + 4 * 86400000LL);
        assert(zone_day(zone, ms) ==
               (i32)((ms + offset_s * 1000LL + 86400000LL * 1000000) / 86400000 - 1000000));
    }
    work_release(&work);
    return 0;
}
