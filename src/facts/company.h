// company: the settings that facts need: the store's salt, the company's zone and name, and the
// small tables of names. Owns tables setting, organisation, source, touchpoint, channel, unit,
// segment, attribute_name, namespace, mapping.
#pragma once

#include "facts/batch.h"

// Makes what a new store needs: salt, zone, built-in metrics. Inside a write
// transaction; safe to repeat.
MUST_USE bool company_prepare(ctx *c);
// Loads salt, zone and metrics; they live in c->arena.
MUST_USE bool company_rules(ctx *c, struct batch_rules *out);
// Otherwise too where it was emptied.
MUST_USE bool company_setting(ctx *c, const char *name, str otherwise, str *out);
MUST_USE bool company_set(ctx *c, const char *name, str value);
// What a mapping declares of places: {"Halpamaa": {"ours": false}}, {"Turku 2": {"organisation":
// "Halpamaa"}},
// {"checkout": {"stage": "at", "owner": "sales", "label": "Checkout"}}; any may be NULL. Adds or
// completes; never renames; what is not said stays. Inside a write transaction.
MUST_USE bool company_declare(ctx *c, json_t *organisations, json_t *units, json_t *touchpoints);

// A small table's rows by id, as names: name[id]; [0] is "".
struct names {
    i64 count;
    str *name;
};
// All small tables, by enum dict; DICT_METRIC stays empty (metric.h).
MUST_USE bool company_names(ctx *c, struct names out[DICT__COUNT]);
// The id of a name; 0 for the empty one, -1 when there is none.
i64 names_find(const struct names *names, str name);
MUST_USE bool company_name_add(ctx *c, enum dict dict, i64 id, str name);
const char *dict_label(enum dict dict);

// That a source's answers to a metric came on a scale of their own. Inside a write transaction.
struct scale_note {
    i64 low_e4, high_e4;
    const char *rule; // "kept": values as they came; "linear": stretched to the metric's scale
};
MUST_USE bool company_scale_note(ctx *c, str source, i64 metric, struct scale_note note);

// Mappings kept by name.
MUST_USE bool company_mapping_keep(ctx *c, str name, str text);
MUST_USE bool company_mapping(ctx *c, str name,
                              str *text); // ERR_NOT_FOUND names the ones there are
