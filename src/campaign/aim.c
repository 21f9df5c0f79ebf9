#include "campaign/aim.h"

#include "base/zone.h"
#include "figure/figure.h"

enum { DAYS = 365 };

// Which metric: the campaign's own, else the net promoter score.
static bool metric_of(ctx *c, const struct campaign *campaign, struct aims *out)
{
    struct metrics metrics;
    if (!metric_load(c, &metrics)) return false;
    const struct metric *metric = campaign->metric > 0 && campaign->metric <= metrics.count
                                      ? &metrics.m[campaign->metric - 1]
                                      : metric_find(&metrics, S("nps"));
    assert(metric);
    out->metric = metric->name;
    out->label = metric->label;
    return true;
}

static i32 id_of(const struct names *names, str name)
{
    i64 id = names_find(names, name);
    return id < 0 ? 0 : (i32)id;
}

static void aim_from_row(ctx *c, const struct aims *aims, const struct names *names,
                         const struct figure_row *row, struct aim *out)
{
    const str *name = row->name;
    *out = (struct aim){.touchpoint = -1, .segment = -1, .verdict = row->verdict.verdict};
    out->label = fmt(c->arena, "%s, %s", row->label[0], row->label[1]);
    out->n = MAX(row->n, 0);
    if (aims->has_touchpoints) {
        out->touchpoint = id_of(&names[DICT_TOUCHPOINT], name[0]);
        out->unit = id_of(&names[DICT_UNIT], name[1]);
    } else {
        out->unit = id_of(&names[DICT_UNIT], name[0]);
        out->segment = id_of(&names[DICT_SEGMENT], name[1]);
    }
    i64 missing = row->verdict.answers_missing;
    bool is_fact = out->verdict == VERDICT_FACT;
    if (is_fact || (out->verdict == VERDICT_SIGNAL && missing == 0)) return;
    out->missing = missing > 0 ? missing : ENOUGH_ANSWERS_MIN;
}

bool aims_read(ctx *c, const struct campaign *campaign, struct aims *out)
{
    struct names names[DICT__COUNT];
    struct figures figures;
    *out = (struct aims){0};
    if (!metric_of(c, campaign, out) || !company_names(c, names)) return false;
    bool has_place =
        campaign->touchpoint > 0 && campaign->touchpoint < names[DICT_TOUCHPOINT].count;
    out->has_touchpoints = campaign->of_encounters && !has_place;
    out->has_segments = !out->has_touchpoints;
    i32 today = (i32)(c->now_ms / 86400000);
    struct figure_query query = {.metric = out->metric,
                                 .by_count = 2,
                                 .from_given = true,
                                 .from = today - DAYS,
                                 .to_given = true,
                                 .to = today + 1};
    query.by[0].dim = out->has_touchpoints ? DIM_TOUCHPOINT : DIM_UNIT;
    query.by[1].dim = out->has_touchpoints ? DIM_UNIT : DIM_SEGMENT;
    if (campaign->of_encounters && has_place)
        query.where[query.where_count++] = (struct figure_where){
            {.dim = DIM_TOUCHPOINT}, names[DICT_TOUCHPOINT].name[campaign->touchpoint]};
    if (!figure_compute(c, query, &figures)) return false;
    out->aim = NEW_ARRAY(c->arena, struct aim, figures.count + 1);
    for (i64 i = 0; i < figures.count; i++)
        aim_from_row(c, out, names, &figures.rows[i], &out->aim[out->count++]);
    return true;
}

i64 aims_find(const struct aims *aims, i32 touchpoint, i32 unit, i32 segment)
{
    for (i64 i = 0; i < aims->count; i++) {
        const struct aim *aim = &aims->aim[i];
        if (aim->unit == unit && (aim->touchpoint < 0 || aim->touchpoint == touchpoint) &&
            (aim->segment < 0 || aim->segment == segment))
            return i;
    }
    return -1;
}
