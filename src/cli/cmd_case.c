// Cases at the command line: what waits, one case with its thread, and a new one.
#include "audit/audit.h"
#include "base/locale.h"
#include "bounds.h"
#include "case/case.h"
#include "case/case_kinds.h"
#include "case/case_list.h"
#include "cli/commands.h"

// clang-format off
const struct option case_options[] = {
    {"view", "VIEW", false, "list: open, late, closed or held; default open"},
    {"most", "N", false, "list: so many; default 50"},
    {"text", "WORDS", false, "open: what the customer said"},
    {"subject", "WORDS", false, "open: what it is about, in words of ours"},
    {"matter", "MATTER", false, "open: complaint, wish, question, thanks or other; default complaint"},
    {"severity", "SEVERITY", false, "open: low, ordinary, high or critical; default ordinary"},
    {"touchpoint", "NAME", false, "open: where it happened"},
    {"unit", "NAME", false, "open: where it happened"},
    {"way", "WAY", false, "open: phone, counter, email, web, staff …; default staff"},
    {"found-by", "WHO", false, "open: customer or us; default customer"},
    {"name", "NAME", false, "open: the customer's name"},
    {"email", "ADDRESS", false, "open: where the customer is written to"},
    {"lang", "LANGUAGE", false, "open: the customer's language: fi, sv or en"},
    {0},
};
// clang-format on

static bool list(ctx *c, struct call *call)
{
    struct case_query query = {.sees_all = true, .acts_across = true};
    struct case_rows rows;
    str view = call_text(call, "view", S("open"));
    if (!case_view_find(view, &query.view) || query.view == CASE_VIEW_WAITING)
        return fail_with(c, ERR_USAGE, fmt(c->arena, tr(c, "there is no view \"%.*s\""), STR(view)),
                         tr(c, "There are: open, late, closed, held."));
    if (!call_i64(c, call, "most", 50, &query.rows_max) || !store_begin_read(c)) return false;
    query.rows_max = MIN(MAX(query.rows_max, 1), BOUND_FIGURE_ROWS);
    bool done = case_list(c, &query, &rows);
    store_rollback(c);
    for (i64 i = 0; done && i < rows.count; i++) {
        const struct case_row *row = &rows.rows[i];
        const char *due = row->due_ms ? ms_write(c->arena, row->due_ms / 1000 * 1000).s : "-";
        (void)fprintf(c->out, "%.*s  %-13.*s  %-8.*s  %s%s  %.*s\n", STR(row->number),
                      STR(row->state), STR(row->severity), due, row->is_late ? " late" : "",
                      STR(row->subject));
    }
    if (done && !rows.count) (void)fprintf(c->say, "There is none.\n");
    return done;
}

static bool find(ctx *c, str typed, i64 *id)
{
    if (!case_find(c, typed, id)) return false;
    if (*id || (str_i64(typed, id) && *id > 0)) return true;
    return fail_with(
        c, ERR_NOT_FOUND,
        fmt(c->arena, tr(c, "there is no case \"%.*s\""), STR(str_head(typed, BOUND_NAME_BYTES))),
        tr(c, "`list` tells the numbers."));
}

static bool say_case(ctx *c, i64 id)
{
    struct record record;
    struct case_letter *letters = NULL;
    i64 count = 0;
    if (!record_get(c, &case_kind, id, &record) || !case_letters(c, id, false, &letters, &count))
        return false;
    for (i64 i = 0; case_kind.fields[i].name; i++) {
        const struct kind_field *field = &case_kind.fields[i];
        str text = value_write(c, field, &record.values[i]);
        if (text.size) (void)fprintf(c->out, "%-12s %.*s\n", field->name, STR(text));
    }
    (void)fprintf(c->out, "%-12s %.*s\n", "state", STR(record.state));
    for (i64 i = 0; i < count; i++)
        (void)fprintf(c->out, "\n%s  %s\n%.*s\n", ms_write(c->arena, letters[i].at_ms).s,
                      case_who_name(letters[i].who), STR(letters[i].text));
    return true;
}

static bool show(ctx *c, struct call *call)
{
    i64 id = 0;
    if (call->arg_count < 2)
        return fail_with(c, ERR_USAGE, tr(c, "show needs the number of a case"),
                         tr(c, "`list` tells the numbers."));
    if (!store_begin_read(c)) return false;
    bool done = find(c, call->args[1], &id) && say_case(c, id);
    store_rollback(c);
    return done;
}

// A reference by its name, as a form reads it.
static bool reference(ctx *c, struct call *call, const char *field, i64 *out)
{
    struct record *scratch = record_new(c, &case_kind);
    struct record_problems problems = {0};
    str typed = call_text(call, field, (str){0});
    if (!record_put(c, scratch, str_of(field), typed, ~0u, &problems) ||
        !problems_none(c, &problems))
        return false;
    *out = record_value(scratch, field)->i;
    return true;
}

static bool open_it(ctx *c, struct call *call, str *number)
{
    str lang = call_text(call, "lang", (str){0});
    struct case_new what = {
        .subject = call_text(call, "subject", (str){0}),
        .matter = call_text(call, "matter", (str){0}),
        .severity = call_text(call, "severity", (str){0}),
        .way = call_text(call, "way", S("staff")),
        .found_by = call_text(call, "found-by", (str){0}),
    };
    what.contact.name = call_text(call, "name", (str){0});
    what.contact.email = call_text(call, "email", (str){0});
    what.contact.lang = lang.size ? str_c(c->arena, lang) : NULL;
    what.words.text = call_text(call, "text", (str){0});
    if (!what.words.text.size && !what.subject.size)
        return fail_with(c, ERR_USAGE, tr(c, "what it is about is not said"),
                         tr(c, "Say it with --text or --subject."));
    i64 id = 0;
    const char *who = fmt(c->arena, "command %s", call->world->user);
    return reference(c, call, "touchpoint", &what.touchpoint) &&
           reference(c, call, "unit", &what.unit) && case_open(c, &what, NULL, &id, number) &&
           audit_add(
               c, (struct audit_entry){.who = str_of(who),
                                       .what = S("case.open"),
                                       .about = str_of(fmt(c->arena, "case %lld", (long long)id))});
}

static bool open_one(ctx *c, struct call *call)
{
    str number = {0};
    if (!store_begin_write(c)) return false;
    bool done = open_it(c, call, &number) && store_commit(c);
    if (store_in_transaction(c)) store_rollback(c);
    if (done) (void)fprintf(c->out, "case %.*s is open\n", STR(number));
    return done;
}

bool cmd_case(ctx *c, struct call *call)
{
    str what = call->args[0];
    if (str_equal(what, S("list"))) return list(c, call);
    if (str_equal(what, S("show"))) return show(c, call);
    if (str_equal(what, S("open"))) return open_one(c, call);
    return fail_with(c, ERR_USAGE,
                     fmt(c->arena, tr(c, "there is no \"%.*s\" of cases"),
                         STR(str_head(what, BOUND_NAME_BYTES))),
                     tr(c, "There are: list, show NUMBER, open."));
}
