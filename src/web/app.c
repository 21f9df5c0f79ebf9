#include "web/app.h"

#include "facts/company.h"

static bool prepare(ctx *c)
{
    if (!store_begin_write(c)) return false;
    if (company_prepare(c)) return store_commit(c);
    store_rollback(c);
    return false;
}

static void app_close(void *data)
{
    struct app *app = data;
    known_release(&app->known);
    store_close(app->store);
}

bool app_open(ctx *c, const char *store_url, struct app *out)
{
    *out = (struct app){.store_url = store_url};
    struct store_options options = {0};
    if (!store_open(c, store_url, options, &out->store)) return false;
    known_init(&out->known);
    arena_defer(c->arena, app_close, out); // before the connection's closing, so after it
    return store_migrate(c, out->store) && store_connect(c, out->store) && prepare(c);
}
