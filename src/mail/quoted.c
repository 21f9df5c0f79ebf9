#include "mail/quoted.h"

enum { LINES_MAX = 20000, INTRO_LINES = 3, HEADER_LINES = 6 };

struct lines {
    str *line;
    i64 count;
};

static struct lines lines_of(ctx *c, str text)
{
    struct lines lines = {NEW_ARRAY(c->arena, str, LINES_MAX), 0};
    str line = {0};
    while (lines.count < LINES_MAX - 1 && text.size && str_cut(&text, '\n', &line))
        lines.line[lines.count++] = line;
    if (text.size) lines.line[lines.count++] = text;
    return lines;
}

static bool is_blank(str line)
{
    return !str_trim(line).size;
}

static bool is_quote(str line)
{
    return str_starts(str_trim(line), S(">"));
}

static bool has(str text, const char *const *words)
{
    for (; *words; words++)
        if (str_find(text, str_of(*words)) >= 0) return true;
    return false;
}

static bool starts(str text, const char *const *words)
{
    for (; *words; words++)
        if (str_starts(text, str_of(*words))) return true;
    return false;
}

static bool has_digit(str text)
{
    for (i64 i = 0; i < text.size; i++)
        if (text.s[i] >= '0' && text.s[i] <= '9') return true;
    return false;
}

// "On Fri, 20 Nov 2026 at 14:02, Service <help@example.com> wrote:", which programs fold. Returns
// how many lines it is; 0: none.
static i64 intro_at(ctx *c, const struct lines *lines, i64 at)
{
    static const char *const ends[] = {
        "wrote:", "kirjoitti:", "skrev:",    "schrieb:",        "écrit :",
        "écrit:", "escribió:",  "kirjutas:", "skrev följande:", NULL};
    static const char *const swedish[] = {"Den ", "> Den ", NULL};
    bool has_colon = false;
    for (i64 i = at; i < lines->count && i < at + INTRO_LINES; i++)
        has_colon = has_colon || str_ends(str_trim(lines->line[i]), S(":"));
    if (!has_colon) return 0;
    buf joined = buf_new(c->arena, 4000);
    for (i64 i = 0; i < INTRO_LINES && at + i < lines->count; i++) {
        str line = str_trim(lines->line[at + i]);
        if (!line.size || line.size > 500) return 0;
        if (i) buf_char(&joined, ' ');
        buf_add(&joined, line);
        str whole = buf_str(&joined);
        bool ends_so = false;
        for (const char *const *end = ends; *end; end++)
            ends_so = ends_so || str_ends(whole, str_of(*end));
        if (ends_so && has_digit(whole)) return i + 1;
        // Gmail in Swedish has the name behind the verb.
        static const char *const wrote[] = {" skrev ", NULL};
        if (starts(whole, swedish) && has(whole, wrote) && str_ends(whole, S(":"))) return i + 1;
    }
    return 0;
}

// "-----Original Message-----"
static bool is_original(str line)
{
    static const char *const words[] = {"Original Message",        "Original message",
                                        "Original Appointment",    "Alkuperäinen viesti",
                                        "Ursprungligt meddelande", "Ursprüngliche Nachricht",
                                        "Originalmeddelande",      NULL};
    line = str_trim(line);
    return str_starts(line, S("--")) && has(line, words);
}

// Bold in Outlook's plain text: "*From:* …".
static bool names(str line, const char *const *words)
{
    line = str_trim(line);
    if (str_starts(line, S("*"))) line = str_slice(line, 1, line.size);
    return starts(line, words);
}

// From, Sent, To, Subject as a block of lines: how Outlook introduces it.
static bool is_header(const struct lines *lines, i64 at)
{
    static const char *const from[] = {"From:", "Lähettäjä:", "Från:", "Von:", NULL};
    static const char *const sent[] = {"Sent:",    "Date:",  "Lähetetty:", "Päivämäärä:", "Pvm:",
                                       "Skickat:", "Datum:", "Gesendet:",  NULL};
    static const char *const subject[] = {"Subject:", "Aihe:", "Ämne:", "Betreff:", NULL};
    bool has_sent = false, has_subject = false;
    if (!names(lines->line[at], from)) return false;
    for (i64 i = at + 1; i < lines->count && i <= at + HEADER_LINES; i++) {
        has_sent = has_sent || names(lines->line[i], sent);
        has_subject = has_subject || names(lines->line[i], subject);
    }
    return has_sent && has_subject;
}

// Whether somebody wrote between the quoted lines from here on.
static bool is_answered_between(const struct lines *lines, i64 from)
{
    bool has_quote = false;
    for (i64 i = from; i < lines->count; i++) {
        if (is_quote(lines->line[i]))
            has_quote = true;
        else if (has_quote && !is_blank(lines->line[i]))
            return true;
    }
    return false;
}

static bool is_quoted_from(const struct lines *lines, i64 from)
{
    for (i64 i = from; i < lines->count; i++)
        if (!is_blank(lines->line[i])) return is_quote(lines->line[i]);
    return false;
}

// The first line of the quote; the number of lines when there is none.
static i64 find_quote(ctx *c, const struct lines *lines)
{
    for (i64 i = 0; i < lines->count; i++) {
        if (is_original(lines->line[i]) || is_header(lines, i)) return i;
        i64 intro = intro_at(c, lines, i);
        if (!intro) continue;
        bool is_marked = is_quoted_from(lines, i + intro);
        if (!is_marked || !is_answered_between(lines, i + intro)) return i;
    }
    i64 end = lines->count;
    while (end && (is_blank(lines->line[end - 1]) || is_quote(lines->line[end - 1])))
        end--;
    return end;
}

// A line that only parts the words from the quote: "________".
static bool is_rule(str line)
{
    line = str_trim(line);
    for (i64 i = 0; i < line.size; i++)
        if (line.s[i] != '_' && line.s[i] != '-') return false;
    return line.size >= 5;
}

str quoted_cut(ctx *c, str text)
{
    struct lines lines = lines_of(c, text);
    i64 end = find_quote(c, &lines);
    while (end && (is_blank(lines.line[end - 1]) || is_rule(lines.line[end - 1])))
        end--;
    if (!end) return str_trim(text);
    const char *last = lines.line[end - 1].s + lines.line[end - 1].size;
    return str_trim((str){text.s, last - text.s});
}
