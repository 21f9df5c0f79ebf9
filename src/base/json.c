#include "base/json.h"

#include <math.h>

#include "bounds.h"

static void prepare(void) __attribute__((constructor));
static void *allocate(size_t size);
static void value_free(void *value);
static bool depth_check(ctx *c, str text);
static json_t *parse_failed(ctx *c, const json_error_t *error);
static const char *parse_reason(const ctx *c, enum json_error_code code);
static json_t *string_new(str value);
static json_t *keep(ctx *c, json_t *value);
static int large_number_text(f64 value, char text[32]);
static void write_value(buf *out, const json_t *value, int indent);
static void write_items(buf *out, const json_t *value, int indent);
static void write_object(buf *out, const json_t *value, int indent);
static void write_line(buf *out, int indent);

#define NO_INDENT    (-1)
#define OUTPUT_BYTES (INT64_MAX / 4)    // the arena is the bound
#define WHOLE_MAX    9007199254740992.0 // 2^53: every whole number up to it is exact
#define DIGITS_SHOWN 12
#define DIGITS_EXACT 17  // so many tell any two numbers apart
#define DIGITS_MANY  1e8 // from here on four decimals are more than DIGITS_SHOWN

json_t *json_parse(ctx *c, str text)
{
    if (!depth_check(c, text)) return NULL;
    json_error_t error;
    json_t *value = json_loadb(text.size ? text.s : "", (size_t)text.size,
                               JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    return value ? keep(c, value) : parse_failed(c, &error);
}

json_t *json_new_object(ctx *c)
{
    return keep(c, json_object());
}

json_t *json_new_array(ctx *c)
{
    return keep(c, json_array());
}

void json_put(json_t *object, const char *key, json_t *value)
{
    int failed = json_object_set(object, key, value);
    assert(!failed); // only for a key that is no UTF-8, or a value inside itself
}

void json_put_str(json_t *object, const char *key, str value)
{
    int failed = json_object_set_new(object, key, string_new(value));
    assert(!failed);
}

void json_put_c(json_t *object, const char *key, const char *value)
{
    if (value)
        json_put_str(object, key, str_of(value));
    else
        json_put_null(object, key);
}

void json_put_i64(json_t *object, const char *key, i64 value)
{
    int failed = json_object_set_new(object, key, json_integer(value));
    assert(!failed);
}

void json_put_f64(json_t *object, const char *key, f64 value)
{
    int failed = json_object_set_new(object, key, isfinite(value) ? json_real(value) : json_null());
    assert(!failed);
}

void json_put_bool(json_t *object, const char *key, bool value)
{
    int failed = json_object_set_new(object, key, json_boolean(value));
    assert(!failed);
}

void json_put_null(json_t *object, const char *key)
{
    int failed = json_object_set_new(object, key, json_null());
    assert(!failed);
}

str json_text(const json_t *value)
{
    if (!json_is_string(value)) return S("");
    return (str){json_string_value(value), (i64)json_string_length(value)};
}

bool json_i64(const json_t *value, i64 *out)
{
    if (json_is_integer(value)) {
        *out = json_integer_value(value);
        return true;
    }
    f64 real = json_real_value(value);
    if (!json_is_real(value) || fabs(real) > WHOLE_MAX || trunc(real) != real) return false;
    *out = (i64)real;
    return true;
}

bool json_f64(const json_t *value, f64 *out)
{
    if (!json_is_number(value)) return false;
    *out = json_number_value(value);
    return true;
}

str json_write(ctx *c, const json_t *value)
{
    buf out = buf_new(c->arena, OUTPUT_BYTES);
    write_value(&out, value, NO_INDENT);
    return buf_str(&out);
}

str json_write_indented(ctx *c, const json_t *value)
{
    buf out = buf_new(c->arena, OUTPUT_BYTES);
    write_value(&out, value, 0);
    buf_char(&out, '\n');
    return buf_str(&out);
}

str json_number_text(f64 value, char text[32])
{
    int size = 0;
    if (!isfinite(value))
        size = snprintf(text, 32, "null");
    else if (fabs(value) <= WHOLE_MAX && trunc(value) == value)
        size = snprintf(text, 32, "%lld", (long long)value); // so that -0.0 is 0
    else if (fabs(value) < DIGITS_MANY)
        size = snprintf(text, 32, "%.*g", DIGITS_SHOWN, value);
    else
        size = large_number_text(value, text);
    return (str){text, size};
}

// Of a sum of many amounts the last bits are noise, but its cents and its ten-thousandths, the
// finest that a store keeps, are not: the shortest text that is read back as the number with four
// decimals.
static int large_number_text(f64 value, char text[32])
{
    if (fabs(value) < WHOLE_MAX) {
        snprintf(text, 32, "%.4f", value);
        value = strtod(text, NULL);
    }
    int size = 0;
    for (int digits = DIGITS_SHOWN; digits <= DIGITS_EXACT; digits++) {
        size = snprintf(text, 32, "%.*g", digits, value);
        if (!islessgreater(strtod(text, NULL), value)) break;
    }
    return size;
}

// jansson returns NULL for two reasons, a lack of memory and our mistakes; without memory the first
// ends here, so that every NULL after it is the second.
static void prepare(void)
{
    json_set_alloc_funcs(allocate, free);
}

static void *allocate(size_t size)
{
    void *p = malloc(MAX(size, 1));
    if (p) return p;
    fputs("<2>out of memory: the system refused memory for JSON\n", stderr);
    abort();
}

static json_t *keep(ctx *c, json_t *value)
{
    assert(value);
    arena_defer(c->arena, value_free, value);
    return value;
}

static void value_free(void *value)
{
    json_decref(value);
}

// Before jansson sees the text: its own bound is 2048, and it recurses.
static bool depth_check(ctx *c, str text)
{
    i64 depth = 0, line = 1, line_start = 0;
    bool inside_string = false;
    for (i64 i = 0; i < text.size; i++) {
        char ch = text.s[i];
        if (ch == '\n') {
            line++;
            line_start = i + 1;
        }
        if (inside_string && ch == '\\')
            i++;
        else if (ch == '"')
            inside_string = !inside_string;
        else if (!inside_string && (ch == '[' || ch == '{'))
            depth++;
        else if (!inside_string && (ch == ']' || ch == '}'))
            depth--;
        if (depth <= BOUND_JSON_DEPTH) continue;
        const char *msg =
            fmt(c->arena, tr(c, "line %d, column %d of the JSON: it is nested deeper than %d"),
                (int)line, (int)(i - line_start + 1), BOUND_JSON_DEPTH);
        return fail(c, ERR_BAD_INPUT, msg);
    }
    return true;
}

static json_t *parse_failed(ctx *c, const json_error_t *error)
{
    enum json_error_code code = json_error_code(error);
    const char *near = strstr(error->text, " near '");
    const char *where =
        fmt(c->arena, tr(c, "line %d, column %d of the JSON"), error->line, MAX(error->column, 1));
    const char *msg = near && error->text[0]
                          ? fmt(c->arena, tr(c, "%s, near %s: %s"), where,
                                str_c(c->arena, str_head(str_of(near + strlen(" near ")), 60)),
                                parse_reason(c, code))
                          : fmt(c->arena, "%s: %s", where, parse_reason(c, code));
    bool failed = !fail_detail(c, ERR_BAD_INPUT, msg,
                               tr(c, "Check the text with any JSON checker and send it again."),
                               fmt(c->arena, "%s", error->text));
    assert(failed);
    return NULL;
}

static const char *parse_reason(const ctx *c, enum json_error_code code)
{
    if (code == json_error_invalid_utf8) return tr(c, "the text is not UTF-8");
    if (code == json_error_premature_end_of_input) return tr(c, "the text ends too early");
    if (code == json_error_end_of_input_expected) return tr(c, "text follows after the end");
    if (code == json_error_duplicate_key) return tr(c, "a name stands twice in one object");
    if (code == json_error_numeric_overflow) return tr(c, "a number is too large");
    if (code == json_error_null_character || code == json_error_null_byte_in_key)
        return tr(c, "text may not hold the character NUL");
    return tr(c, "a comma, quote, bracket or value is missing or wrong here");
}

// Texts from files and networks are checked where they enter; should one slip through, a page with
// a mark in it is better than no page.
static json_t *string_new(str value)
{
    json_t *string = json_stringn(value.size ? value.s : "", (size_t)value.size);
    if (string) return string;
    char *mended = allocate((size_t)value.size * 3);
    i64 size = 0;
    for (str rest = value; rest.size > 0;) {
        i64 good = rest.size;
        bool all_good = str_is_utf8(rest, &good);
        memcpy(mended + size, rest.s, (size_t)good);
        size += good;
        if (all_good) break;
        memcpy(mended + size, "\xEF\xBF\xBD", 3);
        size += 3;
        rest = str_slice(rest, good + 1, rest.size);
    }
    string = json_stringn(mended, (size_t)size);
    free(mended);
    assert(string);
    return string;
}

static void write_value(buf *out, const json_t *value, int indent)
{
    char text[32];
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        write_object(out, value, indent);
        break;
    case JSON_ARRAY:
        write_items(out, value, indent);
        break;
    case JSON_STRING:
        json_add_str(out, json_text(value));
        break;
    case JSON_INTEGER:
        buf_fmt(out, "%lld", (long long)json_integer_value(value));
        break;
    case JSON_REAL:
        buf_add(out, json_number_text(json_real_value(value), text));
        break;
    case JSON_TRUE:
        buf_c(out, "true");
        break;
    case JSON_FALSE:
        buf_c(out, "false");
        break;
    case JSON_NULL:
        buf_c(out, "null");
        break;
    }
}

