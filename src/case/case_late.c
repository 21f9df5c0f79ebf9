#include "case/case_late.h"

#include "base/lang.h"
#include "base/locale.h"
#include "case/case_parts.h"

enum { AT_ONCE = 300, READERS_MAX = 1000, LINES_MAX = 30 };

// Whoever is written to, with the cases that they read of.
struct reader {
    str email, name, lang;
    i64 count;
    i64 cases[LINES_MAX]; // the rest is counted
};

struct readers {
    i64 count;
    struct reader *all;
};

static void tell_reader(struct readers *readers, const struct rows *rows, i64 row, i64 id)
{
    str email = rows->column[0].text[row];
    i64 at = 0;
    while (at < readers->count && !str_equal(readers->all[at].email, email))
        at++;
    if (at == READERS_MAX) return;
    if (at == readers->count)
        readers->all[readers->count++] = (struct reader){
            .email = email, .name = rows->column[1].text[row], .lang = rows->column[2].text[row]};
    struct reader *reader = &readers->all[at];
    for (i64 i = 0; i < MIN(reader->count, LINES_MAX); i++)
        if (reader->cases[i] == id) return;
    if (reader->count < LINES_MAX) reader->cases[reader->count] = id;
    reader->count++;
}

static bool tell_readers(ctx *c, const struct record *record, struct readers *readers)
{
    struct rows owners, across;
    i64 person = case_ref(record, "owner"), function = case_ref(record, "function");
    if (!person && function &&
        !store_i64(c, SQL_case_function_lead, VALS(V_I64(function)), &person))
        return false;
    if (!store_rows(c, SQL_case_late_owners, VALS(V_I64(person)), &owners) ||
        !store_rows(c, SQL_case_late_across, NO_VALS, &across))
        return false;
    for (i64 i = 0; i < owners.count; i++)
        tell_reader(readers, &owners, i, record->id);
    for (i64 i = 0; i < across.count; i++)
        tell_reader(readers, &across, i, record->id);
    return true;
}

static bool escalate(ctx *c, struct record *record, bool no_answer, struct readers *readers)
{
    const char *which = no_answer ? "late.answer" : "late.solve";
    json_t *more = json_new_object(c);
    json_put_c(more, "which", no_answer ? "answer" : "solve");
    if (!case_ref(record, "escalated")) {
        case_set_yes(record, "escalated", true);
        if (!case_store(c, record, NULL)) return false;
    }
    return case_mark(c, record->id, which) && case_tell(c, "case.late", record, more) &&
           tell_readers(c, record, readers);
}

static bool write_to(ctx *c, const struct reader *reader)
{
    str link = {0};
    buf text = buf_new(c->arena, 100000);
    buf_c(&text, tr(c, "These cases are late:"));
    for (i64 i = 0; i < MIN(reader->count, LINES_MAX); i++) {
        struct record record;
        if (!case_record(c, reader->cases[i], &record)) return false;
        buf_fmt(&text, "\n\n%.*s · %.*s", STR(case_word(&record, "number")),
                STR(case_word(&record, "subject")));
    }
    if (reader->count > LINES_MAX)
        buf_fmt(&text, "\n\n%s",
                fmt(c->arena, tr(c, "and %lld more"), (long long)(reader->count - LINES_MAX)));
    if (!mail_address(c, S("/cases?view=late"), &link)) return false;
    const char *subject =
        reader->count == 1 ? tr(c, "A case is late")
                           : fmt(c->arena, tr(c, "%lld cases are late"), (long long)reader->count);
    struct mail mail = {.what = "late", .subject = str_of(subject), .text = buf_str(&text)};
    mail.to = (struct mail_to){.email = reader->email, .name = reader->name, .lang = c->lang};
    mail.link = link;
    mail.link_words = str_of(tr(c, "See the late cases"));
    return mail_add(c, mail);
}

static bool write_all(ctx *c, const struct readers *readers)
{
    bool is_set_up = false;
    const char *lang = c->lang;
    if (!mail_is_set_up(c, &is_set_up)) return false;
    for (i64 i = 0; is_set_up && i < readers->count; i++) {
        str own = readers->all[i].lang;
        c->lang = own.size ? str_c(c->arena, own) : lang;
        bool done = write_to(c, &readers->all[i]);
        c->lang = lang;
        if (!done) return false;
    }
    return true;
}

bool case_late_waits(ctx *c, bool *out)
{
    struct rows rows;
    *out = false;
    if (!store_rows(c, SQL_case_late_rows, VALS(V_I64(c->now_ms), V_I64(1)), &rows)) return false;
    *out = rows.count > 0;
    return true;
}

bool case_late_run(ctx *c, i64 *count)
{
    assert(store_in_transaction(c));
    struct rows rows;
    struct readers readers = {.all = NEW_ARRAY(c->arena, struct reader, READERS_MAX)};
    *count = 0;
    if (!store_rows(c, SQL_case_late_rows, VALS(V_I64(c->now_ms), V_I64(AT_ONCE)), &rows))
        return false;
    for (i64 i = 0; i < rows.count; i++) {
        struct record record;
        bool answered = false, no_answer = rows.column[1].i[i] != 0;
        if (!case_record(c, rows.column[0].i[i], &record) ||
            !case_marked(c, record.id, "late.answer", &answered) ||
            !escalate(c, &record, no_answer && !answered, &readers))
            return false;
        (*count)++;
    }
    return write_all(c, &readers);
}
