#include "case/case_step.h"

#include "base/lang.h"
#include "case/case_ask.h"
#include "case/case_clock.h"
#include "case/case_parts.h"
#include "case/case_post.h"
#include "case/case_route.h"

static bool must_be_open(ctx *c, const struct record *record)
{
    return case_is_open(record) ||
           fail_with(c, ERR_REFUSED, tr(c, "this case is not open"),
                     tr(c, "Open it again first, or look where it goes on."));
}

static bool post(ctx *c, const struct record *record, str text, enum case_occasion occasion,
                 const struct record_edit *edit)
{
    struct case_words words = {.who = CASE_US, .person = edit ? edit->who : 0, .text = text};
    i64 letter = 0;
    bool is_mailed = false, hears = false;
    // Who does not hear of it needs no letter; what somebody wrote stays in the thread all the
    // same.
    return case_hears(c, record, &hears) &&
           ((!hears && !text.size) || case_post(c, record, &words, occasion, &letter, &is_mailed));
}

// ---- Assessing ----

// A deadline that lies ahead is told when it passes, whatever was told of an earlier one.
static bool late_anew(ctx *c, const struct record *record)
{
    static const struct {
        const char *field, *mark;
    } all[] = {
        {"answer_by", "late.answer"},
        {"solve_by",  "late.solve" }
    };
    for (i64 i = 0; i < COUNT_OF(all); i++)
        if (case_moment(record, all[i].field) > c->now_ms &&
            !store_run(c, SQL_case_mark_clear, VALS(V_I64(record->id), V_STR(str_of(all[i].mark)))))
            return false;
    return true;
}

static bool set_known(struct record *record, const char *field, i64 id)
{
    if (id < 0 || id == case_ref(record, field)) return false;
    case_set_ref(record, field, id);
    return true;
}

bool case_assess(ctx *c, struct record *record, const struct case_assessment *what,
                 const struct record_edit *edit)
{
    bool is_fresh = case_is(record, "received") || case_is(record, "acknowledged");
    bool is_other =
        what->severity.size && !str_equal(what->severity, case_word(record, "severity"));
    if (!must_be_open(c, record)) return false;
    if (what->owner) case_set_ref(record, "owner", what->owner);
    if (what->subject.size && !case_put(c, record, "subject", what->subject)) return false;
    (void)set_known(record, "touchpoint", what->touchpoint);
    (void)set_known(record, "unit", what->unit);
    (void)set_known(record, "customer", what->customer);
    if (is_other && (!case_put(c, record, "severity", what->severity) ||
                     !case_set_deadlines(c, record, record->made_ms) || !late_anew(c, record)))
        return false;
    return case_store(c, record, edit) && (!is_fresh || case_move(c, record, "assess", edit));
}

bool case_hand(ctx *c, struct record *record, i64 function, const struct record_edit *edit)
{
    json_t *more = json_new_object(c);
    if (!must_be_open(c, record)) return false;
    if (case_ref(record, "function") == function) return true;
    json_put_c(more, "did", "hand");
    json_put_i64(more, "from_function", case_ref(record, "function"));
    case_set_ref(record, "function", function);
    case_set_ref(record, "owner", 0);
    return case_store(c, record, edit) && case_route_lesson(c, record->id, function) &&
           case_tell(c, "case.moved", record, more) &&
           post(c, record, (str){0}, CASE_OF_HANDED, NULL);
}

bool case_investigate(ctx *c, struct record *record, const struct record_edit *edit)
{
    return must_be_open(c, record) && case_move(c, record, "investigate", edit);
}

// ---- Saying something ----

