#include "complaint/incoming.h"

#include "base/lang.h"
#include "bounds.h"
#include "campaign/invite.h"
#include "http/upload.h"
#include "people/email.h"
#include "people/secret.h"
#include "settings/seal.h"
#include "words/language.h"

enum { ANSWER_DAYS = 90, NUMBER_WORDS_MAX = 40 };

static const char *const names[] = {"opened", "joined", "held", "bounced", "noted", "repeated"};
static_assert(COUNT_OF(names) == INCOMING__COUNT, "a name for each outcome");
#define FAILED "failed"

const char *incoming_name(enum incoming_outcome outcome)
{
    assert(outcome < INCOMING__COUNT);
    return names[outcome];
}

// ---- Never twice ----

static str hash_of(ctx *c, const struct incoming *incoming)
{
    str id = incoming->mail.message_id;
    return secret_hash(c, id.size ? str_of(fmt(c->arena, "mail id %.*s", STR(id)))
                                  : incoming->message);
}

struct past {
    bool is_there, is_taken;
    i64 matter, tries;
};

static bool past_of(ctx *c, str hash, struct past *out)
{
    struct rows rows;
    *out = (struct past){0};
    if (!store_rows(c, SQL_incoming_of, VALS(V_STR(hash)), &rows)) return false;
    if (!rows.count) return true;
    *out = (struct past){.is_there = true,
                         .is_taken = !str_equal(rows.column[0].text[0], S(FAILED)),
                         .matter = rows.column[1].i[0],
                         .tries = rows.column[2].i[0]};
    return true;
}

static bool past_keep(ctx *c, str hash, const struct past *past, str outcome)
{
    if (past->is_there)
        return store_run(
            c, SQL_incoming_set,
            VALS(V_STR(hash), V_STR(outcome), V_I64(past->matter), V_I64(past->tries)));
    return store_run(c, SQL_incoming_add,
                     VALS(V_STR(hash), V_I64(c->now_ms), V_STR(outcome), V_I64(past->matter),
                          V_I64(past->tries)));
}

bool incoming_is_known(ctx *c, const struct incoming *incoming, bool *out)
{
    struct past past;
    if (!past_of(c, hash_of(c, incoming), &past)) return false;
    *out = past.is_taken;
    return true;
}

bool incoming_failed(ctx *c, const struct incoming *incoming, i64 *tries)
{
    struct past past;
    str hash = hash_of(c, incoming);
    if (!past_of(c, hash, &past)) return false;
    *tries = ++past.tries;
    return past_keep(c, hash, &past, S(FAILED));
}

// ---- Which case it goes on with ----

// A seal behind the + of an address that it came to: help+SEAL@example.com.
static bool find_by_address(ctx *c, const struct inbound *mail, i64 *matter)
{
    u8 key[SEAL_KEY_BYTES];
    bool has_key = false;
    for (i64 i = 0; i < mail->to_count && !*matter; i++) {
        str rest = mail->to[i], local = {0}, head = {0};
        (void)str_cut(&rest, '@', &local);
        (void)str_cut(&local, '+', &head);
        if (local.size != SEAL_CHARACTERS) continue;
        if (!has_key && !seal_key(c, key)) return false;
        has_key = true;
        if (!seal_open(key, CASE_SEAL, local, matter)) *matter = 0;
    }
    return true;
}

// "Re: Your matter K7M2-9QXT": each word that could be a number is asked for.
static bool find_by_number(ctx *c, str subject, i64 *matter)
{
    str word = {0};
    for (i64 i = 0; i < NUMBER_WORDS_MAX && !*matter && str_cut(&subject, ' ', &word); i++) {
        while (word.size && strchr("[]()#:.,;\"'", word.s[0]))
            word = str_slice(word, 1, word.size);
        while (word.size && strchr("[]()#:.,;\"'", word.s[word.size - 1]))
            word.size--;
        bool has_digit = false;
        for (i64 k = 0; k < word.size; k++)
            has_digit = has_digit || (word.s[k] >= '0' && word.s[k] <= '9');
        bool could_be = word.size >= CASE_NUMBER_CHARACTERS && word.size <= 20 &&
                        case_number_clean(c, word).size == CASE_NUMBER_CHARACTERS;
        if (could_be && has_digit && !case_find(c, word, matter)) return false;
    }
    return true;
}

static bool find_case(ctx *c, const struct inbound *mail, i64 *matter)
{
    *matter = 0;
    for (i64 i = 0; i < mail->answered_count && !*matter; i++)
        if (!case_find_message(c, mail->answered[i], matter)) return false;
    if (!*matter && !find_by_address(c, mail, matter)) return false;
    if (!*matter && !find_by_number(c, mail->subject, matter)) return false;
    if (*matter || !mail->answered_count || mail->class != INBOUND_PERSON) return true;
    return case_find_email(c, mail->from, ANSWER_DAYS, matter);
}

// ---- Taking it ----

static const struct case_file *files_of(ctx *c, const struct inbound *mail, i64 *count)
{
    struct case_file *files = NEW_ARRAY(c->arena, struct case_file, mail->file_count + 1);
    i64 all_bytes = 0;
    *count = 0;
    for (i64 i = 0; i < mail->file_count; i++) {
        const struct inbound_file *file = &mail->files[i];
        bool fits = file->bytes.size <= BOUND_ATTACHMENT_BYTES &&
                    all_bytes + file->bytes.size <= BOUND_ATTACHMENTS_BYTES / 2;
        if (!fits || !file->bytes.size) continue;
        all_bytes += file->bytes.size;
        str beginning = str_slice(file->bytes, 0, MIN(file->bytes.size, UPLOAD_SNIFF_BYTES));
        files[(*count)++] = (struct case_file){.name = upload_name(c->arena, file->name),
                                               .type = str_of(upload_type(beginning)),
                                               .bytes = file->bytes,
                                               .fd = -1,
                                               .size = file->bytes.size};
    }
    return files;
}

