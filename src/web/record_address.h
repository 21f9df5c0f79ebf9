// record_address: a list of records as an address, and back: filters, search, order, shelf, columns
// and page. Knows no store.
#pragma once

#include "http/http.h"
#include "web/record_asker.h"

#define RECORD_FILTERS_MAX 31 // list.c's own and the scope's

struct record_asked {
    struct record_query query;
    struct record_filter filters[RECORD_FILTERS_MAX];
    i64 asked_count;               // filters that the address has; the scope's come after
    bool columns[64], has_columns; // by the kind's fields, then state, changed, changed_by
};
enum { COLUMN_OF_STATE = 60, COLUMN_OF_CHANGED, COLUMN_OF_CHANGED_BY };

// Reads the declared inputs (record_list_inputs) and narrows by who asks. *out lives in c->arena.
MUST_USE bool record_asked_read(ctx *c, const struct request *request,
                                const struct record_asker *asker, struct record_asked **out);
// The address of the same list with some inputs replaced; an empty value takes one out. lang, said,
// format and after are left out unless replaced.
const char *record_asked_href(ctx *c, const struct request *request, const struct pair *changes,
                              i64 count);
// What it asks alone, without path and ?: what a saved view keeps.
str record_asked_question(ctx *c, const struct request *request);
