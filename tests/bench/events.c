// events: writes the file that ./do bench imports: three years of an invented company's events as
// CSV, in the order of time, the same bytes every time. Four rows in five are purchases, the fifth
// is an answer from 0 to 10.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BEGIN_S 1698796800LL // 2023-11-01
#define SPAN_S  94694400LL   // up to the end of October 2026
#define DAY_S   86400LL

static const char usage[] =
    "events ROWS CUSTOMERS          events, in the order of time\n"
    "events --customers CUSTOMERS   a list of the customers, with an attribute\n"
    "events --late ROWS CUSTOMERS   events of the last nine months, with ids of their own\n";

static const char *const touchpoints[] = {"search", "offer",    "checkout", "pickup",
                                          "visit",  "delivery", "invoice",  "support"};
static const char *const channels[][2] = {
    {"web",     "app"  },
    {"web",     "app"  },
    {"web",     "shop" },
    {"shop",    "app"  },
    {"shop",    "phone"},
    {"courier", "shop" },
    {"mail",    "post" },
    {"phone",   "web"  }
};
static const char *const units[] = {"Helsinki", "Espoo",  "Tampere",   "Vantaa", "Oulu",
                                    "Turku",    "Lahti",  "Kuopio",    "Pori",   "Kouvola",
                                    "Joensuu",  "Vaasa",  "Rovaniemi", "Kotka",  "Kajaani",
                                    "Salo",     "Kerava", "Raisio",    "Imatra", "Tornio"};
static const char *const segments[] = {"new", "basic", "silver", "gold"};
static const char *const plans[] = {"monthly", "yearly", "prepaid", "family", "staff"};
enum { TOUCHPOINTS = 8, UNITS = 20, SEGMENTS = 4, PLANS = 5 };

// splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014).
static uint64_t mix(uint64_t x)
{
    x += 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

// The time's text is kept from one row to the next: the day changes seldom.
static const char *time_text(int64_t at_s)
{
    static char text[24];
    static int64_t day = -1;
    if (at_s / DAY_S != day) {
        day = at_s / DAY_S;
        time_t midnight = (time_t)(day * DAY_S);
        struct tm parts;
        if (!gmtime_r(&midnight, &parts)) exit(1);
        strftime(text, sizeof text, "%Y-%m-%dT00:00:00Z", &parts);
    }
    int64_t second = at_s % DAY_S;
    const int64_t of_day[] = {second / 3600, second / 60 % 60, second % 60};
    for (int i = 0; i < 3; i++) {
        text[11 + 3 * i] = (char)('0' + of_day[i] / 10);
        text[12 + 3 * i] = (char)('0' + of_day[i] % 10);
    }
    return text;
}

static const char *segment_of(uint64_t customer)
{
    return segments[mix(customer) % SEGMENTS];
}

// Some units are larger than others.
static unsigned unit_from(uint64_t chance)
{
    return (unsigned)(((chance & 0xFFFF) * (chance >> 16 & 0xFFFF)) >> 16) * UNITS >> 16;
}

// Where a customer mostly is.
static unsigned unit_of(uint64_t customer)
{
    return unit_from(mix(customer ^ 1));
}

static void write_event(const char *prefix, uint64_t number, int64_t at_s, uint64_t customers)
{
    uint64_t chance = mix(number), more = mix(chance);
    uint64_t customer = chance % customers;
    unsigned touchpoint = (chance >> 32) % TOUCHPOINTS;
    unsigned unit = more % 8 ? unit_of(customer) : unit_from(more >> 16);
    printf("%s%llu,%s,C%llu,%s,%s,%s,%s,", prefix, (unsigned long long)number, time_text(at_s),
           (unsigned long long)customer, touchpoints[touchpoint],
           channels[touchpoint][chance >> 40 & 1], units[unit], segment_of(customer));
    if (number % 5 == 0)
        printf("%u,\n", 10 - (unsigned)((more >> 32 & 0xFF) * (more >> 40 & 0xFF) * 11 >> 16));
    else
        printf(",%u.%02u\n", (unsigned)(more >> 32) % 200, (unsigned)(more >> 48) % 100);
}

static void write_events(uint64_t rows, uint64_t customers)
{
    for (uint64_t i = 0; i < rows; i++) {
        uint64_t within = mix(~i) % (uint64_t)SPAN_S;
        int64_t at_s = BEGIN_S + (int64_t)((i * (uint64_t)SPAN_S + within) / rows);
        write_event("e", i, at_s, customers);
    }
}

static void write_late(uint64_t rows, uint64_t customers)
{
    const int64_t nine_months_s = 270 * DAY_S;
    for (uint64_t i = 0; i < rows; i++) {
        int64_t back_s = (int64_t)(mix(~i) % (uint64_t)nine_months_s);
        write_event("late", i, BEGIN_S + SPAN_S - 1 - back_s, customers);
    }
}

static void write_customers(uint64_t customers)
{
    printf("customer,plan\n");
    for (uint64_t i = 0; i < customers; i++)
        printf("C%llu,%s\n", (unsigned long long)i, plans[mix(~i) % PLANS]);
}

int main(int argc, char **argv)
{
    uint64_t last = argc > 1 ? strtoull(argv[argc - 1], NULL, 10) : 0;
    if (argc == 3 && last > 0 && strcmp(argv[1], "--customers") == 0) {
        write_customers(last);
    } else if (argc >= 3 && last > 0) {
        uint64_t rows = strtoull(argv[argc - 2], NULL, 10);
        printf("id,happened,customer,touchpoint,channel,unit,segment,score,amount\n");
        if (argc == 4 && strcmp(argv[1], "--late") == 0)
            write_late(rows, last);
        else
            write_events(rows, last);
    } else {
        fputs(usage, stderr);
        return 2;
    }
    return fflush(stdout) == 0 ? 0 : 1;
}
