#include "base/xlsx_cell.h"

#include <math.h>

#include "base/time.h"

enum { COLUMN_MAX = 99999, DAY_MS = 86400000, LAST_DAY = 2958466 };

// ECMA-376-1, 18.8.30: formats that every workbook has.
static const struct {
    i64 from, to;
    enum xlsx_shows shows;
} built_in[] = {
    {14, 17, XLSX_SHOWS_DAY   },
    {18, 21, XLSX_SHOWS_TIME  },
    {22, 22, XLSX_SHOWS_MOMENT},
    {27, 31, XLSX_SHOWS_DAY   },
    {32, 35, XLSX_SHOWS_TIME  },
    {36, 36, XLSX_SHOWS_DAY   },
    {45, 47, XLSX_SHOWS_TIME  },
    {50, 58, XLSX_SHOWS_DAY   },
};

enum xlsx_shows xlsx_format_find(const struct xlsx_formats *formats, i64 number)
{
    for (i64 i = 0; i < formats->count; i++)
        if (formats->own[i].number == number) return formats->own[i].shows;
    for (i64 i = 0; i < COUNT_OF(built_in); i++)
        if (number >= built_in[i].from && number <= built_in[i].to) return built_in[i].shows;
    return XLSX_SHOWS_NUMBER;
}

// Letters of dates count outside of quotes, escapes and brackets; [h] and its like count too. Only
// the part for positive numbers is looked at.
enum xlsx_shows xlsx_format_shows(str code)
{
    bool day = false, time = false, month = false;
    for (i64 i = 0; i < code.size && code.s[i] != ';'; i++) {
        char one = code.s[i];
        if (one == '\\' || one == '_' || one == '*') {
            i++;
        } else if (one == '"') {
            do
                i++;
            while (i < code.size && code.s[i] != '"');
        } else if (one == '[') {
            char inside = i + 1 < code.size ? code.s[i + 1] : 0;
            i64 from = i;
            while (i < code.size && code.s[i] != ']')
                i++;
            bool alone = true; // [h], [mm], not [Red]
            for (i64 k = from + 1; k < i; k++)
                alone = alone && code.s[k] == inside;
            time = time || (alone && inside && strchr("hHmMsS", inside));
        } else if (strchr("yYdD", one)) {
            day = true;
        } else if (strchr("hHsS", one)) {
            time = true;
        } else if (one == 'm' || one == 'M') {
            month = true;
        } else if (one == 'G' || one == 'g') {
            return XLSX_SHOWS_NUMBER; // General
        }
    }
    if (day && time) return XLSX_SHOWS_MOMENT;
    if (time) return XLSX_SHOWS_TIME;
    return day || month ? XLSX_SHOWS_DAY : XLSX_SHOWS_NUMBER;
}

static const char *time_text(struct arena *arena, i64 ms)
{
    const char *rest = ms % 1000 ? fmt(arena, ".%03d", (int)(ms % 1000)) : "";
    return fmt(arena, "%02d:%02d:%02d%s", (int)(ms / 3600000), (int)(ms / 60000 % 60),
               (int)(ms / 1000 % 60), rest);
}

// Excel believes that 1900 was a leap year: its days up to the 28th of February count one less.
static str date_text(struct arena *arena, f64 serial, const struct xlsx_cell *cell)
{
    enum { DAY_OF_1900 = -25567, DAY_OF_1904 = -24107, FALSE_DAY = 60 };
    i64 ms = (i64)llround(serial * DAY_MS), day = ms / DAY_MS;
    ms %= DAY_MS;
    i64 zero = DAY_OF_1900 - (day < FALSE_DAY ? 1 : 2);
    if (cell->from_1904) zero = DAY_OF_1904;
    if (cell->shows == XLSX_SHOWS_TIME && day == 0) return str_of(time_text(arena, ms));
    str written = day_write(arena, (i32)(zero + day));
    if (cell->shows == XLSX_SHOWS_DAY) return written;
    return str_of(fmt(arena, "%.*sT%s", STR(written), time_text(arena, ms)));
}

str xlsx_cell_text(struct arena *arena, const struct xlsx_cell *cell)
{
    str value = str_trim(cell->value);
    f64 number = 0;
    if (str_equal(cell->type, S("b"))) return str_equal(value, S("1")) ? S("yes") : S("no");
    if (str_equal(cell->type, S("inlineStr")) || str_equal(cell->type, S("str")))
        return xlsx_unescape(arena, cell->value);
    bool is_number = !cell->type.size || str_equal(cell->type, S("n"));
    if (!is_number || !str_f64(value, &number) || !isfinite(number))
        return str_copy(arena, value); // an error such as #N/A, or a date as ISO 8601 has it
    if (cell->shows != XLSX_SHOWS_NUMBER && number >= 0 && number < LAST_DAY)
        return date_text(arena, number, cell);
    return str_of(fmt(arena, "%.15g", number + 0.0));
}

static int hex_digit(char one)
{
    if (one >= '0' && one <= '9') return one - '0';
    if (one >= 'a' && one <= 'f') return one - 'a' + 10;
    return one >= 'A' && one <= 'F' ? one - 'A' + 10 : -1;
}

// The character of an escape _x0041_; -1: it is none, or none that a text may have.
static i32 escaped(str text)
{
    enum { ESCAPE_BYTES = 7 };
    if (text.size < ESCAPE_BYTES || !str_starts(text, S("_x")) || text.s[6] != '_') return -1;
    i32 out = 0;
    for (i64 i = 2; i < 6; i++) {
        int digit = hex_digit(text.s[i]);
        if (digit < 0) return -1;
        out = out * 16 + digit;
    }
    bool is_half = out >= 0xD800 && out < 0xE000;
    return out == 0 || is_half ? -1 : out;
}

static void add_character(buf *out, i32 one)
{
    if (one < 0x80) {
        buf_char(out, (char)one);
    } else if (one < 0x800) {
        buf_char(out, (char)(0xC0 | one >> 6));
        buf_char(out, (char)(0x80 | (one & 0x3F)));
    } else {
        buf_char(out, (char)(0xE0 | one >> 12));
        buf_char(out, (char)(0x80 | (one >> 6 & 0x3F)));
        buf_char(out, (char)(0x80 | (one & 0x3F)));
    }
}

str xlsx_unescape(struct arena *arena, str text)
{
    if (str_find(text, S("_x")) < 0) return str_copy(arena, text);
    buf out = buf_new(arena, text.size + 1);
    for (i64 i = 0; i < text.size; i++) {
        i32 one = escaped(str_slice(text, i, text.size));
        if (one < 0) {
            buf_char(&out, text.s[i]);
            continue;
        }
        add_character(&out, one);
        i += 6;
    }
    return buf_str(&out);
}

str xlsx_escape(struct arena *arena, str text)
{
    if (str_find(text, S("_x")) < 0) return text;
    buf out = buf_new(arena, 7 * text.size + 1);
    for (i64 i = 0; i < text.size; i++) {
        if (escaped(str_slice(text, i, text.size)) >= 0) buf_c(&out, "_x005F");
        buf_char(&out, text.s[i]);
    }
    return buf_str(&out);
}

i64 xlsx_column(str place)
{
    i64 out = 0, at = 0;
    for (; at < place.size && place.s[at] >= 'A' && place.s[at] <= 'Z'; at++)
        out = MIN(out * 26 + (place.s[at] - 'A' + 1), COLUMN_MAX + 1);
    return at ? out - 1 : -1;
}
