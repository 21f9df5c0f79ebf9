#include "facts/company.h"

#include "base/zone.h"
#include "bounds.h"

static const struct {
    const char *label;
    enum sql add;
} dicts[DICT__COUNT] = {
    [DICT_SOURCE] = {"source",     SQL_source_add        },
    [DICT_METRIC] = {"metric",     SQL__COUNT            }, // metrics have definitions: metric.c
    [DICT_TOUCHPOINT] = {"touchpoint", SQL_touchpoint_add    },
    [DICT_CHANNEL] = {"channel",    SQL_channel_add       },
    [DICT_UNIT] = {"unit",       SQL_unit_add          },
    [DICT_SEGMENT] = {"segment",    SQL_segment_add       },
    [DICT_NAMESPACE] = {"namespace",  SQL_namespace_add     },
    [DICT_ATTRIBUTE] = {"attribute",  SQL_attribute_name_add},
};

#define DEFAULT_ZONE "Europe/Helsinki"

bool company_setting(ctx *c, const char *name, str otherwise, str *out)
{
    str text = {0};
    *out = otherwise;
    if (!store_str(c, SQL_company_setting, VALS(V_STR(str_of(name))), &text)) return false;
    if (text.size) *out = text;
    return true;
}

bool company_set(ctx *c, const char *name, str value)
{
    return store_run(c, SQL_company_set, VALS(V_STR(str_of(name)), V_STR(value), V_I64(c->now_ms)));
}

bool company_prepare(ctx *c)
{
    assert(store_in_transaction(c));
    str salt = {0};
    if (!company_setting(c, "store.salt", (str){0}, &salt)) return false;
    if (!salt.size) {
        const char *text = fmt(c->arena, "%016llx%016llx", (unsigned long long)c->random(c),
                               (unsigned long long)c->random(c));
        if (!company_set(c, "store.salt", str_of(text)) ||
            !company_set(c, "company.zone", S(DEFAULT_ZONE)))
            return false;
    }
    return metric_add_builtins(c);
}

static bool salt_parse(str text, struct hash_seed *out)
{
    if (text.size != 32) return false;
    for (i64 i = 0; i < 16; i++) {
        u32 byte = 0;
        if (sscanf(text.s + 2 * i, "%2x", &byte) != 1) return false;
        out->bytes[i] = (u8)byte;
    }
    return true;
}

bool company_rules(ctx *c, struct batch_rules *out)
{
    str salt = {0}, zone = {0};
    if (!company_setting(c, "store.salt", (str){0}, &salt) ||
        !company_setting(c, "company.zone", S(DEFAULT_ZONE), &zone))
        return false;
    struct batch_rules rules = {0};
    if (!salt_parse(salt, &rules.salt))
        return fail_with(c, ERR_STORE, tr(c, "the store has no salt for keys"),
                         tr(c, "Restore the store from its backup."));
    struct metrics *metrics = NEW(c->arena, struct metrics);
    rules.metrics = metrics;
    rules.zone = zone_find(c, zone);
    if (!rules.zone || !metric_load(c, metrics)) return false;
    *out = rules;
    return true;
}

bool company_names(ctx *c, struct names out[DICT__COUNT])
{
    struct rows rows;
    if (!store_rows(c, SQL_company_names, NO_VALS, &rows)) return false;
    for (i64 d = 0; d < DICT__COUNT; d++)
        out[d] = (struct names){.count = 1};
    for (i64 i = 0; i < rows.count; i++) {
        struct names *names = &out[rows.column[0].i[i]];
        names->count = MAX(names->count, rows.column[1].i[i] + 1);
    }
    for (i64 d = 0; d < DICT__COUNT; d++)
        out[d].name = NEW_ARRAY(c->arena, str, out[d].count);
    for (i64 i = 0; i < rows.count; i++)
        out[rows.column[0].i[i]].name[rows.column[1].i[i]] = rows.column[2].text[i];
    return true;
}

i64 names_find(const struct names *names, str name)
{
    if (!name.size) return 0;
    for (i64 i = 1; i < names->count; i++)
        if (str_equal(names->name[i], name)) return i;
    return -1;
}

