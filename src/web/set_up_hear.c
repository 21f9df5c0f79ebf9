#include "web/set_up_hear.h"

#include "base/lang.h"
#include "base/locale.h"
#include "complaint/mailbox.h"
#include "web/app.h"
#include "web/render.h"
#include "web/set_up_parts.h"

#define MONTH_MS (30LL * 24 * 3600 * 1000)

// clang-format off
#define SETTING_FIELD(NAME, WHAT) {.name = (NAME), .type = FIELD_TEXT, .max = 2000, .what = (WHAT)}
const struct field set_up_complain_form[] = {
    SETTING_FIELD("function", "the function that is accountable"),
    SETTING_FIELD("person", "who leads it, by name"),
    SETTING_FIELD("phone", "where one may call"),
    SETTING_FIELD("sites", "web sites on which the form may stand"), {0}};
const struct field set_up_inbox_form[] = {
    SETTING_FIELD("host", "the IMAP server"),
    SETTING_FIELD("port", "its port"),
    SETTING_FIELD("tls", "starttls, tls or none"),
    SETTING_FIELD("user", "user name"),
    {.name = "password", .type = FIELD_TEXT, .max = 2000, .is_secret = true, .what = "password"},
    SETTING_FIELD("address", "where replies about cases go"),
    SETTING_FIELD("folder", "whose mails become cases"), {0}};
// clang-format on

// ---- Complaints ----

static bool put_ways(ctx *c, json_t *page)
{
    str base = {0}, sites = {0};
    if (!setting_text(c, "company.address", &base) || !setting_text(c, "complain.sites", &sites))
        return false;
    json_t *part =
        set_up_part(c, page,
                    (struct set_up_part){"page", tr(c, "Where customers find it"),
                                         tr(c, "Link to it from your site, from receipts "
                                               "and invoices.")});
    const char *address = fmt(c->arena, "%.*s/complain", STR(base));
    set_up_item(c, part, (struct set_up_item){.label = address, .href = "/complain"});
    if (!base.size || !sites.size) return true;
    json_t *embed =
        set_up_part(c, page,
                    (struct set_up_part){"embed", tr(c, "On your own site"),
                                         tr(c, "Put this line where the form shall stand. It sets "
                                               "no cookies.")});
    set_up_item(
        c, embed,
        (struct set_up_item){
            .label = fmt(c->arena, "<script src=\"%.*s/complain.js\" data-lang=\"%s\"></script>",
                         STR(base), c->lang)});
    return true;
}

bool set_up_complain_again(ctx *c, struct request *request, struct response *response)
{
    json_t *form = NULL;
    str function = {0};
    if (request->problem_count && !response->status) response->status = 400;
    if (!setting_text(c, "complain.function", &function) ||
        !settings_form(c, request, response, "complain", "/set-up/complaints", &form))
        return false;
    const char *title = function.size ? fmt(c->arena, tr(c, "%s answers for every complaint."),
                                            str_c(c->arena, function))
                                      : tr(c, "Nobody is named yet who answers for complaints");
    json_t *page = set_up_page(c, title,
                               tr(c, "The page for complaints names who is accountable: customers "
                                     "shall know whom they talk to."));
    json_put(page, "form", form);
    return put_ways(c, page) && set_up_render(c, request, response, page);
}

bool set_up_complain_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    return store_begin_read(c) && set_up_complain_again(c, request, response);
}

bool set_up_complain_post(ctx *c, struct request *request, struct response *response)
{
    bool sound = false;
    if (!settings_check(c, request, "complain", &sound)) return false;
    if (!sound) return set_up_complain_again(c, request, response);
    return settings_save(c, request, response, "complain", "/set-up/complaints?said=saved");
}

// ---- The mailbox ----

static const char *outcome_label(ctx *c, str outcome)
{
    static const struct {
        const char *name, *label;
    } labels[] = {
        {"opened",  N_("opened a case")                },
        {"joined",  N_("went on with a case")          },
        {"held",    N_("held as suspected spam")       },
        {"bounced", N_("a mail of ours did not arrive")},
        {"noted",   N_("absences and own mails")       },
        {"failed",  N_("could not be taken yet")       },
    };
    for (i64 i = 0; i < COUNT_OF(labels); i++)
        if (str_equal(outcome, str_of(labels[i].name))) return tr(c, labels[i].label);
    return str_c(c->arena, outcome);
}

static bool put_mails(ctx *c, json_t *page, bool is_set_up)
{
    struct mailbox_line *lines = NULL;
    i64 count = 0;
    if (!mailbox_lines(c, c->now_ms - MONTH_MS, &lines, &count)) return false;
    if (!is_set_up && !count) return true;
    json_t *part =
        set_up_part(c, page,
                    (struct set_up_part){"mails", tr(c, "What became of mails"),
                                         count ? NULL : tr(c, "No mail has come within 30 days.")});
    const char *columns[] = {tr(c, "What"), tr(c, "Mails"), tr(c, "The newest"), NULL};
    json_t *list = count ? set_up_list(c, part, tr(c, "What became of mails"), columns) : NULL;
    for (i64 i = 0; i < count; i++)
        set_up_row(c, list,
                   (const char *const[]){outcome_label(c, lines[i].outcome),
                                         locale_number(c, (f64)lines[i].count, 0).s,
                                         locale_moment(c, lines[i].newest_ms).s});
    if (is_set_up)
        set_up_deed(c, part, "/set-up/jobs/mailbox/run", tr(c, "Read the mailbox now"), false);
    return true;
}

bool set_up_inbox_again(ctx *c, struct request *request, struct response *response)
{
    json_t *form = NULL;
    bool is_set_up = false;
    c->zone = app_zone(c, request->app);
    if (request->problem_count && !response->status) response->status = 400;
    if (!mailbox_is_set_up(c, &is_set_up) ||
        !settings_form(c, request, response, "inbox", "/set-up/inbox", &form))
        return false;
    json_t *page = set_up_page(
        c, is_set_up ? tr(c, "A mailbox is read every minute") : tr(c, "No mailbox is read yet"),
        tr(c, "Customers write where they always write: each mail becomes a case, and "
              "replies go on with theirs. No mail is ever deleted."));
    json_put(page, "form", form);
    return put_mails(c, page, is_set_up) && set_up_render(c, request, response, page);
}

bool set_up_inbox_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    return store_begin_read(c) && set_up_inbox_again(c, request, response);
}

bool set_up_inbox_post(ctx *c, struct request *request, struct response *response)
{
    bool sound = false;
    if (!settings_check(c, request, "inbox", &sound)) return false;
    if (!sound) return set_up_inbox_again(c, request, response);
    return settings_save(c, request, response, "inbox", "/set-up/inbox?said=saved");
}
