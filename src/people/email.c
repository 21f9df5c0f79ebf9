#include "people/email.h"

enum { EMAIL_MAX = 254, LOCAL_MAX = 64 };

static bool is_local(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9') ||
           (character && strchr(".!#$%&'*+-/=?^_`{|}~", character));
}

static bool is_host(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9') ||
           character == '-' || character == '.';
}

static bool is_made_of(str text, bool (*is_one)(char character))
{
    for (i64 i = 0; i < text.size; i++)
        if (!is_one(text.s[i])) return false;
    return text.size > 0;
}

static bool has_dots_in_place(str text)
{
    return text.s[0] != '.' && text.s[text.size - 1] != '.' && str_find(text, S("..")) < 0;
}

bool email_normalise(ctx *c, str text, str *out)
{
    str rest = str_trim(text), local = {0};
    if (rest.size <= EMAIL_MAX) {
        char *lower = NEW_ARRAY(c->arena, char, rest.size + 1);
        for (i64 i = 0; i < rest.size; i++) {
            char one = rest.s[i];
            lower[i] = one >= 'A' && one <= 'Z' ? (char)(one - 'A' + 'a') : one;
        }
        *out = rest = (str){lower, rest.size};
        if (str_cut(&rest, '@', &local) && is_made_of(local, is_local) && local.size <= LOCAL_MAX &&
            is_made_of(rest, is_host) && has_dots_in_place(local) && has_dots_in_place(rest))
            return true;
    }
    *out = (str){0};
    return fail_with(c, ERR_BAD_INPUT, tr(c, "this is no address of e-mail"),
                     tr(c, "Write it as anna@example.fi, without letters beyond a to z."));
}
