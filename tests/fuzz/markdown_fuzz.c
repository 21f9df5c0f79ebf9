// Any text as Markdown: tags are closed in the order that they open, and are of our own few kinds;
// no attribute but those that links and lists have.
#include "record/markdown.h"
#include "support/work.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

enum { OPEN_MAX = 64 };

static const char *const tags[] = {"p",  "em", "strong", "ul", "ol",         "li",  "h3",
                                   "h4", "h5", "h6",     "a",  "blockquote", "pre", "code"};

static str tag_name(str tag)
{
    i64 size = 0;
    while (size < tag.size && tag.s[size] != ' ')
        size++;
    return str_slice(tag, 0, size);
}

static void check_open(str tag)
{
    str name = tag_name(tag);
    bool known = false;
    for (i64 i = 0; i < COUNT_OF(tags); i++)
        known = known || str_equal(name, str_of(tags[i]));
    assert(known);
    str rest = str_slice(tag, name.size, tag.size);
    if (!rest.size) return;
    bool is_link = str_equal(name, S("a"));
    assert(is_link ? str_starts(rest, S(" href=\"")) : str_starts(rest, S(" start=\"")));
    i64 quotes = 0;
    for (i64 i = 0; i < rest.size; i++)
        quotes += rest.s[i] == '"';
    bool has_rel = str_ends(rest, S(" rel=\"nofollow noopener\""));
    assert(quotes == (has_rel ? 4 : 2));
    if (!is_link) return;
    str url = str_slice(rest, 7, rest.size);
    bool ours = url.s[0] == '/' && url.s[1] != '/' && url.s[1] != '\\';
    assert(ours || str_equal_fold(str_slice(url, 0, 4), S("http")) ||
           str_equal_fold(str_slice(url, 0, 7), S("mailto:")));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
    struct work work;
    ctx *c = work_init(&work);
    static const i64 ids[] = {7};
    static const str names[] = {
        {"Anna", 4}
    };
    str rest = markdown_html(c, (str){(const char *)data, (i64)size},
                             (struct markdown_people){1, ids, names});
    str open[OPEN_MAX], before = {0};
    i64 count = 0;
    assert(str_is_utf8(rest, NULL));
    while (str_cut(&rest, '<', &before)) {
        assert(!memchr(before.size ? before.s : "", '"', (size_t)before.size));
        i64 end = str_find(rest, S(">"));
        if (end < 0) break;
        str tag = str_slice(rest, 0, end);
        rest = str_slice(rest, end + 1, rest.size);
        if (str_equal(tag, S("br")) || str_equal(tag, S("hr"))) continue;
        if (str_starts(tag, S("/"))) {
            assert(count > 0);
            assert(str_equal(tag_name(open[--count]), str_slice(tag, 1, tag.size)));
            continue;
        }
        check_open(tag);
        assert(count < OPEN_MAX);
        open[count++] = tag;
    }
    assert(count == 0);
    work_release(&work);
    return 0;
}
