// Laws of n-grams and of the models that see them.
#include "words/grams.h"

#include <math.h>

#include "prop/prop.h"
#include "support/work.h"
#include "words/built_in.h"
#include "words/language.h"
#include "words/model.h"

static const str alphabet = {"abcdeäöåAZÄ 013!?.\t\xCC\x88\xFF", 25};

// Sums in another order differ by rounding.
static bool near(f64 a, f64 b)
{
    return fabs(a - b) < 1e-5;
}

struct asked {
    struct model model;
    f64 chances[LINEAR_LABELS_MAX];
};

static void ask(ctx *c, struct asked *asked, str text)
{
    str bytes = {0};
    const gram *grams = NULL;
    bool found = built_in_model(S("emotions-fi"), &bytes) && model_read(c, bytes, &asked->model);
    assert(found);
    i64 count = grams_of(grams_new(c, asked->model.form), text, &grams, NULL);
    model_ask_grams(&asked->model, grams, count, asked->chances);
}

static bool same_chances(const struct asked *a, const struct asked *b)
{
    for (i32 j = 0; j < a->model.quality.labels; j++)
        if (!near(a->chances[j], b->chances[j])) return false;
    return true;
}

static struct work *work_in(struct arena *arena)
{
    struct work *work = NEW(arena, struct work);
    work_init(work);
    return work;
}

static bool chances_are_chances(struct prop *p, struct arena *arena)
{
    struct work *work = work_in(arena);
    struct asked asked;
    str text = prop_text(p, arena, alphabet, 300);
    buf_fmt(p->shown, "\"%.*s\"", STR(text));
    ask(&work->c, &asked, text);
    bool good = true;
    for (i32 j = 0; j < asked.model.quality.labels; j++)
        good = good && asked.chances[j] >= 0 && asked.chances[j] <= 1;
    struct language_guess guess = language_of(text);
    good = good && guess.chance >= 0 && guess.chance <= 1;
    work_release(work);
    return good;
}

static bool the_order_of_words_says_nothing(struct prop *p, struct arena *arena)
{
    struct work *work = work_in(arena);
    struct asked one, other;
    str a = prop_text(p, arena, S("abcdefghijklmnopqrstuvwxyz"), 30);
    str b = prop_text(p, arena, S("abcdefghijklmnopqrstuvwxyzäö"), 30);
    if (!str_is_utf8(b, NULL)) b = S("muuta");
    buf_fmt(p->shown, "\"%.*s\", \"%.*s\"", STR(a), STR(b));
    ask(&work->c, &one, str_of(fmt(arena, "%.*s %.*s", STR(a), STR(b))));
    ask(&work->c, &other, str_of(fmt(arena, "  %.*s\n%.*s", STR(b), STR(a))));
    bool good = same_chances(&one, &other);
    work_release(work);
    return good;
}

static bool capitals_and_blanks_say_nothing(struct prop *p, struct arena *arena)
{
    struct work *work = work_in(arena);
    struct asked one, other;
    str text = prop_text(p, arena, S("abc de fg!"), 200);
    buf_fmt(p->shown, "\"%.*s\"", STR(text));
    buf loud = buf_new(arena, 2000);
    for (i64 i = 0; i < text.size; i++) {
        char character = text.s[i];
        if (character == ' ') buf_char(&loud, '\n');
        buf_char(&loud, character >= 'a' && character <= 'z' ? (char)(character - 32) : character);
    }
    ask(&work->c, &one, text);
    ask(&work->c, &other, buf_str(&loud));
    bool good = same_chances(&one, &other);
    work_release(work);
    return good;
}

LAW(chances_are_chances)
LAW(the_order_of_words_says_nothing)
LAW(capitals_and_blanks_say_nothing)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_chances_are_chances),
        cmocka_unit_test(check_the_order_of_words_says_nothing),
        cmocka_unit_test(check_capitals_and_blanks_say_nothing),
    };
    return cmocka_run_group_tests_name("grams laws", tests, NULL, NULL);
}
