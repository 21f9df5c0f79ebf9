// The idea: a table of places of one size, as a processor's cache has them: an answer may lie in
// any of the few places of its row, and takes the one that was used longest ago. What does not fit
// into a place is read from the store each time.
#include "survey/answering.h"

#include <pthread.h>

#include "bounds.h"
#include "survey/version.h"

enum { PLACE_BYTES = 2000, PLACES = 4, ROWS = BOUND_ANSWERS_REMEMBERED / PLACES };

struct place {
    i64 id; // 0: free
    i64 used, size;
    char bytes[PLACE_BYTES];
};

struct remembered_survey {
    i64 survey, version;
    struct answering_survey read;
};

struct answering {
    bool is_exclusive;
    pthread_mutex_t mutex; // guards what follows
    struct place (*rows)[PLACES];
    i64 clock;
    struct arena surveys_arena, scratch;
    i64 survey_count;
    struct remembered_survey *surveys[BOUND_SURVEYS_REMEMBERED];
    i64 last_row; // the writer's
};

struct answering *answering_new(ctx *c, bool is_exclusive)
{
    struct answering *answering = NEW(c->arena, struct answering);
    answering->is_exclusive = is_exclusive;
    (void)pthread_mutex_init(&answering->mutex, NULL);
    if (is_exclusive) answering->rows = arena_alloc(c->arena, ROWS, (i64)sizeof *answering->rows);
    arena_init(&answering->surveys_arena, BOUND_JOB_ARENA_BYTES);
    arena_init(&answering->scratch, BOUND_REQUEST_ARENA_BYTES);
    return answering;
}

void answering_free(struct answering *answering)
{
    arena_release(&answering->surveys_arena);
    arena_release(&answering->scratch);
    (void)pthread_mutex_destroy(&answering->mutex);
}

// ---- An answer as bytes ----

static void put_i64(buf *out, i64 number)
{
    buf_add(out, (str){(const char *)&number, (i64)sizeof number});
}

static void put_str(buf *out, str text)
{
    put_i64(out, text.size);
    buf_add(out, text);
}

static const i64 numbers_at[] = {
    offsetof(struct answer, id),       offsetof(struct answer, survey),
    offsetof(struct answer, version),  offsetof(struct answer, campaign),
    offsetof(struct answer, invite),   offsetof(struct answer, key),
    offsetof(struct answer, began_ms), offsetof(struct answer, changed_ms),
};
static const i64 texts_at[] = {
    offsetof(struct answer, name_space), offsetof(struct answer, key_value),
    offsetof(struct answer, source),     offsetof(struct answer, way),
    offsetof(struct answer, lang),       offsetof(struct answer, touchpoint),
    offsetof(struct answer, channel),    offsetof(struct answer, unit),
    offsetof(struct answer, segment),    offsetof(struct answer, attributes),
};

static void answer_pack(buf *out, const struct answer *answer)
{
    for (i64 i = 0; i < COUNT_OF(numbers_at); i++)
        put_i64(out, *(const i64 *)(const void *)((const char *)answer + numbers_at[i]));
    for (i64 i = 0; i < COUNT_OF(texts_at); i++)
        put_str(out, *(const str *)(const void *)((const char *)answer + texts_at[i]));
    put_i64(out, (i64)answer->state);
    put_i64(out, answer->part_count);
    for (i64 i = 0; i < answer->part_count; i++) {
        put_str(out, answer->parts[i].question);
        put_str(out, answer->parts[i].value);
    }
}

static i64 cut_i64(str *from)
{
    i64 number = 0;
    memcpy(&number, from->s, sizeof number);
    *from = str_slice(*from, (i64)sizeof number, from->size);
    return number;
}

static str cut_str(str *from)
{
    i64 size = cut_i64(from);
    str text = str_slice(*from, 0, size);
    *from = str_slice(*from, size, from->size);
    return text;
}

