// touch: notes that a session is in use, through the writer, without anybody waiting for it.
#pragma once

#include "web/app.h"

// Does nothing where the queue is full: the next request does it.
void touch_session(struct app *app, str secret);
