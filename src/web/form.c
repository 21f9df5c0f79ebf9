#include "web/form.h"

#include "base/lang.h"

#include "http/guard.h"
#include "web/labels.h"

static const char *const flags[] = {
    [FORM_TEXT] = "is_text",           [FORM_EMAIL] = "is_email",   [FORM_PASSWORD] = "is_password",
    [FORM_NUMBER] = "is_number",       [FORM_DATE] = "is_date",     [FORM_TIME] = "is_time",
    [FORM_LONG_TEXT] = "is_long_text", [FORM_CHOICE] = "is_choice", [FORM_RADIO] = "is_radio",
    [FORM_CHECKS] = "is_checks",       [FORM_YES_NO] = "is_yes_no", [FORM_FILE] = "is_file",
    [FORM_TOLD] = "is_hidden_note",
};

json_t *form_new(ctx *c, const struct request *request, struct response *response,
                 struct form_about about)
{
    json_t *form = json_new_object(c);
    json_put_c(form, "action", about.action);
    json_put_c(form, "method", about.is_get ? "get" : "post");
    json_put_bool(form, "is_post", !about.is_get);
    bool has_token = !about.is_get && !request->route->is_keyed; // customers have no session
    json_put_c(form, "csrf", has_token ? guard_token(c, request, response) : NULL);
    json_put_bool(form, "files", about.files);
    json_put_bool(form, "danger", about.danger);
    json_put_c(form, "submit_label", about.submit);
    json_put_c(form, "cancel_href", about.cancel_href);
    json_put_c(form, "note", about.note);
    json_put(form, "hidden", json_new_array(c));
    json_put(form, "fields", json_new_array(c));
    json_put(form, "problems", json_new_array(c));
    json_put_bool(form, "has_problems", false);
    return form;
}

// What was typed in this form's fields goes before what is stored.
static bool was_typed(const struct request *request)
{
    return request->method == POST && request->typed != NULL;
}

static bool is_typed(const struct request *request, const char *name, str value)
{
    for (i64 i = 0; i < request->typed_count; i++)
        if (str_equal(request->typed[i].name, str_of(name)) &&
            str_equal(request->typed[i].value, value))
            return true;
    return false;
}

static bool is_chosen(const struct request *request, const struct form_field *field, str value)
{
    if (was_typed(request) && !field->is_fresh) return is_typed(request, field->name, value);
    if (field->kind != FORM_CHECKS) return str_equal(field->value, value);
    for (i64 i = 0; i < field->value_count; i++)
        if (str_equal(field->values[i], value)) return true;
    return false;
}

static void put_options(ctx *c, const struct request *request, const struct form_field *field,
                        json_t *model)
{
    static const struct form_option yes_no[] = {
        {"1",       N_("Yes")},
        {"0",         N_("No")},
        {0}
    };
    bool is_yes_no = field->kind == FORM_YES_NO;
    const struct form_option *options = is_yes_no ? yes_no : field->options;
    json_t *list = json_new_array(c);
    for (i64 i = 0; options && options[i].value; i++) {
        json_t *one = json_new_object(c);
        json_put_c(one, "value", options[i].value);
        json_put_c(one, "label", is_yes_no ? tr(c, options[i].label) : options[i].label);
        json_put_c(one, "id", fmt(c->arena, "field-%s-%lld", field->name, (long long)i));
        json_put_bool(one, "is_selected", is_chosen(request, field, str_of(options[i].value)));
        json_array_append(list, one);
    }
    json_put(model, "options", list);
}

static void put_problem(ctx *c, const struct request *request, const struct form_field *field,
                        json_t *form, json_t *model)
{
    const struct problem *problem = request_problem(request, field->name);
    json_put_bool(model, "has_problem", problem != NULL);
    json_put_null(model, "problem"); // a template would look for it further out
    if (!problem) return;
    json_t *one = json_new_object(c);
    bool has_options = json_array_size(json_object_get(model, "options")) > 0;
    bool is_list = has_options && field->kind != FORM_CHOICE;
    json_put_c(one, "href", fmt(c->arena, "#field-%s%s", field->name, is_list ? "-0" : ""));
    json_put_c(one, "label", field->label);
    json_put_c(one, "msg", label_capital(c, problem->msg));
    json_put_c(one, "hint", problem->hint);
    json_put(model, "problem", one);
    json_array_append(json_object_get(form, "problems"), one);
    json_put_bool(form, "has_problems", true);
}

void form_add(ctx *c, const struct request *request, json_t *form, struct form_field field)
{
    json_t *model = json_new_object(c);
    bool is_secret = field.kind == FORM_PASSWORD;
    bool as_typed = was_typed(request) && !field.is_fresh && field.kind != FORM_TOLD;
    str value = as_typed ? request_typed(request, field.name) : field.value;
    json_put_c(model, "name", field.name);
    json_put_c(model, "id", fmt(c->arena, "field-%s", field.name));
    json_put_bool(model, flags[field.kind], true);
    json_put_c(model, "label", field.label);
    json_put_c(model, "help", field.help);
    json_put_bool(model, "has_help", field.help && *field.help);
    json_put_bool(model, "required", field.required);
    json_put_str(model, "value", is_secret ? (str){0} : value);
    json_put_c(model, "unit", field.unit);
    json_put_c(model, "autocomplete", field.autocomplete);
    json_put_c(model, "min", field.min);
    json_put_c(model, "max", field.max);
    json_put_c(model, "step", field.step);
    static const char *const further[] = {"rows", "is_wide", "lookup_href", "mention_href",
                                          "accept"};
    for (i64 i = 0; i < COUNT_OF(further); i++)
        json_put_null(model, further[i]);
    if (field.kind == FORM_LONG_TEXT) json_put_bool(model, "is_wide", true);
    json_put_bool(model, "is_many", field.many);
    json_put_c(model, "lookup_href", field.lookup_href);
    json_put_c(model, "mention_href", field.mention_href);
    put_options(c, request, &field, model);
    put_problem(c, request, &field, form, model);
    json_array_append(json_object_get(form, "fields"), model);
}

void form_hide(ctx *c, json_t *form, const char *name, str value)
{
    json_t *one = json_new_object(c);
    json_put_c(one, "name", name);
    json_put_str(one, "value", value);
    json_array_append(json_object_get(form, "hidden"), one);
}
