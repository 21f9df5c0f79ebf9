// Laws of records: what is written is read as the same, and the versions lead to the present.
#include "record/record_json.h"
#include "record/record.h"

#include "support/both.h"
#include "support/work.h"

#include "prop/prop.h"

// clang-format off
static const struct kind_choice colours[] = {{"red", "Red"}, {"green", "Green"}, {"blue", "Blue"}, {0}};
static const struct kind_field all_fields[] = {
    {.name = "name", .type = KIND_TEXT, .required = true, .label = "L", .help = "H."},
    {.name = "essay", .type = KIND_LONG_TEXT, .label = "L", .help = "H."},
    {.name = "number", .type = KIND_NUMBER, .label = "L", .help = "H."},
    {.name = "price", .type = KIND_MONEY, .label = "L", .help = "H."},
    {.name = "day", .type = KIND_DATE, .label = "L", .help = "H."},
    {.name = "moment", .type = KIND_TIME, .label = "L", .help = "H."},
    {.name = "open", .type = KIND_YES_NO, .label = "L", .help = "H."},
    {.name = "colour", .type = KIND_CHOICE, .choices = colours, .label = "L", .help = "H."},
    {.name = "colours", .type = KIND_CHOICES, .choices = colours, .label = "L", .help = "H."},
    {.name = "customer", .type = KIND_CUSTOMER, .label = "L", .help = "H."},
    {.name = "picture", .type = KIND_FILE, .label = "L", .help = "H."},
    {0}};
static const struct kind everything = {
    .name = "everything", .label = "thing", .labels = "things", .what = "W.", .fields = all_fields};
// clang-format on

static struct record_value drawn(struct prop *p, struct arena *arena, enum kind_type type)
{
    struct record_value value = {.given = prop_i64(p, 0, 3) > 0};
    if (!value.given) return value;
    i64 bits = prop_i64(p, 1, 7);
    if (type == KIND_TEXT || type == KIND_LONG_TEXT)
        value.text = str_trim(prop_text(p, arena, S("aB ,\"'\\=#0-"), 60));
    else if (type == KIND_NUMBER)
        value.f = (f64)prop_i64(p, -99999999, 99999999) / (f64)(1 << 2);
    else if (type == KIND_MONEY)
        value.i = prop_i64(p, -1000000000000000, 1000000000000000);
    else if (type == KIND_DATE)
        value.i = prop_i64(p, -700000, 2900000);
    else if (type == KIND_TIME)
        value.i = prop_i64(p, -60000000000000, 250000000000000);
    else if (type == KIND_YES_NO)
        value.i = prop_i64(p, 0, 1);
    else if (type == KIND_CHOICE)
        value.text = str_of(colours[bits % 3].name);
    else if (type == KIND_FILE)
        value.i = prop_i64(p, 1, INT64_MAX / 2);
    else if (type == KIND_CUSTOMER)
        value.i = prop_i64(p, INT64_MIN / 2, INT64_MAX / 2) | 1;
    else
        value.text = str_of(fmt(arena, "%s%s%s%s%s", bits & 1 ? "red" : "",
                                (bits & 1) && (bits & 6) ? "," : "", bits & 2 ? "green" : "",
                                (bits & 2) && (bits & 4) ? "," : "", bits & 4 ? "blue" : ""));
    bool is_text = type == KIND_TEXT || type == KIND_LONG_TEXT;
    if (is_text && !value.text.size) value.given = false;
    return value;
}

static bool what_is_written_is_read_as_the_same(struct prop *p, struct arena *arena)
{
    struct work work;
    ctx *c = work_init(&work);
    struct record *record = record_new(c, &everything), *again = record_new(c, &everything);
    struct record_problems problems = {0};
    struct record_edit edit = {0};
    bool held = true;
    i64 *differ = NULL;
    for (i64 i = 0; all_fields[i].name; i++)
        record->values[i] = drawn(p, arena, all_fields[i].type);
    str json = json_write(c, record_json(c, record, 0));
    buf_fmt(p->shown, "%.*s", STR(json));
    held = held && record_json_read(c, json_parse(c, json), again, &edit, &problems);
    held = held && !problems.count && !record_differences(c, record, again, &differ);
    for (i64 i = 0; all_fields[i].name; i++) { // as a form has it
        struct record_value value = {0};
        str text = value_write(c, &all_fields[i], &record->values[i]);
        held = held && value_read(c, &all_fields[i], text, &value, &problems);
        held = held && !problems.count && value_equal(&all_fields[i], &value, &record->values[i]);
    }
    work_release(&work);
    return held;
}

static void the_versions_lead_to_the_present_by(ctx *c, struct store *store)
{
    (void)store;
    struct prop p = {.state = prop_setting("TUNTUMA_PROP_SEED", 1), .scale = PROP_SCALE};
    struct record *record = record_new(c, kind_find(S("stage")));
    struct record_problems problems = {0};
    static const char *const moments[] = {"before", "at", "after", ""};
    for (i64 turn = 0; turn < 30; turn++) {
        MUST(c,
             record_put(c, record, S("name"), str_of(turn % 3 ? "B" : "A"), UINT32_MAX, &problems));
        MUST(c, record_put(c, record, S("place"),
                           str_of(fmt(c->arena, "%lld", (long long)prop_i64(&p, 1, 3))), UINT32_MAX,
                           &problems));
        MUST(c, record_put(c, record, S("moment"), str_of(moments[prop_i64(&p, 0, 3)]), UINT32_MAX,
                           &problems));
        struct record_edit edit = {.who = turn + 1, .roles = UINT32_MAX};
        MUST(c, store_begin_write(c));
        MUST(c, record->id ? record_change(c, record, &edit, &problems, NULL)
                           : record_add(c, record, &edit, &problems));
        MUST(c, store_commit(c));
    }
    struct record_version *versions = NULL;
    struct record now;
    i64 count = 0, *differ = NULL;
    MUST(c, record_get(c, record->kind, record->id, &now));
    MUST(c, record_history(c, record->kind, record->id, &versions, &count));
    assert_int_equal(count, now.version);
    assert_int_equal(versions[0].who, now.changed_by);
    assert_int_equal(versions[count - 1].who, now.made_by);
    // From the first version, change by change, to what stands now.
    struct record replayed = versions[count - 1].record;
    for (i64 i = count - 2; i >= 0; i--) {
        i64 changed = record_differences(c, &replayed, &versions[i].record, &differ);
        assert_true(changed > 0);
        for (i64 j = 0; j < changed; j++)
            replayed.values[differ[j]] = versions[i].record.values[differ[j]];
    }
    assert_int_equal(record_differences(c, &replayed, &now, &differ), 0);
}

static void the_versions_lead_to_the_present(void **state)
{
    (void)state;
    on_both(the_versions_lead_to_the_present_by);
}

LAW(what_is_written_is_read_as_the_same)

int main(void)
{
    kinds_register(first_kinds, first_kinds_count);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_what_is_written_is_read_as_the_same),
        cmocka_unit_test(the_versions_lead_to_the_present),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
