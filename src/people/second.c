#include "people/second.h"

#include "people/account_parts.h"
#include "people/secret.h"
#include "people/totp.h"

enum { RECOVERY_LETTERS = 16, CODE_MAX = 64 }; // 80 bits: a fast hash of them may be stolen

// "abcd-efgh-ijkl-mnop", of base32's letters.
static str recovery_new(ctx *c)
{
    u8 bytes[RECOVERY_LETTERS * 5 / 8];
    for (i64 i = 0; i < COUNT_OF(bytes); i++)
        bytes[i] = (u8)c->random(c);
    str letters = base32_write(c, bytes, COUNT_OF(bytes));
    buf out = buf_new(c->arena, 100);
    for (i64 i = 0; i < letters.size; i++) {
        if (i && i % 4 == 0) buf_char(&out, '-');
        buf_char(&out, letters.s[i] >= 'A' ? (char)(letters.s[i] + 32) : letters.s[i]);
    }
    return buf_str(&out);
}

// As it was printed, however it was typed; with the account, so that two with one code do not meet.
static str recovery_hash(ctx *c, i64 account, str code)
{
    buf out = buf_new(c->arena, CODE_MAX + 100);
    buf_fmt(&out, "recovery %lld ", (long long)account);
    for (i64 i = 0; i < MIN(code.size, CODE_MAX); i++) {
        char one = code.s[i];
        if (one == '-' || one == ' ') continue;
        buf_char(&out, one >= 'A' && one <= 'Z' ? (char)(one + 32) : one);
    }
    return secret_hash(c, buf_str(&out));
}

static bool recovery_renew(ctx *c, i64 account, str codes[RECOVERY_CODES])
{
    if (!store_run(c, SQL_second_clear, VALS(V_I64(account)))) return false;
    for (i64 i = 0; i < RECOVERY_CODES; i++) {
        codes[i] = recovery_new(c);
        if (!store_run(c, SQL_second_add,
                       VALS(V_I64(account), V_STR(recovery_hash(c, account, codes[i])))))
            return false;
    }
    return true;
}

bool second_start(ctx *c, struct second_on on, str codes[RECOVERY_CODES])
{
    assert(store_in_transaction(c));
    assert(on.account);
    i64 step = 0;
    if (!totp_check(on.secret, on.code, c->now_ms, 0, &step))
        return fail_with(
            c, ERR_REFUSED, tr(c, "the code does not fit"),
            tr(c, "Look at the clock of your device, and type the code it shows now."));
    str who = audit_account(c, on.account);
    return store_run(c, SQL_second_set, VALS(V_I64(on.account), V_STR(on.secret), V_I64(step))) &&
           recovery_renew(c, on.account, codes) &&
           account_note(c, who, "people.codes_on", on.account, NULL, NULL);
}

bool second_renew(ctx *c, i64 account, str codes[RECOVERY_CODES])
{
    assert(store_in_transaction(c));
    struct account_kept kept;
    if (!account_kept_by_id(c, account, &kept)) return false;
    if (!kept.account.has_code)
        return fail_with(c, ERR_REFUSED, tr(c, "one-time codes are not switched on"),
                         tr(c, "Switch them on first."));
    return recovery_renew(c, account, codes) &&
           account_note(c, audit_account(c, account), "people.recovery_codes", account, NULL, NULL);
}

bool second_stop(ctx *c, str who, i64 account)
{
    assert(store_in_transaction(c));
    return store_run(c, SQL_second_set, VALS(V_I64(account), V_STR(S("")), V_I64(0))) &&
           store_run(c, SQL_second_clear, VALS(V_I64(account))) &&
           account_note(c, who, "people.codes_off", account, NULL, NULL);
}

bool second_check(ctx *c, i64 account, str code, bool *fits)
{
    assert(store_in_transaction(c));
    struct account_kept kept;
    i64 step = 0, count = 0;
    *fits = false;
    code = str_trim(code);
    if (!account_kept_by_id(c, account, &kept)) return false;
    if (!kept.account.id || !kept.totp.size) return true;
    if (totp_check(kept.totp, code, c->now_ms, kept.totp_step, &step)) {
        *fits = true;
        return store_run(c, SQL_second_set, VALS(V_I64(account), V_STR(kept.totp), V_I64(step)));
    }
    if (code.size < RECOVERY_LETTERS || code.size > CODE_MAX) return true;
    str hash = recovery_hash(c, account, code);
    if (!store_i64(c, SQL_second_recovery, VALS(V_I64(account), V_STR(hash)), &count)) return false;
    if (!count) return true;
    *fits = true;
    return store_run(c, SQL_second_recovered,
                     VALS(V_I64(account), V_STR(hash), V_I64(c->now_ms))) &&
           account_note(c, audit_account(c, account), "people.recovery_code", account, NULL, NULL);
}

bool second_left(ctx *c, i64 account, i64 *count)
{
    *count = 0;
    return store_i64(c, SQL_second_left, VALS(V_I64(account)), count);
}
