#include "import/column.h"

#include "base/zone.h"

enum { DISTINCT_MAX = 30000 };

static const char *const usual_missing[] = {"NA",  "N/A",  "n/a", "NULL", "null", "NaN",
                                            "nan", "None", "-",   "--",   "?",    "."};
static const struct hash_seed seed = {"tuntuma-columns1"};

void column_look_init(ctx *c, struct column_look *look, str name, i64 index)
{
    *look = (struct column_look){
        .name = name, .index = index, .low_e4 = NUMBER_E4_END, .high_e4 = -NUMBER_E4_END};
    hash_map_init(&look->seen, c->arena, 64);
}

static bool is_missing(str cell, struct missing_words *missing)
{
    bool found = false;
    for (i64 i = 0; i < COUNT_OF(usual_missing); i++)
        found = found || str_equal(cell, str_of(usual_missing[i]));
    if (!found) return false;
    for (i64 i = 0; i < missing->count; i++)
        if (str_equal(missing->words[i], cell)) return true;
    for (i64 i = 0; i < COUNT_OF(usual_missing); i++)
        if (str_equal(cell, str_of(usual_missing[i])))
            missing->words[missing->count++] = str_of(usual_missing[i]);
    return true;
}

static void look_number(struct column_look *look, str cell)
{
    struct number_flaw flaw;
    i64 value = 0, other = 0;
    bool is_plain = number_parse(cell, (struct number_rule){0}, &value, &flaw);
    bool is_point =
        number_parse(cell, (struct number_rule){.decimal = '.'}, is_plain ? &other : &value, &flaw);
    bool is_comma = number_parse(cell, (struct number_rule){.decimal = ','},
                                 is_plain || is_point ? &other : &value, &flaw);
    look->numbers_plain += is_plain;
    look->numbers_point += is_point;
    look->numbers_comma += is_comma;
    if (!is_plain && !is_point && !is_comma) return;
    look->whole += value % 10000 == 0;
    look->low_e4 = MIN(look->low_e4, value);
    look->high_e4 = MAX(look->high_e4, value);
}

static void look_date(ctx *c, struct column_look *look, str cell)
{
    static const struct zone *utc;
    if (!utc) utc = zone_find(c, S("UTC"));
    if (!utc) return;
    bool found = false;
    for (i64 i = 0; MOMENT_FORMATS[i]; i++) {
        struct moment_rule rule = {&MOMENT_FORMATS[i], 1, utc};
        struct moment_memory memory = {0};
        i64 ms = 0;
        if (!moment_parse(cell, &rule, &memory, &ms)) continue;
        // Digits alone are mostly something else: seconds since 1970 count from 2000 on.
        bool is_epoch =
            strcmp(MOMENT_FORMATS[i], "%s") == 0 || strcmp(MOMENT_FORMATS[i], "%Q") == 0;
        bool is_far =
            ms < ms_from_civil((struct civil){is_epoch ? 2000 : 1950, 1, 1, 0, 0, 0, 0}) ||
            ms > ms_from_civil((struct civil){2100, 1, 1, 0, 0, 0, 0});
        if (is_far) continue;
        look->fits[i]++;
        found = true;
    }
    look->dates += found;
}

void column_look_at(ctx *c, struct column_look *look, str cell, struct missing_words *missing)
{
    struct hash_at at;
    cell = str_trim(cell);
    look->cells++;
    look->empty += cell.size == 0;
    if (cell.size == 0) return;
    if (is_missing(cell, missing)) {
        look->missing++;
        return;
    }
    look->size_total += cell.size;
    for (i64 i = 0; i < cell.size; i++)
        look->words += cell.s[i] == ' ';
    look_number(look, cell);
    if (cell.size <= 40) look_date(c, look, cell);
    u64 hash = hash_str(&seed, cell);
    if (look->distinct >= DISTINCT_MAX || hash_map_first(&look->seen, hash, &at) >= 0) return;
    hash_map_add(&look->seen, hash, look->distinct++);
}

i64 column_filled(const struct column_look *look)
{
    return look->cells - look->empty - look->missing;
}

bool column_is_number(const struct column_look *look)
{
    i64 filled = column_filled(look);
    i64 read = MAX(look->numbers_plain, MAX(look->numbers_point, look->numbers_comma));
    return filled > 0 && read == filled;
}

bool column_is_date(const struct column_look *look)
{
    i64 filled = column_filled(look);
    return filled > 0 && look->dates == filled;
}

// Greedy: the format that reads most first. A second one that reads the rest must be of the same
// order of day and month, or a file with one odd date would be read in two ways.
i64 column_formats(const struct column_look *look, const char *formats[COLUMN_FORMATS_MAX])
{
    i64 filled = column_filled(look), best = 0;
    for (i64 i = 1; MOMENT_FORMATS[i]; i++)
        if (look->fits[i] > look->fits[best]) best = i;
    if (best == 0) return 0;
    i64 count = 0, read = look->fits[best];
    formats[count++] = MOMENT_FORMATS[best];
    for (i64 i = 1; MOMENT_FORMATS[i] && read < filled; i++) {
        const char *a = MOMENT_FORMATS[best], *b = MOMENT_FORMATS[i];
        bool is_sibling = i != best && strncmp(a, b, 5) == 0;
        if (!is_sibling || look->fits[i] == 0 || look->fits[i] + read > filled) continue;
        formats[count++] = b;
        read += look->fits[i];
    }
    return count;
}
