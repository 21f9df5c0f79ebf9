// Days and civil dates: Howard Hinnant, chrono-compatible low-level date algorithms, 2013. The
// idea: years begin in March, so that the leap day is the last, and 400 years ("an era") always
// have 146,097 days.
#include "base/time.h"

#define DAY_MS          86400000LL
#define ERA_DAYS        146097
#define EPOCH_SHIFT     719468  // days from 0000-03-01 to 1970-01-01
#define YEAR_FAR        5000000 // beyond it a day does not fit 32 bits
#define YEAR_WRITTEN    9999    // the last year of RFC 3339
#define FRACTION_DIGITS 9

// What civil_parse has read so far.
struct reading {
    str text;
    i64 at;
    struct civil civil;
    i64 epoch_ms;
    i32 offset_s, year_day, hour_of_half; // year_day and hour_of_half: 0 = not in the text
    bool has_epoch, has_offset, is_afternoon;
};

static const char *const months[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};

static i64 floor_divide(i64 a, i64 b);
static i32 month_length(i32 year, i32 month);
static bool read_format(struct reading *r, const char *format);
static bool read_conversion(struct reading *r, char conversion);
static bool read_second_half(struct reading *r, char conversion);
static bool read_char(struct reading *r, char wanted);
static bool read_number(struct reading *r, int digits_min, int digits_max, i32 low, i32 high,
                        i32 *out);
static bool read_two_digit_year(struct reading *r);
static bool read_fraction(struct reading *r);
static bool read_month_name(struct reading *r);
static bool read_half(struct reading *r);
static bool read_offset(struct reading *r);
static bool read_zone_letters(struct reading *r);
static bool read_epoch(struct reading *r, i64 unit_ms);
static void skip_blanks(struct reading *r);
static bool reading_finish(struct reading *r, struct civil *civil);

i32 day_from_civil(i32 year, i32 month, i32 day)
{
    assert(month >= 1 && month <= 12);
    assert(year > -YEAR_FAR && year < YEAR_FAR);
    i32 y = year - (month <= 2);
    i32 era = (i32)floor_divide(y, 400);
    i32 year_of_era = y - era * 400;
    i32 day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    i32 day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * ERA_DAYS + day_of_era - EPOCH_SHIFT;
}

struct civil civil_from_day(i32 day)
{
    i64 z = (i64)day + EPOCH_SHIFT;
    i64 era = floor_divide(z, ERA_DAYS);
    i32 day_of_era = (i32)(z - era * ERA_DAYS);
    i32 year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    i32 day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    i32 march_month = (5 * day_of_year + 2) / 153;
    i32 month = march_month < 10 ? march_month + 3 : march_month - 9;
    return (struct civil){.year = (i32)(year_of_era + era * 400) + (month <= 2),
                          .month = month,
                          .day = day_of_year - (153 * march_month + 2) / 5 + 1};
}

bool civil_is_valid(struct civil civil)
{
    return civil.month >= 1 && civil.month <= 12 && civil.day >= 1 &&
           civil.day <= month_length(civil.year, civil.month) && civil.hour >= 0 &&
           civil.hour <= 23 && civil.minute >= 0 && civil.minute <= 59 && civil.second >= 0 &&
           civil.second <= 59 && civil.ms >= 0 && civil.ms <= 999;
}

i64 ms_from_civil(struct civil civil)
{
    i64 hours = (i64)day_from_civil(civil.year, civil.month, civil.day) * 24 + civil.hour;
    return ((hours * 60 + civil.minute) * 60 + civil.second) * 1000 + civil.ms;
}

struct civil civil_from_ms(i64 ms)
{
    i64 day = floor_divide(ms, DAY_MS);
    assert(day >= INT32_MIN && day <= INT32_MAX);
    struct civil civil = civil_from_day((i32)day);
    i32 rest = (i32)(ms - day * DAY_MS);
    civil.ms = rest % 1000;
    civil.second = rest / 1000 % 60;
    civil.minute = rest / 60000 % 60;
    civil.hour = rest / 3600000;
    return civil;
}

i32 day_start_of_week(i32 day)
{
    return (i32)(floor_divide((i64)day + 3, 7) * 7 - 3); // 1970-01-01 was a Thursday
}

