// Records are made, changed, moved and kept in every version: on both engines.
#include "people/role.h"
#include "record/record.h"
#include "record/record_json.h"

#include "support/both.h"

#include "support/test.h"

static const struct record_edit ANNA = {.who = 1, .roles = UINT32_MAX};
static const struct record_edit BERT = {.who = 2, .roles = UINT32_MAX};

static struct record *new_of(ctx *c, const char *kind)
{
    const struct kind *found = kind_find(str_of(kind));
    assert_non_null(found);
    return record_new(c, found);
}

static void put(ctx *c, struct record *record, const char *field, const char *text)
{
    struct record_problems problems = {0};
    MUST(c, record_put(c, record, str_of(field), str_of(text), UINT32_MAX, &problems));
    MUST(c, problems_none(c, &problems));
}

// "field: words (hint); …" of all problems.
static const char *said(ctx *c, const struct record_problems *problems)
{
    buf out = buf_new(c->arena, 64000);
    for (i64 i = 0; i < problems->count; i++)
        buf_fmt(&out, "%s%s: %s (%s)", i ? "; " : "", problems->problem[i].field,
                problems->problem[i].msg, problems->problem[i].hint);
    return out.size ? out.s : "";
}

static struct record *made(ctx *c, const char *kind, const char *name)
{
    struct record *record = new_of(c, kind);
    struct record_problems problems = {0};
    put(c, record, "name", name);
    MUST(c, store_begin_write(c) && record_add(c, record, &ANNA, &problems) && store_commit(c));
    return record;
}

static bool change(ctx *c, struct record *record, const struct record_edit *edit,
                   struct record_problems *problems, struct record *other)
{
    *problems = (struct record_problems){0};
    MUST(c, store_begin_write(c));
    if (record_change(c, record, edit, problems, other)) {
        MUST(c, store_commit(c));
        return true;
    }
    store_rollback(c);
    return false;
}

static str ask(ctx *c, const char *sql)
{
    struct rows rows;
    MUST(c, store_rows_text(c, str_of(sql), NO_VALS, &rows));
    return rows.count ? rows.column[0].text[0] : S("nothing");
}

static void a_record_comes_back_as_it_was_stored_by(ctx *c, struct store *store)
{
    (void)store;
    struct record *sales = made(c, "function", "Sales");
    struct record *stage = made(c, "stage", "Choosing");
    assert_int_equal(sales->id, 1);
    struct record *record = new_of(c, "touchpoint"), read;
    struct record_problems problems = {0};
    put(c, record, "name", "checkout");
    put(c, record, "label", " Kassa ");
    put(c, record, "function", "Sales");
    put(c, record, "stage", fmt(c->arena, "#%lld", (long long)stage->id));
    put(c, record, "importance", "critical");
    put(c, record, "feelings", "Happy, valued");
    put(c, record, "practices", "Greet.\nSmile.");
    MUST(c, store_begin_write(c) && record_add(c, record, &ANNA, &problems) && store_commit(c));
    MUST(c, record_get(c, record->kind, record->id, &read));
    assert_int_equal(read.version, 1);
    assert_int_equal(read.made_by, 1);
    assert_int_equal(read.made_ms, c->now_ms);
    assert_str(read.state, "in_use");
    assert_str(record_value(&read, "label")->text, "Kassa");
    assert_str(record_value(&read, "feelings")->text, "valued,happy");
    assert_true(value_is_choice(record_value(&read, "feelings"), S("happy")));
    assert_int_equal(record_value(&read, "function")->i, sales->id);
    i64 *differ = NULL;
    assert_int_equal(record_differences(c, record, &read, &differ), 0);
    // What figures read follows.
    assert_str(
        ask(c, "SELECT name || '/' || label || '/' || stage || '/' || owner FROM touchpoint"),
        "checkout/Kassa/Choosing/Sales");
    put(c, sales, "name", "Myynti");
    assert_true(change(c, sales, &BERT, &problems, NULL));
    assert_str(ask(c, "SELECT owner FROM touchpoint"), "Myynti");
}

