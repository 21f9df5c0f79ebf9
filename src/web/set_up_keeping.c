// How long things are kept, backups, and the log as a file.
#include <fcntl.h>
#include <unistd.h>

#include "audit/audit.h"
#include "base/lang.h"
#include "base/locale.h"
#include "facts/privacy.h"
#include "http/upload.h"
#include "store/backup_file.h"
#include "version.h"
#include "web/app.h"
#include "web/change.h"
#include "web/form.h"
#include "web/jobs.h"
#include "web/labels.h"
#include "web/render.h"
#include "web/set_up.h"
#include "web/set_up_parts.h"
#include "web/visitor.h"

enum { RULE_DAYS_MAX = 36500 };

static const char *const subject_choices[] = {"any", "customer", "employee", "shopper", NULL};

// clang-format off
#define SETTING_FIELD(NAME, WHAT) {.name = (NAME), .type = FIELD_TEXT, .max = 2000, .what = (WHAT)}
const struct field set_up_rule_form[] = {
    {.name = "subject", .type = FIELD_CHOICE, .choices = subject_choices, .required = true, .what = "whose words"},
    {.name = "source", .type = FIELD_TEXT, .what = "of one source; empty: of any"},
    {.name = "days", .type = FIELD_I64, .min = 0, .max = RULE_DAYS_MAX, .required = true,
     .what = "how long they are kept; 0 ends the rule"},
    {.name = "why", .type = FIELD_TEXT, .max = 500, .what = "the reason, for the log"}, {0}};
const struct field set_up_keep_form[] = {
    SETTING_FIELD("mail_days", "days that the list of mails stays"),
    SETTING_FIELD("runs_days", "days that the list of runs stays"), {0}};
const struct field set_up_backup_form[] = {
    SETTING_FIELD("folder", "where backups are put"),
    SETTING_FIELD("hour", "when, 0 to 23"),
    SETTING_FIELD("keep", "how many stay"), {0}};
// clang-format on

// ---- How long words are kept ----

static const char *subject_label(ctx *c, enum subject subject)
{
    switch (subject) {
    case SUBJECT_CUSTOMER:
        return tr(c, "words of customers");
    case SUBJECT_EMPLOYEE:
        return tr(c, "words of employees");
    case SUBJECT_SHOPPER:
        return tr(c, "words of shoppers");
    case SUBJECT_NONE:
    case SUBJECT__COUNT:
        return tr(c, "all words");
    }
    return tr(c, "all words");
}

static bool put_rules(ctx *c, json_t *page, i64 *rule_count)
{
    struct privacy_rule *rules = NULL;
    if (!privacy_rule_list(c, &rules, rule_count)) return false;
    json_t *part =
        set_up_part(c, page,
                    (struct set_up_part){
                        "rules", tr(c, "The rules"),
                        *rule_count ? NULL : tr(c, "There is none: words are kept for ever.")});
    for (i64 i = 0; i < *rule_count; i++) {
        const struct privacy_rule *rule = &rules[i];
        const char *subject = rule->subject == SUBJECT_NONE ? "any" : subject_name(rule->subject);
        i64 due = 0;
        if (!privacy_rule_preview(c, *rule, &due)) return false;
        json_t *hidden = set_up_hidden(c, NULL, "subject", str_of(subject));
        (void)set_up_hidden(c, hidden, "source", rule->source);
        (void)set_up_hidden(c, hidden, "days", S("0"));
        const char *what = subject_label(c, rule->subject);
        if (rule->source.size) what = fmt(c->arena, tr(c, "%s from %.*s"), what, STR(rule->source));
        set_up_item(
            c, part,
            (struct set_up_item){
                .label =
                    fmt(c->arena, tr(c, "%s, kept for %lld days"), what, (long long)rule->days),
                .note = fmt(c->arena, tr(c, "Remarks that would go now: %lld."), (long long)due),
                .action = "/set-up/retention",
                .action_label = tr(c, "End this rule"),
                .hidden = hidden});
    }
    return true;
}

