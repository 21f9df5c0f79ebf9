// How a campaign goes: asked, answered, silent; who is silent; the figure with and without them.
#include <math.h>

#include "base/lang.h"
#include "base/locale.h"
#include "campaign/invite.h"
#include "campaign/silent.h"
#include "figure/figure.h"
#include "survey/answer.h"
#include "web/campaigns.h"
#include "web/customer_page.h"
#include "web/labels.h"

static const char *number(ctx *c, i64 n)
{
    return locale_number(c, (f64)n, 0).s;
}

static void add_count(ctx *c, json_t *facts, const char *label, i64 n)
{
    if (n) fact_add(c, facts, label, number(c, n), NULL);
}

static void put_counts(ctx *c, const struct invite_counts *counts, json_t *out)
{
    json_t *facts = json_new_array(c);
    add_count(c, facts, tr(c, "To be sent"), counts->of[INVITE_PLANNED]);
    fact_add(c, facts, tr(c, "Asked"), number(c, counts->asked), NULL);
    add_count(c, facts, tr(c, "Delivered, as far as is known"), counts->delivered);
    add_count(c, facts, tr(c, "Opened"), counts->opened);
    fact_add(c, facts, tr(c, "Answered"), number(c, counts->of[INVITE_ANSWERED]), NULL);
    add_count(c, facts, tr(c, "Answered in part"), counts->of[INVITE_PARTLY]);
    add_count(c, facts, tr(c, "Declined"), counts->of[INVITE_DECLINED]);
    add_count(c, facts, tr(c, "Silent, and the link is over"), counts->of[INVITE_SILENT]);
    add_count(c, facts, tr(c, "Not deliverable"), counts->of[INVITE_BOUNCED]);
    add_count(c, facts, tr(c, "Could not be sent"), counts->of[INVITE_GIVEN_UP]);
    add_count(c, facts, tr(c, "Will be tried again"), counts->waits_to_be_tried);
    add_count(c, facts, tr(c, "Reminders"), counts->reminded);
    json_put(out, "facts", facts);
    json_put_i64(out, "asked", counts->asked);
    json_put_i64(out, "delivered", counts->delivered);
    json_put_i64(out, "opened", counts->opened);
    json_put_i64(out, "answered", counts->of[INVITE_ANSWERED]);
    json_put_i64(out, "partly", counts->of[INVITE_PARTLY]);
    json_put_i64(out, "declined", counts->of[INVITE_DECLINED]);
    json_put_i64(out, "silent", counts->of[INVITE_SILENT]);
    json_put_i64(out, "bounced", counts->of[INVITE_BOUNCED]);
    json_put_i64(out, "given_up", counts->of[INVITE_GIVEN_UP]);
}

// By an open link nobody knows how many were asked.
static bool put_open_counts(ctx *c, i64 campaign, json_t *out)
{
    struct answer_counts open;
    if (!answer_count(c, campaign, &open)) return false;
    json_t *facts = json_new_array(c);
    i64 answered = open.of[ANSWER_COMPLETE];
    const char *told =
        answered == 1 ? tr(c, "One customer has answered.")
                      : fmt(c->arena, tr(c, "%s customers have answered."), number(c, answered));
    json_put_c(out, "sentence", answered ? told : tr(c, "Nobody has answered yet."));
    fact_add(c, facts, tr(c, "Answered"), number(c, answered), NULL);
    add_count(c, facts, tr(c, "Answered in part"), open.of[ANSWER_PARTLY]);
    add_count(c, facts, tr(c, "Declined"), open.of[ANSWER_DECLINED]);
    json_put(out, "facts", facts);
    json_put_i64(out, "answered", answered);
    json_put_i64(out, "partly", open.of[ANSWER_PARTLY]);
    json_put_i64(out, "declined", open.of[ANSWER_DECLINED]);
    return true;
}

