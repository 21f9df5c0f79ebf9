// response: what is sent back: status, headers, body by pointer, compression, what a browser may
// keep, errors for people. Everything lives in the request's arena, which is kept until the last
// byte is sent. Never touches a connection.
#pragma once

#include "base/json.h"
#include "http/request.h"

enum cache {
    CACHE_NO,     // data: never kept
    CACHE_HASHED, // the address changes with the content: kept for a year
    CACHE_CHECK,  // kept, but asked about each time by its etag
};

#define RESPONSE_HEADERS_MAX 24

struct response {
    int status;       // 0 = 200, or the error's own
    const char *type; // media type; NULL = none, for an empty body
    str body;
    str gzip;         // the body compressed already; may be empty
    int file_fd;      // with has_file: sent from its beginning in the body's place
    i64 file_size;    // bytes
    bool has_file;
    const char *etag; // without quotes; NULL = none
    enum cache cache;
    struct pair headers[RESPONSE_HEADERS_MAX]; // further ones, by response_header
    i64 header_count;
    str visitor;               // guard's: whom this answer gave a cookie
    struct exchange *exchange; // the server's
};

// Adds a header. A value with a control character is left out: it could end the header. So is what
// no longer fits.
void response_header(ctx *c, struct response *response, const char *name, const char *value);
void response_json(ctx *c, struct response *response, json_t *value);
// Body and media type in one; the body is not copied.
void response_body(struct response *response, const char *type, str body);
// The body is an open file of that size, which goes with the response: read as it is sent, so it may
// be larger than memory. Never compressed.
void response_file(struct response *response, const char *type, int fd, i64 size);
// Makes the answer a file that is kept, not shown: nothing in it runs as a page of ours.
void response_download(ctx *c, struct response *response, const char *name);
// 303 to a path of ours: what a form ends with. What is no path of ours, as an address that came
// with the request may be, leads to the front page.
void response_see(ctx *c, struct response *response, const char *path);
// 303 to an address outside, https or http. Only for one that an administrator set up, never for
// one that came with a request. What is no such address leads to the front page.
void response_away(ctx *c, struct response *response, const char *address);

// ---- Answering later ----

// From here on the answer comes by response_complete, from any thread, and nothing that the handler
// was lent (its store connection) is held any longer. After it the handler hands the response on
// and touches neither it nor c; or it returns false, if nobody took it, and the error is the
// answer.
void response_later(struct response *response);
// Runs build(c, response, data) on the calling thread and sends response, or c's error when it
// returns false. Exactly once, after response_later. c is a fresh one with memory of its own; what
// the handler allocated may still be read.
void response_complete(struct response *response,
                       bool (*build)(ctx *c, struct response *response, void *data), void *data);

// The other way to answer after response_later: runs work(c, request, response, data) on a worker's
// thread as if it were the handler, with what begin lends; it may call response_later again. From
// any thread, exactly once, in place of response_complete. What came before may still be read.
void response_resume(struct response *response,
                     bool (*work)(ctx *c, struct request *request, struct response *response,
                                  void *data),
                     void *data);

// ---- For the server ----

// Makes c->err the response: {"error":{"code","msg","hint","fields"}}, and clears it. Keeps status,
// if set, and headers. `fields` has a form's problems, each with msg and hint.
void response_error(ctx *c, const struct request *request, struct response *response);
// Adds the headers that every answer has, answers a matching If-None-Match with 304, and compresses
// what is worth it where the asker takes gzip. Nothing may be changed afterwards.
void response_finish(ctx *c, const struct request *request, struct response *response);
