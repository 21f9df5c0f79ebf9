// The idea: a question is a row that names the answer it becomes, so that the link seals that
// number, the answer is taken like any other, and asking twice for one closing is not possible. The
// link lies in the mail and on the customer's page alone.
#include "case/case_ask.h"

#include <math.h>

#include "base/lang.h"
#include "case/case_parts.h"
#include "case/case_post.h"
#include "event/event.h"
#include "facts/consent.h"
#include "mail/refused.h"
#include "settings/seal.h"
#include "settings/settings.h"
#include "survey/answer.h"
#include "survey/survey_kind.h"
#include "survey/templates.h"
#include "survey/version.h"

enum { EVENTS_AT_ONCE = 1000, NAMES_MAX = 100 };

static const char *const ends[] = {"answer.ended", "answer.partly", NULL};
static const struct event_reader reader = {
    .name = "case.ask", .what = ends, .limit = EVENTS_AT_ONCE};

// ---- What is asked ----

static bool own_survey(ctx *c, str told, i64 *survey)
{
    if (survey_find(c, told, survey)) return true;
    if (c->err.code != ERR_NOT_FOUND) return false;
    err_clear(c); // it was taken away since: nobody is asked
    return true;
}

bool case_ask_survey(ctx *c, i64 *survey, bool *is_asked)
{
    str asks = {0}, told = {0};
    struct record record;
    *survey = 0;
    *is_asked = false;
    if (!setting_text(c, "case.asks", &asks) || !setting_text(c, "case.ask_survey", &told))
        return false;
    if (!str_equal(asks, S("yes"))) return true;
    bool has_own = str_trim(told).size > 0;
    if (has_own ? !own_survey(c, str_trim(told), survey)
                : !survey_of_code(c, S(CASE_ASK_CODE), survey))
        return false;
    *is_asked = !has_own; // it is made in a moment
    if (!*survey) return true;
    if (!record_get(c, &survey_kind, *survey, &record)) return false;
    *is_asked = !record.archived && str_equal(record.state, S("in_use"));
    return true;
}

// A name that no survey has yet.
static bool free_name(ctx *c, str *out)
{
    const char *name = tr(c, "How was it handled?");
    for (i64 i = 1; i < NAMES_MAX; i++) {
        i64 known = 0;
        *out = str_of(i == 1 ? name : fmt(c->arena, "%s (%lld)", name, (long long)i));
        if (!own_survey(c, *out, &known)) return false;
        if (!known) return true;
    }
    return true;
}

static bool make(ctx *c)
{
    struct record *record = record_new(c, &survey_kind);
    struct record_problems problems = {0};
    struct record_edit all = case_edit_of(NULL);
    struct survey_draft draft = {.text = survey_template_text(c, S("handled"))};
    str name = {0};
    i64 version = 0;
    assert(draft.text.size);
    return free_name(c, &name) && record_put(c, record, S("name"), name, all.roles, &problems) &&
           record_add(c, record, &all, &problems) && survey_draft_put(c, record->id, &draft, 0) &&
           survey_code_reserve(c, record->id, S(CASE_ASK_CODE)) &&
           survey_publish(c, record->id, &all, &version);
}

bool case_ask_define(ctx *c)
{
    assert(store_in_transaction(c));
    i64 survey = 0;
    bool is_asked = false;
    const char *before = c->lang;
    struct case_person nobody = {0};
    if (!case_ask_survey(c, &survey, &is_asked)) return false;
    if (!is_asked || survey) return true;
    if (!case_lang(c, &nobody, &c->lang)) return false;
    bool done = make(c);
    c->lang = before;
    return done;
}

// ---- Asking ----

static bool may_ask(ctx *c, const struct record *record, bool *out)
{
    struct case_person person;
    i64 survey = 0, customer = case_ref(record, "customer");
    bool is_refused = false, hears = false;
    if (!case_ask_survey(c, &survey, out) || !case_hears(c, record, &hears) ||
        !case_contact(c, record->id, &person) ||
        (customer ? !consent_allows(c, customer, CONSENT_FEEDBACK, CONSENT_EMAIL, &hears)
                  : !refused_has(c, person.email, &is_refused)))
        return false;
    *out = *out && hears && !is_refused;
    return true;
}

