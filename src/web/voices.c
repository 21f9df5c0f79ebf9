#include "web/voices.h"

#include <math.h>

#include "base/lang.h"
#include "base/locale.h"
#include "web/address.h"
#include "web/choices.h"
#include "web/form.h"
#include "web/labels.h"
#include "web/render.h"
#include "web/visitor.h"

enum { PER_PAGE = 25, OPTIONS_MAX = 500 };

static const char *const language_labels[] = {N_("Finnish"), N_("English"), N_("Swedish"),
                                              N_("not known")};
static const char *const tone_labels[] = {N_("unhappy"), N_("neither"), N_("happy")};

// ---- One remark ----

static void put_place(ctx *c, json_t *places, str label)
{
    if (!label.size) return;
    json_t *place = json_new_object(c);
    json_put_str(place, "label", label);
    json_array_append(places, place);
}

static json_t *themes_model(ctx *c, const struct voices_asked *asked, const i64 *ids)
{
    json_t *list = json_new_array(c);
    for (; ids && *ids; ids++)
        for (i64 i = 0; i < asked->theme_count; i++) {
            if (asked->themes[i].id != *ids) continue;
            json_t *one = json_new_object(c);
            json_put_str(one, "label", asked->themes[i].name);
            json_put_c(one, "href", fmt(c->arena, "/remarks?theme=%lld", (long long)*ids));
            json_array_append(list, one);
        }
    return list;
}

static json_t *feelings_model(ctx *c, i64 bits)
{
    json_t *list = json_new_array(c);
    for (i64 bit = 0; bit < VOICE_FEELINGS; bit++) {
        if (!(bits >> bit & 1)) continue;
        json_t *one = json_new_object(c);
        json_put_c(one, "name", voice_feeling_name(bit));
        json_put_c(one, "label", tr(c, voice_feeling_label(bit)));
        json_array_append(list, one);
    }
    return list;
}

// What a program read in it.
static void put_told(ctx *c, const struct remark_line *line, json_t *one)
{
    bool has_tone = line->id && line->tone != REMARK_TONE_UNKNOWN;
    json_t *felt = feelings_model(c, line->feelings);
    json_put_c(one, "language",
               line->language >= 0 ? language_code((enum words_language)line->language) : NULL);
    json_put_c(one, "html_lang",
               line->language >= 0 && line->language < WORDS_UNKNOWN
                   ? language_code((enum words_language)line->language)
                   : NULL);
    json_put_c(one, "tone_text", has_tone ? tr(c, tone_labels[line->tone + 1]) : NULL);
    json_put_bool(one, "is_unhappy", has_tone && line->tone == REMARK_UNHAPPY);
    json_put_bool(one, "is_happy", has_tone && line->tone == REMARK_HAPPY);
    json_put(one, "feelings", felt);
    json_put_bool(one, "has_feelings", json_array_size(felt) > 0);
}

static json_t *remark_model(ctx *c, const struct remark_line *line)
{
    json_t *one = json_new_object(c), *places = json_new_array(c);
    json_put_c(one, "id", line->id ? fmt(c->arena, "%lld", (long long)line->id) : NULL);
    json_put_c(one, "href",
               line->id ? fmt(c->arena, "/remarks/%lld", (long long)line->id) : NULL);
    json_put_str(one, "text", line->text);
    json_put_f64(one, "value", line->value);
    json_put_c(one, "value_text",
               isfinite(line->value)
                   ? fmt(c->arena, tr(c, "gave %s"), json_number_text(line->value, (char[32]){0}).s)
                   : NULL);
    json_put_str(one, "day", day_write(c->arena, line->day));
    json_put_str(one, "day_text", locale_day(c, line->day));
    put_place(c, places, line->unit);
    put_place(c, places, line->touchpoint);
    put_place(c, places, line->channel);
    put_place(c, places, line->segment);
    json_put(one, "places", places);
    json_put_str(one, "source", line->source);
    put_told(c, line, one);
    return one;
}

bool voices_put_remarks(ctx *c, const struct voices_asked *asked, const struct remark_page *page,
                        json_t *model)
{
    json_t *remarks = json_new_array(c);
    i64 *ids = NEW_ARRAY(c->arena, i64, page->count + 1);
    const i64 **themes = NULL;
    for (i64 i = 0; i < page->count; i++)
        ids[i] = page->remarks[i].id;
    if (!voice_themes_of(c, ids, page->count, &themes)) return false;
    for (i64 i = 0; i < page->count; i++) {
        json_t *one = remark_model(c, &page->remarks[i]);
        json_t *list = themes_model(c, asked, ids[i] ? themes[i] : NULL);
        json_put(one, "themes", list);
        json_put_bool(one, "has_themes", json_array_size(list) > 0);
        json_array_append(remarks, one);
    }
    json_put(model, "remarks", remarks);
    json_put_bool(model, "has_remarks", page->count > 0);
    return true;
}

