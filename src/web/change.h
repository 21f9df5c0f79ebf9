// change: how a page changes something. A handler never writes on its own thread: it says what is
// to be done, the store's one writer does it among others, and a worker goes on when it is on disk,
// or when it failed. Uses the writer and response_resume.
#pragma once

#include "http/http.h"
#include "web/app.h"

struct page_change {
    // Runs in the writer's transaction. It may run twice, so it sets anew what it fills. c speaks
    // the reader's language, has the server's chance, and an arena that lives as long as the
    // request. False rolls everything back.
    bool (*apply)(ctx *c, void *data);
    // Goes on with a connection, as a handler does. failure->code is ERR_NONE, or why nothing was
    // changed; passing it on (page_change_failed) makes it the answer.
    bool (*then)(ctx *c, struct request *request, struct response *response, const err *failure,
                 void *data);
    void *data; // for both; in the request's arena
    // STORE_RECORDS: it writes no table of facts (facts/TABLES), and so waits for no import. Leave
    // it out when in doubt. What takes facts leaves it out, and takes them with app->known.
    enum store_locks locks;
};

// Hands the change to the writer; the handler returns what this returns, and touches nothing
// afterwards. ERR_BUSY when too much waits to be written.
MUST_USE bool page_change(ctx *c, struct request *request, struct response *response,
                          struct page_change change);
// Makes what failed the error of this answer; returns false.
bool page_change_failed(ctx *c, const err *failure);
