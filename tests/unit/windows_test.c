// One answer in two windows: whatever was given before it ended is kept, and becomes facts, however
// little the window that ended it knew of the other.
#include "survey/answer_step.h"

#include "base/lang.h"
#include "kinds/all_kinds.h"
#include "support/asked.h"
#include "support/teller.h"
#include "survey/answer_count.h"

#include "support/test.h"

enum { ANSWER = 1 << ANSWER_ID_LOW_BITS };

// A press: what the window showed before, and what was chosen in it.
struct press {
    struct answer_step step; // first
    struct answer after;
    struct survey_answer given;
    bool is_words;
};

static void thanked(struct answer_step *step, const err *failure)
{
    (void)step;
    assert_int_equal(failure->code, ERR_NONE);
}

static struct press *press(ctx *c, struct answering *answering, const struct answer *seen,
                           struct survey_answer given)
{
    struct press *press = NEW(c->arena, struct press);
    *press = (struct press){.after = *seen, .given = given};
    press->after.parts = NEW_ARRAY(c->arena, struct survey_answer, seen->part_count + 1);
    for (i64 i = 0; i < seen->part_count; i++)
        press->after.parts[i] = seen->parts[i];
    answer_put_part(c, &press->after, given);
    press->is_words = str_equal(given.question, S("why"));
    press->step = (struct answer_step){.answering = answering,
                                       .after = &press->after,
                                       .begins = !seen->part_count,
                                       .part_count = 1,
                                       .given = &press->given,
                                       .is_words = &press->is_words,
                                       .done = thanked};
    return press;
}

static void ends(struct press *press)
{
    press->step.ends = true;
    press->after.state = ANSWER_COMPLETE;
}

// As the writer does it: those that wait at the same time are one group.
static void write_them(ctx *c, struct press **presses, i64 count)
{
    struct change *changes[4];
    static const err none = {0};
    for (i64 i = 0; i < count; i++) {
        answer_step_init(&presses[i]->step);
        changes[i] = &presses[i]->step.change;
    }
    MUST(c, store_begin_write(c) && changes[0]->apply(c, changes, count) && store_commit(c));
    for (i64 i = 0; i < count; i++)
        changes[i]->done(changes[i], &none);
}

static const char *parts_of(ctx *c, const struct answer *answer)
{
    const char *out = answer_state_name(answer->state);
    for (i64 i = 0; i < answer->part_count; i++)
        out = fmt(c->arena, "%s %.*s=%.*s", out, STR(answer->parts[i].question),
                  STR(answer->parts[i].value));
    return out;
}

// In the store, and as pages remember it.
static void assert_answer(ctx *c, struct answering *answering, const char *should)
{
    struct answer stored, shown;
    bool found = false;
    MUST(c, answer_get(c, ANSWER, &stored));
    assert_string_equal(parts_of(c, &stored), should);
    MUST(c, answering_get(c, answering, ANSWER, &shown, &found));
    assert_true(found);
    assert_string_equal(parts_of(c, &shown), should);
}

static struct answer fresh(ctx *c)
{
    i64 survey = asked_survey(c, "Delivery", asked_delivery);
    return (struct answer){.id = ANSWER,
                           .survey = survey,
                           .version = 1,
                           .source = S("Delivery"),
                           .way = S("link"),
                           .lang = S("en"),
                           .began_ms = c->now_ms,
                           .changed_ms = c->now_ms};
}

static i64 counted(struct teller *t, struct answering *answering)
{
    ctx *c = t->c;
    i64 count = 0;
    teller_renew(t);
    MUST(c,
         store_begin_write(c) && answers_count(c, &t->known, answering, &count) && store_commit(c));
    return count;
}

static void assert_facts(struct teller *t, struct answering *answering)
{
    assert_int_equal(counted(t, answering), 1);
    assert_string_equal(teller_ask(t->c, "SELECT m.name, sum(f.change)::BIGINT FROM fact f JOIN "
                                         "metric m ON m.id = f.metric AND m.version = 1 GROUP BY "
                                         "m.name ORDER BY m.name"),
                        "delivery.how.home 1 | delivery.how.shop 1 | nps 1 | remark 1");
    assert_string_equal(teller_ask(t->c, "SELECT text FROM remark"), "It was late.");
    assert_int_equal(counted(t, answering), 0);
}

#define NPS S("nps"), S("3")
#define WHY S("why"), S("\"It was late.\"")
#define HOW S("how"), S("\"home\"")

static void what_the_other_window_gave_before_the_end_is_kept_by(struct teller *t)
{
    ctx *c = t->c;
    struct answering *answering = answering_new(c, true);
    struct answer none = fresh(c);
    struct press *first = press(c, answering, &none, (struct survey_answer){NPS});
    write_them(c, &first, 1);
    // Both windows show the answer as it stands now.
    struct press *other = press(c, answering, &first->after, (struct survey_answer){WHY});
    struct press *last = press(c, answering, &first->after, (struct survey_answer){HOW});
    ends(last);
    write_them(c, &other, 1);
    write_them(c, &last, 1);
    assert_answer(c, answering, "complete nps=3 why=\"It was late.\" how=\"home\"");
    assert_facts(t, answering);
    // The other one ends it too, later: it is over, and stays as it is.
    struct press *late =
        press(c, answering, &other->after, (struct survey_answer){S("how"), S("\"shop\"")});
    ends(late);
    write_them(c, &late, 1);
    assert_true(late->step.was_over);
    assert_answer(c, answering, "complete nps=3 why=\"It was late.\" how=\"home\"");
    assert_int_equal(counted(t, answering), 0);
    answering_free(answering);
}
TELLER_ON_BOTH(what_the_other_window_gave_before_the_end_is_kept)

static void windows_that_press_at_once_are_one_answer_by(struct teller *t)
{
    ctx *c = t->c;
    struct answering *answering = answering_new(c, true);
    struct answer none = fresh(c);
    // Both begin, and both end, in one group.
    struct press *all[] = {
        press(c, answering, &none, (struct survey_answer){NPS}),
        press(c, answering, &none, (struct survey_answer){WHY}),
        press(c, answering, &none, (struct survey_answer){HOW}),
        press(c, answering, &none, (struct survey_answer){S("how"), S("\"shop\"")})};
    ends(all[2]);
    ends(all[3]);
    write_them(c, all, COUNT_OF(all));
    assert_answer(c, answering, "complete nps=3 why=\"It was late.\" how=\"home\"");
    assert_true(all[1]->step.stood && all[3]->step.was_over);
    assert_facts(t, answering);
    assert_string_equal(
        teller_ask(c, "SELECT what, count(*) FROM event GROUP BY what ORDER BY what"),
        "answer.began 1 | answer.ended 1");
    answering_free(answering);
}
TELLER_ON_BOTH(windows_that_press_at_once_are_one_answer)

int main(void)
{
    lang_register_built_in();
    kinds_register(all_kinds, all_kinds_count);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_other_window_gave_before_the_end_is_kept),
        cmocka_unit_test(windows_that_press_at_once_are_one_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
