// exchange: one request and its answer on their way through the server; private to src/http.
// An exchange is made when a request line arrives, belongs to one thread at a time (I/O, worker,
// whoever answers later, I/O again), and goes back to the pool when the answer is sent. Its arena
// holds all that the request needs.
#pragma once

#include "http/http.h"

struct MHD_Connection;
struct MHD_Response;

enum exchange_stage {
    EXCHANGE_HEAD,  // headers have not been looked at
    EXCHANGE_ADMIT, // suspended: a worker asks whether the asker may send files
    EXCHANGE_ADMITTED,
    EXCHANGE_BODY,    // the body comes in
    EXCHANGE_WORK,    // suspended: with a worker, or with whoever answers later
    EXCHANGE_ANSWERED // nothing further is read
};

struct exchange {
    ctx c;
    struct arena arena;
    ctx later_c; // for whoever answers later: the handler's thread may still be leaving c
    struct arena later_arena;
    struct server *server;
    struct request request;
    struct response response;
    struct MHD_Connection *connection;
    struct MHD_Response *message; // the answer as libmicrohttpd wants it
    enum exchange_stage stage;
    bool is_later;               // the handler lets somebody else answer
    bool is_lent;                // begin was called, end not yet
    bool closes;                 // nothing may be read from the connection after the answer
    atomic_int holders;          // the handler and whoever answers: the last one sends, or resumes
    struct resumption {
        bool (*work)(ctx *c, struct request *request, struct response *response, void *data);
        void *data;
    } resumption; // what a worker does next; work NULL: nothing, it is answered
    struct multipart *multipart; // reads the body of a form with files
    bool is_uploading;           // counts among BOUND_UPLOADS_AT_ONCE
    i64 began_ms, body_bytes;    // when the request came, and what of its body has come
    i64 body_capacity;
    i64 body_refused_bytes; // of a body beyond the bound, swallowed so that the answer can be read
    struct exchange *next;  // in the pool or in the queue
};

// Runs the exchange's handler, or, in EXCHANGE_ADMIT, finds out whether the asker may send files;
// called on a worker's thread. Nothing of the exchange may be touched afterwards.
void exchange_work(struct exchange *x);
// Makes the answer from the response, or from c's error, and lets it be sent; called from any
// thread.
void exchange_send(struct exchange *x);
// Makes x->response what will be sent. Never fails: when memory is short the answer says so.
void exchange_finish(struct exchange *x);

// Wakes the connection of a suspended exchange, whose message is made. In daemon.c.
void daemon_wake(struct exchange *x);
// Hands a suspended exchange to a worker again.
void daemon_resume(struct exchange *x);
// Wakes it for its body.
void daemon_go_on(struct exchange *x);
// Counts it among the forms with files until it is over; false when there are too many.
bool daemon_count_upload(struct exchange *x);
const struct server_options *server_options(const struct server *server);
