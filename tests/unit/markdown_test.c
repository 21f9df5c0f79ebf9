// What people write as HTML that is safe to show.
#include "record/markdown.h"

#include "bounds.h"
#include "support/work.h"

#include "support/test.h"

static const i64 ids[] = {12, 13};
static const str names[] = {
    {"Anna Aalto",      10},
    {"O'Neil & \"co\"", 13},
};

static const char *html(ctx *c, const char *text)
{
    struct markdown_people people = {COUNT_OF(ids), ids, names};
    return str_c(c->arena, markdown_html(c, str_of(text), people));
}

static void words_become_html(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    static const char *const cases[][2] = {
        {"",                                ""                                                       },
        {"Hello *you* and **them**",        "<p>Hello <em>you</em> and <strong>them</strong></p>"    },
        {"one\ntwo\n\nthree",               "<p>one<br>\ntwo</p><p>three</p>"                        },
        {"# Big\n\n##### Small",            "<h3>Big</h3><h6>Small</h6>"                             },
        {"- a\n- b\n  - c",                 "<ul><li>a</li><li>b\n<ul><li>c</li></ul></li></ul>"     },
        {"3. a\n\n4. b",                    "<ol start=\"3\"><li><p>a</p></li><li><p>b</p></li></ol>"},
        {"> said\n\n---",                   "<blockquote><p>said</p></blockquote><hr>\n"             },
        {"`a<b`\n\n```c\n<x>\n```",
         "<p><code>a&lt;b</code></p><pre><code>&lt;x&gt;\n</code></pre>"                             },
        {"\xC3\xA4 < \xE2\x82\xAC & \"q\"",
         "<p>\xC3\xA4 &lt; \xE2\x82\xAC &amp; &quot;q&quot;</p>"                                     },
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++)
        assert_string_equal(html(c, cases[i][0]), cases[i][1]);
    assert_string_equal(html(c, "\xff"), "");
    work_release(&work);
}

#define REL "\" rel=\"nofollow noopener\">"

static void links_lead_where_they_may(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    static const char *const cases[][2] = {
        {"[a](https://x.fi/?a=1&b=\"2\")",
         "<p><a href=\"https://x.fi/?a=1&amp;b=&quot;2&quot;" REL "a</a></p>"                                  },
        {"[a](HTTP://x.fi \"t\")",                     "<p><a href=\"HTTP://x.fi" REL "a</a></p>"              },
        {"<mailto:a@b.fi>",                            "<p><a href=\"mailto:a@b.fi" REL "mailto:a@b.fi</a></p>"},
        {"[a](/touchpoints/3)",                        "<p><a href=\"/touchpoints/3" REL "a</a></p>"           },
        {"[a](//evil.fi)",                             "<p>a</p>"                                              },
        {"[a](/\\evil.fi)",                            "<p>a</p>"                                              },
        {"[a](javascript:alert(1))",                   "<p>a</p>"                                              },
        {"[a](&#106;avascript:alert%281%29)",          "<p>a</p>"                                              },
        {"[a](\x01javascript:x)",                      "<p>a</p>"                                              },
        {"[a](data:text/html;base64,x)",               "<p>a</p>"                                              },
        {"[a](vbscript:x) <javascript:x>",             "<p>a javascript:x</p>"                                 },
        {"![pic](https://x.fi/a.png)",                 "<p><a href=\"https://x.fi/a.png" REL "pic</a></p>"     },
        {"[![pic](https://x.fi/a.png)](https://y.fi)",
         "<p><a href=\"https://y.fi" REL "pic</a></p>"                                                         },
        {"See https://x.fi/a_b. And (http://y.fi)!",
         "<p>See <a href=\"https://x.fi/a_b" REL "https://x.fi/a_b</a>. And (<a "
         "href=\"http://y.fi" REL "http://y.fi</a>)!</p>"                                                      },
        {"https:// hhh http",                          "<p>https:// hhh http</p>"                              },
        {"[x]: javascript:a\n\n[x]",                   "<p>x</p>"                                              },
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++)
        assert_string_equal(html(c, cases[i][0]), cases[i][1]);
    work_release(&work);
}

static void html_is_shown_as_text(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    static const char *const cases[][2] = {
        {"<script>alert(1)</script>",       "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"},
        {"a <b onclick=x>b</b>",            "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>"     },
        {"&lt;script&gt;",                  "<p>&lt;script&gt;</p>"                       },
        {"```\"><script>\nx\n```",          "<pre><code>x\n</code></pre>"                 },
        {"[\"><img src=x>](https://x.fi)",
         "<p><a href=\"https://x.fi" REL "&quot;&gt;&lt;img src=x&gt;</a></p>"            },
        {"[a](<https://x.fi/\"onclick=x>)",
         "<p><a href=\"https://x.fi/&quot;onclick=x" REL "a</a></p>"                      },
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++)
        assert_string_equal(html(c, cases[i][0]), cases[i][1]);
    work_release(&work);
}

static void people_who_are_named_are_links(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    static const char *const cases[][2] = {
        {"@[Anna Aalto], look",           "<p><a href=\"/people/12\">Anna Aalto</a>, look</p>"                  },
        {"hi @[ #13 ]",                   "<p>hi <a href=\"/people/13\">O&#39;Neil &amp; &quot;co&quot;</a></p>"},
        {"@[Bert] @[ a@b",                "<p>@[Bert] @[ a@b</p>"                                               },
        {"[@[Anna Aalto]](https://x.fi)", "<p><a href=\"https://x.fi" REL "Anna Aalto</a></p>"                  },
        {"`@[Anna Aalto]`",               "<p><code>@[Anna Aalto]</code></p>"                                   },
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++)
        assert_string_equal(html(c, cases[i][0]), cases[i][1]);
    json_t *model = json_new_object(c);
    markdown_put(c, model, "text_html", S("a"), (struct markdown_people){0});
    assert_str(json_write(c, model), "{\"text_html\":\"<p>a</p>\"}");
    work_release(&work);
}

// Texts that make parsers slow or deep, as long as they may be.
static void long_texts_stay_small(void **state)
{
    (void)state;
    static const char *const parts[] = {">", "- ",    "[",    "![", "*a ",
                                        "`", "_a__ ", "[a](", "<",  "@["};
    for (i64 i = 0; i < COUNT_OF(parts); i++) {
        struct work work;
        ctx *c = work_init(&work);
        buf text = buf_new(c->arena, 2 * BOUND_REMARK_BYTES);
        while (text.size < BOUND_REMARK_BYTES + 10)
            buf_c(&text, parts[i]);
        str out = markdown_html(c, buf_str(&text), (struct markdown_people){0});
        assert_true(out.size < 20 * BOUND_REMARK_BYTES);
        work_release(&work);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_become_html),     cmocka_unit_test(links_lead_where_they_may),
        cmocka_unit_test(html_is_shown_as_text), cmocka_unit_test(people_who_are_named_are_links),
        cmocka_unit_test(long_texts_stay_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
