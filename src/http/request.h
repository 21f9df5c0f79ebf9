// request: one request as handlers see it. What reaches a handler has an unambiguous shape, a known
// Host, a route, and inputs of the declared types. Everything lives in the request's arena. Never
// touches a connection.
#pragma once

#include "http/parse.h"

enum method { GET, POST, METHOD__COUNT }; // HEAD is GET whose body is not sent

#define REQUEST_PARAMS_MAX 4 // :names in one path

struct route;
struct field;

// One value of a declared field, already checked.
struct input {
    const struct field *field;
    str text; // FIELD_FILE: its name
    union {
        i64 i; // FIELD_I64; FIELD_DAY: days since 1970; FIELD_CHOICE: index of the choice;
               // FIELD_BOOL: 0 or 1
        f64 f; // FIELD_F64
        const struct upload *upload; // FIELD_FILE
    };
};

// What is wrong with one field of a form.
struct problem {
    const struct field *field;
    const char *msg, *hint; // as in an error; hint may be NULL
};

struct request {
    enum method method;
    bool is_head; // a GET that wants no body: nobody looks at it
    str target;   // as it was sent: path and query
    str path;     // as it was sent, without the query
    str query;
    const struct route *route;      // NULL until it is found
    str params[REQUEST_PARAMS_MAX]; // decoded values of the route's :names, in its order
    struct input *inputs;           // in the order of the address
    i64 input_count;
    struct pair *headers;
    i64 header_count;
    str body;                 // empty when it was a form
    struct pair *typed;       // of a form: every value as it was typed, right or wrong
    struct problem *problems; // of a form: for a route's `again` alone; a handler sees none
    i64 typed_count, problem_count;
    str csrf;   // the token that the form carries
    str client; // the asker's address, "192.0.2.7" or "2001:db8::1"
    bool is_tls;
    void *app; // server_options.app: what the handlers work with
    // Filled by server_options.who:
    void *session;    // who is signed in; NULL = nobody
    str session_key;  // names the session, and no other: the CSRF token is bound to it
    bool is_keyed;    // by a bearer token, which no browser sends by itself: no CSRF token is asked
    const u8 *secret; // of the server, for guard; may be NULL
};

// The first header of that name; empty when there is none.
str request_header(const struct request *request, const char *name);
// The decoded value of the route's :name; the name must be in the route's path.
str request_param(const struct request *request, const char *name);
// The first value of a declared field, NULL when it was not given; then the further ones.
const struct input *request_input(const struct request *request, const char *name);
const struct input *request_input_next(const struct request *request, const struct input *input);
// The same in short: the value, or what to take when it was not given.
str request_text(const struct request *request, const char *name, str otherwise);
i64 request_i64(const struct request *request, const char *name, i64 otherwise);
f64 request_f64(const struct request *request, const char *name, f64 otherwise);
// What was typed into a field of a form, to be shown again; empty when nothing was, or when the
// field is secret.
str request_typed(const struct request *request, const char *name);
// What is wrong with a field of a form, or NULL.
const struct problem *request_problem(const struct request *request, const char *name);
// Adds a problem that only the handler could find; it then returns what its route's `again` does.
void request_problem_add(ctx *c, struct request *request, const char *name, const char *msg,
                         const char *hint);
// True when the asker likes HTML better than JSON.
bool request_wants_html(const struct request *request);

// What a request line and headers say, before anything is believed.
struct request_head {
    const char *method, *version;
    const char *host;         // the address we listen on, as in "127.0.0.1:8080"
    const char *const *hosts; // further names that are ours, NULL-terminated; may be NULL
    i64 body_size;            // by Content-Length; -1 when not told
    bool is_get, is_post;     // neither: a method that no route has
    int status;               // of the refusal, where the error's own would not say it well enough
};

// Checks the head of request (target and headers are set) and fills method, path, query and the
// members of head below `hosts`. False with ERR_BAD_INPUT or ERR_TOO_LARGE: two Content-Length,
// Content-Length with Transfer-Encoding, any coding but chunked, two Host, none, one that we do not
// know, a target that is no path, too much of anything, a page of another site that posts. After a
// refusal nothing more may be read from the connection.
MUST_USE bool request_check(ctx *c, struct request *request, struct request_head *head);
