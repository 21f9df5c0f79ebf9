#include "case/case.h"

#include "base/lang.h"
#include "bounds.h"
#include "case/case_clock.h"
#include "case/case_parts.h"
#include "case/case_post.h"
#include "case/case_route.h"
#include "people/email.h"
#include "settings/seal.h"
#include "words/tokens.h"

// Letters and digits that are not mistaken for each other when they are read aloud or by hand.
static const char signs[] = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

enum { REPEAT_DAYS = 90, TRIES_MAX = 20 };

// Numbers

str case_number_clean(ctx *c, str typed)
{
    char *clean = NEW_ARRAY(c->arena, char, CASE_NUMBER_CHARACTERS + 1);
    i64 count = 0;
    for (i64 i = 0; i < typed.size; i++) {
        char sign = typed.s[i];
        if (sign == ' ' || sign == '-' || sign == '#') continue;
        if (sign >= 'a' && sign <= 'z') sign = (char)(sign - 'a' + 'A');
        if (!sign || !strchr(signs, sign) || count == CASE_NUMBER_CHARACTERS) return (str){0};
        clean[count++] = sign;
    }
    return count == CASE_NUMBER_CHARACTERS ? (str){clean, count} : (str){0};
}

static bool number_make(ctx *c, str *out)
{
    for (i64 tries = 0; tries < TRIES_MAX; tries++) {
        char *number = NEW_ARRAY(c->arena, char, CASE_NUMBER_CHARACTERS + 1);
        i64 taken = 0;
        u64 bits = c->random(c);
        for (i64 i = 0; i < CASE_NUMBER_CHARACTERS; i++, bits /= sizeof signs - 1)
            number[i] = signs[bits % (sizeof signs - 1)];
        *out = (str){number, CASE_NUMBER_CHARACTERS};
        if (!store_i64(c, SQL_case_by_number, VALS(V_STR(*out)), &taken)) return false;
        if (!taken) return true;
    }
    return fail(c, ERR_STORE, tr(c, "no free number was found"));
}

bool case_find(ctx *c, str number, i64 *id)
{
    str clean = case_number_clean(c, number);
    *id = 0;
    return !clean.size || store_i64(c, SQL_case_by_number, VALS(V_STR(clean)), id);
}

bool case_find_message(ctx *c, str message_id, i64 *id)
{
    *id = 0;
    return !message_id.size || store_i64(c, SQL_case_by_message,
                                         VALS(V_STR(str_head(message_id, BOUND_NAME_BYTES))), id);
}

bool case_find_origin(ctx *c, struct case_origin origin, i64 *id)
{
    *id = 0;
    return !origin.source.size ||
           store_i64(c, SQL_case_by_origin,
                     VALS(V_STR(origin.source), V_STR(origin.external), V_I64(origin.happened_ms)),
                     id);
}

bool case_find_email(ctx *c, str email, i64 days, i64 *id)
{
    str clean = {0};
    *id = 0;
    if (!email_normalise(c, email, &clean)) {
        if (c->err.code != ERR_BAD_INPUT) return false;
        err_clear(c); // nobody has an address that is none
        return true;
    }
    return store_i64(c, SQL_case_by_email,
                     VALS(V_STR(clean), V_I64(c->now_ms - days * CASE_DAY_MS)), id);
}

bool case_public_path(ctx *c, i64 id, str *out)
{
    u8 key[SEAL_KEY_BYTES];
    if (!seal_key(c, key)) return false;
    *out = str_of(fmt(c->arena, CASE_PUBLIC_PATH "%.*s", STR(seal_make(c, key, CASE_SEAL, id))));
    return true;
}

// Opening

// "Complaint: Delivery": what it is called until somebody has read it.
static bool subject_of(ctx *c, const struct case_new *what, const struct record *record, str *out)
{
    struct rows rows;
    *out = str_trim(what->subject);
    if (out->size) return true;
    const struct kind_field *field = &case_kind.fields[kind_field_index(&case_kind, S("matter"))];
    const char *matter = "";
    for (const struct kind_choice *choice = field->choices; choice->name; choice++)
        if (str_equal(case_word(record, "matter"), str_of(choice->name)))
            matter = tr(c, choice->label);
    const char *capital = fmt(c->arena, "%c%s", matter[0] >= 'a' ? matter[0] - 'a' + 'A' : 'M',
                              *matter ? matter + 1 : "");
    *out = str_of(capital);
    if (!what->touchpoint) return true;
    if (!store_rows(c, SQL_case_touchpoint_of, VALS(V_I64(what->touchpoint)), &rows)) return false;
    if (rows.count) *out = str_of(fmt(c->arena, "%s: %.*s", capital, STR(rows.column[0].text[0])));
    return true;
}

static str otherwise(str text, const char *usual)
{
    return text.size ? text : str_of(usual);
}

static bool record_of(ctx *c, const struct case_new *what, struct record **out)
{
    struct record *record = record_new(c, &case_kind);
    str subject = {0}, number = {0};
    if (!case_put(c, record, "matter", otherwise(what->matter, "complaint")) ||
        !case_put(c, record, "severity", otherwise(what->severity, "ordinary")) ||
        !case_put(c, record, "way", otherwise(what->way, "web")) ||
        !case_put(c, record, "found_by", otherwise(what->found_by, "customer")) ||
        !subject_of(c, what, record, &subject) ||
        !case_put(c, record, "subject", str_head(subject, BOUND_NAME_BYTES)) ||
        !number_make(c, &number) || !case_put(c, record, "number", number))
        return false;
    case_set_ref(record, "customer", what->customer);
    case_set_ref(record, "touchpoint", what->touchpoint);
    case_set_ref(record, "unit", what->unit);
    case_set_ref(record, "function", what->function);
    case_set_ref(record, "owner", what->owner);
    case_set_ref(record, "repeats", what->repeats);
    *out = record;
    return true;
}

