// Records of every kind at the command line, in the words of their pages: the kind's own table
// gives the fields, what is wrong is said all at once, and nothing is ever deleted.
#include "audit/audit.h"
#include "base/locale.h"
#include "base/text.h"
#include "base/time.h"
#include "bounds.h"
#include "cli/commands.h"
#include "cli/file.h"
#include "people/role.h"
#include "record/record_json.h"
#include "record/sheet.h"

enum { FILTERS_MAX = 30, TITLE_COLUMNS = 40, LABEL_COLUMNS = 20 };

// clang-format off
const struct option record_options[] = {
    {"set", "FIELD=VALUE", true, "add, change: what a field becomes; empty after = empties it"},
    {"where", "FIELD=VALUE", true, "list, export: only those; FIELD.from and FIELD.to as well"},
    {"search", "WORDS", false, "list, export: every word must begin a word of the record"},
    {"sort", "FIELD", false, "list, export: by a field, changed or state; with - in front downwards"},
    {"state", "STATE", false, "list, export: only those in this state"},
    {"shelf", "SHELF", false, "list, export: current, archive or both; default current"},
    {"most", "N", false, "list: so many rows; default 50"},
    {"format", "FORMAT", false, "list, show: text or json; export: csv, xlsx or json; default the first"},
    {"why", "TEXT", false, "the reason of a change; it stays in the history"},
    {"day", "DATE", false, "step: since when"},
    {"evidence", "TEXT", false, "step: what shows it"},
    {"version", "N", false, "change: the version that was read; refused when somebody was faster"},
    {"dry-run", NULL, false, "import: tell what would happen, and leave it"},
    {0},
};
// clang-format on

struct record_call {
    struct call *call;
    const struct kind *kind;
    struct record record;
    struct record_edit edit;
    struct record_problems problems;
    struct sheet_counts counts;
    bool keeps_nothing; // a trial: rolled back
};

static const u32 roles = ROLE_BIT(ROLE_ADMINISTRATOR) | ROLE_BIT(ROLE_CX_OWNER);

// Words

static bool find_kind(ctx *c, str name, const struct kind **out)
{
    *out = kind_find(name);
    if (!*out) *out = kind_find_path(name);
    if (*out) return true;
    buf names = buf_new(c->arena, 4000);
    for (i64 i = 0; i < kinds_count(); i++)
        buf_fmt(&names, "%s%s", i ? ", " : "", kind_at(i)->name);
    return fail_with(c, ERR_USAGE, fmt(c->arena, tr(c, "there is no kind \"%.*s\""), STR(name)),
                     fmt(c->arena, tr(c, "There are: %s."), names.s));
}

static bool read_edit(ctx *c, struct record_call *r)
{
    str day = call_text(r->call, "day", (str){0});
    i32 number = 0;
    r->edit = (struct record_edit){.roles = roles,
                                   .why = call_text(r->call, "why", (str){0}),
                                   .evidence = call_text(r->call, "evidence", (str){0})};
    if (!day.size) return true;
    if (!day_parse(day, &number))
        return fail_with(c, ERR_USAGE, tr(c, "that is no date"), tr(c, "Write it as 2026-11-21."));
    r->edit.has_day = true;
    r->edit.day = number;
    return true;
}

static bool cut_pair(ctx *c, str text, str *name, str *value)
{
    *value = text;
    i64 at = str_find(text, S("="));
    if (at <= 0)
        return fail_with(c, ERR_USAGE, fmt(c->arena, tr(c, "\"%.*s\" names no field"), STR(text)),
                         tr(c, "Write it as FIELD=VALUE."));
    *name = str_slice(text, 0, at);
    *value = str_slice(text, at + 1, text.size);
    return true;
}

// What the record was read with is its own version unless another one is named.
static bool get_record(ctx *c, struct record_call *r)
{
    str text = r->call->args[2];
    i64 id = 0;
    if (str_starts(text, S("#"))) text = str_slice(text, 1, text.size);
    if (!str_i64(text, &id))
        return fail_with(c, ERR_USAGE,
                         fmt(c->arena, tr(c, "\"%.*s\" is no number of a record"),
                             STR(str_head(text, BOUND_NAME_BYTES))),
                         tr(c, "`list` tells the numbers."));
    return record_get(c, r->kind, id, &r->record);
}

