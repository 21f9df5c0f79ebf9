// Laws of who may come in: waits are bounded, a secret opens once, what is over stays over.
#include "people/account.h"
#include "people/email.h"
#include "people/one_time.h"
#include "people/session.h"
#include "people/throttle.h"
#include "people/totp.h"
#include "support/both.h"
#include "support/work.h"

#include "prop/prop.h"

static bool waits_grow_and_are_bounded(struct prop *p, struct arena *arena)
{
    (void)arena;
    i64 failures = prop_i64(p, -5, 1000000);
    buf_fmt(p->shown, "%lld failures", (long long)failures);
    for (enum throttle_kind kind = THROTTLE_EMAIL; kind <= THROTTLE_ADDRESS; kind++) {
        i64 wait = throttle_wait_ms(kind, failures), next = throttle_wait_ms(kind, failures + 1);
        if (wait < 0 || next < wait || next > THROTTLE_WAIT_MAX_MS) return false;
    }
    return true;
}
LAW(waits_grow_and_are_bounded)

static bool an_address_has_one_form(struct prop *p, struct arena *arena)
{
    struct work work;
    ctx *c = work_init(&work);
    str text = prop_text(p, arena, S("aB1.@- +_\t\"<\xC3\xA4"), 20), once = {0}, twice = {0};
    buf_fmt(p->shown, "\"%.*s\"", STR(text));
    bool held = true;
    if (email_normalise(c, text, &once))
        held = email_normalise(c, once, &twice) && str_equal(once, twice) &&
               str_find(once, S("@")) > 0 && once.size <= text.size;
    work_release(&work);
    return held;
}
LAW(an_address_has_one_form)

static bool base32_is_read_as_it_was_written(struct prop *p, struct arena *arena)
{
    struct work work;
    ctx *c = work_init(&work);
    u8 bytes[40], again[40];
    i64 count = prop_i64(p, 0, 40), read = -1;
    (void)arena;
    for (i64 i = 0; i < count; i++)
        bytes[i] = (u8)prop_bits(p);
    str text = base32_write(c, bytes, count);
    buf_fmt(p->shown, "%.*s", STR(text));
    bool held = base32_read(text, again, 40, &read) && read == count &&
                memcmp(bytes, again, (size_t)count) == 0;
    work_release(&work);
    return held;
}
LAW(base32_is_read_as_it_was_written)

// Codes are typed at moments that go on, as of steps near by: none is taken twice.
static bool no_step_is_taken_twice(struct prop *p, struct arena *arena)
{
    struct work work;
    ctx *c = work_init(&work);
    str secret = totp_secret_new(c);
    i64 last = 0;
    bool held = true;
    (void)arena;
    for (i64 i = 0; i < 20 && held; i++) {
        u32 number = 0;
        i64 step = 0;
        c->now_ms += prop_i64(p, 0, 40000);
        i64 typed = c->now_ms / TOTP_STEP_MS + prop_i64(p, -3, 3);
        held = totp_code(secret, typed, TOTP_DIGITS, &number);
        str code = str_of(fmt(c->arena, "%06u", number));
        if (!totp_check(secret, code, c->now_ms, last, &step)) continue;
        buf_fmt(p->shown, "%lld after %lld; ", (long long)step, (long long)last);
        held = step > last;
        last = step;
    }
    work_release(&work);
    return held;
}
LAW(no_step_is_taken_twice)

// With a store: each run is a transaction that is taken back.
static ctx *shared;

static bool run_in_store(prop_law law, struct prop *p, struct arena *arena)
{
    if (p->scale % 8) return true; // a store takes its time: some of the runs are enough
    struct arena_mark mark = arena_mark(shared->arena);
    i64 now_ms = shared->now_ms;
    bool held = store_begin_write(shared) && law(p, arena);
    store_rollback(shared);
    if (shared->err.code) buf_fmt(p->shown, "%s", shared->err.msg);
    err_clear(shared);
    shared->now_ms = now_ms;
    arena_rewind(shared->arena, mark);
    return held;
}

