#include "words/quotes.h"

#include <math.h>

struct candidate {
    f64 score;
    u64 says; // the terms with weight that it has
    i64 text;
};

static struct candidate candidate_of(const struct corpus *corpus, i64 i, const f64 weight[],
                                     i64 *seen)
{
    struct candidate candidate = {.text = i};
    for (i64 k = corpus->first[i]; k < corpus->first[i + 1]; k++) {
        i32 term = corpus->terms[k];
        if (seen[term] == i + 1 || weight[term] <= 0) continue;
        seen[term] = i + 1;
        candidate.score += weight[term];
        candidate.says += ((u64)term + 1) * 0x9E3779B97F4A7C15u; // whatever their order
    }
    candidate.score /= sqrt((f64)MAX(corpus->words[i], QUOTE_WORDS_MIN));
    return candidate;
}

i64 quotes_choose(ctx *c, const struct corpus *corpus, const bool chosen[], const f64 weight[],
                  i64 wanted, i64 quotes[])
{
    struct arena_mark mark = arena_mark(c->arena);
    struct candidate best[QUOTES_MAX];
    i64 count = 0, *seen = NEW_ARRAY(c->arena, i64, MAX(corpus->term_count, 1));
    wanted = MIN(wanted, QUOTES_MAX);
    for (i64 i = 0; i < corpus->count; i++) {
        if (!chosen[i] || corpus->words[i] < QUOTE_WORDS_MIN) continue;
        struct candidate fresh = candidate_of(corpus, i, weight, seen);
        i64 at = 0, same = 0;
        while (at < count && best[at].score >= fresh.score)
            at++;
        while (same < count && best[same].says != fresh.says)
            same++;
        if (fresh.score <= 0 || at == wanted || same < at) continue;
        // One that it says better than, or the last one where all places are taken, goes.
        i64 gone = same < count ? same : count == wanted ? count - 1 : count++;
        memmove(best + at + 1, best + at, (size_t)(gone - at) * sizeof best[0]);
        best[at] = fresh;
    }
    for (i64 i = 0; i < count; i++)
        quotes[i] = best[i].text;
    arena_rewind(c->arena, mark);
    return count;
}
