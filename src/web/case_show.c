// One case: what the customer said, what comes next, the thread, and what one should know.
#include "base/locale.h"
#include "case/case_parts.h"
#include "case/case_post.h"
#include "http/guard.h"
#include "record/attachment.h"
#include "bounds.h"
#include "web/address.h"
#include "web/case_handled.h"
#include "web/case_pages.h"
#include "web/case_seen.h"
#include "web/customer_page.h"
#include "web/labels.h"
#include "web/record_show.h"
#include "web/render.h"
#include "web/visitor.h"

// ---- The thread ----

static const char *size_text(ctx *c, i64 bytes)
{
    if (bytes < 1000) return fmt(c->arena, "%lld B", (long long)bytes);
    if (bytes < 1000000) return fmt(c->arena, "%s kB", locale_number(c, (f64)bytes / 1e3, 0).s);
    return fmt(c->arena, "%s MB", locale_number(c, (f64)bytes / 1e6, 1).s);
}

static json_t *files_of(ctx *c, const struct case_seen *seen, const struct case_letter *letter)
{
    json_t *files = json_new_array(c);
    for (i64 i = 0; i < letter->file_count; i++) {
        const struct case_letter_file *file = &letter->files[i];
        json_t *one = json_new_object(c);
        json_put_c(one, "href",
                   fmt(c->arena, "%s/files/%lld", seen->href, (long long)file->attachment));
        json_put_str(one, "name", file->name);
        json_put_str(one, "type", file->type);
        json_put_i64(one, "size", file->size);
        json_put_c(one, "size_text", size_text(c, file->size));
        json_array_append(files, one);
    }
    return files;
}

static const char *who_words(ctx *c, const struct case_letter *letter, str person)
{
    switch (letter->who) {
    case CASE_CUSTOMER:
        return tr(c, "The customer");
    case CASE_US:
        return letter->person ? str_c(c->arena, person) : tr(c, "We");
    case CASE_NOTE:
    case CASE_WHO__COUNT:
        break;
    }
    return fmt(c->arena, tr(c, "%s, for ourselves"),
               person.size ? str_c(c->arena, person) : tr(c, "somebody"));
}

static json_t *letter_of(ctx *c, const struct case_seen *seen, const struct case_letter *letter,
                         str person)
{
    json_t *one = json_new_object(c), *files = files_of(c, seen, letter);
    const struct kind_field *ways = &case_kind.fields[kind_field_index(&case_kind, S("way"))];
    json_put_c(one, "id", fmt(c->arena, "%lld", (long long)letter->id));
    json_put_c(one, "from", case_who_name(letter->who));
    json_put_bool(one, "is_customer", letter->who == CASE_CUSTOMER);
    json_put_bool(one, "is_note", letter->who == CASE_NOTE);
    json_put_c(one, "who", who_words(c, letter, person));
    json_put_str(one, "way", letter->way);
    json_put_c(one, "way_label", record_choice_label(c, ways, letter->way));
    json_put_str(one, "when", ms_write(c->arena, letter->at_ms));
    json_put_str(one, "when_text", locale_moment(c, letter->at_ms));
    json_put_str(one, "occasion", letter->occasion);
    json_put_str(one, "text", letter->text);
    json_put_bool(one, "is_erased", letter->is_erased);
    json_put_bool(one, "has_files", letter->file_count > 0);
    json_put(one, "files", files);
    return one;
}

static bool put_letters(ctx *c, const struct case_seen *seen, json_t *model)
{
    struct case_letter *letters = NULL;
    i64 count = 0;
    str *names = NULL;
    json_t *all = json_new_array(c);
    if (!case_letters(c, seen->record.id, false, &letters, &count)) return false;
    i64 *people = NEW_ARRAY(c->arena, i64, count + 1);
    for (i64 i = 0; i < count; i++)
        people[i] = letters[i].person;
    if (!record_show_people(c, people, count, &names)) return false;
    json_put_null(model, "said");
    for (i64 i = 0; i < count; i++) {
        json_t *one = letter_of(c, seen, &letters[i], names[i]);
        bool is_first = i == 0 && letters[i].who == CASE_CUSTOMER;
        if (is_first)
            json_put(model, "said", one);
        else
            json_array_append(all, one);
    }
    json_put(model, "letters", all);
    json_put_bool(model, "has_letters", json_array_size(all) > 0);
    return true;
}

// ---- What comes next ----

enum deed_kind { DEED_LINK, DEED_POST };

