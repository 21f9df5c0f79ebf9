#include "stat/frame.h"

#include <math.h>

#include "base/time.h"
#include "bounds.h"
#include "import/moment.h"
#include "import/reader.h"

enum { BLOCK_ROWS = 4096, GROW_FROM = 1024 };

static const struct hash_seed name_seed = {"names of a frame"};

struct dictionary {
    struct hash_map map;
    str *names;
    i64 count, capacity;
};

struct slot {
    const struct stat_role *role;
    i64 index; // of the reader's columns
    struct frame_column *column;
    f64 *number;
    i32 *code;
    i64 *ms;
    str *text;
    struct dictionary names;
    struct moment_memory memory;
};

struct load {
    const struct frame_order *order;
    struct reader *reader;
    struct moment_rule rule;
    i64 slot_count;
    struct slot *slots;
    i64 condition_index[BOUND_CONDITIONS];
    i64 count, capacity;
    struct frame *frame;
    struct arena *names; // outlive blocks, and grow while other things come and go
    struct arena *block; // texts of one block
};

const struct frame_column *frame_nth(const struct frame *frame, const char *role, i64 n)
{
    for (i64 i = 0; i < frame->column_count; i++)
        if (!strcmp(frame->columns[i].role->name, role) && !n--) return &frame->columns[i];
    return NULL;
}

const struct frame_column *frame_column(const struct frame *frame, const char *role)
{
    return frame_nth(frame, role, 0);
}

i64 frame_count_of(const struct frame *frame, const char *role)
{
    i64 count = 0;
    while (frame_nth(frame, role, count))
        count++;
    return count;
}

static bool column_find(ctx *c, struct load *load, str name, i64 *index)
{
    i64 position = 0;
    if (!load->order->no_header) return reader_column(c, load->reader, name, index);
    if (str_i64(name, &position) && position >= 1 &&
        position <= reader_column_count(load->reader)) {
        *index = position - 1;
        return true;
    }
    return fail_with(c, ERR_BAD_INPUT, fmt(c->arena, tr(c, "there is no column %.*s"), STR(name)),
                     fmt(c->arena,
                         tr(c, "Without a header columns are named by their position, 1 to %lld."),
                         (long long)reader_column_count(load->reader)));
}

static bool is_there(const struct load *load, str name)
{
    for (i64 i = 0; i < reader_column_count(load->reader); i++)
        if (str_equal(reader_column_name(load->reader, i), name)) return true;
    return false;
}

// A column of JSON lines is found whatever its name: it must have been seen at least once.
static bool columns_seen(ctx *c, const struct load *load)
{
    for (i64 i = 0; i < load->slot_count; i++) {
        const struct slot *slot = &load->slots[i];
        if (load->frame->rows == 0 || reader_column_seen(load->reader, slot->index)) continue;
        return fail_with(
            c, ERR_BAD_INPUT,
            fmt(c->arena, tr(c, "no row has the field \"%.*s\""), STR(slot->column->name)),
            tr(c, "Check how it is spelled."));
    }
    return true;
}

static bool bind(ctx *c, struct load *load)
{
    const struct frame_order *order = load->order;
    assert(order->condition_count <= BOUND_CONDITIONS);
    for (i64 i = 0; i < order->condition_count; i++)
        if (!column_find(c, load, order->conditions[i].column, &load->condition_index[i]))
            return false;
    struct frame_column *columns =
        NEW_ARRAY(c->arena, struct frame_column, MAX(order->choice_count, 1));
    load->slots = NEW_ARRAY(c->arena, struct slot, MAX(order->choice_count, 1));
    for (i64 i = 0; i < order->choice_count; i++) {
        const struct frame_choice *choice = &order->choices[i];
        if (choice->is_usual && !is_there(load, choice->column)) {
            if (choice->role->need == STAT_OPTIONAL) continue;
            return fail_with(c, ERR_USAGE,
                             fmt(c->arena, tr(c, "--%s is missing: which column is %s?"),
                                 choice->role->name, choice->role->what),
                             NULL);
        }
        struct slot *slot = &load->slots[load->slot_count];
        slot->role = choice->role;
        slot->column = &columns[load->slot_count++];
        *slot->column = (struct frame_column){.role = slot->role, .name = choice->column};
        if (!column_find(c, load, choice->column, &slot->index)) return false;
        if (slot->role->type == STAT_NAME || slot->role->type == STAT_KEY)
            hash_map_init(&slot->names.map, load->names, GROW_FROM);
    }
    load->frame->columns = columns;
    load->frame->column_count = load->slot_count;
    return true;
}

