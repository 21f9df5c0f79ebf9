#include "mail/inbound.h"

#include "bounds.h"
#include "mail/coding.h"
#include "mail/html_text.h"
#include "mail/part.h"
#include "mail/quoted.h"
#include "mail/report.h"

enum { IDS_MAX = 50, ADDRESSES_MAX = 20 };

// What is gathered from all parts.
struct gathered {
    ctx *c;
    struct inbound *out;
    struct inbound_file *files;
    buf text;
    str forwarded;     // the first mail inside
    bool is_quote_cut; // by what HTML itself marked
    bool wants_cut;
    bool is_read; // the words were found in another face; only files are missing
    i64 parts;
};

static void read_part(struct gathered *g, str bytes, i64 depth);

// ---- Files ----

// The last step of a path, without what a file system or a page could take amiss.
static str file_name(ctx *c, str name)
{
    for (i64 i = name.size - 1; i >= 0; i--) {
        if (name.s[i] != '/' && name.s[i] != '\\') continue;
        name = str_slice(name, i + 1, name.size);
        break;
    }
    while (str_starts(name, S(".")))
        name = str_slice(name, 1, name.size);
    return str_copy(c->arena, str_trim(str_head(name, BOUND_FILE_NAME_BYTES)));
}

static const char *ending_of(str type)
{
    static const struct {
        const char *type, *ending;
    } endings[] = {
        {"text/plain",      ".txt" },
        {"text/html",       ".html"},
        {"image/jpeg",      ".jpg" },
        {"image/png",       ".png" },
        {"image/gif",       ".gif" },
        {"image/heic",      ".heic"},
        {"application/pdf", ".pdf" },
        {"text/calendar",   ".ics" },
        {"message/rfc822",  ".eml" },
    };
    for (i64 i = 0; i < COUNT_OF(endings); i++)
        if (str_equal(type, str_of(endings[i].type))) return endings[i].ending;
    return ".bin";
}

static str name_of_part(ctx *c, const struct part *part)
{
    str name = part_parameter(c, part_field(c, part, "Content-Disposition"), "filename");
    if (!name.size) name = part_parameter(c, part_field(c, part, "Content-Type"), "name");
    return file_name(c, name);
}

static str decoded(ctx *c, const struct part *part)
{
    return coding_transfer(c, part->body, part_field(c, part, "Content-Transfer-Encoding"));
}

static void add_file(struct gathered *g, const struct part *part, str type)
{
    ctx *c = g->c;
    struct inbound *out = g->out;
    if (out->file_count == BOUND_MAIL_FILES) {
        out->is_cut = true;
        return;
    }
    str name = name_of_part(c, part), bytes = decoded(c, part);
    if (!name.size && str_equal(type, S("message/rfc822"))) {
        struct part inner = part_of(bytes);
        str subject = file_name(c, part_words(c, &inner, "Subject"));
        if (subject.size) name = str_of(fmt(c->arena, "%.*s.eml", STR(subject)));
    }
    if (!name.size)
        name = str_of(fmt(c->arena, "%lld%s", (long long)out->file_count + 1, ending_of(type)));
    g->files[out->file_count++] = (struct inbound_file){name, type, bytes};
}

// ---- Words ----

static str text_of_part(ctx *c, const struct part *part)
{
    enum { SOURCE_BYTES = 10 * BOUND_MAIL_TEXT_BYTES }; // HTML has more styles than words
    str charset = part_parameter(c, part_field(c, part, "Content-Type"), "charset");
    str bytes = decoded(c, part);
    return coding_utf8(c, str_slice(bytes, 0, MIN(bytes.size, SOURCE_BYTES)), charset);
}

static void add_text(struct gathered *g, str text)
{
    text = str_trim(text);
    i64 room = BOUND_MAIL_TEXT_BYTES - g->text.size;
    if (text.size > room) g->out->is_cut = true;
    text = str_head(text, MAX(room, 0));
    if (!text.size) return;
    if (g->text.size) buf_c(&g->text, "\n\n");
    buf_add(&g->text, text);
}

static str words_of_html(struct gathered *g, const struct part *part)
{
    i64 quote_at = 0;
    str text = html_text(g->c, text_of_part(g->c, part), &quote_at);
    bool has_words = str_trim(str_slice(text, 0, quote_at)).size > 0;
    if (g->wants_cut && quote_at < text.size && has_words && !g->text.size) {
        g->is_quote_cut = true;
        g->out->text = str_trim(str_slice(text, 0, quote_at));
    }
    return text;
}

