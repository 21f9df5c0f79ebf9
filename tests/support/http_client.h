// http_client: the least that a test needs to talk to the server byte by byte.
#pragma once

#include "base/str.h"

// A connection to "127.0.0.1:8080" or "[::1]:8080", or -1. Reads on it give up after some seconds.
int client_connect(const char *address);
bool client_send(int fd, str bytes);
// One whole response, head and body; has_body is false for answers to HEAD and for 304. Empty when
// the connection ended before it was whole.
str client_read(struct arena *arena, int fd, bool has_body);
// Connects, sends, reads one response, closes.
str client_ask(struct arena *arena, const char *address, str request);
// Value of a response's header, its status, its body.
str response_header_of(str response, const char *name);
int response_status_of(str response);
str response_body_of(str response);
