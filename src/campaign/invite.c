#include "campaign/invite.h"

#include <stddef.h>

#include "base/lang.h"
#include "bounds.h"
#include "campaign/count.h"
#include "facts/consent.h"
#include "mail/refused.h"
#include "people/email.h"

// clang-format off
static const struct {
    const char *name, *label;
    bool is_end;
} states[] = {
    [INVITE_PLANNED]  = {"planned",  N_("to be sent"),         false},
    [INVITE_SENT]     = {"sent",     N_("sent"),               false},
    [INVITE_OPENED]   = {"opened",   N_("opened"),             false},
    [INVITE_PARTLY]   = {"partly",   N_("answered in part"),   false},
    [INVITE_ANSWERED] = {"answered", N_("answered"),           true},
    [INVITE_DECLINED] = {"declined", N_("declined"),           true},
    [INVITE_SILENT]   = {"silent",   N_("silent"),             true},
    [INVITE_BOUNCED]  = {"bounced",  N_("not deliverable"),    true},
    [INVITE_GIVEN_UP] = {"given_up", N_("could not be sent"),  true},
    [INVITE_DROPPED]  = {"dropped",  N_("not sent after all"), true},
};
// clang-format on
static_assert(COUNT_OF(states) == INVITE_STATE__COUNT, "a row for each state");

static const char *const heard_of[] = {"answer.began", "answer.partly", "answer.ended",
                                       "answer.declined", NULL};
static const struct event_reader reader = {.name = "invite", .what = heard_of, .limit = 1000};

const char *invite_state_name(enum invite_state state)
{
    assert(state < INVITE_STATE__COUNT);
    return states[state].name;
}

const char *invite_state_label(enum invite_state state)
{
    assert(state < INVITE_STATE__COUNT);
    return states[state].label;
}

bool invite_state_is_end(enum invite_state state)
{
    assert(state < INVITE_STATE__COUNT);
    return states[state].is_end;
}

static enum invite_state state_of(str name)
{
    for (enum invite_state i = 0; i < INVITE_STATE__COUNT; i++)
        if (str_equal(name, str_of(states[i].name))) return i;
    return INVITE_DROPPED; // a newer program's: nothing is sent
}

void invite_from_row(ctx *c, const struct rows *rows, i64 row, struct invite *out)
{
    const struct column *col = rows->column;
    (void)c;
    *out = (struct invite){.id = col[0].i[row],
                           .campaign = col[1].i[row],
                           .survey = col[2].i[row],
                           .plan = col[3].i[row],
                           .customer = col[4].i[row],
                           .key = col[5].i[row],
                           .touchpoint = (i32)col[6].i[row],
                           .channel = (i32)col[7].i[row],
                           .unit = (i32)col[8].i[row],
                           .segment = (i32)col[9].i[row],
                           .happened_ms = col[10].i[row],
                           .address = col[11].text[row],
                           .lang = col[12].text[row],
                           .state = state_of(col[13].text[row]),
                           .planned_ms = col[14].i[row],
                           .due_ms = col[15].i[row],
                           .sent_ms = col[16].i[row],
                           .opened_ms = col[17].i[row],
                           .ended_ms = col[18].i[row],
                           .closes_ms = col[19].i[row],
                           .reminders = col[20].i[row],
                           .reminders_left = col[21].i[row],
                           .tries = col[22].i[row],
                           .answer = col[23].i[row],
                           .counted = col[24].i[row],
                           .lease_ms = col[25].i[row],
                           .code = col[26].text[row],
                           .why = col[27].text[row]};
}

bool invite_get(ctx *c, i64 id, struct invite *out)
{
    struct rows rows;
    if (!store_rows(c, SQL_invite_get, VALS(V_I64(id)), &rows)) return false;
    if (!rows.count)
        return fail_with(c, ERR_NOT_FOUND, tr(c, "there is no such invite"),
                         tr(c, "Open the link from the message as it is."));
    invite_from_row(c, &rows, 0, out);
    return true;
}

// Answering