static void add_deed(ctx *c, json_t *deeds, const struct case_seen *seen, enum deed_kind kind,
                     const char *what, const char *label)
{
    json_t *one = json_new_object(c);
    const char *where = fmt(c->arena, "%s/%s", seen->href, what);
    json_put_c(one, "label", label);
    json_put_c(one, "href", kind == DEED_LINK ? where : NULL);
    json_put_c(one, "action", kind == DEED_POST ? where : NULL);
    json_put_bool(one, "is_main", json_array_size(deeds) == 0);
    json_array_append(deeds, one);
}

static void next_deeds(ctx *c, const struct case_seen *seen, json_t *deeds)
{
    const struct record *record = &seen->record;
    if (case_is(record, "suspected")) {
        add_deed(c, deeds, seen, DEED_POST, "release", tr(c, "It is real"));
        add_deed(c, deeds, seen, DEED_POST, "discard", tr(c, "It is spam"));
    } else if (case_is(record, "discarded")) {
        add_deed(c, deeds, seen, DEED_POST, "release", tr(c, "It was real"));
    } else if (case_is(record, "closed")) {
        add_deed(c, deeds, seen, DEED_LINK, "reopen", tr(c, "Open again"));
    } else if (case_is(record, "merged")) {
        add_deed(c, deeds, seen, DEED_LINK, "part", tr(c, "Part again"));
    } else if (!case_ref(record, "owner")) {
        add_deed(c, deeds, seen, DEED_POST, "take", tr(c, "I take it"));
        add_deed(c, deeds, seen, DEED_LINK, "hand", tr(c, "Hand it over"));
    } else if (case_is(record, "answered")) {
        add_deed(c, deeds, seen, DEED_LINK, "close", tr(c, "Close it"));
        add_deed(c, deeds, seen, DEED_LINK, "write", tr(c, "Write again"));
    } else {
        add_deed(c, deeds, seen, DEED_LINK, "write", tr(c, "Answer the customer"));
        add_deed(c, deeds, seen, DEED_LINK, "close", tr(c, "Close it"));
    }
}

static void more_deeds(ctx *c, const struct case_seen *seen, json_t *deeds)
{
    const struct record *record = &seen->record;
    if (!case_is_open(record)) return;
    add_deed(c, deeds, seen, DEED_LINK, "note", tr(c, "Note for ourselves"));
    add_deed(c, deeds, seen, DEED_LINK, "tasks", tr(c, "Ask another function"));
    add_deed(c, deeds, seen, DEED_LINK, "assess", tr(c, "Assess"));
    if (case_ref(record, "owner"))
        add_deed(c, deeds, seen, DEED_LINK, "hand", tr(c, "Hand it over"));
    else
        add_deed(c, deeds, seen, DEED_LINK, "write", tr(c, "Answer the customer"));
    if (!case_is(record, "investigated") && case_ref(record, "owner"))
        add_deed(c, deeds, seen, DEED_POST, "investigate", tr(c, "Investigate"));
    add_deed(c, deeds, seen, DEED_LINK, "merge", tr(c, "Put into another case"));
    if (!case_ref(record, "owner")) add_deed(c, deeds, seen, DEED_LINK, "close", tr(c, "Close it"));
}

static void put_deeds(ctx *c, const struct request *request, struct response *response,
                      const struct case_seen *seen, json_t *model)
{
    json_t *next = json_new_array(c), *more = json_new_array(c);
    if (seen->may_handle) {
        next_deeds(c, seen, next);
        more_deeds(c, seen, more);
    }
    json_put(model, "next", next);
    json_put_bool(model, "has_next", json_array_size(next) > 0);
    json_put(model, "more", more);
    json_put_bool(model, "has_more", json_array_size(more) > 0);
    json_put_c(model, "csrf", seen->may_handle ? guard_token(c, request, response) : NULL);
}

// ---- What one should know ----

static void add_fact(ctx *c, json_t *facts, const char *label, str text, const char *href)
{
    json_t *one = json_new_object(c);
    if (!text.size) return;
    json_put_c(one, "label", label);
    json_put_str(one, "text", text);
    json_put_c(one, "href", href);
    json_put_null(one, "note");
    json_put_null(one, "text_html");
    json_put_bool(one, "has_items", false);
    json_put_bool(one, "is_none", false);
    json_array_append(facts, one);
}

static bool add_reference(ctx *c, json_t *facts, const struct record *record, const char *field)
{
    const struct kind_field *of = &case_kind.fields[kind_field_index(&case_kind, str_of(field))];
    const struct kind *kind = kind_find(str_of(of->refers ? of->refers : "person"));
    i64 id = case_ref(record, field);
    str *titles = NULL;
    if (!id || !kind) return true;
    if (!record_titles(c, kind, &id, 1, &titles)) return false;
    add_fact(c, facts, tr(c, of->label), titles[0], record_href(c, kind, id, ""));
    return true;
}

