// voice: what the words of every remark tell, whatever way they came: language, whether they sound
// happy, which feelings speak from them, which themes they speak of. Told once by a program and
// kept; told anew when its models or the themes change. Owns tables remark_tone, remark_theme,
// remark_place, theme_hint and remark_evidence. Uses words, record (kind theme). Never decides who
// may read a remark: figure does.
#pragma once

#include "figure/figure.h"
#include "voice/theme.h"

// The feelings that the models know, in the order of the bits. R. Plutchik's eight, as the texts
// that the models were made from are marked.
enum { VOICE_FEELINGS = 8 };
const char *voice_feeling_name(i64 bit);  // "anger"
const char *voice_feeling_label(i64 bit); // N_()

// ---- Reading ----

struct voice_told {
    enum words_language language;
    enum remark_tone tone; // not known where no model knows the language: Swedish
    i64 feelings;          // bits
};

// What reads: models and themes. Lives in c->arena.
struct voice_reader;
MUST_USE bool voice_reader_new(ctx *c, struct voice_reader **out);
// The number that stands for those models and themes: another one, and remarks are read anew.
i64 voice_reader_version(const struct voice_reader *reader);
// The themes that it looks for.
const struct theme *voice_reader_themes(const struct voice_reader *reader, i64 *count);
// `themes` has room for one mark for each theme.
struct voice_told voice_read(ctx *c, struct voice_reader *reader, str text, bool *themes);

// Remarks that wait to be read, or to be read anew, in their order: what a job reads, and writes.
struct voice_piece {
    i64 count;
    bool is_anew; // were read before: their ids are known
    struct voice_remark {
        i64 id; // set when it is written, where it is new
        i64 batch, source, happened_ms;
        str external, text;
        struct voice_told told;
        i64 theme_count;
        const i64 *themes; // records
    } * remarks;
};
// The next piece, read; count 0: nothing waits. Only reads the store.
MUST_USE bool voice_next(ctx *c, struct voice_reader *reader, i64 most, struct voice_piece *out);
// Keeps what it told, inside a write transaction. What was erased meanwhile is left out.
MUST_USE bool voice_keep(ctx *c, const struct voice_reader *reader, struct voice_piece *piece);
// Whether something waits, told cheaply.
MUST_USE bool voice_waits(ctx *c, bool *out);

// ---- Asking ----

// The themes of remarks: *out is as long as ids, each a list that ends with 0.
MUST_USE bool voice_themes_of(ctx *c, const i64 *ids, i64 count, const i64 ***out);

// ---- Hints: words of unhappy remarks that no theme has yet ----

struct theme_hint {
    enum words_language language;
    str word;
    i64 inside, outside; // unhappy remarks that have it, others that have it
    f64 z, p;
    i64 example; // a remark
};
// Looks for them among the newest remarks (VOICE_HINT_REMARKS of each language), outside of any
// transaction; most telling first.
MUST_USE bool voice_hints_find(ctx *c, struct theme_hint **out, i64 *count);
// Keeps them in place of those before. Inside a write transaction.
MUST_USE bool voice_hints_keep(ctx *c, const struct theme_hint *hints, i64 count);
MUST_USE bool voice_hints(ctx *c, struct theme_hint **out, i64 *count);
enum { VOICE_HINT_REMARKS = 20000, VOICE_HINTS_MAX = 20 };

// ---- Evidence ----

struct voice_evidence {
    i64 id, remark;
    str kind; // name of the record's kind
    i64 record;
    str why;
    i64 made_ms, made_by; // person
};
// A remark stands as evidence beside a record, inside a write transaction. ERR_NOT_FOUND when there
// is no such remark or record, ERR_REFUSED when it stands there already.
MUST_USE bool voice_evidence_add(ctx *c, struct voice_evidence *evidence);
MUST_USE bool voice_evidence_remove(ctx *c, i64 id, i64 who);
// Of a remark, or of a record (kind empty: of the remark), oldest first.
MUST_USE bool voice_evidence_list(ctx *c, struct voice_evidence of, struct voice_evidence **out,
                                  i64 *count);
// Forgets what was told of remarks that are no more. Inside a write transaction.
MUST_USE bool voice_clean(ctx *c);
