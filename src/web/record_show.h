// record_show: values of records as people read them: numbers and days in the reader's language,
// choices by their labels, references by title and address. Knows what of it a reader may see.
// Never writes.
#pragma once

#include "web/record_asker.h"

struct shown {
    str text;         // "": nothing is said
    const char *href; // of what a reference leads to; NULL: none, or not theirs to see
};

// Shows one field of many records: (*out)[i] is of records[i]. One question to the store, but for
// who may see only what is of their scope.
MUST_USE bool record_show_field(ctx *c, const struct record_asker *asker,
                                const struct record *records, i64 count, i64 field,
                                struct shown **out);
// Titles of records that references lead to, "#12" where the reader may not see them; of
// the company's own kinds everybody whom their masks allow reads the name.
MUST_USE bool record_show_titles(ctx *c, const struct record_asker *asker, const struct kind *kind,
                                 const i64 *ids, i64 count, struct shown **out);
// The names of people by their numbers, for who made and changed: "" for nobody.
MUST_USE bool record_show_people(ctx *c, const i64 *ids, i64 count, str **out);
// A choice's label; the name itself where the table has it no more.
const char *record_choice_label(ctx *c, const struct kind_field *field, str name);
const char *record_state_label(ctx *c, const struct kind *kind, str state);
// The record's title, with what it is called on screen where it has that: "Turku (tku)".
str record_title(const struct record *record);

// "/units/12", "/units/12/edit".
const char *record_href(ctx *c, const struct kind *kind, i64 id, const char *more);
// {"who": "Anna Aalto", "who_href": …, "at": RFC 3339, "at_text": …}
void record_put_who(ctx *c, json_t *object, const char *name, str who, i64 at_ms);
