#include "case/case_late.h"

#include "base/lang.h"
#include "base/locale.h"
#include "case/case_parts.h"

enum { AT_ONCE = 300, READERS_MAX = 1000, LINES_MAX = 30 };

// A case, and which of its deadlines nobody was told of yet: one of them, or both.
struct late {
    i64 id;
    bool no_answer, no_solution;
};

// Whoever is written to, with the cases that they read of.
struct reader {
    str email, name, lang;
    i64 count;
    struct late cases[LINES_MAX]; // the rest is counted
};

struct readers {
    i64 count;
    struct reader *all;
};

static void tell_reader(struct readers *readers, const struct rows *rows, i64 row,
                        const struct late *late)
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
        if (reader->cases[i].id == late->id) return;
    if (reader->count < LINES_MAX) reader->cases[reader->count] = *late;
    reader->count++;
}

static bool tell_readers(ctx *c, const struct record *record, const struct late *late,
                         struct readers *readers)
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
        tell_reader(readers, &owners, i, late);
    for (i64 i = 0; i < across.count; i++)
        tell_reader(readers, &across, i, late);
    return true;
}

static bool escalate(ctx *c, const struct late *late, struct readers *readers)
{
    struct record record;
    json_t *more = json_new_object(c);
    bool both = late->no_answer && late->no_solution;
    json_put_c(more, "which", both ? "both" : late->no_answer ? "answer" : "solve");
    if (!case_record(c, late->id, &record)) return false;
    if (!case_ref(&record, "escalated")) {
        case_set_yes(&record, "escalated", true);
        if (!case_store(c, &record, NULL)) return false;
    }
    return (!late->no_answer || case_mark(c, late->id, "late.answer")) &&
           (!late->no_solution || case_mark(c, late->id, "late.solve")) &&
           case_tell(c, "case.late", &record, more) && tell_readers(c, &record, late, readers);
}

static const char *words_of(ctx *c, const struct late *late)
{
    if (!late->no_answer) return tr(c, "not solved in time");
    return late->no_solution ? tr(c, "neither answered nor solved in time")
                             : tr(c, "not answered in time");
}

static bool write_to(ctx *c, const struct reader *reader)
{
    str link = {0};
    buf text = buf_new(c->arena, 100000);
    buf_c(&text, tr(c, "These cases are late:"));
    for (i64 i = 0; i < MIN(reader->count, LINES_MAX); i++) {
        struct record record;
        if (!case_record(c, reader->cases[i].id, &record)) return false;
        buf_fmt(&text, "\n\n%.*s · %.*s · %s", STR(case_word(&record, "number")),
                STR(case_word(&record, "subject")), words_of(c, &reader->cases[i]));
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
        struct late late = {.id = rows.column[0].i[i],
                            .no_answer = rows.column[1].i[i] != 0,
                            .no_solution = rows.column[2].i[i] != 0};
        if (!escalate(c, &late, &readers)) return false;
        (*count)++;
    }
    return write_all(c, &readers);
}
