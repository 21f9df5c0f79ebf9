#include "base/str.h"

#define NUMBER_TEXT_BYTES 400 // longest written double: 1 + 1 + 308 digits, and room for a fraction

static bool number_scan(str text, u64 *digits, int *digit_count, i64 *exponent);
static i64 digits_scan(str text, i64 from, u64 *digits, int *digit_count);
static i64 utf8_size(const u8 *p, i64 left);
static void buf_reserve(buf *b, i64 more);
static char ascii_lower(char character);

str str_of(const char *text)
{
    return text ? (str){text, (i64)strlen(text)} : S("");
}

bool str_equal(str a, str b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.s, b.s, (size_t)a.size) == 0);
}

bool str_equal_fold(str a, str b)
{
    if (a.size != b.size) return false;
    for (i64 i = 0; i < a.size; i++)
        if (ascii_lower(a.s[i]) != ascii_lower(b.s[i])) return false;
    return true;
}

int str_compare(str a, str b)
{
    i64 common = MIN(a.size, b.size);
    int order = common ? memcmp(a.s, b.s, (size_t)common) : 0;
    if (order) return order;
    return (a.size > b.size) - (a.size < b.size);
}

bool str_starts(str text, str start)
{
    return text.size >= start.size && str_equal((str){text.s, start.size}, start);
}

bool str_ends(str text, str end)
{
    return text.size >= end.size &&
           str_equal(str_slice(text, text.size - end.size, text.size), end);
}

i64 str_find(str text, str part)
{
    if (part.size == 0) return 0;
    if (part.size > text.size) return -1;
    const char *at = memmem(text.s, (size_t)text.size, part.s, (size_t)part.size);
    return at ? at - text.s : -1;
}

str str_slice(str text, i64 from, i64 to)
{
    assert(0 <= from && from <= to);
    assert(to <= text.size);
    return text.s ? (str){text.s + from, to - from} : text;
}

str str_trim(str text)
{
    i64 from = 0, to = text.size;
    while (from < to && strchr(" \t\r\n\v\f", text.s[from]) && text.s[from])
        from++;
    while (from < to && strchr(" \t\r\n\v\f", text.s[to - 1]) && text.s[to - 1])
        to--;
    return str_slice(text, from, to);
}

bool str_cut(str *text, char separator, str *head)
{
    if (!text->s) return false;
    const char *at = text->size ? memchr(text->s, separator, (size_t)text->size) : NULL;
    if (!at) {
        *head = *text;
        *text = (str){0};
        return true;
    }
    *head = (str){text->s, at - text->s};
    *text = (str){at + 1, text->size - head->size - 1};
    return true;
}

str str_copy(struct arena *arena, str text)
{
    char *s = NEW_ARRAY(arena, char, text.size + 1);
    if (text.size) memcpy(s, text.s, (size_t)text.size);
    return (str){s, text.size};
}

const char *str_c(struct arena *arena, str text)
{
    return str_copy(arena, text).s;
}

bool str_i64(str text, i64 *out)
{
    i64 i = 0, value = 0;
    bool negative = text.size > 0 && text.s[0] == '-';
    if (text.size > 0 && (text.s[0] == '-' || text.s[0] == '+')) i = 1;
    if (i == text.size) return false;
    for (; i < text.size; i++) {
        int digit = text.s[i] - '0';
        if (digit < 0 || digit > 9) return false;
        if (__builtin_mul_overflow(value, 10, &value)) return false;
        if (__builtin_add_overflow(value, negative ? -digit : digit, &value)) return false;
    }
    *out = value;
    return true;
}

// Up to 15 digits and a power of ten up to 10^22 are exact doubles, so one multiplication or
// division rounds correctly (Clinger, How to read floating point numbers accurately, 1990). The
// rest is left to strtod.
bool str_f64(str text, f64 *out)
{
    static const f64 powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                 1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    u64 digits = 0;
    int digit_count = 0;
    i64 exponent = 0;
    if (!number_scan(text, &digits, &digit_count, &exponent)) return false;
    if (digit_count <= 15 && exponent >= -22 && exponent <= 22) {
        f64 value = (f64)digits;
        value = exponent < 0 ? value / powers[-exponent] : value * powers[exponent];
        *out = text.s[0] == '-' ? -value : value;
        return true;
    }
    char copy[NUMBER_TEXT_BYTES + 1];
    if (text.size > NUMBER_TEXT_BYTES) return false;
    memcpy(copy, text.s, (size_t)text.size);
    copy[text.size] = 0;
    f64 value = strtod(copy, NULL);
    if (value - value != 0) return false; // overflowed to infinity
    *out = value;
    return true;
}

// Checks [+-]digits[.digits][e[+-]digits] and gives its digits as a number (right up to 19 of them)
// and power of ten.
static bool number_scan(str text, u64 *digits, int *digit_count, i64 *exponent)
{
    i64 i = text.size > 0 && (text.s[0] == '-' || text.s[0] == '+');
    i64 whole = digits_scan(text, i, digits, digit_count);
    i += whole;
    i64 fraction = 0;
    if (i < text.size && text.s[i] == '.') {
        fraction = digits_scan(text, i + 1, digits, digit_count);
        i += 1 + fraction;
    }
    *exponent = -fraction;
    if (whole + fraction == 0) return false;
    if (i == text.size) return true;
    if (text.s[i] != 'e' && text.s[i] != 'E') return false;
    i64 power = 0;
    if (!str_i64(str_slice(text, i + 1, text.size), &power)) return false;
    return !__builtin_add_overflow(*exponent, power, exponent);
}

