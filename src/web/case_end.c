// How a case ends and begins again: closing with cause and decision, opening, merging, parting; and
// the steps that one button does.
#include "case/case_parts.h"
#include "case/case_post.h"
#include "http/inputs.h"
#include "web/address.h"
#include "web/case_pages.h"
#include "web/case_seen.h"
#include "web/form.h"
#include "web/record_show.h"
#include "web/render.h"
#include "web/visitor.h"

enum { OPTIONS_MAX = 300, DECISIONS_MAX = 30 };

static str text_of(const struct request *request, const char *name)
{
    return str_trim(request_text(request, name, (str){0}));
}

static bool begin(ctx *c, struct request *request, struct response *response,
                  struct case_seen *seen)
{
    render_keep_lang(c, request, response);
    if (request->problem_count && !response->status) response->status = 400;
    return (store_in_transaction(c) || store_begin_read(c)) &&
           case_seen_to_handle(c, request, seen);
}

static json_t *new_form(ctx *c, const struct request *request, struct response *response,
                        const struct case_seen *seen, const char *what, const char *submit)
{
    return form_new(c, request, response,
                    (struct form_about){.action = fmt(c->arena, "%s/%s", seen->href, what),
                                        .submit = submit,
                                        .cancel_href = seen->href});
}

static bool show_form(ctx *c, struct request *request, struct response *response,
                      const struct case_seen *seen, json_t *form, const char *title,
                      const char *question)
{
    json_t *model = json_new_object(c);
    if (!request_wants_html(request) && request->problem_count) return inputs_refuse(c, request);
    json_put_c(model, "title", title);
    json_put_c(model, "question", question);
    json_put(model, "form", form);
    case_crumbs(c, model, seen);
    return render_page(c, request, response, "form_page", model);
}

// ---- Closing ----

static bool add_causes(ctx *c, const struct request *request, const struct case_seen *seen,
                       json_t *form)
{
    struct record_query query = {
        .kind = &cause_kind, .roles = ~0u, .state = S("in_use"), .rows_max = OPTIONS_MAX};
    struct record_page page;
    if (!record_list(c, &query, &page)) return false;
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, page.count + 2);
    options[0] = (struct form_option){"0", tr(c, "A new cause")};
    for (i64 i = 0; i < page.count; i++)
        options[i + 1] = (struct form_option){fmt(c->arena, "%lld", (long long)page.records[i].id),
                                              str_c(c->arena, record_title(&page.records[i]))};
    i64 cause = case_ref(&seen->record, "cause");
    form_add(c, request, form,
             (struct form_field){.name = "cause",
                                 .kind = FORM_CHOICE,
                                 .label = tr(c, "Why did it happen?"),
                                 .value = str_of(fmt(c->arena, "%lld", (long long)cause)),
                                 .options = options});
    form_add(
        c, request, form,
        (struct form_field){.name = "new_cause",
                            .kind = FORM_TEXT,
                            .label = tr(c, "A new cause"),
                            .help = tr(c, "Only where the list has none that fits. A few words, "
                                          "such as: the carrier comes once a day.")});
    return true;
}

static bool add_decisions(ctx *c, const struct request *request, const struct case_seen *seen,
                          json_t *form)
{
    struct record_query query = {.kind = kind_find(S("decision")),
                                 .roles = ~0u,
                                 .sort = S("changed"),
                                 .down = true,
                                 .rows_max = DECISIONS_MAX};
    struct record_page page;
    (void)seen;
    if (!record_list(c, &query, &page)) return false;
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, page.count + 3);
    options[0] = (struct form_option){"change", tr(c, "We change something because of it")};
    options[1] = (struct form_option){"no_change", tr(c, "We do not change this, and say why")};
    for (i64 i = 0; i < page.count; i++)
        options[i + 2] = (struct form_option){
            fmt(c->arena, "%lld", (long long)page.records[i].id),
            fmt(c->arena, tr(c, "As decided: %.*s"), STR(record_title(&page.records[i])))};
    form_add(c, request, form,
             (struct form_field){.name = "decision",
                                 .kind = page.count > 6 ? FORM_CHOICE : FORM_RADIO,
                                 .label = tr(c, "What do we do about it?"),
                                 .options = options,
                                 .required = true});
    form_add(c, request, form,
             (struct form_field){
                 .name = "new_decision",
                 .kind = FORM_TEXT,
                 .label = tr(c, "The decision, in a few words"),
                 .help = tr(c, "What changes, or what stays as it is. The customer reads it.")});
    form_add(c, request, form,
             (struct form_field){.name = "why",
                                 .kind = FORM_LONG_TEXT,
                                 .label = tr(c, "Why"),
                                 .help = tr(c, "The reason, said straight. Needed where nothing "
                                               "changes: the customer reads it.")});
    return true;
}

