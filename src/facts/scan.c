#include "facts/scan.h"

#include "bounds.h"

#define VALUE_DECIMALS 4

static bool fail_at(struct scan *scan, const char *at, const char *why)
{
    ctx *c = scan->c;
    i64 column = 1;
    for (const char *s = at; s > scan->text.s && s[-1] != '\n'; s--)
        column += ((u8)s[-1] & 0xC0) != 0x80; // characters, not bytes
    return fail_with(c, ERR_BAD_INPUT,
                     fmt(c->arena, tr(c, "line %d, column %d of the JSON: %s"),
                         (int)scan_line(scan, at), (int)column, why),
                     tr(c, "Check the text with any JSON checker and send it again."));
}

bool scan_init(ctx *c, struct scan *scan, str text)
{
    if (!text.s) text = S("");
    if (str_starts(text, S("\xEF\xBB\xBF"))) text = str_slice(text, 3, text.size);
    *scan = (struct scan){.c = c, .text = text, .p = text.s, .end = text.s + text.size};
    i64 bad_at = 0;
    if (!text.size || str_is_utf8(text, &bad_at)) return true;
    return fail_at(scan, text.s + bad_at, tr(c, "the text is not UTF-8"));
}

bool scan_fail(struct scan *scan)
{
    assert(scan->wrong);
    return fail_at(scan, scan->p, scan->wrong);
}

i64 scan_line(const struct scan *scan, const char *at)
{
    i64 line = 1;
    for (const char *s = scan->text.s; s < at; s++)
        line += *s == '\n';
    return line;
}

bool scan_wrong(struct scan *scan, const char *why)
{
    if (!scan->wrong) scan->wrong = why;
    return false;
}

static bool wrong_here(struct scan *scan)
{
    const ctx *c = scan->c;
    return scan_wrong(scan,
                      scan->p >= scan->end
                          ? tr(c, "the text ends too early")
                          : tr(c, "a comma, quote, bracket or value is missing or wrong here"));
}

enum scan_kind scan_next(struct scan *scan)
{
    while (scan->p < scan->end &&
           (*scan->p == ' ' || *scan->p == '\n' || *scan->p == '\r' || *scan->p == '\t'))
        scan->p++;
    if (scan->p >= scan->end) return SCAN_END;
    switch (*scan->p) {
    case '{':
        return SCAN_OBJECT;
    case '[':
        return SCAN_ARRAY;
    case '"':
        return SCAN_TEXT;
    case 't':
        return SCAN_TRUE;
    case 'f':
        return SCAN_FALSE;
    case 'n':
        return SCAN_NULL;
    default:
        return *scan->p == '-' || (*scan->p >= '0' && *scan->p <= '9') ? SCAN_NUMBER : SCAN_OTHER;
    }
}

static bool take_char(struct scan *scan, char wanted)
{
    if (scan->p >= scan->end || *scan->p != wanted) return false;
    scan->p++;
    return true;
}

static i64 digits(struct scan *scan)
{
    const char *from = scan->p;
    while (scan->p < scan->end && *scan->p >= '0' && *scan->p <= '9')
        scan->p++;
    return scan->p - from;
}

bool scan_number(struct scan *scan, str *out)
{
    const char *from = scan->p;
    (void)take_char(scan, '-');
    bool has_zero = scan->p < scan->end && *scan->p == '0';
    i64 count = digits(scan);
    if (!count || (has_zero && count > 1)) return wrong_here(scan);
    if (take_char(scan, '.') && !digits(scan)) return wrong_here(scan);
    if (take_char(scan, 'e') || take_char(scan, 'E')) {
        if (!take_char(scan, '+')) (void)take_char(scan, '-');
        if (!digits(scan)) return wrong_here(scan);
    }
    *out = (str){from, scan->p - from};
    return true;
}

bool scan_e4(str text, i64 *out)
{
    bool is_negative = text.s[0] == '-', has_point = false;
    i64 digits = 0, decimals = 0, i = is_negative;
    for (; i < text.size && text.s[i] != 'e' && text.s[i] != 'E'; i++) {
        if (text.s[i] == '.') {
            has_point = true;
            continue;
        }
        if (digits > INT64_MAX / 100) return false;
        digits = digits * 10 + (text.s[i] - '0');
        decimals += has_point;
    }
    i64 exponent = 0;
    if (i < text.size) {
        str power = str_slice(text, i + 1 + (text.s[i + 1] == '+'), text.size);
        if (!str_i64(power, &exponent) || exponent > 40 || exponent < -40) return false;
    }
    i64 shift = VALUE_DECIMALS - decimals + exponent;
    for (; shift > 0 && digits; shift--) {
        if (digits > INT64_MAX / 100) return false;
        digits *= 10;
    }
    for (; shift < 0 && digits; shift++) {
        if (digits % 10) return false;
        digits /= 10;
    }
    *out = is_negative ? -digits : digits;
    return true;
}

// Texts

static bool hex4(struct scan *scan, u32 *out)
{
    *out = 0;
    for (int i = 0; i < 4; i++, scan->p++) {
        if (scan->p >= scan->end) return wrong_here(scan);
        char ch = *scan->p;
        u32 digit = ch >= '0' && ch <= '9'   ? (u32)(ch - '0')
                    : ch >= 'a' && ch <= 'f' ? (u32)(ch - 'a' + 10)
                    : ch >= 'A' && ch <= 'F' ? (u32)(ch - 'A' + 10)
                                             : 16;
        if (digit == 16) return wrong_here(scan);
        *out = *out << 4 | digit;
    }
    return true;
}

