// app: what a running tuntuma holds: the store, and when it serves, the one writer and what it
// knows. Made by a command that opens the store, lent to handlers and to commands that come over
// the socket. Never knows a route or a command.
#pragma once

#include "facts/known.h"
#include "http/router.h"
#include "store/writer.h"

struct answering;     // survey/answering.h
struct ask;           // web/ask.h
struct house;         // web/house.h
struct importer;      // upload/importer.h
struct intake;        // web/intake.h
struct turns;         // web/turn.h
struct oidc_provider; // people/oidc_provider.h

struct app {
    struct store *store;
    struct writer *writer;          // NULL: this process only runs a command
    struct known known;             // the writer's
    struct importer *importer;      // of files that were brought; NULL as the writer
    struct intake *intake;          // what requests that bring facts share; NULL as the writer
    struct turns *turns;            // where passwords wait to be checked; NULL as the writer
    struct turns *errands;          // where what asks somebody outside waits; NULL as the writer
    struct oidc_provider *provider; // what the sign-in service told of itself; NULL as the writer
    struct answering *answering;    // answers under way; NULL as the writer
    _Atomic u32 answer_number;      // of the newest answer by an open link, from anywhere
    struct ask *ask;                // open links, and who comes by them; NULL as the writer
    const char *store_url;
    struct house *house; // what pages show of the company; NULL as the writer
    i64 (*now_ms)(void); // the server's clock; NULL as the writer
    u8 secret[32];       // of the server, for tokens of forms; the same after a restart
    // The company's, as it was read a moment ago (app_zone).
    _Atomic(const struct zone *) zone;
    _Atomic i64 zone_read_ms;
    atomic_bool has_people;     // there is an administrator; once true it stays
    const struct route *routes; // what is served
    i64 route_count;
};

// Opens the store, brings its tables up to date and makes what a company needs at the start. Takes
// a connection into c->db. Both are closed with c->arena, which *out must outlive.
MUST_USE bool app_open(ctx *c, const char *store_url, struct app *out);
// Whether there is an administrator: until then the house is open to this machine, and to nobody
// else. False with c->err when it could not be found out.
bool app_has_people(ctx *c, struct app *app);
// The company's zone, in which pages tell moments; read anew every few seconds.
const struct zone *app_zone(ctx *c, struct app *app);
