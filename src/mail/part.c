#include "mail/part.h"

#include "base/time.h"
#include "mail/coding.h"

enum { FIELD_BYTES = 16000, PIECES_MAX = 100 };

// ---- Head and body ----

// A name of a field is printable ASCII without blanks and colons.
static bool is_field_line(str line)
{
    i64 i = 0;
    while (i < line.size && line.s[i] > ' ' && line.s[i] < 127 && line.s[i] != ':')
        i++;
    return i > 0 && i < line.size && line.s[i] == ':';
}

static bool next_line(str *text, str *line)
{
    if (!text->size || !str_cut(text, '\n', line)) return false;
    if (line->size && line->s[line->size - 1] == '\r') line->size--;
    return true;
}

struct part part_of(str bytes)
{
    str rest = bytes, line = {0};
    if (str_starts(bytes, S("From "))) (void)next_line(&rest, &line); // a line of an mbox
    str start = rest;
    bool is_first = true;
    while (next_line(&rest, &line)) {
        if (!line.size) {
            i64 body_at = rest.s ? rest.s - start.s : start.size;
            return (struct part){
                (str){start.s, line.s - start.s},
                str_slice(start, body_at, start.size)
            };
        }
        bool is_more = line.s[0] == ' ' || line.s[0] == '\t';
        if (is_first && !is_field_line(line)) return (struct part){.body = bytes};
        if (!is_more && !is_field_line(line)) {
            i64 at = line.s - start.s; // a head whose empty line was lost
            return (struct part){str_slice(start, 0, at), str_slice(start, at, start.size)};
        }
        is_first = false;
    }
    return (struct part){.head = start};
}

bool part_next_field(str *head, str *name, str *value)
{
    str line = {0};
    while (next_line(head, &line)) {
        if (!is_field_line(line) || line.s[0] == ' ' || line.s[0] == '\t') continue;
        (void)str_cut(&line, ':', name);
        const char *end = line.s ? line.s + line.size : name->s + name->size + 1;
        while (head->size && (head->s[0] == ' ' || head->s[0] == '\t')) {
            str more = {0};
            (void)next_line(head, &more);
            end = more.s + more.size;
        }
        const char *start = name->s + name->size + 1;
        *value = str_trim((str){start, end - start});
        if (value->size > FIELD_BYTES) value->size = FIELD_BYTES;
        return true;
    }
    return false;
}

// Folded lines put together: their ends are none of the field (RFC 5322, 2.2.3).
static str unfold(ctx *c, str value)
{
    char *line = NEW_ARRAY(c->arena, char, value.size + 1);
    i64 size = 0;
    for (i64 i = 0; i < value.size; i++)
        if (value.s[i] != '\r' && value.s[i] != '\n') line[size++] = value.s[i];
    return (str){line, size};
}

str part_field(ctx *c, const struct part *part, const char *name)
{
    str head = part->head, field = {0}, value = {0};
    while (part_next_field(&head, &field, &value))
        if (str_equal_fold(field, str_of(name))) return unfold(c, value);
    return S("");
}

str part_words(ctx *c, const struct part *part, const char *name)
{
    return coding_words(c, part_field(c, part, name));
}

// ---- Parameters ----

str part_value(ctx *c, str field)
{
    str value = {0};
    (void)str_cut(&field, ';', &value);
    value = str_trim(value);
    char *small = NEW_ARRAY(c->arena, char, value.size + 1);
    for (i64 i = 0; i < value.size; i++) {
        bool is_large = value.s[i] >= 'A' && value.s[i] <= 'Z';
        small[i] = is_large ? (char)(value.s[i] - 'A' + 'a') : value.s[i];
    }
    return (str){small, value.size};
}

// The text of a quoted string or of a bare word; *at moves behind it.
static str read_quoted(ctx *c, str field, i64 *at)
{
    char *out = NEW_ARRAY(c->arena, char, field.size - *at + 1);
    i64 size = 0;
    bool is_quoted = *at < field.size && field.s[*at] == '"';
    if (is_quoted) (*at)++;
    for (; *at < field.size; (*at)++) {
        char letter = field.s[*at];
        if (is_quoted ? letter == '"' : letter == ';') break;
        if (is_quoted && letter == '\\' && *at + 1 < field.size) letter = field.s[++*at];
        out[size++] = letter;
    }
    if (is_quoted && *at < field.size) (*at)++;
    return is_quoted ? (str){out, size} : str_trim((str){out, size});
}

