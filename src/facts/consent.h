// consent: what a person said about being contacted and about what we do with their data, with its
// whole history; and whether something may be done. Owns table consent, to which rows are only ever
// added. Uses store. Whoever asks, writes to, interviews or profiles a customer asks consent_allows
// first. Never contacts anybody; never decides who may note a consent.
#pragma once

#include "facts/privacy.h"

enum consent_purpose {
    CONSENT_ALL, // of objections alone: everything that is not needed to serve the person
    CONSENT_FEEDBACK,
    CONSENT_MARKETING,
    CONSENT_RESEARCH,
    CONSENT_PROFILING,
    CONSENT_PURPOSE__COUNT
};

enum consent_channel {
    CONSENT_ANY_WAY,
    CONSENT_EMAIL,
    CONSENT_TEXT,
    CONSENT_PHONE,
    CONSENT_LETTER,
    CONSENT_CHANNEL__COUNT
};

enum consent_said {
    CONSENT_NOTHING, // nothing was said
    CONSENT_GIVEN,
    CONSENT_REFUSED,
    CONSENT_WITHDRAWN,
    CONSENT_OBJECTED, // GDPR article 21
    CONSENT_OBJECTION_ENDED,
    CONSENT_SAID__COUNT
};

const char *consent_purpose_name(enum consent_purpose purpose);  // "feedback"
const char *consent_purpose_label(enum consent_purpose purpose); // N_("Asking for feedback")
const char *consent_purpose_what(enum consent_purpose purpose);  // N_(): one sentence
bool consent_purpose_find(str name, enum consent_purpose *out);
// Without a word from the person it may not be done.
bool consent_purpose_needs_consent(enum consent_purpose purpose);
// Whether it is done through a way of contact.
bool consent_purpose_has_channels(enum consent_purpose purpose);
const char *consent_channel_name(enum consent_channel channel); // "email"; "any"
const char *consent_channel_label(enum consent_channel channel);
bool consent_channel_find(str name, enum consent_channel *out);
const char *consent_said_name(enum consent_said said); // "given"
const char *consent_said_label(enum consent_said said);
bool consent_said_find(str name, enum consent_said *out);

// One line of the history.
struct consent {
    i64 id, key;
    enum consent_purpose purpose;
    enum consent_channel channel;
    enum consent_said said;
    i64 since_ms; // when the person said so
    str source;   // how: "by phone", "paper form"
    str note;     // an objection's reason
    str who;      // who noted it
    i64 noted_ms;
};

// Notes what a person said; since_ms 0: now. ERR_BAD_INPUT for a moment to come, too long texts, an
// objection without a reason, a channel for what has none. ERR_NOT_FOUND when the customer was
// erased. Inside a write transaction; by.why may be empty where a source is given.
MUST_USE bool consent_note(ctx *c, i64 key, struct consent said, struct privacy_by by);
// All that was ever said by a customer, newest first: all keys of theirs.
MUST_USE bool consent_history(ctx *c, struct privacy_customer customer, struct consent **out,
                              i64 *count);

// What holds now, by purpose and channel; and the objections in force. Made of a history.
struct consent_now {
    struct consent by[CONSENT_PURPOSE__COUNT][CONSENT_CHANNEL__COUNT];
    struct consent objection[CONSENT_PURPOSE__COUNT]; // said: CONSENT_OBJECTED where in force
    bool has_objection;
};
void consent_now_of(const struct consent *history, i64 count, struct consent_now *out);
// What the purpose's rule makes of it: an objection says no; then the newest word about this
// channel or about all of them; without a word, only what needs no consent.
bool consent_now_allows(const struct consent_now *now, enum consent_purpose purpose,
                        enum consent_channel channel);

// Whether this customer (any key of theirs) may be contacted for the purpose through the channel.
// Never for one who was erased.
MUST_USE bool consent_allows(ctx *c, i64 customer, enum consent_purpose purpose,
                             enum consent_channel channel, bool *allows);
// The same of all customers at once: those of whom something counts for this purpose and channel,
// by number, and whether it may be done. Of everybody else the purpose alone decides
// (consent_purpose_needs_consent). Whoever was erased is the caller's to leave out.
struct consent_decided {
    i64 count;
    const i64 *customers, *may; // may: 1 or 0
};
MUST_USE bool consent_decide(ctx *c, enum consent_purpose purpose, enum consent_channel channel,
                             struct consent_decided *out);
// After erasing: what was refused, withdrawn or objected to stays without any words; the rest goes.
MUST_USE bool consent_erased(ctx *c, const i64 *keys, i64 count);
