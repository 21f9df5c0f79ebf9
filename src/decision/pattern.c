// The idea: of each cause two things are asked. Is it met more often at this touchpoint than at all
// the others, by their numbers of cases? Is it met more often in the last 90 days than in the year
// before? Both are rates of two counts, compared exactly; all answers are looked at together, so
// that one in twenty patterns is a false alarm, not one in twenty pairs.
#include "decision/pattern.h"

#include <math.h>

#include "insight/sure/difference.h"
#include "people/role.h"

#define DAY_MS   (24LL * 3600 * 1000)
#define MONTH_MS (30 * DAY_MS)

enum { LOOKS = 2, NAME_BYTES = 180 };
#define LEVEL 0.95

// ---- Finding ----

struct look {
    struct difference difference;
    bool is_known;
};

// The cause's share of a touchpoint's cases against its share of all others'.
static struct look look_here(const struct pattern_pair *pairs, i64 count, i64 i)
{
    i64 here = 0, elsewhere = 0, of_cause = 0;
    for (i64 k = 0; k < count; k++) {
        bool is_here = pairs[k].touchpoint == pairs[i].touchpoint;
        here += is_here ? pairs[k].now : 0;
        elsewhere += is_here ? 0 : pairs[k].now;
        of_cause += !is_here && pairs[k].cause == pairs[i].cause ? pairs[k].now : 0;
    }
    struct look look = {.is_known = here > 0 && elsewhere > 0};
    if (look.is_known)
        look.difference =
            difference_count((struct exposed_count){pairs[i].now, (f64)here},
                             (struct exposed_count){of_cause, (f64)elsewhere}, LEVEL);
    return look;
}

static struct look look_now(const struct pattern_pair *pair, i64 days_before)
{
    struct look look = {.is_known = days_before >= PATTERN_DAYS};
    if (look.is_known)
        look.difference =
            difference_count((struct exposed_count){pair->now, PATTERN_DAYS},
                             (struct exposed_count){pair->before, (f64)days_before}, LEVEL);
    return look;
}

static int by_cases(const void *a, const void *b)
{
    const struct pattern_found *x = a, *y = b;
    if (x->pair.now != y->pair.now) return x->pair.now > y->pair.now ? -1 : 1;
    if (x->pair.cause != y->pair.cause) return x->pair.cause < y->pair.cause ? -1 : 1;
    return (x->pair.touchpoint > y->pair.touchpoint) - (x->pair.touchpoint < y->pair.touchpoint);
}

static bool is_more(const struct look *look, f64 p)
{
    return look->is_known && isfinite(p) && look->difference.value > 1 &&
           difference_beyond_chance(p, LEVEL);
}

void pattern_choose(ctx *c, const struct pattern_pair *pairs, i64 count, i64 days_before,
                    struct pattern_found **out, i64 *found)
{
    i64 n = count * LOOKS;
    struct look *looks = NEW_ARRAY(c->arena, struct look, n + 1);
    f64 *p = NEW_ARRAY(c->arena, f64, n + 1), *adjusted = NEW_ARRAY(c->arena, f64, n + 1);
    size_t *order = NEW_ARRAY(c->arena, size_t, n + 1);
    *out = NEW_ARRAY(c->arena, struct pattern_found, count + 1);
    *found = 0;
    for (i64 i = 0; i < n; i++) {
        const struct pattern_pair *pair = &pairs[i / LOOKS];
        bool is_asked = pair->now >= PATTERN_CASES_MIN;
        looks[i] = (struct look){0};
        if (is_asked)
            looks[i] = i % LOOKS == PATTERN_HERE ? look_here(pairs, count, i / LOOKS)
                                                 : look_now(pair, days_before);
        p[i] = looks[i].is_known ? looks[i].difference.p : (f64)NAN;
    }
    difference_adjust_false_discovery(p, n, adjusted, order);
    for (i64 k = 0; k < count; k++) {
        const struct look *pair = &looks[k * LOOKS];
        f64 *of = &adjusted[k * LOOKS];
        bool here = is_more(&pair[PATTERN_HERE], of[PATTERN_HERE]),
             now = is_more(&pair[PATTERN_NOW], of[PATTERN_NOW]);
        if (!here && !now) continue;
        bool is_now = now && (!here || of[PATTERN_NOW] < of[PATTERN_HERE]);
        enum pattern_why why = is_now ? PATTERN_NOW : PATTERN_HERE;
        (*out)[(*found)++] = (struct pattern_found){pairs[k],
                                                    why,
                                                    pair[why].difference.value,
                                                    pair[why].difference.low,
                                                    pair[why].difference.high,
                                                    of[why]};
    }
    qsort(*out, (size_t)*found, sizeof **out, by_cases);
}

