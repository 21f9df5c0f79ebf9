// The log of who did what, in words.
#include "audit/audit.h"
#include "base/lang.h"
#include "base/locale.h"
#include "web/address.h"
#include "web/form.h"
#include "web/labels.h"
#include "web/render.h"
#include "web/set_up.h"
#include "web/set_up_parts.h"

enum { LOG_SHOWN = 100 };

// clang-format off
const struct field set_up_log_fields[] = {
    {.name = "who", .type = FIELD_TEXT, .what = "account 3, command anna …"},
    {.name = "what", .type = FIELD_TEXT, .what = "what begins so: people.sign_in"},
    {.name = "from", .type = FIELD_DAY, .min = -1000000, .max = 1000000, .what = "first day"},
    {.name = "to", .type = FIELD_DAY, .min = -1000000, .max = 1000000, .what = "last day"},
    {.name = "before", .type = FIELD_I64, .min = 1, .max = INT64_MAX, .what = "entries before this number"},
    {.name = "verify", .type = FIELD_BOOL, .what = "go through the whole log"},
    PAGE_FIELDS, {0}};

// What entries are called; one that is not here is shown as it is kept.
static const struct {
    const char *what, *label;
} entries[] = {
    {"backup.downloaded",           N_("downloaded a backup")},
    {"backup.made",                 N_("made a backup")},
    {"customer.consent",            N_("noted a consent")},
    {"customer.correct",            N_("corrected what is said of a customer")},
    {"customer.erase",              N_("erased a customer")},
    {"customer.export",             N_("took a customer's data out")},
    {"customer.list",               N_("saw the name on a list")},
    {"customer.look",               N_("looked at a customer's personal data")},
    {"customer.merge",              N_("made two customers one")},
    {"customer.object",             N_("noted an objection")},
    {"customer.unmerge",            N_("parted two customers")},
    {"import.ask",                  N_("asked for an import")},
    {"import.remove",               N_("removed an uploaded file")},
    {"import.stop",                 N_("stopped an import")},
    {"import.take",                 N_("took facts in")},
    {"import.upload",               N_("uploaded a file")},
    {"people.add",                  N_("made an account")},
    {"people.codes_off",            N_("switched one-time codes off")},
    {"people.codes_on",             N_("switched one-time codes on")},
    {"people.end",                  N_("ended an account")},
    {"people.invite",               N_("invited somebody")},
    {"people.link_used",            N_("opened a link that opens once")},
    {"people.name",                 N_("changed a name")},
    {"people.password",             N_("chose a password")},
    {"people.recovery_code",        N_("came in with a recovery code")},
    {"people.recovery_codes",       N_("made new recovery codes")},
    {"people.reset",                N_("made a link for a new password")},
    {"people.role",                 N_("gave another role")},
    {"people.scope",                N_("gave another scope")},
    {"people.session_end",          N_("signed somebody out")},
    {"people.setup_link",           N_("made the link for the first administrator")},
    {"people.sign_in",              N_("signed in")},
    {"people.sign_in_failed",       N_("failed to sign in")},
    {"people.sign_in_refused",      N_("was not let in")},
    {"people.sign_out",             N_("signed out")},
    {"people.sign_out_everywhere",  N_("signed out everywhere")},
    {"people.single_link",          N_("came in by single sign-on for the first time")},
    {"people.single_service",       N_("changed the sign-in service")},
    {"people.single_unlink",        N_("took single sign-on away")},
    {"people.token_add",            N_("made a token")},
    {"people.token_end",            N_("revoked a token")},
    {"privacy.expire",              N_("erased old words")},
    {"privacy.retain",              N_("changed a rule of retention")},
    {"wall.add",                    N_("made a link for a wall")},
    {"wall.end",                    N_("ended a link for a wall")},
    {"settings.set",                N_("changed a setting")},
};
// clang-format on

static const char *what_text(ctx *c, str what)
{
    for (i64 i = 0; i < COUNT_OF(entries); i++)
        if (str_equal(what, str_of(entries[i].what))) return tr(c, entries[i].label);
    return str_c(c->arena, what);
}

static struct audit_wanted wanted_of(const struct request *request)
{
    const struct input *from = request_input(request, "from"), *to = request_input(request, "to");
    return (struct audit_wanted){.before = request_i64(request, "before", 0),
                                 .who = request_text(request, "who", (str){0}),
                                 .what = request_text(request, "what", (str){0}),
                                 .from_ms = from ? from->i * 86400000 : 0,
                                 .to_ms = to ? (to->i + 1) * 86400000 : 0,
                                 .limit = LOG_SHOWN + 1};
}

