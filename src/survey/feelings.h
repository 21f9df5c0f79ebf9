// feelings: the feelings that surveys ask about: the twenty experience emotions of C. Shaw and J.
// Ivens' method (C. Shaw: The DNA of Customer Experience, Palgrave Macmillan 2007), and what each
// is the opposite of. Pure.
#pragma once

#include "base/ctx.h"
#include "base/lang.h"

// What they do to a customer's value, by the same source.
enum feeling_cluster {
    FEELING_DESTROYING,
    FEELING_ATTENTION,
    FEELING_RECOMMENDATION,
    FEELING_ADVOCACY,
    FEELING_CLUSTER__COUNT
};

struct feeling {
    const char *name, *label; // "cared_for"; N_()
    enum feeling_cluster cluster;
    const char *opposite; // a feeling's name
    bool is_of_shaw;      // one of the twenty; others are touchpoints' own words
};

extern const struct feeling feelings[];
extern const i64 feelings_count;

const struct feeling *feeling_find(str name);                    // NULL: none
const char *feeling_cluster_label(enum feeling_cluster cluster); // N_()
// The feelings aimed at ("valued,trusting"; words that are none are left out) and their opposites,
// each once, one kind after the other; of nothing aimed at: a few of each cluster. Returns how
// many, at most feelings_count.
i64 feelings_offered(ctx *c, str aims, const struct feeling ***out);
