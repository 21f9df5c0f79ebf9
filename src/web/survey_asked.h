// survey_asked: what every page of a survey begins with: the record, its draft, what is wrong with
// it; and the words that pages say of questions and conditions. Never writes.
#pragma once

#include "http/http.h"
#include "survey/version.h"
#include "web/record_asker.h"

struct survey_asked {
    struct record_asker asker;
    struct record record;
    struct survey_draft draft;
    struct survey survey; // as the draft says
    struct survey_problems problems;
    i64 version; // the newest; 0: none yet
    bool may_change;
    bool is_changed; // the draft is not what is in use
};

// The survey of the address's :id with its draft. ERR_NOT_FOUND.
MUST_USE bool survey_asked_get(ctx *c, const struct request *request, struct survey_asked *out);
// The same for who changes it: ERR_FORBIDDEN else.
MUST_USE bool survey_asked_change(ctx *c, const struct request *request, struct survey_asked *out);

// "/surveys/3/questions?at=2"
const char *survey_href(ctx *c, const struct survey_asked *asked, const char *more);
// What a text says in the reader's language; "…" where it says nothing yet.
const char *survey_words(ctx *c, const struct survey *survey, struct survey_text text);
// “How satisfied …?” is at most 3; all of them, joined. NULL: no condition.
const char *survey_when_words(ctx *c, const struct survey *survey,
                              const struct survey_condition *conditions, i64 count);
const char *survey_test_label(ctx *c, enum condition_test test);
// What a condition compares with, in words: an option's, a feeling's, or as it stands.
str survey_value_words(ctx *c, const struct survey *survey,
                       const struct survey_condition *condition);
// How many things are wrong, in a sentence; what is next when nothing is.
const char *survey_status_words(ctx *c, const struct survey_asked *asked);
// The page may hold a frame of ours: the preview.
void survey_let_preview(ctx *c, struct response *response);
