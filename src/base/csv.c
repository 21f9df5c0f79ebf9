#include "base/csv.h"

static bool runs_as_formula(str cell);
static bool needs_quotes(str cell);

void csv_cell(buf *out, str cell, bool first)
{
    if (!first) buf_char(out, ',');
    bool formula = runs_as_formula(cell);
    if (!needs_quotes(cell)) {
        if (formula) buf_char(out, '\'');
        buf_add(out, cell);
        return;
    }
    buf_char(out, '"');
    if (formula) buf_char(out, '\'');
    for (i64 i = 0; i < cell.size; i++) {
        if (cell.s[i] == '"') buf_char(out, '"');
        buf_char(out, cell.s[i]);
    }
    buf_char(out, '"');
}

void csv_end(buf *out)
{
    buf_c(out, "\r\n");
}

// What the common spreadsheets take for a formula (OWASP, CSV injection).
static bool runs_as_formula(str cell)
{
    if (cell.size == 0 || !memchr("=+-@\t\r", cell.s[0], 6)) return false;
    f64 number = 0;
    return !str_f64(cell, &number);
}

static bool needs_quotes(str cell)
{
    if (cell.size == 0) return false;
    for (i64 i = 0; i < cell.size; i++)
        if (memchr(",\"\r\n", cell.s[i], 4)) return true;
    return cell.s[0] == ' ' || cell.s[cell.size - 1] == ' ';
}
