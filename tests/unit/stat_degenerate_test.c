// Every analysis on files that nobody would analyse: an error or an answer, never a crash, and no
// number that is not one. Each ask is run on sound columns, on strange ones only, and with one
// strange column at a time, so that the strange value gets as far as the mathematics.
#include "stat/stat.h"

#include "base/json.h"
#include "bounds.h"
#include "support/files.h"
#include "support/test.h"
#include "support/work.h"

#include <gsl/gsl_errno.h>
#include <jansson.h>
#include <strings.h>

enum { ROLES_MAX = 10, VALUES_MAX = 32, SOUND_ROWS = 60 };

// What a file has in each row, by the type of column.
struct strange {
    const char *name;
    i64 rows;
    const char *number, *other_number; // by turns
    const char *name_of, *other_name;
    const char *time, *other_time;
    const char *text, *other_text;
    bool alone; // also one column at a time, the others sound
};

// clang-format off
static const struct strange files[] = {
    {"no rows",       0,  "",      "",       "",  "",   "",           "",           "",            "", false},
    {"one row",       1,  "1",     "1",      "1", "1",  "2026-01-01", "2026-01-01", "hello there", "x", false},
    {"two rows",      2,  "0",     "1",      "1", "0",  "2026-01-01", "2026-01-02", "hello there", "not so", false},
    {"all equal",     40, "1",     "1",      "1", "1",  "2026-01-01", "2026-01-01", "same words",  "same words", true},
    {"all missing",   40, "",      "NA",     "",  "NA", "",           "NA",         "",            "NA", true},
    {"half missing",  40, "1",     "",       "1", "",   "2026-01-01", "",           "words",       "", true},
    {"all zero",      40, "0",     "0",      "0", "0",  "1970-01-01", "1970-01-01", "0",           "0", false},
    {"huge",          40, "1e300", "-1e300", "1", "0",  "2262-01-01", "1700-01-01", "x",           "y", true},
    {"largest",       40, "1.7e308", "1.6e308", "1", "0", "9999-12-31", "0001-01-01", "x",         "y", false},
    {"tiny",          40, "1e-300", "-1e-300", "1", "0", "2026-01-01", "2026-01-02", "x",          "y", false},
    {"smallest",      40, "5e-324", "1e-310", "1", "0",  "2026-01-01", "2026-01-02", "x",          "y", true},
    {"large and odd", 40, "9007199254740993", "0.1", "1", "0", "2026-01-01", "2026-06-01", "!!!",  "🙂", false},
    {"negative",      40, "-1",    "-3",     "1", "0",  "2026-01-01", "2026-01-02", "x y z",       "z y x", false},
    {"two values",    60, "0",     "1",      "1", "0",  "2026-01-01", "2026-03-01", "good words",  "bad words", true},
};

