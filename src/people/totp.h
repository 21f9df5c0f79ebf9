// totp: one-time codes by time (RFC 6238): six digits, HMAC-SHA-1, steps of 30 seconds, as every
// authenticator application makes them; and base32 (RFC 4648), in which their secrets are written.
// Pure. Never knows whose secret it is.
#pragma once

#include "base/ctx.h"

enum { TOTP_SECRET_BYTES = 20, TOTP_STEP_MS = 30000, TOTP_DRIFT = 1, TOTP_DIGITS = 6 };

// A fresh secret of c->random, in base32.
str totp_secret_new(ctx *c);
// The address that an application reads from a QR code: otpauth://totp/….
str totp_address(ctx *c, str secret, str issuer, str email);
// The code of a step (now_ms / TOTP_STEP_MS), with `digits` (6 to 8) of them. False when the secret
// is no base32.
MUST_USE bool totp_code(str secret, i64 step, int digits, u32 *out);
// Whether `code` is that of a step around now_ms that lies after last_step; *step is that step. A
// code is so taken once: whoever looked over a shoulder comes too late. All steps are compared.
bool totp_check(str secret, str code, i64 now_ms, i64 last_step, i64 *step);

str base32_write(ctx *c, const u8 *bytes, i64 count);
// Small letters count, blanks and "=" at the end do not. False when it is no base32 or longer than
// `max` bytes.
MUST_USE bool base32_read(str text, u8 *bytes, i64 max, i64 *count);