static bool read_pairs(ctx *c, struct pattern_pair **out, i64 *count, i64 *days_before)
{
    struct rows rows;
    i64 now_from = c->now_ms - PATTERN_DAYS * DAY_MS, first = c->now_ms;
    if (!store_i64(c, SQL_pattern_first_case, NO_VALS, &first)) return false;
    *days_before = MIN(MAX((now_from - first) / DAY_MS, 0), PATTERN_BEFORE);
    if (!store_rows(c, SQL_pattern_pairs,
                    VALS(V_I64(now_from), V_I64(now_from - *days_before * DAY_MS),
                         V_I64(c->now_ms + 1)),
                    &rows))
        return false;
    *out = NEW_ARRAY(c->arena, struct pattern_pair, rows.count + 1);
    *count = rows.count;
    const struct column *col = rows.column;
    for (i64 i = 0; i < rows.count; i++)
        (*out)[i] =
            (struct pattern_pair){col[0].i[i], col[1].i[i], col[2].i[i], col[3].i[i]};
    return true;
}

static void set_ref(struct record *record, const char *field, i64 id)
{
    struct record_value *value = record_value(record, field);
    value->given = id != 0;
    value->i = id;
}

// "Late delivery: Home delivery"; one that somebody named so already gets a number.
static bool name_of(ctx *c, const struct column *col, str *out)
{
    str cause = str_head(col[0].text[0], NAME_BYTES / 2), place = str_head(col[2].text[0], NAME_BYTES / 2);
    for (i64 number = 1;; number++) {
        const char *more = number == 1 ? "" : fmt(c->arena, " %lld", (long long)number);
        i64 taken = 0;
        *out = str_of(place.size ? fmt(c->arena, "%.*s: %.*s%s", STR(cause), STR(place), more)
                                 : fmt(c->arena, "%.*s%s", STR(cause), more));
        if (!store_i64(c, SQL_pattern_name_taken, VALS(V_STR(*out)), &taken)) return false;
        if (!taken) return true;
    }
}

static const char *why_words(ctx *c, const struct pattern_found *found)
{
    const char *times = fmt(c->arena, "%.1f", found->ratio);
    if (!isfinite(found->ratio)) times = "∞";
    return found->why == PATTERN_HERE
               ? fmt(c->arena, tr(c, "%lld cases in 90 days: %s times as often here as elsewhere"),
                     (long long)found->pair.now, times)
               : fmt(c->arena, tr(c, "%lld cases in 90 days: %s times as often now as before"),
                     (long long)found->pair.now, times);
}

static bool make(ctx *c, const struct pattern_found *found)
{
    struct rows names;
    struct record_problems problems = {0};
    struct record *record = record_new(c, kind_find(S("pattern")));
    struct record_edit edit = {.roles = UINT32_MAX, .why = str_of(why_words(c, found))};
    if (!store_rows(c, SQL_pattern_names,
                    VALS(V_I64(found->pair.cause), V_I64(found->pair.touchpoint)), &names))
        return false;
    if (!names.count) return true; // a cause of which there is no record
    str name = {0};
    if (!name_of(c, names.column, &name)) return false;
    i64 of_cause = names.column[1].i[0], of_touchpoint = names.column[3].i[0];
    *record_value(record, "name") = (struct record_value){.given = true, .text = name};
    set_ref(record, "cause", found->pair.cause);
    set_ref(record, "touchpoint", found->pair.touchpoint);
    set_ref(record, "function", of_cause ? of_cause : of_touchpoint);
    return record_add(c, record, &edit, &problems);
}

