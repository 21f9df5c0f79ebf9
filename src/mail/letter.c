// The few letters that the product writes, in the words of who reads them.
#include "base/lang.h"
#include "base/locale.h"
#include "mail/mail.h"
#include "people/one_time.h"
#include "settings/settings.h"

// What the sentences are made with.
struct facts {
    const char *house; // the company's name, or ours
    const char *until; // when the link is over
};

struct words {
    const char *subject, *text, *link_words;
};

static struct words invite_words(ctx *c, const struct facts *facts)
{
    return (struct words){
        fmt(c->arena, tr(c, "You are invited to Tuntuma at %s"), facts->house),
        fmt(c->arena,
            tr(c,
               "Somebody at %s has made you an account in Tuntuma, where the company looks at how "
               "its customers fare.\n\nOpen the link and choose a password. The link opens once, "
               "and is good until %s.\n\nIf you do not know what this is about, you need do "
               "nothing."),
            facts->house, facts->until),
        tr(c, "Choose a password and come in")};
}

static struct words reset_words(ctx *c, const struct facts *facts)
{
    return (struct words){
        tr(c, "Choose a new password"),
        fmt(c->arena,
            tr(c,
               "You can choose a new password for Tuntuma at %s. The link opens once, and is good "
               "until %s.\n\nIf you did not ask for this, you need do nothing: your password "
               "stays what it is."),
            facts->house, facts->until),
        tr(c, "Choose a new password")};
}

static struct words test_words(ctx *c, const struct facts *facts)
{
    return (struct words){
        tr(c, "Mail from Tuntuma works"),
        fmt(c->arena,
            tr(c, "This is the test that you asked for. Mails from Tuntuma at %s reach you."),
            facts->house),
        tr(c, "Back to Tuntuma")};
}

static const struct {
    const char *what;
    struct words (*words)(ctx *c, const struct facts *facts);
    enum one_time_purpose purpose; // whose life the link has
} letters[] = {
    [LETTER_INVITE] = {"invite", invite_words, ONE_TIME_INVITE},
    [LETTER_RESET] = {"reset",  reset_words,  ONE_TIME_RESET },
    [LETTER_TEST] = {"test",   test_words,   ONE_TIME_RESET },
};
static_assert(COUNT_OF(letters) == LETTER__COUNT, "a row for each letter");

static bool facts_of(ctx *c, enum letter letter, struct facts *out)
{
    str name = {0};
    if (!setting_text(c, "company.name", &name)) return false;
    i64 ends_ms = c->now_ms + one_time_life_ms(letters[letter].purpose);
    *out = (struct facts){.house = name.size ? str_c(c->arena, name) : "Tuntuma",
                          .until = str_c(c->arena, locale_moment(c, ends_ms))};
    return true;
}

bool mail_letter(ctx *c, enum letter letter, struct mail_to to, str path, bool *is_queued)
{
    assert(letter < LETTER__COUNT);
    str house = {0}, link = {0};
    if (!mail_is_set_up(c, is_queued)) return false;
    if (!*is_queued) return true;
    if (!setting_text(c, "company.language", &house) ||
        (path.size && !mail_address(c, path, &link)))
        return false;
    const char *asker = c->lang;
    struct facts facts;
    c->lang = to.lang ? to.lang : str_c(c->arena, house);
    to.lang = c->lang;
    bool done = facts_of(c, letter, &facts);
    struct words words = done ? letters[letter].words(c, &facts) : (struct words){0};
    c->lang = asker;
    return done && mail_add(c, (struct mail){.what = letters[letter].what,
                                             .to = to,
                                             .subject = str_of(words.subject),
                                             .text = str_of(words.text),
                                             .link = link,
                                             .link_words = str_of(words.link_words)});
}
