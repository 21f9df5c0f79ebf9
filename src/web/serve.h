// serve: a running server: pages, intake, the one writer, and the folding of the cube beside them.
// Owns its threads.
#pragma once

#include "http/http.h"
#include "web/app.h"

struct serving;

struct serve_options {
    const char *listen;
    const char *const *hosts;   // further Host names, NULL-terminated
    const char *const *proxies; // reverse proxies that are believed, NULL-terminated; may be NULL
    bool has_jobs;              // what runs by itself runs (web/jobs.h)
    const char *uploads;        // folder for files that people bring; NULL: beside the store
    i64 (*now_ms)(void);        // called from any thread
    i64 fold_every_s;           // how often what came in is folded; 0: every two seconds
};

// Starts everything over an open app. It lives in c->arena, which must outlive serve_stop.
MUST_USE bool serve_start(ctx *c, struct app *app, struct serve_options options,
                          struct serving **out);
const char *serve_address(const struct serving *serving);
// Answers what was promised, then stops.
void serve_stop(struct serving *serving);
