#include "web/answer_model.h"

#include "base/lang.h"
#include "base/locale.h"
#include "bounds.h"
#include "web/labels.h"

// ---- What was chosen ----

static str given_of(ctx *c, const json_t *value)
{
    char text[32];
    f64 number = 0;
    if (json_f64(value, &number)) return str_copy(c->arena, json_number_text(number, text));
    return json_text(value);
}

void answer_chosen(ctx *c, str value, const str **chosen, i64 *count)
{
    json_t *json = value.size ? json_parse(c, value) : NULL;
    if (!json) err_clear(c);
    i64 most = 1 + (i64)json_array_size(json) + (i64)json_object_size(json);
    str *out = NEW_ARRAY(c->arena, str, most);
    *count = 0;
    *chosen = out;
    if (json_is_array(json)) {
        for (size_t i = 0; i < json_array_size(json); i++)
            out[(*count)++] = given_of(c, json_array_get(json, i));
        if (!*count) out[(*count)++] = S("none");
    } else if (json_is_object(json)) {
        const char *key;
        json_t *part;
        json_object_foreach(json, key, part) out[(*count)++] =
            str_of(fmt(c->arena, "%s=%.*s", key, STR(given_of(c, part))));
    } else if (json) {
        out[(*count)++] = given_of(c, json);
    }
}

static bool is_chosen(const struct answer_asked *asked, str value)
{
    for (i64 i = 0; i < asked->chosen_count; i++)
        if (str_equal(asked->chosen[i], value)) return true;
    return false;
}

// ---- Choices ----

struct choice {
    str value; // as it is sent
    str label;
    str given; // as question_take takes it
};

static void add_choice(ctx *c, json_t *options, const struct answer_asked *asked,
                       struct choice choice)
{
    json_t *one = json_new_object(c);
    json_put_str(one, "value", choice.value);
    json_put_str(one, "label", choice.label);
    json_put_c(one, "id",
               fmt(c->arena, "v-%.*s", STR(choice.given.size ? choice.given : choice.value)));
    json_put_bool(one, "is_selected",
                  is_chosen(asked, choice.given.size ? choice.given : choice.value));
    json_array_append(options, one);
}

static json_t *scale_of(ctx *c, const struct answer_asked *asked, i64 low, i64 high,
                        const char *row)
{
    json_t *options = json_new_array(c);
    for (i64 i = low; i <= high; i++) {
        str number = str_of(fmt(c->arena, "%lld", (long long)i));
        str given = row ? str_of(fmt(c->arena, "%s=%lld", row, (long long)i)) : number;
        add_choice(c, options, asked, (struct choice){number, number, given});
    }
    return options;
}

static json_t *options_of(ctx *c, const struct answer_view *view, const struct answer_asked *asked,
                          str row)
{
    const struct question *question = asked->question;
    json_t *options = json_new_array(c);
    for (i64 i = 0; i < question->option_count; i++) {
        const struct question_option *option = &question->options[i];
        str given = row.size ? str_of(fmt(c->arena, "%.*s=%.*s", STR(row), STR(option->name)))
                             : option->name;
        str label = survey_say(&view->of->survey, option->text, view->lang);
        add_choice(c, options, asked, (struct choice){option->name, label, given});
    }
    return options;
}

static void add_row(ctx *c, json_t *rows, str name, str label, json_t *options)
{
    json_t *row = json_new_object(c);
    json_put_str(row, "row", name);
    json_put_str(row, "label", label);
    json_put(row, "options", options);
    json_array_append(rows, row);
}

static json_t *rows_of(ctx *c, const struct answer_view *view, const struct answer_asked *asked)
{
    static const struct {
        const char *name, *label;
    } parts[] = {
        {"expected",  N_("What you expected beforehand")       },
        {"perceived", N_("What you got")                       },
        {"best",      N_("The best that you have had anywhere")},
    };
    const struct question *question = asked->question;
    json_t *rows = json_new_array(c);
    for (i64 i = 0; question->type == QUESTION_EXPECTATION && i < COUNT_OF(parts); i++)
        add_row(c, rows, str_of(parts[i].name), str_of(tr(c, parts[i].label)),
                scale_of(c, asked, 1, 5, parts[i].name));
    for (i64 i = 0; question->type == QUESTION_MATRIX && i < question->row_count; i++) {
        const struct question_option *row = &question->rows[i];
        add_row(c, rows, row->name, survey_say(&view->of->survey, row->text, view->lang),
                options_of(c, view, asked, row->name));
    }
    return rows;
}