// ---- What is asked, and what could be ----

static void add_chip(ctx *c, const struct voices_asked *asked, json_t *chips, const char *name,
                     const char *label, const char *value)
{
    json_t *chip = json_new_object(c);
    json_put_c(chip, "dim", name);
    json_put_c(chip, "dim_label", label);
    json_put_c(chip, "value", value);
    json_put_c(chip, "value_label", value);
    json_put_c(chip, "without_href", voices_href(c, "/remarks", asked, name, (str){0}));
    json_array_append(chips, chip);
}

static str theme_name(const struct voices_asked *asked)
{
    for (i64 i = 0; i < asked->theme_count; i++)
        if (asked->themes[i].id == asked->wish.theme) return asked->themes[i].name;
    return S("–");
}

static void add_wish_chips(ctx *c, const struct voices_asked *asked, json_t *chips)
{
    const struct remark_wish *wish = &asked->wish;
    if (wish->language)
        add_chip(c, asked, chips, "language", tr(c, "language"),
                 tr(c, language_labels[wish->language - 1]));
    if (wish->has_tone)
        add_chip(c, asked, chips, "tone", tr(c, "sounds"), tr(c, tone_labels[wish->tone + 1]));
    for (i64 bit = 0; bit < VOICE_FEELINGS; bit++)
        if (wish->feelings >> bit & 1)
            add_chip(c, asked, chips, "feeling", tr(c, "feeling"), tr(c, voice_feeling_label(bit)));
    if (wish->theme)
        add_chip(c, asked, chips, "theme", tr(c, "theme"), str_c(c->arena, theme_name(asked)));
    if (wish->has_least)
        add_chip(c, asked, chips, "least", tr(c, "at least"), fmt(c->arena, "%.10g", wish->least));
    if (wish->has_most)
        add_chip(c, asked, chips, "most", tr(c, "at most"), fmt(c->arena, "%.10g", wish->most));
    if (asked->search.size)
        add_chip(c, asked, chips, "q", tr(c, "words"), str_c(c->arena, asked->search));
}

// Filters of the question itself keep what else is asked.
static json_t *chips_of(ctx *c, const struct voices_asked *asked)
{
    json_t *chips = choices_filters(c, "/remarks", &asked->query);
    for (i64 i = 0; i < asked->query.where_count; i++) {
        struct voices_asked without = *asked;
        for (i64 k = i; k + 1 < without.query.where_count; k++)
            without.query.where[k] = without.query.where[k + 1];
        without.query.where_count--;
        json_put_c(json_array_get(chips, (size_t)i), "without_href",
                   voices_href(c, "/remarks", &without, NULL, (str){0}));
    }
    add_wish_chips(c, asked, chips);
    return chips;
}

static const struct {
    enum figure_dim dim;
    enum dict dict;
} chosen[] = {
    {DIM_TOUCHPOINT, DICT_TOUCHPOINT},
    {DIM_UNIT,       DICT_UNIT      },
    {DIM_SEGMENT,    DICT_SEGMENT   },
    {DIM_SOURCE,     DICT_SOURCE    }
};

static str filter_of(const struct voices_asked *asked, enum figure_dim dim)
{
    for (i64 i = 0; i < asked->query.where_count; i++)
        if (asked->query.where[i].on.dim == dim) return asked->query.where[i].value;
    return (str){0};
}

static void add_names(ctx *c, const struct request *request, const struct voices_asked *asked,
                      const struct names names[], json_t *form)
{
    for (i64 d = 0; d < COUNT_OF(chosen); d++) {
        const struct names *all = &names[chosen[d].dict];
        struct form_option *options =
            NEW_ARRAY(c->arena, struct form_option, MIN(all->count, OPTIONS_MAX) + 2);
        i64 count = 0;
        options[count++] = (struct form_option){"", tr(c, "Any")};
        for (i64 i = 1; i < MIN(all->count, OPTIONS_MAX); i++) {
            const char *name = str_c(c->arena, all->name[i]);
            if (*name) options[count++] = (struct form_option){name, name};
        }
        if (count < 2) continue;
        struct figure_by by = {.dim = chosen[d].dim};
        form_add(c, request, form,
                 (struct form_field){.name = figure_dim_name(chosen[d].dim),
                                     .kind = FORM_CHOICE,
                                     .label = label_capital(c, label_dim(c, &by)),
                                     .options = options,
                                     .value = filter_of(asked, chosen[d].dim)});
    }
}

