#include "record/view.h"

#include "base/time.h"
#include "bounds.h"

enum { VIEWS_MAX = 100 };

static void from_row(const struct rows *rows, i64 i, struct view *out)
{
    const struct column *column = rows->column;
    *out = (struct view){
        .id = column[0].i[i],
        .kind = kind_find(column[1].text[i]),
        .name = column[2].text[i],
        .query = column[3].text[i],
        .person = column[4].i[i],
        .shared = column[5].i[i] != 0,
        .changed_ms = column[6].i[i],
    };
}

static bool words_fit(ctx *c, struct view *view)
{
    view->name = str_trim(view->name);
    bool plain =
        view->name.size > 0 && view->name.size <= BOUND_NAME_BYTES && str_is_utf8(view->name, NULL);
    for (i64 i = 0; i < view->name.size; i++)
        plain = plain && (u8)view->name.s[i] >= ' ' && view->name.s[i] != 127;
    if (!plain)
        return fail_with(c, ERR_BAD_INPUT, tr(c, "the view needs a name of 1 to 200 bytes"),
                         tr(c, "Say in a few words what it shows."));
    bool is_query = view->query.size <= BOUND_TARGET_BYTES;
    for (i64 i = 0; i < view->query.size; i++)
        is_query = is_query && view->query.s[i] > ' ' && view->query.s[i] < 127 &&
                   !strchr("\"<>#?", view->query.s[i]);
    return is_query || fail_with(c, ERR_BAD_INPUT, tr(c, "that is no question of a list"),
                                 tr(c, "Save it from the list itself."));
}

static bool own_get(ctx *c, i64 id, i64 person, struct view *out)
{
    if (!view_get(c, id, person, out)) return false;
    return out->person == person ||
           fail_with(c, ERR_FORBIDDEN, tr(c, "the view is somebody else's"),
                     tr(c, "Save it under a name of your own."));
}

bool view_save(ctx *c, struct view *view)
{
    assert(store_in_transaction(c));
    assert(view->kind);
    struct view kept;
    str kind = str_of(view->kind->name);
    i64 same = 0, count = 0;
    view->changed_ms = c->now_ms;
    if (!words_fit(c, view) || (view->id && !own_get(c, view->id, view->person, &kept)) ||
        !store_i64(c, SQL_view_named, VALS(V_STR(kind), V_I64(view->person), V_STR(view->name)),
                   &same))
        return false;
    if (same && same != view->id)
        return fail_with(c, ERR_REFUSED, tr(c, "you have a view of that name already"),
                         tr(c, "Give another name, or change that one."));
    struct val shared = V_I64(view->shared);
    if (view->id)
        return store_run(c, SQL_view_change,
                         VALS(V_I64(view->id), V_STR(view->name), V_STR(view->query), shared,
                              V_I64(view->changed_ms)));
    if (!store_i64(c, SQL_view_count, VALS(V_I64(view->person)), &count)) return false;
    if (count >= VIEWS_MAX)
        return fail_with(c, ERR_REFUSED, tr(c, "you have a hundred views already"),
                         tr(c, "Remove one that you do not use."));
    return store_i64(c, SQL_view_next, NO_VALS, &view->id) &&
           store_run(c, SQL_view_add,
                     VALS(V_I64(view->id), V_STR(kind), V_STR(view->name), V_STR(view->query),
                          V_I64(view->person), shared, V_I64(view->changed_ms)));
}

bool view_remove(ctx *c, i64 id, i64 person)
{
    assert(store_in_transaction(c));
    struct view kept;
    return own_get(c, id, person, &kept) && store_run(c, SQL_view_remove, VALS(V_I64(id)));
}

bool view_list(ctx *c, const struct kind *kind, i64 person, struct view **out, i64 *count)
{
    struct rows rows;
    if (!store_rows(c, SQL_view_list, VALS(V_STR(str_of(kind->name)), V_I64(person)), &rows))
        return false;
    *count = rows.count;
    *out = NEW_ARRAY(c->arena, struct view, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        from_row(&rows, i, &(*out)[i]);
    return true;
}

bool view_get(ctx *c, i64 id, i64 person, struct view *out)
{
    struct rows rows;
    *out = (struct view){0};
    if (!store_rows(c, SQL_view_get, VALS(V_I64(id)), &rows)) return false;
    if (rows.count) from_row(&rows, 0, out);
    if (out->kind && (out->person == person || out->shared)) return true;
    return fail_with(c, ERR_NOT_FOUND, tr(c, "there is no such view"),
                     tr(c, "Choose one of the list."));
}

// What a question is made of

static bool field_is_seen(const struct kind *kind, str name, u32 roles)
{
    i64 index = kind_field_index(kind, name);
    return index >= 0 && record_may(kind->fields[index].may_see, roles);
}

// The field that a pair is about: a filter's own name, or what it sorts by or shows.
static str field_of(str name, str value)
{
    static const char *const ends[] = {".from", ".to"};
    if (str_equal(name, S("sort")) && str_starts(value, S("-")))
        return str_slice(value, 1, value.size);
    if (str_equal(name, S("sort")) || str_equal(name, S("columns"))) return value;
    for (i64 i = 0; i < COUNT_OF(ends); i++)
        if (str_ends(name, str_of(ends[i])))
            return str_slice(name, 0, name.size - (i64)strlen(ends[i]));
    return name;
}

static bool is_answered(const struct kind *kind, str name, str value, u32 roles)
{
    static const char *const of_all[] = {"search", "shelf", "rows"};
    static const char *const own[] = {"changed", "changed_by"};
    for (i64 i = 0; i < COUNT_OF(of_all); i++)
        if (str_equal(name, str_of(of_all[i]))) return true;
    if (str_equal(name, S("state"))) return kind_state_find(kind, value) != NULL;
    str field = field_of(name, value);
    bool is_shown = str_equal(name, S("sort")) || str_equal(name, S("columns"));
    for (i64 i = 0; is_shown && i < COUNT_OF(own); i++)
        if (str_equal(field, str_of(own[i]))) return true;
    if (is_shown && str_equal(field, S("state"))) return kind->states != NULL;
    return field_is_seen(kind, field, roles);
}

str view_query(ctx *c, const struct view *view, u32 roles, str *gone)
{
    buf kept = buf_new(c->arena, BOUND_TARGET_BYTES + 1);
    buf lost = buf_new(c->arena, BOUND_TARGET_BYTES * 2);
    str rest = view->query, pair = {0};
    while (str_cut(&rest, '&', &pair)) {
        str value = pair, name = {0};
        if (!pair.size || !str_cut(&value, '=', &name)) continue;
        if (is_answered(view->kind, name, value, roles))
            buf_fmt(&kept, "%s%.*s", kept.size ? "&" : "", STR(pair));
        else
            buf_fmt(&lost, "%s%.*s", lost.size ? ", " : "", STR(field_of(name, value)));
    }
    *gone = buf_str(&lost);
    return buf_str(&kept);
}

json_t *view_json(ctx *c, const struct view *view)
{
    json_t *out = json_new_object(c);
    json_put_str(out, "id", str_of(fmt(c->arena, "%lld", (long long)view->id)));
    json_put_c(out, "kind", view->kind->name);
    json_put_str(out, "name", view->name);
    json_put_str(out, "query", view->query);
    json_put_str(out, "person", str_of(fmt(c->arena, "%lld", (long long)view->person)));
    json_put_bool(out, "shared", view->shared);
    json_put_str(out, "changed", ms_write(c->arena, view->changed_ms));
    return out;
}
