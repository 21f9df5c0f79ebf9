// cmark makes a tree of the text; the HTML is written here, tag by tag, so nothing can be in it
// that is not named here.
#include "record/markdown.h"

#include <cmark.h>

#include "bounds.h"

// Tags nested deeper say nothing to a reader, and browsers give up on thousands of them.
enum { DEPTH_MAX = 24, HTML_BYTES = 8 * 1024 * 1024 };

struct writing {
    ctx *c;
    struct markdown_people people;
    buf out;
    i64 depth;
    i64 in_link; // no link within another
};

static void node_write(struct writing *w, cmark_node *node, bool enters);
static void text_write(struct writing *w, str text);
static void link_begin(struct writing *w, str url);

static void free_node(void *node)
{
    cmark_node_free(node);
}

static void free_iter(void *iter)
{
    cmark_iter_free(iter);
}

str markdown_html(ctx *c, str text, struct markdown_people people)
{
    text = str_head(text, BOUND_REMARK_BYTES);
    if (!text.size || !str_is_utf8(text, NULL)) return (str){0};
    cmark_node *root = cmark_parse_document(text.s, (size_t)text.size, CMARK_OPT_VALIDATE_UTF8);
    if (!root) arena_full(c->arena, true);
    arena_defer(c->arena, free_node, root);
    cmark_consolidate_text_nodes(root);
    cmark_iter *iter = cmark_iter_new(root);
    if (!iter) arena_full(c->arena, true);
    arena_defer(c->arena, free_iter, iter);
    struct writing w = {.c = c, .people = people, .out = buf_new(c->arena, HTML_BYTES)};
    cmark_event_type event = CMARK_EVENT_NONE;
    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE)
        node_write(&w, cmark_iter_get_node(iter), event == CMARK_EVENT_ENTER);
    return buf_str(&w.out);
}

void markdown_put(ctx *c, json_t *object, const char *name, str text, struct markdown_people people)
{
    assert(str_ends(str_of(name), S("_html")));
    json_put_str(object, name, markdown_html(c, text, people));
}

static void escape(buf *out, str text)
{
    for (i64 i = 0; i < text.size; i++) {
        char one = text.s[i];
        if (one == '<')
            buf_c(out, "&lt;");
        else if (one == '>')
            buf_c(out, "&gt;");
        else if (one == '&')
            buf_c(out, "&amp;");
        else if (one == '"')
            buf_c(out, "&quot;");
        else if (one == '\'')
            buf_c(out, "&#39;");
        else if ((u8)one >= ' ' || one == '\n' || one == '\t')
            buf_char(out, one);
    }
}

static bool is_in_tight_list(cmark_node *node)
{
    cmark_node *item = cmark_node_parent(node), *list = item ? cmark_node_parent(item) : NULL;
    return list && cmark_node_get_type(list) == CMARK_NODE_LIST && cmark_node_get_list_tight(list);
}

// The tag of a node that holds others; NULL: it has none.
static const char *tag_of(struct writing *w, cmark_node *node)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_BLOCK_QUOTE:
        return "blockquote";
    case CMARK_NODE_LIST:
        return cmark_node_get_list_type(node) == CMARK_ORDERED_LIST ? "ol" : "ul";
    case CMARK_NODE_ITEM:
        return "li";
    case CMARK_NODE_PARAGRAPH:
        return is_in_tight_list(node) ? NULL : "p";
    case CMARK_NODE_HEADING:
        return fmt(w->c->arena, "h%d", MIN(cmark_node_get_heading_level(node) + 2, 6));
    case CMARK_NODE_EMPH:
        return "em";
    case CMARK_NODE_STRONG:
        return "strong";
    case CMARK_NODE_NONE:
    case CMARK_NODE_DOCUMENT:
    case CMARK_NODE_CODE_BLOCK:
    case CMARK_NODE_HTML_BLOCK:
    case CMARK_NODE_CUSTOM_BLOCK:
    case CMARK_NODE_THEMATIC_BREAK:
    case CMARK_NODE_TEXT:
    case CMARK_NODE_SOFTBREAK:
    case CMARK_NODE_LINEBREAK:
    case CMARK_NODE_CODE:
    case CMARK_NODE_HTML_INLINE:
    case CMARK_NODE_CUSTOM_INLINE:
    case CMARK_NODE_LINK:
    case CMARK_NODE_IMAGE:
        break;
    }
    return NULL;
}

static void tag_write(struct writing *w, cmark_node *node, const char *tag, bool enters)
{
    i64 level = enters ? ++w->depth : w->depth--;
    if (level > DEPTH_MAX) return;
    int start = cmark_node_get_list_start(node);
    if (enters && !strcmp(tag, "ol") && start != 1)
        buf_fmt(&w->out, "<ol start=\"%d\">", start);
    else
        buf_fmt(&w->out, "<%s%s>", enters ? "" : "/", tag);
}

static bool has_prefix(str url, const char *prefix)
{
    str start = str_of(prefix);
    return url.size > start.size && str_equal_fold(str_slice(url, 0, start.size), start);
}

static bool is_safe(str url)
{
    bool ours =
        url.size && url.s[0] == '/' && (url.size == 1 || (url.s[1] != '/' && url.s[1] != '\\'));
    for (i64 i = 0; i < url.size; i++)
        if ((u8)url.s[i] <= ' ' || url.s[i] == 127 || url.s[i] == '\\') return false;
    return ours || has_prefix(url, "http://") || has_prefix(url, "https://") ||
           has_prefix(url, "mailto:");
}

