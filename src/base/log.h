// log: one line a happening on stderr, "<priority>" first so that journald sorts it, then key=value
// pairs.
#pragma once

#include "base/ctx.h"

enum log_level { LOG_ERROR = 3, LOG_WARNING = 4, LOG_NOTICE = 5, LOG_INFO = 6, LOG_DEBUG = 7 };

// Lines above this level are dropped; LOG_INFO at first.
void log_set_level(enum log_level level);
// log_line(LOG_NOTICE, "listening", "address", "127.0.0.1:8080", NULL): values are quoted where
// needed.
void log_line(enum log_level level, const char *what, ...) __attribute__((sentinel));
// The error of c with its detail, under what was being done.
void log_err(const ctx *c, const char *doing);
