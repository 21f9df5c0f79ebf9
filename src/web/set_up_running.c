// What goes out and what runs by itself: mail and jobs.
#include "base/lang.h"
#include "base/locale.h"
#include "mail/mail.h"
#include "web/app.h"
#include "web/change.h"
#include "web/jobs.h"
#include "web/render.h"
#include "web/set_up.h"
#include "web/set_up_parts.h"
#include "web/visitor.h"

// clang-format off
#define SETTING_FIELD(NAME, WHAT) {.name = (NAME), .type = FIELD_TEXT, .max = 2000, .what = (WHAT)}
const struct field set_up_mail_form[] = {
    SETTING_FIELD("host", "the mail server"),
    SETTING_FIELD("port", "its port"),
    SETTING_FIELD("tls", "starttls, tls, none"),
    SETTING_FIELD("user", "name to sign in with"),
    {.name = "password", .type = FIELD_TEXT, .max = 2000, .is_secret = true,
     .what = "password to sign in with; empty leaves it"},
    SETTING_FIELD("from", "the sender's address"),
    SETTING_FIELD("from_name", "the sender's name"), {0}};
// clang-format on

// ---- Mail ----

enum { MAILS_SHOWN = 50 };

static bool put_mails(ctx *c, json_t *page)
{
    struct mail_row *rows = NULL;
    i64 count = 0;
    const char *const columns[] = {tr(c, "Recipient"), tr(c, "Subject"), tr(c, "When"),
                                   tr(c, "How it went"), NULL};
    if (!mail_list(c, MAILS_SHOWN, &count, &rows)) return false;
    if (!count) return true;
    json_t *part =
        set_up_part(c, page, (struct set_up_part){"mails", tr(c, "The last mails"), NULL});
    json_t *list = set_up_list(c, part, tr(c, "The last mails"), columns);
    for (i64 i = 0; i < count; i++) {
        const struct mail_row *row = &rows[i];
        i64 at_ms = row->ended_ms ? row->ended_ms : row->made_ms;
        const char *state = tr(c, mail_state_label(row->state));
        if (row->why.size) state = fmt(c->arena, "%s: %.*s", state, STR(row->why));
        const char *const cells[] = {str_c(c->arena, row->address), str_c(c->arena, row->subject),
                                     str_c(c->arena, locale_moment(c, at_ms)), state};
        set_up_row(c, list, cells);
    }
    return true;
}

static bool put_mail_test(ctx *c, const struct request *request, json_t *page)
{
    bool has_address = false, is_set_up = false;
    if (!setting_is_set(c, "company.address", &has_address) || !mail_is_set_up(c, &is_set_up))
        return false;
    str email = visitor_of(request)->email;
    struct set_up_part about = {"try", tr(c, "Try it"), NULL};
    if (is_set_up && email.size) {
        json_t *part = set_up_part(c, page, about);
        set_up_deed(c, part, "/set-up/mail/test",
                    fmt(c->arena, tr(c, "Send a test mail to %.*s"), STR(email)), false);
    }
    if (has_address) return true;
    about = (struct set_up_part){"address", tr(c, "One thing is missing"),
                                 tr(c, "Links in mails need the address of these pages.")};
    set_up_link(c, set_up_part(c, page, about), "/set-up/company", tr(c, "Say the address"));
    return true;
}

bool set_up_mail_again(ctx *c, struct request *request, struct response *response)
{
    json_t *form = NULL;
    str host = {0};
    if (request->problem_count && !response->status) response->status = 400;
    if (!setting_text(c, "mail.host", &host) ||
        !settings_form(c, request, response, "mail", "/set-up/mail", &form))
        return false;
    const char *title = tr(c, "No mail goes out yet");
    if (host.size) title = fmt(c->arena, tr(c, "Mails go out by %.*s"), STR(host));
    json_t *page =
        set_up_page(c, title,
                    tr(c, "Invitations and new passwords go by mail once a server is named here. "
                          "Until then their links are shown to whoever makes them, to be copied."));
    json_put(page, "form", form);
    return put_mail_test(c, request, page) && put_mails(c, page) &&
           set_up_render(c, request, response, page);
}

bool set_up_mail_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    return store_begin_read(c) && set_up_mail_again(c, request, response);
}

bool set_up_mail_post(ctx *c, struct request *request, struct response *response)
{
    bool sound = true;
    if (!settings_check(c, request, "mail", &sound)) return false;
    if (!sound) return set_up_mail_again(c, request, response);
    return settings_save(c, request, response, "mail", "/set-up/mail?said=saved");
}

struct mail_test {
    str email, name;
    bool is_queued;
};

static bool queue_test(ctx *c, void *data)
{
    struct mail_test *test = data;
    struct mail_to to = {.email = test->email, .name = test->name, .lang = c->lang};
    return mail_letter(c, LETTER_TEST, to, S("/set-up/mail"), &test->is_queued);
}

static bool test_queued(ctx *c, struct request *request, struct response *response,
                        const err *failure, void *data)
{
    const struct mail_test *test = data;
    (void)request;
    if (failure->code != ERR_NONE) return page_change_failed(c, failure);
    if (!test->is_queued)
        return fail_with(c, ERR_REFUSED, tr(c, "mail is not set up yet"),
                         tr(c, "Name the mail server, the sender and the address of these pages."));
    response_see(c, response, "/set-up/mail?said=queued");
    return true;
}

