// A survey's draft may have flaws; what is taken into use has none, never changes, and defines the
// metrics that its answers become. On both engines.
#include "facts/metric.h"
#include "people/role.h"
#include "survey/reading.h"
#include "survey/survey_kind.h"
#include "survey/version.h"

#include "support/both.h"
#include "support/test.h"

static const struct record_edit OWNER = {.who = 7, .roles = ROLE_BIT(ROLE_CX_OWNER)};
static const struct record_edit READER = {.who = 8, .roles = ROLE_BIT(ROLE_EMPLOYEE)};

static i64 survey_new(ctx *c, const char *name)
{
    struct record *record = record_new(c, &survey_kind);
    struct record_problems problems = {0};
    MUST(c, store_begin_write(c));
    MUST(c, record_put(c, record, S("name"), str_of(name), UINT32_MAX, &problems));
    MUST(c, record_add(c, record, &OWNER, &problems));
    MUST(c, store_commit(c));
    return record->id;
}

static bool put(ctx *c, i64 survey, i64 edition, const char *text)
{
    struct survey_draft draft = {.text = str_of(text), .edition = edition};
    MUST(c, store_begin_write(c));
    if (!survey_draft_put(c, survey, &draft, 7)) {
        store_rollback(c);
        return false;
    }
    MUST(c, store_commit(c));
    return true;
}

static bool publish(ctx *c, i64 survey, const struct record_edit *edit, i64 *version)
{
    MUST(c, store_begin_write(c));
    if (!survey_publish(c, survey, edit, version)) {
        store_rollback(c);
        return false;
    }
    MUST(c, store_commit(c));
    return true;
}

// What failed, which is done with by that.
static const char *said(ctx *c)
{
    const char *msg = c->err.msg;
    assert_non_null(msg);
    err_clear(c);
    return msg;
}

static const char first[] =
    "{\"languages\":[\"en\"],\"title\":\"T\",\"questions\":["
    "{\"name\":\"nps\",\"type\":\"nps\",\"text\":\"Would you recommend us?\"},"
    "{\"name\":\"late\",\"type\":\"single\",\"text\":\"Late?\",\"options\":[{\"name\":\"no\","
    "\"text\":\"No\"},{\"name\":\"yes\",\"text\":\"Yes\"}]},"
    "{\"name\":\"days\",\"type\":\"number\",\"text\":\"Days\"},"
    "{\"name\":\"gap\",\"type\":\"expectation\",\"text\":\"Expected?\"},"
    "{\"name\":\"grid\",\"type\":\"matrix\",\"text\":\"Judge\",\"rows\":[{\"name\":\"price\","
    "\"text\":\"Price\"}],\"options\":[{\"name\":\"bad\",\"text\":\"Bad\"},{\"name\":\"good\","
    "\"text\":\"Good\"}]}]}";
static const char flawed[] = "{\"languages\":[\"en\"],\"title\":\"T\",\"questions\":[]}";
static const char second[] =
    "{\"languages\":[\"en\"],\"title\":\"T\",\"questions\":["
    "{\"name\":\"days\",\"type\":\"number\",\"text\":\"How many days?\"}]}";

static void a_draft_may_have_flaws_and_is_saved_by_one_at_a_time_in(ctx *c, struct store *store)
{
    (void)store;
    i64 survey = survey_new(c, "After delivery"), version = 0;
    struct survey_draft draft;
    MUST(c, survey_draft_get(c, survey, &draft));
    assert_int_equal(draft.edition, 0);
    assert_true(str_find(draft.text, S("\"After delivery\"")) > 0);
    assert_true(put(c, survey, 0, flawed));
    assert_false(put(c, survey, 0, first));
    assert_string_equal(said(c), "somebody else changed the questions meanwhile");
    MUST(c, survey_draft_get(c, survey, &draft));
    assert_int_equal(draft.edition, 1);
    assert_int_equal(draft.saved_by, 7);
    assert_str(draft.text, flawed);
    assert_false(publish(c, survey, &OWNER, &version));
    assert_string_equal(said(c), "questions: there is no question yet");
    assert_false(put(c, survey, 1, "[]"));
    assert_string_equal(said(c), "the survey's definition is not a JSON object");
}

static void a_draft_may_have_flaws_and_is_saved_by_one_at_a_time(void **state)
{
    (void)state;
    on_both(a_draft_may_have_flaws_and_is_saved_by_one_at_a_time_in);
}

static void a_version_never_changes_in(ctx *c, struct store *store)
{
    (void)store;
    i64 survey = survey_new(c, "Lähetyksen jälkeen?"), version = 0, count = 0;
    struct survey read;
    struct survey_version *versions = NULL;
    struct record record;
    str code = {0};
    assert_false(survey_version_get(c, survey, 0, &read));
    assert_string_equal(said(c), "the survey has no such version");
    assert_true(put(c, survey, 0, first));
    assert_false(publish(c, survey, &READER, &version));
    assert_string_equal(said(c), "you may not take a survey into use");
    assert_true(publish(c, survey, &OWNER, &version));
    assert_int_equal(version, 1);
    MUST(c, record_get(c, &survey_kind, survey, &record));
    assert_str(record.state, "in_use");
    assert_false(publish(c, survey, &OWNER, &version));
    assert_string_equal(said(c), "nothing has changed since version 1");
    assert_true(put(c, survey, 1, second));
    assert_true(publish(c, survey, &OWNER, &version));
    assert_int_equal(version, 2);
    MUST(c, survey_version_get(c, survey, 1, &read));
    assert_int_equal(read.question_count, 5);
    MUST(c, survey_version_get(c, survey, 0, &read));
    assert_int_equal(read.question_count, 1);
    MUST(c, survey_versions(c, survey, &count, &versions));
    assert_int_equal(count, 2);
    assert_int_equal(versions[0].version, 2);
    assert_int_equal(versions[1].made_by, 7);
    MUST(c, survey_code(c, survey, &code));
    assert_str(code, "lahetyksen_jalkeen");
}