struct choice {
    const char *name, *label, *help;
    const char *const *values;
    const char *const *labels;
    i64 count, at; // at: which one is chosen; -1: none
};

static void add_choice(ctx *c, const struct request *request, struct choice choice, json_t *form)
{
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, choice.count + 2);
    options[0] = (struct form_option){"", tr(c, "Any")};
    for (i64 i = 0; i < choice.count; i++)
        options[i + 1] =
            (struct form_option){choice.values[i], label_capital(c, tr(c, choice.labels[i]))};
    form_add(c, request, form,
             (struct form_field){.name = choice.name,
                                 .kind = FORM_CHOICE,
                                 .label = choice.label,
                                 .help = choice.help,
                                 .options = options,
                                 .value = str_of(choice.at < 0 ? "" : choice.values[choice.at])});
}

static void add_sounds(ctx *c, const struct request *request, const struct voices_asked *asked,
                       json_t *form)
{
    static const char *const codes[] = {"fi", "en", "sv", "unknown"};
    static const char *const tones[] = {"unhappy", "neither", "happy"};
    const char *names[VOICE_FEELINGS], *labels[VOICE_FEELINGS];
    const struct remark_wish *wish = &asked->wish;
    i64 feeling = -1;
    for (i64 bit = 0; bit < VOICE_FEELINGS; bit++) {
        names[bit] = voice_feeling_name(bit);
        labels[bit] = voice_feeling_label(bit);
        if (wish->feelings >> bit & 1) feeling = bit;
    }
    add_choice(c, request,
               (struct choice){"language", tr(c, "Language"), NULL, codes, language_labels,
                               COUNT_OF(codes), wish->language - 1},
               form);
    add_choice(c, request,
               (struct choice){"tone", tr(c, "Sounds"),
                               tr(c, "A program reads this from the words; it is right about two "
                                     "times in three, and knows Finnish and English."),
                               tones, tone_labels, COUNT_OF(tones),
                               wish->has_tone ? wish->tone + 1 : -1},
               form);
    add_choice(c, request,
               (struct choice){"feeling", tr(c, "Feeling"),
                               tr(c, "Read by a program too, and more often wrong than right."), names,
                               labels, VOICE_FEELINGS, feeling},
               form);
}

static void add_themes(ctx *c, const struct request *request, const struct voices_asked *asked,
                       json_t *form)
{
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, asked->theme_count + 2);
    options[0] = (struct form_option){"", tr(c, "Any")};
    for (i64 i = 0; i < asked->theme_count; i++)
        options[i + 1] =
            (struct form_option){fmt(c->arena, "%lld", (long long)asked->themes[i].id),
                                 str_c(c->arena, asked->themes[i].name)};
    if (!asked->theme_count) return;
    const char *at = asked->wish.theme ? fmt(c->arena, "%lld", (long long)asked->wish.theme) : "";
    form_add(c, request, form,
             (struct form_field){.name = "theme",
                                 .kind = FORM_CHOICE,
                                 .label = tr(c, "Theme"),
                                 .options = options,
                                 .value = str_of(at)});
}

static void add_number(ctx *c, const struct request *request, json_t *form, const char *name,
                       const char *label, const f64 *value)
{
    form_add(c, request, form,
             (struct form_field){.name = name,
                                 .kind = FORM_NUMBER,
                                 .label = label,
                                 .value = value ? str_of(fmt(c->arena, "%.10g", *value))
                                                : (str){0}});
}

static bool add_metric(ctx *c, const struct request *request, const struct voices_asked *asked,
                       json_t *form)
{
    struct metrics all;
    json_t *used = NULL, *one = NULL;
    if (!metric_load(c, &all) || !choices_metrics(c, &all, asked->query.metric, &used))
        return false;
    struct form_option *options =
        NEW_ARRAY(c->arena, struct form_option, (i64)json_array_size(used) + 2);
    i64 count = 0;
    options[count++] = (struct form_option){"", tr(c, "None")};
    size_t i = 0;
    json_array_foreach(used, i, one) options[count++] =
        (struct form_option){json_text(json_object_get(one, "name")).s,
                             json_text(json_object_get(one, "label")).s};
    form_add(c, request, form,
             (struct form_field){.name = "metric",
                                 .kind = FORM_CHOICE,
                                 .label = tr(c, "What was given with it"),
                                 .options = options,
                                 .value = asked->query.metric});
    const struct remark_wish *wish = &asked->wish;
    add_number(c, request, form, "least", tr(c, "At least"), wish->has_least ? &wish->least : NULL);
    add_number(c, request, form, "most", tr(c, "At most"), wish->has_most ? &wish->most : NULL);
    return true;
}

