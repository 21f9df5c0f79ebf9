// Laws of asking, over random small companies: nobody is asked who must not be, by the rules said
// once more and one by one; every customer who could be asked has one reason; and what is decided
// of all customers at once is what is decided of each.
#include "campaign/plan.h"

#include "facts/consent.h"
#include "people/email.h"
#include "settings/settings.h"
#include "support/campaigns.h"

#include "prop/prop.h"

enum { PEOPLE = 14, MET_MAX = 36, SAID_MAX = 40, ROUNDS = 4 };

#define HOUR_MS 3600000LL
#define DAY_MS  (24 * HOUR_MS)

// Told under a key: an encounter, and what it says of who came.
struct met {
    i64 who, happened_ms, place;
    bool is_gold;
    const char *address, *lang; // NULL: not said
};

// What a key told last. The same again within a quarter is no news (facts/keys.c).
struct known_of {
    const char *value;
    i64 at_ms;
};

struct said {
    i64 who;
    struct consent words;
};

struct company {
    ctx *c;
    struct prop *p;
    struct teller *t;
    i64 met_count, said_count;
    struct met met[MET_MAX];
    struct said said[SAID_MAX];
    i64 whole[PEOPLE]; // whose keys are one customer: the first's index; itself
    bool is_erased[PEOPLE];
    i64 key[PEOPLE];                  // 0: never came
    struct known_of known[PEOPLE][2]; // address, language
};

static const char *const places[] = {"checkout", "delivery"};
static const struct privacy_by by = {
    .who = {"account 3",  9 },
      .why = {"they asked", 10}
};

static i64 any(struct company *w, i64 count)
{
    return (i64)(prop_bits(w->p) % (u64)count);
}

// ---- A company ----

static bool is_of(const struct company *w, i64 key, i64 who)
{
    return w->whole[key] == w->whole[who];
}

static void learn(struct known_of *known, const char *value, i64 at_ms)
{
    if (!value || (known->value && (!strcmp(known->value, value) || at_ms < known->at_ms))) return;
    *known = (struct known_of){value, at_ms};
}

// Every encounter has a moment of its own; *out is told with others, then named is asked for.
static void meet(struct company *w, i64 who, i64 ago_ms, struct encounter *out)
{
    static const char *const langs[] = {NULL, "fi", "Svenska", "EN-gb", "suomi", "norsk"};
    static const struct reading bought = {
        {"purchase", 8},
        10000
    };
    ctx *c = w->c;
    i64 n = w->met_count++, count = 0;
    const char *const addresses[] = {NULL,
                                     fmt(c->arena, "p%lld@example.com", (long long)who),
                                     fmt(c->arena, " P%lld@Example.com ", (long long)who),
                                     fmt(c->arena, "new%lld@example.com", (long long)who),
                                     "family@example.com",
                                     "no address"};
    w->met[n] = (struct met){who,
                             c->now_ms - ago_ms - n * 1000,
                             any(w, 2),
                             any(w, 2) == 0,
                             addresses[any(w, 6)],
                             langs[any(w, 6)]};
    const struct met *met = &w->met[n];
    struct encounter_attribute *said = NEW_ARRAY(c->arena, struct encounter_attribute, 2);
    learn(&w->known[who][0], met->address, met->happened_ms);
    learn(&w->known[who][1], met->lang, met->happened_ms);
    if (met->address)
        said[count++] = (struct encounter_attribute){S("email"), str_of(met->address)};
    if (met->lang) said[count++] = (struct encounter_attribute){S("language"), str_of(met->lang)};
    *out =
        TOLD(.id = str_of(fmt(c->arena, "e%lld", (long long)n)), .source = S("shop"),
             .key = str_of(fmt(c->arena, "P%lld", (long long)who)), .happened_ms = met->happened_ms,
             .touchpoint = str_of(places[met->place]), .unit = S("Oulu"),
             .segment = met->is_gold ? S("gold") : S("silver"), .readings = &bought,
             .reading_count = 1, .attributes = said, .attribute_count = count);
    buf_fmt(w->p->shown, "\nP%lld came %lld h ago to %s, %s, '%s' %s", (long long)who,
            (long long)(ago_ms / HOUR_MS), places[met->place], met->is_gold ? "gold" : "silver",
            met->address ? met->address : "", met->lang ? met->lang : "");
}

