// Forms in both encodings: what is typed, what is wrong with it, and the files.
#include "http/posted.h"

#include <unistd.h>

#include "bounds.h"

#include "support/test.h"

static struct arena arena;
static ctx c;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, BOUND_REQUEST_ARENA_BYTES);
    c = (ctx){.arena = &arena, .lang = "en"};
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static const struct field fields[] = {
    {.name = "title",      .type = FIELD_TEXT, .max = 10, .required = true, .what = "Its name."},
    {.name = "code",           .type = FIELD_TEXT, .is_secret = true},
    {.name = "n", .type = FIELD_I64, .min = 1, .max = 9},
    {.name = "word",       .type = FIELD_TEXT, .many = true},
    {.name = "file",   .type = FIELD_FILE, .max = 50000},
    {0         },
};
static const struct route route = {POST, "/", NULL, .in = fields, .body = BODY_FILES};

// ---- What is typed ----

static bool read_encoded(const char *body, struct request *request)
{
    struct form form;
    err_clear(&c);
    *request = (struct request){.method = POST, .route = &route};
    return posted_parse(&c, str_of(body), &form) && inputs_read_form(&c, request, form);
}

static void a_form_is_read_as_declared(void **state)
{
    (void)state;
    struct request request;
    assert_true(read_encoded("title=A+%26+b&n=3&word=x&word=y&csrf=token&code=", &request));
    assert_int_equal(request.problem_count, 0);
    assert_str(request_text(&request, "title", S("")), "A & b");
    assert_int_equal(request_i64(&request, "n", 0), 3);
    const struct input *word = request_input(&request, "word");
    assert_str(request_input_next(&request, word)->text, "y");
    assert_null(request_input(&request, "code"));
    assert_str(request.csrf, "token");
}

static void all_that_is_wrong_is_told_and_kept(void **state)
{
    (void)state;
    struct request request;
    assert_true(read_encoded("title=eleven+long&n=ten&code=secret&word=fine", &request));
    assert_int_equal(request.problem_count, 2);
    assert_string_equal(request_problem(&request, "title")->msg, "the text is too long");
    assert_string_equal(request_problem(&request, "title")->hint, "At most 10 bytes are taken.");
    assert_string_equal(request_problem(&request, "n")->msg, "this is not a whole number");
    assert_null(request_problem(&request, "word"));
    assert_str(request_typed(&request, "title"), "eleven long");
    assert_str(request_typed(&request, "n"), "ten");
    assert_str(request_typed(&request, "word"), "fine");
    assert_str(request_typed(&request, "code"), ""); // never sent back
    assert_false(inputs_refuse(&c, &request));
    assert_string_equal(c.err.msg, "title: the text is too long");
}

static void what_is_missing_or_there_twice_is_told(void **state)
{
    (void)state;
    struct request request;
    assert_true(read_encoded("title=&n=1&n=2", &request));
    assert_string_equal(request_problem(&request, "title")->msg, "this must be given");
    assert_string_equal(request_problem(&request, "title")->hint, "Its name.");
    assert_string_equal(request_problem(&request, "n")->msg, "this may be given only once");
    request_problem_add(&c, &request, "word", "this word is taken", NULL);
    assert_string_equal(request_problem(&request, "word")->msg, "this word is taken");
    assert_string_equal(request_problem(&request, "n")->msg, "this may be given only once");
}

static void two_tokens_are_none(void **state)
{
    (void)state;
    struct request request;
    assert_true(read_encoded("title=a&csrf=one&csrf=two", &request));
    assert_non_null(request.csrf.s);
    assert_int_equal(request.csrf.size, 0);
}

static void forms_that_are_none_are_refused(void **state)
{
    (void)state;
    struct request request;
    static const char *const bodies[] = {"title=%4", "title=%ff", "title=%00", "other=1", "=1"};
    for (i64 i = 0; i < COUNT_OF(bodies); i++) {
        assert_false(read_encoded(bodies[i], &request));
        assert_int_equal(c.err.code, ERR_BAD_INPUT);
    }
    assert_true(read_encoded("title=a&file=not+a+file", &request));
    assert_string_equal(request_problem(&request, "file")->msg, "this is not a file");
    buf many = buf_new(&arena, MIB);
    for (i64 i = 0; i <= BOUND_FORM_FIELDS; i++)
        buf_c(&many, "word=a&");
    assert_false(read_encoded(many.s, &request));
    assert_int_equal(c.err.code, ERR_TOO_LARGE);
}

// ---- Files ----

#define PART(head, content)                                                                        \
    "--xx\r\nContent-Disposition: form-data; " head "\r\n\r\n" content "\r\n"

static bool read_parts(str body, i64 piece, struct form *form)
{
    struct multipart *multipart;
    err_clear(&c);
    if (!multipart_begin(&c, S("multipart/form-data; boundary=\"xx\""), &route, "/tmp", &multipart))
        return false;
    while (body.size > 0) {
        i64 size = MIN(piece, body.size);
        if (!multipart_add(&c, multipart, str_slice(body, 0, size))) return false;
        body = str_slice(body, size, body.size);
    }
    return multipart_end(&c, multipart, form);
}

