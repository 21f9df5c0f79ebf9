#include "campaign/letter.h"

#include "base/locale.h"
#include "base/zone.h"
#include "facts/company.h"
#include "mail/mail.h"
#include "settings/seal.h"
#include "settings/settings.h"
#include "survey/definition.h"
#include "survey/version.h"

enum { KNOWN_MAX = 8, NPS_COUNT = 11, CSAT_COUNT = 5, CES_COUNT = 7, BUTTONS_MAX = 12 };

struct read_survey {
    i64 id;
    bool is_there;
    struct survey survey;
};

struct letters {
    str company, address; // of links: "https://cx.example.com"
    u8 key[SEAL_KEY_BYTES];
    const struct zone *zone;
    struct names names[DICT__COUNT];
    i64 count, capacity;
    struct read_survey *surveys;
};

bool letters_new(ctx *c, struct letters **out)
{
    struct letters *letters = NEW(c->arena, struct letters);
    struct batch_rules rules;
    *out = letters;
    if (!setting_text(c, "company.name", &letters->company) ||
        !setting_text(c, "company.address", &letters->address) || !seal_key(c, letters->key) ||
        !company_rules(c, &rules) || !company_names(c, letters->names))
        return false;
    letters->zone = rules.zone;
    return true;
}

static bool read_survey(ctx *c, struct letters *letters, i64 id, const struct read_survey **out)
{
    for (i64 i = 0; i < letters->count; i++) {
        *out = &letters->surveys[i];
        if ((*out)->id == id) return true;
    }
    if (letters->count == letters->capacity) {
        i64 capacity = MAX(2 * letters->capacity, 8);
        letters->surveys = arena_grow(c->arena, letters->surveys, letters->capacity, capacity,
                                      (i64)sizeof *letters->surveys);
        letters->capacity = capacity;
    }
    struct read_survey *made = &letters->surveys[letters->count++];
    i64 version = 0;
    *made = (struct read_survey){.id = id};
    *out = made;
    if (!survey_version_newest(c, id, &version)) return false;
    made->is_there = version > 0;
    return !version || survey_version_get(c, id, version, &made->survey);
}

// ---- What is known of the encounter ----

static void know(struct survey_fact *facts, struct survey_known *known, const char *name, str value)
{
    if (value.size) facts[known->count++] = (struct survey_fact){str_of(name), value};
}

static str name_of(const struct letters *letters, enum dict dict, i64 id)
{
    const struct names *names = &letters->names[dict];
    return id > 0 && id < names->count ? names->name[id] : (str){0};
}

static struct survey_known known_of(ctx *c, const struct letters *letters,
                                    const struct invite *invite)
{
    struct survey_fact *facts = NEW_ARRAY(c->arena, struct survey_fact, KNOWN_MAX);
    struct survey_known known = {.lang = c->lang, .facts = facts};
    str date = {0};
    if (invite->happened_ms) date = locale_day(c, zone_day(letters->zone, invite->happened_ms));
    know(facts, &known, "touchpoint", name_of(letters, DICT_TOUCHPOINT, invite->touchpoint));
    know(facts, &known, "channel", name_of(letters, DICT_CHANNEL, invite->channel));
    know(facts, &known, "unit", name_of(letters, DICT_UNIT, invite->unit));
    know(facts, &known, "segment", name_of(letters, DICT_SEGMENT, invite->segment));
    know(facts, &known, "date", date);
    know(facts, &known, "lang", invite->lang);
    return known;
}

// ---- The first question ----

static i64 buttons_of(const struct question *question, i64 *first)
{
    *first = question->type == QUESTION_NPS ? 0 : 1;
    if (question->type == QUESTION_NPS) return NPS_COUNT;
    if (question->type == QUESTION_CSAT) return CSAT_COUNT;
    if (question->type == QUESTION_CES) return CES_COUNT;
    return 0;
}

static void add_choice(ctx *c, struct message_choice *choices, i64 *count, str link,
                       const struct question *question, str value, str label)
{
    const char *to = fmt(c->arena, "%.*s?%.*s=%.*s", STR(link), STR(question->name), STR(value));
    choices[(*count)++] = (struct message_choice){label, str_of(to)};
}

