#include "base/json.h"
#include "base/time.h"
#include "cli/commands.h"
#include "cli/demo_load.h"
#include "cli/file.h"
#include "demo/demo.h"
#include "facts/company.h"

#define DEFAULT_FOLDER "tuntuma-demo"
#define DEFAULT_SEED   2026

// Fewer leave files without a row.
enum { CUSTOMERS_MIN = 1000, CUSTOMERS_MAX = 40000000 };

// clang-format off
const struct option demo_options[] = {
    {"folder", "DIR", false, "where its files are written; default " DEFAULT_FOLDER},
    {"seed", "N", false, "another company for another number"},
    {"customers", "N", false, "so many customers, instead of about 40,000"},
    {"scale", "N", false, "N times as many customers"},
    {"until", "DATE", false, "the day that the three years end with; default yesterday"},
    {"files-only", NULL, false, "write the files, take nothing into the store"},
    {0},
};
// clang-format on

static bool plan_read(ctx *c, struct call *call, struct demo_plan *plan)
{
    i64 seed = 0;
    *plan =
        (struct demo_plan){.folder = str_c(c->arena, call_text(call, "folder", S(DEFAULT_FOLDER))),
                           .last_day = (i32)(c->now_ms / 86400000) - 1};
    if (!call_i64(c, call, "seed", DEFAULT_SEED, &seed) ||
        !call_i64(c, call, "scale", 1, &plan->scale) ||
        !call_i64(c, call, "customers", 0, &plan->customers))
        return false;
    if (call_has(call, "customers") &&
        (plan->customers < CUSTOMERS_MIN || plan->customers > CUSTOMERS_MAX))
        return fail_with(c, ERR_USAGE, tr(c, "the demo cannot have that number of customers"),
                         fmt(c->arena, tr(c, "Give a whole number from %d to %d."), CUSTOMERS_MIN,
                             CUSTOMERS_MAX));
    plan->seed = (u64)seed;
    str until = call_text(call, "until", (str){0});
    if (!until.size || day_parse(until, &plan->last_day)) return true;
    return fail_with(c, ERR_USAGE, fmt(c->arena, tr(c, "--until: \"%.*s\" is no date"), STR(until)),
                     tr(c, "Write it as 2026-11-21."));
}

static bool load(ctx *c, struct call *call, const char *folder)
{
    str text = {0};
    if (!file_text(c, fmt(c->arena, "%s/manifest.json", folder), &text)) return false;
    json_t *manifest = json_parse(c, text), *entry = NULL;
    if (!manifest) return false;
    size_t i = 0;
    json_array_foreach(manifest, i, entry)
    {
        str file = json_text(json_object_get(entry, "file")),
            map = json_text(json_object_get(entry, "map"));
        struct import_call import = {.file = fmt(c->arena, "%s/%.*s", folder, STR(file))};
        (void)fprintf(c->out, "%.*s: ", STR(file));
        (void)fflush(c->out);
        const char *map_file = fmt(c->arena, "%s/%.*s", folder, STR(map));
        if (!file_text(c, map_file, &import.mapping) || !import_file(c, call, import)) return false;
    }
    return fold_now(c, call);
}

// Two invented companies have the same ids for other things: the second one would stop half way.
static bool plan_keep(ctx *c, const struct demo_plan *plan)
{
    str kept = {0};
    str text = str_of(fmt(c->arena, "seed %llu, scale %lld, customers %lld, until %.*s",
                          (unsigned long long)plan->seed, (long long)plan->scale,
                          (long long)plan->customers, STR(day_write(c->arena, plan->last_day))));
    if (!company_setting(c, "demo.plan", (str){0}, &kept)) return false;
    if (str_equal(kept, text)) return true;
    if (kept.size)
        return fail_with(c, ERR_REFUSED,
                         fmt(c->arena, tr(c, "this store holds another demo (%.*s)"), STR(kept)),
                         tr(c, "Give this one a store of its own, such as --store "
                               "duckdb:another.duckdb."));
    if (!store_begin_write(c)) return false;
    if (company_set(c, "demo.plan", text)) return store_commit(c);
    store_rollback(c);
    return false;
}

bool cmd_demo(ctx *c, struct call *call)
{
    struct demo_plan plan;
    if (!plan_read(c, call, &plan)) return false;
    (void)fprintf(c->out, "Inventing a company in %s\n", plan.folder);
    (void)fflush(c->out);
    if (!demo_write(c, plan)) return false;
    if (call_has(call, "files-only")) return true;
    if (!plan_keep(c, &plan) || !load(c, call, plan.folder) || !demo_load_house(c) ||
        !demo_load_hearing(c, plan.last_day))
        return false;
    (void)fprintf(c->out, "The truth behind it is in %s/truth.json. See it with `tuntuma serve`.\n",
                  plan.folder);
    return true;
}
