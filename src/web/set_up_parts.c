#include "web/set_up_parts.h"

#include "base/lang.h"
#include "web/app.h"
#include "web/change.h"
#include "web/house.h"
#include "web/form.h"
#include "web/render.h"
#include "web/visitor.h"

json_t *set_up_page(ctx *c, const char *title, const char *question)
{
    json_t *page = json_new_object(c), *crumbs = json_new_array(c), *crumb = json_new_object(c);
    json_put_c(crumb, "label", tr(c, "Set-up"));
    json_put_c(crumb, "href", "/set-up");
    json_array_append(crumbs, crumb);
    json_put_c(page, "title", title);
    json_put_c(page, "question", question);
    json_put(page, "crumbs", crumbs);
    json_put_null(page, "secret");
    json_put_null(page, "form");
    json_put(page, "parts", json_new_array(c));
    return page;
}

json_t *set_up_part(ctx *c, json_t *page, struct set_up_part about)
{
    json_t *part = json_new_object(c);
    json_put_c(part, "id", about.id);
    json_put_c(part, "title", about.title);
    json_put_c(part, "text", about.text);
    json_put(part, "items", json_new_array(c));
    json_put_bool(part, "has_items", false);
    json_put_null(part, "list");
    json_put_null(part, "form");
    json_put_null(part, "deed");
    json_put_null(part, "link");
    json_array_append(json_object_get(page, "parts"), part);
    return part;
}

void set_up_item(ctx *c, json_t *part, struct set_up_item item)
{
    json_t *one = json_new_object(c);
    json_put_c(one, "label", item.label);
    json_put_c(one, "href", item.href);
    json_put_c(one, "badge", item.badge);
    json_put_c(one, "note", item.note);
    json_put_c(one, "action", item.action);
    json_put_c(one, "action_label", item.action_label);
    json_put(one, "hidden", item.hidden ? item.hidden : json_new_array(c));
    json_array_append(json_object_get(part, "items"), one);
    json_put_bool(part, "has_items", true);
}

json_t *set_up_hidden(ctx *c, json_t *hidden, const char *name, str value)
{
    json_t *one = json_new_object(c);
    if (!hidden) hidden = json_new_array(c);
    json_put_c(one, "name", name);
    json_put_str(one, "value", value);
    json_array_append(hidden, one);
    return hidden;
}

json_t *set_up_list(ctx *c, json_t *part, const char *label, const char *const *columns)
{
    static const char *const none[] = {"has_views", "has_actions", "has_chips",
                                       "has_rows",  "has_pages",   NULL};
    static const char *const null[] = {"search",     "filters",    "count_text",
                                       "empty",      "first_href", "next_href",
                                       "newer_href", "older_href", NULL};
    json_t *list = json_new_object(c), *heads = json_new_array(c);
    json_put_c(list, "label", label);
    for (; *columns; columns++) {
        json_t *head = json_new_object(c);
        json_put_c(head, "label", *columns);
        json_put_bool(head, "is_number", false);
        json_put_null(head, "sort_href");
        json_put_bool(head, "is_sorted", false);
        json_put_bool(head, "is_down", false);
        json_array_append(heads, head);
    }
    for (i64 i = 0; none[i]; i++)
        json_put_bool(list, none[i], false);
    for (i64 i = 0; null[i]; i++)
        json_put_null(list, null[i]);
    json_put(list, "columns", heads);
    json_put(list, "rows", json_new_array(c));
    json_put(part, "list", list);
    return list;
}

void set_up_row(ctx *c, json_t *list, const char *const *cells)
{
    const json_t *heads = json_object_get(list, "columns");
    json_t *row = json_new_object(c), *all = json_new_array(c);
    for (size_t i = 0; i < json_array_size(heads); i++) {
        json_t *cell = json_new_object(c);
        json_put(cell, "label", json_object_get(json_array_get(heads, i), "label"));
        json_put_c(cell, "text", cells[i] && *cells[i] ? cells[i] : NULL);
        json_put_bool(cell, "is_title", i == 0);
        json_put_bool(cell, "is_number", false);
        json_put_null(cell, "note");
        json_put_null(cell, "badge");
        json_put_null(cell, "href");
        json_array_append(all, cell);
    }
    json_put_null(row, "href");
    json_put(row, "cells", all);
    json_array_append(json_object_get(list, "rows"), row);
    json_put_bool(list, "has_rows", true);
}

void set_up_deed(ctx *c, json_t *part, const char *action, const char *label, bool is_main)
{
    json_t *deed = json_new_object(c);
    json_put_c(deed, "action", action);
    json_put_c(deed, "label", label);
    json_put_bool(deed, "is_main", is_main);
    json_put(part, "deed", deed);
}

void set_up_link(ctx *c, json_t *part, const char *href, const char *label)
{
    json_t *link = json_new_object(c);
    json_put_c(link, "href", href);
    json_put_c(link, "label", label);
    json_put(part, "link", link);
}

bool set_up_render(ctx *c, struct request *request, struct response *response, json_t *page)
{
    return render_page(c, request, response, "set_up", page);
}

