#include "survey/answer.h"

#include <stdatomic.h>

#include "base/lang.h"
#include "bounds.h"

static const char *const states[] = {
    [ANSWER_OPEN] = "open",
    [ANSWER_PARTLY] = "partly",
    [ANSWER_COMPLETE] = "complete",
    [ANSWER_DECLINED] = "declined",
};
static_assert(COUNT_OF(states) == ANSWER_STATE__COUNT, "a name for each state");

const char *answer_state_name(enum answer_state state)
{
    assert(state < ANSWER_STATE__COUNT);
    return states[state];
}

bool answer_state_is_end(enum answer_state state)
{
    return state == ANSWER_COMPLETE || state == ANSWER_DECLINED;
}

enum answer_state answer_state_of(str name)
{
    for (enum answer_state i = ANSWER_PARTLY; i < ANSWER_STATE__COUNT; i++)
        if (str_equal(name, str_of(states[i]))) return i;
    return ANSWER_OPEN;
}

// The moment in the high bits, so that ids rise and a store finds them by where they lie; the low
// ones count, so that two in one millisecond differ.
i64 answer_id_new(i64 now_ms, _Atomic u32 *last)
{
    u32 number = atomic_fetch_add(last, 1) & ((1U << ANSWER_ID_LOW_BITS) - 1);
    assert(now_ms > 0 && now_ms < 1LL << (62 - ANSWER_ID_LOW_BITS));
    return (now_ms << ANSWER_ID_LOW_BITS) | (i64)number;
}

static void answer_from_row(const struct rows *rows, i64 row, struct answer *out)
{
    const struct column *col = rows->column;
    *out = (struct answer){.id = col[0].i[row],
                           .survey = col[1].i[row],
                           .version = col[2].i[row],
                           .campaign = col[3].i[row],
                           .invite = col[4].i[row],
                           .key = col[5].i[row],
                           .name_space = col[6].text[row],
                           .key_value = col[7].text[row],
                           .source = col[8].text[row],
                           .way = col[9].text[row],
                           .lang = col[10].text[row],
                           .touchpoint = col[11].text[row],
                           .channel = col[12].text[row],
                           .unit = col[13].text[row],
                           .segment = col[14].text[row],
                           .attributes = col[15].text[row],
                           .began_ms = col[16].i[row]};
}

static bool read_parts(ctx *c, struct answer *answer)
{
    struct rows rows;
    str state = {0};
    if (!store_rows(c, SQL_answer_parts, VALS(V_I64(answer->id)), &rows) ||
        !store_str(c, SQL_answer_state, VALS(V_I64(answer->id)), &state))
        return false;
    for (i64 i = 0; i < rows.count; i++) {
        struct survey_answer part = {rows.column[0].text[i], rows.column[1].text[i]};
        answer_put_part(c, answer, part);
        answer->changed_ms = rows.column[2].i[i];
    }
    answer->state = answer_state_of(state);
    return true;
}

bool answer_find(ctx *c, i64 id, struct answer *out, bool *found)
{
    struct rows rows;
    *out = (struct answer){.id = id};
    if (!store_rows(c, SQL_answer_get, VALS(V_I64(id)), &rows)) return false;
    *found = rows.count > 0;
    if (!*found) return true;
    answer_from_row(&rows, 0, out);
    return read_parts(c, out);
}

bool answer_get(ctx *c, i64 id, struct answer *out)
{
    bool found = false;
    if (!answer_find(c, id, out, &found)) return false;
    return found || fail(c, ERR_NOT_FOUND, tr(c, "there is no such answer"));
}

// Both lists rise with the answer.
static void put_parts(ctx *c, const struct rows *parts, struct answer *answers, i64 count)
{
    i64 at = 0;
    for (i64 i = 0; i < parts->count; i++) {
        i64 of = parts->column[0].i[i];
        while (at < count && answers[at].id < of)
            at++;
        if (at == count) return;
        if (answers[at].id != of) continue;
        answer_put_part(c, &answers[at],
                        (struct survey_answer){parts->column[1].text[i], parts->column[2].text[i]});
        answers[at].changed_ms = parts->column[3].i[i];
    }
}

