// coding: how the bytes of a mail become text: quoted-printable and base64 (RFC 2045), encoded
// words (RFC 2047), charsets. Takes what mail programs really write, and never fails over it. Pure.
#pragma once

#include "base/ctx.h"

// Bytes without their Content-Transfer-Encoding; an unknown one leaves them as they are.
str coding_transfer(ctx *c, str bytes, str encoding);
// Text of a charset as UTF-8 with \n for every end of a line. Without a charset that we read: UTF-8
// where it is valid, else Windows-1252. What is no text becomes U+FFFD, control characters blanks.
str coding_utf8(ctx *c, str bytes, str charset);
// A field of a head with its encoded words decoded, as one line of UTF-8.
str coding_words(ctx *c, str field);
// %C3%A4 → ä, for parameters of RFC 2231.
str coding_percent(ctx *c, str text);