static void a_form_with_a_file_is_the_same_in_any_pieces(void **state)
{
    (void)state;
    buf body = buf_new(&arena, MIB), content = buf_new(&arena, MIB);
    for (i64 i = 0; content.size < 49000; i++)
        buf_fmt(&content, "\r\n--x %lld\r\n--\r", (long long)i);
    buf_c(&body, PART("name=\"title\"", "line\r\n--x"));
    buf_c(&body, "--xx\r\nContent-Type: text/html\r\nContent-Disposition: form-data; "
                 "name=file; filename=\"C:\\docs\\wait times.csv\"\r\n\r\n");
    buf_add(&body, buf_str(&content));
    buf_c(&body, "\r\n--xx--\r\n");
    static const i64 pieces[] = {1, 2, 3, 7, 64, 4096, 1000000};
    for (i64 i = 0; i < COUNT_OF(pieces); i++) {
        struct form form = {0};
        assert_true(read_parts(buf_str(&body), pieces[i], &form));
        assert_int_equal(form.pair_count, 1);
        assert_int_equal(form.upload_count, 1);
        assert_str(form.pairs[0].value, "line\r\n--x");
        const struct upload *upload = &form.uploads[0];
        assert_str(upload->name, "wait times.csv");
        assert_string_equal(upload->type, "text/plain"); // whatever the sender says
        assert_int_equal(upload->size, content.size);
        char *got = arena_alloc(&arena, content.size, 1);
        assert_int_equal(read(upload->fd, got, (size_t)content.size), content.size);
        assert_memory_equal(got, content.s, (size_t)content.size);
    }
}

static void a_file_that_was_not_chosen_is_left_out(void **state)
{
    (void)state;
    struct form form;
    str body = S(PART("name=\"file\"; filename=\"\"", "") "--xx--\r\n");
    assert_true(read_parts(body, 1000, &form));
    assert_int_equal(form.upload_count, 0);
    assert_true(read_parts(S("--xx--"), 1000, &form));
    assert_int_equal(form.pair_count, 0);
}

static void what_two_readers_could_read_differently_is_refused(void **state)
{
    (void)state;
    static const char *const bodies[] = {
        "", // not even the end
        "--xx",
        PART("name=\"title\"", "a"),
        "text before\r\n" PART("name=\"title\"", "a") "--xx--\r\n",
        PART("name=\"title\"", "a") "--xx--\r\nafter",
        PART("name=\"title\"", "a\r\n--xxy") "--xx--\r\n",
        PART("name=\"title\"; name=\"code\"", "a") "--xx--\r\n",
        PART("name=\"title\"; filename*=UTF-8''a", "a") "--xx--\r\n",
        PART("name=\"title\"; name*=UTF-8''code", "a") "--xx--\r\n",
        PART("name=\"file\"; filename=\"a\\\"b\"", "a") "--xx--\r\n",
        PART("name=\"title", "a") "--xx--\r\n",
        PART("name=", "a") "--xx--\r\n",
        PART("filename=\"a\"", "a") "--xx--\r\n",
        PART("name=\"title\"\r\nContent-Disposition: form-data; name=\"code\"", "a") "--xx--\r\n",
        PART("name=\"title\"\r\nContent-Transfer-Encoding: base64", "YQ==") "--xx--\r\n",
        PART("name=\"title\"; filename=\"a\"", "a") "--xx--\r\n", // takes no file
        PART("name=\"nothing\"; filename=\"a\"", "a") "--xx--\r\n",
        PART("name=\"title\"", "\xff") "--xx--\r\n",
        "--xx\r\n\r\n\r\na\r\n--xx--\r\n",
        "--xx\r\nContent-Disposition : form-data; name=title\r\n\r\na\r\n--xx--\r\n",
        "--xx\r\nContent-Disposition: attachment; name=title\r\n\r\na\r\n--xx--\r\n",
    };
    for (i64 i = 0; i < COUNT_OF(bodies); i++) {
        struct form form;
        bool is_read = read_parts(str_of(bodies[i]), 1000, &form);
        if (is_read || c.err.code != ERR_BAD_INPUT) print_error("case %lld\n", (long long)i);
        assert_false(is_read);
        assert_int_equal(c.err.code, ERR_BAD_INPUT);
    }
}

static void boundaries_are_read_strictly(void **state)
{
    (void)state;
    static const struct {
        const char *type;
        bool is_fine;
    } cases[] = {
        {"multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxk", true },
        {"multipart/form-data; charset=utf-8; BOUNDARY=a",               true },
        {"multipart/form-data; boundary=\"a b\"",                        true },
        {"multipart/form-data",                                          false},
        {"multipart/form-data; boundary=",                               false},
        {"multipart/form-data; boundary=\"a ",                           false},
        {"multipart/form-data; boundary=\"a \"",                         false},
        {"multipart/form-data; boundary=a; boundary=b",                  false},
        {"multipart/form-data; boundary=a b",                            false},
        {"multipart/form-data; boundary=\"a\"b",                         false},
        {"multipart/form-data; boundary*=UTF-8''a",                      false},
        {"multipart/form-data; "
         "boundary=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
         "aaaaaaaaaaaaaa",                                      false},
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        struct multipart *multipart;
        err_clear(&c);
        bool is_fine = multipart_begin(&c, str_of(cases[i].type), &route, "/tmp", &multipart);
        if (is_fine != cases[i].is_fine) print_error("%s\n", cases[i].type);
        assert_int_equal(is_fine, cases[i].is_fine);
    }
}

