// confirm: a form that carries a password: the attempt is counted, the password waits its turn and
// is checked, and what it was given for is done, in three steps (people/signin.h), of which no one
// holds up a worker or the writer. Uses change and turn. Never says whose password it is.
#pragma once

#include "people/signin.h"
#include "web/change.h"

struct page_confirm {
    struct signin *signin; // email, password and address are given; in the request's arena
    // More of the slow kind once the password fits, as hashing a new one; may be NULL.
    bool (*work)(ctx *c, void *data);
    // In the writer's transaction, once the password was looked at: calls signin_end or
    // signin_confirm. It may run twice.
    bool (*apply)(ctx *c, void *data);
    bool (*then)(ctx *c, struct request *request, struct response *response, const err *failure,
                 void *data);
    void *data; // for all three; in the request's arena
};

MUST_USE bool page_confirm(ctx *c, struct request *request, struct response *response,
                           struct page_confirm confirm);
