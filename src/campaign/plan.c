// The idea: everybody who could be asked is read once, with all that decides; reasons are given in
// one pass over them, and chance takes from whoever is left.
#include "campaign/plan.h"

#include <math.h>

#include "base/lang.h"
#include "base/zone.h"
#include "campaign/candidates.h"
#include "campaign/draw.h"
#include "customer/reach.h"
#include "facts/consent.h"
#include "mail/refused.h"
#include "people/email.h"
#include "settings/settings.h"

#define DAY_MS 86400000LL

enum {
    FRESH_DAYS = 7,    // an encounter that is older is not asked about any more
    RIPE_DAYS = 7,     // who has not answered by then hardly will
    PRIOR_WEIGHT = 50, // of the expected rate, in customers asked
};

// clang-format off
static const struct {
    const char *name, *label;
} reasons[] = {
    [PLAN_ASKED]      = {"asked",      N_("will be asked")},
    [PLAN_REFUSED]    = {"refused",    N_("do not want to be asked")},
    [PLAN_CONTROL]    = {"control",    N_("are kept apart and never asked")},
    [PLAN_RESTS]      = {"rests",      N_("were asked not long ago")},
    [PLAN_NO_ADDRESS] = {"no_address", N_("have no e-mail address that works")},
    [PLAN_ALREADY]    = {"already",    N_("were asked about this encounter")},
    [PLAN_NOT_DRAWN]  = {"not_drawn",  N_("were left out by chance")},
    [PLAN_ENOUGH]     = {"enough",     N_("are in groups where there is enough")},
    [PLAN_LATER]      = {"later",      N_("must wait: enough are asked for now")},
};
// clang-format on
static_assert(COUNT_OF(reasons) == PLAN_REASON__COUNT, "a row for each reason");

const char *plan_reason_name(enum plan_reason reason)
{
    assert(reason < PLAN_REASON__COUNT);
    return reasons[reason].name;
}

const char *plan_reason_label(enum plan_reason reason)
{
    assert(reason < PLAN_REASON__COUNT);
    return reasons[reason].label;
}

// What a plan is made with.
struct making {
    struct plan *plan;
    struct candidates candidates;
    struct hash_seed salt;
    struct consent_decided consent;
    struct refused_all refused; // by address alone
    bool consent_needed;
    i64 rest_ms; // across all surveys
    str house_lang;
    i64 first_ms;         // of the campaign's first plan; 0: this is it
    i64 used_today, used; // invites
    i32 today;
    const struct zone *zone;
    struct hash_map cell_map;
    i64 cell_capacity;
    i64 *cell_of; // [candidates]
    enum plan_reason *reason;
    str *address;
};

bool plan_is_control(const struct hash_seed *salt, i64 customer, f64 share)
{
    const i64 parts[] = {0x636f6e74726f6c, customer}; // "control"
    return share > 0 && draw_number(salt, parts, COUNT_OF(parts)) < share;
}

// ---- Reading ----

static bool read_seed(ctx *c, struct making *m)
{
    struct plan *plan = m->plan;
    struct rows rows;
    if (!store_rows(c, SQL_plan_newest, VALS(V_I64(plan->campaign.id)), &rows)) return false;
    plan->seed = (i64)(c->random(c) >> 1);
    if (!rows.count) return true;
    plan->before = rows.column[0].i[0];
    plan->seed = rows.column[1].i[0];
    m->first_ms = rows.column[2].i[0];
    i64 every_ms = plan->campaign.rest_ms;
    if (every_ms > 0) plan->wave = (c->now_ms - m->first_ms) / every_ms;
    return true;
}

static bool read_used(ctx *c, struct making *m)
{
    struct rows rows;
    i64 from_ms = zone_to_utc(m->zone, civil_from_day(m->today));
    if (!store_rows(c, SQL_plan_used, VALS(V_I64(m->plan->campaign.id), V_I64(from_ms)), &rows))
        return false;
    m->used_today = rows.column[0].i[0];
    m->used = rows.column[1].i[0];
    return true;
}