static void all_that_is_wrong_is_said_at_once_by(ctx *c, struct store *store)
{
    (void)store;
    struct record *record = new_of(c, "stage");
    struct record_problems problems = {0};
    static const struct {
        const char *field, *text;
    } typed[] = {
        {"place",   "many"   },
        {"moment",  "later"  },
        {"journey", "Nowhere"},
        {"colour",  "red"    }
    };
    for (i64 i = 0; i < COUNT_OF(typed); i++)
        MUST(c, record_put(c, record, str_of(typed[i].field), str_of(typed[i].text), UINT32_MAX,
                           &problems));
    MUST(c, store_begin_write(c));
    assert_false(record_add(c, record, &ANNA, &problems));
    assert_int_equal(c->err.code, ERR_BAD_INPUT);
    assert_string_equal(c->err.msg, "place: that is no number (and 4 more)");
    err_clear(c);
    store_rollback(c);
    assert_string_equal(
        said(c, &problems),
        "place: that is no number (Write it as 12 or 1.5.); "
        "moment: there is no choice \"later\" (Known are: before, at, after.); "
        "journey: there is no journey \"Nowhere\" (Make it first, or correct the name.); "
        "colour: a stage has no such field (Known are: name, journey, place, moment, need.); "
        "name: nothing is said (Fill in \"Name\": it is needed.)");
    problems = (struct record_problems){0};
    put(c, record, "name", "Choosing");
    MUST(c, record_put(c, record, S("place"), S("1001"), UINT32_MAX, &problems));
    MUST(c, record_put(c, record, S("journey"), S("77"), UINT32_MAX, &problems));
    MUST(c, record_check(c, record, &problems));
    assert_string_equal(
        said(c, &problems),
        "place: the number is too small or too large (It lies between 1 and 1000.); "
        "journey: there is no journey 77 (Choose one of the list.)");
}

static void names_are_given_once_by(ctx *c, struct store *store)
{
    (void)store;
    made(c, "unit", "Turku 1");
    made(c, "person", "Anna");
    made(c, "person", "Anna"); // two people may have one name
    struct record *record = new_of(c, "unit");
    struct record_problems problems = {0};
    put(c, record, "name", "Turku 1");
    MUST(c, store_begin_write(c));
    assert_false(record_add(c, record, &ANNA, &problems));
    err_clear(c);
    store_rollback(c);
    assert_string_equal(said(c, &problems),
                        "name: there is a unit of that name already (Give another "
                        "name, or change number 1.)");
    problems = (struct record_problems){0};
    MUST(c, record_put(c, record, S("lead"), S("Anna"), UINT32_MAX, &problems));
    assert_string_equal(said(c, &problems),
                        "lead: there are several of the name \"Anna\" (Give the "
                        "number, as #1.)");
}

static void the_second_of_two_editors_sees_both_versions_by(ctx *c, struct store *store)
{
    (void)store;
    struct record *record = made(c, "journey", "Insuring a home"), first, second, other;
    struct record_problems problems;
    MUST(c, record_get(c, record->kind, record->id, &first));
    MUST(c, record_get(c, record->kind, record->id, &second));
    put(c, &first, "who", "families");
    put(c, &second, "who", "students");
    assert_true(change(c, &first, &ANNA, &problems, &other));
    assert_false(change(c, &second, &BERT, &problems, &other));
    assert_int_equal(c->err.code, ERR_REFUSED);
    assert_string_equal(c->err.msg, "somebody changed this journey meanwhile");
    err_clear(c);
    assert_int_equal(other.version, 2);
    assert_int_equal(other.changed_by, 1);
    assert_str(record_value(&other, "who")->text, "families");
    assert_str(record_value(&second, "who")->text, "students");
    second.version = other.version; // having seen both
    assert_true(change(c, &second, &BERT, &problems, &other));
    assert_int_equal(second.version, 3);
    assert_true(change(c, &second, &BERT, &problems, &other)); // nothing changed
    assert_int_equal(second.version, 3);
}

