// compose: puts a question about a kind's records together from fragments of .sql files and the
// columns of the kind's table. For list, search and waiting, the only ones that may; words from
// outside are parameters, never text of it.
#pragma once

#include "record/list.h"

enum { COMPOSED_VALS_MAX = 100 };

// How a column is bound and compared.
enum sort_type { BY_I64, BY_F64, BY_DEC4, BY_DAY, BY_BOOL, BY_TEXT };

struct composed {
    ctx *c;
    buf text;
    struct val vals[COMPOSED_VALS_MAX];
    i64 count;
};

enum sort_type compose_type(enum kind_type type);
struct composed compose_new(ctx *c);
// Adds a piece; $c becomes the column, $p and $n the next parameter, $m the one after.
void compose_add(struct composed *q, enum sql sql, const char *column, enum sort_type type);
void compose_bind(struct composed *q, struct val val);
void compose_value(struct composed *q, enum sql sql, const char *column, enum sort_type type,
                   struct val val);
MUST_USE bool compose_rows(struct composed *q, struct rows *out);
// Where a kind is read from: "rec_stage", or "all_unit" with the names that have no record yet.
const char *compose_source(ctx *c, const struct kind *kind);

// What a query narrows by, from "WHERE" on. ERR_BAD_INPUT as record_list.
MUST_USE bool list_conditions(struct composed *q, const struct record_query *query);
// What stands between the words of a search: one word, cut from what is left. False: no more.
bool list_next_word(str *rest, i64 *taken, str *word);
str list_words(ctx *c, str search);
