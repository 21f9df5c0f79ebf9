#include "web/record_choose.h"

#include "web/labels.h"
#include "web/record_inputs.h"
#include "web/record_request.h"
#include "web/record_show.h"

enum { OPTIONS_MAX = 200 };

// References.

static const char *number_text(ctx *c, i64 id)
{
    return fmt(c->arena, "%lld", (long long)id);
}

// One that is archived, or not the asker's to see, stands there all the same while it is chosen.
static bool add_chosen(ctx *c, const struct record_asker *asker, const struct kind *kind,
                       i64 chosen, struct form_option *option)
{
    struct shown *shown = NULL;
    if (!record_show_titles(c, asker, kind, &chosen, 1, &shown)) return false;
    *option = (struct form_option){number_text(c, chosen), str_c(c->arena, shown[0].text)};
    return true;
}

bool record_choose_from(ctx *c, const struct record_asker *asker, const struct kind *kind,
                        i64 chosen, const char *none, struct form_option **out)
{
    struct record_asker of = record_asker_of(asker, kind);
    struct record_query query = {.kind = kind, .rows_max = OPTIONS_MAX + 1};
    struct record_filter filters[2];
    struct record_page page = {0};
    *out = NULL;
    if (record_asker_sees_kind(&of) && record_may(kind->fields->may_see, of.roles) &&
        (!record_asker_narrow(c, &of, &query, filters) || !record_list(c, &query, &page)))
        return false;
    if (page.count > OPTIONS_MAX) return true;
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, page.count + 3);
    i64 count = 0;
    bool has_chosen = chosen == 0;
    options[count++] = (struct form_option){"", none};
    for (i64 i = 0; i < page.count; i++) {
        const struct record *record = &page.records[i];
        has_chosen = has_chosen || record->id == chosen;
        options[count++] =
            (struct form_option){number_text(c, record->id), str_c(c->arena, record_title(record))};
    }
    if (!has_chosen && !add_chosen(c, asker, kind, chosen, &options[count++])) return false;
    *out = options;
    return true;
}

// The form.

static const struct form_option *choice_options(ctx *c, const struct kind_field *field)
{
    i64 count = 0;
    while (field->choices[count].name)
        count++;
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, count + 3);
    options[0] = (struct form_option){"", tr(c, "– any –")};
    for (i64 i = 0; i < count; i++)
        options[i + 1] =
            (struct form_option){field->choices[i].name, tr(c, field->choices[i].label)};
    options[count + 1] = (struct form_option){RECORD_NOTHING, tr(c, "– nothing said –")};
    return options;
}

static bool ref_options(ctx *c, const struct record_asker *asker, const struct kind *target,
                        str chosen, const struct form_option **out)
{
    struct form_option *options = NULL;
    i64 id = 0, count = 0;
    *out = NULL;
    if (!str_i64(chosen, &id) && chosen.size && !str_equal(chosen, S(RECORD_NOTHING))) return true;
    if (!record_choose_from(c, asker, target, MAX(id, 0), tr(c, "– any –"), &options)) return false;
    if (!options) return true;
    while (options[count].value)
        count++;
    options = arena_grow(c->arena, options, count + 1, count + 2, (i64)sizeof *options);
    options[count] = (struct form_option){RECORD_NOTHING, tr(c, "– nothing said –")};
    *out = options;
    return true;
}

static const struct form_option *yes_no_options(ctx *c)
{
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, 5);
    options[0] = (struct form_option){"", tr(c, "– any –")};
    options[1] = (struct form_option){"yes", tr(c, "yes")};
    options[2] = (struct form_option){"no", tr(c, "no")};
    options[3] = (struct form_option){RECORD_NOTHING, tr(c, "– nothing said –")};
    return options;
}

static const char *range_label(ctx *c, const struct kind_field *field, bool is_end)
{
    const char *label = tr(c, field->label);
    return is_end ? fmt(c->arena, tr(c, "%s to"), label) : fmt(c->arena, tr(c, "%s from"), label);
}

static void add_range(ctx *c, const struct request *request, json_t *form,
                      const struct kind_field *field)
{
    enum form_kind kind = field->type == KIND_DATE ? FORM_DATE : FORM_TEXT;
    for (i64 i = 0; i < 2; i++) {
        const char *name = fmt(c->arena, i ? "%s.to" : "%s.from", field->name);
        form_add(c, request, form,
                 (struct form_field){.name = name,
                                     .kind = kind,
                                     .label = range_label(c, field, i == 1),
                                     .unit = field->unit,
                                     .value = request_text(request, name, (str){0})});
    }
}