static void *room(ctx *c, void *old, i64 old_count, i64 count, i64 item_bytes, bool keeps)
{
    void *fresh = arena_alloc(c->arena, count, item_bytes);
    if (keeps && old_count) memcpy(fresh, old, (size_t)(old_count * item_bytes));
    return fresh;
}

// Twice as many rows as there are, or as many as the file will have when it goes on as it began:
// then they are copied once instead of at every doubling.
static i64 rows_to_come(const struct load *load)
{
    i64 done = reader_bytes_done(load->reader), total = reader_bytes_total(load->reader);
    f64 whole = done > 0 ? (f64)load->count * (f64)total / (f64)done * 1.05 : 0;
    return MAX(load->capacity * 2, (i64)MIN(whole, 1e9));
}

// Makes room for more rows. What it leaves behind in the arena is as much again at most.
static void grow(ctx *c, struct load *load)
{
    i64 capacity = load->order->take ? BLOCK_ROWS : MAX(rows_to_come(load), GROW_FROM);
    for (i64 i = 0; i < load->slot_count; i++) {
        struct slot *s = &load->slots[i];
        i64 old = load->count;
        switch (s->role->type) {
        case STAT_NUMBER:
            s->number = room(c, s->number, old, capacity, sizeof(f64), true);
            break;
        case STAT_NAME:
        case STAT_KEY:
            s->code = room(c, s->code, old, capacity, sizeof(i32), true);
            break;
        case STAT_MOMENT:
            s->ms = room(c, s->ms, old, capacity, sizeof(i64), true);
            break;
        case STAT_TEXT:
            s->text = room(c, s->text, old, capacity, sizeof(str), true);
            break;
        }
        s->column->number = s->number;
        s->column->code = s->code;
        s->column->ms = s->ms;
        s->column->text = s->text;
    }
    load->capacity = capacity;
}

static i32 name_code(struct load *load, struct dictionary *names, str name)
{
    u64 hash = hash_str(&name_seed, name);
    struct hash_at at;
    for (i64 i = hash_map_first(&names->map, hash, &at); i >= 0;
         i = hash_map_next(&names->map, hash, &at))
        if (str_equal(names->names[i], name)) return (i32)i;
    if (names->count == names->capacity) {
        i64 capacity = MAX(names->capacity * 2, 64);
        str *grown = NEW_ARRAY(load->names, str, capacity);
        if (names->count) memcpy(grown, names->names, (size_t)names->count * sizeof(str));
        names->names = grown;
        names->capacity = capacity;
    }
    names->names[names->count] = str_copy(load->names, name);
    hash_map_add(&names->map, hash, names->count);
    return (i32)names->count++;
}

