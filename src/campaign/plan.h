// plan: decides who is asked by a campaign, and who is not, with the reason. The only module that
// decides to ask a customer. Owns table campaign_plan. Uses facts (encounters, attributes,
// consent), figure (what is only a hunch), draw. Computing reads only, however long it takes;
// keeping a plan appends its invites in the caller's write transaction. Never sends.
//
// Order: consent, control group, rest, address, asked already; then chance (draw.h) within the
// cells segment × touchpoint × unit.
#pragma once

#include "base/hash.h"
#include "campaign/aim.h"
#include "campaign/invite.h"

enum plan_reason {
    PLAN_ASKED,      // an invite is planned
    PLAN_REFUSED,    // consent: refused, withdrawn, or objected
    PLAN_CONTROL,    // of the group that is never asked
    PLAN_RESTS,      // was asked not long ago
    PLAN_NO_ADDRESS, // has none, or one that takes nothing
    PLAN_ALREADY,    // was asked about this very encounter
    PLAN_NOT_DRAWN,  // chance: beyond the share
    PLAN_ENOUGH,     // its cell has as many as are wanted
    PLAN_LATER,      // enough for today, or for the campaign
    PLAN_REASON__COUNT
};

const char *plan_reason_name(enum plan_reason reason);  // "no_address"
const char *plan_reason_label(enum plan_reason reason); // N_(): "no e-mail address"

struct plan_cell {
    i32 touchpoint, unit, segment;
    const char *label;          // "Turku, new customers, delivery"
    i64 considered, may;        // looked at; that may be asked
    i64 planned;                // invites of this plan
    i64 asked, waits, answered; // so far by this campaign: sent; may still answer; answered
    i64 aim;                    // index of its group, -1: none
};

struct plan {
    struct campaign campaign;
    i64 id, at_ms;  // id: once it is kept
    i64 seed, wave; // of the campaign's chance; wave: of the relationship's, from 0
    i64 before;     // the newest plan of the campaign when this was made; 0: none
    i64 considered;
    i64 reasons[PLAN_REASON__COUNT];
    i64 invite_count;
    struct invite *invites;
    i64 cell_count;
    struct plan_cell *cells;
    struct aims aims; // what is only a hunch
    i64 settles;      // groups of these that have what they are missing, as far as can be expected
    f64 rate;         // expected share that answers
    i64 rate_n;       // asked by this campaign so long ago that they would have answered
    f64 answers;      // expected of this plan
    bool
        is_off; // its days have not begun or are over, or it is not sent by e-mail: nobody is asked
};

// The same store, clock and seed make the same plan. A campaign that has no plan yet is given its
// chance by c->random.
MUST_USE bool plan_make(ctx *c, const struct campaign *campaign, struct plan *out);
// Appends its invites and notes it. *kept is false, and nothing is done, when another plan came
// between, or the campaign does not run. A plan without invites is not noted. Inside a write
// transaction.
MUST_USE bool plan_keep(ctx *c, struct plan *plan, bool *kept);

// Whether a customer is kept apart when `share` of customers are: always the same ones.
bool plan_is_control(const struct hash_seed *salt, i64 customer, f64 share);
