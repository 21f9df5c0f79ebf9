#include "web/touch.h"

#include "facts/change.h"
#include "people/session.h"

struct touch {
    struct function_change call; // first
    struct arena arena;          // itself
    struct known *known;
    str secret;
};

static bool run(ctx *c, void *data)
{
    const struct touch *touch = data;
    known_keep(c, touch->known);
    return session_touch(c, touch->secret);
}

static void done(struct function_change *call, const err *failure)
{
    (void)failure;
    struct arena arena = ((struct touch *)(void *)call)->arena;
    arena_release(&arena);
}

void touch_session(struct app *app, str secret)
{
    struct arena arena;
    arena_init(&arena, 4096);
    struct touch *touch = NEW(&arena, struct touch);
    touch->secret = str_copy(&arena, secret);
    touch->known = &app->known;
    touch->call.run = run;
    touch->call.data = touch;
    touch->call.done = done;
    touch->arena = arena;
    function_change_init(&touch->call);
    if (!writer_submit(app->writer, &touch->call.change)) arena_release(&arena);
}
