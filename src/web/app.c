#include "web/app.h"

#include "base/zone.h"
#include "facts/company.h"
#include "people/account.h"
#include "settings/seal.h"

static bool prepare(ctx *c, struct app *app)
{
    if (!store_begin_write(c)) return false;
    if (company_prepare(c) && seal_key(c, app->secret)) return store_commit(c);
    store_rollback(c);
    return false;
}

bool app_has_people(ctx *c, struct app *app)
{
    if (atomic_load(&app->has_people)) return true;
    i64 count = 0;
    if (!account_administrators(c, &count)) return false;
    if (count) atomic_store(&app->has_people, true);
    return count > 0;
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
    return store_migrate(c, out->store) && store_connect(c, out->store) && prepare(c, out);
}

enum { ZONE_FRESH_MS = 5000 };

const struct zone *app_zone(ctx *c, struct app *app)
{
    const struct zone *zone = atomic_load(&app->zone);
    if (zone && c->now_ms - atomic_load(&app->zone_read_ms) < ZONE_FRESH_MS) return zone;
    str name = {0};
    bool read = company_setting(c, "company.zone", S("UTC"), &name) && (zone = zone_find(c, name));
    if (!read) {
        err_clear(c); // pages show UTC rather than nothing
        return NULL;
    }
    atomic_store(&app->zone, zone);
    atomic_store(&app->zone_read_ms, c->now_ms);
    return zone;
}