static void history_tells_every_version_by(ctx *c, struct store *store)
{
    (void)store;
    struct record *record = made(c, "journey", "Moving");
    struct record_problems problems;
    struct record_edit edit = BERT;
    edit.why = S("heard from customers");
    c->now_ms += 1000;
    put(c, record, "who", "students");
    put(c, record, "need", "a quick move");
    assert_true(change(c, record, &edit, &problems, NULL));
    problems = (struct record_problems){0};
    MUST(c, store_begin_write(c));
    assert_false(record_move(c, record, S("agree"), &edit, &problems));
    assert_string_equal(c->err.msg, "day: no date is given (and 1 more)");
    err_clear(c);
    problems = (struct record_problems){0};
    edit.has_day = true;
    edit.day = 20000;
    edit.evidence = S("minutes of 4 October");
    MUST(c, record_move(c, record, S("agree"), &edit, &problems) &&
                record_archive(c, record, true, &ANNA) && store_commit(c));
    struct record_version *versions = NULL;
    i64 count = 0, *differ = NULL;
    MUST(c, record_history(c, record->kind, record->id, &versions, &count));
    assert_int_equal(count, 4);
    assert_string_equal(versions[0].did, "archive");
    assert_true(versions[0].record.archived);
    assert_string_equal(versions[1].did, "agree");
    assert_str(versions[1].record.state, "agreed");
    assert_str(versions[1].evidence, "minutes of 4 October");
    assert_true(versions[1].has_day && versions[1].day == 20000);
    assert_string_equal(versions[2].did, "change");
    assert_str(versions[2].why, "heard from customers");
    assert_int_equal(versions[2].who, 2);
    assert_int_equal(versions[2].at_ms, versions[3].at_ms + 1000);
    assert_false(versions[3].has_day);
    assert_int_equal(record_differences(c, &versions[3].record, &versions[2].record, &differ), 2);
    assert_string_equal(record->kind->fields[differ[0]].name, "who");
    str json = json_write(c, record_json_version(c, &versions[2], &versions[3].record, 1));
    assert_true(str_find(json, S("\"differences\":[{\"field\":\"who\",\"before\":null,\"after\":"
                                 "\"students\"}")) > 0);
}

static void steps_start_where_they_may_by(ctx *c, struct store *store)
{
    (void)store;
    struct record *record = made(c, "unit", "Turku 1");
    struct record_problems problems = {0};
    struct record_edit edit = ANNA;
    edit.why = S("moved");
    MUST(c, store_begin_write(c));
    assert_false(record_move(c, record, S("return"), &edit, &problems));
    assert_string_equal(c->err.msg, "the unit is not where \"Take back into use\" starts");
    assert_string_equal(c->err.hint, "From here it goes on by: retire.");
    err_clear(c);
    assert_false(record_move(c, record, S("sell"), &edit, &problems));
    assert_string_equal(c->err.msg, "a unit has no step \"sell\"");
    err_clear(c);
    MUST(c, record_move(c, record, S("retire"), &edit, &problems) && store_commit(c));
    assert_str(record->state, "retired");
    MUST(c, store_begin_write(c) && record_archive(c, record, true, &ANNA) && store_commit(c));
    put(c, record, "label", "Turku");
    assert_false(change(c, record, &ANNA, &problems, NULL));
    assert_string_equal(c->err.msg, "the unit is in the archive");
    err_clear(c);
}

static void names_of_facts_are_records_without_being_made_by(ctx *c, struct store *store)
{
    (void)store;
    struct rows rows;
    struct record read;
    struct record_problems problems;
    made(c, "stage", "at");
    MUST(c, store_rows_text(c,
                            S("INSERT INTO touchpoint (id, name, label, stage, owner) VALUES (5, "
                              "'checkout', 'Kassa', 'at', 'sales')"),
                            NO_VALS, &rows));
    const struct kind *touchpoint = kind_find(S("touchpoint"));
    MUST(c, record_get(c, touchpoint, 5, &read));
    assert_int_equal(read.version, 0);
    assert_str(read.values[0].text, "checkout");
    assert_str(record_value(&read, "label")->text, "Kassa");
    assert_int_equal(record_value(&read, "stage")->i, 1);
    assert_str(read.state, "in_use");
    put(c, &read, "importance", "high");
    assert_true(change(c, &read, &ANNA, &problems, NULL));
    assert_int_equal(read.version, 1);
    assert_str(
        ask(c, "SELECT name || '/' || label || '/' || stage || '/' || owner FROM touchpoint"),
        "checkout/Kassa/at/sales"); // an owner without a record stays as it was
    assert_int_equal(made(c, "touchpoint", "delivery")->id, 6);
    assert_str(ask(c, "SELECT name FROM touchpoint WHERE id = 6"), "delivery");
    put(c, &read, "name", "till");
    assert_false(change(c, &read, &ANNA, &problems, NULL));
    err_clear(c);
    assert_string_equal(said(c, &problems), "name: it cannot change any more (Facts point at it by "
                                            "this word; make a new one instead.)");
    struct record *metric = new_of(c, "metric");
    put(c, metric, "name", "nps");
    problems = (struct record_problems){0};
    MUST(c, store_begin_write(c));
    assert_false(record_add(c, metric, &ANNA, &problems));
    assert_string_equal(c->err.msg, "metrics come with facts");
    err_clear(c);
    store_rollback(c);
}

