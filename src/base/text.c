#include "base/text.h"

i64 text_width(const char *text)
{
    i64 n = 0;
    for (; *text; text++)
        n += ((u8)*text & 0xC0) != 0x80;
    return n;
}

void text_pad(FILE *out, const char *text, i64 columns, bool right)
{
    i64 blanks = MAX(columns - text_width(text), 0);
    if (right) (void)fprintf(out, "%*s", (int)blanks, "");
    (void)fputs(text, out);
    if (!right) (void)fprintf(out, "%*s", (int)blanks, "");
}