// `from` must outlive the answer.
static void answer_unpack(ctx *c, str from, struct answer *out)
{
    *out = (struct answer){0};
    for (i64 i = 0; i < COUNT_OF(numbers_at); i++)
        *(i64 *)(void *)((char *)out + numbers_at[i]) = cut_i64(&from);
    for (i64 i = 0; i < COUNT_OF(texts_at); i++)
        *(str *)(void *)((char *)out + texts_at[i]) = cut_str(&from);
    out->state = (enum answer_state)cut_i64(&from);
    out->part_count = cut_i64(&from);
    out->parts = NEW_ARRAY(c->arena, struct survey_answer, out->part_count + 1);
    for (i64 i = 0; i < out->part_count; i++) {
        out->parts[i].question = cut_str(&from);
        out->parts[i].value = cut_str(&from);
    }
}

// ---- Places ----

static struct place *row_of(struct answering *answering, i64 id)
{
    u64 mixed = (u64)id * 0x9E3779B97F4A7C15u;
    return answering->rows[(mixed >> 32) % ROWS];
}

static struct place *place_find(struct answering *answering, i64 id)
{
    struct place *row = row_of(answering, id);
    for (i64 i = 0; i < PLACES; i++)
        if (row[i].id == id) return &row[i];
    return NULL;
}

static void place_fill(struct answering *answering, i64 id, str bytes)
{
    struct place *row = row_of(answering, id), *place = place_find(answering, id);
    if (bytes.size > PLACE_BYTES) {
        if (place) place->id = 0;
        return;
    }
    for (i64 i = 0; !place && i < PLACES; i++)
        if (!row[i].id) place = &row[i];
    if (!place) place = row;
    for (i64 i = 1; i < PLACES && place->id && place->id != id; i++)
        if (row[i].used < place->used) place = &row[i];
    place->id = id;
    place->size = bytes.size;
    place->used = ++answering->clock;
    memcpy(place->bytes, bytes.s, (size_t)bytes.size);
}

bool answering_recall(ctx *c, struct answering *answering, i64 id, struct answer *out)
{
    if (!answering->is_exclusive) return false;
    char *bytes = NEW_ARRAY(c->arena, char, PLACE_BYTES);
    i64 size = 0;
    (void)pthread_mutex_lock(&answering->mutex);
    struct place *place = place_find(answering, id);
    if (place) {
        place->used = ++answering->clock;
        size = place->size;
        memcpy(bytes, place->bytes, (size_t)size);
    }
    (void)pthread_mutex_unlock(&answering->mutex);
    if (place) answer_unpack(c, (str){bytes, size}, out);
    return place != NULL;
}

static str packed(ctx *c, const struct answer *answer)
{
    buf bytes = buf_new(c->arena, BOUND_REQUEST_ARENA_BYTES);
    answer_pack(&bytes, answer);
    return buf_str(&bytes);
}

bool answering_get(ctx *c, struct answering *answering, i64 id, struct answer *out, bool *found)
{
    *found = answering_recall(c, answering, id, out);
    if (*found) return true;
    if (!answer_find(c, id, out, found)) return false;
    if (!*found || !answering->is_exclusive) return true;
    str bytes = packed(c, out);
    (void)pthread_mutex_lock(&answering->mutex);
    // What was committed since we read is newer.
    if (!place_find(answering, id)) place_fill(answering, id, bytes);
    (void)pthread_mutex_unlock(&answering->mutex);
    return true;
}

struct taking {
    struct answering *answering;
    const struct answer *after;
    const struct survey_answer *parts;
    i64 part_count;
};

static bool took(ctx *c, void *data)
{
    const struct taking *taking = data;
    const struct answer *after = taking->after;
    struct answer now = *after;
    if (answering_recall(c, taking->answering, after->id, &now)) {
        now.state = after->state;
        now.changed_ms = after->changed_ms;
    } else {
        now.parts = NEW_ARRAY(c->arena, struct survey_answer, after->part_count + 1);
        for (i64 i = 0; i < after->part_count; i++)
            now.parts[i] = after->parts[i];
    }
    for (i64 i = 0; i < taking->part_count; i++)
        answer_put_part(c, &now, taking->parts[i]);
    str bytes = packed(c, &now);
    (void)pthread_mutex_lock(&taking->answering->mutex);
    place_fill(taking->answering, now.id, bytes);
    (void)pthread_mutex_unlock(&taking->answering->mutex);
    return true;
}