bool case_ask_add(ctx *c, const struct record *record)
{
    assert(store_in_transaction(c));
    bool may = false;
    i64 newest = 0;
    _Atomic u32 number = (u32)c->random(c);
    if (!may_ask(c, record, &may)) return false;
    if (!may) return true;
    if (!store_i64(c, SQL_case_ask_newest, VALS(V_I64(record->id)), &newest)) return false;
    i64 answer = answer_id_new(c->now_ms, &number);
    if (answer <= newest) answer = newest + 1; // closed twice within a millisecond
    return store_run(c, SQL_case_ask_add, VALS(V_I64(answer), V_I64(record->id), V_I64(c->now_ms)));
}

static bool is_too_old(const ctx *c, i64 asked_ms)
{
    return c->now_ms >= asked_ms + CASE_ASK_DAYS * CASE_DAY_MS;
}

bool case_ask_path(ctx *c, i64 case_id, str *out)
{
    u8 key[SEAL_KEY_BYTES];
    struct case_judged *asked = NULL;
    struct record record;
    struct answer answer;
    i64 count = 0, survey = 0;
    bool began = false, is_asked = false;
    *out = (str){0};
    if (!case_ask_list(c, case_id, &asked, &count) || !case_record(c, case_id, &record))
        return false;
    if (!count || is_too_old(c, asked[0].asked_ms) || !case_is(&record, "closed")) return true;
    if (!answer_find(c, asked[0].answer, &answer, &began) ||
        !case_ask_survey(c, &survey, &is_asked) || !seal_key(c, key))
        return false;
    if (!is_asked || (began && answer_state_is_end(answer.state))) return true;
    str seal = seal_make(c, key, CASE_ASK_SEAL, asked[0].answer);
    *out = str_of(fmt(c->arena, "/answer/%.*s", STR(seal)));
    return true;
}

// ---- Answering ----

static bool fail_unknown(ctx *c)
{
    return fail_with(c, ERR_NOT_FOUND, tr(c, "there is no survey at this address"),
                     tr(c, "Open the whole address, as it stands in the message."));
}

static bool put_names(ctx *c, const struct record *record, struct case_ask_opened *out)
{
    struct rows rows;
    struct case_person person;
    const char *lang = NULL;
    if (!store_rows(c, SQL_case_ask_names,
                    VALS(V_I64(case_ref(record, "touchpoint")), V_I64(case_ref(record, "unit")),
                         V_I64(case_ref(record, "function")), V_I64(out->customer)),
                    &rows) ||
        !case_contact(c, record->id, &person) || !case_lang(c, &person, &lang))
        return false;
    const struct column *col = rows.column;
    out->touchpoint = col[0].text[0];
    out->unit = col[1].text[0];
    out->function = col[2].text[0];
    out->name_space = col[3].text[0];
    out->key = col[4].text[0];
    out->lang = str_of(lang);
    return true;
}

bool case_ask_open(ctx *c, i64 answer, struct case_ask_opened *out)
{
    struct rows rows;
    struct record record;
    bool is_asked = false;
    *out = (struct case_ask_opened){.answer = answer};
    if (!store_rows(c, SQL_case_ask_row, VALS(V_I64(answer)), &rows)) return false;
    if (!rows.count) return fail_unknown(c);
    out->case_id = rows.column[0].i[0];
    if (!case_record(c, out->case_id, &record) || !case_ask_survey(c, &out->survey, &is_asked))
        return false;
    out->is_over = rows.column[2].i[0] != answer || is_too_old(c, rows.column[1].i[0]) ||
                   !is_asked || !out->survey;
    out->customer = case_ref(&record, "customer");
    if (!put_names(c, &record, out)) return false;
    if (!out->key.size) out->customer = 0;
    return true;
}

// ---- What was said ----

