#include "survey/answer_step.h"

#include "base/hash.h"
#include "event/event.h"

static_assert(offsetof(struct answer_step, change) == 0, "a change is the head of its step");

// ---- How answers stand, when a group comes ----

struct standing {
    i64 id;
    bool is_begun;
    enum answer_state state;
};

// One for each answer of the group.
struct standings {
    i64 count;
    struct standing *list;
    struct hash_map map;
};

static struct standing *standing_find(const struct standings *all, i64 id)
{
    struct hash_at at;
    for (i64 i = hash_map_first(&all->map, hash_mix(7, (u64)id), &at); i >= 0;
         i = hash_map_next(&all->map, hash_mix(7, (u64)id), &at))
        if (all->list[i].id == id) return &all->list[i];
    return NULL;
}

// Ids of invites are small, the others large: asked for apart, each lies close together.
static bool read_standing(ctx *c, struct standings *all, const i64 *ids, i64 count)
{
    if (!count) return true;
    i64 lowest = ids[0], highest = ids[0];
    for (i64 i = 1; i < count; i++) {
        lowest = MIN(lowest, ids[i]);
        highest = MAX(highest, ids[i]);
    }
    struct rows rows;
    struct vals vals = VALS(V_I64_LIST(ids, count), V_I64(lowest), V_I64(highest));
    if (!store_rows(c, SQL_answer_begun, vals, &rows)) return false;
    for (i64 i = 0; i < rows.count; i++) {
        str state = {0};
        struct standing *standing = standing_find(all, rows.column[0].i[i]);
        assert(standing);
        if (!store_str(c, SQL_answer_state, VALS(V_I64(standing->id)), &state)) return false;
        standing->is_begun = true;
        standing->state = answer_state_of(state);
    }
    return true;
}

static bool standings_read(ctx *c, struct answer_step **steps, i64 count, struct standings *all)
{
    i64 *invites = NEW_ARRAY(c->arena, i64, count), *others = NEW_ARRAY(c->arena, i64, count);
    i64 invite_count = 0, other_count = 0;
    *all = (struct standings){.list = NEW_ARRAY(c->arena, struct standing, count)};
    hash_map_init(&all->map, c->arena, count);
    for (i64 i = 0; i < count; i++) {
        const struct answer *after = steps[i]->after;
        if (standing_find(all, after->id)) continue;
        struct standing *standing = &all->list[all->count];
        standing->id = after->id;
        hash_map_add(&all->map, hash_mix(7, (u64)after->id), all->count++);
        struct answer stands;
        if (answering_recall(c, steps[i]->answering, after->id, &stands)) {
            standing->is_begun = true;
            standing->state = stands.state;
        } else if (after->invite) {
            invites[invite_count++] = after->id;
        } else {
            others[other_count++] = after->id;
        }
    }
    return read_standing(c, all, invites, invite_count) &&
           read_standing(c, all, others, other_count);
}

// ---- Rows ----

// What a group appends, each table once.
struct rows_new {
    i64 answers, parts, ends, events, next;
    const struct answer **answer;
    struct part_row {
        i64 id, answer;
        struct survey_answer given;
        bool is_words;
    } * part;
    struct end_row {
        i64 id, answer;
        enum answer_state state;
    } * end;
    struct event *event;
};

static json_t *event_data(ctx *c, const struct answer *answer)
{
    json_t *data = json_new_object(c);
    json_put_i64(data, "survey", answer->survey);
    json_put_i64(data, "campaign", answer->campaign);
    json_put_i64(data, "invite", answer->invite);
    json_put_i64(data, "key", answer->key);
    return data;
}

static void add_event(ctx *c, struct rows_new *rows, const char *what, const struct answer *answer)
{
    rows->event[rows->events++] =
        (struct event){.what = str_of(what), .about = answer->id, .data = event_data(c, answer)};
}

static void add_end(ctx *c, struct rows_new *rows, const struct answer_step *step)
{
    static const char *const names[] = {[ANSWER_PARTLY] = "answer.partly",
                                        [ANSWER_COMPLETE] = "answer.ended",
                                        [ANSWER_DECLINED] = "answer.declined"};
    const struct answer *after = step->after;
    assert(after->state > ANSWER_OPEN && after->state < ANSWER_STATE__COUNT);
    rows->end[rows->ends++] = (struct end_row){rows->next++, after->id, after->state};
    add_event(c, rows, names[after->state], after);
}

static void add_step(ctx *c, struct rows_new *rows, struct standing *standing,
                     struct answer_step *step)
{
    step->was_over = answer_state_is_end(standing->state);
    step->stood = step->begins && standing->is_begun;
    if (step->was_over) return;
    if (step->begins && !standing->is_begun) {
        rows->answer[rows->answers++] = step->after;
        add_event(c, rows, "answer.began", step->after);
    }
    standing->is_begun = true;
    for (i64 i = 0; i < step->part_count; i++)
        rows->part[rows->parts++] =
            (struct part_row){rows->next++, step->after->id, step->given[i], step->is_words[i]};
    if (!step->ends) return;
    standing->state = step->after->state;
    add_end(c, rows, step);
}

