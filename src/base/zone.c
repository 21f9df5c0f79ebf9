// TZif: RFC 8536. The file lists the moments when the offset changes; what comes after the last one
// follows the footer, a POSIX TZ rule such as EET-2EEST,M3.5.0/3,M10.5.0/4. Both are read with
// every bound checked: a file is input.
#include "base/zone.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include "bounds.h"

#define FOLDER       "/usr/share/zoneinfo/"
#define HEADER_BYTES 44
#define DAY_S        86400LL
#define OFFSET_MAX_S 93600      // RFC 8536: an offset is less than 26 hours from UTC
#define RULE_MAX_H   167        // and the time of a change at most a week from its day
#define CACHE_BYTES  (64 * MIB) // all zones of today take 2 MB

enum { IS_UT, IS_STD, LEAP, TIME, TYPE, CHAR, COUNTS }; // the counts of a header, in their order

enum rule_kind { RULE_MONTH_WEEK, RULE_JULIAN, RULE_DAY }; // Mm.w.d, Jn, n

struct rule {
    enum rule_kind kind;
    i32 month, week, day;
    i32 time_s; // local time of the change
};

// The footer. Without summer time both offsets are equal.
struct footer {
    bool exists;
    i32 winter_s, summer_s;
    struct rule start, end;
};

struct zone {
    const char *name;
    i64 count;
    const i64 *changes_s;    // moments, ascending
    const i32 *offsets_s;    // from changes_s[i] on
    i32 first_offset_s;      // before the first change
    struct footer footer;    // after the last change
    const struct zone *next; // in the cache
};

// A place in bytes being read.
struct cursor {
    str bytes;
    i64 at;
};

// Zones found so far, newest first, in memory of their own that lives as long as the process.
static struct {
    pthread_mutex_t lock;
    struct arena arena;
    const struct zone *first;
} cache = {.lock = PTHREAD_MUTEX_INITIALIZER, .arena = {.size_max_bytes = CACHE_BYTES}};

// A zone on its way into the cache.
struct adding {
    str name, bytes;
    const struct zone *zone;
};

static bool name_is_safe(str name);
static const struct zone *cache_find(str name);
static bool cache_add(ctx *c, void *data);
static bool file_read(struct arena *arena, str name, str *bytes);
static const struct zone *no_such_zone(ctx *c, str name);
static str closest_name(ctx *c, str name);
static int edit_distance(str a, str b);
static i64 number_read(struct cursor *in, int size);
static bool block_skip(struct cursor *in, const i64 counts[COUNTS]);
static bool header_read(struct cursor *in, i64 counts[COUNTS]);
static bool changes_read(struct arena *arena, struct cursor *in, const i64 counts[COUNTS],
                         struct zone *zone);
static bool char_read(struct cursor *in, char wanted);
static bool digits_read(struct cursor *in, i32 max, i32 *out);
static bool clock_read(struct cursor *in, i32 *seconds);
static bool letters_skip(struct cursor *in);
static bool rule_read(struct cursor *in, struct rule *rule);
static bool footer_read(struct cursor *in, struct footer *footer);
static i64 rule_moment(const struct rule *rule, i32 year);
static i32 footer_offset(const struct footer *footer, i64 s);

const struct zone *zone_find(ctx *c, str name)
{
    pthread_mutex_lock(&cache.lock);
    const struct zone *zone = cache_find(name);
    pthread_mutex_unlock(&cache.lock);
    if (zone) return zone;

    str bytes = {0};
    bool is_utc = str_equal(name, S("UTC")); // also where the system has no zone files
    if (is_utc)
        bytes = S("");
    else if (!name_is_safe(name) || !file_read(c->arena, name, &bytes))
        return no_such_zone(c, name);
    if (!is_utc && !zone_parse(c->arena, bytes)) return no_such_zone(c, name);

    struct adding adding = {name, bytes, NULL};
    ctx of_cache = {.arena = &cache.arena, .lang = c->lang};
    pthread_mutex_lock(&cache.lock); // a lack of memory jumps no farther than ctx_try
    struct arena_mark mark = arena_mark(&cache.arena);
    adding.zone = cache_find(name);
    bool is_there = adding.zone || ctx_try(&of_cache, cache_add, &adding);
    if (!is_there) arena_rewind(&cache.arena, mark);
    pthread_mutex_unlock(&cache.lock);
    if (!is_there) arena_full(c->arena, of_cache.err.code == ERR_NO_MEMORY);
    return adding.zone;
}

