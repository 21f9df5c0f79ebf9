#include "base/locale.h"
#include "base/text.h"
#include "campaign/plan.h"
#include "cli/commands.h"

// clang-format off
const struct option campaign_options[] = {
    {"format", "table|json", false, "preview: how it is written; default table"},
    {0},
};
// clang-format on

static bool list_all(ctx *c)
{
    struct campaign *campaigns = NULL;
    i64 count = 0;
    if (!campaign_list(c, &count, &campaigns)) return false;
    for (i64 i = 0; i < count; i++) {
        struct invite_counts counts;
        if (!invite_count(c, campaigns[i].id, &counts)) return false;
        (void)fprintf(c->out, "%lld  %.*s  %.*s  asked %lld, answered %lld, bounced %lld\n",
                      (long long)campaigns[i].id, STR(campaigns[i].name), STR(campaigns[i].state),
                      (long long)counts.asked, (long long)counts.of[INVITE_ANSWERED],
                      (long long)counts.of[INVITE_BOUNCED]);
    }
    if (!count) (void)fprintf(c->say, "There is no campaign yet.\n");
    return true;
}

static void print_plan(ctx *c, const struct plan *plan)
{
    (void)fprintf(c->out, "%.*s: %lld of %lld asked, about %.0f answers\n",
                  STR(plan->campaign.name), (long long)plan->invite_count,
                  (long long)plan->considered, plan->answers);
    for (enum plan_reason i = 1; i < PLAN_REASON__COUNT; i++)
        if (plan->reasons[i])
            (void)fprintf(c->out, "  %lld %s\n", (long long)plan->reasons[i],
                          tr(c, plan_reason_label(i)));
    for (i64 i = 0; i < plan->cell_count; i++)
        if (plan->cells[i].planned)
            (void)fprintf(c->out, "  %lld of %lld: %s\n", (long long)plan->cells[i].planned,
                          (long long)plan->cells[i].may, plan->cells[i].label);
}

static void print_json(ctx *c, const struct plan *plan)
{
    json_t *object = json_new_object(c), *reasons = json_new_object(c);
    json_put_i64(object, "campaign", plan->campaign.id);
    json_put_i64(object, "considered", plan->considered);
    json_put_i64(object, "planned", plan->invite_count);
    json_put_f64(object, "answers", plan->answers);
    for (enum plan_reason i = 0; i < PLAN_REASON__COUNT; i++)
        json_put_i64(reasons, plan_reason_name(i), plan->reasons[i]);
    json_put(object, "reasons", reasons);
    str text = json_write_indented(c, object);
    (void)fprintf(c->out, "%.*s\n", STR(text));
}

static bool plan_it(ctx *c, struct call *call, bool keep)
{
    struct campaign campaign;
    struct plan *plan = NEW(c->arena, struct plan);
    i64 id = 0;
    bool kept = false;
    if (call->arg_count != 2 || !str_i64(call->args[1], &id))
        return fail_with(c, ERR_USAGE, tr(c, "which campaign is meant"),
                         tr(c, "Write its number, as tuntuma campaign list shows it."));
    if (!campaign_get(c, id, &campaign)) return false;
    if (keep && !str_equal(campaign.state, S("running")))
        return fail_with(c, ERR_REFUSED, tr(c, "the campaign does not run"),
                         tr(c, "Start it on its page first."));
    if ((keep && !store_begin_write(c)) || (!keep && !store_begin_read(c))) return false;
    bool done = plan_make(c, &campaign, plan) && (!keep || plan_keep(c, plan, &kept)) &&
                (!keep || store_commit(c));
    store_rollback(c);
    if (!done) return false;
    if (str_equal(call_text(call, "format", S("table")), S("json")))
        print_json(c, plan);
    else
        print_plan(c, plan);
    return true;
}

bool cmd_campaign(ctx *c, struct call *call)
{
    str what = call->args[0];
    if (str_equal(what, S("list"))) return list_all(c);
    if (str_equal(what, S("preview"))) return plan_it(c, call, false);
    if (str_equal(what, S("run"))) return plan_it(c, call, true);
    return fail_with(c, ERR_USAGE, fmt(c->arena, tr(c, "there is no \"%.*s\" here"), STR(what)),
                     tr(c, "There are: list, preview, run."));
}
