#include "stat/asked/weigh_margins.h"

#include <math.h>

enum { MARGINS_MAX = 32, ENTRIES_MAX = 20000, CELLS_MAX = 1000000 };
#define DIFFERS_MAX 0.01 // counts of the same customers that differ by more are not of the same

// clang-format off
const struct stat_role margin_roles[] = {
    {"margin", STAT_TEXT, STAT_ONE, false, "a column of the answers, or several crossed: plan*country"},
    {"category", STAT_TEXT, STAT_ONE, false, "one of its names; crossed: basic*FI"},
    {"count", STAT_NUMBER, STAT_ONE, false, "how many customers it has"},
    {0},
};
// clang-format on

struct entry {
    str margin, category;
    f64 count;
};

struct entries {
    i64 count;
    struct entry *entry;
};

static bool entry_add(ctx *c, struct entries *all, struct entry entry)
{
    if (all->count == ENTRIES_MAX)
        return fail_with(c, ERR_TOO_LARGE, tr(c, "there are too many categories"),
                         tr(c, "Join small ones before the counts are made."));
    if (!(entry.count >= 0))
        return fail_with(c, ERR_BAD_INPUT,
                         fmt(c->arena, tr(c, "the count of %.*s = %.*s is below zero"),
                             STR(entry.margin), STR(entry.category)),
                         tr(c, "Give how many customers there are."));
    for (i64 i = 0; i < all->count; i++)
        if (str_equal(all->entry[i].margin, entry.margin) &&
            str_equal(all->entry[i].category, entry.category))
            return fail_with(c, ERR_BAD_INPUT,
                             fmt(c->arena, tr(c, "%.*s = %.*s is counted twice"), STR(entry.margin),
                                 STR(entry.category)),
                             tr(c, "Give each category once."));
    all->entry[all->count++] = entry;
    return true;
}

// "plan=basic:1000,plus:200"
static bool known_read(ctx *c, str text, struct entries *all)
{
    str rest = text, margin = {0}, pair = {0};
    bool cut = str_find(text, S("=")) > 0 && str_cut(&rest, '=', &margin);
    while (cut && str_cut(&rest, ',', &pair)) {
        i64 at = pair.size - 1;
        while (at > 0 && pair.s[at] != ':')
            at--;
        struct entry entry = {margin, str_trim(str_slice(pair, 0, MAX(at, 0))), 0};
        cut = at > 0 && str_f64(str_trim(str_slice(pair, at + 1, pair.size)), &entry.count);
        if (cut && !entry_add(c, all, entry)) return false;
    }
    if (cut) return true;
    return fail_with(c, ERR_USAGE, fmt(c->arena, tr(c, "--known cannot be \"%.*s\""), STR(text)),
                     tr(c, "Write it as in plan=basic:1000,plus:200."));
}

static bool entries_read(ctx *c, const struct stat_job *stat, struct entries *all)
{
    all->entry = NEW_ARRAY(c->arena, struct entry, ENTRIES_MAX);
    const str *text = NULL;
    for (i64 i = 0; (text = stat_nth(stat, "known", i)) != NULL; i++)
        if (!known_read(c, *text, all)) return false;
    if (!stat_has(stat, "margins")) return true;
    struct frame frame;
    if (!stat_second(c, stat, stat_text(stat, "margins"), margin_roles, &frame)) return false;
    const str *margins = frame_column(&frame, "margin")->text;
    const str *categories = frame_column(&frame, "category")->text;
    const f64 *counts = frame_column(&frame, "count")->number;
    for (i64 i = 0; i < frame.count; i++)
        if (!entry_add(c, all, (struct entry){margins[i], categories[i], counts[i]})) return false;
    return true;
}

// The columns behind a margin, and the number of each combination of their names.
struct crossing {
    i64 columns, cells;
    const struct frame_column *column[WEIGH_COLUMNS_MAX];
};

static const struct frame_column *by_column(const struct frame *frame, str name)
{
    for (i64 i = 0; i < frame_count_of(frame, "by"); i++)
        if (str_equal(frame_nth(frame, "by", i)->name, name)) return frame_nth(frame, "by", i);
    return NULL;
}

