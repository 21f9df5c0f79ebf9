#include "cli/commands.h"
#include "facts/metric.h"

bool cmd_metrics(ctx *c, struct call *call)
{
    (void)call;
    struct metrics all;
    if (!metric_load(c, &all)) return false;
    for (i64 i = 0; i < all.count; i++) {
        const struct metric *m = &all.m[i];
        (void)fprintf(c->out, "%-24.*s %-10s %-9s v%d  %s\n", STR(m->name),
                      metric_kind_name(m->kind), m->asked ? "asked" : "recorded", m->version,
                      metric_rule(c, m));
    }
    return true;
}
