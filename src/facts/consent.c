#include "facts/consent.h"

#include "base/lang.h"
#include "bounds.h"

// clang-format off
static const struct {
    const char *name, *label, *what;
    bool needs_consent, has_channels;
} purposes[] = {
    {"all",       N_("Everything"),           N_("Everything that is not needed to serve the customer."),          true,  true},
    {"feedback",  N_("Asking for feedback"),  N_("Asking the customer how an encounter was."),                     false, true},
    {"marketing", N_("Marketing"),            N_("Telling the customer about offers and news."),                   true,  true},
    {"research",  N_("Research interviews"),  N_("Inviting the customer to an interview or a test."),              true,  true},
    {"profiling", N_("Profiling"),            N_("Deciding something about this customer from what is known of them."), true, false},
};
static const struct {
    const char *name, *label;
} channels[] = {
    {"any",    N_("Any way")},
    {"email",  N_("E-mail")},
    {"text",   N_("Text message")},
    {"phone",  N_("Phone call")},
    {"letter", N_("Letter")},
}, saids[] = {
    {"nothing",         N_("Nothing said")},
    {"given",           N_("Given")},
    {"refused",         N_("Refused")},
    {"withdrawn",       N_("Withdrawn")},
    {"objected",        N_("Objected")},
    {"objection_ended", N_("Objection ended")},
};
// clang-format on
static_assert(COUNT_OF(purposes) == CONSENT_PURPOSE__COUNT, "a row for each purpose");
static_assert(COUNT_OF(channels) == CONSENT_CHANNEL__COUNT, "a row for each channel");
static_assert(COUNT_OF(saids) == CONSENT_SAID__COUNT, "a row for each word");

const char *consent_purpose_name(enum consent_purpose purpose)
{
    assert(purpose < CONSENT_PURPOSE__COUNT);
    return purposes[purpose].name;
}

const char *consent_purpose_label(enum consent_purpose purpose)
{
    assert(purpose < CONSENT_PURPOSE__COUNT);
    return purposes[purpose].label;
}

const char *consent_purpose_what(enum consent_purpose purpose)
{
    assert(purpose < CONSENT_PURPOSE__COUNT);
    return purposes[purpose].what;
}

bool consent_purpose_find(str name, enum consent_purpose *out)
{
    for (i64 i = 0; i < COUNT_OF(purposes); i++) {
        if (!str_equal(name, str_of(purposes[i].name))) continue;
        *out = (enum consent_purpose)i;
        return true;
    }
    return false;
}

bool consent_purpose_needs_consent(enum consent_purpose purpose)
{
    assert(purpose < CONSENT_PURPOSE__COUNT);
    return purposes[purpose].needs_consent;
}

bool consent_purpose_has_channels(enum consent_purpose purpose)
{
    assert(purpose < CONSENT_PURPOSE__COUNT);
    return purposes[purpose].has_channels;
}

const char *consent_channel_name(enum consent_channel channel)
{
    assert(channel < CONSENT_CHANNEL__COUNT);
    return channels[channel].name;
}

const char *consent_channel_label(enum consent_channel channel)
{
    assert(channel < CONSENT_CHANNEL__COUNT);
    return channels[channel].label;
}

bool consent_channel_find(str name, enum consent_channel *out)
{
    for (i64 i = 0; i < COUNT_OF(channels); i++) {
        if (!str_equal(name, str_of(channels[i].name))) continue;
        *out = (enum consent_channel)i;
        return true;
    }
    return false;
}

const char *consent_said_name(enum consent_said said)
{
    assert(said < CONSENT_SAID__COUNT);
    return saids[said].name;
}

const char *consent_said_label(enum consent_said said)
{
    assert(said < CONSENT_SAID__COUNT);
    return saids[said].label;
}

bool consent_said_find(str name, enum consent_said *out)
{
    for (i64 i = 1; i < COUNT_OF(saids); i++) {
        if (!str_equal(name, str_of(saids[i].name))) continue;
        *out = (enum consent_said)i;
        return true;
    }
    return false;
}