static bool put_fields(ctx *c, struct record_call *r)
{
    const str *set = NULL;
    for (i64 i = 0; (set = call_nth(r->call, "set", i)); i++) {
        str name = {0}, value = {0};
        if (!cut_pair(c, *set, &name, &value) ||
            !record_put(c, &r->record, name, value, roles, &r->problems))
            return false;
    }
    return true;
}

// All problems, a line each, before the first becomes the error.
static void say_problems(ctx *c, const struct record_problems *problems)
{
    for (i64 i = 1; i < problems->count; i++)
        (void)fprintf(c->say, "  %s: %s\n", problems->problem[i].field, problems->problem[i].msg);
}

static void say_record(ctx *c, const struct record_call *r, const char *did)
{
    (void)fprintf(c->out, "%s %lld %s, version %lld\n", r->kind->name, (long long)r->record.id, did,
                  (long long)r->record.version);
}

// Changes

static bool note(ctx *c, const struct record_call *r, const char *what)
{
    const char *about = r->record.id
                            ? fmt(c->arena, "%s %lld", r->kind->name, (long long)r->record.id)
                            : r->kind->name;
    return audit_add(
        c, (struct audit_entry){.who = str_of(fmt(c->arena, "command %s", r->call->world->user)),
                                .what = str_of(fmt(c->arena, "record.%s", what)),
                                .about = str_of(about)});
}

static bool change(ctx *c, struct record_call *r, const char *what,
                   bool (*make)(ctx *c, struct record_call *r))
{
    if (!read_edit(c, r) || !store_begin_write(c)) return false;
    bool done = make(c, r) && (r->keeps_nothing || (note(c, r, what) && store_commit(c)));
    if (store_in_transaction(c)) store_rollback(c);
    if (!done) say_problems(c, &r->problems);
    return done;
}

static bool make_new(ctx *c, struct record_call *r)
{
    r->record = *record_new(c, r->kind);
    return put_fields(c, r) && record_add(c, &r->record, &r->edit, &r->problems);
}

static bool make_change(ctx *c, struct record_call *r)
{
    return get_record(c, r) && put_fields(c, r) &&
           call_i64(c, r->call, "version", r->record.version, &r->record.version) &&
           record_change(c, &r->record, &r->edit, &r->problems, NULL);
}

static bool make_step(ctx *c, struct record_call *r)
{
    return get_record(c, r) && record_move(c, &r->record, r->call->args[3], &r->edit, &r->problems);
}

static bool make_archived(ctx *c, struct record_call *r)
{
    return get_record(c, r) && record_archive(c, &r->record, true, &r->edit);
}

static bool make_restored(ctx *c, struct record_call *r)
{
    return get_record(c, r) && record_archive(c, &r->record, false, &r->edit);
}

static bool make_import(ctx *c, struct record_call *r)
{
    str bytes = {0};
    const char *name = str_c(c->arena, r->call->args[2]);
    r->keeps_nothing = call_has(r->call, "dry-run");
    if (!file_bytes(c, name, BOUND_BODY_BYTES, &bytes)) return false;
    bool is_workbook = str_starts(bytes, S("PK\x03\x04"));
    bool read = is_workbook ? sheet_read_xlsx(c, r->kind, bytes, &r->edit, &r->counts)
                            : sheet_read(c, r->kind, bytes, &r->edit, &r->counts);
    if (!read) return false;
    for (i64 i = 0; i < r->counts.refusal_count; i++)
        for (i64 j = 0; j < r->counts.refusals[i].problems.count; j++) {
            const struct record_problem *problem = &r->counts.refusals[i].problems.problem[j];
            (void)fprintf(c->say, "line %lld: %s%s%s\n", (long long)r->counts.refusals[i].line,
                          problem->field, *problem->field ? ": " : "", problem->msg);
        }
    if (!r->counts.refused) return true;
    return fail_with(c, ERR_REFUSED,
                     fmt(c->arena, tr(c, "%lld rows cannot be taken, so none was"),
                         (long long)r->counts.refused),
                     tr(c, "Correct the lines that are named, and import the file again."));
}

static bool import(ctx *c, struct record_call *r)
{
    if (!change(c, r, "import", make_import)) return false;
    (void)fprintf(c->out, "%s: %lld added, %lld changed, %lld as they were\n",
                  r->keeps_nothing ? "would be" : "done", (long long)r->counts.added,
                  (long long)r->counts.changed, (long long)r->counts.same);
    return true;
}

