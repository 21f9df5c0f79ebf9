// sheet: a kind's records as a table, out and in again, with a header of the fields' names: CSV
// (RFC 4180, UTF-8) or a workbook (XLSX). References stand by title where the other kind's titles
// are unique, as #12 elsewhere. Cells of CSV that a spreadsheet would run get an apostrophe in
// front, and lose it on the way in; a workbook says itself that they are texts. Never commits.
#pragma once

#include "record/list.h"

// Adds all records that the query gives, page by page, to a text: id, version, state, then the
// fields that the roles may see. ERR_TOO_LARGE when it goes beyond the buffer's bound is the
// arena's to say.
MUST_USE bool sheet_write(ctx *c, const struct record_query *query, buf *out);

// The same as a workbook: numbers, days, moments (UTC) and yes/no are what they are, everything
// else is text. Adds its bytes to out. ERR_TOO_LARGE beyond a sheet's million rows.
MUST_USE bool sheet_write_xlsx(ctx *c, const struct record_query *query, buf *out);

struct sheet_refusal {
    i64 line; // of the file, from 1
    struct record_problems problems;
};

struct sheet_counts {
    i64 added, changed, same;
    i64 refused;                    // rows
    struct sheet_refusal *refusals; // of the first 100
    i64 refusal_count;
};

// Adds and changes records by a CSV text, inside the caller's write transaction, which the caller
// commits, or not: when rows were refused, or to try it out. A row with an id, or with the title of
// a record whose kind has unique titles, changes that record, and only the columns that are there;
// a column "version" refuses what somebody changed meanwhile. "state" is passed over: steps have
// their reasons. ERR_BAD_INPUT for a header that is not understood or a file that is no CSV.
MUST_USE bool sheet_read(ctx *c, const struct kind *kind, str text, const struct record_edit *edit,
                         struct sheet_counts *out);
// The same from a workbook's first sheet.
MUST_USE bool sheet_read_xlsx(ctx *c, const struct kind *kind, str bytes,
                              const struct record_edit *edit, struct sheet_counts *out);
