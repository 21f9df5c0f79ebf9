// turn: slow work waits its turn: a few threads of their own do it, so that two hundred people who
// sign in at once neither fill the memory nor keep the workers from showing pages. A server has two
// kinds: passwords, which take 64 MiB and a twentieth of a second on purpose, and errands, which
// wait for somebody outside. Owns its threads and its queue. Never knows what the work is.
#pragma once

#include "http/http.h"
#include "store/store.h"

struct turns;

struct turns_options {
    struct store *store; // whose connections work is lent; NULL: it needs none, and holds none
    i32 at_once;         // threads
    i64 waiting_max;     // in the queue
};

// Starts the threads. They live in c->arena, which must outlive turns_stop.
MUST_USE bool turns_start(ctx *c, struct turns_options options, struct turns **out);
// Tells what is under way, and what comes, to hurry: ctx_stopped is true for it.
void turns_hurry(struct turns *turns);
// Does what waits, then ends the threads. Nothing may ask for a turn any longer.
void turns_stop(struct turns *turns);

struct page_turn {
    // Runs on a thread of the turns, with a connection where they lend one, and an arena that lives
    // as long as the request.
    bool (*work)(ctx *c, void *data);
    // Goes on with a connection, as a handler does. failure->code is ERR_NONE, or why it failed.
    bool (*then)(ctx *c, struct request *request, struct response *response, const err *failure,
                 void *data);
    void *data;          // for both; in the request's arena
    struct turns *turns; // NULL: those of passwords
};

// Takes a turn; the handler returns what this returns, and touches nothing afterwards. ERR_STOPPED,
// as 503 with a time to come again, when too many wait.
MUST_USE bool page_turn(ctx *c, struct request *request, struct response *response,
                        struct page_turn turn);
