// The way in: password, one-time code, waits, sessions. On both engines.
#include "people/signin.h"

#include "people/account.h"
#include "people/one_time.h"
#include "people/second.h"
#include "people/throttle.h"
#include "people/totp.h"
#include "support/both.h"

#include <sodium.h>

#include "support/test.h"

#define ON_BOTH(test)                                                                              \
    static void test(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        on_both(test##_on);                                                                        \
    }

#define PASSWORD "tuoli kuusi kanto"

static const struct password_cost cheap = {crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN};

static void anna_is_there(ctx *c)
{
    i64 id = 0;
    str hash = {0};
    struct account_new anna = {
        .name = S("Anna"), .email = S("anna@example.fi"), .role = ROLE_ADMINISTRATOR};
    MUST(c, password_hash(c, S(PASSWORD), cheap, &hash));
    MUST(c, store_begin_write(c));
    MUST(c, account_add(c, S("test"), anna, &id));
    MUST(c, account_set_password(c, S("test"), id, hash));
    MUST(c, store_commit(c));
    assert_int_equal(id, 1);
}

enum tried { TRIED_OK, TRIED_WRONG, TRIED_NEEDS_CODE, TRIED_TOO_EARLY };

static enum tried try_it(ctx *c, struct signin signin, str *secret)
{
    enum signin_outcome outcome = SIGNIN_WRONG;
    if (!signin.cost.operations) signin.cost = cheap;
    MUST(c, store_begin_write(c));
    if (!signin_begin(c, &signin)) {
        assert_int_equal(c->err.code, ERR_BUSY);
        err_clear(c);
        store_rollback(c);
        return TRIED_TOO_EARLY;
    }
    MUST(c, store_commit(c));
    MUST(c, signin_check(c, &signin));
    MUST(c, store_begin_write(c));
    MUST(c, signin_end(c, &signin, &outcome, secret));
    MUST(c, store_commit(c));
    assert_int_equal(outcome == SIGNIN_OK, secret->size == 64);
    return (enum tried)outcome;
}

static enum tried with(ctx *c, const char *email, const char *password, const char *code)
{
    str secret = {0};
    return try_it(c,
                  (struct signin){.email = str_of(email),
                                  .password = str_of(password),
                                  .code = str_of(code),
                                  .address = S("192.0.2.1")},
                  &secret);
}

static i64 entries(ctx *c, const char *what)
{
    struct rows rows;
    MUST(c,
         store_rows_text(c, S("SELECT count(*)::BIGINT AS n FROM audit WHERE what = $1::VARCHAR"),
                         VALS(V_STR(str_of(what))), &rows));
    return rows.column[0].i[0];
}

static void the_right_password_opens_on(ctx *c, struct store *store)
{
    (void)store;
    anna_is_there(c);
    str first = {0}, second = {0};
    struct session session;
    struct signin right = {.email = S("Anna@Example.fi "), .password = S(PASSWORD)};
    assert_int_equal(try_it(c, right, &first), TRIED_OK);
    MUST(c, session_find(c, first, &session));
    assert_int_equal(session.account, 1);
    assert_false(session.strong);
    assert_int_equal(try_it(c, right, &second), TRIED_OK);
    assert_false(str_equal(first, second)); // never the one that was there
    assert_int_equal(entries(c, "people.sign_in"), 2);
    assert_int_equal(entries(c, "people.sign_in_failed"), 0);
}
ON_BOTH(the_right_password_opens)

static void what_is_wrong_nobody_is_told_on(ctx *c, struct store *store)
{
    (void)store;
    anna_is_there(c);
    assert_int_equal(with(c, "anna@example.fi", "wrong", ""), TRIED_WRONG);
    assert_int_equal(with(c, "anna@example.fi", "", ""), TRIED_WRONG);
    assert_int_equal(with(c, "matti@example.fi", PASSWORD, ""), TRIED_WRONG);
    assert_int_equal(with(c, "", "", ""), TRIED_WRONG);
    assert_int_equal(with(c, "x'; DROP TABLE account; --", PASSWORD, ""), TRIED_WRONG);
    assert_int_equal(entries(c, "people.sign_in_failed"), 5);
    assert_false(signin_refuse(c, SIGNIN_WRONG));
    assert_int_equal(c->err.code, ERR_UNKNOWN_USER);
    err_clear(c);
}
ON_BOTH(what_is_wrong_nobody_is_told)

static void who_is_invited_or_ended_does_not_come_in_on(ctx *c, struct store *store)
{
    (void)store;
    anna_is_there(c);
    i64 id = 0;
    str hash = {0};
    struct account_new matti = {
        .name = S("Matti"), .email = S("matti@example.fi"), .role = ROLE_EMPLOYEE};
    MUST(c, password_hash(c, S(PASSWORD), cheap, &hash));
    MUST(c, store_begin_write(c));
    MUST(c, account_add(c, S("test"), matti, &id));
    MUST(c, store_commit(c));
    assert_int_equal(with(c, "matti@example.fi", "", ""), TRIED_WRONG);
    MUST(c, store_begin_write(c));
    MUST(c, account_set_password(c, S("test"), id, hash));
    MUST(c, store_commit(c));
    assert_int_equal(with(c, "matti@example.fi", PASSWORD, ""), TRIED_OK);
    MUST(c, store_begin_write(c));
    MUST(c, account_end(c, S("test"), id));
    MUST(c, store_commit(c));
    assert_int_equal(with(c, "matti@example.fi", PASSWORD, ""), TRIED_WRONG);
}
ON_BOTH(who_is_invited_or_ended_does_not_come_in)

static void a_password_that_changed_meanwhile_does_not_open_on(ctx *c, struct store *store)
{
    (void)store;
    anna_is_there(c);
    struct signin signin = {.email = S("anna@example.fi"), .password = S(PASSWORD), .cost = cheap};
    enum signin_outcome outcome = SIGNIN_OK;
    str hash = {0}, secret = {0};
    MUST(c, store_begin_write(c));
    MUST(c, signin_begin(c, &signin));
    MUST(c, store_commit(c));
    MUST(c, signin_check(c, &signin));
    assert_true(signin.fits);
    MUST(c, password_hash(c, S("another of twelve"), cheap, &hash));
    MUST(c, store_begin_write(c));
    MUST(c, account_set_password(c, S("test"), 1, hash));
    MUST(c, signin_end(c, &signin, &outcome, &secret));
    MUST(c, store_commit(c));
    assert_int_equal(outcome, SIGNIN_WRONG);
    assert_int_equal(secret.size, 0);
}
ON_BOTH(a_password_that_changed_meanwhile_does_not_open)

static void waits_grow_and_end_on(ctx *c, struct store *store)
{
    (void)store;
    anna_is_there(c);
    i64 waited_ms = 0, longest_ms = 0;
    for (int i = 0; i < THROTTLE_FREE_EMAIL; i++)
        assert_int_equal(with(c, "anna@example.fi", "wrong", ""), TRIED_WRONG);
    for (int i = 0; i < 12; i++) {
        assert_int_equal(with(c, "anna@example.fi", "wrong", ""), TRIED_WRONG);
        // The right one waits too, and so does every repetition, which does not make it longer.
        assert_int_equal(with(c, "anna@example.fi", PASSWORD, ""), TRIED_TOO_EARLY);
        i64 wait_ms = throttle_wait_ms(THROTTLE_EMAIL, THROTTLE_FREE_EMAIL + 1 + i);
        assert_true(wait_ms >= longest_ms);
        longest_ms = wait_ms;
        c->now_ms += wait_ms - 1;
        assert_int_equal(with(c, "anna@example.fi", PASSWORD, ""), TRIED_TOO_EARLY);
        c->now_ms++;
        waited_ms += wait_ms;
    }
    assert_int_equal(longest_ms, THROTTLE_WAIT_MAX_MS);
    assert_true(waited_ms > 2 * THROTTLE_WAIT_MAX_MS);
    assert_int_equal(with(c, "anna@example.fi", PASSWORD, ""), TRIED_OK);
    assert_int_equal(with(c, "anna@example.fi", "wrong", ""), TRIED_WRONG); // as new
    assert_int_equal(with(c, "anna@example.fi", PASSWORD, ""), TRIED_OK);
}
ON_BOTH(waits_grow_and_end)

static void an_address_waits_over_all_accounts_on(ctx *c, struct store *store)
{
    (void)store;
    str secret = {0};
    for (int i = 0; i <= THROTTLE_FREE_ADDRESS; i++) {
        struct signin one = {.email = str_of(fmt(c->arena, "a%d@example.fi", i)),
                             .address = S("192.0.2.7")};
        assert_int_equal(try_it(c, one, &secret), TRIED_WRONG);
    }
    struct signin more = {.email = S("b@example.fi"), .address = S("192.0.2.7")};
    assert_int_equal(try_it(c, more, &secret), TRIED_TOO_EARLY);
    more.address = S("192.0.2.8");
    assert_int_equal(try_it(c, more, &secret), TRIED_WRONG); // and nobody else
    c->now_ms += THROTTLE_FORGET_MS;
    more.address = S("192.0.2.7");
    assert_int_equal(try_it(c, more, &secret), TRIED_WRONG);
    MUST(c, store_begin_write(c));
    c->now_ms += 2 * THROTTLE_FORGET_MS;
    MUST(c, throttle_clean(c));
    MUST(c, store_commit(c));
}
ON_BOTH(an_address_waits_over_all_accounts)

static str code_now(ctx *c, str secret)
{
    u32 code = 0;
    assert_true(totp_code(secret, c->now_ms / TOTP_STEP_MS, TOTP_DIGITS, &code));
    return str_of(fmt(c->arena, "%06u", code));
}

static void codes_are_asked_for_and_used_once_on(ctx *c, struct store *store)
{
    (void)store;
    anna_is_there(c);
    str secret = totp_secret_new(c), codes[RECOVERY_CODES], session_secret = {0};
    struct session session;
    i64 left = 0;
    MUST(c, store_begin_write(c));
    assert_false(second_start(
        c, (struct second_on){.account = 1, .secret = secret, .code = S("12345")}, codes));
    assert_int_equal(c->err.code, ERR_REFUSED);
    err_clear(c);
    MUST(c, second_start(
                c, (struct second_on){.account = 1, .secret = secret, .code = code_now(c, secret)},
                codes));
    MUST(c, store_commit(c));
    assert_int_equal(with(c, "anna@example.fi", PASSWORD, ""), TRIED_NEEDS_CODE);
    // The one that switched them on is used.
    assert_int_equal(with(c, "anna@example.fi", PASSWORD, code_now(c, secret).s), TRIED_WRONG);
    c->now_ms += TOTP_STEP_MS;
    str code = code_now(c, secret);
    assert_int_equal(with(c, "anna@example.fi", "wrong", code.s),
                     TRIED_WRONG); // does not use it up
    struct signin all = {.email = S("anna@example.fi"), .password = S(PASSWORD), .code = code};
    assert_int_equal(try_it(c, all, &session_secret), TRIED_OK);
    MUST(c, session_find(c, session_secret, &session));
    assert_true(session.strong);
    assert_int_equal(with(c, "anna@example.fi", PASSWORD, code.s), TRIED_WRONG); // a replay
    // A lost device: each recovery code stands in once, however it is typed.
    assert_int_equal(with(c, "anna@example.fi", PASSWORD, codes[0].s), TRIED_OK);
    assert_int_equal(with(c, "anna@example.fi", PASSWORD, codes[0].s), TRIED_WRONG);
    buf loud = buf_new(c->arena, 100);
    for (i64 i = 0; i < codes[1].size; i++)
        if (codes[1].s[i] != '-')
            buf_char(&loud, codes[1].s[i] >= 'a' ? (char)(codes[1].s[i] - 32) : codes[1].s[i]);
    assert_int_equal(with(c, "anna@example.fi", PASSWORD, loud.s), TRIED_OK);
    MUST(c, second_left(c, 1, &left));
    assert_int_equal(left, RECOVERY_CODES - 2);
    MUST(c, store_begin_write(c));
    MUST(c, second_stop(c, S("test"), 1));
    MUST(c, store_commit(c));
    assert_int_equal(with(c, "anna@example.fi", PASSWORD, ""), TRIED_OK);
    MUST(c, second_left(c, 1, &left));
    assert_int_equal(left, 0);
}
ON_BOTH(codes_are_asked_for_and_used_once)

static str codes_on(ctx *c)
{
    str secret = totp_secret_new(c), codes[RECOVERY_CODES];
    struct second_on on = {.account = 1, .secret = secret, .code = code_now(c, secret)};
    MUST(c, store_begin_write(c));
    MUST(c, second_start(c, on, codes));
    MUST(c, store_commit(c));
    c->now_ms += TOTP_STEP_MS;
    return secret;
}

// The password alone: what stands for it afterwards.
static str pending_of(ctx *c)
{
    struct signin signin = {.email = S("anna@example.fi"), .password = S(PASSWORD), .cost = cheap};
    enum signin_outcome outcome = SIGNIN_OK;
    str secret = {0};
    MUST(c, store_begin_write(c));
    MUST(c, signin_begin(c, &signin));
    MUST(c, signin_check(c, &signin));
    MUST(c, signin_end(c, &signin, &outcome, &secret));
    MUST(c, store_commit(c));
    assert_int_equal(outcome, SIGNIN_NEEDS_CODE);
    assert_int_equal(secret.size, 0);
    assert_int_equal(signin.pending.size, 64);
    return signin.pending;
}

static enum tried try_code(ctx *c, str pending, str code, str *secret)
{
    struct signin signin = {.pending = pending, .code = code, .address = S("192.0.2.1")};
    enum signin_outcome outcome = SIGNIN_OK;
    MUST(c, store_begin_write(c));
    if (!signin_code(c, &signin, &outcome, secret)) {
        bool is_early = c->err.code == ERR_BUSY;
        if (!is_early) assert_int_equal(c->err.code, ERR_UNKNOWN_USER);
        err_clear(c);
        store_rollback(c);
        return is_early ? TRIED_TOO_EARLY : TRIED_NEEDS_CODE;
    }
    MUST(c, store_commit(c));
    assert_int_equal(outcome == SIGNIN_OK, secret->size == 64);
    return (enum tried)outcome;
}

static void a_code_is_a_second_step_without_the_password_on(ctx *c, struct store *store)
{
    (void)store;
    anna_is_there(c);
    str secret = codes_on(c), session_secret = {0};
    struct session session;
    struct one_time link;
    str pending = pending_of(c);
    assert_false(one_time_find(c, pending, &link)); // it is no door
    err_clear(c);
    assert_false(session_find(c, pending, &session));
    err_clear(c);
    assert_int_equal(try_code(c, pending, S("000000"), &session_secret), TRIED_WRONG);
    assert_int_equal(try_code(c, pending, code_now(c, secret), &session_secret), TRIED_OK);
    MUST(c, session_find(c, session_secret, &session));
    assert_true(session.strong);
    c->now_ms += TOTP_STEP_MS;
    // It is used up, and what never was one opens nothing: begin again.
    str code = code_now(c, secret);
    assert_int_equal(try_code(c, pending, code, &session_secret), TRIED_NEEDS_CODE);
    assert_int_equal(try_code(c, S(""), code, &session_secret), TRIED_NEEDS_CODE);
    pending = pending_of(c);
    c->now_ms += ONE_TIME_CODE_MS;
    assert_int_equal(try_code(c, pending, code_now(c, secret), &session_secret), TRIED_NEEDS_CODE);
    // A new password, or another end of the account's links, ends it.
    pending = pending_of(c);
    MUST(c, store_begin_write(c));
    MUST(c, account_set_password(c, S("test"), 1, S("kept")));
    MUST(c, store_commit(c));
    assert_int_equal(try_code(c, pending, code_now(c, secret), &session_secret), TRIED_NEEDS_CODE);
}
ON_BOTH(a_code_is_a_second_step_without_the_password)

static void codes_cannot_be_guessed_freely_on(ctx *c, struct store *store)
{
    (void)store;
    anna_is_there(c);
    str secret = codes_on(c), session_secret = {0}, pending = pending_of(c);
    i64 tries = 0;
    while (try_code(c, pending, S("000000"), &session_secret) == TRIED_WRONG)
        tries++;
    assert_int_equal(tries, THROTTLE_FREE_EMAIL); // the password's attempt counts as one
    assert_int_equal(try_code(c, pending, code_now(c, secret), &session_secret), TRIED_TOO_EARLY);
    // The password again does not give new tries.
    assert_int_equal(with(c, "anna@example.fi", PASSWORD, ""), TRIED_TOO_EARLY);
    c->now_ms += throttle_wait_ms(THROTTLE_EMAIL, THROTTLE_FREE_EMAIL + 1);
    assert_int_equal(try_code(c, pending, code_now(c, secret), &session_secret), TRIED_OK);
    assert_int_equal(with(c, "anna@example.fi", PASSWORD, ""), TRIED_NEEDS_CODE); // as new
}
ON_BOTH(codes_cannot_be_guessed_freely)

static void a_password_is_confirmed_for_its_own_account_on(ctx *c, struct store *store)
{
    (void)store;
    anna_is_there(c);
    static const struct {
        const char *email, *password;
        i64 account;
        bool fits;
    } cases[] = {
        {"anna@example.fi",  PASSWORD, 1, true },
        {"anna@example.fi",  "wrong",  1, false},
        {"anna@example.fi",  PASSWORD, 2, false},
        {"matti@example.fi", PASSWORD, 1, false},
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        struct signin signin = {
            .email = str_of(cases[i].email), .password = str_of(cases[i].password), .cost = cheap};
        bool fits = false;
        MUST(c, store_begin_write(c));
        MUST(c, signin_begin(c, &signin));
        MUST(c, store_commit(c));
        MUST(c, signin_check(c, &signin));
        MUST(c, store_begin_write(c));
        MUST(c, signin_confirm(c, &signin, cases[i].account, &fits));
        MUST(c, store_commit(c));
        assert_int_equal(fits, cases[i].fits);
    }
    assert_int_equal(entries(c, "people.confirm_failed"), 3);
    for (int i = 0; i < THROTTLE_FREE_EMAIL; i++)
        (void)with(c, "anna@example.fi", "wrong", "");
    struct signin signin = {.email = S("anna@example.fi"), .password = S(PASSWORD), .cost = cheap};
    MUST(c, store_begin_write(c));
    assert_false(signin_begin(c, &signin)); // counted together with signing in
    assert_int_equal(c->err.code, ERR_BUSY);
    err_clear(c);
    store_rollback(c);
}
ON_BOTH(a_password_is_confirmed_for_its_own_account)

static void recovery_codes_are_made_anew_on(ctx *c, struct store *store)
{
    (void)store;
    anna_is_there(c);
    str before[RECOVERY_CODES], after[RECOVERY_CODES], secret = totp_secret_new(c);
    bool fits = true;
    MUST(c, store_begin_write(c));
    assert_false(second_renew(c, 1, after)); // codes are not on
    assert_int_equal(c->err.code, ERR_REFUSED);
    err_clear(c);
    struct second_on on = {.account = 1, .secret = secret, .code = code_now(c, secret)};
    MUST(c, second_start(c, on, before));
    MUST(c, second_renew(c, 1, after));
    MUST(c, second_check(c, 1, before[0], &fits));
    assert_false(fits);
    MUST(c, second_check(c, 1, after[0], &fits));
    assert_true(fits);
    MUST(c, store_commit(c));
}
ON_BOTH(recovery_codes_are_made_anew)

static void a_code_of_another_person_does_not_fit_on(ctx *c, struct store *store)
{
    (void)store;
    anna_is_there(c);
    str secrets[2], codes[2][RECOVERY_CODES];
    bool fits = true;
    i64 id = 0;
    struct account_new matti = {
        .name = S("Matti"), .email = S("matti@example.fi"), .role = ROLE_EMPLOYEE};
    MUST(c, store_begin_write(c));
    MUST(c, account_add(c, S("test"), matti, &id));
    for (i64 i = 0; i < 2; i++) {
        secrets[i] = totp_secret_new(c);
        MUST(c, second_start(c,
                             (struct second_on){.account = i + 1,
                                                .secret = secrets[i],
                                                .code = code_now(c, secrets[i])},
                             codes[i]));
    }
    c->now_ms += TOTP_STEP_MS;
    MUST(c, second_check(c, 1, code_now(c, secrets[1]), &fits));
    assert_false(fits);
    MUST(c, second_check(c, 1, codes[1][0], &fits));
    assert_false(fits);
    MUST(c, second_check(c, 2, codes[1][0], &fits)); // was not used up by that
    assert_true(fits);
    MUST(c, second_check(c, 99, codes[1][0], &fits));
    assert_false(fits);
    MUST(c, store_commit(c));
}
ON_BOTH(a_code_of_another_person_does_not_fit)

static void a_cheap_password_is_kept_anew_on(ctx *c, struct store *store)
{
    (void)store;
    anna_is_there(c);
    struct password_cost dearer = {cheap.operations + 1, cheap.memory_bytes};
    struct signin signin = {.email = S("anna@example.fi"), .password = S(PASSWORD), .cost = dearer};
    str secret = {0};
    struct rows rows;
    assert_int_equal(try_it(c, signin, &secret), TRIED_OK);
    MUST(c, store_rows_text(c, S("SELECT password FROM account"), NO_VALS, &rows));
    assert_true(str_find(rows.column[0].text[0], S(",t=2,")) > 0);
    assert_int_equal(try_it(c, signin, &secret), TRIED_OK);
}
ON_BOTH(a_cheap_password_is_kept_anew)

static void sessions_end_on(ctx *c, struct store *store)
{
    (void)store;
    anna_is_there(c);
    str secret = {0}, other = {0}, fresh = {0};
    struct session session;
    struct session_new anna = {.account = 1, .address = S("192.0.2.1")};
    MUST(c, store_begin_write(c));
    MUST(c, session_add(c, anna, &secret));
    MUST(c, session_add(c, anna, &other));
    MUST(c, store_commit(c));
    i64 began_ms = c->now_ms;
    c->now_ms = began_ms + SESSION_IDLE_MS - 1;
    MUST(c, session_find(c, secret, &session));
    assert_true(session.wants_touch);
    MUST(c, session_touch(c, secret));
    c->now_ms++;
    MUST(c, session_find(c, secret, &session));
    assert_false(session.wants_touch);
    assert_false(session_find(c, other, &session)); // idle too long
    assert_int_equal(c->err.code, ERR_UNKNOWN_USER);
    err_clear(c);
    for (c->now_ms = began_ms; c->now_ms < began_ms + SESSION_MS; c->now_ms += SESSION_IDLE_MS / 2)
        MUST(c, session_touch(c, secret));
    c->now_ms = began_ms + SESSION_MS - 1;
    MUST(c, session_find(c, secret, &session));
    MUST(c, store_begin_write(c));
    MUST(c, session_renew(c, secret, true, &fresh)); // does not make it longer
    MUST(c, store_commit(c));
    assert_false(session_find(c, secret, &session));
    err_clear(c);
    MUST(c, session_find(c, fresh, &session));
    assert_true(session.strong);
    c->now_ms++;
    assert_false(session_find(c, fresh, &session));
    err_clear(c);
    i64 count = 0;
    struct session *sessions = NULL;
    c->now_ms = began_ms;
    MUST(c, session_list(c, 1, &count, &sessions));
    assert_int_equal(count, 2);
    c->now_ms = began_ms + SESSION_MS;
    MUST(c, session_list(c, 1, &count, &sessions));
    assert_int_equal(count, 0);
    MUST(c, session_clean(c));
    c->now_ms = began_ms;
    MUST(c, session_list(c, 1, &count, &sessions));
    assert_int_equal(count, 0);
}
ON_BOTH(sessions_end)

static void signing_out_ends_one_or_all_on(ctx *c, struct store *store)
{
    (void)store;
    anna_is_there(c);
    str secrets[3];
    struct session session;
    MUST(c, store_begin_write(c));
    for (i64 i = 0; i < 3; i++)
        MUST(c, session_add(c, (struct session_new){.account = 1}, &secrets[i]));
    MUST(c, session_end(c, secrets[0]));
    MUST(c, store_commit(c));
    assert_false(session_find(c, secrets[0], &session));
    err_clear(c);
    MUST(c, session_find(c, secrets[1], &session));
    str kept = session.hash;
    assert_int_equal(kept.size, 64);
    assert_false(session_find(c, kept, &session)); // what is kept opens nothing
    err_clear(c);
    assert_false(session_end_one(c, 2, kept)); // somebody else's
    assert_int_equal(c->err.code, ERR_NOT_FOUND);
    err_clear(c);
    MUST(c, session_end_one(c, 1, kept));
    assert_false(session_find(c, secrets[1], &session));
    err_clear(c);
    MUST(c, session_find(c, secrets[2], &session));
    MUST(c, session_end_all(c, 1));
    for (i64 i = 0; i < 3; i++) {
        assert_false(session_find(c, secrets[i], &session));
        err_clear(c);
    }
    static const char *const wrong[] = {"", "0", "' OR 1=1 --"};
    for (i64 i = 0; i < COUNT_OF(wrong); i++) {
        assert_false(session_find(c, str_of(wrong[i]), &session));
        err_clear(c);
    }
    assert_false(str_equal(session_form_key(c, secrets[0]), session_form_key(c, secrets[1])));
    assert_str(session_form_key(c, secrets[0]), session_form_key(c, secrets[0]).s);
}
ON_BOTH(signing_out_ends_one_or_all)

int main(void)
{
    if (sodium_init() < 0) return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_right_password_opens),
        cmocka_unit_test(what_is_wrong_nobody_is_told),
        cmocka_unit_test(who_is_invited_or_ended_does_not_come_in),
        cmocka_unit_test(a_password_that_changed_meanwhile_does_not_open),
        cmocka_unit_test(waits_grow_and_end),
        cmocka_unit_test(an_address_waits_over_all_accounts),
        cmocka_unit_test(codes_are_asked_for_and_used_once),
        cmocka_unit_test(a_code_is_a_second_step_without_the_password),
        cmocka_unit_test(codes_cannot_be_guessed_freely),
        cmocka_unit_test(a_password_is_confirmed_for_its_own_account),
        cmocka_unit_test(recovery_codes_are_made_anew),
        cmocka_unit_test(a_code_of_another_person_does_not_fit),
        cmocka_unit_test(a_cheap_password_is_kept_anew),
        cmocka_unit_test(sessions_end),
        cmocka_unit_test(signing_out_ends_one_or_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
