// privacy: what a person may ask of what is kept about them: a copy, a correction, to be forgotten;
// that two customers are one; and how long words are kept. Owns tables alias and merge; erases from
// key, attribute and remark, never from fact: figures stay what they were. Uses store, company.
// Writes in the caller's write transaction and never decides who may ask. Whoever remembers keys
// (struct known) in that same transaction forgets them afterwards (known_forget).
#pragma once

#include "facts/company.h"

// Who does it and why, and who else is told, in the same transaction (the log of the house).
struct privacy_by {
    str who, why; // "command anna"; the reason in words, never empty
    // what: "erase", "merge" …; detail has numbers, no person's data. May be NULL.
    bool (*note)(ctx *c, void *data, const char *what, i64 customer, json_t *detail);
    void *data;
};

// A customer with all keys that were merged into it, erased ones too.
struct privacy_customer {
    i64 customer; // its first key's id
    i64 key_count;
    const i64 *keys;
};

// By a key as it came ("C41"), or with its namespace ("shop:C41"). ERR_NOT_FOUND; ERR_REFUSED when
// several keys have that value, with their namespaces as the hint.
MUST_USE bool privacy_find(ctx *c, str key, i64 *id, struct privacy_customer *out);

// Everything that is kept: keys, attributes, facts, remarks, consents, merges, and the batches it
// came with.
MUST_USE bool privacy_export(ctx *c, struct privacy_customer customer, json_t **out);

// An attribute that so many customers share tells a group, as figures show it, and stays with the
// facts; a rarer one tells a person, and goes. As many people as a figure needs
// (VERDICT_PEOPLE_MIN).
enum { PRIVACY_SHARED_MIN = 5 };

struct privacy_erasure {
    i64 keys, remarks; // go
    i64 facts;         // stay, as nobody's
    i64 attribute_count;
    struct privacy_attribute {
        i64 key, name_id, at_ms;
        str name, value;
        bool stays;
    } * attributes; // the newest of each
};

// What erasing would do.
MUST_USE bool privacy_preview(ctx *c, struct privacy_customer customer,
                              struct privacy_erasure *out);
// Does it: the keys lose their values, remarks and attributes go, of consents a bare no is left.
// The keys keep their salted ids, so that what comes later under the same key is nobody's again:
// neither words nor attributes are kept, and nobody is asked again.
MUST_USE bool privacy_erase(ctx *c, struct privacy_customer customer, struct privacy_by by,
                            struct privacy_erasure *out);

// From now on the attribute has that value, until something newer comes in. ERR_NOT_FOUND when the
// company has no such attribute, or no such segment.
MUST_USE bool privacy_correct(ctx *c, i64 key, struct encounter_attribute attribute,
                              struct privacy_by by);

// Two customers are one: all keys of `from` become keys of `into`. Figures count them as one;
// coverage follows when facts are next folded. ERR_REFUSED when they are one already, or are of
// different subjects.
struct privacy_pair {
    struct privacy_customer from, into;
};
MUST_USE bool privacy_merge(ctx *c, struct privacy_pair pair, struct privacy_by by);
// The same for many keys that are customers of their own, each into a customer that is one: keys
// of no use are the caller's to leave out. No note is made of each; table merge says who and why.
struct privacy_moves {
    i64 count;
    const i64 *keys, *customers;
};
MUST_USE bool privacy_join(ctx *c, struct privacy_moves moves, struct privacy_by by);
// Undoes the newest merge that moved the key, for all keys that it moved. ERR_REFUSED when there is
// none.
MUST_USE bool privacy_unmerge(ctx *c, i64 key, struct privacy_by by);

// How long words are kept: the shortest rule that fits. A rule is kept as a setting.
struct privacy_rule {
    str source;           // "": any
    enum subject subject; // SUBJECT_NONE: any
    i64 days;             // 0: the rule ends
};
MUST_USE bool privacy_rule_set(ctx *c, struct privacy_rule rule, struct privacy_by by);
MUST_USE bool privacy_rule_list(ctx *c, struct privacy_rule **out, i64 *count);
// How many remarks a rule would erase now; with a source that is not known, none.
MUST_USE bool privacy_rule_preview(ctx *c, struct privacy_rule rule, i64 *count);
// Erases what the rules say; for a job that runs every day. *erased counts remarks.
MUST_USE bool privacy_rules_run(ctx *c, struct privacy_by by, i64 *erased);
