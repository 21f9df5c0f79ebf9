// test: what every C test includes after our own headers.
#pragma once

#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#undef fail // cmocka's macro hides ours

// Text against a literal, with both shown when they differ.
#define assert_str(actual, literal) assert_str_check((actual), (literal), __FILE__, __LINE__)

static inline void assert_str_check(str actual, const char *expected, const char *file, int line)
{
    if (str_equal(actual, str_of(expected))) return;
    print_error("got      '%.*s'\nexpected '%s'\n", STR(actual), expected);
    _fail(file, line);
}
