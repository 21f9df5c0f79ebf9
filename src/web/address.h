// address: a question about figures as an address, and back; what the command line and addresses
// say alike is read here too.
#pragma once

#include "figure/figure.h"
#include "http/router.h"
#include "web/notice.h"

// "/figures?metric=nps&by=unit&where=channel:air&from=2014-01-01": everything in the question.
const char *address_of(ctx *c, const char *path, const struct figure_query *query);
// The same with one more parameter, as in "customers=1".
const char *address_with(ctx *c, const char *path, const struct figure_query *query,
                         const char *more);
// Reads the declared inputs of a request (address_fields) into a question. metric stays empty when
// none is given.
MUST_USE bool address_read(ctx *c, const struct request *request, struct figure_query *out);
// Adds "unit" or "unit,month" to what figures are split by. ERR_USAGE beyond two, or when there is
// no such dimension.
MUST_USE bool address_add_by(ctx *c, str text, struct figure_query *query);
// Adds the filter "unit:Helsinki" or "unit=Helsinki".
MUST_USE bool address_add_where(ctx *c, str text, struct figure_query *query);

// Adds a text as it stands in an address: "a b" becomes "a%20b".
void url_add(buf *out, str text);

// What every page takes beside its own: the last of its declared inputs, before the end.
extern const char *const address_langs[], *const address_formats[];
#define PAGE_FIELDS                                                                                \
    {.name = "format", .type = FIELD_CHOICE, .choices = address_formats,                           \
     .what = "for who cannot say Accept"},                                                         \
        {.name = "lang",                                                                           \
         .type = FIELD_CHOICE,                                                                     \
         .choices = address_langs,                                                                 \
         .what = "the reader's language"},                                                         \
    {                                                                                              \
        .name = "said", .type = FIELD_CHOICE, .choices = notice_words,                             \
        .what = "what was just done: a notice above the page"                                      \
    }

// What addresses take: a question; a question and a page of its answer; a page of a list; only the
// reader's wishes.
extern const struct field address_fields[], address_paged_fields[], address_list_fields[],
    address_page_fields[];
