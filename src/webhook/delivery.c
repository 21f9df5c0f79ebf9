#include <sodium.h>

#include "audit/audit.h"
#include "base/lang.h"
#include "base/time.h"
#include "event/event.h"
#include "people/fetch.h"
#include "settings/settings.h"
#include "webhook/webhook_parts.h"

#define SECOND_MS 1000LL
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)

enum { PATIENCE_MS = 15000, STATUS_GONE = 410, DELIVERY_COLUMNS = 12 };
#define HOPELESS_MS (5 * DAY_MS) // of failures, then it is stopped

// After the first try, the second …: the schedule that Standard Webhooks gives. As many tries as
// there are lines and one.
static const i64 pauses_ms[] = {5 * SECOND_MS, 5 * MINUTE_MS, 30 * MINUTE_MS,
                                2 * HOUR_MS,   5 * HOUR_MS,   10 * HOUR_MS,
                                14 * HOUR_MS,  20 * HOUR_MS,  24 * HOUR_MS};

static const struct {
    const char *name, *label;
} states[WEBHOOK_STATE__COUNT] = {
    [WEBHOOK_WAITING] = {"waiting",   N_("waits")    },
    [WEBHOOK_DELIVERED] = {"delivered", N_("delivered")},
    [WEBHOOK_GIVEN_UP] = {"given_up",  N_("given up") },
};

const char *webhook_state_label(enum webhook_state state)
{
    assert(state < WEBHOOK_STATE__COUNT);
    return states[state].label;
}

// ---- From events to deliveries ----

static bool wants(const struct webhook *webhook, str what)
{
    str events = webhook->events, name = {0};
    if (webhook->stopped_ms) return false;
    if (!events.size) return true;
    while (str_cut(&events, ' ', &name))
        if (str_equal(name, what)) return true;
    return false;
}

// Whether a value tells nothing but which and how many: a number, yes or no, an id.
static bool is_bare(const json_t *value)
{
    i64 number = 0;
    if (json_is_string(value)) return str_i64(json_text(value), &number);
    return json_is_number(value) || json_is_boolean(value) || json_is_null(value);
}

static str body_of(ctx *c, const struct event *event, bool is_full)
{
    json_t *body = json_new_object(c), *data = json_new_object(c);
    str rest = event->what, kind = {0};
    const char *name = NULL;
    json_t *value = NULL;
    (void)str_cut(&rest, '.', &kind);
    json_put_str(data, "kind", kind);
    json_put_str(data, "id", str_of(fmt(c->arena, "%lld", (long long)event->about)));
    json_object_foreach(event->data, name, value)
    {
        if (is_full || is_bare(value)) json_put(data, name, value);
    }
    json_put_str(body, "type", event->what);
    json_put_str(body, "timestamp", ms_write(c->arena, event->at_ms));
    json_put(body, "data", data);
    return json_write(c, body);
}

static str message_id(ctx *c)
{
    return str_of(fmt(c->arena, "msg_%016llx%016llx", (unsigned long long)c->random(c),
                      (unsigned long long)c->random(c)));
}

// Deliveries on their way into the store, as columns.
struct spread {
    i64 count, capacity;
    i64 *numbers[7]; // id, webhook, made, due, tries, tried, status
    str *texts[5];   // message, what, body, state, why
};

static struct spread spread_new(ctx *c, i64 capacity)
{
    struct spread spread = {.capacity = capacity};
    for (i64 i = 0; i < COUNT_OF(spread.numbers); i++)
        spread.numbers[i] = NEW_ARRAY(c->arena, i64, capacity + 1);
    for (i64 i = 0; i < COUNT_OF(spread.texts); i++)
        spread.texts[i] = NEW_ARRAY(c->arena, str, capacity + 1);
    return spread;
}

