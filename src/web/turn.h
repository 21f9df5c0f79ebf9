// turn: work that is slow and takes much memory on purpose (a password: 64 MiB and a twentieth of a
// second) waits its turn: a few threads of their own do it, so that two hundred people who sign in
// at once neither fill the memory nor keep the workers from showing pages. Owns its threads and its
// queue. Never knows what the work is.
#pragma once

#include "http/http.h"
#include "store/store.h"

struct turns;

// Starts BOUND_TURNS_AT_ONCE threads, which lend work a connection of this store. They live in
// c->arena, which must outlive turns_stop.
MUST_USE bool turns_start(ctx *c, struct store *store, struct turns **out);
// Does what waits, then ends the threads. Nothing may ask for a turn any longer.
void turns_stop(struct turns *turns);

struct page_turn {
    // Runs on a thread of the turns, with a connection and an arena that lives as long as the
    // request.
    bool (*work)(ctx *c, void *data);
    // Goes on with a connection, as a handler does. failure->code is ERR_NONE, or why it failed.
    bool (*then)(ctx *c, struct request *request, struct response *response, const err *failure,
                 void *data);
    void *data; // for both; in the request's arena
};

// Takes a turn; the handler returns what this returns, and touches nothing afterwards. ERR_STOPPED,
// as 503 with a time to come again, when too many wait.
MUST_USE bool page_turn(ctx *c, struct request *request, struct response *response,
                        struct page_turn turn);
