// Source: ECMA-376-1, Office Open XML File Formats, part 1, 18 (SpreadsheetML).
// A workbook is an archive of XML files. Small ones (which sheet, which styles are dates, the texts
// that cells share) are read whole when it is opened; the sheet is read a piece at a time, and the
// rows that end within a piece wait in a queue.
#include "base/xlsx.h"

#include <expat.h>
#include <math.h>

#include "base/lang.h"
#include "base/time.h"
#include "base/xlsx_cell.h"
#include "base/zip.h"
#include "bounds.h"

enum {
    PIECE_BYTES = 16 * 1024,
    TOKEN_BYTES_MAX = 1024 * 1024, // of one tag
    PATH_BYTES_MAX = 500,
    RELATIONS_MAX = 2000,
    FORMATS_MAX = 10000,
    STYLES_MAX = 70000,
    STRINGS_BYTES_MAX = 128 * 1024 * 1024,
};

struct relation {
    str id, target, type;
};

struct xlsx {
    ctx *c;
    struct zip zip;
    i64 unpacked; // bytes of all parts that were opened
    str workbook, sheet_id;
    bool from_1904;
    i64 relation_count;
    struct relation relations[RELATIONS_MAX];
    struct xlsx_formats formats;
    bool in_styles; // within <cellXfs>
    // Texts that cells share.
    struct arena *string_texts, *string_list;
    str *strings;
    i64 string_count, string_room;
    // What is read of the part that is open.
    struct xml *xml;
    bool wants_text, is_phonetic;
    struct arena *text_arena;
    buf text;
    // The row that is open.
    struct arena *row_texts;
    i64 line, column, cell_count;
    char cell_type[12];
    i64 cell_style;
    bool is_shared[BOUND_COLUMNS];
    str cells[BOUND_COLUMNS];
    // Rows that wait.
    struct arena *queue_texts;
    struct arena *queue_list;
    struct xlsx_row *queue;
    i64 queue_count, queue_room, queue_at;
};

// One part that is read.
struct xml {
    struct xlsx *book;
    XML_Parser parser;
    struct zip_reader *file;
    i64 fed;
    i64 depth;
    bool ended;
    void (*begins)(struct xlsx *book, const char *name, const char *const *pairs);
    void (*ends)(struct xlsx *book, const char *name);
};

static bool part_open(struct xlsx *book, const struct xml *how, str path);
static bool part_feed(struct xlsx *book);
static bool part_read(struct xlsx *book, const struct xml *how, str path, bool must);

static bool fail_part(ctx *c)
{
    return fail_with(c, ERR_BAD_INPUT, tr(c, "the workbook cannot be read"),
                     tr(c, "Save it as an Excel workbook (.xlsx) once more, or as CSV."));
}

// XML

