#include "facts/intake.h"
#include "support/teller.h"

#include "support/test.h"

// Reads a body into an empty batch and gives what it would take and refuse, line by line.
static const char *read_of(struct teller *t, const char *body)
{
    ctx *c = t->c;
    struct batch *batch = teller_batch(t, NULL, 0);
    buf out = buf_new(c->arena, 100000);
    if (!intake_parse(c, str_of(body), batch)) {
        buf_fmt(&out, "%s: %s %s", err_code_name(c->err.code), c->err.msg,
                c->err.hint ? c->err.hint : "");
        err_clear(c);
        return out.s;
    }
    for (i64 i = 0; i < batch->fact_count; i++) {
        const struct batch_fact *f = &batch->facts[i];
        buf_fmt(&out, "%s%lld %.*s %s=%lld", i ? ", " : "", (long long)f->line, STR(f->external),
                batch->dict[DICT_METRIC].names[f->metric].s, (long long)f->value_e4);
    }
    for (i64 i = 0; i < batch->refusal_count; i++) {
        const struct refusal *r = &batch->refusals[i];
        buf_fmt(&out, "%s%lld %s '%s': %s. %s", out.size ? "\n" : "", (long long)r->line,
                r->column ? r->column : "-", r->value ? r->value : "", r->why,
                r->hint ? r->hint : "");
    }
    return out.s ? out.s : "";
}

#define WHEN "\"happened\":\"2026-11-20T10:00:00Z\""
#define HEAD "{\"source\":\"shop\",\"id\":\"o-1\"," WHEN

