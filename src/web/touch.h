// touch: notes that a session is in use, and what somebody has seen, through the writer, without
// anybody waiting for it.
#pragma once

#include "record/comment.h"
#include "web/app.h"

// Each does nothing where the queue is full: the next request does it.
void touch_session(struct app *app, str secret);
// The person has seen the comments there up to `last`.
struct touch_seen {
    i64 person, last;
    struct comment_about about;
};
void touch_seen(struct app *app, struct touch_seen seen);