bool case_say(ctx *c, struct record *record, const struct case_words *words, const char *occasion,
              const struct record_edit *edit, i64 *letter)
{
    bool is_answer = !strcmp(occasion, "answer"), is_mailed = false;
    bool is_first = words->person && !case_moment(record, "answered_at");
    if (!must_be_open(c, record)) return false;
    if (!words->text.size)
        return fail_with(c, ERR_BAD_INPUT, tr(c, "nothing is said"), tr(c, "Write some words."));
    if (is_first) {
        case_set_moment(record, "answered_at", c->now_ms);
        if (!case_ref(record, "owner")) case_set_ref(record, "owner", words->person);
        if (!case_store(c, record, edit)) return false;
    }
    json_t *more = json_new_object(c);
    json_put_bool(more, "is_first", is_first);
    enum case_occasion as = is_answer ? CASE_OF_ANSWER : CASE_OF_PROGRESS;
    return case_post(c, record, words, as, letter, &is_mailed) &&
           case_tell(c, "case.said", record, more) &&
           (!is_answer || case_is(record, "answered") || case_move(c, record, "answer", edit));
}

// ---- Closing ----

static bool add_record(ctx *c, struct record *record, const struct record_edit *edit, i64 *id)
{
    struct record_problems problems = {0};
    struct record_edit own = case_edit_of(edit);
    if (!record_add(c, record, &own, &problems)) return false;
    *id = record->id;
    return true;
}

// The cause by name where it is there already, else a new one of the case's function.
static bool new_cause(ctx *c, const struct record *record, str name, const struct record_edit *edit,
                      i64 *id)
{
    struct record *cause = record_new(c, &cause_kind);
    if (!store_i64(c, SQL_case_cause_named, VALS(V_STR(name)), id)) return false;
    if (*id) return true;
    case_set_ref(cause, "function", case_ref(record, "function"));
    return case_put(c, cause, "name", name) && add_record(c, cause, edit, id);
}

static bool new_decision(ctx *c, const struct record *record, const struct case_closing *closing,
                         const struct record_edit *edit, i64 *id)
{
    struct record *decision = record_new(c, kind_find(S("decision")));
    const char *answer = closing->changes ? "change" : "no_change";
    case_set_ref(decision, "function", case_ref(record, "function"));
    case_set_ref(decision, "touchpoint", case_ref(record, "touchpoint"));
    case_set_ref(decision, "unit", case_ref(record, "unit"));
    case_set_ref(decision, "owner", case_ref(record, "owner"));
    return case_put(c, decision, "name", closing->new_decision) &&
           case_put(c, decision, "answer", str_of(answer)) &&
           case_put(c, decision, "why", closing->why) && add_record(c, decision, edit, id);
}

static bool check_closing(ctx *c, const struct case_closing *closing)
{
    if (!closing->cause && !closing->new_cause.size)
        return fail_with(c, ERR_BAD_INPUT, tr(c, "closing takes a cause"),
                         tr(c, "Choose one of the list, or name a new one."));
    if (!closing->decision && !closing->new_decision.size)
        return fail_with(c, ERR_BAD_INPUT, tr(c, "closing takes a decision"),
                         tr(c, "Say what changes, or that nothing does, and why."));
    if (!closing->decision && !closing->changes && !closing->why.size)
        return fail_with(c, ERR_BAD_INPUT, tr(c, "it is not said why nothing changes"),
                         tr(c, "Say the reason straight: the customer is owed it."));
    return true;
}

static bool close_record(ctx *c, struct record *record, const struct case_closing *closing,
                         const struct record_edit *edit)
{
    i64 cause = closing->cause, decision = closing->decision;
    if ((!cause && !new_cause(c, record, closing->new_cause, edit, &cause)) ||
        (!decision && !new_decision(c, record, closing, edit, &decision)))
        return false;
    case_set_ref(record, "cause", cause);
    case_set_ref(record, "decision", decision);
    case_set_moment(record, "solved_at", c->now_ms);
    if (!closing->is_quiet && !case_moment(record, "answered_at"))
        case_set_moment(record, "answered_at", c->now_ms); // the closing letter answers
    return case_store(c, record, edit) && case_move(c, record, "close", edit);
}

