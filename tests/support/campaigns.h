// campaigns: a running campaign and customers with addresses, for tests of asking.
#pragma once

#include "campaign/plan.h"
#include "support/teller.h"

#include "support/test.h"

#define CAMPAIGN_DAY_MS 86400000LL

// What differs from: e-mail, about encounters anywhere, after 4 hours, no rest, one reminder after
// 3 days, open for 30, a share of 100 %.
struct campaign_told {
    i64 id; // 0: 1
    const char *about, *aim, *way, *state, *segment;
    i64 survey, touchpoint, unit, metric, quota, most, per_day, share, control, rest_days;
    const char *begins, *ends; // dates
};

static inline void campaign_tell(ctx *c, struct campaign_told told)
{
    const char *about = told.about ? told.about : "encounter", *aim = told.aim ? told.aim : "all";
    const char *way = told.way ? told.way : "email", *state = told.state ? told.state : "running";
    const char *begins = told.begins ? fmt(c->arena, "DATE '%s'", told.begins) : "NULL";
    const char *ends = told.ends ? fmt(c->arena, "DATE '%s'", told.ends) : "NULL";
    i64 id = told.id ? told.id : 1;
    teller_run(
        c,
        fmt(c->arena,
            "INSERT INTO rec_campaign (id, version, state, archived, made_ms, made_by, changed_ms, "
            "changed_by, sort, search, name, survey, about, touchpoint, unit, segment, way, "
            "function, begins, ends, delay_hours, aim, metric, quota, most, per_day, share, "
            "control, rest_days, reminders, remind_days, open_days) VALUES (%lld, 1, '%s', false, "
            "0, 0, 0, 0, 'c', 'c', 'Campaign %lld', %lld, '%s', %lld, %lld, '%s', '%s', 0, %s, %s, "
            "4, '%s', %lld, %lld, %lld, %lld, %lld, %lld, %lld, 1, 3, 30)",
            (long long)id, state, (long long)id, (long long)(told.survey ? told.survey : 1), about,
            (long long)told.touchpoint, (long long)told.unit, told.segment ? told.segment : "", way,
            begins, ends, aim, (long long)told.metric, (long long)told.quota, (long long)told.most,
            (long long)told.per_day, (long long)(told.share ? told.share : 100),
            (long long)told.control, (long long)told.rest_days));
}

// Customers C0 … that each bought something in one of two shops a day ago, with an address.
static inline void customers_tell(struct teller *t, i64 count)
{
    ctx *c = t->c;
    struct encounter *told = NEW_ARRAY(c->arena, struct encounter, count + 1);
    static const struct reading bought = {
        {"purchase", 8},
        500000
    };
    for (i64 i = 0; i < count; i++) {
        struct encounter_attribute *said = NEW_ARRAY(c->arena, struct encounter_attribute, 3);
        said[0] = (struct encounter_attribute){
            S("email"), str_of(fmt(c->arena, "c%lld@example.com", (long long)i))};
        said[1] = (struct encounter_attribute){S("segment"), i % 4 ? S("new") : S("old")};
        said[2] = (struct encounter_attribute){S("language"), i % 3 ? S("fi") : S("Svenska")};
        told[i] = (struct encounter){.id = str_of(fmt(c->arena, "e%lld", (long long)i)),
                                     .source = S("shop"),
                                     .happened_ms = TOLD_MS - CAMPAIGN_DAY_MS,
                                     .key = str_of(fmt(c->arena, "C%lld", (long long)i)),
                                     .touchpoint = S("checkout"),
                                     .channel = S("shop"),
                                     .unit = i % 2 ? S("Turku") : S("Oulu"),
                                     .readings = &bought,
                                     .reading_count = 1,
                                     .attributes = said,
                                     .attribute_count = 3};
    }
    (void)teller_take(t, told, count);
}

// Makes a plan of the campaign and keeps it; returns how many are asked.
static inline i64 campaign_plan(ctx *c, i64 id, struct plan *plan)
{
    struct campaign campaign;
    bool kept = false;
    MUST(c, campaign_get(c, id, &campaign));
    MUST(c, plan_make(c, &campaign, plan));
    MUST(c, store_begin_write(c));
    MUST(c, plan_keep(c, plan, &kept));
    MUST(c, store_commit(c));
    assert_int_equal(kept, plan->invite_count > 0);
    return plan->invite_count;
}