// Some of them come, each once.
static void come(struct company *w)
{
    ctx *c = w->c;
    struct encounter told[PEOPLE];
    struct privacy_customer customer;
    i64 count = 0, from = any(w, PEOPLE);
    for (i64 i = 0; i < PEOPLE && w->met_count < MET_MAX; i++) {
        i64 who = (from + i) % PEOPLE;
        if (any(w, 2) && !w->is_erased[who]) meet(w, who, any(w, 9 * 24) * HOUR_MS, &told[count++]);
    }
    (void)teller_take(w->t, told, count);
    for (i64 i = 0; i < count; i++) {
        i64 who = w->met[w->met_count - count + i].who;
        MUST(c, privacy_find(c, told[i].key, &w->key[who], &customer));
    }
}

static void say(struct company *w, i64 who)
{
    ctx *c = w->c;
    if (!w->key[who] || w->is_erased[who] || w->said_count == SAID_MAX) return;
    enum consent_said said = (enum consent_said)(1 + any(w, CONSENT_SAID__COUNT - 1));
    bool is_objection = said == CONSENT_OBJECTED || said == CONSENT_OBJECTION_ENDED;
    struct consent words = {.said = said,
                            .purpose = (enum consent_purpose)any(w, CONSENT_PURPOSE__COUNT),
                            .since_ms = c->now_ms - any(w, 4) * DAY_MS,
                            .source = S("by phone"),
                            .note = S("no")};
    if (any(w, 2)) words.purpose = CONSENT_FEEDBACK;
    if (!is_objection && words.purpose == CONSENT_ALL) words.purpose = CONSENT_FEEDBACK;
    if (!is_objection && words.purpose != CONSENT_PROFILING)
        words.channel = (enum consent_channel)any(w, CONSENT_CHANNEL__COUNT);
    MUST(c, store_begin_write(c) && consent_note(c, w->key[who], words, by) && store_commit(c));
    w->said[w->said_count++] = (struct said){who, words};
}

static void be_one(struct company *w, i64 a, i64 b)
{
    ctx *c = w->c;
    struct privacy_pair pair;
    i64 key = 0;
    if (!w->key[a] || !w->key[b] || is_of(w, a, b) || w->is_erased[a] || w->is_erased[b]) return;
    MUST(c, privacy_find(c, str_of(fmt(c->arena, "P%lld", (long long)a)), &key, &pair.from));
    MUST(c, privacy_find(c, str_of(fmt(c->arena, "P%lld", (long long)b)), &key, &pair.into));
    MUST(c, store_begin_write(c) && privacy_merge(c, pair, by) && store_commit(c));
    known_forget(&w->t->known);
    i64 from = w->whole[a], into = w->whole[b];
    buf_fmt(w->p->shown, "\nP%lld becomes P%lld", (long long)from, (long long)into);
    for (i64 i = 0; i < PEOPLE; i++)
        if (w->whole[i] == from) w->whole[i] = into;
}

static void erase(struct company *w, i64 who)
{
    ctx *c = w->c;
    struct privacy_customer customer;
    struct privacy_erasure erasure;
    i64 key = 0;
    if (!w->key[who] || w->is_erased[who]) return;
    MUST(c, privacy_find(c, str_of(fmt(c->arena, "P%lld", (long long)who)), &key, &customer));
    MUST(c, store_begin_write(c) && privacy_erase(c, customer, by, &erasure) && store_commit(c));
    known_forget(&w->t->known);
    buf_fmt(w->p->shown, "\nP%lld is erased", (long long)who);
    for (i64 i = 0; i < PEOPLE; i++)
        if (is_of(w, i, who) && w->key[i]) w->is_erased[i] = true;
}

// Something happens to the company, and to who was asked.
static void live(struct company *w)
{
    ctx *c = w->c;
    static const char *const ends[] = {"sent",    "bounced", "answered", "declined",
                                       "dropped", "silent",  "given_up"};
    come(w);
    for (i64 i = any(w, 7); i > 0; i--)
        say(w, any(w, PEOPLE));
    for (i64 i = any(w, 3); i > 0; i--)
        be_one(w, any(w, PEOPLE), any(w, PEOPLE));
    if (any(w, 2)) erase(w, any(w, PEOPLE));
    for (i64 i = 0; i < COUNT_OF(ends); i++)
        teller_run(c, fmt(c->arena,
                          "UPDATE invite SET state = '%s', sent_ms = CASE WHEN '%s' IN ('dropped', "
                          "'given_up') THEN 0 ELSE planned_ms + 60000 END WHERE state = 'planned' "
                          "AND (id + %lld) %% 9 = %lld",
                          ends[i], ends[i], (long long)any(w, 9), (long long)i));
    teller_fold(w->t);
}