// Share of the words of the shorter text that stand in the other one too.
static f64 words_shared(ctx *c, str a, str b)
{
    struct tokens left = tokens_read(c, a), right = tokens_read(c, b);
    i64 shared = 0, counted = 0;
    if (left.words > right.words) {
        struct tokens more = left;
        left = right;
        right = more;
    }
    for (i64 i = 0; i < left.count; i++) {
        enum { SHORT = 4 }; // short words tell nothing
        bool is_there = false;
        if (left.items[i].kind != TOKEN_WORD || left.items[i].characters < SHORT) continue;
        counted++;
        for (i64 j = 0; j < right.count && !is_there; j++)
            is_there = str_equal(left.items[i].text, right.items[j].text);
        shared += is_there;
    }
    enum { COUNTED_MIN = 4 };
    return counted < COUNTED_MIN ? 0 : (f64)shared / (f64)counted;
}

// An earlier case of the same customer, or the same address, about the same: at the same
// touchpoint, or with half of its longer words.
static bool find_earlier(ctx *c, struct record *record, str text, str email)
{
    struct rows rows;
    i64 since_ms = c->now_ms - REPEAT_DAYS * CASE_DAY_MS;
    i64 customer = case_ref(record, "customer"), touchpoint = case_ref(record, "touchpoint");
    if (case_ref(record, "repeats") || (!customer && !email.size)) return true;
    if (!store_rows(c, SQL_case_earlier_words,
                    VALS(V_I64(customer), V_STR(email), V_I64(since_ms), V_I64(record->id)), &rows))
        return false;
    for (i64 i = 0; i < rows.count; i++) {
        bool same_place = touchpoint && rows.column[2].i[i] == touchpoint;
        if (!same_place && words_shared(c, text, rows.column[1].text[i]) < 0.5) continue;
        case_set_ref(record, "repeats", rows.column[0].i[i]);
        return true;
    }
    return true;
}

bool case_set_deadlines(ctx *c, struct record *record, i64 from_ms)
{
    struct case_clock clock;
    struct case_deadlines by;
    if (!case_clock_read(c, &clock) ||
        !case_deadlines(c, &clock, case_word(record, "severity"), from_ms, &by))
        return false;
    case_set_moment(record, "answer_by", by.answer_by_ms);
    case_set_moment(record, "solve_by", by.solve_by_ms);
    return true;
}

bool case_prepare(ctx *c, struct record *record, str text, str email)
{
    struct case_routed routed;
    if (!case_ref(record, "function")) {
        struct case_asked asked = {case_ref(record, "touchpoint"), text};
        if (!case_route(c, asked, &routed)) return false;
        case_set_ref(record, "function", routed.function);
    }
    return find_earlier(c, record, text, email) && case_set_deadlines(c, record, c->now_ms);
}

// Whoever brought it here saw its number at once.
static bool saw_number(const struct record *record)
{
    static const char *const ways[] = {"web", "phone", "counter"};
    for (i64 i = 0; i < COUNT_OF(ways); i++)
        if (str_equal(case_word(record, "way"), str_of(ways[i]))) return true;
    return false;
}

bool case_began(ctx *c, struct record *record, bool is_quiet, const struct record_edit *edit)
{
    bool is_told = str_equal(case_word(record, "found_by"), S("customer"));
    bool is_mailed = false;
    i64 letter = 0;
    struct case_words words = {.who = CASE_US};
    struct case_person person;
    if (!case_tell(c, "case.opened", record, NULL) || !case_contact(c, record->id, &person))
        return false;
    if (!is_told || is_quiet) return true;
    if (person.email.size && !case_post(c, record, &words, CASE_OF_RECEIVED, &letter, &is_mailed))
        return false;
    return (!is_mailed && !saw_number(record)) || case_move(c, record, "acknowledge", edit);
}

static bool keep_beside(ctx *c, const struct record *record, const struct case_new *what)
{
    const struct case_words *words = &what->words;
    const struct case_origin *origin = &what->origin;
    i64 letter = 0;
    bool has_words = words->text.size || words->subject.size || words->file_count;
    struct case_words first = *words;
    if (!first.way.size) first.way = case_word(record, "way");
    return case_contact_set(c, record->id, &what->contact) &&
           (!has_words || case_letter_keep(c, record->id, &first, "", &letter)) &&
           (!origin->source.size ||
            store_run(c, SQL_case_origin_add,
                      VALS(V_I64(record->id), V_I64(what->rule), V_STR(origin->source),
                           V_STR(origin->external), V_I64(origin->happened_ms))));
}

bool case_open(ctx *c, const struct case_new *what, const struct record_edit *edit, i64 *id,
               str *number)
{
    assert(store_in_transaction(c));
    struct record *record = NULL;
    struct record_problems problems = {0};
    struct record_edit own = case_edit_of(edit);
    str email = {0};
    if (what->contact.email.size && !email_normalise(c, what->contact.email, &email)) return false;
    if (!record_of(c, what, &record)) return false;
    if (!what->is_suspected && !case_prepare(c, record, what->words.text, email)) return false;
    if (!record_add(c, record, &own, &problems) || !keep_beside(c, record, what)) return false;
    *id = record->id;
    *number = case_word(record, "number");
    return what->is_suspected ? case_move(c, record, "hold", edit)
                              : case_began(c, record, what->is_quiet, edit);
}