// ---- Settings ----

static const char *field_name(const struct setting *setting, const char *group)
{
    size_t size = strlen(group);
    bool fits = !strncmp(setting->name, group, size) && setting->name[size] == '.';
    return fits ? setting->name + size + 1 : NULL;
}

static const struct form_option *options_of(ctx *c, const struct setting *setting)
{
    i64 count = 0;
    if (!setting->choices) return NULL;
    while (setting->choices[count])
        count++;
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, count + 1);
    for (i64 i = 0; i < count; i++)
        options[i] = (struct form_option){setting->choices[i],
                                          tr(c, setting_choice_label(setting->choices[i]))};
    return options;
}

static enum form_kind kind_of(enum setting_type type)
{
    switch (type) {
    case SETTING_NUMBER:
        return FORM_NUMBER;
    case SETTING_CHOICE:
        return FORM_RADIO;
    case SETTING_EMAIL:
        return FORM_EMAIL;
    case SETTING_SECRET:
        return FORM_PASSWORD;
    case SETTING_TEXT:
    case SETTING_ZONE:
    case SETTING_CURRENCY:
    case SETTING_COLOUR:
    case SETTING_HOST:
    case SETTING_ADDRESS:
    case SETTING_SITES:
    case SETTING_HOURS:
    case SETTING_FOLDER:
        return FORM_TEXT;
    }
    return FORM_TEXT;
}

bool settings_form(ctx *c, struct request *request, struct response *response, const char *group,
                   const char *action, json_t **out)
{
    *out = form_new(c, request, response,
                    (struct form_about){.action = action, .submit = tr(c, "Save")});
    for (i64 i = 0; i < settings_count; i++) {
        const struct setting *setting = &settings[i];
        const char *name = field_name(setting, group);
        str value = {0};
        if (!name) continue;
        if (!setting_text(c, setting->name, &value)) return false;
        bool is_secret = setting->type == SETTING_SECRET;
        const char *help = tr(c, setting->what);
        if (is_secret && value.size)
            help = fmt(c->arena, "%s %s", help, tr(c, "One is set; empty leaves it as it is."));
        form_add(c, request, *out,
                 (struct form_field){.name = name,
                                     .kind = kind_of(setting->type),
                                     .label = tr(c, setting->label),
                                     .help = help,
                                     .value = value,
                                     .options = options_of(c, setting),
                                     .autocomplete = is_secret ? "new-password" : NULL});
    }
    return true;
}

// What was typed for it; false when the form has no such field, or an empty secret.
static bool typed_of(const struct request *request, const struct setting *setting,
                     const char *group, str *out)
{
    const char *name = field_name(setting, group);
    const struct input *input = name ? request_input(request, name) : NULL;
    if (!name) return false;
    *out = input ? input->text : (str){0};
    return out->size || setting->type != SETTING_SECRET;
}

bool settings_check(ctx *c, struct request *request, const char *group, bool *sound)
{
    *sound = true;
    for (i64 i = 0; i < settings_count; i++) {
        str typed = {0}, kept = {0};
        if (!typed_of(request, &settings[i], group, &typed) ||
            setting_check(c, &settings[i], typed, &kept))
            continue;
        if (c->err.code != ERR_BAD_INPUT) return false;
        const char *name = field_name(&settings[i], group);
        request_problem_add(c, request, name, c->err.msg, c->err.hint);
        err_clear(c);
        *sound = false;
    }
    return true;
}

struct saving {
    const struct request *request;
    const char *group, *next;
    str who;
};

// Without a name to sign in with, no password stays.
static bool forget_password(ctx *c, const struct saving *saving)
{
    str user = {0};
    if (strcmp(saving->group, "mail") != 0) return true;
    if (!setting_text(c, "mail.user", &user)) return false;
    return user.size || setting_set(c, saving->who, setting_find(S("mail.password")), (str){0});
}

static bool save(ctx *c, void *data)
{
    const struct saving *saving = data;
    for (i64 i = 0; i < settings_count; i++) {
        str typed = {0};
        if (typed_of(saving->request, &settings[i], saving->group, &typed) &&
            !setting_set(c, saving->who, &settings[i], typed))
            return false;
    }
    return forget_password(c, saving);
}

static bool saved(ctx *c, struct request *request, struct response *response, const err *failure,
                  void *data)
{
    const struct saving *saving = data;
    if (failure->code != ERR_NONE) return page_change_failed(c, failure);
    house_forget(((struct app *)request->app)->house);
    response_see(c, response, saving->next);
    return true;
}

bool settings_save(ctx *c, struct request *request, struct response *response, const char *group,
                   const char *next)
{
    struct saving *saving = NEW(c->arena, struct saving);
    *saving = (struct saving){
        .request = request, .group = group, .next = next, .who = visitor_who(c, request)};
    // The zone is a rule of facts: what is known is read anew.
    return page_change(c, request, response,
                       (struct page_change){.apply = save, .then = saved, .data = saving});
}
