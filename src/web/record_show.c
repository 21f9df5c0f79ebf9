#include "web/record_show.h"

#include <math.h>

#include "base/locale.h"
#include "web/money.h"

const char *record_href(ctx *c, const struct kind *kind, i64 id, const char *more)
{
    return fmt(c->arena, "/%s/%lld%s", kind->path, (long long)id, more);
}

str record_title(const struct record *record)
{
    i64 label = kind_field_index(record->kind, S("label"));
    bool has_label =
        label > 0 && record->kind->fields[label].type == KIND_TEXT && record->values[label].given;
    return record->values[has_label ? label : 0].text;
}

const char *record_choice_label(ctx *c, const struct kind_field *field, str name)
{
    for (const struct kind_choice *choice = field->choices; choice && choice->name; choice++)
        if (str_equal(str_of(choice->name), name)) return tr(c, choice->label);
    return str_c(c->arena, name);
}

const char *record_state_label(ctx *c, const struct kind *kind, str state)
{
    const struct kind_state *found = kind_state_find(kind, state);
    return found ? tr(c, found->label) : str_c(c->arena, state);
}

void record_put_who(ctx *c, json_t *object, const char *name, str who, i64 at_ms)
{
    json_put_str(object, "who", who.size ? who : str_of(tr(c, "somebody")));
    json_put_str(object, name, ms_write(c->arena, at_ms));
    json_put_str(object, fmt(c->arena, "%s_text", name), locale_moment(c, at_ms));
}

// Who may see only records of their scope: whether this one is. What is the company's has a name
// for everybody whom its kind's masks allow, but no page for them.
static bool sees_one(ctx *c, const struct record_asker *of, i64 id, bool *sees)
{
    struct record record;
    *sees = record_get(c, of->kind, id, &record) && record_asker_sees(of, &record);
    if (c->err.code == ERR_NOT_FOUND) err_clear(c);
    return c->err.code == ERR_NONE;
}

bool record_show_titles(ctx *c, const struct record_asker *asker, const struct kind *kind,
                        const i64 *ids, i64 count, struct shown **out)
{
    struct record_asker of = record_asker_of(asker, kind);
    enum may may = role_may(asker->person->role, MAY_SEE_RECORDS);
    bool is_masked =
        !record_may(kind->may_see, of.roles) || !record_may(kind->fields->may_see, of.roles);
    str *titles = NULL;
    *out = NEW_ARRAY(c->arena, struct shown, count + 1);
    if (is_masked) may = MAY_NOT;
    if (may != MAY_NOT && !record_titles(c, kind, ids, count, &titles)) return false;
    for (i64 i = 0; i < count; i++) {
        bool has_title = titles && titles[i].size, sees = may == MAY_EVERYWHERE;
        if (!ids[i]) continue;
        (*out)[i].text = str_of(fmt(c->arena, "#%lld", (long long)ids[i]));
        if (!has_title) continue;
        if (may == MAY_IN_SCOPE && kind->scope != SCOPE_COMPANY && !sees_one(c, &of, ids[i], &sees))
            return false;
        if (sees || kind->scope == SCOPE_COMPANY) (*out)[i].text = titles[i];
        if (sees) (*out)[i].href = record_href(c, kind, ids[i], "");
    }
    return true;
}

bool record_show_people(ctx *c, const i64 *ids, i64 count, str **out)
{
    const struct kind *person = kind_find(S("person"));
    *out = NEW_ARRAY(c->arena, str, count + 1);
    return !person || record_titles(c, person, ids, count, out);
}

// A number with as many decimals as it has, four at most.
static str number_text(ctx *c, f64 value)
{
    i32 decimals = 0;
    f64 scaled = value;
    while (decimals < 4 && fabs(scaled - round(scaled)) > 1e-9 * MAX(1, fabs(scaled))) {
        decimals++;
        scaled = value * pow(10, decimals);
    }
    return locale_number(c, value, decimals);
}

static str choices_text(ctx *c, const struct kind_field *field, str names)
{
    buf out = buf_new(c->arena, 64000);
    str name;
    while (str_cut(&names, ',', &name))
        buf_fmt(&out, "%s%s", out.size ? ", " : "", record_choice_label(c, field, name));
    return buf_str(&out);
}

static str plain_text(ctx *c, const struct kind_field *field, const struct record_value *value)
{
    if (!value->given) return (str){0};
    switch (field->type) {
    case KIND_NUMBER:
        if (field->unit)
            return str_of(
                fmt(c->arena, "%s\u00A0%s", number_text(c, value->f).s, tr(c, field->unit)));
        return number_text(c, value->f);
    case KIND_MONEY: // with its sign, which is read once for all
        return locale_number(c, (f64)value->i / 10000, value->i % 10000 ? 2 : 0);
    case KIND_DATE:
        return locale_day(c, (i32)value->i);
    case KIND_TIME:
        return locale_moment(c, value->i);
    case KIND_YES_NO:
        return str_of(value->i ? tr(c, "yes") : tr(c, "no"));
    case KIND_CHOICE:
    case KIND_CHOICES:
        return choices_text(c, field, value->text);
    case KIND_CUSTOMER:
    case KIND_FILE:
        return str_of(fmt(c->arena, "#%lld", (long long)value->i));
    case KIND_TEXT:
    case KIND_LONG_TEXT:
    case KIND_REF:
    case KIND_PERSON:
    case KIND_TYPE__COUNT:
        break;
    }
    return value->text;
}

bool record_show_field(ctx *c, const struct record_asker *asker, const struct record *records,
                       i64 count, i64 index, struct shown **out)
{
    const struct kind_field *field = &asker->kind->fields[index];
    const struct kind *target = value_target(field);
    assert(record_may(field->may_see, asker->roles));
    if (target) {
        i64 *ids = NEW_ARRAY(c->arena, i64, count + 1);
        for (i64 i = 0; i < count; i++)
            ids[i] = records[i].values[index].given ? records[i].values[index].i : 0;
        return record_show_titles(c, asker, target, ids, count, out);
    }
    const char *sign = NULL;
    if (field->type == KIND_MONEY && !money_sign(c, &sign)) return false;
    *out = NEW_ARRAY(c->arena, struct shown, count + 1);
    for (i64 i = 0; i < count; i++) {
        const struct record_value *value = &records[i].values[index];
        (*out)[i].text = plain_text(c, field, value);
        if (sign && value->given)
            (*out)[i].text = str_of(fmt(c->arena, "%s\u00A0%s", (*out)[i].text.s, sign));
        if (field->type == KIND_CUSTOMER && value->given)
            (*out)[i].href = fmt(c->arena, "/customers/%lld", (long long)value->i);
    }
    return true;
}
