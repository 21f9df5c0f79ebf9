// Surveys at the command line: definitions in and out, checked, and taken into use.
#include "audit/audit.h"
#include "base/text.h"
#include "bounds.h"
#include "cli/commands.h"
#include "cli/file.h"
#include "people/role.h"
#include "record/list.h"
#include "survey/survey_kind.h"
#include "survey/templates.h"
#include "survey/version.h"

enum { NAME_COLUMNS = 32, STATE_COLUMNS = 12 };

// clang-format off
const struct option survey_options[] = {
    {"version", "N", false, "show: a version that was taken into use; without it the draft"},
    {"why", "TEXT", false, "publish: what changed; it stays with the version"},
    {0},
};
// clang-format on

static const u32 roles = ROLE_BIT(ROLE_ADMINISTRATOR) | ROLE_BIT(ROLE_CX_OWNER);

static bool list(ctx *c)
{
    struct record_query query = {.kind = &survey_kind, .roles = roles, .rows_max = 1000};
    struct record_page page;
    if (!record_list(c, &query, &page)) return false;
    for (i64 i = 0; i < page.count; i++) {
        const struct record *record = &page.records[i];
        const struct kind_state *state = kind_state_find(&survey_kind, record->state);
        i64 version = 0;
        if (!survey_version_newest(c, record->id, &version)) return false;
        text_pad(c->out, fmt(c->arena, "%lld", (long long)record->id), 6, true);
        (void)fprintf(c->out, "  ");
        text_pad(c->out, str_c(c->arena, record->values[0].text), NAME_COLUMNS, false);
        text_pad(c->out, state ? tr(c, state->label) : "", STATE_COLUMNS, false);
        (void)fprintf(c->out, "version %lld\n", (long long)version);
    }
    (void)fflush(c->out);
    if (!page.count) (void)fprintf(c->say, "There are none.\n");
    return true;
}

static bool templates(ctx *c, str name)
{
    if (name.size) {
        str text = survey_template_text(c, name);
        json_t *object = text.size ? json_parse(c, text) : NULL;
        if (!object)
            return fail_with(c, ERR_NOT_FOUND, tr(c, "there is no template of that name"),
                             tr(c, "`tuntuma survey templates` names them."));
        (void)fprintf(c->out, "%s\n", json_write_indented(c, object).s);
        return true;
    }
    for (i64 i = 0; i < survey_templates_count(); i++) {
        const struct survey_template *at = survey_template_at(i);
        text_pad(c->out, at->name, 18, false);
        (void)fprintf(c->out, "%s\n", tr(c, at->what));
    }
    return true;
}

static bool read_version(ctx *c, const struct call *call, i64 survey, struct survey *out)
{
    struct survey_draft draft;
    struct survey_problems problems;
    str text = call_text(call, "version", (str){0});
    i64 version = 0;
    if (!text.size)
        return survey_draft_get(c, survey, &draft) &&
               definition_look(c, draft.text, out, &problems);
    if (!str_i64(text, &version) || version < 1)
        return fail_with(c, ERR_USAGE, tr(c, "that is no version"),
                         tr(c, "Versions are numbers from 1."));
    return survey_version_get(c, survey, version, out);
}

static bool show(ctx *c, const struct call *call)
{
    i64 survey = 0;
    struct survey read;
    if (!survey_find(c, call->args[1], &survey) || !read_version(c, call, survey, &read))
        return false;
    (void)fprintf(c->out, "%s\n", json_write_indented(c, definition_write(c, &read)).s);
    return true;
}

static void say_problems(ctx *c, const struct survey_problems *problems)
{
    for (i64 i = 0; i < problems->count; i++)
        (void)fprintf(c->say, "%s: %s. %s\n", problems->list[i].place, problems->list[i].msg,
                      problems->list[i].hint);
}

static bool look_at(ctx *c, str file, str *text, struct survey *survey,
                    struct survey_problems *problems)
{
    return file_bytes(c, str_c(c->arena, file), BOUND_SURVEY_BYTES, text) &&
           definition_look(c, *text, survey, problems);
}