// Links of several people are tried in any order, at moments that go on: each opens at most once,
// its own account, within its time.
static bool links_in_any_order(struct prop *p, struct arena *arena)
{
    enum { LINKS = 3 };
    ctx *c = shared;
    str path[LINKS];
    i64 account[LINKS], opened[LINKS] = {0}, began_ms = c->now_ms;
    (void)arena;
    for (i64 i = 0; i < LINKS; i++) {
        struct account_new one = {.name = S("A"),
                                  .email = str_of(fmt(c->arena, "a%lld@b", (long long)i)),
                                  .role = ROLE_EMPLOYEE};
        if (!account_add(c, S("test"), one, &account[i]) ||
            !one_time_add(c, S("test"), ONE_TIME_INVITE, account[i], &path[i]))
            return false;
    }
    for (i64 i = 0; i < 8; i++) {
        i64 at = (i64)(prop_bits(p) % LINKS), id = 0;
        c->now_ms += prop_i64(p, 0, one_time_life_ms(ONE_TIME_INVITE) / 3);
        struct one_time_use use = {.secret = str_slice(path[at], path[at].size - 64, path[at].size),
                                   .password_hash = S("kept")};
        buf_fmt(p->shown, "%lld at %lld; ", (long long)at, (long long)(c->now_ms - began_ms));
        if (one_time_use(c, use, &id)) {
            if (id != account[at] || opened[at]++) return false;
            if (c->now_ms >= began_ms + one_time_life_ms(ONE_TIME_INVITE)) return false;
        } else {
            if (c->err.code != ERR_UNKNOWN_USER) return false;
            if (!opened[at] && c->now_ms < began_ms + one_time_life_ms(ONE_TIME_INVITE))
                return false;
            err_clear(c);
        }
    }
    return true;
}

// Whatever is tried, and when, the wait from now on is never longer than its bound.
static bool attempts_at_any_time(struct prop *p, struct arena *arena)
{
    ctx *c = shared;
    struct throttle_on on = {.email = S("a@b"), .address = S("192.0.2.1")};
    (void)arena;
    for (i64 i = 0; i < 15; i++) {
        c->now_ms += prop_i64(p, -3600000, 3600000); // a clock may be set back
        buf_fmt(p->shown, "%lld; ", (long long)c->now_ms);
        if (!throttle_begin(c, on)) {
            if (c->err.code != ERR_BUSY) return false;
            err_clear(c);
        }
        i64 now_ms = c->now_ms;
        c->now_ms += THROTTLE_WAIT_MAX_MS;
        if (!throttle_begin(c, on)) return false;
        c->now_ms = now_ms;
    }
    return true;
}

// A session that is over stays so, whatever is done with its secret.
static bool sessions_over_stay_over(struct prop *p, struct arena *arena)
{
    ctx *c = shared;
    str secret = {0}, fresh = {0};
    i64 id = 0, began_ms = c->now_ms;
    bool is_over = false;
    struct session session;
    struct account_new one = {.name = S("A"), .email = S("a@b"), .role = ROLE_EMPLOYEE};
    (void)arena;
    if (!account_add(c, S("test"), one, &id) ||
        !session_add(c, (struct session_new){.account = id}, &secret))
        return false;
    for (i64 i = 0; i < 10; i++) {
        c->now_ms += prop_i64(p, 0, SESSION_MS / 3);
        bool is_found = session_find(c, secret, &session);
        err_clear(c);
        buf_fmt(p->shown, "%lld %d; ", (long long)(c->now_ms - began_ms), is_found);
        if (is_found && (is_over || c->now_ms >= began_ms + SESSION_MS)) return false;
        is_over = is_over || !is_found;
        switch (prop_bits(p) % 3) {
        case 0: // as a server does: a found one alone is touched
            if (is_found && !session_touch(c, secret)) return false;
            break;
        case 1:
            if (session_renew(c, secret, false, &fresh) != is_found) return false;
            err_clear(c);
            if (is_found) secret = fresh;
            break;
        default:
            break;
        }
    }
    return true;
}

#define LAW_IN_STORE(law)                                                                          \
    static bool law##_in_store(struct prop *p, struct arena *arena)                                \
    {                                                                                              \
        return run_in_store(law, p, arena);                                                        \
    }                                                                                              \
    static void law##_on(ctx *c, struct store *store)                                              \
    {                                                                                              \
        (void)store;                                                                               \
        shared = c;                                                                                \
        prop_check(law##_in_store);                                                                \
    }                                                                                              \
    static void check_##law(void **state)                                                          \
    {                                                                                              \
        (void)state;                                                                               \
        on_both(law##_on);                                                                         \
    }

LAW_IN_STORE(links_in_any_order)
LAW_IN_STORE(attempts_at_any_time)
LAW_IN_STORE(sessions_over_stay_over)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_waits_grow_and_are_bounded),
        cmocka_unit_test(check_an_address_has_one_form),
        cmocka_unit_test(check_base32_is_read_as_it_was_written),
        cmocka_unit_test(check_no_step_is_taken_twice),
        cmocka_unit_test(check_links_in_any_order),
        cmocka_unit_test(check_attempts_at_any_time),
        cmocka_unit_test(check_sessions_over_stay_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