// Lists

static bool read_filter(ctx *c, str text, struct record_filter *out)
{
    str name = {0}, value = {0};
    if (!cut_pair(c, text, &name, &value)) return false;
    *out = (struct record_filter){.field = name, .text = value};
    if (str_ends(name, S(".from"))) {
        out->how = FILTER_FROM;
        out->field = str_slice(name, 0, name.size - 5);
    } else if (str_ends(name, S(".to"))) {
        out->how = FILTER_TO;
        out->field = str_slice(name, 0, name.size - 3);
    } else if (!value.size) {
        out->how = FILTER_NONE;
    }
    return true;
}

static bool read_query(ctx *c, const struct record_call *r, struct record_query *out)
{
    static const char *const shelves[] = {"current", "archive", "both"};
    struct record_filter *filters = NEW_ARRAY(c->arena, struct record_filter, FILTERS_MAX);
    const struct call *call = r->call;
    str sort = call_text(call, "sort", (str){0}), shelf = call_text(call, "shelf", S("current"));
    bool down = str_starts(sort, S("-")), is_known = false;
    *out = (struct record_query){.kind = r->kind,
                                 .sort = down ? str_slice(sort, 1, sort.size) : sort,
                                 .down = down,
                                 .search = call_text(call, "search", (str){0}),
                                 .state = call_text(call, "state", (str){0}),
                                 .filters = filters,
                                 .roles = roles};
    const str *where = NULL;
    for (i64 i = 0; i < FILTERS_MAX && (where = call_nth(call, "where", i)); i++)
        if (!read_filter(c, *where, &filters[out->filter_count++])) return false;
    for (i64 i = 0; i < COUNT_OF(shelves); i++) {
        if (!str_equal(shelf, str_of(shelves[i]))) continue;
        out->shelf = (enum record_shelf)i;
        is_known = true;
    }
    if (!is_known)
        return fail_with(c, ERR_USAGE, tr(c, "that is no shelf"),
                         tr(c, "Choose current, archive or both."));
    return call_i64(c, call, "most", 50, &out->rows_max);
}

static bool is_format(const struct record_call *r, const char *format, bool is_first)
{
    str text = call_text(r->call, "format", (str){0});
    return text.size ? str_equal(text, str_of(format)) : is_first;
}

static bool check_format(ctx *c, const struct record_call *r, bool is_export)
{
    str text = call_text(r->call, "format", (str){0});
    bool is_known = !text.size || str_equal(text, S("json")) ||
                    (is_export ? str_equal(text, S("csv")) || str_equal(text, S("xlsx"))
                               : str_equal(text, S("text")));
    return is_known ||
           fail_with(c, ERR_USAGE, fmt(c->arena, tr(c, "there is no format \"%.*s\""), STR(text)),
                     is_export ? tr(c, "There are: csv, xlsx, json.")
                               : tr(c, "There are: text, json."));
}

static void print_json(ctx *c, json_t *json)
{
    (void)fprintf(c->out, "%s", json_write_indented(c, json).s);
}

static bool list(ctx *c, struct record_call *r)
{
    struct record_query query;
    struct record_page page;
    if (!read_query(c, r, &query) || !record_list(c, &query, &page)) return false;
    if (is_format(r, "json", false)) {
        json_t *all = json_new_array(c);
        for (i64 i = 0; i < page.count; i++)
            json_array_append(all, record_json(c, &page.records[i], roles));
        print_json(c, all);
        return true;
    }
    for (i64 i = 0; i < page.count; i++) {
        const struct record *record = &page.records[i];
        const struct kind_state *state = kind_state_find(r->kind, record->state);
        text_pad(c->out, fmt(c->arena, "%lld", (long long)record->id), 6, true);
        (void)fprintf(c->out, "  ");
        const char *title = str_c(c->arena, record->values[0].text);
        text_pad(c->out, title, state || record->archived ? TITLE_COLUMNS : 0, false);
        (void)fprintf(c->out, "%s%s%s\n", state ? tr(c, state->label) : "",
                      state && record->archived ? ", " : "",
                      record->archived ? "in the archive" : "");
    }
    (void)fflush(c->out);
    if (!page.count) (void)fprintf(c->say, "There are none.\n");
    if (page.next.size)
        (void)fprintf(c->say, "There are more: --most N shows them, export gives all.\n");
    return true;
}

