#include "web/set_up.h"

#include "base/lang.h"
#include "base/locale.h"
#include "mail/mail.h"
#include "web/app.h"
#include "web/render.h"
#include "web/set_up_parts.h"
#include "web/visitor.h"

// clang-format off
const struct field set_up_nothing_form[] = {{0}};
#define SETTING_FIELD(NAME, WHAT) {.name = (NAME), .type = FIELD_TEXT, .max = 2000, .what = (WHAT)}
const struct field set_up_company_form[] = {
    SETTING_FIELD("name", "the company's name"),
    SETTING_FIELD("address", "what links in mails begin with"),
    SETTING_FIELD("language", "language of the house: en, fi, sv"),
    SETTING_FIELD("zone", "time zone, as Europe/Helsinki"),
    SETTING_FIELD("currency", "three letters"),
    SETTING_FIELD("accent", "colour, as #0a5c45"), {0}};
// clang-format on

// ---- What is there, and what is missing ----

// Columns of set_up_counts.
enum {
    HAS_FUNCTIONS,
    HAS_UNITS,
    HAS_CHANNELS,
    HAS_JOURNEYS,
    HAS_TOUCHPOINTS,
    HAS_ACCOUNTS,
    HAS_BATCHES,
    HAS_TOKENS,
    HAS_PEOPLE,
    HAS__COUNT,
    HAS_NOTHING = HAS__COUNT, // counts nothing
    HAS_NAME,                 // told by settings
    HAS_MAIL,
    HAS_BACKUP,
    HAS_COMPLAINTS
};

// clang-format off
static const struct place_to_go {
    const char *part, *href, *label, *missing; // missing: what it is good for, when it is not there
    int has;
    enum permission may;
} places_to_go[] = {
    {"company", "/set-up/company", N_("Company"),
     N_("Say what it is called, where its days begin and where these pages are."), HAS_NAME, MAY_SET_UP},
    {"company", "/functions", N_("Functions"),
     N_("Say which parts of the company answer for what customers meet."), HAS_FUNCTIONS, MAY_SEE_RECORDS},
    {"company", "/units", N_("Units"),
     N_("Shops, offices, teams. They come with facts, or are added here."), HAS_UNITS, MAY_SEE_RECORDS},
    {"company", "/channels", N_("Channels"),
     N_("Telephone, shop, web. They come with facts, or are added here."), HAS_CHANNELS, MAY_SEE_RECORDS},
    {"company", "/people", N_("People"),
     N_("Who works here, with or without an account."), HAS_PEOPLE, MAY_SEE_RECORDS},
    {"journey", "/set-up/journey", N_("Journey"),
     N_("Begin with a journey that fits most companies, and change it."), HAS_JOURNEYS, MAY_SET_UP},
    {"journey", "/touchpoints", N_("Touchpoints"),
     N_("Say where customers meet you, and how they shall feel there."), HAS_TOUCHPOINTS, MAY_SEE_RECORDS},
    {"journey", "/metrics", N_("Metrics"), NULL, HAS_NOTHING, MAY_SEE_RECORDS},
    {"facts", "/set-up/import", N_("Take in a file"), NULL, HAS_NOTHING, MAY_IMPORT},
    {"facts", "/imports", N_("What came in"),
     N_("Take in a first file, or let a system send its facts."), HAS_BATCHES, MAY_IMPORT},
    {"facts", "/set-up/tokens", N_("Tokens for programs"), NULL, HAS_TOKENS, MAY_MANAGE_TOKENS},
    {"facts", "/set-up/events", N_("Events of programs"), NULL, HAS_NOTHING, MAY_CONNECT},
    {"facts", "/set-up/webhooks", N_("Webhooks"), NULL, HAS_NOTHING, MAY_CONNECT},
    {"facts", "/set-up/complaints", N_("Complaints"),
     N_("Say who answers for complaints; the page for them is there already."), HAS_COMPLAINTS, MAY_SET_UP},
    {"facts", "/set-up/inbox", N_("Mailbox"), NULL, HAS_NOTHING, MAY_SET_UP},
    {"company", "/set-up/asking", N_("Asking"), NULL, HAS_NOTHING, MAY_SET_UP},
    {"company", "/set-up/cases", N_("Cases"), NULL, HAS_NOTHING, MAY_SET_UP},
    {"people", "/set-up/accounts", N_("Accounts"),
     N_("Invite the people who shall look at this."), HAS_ACCOUNTS, MAY_SEE_PEOPLE},
    {"people", "/set-up/single-sign-on", N_("Single sign-on"), NULL, HAS_NOTHING, MAY_MANAGE_PEOPLE},
    {"people", "/set-up/walls", N_("Figures on a wall"), NULL, HAS_NOTHING, MAY_SHOW_WALL},
    {"keeping", "/set-up/mail", N_("Mail"),
     N_("Say which mail server sends invitations; until then links are copied."), HAS_MAIL, MAY_SET_UP},
    {"keeping", "/set-up/retention", N_("How long words are kept"), NULL, HAS_NOTHING, MAY_SET_UP},
    {"keeping", "/set-up/backup", N_("Backup"),
     N_("Name a folder, and a backup is made and checked every night."), HAS_BACKUP, MAY_BACK_UP},
    {"keeping", "/set-up/jobs", N_("What runs by itself"), NULL, HAS_NOTHING, MAY_SET_UP},
    {"keeping", "/set-up/log", N_("Who did what"), NULL, HAS_NOTHING, MAY_READ_AUDIT},
};
static const struct {
    const char *id, *title;
} set_up_parts[] = {
    {"company", N_("The company")},        {"journey", N_("What customers meet")},
    {"facts",   N_("What comes in")},      {"people",  N_("Who may look")},
    {"keeping", N_("What is kept, and how")},
};
// clang-format on

