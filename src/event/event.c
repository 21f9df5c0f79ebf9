#include "event/event.h"

enum { EVENT_COLUMNS = 5 };

bool event_newest(ctx *c, i64 *id)
{
    *id = 0;
    return store_i64(c, SQL_event_last, NO_VALS, id);
}

bool event_add_all(ctx *c, const struct event *events, i64 count)
{
    assert(store_in_transaction(c));
    if (!count) return true;
    i64 last = 0;
    if (!event_newest(c, &last)) return false;
    i64 *id = NEW_ARRAY(c->arena, i64, count), *at = NEW_ARRAY(c->arena, i64, count);
    i64 *about = NEW_ARRAY(c->arena, i64, count);
    str *what = NEW_ARRAY(c->arena, str, count), *data = NEW_ARRAY(c->arena, str, count);
    for (i64 i = 0; i < count; i++) {
        id[i] = last + 1 + i;
        at[i] = c->now_ms;
        what[i] = events[i].what;
        about[i] = events[i].about;
        data[i] = events[i].data ? json_write(c, events[i].data) : (str){0};
    }
    struct column columns[EVENT_COLUMNS] = {{.type = COL_I64, .i = id},
                                            {.type = COL_I64, .i = at},
                                            {.type = COL_STR, .text = what},
                                            {.type = COL_I64, .i = about},
                                            {.type = COL_STR, .text = data}};
    return store_append(c, "event", columns, EVENT_COLUMNS, count);
}

bool event_add(ctx *c, struct event event)
{
    return event_add_all(c, &event, 1);
}

// ",answer.ended,case.opened,": as the statement looks for them.
static str names_joined(ctx *c, const char *const *names)
{
    if (!names) return (str){0};
    const char *joined = ",";
    for (; *names; names++) joined = fmt(c->arena, "%s%s,", joined, *names);
    return str_of(joined);
}

static bool read_page(ctx *c, const struct event_reader *reader, i64 limit, struct rows *out)
{
    i64 place = 0;
    return store_i64(c, SQL_event_place, VALS(V_STR(str_of(reader->name))), &place) &&
           store_rows(
               c, SQL_event_page,
               VALS(V_I64(place), V_STR(names_joined(c, reader->what)), V_I64(limit)), out);
}

bool event_read(ctx *c, const struct event_reader *reader, i64 *count, struct event **out)
{
    struct rows rows;
    if (!read_page(c, reader, reader->limit, &rows)) return false;
    struct event *events = NEW_ARRAY(c->arena, struct event, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++) {
        str data = rows.column[4].text[i];
        events[i] = (struct event){.id = rows.column[0].i[i],
                                   .at_ms = rows.column[1].i[i],
                                   .what = rows.column[2].text[i],
                                   .about = rows.column[3].i[i],
                                   .data = data.size ? json_parse(c, data) : json_new_object(c)};
        if (!events[i].data) return false;
    }
    *count = rows.count;
    *out = events;
    return true;
}

bool event_waits(ctx *c, const struct event_reader *reader, bool *out)
{
    struct rows rows;
    *out = false;
    if (!read_page(c, reader, 1, &rows)) return false;
    *out = rows.count > 0;
    return true;
}

bool event_read_to(ctx *c, const char *reader, i64 id)
{
    assert(store_in_transaction(c));
    i64 place = -1;
    struct vals vals = VALS(V_STR(str_of(reader)), V_I64(id));
    return store_i64(c, SQL_event_place, VALS(V_STR(str_of(reader))), &place) &&
           store_run(c, place < 0 ? SQL_event_place_add : SQL_event_place_move, vals);
}

bool event_read_no_more(ctx *c, const char *reader)
{
    assert(store_in_transaction(c));
    return store_run(c, SQL_event_place_end, VALS(V_STR(str_of(reader))));
}

bool event_clean(ctx *c, i64 before_ms, i64 *count)
{
    assert(store_in_transaction(c));
    struct vals vals = VALS(V_I64(before_ms));
    *count = 0;
    return store_i64(c, SQL_event_old, vals, count) && store_run(c, SQL_event_forget, vals);
}
