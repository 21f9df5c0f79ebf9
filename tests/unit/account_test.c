// Who may come in: accounts, links that open once, tokens for programs. On both engines.
#include "people/account.h"

#include "audit/audit.h"
#include "people/api_token.h"
#include "people/one_time.h"
#include "people/session.h"
#include "support/both.h"

#include "support/test.h"

#define ON_BOTH(test)                                                                              \
    static void test(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        on_both(test##_on);                                                                        \
    }

#define ADMIN S("account 1")
#define HASH  S("$argon2id$kept")

// One change, committed; the error stays when it fails.
#define CHANGE(c, call)                                                                            \
    do {                                                                                           \
        MUST(c, store_begin_write(c));                                                             \
        MUST(c, (call));                                                                           \
        MUST(c, store_commit(c));                                                                  \
    } while (0)
#define REFUSED(c, code_, call)                                                                    \
    do {                                                                                           \
        MUST(c, store_begin_write(c));                                                             \
        assert_false(call);                                                                        \
        assert_int_equal((c)->err.code, code_);                                                    \
        err_clear(c);                                                                              \
        store_rollback(c);                                                                         \
    } while (0)

static str secret_of(str path)
{
    return str_slice(path, path.size - 64, path.size);
}

static struct one_time_use used(str path)
{
    return (struct one_time_use){.secret = secret_of(path), .password_hash = HASH};
}

// The first administrator, account 1.
static void set_up(ctx *c)
{
    str path = {0};
    i64 id = 0;
    CHANGE(c, one_time_add(c, S("command"), ONE_TIME_SETUP, 0, &path));
    struct one_time_use use = used(path);
    use.account = (struct account_new){.name = S("Anna"), .email = S("anna@example.fi")};
    CHANGE(c, one_time_use(c, use, &id));
    assert_int_equal(id, 1);
}

static i64 invited(ctx *c, str email, enum role role, str *path)
{
    i64 id = 0;
    struct account_new account = {.name = S("Somebody"), .email = email, .role = role};
    CHANGE(c, account_add(c, ADMIN, account, &id));
    CHANGE(c, one_time_add(c, ADMIN, ONE_TIME_INVITE, id, path));
    return id;
}

static i64 joined(ctx *c, str email, enum role role)
{
    str path = {0};
    i64 id = 0, invited_id = invited(c, email, role, &path);
    CHANGE(c, one_time_use(c, used(path), &id));
    assert_int_equal(id, invited_id);
    return id;
}

static str acts(ctx *c)
{
    struct rows rows;
    buf out = buf_new(c->arena, 100000);
    MUST(c, store_rows(c, SQL_audit_page, VALS(V_I64(0), V_I64(1000)), &rows));
    for (i64 i = 0; i < rows.count; i++)
        buf_fmt(&out, "%s%.*s", i ? " " : "", STR(rows.column[3].text[i]));
    return buf_str(&out);
}

static void the_first_administrator_comes_by_a_link_on(ctx *c, struct store *store)
{
    (void)store;
    str first = {0}, second = {0};
    i64 id = 0, count = -1;
    MUST(c, account_administrators(c, &count));
    assert_int_equal(count, 0);
    CHANGE(c, one_time_add(c, S("command"), ONE_TIME_SETUP, 0, &first));
    CHANGE(c, one_time_add(c, S("command"), ONE_TIME_SETUP, 0, &second));
    struct one_time_use use = used(first);
    use.account = (struct account_new){.name = S("Anna"), .email = S("Anna@Example.fi")};
    REFUSED(c, ERR_UNKNOWN_USER, one_time_use(c, use, &id)); // a newer one was made
    use.secret = secret_of(second);
    CHANGE(c, one_time_use(c, use, &id));
    struct account anna;
    MUST(c, account_find(c, S(" ANNA@example.fi"), &anna));
    assert_int_equal(anna.id, id);
    assert_int_equal(anna.role, ROLE_ADMINISTRATOR);
    assert_false(anna.is_invited);
    REFUSED(c, ERR_UNKNOWN_USER, one_time_use(c, use, &id));
    REFUSED(c, ERR_REFUSED, one_time_add(c, S("command"), ONE_TIME_SETUP, 0, &first));
    assert_str(acts(c), "people.setup_link people.setup_link people.add people.link_used "
                        "people.password");
}
ON_BOTH(the_first_administrator_comes_by_a_link)

static void a_setup_link_is_worth_nothing_in_a_house_that_is_set_up_on(ctx *c, struct store *store)
{
    (void)store;
    str setup = {0}, path = {0};
    i64 id = 0;
    CHANGE(c, one_time_add(c, S("command"), ONE_TIME_SETUP, 0, &setup));
    invited(c, S("anna@example.fi"), ROLE_ADMINISTRATOR, &path);
    CHANGE(c, one_time_use(c, used(path), &id)); // an administrator by another door
    struct one_time_use use = used(setup);
    use.account = (struct account_new){.name = S("Eve"), .email = S("eve@example.fi")};
    REFUSED(c, ERR_REFUSED, one_time_use(c, use, &id));
}
ON_BOTH(a_setup_link_is_worth_nothing_in_a_house_that_is_set_up)

static void an_invitation_opens_once_on(ctx *c, struct store *store)
{
    (void)store;
    set_up(c);
    str path = {0}, other = {0};
    i64 matti = invited(c, S("matti@example.fi"), ROLE_EMPLOYEE, &path), id = 0;
    i64 liisa = invited(c, S("liisa@example.fi"), ROLE_CX_OWNER, &other);
    assert_true(str_starts(path, S("/join/")));
    struct one_time link;
    MUST(c, one_time_find(c, secret_of(path), &link));
    assert_int_equal(link.account, matti); // each link is its own account's
    MUST(c, one_time_find(c, secret_of(other), &link));
    assert_int_equal(link.account, liisa);
    CHANGE(c, one_time_use(c, used(path), &id));
    assert_int_equal(id, matti);
    REFUSED(c, ERR_UNKNOWN_USER, one_time_use(c, used(path), &id));
    assert_false(one_time_find(c, secret_of(path), &link));
    err_clear(c);
    static const char *const wrong[] = {
        "", "0", "/join/", "0000000000000000000000000000000000000000000000000000000000000000"};
    for (i64 i = 0; i < COUNT_OF(wrong); i++) {
        assert_false(one_time_find(c, str_of(wrong[i]), &link));
        assert_int_equal(c->err.code, ERR_UNKNOWN_USER);
        err_clear(c);
    }
}
ON_BOTH(an_invitation_opens_once)

static void links_end_in_time_by_newer_ones_and_with_the_account_on(ctx *c, struct store *store)
{
    (void)store;
    set_up(c);
    str first = {0}, second = {0}, reset = {0};
    struct one_time link;
    i64 id = 0, matti = invited(c, S("matti@example.fi"), ROLE_EMPLOYEE, &first);
    i64 began_ms = c->now_ms;
    c->now_ms = began_ms + one_time_life_ms(ONE_TIME_INVITE) - 1;
    MUST(c, one_time_find(c, secret_of(first), &link));
    c->now_ms++;
    REFUSED(c, ERR_UNKNOWN_USER, one_time_use(c, used(first), &id));
    CHANGE(c, one_time_add(c, ADMIN, ONE_TIME_INVITE, matti, &first));
    CHANGE(c, one_time_add(c, ADMIN, ONE_TIME_INVITE, matti, &second));
    REFUSED(c, ERR_UNKNOWN_USER, one_time_use(c, used(first), &id));
    CHANGE(c, one_time_use(c, used(second), &id));
    CHANGE(c, one_time_add(c, ADMIN, ONE_TIME_RESET, matti, &reset));
    assert_true(str_starts(reset, S("/reset/")));
    CHANGE(c, account_end(c, ADMIN, matti));
    REFUSED(c, ERR_UNKNOWN_USER, one_time_use(c, used(reset), &id));
}
ON_BOTH(links_end_in_time_by_newer_ones_and_with_the_account)

static void an_administrator_is_always_left_on(ctx *c, struct store *store)
{
    (void)store;
    set_up(c);
    str path = {0};
    invited(c, S("eve@example.fi"), ROLE_ADMINISTRATOR, &path); // has not come in: does not count
    REFUSED(c, ERR_REFUSED, account_end(c, ADMIN, 1));
    REFUSED(c, ERR_REFUSED, account_set_role(c, ADMIN, 1, ROLE_EMPLOYEE));
    i64 id = 0;
    CHANGE(c, one_time_use(c, used(path), &id));
    CHANGE(c, account_set_role(c, ADMIN, 1, ROLE_EMPLOYEE));
    REFUSED(c, ERR_REFUSED, account_end(c, ADMIN, id));
    REFUSED(c, ERR_NOT_FOUND, account_end(c, ADMIN, 99));
}
ON_BOTH(an_administrator_is_always_left)

static void who_ended_is_nobody_on(ctx *c, struct store *store)
{
    (void)store;
    set_up(c);
    i64 matti = joined(c, S("matti@example.fi"), ROLE_CX_OWNER);
    str secret = {0}, token = {0};
    CHANGE(c, session_add(c, (struct session_new){.account = matti}, &secret));
    CHANGE(c, api_token_add(
                  c, ADMIN,
                  (struct api_token_new){
                      .name = S("till"), .scopes = API_INTAKE, .account = matti, .life_ms = 1000},
                  &token));
    struct session session;
    struct api_token found;
    struct person person;
    MUST(c, session_find(c, secret, &session));
    MUST(c, account_person(c, matti, &person));
    assert_int_equal(person.role, ROLE_CX_OWNER);
    CHANGE(c, account_end(c, ADMIN, matti));
    MUST(c, account_person(c, matti, &person));
    assert_int_equal(person.role, ROLE_NONE);
    assert_int_equal(person.account, 0);
    assert_false(session_find(c, secret, &session));
    err_clear(c);
    assert_false(api_token_find(c, token, API_INTAKE, &found));
    err_clear(c);
    i64 again = joined(c, S("matti@example.fi"), ROLE_EMPLOYEE); // the address is free again
    assert_int_not_equal(again, matti);
    MUST(c, account_person(c, 99, &person));
    assert_int_equal(person.role, ROLE_NONE);
}
ON_BOTH(who_ended_is_nobody)

static void another_role_ends_the_sessions_on(ctx *c, struct store *store)
{
    (void)store;
    set_up(c);
    i64 matti = joined(c, S("matti@example.fi"), ROLE_CX_OWNER);
    str secret = {0};
    struct session session;
    struct person person;
    CHANGE(c, session_add(c, (struct session_new){.account = matti}, &secret));
    CHANGE(c, account_set_role(c, ADMIN, matti, ROLE_EMPLOYEE));
    assert_false(session_find(c, secret, &session));
    err_clear(c);
    MUST(c, account_person(c, matti, &person));
    assert_int_equal(person.role, ROLE_EMPLOYEE);
}
ON_BOTH(another_role_ends_the_sessions)

static void another_role_ends_what_it_may_not_on(ctx *c, struct store *store)
{
    (void)store;
    set_up(c);
    i64 matti = joined(c, S("matti@example.fi"), ROLE_ADMINISTRATOR);
    str figures = {0}, records = {0}, intake = {0};
    struct api_token_new token = {
        .name = S("figures"), .scopes = API_READ_FIGURES, .account = matti, .life_ms = 1000};
    struct api_token found;
    CHANGE(c, api_token_add(c, ADMIN, token, &figures));
    token.name = S("records");
    token.scopes = API_READ_FIGURES | API_CHANGE_RECORDS;
    CHANGE(c, api_token_add(c, ADMIN, token, &records));
    token.name = S("intake");
    token.scopes = API_INTAKE;
    token.account = 1;
    CHANGE(c, api_token_add(c, ADMIN, token, &intake));
    CHANGE(c, account_set_role(c, ADMIN, matti, ROLE_EMPLOYEE));
    MUST(c, api_token_find(c, figures, API_READ_FIGURES, &found));
    MUST(c, api_token_find(c, intake, API_INTAKE, &found)); // somebody else's
    assert_false(api_token_find(c, records, API_READ_FIGURES, &found));
    assert_int_equal(c->err.code, ERR_UNKNOWN_USER);
    err_clear(c);
    CHANGE(c, account_set_role(c, ADMIN, matti, ROLE_OUTSIDER));
    assert_false(api_token_find(c, figures, API_READ_FIGURES, &found));
    err_clear(c);
}
ON_BOTH(another_role_ends_what_it_may_not)

static void scope_is_kept_whole_on(ctx *c, struct store *store)
{
    (void)store;
    set_up(c);
    static const i64 functions[] = {4, 2}, units[] = {9};
    struct person person;
    CHANGE(c, account_set_scope(c, ADMIN, 1,
                                (struct account_scope){.function_count = 2,
                                                       .functions = functions,
                                                       .unit_count = 1,
                                                       .units = units}));
    MUST(c, account_person(c, 1, &person));
    assert_int_equal(person.function_count, 2);
    assert_int_equal(person.functions[0] + person.functions[1], 6);
    assert_int_equal(person.units[0], 9);
    CHANGE(c, account_set_scope(c, ADMIN, 1, (struct account_scope){0}));
    MUST(c, account_person(c, 1, &person));
    assert_int_equal(person.function_count + person.unit_count, 0);
}
ON_BOTH(scope_is_kept_whole)

static void tokens_do_what_they_are_for_until_they_end_on(ctx *c, struct store *store)
{
    (void)store;
    set_up(c);
    struct api_token_new till = {
        .name = S("till"), .scopes = API_INTAKE, .account = 1, .life_ms = 1000};
    str secret = {0}, other = {0};
    struct api_token found;
    CHANGE(c, api_token_add(c, ADMIN, till, &secret));
    assert_true(str_starts(secret, S("tuntuma_")));
    REFUSED(c, ERR_REFUSED, api_token_add(c, ADMIN, till, &other));
    MUST(c, api_token_find(c, secret, API_INTAKE, &found));
    assert_str(found.name, "till");
    assert_false(api_token_find(c, secret, API_READ_FIGURES, &found));
    assert_int_equal(c->err.code, ERR_FORBIDDEN);
    err_clear(c);
    assert_false(api_token_find(c, S("tuntuma_"), API_INTAKE, &found));
    assert_int_equal(c->err.code, ERR_UNKNOWN_USER);
    err_clear(c);
    CHANGE(c, api_token_revoke(c, ADMIN, S("till")));
    assert_false(api_token_find(c, secret, API_INTAKE, &found));
    err_clear(c);
    REFUSED(c, ERR_NOT_FOUND, api_token_revoke(c, ADMIN, S("till")));
    CHANGE(c, api_token_add(c, ADMIN, till, &other)); // the name is free again
    c->now_ms += 999;
    MUST(c, api_token_find(c, other, API_INTAKE, &found));
    c->now_ms++;
    assert_false(api_token_find(c, other, API_INTAKE, &found));
    err_clear(c);
    struct api_token_new odd[] = {
        {.name = S(""),  .scopes = API_INTAKE, .life_ms = 1                   },
        {.name = S("a"), .scopes = 0,          .life_ms = 1                   },
        {.name = S("a"), .scopes = 16,         .life_ms = 1                   },
        {.name = S("a"), .scopes = API_INTAKE, .life_ms = 0                   },
        {.name = S("a"), .scopes = API_INTAKE, .life_ms = API_TOKEN_MAX_MS + 1},
    };
    for (i64 i = 0; i < COUNT_OF(odd); i++)
        REFUSED(c, ERR_BAD_INPUT, api_token_add(c, ADMIN, odd[i], &other));
    i64 count = 0, scopes = 0;
    struct api_token *tokens = NULL;
    MUST(c, api_token_list(c, &count, &tokens));
    assert_int_equal(count, 2);
    MUST(c, api_scopes_read(c, S("intake  read_records"), &scopes));
    assert_str(api_scopes_write(c, scopes), "intake read_records");
    assert_false(api_scopes_read(c, S("intake everything"), &scopes));
    err_clear(c);
}
ON_BOTH(tokens_do_what_they_are_for_until_they_end)

static void secrets_are_nowhere_in_the_store_on(ctx *c, struct store *store)
{
    (void)store;
    str path = {0}, session = {0}, token = {0};
    set_up(c);
    invited(c, S("matti@example.fi"), ROLE_EMPLOYEE, &path);
    CHANGE(c, session_add(c, (struct session_new){.account = 1}, &session));
    CHANGE(c, api_token_add(c, ADMIN,
                            (struct api_token_new){.name = S("a"), .scopes = 1, .life_ms = 1},
                            &token));
    const str secrets[] = {secret_of(path), session, token, str_slice(token, 8, token.size)};
    for (i64 i = 0; i < COUNT_OF(secrets); i++) {
        struct rows rows;
        assert_int_equal(str_slice(secrets[i], secrets[i].size - 64, secrets[i].size).size, 64);
        MUST(c, store_rows_text(c,
                                S("SELECT (SELECT count(*) FROM session WHERE hash = $1::VARCHAR) "
                                  "+ (SELECT count(*) FROM one_time WHERE hash = $1::VARCHAR) + "
                                  "(SELECT count(*) FROM api_token WHERE hash = $1::VARCHAR) + "
                                  "(SELECT count(*) FROM audit WHERE position($1::VARCHAR IN "
                                  "detail) > 0) AS n"),
                                VALS(V_STR(secrets[i])), &rows));
        assert_int_equal(rows.column[0].i[0], 0);
    }
    struct audit_report report;
    MUST(c, audit_verify(c, &report));
    assert_int_equal(report.bad, 0);
}
ON_BOTH(secrets_are_nowhere_in_the_store)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_administrator_comes_by_a_link),
        cmocka_unit_test(a_setup_link_is_worth_nothing_in_a_house_that_is_set_up),
        cmocka_unit_test(an_invitation_opens_once),
        cmocka_unit_test(links_end_in_time_by_newer_ones_and_with_the_account),
        cmocka_unit_test(an_administrator_is_always_left),
        cmocka_unit_test(who_ended_is_nobody),
        cmocka_unit_test(another_role_ends_the_sessions),
        cmocka_unit_test(another_role_ends_what_it_may_not),
        cmocka_unit_test(scope_is_kept_whole),
        cmocka_unit_test(tokens_do_what_they_are_for_until_they_end),
        cmocka_unit_test(secrets_are_nowhere_in_the_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