static bool read_house(ctx *c, struct making *m)
{
    struct batch_rules rules;
    i64 rest_days = 0;
    if (!company_rules(c, &rules) || !setting_i64(c, "ask.rest_days", &rest_days) ||
        !setting_text(c, "company.language", &m->house_lang) ||
        !consent_decide(c, CONSENT_FEEDBACK, CONSENT_EMAIL, &m->consent) ||
        !refused_read(c, &m->refused))
        return false;
    m->salt = rules.salt;
    m->zone = rules.zone;
    m->today = zone_day(m->zone, c->now_ms);
    m->rest_ms = rest_days * DAY_MS;
    m->consent_needed = consent_purpose_needs_consent(CONSENT_FEEDBACK);
    return true;
}

static bool read_candidates(ctx *c, struct making *m)
{
    const struct campaign *campaign = &m->plan->campaign;
    i64 to_ms = c->now_ms - campaign->delay_ms, from_ms = to_ms - FRESH_DAYS * DAY_MS;
    if (campaign->has_begins) {
        i64 begins_ms = zone_to_utc(m->zone, civil_from_day(campaign->begins));
        from_ms = MAX(from_ms, begins_ms - campaign->delay_ms - 1);
    }
    struct candidates_when when = {from_ms, MAX(to_ms, from_ms)};
    return candidates_read(c, campaign, when, &m->candidates);
}

// ---- Cells ----

static i64 cell_index(ctx *c, struct making *m, i32 touchpoint, i32 unit, i32 segment)
{
    struct plan *plan = m->plan;
    u64 hash = hash_mix(hash_mix((u64)(u32)touchpoint, (u64)(u32)unit), (u64)(u32)segment);
    struct hash_at at;
    for (i64 i = hash_map_first(&m->cell_map, hash, &at); i >= 0;
         i = hash_map_next(&m->cell_map, hash, &at)) {
        const struct plan_cell *cell = &plan->cells[i];
        if (cell->touchpoint == touchpoint && cell->unit == unit && cell->segment == segment)
            return i;
    }
    if (plan->cell_count == m->cell_capacity) {
        i64 capacity = MAX(2 * m->cell_capacity, 64);
        plan->cells =
            arena_grow(c->arena, plan->cells, m->cell_capacity, capacity, (i64)sizeof *plan->cells);
        m->cell_capacity = capacity;
    }
    hash_map_add(&m->cell_map, hash, plan->cell_count);
    plan->cells[plan->cell_count] =
        (struct plan_cell){.touchpoint = touchpoint, .unit = unit, .segment = segment, .aim = -1};
    return plan->cell_count++;
}

// What became of invites so far, and from it the rate that can be expected: that of the campaign,
// drawn towards what the settings expect while few were asked.
static bool read_cells(ctx *c, struct making *m)
{
    struct plan *plan = m->plan;
    struct rows rows;
    i64 expected_pct = 0, answered = 0;
    hash_map_init(&m->cell_map, c->arena, 1024);
    if (!setting_i64(c, "ask.expected_rate", &expected_pct) ||
        !store_rows(c, SQL_plan_cells,
                    VALS(V_I64(plan->campaign.id), V_I64(c->now_ms - RIPE_DAYS * DAY_MS)), &rows))
        return false;
    for (i64 i = 0; i < rows.count; i++) {
        i64 index = cell_index(c, m, (i32)rows.column[0].i[i], (i32)rows.column[1].i[i],
                               (i32)rows.column[2].i[i]);
        struct plan_cell *cell = &plan->cells[index];
        cell->asked = rows.column[3].i[i];
        cell->waits = rows.column[4].i[i];
        cell->answered = rows.column[5].i[i];
        plan->rate_n += rows.column[6].i[i];
        answered += cell->answered;
    }
    f64 prior = (f64)expected_pct / 100;
    plan->rate = ((f64)answered + PRIOR_WEIGHT * prior) / (f64)(plan->rate_n + PRIOR_WEIGHT);
    return true;
}

static const char *cell_label(ctx *c, const struct names names[DICT__COUNT],
                              const struct plan_cell *cell)
{
    const struct {
        enum dict dict;
        i32 id;
    } parts[] = {
        {DICT_TOUCHPOINT, cell->touchpoint},
        {DICT_UNIT,       cell->unit      },
        {DICT_SEGMENT,    cell->segment   }
    };
    const char *label = "";
    for (i64 i = 0; i < COUNT_OF(parts); i++) {
        if (parts[i].id <= 0 || parts[i].id >= names[parts[i].dict].count) continue;
        label = fmt(c->arena, "%s%s%.*s", label, *label ? ", " : "",
                    STR(names[parts[i].dict].name[parts[i].id]));
    }
    return *label ? label : tr(c, "no group named");
}