// What is asked: roles, each with a column of its own, and options. Where `refuses`, even sound
// columns are refused, as they have no such shape.
static const struct ask {
    const char *analysis, *roles, *options;
    bool refuses;
} asks[] = {
    {"nps",            "score weight customer group",   "target=10",                  false},
    {"nps",            "score group",                   "correct=false-discovery",    false},
    {"rate",           "outcome weight group",          "target=0.5",                 false},
    {"rate",           "outcome customer",              "method=exact",               false},
    {"mean",           "value weight customer group",   "target=3",                   false},
    {"mean",           "value group",                   "",                           false},
    {"count",          "count exposure group",          "target=1",          false},
    {"enough",         "score group",                   "precision=5",                false},
    {"enough",         "value group",                   "difference=5 population=90", false},
    {"enough",         "outcome",                       "precision=0.05",             false},
    {"watch",          "score time group",              "target=10 start=30",         false},
    {"watch",          "value order",                   "target=3 start=30",          false},
    {"watch",          "value order",                   "method=bernstein low=0 high=100", false},
    {"watch",          "outcome time",                  "method=bernoulli",           false},
    {"weigh",          "score by weight stratum cluster", "known=by=0:60,1:90",       false},
    {"weigh",          "value by",                 "known=by=0:60,1:90 trim=2 population=900",  false},
    {"weigh",          "outcome by",        "known=by=0:60,1:90 method=poststratify", false},
    {"silence",        "score answered by number effort", "",                         false},
    {"silence",        "value answered number sent came", "",                         false},
    {"trend",          "value time",                    "",                           false},
    {"trend",          "value position",                "period=12",                  false},
    {"change",         "value time",                    "",                           false},
    {"change",         "value",                         "cost=mean-variance",         false},
    {"lifetime",       "customer time value",           "model=bg_nbd",               false},
    {"lifetime",       "frequency recency age",         "unit=day model=pareto_nbd",  false},
    {"lifetime",       "frequency mean-value recency age", "unit=day model=mbg_nbd",  false},
    {"retention",      "time event group covariate factor", "at=5 curve",             false},
    {"retention",      "from to covariate",             "seen-until=2026-12-01",      false},
    {"withdrawal",     "customer time value",           "",                           true },
    {"cusum",          "time count",                    "expected=2",                 false},
    {"cusum",          "time customer",                 "",                           true },
    {"loyalty",        "attitude purchases occasions customer", "icc=0.5",                   false},
    {"loyalty",        "attitude share value customer", "",                           true },
    {"drivers",        "outcome driver driver factor",  "resamples=50",               false},
    {"drivers",        "outcome driver driver", "resamples=50 missing-answers=pairwise", false},
    {"uneven",         "value unit within",             "",                           false},
    {"uneven",         "score unit time",               "",                           false},
    {"uneven",         "outcome unit",                  "",                           false},
    {"agree",          "rater item rating",             "metric=ratio draws=100",     false},
    {"agree",          "ratings ratings ratings",       "draws=100",                  false},
    {"scale",          "item item item group",          "",                           false},
    {"journey",        "case activity time resource",   "design=0~>~1*",              false},
    {"impact",         "value time population",         "at=2026-01-30 every=day",              false},
    {"impact",         "value time control",            "at=2026-01-30 every=day draws=200",    false},
    {"impact",         "value position",                "at=5 of=means slope",        true },
    {"forecast",       "value time",                    "goal=2 every=day paths=200",           false},
    {"forecast",       "value",                         "method=theta period=6 paths=200", false},
    {"experiment",     "outcome arm customer time",     "",                           false},
    {"experiment",     "value arm order",               "method=bernstein low=0 high=100 noise=1", false},
    {"experiment",     "score arm",                     "",                           false},
    {"words",          "text",                          "",                           false},
    {"words train",    "text label",                    "to=m.model bits=10",         false},
    {"words classify", "text label",                    "model=sentiment-en",         false},
    {"words themes",   "text group",                    "least=1",                    false},
    {"words themes",   "text time",                     "least=1 since=2026-01-20",   false},
    {"words groups",   "text",                          "least=1 groups=2",           false},
    {"tone",           "text unit channel",             "",                           false},
};
// clang-format on

enum { ALL_SOUND = -2, ALL_STRANGE = -1 }; // or the place of the only strange role

static void strange_cell(buf *out, const struct strange *s, enum stat_type type, i64 row)
{
    bool other = row % 2;
    switch (type) {
    case STAT_NUMBER:
        buf_c(out, other ? s->other_number : s->number);
        return;
    case STAT_MOMENT:
        buf_c(out, other ? s->other_time : s->time);
        return;
    case STAT_NAME:
    case STAT_KEY:
        buf_c(out, other ? s->other_name : s->name_of);
        return;
    case STAT_TEXT:
        buf_c(out, other ? s->other_text : s->text);
        return;
    }
}

// Columns differ by their place: numbers and times of later ones are larger.
static void sound_cell(buf *out, enum stat_type type, i64 place, i64 row)
{
    u64 mixed = ((u64)row + 1) * 0x9E3779B97F4A7C15u + (u64)place * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ mixed >> 29) * 0x94D049BB133111EBu;
    i64 drawn = (i64)((mixed >> 33) % 9);
    i64 day = row + place * 9 + drawn / 2;
    switch (type) {
    case STAT_NUMBER:
        buf_fmt(out, "%lld", (long long)(1 + drawn + 10 * place));
        return;
    case STAT_MOMENT:
        buf_fmt(out, "2026-%02d-%02d", (int)(day / 28 + 1), (int)(day % 28 + 1));
        return;
    case STAT_NAME:
        buf_c(out, row >> place & 1 ? "1" : "0");
        return;
    case STAT_KEY:
        buf_fmt(out, "k%lld", (long long)(place == 3 ? row : row / 2));
        return;
    case STAT_TEXT:
        buf_fmt(out, "%s words of %c%c%c", row % 3 ? "good" : "bad", (char)('a' + row % 26),
                (char)('a' + row / 7 % 26), (char)('k' + drawn));
        return;
    }
}

