#include "campaign/campaign.h"

#define HOUR_MS 3600000.0
#define DAY_MS  (24 * HOUR_MS)

static bool has_value(const struct column *column, i64 row)
{
    return !column->null || !column->null[row];
}

static void from_row(const struct rows *rows, i64 i, struct campaign *out)
{
    const struct column *col = rows->column;
    *out = (struct campaign){.id = col[0].i[i],
                             .name = col[1].text[i],
                             .state = col[2].text[i],
                             .survey = col[3].i[i],
                             .function = col[4].i[i],
                             .of_encounters = col[5].i[i] != 0,
                             .is_by_email = col[6].i[i] != 0,
                             .has_begins = has_value(&col[7], i),
                             .has_ends = has_value(&col[8], i),
                             .aims_at_hunches = col[9].i[i] != 0,
                             .touchpoint = (i32)col[10].i[i],
                             .unit = (i32)col[11].i[i],
                             .segment = (i32)col[12].i[i],
                             .metric = (i32)col[13].i[i],
                             .delay_ms = (i64)(col[14].f[i] * HOUR_MS),
                             .rest_ms = (i64)(col[15].f[i] * DAY_MS),
                             .remind_ms = (i64)(col[16].f[i] * DAY_MS),
                             .open_ms = (i64)(col[17].f[i] * DAY_MS),
                             .quota = (i64)col[18].f[i],
                             .most = (i64)col[19].f[i],
                             .per_day = (i64)col[20].f[i],
                             .share = col[21].f[i] / 100,
                             .control = col[22].f[i] / 100,
                             .reminders = (i64)col[23].f[i]};
    if (out->has_begins) out->begins = (i32)col[7].i[i];
    if (out->has_ends) out->ends = (i32)col[8].i[i];
}

static bool read_all(ctx *c, i64 id, const char *state, i64 *count, struct campaign **out)
{
    struct rows rows;
    if (!store_rows(c, SQL_campaign_rows, VALS(V_I64(id), V_STR(str_of(state))), &rows))
        return false;
    *count = rows.count;
    *out = NEW_ARRAY(c->arena, struct campaign, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        from_row(&rows, i, &(*out)[i]);
    return true;
}

bool campaign_get(ctx *c, i64 id, struct campaign *out)
{
    struct campaign *found = NULL;
    i64 count = 0;
    if (id > 0 && !read_all(c, id, "", &count, &found)) return false;
    if (!count)
        return fail_with(c, ERR_NOT_FOUND,
                         fmt(c->arena, tr(c, "there is no campaign %lld"), (long long)id),
                         tr(c, "The page of campaigns lists them all."));
    *out = found[0];
    return true;
}

bool campaign_running(ctx *c, i64 *count, struct campaign **out)
{
    return read_all(c, 0, "running", count, out);
}

bool campaign_list(ctx *c, i64 *count, struct campaign **out)
{
    return read_all(c, 0, "", count, out);
}

bool campaign_is_on(const struct campaign *campaign, i32 today)
{
    return (!campaign->has_begins || today >= campaign->begins) &&
           (!campaign->has_ends || today <= campaign->ends);
}
