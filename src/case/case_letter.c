#include <unistd.h>

#include "base/lang.h"
#include "bounds.h"
#include "case/case_parts.h"
#include "case/case_post.h"
#include "case/case_step.h"
#include "people/email.h"
#include "record/attachment.h"

enum { PIECE_BYTES = 1 << 20, PARTS_MAX = 200 };

static const char *const who_names[] = {
    [CASE_CUSTOMER] = "customer", [CASE_US] = "us", [CASE_NOTE] = "note"};
static_assert(COUNT_OF(who_names) == CASE_WHO__COUNT, "a name for each");

const char *case_who_name(enum case_who who)
{
    assert(who < CASE_WHO__COUNT);
    return who_names[who];
}

// Keeping

static bool file_bytes(ctx *c, const struct case_file *file, struct attachment_writer *writer)
{
    if (file->bytes.s) return attachment_write(c, writer, file->bytes);
    char *bytes = NEW_ARRAY(c->arena, char, PIECE_BYTES);
    i64 at = 0;
    while (at < file->size) {
        ssize_t size = pread(file->fd, bytes, PIECE_BYTES, at);
        if (size <= 0) return fail(c, ERR_SYSTEM, tr(c, "could not read the file that came"));
        if (!attachment_write(c, writer, (str){bytes, size})) return false;
        at += size;
    }
    return true;
}

bool case_files_keep(ctx *c, i64 id, i64 letter, const struct case_words *words)
{
    for (i64 i = 0; i < words->file_count; i++) {
        const struct case_file *file = &words->files[i];
        struct attachment kept = {.kind = &case_kind,
                                  .record = id,
                                  .name = file->name,
                                  .type = file->type,
                                  .made_by = words->person};
        struct attachment_writer *writer = NULL;
        if (!attachment_begin(c, &kept, &writer) || !file_bytes(c, file, writer) ||
            !attachment_end(c, writer, &kept) ||
            !store_run(c, SQL_case_file_add, VALS(V_I64(letter), V_I64(kept.id))))
            return false;
    }
    return true;
}

static bool check_words(ctx *c, const struct case_words *words)
{
    if (words->text.size > BOUND_REMARK_BYTES)
        return fail_with(c, ERR_TOO_LARGE, tr(c, "these words are too many"),
                         fmt(c->arena, tr(c, "They may have %lld bytes at most."),
                             (long long)BOUND_REMARK_BYTES));
    if (!str_is_utf8(words->text, NULL) || !str_is_utf8(words->subject, NULL))
        return fail_with(c, ERR_BAD_INPUT, tr(c, "these words have characters that cannot be read"),
                         tr(c, "Write them as plain text."));
    if (words->text.size || words->subject.size || words->file_count) return true;
    return fail_with(c, ERR_BAD_INPUT, tr(c, "nothing is said"), tr(c, "Write some words."));
}

bool case_letter_keep(ctx *c, i64 id, const struct case_words *words, const char *occasion,
                      i64 *letter)
{
    if (!check_words(c, words) || !store_i64(c, SQL_case_letter_next, NO_VALS, letter))
        return false;
    str way = words->way.size ? words->way : S("web");
    struct vals vals =
        VALS(V_I64(*letter), V_I64(id), V_I64(c->now_ms), V_STR(str_of(case_who_name(words->who))),
             V_I64(words->person), V_STR(way), V_STR(str_of(occasion)),
             V_STR(str_head(words->subject, BOUND_NAME_BYTES)), V_STR(words->text),
             V_STR(str_head(words->message_id, BOUND_NAME_BYTES)),
             V_STR(str_head(words->in_reply_to, BOUND_NAME_BYTES)));
    return store_run(c, SQL_case_letter_insert, vals) && case_files_keep(c, id, *letter, words);
}

// What the customer says may take the case up again.
static bool taken_up(ctx *c, struct record *record)
{
    struct record_edit edit = {.why = str_of(tr(c, "the customer wrote again"))};
    if (case_is(record, "closed")) return case_reopen(c, record, &edit);
    if (case_is(record, "answered")) return case_move(c, record, "investigate", &edit);
    return true;
}

static bool told(ctx *c, struct record *record, const struct case_words *words, i64 *letter)
{
    return case_letter_keep(c, record->id, words, "", letter) && taken_up(c, record) &&
           case_tell(c, "case.told", record, NULL);
}

