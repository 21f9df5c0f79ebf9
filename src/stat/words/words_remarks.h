// words_remarks: what the analyses of many remarks share: reading them as a corpus by the options
// --language and --least, and telling of their languages.
#pragma once

#include "stat/stat.h"
#include "words/corpus.h"

// Of the column `text`. ERR_REFUSED when no term is in enough remarks.
MUST_USE bool remarks_corpus(ctx *c, const struct stat_job *stat, bool pairs, struct corpus *out);
// Warns where the language of many could not be told.
void remarks_languages(ctx *c, struct answer *answer, const struct corpus *corpus);
