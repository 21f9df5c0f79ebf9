#include "record/record_json.h"

#include "base/time.h"
#include "bounds.h"

static void put_id(ctx *c, json_t *object, const char *name, i64 id)
{
    json_put_str(object, name, str_of(fmt(c->arena, "%lld", (long long)id)));
}

json_t *record_json_fields(ctx *c, const struct record *record, u32 roles)
{
    json_t *fields = json_new_object(c);
    for (i64 i = 0; record->kind->fields[i].name; i++) {
        const struct kind_field *field = &record->kind->fields[i];
        if (record_may(field->may_see, roles))
            json_put(fields, field->name, value_json(c, field, &record->values[i]));
    }
    return fields;
}

json_t *record_json(ctx *c, const struct record *record, u32 roles)
{
    json_t *out = json_new_object(c);
    put_id(c, out, "id", record->id);
    json_put_c(out, "kind", record->kind->name);
    json_put_i64(out, "version", record->version);
    if (record->kind->states) json_put_str(out, "state", record->state);
    json_put_bool(out, "archived", record->archived);
    if (record->version) {
        json_put_str(out, "made", ms_write(c->arena, record->made_ms));
        put_id(c, out, "made_by", record->made_by);
        json_put_str(out, "changed", ms_write(c->arena, record->changed_ms));
        put_id(c, out, "changed_by", record->changed_by);
    }
    json_put(out, "fields", record_json_fields(c, record, roles));
    return out;
}

json_t *record_json_version(ctx *c, const struct record_version *version,
                            const struct record *before, u32 roles)
{
    json_t *out = json_new_object(c);
    json_put_i64(out, "version", version->record.version);
    json_put_c(out, "did", version->did);
    json_put_str(out, "at", ms_write(c->arena, version->at_ms));
    put_id(c, out, "who", version->who);
    json_put_str(out, "why", version->why);
    if (version->has_day) json_put_str(out, "day", day_write(c->arena, (i32)version->day));
    if (version->evidence.size) json_put_str(out, "evidence", version->evidence);
    json_put(out, "record", record_json(c, &version->record, roles));
    json_t *differences = json_new_array(c);
    i64 *fields = NULL;
    i64 count = before ? record_differences(c, before, &version->record, &fields) : 0;
    for (i64 i = 0; i < count; i++) {
        const struct kind_field *field = &version->record.kind->fields[fields[i]];
        if (!record_may(field->may_see, roles)) continue;
        json_t *difference = json_new_object(c);
        json_put_c(difference, "field", field->name);
        json_put(difference, "before", value_json(c, field, &before->values[fields[i]]));
        json_put(difference, "after", value_json(c, field, &version->record.values[fields[i]]));
        json_array_append(differences, difference);
    }
    json_put(out, "differences", differences);
    return out;
}

// The kind

static json_t *field_json(ctx *c, const struct kind_field *field, u32 roles)
{
    json_t *out = json_new_object(c);
    json_put_c(out, "name", field->name);
    json_put_c(out, "type", kind_type_name(field->type));
    json_put_c(out, "label", tr(c, field->label));
    json_put_c(out, "help", tr(c, field->help));
    json_put_bool(out, "required", field->required);
    json_put_bool(out, "fixed", field->fixed);
    json_put_bool(out, "may_change", record_may(field->may_change, roles));
    if (field->otherwise) json_put_c(out, "default", field->otherwise);
    if (field->unit) json_put_c(out, "unit", field->unit);
    if (field->refers) json_put_c(out, "refers", field->refers);
    if (field->low < field->high) {
        bool is_text = field->type == KIND_TEXT || field->type == KIND_LONG_TEXT;
        if (!is_text) json_put_f64(out, "low", field->low);
        json_put_f64(out, is_text ? "characters" : "high", field->high);
    }
    json_t *choices = json_new_array(c);
    for (const struct kind_choice *choice = field->choices; choice && choice->name; choice++) {
        json_t *item = json_new_object(c);
        json_put_c(item, "name", choice->name);
        json_put_c(item, "label", tr(c, choice->label));
        json_array_append(choices, item);
    }
    if (field->choices) json_put(out, "choices", choices);
    return out;
}

static json_t *transition_json(ctx *c, const struct kind_transition *transition, u32 roles)
{
    static const char *const demands[] = {"reason", "date", "evidence"};
    json_t *out = json_new_object(c), *list = json_new_array(c);
    json_put_c(out, "name", transition->name);
    json_put_c(out, "label", tr(c, transition->label));
    json_put_c(out, "from", transition->from);
    json_put_c(out, "to", transition->to);
    json_put_bool(out, "may", record_may(transition->may, roles));
    for (i64 i = 0; i < COUNT_OF(demands); i++)
        if (transition->demands & (1u << i)) json_array_append_new(list, json_string(demands[i]));
    json_put(out, "demands", list);
    return out;
}