static void read_leaf(struct gathered *g, const struct part *part, str type)
{
    ctx *c = g->c;
    str disposition = part_value(c, part_field(c, part, "Content-Disposition"));
    bool is_text = str_equal(type, S("text/plain")) || str_equal(type, S("text/html"));
    bool is_file = str_equal(disposition, S("attachment")) || name_of_part(c, part).size > 0;
    if (!is_text || is_file) {
        bool is_signature = str_equal(type, S("application/pgp-signature")) ||
                            str_equal(type, S("application/pkcs7-signature")) ||
                            str_equal(type, S("application/x-pkcs7-signature"));
        if (!is_signature) add_file(g, part, type);
    } else if (g->is_read) {
        return;
    } else if (str_equal(type, S("text/html"))) {
        add_text(g, words_of_html(g, part));
    } else {
        add_text(g, text_of_part(c, part));
    }
}

// ---- Parts ----

static str type_of(ctx *c, const struct part *part)
{
    str type = part_value(c, part_field(c, part, "Content-Type"));
    return str_find(type, S("/")) > 0 ? type : S("text/plain");
}

static bool is_plain_with_words(ctx *c, const struct part *part)
{
    return str_equal(type_of(c, part), S("text/plain")) && !name_of_part(c, part).size &&
           str_trim(text_of_part(c, part)).size > 0;
}

// Of several faces of the same words one is read: the plain one, else the first that has any. Files
// are taken from all of them: Apple puts them beside the HTML.
static void read_faces(struct gathered *g, str body, str boundary, i64 depth)
{
    str rest = body, bytes = {0};
    i64 plain = -1;
    for (i64 i = 0; plain < 0 && i < BOUND_MAIL_PARTS && part_next(&rest, boundary, &bytes); i++) {
        struct part part = part_of(bytes);
        if (is_plain_with_words(g->c, &part)) plain = i;
    }
    rest = body;
    i64 had_bytes = g->text.size;
    bool was_read = g->is_read;
    for (i64 i = 0; i < BOUND_MAIL_PARTS && part_next(&rest, boundary, &bytes); i++) {
        g->is_read = was_read || g->text.size > had_bytes || (plain >= 0 && i != plain);
        read_part(g, bytes, depth + 1);
    }
    g->is_read = was_read;
}

static void read_several(struct gathered *g, const struct part *part, str type, i64 depth)
{
    str boundary = part_parameter(g->c, part_field(g->c, part, "Content-Type"), "boundary");
    str body = part->body, bytes = {0};
    if (!boundary.size || depth >= BOUND_MAIL_DEPTH) {
        add_file(g, part, S("text/plain"));
        g->out->is_cut = true;
    } else if (str_equal(type, S("multipart/alternative"))) {
        read_faces(g, body, boundary, depth);
    } else {
        while (part_next(&body, boundary, &bytes))
            read_part(g, bytes, depth + 1);
    }
}

static void read_part(struct gathered *g, str bytes, i64 depth)
{
    if (g->parts++ >= BOUND_MAIL_PARTS) {
        g->out->is_cut = true;
        return;
    }
    struct part part = part_of(bytes);
    str type = type_of(g->c, &part);
    if (str_starts(type, S("multipart/")))
        read_several(g, &part, type, depth);
    else
        read_leaf(g, &part, type);
    if (str_equal(type, S("message/rfc822")) && !g->forwarded.size && depth < BOUND_MAIL_DEPTH)
        g->forwarded = decoded(g->c, &part);
}

// ---- The head ----

static void add_answered(str field, str *ids, i64 *count)
{
    str id = {0};
    while (*count < IDS_MAX && part_next_id(&field, &id))
        ids[(*count)++] = id;
}

// In-Reply-To tells the one that it answers; References the thread, oldest first (RFC 5322, 3.6.4).
static void read_ids(ctx *c, const struct part *part, struct inbound *out)
{
    str id = part_field(c, part, "Message-ID"), inside = {0};
    out->message_id = part_next_id(&id, &inside) ? inside : str_trim(id);
    str *ids = NEW_ARRAY(c->arena, str, IDS_MAX), *thread = NEW_ARRAY(c->arena, str, IDS_MAX);
    i64 count = 0, thread_count = 0;
    add_answered(part_field(c, part, "In-Reply-To"), ids, &count);
    add_answered(part_field(c, part, "References"), thread, &thread_count);
    while (thread_count && count < IDS_MAX)
        ids[count++] = thread[--thread_count];
    out->answered = ids;
    out->answered_count = count;
}