static void put_groups(ctx *c, const struct silent *silent, json_t *out)
{
    json_t *groups = json_new_array(c);
    for (i64 i = 0; i < silent->group_count; i++) {
        const struct silent_group *group = &silent->groups[i];
        json_t *one = json_new_object(c);
        json_put_c(one, "what", label_capital(c, tr(c, group->what)));
        json_put_c(one, "label", group->label);
        json_put_i64(one, "asked", group->asked);
        json_put_c(one, "asked_text", number(c, group->asked));
        json_put_f64(one, "rate", group->rate.value);
        json_put_c(one, "rate_text", label_percent(c, group->rate.value, 0));
        json_put_c(one, "interval_text",
                   fmt(c->arena, "%s … %s", label_percent(c, group->rate.low, 0),
                       label_percent(c, group->rate.high, 0)));
        bool is_less = group->rate.value < group->others;
        json_put_c(one, "note",
                   !group->differs ? NULL
                   : is_less       ? tr(c, "less than the others, beyond chance")
                                   : tr(c, "more than the others, beyond chance"));
        json_array_append(groups, one);
    }
    json_put(out, "groups", groups);
    json_put_bool(out, "has_groups", silent->group_count > 0);
}

static const char *span(ctx *c, const struct metric *metric, struct interval interval)
{
    return fmt(c->arena, "%s (%s … %s)", figure_text(c, metric, interval.value),
               figure_text(c, metric, interval.low), figure_text(c, metric, interval.high));
}

static void put_interval(json_t *out, const char *name, struct interval interval, ctx *c)
{
    json_t *one = json_new_object(c);
    json_put_f64(one, "value", interval.value);
    json_put_f64(one, "low", interval.low);
    json_put_f64(one, "high", interval.high);
    json_put(out, name, one);
}

static void put_figure(ctx *c, const struct silent *silent, json_t *out)
{
    json_t *facts = json_new_array(c);
    json_put_bool(out, "has_figure", silent->metric != NULL);
    json_put(out, "figure", facts);
    if (!silent->metric) return;
    fact_add(c, facts, tr(c, "As answered"), span(c, silent->metric, silent->plain), NULL);
    fact_add(c, facts, tr(c, "If the silent were heard as much"),
             span(c, silent->metric, silent->adjusted), NULL);
    json_put_str(out, "figure_label", silent->metric->label);
    put_interval(out, "plain", silent->plain, c);
    put_interval(out, "adjusted", silent->adjusted, c);
}

// "Twice as active: 1.3 times the odds of answering."
static void add_odds(ctx *c, json_t *facts, const char *label, f64 odds)
{
    if (!isfinite(odds)) return;
    fact_add(c, facts, label, locale_number(c, odds, 2).s, tr(c, "times the odds of answering"));
}

static void put_model(ctx *c, const struct silent *silent, json_t *out)
{
    json_t *facts = json_new_array(c);
    json_put_bool(out, "is_told", silent->is_told);
    json_put(out, "model", facts);
    if (!silent->is_told) return;
    fact_add(c, facts, tr(c, "How well answers stand for all asked"),
             fmt(c->arena, "%s (%s … %s)", locale_number(c, silent->r, 2).s,
                 locale_number(c, silent->r_low, 2).s, locale_number(c, silent->r_high, 2).s),
             tr(c, "1 is a fair sample"));
    add_odds(c, facts, tr(c, "Customers twice as active"), silent->active);
    add_odds(c, facts, tr(c, "Customers who buy twice as much"), silent->value);
    json_put_f64(out, "representative", silent->r);
    json_put_f64(out, "p", silent->p);
}

static const char *sentence(ctx *c, const struct silent *silent)
{
    if (!silent->asked) return tr(c, "Nobody has been asked yet.");
    return fmt(c->arena, tr(c, "%s of %s answered (%s to %s); the others are silent."),
               label_percent(c, silent->rate.value, 0), number(c, silent->asked),
               label_percent(c, silent->rate.low, 0), label_percent(c, silent->rate.high, 0));
}

bool campaign_put_answers(ctx *c, i64 id, json_t *model)
{
    struct campaign campaign;
    struct invite_counts counts;
    struct silent silent;
    json_t *out = json_new_object(c);
    if (!campaign_get(c, id, &campaign) || !invite_count(c, id, &counts) ||
        !silent_read(c, &campaign, &silent))
        return false;
    json_put_c(out, "sentence", sentence(c, &silent));
    json_put_f64(out, "response_rate", silent.asked ? silent.rate.value : (f64)NAN);
    put_counts(c, &counts, out);
    put_groups(c, &silent, out);
    put_figure(c, &silent, out);
    put_model(c, &silent, out);
    if (!campaign.is_by_email && !put_open_counts(c, id, out)) return false;
    json_put(model, "answers", out);
    return true;
}
