// settings: what a company is set up as: one table of settings, each with its type, bounds, default
// and sentence. Reads and writes them, checks what is typed, and notes every change in the audit
// log. Uses company, whose table setting they lie in. Never acts upon one, never tells a secret but
// to who sends it.
#pragma once

#include "store/store.h"

enum setting_type {
    SETTING_TEXT,     // one line; min and max are bytes
    SETTING_NUMBER,   // whole; min and max
    SETTING_CHOICE,   // one of its choices
    SETTING_ZONE,     // an IANA time zone
    SETTING_CURRENCY, // three capital letters
    SETTING_COLOUR,   // "#0a5c45", dark enough to be read on paper
    SETTING_EMAIL,
    SETTING_HOST,    // a host's name or numeric address, without a port
    SETTING_ADDRESS, // https://host, without a path; http on this machine alone
    SETTING_SITES,   // addresses of sites, parted by a blank; max is bytes
    SETTING_HOURS,   // working hours of a week: "mon-fri 8-16" (base/hours.h)
    SETTING_FOLDER,  // from the root; whether it is there is the reader's to see
    SETTING_SECRET,  // never shown again; the older values go
};

struct setting {
    const char *name; // "mail.host": its page is what stands before the dot
    enum setting_type type;
    i64 min, max;
    const char *otherwise;      // default
    const char *const *choices; // SETTING_CHOICE: NULL-terminated
    const char *label, *what;   // N_(): on screen; one sentence
};

extern const struct setting settings[];
extern const i64 settings_count;

// NULL when there is none.
const struct setting *setting_find(str name);
// What it is now, or its default. The name must be in the table.
MUST_USE bool setting_text(ctx *c, const char *name, str *out);
MUST_USE bool setting_i64(ctx *c, const char *name, i64 *out);
// Whether somebody has set it.
MUST_USE bool setting_is_set(ctx *c, const char *name, bool *out);
// What is typed in the one form that is kept, or ERR_BAD_INPUT: what is wrong, and what is allowed.
// Empty text takes the setting back to its default.
MUST_USE bool setting_check(ctx *c, const struct setting *setting, str typed, str *out);
// Checks and keeps it, inside the caller's write transaction. The same value again is no change and
// has no entry in the audit log; `who` as audit_entry.who.
MUST_USE bool setting_set(ctx *c, str who, const struct setting *setting, str typed);
// A choice in words, N_(); the choice itself where it has none.
const char *setting_choice_label(const char *choice);