// ---- A question ----

// clang-format off
static const struct {
    const char *flag;      // what the template shows
    i64 low, high;         // of a scale
    const char *least, *most; // words at its ends where the survey has none
} shows[] = {
    [QUESTION_NPS]         = {"is_scale",  0, 10, N_("not at all likely"), N_("extremely likely")},
    [QUESTION_CSAT]        = {"is_scale",  1, 5,  N_("very dissatisfied"), N_("very satisfied")},
    [QUESTION_CES]         = {"is_scale",  1, 7,  N_("very difficult"),    N_("very easy")},
    [QUESTION_FELT]        = {"is_checks", 0, 0,  NULL, NULL},
    [QUESTION_EXPECTATION] = {"is_rows",   1, 5,  N_("very poor"), N_("excellent")},
    [QUESTION_TEXT]        = {"is_words",  0, 0,  NULL, NULL},
    [QUESTION_SINGLE]      = {"is_radios", 0, 0,  NULL, NULL},
    [QUESTION_SEVERAL]     = {"is_checks", 0, 0,  NULL, NULL},
    [QUESTION_NUMBER]      = {"is_number", 0, 0,  NULL, NULL},
    [QUESTION_MATRIX]      = {"is_rows",   0, 0,  NULL, NULL},
};
// clang-format on
static_assert(COUNT_OF(shows) == QUESTION__COUNT, "each type of question is shown");

static void put_text(ctx *c, const struct answer_view *view, json_t *model, const char *key,
                     struct survey_text text)
{
    str said = text.count ? survey_piped(c, &view->of->survey, text, &view->known) : (str){0};
    if (said.size)
        json_put_str(model, key, said);
    else
        json_put_null(model, key);
}

static void put_ends(ctx *c, const struct answer_view *view, json_t *model,
                     const struct question *question)
{
    const struct survey *survey = &view->of->survey;
    str low = survey_say(survey, question->low, view->lang);
    str high = survey_say(survey, question->high, view->lang);
    const char *least = shows[question->type].least, *most = shows[question->type].most;
    if (!low.size && least) low = str_of(tr(c, least));
    if (!high.size && most) high = str_of(tr(c, most));
    bool has = low.size || high.size;
    json_put_bool(model, "has_ends", has);
    json_put_str(model, "low", low);
    json_put_str(model, "high", high);
}

static void put_choices(ctx *c, const struct answer_view *view, json_t *model,
                        const struct answer_asked *asked)
{
    const struct question *question = asked->question;
    i64 low = shows[question->type].low, high = shows[question->type].high;
    bool is_scale = !strcmp(shows[question->type].flag, "is_scale");
    json_t *options =
        is_scale ? scale_of(c, asked, low, high, NULL) : options_of(c, view, asked, (str){0});
    if (question->type == QUESTION_FELT)
        add_choice(c, options, asked,
                   (struct choice){S("none"), str_of(tr(c, "None of these")), {0}});
    json_put(model, "options", options);
    json_put_i64(model, "option_count", (i64)json_array_size(options));
    json_put(model, "rows", rows_of(c, view, asked));
    bool is_typed = question->type == QUESTION_TEXT || question->type == QUESTION_NUMBER;
    json_put_str(model, "value", is_typed && asked->chosen_count ? asked->chosen[0] : (str){0});
    json_put_i64(model, "characters_max", question->characters_max);
}

// So many steps of a scale stand in one row of a phone.
enum { ROW_MOST = 7 };

