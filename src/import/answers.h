// answers: knows the files of answers that survey systems export: LimeSurvey's (headed by the
// questions' codes, by codes and texts, or by English texts) and Qualtrics' (three header rows: the
// names, the questions, and where each came from as JSON). Says what each of their columns is.
// Reads no rows.
#pragma once

#include "import/reader.h"

enum answers_of { ANSWERS_NONE, ANSWERS_LIMESURVEY, ANSWERS_QUALTRICS };

struct answers {
    enum answers_of of;
};

enum answers_role {
    ANSWERS_QUESTION,
    ANSWERS_ID,
    ANSWERS_STARTED, // the earlier in this list, the better it tells when
    ANSWERS_SUBMITTED,
    ANSWERS_ACTED,
    ANSWERS_CUSTOMER,
    ANSWERS_EMAIL,
    ANSWERS_LANGUAGE,
    ANSWERS_CHANNEL,
    ANSWERS_NPS_GROUP, // what Qualtrics makes of the NPS question beside it
    ANSWERS_NEVER      // of the survey system itself, or personal data that nobody asked for
};

// By the names of the columns; *header_rows is how many rows such a file's header has.
struct answers answers_recognise(const struct reader *reader, i64 *header_rows);
// Whether Qualtrics' header, opened with all its rows, has them.
bool answers_has_rows(const struct reader *reader);
enum answers_role answers_role(struct answers answers, str column);
// What stands above a column: its code, and its question's text (empty where nothing tells it).
struct answers_question {
    str code, text;
};
struct answers_question answers_question(struct answers answers, const struct reader *reader,
                                         i64 index);
// The zone of a column's moments, as the file says; empty when it does not.
str answers_zone(ctx *c, struct answers answers, const struct reader *reader, i64 index);
