#include "record/record.h"

#include "bounds.h"
#include "record/attachment.h"
#include "record/record_json.h"
#include "record/statement.h"

enum { OWN_COLUMNS = 10, FIELDS_MAX = 50 };

static bool check_field(ctx *c, const struct record *record, i64 index,
                        struct record_problems *problems);
static bool check_title(ctx *c, const struct record *record, struct record_problems *problems);
static bool check_changes(ctx *c, const struct record *before, const struct record *after,
                          u32 roles, struct record_problems *problems);
static bool write_new(ctx *c, struct record *record);
static bool write_next(ctx *c, const struct record *record);
static bool write_version(ctx *c, const struct record *record, const char *did,
                          const struct record_edit *edit);
static bool keep_overs(ctx *c, const struct kind *kind);
static bool place_files(ctx *c, const struct record *record, i64 who);
static bool store_next(ctx *c, struct record *record, const char *did,
                       const struct record_edit *edit);
static bool stands_still(ctx *c, const struct record *record, struct record *stored,
                         struct record *other);

struct record *record_new(ctx *c, const struct kind *kind)
{
    struct record *record = NEW(c->arena, struct record);
    *record = (struct record){
        .kind = kind,
        .state = kind->states ? str_of(kind->states->name) : (str){0},
        .values = NEW_ARRAY(c->arena, struct record_value, kind_fields(kind)),
    };
    for (i64 i = 0; kind->fields[i].name; i++) {
        struct record_problems none = {0};
        const char *otherwise = kind->fields[i].otherwise;
        bool ok = !otherwise ||
                  value_read(c, &kind->fields[i], str_of(otherwise), &record->values[i], &none);
        assert(ok && none.count == 0); // a default of a table is of its field's type
    }
    return record;
}

bool record_get(ctx *c, const struct kind *kind, i64 id, struct record *out)
{
    struct rows rows;
    if (!store_rows(c, statement_of(kind, "row"), VALS(V_I64(id)), &rows)) return false;
    if (!rows.count)
        return fail_with(
            c, ERR_NOT_FOUND,
            fmt(c->arena, tr(c, "there is no %s %lld"), tr(c, kind->label), (long long)id),
            tr(c, "Look for it in the list."));
    record_from_row(c, kind, &rows, 0, out);
    return true;
}

static struct record_value value_from_column(const struct kind_field *field,
                                             const struct column *column, i64 row)
{
    struct record_value value = {0};
    if (column->null && column->null[row]) return value;
    value.given = true;
    if (column->type == COL_STR) {
        value.text = column->text[row];
        value.given = value.text.size > 0;
    } else if (column->type == COL_F64) {
        value.f = column->f[row];
    } else {
        value.i = column->i[row];
        if (kind_type_refers(field->type)) value.given = value.i != 0;
    }
    return value;
}

void record_from_row(ctx *c, const struct kind *kind, const struct rows *rows, i64 row,
                     struct record *out)
{
    const struct column *column = rows->column;
    *out = (struct record){
        .kind = kind,
        .id = column[0].i[row],
        .version = column[1].i[row],
        .state = column[2].text[row],
        .archived = column[3].i[row] != 0,
        .made_ms = column[4].i[row],
        .made_by = column[5].i[row],
        .changed_ms = column[6].i[row],
        .changed_by = column[7].i[row],
        .sort = column[8].text[row],
        .values = NEW_ARRAY(c->arena, struct record_value, kind_fields(kind)),
    };
    for (i64 i = 0; kind->fields[i].name; i++)
        out->values[i] = value_from_column(&kind->fields[i], &column[OWN_COLUMNS + i], row);
}

struct record_value *record_value(const struct record *record, const char *field)
{
    i64 index = kind_field_index(record->kind, str_of(field));
    assert(index >= 0);
    return &record->values[index];
}

bool record_titles(ctx *c, const struct kind *kind, const i64 *ids, i64 count, str **out)
{
    *out = NEW_ARRAY(c->arena, str, count + 1);
    struct rows rows;
    if (!count) return true;
    if (!store_rows(c, statement_of(kind, "titles"), VALS(V_I64_LIST(ids, count)), &rows))
        return false;
    for (i64 i = 0; i < count; i++) {
        i64 low = 0, high = rows.count; // rows are in the order of ids
        while (low < high) {
            i64 middle = low + (high - low) / 2;
            if (rows.column[0].i[middle] < ids[i])
                low = middle + 1;
            else
                high = middle;
        }
        if (low < rows.count && rows.column[0].i[low] == ids[i])
            (*out)[i] = rows.column[1].text[low];
    }
    return true;
}

