// A file of answers says of itself what its columns are, but not what its questions measure: that
// is told by their names and texts in the languages we know, and by the scale of what was answered.
#include "base/zone.h"
#include "import/mapping.h"
#include "import/suggest_parts.h"

enum { MEASURES_MAX = 20, LABEL_BYTES = 100 };

#define E4 10000LL

static const char *const nps_words[] = {"nps",     "recommend", "suosit", "rekommend",
                                        "empfehl", "recomend",  NULL};
static const char *const ces_words[] = {"ces",    "effort", "easy",   "vaiva", "helppo",
                                        "helpot", "lätt",   "enkelt", NULL};
static const char *const csat_words[] = {"csat", "satisf", "tyytyv", "nöjd", "zufried", NULL};

static bool has_word(str text, const char *const *words)
{
    char lower[400];
    text = str_head(text, (i64)sizeof lower);
    for (i64 i = 0; i < text.size; i++)
        lower[i] = (char)(text.s[i] >= 'A' && text.s[i] <= 'Z' ? text.s[i] + 32 : text.s[i]);
    for (; *words; words++)
        if (str_find((str){lower, text.size}, str_of(*words)) >= 0) return true;
    return false;
}

static enum answers_role role_of(const struct suggestion *s, i64 index)
{
    return answers_role(s->answers, s->looks[index].name);
}

// The first column of that role that says something; -1: none.
static i64 column_of(const struct suggestion *s, enum answers_role role)
{
    for (i64 i = 0; i < s->count; i++)
        if (role_of(s, i) == role && column_filled(&s->looks[i]) > 0) return i;
    return -1;
}

static void put_role(struct suggestion *s, const char *field, i64 index)
{
    s->used[index] = true;
    json_put(s->map, field, suggest_place(s, index));
    suggest_say(s,
                fmt(s->c->arena, tr(s->c, "%s: taken from %s"), field, suggest_called(s, index)));
}

static void put_happened(struct suggestion *s)
{
    i64 index = -1;
    for (enum answers_role role = ANSWERS_STARTED; index < 0 && role <= ANSWERS_ACTED; role++) {
        index = column_of(s, role);
        if (index >= 0 && !s->looks[index].dates) index = -1;
    }
    if (index < 0) {
        json_t *place = json_new_object(s->c);
        json_put_c(place, "column", ASKED_COLUMN);
        json_put(s->map, "happened", place);
        suggest_say(s, tr(s->c, "happened: no column of dates was found; name one, or give a date "
                                "for all rows: \"happened\": \"2026-11-21\""));
        return;
    }
    json_t *place = suggest_happened(s, index);
    str zone = answers_zone(s->c, s->answers, s->reader, index);
    if (!zone.size) return;
    if (zone_find(s->c, zone))
        json_put_str(place, "zone", zone);
    else
        err_clear(s->c);
}

static void put_customer(struct suggestion *s)
{
    i64 index = column_of(s, ANSWERS_CUSTOMER);
    if (index < 0) index = column_of(s, ANSWERS_EMAIL);
    if (index >= 0)
        put_role(s, "customer", index);
    else
        suggest_say(s, tr(s->c, "customer: the answers do not say whose they are"));
}

// ---- Questions ----

static bool is_scale(const struct column_look *look, i64 low, i64 high)
{
    return column_is_number(look) && look->whole == column_filled(look) &&
           look->low_e4 >= low * E4 && look->high_e4 <= high * E4;
}

static bool has_nps_group(const struct suggestion *s, str code)
{
    for (i64 i = 0; i < s->count; i++) {
        str name = s->looks[i].name, end = S("_NPS_GROUP");
        if (role_of(s, i) == ANSWERS_NPS_GROUP &&
            str_equal(str_slice(name, 0, name.size - end.size), code))
            return true;
    }
    return false;
}

static bool is_about(struct answers_question question, const char *const *words)
{
    return has_word(question.code, words) || has_word(question.text, words);
}

// The metric that everybody has for such a question; NULL: a measure of its own.
static const char *metric_of(const struct suggestion *s, i64 index,
                             struct answers_question question)
{
    const struct column_look *look = &s->looks[index];
    if (is_scale(look, 0, 10) && (has_nps_group(s, question.code) || is_about(question, nps_words)))
        return "nps";
    if (is_scale(look, 1, 5) && is_about(question, csat_words)) return "csat";
    if (is_scale(look, 1, 7) && is_about(question, ces_words)) return "ces";
    return NULL;
}

static const char *measure_name(struct suggestion *s, struct answers_question question)
{
    str source = json_text(json_object_get(s->map, "source"));
    return fmt(s->c->arena, "%s.%s", suggest_metric_name(s, source),
               suggest_metric_name(s, question.code));
}