static bool put_rule_form(ctx *c, struct request *request, struct response *response, json_t *page)
{
    static const enum subject subjects[] = {SUBJECT_NONE, SUBJECT_CUSTOMER, SUBJECT_EMPLOYEE,
                                            SUBJECT_SHOPPER};
    static_assert(COUNT_OF(subjects) == COUNT_OF(subject_choices) - 1, "one for each");
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, COUNT_OF(subjects) + 1);
    for (i64 i = 0; i < COUNT_OF(subjects); i++)
        options[i] = (struct form_option){subject_choices[i], subject_label(c, subjects[i])};
    struct rows rows;
    if (!store_rows(c, SQL_set_up_sources, NO_VALS, &rows)) return false;
    struct form_option *sources = NEW_ARRAY(c->arena, struct form_option, rows.count + 2);
    sources[0] = (struct form_option){"", tr(c, "any source")};
    for (i64 i = 0; i < rows.count; i++) {
        const char *name = str_c(c->arena, rows.column[0].text[i]);
        sources[i + 1] = (struct form_option){name, name};
    }
    json_t *part = set_up_part(c, page, (struct set_up_part){"new", tr(c, "A new rule"), NULL});
    json_t *form = form_new(
        c, request, response,
        (struct form_about){.action = "/set-up/retention", .submit = tr(c, "Keep to this rule")});
    form_add(c, request, form,
             (struct form_field){.name = "subject",
                                 .kind = FORM_RADIO,
                                 .label = tr(c, "Whose words"),
                                 .value = S("any"),
                                 .options = options});
    form_add(c, request, form,
             (struct form_field){.name = "source",
                                 .kind = FORM_CHOICE,
                                 .label = tr(c, "Where they came from"),
                                 .options = sources});
    form_add(c, request, form,
             (struct form_field){.name = "days",
                                 .kind = FORM_NUMBER,
                                 .label = tr(c, "Kept for"),
                                 .help = tr(c, "Days since the customer said them. The shortest "
                                               "rule that fits counts; figures never change."),
                                 .required = true,
                                 .unit = tr(c, "days"),
                                 .min = "1",
                                 .max = "36500"});
    form_add(c, request, form,
             (struct form_field){.name = "why",
                                 .kind = FORM_TEXT,
                                 .label = tr(c, "Why"),
                                 .help = tr(c, "For the log: a law, an agreement, a decision.")});
    json_put(part, "form", form);
    return true;
}

static bool put_keeping(ctx *c, struct request *request, struct response *response, json_t *page)
{
    json_t *form = NULL;
    struct job_hand hand;
    struct job_state *states = NULL;
    struct app *app = request->app;
    if (!settings_form(c, request, response, "keep", "/set-up/retention/lists", &form) ||
        !jobs_hand(c, app, app->now_ms, &hand) || !job_states(c, &hand, jobs, job_count, &states))
        return false;
    for (i64 i = 0; i < job_count; i++) {
        if (strcmp(jobs[i].name, "retention") != 0) continue;
        const char *when = states[i].ended_ms ? fmt(c->arena, tr(c, "They last ran %.*s."),
                                                    STR(locale_moment(c, states[i].ended_ms)))
                                              : tr(c, "They have not run yet.");
        json_t *part = set_up_part(
            c, page,
            (struct set_up_part){"run", tr(c, "The rules run by themselves every night"), when});
        set_up_link(c, part, "/set-up/jobs", tr(c, "What runs by itself"));
    }
    json_t *part = set_up_part(c, page, (struct set_up_part){"lists", tr(c, "Lists"), NULL});
    json_put(part, "form", form);
    return true;
}

bool set_up_retention_again(ctx *c, struct request *request, struct response *response)
{
    i64 rules = 0;
    if (request->problem_count && !response->status) response->status = 400;
    json_t *page =
        set_up_page(c, NULL,
                    tr(c, "Words that customers said are erased when they are older than "
                          "a rule allows. What they rated stays, as nobody's."));
    if (!put_rules(c, page, &rules) || !put_rule_form(c, request, response, page) ||
        !put_keeping(c, request, response, page))
        return false;
    json_put_c(page, "title",
               rules ? tr(c, "Words are kept as long as the rules say")
                     : tr(c, "Words are kept for ever"));
    return set_up_render(c, request, response, page);
}

bool set_up_retention_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    return store_begin_read(c) && set_up_retention_again(c, request, response);
}

struct ruling {
    struct privacy_rule rule;
    str who, why;
};

static bool note_rule(ctx *c, void *data, const char *what, i64 customer, json_t *detail)
{
    const struct ruling *ruling = data;
    const char *name = fmt(c->arena, "privacy.%s", what);
    return audit_add(
        c, (struct audit_entry){
               .who = ruling->who, .what = str_of(name), .customer = customer, .detail = detail});
}