// ---- Reasons ----

static bool consent_of(const struct making *m, i64 customer)
{
    i64 low = 0, high = m->consent.count;
    while (low < high) {
        i64 middle = (low + high) / 2;
        if (m->consent.customers[middle] < customer)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < m->consent.count && m->consent.customers[low] == customer)
        return m->consent.may[low] != 0;
    return !m->consent_needed;
}

static bool rests(const ctx *c, const struct making *m, const struct candidate *candidate)
{
    i64 own_ms = m->plan->campaign.rest_ms;
    return (candidate->asked_ms && c->now_ms - candidate->asked_ms < m->rest_ms) ||
           (candidate->asked_survey_ms && c->now_ms - candidate->asked_survey_ms < own_ms);
}

static bool address_of(ctx *c, const struct candidate *candidate, str *out)
{
    if (!candidate->address.size || candidate->has_bounced) return false;
    bool is_good = email_normalise(c, candidate->address, out);
    err_clear(c);
    return is_good;
}

// Why a customer may not be asked; PLAN_ASKED: nothing is in the way, chance decides.
static enum plan_reason reason_of(ctx *c, struct making *m, i64 i)
{
    const struct campaign *campaign = &m->plan->campaign;
    const struct candidate *candidate = &m->candidates.candidate[i];
    if (!consent_of(m, candidate->customer)) return PLAN_REFUSED;
    if (plan_is_control(&m->salt, candidate->customer, campaign->control)) return PLAN_CONTROL;
    if (rests(c, m, candidate)) return PLAN_RESTS;
    if (!address_of(c, candidate, &m->address[i])) return PLAN_NO_ADDRESS;
    if (refused_among(c, &m->refused, m->address[i])) return PLAN_REFUSED;
    bool is_again = candidate->was_asked && (campaign->of_encounters || !campaign->rest_ms);
    return is_again ? PLAN_ALREADY : PLAN_ASKED;
}

static void give_reasons(ctx *c, struct making *m)
{
    i64 n = m->candidates.count;
    m->reason = NEW_ARRAY(c->arena, enum plan_reason, n + 1);
    m->address = NEW_ARRAY(c->arena, str, n + 1);
    m->cell_of = NEW_ARRAY(c->arena, i64, n + 1);
    for (i64 i = 0; i < n; i++) {
        const struct candidate *candidate = &m->candidates.candidate[i];
        m->reason[i] = reason_of(c, m, i);
        m->cell_of[i] =
            cell_index(c, m, candidate->touchpoint, candidate->unit, candidate->segment);
        struct plan_cell *cell = &m->plan->cells[m->cell_of[i]];
        cell->considered++;
        cell->may += m->reason[i] == PLAN_ASKED;
    }
}

// ---- Bounds ----

// Invites that so many more answers need, less those that may still be answered.
static i64 invites_for(const struct making *m, i64 answers, i64 waits)
{
    if (answers <= 0) return 0;
    f64 invites = ceil((f64)answers / m->plan->rate - 1e-9) - (f64)waits;
    return invites <= 0 ? 0 : (i64)MIN(invites, 1e12);
}

// A group's answers are asked for in its cells, by how many may be asked in each, rounded up.
static i64 share_of_aim(const struct making *m, i64 index, const i64 *may_of, const i64 *waits_of)
{
    const struct plan_cell *cell = &m->plan->cells[index];
    i64 missing = cell->aim < 0 ? ENOUGH_ANSWERS_MIN : m->plan->aims.aim[cell->aim].missing;
    i64 may = cell->aim < 0 ? cell->may : may_of[cell->aim],
        waits = cell->aim < 0 ? cell->waits : waits_of[cell->aim];
    i64 invites = invites_for(m, missing, waits);
    return may ? (i64)ceil((f64)invites * (f64)cell->may / (f64)may) : 0;
}