const char *zone_name(const struct zone *zone)
{
    return zone->name;
}

i32 zone_offset_s(const struct zone *zone, i64 ms)
{
    i64 s = ms / 1000 - (ms % 1000 < 0);
    if (zone->count == 0 || s < zone->changes_s[0]) {
        if (zone->count == 0 && zone->footer.exists) return footer_offset(&zone->footer, s);
        return zone->first_offset_s;
    }
    i64 low = 0, high = zone->count; // changes_s[low] <= s < changes_s[high]
    if (s >= zone->changes_s[high - 1]) {
        low = high - 1;
        if (zone->footer.exists) return footer_offset(&zone->footer, s);
    }
    while (high - low > 1) {
        i64 middle = (low + high) / 2;
        if (zone->changes_s[middle] <= s)
            low = middle;
        else
            high = middle;
    }
    return zone->offsets_s[low];
}

struct civil zone_local(const struct zone *zone, i64 ms)
{
    return civil_from_ms(ms + zone_offset_s(zone, ms) * 1000LL);
}

// The offsets a day before and a day after are those on either side of a change nearby. Read with
// each: where the reading has that very offset it is right; both are in an overlap, neither in a
// gap.
i64 zone_to_utc(const struct zone *zone, struct civil local)
{
    i64 as_utc = ms_from_civil(local);
    i32 before_s = zone_offset_s(zone, as_utc - DAY_S * 1000);
    i32 after_s = zone_offset_s(zone, as_utc + DAY_S * 1000);
    i64 by_before = as_utc - before_s * 1000LL;
    i64 by_after = as_utc - after_s * 1000LL;
    bool before_is_right = zone_offset_s(zone, by_before) == before_s;
    bool after_is_right = zone_offset_s(zone, by_after) == after_s;
    if (before_is_right && after_is_right) return MIN(by_before, by_after);
    if (before_is_right) return by_before;
    if (after_is_right) return by_after;
    return MAX(by_before, by_after);
}

i32 zone_day(const struct zone *zone, i64 ms)
{
    i64 local_ms = ms + zone_offset_s(zone, ms) * 1000LL;
    i64 day = local_ms / (DAY_S * 1000) - (local_ms % (DAY_S * 1000) < 0);
    assert(day >= INT32_MIN && day <= INT32_MAX);
    return (i32)day;
}

const struct zone *zone_parse(struct arena *arena, str bytes)
{
    struct cursor in = {.bytes = bytes};
    i64 counts[COUNTS];
    struct zone zone = {.name = ""};
    if (!header_read(&in, counts) || !block_skip(&in, counts)) return NULL;
    if (!header_read(&in, counts) || !changes_read(arena, &in, counts, &zone)) return NULL;
    if (!footer_read(&in, &zone.footer)) return NULL;
    struct zone *kept = NEW(arena, struct zone);
    *kept = zone;
    return kept;
}

static bool name_is_safe(str name)
{
    if (name.size == 0 || name.size > BOUND_ZONE_NAME_BYTES || name.s[0] == '/') return false;
    for (i64 i = 0; i < name.size; i++) {
        char ch = name.s[i];
        bool letter = (ch >= 'A' && ch <= 'Z') || (ch >= 'a' && ch <= 'z');
        bool digit = ch >= '0' && ch <= '9';
        if (!letter && !digit && !(ch && strchr("/_+-", ch))) return false; // so no ".." either
    }
    return true;
}

