// torture: does a piece of work again and again, each time with a later allocation failing, until
// it succeeds. Every failure must be an error in words that leaves nothing behind.
#pragma once

#include "base/ctx.h"

struct torture {
    const char *name;
    bool (*work)(ctx *c, void *data);
    void *data;
    void (*after)(ctx *c, void *data); // looks at what a failure left; may be NULL
    i64 count_max;                     // failures tried at most
};

// Each attempt is done in an arena of its own, beside c's: work sees c's store and folder. An open
// transaction is rolled back, as every caller does. Fails the test when an attempt ends in another
// way than ERR_NO_MEMORY (or ERR_TOO_LARGE, from an arena within),
// or when the work does not succeed at last. Returns how many allocations
// were made to fail.
i64 torture(ctx *c, struct torture torture);