struct parameter {
    str name, value; // the name without its stars
    i64 piece;       // NAME*2; -1: not in pieces
    bool is_encoded; // NAME*
};

// "name*0*" → name, 0, encoded.
static void parameter_name(struct parameter *parameter, str written)
{
    str rest = str_trim(written), name = {0}, piece = {0};
    parameter->piece = -1;
    parameter->is_encoded = rest.size && rest.s[rest.size - 1] == '*';
    if (parameter->is_encoded) rest.size--;
    (void)str_cut(&rest, '*', &name);
    parameter->name = name;
    if (rest.s && str_cut(&rest, '*', &piece) && !str_i64(piece, &parameter->piece))
        parameter->piece = -1;
}

static bool next_parameter(ctx *c, str field, i64 *at, struct parameter *out)
{
    while (*at < field.size && field.s[*at] != ';') {
        if (field.s[*at] == '"')
            (void)read_quoted(c, field, at);
        else
            (*at)++;
    }
    if (*at >= field.size) return false;
    i64 start = ++*at;
    while (*at < field.size && field.s[*at] != '=' && field.s[*at] != ';')
        (*at)++;
    parameter_name(out, str_slice(field, start, *at));
    out->value = S("");
    if (*at >= field.size || field.s[*at] != '=') return true;
    (*at)++;
    while (*at < field.size && (field.s[*at] == ' ' || field.s[*at] == '\t'))
        (*at)++;
    out->value = read_quoted(c, field, at);
    return true;
}

// charset'language'text of RFC 2231; *charset stays for the pieces that follow.
static str extended(ctx *c, str value, bool is_first, str *charset)
{
    str rest = value, head = {0}, language = {0};
    if (is_first && str_cut(&rest, '\'', &head) && rest.s && str_cut(&rest, '\'', &language) &&
        rest.s) {
        *charset = head;
        value = rest;
    }
    return coding_percent(c, value);
}

str part_parameter(ctx *c, str field, const char *name)
{
    buf pieces = buf_new(c->arena, FIELD_BYTES * 4);
    str plain = {0}, charset = S("");
    struct parameter parameter;
    i64 at = 0, found = 0;
    while (next_parameter(c, field, &at, &parameter) && found < PIECES_MAX) {
        if (!str_equal_fold(parameter.name, str_of(name))) continue;
        if (parameter.piece < 0 && !parameter.is_encoded) {
            if (!plain.s) plain = parameter.value;
            continue;
        }
        str text =
            parameter.is_encoded ? extended(c, parameter.value, !found, &charset) : parameter.value;
        buf_add(&pieces, text);
        found++;
    }
    if (found) return coding_words(c, coding_utf8(c, buf_str(&pieces), charset));
    return coding_words(c, plain); // not allowed there, and usual
}

// ---- Parts inside ----

// The index of the next line that is "--boundary" or "--boundary--"; -1: none. *end is behind it.
static i64 find_boundary(str body, str boundary, i64 *end, bool *is_last)
{
    for (i64 from = 0; from < body.size;) {
        const char *found = memmem(body.s + from, (size_t)(body.size - from), "--", 2);
        if (!found) return -1;
        i64 at = found - body.s;
        str rest = str_slice(body, at + 2, body.size);
        bool is_line = at == 0 || body.s[at - 1] == '\n';
        from = at + 1;
        if (!is_line || !str_starts(rest, boundary)) continue;
        rest = str_slice(rest, boundary.size, rest.size);
        *is_last = str_starts(rest, S("--"));
        if (*is_last) rest = str_slice(rest, 2, rest.size);
        str line = {0};
        i64 before = rest.size;
        if (!before) line = rest;
        if (before && !next_line(&rest, &line)) return -1;
        if (str_trim(line).size) continue; // the beginning of a longer boundary
        *end = rest.s && before ? rest.s - body.s : body.size;
        return at;
    }
    return -1;
}

