// reach: how a customer can be written to, by what facts told of them: the newest e-mail address
// that takes mails, a name, a language. Owns nothing. Whether they may be is consent's to say
// (facts/consent.h).
#pragma once

#include "store/store.h"

struct reach {
    str email; // as email_normalise makes it; empty: none is known that works
    str name;
    const char *lang; // "fi"; NULL: not known
};
// Of all keys of a customer. Nothing for who was erased.
MUST_USE bool reach_of(ctx *c, const i64 *keys, i64 count, struct reach *out);

// Whether an attribute of that name tells a language, and which of ours a value means ("Suomi",
// "fi-FI"); NULL: none. Pure.
bool reach_is_language(str attribute);
const char *reach_lang(str told);
