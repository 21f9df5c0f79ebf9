// zone: IANA time zones, read from the system's TZif files (RFC 8536, version 2 and the POSIX
// footer). A zone is read once and lives for the process; reading is safe from any thread.
#pragma once

#include "base/time.h"

struct zone;

// ERR_BAD_INPUT when there is no such zone; the hint names one that is close.
MUST_USE const struct zone *zone_find(ctx *c, str name);
const char *zone_name(const struct zone *zone);
// Offset from UTC at that moment, in seconds.
i32 zone_offset_s(const struct zone *zone, i64 ms);
// The local civil time at that moment.
struct civil zone_local(const struct zone *zone, i64 ms);
// Local civil time to UTC. In a gap (spring) the later reading, in an overlap (autumn) the earlier
// one is taken.
i64 zone_to_utc(const struct zone *zone, struct civil local);
// The local day that a moment falls on.
i32 zone_day(const struct zone *zone, i64 ms);
// For the fuzzer and tests: a zone from a TZif file's bytes; NULL when they are none. Lives in the
// arena.
const struct zone *zone_parse(struct arena *arena, str bytes);
