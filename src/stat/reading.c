#include "stat/reading.h"

#include <math.h>

#include "base/locale.h"

#define VALUE_MAX 1e150 // squares of larger ones, added up, leave the numbers

static bool scale_read(ctx *c, const struct stat_job *stat, struct reading *r)
{
    str text = stat_text(stat, "scale"), low = {0};
    bool good = str_cut(&text, '-', &low) && str_f64(low, &r->low) && str_f64(text, &r->high);
    if (!good || r->low >= r->high || r->low < 0 || r->high > 1000)
        return fail_with(c, ERR_USAGE, tr(c, "--scale cannot be read"),
                         tr(c, "Write its lowest and its highest score: 0-10, 1-10, 1-5."));
    bool usual = r->high == 10 && (r->low == 0 || r->low == 1);
    bool given = stat_has(stat, "promoters") && stat_has(stat, "detractors");
    if (!usual && !given)
        return fail_with(c, ERR_USAGE, tr(c, "on this scale it is not known who is a promoter"),
                         tr(c, "Say it: --promoters 5 --detractors 3 on a scale from 1 to 5."));
    r->promoters = 9;
    r->detractors = 6;
    struct stat_bounds bounds = {r->low, r->high};
    if (!stat_f64(c, stat, "promoters", bounds, &r->promoters) ||
        !stat_f64(c, stat, "detractors", bounds, &r->detractors))
        return false;
    if (r->detractors < r->promoters) return true;
    return fail_with(c, ERR_USAGE, tr(c, "a score cannot be a promoter's and a detractor's"),
                     tr(c, "--detractors must lie below --promoters."));
}

bool reading_open_kind(ctx *c, const struct stat_job *stat, enum reading_kind kind,
                       struct reading *out)
{
    *out = (struct reading){.stat = stat, .kind = kind, .weight_low = INFINITY};
    out->outcome_words = kind == READING_OUTCOME && stat_has(stat, "yes");
    return kind != READING_SCORE || scale_read(c, stat, out);
}

bool reading_open(ctx *c, const struct stat_job *stat, struct reading *out)
{
    static const char *const roles[] = {"score", "outcome", "value"};
    i64 given = 0, kind = 0;
    buf names = buf_new(c->arena, 1024);
    for (const struct stat_role *role = stat->analysis->roles; role->name; role++) {
        for (i64 i = 0; i < COUNT_OF(roles); i++) {
            if (strcmp(role->name, roles[i]) != 0) continue;
            buf_fmt(&names, "%s--%s", names.size ? ", " : "", role->name);
            if (!stat_has(stat, role->name)) continue;
            given++;
            kind = i;
        }
    }
    if (given == 1) return reading_open_kind(c, stat, (enum reading_kind)kind, out);
    return fail_with(c, ERR_USAGE,
                     given ? tr(c, "more than one column is named as the figure")
                           : tr(c, "no column is named as the figure"),
                     fmt(c->arena, tr(c, "Give one of %.*s."), STR(buf_str(&names))));
}

static bool word_in(str word, const char *const words[], i64 count)
{
    for (i64 i = 0; i < count; i++)
        if (str_equal_fold(word, str_of(words[i]))) return true;
    return false;
}

// What a word stands for.
static bool word_read(ctx *c, const struct reading *r, str word, bool *out)
{
    static const char *const yes[] = {"yes", "y", "true", "t", "kyllä", "ja"};
    static const char *const no[] = {"no", "n", "false", "f", "ei", "nej"};
    const str *given = NULL;
    f64 number = 0;
    *out = false;
    for (i64 i = 0; r->outcome_words && (given = stat_nth(r->stat, "yes", i)) != NULL; i++)
        *out |= str_equal(*given, word);
    if (r->outcome_words) return true;
    bool is_number = str_f64(word, &number);
    *out = word_in(word, yes, COUNT_OF(yes)) || (is_number && number == 1);
    if (*out || word_in(word, no, COUNT_OF(no)) || (is_number && number == 0)) return true;
    return fail_with(
        c, ERR_BAD_INPUT,
        fmt(c->arena, tr(c, "\"%.*s\" is neither yes nor no"), STR(str_head(word, 80))),
        tr(c, "Say which word counts as yes: --yes WORD; all others are no."));
}

// Words are read once each: rows have their codes.
static bool outcome_read(ctx *c, struct reading *r, const struct frame_column *column, i64 row,
                         f64 *out)
{
    i32 code = column->code[row];
    assert(code >= 0);
    if (column->name_count > r->outcome_capacity) {
        i64 capacity = MAX(2 * column->name_count, 16);
        r->outcomes = arena_grow(c->arena, r->outcomes, r->outcome_capacity, capacity,
                                 (i64)sizeof *r->outcomes);
        r->outcome_capacity = capacity;
    }
    for (; r->outcome_count < column->name_count; r->outcome_count++)
        if (!word_read(c, r, column->names[r->outcome_count], &r->outcomes[r->outcome_count]))
            return false;
    *out = r->outcomes[code] ? 1 : 0;
    return true;
}