bool record_put(ctx *c, struct record *record, str field, str text, u32 roles,
                struct record_problems *problems)
{
    i64 index = kind_field_index(record->kind, field);
    if (index < 0) {
        field_unknown(c, record->kind, field, problems);
        return true;
    }
    struct record_value value = record->values[index];
    i64 before = problems->count;
    if (!value_read(c, &record->kind->fields[index], text, &value, problems)) return false;
    if (problems->count == before) field_set(c, record, index, &value, roles, problems);
    return true;
}

bool record_check(ctx *c, const struct record *record, struct record_problems *problems)
{
    for (i64 i = 0; record->kind->fields[i].name; i++)
        if (!check_field(c, record, i, problems)) return false;
    return !record->kind->unique || check_title(c, record, problems);
}

// A field that has a problem already needs no second one.
static bool has_problem(const struct record_problems *problems, const char *field)
{
    for (i64 i = 0; i < problems->count; i++)
        if (strcmp(problems->problem[i].field, field) == 0) return true;
    return false;
}

static bool reference_stands(ctx *c, const struct record *record, i64 index, bool *out)
{
    const struct kind_field *field = &record->kind->fields[index];
    i64 id = record->values[index].i, found = 0;
    const struct kind *target = value_target(field);
    struct rows rows;
    if (target) {
        if (!store_rows(c, statement_of(target, "titles"), VALS(V_I64_LIST(&id, 1)), &rows))
            return false;
        found = rows.count;
    } else if (field->type == KIND_FILE) {
        if (!attachment_fits(c, id, record, &found)) return false;
    } else if (!store_i64(c, SQL_record_key_known, VALS(V_I64(id)), &found)) {
        return false;
    }
    *out = found > 0;
    return true;
}

static bool check_field(ctx *c, const struct record *record, i64 index,
                        struct record_problems *problems)
{
    const struct kind_field *field = &record->kind->fields[index];
    const struct record_value *value = &record->values[index];
    if (has_problem(problems, field->name)) return true;
    if (!value->given) {
        if (field->required)
            problem_add(c, problems, field->name, tr(c, "nothing is said"),
                        fmt(c->arena, tr(c, "Fill in \"%s\": it is needed."), tr(c, field->label)));
        return true;
    }
    if (!kind_type_refers(field->type)) return true;
    const struct kind *target = value_target(field);
    const char *noun = field->type == KIND_FILE ? N_("file") : N_("customer");
    bool found = false;
    if (!reference_stands(c, record, index, &found)) return false;
    bool itself = target == record->kind && record->id && value->i == record->id;
    if (!found)
        problem_add(c, problems, field->name,
                    fmt(c->arena, tr(c, "there is no %s %lld"),
                        tr(c, target ? target->label : noun), (long long)value->i),
                    tr(c, "Choose one of the list."));
    if (itself)
        problem_add(c, problems, field->name, tr(c, "it refers to itself"),
                    tr(c, "Choose another one, or none."));
    return true;
}

static bool check_title(ctx *c, const struct record *record, struct record_problems *problems)
{
    const struct kind *kind = record->kind;
    const struct kind_field *title = kind->fields;
    if (!record->values[0].given || has_problem(problems, title->name)) return true;
    struct rows rows;
    if (!store_rows(c, statement_of(kind, "named"), VALS(V_STR(record->values[0].text)), &rows))
        return false;
    for (i64 i = 0; i < rows.count; i++) {
        i64 id = rows.column[0].i[i];
        if (id == record->id) continue;
        problem_add(
            c, problems, title->name,
            fmt(c->arena, tr(c, "there is a %s of that name already"), tr(c, kind->label)),
            fmt(c->arena, tr(c, "Give another name, or change number %lld."), (long long)id));
        break;
    }
    return true;
}

static bool forbidden(ctx *c, const struct kind *kind)
{
    return fail_with(c, ERR_FORBIDDEN,
                     fmt(c->arena, tr(c, "%s are not yours to change"), tr(c, kind->labels)),
                     tr(c, "Ask an administrator for the role that it takes."));
}