static void spread_add(ctx *c, struct spread *spread, const struct webhook *webhook,
                       const struct event *event)
{
    assert(spread->count < spread->capacity);
    i64 at = spread->count++;
    spread->numbers[1][at] = webhook->id;
    spread->numbers[2][at] = spread->numbers[3][at] = c->now_ms;
    spread->texts[0][at] = message_id(c);
    spread->texts[1][at] = event->what;
    spread->texts[2][at] = body_of(c, event, webhook->is_full);
    spread->texts[3][at] = str_of(states[WEBHOOK_WAITING].name);
}

static bool spread_write(ctx *c, struct spread *spread)
{
    i64 next = 0;
    if (!spread->count) return true;
    if (!store_i64(c, SQL_webhook_delivery_next, NO_VALS, &next)) return false;
    for (i64 i = 0; i < spread->count; i++)
        spread->numbers[0][i] = next + i;
    const struct column columns[DELIVERY_COLUMNS] = {
        {.type = COL_I64, .i = spread->numbers[0] },
        {.type = COL_I64, .i = spread->numbers[1] },
        {.type = COL_STR, .text = spread->texts[0]},
        {.type = COL_STR, .text = spread->texts[1]},
        {.type = COL_STR, .text = spread->texts[2]},
        {.type = COL_I64, .i = spread->numbers[2] },
        {.type = COL_STR, .text = spread->texts[3]},
        {.type = COL_I64, .i = spread->numbers[3] },
        {.type = COL_I64, .i = spread->numbers[4] },
        {.type = COL_I64, .i = spread->numbers[5] },
        {.type = COL_I64, .i = spread->numbers[6] },
        {.type = COL_STR, .text = spread->texts[4]},
    };
    return store_append(c, "webhook_delivery", columns, DELIVERY_COLUMNS, spread->count);
}

static const struct event_reader reader = {.name = WEBHOOK_READER, .limit = WEBHOOK_EVENTS_AT_ONCE};

bool webhook_spread(ctx *c)
{
    assert(store_in_transaction(c));
    struct webhook *webhooks = NULL;
    struct event *events = NULL;
    i64 count = 0, event_count = 0;
    if (!webhook_list(c, &count, &webhooks)) return false;
    if (!count) return true;
    if (!event_read(c, &reader, &event_count, &events)) return false;
    if (!event_count) return true;
    struct spread spread = spread_new(c, event_count * count);
    for (i64 e = 0; e < event_count; e++)
        for (i64 w = 0; w < count; w++)
            if (wants(&webhooks[w], events[e].what))
                spread_add(c, &spread, &webhooks[w], &events[e]);
    return spread_write(c, &spread) && event_read_to(c, reader.name, events[event_count - 1].id);
}

bool webhook_waits(ctx *c, bool *out)
{
    i64 active = 0, due = 0;
    *out = false;
    if (!store_i64(c, SQL_webhook_active, NO_VALS, &active)) return false;
    if (!active) return true;
    if (!store_i64(c, SQL_webhook_delivery_due_count, VALS(V_I64(c->now_ms)), &due)) return false;
    *out = due > 0;
    return due > 0 || event_waits(c, &reader, out);
}

bool webhook_try(ctx *c, str who, i64 id)
{
    assert(store_in_transaction(c));
    struct webhook webhook;
    if (!webhook_read(c, id, &webhook)) return false;
    struct spread spread = spread_new(c, 1);
    const struct event event = {
        .what = S("webhook.test"), .about = id, .at_ms = c->now_ms, .data = json_new_object(c)};
    spread_add(c, &spread, &webhook, &event);
    const char *about = fmt(c->arena, "webhook %lld", (long long)id);
    return spread_write(c, &spread) &&
           audit_add(c, (struct audit_entry){
                            .who = who, .what = S("webhook.try"), .about = str_of(about)});
}

// ---- The list ----

static enum webhook_state state_of(str name)
{
    for (enum webhook_state i = 0; i < WEBHOOK_STATE__COUNT; i++)
        if (str_equal(name, str_of(states[i].name))) return i;
    return WEBHOOK_GIVEN_UP;
}

