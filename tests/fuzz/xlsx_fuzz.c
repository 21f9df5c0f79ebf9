// Any bytes as a workbook, or as the parts of one: rows in bounded memory, or an error.
#include "base/xlsx.h"
#include "bounds.h"
#include "support/work.h"
#include "support/zip_made.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

#define RELATION "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

static const char workbook[] = "<workbook><sheets><sheet name='A' sheetId='1' r:id='s'/></sheets>"
                               "</workbook>";
static const char relations[] =
    "<Relationships><Relationship Id='s' Type='" RELATION "/worksheet' Target='sheet.xml'/>"
    "<Relationship Id='t' Type='" RELATION "/sharedStrings' Target='strings.xml'/>"
    "<Relationship Id='u' Type='" RELATION "/styles' Target='styles.xml'/></Relationships>";

static str as_parts(struct arena *arena, str bytes)
{
    const struct zip_part parts[] = {
        {S("xl/workbook.xml"),            str_of(workbook) },
        {S("xl/_rels/workbook.xml.rels"), str_of(relations)},
        {S("xl/sheet.xml"),               bytes            },
        {S("xl/strings.xml"),             bytes            },
        {S("xl/styles.xml"),              bytes            },
    };
    return zip_made(arena, parts, COUNT_OF(parts));
}

static bool read_all(ctx *c, void *data)
{
    str *bytes = data;
    struct xlsx *book = NULL;
    struct xlsx_row row;
    if (!xlsx_open(c, *bytes, &book)) return false;
    do {
        if (!xlsx_next(c, book, &row)) return false;
        assert(row.count >= 0 && row.count <= BOUND_COLUMNS);
        for (i64 i = 0; i < row.count; i++)
            assert(str_is_utf8(row.cells[i], NULL) && row.cells[i].size <= BOUND_CELL_BYTES);
    } while (row.line);
    return true;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
    struct work work;
    ctx *c = work_init(&work);
    str bytes = {(const char *)data, (i64)size};
    if (!str_starts(bytes, S("PK")) && !str_starts(bytes, S("\xD0")))
        bytes = as_parts(c->arena, bytes);
    bool done = ctx_try(c, read_all, &bytes);
    assert(done == !c->err.code);
    work_release(&work);
    return 0;
}
