// The routes as OpenAPI 3.0.3 (spec.openapis.org/oas/v3.0.3): what the table says, nothing added by
// hand.
#include "http/guard.h"
#include "http/router.h"

static json_t *schema_of(ctx *c, const struct field *field)
{
    static const char *const types[] = {
        [FIELD_TEXT] = "string",  [FIELD_I64] = "integer", [FIELD_F64] = "number",
        [FIELD_BOOL] = "boolean", [FIELD_DAY] = "string",  [FIELD_CHOICE] = "string",
        [FIELD_FILE] = "string",
    };
    json_t *schema = json_new_object(c);
    json_put_c(schema, "type", types[field->type]);
    bool is_number = field->type == FIELD_I64 || field->type == FIELD_F64;
    if (field->type == FIELD_DAY) json_put_c(schema, "format", "date");
    if (field->type == FIELD_FILE) json_put_c(schema, "format", "binary");
    if (is_number && field->min < field->max) {
        json_put_i64(schema, "minimum", field->min);
        json_put_i64(schema, "maximum", field->max);
    }
    if (field->type == FIELD_CHOICE) {
        json_t *choices = json_new_array(c);
        for (i64 i = 0; field->choices[i]; i++)
            json_array_append_new(choices, json_string(field->choices[i]));
        json_put(schema, "enum", choices);
    }
    if (!field->many) return schema;
    json_t *list = json_new_object(c);
    json_put_c(list, "type", "array");
    json_put(list, "items", schema);
    return list;
}

static json_t *parameter_of(ctx *c, str name, const char *where, bool required)
{
    json_t *parameter = json_new_object(c);
    json_put_str(parameter, "name", name);
    json_put_c(parameter, "in", where);
    json_put_bool(parameter, "required", required);
    return parameter;
}

static json_t *parameters_of(ctx *c, const struct route *route)
{
    json_t *parameters = json_new_array(c);
    str path = str_of(route->path), part;
    while (str_cut(&path, '/', &part)) {
        if (!str_starts(part, S(":"))) continue;
        json_t *parameter = parameter_of(c, str_slice(part, 1, part.size), "path", true);
        json_t *schema = json_new_object(c);
        json_put_c(schema, "type", "string");
        json_put(parameter, "schema", schema);
        json_array_append(parameters, parameter);
    }
    const struct field *fields = route_has_form(route) ? NULL : route->in;
    for (const struct field *field = fields; field && field->name; field++) {
        json_t *parameter = parameter_of(c, str_of(field->name), "query", field->required);
        if (field->what) json_put_c(parameter, "description", field->what);
        json_put(parameter, "schema", schema_of(c, field));
        json_array_append(parameters, parameter);
    }
    return parameters;
}

static json_t *content_of(ctx *c, const char *type)
{
    json_t *content = json_new_object(c);
    json_put(content, type, json_new_object(c));
    return content;
}

// The fields of a form, and the token that a page of ours puts into it.
static json_t *form_of(ctx *c, const struct route *route)
{
    json_t *properties = json_new_object(c), *required = json_new_array(c);
    for (const struct field *field = route->in; field && field->name; field++) {
        json_t *schema = schema_of(c, field);
        if (field->what) json_put_c(schema, "description", field->what);
        json_put(properties, field->name, schema);
        if (field->required) json_array_append_new(required, json_string(field->name));
    }
    if (!route->is_keyed) {
        json_t *token = json_new_object(c);
        json_put_c(token, "type", "string");
        json_put_c(token, "description", "The token of the page that the form stands on.");
        json_put(properties, GUARD_FIELD, token);
    }
    json_t *schema = json_new_object(c);
    json_put_c(schema, "type", "object");
    json_put(schema, "properties", properties);
    if (json_array_size(required) > 0) json_put(schema, "required", required);
    return schema;
}

static json_t *body_of(ctx *c, const struct route *route)
{
    json_t *content = content_of(c, route->body);
    if (route_has_form(route))
        json_put(json_object_get(content, route->body), "schema", form_of(c, route));
    json_t *body = json_new_object(c);
    json_put_bool(body, "required", true);
    json_put(body, "content", content);
    return body;
}

static json_t *answers_of(ctx *c, const struct route *route)
{
    json_t *done = json_new_object(c);
    json_put_c(done, "description", "Done.");
    json_t *content = content_of(c, "application/json");
    if (route->page) json_put(content, "text/html", json_new_object(c));
    if (!route->in_background) json_put(done, "content", content);
    json_t *error = json_new_object(c);
    json_put_c(error, "description", "Refused or failed; the body says why and what to do.");
    json_put(error, "content", content_of(c, "application/json"));
    json_t *answers = json_new_object(c);
    json_put(answers, "200", done);
    json_put(answers, "default", error);
    return answers;
}

// "/figures/:metric" is written "/figures/{metric}".
static const char *openapi_path(ctx *c, const char *path)
{
    buf out = buf_new(c->arena, 1000);
    str rest = str_slice(str_of(path), 1, (i64)strlen(path)), part;
    while (str_cut(&rest, '/', &part)) {
        bool is_name = str_starts(part, S(":"));
        buf_fmt(&out, is_name ? "/{%.*s}" : "/%.*s", STR(str_slice(part, is_name, part.size)));
    }
    return out.size ? out.s : "/";
}

static json_t *operation_of(ctx *c, const struct route *route)
{
    json_t *operation = json_new_object(c);
    json_put_c(operation, "summary", route->what);
    json_put(operation, "parameters", parameters_of(c, route));
    if (route->body) json_put(operation, "requestBody", body_of(c, route));
    json_put(operation, "responses", answers_of(c, route));
    return operation;
}

json_t *openapi_write(ctx *c, struct openapi_about about, const struct route *routes, i64 count)
{
    json_t *info = json_new_object(c);
    json_put_c(info, "title", about.title);
    json_put_c(info, "version", about.version);
    json_put_c(info, "description", about.what);
    json_t *paths = json_new_object(c);
    for (i64 i = 0; i < count; i++) {
        const char *path = openapi_path(c, routes[i].path);
        json_t *item = json_object_get(paths, path);
        if (!item) {
            item = json_new_object(c);
            json_put(paths, path, item);
        }
        json_put(item, routes[i].method == GET ? "get" : "post", operation_of(c, &routes[i]));
    }
    json_t *openapi = json_new_object(c);
    json_put_c(openapi, "openapi", "3.0.3");
    json_put(openapi, "info", info);
    json_put(openapi, "paths", paths);
    return openapi;
}