static void join_aims(ctx *c, struct making *m, i64 **may_of, i64 **waits_of)
{
    struct plan *plan = m->plan;
    *may_of = NEW_ARRAY(c->arena, i64, plan->aims.count + 1);
    *waits_of = NEW_ARRAY(c->arena, i64, plan->aims.count + 1);
    for (i64 i = 0; i < plan->cell_count; i++) {
        struct plan_cell *cell = &plan->cells[i];
        cell->aim = aims_find(&plan->aims, cell->touchpoint, cell->unit, cell->segment);
        if (cell->aim < 0) continue;
        (*may_of)[cell->aim] += cell->may;
        (*waits_of)[cell->aim] += cell->waits;
    }
}

static i64 *cell_bounds(ctx *c, struct making *m)
{
    struct plan *plan = m->plan;
    const struct campaign *campaign = &plan->campaign;
    i64 *most = NEW_ARRAY(c->arena, i64, plan->cell_count + 1), *may_of = NULL, *waits_of = NULL;
    join_aims(c, m, &may_of, &waits_of);
    for (i64 i = 0; i < plan->cell_count; i++) {
        const struct plan_cell *cell = &plan->cells[i];
        most[i] = -1;
        if (campaign->quota)
            most[i] = invites_for(m, campaign->quota - cell->answered, cell->waits);
        if (!campaign->aims_at_hunches) continue;
        i64 aimed = share_of_aim(m, i, may_of, waits_of);
        most[i] = most[i] < 0 ? aimed : MIN(most[i], aimed);
    }
    return most;
}

static i64 bound_of_all(const struct making *m)
{
    const struct campaign *campaign = &m->plan->campaign;
    i64 most = -1;
    if (campaign->per_day) most = MAX(campaign->per_day - m->used_today, 0);
    if (!campaign->most) return most;
    i64 left = MAX(campaign->most - m->used, 0);
    return most < 0 ? left : MIN(most, left);
}

// ---- Chance ----

static const enum plan_reason reason_by_outcome[] = {[DRAW_TAKEN] = PLAN_ASKED,
                                                     [DRAW_NOT_DRAWN] = PLAN_NOT_DRAWN,
                                                     [DRAW_CELL_FULL] = PLAN_ENOUGH,
                                                     [DRAW_LATER] = PLAN_LATER};

static void draw_all(ctx *c, struct making *m)
{
    struct plan *plan = m->plan;
    i64 n = m->candidates.count, count = 0;
    i64 *at = NEW_ARRAY(c->arena, i64, n + 1), *cell = NEW_ARRAY(c->arena, i64, n + 1);
    f64 *number = NEW_ARRAY(c->arena, f64, n + 1);
    enum draw_outcome *outcome = NEW_ARRAY(c->arena, enum draw_outcome, n + 1);
    struct hash_seed seed = {0};
    memcpy(seed.bytes, &plan->seed, sizeof plan->seed);
    memcpy(seed.bytes + sizeof plan->seed, &plan->campaign.id, sizeof plan->campaign.id);
    for (i64 i = 0; i < n; i++) {
        const struct candidate *candidate = &m->candidates.candidate[i];
        if (m->reason[i] != PLAN_ASKED) continue;
        const i64 parts[] = {candidate->customer, candidate->happened_ms, candidate->touchpoint};
        number[count] = draw_number(&seed, parts, COUNT_OF(parts));
        cell[count] = m->cell_of[i];
        at[count++] = i;
    }
    f64 share = plan->campaign.share, start = (f64)plan->wave * share;
    struct draw_order order = {.count = count,
                               .number = number,
                               .cell = cell,
                               .cell_count = plan->cell_count,
                               .cell_most = cell_bounds(c, m),
                               .most = bound_of_all(m),
                               .share = share,
                               .start = plan->campaign.of_encounters ? 0 : start - floor(start)};
    draw(c, &order, outcome);
    for (i64 k = 0; k < count; k++)
        m->reason[at[k]] = reason_by_outcome[outcome[k]];
}

// ---- Invites ----

static str lang_of(const struct making *m, str told)
{
    const char *lang = reach_lang(told);
    return lang ? str_of(lang) : m->house_lang;
}

