// One customer, in words and numbers.
#include "audit/audit.h"
#include "base/time.h"
#include "cli/customer.h"
#include "customer/card.h"
#include "facts/tally.h"
#include "settings/settings.h"

static void show_who(ctx *c, const struct customer_card *card)
{
    for (i64 i = 0; i < card->key_count; i++)
        (void)fprintf(c->out, "key %.*s:%.*s\n", STR(card->keys[i].space),
                      STR(card->keys[i].value));
    for (i64 i = 0; i < card->said_count; i++)
        (void)fprintf(c->out, "%.*s: %.*s\n", STR(card->said[i].name), STR(card->said[i].value));
}

static bool show_sums(ctx *c, const struct customer_card *card)
{
    str currency = {0};
    struct customer_rhythm rhythm = customer_rhythm(&card->sums, c->now_ms);
    const struct customer_sums *sums = &card->sums;
    (void)fprintf(c->out, "%s%s%s\n", customer_rhythm_words(c, rhythm),
                  rhythm.rhythm == RHYTHM_NEVER ? "" : ", ", customer_seen_words(c, rhythm));
    if (!setting_text(c, "company.currency", &currency)) return false;
    (void)fprintf(c->out, "%lld encounters, %lld answers, %lld purchases of %.2f %.*s in all\n",
                  (long long)sums->encounters, (long long)sums->answers, (long long)sums->purchases,
                  (f64)sums->value_e4 / 1e4, STR(currency));
    return true;
}

static bool show_encounters(ctx *c, const struct customer_card *card)
{
    struct customer_timeline_query query = {.customer = card->customer, .sums = card->sums};
    struct customer_timeline timeline;
    struct names names[DICT__COUNT];
    if (!customer_timeline(c, &query, &timeline) || !company_names(c, names)) return false;
    for (i64 i = 0; i < timeline.count; i++) {
        const struct customer_encounter *one = &timeline.encounters[i];
        str touchpoint = names[DICT_TOUCHPOINT].name[one->touchpoint];
        str unit = names[DICT_UNIT].name[one->unit];
        str when = ms_write(c->arena, one->happened_ms);
        (void)fprintf(c->out, "%.*s %.*s %.*s\n", STR(when), STR(touchpoint), STR(unit));
        for (i64 k = 0; k < one->remark_count; k++)
            (void)fprintf(c->out, "  %.*s\n", STR(one->remarks[k]));
    }
    if (timeline.next.size)
        (void)fprintf(c->out, "and %lld more before\n",
                      (long long)(card->sums.encounters - timeline.count));
    return true;
}

static bool show_consents(ctx *c, const struct customer_card *card)
{
    struct consent *history = NULL;
    struct consent_now now;
    i64 count = 0;
    if (!consent_history(c, card->customer, &history, &count)) return false;
    consent_now_of(history, count, &now);
    for (int i = CONSENT_ALL + 1; i < CONSENT_PURPOSE__COUNT; i++)
        (void)fprintf(c->out, "%s: %s\n", consent_purpose_name((enum consent_purpose)i),
                      consent_now_allows(&now, (enum consent_purpose)i, CONSENT_ANY_WAY) ? "yes"
                                                                                         : "no");
    for (i64 i = 0; i < count; i++) {
        str day = str_slice(ms_write(c->arena, history[i].since_ms), 0, 10);
        (void)fprintf(c->out, "  %.*s %s, %s: %s\n", STR(day),
                      consent_purpose_name(history[i].purpose),
                      consent_channel_name(history[i].channel), consent_said_name(history[i].said));
    }
    return true;
}

// Whoever looks is in the log, so even this writes; and what has come in a moment ago is tallied.
bool customer_show(ctx *c, struct call *call)
{
    struct privacy_customer customer;
    struct privacy_by by;
    struct customer_card card;
    json_t *detail = json_new_object(c);
    i64 key = 0;
    if (!customer_words(c, call, 2, "show KEY --why TEXT") || !customer_by(c, call, &by) ||
        !store_begin_write(c))
        return false;
    json_put_str(detail, "why", by.why);
    bool done = tally_fold(c) && privacy_find(c, call->args[1], &key, &customer) &&
                customer_card(c, customer, &card) &&
                by.note(c, by.data, "look", customer.customer, detail) && store_commit(c);
    store_rollback(c);
    if (!done || !store_begin_read(c)) return false;
    show_who(c, &card);
    done = show_sums(c, &card) && show_consents(c, &card) && show_encounters(c, &card);
    store_rollback(c);
    return done;
}