static void a_version_never_changes(void **state)
{
    (void)state;
    on_both(a_version_never_changes_in);
}

static const struct metric *metric_of(ctx *c, const struct metrics *all, const char *name)
{
    (void)c;
    const struct metric *metric = metric_find(all, str_of(name));
    if (!metric) print_error("no metric %s\n", name);
    assert_non_null(metric);
    return metric;
}

static void what_is_taken_into_use_defines_its_metrics_in(ctx *c, struct store *store)
{
    (void)store;
    i64 survey = survey_new(c, "Delivery"), version = 0, twin = survey_new(c, "Delivery!");
    struct metrics all;
    str code = {0};
    MUST(c, store_begin_write(c) && metric_add_builtins(c) && store_commit(c));
    assert_true(put(c, survey, 0, first));
    assert_true(publish(c, survey, &OWNER, &version));
    MUST(c, metric_load(c, &all));
    assert_str(metric_of(c, &all, "nps")->label, "Net Promoter Score");
    assert_int_equal(metric_of(c, &all, "delivery.late.yes")->kind, METRIC_RATE);
    assert_str(metric_of(c, &all, "delivery.late.yes")->label, "Late?: Yes");
    assert_int_equal(metric_of(c, &all, "delivery.days")->kind, METRIC_MEAN);
    assert_false(metric_of(c, &all, "delivery.days")->scaled);
    assert_int_equal(metric_of(c, &all, "delivery.grid.price")->scale_high_e4, 20000);
    assert_int_equal(metric_of(c, &all, "best_anywhere")->scale_high_e4, 50000);
    assert_true(metric_of(c, &all, "perceived")->asked);
    assert_true(put(c, twin, 0, second));
    assert_true(publish(c, twin, &OWNER, &version));
    MUST(c, survey_code(c, twin, &code));
    assert_str(code, "delivery_2");
    i64 found = 0;
    MUST(c, survey_find(c, S("delivery_2"), &found));
    assert_int_equal(found, twin);
    MUST(c, survey_find(c, S("Delivery"), &found));
    assert_int_equal(found, survey);
    assert_false(survey_find(c, S("nothing like it"), &found));
    assert_string_equal(said(c), "there is no survey \"nothing like it\"");
}

static void what_is_taken_into_use_defines_its_metrics(void **state)
{
    (void)state;
    on_both(what_is_taken_into_use_defines_its_metrics_in);
}

static void a_metric_that_means_something_else_is_refused_in(ctx *c, struct store *store)
{
    (void)store;
    i64 survey = survey_new(c, "Purchases"), version = 0;
    MUST(c, store_begin_write(c) && metric_add_builtins(c) && store_commit(c));
    assert_true(put(c, survey, 0,
                    "{\"languages\":[\"en\"],\"title\":\"T\",\"questions\":[{\"name\":\"q\","
                    "\"type\":\"number\",\"text\":\"How much?\",\"metric\":\"purchase\"}]}"));
    assert_false(publish(c, survey, &OWNER, &version));
    assert_string_equal(said(c), "the metric purchase is measured on another scale already");
}

static void a_metric_that_means_something_else_is_refused(void **state)
{
    (void)state;
    on_both(a_metric_that_means_something_else_is_refused_in);
}

static void a_touchpoint_tells_what_it_aims_at_in(ctx *c, struct store *store)
{
    (void)store;
    struct record *record = record_new(c, &kind_touchpoint);
    struct record_problems problems = {0};
    str aims = {0};
    MUST(c, store_begin_write(c));
    MUST(c, record_put(c, record, S("name"), S("delivery"), UINT32_MAX, &problems));
    MUST(c, record_put(c, record, S("feelings"), S("safe, valued"), UINT32_MAX, &problems));
    MUST(c, record_add(c, record, &OWNER, &problems));
    MUST(c, store_commit(c));
    MUST(c, survey_aims(c, S("delivery"), &aims));
    assert_str(aims, "valued,safe");
    MUST(c, survey_aims(c, S("elsewhere"), &aims));
    assert_str(aims, "");
}

static void a_touchpoint_tells_what_it_aims_at(void **state)
{
    (void)state;
    on_both(a_touchpoint_tells_what_it_aims_at_in);
}

static const struct kind *const kinds[] = {&kind_function, &kind_unit,       &kind_channel,
                                           &kind_journey,  &kind_stage,      &kind_person,
                                           &kind_metric,   &kind_touchpoint, &survey_kind};

int main(void)
{
    kinds_register(kinds, COUNT_OF(kinds));
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_draft_may_have_flaws_and_is_saved_by_one_at_a_time),
        cmocka_unit_test(a_version_never_changes),
        cmocka_unit_test(what_is_taken_into_use_defines_its_metrics),
        cmocka_unit_test(a_metric_that_means_something_else_is_refused),
        cmocka_unit_test(a_touchpoint_tells_what_it_aims_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
