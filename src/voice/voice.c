#include "voice/voice.h"

#include "base/hash.h"
#include "base/lang.h"
#include "words/built_in.h"
#include "words/model.h"

enum { LETTERS_MIN = 3, SCRATCH_BYTES = 64 << 20 };
#define MODELS 2

// Another model, another number: what was told by the one before is told anew.
#define VOICE_MODELS 1

static const struct {
    const char *name, *label;
} feelings[] = {
    {"anger",        N_("anger")       },
    {"anticipation", N_("anticipation")},
    {"disgust",      N_("disgust")     },
    {"fear",         N_("fear")        },
    {"joy",          N_("joy")         },
    {"sadness",      N_("sadness")     },
    {"surprise",     N_("surprise")    },
    {"trust",        N_("trust")       }
};
static_assert(COUNT_OF(feelings) == VOICE_FEELINGS, "a row for each bit");

const char *voice_feeling_name(i64 bit)
{
    assert(bit >= 0 && bit < VOICE_FEELINGS);
    return feelings[bit].name;
}

const char *voice_feeling_label(i64 bit)
{
    assert(bit >= 0 && bit < VOICE_FEELINGS);
    return feelings[bit].label;
}

// ---- Reading one remark ----

struct voice_reader {
    struct model sentiment[MODELS], emotions[MODELS]; // by language: Finnish, English
    struct grams *scratch;
    struct theme *themes;
    i64 theme_count;
    struct theme_finder *finder;
    i64 version;
    f64 chances[LINEAR_LABELS_MAX];
    bool said[LINEAR_LABELS_MAX];
    i64 bit_of[MODELS][LINEAR_LABELS_MAX]; // of the emotions' labels
    i64 tone_of[MODELS][LINEAR_LABELS_MAX];
};

static bool model_take(ctx *c, const char *name, struct model *out)
{
    str bytes = {0};
    bool is_there = built_in_model(str_of(name), &bytes);
    assert(is_there);
    return model_read(c, bytes, out);
}

static bool models_take(ctx *c, struct voice_reader *reader)
{
    static const struct {
        const char *sentiment, *emotions;
    } names[MODELS] = {
        [WORDS_FI] = {"sentiment-fi", "emotions-fi"},
        [WORDS_EN] = {"sentiment-en", "emotions-en"}
    };
    for (i64 m = 0; m < MODELS; m++) {
        struct model *sentiment = &reader->sentiment[m], *emotions = &reader->emotions[m];
        if (!model_take(c, names[m].sentiment, sentiment) ||
            !model_take(c, names[m].emotions, emotions))
            return false;
        assert(sentiment->form.bits == emotions->form.bits);
        for (i32 i = 0; i < sentiment->quality.labels; i++)
            reader->tone_of[m][i] = str_equal(sentiment->names[i], S("negative"))   ? REMARK_UNHAPPY
                                    : str_equal(sentiment->names[i], S("positive")) ? REMARK_HAPPY
                                                                                    : REMARK_NEITHER;
        for (i32 i = 0; i < emotions->quality.labels; i++)
            for (i64 bit = 0; bit < VOICE_FEELINGS; bit++)
                if (str_equal(emotions->names[i], str_of(feelings[bit].name)))
                    reader->bit_of[m][i] = 1LL << bit;
    }
    return true;
}

// One number for the models and the words of all themes.
static i64 version_of(const struct voice_reader *reader)
{
    static const struct hash_seed seed = {{0}};
    u64 hash = VOICE_MODELS;
    for (i64 i = 0; i < reader->theme_count; i++) {
        hash = hash_mix(hash, (u64)reader->themes[i].id);
        for (i64 l = 0; l < WORDS_UNKNOWN; l++)
            hash = hash_mix(hash, hash_str(&seed, reader->themes[i].words[l]));
    }
    return (i64)(hash >> 1);
}

bool voice_reader_new(ctx *c, struct voice_reader **out)
{
    struct voice_reader *reader = NEW(c->arena, struct voice_reader);
    *reader = (struct voice_reader){0};
    if (!models_take(c, reader) || !theme_list(c, &reader->themes, &reader->theme_count))
        return false;
    // Its scratch grows with the longest remark, while what is read in between comes and goes.
    ctx own = *c;
    own.arena = ctx_arena(c, SCRATCH_BYTES);
    reader->scratch = grams_new(&own, reader->sentiment[0].form);
    reader->finder = theme_finder_new(c, reader->themes, reader->theme_count);
    reader->version = version_of(reader);
    *out = reader;
    return true;
}

i64 voice_reader_version(const struct voice_reader *reader)
{
    return reader->version;
}

const struct theme *voice_reader_themes(const struct voice_reader *reader, i64 *count)
{
    *count = reader->theme_count;
    return reader->themes;
}