i32 day_iso_week(i32 day, i32 *year)
{
    // A week belongs to the year of its Thursday; the first week is that of 4 January.
    i32 monday = day_start_of_week(day);
    *year = civil_from_day(monday + 3).year;
    return (monday - day_start_of_week(day_from_civil(*year, 1, 4))) / 7 + 1;
}

i32 day_start_of_month(i32 day)
{
    return day - civil_from_day(day).day + 1;
}

i32 day_start_of_quarter(i32 day)
{
    struct civil civil = civil_from_day(day);
    return day_from_civil(civil.year, (civil.month - 1) / 3 * 3 + 1, 1);
}

i32 day_start_of_year(i32 day)
{
    return day_from_civil(civil_from_day(day).year, 1, 1);
}

i32 day_add_months(i32 day, i32 months_more)
{
    struct civil civil = civil_from_day(day);
    i64 month_index = (i64)civil.year * 12 + civil.month - 1 + months_more;
    i32 year = (i32)floor_divide(month_index, 12);
    i32 month = (i32)(month_index - (i64)year * 12) + 1;
    return day_from_civil(year, month, MIN(civil.day, month_length(year, month)));
}

bool day_parse(str text, i32 *out)
{
    struct reading r = {.text = text};
    struct civil *civil = &r.civil;
    bool read = read_number(&r, 4, 4, 0, YEAR_WRITTEN, &civil->year) && read_char(&r, '-') &&
                read_number(&r, 2, 2, 1, 12, &civil->month) && read_char(&r, '-') &&
                read_number(&r, 2, 2, 1, 31, &civil->day);
    if (!read || r.at != text.size || !civil_is_valid(*civil)) return false;
    *out = day_from_civil(civil->year, civil->month, civil->day);
    return true;
}

bool ms_parse_rfc3339(str text, i64 *out)
{
    i32 day = 0;
    if (text.size < 11 || !day_parse(str_slice(text, 0, 10), &day)) return false;
    struct reading r = {.text = text, .at = 11};
    struct civil *civil = &r.civil;
    if (!memchr("Tt ", text.s[10], 3)) return false;
    if (!read_number(&r, 2, 2, 0, 23, &civil->hour) || !read_char(&r, ':')) return false;
    if (!read_number(&r, 2, 2, 0, 59, &civil->minute)) return false;
    // A leap second, 60, is counted as the second after it.
    bool has_seconds = read_char(&r, ':');
    if (has_seconds && !read_number(&r, 2, 2, 0, 60, &civil->second)) return false;
    if (has_seconds && read_char(&r, '.') && !read_fraction(&r)) return false;
    i64 offset_at = r.at;
    if (!read_offset(&r) || r.at != text.size) return false;
    if (r.at - offset_at != 1 && r.at - offset_at != 6) return false; // Z or +hh:mm alone
    i64 seconds = (civil->hour * 60 + civil->minute) * 60 + civil->second - r.offset_s;
    *out = (i64)day * DAY_MS + seconds * 1000 + civil->ms;
    return true;
}

str day_write(struct arena *arena, i32 day)
{
    struct civil civil = civil_from_day(day);
    const char *text = fmt(arena, "%s%04d-%02d-%02d", civil.year < 0 ? "-" : "", abs(civil.year),
                           civil.month, civil.day);
    return str_of(text);
}

str ms_write(struct arena *arena, i64 ms)
{
    struct civil civil = civil_from_ms(ms);
    const char *sign = civil.year < 0 ? "-" : "";
    char fraction[8] = "";
    if (civil.ms) snprintf(fraction, sizeof fraction, ".%03d", (int)(civil.ms % 1000));
    return str_of(fmt(arena, "%s%04d-%02d-%02dT%02d:%02d:%02d%sZ", sign, abs(civil.year),
                      civil.month, civil.day, civil.hour, civil.minute, civil.second, fraction));
}

bool civil_parse(str text, const char *format, struct civil *civil, bool *has_offset)
{
    struct reading r = {
        .text = text, .civil = {.year = 1970, .month = 1, .day = 1}
    };
    if (!read_format(&r, format)) return false;
    skip_blanks(&r);
    if (r.at != text.size || !reading_finish(&r, civil)) return false;
    *has_offset = r.has_offset || r.has_epoch;
    return true;
}

