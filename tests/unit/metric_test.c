// What is measured: every definition is read or refused in words, written back the same, and kept
// in versions.
#include "facts/metric.h"

#include "support/teller.h"

#include "support/test.h"
#include "support/work.h"

static void every_fault_of_a_definition_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *definition, *msg, *hint;
    } cases[] = {
        {"[]",                                                               "metric \"m\" is not an object",
         "Write it as {\"kind\": \"mean\", \"unit\": \"min\"}."                                                                                                                                          },
        {"{}",                                                               "metric \"m\": \"kind\" is not right",
         "It must be nps, mean, rate, sum, count, ratio or customers."                                                                                                                                   },
        {"{\"kind\":\"median\"}",                                            "metric \"m\": \"kind\" is not right",
         "It must be one of nps, mean, rate, sum, count, ratio, customers."                                                                                                                              },
        {"{\"kind\":5}",                                                     "metric \"m\": \"kind\" is not right",
         "It must be one of nps, mean, rate, sum, count, ratio, customers."                                                                                                                              },
        {"{\"kind\":\"mean\",\"colour\":1}",
         "metric \"m\" has a field \"colour\" that is not known",                                                         "Known are kind, label, unit, scale, box, better, asked, subject, tolerance, definition, "
         "over, under, times and counts."                                                                                               },
        {"{\"kind\":\"mean\",\"better\":\"more\"}",                          "metric \"m\": \"better\" is not right",
         "It must be one of neither, higher, lower."                                                                                                                                                     },
        {"{\"kind\":\"mean\",\"subject\":\"dog\"}",                          "metric \"m\": \"subject\" is not right",
         "It must be one of none, customer, employee, shopper."                                                                                                                                          },
        {"{\"kind\":\"mean\",\"asked\":\"yes\"}",                            "metric \"m\": \"asked\" is not right",
         "It must be true or false."                                                                                                                                                                     },
        {"{\"kind\":\"mean\",\"label\":5}",                                  "metric \"m\": \"label\" is not right",
         "It must be a text."                                                                                                                                                                            },
        {"{\"kind\":\"mean\",\"unit\":[]}",                                  "metric \"m\": \"unit\" is not right",
         "It must be a text."                                                                                                                                                                            },
        {"{\"kind\":\"mean\",\"definition\":null}",                          "metric \"m\": \"definition\" is not right",
         "It must be a text."                                                                                                                                                                            },
        {"{\"kind\":\"mean\",\"scale\":5}",                                  "metric \"m\": \"scale\" is not right",
         "It must be two numbers, the lower first, such as [0, 10]."                                                                                                                                     },
        {"{\"kind\":\"mean\",\"scale\":[10,1]}",                             "metric \"m\": \"scale\" is not right",
         "It must be two numbers, the lower first, such as [0, 10]."                                                                                                                                     },
        {"{\"kind\":\"mean\",\"scale\":[1,5,10]}",                           "metric \"m\": \"scale\" is not right",
         "It must be two numbers, the lower first, such as [0, 10]."                                                                                                                                     },
        {"{\"kind\":\"mean\",\"scale\":[1,1e15]}",                           "metric \"m\": \"scale\" is not right",
         "It must be two numbers, the lower first, such as [0, 10]."                                                                                                                                     },
        {"{\"kind\":\"mean\",\"box\":[4,2]}",                                "metric \"m\": \"box\" is not right",
         "It must be two numbers: the highest value of the bottom box and the lowest of the top "
         "box."                                                                                                                                                                                          },
        {"{\"kind\":\"mean\",\"box\":[\"2\",\"4\"]}",                        "metric \"m\": \"box\" is not right",
         "It must be two numbers: the highest value of the bottom box and the lowest of the top "
         "box."                                                                                                                                                                                          },
        {"{\"kind\":\"nps\",\"scale\":[0,10],\"box\":[6,11]}",               "metric \"m\": \"box\" is not right",
         "It must be within the scale."                                                                                                                                                                  },
        {"{\"kind\":\"nps\",\"scale\":[1,5]}",                               "metric \"m\": \"box\" is not right",
         "It must be within the scale."                                                                                                                                                                  },
        {"{\"kind\":\"mean\",\"tolerance\":0}",                              "metric \"m\": \"tolerance\" is not right",
         "It must be a number above 0."                                                                                                                                                                  },
        {"{\"kind\":\"mean\",\"tolerance\":\"5\"}",                          "metric \"m\": \"tolerance\" is not right",
         "It must be a number above 0."                                                                                                                                                                  },
        {"{\"kind\":\"ratio\",\"times\":-1,\"over\":{\"metric\":\"a\"},\"under\":{\"metric\":"
         "\"b\"}}",                                                 "metric \"m\": \"times\" is not right",      "It must be a number above 0."                                                 },
        {"{\"kind\":\"ratio\"}",                                             "metric \"m\": \"over\" is not right",
         "It must be an object such as {\"metric\": \"purchase\", \"part\": \"total\"}."                                                                                                                 },
        {"{\"kind\":\"ratio\",\"over\":{\"metric\":\"a\"},\"under\":\"b\"}",
         "metric \"m\": \"under\" is not right",                                                                          "It must be an object such as {\"metric\": \"purchase\", \"part\": \"total\"}."},
        {"{\"kind\":\"ratio\",\"over\":{\"metric\":\"a\",\"part\":\"half\"},\"under\":{\"metric\":"
         "\"b\"}}",                                                 "metric \"m\": \"part\" is not right",       "It must be one of total, number, customers."                                  },
        {"{\"kind\":\"customers\",\"over\":{\"metric\":\"a\"}}",
         "metric \"m\": \"counts\" is not right",                                                                         "It must be new, kept, lost, retention or churn."                              },
        {"{\"kind\":\"customers\",\"counts\":\"gone\"}",                     "metric \"m\": \"counts\" is not right",
         "It must be one of new, kept, lost, retention, churn."                                                                                                                                          },
        {"{\"kind\":\"customers\",\"counts\":\"new\"}",                      "metric \"m\": \"over\" is not right",
         "It must be an object such as {\"metric\": \"purchase\", \"part\": \"total\"}."                                                                                                                 },
    };
    struct work work;
    ctx *c = work_init(&work);
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        struct metric metric;
        json_t *definition = json_parse(c, str_of(cases[i].definition));
        assert_non_null(definition);
        if (metric_from_json(c, S("m"), definition, &metric))
            print_error("taken: %s\n", cases[i].definition);
        assert_int_equal(c->err.code, ERR_BAD_INPUT);
        assert_str(str_of(c->err.msg), cases[i].msg);
        assert_str(str_of(c->err.hint), cases[i].hint);
        err_clear(c);
    }
    work_release(&work);
}

