#include "web/touch.h"

#include "campaign/invite.h"
#include "facts/change.h"
#include "people/session.h"
#include "record/waiting.h"

struct touch {
    struct function_change call; // first
    struct arena arena;          // itself
    str secret;
    struct touch_seen seen;
    i64 invite;
};

static bool run_session(ctx *c, void *data)
{
    const struct touch *touch = data;
    return session_touch(c, touch->secret);
}

static bool run_seen(ctx *c, void *data)
{
    const struct touch *touch = data;
    const struct touch_seen *seen = &touch->seen;
    return waiting_seen(c, seen->person, &seen->about, seen->last);
}

static bool run_invite(ctx *c, void *data)
{
    const struct touch *touch = data;
    return invite_seen(c, touch->invite);
}

static void done(struct function_change *call, const err *failure)
{
    (void)failure;
    struct arena arena = ((struct touch *)(void *)call)->arena;
    arena_release(&arena);
}

// In memory of its own: the request is over before it runs.
static struct touch *touch_new(i64 bytes, bool (*run)(ctx *c, void *data))
{
    struct arena arena;
    arena_init(&arena, 4096 + bytes);
    struct touch *touch = NEW(&arena, struct touch);
    touch->call.locks = STORE_RECORDS;
    touch->call.run = run;
    touch->call.data = touch;
    touch->call.done = done;
    touch->arena = arena;
    return touch;
}

static void submit(struct app *app, struct touch *touch)
{
    struct arena arena = touch->arena;
    function_change_init(&touch->call);
    if (!writer_submit(app->writer, &touch->call.change)) arena_release(&arena);
}

void touch_session(struct app *app, str secret)
{
    struct touch *touch = touch_new(secret.size, run_session);
    touch->secret = str_copy(&touch->arena, secret);
    submit(app, touch);
}

void touch_seen(struct app *app, struct touch_seen seen)
{
    struct touch *touch = touch_new(seen.about.figure.size, run_seen);
    touch->seen = seen;
    touch->seen.about.figure = str_copy(&touch->arena, seen.about.figure);
    submit(app, touch);
}

void touch_invite(struct app *app, i64 invite)
{
    struct touch *touch = touch_new(0, run_invite);
    touch->invite = invite;
    submit(app, touch);
}