json_t *kind_json(ctx *c, const struct kind *kind, u32 roles)
{
    static const char *const scopes[] = {"company", "function", "unit", "own"};
    json_t *out = json_new_object(c);
    json_t *fields = json_new_array(c), *states = json_new_array(c), *steps = json_new_array(c);
    json_put_c(out, "name", kind->name);
    json_put_c(out, "path", kind->path);
    json_put_c(out, "label", tr(c, kind->label));
    json_put_c(out, "labels", tr(c, kind->labels));
    json_put_c(out, "what", tr(c, kind->what));
    json_put_c(out, "scope", scopes[kind->scope]);
    json_put_bool(out, "may_add", !kind->made_elsewhere && record_may(kind->may_add, roles));
    json_put_bool(out, "may_change", record_may(kind->may_change, roles));
    for (const struct kind_field *field = kind->fields; field->name; field++)
        if (record_may(field->may_see, roles))
            json_array_append(fields, field_json(c, field, roles));
    for (const struct kind_state *state = kind->states; state && state->name; state++) {
        json_t *item = json_new_object(c);
        json_put_c(item, "name", state->name);
        json_put_c(item, "label", tr(c, state->label));
        json_put_bool(item, "is_end", state->is_end);
        json_put_bool(item, "rests", state->rests);
        json_array_append(states, item);
    }
    for (const struct kind_transition *step = kind->transitions; step && step->name; step++)
        json_array_append(steps, transition_json(c, step, roles));
    json_put(out, "fields", fields);
    json_put(out, "states", states);
    json_put(out, "transitions", steps);
    return out;
}

// Reading

static void read_word(ctx *c, json_t *json, const char *name, str *out,
                      struct record_problems *problems)
{
    const json_t *value = json_object_get(json, name);
    if (!value) return;
    if (json_is_string(value) && json_text(value).size <= BOUND_REMARK_BYTES)
        *out = str_copy(c->arena, json_text(value));
    else
        problem_add(c, problems, name, tr(c, "that is no text, or too long a one"),
                    tr(c, "Write it in quotes."));
}

static void read_edit(ctx *c, json_t *json, struct record *record, struct record_edit *edit,
                      struct record_problems *problems)
{
    str day = {0};
    i32 number = 0;
    read_word(c, json, "why", &edit->why, problems);
    read_word(c, json, "evidence", &edit->evidence, problems);
    read_word(c, json, "day", &day, problems);
    if (day.size && day_parse(day, &number)) {
        edit->has_day = true;
        edit->day = number;
    } else if (day.size) {
        problem_add(c, problems, "day", tr(c, "that is no date"), tr(c, "Write it as 2026-11-21."));
    }
    const json_t *version = json_object_get(json, "version");
    i64 read = 0;
    if (version && json_i64(version, &read) && read >= 0)
        record->version = read;
    else if (version)
        problem_add(c, problems, "version", tr(c, "that is no version"),
                    tr(c, "Send the number that the record was read with."));
}

bool record_json_read(ctx *c, json_t *json, struct record *record, struct record_edit *edit,
                      struct record_problems *problems)
{
    static const char *const known[] = {"version", "why",     "day",       "evidence", "fields",
                                        "id",      "kind",    "state",     "archived", "made",
                                        "made_by", "changed", "changed_by"};
    json_t *fields = json_object_get(json, "fields"), *value = NULL;
    const char *name = NULL;
    if (!json_is_object(json) || (fields && !json_is_object(fields))) {
        problem_add(c, problems, "", tr(c, "that is no record"),
                    tr(c, "Send {\"version\": 1, \"fields\": {\"name\": \"…\"}}."));
        return true;
    }
    json_object_foreach(json, name, value)
    {
        bool is_known = false;
        for (i64 i = 0; i < COUNT_OF(known); i++)
            is_known = is_known || strcmp(known[i], name) == 0;
        if (!is_known)
            problem_add(c, problems, str_c(c->arena, str_of(name)),
                        tr(c, "a record has no such part"),
                        tr(c, "What a kind has of its own goes into \"fields\"."));
    }
    read_edit(c, json, record, edit, problems);
    json_object_foreach(fields, name, value)
    {
        i64 index = kind_field_index(record->kind, str_of(name));
        if (index < 0) {
            field_unknown(c, record->kind, str_of(name), problems);
            continue;
        }
        struct record_value read = record->values[index];
        i64 before = problems->count;
        if (!value_read_json(c, &record->kind->fields[index], value, &read, problems)) return false;
        if (problems->count == before) field_set(c, record, index, &read, edit->roles, problems);
    }
    return true;
}