static bool show_close(ctx *c, struct request *request, struct response *response)
{
    struct case_seen seen;
    str draft = {0};
    if (!begin(c, request, response, &seen)) return false;
    json_t *form = new_form(c, request, response, &seen, "close", tr(c, "Close it"));
    if (!add_causes(c, request, &seen, form) || !add_decisions(c, request, &seen, form) ||
        !case_draft(c, &seen.record, (struct case_draft){CASE_OF_CLOSED, 0}, &draft))
        return false;
    form_add(c, request, form,
             (struct form_field){.name = "text",
                                 .kind = FORM_LONG_TEXT,
                                 .label = tr(c, "The last letter"),
                                 .value = draft});
    form_add(c, request, form,
             (struct form_field){.name = "is_quiet",
                                 .kind = FORM_YES_NO,
                                 .label = tr(c, "Write to nobody"),
                                 .help = tr(c, "For a case that no customer knows of.")});
    return show_form(c, request, response, &seen, form, tr(c, "What do we learn from it?"),
                     tr(c, "Closing takes a cause and a decision."));
}

static bool close_run(ctx *c, const struct case_deed *deed, struct record *record,
                      const struct record_edit *edit)
{
    const struct request *request = deed->request;
    str decision = text_of(request, "decision");
    struct case_closing closing = {.cause = request_i64(request, "cause", 0),
                                   .new_cause = text_of(request, "new_cause"),
                                   .changes = str_equal(decision, S("change")),
                                   .new_decision = text_of(request, "new_decision"),
                                   .why = text_of(request, "why"),
                                   .text = text_of(request, "text"),
                                   .is_quiet = request_i64(request, "is_quiet", 0) != 0};
    bool is_new = closing.changes || str_equal(decision, S("no_change"));
    if (!is_new && (!str_i64(decision, &closing.decision) || closing.decision <= 0))
        return fail_with(c, ERR_BAD_INPUT, tr(c, "closing takes a decision"),
                         tr(c, "Say what changes, or that nothing does, and why."));
    struct record_edit own = *edit;
    own.why = (str){0}; // the reason is the decision's
    return case_close(c, record, &closing, &own);
}

bool case_close_get(ctx *c, struct request *request, struct response *response)
{
    return show_close(c, request, response);
}

bool case_close_again(ctx *c, struct request *request, struct response *response)
{
    return show_close(c, request, response);
}

bool case_close_post(ctx *c, struct request *request, struct response *response)
{
    return case_change(
        c, request, response,
        (struct case_deed){.run = close_run, .show = show_close, .field = "decision"});
}

// ---- Opening again, parting ----

static bool show_why(ctx *c, struct request *request, struct response *response, const char *what,
                     const char *title, const char *submit)
{
    struct case_seen seen;
    if (!begin(c, request, response, &seen)) return false;
    json_t *form = new_form(c, request, response, &seen, what, submit);
    form_add(c, request, form,
             (struct form_field){
                 .name = "why", .kind = FORM_TEXT, .label = tr(c, "Why"), .required = true});
    return show_form(c, request, response, &seen, form, title, NULL);
}

static bool show_reopen(ctx *c, struct request *request, struct response *response)
{
    return show_why(c, request, response, "reopen", tr(c, "Open it again?"), tr(c, "Open again"));
}

static bool show_part(ctx *c, struct request *request, struct response *response)
{
    return show_why(c, request, response, "part", tr(c, "Part it again?"), tr(c, "Part again"));
}

static bool reopen_run(ctx *c, const struct case_deed *deed, struct record *record,
                       const struct record_edit *edit)
{
    (void)deed;
    return case_reopen(c, record, edit);
}

static bool part_run(ctx *c, const struct case_deed *deed, struct record *record,
                     const struct record_edit *edit)
{
    (void)deed;
    return case_part(c, record, edit);
}

bool case_reopen_get(ctx *c, struct request *request, struct response *response)
{
    return show_reopen(c, request, response);
}