static bool rows_make(ctx *c, struct answer_step **steps, i64 count, struct standings *all,
                      struct rows_new *rows)
{
    i64 parts = 0;
    for (i64 i = 0; i < count; i++)
        parts += steps[i]->part_count;
    *rows = (struct rows_new){.answer = NEW_ARRAY(c->arena, const struct answer *, count),
                              .part = NEW_ARRAY(c->arena, struct part_row, parts + 1),
                              .end = NEW_ARRAY(c->arena, struct end_row, count),
                              .event = NEW_ARRAY(c->arena, struct event, 2 * count)};
    if (!answering_rows(c, steps[0]->answering, parts + count, &rows->next)) return false;
    for (i64 i = 0; i < count; i++)
        add_step(c, rows, standing_find(all, steps[i]->after->id), steps[i]);
    return true;
}

// ---- Appending ----

#define NUMBERS(n) NEW_ARRAY(c->arena, i64, n)
#define TEXTS(n)   NEW_ARRAY(c->arena, str, n)

static bool append_answers(ctx *c, const struct rows_new *rows)
{
    enum { NUMBER_COUNT = 7, TEXT_COUNT = 8 };
    i64 n = rows->answers;
    if (!n) return true;
    i64 *v = NUMBERS(NUMBER_COUNT * n);
    str *t = TEXTS(TEXT_COUNT * n);
    for (i64 i = 0; i < n; i++) {
        const struct answer *a = rows->answer[i];
        const i64 numbers[NUMBER_COUNT] = {a->id,     a->survey, a->version, a->campaign,
                                           a->invite, a->key,    a->began_ms};
        const str texts[TEXT_COUNT] = {a->source,  a->way,  a->lang,    a->touchpoint,
                                       a->channel, a->unit, a->segment, a->attributes};
        for (i64 k = 0; k < NUMBER_COUNT; k++)
            v[k * n + i] = numbers[k];
        for (i64 k = 0; k < TEXT_COUNT; k++)
            t[k * n + i] = texts[k];
    }
    struct column columns[NUMBER_COUNT + TEXT_COUNT];
    for (i64 k = 0; k < NUMBER_COUNT - 1; k++)
        columns[k] = (struct column){.type = COL_I64, .i = v + k * n};
    for (i64 k = 0; k < TEXT_COUNT; k++)
        columns[NUMBER_COUNT - 1 + k] = (struct column){.type = COL_STR, .text = t + k * n};
    columns[COUNT_OF(columns) - 1] =
        (struct column){.type = COL_I64, .i = v + (NUMBER_COUNT - 1) * n};
    return store_append(c, "answer", columns, COUNT_OF(columns), n);
}

static bool append_parts(ctx *c, const struct rows_new *rows)
{
    i64 n = rows->parts;
    if (!n) return true;
    i64 *id = NUMBERS(n), *answer = NUMBERS(n), *is_words = NUMBERS(n), *at = NUMBERS(n);
    str *question = TEXTS(n), *value = TEXTS(n);
    for (i64 i = 0; i < n; i++) {
        const struct part_row *row = &rows->part[i];
        id[i] = row->id;
        answer[i] = row->answer;
        question[i] = row->given.question;
        value[i] = row->given.value;
        is_words[i] = row->is_words;
        at[i] = c->now_ms;
    }
    const struct column columns[] = {
        {.type = COL_I64,  .i = id         },
        {.type = COL_I64,  .i = answer     },
        {.type = COL_STR,  .text = question},
        {.type = COL_STR,  .text = value   },
        {.type = COL_BOOL, .i = is_words   },
        {.type = COL_I64,  .i = at         },
    };
    return store_append(c, "answer_part", columns, COUNT_OF(columns), n);
}

static bool append_ends(ctx *c, const struct rows_new *rows)
{
    i64 n = rows->ends;
    if (!n) return true;
    i64 *id = NUMBERS(n), *answer = NUMBERS(n), *at = NUMBERS(n);
    str *state = TEXTS(n);
    for (i64 i = 0; i < n; i++) {
        id[i] = rows->end[i].id;
        answer[i] = rows->end[i].answer;
        state[i] = str_of(answer_state_name(rows->end[i].state));
        at[i] = c->now_ms;
    }
    const struct column columns[] = {
        {.type = COL_I64, .i = id      },
        {.type = COL_I64, .i = answer  },
        {.type = COL_STR, .text = state},
        {.type = COL_I64, .i = at      },
    };
    return store_append(c, "answer_end", columns, COUNT_OF(columns), n);
}

// ---- The change ----

static bool apply(ctx *c, struct change **changes, i64 count)
{
    struct answer_step **steps = (struct answer_step **)changes;
    struct standings all;
    struct rows_new rows;
    for (i64 i = 0; i < count; i++)
        assert(steps[i]->answering == steps[0]->answering);
    return standings_read(c, steps, count, &all) && rows_make(c, steps, count, &all, &rows) &&
           append_answers(c, &rows) && append_parts(c, &rows) && append_ends(c, &rows) &&
           event_add_all(c, rows.event, rows.events);
}

static void done(struct change *change, const err *failure)
{
    struct answer_step *step = (struct answer_step *)change;
    bool is_new = failure->code == ERR_NONE && !step->was_over;
    if (is_new && step->stood)
        answering_drop(step->answering, step->after->id);
    else if (is_new)
        answering_took(step->answering, step->after, step->given, step->part_count);
    step->done(step, failure);
}

void answer_step_init(struct answer_step *step)
{
    assert(step->answering && step->after);
    assert(step->done);
    step->change = (struct change){
        .apply = apply, .done = done, .weight = 1 + step->part_count, .locks = STORE_RECORDS};
    step->was_over = step->stood = false;
}
