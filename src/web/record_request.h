// record_request: what every page of records begins with: who asks, which record, which edit.
#pragma once

#include "http/http.h"
#include "web/record_asker.h"

// The kind of the route and who asks.
struct record_asker record_request_asker(const struct request *request);
// The record that the address's :id names, as far as they may see it.
MUST_USE bool record_request_get(ctx *c, const struct request *request,
                                 const struct record_asker *asker, struct record *out);
// What a form says of its edit: who, why, day, evidence.
struct record_edit record_request_edit(ctx *c, const struct request *request,
                                       struct record_problems *problems);
// {"name", "label", "labels", "what", "href"}
json_t *record_kind_model(ctx *c, const struct kind *kind);
// Crumbs from the list to the record (NULL: none) for a page below it.
void record_put_crumbs(ctx *c, const struct kind *kind, const struct record *record, json_t *model);
// Whether a program asks rather than a browser.
bool record_request_is_program(const struct request *request);
// Problems beside the fields of the request's form; those of no field are kept in the error.
void record_request_problems(ctx *c, struct request *request,
                             const struct record_problems *problems);

// A column that a list may show; begin with zeroes. False after the last one that the asker sees.
struct record_column {
    i64 next;
    i64 index; // of the kind's fields, or COLUMN_OF_STATE …
    const char *name, *label;
    bool is_number, sorts;
};
bool record_column_next(ctx *c, const struct record_asker *asker, struct record_column *column);
