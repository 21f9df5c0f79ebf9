#include "stat/words/words_remarks.h"

bool remarks_corpus(ctx *c, const struct stat_job *stat, bool pairs, struct corpus *out)
{
    static const char *const languages[] = {"fi", "en", "sv", "auto"};
    static_assert(WORDS_FI == 0 && WORDS_EN == 1 && WORDS_SV == 2 && WORDS_UNKNOWN == 3,
                  "as listed");
    i64 language = WORDS_UNKNOWN, least = 1;
    if (!stat_choice(c, stat, "language", languages, COUNT_OF(languages), &language) ||
        !stat_i64(c, stat, "least", (struct stat_bounds){1, 1e9}, &least))
        return false;
    struct corpus_order order = {.count = stat->frame.count,
                                 .texts = frame_column(&stat->frame, "text")->text,
                                 .language = (enum words_language)language,
                                 .pairs = pairs,
                                 .documents_min = least};
    if (!corpus_read(c, order, out)) return false;
    if (out->term_count) return true;
    return fail_with(c, ERR_REFUSED,
                     fmt(c->arena, tr(c, "no word is in %lld remarks"), (long long)least),
                     tr(c, "Give more remarks, or a smaller --least."));
}

void remarks_languages(ctx *c, struct answer *answer, const struct corpus *corpus)
{
    i64 unknown = corpus->language_count[WORDS_UNKNOWN];
    if (unknown * 5 <= corpus->count) return;
    answer_warn(answer, "language_unknown",
                fmt(c->arena,
                    tr(c, "The language of %lld of %lld remarks could not be told: their words are "
                          "taken as they are written"),
                    (long long)unknown, (long long)corpus->count),
                tr(c, "Say --language when they are all of one."));
}