// ---- The rules, said once more ----

struct row { // an invite as it is kept
    i64 customer, key, campaign, survey, happened_ms, touchpoint, asked_ms;
    str state, address, lang;
};

static const struct said *newer(const struct said *a, const struct said *b)
{
    return !a || b->words.since_ms >= a->words.since_ms ? b : a; // b was noted later
}

// An objection says no; then the newest word of this way or of all ways; without a word only what
// needs no consent.
static bool may_contact(const struct company *w, i64 who, enum consent_purpose purpose,
                        enum consent_channel channel)
{
    const struct said *word = NULL, *objection[2] = {NULL, NULL};
    if (w->is_erased[who]) return false;
    for (i64 i = 0; i < w->said_count; i++) {
        const struct said *said = &w->said[i];
        bool objects = said->words.said >= CONSENT_OBJECTED;
        if (!is_of(w, said->who, who)) continue;
        if (objects && said->words.purpose == CONSENT_ALL) objection[0] = newer(objection[0], said);
        if (said->words.purpose != purpose) continue;
        if (objects)
            objection[1] = newer(objection[1], said);
        else if (said->words.channel == CONSENT_ANY_WAY || said->words.channel == channel)
            word = newer(word, said);
    }
    for (i64 i = 0; i < 2; i++)
        if (objection[i] && objection[i]->words.said == CONSENT_OBJECTED) return false;
    return word ? word->words.said == CONSENT_GIVEN : purpose == CONSENT_FEEDBACK;
}

static bool one_by_one_is_all_at_once(struct company *w, enum consent_purpose purpose,
                                      enum consent_channel channel)
{
    struct consent_decided all;
    MUST(w->c, consent_decide(w->c, purpose, channel, &all));
    for (i64 who = 0; who < PEOPLE; who++) {
        bool allows = false, decided = !consent_purpose_needs_consent(purpose);
        if (!w->key[who] || w->is_erased[who]) continue;
        MUST(w->c, consent_allows(w->c, w->key[who], purpose, channel, &allows));
        for (i64 i = 0; i < all.count; i++)
            if (all.customers[i] == w->key[w->whole[who]]) decided = all.may[i] != 0;
        bool may = may_contact(w, who, purpose, channel);
        if (allows == may && decided == may) continue;
        buf_fmt(w->p->shown, "\nP%lld for %s by %s: %d of each, %d of all, should be %d",
                (long long)who, consent_purpose_name(purpose), consent_channel_name(channel),
                allows, decided, may);
        return false;
    }
    return true;
}

static i64 invites_read(struct company *w, struct row **out)
{
    struct invite invite;
    i64 count = strtoll(teller_ask(w->c, "SELECT count(*) FROM invite"), NULL, 10);
    *out = NEW_ARRAY(w->c->arena, struct row, count + 1);
    for (i64 id = 1; id <= count; id++) {
        MUST(w->c, invite_get(w->c, id, &invite));
        (*out)[id - 1] = (struct row){invite.customer,
                                      invite.key,
                                      invite.campaign,
                                      invite.survey,
                                      invite.happened_ms,
                                      invite.touchpoint,
                                      MAX(invite.planned_ms, invite.sent_ms),
                                      str_of(invite_state_name(invite.state)),
                                      invite.address,
                                      invite.lang};
    }
    return count;
}

// Whose key it is; −1: nobody's.
static i64 who_has(const struct company *w, i64 key)
{
    for (i64 who = 0; who < PEOPLE; who++)
        if (key && w->key[who] == key) return who;
    return -1;
}

// The newest that is known of a customer: an address, or a language.
static const char *told_last(const struct company *w, i64 who, bool is_lang)
{
    const struct known_of *last = NULL;
    for (i64 key = 0; key < PEOPLE; key++) {
        const struct known_of *known = &w->known[key][is_lang];
        if (!known->value || !is_of(w, key, who)) continue;
        if (!last || known->at_ms > last->at_ms) last = known;
    }
    return last ? last->value : NULL;
}