// One run of an ask.
struct one {
    const struct analysis *analysis;
    const struct strange *file;
    i64 mode, role_count, value_count;
    const struct stat_role *roles[ROLES_MAX];
    struct stat_value values[VALUES_MAX];
};

static const struct stat_role *role_of(const struct analysis *analysis, str name)
{
    for (const struct stat_role *r = analysis->roles; r && r->name; r++)
        if (str_equal(name, str_of(r->name))) return r;
    print_error("%s has no role %.*s\n", analysis->name, STR(name));
    abort();
}

// The next of words between blanks.
static bool next_word(str *rest, str *word)
{
    while (str_cut(rest, ' ', word))
        if (word->size) return true;
    return false;
}

static void add_roles(ctx *c, struct one *one, const char *roles)
{
    str rest = str_of(roles), word;
    while (next_word(&rest, &word)) {
        assert_true(one->role_count < ROLES_MAX);
        buf column = buf_new(c->arena, 16);
        buf_fmt(&column, "c%lld", (long long)one->role_count);
        one->roles[one->role_count++] = role_of(one->analysis, word);
        // The margins of `weigh` name the column.
        one->values[one->value_count++] =
            (struct stat_value){word, str_equal(word, S("by")) ? word : buf_str(&column)};
    }
}

static void add_options(ctx *c, struct one *one, const char *options)
{
    str rest = str_of(options), word;
    while (next_word(&rest, &word)) {
        assert_true(one->value_count < VALUES_MAX - 1);
        str name = {0};
        bool has_name = str_cut(&word, '=', &name);
        assert_true(has_name);
        buf text = buf_new(c->arena, 200);
        for (i64 i = 0; i < word.size; i++)
            buf_char(&text, word.s[i] == '~' ? ' ' : word.s[i]);
        one->values[one->value_count++] = (struct stat_value){name, buf_str(&text)};
    }
    one->values[one->value_count++] = (struct stat_value){S("format"), S("json")};
}

static str content_of(ctx *c, const struct one *one)
{
    buf out = buf_new(c->arena, 1000000);
    for (i64 k = 0; k < one->role_count; k++)
        buf_fmt(&out, "%.*s;", STR(one->values[k].text));
    buf_c(&out, "row\n");
    i64 rows = one->file ? one->file->rows : SOUND_ROWS;
    for (i64 i = 0; i < rows; i++) {
        for (i64 k = 0; k < one->role_count; k++) {
            if (one->mode == ALL_STRANGE || one->mode == k)
                strange_cell(&out, one->file, one->roles[k]->type, i);
            else
                sound_cell(&out, one->roles[k]->type, k, i);
            buf_char(&out, ';');
        }
        buf_fmt(&out, "%lld\n", (long long)i);
    }
    return buf_str(&out);
}

static bool run(ctx *c, void *data)
{
    struct one *one = data;
    struct stat_ask ask = {S("f.csv"), one->value_count, one->values};
    return stat_run(c, one->analysis, ask);
}

// "nan" or "inf" as a word of their own.
static bool says_no_number(const char *text)
{
    for (const char *at = text; *at; at++) {
        bool begins = at == text || !((at[-1] | 0x20) >= 'a' && (at[-1] | 0x20) <= 'z');
        bool is_it = !strncasecmp(at, "nan", 3) || !strncasecmp(at, "inf", 3);
        if (begins && is_it && !((at[3] | 0x20) >= 'a' && (at[3] | 0x20) <= 'z')) return true;
    }
    return false;
}

static bool notes_are_sound(const json_t *notes)
{
    const json_t *note;
    size_t i;
    json_array_foreach(notes, i, note)
    {
        const char *text = json_string_value(json_object_get(note, "text"));
        if (!text || says_no_number(text)) return false;
    }
    return true;
}

static str read_all(ctx *c, FILE *file)
{
    buf text = buf_new(c->arena, 64 * MIB);
    char bytes[65536];
    size_t n = 0;
    rewind(file);
    while ((n = fread(bytes, 1, sizeof bytes, file)) > 0)
        buf_add(&text, (str){bytes, (i64)n});
    fclose(file);
    return buf_str(&text);
}

