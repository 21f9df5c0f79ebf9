#include "demo/encounter.h"

#include <math.h>

#include "demo/survey.h"
#include "demo/words.h"

static struct moment moment_of(const struct life *life, const struct event *event)
{
    return (struct moment){&life->today, event->minute};
}

static struct place place_of(const struct event *event)
{
    return (struct place){event->touchpoint, event->channel, event->unit};
}

// The same customer, unit and channel at another touchpoint.
static struct event next_event(const struct event *event, enum event_kind kind,
                               enum touchpoint touchpoint)
{
    struct event next = *event;
    next.kind = (u8)kind;
    next.touchpoint = (u8)touchpoint;
    next.number = 0;
    return next;
}

static void complain_maybe(struct life *life, const struct event *event, f64 probability)
{
    // Most who are hurt say nothing; who has begun to leave says even less.
    if (life->today.t >= life->customers[event->who].fades) probability *= 0.3;
    if (!chance_happens(&life->chance, probability)) return;
    struct event complaint = next_event(event, COMPLAINED, (enum touchpoint)event->touchpoint);
    complaint.number = event->number;
    complaint.channel = chance_happens(&life->chance, 0.6) ? EMAIL : PHONE;
    life_follow(life, chance_between(&life->chance, 1, 4), complaint);
}

// The encounter is over: it leaves its mark, may be asked about, may be complained of.
static void conclude(struct life *life, struct event *event, f64 quality, f64 asked)
{
    event->quality = (float)quality;
    customer_meet(&life->customers[event->who], quality);
    survey_ask_maybe(life, event, asked);
    if (quality < -0.9) complain_maybe(life, event, quality < -1.7 ? 0.16 : 0.06);
}

static i32 wait_of(struct life *life, const struct event *event)
{
    static const f64 by_channel[CHANNEL_COUNT] = {
        [SHOP] = 0.9, [WEB] = 1, [PHONE] = 1.25, [CHAT] = 0.55, [EMAIL] = -1};
    f64 wait = by_channel[event->channel];
    if (wait < 0) return -1;
    const struct story_day *today = &life->today;
    // It grew worse by a quarter until somebody changed it.
    wait *= today->changed ? WAIT_AFTER_S : WAIT_BEFORE_S * (0.9 + 0.25 * today->t / CHANGE_DAY);
    if (today->weekday == 0) wait *= 1.3;
    if (event->minute >= 11 * 60 && event->minute < 13 * 60) wait *= 1.25;
    if (today->incident) wait *= WAIT_INCIDENT_FACTOR;
    if (event->unit == UNEVEN_UNIT) wait *= 1.2;
    return (i32)(wait * exp(0.75 * chance_bell(&life->chance)));
}

static void meet_contact(struct life *life, struct event *event)
{
    static const i32 cost_cents[CHANNEL_COUNT] = {520, 200, 780, 460, 390};
    struct chance *chance = &life->chance;
    i32 wait_s = wait_of(life, event);
    i32 resolved_pct = life->today.changed ? RESOLVED_AFTER_PCT : RESOLVED_BEFORE_PCT;
    if (life->today.incident) resolved_pct -= 30;
    if (event->unit == UNEVEN_UNIT) resolved_pct -= 6;
    bool resolved = chance_below(chance, 100) < resolved_pct;
    i32 agent = chance_between(chance, 1, 12);
    i32 cost = (i32)(cost_cents[event->channel] * (0.6 + 0.9 * chance_share(chance)));
    rows_contact(life->rows, moment_of(life, event),
                 (struct contact){.customer = event->who,
                                  .place = place_of(event),
                                  .agent = agent,
                                  .wait_s = wait_s,
                                  .resolved = resolved,
                                  .cost_cents = cost});
    f64 waited = wait_s < 0 ? 0.2 : log((wait_s + 20) / 160.0);
    f64 quality =
        0.35 * story_quality(life->story, life->today.t, (enum unit)event->unit, 100 + agent) +
        (resolved ? 0.45 : -0.95) - 0.35 * waited + 0.35 * chance_bell(chance);
    if (event->matter == THE_OUTAGE) quality -= 0.6;
    event->number = (u8)MIN(wait_s / 60 > 0 ? wait_s / 60 : 0, 120);
    conclude(life, event, quality, 0.34);
    if (!resolved && chance_happens(chance, 0.35)) {
        struct event again = next_event(event, CONTACTED, (enum touchpoint)event->touchpoint);
        life_follow(life, chance_between(chance, 1, 6), again);
    }
}

