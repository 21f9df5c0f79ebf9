// Records as CSV, out and in again: on both engines.
#include "record/sheet.h"

#include "base/xlsx.h"
#include "support/both.h"
#include "support/zip_made.h"

#include "support/test.h"

static const struct record_edit ANNA = {.who = 1, .roles = UINT32_MAX};

// "added 1, changed 0, same 0, refused 0; 3 name: words …"; commits.
static const char *take(ctx *c, const char *kind, const char *csv)
{
    struct sheet_counts counts;
    MUST(c, store_begin_write(c));
    MUST(c, sheet_read(c, kind_find(str_of(kind)), str_of(csv), &ANNA, &counts));
    MUST(c, store_commit(c));
    buf out = buf_new(c->arena, 64000);
    buf_fmt(&out, "added %lld, changed %lld, same %lld, refused %lld", (long long)counts.added,
            (long long)counts.changed, (long long)counts.same, (long long)counts.refused);
    for (i64 i = 0; i < counts.refusal_count; i++)
        for (i64 j = 0; j < counts.refusals[i].problems.count; j++)
            buf_fmt(&out, "; %lld %s: %s", (long long)counts.refusals[i].line,
                    counts.refusals[i].problems.problem[j].field,
                    counts.refusals[i].problems.problem[j].msg);
    return out.s;
}

static const char *give(ctx *c, const char *kind)
{
    buf out = buf_new(c->arena, 1000000);
    MUST(c, sheet_write(
                c, &(struct record_query){.kind = kind_find(str_of(kind)), .roles = UINT32_MAX},
                &out));
    return out.s;
}

static void a_sheet_comes_back_as_it_went_by(ctx *c, struct store *store)
{
    (void)store;
    assert_string_equal(take(c, "function",
                             "name,task\nSales,\"Sells, \"\"well\"\".\nAlways.\"\n\n"
                             "'=Delivery,-5\n12,\n"),
                        "added 3, changed 0, same 0, refused 0");
    assert_string_equal(
        take(c, "stage", "\xEF\xBB\xBFname,moment,place\r\nChoosing,before,\"1,5\"\r\n"),
        "added 1, changed 0, same 0, refused 0");
    assert_string_equal(take(c, "touchpoint",
                             "name,function,stage,feelings\n"
                             "checkout,Sales,Choosing,\"happy,safe\"\n"
                             "delivery,#2,,\nreturn,#3,,"),
                        "added 3, changed 0, same 0, refused 0");
    const char *functions = give(c, "function"), *touchpoints = give(c, "touchpoint");
    assert_string_equal(functions, "id,version,state,name,lead,part_of,task\r\n"
                                   "3,1,,12,,,\r\n"
                                   "2,1,,'=Delivery,,,-5\r\n"
                                   "1,1,,Sales,,,\"Sells, \"\"well\"\".\nAlways.\"\r\n");
    assert_string_equal(
        touchpoints,
        "id,version,state,name,label,stage,function,importance,feelings,practices,room\r\n"
        "1,1,in_use,checkout,,Choosing,Sales,,\"safe,happy\",,\r\n"
        "2,1,in_use,delivery,,,'=Delivery,,,,\r\n"
        "3,1,in_use,return,,,#3,,,,\r\n");
    assert_string_equal(take(c, "function", functions), "added 0, changed 0, same 3, refused 0");
    assert_string_equal(take(c, "touchpoint", touchpoints),
                        "added 0, changed 0, same 3, refused 0");
    assert_string_equal(give(c, "touchpoint"), touchpoints);
}

static void rows_are_refused_one_by_one_by(ctx *c, struct store *store)
{
    (void)store;
    assert_string_equal(take(c, "stage", "name,place\nA,1\nB,2\n"),
                        "added 2, changed 0, same 0, refused 0");
    assert_string_equal(
        take(c, "stage",
             "id,version,name,place\n1,1,A,5\n1,1,A,6\n,,\"C\nc\",x\n9,,D,\n,,B,3\nx,,E,\n"
             ",,F,1,2\n"),
        "added 0, changed 2, same 0, refused 5; 3 : somebody changed this stage meanwhile; "
        "4 name: the text has a sign that does not fit here; 4 place: that is no number; "
        "6 : there is no stage 9; 8 : the id is no number of a record; "
        "9 : the row has more cells than the header");
    static const struct {
        const char *csv, *msg;
    } cases[] = {
        {"",                     "the file has no header"           },
        {"name,colour\nA,red\n", "colour: a stage has no such field"},
        {"name,name\nA,B\n",     "name: the column is there twice"  },
        {"name\n\"A\nB\n",       "line 2 cannot be read as CSV"     },
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        struct sheet_counts counts;
        MUST(c, store_begin_write(c));
        assert_false(sheet_read(c, kind_find(S("stage")), str_of(cases[i].csv), &ANNA, &counts));
        assert_string_equal(c->err.msg, cases[i].msg);
        err_clear(c);
        store_rollback(c);
    }
}