// Noting

static bool is_objection(enum consent_said said)
{
    return said == CONSENT_OBJECTED || said == CONSENT_OBJECTION_ENDED;
}

static bool text_is_good(ctx *c, str text, i64 size_max)
{
    if (!str_is_utf8(text, NULL))
        return fail_with(c, ERR_BAD_INPUT, tr(c, "that is no readable text"),
                         tr(c, "Write it again in plain letters."));
    return text.size <= size_max || fail_with(c, ERR_BAD_INPUT, tr(c, "that text is too long"),
                                              tr(c, "Say it in fewer words."));
}

static bool is_good(ctx *c, const struct consent *said)
{
    bool has_channel = said->channel != CONSENT_ANY_WAY;
    if (!text_is_good(c, said->source, BOUND_NAME_BYTES) ||
        !text_is_good(c, said->note, BOUND_ATTRIBUTE_BYTES))
        return false;
    if (said->since_ms > c->now_ms)
        return fail_with(c, ERR_BAD_INPUT, tr(c, "that day is still to come"),
                         tr(c, "Give the day when the customer said so."));
    if (is_objection(said->said))
        return (said->note.size && !has_channel) ||
               fail_with(c, ERR_BAD_INPUT, tr(c, "an objection needs its reason, in short"),
                         tr(c, "Write what the customer said; it stands on the card."));
    if (said->purpose == CONSENT_ALL ||
        (has_channel && !consent_purpose_has_channels(said->purpose)))
        return fail_with(c, ERR_BAD_INPUT, tr(c, "that purpose and way do not go together"),
                         tr(c, "Choose one purpose; profiling has no way of contact."));
    return said->source.size > 0 ||
           fail_with(c, ERR_BAD_INPUT, tr(c, "how the customer said it is missing"),
                     tr(c, "For example: by phone, paper form, web form."));
}

bool consent_note(ctx *c, i64 key, struct consent said, struct privacy_by by)
{
    assert(store_in_transaction(c));
    assert(by.who.size);
    assert(said.said > CONSENT_NOTHING && said.said < CONSENT_SAID__COUNT);
    struct rows rows;
    i64 id = 0;
    if (!is_good(c, &said) || !store_rows(c, SQL_consent_key, VALS(V_I64(key)), &rows) ||
        !store_i64(c, SQL_consent_next, NO_VALS, &id))
        return false;
    if (!rows.count || rows.column[0].i[0])
        return fail_with(c, ERR_NOT_FOUND, tr(c, "there is no such customer"),
                         tr(c, "One who was erased is nobody any more."));
    i64 since_ms = said.since_ms ? said.since_ms : c->now_ms;
    if (!store_run(c, SQL_consent_add,
                   VALS(V_I64(id), V_I64(key), V_STR(str_of(consent_purpose_name(said.purpose))),
                        V_STR(str_of(consent_channel_name(said.channel))),
                        V_STR(str_of(consent_said_name(said.said))), V_I64(since_ms),
                        V_STR(said.source), V_STR(said.note), V_STR(by.who), V_I64(c->now_ms))))
        return false;
    if (!by.note) return true;
    json_t *detail = json_new_object(c);
    json_put_c(detail, "purpose", consent_purpose_name(said.purpose));
    json_put_c(detail, "channel", consent_channel_name(said.channel));
    json_put_c(detail, "said", consent_said_name(said.said));
    return by.note(c, by.data, is_objection(said.said) ? "object" : "consent", key, detail);
}

// Asking

static bool row_read(const struct rows *rows, i64 i, struct consent *out)
{
    const struct column *col = rows->column;
    *out = (struct consent){.id = col[0].i[i],
                            .key = col[1].i[i],
                            .since_ms = col[5].i[i],
                            .source = col[6].text[i],
                            .note = col[7].text[i],
                            .who = col[8].text[i],
                            .noted_ms = col[9].i[i]};
    return consent_purpose_find(col[2].text[i], &out->purpose) &&
           consent_channel_find(col[3].text[i], &out->channel) &&
           consent_said_find(col[4].text[i], &out->said);
}