static bool add_field(ctx *c, const struct request *request, const struct record_asker *asker,
                      json_t *form, const struct kind_field *field)
{
    const struct kind *target = value_target(field);
    struct form_field shown = {.name = field->name,
                               .kind = FORM_TEXT,
                               .label = tr(c, field->label),
                               .value = request_text(request, field->name, (str){0})};
    if (record_field_has_order(field)) {
        add_range(c, request, form, field);
        return true;
    }
    if (target && !ref_options(c, asker, target, shown.value, &shown.options)) return false;
    if (field->choices) shown.options = choice_options(c, field);
    if (field->type == KIND_YES_NO) shown.options = yes_no_options(c);
    if (shown.options) shown.kind = FORM_CHOICE;
    form_add(c, request, form, shown);
    return true;
}

static void add_order(ctx *c, const struct request *request, const struct record_asker *asker,
                      json_t *form)
{
    struct form_option *options =
        NEW_ARRAY(c->arena, struct form_option, 2 * (kind_fields(asker->kind) + 8));
    i64 count = 0;
    options[count++] = (struct form_option){"", tr(c, "– by name –")};
    for (struct record_column column = {0}; record_column_next(c, asker, &column);) {
        if (!column.sorts || column.index == 0) continue;
        options[count++] = (struct form_option){column.name, column.label};
        options[count++] = (struct form_option){
            fmt(c->arena, "-%s", column.name), fmt(c->arena, tr(c, "%s, downwards"), column.label)};
    }
    form_add(c, request, form,
             (struct form_field){.name = "sort",
                                 .kind = FORM_CHOICE,
                                 .label = tr(c, "Order"),
                                 .options = options,
                                 .value = request_text(request, "sort", (str){0})});
}

static bool put_form(ctx *c, const struct request *request, const struct record_asker *asker,
                     json_t *list)
{
    struct form_about about = {
        .action = fmt(c->arena, "/%s", asker->kind->path), .submit = tr(c, "Show"), .is_get = true};
    json_t *form = form_new(c, request, NULL, about);
    for (const struct kind_field *field = asker->kind->fields; field->name; field++)
        if (field->type != KIND_LONG_TEXT && record_may(field->may_see, asker->roles) &&
            !add_field(c, request, asker, form, field))
            return false;
    add_order(c, request, asker, form);
    static const char *const kept[] = {"search", "state", "shelf"};
    for (i64 i = 0; i < COUNT_OF(kept); i++) {
        if (!asker->kind->states && strcmp(kept[i], "state") == 0) continue;
        str value = request_text(request, kept[i], (str){0});
        if (value.size) form_hide(c, form, kept[i], value);
    }
    const struct input *column = request_input(request, "columns");
    for (; column; column = request_input_next(request, column))
        form_hide(c, form, "columns", column->text);
    json_put_bool(form, "is_open", false);
    json_put(list, "filters", form);
    return true;
}

// The field for words, which keeps all else that is asked.
static void put_search(ctx *c, const struct request *request, const struct record_asker *asker,
                       json_t *list)
{
    json_t *search = json_new_object(c), *hidden = json_new_array(c), *kept = json_new_array(c);
    json_put_c(search, "label", fmt(c->arena, tr(c, "Search %s"), tr(c, asker->kind->labels)));
    json_put_c(search, "name", "search");
    json_put_c(search, "action", fmt(c->arena, "/%s", asker->kind->path));
    json_put_str(search, "value", request_text(request, "search", (str){0}));
    for (i64 i = 0; i < request->input_count; i++) {
        static const char *const not [] = {"search", "after", "lang", "said", "format"};
        const char *name = request->inputs[i].field->name;
        bool is_kept = true;
        for (i64 j = 0; j < COUNT_OF(not ); j++)
            is_kept = is_kept && strcmp(name, not [j]) != 0;
        if (!is_kept) continue;
        json_t *one = json_new_object(c);
        json_put_c(one, "name", name);
        json_put_str(one, "value", request->inputs[i].text);
        json_array_append(hidden, one);
        if (strcmp(name, "columns") != 0) json_array_append(kept, one);
    }
    json_put(list, "kept", kept); // for the choice of columns
    json_put(search, "hidden", hidden);
    json_put(list, "search", search);
}

// What it is narrowed by now.

