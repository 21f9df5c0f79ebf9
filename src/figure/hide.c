#include "figure/hide.h"

#include "facts/cube.h"

enum { PEOPLE_MIN = VERDICT_PEOPLE_MIN };

// People behind sums: counted, or at least so many.
static i64 people_of(const struct sums *sums)
{
    if (sums->customers >= 0) return sums->customers;
    i64 at_least = cube_people_min(sums->people);
    return sums->n < PEOPLE_MIN ? MAX(sums->n, 0) : at_least;
}

static i64 people_of_row(const struct group_row *row)
{
    i64 over = people_of(&row->material.over), under = people_of(&row->material.under);
    return MAX(MAX(over, under), row->material.active);
}

static bool is_undecided(const struct sums *sums)
{
    return sums->customers < 0 && sums->n >= PEOPLE_MIN &&
           cube_people_min(sums->people) < PEOPLE_MIN;
}

bool hide_needs_count(const struct group_rows *rows)
{
    for (i64 i = 0; i < rows->count; i++)
        if (is_undecided(&rows->row[i].material.over) && people_of_row(&rows->row[i]) < PEOPLE_MIN)
            return true;
    return is_undecided(&rows->all.material.over);
}

// People in all rows but one: surely at least the largest of them, at most all of them together. In
// doubt: few.
static void count_others(const struct group_rows *rows, struct hiding *hiding)
{
    i64 largest = 0, second = 0, total = 0, at_largest = -1;
    for (i64 i = 0; i < rows->count; i++) {
        i64 people = hiding->people[i];
        total += people;
        if (people > largest) {
            second = largest;
            largest = people;
            at_largest = i;
        } else {
            second = MAX(second, people);
        }
    }
    for (i64 i = 0; i < rows->count; i++) {
        if (rows->count == 1) {
            hiding->others[i] = -1;
            continue;
        }
        i64 surely = i == at_largest ? second : largest, at_most = total - hiding->people[i];
        hiding->others[i] = surely >= PEOPLE_MIN ? surely : MIN(at_most, PEOPLE_MIN - 1);
        // Many small rows together are a crowd when their people are known to be different ones.
        if (surely < PEOPLE_MIN && rows->count > 2) {
            u64 bits = 0;
            for (i64 k = 0; k < rows->count; k++)
                if (k != i) bits |= (u64)rows->row[k].material.over.people;
            hiding->others[i] = MAX(hiding->others[i], cube_people_min((i64)bits));
        }
    }
}

// One hidden row alone is what the shown ones leave of the whole: the smallest shown row is hidden
// with it, until those hidden are people enough.
static void hide_more(const struct group_rows *rows, struct hiding *hiding)
{
    for (;;) {
        i64 hidden = 0, rows_hidden = 0, smallest = -1;
        for (i64 i = 0; i < rows->count; i++) {
            bool is_hidden = hiding->people[i] < PEOPLE_MIN ||
                             (hiding->others[i] >= 0 && hiding->others[i] < PEOPLE_MIN);
            if (is_hidden) {
                hidden += hiding->people[i];
                rows_hidden++;
            } else if (smallest < 0 || hiding->people[i] < hiding->people[smallest]) {
                smallest = i;
            }
        }
        if (!rows_hidden || hidden >= PEOPLE_MIN || smallest < 0) return;
        hiding->others[smallest] = 1; // what is left without it would tell the hidden row
    }
}

void hide_decide(ctx *c, const struct group_rows *rows, const struct sums *rest, struct hiding *out)
{
    *out = (struct hiding){.people = NEW_ARRAY(c->arena, i64, rows->count + 1),
                           .others = NEW_ARRAY(c->arena, i64, rows->count + 1),
                           .people_all = people_of_row(&rows->all),
                           .others_all = -1};
    for (i64 i = 0; i < rows->count; i++)
        out->people[i] = people_of_row(&rows->row[i]);
    count_others(rows, out);
    hide_more(rows, out);
    if (rest && rest->n > 0) out->others_all = people_of(rest);
    // What the filters leave out is too small: then nothing within them can be shown either.
    if (out->others_all >= 0 && out->others_all < PEOPLE_MIN)
        for (i64 i = 0; i < rows->count; i++)
            out->others[i] = MAX(out->others_all, 1);
}