static void a_metric_needs_a_name_that_is_not_too_long(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    char name[202];
    memset(name, 'a', sizeof name);
    json_t *definition = json_parse(c, S("{\"kind\":\"mean\"}"));
    struct metric metric;
    assert_true(metric_from_json(c, (str){name, 200}, definition, &metric));
    const str wrong[] = {
        S(""), {name, 201}
    };
    for (i64 i = 0; i < COUNT_OF(wrong); i++) {
        assert_false(metric_from_json(c, wrong[i], definition, &metric));
        assert_str(str_of(c->err.msg), "a metric's name is empty or too long");
        assert_str(str_of(c->err.hint), "Give it a name of at most 200 bytes.");
        err_clear(c);
    }
    work_release(&work);
}

// The definition as it is written back.
static str written(ctx *c, const char *name, const char *definition)
{
    struct metric metric;
    MUST(c, metric_from_json(c, str_of(name), json_parse(c, str_of(definition)), &metric));
    return json_write(c, metric_to_json(c, &metric));
}

static void what_a_kind_implies_is_written_out(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    assert_str(written(c, "m", "{\"kind\":\"nps\"}"),
               "{\"kind\":\"nps\",\"label\":\"m\",\"scale\":[0,10],\"box\":[6,9],"
               "\"better\":\"neither\",\"asked\":true,\"subject\":\"customer\"}");
    assert_str(written(c, "m", "{\"kind\":\"rate\",\"scale\":[1,5]}"),
               "{\"kind\":\"rate\",\"label\":\"m\",\"scale\":[1,5],\"box\":[1,5],"
               "\"better\":\"neither\",\"asked\":false,\"subject\":\"customer\"}");
    assert_str(written(c, "delay_min",
                       "{\"kind\":\"mean\",\"unit\":\"min\",\"better\":\"lower\",\"scale\":[-0.5,"
                       "2.25],\"tolerance\":0.1}"),
               "{\"kind\":\"mean\",\"label\":\"delay_min\",\"unit\":\"min\",\"scale\":[-0.5,2.25],"
               "\"better\":\"lower\",\"asked\":false,\"subject\":\"customer\",\"tolerance\":0.1}");
    assert_str(written(c, "m",
                       "{\"kind\":\"ratio\",\"over\":{\"metric\":\"a\",\"part\":\"number\"},"
                       "\"under\":{\"metric\":\"b\"}}"),
               "{\"kind\":\"ratio\",\"label\":\"m\",\"better\":\"neither\",\"asked\":false,"
               "\"subject\":\"customer\",\"over\":{\"metric\":\"a\",\"part\":\"number\"},"
               "\"under\":{\"metric\":\"b\",\"part\":\"total\"},\"times\":1}");
    assert_str(written(c, "m",
                       "{\"kind\":\"customers\",\"counts\":\"churn\",\"over\":{\"metric\":"
                       "\"visit\"},\"subject\":\"employee\"}"),
               "{\"kind\":\"customers\",\"label\":\"m\",\"better\":\"neither\",\"asked\":false,"
               "\"subject\":\"employee\",\"over\":{\"metric\":\"visit\",\"part\":\"total\"},"
               "\"counts\":\"churn\"}");
    work_release(&work);
}