bool set_up_mail_test_post(ctx *c, struct request *request, struct response *response)
{
    const struct visitor *visitor = visitor_of(request);
    struct mail_test *test = NEW(c->arena, struct mail_test);
    *test = (struct mail_test){.email = visitor->email, .name = visitor->name};
    return page_change(
        c, request, response,
        (struct page_change){
            .apply = queue_test, .then = test_queued, .data = test, .locks = STORE_RECORDS});
}

// ---- What runs by itself ----

enum { RUNS_SHOWN = 50 };

static const struct job *job_named(str name)
{
    for (i64 i = 0; i < job_count; i++)
        if (str_equal(name, str_of(jobs[i].name))) return &jobs[i];
    return NULL;
}

static bool put_jobs(ctx *c, const struct request *request, json_t *page)
{
    struct job_hand hand;
    struct job_state *states = NULL;
    if (!jobs_hand(c, request->app, ((struct app *)request->app)->now_ms, &hand) ||
        !job_states(c, &hand, jobs, job_count, &states))
        return false;
    json_t *part = set_up_part(c, page, (struct set_up_part){"jobs", tr(c, "What runs"), NULL});
    for (i64 i = 0; i < job_count; i++) {
        const struct job_state *state = &states[i];
        const char *when = state->ended_ms ? fmt(c->arena, tr(c, "Last: %.*s."),
                                                 STR(locale_moment(c, state->ended_ms)))
                                           : tr(c, "It has not run yet.");
        if (state->due_ms > c->now_ms)
            when =
                fmt(c->arena, tr(c, "%s Next: %.*s."), when, STR(locale_moment(c, state->due_ms)));
        set_up_item(
            c, part,
            (struct set_up_item){.label = tr(c, jobs[i].label),
                                 .badge = state->is_running ? tr(c, "runs now") : NULL,
                                 .note = fmt(c->arena, "%s %s", tr(c, jobs[i].what), when),
                                 .action = fmt(c->arena, "/set-up/jobs/%s/run", jobs[i].name),
                                 .action_label = tr(c, "Run it now")});
    }
    return true;
}

static const char *took(ctx *c, i64 ms)
{
    return fmt(c->arena, tr(c, "%.*s s"),
               STR(locale_number(c, (f64)ms / 1000, ms < 10000 ? 1 : 0)));
}

static bool put_runs(ctx *c, json_t *page, i64 *failed)
{
    struct job_run *runs = NULL;
    i64 count = 0;
    const char *const columns[] = {tr(c, "What"), tr(c, "When"), tr(c, "It took"),
                                   tr(c, "How it went"), NULL};
    if (!job_runs(c, S(""), RUNS_SHOWN, &count, &runs)) return false;
    *failed = 0;
    if (!count) return true;
    json_t *part = set_up_part(c, page, (struct set_up_part){"runs", tr(c, "The last runs"), NULL});
    json_t *list = set_up_list(c, part, tr(c, "The last runs"), columns);
    for (i64 i = 0; i < count; i++) {
        const struct job_run *run = &runs[i];
        const struct job *job = job_named(run->name);
        const char *counts = job ? tr(c, job->counts) : "";
        const char *how = fmt(c->arena, "%s: %lld", counts, (long long)run->count);
        if (run->about.size) how = fmt(c->arena, "%s · %.*s", how, STR(run->about));
        if (run->failed)
            how = fmt(c->arena, tr(c, "it failed: %.*s. %.*s"), STR(run->about), STR(run->hint));
        *failed += run->failed;
        const char *const cells[] = {job ? tr(c, job->label) : str_c(c->arena, run->name),
                                     str_c(c->arena, locale_moment(c, run->began_ms)),
                                     took(c, run->ended_ms - run->began_ms), how};
        set_up_row(c, list, cells);
    }
    return true;
}

bool set_up_jobs_get(ctx *c, struct request *request, struct response *response)
{
    i64 failed = 0;
    render_keep_lang(c, request, response);
    json_t *page = set_up_page(c, NULL,
                               tr(c, "What must not be forgotten is done by the program itself, "
                                     "while it serves. Each run is told here."));
    if (!store_begin_read(c) || !put_jobs(c, request, page) || !put_runs(c, page, &failed))
        return false;
    json_put_c(page, "title",
               failed ? fmt(c->arena, tr(c, "Of the last runs %lld failed"), (long long)failed)
                      : tr(c, "Everything that runs by itself runs well"));
    return set_up_render(c, request, response, page);
}

struct asking {
    const struct job *job;
    const char *next;
};

static bool ask(ctx *c, void *data)
{
    const struct asking *asking = data;
    return job_ask(c, asking->job->name);
}

static bool asked(ctx *c, struct request *request, struct response *response, const err *failure,
                  void *data)
{
    const struct asking *asking = data;
    (void)request;
    if (failure->code != ERR_NONE) return page_change_failed(c, failure);
    response_see(c, response, asking->next);
    return true;
}

bool set_up_job_run_post(ctx *c, struct request *request, struct response *response)
{
    struct asking *asking = NEW(c->arena, struct asking);
    asking->job = job_named(request_param(request, "name"));
    asking->next = "/set-up/jobs?said=begun";
    if (!asking->job) return fail(c, ERR_NOT_FOUND, tr(c, "nothing of that name runs by itself"));
    // Who may not make backups does not make one this way either.
    bool is_backup = !strcmp(asking->job->name, "backup");
    if (is_backup && !visitor_must(c, request, MAY_BACK_UP, (struct place){0})) return false;
    if (is_backup) asking->next = "/set-up/backup?said=begun";
    return page_change(
        c, request, response,
        (struct page_change){.apply = ask, .then = asked, .data = asking, .locks = STORE_RECORDS});
}