static bool fits(const struct campaign *campaign, const struct met *met, i64 now_ms, bool is_gold)
{
    i64 age_ms = now_ms - met->happened_ms - campaign->delay_ms;
    return age_ms >= 0 && age_ms < 7 * DAY_MS &&
           (!campaign->touchpoint || campaign->touchpoint == met->place + 1) &&
           (!is_gold || met->is_gold);
}

// What a customer would be asked about; NULL: nothing. About the relationship: anything.
static const struct met *asked_about(const struct company *w, const struct campaign *campaign,
                                     i64 who, bool is_gold)
{
    const struct met *newest = NULL;
    for (i64 i = 0; i < w->met_count; i++) {
        const struct met *met = &w->met[i];
        if (!is_of(w, met->who, who)) continue;
        if (campaign->of_encounters && !fits(campaign, met, w->c->now_ms, is_gold)) continue;
        if (!newest || met->happened_ms > newest->happened_ms) newest = met;
    }
    return newest;
}

static const char *lang_of(const char *told)
{
    static const char *const known[][2] = {
        {"fi",      "fi"},
        {"suomi",   "fi"},
        {"Svenska", "sv"},
        {"EN-gb",   "en"}
    };
    for (i64 i = 0; told && i < COUNT_OF(known); i++)
        if (!strcmp(told, known[i][0])) return known[i][1];
    return "en"; // of the house
}

struct asking {
    const struct campaign *campaign;
    const struct row *rows; // before this plan
    i64 count, rest_ms;
    bool is_gold;
    struct hash_seed salt;
};

static enum plan_reason reason_of(struct company *w, const struct asking *a, i64 who)
{
    const struct campaign *campaign = a->campaign;
    const struct met *about = asked_about(w, campaign, who, a->is_gold);
    const char *told = told_last(w, who, false);
    bool rests = false, was_asked = false, bounced = false;
    str address = {0};
    bool has_address = told && email_normalise(w->c, str_of(told), &address);
    err_clear(w->c);
    for (i64 i = 0; i < a->count; i++) {
        const struct row *row = &a->rows[i];
        i64 whose = who_has(w, row->key);
        bool is_theirs = whose >= 0 && is_of(w, whose, who);
        bool went = !str_equal(row->state, S("dropped")) && !str_equal(row->state, S("given_up"));
        i64 since_ms = w->c->now_ms - row->asked_ms;
        bounced =
            bounced || (str_equal(row->state, S("bounced")) && str_equal(row->address, address));
        rests = rests || (is_theirs && went && since_ms < a->rest_ms);
        rests = rests || (is_theirs && went && row->survey == campaign->survey &&
                          since_ms < campaign->rest_ms);
        was_asked =
            was_asked ||
            (is_theirs && (campaign->of_encounters
                               ? row->happened_ms == about->happened_ms
                               : went && row->campaign == campaign->id && !campaign->rest_ms));
    }
    if (!may_contact(w, who, CONSENT_FEEDBACK, CONSENT_EMAIL)) return PLAN_REFUSED;
    if (plan_is_control(&a->salt, w->key[w->whole[who]], campaign->control)) return PLAN_CONTROL;
    if (rests) return PLAN_RESTS;
    if (!has_address || bounced) return PLAN_NO_ADDRESS;
    return was_asked ? PLAN_ALREADY : PLAN_ASKED;
}

static bool is_right(struct company *w, const struct asking *a, const struct invite *invite)
{
    i64 who = who_has(w, invite->key);
    str address = {0};
    if (who < 0 || w->is_erased[who] || reason_of(w, a, who) != PLAN_ASKED) return false;
    const struct met *about = asked_about(w, a->campaign, who, a->is_gold);
    if (!about || !email_normalise(w->c, str_of(told_last(w, who, false)), &address)) return false;
    return invite->customer == w->key[w->whole[who]] && str_equal(invite->address, address) &&
           str_equal(invite->lang, str_of(lang_of(told_last(w, who, true)))) &&
           (!a->campaign->of_encounters ||
            (invite->happened_ms == about->happened_ms && invite->key == w->key[about->who] &&
             invite->touchpoint == about->place + 1));
}

