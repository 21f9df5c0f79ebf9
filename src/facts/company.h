// company: the settings that facts need: the store's salt, the company's zone and name, and the small tables of names.
// Owns tables setting, organisation, source, touchpoint, channel, unit, segment, attribute_name, namespace, mapping.
#pragma once

#include "facts/batch.h"

// Makes what a new store needs: salt, built-in metrics, our own organisation. Inside a write transaction; safe to repeat.
MUST_USE bool company_prepare(ctx *c);
// Loads salt, zone and metrics; they live in c->arena.
MUST_USE bool company_rules(ctx *c, struct batch_rules *out);
MUST_USE bool company_setting(ctx *c, const char *name, str otherwise, str *out);
MUST_USE bool company_set(ctx *c, const char *name, str value);
// What a mapping declares of places: organisations, units, touchpoints. Adds or completes; never renames.
MUST_USE bool company_declare(ctx *c, json_t *organisations, json_t *units, json_t *touchpoints);

// A small table's rows by id, as names: names[id]; [0] is "".
struct names {
    i64 count;
    str *name;
};
MUST_USE bool company_names(ctx *c, enum dict dict, struct names *out);
// Mappings kept by name.
MUST_USE bool company_mapping_keep(ctx *c, str name, str text);
MUST_USE bool company_mapping(ctx *c, str name, str *text); // ERR_NOT_FOUND names the ones there are
