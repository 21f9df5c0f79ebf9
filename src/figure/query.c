#include "figure/query.h"

#include <math.h>

#include "base/time.h"
#include "bounds.h"

enum { SQL_BYTES = 16000, VALS_MAX = 70 };

// The dimensions: what each is grouped by and filtered on, and whether the cube has it.
static const struct {
    enum sql by;
    bool in_cube;
} dims[DIM__COUNT] = {
    [DIM_TOUCHPOINT] = {SQL_figure_by_touchpoint,  true },
    [DIM_CHANNEL] = {SQL_figure_by_channel,     true },
    [DIM_UNIT] = {SQL_figure_by_unit,        true },
    [DIM_SEGMENT] = {SQL_figure_by_segment,     true },
    [DIM_ORGANISATION] = {SQL_figure_by_unit,        true },
    [DIM_STAGE] = {SQL_figure_by_touchpoint,  true },
    [DIM_SUBJECT] = {SQL_figure_by_subject,     true },
    [DIM_SOURCE] = {SQL_figure_by_source,      false},
    [DIM_DAY] = {SQL_figure_by_day,         true },
    [DIM_WEEK] = {SQL_figure_by_week,        true },
    [DIM_MONTH] = {SQL_figure_by_month,       true },
    [DIM_QUARTER] = {SQL_figure_by_quarter,     true },
    [DIM_YEAR] = {SQL_figure_by_year,        true },
    [DIM_ATTRIBUTE] = {SQL_figure_by_attribute_1, false},
};

struct composed {
    ctx *c;
    buf text;
    struct val vals[VALS_MAX];
    i64 count;
};

// A piece as it stands for the engine at hand, without its semicolon.
static str piece(const ctx *c, enum sql sql)
{
    const struct sql_text *text = &sql_texts[sql];
    str whole = str_trim(str_of(conn_engine(c) == STORE_DUCKDB ? text->text_duck : text->text_pg));
    if (str_ends(whole, S(";"))) whole.size--;
    return str_trim(whole);
}

// Adds a piece; $n in it becomes the next parameter, $m the one after.
static void add(struct composed *q, enum sql sql)
{
    str text = piece(q->c, sql);
    for (i64 i = 0; i < text.size; i++) {
        bool next =
            text.s[i] == '$' && i + 1 < text.size && (text.s[i + 1] == 'n' || text.s[i + 1] == 'm');
        if (!next) {
            buf_char(&q->text, text.s[i]);
            continue;
        }
        i++;
        buf_fmt(&q->text, "$%lld", (long long)q->count + 1 + (text.s[i] == 'm'));
    }
}

static void value(struct composed *q, struct val val)
{
    assert(q->count < VALS_MAX);
    q->vals[q->count++] = val;
}

static void where(struct composed *q, enum sql sql)
{
    buf_c(&q->text, "\n  AND ");
    add(q, sql);
}

static void where_ids(struct composed *q, enum sql column, struct id_list list)
{
    if (!list.given) return;
    where(q, column);
    buf_c(&q->text, " ");
    add(q, list.count == 1 ? SQL_figure_is_one : SQL_figure_is_among);
    value(q, list.count == 1 ? V_I64(list.ids[0]) : V_I64_LIST(list.ids, list.count));
}

static bool month_will_do(const struct figure_query *asked, const struct query_order *order)
{
    for (i64 i = 0; i < order->by_count; i++)
        if (order->by[i].dim == DIM_DAY || order->by[i].dim == DIM_WEEK) return false;
    if (asked->from_given && asked->from != day_start_of_month(asked->from)) return false;
    return !asked->to_given || day_start_of_month(asked->to + 1) == asked->to + 1;
}

// Of the cube days and months will do: rows_canonical makes weeks, quarters and years of them, in
// less time than the engine.
static enum sql group_of(const struct question *question, const struct query_order *order,
                         enum figure_dim dim)
{
    if (order->from_facts || !figure_dim_is_time(dim)) return dims[dim].by;
    bool is_ready = dim <= DIM_WEEK || month_will_do(question->asked, order);
    return is_ready ? SQL_figure_by_day : SQL_figure_by_month;
}

