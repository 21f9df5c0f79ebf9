#include "stat/customers/loyalty_rows.h"

#include <math.h>

#include "insight/maths/sample.h"
#include "stat/customers/encounters.h"

// Columns that are said of the customer, not of the answer.
enum fact { PURCHASES, OCCASIONS, YEARS, SHARE, AGAIN, VALUE, LEFT, RIVAL, SINCE, FACTS };

static const char *const fact_roles[FACTS] = {"purchases", "occasions", "years", "share", "again",
                                              "value",     "left",      "rival", "since"};

struct one {
    i64 answers;
    f64 mean;         // of the answers
    f64 facts[FACTS]; // NaN: not known; moments as days
};

struct taken {
    struct one *all; // by code
    i64 capacity;
    bool given[FACTS];
    i64 answer_count, answer_capacity;
    f64 *answers; // all, as they came
    i32 *who;
};

static void answer_add(ctx *c, struct taken *taken, i32 customer, f64 answer)
{
    if (taken->answer_count == taken->answer_capacity) {
        i64 count = taken->answer_count, capacity = MAX(1024, 2 * count);
        f64 *answers = NEW_ARRAY(c->arena, f64, capacity);
        i32 *who = NEW_ARRAY(c->arena, i32, capacity);
        if (count) memcpy(answers, taken->answers, (size_t)count * sizeof answers[0]);
        if (count) memcpy(who, taken->who, (size_t)count * sizeof who[0]);
        taken->answers = answers;
        taken->who = who;
        taken->answer_capacity = capacity;
    }
    taken->answers[taken->answer_count] = answer;
    taken->who[taken->answer_count++] = customer;
}

// All answers as steps of their scale, by customer in the order of names.
static void set_answers(ctx *c, const struct taken *taken, const i64 place[],
                        struct loyalty_rows *rows)
{
    i64 n = taken->answer_count, levels = 0;
    f64 *values = NEW_ARRAY(c->arena, f64, MAX(n, 1));
    i64 *order = NEW_ARRAY(c->arena, i64, MAX(n, 1)),
        *first = NEW_ARRAY(c->arena, i64, rows->n + 2);
    i32 *level = NEW_ARRAY(c->arena, i32, MAX(n, 1)),
        *answers = NEW_ARRAY(c->arena, i32, MAX(n, 1));
    sample_order(c, taken->answers, n, order);
    for (i64 k = 0; k < n; k++) {
        f64 value = taken->answers[order[k]];
        if (!levels || values[levels - 1] != value) values[levels++] = value;
        level[order[k]] = (i32)(levels - 1);
        first[place[taken->who[k]] + 2]++;
    }
    for (i64 i = 2; i < rows->n + 2; i++)
        first[i] += first[i - 1];
    for (i64 k = 0; k < n; k++)
        answers[first[place[taken->who[k]] + 1]++] = level[k];
    rows->answer_first = first;
    rows->answers = answers;
    rows->levels = levels;
    rows->level_values = values;
}

static void make_room(ctx *c, struct taken *taken, i32 customer)
{
    i64 capacity = MAX(1024, MAX((i64)customer + 1, 2 * taken->capacity));
    struct one *grown = NEW_ARRAY(c->arena, struct one, capacity);
    if (taken->capacity) memcpy(grown, taken->all, (size_t)taken->capacity * sizeof grown[0]);
    for (i64 i = taken->capacity; i < capacity; i++) {
        for (i32 fact = 0; fact < FACTS; fact++)
            grown[i].facts[fact] = NAN;
    }
    taken->all = grown;
    taken->capacity = capacity;
}

static bool fail_fact(ctx *c, str customer, const char *role, const char *why, const char *hint)
{
    return fail_with(
        c, ERR_BAD_INPUT,
        fmt(c->arena, "%s \"%.*s\", --%s: %s", tr(c, "customer"), STR(customer), role, why), hint);
}

static bool fact_take(ctx *c, struct one *one, enum fact fact, f64 value, str customer)
{
    if (isnan(value)) return true;
    if (isnan(one->facts[fact])) {
        one->facts[fact] = value;
        return true;
    }
    if (one->facts[fact] == value) return true;
    return fail_fact(
        c, customer, fact_roles[fact], tr(c, "rows say different things"),
        tr(c, "What is said of a customer must be the same in all of the customer's rows, "
              "or stand in one: add it up before."));
}