bool record_add(ctx *c, struct record *record, const struct record_edit *edit,
                struct record_problems *problems)
{
    assert(store_in_transaction(c));
    assert(!record->id && !record->version);
    const struct kind *kind = record->kind;
    if (!record_may(kind->may_add, edit->roles)) return forbidden(c, kind);
    if (kind->made_elsewhere)
        return fail_with(c, ERR_REFUSED,
                         fmt(c->arena, tr(c, "%s come with facts"), tr(c, kind->labels)),
                         tr(c, "Name it in a mapping; it appears here by itself."));
    if (!record_check(c, record, problems) || !problems_none(c, problems)) return false;
    if (!store_i64(c, statement_of(kind, "next"), NO_VALS, &record->id)) return false;
    struct vals name = VALS(V_I64(record->id), V_STR(record->values[0].text));
    if (kind->over && !store_run(c, statement_of(kind, "name"), name)) return false;
    return store_next(c, record, "add", edit);
}

bool record_change(ctx *c, struct record *record, const struct record_edit *edit,
                   struct record_problems *problems, struct record *other)
{
    assert(store_in_transaction(c));
    struct record stored;
    if (other) *other = (struct record){0};
    if (!record_may(record->kind->may_change, edit->roles)) return forbidden(c, record->kind);
    if (!stands_still(c, record, &stored, other)) return false;
    if (stored.archived)
        return fail_with(
            c, ERR_REFUSED,
            fmt(c->arena, tr(c, "the %s is in the archive"), tr(c, record->kind->label)),
            tr(c, "Take it back from the archive first."));
    i64 *differ = NULL;
    if (!record_differences(c, &stored, record, &differ)) return problems_none(c, problems);
    if (!check_changes(c, &stored, record, edit->roles, problems) ||
        !record_check(c, record, problems) || !problems_none(c, problems))
        return false;
    // What is not the form's to say stays as it is stored.
    record->state = stored.state;
    record->archived = stored.archived;
    record->made_ms = stored.made_ms;
    record->made_by = stored.made_by;
    return store_next(c, record, "change", edit);
}

static bool check_changes(ctx *c, const struct record *before, const struct record *after,
                          u32 roles, struct record_problems *problems)
{
    for (i64 i = 0; before->kind->fields[i].name; i++) {
        const struct kind_field *field = &before->kind->fields[i];
        if (value_equal(field, &before->values[i], &after->values[i])) continue;
        if (has_problem(problems, field->name)) continue;
        if (field->fixed)
            problem_add(c, problems, field->name, tr(c, "it cannot change any more"),
                        tr(c, "Facts point at it by this word; make a new one instead."));
        else if (!record_may(field->may_change, roles))
            field_forbidden(c, field, problems);
    }
    return true;
}

static bool is_needed(const struct kind_need *need, const struct kind_transition *step,
                      const struct record *record)
{
    if (strcmp(need->step, step->name) != 0) return false;
    return !need->when || str_equal(record_value(record, need->when)->text, str_of(need->is));
}

static void check_needs(ctx *c, const struct kind_transition *step, const struct record *record,
                        struct record_problems *problems)
{
    for (const struct kind_need *need = record->kind->needs; need && need->step; need++) {
        const struct record_value *value = record_value(record, need->field);
        if (!is_needed(need, step, record) || value->given) continue;
        i64 index = kind_field_index(record->kind, str_of(need->field));
        const struct kind_field *field = &record->kind->fields[index];
        problem_add(c, problems, field->name,
                    fmt(c->arena, tr(c, "\"%s\" is not said yet"), tr(c, field->label)),
                    tr(c, "Say it first; then go on."));
    }
}

bool record_move(ctx *c, struct record *record, str transition, const struct record_edit *edit,
                 struct record_problems *problems)
{
    assert(store_in_transaction(c));
    const struct kind *kind = record->kind;
    const struct kind_transition *found = kind_transition_find(kind, transition);
    struct record stored;
    if (!found)
        return fail_with(c, ERR_BAD_INPUT,
                         fmt(c->arena, tr(c, "a %s has no step \"%.*s\""), tr(c, kind->label),
                             STR(str_head(transition, BOUND_NAME_BYTES))),
                         transitions_hint(c, record));
    if (!record_may(found->may, edit->roles)) return forbidden(c, kind);
    if (!stands_still(c, record, &stored, NULL)) return false;
    if (stored.archived || !kind_transition_fits(kind, found, stored.state))
        return fail_with(c, ERR_REFUSED,
                         fmt(c->arena, tr(c, "the %s is not where \"%s\" starts"),
                             tr(c, kind->label), tr(c, found->label)),
                         transitions_hint(c, &stored));
    check_demands(c, found->demands, edit, problems);
    check_needs(c, found, &stored, problems);
    if (!problems_none(c, problems)) return false;
    *record = stored;
    record->state = str_of(found->to);
    return store_next(c, record, found->name, edit) &&
           (!kind->moved || kind->moved(c, record, str_of(found->name)));
}

