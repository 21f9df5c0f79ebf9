#include "record/statement.h"

// A name is looked for among all statements: some hundred comparisons, next to nothing beside a
// statement.
enum sql statement_if(const struct kind *kind, const char *what)
{
    char name[128];
    int size = snprintf(name, sizeof name, "rec_%s_%s", kind->name, what);
    assert(size > 0 && size < (int)sizeof name);
    for (int sql = 0; sql < SQL__COUNT; sql++)
        if (strcmp(sql_texts[sql].name, name) == 0) return (enum sql)sql;
    return SQL__COUNT;
}

enum sql statement_of(const struct kind *kind, const char *what)
{
    enum sql sql = statement_if(kind, what);
    assert(sql != SQL__COUNT);
    return sql;
}