static f64 cell(const struct frame_column *column, i64 row)
{
    if (!column->ms) return column->number[row];
    i64 ms = column->ms[row];
    return ms == FRAME_NO_MOMENT ? (f64)NAN : (f64)encounters_day(ms);
}

bool loyalty_rows_take(ctx *c, struct stat_job *stat, const struct frame *block)
{
    struct taken *taken = stat->state;
    if (!taken) stat->state = taken = NEW(c->arena, struct taken);
    const struct frame_column *customer = frame_column(block, "customer");
    const struct frame_column *attitude = frame_column(block, "attitude"), *facts[FACTS];
    for (i32 fact = 0; fact < FACTS; fact++) {
        facts[fact] = frame_column(block, fact_roles[fact]);
        taken->given[fact] = facts[fact] != NULL;
    }
    for (i64 i = 0; i < block->count; i++) {
        i32 code = customer->code[i];
        if (code >= taken->capacity) make_room(c, taken, code);
        struct one *one = &taken->all[code];
        if (!isnan(attitude->number[i])) {
            answer_add(c, taken, code, attitude->number[i]);
            one->mean += (attitude->number[i] - one->mean) / (f64)++one->answers;
        }
        for (i32 fact = 0; fact < FACTS; fact++) {
            if (!facts[fact]) continue;
            f64 value = cell(facts[fact], i);
            if (!fact_take(c, one, (enum fact)fact, value, customer->names[code])) return false;
        }
    }
    return true;
}

// --- Columns by name ---

struct named {
    str name;
    i32 code;
};

static int by_name(const void *a, const void *b)
{
    return str_compare(((const struct named *)a)->name, ((const struct named *)b)->name);
}

static bool check_one(ctx *c, const struct one *one, str name)
{
    static const enum fact counts[] = {PURCHASES, OCCASIONS, YEARS, AGAIN};
    for (i64 i = 0; i < COUNT_OF(counts); i++) {
        if (!(one->facts[counts[i]] < 0)) continue;
        return fail_fact(c, name, fact_roles[counts[i]], tr(c, "it is below 0"),
                         tr(c, "Look at this row."));
    }
    if (one->facts[PURCHASES] > one->facts[OCCASIONS])
        return fail_fact(c, name, "purchases", tr(c, "they are more than the occasions"),
                         tr(c, "Occasions are purchases with us and with others together."));
    if (one->facts[SHARE] < 0 || one->facts[SHARE] > 1)
        return fail_fact(c, name, "share", tr(c, "it is not between 0 and 1"),
                         tr(c, "Write a half as 0.5."));
    return true;
}

static bool check_roles(ctx *c, const struct taken *taken)
{
    const bool *given = taken->given;
    i32 ways = (given[SHARE] && !given[OCCASIONS]) + (given[OCCASIONS] != 0) + (given[YEARS] != 0);
    bool ours = given[SHARE] != given[PURCHASES];
    if (ways == 1 && ours && !(given[SHARE] && given[YEARS])) return true;
    return fail_with(c, ERR_USAGE, tr(c, "it is not clear what shows the customers' behaviour"),
                     tr(c,
                        "Give --purchases with --occasions (bought anywhere) or with --years, or "
                        "--share of wallet, with --occasions or without."));
}

static void behaviour_of(const struct one *one, const struct taken *taken, f64 share_weight,
                         f64 *ours, f64 *base)
{
    f64 of = taken->given[YEARS]       ? one->facts[YEARS]
             : taken->given[OCCASIONS] ? one->facts[OCCASIONS]
                                       : share_weight;
    f64 with_us = taken->given[SHARE] ? one->facts[SHARE] * of : one->facts[PURCHASES];
    bool known = !isnan(of) && !isnan(with_us) && of > 0;
    *ours = known ? with_us : 0;
    *base = known ? of : 0;
}

static i32 day_of(f64 fact, i32 *last)
{
    if (isnan(fact)) return LOYALTY_NO_DAY;
    *last = MAX(*last, (i32)fact);
    return (i32)fact;
}