static const struct zone *cache_find(str name)
{
    for (const struct zone *zone = cache.first; zone; zone = zone->next)
        if (str_equal(str_of(zone->name), name)) return zone;
    return NULL;
}

// bytes were parsed before without a fault; empty ones are UTC.
static bool cache_add(ctx *c, void *data)
{
    struct adding *adding = data;
    struct zone *zone = NEW(c->arena, struct zone);
    if (adding->bytes.size) {
        const struct zone *parsed = zone_parse(c->arena, adding->bytes);
        assert(parsed);
        *zone = *parsed;
    }
    zone->name = str_c(c->arena, adding->name);
    zone->next = cache.first;
    cache.first = adding->zone = zone;
    return true;
}

// The memory first, so that a full arena leaves no open file behind.
static bool file_read(struct arena *arena, str name, str *bytes)
{
    char *room = NEW_ARRAY(arena, char, BOUND_ZONE_FILE_BYTES);
    char path[sizeof FOLDER + BOUND_ZONE_NAME_BYTES];
    snprintf(path, sizeof path, FOLDER "%.*s", STR(name));
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    i64 size = 0;
    ssize_t got = 0;
    do {
        got = read(fd, room + size, (size_t)(BOUND_ZONE_FILE_BYTES - size));
        if (got > 0) size += got;
    } while (got > 0 || (got < 0 && errno == EINTR));
    close(fd);
    *bytes = (str){room, size};
    return got == 0 && size < BOUND_ZONE_FILE_BYTES;
}

static const struct zone *no_such_zone(ctx *c, str name)
{
    str close = closest_name(c, str_head(name, BOUND_ZONE_NAME_BYTES));
    const char *msg = fmt(c->arena, tr(c, "there is no time zone named '%.*s'"),
                          STR(str_head(name, BOUND_ZONE_NAME_BYTES)));
    const char *hint = close.size
                           ? fmt(c->arena, tr(c, "Did you mean %.*s?"), STR(close))
                           : tr(c, "Names look like Europe/Helsinki or America/New_York, or UTC.");
    bool failed = !fail_with(c, ERR_BAD_INPUT, msg, hint);
    assert(failed);
    return NULL;
}

// From the list of places (zone.tab: country, position, name, remark); empty when none is near or
// there is no list.
static str closest_name(ctx *c, str name)
{
    str list = {0}, best = {0}, line = {0};
    if (!file_read(c->arena, S("zone.tab"), &list)) return best;
    int best_distance = (int)name.size / 3 + 1; // further away it is a guess
    while (str_cut(&list, '\n', &line)) {
        str cell = {0}, place = {0};
        bool has_name = str_cut(&line, '\t', &cell) && str_cut(&line, '\t', &cell) &&
                        str_cut(&line, '\t', &place);
        if (!has_name || place.size > BOUND_ZONE_NAME_BYTES || cell.s[0] == '#') continue;
        i64 slash = place.size;
        while (slash > 0 && place.s[slash - 1] != '/')
            slash--;
        str city = str_slice(place, slash, place.size);
        int distance = MIN(edit_distance(name, place), edit_distance(name, city));
        if (distance >= best_distance) continue;
        best_distance = distance;
        best = place;
    }
    return best;
}

// Levenshtein, case apart.
static int edit_distance(str a, str b)
{
    int row[BOUND_ZONE_NAME_BYTES + 1] = {0};
    assert(b.size <= BOUND_ZONE_NAME_BYTES);
    for (int j = 0; j <= b.size; j++)
        row[j] = j;
    for (int i = 1; i <= a.size; i++) {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j <= b.size; j++) {
            bool same = str_equal_fold(str_slice(a, i - 1, i), str_slice(b, j - 1, j));
            int cost = MIN(diagonal + !same, MIN(row[j], row[j - 1]) + 1);
            diagonal = row[j];
            row[j] = cost;
        }
    }
    return row[b.size];
}