static void meet_delivery(struct life *life, struct event *event)
{
    struct chance *chance = &life->chance;
    i32 crew = chance_between(chance, 1, 6);
    bool installation = event->touchpoint == INSTALLATION;
    f64 cost = (installation ? 7900 : 2900) * (0.7 + 0.6 * chance_share(chance));
    rows_delivery(life->rows, moment_of(life, event),
                  (struct delivery){.customer = event->who,
                                    .unit = (enum unit)event->unit,
                                    .installation = installation,
                                    .crew = crew,
                                    .days_late = event->number,
                                    .cost_cents = (i64)cost});
    f64 level = story_quality(life->story, life->today.t, (enum unit)event->unit, 200 + crew);
    f64 quality = 0.35 + 0.6 * level - 0.55 * MIN(event->number, 4) + 0.4 * chance_bell(chance);
    i32 late = event->number;
    event->channel = WEB; // the question comes by text message
    event->number = 0;
    conclude(life, event, quality, 0.24);
    if (late >= 2 && chance_happens(chance, 0.3)) {
        struct event asks = next_event(event, CONTACTED, DELIVERY);
        asks.channel = PHONE;
        life_follow(life, 1, asks);
    }
}

// How many days late: mostly none; at the uneven site it depends on the week.
static i32 days_late(struct life *life, enum unit unit)
{
    f64 late = company_units[unit].late;
    f64 level = story_quality(life->story, life->today.t, unit, 200);
    if (unit == UNEVEN_UNIT) late *= level < -0.8 ? 2.2 : 0.6;
    i32 days = 0;
    for (f64 left = chance_share(&life->chance), p = exp(-late); left > p && days < 12; days++) {
        left -= p;
        p *= late / (days + 1);
    }
    return days;
}

static void follow_purchase(struct life *life, const struct event *event, i64 cents)
{
    struct chance *chance = &life->chance;
    f64 delivered = event->channel == WEB ? 0.72 : cents > 25000 ? 0.5 : 0.02;
    if (chance_happens(chance, delivered)) {
        bool installed = cents > 40000 && chance_happens(chance, 0.45);
        struct event delivery = next_event(event, DELIVERED, installed ? INSTALLATION : DELIVERY);
        delivery.number = (u8)days_late(life, (enum unit)event->unit);
        life_follow(life, chance_between(chance, 2, 8) + delivery.number, delivery);
    }
    if (chance_happens(chance, 0.065)) {
        static const enum touchpoint about[10] = {
            CUSTOMER_SERVICE, CUSTOMER_SERVICE, CUSTOMER_SERVICE, CUSTOMER_SERVICE, RETURNS,
            RETURNS,          RETURNS,          WARRANTY,         INVOICE,          PAYMENT};
        static const enum channel by[8] = {PHONE, PHONE, PHONE, CHAT, CHAT, EMAIL, EMAIL, SHOP};
        struct event contact = next_event(event, CONTACTED, about[chance_below(chance, 10)]);
        contact.channel = (u8)by[chance_below(chance, 8)];
        life_follow(life, chance_between(chance, 1, 20), contact);
    }
    bool invoiced = life->customers[event->who].segment == BUSINESS || event->channel == WEB;
    if (invoiced && chance_happens(chance, event->channel == WEB ? 0.25 : 0.9)) {
        f64 wrong = event->unit == UNEVEN_UNIT ? 0.07 : 0.03;
        rows_invoice(life->rows, moment_of(life, event),
                     (struct invoice){.customer = event->who,
                                      .unit = (enum unit)event->unit,
                                      .cents = cents,
                                      .corrected = chance_happens(chance, wrong)});
    }
}

static i64 cents_of(struct life *life, const struct customer *customer)
{
    f64 prices = 1 + 0.025 * life->today.t / 365.0;
    f64 euros = (f64)customer->basket * prices * exp(0.8 * chance_bell(&life->chance));
    if (life->today.t >= customer->fades) euros *= 0.8;
    return MAX(290, (i64)(euros * 20) * 5); // sums are rounded to five cents
}

