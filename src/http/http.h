// http: the server. Listens on loopback (elsewhere only where there are accounts), checks every
// request before a handler sees it, reads forms, guards them against pages of other sites, runs
// handlers on worker threads and sends their answers, now or later. Owns its threads, its queue and
// the connections. Uses libmicrohttpd, in daemon.c alone. Never knows what a route is about, nor
// the store: what a handler needs is lent to it by begin and end.
#pragma once

#include "http/router.h"

struct server;

struct server_options {
    const char *listen;       // "127.0.0.1:8080", "[::1]:8080"; port 0 takes a free one
    const char *const *hosts; // Host names that are ours beside the address and localhost,
                              // NULL-terminated; or NULL
    // There are accounts: it may listen beyond loopback, with `hosts`, `who` and `may` given.
    bool has_accounts;
    // Reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed: numeric addresses,
    // or "loopback"; NULL-terminated, or NULL.
    const char *const *proxies;
    const u8 *secret;    // GUARD_SECRET_BYTES that nobody else knows, the same after a restart;
                         // must be given when a POST route is not is_keyed
    const char *uploads; // folder for files of forms while they are worked on; NULL = /var/tmp
    const struct route *routes;
    i64 route_count;
    i32 io_threads, workers; // 0 = one for two processors, at least 2; 0 = two a processor
    i64 waiting_max;         // requests that wait for a worker; 0 = BOUND_REQUESTS_WAITING
    const char *const
        *langs; // languages of the pages, NULL-terminated, the first where none fits; NULL = en
    // The language that a request itself asks for, or NULL; goes before what the browser prefers.
    const char *(*lang)(const struct request *request);
    i64 (*now_ms)(void);          // called from any thread
    u64 (*random)(struct ctx *c); // called from any thread
    void *random_state;
    void *app; // request->app, and the last argument of the functions below
    // Lends a handler what it works with, as a store connection in c->db, and takes it back. May be
    // NULL, both.
    bool (*begin)(ctx *c, void *app);
    void (*end)(ctx *c, void *app);
    // Finds out who asks: fills request->session, session_key and is_keyed, or leaves them when it
    // is nobody known. False only when it could not be found out. Called before `may`, and for
    // every route but those that are is_keyed without a `may`, or in_background. May be NULL.
    bool (*who)(ctx *c, struct request *request, void *app);
    // Whether the asker may use route->may (not 0): ERR_UNKNOWN_USER or ERR_FORBIDDEN. May be NULL
    // if no route has any.
    bool (*may)(ctx *c, const struct request *request, void *app);
    // Makes the HTML page of an error for people who like HTML better; its status and headers are
    // set. False: JSON is sent. May be NULL.
    bool (*error_page)(ctx *c, const struct request *request, const err *error,
                       struct response *response, void *app);
};

// Starts listening. ERR_USAGE when the address is none, or is not this machine's loopback without
// accounts or known Host names: whoever reaches the server may read everything then. ERR_BUSY when
// another program listens there. The server lives in c->arena, which must outlive server_stop; it
// is not used after the start.
MUST_USE bool server_start(ctx *c, const struct server_options *options, struct server **out);
// "127.0.0.1:8080", with the port that was taken.
const char *server_address(const struct server *server);
// Takes no new requests, waits until all are answered (those promised for later too), then stops
// the threads. Whoever answers later must still run.
void server_stop(struct server *server);
