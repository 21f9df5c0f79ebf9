// definition_parts: what the files that read, check and write a definition share. For them alone.
#pragma once

#include "survey/definition.h"

struct feeling;

enum {
    SURVEY_NAME_BYTES = 60,    // of questions, options, rows: they become metrics' names
    SURVEY_PROBLEMS_MAX = 100, // nobody reads more at once
    CHARACTERS_USUAL = 2000,   // of open words where nothing is said
    SURVEY_LABEL_BYTES = 150   // a metric's label on screens
};

// One reading: what is read goes to survey, what is wrong to problems.
struct look {
    ctx *c;
    struct survey *survey;
    struct survey_problems *problems;
    i64 question; // whose part is read, -1: none's
};

struct look_part {
    json_t *object;
    const char *place; // "", "questions[2].options[0]"
};

void look_wrong(struct look *look, const char *place, const char *msg, const char *hint);
const char *look_place(struct look *look, struct look_part part, const char *field);
bool survey_name_is_good(str name);
// "Toimituksen jälkeen" → "toimituksen_jalkeen": small letters of ASCII, digits and _ alone; may be
// empty.
str survey_ascii(ctx *c, str words, i64 bytes_max);
// What follows from the whole: names twice, conditions upon what comes later, too few options …
void definition_check(struct look *look);
// A feeling's own label in the product's languages.
struct survey_text feeling_words(ctx *c, const struct feeling *feeling);