static char *put_utf8(char *to, u32 code)
{
    if (code < 0x80) {
        *to++ = (char)code;
    } else if (code < 0x800) {
        *to++ = (char)(0xC0 | code >> 6);
        *to++ = (char)(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        *to++ = (char)(0xE0 | code >> 12);
        *to++ = (char)(0x80 | (code >> 6 & 0x3F));
        *to++ = (char)(0x80 | (code & 0x3F));
    } else {
        *to++ = (char)(0xF0 | code >> 18);
        *to++ = (char)(0x80 | (code >> 12 & 0x3F));
        *to++ = (char)(0x80 | (code >> 6 & 0x3F));
        *to++ = (char)(0x80 | (code & 0x3F));
    }
    return to;
}

// After \u: one code unit, or two that stand for one character.
static bool unicode_escape(struct scan *scan, char **to)
{
    const ctx *c = scan->c;
    u32 code = 0, low = 0;
    if (!hex4(scan, &code)) return false;
    if (!code) return scan_wrong(scan, tr(c, "text may not hold the character NUL"));
    bool is_pair = code >= 0xD800 && code < 0xDC00;
    if (code >= 0xDC00 && code < 0xE000) return scan_wrong(scan, tr(c, "the text is not UTF-8"));
    if (is_pair) {
        if (!take_char(scan, '\\') || !take_char(scan, 'u')) return wrong_here(scan);
        if (!hex4(scan, &low)) return false;
        if (low < 0xDC00 || low >= 0xE000) return scan_wrong(scan, tr(c, "the text is not UTF-8"));
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    *to = put_utf8(*to, code);
    return true;
}

static bool escape(struct scan *scan, char **to)
{
    static const char from[] = "\"\\/bfnrt", into[] = "\"\\/\b\f\n\r\t";
    if (scan->p >= scan->end) return wrong_here(scan);
    if (take_char(scan, 'u')) return unicode_escape(scan, to);
    const char *at = memchr(from, *scan->p, sizeof from - 1);
    if (!at) return wrong_here(scan);
    scan->p++;
    *(*to)++ = into[at - from];
    return true;
}

// From the first escape on: the text is written anew, never longer than it stands there.
static bool unescape(struct scan *scan, const char *from, str *out)
{
    const char *close = scan->p;
    while (close < scan->end && *close != '"')
        close += *close == '\\' ? 2 : 1;
    char *text = NEW_ARRAY(scan->c->arena, char, MIN(close, scan->end) - from + 1), *to = text;
    i64 plain = scan->p - from;
    memcpy(to, from, (size_t)plain);
    to += plain;
    while (scan->p < scan->end && *scan->p != '"') {
        if ((u8)*scan->p < 0x20) return wrong_here(scan);
        if (!take_char(scan, '\\'))
            *to++ = *scan->p++;
        else if (!escape(scan, &to))
            return false;
    }
    *out = (str){text, to - text};
    return take_char(scan, '"') || wrong_here(scan);
}

bool scan_text(struct scan *scan, str *out)
{
    if (!take_char(scan, '"')) return wrong_here(scan);
    const char *from = scan->p;
    while (scan->p < scan->end && *scan->p != '"' && *scan->p != '\\' && (u8)*scan->p >= 0x20)
        scan->p++;
    if (scan->p < scan->end && *scan->p == '\\') return unescape(scan, from, out);
    *out = (str){from, scan->p - from};
    return take_char(scan, '"') || wrong_here(scan);
}

// Objects and arrays

static bool enter(struct scan *scan, char open)
{
    if (!take_char(scan, open)) return wrong_here(scan);
    if (++scan->depth <= BOUND_JSON_DEPTH) return true;
    return scan_wrong(
        scan, fmt(scan->c->arena, tr(scan->c, "it is nested deeper than %d"), BOUND_JSON_DEPTH));
}

// The next part of an object or array; false at its end.
static bool next_part(struct scan *scan, bool *first, char open, char close)
{
    if (*first && !enter(scan, open)) return false;
    enum scan_kind kind = scan_next(scan);
    if (take_char(scan, close)) {
        scan->depth--;
        return false;
    }
    if (kind == SCAN_END) return wrong_here(scan);
    if (!*first) {
        if (!take_char(scan, ',')) return wrong_here(scan);
        (void)scan_next(scan);
    }
    *first = false;
    return true;
}

bool scan_field(struct scan *scan, bool *first, str *name)
{
    if (!next_part(scan, first, '{', '}') || !scan_text(scan, name)) return false;
    (void)scan_next(scan);
    if (!take_char(scan, ':')) return wrong_here(scan);
    (void)scan_next(scan);
    return true;
}

bool scan_item(struct scan *scan, bool *first)
{
    return next_part(scan, first, '[', ']');
}

static bool skip_word(struct scan *scan, str word)
{
    if (!str_starts((str){scan->p, scan->end - scan->p}, word)) return wrong_here(scan);
    scan->p += word.size;
    return true;
}

bool scan_skip(struct scan *scan)
{
    str ignored = {0};
    bool first = true;
    switch (scan_next(scan)) {
    case SCAN_OBJECT:
        while (scan_field(scan, &first, &ignored))
            if (!scan_skip(scan)) return false;
        return !scan->wrong;
    case SCAN_ARRAY:
        while (scan_item(scan, &first))
            if (!scan_skip(scan)) return false;
        return !scan->wrong;
    case SCAN_TEXT:
        return scan_text(scan, &ignored);
    case SCAN_NUMBER:
        return scan_number(scan, &ignored);
    case SCAN_TRUE:
        return skip_word(scan, S("true"));
    case SCAN_FALSE:
        return skip_word(scan, S("false"));
    case SCAN_NULL:
        return skip_word(scan, S("null"));
    case SCAN_END:
    case SCAN_OTHER:
        break;
    }
    return wrong_here(scan);
}
