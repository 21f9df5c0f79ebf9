#include "mail/message.h"

#include <sodium.h>

#include "base/time.h"

// Control characters become blanks: they could end a line of the head.
static str one_line(ctx *c, str text)
{
    char *line = NEW_ARRAY(c->arena, char, text.size + 1);
    for (i64 i = 0; i < text.size; i++)
        line[i] = (u8)text.s[i] < 32 || text.s[i] == 127 ? ' ' : text.s[i];
    return str_trim((str){line, text.size});
}

static bool is_plain(str text)
{
    for (i64 i = 0; i < text.size; i++)
        if ((u8)text.s[i] > 126) return false;
    return str_find(text, S("=?")) < 0;
}

// RFC 2047: encoded words of at most 75 characters, none of which splits a character of UTF-8;
// folded, so that no line is longer than 78.
static void add_encoded(ctx *c, buf *out, str text)
{
    enum { WORD_BYTES = 39 }; // 52 letters of base64
    bool is_first = true;
    while (text.size) {
        str part = str_head(text, WORD_BYTES);
        char word[sodium_base64_ENCODED_LEN(WORD_BYTES, sodium_base64_VARIANT_ORIGINAL)];
        sodium_bin2base64(word, sizeof word, (const u8 *)part.s, (size_t)part.size,
                          sodium_base64_VARIANT_ORIGINAL);
        buf_fmt(out, "%s=?UTF-8?B?%s?=", is_first ? "" : "\r\n ", word);
        is_first = false;
        text = str_slice(text, part.size, text.size);
    }
    (void)c;
}

static void add_quoted(buf *out, str text)
{
    buf_char(out, '"');
    for (i64 i = 0; i < text.size; i++) {
        if (text.s[i] == '"' || text.s[i] == '\\') buf_char(out, '\\');
        buf_char(out, text.s[i]);
    }
    buf_char(out, '"');
}

static const char *person_line(ctx *c, const char *field, str name, str address)
{
    buf out = buf_new(c->arena, 8000);
    buf_fmt(&out, "%s: ", field);
    name = one_line(c, name);
    if (name.size && is_plain(name))
        add_quoted(&out, name);
    else
        add_encoded(c, &out, name);
    buf_fmt(&out, "%s<%.*s>", name.size ? " " : "", STR(one_line(c, address)));
    return out.s;
}

static const char *subject_line(ctx *c, str subject)
{
    buf out = buf_new(c->arena, 8000);
    buf_c(&out, "Subject: ");
    subject = one_line(c, subject);
    if (is_plain(subject))
        buf_add(&out, subject);
    else
        add_encoded(c, &out, subject);
    return out.s;
}

