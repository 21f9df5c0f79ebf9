#include "web/wall.h"

#include "audit/audit.h"
#include "people/secret.h"

static struct wall wall_of(const struct rows *rows, i64 i)
{
    const struct column *col = rows->column;
    return (struct wall){.id = col[0].i[i],
                         .name = col[1].text[i],
                         .lang = col[2].text[i],
                         .questions = col[3].text[i],
                         .made_ms = col[4].i[i],
                         .made_by = col[5].i[i],
                         .maker = col[6].text[i],
                         .ended_ms = col[7].i[i]};
}

static bool note(ctx *c, str who, const char *what, i64 id, str name)
{
    json_t *detail = json_new_object(c);
    json_put_str(detail, "name", name);
    return audit_add(
        c, (struct audit_entry){.who = who,
                                .what = str_of(what),
                                .about = str_of(fmt(c->arena, "wall %lld", (long long)id)),
                                .detail = detail});
}

bool wall_add(ctx *c, str who, struct wall_new wall, str *secret)
{
    assert(store_in_transaction(c));
    assert(wall.name.size && wall.questions.size);
    i64 id = 0;
    *secret = secret_new(c, "");
    return store_i64(c, SQL_wall_next, NO_VALS, &id) &&
           store_run(c, SQL_wall_insert,
                     VALS(V_I64(id), V_STR(secret_hash(c, *secret)), V_STR(wall.name),
                          V_STR(wall.lang), V_STR(wall.questions), V_I64(c->now_ms),
                          V_I64(wall.account))) &&
           note(c, who, "wall.add", id, wall.name);
}

bool wall_list(ctx *c, i64 *count, struct wall **out)
{
    struct rows rows;
    if (!store_rows(c, SQL_wall_all, NO_VALS, &rows)) return false;
    *count = rows.count;
    *out = NEW_ARRAY(c->arena, struct wall, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        (*out)[i] = wall_of(&rows, i);
    return true;
}

bool wall_get(ctx *c, i64 id, struct wall *out)
{
    struct rows rows;
    if (!store_rows(c, SQL_wall_by_id, VALS(V_I64(id)), &rows)) return false;
    if (rows.count) *out = wall_of(&rows, 0);
    if (rows.count && !out->ended_ms) return true;
    return fail_with(c, ERR_NOT_FOUND, tr(c, "there is no such wall"),
                     tr(c, "It may have been ended by somebody else."));
}

bool wall_end(ctx *c, str who, const struct wall *wall)
{
    assert(store_in_transaction(c));
    return store_run(c, SQL_wall_end, VALS(V_I64(wall->id), V_I64(c->now_ms))) &&
           note(c, who, "wall.end", wall->id, wall->name);
}

bool wall_open(ctx *c, str secret, struct wall *out, bool *found)
{
    struct rows rows;
    *found = false;
    if (!store_rows(c, SQL_wall_by_hash, VALS(V_STR(secret_hash(c, secret))), &rows)) return false;
    if (!rows.count) return true;
    *out = wall_of(&rows, 0);
    *found = true;
    if (!out->ended_ms) return true;
    return fail_with(c, ERR_NOT_FOUND, tr(c, "this link shows nothing any more"),
                     tr(c, "Ask for a new one from whoever set up this wall."));
}

struct place wall_place(const struct wall *wall)
{
    return (struct place){.owner = wall->made_by};
}