static void parts_are_bounded(void **state)
{
    (void)state;
    struct form form;
    buf body = buf_new(&arena, 20 * MIB);
    char *text = arena_alloc(&arena, 50002, 1);
    memset(text, 'a', 50001);
    buf_fmt(&body, PART("name=file; filename=a", "%s") "--xx--", text);
    assert_false(read_parts(buf_str(&body), 1000, &form));
    assert_int_equal(c.err.code, ERR_TOO_LARGE);
    assert_string_equal(c.err.msg, "file: the file is too large");
    assert_string_equal(c.err.hint, "At most 50000 bytes are taken.");
    body = buf_new(&arena, 20 * MIB);
    buf_fmt(&body, PART("name=title\r\nX-A: %s", "") "--xx--", text);
    assert_false(read_parts(buf_str(&body), 1000, &form));
    assert_int_equal(c.err.code, ERR_TOO_LARGE);
    body = buf_new(&arena, 20 * MIB);
    for (i64 i = 0; i <= BOUND_FORM_FIELDS; i++)
        buf_c(&body, PART("name=word", "a"));
    assert_false(read_parts(buf_str(&body), 1000, &form));
    assert_int_equal(c.err.code, ERR_TOO_LARGE);
}

static void names_of_files_are_cleaned(void **state)
{
    (void)state;
    static const struct {
        const char *sent, *kept;
    } cases[] = {
        {"report.csv",            "report.csv"           },
        {"../../etc/passwd",      "passwd"               },
        {"C:\\Users\\me\\a.xlsx", "a.xlsx"               },
        {"..",                    "file"                 },
        {"/",                     "file"                 },
        {"",                      "file"                 },
        {" .hidden",              "hidden"               },
        {"j\u00e4rvi \u6e56.csv", "j\u00e4rvi \u6e56.csv"},
        {"a\r\nSet-Cookie: b",    "aSet-Cookie_ b"       },
        {"a<b>:\"|?*.csv",        "a_b______.csv"        },
        {"fdp.\u202eexe",         "fdp.exe"              },
        {"\xff\xfe",              "file"                 },
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++)
        assert_str(upload_name(&arena, str_of(cases[i].sent)), cases[i].kept);
    char *longest = arena_alloc(&arena, 1001, 1);
    memset(longest, 'a', 1000);
    assert_int_equal(upload_name(&arena, str_of(longest)).size, BOUND_FILE_NAME_BYTES);
}

static void types_are_told_from_the_content(void **state)
{
    (void)state;
    assert_string_equal(upload_type(S("\x89PNG\r\n\x1a\n...")), "image/png");
    assert_string_equal(upload_type(S("%PDF-1.7")), "application/pdf");
    assert_string_equal(upload_type(S("RIFF....WEBPVP8 ")), "image/webp");
    assert_string_equal(upload_type(S("PK\x03\x04")), "application/zip");
    assert_string_equal(upload_type(S("a;b\n1;2\n")), "text/plain");
    // What would run in a browser is text here.
    assert_string_equal(upload_type(S("<script>alert(1)</script>")), "text/plain");
    assert_string_equal(upload_type(S("<svg xmlns='http://www.w3.org/2000/svg'>")), "text/plain");
    assert_string_equal(upload_type(S("\x7f"
                                      "ELF\x02\x01")),
                        "application/octet-stream");
    assert_string_equal(upload_type(S("")), "application/octet-stream");
    assert_string_equal(upload_type(S("cut in \xc3")), "text/plain");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_form_is_read_as_declared, begin, end),
        cmocka_unit_test_setup_teardown(all_that_is_wrong_is_told_and_kept, begin, end),
        cmocka_unit_test_setup_teardown(what_is_missing_or_there_twice_is_told, begin, end),
        cmocka_unit_test_setup_teardown(two_tokens_are_none, begin, end),
        cmocka_unit_test_setup_teardown(forms_that_are_none_are_refused, begin, end),
        cmocka_unit_test_setup_teardown(a_form_with_a_file_is_the_same_in_any_pieces, begin, end),
        cmocka_unit_test_setup_teardown(a_file_that_was_not_chosen_is_left_out, begin, end),
        cmocka_unit_test_setup_teardown(what_two_readers_could_read_differently_is_refused, begin,
                                        end),
        cmocka_unit_test_setup_teardown(boundaries_are_read_strictly, begin, end),
        cmocka_unit_test_setup_teardown(parts_are_bounded, begin, end),
        cmocka_unit_test_setup_teardown(names_of_files_are_cleaned, begin, end),
        cmocka_unit_test_setup_teardown(types_are_told_from_the_content, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