static bool set_rule(ctx *c, void *data)
{
    struct ruling *ruling = data;
    struct privacy_by by = {
        .who = ruling->who, .why = ruling->why, .note = note_rule, .data = ruling};
    return privacy_rule_set(c, ruling->rule, by);
}

static bool rule_set(ctx *c, struct request *request, struct response *response, const err *failure,
                     void *data)
{
    const struct ruling *ruling = data;
    (void)request;
    if (failure->code != ERR_NONE) return page_change_failed(c, failure);
    response_see(c, response,
                 ruling->rule.days ? "/set-up/retention?said=saved"
                                   : "/set-up/retention?said=ended");
    return true;
}

bool set_up_rule_post(ctx *c, struct request *request, struct response *response)
{
    struct ruling *ruling = NEW(c->arena, struct ruling);
    str subject = request_text(request, "subject", S("any"));
    str why = str_trim(request_text(request, "why", (str){0}));
    ruling->rule.source = request_text(request, "source", (str){0});
    ruling->rule.days = request_i64(request, "days", 0);
    ruling->who = visitor_who(c, request);
    ruling->why = why.size ? why : S("set-up");
    if (!str_equal(subject, S("any")) && !subject_from_name(subject, &ruling->rule.subject))
        ruling->rule.subject = SUBJECT_NONE;
    return page_change(
        c, request, response,
        (struct page_change){
            .apply = set_rule, .then = rule_set, .data = ruling, .locks = STORE_RECORDS});
}

bool set_up_keep_post(ctx *c, struct request *request, struct response *response)
{
    bool sound = true;
    if (!settings_check(c, request, "keep", &sound)) return false;
    if (!sound) return set_up_retention_again(c, request, response);
    return settings_save(c, request, response, "keep", "/set-up/retention?said=saved");
}

// ---- Backup ----

static const char *size_text(ctx *c, i64 bytes)
{
    f64 size = (f64)bytes / 1e6;
    return fmt(c->arena, tr(c, "%.*s MB"), STR(locale_number(c, size, size < 10 ? 1 : 0)));
}

static bool put_backups(ctx *c, json_t *page, i64 *newest_ms)
{
    struct kept_backup *backups = NULL;
    const char *why = NULL;
    i64 count = 0;
    *newest_ms = 0;
    if (!jobs_backups(c, &count, &backups, &why)) return false;
    if (count) *newest_ms = backups[0].made_ms;
    if (!count && !why) return true;
    json_t *part =
        set_up_part(c, page,
                    (struct set_up_part){"kept", tr(c, "In the folder"),
                                         why ? fmt(c->arena, "%s.", label_capital(c, why)) : NULL});
    for (i64 i = 0; i < count; i++)
        set_up_item(c, part,
                    (struct set_up_item){.label = str_c(c->arena, backups[i].name),
                                         .note = fmt(c->arena, "%.*s · %s",
                                                     STR(locale_moment(c, backups[i].made_ms)),
                                                     size_text(c, backups[i].size))});
    return true;
}

static void put_ways(ctx *c, json_t *page, bool has_folder)
{
    json_t *part = NULL;
    if (has_folder) {
        part = set_up_part(c, page, (struct set_up_part){"now", tr(c, "One more, now"), NULL});
        set_up_deed(c, part, "/set-up/jobs/backup/run", tr(c, "Make a backup now"), false);
    }
    part = set_up_part(
        c, page,
        (struct set_up_part){"take", tr(c, "Take one with you"),
                             tr(c, "The whole store as it is at this moment, as one file. It holds "
                                   "everything that is known of customers: keep it as safe.")});
    set_up_deed(c, part, "/set-up/backup/file", tr(c, "Download a backup"), false);
    (void)set_up_part(
        c, page,
        (struct set_up_part){
            "restore", tr(c, "How to restore"),
            tr(c, "On the new machine, with the server stopped: tuntuma restore FILE --store "
                  "duckdb:new.duckdb. It makes a new store, checks every table, and either all "
                  "of it is there or nothing.")});
}

