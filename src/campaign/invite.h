// invite: one customer who is asked: about what, by which campaign, and what became of it. Owns
// table invite. Uses store, event, consent. Who is asked is plan.h's to decide, sending
// courier.h's; the answer itself is survey's, and tells of itself by events.
//
// A state only goes on: planned → sent → opened → partly → answered or declined. Ends without an
// answer: silent (its link is over), bounced (the address takes nothing), given_up (no mail server
// took it), dropped (it was never sent: the customer objected, was erased, or the campaign ended).
//
// Whoever takes the answer of an invite adds events in its own transaction, with {"invite": ID} in
// their data: answer.began, answer.partly, answer.ended, answer.declined, about the answer's id.
// The job reads on (invite_follow), and a reminder is decided in one transaction with reading on.
#pragma once

#include "event/event.h"

enum invite_state {
    INVITE_PLANNED,
    INVITE_SENT,
    INVITE_OPENED,
    INVITE_PARTLY, // began, and has not ended
    INVITE_ANSWERED,
    INVITE_DECLINED, // said no, by the survey or by unsubscribing
    INVITE_SILENT,
    INVITE_BOUNCED,
    INVITE_GIVEN_UP,
    INVITE_DROPPED,
    INVITE_STATE__COUNT
};

const char *invite_state_name(enum invite_state state);  // "given_up"
const char *invite_state_label(enum invite_state state); // N_()
bool invite_state_is_end(enum invite_state state);       // no answer is taken any more

struct invite {
    i64 id, campaign, survey, plan;
    i64 customer, key;                      // the customer, and the key that facts came with
    i32 touchpoint, channel, unit, segment; // of the encounter; 0: none named
    i64 happened_ms;                        // of the encounter; 0: about the relationship
    str address; // goes when the customer is erased, and some time after its end
    str lang;    // "fi": what is known of the customer, else the house's
    enum invite_state state;
    i64 planned_ms, due_ms, sent_ms, opened_ms, ended_ms; // 0: not yet
    i64 closes_ms;                                        // its link takes answers until then
    i64 reminders, reminders_left;                        // sent; still to be sent
    i64 tries;                                            // of what is to be sent now
    i64 answer;                                           // id; 0: none began
    i64 counted;                                          // 1: told among those who answered
    i64 lease_ms;                                         // being sent until then; 0: by nobody
    str code; // Message-ID before the @, of all its mails
    str why;  // could not be sent, or bounced
};

// ---- For who answers ----

// What a page needs that takes the answer of an invite. The secret of its address is
// seal_make(key, "invite", id): /answer/SECRET.
struct invite_opened {
    struct invite invite;
    str name_space, key; // as facts came with them: an answer's facts are this key's. Empty when
                         // the customer was erased: the answer is nobody's
    str touchpoint, channel, unit, segment; // names; empty: none
    str survey_function, campaign_name;     // who asks: function's name; may be empty
    bool is_over; // takes no answer any more: answered, declined, closed, erased, or never sent
};
// ERR_NOT_FOUND when there is none. Only reads.
MUST_USE bool invite_open(ctx *c, i64 id, struct invite_opened *out);
// Somebody looked at its page. Inside a write transaction; again is nothing.
MUST_USE bool invite_seen(ctx *c, i64 id);

// ---- For who hears from mail servers ----

// An invite could not be delivered: found by the Message-ID of its mail ("<CODE@host>", with or
// without <> and host), else by the address, newest first. A permanent one ends it, and its address
// is not asked again; why: what the server said. *found is false when none is meant. Adds event
// invite.bounced. Inside a write transaction.
MUST_USE bool invite_bounced(ctx *c, str message_id_or_address, bool permanent, str why,
                             bool *found);
// The customer wants no more questions by e-mail: notes a withdrawal in consent and in refused, ends
// the invite and all others of the customer that wait. Adds event invite.unsubscribed. Inside a
// write transaction; again is nothing.
MUST_USE bool invite_unsubscribe(ctx *c, i64 id, str why);
// The same of a customer, by any key of theirs, who was written to without an invite.
MUST_USE bool invite_unsubscribe_customer(ctx *c, i64 key, str why);

// ---- For the jobs ----

// Lets invites' states follow what happened to their answers. Inside a write transaction; *count:
// events taken in; at most `most`.
MUST_USE bool invite_follow(ctx *c, i64 most, i64 *count);
MUST_USE bool invite_follow_waits(ctx *c, bool *out);
// Ends those whose link is over; *count of them. Inside a write transaction.
MUST_USE bool invite_end_due(ctx *c, i64 *count);
// A campaign ended: what was never sent is dropped, and no reminder follows. Inside a write
// transaction.
MUST_USE bool invite_end_campaign(ctx *c, i64 campaign);
// Forgets addresses and Message-IDs of what ended before. Inside a write transaction.
MUST_USE bool invite_clean(ctx *c, i64 before_ms, i64 *count);

// ---- For pages ----

MUST_USE bool invite_get(ctx *c, i64 id, struct invite *out);
// How many are in each state, of a campaign; and how many were ever sent, bounced or opened.
struct invite_counts {
    i64 of[INVITE_STATE__COUNT];
    i64 asked;             // sent at least once
    i64 delivered;         // of these, not bounced
    i64 opened;            // of these, looked at or answered
    i64 reminded;          // mails that were reminders
    i64 waits_to_be_tried; // refused for now; tried again
};
MUST_USE bool invite_count(ctx *c, i64 campaign, struct invite_counts *out);

// For plan.c and courier.c: rows of table invite in the table's order.
MUST_USE bool invite_add_all(ctx *c, struct invite *invites, i64 count); // sets ids and codes
void invite_from_row(ctx *c, const struct rows *rows, i64 row, struct invite *out);
