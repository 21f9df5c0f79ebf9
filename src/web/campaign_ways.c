// The open links of a campaign, to be put where customers are.
#include "base/lang.h"
#include "campaign/campaign_kind.h"
#include "settings/settings.h"
#include "web/ask.h"
#include "web/campaigns.h"
#include "web/visitor.h"

enum way { WAY_LINK, WAY_KIOSK, WAY_EMBED, WAY__COUNT };

// clang-format off
static const struct {
    const char *name, *label, *note;
} ways[] = {
    [WAY_LINK] = {"link", N_("Open link"),
        N_("For messages, receipts and pages. Add ?unit=Turku, and answers tell where they come from.")},
    [WAY_KIOSK] = {"kiosk", N_("Tablet at a counter"),
        N_("Open it on the tablet. After each answer it begins anew for the next customer.")},
    [WAY_EMBED] = {"embed", N_("On a web page"),
        N_("Put this line where the survey shall stand. It sets no cookies.")},
};
// clang-format on

static const char *way_value(ctx *c, enum way way, const char *address, const char *code)
{
    if (way == WAY_KIOSK) return fmt(c->arena, "%s/kiosk/%s", address, code);
    if (way == WAY_EMBED)
        return fmt(c->arena, "<script src=\"%s/embed/ask.js\" data-ask=\"%s\"></script>", address,
                   code);
    return fmt(c->arena, "%s/ask/%s", address, code);
}

static json_t *way_new(ctx *c, enum way way, const char *value)
{
    json_t *one = json_new_object(c);
    json_put_c(one, "name", ways[way].name);
    json_put_c(one, "label", tr(c, ways[way].label));
    json_put_c(one, "note", tr(c, ways[way].note));
    json_put_c(one, "value", value);
    json_put_null(one, "missing");
    return one;
}

// A frame opens only on sites that the settings name.
static bool put_missing(ctx *c, const struct request *request, json_t *embed)
{
    bool is_set = false;
    if (!setting_is_set(c, "ask.sites", &is_set)) return false;
    if (is_set) return true;
    bool may_set_up = role_may(visitor_of(request)->person.role, MAY_SET_UP) != MAY_NOT;
    json_t *missing = json_new_object(c);
    json_put_c(missing, "text", tr(c, "No site is named yet on which surveys may stand."));
    json_put_c(missing, "href", may_set_up ? "/set-up/asking" : NULL);
    json_put(embed, "missing", missing);
    return true;
}

bool campaign_put_ways(ctx *c, const struct request *request, const struct record *record,
                       bool may_ask, json_t *model)
{
    str own = record_value(record, "way")->text;
    bool is_open = may_ask && !record->archived && str_equal(record->state, S("running")) &&
                   !str_equal(own, S("email"));
    json_t *list = json_new_array(c);
    json_put(model, "ways", list);
    json_put_bool(model, "has_ways", is_open);
    json_put_null(model, "sheets_href");
    if (!is_open) return true;
    const char *address = NULL, *code = ask_code(c, request, record->id);
    if (!ask_address(c, request, &address)) return false;
    json_put_c(model, "sheets_href", fmt(c->arena, "/campaigns/%lld/qr", (long long)record->id));
    for (enum way way = WAY_LINK; way < WAY__COUNT; way++) {
        json_t *one = way_new(c, way, way_value(c, way, address, code));
        if (way == WAY_EMBED && !put_missing(c, request, one)) return false;
        if (str_equal(own, str_of(ways[way].name)))
            json_array_insert(list, 0, one);
        else
            json_array_append(list, one);
    }
    return true;
}
