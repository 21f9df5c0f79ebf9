// suggest_parts: what suggest.c and suggest_answers.c share. Seen by these two only.
#pragma once

#include "import/answers.h"
#include "import/column.h"
#include "import/suggest.h"

struct suggestion {
    ctx *c;
    struct reader *reader;
    struct reader_options options;
    bool is_told; // how the file is to be read: nothing of it is guessed
    i64 rows, bad_rows;
    i64 count;
    struct column_look *looks;
    bool *used;
    struct missing_words missing;
    bool needs_comma;
    struct answers answers; // of a survey system that we know
    json_t *map;
};

void suggest_say(struct suggestion *s, const char *text);
// A column as people call it.
const char *suggest_called(struct suggestion *s, i64 index);
// The column as a mapping names it.
json_t *suggest_place(struct suggestion *s, i64 index);
// Says that the column has the moments, and gives its place.
json_t *suggest_happened(struct suggestion *s, i64 index);
bool suggest_is_words(const struct column_look *look);
// "Departure.Delay.in.Minutes" → "departure_delay_in_minutes".
const char *suggest_metric_name(struct suggestion *s, str name);
void suggest_attributes(struct suggestion *s);
void suggest_options(struct suggestion *s);
// Fills the map for a file of answers.
void suggest_answers(struct suggestion *s);
