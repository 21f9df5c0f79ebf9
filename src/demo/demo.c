#include "demo/demo.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bounds.h"
#include "demo/day.h"
#include "demo/maps.h"
#include "demo/rows.h"
#include "demo/truth.h"

static const i64 customers_at_scale_1 = 40000;

static void folder_close(void *data)
{
    (void)close(*(int *)data);
}

static bool folder_open(ctx *c, const char *folder, int *fd)
{
    bool there = !mkdirat(c->cwd_fd, folder, 0755) || errno == EEXIST;
    int *opened = NEW(c->arena, int);
    *opened = there ? openat(c->cwd_fd, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (*opened < 0) {
        const char *msg =
            fmt(c->arena, tr(c, "could not use the folder %s: %s"), folder, strerror(errno));
        return fail_with(c, ERR_SYSTEM, msg,
                         tr(c, "Name a folder that can be made or written to."));
    }
    arena_defer(c->arena, folder_close, opened);
    *fd = *opened;
    return true;
}

// The customer list is exported at the end of the story, when everybody in it is known.
static void write_customers(struct life *life, struct rows *rows)
{
    for (i64 i = 1; i <= life->count; i++) {
        rows_customer(rows, life->story, &life->customers[i], (u32)i);
        rows_truth(rows, life->story, &life->customers[i], (u32)i);
    }
}

static bool plan_check(ctx *c, const struct demo_plan *plan)
{
    assert(plan->folder);
    if (plan->scale >= 1 && plan->scale <= BOUND_DEMO_SCALE) return true;
    const char *hint = fmt(c->arena, tr(c, "Give a whole number from 1 to %d."), BOUND_DEMO_SCALE);
    return fail_with(c, ERR_USAGE, tr(c, "the demo cannot have that scale"), hint);
}

bool demo_write(ctx *c, struct demo_plan plan)
{
    if (!plan_check(c, &plan)) return false;
    i64 customers = plan.customers ? plan.customers : plan.scale * customers_at_scale_1;
    int folder_fd = -1;
    struct story *story = NEW(c->arena, struct story);
    struct rows *rows = NEW(c->arena, struct rows);
    if (!story_init(c, story, plan)) return false;
    if (!folder_open(c, plan.folder, &folder_fd) || !rows_open(c, rows, folder_fd)) return false;

    struct life *life = NEW(c->arena, struct life);
    life_init(c, life, story, customers);
    if (!life_run(life, rows)) return false;
    write_customers(life, rows);
    return rows_close(c, rows) && maps_write(c, rows, folder_fd) &&
           truth_write(life, &plan, folder_fd);
}