static void add_groups(struct composed *q, const struct question *question,
                       const struct query_order *order)
{
    i64 attributes = 0;
    for (i64 i = 0; i < QUERY_DIMS_MAX; i++) {
        if (i >= order->by_count)
            add(q, SQL_figure_by_nothing);
        else if (order->by[i].dim == DIM_ATTRIBUTE)
            add(q, attributes++ ? SQL_figure_by_attribute_2 : SQL_figure_by_attribute_1);
        else
            add(q, group_of(question, order, order->by[i].dim));
        buf_fmt(&q->text, " AS g%lld, ", (long long)i + 1);
    }
}

// Filters by their bits: these dimensions, then attributes.
static const enum figure_dim listed[] = {DIM_TOUCHPOINT, DIM_CHANNEL, DIM_UNIT, DIM_SEGMENT,
                                         DIM_SOURCE};

u32 query_filters(const struct question *question)
{
    u32 filters = 0;
    for (u32 i = 0; i < COUNT_OF(listed); i++)
        if (question->only[listed[i]].given) filters |= 1u << i;
    for (i64 i = 0; i < question->attribute_count; i++)
        filters |= 1u << (COUNT_OF(listed) + i);
    return filters;
}

static void add_filters(struct composed *q, const struct question *question, u32 filters)
{
    for (u32 i = 0; i < COUNT_OF(listed); i++)
        if (filters >> i & 1) where_ids(q, dims[listed[i]].by, question->only[listed[i]]);
    for (i64 i = 0; i < question->attribute_count; i++) {
        if (!(filters >> (COUNT_OF(listed) + i) & 1)) continue;
        where(q, SQL_figure_where_attribute);
        value(q, V_I64(question->attributes[i].name));
        value(q, V_STR_LIST(question->attributes[i].values, question->attributes[i].count));
    }
}

static void add_where(struct composed *q, const struct question *question,
                      const struct metric *metric)
{
    const struct figure_query *asked = question->asked;
    i64 *subject = NEW(q->c->arena, i64);
    *subject = metric->subject;
    buf_c(&q->text, "\nWHERE ");
    add(q, SQL_figure_where_metric);
    value(q, V_I64(metric->id));
    where_ids(q, SQL_figure_by_subject,
              question->only[DIM_SUBJECT].given ? question->only[DIM_SUBJECT]
                                                : (struct id_list){true, 1, subject});
    if (asked->from_given) {
        where(q, SQL_figure_where_from);
        value(q, V_DAY(asked->from));
    }
    if (asked->to_given) {
        where(q, SQL_figure_where_to);
        value(q, V_DAY(asked->to));
    }
    where_ids(q, SQL_figure_by_unit, question->ours);
    add_filters(q, question, query_filters(question) & ~question->turned);
    if (!question->turned) return;
    // What filters leave out is asked for to see that it is not too small to be kept apart.
    buf_c(&q->text, "\n  AND NOT (TRUE");
    add_filters(q, question, question->turned);
    buf_c(&q->text, ")");
}

static enum sql sums_for(enum metric_kind kind)
{
    if (kind == METRIC_NPS || kind == METRIC_RATE) return SQL_figure_sums_boxes;
    return kind == METRIC_COUNT ? SQL_figure_sums_total : SQL_figure_sums_spread;
}

static void compose_cube(struct composed *q, const struct question *question,
                         const struct query_order *order)
{
    buf_c(&q->text, "SELECT ");
    add_groups(q, question, order);
    add(q, sums_for(order->kind));
    buf_c(&q->text, "\nFROM ");
    if (order->of_asked)
        add(q, SQL_figure_from_asked);
    else
        add(q,
            month_will_do(question->asked, order) ? SQL_figure_from_months : SQL_figure_from_days);
    add_where(q, question, order->metric);
    for (i64 i = 0; i < order->by_count; i++)
        buf_fmt(&q->text, "%s%lld", i ? ", " : "\nGROUP BY ", (long long)i + 1);
    buf_c(&q->text, "\nHAVING count(*) > 0"); // nothing gives no row, without groups either
}

