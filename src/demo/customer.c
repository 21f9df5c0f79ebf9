#include "demo/customer.h"

#include <math.h>

const char *const customer_segments[SEGMENT_COUNT] = {"new", "regular", "key", "business"};
const char *const customer_languages[LANGUAGE_COUNT] = {"fi", "sv", "en"};
const char *const customer_types[TYPE_COUNT] = {"loyal", "lazy", "latent", "casual"};
const char *const customer_reasons[REASON_COUNT] = {"", "competitor", "disappointed", "life"};
const char *const customer_ages[6] = {"18-24", "25-34", "35-44", "45-54", "55-64", "65-"};

const f64 customer_to_competitor[TYPE_COUNT] = {0.00006, 0.0017, 0.00025, 0.0009};
const f64 customer_usually_answers[TYPE_COUNT] = {0.31, 0.14, 0.24, 0.12};

static const f64 already_share = 0.62; // of all customers were ours before the story

static enum unit town_of(struct chance *chance)
{
    f64 at = chance_share(chance);
    for (i32 unit = 0; unit < UNIT_COUNT - 1; unit++) {
        at -= company_units[unit].share;
        if (at < 0) return (enum unit)unit;
    }
    return UNIT_COUNT - 1;
}

static enum language language_of(enum unit town, struct chance *chance)
{
    f64 swedish = town == TURKU ? 0.12 : town == HELSINKI || town == ESPOO ? 0.09 : 0.02;
    f64 english = town == HELSINKI || town == ESPOO ? 0.11 : 0.05;
    f64 at = chance_share(chance);
    return at < swedish ? SWEDISH : at < swedish + english ? ENGLISH : FINNISH;
}

static enum segment segment_of(i32 joined, struct chance *chance)
{
    f64 at = chance_share(chance);
    if (at < 0.07) return BUSINESS;
    if (joined > STORY_DAYS - 365) return NEW;
    return at < 0.17 ? KEY : REGULAR;
}

struct customer customer_make(const struct story *story, i64 number, i64 count)
{
    static const f64 rhythm[SEGMENT_COUNT] = {105, 110, 45, 60};
    static const f64 basket[SEGMENT_COUNT] = {48, 52, 74, 210};
    struct chance chance = chance_new(story->seed ^ chance_mix((u64)number));
    i64 already = (i64)(already_share * (f64)count);
    f64 share = ((f64)(number - already) - 0.5) / (f64)MAX(1, count - already);
    i32 joined = number <= already ? -1 : story_join_day(story, share);
    enum unit town = town_of(&chance);
    enum segment segment = segment_of(joined, &chance);
    f64 often = chance_bell(&chance);
    f64 attitude = chance_bell(&chance) + (segment == KEY ? 0.4 : 0.0);
    bool is_often = often < 0.35;
    f64 home = chance_share(&chance);
    return (struct customer){
        .attitude = (float)attitude,
        .rhythm_days = (float)(rhythm[segment] * exp(0.6 * often)),
        .basket = (float)(basket[segment] * exp(0.35 * chance_bell(&chance))),
        .joined = (int16_t)joined,
        .fades = NEVER,
        .left = NEVER,
        .met = (int16_t)MAX(0, joined),
        .town = (u8)town,
        .segment = (u8)segment,
        .language = (u8)language_of(town, &chance),
        .age = (u8)MIN(5, chance_below(&chance, 4) + chance_below(&chance, 3)),
        .type = (u8)(attitude > 0 ? is_often ? LOYAL : LATENT
                     : is_often   ? LAZY
                                  : CASUAL),
        .channel = (u8)(segment == BUSINESS ? home < 0.4   ? EMAIL
                                              : home < 0.7 ? PHONE
                                                           : SHOP
                                            : (home < 0.34 ? WEB : SHOP)),
    };
}

i32 customer_since(const struct story *story, const struct customer *customer, i64 number)
{
    if (customer->joined >= 0) return story->first_day + customer->joined;
    return story->first_day - 1 -
           (i32)(chance_mix((u64)number) % 5000); // within some fourteen years
}

