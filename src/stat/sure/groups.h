// groups: a figure of groups side by side: each with its interval, its difference from all others
// together, and what is left of that when many were looked at. Part of nps, rate, mean and count.
// Knows the sums of each group only by their size.
#pragma once

#include "insight/sure/difference.h"
#include "insight/sure/enough.h"
#include "stat/reading.h"

// Sums of each group by the code of its name, as rows are read; one group where there is no
// --group.
struct groups {
    i64 count, capacity, item_bytes;
    char *items;
    const str *names; // NULL: no --group
};
// The sums of a row's group; zero at first.
void *groups_of_row(ctx *c, struct groups *groups, const struct frame *block, i64 row);

struct group_row {
    str name;
    i64 n;
    f64 effective; // weighted answers: so many would say as much; NaN otherwise
    struct interval figure;
    struct difference rest; // from all others together; of two groups from the other
    f64 p_adjusted;         // set by groups_tell
};

struct groups_told {
    enum reading_kind kind;
    f64 scale;    // what values are multiplied by in fields
    bool divides; // differences are ratios: they have no scale
    bool weighted;
};

// clang-format off
#define GROUPS_ROLE                                                                                \
    {"group", STAT_NAME, STAT_OPTIONAL, false, "groups to look at side by side: units, segments, channels"}
#define GROUPS_OPTION                                                                              \
    {"correct", "holm|false-discovery|none", "holm", false, "how chances are corrected where several groups are compared: holm keeps even one false alarm rare, false-discovery (Benjamini-Hochberg) keeps false alarms a small share of all alarms"}
#define GROUPS_FIELDS(figure, difference)                                                          \
    {"difference_of", "which two groups: first and second (two groups only)"},                     \
    {"difference", difference},                                                                    \
    {"difference_low", "lower limit of it"},                                                       \
    {"difference_high", "upper limit of it"},                                                      \
    {"difference_p", "chance of such a difference where there is none"},                           \
    {"groups.group", "name of the group"},                                                         \
    {"groups.n", "rows in it"},                                                                    \
    {"groups.effective_n", "as many equally weighted rows would say as much"},                     \
    {"groups." figure, "the group's figure"},                                                      \
    {"groups.low", "lower limit"},                                                                 \
    {"groups.high", "upper limit"},                                                                \
    {"groups.rest_difference", "from all other groups together: " difference},                     \
    {"groups.rest_low", "lower limit of it, before any correction"},                               \
    {"groups.rest_high", "upper limit of it"},                                                     \
    {"groups.p", "chance of such a difference where there is none"},                               \
    {"groups.p_adjusted", "the same after --correct"},                                             \
    {"groups.differs", "whether it differs beyond chance, after --correct"}
// clang-format on

// Groups in the order of their names, those without rows left out; order[i] is a code. Returns how
// many.
i64 groups_order(ctx *c, const struct groups *groups, bool (*has_rows)(const void *sums),
                 i32 **order);
// Writes table, sentence and warnings for `count` groups; two groups are compared once. `figure`
// names the column of the groups' figures. ERR_USAGE for --correct.
MUST_USE bool groups_tell(ctx *c, struct stat_job *stat, const char *figure,
                          struct group_row rows[], i64 count, struct groups_told told);
// "3.2 points (1.0 to 5.4)"; ratios as "1.2 times (1.1 to 1.4)".
const char *groups_difference_text(ctx *c, struct difference d, struct groups_told told);
