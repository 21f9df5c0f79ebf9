#include "import/xes.h"

#include <expat.h>

enum { KEY_BYTES = 200, LOG = 0, TRACE = 1, EVENT = 2 };

#define TRACE_PREFIX "case:"

struct xes_value {
    i64 column;
    str text;
};

struct xes {
    ctx *c;
    struct reader *reader;
    XML_Parser parser;
    struct arena *texts;                     // of the rows of one block
    struct arena *trace_texts, *event_texts; // of what is open, which a block may end within
    bool is_looking;                         // for columns only
    bool is_log;                             // the outermost element was <log>
    bool has_doctype, too_deep, ended;
    i64 depth;
    i64 trace_depth, event_depth;    // where they opened; 0: not open
    struct xes_value *trace, *event; // one for each column
    i64 trace_count, event_count;
    i64 event_line;
};

bool xes_is_at(str text)
{
    text = str_trim(text);
    return str_starts(text, S("<?xml")) || str_starts(text, S("<log")) ||
           str_starts(text, S("<!--"));
}

static i64 column_of(struct xes *xes, const char *key, bool of_trace)
{
    char name[KEY_BYTES + sizeof TRACE_PREFIX];
    struct reader *reader = xes->reader;
    if (strlen(key) > KEY_BYTES) return -1;
    (void)snprintf(name, sizeof name, "%s%s", of_trace ? TRACE_PREFIX : "", key);
    for (i64 i = 0; i < reader->column_count; i++)
        if (str_equal(reader->columns[i], str_of(name))) return i;
    if (!xes->is_looking || reader->column_count >= BOUND_COLUMNS) return -1;
    return reader_add_column(xes->c, reader, str_copy(xes->c->arena, str_of(name)));
}

// A value that stands twice is the later one's.
static void value_keep(struct xes *xes, const char *key, const char *value, bool of_trace)
{
    i64 column = column_of(xes, key, of_trace);
    if (column < 0) return;
    xes->reader->column_seen[column] = true;
    if (xes->is_looking) return;
    struct xes_value *values = of_trace ? xes->trace : xes->event;
    i64 *count = of_trace ? &xes->trace_count : &xes->event_count;
    i64 at = 0;
    while (at < *count && values[at].column != column)
        at++;
    *count = MAX(*count, at + 1);
    values[at] = (struct xes_value){
        column, str_copy(of_trace ? xes->trace_texts : xes->event_texts, str_of(value))};
}

static void attribute(struct xes *xes, const char *const *pairs)
{
    const char *key = NULL, *value = NULL;
    for (i64 i = 0; pairs[i]; i += 2) {
        if (!strcmp(pairs[i], "key")) key = pairs[i + 1];
        if (!strcmp(pairs[i], "value")) value = pairs[i + 1];
    }
    if (!key || !value) return;
    if (xes->event_depth && xes->depth == xes->event_depth + 1)
        value_keep(xes, key, value, false);
    else if (!xes->event_depth && xes->depth == xes->trace_depth + 1)
        value_keep(xes, key, value, true);
}

static void XMLCALL begins(void *data, const char *name, const char **pairs)
{
    struct xes *xes = data;
    xes->depth++;
    if (xes->depth > BOUND_JSON_DEPTH) xes->too_deep = true;
    if (xes->too_deep) (void)XML_StopParser(xes->parser, XML_FALSE);
    if (xes->depth == 1) xes->is_log = !strcmp(name, "log");
    if (!xes->is_log || xes->too_deep) return;
    if (xes->depth == 2 && !strcmp(name, "trace")) {
        xes->trace_depth = xes->depth;
        xes->trace_count = 0;
        arena_clear(xes->trace_texts);
    } else if (xes->trace_depth && !xes->event_depth && !strcmp(name, "event")) {
        xes->event_depth = xes->depth;
        xes->event_count = 0;
        arena_clear(xes->event_texts);
        xes->event_line = (i64)XML_GetCurrentLineNumber(xes->parser);
    } else if (xes->trace_depth) {
        attribute(xes, (const char *const *)pairs);
    }
}

// Texts of trace and event go with them, the row lives longer: it gets copies.
static void row_add(struct xes *xes)
{
    struct reader *reader = xes->reader;
    struct row *row = reader_add_row(xes->c, reader, S(""), xes->event_line);
    str *cells = NEW_ARRAY(xes->texts, str, MAX(reader->column_count, 1));
    for (i64 i = 0; i < reader->column_count; i++)
        cells[i] = S("");
    for (i64 i = 0; i < xes->trace_count; i++)
        cells[xes->trace[i].column] = str_copy(xes->texts, xes->trace[i].text);
    for (i64 i = 0; i < xes->event_count; i++)
        cells[xes->event[i].column] = str_copy(xes->texts, xes->event[i].text);
    for (i64 i = 0; i < reader->column_count; i++)
        if (cells[i].size > BOUND_CELL_BYTES) row->flaw = ROW_LONG_CELL;
    row->cells = cells;
    row->cell_count = reader->column_count;
}

