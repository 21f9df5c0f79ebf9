#include "web/jobs_cases.h"

#include "case/case_ask.h"
#include "case/case_figures.h"
#include "case/case_keep.h"
#include "case/case_late.h"
#include "case/case_route.h"
#include "case/case_rule.h"
#include "facts/change.h"

static bool rules_change(ctx *c, void *data)
{
    struct job_did *did = data;
    return case_rules_run(c, &did->count);
}

bool job_case_rules(ctx *c, const struct job_hand *hand, struct job_did *did)
{
    return job_write(c, hand, rules_change, did);
}

static bool late_change(ctx *c, void *data)
{
    struct job_did *did = data;
    return case_late_run(c, &did->count);
}

bool job_case_late(ctx *c, const struct job_hand *hand, struct job_did *did)
{
    return job_write(c, hand, late_change, did);
}

static bool route_change(ctx *c, void *data)
{
    return case_route_keep(c, data);
}

bool job_case_route(ctx *c, const struct job_hand *hand, struct job_did *did)
{
    struct case_route_learnt learnt;
    if (!case_route_learn(c, &learnt)) return false;
    if (!learnt.lessons) return true;
    did->count = learnt.lessons;
    return job_write(c, hand, route_change, &learnt);
}

static bool define_change(ctx *c, void *data)
{
    (void)data;
    return case_figures_define(c) && case_ask_define(c);
}

struct telling {
    struct known *known;
    i64 count;
};

static bool figures_change(ctx *c, void *data)
{
    struct telling *telling = data;
    struct known own;
    if (telling->known) return case_figures_run(c, telling->known, &telling->count);
    known_init(&own);
    bool done = case_figures_run(c, &own, &telling->count);
    known_release(&own);
    return done;
}

// The metrics first, in a change of their own that brings no known: the next one loads it anew.
bool job_case_figures(ctx *c, const struct job_hand *hand, struct job_did *did)
{
    struct telling telling = {.known = hand->known};
    struct function_change define = {.run = define_change};
    struct function_change change = {.run = figures_change, .data = &telling, .known = hand->known};
    function_change_init(&define);
    function_change_init(&change);
    if (!writer_apply(c, hand->writer, &define.change) ||
        !writer_apply(c, hand->writer, &change.change))
        return false;
    did->count = telling.count;
    return true;
}

static bool ask_change(ctx *c, void *data)
{
    struct job_did *did = data;
    return case_ask_run(c, &did->count);
}

bool job_case_ask(ctx *c, const struct job_hand *hand, struct job_did *did)
{
    return job_write(c, hand, ask_change, did);
}

static bool keep_change(ctx *c, void *data)
{
    struct job_did *did = data;
    return case_keep_run(c, &did->count);
}

bool job_case_keep(ctx *c, const struct job_hand *hand, struct job_did *did)
{
    return job_write(c, hand, keep_change, did);
}