bool civil_format_is_valid(const char *format, char *bad)
{
    for (const char *p = format; *p; p++) {
        if (*p != '%') continue;
        p++;
        if (*p && strchr("YymdHMSfbBpIjzZsQTDFe%", *p)) continue;
        *bad = *p;
        return false;
    }
    return true;
}

static i64 floor_divide(i64 a, i64 b)
{
    return a / b - (a % b < 0);
}

static i32 month_length(i32 year, i32 month)
{
    static const i32 lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return lengths[month - 1] + (month == 2 && leap);
}

static bool read_format(struct reading *r, const char *format)
{
    for (const char *p = format; *p; p++) {
        if (*p == '%') {
            p++;
            if (!*p || !read_conversion(r, *p)) return false;
        } else if (*p == ' ' || *p == '\t') {
            skip_blanks(r);
        } else if (!read_char(r, *p)) {
            return false;
        }
    }
    return true;
}

// %Y takes exactly four digits and %y exactly two, so that a list with both tells the years 98 and
// 1998 apart.
static bool read_conversion(struct reading *r, char conversion)
{
    struct civil *civil = &r->civil;
    switch (conversion) {
    case 'Y':
        return read_number(r, 4, 4, 0, YEAR_WRITTEN, &civil->year);
    case 'y':
        return read_two_digit_year(r);
    case 'm':
        return read_number(r, 1, 2, 1, 12, &civil->month);
    case 'e':
        skip_blanks(r);
        return read_number(r, 1, 2, 1, 31, &civil->day);
    case 'd':
        return read_number(r, 1, 2, 1, 31, &civil->day);
    case 'j':
        return read_number(r, 1, 3, 1, 366, &r->year_day);
    case 'H':
        return read_number(r, 1, 2, 0, 23, &civil->hour);
    case 'I':
        return read_number(r, 1, 2, 1, 12, &r->hour_of_half);
    case 'M':
        return read_number(r, 1, 2, 0, 59, &civil->minute);
    case 'S':
        return read_number(r, 1, 2, 0, 59, &civil->second);
    case 'F':
        return read_format(r, "%Y-%m-%d");
    case 'T':
        return read_format(r, "%H:%M:%S");
    case 'D':
        return read_format(r, "%m/%d/%y");
    case '%':
        return read_char(r, '%');
    default:
        return read_second_half(r, conversion);
    }
}

// The conversions that are more than a number.
static bool read_second_half(struct reading *r, char conversion)
{
    switch (conversion) {
    case 'f':
        return read_fraction(r);
    case 'b':
    case 'B':
        return read_month_name(r);
    case 'p':
        return read_half(r);
    case 'z':
        return read_offset(r);
    case 'Z':
        return read_zone_letters(r);
    case 's':
        return read_epoch(r, 1000);
    case 'Q':
        return read_epoch(r, 1);
    default:
        return false;
    }
}

static bool read_char(struct reading *r, char wanted)
{
    if (r->at >= r->text.size || r->text.s[r->at] != wanted) return false;
    r->at++;
    return true;
}

static bool read_number(struct reading *r, int digits_min, int digits_max, i32 low, i32 high,
                        i32 *out)
{
    assert(digits_max <= FRACTION_DIGITS);
    i32 value = 0;
    int digits = 0;
    for (; digits < digits_max && r->at < r->text.size; digits++, r->at++) {
        char ch = r->text.s[r->at];
        if (ch < '0' || ch > '9') break;
        value = value * 10 + (ch - '0');
    }
    *out = value;
    return digits >= digits_min && value >= low && value <= high;
}

static bool read_two_digit_year(struct reading *r)
{
    i32 year = 0;
    if (!read_number(r, 2, 2, 0, 99, &year)) return false;
    r->civil.year = year >= 69 ? 1900 + year : 2000 + year;
    return true;
}

static bool read_fraction(struct reading *r)
{
    i64 from = r->at;
    i32 value = 0;
    if (!read_number(r, 1, FRACTION_DIGITS, 0, INT32_MAX, &value)) return false;
    i64 digits = r->at - from;
    for (; digits < 3; digits++)
        value *= 10;
    for (; digits > 3; digits--)
        value /= 10;
    r->civil.ms = value;
    return true;
}