bool company_name_add(ctx *c, enum dict dict, i64 id, str name)
{
    assert(dict != DICT_METRIC);
    return store_run(c, dicts[dict].add, VALS(V_I64(id), V_STR(name)));
}

const char *dict_label(enum dict dict)
{
    assert(dict < DICT__COUNT);
    return dicts[dict].label;
}

// What a mapping declares.

static bool field_text(ctx *c, const char *what, const char *name, json_t *object,
                       const char *field, str *out)
{
    json_t *value = json_object_get(object, field);
    if (!value) return true;
    if (!json_is_string(value) || json_text(value).size > BOUND_NAME_BYTES)
        return fail_with(c, ERR_BAD_INPUT,
                         fmt(c->arena, tr(c, "%s \"%s\": \"%s\" is not right"), what, name, field),
                         tr(c, "It must be a text of at most 200 bytes."));
    *out = json_text(value);
    return true;
}

static bool declared(ctx *c, const char *what, const char *name, json_t *value,
                     const char *const *known, i64 count)
{
    if (!name[0] || strlen(name) > BOUND_NAME_BYTES)
        return fail_with(c, ERR_BAD_INPUT,
                         fmt(c->arena, tr(c, "a name under \"%ss\" is empty or too long"), what),
                         tr(c, "Give it a name of at most 200 bytes."));
    if (!json_is_object(value))
        return fail_with(c, ERR_BAD_INPUT,
                         fmt(c->arena, tr(c, "%s \"%s\" is not an object"), what, name),
                         tr(c, "Write it as {\"field\": \"value\"}."));
    const char *field = NULL;
    json_t *ignored = NULL;
    json_object_foreach(value, field, ignored)
    {
        bool is_known = false;
        for (i64 i = 0; i < count; i++)
            is_known = is_known || str_equal(str_of(field), str_of(known[i]));
        if (!is_known)
            return fail_with(c, ERR_BAD_INPUT,
                             fmt(c->arena, tr(c, "%s \"%s\" has a field \"%s\" that is not known"),
                                 what, name, field),
                             fmt(c->arena, tr(c, "Known are: %s%s%s%s%s."), known[0],
                                 count > 1 ? ", " : "", count > 1 ? known[1] : "",
                                 count > 2 ? ", " : "", count > 2 ? known[2] : ""));
    }
    return true;
}

// The id of a name, made when it is new.
static bool name_id(ctx *c, enum dict dict, struct names *names, str name, i64 *id)
{
    *id = names_find(names, name);
    if (*id >= 0) return true;
    *id = names->count;
    str *grown = NEW_ARRAY(c->arena, str, names->count + 1);
    for (i64 i = 0; i < names->count; i++)
        grown[i] = names->name[i];
    grown[names->count++] = str_copy(c->arena, name);
    names->name = grown;
    return company_name_add(c, dict, *id, name);
}

static bool organisation_id(ctx *c, str name, i64 *id)
{
    *id = 0;
    if (!name.size) return true;
    if (!store_i64(c, SQL_organisation_id, VALS(V_STR(name)), id)) return false;
    if (*id) return true;
    // An organisation that is named for the first time beside ours is a competitor until it is said
    // to be ours.
    return store_i64(c, SQL_organisation_next, NO_VALS, id) &&
           store_run(c, SQL_organisation_add, VALS(V_I64(*id), V_STR(name), V_I64(0)));
}

static bool declare_organisations(ctx *c, json_t *organisations)
{
    static const char *const known[] = {"ours"};
    const char *name = NULL;
    json_t *value = NULL;
    json_object_foreach(organisations, name, value)
    {
        if (!declared(c, "organisation", name, value, known, COUNT_OF(known))) return false;
        i64 id = 0;
        const json_t *ours = json_object_get(value, "ours");
        if (ours && !json_is_boolean(ours))
            return fail_with(c, ERR_BAD_INPUT,
                             fmt(c->arena, tr(c, "%s \"%s\": \"%s\" is not right"), "organisation",
                                 name, "ours"),
                             tr(c, "It must be true or false."));
        if (!organisation_id(c, str_of(name), &id)) return false;
        if (ours && !store_run(c, SQL_organisation_set, VALS(V_I64(id), V_I64(json_is_true(ours)))))
            return false;
    }
    return true;
}