static void what_is_not_there_is_not_found_by(ctx *c, struct store *store)
{
    (void)store;
    struct record read;
    assert_false(record_get(c, kind_find(S("person")), 9, &read));
    assert_int_equal(c->err.code, ERR_NOT_FOUND);
    assert_string_equal(c->err.msg, "there is no person 9");
    err_clear(c);
    str *titles = NULL;
    made(c, "person", "Anna");
    MUST(c, record_titles(c, kind_find(S("person")), (const i64[]){7, 1, 0}, 3, &titles));
    assert_str(titles[0], "");
    assert_str(titles[1], "Anna");
}

static void old_versions_stay_readable_by(ctx *c, struct store *store)
{
    (void)store;
    struct record *record = made(c, "stage", "Choosing");
    struct record_version *versions = NULL;
    struct rows rows;
    i64 count = 0;
    // A field, a choice and a bound that the table has no more.
    MUST(c,
         store_rows_text(
             c,
             S("INSERT INTO rec_version VALUES ('stage', 1, 2, 'change', 5, 1, '', NULL, '', '', "
               "false, '{\"name\":\"B\",\"moment\":\"later\",\"place\":5000,\"colour\":1}')"),
             NO_VALS, &rows));
    MUST(c, record_history(c, record->kind, record->id, &versions, &count));
    assert_int_equal(count, 2);
    assert_str(record_value(&versions[0].record, "moment")->text, "later");
    assert_int_equal((i64)record_value(&versions[0].record, "place")->f, 5000);
    assert_str(
        json_write(c, record_json_fields(c, &versions[0].record, 1)),
        "{\"name\":\"B\",\"journey\":null,\"place\":5000,\"moment\":\"later\",\"need\":null}");
    MUST(c, store_rows_text(c, S("UPDATE rec_version SET fields = '{' WHERE version = 2"), NO_VALS,
                            &rows));
    assert_false(record_history(c, record->kind, record->id, &versions, &count));
    assert_int_equal(c->err.code, ERR_STORE);
    err_clear(c);
}

// Roles: bit 1 sees all, bit 2 may not see the price nor change the rank.
static const struct kind_field secret_fields[] = {
    {.name = "name",    .type = KIND_TEXT, .required = true, .label = "Name", .help = "H."},
    {.name = "price", .type = KIND_MONEY, .label = "Price", .help = "H.", .may_see = 1},
    {.name = "rank",
     .type = KIND_NUMBER,
     .label = "Rank",
     .help = "H.",
     .may_change = 1,
     .otherwise = "1,5"},
    {.name = "day",   .type = KIND_DATE, .label = "Day", .help = "H."},
    {.name = "moment", .type = KIND_TIME, .label = "Moment", .help = "H."},
    {.name = "open",     .type = KIND_YES_NO, .label = "Open", .help = "H."},
    {0   }
};
static const struct kind secret = {.name = "secret",
                                   .label = "secret",
                                   .labels = "secrets",
                                   .what = "W.",
                                   .fields = secret_fields};

