// The idea: two slices A and B, A within B, differ by few people when B lacks some of A's filters
// (the difference is what those filters leave out of the others), or when B has one value more than
// A in a filter (the difference is that value's part of B). So each set of filters is turned round,
// and each filter of several values is split by them.
#include "figure/left_out.h"

#include "figure/hide.h"

// Every set of up to so many filters is turned round; of more, each alone and all together.
enum { SETS_OF = 3 };

struct looking {
    const struct question *question;
    const struct metric *metric;
    const struct group_rows *rows;
    struct left_out *out;
};

static void keep_fewest(struct left_out *out, i64 people)
{
    if (people > 0 && (out->people < 0 || people < out->people)) out->people = people;
}

// A side of a row without facts tells nothing of anybody.
static void keep_fewest_of(struct left_out *out, const struct group_row *row, i64 merged)
{
    const struct sums *sides[] = {&row->material.over, &row->material.under};
    for (i64 i = 0; i < COUNT_OF(sides); i++)
        if (sides[i]->n > 0) keep_fewest(out, MAX(hide_people_of(sides[i], merged), 1));
}

// Of a ratio both sides are looked at, each a metric of its own.
static bool read_metric(ctx *c, const struct question *part, const struct metric *metric,
                        struct group_rows *out)
{
    return rows_read(c, part, metric, false, out) &&
           (!hide_needs_count(out) || rows_read(c, part, metric, true, out));
}

// Marks the rows of which `found` tells, by the first `dims` of its keys, that they are few.
static void mark_few_rows(const struct looking *r, const struct group_rows *found, i64 dims)
{
    for (i64 i = 0, k = 0; i < r->rows->count; i++) {
        const struct group_row *row = &r->rows->row[i];
        while (k < found->count && rows_order(&found->row[k], row, dims) < 0)
            k++;
        struct left_out of_row = {.people = -1};
        for (i64 j = k; j < found->count && !rows_order(&found->row[j], row, dims); j++)
            keep_fewest_of(&of_row, &found->row[j], found->merged);
        if (of_row.people > 0 && of_row.people < VERDICT_PEOPLE_MIN) r->out->few[i] = true;
    }
}

static bool read_turned(ctx *c, const struct looking *r, const struct metric *metric, u32 turned)
{
    struct question part = *r->question;
    struct group_rows left;
    part.turned = turned;
    if (!read_metric(c, &part, metric, &left)) return false;
    keep_fewest_of(r->out, &left.all, left.merged);
    mark_few_rows(r, &left, part.asked->by_count);
    return true;
}

// Each value's part of the slice and of its rows, where there is room for one more dimension.
static bool read_split(ctx *c, const struct looking *r, const struct metric *metric,
                       struct figure_by by)
{
    struct question part = *r->question;
    struct figure_query asked = *part.asked;
    struct group_rows values;
    i64 dims = asked.by_count;
    assert(dims < COUNT_OF(asked.by));
    asked.by[asked.by_count++] = by;
    part.asked = &asked;
    if (!read_metric(c, &part, metric, &values)) return false;
    mark_few_rows(r, &values, dims);
    for (i64 i = 0; !dims && i < values.count; i++)
        keep_fewest_of(r->out, &values.row[i], values.merged);
    if (!dims) return true;
    asked.by_count = 0;
    struct looking whole = {&part, metric, &(struct group_rows){0}, r->out};
    return read_split(c, &whole, metric, by);
}

static i64 bits_of(u32 set)
{
    return __builtin_popcount(set);
}

static bool read_sets(ctx *c, const struct looking *r, const struct metric *metric)
{
    u32 all = query_filters(r->question);
    for (u32 set = all; set; set = (set - 1) & all) {
        bool is_looked_at = bits_of(all) <= SETS_OF || set == all || bits_of(set) == 1;
        if (is_looked_at && !read_turned(c, r, metric, set)) return false;
    }
    return true;
}

// Of two dimensions each value alone: a slice of its own.
static bool read_alone(ctx *c, const struct looking *r, const struct metric *metric,
                       const struct question *part)
{
    struct group_rows alone;
    if (!read_metric(c, part, metric, &alone)) return false;
    keep_fewest_of(r->out, &alone.all, alone.merged);
    mark_few_rows(r, &alone, part->asked->by_count);
    return true;
}

static bool read_ids(ctx *c, const struct looking *r, const struct metric *metric,
                     enum figure_dim dim)
{
    if (r->question->asked->by_count < 2)
        return read_split(c, r, metric, (struct figure_by){.dim = dim});
    const struct id_list all = r->question->only[dim];
    for (i64 i = 0; i < all.count; i++) {
        struct question part = *r->question;
        part.only[dim] = (struct id_list){true, 1, &all.ids[i]};
        if (!read_alone(c, r, metric, &part)) return false;
    }
    return true;
}

static bool read_texts(ctx *c, const struct looking *r, const struct metric *metric, i64 attribute)
{
    const struct question *q = r->question;
    const struct attribute_filter *all = &q->attributes[attribute];
    if (q->asked->by_count < 2)
        return read_split(
            c, r, metric,
            (struct figure_by){DIM_ATTRIBUTE, q->names[DICT_ATTRIBUTE].name[all->name]});
    for (i64 i = 0; i < all->count; i++) {
        struct question part = *q;
        part.attributes[attribute].values = &all->values[i];
        part.attributes[attribute].count = 1;
        if (!read_alone(c, r, metric, &part)) return false;
    }
    return true;
}

static bool read_values(ctx *c, const struct looking *r, const struct metric *metric)
{
    const struct question *q = r->question;
    for (enum figure_dim dim = 0; dim <= DIM_SOURCE; dim++) {
        bool is_several = dim != DIM_SUBJECT && q->only[dim].given && q->only[dim].count > 1;
        if (is_several && !read_ids(c, r, metric, dim)) return false;
    }
    for (i64 i = 0; i < q->attribute_count; i++)
        if (q->attributes[i].count > 1 && !read_texts(c, r, metric, i)) return false;
    return true;
}

bool left_out_read(ctx *c, const struct question *question, const struct metric *metric,
                   const struct group_rows *rows, struct left_out *out)
{
    *out = (struct left_out){.people = -1, .few = NEW_ARRAY(c->arena, bool, rows->count + 1)};
    if (metric->kind == METRIC_CUSTOMERS || !query_filters(question)) return true;
    struct looking r = {question, metric, rows, out};
    return read_sets(c, &r, metric) && read_values(c, &r, metric);
}
