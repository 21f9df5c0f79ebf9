// ask_sheet: a sheet to be printed for each site: a QR code that leads to the survey, and knows
// where it hangs.
#pragma once

#include "http/http.h"

bool ask_sheet_get(ctx *c, struct request *request, struct response *response);