bool set_up_backup_again(ctx *c, struct request *request, struct response *response)
{
    json_t *form = NULL;
    i64 newest_ms = 0;
    bool has_folder = false;
    if (request->problem_count && !response->status) response->status = 400;
    json_t *page = set_up_page(c, NULL,
                               tr(c, "A backup is written while everybody works, read back whole, "
                                     "and only then an older one goes."));
    if (!setting_is_set(c, "backup.folder", &has_folder) ||
        !settings_form(c, request, response, "backup", "/set-up/backup", &form) ||
        !put_backups(c, page, &newest_ms))
        return false;
    json_put(page, "form", form);
    put_ways(c, page, has_folder);
    const char *title =
        has_folder ? tr(c, "No backup has been made yet") : tr(c, "No backup is made by itself");
    if (newest_ms)
        title =
            fmt(c->arena, tr(c, "The last backup is of %.*s"), STR(locale_moment(c, newest_ms)));
    json_put_c(page, "title", title);
    return set_up_render(c, request, response, page);
}

bool set_up_backup_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    return store_begin_read(c) && set_up_backup_again(c, request, response);
}

// Whether it can be written to is better said now than in the night.
static void check_folder(ctx *c, struct request *request, bool *sound)
{
    str folder = str_trim(request_text(request, "folder", (str){0}));
    if (!folder.size || access(str_c(c->arena, folder), W_OK | X_OK) == 0) return;
    request_problem_add(c, request, "folder",
                        fmt(c->arena, tr(c, "the folder %.*s cannot be written to"), STR(folder)),
                        tr(c, "Make it, and let the user that runs Tuntuma write there."));
    *sound = false;
}

bool set_up_backup_post(ctx *c, struct request *request, struct response *response)
{
    bool sound = true;
    if (!settings_check(c, request, "backup", &sound)) return false;
    if (sound) check_folder(c, request, &sound);
    if (!sound) return set_up_backup_again(c, request, response);
    return settings_save(c, request, response, "backup", "/set-up/backup?said=saved");
}

// ---- Files that go out ----

// A nameless file that is filled and then sent.
static bool open_nameless(ctx *c, FILE **out)
{
    int fd = open("/var/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    *out = fd < 0 ? NULL : fdopen(fd, "w+");
    if (*out) return true;
    if (fd >= 0) (void)close(fd);
    return fail(c, ERR_SYSTEM, tr(c, "could not make a file in /var/tmp"));
}

// Hands what was written to the response; the file is closed in any case.
static bool send_file(ctx *c, struct response *response, FILE *file, const char *type,
                      const char *name)
{
    int fd = -1;
    off_t size = 0;
    if (fflush(file) == 0 && (size = ftello(file)) >= 0)
        fd = fcntl(fileno(file), F_DUPFD_CLOEXEC, 3);
    (void)fclose(file);
    if (fd < 0) return fail(c, ERR_SYSTEM, tr(c, "could not write a file in /var/tmp"));
    response_file(response, type, fd, size);
    response_download(c, response, name);
    return true;
}

static const char *day_name(ctx *c, const char *start, const char *end)
{
    return fmt(c->arena, "%s-%.*s.%s", start, STR(day_write(c->arena, (i32)(c->now_ms / 86400000))),
               end);
}

static bool note_download(ctx *c, void *data)
{
    const str *who = data;
    return audit_add(c, (struct audit_entry){.who = *who, .what = S("backup.downloaded")});
}

static bool send_backup(ctx *c, struct request *request, struct response *response,
                        const err *failure, void *data)
{
    struct backup_told told;
    FILE *file = NULL;
    (void)request;
    (void)data;
    if (failure->code != ERR_NONE) return page_change_failed(c, failure);
    if (store_in_transaction(c)) store_rollback(c);
    if (!open_nameless(c, &file)) return false;
    if (!backup_file_send(c, file, S(TUNTUMA_VERSION), &told)) {
        (void)fclose(file);
        return false;
    }
    return send_file(c, response, file, "application/octet-stream",
                     day_name(c, "tuntuma", "tuntuma"));
}

bool set_up_backup_file_post(ctx *c, struct request *request, struct response *response)
{
    str *who = NEW(c->arena, str);
    *who = visitor_who(c, request);
    return page_change(
        c, request, response,
        (struct page_change){
            .apply = note_download, .then = send_backup, .data = who, .locks = STORE_RECORDS});
}

// ---- The log as a file ----

bool set_up_log_file_get(ctx *c, struct request *request, struct response *response)
{
    FILE *file = NULL, *before = c->out;
    i64 count = 0;
    (void)request;
    if (!store_begin_read(c) || !open_nameless(c, &file)) return false;
    c->out = file;
    bool done = audit_export(c, 0, &count);
    c->out = before;
    if (!done) {
        (void)fclose(file);
        return false;
    }
    return send_file(c, response, file, "application/x-ndjson",
                     day_name(c, "tuntuma-log", "jsonl"));
}
