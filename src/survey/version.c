#include "survey/version.h"

#include "audit/audit.h"
#include "bounds.h"
#include "facts/metric.h"
#include "survey/definition_parts.h"
#include "survey/reading.h"
#include "survey/survey_kind.h"

enum { CODE_BYTES = 40, CODE_TRIES = 1000 };

str survey_empty(ctx *c, str title, const char *lang)
{
    json_t *object = json_new_object(c), *langs = json_new_array(c), *words = json_new_object(c);
    json_put_i64(object, "format", 1);
    json_array_append_new(langs, json_string(lang));
    json_put(object, "languages", langs);
    json_put_str(words, lang, title);
    json_put(object, "title", words);
    json_put(object, "questions", json_new_array(c));
    return json_write(c, object);
}

static bool nothing_written_yet(ctx *c, i64 survey, struct survey_draft *out)
{
    i64 version = 0;
    struct record record;
    if (!survey_version_newest(c, survey, &version)) return false;
    if (version)
        return store_str(c, SQL_survey_version_of, VALS(V_I64(survey), V_I64(version)), &out->text);
    if (!record_get(c, &survey_kind, survey, &record)) return false;
    out->text = survey_empty(c, record_value(&record, "name")->text, c->lang);
    return true;
}

bool survey_draft_get(ctx *c, i64 survey, struct survey_draft *out)
{
    struct rows rows;
    *out = (struct survey_draft){0};
    if (!store_rows(c, SQL_survey_draft_of, VALS(V_I64(survey)), &rows)) return false;
    if (!rows.count) return nothing_written_yet(c, survey, out);
    *out = (struct survey_draft){.text = rows.column[0].text[0],
                                 .edition = rows.column[1].i[0],
                                 .saved_ms = rows.column[2].i[0],
                                 .saved_by = rows.column[3].i[0]};
    return true;
}

bool survey_draft_put(ctx *c, i64 survey, const struct survey_draft *draft, i64 who)
{
    assert(store_in_transaction(c));
    struct survey_draft now;
    struct survey read;
    struct survey_problems problems;
    if (!survey_draft_get(c, survey, &now)) return false;
    if (now.edition != draft->edition)
        return fail_with(c, ERR_REFUSED, tr(c, "somebody else changed the questions meanwhile"),
                         tr(c, "Look at them as they are now, and change them again."));
    if (!definition_look(c, draft->text, &read, &problems)) return false;
    if (!now.edition)
        return store_run(c, SQL_survey_draft_add,
                         VALS(V_I64(survey), V_STR(draft->text), V_I64(c->now_ms), V_I64(who)));
    return store_run(c, SQL_survey_draft_set,
                     VALS(V_I64(survey), V_STR(draft->text), V_I64(now.edition + 1),
                          V_I64(c->now_ms), V_I64(who)));
}

bool survey_version_newest(ctx *c, i64 survey, i64 *version)
{
    *version = 0;
    return store_i64(c, SQL_survey_version_newest, VALS(V_I64(survey)), version);
}

bool survey_version_get(ctx *c, i64 survey, i64 version, struct survey *out)
{
    str text = {0};
    if (!version && !survey_version_newest(c, survey, &version)) return false;
    if (!store_str(c, SQL_survey_version_of, VALS(V_I64(survey), V_I64(version)), &text))
        return false;
    if (!text.size)
        return fail_with(c, ERR_NOT_FOUND, tr(c, "the survey has no such version"),
                         tr(c, "Take its questions into use first."));
    return definition_read(c, text, out);
}

