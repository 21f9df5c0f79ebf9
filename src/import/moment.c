#include "import/moment.h"

enum { NOON = 12 };

const char *const MOMENT_FORMATS[] = {
    "",
    "%Y-%m-%d",
    "%d/%m/%Y",
    "%d/%m/%y",
    "%m/%d/%Y",
    "%m/%d/%y",
    "%d.%m.%Y",
    "%d.%m.%y",
    "%Y%m%d",
    "%Y/%m/%d",
    "%d-%m-%Y",
    "%d-%m-%y",
    "%m-%d-%Y",
    "%d %b %Y",
    "%b %d, %Y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%y %H:%M",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%y %H:%M",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%Y %I:%M:%S %p",
    "%Y-%m-%d %H:%M:%S.%f",
    "%Y/%m/%d %H:%M:%S",
    "%Y%m%d%H%M%S",
    "%Q",
    "%s",
    NULL,
};

static bool iso_parse(str text, struct civil *civil, i64 *offset_ms, bool *has_time,
                      bool *has_offset);
static bool format_has_time(const char *format);

bool moment_parse(str text, const struct moment_rule *rule, struct moment_memory *memory, i64 *ms)
{
    assert(rule->zone);
    if (text.size == memory->size && text.size > 0 &&
        memcmp(memory->text, text.s, (size_t)text.size) == 0) {
        *ms = memory->ms;
        return true;
    }
    struct civil civil = {0};
    bool has_offset = false, has_time = false, found = false;
    i64 offset_ms = 0;
    if (rule->count == 0) found = iso_parse(text, &civil, &offset_ms, &has_time, &has_offset);
    for (i64 i = 0; i < rule->count && !found; i++) {
        if (*rule->formats[i] == 0) {
            found = iso_parse(text, &civil, &offset_ms, &has_time, &has_offset);
            continue;
        }
        found = civil_parse(text, rule->formats[i], &civil, &has_offset);
        has_time = found && format_has_time(rule->formats[i]);
    }
    if (!found) return false;
    if (!has_time) civil.hour = NOON;
    *ms = has_offset ? ms_from_civil(civil) - offset_ms : zone_to_utc(rule->zone, civil);
    if (text.size > (i64)sizeof memory->text) return true;
    memcpy(memory->text, text.s, (size_t)text.size);
    memory->size = text.size;
    memory->ms = *ms;
    return true;
}

void moment_explain(ctx *c, str text, const struct moment_rule *rule, const char **why,
                    const char **hint)
{
    struct moment_rule usual = {.count = 1, .zone = rule->zone};
    buf formats = buf_new(c->arena, 4096), fitting = buf_new(c->arena, 4096);
    for (i64 i = 0; i < rule->count; i++)
        buf_fmt(&formats, "%s%s", i ? ", " : "", rule->formats[i]);
    if (rule->count == 0) buf_c(&formats, "2026-11-21");
    for (const char *const *format = MOMENT_FORMATS + 1; *format; format++) {
        struct moment_memory memory = {0};
        i64 ms = 0;
        usual.formats = format;
        if (!moment_parse(text, &usual, &memory, &ms)) continue;
        buf_fmt(&fitting, "%s\"%s\"", fitting.size ? tr(c, " or ") : "", *format);
    }
    *why = fmt(c->arena, tr(c, "is not a date of the form %s"), formats.s);
    *hint =
        fitting.size
            ? fmt(c->arena, tr(c, "It fits %s: \"format\" in the mapping may be a list of forms."),
                  fitting.s)
            : tr(c, "State its form as \"format\" in the mapping, such as \"%d.%m.%Y %H:%M\".");
}

static bool digits(const char *p, i64 count, i32 *out)
{
    i32 value = 0;
    for (i64 i = 0; i < count; i++) {
        if ((u8)(p[i] - '0') > 9) return false;
        value = value * 10 + (p[i] - '0');
    }
    *out = value;
    return true;
}

// ":SS", ".fff…" as far as they are there.
static bool iso_seconds(str *text, struct civil *civil)
{
    if (text->size < 3 || text->s[0] != ':') return true;
    if (!digits(text->s + 1, 2, &civil->second)) return false;
    *text = str_slice(*text, 3, text->size);
    if (text->size == 0 || (text->s[0] != '.' && text->s[0] != ',')) return true;
    i64 i = 1;
    i32 unit = 100;
    for (; i < text->size && (u8)(text->s[i] - '0') <= 9; i++, unit /= 10)
        civil->ms += unit * (text->s[i] - '0');
    *text = str_slice(*text, i, text->size);
    return i > 1;
}

// "Z", "+02", "+0200" or "+02:00".
static bool iso_offset(str text, i64 *offset_ms)
{
    if (str_equal_fold(text, S("Z"))) return true;
    if (text.size < 3 || (text.s[0] != '+' && text.s[0] != '-')) return false;
    i32 hours = 0, minutes = 0;
    str rest = str_slice(text, 3, text.size);
    if (str_starts(rest, S(":"))) rest = str_slice(rest, 1, rest.size);
    bool ok = digits(text.s + 1, 2, &hours) &&
              (rest.size == 0 || (rest.size == 2 && digits(rest.s, 2, &minutes)));
    i64 offset = 60000LL * (60 * hours + minutes);
    *offset_ms = text.s[0] == '-' ? -offset : offset;
    return ok && hours < 24 && minutes < 60;
}

// YYYY-MM-DD[(T| )HH:MM[:SS[.fff]][offset]]
static bool iso_parse(str text, struct civil *civil, i64 *offset_ms, bool *has_time,
                      bool *has_offset)
{
    *civil = (struct civil){0};
    *has_time = *has_offset = false;
    *offset_ms = 0;
    const char *p = text.s;
    if (text.size < 10 || p[4] != '-' || p[7] != '-') return false;
    if (!digits(p, 4, &civil->year) || !digits(p + 5, 2, &civil->month) ||
        !digits(p + 8, 2, &civil->day))
        return false;
    if (text.size == 10) return civil_is_valid(*civil);
    if (text.size < 16 || (p[10] != 'T' && p[10] != 't' && p[10] != ' ') || p[13] != ':')
        return false;
    if (!digits(p + 11, 2, &civil->hour) || !digits(p + 14, 2, &civil->minute)) return false;
    str rest = str_slice(text, 16, text.size);
    if (!iso_seconds(&rest, civil)) return false;
    *has_time = true;
    rest = str_trim(rest);
    *has_offset = rest.size > 0;
    if (*has_offset && !iso_offset(rest, offset_ms)) return false;
    if (civil->second == 60) civil->second = 59; // a leap second has no place of its own
    return civil_is_valid(*civil);
}

static bool format_has_time(const char *format)
{
    for (const char *p = format; *p; p++) {
        if (*p != '%' || !p[1]) continue;
        if (strchr("HIMSfTsQ", *++p)) return true;
    }
    return false;
}