bool consent_history(ctx *c, struct privacy_customer customer, struct consent **out, i64 *count)
{
    struct rows rows;
    *count = 0;
    if (!store_rows(c, SQL_consent_rows, VALS(V_I64_LIST(customer.keys, customer.key_count)),
                    &rows))
        return false;
    *out = NEW_ARRAY(c->arena, struct consent, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        *count += row_read(&rows, i, &(*out)[*count]); // a word of a newer program is passed by
    return true;
}

void consent_now_of(const struct consent *history, i64 count, struct consent_now *out)
{
    *out = (struct consent_now){0};
    for (i64 i = count - 1; i >= 0; i--) { // the newest last, over the older ones
        const struct consent *one = &history[i];
        if (is_objection(one->said))
            out->objection[one->purpose] = *one;
        else
            out->by[one->purpose][one->channel] = *one;
    }
    for (i64 i = 0; i < CONSENT_PURPOSE__COUNT; i++) {
        if (out->objection[i].said != CONSENT_OBJECTED) out->objection[i] = (struct consent){0};
        out->has_objection = out->has_objection || out->objection[i].said == CONSENT_OBJECTED;
    }
}

static bool is_newer(const struct consent *a, const struct consent *b)
{
    return a->since_ms != b->since_ms ? a->since_ms > b->since_ms : a->id > b->id;
}

bool consent_now_allows(const struct consent_now *now, enum consent_purpose purpose,
                        enum consent_channel channel)
{
    assert(purpose > CONSENT_ALL && purpose < CONSENT_PURPOSE__COUNT);
    assert(channel < CONSENT_CHANNEL__COUNT);
    if (now->objection[CONSENT_ALL].said || now->objection[purpose].said) return false;
    const struct consent *any = &now->by[purpose][CONSENT_ANY_WAY],
                         *this_way = &now->by[purpose][channel];
    const struct consent *newest = is_newer(any, this_way) ? any : this_way;
    if (newest->said == CONSENT_NOTHING) return !consent_purpose_needs_consent(purpose);
    return newest->said == CONSENT_GIVEN;
}

bool consent_allows(ctx *c, i64 customer, enum consent_purpose purpose,
                    enum consent_channel channel, bool *allows)
{
    struct rows rows, keys;
    struct consent *history = NULL;
    i64 count = 0, whose = customer;
    *allows = false;
    if (!store_rows(c, SQL_consent_key, VALS(V_I64(customer)), &rows) ||
        !store_i64(c, SQL_privacy_customer, VALS(V_I64(customer)), &whose))
        return false;
    if (!rows.count || rows.column[0].i[0]) return true; // nobody whom one could ask
    if (!store_rows(c, SQL_privacy_keys, VALS(V_I64(whose)), &keys) ||
        !consent_history(c, (struct privacy_customer){whose, keys.count, keys.column[0].i},
                         &history, &count))
        return false;
    struct consent_now now;
    consent_now_of(history, count, &now);
    *allows = consent_now_allows(&now, purpose, channel);
    return true;
}

bool consent_decide(ctx *c, enum consent_purpose purpose, enum consent_channel channel,
                    struct consent_decided *out)
{
    assert(purpose > CONSENT_ALL);
    struct rows rows;
    *out = (struct consent_decided){0};
    if (!store_rows(c, SQL_consent_decided,
                    VALS(V_STR(str_of(consent_purpose_name(purpose))),
                         V_STR(str_of(consent_channel_name(channel)))),
                    &rows))
        return false;
    *out = (struct consent_decided){rows.count, rows.column[0].i, rows.column[1].i};
    return true;
}

bool consent_erased(ctx *c, const i64 *keys, i64 count)
{
    assert(store_in_transaction(c));
    struct vals vals = VALS(V_I64_LIST(keys, count));
    return store_run(c, SQL_consent_erase_given, vals) &&
           store_run(c, SQL_consent_erase_words, vals);
}
