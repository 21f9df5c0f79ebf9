#include "mail/coding.h"

#include <iconv.h>

enum { CHARSET_BYTES = 40 };

static i32 hex_digit(char digit)
{
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    return -1;
}

// The byte that two hex digits at `at` tell, or -1.
static i32 hex_byte(str text, i64 at)
{
    if (at + 1 >= text.size) return -1;
    i32 high = hex_digit(text.s[at]), low = hex_digit(text.s[at + 1]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

// ---- Quoted-printable and base64 ----

// Blanks before the end of a line are none of the text (RFC 2045, 6.7, rule 3).
static i64 line_end_after_blanks(str bytes, i64 at)
{
    while (at < bytes.size && (bytes.s[at] == ' ' || bytes.s[at] == '\t'))
        at++;
    if (at < bytes.size && bytes.s[at] == '\r') at++;
    if (at >= bytes.size) return bytes.size;
    return bytes.s[at] == '\n' ? at + 1 : -1;
}

static str quoted_printable(ctx *c, str bytes)
{
    char *out = NEW_ARRAY(c->arena, char, bytes.size + 1);
    i64 size = 0;
    for (i64 i = 0; i < bytes.size;) {
        i32 byte = bytes.s[i] == '=' ? hex_byte(bytes, i + 1) : -1;
        i64 soft = bytes.s[i] == '=' ? line_end_after_blanks(bytes, i + 1) : -1;
        if (byte >= 0) {
            out[size++] = (char)byte;
            i += 3;
        } else if (soft >= 0) {
            i = soft;
        } else {
            out[size++] = bytes.s[i++];
        }
    }
    return (str){out, size};
}

static i32 base64_digit(char digit)
{
    if (digit >= 'A' && digit <= 'Z') return digit - 'A';
    if (digit >= 'a' && digit <= 'z') return digit - 'a' + 26;
    if (digit >= '0' && digit <= '9') return digit - '0' + 52;
    if (digit == '+' || digit == '-') return 62;
    if (digit == '/' || digit == '_') return 63;
    return -1;
}

// Whatever is none of its letters is skipped (RFC 2045, 6.8); "=" ends a piece.
static str base64(ctx *c, str bytes)
{
    char *out = NEW_ARRAY(c->arena, char, bytes.size / 4 * 3 + 4);
    i64 size = 0;
    u32 bits = 0;
    i32 bit_count = 0;
    for (i64 i = 0; i < bytes.size; i++) {
        i32 digit = base64_digit(bytes.s[i]);
        if (bytes.s[i] == '=') bit_count = 0;
        if (digit < 0) continue;
        bits = (bits << 6 | (u32)digit) & 0xFFFFFF;
        bit_count += 6;
        if (bit_count < 8) continue;
        bit_count -= 8;
        out[size++] = (char)(bits >> bit_count & 0xFF);
    }
    return (str){out, size};
}

str coding_transfer(ctx *c, str bytes, str encoding)
{
    encoding = str_trim(encoding);
    if (str_equal_fold(encoding, S("quoted-printable"))) return quoted_printable(c, bytes);
    if (str_equal_fold(encoding, S("base64"))) return base64(c, bytes);
    return bytes;
}

str coding_percent(ctx *c, str text)
{
    char *out = NEW_ARRAY(c->arena, char, text.size + 1);
    i64 size = 0;
    for (i64 i = 0; i < text.size; i++) {
        i32 byte = text.s[i] == '%' ? hex_byte(text, i + 1) : -1;
        out[size++] = byte >= 0 ? (char)byte : text.s[i];
        if (byte >= 0) i += 2;
    }
    return (str){out, size};
}

// ---- Charsets ----

// What iconv may be asked for. Names from outside never reach it: some load code, some have had
// holes. A name ending in "-" stands for all that continue it with digits.
static const struct {
    const char *name, *iconv_name;
} charsets[] = {
    {"iso-8859-1",     "WINDOWS-1252"}, // what programs that say Latin-1 mean, as browsers have it
    {"us-ascii",       "WINDOWS-1252"},
    {"ascii",          "WINDOWS-1252"},
    {"latin1",         "WINDOWS-1252"},
    {"iso-8859-2",     "ISO-8859-2"  },
    {"iso-8859-3",     "ISO-8859-3"  },
    {"iso-8859-4",     "ISO-8859-4"  },
    {"iso-8859-5",     "ISO-8859-5"  },
    {"iso-8859-6",     "ISO-8859-6"  },
    {"iso-8859-7",     "ISO-8859-7"  },
    {"iso-8859-8",     "ISO-8859-8"  },
    {"iso-8859-9",     "WINDOWS-1254"},
    {"iso-8859-10",    "ISO-8859-10" },
    {"iso-8859-13",    "ISO-8859-13" },
    {"iso-8859-14",    "ISO-8859-14" },
    {"iso-8859-15",    "ISO-8859-15" },
    {"iso-8859-16",    "ISO-8859-16" },
    {"windows-1250",   "WINDOWS-1250"},
    {"windows-1251",   "WINDOWS-1251"},
    {"windows-1252",   "WINDOWS-1252"},
    {"windows-1253",   "WINDOWS-1253"},
    {"windows-1254",   "WINDOWS-1254"},
    {"windows-1255",   "WINDOWS-1255"},
    {"windows-1256",   "WINDOWS-1256"},
    {"windows-1257",   "WINDOWS-1257"},
    {"windows-1258",   "WINDOWS-1258"},
    {"cp1252",         "WINDOWS-1252"},
    {"koi8-r",         "KOI8-R"      },
    {"koi8-u",         "KOI8-U"      },
    {"utf-16",         "UTF-16"      },
    {"utf-16le",       "UTF-16LE"    },
    {"utf-16be",       "UTF-16BE"    },
    {"iso-2022-jp",    "ISO-2022-JP" },
    {"shift_jis",      "SHIFT_JIS"   },
    {"euc-jp",         "EUC-JP"      },
    {"euc-kr",         "EUC-KR"      },
    {"ks_c_5601-1987", "UHC"         },
    {"gb2312",         "GB18030"     },
    {"gbk",            "GB18030"     },
    {"gb18030",        "GB18030"     },
    {"big5",           "BIG5"        },
};

static const char *charset_of(str charset, bool is_valid)
{
    if (is_valid && (!charset.size || str_equal_fold(charset, S("us-ascii")) ||
                     str_equal_fold(charset, S("ascii"))))
        return NULL;
    if (str_equal_fold(charset, S("utf-8")) || str_equal_fold(charset, S("utf8"))) return NULL;
    for (i64 i = 0; i < COUNT_OF(charsets); i++)
        if (str_equal_fold(charset, str_of(charsets[i].name))) return charsets[i].iconv_name;
    return is_valid ? NULL : "WINDOWS-1252";
}

static void conversion_close(void *data)
{
    iconv_t *conversion = data;
    (void)iconv_close(*conversion);
}

// A byte that is no text in its charset becomes U+FFFD, and the next one is tried.
static str convert(ctx *c, str bytes, const char *from)
{
    iconv_t *conversion = NEW(c->arena, iconv_t);
    *conversion = iconv_open("UTF-8", from);
    if (*conversion == (iconv_t)-1) return bytes; // a system without its tables of charsets
    arena_defer(c->arena, conversion_close, conversion);
    size_t room = (size_t)bytes.size * 4 + 16, in_left = (size_t)bytes.size, out_left = room;
    char *start = NEW_ARRAY(c->arena, char, (i64)room), *out = start;
    char *in = NEW_ARRAY(c->arena, char, bytes.size + 1);
    if (bytes.size) memcpy(in, bytes.s, (size_t)bytes.size);
    while (in_left && out_left > 4) {
        if (iconv(*conversion, &in, &in_left, &out, &out_left) != (size_t)-1 || !in_left) break;
        if (out_left < 4) break;
        memcpy(out, "\xEF\xBF\xBD", 3);
        out += 3;
        out_left -= 3;
        in++;
        in_left--;
    }
    return (str){start, out - start};
}

// What is no UTF-8 becomes U+FFFD, byte by byte.
static str mend(ctx *c, str text)
{
    i64 bad_at = 0;
    if (str_is_utf8(text, &bad_at)) return text;
    buf out = buf_new(c->arena, text.size * 3 + 16);
    while (!str_is_utf8(text, &bad_at)) {
        buf_add(&out, str_slice(text, 0, bad_at));
        buf_c(&out, "\xEF\xBF\xBD");
        text = str_slice(text, bad_at + 1, text.size);
    }
    buf_add(&out, text);
    return buf_str(&out);
}

// Ends of lines become \n, other control characters blanks; U+FEFF at the beginning goes.
static str settle(ctx *c, str text)
{
    char *out = NEW_ARRAY(c->arena, char, text.size + 1);
    i64 size = 0;
    if (str_starts(text, S("\xEF\xBB\xBF"))) text = str_slice(text, 3, text.size);
    for (i64 i = 0; i < text.size; i++) {
        char letter = text.s[i];
        bool is_pair = letter == '\r' && i + 1 < text.size && text.s[i + 1] == '\n';
        if (is_pair) continue;
        if (letter == '\r') letter = '\n';
        bool is_control = ((u8)letter < 32 && letter != '\n' && letter != '\t') || letter == 127;
        out[size++] = is_control ? ' ' : letter;
    }
    return (str){out, size};
}

str coding_utf8(ctx *c, str bytes, str charset)
{
    charset = str_trim(charset);
    if (charset.size > CHARSET_BYTES) charset = S("");
    const char *from = charset_of(charset, str_is_utf8(bytes, NULL));
    str text = from ? convert(c, bytes, from) : bytes;
    return settle(c, mend(c, text));
}

// ---- Encoded words ----

struct word {
    str charset, encoding, text;
    i64 end; // index behind it
};

// =?charset*language?B?text?= at `at`.
static bool word_at(str field, i64 at, struct word *out)
{
    str rest = str_slice(field, at, field.size), part = {0};
    if (!str_starts(rest, S("=?"))) return false;
    rest = str_slice(rest, 2, rest.size);
    if (!str_cut(&rest, '?', &out->charset) || !str_cut(&rest, '?', &out->encoding)) return false;
    i64 end = str_find(rest, S("?="));
    if (end < 0) return false;
    // In Q the text may end in "=" only as part of "=XX", so "?=" is its end; not so ours: "?==?".
    out->text = str_slice(rest, 0, end);
    out->end = rest.s + end + 2 - field.s;
    if (str_find(out->charset, S(" ")) >= 0 || out->encoding.size != 1) return false;
    str charset = out->charset;
    if (str_cut(&charset, '*', &part)) out->charset = part;
    return strchr("BbQq", out->encoding.s[0]) != NULL;
}

static str word_bytes(ctx *c, const struct word *word)
{
    if (word->encoding.s[0] == 'B' || word->encoding.s[0] == 'b') return base64(c, word->text);
    char *text = NEW_ARRAY(c->arena, char, word->text.size + 1);
    for (i64 i = 0; i < word->text.size; i++)
        text[i] = word->text.s[i] == '_' ? ' ' : word->text.s[i];
    return quoted_printable(c, (str){text, word->text.size});
}

static i64 skip_blanks(str text, i64 at)
{
    while (at < text.size && strchr(" \t\r\n", text.s[at]))
        at++;
    return at;
}

// Neighbours of one charset are put together before they are decoded: some programs split a
// character between two words. Blanks between neighbours are none of the text (RFC 2047, 6.2).
static i64 add_words(ctx *c, buf *out, str field, struct word word)
{
    buf bytes = buf_new(c->arena, field.size + 16);
    str charset = word.charset;
    for (;;) {
        buf_add(&bytes, word_bytes(c, &word));
        i64 end = word.end, next = skip_blanks(field, end);
        if (next >= field.size || !word_at(field, next, &word) ||
            !str_equal_fold(word.charset, charset)) {
            buf_add(out, coding_utf8(c, buf_str(&bytes), charset));
            return next < field.size && word_at(field, next, &word) ? next : end;
        }
    }
}

str coding_words(ctx *c, str field)
{
    buf out = buf_new(c->arena, field.size * 4 + 64);
    struct word word;
    for (i64 i = 0; i < field.size;) {
        if (word_at(field, i, &word))
            i = add_words(c, &out, field, word);
        else
            buf_char(&out, field.s[i++]);
    }
    str text = coding_utf8(c, buf_str(&out), S(""));
    char *line = NEW_ARRAY(c->arena, char, text.size + 1);
    i64 size = 0;
    for (i64 i = 0; i < text.size; i++) {
        bool is_blank = strchr(" \t\n", text.s[i]) != NULL;
        if (is_blank && (!size || line[size - 1] == ' ')) continue;
        line[size++] = is_blank ? ' ' : text.s[i];
    }
    return str_trim((str){line, size});
}
