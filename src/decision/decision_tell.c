// The idea: whom to tell is asked of the store anew each time, and each who was told, or could not
// be, has a row in the transaction of the message: nobody is told twice, whatever stops half-way.
#include "case/case_post.h"
#include "customer/reach.h"
#include "decision/decision.h"
#include "event/event.h"
#include "facts/consent.h"
#include "mail/mail.h"
#include "mail/refused.h"
#include "settings/seal.h"
#include "settings/settings.h"

bool decision_tell(ctx *c, const struct record *decision, i64 who)
{
    assert(store_in_transaction(c));
    str words = {0};
    i64 since = 0;
    bool is_decided =
        str_equal(decision->state, S("decided")) || str_equal(decision->state, S("done"));
    if (!is_decided || decision->archived)
        return fail_with(c, ERR_REFUSED, tr(c, "it is not decided yet"),
                         tr(c, "Decide first, then tell."));
    if (!decision_words(c, decision, c->lang, &words) ||
        !store_i64(c, SQL_decision_telling_since, VALS(V_I64(decision->id)), &since))
        return false;
    if (!words.size)
        return fail_with(c, ERR_REFUSED, tr(c, "nothing is written for customers yet"),
                         tr(c, "Change the decision: say what customers read, in their language."));
    if (since)
        return fail_with(c, ERR_REFUSED, tr(c, "it is being told already"),
                         tr(c, "Nothing has to be done."));
    return store_run(c, SQL_decision_telling_add,
                     VALS(V_I64(decision->id), V_I64(c->now_ms), V_I64(who)));
}

bool decision_telling(ctx *c, i64 decision, struct decision_telling *out)
{
    struct rows rows;
    *out = (struct decision_telling){0};
    if (!store_i64(c, SQL_decision_telling_since, VALS(V_I64(decision)), &out->since_ms) ||
        !store_i64(c, SQL_decision_asked, VALS(V_I64(decision)), &out->asked) ||
        !store_rows(c, SQL_decision_told_counts, VALS(V_I64(decision)), &rows))
        return false;
    out->is_told = out->since_ms > 0;
    i64 all = 0;
    for (i64 i = 0; i < rows.count; i++) {
        bool is_words = str_equal(rows.column[0].text[i], S("remark"));
        str why = rows.column[1].text[i];
        i64 n = rows.column[2].i[i];
        all += n;
        if (str_equal(why, S("sent"))) *(is_words ? &out->sent_words : &out->sent_cases) += n;
        if (str_equal(why, S("no_address"))) out->no_address += n;
        if (str_equal(why, S("refused"))) out->refused += n;
    }
    out->sent = out->sent_cases + out->sent_words;
    out->unreached = out->no_address + out->refused;
    out->waiting = MAX(out->asked - all, 0);
    return true;
}

bool decision_tell_waits(ctx *c, bool *out)
{
    struct rows rows;
    if (!store_rows(c, SQL_decision_tell_next, VALS(V_I64(1)), &rows)) return false;
    *out = rows.count > 0;
    return true;
}

// A case whose customer waits to be told, or words whose author does.
struct asker {
    i64 decision, about, customer; // about: case, or remark
    bool is_words;
    str number; // of the case
    struct case_person person;
};

static bool leave_link(ctx *c, const struct asker *asker, str *out)
{
    u8 key[SEAL_KEY_BYTES];
    if (!seal_key(c, key)) return false;
    str seal = asker->customer ? seal_make(c, key, DECISION_LEAVE_SEAL, asker->customer)
                               : seal_make(c, key, DECISION_LEAVE_CASE_SEAL, asker->about);
    return mail_address(c, str_of(fmt(c->arena, "/unsubscribe/%.*s", STR(seal))), out);
}

static bool send(ctx *c, const struct asker *asker, const struct record *decision, str words)
{
    str house = {0}, link = {0}, leave = {0};
    i64 field = kind_field_index(decision->kind, S("is_public"));
    bool is_public = decision->values[field].given && decision->values[field].i;
    if (!setting_text(c, "company.name", &house) || !leave_link(c, asker, &leave) ||
        (is_public && !mail_address(c, S("/heard"), &link)))
        return false;
    const char *name = house.size ? str_c(c->arena, house) : "Tuntuma";
    const char *hello =
        asker->is_words
            ? tr(c, "What you told us was one of the reasons for this. This is what we decided.")
            : fmt(c->arena, tr(c, "You told us of this (matter %.*s). This is what we decided."),
                  STR(asker->number));
    struct mail mail = {
        .what = "decision",
        .to = {asker->person.email, asker->person.name, c->lang},
        .subject = str_of(fmt(c->arena, tr(c, "%s: what we decided"), name)),
        .text = str_of(fmt(c->arena, "%s\n\n%.*s\n\n%s %.*s", hello, STR(words),
                           tr(c, "If you want no such messages and no questions from us:"),
                           STR(leave))),
        .link = link,
        .link_words = str_of(is_public ? tr(c, "What else we have heard and decided") : "")
    };
    return mail_add(c, mail);
}