static bool check(ctx *c, const struct call *call)
{
    struct survey survey;
    struct survey_problems problems;
    str text = {0};
    if (!look_at(c, call->args[1], &text, &survey, &problems)) return false;
    say_problems(c, &problems);
    if (problems.count)
        return fail_with(
            c, ERR_BAD_INPUT,
            fmt(c->arena, tr(c, "the definition has flaws: %lld"), (long long)problems.count),
            tr(c, "Put them right; docs/surveys.md describes each field."));
    (void)fprintf(c->out, "%lld questions, no flaw\n", (long long)survey.question_count);
    return true;
}

// The survey of that name, made when there is none yet.
static bool survey_need(ctx *c, str name, i64 *survey)
{
    struct record_problems problems = {0};
    struct record_edit edit = {.roles = roles};
    if (survey_find(c, name, survey)) return true;
    if (c->err.code != ERR_NOT_FOUND) return false;
    err_clear(c);
    struct record *record = record_new(c, &survey_kind);
    if (!record_put(c, record, S("name"), name, roles, &problems) ||
        !record_add(c, record, &edit, &problems))
        return false;
    *survey = record->id;
    return true;
}

static bool note(ctx *c, const struct call *call, const char *what, i64 survey)
{
    return audit_add(
        c, (struct audit_entry){.who = str_of(fmt(c->arena, "command %s", call->world->user)),
                                .what = str_of(what),
                                .about = str_of(fmt(c->arena, "survey %lld", (long long)survey))});
}

static bool put(ctx *c, const struct call *call)
{
    struct survey survey;
    struct survey_problems problems;
    struct survey_draft draft, before;
    i64 id = 0;
    if (!look_at(c, call->args[2], &draft.text, &survey, &problems) || !store_begin_write(c))
        return false;
    bool done = survey_need(c, call->args[1], &id) && survey_draft_get(c, id, &before);
    draft.edition = done ? before.edition : 0;
    done = done && survey_draft_put(c, id, &draft, 0) && note(c, call, "survey.draft", id) &&
           store_commit(c);
    if (store_in_transaction(c)) store_rollback(c);
    if (!done) return false;
    say_problems(c, &problems);
    (void)fprintf(c->out, "survey %lld has a draft of %lld questions\n", (long long)id,
                  (long long)survey.question_count);
    return true;
}

static bool publish(ctx *c, const struct call *call)
{
    i64 survey = 0, version = 0;
    struct record_edit edit = {.roles = roles, .why = call_text(call, "why", (str){0})};
    if (!store_begin_write(c)) return false;
    bool done = survey_find(c, call->args[1], &survey) &&
                survey_publish(c, survey, &edit, &version) &&
                note(c, call, "survey.publish", survey) && store_commit(c);
    if (store_in_transaction(c)) store_rollback(c);
    if (!done) return false;
    (void)fprintf(c->out, "survey %lld is in use, version %lld\n", (long long)survey,
                  (long long)version);
    return true;
}

bool cmd_survey(ctx *c, struct call *call)
{
    str what = call->args[0];
    i64 count = call->arg_count;
    if (str_equal(what, S("list")) && count == 1) return list(c);
    if (str_equal(what, S("templates")) && count < 3)
        return templates(c, count == 2 ? call->args[1] : (str){0});
    if (str_equal(what, S("show")) && count == 2) return show(c, call);
    if (str_equal(what, S("check")) && count == 2) return check(c, call);
    if (str_equal(what, S("put")) && count == 3) return put(c, call);
    if (str_equal(what, S("publish")) && count == 2) return publish(c, call);
    return fail_with(c, ERR_USAGE,
                     tr(c, "survey takes: list, templates [NAME], show NAME, check FILE, put NAME "
                           "FILE, or publish NAME"),
                     tr(c, "See `tuntuma survey --help`."));
}