bool answer_list(ctx *c, const i64 *ids, i64 id_count, struct answer **out, i64 *count)
{
    struct rows rows, parts;
    *count = 0;
    *out = NULL;
    if (!id_count) return true;
    i64 lowest = ids[0], highest = ids[0];
    for (i64 i = 1; i < id_count; i++) {
        lowest = MIN(lowest, ids[i]);
        highest = MAX(highest, ids[i]);
    }
    struct vals vals = VALS(V_I64_LIST(ids, id_count), V_I64(lowest), V_I64(highest));
    if (!store_rows(c, SQL_answer_list, vals, &rows) ||
        !store_rows(c, SQL_answer_list_parts, vals, &parts))
        return false;
    *out = NEW_ARRAY(c->arena, struct answer, rows.count + 1);
    *count = rows.count;
    for (i64 i = 0; i < rows.count; i++)
        answer_from_row(&rows, i, &(*out)[i]);
    put_parts(c, &parts, *out, *count);
    return true;
}

void answer_put_part(ctx *c, struct answer *answer, struct survey_answer part)
{
    for (i64 i = 0; i < answer->part_count; i++) {
        if (!str_equal(answer->parts[i].question, part.question)) continue;
        answer->parts[i].value = part.value;
        return;
    }
    answer->parts = arena_grow(c->arena, answer->parts, answer->part_count, answer->part_count + 1,
                               (i64)sizeof *answer->parts);
    answer->parts[answer->part_count++] = part;
}

// ---- What is known ----

static void know(struct survey_known *known, struct survey_fact *facts, const char *name, str value)
{
    if (value.size) facts[known->count++] = (struct survey_fact){str_of(name), value};
}

struct survey_known answer_known(ctx *c, const struct answer *answer, const char *lang)
{
    json_t *attributes = answer->attributes.size ? json_parse(c, answer->attributes) : NULL;
    if (!attributes) err_clear(c); // none, or not ours
    i64 count = (i64)json_object_size(attributes);
    struct survey_fact *facts = NEW_ARRAY(c->arena, struct survey_fact, count + 5);
    struct survey_known known = {
        .lang = lang, .facts = facts, .answered = answer->part_count, .answers = answer->parts};
    know(&known, facts, "touchpoint", answer->touchpoint);
    know(&known, facts, "channel", answer->channel);
    know(&known, facts, "unit", answer->unit);
    know(&known, facts, "segment", answer->segment);
    const char *name;
    json_t *value;
    json_object_foreach(attributes, name, value) know(&known, facts, name, json_text(value));
    return known;
}

// ---- Lists ----

enum {
    SILENT_WINDOW_MS = 7 * 24 * 3600 * 1000 // longer ago it is nobody's to finish
};

bool answer_silent(ctx *c, i64 before_ms, i64 most, i64 *count, i64 **out)
{
    struct rows rows;
    if (!store_rows(c, SQL_answer_silent,
                    VALS(V_I64(before_ms), V_I64(before_ms - SILENT_WINDOW_MS), V_I64(most)),
                    &rows))
        return false;
    *out = NEW_ARRAY(c->arena, i64, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        (*out)[i] = rows.column[0].i[i];
    *count = rows.count;
    return true;
}

bool answer_count(ctx *c, i64 campaign, struct answer_counts *out)
{
    struct rows rows;
    *out = (struct answer_counts){0};
    if (!store_rows(c, SQL_answer_count, VALS(V_I64(campaign)), &rows)) return false;
    for (i64 i = 0; i < rows.count; i++) {
        out->of[answer_state_of(rows.column[0].text[i])] += rows.column[1].i[i];
        out->began += rows.column[1].i[i];
    }
    return true;
}

bool answer_count_versions(ctx *c, i64 survey, i64 versions, struct answer_counts **out)
{
    struct rows rows;
    *out = NEW_ARRAY(c->arena, struct answer_counts, versions + 1);
    if (!store_rows(c, SQL_answer_versions, VALS(V_I64(survey)), &rows)) return false;
    for (i64 i = 0; i < rows.count; i++) {
        i64 version = rows.column[0].i[i], answers = rows.column[2].i[i];
        enum answer_state state = answer_state_of(rows.column[1].text[i]);
        (*out)[0].of[state] += answers;
        (*out)[0].began += answers;
        if (version < 1 || version > versions) continue;
        (*out)[version].of[state] += answers;
        (*out)[version].began += answers;
    }
    return true;
}
