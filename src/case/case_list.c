#include "case/case_list.h"

enum { ROWS = 30, PAGES_MAX = 10000 };

static const char *const view_names[] = {[CASE_VIEW_WAITING] = "waiting",
                                         [CASE_VIEW_OPEN] = "open",
                                         [CASE_VIEW_LATE] = "late",
                                         [CASE_VIEW_CLOSED] = "closed",
                                         [CASE_VIEW_HELD] = "held"};
static_assert(COUNT_OF(view_names) == CASE_VIEW__COUNT, "a name for each");

const char *case_view_name(enum case_view view)
{
    assert(view < CASE_VIEW__COUNT);
    return view_names[view];
}

bool case_view_find(str name, enum case_view *out)
{
    for (enum case_view view = 0; view < CASE_VIEW__COUNT; view++) {
        if (!str_equal(name, str_of(view_names[view]))) continue;
        *out = view;
        return true;
    }
    return false;
}

static bool rows_of(ctx *c, const struct rows *rows, i64 count, struct case_rows *out)
{
    const struct column *col = rows->column;
    struct rows first;
    struct case_row *all = NEW_ARRAY(c->arena, struct case_row, count + 1);
    if (!store_rows(c, SQL_case_letter_first, VALS(V_I64_LIST(col[0].i, count)), &first))
        return false;
    for (i64 i = 0; i < count; i++) {
        all[i] = (struct case_row){.id = col[0].i[i],
                                   .function = col[1].i[i],
                                   .owner = col[2].i[i],
                                   .touchpoint = col[3].i[i],
                                   .made_ms = col[4].i[i],
                                   .due_ms = col[5].i[i],
                                   .number = col[6].text[i],
                                   .subject = col[7].text[i],
                                   .state = col[8].text[i],
                                   .severity = col[9].text[i],
                                   .matter = col[10].text[i],
                                   .is_escalated = col[11].i[i] != 0,
                                   .is_answered = col[12].i[i] != 0};
        all[i].is_late = all[i].due_ms && all[i].due_ms < c->now_ms;
        for (i64 k = 0; k < first.count; k++)
            if (first.column[0].i[k] == all[i].id) all[i].words = first.column[1].text[k];
    }
    out->count = count;
    out->rows = all;
    return true;
}

bool case_list(ctx *c, const struct case_query *query, struct case_rows *out)
{
    struct rows rows;
    i64 limit = query->rows_max ? query->rows_max : ROWS;
    i64 page = MIN(MAX(query->page, 0), PAGES_MAX);
    struct vals vals = VALS(V_STR(str_of(case_view_name(query->view))), V_I64(query->person),
                            V_I64(query->sees_all), V_I64(query->acts_across),
                            V_I64_LIST(query->functions, query->function_count),
                            V_I64_LIST(query->units, query->unit_count), V_I64(query->function),
                            V_I64(query->touchpoint), V_I64(query->unit), V_I64(query->cause),
                            V_I64(query->decision), V_I64(query->pattern), V_I64(query->customer),
                            V_STR(query->severity), V_STR(query->found_by), V_STR(query->search),
                            V_I64(c->now_ms), V_I64(limit + 1), V_I64(page * limit));
    if (!store_rows(c, SQL_case_rows, vals, &rows)) return false;
    *out = (struct case_rows){.has_more = rows.count > limit};
    return rows_of(c, &rows, MIN(rows.count, limit), out);
}

bool case_count(ctx *c, const struct case_query *query, struct case_counts *out)
{
    struct rows rows;
    if (!store_rows(c, SQL_case_counted,
                    VALS(V_I64(query->person), V_I64(query->acts_across),
                         V_I64_LIST(query->functions, query->function_count),
                         V_I64_LIST(query->units, query->unit_count), V_I64(c->now_ms)),
                    &rows))
        return false;
    *out = (struct case_counts){rows.column[0].i[0], rows.column[1].i[0]};
    return true;
}

bool case_similar(ctx *c, i64 id, struct case_rows *out)
{
    struct rows rows;
    *out = (struct case_rows){0};
    return store_rows(c, SQL_case_like, VALS(V_I64(id)), &rows) &&
           rows_of(c, &rows, rows.count, out);
}

bool case_tasks(ctx *c, i64 id, struct case_task **out, i64 *count)
{
    struct rows rows;
    if (!store_rows(c, SQL_case_task_rows, VALS(V_I64(id)), &rows)) return false;
    const struct column *col = rows.column;
    struct case_task *tasks = NEW_ARRAY(c->arena, struct case_task, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++) {
        bool has_due = !col[5].null || !col[5].null[i];
        tasks[i] = (struct case_task){.id = col[0].i[i],
                                      .function = col[1].i[i],
                                      .owner = col[2].i[i],
                                      .title = col[3].text[i],
                                      .state = col[4].text[i],
                                      .has_due = has_due,
                                      .due = has_due ? (i32)col[5].i[i] : 0};
    }
    *out = tasks;
    *count = rows.count;
    return true;
}