bool record_archive(ctx *c, struct record *record, bool archived, const struct record_edit *edit)
{
    assert(store_in_transaction(c));
    struct record stored;
    if (!record_may(record->kind->may_change, edit->roles)) return forbidden(c, record->kind);
    if (archived && record->kind->stays)
        return fail_with(c, ERR_REFUSED,
                         fmt(c->arena, tr(c, "a %s is not put away"), tr(c, record->kind->label)),
                         tr(c, "Its steps end it, so that nobody loses it."));
    if (!stands_still(c, record, &stored, NULL)) return false;
    *record = stored;
    if (stored.archived == archived) return true;
    record->archived = archived;
    return store_next(c, record, archived ? "archive" : "restore", edit);
}

// That nobody stored another version since this one was read. The writers' lock keeps it so.
static bool stands_still(ctx *c, const struct record *record, struct record *stored,
                         struct record *other)
{
    if (!record_get(c, record->kind, record->id, stored)) return false;
    if (stored->version == record->version) return true;
    if (other) *other = *stored;
    return fail_with(
        c, ERR_REFUSED,
        fmt(c->arena, tr(c, "somebody changed this %s meanwhile"), tr(c, record->kind->label)),
        tr(c, "Compare the two versions, and save again what you still want."));
}

i64 record_differences(ctx *c, const struct record *a, const struct record *b, i64 **fields)
{
    assert(a->kind == b->kind);
    i64 count = 0;
    *fields = NEW_ARRAY(c->arena, i64, kind_fields(a->kind));
    for (i64 i = 0; a->kind->fields[i].name; i++)
        if (!value_equal(&a->kind->fields[i], &a->values[i], &b->values[i])) (*fields)[count++] = i;
    return count;
}

// Writing

static bool store_next(ctx *c, struct record *record, const char *did,
                       const struct record_edit *edit)
{
    bool is_first = record->version == 0;
    record->version++;
    record->changed_ms = c->now_ms;
    record->changed_by = edit->who;
    if (is_first) {
        record->made_ms = c->now_ms;
        record->made_by = edit->who;
    }
    return (is_first ? write_new(c, record) : write_next(c, record)) &&
           write_version(c, record, did, edit) && keep_overs(c, record->kind) &&
           place_files(c, record, edit->who);
}

static bool place_files(ctx *c, const struct record *record, i64 who)
{
    for (i64 i = 0; record->kind->fields[i].name; i++)
        if (record->kind->fields[i].type == KIND_FILE && record->values[i].given &&
            !attachment_place(c, record->values[i].i, record, who))
            return false;
    return true;
}

static struct val val_of(const struct kind_field *field, const struct record_value *value)
{
    switch (field->type) {
    case KIND_TEXT:
    case KIND_LONG_TEXT:
    case KIND_CHOICE:
    case KIND_CHOICES:
        return V_STR(value->text);
    case KIND_REF:
    case KIND_CUSTOMER:
    case KIND_PERSON:
    case KIND_FILE:
        return V_I64(value->given ? value->i : 0);
    case KIND_NUMBER:
        return value->given ? V_F64(value->f) : V_NULL;
    case KIND_MONEY:
        return value->given ? V_DEC4(value->i) : V_NULL;
    case KIND_DATE:
        return value->given ? V_DAY(value->i) : V_NULL;
    case KIND_TIME:
    case KIND_YES_NO:
        return value->given ? V_I64(value->i) : V_NULL;
    case KIND_TYPE__COUNT:
        break;
    }
    assert(!"no type");
    return V_NULL;
}

// Words that not everybody who sees the record may see are not searched: finding tells them.
static bool all_see(const struct kind *kind, const struct kind_field *field)
{
    u32 seers = kind->may_see ? kind->may_see : UINT32_MAX;
    return !field->may_see || !(seers & ~field->may_see);
}

static str search_words(ctx *c, const struct record *record)
{
    buf all = buf_new(c->arena, BOUND_BODY_BYTES);
    for (i64 i = 0; record->kind->fields[i].name; i++) {
        enum kind_type type = record->kind->fields[i].type;
        if (type != KIND_TEXT && type != KIND_LONG_TEXT) continue;
        if (!all_see(record->kind, &record->kind->fields[i])) continue;
        buf_add(&all, record->values[i].text);
        buf_char(&all, ' ');
    }
    return text_words(c, buf_str(&all));
}