// Returns what is wrong, or NULL.
static const char *judge(ctx *c, bool done, str out)
{
    if (!done && out.size) return "failed, but wrote something";
    if (!done && (!c->err.msg || says_no_number(c->err.msg))) return "failed without a reason";
    if (!done && c->err.code != ERR_BAD_INPUT && c->err.code != ERR_REFUSED &&
        c->err.code != ERR_USAGE && c->err.code != ERR_TOO_LARGE)
        return "failed oddly";
    if (!done) return NULL;
    const json_t *answer = json_parse(c, out);
    if (!answer) return "wrote no JSON";
    const char *said = json_string_value(json_object_get(answer, "answer"));
    if (!said || says_no_number(said)) return "said a number that is none";
    if (!notes_are_sound(json_object_get(answer, "warnings")) ||
        !notes_are_sound(json_object_get(answer, "assumptions")))
        return "noted a number that is none";
    return NULL;
}

static const struct analysis *analysis_of(const char *name)
{
    for (i64 i = 0; i < analysis_count; i++)
        if (!strcmp(analyses[i]->name, name)) return analyses[i];
    print_error("no analysis %s\n", name);
    abort();
}

// True when it is as it must be.
static bool is_survived(const struct ask *ask, const struct strange *file, i64 mode)
{
    struct work work;
    struct files folder;
    ctx *c = work_init(&work);
    files_init(c, &folder);
    struct one one = {.analysis = analysis_of(ask->analysis), .file = file, .mode = mode};
    add_roles(c, &one, ask->roles);
    add_options(c, &one, ask->options);
    files_write(&folder, "f.csv", content_of(c, &one));
    c->out = tmpfile();
    assert_non_null(c->out);
    bool done = ctx_try(c, run, &one);
    str out = read_all(c, c->out);
    const char *wrong = judge(c, done, out);
    if (!wrong && mode == ALL_SOUND && done == ask->refuses)
        wrong = done ? "answered" : "refused sound columns";
    if (wrong)
        print_error("%s (%s), %s, role %lld: %s: %.*s\n", ask->analysis, ask->roles,
                    file ? file->name : "sound", (long long)mode, wrong,
                    STR(done ? str_head(out, MIN(out.size, 600)) : str_of(c->err.msg)));
    files_release(&folder);
    work_release(&work);
    return !wrong;
}

static i64 role_count(const struct ask *ask)
{
    i64 count = 0;
    str rest = str_of(ask->roles), word;
    while (next_word(&rest, &word))
        count++;
    return count;
}

static void sound_columns_get_an_answer(void **state)
{
    (void)state;
    i64 wrong = 0;
    for (i64 i = 0; i < COUNT_OF(asks); i++)
        wrong += !is_survived(&asks[i], NULL, ALL_SOUND);
    assert_int_equal(wrong, 0);
}

static void every_analysis_survives_strange_files(void **state)
{
    (void)state;
    i64 wrong = 0;
    for (i64 i = 0; i < COUNT_OF(asks); i++)
        for (i64 k = 0; k < COUNT_OF(files); k++)
            wrong += !is_survived(&asks[i], &files[k], ALL_STRANGE);
    assert_int_equal(wrong, 0);
}

static void every_analysis_survives_one_strange_column(void **state)
{
    (void)state;
    i64 wrong = 0;
    for (i64 i = 0; i < COUNT_OF(asks); i++)
        for (i64 k = 0, roles = role_count(&asks[i]); k < COUNT_OF(files); k++)
            for (i64 mode = 0; roles > 1 && mode < roles; mode++)
                wrong += files[k].alone && !is_survived(&asks[i], &files[k], mode);
    assert_int_equal(wrong, 0);
}

static void every_analysis_is_asked(void **state)
{
    (void)state;
    for (i64 i = 0; i < analysis_count; i++) {
        bool asked = false;
        for (i64 k = 0; k < COUNT_OF(asks); k++)
            asked |= !strcmp(asks[k].analysis, analyses[i]->name);
        if (!asked) print_error("%s is not asked\n", analyses[i]->name);
        assert_true(asked);
    }
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_analysis_is_asked),
        cmocka_unit_test(sound_columns_get_an_answer),
        cmocka_unit_test(every_analysis_survives_strange_files),
        cmocka_unit_test(every_analysis_survives_one_strange_column),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
