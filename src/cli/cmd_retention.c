#include "cli/commands.h"
#include "cli/customer.h"

// clang-format off
const struct option retention_options[] = {
    {"source", "NAME", false, "set: only words of this source"},
    {"subject", "WHO", false, "set: only words of customer, employee or shopper"},
    {"why", "TEXT", false, "set, and run --confirm: the reason; every change needs one"},
    {"confirm", NULL, false, "run: do it; without, only what would go is counted"},
    {0},
};
// clang-format on

static bool list_rules(ctx *c)
{
    struct privacy_rule *rules = NULL;
    i64 count = 0;
    if (!privacy_rule_list(c, &rules, &count)) return false;
    for (i64 i = 0; i < count; i++)
        (void)fprintf(c->out, "%lld days: words of %s, from %.*s\n", (long long)rules[i].days,
                      rules[i].subject == SUBJECT_NONE ? "anybody" : subject_name(rules[i].subject),
                      STR(rules[i].source.size ? rules[i].source : S("any source")));
    if (!count) (void)fprintf(c->say, "There is no rule: words are kept for ever.\n");
    return true;
}

static bool set_rule(ctx *c, struct call *call)
{
    struct privacy_rule rule = {.source = call_text(call, "source", (str){0})};
    struct privacy_by by;
    str subject = call_text(call, "subject", (str){0});
    if (call->arg_count != 2 || !str_i64(call->args[1], &rule.days))
        return fail_with(c, ERR_USAGE, tr(c, "write: tuntuma retention set DAYS --why TEXT"),
                         tr(c, "0 days ends the rule."));
    if (subject.size &&
        (!subject_from_name(subject, &rule.subject) || rule.subject == SUBJECT_NONE))
        return fail_with(c, ERR_USAGE,
                         fmt(c->arena, tr(c, "there is no subject \"%.*s\""), STR(subject)),
                         tr(c, "There are: customer, employee, shopper."));
    if (!customer_by(c, call, &by) || !store_begin_write(c)) return false;
    bool done = privacy_rule_set(c, rule, by) && store_commit(c);
    store_rollback(c);
    return done && list_rules(c);
}

// A preview is the deed itself, not kept.
static bool run_rules(ctx *c, struct call *call)
{
    struct privacy_by by = {.who = S("nobody"), .why = S("preview")};
    bool confirmed = call_has(call, "confirm");
    i64 erased = 0;
    if (confirmed && !customer_by(c, call, &by)) return false;
    if (!store_begin_write(c)) return false;
    bool done = privacy_rules_run(c, by, &erased) && (!confirmed || store_commit(c));
    store_rollback(c);
    if (!done) return false;
    (void)fprintf(c->out, "%s: %lld remarks\n", confirmed ? "gone" : "would go", (long long)erased);
    (void)fflush(c->out); // the words below stand below
    if (!confirmed)
        (void)fprintf(c->say, "Nothing was erased. To erase for ever, add --confirm --why TEXT.\n");
    return true;
}

bool cmd_retention(ctx *c, struct call *call)
{
    str what = call->args[0];
    if (str_equal(what, S("list"))) return list_rules(c);
    if (str_equal(what, S("set"))) return set_rule(c, call);
    if (str_equal(what, S("run"))) return run_rules(c, call);
    return fail_with(c, ERR_USAGE, tr(c, "retention takes: list, set DAYS, or run"),
                     tr(c, "See `tuntuma retention --help`."));
}