static const char *local(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

static bool is_named(const char *name, const char *wanted)
{
    return strcmp(local(name), wanted) == 0;
}

static str attribute(const char *const *pairs, const char *name)
{
    for (i64 i = 0; pairs[i]; i += 2)
        if (is_named(pairs[i], name)) return str_of(pairs[i + 1]);
    return (str){0};
}

// Stops with an error of ours: the first one stays.
static void stop(struct xlsx *book, bool (*why)(ctx *c))
{
    if (!book->c->err.code) (void)why(book->c);
    (void)XML_StopParser(book->xml->parser, XML_FALSE);
}

static bool fail_large(ctx *c)
{
    return fail_with(c, ERR_TOO_LARGE, tr(c, "the workbook is too large"),
                     tr(c, "Leave out what is not needed, or send it in parts."));
}

static bool fail_columns(ctx *c)
{
    return fail_with(c, ERR_TOO_LARGE, tr(c, "the sheet has more than 1000 columns"),
                     tr(c, "Take out columns that are not needed."));
}

static void XMLCALL begins(void *data, const char *name, const char **pairs)
{
    struct xlsx *book = data;
    struct xml *xml = book->xml;
    if (book->c->err.code) return;
    if (++xml->depth > BOUND_JSON_DEPTH)
        stop(book, fail_part);
    else
        xml->begins(book, local(name), (const char *const *)pairs);
}

static void XMLCALL ends(void *data, const char *name)
{
    struct xlsx *book = data;
    if (book->c->err.code) return;
    book->xml->depth--;
    if (book->xml->ends) book->xml->ends(book, local(name));
}

static void XMLCALL words(void *data, const char *text, int size)
{
    struct xlsx *book = data;
    if (!book->wants_text || book->c->err.code) return;
    if (book->text.size + size > BOUND_CELL_BYTES)
        stop(book, fail_large);
    else
        buf_add(&book->text, (str){text, size});
}

// Workbooks have no document type; entities that it could define are how XML is made to explode.
static void XMLCALL doctype(void *data, const char *name, const char *system, const char *public,
                            int has_internal)
{
    (void)name;
    (void)system;
    (void)public;
    (void)has_internal;
    stop(data, fail_part);
}

static void free_parser(void *parser)
{
    XML_ParserFree(parser);
}

static bool part_open(struct xlsx *book, const struct xml *how, str path)
{
    ctx *c = book->c;
    const struct zip_file *file = zip_find(&book->zip, path);
    struct xml *xml = NEW(c->arena, struct xml);
    *xml = *how;
    xml->book = book;
    book->xml = xml;
    if (!file) return fail_part(c);
    // More than the archive says is never unpacked, so what it says can be believed.
    book->unpacked += file->size;
    if (book->unpacked > BOUND_XLSX_BYTES) return fail_large(c);
    if (!zip_begin(c, file, &xml->file)) return false;
    xml->parser = XML_ParserCreate(NULL);
    if (!xml->parser) arena_full(c->arena, true);
    arena_defer(c->arena, free_parser, xml->parser);
    XML_SetUserData(xml->parser, book);
    XML_SetElementHandler(xml->parser, begins, ends);
    XML_SetCharacterDataHandler(xml->parser, words);
    XML_SetStartDoctypeDeclHandler(xml->parser, doctype);
    return true;
}

static bool part_feed(struct xlsx *book)
{
    ctx *c = book->c;
    struct xml *xml = book->xml;
    char piece[PIECE_BYTES];
    i64 got = 0;
    if (!zip_read(c, xml->file, piece, sizeof piece, &got)) return false;
    xml->fed += got;
    xml->ended = got == 0;
    enum XML_Status status = XML_Parse(xml->parser, piece, (int)got, xml->ended);
    if (c->err.code) return false;
    if (status != XML_STATUS_OK) {
        if (XML_GetErrorCode(xml->parser) == XML_ERROR_NO_MEMORY) arena_full(c->arena, true);
        return fail_part(c);
    }
    return xml->fed - (i64)XML_GetCurrentByteIndex(xml->parser) <= TOKEN_BYTES_MAX || xml->ended ||
           fail_large(c);
}

static bool part_read(struct xlsx *book, const struct xml *how, str path, bool must)
{
    if (!must && (!path.size || !zip_find(&book->zip, path))) return true;
    if (!part_open(book, how, path)) return false;
    while (!book->xml->ended)
        if (!part_feed(book)) return false;
    return true;
}

// Which parts there are

static void relation_begins(struct xlsx *book, const char *name, const char *const *pairs)
{
    if (strcmp(name, "Relationship") != 0) return;
    if (book->relation_count == RELATIONS_MAX) {
        stop(book, fail_large);
        return;
    }
    struct arena *arena = book->c->arena;
    book->relations[book->relation_count++] = (struct relation){
        .id = str_copy(arena, str_head(attribute(pairs, "Id"), PATH_BYTES_MAX)),
        .target = str_copy(arena, str_head(attribute(pairs, "Target"), PATH_BYTES_MAX)),
        .type = str_copy(arena, str_head(attribute(pairs, "Type"), PATH_BYTES_MAX)),
    };
}

static void workbook_begins(struct xlsx *book, const char *name, const char *const *pairs)
{
    if (strcmp(name, "workbookPr") == 0) {
        str from = attribute(pairs, "date1904");
        book->from_1904 = str_equal(from, S("1")) || str_equal(from, S("true"));
    }
    // The first one that is shown.
    bool hidden =
        attribute(pairs, "state").size && !str_equal(attribute(pairs, "state"), S("visible"));
    if (strcmp(name, "sheet") == 0 && !book->sheet_id.size && !hidden)
        book->sheet_id = str_copy(book->c->arena, str_head(attribute(pairs, "id"), PATH_BYTES_MAX));
}

// A target as a path in the archive: it starts from the folder of the part that names it.
static str path_of(struct xlsx *book, str from, str target)
{
    struct arena *arena = book->c->arena;
    if (str_starts(target, S("/"))) return str_slice(target, 1, target.size);
    i64 folder = from.size;
    while (folder > 0 && from.s[folder - 1] != '/')
        folder--;
    while (str_starts(target, S("../"))) {
        target = str_slice(target, 3, target.size);
        folder = MAX(0, folder - 1);
        while (folder > 0 && from.s[folder - 1] != '/')
            folder--;
    }
    if (str_starts(target, S("./"))) target = str_slice(target, 2, target.size);
    return str_of(fmt(arena, "%.*s%.*s", STR(str_slice(from, 0, folder)), STR(target)));
}

// Of the relation with this id or, where that is NULL, this end of its type; "" when there is none.
static str target_of(struct xlsx *book, str from, const str *id, const char *type)
{
    for (i64 i = 0; i < book->relation_count; i++) {
        const struct relation *relation = &book->relations[i];
        if (id ? str_equal(relation->id, *id) : str_ends(relation->type, str_of(type)))
            return path_of(book, from, relation->target);
    }
    return (str){0};
}

// Which styles are dates

static void style_begins(struct xlsx *book, const char *name, const char *const *pairs)
{
    struct xlsx_formats *formats = &book->formats;
    i64 number = 0;
    bool is_numbered = str_i64(attribute(pairs, "numFmtId"), &number);
    if (strcmp(name, "cellXfs") == 0) book->in_styles = true;
    if (strcmp(name, "numFmt") == 0 && is_numbered) {
        if (formats->count == FORMATS_MAX) {
            stop(book, fail_large);
            return;
        }
        formats->own[formats->count++] =
            (struct xlsx_format){number, xlsx_format_shows(attribute(pairs, "formatCode"))};
    }
    if (strcmp(name, "xf") != 0 || !book->in_styles) return;
    if (formats->style_count == STYLES_MAX)
        stop(book, fail_large);
    else
        formats->styles[formats->style_count++] =
            xlsx_format_find(formats, is_numbered ? number : 0);
}

static void style_ends(struct xlsx *book, const char *name)
{
    if (strcmp(name, "cellXfs") == 0) book->in_styles = false;
}

// Texts that cells share

static void text_clear(struct xlsx *book)
{
    arena_clear(book->text_arena);
    book->text = buf_new(book->text_arena, BOUND_CELL_BYTES + 1);
    book->wants_text = false;
}

// <t> of a text or of its parts; <rPh> is how Japanese is read aloud.
static void text_begins(struct xlsx *book, const char *name)
{
    if (strcmp(name, "rPh") == 0) book->is_phonetic = true;
    if (strcmp(name, "t") == 0) book->wants_text = !book->is_phonetic;
}

static void text_ends(struct xlsx *book, const char *name)
{
    if (strcmp(name, "rPh") == 0) book->is_phonetic = false;
    if (strcmp(name, "t") == 0 || strcmp(name, "v") == 0) book->wants_text = false;
}

static void string_begins(struct xlsx *book, const char *name, const char *const *pairs)
{
    (void)pairs;
    if (strcmp(name, "si") == 0) text_clear(book);
    text_begins(book, name);
}

static void string_ends(struct xlsx *book, const char *name)
{
    text_ends(book, name);
    if (strcmp(name, "si") != 0) return;
    if (book->string_count == book->string_room) {
        i64 room = MAX(1024, 2 * book->string_room);
        book->strings = arena_grow(book->string_list, book->strings, book->string_room, room,
                                   (i64)sizeof *book->strings);
        book->string_room = room;
    }
    book->strings[book->string_count++] = xlsx_unescape(book->string_texts, buf_str(&book->text));
}

// The sheet

static void cell_add(struct xlsx *book, str text, bool shared)
{
    if (book->column >= BOUND_COLUMNS) {
        stop(book, fail_columns);
        return;
    }
    book->cells[book->column] = text;
    book->is_shared[book->column] = shared;
    book->cell_count = MAX(book->cell_count, book->column + 1);
}

static void cell_ends(struct xlsx *book)
{
    str text = buf_str(&book->text);
    str type = str_of(book->cell_type);
    i64 number = 0;
    if (str_equal(type, S("s"))) {
        bool known = str_i64(str_trim(text), &number) && number >= 0 && number < book->string_count;
        if (known)
            cell_add(book, book->strings[number], true);
        else
            stop(book, fail_part);
        return;
    }
    struct xlsx_cell cell = {type, text, XLSX_SHOWS_NUMBER, book->from_1904};
    if (book->cell_style >= 0 && book->cell_style < book->formats.style_count)
        cell.shows = book->formats.styles[book->cell_style];
    cell_add(book, xlsx_cell_text(book->row_texts, &cell), false);
}

static void sheet_begins(struct xlsx *book, const char *name, const char *const *pairs)
{
    i64 number = 0;
    if (strcmp(name, "row") == 0) {
        arena_clear(book->row_texts);
        book->line =
            str_i64(attribute(pairs, "r"), &number) && number > 0 ? number : book->line + 1;
        book->column = -1;
        for (i64 i = 0; i < book->cell_count; i++)
            book->cells[i] = (str){0};
        book->cell_count = 0;
    } else if (strcmp(name, "c") == 0) {
        str type = attribute(pairs, "t");
        (void)snprintf(book->cell_type, sizeof book->cell_type, "%.*s",
                       STR(str_head(type, (i64)sizeof book->cell_type - 1)));
        book->cell_style = str_i64(attribute(pairs, "s"), &number) ? number : 0;
        i64 column = xlsx_column(attribute(pairs, "r"));
        book->column = column >= 0 ? column : book->column + 1;
        text_clear(book);
    } else if (strcmp(name, "v") == 0) {
        book->wants_text = true;
    } else {
        text_begins(book, name);
    }
}

static void row_ends(struct xlsx *book)
{
    if (book->queue_count == book->queue_room) {
        i64 room = MAX(64, 2 * book->queue_room);
        book->queue = arena_grow(book->queue_list, book->queue, book->queue_room, room,
                                 (i64)sizeof *book->queue);
        book->queue_room = room;
    }
    str *cells = NEW_ARRAY(book->queue_texts, str, book->cell_count + 1);
    for (i64 i = 0; i < book->cell_count; i++)
        cells[i] =
            book->is_shared[i] ? book->cells[i] : str_copy(book->queue_texts, book->cells[i]);
    book->queue[book->queue_count++] = (struct xlsx_row){book->line, book->cell_count, cells};
}

static void sheet_ends(struct xlsx *book, const char *name)
{
    text_ends(book, name);
    if (strcmp(name, "c") == 0) cell_ends(book);
    if (strcmp(name, "row") == 0) row_ends(book);
}

// All together

bool xlsx_is_at(str beginning)
{
    return str_starts(beginning, S("PK\x03\x04"));
}

static const struct xml of_relations = {.begins = relation_begins};
static const struct xml of_workbook = {.begins = workbook_begins};
static const struct xml of_styles = {.begins = style_begins, .ends = style_ends};
static const struct xml of_strings = {.begins = string_begins, .ends = string_ends};
static const struct xml of_sheet = {.begins = sheet_begins, .ends = sheet_ends};

static bool workbook_find(struct xlsx *book)
{
    struct arena *arena = book->c->arena;
    if (!part_read(book, &of_relations, S("_rels/.rels"), false)) return false;
    book->workbook = target_of(book, S(""), NULL, "/officeDocument");
    if (!book->workbook.size) book->workbook = S("xl/workbook.xml");
    i64 folder = book->workbook.size;
    while (folder > 0 && book->workbook.s[folder - 1] != '/')
        folder--;
    str relations =
        str_of(fmt(arena, "%.*s_rels/%.*s.rels", STR(str_slice(book->workbook, 0, folder)),
                   STR(str_slice(book->workbook, folder, book->workbook.size))));
    book->relation_count = 0;
    return part_read(book, &of_workbook, book->workbook, true) &&
           part_read(book, &of_relations, relations, true);
}

bool xlsx_open(ctx *c, str bytes, struct xlsx **out)
{
    struct xlsx *book = NEW(c->arena, struct xlsx);
    *out = book;
    book->c = c;
    if (str_starts(bytes, S("\xD0\xCF\x11\xE0")))
        return fail_with(c, ERR_BAD_INPUT,
                         tr(c, "the workbook is of an old format, or protected by a password"),
                         tr(c, "Save it as an Excel workbook (.xlsx) without a password."));
    book->text_arena = ctx_arena(c, 2 * MIB);
    book->row_texts = ctx_arena(c, 256 * MIB);
    book->queue_texts = ctx_arena(c, 256 * MIB);
    book->queue_list = ctx_arena(c, 64 * MIB);
    book->string_texts = ctx_arena(c, STRINGS_BYTES_MAX);
    book->string_list = ctx_arena(c, STRINGS_BYTES_MAX);
    book->formats.own = NEW_ARRAY(c->arena, struct xlsx_format, FORMATS_MAX);
    book->formats.styles = NEW_ARRAY(c->arena, enum xlsx_shows, STYLES_MAX);
    text_clear(book);
    if (!zip_open(c, bytes, &book->zip) || !workbook_find(book)) return false;
    str from = book->workbook;
    str sheet = target_of(book, from, &book->sheet_id, NULL);
    if (!sheet.size) return fail_part(c);
    return part_read(book, &of_styles, target_of(book, from, NULL, "/styles"), false) &&
           part_read(book, &of_strings, target_of(book, from, NULL, "/sharedStrings"), false) &&
           part_open(book, &of_sheet, sheet);
}

bool xlsx_next(ctx *c, struct xlsx *book, struct xlsx_row *out)
{
    assert(c == book->c);
    *out = (struct xlsx_row){0};
    while (book->queue_at == book->queue_count) {
        if (book->xml->ended) return true;
        book->queue_at = book->queue_count = 0;
        arena_clear(book->queue_texts);
        if (ctx_stopped(c) || !part_feed(book)) return false;
    }
    *out = book->queue[book->queue_at++];
    return true;
}
