#include "demo/survey.h"

#include <math.h>

#include "demo/words.h"

void survey_ask_maybe(struct life *life, const struct event *event, f64 probability)
{
    struct chance *chance = &life->chance;
    if (!chance_happens(chance, probability)) return;
    // Most answer within the day, some after a reminder.
    i32 days = chance_happens(chance, 0.7) ? 1 : chance_between(chance, 2, 9);
    const struct customer *customer = &life->customers[event->who];
    bool answers = customer_answers(customer, life->today.t, (f64)event->quality, chance) &&
                   life->today.t + days < STORY_DAYS;
    struct place place = {event->touchpoint, event->channel, event->unit};
    rows_invite(life->rows, (struct moment){&life->today, event->minute},
                (struct invite){.customer = event->who, .place = place, .answered = answers});
    if (!answers) return;
    struct event answer = *event;
    answer.kind = ANSWERED;
    life_follow(life, days, answer);
}

static i32 score(f64 opinion, f64 middle, f64 step, i32 low, i32 high)
{
    i32 rounded = (i32)floor(middle + step * opinion + 0.5);
    return MIN(high, MAX(low, rounded));
}

// What besides the touchpoint itself this customer would bring up.
static enum matter matter_of(struct life *life, const struct event *event)
{
    const struct customer *customer = &life->customers[event->who];
    if (event->matter != NO_MATTER) return (enum matter)event->matter;
    f64 at = chance_share(&life->chance);
    if (event->number >= 6 && at < 0.4) return THE_WAIT;
    if (event->unit == UNEVEN_UNIT && at > 0.78) return THE_UNEVENNESS;
    bool looks_around =
        customer->attitude < 0 && story_rival_is_open(life->today.t, (enum unit)event->unit);
    return looks_around && at > 0.4 && at < 0.6 ? THE_RIVAL : NO_MATTER;
}

static str say(struct life *life, const struct event *event, enum mood mood,
               char text[REMARK_BYTES])
{
    u8 touchpoint = event->touchpoint;
    if (touchpoint == TOUCHPOINT_COUNT) { // asked in general, they speak of what comes to mind
        static const u8 minds[6] = {SHOWROOM, CHECKOUT,         WEB_SHOP,
                                    DELIVERY, CUSTOMER_SERVICE, CAMPAIGN};
        touchpoint = minds[chance_below(&life->chance, 6)];
    }
    struct remark remark = {
        .language = (enum language)life->customers[event->who].language,
        .theme = words_theme((enum touchpoint)touchpoint),
        .mood = mood,
        .matter = matter_of(life, event),
        .unit = (enum unit)event->unit,
        .minutes = event->number,
    };
    return words_compose(remark, &life->chance, text);
}

void survey_answer(struct life *life, const struct event *event)
{
    struct chance *chance = &life->chance;
    const struct customer *customer = &life->customers[event->who];
    f64 quality = (f64)event->quality;
    f64 opinion = customer_opinion(customer, life->today.t, quality, chance);
    f64 moment =
        0.45 * opinion + 0.75 * quality; // satisfaction looks at the moment, NPS at the whole
    bool effort = event->touchpoint >= WEB_SHOP && event->touchpoint < TOUCHPOINT_COUNT;
    struct answer answer = {
        .customer = event->who,
        .place = {event->touchpoint, event->channel, event->unit},
        .nps = score(opinion, 7.86, 1.5, 0, 10),
        .csat = event->touchpoint == TOUCHPOINT_COUNT ? -1 : score(moment, 4.0, 0.75, 1, 5),
        .ces = effort ? score(moment + 0.4 * chance_bell(chance), 5.3, 1.1, 1, 7) : -1,
        .felt = { -1,               -1,             -1,          -1},
    };
    answer.felt[0] = moment + 0.8 * chance_bell(chance) > -0.1;
    i32 other = event->touchpoint < CHECKOUT ? 1 : event->touchpoint < DELIVERY ? 2 : 3;
    if (event->touchpoint < TOUCHPOINT_COUNT) {
        answer.felt[other] = moment + 0.9 * chance_bell(chance) > 0.1;
    }
    enum mood mood = answer.nps <= 6 ? BAD : answer.nps <= 8 ? MIXED : GOOD;
    char text[REMARK_BYTES];
    if (chance_happens(chance, mood == BAD ? 0.5 : mood == MIXED ? 0.2 : 0.3)) {
        answer.remark = say(life, event, mood, text);
    }
    rows_answer(life->rows, (struct moment){&life->today, event->minute}, answer);
}

