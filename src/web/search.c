#include "web/search.h"

#include "base/lang.h"
#include "facts/privacy.h"
#include "record/search.h"
#include "web/address.h"
#include "web/app.h"
#include "web/choices.h"
#include "web/labels.h"
#include "web/record_asker.h"
#include "web/render.h"
#include "web/visitor.h"

enum { ASKED_BYTES_MAX = 200, OF_A_KIND_MAX = 5, RECORDS_MAX = 20, METRICS_SHOWN_MAX = 5 };

// clang-format off
const struct field search_fields[] = {
    {.name = "q", .type = FIELD_TEXT, .max = ASKED_BYTES_MAX, .what = "what is looked for"},
    {.name = "kind", .type = FIELD_TEXT, .what = "records of this kind alone, such as person"},
    PAGE_FIELDS, {0}};

// Pages that can be reached by their name. Who may open them, their routes say.
static const struct {
    const char *href, *label;
} pages[] = {
    {"/",                 N_("Today")},
    {"/figures",          N_("Figures")},
    {"/customers",        N_("Customers")},
    {"/remarks",          N_("Voices")},
    {"/campaigns",        N_("Campaigns")},
    {"/surveys",          N_("Surveys")},
    {"/journey",          N_("Journey")},
    {"/functions",        N_("Functions")},
    {"/units",            N_("Units")},
    {"/channels",         N_("Channels")},
    {"/journeys",         N_("Journeys")},
    {"/stages",           N_("Stages")},
    {"/touchpoints",      N_("Touchpoints")},
    {"/metrics",          N_("Metrics")},
    {"/people",           N_("People")},
    {"/imports",          N_("What came in")},
    {"/set-up",           N_("Set-up")},
    {"/set-up/company",   N_("Set-up: company")},
    {"/set-up/import",    N_("Set-up: take a file in")},
    {"/set-up/accounts",  N_("Set-up: accounts")},
    {"/set-up/tokens",    N_("Set-up: tokens and keys")},
    {"/set-up/events",    N_("Set-up: events of programs")},
    {"/set-up/webhooks",  N_("Set-up: webhooks")},
    {"/set-up/walls",     N_("Set-up: figures on a wall")},
    {"/set-up/mail",      N_("Set-up: mail")},
    {"/set-up/retention", N_("Set-up: how long words are kept")},
    {"/set-up/log",       N_("Set-up: who did what")},
    {"/set-up/backup",    N_("Set-up: backup")},
    {"/account",          N_("Your account")},
    {"/rules",            N_("How we judge")},
};
// clang-format on

struct search {
    const struct request *request;
    const struct person *person;
    i64 record; // theirs, of kind person
    str kind;   // records of this kind alone; empty: everything
    str asked;  // as it was written
    str words;  // in small letters, parted by one blank
    json_t *groups;
    i64 found;
};

// Every word that is asked begins a word of the label.
static bool fits(ctx *c, const struct search *search, const char *label)
{
    str has = text_words(c, str_of(label)), rest = search->words, word = {0};
    while (str_cut(&rest, ' ', &word)) {
        str left = has, one = {0};
        bool begins = false;
        while (!begins && str_cut(&left, ' ', &one))
            begins = str_starts(one, word);
        if (!begins) return false;
    }
    return true;
}

static void add_item(ctx *c, json_t *items, str label, const char *note, const char *href)
{
    json_t *item = json_new_object(c);
    json_put_str(item, "label", label);
    json_put_c(item, "note", note);
    json_put_str(item, "value", label);
    json_put_c(item, "href", href);
    json_array_append(items, item);
}

static void add_group(ctx *c, struct search *search, const char *label, json_t *items)
{
    if (!json_array_size(items)) return;
    json_t *group = json_new_object(c);
    json_put_c(group, "label", label);
    json_put(group, "items", items);
    json_array_append(search->groups, group);
    search->found += (i64)json_array_size(items);
}

static const struct route *route_at(const struct search *search, const char *path)
{
    const struct app *app = search->request->app;
    for (i64 i = 0; i < app->route_count; i++) {
        const struct route *route = &app->routes[i];
        if (route->method == GET && !strcmp(route->path, path)) return route;
    }
    return NULL;
}

static bool may_open(const struct search *search, const char *path)
{
    const struct route *route = route_at(search, path);
    return route &&
           (!route->may || role_may(search->person->role, (enum permission)route->may) != MAY_NOT);
}

static void add_pages(ctx *c, struct search *search)
{
    json_t *items = json_new_array(c);
    for (i64 i = 0; i < COUNT_OF(pages); i++) {
        const char *label = tr(c, pages[i].label);
        if (fits(c, search, label) && may_open(search, pages[i].href))
            add_item(c, items, str_of(label), NULL, pages[i].href);
    }
    add_group(c, search, tr(c, "Go to"), items);
}

static void add_deeds(ctx *c, struct search *search)
{
    json_t *items = json_new_array(c);
    for (i64 i = 0; i < kinds_count(); i++) {
        const struct kind *kind = kind_at(i);
        struct record_asker asker = record_asker_make(kind, search->person, search->record);
        const char *path = fmt(c->arena, "/%s/new", kind->path);
        const char *label = fmt(c->arena, tr(c, "New: %s"), tr(c, kind->label));
        bool may = record_asker_adds(&asker) && may_open(search, path);
        if (may && fits(c, search, label)) add_item(c, items, str_of(label), NULL, path);
    }
    add_group(c, search, tr(c, "Do"), items);
}

