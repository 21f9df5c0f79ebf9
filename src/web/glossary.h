// glossary: one word per idea: the kinds of record with their fields, and the metrics, as pages and
// programs call them.
#pragma once

#include "http/http.h"

bool glossary_get(ctx *c, struct request *request, struct response *response);
// The same as a document in all languages, for docs/: made from the tables alone.
str glossary_document(ctx *c);