static void ask_first(ctx *c, const struct survey *survey, const struct survey_known *known,
                      struct message *out)
{
    i64 index = survey_next(survey, known), first = 0;
    if (index < 0) return;
    const struct question *question = &survey->questions[index];
    struct message_choice *choices = NEW_ARRAY(c->arena, struct message_choice, BUTTONS_MAX);
    out->question = survey_piped(c, survey, question->text, known);
    out->choices = choices;
    i64 scale = buttons_of(question, &first);
    for (i64 i = 0; i < scale; i++) {
        str value = str_of(fmt(c->arena, "%lld", (long long)(first + i)));
        add_choice(c, choices, &out->choice_count, out->link, question, value, value);
    }
    if (scale) {
        out->low = survey_say(survey, question->low, c->lang);
        out->high = survey_say(survey, question->high, c->lang);
    }
    if (question->type != QUESTION_SINGLE || question->option_count > BUTTONS_MAX) return;
    for (i64 i = 0; i < question->option_count; i++)
        add_choice(c, choices, &out->choice_count, out->link, question, question->options[i].name,
                   survey_say(survey, question->options[i].text, c->lang));
}

// ---- The words round it ----

static str address_of(ctx *c, const struct letters *letters, const char *path, const char *purpose,
                      i64 id)
{
    str seal = seal_make(c, letters->key, purpose, id);
    return str_of(fmt(c->arena, "%.*s%s%.*s", STR(letters->address), path, STR(seal)));
}

static str subject_of(ctx *c, const struct letters *letters, str title, i64 reminder)
{
    const char *subject = fmt(c->arena, "%.*s", STR(title));
    if (!title.size)
        subject = fmt(c->arena, tr(c, "How was it? A question from %.*s"), STR(letters->company));
    if (reminder) subject = fmt(c->arena, tr(c, "A reminder: %s"), subject);
    return str_of(subject);
}

static str foot_of(ctx *c, const struct letters *letters)
{
    return str_of(fmt(c->arena,
                      tr(c, "You get this message because you are a customer of %.*s. Pressing a "
                            "number opens our page with it chosen; nothing is recorded until you "
                            "confirm it there. You need not answer."),
                      STR(letters->company)));
}

static void write_words(ctx *c, const struct letters *letters, const struct survey *survey,
                        const struct invite *invite, i64 reminder, struct message *out)
{
    struct survey_known known = known_of(c, letters, invite);
    str intro = survey_piped(c, survey, survey->intro, &known);
    if (!intro.size)
        intro = str_of(fmt(c->arena, tr(c, "We at %.*s would like to hear how it was for you."),
                           STR(letters->company)));
    out->subject = subject_of(c, letters, survey_piped(c, survey, survey->title, &known), reminder);
    out->text = intro;
    out->link = address_of(c, letters, "/answer/", "invite", invite->id);
    out->link_words = str_of(tr(c, "Answer on our page"));
    ask_first(c, survey, &known, out);
    out->foot = foot_of(c, letters);
    out->unsubscribe = address_of(c, letters, "/unsubscribe/", "unsubscribe", invite->id);
    out->foot_link = out->unsubscribe;
    out->foot_link_words = str_of(tr(c, "I do not want to be asked by e-mail"));
}

bool letter_write(ctx *c, struct letters *letters, const struct invite *invite, i64 reminder,
                  struct message *out)
{
    const struct read_survey *read = NULL;
    if (!read_survey(c, letters, invite->survey, &read)) return false;
    if (!read->is_there)
        return fail_with(c, ERR_REFUSED, tr(c, "the survey is not in use yet"),
                         tr(c, "Take it into use on its page; then its invites go out."));
    if (!letters->address.size)
        return fail_with(c, ERR_REFUSED, tr(c, "links have no address to begin with"),
                         tr(c, "Set the address of these pages under Set-up."));
    const char *asker = c->lang;
    *out = (struct message){.lang = str_c(c->arena, invite->lang), .at_ms = c->now_ms};
    c->lang = out->lang;
    write_words(c, letters, &read->survey, invite, reminder, out);
    c->lang = asker;
    out->code = invite->code;
    if (reminder)
        out->code = str_of(fmt(c->arena, "%.*s.%lld", STR(invite->code), (long long)reminder));
    out->to = invite->address;
    return true;
}
