#include "figure/hide.h"

#include "base/hash.h"
#include "facts/cube.h"

enum { PEOPLE_MIN = VERDICT_PEOPLE_MIN, LINES_A_ROW = 3 };

// At least so many people are behind a union of cells: a bit may stand for a key that was merged.
static i64 people_at_least(i64 bits, i64 merged)
{
    return MAX(cube_people_min(bits) - merged, 0);
}

i64 hide_people_of(const struct sums *sums, i64 merged)
{
    if (sums->customers >= 0) return sums->customers;
    return sums->n > 0 ? people_at_least(sums->people, merged) : 0;
}

static i64 people_of_row(const struct group_row *row, i64 merged)
{
    i64 over = hide_people_of(&row->material.over, merged),
        under = hide_people_of(&row->material.under, merged);
    return MAX(MAX(over, under), row->material.active);
}

bool hide_is_undecided(const struct sums *sums, i64 merged)
{
    return sums->customers < 0 && sums->n >= PEOPLE_MIN &&
           people_at_least(sums->people, merged) < PEOPLE_MIN;
}

bool hide_needs_count(const struct group_rows *rows)
{
    for (i64 i = 0; i < rows->count; i++)
        if (hide_is_undecided(&rows->row[i].material.over, rows->merged) &&
            people_of_row(&rows->row[i], rows->merged) < PEOPLE_MIN)
            return true;
    return hide_is_undecided(&rows->all.material.over, rows->merged);
}

// A set of rows: however its people overlap, they are at least as many as those of its largest row,
// and as the bits of all of them tell.
struct crowd {
    i64 rows, largest;
    u64 bits;
};

static void crowd_add(struct crowd *crowd, const struct group_row *row, i64 people)
{
    u64 over = (u64)row->material.over.people, under = (u64)row->material.under.people;
    crowd->rows++;
    crowd->largest = MAX(crowd->largest, people);
    crowd->bits |= over & CUBE_TAKEN_BACK ? 0 : over;
    crowd->bits |= under & CUBE_TAKEN_BACK ? 0 : under;
}

static bool crowd_is_few(const struct crowd *crowd, i64 merged)
{
    return MAX(crowd->largest, people_at_least((i64)crowd->bits, merged)) < PEOPLE_MIN;
}

bool hide_hides(const struct hiding *hiding, i64 i)
{
    return hiding->people[i] < PEOPLE_MIN || hiding->guards[i];
}

// The lines of a table whose total somebody may know: the whole, and with two dimensions each value
// of either. Fills the numbers of each row's lines; returns how many lines there are.
static i64 number_lines(ctx *c, const struct group_rows *rows, i64 dims, i64 *lines)
{
    struct hash_map map;
    hash_map_init(&map, c->arena, 2 * rows->count + 1);
    i64 count = 1;
    for (i64 i = 0; i < rows->count; i++) {
        lines[i * LINES_A_ROW] = 0;
        for (i64 d = 0; d < LINES_A_ROW - 1; d++) {
            i64 *line = &lines[i * LINES_A_ROW + d + 1];
            *line = 0;
            if (dims < 2) continue;
            const struct group_row *row = &rows->row[i];
            // Two values of one hash would share a line: then more is hidden than need be.
            static const struct hash_seed seed = {0};
            u64 hash = hash_mix(hash_mix(hash_str(&seed, row->text[d]), (u64)row->at[d]), (u64)d);
            struct hash_at at;
            *line = hash_map_first(&map, hash, &at);
            if (*line >= 0) continue;
            *line = count++;
            hash_map_add(&map, hash, *line);
        }
    }
    return count;
}

static i64 facts_of(const struct group_rows *rows, i64 row)
{
    return rows->row[row].material.over.n + rows->row[row].material.under.n;
}

// What the shown rows of a line leave of its total is the hidden ones together: where those are
// few, the shown row of the fewest facts is hidden with them, until they are people enough or
// nothing is shown.
static void hide_more(ctx *c, const struct group_rows *rows, i64 dims, struct hiding *hiding)
{
    i64 *lines = NEW_ARRAY(c->arena, i64, rows->count * LINES_A_ROW + 1);
    i64 count = number_lines(c, rows, dims, lines);
    struct crowd *crowds = NEW_ARRAY(c->arena, struct crowd, count);
    i64 *smallest = NEW_ARRAY(c->arena, i64, count);
    for (bool again = true; again;) {
        again = false;
        for (i64 k = 0; k < count; k++) {
            crowds[k] = (struct crowd){0};
            smallest[k] = -1;
        }
        for (i64 i = 0; i < rows->count * LINES_A_ROW; i++) {
            i64 row = i / LINES_A_ROW, line = lines[i];
            if (hide_hides(hiding, row))
                crowd_add(&crowds[line], &rows->row[row], hiding->people[row]);
            else if (smallest[line] < 0 || facts_of(rows, row) < facts_of(rows, smallest[line]))
                smallest[line] = row;
        }
        for (i64 k = 0; k < count; k++) {
            if (!crowds[k].rows || !crowd_is_few(&crowds[k], rows->merged) || smallest[k] < 0)
                continue;
            hiding->guards[smallest[k]] = true;
            again = true;
        }
    }
}

void hide_decide(ctx *c, const struct group_rows *rows, i64 dims, const bool *few,
                 struct hiding *out)
{
    *out = (struct hiding){.people = NEW_ARRAY(c->arena, i64, rows->count + 1),
                           .guards = NEW_ARRAY(c->arena, bool, rows->count + 1),
                           .people_all = people_of_row(&rows->all, rows->merged)};
    for (i64 i = 0; i < rows->count; i++)
        out->people[i] = people_of_row(&rows->row[i], rows->merged);
    for (i64 i = 0; few && i < rows->count; i++)
        out->guards[i] = few[i];
    hide_more(c, rows, dims, out);
}
