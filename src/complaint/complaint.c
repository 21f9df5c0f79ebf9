#include "complaint/complaint.h"

#include "base/lang.h"
#include "base/log.h"
#include "bounds.h"
#include "case/case_kinds.h"
#include "case/case_parts.h"
#include "complaint/pace.h"
#include "customer/list.h"
#include "customer/personal.h"
#include "people/email.h"

enum { EXTERNAL_BYTES = 40, PHONE_DIGITS = 6 };

// ---- What a customer may choose from ----

static bool places_read(ctx *c, enum sql sql, struct complaint_place **out, i64 *count)
{
    struct rows rows;
    if (!store_rows(c, sql, NO_VALS, &rows)) return false;
    *count = rows.count;
    *out = NEW_ARRAY(c->arena, struct complaint_place, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        (*out)[i] = (struct complaint_place){rows.column[0].i[i], rows.column[1].text[i],
                                             rows.column[2].text[i]};
    return true;
}

bool complaint_touchpoints(ctx *c, struct complaint_place **out, i64 *count)
{
    return places_read(c, SQL_complaint_touchpoints, out, count);
}

bool complaint_units(ctx *c, struct complaint_place **out, i64 *count)
{
    return places_read(c, SQL_complaint_units, out, count);
}

i64 complaint_place_find(const struct complaint_place *places, i64 count, str typed)
{
    typed = str_trim(typed);
    for (i64 i = 0; i < count && typed.size; i++)
        if (str_equal_fold(places[i].label, typed) || str_equal_fold(places[i].name, typed))
            return places[i].id;
    return 0;
}

// ---- Whose it is ----

static bool has_address(const struct customer_line *line, str email)
{
    for (i64 i = 0; i < line->attribute_count; i++) {
        enum personal kind;
        if (personal_kind(line->attributes[i].name, &kind) && kind == PERSONAL_EMAIL &&
            str_equal_fold(str_trim(line->attributes[i].value), email))
            return true;
    }
    return false;
}

bool complaint_customer(ctx *c, str email, i64 *customer)
{
    struct customer_page page;
    str address = {0};
    *customer = 0;
    if (!email.size) return true;
    if (!email_normalise(c, email, &address)) {
        err_clear(c);
        return true;
    }
    if (!customer_list(c, &(struct customer_query){.search = address, .rows_max = 3}, &page))
        return false;
    for (i64 i = 0; i < page.count; i++) {
        if (!has_address(&page.lines[i], address)) continue;
        if (*customer) { // several: a person shall tell
            *customer = 0;
            return true;
        }
        *customer = page.lines[i].customer;
    }
    return true;
}

// By what a fact names whom it is about.
struct named {
    str name_space, value;
};

// +358 40 123 → +35840123; too short to tell anybody: nothing.
static str phone_value(ctx *c, str typed)
{
    char *out = NEW_ARRAY(c->arena, char, typed.size + 1);
    i64 size = 0, digits = 0;
    for (i64 i = 0; i < typed.size; i++) {
        bool is_digit = typed.s[i] >= '0' && typed.s[i] <= '9';
        if (is_digit || (typed.s[i] == '+' && !size)) out[size++] = typed.s[i];
        digits += is_digit;
    }
    return digits < PHONE_DIGITS ? S("") : (str){out, size};
}

static bool named_of(ctx *c, i64 customer, const struct case_person *contact, struct named *out)
{
    struct rows rows;
    *out = (struct named){0};
    if (customer) {
        if (!store_rows(c, SQL_complaint_key, VALS(V_I64(customer)), &rows)) return false;
        if (rows.count) *out = (struct named){rows.column[0].text[0], rows.column[1].text[0]};
        return true;
    }
    str address = {0};
    if (contact->email.size && email_normalise(c, contact->email, &address)) {
        *out = (struct named){S("email"), address};
        return true;
    }
    err_clear(c);
    str phone = phone_value(c, contact->phone);
    if (phone.size) *out = (struct named){S("phone"), phone};
    return true;
}

// ---- Its fact ----

struct fact {
    str external, matter, way, text;
    i64 happened_ms, touchpoint, unit;
    struct named named;
};

static bool fact_take(ctx *c, struct known *known, const struct fact *fact)
{
    struct rows rows;
    struct batch_rules rules;
    struct batch *batch = NEW(c->arena, struct batch);
    struct take *take = NULL;
    i64 id = 0;
    if (!store_rows(c, SQL_complaint_names, VALS(V_I64(fact->touchpoint), V_I64(fact->unit)),
                    &rows) ||
        !company_rules(c, &rules))
        return false;
    struct reading reading = {S("complaint"), 10000};
    struct encounter encounter = {.line = 1,
                                  .source = S(COMPLAINT_SOURCE),
                                  .id = fact->external,
                                  .happened_ms = fact->happened_ms,
                                  .name_space = fact->named.name_space,
                                  .key = fact->named.value,
                                  .touchpoint = rows.column[0].text[0],
                                  .unit = rows.column[1].text[0],
                                  .channel = fact->way,
                                  .readings = &reading,
                                  .reading_count = str_equal(fact->matter, S("complaint")),
                                  .remark = str_head(fact->text, BOUND_REMARK_BYTES)};
    if (!encounter.reading_count && !encounter.remark.size) return true;
    batch_init(c, batch, rules, BOUND_REQUEST_ARENA_BYTES);
    struct take_order order = {.kind = S("complaint"), .who = S(COMPLAINT_SOURCE)};
    bool done = true;
    if (batch_add(batch, &encounter))
        done = take_begin(c, known, order, &take) && take_batches(c, take, &batch, 1) &&
               take_end(c, take, &id);
    else // its case stands all the same
        log_line(LOG_WARNING, "a matter's fact was refused", "why",
                 batch->refusal_count ? batch->refusals[0].why : NULL, NULL);
    batch_release(batch);
    return done;
}

// ---- Taking it ----

// What the form asks beside the words has no field of its own in the case: it stands above them.
static str heading(ctx *c, const struct complaint *complaint)
{
    buf out = buf_new(c->arena, 4000);
    if (complaint->where.size)
        buf_fmt(&out, "%s: %.*s\n", tr(c, "Where"), STR(str_head(complaint->where, 500)));
    if (complaint->reference.size)
        buf_fmt(&out, "%s: %.*s\n", tr(c, "Reference"), STR(str_head(complaint->reference, 500)));
    if (out.size && complaint->text.size) buf_char(&out, '\n');
    return buf_str(&out);
}

static str whole_text(ctx *c, const struct complaint *complaint)
{
    str above = heading(c, complaint), words = str_head(complaint->text, BOUND_REMARK_BYTES);
    return str_of(fmt(c->arena, "%.*s%.*s", STR(above), STR(words)));
}

static i64 count_links(str text)
{
    i64 count = 0, at = 0;
    while ((at = str_find(text, S("://"))) >= 0) {
        count++;
        text = str_slice(text, at + 3, text.size);
    }
    return count;
}

static bool is_suspected(ctx *c, const struct complaint *complaint, bool *out)
{
    bool is_fast = false, is_same = false;
    if (complaint->address.size && !pace_of_address(c, complaint->address, &is_fast)) return false;
    if (complaint->address.size && !pace_of_words(c, complaint->text, &is_same)) return false;
    *out = complaint->is_doubtful || is_fast || is_same ||
           (complaint->address.size && count_links(complaint->text) >= COMPLAINT_LINKS);
    return true;
}

static str external_new(ctx *c)
{
    return str_of(fmt(c->arena, "%016llx%016llx", (unsigned long long)c->random(c),
                      (unsigned long long)c->random(c)));
}

static bool must_say_something(ctx *c, const struct complaint *complaint)
{
    if (str_trim(complaint->text).size || complaint->file_count) return true;
    return fail_with(c, ERR_BAD_INPUT, tr(c, "there are no words"),
                     tr(c, "Tell in your own words what happened."));
}

// Whose it is, where that key is there already: the fact may be the first to bring it.
static bool customer_of(ctx *c, const struct complaint *complaint, const struct fact *fact,
                        i64 *customer)
{
    struct batch_rules rules;
    struct rows rows;
    *customer = complaint->customer;
    if (*customer || !fact->named.value.size) return true;
    if (!company_rules(c, &rules)) return false;
    i64 key = key_id(&rules.salt, SUBJECT_CUSTOMER, fact->named.name_space, fact->named.value);
    if (!store_rows(c, SQL_complaint_key, VALS(V_I64(key)), &rows)) return false;
    if (rows.count) *customer = key;
    return true;
}

static bool open_case(ctx *c, const struct complaint *complaint, const struct fact *fact,
                      const struct record_edit *edit, struct complaint_taken *out)
{
    i64 customer = 0;
    if (!customer_of(c, complaint, fact, &customer)) return false;
    struct case_new what = {
        .matter = fact->matter,
        .severity = complaint->severity,
        .way = fact->way,
        .found_by = complaint->is_ours ? S("us") : S("customer"),
        .customer = customer,
        .touchpoint = complaint->touchpoint,
        .unit = complaint->unit,
        .contact = complaint->contact,
        .words = {.who = CASE_CUSTOMER,
                  .way = fact->way,
                  .subject = complaint->subject,
                  .text = whole_text(c, complaint),
                  .message_id = complaint->message_id,
                  .in_reply_to = complaint->in_reply_to,
                  .files = complaint->files,
                  .file_count = complaint->file_count},
        .origin = {S(COMPLAINT_SOURCE),          fact->external, fact->happened_ms},
        .is_suspected = out->is_held,
        .is_quiet = complaint->is_quiet
    };
    return case_open(c, &what, edit, &out->id, &out->number) &&
           case_public_path(c, out->id, &out->path);
}

bool complaint_take(ctx *c, const struct complaint *complaint, const struct record_edit *edit,
                    struct complaint_taken *out)
{
    assert(store_in_transaction(c));
    *out = (struct complaint_taken){0};
    i64 happened_ms = complaint->happened_ms ? complaint->happened_ms : c->now_ms;
    struct fact fact = {.external = external_new(c),
                        .matter = complaint->matter.size ? complaint->matter : S("complaint"),
                        .way = complaint->way.size ? complaint->way : S("web"),
                        .text = complaint->text,
                        .happened_ms = MIN(happened_ms, c->now_ms),
                        .touchpoint = complaint->touchpoint,
                        .unit = complaint->unit};
    if (!must_say_something(c, complaint) || !is_suspected(c, complaint, &out->is_held) ||
        !named_of(c, complaint->customer, &complaint->contact, &fact.named))
        return false;
    return open_case(c, complaint, &fact, edit, out) &&
           store_run(c, SQL_complaint_hold,
                     VALS(V_I64(out->id), V_STR(fact.external), V_I64(fact.happened_ms),
                          V_I64(heading(c, complaint).size)));
}

// ---- Facts of what came, once it is not held ----

bool complaint_facts_wait(ctx *c, bool *out)
{
    i64 matter = 0;
    if (!store_i64(c, SQL_complaint_held_any, NO_VALS, &matter)) return false;
    *out = matter != 0;
    return true;
}

// Its case knows whose it is, now that there is such a key.
static bool tell_customer(ctx *c, i64 matter, const struct fact *fact)
{
    struct record record;
    struct record_problems problems = {0};
    struct record_edit edit = case_edit_of(NULL);
    struct batch_rules rules;
    if (!fact->named.value.size) return true;
    if (!record_get(c, &case_kind, matter, &record) || !company_rules(c, &rules)) return false;
    if (record_value(&record, "customer")->given) return true;
    i64 key = key_id(&rules.salt, SUBJECT_CUSTOMER, fact->named.name_space, fact->named.value);
    str text = str_of(fmt(c->arena, "%lld", (long long)key));
    return record_put(c, &record, S("customer"), text, edit.roles, &problems) &&
           record_change(c, &record, &edit, &problems, NULL);
}

static bool count_one(ctx *c, struct known *known, const struct rows *rows, i64 i)
{
    struct case_letter *letters = NULL;
    struct case_person contact;
    i64 count = 0, matter = rows->column[0].i[i];
    struct fact fact = {.external = rows->column[1].text[i],
                        .happened_ms = rows->column[2].i[i],
                        .touchpoint = rows->column[3].i[i],
                        .unit = rows->column[4].i[i],
                        .matter = rows->column[6].text[i],
                        .way = rows->column[7].text[i]};
    if (!case_letters(c, matter, true, &letters, &count) || !case_contact(c, matter, &contact) ||
        !named_of(c, rows->column[5].i[i], &contact, &fact.named))
        return false;
    if (count) fact.text = str_slice(letters[0].text, rows->column[9].i[i], letters[0].text.size);
    return fact_take(c, known, &fact) && tell_customer(c, matter, &fact);
}

bool complaint_facts_take(ctx *c, struct known *known, i64 *count)
{
    struct rows rows;
    assert(store_in_transaction(c));
    *count = 0;
    if (!store_rows(c, SQL_complaint_held_ready, NO_VALS, &rows)) return false;
    for (i64 i = 0; i < rows.count; i++) {
        bool is_over = rows.column[8].i[i] != 0;
        if (!is_over && !count_one(c, known, &rows, i)) return false;
        if (!store_run(c, SQL_complaint_held_end, VALS(V_I64(rows.column[0].i[i])))) return false;
        *count += !is_over;
    }
    return true;
}

bool complaint_clean(ctx *c)
{
    return pace_clean(c);
}