bool pattern_suggest(ctx *c, i64 *made)
{
    assert(store_in_transaction(c));
    struct pattern_pair *pairs = NULL;
    struct pattern_found *found = NULL;
    i64 count = 0, found_count = 0, days_before = 0;
    *made = 0;
    if (!read_pairs(c, &pairs, &count, &days_before)) return false;
    pattern_choose(c, pairs, count, days_before, &found, &found_count);
    for (i64 i = 0; i < found_count; i++) {
        i64 there = 0;
        if (!store_i64(c, SQL_pattern_is_there,
                       VALS(V_I64(found[i].pair.cause), V_I64(found[i].pair.touchpoint)), &there))
            return false;
        if (there) continue;
        if (!make(c, &found[i])) return false;
        ++*made;
    }
    return true;
}

// ---- Telling ----

static bool read_months(ctx *c, struct pattern_numbers *numbers, i64 count)
{
    struct rows rows;
    if (!store_rows(c, SQL_pattern_months,
                    VALS(V_I64(c->now_ms), V_I64(MONTH_MS), V_I64(PATTERN_MONTHS)), &rows))
        return false;
    const struct column *col = rows.column;
    for (i64 i = 0; i < rows.count; i++)
        for (i64 k = 0; k < count; k++) {
            i64 back = col[1].i[i];
            if (numbers[k].id == col[0].i[i] && back >= 0 && back < PATTERN_MONTHS)
                numbers[k].months[PATTERN_MONTHS - 1 - back] = (f64)col[2].i[i];
        }
    return true;
}

// From the month of the first case on: what was not asked yet did not repeat less.
static bool find_trend(ctx *c, struct pattern_numbers *one)
{
    f64 at[PATTERN_MONTHS];
    i64 first = PATTERN_MONTHS - 1 - (c->now_ms - one->first_ms) / MONTH_MS;
    first = MAX(first, 0);
    for (i64 m = 0; m < PATTERN_MONTHS; m++)
        at[m] = (f64)m;
    struct trend_points points = {.n = PATTERN_MONTHS - first,
                                  .at = at + first,
                                  .values = one->months + first,
                                  .period = 1};
    one->trend = (struct trend){.status = TREND_TOO_FEW};
    if (!one->cases || points.n < 4) return true;
    return trend_find(c, points, &one->trend) &&
           (one->trend.status != TREND_FOUND ||
            trend_widen(c, points, (struct trend_width){LEVEL, 1}, &one->trend));
}

bool pattern_numbers(ctx *c, struct pattern_numbers **out, i64 *count)
{
    struct rows rows;
    i64 all = 0, since = c->now_ms - PATTERN_DAYS * DAY_MS;
    if (!store_rows(c, SQL_pattern_counts, VALS(V_I64(since)), &rows) ||
        !store_i64(c, SQL_pattern_all_cases, VALS(V_I64(since)), &all))
        return false;
    struct pattern_numbers *numbers = NEW_ARRAY(c->arena, struct pattern_numbers, rows.count + 1);
    const struct column *col = rows.column;
    *out = numbers;
    *count = rows.count;
    for (i64 i = 0; i < rows.count; i++) {
        struct rate_counts share = {col[3].i[i], MAX(all, col[3].i[i])};
        numbers[i] =
            (struct pattern_numbers){.id = col[0].i[i],
                                     .cost_e4 = col[1].null && col[1].null[i] ? -1 : col[1].i[i],
                                     .cases = col[2].i[i],
                                     .recent = col[3].i[i],
                                     .open = col[4].i[i],
                                     .first_ms = col[5].i[i],
                                     .last_ms = col[6].i[i],
                                     .share = interval_rate(share, LEVEL)};
    }
    if (!read_months(c, numbers, rows.count)) return false;
    for (i64 i = 0; i < rows.count; i++)
        if (!find_trend(c, &numbers[i])) return false;
    return true;
}

bool pattern_cases(ctx *c, i64 pattern, i64 most, i64 **out, i64 *count)
{
    struct rows rows;
    if (!store_rows(c, SQL_pattern_cases, VALS(V_I64(pattern), V_I64(most)), &rows)) return false;
    *out = NEW_ARRAY(c->arena, i64, rows.count + 1);
    *count = rows.count;
    for (i64 i = 0; i < rows.count; i++)
        (*out)[i] = rows.column[0].i[i];
    return true;
}
