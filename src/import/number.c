// Two ways to the same value: plain digits are added up as they come; anything else is first laid
// out as significant digits and the place of the decimal sign, and rounded from there, so that no
// digit is lost on the way.
#include "import/number.h"

#include "base/lang.h"

#define DIGITS_MAX                                                                                 \
    48 // more cannot change the value, only whether something other than zero follows

static const struct number_flaw NO_NUMBER = {N_("is not a number"), NULL};
static const struct number_flaw TOO_LARGE = {N_("is too large a number"),
                                             N_("Values lie below 100,000,000,000,000.")};
static const struct number_flaw GROUPED = {N_("could be read as more than one number"),
                                           N_("State \"decimal\": \".\" or \"decimal\": \",\" in "
                                              "the mapping: the sign before the decimals.")};
static const struct number_flaw BAD_GROUPS = {
    "has groups of digits that are not thousands",
    "Digits are grouped by three, with one kind of sign between the groups."};

struct digits {
    char digit[DIGITS_MAX];
    i64 count;  // in digit[], without leading zeros
    i64 places; // decimal point stands after so many of them; may be negative or beyond count
    bool more;  // something other than zero was left out
    bool any;   // at least one digit was seen, zeros too
};

static bool number_plain(str text, i64 *value_e4);
static bool number_signs(str text, struct number_rule rule, str *rest, bool *negative);
static bool number_digits(str text, char decimal, struct digits *out, struct number_flaw *flaw);
static bool digits_value(const struct digits *digits, i64 *value_e4);

bool number_parse(str text, struct number_rule rule, i64 *value_e4, struct number_flaw *flaw)
{
    assert(rule.decimal == 0 || rule.decimal == '.' || rule.decimal == ',');
    if (rule.decimal != ',' && number_plain(text, value_e4)) return true;

    str rest;
    bool negative = false;
    struct digits digits = {0};
    *flaw = NO_NUMBER;
    if (!number_signs(text, rule, &rest, &negative)) return false;
    if (!number_digits(rest, rule.decimal, &digits, flaw)) return false;
    i64 value = 0;
    if (!digits_value(&digits, &value)) {
        *flaw = TOO_LARGE;
        return false;
    }
    *value_e4 = negative ? -value : value;
    return true;
}

str number_write(struct arena *arena, i64 value_e4)
{
    assert(value_e4 > -NUMBER_E4_END && value_e4 < NUMBER_E4_END);
    i64 size = value_e4 < 0 ? -value_e4 : value_e4;
    const char *sign = value_e4 < 0 ? "-" : "";
    i64 whole = size / 10000, part = size % 10000;
    if (part == 0) return str_of(fmt(arena, "%s%lld", sign, (long long)whole));
    int width = 4;
    while (part % 10 == 0) {
        part /= 10;
        width--;
    }
    return str_of(fmt(arena, "%s%lld.%0*lld", sign, (long long)whole, width, (long long)part));
}

i128 number_scale(i128 a, i128 b, i128 divisor)
{
    assert(divisor > 0);
    i128 product = a * b;
    i128 quotient = product / divisor, rest = product % divisor;
    i128 twice = 2 * (rest < 0 ? -rest : rest);
    bool up = twice > divisor || (twice == divisor && quotient % 2 != 0);
    if (!up) return quotient;
    return product < 0 ? quotient - 1 : quotient + 1;
}

// The common case: [-]digits[.one to four digits], at most thirteen digits before the point.
static bool number_plain(str text, i64 *value_e4)
{
    static const i64 power[] = {10000, 1000, 100, 10, 1};
    const char *p = text.s, *end = text.s + text.size;
    bool negative = p < end && *p == '-';
    if (negative) p++;
    i64 value = 0;
    const char *first = p;
    while (p < end && (u8)(*p - '0') <= 9 && p - first <= 13)
        value = value * 10 + (*p++ - '0');
    if (p == first || p - first > 13) return false;
    i64 decimals = 0;
    if (p < end && *p == '.') {
        const char *point = p++;
        while (p < end && (u8)(*p - '0') <= 9 && p - point <= 5)
            value = value * 10 + (*p++ - '0');
        decimals = p - point - 1;
        if (decimals == 0 || decimals > 4) return false;
    }
    if (p != end) return false;
    value *= power[decimals];
    *value_e4 = negative ? -value : value;
    return true;
}

// Length of a blank at p: ordinary, no-break (U+00A0), thin (U+2009) or narrow no-break (U+202F); 0
// when there is none.
static i64 blank_size(const char *p, i64 left)
{
    if (left >= 1 && (*p == ' ' || *p == '\t')) return 1;
    if (left >= 2 && memcmp(p, "\xC2\xA0", 2) == 0) return 2;
    if (left >= 3 && (memcmp(p, "\xE2\x80\x89", 3) == 0 || memcmp(p, "\xE2\x80\xAF", 3) == 0))
        return 3;
    return 0;
}

static str blanks_trim(str text)
{
    i64 size;
    while ((size = blank_size(text.s, text.size)) > 0)
        text = str_slice(text, size, text.size);
    for (i64 back = 1; back <= 3 && back <= text.size;) {
        if (blank_size(text.s + text.size - back, back) == back) {
            text.size -= back;
            back = 1;
        } else {
            back++;
        }
    }
    return text;
}

static bool sign_take(str *text, bool *negative)
{
    i64 size = 0;
    if (str_starts(*text, S("-"))) size = 1;
    if (str_starts(*text, S("\xE2\x88\x92"))) size = 3;
    *negative = size > 0;
    if (str_starts(*text, S("+"))) size = 1;
    *text = str_slice(*text, size, text->size);
    return size > 0;
}

