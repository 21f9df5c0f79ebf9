// near: compares doubles in tests; cmocka 1.1.5 compares in single precision.
#pragma once

#include "support/test.h"

#include <math.h>
#include <stdio.h>

#define assert_near(actual, expected, tolerance)                                                   \
    near_check((actual), (expected), (tolerance), #actual, __FILE__, __LINE__)

static inline void near_check(double actual, double expected, double tolerance, const char *what,
                              const char *file, int line)
{
    if (fabs(actual - expected) <= tolerance) return; // false for NaN
    print_error("%s is %.17g, not %.17g within %g\n", what, actual, expected, tolerance);
    _fail(file, line);
}
