#include "mail/report.h"

#include "bounds.h"
#include "mail/coding.h"
#include "mail/part.h"

enum { WHY_BYTES = 500, GROUPS_MAX = 50 };

// "rfc822; anna@example.com" → what stands behind the kind.
static str behind_kind(str field)
{
    str rest = field, kind = {0};
    (void)str_cut(&rest, ';', &kind);
    return str_trim(rest.s ? rest : kind);
}

// One recipient's fields. False when it was delivered, or these fields are about no recipient.
static bool read_recipient(ctx *c, const struct part *group, struct inbound_report *out)
{
    str action = part_value(c, part_field(c, group, "Action"));
    str recipient = part_field(c, group, "Original-Recipient");
    bool is_failed = str_equal(action, S("failed")), is_late = str_equal(action, S("delayed"));
    if (!is_failed && !is_late) return false;
    if (!recipient.size) recipient = part_field(c, group, "Final-Recipient");
    str why = behind_kind(part_words(c, group, "Diagnostic-Code"));
    out->recipient = behind_kind(recipient);
    out->status = str_trim(part_field(c, group, "Status"));
    out->why = str_head(why, WHY_BYTES);
    out->is_for_good = is_failed;
    return true;
}

// Groups of fields, parted by empty lines: the first about the mail, each other about a recipient.
static bool read_status(ctx *c, str body, struct inbound_report *out)
{
    bool is_found = false;
    for (i64 i = 0; i < GROUPS_MAX && body.size; i++) {
        while (str_starts(body, S("\r\n")) || str_starts(body, S("\n")))
            body = str_slice(body, 1 + str_starts(body, S("\r\n")), body.size);
        struct part group = part_of(body);
        if (!group.head.size) break;
        struct inbound_report report = *out;
        if (read_recipient(c, &group, &report) &&
            (!is_found || (report.is_for_good && !out->is_for_good))) {
            *out = report;
            is_found = true;
        }
        body = group.body;
    }
    return is_found;
}

static str id_of(ctx *c, str bytes)
{
    struct part part = part_of(bytes);
    str field = part_field(c, &part, "Message-ID"), id = {0};
    return part_next_id(&field, &id) ? id : S("");
}

static str decoded(ctx *c, const struct part *part)
{
    return coding_transfer(c, part->body, part_field(c, part, "Content-Transfer-Encoding"));
}

static bool read_parts(ctx *c, const struct part *whole, struct inbound_report *out)
{
    str boundary = part_parameter(c, part_field(c, whole, "Content-Type"), "boundary");
    str body = whole->body, bytes = {0};
    bool is_found = false;
    for (i64 i = 0; boundary.size && i < BOUND_MAIL_PARTS && part_next(&body, boundary, &bytes);
         i++) {
        struct part part = part_of(bytes);
        str type = part_value(c, part_field(c, &part, "Content-Type"));
        if (str_equal(type, S("message/delivery-status")) ||
            str_equal(type, S("message/global-delivery-status")))
            is_found = read_status(c, decoded(c, &part), out) || is_found;
        if (str_equal(type, S("message/rfc822")) || str_equal(type, S("text/rfc822-headers")) ||
            str_equal(type, S("message/rfc822-headers")) || str_equal(type, S("message/global")))
            out->message_id = id_of(c, decoded(c, &part));
    }
    return is_found;
}

// The first "Message-ID: <…>" in the words: what old servers quote.
static str id_in_words(str body)
{
    static const char *const names[] = {"Message-ID:", "Message-Id:", "Message-id:"};
    for (i64 i = 0; i < COUNT_OF(names); i++) {
        i64 at = str_find(body, str_of(names[i]));
        str rest = str_slice(body, MAX(at, 0), body.size), id = {0};
        if (at >= 0 && part_next_id(&rest, &id)) return id;
    }
    return S("");
}

// The first line with an enhanced status code or an answer of SMTP: "550 5.1.1 no such user".
static str why_in_words(str body)
{
    str line = {0};
    for (i64 i = 0; i < 200 && body.size && str_cut(&body, '\n', &line); i++) {
        line = str_trim(line);
        bool is_answer = str_find(line, S("550")) >= 0 || str_find(line, S("554")) >= 0 ||
                         str_find(line, S("552")) >= 0 || str_find(line, S("553")) >= 0;
        if (is_answer) return line;
    }
    return S("");
}

static bool is_mail_system(str from)
{
    str host = from, local = {0};
    (void)str_cut(&host, '@', &local);
    return str_equal_fold(local, S("mailer-daemon")) || str_equal_fold(local, S("postmaster"));
}

bool report_read(ctx *c, str message, str from, struct inbound_report *out)
{
    struct part whole = part_of(message);
    str type = part_field(c, &whole, "Content-Type");
    *out = (struct inbound_report){0};
    bool is_report = str_equal(part_value(c, type), S("multipart/report"));
    if (is_report && read_parts(c, &whole, out)) return true;
    str failed = part_field(c, &whole, "X-Failed-Recipients"), rest = failed, name = {0};
    str subject = part_words(c, &whole, "Subject");
    bool is_subject = str_find(subject, S("ndeliver")) >= 0 ||
                      str_find(subject, S("failure")) >= 0 || str_find(subject, S("ailed")) >= 0 ||
                      str_find(subject, S("Returned mail")) >= 0;
    if (!failed.size && !(is_mail_system(from) && is_subject)) return false;
    if (!part_next_address(c, &rest, &out->recipient, &name)) out->recipient = S("");
    if (!out->message_id.size) out->message_id = id_in_words(whole.body);
    out->why = str_head(coding_words(c, why_in_words(whole.body)), WHY_BYTES);
    out->is_for_good = true;
    return true;
}