static void roles_see_and_change_what_is_theirs_by(ctx *c, struct store *store)
{
    (void)store;
    struct record *record = record_new(c, &secret);
    struct record_problems problems = {0};
    struct record_edit edit = {.roles = 2};
    json_t *json =
        json_parse(c, S("{\"fields\":{\"name\":\"A\",\"price\":5,\"rank\":2,\"open\":true,"
                        "\"moment\":\"2026-11-21T12:00:00+02:00\",\"day\":5},\"x\":1}"));
    MUST(c, record_json_read(c, json, record, &edit, &problems));
    assert_string_equal(
        said(c, &problems),
        "x: a record has no such part (What a kind has of its own goes into \"fields\".); "
        "price: it is not yours to change (Ask somebody who may, or leave it as it is.); "
        "rank: it is not yours to change (Ask somebody who may, or leave it as it is.); "
        "day: that is no value of the type date (Write it in quotes, as people write it.)");
    problems = (struct record_problems){0};
    edit.roles = 1;
    json = json_parse(c, S("{\"version\":4,\"why\":\"so\",\"fields\":{\"price\":59.9,\"day\":"
                           "\"2026-11-21\"}}"));
    MUST(c, record_json_read(c, json, record, &edit, &problems) && problems_none(c, &problems));
    assert_int_equal(record->version, 4);
    assert_str(edit.why, "so");
    assert_str(json_write(c, record_json_fields(c, record, 1)),
               "{\"name\":\"A\",\"price\":59.9,\"rank\":1.5,\"day\":\"2026-11-21\",\"moment\":"
               "\"2026-11-21T10:00:00Z\",\"open\":true}");
    assert_str(json_write(c, record_json_fields(c, record, 2)),
               "{\"name\":\"A\",\"rank\":1.5,\"day\":\"2026-11-21\",\"moment\":"
               "\"2026-11-21T10:00:00Z\",\"open\":true}");
}

// What only who sets the company up may change at a touchpoint, and what its function's lead may.
static void leads_say_how_it_is_done_and_no_more_by(ctx *c, struct store *store)
{
    (void)store;
    struct record *record = new_of(c, "touchpoint");
    struct record_edit lead = {.who = 3, .roles = ROLE_BIT(ROLE_FUNCTION_LEAD)};
    struct record_problems problems = {0};
    put(c, record, "name", "checkout");
    MUST(c, store_begin_write(c));
    assert_false(record_add(c, record, &lead, &problems));
    assert_int_equal(c->err.code, ERR_FORBIDDEN);
    err_clear(c);
    MUST(c, record_add(c, record, &ANNA, &problems));
    MUST(c, record_put(c, record, S("practices"), S("Greet."), lead.roles, &problems) &&
                record_put(c, record, S("room"), S("A coffee."), lead.roles, &problems) &&
                record_put(c, record, S("feelings"), S("happy"), lead.roles, &problems));
    assert_string_equal(said(c, &problems), "");
    MUST(c, record_change(c, record, &lead, &problems, NULL));
    assert_int_equal(record->version, 2);
    assert_false(record_move(c, record, S("retire"), &lead, &problems));
    assert_int_equal(c->err.code, ERR_FORBIDDEN);
    err_clear(c);
    MUST(c, record_put(c, record, S("importance"), S("high"), lead.roles, &problems));
    assert_string_equal(said(c, &problems), "importance: it is not yours to change (Ask somebody "
                                            "who may, or leave it as it is.)");
    store_rollback(c);
}

#define ON_BOTH(name)                                                                              \
    static void name(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        on_both(name##_by);                                                                        \
    }

ON_BOTH(a_record_comes_back_as_it_was_stored)
ON_BOTH(all_that_is_wrong_is_said_at_once)
ON_BOTH(names_are_given_once)
ON_BOTH(the_second_of_two_editors_sees_both_versions)
ON_BOTH(history_tells_every_version)
ON_BOTH(steps_start_where_they_may)
ON_BOTH(names_of_facts_are_records_without_being_made)
ON_BOTH(what_is_not_there_is_not_found)
ON_BOTH(old_versions_stay_readable)

static void leads_say_how_it_is_done_and_no_more(void **state)
{
    (void)state;
    on_duckdb(leads_say_how_it_is_done_and_no_more_by);
}

static void roles_see_and_change_what_is_theirs(void **state)
{
    (void)state;
    on_duckdb(roles_see_and_change_what_is_theirs_by);
}

int main(void)
{
    kinds_register(first_kinds, first_kinds_count);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_comes_back_as_it_was_stored),
        cmocka_unit_test(all_that_is_wrong_is_said_at_once),
        cmocka_unit_test(names_are_given_once),
        cmocka_unit_test(the_second_of_two_editors_sees_both_versions),
        cmocka_unit_test(history_tells_every_version),
        cmocka_unit_test(steps_start_where_they_may),
        cmocka_unit_test(names_of_facts_are_records_without_being_made),
        cmocka_unit_test(what_is_not_there_is_not_found),
        cmocka_unit_test(old_versions_stay_readable),
        cmocka_unit_test(leads_say_how_it_is_done_and_no_more),
        cmocka_unit_test(roles_see_and_change_what_is_theirs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
