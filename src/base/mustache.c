// A template is a flat list of nodes; a section's node knows where its inner ones end. Text is cut
// at line ends so that a partial's lines can be indented: that needs to know, for every node,
// whether a line of the template begins with it.
#include "base/mustache.h"

#include "bounds.h"

enum node_kind { TEXT, VALUE, RAW_VALUE, SECTION, INVERTED, PARTIAL, TRANSLATION };

struct node {
    enum node_kind kind;
    bool starts_line;
    str text;   // text as it is; a partial's name; the English text
    str indent; // partial alone on its line: the blanks before it
    str *path;  // a.b.c; none for the item itself, {{.}}
    i64 path_count;
    i64 end; // section: index of the first node behind it
};

struct mustache {
    struct node *nodes;
    i64 count;
};

// One tag as found in the text.
struct tag {
    char sigil; // # ^ / > ! = & { _ or 0
    str name;   // what stands inside, blanks cut
    i64 from, to;
    bool alone; // on its line, which then vanishes
};

struct parser {
    ctx *c;
    str text;
    i64 at;
    struct node *nodes;
    i64 count, capacity;
    i64 open[BOUND_TEMPLATE_DEPTH]; // indexes of the sections not yet closed
    str open_names[BOUND_TEMPLATE_DEPTH];
    i64 open_count;
};

struct frame {
    json_t *value;
    const struct frame *outer;
};

struct render {
    ctx *c;
    struct mustache_partials partials;
    buf *out;
    i64 depth;
};

static bool parse_all(struct parser *p);
static bool tag_find(struct parser *p, i64 open, struct tag *tag);
static bool tag_is_alone(str text, const struct tag *tag);
static bool tag_add(struct parser *p, const struct tag *tag);
static bool section_open(struct parser *p, const struct tag *tag);
static bool section_close(struct parser *p, const struct tag *tag);
static bool path_parse(struct parser *p, const struct tag *tag, struct node *node);
static void text_add(struct parser *p, i64 from, i64 to);
static struct node *node_add(struct parser *p, enum node_kind kind, i64 from);
static i64 line_start(str text, i64 at);
static bool is_blank(str text);
static bool parse_fail(struct parser *p, i64 at, const char *what);
static bool render_nodes(struct render *r, const struct mustache *t, i64 from, i64 to,
                         const struct frame *frame, str indent);
static bool render_section(struct render *r, const struct mustache *t, i64 at,
                           const struct frame *frame, str indent);
static bool render_partial(struct render *r, const struct node *node, const struct frame *frame,
                           str indent);
static void render_value(struct render *r, const struct node *node, const struct frame *frame);
static json_t *find_value(const struct node *node, const struct frame *frame);
static bool is_true(const json_t *value);
static void escape_add(buf *out, str text);

const struct mustache *mustache_parse(ctx *c, str text)
{
    struct parser p = {.c = c, .text = text.s ? text : S("")};
    if (!parse_all(&p)) return NULL;
    struct mustache *template = NEW(c->arena, struct mustache);
    *template = (struct mustache){p.nodes, p.count};
    return template;
}

bool mustache_render(ctx *c, const struct mustache *template, json_t *view,
                     struct mustache_partials partials, buf *out)
{
    assert(template);
    struct render r = {c, partials, out, 0};
    struct frame frame = {view, NULL};
    return render_nodes(&r, template, 0, template->count, &frame, S(""));
}

static bool parse_all(struct parser *p)
{
    while (p->at < p->text.size) {
        i64 found = str_find(str_slice(p->text, p->at, p->text.size), S("{{"));
        if (found < 0) break;
        struct tag tag = {0};
        if (!tag_find(p, p->at + found, &tag)) return false;
        i64 text_end = tag.alone ? line_start(p->text, tag.from) : tag.from;
        text_add(p, p->at, text_end);
        if (!tag_add(p, &tag)) return false;
        p->at = tag.to;
        if (!tag.alone) continue;
        i64 newline = str_find(str_slice(p->text, tag.to, p->text.size), S("\n"));
        p->at = newline < 0 ? p->text.size : tag.to + newline + 1;
    }
    text_add(p, p->at, p->text.size);
    if (p->open_count == 0) return true;
    const char *what = fmt(p->c->arena, tr(p->c, "the section '%.*s' is not closed"),
                           STR(p->open_names[p->open_count - 1]));
    return parse_fail(p, p->text.size, what);
}

