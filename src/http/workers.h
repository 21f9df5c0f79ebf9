// workers: threads that take exchanges from one bounded queue and run their handlers; private to
// src/http.
#pragma once

#include "http/exchange.h"

struct workers;

// Starts the threads. The workers live in c->arena until workers_stop.
MUST_USE bool workers_start(ctx *c, i32 count, i64 waiting_max, struct workers **out);
// Keeps a place in the queue for one exchange; false when it is full. First the place, then the
// suspending of the connection, then the push: so a push cannot fail.
MUST_USE bool workers_reserve(struct workers *workers);
void workers_unreserve(struct workers *workers);
void workers_push(struct workers *workers, struct exchange *x);
// For an exchange that has been here before: it needs no place, and there are only so many.
void workers_push_again(struct workers *workers, struct exchange *x);
// Waits until the queue is empty and all threads have ended.
void workers_stop(struct workers *workers);
