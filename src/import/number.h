// number: reads numbers as people write them, by rules that a mapping states, exactly, as
// ten-thousandths. Knows decimal signs, groups of thousands, units beside the digits, rounding.
// Never guesses, never uses floating point.
#pragma once

#include "base/str.h"

#define NUMBER_E4_END                                                                              \
    1000000000000000000LL // values lie below it, and above its negative: DECIMAL(18,4)

struct number_rule {
    // '.' or ','. Stated, thousands may be grouped by blanks (ordinary, no-break, thin),
    // apostrophes, or the other one of the two signs. 0, not stated: only what can be read in one
    // way is taken, digits with a full stop before the decimals.
    char decimal;
    str unit; // "€", "%": may stand before or after the digits and is dropped; empty: none is
              // expected
};

// Why a text is no number, and what to do; both are literals.
struct number_flaw {
    const char *why, *hint;
};

// Reads the whole text, blanks around it apart: a sign (+, -, U+2212), digits, decimals, and, when
// the decimal sign is a full stop, an exponent. More than four decimals are rounded half to even.
// False, with *flaw, when it is no number or too large.
MUST_USE bool number_parse(str text, struct number_rule rule, i64 *value_e4,
                           struct number_flaw *flaw);
// The value as plain text, as short as it is exact: -12.5.
str number_write(struct arena *arena, i64 value_e4);
// a × b ÷ divisor, rounded half to even; divisor > 0.
i128 number_scale(i128 a, i128 b, i128 divisor);