static i64 add_fields(const struct record *record, struct val *vals, i64 count)
{
    for (i64 i = 0; record->kind->fields[i].name; i++) {
        assert(i < FIELDS_MAX);
        vals[count++] = val_of(&record->kind->fields[i], &record->values[i]);
    }
    return count;
}

static bool write_new(ctx *c, struct record *record)
{
    struct val vals[OWN_COLUMNS + FIELDS_MAX] = {
        V_I64(record->id),
        V_I64(record->version),
        V_STR(record->state),
        V_I64(record->archived),
        V_I64(record->made_ms),
        V_I64(record->made_by),
        V_I64(record->changed_ms),
        V_I64(record->changed_by),
        V_STR(text_sort(c, record->values[0].text)),
        V_STR(search_words(c, record)),
    };
    i64 count = add_fields(record, vals, OWN_COLUMNS);
    return store_run(c, statement_of(record->kind, "add"), (struct vals){count, vals});
}

static bool write_next(ctx *c, const struct record *record)
{
    struct val vals[OWN_COLUMNS + FIELDS_MAX] = {
        V_I64(record->id),
        V_I64(record->version),
        V_STR(record->state),
        V_I64(record->archived),
        V_I64(record->changed_ms),
        V_I64(record->changed_by),
        V_STR(text_sort(c, record->values[0].text)),
        V_STR(search_words(c, record)),
    };
    i64 count = add_fields(record, vals, OWN_COLUMNS - 2);
    return store_run(c, statement_of(record->kind, "change"), (struct vals){count, vals});
}

static bool write_version(ctx *c, const struct record *record, const char *did,
                          const struct record_edit *edit)
{
    str fields = json_write(c, record_json_fields(c, record, UINT32_MAX));
    return store_run(c, SQL_record_version_add,
                     VALS(V_STR(str_of(record->kind->name)), V_I64(record->id),
                          V_I64(record->version), V_STR(str_of(did)), V_I64(c->now_ms),
                          V_I64(edit->who), V_STR(edit->why),
                          edit->has_day ? V_DAY(edit->day) : V_NULL, V_STR(edit->evidence),
                          V_STR(record->state), V_I64(record->archived), V_STR(fields)));
}

// What figures read of records (labels, stages, owners) follows them, also when what they refer to
// was renamed.
static bool concerns_over(const struct kind *above, const struct kind *kind)
{
    bool concerns = above == kind;
    for (const struct kind_field *field = above->fields; field->name; field++)
        concerns = concerns || (field->over && value_target(field) == kind);
    return above->over && concerns;
}

static bool keep_overs(ctx *c, const struct kind *kind)
{
    for (i64 i = 0; i < kinds_count(); i++) {
        const struct kind *above = kind_at(i);
        enum sql sql = concerns_over(above, kind) ? statement_if(above, "over") : SQL__COUNT;
        if (sql != SQL__COUNT && !store_run(c, sql, NO_VALS)) return false;
    }
    return true;
}

enum store_locks record_locks(const struct kind *kind)
{
    for (i64 i = 0; i < kinds_count(); i++)
        if (concerns_over(kind_at(i), kind)) return STORE_ALL;
    return STORE_RECORDS;
}

// History

bool record_history(ctx *c, const struct kind *kind, i64 id, struct record_version **out,
                    i64 *count)
{
    struct rows rows;
    if (!store_rows(c, SQL_record_versions, VALS(V_STR(str_of(kind->name)), V_I64(id)), &rows))
        return false;
    *count = rows.count;
    *out = NEW_ARRAY(c->arena, struct record_version, rows.count + 1);
    const struct column *column = rows.column;
    for (i64 i = 0; i < rows.count; i++) {
        struct record_version *version = &(*out)[i];
        *version = (struct record_version){
            .did = str_c(c->arena, column[1].text[i]),
            .at_ms = column[2].i[i],
            .who = column[3].i[i],
            .why = column[4].text[i],
            .has_day = !(column[5].null && column[5].null[i]),
            .day = column[5].i[i],
            .evidence = column[6].text[i],
            .record = *record_new(c, kind),
        };
        struct record *record = &version->record;
        record->id = id;
        record->version = column[0].i[i];
        record->state = column[7].text[i];
        record->archived = column[8].i[i] != 0;
        record->changed_ms = version->at_ms;
        record->changed_by = version->who;
        record->made_ms = column[2].i[rows.count - 1];
        record->made_by = column[3].i[rows.count - 1];
        if (!record_json_stored(c, column[9].text[i], record)) return false;
    }
    return true;
}
