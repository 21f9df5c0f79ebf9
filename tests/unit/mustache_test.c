#include "base/lang.h"
#include "base/mustache.h"
#include "support/shared.h"
#include "support/test.h"
#include "support/work.h"

struct parts {
    ctx *c;
    const json_t *texts;
};

static const struct mustache *part_find(void *data, str name)
{
    struct parts *parts = data;
    const json_t *text = json_object_getn(parts->texts, name.s, (size_t)name.size);
    return text ? mustache_parse(parts->c, json_text(text)) : NULL;
}

// The text, or the error's.
static str render(ctx *c, str text, json_t *view, const json_t *parts)
{
    struct parts data = {c, parts};
    const struct mustache *template = mustache_parse(c, text);
    if (!template) return str_of(c->err.msg);
    buf out = buf_new(c->arena, 1 << 20);
    bool done =
        mustache_render(c, template, view, (struct mustache_partials){part_find, &data}, &out);
    return done ? buf_str(&out) : str_of(c->err.msg);
}

static void check_specification(const char *name, i64 cases_min)
{
    struct work work;
    ctx *c = work_init(&work);
    char path[4096];
    shared_path_or_skip(name, path);
    json_t *file = json_load_file(path, 0, NULL);
    assert_non_null(file);
    const json_t *tests = json_object_get(file, "tests");
    i64 count = (i64)json_array_size(tests), failed = 0;
    for (i64 i = 0; i < count; i++) {
        const json_t *test = json_array_get(tests, (size_t)i);
        str expected = json_text(json_object_get(test, "expected"));
        str got = render(c, json_text(json_object_get(test, "template")),
                         json_object_get(test, "data"), json_object_get(test, "partials"));
        err_clear(c);
        if (str_equal(got, expected)) continue;
        failed++;
        print_error("%s: %s\ngot      '%.*s'\nexpected '%.*s'\n", name,
                    json_string_value(json_object_get(test, "name")), STR(got), STR(expected));
    }
    json_decref(file);
    work_release(&work);
    assert_true(count >= cases_min);
    assert_int_equal(failed, 0);
}

static void the_specifications_comments_pass(void **state)
{
    (void)state;
    check_specification("data/mustache_spec/comments.json", 12);
}

static void the_specifications_interpolation_passes(void **state)
{
    (void)state;
    check_specification("data/mustache_spec/interpolation.json", 40);
}

static void the_specifications_sections_pass(void **state)
{
    (void)state;
    check_specification("data/mustache_spec/sections.json", 30);
}

static void the_specifications_inverted_sections_pass(void **state)
{
    (void)state;
    check_specification("data/mustache_spec/inverted.json", 20);
}

static void the_specifications_partials_pass(void **state)
{
    (void)state;
    check_specification("data/mustache_spec/partials.json", 10);
}

static void values_are_escaped_and_numbers_are_written_as_people_do(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    json_t *view =
        json_parse(c, S("{\"t\":\"<a href='x'>&\\\"</a>\",\"n\":0.1,\"w\":3.0,\"i\":-7,\"z\":0,"
                        "\"b\":true,\"o\":{\"k\":1},\"l\":[1],\"e\":\"\",\"null\":null}"));
    assert_str(render(c, S("{{t}}"), view, NULL),
               "&lt;a href=&#39;x&#39;&gt;&amp;&quot;&lt;/a&gt;");
    assert_str(render(c, S("{{{t}}}{{&t}}"), view, NULL), "<a href='x'>&\"</a><a href='x'>&\"</a>");
    assert_str(render(c, S("{{n}} {{w}} {{i}} {{b}}"), view, NULL), "0.1 3 -7 true");
    assert_str(render(c, S("{{o}}{{l}}{{null}}{{o.k.x}}"), view, NULL), "");
    assert_str(render(c, S("{{#e}}x{{/e}}{{^e}}none{{/e}} {{#z}}zero{{/z}}"), view, NULL),
               "none zero");
    assert_str(render(c, S(""), view, NULL), "");
    work_release(&work);
}

static void english_texts_are_translated_and_escaped(void **state)
{
    (void)state;
    static const struct lang_text finnish[] = {
        {"Cost & time", "Hinta & <aika>"}
    };
    struct work work;
    ctx *c = work_init(&work);
    lang_reset();
    lang_register("fi", finnish, 1);
    json_t *view = json_new_object(c);
    assert_str(render(c, S("{{_ Cost & time }}|{{_Other}}"), view, NULL), "Cost &amp; time|Other");
    c->lang = "fi";
    assert_str(render(c, S("{{_ Cost & time }}"), view, NULL), "Hinta &amp; &lt;aika&gt;");
    lang_reset();
    work_release(&work);
}

static void mistakes_are_named_with_their_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *msg;
    } cases[] = {
        {"a\nb {{c",                 "line 2 of the template: a tag is not closed"                  },
        {"{{{a}}",                   "line 1 of the template: a tag is not closed"                  },
        {"{{#a}}\n\n",               "line 3 of the template: the section 'a' is not closed"        },
        {"{{#a}}{{#b}}{{/a}}{{/b}}",
         "line 1 of the template: the section 'a' ends but was not open"                            },
        {"\n{{/a}}",                 "line 2 of the template: the section 'a' ends but was not open"},
        {"{{=<% %>=}}",              "line 1 of the template: delimiters cannot be changed here"    },
        {"{{}}",                     "line 1 of the template: a tag holds no name"                  },
        {"{{# }}",                   "line 1 of the template: a tag holds no name"                  },
        {"{{a..b}}",                 "line 1 of the template: a name is missing beside a dot"       },
    };
    struct work work;
    ctx *c = work_init(&work);
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        assert_str(render(c, str_of(cases[i].text), json_new_object(c), NULL), cases[i].msg);
        assert_int_equal(c->err.code, ERR_BAD_INPUT);
        err_clear(c);
    }
    work_release(&work);
}

static void a_part_that_holds_itself_for_ever_is_refused(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    json_t *parts = json_parse(c, S("{\"a\":\"x{{>b}}\",\"b\":\" {{>a}}\\n\"}"));
    assert_str(render(c, S("{{>a}}"), json_new_object(c), parts),
               "the template part 'a' holds itself");
    assert_int_equal(c->err.code, ERR_TOO_LARGE);
    work_release(&work);
}

static void indentation_reaches_parts_inside_parts(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    json_t *parts =
        json_parse(c, S("{\"a\":\"a\\n  {{>b}}\\n\",\"b\":\"{{#s}}b{{/s}}1\\n{{!x}}b2\\n\"}"));
    json_t *view = json_parse(c, S("{\"s\":true}"));
    assert_str(render(c, S("  {{>a}}\n"), view, parts), "  a\n    b1\n    b2\n");
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_specifications_comments_pass),
        cmocka_unit_test(the_specifications_interpolation_passes),
        cmocka_unit_test(the_specifications_sections_pass),
        cmocka_unit_test(the_specifications_inverted_sections_pass),
        cmocka_unit_test(the_specifications_partials_pass),
        cmocka_unit_test(values_are_escaped_and_numbers_are_written_as_people_do),
        cmocka_unit_test(english_texts_are_translated_and_escaped),
        cmocka_unit_test(mistakes_are_named_with_their_line),
        cmocka_unit_test(a_part_that_holds_itself_for_ever_is_refused),
        cmocka_unit_test(indentation_reaches_parts_inside_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