// How many digits stand from there on; appends them to *digits. Leading zeros do not count as
// digits of the number.
static i64 digits_scan(str text, i64 from, u64 *digits, int *digit_count)
{
    i64 i = from;
    for (; i < text.size && text.s[i] >= '0' && text.s[i] <= '9'; i++) {
        if (*digits || text.s[i] != '0') ++*digit_count;
        if (*digit_count <= 19) *digits = *digits * 10 + (u64)(text.s[i] - '0');
    }
    return i - from;
}

bool str_is_utf8(str text, i64 *bad_at)
{
    const u8 *p = (const u8 *)text.s;
    for (i64 i = 0; i < text.size;) {
        u64 eight = 0;
        if (text.size - i >= 8) memcpy(&eight, p + i, 8);
        // Eight bytes of ASCII at once; the subtraction borrows where a byte is zero.
        if (eight && !((eight | (eight - 0x0101010101010101u)) & 0x8080808080808080u)) {
            i += 8;
            continue;
        }
        i64 size = utf8_size(p + i, text.size - i);
        if (size == 0) {
            if (bad_at) *bad_at = i;
            return false;
        }
        i += size;
    }
    return true;
}

// Bytes of the character at p; 0 when there is none. Unicode 15, table 3-7: by its first byte, its
// size and what the second byte may be, which keeps out overlong forms, surrogates and what lies
// beyond U+10FFFF.
static i64 utf8_size(const u8 *p, i64 left)
{
    static const struct {
        u8 first, last, size, low, high;
    } forms[] = {
        {0x01, 0x7F, 1, 0,    0   },
        {0xC2, 0xDF, 2, 0x80, 0xBF},
        {0xE0, 0xE0, 3, 0xA0, 0xBF},
        {0xE1, 0xEC, 3, 0x80, 0xBF},
        {0xED, 0xED, 3, 0x80, 0x9F},
        {0xEE, 0xEF, 3, 0x80, 0xBF},
        {0xF0, 0xF0, 4, 0x90, 0xBF},
        {0xF1, 0xF3, 4, 0x80, 0xBF},
        {0xF4, 0xF4, 4, 0x80, 0x8F},
    };
    i64 form = 0;
    while (form < COUNT_OF(forms) && p[0] > forms[form].last)
        form++;
    if (form == COUNT_OF(forms) || p[0] < forms[form].first || forms[form].size > left) return 0;
    if (forms[form].size == 1) return 1;
    if (p[1] < forms[form].low || p[1] > forms[form].high) return 0;
    for (i64 i = 2; i < forms[form].size; i++)
        if ((p[i] & 0xC0) != 0x80) return 0;
    return forms[form].size;
}

str str_head(str text, i64 size)
{
    assert(size >= 0);
    if (text.size <= size) return text;
    while (size > 0 && ((u8)text.s[size] & 0xC0) == 0x80)
        size--;
    return str_slice(text, 0, size);
}

buf buf_new(struct arena *arena, i64 size_max)
{
    assert(size_max > 0);
    i64 capacity = MIN(size_max, 63) + 1;
    return (buf){NEW_ARRAY(arena, char, capacity), 0, capacity, size_max, arena};
}

void buf_add(buf *b, str text)
{
    if (text.size == 0) return;
    buf_reserve(b, text.size);
    memcpy(b->s + b->size, text.s, (size_t)text.size);
    b->size += text.size;
    b->s[b->size] = 0;
}

void buf_c(buf *b, const char *text)
{
    buf_add(b, str_of(text));
}

void buf_char(buf *b, char character)
{
    buf_reserve(b, 1);
    b->s[b->size++] = character;
    b->s[b->size] = 0;
}

void buf_fmt(buf *b, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    i64 room = b->capacity - b->size;
    i64 size = vsnprintf(b->s + b->size, (size_t)room, format, args);
    assert(size >= 0);
    if (size >= room) {
        b->s[b->size] = 0;
        buf_reserve(b, size);
        vsnprintf(b->s + b->size, (size_t)size + 1, format, again);
    } else {
        buf_reserve(b, size); // the bound holds also where the capacity would do
    }
    b->size += size;
    va_end(again);
    va_end(args);
}

str buf_str(const buf *b)
{
    return (str){b->s, b->size};
}

static void buf_reserve(buf *b, i64 more)
{
    assert(b->arena);
    if (more > b->size_max - b->size) arena_full(b->arena, false);
    i64 needed = b->size + more + 1;
    if (needed <= b->capacity) return;
    i64 capacity = MAX(needed, MIN(b->capacity * 2, b->size_max + 1));
    b->s = arena_grow(b->arena, b->s, b->capacity, capacity, 1);
    b->capacity = capacity;
}

const char *fmt(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *text = fmt_va(arena, format, args);
    va_end(args);
    return text;
}

const char *fmt_va(struct arena *arena, const char *format, va_list args)
{
    char small[256];
    va_list again;
    va_copy(again, args);
    i64 size = vsnprintf(small, sizeof small, format, args);
    assert(size >= 0);
    char *text = NEW_ARRAY(arena, char, size + 1);
    if (size < (i64)sizeof small)
        memcpy(text, small, (size_t)size + 1);
    else
        vsnprintf(text, (size_t)size + 1, format, again);
    va_end(again);
    return text;
}

static char ascii_lower(char character)
{
    return character >= 'A' && character <= 'Z' ? (char)(character + 32) : character;
}