// Takes the sign and the unit off the digits: "-5 €", "€5", "- € 5" and "€-5" are all one number;
// two signs are none.
static bool number_signs(str text, struct number_rule rule, str *rest, bool *negative)
{
    text = blanks_trim(text);
    bool has_sign = sign_take(&text, negative);
    if (rule.unit.size > 0) {
        text = blanks_trim(text);
        if (str_starts(text, rule.unit)) {
            text = blanks_trim(str_slice(text, rule.unit.size, text.size));
            if (!has_sign) sign_take(&text, negative);
        } else if (str_ends(text, rule.unit)) {
            text = blanks_trim(str_slice(text, 0, text.size - rule.unit.size));
        }
    }
    *rest = text;
    return text.size > 0;
}

static void digit_add(struct digits *digits, char digit, bool decimal)
{
    digits->any = true;
    if (digits->count == 0 && digit == '0') {
        if (decimal) digits->places--;
        return;
    }
    if (!decimal) digits->places++;
    if (digits->count < DIGITS_MAX) {
        digits->digit[digits->count++] = digit;
    } else if (digit != '0') {
        digits->more = true;
    }
}

// Length of a sign at p that may stand between thousands when `decimal` is the decimal sign.
static i64 group_size(const char *p, i64 left, char decimal)
{
    if (*p == '\'' || *p == (decimal == ',' ? '.' : ',')) return 1;
    if (left >= 3 && memcmp(p, "\xE2\x80\x99", 3) == 0) return 3; // ’
    return *p == '\t' ? 0 : blank_size(p, left);
}

static bool exponent_read(str text, i64 *exponent)
{
    bool negative = str_starts(text, S("-"));
    if (negative || str_starts(text, S("+"))) text = str_slice(text, 1, text.size);
    if (text.size == 0 || text.size > 4) return false;
    i64 value = 0;
    for (i64 i = 0; i < text.size; i++) {
        if ((u8)(text.s[i] - '0') > 9) return false;
        value = value * 10 + (text.s[i] - '0');
    }
    *exponent = negative ? -value : value;
    return true;
}

static bool refuse(struct number_flaw *flaw, struct number_flaw why)
{
    *flaw = why;
    return false;
}

// Digits before the decimal sign, perhaps in groups; *at is where they end.
static bool number_whole(str text, char decimal, i64 *at, struct digits *out,
                         struct number_flaw *flaw)
{
    str group = {0}; // the sign between groups; empty: none yet
    i64 run = 0;     // digits since the last one
    i64 i = 0;
    while (i < text.size) {
        const char *p = text.s + i;
        if ((u8)(*p - '0') <= 9) {
            digit_add(out, *p, false);
            run++;
            i++;
            continue;
        }
        i64 size = *p == decimal ? 0 : group_size(p, text.size - i, decimal);
        bool is_group = size > 0 && i + size < text.size && (u8)(p[size] - '0') <= 9;
        if (!is_group) break;
        bool first = group.size == 0;
        bool good = first ? run >= 1 && run <= 3 : run == 3 && str_equal(group, (str){p, size});
        if (!good) return refuse(flaw, BAD_GROUPS);
        group = (str){p, size};
        run = 0;
        i += size;
    }
    if (group.size > 0 && run != 3) return refuse(flaw, BAD_GROUPS);
    *at = i;
    return true;
}

// A sign that may be one between thousands, before a digit.
static bool is_group_at(str text, i64 at)
{
    if (at >= text.size) return false;
    const char *p = text.s + at;
    i64 size = *p == '.' ? 1 : group_size(p, text.size - at, '.');
    return size > 0 && at + size < text.size && (u8)(p[size] - '0') <= 9;
}

// Digits from text[at] on, up to something else; returns where that is.
static i64 digits_add(struct digits *out, str text, i64 at, bool decimal)
{
    while (at < text.size && (u8)(text.s[at] - '0') <= 9)
        digit_add(out, text.s[at++], decimal);
    return at;
}

static bool number_digits(str text, char decimal, struct digits *out, struct number_flaw *flaw)
{
    bool stated = decimal != 0;
    i64 i = 0;
    if (!stated) decimal = '.';
    if (stated && !number_whole(text, decimal, &i, out, flaw)) return false;
    if (!stated) i = digits_add(out, text, 0, false);
    bool has_decimals = i < text.size && text.s[i] == decimal;
    bool is_unclear = !stated && i > 0 && !has_decimals && is_group_at(text, i);
    if (has_decimals) {
        i = digits_add(out, text, i + 1, true);
        is_unclear = !stated && is_group_at(text, i);
    }
    if (is_unclear) return refuse(flaw, GROUPED);
    bool has_exponent = out->any && i < text.size && decimal == '.' && (text.s[i] | 0x20) == 'e';
    if (!has_exponent) return out->any && i == text.size;
    i64 exponent = 0;
    bool is_read = exponent_read(str_slice(text, i + 1, text.size), &exponent);
    out->places += exponent;
    return is_read;
}

static bool digits_value(const struct digits *digits, i64 *value_e4)
{
    i64 kept = digits->places + 4; // digits that are in the value
    *value_e4 = 0;
    if (digits->count == 0 || kept < 0) return true;
    if (kept > 18) return false;
    i64 value = 0;
    for (i64 i = 0; i < kept; i++)
        value = value * 10 + (i < digits->count ? digits->digit[i] - '0' : 0);

    char next = kept < digits->count ? digits->digit[kept] : '0';
    bool more = digits->more;
    for (i64 i = kept + 1; i < digits->count; i++)
        more = more || digits->digit[i] != '0';
    if (next > '5' || (next == '5' && (more || value % 2 != 0))) value++;
    *value_e4 = value;
    return value < NUMBER_E4_END;
}