bool case_close(ctx *c, struct record *record, const struct case_closing *closing,
                const struct record_edit *edit)
{
    if (!must_be_open(c, record) || !check_closing(c, closing) ||
        !close_record(c, record, closing, edit) ||
        !case_route_lesson(c, record->id, case_ref(record, "function")))
        return false;
    json_t *more = json_new_object(c);
    json_put_i64(more, "cause", case_ref(record, "cause"));
    json_put_i64(more, "decision", case_ref(record, "decision"));
    json_put_bool(more, "is_quiet", closing->is_quiet);
    if (!closing->is_quiet &&
        (!case_ask_add(c, record) || !post(c, record, closing->text, CASE_OF_CLOSED, edit)))
        return false;
    return case_tell(c, "case.closed", record, more);
}

bool case_reopen(ctx *c, struct record *record, const struct record_edit *edit)
{
    struct case_clock clock;
    struct case_deadlines by;
    if (!case_move(c, record, "reopen", edit) || !case_clock_read(c, &clock) ||
        !case_deadlines(c, &clock, case_word(record, "severity"), c->now_ms, &by))
        return false;
    case_set_moment(record, "solve_by", by.solve_by_ms);
    case_set_moment(record, "solved_at", 0);
    case_set_yes(record, "escalated", false);
    return late_anew(c, record) && case_store(c, record, edit) &&
           case_tell(c, "case.reopened", record, NULL) &&
           post(c, record, (str){0}, CASE_OF_REOPENED, NULL);
}

// ---- Merging ----

// Whoever holds the link of one sees the other then: so it is for one and the same customer, or for
// a case that nobody was told of.
static bool may_merge(ctx *c, const struct record *from, const struct record *into, bool *out)
{
    struct case_person a, b;
    struct case_letter *letters = NULL;
    i64 count = 0, told = 0, customer = case_ref(from, "customer");
    if (!case_contact(c, from->id, &a) || !case_contact(c, into->id, &b) ||
        !case_letters(c, from->id, true, &letters, &count))
        return false;
    for (i64 i = 0; i < count; i++)
        told += letters[i].who == CASE_CUSTOMER;
    bool same_customer = customer && customer == case_ref(into, "customer");
    bool same_email = a.email.size && str_equal(a.email, b.email);
    *out = same_customer || same_email || (!told && !a.email.size && !a.name.size);
    return true;
}

bool case_merge(ctx *c, struct record *record, i64 into, const struct record_edit *edit)
{
    struct record other;
    bool may = false;
    if (!must_be_open(c, record) || !case_record_now(c, into, &other)) return false;
    if (other.id == record->id)
        return fail_with(c, ERR_REFUSED, tr(c, "a case cannot be put into itself"),
                         tr(c, "Choose another one."));
    if (!must_be_open(c, &other) || !may_merge(c, record, &other, &may)) return false;
    if (!may)
        return fail_with(c, ERR_REFUSED, tr(c, "these cases are of different customers"),
                         tr(c, "Give both the same cause instead: then they are one pattern."));
    case_set_ref(record, "merged_with", other.id);
    json_t *more = json_new_object(c);
    json_put_c(more, "did", "join");
    json_put_i64(more, "part", record->id);
    return case_store(c, record, edit) && case_move(c, record, "merge", edit) &&
           case_tell(c, "case.moved", &other, more);
}

bool case_part(ctx *c, struct record *record, const struct record_edit *edit)
{
    if (!case_move(c, record, "part", edit)) return false;
    case_set_ref(record, "merged_with", 0);
    return case_store(c, record, edit);
}

// ---- What was held ----

bool case_release(ctx *c, struct record *record, const struct record_edit *edit)
{
    struct case_letter *letters = NULL;
    struct case_person person;
    i64 count = 0;
    const char *step = case_is(record, "discarded") ? "recover" : "release";
    if (!case_move(c, record, step, edit) || !case_contact(c, record->id, &person) ||
        !case_letters(c, record->id, true, &letters, &count) ||
        !case_prepare(c, record, count ? letters[0].text : (str){0}, person.email))
        return false;
    return case_store(c, record, edit) && case_began(c, record, false, edit);
}

bool case_discard(ctx *c, struct record *record, const struct record_edit *edit)
{
    return case_move(c, record, "discard", edit);
}
