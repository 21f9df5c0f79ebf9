// The idea: as many days after the change as before it, so that weeks and seasons weigh alike on
// both sides as far as they can; and nothing is said before four weeks have passed.
#include <math.h>

#include "decision/decision.h"

static i64 ref_of(const struct record *record, const char *field)
{
    const struct record_value *value = record_value(record, field);
    return value->given ? value->i : 0;
}

static bool day_of(ctx *c, const struct record *decision, i32 *out)
{
    struct rows rows;
    if (!store_rows(c, SQL_decision_done_day, VALS(V_I64(decision->id)), &rows)) return false;
    const struct column *col = rows.column;
    bool is_done = str_equal(decision->state, S("done")) && rows.count &&
                   !(col->null && col->null[0]);
    *out = is_done ? (i32)col->i[0] : (i32)ref_of(decision, "due");
    return true;
}

static void add_where(struct figure_query *query, enum figure_dim dim, str name)
{
    if (!name.size) return;
    query->where[query->where_count++] = (struct figure_where){.on = {.dim = dim}, .value = name};
}

static enum decision_effect_state judge(const struct figure_moved *moved)
{
    if (!moved->is_known) return EFFECT_NOTHING;
    if (!moved->beyond_chance) return EFFECT_SAME;
    return moved->direction > 0 ? EFFECT_BETTER : moved->direction < 0 ? EFFECT_WORSE : EFFECT_DIFFERS;
}

bool decision_effect(ctx *c, const struct record *decision, i32 today, struct decision_effect *out)
{
    struct rows names;
    const struct record_value *expected = record_value(decision, "expected");
    *out = (struct decision_effect){.expected = expected->given ? expected->f : (f64)NAN};
    if (!day_of(c, decision, &out->day) ||
        !store_rows(c, SQL_decision_names,
                    VALS(V_I64(ref_of(decision, "touchpoint")), V_I64(ref_of(decision, "unit")),
                         V_I64(ref_of(decision, "metric"))),
                    &names))
        return false;
    out->query.metric = names.column[2].text[0];
    if (!out->query.metric.size || !out->day) return true;
    add_where(&out->query, DIM_TOUCHPOINT, names.column[0].text[0]);
    add_where(&out->query, DIM_UNIT, names.column[1].text[0]);
    i32 passed = today - out->day, days = MIN(passed, EFFECT_DAYS);
    out->state = passed < 0 ? EFFECT_TO_COME : EFFECT_EARLY;
    if (passed < 0) return true;
    out->stretches.before = (struct day_range){out->day - MAX(days, 1), out->day - 1};
    out->stretches.after = (struct day_range){out->day, out->day + MAX(days, 1) - 1};
    if (passed < EFFECT_DAYS_MIN) return true;
    if (!figure_moved(c, out->query, out->stretches, &out->moved)) return false;
    out->state = judge(&out->moved);
    return true;
}

static bool ids_of(ctx *c, const struct rows *rows, i64 **out, i64 *count)
{
    *out = NEW_ARRAY(c->arena, i64, rows->count + 1);
    *count = rows->count;
    for (i64 i = 0; i < rows->count; i++)
        (*out)[i] = rows->column[0].i[i];
    return true;
}

bool decision_to_look(ctx *c, i64 person, i32 today, i64 **out, i64 *count)
{
    struct rows rows;
    return store_rows(c, SQL_decision_to_look,
                      VALS(V_I64(person), V_DAY(today), V_I64(EFFECT_DAYS_MIN)), &rows) &&
           ids_of(c, &rows, out, count);
}

bool decision_to_tell(ctx *c, i64 person, i64 **out, i64 *count)
{
    struct rows rows;
    return store_rows(c, SQL_decision_to_tell, VALS(V_I64(person)), &rows) &&
           ids_of(c, &rows, out, count);
}

bool decision_looked(ctx *c, i64 decision, i64 who)
{
    assert(store_in_transaction(c));
    return store_run(c, SQL_decision_looked_add,
                     VALS(V_I64(decision), V_I64(c->now_ms), V_I64(who)));
}