static bool score_read(ctx *c, struct reading *r, f64 score, f64 *out)
{
    if (score < r->low || score > r->high)
        return fail_with(
            c, ERR_BAD_INPUT,
            fmt(c->arena, tr(c, "%.12g is no score from %.12g to %.12g"), score, r->low, r->high),
            tr(c,
               "Say which scale it is: --scale 1-10; if it stands for missing, --missing WORD."));
    r->fractions += score != trunc(score);
    *out = score >= r->promoters ? 1 : score <= r->detractors ? -1 : 0;
    return true;
}

bool reading_value(ctx *c, struct reading *reading, const struct frame *block, i64 row, f64 *out)
{
    static const char *const roles[] = {"score", "outcome", "value"};
    const struct frame_column *column = frame_column(block, roles[reading->kind]);
    assert(column);
    if (reading->kind == READING_OUTCOME) return outcome_read(c, reading, column, row, out);
    if (reading->kind == READING_SCORE) return score_read(c, reading, column->number[row], out);
    *out = column->number[row];
    if (fabs(*out) <= VALUE_MAX) return true;
    return fail_with(c, ERR_BAD_INPUT, fmt(c->arena, tr(c, "%.12g is too large"), *out),
                     tr(c, "Check the column; if it stands for missing, say --missing WORD."));
}

bool reading_weight(ctx *c, struct reading *reading, const struct frame *block, i64 row, f64 *out)
{
    const struct frame_column *column = frame_column(block, "weight");
    *out = column ? column->number[row] : 1;
    if (*out < 0 || *out > 1e100)
        return fail_with(c, ERR_BAD_INPUT, fmt(c->arena, tr(c, "%.12g is no weight"), *out),
                         tr(c, "Weights are 0 or more: how many customers the row stands for."));
    reading->weight_low = fmin(reading->weight_low, *out);
    reading->weight_high = fmax(reading->weight_high, *out);
    reading->weight_zero += *out == 0;
    return true;
}

bool reading_is_weighted(const struct reading *reading)
{
    return reading->weight_low < reading->weight_high;
}

void reading_tell(ctx *c, const struct reading *reading, struct answer *answer)
{
    if (reading->fractions > 0)
        answer_warn(answer, "fractions",
                    fmt(c->arena, tr(c, "scores that are no whole numbers: %lld"),
                        (long long)reading->fractions),
                    tr(c, "If they are means of several answers, count each answer by itself."));
    if (reading->weight_zero > 0)
        answer_warn(answer, "weight_zero",
                    fmt(c->arena, tr(c, "rows with the weight 0, which count for nothing: %lld"),
                        (long long)reading->weight_zero),
                    tr(c, "Check that nobody was weighted away by mistake."));
}

void reading_independent(ctx *c, const struct stat_job *stat, i64 n)
{
    const struct frame_column *customer = frame_column(&stat->frame, "customer");
    bool twice = customer && n > customer->name_count;
    answer_assume(stat->answer, "independent",
                  !customer ? HOLDS_UNKNOWN
                  : twice   ? HOLDS_NOT
                            : HOLDS,
                  tr(c, "each row is of another customer; --customer checks it"));
    if (!twice) return;
    answer_warn(stat->answer, "repeats",
                fmt(c->arena, tr(c, "%s rows are of %s customers only"), reading_count(c, n),
                    reading_count(c, customer->name_count)),
                tr(c,
                   "The interval is too narrow: take one row of each customer, the newest or their "
                   "mean."));
}

f64 reading_scale(enum reading_kind kind)
{
    return kind == READING_SCORE ? 100 : 1;
}

// Two digits of the width, three of one that begins with a 1.
str reading_number(const ctx *c, f64 value, f64 width)
{
    bool known = width > 0 && isfinite(width);
    if (fabs(value) >= 1e15 || (known && width < 1e-5)) return str_of(fmt(c->arena, "%.4g", value));
    f64 decimals = known ? floor(2.2 - log10(width)) : 1;
    return locale_number(c, value, (i32)fmin(6, fmax(0, decimals)));
}

const char *reading_count(const ctx *c, i64 count)
{
    return locale_number(c, (f64)count, 0).s;
}

str reading_write(const ctx *c, enum reading_kind kind, f64 value, f64 width)
{
    if (kind == READING_SCORE) return locale_number(c, value * 100, 1);
    if (kind == READING_VALUE) return reading_number(c, value, width);
    f64 digits = width > 0 ? floor(2.2 - log10(width * 100)) : 1;
    return locale_percent(c, value, (i32)fmin(6, fmax(0, digits)));
}

void reading_target_say(ctx *c, struct answer *answer, struct interval figure, f64 target,
                        const char *written)
{
    bool out = figure.low > target || figure.high < target;
    const char *text =
        fmt(c->arena, tr(c, "Whether the target of %s is met cannot be told yet."), written);
    if (out && figure.value > target)
        text = fmt(c->arena, tr(c, "That is above the target of %s, beyond chance."), written);
    else if (out)
        text = fmt(c->arena, tr(c, "That is below the target of %s, beyond chance."), written);
    answer_say(answer, text);
}
