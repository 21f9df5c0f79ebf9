// The idea: one pass over the bytes. A tag either opens a block (its words begin on a line of their
// own), or hides what is in it, or is nothing. Blanks collapse as in a browser, but for <pre>.
#include "mail/html_text.h"

enum { QUOTES_MAX = 5, ENTITY_BYTES = 12 };

struct writer {
    ctx *c;
    str html;
    i64 at;
    buf out;
    i64 quotes, pre; // how deep
    i64 newlines;    // that wait to be written before the next word
    bool has_blank;  // so does a blank
    i64 quote_at;    // -1: none yet
};

struct tag {
    str name, rest; // rest: its attributes
    bool is_end;
};

static char lower(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

static bool one_of(str name, const char *const *names)
{
    for (; *names; names++)
        if (str_equal_fold(name, str_of(*names))) return true;
    return false;
}

// ---- Letters ----

static void put_utf8(buf *out, u32 code)
{
    bool is_letter =
        code >= 32 && code != 127 && code <= 0x10FFFF && !(code >= 0xD800 && code < 0xE000);
    if (!is_letter) code = ' ';
    if (code < 0x80) {
        buf_char(out, (char)code);
    } else if (code < 0x800) {
        buf_char(out, (char)(0xC0 | code >> 6));
        buf_char(out, (char)(0x80 | (code & 0x3F)));
    } else if (code < 0x10000) {
        buf_char(out, (char)(0xE0 | code >> 12));
        buf_char(out, (char)(0x80 | (code >> 6 & 0x3F)));
        buf_char(out, (char)(0x80 | (code & 0x3F)));
    } else {
        buf_char(out, (char)(0xF0 | code >> 18));
        buf_char(out, (char)(0x80 | (code >> 12 & 0x3F)));
        buf_char(out, (char)(0x80 | (code >> 6 & 0x3F)));
        buf_char(out, (char)(0x80 | (code & 0x3F)));
    }
}

static const struct {
    const char *name;
    u32 code;
} entities[] = {
    {"amp",    '&'   },
    {"lt",     '<'   },
    {"gt",     '>'   },
    {"quot",   '"'   },
    {"apos",   '\''  },
    {"nbsp",   ' '   },
    {"auml",   0xE4  },
    {"ouml",   0xF6  },
    {"aring",  0xE5  },
    {"Auml",   0xC4  },
    {"Ouml",   0xD6  },
    {"Aring",  0xC5  },
    {"eacute", 0xE9  },
    {"Eacute", 0xC9  },
    {"uuml",   0xFC  },
    {"Uuml",   0xDC  },
    {"szlig",  0xDF  },
    {"oslash", 0xF8  },
    {"Oslash", 0xD8  },
    {"aelig",  0xE6  },
    {"AElig",  0xC6  },
    {"euro",   0x20AC},
    {"pound",  0xA3  },
    {"sect",   0xA7  },
    {"deg",    0xB0  },
    {"copy",   0xA9  },
    {"reg",    0xAE  },
    {"ndash",  0x2013},
    {"mdash",  0x2014},
    {"hellip", 0x2026},
    {"bull",   0x2022},
    {"middot", 0xB7  },
    {"lsquo",  0x2018},
    {"rsquo",  0x2019},
    {"ldquo",  0x201C},
    {"rdquo",  0x201D},
    {"laquo",  0xAB  },
    {"raquo",  0xBB  },
    {"times",  0xD7  },
    {"egrave", 0xE8  },
    {"agrave", 0xE0  },
    {"ccedil", 0xE7  },
    {"ntilde", 0xF1  },
    {"frac12", 0xBD  },
};

// "&auml;" at the writer's place: the letter, and the place behind it. 0: none, the "&" stands.
static u32 entity(struct writer *w)
{
    str rest = str_slice(w->html, w->at + 1, MIN(w->at + 1 + ENTITY_BYTES, w->html.size)),
        name = {0};
    i64 end = str_find(rest, S(";"));
    if (end <= 0) return 0;
    name = str_slice(rest, 0, end);
    u32 code = 0;
    if (name.s[0] == '#') {
        bool is_hex = name.size > 1 && lower(name.s[1]) == 'x';
        const char *digits = str_c(w->c->arena, str_slice(name, is_hex ? 2 : 1, name.size));
        code = (u32)MIN(strtoul(digits, NULL, is_hex ? 16 : 10), 0x110000UL);
        if (code == 0xA0 || !code) code = ' ';
    }
    for (i64 i = 0; i < COUNT_OF(entities) && !code; i++)
        if (str_equal(name, str_of(entities[i].name))) code = entities[i].code;
    if (code) w->at += end + 2;
    return code;
}

// ---- Lines ----

static void start_line(struct writer *w)
{
    for (i64 i = 0; i < MIN(w->quotes, QUOTES_MAX); i++)
        buf_c(&w->out, "> ");
}

// Writes the blanks and ends of lines that wait.
static void settle(struct writer *w)
{
    bool is_start = !w->out.size;
    if (is_start) {
        start_line(w);
    } else if (w->newlines) {
        for (i64 i = 0; i < MIN(w->newlines, 2); i++) {
            buf_char(&w->out, '\n');
            start_line(w);
        }
    } else if (w->has_blank) {
        buf_char(&w->out, ' ');
    }
    w->newlines = 0;
    w->has_blank = false;
}

static void put(struct writer *w, u32 code)
{
    if (code == '\n' && w->pre) {
        w->newlines++;
        return;
    }
    bool is_blank = code == ' ' || code == '\t' || code == '\n' || code == '\r';
    if (is_blank && !w->pre) {
        w->has_blank = true;
        return;
    }
    settle(w);
    put_utf8(&w->out, code);
}

static void break_line(struct writer *w, i64 newlines)
{
    w->newlines = MAX(w->newlines, newlines);
    w->has_blank = false;
}

// ---- Tags ----

static const char *const blocks[] = {"div", "tr",      "li",      "h1",     "h2",     "h3",
                                     "h4",  "h5",      "h6",      "ul",     "ol",     "table",
                                     "hr",  "section", "article", "header", "footer", "dd",
                                     "dt",  "pre",     "address", "center", "body",   NULL};
static const char *const hidden[] = {"script", "style",  "title",  "template", "noscript",
                                     "svg",    "object", "iframe", NULL};

// What the mail programs of this world put around what is replied to.
static bool is_reply_block(const struct tag *tag)
{
    static const char *const marks[] = {
        "gmail_quote",      "divRplyFwdMsg",   "appendonsend",
        "yahoo_quoted",     "moz-cite-prefix", "OLK_SRC_BODY_SECTION",
        "protonmail_quote", "reply-intro",     NULL};
    for (const char *const *mark = marks; *mark; mark++)
        if (str_find(tag->rest, str_of(*mark)) >= 0) return true;
    // Outlook for Windows marks nothing, but draws this line above its header.
    return str_find(tag->rest, S("border-top:solid #E1E1E1")) >= 0 ||
           str_find(tag->rest, S("border-top:solid #B5C4DF")) >= 0;
}

// A tag at the writer's place, which moves behind it. False when "<" is only a sign.
static bool read_tag(struct writer *w, struct tag *tag)
{
    str rest = str_slice(w->html, w->at, w->html.size);
    if (str_starts(rest, S("<!--"))) {
        i64 end = str_find(rest, S("-->"));
        w->at += end < 0 ? rest.size : end + 3;
        *tag = (struct tag){0};
        return true;
    }
    i64 i = 1;
    tag->is_end = i < rest.size && rest.s[i] == '/';
    if (tag->is_end) i++;
    i64 start = i;
    while (i < rest.size && ((lower(rest.s[i]) >= 'a' && lower(rest.s[i]) <= 'z') ||
                             (rest.s[i] >= '0' && rest.s[i] <= '9') || rest.s[i] == ':'))
        i++;
    bool is_declaration = rest.size > 1 && (rest.s[1] == '!' || rest.s[1] == '?');
    if (i == start && !is_declaration) return false;
    tag->name = str_slice(rest, start, i);
    i64 from = i;
    for (char quote = 0; i < rest.size && (quote || rest.s[i] != '>'); i++) {
        if (quote ? rest.s[i] == quote : rest.s[i] == '"' || rest.s[i] == '\'')
            quote = quote ? 0 : rest.s[i];
    }
    if (i >= rest.size) { // a quote that never ends: the tag ends at the next ">"
        const char *end = memchr(rest.s + from, '>', (size_t)(rest.size - from));
        i = end ? end - rest.s : rest.size;
    }
    tag->rest = str_slice(rest, from, i);
    w->at += MIN(i + 1, rest.size);
    return true;
}

// Behind the end of what is not shown.
static void skip(struct writer *w, str name)
{
    while (w->at < w->html.size) {
        const char *open = memchr(w->html.s + w->at, '<', (size_t)(w->html.size - w->at));
        w->at = open ? open - w->html.s : w->html.size;
        str rest = str_slice(w->html, w->at, w->html.size);
        bool is_end = rest.size > name.size + 2 && rest.s[1] == '/' &&
                      str_equal_fold(str_slice(rest, 2, 2 + name.size), name);
        if (is_end) return;
        if (rest.size) w->at++;
    }
}

static void mark_reply(struct writer *w)
{
    if (w->quote_at < 0) w->quote_at = w->out.size;
}

static void quote(struct writer *w, const struct tag *tag)
{
    break_line(w, 1);
    if (tag->is_end) {
        if (w->quotes) w->quotes--;
    } else {
        w->quotes++;
    }
}

static void act(struct writer *w, const struct tag *tag)
{
    str name = tag->name;
    if (!tag->is_end && one_of(name, hidden)) {
        skip(w, name);
    } else if (str_equal_fold(name, S("blockquote"))) {
        if (!tag->is_end && is_reply_block(tag)) mark_reply(w);
        quote(w, tag);
    } else if (str_equal_fold(name, S("br"))) {
        w->newlines++;
        w->has_blank = false;
    } else if (str_equal_fold(name, S("p"))) {
        break_line(w, 2);
    } else if (str_equal_fold(name, S("td")) || str_equal_fold(name, S("th"))) {
        w->has_blank = true;
    } else if (one_of(name, blocks)) {
        if (!tag->is_end && is_reply_block(tag)) mark_reply(w);
        break_line(w, 1);
        if (str_equal_fold(name, S("pre"))) w->pre = !tag->is_end;
    }
    if (!tag->is_end && str_equal_fold(name, S("li"))) {
        settle(w);
        buf_c(&w->out, "- ");
    }
}

str html_text(ctx *c, str html, i64 *quote_at)
{
    struct writer w = {
        .c = c, .html = html, .out = buf_new(c->arena, html.size * 12 + 1000), .quote_at = -1};
    struct tag tag;
    while (w.at < html.size) {
        u32 code = html.s[w.at] == '&' ? entity(&w) : 0;
        if (code) {
            put(&w, code);
        } else if (html.s[w.at] == '<' && read_tag(&w, &tag)) {
            act(&w, &tag);
        } else if ((u8)html.s[w.at] < 0x80) {
            put(&w, (u32)(u8)html.s[w.at++]);
        } else { // a letter of several bytes, which is valid
            settle(&w);
            do
                buf_char(&w.out, html.s[w.at++]);
            while (w.at < html.size && ((u8)html.s[w.at] & 0xC0) == 0x80);
        }
    }
    str text = buf_str(&w.out);
    *quote_at = w.quote_at < 0 ? text.size : w.quote_at;
    return text;
}