static void add_days(ctx *c, const struct request *request, const struct voices_asked *asked,
                     json_t *form)
{
    const struct figure_query *q = &asked->query;
    form_add(c, request, form,
             (struct form_field){
                 .name = "from",
                 .kind = FORM_DATE,
                 .label = tr(c, "From"),
                 .value = q->from_given ? day_write(c->arena, q->from) : (str){0}});
    form_add(c, request, form,
             (struct form_field){.name = "to",
                                 .kind = FORM_DATE,
                                 .label = tr(c, "To"),
                                 .value = q->to_given ? day_write(c->arena, q->to) : (str){0}});
}

// Filters that the form does not offer stay as they are.
static void hide_others(ctx *c, const struct voices_asked *asked, json_t *form)
{
    for (i64 i = 0; i < asked->query.where_count; i++) {
        const struct figure_where *where = &asked->query.where[i];
        bool is_offered = false;
        for (i64 d = 0; d < COUNT_OF(chosen); d++)
            is_offered = is_offered || where->on.dim == chosen[d].dim;
        if (is_offered) continue;
        form_hide(c, form, "where",
                  str_of(fmt(c->arena, "%.*s:%.*s", STR(label_dim_name(&where->on)),
                             STR(where->value))));
    }
}

static bool put_form(ctx *c, const struct request *request, struct response *response,
                     const struct voices_asked *asked, json_t *model)
{
    struct names names[DICT__COUNT];
    json_t *form = form_new(c, request, response,
                            (struct form_about){
                                .action = "/remarks", .submit = tr(c, "Show"), .is_get = true});
    if (!company_names(c, names)) return false;
    form_add(c, request, form,
             (struct form_field){.name = "q",
                                 .kind = FORM_TEXT,
                                 .label = tr(c, "Words that are said"),
                                 .value = asked->search});
    add_themes(c, request, asked, form);
    add_names(c, request, asked, names, form);
    add_sounds(c, request, asked, form);
    if (!add_metric(c, request, asked, form)) return false;
    add_days(c, request, asked, form);
    hide_others(c, asked, form);
    json_put(model, "form", form);
    return true;
}

// ---- The page ----

static const char *why_none(ctx *c, const struct voices_asked *asked, const struct remark_page *page,
                            bool is_narrow)
{
    if (page->count) return NULL;
    if (page->is_hidden)
        return tr(c, "Fewer than 5 people said anything here; their words are not shown.");
    if (asked->wish.after.size) return tr(c, "These were all of them.");
    return is_narrow ? tr(c, "Nobody has said anything that fits. Take a filter away.")
                     : tr(c, "Nobody has said anything here.");
}

static void put_head(ctx *c, const struct voices_asked *asked, const struct remark_page *page,
                     json_t *model)
{
    json_t *filters = chips_of(c, asked);
    bool has_filters = json_array_size(filters) > 0, is_later = asked->wish.after.size > 0;
    json_put_c(model, "title", tr(c, "In their own words"));
    json_put_c(model, "question", tr(c, "What customers said, newest first."));
    json_put_c(model, "figures_href", address_of(c, "/figures", &asked->query));
    json_put(model, "filters", filters);
    json_put_bool(model, "has_filters", has_filters);
    json_put_c(model, "why", why_none(c, asked, page, has_filters));
    json_put_bool(model, "has_pages", is_later || page->next.size > 0);
    json_put_c(model, "first_href",
               is_later ? voices_href(c, "/remarks", asked, NULL, (str){0}) : NULL);
    json_put_c(model, "older_href",
               page->next.size ? voices_href(c, "/remarks", asked, NULL, page->next) : NULL);
}

bool remarks_get(ctx *c, struct request *request, struct response *response)
{
    struct voices_asked asked;
    struct remark_page page;
    json_t *model = json_new_object(c);
    render_keep_lang(c, request, response);
    if (!store_begin_read(c) || !voices_read(c, request, &asked) ||
        !figure_remarks(c, asked.query, asked.wish, PER_PAGE, &page))
        return false;
    put_head(c, &asked, &page, model);
    return voices_put_remarks(c, &asked, &page, model) &&
           put_form(c, request, response, &asked, model) &&
           render_page(c, request, response, "remarks", model);
}