static void read_feelings(struct voice_reader *reader, enum words_language language, str text,
                          struct voice_told *told)
{
    const gram *grams = NULL;
    i64 letters = 0, count = grams_of(reader->scratch, text, &grams, &letters);
    if (letters < LETTERS_MIN) return;
    const struct model *model = &reader->sentiment[language];
    model_ask_grams(model, grams, count, reader->chances);
    i32 best = 0;
    for (i32 i = 1; i < model->quality.labels; i++)
        if (reader->chances[i] > reader->chances[best]) best = i;
    // Less than even is not told: of three labels the likeliest may have a third.
    told->tone = reader->chances[best] >= 0.5 ? (enum remark_tone)reader->tone_of[language][best]
                                              : REMARK_NEITHER;
    model = &reader->emotions[language];
    model_ask_grams(model, grams, count, reader->chances);
    calibration_say(&model->calibration, reader->chances, reader->said);
    for (i32 i = 0; i < model->quality.labels; i++)
        if (reader->said[i]) told->feelings |= reader->bit_of[language][i];
}

struct voice_told voice_read(ctx *c, struct voice_reader *reader, str text, bool *themes)
{
    struct arena_mark mark = arena_mark(c->arena);
    struct voice_told told = {language_of(text).language, REMARK_TONE_UNKNOWN, 0};
    if (told.language < MODELS) read_feelings(reader, told.language, text, &told);
    (void)theme_find(c, reader->finder, text, told.language, themes);
    arena_rewind(c->arena, mark);
    return told;
}

// ---- Reading what waits ----

struct place {
    i64 batch, source, happened_ms;
    str external;
};

static bool place_read(ctx *c, struct place *out)
{
    struct rows rows;
    *out = (struct place){0};
    if (!store_rows(c, SQL_voice_place, NO_VALS, &rows)) return false;
    if (!rows.count) return true;
    const struct column *col = rows.column;
    *out = (struct place){col[0].i[0], col[1].i[0], col[2].i[0], col[3].text[0]};
    return true;
}

#define PLACE_VALS(p) V_I64((p).batch), V_I64((p).source), V_I64((p).happened_ms), V_STR((p).external)

bool voice_waits(ctx *c, bool *out)
{
    struct place place;
    i64 newest = 0, waits = 0;
    struct theme *themes = NULL;
    struct voice_reader reader = {0};
    if (!place_read(c, &place) || !store_i64(c, SQL_voice_newest_batch, NO_VALS, &newest) ||
        !theme_list(c, &themes, &reader.theme_count))
        return false;
    reader.themes = themes;
    if (newest >= place.batch && newest > 0 &&
        !store_i64(c, SQL_voice_waits, VALS(PLACE_VALS(place)), &waits))
        return false;
    if (!waits && !store_i64(c, SQL_voice_stale_waits, VALS(V_I64(version_of(&reader))), &waits))
        return false;
    *out = waits > 0;
    return true;
}

static void read_all(ctx *c, struct voice_reader *reader, struct voice_piece *piece)
{
    bool *found = NEW_ARRAY(c->arena, bool, reader->theme_count + 1);
    for (i64 i = 0; i < piece->count; i++) {
        struct voice_remark *remark = &piece->remarks[i];
        remark->told = voice_read(c, reader, remark->text, found);
        for (i64 t = 0; t < reader->theme_count; t++)
            remark->theme_count += found[t];
        i64 *themes = NEW_ARRAY(c->arena, i64, remark->theme_count + 1), at = 0;
        for (i64 t = 0; t < reader->theme_count; t++)
            if (found[t]) themes[at++] = reader->themes[t].id;
        remark->themes = themes;
    }
}

static void piece_fill(ctx *c, const struct rows *rows, i64 first, struct voice_piece *out)
{
    const struct column *col = rows->column + first;
    out->count = rows->count;
    out->remarks = NEW_ARRAY(c->arena, struct voice_remark, rows->count + 1);
    for (i64 i = 0; i < rows->count; i++)
        out->remarks[i] = (struct voice_remark){.id = first ? rows->column[0].i[i] : 0,
                                                .batch = col[0].i[i],
                                                .source = col[1].i[i],
                                                .happened_ms = col[2].i[i],
                                                .external = col[3].text[i],
                                                .text = col[4].text[i]};
}

bool voice_next(ctx *c, struct voice_reader *reader, i64 most, struct voice_piece *out)
{
    struct place place;
    struct rows rows;
    *out = (struct voice_piece){0};
    i64 stale = 0;
    if (!store_i64(c, SQL_voice_stale_waits, VALS(V_I64(reader->version)), &stale)) return false;
    out->is_anew = stale > 0;
    if (out->is_anew) {
        if (!store_rows(c, SQL_voice_stale, VALS(V_I64(reader->version), V_I64(most)), &rows))
            return false;
        piece_fill(c, &rows, 1, out);
    } else {
        if (!place_read(c, &place) ||
            !store_rows(c, SQL_voice_next, VALS(PLACE_VALS(place), V_I64(most)), &rows))
            return false;
        piece_fill(c, &rows, 0, out);
    }
    read_all(c, reader, out);
    return true;
}

// ---- Keeping it ----

// Columns of a table, filled row by row.
struct table {
    i64 rows;
    i64 *number[8];
    str *text;
};

