// Tables of kinds: the first ones are sound, and what is not sound is named.
#include "record/kind.h"

#include "support/test.h"

#define SOUND  .path = "kinds", .label = "kind", .labels = "kinds", .what = "A kind."
#define WORDED .label = "Label", .help = "Help."
#define TITLE                                                                                      \
    {                                                                                              \
        .name = "name", .type = KIND_TEXT, .required = true, WORDED                                \
    }

// clang-format off
static const struct kind_field title_only[] = {TITLE, {0}};
static const struct kind_field bad_fields[] = {
    {.name = "title", .type = KIND_NUMBER, WORDED},
    {.name = "title", .type = KIND_TEXT, WORDED},
    {.name = "order", .type = KIND_TEXT, WORDED},
    {.name = "Big", .type = KIND_TEXT},
    {.name = "of", .type = KIND_REF, .refers = "nothing", WORDED},
    {.name = "pick", .type = KIND_CHOICE, WORDED},
    {.name = "size", .type = KIND_NUMBER, .low = 2, .high = 1, WORDED},
    {0}};
static const struct kind_choice twice[] = {{"a", "A"}, {"a", "B"}, {"b, c", "C"}, {0}};
static const struct kind_field bad_choices[] = {TITLE, {.name = "pick", .type = KIND_CHOICE, .choices = twice, WORDED}, {0}};
static const struct kind_state states[] = {{"open", "open", false, false}, {"done", "done", true, true}, {"lost", "lost", true, true}, {0}};
static const struct kind_transition steps[] = {
    {"close", "Close", NULL, "done", 0, 0}, {"reopen", "Reopen", "gone", "open", 0, 0}, {0}};
// clang-format on

static void assert_flaws(const struct kind *kind, const char *expected)
{
    struct arena arena;
    arena_init(&arena, 1024 * 1024);
    const char *flaws = kinds_flaws(&arena, &kind, 1);
    assert_string_equal(flaws ? flaws : "", expected);
    arena_release(&arena);
}

static void the_first_kinds_are_sound(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1024 * 1024);
    const char *flaws = kinds_flaws(&arena, first_kinds, first_kinds_count);
    assert_string_equal(flaws ? flaws : "", "");
    arena_release(&arena);
    kinds_register(first_kinds, first_kinds_count);
    for (i64 i = 0; i < kinds_count(); i++) {
        assert_ptr_equal(kind_find(str_of(kind_at(i)->name)), kind_at(i));
        assert_ptr_equal(kind_find_path(str_of(kind_at(i)->path)), kind_at(i));
    }
    assert_null(kind_find(S("goal")));
    assert_ptr_equal(kind_find_path(S("people")), kind_find(S("person")));
    assert_null(kind_find_path(S("person")));
}

static void what_is_not_sound_is_named(void **state)
{
    (void)state;
    assert_flaws(&(const struct kind){.name = "goal", SOUND, .fields = title_only}, "");
    assert_flaws(&(const struct kind){.name = "case", SOUND, .fields = title_only}, "");
    assert_flaws(&(const struct kind){.name = "Goal", SOUND, .fields = title_only},
                 "Goal: the name will not do\n");
    assert_flaws(&(const struct kind){.name = "goal",
                                      .path = "Goals",
                                      .label = "goal",
                                      .labels = "goals",
                                      .what = "A goal.",
                                      .fields = title_only},
                 "goal: the path will not do\n");
    assert_flaws(&(const struct kind){.name = "goal", SOUND, .fields = bad_fields},
                 "goal: the first field is not a required text\n"
                 "goal.title: twice\n"
                 "goal.order: the name will not do\n"
                 "goal.Big: the name will not do\n"
                 "goal.Big: no label or help\n"
                 "goal.of: refers to no kind\n"
                 "goal.pick: choices\n"
                 "goal.size: bounds\n");
    static const struct kind_field with_file[] = {
        {.name = "title",   .type = KIND_TEXT, .required = true, .label = "L", .help = "H."},
        {.name = "plan", .type = KIND_FILE, .label = "L", .help = "H."},
        {0    }
    };
    assert_flaws(&(const struct kind){.name = "goal", SOUND, .fields = with_file},
                 "goal.plan: forms take no file for a field yet; files lie beside a record\n");
    assert_flaws(&(const struct kind){.name = "goal", SOUND, .fields = bad_choices},
                 "goal.pick: choice a twice\ngoal.pick: choice b, c\n");
    assert_flaws(
        &(const struct kind){
            .name = "goal", SOUND, .fields = title_only, .states = states, .transitions = steps},
        "goal: transition reopen\ngoal: state lost is never reached\n");
    assert_flaws(
        &(const struct kind){
            .name = "goal", SOUND, .fields = title_only, .scope = SCOPE_UNIT, .over = "unit"},
        "goal: the scope needs a field \"unit\"\n"
        "goal: a name that facts point at is fixed and unique\n");
}

static void steps_fit_states(void **state)
{
    (void)state;
    const struct kind kind = {.name = "goal", .states = states, .transitions = steps};
    assert_true(kind_transition_fits(&kind, &steps[0], S("open")));
    assert_false(kind_transition_fits(&kind, &steps[0], S("done")));
    assert_false(kind_transition_fits(&kind, &steps[0], S("never")));
    assert_true(kind_transition_fits(&kind, &steps[1], S("gone")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_kinds_are_sound),
        cmocka_unit_test(what_is_not_sound_is_named),
        cmocka_unit_test(steps_fit_states),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