static bool read_month_name(struct reading *r)
{
    str rest = str_slice(r->text, r->at, r->text.size);
    for (i32 i = 0; i < COUNT_OF(months); i++) {
        str name = str_of(months[i]);
        bool whole = rest.size >= name.size && str_equal_fold(str_slice(rest, 0, name.size), name);
        i64 size = whole ? name.size : 3;
        if (rest.size < size || !str_equal_fold(str_slice(rest, 0, size), str_slice(name, 0, size)))
            continue;
        r->civil.month = i + 1;
        r->at += size;
        return true;
    }
    return false;
}

static bool read_half(struct reading *r)
{
    if (r->at + 2 > r->text.size) return false;
    str half = str_slice(r->text, r->at, r->at + 2);
    r->is_afternoon = str_equal_fold(half, S("PM"));
    r->at += 2;
    return r->is_afternoon || str_equal_fold(half, S("AM"));
}

static bool read_offset(struct reading *r)
{
    r->has_offset = true;
    r->offset_s = 0;
    if (read_char(r, 'Z') || read_char(r, 'z')) return true;
    bool west = read_char(r, '-');
    if (!west && !read_char(r, '+')) return false;
    i32 hours = 0, minutes = 0;
    if (!read_number(r, 2, 2, 0, 23, &hours)) return false;
    bool colon = read_char(r, ':');
    bool more = r->at < r->text.size && r->text.s[r->at] >= '0' && r->text.s[r->at] <= '9';
    if ((colon || more) && !read_number(r, 2, 2, 0, 59, &minutes)) return false;
    i32 seconds = hours * 3600 + minutes * 60;
    r->offset_s = west ? -seconds : seconds;
    return true;
}

static bool read_zone_letters(struct reading *r)
{
    i64 from = r->at;
    for (; r->at < r->text.size; r->at++) {
        char ch = r->text.s[r->at];
        bool letter = (ch >= 'A' && ch <= 'Z') || (ch >= 'a' && ch <= 'z');
        if (!letter && !(ch && strchr("/_", ch))) break;
    }
    return r->at > from;
}

static bool read_epoch(struct reading *r, i64 unit_ms)
{
    i64 from = r->at;
    if (r->at < r->text.size && r->text.s[r->at] == '-') r->at++;
    while (r->at < r->text.size && r->text.s[r->at] >= '0' && r->text.s[r->at] <= '9')
        r->at++;
    i64 value = 0, ms = 0;
    if (!str_i64(str_slice(r->text, from, r->at), &value)) return false;
    if (__builtin_mul_overflow(value, unit_ms, &ms)) return false;
    i64 first = (i64)day_from_civil(0, 1, 1) * DAY_MS;
    i64 end = (i64)day_from_civil(YEAR_WRITTEN + 1, 1, 1) * DAY_MS;
    if (ms < first || ms >= end) return false;
    r->epoch_ms = ms;
    r->has_epoch = true;
    return true;
}

static void skip_blanks(struct reading *r)
{
    while (read_char(r, ' ') || read_char(r, '\t'))
        continue;
}

// Puts the parts together: the day of the year, the half of the day, the offset.
static bool reading_finish(struct reading *r, struct civil *civil)
{
    i32 fraction_ms = r->civil.ms;
    if (r->has_epoch) r->civil = civil_from_ms(r->epoch_ms);
    if (r->has_epoch && fraction_ms) r->civil.ms = fraction_ms; // %s.%f
    if (r->hour_of_half) r->civil.hour = r->hour_of_half % 12 + (r->is_afternoon ? 12 : 0);
    if (r->year_day) {
        struct civil day = civil_from_day(day_from_civil(r->civil.year, 1, 1) + r->year_day - 1);
        if (day.year != r->civil.year) return false;
        r->civil.month = day.month;
        r->civil.day = day.day;
    }
    if (!civil_is_valid(r->civil)) return false;
    if (r->has_offset && !r->has_epoch)
        r->civil = civil_from_ms(ms_from_civil(r->civil) - r->offset_s * 1000LL);
    *civil = r->civil;
    return true;
}
