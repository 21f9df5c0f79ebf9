// personal: which attributes tell a person, by their names in the languages that systems speak
// here: what is shown of them to whom is people/role.h's. Owns nothing.
#pragma once

#include "people/role.h"

// True when an attribute of that name is a person's own: *kind says how it is masked.
bool personal_kind(str attribute, enum personal *kind);
// The n-th name that is known, NULL at the end: what a search looks through.
const char *personal_name(i64 index);
