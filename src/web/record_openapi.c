#include "web/record_openapi.h"

static json_t *typed(ctx *c, const char *type, const char *format)
{
    json_t *schema = json_new_object(c);
    json_put_c(schema, "type", type);
    if (format) json_put_c(schema, "format", format);
    return schema;
}

static json_t *choices_of(ctx *c, const struct kind_field *field)
{
    json_t *schema = typed(c, "string", NULL), *names = json_new_array(c);
    for (const struct kind_choice *choice = field->choices; choice->name; choice++)
        json_array_append_new(names, json_string(choice->name));
    json_put(schema, "enum", names);
    return schema;
}

static json_t *schema_of(ctx *c, const struct kind_field *field)
{
    json_t *list = NULL;
    switch (field->type) {
    case KIND_NUMBER:
    case KIND_MONEY:
        return typed(c, "number", NULL);
    case KIND_DATE:
        return typed(c, "string", "date");
    case KIND_TIME:
        return typed(c, "string", "date-time");
    case KIND_YES_NO:
        return typed(c, "boolean", NULL);
    case KIND_CHOICE:
        return choices_of(c, field);
    case KIND_CHOICES:
        list = typed(c, "array", NULL);
        json_put(list, "items", choices_of(c, field));
        return list;
    case KIND_TEXT:
    case KIND_LONG_TEXT:
    case KIND_REF:
    case KIND_CUSTOMER:
    case KIND_PERSON:
    case KIND_FILE:
    case KIND_TYPE__COUNT:
        break;
    }
    return typed(c, "string", NULL);
}

json_t *record_openapi_field(ctx *c, const struct kind_field *field)
{
    json_t *schema = schema_of(c, field);
    bool is_text = field->type == KIND_TEXT || field->type == KIND_LONG_TEXT;
    bool is_number = field->type == KIND_NUMBER || field->type == KIND_MONEY;
    const char *what = field->help;
    if (field->refers) what = fmt(c->arena, "%s The id of a %s.", field->help, field->refers);
    if (field->type == KIND_PERSON) what = fmt(c->arena, "%s The id of a person.", field->help);
    if (field->unit) what = fmt(c->arena, "%s In %s.", what, field->unit);
    json_put_c(schema, "title", field->label);
    json_put_c(schema, "description", what);
    if (is_text && field->high > 0) json_put_f64(schema, "maxLength", field->high);
    if (is_number && field->low < field->high) {
        json_put_f64(schema, "minimum", field->low);
        json_put_f64(schema, "maximum", field->high);
    }
    if (!field->required) json_put_bool(schema, "nullable", true);
    return schema;
}

static json_t *fields_of(ctx *c, const struct kind *kind)
{
    json_t *schema = typed(c, "object", NULL), *properties = json_new_object(c);
    for (const struct kind_field *field = kind->fields; field->name; field++)
        json_put(properties, field->name, record_openapi_field(c, field));
    json_put(schema, "properties", properties);
    return schema;
}

static json_t *record_of(ctx *c, const struct kind *kind)
{
    static const struct {
        const char *name, *type, *format;
    } own[] = {
        {"id",         "string",  NULL       },
        {"kind",       "string",  NULL       },
        {"version",    "integer", NULL       },
        {"archived",   "boolean", NULL       },
        {"made",       "string",  "date-time"},
        {"made_by",    "string",  NULL       },
        {"changed",    "string",  "date-time"},
        {"changed_by", "string",  NULL       }
    };
    json_t *schema = typed(c, "object", NULL), *properties = json_new_object(c);
    for (i64 i = 0; i < COUNT_OF(own); i++)
        json_put(properties, own[i].name, typed(c, own[i].type, own[i].format));
    if (kind->states) {
        json_t *state = typed(c, "string", NULL), *names = json_new_array(c);
        for (const struct kind_state *s = kind->states; s->name; s++)
            json_array_append_new(names, json_string(s->name));
        json_put(state, "enum", names);
        json_put(properties, "state", state);
    }
    json_put(properties, "fields", fields_of(c, kind));
    json_put_c(schema, "description", kind->what);
    json_put(schema, "properties", properties);
    return schema;
}

// What a program sends: the fields themselves, flat, beside the version and the reason.
static json_t *body_of(ctx *c, const struct kind *kind, bool is_new)
{
    json_t *schema = fields_of(c, kind), *required = json_new_array(c);
    json_t *properties = json_object_get(schema, "properties");
    for (const struct kind_field *field = kind->fields; field->name; field++) {
        if (is_new && field->required) json_array_append_new(required, json_string(field->name));
        if (!is_new && field->fixed) json_object_del(properties, field->name);
    }
    json_put(properties, "reason", typed(c, "string", NULL));
    if (!is_new) {
        json_put(properties, "version", typed(c, "integer", NULL));
        json_array_append_new(required, json_string("version"));
    }
    if (json_array_size(required)) json_put(schema, "required", required);
    return schema;
}

static json_t *reference(ctx *c, const struct kind *kind)
{
    json_t *schema = json_new_object(c);
    json_put_c(schema, "$ref", fmt(c->arena, "#/components/schemas/%s", kind->name));
    return schema;
}

static json_t *within(ctx *c, const char *name, json_t *schema, bool is_list)
{
    json_t *object = typed(c, "object", NULL), *properties = json_new_object(c);
    if (is_list) {
        json_t *list = typed(c, "array", NULL);
        json_put(list, "items", schema);
        schema = list;
    }
    json_put(properties, name, schema);
    json_put(object, "properties", properties);
    return object;
}

static json_t *part(json_t *json, const char *const *names)
{
    for (; json && *names; names++)
        json = json_object_get(json, *names);
    return json;
}

static void put_answer(json_t *operation, json_t *schema)
{
    static const char *const where[] = {"responses", "200", "content", "application/json", NULL};
    json_t *content = part(operation, where);
    if (content) json_put(content, "schema", schema);
}

static void put_body(ctx *c, json_t *operation, json_t *schema)
{
    static const char *const where[] = {"requestBody", "content", NULL};
    json_t *content = part(operation, where), *json = json_new_object(c);
    json_put(json, "schema", schema);
    if (content) json_put(content, "application/json", json);
}

static json_t *operation(ctx *c, json_t *openapi, const struct kind *kind, const char *more,
                         const char *method)
{
    const char *const where[] = {"paths", fmt(c->arena, "/%s%s", kind->path, more), method, NULL};
    return part(openapi, where);
}

void record_openapi_put(ctx *c, json_t *openapi)
{
    json_t *components = json_new_object(c), *schemas = json_new_object(c);
    for (i64 i = 0; i < kinds_count(); i++) {
        const struct kind *kind = kind_at(i);
        json_t *add = operation(c, openapi, kind, "/new", "post");
        json_t *change = operation(c, openapi, kind, "/{id}/edit", "post");
        json_put(schemas, kind->name, record_of(c, kind));
        put_answer(operation(c, openapi, kind, "", "get"),
                   within(c, "records", reference(c, kind), true));
        put_answer(operation(c, openapi, kind, "/{id}", "get"),
                   within(c, "record", reference(c, kind), false));
        put_answer(add, reference(c, kind));
        put_answer(change, reference(c, kind));
        put_answer(operation(c, openapi, kind, "/{id}/steps/{step}", "post"), reference(c, kind));
        if (add) put_body(c, add, body_of(c, kind, true));
        if (change) put_body(c, change, body_of(c, kind, false));
    }
    json_put(components, "schemas", schemas);
    json_put(openapi, "components", components);
}
