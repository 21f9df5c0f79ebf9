#include "stat/stat.h"
#include "base/json.h"

#include "support/stat_case.h"
#include "support/test.h"

#include <math.h>

enum { VALUES_MAX = 64 };

static str with_blanks(ctx *c, str text)
{
    str copy = str_copy(c->arena, text);
    for (char *at = (char *)(uintptr_t)copy.s; *at; at++)
        if (*at == '~') *at = ' ';
    return copy;
}

static str read_all(ctx *c, FILE *file)
{
    buf text = buf_new(c->arena, 1024LL * 1024 * 1024);
    char bytes[65536];
    size_t n = 0;
    rewind(file);
    while ((n = fread(bytes, 1, sizeof bytes, file)) > 0)
        buf_add(&text, (str){bytes, (i64)n});
    fclose(file);
    return buf_str(&text);
}

struct stat_case {
    const struct analysis *analysis;
    struct stat_ask ask;
};

static bool run(ctx *c, void *data)
{
    struct stat_case *one = data;
    return stat_run(c, one->analysis, one->ask);
}

static bool case_run(struct work *work, const char *name, const char *file, const char *options,
                     str *out)
{
    ctx *c = &work->c;
    struct stat_value *values = NEW_ARRAY(c->arena, struct stat_value, VALUES_MAX);
    str words[2] = {{0}}, rest = str_of(name), word = {0};
    i64 count = 0, used = 0, given = 0;
    while (count < 2 && str_cut(&rest, ' ', &word))
        words[count++] = word;
    struct stat_case one = {.analysis = stat_find(words, count, &used)};
    if (!one.analysis) print_error("there is no analysis %s\n", name);
    assert_non_null(one.analysis);
    for (rest = str_of(options); str_cut(&rest, ' ', &word) && given < VALUES_MAX - 1;) {
        if (!word.size) continue;
        i64 at = str_find(word, S("="));
        values[given++] = (struct stat_value){
            at < 0 ? word : str_slice(word, 0, at),
            at < 0 ? S("") : with_blanks(c, str_slice(word, at + 1, word.size))};
    }
    values[given++] = (struct stat_value){S("format"), S("json")};
    one.ask = (struct stat_ask){str_of(file), given, values};
    FILE *was = c->out;
    c->out = tmpfile();
    err_clear(c);
    bool done = ctx_try(c, run, &one);
    *out = read_all(c, c->out);
    c->out = was;
    return done;
}

json_t *stat_case(struct work *work, const char *analysis, const char *file, const char *options)
{
    str text = {0};
    ctx *c = &work->c;
    if (!case_run(work, analysis, file, options, &text))
        print_error("%s %s: %s (%s)\n", analysis, options, c->err.msg,
                    c->err.hint ? c->err.hint : "");
    assert_int_equal(c->err.code, ERR_NONE);
    json_t *answer = json_parse(c, text);
    if (!answer) print_error("%s: %s\n%.*s\n", analysis, c->err.msg, STR(str_head(text, 2000)));
    assert_non_null(answer);
    return answer;
}

const char *stat_case_fails(struct work *work, const char *analysis, const char *file,
                            const char *options)
{
    str text = {0};
    if (case_run(work, analysis, file, options, &text))
        print_error("%s %s did not fail:\n%.*s\n", analysis, options, STR(str_head(text, 2000)));
    assert_int_not_equal(work->c.err.code, ERR_NONE);
    assert_int_equal(text.size, 0); // nothing half done
    return work->c.err.msg;
}

const json_t *stat_value(const json_t *answer, const char *path)
{
    str rest = str_of(path), step = {0};
    char key[200];
    while (answer && str_cut(&rest, '.', &step)) {
        i64 at = str_find(step, S("[")), index = 0;
        snprintf(key, sizeof key, "%.*s", STR(at < 0 ? step : str_slice(step, 0, at)));
        answer = json_object_get(answer, key);
        if (at < 0) continue;
        if (!str_i64(str_slice(step, at + 1, step.size - 1), &index)) return NULL;
        answer = json_array_get(answer, (size_t)index);
    }
    return answer;
}

double stat_number(const json_t *answer, const char *path)
{
    const json_t *value = stat_value(answer, path);
    if (json_is_null(value)) return (double)NAN;
    if (!json_is_number(value)) print_error("%s is no number of the answer\n", path);
    assert_true(json_is_number(value));
    return json_number_value(value);
}

const char *stat_string(const json_t *answer, const char *path)
{
    const json_t *value = stat_value(answer, path);
    if (!json_is_string(value)) print_error("%s is no text of the answer\n", path);
    assert_true(json_is_string(value));
    return json_string_value(value);
}

const json_t *stat_row(const json_t *answer, const char *table, const char *column,
                       const char *text)
{
    const json_t *row, *rows = json_object_get(json_object_get(answer, "result"), table);
    size_t i;
    json_array_foreach(rows, i, row)
    {
        const char *value = json_string_value(json_object_get(row, column));
        if (value && !strcmp(value, text)) return row;
    }
    return NULL;
}

bool stat_has_warning(const json_t *answer, const char *name)
{
    const json_t *warning;
    size_t i;
    json_array_foreach(json_object_get(answer, "warnings"), i, warning)
    {
        if (!strcmp(json_string_value(json_object_get(warning, "name")), name)) return true;
    }
    return false;
}