bool invite_open(ctx *c, i64 id, struct invite_opened *out)
{
    struct rows rows;
    *out = (struct invite_opened){0};
    if (!invite_get(c, id, &out->invite)) return false;
    const struct invite *invite = &out->invite;
    if (!store_rows(c, SQL_invite_names,
                    VALS(V_I64(invite->key), V_I64(invite->touchpoint), V_I64(invite->channel),
                         V_I64(invite->unit), V_I64(invite->segment), V_I64(invite->campaign)),
                    &rows))
        return false;
    str *const into[] = {
        &out->name_space, &out->key,     &out->touchpoint,    &out->channel,
        &out->unit,       &out->segment, &out->campaign_name, &out->survey_function};
    for (i64 i = 0; i < COUNT_OF(into); i++)
        *into[i] = rows.column[i].text[0];
    // A mail that came back or seemed lost may have arrived all the same: its link is good.
    bool may_answer = !states[invite->state].is_end || invite->state == INVITE_BOUNCED ||
                      invite->state == INVITE_GIVEN_UP;
    out->is_over = !may_answer || !out->key.size || c->now_ms >= invite->closes_ms;
    return true;
}

bool invite_seen(ctx *c, i64 id)
{
    assert(store_in_transaction(c));
    return store_run(c, SQL_invite_see, VALS(V_I64(id), V_I64(c->now_ms)));
}

// Hearing from mail servers

// What stands before the @ of a Message-ID, without its brackets; empty where it is none of ours.
static str code_of(str message_id)
{
    message_id = str_trim(message_id);
    if (str_starts(message_id, S("<"))) message_id = str_slice(message_id, 1, message_id.size);
    i64 at = str_find(message_id, S("@"));
    if (at >= 0) message_id = str_slice(message_id, 0, at);
    i64 dot = str_find(message_id, S(".")); // a reminder's number
    return str_trim(dot < 0 ? message_id : str_slice(message_id, 0, dot));
}

static bool find_meant(ctx *c, str message_id_or_address, i64 *id)
{
    str code = code_of(message_id_or_address), address = {0};
    *id = 0;
    if (code.size && !store_i64(c, SQL_invite_by_code, VALS(V_STR(code)), id)) return false;
    if (*id) return true;
    if (!email_normalise(c, message_id_or_address, &address)) {
        err_clear(c); // it is no address either
        return true;
    }
    return store_i64(c, SQL_invite_by_address, VALS(V_STR(address)), id);
}

static bool tell(ctx *c, const char *what, const struct invite *invite)
{
    json_t *data = json_new_object(c);
    json_put_i64(data, "invite", invite->id);
    json_put_i64(data, "campaign", invite->campaign);
    json_put_i64(data, "survey", invite->survey);
    return event_add(c, (struct event){.what = str_of(what), .about = invite->id, .data = data});
}

bool invite_bounced(ctx *c, str message_id_or_address, bool permanent, str why, bool *found)
{
    assert(store_in_transaction(c));
    struct invite invite;
    i64 id = 0;
    *found = false;
    why = str_head(str_is_utf8(why, NULL) ? why : (str){0}, BOUND_ATTRIBUTE_BYTES);
    if (!find_meant(c, message_id_or_address, &id)) return false;
    if (!id) return true;
    *found = true;
    if (!invite_get(c, id, &invite)) return false;
    if (!permanent) return store_run(c, SQL_invite_why, VALS(V_I64(id), V_STR(why)));
    if (invite.state == INVITE_BOUNCED) return true;
    bool was_asked = invite.sent_ms && !invite.counted;
    return store_run(c, SQL_invite_bounce, VALS(V_I64(id), V_I64(c->now_ms), V_STR(why))) &&
           (!was_asked || count_invites(c, &invite, 1, (struct count_as){.asked = -1})) &&
           tell(c, "invite.bounced", &invite);
}

static bool unsubscribe_consent(ctx *c, i64 key, str why)
{
    bool allows = false;
    if (!consent_allows(c, key, CONSENT_FEEDBACK, CONSENT_EMAIL, &allows)) return false;
    if (!allows) return true; // it stands already, or nobody is left
    struct consent said = {.purpose = CONSENT_FEEDBACK,
                           .channel = CONSENT_EMAIL,
                           .said = CONSENT_WITHDRAWN,
                           .source = S("unsubscribe link"),
                           .note = why};
    return consent_note(c, key, said,
                        (struct privacy_by){.who = S("customer"), .why = S("unsubscribed")});
}