static str text_of(ctx *c, const struct inbound *mail, i64 file_count)
{
    buf out = buf_new(c->arena, 2 * BOUND_MAIL_TEXT_BYTES);
    buf_add(&out, str_head(mail->text, BOUND_REMARK_BYTES));
    if (mail->is_cut || file_count < mail->file_count || mail->text.size > BOUND_REMARK_BYTES)
        buf_fmt(
            &out, "%s[%s]", out.size ? "\n\n" : "",
            tr(c, "This mail was too large to be taken as a whole; the mailbox has all of it."));
    if (!out.size) buf_add(&out, mail->subject);
    if (!out.size) buf_c(&out, tr(c, "(a mail without words)"));
    return buf_str(&out);
}

static bool join(ctx *c, const struct inbound *mail, i64 matter)
{
    i64 letter = 0;
    struct case_words words = {.who = CASE_CUSTOMER,
                               .way = S("email"),
                               .subject = mail->subject,
                               .message_id = mail->message_id,
                               .in_reply_to = mail->answered_count ? mail->answered[0] : S("")};
    words.files = files_of(c, mail, &words.file_count);
    words.text = text_of(c, mail, words.file_count);
    return case_letter_add(c, matter, &words, NULL, &letter);
}

// The language that the mail is written in, where it can be told; else the house's.
static const char *language_of_mail(const struct inbound *mail)
{
    struct language_guess guess = language_of(str_head(mail->text, 2000));
    return guess.language == WORDS_UNKNOWN ? NULL : language_code(guess.language);
}

static bool open_new(ctx *c, const struct inbound *mail, struct incoming_taken *out)
{
    struct complaint_taken taken;
    struct complaint complaint = {
        .way = S("email"),
        .subject = mail->subject,
        .message_id = mail->message_id,
        .is_doubtful = mail->class != INBOUND_PERSON || mail->is_unwanted,
        .is_quiet = mail->class != INBOUND_PERSON,
        .contact = {.name = mail->from_name, .lang = language_of_mail(mail)}
    };
    if (!email_normalise(c, mail->from, &complaint.contact.email)) {
        err_clear(c);
        complaint.contact.email = S("");
    }
    complaint.files = files_of(c, mail, &complaint.file_count);
    complaint.text = text_of(c, mail, complaint.file_count);
    if (!complaint_customer(c, complaint.contact.email, &complaint.customer) ||
        !complaint_take(c, &complaint, NULL, &taken))
        return false;
    *out = (struct incoming_taken){taken.is_held ? INCOMING_HELD : INCOMING_OPENED, taken.id};
    return true;
}

// A letter of a case that did not arrive is noted in its thread; any other mail may be an invite.
static bool take_bounce(ctx *c, const struct inbound *mail, struct incoming_taken *out)
{
    const struct inbound_report *report = &mail->report;
    i64 letter = 0;
    out->outcome = INCOMING_BOUNCED;
    if (report->message_id.size && !case_find_message(c, report->message_id, &out->matter))
        return false;
    if (out->matter) {
        const char *what = report->is_for_good
                               ? tr(c, "Our mail did not arrive.")
                               : tr(c, "Our mail has not arrived yet; it is tried again.");
        struct case_words words = {.who = CASE_NOTE,
                                   .way = S("email"),
                                   .text =
                                       str_of(fmt(c->arena, "%s %.*s", what, STR(report->why)))};
        return case_letter_add(c, out->matter, &words, NULL, &letter);
    }
    bool found = false;
    str whose[] = {report->message_id, report->recipient};
    for (i64 i = 0; i < COUNT_OF(whose) && !found; i++)
        if (whose[i].size && !invite_bounced(c, whose[i], report->is_for_good, report->why, &found))
            return false;
    return true;
}

static bool take_new(ctx *c, const struct incoming *incoming, struct incoming_taken *out)
{
    const struct inbound *mail = &incoming->mail;
    str from = {0};
    if (mail->class == INBOUND_BOUNCE) return take_bounce(c, mail, out);
    bool is_ours = incoming->from_us.size && email_normalise(c, mail->from, &from) &&
                   str_equal(from, incoming->from_us);
    err_clear(c);
    if (!find_case(c, mail, &out->matter)) return false;
    out->outcome = INCOMING_NOTED;
    if (is_ours || (mail->class == INBOUND_AUTOMATIC && (out->matter || mail->answered_count)))
        return true; // our own, or an absence
    if (!out->matter) return open_new(c, mail, out);
    out->outcome = INCOMING_JOINED;
    return join(c, mail, out->matter);
}

bool incoming_take(ctx *c, const struct incoming *incoming, struct incoming_taken *out)
{
    struct past past;
    str hash = hash_of(c, incoming);
    assert(store_in_transaction(c));
    *out = (struct incoming_taken){0};
    if (!past_of(c, hash, &past)) return false;
    if (past.is_taken) {
        *out = (struct incoming_taken){INCOMING_REPEATED, past.matter};
        return true;
    }
    if (!take_new(c, incoming, out)) return false;
    past.matter = out->matter;
    return past_keep(c, hash, &past, str_of(names[out->outcome]));
}
