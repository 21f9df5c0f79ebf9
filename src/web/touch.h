// touch: notes that a session is in use, what somebody has seen, and that an invite was opened,
// through the writer, without anybody waiting for it.
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
// Somebody looked at the page of an invite (invite_seen).
void touch_invite(struct app *app, i64 invite);