void survey_complain(struct life *life, const struct event *event)
{
    char text[REMARK_BYTES];
    bool pays = chance_happens(&life->chance, 0.3);
    i32 tens = chance_between(&life->chance, 1, 8);
    struct complaint complaint = {
        .customer = event->who,
        .place = {event->touchpoint, event->channel, event->unit},
        .compensation_cents = pays ? tens * 1000 : 0,
        .remark = say(life, event, BAD, text),
    };
    rows_complaint(life->rows, (struct moment){&life->today, event->minute}, complaint);
}

void survey_visit(struct life *life, const struct event *event)
{
    static const f64 usual[VISIT_ITEMS] = {0.72, 0.68, 0.80, 0.84, 0.38};
    struct chance *chance = &life->chance;
    bool at_rival = event->number == 1;
    i32 person = chance_between(chance, 1, 9);
    // The competitor: quicker and cheaper, not warmer; even everywhere.
    f64 level = at_rival
                    ? 0.05 + 0.2 * chance_bell(chance)
                    : story_quality(life->story, life->today.t, (enum unit)event->unit, person);
    struct visit visit = {
        .shopper = (i32)event->who,
        .at_rival = at_rival,
        .place = {event->touchpoint, event->channel, event->unit},
    };
    i32 good = 0;
    for (i32 i = 0; i < VISIT_ITEMS; i++) {
        f64 rival = at_rival ? (i == 0 ? -0.18 : i == 2 ? 0.12 : 0) : 0;
        visit.items[i] = chance_happens(chance, usual[i] + 0.16 * level + rival);
        good += visit.items[i];
    }
    visit.wait_min = (i32)((at_rival ? 2.5 : 5.5) * exp(0.7 * chance_bell(chance) - 0.3 * level));
    struct remark remark = {
        .theme = ABOUT_VISIT,
        .mood = good >= 4   ? GOOD
                : good == 3 ? MIXED
                            : BAD,
        .unit = (enum unit)event->unit,
        .minutes = visit.wait_min,
    };
    char text[REMARK_BYTES];
    visit.remark = words_compose(remark, chance, text);
    rows_visit(life->rows, (struct moment){&life->today, event->minute}, visit);
}

void survey_pulse(struct life *life, const struct event *event)
{
    struct chance *chance = &life->chance;
    u64 fixed = chance_mix(life->story->seed ^ ((u64)event->who << 20));
    enum function function = fixed % 10 < 4 ? SALES : (enum function)(fixed % FUNCTION_COUNT);
    f64 mood = 3.45 + 0.55 * chance_bell_of(chance_mix(fixed)) - 0.35 * life->today.t / STORY_DAYS;
    if (event->unit == UNEVEN_UNIT) mood -= 0.35;
    if (function == SERVICE) mood += life->today.changed ? 0.65 : -0.25;
    i32 since_incident = life->today.t - life->story->incident_from;
    if (since_incident >= 0 && since_incident < 45) mood -= 0.5;
    i32 points = score(0.75 * chance_bell(chance), mood, 1, 1, 5);
    char text[REMARK_BYTES];
    str words = {0};
    if (points != 3 && chance_happens(chance, 0.12)) {
        words = words_compose(
            (struct remark){.language = chance_happens(chance, 0.06) ? SWEDISH : FINNISH,
                            .theme = ABOUT_WORK,
                            .mood = points > 3 ? GOOD : BAD,
                            .unit = (enum unit)event->unit},
            chance, text);
    }
    rows_pulse(life->rows, (struct moment){&life->today, event->minute},
               (struct pulse){.employee = (i32)event->who,
                              .unit = (enum unit)event->unit,
                              .function = function,
                              .score = points,
                              .remark = words});
}
