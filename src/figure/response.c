#include "figure/response.h"

#include <math.h>

static struct group_row *row_at(struct group_rows *rows, const struct group_row *key, i64 dims)
{
    i64 low = 0, high = rows->count;
    while (low < high) {
        i64 middle = (low + high) / 2;
        if (rows_order(&rows->row[middle], key, dims) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < rows->count && !rows_order(&rows->row[low], key, dims);
    return found ? &rows->row[low] : NULL;
}

static void add_to(struct group_row *row, const struct sums *sums)
{
    row->asked += sums->n;
    row->answered += sums->low;
    row->asked_people |= sums->people;
}

bool response_fill(ctx *c, const struct question *question, const struct metric *metric,
                   struct group_rows *rows)
{
    const struct figure_query *asked = question->asked;
    bool is_told = query_is_covered(question, asked->by, asked->by_count);
    if (!metric->asked || metric->kind == METRIC_RATIO || !is_told) return true;
    struct query_order order = {.metric = metric,
                                .kind = METRIC_RATE,
                                .by = asked->by,
                                .by_count = asked->by_count,
                                .of_asked = true};
    struct cells cells;
    if (!query_cells(c, question, order, &cells)) return false;
    for (i64 i = 0; i < cells.count; i++) {
        struct group_row key = {0};
        for (i64 d = 0; d < asked->by_count; d++)
            key.at[d] = rows_canonical(question, asked->by[d].dim, cells.cell[i].at[d]);
        struct group_row *row = row_at(rows, &key, asked->by_count);
        if (row) add_to(row, &cells.cell[i].sums);
        add_to(&rows->all, &cells.cell[i].sums);
    }
    return true;
}

struct interval response_rate(i64 asked, i64 answered, f64 level)
{
    if (asked <= 0)
        return (struct interval){
            .value = (f64)NAN, .low = (f64)NAN, .high = (f64)NAN, .level = level};
    // Whoever answered by an invite that was told to have bounced was asked all the same.
    struct rate_counts counts = {.successes = MIN(MAX(answered, 0), asked), .n = asked};
    return interval_rate(counts, level);
}
