#include "web/record_form.h"

#include "web/labels.h"
#include "web/money.h"
#include "web/record_choose.h"
#include "web/record_request.h"
#include "web/record_show.h"

static bool may_fill(const struct record_asker *asker, const struct record *record,
                     const struct kind_field *field)
{
    bool is_fixed = field->fixed && record->id;
    return !is_fixed && record_may(field->may_see, asker->roles) &&
           record_may(field->may_change, asker->roles);
}

static enum form_kind form_kind_of(const struct kind_field *field)
{
    switch (field->type) {
    case KIND_LONG_TEXT:
        return FORM_LONG_TEXT;
    case KIND_NUMBER:
    case KIND_MONEY:
        return FORM_NUMBER;
    case KIND_DATE:
        return FORM_DATE;
    case KIND_YES_NO:
    case KIND_CHOICE:
        return FORM_CHOICE;
    case KIND_CHOICES:
        return FORM_CHECKS;
    case KIND_TEXT:
    case KIND_TIME:
    case KIND_REF:
    case KIND_CUSTOMER:
    case KIND_PERSON:
    case KIND_FILE:
    case KIND_TYPE__COUNT:
        break;
    }
    return FORM_TEXT;
}

static const struct form_option *choice_options(ctx *c, const struct kind_field *field)
{
    i64 count = 0, first = field->type == KIND_CHOICE;
    while (field->choices[count].name)
        count++;
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, count + 2);
    if (first) options[0] = (struct form_option){"", tr(c, "– none –")};
    for (i64 i = 0; i < count; i++)
        options[i + first] =
            (struct form_option){field->choices[i].name, tr(c, field->choices[i].label)};
    return options;
}

static const struct form_option *yes_no_options(ctx *c)
{
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, 4);
    options[0] = (struct form_option){"", tr(c, "– not said –")};
    options[1] = (struct form_option){"yes", tr(c, "yes")};
    options[2] = (struct form_option){"no", tr(c, "no")};
    return options;
}

static void split_choices(ctx *c, str names, struct form_field *field)
{
    str *values = NEW_ARRAY(c->arena, str, names.size + 1), name;
    while (str_cut(&names, ',', &name))
        values[field->value_count++] = name;
    field->values = values;
}

// A reference is chosen from a list, or typed by its title where the list would be too long.
static bool fill_reference(ctx *c, const struct record_asker *asker,
                           const struct record_value *value, const struct kind *target,
                           struct form_field *field)
{
    struct form_option *options = NULL;
    i64 chosen = value->given ? value->i : 0;
    if (!record_choose_from(c, asker, target, chosen, tr(c, "– none –"), &options)) return false;
    field->options = options;
    if (options) field->kind = FORM_CHOICE;
    if (!options) field->lookup_href = fmt(c->arena, "/search?kind=%s", target->name);
    if (!options && chosen) field->value = str_of(fmt(c->arena, "#%lld", (long long)chosen));
    return true;
}

static bool add_field(ctx *c, const struct request *request, const struct record_asker *asker,
                      const struct record *record, bool is_fresh, i64 index, json_t *form)
{
    const struct kind_field *field = &asker->kind->fields[index];
    const struct record_value *value = &record->values[index];
    const struct kind *target = value_target(field);
    struct form_field shown = {.name = field->name,
                               .kind = form_kind_of(field),
                               .label = tr(c, field->label),
                               .help = tr(c, field->help),
                               .value = value_write(c, field, value),
                               .required = field->required,
                               .is_fresh = is_fresh && !request_problem(request, field->name),
                               .unit = field->unit ? tr(c, field->unit) : NULL};
    if (field->type == KIND_MONEY && !money_sign(c, &shown.unit)) return false;
    if (field->choices) shown.options = choice_options(c, field);
    if (field->type == KIND_YES_NO) shown.options = yes_no_options(c);
    if (target && !fill_reference(c, asker, value, target, &shown)) return false;
    if (field->type == KIND_CHOICES) {
        split_choices(c, value->text, &shown);
        form_hide(c, form, field->name, (str){0}); // so that none of them can be said
    }
    form_add(c, request, form, shown);
    return true;
}

static bool add_told(ctx *c, const struct request *request, const struct record_asker *asker,
                     const struct record *record, i64 index, json_t *form)
{
    const struct kind_field *field = &asker->kind->fields[index];
    struct shown *shown = NULL;
    if (!record_show_field(c, asker, record, 1, index, &shown)) return false;
    const char *why = field->fixed ? tr(c, "It cannot change any more: facts point at it.")
                                   : tr(c, "Somebody else may change it.");
    form_add(c, request, form,
             (struct form_field){.name = field->name,
                                 .kind = FORM_TOLD,
                                 .label = tr(c, field->label),
                                 .help = why,
                                 .value = shown->text});
    return true;
}

bool record_form_add(ctx *c, const struct request *request, const struct record_asker *asker,
                     const struct record *record, bool is_fresh, json_t *form)
{
    for (i64 i = 0; asker->kind->fields[i].name; i++) {
        const struct kind_field *field = &asker->kind->fields[i];
        if (!record_may(field->may_see, asker->roles)) continue;
        bool is_filled = may_fill(asker, record, field);
        bool is_told = !is_filled && record->id && record->values[i].given;
        if (is_filled && !add_field(c, request, asker, record, is_fresh, i, form)) return false;
        if (is_told && !add_told(c, request, asker, record, i, form)) return false;
    }
    return true;
}

// Reading

static bool is_typed(const struct request *request, str name)
{
    for (i64 i = 0; i < request->typed_count; i++)
        if (str_equal(request->typed[i].name, name)) return true;
    return false;
}

// What somebody else wrote meanwhile, and shall stay.
static bool is_kept(const struct request *request, str name)
{
    for (i64 i = 0; i < request->typed_count; i++)
        if (str_equal(request->typed[i].name, S("keep")) &&
            str_equal(request->typed[i].value, name))
            return true;
    return false;
}

static str typed_of(ctx *c, const struct request *request, const struct kind_field *field)
{
    str name = str_of(field->name);
    if (field->type != KIND_CHOICES) return request_typed(request, field->name);
    buf list = buf_new(c->arena, 64000);
    for (i64 i = 0; i < request->typed_count; i++)
        if (str_equal(request->typed[i].name, name) && request->typed[i].value.size)
            buf_fmt(&list, "%s%.*s", list.size ? "," : "", STR(request->typed[i].value));
    return buf_str(&list);
}

bool record_form_read(ctx *c, const struct request *request, const struct record_asker *asker,
                      struct record *record, struct record_problems *problems)
{
    for (const struct kind_field *field = asker->kind->fields; field->name; field++) {
        str name = str_of(field->name);
        if (!is_typed(request, name) || is_kept(request, name)) continue;
        if (!record_put(c, record, name, typed_of(c, request, field), asker->roles, problems))
            return false;
    }
    return true;
}

void record_form_problems(ctx *c, const struct request *request, json_t *form,
                          const struct record_problems *problems)
{
    json_t *list = json_object_get(form, "problems");
    for (i64 i = 0; i < problems->count; i++) {
        const struct record_problem *problem = &problems->problem[i];
        bool is_beside = request_problem(request, problem->field) ||
                         (!strcmp(problem->field, "why") && request_problem(request, "reason"));
        if (is_beside) continue;
        json_t *one = json_new_object(c);
        json_put_c(one, "href", "#main");
        json_put_c(one, "label", NULL);
        json_put_c(one, "msg", label_capital(c, problem->msg));
        json_put_c(one, "hint", problem->hint);
        json_array_append(list, one);
        json_put_bool(form, "has_problems", true);
    }
}
