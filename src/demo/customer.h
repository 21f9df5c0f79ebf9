// customer: one customer's attitude, habits and way of leaving; what makes somebody buy, answer or
// go. Owns the rules of behaviour that truth.json states. Uses company. Never writes a file.
#pragma once

#include "demo/company.h"

enum segment { NEW, REGULAR, KEY, BUSINESS, SEGMENT_COUNT };
enum language { FINNISH, SWEDISH, ENGLISH, LANGUAGE_COUNT };
// attitude × behaviour: warm and often, cold and often, warm and seldom, cold and seldom
enum type { LOYAL, LAZY, LATENT, CASUAL, TYPE_COUNT };
enum reason { STAYED, COMPETITOR, DISAPPOINTED, LIFE, REASON_COUNT };
enum wish { TO_BUY, TO_ASK };

extern const char *const customer_segments[SEGMENT_COUNT];
extern const char *const customer_languages[LANGUAGE_COUNT];
extern const char *const customer_types[TYPE_COUNT];
extern const char *const customer_reasons[REASON_COUNT];
extern const char *const customer_ages[6];
// The chance per day of starting to leave for a competitor who has opened in town, and the share of
// surveys that is answered where nothing special happened.
extern const f64 customer_to_competitor[TYPE_COUNT];
extern const f64 customer_usually_answers[TYPE_COUNT];

struct customer {
    float attitude;    // to us, about −3.5 … 3.5, lasting
    float experience;  // of late: a running mean of encounters' quality, 0 = as usual
    float rhythm_days; // usual days between two purchases
    float basket;      // usual purchase in euros
    u32 next;          // in the calendar's list of a day, 0 = last; customers are numbered from 1
    int16_t joined, fades, left; // story days; NEVER
    int16_t met;                 // the last day anything was decided
    u8 town, segment, language, age, type, reason, channel, wish;
};
static_assert(sizeof(struct customer) == 36, "millions of them are kept");

// Makes customer `number` (from 1) of `count`; the same for ever, whatever else is drawn.
struct customer customer_make(const struct story *story, i64 number, i64 count);
// The day since 1970 that the customer list says; before the story for those who were there
// already.
i32 customer_since(const struct story *story, const struct customer *customer, i64 number);
// How the customer comes to buy this time: mostly as always.
enum channel customer_channel(const struct customer *customer, struct chance *chance);
// How somebody looks around before buying.
struct way {
    enum touchpoint touchpoint;
    enum channel channel;
};
struct way customer_way(struct chance *chance);
// The day after t on which the customer's rhythm brings them next; STORY_DAYS when it is beyond the
// story.
i32 customer_next_day(const struct story *story, const struct customer *customer, i32 t,
                      struct chance *chance);
// Lets what happened since the last meeting decide whether the customer starts to go, or is gone as
// of day t.
void customer_decide(struct customer *customer, i32 t, struct chance *chance);
// An encounter leaves its mark.
void customer_meet(struct customer *customer, f64 quality);
// True when the customer answers a survey about an encounter of that quality on day t.
bool customer_answers(const struct customer *customer, i32 t, f64 quality, struct chance *chance);
// How well the customer thinks of us after an encounter of that quality: 0 is a middling 7 to 8
// of 10.
f64 customer_opinion(const struct customer *customer, i32 t, f64 quality, struct chance *chance);