bool case_letter_add(ctx *c, i64 id, const struct case_words *words, const struct record_edit *edit,
                     i64 *letter)
{
    assert(store_in_transaction(c));
    struct record record;
    i64 same = 0;
    *letter = 0;
    if (words->message_id.size &&
        !store_i64(c, SQL_case_letter_same,
                   VALS(V_STR(str_head(words->message_id, BOUND_NAME_BYTES))), &same))
        return false;
    if (same) {
        *letter = same;
        return true;
    }
    if (!case_record_now(c, id, &record)) return false;
    switch (words->who) {
    case CASE_CUSTOMER:
        return told(c, &record, words, letter);
    case CASE_US:
        return case_say(c, &record, words, "progress", edit, letter);
    case CASE_NOTE:
    case CASE_WHO__COUNT:
        break;
    }
    return case_letter_keep(c, record.id, words, "", letter);
}

// Reading

static enum case_who who_of(str name)
{
    for (enum case_who who = 0; who < CASE_WHO__COUNT; who++)
        if (str_equal(name, str_of(who_names[who]))) return who;
    return CASE_NOTE;
}

static bool files_of(ctx *c, struct vals parts, struct case_letter *letters, i64 count)
{
    struct rows rows;
    if (!store_rows(c, SQL_case_letter_files, parts, &rows)) return false;
    const struct column *col = rows.column;
    for (i64 i = 0; i < count; i++) {
        i64 among = 0;
        for (i64 r = 0; r < rows.count; r++)
            among += col[0].i[r] == letters[i].id;
        letters[i].files = NEW_ARRAY(c->arena, struct case_letter_file, among + 1);
        for (i64 r = 0; r < rows.count; r++)
            if (col[0].i[r] == letters[i].id)
                letters[i].files[letters[i].file_count++] =
                    (struct case_letter_file){.attachment = col[1].i[r],
                                              .name = col[2].text[r],
                                              .type = col[3].text[r],
                                              .size = col[4].i[r]};
    }
    return true;
}

bool case_letters(ctx *c, i64 id, bool for_customer, struct case_letter **out, i64 *count)
{
    struct rows parts, rows;
    if (!store_rows(c, SQL_case_parts, VALS(V_I64(id)), &parts)) return false;
    struct val cases = V_I64_LIST(parts.column[0].i, MIN(parts.count, PARTS_MAX));
    if (!store_rows(c, SQL_case_letter_list, VALS(cases, V_I64(!for_customer)), &rows))
        return false;
    const struct column *col = rows.column;
    struct case_letter *letters = NEW_ARRAY(c->arena, struct case_letter, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        letters[i] = (struct case_letter){.id = col[0].i[i],
                                          .at_ms = col[1].i[i],
                                          .who = who_of(col[2].text[i]),
                                          .person = for_customer ? 0 : col[3].i[i],
                                          .way = col[4].text[i],
                                          .occasion = col[5].text[i],
                                          .subject = col[6].text[i],
                                          .text = col[7].text[i],
                                          .message_id = col[8].text[i],
                                          .is_erased = col[9].i[i] != 0,
                                          .of = col[10].i[i]};
    *out = letters;
    *count = rows.count;
    return files_of(c, VALS(cases), letters, rows.count);
}

bool case_contact(ctx *c, i64 id, struct case_person *out)
{
    struct rows rows;
    *out = (struct case_person){0};
    if (!store_rows(c, SQL_case_contact_row, VALS(V_I64(id)), &rows)) return false;
    if (!rows.count) return true;
    const struct column *col = rows.column;
    str lang = col[3].text[0];
    *out = (struct case_person){.name = col[0].text[0],
                                .email = col[1].text[0],
                                .phone = col[2].text[0],
                                .lang = lang.size ? str_c(c->arena, lang) : NULL};
    return true;
}

bool case_contact_set(ctx *c, i64 id, const struct case_person *person)
{
    assert(store_in_transaction(c));
    struct rows rows;
    str email = {0};
    if (person->email.size && !email_normalise(c, person->email, &email)) return false;
    str name = str_head(str_trim(person->name), BOUND_NAME_BYTES);
    str phone = str_head(str_trim(person->phone), BOUND_NAME_BYTES);
    bool has_lang = person->lang && lang_is_known(person->lang);
    str lang = str_of(has_lang ? person->lang : "");
    if (!str_is_utf8(name, NULL) || !str_is_utf8(phone, NULL))
        return fail_with(c, ERR_BAD_INPUT, tr(c, "a name or number cannot be read"),
                         tr(c, "Write it as plain text."));
    if (!store_rows(c, SQL_case_contact_row, VALS(V_I64(id)), &rows)) return false;
    if (!rows.count && !name.size && !email.size && !phone.size && !lang.size) return true;
    return store_run(c, rows.count ? SQL_case_contact_change : SQL_case_contact_add,
                     VALS(V_I64(id), V_STR(name), V_STR(email), V_STR(phone), V_STR(lang)));
}
