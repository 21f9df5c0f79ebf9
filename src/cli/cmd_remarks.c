#include <math.h>

#include "base/time.h"
#include "cli/commands.h"
#include "cli/question.h"
#include "voice/voice.h"
#include "words/tokens.h"

// clang-format off
const struct option remarks_options[] = {
    {"where", "DIM=VALUE", true, "only these"},
    {"from", "DATE", false, "first day"},
    {"to", "DATE", false, "last day"},
    {"search", "WORDS", false, "only remarks that have all of these words"},
    {"language", "CODE", false, "only in fi, en, sv or unknown"},
    {"tone", "TONE", false, "only happy, neither or unhappy ones, as a program reads them"},
    {"feeling", "NAME", false, "only with anger, anticipation, disgust, fear, joy, sadness, surprise or trust"},
    {"theme", "NAME", false, "only of this theme"},
    {"least", "VALUE", false, "only given with at least this value of the metric"},
    {"most", "VALUE", false, "only given with at most this value of the metric"},
    {"after", "PLACE", false, "the next fifty, as the page before tells"},
    {0},
};
// clang-format on

enum { PER_PAGE = 50 };

static bool no_such(ctx *c, const char *option, str word, const char *hint)
{
    return fail_with(c, ERR_USAGE, fmt(c->arena, "--%s has no \"%.*s\"", option, STR(word)), hint);
}

static bool read_theme(ctx *c, struct call *call, struct remark_wish *wish)
{
    str name = call_text(call, "theme", (str){0});
    struct theme *themes = NULL;
    i64 count = 0;
    if (!name.size) return true;
    if (!theme_list(c, &themes, &count)) return false;
    for (i64 i = 0; i < count; i++)
        if (str_equal_fold(themes[i].name, name)) wish->theme = themes[i].id;
    return wish->theme || no_such(c, "theme", name, "See `tuntuma record list theme`.");
}

static bool read_sound(ctx *c, struct call *call, struct remark_wish *wish)
{
    str language = call_text(call, "language", (str){0}), tone = call_text(call, "tone", (str){0}),
        feeling = call_text(call, "feeling", (str){0});
    static const str tones[] = {
        {"unhappy", 7},
        {"neither", 7},
        {"happy",   5}
    };
    for (enum words_language l = 0; l <= WORDS_UNKNOWN; l++)
        if (str_equal(language, str_of(language_code(l)))) wish->language = l + 1;
    for (i64 i = 0; i < COUNT_OF(tones); i++)
        if (str_equal(tone, tones[i])) {
            wish->has_tone = true;
            wish->tone = (enum remark_tone)(i - 1);
        }
    for (i64 bit = 0; bit < VOICE_FEELINGS; bit++)
        if (str_equal(feeling, str_of(voice_feeling_name(bit)))) wish->feelings = 1LL << bit;
    if (language.size && !wish->language)
        return no_such(c, "language", language, "There are fi, en, sv and unknown.");
    if (tone.size && !wish->has_tone)
        return no_such(c, "tone", tone, "There are happy, neither and unhappy.");
    return !feeling.size || wish->feelings ||
           no_such(c, "feeling", feeling, "`tuntuma help remarks` has their names.");
}

static bool read_value(ctx *c, struct call *call, const char *option, bool *has, f64 *out)
{
    str text = call_text(call, option, (str){0});
    if (!text.size) return true;
    *has = str_f64(text, out) && fabs(*out) < 1e13;
    return *has || no_such(c, option, text, "Give a number.");
}

static bool read_wish(ctx *c, struct call *call, struct remark_wish *wish)
{
    *wish = (struct remark_wish){.after = call_text(call, "after", (str){0})};
    wish->search = tokens_fold(c, call_text(call, "search", (str){0}));
    return read_sound(c, call, wish) && read_theme(c, call, wish) &&
           read_value(c, call, "least", &wish->has_least, &wish->least) &&
           read_value(c, call, "most", &wish->has_most, &wish->most);
}

static void write_line(ctx *c, const struct remark_line *r)
{
    (void)fprintf(c->out, "%s", day_write(c->arena, r->day).s);
    if (isfinite(r->value)) (void)fprintf(c->out, "  gave %g", r->value);
    const str places[] = {r->unit, r->touchpoint, r->channel, r->segment};
    for (i64 k = 0; k < COUNT_OF(places); k++)
        if (places[k].size) (void)fprintf(c->out, "  %.*s", STR(places[k]));
    (void)fprintf(c->out, "\n  %.*s\n", STR(r->text));
}

bool cmd_remarks(ctx *c, struct call *call)
{
    struct figure_query query;
    struct remark_page page;
    struct remark_wish wish;
    if (!question_read(c, call, &query) || !read_wish(c, call, &wish)) return false;
    if (!figure_remarks(c, query, wish, PER_PAGE, &page)) return false;
    if (page.is_hidden)
        (void)fprintf(c->out,
                      "Fewer than 5 people said anything here: their words are not shown.\n");
    else if (!page.count)
        (void)fprintf(c->out, wish.after.size ? "These were all of them.\n"
                                              : "Nobody has said anything here.\n");
    for (i64 i = 0; i < page.count; i++)
        write_line(c, &page.remarks[i]);
    if (page.next.size) (void)fprintf(c->out, "There is more: --after %.*s\n", STR(page.next));
    return true;
}