static bool is_missing(const struct frame_order *order, str cell)
{
    static const char *const words[] = {"NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "."};
    if (cell.size == 0) return true;
    if (cell.size <= 4)
        for (i64 i = 0; i < COUNT_OF(words); i++)
            if (str_equal(cell, str_of(words[i]))) return true;
    for (i64 i = 0; i < order->missing_count; i++)
        if (str_equal(cell, order->missing[i])) return true;
    return false;
}

static bool number_read(const struct frame_order *order, str cell, f64 *out)
{
    char copy[64];
    if (order->decimal != ',') return str_f64(cell, out);
    if (cell.size >= (i64)sizeof copy || memchr(cell.s, '.', (size_t)cell.size)) return false;
    for (i64 i = 0; i < cell.size; i++)
        copy[i] = cell.s[i] == ',' ? '.' : cell.s[i];
    return str_f64((str){copy, cell.size}, out);
}

// The usual way of writing dates that this one follows, as an option; else how to tell one.
static const char *date_hint(ctx *c, str cell)
{
    for (i64 i = 1; MOMENT_FORMATS[i]; i++) {
        struct civil civil;
        bool has_offset;
        if (civil_parse(cell, MOMENT_FORMATS[i], &civil, &has_offset))
            return fmt(c->arena, tr(c, "It can be read with --date-format \"%s\"."),
                       MOMENT_FORMATS[i]);
    }
    return tr(c, "Say how dates are written: --date-format \"%d.%m.%Y\"; if it stands for missing, "
                 "say --missing WORD.");
}

static bool fail_cell(ctx *c, const struct slot *slot, const struct row *row, str cell)
{
    const char *where = fmt(c->arena, tr(c, "row at line %lld, column \"%.*s\""),
                            (long long)row->line, STR(slot->column->name));
    str head = str_head(cell, 80);
    if (slot->role->type == STAT_MOMENT)
        return fail_with(
            c, ERR_BAD_INPUT,
            fmt(c->arena, tr(c, "%s: \"%.*s\" is no date that can be read"), where, STR(head)),
            date_hint(c, cell));
    return fail_with(c, ERR_BAD_INPUT,
                     fmt(c->arena, tr(c, "%s: \"%.*s\" is no finite number"), where, STR(head)),
                     tr(c, "If it stands for missing, say --missing WORD; if numbers have decimal "
                           "commas, say --decimal comma."));
}

static struct arena *text_arena(ctx *c, struct load *load)
{
    return load->order->take ? load->block : c->arena;
}

static bool cell_take(ctx *c, struct load *load, struct slot *slot, const struct row *row)
{
    str cell = str_trim(row->cells[slot->index]);
    i64 at = load->count;
    bool missing = is_missing(load->order, cell);
    switch (slot->role->type) {
    case STAT_NUMBER:
        slot->number[at] = NAN;
        return missing || number_read(load->order, cell, &slot->number[at]) ||
               fail_cell(c, slot, row, cell);
    case STAT_NAME:
    case STAT_KEY:
        if (slot->names.count == BOUND_FRAME_NAMES)
            return fail(c, ERR_TOO_LARGE,
                        fmt(c->arena, tr(c, "column \"%.*s\" has more than %d different values"),
                            STR(slot->column->name), BOUND_FRAME_NAMES));
        slot->code[at] = missing ? -1 : name_code(load, &slot->names, cell);
        return true;
    case STAT_MOMENT:
        slot->ms[at] = FRAME_NO_MOMENT;
        return missing || moment_parse(cell, &load->rule, &slot->memory, &slot->ms[at]) ||
               fail_cell(c, slot, row, cell);
    case STAT_TEXT:
        slot->text[at] = missing ? (str){0} : str_copy(text_arena(c, load), cell);
        return true;
    }
    assert(false);
}

static bool is_gap(const struct slot *slot, i64 at)
{
    switch (slot->role->type) {
    case STAT_NUMBER:
        return isnan(slot->number[at]);
    case STAT_NAME:
    case STAT_KEY:
        return slot->code[at] < 0;
    case STAT_MOMENT:
        return slot->ms[at] == FRAME_NO_MOMENT;
    case STAT_TEXT:
        return slot->text[at].size == 0;
    }
    assert(false);
}

// Every column that is asked for must have one of the values that are asked of it.
static bool let_through(const struct load *load, const struct row *row)
{
    const struct frame_order *order = load->order;
    for (i64 i = 0; i < order->condition_count; i++) {
        bool any = false;
        for (i64 k = 0; k < order->condition_count && !any; k++)
            any = load->condition_index[k] == load->condition_index[i] &&
                  str_equal(str_trim(row->cells[load->condition_index[k]]),
                            order->conditions[k].value);
        if (!any) return false;
    }
    return true;
}

static bool row_take(ctx *c, struct load *load, const struct row *row)
{
    if (row->flaw != ROW_GOOD) {
        const char *why, *hint;
        row_explain(c, load->reader, row, &why, &hint);
        return fail_with(c, ERR_BAD_INPUT,
                         fmt(c->arena, tr(c, "row at line %lld: %s"), (long long)row->line, why),
                         hint);
    }
    if (!let_through(load, row)) return true;
    load->frame->rows++;
    if (load->count == load->capacity) grow(c, load);
    bool gap = false;
    for (i64 i = 0; i < load->slot_count; i++) {
        if (!cell_take(c, load, &load->slots[i], row)) return false;
        gap |= !load->slots[i].role->keeps_gaps && is_gap(&load->slots[i], load->count);
    }
    load->frame->gaps += gap;
    load->count += !gap;
    return true;
}

static void names_show(struct load *load)
{
    for (i64 i = 0; i < load->slot_count; i++) {
        load->slots[i].column->names = load->slots[i].names.names;
        load->slots[i].column->name_count = load->slots[i].names.count;
    }
    load->frame->count = load->count;
}

static bool block_give(ctx *c, struct load *load)
{
    names_show(load);
    if (load->count && !load->order->take(c, load->order->take_data, load->frame)) return false;
    load->count = 0;
    arena_clear(load->block);
    return true;
}

struct sorted_name {
    str name;
    f64 number;
    bool is_number;
    i32 code;
};

static int by_name(const void *a, const void *b)
{
    const struct sorted_name *x = a, *y = b;
    if (x->is_number != y->is_number) return x->is_number ? -1 : 1;
    if (x->is_number && x->number != y->number) return x->number < y->number ? -1 : 1;
    return str_compare(x->name, y->name);
}

// Names that no row was left with go; those of groups come in their order, numbers first and by
// size.
static void names_settle(ctx *c, struct load *load, struct slot *slot)
{
    i64 count = slot->names.count, kept = 0;
    struct sorted_name *sorted = NEW_ARRAY(c->arena, struct sorted_name, MAX(count, 1));
    i32 *to = NEW_ARRAY(c->arena, i32, MAX(count, 1));
    for (i64 i = 0; i < load->count; i++)
        if (slot->code[i] >= 0) to[slot->code[i]] = 1;
    for (i64 i = 0; i < count; i++) {
        if (!to[i]) continue;
        struct sorted_name *s = &sorted[kept++];
        *s = (struct sorted_name){.name = slot->names.names[i], .code = (i32)i};
        s->is_number = slot->role->type == STAT_NAME && str_f64(s->name, &s->number);
    }
    if (slot->role->type == STAT_NAME) qsort(sorted, (size_t)kept, sizeof sorted[0], by_name);
    str *names = NEW_ARRAY(c->arena, str, MAX(kept, 1));
    for (i64 i = 0; i < kept; i++) {
        names[i] = sorted[i].name;
        to[sorted[i].code] = (i32)i;
    }
    for (i64 i = 0; i < load->count; i++)
        if (slot->code[i] >= 0) slot->code[i] = to[slot->code[i]];
    slot->column->names = names;
    slot->column->name_count = kept;
}

static bool rows_read(ctx *c, struct load *load)
{
    struct row_block block;
    do {
        if (ctx_stopped(c) || !reader_next(c, load->reader, &block)) return false;
        for (i64 i = 0; i < block.count; i++) {
            if (!row_take(c, load, &block.rows[i])) return false;
            if (!load->order->take) continue;
            if (load->count == load->capacity && !block_give(c, load)) return false;
        }
    } while (block.count);
    return true;
}

bool frame_read(ctx *c, struct frame_order order, struct frame *out)
{
    struct reader_options options = READER_DEFAULTS;
    options.encoding = order.encoding;
    options.delimiter = order.delimiter;
    options.has_header = !order.no_header;
    struct load *load = NEW(c->arena, struct load);
    *out = (struct frame){0};
    load->order = &order;
    load->frame = out;
    load->rule = (struct moment_rule){.formats = order.formats, .count = order.format_count};
    load->names = ctx_arena(c, BOUND_JOB_ARENA_BYTES);
    load->block = ctx_arena(c, BOUND_JOB_ARENA_BYTES);
    load->rule.zone = zone_find(c, S("UTC"));
    if (!load->rule.zone || !reader_open(c, str_c(c->arena, order.file), options, &load->reader) ||
        !bind(c, load))
        return false;
    grow(c, load);
    if (!rows_read(c, load) || !columns_seen(c, load)) return false;
    if (order.take) return block_give(c, load);
    names_show(load);
    for (i64 i = 0; i < load->slot_count; i++)
        if (load->slots[i].code) names_settle(c, load, &load->slots[i]);
    return true;
}
