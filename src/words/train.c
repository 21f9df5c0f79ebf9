#include "words/train.h"

#include "base/hash.h"
#include "insight/maths/chance.h"

enum { ROUNDS_MAX = 200 };
#define TOLERANCE 0.1 // LIBLINEAR's own for this problem

// Texts that are the same.
struct group {
    u64 signature; // of the first one's labels
    u64 place;     // among those with the same labels: by chance
    i64 index;
};

static int group_compare(const void *a, const void *b)
{
    const struct group *x = a, *y = b;
    if (x->signature != y->signature) return x->signature < y->signature ? -1 : 1;
    if (x->place != y->place) return x->place < y->place ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

// The part of each text; returns how many different texts there are.
static i64 parts_deal(ctx *c, const struct linear_rows *rows, struct train_plan plan, u8 *part_of)
{
    struct arena_mark mark = arena_mark(c->arena);
    struct hash_map map;
    hash_map_init(&map, c->arena, rows->count);
    i64 *group_of = NEW_ARRAY(c->arena, i64, rows->count + 1), count = 0;
    struct group *groups = NEW_ARRAY(c->arena, struct group, rows->count + 1);
    for (i64 i = 0; i < rows->count; i++) {
        u64 hash = 1, signature = 1;
        for (i64 at = rows->start[i]; at < rows->start[i + 1]; at++)
            hash = hash_mix(hash, rows->grams[at]);
        for (i32 j = 0; j < rows->labels; j++)
            signature = hash_mix(signature, rows->has[i * rows->labels + j]);
        struct hash_at at;
        group_of[i] = hash_map_first(&map, hash, &at);
        if (group_of[i] >= 0) continue;
        groups[count] = (struct group){signature, hash_mix(hash, plan.seed), count};
        hash_map_add(&map, hash, count);
        group_of[i] = count++;
    }
    qsort(groups, (size_t)count, sizeof groups[0], group_compare);
    u8 *part_of_group = NEW_ARRAY(c->arena, u8, count + 1);
    for (i64 i = 0; i < count; i++)
        part_of_group[groups[i].index] = (u8)(i % plan.folds);
    for (i64 i = 0; i < rows->count; i++)
        part_of[i] = part_of_group[group_of[i]];
    arena_rewind(c->arena, mark);
    return count;
}

// Trains with all parts but one (-1: with all).
static bool part_train(ctx *c, const struct linear_rows *rows, struct train_plan plan,
                       const u8 *part_of, i64 without, struct trained *out)
{
    i32 *which = NEW_ARRAY(c->arena, i32, rows->count + 1);
    i64 count = 0, rounds = 0;
    for (i64 i = 0; i < rows->count; i++)
        if (part_of[i] != without) which[count++] = (i32)i;
    struct linear_effort effort = {plan.strength, ROUNDS_MAX, TOLERANCE};
    gsl_rng *rng = chance_new(c, plan.seed);
    if (!linear_train(c, rows, which, count, rng, effort, &out->linear, &rounds)) return false;
    out->came_to_rest = rounds <= ROUNDS_MAX;
    return true;
}

// Scores of every text, from the classifier that has not seen its part.
static bool scores_make(ctx *c, const struct linear_rows *rows, struct train_plan plan,
                        const u8 *part_of, f64 *scores)
{
    for (i64 part = 0; part < plan.folds; part++) {
        struct arena_mark mark = arena_mark(c->arena);
        struct trained trained;
        if (!part_train(c, rows, plan, part_of, part, &trained)) return false;
        for (i64 i = 0; i < rows->count; i++) {
            if (part_of[i] != part) continue;
            linear_score(&trained.linear, rows->grams + rows->start[i],
                         rows->start[i + 1] - rows->start[i], scores + i * rows->labels);
        }
        arena_rewind(c->arena, mark);
    }
    return true;
}

static struct quality measure(ctx *c, const struct linear_rows *rows, struct train_plan plan,
                              const u8 *part_of, const f64 *scores)
{
    struct quality_count *count = quality_begin(c, rows->labels, plan.many);
    f64 *chances = NEW_ARRAY(c->arena, f64, rows->labels);
    bool *said = NEW_ARRAY(c->arena, bool, rows->labels);
    bool *used = NEW_ARRAY(c->arena, bool, rows->count + 1);
    for (i64 part = 0; part < plan.folds; part++) {
        for (i64 i = 0; i < rows->count; i++)
            used[i] = part_of[i] != part;
        struct calibrate_cases cases = {rows->count, scores, rows->has, used};
        struct calibration calibration = calibrate(c, &cases, rows->labels, plan.many);
        for (i64 i = 0; i < rows->count; i++) {
            if (used[i]) continue;
            memcpy(chances, scores + i * rows->labels, (size_t)rows->labels * sizeof chances[0]);
            calibration_apply(&calibration, chances);
            calibration_say(&calibration, chances, said);
            quality_add(count, (struct quality_case){rows->has + i * rows->labels, said, chances});
        }
    }
    return quality_end(count);
}

bool train(ctx *c, const struct linear_rows *rows, struct train_plan plan, struct trained *out)
{
    assert(plan.folds >= TRAIN_FOLDS_MIN && plan.folds <= TRAIN_FOLDS_MAX);
    assert(rows->count < INT32_MAX);
    *out = (struct trained){0};
    u8 *part_of = NEW_ARRAY(c->arena, u8, rows->count + 1);
    f64 *scores = NEW_ARRAY(c->arena, f64, rows->count * rows->labels + 1);
    i64 different = parts_deal(c, rows, plan, part_of);
    if (different < plan.folds)
        return fail_with(c, ERR_REFUSED, tr(c, "there are too few different texts"),
                         tr(c, "Label more texts: some hundred of each label make a start."));
    if (!scores_make(c, rows, plan, part_of, scores)) return false;
    struct calibrate_cases cases = {rows->count, scores, rows->has, NULL};
    struct quality quality = measure(c, rows, plan, part_of, scores);
    if (!part_train(c, rows, plan, part_of, -1, out)) return false;
    out->quality = quality;
    out->different = different;
    out->calibration = calibrate(c, &cases, rows->labels, plan.many);
    return true;
}