static struct webhook_delivery delivery_of(const struct rows *rows, i64 i)
{
    const struct column *col = rows->column;
    return (struct webhook_delivery){.id = col[0].i[i],
                                     .webhook = col[1].i[i],
                                     .message = col[2].text[i],
                                     .what = col[3].text[i],
                                     .body = col[4].text[i],
                                     .made_ms = col[5].i[i],
                                     .state = state_of(col[6].text[i]),
                                     .due_ms = col[7].i[i],
                                     .tries = col[8].i[i],
                                     .tried_ms = col[9].i[i],
                                     .status = col[10].i[i],
                                     .why = col[11].text[i]};
}

bool webhook_deliveries(ctx *c, i64 webhook, i64 limit, i64 *count, struct webhook_delivery **out)
{
    struct rows rows;
    if (!store_rows(c, SQL_webhook_delivery_list, VALS(V_I64(webhook), V_I64(limit)), &rows))
        return false;
    *count = rows.count;
    *out = NEW_ARRAY(c->arena, struct webhook_delivery, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        (*out)[i] = delivery_of(&rows, i);
    return true;
}

bool webhook_again(ctx *c, str who, i64 webhook, i64 delivery)
{
    assert(store_in_transaction(c));
    struct webhook one;
    i64 known = 0;
    if (!webhook_read(c, webhook, &one) ||
        !store_i64(c, SQL_webhook_delivery_known, VALS(V_I64(webhook), V_I64(delivery)), &known))
        return false;
    if (!known) return fail(c, ERR_NOT_FOUND, tr(c, "there is no such delivery"));
    const char *about = fmt(c->arena, "webhook %lld", (long long)webhook);
    json_t *detail = json_new_object(c);
    json_put_i64(detail, "delivery", delivery);
    return store_run(c, SQL_webhook_delivery_again, VALS(V_I64(delivery), V_I64(c->now_ms))) &&
           audit_add(c, (struct audit_entry){.who = who,
                                             .what = S("webhook.again"),
                                             .about = str_of(about),
                                             .detail = detail});
}

bool webhook_clean(ctx *c, i64 before_ms, i64 *count)
{
    assert(store_in_transaction(c));
    return store_i64(c, SQL_webhook_delivery_old, VALS(V_I64(before_ms)), count) &&
           (!*count || store_run(c, SQL_webhook_delivery_forget, VALS(V_I64(before_ms))));
}

// ---- Sending ----

bool webhook_may_private(ctx *c, bool *out)
{
    str said = {0};
    if (!setting_text(c, "webhook.private", &said)) return false;
    *out = str_equal(said, S("yes"));
    return true;
}

bool webhook_due(ctx *c, i64 limit, i64 *count, struct webhook_due **out)
{
    struct rows rows;
    if (!store_rows(c, SQL_webhook_delivery_due, VALS(V_I64(c->now_ms), V_I64(limit)), &rows))
        return false;
    *count = rows.count;
    *out = NEW_ARRAY(c->arena, struct webhook_due, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        (*out)[i] = (struct webhook_due){.delivery = delivery_of(&rows, i),
                                         .address = rows.column[12].text[i],
                                         .secret = rows.column[13].text[i],
                                         .old_secret = rows.column[14].text[i],
                                         .failing_since_ms = rows.column[15].i[i]};
    return true;
}

str webhook_sign(ctx *c, str secret, struct webhook_signed message)
{
    size_t key_size = 0;
    u8 *key = NEW_ARRAY(c->arena, u8, secret.size + 1);
    u8 mark[crypto_auth_hmacsha256_BYTES];
    char coded[sodium_base64_ENCODED_LEN(sizeof mark, sodium_base64_VARIANT_ORIGINAL)];
    if (!secret.size || sodium_base642bin(key, (size_t)secret.size, secret.s, (size_t)secret.size,
                                          NULL, &key_size, NULL, sodium_base64_VARIANT_ORIGINAL))
        return (str){0};
    const char *head = fmt(c->arena, "%.*s.%lld.", STR(message.id), (long long)message.timestamp);
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key, key_size);
    crypto_auth_hmacsha256_update(&state, (const u8 *)head, strlen(head));
    crypto_auth_hmacsha256_update(&state, (const u8 *)message.body.s,
                                  (unsigned long long)message.body.size);
    crypto_auth_hmacsha256_final(&state, mark);
    sodium_bin2base64(coded, sizeof coded, mark, sizeof mark, sodium_base64_VARIANT_ORIGINAL);
    return str_of(fmt(c->arena, "v1,%s", coded));
}

bool webhook_send(ctx *c, const struct webhook_due *due, bool may_private,
                  struct webhook_tried *out)
{
    const struct webhook_signed message = {.id = due->delivery.message,
                                           .body = due->delivery.body,
                                           .timestamp = c->now_ms / SECOND_MS};
    str signature = webhook_sign(c, due->secret, message);
    str old = webhook_sign(c, due->old_secret, message);
    if (old.size) signature = str_of(fmt(c->arena, "%.*s %.*s", STR(signature), STR(old)));
    const struct fetch_header headers[] = {
        {"webhook-id",                    message.id         },
        {"webhook-timestamp",             str_of(fmt(c->arena, "%lld", (long long)message.timestamp))},
        {"webhook-signature", signature                   },
    };
    struct fetch fetch = {.address = due->address,
                          .body = due->delivery.body,
                          .type = "application/json",
                          .headers = headers,
                          .header_count = COUNT_OF(headers),
                          .patience_ms = PATIENCE_MS,
                          .is_plain_taken = may_private,
                          .is_public_only = !may_private,
                          .is_answer_left = true};
    struct fetched fetched;
    *out = (struct webhook_tried){0};
    if (fetch_run(c, fetch, &fetched)) {
        out->status = fetched.status;
        return true;
    }
    if (c->err.code == ERR_STOPPED) return false;
    out->why = c->err.msg;
    err_clear(c);
    return true;
}

// ---- What follows of a try ----

// A tenth more or less, so that many do not come back at once.
static i64 pause_ms(ctx *c, i64 tries)
{
    i64 pause = pauses_ms[tries - 1];
    return pause - pause / 10 + (i64)(c->random(c) % (u64)(pause / 5 + 1));
}

bool webhook_settle(ctx *c, const struct webhook_due *due, struct webhook_tried tried)
{
    assert(store_in_transaction(c));
    const struct webhook_delivery *delivery = &due->delivery;
    i64 tries = delivery->tries + 1, since_ms = due->failing_since_ms;
    bool is_well = !tried.why && tried.status >= 200 && tried.status < 300;
    bool is_gone = tried.status == STATUS_GONE, is_over = tries > COUNT_OF(pauses_ms) || is_gone;
    bool is_hopeless = !is_well && since_ms && c->now_ms - since_ms >= HOPELESS_MS;
    enum webhook_state state = is_well   ? WEBHOOK_DELIVERED
                               : is_over ? WEBHOOK_GIVEN_UP
                                         : WEBHOOK_WAITING;
    i64 due_ms = state == WEBHOOK_WAITING ? c->now_ms + pause_ms(c, tries) : 0;
    const char *why = tried.why ? tried.why
                      : is_well
                          ? ""
                          : fmt(c->arena, tr(c, "it answered with %lld"), (long long)tried.status);
    if (!store_run(c, SQL_webhook_delivery_settle,
                   VALS(V_I64(delivery->id), V_STR(str_of(states[state].name)), V_I64(due_ms),
                        V_I64(tries), V_I64(c->now_ms), V_I64(tried.status), V_STR(str_of(why)))))
        return false;
    enum sql how = is_well ? SQL_webhook_well : SQL_webhook_fails;
    if (!store_run(c, how, VALS(V_I64(delivery->webhook), V_I64(c->now_ms)))) return false;
    if (is_gone) return webhook_stopped(c, delivery->webhook, tr(c, "it answered that it is gone"));
    return !is_hopeless ||
           webhook_stopped(c, delivery->webhook, tr(c, "it took nothing for five days"));
}