bool case_ask_list(ctx *c, i64 case_id, struct case_judged **out, i64 *count)
{
    struct rows rows;
    if (!store_rows(c, SQL_case_ask_list, VALS(V_I64(case_id)), &rows)) return false;
    const struct column *col = rows.column;
    *count = rows.count;
    *out = NEW_ARRAY(c->arena, struct case_judged, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        (*out)[i] = (struct case_judged){.answer = col[0].i[i],
                                         .asked_ms = col[1].i[i],
                                         .judged_ms = col[2].i[i],
                                         .value = col[3].i[i] ? (f64)col[4].i[i] / 1e4 : (f64)NAN,
                                         .is_unhappy = col[5].i[i] != 0};
    return true;
}

bool case_ask_of(ctx *c, i64 answer, i64 *case_id)
{
    struct rows rows;
    *case_id = 0;
    if (!store_rows(c, SQL_case_ask_of, VALS(V_I64_LIST(&answer, 1)), &rows)) return false;
    if (rows.count) *case_id = rows.column[1].i[0];
    return true;
}

bool case_ask_waits(ctx *c, bool *out)
{
    return event_waits(c, &reader, out);
}

struct said {
    bool has_value, is_unhappy;
    i64 value_e4;
};

// What is low: as figures count it (survey/reading.c).
static bool is_low(const struct question *question, f64 value)
{
    switch (question->type) {
    case QUESTION_NPS:
        return value <= 6;
    case QUESTION_CSAT:
        return value <= 2;
    case QUESTION_CES:
        return value <= 3;
    case QUESTION_NUMBER:
    case QUESTION_FELT:
    case QUESTION_EXPECTATION:
    case QUESTION_TEXT:
    case QUESTION_SINGLE:
    case QUESTION_SEVERAL:
    case QUESTION_MATRIX:
    case QUESTION__COUNT:
        break;
    }
    return false;
}

// The first number that was given.
static void read_part(ctx *c, const struct survey *survey, const struct survey_answer *part,
                      struct said *out)
{
    for (i64 i = 0; i < survey->question_count && !out->has_value; i++) {
        const struct question *question = &survey->questions[i];
        if (!part->value.size || !str_equal(part->question, question->name)) continue;
        const json_t *value = json_parse(c, part->value);
        if (!value) err_clear(c);
        if (!value || !json_is_number(value)) continue;
        f64 number = json_number_value(value);
        *out = (struct said){true, is_low(question, number), llround(number * 1e4)};
    }
}

static bool read_said(ctx *c, i64 id, struct said *out)
{
    struct answer answer;
    struct survey survey;
    *out = (struct said){0};
    if (!answer_get(c, id, &answer) ||
        !survey_version_get(c, answer.survey, answer.version, &survey))
        return false;
    for (i64 i = 0; i < answer.part_count; i++)
        read_part(c, &survey, &answer.parts[i], out);
    return true;
}

static bool judge(ctx *c, i64 answer, i64 case_id)
{
    struct said said;
    struct rows before;
    struct record record;
    if (!read_said(c, answer, &said) ||
        !store_rows(c, SQL_case_ask_said, VALS(V_I64(answer)), &before))
        return false;
    bool is_same = before.count && (before.column[0].i[0] != 0) == said.has_value &&
                   before.column[1].i[0] == said.value_e4;
    if (is_same) return true; // left unfinished, and then ended
    json_t *more = json_new_object(c);
    json_put_i64(more, "answer", answer);
    json_put_f64(more, "value", said.has_value ? (f64)said.value_e4 / 1e4 : (f64)NAN);
    json_put_bool(more, "is_unhappy", said.is_unhappy);
    return case_record(c, case_id, &record) &&
           store_run(c, SQL_case_ask_judge,
                     VALS(V_I64(answer), V_I64(said.has_value), V_I64(said.value_e4),
                          V_I64(said.is_unhappy), V_I64(c->now_ms))) &&
           case_tell(c, "case.judged", &record, more);
}

bool case_ask_run(ctx *c, i64 *count)
{
    assert(store_in_transaction(c));
    struct event *events = NULL;
    struct rows rows;
    i64 event_count = 0, answer_count = 0;
    *count = 0;
    if (!event_read(c, &reader, &event_count, &events)) return false;
    if (!event_count) return true;
    i64 *answers = NEW_ARRAY(c->arena, i64, event_count);
    for (i64 i = 0; i < event_count; i++) {
        bool is_asked = json_integer_value(json_object_get(events[i].data, "invite")) ||
                        json_integer_value(json_object_get(events[i].data, "campaign"));
        if (!is_asked) answers[answer_count++] = events[i].about;
    }
    if (answer_count &&
        !store_rows(c, SQL_case_ask_of, VALS(V_I64_LIST(answers, answer_count)), &rows))
        return false;
    for (i64 i = 0; answer_count && i < rows.count; i++, (*count)++)
        if (!judge(c, rows.column[0].i[i], rows.column[1].i[i])) return false;
    return event_read_to(c, reader.name, events[event_count - 1].id);
}
