// journeys EVENTS: writes so many events of cases that go various ways, as CSV; a thousand cases
// run beside each other, as they do. The same number gives the same file.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { CASES = 1000, STEPS_MAX = 12 };

static uint64_t state = 7;

static uint64_t bits(void)
{
    uint64_t z = state += 0x9E3779B97F4A7C15u; // splitmix64
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

int main(int argc, char **argv)
{
    static const char *const what[] = {"register", "check",  "examine", "call",   "wait", "decide",
                                       "write",    "approve", "pay",    "reject", "send", "close"};
    long left = argc > 1 ? strtol(argv[1], NULL, 10) : 10000000;
    time_t start = 1735689600; // 2025-01-01
    static time_t at[CASES];
    static int size[CASES], activity[CASES];
    puts("case,activity,time,resource");
    for (long block = 0; left > 0; block++) {
        for (int i = 0; i < CASES; i++) {
            at[i] = start + block * 600 + i;
            size[i] = 3 + (int)(bits() % (STEPS_MAX - 3));
            activity[i] = 0;
        }
        for (int step = 0; step < STEPS_MAX; step++)
            for (int i = 0; i < CASES && left > 0; i++) {
                struct tm tm;
                char text[32];
                if (step >= size[i]) continue;
                gmtime_r(&at[i], &tm);
                strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm);
                printf("%ld,%s,%s,R%d\n", block * CASES + i, what[activity[i]], text,
                       (int)(bits() % 50));
                left--;
                at[i] += (time_t)(60 + bits() % 86400);
                activity[i] = (activity[i] + 1 + (int)(bits() % 3)) % 12;
            }
    }
    return 0;
}