static i64 attribute_id(const struct question *question, str name)
{
    return names_find(&question->names[DICT_ATTRIBUTE], name);
}

static void compose_facts(struct composed *q, const struct question *question,
                          const struct query_order *order)
{
    const struct metric *m = order->metric;
    buf_c(&q->text, "SELECT g1, g2, g3, g4, ");
    add(q, SQL_figure_sums_people);
    buf_c(&q->text, "\nFROM (SELECT ");
    add_groups(q, question, order);
    add(q, SQL_figure_person);
    buf_c(&q->text, ", ");
    add(q, SQL_figure_sums_facts);
    value(q, V_I64(m->boxed ? m->box_low_e4 : -(1LL << 60)));
    value(q, V_I64(m->boxed ? m->box_high_e4 : 1LL << 60));
    buf_c(&q->text, "\nFROM ");
    add(q, SQL_figure_from_facts);
    i64 attributes = 0;
    for (i64 i = 0; i < order->by_count; i++) {
        if (order->by[i].dim != DIM_ATTRIBUTE) continue;
        buf_c(&q->text, "\n");
        add(q, attributes++ ? SQL_figure_join_attribute_2 : SQL_figure_join_attribute_1);
        value(q, V_I64(attribute_id(question, order->by[i].attribute)));
    }
    add_where(q, question, m);
    buf_c(&q->text, "\nGROUP BY 1, 2, 3, 4, 5\nHAVING sum(c.change) > 0) p\nGROUP BY 1, 2, 3, 4");
}

bool query_is_covered(const struct question *question, const struct figure_by *by, i64 by_count)
{
    for (i64 i = 0; i < by_count; i++)
        if (!dims[by[i].dim].in_cube) return false;
    return !question->only[DIM_SOURCE].given && !question->attribute_count;
}

static void read_cells(ctx *c, const struct rows *rows, struct cells *out)
{
    const struct column *col = rows->column;
    *out = (struct cells){.count = rows->count,
                          .cell = NEW_ARRAY(c->arena, struct cell, rows->count + 1)};
    for (i64 i = 0; i < rows->count; i++) {
        struct cell *cell = &out->cell[i];
        for (i64 d = 0; d < QUERY_DIMS_MAX; d++) {
            if (col[d].type == COL_STR)
                cell->text[d] = col[d].text[i];
            else
                cell->at[d] = col[d].i[i];
        }
        cell->sums = (struct sums){.n = col[4].i[i],
                                   .total_e4 = col[5].i[i],
                                   .squares_e8 = col[6].dec8[i],
                                   .low = col[7].i[i],
                                   .high = col[8].i[i],
                                   .people = col[9].i[i],
                                   .customers = col[10].i[i]};
    }
}

static struct composed begin(ctx *c)
{
    return (struct composed){.c = c, .text = buf_new(c->arena, SQL_BYTES)};
}

bool query_cells(ctx *c, const struct question *question, struct query_order order,
                 struct cells *out)
{
    assert(order.by_count <= QUERY_DIMS_MAX);
    struct composed q = begin(c);
    if (order.from_facts)
        compose_facts(&q, question, &order);
    else
        compose_cube(&q, question, &order);
    struct rows rows;
    if (!store_rows_text(c, buf_str(&q.text), (struct vals){q.count, q.vals}, &rows)) return false;
    if (rows.count > BOUND_FIGURE_CELLS)
        return fail_with(c, ERR_TOO_LARGE, tr(c, "this would be too many rows to show"),
                         tr(c, "Choose a shorter period, a coarser split or a filter."));
    read_cells(c, &rows, out);
    return true;
}