static void make_invites(ctx *c, struct making *m)
{
    struct plan *plan = m->plan;
    const struct campaign *campaign = &plan->campaign;
    i64 n = m->candidates.count;
    for (i64 i = 0; i < n; i++)
        plan->reasons[m->reason[i]]++;
    plan->invites = NEW_ARRAY(c->arena, struct invite, plan->reasons[PLAN_ASKED] + 1);
    for (i64 i = 0; i < n; i++) {
        const struct candidate *candidate = &m->candidates.candidate[i];
        if (m->reason[i] != PLAN_ASKED) continue;
        plan->cells[m->cell_of[i]].planned++;
        plan->invites[plan->invite_count++] =
            (struct invite){.campaign = campaign->id,
                            .survey = campaign->survey,
                            .customer = candidate->customer,
                            .key = candidate->key,
                            .touchpoint = candidate->touchpoint,
                            .channel = candidate->channel,
                            .unit = candidate->unit,
                            .segment = candidate->segment,
                            .happened_ms = candidate->happened_ms,
                            .address = m->address[i],
                            .lang = lang_of(m, candidate->lang),
                            .state = INVITE_PLANNED,
                            .planned_ms = c->now_ms,
                            .due_ms = c->now_ms,
                            .closes_ms = c->now_ms + campaign->open_ms,
                            .reminders_left = campaign->reminders};
    }
}

// Groups in which the answers that can be expected are as many as are missing.
static void count_settled(ctx *c, struct plan *plan)
{
    f64 *expected = NEW_ARRAY(c->arena, f64, plan->aims.count + 1);
    for (i64 i = 0; i < plan->cell_count; i++) {
        const struct plan_cell *cell = &plan->cells[i];
        if (cell->aim >= 0) expected[cell->aim] += (f64)(cell->planned + cell->waits) * plan->rate;
    }
    for (i64 i = 0; i < plan->aims.count; i++) {
        i64 missing = plan->aims.aim[i].missing;
        plan->settles += missing > 0 && expected[i] + 1e-9 >= (f64)missing;
    }
}

static bool label_cells(ctx *c, struct plan *plan)
{
    struct names names[DICT__COUNT];
    if (!company_names(c, names)) return false;
    for (i64 i = 0; i < plan->cell_count; i++)
        plan->cells[i].label = cell_label(c, names, &plan->cells[i]);
    return true;
}

bool plan_make(ctx *c, const struct campaign *campaign, struct plan *out)
{
    struct making m = {.plan = out};
    *out = (struct plan){.campaign = *campaign, .at_ms = c->now_ms};
    if (!read_house(c, &m) || !read_seed(c, &m) || !read_used(c, &m) || !read_cells(c, &m))
        return false;
    out->is_off = !campaign->is_by_email || !campaign_is_on(campaign, m.today);
    if (out->is_off) return label_cells(c, out);
    if (!read_candidates(c, &m)) return false;
    out->considered = m.candidates.count;
    if (!aims_read(c, campaign, &out->aims)) return false;
    give_reasons(c, &m);
    draw_all(c, &m);
    make_invites(c, &m);
    out->answers = (f64)out->invite_count * out->rate;
    count_settled(c, out);
    return label_cells(c, out);
}

// ---- Keeping ----

static str reasons_text(ctx *c, const struct plan *plan)
{
    json_t *object = json_new_object(c);
    for (i64 i = 0; i < PLAN_REASON__COUNT; i++)
        if (plan->reasons[i]) json_put_i64(object, reasons[i].name, plan->reasons[i]);
    return json_write(c, object);
}

bool plan_keep(ctx *c, struct plan *plan, bool *kept)
{
    assert(store_in_transaction(c));
    struct campaign now;
    struct rows rows;
    *kept = false;
    if (!plan->invite_count) return true;
    if (!campaign_get(c, plan->campaign.id, &now) ||
        !store_rows(c, SQL_plan_newest, VALS(V_I64(now.id)), &rows))
        return false;
    i64 newest = rows.count ? rows.column[0].i[0] : 0;
    if (newest != plan->before || !str_equal(now.state, S("running"))) return true;
    if (!store_i64(c, SQL_plan_next, NO_VALS, &plan->id)) return false;
    for (i64 i = 0; i < plan->invite_count; i++)
        plan->invites[i].plan = plan->id;
    *kept = true;
    return invite_add_all(c, plan->invites, plan->invite_count) &&
           store_run(c, SQL_plan_add,
                     VALS(V_I64(plan->id), V_I64(now.id), V_I64(plan->at_ms), V_I64(plan->seed),
                          V_I64(plan->considered), V_I64(plan->invite_count),
                          V_STR(reasons_text(c, plan))));
}