static bool declare_units(ctx *c, struct names *names, json_t *units)
{
    static const char *const known[] = {"organisation"};
    const char *name = NULL;
    json_t *value = NULL;
    json_object_foreach(units, name, value)
    {
        str organisation = {0};
        i64 id = 0, of = 0;
        if (!declared(c, "unit", name, value, known, COUNT_OF(known)) ||
            !field_text(c, "unit", name, value, "organisation", &organisation) ||
            !name_id(c, DICT_UNIT, names, str_of(name), &id) ||
            !organisation_id(c, organisation, &of))
            return false;
        if (of && !store_run(c, SQL_unit_set, VALS(V_I64(id), V_I64(of)))) return false;
    }
    return true;
}

static bool declare_touchpoints(ctx *c, struct names *names, json_t *touchpoints)
{
    static const char *const known[] = {"stage", "owner", "label"};
    const char *name = NULL;
    json_t *value = NULL;
    json_object_foreach(touchpoints, name, value)
    {
        str stage = {0}, owner = {0}, label = {0};
        i64 id = 0;
        if (!declared(c, "touchpoint", name, value, known, COUNT_OF(known)) ||
            !field_text(c, "touchpoint", name, value, "stage", &stage) ||
            !field_text(c, "touchpoint", name, value, "owner", &owner) ||
            !field_text(c, "touchpoint", name, value, "label", &label) ||
            !name_id(c, DICT_TOUCHPOINT, names, str_of(name), &id) ||
            !store_run(c, SQL_touchpoint_set,
                       VALS(V_I64(id), V_STR(label), V_STR(stage), V_STR(owner))))
            return false;
    }
    return true;
}

bool company_declare(ctx *c, json_t *organisations, json_t *units, json_t *touchpoints)
{
    assert(store_in_transaction(c));
    struct names names[DICT__COUNT];
    return company_names(c, names) && declare_organisations(c, organisations) &&
           declare_units(c, &names[DICT_UNIT], units) &&
           declare_touchpoints(c, &names[DICT_TOUCHPOINT], touchpoints);
}

bool company_scale_note(ctx *c, str source, i64 metric, struct scale_note note)
{
    assert(store_in_transaction(c));
    struct names names[DICT__COUNT];
    i64 id = 0, known = 0;
    if (!company_names(c, names) || !name_id(c, DICT_SOURCE, &names[DICT_SOURCE], source, &id) ||
        !store_i64(c, SQL_scale_known, VALS(V_I64(id), V_I64(metric)), &known))
        return false;
    return known || store_run(c, SQL_scale_add,
                              VALS(V_I64(id), V_I64(metric), V_DEC4(note.low_e4),
                                   V_DEC4(note.high_e4), V_STR(str_of(note.rule))));
}

bool company_mapping_keep(ctx *c, str name, str text)
{
    str kept = {0};
    if (!store_str(c, SQL_mapping_text, VALS(V_STR(name)), &kept)) return false;
    if (str_equal(kept, text)) return true;
    return store_run(c, SQL_mapping_add, VALS(V_STR(name), V_STR(text), V_I64(c->now_ms)));
}

bool company_mapping(ctx *c, str name, str *text)
{
    *text = (str){0};
    if (!store_str(c, SQL_mapping_text, VALS(V_STR(name)), text)) return false;
    if (text->size) return true;
    struct rows rows;
    if (!store_rows(c, SQL_mapping_names, NO_VALS, &rows)) return false;
    buf list = buf_new(c->arena, 4000);
    for (i64 i = 0; i < MIN(rows.count, 20); i++)
        buf_fmt(&list, "%s%.*s", i ? ", " : "", STR(rows.column[0].text[i]));
    return fail_with(c, ERR_NOT_FOUND,
                     fmt(c->arena, tr(c, "there is no mapping named \"%.*s\""), STR(name)),
                     rows.count ? fmt(c->arena, tr(c, "There are: %s."), list.s)
                                : tr(c, "Make one with `tuntuma import FILE --suggest`."));
}