static bool add_metrics(ctx *c, struct search *search)
{
    struct metrics all;
    json_t *used = NULL, *one = NULL, *items = json_new_array(c);
    if (role_may(search->person->role, MAY_SEE_FIGURES) == MAY_NOT) return true;
    if (!metric_load(c, &all) || !choices_metrics(c, &all, (str){0}, &used)) return false;
    size_t i = 0;
    json_array_foreach(used, i, one)
    {
        const char *label = json_string_value(json_object_get(one, "label"));
        str name = json_text(json_object_get(one, "name"));
        bool is_meant = fits(c, search, label) || fits(c, search, str_c(c->arena, name));
        if (!is_meant || json_array_size(items) >= METRICS_SHOWN_MAX) continue;
        struct figure_query query = {.metric = name, .by = {{.dim = DIM_MONTH}}, .by_count = 1};
        add_item(c, items, str_of(label), NULL, address_of(c, "/figures", &query));
    }
    add_group(c, search, tr(c, "Figures"), items);
    return true;
}

// Whoever sees some records of a kind only, in their scope, finds only these.
static bool narrow(ctx *c, void *data, struct record_query *query, struct record_filter *filter,
                   bool *none)
{
    const struct search *search = data;
    struct record_asker asker = record_asker_make(query->kind, search->person, search->record);
    bool is_asked = !search->kind.size || str_equal(search->kind, str_of(query->kind->name));
    *none = !is_asked || !record_asker_sees_kind(&asker);
    return *none || record_asker_narrow(c, &asker, query, filter);
}

static json_t *record_item(ctx *c, const struct record_hit *hit)
{
    const struct kind_state *state = kind_state_find(hit->kind, hit->state);
    json_t *items = json_new_array(c);
    add_item(c, items, hit->title, state && state->is_end ? tr(c, state->label) : NULL,
             fmt(c->arena, "/%s/%lld", hit->kind->path, (long long)hit->id));
    return json_array_get(items, 0);
}

// Kinds stand in the order in which their best hit stands.
static bool add_records(ctx *c, struct search *search)
{
    struct record_search asked = {.words = search->asked,
                                  .roles = ROLE_BIT(search->person->role),
                                  .hits_max = RECORDS_MAX,
                                  .of_kind_max = OF_A_KIND_MAX,
                                  .narrow = narrow,
                                  .data = search};
    struct record_hit *hits = NULL;
    i64 count = 0;
    if (!record_search(c, &asked, &hits, &count)) return false;
    for (i64 i = 0; i < count; i++) {
        const struct kind *kind = hits[i].kind;
        bool is_told = false;
        for (i64 k = 0; k < i; k++)
            is_told = is_told || hits[k].kind == kind;
        if (is_told) continue;
        json_t *items = json_new_array(c);
        for (i64 k = i; k < count; k++)
            if (hits[k].kind == kind) json_array_append(items, record_item(c, &hits[k]));
        add_group(c, search, label_capital(c, tr(c, kind->labels)), items);
    }
    return true;
}

// A customer by a whole key: "C41", or "shop:C41" where several systems use the same.
static bool add_customer(ctx *c, struct search *search)
{
    if (role_may(search->person->role, MAY_SEE_CUSTOMERS) != MAY_EVERYWHERE ||
        !route_at(search, "/customers/:id"))
        return true;
    i64 key = 0;
    struct privacy_customer customer;
    if (!privacy_find(c, search->asked, &key, &customer)) {
        if (c->err.code != ERR_NOT_FOUND && c->err.code != ERR_REFUSED) return false;
        err_clear(c); // nobody has it, or several have
        return true;
    }
    json_t *items = json_new_array(c);
    add_item(c, items, search->asked, tr(c, "customer"),
             fmt(c->arena, "/customers/%lld", (long long)customer.customer));
    add_group(c, search, tr(c, "Customers"), items);
    return true;
}

static bool find(ctx *c, struct search *search)
{
    if (search->kind.size) return !search->words.size || add_records(c, search);
    add_pages(c, search);
    add_deeds(c, search);
    if (!search->words.size) return true;
    return add_customer(c, search) && add_metrics(c, search) && add_records(c, search);
}

bool search_get(ctx *c, struct request *request, struct response *response)
{
    struct search search = {.request = request,
                            .person = &visitor_of(request)->person,
                            .record = visitor_of(request)->record,
                            .asked = str_trim(request_text(request, "q", (str){0})),
                            .kind = request_text(request, "kind", (str){0}),
                            .groups = json_new_array(c)};
    search.words = text_words(c, search.asked);
    render_keep_lang(c, request, response);
    if (!store_begin_read(c) || !find(c, &search)) return false;
    const char *title = tr(c, "Search");
    if (search.asked.size && search.found)
        title = fmt(c->arena, tr(c, "Found for “%.*s”"), STR(search.asked));
    else if (search.asked.size)
        title = fmt(c->arena, tr(c, "Nothing found for “%.*s”"), STR(search.asked));
    json_t *model = json_new_object(c);
    json_put_c(model, "title", title);
    json_put_null(model, "question");
    json_put_str(model, "asked", search.asked);
    json_put(model, "groups", search.groups);
    return render_page(c, request, response, "search", model);
}
