#include "web/ask.h"

#include <pthread.h>

#include "base/lang.h"
#include "base/zone.h"
#include "bounds.h"
#include "campaign/campaign_kind.h"
#include "facts/batch.h"
#include "settings/seal.h"
#include "settings/settings.h"
#include "survey/piping.h"
#include "survey/survey_kind.h"
#include "survey/version.h"
#include "web/app.h"

enum { FRESH_MS = 2000, CAMPAIGNS = 64, ADDRESSES = 4096 };

// So many may begin at once from one address, and then one each second: a queue at a counter, an
// office behind one address; not a machine.
enum { BURST = 60, ONE_MS = 1000 };

struct ask {
    pthread_mutex_t mutex; // guards what follows
    struct remembered {
        i64 read_ms; // 0: free
        struct ask_campaign campaign;
    } campaigns[CAMPAIGNS];
    struct address {
        u64 hash;
        i64 full_ms; // when all of its burst is back
    } addresses[ADDRESSES];
};

struct ask *ask_new(ctx *c)
{
    struct ask *ask = NEW(c->arena, struct ask);
    (void)pthread_mutex_init(&ask->mutex, NULL);
    return ask;
}

static struct ask *ask_of(const struct request *request)
{
    return ((const struct app *)request->app)->ask;
}

// ---- Campaigns ----

static void keep(char to[ASK_NAME_BYTES + 1], str text)
{
    text = str_head(text, ASK_NAME_BYTES);
    memcpy(to, text.s ? text.s : "", (size_t)text.size);
    to[text.size] = '\0';
}

static bool keep_title(ctx *c, char *to, const char *kind, i64 id)
{
    str *titles = NULL;
    if (!id) return true;
    if (!record_titles(c, kind_find(str_of(kind)), &id, 1, &titles)) return false;
    keep(to, titles[0]);
    return true;
}

static bool is_within(const ctx *c, const struct record *campaign)
{
    const struct record_value *begins = record_value(campaign, "begins"),
                              *ends = record_value(campaign, "ends");
    i64 day_ms = 24LL * 3600 * 1000;
    i32 today = c->zone ? zone_day(c->zone, c->now_ms) : (i32)(c->now_ms / day_ms);
    return !(begins->given && today < begins->i) && !(ends->given && today > ends->i);
}

static bool campaign_read(ctx *c, i64 id, struct ask_campaign *out)
{
    struct record campaign, survey;
    str code = {0}, aims = {0};
    *out = (struct ask_campaign){.id = id};
    if (!record_get(c, &campaign_kind, id, &campaign)) return false;
    out->survey = record_value(&campaign, "survey")->i;
    if (!record_get(c, &survey_kind, out->survey, &survey) ||
        !survey_version_newest(c, out->survey, &out->version))
        return false;
    keep(out->name, record_value(&campaign, "name")->text);
    keep(out->segment, record_value(&campaign, "segment")->text);
    out->is_open = !campaign.archived && str_equal(campaign.state, S("running")) &&
                   str_equal(survey.state, S("in_use")) && out->version > 0 &&
                   is_within(c, &campaign);
    i64 function = record_value(&campaign, "function")->i;
    if (!function) function = record_value(&survey, "function")->i;
    bool read =
        keep_title(c, out->touchpoint, "touchpoint", record_value(&campaign, "touchpoint")->i) &&
        keep_title(c, out->unit, "unit", record_value(&campaign, "unit")->i) &&
        keep_title(c, out->function, "function", function) &&
        (!out->version || survey_code(c, out->survey, &code)) &&
        survey_aims(c, str_of(out->touchpoint), &aims);
    keep(out->code, code);
    keep(out->aims, aims);
    return read;
}

static struct remembered *remembered_of(struct ask *ask, i64 id)
{
    return &ask->campaigns[(u64)id % CAMPAIGNS];
}

bool ask_campaign_by_id(ctx *c, const struct request *request, i64 id, struct ask_campaign *out)
{
    struct ask *ask = ask_of(request);
    (void)pthread_mutex_lock(&ask->mutex);
    struct remembered *place = remembered_of(ask, id);
    bool is_fresh =
        place->read_ms && place->campaign.id == id && c->now_ms - place->read_ms < FRESH_MS;
    if (is_fresh) *out = place->campaign;
    (void)pthread_mutex_unlock(&ask->mutex);
    if (is_fresh) return true;
    if (!campaign_read(c, id, out)) return false;
    (void)pthread_mutex_lock(&ask->mutex);
    *place = (struct remembered){c->now_ms, *out};
    (void)pthread_mutex_unlock(&ask->mutex);
    return true;
}

bool ask_campaign(ctx *c, const struct request *request, str code, struct ask_campaign *out)
{
    i64 id = 0;
    if (!seal_open(request->secret, "ask", code, &id))
        return fail_with(c, ERR_NOT_FOUND, tr(c, "there is no such survey"),
                         tr(c, "Open the whole address, as it was given to you."));
    return ask_campaign_by_id(c, request, id, out);
}

const char *ask_code(ctx *c, const struct request *request, i64 campaign)
{
    return seal_make(c, request->secret, "ask", campaign).s;
}

