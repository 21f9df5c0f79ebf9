#include "demo/company.h"

#include <math.h>

// The competitor comes to five towns and not to three: what it changes can be told from what would
// have come anyway.
const struct unit_is company_units[UNIT_COUNT] = {
    [HELSINKI] = {"Helsinki",    "Halpamaa Helsinki", 0.27, 0.02,  0.22, 0.12, 0.30, 610,   96},
    [ESPOO] = {"Espoo",       "Halpamaa Espoo",    0.17, 0.08,  0.20, 0.12, 0.28, 470,   64},
    [TAMPERE] = {"Tampere",     "Halpamaa Tampere",  0.16, 0.28,  0.18, 0.10, 0.22, 410,   60},
    [TURKU] = {"Turku",       "Halpamaa Turku",    0.13, -0.45, 0.60, 0.55, 0.95, 530,   52},
    [OULU] = {"Oulu",        "Halpamaa Oulu",     0.10, 0.14,  0.20, 0.12, 0.34, 760,   44},
    [JYVASKYLA] = {"Jyväskylä", NULL,                0.07, 0.22,  0.18, 0.10, 0.24, NEVER, 34},
    [KUOPIO] = {"Kuopio",      NULL,                0.05, 0.34,  0.16, 0.10, 0.20, NEVER, 28},
    [LAHTI] = {"Lahti",       NULL,                0.05, -0.12, 0.22, 0.14, 0.30, NEVER, 28},
};

const struct touchpoint_is company_touchpoints[TOUCHPOINT_COUNT] = {
    [CAMPAIGN] = {"campaign",         "before", MARKETING          },
    [WEBSITE] = {"website",          "before", MARKETING          },
    [SHOWROOM] = {"showroom",         "before", SALES              },
    [ADVICE] = {"advice",           "before", SALES              },
    [QUOTE] = {"quote",            "before", SALES              },
    [CHECKOUT] = {"checkout",         "at",     SALES              },
    [WEB_SHOP] = {"web shop",         "at",     PRODUCT_DEVELOPMENT},
    [PAYMENT] = {"payment",          "at",     FINANCE            },
    [DELIVERY] = {"delivery",         "after",  LOGISTICS          },
    [INSTALLATION] = {"installation",     "after",  LOGISTICS          },
    [INVOICE] = {"invoice",          "after",  FINANCE            },
    [CUSTOMER_SERVICE] = {"customer service", "after",  SERVICE            },
    [RETURNS] = {"returns",          "after",  SERVICE            },
    [WARRANTY] = {"warranty",         "after",  PRODUCT_DEVELOPMENT},
};

const char *const company_channels[CHANNEL_COUNT] = {"shop", "web", "phone", "chat", "email"};
const char *const company_functions[FUNCTION_COUNT] = {
    "Marketing", "Sales", "Product development", "Finance", "Logistics", "Customer service",
};
const char *const company_product_groups[PRODUCT_GROUP_COUNT] = {
    "furniture", "kitchen", "textiles", "lighting", "garden", "storage", "appliances", "services",
};

static const f64 weekday_busy[7] = {0.80, 0.80, 0.85, 0.95, 1.20, 1.50, 0.90};
static const f64 month_busy[12] = {0.86, 0.80, 0.90, 0.98, 1.08, 1.06,
                                   0.92, 1.00, 0.98, 0.96, 1.20, 1.26};

// Fixed Finnish holidays; Easter and Midsummer move and are left to the weekdays.
static bool date_is_holiday(struct civil date)
{
    static const struct {
        i32 month, day;
    } holidays[] = {
        {1,  1 },
        {1,  6 },
        {5,  1 },
        {12, 6 },
        {12, 24},
        {12, 25},
        {12, 26}
    };
    for (i64 i = 0; i < COUNT_OF(holidays); i++) {
        if (holidays[i].month == date.month && holidays[i].day == date.day) return true;
    }
    return false;
}

static f64 date_busy(const struct story *story, i32 t)
{
    i32 day = story->first_day + t;
    struct civil date = civil_from_day(day);
    i32 month_days = day_add_months(day_start_of_month(day), 1) - day_start_of_month(day);
    f64 into_month = (f64)(date.day - 1) / month_days;
    // From the middle of one month to the middle of the next the season turns gradually.
    i32 from = into_month < 0.5 ? (date.month + 10) % 12 : date.month - 1;
    f64 turned = into_month < 0.5 ? into_month + 0.5 : into_month - 0.5;
    f64 season = month_busy[from] * (1 - turned) + month_busy[(from + 1) % 12] * turned;
    f64 weekday = weekday_busy[day - day_start_of_week(day)];
    f64 chance_of_day = 1 + 0.06 * chance_bell_of(chance_mix(story->seed ^ (u64)(t + 77)));
    return season * weekday * chance_of_day * (date_is_holiday(date) ? 0.3 : 1.0);
}

