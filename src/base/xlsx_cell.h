// xlsx_cell: what one cell of a workbook says, as text; which formats of numbers are dates. Pure.
#pragma once

#include "base/str.h"

enum xlsx_shows { XLSX_SHOWS_NUMBER, XLSX_SHOWS_DAY, XLSX_SHOWS_MOMENT, XLSX_SHOWS_TIME };

struct xlsx_format {
    i64 number;
    enum xlsx_shows shows;
};

struct xlsx_formats {
    struct xlsx_format *own; // the workbook's
    i64 count;
    enum xlsx_shows *styles; // of each style of cells
    i64 style_count;
};

struct xlsx_cell {
    str type;  // "n", "b", "str" …; "" is a number
    str value; // as it stands
    enum xlsx_shows shows;
    bool from_1904; // days are counted from 1904
};

// What a format's code shows: "dd.mm.yyyy" a day.
enum xlsx_shows xlsx_format_shows(str code);
enum xlsx_shows xlsx_format_find(const struct xlsx_formats *formats, i64 number);
str xlsx_cell_text(struct arena *arena, const struct xlsx_cell *cell);
// A text without its escapes: _x000A_ is a new line.
str xlsx_unescape(struct arena *arena, str text);
// A text so that what looks like an escape in it is none: libxlsxwriter 1.1 leaves that to others.
str xlsx_escape(struct arena *arena, str text);
// Column of a place such as C5, from 0; -1 when it is none, at most 99999.
i64 xlsx_column(str place);