// A choice as it was stored, also one that the table has no more.
static struct record_value choice_stored(ctx *c, const json_t *json)
{
    buf list = buf_new(c->arena, BOUND_BODY_BYTES);
    size_t i = 0;
    const json_t *item = NULL;
    buf_add(&list, json_text(json));
    json_array_foreach(json, i, item)
    {
        if (i) buf_char(&list, ',');
        buf_add(&list, json_text(item));
    }
    return (struct record_value){.given = list.size > 0, .text = buf_str(&list)};
}

bool record_json_stored(ctx *c, str fields, struct record *record)
{
    json_t *json = json_parse(c, fields);
    struct record_problems problems = {0};
    if (!json) {
        err_clear(c);
        problem_add(c, &problems, "", "", NULL);
    }
    for (i64 i = 0; json && record->kind->fields[i].name; i++) {
        const struct kind_field *field = &record->kind->fields[i];
        const json_t *value = json_object_get(json, field->name);
        record->values[i] = (struct record_value){0};
        // What the table's bounds do not allow any more was right when it was stored.
        struct kind_field lax = *field;
        lax.low = 0;
        lax.high =
            field->type == KIND_TEXT || field->type == KIND_LONG_TEXT ? BOUND_REMARK_BYTES : 0;
        bool is_choice = field->type == KIND_CHOICE || field->type == KIND_CHOICES;
        if (value && is_choice)
            record->values[i] = choice_stored(c, value);
        else if (value && !value_read_json(c, &lax, value, &record->values[i], &problems))
            return false;
    }
    if (!problems.count) return true;
    return fail_detail(c, ERR_STORE, tr(c, "an old version of a record cannot be read"),
                       tr(c, "Restore the store from its backup."), problems.problem->field);
}

// Words

void field_unknown(ctx *c, const struct kind *kind, str name, struct record_problems *problems)
{
    buf list = buf_new(c->arena, 16000);
    for (const struct kind_field *field = kind->fields; field->name; field++)
        buf_fmt(&list, "%s%s", field == kind->fields ? "" : ", ", field->name);
    str shown = str_is_utf8(name, NULL) ? str_head(name, BOUND_NAME_BYTES) : S("?");
    problem_add(c, problems, str_c(c->arena, shown),
                fmt(c->arena, tr(c, "a %s has no such field"), tr(c, kind->label)),
                fmt(c->arena, tr(c, "Known are: %s."), list.s));
}

void field_forbidden(ctx *c, const struct kind_field *field, struct record_problems *problems)
{
    problem_add(c, problems, field->name, tr(c, "it is not yours to change"),
                tr(c, "Ask somebody who may, or leave it as it is."));
}

void field_set(ctx *c, struct record *record, i64 index, const struct record_value *value,
               u32 roles, struct record_problems *problems)
{
    const struct kind_field *field = &record->kind->fields[index];
    bool same = value_equal(field, &record->values[index], value);
    if (same || (record_may(field->may_see, roles) && record_may(field->may_change, roles)))
        record->values[index] = *value;
    else
        field_forbidden(c, field, problems);
}

void check_demands(ctx *c, u32 demands, const struct record_edit *edit,
                   struct record_problems *problems)
{
    if ((demands & DEMANDS_REASON) && !str_trim(edit->why).size)
        problem_add(c, problems, "why", tr(c, "no reason is given"),
                    tr(c, "Say in a sentence why."));
    if ((demands & DEMANDS_DATE) && !edit->has_day)
        problem_add(c, problems, "day", tr(c, "no date is given"),
                    tr(c, "Say since when, as 2026-11-21."));
    if ((demands & DEMANDS_EVIDENCE) && !str_trim(edit->evidence).size)
        problem_add(c, problems, "evidence", tr(c, "no evidence is given"),
                    tr(c, "Name what shows it: a document, an address, a meeting."));
}

const char *transitions_hint(ctx *c, const struct record *record)
{
    buf list = buf_new(c->arena, 4000);
    for (const struct kind_transition *t = record->kind->transitions; t && t->name; t++)
        if (kind_transition_fits(record->kind, t, record->state))
            buf_fmt(&list, "%s%s", list.size ? ", " : "", t->name);
    return list.size ? fmt(c->arena, tr(c, "From here it goes on by: %s."), list.s)
                     : tr(c, "From here it goes no further.");
}