static void families_define_what_is_named_after_them(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct metric metric;
    assert_true(metric_from_family(c, S("felt.valued"), &metric));
    assert_str(metric.name, "felt.valued");
    assert_str(metric.label, "Felt valued");
    assert_int_equal(metric.kind, METRIC_RATE);
    assert_int_equal(metric.subject, SUBJECT_CUSTOMER);
    assert_true(metric.asked && metric.boxed && metric.scaled);
    assert_true(metric_from_family(c, S("visit.greeted"), &metric));
    assert_int_equal(metric.subject, SUBJECT_SHOPPER);
    assert_false(metric.asked);
    assert_int_equal(metric.better, BETTER_HIGHER);
    static const char *const strangers[] = {"felt.", "felt", "visit", "Felt.valued", "xfelt.a", ""};
    for (i64 i = 0; i < COUNT_OF(strangers); i++) {
        assert_false(metric_from_family(c, str_of(strangers[i]), &metric));
        assert_int_equal(c->err.code, ERR_NONE);
    }
    char name[201];
    memset(name, 'a', sizeof name);
    memcpy(name, "felt.", 5);
    assert_true(metric_from_family(c, (str){name, 200}, &metric));
    assert_false(metric_from_family(c, (str){name, 201}, &metric));
    assert_int_equal(c->err.code, ERR_NONE);
    work_release(&work);
}

static void a_rule_is_told_in_words(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct metric metric;
    MUST(c, metric_from_json(c, S("m"),
                             json_parse(c, S("{\"kind\":\"ratio\",\"times\":1000,"
                                             "\"over\":{\"metric\":\"complaint\",\"part\":"
                                             "\"number\"},\"under\":{\"metric\":\"purchase\","
                                             "\"part\":\"customers\"}}")),
                             &metric));
    assert_string_equal(metric_rule(c, &metric),
                        "complaint (number) / purchase (customers) × 1000");
    metric.definition = S("Told otherwise.");
    assert_string_equal(metric_rule(c, &metric), "Told otherwise.");
    metric = (struct metric){.kind = METRIC_MEAN};
    assert_string_equal(metric_rule(c, &metric), "");
    work_release(&work);
}

static void subjects_are_found_by_name(void **state)
{
    (void)state;
    enum subject subject = SUBJECT_NONE;
    for (int i = SUBJECT_CUSTOMER; i < SUBJECT__COUNT; i++) {
        assert_true(subject_from_name(str_of(subject_name((enum subject)i)), &subject));
        assert_int_equal(subject, i);
    }
    assert_false(subject_from_name(S("none"), &subject));
    assert_false(subject_from_name(S("Customer"), &subject));
    assert_int_equal(subject, SUBJECT__COUNT - 1);
}