static void add_chip(ctx *c, const struct request *request, json_t *chips, const char *name,
                     const char *label, str value)
{
    struct pair change = {str_of(name), (str){0}};
    json_t *chip = json_new_object(c);
    json_put_c(chip, "label", label_capital(c, label));
    json_put_str(chip, "value_label", value);
    json_put_c(chip, "without_href", record_asked_href(c, request, &change, 1));
    json_array_append(chips, chip);
}

// As the filter was typed: a reference by its title, a choice by its label.
static bool filter_text(ctx *c, const struct record_asker *asker,
                        const struct record_filter *filter, str *out)
{
    const struct kind_field *field =
        &asker->kind->fields[kind_field_index(asker->kind, filter->field)];
    const struct kind *target = value_target(field);
    struct shown *shown = NULL;
    i64 id = 0;
    *out = filter->text;
    if (filter->how == FILTER_NONE) *out = str_of(tr(c, "nothing said"));
    if (filter->how != FILTER_IS) return true;
    if (field->choices) *out = str_of(record_choice_label(c, field, filter->text));
    if (!target || !str_i64(filter->text, &id) || id <= 0) return true;
    if (!record_show_titles(c, asker, target, &id, 1, &shown)) return false;
    *out = shown[0].text;
    return true;
}

static bool put_chips(ctx *c, const struct request *request, const struct record_asker *asker,
                      const struct record_asked *asked, json_t *list)
{
    json_t *chips = json_new_array(c);
    if (asked->query.search.size)
        add_chip(c, request, chips, "search", tr(c, "search"), asked->query.search);
    for (i64 i = 0; i < asked->asked_count; i++) {
        const struct record_filter *filter = &asked->filters[i];
        i64 index = kind_field_index(asker->kind, filter->field);
        const char *label = tr(c, asker->kind->fields[index].label);
        const char *name = asker->kind->fields[index].name;
        str text = {0};
        if (!filter_text(c, asker, filter, &text)) return false;
        bool is_range = filter->how == FILTER_FROM || filter->how == FILTER_TO;
        bool is_end = filter->how == FILTER_TO;
        if (is_range) {
            label = range_label(c, &asker->kind->fields[index], is_end);
            name = fmt(c->arena, is_end ? "%s.to" : "%s.from", name);
        }
        add_chip(c, request, chips, name, label, text);
    }
    json_put(list, "chips", chips);
    json_put_bool(list, "has_chips", json_array_size(chips) > 0);
    return true;
}

static void add_way(ctx *c, const struct request *request, json_t *ways, struct pair change,
                    const char *label, bool is_current)
{
    json_t *way = json_new_object(c);
    json_put_c(way, "label", label_capital(c, label));
    json_put_c(way, "href", record_asked_href(c, request, &change, 1));
    json_put_bool(way, "is_current", is_current);
    json_array_append(ways, way);
}

static void put_ways(ctx *c, const struct request *request, const struct record_asked *asked,
                     json_t *list)
{
    const struct kind *kind = asked->query.kind;
    json_t *states = json_new_array(c), *shelves = json_new_array(c);
    if (kind->states)
        add_way(c, request, states, (struct pair){S("state"), (str){0}}, tr(c, "all"),
                !asked->query.state.size);
    for (const struct kind_state *state = kind->states; state && state->name; state++)
        add_way(c, request, states, (struct pair){S("state"), str_of(state->name)},
                tr(c, state->label), str_equal(asked->query.state, str_of(state->name)));
    static const struct {
        enum record_shelf shelf;
        const char *name, *label;
    } all[] = {
        {SHELF_CURRENT, "",        N_("in the list")   },
        {SHELF_ARCHIVE, "archive", N_("in the archive")},
        {SHELF_BOTH,    "both",    N_("both")          }
    };
    for (i64 i = 0; i < COUNT_OF(all); i++)
        add_way(c, request, shelves, (struct pair){S("shelf"), str_of(all[i].name)},
                tr(c, all[i].label), asked->query.shelf == all[i].shelf);
    json_put(list, "states", states);
    json_put_bool(list, "has_states", kind->states != NULL);
    json_put(list, "shelves", shelves);
}

bool record_choose_put(ctx *c, const struct request *request, const struct record_asker *asker,
                       const struct record_asked *asked, json_t *list)
{
    put_search(c, request, asker, list);
    put_ways(c, request, asked, list);
    return put_form(c, request, asker, list) && put_chips(c, request, asker, asked, list);
}