static bool end_all(ctx *c, i64 customer)
{
    struct vals vals = VALS(V_I64(customer), V_I64(c->now_ms));
    return store_run(c, SQL_invite_decline_customer, vals) &&
           store_run(c, SQL_invite_drop_customer, vals);
}

bool invite_unsubscribe(ctx *c, i64 id, str why)
{
    assert(store_in_transaction(c));
    struct invite invite;
    if (!invite_get(c, id, &invite)) return false;
    bool is_new = !states[invite.state].is_end;
    return unsubscribe_consent(c, invite.key, why) && refused_add(c, invite.address) &&
           end_all(c, invite.customer) && (!is_new || tell(c, "invite.unsubscribed", &invite));
}

bool invite_unsubscribe_customer(ctx *c, i64 key, str why)
{
    assert(store_in_transaction(c));
    i64 customer = key;
    return store_i64(c, SQL_privacy_customer, VALS(V_I64(key)), &customer) &&
           unsubscribe_consent(c, key, why) && end_all(c, customer);
}

// Following the answers

// Told among those who answered, once: when it ended, or when it was left and its facts were made.
static bool count_once(ctx *c, i64 id)
{
    struct rows rows;
    struct invite invite;
    if (!store_rows(c, SQL_invite_get, VALS(V_I64(id)), &rows)) return false;
    if (!rows.count) return true;
    invite_from_row(c, &rows, 0, &invite);
    if (invite.counted || !invite.sent_ms) return true;
    return count_invites(c, &invite, 1, (struct count_as){.answered = 1}) &&
           store_run(c, SQL_invite_counted, VALS(V_I64_LIST(&invite.id, 1)));
}

static bool follow_one(ctx *c, const struct event *event)
{
    i64 invite = 0;
    if (!json_i64(json_object_get(event->data, "invite"), &invite) || !invite)
        return true; // an answer by an open link
    if (!store_run(c, SQL_invite_begin,
                   VALS(V_I64(invite), V_I64(event->about), V_I64(event->at_ms))))
        return false;
    const char *state = NULL;
    bool has_facts =
        str_equal(event->what, S("answer.ended")) || str_equal(event->what, S("answer.partly"));
    if (has_facts && !count_once(c, invite)) return false;
    if (str_equal(event->what, S("answer.ended"))) state = states[INVITE_ANSWERED].name;
    if (str_equal(event->what, S("answer.declined"))) state = states[INVITE_DECLINED].name;
    return !state || store_run(c, SQL_invite_end,
                               VALS(V_I64(invite), V_STR(str_of(state)), V_I64(event->at_ms)));
}

bool invite_follow(ctx *c, i64 most, i64 *count)
{
    assert(store_in_transaction(c));
    *count = 0;
    while (*count < most) {
        struct event *events = NULL;
        i64 n = 0;
        if (!event_read(c, &reader, &n, &events)) return false;
        if (!n) return true;
        for (i64 i = 0; i < n; i++)
            if (!follow_one(c, &events[i])) return false;
        if (!event_read_to(c, reader.name, events[n - 1].id)) return false;
        *count += n;
    }
    return true;
}

bool invite_follow_waits(ctx *c, bool *out)
{
    return event_waits(c, &reader, out);
}

bool invite_end_due(ctx *c, i64 *count)
{
    assert(store_in_transaction(c));
    struct vals now = VALS(V_I64(c->now_ms));
    *count = 0;
    return store_i64(c, SQL_invite_silent_due, now, count) &&
           (!*count || store_run(c, SQL_invite_silence, now));
}

bool invite_end_campaign(ctx *c, i64 campaign)
{
    assert(store_in_transaction(c));
    return store_run(c, SQL_invite_drop_campaign, VALS(V_I64(campaign), V_I64(c->now_ms))) &&
           store_run(c, SQL_invite_calm_campaign, VALS(V_I64(campaign)));
}