// Everybody has one reason, and those that nothing but chance and bounds decide about share the
// rest.
static bool reasons_add_up(struct company *w, const struct asking *a, const struct plan *plan)
{
    i64 of[PLAN_REASON__COUNT] = {0}, everybody = 0, sum = 0;
    for (i64 who = 0; who < PEOPLE; who++) {
        if (!w->key[who] || w->whole[who] != who || w->is_erased[who]) continue;
        if (!asked_about(w, a->campaign, who, a->is_gold)) continue;
        of[reason_of(w, a, who)]++;
        everybody++;
    }
    for (i64 i = 0; i < PLAN_REASON__COUNT; i++)
        sum += plan->reasons[i];
    bool held = sum == everybody && plan->considered == everybody;
    for (enum plan_reason i = PLAN_REFUSED; i <= PLAN_ALREADY; i++) {
        buf_fmt(w->p->shown, " %s %lld/%lld", plan_reason_name(i), (long long)plan->reasons[i],
                (long long)of[i]);
        held = held && plan->reasons[i] == of[i];
    }
    buf_fmt(w->p->shown, " everybody %lld/%lld/%lld", (long long)plan->considered, (long long)sum,
            (long long)everybody);
    return held;
}

static bool bounds_are_kept(const struct asking *a, const struct plan *plan, i64 today_ms)
{
    const struct campaign *campaign = a->campaign;
    i64 today = plan->invite_count, ever = plan->invite_count;
    for (i64 i = 0; i < a->count; i++) {
        const struct row *row = &a->rows[i];
        bool is_ours = row->campaign == campaign->id && !str_equal(row->state, S("dropped"));
        ever += is_ours;
        today += is_ours && row->asked_ms >= today_ms + 60000;
    }
    bool held = (!campaign->most || ever <= campaign->most || !plan->invite_count) &&
                (!campaign->per_day || today <= campaign->per_day || !plan->invite_count);
    for (i64 i = 0; i < plan->cell_count; i++) {
        const struct plan_cell *cell = &plan->cells[i];
        i64 wanted = campaign->quota - cell->answered;
        if (campaign->quota) // as many as are wanted, at one answer in five or fewer
            held = held && (wanted > 0 || !cell->planned);
    }
    return held;
}

// ---- Rounds ----

static void campaigns_made(struct company *w)
{
    teller_run(w->c, "DELETE FROM rec_campaign");
    for (i64 id = 1; id <= 3; id++)
        campaign_tell(w->c,
                      (struct campaign_told){.id = id,
                                             .survey = 1 + any(w, 2),
                                             .about = any(w, 3) ? "encounter" : "relationship",
                                             .touchpoint = any(w, 2) ? 0 : 1,
                                             .segment = any(w, 4) ? NULL : "gold",
                                             .quota = any(w, 3) ? 0 : 1,
                                             .most = any(w, 3) ? 0 : 4,
                                             .per_day = any(w, 3) ? 0 : 2,
                                             .share = any(w, 3) ? 100 : 50,
                                             .control = any(w, 2) ? 0 : 30,
                                             .rest_days = any(w, 2) * 3});
}

static bool plan_is_lawful(struct company *w, i64 id)
{
    ctx *c = w->c;
    struct campaign campaign;
    struct batch_rules rules;
    struct plan plan;
    struct row *rows = NULL;
    i64 rest_days = 0, helsinki_ms = 2 * HOUR_MS;
    MUST(c, campaign_get(c, id, &campaign) && company_rules(c, &rules) &&
                setting_i64(c, "ask.rest_days", &rest_days));
    bool is_gold = campaign.segment != 0;
    if (!campaign.of_encounters && is_gold) return true; // where they were last: plan_test.c
    struct asking a = {&campaign,          NULL,    invites_read(w, &rows),
                       rest_days * DAY_MS, is_gold, rules.salt};
    a.rows = rows;
    (void)campaign_plan(c, id, &plan);
    buf_fmt(w->p->shown, "\ncampaign %lld of %s at %lld, gold %d: asked %lld", (long long)id,
            campaign.of_encounters ? "encounters" : "the relationship",
            (long long)campaign.touchpoint, is_gold, (long long)plan.invite_count);
    bool held = reasons_add_up(w, &a, &plan) && plan.reasons[PLAN_ASKED] == plan.invite_count;
    for (i64 i = 0; i < plan.invite_count; i++) {
        bool is_good = is_right(w, &a, &plan.invites[i]);
        buf_fmt(w->p->shown, " P%lld at %.*s", (long long)who_has(w, plan.invites[i].key),
                STR(plan.invites[i].address));
        for (i64 k = 0; k < i; k++)
            is_good = is_good && plan.invites[k].customer != plan.invites[i].customer;
        if (!is_good)
            buf_fmt(w->p->shown, "\n  P%lld must not be asked so",
                    (long long)who_has(w, plan.invites[i].key));
        held = held && is_good;
    }
    i64 today_ms = (c->now_ms + helsinki_ms) / DAY_MS * DAY_MS - helsinki_ms;
    held = held && bounds_are_kept(&a, &plan, today_ms);
    return held && invites_read(w, &rows) == a.count + plan.invite_count;
}