json_t *answer_question_model(ctx *c, const struct answer_view *view, struct answer_asked asked)
{
    const struct question *question = asked.question;
    json_t *model = json_new_object(c);
    json_put_str(model, "name", question->name);
    json_put_c(model, "type", question_type_name(question->type));
    for (i64 i = 0; i < COUNT_OF(shows); i++)
        json_put_bool(model, shows[i].flag, false);
    json_put_bool(model, shows[question->type].flag, true);
    i64 beyond = shows[question->type].high - shows[question->type].low;
    json_put_bool(model, "is_ten", beyond >= ROW_MOST);
    put_text(c, view, model, "text", question->text);
    put_text(c, view, model, "help", question->help);
    put_ends(c, view, model, question);
    put_choices(c, view, model, &asked);
    json_put_bool(model, "is_required", question->required);
    json_put_null(model, "problem");
    if (!asked.problem) return model;
    json_t *problem = json_new_object(c);
    json_put_c(problem, "msg", label_capital(c, asked.problem));
    json_put_c(problem, "hint", asked.hint);
    json_put(model, "problem", problem);
    return model;
}

// ---- The end ----

static void put_own_thanks(ctx *c, const struct answer_view *view, json_t *model)
{
    bool is_declined = view->answer.state == ANSWER_DECLINED;
    json_put_c(model, "title",
               is_declined ? tr(c, "All right, we leave it there")
                           : tr(c, "Thank you, your answer has arrived"));
    json_put_c(model, "text",
               is_declined ? tr(c, "You will not be reminded of this. Thank you for telling us.")
                           : tr(c, "People read it, and it counts in what we decide to change."));
    json_put_null(model, "link");
}

json_t *answer_thanks_model(ctx *c, const struct answer_view *view)
{
    const struct survey *survey = &view->of->survey;
    json_t *model = json_new_object(c);
    i64 index = view->answer.state == ANSWER_COMPLETE ? survey_thank(survey, &view->known) : -1;
    put_own_thanks(c, view, model);
    if (index < 0) return model;
    const struct survey_thanks *thanks = &survey->thanks[index];
    put_text(c, view, model, "text", thanks->text);
    if (!thanks->link.size) return model;
    json_t *link = json_new_object(c);
    json_put_str(link, "href", thanks->link);
    json_put(model, "link", link);
    return model;
}

// ---- Languages ----

// What a language calls itself.
static const char *language_name(ctx *c, str code)
{
    static const struct {
        const char *code, *name;
    } names[] = {
        {"fi", "suomi"               },
        {"sv", "svenska"             },
        {"en", "English"             },
        {"et", "eesti"               },
        {"no", "norsk"               },
        {"nb", "norsk"               },
        {"da", "dansk"               },
        {"is", "íslenska"           },
        {"de", "Deutsch"             },
        {"fr", "français"           },
        {"es", "español"            },
        {"it", "italiano"            },
        {"nl", "Nederlands"          },
        {"pl", "polski"              },
        {"lt", "lietuvių"           },
        {"lv", "latviešu"           },
        {"ru", "русский"      },
        {"uk", "українська"},
        {"ar", "العربية"      },
        {"so", "soomaali"            },
        {"se", "davvisámegiella"    },
    };
    for (i64 i = 0; i < COUNT_OF(names); i++)
        if (str_equal(code, str_of(names[i].code))) return names[i].name;
    return str_c(c->arena, code);
}

// The same query with another language.
static const char *in_language(ctx *c, str query, str code)
{
    buf out = buf_new(c->arena, 20000);
    buf_c(&out, "?");
    str rest = query, one = {0};
    while (str_cut(&rest, '&', &one)) {
        if (!one.size || str_starts(one, S("lang="))) continue;
        buf_add(&out, one);
        buf_char(&out, '&');
    }
    buf_fmt(&out, "lang=%.*s", STR(code));
    return out.s;
}

json_t *answer_languages(ctx *c, const struct survey *survey, const char *lang, str query)
{
    json_t *all = json_new_array(c);
    for (i64 i = 0; i < survey->lang_count; i++) {
        str code = survey->langs[i];
        json_t *one = json_new_object(c);
        json_put_str(one, "code", code);
        json_put_c(one, "name", language_name(c, code));
        json_put_c(one, "href", in_language(c, query, code));
        json_put_bool(one, "is_current", str_equal(code, str_of(lang)));
        json_array_append(all, one);
    }
    return all;
}