struct standing {
    i64 count[HAS__COUNT];
    bool has_name, has_mail, has_backup, has_complaints;
};

static bool standing_read(ctx *c, struct standing *out)
{
    struct rows rows;
    if (!store_rows(c, SQL_set_up_counts, NO_VALS, &rows) ||
        !setting_is_set(c, "company.name", &out->has_name) || !mail_is_set_up(c, &out->has_mail) ||
        !setting_is_set(c, "complain.function", &out->has_complaints) ||
        !setting_is_set(c, "backup.folder", &out->has_backup))
        return false;
    for (i64 i = 0; i < HAS__COUNT; i++)
        out->count[i] = rows.column[i].i[0];
    return true;
}

static bool is_there(const struct standing *standing, int has)
{
    if (has < HAS__COUNT) return standing->count[has] > 0;
    if (has == HAS_NAME) return standing->has_name;
    if (has == HAS_MAIL) return standing->has_mail;
    if (has == HAS_COMPLAINTS) return standing->has_complaints;
    return has != HAS_BACKUP || standing->has_backup;
}

static bool can_go(const struct request *request, const struct place_to_go *place)
{
    const struct app *app = request->app;
    if (role_may(visitor_of(request)->person.role, place->may) == MAY_NOT) return false;
    for (i64 i = 0; i < app->route_count; i++)
        if (app->routes[i].method == GET && !strcmp(app->routes[i].path, place->href)) return true;
    return false;
}

static void put_place(ctx *c, json_t *part, const struct place_to_go *place,
                      const struct standing *standing)
{
    bool is_missing = !is_there(standing, place->has);
    bool is_counted = place->has < HAS__COUNT && !is_missing;
    const char *count = is_counted ? locale_number(c, (f64)standing->count[place->has], 0).s : NULL;
    set_up_item(
        c, part,
        (struct set_up_item){.label = tr(c, place->label),
                             .href = place->href,
                             .badge = count,
                             .note = is_missing && place->missing ? tr(c, place->missing) : NULL});
}

static void put_places(ctx *c, const struct request *request, json_t *page, const char *id,
                       const char *title, const struct standing *standing)
{
    json_t *part = NULL;
    for (i64 i = 0; i < COUNT_OF(places_to_go); i++) {
        const struct place_to_go *place = &places_to_go[i];
        if (strcmp(place->part, id) != 0 || !can_go(request, place)) continue;
        if (!part) part = set_up_part(c, page, (struct set_up_part){id, tr(c, title), NULL});
        put_place(c, part, place, standing);
    }
}

static i64 missing_count(const struct request *request, const struct standing *standing)
{
    i64 count = 0;
    for (i64 i = 0; i < COUNT_OF(places_to_go); i++)
        count += places_to_go[i].missing && can_go(request, &places_to_go[i]) &&
                 !is_there(standing, places_to_go[i].has);
    return count;
}

bool set_up_get(ctx *c, struct request *request, struct response *response)
{
    struct standing standing = {0};
    render_keep_lang(c, request, response);
    if (!store_begin_read(c) || !standing_read(c, &standing)) return false;
    i64 missing = missing_count(request, &standing);
    const char *title = tr(c, "The house is set up");
    if (missing == 1) title = tr(c, "One thing is still to be set up");
    if (missing > 1)
        title = fmt(c->arena, tr(c, "%lld things are still to be set up"), (long long)missing);
    json_t *page = set_up_page(c, title, tr(c, "Whatever has a sentence behind it waits for you."));
    json_put(page, "crumbs", json_new_array(c));
    json_put_i64(page, "missing", missing);
    for (i64 i = 0; i < COUNT_OF(set_up_parts); i++)
        put_places(c, request, page, set_up_parts[i].id, set_up_parts[i].title, &standing);
    return set_up_render(c, request, response, page);
}

// ---- The company ----

bool set_up_company_again(ctx *c, struct request *request, struct response *response)
{
    json_t *form = NULL;
    str name = {0};
    if (request->problem_count && !response->status) response->status = 400;
    if (!setting_text(c, "company.name", &name) ||
        !settings_form(c, request, response, "company", "/set-up/company", &form))
        return false;
    json_t *page =
        set_up_page(c, name.size ? str_c(c->arena, name) : tr(c, "The company has no name yet"),
                    tr(c, "What every page and every mail of the house needs to know."));
    json_put(page, "form", form);
    return set_up_render(c, request, response, page);
}

bool set_up_company_get(ctx *c, struct request *request, struct response *response)
{
    render_keep_lang(c, request, response);
    return store_begin_read(c) && set_up_company_again(c, request, response);
}

bool set_up_company_post(ctx *c, struct request *request, struct response *response)
{
    bool sound = true;
    if (!settings_check(c, request, "company", &sound)) return false;
    if (!sound) return set_up_company_again(c, request, response);
    return settings_save(c, request, response, "company", "/set-up/company?said=saved");
}
