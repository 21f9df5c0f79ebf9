// app: what a running tuntuma holds: the store, and when it serves, the one writer and what it
// knows. Made by a command that opens the store, lent to handlers and to commands that come over
// the socket. Never knows a route or a command.
#pragma once

#include "facts/known.h"
#include "store/writer.h"

struct intake; // web/intake.h

struct app {
    struct store *store;
    struct writer *writer; // NULL: this process only runs a command
    struct known known;    // the writer's
    struct intake *intake; // what requests that bring facts share; NULL as the writer
    const char *store_url;
};

// Opens the store, brings its tables up to date and makes what a company needs at the start. Takes
// a connection into c->db. Both are closed with c->arena, which *out must outlive.
MUST_USE bool app_open(ctx *c, const char *store_url, struct app *out);