// On both engines, in a company of its own.

static void builtins_read_back_as_they_are_by(struct teller *t)
{
    ctx *c = t->c;
    static const char *const names[] = {"nps",
                                        "csat",
                                        "ces",
                                        "purchase",
                                        "contact",
                                        "visit",
                                        "complaint",
                                        "cost",
                                        "wait_s",
                                        "resolved",
                                        "remark",
                                        "pulse",
                                        "purchase_mean",
                                        "cost_per_customer",
                                        "complaints_per_thousand",
                                        "customers_new",
                                        "customers_kept",
                                        "customers_lost",
                                        "retention",
                                        "churn"};
    struct metrics all;
    MUST(c, metric_load(c, &all));
    assert_int_equal(all.count, COUNT_OF(names));
    for (i64 i = 0; i < COUNT_OF(names); i++) {
        const struct metric *metric = metric_find(&all, str_of(names[i]));
        assert_non_null(metric);
        assert_int_equal(metric->version, 1);
        assert_ptr_equal(metric, &all.m[metric->id - 1]);
        assert_true(metric->label.size && metric_rule(c, metric)[0]);
        str text = json_write(c, metric_to_json(c, metric));
        struct metric again;
        MUST(c, metric_from_json(c, metric->name, json_parse(c, text), &again));
        assert_true(str_equal(json_write(c, metric_to_json(c, &again)), text));
        if (metric->kind == METRIC_RATIO || metric->kind == METRIC_CUSTOMERS)
            assert_non_null(metric_find(&all, metric->over));
        if (metric->kind == METRIC_RATIO) assert_non_null(metric_find(&all, metric->under));
    }
    assert_null(metric_find(&all, S("felt.valued")));
}

static bool define(ctx *c, const char *name, const char *definition)
{
    struct metric metric;
    MUST(c, metric_from_json(c, str_of(name), json_parse(c, str_of(definition)), &metric));
    MUST(c, store_begin_write(c));
    if (metric_define(c, &metric)) {
        MUST(c, store_commit(c));
        return true;
    }
    store_rollback(c);
    return false;
}

static const struct metric *newest(ctx *c, const char *name)
{
    struct metrics *all = NEW(c->arena, struct metrics);
    MUST(c, metric_load(c, all));
    return metric_find(all, str_of(name));
}

static void a_changed_definition_is_a_new_version_by(struct teller *t)
{
    ctx *c = t->c;
    assert_true(define(c, "delay_min", "{\"kind\":\"mean\",\"unit\":\"min\"}"));
    i32 id = newest(c, "delay_min")->id;
    assert_true(define(c, "delay_min", "{\"unit\":\"min\",\"kind\":\"mean\",\"asked\":false}"));
    assert_int_equal(newest(c, "delay_min")->version, 1);
    assert_true(define(c, "delay_min", "{\"kind\":\"mean\",\"unit\":\"min\",\"label\":\"Delay\"}"));
    const struct metric *metric = newest(c, "delay_min");
    assert_int_equal(metric->id, id);
    assert_int_equal(metric->version, 2);
    assert_str(metric->label, "Delay");
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM metric WHERE name = 'delay_min'"), "2");
    // Back again is a version too: what was true when stays on record.
    assert_true(define(c, "delay_min", "{\"kind\":\"mean\",\"unit\":\"min\"}"));
    assert_int_equal(newest(c, "delay_min")->version, 3);
}