static json_t *log_filters(ctx *c, struct request *request, struct response *response)
{
    struct audit_wanted wanted = wanted_of(request);
    const struct input *from = request_input(request, "from"), *to = request_input(request, "to");
    json_t *form = form_new(c, request, response,
                            (struct form_about){.action = "/set-up/log", .is_get = true});
    form_add(c, request, form,
             (struct form_field){.name = "who",
                                 .label = tr(c, "Who"),
                                 .help = tr(c, "As account 3, or command anna."),
                                 .value = wanted.who});
    form_add(c, request, form,
             (struct form_field){.name = "what",
                                 .label = tr(c, "What"),
                                 .help = tr(c, "What begins so, as people.sign_in."),
                                 .value = wanted.what});
    form_add(c, request, form,
             (struct form_field){.name = "from",
                                 .kind = FORM_DATE,
                                 .label = tr(c, "First day"),
                                 .value = from ? day_write(c->arena, (i32)from->i) : (str){0}});
    form_add(c, request, form,
             (struct form_field){.name = "to",
                                 .kind = FORM_DATE,
                                 .label = tr(c, "Last day"),
                                 .value = to ? day_write(c->arena, (i32)to->i) : (str){0}});
    json_put_bool(form, "is_open", wanted.who.size || wanted.what.size || from || to);
    return form;
}

static const char *older_href(ctx *c, const struct request *request, i64 before)
{
    buf out = buf_new(c->arena, 20000);
    buf_c(&out, "/set-up/log?");
    static const char *const kept[] = {"who", "what", "from", "to"};
    for (i64 i = 0; i < COUNT_OF(kept); i++) {
        str value = request_text(request, kept[i], (str){0});
        if (!value.size) continue;
        buf_fmt(&out, "%s=", kept[i]);
        url_add(&out, value);
        buf_char(&out, '&');
    }
    buf_fmt(&out, "before=%lld", (long long)before);
    return out.s;
}

// Few people do much: each is looked up once.
static bool find_who(ctx *c, const struct audit_row *rows, i64 i, const char **names)
{
    for (i64 k = 0; k < i; k++) {
        if (!str_equal(rows[k].who, rows[i].who)) continue;
        names[i] = names[k];
        return true;
    }
    return label_who(c, rows[i].who, &names[i]);
}

static bool put_entries(ctx *c, struct request *request, struct response *response, json_t *page,
                        i64 *shown)
{
    struct audit_row *rows = NULL;
    i64 count = 0;
    const char *names[LOG_SHOWN];
    const char *const columns[] = {tr(c, "When"),  tr(c, "Who"),  tr(c, "What"),
                                   tr(c, "About"), tr(c, "More"), NULL};
    if (!audit_find(c, wanted_of(request), &count, &rows)) return false;
    *shown = MIN(count, LOG_SHOWN);
    json_t *part =
        set_up_part(c, page, (struct set_up_part){"entries", tr(c, "The entries"), NULL});
    json_t *list = set_up_list(c, part, tr(c, "The entries"), columns);
    json_put(list, "filters", log_filters(c, request, response));
    for (i64 i = 0; i < *shown; i++) {
        const struct audit_row *row = &rows[i];
        const char *about = str_c(c->arena, row->about);
        if (!find_who(c, rows, i, names)) return false;
        if (row->customer) about = fmt(c->arena, tr(c, "customer %lld"), (long long)row->customer);
        const char *const cells[] = {
            str_c(c->arena, locale_moment(c, row->at_ms)), names[i], what_text(c, row->what), about,
            str_equal(row->detail, S("{}")) ? "" : str_c(c->arena, row->detail)};
        set_up_row(c, list, cells);
    }
    if (count <= LOG_SHOWN) return true;
    json_put_bool(list, "has_pages", true);
    json_put_c(list, "older_href", older_href(c, request, rows[LOG_SHOWN - 1].number));
    return true;
}

static bool put_proof(ctx *c, const struct request *request, json_t *page, bool *is_broken)
{
    struct audit_report report;
    const char *text = tr(c, "Each entry's fingerprint covers the one before, so a change shows.");
    *is_broken = false;
    if (request_i64(request, "verify", 0)) {
        if (!audit_verify(c, &report)) return false;
        *is_broken = report.bad != 0;
        text = fmt(c->arena, tr(c, "All %lld entries fit; the last fingerprint is %.*s."),
                   (long long)report.entries, STR(report.last_hash));
        if (*is_broken)
            text = fmt(c->arena, tr(c, "Entry %lld does not fit: %s."), (long long)report.bad,
                       report.why);
    }
    json_t *part =
        set_up_part(c, page, (struct set_up_part){"proof", tr(c, "Whether it is whole"), text});
    set_up_link(c, part, "/set-up/log?verify=1", tr(c, "Go through the whole log"));
    part = set_up_part(c, page,
                       (struct set_up_part){"file", tr(c, "Take it with you"),
                                            tr(c, "Every entry, one JSON object a line.")});
    set_up_link(c, part, "/set-up/log.jsonl", tr(c, "Download the log"));
    return true;
}

bool set_up_log_get(ctx *c, struct request *request, struct response *response)
{
    i64 shown = 0;
    bool is_broken = false;
    render_keep_lang(c, request, response);
    json_t *page =
        set_up_page(c, NULL,
                    tr(c, "Whoever changes something, comes in, or looks at a customer's "
                          "data is noted here. Nothing is ever taken out."));
    if (!store_begin_read(c) || !put_entries(c, request, response, page, &shown) ||
        !put_proof(c, request, page, &is_broken))
        return false;
    const char *title =
        shown ? tr(c, "Who did what") : tr(c, "Nobody has done anything of the kind");
    if (is_broken) title = tr(c, "The log has been changed");
    json_put_c(page, "title", title);
    return set_up_render(c, request, response, page);
}
