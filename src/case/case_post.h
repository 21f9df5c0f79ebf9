// case_post: letters of ours to the customer of a case: their words from the company's templates
// (kind reply) or our own, in the customer's language, with {{name}}, {{number}}, {{owner}} and
// {{by}} filled in; kept in the thread, and queued as mail where there is an address. Never decides
// when one is due.
#pragma once

#include "case/case.h"

enum case_occasion {
    CASE_OF_RECEIVED,
    CASE_OF_PROGRESS,
    CASE_OF_ANSWER,
    CASE_OF_CLOSED,
    CASE_OF_HANDED, // another function owns it
    CASE_OF_REOPENED,
    CASE_OF__COUNT
};
const char *case_occasion_name(enum case_occasion occasion); // "received", as the kind reply has it

// The words that a letter begins with, names filled in: of that template (record of kind reply; 0:
// the first in use for the occasion), else ours.
struct case_draft {
    enum case_occasion occasion;
    i64 reply;
};
MUST_USE bool case_draft(ctx *c, const struct record *record, struct case_draft draft, str *out);

// Fills in what a template names; what it does not know stays as it is. Pure.
struct case_filled {
    str name, number, owner, by;
};
str case_fill(ctx *c, str template, const struct case_filled *filled);

// Keeps the letter and queues its mail. words->text empty: the draft of the occasion. *is_mailed:
// there is an address, and mail is set up.
MUST_USE bool case_post(ctx *c, const struct record *record, const struct case_words *words,
                        enum case_occasion occasion, i64 *letter, bool *is_mailed);
// Who answers for it, as the customer reads it: "Deliveries", "Deliveries (Anna Aalto)", the
// company's name.
MUST_USE bool case_owner_words(ctx *c, const struct record *record, str *out);
// The customer's language: theirs, else the house's.
MUST_USE bool case_lang(ctx *c, const struct case_person *person, const char **out);