void answering_drop(struct answering *answering, i64 id)
{
    if (!answering->is_exclusive) return;
    (void)pthread_mutex_lock(&answering->mutex);
    struct place *place = place_find(answering, id);
    if (place) place->id = 0;
    (void)pthread_mutex_unlock(&answering->mutex);
}

void answering_took(struct answering *answering, const struct answer *after,
                    const struct survey_answer *parts, i64 part_count)
{
    if (!answering->is_exclusive) return;
    struct taking taking = {answering, after, parts, part_count};
    ctx c = {.arena = &answering->scratch, .lang = "en"};
    if (!ctx_try(&c, took, &taking)) answering_drop(answering, after->id); // no memory: it is read
    arena_clear(&answering->scratch);
}

void answering_forget(struct answering *answering)
{
    if (!answering->is_exclusive) return;
    (void)pthread_mutex_lock(&answering->mutex);
    for (i64 r = 0; r < ROWS; r++)
        for (i64 i = 0; i < PLACES; i++)
            answering->rows[r][i].id = 0;
    (void)pthread_mutex_unlock(&answering->mutex);
}

// ---- Surveys ----

static const struct answering_survey *survey_recall(struct answering *answering, i64 survey,
                                                    i64 version)
{
    const struct answering_survey *found = NULL;
    (void)pthread_mutex_lock(&answering->mutex);
    for (i64 i = 0; !found && i < answering->survey_count; i++) {
        const struct remembered_survey *one = answering->surveys[i];
        if (one->survey == survey && one->version == version) found = &one->read;
    }
    (void)pthread_mutex_unlock(&answering->mutex);
    return found;
}

struct keeping {
    struct answering *answering;
    struct remembered_survey *from, *kept;
};

// Reads it once more, into memory that stays.
static bool keep_survey(ctx *c, void *data)
{
    struct keeping *keeping = data;
    struct remembered_survey *kept = NEW(c->arena, struct remembered_survey);
    *kept = *keeping->from;
    kept->read.code = str_copy(c->arena, kept->read.code);
    str text = str_copy(c->arena, kept->read.survey.text);
    keeping->kept = kept;
    return definition_read(c, text, &kept->read.survey);
}

// Quietly without: then it is read again the next time.
static void survey_remember(struct answering *answering, struct remembered_survey *from)
{
    struct keeping keeping = {answering, from, NULL};
    (void)pthread_mutex_lock(&answering->mutex);
    ctx c = {.arena = &answering->surveys_arena, .lang = "en"};
    bool has_room = answering->survey_count < BOUND_SURVEYS_REMEMBERED;
    if (has_room && ctx_try(&c, keep_survey, &keeping))
        answering->surveys[answering->survey_count++] = keeping.kept;
    (void)pthread_mutex_unlock(&answering->mutex);
}

bool answering_survey(ctx *c, struct answering *answering, i64 survey, i64 version,
                      const struct answering_survey **out)
{
    *out = survey_recall(answering, survey, version);
    if (*out) return true;
    struct remembered_survey *read = NEW(c->arena, struct remembered_survey);
    *read = (struct remembered_survey){.survey = survey, .version = version};
    *out = &read->read;
    if (!survey_version_get(c, survey, version, &read->read.survey) ||
        !survey_code(c, survey, &read->read.code))
        return false;
    survey_remember(answering, read);
    return true;
}

bool answering_rows(ctx *c, struct answering *answering, i64 count, i64 *first)
{
    assert(store_in_transaction(c));
    bool is_known = answering->is_exclusive && answering->last_row;
    if (!is_known && !store_i64(c, SQL_answer_last, NO_VALS, &answering->last_row)) return false;
    *first = answering->last_row + 1;
    answering->last_row += count;
    return true;
}
