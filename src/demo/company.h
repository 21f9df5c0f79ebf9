// company: Kuusilinna as it is (sites, touchpoints, channels, hours) and what happens to it in
// three years. Owns the story: when the competitor opens where, which week fails, which site is
// uneven, when service changes. Days here are counted from the story's first day, 0. Knows no
// single customer.
#pragma once

#include "base/time.h"
#include "base/zone.h"
#include "demo/chance.h"
#include "demo/demo.h"

enum { STORY_DAYS = 1096, NEVER = 30000 };

enum unit { HELSINKI, ESPOO, TAMPERE, TURKU, OULU, JYVASKYLA, KUOPIO, LAHTI, UNIT_COUNT };
enum channel { SHOP, WEB, PHONE, CHAT, EMAIL, CHANNEL_COUNT };
enum touchpoint {
    CAMPAIGN,
    WEBSITE,
    SHOWROOM,
    ADVICE,
    QUOTE,
    CHECKOUT,
    WEB_SHOP,
    PAYMENT,
    DELIVERY,
    INSTALLATION,
    INVOICE,
    CUSTOMER_SERVICE,
    RETURNS,
    WARRANTY,
    TOUCHPOINT_COUNT
};
enum function {
    MARKETING,
    SALES,
    PRODUCT_DEVELOPMENT,
    FINANCE,
    LOGISTICS,
    SERVICE,
    FUNCTION_COUNT
};

struct unit_is {
    const char *name;
    const char *rival; // the competitor's unit in this town
    f64 share;         // of our customers
    f64 quality;       // what a usual encounter is worth here
    f64 staff_spread;  // difference between its people
    f64 week_spread;   // difference between its weeks
    f64 late;          // days late that a delivery has, on average
    i32 rival_opens;   // story day, or NEVER
    i32 employees;
};
struct touchpoint_is {
    const char *name, *stage;
    enum function owner;
};

extern const struct unit_is company_units[UNIT_COUNT];
extern const struct touchpoint_is company_touchpoints[TOUCHPOINT_COUNT];
extern const char *const company_channels[CHANNEL_COUNT];
extern const char *const company_functions[FUNCTION_COUNT];
extern const char *const company_product_groups[];
enum { PRODUCT_GROUP_COUNT = 8 };

enum { INCIDENT_DAYS = 7, CHANGE_DAY = 790 };
#define UNEVEN_UNIT TURKU

// A day's date and hours, worked out once.
struct story_day {
    i32 t;       // story day
    i32 weekday; // Monday 0
    bool closed; // a public holiday: shops and service rest
    bool incident;
    bool changed; // customer service works in the new way
    struct civil date;
    i32 offset_min; // of company time from UTC, by day
    char dotted[24], iso[24];
};

struct story {
    u64 seed;
    i32 first_day;     // day since 1970 of story day 0
    i32 incident_from; // a Monday
    const struct zone *zone;
    // busy[t] is how much buying the days before t hold, in usual days: season, weekdays, holidays.
    // Habits run on this clock, so that a customer's own rhythm and the season never fight.
    // STORY_DAYS + 1 items.
    f64 busy[STORY_DAYS + 1];
    f64 joins[STORY_DAYS + 1]; // share of the newcomers who joined before day t
};

// Works out the calendar of the three years that end with plan.last_day.
MUST_USE bool story_init(ctx *c, struct story *story, struct demo_plan plan);
struct story_day story_day(const struct story *story, i32 t);
// The first day by which `busy` time has passed; STORY_DAYS when the story ends before.
i32 story_day_when(const struct story *story, f64 busy_time);
// The day on which that share of the newcomers has joined.
i32 story_join_day(const struct story *story, f64 share);
// A minute of the day inside the channel's opening hours, or -1 when it is closed that day.
i32 story_minute(const struct story_day *day, enum channel channel, struct chance *chance);
// What an encounter with this member of the unit's staff is worth that day: the unit's level, the
// person, the week.
f64 story_quality(const struct story *story, i32 t, enum unit unit, i32 person);
// True when the competitor has opened in the unit's town.
bool story_rival_is_open(i32 t, enum unit unit);
