#include "web/notice.h"

#include "base/lang.h"

// clang-format off
#define NOTICES(X)                                                                                 \
    X("saved",    N_("Saved."))                                                                    \
    X("added",    N_("Added."))                                                                    \
    X("removed",  N_("Removed."))                                                                  \
    X("in_use",   N_("Taken into use. Customers answer this version from now on."))                 \
    X("archived", N_("Put away. It can be taken back."))                                           \
    X("restored", N_("Taken back."))                                                               \
    X("sent",     N_("Sent."))                                                                     \
    X("undone",   N_("Undone."))                                                                   \
    X("queued",   N_("The mail is on its way. How it went stands below; look again in a moment."))  \
    X("begun",    N_("It begins in a moment. How it went stands below; look again then."))         \
    X("tested",   N_("A test is on its way to you."))                                              \
    X("ended",    N_("Ended."))                                                                    \
    X("signed_out", N_("You are signed out."))                                                     \
    X("password", N_("Your new password is kept. Sign in with it."))                               \
    X("asked",    N_("If there is an account for that address, a link is on its way there."))      \
    X("codes_off", N_("One-time codes are switched off."))
// clang-format on

const char *const notice_words[] = {
#define X(word, text) word,
    NOTICES(X)
#undef X
        NULL};

static const char *const texts[] = {
#define X(word, text) text,
    NOTICES(X)
#undef X
};

const char *notice_text(ctx *c, str word)
{
    for (i64 i = 0; i < COUNT_OF(texts); i++)
        if (str_equal(word, str_of(notice_words[i]))) return tr(c, texts[i]);
    return NULL;
}