static i64 number_read(struct cursor *in, int size)
{
    assert(in->at + size <= in->bytes.size);
    const u8 *p = (const u8 *)in->bytes.s + in->at;
    u64 value = size > 0 && p[0] >= 0x80 ? ~0ULL : 0; // big-endian, two's complement
    for (int i = 0; i < size; i++)
        value = value << 8 | p[i];
    in->at += size;
    return (i64)value;
}

static bool header_read(struct cursor *in, i64 counts[COUNTS])
{
    if (in->bytes.size - in->at < HEADER_BYTES) return false;
    str magic = str_slice(in->bytes, in->at, in->at + 4);
    if (!str_equal(magic, S("TZif")) || in->bytes.s[in->at + 4] < '2') return false;
    in->at += 20;
    for (int i = 0; i < COUNTS; i++) {
        counts[i] = number_read(in, 4);
        if (counts[i] < 0 || counts[i] > BOUND_ZONE_FILE_BYTES) return false;
    }
    // Files with leap seconds count other seconds than everyone else's clock.
    return counts[LEAP] == 0 && counts[TYPE] >= 1 && counts[TYPE] <= 256;
}

// The first block is for readers of 1986.
static bool block_skip(struct cursor *in, const i64 counts[COUNTS])
{
    i64 size = counts[TIME] * 5 + counts[TYPE] * 6 + counts[CHAR] + counts[IS_STD] + counts[IS_UT];
    if (in->bytes.size - in->at < size) return false;
    in->at += size;
    return true;
}

static bool changes_read(struct arena *arena, struct cursor *in, const i64 counts[COUNTS],
                         struct zone *zone)
{
    i64 size = counts[TIME] * 9 + counts[TYPE] * 6 + counts[CHAR] + counts[IS_STD] + counts[IS_UT];
    if (in->bytes.size - in->at < size) return false;
    i64 *changes = NEW_ARRAY(arena, i64, counts[TIME]);
    i32 *offsets = NEW_ARRAY(arena, i32, counts[TIME]);
    for (i64 i = 0; i < counts[TIME]; i++) {
        changes[i] = number_read(in, 8);
        if (i > 0 && changes[i] <= changes[i - 1]) return false;
    }
    const u8 *type_of = (const u8 *)in->bytes.s + in->at;
    in->at += counts[TIME];
    i32 types[256] = {0};
    for (i64 i = 0; i < counts[TYPE]; i++) {
        types[i] = (i32)number_read(in, 4);
        if (types[i] <= -OFFSET_MAX_S || types[i] >= OFFSET_MAX_S) return false;
        in->at += 2; // whether it is summer time, and its letters
    }
    for (i64 i = 0; i < counts[TIME]; i++) {
        if (type_of[i] >= counts[TYPE]) return false;
        offsets[i] = types[type_of[i]];
    }
    in->at += counts[CHAR] + counts[IS_STD] + counts[IS_UT];
    zone->count = counts[TIME];
    zone->changes_s = changes;
    zone->offsets_s = offsets;
    zone->first_offset_s = types[0];
    return true;
}

static bool char_read(struct cursor *in, char wanted)
{
    if (in->at >= in->bytes.size || in->bytes.s[in->at] != wanted) return false;
    in->at++;
    return true;
}

static bool digits_read(struct cursor *in, i32 max, i32 *out)
{
    i64 from = in->at;
    i32 value = 0;
    for (; in->at < in->bytes.size; in->at++) {
        char ch = in->bytes.s[in->at];
        if (ch < '0' || ch > '9') break;
        value = value * 10 + (ch - '0');
        if (value > max) return false;
    }
    *out = value;
    return in->at > from;
}

// [+-]h[hh][:mm[:ss]]
static bool clock_read(struct cursor *in, i32 *seconds)
{
    i32 hours = 0, minutes = 0, rest = 0;
    bool negative = char_read(in, '-');
    if (!negative && char_read(in, '+')) negative = false;
    if (!digits_read(in, RULE_MAX_H, &hours)) return false;
    if (char_read(in, ':')) {
        if (!digits_read(in, 59, &minutes)) return false;
        if (char_read(in, ':') && !digits_read(in, 59, &rest)) return false;
    }
    *seconds = hours * 3600 + minutes * 60 + rest;
    if (negative) *seconds = -*seconds;
    return true;
}