static void facts_hold_kind_scale_and_box_fast_by(struct teller *t)
{
    ctx *c = t->c;
    static const char mood[] = "{\"kind\":\"mean\",\"scale\":[1,5],\"box\":[2,4]}";
    static const char *const others[] = {
        "{\"kind\":\"sum\",\"scale\":[1,5],\"box\":[2,4]}",
        "{\"kind\":\"mean\",\"scale\":[1,7],\"box\":[2,4]}",
        "{\"kind\":\"mean\",\"scale\":[0,5],\"box\":[2,4]}",
        "{\"kind\":\"mean\",\"scale\":[1,5],\"box\":[2,5]}",
        "{\"kind\":\"mean\",\"scale\":[1,5],\"box\":[1,4]}",
        "{\"kind\":\"mean\",\"scale\":[1,5]}",
        "{\"kind\":\"mean\",\"box\":[2,4]}",
    };
    for (i64 i = 0; i < COUNT_OF(others); i++)
        assert_true(define(c, "mood", others[i])); // nothing lies under it yet
    assert_true(define(c, "mood", mood));
    teller_renew(t);
    TAKE(t, TOLD(.id = S("o-1"), READINGS({S("mood"), E4(3)})));
    i32 version = newest(c, "mood")->version;
    for (i64 i = 0; i < COUNT_OF(others); i++) {
        assert_false(define(c, "mood", others[i]));
        assert_int_equal(c->err.code, ERR_REFUSED);
        assert_string_equal(c->err.msg,
                            "metric \"mood\" already has facts under another kind, scale or box");
        assert_string_equal(c->err.hint, "Give the new definition a name of its own.");
        err_clear(c);
    }
    assert_int_equal(newest(c, "mood")->version, version);
    assert_true(define(c, "mood",
                       "{\"kind\":\"mean\",\"scale\":[1,5],\"box\":[2,4],\"better\":\"higher\","
                       "\"tolerance\":0.5}"));
    assert_int_equal(newest(c, "mood")->version, version + 1);
}

static void builtins_are_added_once_and_never_overwritten_by(struct teller *t)
{
    ctx *c = t->c;
    assert_true(define(c, "purchase", "{\"kind\":\"sum\",\"unit\":\"SEK\",\"label\":\"Sales\"}"));
    const char *before = teller_ask(c, "SELECT count(*) FROM metric");
    MUST(c, store_begin_write(c) && metric_add_builtins(c) && store_commit(c));
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM metric"), before);
    assert_str(newest(c, "purchase")->unit, "SEK");
}

static void a_gap_among_metrics_is_told_by(struct teller *t)
{
    ctx *c = t->c;
    MUST(c, store_begin_write(c));
    teller_run(c, "DELETE FROM metric WHERE id = 3");
    struct metrics all;
    assert_false(metric_load(c, &all));
    assert_int_equal(c->err.code, ERR_STORE);
    assert_string_equal(c->err.msg, "the table of metrics has a gap");
    assert_string_equal(c->err.hint, "Run `tuntuma check`; restore the store from its backup.");
    assert_string_equal(c->err.detail, "metric id 4 at place 3");
    err_clear(c);
    store_rollback(c);
}

#define ON_BOTH(test)                                                                              \
    static void test##_in(ctx *c, struct store *store)                                             \
    {                                                                                              \
        (void)store;                                                                               \
        struct teller teller;                                                                      \
        teller_init(c, &teller);                                                                   \
        test##_by(&teller);                                                                        \
        teller_check(&teller);                                                                     \
        teller_release(&teller);                                                                   \
    }                                                                                              \
    static void test(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        on_both(test##_in);                                                                        \
    }

ON_BOTH(builtins_read_back_as_they_are)
ON_BOTH(a_changed_definition_is_a_new_version)
ON_BOTH(facts_hold_kind_scale_and_box_fast)
ON_BOTH(builtins_are_added_once_and_never_overwritten)
ON_BOTH(a_gap_among_metrics_is_told)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fault_of_a_definition_is_named),
        cmocka_unit_test(a_metric_needs_a_name_that_is_not_too_long),
        cmocka_unit_test(what_a_kind_implies_is_written_out),
        cmocka_unit_test(families_define_what_is_named_after_them),
        cmocka_unit_test(a_rule_is_told_in_words),
        cmocka_unit_test(subjects_are_found_by_name),
        cmocka_unit_test(builtins_read_back_as_they_are),
        cmocka_unit_test(a_changed_definition_is_a_new_version),
        cmocka_unit_test(facts_hold_kind_scale_and_box_fast),
        cmocka_unit_test(builtins_are_added_once_and_never_overwritten),
        cmocka_unit_test(a_gap_among_metrics_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
