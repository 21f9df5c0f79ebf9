#include "base/lang.h"
#include "case/case_ask.h"
#include "case/case_parts.h"
#include "case/case_post.h"

// Steps of ours as the customer reads them.
static enum case_stage stage_of(const struct record *record)
{
    if (case_is(record, "closed") || case_is(record, "discarded")) return CASE_CLOSED;
    if (case_is(record, "answered")) return CASE_ANSWERED;
    bool is_new = case_is(record, "received") || case_is(record, "acknowledged");
    return is_new ? CASE_RECEIVED : CASE_IN_WORK;
}

static const char *const stage_words[] = {
    [CASE_RECEIVED] = N_("We have received it, and will read it soon."),
    [CASE_IN_WORK] = N_("Somebody works on it."),
    [CASE_ANSWERED] = N_("We have answered. If it is not settled for you, write to us."),
    [CASE_CLOSED] =
        N_("It is closed. If it is not settled for you, write to us: it is then open again."),
};
static_assert(COUNT_OF(stage_words) == CASE_STAGE__COUNT, "words for each");

static bool put_decision(ctx *c, const struct record *record, struct case_public *out)
{
    const struct kind *kind = kind_find(S("decision"));
    i64 id = case_ref(record, "decision");
    struct record decision;
    if (!id || !kind || out->stage != CASE_CLOSED) return true;
    if (!record_get(c, kind, id, &decision)) return false;
    const char *told = fmt(c->arena, "told_%s", c->lang);
    out->decision =
        case_word(&decision, kind_field_index(kind, str_of(told)) < 0 ? "told_en" : told);
    if (out->decision.size) return true;
    bool changes = str_equal(case_word(&decision, "answer"), S("change"));
    str words = case_word(&decision, changes ? "name" : "why");
    const char *one = str_c(c->arena, words);
    const char *said = changes ? fmt(c->arena, tr(c, "We change this: %s"), one)
                               : fmt(c->arena, tr(c, "We do not change this: %s"), one);
    out->decision = str_of(words.size ? said : "");
    return true;
}

static const char *matter_of(ctx *c, const struct record *record)
{
    const struct kind_field *field = &case_kind.fields[kind_field_index(&case_kind, S("matter"))];
    for (const struct kind_choice *choice = field->choices; choice->name; choice++)
        if (str_equal(case_word(record, "matter"), str_of(choice->name)))
            return tr(c, choice->label);
    return "";
}

bool case_public(ctx *c, i64 id, struct case_public *out)
{
    struct record record;
    struct case_person person;
    const char *lang = NULL;
    *out = (struct case_public){0};
    if (!case_record_now(c, id, &record)) return false;
    if (case_is(&record, "suspected"))
        return fail_with(c, ERR_NOT_FOUND, tr(c, "there is no such matter"),
                         tr(c, "Look at the link again: it must be whole."));
    bool is_open = case_is_open(&record);
    i64 answered_ms = case_moment(&record, "answered_at");
    *out = (struct case_public){
        .id = record.id,
        .number = case_word(&record, "number"),
        .stage = stage_of(&record),
        .matter = str_of(matter_of(c, &record)),
        .opened_ms = record.made_ms,
        .answer_by_ms = is_open && !answered_ms ? case_moment(&record, "answer_by") : 0,
        .solve_by_ms = is_open ? case_moment(&record, "solve_by") : 0,
        .answered_ms = answered_ms,
        .closed_ms = case_moment(&record, "solved_at"),
        .takes_words = !case_is(&record, "discarded"),
    };
    out->stage_words = tr(c, stage_words[out->stage]);
    if (!case_contact(c, record.id, &person) || !case_lang(c, &person, &lang)) return false;
    out->lang = str_of(lang);
    return case_owner_words(c, &record, &out->accountable) && put_decision(c, &record, out) &&
           case_ask_path(c, record.id, &out->ask_path) &&
           case_letters(c, record.id, true, &out->letters, &out->letter_count);
}