static struct teller *teller;

static bool nobody_is_asked_who_must_not_be(struct prop *p, struct arena *arena)
{
    static const char *const tables[] = {
        "fact",    "cube_new", "cube_day",     "cube_month", "key",        "batch",
        "fold",    "scope",    "presence",     "remark",     "tally",      "tally_metric",
        "alias",   "merge",    "tally_unit",   "tally_fold", "tally_part", "attribute",
        "consent", "invite",   "campaign_plan"};
    ctx *c = teller->c;
    struct arena_mark mark = arena_mark(c->arena);
    struct company *w = NEW(arena, struct company);
    bool held = true;
    *w = (struct company){.c = c, .p = p, .t = teller};
    for (i64 i = 0; i < COUNT_OF(tables); i++)
        teller_run(c, fmt(c->arena, "DELETE FROM %s", tables[i]));
    known_forget(&teller->known);
    c->now_ms = TOLD_MS;
    for (i64 i = 0; i < PEOPLE; i++)
        w->whole[i] = i;
    MUST(c, store_begin_write(c) &&
                setting_set(c, S("command anna"), setting_find(S("ask.rest_days")),
                            any(w, 2) ? S("0") : S("2")) &&
                store_commit(c));
    campaigns_made(w);
    for (i64 round = 0; round < ROUNDS && held; round++) {
        live(w);
        held = one_by_one_is_all_at_once(w, CONSENT_FEEDBACK, CONSENT_EMAIL) &&
               one_by_one_is_all_at_once(
                   w, (enum consent_purpose)(1 + any(w, CONSENT_PURPOSE__COUNT - 1)),
                   (enum consent_channel)any(w, CONSENT_CHANNEL__COUNT));
        for (i64 id = 1; id <= 3 && held; id++)
            held = plan_is_lawful(w, id);
        c->now_ms += (6 + any(w, 60)) * HOUR_MS;
    }
    if (!held) fputs(p->shown->s, stderr); // more than cmocka prints at once
    arena_rewind(c->arena, mark);
    return held;
}

static void companies_in(ctx *c, struct store *store)
{
    struct teller it;
    bool is_duck = store_engine(store) == STORE_DUCKDB;
    u64 first = prop_setting("TUNTUMA_PROP_SEED", 1),
        runs = prop_setting("TUNTUMA_PROP_RUNS", is_duck ? 5 : 2);
    teller_init(c, &it);
    teller = &it;
    c->now_ms = TOLD_MS;
    // Places have the same numbers in every company.
    (void)TAKE(&it, TOLD(.id = S("a"), .touchpoint = S("checkout"), READINGS({S("purchase"), 1})));
    (void)TAKE(&it, TOLD(.id = S("b"), .touchpoint = S("delivery"), READINGS({S("purchase"), 1})));
    for (u64 seed = first; seed < first + runs; seed++) {
        if (prop_holds(nobody_is_asked_who_must_not_be, seed, PROP_SCALE, false)) continue;
        print_error("a law is broken: TUNTUMA_PROP_SEED=%llu\n", (unsigned long long)seed);
        _fail(__FILE__, __LINE__);
    }
    teller_release(&it);
}

static void check_nobody_is_asked_who_must_not_be(void **state)
{
    (void)state;
    on_both(companies_in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_nobody_is_asked_who_must_not_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