static bool crossing_make(ctx *c, const struct frame *frame, str margin, struct crossing *out)
{
    *out = (struct crossing){.cells = 1};
    for (str rest = margin, name = {0}; str_cut(&rest, '*', &name);) {
        const struct frame_column *column = by_column(frame, str_trim(name));
        if (!column)
            return fail_with(c, ERR_USAGE,
                             fmt(c->arena, tr(c, "counts are given for \"%.*s\", but no --by"),
                                 STR(str_trim(name))),
                             tr(c, "Name the column with --by, or leave its counts out."));
        if (out->columns == WEIGH_COLUMNS_MAX || out->cells * column->name_count > CELLS_MAX)
            return fail_with(c, ERR_TOO_LARGE,
                             fmt(c->arena, tr(c, "\"%.*s\" has too many cells"), STR(margin)),
                             tr(c, "Give counts of each column by itself."));
        out->column[out->columns++] = column;
        out->cells *= MAX(column->name_count, 1);
    }
    return true;
}

// The cell that a category means; −1 when a name of it does not occur in the answers.
static i64 cell_of(const struct crossing *crossing, str category)
{
    i64 cell = 0, part = 0;
    str rest = category, name = {0};
    if (crossing->columns == 1) name = rest;
    for (; part < crossing->columns; part++) {
        if (crossing->columns > 1 && !str_cut(&rest, '*', &name)) return -1;
        const struct frame_column *column = crossing->column[part];
        i64 code = 0;
        while (code < column->name_count && !str_equal(column->names[code], str_trim(name)))
            code++;
        if (code == column->name_count) return -1;
        cell = cell * column->name_count + code;
    }
    return cell;
}

static i64 cell_at(const struct crossing *crossing, i64 row)
{
    i64 cell = 0;
    for (i64 part = 0; part < crossing->columns; part++)
        cell = cell * crossing->column[part]->name_count + crossing->column[part]->code[row];
    return cell;
}

static str cell_name(ctx *c, const struct crossing *crossing, i64 row)
{
    buf name = buf_new(c->arena, 10000);
    for (i64 part = 0; part < crossing->columns; part++) {
        const struct frame_column *column = crossing->column[part];
        buf_fmt(&name, "%s%.*s", part ? "*" : "", STR(column->names[column->code[row]]));
    }
    return buf_str(&name);
}

// The categories that --join joins with this one: "plan=gold+plus"; else the category itself.
static str joined_name(const struct stat_job *stat, str margin, str category)
{
    const str *text = NULL;
    for (i64 i = 0; (text = stat_nth(stat, "join", i)) != NULL; i++) {
        str rest = *text, name = {0}, one = {0};
        if (!str_cut(&rest, '=', &name) || !str_equal(name, margin)) continue;
        for (str list = rest; str_cut(&list, '+', &one);)
            if (str_equal(str_trim(one), category)) return rest;
    }
    return category;
}

// One margin under work.
struct making {
    const struct entries *all;
    struct crossing crossing;
    struct margin_text text;
    str *names;
    f64 *known;
    i64 *answers;
    i32 *of_cell; // category of each cell, −1: none
};

static bool making_categories(ctx *c, const struct stat_job *stat, struct making *m)
{
    m->names = NEW_ARRAY(c->arena, str, m->all->count);
    m->known = NEW_ARRAY(c->arena, f64, m->all->count);
    m->answers = NEW_ARRAY(c->arena, i64, m->all->count);
    m->of_cell = NEW_ARRAY(c->arena, i32, m->crossing.cells);
    for (i64 cell = 0; cell < m->crossing.cells; cell++)
        m->of_cell[cell] = -1;
    for (i64 i = 0; i < m->all->count; i++) {
        const struct entry *entry = &m->all->entry[i];
        if (!str_equal(entry->margin, m->text.name) || entry->count == 0) continue;
        str name = joined_name(stat, entry->margin, entry->category);
        i64 at = 0;
        while (at < m->text.count && !str_equal(m->names[at], name))
            at++;
        if (at == m->text.count) {
            m->names[at] = name;
            m->known[at] = 0;
            m->answers[at] = 0;
            m->text.count++;
        }
        m->known[at] += entry->count;
        i64 cell = cell_of(&m->crossing, entry->category);
        if (cell >= 0) m->of_cell[cell] = (i32)at;
    }
    if (m->text.count > 0) return true;
    return fail_with(c, ERR_BAD_INPUT,
                     fmt(c->arena, tr(c, "no customer is counted for \"%.*s\""), STR(m->text.name)),
                     tr(c, "Give counts above zero."));
}