static bool tag_find(struct parser *p, i64 open, struct tag *tag)
{
    str rest = str_slice(p->text, open + 2, p->text.size);
    char first = rest.size ? rest.s[0] : 0;
    bool has_sigil = first && strchr("#^/>!=&{_", first);
    bool triple = first == '{';
    i64 close = str_find(rest, triple ? S("}}}") : S("}}"));
    if (close < 0) return parse_fail(p, open, tr(p->c, "a tag is not closed"));
    *tag = (struct tag){
        .sigil = has_sigil ? first : (char)0,
        .name = str_trim(str_slice(rest, MIN((i64)has_sigil, close), close)),
        .from = open,
        .to = open + 2 + close + (triple ? 3 : 2),
    };
    if (tag->sigil != '!' && tag->name.size == 0)
        return parse_fail(p, open, tr(p->c, "a tag holds no name"));
    if (tag->sigil == '=')
        return parse_fail(p, open, tr(p->c, "delimiters cannot be changed here"));
    tag->alone = tag_is_alone(p->text, tag);
    return true;
}

static bool tag_is_alone(str text, const struct tag *tag)
{
    if (!tag->sigil || !strchr("#^/>!", tag->sigil)) return false;
    if (!is_blank(str_slice(text, line_start(text, tag->from), tag->from))) return false;
    str after = str_slice(text, tag->to, text.size);
    str line = {0};
    return !str_cut(&after, '\n', &line) ||
           is_blank(str_ends(line, S("\r")) ? str_slice(line, 0, line.size - 1) : line);
}

static bool tag_add(struct parser *p, const struct tag *tag)
{
    if (tag->sigil == '#' || tag->sigil == '^') return section_open(p, tag);
    if (tag->sigil == '/' && !section_close(p, tag)) return false;
    if (tag->sigil == '/' || tag->sigil == '!') {
        // The rest of the line still begins a line.
        if (!tag->alone && line_start(p->text, tag->from) == tag->from)
            node_add(p, TEXT, tag->from);
        return true;
    }
    enum node_kind kind = VALUE;
    if (tag->sigil == '&' || tag->sigil == '{') kind = RAW_VALUE;
    if (tag->sigil == '>') kind = PARTIAL;
    if (tag->sigil == '_') kind = TRANSLATION;
    struct node *node = node_add(p, kind, tag->from);
    node->text = str_copy(p->c->arena, tag->name);
    if (kind == VALUE || kind == RAW_VALUE) return path_parse(p, tag, node);
    if (!tag->alone) return true;
    node->indent = str_slice(p->text, line_start(p->text, tag->from), tag->from);
    node->starts_line = false; // its lines are indented, not it
    return true;
}

static bool section_open(struct parser *p, const struct tag *tag)
{
    if (p->open_count == BOUND_TEMPLATE_DEPTH)
        return parse_fail(p, tag->from, tr(p->c, "sections are nested too deep"));
    p->open_names[p->open_count] = tag->name;
    p->open[p->open_count++] = p->count;
    struct node *node = node_add(p, tag->sigil == '#' ? SECTION : INVERTED, tag->from);
    if (tag->alone) node->starts_line = false;
    return path_parse(p, tag, node);
}

static bool section_close(struct parser *p, const struct tag *tag)
{
    if (p->open_count == 0 || !str_equal(p->open_names[p->open_count - 1], tag->name)) {
        const char *what =
            fmt(p->c->arena, tr(p->c, "the section '%.*s' ends but was not open"), STR(tag->name));
        return parse_fail(p, tag->from, what);
    }
    p->nodes[p->open[--p->open_count]].end = p->count;
    return true;
}

static bool path_parse(struct parser *p, const struct tag *tag, struct node *node)
{
    if (str_equal(tag->name, S("."))) return true;
    str rest = tag->name, part = {0};
    i64 count = 1;
    for (i64 i = 0; i < rest.size; i++)
        count += rest.s[i] == '.';
    node->path = NEW_ARRAY(p->c->arena, str, count);
    while (str_cut(&rest, '.', &part)) {
        if (part.size == 0)
            return parse_fail(p, tag->from, tr(p->c, "a name is missing beside a dot"));
        node->path[node->path_count++] = str_copy(p->c->arena, part);
    }
    return true;
}

static void text_add(struct parser *p, i64 from, i64 to)
{
    while (from < to) {
        i64 newline = str_find(str_slice(p->text, from, to), S("\n"));
        i64 end = newline < 0 ? to : from + newline + 1;
        struct node *node = node_add(p, TEXT, from);
        node->text = str_copy(p->c->arena, str_slice(p->text, from, end));
        from = end;
    }
}

static struct node *node_add(struct parser *p, enum node_kind kind, i64 from)
{
    if (p->count == p->capacity) {
        i64 capacity = MAX(p->capacity * 2, 32);
        p->nodes = arena_grow(p->c->arena, p->nodes, p->capacity, capacity, sizeof *p->nodes);
        p->capacity = capacity;
    }
    struct node *node = &p->nodes[p->count++];
    *node = (struct node){.kind = kind, .starts_line = line_start(p->text, from) == from};
    return node;
}

static i64 line_start(str text, i64 at)
{
    while (at > 0 && text.s[at - 1] != '\n')
        at--;
    return at;
}

static bool is_blank(str text)
{
    for (i64 i = 0; i < text.size; i++)
        if (text.s[i] != ' ' && text.s[i] != '\t') return false;
    return true;
}