// A test body that only parses: one engine is enough.
#define ON_ONE(test)                                                                               \
    static void test##_in(ctx *c, struct store *store)                                             \
    {                                                                                              \
        (void)store;                                                                               \
        struct teller teller;                                                                      \
        teller_init(c, &teller);                                                                   \
        test##_by(&teller);                                                                        \
        teller_release(&teller);                                                                   \
    }                                                                                              \
    static void test(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        on_duckdb(test##_in);                                                                      \
    }

static void the_line_of_the_manual_is_taken_by(struct teller *t)
{
    ctx *c = t->c;
    struct batch *batch = teller_batch(t, NULL, 0);
    MUST(c, intake_parse(c,
                         S("{\"source\":\"shop\",\"id\":\"o-17\",\"happened\":"
                           "\"2026-11-20T10:00:00Z\",\"customer\":{\"crm\":\"C1\"},\"subject\":"
                           "\"customer\",\"touchpoint\":\"checkout\",\"channel\":\"web\",\"unit\":"
                           "\"Helsinki\",\"segment\":\"gold\",\"attributes\":{\"town\":\"\\u00c5bo\"},"
                           "\"facts\":{\"purchase\":49.9,\"nps\":9},\"remark\":\"a\\n\\\"b\\\" "
                           "\\ud83d\\ude00\",\"replaces\":true}\n"),
                         batch));
    assert_int_equal(batch->fact_count, 3);
    assert_int_equal(batch->facts[0].value_e4, 499000);
    assert_int_equal(batch->facts[0].happened_ms, TOLD_MS);
    assert_true(batch->facts[0].replaces);
    assert_str(batch->dict[DICT_NAMESPACE].names[batch->keys[0].name_space], "crm");
    assert_str(batch->keys[0].value, "C1");
    assert_str(batch->dict[DICT_UNIT].names[batch->facts[0].unit], "Helsinki");
    assert_int_equal(batch->attribute_count, 2);
    assert_str(batch->attributes[1].value, "Åbo");
    assert_str(batch->remarks[0].text, "a\n\"b\" \xF0\x9F\x98\x80");
}
ON_ONE(the_line_of_the_manual_is_taken)

static void lines_and_arrays_number_their_lines_by(struct teller *t)
{
    assert_string_equal(read_of(t, "\n" HEAD ",\"facts\":{\"purchase\":1}}\n\n" HEAD
                                   ",\"facts\":{\"purchase\":2}}"),
                        "2 o-1 purchase=10000, 4 o-1 purchase=20000");
    assert_string_equal(read_of(t, "[\n" HEAD ",\n\"facts\":{\"purchase\":1}} ,\n" HEAD
                                   ",\"facts\":{\"purchase\":2}}]\n"),
                        "1 o-1 purchase=10000, 2 o-1 purchase=20000");
    assert_string_equal(read_of(t, " [ ] "), "");
    assert_string_equal(read_of(t, HEAD ",\n\"facts\":{\"contact\":1}\n}\n" HEAD
                                        ",\"facts\":{\"contact\":2}}"),
                        "1 o-1 contact=10000, 4 o-1 contact=20000");
}
ON_ONE(lines_and_arrays_number_their_lines)

static void a_body_that_is_no_json_is_refused_as_a_whole_by(struct teller *t)
{
    static const struct {
        const char *body, *where;
    } bad[] = {
        {"",                              "there is nothing in the request's body"                                              },
        {" \n ",                          "there is nothing in the request's body"                                              },
        {"happy",                         "line 1, column 1 of the JSON: a comma, quote, bracket or value is missing or wrong here"},
        {"{\"source\":\"shop\"",          "line 1, column 17 of the JSON: the text ends too early"                              },
        {"[{}",                           "line 1, column 4 of the JSON: the text ends too early"                               },
        {"[{}] 1",                        "line 1, column 6 of the JSON: text follows after the end"                            },
        {"{}{}",                          "line 1, column 3 of the JSON: text follows after the end"                            },
        {"{}\n{\"id\":\"a\",}",           "line 2, column 11 of the JSON: a comma, quote, bracket or value is missing or wrong here"},
        {"{\"id\":\"\xC3\xA5\" x}",       "line 1, column 11 of the JSON: a comma, quote, bracket or value is missing or wrong here"},
        {"{\"id\":\"\xFF\"}",             "line 1, column 8 of the JSON: the text is not UTF-8"                                 },
        {"{\"id\":\"\\u0000\"}",          "line 1, column 14 of the JSON: text may not hold the character NUL"                  },
        {"{\"id\":\"\\ud800\"}",          "line 1, column 14 of the JSON: a comma, quote, bracket or value is missing or wrong here"},
        {"{\"id\":\"a\nb\"}",             "line 1, column 9 of the JSON: a comma, quote, bracket or value is missing or wrong here"},
        {"{\"facts\":{\"a\":01}}",        "line 1, column 17 of the JSON: a comma, quote, bracket or value is missing or wrong here"},
        {"{\"facts\":{\"a\":1.}}",        "line 1, column 17 of the JSON: a comma, quote, bracket or value is missing or wrong here"},
        {"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
         "line 1, column 34 of the JSON: it is nested deeper than 32"                                                            },
    };
    for (i64 i = 0; i < COUNT_OF(bad); i++) {
        str read = str_of(read_of(t, bad[i].body));
        str wanted = str_of(fmt(t->c->arena, "BAD_INPUT: %s", bad[i].where));
        assert_str(str_head(read, wanted.size), wanted.s);
    }
}
ON_ONE(a_body_that_is_no_json_is_refused_as_a_whole)

static void a_line_that_cannot_be_taken_says_why_by(struct teller *t)
{
    // clang-format off
    static const struct {
        const char *line, *refusal;
    } bad[] = {
        {"{\"source\":\"shop\",\"facts\":{\"purchase\":1}}",
         "happened '': it does not say when it happened. Give the moment, such as \"2026-11-20T10:00:00Z\"."},
        {"{\"source\":\"shop\",\"hapened\":\"x\"}",
         "hapened '': a line has no field of this name. Did you mean \"happened\"?"},
        {HEAD ",\"weather\":{\"a\":[1]}}",
         "weather '': a line has no field of this name. Known are source, id, happened, customer, "
         "subject, touchpoint, channel, unit, segment, attributes, facts, remark and replaces."},
        {HEAD ",\"unit\":17}",
         "unit '17': text is expected here. Write it in quotes, as \"17\"."},
        {HEAD ",\"customer\":17}",
         "customer '17': text is expected here. Write it in quotes, as \"17\"."},
        {HEAD ",\"customer\":{\"a\":\"1\",\"b\":\"2\"}}",
         "customer '': a customer has one key here. Write it as \"C1\" or as {\"crm\": \"C1\"}."},
        {HEAD ",\"subject\":\"none\"}",
         "subject 'none': there is no subject of this name. It is \"customer\", \"employee\" or \"shopper\"."},
        {HEAD ",\"facts\":{\"purchase\":\"1\"}}",
         "purchase '\"1\"': a number is expected here. Write it without quotes, as 49.9."},
        {HEAD ",\"facts\":{\"purchase\":0.00001}}",
         "purchase '0.00001': the value has too many digits. A value has at most 4 decimals and 11 digits before them."},
        {HEAD ",\"facts\":{\"purchase\":1e99}}",
         "purchase '1e99': the value has too many digits. A value has at most 4 decimals and 11 digits before them."},
        {HEAD ",\"facts\":{\"purchase\":200000000000}}",
         "purchase '200000000000': the value is larger than 100,000,000,000. Look at the unit, and at the sign of the decimals."},
        {HEAD ",\"facts\":[1]}",
         "facts '[1]': an object of numbers is expected here. Write it as {\"purchase\": 49.9}."},
        {HEAD ",\"attributes\":1}",
         "attributes '1': an object of texts is expected here. Write it as {\"town\": \"Turku\"}."},
        {HEAD ",\"replaces\":\"yes\"}",
         "replaces '\"yes\"': true or false is expected here. "},
        {HEAD ",\"id\":\"again\"}",
         "id '': this field stands twice. "},
        {"{\"source\":\"shop\"," WHEN ",\"replaces\":true,\"remark\":\"x\"}",
         "id '': a correction does not say what it corrects. Give the id that the fact was sent with."},
        {"{\"source\":\"shop\",\"happened\":\"2026-11-20 10:00\",\"remark\":\"x\"}",
         "happened '2026-11-20 10:00': this is no moment with its offset. Write it as "
         "\"2026-11-20T10:00:00Z\" or \"2026-11-20T12:00:00+02:00\"."},
        {"{\"source\":\"shop\",\"happened\":\"2026-11-22T10:00:01Z\",\"remark\":\"x\"}",
         "happened '2026-11-22T10:00:01Z': it has not happened yet. Look at the sender's clock and at the offset from UTC."},
        {"17", "- '17': a line must be an object. Write it as {\"source\": \"shop\", …}."},
        {HEAD "}", "- '': there is nothing in it to take. Give at least one value, a remark or a customer."},
        {HEAD ",\"facts\":{\"nps\":11}}",
         "nps '11': the value is not between 0 and 10, this metric's scale. Correct the value. Answers on another scale come in by an import whose mapping states it."},
    };
    // clang-format on
    for (i64 i = 0; i < COUNT_OF(bad); i++) {
        // The lines around it go on.
        const char *body = fmt(t->c->arena, HEAD ",\"remark\":\"r\"}\n%s\n" HEAD ",\"facts\":{\"cost\":1}}",
                               bad[i].line);
        assert_string_equal(read_of(t, body),
                            fmt(t->c->arena, "1 o-1 remark=10000, 3 o-1 cost=10000\n2 %s",
                                bad[i].refusal));
    }
}
ON_ONE(a_line_that_cannot_be_taken_says_why)

static void values_are_exact_by(struct teller *t)
{
    static const struct {
        const char *number;
        i64 e4;
    } values[] = {
        {"0.1",        1000      },
        {"-0.0001",    -1        },
        {"-0",         0         },
        {"4.99e1",     499000    },
        {"4990E-2",    499000    },
        {"1e+3",       10000000  },
        {"12.34560000", 123456   },
        {"99999999999.9999", 999999999999999},
        {"0e40",       0         },
    };
    for (i64 i = 0; i < COUNT_OF(values); i++) {
        const char *body = fmt(t->c->arena, HEAD ",\"facts\":{\"purchase\":%s}}", values[i].number);
        assert_string_equal(read_of(t, body), fmt(t->c->arena, "1 o-1 purchase=%lld",
                                                  (long long)values[i].e4));
    }
}
ON_ONE(values_are_exact)

static void null_is_nothing_told_by(struct teller *t)
{
    assert_string_equal(read_of(t, HEAD ",\"unit\":null,\"customer\":null,\"attributes\":{\"a\":null},"
                                        "\"facts\":{\"nps\":null,\"contact\":1}}"),
                        "1 o-1 contact=10000");
}
ON_ONE(null_is_nothing_told)

static void equal_lines_without_an_id_are_two_once_by(struct teller *t)
{
    const char *line = "{\"source\":\"shop\"," WHEN ",\"facts\":{\"contact\":1}}";
    str body = str_of(fmt(t->c->arena, "%s\n%s\n", line, line));
    for (i64 turn = 0; turn < 2; turn++) {
        struct batch *batch = teller_batch(t, NULL, 0);
        MUST(t->c, intake_parse(t->c, body, batch));
        teller_take_batches(t, &batch, 1);
        assert_counts(t, batch, turn ? "taken 0, repeated 2, refused 0" : "taken 2, repeated 0, refused 0");
    }
}
ON_ONE(equal_lines_without_an_id_are_two_once)

static void too_many_facts_are_too_large_by(struct teller *t)
{
    buf body = buf_new(t->c->arena, 1000000);
    buf_c(&body, "[1");
    for (i64 i = 0; i < 100000; i++)
        buf_c(&body, ",1");
    buf_c(&body, "]");
    assert_string_equal(read_of(t, body.s),
                        "TOO_LARGE: there are more than 100000 facts in one request Send them in "
                        "several requests, or import them as a file.");
}
ON_ONE(too_many_facts_are_too_large)

static void the_answer_counts_and_lists_by(struct teller *t)
{
    ctx *c = t->c;
    struct batch *batch = teller_batch(t, NULL, 0);
    MUST(c, intake_parse(c, S(HEAD ",\"facts\":{\"nps\":9},\"remark\":\"x\"}\n" HEAD
                              ",\"facts\":{\"nps\":9}}\n" HEAD ",\"facts\":{\"nps\":8}}\n17"),
                         batch));
    teller_take_batches(t, &batch, 1);
    assert_str(json_write(c, intake_answer(c, batch)),
               "{\"taken\":1,\"repeated\":1,\"customers\":0,\"refused\":[{\"line\":3,\"field\":"
               "\"nps\",\"value\":\"8\",\"why\":\"the same fact was taken before with another "
               "value, 9\",\"hint\":\"If this is a correction, say \\\"replaces\\\": true; "
               "otherwise give it an id of its own.\"},{\"line\":4,\"value\":\"17\",\"why\":\"a "
               "line must be an object\",\"hint\":\"Write it as {\\\"source\\\": \\\"shop\\\", "
               "…}.\"}]}");
    batch = teller_batch(t, NULL, 0);
    MUST(c, intake_parse(c,
                         S(HEAD ",\"customer\":\"C1\"}\n" HEAD ",\"customer\":\"C2\"}\n" HEAD
                                ",\"customer\":\"C1\"}"),
                         batch));
    teller_take_batches(t, &batch, 1);
    assert_str(json_write(c, intake_answer(c, batch)),
               "{\"taken\":0,\"repeated\":0,\"customers\":2,\"refused\":[]}");
    buf body = buf_new(c->arena, 10000);
    for (i64 i = 0; i < 150; i++)
        buf_c(&body, "1\n");
    batch = teller_batch(t, NULL, 0);
    MUST(c, intake_parse(c, buf_str(&body), batch));
    const json_t *answer = intake_answer(c, batch);
    assert_int_equal(json_array_size(json_object_get(answer, "refused")), 100);
    assert_int_equal(json_integer_value(json_object_get(answer, "refused_total")), 150);
}
ON_ONE(the_answer_counts_and_lists)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_line_of_the_manual_is_taken),
        cmocka_unit_test(lines_and_arrays_number_their_lines),
        cmocka_unit_test(a_body_that_is_no_json_is_refused_as_a_whole),
        cmocka_unit_test(a_line_that_cannot_be_taken_says_why),
        cmocka_unit_test(values_are_exact),
        cmocka_unit_test(null_is_nothing_told),
        cmocka_unit_test(equal_lines_without_an_id_are_two_once),
        cmocka_unit_test(too_many_facts_are_too_large),
        cmocka_unit_test(the_answer_counts_and_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
