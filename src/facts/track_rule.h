// track_rule: what an event that a program tells becomes: which metric, with which of its
// properties as value, at which touchpoint. Owns table track_rule. Uses store and metric. Never
// reads an event; who may change a rule is the caller's to ask.
#pragma once

#include "facts/metric.h"

enum track_kind {
    TRACK_EVENT, // "track": something that a customer did
    TRACK_PAGE,
    TRACK_SCREEN,
    TRACK_CLOUD, // a CloudEvent, by its type
    TRACK_RULED, // the kinds above have rules
    TRACK_IDENTIFY = TRACK_RULED,
    TRACK_GROUP,
    TRACK_ALIAS,
    TRACK_KIND__COUNT
};

enum track_becomes { TRACK_COUNT, TRACK_METRIC, TRACK_NOTHING, TRACK_BECOMES__COUNT };

// Events that no rule speaks of are counted, each by its name: event.order_completed. Beyond
// BOUND_EVENT_NAMES such metrics, all further ones are TRACK_OTHER.
#define TRACK_FAMILY "event."
#define TRACK_OTHER  "event.other"

struct track_rule {
    enum track_kind kind;
    str name; // as programs say it; an end of "*" stands for any end, which the longest rule wins
    enum track_becomes becomes;
    str metric; // TRACK_METRIC
    str value;  // properties parted by commas, the first that is there; "a.b": b inside a; empty: 1
    str touchpoint, channel;
    str unit, remark; // properties
};

// All that reading events takes; loaded once, read-only.
struct track_plan {
    str name_space; // of customers' own ids
    i64 count;
    struct track_rule *rules;
    i64 event_metrics; // of the family
};

// `metrics` as company_rules gave them. Lives in c->arena.
MUST_USE bool track_plan_load(ctx *c, const struct metrics *metrics, struct track_plan *out);
// The company's rule for an event; then what everybody means by its name ("Order Completed" is a
// purchase); NULL when there is neither.
const struct track_rule *track_rule_find(const struct track_plan *plan, enum track_kind kind,
                                         str name);
// "Order Completed" → "event.order_completed"; of a name without letters TRACK_OTHER.
str track_metric(ctx *c, str name);
// "firstName" → "first_name", as names are written here.
str track_name(ctx *c, str name);

// Sets the rule of its kind and name. ERR_BAD_INPUT says which part is wrong, ERR_NOT_FOUND that
// there is no such metric. Inside a write transaction.
MUST_USE bool track_rule_set(ctx *c, const struct track_rule *rule);
// ERR_NOT_FOUND when there is none.
MUST_USE bool track_rule_drop(ctx *c, enum track_kind kind, str name);

const char *track_kind_name(enum track_kind kind); // "track", "page", "screen", "event" …
bool track_kind_find(str name, enum track_kind *out);
const char *track_becomes_name(enum track_becomes becomes); // "count", "metric", "nothing"
bool track_becomes_find(str name, enum track_becomes *out);
