// The idea: whom to tell is asked of the store anew each time, and each who was told, or could not
// be, has a row in the transaction of the message: nobody is told twice, whatever stops half-way.
#include "case/case.h"
#include "decision/decision.h"
#include "event/event.h"
#include "facts/consent.h"
#include "mail/mail.h"
#include "people/email.h"
#include "people/secret.h"
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
        str why = rows.column[0].text[i];
        i64 n = rows.column[1].i[i];
        all += n;
        if (str_equal(why, S("sent"))) out->sent = n;
        if (str_equal(why, S("no_address")) || str_equal(why, S("refused"))) out->unreached += n;
    }
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

// One case whose customer waits to be told.
struct asker {
    i64 decision, matter, customer;
    str number;
    struct case_person person;
};

static bool send(ctx *c, const struct asker *asker, const struct record *decision, str words)
{
    str house = {0}, link = {0};
    i64 field = kind_field_index(decision->kind, S("is_public"));
    bool is_public = decision->values[field].given && decision->values[field].i;
    if (!setting_text(c, "company.name", &house) ||
        (is_public && !mail_address(c, S("/heard"), &link)))
        return false;
    const char *name = house.size ? str_c(c->arena, house) : "Tuntuma";
    const char *hello =
        fmt(c->arena, tr(c, "You told us of this (matter %.*s). This is what we decided."),
            STR(asker->number));
    struct mail mail = {
        .what = "decision",
        .to = {asker->person.email, asker->person.name, c->lang},
        .subject = str_of(fmt(c->arena, tr(c, "%s: what we decided"), name)),
        .text = str_of(fmt(c->arena, "%s\n\n%.*s", hello, STR(words))),
        .link = link,
        .link_words = str_of(is_public ? tr(c, "What else we have heard and decided") : "")};
    return mail_add(c, mail);
}

static bool in_their_language(ctx *c, const struct asker *asker, const struct record *decision)
{
    const char *ours = c->lang;
    str words = {0};
    if (asker->person.lang && *asker->person.lang) c->lang = asker->person.lang;
    bool ok = decision_words(c, decision, c->lang, &words) && send(c, asker, decision, words);
    c->lang = ours;
    return ok;
}

// Why not, or "sent"; *address: what the address is remembered by.
static bool decide(ctx *c, struct asker *asker, const char **why, str *address)
{
    u8 key[SEAL_KEY_BYTES];
    str clean = {0};
    i64 before = 0;
    bool allows = true;
    *address = (str){0};
    *why = "no_address";
    if (!asker->person.email.size) return true;
    if (!email_normalise(c, asker->person.email, &clean)) {
        err_clear(c);
        return true;
    }
    if (!seal_key(c, key)) return false;
    *address = secret_sign(c, (str){(const char *)key, SEAL_KEY_BYTES}, clean);
    if (!store_i64(c, SQL_decision_told_address, VALS(V_I64(asker->decision), V_STR(*address)),
                   &before) ||
        (asker->customer &&
         !consent_allows(c, asker->customer, CONSENT_FEEDBACK, CONSENT_EMAIL, &allows)))
        return false;
    *why = before ? "twice" : allows ? "sent" : "refused";
    return true;
}

static bool tell_one(ctx *c, struct asker *asker, i64 *sent)
{
    const char *why = NULL;
    str address = {0};
    struct record decision;
    json_t *data = json_new_object(c);
    if (!case_contact(c, asker->matter, &asker->person) ||
        !record_get(c, kind_find(S("decision")), asker->decision, &decision) ||
        !decide(c, asker, &why, &address))
        return false;
    bool is_sent = !strcmp(why, "sent");
    json_put_i64(data, "case", asker->matter);
    if (is_sent && (!in_their_language(c, asker, &decision) ||
                    !event_add(c, (struct event){.what = S("decision.told"),
                                                 .about = asker->decision,
                                                 .data = data})))
        return false;
    *sent += is_sent;
    return store_run(c, SQL_decision_told_add,
                     VALS(V_I64(asker->decision), V_STR(S("case")), V_I64(asker->matter),
                          V_STR(address), V_STR(str_of(why)), V_I64(c->now_ms)));
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
                              .matter = col[1].i[i],
                              .number = col[2].text[i],
                              .customer = col[3].i[i]};
        if (!tell_one(c, &asker, sent)) return false;
    }
    return true;
}
