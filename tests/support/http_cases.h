// http_cases: runs the cases of tests/http/*.test (its README has their form) against a server and
// compares whole answers.
#pragma once

#include "http/http.h"

struct http_cases {
    const char *folder;  // with *.test files
    const char *address; // of the server, "127.0.0.1:8080"
    const struct route *routes;
    i64 route_count;
    // The value of {name} in a case; NULL when there is none. May be NULL.
    const char *(*value)(void *data, str name);
    // Called before each file: a fresh store, and the address of the server that serves it. May be
    // NULL.
    const char *(*begin_file)(void *data, const char *name);
    i64 soon_ms; // how long a case whose answer comes soon is asked again; 0: long enough
    void *data;
};

struct http_cases_result {
    i64 run, failed, unused_routes;
};

// Prints every difference to stderr, and every route that no case used.
struct http_cases_result http_cases_run(ctx *c, struct http_cases cases);

// One expected line against one that came: '*' stands for any text, "\*" for an asterisk.
bool http_cases_line_fits(str expected, str line);
// A whole body, line by line; a line "..." stands for any lines.
bool http_cases_body_fits(str expected, str body);