// EET or <+03>; three letters at least, which nobody here needs.
static bool letters_skip(struct cursor *in)
{
    i64 from = in->at;
    bool quoted = char_read(in, '<');
    for (; in->at < in->bytes.size; in->at++) {
        char ch = in->bytes.s[in->at];
        bool letter = (ch >= 'A' && ch <= 'Z') || (ch >= 'a' && ch <= 'z');
        bool other = (ch >= '0' && ch <= '9') || ch == '+' || ch == '-';
        if (!letter && !(quoted && other)) break;
    }
    return in->at - from >= 3 && (!quoted || char_read(in, '>'));
}

static bool rule_read(struct cursor *in, struct rule *rule)
{
    if (!char_read(in, ',')) return false;
    *rule = (struct rule){.time_s = 2 * 3600};
    bool read = false;
    if (char_read(in, 'M')) {
        rule->kind = RULE_MONTH_WEEK;
        read = digits_read(in, 12, &rule->month) && char_read(in, '.') &&
               digits_read(in, 5, &rule->week) && char_read(in, '.') &&
               digits_read(in, 6, &rule->day) && rule->month >= 1 && rule->week >= 1;
    } else if (char_read(in, 'J')) {
        rule->kind = RULE_JULIAN;
        read = digits_read(in, 365, &rule->day) && rule->day >= 1;
    } else {
        rule->kind = RULE_DAY;
        read = digits_read(in, 365, &rule->day);
    }
    return read && (!char_read(in, '/') || clock_read(in, &rule->time_s));
}

// POSIX counts offsets westwards, so the signs are turned.
static bool footer_read(struct cursor *in, struct footer *footer)
{
    if (!char_read(in, '\n')) return false;
    if (char_read(in, '\n')) return in->at == in->bytes.size;
    i32 west_s = 0;
    if (!letters_skip(in) || !clock_read(in, &west_s)) return false;
    footer->exists = true;
    footer->winter_s = footer->summer_s = -west_s;
    if (letters_skip(in)) {
        footer->summer_s += 3600;
        if (clock_read(in, &west_s)) footer->summer_s = -west_s;
        if (!rule_read(in, &footer->start) || !rule_read(in, &footer->end)) return false;
    }
    bool sane = abs(footer->winter_s) < OFFSET_MAX_S && abs(footer->summer_s) < OFFSET_MAX_S;
    return sane && char_read(in, '\n') && in->at == in->bytes.size;
}

// Local seconds since 1970 of the change in that year.
static i64 rule_moment(const struct rule *rule, i32 year)
{
    i64 day = day_from_civil(year, 1, 1);
    bool leap = day_from_civil(year + 1, 1, 1) - day == 366;
    if (rule->kind == RULE_DAY) day += rule->day;
    if (rule->kind == RULE_JULIAN) day += rule->day - 1 + (leap && rule->day >= 60);
    if (rule->kind == RULE_MONTH_WEEK) {
        i32 first = day_from_civil(year, rule->month, 1);
        i32 next = day_add_months(first, 1);
        i32 weekday = (first - day_start_of_week(first) + 1) % 7; // 0 = Sunday
        day = first + (rule->day - weekday + 7) % 7 + (rule->week - 1) * 7;
        if (day >= next) day -= 7; // week 5 is the last
    }
    return day * DAY_S + rule->time_s;
}

static i32 footer_offset(const struct footer *footer, i64 s)
{
    if (footer->winter_s == footer->summer_s) return footer->winter_s;
    i32 year = civil_from_ms((s + footer->winter_s) * 1000).year;
    i64 start = rule_moment(&footer->start, year) - footer->winter_s;
    i64 end = rule_moment(&footer->end, year) - footer->summer_s;
    bool summer = start < end ? s >= start && s < end : !(s >= end && s < start);
    return summer ? footer->summer_s : footer->winter_s;
}
