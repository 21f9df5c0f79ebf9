// answer_model: what a page of an answer shows: a question with what was chosen, the thanks, or why
// it takes no answer. Makes models; never reads the store, never decides what comes next.
#pragma once

#include "base/json.h"
#include "survey/answering.h"

// An answer in front of a customer.
struct answer_view {
    struct answer answer;
    bool is_begun;
    const struct answering_survey *of;
    struct survey_known known;
    const char *lang; // of the survey's texts
    str function;     // who asks, beside the company; may be empty
};

// A question as it is asked: its text, choices, what is chosen.
struct answer_asked {
    const struct question *question; // as offered
    const str *chosen;               // as question_take takes them: "9", "late", "row=option"
    i64 chosen_count;
    const char *problem, *hint; // what is wrong with what was given; NULL: nothing
};

// What a value is as what was given for it.
void answer_chosen(ctx *c, str value, const str **chosen, i64 *count);
json_t *answer_question_model(ctx *c, const struct answer_view *view, struct answer_asked asked);
// "title", "text", "link": by the survey's own words, or the product's.
json_t *answer_thanks_model(ctx *c, const struct answer_view *view);
// The survey's languages, each a link to the same page with another lang in its query.
json_t *answer_languages(ctx *c, const struct survey *survey, const char *lang, str query);