static bool show(ctx *c, struct record_call *r)
{
    const struct record *record = &r->record;
    if (!get_record(c, r)) return false;
    if (is_format(r, "json", false)) {
        print_json(c, record_json(c, record, roles));
        return true;
    }
    (void)fprintf(c->out, "%s %lld, version %lld%s%.*s\n", r->kind->name, (long long)record->id,
                  (long long)record->version, record->state.size ? ", " : "", STR(record->state));
    for (i64 i = 0; r->kind->fields[i].name; i++) {
        const struct kind_field *field = &r->kind->fields[i];
        const struct kind *target = value_target(field);
        str text = value_write(c, field, &record->values[i]), *titles = NULL;
        if (!record->values[i].given) continue;
        if (target && !record_titles(c, target, &record->values[i].i, 1, &titles)) return false;
        text_pad(c->out, field->name, LABEL_COLUMNS, false);
        if (titles)
            (void)fprintf(c->out, "#%.*s %.*s\n", STR(text), STR(titles[0]));
        else
            (void)fprintf(c->out, "%.*s\n", STR(text));
    }
    return true;
}

static bool history(ctx *c, struct record_call *r)
{
    struct record_version *versions = NULL;
    i64 count = 0;
    json_t *all = json_new_array(c);
    if (!get_record(c, r) || !record_history(c, r->kind, r->record.id, &versions, &count))
        return false;
    for (i64 i = 0; i < count; i++) {
        const struct record *before = i + 1 < count ? &versions[i + 1].record : NULL;
        json_t *one = record_json_version(c, &versions[i], before, roles);
        json_object_del(one, "record");
        json_array_append(all, one);
    }
    print_json(c, all);
    return true;
}

static bool export(ctx *c, struct record_call *r)
{
    struct record_query query;
    buf out = buf_new(c->arena, BOUND_PAGE_BYTES);
    if (!read_query(c, r, &query)) return false;
    if (is_format(r, "json", false)) {
        json_t *all = json_new_array(c);
        struct record_page page;
        query.rows_max = 1000;
        do {
            if (!record_list(c, &query, &page)) return false;
            for (i64 i = 0; i < page.count; i++)
                json_array_append(all, record_json(c, &page.records[i], roles));
            query.after = page.next;
        } while (page.next.size);
        print_json(c, all);
        return true;
    }
    bool made = is_format(r, "xlsx", false) ? sheet_write_xlsx(c, &query, &out)
                                            : sheet_write(c, &query, &out);
    if (made) (void)fwrite(out.s, 1, (size_t)out.size, c->out);
    return made;
}

// The command

static bool changed(ctx *c, struct record_call *r, const char *what, const char *did,
                    bool (*make)(ctx *c, struct record_call *r))
{
    if (!change(c, r, what, make)) return false;
    say_record(c, r, did);
    return true;
}

bool cmd_record(ctx *c, struct call *call)
{
    struct record_call r = {.call = call};
    str what = call->args[1];
    i64 count = call->arg_count;
    if (!find_kind(c, call->args[0], &r.kind) || !check_format(c, &r, str_equal(what, S("export"))))
        return false;
    if (str_equal(what, S("list")) && count == 2) return list(c, &r);
    if (str_equal(what, S("export")) && count == 2) return export(c, &r);
    if (str_equal(what, S("add")) && count == 2) return changed(c, &r, "add", "added", make_new);
    if (str_equal(what, S("show")) && count == 3) return show(c, &r);
    if (str_equal(what, S("history")) && count == 3) return history(c, &r);
    if (str_equal(what, S("import")) && count == 3) return import(c, &r);
    if (str_equal(what, S("change")) && count == 3)
        return changed(c, &r, "change", "changed", make_change);
    if (str_equal(what, S("archive")) && count == 3)
        return changed(c, &r, "archive", "put away", make_archived);
    if (str_equal(what, S("restore")) && count == 3)
        return changed(c, &r, "restore", "taken back", make_restored);
    if (str_equal(what, S("step")) && count == 4) return changed(c, &r, "step", "moved", make_step);
    return fail_with(c, ERR_USAGE,
                     tr(c, "record KIND takes: list, show ID, history ID, add, change ID, step ID "
                           "NAME, archive ID, restore ID, export, or import FILE"),
                     tr(c, "See `tuntuma record --help`."));
}