static void write_items(buf *out, const json_t *value, int indent)
{
    i64 count = (i64)json_array_size(value);
    int inner = indent == NO_INDENT ? NO_INDENT : indent + 1;
    buf_char(out, '[');
    for (i64 i = 0; i < count; i++) {
        if (i > 0) buf_char(out, ',');
        write_line(out, inner);
        write_value(out, json_array_get(value, (size_t)i), inner);
    }
    if (count > 0) write_line(out, indent);
    buf_char(out, ']');
}

static void write_object(buf *out, const json_t *value, int indent)
{
    json_t *object = (json_t *)(uintptr_t)value; // jansson's iterators take no const
    int inner = indent == NO_INDENT ? NO_INDENT : indent + 1;
    bool first = true;
    buf_char(out, '{');
    for (void *at = json_object_iter(object); at; at = json_object_iter_next(object, at)) {
        if (!first) buf_char(out, ',');
        first = false;
        write_line(out, inner);
        json_add_str(out, (str){json_object_iter_key(at), (i64)json_object_iter_key_len(at)});
        buf_c(out, indent == NO_INDENT ? ":" : ": ");
        write_value(out, json_object_iter_value(at), inner);
    }
    if (!first) write_line(out, indent);
    buf_char(out, '}');
}

static void write_line(buf *out, int indent)
{
    if (indent == NO_INDENT) return;
    buf_char(out, '\n');
    for (int i = 0; i < indent; i++)
        buf_c(out, "  ");
}

void json_add_str(buf *out, str text)
{
    buf_char(out, '"');
    i64 done = 0;
    for (i64 i = 0; i < text.size; i++) {
        u8 ch = (u8)text.s[i];
        if (ch >= 0x20 && ch != '"' && ch != '\\') continue;
        buf_add(out, str_slice(text, done, i));
        done = i + 1;
        if (ch == '"' || ch == '\\')
            buf_fmt(out, "\\%c", ch);
        else if (ch == '\n')
            buf_c(out, "\\n");
        else if (ch == '\t')
            buf_c(out, "\\t");
        else if (ch == '\r')
            buf_c(out, "\\r");
        else
            buf_fmt(out, "\\u%04x", ch);
    }
    buf_add(out, str_slice(text, done, text.size));
    buf_char(out, '"');
}