bool invite_clean(ctx *c, i64 before_ms, i64 *count)
{
    assert(store_in_transaction(c));
    *count = 0;
    return store_i64(c, SQL_invite_old, VALS(V_I64(before_ms)), count) &&
           (!*count || store_run(c, SQL_invite_forget, VALS(V_I64(before_ms))));
}

bool invite_count(ctx *c, i64 campaign, struct invite_counts *out)
{
    struct rows rows;
    *out = (struct invite_counts){0};
    if (!store_rows(c, SQL_invite_states, VALS(V_I64(campaign)), &rows)) return false;
    for (i64 i = 0; i < rows.count; i++) {
        enum invite_state state = state_of(rows.column[0].text[i]);
        out->of[state] += rows.column[1].i[i];
        out->asked += rows.column[2].i[i];
        out->delivered += state == INVITE_BOUNCED ? 0 : rows.column[2].i[i];
        out->opened += rows.column[3].i[i];
        out->reminded += rows.column[4].i[i];
        out->waits_to_be_tried += rows.column[5].i[i];
    }
    return true;
}

// Appending

// The table's columns, in its order.
// clang-format off
static const struct {
    enum col_type type;
    size_t at, size;
} layout[] = {
#define AT(type, member) {type, offsetof(struct invite, member), sizeof(((struct invite *)0)->member)}
    AT(COL_I64, id),        AT(COL_I64, campaign),   AT(COL_I64, survey),         AT(COL_I64, plan),
    AT(COL_I64, customer),  AT(COL_I64, key),        AT(COL_I64, touchpoint),     AT(COL_I64, channel),
    AT(COL_I64, unit),      AT(COL_I64, segment),    AT(COL_I64, happened_ms),    AT(COL_STR, address),
    AT(COL_STR, lang),      AT(COL_STR, state),      AT(COL_I64, planned_ms),     AT(COL_I64, due_ms),
    AT(COL_I64, sent_ms),   AT(COL_I64, opened_ms),  AT(COL_I64, ended_ms),       AT(COL_I64, closes_ms),
    AT(COL_I64, reminders), AT(COL_I64, reminders_left), AT(COL_I64, tries),      AT(COL_I64, answer),
    AT(COL_I64, counted),   AT(COL_I64, lease_ms),  AT(COL_STR, code),       AT(COL_STR, why),
#undef AT
};
// clang-format on

static struct column column_of(ctx *c, const struct invite *invites, i64 count, i64 k)
{
    const char *from = (const char *)invites + layout[k].at;
    if (layout[k].type == COL_STR) {
        str *text = NEW_ARRAY(c->arena, str, count);
        bool is_state = layout[k].size != sizeof(str);
        for (i64 i = 0; i < count; i++, from += sizeof *invites) {
            if (is_state)
                text[i] = str_of(states[invites[i].state].name);
            else
                memcpy(&text[i], from, sizeof(str));
        }
        return (struct column){.type = COL_STR, .text = text};
    }
    i64 *number = NEW_ARRAY(c->arena, i64, count);
    for (i64 i = 0; i < count; i++, from += sizeof *invites) {
        i32 narrow = 0;
        if (layout[k].size == sizeof narrow) {
            memcpy(&narrow, from, sizeof narrow);
            number[i] = narrow;
        } else {
            memcpy(&number[i], from, sizeof(i64));
        }
    }
    return (struct column){.type = COL_I64, .i = number};
}

bool invite_add_all(ctx *c, struct invite *invites, i64 count)
{
    assert(store_in_transaction(c));
    i64 next = 0;
    if (!count) return true;
    if (!store_i64(c, SQL_invite_next, NO_VALS, &next)) return false;
    for (i64 i = 0; i < count; i++) {
        invites[i].id = next + i;
        invites[i].code = str_of(fmt(c->arena, "%016llx%016llx", (unsigned long long)c->random(c),
                                     (unsigned long long)c->random(c)));
    }
    struct column columns[COUNT_OF(layout)];
    for (i64 k = 0; k < COUNT_OF(layout); k++)
        columns[k] = column_of(c, invites, count, k);
    return store_append(c, "invite", columns, COUNT_OF(layout), count);
}
