// imap_wire: what an IMAP server's lines say (RFC 3501, RFC 9051): where one response ends, and
// what is in the few that we ask for; how a name of a folder is written. Pure.
#pragma once

#include "base/ctx.h"

// The size of the response that `got` begins with, its literals and its end of line included; 0: it
// is not whole yet; -1: it is none that we take (a literal beyond literal_max, a line without end).
i64 imap_response_size(str got, i64 literal_max);
// "* SEARCH 4 7": its numbers, at most max; false when the response is another one.
bool imap_search_numbers(str response, i64 max, i64 *numbers, i64 *count);
// The first literal in it; false: none.
bool imap_literal(str response, str *out);
// A number behind a word, as in "[UIDVALIDITY 17]" or "RFC822.SIZE 4711"; false: it is not there.
bool imap_number(str response, const char *word, i64 *out);
// Whether it is the end of the command with that tag; *is_ok, and what the server says of it.
bool imap_is_end(str response, str tag, bool *is_ok, str *said);
// A folder's name as a quoted string in modified UTF-7 (RFC 3501, 5.1.3).
str imap_folder_name(ctx *c, str name);
