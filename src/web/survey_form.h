// survey_form: a question, the title, or the thanks of a survey as a form, and back. A text has a
// field for each of the first languages (text_1, text_2 …). What a form does not show stays as it
// is. Makes models and JSON; never reads the store.
#pragma once

#include "survey/edit.h"
#include "web/survey_asked.h"

enum { SURVEY_FORM_LANGS = 6, SURVEY_FORM_CONDITIONS = 4 };

// What is open on the page: "about", "3" (a question, from 1), "thanks_1".
enum survey_part { PART_NONE, PART_ABOUT, PART_QUESTION, PART_THANKS };
struct survey_open {
    enum survey_part part;
    i64 index; // from 0
};
struct survey_open survey_open_read(str at);
const char *survey_open_text(ctx *c, struct survey_open open);

// The form of what is open, with the survey's problems beside its fields.
json_t *survey_form(ctx *c, const struct request *request, struct response *response,
                    const struct survey_asked *asked, struct survey_open open);
// Puts what was typed into the draft. False with a problem of the request, where it cannot be read.
MUST_USE bool survey_form_read(ctx *c, struct request *request, const struct survey *survey,
                               struct survey_open open, json_t *draft);
