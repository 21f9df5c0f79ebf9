#include "campaign/count.h"

#include "base/zone.h"
#include "facts/asked.h"
#include "facts/company.h"
#include "survey/reading.h"
#include "survey/version.h"

static void add_metric(const struct metrics *all, str name, i64 *count, i32 *out)
{
    const struct metric *metric = metric_find(all, name);
    for (i64 i = 0; metric && i < *count; i++)
        if (out[i] == metric->id) return;
    if (metric) out[(*count)++] = metric->id;
}

// Feelings that are offered by name: their metrics come from a family, and are there once felt.
static void add_felt(ctx *c, const struct metrics *all, const struct survey *survey, i64 *count,
                     i32 *out)
{
    for (i64 q = 0; q < survey->question_count; q++) {
        const struct question *question = &survey->questions[q];
        if (question->type != QUESTION_FELT || question->metric.size) continue;
        for (i64 i = 0; i < question->option_count; i++) {
            const char *name = fmt(c->arena, "felt.%.*s", STR(question->options[i].name));
            add_metric(all, str_of(name), count, out);
        }
    }
}

bool count_metrics(ctx *c, i64 survey, i64 *count, i32 **out)
{
    struct survey definition;
    struct metrics all;
    struct metric *metrics = NULL;
    i64 version = 0;
    str code = {0};
    *count = 0;
    *out = NULL;
    if (!survey_version_newest(c, survey, &version)) return false;
    if (!version) return true;
    if (!survey_version_get(c, survey, version, &definition) || !survey_code(c, survey, &code) ||
        !metric_load(c, &all))
        return false;
    i64 n = survey_metrics(c, code, &definition, &metrics);
    *out = NEW_ARRAY(c->arena, i32, all.count + 1);
    for (i64 i = 0; i < n; i++)
        add_metric(&all, metrics[i].name, count, *out);
    add_felt(c, &all, &definition, count, *out);
    return true;
}

static bool count_survey(ctx *c, i64 survey, const struct asked_one *ones, i64 count)
{
    i64 metric_count = 0;
    i32 *metrics = NULL;
    return count_metrics(c, survey, &metric_count, &metrics) &&
           asked_add(c, metrics, metric_count, ones, count);
}

static bool company_zone(ctx *c, const struct zone **out)
{
    struct batch_rules rules;
    if (!company_rules(c, &rules)) return false;
    *out = rules.zone;
    return true;
}

bool count_invites(ctx *c, const struct invite *invites, i64 count, struct count_as as)
{
    const struct zone *zone = NULL;
    struct asked_one *ones = NEW_ARRAY(c->arena, struct asked_one, count + 1);
    bool *done = NEW_ARRAY(c->arena, bool, count + 1);
    if (!company_zone(c, &zone)) return false;
    for (i64 first = 0; first < count; first++) {
        i64 n = 0, survey = invites[first].survey;
        for (i64 i = first; i < count; i++) {
            const struct invite *invite = &invites[i];
            if (done[i] || invite->survey != survey) continue;
            done[i] = true;
            if (!invite->sent_ms) continue;
            ones[n++] = (struct asked_one){.key = invite->customer,
                                           .day = zone_day(zone, invite->sent_ms),
                                           .touchpoint = invite->touchpoint,
                                           .channel = invite->channel,
                                           .unit = invite->unit,
                                           .segment = invite->segment,
                                           .asked = as.asked,
                                           .answered = as.answered};
        }
        if (n && !count_survey(c, survey, ones, n)) return false;
    }
    return true;
}
