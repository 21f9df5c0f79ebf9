// definition: what a survey asks, as it is written down: questions, conditions, languages, thanks.
// Reads and checks the JSON that people and programs bring, writes it, and tells which question
// comes next. Pure: no store, no clock. docs/surveys.md describes the JSON (format 1).
#pragma once

#include "base/json.h"

enum question_type {
    QUESTION_NPS,         // 0 … 10: how likely to recommend
    QUESTION_CSAT,        // 1 … 5: how satisfied
    QUESTION_CES,         // 1 … 7: how easy
    QUESTION_FELT,        // feelings, any of those offered
    QUESTION_EXPECTATION, // three numbers 1 … 5: expected before, perceived after, the best
                          // anywhere
    QUESTION_TEXT,        // open words
    QUESTION_SINGLE,      // one of options
    QUESTION_SEVERAL,     // any of options
    QUESTION_NUMBER,
    QUESTION_MATRIX, // rows, each answered by one of the options
    QUESTION__COUNT
};

// One text in the survey's languages; lang "fi". What a language lacks is read in the survey's
// first one.
struct survey_text {
    i64 count;
    const struct survey_words {
        str lang, text;
    } * words;
};

struct question_option {
    str name; // in values: a-z, 0-9, _
    struct survey_text text;
    bool is_feeling; // text is the product's own for that feeling
};

// Holds or not by an earlier answer, or by a known fact ("touchpoint", "unit", "channel",
// "segment", "lang", or an attribute).
struct survey_condition {
    str question, fact; // one of them; the other is empty
    str part;           // of question: a matrix' row; "expected", "perceived" or "best"
    enum condition_test {
        CONDITION_IS, // equal; of several: among them
        CONDITION_IS_NOT,
        CONDITION_AT_MOST,
        CONDITION_AT_LEAST,
        CONDITION_ANSWERED,
        CONDITION_NOT_ANSWERED,
        CONDITION__COUNT
    } test;
    str value;
};

struct question {
    str name; // unique in the survey: a-z, 0-9, _
    enum question_type type;
    // text may hold {{unit}}, {{touchpoint}}, {{date}}, {{answer.NAME}}, {{ATTRIBUTE}}, and words
    // for when it is not known: {{unit|our shop}}
    struct survey_text text, help;
    struct survey_text low, high; // words at the ends of a scale
    bool required;
    i64 option_count; // single, several, matrix; felt: the feelings offered, none: the touchpoint's
                      // and their opposites
    const struct question_option *options;
    i64 row_count; // matrix
    const struct question_option *rows;
    f64 min, max;       // number; NUMBER_LOW and NUMBER_HIGH where nothing is said
    i64 characters_max; // text
    str metric; // of the facts it becomes; empty: the type's own, or SURVEY.QUESTION (reading.h)
    i64 condition_count; // shown when all of them hold
    const struct survey_condition *conditions;
};

struct survey_thanks {
    struct survey_text text;
    str link; // an address that is offered; may be empty
    i64 condition_count;
    const struct survey_condition *conditions;
};

struct survey {
    str text; // the JSON that it was read from, as definition_write writes it
    struct survey_text title, intro; // intro: who asks, why, and what happens to the answers
    i64 lang_count;
    const str *langs; // the first is read where another lacks
    i64 question_count;
    const struct question *questions;
    i64 thanks_count; // the first whose conditions hold is shown
    const struct survey_thanks *thanks;
};

#define NUMBER_LOW  (-1e11) // as every value that is measured: BOUND_VALUE_E4
#define NUMBER_HIGH 1e11

// What is wrong with a definition, for whoever writes it.
struct survey_problem {
    const char *place; // "questions[2].options[0].text"
    i64 question;      // its index, -1: none's
    const char *msg, *hint;
};
struct survey_problems {
    i64 count; // the first hundred are kept
    struct survey_problem *list;
};

// Reads a draft as far as it goes, with all that is wrong with it; a survey without problems may be
// published. ERR_BAD_INPUT only where the text is no JSON object or is beyond the bounds.
MUST_USE bool definition_look(ctx *c, str text, struct survey *out,
                              struct survey_problems *problems);
// Reads a definition. ERR_BAD_INPUT names the place ("questions[2].options"), what is wrong and
// what to do: unknown fields and types, names twice, conditions upon what comes later, texts
// without the first language, beyond bounds. Lives in c->arena.
MUST_USE bool definition_read(ctx *c, str text, struct survey *out);
json_t *definition_write(ctx *c, const struct survey *survey);
str survey_say(const struct survey *survey, struct survey_text text, const char *lang);
const char *survey_say_c(ctx *c, const struct survey *survey, struct survey_text text,
                         const char *lang);
const char *question_type_name(enum question_type type); // "nps"
bool question_type_find(str name, enum question_type *out);
const char *condition_test_name(enum condition_test test); // "at_most"
bool condition_test_find(str name, enum condition_test *out);
const char *question_type_label(enum question_type type); // N_()

// ---- Answering: what is known so far, and what comes next ----

struct survey_known {
    const char *lang;
    i64 count;
    const struct survey_fact {
        str name, value; // "unit", "Turku"
    } * facts;
    i64 answered;
    const struct survey_answer {
        str question;
        // JSON: 9, "late", ["valued","hurried"], {"expected":3,"perceived":4,"best":5},
        // {"row":"option"}; "" skipped
        str value;
    } * answers;
};

// The question as this customer sees it: a felt one without feelings of its own offers those that
// the fact "feelings" names ("valued,trusting": what the touchpoint aims at) and their opposites,
// or, without that fact, a few of each kind. Values, checks and readings are made with this one.
const struct question *question_offered(ctx *c, const struct question *question,
                                        const struct survey_known *known);
bool survey_shows(const struct survey *survey, const struct question *question,
                  const struct survey_known *known);
// The first question that is shown and has neither an answer nor was skipped; -1: the end.
i64 survey_next(const struct survey *survey, const struct survey_known *known);
// How many questions would be shown now: for "2 of about 5".
i64 survey_length(const struct survey *survey, const struct survey_known *known);
// The text with what is known put into its {{…}}; what is not known goes with the blank before it.
str survey_piped(ctx *c, const struct survey *survey, struct survey_text text,
                 const struct survey_known *known);
// A value as question_take made it, in words; empty where it has none.
str question_value_words(ctx *c, const struct survey *survey, const struct question *question,
                         str value, const char *lang);
// The index of the thanks to be shown; -1: the product's own words.
i64 survey_thank(const struct survey *survey, const struct survey_known *known);
// Checks what a person gave for a question as offered ("9"; options' names, many; "row=option" of a
// matrix, "expected=3" of an expectation; of feelings "none" too) and makes the value above;
// nothing given for what is not required: "". ERR_BAD_INPUT in words for the person, when it is
// none.
MUST_USE bool question_take(ctx *c, const struct question *question, const str *given, i64 count,
                            str *value);