static bool parse_fail(struct parser *p, i64 at, const char *what)
{
    int line = 1;
    for (i64 i = 0; i < at; i++)
        line += p->text.s[i] == '\n';
    const char *msg = fmt(p->c->arena, tr(p->c, "line %d of the template: %s"), line, what);
    return fail(p->c, ERR_BAD_INPUT, msg);
}

static bool render_nodes(struct render *r, const struct mustache *t, i64 from, i64 to,
                         const struct frame *frame, str indent)
{
    for (i64 i = from; i < to; i++) {
        const struct node *node = &t->nodes[i];
        if (node->starts_line) buf_add(r->out, indent);
        switch (node->kind) {
        case TEXT:
            buf_add(r->out, node->text);
            break;
        case VALUE:
        case RAW_VALUE:
            render_value(r, node, frame);
            break;
        case TRANSLATION:
            escape_add(r->out, str_of(tr(r->c, node->text.s)));
            break;
        case PARTIAL:
            if (!render_partial(r, node, frame, indent)) return false;
            break;
        case SECTION:
        case INVERTED:
            if (!render_section(r, t, i, frame, indent)) return false;
            i = node->end - 1;
            break;
        }
    }
    return true;
}

static bool render_section(struct render *r, const struct mustache *t, i64 at,
                           const struct frame *frame, str indent)
{
    const struct node *node = &t->nodes[at];
    json_t *value = find_value(node, frame);
    if (node->kind == INVERTED)
        return is_true(value) || render_nodes(r, t, at + 1, node->end, frame, indent);
    if (!is_true(value)) return true;
    i64 count = json_is_array(value) ? (i64)json_array_size(value) : 1;
    for (i64 i = 0; i < count; i++) {
        json_t *item = json_is_array(value) ? json_array_get(value, (size_t)i) : value;
        struct frame inner = {item, frame};
        if (!render_nodes(r, t, at + 1, node->end, &inner, indent)) return false;
    }
    return true;
}

static bool render_partial(struct render *r, const struct node *node, const struct frame *frame,
                           str indent)
{
    const struct mustache *partial =
        r->partials.find ? r->partials.find(r->partials.data, node->text) : NULL;
    if (!partial) return true;
    if (r->depth == BOUND_TEMPLATE_DEPTH) {
        const char *msg =
            fmt(r->c->arena, tr(r->c, "the template part '%.*s' holds itself"), STR(node->text));
        return fail(r->c, ERR_TOO_LARGE, msg);
    }
    str inner = S("");
    if (node->indent.s)
        inner = str_of(fmt(r->c->arena, "%.*s%.*s", STR(indent), STR(node->indent)));
    r->depth++;
    bool done = render_nodes(r, partial, 0, partial->count, frame, inner);
    r->depth--;
    return done;
}

static void render_value(struct render *r, const struct node *node, const struct frame *frame)
{
    const json_t *value = find_value(node, frame);
    char number[32];
    str text = {0};
    if (json_is_string(value))
        text = json_text(value);
    else if (json_is_integer(value))
        text = (str){number,
                     snprintf(number, sizeof number, "%lld", (long long)json_integer_value(value))};
    else if (json_is_real(value))
        text = json_number_text(json_real_value(value), number);
    else if (json_is_boolean(value))
        text = json_is_true(value) ? S("true") : S("false");
    if (node->kind == VALUE)
        escape_add(r->out, text);
    else
        buf_add(r->out, text);
}

// The first name is looked for from the innermost item outwards; what follows it must be inside
// what was found.
static json_t *find_value(const struct node *node, const struct frame *frame)
{
    if (node->path_count == 0) return frame->value;
    json_t *value = NULL;
    for (const struct frame *f = frame; f && !value; f = f->outer)
        value = json_object_getn(f->value, node->path[0].s, (size_t)node->path[0].size);
    for (i64 i = 1; i < node->path_count && value; i++)
        value = json_object_getn(value, node->path[i].s, (size_t)node->path[i].size);
    return value;
}

static bool is_true(const json_t *value)
{
    if (!value || json_is_null(value) || json_is_false(value)) return false;
    if (json_is_string(value)) return json_string_length(value) > 0;
    return !json_is_array(value) || json_array_size(value) > 0;
}

static void escape_add(buf *out, str text)
{
    i64 done = 0;
    for (i64 i = 0; i < text.size; i++) {
        const char *safe = NULL;
        switch (text.s[i]) {
        case '&':
            safe = "&amp;";
            break;
        case '<':
            safe = "&lt;";
            break;
        case '>':
            safe = "&gt;";
            break;
        case '"':
            safe = "&quot;";
            break;
        case '\'':
            safe = "&#39;";
            break;
        default:
            continue;
        }
        buf_add(out, str_slice(text, done, i));
        buf_c(out, safe);
        done = i + 1;
    }
    buf_add(out, str_slice(text, done, text.size));
}
