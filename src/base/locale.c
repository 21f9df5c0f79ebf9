#include "base/locale.h"

#include "base/zone.h"

#include <math.h>

static const char *const months_en[12] = {"January",   "February", "March",    "April",
                                          "May",       "June",     "July",     "August",
                                          "September", "October",  "November", "December"};
static const char *const months_fi[12] = {"tammikuu", "helmikuu", "maaliskuu", "huhtikuu",
                                          "toukokuu", "kesäkuu",  "heinäkuu",  "elokuu",
                                          "syyskuu",  "lokakuu",  "marraskuu", "joulukuu"};
static const char *const months_sv[12] = {"januari",   "februari", "mars",     "april",
                                          "maj",       "juni",     "juli",     "augusti",
                                          "september", "oktober",  "november", "december"};

// "In July": Finnish says it with a case of its own, the others with a word before it.
static const char *const in_months_fi[12] = {
    "tammikuussa", "helmikuussa", "maaliskuussa", "huhtikuussa", "toukokuussa",  "kesäkuussa",
    "heinäkuussa", "elokuussa",   "syyskuussa",   "lokakuussa",  "marraskuussa", "joulukuussa"};

static bool speaks(const ctx *c, const char *lang)
{
    return c->lang && str_equal(str_of(c->lang), str_of(lang));
}

static const char *month_name(const ctx *c, i32 month)
{
    if (speaks(c, "fi")) return months_fi[month - 1];
    if (speaks(c, "sv")) return months_sv[month - 1];
    return months_en[month - 1];
}

str locale_number(const ctx *c, f64 value, i32 decimals)
{
    assert(decimals >= 0 && decimals <= 6);
    if (!isfinite(value)) return S("–");
    const char *digits = fmt(c->arena, "%.*f", (int)decimals, fabs(value));
    bool english = !speaks(c, "fi") && !speaks(c, "sv");
    i64 whole = 0;
    bool is_zero = true;
    while (digits[whole] && digits[whole] != '.')
        whole++;
    for (i64 i = 0; digits[i]; i++)
        is_zero = is_zero && (digits[i] == '0' || digits[i] == '.');
    buf out = buf_new(c->arena, 400);
    if (value < 0 && !is_zero) buf_c(&out, "−");
    for (i64 i = 0; i < whole; i++) {
        if (i && (whole - i) % 3 == 0) buf_c(&out, english ? "," : "\u00a0");
        buf_char(&out, digits[i]);
    }
    if (digits[whole]) buf_fmt(&out, "%c%s", english ? '.' : ',', digits + whole + 1);
    return buf_str(&out);
}

str locale_percent(const ctx *c, f64 share, i32 decimals)
{
    bool english = !speaks(c, "fi") && !speaks(c, "sv");
    return str_of(fmt(c->arena, "%s%s%%", locale_number(c, share * 100, decimals).s,
                      english ? "" : "\u00a0"));
}

str locale_day(const ctx *c, i32 day)
{
    struct civil d = civil_from_day(day);
    if (speaks(c, "fi")) return str_of(fmt(c->arena, "%d.%d.%d", d.day, d.month, d.year));
    return str_of(fmt(c->arena, "%d %s %d", d.day, month_name(c, d.month), d.year));
}

str locale_month(const ctx *c, i32 day)
{
    struct civil d = civil_from_day(day);
    return str_of(fmt(c->arena, "%s %d", month_name(c, d.month), d.year));
}

// Which of the languages' phrases.
static __attribute__((format_arg(2), format_arg(3), format_arg(4))) const char *
phrase(const ctx *c, const char *en, const char *fi, const char *sv)
{
    return speaks(c, "fi") ? fi : speaks(c, "sv") ? sv : en;
}

static str week(const ctx *c, i32 day, bool within)
{
    i32 year = 0, number = day_iso_week(day, &year);
    return str_of(within
                      ? fmt(c->arena, phrase(c, "in week %d, %d", "viikolla %d/%d", "vecka %d, %d"),
                            number, year)
                      : fmt(c->arena, phrase(c, "week %d, %d", "viikko %d/%d", "vecka %d, %d"),
                            number, year));
}

static str quarter(const ctx *c, i32 day, bool within)
{
    struct civil d = civil_from_day(day);
    i32 number = (d.month - 1) / 3 + 1;
    return str_of(within
                      ? fmt(c->arena,
                            phrase(c, "in Q%d %d", "%d. neljänneksellä %d", "under kvartal %d %d"),
                            number, d.year)
                      : fmt(c->arena, phrase(c, "Q%d %d", "Q%d/%d", "kv. %d %d"), number, d.year));
}

static str in_month(const ctx *c, i32 day)
{
    struct civil d = civil_from_day(day);
    if (speaks(c, "fi")) return str_of(fmt(c->arena, "%s %d", in_months_fi[d.month - 1], d.year));
    return str_of(fmt(c->arena, "%s %s", speaks(c, "sv") ? "i" : "in", locale_month(c, day).s));
}

str locale_period(const ctx *c, enum period period, i32 day)
{
    switch (period) {
    case PERIOD_DAY:
        return locale_day(c, day);
    case PERIOD_WEEK:
        return week(c, day, false);
    case PERIOD_MONTH:
        return locale_month(c, day);
    case PERIOD_QUARTER:
        return quarter(c, day, false);
    case PERIOD_YEAR:
        break;
    }
    return str_of(fmt(c->arena, "%d", civil_from_day(day).year));
}

str locale_in_period(const ctx *c, enum period period, i32 day)
{
    switch (period) {
    case PERIOD_DAY:
        return str_of(fmt(c->arena, phrase(c, "on %s", "%s", "den %s"), locale_day(c, day).s));
    case PERIOD_WEEK:
        return week(c, day, true);
    case PERIOD_MONTH:
        return in_month(c, day);
    case PERIOD_QUARTER:
        return quarter(c, day, true);
    case PERIOD_YEAR:
        break;
    }
    return str_of(
        fmt(c->arena, phrase(c, "in %d", "vuonna %d", "år %d"), civil_from_day(day).year));
}

str locale_moment(const ctx *c, i64 ms)
{
    struct civil at = c->zone ? zone_local(c->zone, ms) : civil_from_ms(ms);
    str day = locale_day(c, day_from_civil(at.year, at.month, at.day));
    if (c->zone)
        return str_of(fmt(c->arena, phrase(c, "%s %02d:%02d", "%s klo %d.%02d", "%s kl. %02d:%02d"),
                          day.s, at.hour, at.minute));
    return str_of(fmt(c->arena,
                      phrase(c, "%s %02d:%02d UTC", "%s klo %d.%02d UTC", "%s kl. %02d:%02d UTC"),
                      day.s, at.hour, at.minute));
}