static void link_begin(struct writing *w, str url)
{
    buf_c(&w->out, "<a href=\"");
    escape(&w->out, url);
    buf_c(&w->out, "\" rel=\"nofollow noopener\">");
}

// A picture would be fetched from elsewhere, and tell who reads this: it becomes a link.
static void link_write(struct writing *w, cmark_node *node, bool enters)
{
    str url = str_of(cmark_node_get_url(node));
    if (!is_safe(url)) return;
    if (enters && w->in_link++ == 0) link_begin(w, url);
    if (!enters && --w->in_link == 0) buf_c(&w->out, "</a>");
}

static void code_write(struct writing *w, const char *before, cmark_node *node, const char *after)
{
    buf_c(&w->out, before);
    escape(&w->out, str_of(cmark_node_get_literal(node)));
    buf_c(&w->out, after);
}

static void node_write(struct writing *w, cmark_node *node, bool enters)
{
    const char *tag = tag_of(w, node);
    if (tag) tag_write(w, node, tag, enters);
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT:
        text_write(w, str_of(cmark_node_get_literal(node)));
        break;
    case CMARK_NODE_LINK:
    case CMARK_NODE_IMAGE:
        link_write(w, node, enters);
        break;
    case CMARK_NODE_CODE:
        code_write(w, "<code>", node, "</code>");
        break;
    case CMARK_NODE_CODE_BLOCK:
        code_write(w, "<pre><code>", node, "</code></pre>");
        break;
    case CMARK_NODE_HTML_BLOCK:
        buf_c(&w->out, "<p>");
        escape(&w->out, str_trim(str_of(cmark_node_get_literal(node))));
        buf_c(&w->out, "</p>");
        break;
    case CMARK_NODE_HTML_INLINE:
        code_write(w, "", node, "");
        break;
    case CMARK_NODE_SOFTBREAK: // who writes on the next line means it
    case CMARK_NODE_LINEBREAK:
        buf_c(&w->out, "<br>\n");
        break;
    case CMARK_NODE_THEMATIC_BREAK:
        buf_c(&w->out, "<hr>\n");
        break;
    case CMARK_NODE_PARAGRAPH:
        // Parts of an item of a tight list stand on lines of their own.
        if (!tag && !enters && cmark_node_next(node)) buf_char(&w->out, '\n');
        break;
    case CMARK_NODE_NONE:
    case CMARK_NODE_DOCUMENT:
    case CMARK_NODE_BLOCK_QUOTE:
    case CMARK_NODE_LIST:
    case CMARK_NODE_ITEM:
    case CMARK_NODE_CUSTOM_BLOCK:
    case CMARK_NODE_HEADING:
    case CMARK_NODE_CUSTOM_INLINE:
    case CMARK_NODE_EMPH:
    case CMARK_NODE_STRONG:
        break;
    }
}

// Text: people who are named, and addresses that stand there bare, are links.

static i64 person_named(const struct writing *w, str name)
{
    i64 id = 0;
    bool by_number =
        str_starts(name, S("#")) && str_i64(str_slice(name, 1, name.size), &id) && id > 0;
    for (i64 i = 0; i < w->people.count; i++)
        if (by_number ? w->people.ids[i] == id : str_equal(w->people.names[i], name)) return i;
    return -1;
}

// Writes a mention that text begins with; how many bytes it took, 0: it is none.
static i64 mention_write(struct writing *w, str text)
{
    if (!str_starts(text, S("@["))) return 0;
    i64 end = str_find(text, S("]"));
    if (end < 0) return 0;
    i64 at = person_named(w, str_trim(str_slice(text, 2, end)));
    if (at < 0) return 0;
    if (!w->in_link) buf_fmt(&w->out, "<a href=\"/people/%lld\">", (long long)w->people.ids[at]);
    escape(&w->out, w->people.names[at]);
    if (!w->in_link) buf_c(&w->out, "</a>");
    return end + 1;
}

static bool ends_address(char one)
{
    return (u8)one <= ' ' || one == 127 || strchr("<>\"'`[]{}|\\^", one);
}

static i64 address_write(struct writing *w, str text)
{
    if (!has_prefix(text, "http://") && !has_prefix(text, "https://")) return 0;
    i64 size = 0;
    while (size < text.size && !ends_address(text.s[size]))
        size++;
    while (size > 0 && strchr(".,;:!?)", text.s[size - 1]))
        size--;
    str url = str_slice(text, 0, size);
    if (!is_safe(url) || w->in_link) return 0;
    link_begin(w, url);
    escape(&w->out, url);
    buf_c(&w->out, "</a>");
    return size;
}

static void text_write(struct writing *w, str text)
{
    i64 from = 0;
    for (i64 i = 0; i < text.size;) {
        str rest = str_slice(text, i, text.size);
        // What stands before is written before the link is.
        bool may_begin = text.s[i] == '@' || text.s[i] == 'h' || text.s[i] == 'H';
        if (may_begin) escape(&w->out, str_slice(text, from, i));
        if (may_begin) from = i;
        i64 taken = may_begin ? mention_write(w, rest) : 0;
        if (may_begin && !taken) taken = address_write(w, rest);
        i += MAX(taken, 1);
        if (taken) from = i;
    }
    escape(&w->out, str_slice(text, from, text.size));
}
