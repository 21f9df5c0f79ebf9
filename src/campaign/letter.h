// letter: the mail that asks a customer: in their language, with the first question in it as
// buttons that only preselect, who asks and why, and the way out. Knows words; never sends. Memory
// is c->arena's.
#pragma once

#include "campaign/invite.h"
#include "mail/message.h"

// What is read once for many invites of surveys.
struct letters;
MUST_USE bool letters_new(ctx *c, struct letters **out);
// The words and links of an invite's mail; `reminder`: 0 the first, 1 its first reminder … Sender
// and recipient are the caller's to fill in. False when the survey has nothing to ask yet, or
// company.address is missing (ERR_REFUSED).
MUST_USE bool letter_write(ctx *c, struct letters *letters, const struct invite *invite,
                           i64 reminder, struct message *out);
