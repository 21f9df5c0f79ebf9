// statement: which of the generated statements (kinds.sql) does what for a kind.
#pragma once

#include "record/kind.h"
#include "store/store.h"

// "row": SQL_rec_unit_row of the kind unit; SQL__COUNT: it has none.
enum sql statement_if(const struct kind *kind, const char *what);
// The same where there must be one.
enum sql statement_of(const struct kind *kind, const char *what);