static void add_choice(ctx *c, json_t *facts, const struct record *record, const char *field)
{
    const struct kind_field *of = &case_kind.fields[kind_field_index(&case_kind, str_of(field))];
    add_fact(c, facts, tr(c, of->label),
             str_of(record_choice_label(c, of, case_word(record, field))), NULL);
}

static bool add_contact(ctx *c, const struct request *request, const struct case_seen *seen,
                        json_t *facts)
{
    struct case_person person;
    i64 customer = case_ref(&seen->record, "customer");
    if (!case_contact(c, seen->record.id, &person)) return false;
    bool is_shown = seen->is_shown;
    str name = is_shown ? person.name : personal_mask(c, PERSONAL_NAME, person.name);
    str email = is_shown ? person.email : personal_mask(c, PERSONAL_EMAIL, person.email);
    str phone = is_shown ? person.phone : personal_mask(c, PERSONAL_PHONE, person.phone);
    bool is_nobody = !name.size && !email.size && !phone.size && !customer;
    add_fact(c, facts, tr(c, "Customer"), is_nobody ? str_of(tr(c, "did not say who")) : name,
             NULL);
    add_fact(c, facts, tr(c, "E-mail"), email, NULL);
    add_fact(c, facts, tr(c, "Telephone"), phone, NULL);
    if (!customer) return true;
    add_fact(c, facts, tr(c, "Card"), str_of(tr(c, "What we know of them")),
             fmt(c->arena, "/customers/%lld", (long long)customer));
    return !is_shown ||
           customer_look_note(c, request, (struct customer_looked){"customer.look", &customer, 1});
}

static bool put_facts(ctx *c, const struct request *request, const struct case_seen *seen,
                      json_t *model)
{
    const struct record *record = &seen->record;
    json_t *facts = json_new_array(c);
    add_fact(c, facts, tr(c, "Number"), case_word(record, "number"), NULL);
    if (!add_contact(c, request, seen, facts) || !add_reference(c, facts, record, "function") ||
        !add_reference(c, facts, record, "owner") ||
        !add_reference(c, facts, record, "touchpoint") || !add_reference(c, facts, record, "unit"))
        return false;
    add_choice(c, facts, record, "matter");
    add_choice(c, facts, record, "severity");
    add_choice(c, facts, record, "way");
    add_choice(c, facts, record, "found_by");
    add_fact(c, facts, tr(c, "Came"), locale_moment(c, record->made_ms), NULL);
    i64 solved_ms = case_moment(record, "solved_at");
    if (solved_ms) add_fact(c, facts, tr(c, "Solved"), locale_moment(c, solved_ms), NULL);
    if (!add_reference(c, facts, record, "cause") || !add_reference(c, facts, record, "decision") ||
        !add_reference(c, facts, record, "pattern") ||
        !add_reference(c, facts, record, "merged_with") ||
        !add_reference(c, facts, record, "repeats"))
        return false;
    json_put(model, "facts", facts);
    return true;
}

static bool put_tasks(ctx *c, const struct case_seen *seen, json_t *model)
{
    struct case_task *tasks = NULL;
    i64 count = 0;
    json_t *all = json_new_array(c);
    if (!case_tasks(c, seen->record.id, &tasks, &count)) return false;
    for (i64 i = 0; i < count; i++) {
        json_t *one = json_new_object(c);
        str function = {0};
        if (!case_title_of(c, "function", tasks[i].function, &function)) return false;
        json_put_str(one, "label", tasks[i].title);
        json_put_c(one, "href", fmt(c->arena, "/tasks/%lld", (long long)tasks[i].id));
        json_put_str(one, "function", function);
        json_put_str(one, "state", tasks[i].state);
        json_put_c(one, "state_label", record_state_label(c, &task_kind, tasks[i].state));
        json_put_c(one, "due_text", tasks[i].has_due ? locale_day(c, tasks[i].due).s : NULL);
        json_array_append(all, one);
    }
    json_put(model, "tasks", all);
    json_put_bool(model, "has_tasks", count > 0);
    return true;
}

