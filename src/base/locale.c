#include "base/locale.h"

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
        // Four digits stand together in Finnish and Swedish; five and more are grouped.
        bool grouped = english || whole > 4;
        if (i && grouped && (whole - i) % 3 == 0) buf_c(&out, english ? "," : "\u00a0");
        buf_char(&out, digits[i]);
    }
    if (digits[whole]) buf_fmt(&out, "%c%s", english ? '.' : ',', digits + whole + 1);
    return buf_str(&out);
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

str locale_moment(const ctx *c, i64 ms)
{
    struct civil at = civil_from_ms(ms);
    str day = locale_day(c, day_from_civil(at.year, at.month, at.day));
    return str_of(fmt(c->arena, "%s %02d:%02d UTC", day.s, at.hour, at.minute));
}