static void XMLCALL ends(void *data, const char *name)
{
    struct xes *xes = data;
    (void)name;
    if (xes->depth == xes->event_depth) {
        xes->event_depth = 0;
        if (!xes->is_looking) row_add(xes);
    } else if (xes->depth == xes->trace_depth) {
        xes->trace_depth = 0;
    }
    xes->depth--;
}

// A log has no document type; entities that it could define are how XML is made to explode.
static void XMLCALL doctype(void *data, const char *name, const char *system, const char *public,
                            int has_internal)
{
    struct xes *xes = data;
    (void)name;
    (void)system;
    (void)public;
    (void)has_internal;
    xes->has_doctype = true;
    (void)XML_StopParser(xes->parser, XML_FALSE);
}

static void parser_free(void *parser)
{
    XML_ParserFree(parser);
}

static void parser_begin(struct xes *xes)
{
    xes->parser = XML_ParserCreate("UTF-8");
    if (!xes->parser) arena_full(xes->c->arena, true);
    arena_defer(xes->c->arena, parser_free, xes->parser);
    XML_SetUserData(xes->parser, xes);
    XML_SetElementHandler(xes->parser, begins, ends);
    XML_SetStartDoctypeDeclHandler(xes->parser, doctype);
    xes->depth = xes->trace_depth = xes->event_depth = 0;
}

static bool fail_xml(ctx *c, const struct xes *xes)
{
    const struct reader *reader = xes->reader;
    i64 line = (i64)XML_GetCurrentLineNumber(xes->parser);
    if (xes->has_doctype)
        return fail_with(
            c, ERR_BAD_INPUT,
            fmt(c->arena, tr(c, "%s has a document type, which no log has"), reader->file),
            tr(c, "Export it as XES without one."));
    if (xes->too_deep)
        return fail(c, ERR_BAD_INPUT,
                    fmt(c->arena, tr(c, "line %lld of %s is nested deeper than %d"),
                        (long long)line, reader->file, BOUND_JSON_DEPTH));
    return fail_with(c, ERR_BAD_INPUT,
                     fmt(c->arena, tr(c, "line %lld of %s is not well-formed XML: %s"),
                         (long long)line, reader->file,
                         XML_ErrorString(XML_GetErrorCode(xes->parser))),
                     tr(c, "The file may be cut off or damaged; export it again."));
}

// Feeds the reader's data to the parser; `last`: nothing follows.
static bool feed(ctx *c, struct xes *xes, bool last)
{
    struct reader *reader = xes->reader;
    const char *from = reader->data + reader->at;
    int size = (int)(reader->size - reader->at);
    if (XML_Parse(xes->parser, from, size, last) != XML_STATUS_OK) return fail_xml(c, xes);
    if (!xes->is_looking) reader->at = reader->size;
    return true;
}

bool xes_header(ctx *c, struct reader *reader)
{
    struct xes *xes = NEW(c->arena, struct xes);
    *xes = (struct xes){.c = c, .reader = reader, .is_looking = true};
    xes->texts = ctx_arena(c, BOUND_REQUEST_ARENA_BYTES);
    xes->trace_texts = ctx_arena(c, BOUND_REQUEST_ARENA_BYTES);
    xes->event_texts = ctx_arena(c, BOUND_REQUEST_ARENA_BYTES);
    reader->xes = xes;
    parser_begin(xes);
    if (!feed(c, xes, false)) return false;
    if (!xes->is_log)
        return fail_with(c, ERR_BAD_INPUT,
                         fmt(c->arena, tr(c, "%s is XML, but no XES log"), reader->file),
                         tr(c, "Export the table as CSV or JSON lines."));
    xes->is_looking = false;
    parser_begin(xes);
    return true;
}

// Columns that were asked for after the header was read have room too.
static void room_make(struct xes *xes)
{
    if (xes->trace) return;
    i64 count = MAX(xes->reader->column_count, 1);
    xes->trace = NEW_ARRAY(xes->c->arena, struct xes_value, count);
    xes->event = NEW_ARRAY(xes->c->arena, struct xes_value, count);
}

bool xes_rows(ctx *c, struct reader *reader)
{
    struct xes *xes = reader->xes;
    xes->c = c;
    room_make(xes);
    arena_clear(xes->texts);
    if (xes->ended) return true;
    if (!feed(c, xes, reader->at_end)) return false;
    xes->ended = reader->at_end;
    return true;
}
