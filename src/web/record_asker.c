#include "web/record_asker.h"

struct record_asker record_asker_make(const struct kind *kind, const struct person *person, i64 who)
{
    return (struct record_asker){
        .kind = kind, .person = person, .who = who, .roles = ROLE_BIT(person->role)};
}

struct record_asker record_asker_of(const struct record_asker *asker, const struct kind *kind)
{
    struct record_asker of = record_asker_make(kind, asker->person, asker->who);
    of.only_looks = asker->only_looks;
    return of;
}

// Cases tell of customers: less people see them than other records.
static bool is_case(const struct record_asker *asker)
{
    return strcmp(asker->kind->name, "case") == 0;
}

static enum permission seeing(const struct record_asker *asker)
{
    return is_case(asker) ? MAY_SEE_CASES : MAY_SEE_RECORDS;
}

static enum permission changing(const struct record_asker *asker)
{
    return is_case(asker) ? MAY_HANDLE_CASES : MAY_CHANGE_RECORDS;
}

static i64 reference(const struct record *record, const char *field)
{
    const struct record_value *value = record_value(record, field);
    return value->given ? value->i : 0;
}

struct place record_place(const struct record_asker *asker, const struct record *record)
{
    bool is_new = !record->version && !record->id;
    bool is_own = is_new || (asker->who && record->made_by == asker->who);
    switch (record->kind->scope) {
    case SCOPE_COMPANY:
        break;
    case SCOPE_FUNCTION:
        return (struct place){.function = reference(record, "function")};
    case SCOPE_UNIT:
        return (struct place){.unit = reference(record, "unit")};
    case SCOPE_OWN:
        return (struct place){.owner = is_own ? asker->person->account : 0};
    }
    return (struct place){0};
}

// A place that is as much theirs as any can be: where even that is refused, all of the kind is.
static struct place own_place(const struct record_asker *asker)
{
    const struct person *person = asker->person;
    switch (asker->kind->scope) {
    case SCOPE_COMPANY:
        break;
    case SCOPE_FUNCTION:
        return (struct place){.function = person->function_count ? person->functions[0] : 0};
    case SCOPE_UNIT:
        return (struct place){.unit = person->unit_count ? person->units[0] : 0};
    case SCOPE_OWN:
        return (struct place){.owner = person->account};
    }
    return (struct place){0};
}

bool record_asker_sees_kind(const struct record_asker *asker)
{
    return record_may(asker->kind->may_see, asker->roles) &&
           person_may(asker->person, seeing(asker), own_place(asker));
}

bool record_asker_sees(const struct record_asker *asker, const struct record *record)
{
    return record_may(asker->kind->may_see, asker->roles) &&
           person_may(asker->person, seeing(asker), record_place(asker, record));
}

bool record_asker_adds(const struct record_asker *asker)
{
    const struct kind *kind = asker->kind;
    return !asker->only_looks && !kind->made_elsewhere && record_asker_sees_kind(asker) &&
           record_may(kind->may_add, asker->roles) &&
           person_may(asker->person, MAY_ADD_RECORDS, own_place(asker));
}

bool record_asker_changes(const struct record_asker *asker, const struct record *record)
{
    return !asker->only_looks && record_asker_sees(asker, record) &&
           record_may(asker->kind->may_change, asker->roles) &&
           person_may(asker->person, changing(asker), record_place(asker, record));
}

// A table changes whatever its rows name, so who takes one in may change all of the kind.
bool record_asker_imports(const struct record_asker *asker)
{
    return !asker->only_looks && record_asker_sees_kind(asker) &&
           record_may(asker->kind->may_change, asker->roles) &&
           role_may(asker->person->role, seeing(asker)) == MAY_EVERYWHERE &&
           role_may(asker->person->role, changing(asker)) == MAY_EVERYWHERE;
}

static bool must_be_known(ctx *c, const struct record_asker *asker)
{
    return !asker->only_looks ||
           fail_with(c, ERR_UNKNOWN_USER, tr(c, "this is for people who are signed in"),
                     tr(c, "Sign in first."));
}

static bool refuse_kind(ctx *c, const struct record_asker *asker)
{
    if (!person_must(c, asker->person, seeing(asker), own_place(asker))) return false;
    return fail_with(c, ERR_FORBIDDEN,
                     fmt(c->arena, tr(c, "%s are not yours to see"), tr(c, asker->kind->labels)),
                     tr(c, "Ask an administrator for the role that it takes."));
}

bool record_asker_narrow(ctx *c, const struct record_asker *asker, struct record_query *query,
                         struct record_filter *filters)
{
    assert(query->kind == asker->kind);
    if (!record_asker_sees_kind(asker)) return refuse_kind(c, asker);
    query->roles = asker->roles;
    query->filters = filters;
    if (role_may(asker->person->role, seeing(asker)) == MAY_EVERYWHERE) return true;
    const struct person *person = asker->person;
    struct record_filter *filter = &filters[query->filter_count++];
    *filter = (struct record_filter){.how = FILTER_AMONG};
    if (asker->kind->scope == SCOPE_FUNCTION) {
        filter->field = S("function");
        filter->ids = person->functions;
        filter->id_count = person->function_count;
    } else if (asker->kind->scope == SCOPE_UNIT) {
        filter->field = S("unit");
        filter->ids = person->units;
        filter->id_count = person->unit_count;
    } else {
        assert(asker->kind->scope == SCOPE_OWN); // of the company's kinds they see none
        i64 *who = NEW(c->arena, i64);
        *who = asker->who;
        filter->field = S("made_by");
        filter->ids = who;
        filter->id_count = asker->who ? 1 : 0;
    }
    return true;
}

static bool refuse_record(ctx *c, const struct kind *kind, str text)
{
    return fail_with(
        c, ERR_NOT_FOUND,
        fmt(c->arena, tr(c, "there is no %s %.*s"), tr(c, kind->label), STR(str_head(text, 40))),
        tr(c, "Look for it in the list."));
}

bool record_asker_get(ctx *c, const struct record_asker *asker, str text, struct record *out)
{
    i64 id = 0;
    if (!record_asker_sees_kind(asker)) return refuse_kind(c, asker);
    if (!str_i64(text, &id) || id <= 0) return refuse_record(c, asker->kind, text);
    if (!record_get(c, asker->kind, id, out)) return false;
    return record_asker_sees(asker, out) || refuse_record(c, asker->kind, text);
}

bool record_asker_must_change(ctx *c, const struct record_asker *asker, const struct record *record)
{
    if (record_asker_changes(asker, record)) return true;
    if (!must_be_known(c, asker)) return false;
    if (!person_must(c, asker->person, changing(asker), record_place(asker, record))) return false;
    return fail_with(c, ERR_FORBIDDEN,
                     fmt(c->arena, tr(c, "%s are not yours to change"), tr(c, asker->kind->labels)),
                     tr(c, "Ask an administrator for the role that it takes."));
}

bool record_asker_must_add(ctx *c, const struct record_asker *asker, const struct record *record)
{
    if (!must_be_known(c, asker)) return false;
    bool may = record_asker_adds(asker) &&
               person_may(asker->person, MAY_ADD_RECORDS, record_place(asker, record));
    if (may || asker->kind->made_elsewhere) return true; // what is made elsewhere says so itself
    if (!person_must(c, asker->person, MAY_ADD_RECORDS, record_place(asker, record))) return false;
    return fail_with(c, ERR_FORBIDDEN,
                     fmt(c->arena, tr(c, "%s are not yours to change"), tr(c, asker->kind->labels)),
                     tr(c, "Ask an administrator for the role that it takes."));
}