static void where_val(struct composed *q, enum sql sql, struct val val)
{
    where(q, sql);
    value(q, val);
}

static void add_words(struct composed *q, str search)
{
    str rest = search, word = {0};
    i64 taken = 0;
    while (taken < BOUND_SEARCH_WORDS && str_cut(&rest, ' ', &word)) {
        if (!word.size) continue;
        where_val(q, SQL_figure_remark_word, V_STR(word));
        taken++;
    }
}

static void add_wish(struct composed *q, const struct remark_wish *wish)
{
    add_words(q, wish->search);
    if (wish->language) where_val(q, SQL_figure_remark_language, V_I64(wish->language - 1));
    if (wish->has_tone) where_val(q, SQL_figure_remark_tone, V_I64(wish->tone));
    if (wish->feelings) where_val(q, SQL_figure_remark_feelings, V_I64(wish->feelings));
    if (wish->theme) where_val(q, SQL_figure_remark_theme, V_I64(wish->theme));
    if (wish->has_least)
        where_val(q, SQL_figure_remark_least, V_DEC4((i64)llround(wish->least * 1e4)));
    if (wish->has_most)
        where_val(q, SQL_figure_remark_most, V_DEC4((i64)llround(wish->most * 1e4)));
    if (wish->id) where_val(q, SQL_figure_remark_id, V_I64(wish->id));
}

static void more_val(struct composed *q, enum sql sql, struct val one, struct val two)
{
    buf_c(&q->text, " ");
    add(q, sql);
    value(q, one);
    if (two.type != VAL_NULL) value(q, two);
}

static void add_after(struct composed *q, const struct remark_key *after)
{
    if (!after->given) return;
    where_val(q, SQL_figure_remark_earlier, V_I64(after->happened_ms));
    where_val(q, SQL_figure_remark_past, V_I64(after->happened_ms));
    more_val(q, SQL_figure_remark_past_key, V_I64(after->source), V_STR(after->external));
    more_val(q, SQL_figure_remark_past_batch, V_I64(after->source), V_STR(after->external));
    more_val(q, SQL_figure_remark_past_end, V_I64(after->batch), V_NULL);
}

bool query_remarks(ctx *c, const struct question *question, struct remark_order order,
                   struct rows *out)
{
    struct composed q = begin(c);
    buf_c(&q.text, "SELECT ");
    add(&q, SQL_figure_remark_columns);
    buf_c(&q.text, "\nFROM ");
    add(&q, SQL_figure_remark_from);
    value(&q, V_I64(order.metric));
    add_where(&q, question, order.remark);
    where(&q, SQL_figure_remark_where);
    add_wish(&q, order.wish);
    add_after(&q, &order.after);
    buf_c(&q.text, "\n");
    add(&q, SQL_figure_remark_page);
    value(&q, V_I64(order.most));
    return store_rows_text(c, buf_str(&q.text), (struct vals){q.count, q.vals}, out);
}

bool query_themes(ctx *c, const struct question *question, const struct metric *remark,
                  bool by_month, struct rows *out)
{
    struct composed q = begin(c);
    buf_c(&q.text, "SELECT ");
    add(&q, by_month ? SQL_figure_theme_by_month : SQL_figure_theme_by_nothing);
    buf_c(&q.text, ", ");
    add(&q, SQL_figure_theme_counts);
    buf_c(&q.text, "\nFROM ");
    add(&q, SQL_figure_theme_from);
    add_where(&q, question, remark);
    where(&q, SQL_figure_remark_where);
    buf_c(&q.text, "\n");
    add(&q, SQL_figure_theme_groups);
    return store_rows_text(c, buf_str(&q.text), (struct vals){q.count, q.vals}, out);
}

void sums_add(struct sums *to, const struct sums *sums)
{
    to->n += sums->n;
    to->total_e4 += sums->total_e4;
    to->squares_e8 += sums->squares_e8;
    to->low += sums->low;
    to->high += sums->high;
    to->people |= sums->people;
    to->customers = -1;
}