static void a_sheet_comes_back_as_it_went(void **state)
{
    (void)state;
    on_both(a_sheet_comes_back_as_it_went_by);
}

static void rows_are_refused_one_by_one(void **state)
{
    (void)state;
    on_both(rows_are_refused_one_by_one_by);
}

// Records of a kind as a workbook.
static str give_book(ctx *c, const char *kind)
{
    buf out = buf_new(c->arena, 10000000);
    MUST(c, sheet_write_xlsx(
                c, &(struct record_query){.kind = kind_find(str_of(kind)), .roles = UINT32_MAX},
                &out));
    return buf_str(&out);
}

static struct sheet_counts take_book(ctx *c, const char *kind, str bytes)
{
    struct sheet_counts counts;
    MUST(c, store_begin_write(c));
    MUST(c, sheet_read_xlsx(c, kind_find(str_of(kind)), bytes, &ANNA, &counts));
    MUST(c, store_commit(c));
    return counts;
}

static void a_workbook_comes_back_as_it_went_by(ctx *c, struct store *store)
{
    (void)store;
    (void)take(c, "function", "name,task\nSales,\"=1+1\nmore\"\n12,_x0041_\n");
    (void)take(c, "unit",
               "name,opened,closed\nTurku,2026-11-21,1900-02-27\nOulu,1899-12-31,1900-03-01\n");
    (void)take(c, "stage", "name,place\nUsing,1.25\nChoosing,1000\n");
    str functions = give_book(c, "function"), units = give_book(c, "unit");
    struct xlsx *book = NULL;
    struct xlsx_row row;
    MUST(c, xlsx_open(c, functions, &book) && xlsx_next(c, book, &row));
    assert_str(row.cells[0], "id");
    assert_str(row.cells[3], "name");
    MUST(c, xlsx_next(c, book, &row));
    assert_str(row.cells[3], "12");
    assert_str(row.cells[6], "_x0041_");
    MUST(c, xlsx_next(c, book, &row));
    assert_str(row.cells[6], "=1+1\nmore");
    MUST(c, xlsx_next(c, book, &row));
    assert_int_equal(row.line, 0);
    MUST(c, xlsx_open(c, units, &book) && xlsx_next(c, book, &row) && xlsx_next(c, book, &row));
    assert_str(row.cells[6], "");
    assert_str(row.cells[7], "1899-12-31");
    assert_str(row.cells[8], "1900-03-01");
    static const char *const kinds[] = {"function", "unit", "stage"};
    for (i64 i = 0; i < COUNT_OF(kinds); i++) {
        struct sheet_counts counts = take_book(c, kinds[i], give_book(c, kinds[i]));
        assert_int_equal(counts.same, 2);
        assert_int_equal(counts.added + counts.changed + counts.refused, 0);
    }
}

static void a_workbook_is_refused_row_by_row_by(ctx *c, struct store *store)
{
    (void)store;
    static const char rows[] =
        "<worksheet><sheetData><row r='1'><c t='str'><v>name</v></c><c t='str'><v>place</v></c>"
        "</row><row r='3'><c t='str'><v>Using</v></c><c><v>2000</v></c></row>"
        "<row r='9'><c t='str'><v>Choosing</v></c><c><v>7</v></c></row>"
        "<row r='10'><c><v>1</v></c><c><v>1</v></c><c><v>1</v></c></row></sheetData></worksheet>";
    const struct zip_part parts[] = {
        {S("xl/workbook.xml"),            S("<w><sheet r:id='s'/></w>")                    },
        {S("xl/_rels/workbook.xml.rels"), S("<R><Relationship Id='s' Target='s.xml'/></R>")},
        {S("xl/s.xml"),                   str_of(rows)                                     },
    };
    str bytes = zip_made(c->arena, parts, COUNT_OF(parts));
    struct sheet_counts counts = take_book(c, "stage", bytes);
    assert_int_equal(counts.added, 1);
    assert_int_equal(counts.refused, 2);
    assert_int_equal(counts.refusals[0].line, 3);
    assert_string_equal(counts.refusals[0].problems.problem[0].field, "place");
    assert_int_equal(counts.refusals[1].line, 10);
    MUST(c, store_begin_write(c));
    assert_false(sheet_read_xlsx(c, kind_find(S("stage")), S("name\nA"), &ANNA, &counts));
    assert_int_equal(c->err.code, ERR_BAD_INPUT);
    err_clear(c);
    store_rollback(c);
}

static void a_workbook_comes_back_as_it_went(void **state)
{
    (void)state;
    on_both(a_workbook_comes_back_as_it_went_by);
}

static void a_workbook_is_refused_row_by_row(void **state)
{
    (void)state;
    on_duckdb(a_workbook_is_refused_row_by_row_by);
}

int main(void)
{
    kinds_register(first_kinds, first_kinds_count);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sheet_comes_back_as_it_went),
        cmocka_unit_test(rows_are_refused_one_by_one),
        cmocka_unit_test(a_workbook_comes_back_as_it_went),
        cmocka_unit_test(a_workbook_is_refused_row_by_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
