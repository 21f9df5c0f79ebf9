// uneven_rows: rows as they are read, kept as sums of each unit and of each group inside it. Memory
// is linear in units and groups, not in rows. Part of the analysis uneven.
#pragma once

#include "insight/units/inside.h"
#include "stat/reading.h"

enum uneven_figure { UNEVEN_MEAN, UNEVEN_RATE, UNEVEN_NPS };

struct uneven_unit {
    str name;
    struct unit_powers powers; // of the values as they stand
    struct nps_counts answers; // where the figure is NPS
    struct unit_sums sums;     // of what the figure is the mean of: values, or -1, 0, 1
};

struct uneven_rows {
    enum uneven_figure figure;
    struct reading outcome; // of --outcome
    const char *role;       // value, outcome or score
    bool has_groups, by_time;
    i64 period_days; // of groups by time: 1, 7; 30 stands for months
    i64 unit_count, unit_capacity;
    struct uneven_unit *units; // by code; after uneven_rows_end in the order of their names
    i64 group_count, group_capacity;
    struct inside_group *groups;
    struct hash_map group_of; // unit and group to its index
};

// Adds a block. ERR_BAD_INPUT for values that the figure cannot have, ERR_USAGE for options.
MUST_USE bool uneven_take(ctx *c, struct stat_job *stat, const struct frame *block);
// All rows; no units when there were none.
MUST_USE bool uneven_rows_end(ctx *c, struct stat_job *stat, struct uneven_rows **out);