// The arrays of n customers, to be filled.
struct columns {
    i64 *answer_counts;
    f64 *mean_answers, *ours, *base, *value, *purchases, *occasions, *again;
    i32 *left, *rival, *since;
    str *names;
};

static struct columns columns_new(ctx *c, i64 n)
{
    struct arena *a = c->arena;
    n = MAX(n, 1);
    return (struct columns){
        .answer_counts = NEW_ARRAY(a, i64, n),
        .mean_answers = NEW_ARRAY(a, f64, n),
        .ours = NEW_ARRAY(a, f64, n),
        .base = NEW_ARRAY(a, f64, n),
        .value = NEW_ARRAY(a, f64, n),
        .purchases = NEW_ARRAY(a, f64, n),
        .occasions = NEW_ARRAY(a, f64, n),
        .again = NEW_ARRAY(a, f64, n),
        .left = NEW_ARRAY(a, i32, n),
        .rival = NEW_ARRAY(a, i32, n),
        .since = NEW_ARRAY(a, i32, n),
        .names = NEW_ARRAY(a, str, n),
    };
}

static void fill(const struct taken *taken, const struct one *one, f64 share_weight, i64 i,
                 struct columns *columns, struct loyalty_data *out)
{
    columns->answer_counts[i] = one->answers;
    columns->mean_answers[i] = one->answers ? one->mean : (f64)NAN;
    behaviour_of(one, taken, share_weight, &columns->ours[i], &columns->base[i]);
    bool worth = !isnan(one->facts[VALUE]);
    columns->value[i] = worth ? one->facts[VALUE] : 0;
    out->without_value += taken->given[VALUE] && !worth;
    columns->purchases[i] = one->facts[PURCHASES];
    columns->occasions[i] = one->facts[OCCASIONS];
    columns->again[i] = one->facts[AGAIN];
    columns->left[i] = day_of(one->facts[LEFT], &out->last_day);
    columns->rival[i] = day_of(one->facts[RIVAL], &out->last_day);
    columns->since[i] = day_of(one->facts[SINCE], &out->last_day);
}

bool loyalty_rows_make(ctx *c, struct stat_job *stat, f64 share_weight, struct loyalty_data *out)
{
    const struct taken *taken = stat->state;
    *out = (struct loyalty_data){.last_day = LOYALTY_NO_DAY};
    if (!taken) return stat_rows_enough(c, stat, 1);
    if (!check_roles(c, taken)) return false;
    const struct frame_column *customer = frame_column(&stat->frame, "customer");
    i64 n = customer->name_count, *place = NEW_ARRAY(c->arena, i64, MAX(n, 1));
    struct named *order = NEW_ARRAY(c->arena, struct named, MAX(n, 1));
    for (i64 i = 0; i < n; i++)
        order[i] = (struct named){customer->names[i], (i32)i};
    if (n) qsort(order, (size_t)n, sizeof order[0], by_name);
    struct columns columns = columns_new(c, n);
    for (i64 i = 0; i < n; i++) {
        const struct one *one = &taken->all[order[i].code];
        place[order[i].code] = i;
        columns.names[i] = order[i].name;
        if (!check_one(c, one, order[i].name)) return false;
        fill(taken, one, share_weight, i, &columns, out);
    }
    out->rows = (struct loyalty_rows){
        .n = n,
        .behaviour = taken->given[YEARS] ? LOYALTY_RATE : LOYALTY_SHARE,
        .ours = columns.ours,
        .base = columns.base,
        .value = taken->given[VALUE] ? columns.value : NULL,
    };
    set_answers(c, taken, place, &out->rows);
    out->names = columns.names;
    out->answer_counts = columns.answer_counts;
    out->mean_answers = columns.mean_answers;
    out->purchases = columns.purchases;
    out->occasions = columns.occasions;
    out->again = columns.again;
    out->has_again = taken->given[AGAIN] && taken->given[PURCHASES] && taken->given[OCCASIONS];
    out->left = columns.left;
    out->rival = columns.rival;
    out->since = columns.since;
    out->has_left = taken->given[LEFT];
    out->has_rival = taken->given[RIVAL];
    out->has_since = taken->given[SINCE];
    return true;
}