bool survey_versions(ctx *c, i64 survey, i64 *count, struct survey_version **out)
{
    struct rows rows;
    *count = 0;
    if (!store_rows(c, SQL_survey_version_all, VALS(V_I64(survey)), &rows)) return false;
    *out = NEW_ARRAY(c->arena, struct survey_version, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        (*out)[i] = (struct survey_version){.version = rows.column[0].i[i],
                                            .made_ms = rows.column[1].i[i],
                                            .made_by = rows.column[2].i[i],
                                            .why = rows.column[3].text[i],
                                            .text = rows.column[4].text[i]};
    *count = rows.count;
    return true;
}

bool survey_code(ctx *c, i64 survey, str *out)
{
    *out = (str){0};
    if (!store_str(c, SQL_survey_code_of, VALS(V_I64(survey)), out)) return false;
    if (out->size) return true;
    return fail_with(c, ERR_NOT_FOUND, tr(c, "the survey was never taken into use"),
                     tr(c, "Take its questions into use first."));
}

bool survey_of_code(ctx *c, str code, i64 *survey)
{
    *survey = 0;
    return store_i64(c, SQL_survey_code_whose, VALS(V_STR(code)), survey);
}

bool survey_code_reserve(ctx *c, i64 survey, str code)
{
    assert(store_in_transaction(c));
    return store_run(c, SQL_survey_code_add, VALS(V_I64(survey), V_STR(code)));
}

static str code_of_name(ctx *c, str name)
{
    str code = survey_ascii(c, name, CODE_BYTES);
    bool is_family = str_equal(code, S("felt")) || str_equal(code, S("visit"));
    return code.size && !is_family ? code : str_of(fmt(c->arena, "survey_%.*s", STR(code)));
}

// The survey's code, made when it has none yet.
static bool code_need(ctx *c, const struct record *record, str *out)
{
    *out = (str){0};
    if (!store_str(c, SQL_survey_code_of, VALS(V_I64(record->id)), out)) return false;
    if (out->size) return true;
    str wanted = code_of_name(c, record_value(record, "name")->text);
    *out = wanted;
    for (i64 try = 2; try < CODE_TRIES; try++) {
        i64 whose = 0;
        if (!store_i64(c, SQL_survey_code_whose, VALS(V_STR(*out)), &whose)) return false;
        if (!whose) return store_run(c, SQL_survey_code_add, VALS(V_I64(record->id), V_STR(*out)));
        *out = str_of(fmt(c->arena, "%.*s_%lld", STR(wanted), (long long)try));
    }
    return fail_with(c, ERR_REFUSED, tr(c, "too many surveys have this name"),
                     tr(c, "Give this one another name."));
}

static bool same_values(const struct metric *a, const struct metric *b)
{
    return a->kind == b->kind && a->scaled == b->scaled && a->scale_low_e4 == b->scale_low_e4 &&
           a->scale_high_e4 == b->scale_high_e4;
}

static bool means_something_else(ctx *c, const struct metric *metric)
{
    return fail_with(c, ERR_REFUSED,
                     fmt(c->arena, tr(c, "the metric %.*s is measured on another scale already"),
                         STR(metric->name)),
                     tr(c, "Give the question another name, or a \"metric\" of its own, so that "
                           "old and new answers are not mixed."));
}

// A metric that others brought stays as they defined it.
static bool metrics_define(ctx *c, str code, const struct survey *survey)
{
    struct metrics all;
    struct metric *needed = NULL;
    i64 count = survey_metrics(c, code, survey, &needed);
    if (!metric_load(c, &all)) return false;
    str own = str_of(fmt(c->arena, "%.*s.", STR(code)));
    for (i64 i = 0; i < count; i++) {
        const struct metric *old = metric_find(&all, needed[i].name);
        bool is_own = str_starts(needed[i].name, own);
        if (old && !is_own && !same_values(old, &needed[i]))
            return means_something_else(c, &needed[i]);
        if (old && !is_own) continue;
        if (metric_define(c, &needed[i])) continue;
        if (c->err.code != ERR_REFUSED) return false;
        err_clear(c);
        return means_something_else(c, &needed[i]);
    }
    return true;
}

static bool may_publish(ctx *c, const struct record *record, const struct record_edit *edit)
{
    if (!record_may(survey_kind.may_change, edit->roles))
        return fail_with(c, ERR_FORBIDDEN, tr(c, "you may not take a survey into use"),
                         tr(c, "Ask who owns it."));
    if (!record->archived && !str_equal(record->state, S("retired"))) return true;
    return fail_with(c, ERR_REFUSED, tr(c, "the survey is retired"),
                     tr(c, "Take it back into use first."));
}

static bool something_changed(ctx *c, i64 survey, i64 newest, str text)
{
    str before = {0};
    if (!newest) return true;
    if (!store_str(c, SQL_survey_version_of, VALS(V_I64(survey), V_I64(newest)), &before))
        return false;
    if (!str_equal(before, text)) return true;
    return fail_with(
        c, ERR_REFUSED,
        fmt(c->arena, tr(c, "nothing has changed since version %lld"), (long long)newest),
        tr(c, "Change the questions first."));
}

static bool published_note(ctx *c, const struct record *record, const struct record_edit *edit,
                           i64 version)
{
    json_t *detail = json_new_object(c);
    json_put_i64(detail, "version", version);
    if (edit->why.size) json_put_str(detail, "why", edit->why);
    str who = edit->who ? str_of(fmt(c->arena, "person %lld", (long long)edit->who)) : S("nobody");
    return audit_add(c, (struct audit_entry){
                            .who = who,
                            .what = S("survey.publish"),
                            .about = str_of(fmt(c->arena, "survey %lld", (long long)record->id)),
                            .detail = detail});
}

static bool into_use(ctx *c, struct record *record, const struct record_edit *edit)
{
    struct record_problems problems = {0};
    struct record_edit ours = *edit;
    ours.roles = UINT32_MAX; // who may was asked by may_publish
    return !str_equal(record->state, S("draft")) ||
           record_move(c, record, S("publish"), &ours, &problems);
}

bool survey_publish(ctx *c, i64 survey, const struct record_edit *edit, i64 *version)
{
    assert(store_in_transaction(c));
    struct record record;
    struct survey_draft draft;
    struct survey read;
    str code = {0};
    i64 newest = 0;
    if (!record_get(c, &survey_kind, survey, &record) || !may_publish(c, &record, edit) ||
        !survey_draft_get(c, survey, &draft) || !definition_read(c, draft.text, &read) ||
        !survey_version_newest(c, survey, &newest) ||
        !something_changed(c, survey, newest, read.text) || !code_need(c, &record, &code) ||
        !metrics_define(c, code, &read))
        return false;
    *version = newest + 1;
    return store_run(c, SQL_survey_version_add,
                     VALS(V_I64(survey), V_I64(*version), V_STR(read.text), V_I64(c->now_ms),
                          V_I64(edit->who), V_STR(edit->why))) &&
           into_use(c, &record, edit) && published_note(c, &record, edit, *version);
}

// A reference as people type it: "12", "#12", a title; 0: there is none.
static bool record_told(ctx *c, const char *kind, str told, i64 *id)
{
    const struct kind_field field = {.name = "told", .type = KIND_REF, .refers = kind};
    struct record_value value = {0};
    struct record_problems problems = {0};
    *id = 0;
    if (!value_read(c, &field, told, &value, &problems)) return false;
    if (value.given && !problems.count) *id = value.i;
    return true;
}

bool survey_find(ctx *c, str told, i64 *survey)
{
    *survey = 0;
    if (!store_i64(c, SQL_survey_code_whose, VALS(V_STR(told)), survey)) return false;
    if (!*survey && !record_told(c, "survey", told, survey)) return false;
    struct record record;
    if (*survey) return record_get(c, &survey_kind, *survey, &record);
    return fail_with(
        c, ERR_NOT_FOUND,
        fmt(c->arena, tr(c, "there is no survey \"%.*s\""), STR(str_head(told, BOUND_NAME_BYTES))),
        tr(c, "`tuntuma survey list` names them."));
}

bool survey_aims(ctx *c, str touchpoint, str *out)
{
    i64 id = 0;
    struct record record;
    *out = (str){0};
    if (!touchpoint.size) return true;
    if (!record_told(c, "touchpoint", touchpoint, &id)) return false;
    if (!id) return true;
    if (!record_get(c, &kind_touchpoint, id, &record)) return false;
    *out = record_value(&record, "feelings")->text;
    return true;
}