static void buy(struct life *life, struct event *event)
{
    struct customer *customer = &life->customers[event->who];
    struct chance *chance = &life->chance;
    i32 staff = chance_between(chance, 1, 9);
    bool in_shop = event->channel == SHOP;
    event->touchpoint = in_shop ? CHECKOUT : event->channel == WEB ? WEB_SHOP : QUOTE;
    i64 cents = cents_of(life, customer);
    rows_sale(life->rows, moment_of(life, event),
              (struct sale){.customer = event->who,
                            .place = place_of(event),
                            .group = chance_below(chance, PRODUCT_GROUP_COUNT),
                            .staff = in_shop ? staff : 0,
                            .cents = cents});
    f64 quality = 0.45 * chance_bell(chance);
    quality += in_shop ? story_quality(life->story, life->today.t, (enum unit)event->unit, staff)
                       : 0.12 - 0.25 * life->today.incident;
    follow_purchase(life, event, cents);
    conclude(life, event, quality, 0.17);
}

// Paying failed: no purchase. Most call at once, some come back within days.
static void fail_to_pay(struct life *life, struct event *event)
{
    struct chance *chance = &life->chance;
    event->touchpoint = PAYMENT;
    event->matter = THE_OUTAGE;
    conclude(life, event, -2.6, 0.3);
    if (!chance_happens(chance, 0.75)) return;
    struct event contact = *event;
    bool phone = story_minute(&life->today, PHONE, chance) >= 0 && event->minute < 18 * 60;
    contact.channel = phone && event->minute >= 9 * 60 ? PHONE : EMAIL;
    meet_contact(life, &contact);
}

static bool payment_fails(struct life *life, const struct event *event)
{
    if (!life->today.incident || event->channel == EMAIL || event->channel == PHONE) return false;
    i32 pct = event->channel == WEB ? PAYMENT_FAILS_WEB_PCT : PAYMENT_FAILS_SHOP_PCT;
    return chance_below(&life->chance, 100) < pct;
}

// Before a purchase: looks around, asks for advice or a quote. These are the touchpoints before.
static void ask(struct life *life, struct event *event)
{
    bool asks_somebody =
        event->channel == CHAT || event->touchpoint == ADVICE || event->touchpoint == QUOTE;
    if (asks_somebody) {
        meet_contact(life, event);
        return;
    }
    struct chance *chance = &life->chance;
    f64 level = story_quality(life->story, life->today.t, (enum unit)event->unit,
                              chance_between(chance, 1, 9));
    f64 quality = event->channel == SHOP ? level : event->touchpoint == CAMPAIGN ? -0.25 : 0.05;
    conclude(life, event, quality + 0.45 * chance_bell(chance), 0.45);
}

static void meet_due(struct life *life, struct event *event)
{
    struct customer *customer = &life->customers[event->who];
    struct chance *chance = &life->chance;
    i32 t = life->today.t;
    customer_decide(customer, t, chance);
    if (t >= customer->left) return;

    if (customer->wish == TO_ASK) {
        customer->wish = TO_BUY;
        ask(life, event);
        life_expect(life, event->who, t + chance_between(chance, 1, 9));
        return;
    }
    if (payment_fails(life, event)) {
        fail_to_pay(life, event);
        if (chance_happens(chance, 0.7)) {
            life_expect(life, event->who, t + chance_between(chance, 2, 14));
            return;
        }
    } else {
        buy(life, event);
    }
    customer->wish = chance_happens(chance, 0.10) ? TO_ASK : TO_BUY;
    life_expect(life, event->who, customer_next_day(life->story, customer, t, chance));
}

void encounter(struct life *life, const struct event *event)
{
    struct event copy = *event; // on its way it becomes what follows from it
    switch ((enum event_kind)copy.kind) {
    case CUSTOMER_DUE:
        meet_due(life, &copy);
        break;
    case DELIVERED:
        meet_delivery(life, &copy);
        break;
    case CONTACTED:
        meet_contact(life, &copy);
        break;
    case ASKED_AGAIN:
        survey_ask_maybe(life, &copy, 1.0);
        break;
    case ANSWERED:
        survey_answer(life, &copy);
        break;
    case COMPLAINED:
        survey_complain(life, &copy);
        break;
    case VISITED:
        survey_visit(life, &copy);
        break;
    case PULSED:
        survey_pulse(life, &copy);
        break;
    }
}
