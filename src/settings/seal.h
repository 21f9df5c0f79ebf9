// seal: links that carry their own proof: a number, sealed for one purpose with the store's secret,
// so that nobody can guess one, use it for another purpose, or tell from it how many there are; and
// no row has to be kept. What a link opens, and when it ends, is its owner's to say. Uses company,
// where the secret lies.
//
// A synthetic initialisation vector (P. Rogaway & T. Shrimpton, EUROCRYPT 2006) over one number:
// mark = BLAKE2b-128(key, "tuntuma seal 1 PURPOSE" ‖ number); the number is hidden by
// BLAKE2b-64(key, mark).
#pragma once

#include "store/store.h"

enum { SEAL_KEY_BYTES = 32, SEAL_CHARACTERS = 32 };

// The store's secret; made when it is not there yet, which needs a write transaction.
MUST_USE bool seal_key(ctx *c, u8 key[SEAL_KEY_BYTES]);
// 32 characters that stand in an address as they are. purpose: a word of ours.
str seal_make(ctx *c, const u8 key[SEAL_KEY_BYTES], const char *purpose, i64 number);
// False when it is none of ours, or was made for something else.
bool seal_open(const u8 key[SEAL_KEY_BYTES], const char *purpose, str seal, i64 *number);