// Newcomers: many at first, fewer from the day the competitor comes, a third of it in the end.
// Growth stalls.
static f64 join_busy(i32 t)
{
    i32 rival_comes = company_units[TAMPERE].rival_opens;
    if (t < rival_comes) return 1.0 + 0.15 * t / rival_comes;
    f64 since = (f64)(t - rival_comes) / (STORY_DAYS - rival_comes);
    return MAX(0.30, 1.15 - 1.6 * since);
}

bool story_init(ctx *c, struct story *story, struct demo_plan plan)
{
    *story = (struct story){.seed = plan.seed, .first_day = plan.last_day - STORY_DAYS + 1};
    story->zone = zone_find(c, S("Europe/Helsinki"));
    if (!story->zone) return false;

    story->incident_from = day_start_of_week(story->first_day + 585) - story->first_day;
    for (i32 t = 0; t < STORY_DAYS; t++) {
        story->busy[t + 1] = story->busy[t] + date_busy(story, t);
        story->joins[t + 1] = story->joins[t] + join_busy(t);
    }
    for (i32 t = 0; t <= STORY_DAYS; t++)
        story->joins[t] /= story->joins[STORY_DAYS];
    return true;
}

struct story_day story_day(const struct story *story, i32 t)
{
    assert(t >= 0 && t < STORY_DAYS);
    i32 day = story->first_day + t;
    i64 noon_ms = (i64)day * 86400000 + 43200000;
    struct story_day out = {
        .t = t,
        .weekday = day - day_start_of_week(day),
        .date = civil_from_day(day),
        .incident = t >= story->incident_from && t < story->incident_from + INCIDENT_DAYS,
        .changed = t >= CHANGE_DAY,
        .offset_min = zone_offset_s(story->zone, noon_ms) / 60,
    };
    out.closed = date_is_holiday(out.date);
    struct civil date = out.date;
    (void)snprintf(out.dotted, sizeof out.dotted, "%d.%d.%04d", date.day, date.month, date.year);
    (void)snprintf(out.iso, sizeof out.iso, "%04d-%02d-%02d", date.year, date.month, date.day);
    return out;
}

// First t with cumulative[t + 1] ≥ wanted, STORY_DAYS when there is none.
static i32 first_reaching(const f64 *cumulative, f64 wanted)
{
    i32 low = 0, high = STORY_DAYS;
    while (low < high) {
        i32 middle = (low + high) / 2;
        if (cumulative[middle + 1] < wanted) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

i32 story_day_when(const struct story *story, f64 busy_time)
{
    return first_reaching(story->busy, busy_time);
}

i32 story_join_day(const struct story *story, f64 share)
{
    return MIN(first_reaching(story->joins, share), STORY_DAYS - 1);
}

i32 story_minute(const struct story_day *day, enum channel channel, struct chance *chance)
{
    static const struct {
        i32 opens, closes; // hours; equal = closed
    } hours[CHANNEL_COUNT][3] = {
  // weekdays, Saturday, Sunday
        [SHOP] = {{9, 20}, {9, 18}, {11, 18}},
          [WEB] = {{6, 24}, {7, 24}, {7, 24} },
        [PHONE] = {{8, 18}, {9, 15}, {0, 0}  },
          [CHAT] = {{8, 20}, {9, 16}, {0, 0}  },
        [EMAIL] = {{6, 23}, {8, 23}, {8, 23} },
    };
    i32 kind = MAX(0, day->weekday - 4);
    bool rests = day->closed && channel != WEB && channel != EMAIL;
    i32 open_min = (hours[channel][kind].closes - hours[channel][kind].opens) * 60;
    if (rests || !open_min) return -1;
    // Two draws added: people come around the middle of the opening hours.
    i32 half = open_min / 2;
    return hours[channel][kind].opens * 60 + chance_below(chance, half) +
           chance_below(chance, half);
}

f64 story_quality(const struct story *story, i32 t, enum unit unit, i32 person)
{
    const struct unit_is *is = &company_units[unit];
    u64 who = chance_mix(story->seed ^ ((u64)unit << 32) ^ (u64)person);
    u64 week = chance_mix(~story->seed ^ ((u64)unit << 32) ^ (u64)(t / 7));
    return is->quality + is->staff_spread * chance_bell_of(who) +
           is->week_spread * chance_bell_of(week);
}

bool story_rival_is_open(i32 t, enum unit unit)
{
    return t >= company_units[unit].rival_opens;
}