// Of cases that are another's, no word is told.
static bool put_similar(ctx *c, const struct request *request, const struct case_seen *seen,
                        json_t *model)
{
    struct case_rows rows;
    struct case_query query = case_query_of(request);
    json_t *all = json_new_array(c);
    if (query.sees_all && !case_similar(c, seen->record.id, &rows)) return false;
    for (i64 i = 0; query.sees_all && i < rows.count; i++) {
        const struct case_row *row = &rows.rows[i];
        json_t *one = json_new_object(c);
        json_put_str(one, "label", row->subject);
        json_put_c(one, "href", fmt(c->arena, "/cases/%lld", (long long)row->id));
        json_put_c(one, "state_label", record_state_label(c, &case_kind, row->state));
        json_put_str(one, "when_text", locale_day(c, (i32)(row->made_ms / CASE_DAY_MS)));
        json_array_append(all, one);
    }
    json_put(model, "similar", all);
    json_put_bool(model, "has_similar", json_array_size(all) > 0);
    return true;
}

static const char *alarm_of(ctx *c, const struct record *record)
{
    bool is_answered = case_moment(record, "answered_at") != 0;
    i64 due_ms = case_moment(record, is_answered ? "solve_by" : "answer_by");
    bool is_late = case_is_open(record) && due_ms && due_ms < c->now_ms;
    if (!is_late) return NULL;
    return is_answered ? tr(c, "It is late: it should be solved by now.")
                       : tr(c, "It is late: the customer should have an answer by now.");
}

static void put_head(ctx *c, const struct case_seen *seen, json_t *model)
{
    const struct record *record = &seen->record;
    const char *state = label_capital(c, record_state_label(c, &case_kind, record->state));
    const char *due = case_due_words(c, record);
    json_put_c(model, "id", fmt(c->arena, "%lld", (long long)record->id));
    json_put_i64(model, "version", record->version);
    json_put_str(model, "title", record_title(record));
    json_put_c(model, "question", due ? fmt(c->arena, "%s · %s", state, due) : state);
    json_put_str(model, "number", case_word(record, "number"));
    json_put_str(model, "state", record->state);
    json_put_str(model, "matter", case_word(record, "matter"));
    json_put_str(model, "severity", case_word(record, "severity"));
    json_put_str(model, "found_by", case_word(record, "found_by"));
    json_put_c(model, "alarm", alarm_of(c, record));
    json_put_c(model, "escalated",
               case_ref(record, "escalated") ? tr(c, "The CX owner acts upon it too.") : NULL);
    json_put_c(model, "history_href", fmt(c->arena, "%s/history", seen->href));
}

bool case_get(ctx *c, struct request *request, struct response *response)
{
    struct case_seen seen;
    json_t *model = json_new_object(c);
    render_keep_lang(c, request, response);
    if (!store_begin_read(c) || !case_seen_of(c, request, &seen)) return false;
    put_head(c, &seen, model);
    put_deeds(c, request, response, &seen, model);
    case_crumbs(c, model, NULL);
    return put_letters(c, &seen, model) && case_handled_put(c, &seen, model) &&
           put_facts(c, request, &seen, model) && put_tasks(c, &seen, model) &&
           put_similar(c, request, &seen, model) &&
           render_page(c, request, response, "case", model);
}

// ---- Files ----

static bool add_bytes(ctx *c, void *data, str bytes)
{
    (void)c;
    buf_add(data, bytes);
    return true;
}

// A file of this case, or of one that became part of it.
static bool is_file_of(ctx *c, const struct case_seen *seen, i64 id, bool *out)
{
    struct case_letter *letters = NULL;
    i64 count = 0;
    *out = false;
    if (!case_letters(c, seen->record.id, false, &letters, &count)) return false;
    for (i64 i = 0; i < count; i++)
        for (i64 k = 0; k < letters[i].file_count; k++)
            *out = *out || letters[i].files[k].attachment == id;
    return true;
}

bool case_file_get(ctx *c, struct request *request, struct response *response)
{
    struct case_seen seen;
    struct attachment file;
    i64 id = 0;
    bool is_ours = false;
    if (!store_begin_read(c) || !case_seen_of(c, request, &seen)) return false;
    if (!str_i64(request_param(request, "file"), &id)) id = 0;
    if (!is_file_of(c, &seen, id, &is_ours)) return false;
    if (!is_ours)
        return fail_with(c, ERR_NOT_FOUND, tr(c, "there is no such file"),
                         tr(c, "Somebody may have taken it away meanwhile."));
    buf bytes = buf_new(c->arena, BOUND_ATTACHMENT_BYTES + 1);
    if (!attachment_get(c, id, &file) || !attachment_read(c, id, add_bytes, &bytes)) return false;
    response_body(response, str_c(c->arena, file.type), buf_str(&bytes));
    response_download(c, response, str_c(c->arena, file.name));
    return true;
}
