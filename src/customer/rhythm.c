// How often somebody comes, in words.
#include "customer/card.h"

#define DAY_MS 86400000LL

enum { QUIET_TIMES = 3, QUIET_DAYS_MIN = 14 };

// The longest mean time between two encounters that still is called so.
static const struct {
    i64 days_max;
    enum rhythm rhythm;
} steps[] = {
    {1,   RHYTHM_DAILY    },
    {5,   RHYTHM_DAYS     },
    {9,   RHYTHM_WEEKLY   },
    {20,  RHYTHM_TWO_WEEKS},
    {45,  RHYTHM_MONTHLY  },
    {270, RHYTHM_MONTHS   },
    {500, RHYTHM_YEARLY   },
};

struct customer_rhythm customer_rhythm(const struct customer_sums *sums, i64 now_ms)
{
    struct customer_rhythm out = {.rhythm = RHYTHM_NEVER};
    if (!sums->encounters) return out;
    out.ago_days = MAX(now_ms - sums->last_ms, 0) / DAY_MS;
    out.rhythm = RHYTHM_ONCE;
    i64 span_days = (sums->last_ms - sums->first_ms + DAY_MS / 2) / DAY_MS;
    if (sums->encounters == 1 || !span_days) return out;
    out.every_days = MAX((span_days + (sums->encounters - 1) / 2) / (sums->encounters - 1), 1);
    out.rhythm = RHYTHM_RARE;
    for (i64 i = COUNT_OF(steps) - 1; i >= 0; i--)
        if (out.every_days <= steps[i].days_max) out.rhythm = steps[i].rhythm;
    out.is_quiet = out.ago_days >= MAX(QUIET_TIMES * out.every_days, QUIET_DAYS_MIN);
    return out;
}

const char *customer_rhythm_words(ctx *c, struct customer_rhythm rhythm)
{
    bool was = rhythm.is_quiet;
    switch (rhythm.rhythm) {
    case RHYTHM_NEVER:
        return tr(c, "Has not met us yet");
    case RHYTHM_ONCE:
        return tr(c, "Came once");
    case RHYTHM_DAILY:
        return was ? tr(c, "Came daily") : tr(c, "Comes daily");
    case RHYTHM_DAYS:
        return was ? tr(c, "Came every few days") : tr(c, "Comes every few days");
    case RHYTHM_WEEKLY:
        return was ? tr(c, "Came every week") : tr(c, "Comes every week");
    case RHYTHM_TWO_WEEKS:
        return was ? tr(c, "Came every two weeks") : tr(c, "Comes every two weeks");
    case RHYTHM_MONTHLY:
        return was ? tr(c, "Came every month") : tr(c, "Comes every month");
    case RHYTHM_MONTHS:
        return was ? tr(c, "Came every few months") : tr(c, "Comes every few months");
    case RHYTHM_YEARLY:
        return was ? tr(c, "Came about once a year") : tr(c, "Comes about once a year");
    case RHYTHM_RARE:
        return was ? tr(c, "Came less than once a year") : tr(c, "Comes less than once a year");
    case RHYTHM__COUNT:
        break;
    }
    return "";
}

const char *customer_seen_words(ctx *c, struct customer_rhythm rhythm)
{
    long long days = rhythm.ago_days;
    if (rhythm.rhythm == RHYTHM_NEVER) return "";
    if (days == 0) return tr(c, "last seen today");
    if (days == 1) return tr(c, "last seen yesterday");
    if (days < 60) return fmt(c->arena, tr(c, "last seen %lld days ago"), days);
    if (days < 730) return fmt(c->arena, tr(c, "last seen %lld months ago"), (days + 15) / 30);
    return fmt(c->arena, tr(c, "last seen %lld years ago"), days / 365);
}