static bool making_codes(ctx *c, const struct stat_job *stat, struct making *m, i32 code[])
{
    for (i64 i = 0; i < stat->frame.count; i++) {
        i64 cell = cell_at(&m->crossing, i);
        code[i] = m->of_cell[cell];
        if (code[i] < 0)
            return fail_with(
                c, ERR_REFUSED,
                fmt(c->arena,
                    tr(c, "there are answers from %.*s = %.*s, but no count of customers"),
                    STR(m->text.name), STR(cell_name(c, &m->crossing, i))),
                tr(c, "Add its count, or leave these answers out with --where."));
        m->answers[code[i]]++;
    }
    for (i64 j = 0; j < m->text.count; j++)
        if (!m->answers[j])
            return fail_with(
                c, ERR_REFUSED,
                fmt(c->arena, tr(c, "nobody answered from %.*s = %.*s, which has %.0f customers"),
                    STR(m->text.name), STR(m->names[j]), m->known[j]),
                fmt(c->arena,
                    tr(c, "Join it with the category most like it: --join \"%.*s=%.*s+…\"."),
                    STR(m->text.name), STR(m->names[j])));
    return true;
}

static bool margin_make(ctx *c, const struct stat_job *stat, const struct entries *all, str name,
                        struct margins *out)
{
    struct making m = {.all = all, .text.name = name};
    i32 *code = NEW_ARRAY(c->arena, i32, MAX(stat->frame.count, 1));
    if (!crossing_make(c, &stat->frame, name, &m.crossing) || !making_categories(c, stat, &m) ||
        !making_codes(c, stat, &m, code))
        return false;
    m.text.category = m.names;
    m.text.answers = m.answers;
    f64 total = 0;
    for (i64 j = 0; j < m.text.count; j++)
        total += m.known[j];
    if (out->count == 0) out->total = total;
    f64 differs = fabs(total / out->total - 1);
    if (differs > DIFFERS_MAX)
        return fail_with(c, ERR_BAD_INPUT,
                         fmt(c->arena,
                             tr(c, "\"%.*s\" counts %.0f customers, but \"%.*s\" counts %.0f"),
                             STR(out->text[0].name), out->total, STR(name), total),
                         tr(c, "Count the same customers in all margins."));
    out->differs = fmax(out->differs, differs);
    for (i64 j = 0; j < m.text.count; j++)
        m.known[j] *= out->total / total;
    out->margin[out->count] = (struct weigh_margin){m.text.count, code, m.known};
    out->text[out->count++] = m.text;
    return true;
}

// Whether a column is in one of the margins.
static bool column_is_used(const struct margins *margins, str column)
{
    for (i64 m = 0; m < margins->count; m++)
        for (str rest = margins->text[m].name, name = {0}; str_cut(&rest, '*', &name);)
            if (str_equal(str_trim(name), column)) return true;
    return false;
}

static bool joins_check(ctx *c, const struct stat_job *stat, const struct margins *margins)
{
    const str *text = NULL;
    for (i64 i = 0; (text = stat_nth(stat, "join", i)) != NULL; i++) {
        str rest = *text, name = {0};
        bool found = false;
        bool cut = str_find(rest, S("=")) > 0 && str_cut(&rest, '=', &name);
        for (i64 m = 0; cut && m < margins->count; m++)
            found |= str_equal(margins->text[m].name, name);
        if (!found)
            return fail_with(c, ERR_USAGE,
                             fmt(c->arena, tr(c, "--join cannot be \"%.*s\""), STR(*text)),
                             tr(c, "Write it as in plan=gold+plus, with a margin's name."));
    }
    return true;
}

bool margins_make(ctx *c, const struct stat_job *stat, struct margins *out)
{
    struct entries all = {0};
    *out = (struct margins){.margin = NEW_ARRAY(c->arena, struct weigh_margin, MARGINS_MAX),
                            .text = NEW_ARRAY(c->arena, struct margin_text, MARGINS_MAX)};
    if (!entries_read(c, stat, &all)) return false;
    for (i64 i = 0; i < all.count; i++) {
        bool seen = false;
        for (i64 m = 0; m < out->count; m++)
            seen |= str_equal(out->text[m].name, all.entry[i].margin);
        if (seen) continue;
        if (out->count == MARGINS_MAX)
            return fail_with(c, ERR_TOO_LARGE, tr(c, "there are too many margins"),
                             tr(c, "Take those that matter most for the figure."));
        if (!margin_make(c, stat, &all, all.entry[i].margin, out)) return false;
    }
    for (i64 i = 0; i < frame_count_of(&stat->frame, "by"); i++) {
        str column = frame_nth(&stat->frame, "by", i)->name;
        if (!column_is_used(out, column))
            return fail_with(
                c, ERR_USAGE, fmt(c->arena, tr(c, "no counts are given for \"%.*s\""), STR(column)),
                fmt(c->arena, tr(c, "Give them with --margins FILE or --known %.*s=NAME:COUNT,…"),
                    STR(column)));
    }
    return joins_check(c, stat, out);
}