enum channel customer_channel(const struct customer *customer, struct chance *chance)
{
    if (chance_happens(chance, 0.84)) return (enum channel)customer->channel;
    return customer->channel == SHOP ? WEB : SHOP;
}

struct way customer_way(struct chance *chance)
{
    static const struct way ways[] = {
        {ADVICE,   PHONE},
        {ADVICE,   SHOP },
        {ADVICE,   CHAT },
        {QUOTE,    EMAIL},
        {QUOTE,    PHONE},
        {WEBSITE,  WEB  },
        {WEBSITE,  CHAT },
        {SHOWROOM, SHOP },
        {SHOWROOM, SHOP },
        {CAMPAIGN, EMAIL}
    };
    return ways[chance_below(chance, COUNT_OF(ways))];
}

i32 customer_next_day(const struct story *story, const struct customer *customer, i32 t,
                      struct chance *chance)
{
    // Some of the rhythm is regular, some is chance; who is fading lets more and more time pass.
    f64 wait = (f64)customer->rhythm_days * (0.35 + 0.65 * -log(1.0 - chance_share(chance)));
    if (t >= customer->fades) wait *= 2.2;
    f64 part_of_today = chance_share(chance);
    f64 now = story->busy[t] * (1 - part_of_today) + story->busy[t + 1] * part_of_today;
    return MAX(t + 1, story_day_when(story, now + MAX(1.0, wait)));
}

// The chance per day of starting to leave for each reason.
static void leaving_hazards(const struct customer *customer, i32 t, f64 hazards[REASON_COUNT])
{
    f64 hurt = -(f64)customer->experience - 0.25 * (f64)customer->attitude - 0.35;
    hazards[STAYED] = 0;
    hazards[LIFE] = 0.00011;
    hazards[DISAPPOINTED] = hurt > 0 ? 0.0011 * hurt : 0;
    hazards[COMPETITOR] = story_rival_is_open(t, (enum unit)customer->town)
                              ? customer_to_competitor[customer->type]
                              : 0;
}

void customer_decide(struct customer *customer, i32 t, struct chance *chance)
{
    i32 days = t - customer->met;
    customer->met = (int16_t)t;
    if (customer->fades != NEVER || days <= 0) return;
    f64 hazards[REASON_COUNT];
    leaving_hazards(customer, t, hazards);
    i32 rival_days = MIN(days, t - company_units[customer->town].rival_opens);
    for (i32 reason = COMPETITOR; reason < REASON_COUNT; reason++) {
        f64 exposed = reason == COMPETITOR ? MAX(0, rival_days) : days;
        if (!chance_happens(chance, 1 - exp(-hazards[reason] * exposed))) continue;
        // Nearly half are gone before anyone could notice; the others buy less and less for some
        // months.
        i32 lasts = chance_happens(chance, 0.45) ? 0 : chance_between(chance, 40, 260);
        customer->reason = (u8)reason;
        customer->fades = (int16_t)t;
        customer->left = (int16_t)(t + lasts);
        return;
    }
}

void customer_meet(struct customer *customer, f64 quality)
{
    customer->experience = (float)(0.75 * (f64)customer->experience + 0.25 * quality);
}

bool customer_answers(const struct customer *customer, i32 t, f64 quality, struct chance *chance)
{
    f64 answers = customer_usually_answers[customer->type];
    if (quality < -1.0) answers *= 1.35; // anger speaks
    if (quality > 1.0) answers *= 1.2;
    answers *= 1.1 - 0.3 * t / STORY_DAYS;    // one question too many
    if (t >= customer->fades) answers *= 0.3; // who is leaving has nothing more to say
    if (customer->age >= 4) answers *= 1.15;
    return t < customer->left && chance_happens(chance, answers);
}

f64 customer_opinion(const struct customer *customer, i32 t, f64 quality, struct chance *chance)
{
    f64 drift = -0.30 * t / STORY_DAYS; // promises grow faster than what is kept
    f64 fading = t >= customer->fades ? -0.7 : 0;
    return 0.85 * (f64)customer->attitude + 0.9 * quality + 0.7 * (f64)customer->experience +
           drift + fading + 0.9 * chance_bell(chance);
}