static const char *date_line(ctx *c, i64 at_ms)
{
    static const char *const days[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct civil at = civil_from_ms(at_ms);
    i32 day = day_from_civil(at.year, at.month, at.day);
    return fmt(c->arena, "Date: %s, %d %s %d %02d:%02d:%02d +0000", days[(day % 7 + 7) % 7], at.day,
               months[at.month - 1], at.year, at.hour, at.minute, at.second);
}

str address_host(str address)
{
    i64 at = str_find(address, S("@"));
    return at < 0 ? (str){0} : str_slice(address, at + 1, address.size);
}

bool host_is_this_machine(str host)
{
    return str_equal_fold(host, S("localhost")) || str_starts(host, S("127.")) ||
           str_equal(host, S("::1")) || str_equal(host, S("[::1]"));
}

void message_head(ctx *c, const struct message *message, const char *lines[MESSAGE_HEAD_LINES])
{
    lines[0] = date_line(c, message->at_ms);
    lines[1] = person_line(c, "From", message->from_name, message->from);
    lines[2] = person_line(c, "To", message->to_name, message->to);
    lines[3] = subject_line(c, message->subject);
    lines[4] = fmt(c->arena, "Message-ID: <%.*s@%.*s>", STR(one_line(c, message->code)),
                   STR(one_line(c, address_host(message->from))));
    lines[5] = "Auto-Submitted: auto-generated"; // RFC 3834: nobody's absence answers it
    lines[6] = fmt(c->arena, "Content-Language: %s", message->lang);
    lines[7] = "X-Auto-Response-Suppress: All"; // the same for Exchange
    lines[8] =
        message->reply_to.size ? person_line(c, "Reply-To", (str){0}, message->reply_to) : NULL;
    str way_out = one_line(c, message->unsubscribe);
    lines[9] = lines[10] = NULL;
    if (!way_out.size) return;
    lines[9] = fmt(c->arena, "List-Unsubscribe: <%.*s>", STR(way_out)); // RFC 2369
    if (str_starts(way_out, S("https://")))
        lines[10] = "List-Unsubscribe-Post: List-Unsubscribe=One-Click"; // RFC 8058
}

// Each paragraph of a text, in turn; false at its end.
static bool paragraph(str *text, str *out)
{
    while (str_starts(*text, S("\n")))
        *text = str_slice(*text, 1, text->size);
    i64 end = str_find(*text, S("\n\n"));
    *out = end < 0 ? *text : str_slice(*text, 0, end);
    *text = end < 0 ? (str){0} : str_slice(*text, end + 2, text->size);
    return out->size > 0;
}

// Lines of at most 76 characters, broken at blanks.
static void add_wrapped(buf *out, str text)
{
    enum { LINE = 76 };
    i64 column = 0;
    str word = {0};
    while (str_cut(&text, ' ', &word)) {
        if (column && column + 1 + word.size > LINE) {
            buf_c(out, "\r\n");
            column = 0;
        }
        if (column) buf_char(out, ' ');
        buf_add(out, word);
        column += word.size + (column ? 1 : 0);
    }
}

static void add_paragraphs(ctx *c, buf *out, str text)
{
    str part = {0};
    while (paragraph(&text, &part)) {
        if (out->size) buf_c(out, "\r\n\r\n");
        add_wrapped(out, one_line(c, part));
    }
}

str message_plain(ctx *c, const struct message *message)
{
    buf out = buf_new(c->arena, 200000);
    add_paragraphs(c, &out, message->text);
    add_paragraphs(c, &out, message->question);
    if (message->link.size)
        buf_fmt(&out, "\r\n\r\n%.*s:\r\n%.*s", STR(one_line(c, message->link_words)),
                STR(one_line(c, message->link)));
    if (message->foot.size || message->foot_link.size) buf_c(&out, "\r\n\r\n-- ");
    add_paragraphs(c, &out, message->foot);
    if (message->foot_link.size)
        buf_fmt(&out, "\r\n\r\n%.*s:\r\n%.*s", STR(one_line(c, message->foot_link_words)),
                STR(one_line(c, message->foot_link)));
    buf_c(&out, "\r\n");
    return buf_str(&out);
}

static void add_html(buf *out, str text)
{
    for (i64 i = 0; i < text.size; i++) {
        switch (text.s[i]) {
        case '&':
            buf_c(out, "&amp;");
            break;
        case '<':
            buf_c(out, "&lt;");
            break;
        case '>':
            buf_c(out, "&gt;");
            break;
        case '"':
            buf_c(out, "&quot;");
            break;
        default:
            buf_char(out, text.s[i]);
        }
    }
}

static void add_link(ctx *c, buf *out, str link, str words)
{
    buf_c(out, "<a href=\"");
    add_html(out, one_line(c, link));
    buf_c(out, "\">");
    add_html(out, one_line(c, words));
    buf_c(out, "</a>");
}

static void add_html_paragraphs(ctx *c, buf *out, str text, const char *begin)
{
    str part = {0};
    while (paragraph(&text, &part)) {
        buf_fmt(out, "<p%s>", begin);
        add_html(out, one_line(c, part));
        buf_c(out, "</p>\r\n");
    }
}

// Buttons as a table's cells: the one layout that all readers of mail keep. Short ones stand beside
// each other, longer ones below.
static void add_choices(ctx *c, buf *out, const struct message *message)
{
    enum { SHORT = 3 };
    bool is_row = true;
    for (i64 i = 0; i < message->choice_count; i++)
        is_row = is_row && message->choices[i].label.size <= SHORT;
    buf_c(out, "<table role=\"presentation\" cellspacing=\"4\" cellpadding=\"0\"><tr>\r\n");
    for (i64 i = 0; i < message->choice_count; i++) {
        if (i && !is_row) buf_c(out, "</tr><tr>\r\n");
        buf_fmt(out, "<td style=\"border: 1px solid #767676; border-radius: 4px\"%s><a href=\"",
                is_row ? " align=\"center\"" : "");
        add_html(out, one_line(c, message->choices[i].link));
        buf_c(out,
              "\" style=\"display: block; padding: 10px; color: #1a1a1a; text-decoration: none\">");
        add_html(out, one_line(c, message->choices[i].label));
        buf_c(out, "</a></td>\r\n");
    }
    buf_c(out, "</tr></table>\r\n");
    if (!message->low.size && !message->high.size) return;
    buf_c(out, "<p style=\"color: #595959\">");
    add_html(out, one_line(c, message->low));
    if (message->low.size && message->high.size) buf_c(out, " &ndash; ");
    add_html(out, one_line(c, message->high));
    buf_c(out, "</p>\r\n");
}

static void add_foot(ctx *c, buf *out, const struct message *message)
{
    if (!message->foot.size && !message->foot_link.size) return;
    buf_c(out, "<hr>\r\n");
    add_html_paragraphs(c, out, message->foot, " style=\"font-size: 13px; color: #595959\"");
    if (!message->foot_link.size) return;
    buf_c(out, "<p style=\"font-size: 13px\">");
    add_link(c, out, message->foot_link, message->foot_link_words);
    buf_c(out, "</p>\r\n");
}

// Only what every reader of mail shows; the link stands in words too, for who does not press what
// they cannot read.
str message_html(ctx *c, const struct message *message)
{
    buf out = buf_new(c->arena, 200000);
    buf_fmt(&out,
            "<!doctype html>\r\n<html lang=\"%s\"><head><meta charset=\"utf-8\"></head>\r\n"
            "<body style=\"font: 16px/1.5 sans-serif; max-width: 36em; margin: 1.5em\">\r\n",
            message->lang);
    add_html_paragraphs(c, &out, message->text, "");
    add_html_paragraphs(c, &out, message->question, " style=\"font-weight: bold\"");
    if (message->choice_count) add_choices(c, &out, message);
    if (message->link.size) {
        buf_c(&out, "<p>");
        add_link(c, &out, message->link, message->link_words);
        buf_c(&out, "<br>\r\n");
        add_html(&out, one_line(c, message->link));
        buf_c(&out, "</p>\r\n");
    }
    add_foot(c, &out, message);
    buf_c(&out, "</body></html>\r\n");
    return buf_str(&out);
}