static void table_init(ctx *c, struct table *table, i64 rows)
{
    *table = (struct table){.text = NEW_ARRAY(c->arena, str, rows + 1)};
    for (i64 k = 0; k < COUNT_OF(table->number); k++)
        table->number[k] = NEW_ARRAY(c->arena, i64, rows + 1);
}

static bool append_tones(ctx *c, const struct voice_reader *reader, const struct voice_piece *piece)
{
    struct table t;
    table_init(c, &t, piece->count);
    for (i64 i = 0; i < piece->count; i++) {
        const struct voice_remark *r = &piece->remarks[i];
        const i64 row[] = {r->id,        r->batch,       r->source, r->happened_ms, r->told.language,
                           r->told.tone, r->told.feelings, reader->version};
        for (i64 k = 0; k < COUNT_OF(row); k++)
            t.number[k][i] = row[k];
        t.text[i] = r->external;
    }
    const struct column columns[] = {
        {.type = COL_I64, .i = t.number[0]}, {.type = COL_I64, .i = t.number[1]},
        {.type = COL_I64, .i = t.number[2]}, {.type = COL_STR, .text = t.text},
        {.type = COL_I64, .i = t.number[3]}, {.type = COL_I64, .i = t.number[4]},
        {.type = COL_I64, .i = t.number[5]}, {.type = COL_I64, .i = t.number[6]},
        {.type = COL_I64, .i = t.number[7]}};
    return store_append(c, "remark_tone", columns, COUNT_OF(columns), piece->count);
}

static bool append_themes(ctx *c, const struct voice_piece *piece)
{
    i64 count = 0, at = 0;
    for (i64 i = 0; i < piece->count; i++)
        count += piece->remarks[i].theme_count;
    i64 *remarks = NEW_ARRAY(c->arena, i64, count + 1), *themes = NEW_ARRAY(c->arena, i64, count + 1);
    for (i64 i = 0; i < piece->count; i++)
        for (i64 k = 0; k < piece->remarks[i].theme_count; k++, at++) {
            remarks[at] = piece->remarks[i].id;
            themes[at] = piece->remarks[i].themes[k];
        }
    const struct column columns[] = {{.type = COL_I64, .i = remarks}, {.type = COL_I64, .i = themes}};
    return !count || store_append(c, "remark_theme", columns, COUNT_OF(columns), count);
}

static bool forget(ctx *c, const struct voice_piece *piece)
{
    i64 *ids = NEW_ARRAY(c->arena, i64, piece->count + 1);
    for (i64 i = 0; i < piece->count; i++)
        ids[i] = piece->remarks[i].id;
    return store_run(c, SQL_voice_forget, VALS(V_I64_LIST(ids, piece->count))) &&
           store_run(c, SQL_voice_forget_themes, VALS(V_I64_LIST(ids, piece->count)));
}

static bool number_new(ctx *c, struct voice_piece *piece)
{
    i64 last = 0;
    if (!store_i64(c, SQL_voice_id_last, NO_VALS, &last)) return false;
    for (i64 i = 0; i < piece->count; i++)
        piece->remarks[i].id = last + 1 + i;
    const struct voice_remark *end = &piece->remarks[piece->count - 1];
    return store_run(c, SQL_voice_place_drop, NO_VALS) &&
           store_run(c, SQL_voice_place_add, VALS(PLACE_VALS(*end)));
}

bool voice_keep(ctx *c, const struct voice_reader *reader, struct voice_piece *piece)
{
    assert(store_in_transaction(c));
    // What was read before and has no words any more is all that is left.
    if (!piece->count) return !piece->is_anew || voice_clean(c);
    bool is_ready = piece->is_anew ? forget(c, piece) : number_new(c, piece);
    // What was erased between reading and keeping is not kept: the words are gone.
    return is_ready && append_tones(c, reader, piece) && append_themes(c, piece) &&
           store_run(c, SQL_voice_gone, VALS(V_I64(piece->remarks[0].id))) &&
           store_run(c, SQL_voice_gone_themes, NO_VALS);
}

bool voice_clean(ctx *c)
{
    return store_run(c, SQL_voice_gone, VALS(V_I64(0))) &&
           store_run(c, SQL_voice_gone_themes, NO_VALS) &&
           store_run(c, SQL_voice_gone_hints, NO_VALS) &&
           store_run(c, SQL_voice_gone_evidence, NO_VALS);
}

bool voice_themes_of(ctx *c, const i64 *ids, i64 count, const i64 ***out)
{
    struct rows rows;
    const i64 **lists = NEW_ARRAY(c->arena, const i64 *, count + 1);
    *out = lists;
    if (!store_rows(c, SQL_voice_themes_of, VALS(V_I64_LIST(ids, count)), &rows)) return false;
    for (i64 i = 0; i < count; i++) {
        i64 *list = NEW_ARRAY(c->arena, i64, rows.count + 1), n = 0;
        for (i64 k = 0; k < rows.count; k++)
            if (rows.column[0].i[k] == ids[i]) list[n++] = rows.column[1].i[k];
        lists[i] = list;
    }
    return true;
}