static bool in_their_language(ctx *c, const struct asker *asker, const struct record *decision)
{
    const char *ours = c->lang;
    str words = {0};
    bool ok = case_lang(c, &asker->person, &c->lang) &&
              decision_words(c, decision, c->lang, &words) && send(c, asker, decision, words);
    c->lang = ours;
    return ok;
}

// Whoever wrote the words, and how they can be reached; nobody: an author whom nobody knows.
static bool find_author(ctx *c, struct asker *asker)
{
    struct rows rows, keys;
    struct reach reach;
    if (!store_rows(c, SQL_decision_told_author, VALS(V_I64(asker->about)), &rows)) return false;
    if (!rows.count) return true;
    asker->customer = rows.column[0].i[0];
    if (!store_i64(c, SQL_privacy_customer, VALS(V_I64(asker->customer)), &asker->customer) ||
        !store_rows(c, SQL_privacy_keys, VALS(V_I64(asker->customer)), &keys) ||
        !reach_of(c, keys.column[0].i, keys.count, &reach))
        return false;
    asker->person =
        (struct case_person){.name = reach.name, .email = reach.email, .lang = reach.lang};
    return true;
}

static bool find_person(ctx *c, struct asker *asker)
{
    if (asker->is_words) return find_author(c, asker);
    if (!asker->customer) return case_contact(c, asker->about, &asker->person);
    return store_i64(c, SQL_privacy_customer, VALS(V_I64(asker->customer)), &asker->customer) &&
           case_contact(c, asker->about, &asker->person);
}

static bool may_write(ctx *c, const struct asker *asker, bool *out)
{
    bool is_refused = false;
    if (asker->customer)
        return consent_allows(c, asker->customer, CONSENT_FEEDBACK, CONSENT_EMAIL, out);
    if (!refused_has(c, asker->person.email, &is_refused)) return false;
    *out = !is_refused;
    return true;
}

// Why not, or "sent"; *address: what the address is remembered by. A person is counted once.
static bool decide(ctx *c, const struct asker *asker, const char **why, str *address)
{
    struct rows before;
    bool allows = true;
    if (!refused_mark(c, asker->person.email, address) ||
        !store_rows(c, SQL_decision_told_before,
                    VALS(V_I64(asker->decision), V_STR(*address), V_I64(asker->customer)), &before))
        return false;
    bool is_told = before.column[0].i[0] > 0, is_known = before.column[1].i[0] > 0;
    if (address->size && !is_told && !may_write(c, asker, &allows)) return false;
    bool goes = address->size && allows && !is_told;
    *why = goes ? "sent" : is_known ? "twice" : address->size ? "refused" : "no_address";
    return true;
}

static bool tell_one(ctx *c, struct asker *asker, i64 *sent)
{
    const char *why = NULL;
    str address = {0};
    struct record decision;
    json_t *data = json_new_object(c);
    if (!find_person(c, asker) ||
        !record_get(c, kind_find(S("decision")), asker->decision, &decision) ||
        !decide(c, asker, &why, &address))
        return false;
    bool is_sent = !strcmp(why, "sent");
    json_put_i64(data, asker->is_words ? "remark" : "case", asker->about);
    if (is_sent &&
        (!in_their_language(c, asker, &decision) ||
         !event_add(c, (struct event){
                           .what = S("decision.told"), .about = asker->decision, .data = data})))
        return false;
    *sent += is_sent;
    return store_run(c, SQL_decision_told_add,
                     VALS(V_I64(asker->decision), V_STR(asker->is_words ? S("remark") : S("case")),
                          V_I64(asker->about), V_STR(address), V_I64(asker->customer),
                          V_STR(str_of(why)), V_I64(c->now_ms)));
}

bool decision_tell_next(ctx *c, i64 most, i64 *sent)
{
    assert(store_in_transaction(c));
    struct rows rows;
    bool is_set_up = false;
    *sent = 0;
    // Without a way to send mails it waits; nobody is taken for told.
    if (!mail_is_set_up(c, &is_set_up)) return false;
    if (!is_set_up) return true;
    if (!store_rows(c, SQL_decision_tell_next, VALS(V_I64(most)), &rows)) return false;
    const struct column *col = rows.column;
    for (i64 i = 0; i < rows.count; i++) {
        struct asker asker = {.decision = col[0].i[i],
                              .is_words = str_equal(col[1].text[i], S("remark")),
                              .about = col[2].i[i],
                              .number = col[3].text[i],
                              .customer = col[4].i[i]};
        if (!tell_one(c, &asker, sent)) return false;
    }
    return true;
}
