#include "case/case_parts.h"

#include "event/event.h"

struct record_edit case_edit_of(const struct record_edit *edit)
{
    struct record_edit own = edit ? *edit : (struct record_edit){0};
    own.roles = ~0u;
    return own;
}

bool case_record(ctx *c, i64 id, struct record *out)
{
    return record_get(c, &case_kind, id, out);
}

bool case_record_now(ctx *c, i64 id, struct record *out)
{
    enum { STEPS_MAX = 20 }; // merging refuses rounds, so this is never reached
    for (i64 i = 0; i < STEPS_MAX; i++) {
        if (!case_record(c, id, out)) return false;
        if (!case_is(out, "merged") || !case_ref(out, "merged_with")) return true;
        id = case_ref(out, "merged_with");
    }
    return true;
}

i64 case_ref(const struct record *record, const char *field)
{
    const struct record_value *value = record_value(record, field);
    return value->given ? value->i : 0;
}

str case_word(const struct record *record, const char *field)
{
    return record_value(record, field)->text;
}

i64 case_moment(const struct record *record, const char *field)
{
    return case_ref(record, field);
}

bool case_is(const struct record *record, const char *state)
{
    return str_equal(record->state, str_of(state));
}

bool case_is_open(const struct record *record)
{
    static const char *const over[] = {"closed", "merged", "suspected", "discarded"};
    for (i64 i = 0; i < COUNT_OF(over); i++)
        if (case_is(record, over[i])) return false;
    return true;
}

void case_set_ref(struct record *record, const char *field, i64 id)
{
    *record_value(record, field) = (struct record_value){.given = id != 0, .i = id};
}

void case_set_moment(struct record *record, const char *field, i64 ms)
{
    case_set_ref(record, field, ms);
}

void case_set_yes(struct record *record, const char *field, bool yes)
{
    *record_value(record, field) = (struct record_value){.given = true, .i = yes};
}

bool case_put(ctx *c, struct record *record, const char *field, str text)
{
    struct record_problems problems = {0};
    return record_put(c, record, str_of(field), text, ~0u, &problems) &&
           problems_none(c, &problems);
}

bool case_store(ctx *c, struct record *record, const struct record_edit *edit)
{
    struct record_problems problems = {0};
    struct record_edit own = case_edit_of(edit);
    return record_change(c, record, &own, &problems, NULL);
}

bool case_move(ctx *c, struct record *record, const char *step, const struct record_edit *edit)
{
    struct record_problems problems = {0};
    struct record_edit own = case_edit_of(edit);
    json_t *more = json_new_object(c);
    json_put_c(more, "did", step);
    json_put_str(more, "from", record->state);
    return record_move(c, record, str_of(step), &own, &problems) &&
           case_tell(c, "case.moved", record, more);
}

bool case_tell(ctx *c, const char *what, const struct record *record, json_t *more)
{
    json_t *data = more ? more : json_new_object(c);
    json_put_str(data, "number", case_word(record, "number"));
    json_put_str(data, "state", record->state);
    json_put_str(data, "matter", case_word(record, "matter"));
    json_put_str(data, "severity", case_word(record, "severity"));
    json_put_str(data, "way", case_word(record, "way"));
    json_put_str(data, "found_by", case_word(record, "found_by"));
    json_put_i64(data, "function", case_ref(record, "function"));
    json_put_i64(data, "touchpoint", case_ref(record, "touchpoint"));
    json_put_i64(data, "unit", case_ref(record, "unit"));
    return event_add(c, (struct event){.what = str_of(what), .about = record->id, .data = data});
}

bool case_hears(ctx *c, const struct record *record, bool *out)
{
    struct case_person person;
    if (!case_contact(c, record->id, &person)) return false;
    *out = str_equal(case_word(record, "found_by"), S("customer")) || person.email.size;
    return true;
}

bool case_marked(ctx *c, i64 id, const char *what, bool *out)
{
    i64 at_ms = 0;
    if (!store_i64(c, SQL_case_mark_has, VALS(V_I64(id), V_STR(str_of(what))), &at_ms))
        return false;
    *out = at_ms > 0;
    return true;
}

bool case_mark(ctx *c, i64 id, const char *what)
{
    return store_run(c, SQL_case_mark_add, VALS(V_I64(id), V_STR(str_of(what)), V_I64(c->now_ms)));
}