bool part_next(str *body, str boundary, str *bytes)
{
    i64 end = 0, next_end = 0;
    bool is_last = false, is_end = false;
    i64 start = find_boundary(*body, boundary, &end, &is_last);
    if (start < 0 || is_last) return false;
    str rest = str_slice(*body, end, body->size);
    i64 size = find_boundary(rest, boundary, &next_end, &is_end);
    *bytes = size < 0 ? rest : str_slice(rest, 0, size);
    *body = size < 0 ? str_slice(rest, rest.size, rest.size) : str_slice(rest, size, rest.size);
    // The end of the line before a boundary belongs to the boundary.
    if (size >= 0 && str_ends(*bytes, S("\n"))) bytes->size--;
    if (size >= 0 && str_ends(*bytes, S("\r"))) bytes->size--;
    return true;
}

// ---- Addresses, identifiers, dates ----

// A field without its comments in (…), and where its quoted strings are is kept.
static str without_comments(ctx *c, str field, str *comment)
{
    char *out = NEW_ARRAY(c->arena, char, field.size + 1);
    i64 size = 0, depth = 0, comment_at = -1;
    bool is_quoted = false;
    for (i64 i = 0; i < field.size; i++) {
        char letter = field.s[i];
        if (letter == '"' && !depth) is_quoted = !is_quoted;
        if (letter == '(' && !is_quoted && !depth++) comment_at = i + 1;
        if (!depth) out[size++] = letter;
        if (letter == ')' && !is_quoted && depth && !--depth)
            *comment = str_slice(field, comment_at, i);
    }
    return (str){out, size};
}

static str unquoted(ctx *c, str name)
{
    name = str_trim(name);
    i64 at = 0;
    return name.size && name.s[0] == '"' ? read_quoted(c, name, &at) : name;
}

// Where the address that begins a field ends: at a comma outside quotes, brackets and comments.
static i64 address_end(str field)
{
    bool is_quoted = false;
    i64 depth = 0;
    for (i64 i = 0; i < field.size; i++) {
        char letter = field.s[i];
        if (letter == '"') is_quoted = !is_quoted;
        if (is_quoted) continue;
        if (letter == '(' || letter == '<') depth++;
        if ((letter == ')' || letter == '>') && depth) depth--;
        if (letter == ',' && !depth) return i;
    }
    return field.size;
}

bool part_next_address(ctx *c, str *field, str *address, str *name)
{
    if (!str_trim(*field).size) return false;
    i64 end = address_end(*field);
    str comment = {0}, one = without_comments(c, str_slice(*field, 0, end), &comment);
    *field = str_slice(*field, MIN(end + 1, field->size), field->size);
    i64 open = one.size;
    while (open > 0 && one.s[open - 1] != '<')
        open--;
    str inside = str_slice(one, open, one.size), before = str_slice(one, 0, MAX(open - 1, 0));
    str bare = inside;
    if (open) (void)str_cut(&inside, '>', &bare);
    *address = str_trim(bare);
    *name = coding_words(c, unquoted(c, open ? before : comment));
    return true;
}

bool part_next_id(str *field, str *id)
{
    i64 open = str_find(*field, S("<"));
    if (open < 0) return false;
    str rest = str_slice(*field, open + 1, field->size);
    i64 close = str_find(rest, S(">"));
    if (close < 0) return false;
    *id = str_trim(str_slice(rest, 0, close));
    *field = str_slice(rest, close + 1, rest.size);
    return true;
}

bool part_date(str field, i64 *out_ms)
{
    static const char *const formats[] = {"%d %b %Y %H:%M:%S %z", "%d %b %Y %H:%M %z",
                                          "%d %b %Y %H:%M:%S %Z", "%d %b %y %H:%M:%S %z",
                                          "%d %b %Y %H:%M:%S"};
    i64 comment = str_find(field, S("("));
    if (comment >= 0) field = str_slice(field, 0, comment);
    i64 comma = str_find(field, S(","));
    field = str_trim(str_slice(field, comma + 1, field.size));
    for (i64 i = 0; i < COUNT_OF(formats); i++) {
        struct civil civil = {0};
        bool has_offset = false;
        if (!civil_parse(field, formats[i], &civil, &has_offset) || !civil_is_valid(civil))
            continue;
        *out_ms = ms_from_civil(civil);
        return true;
    }
    return false;
}
