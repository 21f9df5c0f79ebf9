// customers: writes customers who buy and leave as the Pareto/NBD says, with the parameters of the
// CDNOW customers (r .553, alpha 10.578, s .606, beta 11.669 weeks); the same bytes every time.
// First purchases are spread over a year, the observation ends after two; times are whole days, as
// in files.
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BIRTH_DAYS 364
#define END_DAY    728
#define BEGIN_S    1698796800LL // 2023-11-01
#define DAY_S      86400LL

static const char usage[] =
    "customers COUNT              one row a customer: repeats, recency and age in weeks, mean "
    "value\n"
    "customers --purchases COUNT  one row a purchase, customer by customer, in the order of time\n";

// splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014).
static uint64_t state;

static double uniform(void)
{
    uint64_t z = state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return ((double)((z ^ (z >> 31)) >> 11) + 0.5) / 9007199254740992.0;
}

static double normal(void)
{
    return sqrt(-2 * log(uniform())) * cos(6.283185307179586 * uniform());
}

// G. Marsaglia & W. W. Tsang, ACM Trans. Math. Software 26 (2000) 363-372.
static double gamma_drawn(double shape)
{
    if (shape < 1) return gamma_drawn(shape + 1) * pow(uniform(), 1 / shape);
    double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d);
    for (;;) {
        double x = normal(), v = pow(1 + c * x, 3);
        if (v > 0 && log(uniform()) < x * x / 2 + d - d * v + d * log(v)) return d * v;
    }
}

static void write_purchase(int64_t customer, int day, double value)
{
    static char text[END_DAY][11];
    if (!text[day][0]) {
        time_t at = (time_t)(BEGIN_S + day * DAY_S);
        struct tm parts;
        if (!gmtime_r(&at, &parts)) exit(1);
        strftime(text[day], sizeof text[day], "%Y-%m-%d", &parts);
    }
    printf("C%" PRId64 ",%s,%.2f\n", customer, text[day], value);
}

static void write_customer(int64_t customer, bool purchases)
{
    double rate = gamma_drawn(0.553) / (10.578 * 7), leaving = gamma_drawn(0.606) / (11.669 * 7);
    double mean = 15.44 / gamma_drawn(3.74); // gamma-gamma: of values of shape 6.25
    int birth = (int)(uniform() * BIRTH_DAYS), last = birth, repeats = 0;
    double left = birth - log(uniform()) / leaving, at = birth, sum = 0;
    if (purchases) write_purchase(customer, birth, mean * gamma_drawn(6.25));
    for (;;) {
        at -= log(uniform()) / rate;
        if (!(at < left) || at >= END_DAY) break;
        double value = mean * gamma_drawn(6.25);
        if (purchases) write_purchase(customer, (int)at, value);
        if ((int)at != birth) sum += value;
        if ((int)at != last) repeats++;
        last = (int)at;
    }
    if (purchases) return;
    printf("C%" PRId64 ",%d,%.6f,%.6f,", customer, repeats, (last - birth) / 7.0,
           (END_DAY - 1 - birth) / 7.0);
    if (repeats > 0) printf("%.2f", sum / repeats);
    putchar('\n');
}

int main(int argc, char **argv)
{
    int64_t count = argc > 1 ? strtoll(argv[argc - 1], NULL, 10) : 0;
    bool purchases = argc == 3 && strcmp(argv[1], "--purchases") == 0;
    if (count < 1 || (argc == 3 && !purchases) || argc > 3) {
        fputs(usage, stderr);
        return 2;
    }
    puts(purchases ? "customer,day,value" : "customer,repeats,recency,age,value");
    for (int64_t i = 0; i < count; i++)
        write_customer(i, purchases);
    return fflush(stdout) == 0 ? 0 : 1;
}