bool ask_address(ctx *c, const struct request *request, const char **out)
{
    str set = {0}, host = request_header(request, "Host");
    if (!setting_text(c, "company.address", &set)) return false;
    *out = set.size ? str_c(c->arena, set)
                    : fmt(c->arena, "%s://%.*s", request->is_tls ? "https" : "http", STR(host));
    return true;
}

// ---- What a link says ----

// A name that facts know, or none: strangers make no new ones.
static bool place_name(ctx *c, enum sql sql, str own, str told, str *out)
{
    i64 count = 0;
    *out = own;
    if (own.size || !told.size || told.size > BOUND_NAME_BYTES) return true;
    if (!store_i64(c, sql, VALS(V_STR(told)), &count)) return false;
    if (count) *out = told;
    return true;
}

static bool pipes(struct survey_text text, str name)
{
    for (i64 i = 0; i < text.count; i++) {
        str rest = text.words[i].text;
        struct piping piping;
        while (piping_next(&rest, &piping))
            if (str_equal(piping.name, name)) return true;
    }
    return false;
}

static bool has_condition(const struct survey_condition *conditions, i64 count, str fact)
{
    for (i64 i = 0; i < count; i++)
        if (str_equal(conditions[i].fact, fact)) return true;
    return false;
}

// Whether the survey does anything with an attribute; others are not kept.
static bool survey_uses(const struct survey *survey, str name)
{
    bool uses = pipes(survey->title, name) || pipes(survey->intro, name);
    for (i64 i = 0; !uses && i < survey->question_count; i++) {
        const struct question *at = &survey->questions[i];
        uses = pipes(at->text, name) || pipes(at->help, name) ||
               has_condition(at->conditions, at->condition_count, name);
    }
    for (i64 i = 0; !uses && i < survey->thanks_count; i++) {
        const struct survey_thanks *at = &survey->thanks[i];
        uses = pipes(at->text, name) || has_condition(at->conditions, at->condition_count, name);
    }
    return uses;
}

static str attributes_of(ctx *c, const struct ask_link *link, str aims, const struct survey *survey)
{
    json_t *all = json_new_object(c);
    for (i64 i = 0; i < link->attribute_count && i < BOUND_ANSWER_ATTRIBUTES; i++) {
        const struct encounter_attribute *at = &link->attributes[i];
        bool fits = at->name.size && at->value.size && at->name.size <= BOUND_NAME_BYTES &&
                    at->value.size <= BOUND_NAME_BYTES && str_is_utf8(at->value, NULL);
        if (fits && survey_uses(survey, at->name))
            json_put_str(all, str_c(c->arena, at->name), at->value);
    }
    if (aims.size) json_put_str(all, "feelings", aims);
    return json_object_size(all) ? json_write(c, all) : (str){0};
}

bool ask_answer(ctx *c, const struct ask_campaign *campaign, const struct ask_link *link,
                const struct survey *survey, struct answer *answer)
{
    str aims = str_of(campaign->aims);
    answer->survey = campaign->survey;
    answer->version = campaign->version;
    answer->campaign = campaign->id;
    answer->source = str_of(campaign->code);
    answer->way = link->way;
    if (!place_name(c, SQL_ask_touchpoint, str_of(campaign->touchpoint), link->touchpoint,
                    &answer->touchpoint) ||
        !place_name(c, SQL_ask_channel, (str){0}, link->channel, &answer->channel) ||
        !place_name(c, SQL_ask_unit, str_of(campaign->unit), link->unit, &answer->unit) ||
        !place_name(c, SQL_ask_segment, str_of(campaign->segment), link->segment, &answer->segment))
        return false;
    bool is_other = !str_equal(answer->touchpoint, str_of(campaign->touchpoint));
    if (is_other && !survey_aims(c, answer->touchpoint, &aims)) return false;
    answer->attributes = attributes_of(c, link, aims, survey);
    return true;
}

// ---- Not too many at once ----

// Of IPv6 the first half: the rest is the asker's own to choose.
static str network_of(str address)
{
    i64 colons = 0;
    for (i64 i = 0; i < address.size; i++) {
        colons += address.s[i] == ':';
        if (colons == 4) return str_slice(address, 0, i);
    }
    return address;
}

bool ask_slow_down(ctx *c, const struct request *request)
{
    static const struct hash_seed seed = {"tuntuma-asked..."};
    u64 hash = hash_str(&seed, network_of(request->client));
    struct ask *ask = ask_of(request);
    (void)pthread_mutex_lock(&ask->mutex);
    struct address *at = &ask->addresses[hash % ADDRESSES];
    if (at->hash != hash) *at = (struct address){.hash = hash};
    i64 full_ms = MAX(at->full_ms, c->now_ms) + ONE_MS,
        wait_ms = full_ms - c->now_ms - BURST * ONE_MS;
    if (wait_ms <= 0) at->full_ms = full_ms;
    (void)pthread_mutex_unlock(&ask->mutex);
    if (wait_ms <= 0) return true;
    return fail_with(
        c, ERR_BUSY, tr(c, "very many answer from where you are just now"),
        fmt(c->arena, tr(c, "Try again in %lld s."), (long long)(wait_ms + ONE_MS - 1) / ONE_MS));
}
