#include "web/scope.h"

#include "web/visitor.h"

static bool touchpoints_of(ctx *c, const struct person *person, struct figure_scope *out)
{
    struct rows rows;
    if (!store_rows(c, SQL_scope_touchpoints,
                    VALS(V_I64_LIST(person->functions, person->function_count)), &rows))
        return false;
    i64 *ids = NEW_ARRAY(c->arena, i64, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        ids[i] = rows.column[0].i[i];
    *out = (struct figure_scope){true, DIM_TOUCHPOINT, ids, rows.count};
    return true;
}

bool scope_of(ctx *c, const struct request *request, enum permission permission,
              struct figure_scope *out)
{
    const struct person *person = &visitor_of(request)->person;
    *out = (struct figure_scope){0};
    switch (role_may(person->role, permission)) {
    case MAY_EVERYWHERE:
        return true;
    case MAY_IN_SCOPE:
        if (person->unit_count) {
            *out = (struct figure_scope){true, DIM_UNIT, person->units, person->unit_count};
            return true;
        }
        if (person->function_count) return touchpoints_of(c, person, out);
        break;
    case MAY_NOT:
        break;
    }
    return person_must(c, person, permission, (struct place){0});
}