bool case_reopen_again(ctx *c, struct request *request, struct response *response)
{
    return show_reopen(c, request, response);
}

bool case_reopen_post(ctx *c, struct request *request, struct response *response)
{
    return case_change(c, request, response,
                       (struct case_deed){.run = reopen_run, .show = show_reopen, .field = "why"});
}

bool case_part_get(ctx *c, struct request *request, struct response *response)
{
    return show_part(c, request, response);
}

bool case_part_again(ctx *c, struct request *request, struct response *response)
{
    return show_part(c, request, response);
}

bool case_part_post(ctx *c, struct request *request, struct response *response)
{
    return case_change(c, request, response,
                       (struct case_deed){.run = part_run, .show = show_part, .field = "why"});
}

// ---- Merging ----

static bool show_merge(ctx *c, struct request *request, struct response *response)
{
    struct case_seen seen;
    if (!begin(c, request, response, &seen)) return false;
    json_t *form = new_form(c, request, response, &seen, "merge", tr(c, "Put it there"));
    form_add(c, request, form,
             (struct form_field){.name = "into",
                                 .kind = FORM_TEXT,
                                 .label = tr(c, "Number of the other case"),
                                 .help = tr(c, "Both must be of the same customer. What comes to "
                                               "this one goes there from now on."),
                                 .required = true});
    return show_form(c, request, response, &seen, form, tr(c, "Put into another case"), NULL);
}

// Whoever puts a case into another reads that one then: so it must be theirs too.
static bool merge_run(ctx *c, const struct case_deed *deed, struct record *record,
                      const struct record_edit *edit)
{
    struct record other;
    i64 into = 0;
    if (!case_find(c, text_of(deed->request, "into"), &into)) return false;
    if (into && !case_record(c, into, &other)) return false;
    struct place place = {.function = into ? case_ref(&other, "function") : 0,
                          .unit = into ? case_ref(&other, "unit") : 0};
    if (!into || !visitor_may(deed->request, MAY_HANDLE_CASES, place))
        return fail_with(c, ERR_BAD_INPUT, tr(c, "there is no case of that number"),
                         tr(c, "Look at the number again; it has eight letters and digits."));
    return case_merge(c, record, into, edit);
}

bool case_merge_get(ctx *c, struct request *request, struct response *response)
{
    return show_merge(c, request, response);
}

bool case_merge_again(ctx *c, struct request *request, struct response *response)
{
    return show_merge(c, request, response);
}

bool case_merge_post(ctx *c, struct request *request, struct response *response)
{
    return case_change(c, request, response,
                       (struct case_deed){.run = merge_run, .show = show_merge, .field = "into"});
}

// ---- One button ----

static bool take_run(ctx *c, const struct case_deed *deed, struct record *record,
                     const struct record_edit *edit)
{
    struct case_assessment what = {
        .owner = edit->who, .touchpoint = -1, .unit = -1, .customer = -1};
    (void)deed;
    if (!edit->who)
        return fail_with(c, ERR_REFUSED, tr(c, "your account has no person"),
                         tr(c, "Sign in as somebody who works here."));
    return case_assess(c, record, &what, edit);
}

static bool investigate_run(ctx *c, const struct case_deed *deed, struct record *record,
                            const struct record_edit *edit)
{
    (void)deed;
    return case_investigate(c, record, edit);
}

static bool release_run(ctx *c, const struct case_deed *deed, struct record *record,
                        const struct record_edit *edit)
{
    struct record_edit own = *edit;
    (void)deed;
    own.why = str_of(tr(c, "somebody read it"));
    return case_release(c, record, &own);
}

static bool discard_run(ctx *c, const struct case_deed *deed, struct record *record,
                        const struct record_edit *edit)
{
    (void)deed;
    return case_discard(c, record, edit);
}

bool case_take_post(ctx *c, struct request *request, struct response *response)
{
    return case_change(c, request, response, (struct case_deed){.run = take_run});
}

bool case_investigate_post(ctx *c, struct request *request, struct response *response)
{
    return case_change(c, request, response, (struct case_deed){.run = investigate_run});
}

bool case_release_post(ctx *c, struct request *request, struct response *response)
{
    return case_change(c, request, response, (struct case_deed){.run = release_run});
}

bool case_discard_post(ctx *c, struct request *request, struct response *response)
{
    return case_change(c, request, response, (struct case_deed){.run = discard_run});
}