static void read_addresses(ctx *c, const struct part *part, struct inbound *out)
{
    static const char *const fields[] = {"To", "Cc", "Delivered-To", "X-Original-To",
                                         "Envelope-To"};
    str *to = NEW_ARRAY(c->arena, str, ADDRESSES_MAX), name = {0}, address = {0}, field = {0};
    field = part_field(c, part, "Reply-To");
    if (!part_next_address(c, &field, &out->from, &out->from_name) ||
        str_find(out->from, S("@")) < 0) {
        field = part_field(c, part, "From");
        if (!part_next_address(c, &field, &out->from, &out->from_name)) out->from = S("");
    }
    for (i64 i = 0; i < COUNT_OF(fields); i++) {
        field = part_field(c, part, fields[i]);
        while (out->to_count < ADDRESSES_MAX && part_next_address(c, &field, &address, &name))
            if (str_find(address, S("@")) > 0) to[out->to_count++] = address;
    }
    out->to = to;
}

static bool has_field(ctx *c, const struct part *part, const char *const *names)
{
    for (; *names; names++)
        if (part_field(c, part, *names).size) return true;
    return false;
}

static bool begins(str text, const char *const *words)
{
    for (; *words; words++) {
        i64 size = str_of(*words).size;
        if (text.size >= size && str_equal_fold(str_slice(text, 0, size), str_of(*words)))
            return true;
    }
    return false;
}

// RFC 3834, and what was usual before it.
static bool is_automatic(ctx *c, const struct part *part, str subject)
{
    static const char *const marks[] = {"X-Autoreply", "X-Autorespond",    "X-Auto-Reply",
                                        "List-Id",     "List-Unsubscribe", "Feedback-ID",
                                        NULL};
    static const char *const kinds[] = {"bulk", "junk", "list", "auto_reply", NULL};
    static const char *const subjects[] = {
        "Automatic reply:", "Automaattinen vastaus:", "Autosvar:",       "Automatiskt svar:",
        "Out of Office",    "Poissa toimistosta",     "Poissaoloviesti", NULL};
    str submitted = part_value(c, part_field(c, part, "Auto-Submitted"));
    bool is_so = submitted.size && !str_equal(submitted, S("no"));
    return is_so || has_field(c, part, marks) || begins(subject, subjects) ||
           begins(part_field(c, part, "Precedence"), kinds) ||
           str_equal(str_trim(part_field(c, part, "Return-Path")), S("<>"));
}

static bool is_marked_unwanted(ctx *c, const struct part *part)
{
    static const char *const yes[] = {"yes", "true", NULL};
    return begins(part_field(c, part, "X-Spam-Flag"), yes) ||
           begins(part_field(c, part, "X-Spam-Status"), yes) ||
           begins(part_field(c, part, "X-Spam"), yes);
}

static bool is_answer(const struct inbound *in)
{
    static const char *const forwards[] = {"Fwd:", "FW:", "VL:", "VB:", "Vbf:", NULL};
    static const char *const answers[] = {"Re:", "VS:", "SV:", "AW:", "Antw:", "Re :", NULL};
    return !begins(in->subject, forwards) && (in->answered_count || begins(in->subject, answers));
}

static void read_body(struct gathered *g, str message)
{
    struct inbound *out = g->out;
    read_part(g, message, 0);
    if (!g->text.size && g->forwarded.size) { // a mail that was handed on without a word
        i64 files = out->file_count;
        read_part(g, g->forwarded, 1);
        out->file_count = files;
    }
    out->whole = buf_str(&g->text);
    if (!g->is_quote_cut) out->text = out->whole;
    if (g->wants_cut) out->text = quoted_cut(g->c, out->text);
}

void inbound_read(ctx *c, str message, struct inbound *out)
{
    *out = (struct inbound){.text = S(""), .is_cut = message.size > BOUND_MAIL_BYTES};
    message = str_slice(message, 0, MIN(message.size, BOUND_MAIL_BYTES));
    struct part part = part_of(message);
    read_ids(c, &part, out);
    read_addresses(c, &part, out);
    out->subject = part_words(c, &part, "Subject");
    out->is_unwanted = is_marked_unwanted(c, &part);
    if (!part_date(part_field(c, &part, "Date"), &out->sent_ms)) out->sent_ms = 0;
    if (report_read(c, message, out->from, &out->report))
        out->class = INBOUND_BOUNCE;
    else if (is_automatic(c, &part, out->subject))
        out->class = INBOUND_AUTOMATIC;
    struct gathered g = {.c = c,
                         .out = out,
                         .files = NEW_ARRAY(c->arena, struct inbound_file, BOUND_MAIL_FILES),
                         .text = buf_new(c->arena, BOUND_MAIL_TEXT_BYTES + 2 * BOUND_MAIL_PARTS),
                         .wants_cut = is_answer(out)};
    out->files = g.files;
    read_body(&g, message);
}
