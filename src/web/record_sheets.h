// record_sheets: a list as a sheet, and a sheet taken in: first tried out, row by row, then taken,
// all of it or nothing.
#pragma once

#include "http/http.h"
#include "web/record_address.h"

enum sheet_format { SHEET_CSV, SHEET_XLSX };

// Answers with all pages of a list as a file.
bool record_sheet_send(ctx *c, struct response *response, struct record_asked *asked,
                       enum sheet_format format);
bool record_import_get(ctx *c, struct request *request, struct response *response);
bool record_import_post(ctx *c, struct request *request, struct response *response);
bool record_import_again(ctx *c, struct request *request, struct response *response);