static void define(struct suggestion *s, json_t *metrics, const char *name,
                   struct answers_question question)
{
    json_t *metric = json_new_object(s->c);
    json_put_c(metric, "kind", "mean");
    json_put_str(metric, "label",
                 str_head(question.text.size ? question.text : question.code, LABEL_BYTES));
    json_put_c(metric, "better", "neither");
    json_put_bool(metric, "asked", true);
    json_put(metrics, name, metric);
}

static bool is_taken(const json_t *facts, const char *metric)
{
    for (size_t i = 0; i < json_array_size(facts); i++)
        if (str_equal(json_text(json_object_get(json_array_get(facts, i), "metric")),
                      str_of(metric)))
            return true;
    return false;
}

static void put_facts(struct suggestion *s)
{
    json_t *facts = json_new_array(s->c), *metrics = json_new_object(s->c);
    for (i64 i = 0; i < s->count && json_array_size(facts) < MEASURES_MAX; i++) {
        bool is_number = !s->used[i] && role_of(s, i) == ANSWERS_QUESTION &&
                         column_is_number(&s->looks[i]) && column_filled(&s->looks[i]) > 0;
        if (!is_number) continue;
        struct answers_question question = answers_question(s->answers, s->reader, i);
        const char *metric = metric_of(s, i, question);
        if (!metric || is_taken(facts, metric)) {
            metric = measure_name(s, question);
            define(s, metrics, metric, question);
        }
        json_t *fact = json_new_object(s->c);
        json_put_c(fact, "metric", metric);
        json_put(fact, "value", suggest_place(s, i));
        json_array_append(facts, fact);
        s->used[i] = true;
        suggest_say(s,
                    fmt(s->c->arena, tr(s->c, "%s: taken from %s"), metric, suggest_called(s, i)));
    }
    if (json_object_size(metrics)) json_put(s->map, "metrics", metrics);
    if (json_array_size(facts)) json_put(s->map, "facts", facts);
}

// The question whose answers are longest, in sentences rather than in words to choose from.
static void put_remark(struct suggestion *s)
{
    i64 best = -1, most = 0;
    for (i64 i = 0; i < s->count; i++) {
        const struct column_look *look = &s->looks[i];
        i64 filled = MAX(column_filled(look), 1);
        bool is_open = !s->used[i] && role_of(s, i) == ANSWERS_QUESTION && suggest_is_words(look) &&
                       look->words >= filled && look->distinct * 2 > filled;
        if (!is_open || look->size_total / filled <= most) continue;
        most = look->size_total / filled;
        best = i;
    }
    if (best >= 0) put_role(s, "remark", best);
}

static void leave_out(struct suggestion *s)
{
    buf names = buf_new(s->c->arena, 64 * 1024);
    for (i64 i = 0; i < s->count; i++) {
        if (s->used[i] || role_of(s, i) == ANSWERS_QUESTION) continue;
        s->used[i] = true;
        buf_fmt(&names, "%s%s", names.size ? ", " : "", suggest_called(s, i));
    }
    if (names.size)
        suggest_say(
            s, fmt(s->c->arena, tr(s->c, "left behind, of the survey system itself: %s"), names.s));
}

// What says something of the customer is kept with the customer.
static void put_attributes(struct suggestion *s)
{
    bool has_customer = json_object_get(s->map, "customer");
    i64 language = has_customer ? column_of(s, ANSWERS_LANGUAGE) : -1;
    if (language >= 0) s->used[language] = true;
    leave_out(s);
    if (has_customer) suggest_attributes(s);
    if (language < 0) return;
    json_t *attributes = json_object_get(s->map, "attributes");
    if (!attributes) {
        attributes = json_new_object(s->c);
        json_put(s->map, "attributes", attributes);
    }
    json_put(attributes, "language", suggest_place(s, language));
}

void suggest_answers(struct suggestion *s)
{
    suggest_say(s, s->answers.of == ANSWERS_LIMESURVEY
                       ? tr(s->c, "read: answers, exported by LimeSurvey")
                       : tr(s->c, "read: answers, exported by Qualtrics"));
    put_happened(s);
    i64 id = column_of(s, ANSWERS_ID), channel = column_of(s, ANSWERS_CHANNEL);
    if (id >= 0) put_role(s, "row_id", id);
    put_customer(s);
    if (channel >= 0) put_role(s, "channel", channel);
    put_facts(s);
    put_remark(s);
    put_attributes(s);
    if (!json_object_get(s->map, "facts") && !json_object_get(s->map, "remark"))
        suggest_say(s, tr(s->c, "facts: no column of values was recognised; name a metric and its "
                                "column. For a list of customers, leave out \"happened\" and "
                                "\"facts\""));
}
