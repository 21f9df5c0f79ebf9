#include "mail/imap_wire.h"

#include <iconv.h>
#include <sodium.h>

enum { LINE_BYTES = 100000 };

// {123} or {123+} before the end of a line: how many bytes follow; -1: none.
static i64 literal_size(str line)
{
    i64 size = 0;
    if (!str_ends(line, S("}"))) return -1;
    i64 end = line.size - 1, start = end;
    if (start && line.s[start - 1] == '+') end = --start;
    while (start > 0 && line.s[start - 1] >= '0' && line.s[start - 1] <= '9')
        start--;
    if (start == end || start == 0 || line.s[start - 1] != '{') return -1;
    return str_i64(str_slice(line, start, end), &size) ? size : INT64_MAX;
}

// The next line from `at`, without its end; false: it has not come whole.
static bool line_at(str got, i64 at, str *line, i64 *next)
{
    str rest = str_slice(got, at, got.size);
    const char *end = rest.size ? memchr(rest.s, '\n', (size_t)rest.size) : NULL;
    if (!end) return false;
    i64 size = end - rest.s;
    *next = at + size + 1;
    if (size && rest.s[size - 1] == '\r') size--;
    *line = str_slice(rest, 0, size);
    return true;
}

i64 imap_response_size(str got, i64 literal_max)
{
    i64 at = 0;
    str line = {0};
    while (line_at(got, at, &line, &at)) {
        i64 size = literal_size(line);
        if (size < 0) return at;
        if (size > literal_max) return -1;
        if (size > got.size - at) return 0;
        at += size;
    }
    return got.size - at > LINE_BYTES ? -1 : 0;
}

bool imap_search_numbers(str response, i64 max, i64 *numbers, i64 *count)
{
    str line = {0}, word = {0};
    i64 next = 0;
    *count = 0;
    if (!line_at(response, 0, &line, &next) || line.size < 8 ||
        !str_equal_fold(str_slice(line, 0, 8), S("* SEARCH")))
        return false;
    line = str_slice(line, 8, line.size);
    while (*count < max && line.size && str_cut(&line, ' ', &word))
        if (str_i64(word, &numbers[*count]) && numbers[*count] > 0) (*count)++;
    return true;
}

bool imap_literal(str response, str *out)
{
    str line = {0};
    i64 next = 0;
    if (!line_at(response, 0, &line, &next)) return false;
    i64 size = literal_size(line);
    if (size < 0 || size > response.size - next) return false;
    *out = str_slice(response, next, next + size);
    return true;
}

bool imap_number(str response, const char *word, i64 *out)
{
    str line = {0};
    i64 next = 0;
    if (!line_at(response, 0, &line, &next)) return false;
    i64 at = str_find(line, str_of(word));
    if (at < 0) return false;
    i64 start = at + str_of(word).size;
    while (start < line.size && line.s[start] == ' ')
        start++;
    i64 end = start;
    while (end < line.size && line.s[end] >= '0' && line.s[end] <= '9')
        end++;
    return end > start && str_i64(str_slice(line, start, end), out);
}

bool imap_is_end(str response, str tag, bool *is_ok, str *said)
{
    str line = {0}, head = {0};
    i64 next = 0;
    if (!line_at(response, 0, &line, &next) || !str_cut(&line, ' ', &head) || !str_equal(head, tag))
        return false;
    *is_ok = line.size >= 2 && str_equal_fold(str_slice(line, 0, 2), S("OK"));
    *said = line.s ? line : S("");
    return true;
}

// ---- Names of folders ----

// Letters beyond ASCII as & and base64 of UTF-16, with "," for "/" and without "=".
static void add_shifted(ctx *c, buf *out, str letters)
{
    i64 room = letters.size * 4 + 8;
    char *wide = NEW_ARRAY(c->arena, char, room), *to = wide;
    char *from = NEW_ARRAY(c->arena, char, letters.size + 1);
    memcpy(from, letters.s, (size_t)letters.size);
    size_t left = (size_t)letters.size, room_left = (size_t)room;
    iconv_t conversion = iconv_open("UTF-16BE", "UTF-8");
    if (conversion == (iconv_t)-1) return;
    (void)iconv(conversion, &from, &left, &to, &room_left);
    (void)iconv_close(conversion);
    size_t size = (size_t)(to - wide),
           text_size = sodium_base64_ENCODED_LEN(size, sodium_base64_VARIANT_ORIGINAL) + 1;
    char *text = NEW_ARRAY(c->arena, char, (i64)text_size);
    sodium_bin2base64(text, text_size, (const u8 *)wide, size,
                      sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    buf_char(out, '&');
    for (; *text; text++)
        buf_char(out, *text == '/' ? ',' : *text);
    buf_char(out, '-');
}

str imap_folder_name(ctx *c, str name)
{
    buf out = buf_new(c->arena, name.size * 8 + 16);
    buf_char(&out, '"');
    for (i64 i = 0; i < name.size;) {
        i64 end = i;
        while (end < name.size && (u8)name.s[end] >= 0x80)
            end++;
        if (end > i) {
            add_shifted(c, &out, str_slice(name, i, end));
            i = end;
            continue;
        }
        char letter = name.s[i++];
        if (letter == '"' || letter == '\\') buf_char(&out, '\\');
        buf_char(&out, (u8)letter < 32 || letter == 127 ? ' ' : letter);
        if (letter == '&') buf_char(&out, '-');
    }
    buf_char(&out, '"');
    return buf_str(&out);
}
